"""Give "My list" what it shows and says of the pages that a reader keeps, as small scripts.

The list itself is the reader's: it is on their device or in an address, and no page of the site holds it.
A card for each entry weighs a few hundred bytes, so a list of ten costs about 5 kB. The columns of "Find
support" would cost 166 kB at 3,000 entries, and have no phone number and no address.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from site_builder.content.model import Entry
from site_builder.pages.brief import address_lines, checked_words, kind_words, start_words, where_words
from site_builder.pages.compare import COMPARE
from site_builder.pages.edition import MY_LIST, Edition, entry_address, many, up_from
from site_builder.pages.language import gettext, ngettext, plural_forms
from site_builder.pages.scripts import script_call, script_setting
from site_builder.pages.words import not_told


def card_address(entry_id: str) -> str:
    return f"support/{entry_id}/card.js"


KEEP_WORDS = "my-list/words.js"
"""What the button that keeps a page says. In every entry's page it would be read again and again."""


def card_files(edition: Edition) -> dict[str, str]:
    """The card of every entry, by address in the site."""
    return {
        card_address(entry.id): script_call("localOfferCard", card_of(entry, edition))
        for entry in edition.offer.entries
    }


def keep_script() -> str:
    """The script that sets what the button that keeps a page says.

    Each sentence has its forms, each with numbers that it is the form for; none where it has no number.
    """
    words = {
        "keep-page": gettext("Keep this page"),
        "keep": gettext("Keep"),
        "take-off": gettext("Take off my list"),
        "see": gettext("See my list"),
        "full": gettext("Your list is full. Take something off it first."),
        "refused": gettext(
            "This browser does not let us keep a list. Its address can hold the list instead."
        ),
        "refused-link": gettext("Open a list with this page on it"),
    }
    counted = {
        "kept": plural_forms(
            "Kept on this device only. Your list has one thing.",
            "Kept on this device only. Your list has %(num)s things.",
        ),
        "off": plural_forms(
            "Taken off. Your list has one thing.", "Taken off. Your list has %(num)s things."
        ),
    }
    said = {name: ((text, ""),) for name, text in words.items()} | counted
    return script_setting("localOfferKeepWords", said)


def card_of(entry: Entry, edition: Edition) -> dict[str, Any]:
    """What the list shows of *entry*.

    `facts` are texts and lists of lines by the name of the fact; None where it is not told, and no name where
    such an entry could not state it. `web` is the page's address on the web, where that is known.
    """
    contact = "ask" if entry.kind == "not-available" else "contact"
    facts: dict[str, Any] = {"phone": entry.fact(f"{contact}.phone")}
    for name in ("text", "email"):
        if value := entry.fact(f"{contact}.{name}"):
            facts[name] = value
    if entry.is_support:
        facts["address"] = _where(entry, edition)
        facts["start"] = start_words(entry, edition) or None
    facts["checked"] = checked_words(entry, edition.on)
    card: dict[str, Any] = {
        "id": entry.full_id,
        "title": entry.title,
        "summary": entry.summary,
        "kind": kind_words(entry, edition),
        "facts": facts,
    }
    if web := edition.published(entry_address(entry.id)):
        card["web"] = web
    for mark, is_so in (("absent", entry.kind == "not-available"), ("setting", entry.kind == "setting")):
        if is_so:
            card[mark] = True
    return card


def _where(entry: Entry, edition: Edition) -> list[str] | None:
    places = many(entry.fact("places"))
    if not places:
        said = where_words(entry, edition)
        return [said] if said else None
    lines = list(address_lines(places[0]))
    if more := len(places) - 1:
        lines.append(ngettext("and one other place", "and %(num)s other places", more))
    return lines or None


def my_list_values(edition: Edition) -> dict[str, Any]:
    """What the template `my-list.html` needs for the list of one local offer."""
    up = up_from(MY_LIST)
    sites = {edition.authority.id: (edition.authority.name, up)} | {
        slug: (neighbour.name, edition.elsewhere(slug, "", up))
        for slug, neighbour in sorted(edition.neighbours.items())
    }
    return {
        **_page_values(edition.site_name, sites),
        "published": edition.published(MY_LIST) or "",
        "compare": up + COMPARE,
    }


def shared_list_values(title: str, offers: Mapping[str, str]) -> dict[str, Any]:
    """What the template `my-list.html` needs for the list beside a front page.

    Args:
        title: the front page's.
        offers: the name of each authority, by the folder of its site.
    """
    up = up_from(MY_LIST)
    sites = {slug: (name, f"{up}{slug}/") for slug, name in offers.items()}
    # Settings are compared in a council's own site.
    return {**_page_values(title, sites), "published": "", "compare": ""}


def _page_values(site_name: str, sites: Mapping[str, tuple[str, str]]) -> dict[str, Any]:
    """What both lists need.

    *sites* has for each authority whose entries a list may hold its name and the way to its home folder from
    the page, which is a whole web address for a site that stands apart and empty where nobody has said.
    """
    return {
        "up": up_from(MY_LIST),
        "sites": json.dumps(sites, separators=(",", ":")),
        "site_name": site_name,
        "title": gettext("My list"),
        "not_told_words": not_told(),
    }
