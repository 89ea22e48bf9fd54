"""Assessments by date: the table `assessments.csv` that saves them, written, and read with suspicion.

`docs/compare.md` has every column. Each day begins with a line that names no requirement. The lines below it
are those findings that differ from the saved day before by the same standard; a requirement that is judged no
more has the status `not-judged`.
"""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from site_builder.content.diagnostics import Diagnostic, Place
from site_builder.content.plain_file import UnreadableFile, read_plain
from site_builder.content.whole_file import write_whole
from site_builder.nation.published import PublishedOffer
from site_builder.nation.untrusted import day_in, quoted
from site_builder.project import Project
from site_builder.standard.assess import Assessment
from site_builder.standard.evidence import STATUSES, Status
from site_builder.standard.standard import LEVELS

COLUMNS = ("assessed_on", "standard", "requirement", "level", "status")
NOT_JUDGED = "not-judged"
"""In place of a status: the requirement was judged on the saved day before, and is not on this one."""

MAX_BYTES = 5_000_000

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_REQUIREMENT = re.compile(r"[a-z0-9]+([.-][a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class SavedFinding:
    """The status of one requirement, and the level that the standard then gave it."""

    requirement: str
    level: str
    status: Status


@dataclass(frozen=True, slots=True)
class DatedAssessment:
    """What one offer published on a day, by the standard with the id *standard*; findings by requirement."""

    on: date
    standard: str
    findings: tuple[SavedFinding, ...]

    def by_requirement(self) -> Mapping[str, SavedFinding]:
        return {one.requirement: one for one in self.findings}

    def of(self, requirement: str) -> SavedFinding | None:
        return next((one for one in self.findings if one.requirement == requirement), None)


def assessment_of(offer: PublishedOffer) -> DatedAssessment:
    """The assessment in a published offer, as it is saved."""
    found = (SavedFinding(one.requirement, one.level, one.status) for one in offer.findings)
    return _dated(offer.on, offer.standard, found)


def saved_assessment(assessment: Assessment) -> DatedAssessment:
    """An assessment made here, as it is saved."""
    found = (
        SavedFinding(one.requirement.id, one.requirement.level, one.status) for one in assessment.findings
    )
    return _dated(assessment.on, assessment.standard.id, found)


def _dated(on: date, standard: str, findings: Iterable[SavedFinding]) -> DatedAssessment:
    return DatedAssessment(on, standard, tuple(sorted(findings, key=lambda one: one.requirement)))


def with_new_days(
    saved: Sequence[DatedAssessment], more: Iterable[DatedAssessment]
) -> tuple[DatedAssessment, ...]:
    """*saved* and those of *more* whose day is not there yet, in order of day: a saved day never changes."""
    by_day = {one.on: one for one in (*more, *saved)}
    return tuple(by_day[day] for day in sorted(by_day))


# Files


def results_file(project: Project, authority: str) -> Path:
    """Where the assessments of an authority of the project itself are saved."""
    return project.authority_folder(authority) / "results" / "assessments.csv"


def read_assessments(path: Path, shown: str) -> tuple[tuple[DatedAssessment, ...], list[Diagnostic]]:
    """The assessments saved in *path*, in order of day; none, and a warning, where they cannot be used.

    Args:
        path: the file. Where there is none, nothing was saved.
        shown: its name in diagnostics, from the project's root.
    """
    if not os.path.lexists(path):
        return (), []
    try:
        content = read_plain(path, MAX_BYTES)
    except UnreadableFile as fault:
        return (), [_broken(shown, 1, f"the table cannot be read: {fault.why}")]
    if len(content) > MAX_BYTES:
        return (), [_broken(shown, 1, f"the table has more than {MAX_BYTES // 1_000_000} MB")]
    return parse_assessments(content, shown)


def parse_assessments(content: bytes, shown: str) -> tuple[tuple[DatedAssessment, ...], list[Diagnostic]]:
    """As `read_assessments`, from the bytes of a file."""
    try:
        return tuple(_days(content.decode("utf-8"))), []
    except UnicodeDecodeError as unread:
        return (), [_broken(shown, content.count(b"\n", 0, unread.start) + 1, "this line is not UTF-8")]
    except _Unfit as unfit:
        return (), [_broken(shown, unfit.line, unfit.message)]


def write_assessments(path: Path, assessments: Iterable[DatedAssessment]) -> None:
    """Save *assessments*; a reader sees the old file or the new one, never half of one."""
    write_whole(path, assessments_csv(assessments).encode("utf-8"))


def assessments_csv(assessments: Iterable[DatedAssessment]) -> str:
    """The table that `read_assessments` reads, for *assessments*, which are in order of day."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(COLUMNS)
    before: dict[str, Mapping[str, SavedFinding]] = {}
    for one in assessments:
        rows.writerow((one.on, one.standard, "", "", ""))
        known, findings = before.get(one.standard, {}), one.by_requirement()
        for requirement in sorted({*known, *findings}):
            found = findings.get(requirement)
            if found is None:
                level = known[requirement].level
                rows.writerow((one.on, one.standard, requirement, level, NOT_JUDGED))
            elif found != known.get(requirement):
                rows.writerow((one.on, one.standard, requirement, found.level, found.status))
        before[one.standard] = findings
    return text.getvalue()


@dataclass(frozen=True, slots=True)
class _Row:
    """One line of the table; a line that begins a day has no requirement."""

    line: int
    on: date
    standard: str
    requirement: str
    level: str
    status: str


@dataclass
class _Unfit(Exception):
    """The table does not hold what it should; *line* counts from 1."""

    line: int
    message: str


def _broken(shown: str, line: int, message: str) -> Diagnostic:
    hint = "the saved days count as not there; take the last good version of the file from git"
    return Diagnostic(shown, Place(line, 1), "results-broken", "", message, hint)


def _days(text: str) -> Iterator[DatedAssessment]:
    known: dict[str, dict[str, SavedFinding]] = {}
    now: dict[str, SavedFinding] = {}
    begun: _Row | None = None
    for row in _rows(text):
        if not row.requirement:
            if begun:
                yield _dated(begun.on, begun.standard, now.values())
                if row.on <= begun.on:
                    raise _Unfit(row.line, f"{row.on} is not after the day before it, {begun.on}")
            begun, now = row, known.setdefault(row.standard, {})
        elif begun is None or (row.on, row.standard) != (begun.on, begun.standard):
            raise _Unfit(row.line, "a day begins with a line that has no requirement")
        elif row.status == NOT_JUDGED:
            if now.pop(row.requirement, None) is None:
                raise _Unfit(row.line, f"{quoted(row.requirement)} was not judged on the day before either")
        else:
            now[row.requirement] = _finding(row)
    if begun:
        yield _dated(begun.on, begun.standard, now.values())


def _rows(text: str) -> Iterator[_Row]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for cells in reader:
            line = reader.line_num
            if line == 1:
                if tuple(cells) != COLUMNS:
                    raise _Unfit(1, f"the first line should be: {','.join(COLUMNS)}")
                continue
            yield _row(line, cells)
    except csv.Error as fault:
        raise _Unfit(reader.line_num, f"this line cannot be read: {fault}") from None
    if reader.line_num == 0:
        raise _Unfit(1, f"the first line should be: {','.join(COLUMNS)}")


def _row(line: int, cells: Sequence[str]) -> _Row:
    if len(cells) != len(COLUMNS):
        raise _Unfit(line, f"this line has {len(cells)} cells, and the first line names {len(COLUMNS)}")
    assessed_on, standard, requirement, level, status = cells
    on = day_in(assessed_on)
    if on is None:
        raise _Unfit(line, f"{quoted(assessed_on)} is not a day such as 2026-10-01")
    if not _ID.fullmatch(standard):
        raise _Unfit(line, f"{quoted(standard)} is not the id of a standard")
    if requirement and not _REQUIREMENT.fullmatch(requirement):
        raise _Unfit(line, f"{quoted(requirement)} is not the id of a requirement")
    if not requirement and (level or status):
        raise _Unfit(line, "the requirement is missing")
    return _Row(line, on, standard, requirement, level, status)


def _finding(row: _Row) -> SavedFinding:
    if row.level not in LEVELS:
        raise _Unfit(row.line, f"{quoted(row.level)} is none of: {', '.join(LEVELS)}")
    for status in STATUSES:
        if status == row.status:
            return SavedFinding(row.requirement, row.level, status)
    raise _Unfit(row.line, f"{quoted(row.status)} is none of: {', '.join((*STATUSES, NOT_JUDGED))}")
