"""Read the official figures that stand beside offers, an authority's own or England's: one line for each."""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from site_builder.content.diagnostics import Diagnostic, Place, nearest, show_choices, sort_diagnostics
from site_builder.content.document import Document, Keys, Spot
from site_builder.content.plain_file import UnreadableFile, leads_out, read_plain, unreadable
from site_builder.content.schema import Schema, load_schema
from site_builder.project import Project

FILE = "indicators.csv"
COLUMNS = ("name", "period", "value", "unit", "source", "url", "about")
NEEDED = COLUMNS[:-1]

CODE = "code"
"""The column that England's table has before the others: whose figure it is."""

MAX_BYTES = 1_000_000
MAX_BYTES_OF_ENGLAND = 50_000_000

NO_SUBJECT = "other"


@dataclass(frozen=True, slots=True)
class Indicator:
    """One official figure, as its source gives it.

    `value` is a number as it is written, or empty where the source says that it is not known. `about` is a
    choice of `schema/indicator.yaml`.
    """

    name: str
    period: str
    value: str
    unit: str
    source: str
    url: str
    about: str = NO_SUBJECT


@dataclass(frozen=True, slots=True)
class CouncilIndicator:
    """A figure of one authority in England's table; `dfe_code` is that of the Department for Education."""

    dfe_code: str
    indicator: Indicator


@dataclass(frozen=True, slots=True)
class _Cell:
    text: str
    start: int
    end: int


@cache
def load_indicator_schema() -> Schema:
    """The schema of one line; its field `about` has the subjects and their words."""
    return load_schema(FILE, "indicator.yaml")


def indicator_subjects() -> dict[str, str]:
    """What indicators can be about, in the order of pages, with the words for each."""
    rule = load_indicator_schema().rule("about")
    return {one: str(rule["meta"]["choices"][one]) for one in rule["allowed"]}


def read_indicators(project: Project, authority: str) -> tuple[tuple[Indicator, ...], list[Diagnostic]]:
    """The indicators of *authority* in the order of their lines, and every fault; none without a file.

    A line with a fault is left out. A blank value is kept: somebody says that it is not known.
    """
    path = project.authority_folder(authority) / FILE
    shown = project.shown(path)
    content, problems = _content(path, shown, MAX_BYTES)
    return parse_indicators(content, shown) if content is not None else ((), problems)


def read_indicators_of_england(
    project: Project, codes: Mapping[str, str]
) -> tuple[tuple[CouncilIndicator, ...], list[Diagnostic]]:
    """The figures of all authorities in `offer_content/indicators.csv`, line by line, and every fault.

    Args:
        project: whose content.
        codes: the three-digit code of an authority, by every code that the column `code` may have.
    """
    path = project.content / FILE
    shown = project.shown(path)
    content, problems = _content(path, shown, MAX_BYTES_OF_ENGLAND)
    return parse_indicators_of_england(content, shown, codes) if content is not None else ((), problems)


def _content(path: Path, shown: str, most: int) -> tuple[bytes | None, list[Diagnostic]]:
    """The bytes of the file, if it is there, lies in its folder and has no more than *most*."""
    if not os.path.lexists(path):
        return None, []
    # A link out of the folder could publish any file of the machine.
    if leads_out(path, path.parent):
        message = "this is a link to a file outside the folder"
        return None, [Diagnostic(shown, Place(1, 1), "link-out", "", message, "put the file itself here")]
    try:
        content = read_plain(path, most)
    except UnreadableFile as fault:
        return None, [unreadable(shown, fault.why)]
    if len(content) > most:
        message = f"the file has more than {most // 1000} kB"
        hint = "keep the figures of few years"
        return None, [Diagnostic(shown, Place(1, 1), "too-large", "", message, hint)]
    return content, []


def parse_indicators(content: bytes, shown: str) -> tuple[tuple[Indicator, ...], list[Diagnostic]]:
    """As `read_indicators`, from the bytes of a file; the mark that spreadsheets write first is no fault."""
    lines, problems = _lines(content, shown)
    found, more = _Table(shown, lines, {}).read() if lines else ((), problems)
    return tuple(indicator for _, indicator in found), more


def parse_indicators_of_england(
    content: bytes, shown: str, codes: Mapping[str, str]
) -> tuple[tuple[CouncilIndicator, ...], list[Diagnostic]]:
    """As `read_indicators_of_england`, from the bytes of a file."""
    lines, problems = _lines(content, shown)
    found, more = _Table(shown, lines, codes).read() if lines else ((), problems)
    return tuple(CouncilIndicator(codes[code], indicator) for code, indicator in found), more


def _lines(content: bytes, shown: str) -> tuple[tuple[str, ...], list[Diagnostic]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as unread:
        line = content.count(b"\n", 0, unread.start) + 1
        message = "this line is not saved as UTF-8"
        hint = "save the table again as: CSV UTF-8"
        return (), [Diagnostic(shown, Place(line, 1), "encoding", "", message, hint)]
    return tuple(text.replace("\r\n", "\n").split("\n")), []


def indicators_csv(indicators: Iterable[Indicator]) -> str:
    """The file that `read_indicators` reads, for *indicators*."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(COLUMNS)
    rows.writerows([getattr(one, column) for column in COLUMNS] for one in indicators)
    return text.getvalue()


def indicators_of_england_csv(figures: Iterable[CouncilIndicator]) -> str:
    """The file that `read_indicators_of_england` reads, for *figures*."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow((CODE, *COLUMNS))
    rows.writerows((one.dfe_code, *(getattr(one.indicator, column) for column in COLUMNS)) for one in figures)
    return text.getvalue()


class _Table:
    """Reads a table cell by cell, so that a fault has its line and column.

    With *codes*, each line says first whose figure it is, by one of them.
    """

    def __init__(self, shown: str, lines: tuple[str, ...], codes: Mapping[str, str]) -> None:
        self.shown = shown
        self.lines = lines
        self.codes = codes
        self.problems: list[Diagnostic] = []

    def read(self) -> tuple[tuple[tuple[str, Indicator], ...], list[Diagnostic]]:
        """Each figure with the code of whose it is, which is empty in a table without codes."""
        columns = self._columns()
        found: list[tuple[str, Indicator]] = []
        if columns:
            schema = load_indicator_schema()
            seen: dict[tuple[str, str, str], int] = {}
            for number in range(1, len(self.lines)):
                cells = self._cells(number)
                if not cells or not any(cell.text.strip() for cell in cells):
                    continue
                code = self._code(number, cells, columns)
                indicator = self._row(number, cells, columns, schema)
                if (
                    code is not None
                    and indicator
                    and self._is_new(number, code, indicator, cells, columns, seen)
                ):
                    found.append((code, indicator))
        return tuple(found), sort_diagnostics(self.problems)

    def _columns(self) -> Sequence[str]:
        """The names of the columns; nothing where the table cannot be read by them."""
        own = (CODE,) if self.codes else ()
        known, needed = (*own, *COLUMNS), (*own, *NEEDED)
        head = f"write as the first line: {','.join(known)}"
        cells = self._cells(0)
        if cells is None:
            return ()
        names = [cell.text.strip() for cell in cells]
        if not any(names):
            self._say(0, None, "empty-file", "the first line has no names of columns", head)
            return ()
        for index, (name, cell) in enumerate(zip(names, cells, strict=True)):
            if name not in known:
                meant = nearest(name, known)
                hint = f'did you mean "{meant}"? ' if meant else ""
                hint += f"The columns are: {show_choices(known)}"
                self._say(0, cell, "unknown-field", f'"{name}" is not a column of {FILE}', hint)
            elif name in names[:index]:
                self._say(0, cell, "duplicate-key", f'the column "{name}" is there twice', "keep one of them")
        for name in needed:
            if name not in names:
                self._say(0, None, "missing-field", f'the column "{name}" is missing', head)
        return () if self.problems else names

    def _code(self, number: int, cells: Sequence[_Cell], columns: Sequence[str]) -> str | None:
        """Whose figure a line gives; None, with a diagnostic, where nobody has that code."""
        if not self.codes or len(cells) != len(columns):
            return ""
        cell = cells[columns.index(CODE)]
        code = cell.text.strip()
        if code in self.codes:
            return code
        message = f'no local authority of England has the code "{code}"'
        hint = "write the three-digit code of the Department for Education, such as 840"
        self._say(number, cell, "unknown-code", message, hint)
        return None

    def _row(
        self, number: int, cells: Sequence[_Cell], columns: Sequence[str], schema: Schema
    ) -> Indicator | None:
        if len(cells) != len(columns):
            message = f"this line has {len(cells)} cells, and the first line names {len(columns)} columns"
            hint = "put double quotes around a text that has a comma in it"
            self._say(number, None, "layout", message, hint)
            return None
        named = [(name, cell) for name, cell in zip(columns, cells, strict=True) if name != CODE]
        data = {name: cell.text for name, cell in named}
        spots: dict[Keys, Spot] = {
            (name,): Spot(number, cell.start, number, cell.start, number, cell.end, False)
            for name, cell in named
        }
        reading = schema.read(Document(self.shown, data, self.lines, spots))
        self.problems += [_in_a_table(one) for one in reading.diagnostics]
        if reading.diagnostics:
            return None
        facts = {name: str(value) for name, value in reading.facts.items()}
        return Indicator(**{"value": "", **facts})

    def _is_new(
        self,
        number: int,
        code: str,
        indicator: Indicator,
        cells: Sequence[_Cell],
        columns: Sequence[str],
        seen: dict[tuple[str, str, str], int],
    ) -> bool:
        key = (self.codes.get(code, code), indicator.name, indicator.period)
        before = seen.setdefault(key, number)
        if before == number:
            return True
        message = f"line {before + 1} has this figure for the same time"
        self._say(number, cells[columns.index("name")], "duplicate-key", message, "keep one of the two lines")
        return False

    def _cells(self, number: int) -> list[_Cell] | None:
        """The cells of a line, or None with a diagnostic; a cell never goes on in the next line."""
        line = self.lines[number]
        cells = []
        at = 0
        while True:
            cell = _quoted(line, at) if line[at : at + 1] == '"' else _plain(line, at)
            if cell is None:
                here = _Cell("", at, len(line))
                message = "this text begins with a quote that is not closed in its line"
                self._say(number, here, "text-not-closed", message, "close it with the same quote")
                return None
            cells.append(cell)
            if cell.end == len(line):
                return cells
            if line[cell.end] != ",":
                here = _Cell("", cell.end, len(line))
                message = "there is more text after the closing quote"
                self._say(number, here, "text-after-quote", message, "write a quote inside a text twice")
                return None
            at = cell.end + 1

    def _say(self, number: int, cell: _Cell | None, code: str, message: str, hint: str) -> None:
        line = self.lines[number]
        start, end = (cell.start, cell.end) if cell else (0, len(line))
        place = Place(number + 1, start + 1, max(1, end - start))
        self.problems.append(Diagnostic(self.shown, place, code, "", message, hint, line))


def _quoted(line: str, at: int) -> _Cell | None:
    found = re.compile(r'"((?:[^"]|"")*)"').match(line, at)
    return _Cell(found[1].replace('""', '"'), at, found.end()) if found else None


def _plain(line: str, at: int) -> _Cell:
    end = line.find(",", at)
    end = len(line) if end < 0 else end
    return _Cell(line[at:end], at, end)


def _in_a_table(diagnostic: Diagnostic) -> Diagnostic:
    """*diagnostic* with a hint for a table, where the schema's is for a line of YAML."""
    opening = f"write, for example: {diagnostic.field}: "
    if not diagnostic.hint.startswith(opening):
        return diagnostic
    return replace(diagnostic, hint=f"for example: {diagnostic.hint.removeprefix(opening)}")


def newest_first(indicators: Iterable[Indicator]) -> Iterator[Indicator]:
    """*indicators* with those of one name together, the newest year first; names keep their order."""
    by_name: dict[str, list[Indicator]] = {}
    for one in indicators:
        by_name.setdefault(one.name, []).append(one)
    for ones in by_name.values():
        yield from sorted(ones, key=year_of, reverse=True)


def year_of(indicator: Indicator) -> int:
    """The year in its period; of a school year, the one in which it begins."""
    found = re.search(r"[0-9]{4}", indicator.period)
    return int(found[0]) if found else 0
