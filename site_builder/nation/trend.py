"""What changed over time: of one authority's offer, and of all offers in England, by saved assessments.

Days that were judged by different standards are kept apart everywhere: a standard that asks for more makes no
offer worse.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from site_builder.content.authorities import real_authorities
from site_builder.content.days import last_day
from site_builder.content.diagnostics import Diagnostic
from site_builder.nation.assessments import (
    DatedAssessment,
    SavedFinding,
    assessment_of,
    read_assessments,
    results_file,
)
from site_builder.nation.received import Received
from site_builder.project import Project
from site_builder.standard.evidence import STATUSES, Status
from site_builder.standard.standard import LEVELS


@dataclass(frozen=True, slots=True)
class AuthorityTrend:
    """An authority and its dated assessments, in order of day; none where nothing was ever received."""

    authority: str
    name: str
    is_invented: bool
    assessments: tuple[DatedAssessment, ...]

    @property
    def last(self) -> DatedAssessment | None:
        return self.assessments[-1] if self.assessments else None


@dataclass(frozen=True, slots=True)
class LevelCount:
    """How many requirements of a level were asked for, and how many of them have each status."""

    level: str
    asked: int
    by_status: tuple[tuple[Status, int], ...]

    @property
    def met(self) -> int:
        return dict(self.by_status)["met"]

    @property
    def checked(self) -> int:
        """How many of them a program could check."""
        return self.asked - dict(self.by_status)["not-checked"]


@dataclass(frozen=True, slots=True)
class DayCounts:
    """One saved day of an authority, counted by level in the order of `LEVELS`."""

    on: date
    standard: str
    levels: tuple[LevelCount, ...]


@dataclass(frozen=True, slots=True)
class StatusChange:
    """A requirement whose status differs between two days; None where it was not judged on one of them."""

    requirement: str
    level: str
    before: Status | None
    after: Status | None


@dataclass(frozen=True, slots=True)
class DayChanges:
    """What differs between two saved days of an authority, by requirement.

    Unless `is_same_standard`, some of it may be the standard's doing, and not the offer's.
    """

    before: DatedAssessment
    after: DatedAssessment
    changes: tuple[StatusChange, ...]

    @property
    def is_same_standard(self) -> bool:
        return self.before.standard == self.after.standard


@dataclass(frozen=True, slots=True)
class MonthCounts:
    """All authorities with a saved day in a month, by one standard: each counts with its last day in it.

    `on` is the last day of the month; `authorities` are the ids of those that count. `levels` add up their
    requirements.
    """

    on: date
    standard: str
    authorities: tuple[str, ...]
    levels: tuple[LevelCount, ...]


@dataclass(frozen=True, slots=True)
class MonthShare:
    """Of the authorities that were judged by a requirement in a month, how many met it."""

    on: date
    standard: str
    met: int
    judged: int


def read_trends(
    project: Project, received: Iterable[Received], on: date
) -> tuple[tuple[AuthorityTrend, ...], list[Diagnostic]]:
    """The dated assessments of each authority in *received*, and a warning for each table with faults.

    The offer that is here counts as a saved day too, and for its own day it is what counts. Days after *on*
    are left out.
    """
    own = project.authority_ids() if project.content.is_dir() else ()
    trends = []
    problems: list[Diagnostic] = []
    for one in received:
        is_own = one.authority in own
        path = (
            results_file(project, one.authority) if is_own else project.collected_assessments(one.authority)
        )
        saved, found = read_assessments(path, project.shown(path))
        problems += found
        by_day = {day.on: day for day in saved}
        if one.offer:
            by_day[one.offer.on] = assessment_of(one.offer)
        trends.append(
            AuthorityTrend(
                one.authority,
                one.offer.authority.name if one.offer else _known_name(one.authority),
                bool(one.offer and one.offer.authority.is_invented),
                tuple(by_day[day] for day in sorted(by_day) if day <= on),
            )
        )
    return tuple(trends), problems


def _known_name(authority: str) -> str:
    """The name of an authority that nothing was received of: that of a real one, else its id."""
    names = (one["short_name"] for one in real_authorities() if one["slug"] == authority)
    return next(names, authority)


def counts_by_day(assessments: Iterable[DatedAssessment]) -> tuple[DayCounts, ...]:
    """Each saved day counted by level, in the same order."""
    return tuple(DayCounts(one.on, one.standard, _levels(one.findings)) for one in assessments)


def _levels(findings: Iterable[SavedFinding]) -> tuple[LevelCount, ...]:
    counts = {level: dict.fromkeys(STATUSES, 0) for level in LEVELS}
    for one in findings:
        counts[one.level][one.status] += 1
    return tuple(
        LevelCount(level, sum(of_level.values()), tuple(of_level.items()))
        for level, of_level in counts.items()
    )


def changes_between(before: DatedAssessment, after: DatedAssessment) -> DayChanges:
    """What differs between two saved days of one authority, in order of requirement."""
    old, new = before.by_requirement(), after.by_requirement()
    changes = []
    for requirement in sorted({*old, *new}):
        was, is_now = old.get(requirement), new.get(requirement)
        told = is_now or was
        statuses = (was.status if was else None, is_now.status if is_now else None)
        if told and statuses[0] != statuses[1]:
            changes.append(StatusChange(requirement, told.level, *statuses))
    return DayChanges(before, after, tuple(changes))


def a_year_before(assessments: Sequence[DatedAssessment]) -> DatedAssessment | None:
    """The saved day to compare the last one with: the last that is a year older, else the oldest.

    None where there is no day but the last.
    """
    if len(assessments) < 2:
        return None
    last = assessments[-1].on
    # 29 February has no day of the same name a year before.
    year_ago = last.replace(year=last.year - 1, day=28 if (last.month, last.day) == (2, 29) else last.day)
    older = [one for one in assessments[:-1] if one.on <= year_ago]
    return older[-1] if older else assessments[0]


def changes_step_by_step(assessments: Sequence[DatedAssessment]) -> Iterator[DayChanges]:
    """What differs between each saved day and the one before it, the newest first."""
    for number in range(len(assessments) - 1, 0, -1):
        yield changes_between(assessments[number - 1], assessments[number])


def counts_by_month(trends: Sequence[AuthorityTrend]) -> tuple[MonthCounts, ...]:
    """All authorities together, month by month: one value for each standard that was used in a month.

    A month without a saved day of an authority says nothing of it: it is not counted in that month.
    """
    return tuple(
        MonthCounts(
            month,
            standard,
            tuple(sorted(found)),
            _levels(finding for one in found.values() for finding in one.findings),
        )
        for (month, standard), found in sorted(_by_month(trends).items())
    )


def shares_by_month(trends: Sequence[AuthorityTrend]) -> Mapping[str, tuple[MonthShare, ...]]:
    """For each requirement, how many authorities met it in each month, of those that were judged by it.

    A requirement that could not be checked at an authority is not counted there.
    """
    shares: dict[str, list[MonthShare]] = defaultdict(list)
    for (month, standard), found in sorted(_by_month(trends).items()):
        judged: dict[str, list[Status]] = defaultdict(list)
        for one in found.values():
            for finding in one.findings:
                if finding.status != "not-checked":
                    judged[finding.requirement].append(finding.status)
        for requirement, statuses in judged.items():
            shares[requirement].append(MonthShare(month, standard, statuses.count("met"), len(statuses)))
    return {requirement: tuple(shares[requirement]) for requirement in sorted(shares)}


def _by_month(
    trends: Sequence[AuthorityTrend],
) -> Mapping[tuple[date, str], Mapping[str, DatedAssessment]]:
    """The last saved day of each authority in each month, by the month's last day and the standard."""
    months: dict[tuple[date, str], dict[str, DatedAssessment]] = defaultdict(dict)
    for trend in trends:
        last: dict[date, DatedAssessment] = {}
        for one in trend.assessments:
            last[last_day(f"{one.on:%Y-%m}")] = one
        for month, one in last.items():
            months[month, one.standard][trend.authority] = one
    return months
