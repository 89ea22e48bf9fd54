"""Hold what is said of a file against the file itself: a fault must be told where it is."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

import yaml

from site_builder.content.bounds import MAX_DEPTH
from site_builder.content.diagnostics import CODES, Diagnostic

Span = tuple[tuple[int, int], tuple[int, int]]
"""From the first character to behind the last: lines and columns from 0."""

AT_ITS_KEY = ("unknown-field", "unknown-section", "unknown-fact", "duplicate-key")
"""Codes of faults of a key, whose place is that key."""

_NAMED = re.compile(r"\"([^\W_]+)\"")
# A tag or an anchor belongs to the key behind it, and has a fault of its own.
_BEFORE_A_KEY = re.compile(r"(?:[!&]\S*\s+)*[\"']?")
_LINE_END = {
    ".yaml": re.compile("\r\n|[\n\r\x85\u2028\u2029]"),
    ".json": re.compile("\r\n|[\n\r]"),
    ".csv": re.compile("\r\n|\n"),
}


class UntruePlace(AssertionError):
    """A diagnostic that leads to the wrong place, or says nothing."""


def hold_places(diagnostics: Iterable[Diagnostic], content: bytes, path: str) -> None:
    """Raise `UntruePlace` for the first diagnostic about *path* that is not true of its *content*.

    Each must be inside the file, at most one character behind the end of a line. One that names a field must
    stand in it; where that is not written, in the group around it, or at the first character. One about a key
    stands at it.
    """
    text = content.decode("utf-8-sig", errors="replace")
    lines = _LINE_END[PurePosixPath(path).suffix].split(text)
    spans: Mapping[str, Sequence[Span]] | None = None
    told = [one for one in diagnostics if one.path == path]
    # The other reader gives an alias the place of what it stands for, so there a star is looked for.
    has_alias = any(one.code == "alias" for one in told)
    for one in told:
        _hold_in_file(one, lines)
        if one.code == "alias" and lines[one.place.line - 1][one.place.column - 1] != "*":
            raise UntruePlace(f"no alias at {one.place}")
        if one.field and not has_alias:
            spans = _spans(text) if spans is None else spans
            if spans:
                _hold_in_field(one, spans, lines)


def _hold_in_file(one: Diagnostic, lines: Sequence[str]) -> None:
    line, column = one.place.line, one.place.column
    if one.code not in CODES or not one.message.strip():
        raise UntruePlace(f"says nothing: {one}")
    if not 1 <= line <= max(len(lines), 1):
        raise UntruePlace(f"line {line} of {len(lines)}: {one.code} {one.message}")
    if not 1 <= column <= len(lines[line - 1]) + 1 or one.place.length < 1:
        raise UntruePlace(
            f"column {column} of line {line}, which has {len(lines[line - 1])}: {one.code} {one.message}"
        )


def _hold_in_field(one: Diagnostic, spans: Mapping[str, Sequence[Span]], lines: Sequence[str]) -> None:
    at = (one.place.line - 1, one.place.column - 1)
    # What is missing may be written where it is not read: in the second of two fields of one name.
    named = _around(one.field) if one.code == "missing-field" else one.field
    while named and named not in spans:
        named = _around(named)
    if named and not any(start <= at <= end for start, end in spans[named]):
        raise UntruePlace(f"{one.code} of {one.field} is at {one.place}, and {named} at {spans[named]}")
    if one.code in AT_ITS_KEY and named == one.field:
        # What the message names first; one with quotes or escapes may be written in other ways.
        key = _NAMED.match(one.message)
        written = _BEFORE_A_KEY.sub("", lines[at[0]][at[1] :], count=1)
        if key and not written.startswith(key[1]):
            raise UntruePlace(f'{one.code} of {one.field} is at "{written[:40]}"')


def _around(name: str) -> str:
    """The field around *name*, as `field_name` writes it."""
    return name[: max(name.rfind("."), name.rfind("["), 0)]


def _spans(text: str) -> Mapping[str, Sequence[Span]]:
    """Where each field of a file stands, by its name, as another reader tells it; none if it cannot."""
    if text.count("[") + text.count("{") > MAX_DEPTH * 10:
        return {}
    try:
        root = yaml.compose(text, Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, RecursionError):
        return {}
    found: defaultdict[str, list[Span]] = defaultdict(list)
    for name, span in _fields(root, "", set()):
        found[name].append(span)
    return found


def _fields(node: Any, name: str, seen: set[int]) -> Iterator[tuple[str, Span]]:
    if node is None or id(node) in seen:
        return
    seen.add(id(node))
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            inner = f"{name}.{key.value}" if name else str(key.value)
            yield inner, (_mark(key.start_mark), max(_mark(value.end_mark), _mark(key.end_mark)))
            yield from _fields(value, inner, seen)
    elif isinstance(node, yaml.SequenceNode):
        for number, item in enumerate(node.value, 1):
            inner = f"{name}[{number}]"
            yield inner, (_mark(item.start_mark), _mark(item.end_mark))
            yield from _fields(item, inner, seen)


def _mark(mark: Any) -> tuple[int, int]:
    return mark.line, mark.column
