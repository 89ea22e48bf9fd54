"""One local offer on one day, with all that its pages need to know, and the addresses of those pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from site_builder.content.checks import Rules
from site_builder.content.indicators import Indicator
from site_builder.content.model import Authority, Entry, Offer, Record
from site_builder.content.postcodes import Postcodes, postcodes_with
from site_builder.content.vocabulary import Term
from site_builder.editing.history import Change
from site_builder.exchange.open_data import OpenData
from site_builder.pages.glossary import Glossary
from site_builder.pages.language import ENGLISH, Language, gettext
from site_builder.pages.words import day_words
from site_builder.reports.practice import Example
from site_builder.standard.assess import Assessment, EntryFinding
from site_builder.standard.changes import Changes

HOME = "index.html"
FIND = "find/index.html"
INFORMATION = "information/index.html"
GAPS = "gaps/index.html"
GAP_FACTS = "gaps/facts/index.html"
GAPS_JSON = "data/gaps.json"
GAPS_CSV = "data/gaps.csv"
DATA = "data/index.html"
ABOUT = "about/index.html"
START = "start/index.html"
GROWING_UP = "growing-up/index.html"
EASY_READ_COMMENT = "easy-read-comment/index.html"
MY_LIST = "my-list/index.html"
PAPER = "paper/index.html"
COMMENT = "comment/index.html"
NEW_ENTRY = "new-entry/index.html"
CORRECTION = "correction/index.html"

FOR_FAMILIES = frozenset(
    {
        "comment",
        "concern",
        "correction",
        "easy-read-comment",
        "find",
        "start",
        "words",
        "need",
        "age",
        "kind",
        "place",
        "a-z",
        "compare",
        "growing-up",
        "my-list",
        "new-entry",
        "paper",
        "information",
        "support",
        "about",
    }
)
"""The folders with what families come for: these, and the home page, are made in every language of a site."""


def entry_address(entry_id: str) -> str:
    return f"support/{entry_id}/index.html"


def times_address(entry_id: str) -> str:
    """The calendar with the days and times of an entry; there is one of each, in English."""
    return f"data/times/{entry_id}.ics"


def published_entries(offer: Offer) -> Mapping[str, str]:
    """The whole web addresses of the pages of *offer*'s entries, each with the id of its entry.

    None where nobody has said where that site is. A page can be asked for by its folder too.
    """
    home = offer.authority.fact("published_at")
    if not home:
        return {}
    pages = {urljoin(f"{str(home).rstrip('/')}/", entry_address(one.id)): one.id for one in offer.entries}
    return pages | {page.removesuffix(HOME): entry for page, entry in pages.items()}


def in_site(prefix: str, address: str, up: str) -> str:
    """The link to *address* in the site at *prefix*: a whole web address, or a folder beside this site.

    *up* is the way from the page that has the link to the home folder that *prefix* starts from.
    """
    return f"{'' if '://' in prefix else up}{prefix}{address}"


def way_address(way: str) -> str:
    """The page that lists all choices of one way of browsing."""
    return f"{way}/index.html"


def listing_address(way: str, choice: str) -> str:
    return f"{way}/{choice}/index.html"


def is_for_families(address: str) -> bool:
    """Whether what stands at *address* is made in every language that the site has."""
    first, _, inside = address.partition("/")
    return address == HOME or (first in FOR_FAMILIES and bool(inside))


def twin_of(address: str) -> str:
    """The page that says in other languages what the one at *address* says in its own, or comes closest.

    Letters of the alphabet have no twins, because a title begins with another letter in another language; nor
    have an entry's own pages in one language.
    """
    if not is_for_families(address):
        return HOME
    first, *inside = address.split("/")
    if first == "a-z":
        return way_address(first)
    if first == "support" and inside[1] not in ("index.html", "easy-read"):
        return entry_address(inside[0])
    return address


def up_from(address: str) -> str:
    """What takes a link on the page at *address* to the folder that all addresses start from."""
    return "../" * address.count("/")


@dataclass(frozen=True)
class Neighbour:
    """Another authority's site: its name, where it is and the ids of its entries.

    `prefix` goes before an address in it, from the home folder of this site or as a whole web address; it is
    None where nobody has said where that site is. `offer` is what it publishes, where that was read: for all
    authorities built together, and for those that one built alone names as its neighbours.
    """

    name: str
    prefix: str | None
    entries: frozenset[str]
    offer: Offer | None = None

    @cached_property
    def has_settings(self) -> bool:
        """Whether it publishes nurseries, schools or colleges, as far as was read: asked once."""
        return self.offer is not None and any(True for _ in self.offer.of_kind("setting"))


@dataclass(frozen=True, slots=True)
class Printing:
    """What booklets are made with: the folder of an authority's pictures. No other file gets into them."""

    media: Path


@dataclass(frozen=True)
class Edition:
    """An offer as it is published on a day; `neighbours` are the other authorities of the project, by id.

    `language` is that of its words, and of the offers of the neighbours that the authority itself names.
    """

    offer: Offer
    assessment: Assessment
    rules: Rules
    neighbours: Mapping[str, Neighbour]
    home_page: str = ""
    """The front page of all sites built together, from this site's home folder; empty if there is none."""

    examples: Mapping[str, tuple[Example, ...]] = field(default_factory=dict)
    """What the authorities built together publish for the requirements that they meet, by id."""

    changes: Changes | None = None
    """What has changed since the revision that the build was asked to compare with."""

    history: Mapping[str, tuple[Change, ...]] = field(default_factory=dict)
    """What changed in each file and when, newest first, by its path from the project's root."""

    indicators: tuple[Indicator, ...] = ()
    """The official figures that the authority puts beside its offer."""

    revision: str = ""
    """The commit whose content the offer is, or empty where it is that of none."""

    printing: Printing | None = None
    """Where booklets on paper are made with the site, and what they need."""

    copy_to_keep: Path | None = None
    """The file with a copy of the whole site to keep, where one was made with it."""

    is_copy_to_keep: bool = False
    """Whether this is that copy: a folder on somebody's own device."""

    is_on_paper: bool = False
    """Whether it is printed: what only a screen can do is left out of its pages."""

    language: Language = ENGLISH
    original: Edition | None = None
    """What an edition in another language was made from, in English."""

    @property
    def on(self) -> date:
        return self.assessment.on

    @property
    def authority(self) -> Authority:
        return self.offer.authority

    @property
    def site_name(self) -> str:
        return gettext("%(name)s local offer", name=self.authority.name)

    @property
    def notice(self) -> str:
        """The line that every page of an invented offer begins with; empty for a real one."""
        if not self.authority.is_invented:
            return ""
        return gettext(
            "This is a demonstration. %(name)s is not a real council, so do not act on what you read here. "
            "It is shown as it would be on %(day)s.",
            name=self.authority.name,
            day=day_words(self.on),
        )

    @cached_property
    def council(self) -> str:
        return str(self.authority.fact("official_name") or self.authority.name)

    @cached_property
    def postcodes(self) -> Postcodes:
        """The real postcode sectors, and those that this authority and its neighbours invented."""
        others = (one.offer.authority for one in self.neighbours.values() if one.offer)
        return postcodes_with((self.authority, *others))

    @property
    def shared_home(self) -> str:
        """The way from this site's home folder to that of all sites built together; empty if it is alone."""
        return self.home_page.removesuffix(HOME)

    @cached_property
    def entries(self) -> Mapping[str, Entry]:
        return {entry.id: entry for entry in self.offer.entries}

    @cached_property
    def published_entries(self) -> Mapping[str, str]:
        return published_entries(self.offer)

    @cached_property
    def entry_findings(self) -> Mapping[str, EntryFinding]:
        return {finding.entry: finding for finding in self.assessment.entries}

    def without_entries(self) -> Edition:
        """What surrounds the pages, and no more."""
        offer, assessment = replace(self.offer, entries=()), replace(self.assessment, entries=())
        return replace(self, offer=offer, assessment=assessment)

    @cached_property
    def comments(self) -> tuple[Record, ...]:
        """What families said, newest first."""
        return tuple(
            sorted(self.offer.records.comments, key=lambda one: (one.facts["received"], one.id), reverse=True)
        )

    @cached_property
    def comments_about(self) -> Mapping[str, tuple[Record, ...]]:
        """The comments that name an entry, newest first, by the entry's id."""
        about: dict[str, list[Record]] = {}
        for comment in self.comments:
            for entry in dict.fromkeys(comment.facts.get("entries", ())):
                about.setdefault(entry, []).append(comment)
        return {entry: tuple(ones) for entry, ones in about.items()}

    @cached_property
    def senders(self) -> Mapping[tuple[str, str], int]:
        """How many comments came from a group in a year, by the year and the group."""
        return Counter((one.facts["received"][:4], str(one.facts["from"])) for one in self.comments)

    @cached_property
    def open_data(self) -> OpenData:
        """What is given away of the offer, but for what has changed: in English, as it was written."""
        if self.original:
            return self.original.open_data
        addresses = {entry.id: entry_address(entry.id) for entry in self.offer.entries}
        home = self.published() or ""
        return OpenData(self.offer, self.rules, self.on, home, addresses, postcodes=self.postcodes)

    @cached_property
    def glossary(self) -> Glossary:
        return Glossary(self.rules.vocabularies["glossary"])

    def elsewhere(self, authority: str, address: str, up: str) -> str:
        """The link to *address* in the site of another authority; empty where nobody has said where that is.

        Args:
            authority: the other's id.
            address: as in this site.
            up: what leads from the page to this site's home folder.
        """
        neighbour = self.neighbours.get(authority)
        if neighbour is None or neighbour.prefix is None:
            return ""
        return in_site(neighbour.prefix, address, up)

    def term(self, vocabulary: str, term_id: str) -> str:
        """The words for a term."""
        return self.rules.vocabularies[vocabulary].label(term_id)

    def terms(self, vocabulary: str) -> Mapping[str, Term]:
        return self.rules.vocabularies[vocabulary].terms

    def choice(self, field: str, value: str, kind: str = "service") -> str:
        """The words for a choice that is no term of a vocabulary."""
        return self.rules.schemas.choice(kind, field, value)

    def label(self, kind: str, field: str) -> str:
        return self.rules.schemas.label(kind, field)

    def published(self, address: str = "") -> str | None:
        """The whole web address of a page, where the authority says where its site is published."""
        start = self.authority.fact("published_at")
        return urljoin(str(start).rstrip("/") + "/", self.language.folder + address) if start else None


def many(value: Any) -> tuple[Any, ...]:
    """*value* as a tuple: nothing, one, or all of a list."""
    if value is None:
        return ()
    return tuple(value) if isinstance(value, list | tuple) else (value,)
