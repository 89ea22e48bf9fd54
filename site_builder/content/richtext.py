"""The one door for rich text: Markdown to safe HTML and to plain text, and what in it will not be seen.

An entry may use a part of Markdown: paragraphs, line breaks, lists, links, emphasis, block quotes and the
headings ### and ####. HTML is shown as it was typed: never dropped, never run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape, unescape
from operator import attrgetter

import nh3
from cmarkgfm import markdown_to_html

from site_builder.content.invisible import without_refused

ALLOWED_SCHEMES = ("http", "https", "mailto", "tel")
"""What a link may begin with."""

_CLEANER = nh3.Cleaner(
    tags={"p", "br", "ul", "ol", "li", "a", "strong", "em", "h3", "h4", "blockquote"},
    attributes={"*": set(), "a": {"href"}, "ol": {"start"}},
    url_schemes=set(ALLOWED_SCHEMES),
    url_relative="deny",
    link_rel="noreferrer",
)

_PAGE_TAGS = {*nh3.ALLOWED_TAGS, "tfoot", "audio", "source", "track", "video"}
_FETCHED = frozenset(("src", "poster", "srcset"))


def _from_own_site(tag: str, name: str, value: str) -> str | None:
    """The value of an attribute, and None where a browser would fetch it from another site."""
    is_own = not re.match(r"\s*([a-z][a-z0-9+.-]*:|[/\\]{2})", value, re.IGNORECASE)
    return value if name not in _FETCHED or is_own else None


# A page that people write by hand may also have tables, pictures and what else Markdown and HTML offer.
_PAGE_CLEANER = nh3.Cleaner(
    tags=_PAGE_TAGS,
    attributes={
        **nh3.ALLOWED_ATTRIBUTES,
        "*": {"class", "dir", "id", "lang", "title"},
        "audio": {"controls", "src"},
        "source": {"src", "type"},
        "track": {"kind", "label", "src", "srclang"},
        "video": {"controls", "height", "poster", "src", "width"},
    },
    attribute_filter=_from_own_site,
    url_schemes=set(ALLOWED_SCHEMES),
    link_rel=None,
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
    if _may_have_bare_address(html):
        html = _BARE_ADDRESS.sub(_link, html)
    html = _CLEANER.clean(html)
    if '<a rel="noreferrer">' in html:
        html = _NOT_LINKED.sub(r"\1", html)
    return html.strip()


def clean_page(html: str) -> tuple[str, tuple[str, ...]]:
    """Safe HTML of a page that people write by hand, and the names of the elements that it cannot have.

    Their tags are left out, and of scripts and styles all. No attribute stays that runs, dresses, or fetches
    something from another site.
    """
    named = {one.lower() for one in _START_OF_TAG.findall(html)}
    return _PAGE_CLEANER.clean(without_refused(html)), tuple(sorted(named - _PAGE_TAGS))


_START_OF_TAG = re.compile(r"<([A-Za-z][^\s/>]*)")


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


def _may_have_bare_address(html: str) -> bool:
    """Whether there are more signs of addresses than the links that are already there account for."""
    return (
        html.count("://") > html.count('<a href="http')
        or html.count("@") > html.count('<a href="mailto:')
        or html.count("www.") > html.count("://www.")
    )


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
