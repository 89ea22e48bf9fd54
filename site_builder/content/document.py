"""Read a YAML file into plain values that remember where they stand, and write one in the house style.

PyYAML reads YAML 1.1, where `10:30` is 630, `no` is False and a key written twice loses the first. So every
scalar stays text here; the schema decides what it is. This is the only module that knows `yaml`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from sys import intern
from typing import Any, NamedTuple

import yaml

from site_builder.content.bounds import MAX_BYTES, MAX_DEPTH, MOST_FAULTS, MOST_ITEMS, MOST_VALUES
from site_builder.content.diagnostics import Diagnostic, Place, first_faults, with_source
from site_builder.content.plain_file import UnreadableFile, read_plain, unreadable

Key = str | int
Keys = tuple[Key, ...]
"""Where a value stands in a document: keys of mappings and, from 0, items of lists."""

_CONFLICT = re.compile(r"^(<<<<<<< |=======$|>>>>>>> |\|\|\|\|\|\|\| )", re.MULTILINE)
_CONFLICT_MARKS = ("<<<<<<<", "=======", ">>>>>>>", "|||||||")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_NO_SPACE_AFTER_COLON = re.compile(r"\s*[A-Za-z_]+:[^\s:/]")
_LINE_END = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_MOST_BRACKETS = 1_000
# A value and its key are two. What has more is read by the reader that counts the values.
_MOST_EVENTS = 2 * MOST_VALUES
_TOO_MANY_ITEMS = "too many items"
_TOO_MANY_VALUES = "too many values"
_QUOTES = ("'", '"')
_NULLS = frozenset(("", "~", "null", "Null", "NULL"))
_LOOKS_LIKE_NUMBER = re.compile(r"[-+]?[0-9.][-+.0-9_:eExXoOa-fA-F]*")


class Spot(NamedTuple):
    """Where a value and its key stand, lines and columns from 0; `plain` is a scalar without quotes."""

    key_line: int
    key_column: int
    line: int
    column: int
    end_line: int
    end_column: int
    plain: bool


@dataclass(frozen=True, slots=True)
class Document:
    """One YAML file: mappings, lists, text and None (a blank value), with the place of each.

    `refused` are values that could not be read (an alias, say) and already have a diagnostic.
    """

    path: str
    data: dict[str, Any]
    lines: tuple[str, ...]
    spots: Mapping[Keys, Spot]
    refused: frozenset[Keys] = frozenset()

    def place(self, keys: Keys) -> Place:
        """Where the value at *keys* stands, or the nearest value around it."""
        while keys and keys not in self.spots:
            keys = keys[:-1]
        spot = self.spots.get(keys)
        if spot is None:
            return Place(1, 1)
        if spot.line == spot.end_line:
            length = spot.end_column - spot.column
        else:
            length = len(self.lines[spot.line]) - spot.column
        return Place(spot.line + 1, spot.column + 1, max(length, 1))

    def key_place(self, keys: Keys) -> Place:
        """Where the key of the value at *keys* stands; for a list item, the item."""
        spot = self.spots.get(keys)
        if spot is None or not keys or not isinstance(keys[-1], str):
            return self.place(keys)
        return Place(spot.key_line + 1, spot.key_column + 1, len(keys[-1]))

    def is_plain(self, keys: Keys) -> bool:
        spot = self.spots.get(keys)
        return spot is not None and spot.plain

    def diagnose(
        self, keys: Keys, code: str, message: str, hint: str = "", *, place: Place | None = None
    ) -> Diagnostic:
        """A diagnostic at *place*, or at the value at *keys*."""
        found = Diagnostic(self.path, place or self.place(keys), code, field_name(keys), message, hint)
        return with_source(found, self.lines)


def field_name(keys: Keys) -> str:
    """*keys* as people write them: `places[1].postcode`, counting items from 1."""
    name = ""
    for key in keys:
        if isinstance(key, int):
            name += f"[{key + 1}]"
        else:
            name += f".{key}" if name else key
    return name


def read_document(path: Path, shown: str) -> tuple[Document | None, list[Diagnostic]]:
    """The document in *path*, with every fault of its YAML; None where nothing of it can be used.

    Args:
        path: the file to read.
        shown: its name in diagnostics, from the project's root.
    """
    content, problems = read_content(path, shown)
    return (None, problems) if content is None else parse_document(content, shown)


def read_content(path: Path | str, shown: str) -> tuple[bytes | None, list[Diagnostic]]:
    """The bytes of the file in *path*; None, and why, where it cannot be read as one of ours."""
    try:
        content = read_plain(path, MAX_BYTES)
    except UnreadableFile as fault:
        return None, [unreadable(shown, fault.why)]
    if len(content) > MAX_BYTES:
        message = f"the file has more than {MAX_BYTES // 1000} kB"
        return None, [
            Diagnostic(shown, Place(1, 1), "too-large", "", message, "put pictures and documents into media/")
        ]
    return content, []


def parse_document(content: bytes, shown: str) -> tuple[Document | None, list[Diagnostic]]:
    """As `read_document`, from the bytes of a file."""
    text, problems = _decode(content, shown)
    if text is None:
        return None, problems
    is_printed = _is_printed(text)
    lines = _lines_of(text, is_printed)
    unreadable = _find_unreadable(text, shown, is_printed)
    if unreadable is not None:
        return None, [with_source(one, lines) for one in [*problems, unreadable]]
    try:
        if text.count("[") + text.count("{") > _MOST_BRACKETS:
            # To read thousands of them within each other takes minutes; this reader stops at the depth.
            raise _NotPlainError
        data, spots = _read_plain(text)
    except (_NotPlainError, yaml.MarkedYAMLError):
        # Read again by the reader that says what is wrong, and where.
        return _read_in_full(text, lines, shown, problems)
    return Document(shown, data, lines, spots), [with_source(one, lines) for one in problems]


def known_document(content: bytes, shown: str, data: dict[str, Any]) -> Document:
    """The document of a file in which nothing is wrong and whose *data* are known already.

    It is parsed only if somebody asks where something stands in it.
    """
    text = content.decode("utf-8")
    return Document(shown, data, _lines_of(text, _is_printed(text)), _LateSpots(content, shown))


def _is_printed(text: str) -> bool:
    """Whether it holds no sign that ends a line in another way, and none that YAML does not take."""
    return text.replace("\n", "").isprintable()


def _lines_of(text: str, is_printed: bool) -> tuple[str, ...]:
    return tuple(text.split("\n") if is_printed else _LINE_END.split(text))


def _read_in_full(
    text: str, lines: tuple[str, ...], shown: str, problems: list[Diagnostic]
) -> tuple[Document | None, list[Diagnostic]]:
    reader = _Reader(shown, lines)
    parser = yaml.CSafeLoader(text)
    try:
        data = reader.read(parser.get_event)
    except _TooManyFaultsError:
        problems = first_faults([*problems, *reader.problems, reader.problems[-1]])
        return None, [with_source(one, lines) for one in problems]
    except yaml.MarkedYAMLError as fault:
        problems = [*problems, *reader.problems, _explain(fault, shown, lines, reader)]
        return None, [with_source(one, lines) for one in problems]
    finally:
        parser.dispose()
    problems = [with_source(one, lines) for one in [*problems, *reader.problems]]
    if data is None:
        return None, problems
    return Document(shown, data, lines, reader.spots, frozenset(reader.refused)), problems


def read_trusted(path: Path) -> Any:
    """The values of one of our own schemas, read as plain YAML 1.1: never for what others write."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


def _decode(content: bytes, shown: str) -> tuple[str | None, list[Diagnostic]]:
    start = Place(1, 1)
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None, [
            Diagnostic(
                shown,
                start,
                "encoding",
                "",
                "the file is saved as UTF-16",
                "save it again with the encoding UTF-8",
            )
        ]
    problems = []
    if content.startswith(b"\xef\xbb\xbf"):
        content = content[3:]
        problems.append(
            Diagnostic(
                shown,
                start,
                "byte-order-mark",
                "",
                "the file begins with an invisible mark (a byte order mark)",
                "save it again with the encoding UTF-8, not 'UTF-8 with BOM'",
            )
        )
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as fault:
        read = content[: fault.start].decode("utf-8")
        letter = content[fault.start : fault.start + 1].decode("windows-1252", errors="replace")
        found = Diagnostic(
            shown,
            _place_at(read, len(read)),
            "encoding",
            "",
            f"the file is not saved as UTF-8; the first letter that cannot be read may be {letter!r}",
            "save it again with the encoding UTF-8",
        )
        # Up to there the lines are as they were written; what follows is shown as it may have been meant.
        meant = read + content[fault.start :].decode("windows-1252", errors="replace")
        return None, [*problems, with_source(found, _LINE_END.split(meant))]
    if "\r" in text:
        problems.append(
            Diagnostic(
                shown,
                _place_at(text, text.index("\r")),
                "line-ends",
                "",
                "lines end as Windows writes them (CRLF)",
                "nothing is lost; set your editor to LF, so that others do not see every line as changed",
            )
        )
    return text, problems


def _place_at(text: str, offset: int, length: int = 1) -> Place:
    """Where the character at *offset* stands, by the ends of lines that YAML knows."""
    before = _LINE_END.split(text[:offset])
    return Place(len(before), len(before[-1]) + 1, length)


def _find_unreadable(text: str, shown: str, is_printed: bool) -> Diagnostic | None:
    """What makes the text no YAML at all, before a parser would stumble over it."""
    conflict = _CONFLICT.search(text) if any(mark in text for mark in _CONFLICT_MARKS) else None
    if conflict:
        return Diagnostic(
            shown,
            _place_at(text, conflict.start(), 7),
            "merge-conflict",
            "",
            "two people's changes to this file collided, and the marks of that are still in it",
            "keep the lines that are right and delete the lines that begin with <<<<<<<, ======= and >>>>>>>",
        )
    control = None if is_printed else _CONTROL.search(text)
    if control:
        return Diagnostic(
            shown,
            _place_at(text, control.start()),
            "control-character",
            "",
            f"there is an invisible character here (number {ord(control.group()):#04x})",
            "delete it: put the cursor after it and press Backspace",
        )
    if not text.strip():
        return Diagnostic(
            shown,
            Place(1, 1),
            "empty-file",
            "",
            "the file is empty",
            "delete it, or start one with: local-offer new entry",
        )
    return None


class _TooManyFaultsError(Exception):
    """There are more faults than are told at a time."""


class _NotPlainError(Exception):
    """The file holds something that is not simply fields, lists and texts."""


class _Spots(Mapping[Keys, Spot]):
    """The places in a file, found when the first of them is asked for: of most files nobody asks for any."""

    def __init__(self, events: Sequence[Any]) -> None:
        self._events = events

    @cached_property
    def _found(self) -> Mapping[Keys, Spot]:
        spots: dict[Keys, Spot] = {}
        events = iter(self._events)
        first = next(event for event in events if type(event) is yaml.MappingStartEvent)
        _find_spots(spots, (), first, first.start_mark, events)
        return spots

    def __getitem__(self, keys: Keys) -> Spot:
        return self._found[keys]

    def __iter__(self) -> Iterator[Keys]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)


class _LateSpots(Mapping[Keys, Spot]):
    """The places in a file that nobody has parsed yet."""

    def __init__(self, content: bytes, shown: str) -> None:
        self._content, self._shown = content, shown

    @cached_property
    def _found(self) -> Mapping[Keys, Spot]:
        document, _ = parse_document(self._content, self._shown)
        return document.spots if document else {}

    def __getitem__(self, keys: Keys) -> Spot:
        return self._found[keys]

    def __iter__(self) -> Iterator[Keys]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)


def _find_spots(
    spots: dict[Keys, Spot], keys: Keys, event: Any, key_mark: Any, events: Iterator[Any]
) -> None:
    """Put into *spots* the place of the value that begins with *event*, and of all in it."""
    start, end = event.start_mark, event.end_mark
    if type(event) is yaml.ScalarEvent:
        spots[keys] = Spot(
            key_mark.line, key_mark.column, start.line, start.column, end.line, end.column, not event.style
        )
        return
    line, column = start.line, start.column
    spots[keys] = Spot(key_mark.line, key_mark.column, line, column, line, column + 1, False)
    if type(event) is yaml.MappingStartEvent:
        for key in events:
            if type(key) is yaml.MappingEndEvent:
                return
            _find_spots(spots, (*keys, key.value), next(events), key.start_mark, events)
    for index, item in enumerate(events):
        if type(item) is yaml.SequenceEndEvent:
            return
        _find_spots(spots, (*keys, index), item, item.start_mark, events)


def _read_plain(text: str) -> tuple[dict[str, Any], Mapping[Keys, Spot]]:
    """The fields of a file in which nothing is wrong, and their places.

    Raises:
        _NotPlainError: there may be something to say of it, and `_Reader` has to read it.
        yaml.MarkedYAMLError: it is no YAML.
    """
    parser = yaml.CSafeLoader(text)
    recorded: list[Any] = []
    try:
        next_event, record = parser.get_event, recorded.append
        for _ in range(_MOST_EVENTS):
            event = next_event()
            record(event)
            if type(event) is yaml.StreamEndEvent:
                break
        else:
            raise _NotPlainError
    finally:
        parser.dispose()
    events = iter(recorded)
    next(events)  # the stream starts
    next(events)  # the document starts, or the stream ends
    first = next(events, None)
    if type(first) is not yaml.MappingStartEvent or first.anchor is not None or first.tag is not None:
        raise _NotPlainError
    data = _plain_mapping(events, 0)
    next(events)  # the document ends
    if type(next(events)) is not yaml.StreamEndEvent:
        raise _NotPlainError
    return data, _Spots(recorded)


def _plain_mapping(events: Iterator[Any], depth: int) -> dict[str, Any]:
    mapping: dict[str, Any] = {}
    for key in events:
        if type(key) is yaml.ScalarEvent:
            # Each file has the same names, and all of them are held at once.
            name = intern(key.value)
            if not name or name in mapping or key.anchor is not None or key.tag is not None:
                raise _NotPlainError
            mapping[name] = _plain_value(next(events), events, depth)
        elif type(key) is yaml.MappingEndEvent:
            break
        else:
            raise _NotPlainError
    if len(mapping) > MOST_ITEMS:
        raise _NotPlainError
    return mapping


def _plain_value(event: Any, events: Iterator[Any], depth: int) -> Any:
    """The value that begins with *event*, in a mapping or list *depth* deep."""
    if type(event) is yaml.AliasEvent or event.anchor is not None or event.tag is not None:
        raise _NotPlainError
    if type(event) is yaml.ScalarEvent:
        text = event.value
        return None if text in _NULLS and not event.style else text
    if depth + 1 >= MAX_DEPTH:
        raise _NotPlainError
    if type(event) is yaml.MappingStartEvent:
        return _plain_mapping(events, depth + 1)
    items = []
    for item in events:
        if type(item) is yaml.SequenceEndEvent:
            break
        items.append(_plain_value(item, events, depth + 1))
    if len(items) > MOST_ITEMS:
        raise _NotPlainError
    return items


@dataclass
class _Reader:
    """Builds values from libyaml's events in one pass."""

    shown: str
    lines: tuple[str, ...]
    spots: dict[Keys, Spot] = field(default_factory=dict)
    problems: list[Diagnostic] = field(default_factory=list)
    refused: set[Keys] = field(default_factory=set)
    last_quoted: Any = None
    opened: list[Any] = field(default_factory=list)

    def read(self, next_event: Callable[[], Any]) -> dict[str, Any] | None:
        """The fields in the file whose events *next_event* gives, one after the other."""
        self._next = next_event
        self._next()  # the stream starts
        event = self._next()
        if isinstance(event, yaml.StreamEndEvent):
            self._problem(
                "empty-file",
                (),
                Place(1, 1),
                "the file holds no entry, only notes",
                "delete it, or start one with: local-offer new entry",
            )
            return None
        value = self._value((), self._next())
        self._next()  # the document ends
        after = self._next()
        if not isinstance(after, yaml.StreamEndEvent):
            self._problem(
                "two-documents",
                (),
                _place_of(after),
                "a second document starts here",
                "put each entry into a file of its own, and delete the line ---",
            )
            return None
        if isinstance(value, dict):
            return value
        if () not in self.refused:
            self._problem(
                "wrong-shape",
                (),
                Place(1, 1),
                f"the file holds {_shape(value)}, and should hold fields",
                "begin each line with the name of a field and a colon, such as: title: Riverside Club",
            )
        return None

    def _value(self, keys: Keys, event: Any, key_mark: Any = None) -> Any:
        start, end = event.start_mark, event.end_mark
        if len(self.spots) >= MOST_VALUES:
            raise _too_many(_TOO_MANY_VALUES, event)
        key_line, key_column = (key_mark.line, key_mark.column) if key_mark else (start.line, start.column)
        if isinstance(event, yaml.ScalarEvent):
            self._refuse_tricks(keys, event)
            plain = not event.style
            self.spots[keys] = Spot(
                key_line, key_column, start.line, start.column, end.line, end.column, plain
            )
            if event.style in _QUOTES:
                self.last_quoted = event
            return None if plain and event.value in _NULLS else event.value
        self.spots[keys] = Spot(
            key_line, key_column, start.line, start.column, start.line, start.column + 1, False
        )
        if isinstance(event, yaml.AliasEvent):
            self.refused.add(keys)
            self._problem(
                "alias",
                keys,
                _place_of(event),
                f"*{event.anchor} stands for something written elsewhere",
                "write the words themselves here; if the text begins with a star, put quotes around it",
            )
            return None
        self._refuse_tricks(keys, event)
        if len(keys) >= MAX_DEPTH:
            raise yaml.MarkedYAMLError(problem="nested too deeply", problem_mark=start)
        if event.flow_style:
            self.opened.append(event)
        value = self._list(keys) if isinstance(event, yaml.SequenceStartEvent) else self._mapping(keys)
        if event.flow_style:
            self.opened.pop()
        return value

    def _list(self, keys: Keys) -> list[Any]:
        items: list[Any] = []
        while not isinstance(event := self._next(), yaml.SequenceEndEvent):
            if len(items) >= MOST_ITEMS:
                raise _too_many(_TOO_MANY_ITEMS, event)
            items.append(self._value((*keys, len(items)), event))
        return items

    def _mapping(self, keys: Keys) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent) or not event.value:
                self._problem(
                    "key-not-text",
                    keys,
                    _place_of(event),
                    "a field needs a name before its colon",
                    "write the name of the field, such as: title: Riverside Club",
                )
                self._value((*keys, "?"), event)
                self._value((*keys, "?"), self._next())
                continue
            if len(mapping) >= MOST_ITEMS:
                raise _too_many(_TOO_MANY_ITEMS, event)
            name = event.value
            self._refuse_tricks((*keys, name), event)
            here = (*keys, name)
            first = self.spots.get(here)
            if name in mapping and first is not None:
                self._problem(
                    "duplicate-key",
                    here,
                    _place_of(event),
                    f'"{name}" is written twice; the first is on line {first.key_line + 1}',
                    "keep one of the two and delete the other",
                )
                self._value((*keys, f"{name} (again)"), self._next(), event.start_mark)
                continue
            mapping[name] = self._value(here, self._next(), event.start_mark)
        return mapping

    def _refuse_tricks(self, keys: Keys, event: Any) -> None:
        if event.anchor is not None:
            self._problem(
                "anchor",
                keys,
                _place_of(event),
                f"&{event.anchor} gives this a name to be used elsewhere",
                "write the words out in each place; if the text begins with &, put quotes around it",
            )
        if event.tag is not None:
            self.refused.add(keys)
            self._problem(
                "tag",
                keys,
                _place_of(event),
                f'"{event.tag.replace("tag:yaml.org,2002:", "!!")}" tells a program how to read this',
                "delete the word that begins with an exclamation mark; if it is text, put quotes around it",
            )

    def _problem(self, code: str, keys: Keys, place: Place, message: str, hint: str) -> None:
        self.problems.append(Diagnostic(self.shown, place, code, field_name(keys), message, hint))
        if len(self.problems) >= MOST_FAULTS:
            raise _TooManyFaultsError


def _too_many(problem: str, event: Any) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(problem=problem, problem_mark=event.start_mark)


def _place_of(event: Any) -> Place:
    start, end = event.start_mark, event.end_mark
    length = end.column - start.column if start.line == end.line else 1
    return Place(start.line + 1, start.column + 1, max(length, 1))


def _shape(value: object) -> str:
    if isinstance(value, list):
        return "a list"
    return "nothing" if value is None else "one text"


def _explain(fault: Any, shown: str, lines: tuple[str, ...], reader: _Reader) -> Diagnostic:
    """A parser's complaint in the words of people who write entries, at the place that needs the change."""
    mark = fault.problem_mark or fault.context_mark
    last_quoted = reader.last_quoted
    line, column = _inside(lines, mark.line, mark.column)
    problem, context = fault.problem or "", fault.context or ""
    source = lines[line] if line < len(lines) else ""

    def say(code: str, message: str, hint: str, at: tuple[int, int] = (line, column)) -> Diagnostic:
        inside = _inside(lines, *at)
        return Diagnostic(shown, Place(inside[0] + 1, inside[1] + 1), code, "", message, hint)

    indent = source[: len(source) - len(source.lstrip())]
    if "\t" in indent or "tab character" in problem:
        return say(
            "tab",
            "the line begins with a tab",
            "use spaces at the beginning of lines, two for each step",
            (line, indent.index("\t") if "\t" in indent else column),
        )
    if problem == _TOO_MANY_ITEMS:
        message = f"this list or group goes on after {MOST_ITEMS:,} items, the most that is read"
        return say("too-many-items", message, "take out what is not needed, or use several files")
    if problem == _TOO_MANY_VALUES:
        message = f"the file goes on after {MOST_VALUES:,} values, the most that is read"
        return say("too-many-items", message, "take out what is not needed, or use several files")
    if "nested too deeply" in problem:
        return say("too-deep", f"fields lie more than {MAX_DEPTH} deep in each other", "write fewer levels")
    if "quoted scalar" in context and "unexpected" in problem:
        opened = fault.context_mark
        return say(
            "text-not-closed",
            "the quote that opens here is never closed",
            f"put {source_at(lines, opened)} at the end of the text, or take the first one away",
            (opened.line, opened.column),
        )
    if "escape" in problem:
        return say(
            "backslash",
            "a backslash in double quotes has a special meaning",
            "put the text in single quotes instead, such as: 'one \\ two'",
        )
    if last_quoted is not None and last_quoted.end_mark.line == line:
        opened = last_quoted.start_mark
        quote = last_quoted.style
        if opened.line < line:
            return say(
                "text-not-closed",
                f"the quote that opens here is closed only on line {line + 1}, in the middle of other text",
                f"put {quote} at the end of the text on line {opened.line + 1}",
                (opened.line, opened.column),
            )
        return say(
            "text-after-quote",
            f"there is more text after the closing {quote}",
            "put the whole text between the quotes; inside single quotes write an apostrophe twice: 'it''s'",
        )
    near = [number for number in (line, line - 1) if 0 <= number < len(lines)]
    above = next((number for number in near if _NO_SPACE_AFTER_COLON.match(lines[number])), None)
    if above is not None and ("mapping values" in problem or "expected ':'" in problem):
        return say(
            "space-after-colon",
            "there is no space after the colon",
            "write a space after it, such as: title: Riverside Club",
            (above, lines[above].index(":")),
        )
    if "mapping values" in problem:
        before = source[:column]
        if ":" in before.strip():
            return say(
                "colon-in-text",
                "there is a colon in this text, so it looks like a new field",
                "put single quotes around the whole text, such as: title: 'Saturday Club: for all'",
            )
        return say(
            "indentation",
            "this line begins further right than the field before it",
            "begin it in the same column as the other fields of its group",
            (line, len(indent)),
        )
    if "could not find expected ':'" in problem:
        opened = fault.context_mark
        return say(
            "no-colon",
            "this line has no field name and no colon",
            "write: name: text; or, if it goes on with the text above, indent it by two more spaces",
            (opened.line, opened.column),
        )
    if "flow" in context:
        # "While parsing a flow node" names what could not be read, and not the bracket around it.
        opened = reader.opened[-1].start_mark if reader.opened else fault.context_mark
        return say(
            "bracket-not-closed",
            "the bracket that opens here is never closed, or a comma is missing after it",
            "close the bracket, or write one item a line, each beginning with '- '",
            (opened.line, opened.column),
        )
    if "cannot start any token" in problem or "alias" in context or "anchor" in context:
        began = fault.context_mark or mark
        return say(
            "special-sign",
            f'a text cannot begin with "{source_at(lines, began)}" unless it is in quotes',
            "put single quotes around the whole text",
            (began.line, began.column),
        )
    return say(
        "layout",
        "the layout breaks here",
        "look at this line and the one above: fields of one group begin in the same column, "
        "a list item begins with '- ', and text in quotes ends with the same quote",
    )


def _inside(lines: Sequence[str], line: int, column: int) -> tuple[int, int]:
    """*line* and *column* where they are in the file; behind its last letter where a parser has gone on."""
    if line < len(lines):
        return line, min(column, len(lines[line]))
    return len(lines) - 1, len(lines[-1])


def source_at(lines: tuple[str, ...], mark: Any) -> str:
    """The sign in the file at a parser's mark."""
    line: str = lines[mark.line]
    return line[mark.column : mark.column + 1]


_ANALYSES: dict[str, Any] = {}
_LONGEST_KEPT = 40
_MOST_KEPT = 5_000


class _HouseStyle(yaml.SafeDumper):
    """Block style, list items indented, no aliases, quotes wherever YAML 1.1 or 1.2 would read no text."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def analyze_scalar(self, scalar: str) -> Any:
        # Names of fields come again in every file, and looking at each letter is most of the work.
        if len(scalar) > _LONGEST_KEPT:
            return super().analyze_scalar(scalar)
        if scalar not in _ANALYSES:
            if len(_ANALYSES) >= _MOST_KEPT:
                _ANALYSES.clear()
            _ANALYSES[scalar] = super().analyze_scalar(scalar)
        return _ANALYSES[scalar]


def _represent_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = None
    if "\n" in text or (len(text) > 100 and " " in text):
        text = "\n".join(line.rstrip() for line in text.strip().splitlines()) + "\n"
        style = "|"
    elif _LOOKS_LIKE_NUMBER.fullmatch(text):
        style = "'"
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_HouseStyle.add_representer(str, _represent_text)
_HouseStyle.add_representer(tuple, yaml.SafeDumper.represent_list)


def dump_document(facts: Mapping[str, Any]) -> str:
    """*facts* as the text of a file in the house style, keys in the order given.

    Reading it again gives the same facts: text as text, numbers and `date` values as they were.
    """
    return yaml.dump(
        _plain(facts),
        Dumper=_HouseStyle,
        sort_keys=False,
        allow_unicode=True,
        width=10**9,
        default_flow_style=False,
    )


def with_fields(document: Document, fields: Mapping[str, Any], order: Sequence[str]) -> str:
    """The text of *document* with *fields* written anew, or taken out where None; other lines as they are.

    A field that was not there yet goes after the last one that comes before it in *order*. A file that is not
    laid out in blocks, such as one in braces, is written anew as a whole.
    """
    tops = {str(keys[0]): spot for keys, spot in document.spots.items() if len(keys) == 1}
    if any(spot.key_column for spot in tops.values()) or len({spot.key_line for spot in tops.values()}) < len(
        tops
    ):
        kept = {key: _filled(value) for key, value in document.data.items() if key not in fields}
        stated = {**kept, **fields}
        named = (*order, *stated)
        return dump_document({key: stated[key] for key in named if stated.get(key) not in (None, {})})
    lines = list(document.lines)
    if lines and not lines[-1]:
        lines.pop()
    starts = sorted({spot.key_line for spot in tops.values()})
    blocks: dict[str, list[str]] = {"": lines[: starts[0]] if starts else lines}
    for key, spot in sorted(tops.items(), key=lambda one: one[1].key_line):
        later = [start for start in starts if start > spot.key_line]
        blocks[key] = lines[spot.key_line : later[0] if later else len(lines)]
    for key, value in fields.items():
        # Notes and blank lines after a field belong to what follows.
        after = _trailing_notes(blocks.get(key, []))
        new = [] if value is None else dump_document({key: value}).rstrip("\n").split("\n")
        if key in blocks:
            blocks[key] = new + after
        elif value is not None:
            earlier = order[: order.index(key)] if key in order else order
            place = next((one for one in reversed(earlier) if one in blocks), list(blocks)[-1])
            notes = _trailing_notes(blocks[place]) if place else []
            blocks[place] = blocks[place][: len(blocks[place]) - len(notes)]
            at = list(blocks).index(place) + 1
            blocks = dict([*list(blocks.items())[:at], (key, new + notes), *list(blocks.items())[at:]])
    return "\n".join(line for block in blocks.values() for line in block) + "\n"


def _trailing_notes(block: Sequence[str]) -> list[str]:
    end = len(block)
    while end > 1 and (not block[end - 1].strip() or block[end - 1].startswith("#")):
        end -= 1
    return list(block[end:])


def _filled(value: Any) -> Any:
    """*value* without blanks, which cannot be written."""
    if isinstance(value, Mapping):
        return {key: _filled(one) for key, one in value.items() if one is not None}
    if isinstance(value, list):
        return [_filled(one) for one in value if one is not None]
    return "" if value is None else value


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, str | int | float | date):
        return value
    raise TypeError(f"{type(value).__name__} has no place in an entry")
