"""Show what kinds of support, and support for whom, councils list: never how much of it there is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from site_builder.content.vocabulary import NEED_FOR_ALL
from site_builder.nation.compare import PRESENCES, Presence, examples_of_kind
from site_builder.nation.england import Council
from site_builder.pages.edition import up_from
from site_builder.pages.nation import (
    KINDS,
    NEEDS,
    NOT_HERE,
    Choices,
    Grid,
    Heading,
    Line,
    Nation,
    Square,
    choices_of,
    council_address,
    council_map,
    kind_address,
    need_address,
)
from site_builder.pages.shell import Crumb, Page
from site_builder.pages.words import slug
from site_builder.standard.matrix import NOT_STATED

PRESENCE_WORDS: dict[Presence, str] = {
    "listed": "listed",
    "declared-not-available": "said not to be available",
    "nothing-published": "nothing published",
}


def supply_pages(nation: Nation) -> Iterator[Page]:
    """Kinds of support, each with its councils; needs, each by stage of life and level."""
    yield _kinds(nation)
    for kind in nation.rules.vocabularies["service-types"].terms:
        yield _kind(nation, kind)
    yield _needs(nation)
    for need in nation.rules.vocabularies["needs"].terms:
        if need != NEED_FOR_ALL:
            yield _need(nation, need)


def _kinds(nation: Nation) -> Page:
    up = up_from(KINDS)
    types = nation.rules.vocabularies["service-types"]
    received = nation.comparison.kinds
    lines = []
    for term in types.terms.values():
        counts = Counter(found[term.id] for found in received.values())
        lines.append(
            Line(
                term.label,
                (
                    *(Square(f"{counts[one]:,}") for one in PRESENCES),
                    Square(f"{len(received):,} of {len(nation.comparison.councils):,}"),
                ),
                up + kind_address(term.id),
                {"heading": str(term.facts.get("heading", ""))},
            )
        )
    grid = Grid(
        "kinds",
        "How many councils list each kind of support",
        "Kind of support",
        (
            Heading("List it"),
            Heading("Say it is not available"),
            Heading("Nothing published"),
            Heading("Offers received"),
        ),
        tuple(lines),
        (Choices("heading", "Subject", tuple((one.id, one.label) for one in types.headings.values())),),
    )
    return nation.page(
        KINDS,
        "Which kinds of support councils list",
        "For each kind of support, how many councils list any of it in their local offer.",
        "nation-kinds.html",
        {"grid": grid},
    )


def _kind(nation: Nation, kind: str) -> Page:
    address = kind_address(kind)
    up = up_from(address)
    label = nation.term("service-types", kind)
    councils = nation.comparison.councils
    grid = Grid(
        "councils",
        f"What each council publishes: {label}",
        "Council",
        (Heading("What we found"), Heading("Pages to look at")),
        tuple(_kind_line(nation, kind, one, up) for one in councils),
        (
            Choices("region", "Region", choices_of(one.region for one in councils)),
            Choices(
                "state",
                "What we found",
                (*((one, PRESENCE_WORDS[one]) for one in PRESENCES), ("not-received", NOT_HERE)),
            ),
        ),
    )
    found = Counter(one[kind] for one in nation.comparison.kinds.values())
    return nation.page(
        address,
        f"{label}: who lists it",
        f"Which councils list this kind of support, and which publish nothing about it: {label}.",
        "nation-kind.html",
        {
            "grid": grid,
            "counts": [(PRESENCE_WORDS[one], found[one]) for one in PRESENCES],
            "received": len(nation.comparison.kinds),
            "tiles": council_map(
                "tiles",
                f"Which councils list it: {label}",
                "A tile for each council of England, with what we found. The table says the same.",
                councils,
                {
                    one.id: nation.comparison.kinds.get(one.id, {}).get(kind) or "not-received"
                    for one in councils
                },
            ),
            "nothing": [
                (one.name, up + council_address(one.id))
                for one in councils
                if nation.comparison.kinds.get(one.id, {}).get(kind) == "nothing-published"
            ],
        },
        (Crumb("Kinds of support", KINDS),),
    )


def _kind_line(nation: Nation, kind: str, council: Council, up: str) -> Line:
    found = nation.comparison.kinds.get(council.id, {}).get(kind)
    state = found or "not-received"
    entries = [one.id for one in examples_of_kind(council.offer, kind)] if council.offer else []
    return Line(
        council.name,
        (
            Square(PRESENCE_WORDS[found] if found else NOT_HERE, state),
            Square("", links=nation.entry_links(council, entries, up)),
        ),
        up + council_address(council.id),
        {"region": slug(council.region), "state": state},
    )


def _needs(nation: Nation) -> Page:
    up = up_from(NEEDS)
    needs = nation.rules.vocabularies["needs"]
    lines = []
    for term in needs.terms.values():
        if term.id == NEED_FOR_ALL:
            continue
        found = Counter(
            phase
            for of_council in nation.comparison.needs.values()
            for phase in {
                phase
                for (need, phase, _), state in of_council.items()
                if need == term.id and state == "listed"
            }
        )
        lines.append(
            Line(
                term.label,
                tuple(Square(f"{found[phase]:,}") for phase in nation.rules.vocabularies["phases"].terms),
                up + need_address(term.id),
            )
        )
    phases = nation.rules.vocabularies["phases"].terms.values()
    grid = Grid(
        "needs",
        "How many councils list some support for each need at each stage of life",
        "Need",
        tuple(Heading(one.label) for one in phases),
        tuple(lines),
    )
    return nation.page(
        NEEDS,
        "Support by need, age and level",
        "How many councils list support for each need, at each stage of life and level of support.",
        "nation-needs.html",
        {"grid": grid, "received": len(nation.comparison.needs)},
    )


def _need(nation: Nation, need: str) -> Page:
    address = need_address(need)
    up = up_from(address)
    vocabularies = nation.rules.vocabularies
    label = nation.term("needs", need)
    levels = (*vocabularies["levels"].terms, NOT_STATED)
    listed = Counter(
        (phase, level)
        for found in nation.comparison.needs.values()
        for (one, phase, level), state in found.items()
        if one == need and state == "listed"
    )
    grid = Grid(
        "levels",
        f"How many councils list some support: {label}",
        "Stage of life",
        tuple(
            Heading("Level not stated" if one == NOT_STATED else nation.term("levels", one)) for one in levels
        ),
        tuple(
            Line(phase.label, tuple(Square(f"{listed[phase.id, level]:,}") for level in levels))
            for phase in vocabularies["phases"].terms.values()
        ),
    )
    return nation.page(
        address,
        f"{label}: support by age and level",
        f"At which ages and levels councils list support for this need: {label}.",
        "nation-need.html",
        {
            "grid": grid,
            "by_council": _need_grid(nation, need, label, up),
            "received": len(nation.comparison.needs),
        },
        (Crumb("By need, age and level", NEEDS),),
    )


def _need_grid(nation: Nation, need: str, label: str, up: str) -> Grid:
    """For each council, the levels at which it lists support at each stage of life."""
    phases = nation.rules.vocabularies["phases"].terms
    councils = nation.comparison.councils
    return Grid(
        "councils",
        f"Levels of support that each council lists: {label}",
        "Council",
        tuple(Heading(one.label) for one in phases.values()),
        tuple(
            Line(
                one.name,
                tuple(_levels_square(nation, one, need, phase) for phase in phases),
                up + council_address(one.id),
                {"region": slug(one.region)},
            )
            for one in councils
        ),
        (Choices("region", "Region", choices_of(one.region for one in councils)),),
    )


def _levels_square(nation: Nation, council: Council, need: str, phase: str) -> Square:
    found = nation.comparison.needs.get(council.id)
    if found is None:
        return Square(NOT_HERE, "not-received")
    levels = (*nation.rules.vocabularies["levels"].terms, NOT_STATED)
    listed = [one for one in levels if found.get((need, phase, one)) == "listed"]
    if listed:
        words = ("level not stated" if one == NOT_STATED else nation.term("levels", one) for one in listed)
        return Square(", ".join(words), "listed")
    if any((need, phase, one) in found for one in levels):
        return Square(PRESENCE_WORDS["declared-not-available"], "declared-not-available")
    return Square(PRESENCE_WORDS["nothing-published"], "nothing-published")
