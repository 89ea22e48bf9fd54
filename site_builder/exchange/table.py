"""Read a table, row by row: CSV in any of the usual letters and signs, or the sheet of a spreadsheet."""

from __future__ import annotations

import codecs
import csv
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import Any, TextIO

from site_builder.errors import SiteBuilderError
from site_builder.exchange.spreadsheet import sheet_rows

SPREADSHEETS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
LONGEST_CELL = 10_000_000
LONGEST_LINE = 2 * LONGEST_CELL
MOST_COLUMNS = 2_000

_SAMPLE = 65_536
_FIRST_LINES = 20
"""Among so many lines are the names of the columns, below whatever heading a table has."""

_DELIMITERS = ",;\t|"
_FALLBACK = "site-builder-windows-1252-table"


@dataclass
class Table:
    """A table that is open: the names of its columns, its rows once, and what there is to say about the file.

    `notes` and `is_whole` are to be asked when the last row was read. Each row has its number in the file,
    from 1, and a text for each column; what stands further right comes after those. `above` counts the lines
    of a heading above the names.
    """

    name: str
    columns: tuple[str, ...]
    rows: Iterator[tuple[int, list[str]]]
    letters: _Letters = field(default_factory=lambda: _Letters())
    broken: str = ""
    above: int = 0

    @property
    def is_whole(self) -> bool:
        return not self.broken

    @property
    def notes(self) -> list[str]:
        found = [self.broken] if self.broken else []
        if self.above:
            lines = "line" if self.above == 1 else "lines"
            found.append(f"Above the names of its columns, {self.name} has {self.above} {lines} of heading.")
        if self.letters.replaced:
            letters = "letter was" if self.letters.replaced == 1 else "letters were"
            found.append(
                f"{self.name} is not all UTF-8: {self.letters.replaced:,} {letters} read as Windows-1252."
            )
        return found

    def records(self) -> Iterator[dict[str, str]]:
        """Each row as a mapping by column; rows with nothing in them are passed over."""
        width = len(self.columns)
        for _, cells in self.rows:
            if any(cells):
                record = dict(zip(self.columns, cells, strict=False))
                record.update(
                    (f"column {place}", cell) for place, cell in enumerate(cells[width:], width + 1) if cell
                )
                yield record


@dataclass
class _Letters:
    """Counts the letters of a file that were no UTF-8."""

    replaced: int = 0

    def read(self, fault: UnicodeError) -> tuple[str, int]:
        if not isinstance(fault, UnicodeDecodeError):
            raise fault
        self.replaced += 1
        letter = fault.object[fault.start : fault.start + 1]
        return letter.decode("windows-1252", errors="replace"), fault.start + 1


@contextmanager
def open_table(path: Path, sheet: str = "") -> Iterator[Table]:
    """The table in the file *path*; of a spreadsheet, the *sheet* of that name, else the first.

    A CSV file is read as it is asked for, so that its size does not matter.

    Raises:
        SiteBuilderError: the file cannot be read, or has no row of names.
    """
    try:
        if path.suffix.lower() in SPREADSHEETS:
            with sheet_rows(path, sheet) as rows:
                yield _with_columns(Table(path.name, (), iter(())), rows)
            return
        with path.open("rb") as content:
            start = content.read(_SAMPLE)
            if start.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
                raise SiteBuilderError(
                    f"{path.name} is a spreadsheet; give its name the right ending, such as .xlsx"
                )
        letters = _Letters()
        # The last one to be registered is meant: two tables are not read at the same time.
        codecs.register_error(_FALLBACK, letters.read)
        is_utf_16 = start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        encoding = "utf-16" if is_utf_16 else "utf-8-sig"
        with path.open(encoding=encoding, errors=_FALLBACK, newline="") as text:
            yield _csv(
                text, start.decode(encoding, errors="replace"), Table(path.name, (), iter(()), letters)
            )
    except OSError as fault:
        raise SiteBuilderError(f"{path.as_posix()} cannot be read: {fault.strerror}") from None


def _csv(text: TextIO, sample: str, table: Table) -> Table:
    csv.field_size_limit(LONGEST_CELL)
    return _with_columns(table, _lines(csv.reader(_bounded(text), delimiter=_delimiter(sample)), table))


def _bounded(text: TextIO) -> Iterator[str]:
    """The lines of *text*; one that no table has would take as much memory as the file is large.

    Raises:
        csv.Error: a line is longer than any cell may be, and so can hold no row.
    """
    while line := text.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE and not line.endswith("\n"):
            raise csv.Error
        yield line


def _lines(reader: Any, table: Table) -> Iterator[tuple[int, list[str]]]:
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except (csv.Error, UnicodeError):
            table.broken = f"{table.name} cannot be read from line {reader.line_num + 1:,} on."
            return
        yield reader.line_num, cells


def _delimiter(sample: str) -> str:
    """What stands between cells: the sign that the first line with any has most of, outside quotes."""
    said = (line for line in sample.splitlines() if line.strip(_DELIMITERS + ' "'))
    for line in islice(said, _FIRST_LINES):
        outside = "".join(line.split('"')[::2])
        if counted := Counter(sign for sign in outside if sign in _DELIMITERS):
            return max(_DELIMITERS, key=lambda sign: counted[sign])
    return _DELIMITERS[0]


def _with_columns(table: Table, lines: Iterator[tuple[int, list[str]]]) -> Table:
    start = _start(lines)
    place = _place_of_names(start)
    names = [" ".join(cell.split()) for cell in start[place][1]] if start else []
    while names and not names[-1]:
        names.pop()
    if not names and table.broken:
        raise SiteBuilderError(table.broken)
    if not names:
        raise SiteBuilderError(f"{table.name} is empty; the first line should name the columns")
    if len(names) > MOST_COLUMNS:
        raise SiteBuilderError(f"{table.name} has more than {MOST_COLUMNS:,} columns")
    first = "".join(cell for _, cells in start[: place + 1] for cell in cells[:1]).lower()
    if "<html" in first or "<!doctype" in first:
        raise SiteBuilderError(f"{table.name} is a web page, not a table; download the file itself")
    columns = _unique(names)
    width = len(columns)

    def rows() -> Iterator[tuple[int, list[str]]]:
        for number, cells in chain(start[place + 1 :], lines):
            yield number, cells + [""] * (width - len(cells))

    table.columns = columns
    table.rows = rows()
    table.above = sum(_filled(cells) > 0 for _, cells in start[:place])
    return table


def _start(lines: Iterator[tuple[int, list[str]]]) -> list[tuple[int, list[str]]]:
    """The first lines, up to one that no heading looks like."""
    found = []
    for line in islice(lines, _FIRST_LINES):
        found.append(line)
        if _filled(line[1]) > 2:
            break
    return found


def _place_of_names(start: list[tuple[int, list[str]]]) -> int:
    """Which of the first lines names the columns: the first that says anything and is no heading."""
    filled = [_filled(cells) for _, cells in start]
    # A heading stands in a cell of its own. In a table of one or two columns, a name may too.
    fewest = 2 if max(filled, default=0) > 2 else 1
    return next((place for place, number in enumerate(filled) if number >= fewest), 0)


def _filled(cells: list[str]) -> int:
    return sum(bool(cell.strip()) for cell in cells)


def _unique(names: list[str]) -> tuple[str, ...]:
    seen: Counter[str] = Counter()
    found = []
    for place, name in enumerate(names, start=1):
        first = name or f"column {place}"
        seen[first] += 1
        found.append(first if seen[first] == 1 else f"{first} ({seen[first]})")
    return tuple(found)
