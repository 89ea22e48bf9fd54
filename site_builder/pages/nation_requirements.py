"""Show what councils publish against each requirement: in England, in a region or board, one by one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from site_builder.nation.compare import ENGLAND, Share
from site_builder.nation.england import MARK_WORDS, Council
from site_builder.pages.edition import up_from
from site_builder.pages.gap_page import LEVEL_HEADINGS, SECTOR_WORDS
from site_builder.pages.nation import (
    COUNCILS,
    REQUIREMENTS,
    SHORT_STATUS,
    WHOLE_TABLE,
    Choices,
    Grid,
    Heading,
    Line,
    Nation,
    Square,
    choices_of,
    council_address,
    council_map,
    group_address,
    requirement_address,
    status_square,
)
from site_builder.pages.shell import Crumb, Page
from site_builder.pages.words import slug
from site_builder.standard.evidence import STATUSES
from site_builder.standard.standard import LEVELS, Requirement

LEVEL_WORDS = {"must": "the law", "should": "official guidance", "recommended": "good to have"}

STATUS_CHOICES = tuple((status, SHORT_STATUS[status]) for status in STATUSES)

GROUP_WORDS = {"region": "region", "board": "health board"}


def requirement_pages(nation: Nation) -> Iterator[Page]:
    """The list of requirements, one page for each, the whole table, and a page for each region and board."""
    yield _index(nation)
    yield _whole_table(nation)
    for requirement in nation.comparison.requirements:
        yield _requirement(nation, requirement)
    for kind, name, councils in nation.comparison.groups():
        if kind != "england":
            yield _group(nation, kind, name, councils)


def _index(nation: Nation) -> Page:
    up = up_from(REQUIREMENTS)
    return nation.page(
        REQUIREMENTS,
        "What councils publish, point by point",
        "How many councils publish each thing that the standard for local offers asks for.",
        "nation-requirements.html",
        {
            "grid": share_grid(nation, "england", ENGLAND, up),
            "ways": _group_links(nation, up),
            "whole_table": up + WHOLE_TABLE,
        },
    )


def share_grid(nation: Nation, kind: str, name: str, up: str, grid_id: str = "requirements") -> Grid:
    """How many of the councils of a group have each status, a row for each requirement."""
    comparison = nation.comparison
    return Grid(
        grid_id,
        "How many councils publish each thing",
        "What is asked for",
        (
            Heading("Level"),
            *(Heading(SHORT_STATUS[one][:1].upper() + SHORT_STATUS[one][1:]) for one in STATUSES),
            Heading("Councils counted"),
        ),
        tuple(
            Line(
                one.title,
                (
                    Square(LEVEL_WORDS[one.level]),
                    *_count_squares(comparison.shares[kind, name][one.id]),
                ),
                up + requirement_address(one),
                _facets(one),
            )
            for one in comparison.requirements
        ),
        requirement_filters(nation),
    )


def _count_squares(found: Share) -> Iterator[Square]:
    for status in STATUSES:
        yield Square(f"{found.counts[status]:,}", mark=status if found.counts[status] else "")
    yield Square(f"{found.counted:,} of {found.expected:,}")


def requirement_filters(nation: Nation) -> tuple[Choices, ...]:
    """The filters that a list of requirements has."""
    sectors = dict.fromkeys(one.sector for one in nation.comparison.requirements)
    return (
        Choices("level", "Level", tuple((one, LEVEL_WORDS[one].capitalize()) for one in LEVELS)),
        Choices("sector", "Subject", tuple((one, SECTOR_WORDS.get(one, one)) for one in sectors)),
    )


def _facets(requirement: Requirement) -> Mapping[str, str]:
    return {"level": requirement.level, "sector": requirement.sector}


def _group_links(nation: Nation, up: str) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """For regions and for boards, the name of each and its page."""
    kinds = (("By region", "region"), ("By health board", "board"))
    return tuple(
        (
            heading,
            tuple(
                (name, up + group_address(kind, name))
                for found, name, _ in nation.comparison.groups()
                if found == kind
            ),
        )
        for heading, kind in kinds
    )


def matrix_grid(nation: Nation, councils: Sequence[Council], up: str, *, by_region: bool) -> Grid:
    """A row for each requirement and a column for each council."""
    comparison = nation.comparison
    filters = [*requirement_filters(nation)]
    if by_region:
        regions = choices_of(one.region for one in councils)
        filters.append(Choices("region", "Region", regions, "columns"))
    marks = (*STATUS_CHOICES, ("not-received", "offer not received"))
    filters.append(Choices("status", "At least one council is", marks, "cells"))
    return Grid(
        "table",
        "What each council publishes, point by point",
        "What is asked for",
        tuple(
            Heading(one.name, up + council_address(one.id), {"region": slug(one.region)}) for one in councils
        ),
        tuple(
            Line(
                one.title,
                tuple(status_square(comparison.finding(council, one), council) for council in councils),
                up + requirement_address(one),
                _facets(one),
            )
            for one in comparison.requirements
        ),
        tuple(filters),
    )


def _whole_table(nation: Nation) -> Page:
    up = up_from(WHOLE_TABLE)
    return nation.page(
        WHOLE_TABLE,
        "Every council beside every point",
        "One large table: what each council publishes against each point of the standard.",
        "nation-table.html",
        {
            "grid": matrix_grid(nation, nation.comparison.councils, up, by_region=True),
            "ways": _group_links(nation, up),
        },
        (Crumb("Point by point", REQUIREMENTS),),
    )


def _group(nation: Nation, kind: str, name: str, councils: Sequence[Council]) -> Page:
    address = group_address(kind, name)
    up = up_from(address)
    return nation.page(
        address,
        name,
        f"What the councils of {name} publish in their local offers, point by point.",
        "nation-group.html",
        {
            "kind": GROUP_WORDS[kind],
            "councils": [(one.name, up + council_address(one.id), one.offer is not None) for one in councils],
            "grid": matrix_grid(nation, councils, up, by_region=False),
            "shares": share_grid(nation, kind, name, up, "shares"),
        },
        (Crumb("Councils", COUNCILS),),
    )


def _requirement(nation: Nation, requirement: Requirement) -> Page:
    address = requirement_address(requirement)
    up = up_from(address)
    comparison = nation.comparison
    found = comparison.shares["england", ENGLAND][requirement.id]
    return nation.page(
        address,
        requirement.title,
        f"Which councils publish this in their local offer: {requirement.title}.",
        "nation-requirement.html",
        {
            "requirement": requirement,
            "level": LEVEL_HEADINGS[requirement.level],
            "subject": SECTOR_WORDS.get(requirement.sector, requirement.sector),
            "found": found,
            "counts": [
                (SHORT_STATUS[status], found.counts[status]) for status in STATUSES if found.counts[status]
            ],
            "shares": tuple(_by_group(nation, requirement, up)),
            "grid": _council_grid(nation, requirement, up),
            "tiles": council_map(
                "tiles",
                f"What councils publish: {requirement.title}",
                "A tile for each council of England, with what we found. The table says the same.",
                comparison.councils,
                {
                    one.id: status_square(comparison.finding(one, requirement), one).mark
                    for one in comparison.councils
                },
            ),
            "sources": requirement.sources,
        },
        (Crumb("Point by point", REQUIREMENTS),),
    )


def _by_group(nation: Nation, requirement: Requirement, up: str) -> Iterator[Grid]:
    """How many of the councils of each region, and of each board, publish it."""
    for kind, caption in (("region", "By region"), ("board", "By health board")):
        groups = {
            name: found[requirement.id]
            for (found_kind, name), found in nation.comparison.shares.items()
            if found_kind == kind
        }
        if len(groups) > 1:
            yield Grid(
                kind,
                caption,
                GROUP_WORDS[kind].capitalize(),
                (Heading("Publish it in full"), Heading("Councils where we could check")),
                tuple(
                    Line(
                        name,
                        (Square(f"{found.met:,}"), Square(f"{found.checked:,} of {found.expected:,}")),
                        up + group_address(kind, name),
                    )
                    for name, found in groups.items()
                ),
            )


def _council_grid(nation: Nation, requirement: Requirement, up: str) -> Grid:
    """A row for each council: what it publishes, why, and the entries that it rests on."""
    comparison = nation.comparison
    return Grid(
        "councils",
        "What each council publishes about this",
        "Council",
        (Heading("What we found"), Heading("Why"), Heading("Pages to look at")),
        tuple(_council_line(nation, requirement, one, up) for one in comparison.councils),
        (
            Choices("region", "Region", choices_of(one.region for one in comparison.councils)),
            Choices("status", "What we found", (*STATUS_CHOICES, ("not-received", "offer not received"))),
        ),
    )


def _council_line(nation: Nation, requirement: Requirement, council: Council, up: str) -> Line:
    finding = nation.comparison.finding(council, requirement)
    square = status_square(finding, council)
    reasons = " ".join(finding.reasons) if finding else council.received.why
    notes = "; ".join(MARK_WORDS[one] for one in council.marks)
    return Line(
        council.name,
        (
            square,
            Square(" ".join(one for one in (reasons, f"({notes})" if notes else "") if one)),
            Square("", links=nation.entry_links(council, finding.evidence if finding else (), up)),
        ),
        up + council_address(council.id),
        {"region": slug(council.region), "status": square.mark},
    )
