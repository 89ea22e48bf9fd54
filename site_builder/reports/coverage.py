"""The coverage of an offer, beside what the minimum expects, for programs and spreadsheets."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from site_builder.reports.spreadsheet import as_csv
from site_builder.standard.matrix import NO_VERDICT, Cell, Expected, Matrix, compare_with_expected

FORMAT_VERSION = 1

COLUMNS = (
    "authority",
    "table",
    "row",
    "label",
    "within",
    "phase",
    "level",
    "state",
    "entries",
    "outside",
    "for_any_need",
    "declared",
    "places",
    "entries_giving_places",
    "expected",
)


def coverage_json(matrix: Matrix, expected: Expected) -> str:
    """Every cell that is not blank, every row and column, and every level expected.

    Keys and their order are stable within a `format_version`. A cell that is not listed is blank: nothing is
    published.
    """
    report = {
        "format_version": FORMAT_VERSION,
        "authority": matrix.authority,
        "note": NO_VERDICT,
        "counted": matrix.counted,
        "closed": matrix.closed,
        "not_stated": {
            "needs": matrix.without_needs,
            "ages": matrix.without_ages,
            "level": matrix.without_level,
        },
        "phases": [{"id": one.id, "label": one.label} for one in matrix.phases],
        "levels": [{"id": one.id, "label": one.label} for one in matrix.levels],
        "needs": [{"id": one.id, "label": one.label, "area": one.within or None} for one in matrix.needs],
        "headings": [{"id": one.id, "label": one.label} for one in matrix.headings],
        "kinds": [{"id": one.id, "label": one.label, "heading": one.within or None} for one in matrix.kinds],
        "by_need": [
            {"need": need.id, "phase": phase.id, "level": level.id, **_values(cell)}
            for need in matrix.needs
            for phase in matrix.phases
            for level in matrix.levels
            if (cell := matrix.by_need.get((need.id, phase.id, level.id)))
        ],
        "by_heading": [
            {"heading": heading.id, "phase": phase.id, **_values(cell)}
            for heading in matrix.headings
            for phase in matrix.phases
            if (cell := matrix.by_heading.get((heading.id, phase.id)))
        ],
        "by_kind": [
            {"kind": kind.id, "phase": phase.id, **_values(cell)}
            for kind in matrix.kinds
            for phase in matrix.phases
            if (cell := matrix.by_kind.get((kind.id, phase.id)))
        ],
        "expected": {
            "about": expected.about,
            "basis": expected.basis,
            "cells": [
                {
                    "need": one.need,
                    "phase": one.phase,
                    "level": one.level,
                    "published": one.is_published,
                    "for_any_need_only": one.is_for_any_need_only,
                    "level_not_stated": one.level_not_stated,
                    "why": one.why,
                }
                for one in compare_with_expected(matrix, expected)
            ],
        },
    }
    return json.dumps(report, ensure_ascii=False, indent=2) + "\n"


def _values(cell: Cell) -> dict[str, Any]:
    return {
        "state": cell.state,
        "entries": cell.entries,
        "outside": cell.outside,
        "for_any_need": cell.for_any_need,
        "declared": cell.declared,
        "places": [{"unit": unit, "places": number} for unit, number in cell.places],
        "entries_giving_places": cell.giving_places,
    }


def coverage_csv(matrix: Matrix, expected: Expected) -> str:
    """One line a cell, blanks too, in the matrix's order; the columns are `COLUMNS`.

    `table` is `need`, `heading` or `kind`; only the lines of needs have a `level` and say if it is expected.
    """
    return as_csv(COLUMNS, _rows(matrix, expected))


def _rows(matrix: Matrix, expected: Expected) -> Iterator[tuple[str | int, ...]]:
    wanted = {(one.need, one.phase, one.level) for one in compare_with_expected(matrix, expected)}
    for need in matrix.needs:
        for phase in matrix.phases:
            for level in matrix.levels:
                start = (matrix.authority, "need", need.id, need.label, need.within, phase.id, level.id)
                asked = "yes" if (need.id, phase.id, level.id) in wanted else "no"
                yield *start, *_counts(matrix.need_cell(need.id, phase.id, level.id)), asked
    for heading in matrix.headings:
        for phase in matrix.phases:
            start = (matrix.authority, "heading", heading.id, heading.label, "", phase.id, "")
            yield *start, *_counts(matrix.heading_cell(heading.id, phase.id)), ""
    for kind in matrix.kinds:
        for phase in matrix.phases:
            start = (matrix.authority, "kind", kind.id, kind.label, kind.within, phase.id, "")
            yield *start, *_counts(matrix.kind_cell(kind.id, phase.id)), ""


def _counts(cell: Cell) -> tuple[str | int, ...]:
    places = "; ".join(f"{number} {unit}".strip() for unit, number in cell.places)
    return (
        cell.state,
        cell.entries,
        cell.outside,
        cell.for_any_need,
        cell.declared,
        places,
        cell.giving_places,
    )
