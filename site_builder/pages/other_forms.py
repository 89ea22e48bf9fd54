"""Say an entry in its other forms, each on a page of its own: Easy Read, and other languages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from site_builder.content.model import Entry, Facts
from site_builder.pages.brief import people_words
from site_builder.pages.edition import EASY_READ_COMMENT, Edition, entry_address, many, up_from
from site_builder.pages.language import gettext as _
from site_builder.pages.templates import Markup, not_told, phone_links, rich
from site_builder.pages.words import date_words


@dataclass(frozen=True, slots=True)
class Spoken:
    """A language: what its speakers and what the English call it, and the direction it is written in."""

    own_name: str
    english_name: str
    direction: str


def language_of(code: str, edition: Edition) -> Spoken:
    """The language with *code*; the code is its name where the vocabulary has not got it."""
    term = edition.terms("languages").get(code)
    if term is None:
        return Spoken(code, code, "ltr")
    is_rtl = term.facts.get("direction") == "right-to-left"
    return Spoken(str(term.facts.get("own_name", term.label)), term.label, "rtl" if is_rtl else "ltr")


def easy_read_address(entry_id: str) -> str:
    return f"support/{entry_id}/easy-read/index.html"


def translation_address(entry_id: str, language: str) -> str:
    return f"support/{entry_id}/{language}/index.html"


def easy_read_values(entry: Entry, edition: Edition) -> dict[str, Any]:
    """What the template `easy-read.html` needs to show the Easy Read of *entry*."""
    up = up_from(easy_read_address(entry.id))
    phone = entry.fact("contact.phone") or edition.authority.fact("contact.phone")
    checked_by = entry.fact("easy_read.checked_by")
    return {
        "title": entry.title,
        "full_page": up + entry_address(entry.id),
        "rows": tuple(
            {
                "picture": f"{up}media/{one['picture']}" if one.get("picture") else "",
                "alt": one.get("alt") or "",
                "text": one["text"],
            }
            for one in many(entry.fact("easy_read.rows"))
        ),
        "checked_by": people_words(checked_by, edition) if checked_by else not_told(),
        "is_older": _is_older(entry.fact("easy_read.of"), entry),
        "phone": phone_links(str(phone)) if phone else Markup(""),
        "comment": up + EASY_READ_COMMENT,
        "up": up,
    }


def translation_languages(entry: Entry) -> Iterator[str]:
    """The codes of the languages that *entry* is translated into, in order."""
    yield from sorted(entry.fact("translations") or {})


def translation_values(entry: Entry, language: str, edition: Edition) -> dict[str, Any]:
    """What the template `translation.html` needs to show *entry* in *language*."""
    up = up_from(translation_address(entry.id, language))
    facts: Facts = entry.facts["translations"][language]
    spoken = language_of(language, edition)
    phone = entry.fact("contact.phone")
    return {
        "language": language,
        "name": spoken.own_name,
        "english_name": spoken.english_name,
        "english_title": entry.title,
        "title": facts.get("title") or entry.title,
        "title_is_english": not facts.get("title"),
        "summary": facts.get("summary") or "",
        "body": _under_the_title(facts.get("description") or ""),
        "parts": tuple(_under_the_title(text) for text in (facts.get("sections") or {}).values()),
        "made_from": date_words(facts["of"]) if facts.get("of") else "",
        "is_older": _is_older(facts.get("of"), entry),
        "made_by": _made_by(facts, edition),
        "phone": phone_links(str(phone)) if phone else Markup(""),
        "full_page": up + entry_address(entry.id),
        "up": up,
    }


def _under_the_title(markdown: str) -> Markup:
    """Formatted text whose headings come right after that of the page: they begin with h2, not with h3."""
    html = str(rich(markdown))
    for level in (3, 4):
        html = html.replace(f"h{level}>", f"h{level - 1}>")
    return Markup(html)


def _made_by(facts: Facts, edition: Edition) -> str:
    """Who made a translation and who has checked it. A machine's work is never passed off as a person's."""
    made, checked_by = facts.get("made_by"), people_words(facts.get("checked_by"), edition)
    if made == "machine" and checked_by:
        return _("A machine made this translation. It was checked by: %(groups)s.", groups=checked_by)
    if made == "machine":
        return _(
            "A machine made this translation. Nobody who speaks the language has checked it yet. "
            "It may have mistakes."
        )
    if checked_by:
        return _("This translation was checked by: %(groups)s.", groups=checked_by)
    if made == "team":
        return _(
            "We made this translation. Nobody whose own language it is has checked it yet. "
            "It may have mistakes."
        )
    return _("We have not been told who made this translation, or if somebody has checked it.")


def _is_older(made_from: date | None, entry: Entry) -> bool:
    """Whether the page in English has been checked again since the one made from it."""
    return bool(made_from and entry.reviewed and made_from < entry.reviewed)
