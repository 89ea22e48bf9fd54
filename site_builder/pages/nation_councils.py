"""Show the councils that are compared: the list, and for each what it misses that those like it have."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from site_builder.content.indicators import Indicator, newest_first
from site_builder.nation.compare import (
    ENGLAND,
    Freshness,
    TakingPart,
    freshness,
    most_neighbours_meet,
    neighbours_compared,
    taking_part,
)
from site_builder.nation.england import MARK_WORDS, Council
from site_builder.nation.received import STATE_WORDS
from site_builder.pages.edition import HOME, in_site, up_from
from site_builder.pages.gap_page import LEVEL_HEADINGS
from site_builder.pages.nation import (
    COUNCILS,
    SHORT_STATUS,
    Grid,
    Heading,
    Line,
    Nation,
    Square,
    council_address,
    group_address,
    requirement_address,
    status_square,
)
from site_builder.pages.shell import Crumb, Page
from site_builder.pages.words import count_words, day_words, sentence, sort_key
from site_builder.standard.evidence import STATUSES
from site_builder.standard.standard import LEVELS

STATE_SENTENCES = {
    "current": "Its local offer is here.",
    "old-copy": "We have an old copy of its local offer. The last try to get it failed.",
    "never-received": "We have not received its local offer. We do not know what it publishes.",
    "unreadable": "A file came, but we could not read it. We do not know what this council publishes.",
}


def council_pages(nation: Nation) -> Iterator[Page]:
    """The list of all councils, and a page for each of them."""
    yield _index(nation)
    for council in nation.comparison.councils:
        yield _council(nation, council)


def _index(nation: Nation) -> Page:
    up = up_from(COUNCILS)
    ordered = sorted(nation.comparison.councils, key=lambda one: (sort_key(one.region), sort_key(one.name)))
    regions = [
        (
            region or "No region given",
            up + group_address("region", region) if region else "",
            [(one.name, up + council_address(one.id), _state_words(one)) for one in ones],
        )
        for region, ones in groupby(ordered, key=lambda one: one.region)
    ]
    return nation.page(
        COUNCILS,
        "All councils",
        "Every council that is compared, by region, and whether we have its local offer.",
        "nation-councils.html",
        {"regions": regions},
    )


def _state_words(council: Council) -> str:
    """What a reader has to know of a council before looking at its figures; nothing if all is as usual."""
    state = council.received.state
    received = [] if state == "current" else [sentence(STATE_WORDS[state])]
    return " ".join([*received, *(sentence(MARK_WORDS[one]) for one in council.marks)])


def _council(nation: Nation, council: Council) -> Page:
    address = council_address(council.id)
    up = up_from(address)
    offer, received = council.offer, council.received
    folder = received.folder
    values: dict[str, Any] = {
        "council": council,
        "state": STATE_SENTENCES[received.state],
        "why": received.why,
        "received_on": received.received_on,
        "marks": [sentence(MARK_WORDS[one]) for one in council.marks],
        "site": "" if folder is None or offer is None else in_site(folder, HOME, up),
        "region": (council.region, up + group_address("region", council.region)) if council.region else None,
        "board": (council.board, up + group_address("board", council.board)) if council.board else None,
        "offer": offer,
        "figures": _figures(nation, council),
    }
    if offer is not None:
        neighbours = neighbours_compared(nation.comparison, council)
        values |= {
            "counts": _counts(nation, council),
            "neighbours": [(one.name, up + council_address(one.id)) for one in neighbours],
            "neighbours_named": len(council.neighbours),
            "misses": _misses(nation, council, up),
            "side_by_side": _beside_others(nation, council, neighbours, up),
            "freshness": _freshness_words(freshness(offer, nation.comparison.on)),
            "taking_part": _taking_part_words(taking_part(offer, nation.comparison.on)),
            "promises": [
                (
                    one.commitment.what,
                    one.commitment.who,
                    day_words(one.commitment.by) if one.commitment.by else "",
                    one.is_late,
                )
                for one in nation.promises_of.get(council.id, ())
            ],
        }
    return nation.page(
        address,
        council.name,
        f"What the local offer of {council.name} publishes, beside those of councils that are like it.",
        "nation-council.html",
        values,
        (Crumb("All councils", COUNCILS),),
    )


def _counts(nation: Nation, council: Council) -> Grid:
    """How many requirements of each level have each status."""
    lines = []
    for level in LEVELS:
        found = [
            finding.status
            for one in nation.comparison.requirements
            if one.level == level and (finding := nation.comparison.finding(council, one))
        ]
        if found:
            lines.append(
                Line(LEVEL_HEADINGS[level], tuple(Square(f"{found.count(one):,}") for one in STATUSES))
            )
    return Grid(
        "counts",
        "How much of what is asked for is published",
        "What is asked for",
        tuple(Heading(sentence(SHORT_STATUS[one]).rstrip(".")) for one in STATUSES),
        tuple(lines),
    )


def _misses(nation: Nation, council: Council, up: str) -> list[dict[str, Any]]:
    return [
        {
            "title": one.requirement.title,
            "address": up + requirement_address(one.requirement),
            "level": one.requirement.level,
            "found": sentence(SHORT_STATUS[one.finding.status]),
            "meeting": len(one.meeting),
            "checked": len(one.checked),
            "examples": [
                (
                    nation.comparison.by_id[who].name,
                    up + council_address(who),
                    nation.entry_links(nation.comparison.by_id[who], entries, up),
                )
                for who, entries in one.examples
            ],
        }
        for one in most_neighbours_meet(nation.comparison, council)
    ]


def _beside_others(nation: Nation, council: Council, neighbours: tuple[Council, ...], up: str) -> Grid:
    """The council and its neighbours, point by point, with how many meet it in its region and in England."""
    shown = (council, *neighbours)
    groups = [
        (heading, nation.comparison.shares[key])
        for heading, key in (
            (f"Met in {council.region}", ("region", council.region)),
            ("Met by all councils here", ("england", ENGLAND)),
        )
        if key in nation.comparison.shares
    ]
    return Grid(
        "beside",
        f"{council.name} beside others, point by point",
        "What is asked for",
        (
            *(Heading(one.name, up + council_address(one.id)) for one in shown),
            *(Heading(heading) for heading, _ in groups),
        ),
        tuple(
            Line(
                one.title,
                (
                    *(status_square(nation.comparison.finding(each, one), each) for each in shown),
                    *(Square(f"{found[one.id].met:,} of {found[one.id].checked:,}") for _, found in groups),
                ),
                up + requirement_address(one),
            )
            for one in nation.comparison.requirements
        ),
    )


def _freshness_words(found: Freshness) -> tuple[str, ...]:
    said = [
        f"{found.within_a_year:,} of {count_words(found.entries, 'page')} were checked in the last year.",
        f"{count_words(found.not_stated, 'page does', 'pages do')} not give the day of the last check.",
    ]
    if found.median_age is not None:
        said.append(f"Half of the others were checked in the last {int(found.median_age):,} days.")
    return tuple(said)


def _taking_part_words(found: TakingPart) -> tuple[str, ...]:
    return (
        f"{found.co_produced:,} of {count_words(found.entries, 'page')} say what families changed.",
        f"{count_words(found.comments, 'comment')} of the last year "
        f"{'is' if found.comments == 1 else 'are'} published. "
        f"{found.answered:,} {'has' if found.answered == 1 else 'have'} an answer, "
        f"and {found.changed:,} led to a change.",
    )


def _figures(nation: Nation, council: Council) -> list[Indicator]:
    """The official figures about its area, the newest of each name."""
    own = nation.figures_of.get(council.dfe_code, ())
    return [next(ones) for _, ones in groupby(newest_first(own), key=lambda one: one.name)]
