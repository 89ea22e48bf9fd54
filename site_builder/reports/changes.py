"""What a change to an offer, or to the standard, does to the findings: for people and for programs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from site_builder.content.days import day_words
from site_builder.reports.markdown import code, plain
from site_builder.standard.changes import (
    Changes,
    EntryChange,
    FindingChange,
    RequirementChange,
    StandardChanges,
)
from site_builder.standard.evidence import STATUS_WORDS, Status
from site_builder.standard.standard import Requirement, Standard

FORMAT_VERSION = 1


def change_summary(changes: Changes) -> str:
    """`This change closes 2 gaps and opens 1.`"""
    closed, opened = len(changes.closed), len(changes.opened)
    if closed and opened:
        return f"This change closes {_count(closed, 'gap')} and opens {opened}."
    if closed:
        return f"This change closes {_count(closed, 'gap')} and opens none."
    if opened:
        return f"This change opens {_count(opened, 'gap')} and closes none."
    return "This change closes no gap and opens none."


def changes_text(changes: Changes) -> str:
    """For a terminal: the summary, then each finding and each entry that differs."""
    lines = [_heading(changes), change_summary(changes), _gaps(changes)]
    for title, found in _finding_groups(changes):
        if found:
            lines += ["", title]
            for one in found:
                lines.append(f"  {_moved(one)}: {one.requirement.title} [{one.requirement.id}]")
                if one.after != "met":
                    lines += [f"      {reason.message}" for reason in one.reasons]
    for title, items in _entry_groups(changes):
        if items:
            lines += ["", title, *(f"  {item}" for item in items)]
    return "\n".join(lines) + "\n"


def changes_markdown(changes: Changes) -> str:
    """For a pull request: the summary as its first line, then what differs."""
    lines = [f"**{change_summary(changes)}**", "", f"{plain(_heading(changes))} {_gaps(changes)}"]
    for title, found in _finding_groups(changes):
        if found:
            lines += ["", f"### {title}", ""]
            for one in found:
                reasons = plain(" ".join(reason.message for reason in one.reasons))
                told = f" {reasons}" if reasons and one.after != "met" else ""
                line = f"- **{_moved(one)}**: {plain(one.requirement.title)} ({code(one.requirement.id)})."
                lines.append(line + told)
    for title, items in _entry_groups(changes):
        if items:
            lines += ["", f"### {title}", "", *(f"- {plain(item)}" for item in items)]
    return "\n".join(lines) + "\n"


def changes_json(changes: Changes) -> str:
    """All that differs; keys and their order are stable within a `format_version`."""
    report = {
        "format_version": FORMAT_VERSION,
        "authority": changes.authority,
        "standard": changes.standard,
        "assessed_on": changes.on.isoformat(),
        "since": {
            "revision": changes.revision or None,
            "commit": changes.commit or None,
            "date": changes.committed.isoformat() if changes.committed else None,
        },
        "summary": change_summary(changes),
        "gaps": {"before": changes.gaps_before, "after": changes.gaps_after},
        "closed": list(map(_finding_values, changes.closed)),
        "opened": list(map(_finding_values, changes.opened)),
        "changed": list(map(_finding_values, changes.changed)),
        "entries": {
            "added": list(map(_entry_values, changes.added)),
            "removed": list(map(_entry_values, changes.removed)),
            "edited": [{**_entry_values(one), "facts": list(one.facts)} for one in changes.edited],
            "gone_stale": [
                {"entry": one.id, "title": one.title, "since": one.since.isoformat()}
                for one in changes.gone_stale
            ],
        },
        "left_out": {"before": list(changes.left_out_before), "after": list(changes.left_out_after)},
    }
    return json.dumps(report, ensure_ascii=False, indent=2) + "\n"


FORMATS: Mapping[str, Callable[[Changes], str]] = {
    "text": changes_text,
    "json": changes_json,
    "markdown": changes_markdown,
}


def _heading(changes: Changes) -> str:
    since = ""
    if changes.committed:
        name = (
            changes.revision
            if changes.revision == changes.commit
            else f"{changes.revision}, {changes.commit}"
        )
        since = f" since {name} of {day_words(changes.committed)}"
    return f"{changes.authority}{since}, both judged on {day_words(changes.on)} against {changes.standard}."


def _gaps(changes: Changes) -> str:
    return f"There were {_count(changes.gaps_before, 'gap')}; now there are {changes.gaps_after}."


def _finding_groups(changes: Changes) -> Iterator[tuple[str, Sequence[FindingChange]]]:
    yield "Gaps that this closes", changes.closed
    yield "Gaps that this opens", changes.opened
    yield "Findings that are better", tuple(one for one in changes.changed if one.is_better)
    yield "Findings that are worse", tuple(one for one in changes.changed if one.is_worse)
    others = tuple(one for one in changes.changed if not one.is_better and not one.is_worse)
    yield "Findings that are others", others


def _entry_groups(changes: Changes) -> Iterator[tuple[str, list[str]]]:
    stale = [f"{one.title} ({one.id}): since {day_words(one.since)}" for one in changes.gone_stale]
    yield "Entries that are overdue now and were not", stale
    yield "Entries added", [f"{one.title} ({one.id})" for one in changes.added]
    yield "Entries removed", [f"{one.title} ({one.id})" for one in changes.removed]
    edited = [f"{one.title} ({one.id}): {', '.join(one.facts)}" for one in changes.edited]
    yield "Entries edited", edited
    yield "Files left out then, because they have errors by the rules of today", list(changes.left_out_before)
    yield "Files left out now, because they have errors", list(changes.left_out_after)


def _moved(change: FindingChange) -> str:
    return f"{_status_words(change.before)} → {_status_words(change.after)}"


def _status_words(status: Status | None) -> str:
    return STATUS_WORDS[status] if status else "not asked"


def _finding_values(change: FindingChange) -> dict[str, Any]:
    return {
        "requirement": change.requirement.id,
        "level": change.requirement.level,
        "title": change.requirement.title,
        "before": change.before,
        "after": change.after,
        "reasons": [{"code": reason.code, "message": reason.message} for reason in change.reasons],
    }


def _entry_values(change: EntryChange) -> dict[str, Any]:
    return {"entry": change.id, "title": change.title}


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def standards_text(changes: StandardChanges) -> str:
    """For a terminal: which requirements differ and how, then the findings that change for each authority."""
    a, b = changes.a, changes.b
    lines = [
        f"From {a.id} ({a.title}, {a.status}, {day_words(a.dated)})",
        f"to   {b.id} ({b.title}, {b.status}, {day_words(b.dated)})",
        *(f"{one.id} is a proposal: what it asks is not the law." for one in (a, b) if one.is_proposal),
        "",
        f"Requirements: {len(changes.added)} added, {len(changes.withdrawn)} withdrawn, "
        f"{len(changes.changed)} changed",
    ]
    for title, found in (("Added", changes.added), ("Withdrawn", changes.withdrawn)):
        if found:
            lines += ["", title, *(f"  {_named(one)}" for one in found)]
    if changes.changed:
        lines += ["", "Changed"]
        for change in changes.changed:
            lines.append(f"  {_named(change.requirement)}")
            lines += [
                f"      {one.name}: {one.before or '(nothing)'} → {one.after or '(nothing)'}"
                for one in change.fields
            ]
    for authority in changes.authorities:
        number = _count(len(authority.findings), "finding")
        lines += ["", f"{authority.authority} on {day_words(authority.on)}: {number} would change"]
        lines += [f"  {_moved(one)}: {_named(one.requirement)}" for one in authority.findings]
    return "\n".join(lines) + "\n"


def standards_json(changes: StandardChanges) -> str:
    """The same for programs; keys and their order are stable within a `format_version`."""
    report = {
        "format_version": FORMAT_VERSION,
        "from": _standard_values(changes.a),
        "to": _standard_values(changes.b),
        "added": list(map(_requirement_values, changes.added)),
        "withdrawn": list(map(_requirement_values, changes.withdrawn)),
        "changed": list(map(_changed_values, changes.changed)),
        "authorities": [
            {
                "authority": one.authority,
                "assessed_on": one.on.isoformat(),
                "findings": list(map(_finding_values, one.findings)),
            }
            for one in changes.authorities
        ],
    }
    return json.dumps(report, ensure_ascii=False, indent=2) + "\n"


STANDARD_FORMATS: Mapping[str, Callable[[StandardChanges], str]] = {
    "text": standards_text,
    "json": standards_json,
}


def _named(requirement: Requirement) -> str:
    return f"{requirement.level}: {requirement.title} [{requirement.id}]"


def _standard_values(standard: Standard) -> dict[str, Any]:
    return {
        "standard": standard.id,
        "title": standard.title,
        "status": standard.status,
        "dated": standard.dated.isoformat(),
    }


def _requirement_values(requirement: Requirement) -> dict[str, Any]:
    return {"requirement": requirement.id, "level": requirement.level, "title": requirement.title}


def _changed_values(change: RequirementChange) -> dict[str, Any]:
    return {
        **_requirement_values(change.requirement),
        "fields": [{"field": one.name, "before": one.before, "after": one.after} for one in change.fields],
    }
