"""The one door for rich text: Markdown to safe HTML and to plain text, strangers' HTML to Markdown.

An entry may use a part of Markdown: paragraphs, line breaks, lists, links, emphasis, block quotes and the
headings ### and ####. HTML is shown as it was typed: never dropped, never run.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from html import escape, unescape
from html.parser import HTMLParser
from itertools import groupby, takewhile
from operator import attrgetter
from urllib.parse import quote

import nh3
from cmarkgfm import markdown_to_html

ALLOWED_SCHEMES = ("http", "https", "mailto", "tel")
"""What a link may begin with."""

_CLEANER = nh3.Cleaner(
    tags={"p", "br", "ul", "ol", "li", "a", "strong", "em", "h3", "h4", "blockquote"},
    attributes={"*": set(), "a": {"href"}, "ol": {"start"}},
    url_schemes=set(ALLOWED_SCHEMES),
    url_relative="deny",
    link_rel="noreferrer",
)

# Stands for "<" while Markdown is converted. No text can hold it: Unicode keeps it for use inside programs.
_HIDDEN = "\ufdd0"
_HIDDEN_IN_ADDRESS = "%EF%B7%90"
# What no page, feed or file can hold: control characters, halves of characters, and the sign above.
_UNPRINTABLES = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufdd0]")

# With none of these a text is plain paragraphs, and the converters are not needed.
_SIGNS = "\\`*_[]<>&@"
_BLOCK_START = re.compile(r"[-+#=~]|\d{1,9}[.)]")
_LATER_BLOCK_START = re.compile(rf"\n(?:{_BLOCK_START.pattern})")

# Any "<" but that of an address in angle brackets, with the backslashes before it.
_TAG_START = re.compile(
    r"(?<!\\)(\\*)<(?!(?:https?://|mailto:|tel:)[^\s<>]*>|[a-z0-9.+-]+@[a-z0-9.-]+>)", re.IGNORECASE
)
_CODE_BLOCK = re.compile(r"<pre><code[^>]*>(.*?)</code></pre>", re.DOTALL)
_HEADING_TAG = re.compile(r"(</?h)([1-6])>")
_IMAGE_TAG = re.compile(r'<img [^>]*?alt="([^"]*)"[^>]*>')
_NOT_LINKED = re.compile(r'<a rel="noreferrer">(.*?)</a>', re.DOTALL)
_BARE_ADDRESS = re.compile(
    r"<a\b.*?</a>|<[^>]*>"
    r"|(?P<web>(?<![\w@/.])(?:(?i:https?)://|www\.)[\w-](?:[^\s<&]|&amp;)*)"
    r"|(?P<email>(?<![\w.+-])[\w.+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)",
    re.DOTALL,
)
_NESTING = re.compile(r"<(/?)(?:blockquote|li)>")
_DEEPEST = 50


def to_html(markdown: str) -> str:
    """Safe HTML of *markdown*, to be put into a page as it is.

    It holds p, br, ul, ol, li, a, strong, em, h3, h4 and blockquote, and no attribute but the address of a
    link and the first number of a list. Links lead to web pages, mailboxes and phones; others become their
    words. The first heading is an h3. HTML is shown as typed, a picture as its alt text, code as its words.
    """
    plain = markdown.strip(" \n")
    if _is_plain(plain):
        return _paragraphs(plain)
    text = _UNPRINTABLES.sub("", markdown)
    # Not the converter's own escaping: it leaves HTML out, and none of an author's words may vanish.
    # Nor its link extension: with it each text leaks some 10 kB.
    html = markdown_to_html(_TAG_START.sub(_hide, text) if "<" in text else text)
    if _is_too_deep(html):
        return _paragraphs(escape(text, quote=False))
    html = html.replace(_HIDDEN, "&lt;").replace(_HIDDEN_IN_ADDRESS, "%3C")
    if "<pre" in html:
        html = _CODE_BLOCK.sub(_show_code, html)
    if "<h" in html:
        html = _HEADING_TAG.sub(lambda tag: f"{tag[1]}{min(max(int(tag[2]), 3), 4)}>", html)
        before, third, after = html.partition("<h3>")
        html = before.replace("h4>", "h3>") + third + after
    if "<img" in html:
        html = _IMAGE_TAG.sub(r"\1", html)
    if "@" in html or "://" in html or "www." in html:
        html = _BARE_ADDRESS.sub(_link, html)
    html = _CLEANER.clean(html)
    if '<a rel="noreferrer">' in html:
        html = _NOT_LINKED.sub(r"\1", html)
    return html.strip()


def _is_plain(text: str) -> bool:
    """Whether *text*, which has no space at its ends, is paragraphs without any markup."""
    return not (
        any(sign in text for sign in _SIGNS)
        or not text.replace("\n", " ").isprintable()
        or "://" in text
        or "www." in text
        or _BLOCK_START.match(text)
        or ("\n" in text and ("\n " in text or " \n" in text or _LATER_BLOCK_START.search(text)))
    )


def _paragraphs(text: str) -> str:
    if not text:
        return ""
    return "<p>" + (re.sub(r"\n\n+", "</p>\n<p>", text) if "\n\n" in text else text) + "</p>"


def _hide(tag_start: re.Match[str]) -> str:
    # An odd number of backslashes: the last one belongs to the "<" and goes with it.
    backslashes = len(tag_start[1])
    return "\\" * (backslashes - backslashes % 2) + _HIDDEN


def _is_too_deep(html: str) -> bool:
    """Whether lists and quotes stand so deep in each other that cleaning them would take long."""
    if html.count("<li>") + html.count("<blockquote>") <= _DEEPEST:
        return False
    depth = 0
    for tag in _NESTING.finditer(html):
        depth += -1 if tag[1] else 1
        if depth > _DEEPEST:
            return True
    return False


def _show_code(block: re.Match[str]) -> str:
    return "<p>" + block[1].strip().replace("\n", "<br>\n") + "</p>"


def _link(found: re.Match[str]) -> str:
    if found["email"]:
        return f'<a href="mailto:{found[0]}">{found[0]}</a>'
    if not found["web"]:
        return found[0]
    text = found[0].replace("&amp;", "&")
    address = _without_end(text)
    scheme = "http://" if address.startswith("www.") else ""
    return f'<a href="{scheme}{escape(address)}">{escape(address)}</a>{escape(text[len(address) :])}'


def _without_end(address: str) -> str:
    """*address* without the stops, and the brackets not opened in it, that end a sentence."""
    while True:
        shorter = address.rstrip("?!.,:;*_~'&")
        brackets = len(shorter) - len(shorter.rstrip(")"))
        not_opened = shorter.count(")") - shorter.count("(")
        shorter = shorter[: len(shorter) - max(0, min(brackets, not_opened))]
        if shorter == address:
            return address
        address = shorter


_BLOCK_EDGE = re.compile(r"</?(?:p|br|ul|ol|li|h3|h4|blockquote)\b[^>]*>")
_ANY_TAG = re.compile(r"<[^>]*>")


def to_text(markdown: str) -> str:
    """The words of *markdown* without any markup, for search, feeds and counting.

    One line for each paragraph, heading, list item and line of an address; none of them empty.
    """
    plain = markdown.strip(" \n")
    if _is_plain(plain):
        return "\n".join(" ".join(paragraph.split()) for paragraph in plain.split("\n\n") if paragraph)
    html = _BLOCK_EDGE.sub("\n", to_html(markdown).replace("\n", " "))
    lines = (" ".join(unescape(line).split()) for line in _ANY_TAG.sub("", html).split("\n"))
    return "\n".join(filter(None, lines))


@dataclass(frozen=True, slots=True)
class TextProblem:
    """Something in a text that readers will not see as its author meant it.

    `line` and `column` count from 0, inside the text.
    """

    line: int
    column: int
    code: str
    message: str
    hint: str


# "<your name>" is none of them and is left alone.
_KNOWN_TAGS = nh3.ALLOWED_TAGS | set(
    re.findall(
        r"\w+",
        """
        big body button embed font footer form head html iframe input label link main meta object option
        script section select style svg textarea
        """,
    )
)
_WRITE_INSTEAD = {
    **dict.fromkeys(("b", "strong"), "for bold words write **words**"),
    **dict.fromkeys(("i", "em"), "for words in italics write *words*"),
    **dict.fromkeys(("p", "div"), "take the tag out and leave an empty line between paragraphs"),
    **dict.fromkeys(("ul", "ol", "li"), 'begin each item of a list with "- " on a line of its own'),
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), 'begin a heading with "### "'),
    "a": "write a link as [words](https://www.example.org)",
    "br": "end the line with a backslash, or leave an empty line for a new paragraph",
    "img": "list the picture under media, with its alt text",
}
_TAG = re.compile(r"(?<!\\)<(?:(/?)([A-Za-z][A-Za-z0-9]*)(?=[\s/>]|$)|!--|!DOCTYPE\b|\?xml\b)", re.IGNORECASE)
_CODE_SPAN = re.compile(r"(?<![\\`])(`+)(?!`)(.+?)(?<!`)\1(?!`)")
_IMAGE = re.compile(r"(?<!\\)!\[([^\]]*)\](?=[(\[])")
_DESTINATION = re.compile(r"(?<!\\)\]\([ \t]*([^\s()<>]+)|^ {0,3}\[[^\]]+\]:[ \t]*<?([^\s<>]+)")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*(?=:)")
_TOO_HIGH = re.compile(r"#{1,2}(?=[ \t]|$)")
_UNDERLINE = re.compile(r"(?:=+|-+)[ \t]*$")
_UNDERLINE_BELOW = re.compile(r"\n {0,3}[-=]")
_NO_PARAGRAPH = re.compile(r"(?:[-+*>]|#{1,6}|\d{1,9}[.)])(?:[ \t]|$)")


def find_problems(markdown: str) -> list[TextProblem]:
    """Everything in *markdown* that will not be shown as its author meant it, in order of place.

    Codes: `html-in-text`, `image-in-text`, `link-scheme`, `heading-level`.
    """
    problems: list[TextProblem] = []
    if not ("<" in markdown or "]" in markdown or "#" in markdown or _UNDERLINE_BELOW.search(markdown)):
        return problems
    opened: set[str] = set()
    before = ""
    for number, written in enumerate(markdown.split("\n")):
        # Same length, so that places stay true: what is in a code span is meant to be seen as typed.
        line = _CODE_SPAN.sub(lambda span: "`" * len(span[0]), written) if "`" in written else written
        if "<" in line:
            problems += _find_tags(line, number, opened)
        if "]" in line:
            problems += _find_images(line, number)
            problems += _find_links(line, number)
        problems += _find_heading(line, before, number)
        before = line
    return sorted(problems, key=attrgetter("line", "column"))


def _find_tags(line: str, number: int, opened: set[str]) -> Iterator[TextProblem]:
    for tag in _TAG.finditer(line):
        name = (tag[2] or "").lower()
        if tag[2] and (name not in _KNOWN_TAGS or (tag[1] and name in opened)):
            continue
        opened.add(name)
        shown = f"<{tag[1]}{name}>" if name else tag[0]
        hint = _WRITE_INSTEAD.get(name, "take it out: texts are written in Markdown")
        message = f'"{shown}" is HTML, and readers will see it as it is typed'
        yield TextProblem(number, tag.start(), "html-in-text", message, hint)


def _find_images(line: str, number: int) -> Iterator[TextProblem]:
    for image in _IMAGE.finditer(line):
        seen = "only its alt text" if image[1].strip() else "nothing, as it has no alt text"
        yield TextProblem(
            number,
            image.start(),
            "image-in-text",
            f"a picture cannot stand in a text: readers will see {seen}",
            "list the picture under media, with its alt text",
        )


def _find_links(line: str, number: int) -> Iterator[TextProblem]:
    for destination in _DESTINATION.finditer(line):
        group = 1 if destination[1] else 2
        image = line.rfind("![", 0, destination.start())
        if group == 1 and image >= 0 and line.find("]", image) == destination.start():
            continue
        address = destination[group]
        scheme = _SCHEME.match(address)
        if scheme and scheme[0].lower() in ALLOWED_SCHEMES:
            continue
        if scheme:
            message = f'a link cannot begin with "{scheme[0]}:", so readers will see only its words'
            hint = "use an address that begins with https://, mailto: or tel:"
        elif "@" in address:
            message = "the address of this link is not complete, so readers will see only its words"
            hint = "write mailto: before the email address"
        elif re.match(r"[\w-]+(?:\.[\w-]+)+(?:/|$)", address) and not address.startswith("."):
            message = "the address of this link is not complete, so readers will see only its words"
            hint = f"write https://{address}"
        else:
            message = "a link in a text needs a whole address, so readers will see only its words"
            hint = "write the address as the browser shows it, from https:// on"
        yield TextProblem(number, destination.start(group), "link-scheme", message, hint)


def _find_heading(line: str, before: str, number: int) -> Iterator[TextProblem]:
    text = line.lstrip(" ")
    column = len(line) - len(text)
    if not text or column > 3 or text[0] not in "#=-":
        return
    heading = _TOO_HIGH.match(text)
    if heading:
        message = f'"{heading[0]}" is for the title of the page, which stands above this text'
        yield TextProblem(number, column, "heading-level", message, 'begin a heading with "### "')
    elif _UNDERLINE.match(text) and before.strip() and not _NO_PARAGRAPH.match(before.lstrip(" ")):
        message = f'a line of "{text[0]}" makes the line above it a heading as large as the title of the page'
        hint = 'begin a heading with "### "; between two paragraphs leave an empty line'
        yield TextProblem(number, column, "heading-level", message, hint)


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


_BLOCK_TAGS = frozenset(
    re.findall(
        r"\w+",
        """
        p div section article header footer main aside nav figure figcaption address pre blockquote ul ol li
        dl dt dd table caption tr td th h1 h2 h3 h4 h5 h6 hr fieldset legend form title body html
        """,
    )
)
_STYLES = {"strong": "strong", "b": "strong", "em": "em", "i": "em"}
_SCRIPTS = ("script", "style")
# Tags that the converter understands, and those that only group or dress words: nothing is lost with these.
_UNDERSTOOD = frozenset((*_BLOCK_TAGS, *_STYLES, *_SCRIPTS, "a", "br", "img", "wbr")) | frozenset(
    ("span", "font", "big", "small", "u", "center", "label", "thead", "tbody", "tfoot", "colgroup", "col")
)
_SOURCE_TAG = re.compile(r"<([A-Za-z][A-Za-z0-9:-]*)")
_SOURCE_LINK = re.compile(
    r"<a\s(?:[^<>]*?[\s\"'])?href\s*=\s*[\"']?\s*(?!(?:https?|mailto|tel):|www\.)[^\s\"'<>]", re.IGNORECASE
)
_SOURCE_EMBEDDED = re.compile(r"<img\s(?:[^<>]*?[\s\"'])?src\s*=\s*[\"']?\s*data:", re.IGNORECASE)
_HAS_BLOCKS = re.compile(rf"<(?:br|{'|'.join(_BLOCK_TAGS)})\b", re.IGNORECASE)


def _complete(address: str) -> str | None:
    """An address without its scheme as people mean it; None where it leads nowhere by itself."""
    return f"http://{address}" if address.lower().startswith("www.") else None


# A Markdown text is made of what it gives back, so this makes it regular rather than safe: to_html does that.
_TIDIER = nh3.Cleaner(
    tags={*_BLOCK_TAGS, *_STYLES, "a", "br", "img"} - {"body", "html"},
    clean_content_tags={*_SCRIPTS, "template"},
    attributes={"*": set(), "a": {"href"}, "img": {"alt"}, "ol": {"start"}},
    url_schemes=set(ALLOWED_SCHEMES),
    url_relative=_complete,
    link_rel=None,
)


def html_to_markdown(html: str) -> ConvertedText:
    """HTML written by strangers as the Markdown that an entry may use.

    Every word is kept, and no mark is added that readers would see. Headings become ###, rows of a table list
    items ("Monday: 9am to 5pm"), bullets typed by hand a list, pictures their alt text. Where no tag makes
    blocks, an end of line is an end of line.
    """
    html = _UNPRINTABLES.sub("", html)
    tags = Counter(name.lower() for name in _SOURCE_TAG.findall(html))
    embedded = len(_SOURCE_EMBEDDED.findall(html)) if tags["img"] else 0
    if "\n" in html and not _HAS_BLOCKS.search(html):
        html = html.strip().replace("\r\n", "\n").replace("\n", "<br>")
    reader = _Reader()
    reader.feed(_TIDIER.clean(html))
    reader.close()
    reader.end_block()
    return ConvertedText(
        markdown=_write(reader.blocks),
        embedded_images=embedded,
        linked_images=tags["img"] - embedded,
        scripts=sum(tags[name] for name in _SCRIPTS),
        links=len(_SOURCE_LINK.findall(html)) if tags["a"] else 0,
        other_tags=tuple(sorted((name, count) for name, count in tags.items() if name not in _UNDERSTOOD)),
    )


@dataclass(frozen=True, slots=True)
class _Run:
    """Words in one style. A line break is a run of its own."""

    text: str
    strong: bool = False
    em: bool = False
    href: str | None = None

    @property
    def style(self) -> tuple[bool, bool, str | None]:
        return self.strong, self.em, self.href


_Line = tuple[_Run, ...]
_LINE_BREAK = _Run("\n")


@dataclass(eq=False, slots=True)
class _List:
    is_ordered: bool
    next_number: int = 1
    last_item: _Container | None = None
    mark: str = ""


@dataclass(eq=False, slots=True)
class _Container:
    """A block quote, or an item of a list, around blocks; each is one of its own."""

    of: _List | None = None
    number: int = 1
    is_begun: bool = False

    def prefix(self) -> str:
        if self.of is None:
            return "> "
        mark = f"{self.number}{self.of.mark} " if self.of.is_ordered else f"{self.of.mark} "
        if self.is_begun:
            return " " * len(mark)
        self.is_begun = True
        return mark


@dataclass(frozen=True, slots=True)
class _Block:
    """A paragraph or heading, and what stands around it from the outside in."""

    containers: tuple[_Container, ...]
    is_heading: bool
    lines: tuple[_Line, ...]


@dataclass(slots=True)
class _Table:
    """A table being read: where its blocks begin, and where those of each cell begin and end."""

    containers: tuple[_Container, ...]
    start: int
    rows: list[list[tuple[int, int]]] = field(default_factory=list)


@dataclass(slots=True)
class _Open:
    """An open tag, and the state to go back to when it is closed."""

    tag: str
    containers: tuple[_Container, ...]
    is_heading: bool
    start: int
    list: _List | None = None


_BULLET = re.compile(r"\s*(?:[•●▪◦‣■∙·]\s*|[-*]\s+|(?P<number>\d{1,2})[.)]\s+(?=\D))")
_SPACES = re.compile(r"\s+")
_DEEPEST_IMPORTED = 8
_INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u2060\ufeff]")
_TWICE_ESCAPED = re.compile(r"&(?:[A-Za-z]{2,8}|#\d{2,5}|#[xX][0-9A-Fa-f]{2,4});")


class _Reader(HTMLParser):
    """Reads regular HTML into blocks."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[_Block] = []
        self._runs: list[_Run] = []
        self._containers: tuple[_Container, ...] = ()
        self._is_heading = False
        self._open: list[_Open] = []
        self._tables: list[_Table] = []
        self._styles: Counter[str] = Counter()
        self._hrefs: list[str | None] = [None]
        self._items_without_list = _List(is_ordered=False)
        self._typed_list: _List | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "br":
            self._runs.append(_LINE_BREAK)
        elif tag == "img":
            self.handle_data(values.get("alt") or "")
        elif tag in _STYLES:
            self._styles[_STYLES[tag]] += 1
        elif tag == "a":
            self._hrefs.append(values.get("href"))
        elif tag in _BLOCK_TAGS:
            self.end_block()
            if tag != "hr":
                self._begin(tag, values.get("start"))

    def handle_endtag(self, tag: str) -> None:
        if tag in _STYLES:
            self._styles[_STYLES[tag]] -= 1
        elif tag == "a":
            self._hrefs.pop()
        elif tag in _BLOCK_TAGS:
            self.end_block()
            self._end(self._open.pop())

    def handle_data(self, data: str) -> None:
        if "&" in data:
            data = _TWICE_ESCAPED.sub(lambda entity: unescape(entity[0]), data)
        text = _SPACES.sub(" ", _INVISIBLE.sub("", data))
        if text:
            strong = self._styles["strong"] > 0 and not self._is_heading
            em = self._styles["em"] > 0 and not self._is_heading
            self._runs.append(_Run(text, strong, em, self._hrefs[-1]))

    def _begin(self, tag: str, start: str | None) -> None:
        opened = _Open(tag, self._containers, self._is_heading, len(self.blocks))
        if tag in ("ul", "ol"):
            around = self._open[-1].list if self._open else None
            # A list straight inside a list is meant to belong to the item before it.
            if around and around.last_item:
                self._go_into(around.last_item)
            first = int(start) if start and start.isdecimal() and len(start) < 9 else 1
            opened.list = _List(tag == "ol", first)
        elif tag == "li":
            of = next((one.list for one in reversed(self._open) if one.list), self._items_without_list)
            of.last_item = _Container(of, of.next_number)
            of.next_number += 1
            self._go_into(of.last_item)
        elif tag == "blockquote":
            self._go_into(_Container())
        elif tag == "table":
            self._tables.append(_Table(self._containers, len(self.blocks)))
        elif tag == "tr" and self._tables:
            self._tables[-1].rows.append([])
        elif tag == "th":
            self._styles["strong"] += 1
        elif len(tag) == 2 and tag[0] == "h":
            # A heading inside a list or a quote would outrank what stands around it.
            self._is_heading = not self._containers
            self._styles["strong"] += not self._is_heading
        self._open.append(opened)

    def _go_into(self, container: _Container) -> None:
        if len(self._containers) < _DEEPEST_IMPORTED:
            self._containers = (*self._containers, container)

    def _end(self, opened: _Open) -> None:
        tag = opened.tag
        if len(tag) == 2 and tag[0] == "h":
            self._styles["strong"] -= not self._is_heading
        self._containers, self._is_heading = opened.containers, opened.is_heading
        if tag == "th":
            self._styles["strong"] -= 1
        if tag in ("td", "th") and self._tables and self._tables[-1].rows:
            self._tables[-1].rows[-1].append((opened.start, len(self.blocks)))
        elif tag == "table":
            table = self._tables.pop()
            self.blocks[table.start :] = _rows_as_items(table, self.blocks)

    def end_block(self) -> None:
        """Make blocks of the runs read so far: two line breaks, or a typed bullet, begin a new one."""
        if not self._runs:
            return
        runs, self._runs = self._runs, []
        lines: list[_Line] = []
        for is_break, group in groupby(runs, lambda run: run is _LINE_BREAK):
            if is_break:
                # The first break ends the line before it, each other one an empty line.
                if sum(1 for _ in group) > 1:
                    self._end_paragraph(lines)
                continue
            line = _tidy(group)
            bullet = _BULLET.match(_text_of(line)) if not self._is_heading else None
            if bullet:
                self._end_paragraph(lines)
                self._add_typed_item(line, bullet)
            elif line:
                lines.append(line)
            else:
                self._end_paragraph(lines)
        self._end_paragraph(lines)

    def _end_paragraph(self, lines: list[_Line]) -> None:
        if lines:
            self.blocks.append(_Block(self._containers, self._is_heading, tuple(lines)))
            self._typed_list = None
            lines.clear()

    def _add_typed_item(self, line: _Line, bullet: re.Match[str]) -> None:
        words = _tidy(_cut(line, bullet.end()))
        if not words:
            return
        number = bullet["number"]
        of, last = self._typed_list, self.blocks[-1] if self.blocks else None
        if not (of and of.last_item and last and last.containers == (*self._containers, of.last_item)) or (
            of.is_ordered != bool(number)
        ):
            of = self._typed_list = _List(bool(number))
        of.last_item = _Container(of, int(number or 1))
        self.blocks.append(_Block((*self._containers, of.last_item), False, (words,)))


def _text_of(line: Sequence[_Run]) -> str:
    return "".join(run.text for run in line)


def _cut(line: _Line, length: int) -> Iterator[_Run]:
    """*line* without its first *length* characters."""
    for run in line:
        yield replace(run, text=run.text[length:])
        length = max(0, length - len(run.text))


def _tidy(runs: Iterable[_Run]) -> _Line:
    """*runs* with single spaces, none at the ends of the line, of a link or of a style."""
    return tuple(_join(_trim_styles(_join(_trim_links(_join(runs, is_stripped=True))))))


def _join(runs: Iterable[_Run], *, is_stripped: bool = False) -> list[_Run]:
    """*runs* with neighbours of one style made one; where *is_stripped*, without spaces that nobody sees."""
    joined: list[_Run] = []
    for run in runs:
        text = run.text
        if is_stripped and (not joined or joined[-1].text.endswith(" ")):
            text = text.lstrip(" ")
        if text and joined and joined[-1].style == run.style:
            joined[-1] = replace(run, text=joined[-1].text + text)
        elif text:
            joined.append(replace(run, text=text))
    while is_stripped and joined and joined[-1].text.endswith(" "):
        last = joined.pop()
        joined += [replace(last, text=last.text.rstrip(" "))] if last.text.strip(" ") else []
    return joined


def _trim_links(runs: Iterable[_Run]) -> Iterator[_Run]:
    for href, group in groupby(runs, attrgetter("href")):
        link = list(group)
        if href and link[0].text.startswith(" "):
            yield _Run(" ")
        space_after = href and link[-1].text.endswith(" ")
        yield from _join(link, is_stripped=True) if href else link
        if space_after:
            yield _Run(" ")


def _trim_styles(runs: Sequence[_Run]) -> Iterator[_Run]:
    """*runs* in styles that Markdown can say.

    A style begins and ends at a letter or digit where a word goes on beside it: in "**Phone:**01632" the
    second pair of stars would not count, so the colon is left outside. Half a word is not put in italics.
    """
    for index, run in enumerate(runs):
        text = run.text
        if not (run.strong or run.em):
            yield run
            continue
        before = runs[index - 1] if index else _Run(" ")
        after = runs[index + 1] if index + 1 < len(runs) else _Run(" ")
        if text == " ":
            yield _Run(" ", _goes_with(before, run) and _goes_with(after, run), False, run.href)
            continue
        goes_on_before = text[0] != " " and before.text[-1].isalnum()
        goes_on_after = text[-1] != " " and after.text[0].isalnum()
        start, end = 0, len(text)
        while start < end and (text[start] == " " or (goes_on_before and not text[start].isalnum())):
            start += 1
        while end > start and (text[end - 1] == " " or (goes_on_after and not text[end - 1].isalnum())):
            end -= 1
        half_a_word = (goes_on_before and start == 0) or (goes_on_after and end == len(text))
        yield _Run(text[:start], _goes_with(before, run), False, run.href)
        yield replace(run, text=text[start:end], em=run.em and not half_a_word)
        yield _Run(text[end:], _goes_with(after, run), False, run.href)


def _goes_with(neighbour: _Run, run: _Run) -> bool:
    """Whether bold words go on between *run* and *neighbour*."""
    return run.strong and neighbour.strong and neighbour.href == run.href


def _rows_as_items(table: _Table, blocks: Sequence[_Block]) -> list[_Block]:
    """The blocks of *table*, each row an item of a list, unless the table only places things on a page."""
    rows = [[blocks[start:end] for start, end in row] for row in table.rows]
    rows = [row for row in rows if any(row)]
    if all(sum(1 for cell in row if cell) == 1 for row in rows):
        return list(blocks[table.start :])
    heads: list[str] = []
    if len(rows) > 1 and len(rows[0]) > 1 and all(_is_strong(cell) for cell in rows[0]):
        heads = [_text_of(_in_one_line(cell)).removesuffix(":") for cell in rows.pop(0)]
    first_cell = next(start for row in table.rows for start, _ in row)
    made = list(blocks[table.start : first_cell])
    of = _List(is_ordered=False)
    for row in rows:
        filled = [(index, cell) for index, cell in enumerate(row) if cell]
        if len(filled) == 1:
            made += filled[0][1]
            continue
        of.last_item = _Container(of)
        line: list[_Run] = []
        for index, cell in filled:
            if line:
                is_label = len(line) == 1 and not heads
                line.append(_Run((" " if line[-1].text.endswith(":") else ": ") if is_label else "; "))
            if index < len(heads) and heads[index]:
                line.append(_Run(f"{heads[index]}: "))
            line += _in_one_line(cell)
        made.append(_Block((*table.containers, of.last_item), False, (_tidy(line),)))
    return made


def _is_strong(cell: Sequence[_Block]) -> bool:
    return all(run.strong or run.text == " " for block in cell for line in block.lines for run in line)


def _in_one_line(cell: Sequence[_Block]) -> _Line:
    return _tidy(run for block in cell for line in block.lines for run in (*line, _Run(" ")))


def _write(blocks: Sequence[_Block]) -> str:
    """*blocks* as Markdown: an empty line between them, none between the items of a list."""
    lines: list[str] = []
    previous: tuple[_Container, ...] = ()
    for block in blocks:
        around = block.containers
        pairs = zip(previous, around, strict=False)
        shared = sum(1 for _ in takewhile(lambda pair: pair[0] is pair[1], pairs))
        neighbour = previous[shared].of if shared < len(previous) else None
        of = around[shared].of if shared < len(around) else None
        if of and not of.mark:
            of.mark = _mark(of, neighbour)
        is_next_item = of is not None and of is neighbour
        is_sublist = of is not None and shared == len(previous) > 0 and around[shared].number == 1
        if lines and not (is_next_item or is_sublist):
            lines.append("".join(one.prefix() for one in around[:shared]).rstrip())
        for one in around[shared + 1 :]:
            if one.of and not one.of.mark:
                one.of.mark = _mark(one.of, None)
        for line in _spell(block).split("\n"):
            lines.append("".join(one.prefix() for one in around) + line)
        previous = around
    return "\n".join(lines)


def _mark(of: _List, neighbour: _List | None) -> str:
    """The sign before the items of a list: not that of a list just before it, or the two would be one."""
    usual, other = (".", ")") if of.is_ordered else ("-", "*")
    return other if neighbour and neighbour.mark == usual else usual


# The signs that get a backslash, from none to all that may mean something, and whether styles are written.
_EASILY_MISREAD = r"\\*_`\[\]"
_ATTEMPTS: tuple[tuple[str | None, bool], ...] = (
    (None, True),
    (r"\\", True),
    (_EASILY_MISREAD, True),
    (_EASILY_MISREAD + "<>&#", True),
    (_EASILY_MISREAD + "<>&#", False),
)


def _spell(block: _Block) -> str:
    """The Markdown of one block, with as few backslashes as show its words."""
    opening, between, seen_between = ("### ", " ", " ") if block.is_heading else ("", "\\\n", "\n")
    texts = [_text_of(line) for line in block.lines]
    unstyled = all(run.style == (False, False, None) for line in block.lines for run in line)
    markdown = opening + between.join(texts)
    if unstyled and not markdown.endswith("#") and all(_is_plain(text) for text in texts):
        return markdown
    seen = seen_between.join(texts)
    # After the "- " of an item, "--" would be a line across the page.
    item = "- " if block.containers else ""
    for signs, is_styled in _ATTEMPTS:
        markdown = opening + between.join(_spell_line(line, signs, is_styled) for line in block.lines)
        if to_text(item + markdown) == seen and not find_problems(markdown):
            break
    return markdown


def _spell_line(line: _Line, signs: str | None, is_styled: bool) -> str:
    spelt: list[str] = []
    groups = [(href, list(group)) for href, group in groupby(line, attrgetter("href"))]
    for index, (href, runs) in enumerate(groups):
        styles = groupby(runs, attrgetter("strong"))
        words = "".join(_spell_style(strong, group, signs, is_styled) for strong, group in styles)
        if href:
            text = _text_of(runs)
            before = _text_of(groups[index - 1][1])[-1] if index else " "
            after = _text_of(groups[index + 1][1])[0] if index + 1 < len(groups) else " "
            if before in " (" and after in " .,;:!?)" and _link_by_itself(text) == href:
                words = text
            else:
                words = f"[{words}]({_spell_address(href)})"
        spelt.append(words)
    return "".join(spelt)


def _spell_style(strong: bool, runs: Iterable[_Run], signs: str | None, is_styled: bool) -> str:
    words = ""
    for run in runs:
        text = run.text if signs is None else _escape(run.text, signs)
        words += f"_{text}_" if run.em and is_styled else text
    return f"**{words}**" if strong and is_styled else words


def _escape(text: str, signs: str) -> str:
    """*text* with a backslash before each of *signs*, and before what would begin a block or a picture."""
    text = re.sub(rf"[{signs}]|^[-+=~#>]|!\Z", r"\\\g<0>", text)
    return re.sub(r"^(\d{1,9})(?=[.)])", r"\1\\", text)


def _link_by_itself(text: str) -> str | None:
    """Where *text* leads when it stands in a text as it is."""
    found = _BARE_ADDRESS.fullmatch(escape(text))
    if not found or _without_end(text) != text:
        return None
    if found["email"]:
        return f"mailto:{text}"
    return f"http://{text}" if text.startswith("www.") else text


def _spell_address(href: str) -> str:
    address = re.sub(r'[\s<>()\[\]\\"`]', lambda sign: quote(sign[0]), href.strip())
    return re.sub(r"&(?=#?\w+;)", "&amp;", address)
