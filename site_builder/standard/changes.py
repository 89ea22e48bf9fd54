"""What changed in the findings: between two revisions of an offer, or between two standards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from typing import Any

from site_builder.content.days import JudgedDay
from site_builder.content.model import Offer
from site_builder.content.offers import read_offers
from site_builder.content.revision import Revision, open_revision
from site_builder.project import Project
from site_builder.standard.assess import Assessment, Finding, NotInForce, Yardstick, assess
from site_builder.standard.due import find_due_days
from site_builder.standard.evidence import STATUSES, Reason, Status
from site_builder.standard.standard import Check, Requirement, Source, Standard


@dataclass(frozen=True, slots=True)
class Judged:
    """An offer and what was found in it."""

    offer: Offer
    assessment: Assessment


@dataclass(frozen=True, slots=True)
class FindingChange:
    """One requirement whose finding is another than before; None where it was not judged.

    `reasons` are those of the later finding, or of the earlier one where there is no later.
    """

    requirement: Requirement
    before: Status | None
    after: Status | None
    reasons: tuple[Reason, ...]

    @property
    def is_better(self) -> bool:
        """Whether the later is the better, of two that were judged and checked."""
        return self._direction < 0

    @property
    def is_worse(self) -> bool:
        """Whether the later is the worse, of two that were judged and checked."""
        return self._direction > 0

    @property
    def _direction(self) -> int:
        before, after = self.before, self.after
        if before is None or after is None or "not-checked" in (before, after):
            return 0
        return STATUSES.index(after) - STATUSES.index(before)


@dataclass(frozen=True, slots=True)
class EntryChange:
    """An entry of one state or of both; `facts` are the names of those that differ, `title` is the newest."""

    id: str
    title: str
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StaleEntry:
    """An entry that is overdue now and was not: since which day."""

    id: str
    title: str
    since: date


@dataclass(frozen=True, slots=True)
class Changes:
    """What a later state of an offer changes in its findings; both are judged on the same day.

    `closed` were gaps and are met; `opened` were met and are gaps; `changed` are all other findings whose
    status differs. Each is in the standard's order, and entries are in order of id. `left_out_before` and
    `left_out_after` are the files whose faults kept them out of either state. `revision`, `commit` and
    `committed` say what the earlier state was, where it was a revision.
    """

    authority: str
    standard: str
    on: date
    closed: tuple[FindingChange, ...]
    opened: tuple[FindingChange, ...]
    changed: tuple[FindingChange, ...]
    added: tuple[EntryChange, ...]
    removed: tuple[EntryChange, ...]
    edited: tuple[EntryChange, ...]
    gone_stale: tuple[StaleEntry, ...]
    gaps_before: int
    gaps_after: int
    left_out_before: tuple[str, ...]
    left_out_after: tuple[str, ...]
    revision: str = ""
    commit: str = ""
    committed: date | None = None


def compare_assessments(before: Judged, after: Judged, since: date | None = None) -> Changes:
    """What *after* changes in *before*.

    Args:
        before: judged by the same standard and on the same day as *after*.
        after: the later state.
        since: the day of the earlier state. An entry that has become overdue between that day and the judged
            day has gone stale, also where nobody touched it. Without it, only a changed entry can.
    """
    on = after.assessment.on
    earlier = {finding.requirement.id: finding for finding in before.assessment.findings}
    differing = [
        change
        for finding in after.assessment.findings
        if (change := _finding_change(earlier.get(finding.requirement.id), finding))
    ]
    closed = [one for one in differing if _is_gap(one.before) and one.after == "met"]
    opened = [one for one in differing if one.before == "met" and _is_gap(one.after)]
    old = {entry.id: entry for entry in before.offer.entries}
    new = {entry.id: entry for entry in after.offer.entries}
    return Changes(
        authority=after.offer.authority.id,
        standard=after.assessment.standard.id,
        on=on,
        closed=tuple(closed),
        opened=tuple(opened),
        changed=tuple(one for one in differing if one not in closed and one not in opened),
        added=tuple(EntryChange(one.id, one.title) for one in new.values() if one.id not in old),
        removed=tuple(EntryChange(one.id, one.title) for one in old.values() if one.id not in new),
        edited=tuple(
            EntryChange(one.id, one.title, _facts_that_differ(old[one.id].facts, one.facts))
            for one in new.values()
            if one.id in old and old[one.id].facts != one.facts
        ),
        gone_stale=tuple(_gone_stale(before, after, since)),
        gaps_before=sum(finding.is_gap for finding in before.assessment.findings),
        gaps_after=sum(finding.is_gap for finding in after.assessment.findings),
        left_out_before=before.offer.left_out,
        left_out_after=after.offer.left_out,
    )


def _finding_change(before: Finding | None, after: Finding | None) -> FindingChange | None:
    statuses = (before.status if before else None, after.status if after else None)
    told = after or before
    if told is None or statuses[0] == statuses[1]:
        return None
    return FindingChange(told.requirement, *statuses, told.reasons)


def _is_gap(status: Status | None) -> bool:
    return status not in (None, "met", "not-checked")


def _facts_that_differ(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    names = dict.fromkeys([*after, *before])
    return tuple(name for name in names if before.get(name) != after.get(name))


def _gone_stale(before: Judged, after: Judged, since: date | None) -> Iterator[StaleEntry]:
    day_before = min(since, after.assessment.on) if since else after.assessment.on
    earlier = find_due_days(replace(before.assessment, on=day_before), before.offer)
    titles = {entry.id: entry.title for entry in after.offer.entries}
    for entry_id, due in find_due_days(after.assessment, after.offer).items():
        if not due.is_overdue or entry_id not in earlier or earlier[entry_id].is_overdue:
            continue
        days = [due.goes_out_of_date, due.review_by and due.review_by + timedelta(days=1)]
        first = min(day for day in days if day and day <= due.on)
        yield StaleEntry(entry_id, titles[entry_id], first)


def find_changes(
    project: Project, offer: Offer, assessment: Assessment, yardstick: Yardstick, revision: str
) -> Changes:
    """What the files of *project* change in *revision*; both are judged by *yardstick* on the same day.

    An authority that the revision does not have, or whose own file has faults there, had nothing published.
    Saved results of tests are those of today for both.

    Raises:
        SiteBuilderError: that revision cannot be read.
    """
    authority = offer.authority.id
    day = JudgedDay(assessment.on, assessment.on)
    with open_revision(project, revision, (authority,)) as past:
        before = _offer_of(past, authority, yardstick, day) or Offer(offer.authority, ())
    # Only what was written differs between the two: the tests of links and of the site are the same.
    before = replace(before, results=offer.results)
    judged = Judged(before, assess(before, yardstick, on=assessment.on))
    changes = compare_assessments(judged, Judged(offer, assessment), past.committed)
    return replace(changes, revision=past.asked_for, commit=past.commit, committed=past.committed)


def _offer_of(past: Revision, authority: str, yardstick: Yardstick, day: JudgedDay) -> Offer | None:
    if authority not in past.project.authority_ids():
        return None
    offers, _ = read_offers(past.project, yardstick.rules, day, (authority,))
    return offers[0] if offers else None


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One part of a requirement that differs, as words; empty where it is not there."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class RequirementChange:
    requirement: Requirement
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class AuthorityChanges:
    """The findings of one offer that differ between two standards."""

    authority: str
    on: date
    findings: tuple[FindingChange, ...]


@dataclass(frozen=True, slots=True)
class StandardChanges:
    """How standard *b* differs from standard *a*: its requirements, and what it finds in each offer."""

    a: Standard
    b: Standard
    added: tuple[Requirement, ...]
    withdrawn: tuple[Requirement, ...]
    changed: tuple[RequirementChange, ...]
    authorities: tuple[AuthorityChanges, ...]


def compare_standards(
    a: Standard, b: Standard, offers: Sequence[Offer], yardstick: Yardstick, day: JudgedDay
) -> StandardChanges:
    """How *b* differs from *a*, and which findings of each offer it changes.

    Args:
        a: the earlier or present standard.
        b: the one to compare with it.
        offers: judged by both, each on its own day of *day*.
        yardstick: its rules and minimum are used, its standard is not.
        day: a standard with nothing in force then makes no finding.
    """
    in_a = {one.id: one for one in a.requirements}
    in_b = {one.id: one for one in b.requirements}
    changed = (
        RequirementChange(one, differing)
        for one in b.requirements
        if one.id in in_a and (differing := tuple(_fields_that_differ(in_a[one.id], one)))
    )
    return StandardChanges(
        a,
        b,
        tuple(one for one in b.requirements if one.id not in in_a),
        tuple(one for one in a.requirements if one.id not in in_b),
        tuple(changed),
        tuple(_changes_for(a, b, offer, yardstick, day.of(offer.authority)) for offer in offers),
    )


def _changes_for(a: Standard, b: Standard, offer: Offer, yardstick: Yardstick, on: date) -> AuthorityChanges:
    by_a, by_b = (_findings(one, offer, yardstick, on) for one in (a, b))
    ids = dict.fromkeys([*by_b, *by_a])
    differing = (_finding_change(by_a.get(one), by_b.get(one)) for one in ids)
    return AuthorityChanges(offer.authority.id, on, tuple(one for one in differing if one))


def _findings(standard: Standard, offer: Offer, yardstick: Yardstick, on: date) -> Mapping[str, Finding]:
    try:
        assessment = assess(offer, replace(yardstick, standard=standard), on=on)
    except NotInForce:
        return {}
    return {finding.requirement.id: finding for finding in assessment.findings}


def _fields_that_differ(before: Requirement, after: Requirement) -> Iterator[FieldChange]:
    old, new = dict(_parts(before)), dict(_parts(after))
    for name in dict.fromkeys([*new, *old]):
        if old.get(name, "") != new.get(name, ""):
            yield FieldChange(name, old.get(name, ""), new.get(name, ""))


def _parts(requirement: Requirement) -> Iterator[tuple[str, str]]:
    """Every part of a requirement by name, in words; a check's settings have names of their own."""
    for one in fields(requirement):
        value = getattr(requirement, one.name)
        if isinstance(value, Check):
            yield from _check_parts(one.name, value)
        elif one.name == "sources":
            for number, source in enumerate(value, 1):
                yield f"sources[{number}]", _words(source)
        else:
            yield one.name, _words(value)


def _check_parts(name: str, check: Check) -> Iterator[tuple[str, str]]:
    yield f"{name}.kind", check.kind
    for key, value in check.settings.items():
        yield f"{name}.{key}", _words(value)
    for number, part in enumerate(check.parts, 1):
        yield from _check_parts(f"{name}.checks[{number}]", part)


def _words(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_words(inner)}" for key, inner in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(map(_words, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Source):
        return ", ".join(filter(None, (value.cite, value.url, value.confidence, value.note)))
    return str(value)
