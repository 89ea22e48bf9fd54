"""Findings for programs, spreadsheets, terminals and pull requests."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping

from site_builder.content.days import day_words
from site_builder.reports.markdown import code, plain
from site_builder.reports.spreadsheet import as_csv
from site_builder.standard.assess import Assessment, Finding
from site_builder.standard.evidence import STATUS_WORDS, STATUSES
from site_builder.standard.standard import LEVELS

FORMAT_VERSION = 1

COLUMNS = (
    "authority",
    "standard",
    "assessed_on",
    "requirement",
    "level",
    "title",
    "status",
    "evidence",
    "reasons",
    "to_close",
    "who_acts",
)

LEVEL_WORDS = {
    "must": "What the law says must be published",
    "should": "What official guidance says should be published",
    "recommended": "What is recommended",
}


def findings_json(assessment: Assessment) -> str:
    """Every finding and every entry; keys and their order are stable within a `format_version`."""
    report = {
        "format_version": FORMAT_VERSION,
        "authority": assessment.authority,
        "standard": assessment.standard.id,
        "assessed_on": assessment.on.isoformat(),
        "counts": assessment.counts(),
        "findings": [
            {
                "requirement": finding.requirement.id,
                "level": finding.requirement.level,
                "title": finding.requirement.title,
                "status": finding.status,
                "evidence": list(finding.evidence),
                "reasons": [{"code": reason.code, "message": reason.message} for reason in finding.reasons],
                "to_close": finding.requirement.to_close,
                "who_acts": finding.requirement.who_acts,
            }
            for finding in assessment.findings
        ],
        "entries": [
            {
                "id": one.entry,
                "kind": one.kind,
                "asked": one.asked,
                "given": one.given,
                "missing": [missing.key for missing in one.missing],
            }
            for one in assessment.entries
        ],
        "left_out": list(assessment.left_out),
    }
    return json.dumps(report, ensure_ascii=False, indent=2) + "\n"


def findings_csv(assessment: Assessment) -> str:
    """One line a finding, in the standard's order; the columns are `COLUMNS`."""
    return as_csv(COLUMNS, (_row(finding, assessment) for finding in assessment.findings))


def _row(finding: Finding, assessment: Assessment) -> tuple[str, ...]:
    requirement = finding.requirement
    return (
        assessment.authority,
        assessment.standard.id,
        assessment.on.isoformat(),
        requirement.id,
        requirement.level,
        requirement.title,
        finding.status,
        " ".join(finding.evidence),
        " ".join(reason.message for reason in finding.reasons),
        requirement.to_close,
        requirement.who_acts,
    )


def findings_text(assessment: Assessment) -> str:
    """For a terminal: counts by level, then every gap and what would close it."""
    lines = [
        f"What {assessment.authority} publishes on {day_words(assessment.on)}, "
        f"judged against {assessment.standard.id}",
        "",
    ]
    for level, words in LEVEL_WORDS.items():
        lines += [words, f"  {count_words(assessment, level)}", ""]
        for finding in gaps_of(assessment, level):
            lines.append(
                f"  {STATUS_WORDS[finding.status]}: {finding.requirement.title} [{finding.requirement.id}]"
            )
            lines += [f"      {reason.message}" for reason in finding.reasons]
            lines.append(f"      To close it: {finding.requirement.to_close}")
        lines.append("")
    short = [one for one in assessment.entries if one.missing]
    lines.append(
        f"Entries that do not give all the facts asked for: {len(short)} of {len(assessment.entries)}"
    )
    for one in short:
        missing = ", ".join(fact.label for fact in one.missing)
        lines.append(f"  {one.entry}: {one.given} of {one.asked} facts; missing: {missing}")
    if assessment.left_out:
        lines += ["", "Left out of this report, because the file has errors:"]
        lines += [f"  {path}" for path in assessment.left_out]
    return "\n".join(lines) + "\n"


def findings_markdown(assessment: Assessment) -> str:
    """For a pull request: a table of counts, then the gaps by level."""
    lines = [
        f"## What {assessment.authority} publishes",
        "",
        f"Judged against `{assessment.standard.id}` on {day_words(assessment.on)}.",
        "",
        f"| | {' | '.join(STATUS_WORDS[status] for status in STATUSES)} |",
        f"| --- |{' ---: |' * len(STATUSES)}",
    ]
    counts = assessment.counts()
    lines += [
        f"| {level} | {' | '.join(str(counts[level][status]) for status in STATUSES)} |" for level in LEVELS
    ]
    for level, words in LEVEL_WORDS.items():
        gaps = list(gaps_of(assessment, level))
        if gaps:
            lines += ["", f"### {words}", ""]
            for finding in gaps:
                reasons = " ".join(reason.message for reason in finding.reasons)
                title = plain(finding.requirement.title)
                lines.append(
                    f"- **{STATUS_WORDS[finding.status]}**: {title} (`{finding.requirement.id}`). "
                    f"{plain(reasons)}"
                )
    if assessment.left_out:
        lines += ["", "Left out, because the file has errors:", ""]
        lines += [f"- {code(path)}" for path in assessment.left_out]
    return "\n".join(lines) + "\n"


def gaps_of(assessment: Assessment, level: str) -> Iterator[Finding]:
    """The gaps of one level, in the standard's order."""
    return (
        finding for finding in assessment.findings if finding.is_gap and finding.requirement.level == level
    )


def count_words(assessment: Assessment, level: str) -> str:
    """`19 met, 1 declared not available, 39 missing`; what is nought is left out."""
    counts = assessment.counts()[level]
    return ", ".join(f"{counts[status]} {STATUS_WORDS[status]}" for status in STATUSES if counts[status])


FORMATS: Mapping[str, Callable[[Assessment], str]] = {
    "text": findings_text,
    "json": findings_json,
    "csv": findings_csv,
    "markdown": findings_markdown,
}
