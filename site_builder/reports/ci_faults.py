"""Diagnostics as the services that run checks read them: GitHub, GitLab, SARIF and JUnit."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from urllib.parse import quote
from xml.etree import ElementTree

from site_builder import __version__
from site_builder.content.diagnostics import CODES, Diagnostic
from site_builder.content.invisible import shown
from site_builder.reports.faults import faults_json, faults_text, full_message, summary_line
from site_builder.reports.markdown import code, plain

SARIF_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

MOST_IN_SUMMARY = 900_000
"""Bytes: GitHub refuses a job summary of more than 1 MiB as a whole."""


def faults_github(diagnostics: Sequence[Diagnostic], files: int) -> str:
    """Workflow commands that GitHub shows beside the line; errors first, because it shows ten of each."""
    return "".join(f"{_annotation(one)}\n" for one in _weightiest_first(diagnostics))


def _weightiest_first(diagnostics: Sequence[Diagnostic]) -> list[Diagnostic]:
    return sorted(diagnostics, key=lambda one: not one.is_error)


def _annotation(one: Diagnostic) -> str:
    place = f"line={one.place.line},col={one.place.column},endColumn={one.place.column + one.place.length}"
    return (
        f"::{one.severity} file={_property(one.path)},{place},title={_property(one.code)}"
        f"::{_data(full_message(one))}"
    )


def _data(text: str) -> str:
    return shown(text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A"))


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def github_summary(diagnostics: Sequence[Diagnostic], files: int) -> str:
    """Markdown for the summary of a job: all, files with errors first, cut where it would be refused."""
    lines = [f"## {summary_line(diagnostics, files)}", ""]
    by_file = {path: list(found) for path, found in groupby(diagnostics, key=lambda one: one.path)}
    length = 0
    for path, found in sorted(by_file.items(), key=lambda item: not any(one.is_error for one in item[1])):
        part = [f"### {code(path)}", "", *(_item(one) for one in _weightiest_first(found)), ""]
        length += sum(len(line.encode()) + 1 for line in part)
        if length > MOST_IN_SUMMARY:
            lines += ["The list is too long to be shown here. To see all of it, run: `local-offer check`", ""]
            break
        lines += part
    return "\n".join(lines)


def _item(one: Diagnostic) -> str:
    field = f"{code(one.field)} " if one.field else ""
    hint = f"<br>{plain(one.hint)}" if one.hint else ""
    return f"- **{one.severity}** line {one.place.line}: {field}{plain(one.message)}{hint}"


def fingerprints(diagnostics: Sequence[Diagnostic]) -> list[str]:
    """A name for each diagnostic that it keeps when lines move: of its file, code, field and line of text.

    Several of the same are told apart by their order. Personal data is never part of it, because a diagnostic
    that found some has no line of text.
    """
    seen: Counter[tuple[str, ...]] = Counter()
    names = []
    for one in diagnostics:
        # Numbers of list items change when one is put in above.
        said = (one.path, one.code, re.sub(r"\[[0-9]+\]", "[]", one.field), one.source.strip())
        seen[said] += 1
        names.append(hashlib.sha256("\0".join((*said, str(seen[said]))).encode()).hexdigest())
    return names


def faults_gitlab(diagnostics: Sequence[Diagnostic], files: int) -> str:
    """GitLab's code quality report: errors are `major`, warnings `minor`."""
    report = [
        {
            "description": full_message(one),
            "check_name": one.code,
            "fingerprint": fingerprint,
            "severity": "major" if one.is_error else "minor",
            "location": {"path": one.path, "lines": {"begin": one.place.line}},
        }
        for one, fingerprint in zip(diagnostics, fingerprints(diagnostics), strict=True)
    ]
    return _as_json(report)


def faults_sarif(diagnostics: Sequence[Diagnostic], files: int) -> str:
    """SARIF 2.1.0, with the meaning and the remedy of every code that was found."""
    codes = sorted({one.code for one in diagnostics})
    rules = [
        {
            "id": name,
            "shortDescription": {"text": CODES[name].meaning},
            "help": {"text": CODES[name].remedy},
            "defaultConfiguration": {"level": CODES[name].severity},
        }
        for name in codes
    ]
    results = [
        {
            "ruleId": one.code,
            "ruleIndex": codes.index(one.code),
            "level": one.severity,
            "message": {"text": full_message(one)},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": quote(one.path), "uriBaseId": "%SRCROOT%"},
                        "region": {
                            "startLine": one.place.line,
                            "startColumn": one.place.column,
                            "endColumn": one.place.column + one.place.length,
                        },
                    }
                }
            ],
            "partialFingerprints": {"localOffer/v1": fingerprint},
        }
        for one, fingerprint in zip(diagnostics, fingerprints(diagnostics), strict=True)
    ]
    driver = {"name": "local-offer", "version": __version__, "rules": rules}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return _as_json({"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]})


def faults_junit(diagnostics: Sequence[Diagnostic], files: int) -> str:
    """JUnit's XML: a failed test for each file with errors, a passed one for each with warnings only.

    Files in which nothing was found are one passed test, so that a report is never empty.
    """
    by_file = {path: list(found) for path, found in groupby(diagnostics, key=lambda one: one.path)}
    suite = ElementTree.Element("testsuite", name="local-offer check")
    for path, found in by_file.items():
        case = ElementTree.SubElement(suite, "testcase", classname="local-offer check", name=path, file=path)
        said = faults_text(found, len(found))
        if any(one.is_error for one in found):
            ElementTree.SubElement(case, "failure", message=summary_line(found, 1), type="error").text = said
        else:
            ElementTree.SubElement(case, "system-out").text = said
    in_order = files - len(by_file)
    if in_order > 0 or not by_file:
        ElementTree.SubElement(
            suite, "testcase", classname="local-offer check", name=f"files in order: {in_order}"
        )
    failed = sum(any(one.is_error for one in found) for found in by_file.values())
    counts = {"tests": str(len(suite)), "failures": str(failed), "errors": "0"}
    suite.attrib.update(counts)
    suites = ElementTree.Element("testsuites", counts)
    suites.append(suite)
    ElementTree.indent(suites)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(suites, encoding="unicode") + "\n"
    )


def _as_json(report: object) -> str:
    return json.dumps(report, ensure_ascii=False, indent=2) + "\n"


FORMATS: Mapping[str, Callable[[Sequence[Diagnostic], int], str]] = {
    "text": faults_text,
    "github": faults_github,
    "gitlab": faults_gitlab,
    "sarif": faults_sarif,
    "junit": faults_junit,
    "json": faults_json,
}
