"""Turn values into safe HTML: our own templates, always escaped, and the small pieces of rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any
from urllib.parse import quote, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from site_builder.content.days import day_words
from site_builder.content.richtext import to_html
from site_builder.pages import language, words
from site_builder.shipped import shipped

__all__ = ["Markup", "escape", "render"]

NOT_TOLD = Markup('<span class="not-told">{}</span>').format(words.NOT_TOLD)
"""What stands in the place of a fact that is not stated."""

SAFE_SCHEMES = frozenset({"http", "https", "mailto", "tel"})

_PHONE = re.compile(r"(?<![\w£.])(?:\+\d|0)[\d ()-]{7,}\d(?!\w)")
_NOTHING_BUT_A_PHONE = re.compile(r"\+?\d[\d ()-]*")
_EXTENSION = re.compile(r"(?i)\s*(?:ext|extension)\.?\s*(\d+)")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(shipped("themes", "local_offer", "content")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=["jinja2.ext.i18n"],
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        language.translated, language.translated_count, newstyle=True
    )
    environment.filters["day"] = day_words
    environment.filters["count"] = words.count_words
    environment.filters["rich"] = rich
    environment.globals["not_told"] = NOT_TOLD
    return environment


@cache
def _template(name: str) -> Template:
    return _environment().get_template(name)


def render(name: str, values: Mapping[str, Any]) -> str:
    """The HTML of the template *name* in the theme's folder `content`; every value is escaped.

    A value that the template asks for and *values* lacks is an error, never a gap on the page.
    """
    return _template(name).render(values)


def not_told() -> Markup:
    """What stands in the place of a fact that is not stated."""
    return Markup('<span class="not-told">{}</span>').format(words.not_told())


def rich(markdown: str) -> Markup:
    """Formatted text that others wrote, as HTML that can do no harm."""
    return Markup(to_html(markdown))


def link(address: str, text: str) -> Markup:
    """A link to *address*; only its words where the address is of no safe kind."""
    scheme = urlsplit(address).scheme.lower()
    if scheme and scheme not in SAFE_SCHEMES:
        return escape(text)
    return Markup('<a href="{}">{}</a>').format(address, text)


def web_link(url: str, text: str = "") -> Markup:
    """A link to another website; without words of its own it shows the site's name."""
    return link(url, text or urlsplit(url).netloc.removeprefix("www.") or url)


def email_link(address: str, subject: str = "", text: str = "") -> Markup:
    target = f"mailto:{quote(address, safe='@.+-_')}"
    if subject:
        target += f"?subject={quote(subject)}"
    # A long address breaks after its sign rather than anywhere.
    shown = escape(text) if text else escape(address).replace("@", Markup("@<wbr>"))
    return Markup('<a href="{}">{}</a>').format(target, shown)


def phone_links(text: str) -> Markup:
    """*text* with every phone number in it made a link that calls it.

    Inside other words, only what begins with 0 or + and is long enough is taken for a number.
    """
    pieces: list[Markup] = []
    end = 0
    whole = _NOTHING_BUT_A_PHONE.fullmatch(text)
    for found in [whole] if whole else _PHONE.finditer(text):
        number = "".join(one for one in found[0] if one.isdigit() or one == "+")
        extension = _EXTENSION.match(text, found.end())
        stop = extension.end() if extension else found.end()
        target = f"tel:{number};ext={extension[1]}" if extension else f"tel:{number}"
        pieces.append(escape(text[end : found.start()]))
        pieces.append(Markup('<a class="phone" href="{}">{}</a>').format(target, text[found.start() : stop]))
        end = stop
    pieces.append(escape(text[end:]))
    return Markup("").join(pieces)


def lines(texts: Iterable[str]) -> Markup:
    """Each text on a line of its own."""
    return Markup("<br>").join(texts)


def bullets(items: Iterable[str]) -> Markup:
    """A list; one item stands alone, none is a fact we have not been told."""
    all_items = list(items)
    if not all_items:
        return NOT_TOLD
    if len(all_items) == 1:
        return escape(all_items[0])
    return Markup("<ul>{}</ul>").format(
        Markup("").join(Markup("<li>{}</li>").format(one) for one in all_items)
    )


def steps(items: Iterable[str]) -> Markup:
    """A numbered list of what to do, with phone numbers that can be called."""
    shown = Markup("").join(Markup("<li>{}</li>").format(phone_links(one)) for one in items)
    return Markup("<ol>{}</ol>").format(shown)


def paragraphs(items: Iterable[str]) -> Markup:
    return Markup("").join(Markup("<p>{}</p>").format(one) for one in items)
