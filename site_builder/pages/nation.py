"""What the national pages share: the comparison they show, their addresses, and their tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from site_builder.content.checks import Rules
from site_builder.content.indicators import CouncilIndicator, Indicator
from site_builder.nation.cold_spots import ColdSpots, cold_spots, ground_of, load_sought
from site_builder.nation.compare import Comparison, Promise, promises
from site_builder.nation.england import Council
from site_builder.nation.published import PublishedFinding
from site_builder.nation.trend import AuthorityTrend
from site_builder.pages.edition import entry_address, in_site, up_from
from site_builder.pages.maps import Authority, Category, Picture, tile_map
from site_builder.pages.shell import Crumb, Page, home_crumb
from site_builder.pages.templates import render
from site_builder.pages.words import slug
from site_builder.reports.comparison import Table, comparison_tables
from site_builder.standard.evidence import Status
from site_builder.standard.standard import Requirement

NATION = "nation/index.html"
REQUIREMENTS = "nation/requirements/index.html"
WHOLE_TABLE = "nation/table/index.html"
COUNCILS = "nation/councils/index.html"
KINDS = "nation/kinds/index.html"
NEEDS = "nation/needs/index.html"
FRESHNESS = "nation/freshness/index.html"
TAKING_PART = "nation/taking-part/index.html"
PROMISES = "nation/promises/index.html"
FIGURES = "nation/figures/index.html"
METHOD = "nation/method/index.html"
DATA = "nation/data/index.html"
FOLDER_OF_DATA = "nation/data/"

SHORT_STATUS: dict[Status, str] = {
    "met": "met",
    "declared-not-available": "said not to be available",
    "out-of-date": "out of date",
    "partly-met": "partly met",
    "missing": "nothing published",
    "not-checked": "not checked",
}
"""What a cell says of a finding."""

NOT_HERE = "offer not received"

MOST_ENTRIES = 3
"""How many entries a cell leads to."""


def requirement_address(requirement: Requirement) -> str:
    return f"nation/requirements/{requirement.id}/index.html"


def council_address(council_id: str) -> str:
    return f"nation/councils/{council_id}/index.html"


def group_address(kind: str, name: str) -> str:
    """The page of a region or an integrated care board."""
    return f"nation/{kind}s/{slug(name)}/index.html"


def kind_address(kind: str) -> str:
    return f"nation/kinds/{kind}/index.html"


def need_address(need: str) -> str:
    return f"nation/needs/{need}/index.html"


@dataclass(frozen=True)
class Nation:
    """The comparison with all that its pages need to know."""

    title: str
    comparison: Comparison
    rules: Rules
    figures: tuple[CouncilIndicator, ...] = ()
    trends: tuple[AuthorityTrend, ...] = ()

    @cached_property
    def tables(self) -> tuple[Table, ...]:
        """Every table to take away, made once."""
        return comparison_tables(self.comparison, self.rules.vocabularies, self.figures)

    @cached_property
    def cold_spots(self) -> tuple[ColdSpots, ...]:
        """How far it is to each thing that is looked for, found once."""
        ground = ground_of([one.received for one in self.comparison.councils])
        return tuple(cold_spots(one, ground) for one in load_sought(self.rules.vocabularies))

    @cached_property
    def promises(self) -> tuple[Promise, ...]:
        """What councils plan about gaps that they still have."""
        return promises(self.comparison)

    @cached_property
    def promises_of(self) -> Mapping[str, tuple[Promise, ...]]:
        """The same of each council that plans anything, by its id."""
        found: dict[str, list[Promise]] = {}
        for one in self.promises:
            found.setdefault(one.council.id, []).append(one)
        return {council: tuple(ones) for council, ones in found.items()}

    @cached_property
    def figures_of(self) -> Mapping[str, tuple[Indicator, ...]]:
        """The official figures of each council, by its code at the Department for Education."""
        found: dict[str, list[Indicator]] = {}
        for one in self.figures:
            found.setdefault(one.dfe_code, []).append(one.indicator)
        return {code: tuple(ones) for code, ones in found.items()}

    @cached_property
    def _titles(self) -> dict[str, Mapping[str, str]]:
        return {}

    def titles_of(self, council: Council) -> Mapping[str, str]:
        """The titles of the entries of *council*, by id."""
        if council.id not in self._titles:
            entries = council.offer.entries if council.offer else ()
            self._titles[council.id] = {one.id: one.title for one in entries}
        return self._titles[council.id]

    def term(self, vocabulary: str, term_id: str) -> str:
        """The words for a term."""
        return self.rules.vocabularies[vocabulary].label(term_id)

    def entry_link(self, council: Council, entry: str, up: str) -> tuple[str, str]:
        """The title of an entry of *council*, and the link to it; no link where nobody knows its site."""
        title = self.titles_of(council)[entry]
        folder = council.received.folder
        if folder is None:
            return title, ""
        return title, in_site(folder, entry_address(entry), up)

    def entry_links(self, council: Council, entries: Sequence[str], up: str) -> tuple[tuple[str, str], ...]:
        """The first of *entries*, as titles and links; an id of a record is passed over."""
        known = [one for one in entries if one in self.titles_of(council)]
        return tuple(self.entry_link(council, one, up) for one in known[:MOST_ENTRIES])

    def page(
        self,
        address: str,
        title: str,
        description: str,
        template: str,
        values: Mapping[str, Any],
        crumbs: Sequence[Crumb] = (),
    ) -> Page:
        """A national page; *template* gets *values*, the way up and what all of them say."""
        shared = {
            "title": title,
            "up": up_from(address),
            "on": self.comparison.on,
            "standard": self.comparison.standard,
            "compared": len(self.comparison.compared),
            "expected": len(self.comparison.councils),
            "method": up_from(address) + METHOD,
            "data": up_from(address) + DATA,
        }
        hub = (Crumb("Compare local offers", NATION),) if address != NATION else ()
        return Page(
            address=address,
            title=f"{title} – {self.title}",
            description=description,
            content=render(template, {**shared, **values}),
            crumbs=(home_crumb(), *hub, *crumbs),
            current="nation",
        )


# Tables -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Square:
    """A cell: words, then links as titles and addresses; `mark` is the status or state it stands for.

    A title without an address is words.
    """

    words: str
    mark: str = ""
    links: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A row: its name, where that leads, its cells, and what filters ask of it: words by filter's name."""

    label: str
    squares: tuple[Square, ...]
    address: str = ""
    facets: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Heading:
    """A column: its name, where that leads, and its own facets, if filters can hide it."""

    label: str
    address: str = ""
    facets: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Choices:
    """A filter: its name in the address, its label, and the choices with their words.

    `hides` says whether it hides rows, columns, or, for `cells`, the rows in which no visible cell has that
    mark.
    """

    name: str
    label: str
    choices: tuple[tuple[str, str], ...]
    hides: Literal["rows", "columns", "cells"] = "rows"


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of a national page: `corner` names its rows."""

    id: str
    caption: str
    corner: str
    headings: tuple[Heading, ...]
    lines: tuple[Line, ...]
    filters: tuple[Choices, ...] = ()


def status_square(finding: PublishedFinding | None, council: Council) -> Square:
    """What a council publishes against a requirement, in a word or two."""
    if council.offer is None:
        return Square(NOT_HERE, mark="not-received")
    if finding is None:
        return Square("not compared", mark="not-compared")
    return Square(SHORT_STATUS[finding.status], finding.status)


LOOKS: Mapping[str, Category] = {
    "met": Category("comes", "Met", "M"),
    "partly-met": Category("step-2", "Partly met", "P"),
    "out-of-date": Category("step-3", "Out of date", "O"),
    "declared-not-available": Category("no-place", "Said not to be available", "S"),
    "missing": Category("none", "Nothing published", "N"),
    "not-checked": Category("apart", "Not checked", "–"),
    "not-compared": Category("apart", "Not compared", "–"),
    "not-received": Category("unknown", "Offer not received", "?"),
    "listed": Category("comes", "Listed", "L"),
    "nothing-published": Category("none", "Nothing published", "N"),
}
"""How a status, or what is published of a kind of support, looks on a map."""


def council_map(
    prefix: str, title: str, description: str, councils: Iterable[Council], marks: Mapping[str, str]
) -> Picture | None:
    """A tile for each of *councils* with the look of its mark; None where none is a real one of England."""
    return tile_map(
        prefix,
        title,
        description,
        tuple(dict.fromkeys(LOOKS.values())),
        (
            Authority(one.gss_code, one.name, one.region, LOOKS[marks[one.id]], LOOKS[marks[one.id]].label)
            for one in councils
        ),
    )


def choices_of(values: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Choices whose words are their own names, each once, in order of name."""
    choices: dict[str, str] = {}
    for one in sorted({one for one in values if one}, key=str.casefold):
        choices.setdefault(slug(one), one)
    return tuple(choices.items())
