"""Read a sheet of a spreadsheet in a process of its own, with a bound on its memory.

The formats are packed, and state themselves how large they are: a file of a few kilobytes can name a cell at
the far end of an empty sheet, and whoever makes room for all between runs out of memory. Then only that
process ends.
"""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from site_builder.errors import SiteBuilderError

MOST_UNPACKED = 400_000_000
MOST_CELLS = 8_000_000
"""Of a sheet, as a rectangle around all of its cells: 50,000 rows of 150 columns have fewer."""

MOST_SECONDS = 60
"""Of a processor, for the reader."""

MOST_MEMORY = 2_000_000_000
"""Bytes of address space for the reader, on systems that can bound it."""

_PROGRAM = (
    f"import sys; sys.path.insert(0, sys.argv.pop(1)); from {__name__} import main; main(*sys.argv[1:])"
)


@contextmanager
def sheet_rows(path: Path, sheet: str) -> Iterator[Iterator[tuple[int, list[str]]]]:
    """The rows of the *sheet* of that name, else of the first: the number of each, and a text for each cell.

    Blank rows are passed over.

    Raises:
        OSError: the file is not there, or cannot be read.
        SiteBuilderError: it is no spreadsheet, damaged, or larger than any table needs.
    """
    with path.open("rb"):
        _refuse_oversized(path)
    place = str(Path(__file__).resolve().parent.parent.parent)
    # With -I, Python imports nothing from the folder that the command is run in.
    command = [sys.executable, "-I", "-c", _PROGRAM, place, str(path.resolve()), sheet]
    reader = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        yield _rows(reader, path.name)
    finally:
        reader.kill()
        reader.wait()
        if reader.stdout is not None:
            reader.stdout.close()


def _rows(reader: subprocess.Popen[bytes], name: str) -> Iterator[tuple[int, list[str]]]:
    for line in reader.stdout or ():
        told = json.loads(line)
        if isinstance(told, str):
            raise SiteBuilderError(f"{name} {told}")
        number, cells = told
        yield number, cells
    if reader.wait():
        raise SiteBuilderError(
            f"{name} cannot be read as a spreadsheet: it is damaged, or has cells further apart than any "
            "table needs; open it, copy the table into a new spreadsheet, or save it as CSV"
        )


def _refuse_oversized(path: Path) -> None:
    """Refuse a file that unpacks to more than any table needs."""
    try:
        with zipfile.ZipFile(path) as packed:
            size = sum(one.file_size for one in packed.infolist())
    except (zipfile.BadZipFile, ValueError, EOFError, NotImplementedError, UnicodeError):
        return
    if size > MOST_UNPACKED:
        raise SiteBuilderError(f"{path.name} unpacks to more than {MOST_UNPACKED:,} bytes")


def _read(path: str, sheet: str) -> Iterator[tuple[int, list[str]] | str]:
    """The rows that are not blank, each with its number, or at last what is wrong."""
    # It takes a while to import, and only this process needs it.
    from python_calamine import CalamineError, load_workbook

    try:
        book = load_workbook(path)
        if sheet and sheet not in book.sheet_names:
            yield f'has no sheet "{sheet}"; its sheets are: {", ".join(book.sheet_names)}'
            return
        if not book.sheet_names:
            yield "has no sheets"
            return
        found = book.get_sheet_by_name(sheet or book.sheet_names[0])
        if found.height * found.width > MOST_CELLS:
            size = f"{found.height:,} rows and {found.width:,} columns"
            yield f"has {size}; {MOST_CELLS:,} cells are the most that is read"
            return
        for number, row in enumerate(found.iter_rows(), start=1):
            cells = [_cell(one) for one in row]
            if any(cells):
                yield number, cells
    except CalamineError as fault:
        yield f"cannot be read as a spreadsheet: {fault}"


def _cell(value: Any) -> str:
    """A cell as a person would have typed it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)


def _bound_means() -> None:
    """Let this process end where it needs more time or memory than any table does."""
    try:
        import resource
    except ImportError:  # not on Windows
        return
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    most = MOST_MEMORY if hard == resource.RLIM_INFINITY else min(MOST_MEMORY, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, hard))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))


def main(path: str, sheet: str) -> None:
    """Write the rows of a sheet to the standard output, a line of JSON for each."""
    _bound_means()
    for told in _read(path, sheet):
        sys.stdout.write(json.dumps(told) + "\n")
