"""Another system's file: its records, what became of each value in them, and what its terms mean here."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any, TypeVar

from site_builder.content.document import read_trusted
from site_builder.content.invisible import TURNING
from site_builder.errors import SiteBuilderError
from site_builder.exchange.loss import (
    CHANGED,
    KEPT,
    LOST,
    NOT_RECOGNISED,
    Path,
    field_name,
    is_blank,
    values_in,
)
from site_builder.shipped import shipped

T = TypeVar("T")

MOST_BYTES = 200_000_000
"""Of a file of services: a feed of 50,000 in full, the most that is read, has fewer."""

DEEPEST = 50
"""Lists and groups within each other: no standard has more than a dozen."""

_UNSAFE = re.compile(rf"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f{TURNING}\u200b\ufeff\ufffe\uffff\ud800-\udfff]")
_FALLBACK = "site-builder-windows-1252"
_LIST_START = re.compile(r'\s*(?:\[|\{[^\[\]{}]*?"contents?"\s*:\s*\[)\s*')
_BETWEEN_RECORDS = re.compile(r"\s*,\s*")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """What a file holds, and what there is to say about the file itself.

    `is_whole` is false where it breaks off: what it does not name may be in the source all the same.
    """

    data: Any
    notes: tuple[str, ...] = ()
    is_whole: bool = True


def read_source(content: bytes, name: str) -> SourceFile:
    """The data of a JSON file.

    Letters saved as Windows-1252 in a file that is otherwise UTF-8 are read as what they were, and noted. Of
    a list that breaks off, the records before the break are read.

    Args:
        content: the bytes of the file.
        name: how messages call it.

    Raises:
        SiteBuilderError: it is not JSON, or breaks off before there is a whole record.
    """
    notes = []
    encoding = json.detect_encoding(content)
    if encoding.startswith("utf-8"):
        text, replaced = _decode_utf8(content)
        if replaced:
            letters = "letter was" if replaced == 1 else "letters were"
            notes.append(f"{name} is not all UTF-8: {replaced:,} {letters} read as Windows-1252.")
    else:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            raise SiteBuilderError(f"{name} cannot be read as text; save it again as UTF-8") from None
        notes.append(f"{name} was read as {encoding.upper()}.")
    try:
        data = json.loads(text)
        if _is_too_deep(data):
            raise RecursionError
        return SourceFile(data, tuple(notes))
    except json.JSONDecodeError as fault:
        records = _before_the_break(text) if _breaks_off(text, fault) else []
        if not records:
            raise SiteBuilderError(_explain(name, text, fault)) from None
        many = "record" if len(records) == 1 else "records"
        notes.append(
            f"{name} breaks off on line {_last_line(text)}, in the middle of a record; "
            f"the {len(records):,} whole {many} before it were read."
        )
        return SourceFile(records, tuple(notes), is_whole=False)
    except ValueError:
        raise SiteBuilderError(f"{name} holds a number with thousands of digits") from None
    except RecursionError:
        raise SiteBuilderError(f"{name} is nested too deeply to be a list of services") from None


def _is_too_deep(data: Any) -> bool:
    """Whether *data* has lists and groups within each other beyond what any list of services has."""
    level = [data]
    for _ in range(DEEPEST):
        level = [
            inner
            for one in level
            if isinstance(one, dict | list)
            for inner in (one.values() if isinstance(one, dict) else one)
        ]
        if not level:
            return False
    return True


def _decode_utf8(content: bytes) -> tuple[str, int]:
    replaced = 0

    def read_as_windows_1252(fault: UnicodeError) -> tuple[str, int]:
        nonlocal replaced
        if not isinstance(fault, UnicodeDecodeError):
            raise fault
        replaced += 1
        letter = fault.object[fault.start : fault.start + 1].decode("windows-1252", errors="replace")
        return letter, fault.start + 1

    codecs.register_error(_FALLBACK, read_as_windows_1252)
    text = content.decode("utf-8-sig", errors=_FALLBACK)
    return text, replaced


def _explain(name: str, text: str, fault: json.JSONDecodeError) -> str:
    if not text.strip():
        return f"{name} is empty"
    if text.lstrip().startswith("<"):
        return f"{name} is a web page or XML, not JSON; save the address's own answer, not the page around it"
    if _breaks_off(text, fault):
        line = _last_line(text)
        return f"{name} breaks off on line {line}, in the middle of a record; fetch it again from the source"
    return f"{name} is not JSON: line {fault.lineno}, column {fault.colno} cannot be read"


def _breaks_off(text: str, fault: json.JSONDecodeError) -> bool:
    is_cut = fault.pos >= len(text.rstrip()) or fault.msg.startswith("Unterminated string")
    return is_cut and not text.lstrip().startswith("<")


def _last_line(text: str) -> int:
    return text.count("\n", 0, len(text.rstrip())) + 1


def _before_the_break(text: str) -> list[Any]:
    """The whole records at the start of a list of services that breaks off."""
    start = _LIST_START.match(text)
    decoder = json.JSONDecoder()
    records: list[Any] = []
    place = start.end() if start else len(text)
    while place < len(text):
        try:
            record, place = decoder.raw_decode(text, place)
        except (ValueError, RecursionError):
            break
        if _is_too_deep(record):
            break
        records.append(record)
        between = _BETWEEN_RECORDS.match(text, place)
        place = between.end() if between else len(text)
    return records


def records_of(data: Any) -> tuple[list[Any], tuple[str, ...]]:
    """The records in *data*: a bare list, one page with `content` or `contents`, or one service.

    Returns the records and a note where the page says that there are more.

    Raises:
        SiteBuilderError: it is none of these.
    """
    if isinstance(data, list):
        return data, ()
    if isinstance(data, Mapping):
        for key in ("content", "contents"):
            records = data.get(key)
            if isinstance(records, list):
                total = data.get("totalElements", data.get("total_items"))
                if isinstance(total, int) and total > len(records):
                    note = f"This is one page of a longer list: {len(records):,} of {total:,} records."
                    return records, (note,)
                return records, ()
        if "id" in data and "name" in data:
            return [data], ()
    raise SiteBuilderError(
        'the file holds no list of services; expected a list, or a page with the services in "content"'
    )


def clean(text: str) -> str:
    """*text* without characters that no file may hold, and without spaces around it."""
    return _UNSAFE.sub("", text).strip()


@dataclass(frozen=True, slots=True)
class Tidied:
    """What a source's value says here: a value, and how it was changed; or None, and why it is lost."""

    value: Any
    how: str = ""


@dataclass
class Record:
    """One record of a source, in which every value is marked with what became of it.

    The first mark on a value stays: mark the exact before the general.
    """

    data: Mapping[str, Any]
    values: dict[Path, Any] = field(init=False)
    marks: dict[Path, tuple[str, str]] = field(init=False, default_factory=dict)
    terms: list[tuple[str, str]] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        self.values = dict(values_in(self.data))

    def at(self, *path: str | int) -> Any:
        """The value at *path*, or None where the record has none, or one of another shape."""
        value: Any = self.data
        for key in path:
            if isinstance(key, int):
                value = value[key] if isinstance(value, list) and key < len(value) else None
            else:
                value = value.get(key) if isinstance(value, Mapping) else None
        return None if is_blank(value) else value

    def text(self, *path: str | int) -> str:
        """The value at *path* as clean text; empty where there is none, or it is no single value."""
        value = self.at(*path)
        return clean(str(value)) if isinstance(value, str | int | float) else ""

    def items(self, *path: str | int) -> list[Path]:
        """The places of the items in the list at *path*."""
        value = self.at(*path)
        return [(*path, number) for number in range(len(value))] if isinstance(value, list) else []

    def take(self, path: Path, read: Callable[[str], Tidied]) -> Any:
        """What the text at *path* says according to *read*, marked; None where it says nothing."""
        text = self.text(*path)
        if not text:
            return None
        reading = read(text)
        if reading.value is None:
            self.lose(path, reading.how)
        elif reading.how:
            self.change(path, reading.how)
        elif text != self.at(*path) and isinstance(self.at(*path), str):
            self.change(path, "stray spaces or unreadable characters were removed")
        else:
            self.keep(path)
        return reading.value

    def keep(self, path: Path, reason: str = "") -> None:
        self._mark(path, KEPT, reason)

    def change(self, path: Path, how: str) -> None:
        self._mark(path, CHANGED, how)

    def lose(self, path: Path, why: str) -> None:
        self._mark(path, LOST, why)

    def miss(self, path: Path, term: str, why: str = "not a term that is known here") -> None:
        """Mark *path* as a term that was not recognised."""
        self._mark(path, NOT_RECOGNISED, why)
        self.terms.append((field_name(path).removesuffix("[]"), term))

    def settle(self, terms: SourceTerms) -> list[tuple[str, str, str]]:
        """What became of every value: field, outcome and reason. What nobody took is lost."""
        return [
            (field_name(path), *self.marks.get(path, (LOST, terms.why_no_home(field_name(path)))))
            for path in self.values
        ]

    def _mark(self, path: Path, outcome: str, reason: str) -> None:
        if path in self.values:
            self.marks.setdefault(path, (outcome, reason))
            return
        first, last = self._inside.get(path, (0, -1))
        for one in self._paths[first : last + 1]:
            self.marks.setdefault(one, (outcome, reason))

    @cached_property
    def _paths(self) -> list[Path]:
        return list(self.values)

    @cached_property
    def _inside(self) -> Mapping[Path, tuple[int, int]]:
        """Of each list and group, the numbers of the first and the last value in it: they stand together."""
        found: dict[Path, tuple[int, int]] = {}
        for number, path in enumerate(self._paths):
            for length in range(len(path)):
                around = path[:length]
                found[around] = (found[around][0] if around in found else number, number)
        return found


@dataclass(frozen=True, slots=True)
class Meaning:
    """What one term of a source says here: lists of ids by key; `broader` where ours says less."""

    facts: Mapping[str, tuple[str, ...]]
    broader: bool = False


@dataclass(frozen=True, slots=True)
class SourceTerms:
    """One file of `schema/mappings/`: what a source's terms, questions and fields mean here."""

    meanings: Mapping[tuple[str, str], Meaning]
    questions: Mapping[str, Mapping[str, str]]
    no_home: Mapping[str, str]
    role_words: frozenset[str]
    placeholders: frozenset[str]

    def meaning(self, field_of_term: str, names: Iterable[str]) -> Meaning | None:
        """What a term means that the source calls by any of *names*."""
        for name in names:
            found = self.meanings.get((field_of_term, normal(name)))
            if found:
                return found
        return None

    def question(self, words: str) -> Mapping[str, str]:
        """Where the answer to a question goes, by kind of entry, or why it goes nowhere."""
        return self.questions.get(normal(words), {})

    def why_no_home(self, name: str) -> str:
        """Why an entry has no place for the source field *name*, or for the field it is part of."""
        is_id = re.search(r"(?:^|[._])id$", name)
        while name:
            if name in self.no_home:
                return self.no_home[name]
            name = name.removesuffix("[]") if name.endswith("[]") else name.rpartition(".")[0]
        return "the source's own number for something" if is_id else "a field that this import does not know"

    def is_placeholder(self, text: str) -> bool:
        return normal(text) in self.placeholders


def normal(text: str) -> str:
    """*text* as terms are compared: lower case, single spaces, none around `>`."""
    return re.sub(r"\s*>\s*", ">", " ".join(text.split())).casefold()


_NOT_FACTS = ("field", "term", "broader")


@cache
def shipped_terms(name: str) -> SourceTerms:
    """The terms of `schema/mappings/<name>.yaml`."""
    data = read_trusted(shipped("schema", "mappings", f"{name}.yaml"))
    return SourceTerms(
        meanings={
            (row["field"], normal(row["term"])): Meaning(
                {key: tuple(ids) for key, ids in row.items() if key not in _NOT_FACTS},
                bool(row.get("broader")),
            )
            for row in data["terms"]
        },
        questions={
            normal(row["question"]): {key: text for key, text in row.items() if key != "question"}
            for row in data.get("questions", ())
        },
        no_home={row["field"]: row["why"] for row in data["no_home"]},
        role_words=frozenset(normal(word) for word in data.get("role_words", ())),
        placeholders=frozenset(normal(text) for text in data.get("placeholders", ())),
    )
