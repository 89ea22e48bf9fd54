"""Turn values into safe HTML: our own templates, always escaped, and the small pieces of rows."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.metadata import version
from itertools import groupby
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote, urlsplit

from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined, Template, nodes
from jinja2.compiler import CodeGenerator, Frame
from markupsafe import Markup, _escape_inner, escape  # type: ignore[attr-defined]

from site_builder.content.richtext import to_html
from site_builder.content.web import host_of
from site_builder.pages import language, words
from site_builder.pages.language import InEnglish
from site_builder.shipped import shipped

__all__ = ["Markup", "escape", "filled", "render"]

NOT_TOLD = Markup('<span class="not-told">{}</span>').format(words.NOT_TOLD)
"""What stands in the place of a fact that is not stated, on pages that are only in English."""

SAFE_SCHEMES = frozenset({"http", "https", "mailto", "tel"})

_OUR_OWN = ("../", "#")
"""How an address begins that leads nowhere but to a page of the site."""

_BLANK_LINES = re.compile(r"\n\s*\n")
"""What templates leave where they say nothing: readers would load it in vain."""

_PHONE = re.compile(r"(?<![\w£.])(?:\+\d|0)[\d ()-]{7,}\d(?!\w)")
_NOTHING_BUT_A_PHONE = re.compile(r"\+?\d[\d ()-]*")
_EXTENSION = re.compile(r"(?i)\s*(?:ext|extension)\.?\s*(\d+)")


def shown(value: Any) -> str:
    """*value* as it stands in HTML: what `escape` gives, in a sixth of the time, as text that is only joined.

    Pages of a large offer have a million values.
    """
    kind = type(value)
    if kind is str:
        escaped: str = _escape_inner(value)
        return escaped
    return value if kind is Markup else escape(value)


class _QuickOutput(CodeGenerator):
    """Compiles templates in which what is put out goes through `shown`."""

    def _output_child_pre(
        self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo
    ) -> None:
        # Here all templates escape, always, and nothing is done to values before.
        self.write("environment.shown(")


class _Environment(Environment):
    code_generator_class = _QuickOutput
    shown = staticmethod(shown)


@cache
def _environment() -> Environment:
    environment = _Environment(
        loader=FileSystemLoader(shipped("themes", "local_offer", "content")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        bytecode_cache=compiled_templates(),
        extensions=["jinja2.ext.i18n"],
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.newstyle_gettext = True  # type: ignore[attr-defined]
    environment.globals["gettext"] = _say
    environment.globals["ngettext"] = _say_count
    environment.filters["day"] = words.day_words
    environment.filters["count"] = words.count_words
    environment.filters["number"] = language.number_words
    environment.filters["rich"] = rich
    environment.globals["not_told"] = _NotTold()
    environment.globals["facts"] = facts
    environment.filters["in_english"] = language.in_english
    environment.filters["lang"] = language_mark
    environment.filters["marked"] = marked
    environment.globals["plural_forms"] = language.plural_forms
    return environment


def compiled_templates(program: str = "jinja2") -> FileSystemBytecodeCache | None:
    """Where templates are kept compiled, as Python's own modules are: a folder that only this user can write.

    Compiling them takes as long as the pages of a small offer. None where there is no such folder.

    Args:
        program: the name of the package that says how Jinja compiles them.
    """
    # Jinja notices a template that changed, but not that this module, or Jinja, compiles it in another way.
    made_by = f"{version('jinja2')} {program} {version(program)}".encode()
    ways = hashlib.sha256(Path(__file__).read_bytes() + made_by).hexdigest()
    try:
        return FileSystemBytecodeCache(pattern=f"local-offer-{ways[:16]}-%s.cache")
    except (OSError, RuntimeError):
        return None


def _say(text: str, /, **values: Any) -> Markup:
    said = Markup(language.translated(text))
    return said % values if values or "%" in said else said


def _say_count(one: str, many: str, number: int, /, **values: Any) -> Markup:
    """The form for *number*; where the values have that number, it is written as the language writes it."""
    counted = language.number_words(number)
    shown = {name: counted if value == number else value for name, value in values.items()}
    return Markup(language.translated_count(one, many, number)) % {"num": counted, **shown}


@cache
def _template(name: str) -> Template:
    return _environment().get_template(name)


def render(name: str, values: Mapping[str, Any]) -> str:
    """The HTML of the template *name* in the theme's folder `content`; every value is escaped.

    A value that the template asks for and *values* lacks is an error, never a gap on the page.
    """
    return _BLANK_LINES.sub("\n", _template(name).render(values))


def filled(pattern: str, *values: object) -> Markup:
    """*pattern*, which is safe HTML, with *values* in the places of its `{}`, escaped unless they are safe.

    What `Markup(pattern).format(*values)` gives, in a fifth of the time: a page has a hundred of them.

    Raises:
        ValueError: there are not as many values as places.
    """
    all_shown = tuple(map(shown, values))
    try:
        return str.__new__(Markup, _as_format(pattern) % all_shown)
    except TypeError:
        raise ValueError(f"{len(values)} values for the places in {pattern}") from None


@cache
def _as_format(pattern: str) -> str:
    # A plain text even of Markup, which would escape what it is filled with once more.
    return str(pattern).replace("%", "%%").replace("{}", "%s")


def not_told() -> Markup:
    """What stands in the place of a fact that is not stated."""
    return filled('<span class="not-told">{}</span>', words.not_told())


class _NotTold:
    """`not_told()` for templates: said anew on each page, because a macro sees nothing but constants."""

    def __html__(self) -> Markup:
        return not_told()


_NO_MARK = Markup("")


def language_mark(text: str) -> Markup:
    """The attributes that an element with nothing but *text* needs, to be read out in the right language."""
    if not isinstance(text, InEnglish):
        return _NO_MARK
    return Markup(' lang="en" dir="ltr"' if language.spoken().direction == "rtl" else ' lang="en"')


def marked(text: str) -> Markup:
    """*text* as HTML, marked where it is not in the language of the page."""
    mark = language_mark(text)
    return filled("<span{}>{}</span>", mark, text) if mark else escape(text)


def rich(markdown: str) -> Markup:
    """Formatted text that others wrote, as HTML that can do no harm."""
    html, mark = Markup(to_html(markdown)), language_mark(markdown)
    return filled("<div{}>{}</div>", mark, html) if mark else html


def link(address: str, text: str) -> Markup:
    """A link to *address*; only its words where the address is of no safe kind."""
    if not address.startswith(_OUR_OWN):
        try:
            scheme = urlsplit(address).scheme.lower()
        except ValueError:
            return marked(text)
        if scheme and scheme not in SAFE_SCHEMES:
            return marked(text)
    return filled('<a href="{}"{}>{}</a>', address, language_mark(text), text)


def web_link(url: str, text: str = "") -> Markup:
    """A link to another website; without words of its own it shows the site's name."""
    return link(url, text or host_of(url).removeprefix("www.") or url)


def email_link(address: str, subject: str = "", text: str = "") -> Markup:
    target = f"mailto:{quote(address, safe='@.+-_')}"
    if subject:
        target += f"?subject={quote(subject)}"
    # A long address breaks after its sign rather than anywhere.
    shown = escape(text) if text else escape(address).replace("@", Markup("@<wbr>"))
    return filled('<a href="{}">{}</a>', target, shown)


def phone_links(text: str) -> Markup:
    """*text* with every phone number in it made a link that calls it.

    Inside other words, only what begins with 0 or + and is long enough is taken for a number.
    """
    shown = _with_phones(text)
    mark = "" if _NOTHING_BUT_A_PHONE.fullmatch(text) else language_mark(text)
    return filled("<span{}>{}</span>", mark, shown) if mark else shown


def _with_phones(text: str) -> Markup:
    pieces: list[Markup] = []
    end = 0
    whole = _NOTHING_BUT_A_PHONE.fullmatch(text)
    for found in [whole] if whole else _PHONE.finditer(text):
        number = "".join(one for one in found[0] if one.isdigit() or one == "+")
        extension = _EXTENSION.match(text, found.end())
        stop = extension.end() if extension else found.end()
        target = f"tel:{number};ext={extension[1]}" if extension else f"tel:{number}"
        pieces.append(escape(text[end : found.start()]))
        pieces.append(filled('<a class="phone" href="{}">{}</a>', target, text[found.start() : stop]))
        end = stop
    pieces.append(escape(text[end:]))
    return Markup("").join(pieces)


def lines(texts: Iterable[str]) -> Markup:
    """Each text on a line of its own; those in one language that follow each other are marked as one."""
    shown = []
    for mark, ones in groupby(texts, key=language_mark):
        text = Markup("<br>").join(ones)
        shown.append(filled("<span{}>{}</span>", mark, text) if mark else text)
    return Markup("<br>").join(shown)


def bullets(items: Iterable[str]) -> Markup:
    """A list; one item stands alone, none is a fact we have not been told."""
    all_items = list(items)
    if not all_items:
        return not_told()
    if len(all_items) == 1:
        return marked(all_items[0])
    return filled(
        "<ul>{}</ul>", Markup("").join(filled("<li{}>{}</li>", language_mark(one), one) for one in all_items)
    )


def steps(items: Iterable[str]) -> Markup:
    """A numbered list of what to do, with phone numbers that can be called."""
    shown = Markup("").join(filled("<li{}>{}</li>", language_mark(one), _with_phones(one)) for one in items)
    return filled("<ol>{}</ol>", shown)


def paragraphs(items: Iterable[str]) -> Markup:
    return Markup("").join(filled("<p{}>{}</p>", language_mark(one), one) for one in items)


class _Row(Protocol):
    @property
    def label(self) -> str: ...
    @property
    def value(self) -> str: ...


def facts(rows: Iterable[_Row]) -> Markup:
    """A list of facts, each with its name and its value. As a macro it would take three times as long."""
    all_rows = "".join(
        filled("<div><dt>{}</dt><dd{}>{}</dd></div>\n", one.label, language_mark(one.value), one.value)
        for one in rows
    )
    return Markup(f'<dl class="facts">\n{all_rows}</dl>\n')
