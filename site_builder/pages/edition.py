"""One local offer on one day, with all that its pages need to know, and the addresses of those pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import urljoin

from site_builder.content.checks import Rules
from site_builder.content.indicators import Indicator
from site_builder.content.model import Authority, Entry, Offer
from site_builder.content.postcodes import Postcodes, postcodes_with
from site_builder.content.vocabulary import Term
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
ABOUT = "about/index.html"


def entry_address(entry_id: str) -> str:
    return f"support/{entry_id}/index.html"


def way_address(way: str) -> str:
    """The page that lists all choices of one way of browsing."""
    return f"{way}/index.html"


def listing_address(way: str, choice: str) -> str:
    return f"{way}/{choice}/index.html"


def up_from(address: str) -> str:
    """What takes a link on the page at *address* to the folder that all addresses start from."""
    return "../" * address.count("/")


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True)
class Edition:
    """An offer as it is published on a day; `neighbours` are the other authorities of the project, by id."""

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

    indicators: tuple[Indicator, ...] = ()
    """The official figures that the authority puts beside its offer."""

    @property
    def on(self) -> date:
        return self.assessment.on

    @property
    def authority(self) -> Authority:
        return self.offer.authority

    @cached_property
    def site_name(self) -> str:
        return f"{self.authority.name} local offer"

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
    def entry_findings(self) -> Mapping[str, EntryFinding]:
        return {finding.entry: finding for finding in self.assessment.entries}

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
        return f"{'' if '://' in neighbour.prefix else up}{neighbour.prefix}{address}"

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
        return urljoin(str(start).rstrip("/") + "/", address) if start else None


def many(value: Any) -> tuple[Any, ...]:
    """*value* as a tuple: nothing, one, or all of a list."""
    if value is None:
        return ()
    return tuple(value) if isinstance(value, list | tuple) else (value,)
