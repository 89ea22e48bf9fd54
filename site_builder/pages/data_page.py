"""Give everything away that a site says: as files for families, for programs and for those who keep it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Any

from site_builder import __version__
from site_builder.content.vocabulary import NEED_FOR_ALL
from site_builder.errors import SiteBuilderError
from site_builder.exchange.entry_lists import entries_csv, entries_geojson, entries_jsonl
from site_builder.exchange.feeds import atom_feed, need_feeds
from site_builder.exchange.open_data import Changed, OpenData
from site_builder.exchange.open_referral_feed import feed_files, whole_feed
from site_builder.exchange.schema_org import json_ld_of_all
from site_builder.exchange.session_calendar import session_calendar, session_calendars
from site_builder.exchange.sitemap import SITEMAP, sitemap_files
from site_builder.nation.published import ADDRESS as OFFER_JSON
from site_builder.nation.published import offer_json
from site_builder.pages.browse import NOT_TOLD_ID
from site_builder.pages.compare import COMPARE
from site_builder.pages.coverage_page import COVERAGE_CSV
from site_builder.pages.due_page import DUE_CALENDAR, DUE_CSV, due_files
from site_builder.pages.edition import (
    ABOUT,
    DATA,
    FIND,
    GAPS,
    GAPS_CSV,
    GAPS_JSON,
    GROWING_UP,
    HOME,
    INFORMATION,
    START,
    Edition,
    entry_address,
    is_for_families,
    times_address,
    up_from,
)
from site_builder.pages.entry_page import seen_changes
from site_builder.pages.in_language import other_languages
from site_builder.pages.language import gettext
from site_builder.pages.other_forms import easy_read_address, translation_address, translation_languages
from site_builder.pages.said import YOU_SAID
from site_builder.pages.templates import Markup
from site_builder.pages.words import sentence, sort_key

ENTRIES_CSV = "data/entries.csv"
ENTRIES_JSONL = "data/entries.jsonl"
ENTRIES_GEOJSON = "data/entries.geojson"
NEWS = "data/new.atom"
TIMES = "data/times.ics"
OPEN_REFERRAL = "data/oruk/"
"""The folder of the Open Referral UK feed: what stands in it as `index.html` is JSON, and no page."""


def need_news(need: str) -> str:
    """The feed of what is new for a need."""
    return f"data/new/{need}.atom"


def has_news(need: str) -> bool:
    """Whether a choice of needs has a feed of its own: all have but "any need", and "not told"."""
    return need not in (NEED_FOR_ALL, NOT_TOLD_ID)


def open_data_of(edition: Edition) -> OpenData:
    """What is given away of an offer, with what has changed in it."""
    found = {}
    for entry in edition.offer.entries:
        for change, said in seen_changes(entry, edition):
            is_named = said.startswith("“")
            what = f"What changed: {said}." if is_named else sentence(said)
            found[entry.id] = Changed(change.on, what, change.is_new)
            break
    return replace(edition.open_data, changes=found)


def data_files(edition: Edition) -> dict[str, str]:
    """The text of each file of open data of an offer in English, by address in the site."""
    data = open_data_of(edition)
    times, times_of_each = session_calendars(data)
    return {
        ENTRIES_CSV: entries_csv(data),
        ENTRIES_JSONL: entries_jsonl(data),
        ENTRIES_GEOJSON: entries_geojson(data),
        NEWS: atom_feed(data),
        **{need_news(need): text for need, text in need_feeds(data).items()},
        TIMES: times,
        **{times_address(entry): text for entry, text in times_of_each.items()},
        **{OPEN_REFERRAL + address: text for address, text in feed_files(data).items()},
        **(sitemap_files(data.home, tuple(_pages(edition))) if data.home else {}),
    }


Export = Callable[[Edition], str]

EXPORTS: Mapping[str, Export] = MappingProxyType(
    {
        "json": lambda edition: offer_json(
            edition.offer, edition.assessment, builder=__version__, revision=edition.revision
        ),
        "jsonl": lambda edition: entries_jsonl(edition.open_data),
        "csv": lambda edition: entries_csv(edition.open_data),
        "geojson": lambda edition: entries_geojson(edition.open_data),
        "oruk": lambda edition: whole_feed(open_data_of(edition)),
        "json-ld": lambda edition: json_ld_of_all(edition.open_data),
        "atom": lambda edition: atom_feed(open_data_of(edition)),
        "ical": lambda edition: session_calendar(edition.open_data),
        "ical-reviews": lambda edition: due_files(edition)[DUE_CALENDAR],
        "sitemap": lambda edition: _sitemap(edition),
    }
)
"""Every form of open data that is one text, by the name that a command knows it by."""

NEEDS_A_FOLDER: Mapping[str, Callable[[Edition], Mapping[str, str]]] = MappingProxyType(
    {
        "oruk-feed": lambda edition: feed_files(open_data_of(edition)),
        "atom-needs": lambda edition: {
            f"{need}.atom": text for need, text in need_feeds(open_data_of(edition)).items()
        },
    }
)
"""The forms that are many files, by the same names."""


def _sitemap(edition: Edition) -> str:
    home = edition.open_data.home
    if not home:
        raise SiteBuilderError(
            f"{edition.authority.path} does not say where the site is; a sitemap needs published_at"
        )
    return sitemap_files(home, tuple(_pages(edition)))[SITEMAP]


MAIN_PAGES = (
    HOME, FIND, START, "need/index.html", "age/index.html", "kind/index.html", "place/index.html",
    "a-z/index.html", GROWING_UP, INFORMATION, COMPARE, GAPS, YOU_SAID, ABOUT, DATA,
)  # fmt: skip
"""The pages that lead to all others, for the list of a search engine: those of the menu, and the data."""


def _pages(edition: Edition) -> Iterator[tuple[str, date | None]]:
    """The whole web address of the pages of a site, in all its languages, and the day each was checked."""
    home = edition.open_data.home
    folders = ("", *(one.folder for one in other_languages(edition)))
    for folder in folders:
        for address in filter(is_for_families, MAIN_PAGES) if folder else MAIN_PAGES:
            yield home + folder + _without_index(address), None
    for entry in edition.offer.entries:
        own = [entry_address(entry.id)]
        if entry.fact("easy_read.rows"):
            own.append(easy_read_address(entry.id))
        own += [translation_address(entry.id, language) for language in translation_languages(entry)]
        for folder in folders:
            for address in own if not folder else own[:1]:
                yield home + folder + _without_index(address), entry.reviewed


def _without_index(address: str) -> str:
    """*address* as web servers give a folder: the same page under one address, not two."""
    return address.removesuffix(HOME)


def news_link(address: str, title: str, up: str) -> Markup:
    """What tells programs that a page has a feed, for its head."""
    return Markup('<link rel="alternate" type="application/atom+xml" title="{}" href="{}{}">\n').format(
        title, up, address
    )


def site_news_link(edition: Edition, up: str) -> Markup:
    """The feed of the whole site, for the head of its first page."""
    return news_link(NEWS, gettext("What is new in the %(site)s", site=edition.site_name), up)


def data_values(edition: Edition) -> dict[str, Any]:
    """What the template `data.html` needs."""
    up = up_from(DATA)
    needs = [
        (term.label, up + need_news(name)) for name, term in edition.terms("needs").items() if has_news(name)
    ]
    return {
        "authority": edition.authority,
        "council": edition.council,
        "home": edition.open_data.home,
        "up": up,
        "news": up + NEWS,
        "needs": sorted(needs, key=lambda one: sort_key(one[0])),
        "times": up + TIMES,
        "csv": up + ENTRIES_CSV,
        "jsonl": up + ENTRIES_JSONL,
        "geojson": up + ENTRIES_GEOJSON,
        "offer": up + OFFER_JSON,
        "feed": up + OPEN_REFERRAL,
        "sitemap": up + SITEMAP if edition.open_data.home else "",
        "gaps_csv": up + GAPS_CSV,
        "gaps_json": up + GAPS_JSON,
        "coverage": up + COVERAGE_CSV,
        "due_csv": up + DUE_CSV,
        "due_calendar": up + DUE_CALENDAR,
    }
