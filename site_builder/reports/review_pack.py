"""What children, young people and parents need before them when they review a local offer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain

from site_builder.content.days import last_day, months_since
from site_builder.content.model import Facts, Offer, Record
from site_builder.reports.commitments import Promises, promises
from site_builder.standard.assess import Assessment, Finding
from site_builder.standard.changes import Changes
from site_builder.standard.due import find_due_days
from site_builder.standard.record_evidence import SMALL

MONTHS_BETWEEN = 24
"""How often an offer is to be looked at again with families.

Source: Education Committee, Special educational needs and disabilities (HC 20), 2019, paragraphs 77 to 79.
"""


@dataclass(frozen=True, slots=True)
class Group:
    """Some people of one group who took part: an id of the vocabulary `people`; None says fewer than five."""

    group: str
    people: int | None


@dataclass(frozen=True, slots=True)
class PastReview:
    held: str
    took_part: tuple[Group, ...]
    outcome: str
    next: str


@dataclass(frozen=True, slots=True)
class MadeTogether:
    """One time that groups helped to make an entry; what it does not say is empty."""

    entry: str
    title: str
    groups: tuple[str, ...]
    month: str
    how: str
    changed: str


@dataclass(frozen=True, slots=True)
class ReviewPack:
    """All that a review needs; lists are newest first, gaps are in the standard's order.

    `is_due` if the next review should have been held by the judged day; None where no review is known.
    `unplanned` are gaps that nobody has promised to close. `changes` are None where nobody compared.
    `overdue` counts entries that are late for a check.
    """

    on: date
    past: tuple[PastReview, ...]
    is_due: bool | None
    gaps: tuple[Finding, ...]
    promises: Promises
    unplanned: tuple[Finding, ...]
    late: tuple[Finding, ...]
    changes: Changes | None
    made_together: tuple[MadeTogether, ...]
    without_families: int
    unanswered: tuple[Record, ...]
    overdue: int
    not_told: tuple[tuple[str, int], ...]

    @property
    def last(self) -> PastReview | None:
        return self.past[0] if self.past else None


def review_pack(offer: Offer, assessment: Assessment, changes: Changes | None = None) -> ReviewPack:
    """Gather what a review of *offer* needs.

    Args:
        offer: with its records.
        assessment: of the same offer.
        changes: since the last review, if somebody has compared; it is for the caller to find the revision.
    """
    on = assessment.on
    past = tuple(
        _review(one)
        for one in sorted(offer.records.reviews, key=lambda one: (one.facts["held"], one.id), reverse=True)
    )
    promised = promises(assessment, offer)
    gaps = tuple(one for one in assessment.findings if one.is_gap)
    return ReviewPack(
        on=on,
        past=past,
        is_due=_is_due(past[0], on) if past else None,
        gaps=gaps,
        promises=promised,
        unplanned=tuple(one for one in gaps if one.requirement.id not in promised.by_requirement),
        late=tuple(
            one
            for one in gaps
            if any(plan.is_late for plan in promised.by_requirement.get(one.requirement.id, ()))
        ),
        changes=changes,
        made_together=tuple(
            sorted(_made_together(offer), key=lambda one: (one.month, one.title), reverse=True)
        ),
        without_families=sum(not entry.states("co_production") for entry in offer.entries),
        unanswered=tuple(one for one in offer.records.comments if not one.states("response.status")),
        overdue=sum(one.is_overdue for one in find_due_days(assessment, offer).values()),
        not_told=_not_told(assessment),
    )


def _review(review: Record) -> PastReview:
    took_part: Mapping[str, int] = review.facts.get("took_part", {})
    return PastReview(
        held=str(review.facts["held"]),
        took_part=tuple(
            # So few could be known by those who know the group.
            Group(group, people if people >= SMALL else None)
            for group, people in took_part.items()
            if people
        ),
        outcome=str(review.fact("outcome") or ""),
        next=str(review.fact("next") or ""),
    )


def _is_due(last: PastReview, on: date) -> bool:
    """Whether the month that the last review names for the next is over, else two years since the last."""
    if last.next:
        return last_day(last.next) < on
    months = months_since(last.held, on)
    return months is not None and months >= MONTHS_BETWEEN


def _made_together(offer: Offer) -> Iterable[MadeTogether]:
    return chain.from_iterable(
        (_together(entry.id, entry.title, one) for one in entry.facts.get("co_production", ()))
        for entry in offer.entries
    )


def _together(entry_id: str, title: str, told: Facts) -> MadeTogether:
    return MadeTogether(
        entry=entry_id,
        title=title,
        groups=tuple(told.get("with", ())),
        month=str(told.get("month", "")),
        how=str(told.get("how", "")),
        changed=str(told.get("changed", "")),
    )


def _not_told(assessment: Assessment) -> tuple[tuple[str, int], ...]:
    """The facts that entries leave out, and how many leave each out, most often first."""
    counted: dict[str, int] = {}
    for one in chain.from_iterable(entry.missing for entry in assessment.entries):
        counted[one.label] = counted.get(one.label, 0) + 1
    return tuple(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])))
