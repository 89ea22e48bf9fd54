"""Diagnostics as people and programs read them: text with the line of the file, or JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from site_builder.content.bounds import LONGEST_LINE_SHOWN
from site_builder.content.diagnostics import CODES, Diagnostic
from site_builder.content.invisible import in_one_line

FORMAT_VERSION = 1


def faults_text(diagnostics: Sequence[Diagnostic], files: int) -> str:
    """Each diagnostic with its line of the file, a caret under the place, and what to do."""
    return "".join(f"{_text(one)}\n" for one in diagnostics)


def _text(one: Diagnostic) -> str:
    field = f"{one.field}: " if one.field else ""
    lines = [
        f"{one.path}:{one.place.line}:{one.place.column}: {one.severity}[{one.code}] {field}{one.message}"
    ]
    if one.source:
        number = str(one.place.line)
        margin = " " * len(number)
        shown, column = _around_place(one.source, one.place.column)
        # A tab stays a tab, so that the caret stands under the same sign on every terminal.
        before = re.sub(r"[^\t]", " ", shown[: column - 1])
        lines.append(f"  {number} | {shown}")
        lines.append(f"  {margin} | {before}^")
    if one.hint:
        lines.append(f"  hint: {one.hint}")
    return "\n".join(map(in_one_line, lines))


def _around_place(line: str, column: int) -> tuple[str, int]:
    """*line*, or of a long one what stands around *column*; and the column in what is shown of it."""
    if len(line) <= LONGEST_LINE_SHOWN:
        return line, column
    start = max(0, min(column - 1 - LONGEST_LINE_SHOWN // 2, len(line) - LONGEST_LINE_SHOWN))
    end = start + LONGEST_LINE_SHOWN
    before, after = "..." if start else "", "..." if end < len(line) else ""
    return f"{before}{line[start:end]}{after}", column - start + len(before)


def full_message(one: Diagnostic) -> str:
    """Its field, its message and, on a line of its own, what to do."""
    field = f"{one.field}: " if one.field else ""
    return f"{field}{one.message}" + (f"\nhint: {one.hint}" if one.hint else "")


def faults_json(diagnostics: Sequence[Diagnostic], files: int) -> str:
    """`{"format_version", "diagnostics", "counts": {error, warning, files}}`; `files` counts those read."""
    errors = sum(one.is_error for one in diagnostics)
    report = {
        "format_version": FORMAT_VERSION,
        "diagnostics": [_values(one) for one in diagnostics],
        "counts": {"error": errors, "warning": len(diagnostics) - errors, "files": files},
    }
    return json.dumps(report, ensure_ascii=False, indent=2) + "\n"


def _values(one: Diagnostic) -> dict[str, Any]:
    return {
        "path": one.path,
        "line": one.place.line,
        "column": one.place.column,
        "severity": one.severity,
        "code": one.code,
        "field": one.field,
        "message": one.message,
        "hint": one.hint,
    }


def summary_line(diagnostics: Sequence[Diagnostic], files: int) -> str:
    """`2 errors and 1 warning in 30 files`."""
    errors = sum(one.is_error for one in diagnostics)
    warnings = len(diagnostics) - errors
    found = (
        f"{_count(errors, 'error')} and {_count(warnings, 'warning')}" if diagnostics else "Nothing to mend"
    )
    return f"{found} in {_count(files, 'file')}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def explanation(code: str) -> str:
    """What a diagnostic's *code* means and what to do about it.

    Raises:
        KeyError: there is no such code.
    """
    meaning = CODES[code]
    who = {"author": "Whoever writes the file", "maintainer": "Whoever keeps the schemas and the standard"}
    return (
        f"{code} ({meaning.severity})\n"
        f"  What it means: {meaning.meaning}\n"
        f"  What to do:    {meaning.remedy}\n"
        f"  Who acts:      {who[meaning.who_acts]}.\n"
    )
