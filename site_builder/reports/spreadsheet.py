"""Rows as CSV that a spreadsheet opens without taking a text for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

_FORMULA_SIGNS = frozenset("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
"""What begins a formula: the wide signs do so in programs that are set to Chinese, Japanese or Korean."""


def as_csv(columns: Sequence[str], rows: Iterable[Sequence[str | int]]) -> str:
    """A line of *columns*, then a line for each row; every line ends with a line feed."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([cell(value) for value in row] for row in rows)
    return text.getvalue()


def cell(value: str | int) -> str:
    """*value* so that no spreadsheet takes it for a formula."""
    text = str(value)
    return f"'{text}" if text[:1] in _FORMULA_SIGNS else text
