"""Show to the public what is published by need, stage of life, level and kind of support, blanks too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from site_builder.pages.edition import GAPS, Edition, listing_address, up_from
from site_builder.pages.words import and_words, count_words, within
from site_builder.reports.coverage import coverage_csv, coverage_json
from site_builder.standard.matrix import (
    EMPTY,
    NOT_STATED,
    Cell,
    Choice,
    Difference,
    Matrix,
    compare_with_expected,
    coverage,
    load_expected,
)

COVERAGE = "coverage/index.html"
COVERAGE_JSON = "data/coverage.json"
COVERAGE_CSV = "data/coverage.csv"

NOTHING = "nothing published"
NOTHING_EXPECTED = "nothing published, and we expected something"


@dataclass(frozen=True, slots=True)
class Square:
    """One cell of a table, as lines of words; it is blank where nothing is published."""

    lines: tuple[str, ...]
    is_blank: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its name, the list of what it counts where there is one, and its cells."""

    label: str
    address: str
    squares: tuple[Square, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a caption; `corner` is what its rows are, `address` the list of all it counts, if any."""

    id: str
    title: str
    caption: str
    corner: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    address: str = ""

    @property
    def blanks(self) -> int:
        return sum(square.is_blank for row in self.rows for square in row.squares)

    @property
    def squares(self) -> int:
        return sum(len(row.squares) for row in self.rows)


@dataclass(frozen=True, slots=True)
class Section:
    """A broad area of need with a table of its own, if it has one, and a table for each need in it."""

    id: str
    heading: str
    table: Table | None
    inner: tuple[Table, ...]


@dataclass(frozen=True, slots=True)
class Shortfall:
    """What is expected in a phase and not published, for one need."""

    phase: str
    levels: str
    note: str


def coverage_values(edition: Edition) -> dict[str, Any]:
    """What the template `coverage.html` needs."""
    up = up_from(COVERAGE)
    matrix = coverage(edition.offer, edition.rules.vocabularies)
    expected = load_expected(edition.rules.vocabularies)
    differences = compare_with_expected(matrix, expected)
    return {
        "authority": edition.authority.name,
        "council": edition.council,
        "on": edition.on,
        "matrix": matrix,
        "is_project_judgement": expected.basis == "project",
        "expected_count": len(differences),
        "found_count": sum(one.is_published for one in differences),
        "any_need_count": sum(one.is_for_any_need_only for one in differences),
        "shortfalls": tuple(_shortfalls(matrix, differences)),
        "sections": tuple(_sections(matrix, differences, up)),
        "headings": _kind_table("kinds", "All kinds of support", matrix, matrix.headings, up),
        "kinds": tuple(
            _kind_table(
                f"kinds-{heading.id}",
                heading.label,
                matrix,
                [one for one in matrix.kinds if one.within == heading.id],
                up,
            )
            for heading in matrix.headings
        ),
        "up": up,
        "gaps_address": up + GAPS,
        "json_address": up + COVERAGE_JSON,
        "csv_address": up + COVERAGE_CSV,
    }


def coverage_files(edition: Edition) -> dict[str, str]:
    """The same tables for programs and spreadsheets, by address."""
    matrix = coverage(edition.offer, edition.rules.vocabularies)
    expected = load_expected(edition.rules.vocabularies)
    return {
        COVERAGE_JSON: coverage_json(matrix, expected),
        COVERAGE_CSV: coverage_csv(matrix, expected),
    }


def _sections(matrix: Matrix, differences: Sequence[Difference], up: str) -> Iterator[Section]:
    """The broad areas, which have needs in them or are expected to be covered, then all other needs."""
    broad = {one.within for one in matrix.needs} | {one.need for one in differences}
    others = []
    for need in matrix.needs:
        if need.id in broad:
            inner = (one for one in matrix.needs if one.within == need.id)
            yield Section(
                f"area-{need.id}",
                need.label,
                _need_table(need, matrix, differences, up),
                tuple(_need_table(one, matrix, differences, up) for one in inner),
            )
        elif not need.within:
            others.append(need)
    tables = tuple(_need_table(one, matrix, differences, up) for one in others)
    yield Section("area-others", "Other needs", None, tables)


def _need_table(need: Choice, matrix: Matrix, differences: Iterable[Difference], up: str) -> Table:
    expected = {(one.phase, one.level) for one in differences if one.need == need.id}
    levels = [
        level
        for level in matrix.levels
        if level.id != NOT_STATED
        or any(matrix.need_cell(need.id, phase.id, level.id) != EMPTY for phase in matrix.phases)
    ]
    rows = []
    for phase in _phases(matrix):
        squares = []
        for level in levels:
            cell = matrix.need_cell(need.id, phase.id, level.id)
            is_choice = NOT_STATED not in (phase.id, level.id)
            squares.append(_square(cell, is_choice, cell.for_any_need, (phase.id, level.id) in expected))
        rows.append(Row(phase.label, "", tuple(squares)))
    has_list = need.id != NOT_STATED and any(need.id == row for row, _, _ in matrix.by_need)
    return Table(
        f"need-{need.id}",
        need.label,
        f"{need.label}: what is listed for each age and level of help",
        "Age",
        tuple(one.label for one in levels),
        tuple(rows),
        up + listing_address("need", need.id) if has_list else "",
    )


def _phases(matrix: Matrix) -> list[Choice]:
    """The columns or rows of age; that of unstated ages only where there are some."""
    return [one for one in matrix.phases if one.id != NOT_STATED or matrix.without_ages]


def _kind_table(table_id: str, title: str, matrix: Matrix, kinds: Sequence[Choice], up: str) -> Table:
    cells = matrix.by_kind if kinds and kinds[0].within else matrix.by_heading
    rows = []
    for kind in kinds:
        found = [(phase, cells.get((kind.id, phase.id))) for phase in _phases(matrix)]
        has_list = bool(kind.within) and any(cell for _, cell in found)
        address = up + listing_address("kind", kind.id) if has_list else ""
        rows.append(
            Row(
                kind.label,
                address,
                tuple(_square(cell or EMPTY, phase.id != NOT_STATED) for phase, cell in found),
            )
        )
    return Table(
        table_id,
        title,
        f"{title}: what is listed for each age",
        "Kind of support",
        tuple(one.label for one in _phases(matrix)),
        tuple(rows),
    )


def _square(cell: Cell, is_choice: bool, for_any_need: int = 0, is_expected: bool = False) -> Square:
    """A cell in words; *is_choice* is false where not to have one is no blank, but as it should be."""
    if cell == EMPTY and not is_choice:
        return Square(("none",), False)
    if cell == EMPTY:
        return Square((NOTHING_EXPECTED if is_expected else NOTHING,), True)
    lines = []
    if cell.entries:
        lines.append(f"{cell.entries:,} listed")
    if cell.outside:
        lines.append(f"{cell.outside:,} listed outside the area")
    if for_any_need:
        lines.append(f"{for_any_need:,} of these for any need")
    if cell.places:
        lines.append(f"places: {and_words(f'{number:,} {unit}'.strip() for unit, number in cell.places)}")
    if cell.declared:
        lines.append(f"{cell.declared:,} said not to be available")
    return Square(tuple(lines), False)


def _shortfalls(
    matrix: Matrix, differences: Iterable[Difference]
) -> Iterator[tuple[str, tuple[Shortfall, ...]]]:
    """What is expected and not published: by need, and in it by phase."""
    blanks = [one for one in differences if not one.is_published]
    for need, found in groupby(blanks, key=lambda one: one.need):
        by_phase = groupby(found, key=lambda one: one.phase)
        shortfalls = tuple(_shortfall(matrix, phase, list(levels)) for phase, levels in by_phase)
        yield matrix.label(matrix.needs, need), shortfalls


def _shortfall(matrix: Matrix, phase: str, blanks: Sequence[Difference]) -> Shortfall:
    levels = (within(matrix.label(matrix.levels, one.level)) for one in blanks)
    unsaid = blanks[0].level_not_stated
    note = f"{count_words(unsaid, 'page')} for this did not say the level of help." if unsaid else ""
    return Shortfall(matrix.label(matrix.phases, phase), and_words(levels, "or"), note)
