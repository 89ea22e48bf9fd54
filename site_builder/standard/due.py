"""The day on which each entry needs to be checked again, and what rests on it until then."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from site_builder.content.model import Entry, Offer
from site_builder.standard.assess import Assessment
from site_builder.standard.standard import Check, Requirement


@dataclass(frozen=True, slots=True)
class Due:
    """When an entry is to be checked again.

    `review_by` is the last day that the entry itself names. `requirements` are those whose evidence it is,
    each with the first day on which it is too old for it; they are in order of that day. An entry that nobody
    has checked is due on the judged day.
    """

    entry: str
    review_by: date | None
    requirements: tuple[tuple[Requirement, date], ...]
    on: date

    @property
    def day(self) -> date | None:
        """The earliest day; None where the entry names no day and nothing rests on it."""
        return min((one for one in (self.review_by, self.goes_out_of_date) if one), default=None)

    @property
    def goes_out_of_date(self) -> date | None:
        """The first day on which it is too old for a requirement."""
        return self.requirements[0][1] if self.requirements else None

    @property
    def is_overdue(self) -> bool:
        """Whether its own last day has passed, or it is too old for a requirement."""
        passed = self.review_by is not None and self.review_by < self.on
        return passed or (self.goes_out_of_date is not None and self.goes_out_of_date <= self.on)


def find_due_days(assessment: Assessment, offer: Offer) -> Mapping[str, Due]:
    """When each entry of *offer* is due, by its id.

    A review counts for as many days as the requirement allows: it is too old on the day
    `reviewed + limit + 1`.
    """
    resting: dict[str, list[Requirement]] = defaultdict(list)
    for finding in assessment.findings:
        for entry_id in finding.evidence:
            resting[entry_id].append(finding.requirement)
    return {
        entry.id: Due(
            entry.id,
            entry.fact("review_by"),
            tuple(
                sorted(
                    ((one, _too_old(entry, one, assessment.on)) for one in resting[entry.id]),
                    key=lambda pair: pair[1],
                )
            ),
            assessment.on,
        )
        for entry in offer.entries
    }


def _too_old(entry: Entry, requirement: Requirement, on: date) -> date:
    if entry.reviewed is None:
        return on
    limit = days_allowed(requirement.check, requirement.freshness_days)
    return entry.reviewed + timedelta(days=limit + 1)


def days_allowed(check: Check, freshness_days: int) -> int:
    """How old a review may be for *check*, in whole days; the shortest of its parts."""
    if check.parts:
        return min(days_allowed(part, freshness_days) for part in check.parts)
    return int(check.settings.get("max_age_days", freshness_days))
