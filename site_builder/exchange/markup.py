"""Turn HTML from other directories into the Markdown an entry may use, and count what cannot come along."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

from bs4 import BeautifulSoup, Tag
from bs4.element import PageElement
from markdownify import MarkdownConverter

from site_builder.content.invisible import TURNING
from site_builder.content.richtext import ALLOWED_SCHEMES

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_STYLES = ("strong", "b", "em", "i")
_SCRIPTS = ("script", "style", "template")
# Tags whose meaning Markdown keeps, and those that only group or dress words: nothing is lost with these.
_UNDERSTOOD = frozenset(
    re.findall(
        r"\w+",
        """
    p br strong b em i a ul ol li h1 h2 h3 h4 h5 h6 blockquote table thead tbody tfoot tr td th caption img
    div span font big small u center label section article header footer main aside nav html body hr pre
    address dl dt dd colgroup col figure figcaption wbr form fieldset legend script style template
    """,
    )
)

_UNPRINTABLE = re.compile(
    f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f{TURNING}\u00ad\u200b\u200e\u200f\u2060\ufeff]"
)
_ENDS_A_LINE = ("br", "p", "div", "li", "tr", "dt", "dd", "blockquote", *_HEADINGS)
_GROUPS_OF_LINES = ("ul", "ol", "table", "dl")
_SPACES = re.compile(r"\s+")
_HARD_SPACE = re.compile("\xa0|&nbsp;|&#160;|&#xa0;", re.IGNORECASE)
_STYLE_SIGN = re.compile(r"(?<=\S)\*|\*(?=\S)|(?<!\w)_(?=\S)|(?<=\S)_(?!\w)")
_HEADING_SIGN = re.compile(r"^(\s*)(#)")
_BULLET_BY_HAND = re.compile(r"^[•●▪◦‣■∙·] *", re.MULTILINE)
_HARD_BREAKS = re.compile(r"(?:\\\n\s*){2,}")
_BREAK_AT_END = re.compile(r"(?:\\\s*)+(?=\n\s*\n|\n- |\n#|\Z)")
_SPACES_AT_END = re.compile(r"[ \t]+$", re.MULTILINE)
_EMPTY_LINES = re.compile(r"\n{3,}")


MOST_DEEP = 80
"""How many tags within each other become Markdown. Nobody writes more; a program that closes none may."""


@dataclass(frozen=True, slots=True)
class ConvertedText:
    """HTML from somewhere else as Markdown, and what of it could not come along.

    The words are all in `markdown`. `links` are links whose words were kept without their address.
    `other_tags` meant something and are gone, each with how often it stood there; their words were kept.
    """

    markdown: str
    embedded_images: int = 0
    linked_images: int = 0
    scripts: int = 0
    links: int = 0
    other_tags: tuple[tuple[str, int], ...] = ()


def html_to_lines(html: str) -> str:
    """The words of HTML without its tags, as in a mail program.

    Each block and each `<br>` ends a line, and a block that nobody closed before the next ends there.
    """
    soup = BeautifulSoup(html, "html.parser")
    for script in soup.find_all((*_SCRIPTS, "title")):
        script.decompose()
    for text in soup.find_all(string=True):
        text.replace_with(_SPACES.sub(" ", str(text)))
    for cell in soup.find_all(("td", "th")):
        cell.append(" ")
    for tag in soup.find_all((*_ENDS_A_LINE, *_GROUPS_OF_LINES)):
        if tag.name != "br" and _goes_on(tag.previous_sibling):
            tag.insert_before("\n")
        if tag.name in _ENDS_A_LINE:
            tag.append("\n")
    return "\n".join(line.strip() for line in soup.get_text().split("\n"))


def _goes_on(before: PageElement | None) -> bool:
    """Whether a line that *before* is part of has not ended."""
    if isinstance(before, Tag):
        return before.name not in (*_ENDS_A_LINE, *_GROUPS_OF_LINES)
    return bool(before and before.get_text(strip=True))


def html_to_markdown(html: str) -> ConvertedText:
    """HTML written by strangers as the Markdown that an entry may use.

    Every word is kept. Headings become ###, rows of a table list items ("Monday: 9am to 5pm"), bullets typed
    by hand a list, pictures their alt text. Where no tag makes blocks, an end of line stays one. Of more
    than `MOST_DEEP` tags within each other only the words are kept. The result is regular rather than safe:
    `richtext.to_html` makes it safe.
    """
    plain = _keep_lines(_HARD_SPACE.sub(" ", _UNPRINTABLE.sub("", html)))
    # In a group of its own, so that a text that is one web address is not taken for a file name.
    soup = BeautifulSoup(f"<div>{plain}</div>", "html.parser")
    tags = Counter(tag.name for tag in soup.find_all(True)) - Counter(("div",))
    if _is_too_deep(soup):
        lines = (_CONVERTER.escape(line, set()) for line in html_to_lines(plain).split("\n"))
        return ConvertedText(_tidy("\n\n".join(lines)), other_tags=tuple(sorted(tags.items())))
    for script in soup.find_all(_SCRIPTS):
        script.decompose()
    embedded = 0
    for image in soup.find_all("img"):
        embedded += _attribute(image, "src").lower().startswith("data:")
        image.replace_with(_attribute(image, "alt"))
    for style in soup.find_all(_STYLES):
        if _is_inside_a_word(style) or style.find_parent(_HEADINGS):
            style.unwrap()
    links = sum(_is_unlinked(link) for link in soup.find_all("a"))
    return ConvertedText(
        markdown=_tidy(_CONVERTER.convert_soup(soup)),
        embedded_images=embedded,
        linked_images=tags["img"] - embedded,
        scripts=sum(tags[name] for name in _SCRIPTS),
        links=links,
        other_tags=tuple(sorted((name, count) for name, count in tags.items() if name not in _UNDERSTOOD)),
    )


def _is_too_deep(soup: BeautifulSoup) -> bool:
    depths = {id(soup): 0}
    for tag in soup.find_all(True):
        depth = depths[id(tag)] = depths[id(tag.parent)] + 1
        if depth > MOST_DEEP:
            return True
    return False


def _keep_lines(html: str) -> str:
    if "<p" in html.lower() or "<br" in html.lower() or "<li" in html.lower() or "<div" in html.lower():
        return html
    return re.sub(r"\r?\n", "<br>", html.strip())


def _is_inside_a_word(style: Tag) -> bool:
    """Whether the words of *style* go on without a space before or after it, which Markdown cannot say."""
    inside = style.get_text()
    before, after = style.previous_sibling, style.next_sibling
    began = before is not None and before.get_text()[-1:].isalnum() and inside[:1].isalnum()
    goes_on = after is not None and after.get_text()[:1].isalnum() and inside[-1:].isalnum()
    return began or goes_on


def _attribute(tag: Tag, name: str) -> str:
    value = tag.get(name)
    return value.strip() if isinstance(value, str) else ""


def _is_unlinked(link: Tag) -> bool:
    """Whether *link* had to lose an address that leads nowhere from here."""
    address = _attribute(link, "href")
    if address.lower().startswith("www."):
        link["href"] = f"http://{address}"
        return False
    if address.partition(":")[0].lower() in ALLOWED_SCHEMES and link.get_text(strip=True):
        link["href"] = re.sub(r"\s", "%20", address)
        return False
    link.unwrap()
    return bool(address)


class _Converter(MarkdownConverter):
    """Markdown of the allowed kind: one size of heading, no tables, no code."""

    def escape(self, text: str, parent_tags: set[str]) -> str:
        return _HEADING_SIGN.sub(r"\1\\\2", _STYLE_SIGN.sub(r"\\\g<0>", text))

    def convert_hN(self, n: int, el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: N802  # its name
        words = " ".join(text.split())
        return f"\n\n### {words}\n\n" if words and "_inline" not in parent_tags else words

    def convert_tr(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        cells = [self._cell(cell) for cell in el.find_all(["td", "th"], recursive=False)]
        first, *others = [cell for cell in cells if cell] or [""]
        if not others:
            return f"- {first}\n" if first else ""
        return f"- {first.rstrip(':')}: {', '.join(others)}\n"

    def _cell(self, cell: Tag) -> str:
        converter: Any = self
        return " ".join(str(converter.process_tag(cell, parent_tags={"_inline"})).split())

    def convert_td(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return text

    convert_th = convert_td

    def convert_table(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"\n\n{text.strip()}\n\n"

    def convert_pre(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"\n\n{text}\n\n"

    def convert_hr(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return "\n\n"


_OPTIONS: dict[str, Any] = {"bullets": "-", "autolinks": False, "newline_style": "backslash"}
_CONVERTER = _Converter(**_OPTIONS)


def _tidy(markdown: str) -> str:
    markdown = _SPACES_AT_END.sub("", markdown)
    markdown = _HARD_BREAKS.sub("\n\n", markdown)
    markdown = _BULLET_BY_HAND.sub("- ", markdown)
    markdown = _BREAK_AT_END.sub("", markdown)
    return _EMPTY_LINES.sub("\n\n", markdown).strip()
