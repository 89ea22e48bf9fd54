"""Make the pages of "Find support": a plain list, and all that the search over it says."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from site_builder.content.checks import Rules
from site_builder.content.model import Authority, Entry, Offer
from site_builder.content.postcodes import Postcodes
from site_builder.pages.edition import FIND, GAPS, HOME, entry_address, up_from, way_address
from site_builder.pages.language import PLURAL_NUMBERS, gettext, ngettext
from site_builder.pages.listed import Catalogue, Listed
from site_builder.pages.postcode_data import postcode_values
from site_builder.pages.search_data import Answered, answer_filters, mark_of, short_summary
from site_builder.pages.templates import Markup, email_link, phone_links
from site_builder.pages.words import day_words, not_told

PAGE_SIZE = 20
"""How many entries a page of the plain list has: as many as the search shows at once."""

DISTANCES = (1, 3, 5, 10, 20)
"""Within how many miles of a postcode a reader can look."""


def find_pages(
    catalogue: Catalogue,
    rules: Rules,
    postcodes: Postcodes,
    offer: Offer | None = None,
    shared: str = "",
    answered: tuple[Answered, ...] = (),
) -> list[tuple[str, dict[str, Any]]]:
    """The address in the site and the context of each page of `content/find.html` and what its head has.

    The first has the search and the first entries; the others go on with the plain list, for readers
    without scripts. It lists what the search does before anything is chosen.

    Args:
        catalogue: what is listed.
        rules: for the words of terms and choices.
        postcodes: the sectors that a reader's postcode is looked up in.
        offer: the local offer whose pages these are, or None for pages over several.
        shared: the way from the site's home folder to the one that holds the files of postcodes.
        answered: the filters of the catalogue, where somebody has asked for them before.
    """
    answered = answered or answer_filters(catalogue, rules)
    listed = [
        (number, one)
        for number, one in enumerate(catalogue.listed)
        if all(one.filter.default in ("", *one.answers[number].met) for one in answered)
    ]
    count = max(1, -(-len(listed) // PAGE_SIZE))
    paths = [FIND, *(f"find/page-{number}/index.html" for number in range(2, count + 1))]
    advice = _advice_service(offer) if offer else None
    found = []
    for number, path in enumerate(paths, 1):
        up = up_from(path)
        first = (number - 1) * PAGE_SIZE
        shown = listed[first : first + PAGE_SIZE]
        values = {
            "root": up,
            "number": number,
            "total": len(listed),
            "first": first + 1,
            "last": first + len(shown),
            "results": [_result(place, one, answered, rules, up) for place, one in shown],
            "pages": [(one, up + each, one == number) for one, each in enumerate(paths, 1)],
            "ways": _ways(up) if offer else [],
            "name": offer.authority.name if offer else "",
            "contact": _contact(offer.authority) if offer else [],
            "advice": _advice(advice, up) if advice else None,
            "gaps": up + GAPS,
            "home": up + HOME,
            "not_told_words": not_told(),
        }
        if number == 1:
            values |= _search_values(answered, postcodes, up + shared)
        found.append((path, values))
    return found


def _search_values(answered: Sequence[Answered], postcodes: Postcodes, shared: str) -> dict[str, Any]:
    filters = {one.filter.name: one.tree() for one in answered if one.choices}
    ages = [choice for choice, _ in filters.pop("age", [])]
    return {
        "filters": filters,
        "stages": [one for one in ages if not one.id.isdigit()],
        "years": [one for one in ages if one.id.isdigit()],
        "distances": [(miles, _within(miles)) for miles in DISTANCES],
        "postcodes": postcode_values(postcodes, shared),
        "says": json.dumps(_sentences(), separators=(",", ":")),
        "days": json.dumps(_days(), separators=(",", ":")),
    }


def _within(miles: int) -> str:
    return ngettext("Within about %(num)s mile", "Within about %(num)s miles", miles)


def _ways(up: str) -> list[tuple[str, str]]:
    """The lists that go through the whole offer."""
    return [
        (gettext("By need"), up + way_address("need")),
        (gettext("By age"), up + way_address("age")),
        (gettext("By kind of support"), up + way_address("kind")),
        (gettext("By place"), up + way_address("place")),
        (gettext("A to Z"), up + way_address("a-z")),
    ]


def _result(
    number: int, listed: Listed, answered: Sequence[Answered], rules: Rules, up: str
) -> dict[str, Any]:
    reviewed = listed.entry.reviewed
    facts = [(one.filter.shown, one.answers[number].words) for one in answered if one.filter.shown]
    checked = day_words(reviewed) if reviewed else not_told()
    return {
        "href": listed.link(up),
        "title": listed.entry.title,
        "summary": short_summary(listed.entry),
        "mark": mark_of(listed.entry, rules),
        "facts": [(label, text) for label, text in (*facts, (gettext("Last checked"), checked)) if text],
    }


def _contact(authority: Authority) -> list[tuple[str, Markup]]:
    """How to reach a person at the authority, phone first."""
    phone, email = authority.fact("contact.phone"), authority.fact("contact.email")
    return [
        *([(gettext("Call"), phone_links(str(phone)))] if phone else []),
        *([(gettext("Email"), email_link(str(email)))] if email else []),
    ]


def _advice_service(offer: Offer) -> Entry | None:
    """The advice service of the area, where the authority names an entry for it."""
    return next(iter(offer.with_ids([str(offer.authority.fact("partners.advice_service"))])), None)


def _advice(entry: Entry, up: str) -> dict[str, Any]:
    """The advice service, for a reader whose search finds nothing."""
    phone = entry.fact("contact.phone")
    return {
        "title": entry.title,
        "href": up + entry_address(entry.id),
        "phone": phone_links(str(phone)) if phone else "",
    }


def _sentences() -> dict[str, str | dict[int, str]]:
    """What find.js says, by name; `{name}` stands for a value.

    A sentence with a number in it has a text for each of `PLURAL_NUMBERS`: the script asks the browser which
    of them its own is like.
    """
    return {
        "all": _counted(
            lambda n: ngettext(
                "All support and information: %(num)s",
                "All support and information: %(num)s",
                n,
                num="{number}",
            )
        ),
        "results": _counted(lambda n: ngettext("%(num)s result", "%(num)s results", n, num="{number}")),
        "so_far": _counted(
            lambda n: ngettext("%(num)s result so far", "%(num)s results so far", n, num="{number}")
        ),
        "some": _counted(
            lambda n: ngettext(
                "%(num)s result has some of your words",
                "%(num)s results have some of your words",
                n,
                num="{number}",
            )
        ),
        "see": _counted(lambda n: ngettext("See %(num)s result", "See %(num)s results", n, num="{number}")),
        "more": _counted(lambda n: ngettext("Show %(num)s more", "Show %(num)s more", n, num="{number}")),
        "chosen": _counted(lambda n: ngettext("%(num)s chosen", "%(num)s chosen", n, num="{number}")),
        "unstated": _counted(
            lambda n: ngettext(
                "%(num)s more might fit. It does not say: %(facts)s.",
                "%(num)s more might fit. They do not say: %(facts)s.",
                n,
                num="{number}",
                facts="{facts}",
            )
        ),
        "guides": _counted(
            lambda n: ngettext(
                "%(num)s guide is for everyone, and may help you too.",
                "%(num)s guides are for everyone, and may help you too.",
                n,
                num="{number}",
            )
        ),
        "show_unstated": _counted(lambda n: ngettext("Show it too", "Show these too", n)),
        "without": _counted(
            lambda n: ngettext(
                "Without %(choice)s: %(num)s result",
                "Without %(choice)s: %(num)s results",
                n,
                num="{number}",
                choice="{choice}",
            )
        ),
        "searching": gettext("Searching…"),
        "none": gettext("No results"),
        "see_none": gettext("See what you can do"),
        "remove": gettext("Remove %(choice)s", choice="{choice}"),
        "also_unstated": gettext("Also those that do not say"),
        "clear": gettext("Clear all"),
        "start_again": gettext("Start again with everything"),
        "words_failed": gettext(
            "We could not load all words, so this list looks at titles, summaries, kinds and needs only."
        ),
        "missing": gettext("No page here has %(words)s.", words="{words}"),
        "spelled": gettext(
            "No page here has %(asked)s. We looked for %(found)s instead.", asked="{asked}", found="{found}"
        ),
        "alike": gettext("We also looked for words that mean much the same: %(words)s.", words="{words}"),
        "common": gettext(
            "Nearly every page has %(words)s somewhere. Here are those that are mostly about it.",
            words="{words}",
        ),
        "coming": gettext("Help that comes to you, or is online or by phone, is here wherever it is based."),
        "from": gettext("From %(sector)s", sector="{sector}"),
        "why": gettext("Why this is here: %(reasons)s", reasons="{reasons}"),
        "in_title": gettext("%(words)s in the title", words="{words}"),
        "in_summary": gettext("%(words)s in the summary", words="{words}"),
        "in_labels": gettext("%(words)s in its kind, needs or place", words="{words}"),
        "in_details": gettext("%(words)s in the details", words="{words}"),
        "as_alike": gettext("%(found)s (much the same as %(asked)s)", found="{found}", asked="{asked}"),
        "as_spelled": gettext("%(found)s (you wrote %(asked)s)", found="{found}", asked="{asked}"),
        "quoted": gettext("“%(word)s”", word="{word}"),
        "checked": gettext("Last checked"),
        "distance": gettext("How far"),
        "comes": gettext("Comes to you, or is online or by phone"),
        "not_told": not_told(),
        "where": gettext("where it is"),
    }


def _days() -> list[str]:
    """A day of each month, as this site writes it: `{day} January {year}`."""
    samples = (date(1999, month, 27) for month in range(1, 13))
    return [day_words(one).replace("27", "{day}").replace("1999", "{year}") for one in samples]


def _counted(say: Callable[[int], str]) -> dict[int, str]:
    return {number: say(number) for number in PLURAL_NUMBERS}
