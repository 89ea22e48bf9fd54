"""Compare what the offers of many authorities hold, requirement by requirement and fact by fact.

Nothing here adds up to a score, and no list is in order of who has most. What was not received is never
counted as missing, and more entries are never taken for more provision.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from statistics import median
from typing import Literal, get_args

from site_builder.content.days import first_day, is_within_a_year
from site_builder.content.subject import phase_years
from site_builder.content.vocabulary import Vocabularies
from site_builder.nation.england import Council, expected_councils, groups_of
from site_builder.nation.published import (
    PublishedCommitment,
    PublishedEntry,
    PublishedFinding,
    PublishedOffer,
)
from site_builder.nation.received import Received
from site_builder.standard.evidence import STATUSES, Status
from site_builder.standard.matrix import NOT_STATED, phases_of, rows_by_need, rows_of
from site_builder.standard.standard import Requirement, Standard

ENGLAND = "England"

Presence = Literal["listed", "declared-not-available", "nothing-published"]
PRESENCES: tuple[Presence, ...] = get_args(Presence)

NeedKey = tuple[str, str, str]
"""A need, a phase and a level, each an id or `not-stated`."""

MOST_EXAMPLES = 3
"""How many authorities are named for doing well what another misses."""


@dataclass(frozen=True, slots=True)
class Share:
    """How many councils of a group have each status for a requirement; `expected` are all of the group."""

    counts: Mapping[Status, int]
    expected: int

    @property
    def met(self) -> int:
        return self.counts["met"]

    @property
    def counted(self) -> int:
        """Those that are compared and were judged on it."""
        return sum(self.counts.values())

    @property
    def checked(self) -> int:
        """Those of them where it could be checked: of the others nobody knows whether they publish it."""
        return self.counted - self.counts["not-checked"]


@dataclass(frozen=True, slots=True)
class Miss:
    """A requirement that a council does not meet and most of its neighbours do.

    `meeting` and `checked` are ids of neighbours, the closest first; `examples` are the first of those that
    meet it, each with the ids of the entries that do, if any do in particular.
    """

    requirement: Requirement
    finding: PublishedFinding
    meeting: tuple[str, ...]
    checked: tuple[str, ...]
    examples: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Freshness:
    """How long ago an offer's entries were checked: counts of entries, and days.

    `median_age` is None where no entry says when it was checked.
    """

    entries: int
    within_a_year: int
    not_stated: int
    median_age: float | None


@dataclass(frozen=True, slots=True)
class TakingPart:
    """How families had a part in an offer: entries that they helped with, and what became of comments.

    `comments` came in the last twelve months before the month of the comparison, or in it; `answered` are
    those of them with an answer, and `changed` those after which something was done.
    """

    entries: int
    co_produced: int
    comments: int
    answered: int
    changed: int


@dataclass(frozen=True, slots=True)
class Promise:
    """What a council has committed to do about a gap that it still has."""

    council: Council
    requirement: Requirement
    finding: PublishedFinding
    commitment: PublishedCommitment
    is_late: bool


@dataclass(frozen=True)
class Comparison:
    """All that is compared on one day, by one standard.

    `councils` are in order of name, `requirements` those in force, in the standard's order. The others have,
    by council, only what was received: `findings` by requirement, as far as it was judged by this standard;
    `kinds` each kind of support; `needs` each need, phase and level for which something is published.
    """

    standard: Standard
    on: date
    councils: tuple[Council, ...]
    requirements: tuple[Requirement, ...]
    findings: Mapping[str, Mapping[str, PublishedFinding]]
    kinds: Mapping[str, Mapping[str, Presence]]
    needs: Mapping[str, Mapping[NeedKey, Presence]]

    @cached_property
    def by_id(self) -> Mapping[str, Council]:
        return {one.id: one for one in self.councils}

    @cached_property
    def shares(self) -> Mapping[tuple[str, str], Mapping[str, Share]]:
        """How many councils of each group have each status, by the group's kind and name, by requirement."""
        return {
            (kind, name): {one.id: share(self, one, councils) for one in self.requirements}
            for kind, name, councils in self.groups()
        }

    def finding(self, council: Council, requirement: Requirement) -> PublishedFinding | None:
        """What was found; None for a council that is not compared or was not judged on it."""
        return self.findings.get(council.id, {}).get(requirement.id)

    @property
    def compared(self) -> tuple[Council, ...]:
        return tuple(one for one in self.councils if one.is_compared)

    def groups(self) -> Iterator[tuple[str, str, tuple[Council, ...]]]:
        """England, each region and each integrated care board: what it is, its name and its councils."""
        yield "england", ENGLAND, self.councils
        for kind in ("region", "board"):
            for name, councils in groups_of(self.councils, kind).items():
                yield kind, name, councils


def compare(
    received: Sequence[Received], standard: Standard, vocabularies: Vocabularies, on: date
) -> Comparison:
    """Put the offers that were *received* side by side, as they were judged by *standard*.

    A council whose offer was judged by another standard is there, with a mark, and counts in no share.

    Args:
        received: one for each authority that is known of.
        standard: what is compared by.
        vocabularies: the kinds of support, needs, phases and levels.
        on: the day of the comparison; commitments are late, and ages are counted, by it.
    """
    councils = expected_councils(received, standard.id, on)
    return Comparison(
        standard,
        on,
        councils,
        tuple(one for one in standard.requirements if one.is_in_force(on)),
        {
            one.id: {finding.requirement: finding for finding in one.offer.findings}
            for one in councils
            if one.offer is not None and "other-standard" not in one.marks
        },
        {one.id: kinds_published(one.offer, vocabularies) for one in councils if one.offer},
        {one.id: needs_published(one.offer, vocabularies) for one in councils if one.offer},
    )


def share(comparison: Comparison, requirement: Requirement, among: Iterable[Council]) -> Share:
    """How many of the councils *among* have each status for *requirement*."""
    counts: dict[Status, int] = dict.fromkeys(STATUSES, 0)
    expected = 0
    for council in among:
        expected += 1
        finding = comparison.finding(council, requirement) if council.is_compared else None
        if finding:
            counts[finding.status] += 1
    return Share(counts, expected)


def most_neighbours_meet(comparison: Comparison, council: Council) -> tuple[Miss, ...]:
    """What *council* does not meet and more than half of its neighbours do, in the standard's order.

    Only neighbours that were received, can be compared and could be checked are counted.
    """
    return tuple(_misses(comparison, council, neighbours_compared(comparison, council)))


def neighbours_compared(comparison: Comparison, council: Council) -> tuple[Council, ...]:
    """The statistical neighbours of *council* that were received and can be compared, the closest first."""
    named = (comparison.by_id.get(one) for one in council.neighbours)
    return tuple(one for one in named if one and one.is_compared)


def _misses(comparison: Comparison, council: Council, neighbours: Sequence[Council]) -> Iterator[Miss]:
    for requirement in comparison.requirements:
        finding = comparison.finding(council, requirement)
        if finding is None or not finding.is_gap:
            continue
        checked = [
            (one, found)
            for one in neighbours
            if (found := comparison.finding(one, requirement)) and found.status != "not-checked"
        ]
        meeting = [(one, found) for one, found in checked if found.status == "met"]
        if 2 * len(meeting) > len(checked):
            yield Miss(
                requirement,
                finding,
                tuple(one.id for one, _ in meeting),
                tuple(one.id for one, _ in checked),
                tuple(
                    (one.id, found.evidence if requirement.check.is_about_entries else ())
                    for one, found in meeting[:MOST_EXAMPLES]
                ),
            )


def promises(comparison: Comparison) -> tuple[Promise, ...]:
    """What councils have committed to do about gaps that they still have, soonest first, undated last."""
    requirements = {one.id: one for one in comparison.requirements}
    found = [
        Promise(
            council,
            requirements[one.requirement],
            finding,
            one,
            one.by is not None and one.by < comparison.on,
        )
        for council in comparison.councils
        if council.offer
        for one in council.offer.commitments
        if one.requirement in requirements
        if (finding := comparison.finding(council, requirements[one.requirement])) and finding.is_gap
    ]
    return tuple(
        sorted(
            found,
            key=lambda one: (one.commitment.by or date.max, one.council.name.casefold(), one.requirement.id),
        )
    )


def freshness(offer: PublishedOffer, on: date) -> Freshness:
    """How long ago the entries of *offer* were checked, counted from *on*; 365 days are within a year.

    A check that lies after *on* is not stated: nobody could have known of it.
    """
    days = [one.reviewed for one in offer.entries if one.reviewed and one.reviewed <= on]
    return Freshness(
        entries=len(offer.entries),
        within_a_year=sum(is_within_a_year(day, on) for day in days),
        not_stated=len(offer.entries) - len(days),
        median_age=median((on - day).days for day in days) if days else None,
    )


def taking_part(offer: PublishedOffer, on: date) -> TakingPart:
    """How families had a part in *offer* in the year before *on*."""
    since = on.replace(year=on.year - 1, day=1)
    comments = [one for one in offer.comments if since <= first_day(one.received) <= on]
    return TakingPart(
        entries=len(offer.entries),
        co_produced=sum(one.is_co_produced for one in offer.entries),
        comments=len(comments),
        answered=sum(bool(one.status) for one in comments),
        changed=sum(one.status == "done" for one in comments),
    )


# Kinds, needs, ages and levels ------------------------------------------------------------------------------


def kinds_published(offer: PublishedOffer, vocabularies: Vocabularies) -> dict[str, Presence]:
    """For each kind of support, what *offer* publishes: listed wins over declared not available.

    A kind is declared where an absence names it or a group that it belongs to, for any ages and needs.
    """
    types = vocabularies["service-types"]
    found: dict[str, Presence] = dict.fromkeys(types.terms, "nothing-published")
    listed = {kind for one in offer.entries if one.is_support for kind in one.kinds}
    declared = types.expand(
        kind for one in offer.entries if one.kind == "not-available" for kind in one.kinds
    )
    for kind in found:
        if kind in listed:
            found[kind] = "listed"
        elif kind in declared:
            found[kind] = "declared-not-available"
    return found


def needs_published(offer: PublishedOffer, vocabularies: Vocabularies) -> dict[NeedKey, Presence]:
    """For each need, phase and level, what *offer* publishes; what is not in it has nothing published.

    An entry counts for a need as in `Vocabularies.needs_met_by`, for a phase if it is for any of its years. A
    declared absence states no level. Each different answer of many entries is worked out once.
    """
    counts_for = rows_by_need(vocabularies)
    years = {term.id: phase_years(term) for term in vocabularies["phases"].terms.values()}
    answers = dict.fromkeys(
        (one.kind == "not-available", one.needs, one.ages, one.level or NOT_STATED)
        for one in offer.entries
        if one.is_support or (one.kind == "not-available" and one.kinds)
    )
    found: dict[NeedKey, Presence] = {}
    for is_absence, needs, ages, level in answers:
        for need in rows_of(needs, counts_for) or [NOT_STATED]:
            for phase in phases_of(ages, years) or [NOT_STATED]:
                if is_absence:
                    found.setdefault((need, phase, level), "declared-not-available")
                else:
                    found[need, phase, level] = "listed"
    return found


def examples_of_kind(offer: PublishedOffer, kind: str) -> tuple[PublishedEntry, ...]:
    """The entries of *offer* that are, or say there is not, support of this *kind*, in the offer's order."""
    return tuple(
        one for one in offer.entries if kind in one.kinds and (one.is_support or one.kind == "not-available")
    )
