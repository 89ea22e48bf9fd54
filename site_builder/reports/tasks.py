"""What editors have to do: every gap, every entry that is due or leaves facts out, and how to begin."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby
from typing import Any, Literal

from site_builder.content.checks import Rules
from site_builder.content.days import day_words
from site_builder.content.diagnostics import nearest
from site_builder.content.model import Entry, Offer
from site_builder.errors import SiteBuilderError
from site_builder.reports.markdown import code, plain
from site_builder.reports.spreadsheet import as_csv
from site_builder.reports.tables import LEVEL_WORDS
from site_builder.standard.assess import Assessment, EntryFinding, Finding, Yardstick
from site_builder.standard.due import Due, find_due_days
from site_builder.standard.evidence import STATUS_WORDS
from site_builder.standard.standard import LEVELS, Check

FORMAT_VERSION = 1

COLUMNS = (
    "authority",
    "assessed_on",
    "number",
    "kind",
    "level",
    "duty",
    "about",
    "what",
    "why",
    "who_acts",
    "who",
    "due",
    "overdue",
    "requirements",
    "entries",
    "files",
    "start",
    "declare",
)

FILES, MINIMUM = "files", "minimum"

GROUPS = {
    FILES: "Files with errors, which families cannot see until they are mended",
    **LEVEL_WORDS,
    MINIMUM: "What each entry should tell a family",
}
"""The groups of tasks in their order, by `level`, and their words."""

LOCAL_OFFER_TEAM = "local-offer-team"
"""Who acts where nobody is named."""

DUTIES = ("provide", "arrange", "publish", "")

AHEAD = 90
"""For how many days to look ahead for entries that fall due."""


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do.

    `kind` is `file` (mend it), `gap` (close it), `review` (check an entry again) or `facts` (state them).
    `level` is a key of `GROUPS`. `due` is the day by which, or None: as soon as possible. `entries` and
    `files` are what to mend; `start` is the command that begins a new entry, `declare` the one that says
    plainly that there is none; either may be empty. `who_acts` is the id of a team, or an entry's `owner`;
    `who` is the same in words.
    """

    kind: Literal["file", "gap", "review", "facts"]
    level: str
    about: str
    what: str
    why: tuple[str, ...]
    who_acts: str
    duty: str = ""
    due: date | None = None
    is_overdue: bool = False
    requirements: tuple[str, ...] = ()
    entries: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    start: str = ""
    declare: str = ""
    who: str = ""


def tasks(assessment: Assessment, offer: Offer, yardstick: Yardstick, ahead: int = AHEAD) -> tuple[Task, ...]:
    """Everything to do about *offer*: by level, then by duty, then by the day it is due.

    Each gap is in at least one task. What has no day is to be done now, and stands where the judged day
    would. A finding that is out of date only because entries are is closed by checking those again, so it is
    in their tasks and has none of its own. Entries that fall due more than *ahead* days on are left out.
    """
    due_days = find_due_days(assessment, offer)
    reviews = reviews_due(assessment, offer, yardstick.rules, ahead)
    covered = {
        requirement.id
        for due in due_days.values()
        for requirement, day in due.requirements
        if day <= assessment.on
    }
    gaps = (
        _gap(finding, assessment, offer, yardstick.rules)
        for finding in assessment.findings
        if finding.is_gap and not (finding.status == "out-of-date" and finding.requirement.id in covered)
    )
    every = [*_faulty_files(assessment), *gaps, *reviews, *_missing_facts(assessment, offer)]
    order = list(GROUPS)
    every.sort(key=lambda one: (order.index(one.level), DUTIES.index(one.duty), one.due or assessment.on))
    return _with_words(every, yardstick.rules)


def reviews_due(assessment: Assessment, offer: Offer, rules: Rules, ahead: int = AHEAD) -> tuple[Task, ...]:
    """The entries to check again within *ahead* days, those that are overdue too, by the day they are due."""
    found = _reviews(assessment, offer, find_due_days(assessment, offer), ahead)
    return _with_words(sorted(found, key=lambda one: (one.due or assessment.on, one.about)), rules)


def _with_words(found: Iterable[Task], rules: Rules) -> tuple[Task, ...]:
    teams = rules.vocabularies["teams"]
    return tuple(replace(one, who=teams.label(one.who_acts)) for one in found)


def _faulty_files(assessment: Assessment) -> Iterator[Task]:
    for path in assessment.left_out:
        yield Task(
            kind="file",
            level=FILES,
            about=path,
            what=f"Mend the errors; to see them: local-offer check {shlex.quote(path)}",
            why=("A file with errors is left out, so families do not find what is in it.",),
            who_acts=LOCAL_OFFER_TEAM,
            is_overdue=True,
            files=(path,),
        )


def _gap(finding: Finding, assessment: Assessment, offer: Offer, rules: Rules) -> Task:
    requirement = finding.requirement
    mend = offer.with_ids(_to_mend(requirement.check, finding, offer, rules))
    plans = _plans(finding, offer)
    due = min((day for _, day in plans if day), default=None)
    may_start = finding.status in ("missing", "partly-met")
    start, declare = (
        _commands(requirement.check, finding, assessment.authority, offer, rules) if may_start else ("", "")
    )
    return Task(
        kind="gap",
        level=requirement.level,
        about=requirement.title,
        what=requirement.to_close,
        why=(
            f"This is {STATUS_WORDS[finding.status]}.",
            *(reason.message for reason in finding.reasons),
            *(f"Planned: {what}{f', by {day_words(day)}' if day else ''}." for what, day in plans),
            *(f"Source: {source.cite}." for source in requirement.sources[:1]),
        ),
        who_acts=requirement.who_acts,
        duty=requirement.duty,
        due=due,
        is_overdue=due is not None and due < assessment.on,
        requirements=(requirement.id,),
        entries=tuple(entry.id for entry in mend),
        files=tuple(entry.path for entry in mend),
        start=start,
        declare=declare,
    )


def _plans(finding: Finding, offer: Offer) -> list[tuple[str, date | None]]:
    """What the authority has promised to do about a gap, and by which day where it says."""
    plans = [
        (one.facts["what"], one.fact("by")) for one in offer.records.commitments_for(finding.requirement.id)
    ]
    if finding.status == "declared-not-available":
        absences = offer.with_ids(finding.evidence)
        plans += [(one.fact("plan.what"), one.fact("plan.by")) for one in absences if one.states("plan")]
    return [(str(what).rstrip("."), day) for what, day in plans]


def _to_mend(check: Check, finding: Finding, offer: Offer, rules: Rules) -> frozenset[str]:
    """The entries that would close the gap if they said more: near misses, else those that count in part."""
    if check.parts:
        return frozenset().union(*(_to_mend(part, finding, offer, rules) for part in check.parts))
    if check.kind not in ("entries", "field-coverage") or finding.status == "declared-not-available":
        return frozenset(finding.evidence)
    return frozenset(
        entry.id
        for entry in offer.entries
        if entry.is_support
        and entry.id not in finding.evidence
        and entry.fact("availability.status") != "closed"
        and _is_meant(entry, check, rules)
    )


def _is_meant(entry: Entry, check: Check, rules: Rules) -> bool:
    settings = check.settings
    where = settings["where"]
    types = rules.vocabularies["service-types"].expand(where.get("service_types", ()))
    providers = settings.get("where_provider")
    return (
        (bool(where.get("all")) or not types.isdisjoint(entry.service_types))
        and where.get("area", "any") in ("any", entry.area)
        and (providers is None or entry.fact("provider.type") in providers)
    )


def _commands(check: Check, finding: Finding, authority: str, offer: Offer, rules: Rules) -> tuple[str, str]:
    """The commands that begin an entry for *check* and that say there is none; empty where none helps."""
    for part in check.parts:
        commands = _commands(part, finding, authority, offer, rules)
        if any(commands):
            return commands
    settings = check.settings
    if check.kind == "entries":
        names = rules.vocabularies["service-types"]
        wanted = settings["where"].get("service_types", ())
        is_setting = names.expand(wanted) <= names.expand(["any-education"])
        title = names.label(wanted[0]) if wanted else "A new entry"
        start = _new_entry(title, authority, "setting" if is_setting else "service")
    elif check.kind in ("information", "process"):
        topic = settings["topic"]
        title = rules.vocabularies["topics"].label(topic)
        has_page = any(entry.kind == "information" for entry in offer.with_ids(finding.evidence))
        is_enough = has_page and not settings.get("one_per_phase")
        start = "" if is_enough else _new_entry(title, authority, "information", topic)
    else:
        return "", ""
    is_declarable = settings.get("declared_none_ok") and finding.status == "missing"
    declare = _new_entry(f"Not available: {title}", authority, "not-available") if is_declarable else ""
    return start, declare


def _new_entry(title: str, authority: str, kind: str, topic: str = "") -> str:
    command = ["local-offer", "new", "entry", title, "--authority", authority, "--kind", kind]
    return shlex.join([*command, "--topic", topic] if topic else command)


def _reviews(assessment: Assessment, offer: Offer, due_days: Mapping[str, Due], ahead: int) -> Iterator[Task]:
    last = assessment.on + timedelta(days=ahead)
    findings = {finding.requirement.id: finding for finding in assessment.findings}
    for entry in offer.entries:
        due = due_days[entry.id]
        if due.day is None or due.day > last:
            continue
        resting = [
            requirement
            for requirement, day in due.requirements
            if day <= max(last, due.day) or findings[requirement.id].status == "out-of-date"
        ]
        level = min((one.level for one in resting), key=LEVELS.index, default=MINIMUM)
        yield Task(
            kind="review",
            level=level,
            about=entry.title,
            what="Check that it is still right, and write the day under reviewed:",
            why=tuple(_why_review(entry, due, len(resting))),
            who_acts=str(entry.fact("owner") or LOCAL_OFFER_TEAM),
            duty=min((one.duty for one in resting if one.level == level), key=DUTIES.index, default=""),
            due=due.day,
            is_overdue=due.is_overdue,
            requirements=tuple(one.id for one in resting),
            entries=(entry.id,),
            files=(entry.path,),
        )


def _why_review(entry: Entry, due: Due, resting: int) -> Iterator[str]:
    if entry.reviewed is None:
        yield "We have not been told when it was last checked."
    else:
        yield f"It was last checked on {day_words(entry.reviewed)}."
    if due.review_by is not None:
        yield f"It was to be checked by {day_words(due.review_by)}."
    if resting and due.goes_out_of_date and entry.reviewed is not None:
        verb = "has been too old since" if due.goes_out_of_date <= due.on else "is too old from"
        yield f"For what rests on it, it {verb} {day_words(due.goes_out_of_date)}."
    if resting:
        yield f"{'1 requirement rests' if resting == 1 else f'{resting} requirements rest'} on it."


def _missing_facts(assessment: Assessment, offer: Offer) -> Iterator[Task]:
    entries = {entry.id: entry for entry in offer.entries}
    for finding in assessment.entries:
        entry = entries[finding.entry]
        if finding.missing:
            yield Task(
                kind="facts",
                level=MINIMUM,
                about=entry.title,
                what=f"State: {', '.join(one.label for one in finding.missing)}",
                why=tuple(f"{one.label}: {one.why}" for one in finding.missing),
                who_acts=str(entry.fact("owner") or LOCAL_OFFER_TEAM),
                entries=(entry.id,),
                files=(entry.path,),
            )


def tasks_text(assessment: Assessment, found: Sequence[Task]) -> str:
    """For a terminal: the tasks by level, numbered, each with its reasons and where to begin."""
    lines = [f"What to do for {assessment.authority}, on {day_words(assessment.on)}: {_counted(found)}"]
    for level, numbered in _grouped(found):
        lines += ["", GROUPS[level]]
        for number, task in numbered:
            lines.append(f"{number:>5}. {task.about}")
            lines.append(f"       {task.what}")
            lines += [f"       - {reason}" for reason in task.why]
            lines.append(f"       {_who_and_when(task, assessment.on)}")
            if task.files:
                lines.append(f"       Mend: {', '.join(_shortened(task.files))}")
            if task.start:
                lines.append(f"       Start: {task.start}")
            if task.declare:
                lines.append(f"       If there is none, say so: {task.declare}")
    return "\n".join(lines) + "\n"


def tasks_markdown(assessment: Assessment, found: Sequence[Task]) -> str:
    """For an issue or a pull request: the tasks by level, each with a box to tick."""
    lines = [
        f"## What to do for {assessment.authority}",
        "",
        f"On {day_words(assessment.on)}, by `{assessment.standard.id}`: {_counted(found)}.",
    ]
    for level, numbered in _grouped(found):
        lines += ["", f"### {GROUPS[level]}", ""]
        for _, task in numbered:
            lines.append(f"- [ ] **{plain(task.about)}** {plain(task.what)}")
            lines.append(f"  - {plain(' '.join(task.why))}")
            lines.append(f"  - {plain(_who_and_when(task, assessment.on))}")
            if task.files:
                lines.append(f"  - Mend: {', '.join(map(code, _shortened(task.files)))}")
            if task.start:
                lines.append(f"  - Start: {code(task.start)}")
            if task.declare:
                lines.append(f"  - If there is none, say so: {code(task.declare)}")
    return "\n".join(lines) + "\n"


def tasks_csv(assessment: Assessment, found: Sequence[Task]) -> str:
    """One line a task; the columns are `COLUMNS`."""
    return as_csv(
        COLUMNS,
        (
            (
                assessment.authority,
                assessment.on.isoformat(),
                number,
                task.kind,
                task.level,
                task.duty,
                task.about,
                task.what,
                " ".join(task.why),
                task.who_acts,
                task.who,
                task.due.isoformat() if task.due else "",
                "yes" if task.is_overdue else "no",
                " ".join(task.requirements),
                " ".join(task.entries),
                " ".join(task.files),
                task.start,
                task.declare,
            )
            for number, task in enumerate(found, 1)
        ),
    )


def tasks_json(assessment: Assessment, found: Sequence[Task]) -> str:
    """Every task; keys and their order are stable within a `format_version`."""
    report = {
        "format_version": FORMAT_VERSION,
        "authority": assessment.authority,
        "standard": assessment.standard.id,
        "assessed_on": assessment.on.isoformat(),
        "tasks": [
            {
                "kind": task.kind,
                "level": task.level,
                "duty": task.duty or None,
                "about": task.about,
                "what": task.what,
                "why": list(task.why),
                "who_acts": task.who_acts,
                "who": task.who,
                "due": task.due.isoformat() if task.due else None,
                "overdue": task.is_overdue,
                "requirements": list(task.requirements),
                "entries": list(task.entries),
                "files": list(task.files),
                "start": task.start or None,
                "declare": task.declare or None,
            }
            for task in found
        ],
    }
    return json.dumps(report, ensure_ascii=False, indent=2) + "\n"


FORMATS: Mapping[str, Callable[[Assessment, Sequence[Task]], str]] = {
    "text": tasks_text,
    "json": tasks_json,
    "csv": tasks_csv,
    "markdown": tasks_markdown,
}


def _grouped(found: Sequence[Task]) -> Iterator[tuple[str, list[tuple[int, Task]]]]:
    for level, numbered in groupby(enumerate(found, 1), key=lambda pair: pair[1].level):
        yield level, list(numbered)


def _counted(found: Sequence[Task]) -> str:
    overdue = sum(task.is_overdue for task in found)
    return f"{'1 task' if len(found) == 1 else f'{len(found)} tasks'}, {overdue} overdue"


def _who_and_when(task: Task, on: date) -> str:
    return f"Who: {task.who}. When: {when_words(task, on)}."


def when_words(task: Task, on: date) -> str:
    """By when, as somebody reads it on the day *on*."""
    if task.due is None:
        return "as soon as possible"
    if task.due == on:
        return "today"
    return f"by {day_words(task.due)}{', which has passed' if task.is_overdue else ''}"


def _shortened(files: Sequence[str], most: int = 8) -> list[str]:
    rest = len(files) - most
    return [*files[:most], f"and {rest} more"] if rest > 0 else list(files)


def entry_findings_text(assessment: Assessment, offer: Offer, entry_id: str) -> str:
    """For a terminal: what one entry gives and lacks, why that matters to a family, and what rests on it.

    Raises:
        SiteBuilderError: the offer has no such entry, or its file has errors.
    """
    entry, finding, due = _one_entry(assessment, offer, entry_id)
    lines = [
        f"{entry.title} ({entry.path})",
        f"It gives {finding.given} of the {finding.asked} facts that the minimum asks of its kind.",
    ]
    if finding.missing:
        lines += ["", "It does not state"]
        lines += [f"  {one.label}: {one.why}" for one in finding.missing]
    lines += ["", _last_checked(entry, due)]
    counted = _counted_for(assessment, entry_id)
    lines += ["", "It counts for these requirements" if counted else "It counts for no requirement"]
    lines += [
        f"  {STATUS_WORDS[one.status]}: {one.requirement.title} [{one.requirement.id}]" for one in counted
    ]
    return "\n".join(lines) + "\n"


def entry_findings_json(assessment: Assessment, offer: Offer, entry_id: str) -> str:
    """The same for programs.

    Raises:
        SiteBuilderError: the offer has no such entry, or its file has errors.
    """
    entry, finding, due = _one_entry(assessment, offer, entry_id)
    report: dict[str, Any] = {
        "format_version": FORMAT_VERSION,
        "authority": assessment.authority,
        "standard": assessment.standard.id,
        "assessed_on": assessment.on.isoformat(),
        "entry": entry.id,
        "title": entry.title,
        "file": entry.path,
        "kind": finding.kind,
        "asked": finding.asked,
        "given": finding.given,
        "missing": [{"key": one.key, "label": one.label, "why": one.why} for one in finding.missing],
        "reviewed": entry.reviewed.isoformat() if entry.reviewed else None,
        "due": due.day.isoformat() if due.day else None,
        "overdue": due.is_overdue,
        "counts_for": [
            {"requirement": one.requirement.id, "level": one.requirement.level, "status": one.status}
            for one in _counted_for(assessment, entry_id)
        ],
    }
    return json.dumps(report, ensure_ascii=False, indent=2) + "\n"


ENTRY_FORMATS: Mapping[str, Callable[[Assessment, Offer, str], str]] = {
    "text": entry_findings_text,
    "json": entry_findings_json,
}


def _one_entry(assessment: Assessment, offer: Offer, entry_id: str) -> tuple[Entry, EntryFinding, Due]:
    entry = next((one for one in offer.entries if one.id == entry_id), None)
    if entry is None:
        file = next((path for path in assessment.left_out if path.endswith(f"/{entry_id}.yaml")), None)
        if file:
            raise SiteBuilderError(f"{file} has errors; to see them: local-offer check {shlex.quote(file)}")
        meant = nearest(entry_id, [one.id for one in offer.entries])
        hint = f'; did you mean "{meant}"?' if meant else ""
        raise SiteBuilderError(f'{assessment.authority} has no entry "{entry_id}"{hint}')
    finding = next(one for one in assessment.entries if one.entry == entry_id)
    return entry, finding, find_due_days(assessment, offer)[entry_id]


def _counted_for(assessment: Assessment, entry_id: str) -> list[Finding]:
    return [finding for finding in assessment.findings if entry_id in finding.evidence]


def _last_checked(entry: Entry, due: Due) -> str:
    checked = (
        f"It was last checked on {day_words(entry.reviewed)}"
        if entry.reviewed
        else "We have not been told when it was last checked"
    )
    if due.day is None or entry.reviewed is None:
        return f"{checked}."
    return (
        f"{checked}; {'it was' if due.is_overdue else 'it is'} to be checked again by {day_words(due.day)}."
    )
