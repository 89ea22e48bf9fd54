"""Draft a mapping file for a table from its columns' names and its first rows, for a person to finish."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice

from site_builder.content.document import dump_document, read_trusted
from site_builder.content.personal_data import find_personal_data
from site_builder.exchange.draft import LONGEST_TITLE
from site_builder.exchange.importing import NOT_REPEATED
from site_builder.exchange.readings import (
    calendar_day,
    email_address,
    phone_in_table,
    postcode,
    shorten,
    slug,
    web_address,
)
from site_builder.exchange.source import Tidied, clean
from site_builder.exchange.table import Table
from site_builder.shipped import shipped

SAMPLE_ROWS = 200
MOST_EXAMPLES = 3
LONGEST_EXAMPLE = 60
SURE = 0.8
"""The share of the cells of a column that must look like one thing, to take the column for it."""

_MANY_COLUMNS = ("places.address",)


@dataclass(frozen=True, slots=True)
class _Headers:
    """What columns are often called: the fields by name, and names of columns of numbers and of people."""

    fields: Mapping[str, tuple[str, ...]]
    numbers: frozenset[str]
    people: frozenset[str]


@cache
def _headers() -> _Headers:
    data = read_trusted(shipped("schema", "mappings", "headers.yaml"))
    fields: dict[str, tuple[str, ...]] = {}
    for target, names in data["fields"].items():
        fields |= {name: (*fields.get(name, ()), target) for name in names}
    return _Headers(fields, frozenset(data["numbers"]), frozenset(data["people"]))


@dataclass(frozen=True, slots=True)
class _Seen:
    """One column: its name, what it says in the first rows, and what fields it may be, likeliest first."""

    name: str
    cells: tuple[str, ...]
    filled: int
    targets: tuple[str, ...]
    why: str

    @property
    def target(self) -> str:
        return self.targets[0] if self.targets else ""


def draft_mapping(table: Table, scheme: str) -> str:
    """The text of a mapping file for *table*, with a note on every guess and on every column without one.

    It is a mapping that can be used as it is: columns that nobody could guess are blank, and so not copied.
    """
    rows = list(islice(table.records(), SAMPLE_ROWS))
    number = _number_column(table, rows)
    columns = _look(table, rows, number)
    targets = {one.target for one in columns}
    name = slug(scheme) or "table"
    lines = [
        f"# What the columns of {table.name} mean here. Drafted from its names and first {len(rows):,} rows:",
        "# read every line, and mend what was guessed wrong.",
        *(f"# {note}" for note in table.notes),
        "source:",
        "  # What families would call it, and a short name of your own, which must never change.",
        _line("name", name.replace("-", " ").capitalize(), "  "),
        _line("scheme", name, "  "),
        "# service, or setting for nurseries, schools and colleges",
        "kind: setting" if "setting.urn" in targets else "kind: service",
    ]
    if number:
        lines += ["# The column with a number of its own for each row.", _line("number", number)]
    else:
        lines.append("# No column numbers the rows, so a row is known again by its name and its postcode.")
    if "title" not in targets:
        lines.append(
            "# No column seems to hold names. Each entry needs one: write `to: title` below its column."
        )
    lines.append("columns:")
    for one in columns:
        lines += _column_lines(one, number, "provider.name" in targets)
    lines += _always({one.target: one.name for one in columns if one.target})
    return "\n".join(lines) + "\n"


def _column_lines(one: _Seen, number: str, has_provider: bool) -> Iterator[str]:
    examples = ", ".join(_examples(one.cells))
    share = f"filled in {one.filled} of {len(one.cells)} rows" if one.cells else "no rows"
    yield f"  # {share}{f'; such as {examples}' if examples else ''}"
    if not one.target:
        if one.name == number:
            yield "  # the number of the row"
        else:
            yield f"  # {one.why or 'not guessed: name a field, or leave it blank and it is not copied'}"
        yield f"  {_key(one.name)}:"
        return
    yield f"  # guessed {one.why}"
    yield f"  {_key(one.name)}:"
    yield f"    to: {one.target}"
    if one.target == "title" and not has_provider:
        yield "    # No column says who runs it, so its name is taken for that too."
        yield "    also:"
        yield "      - provider.name"
    if one.target in ("needs", "service_types"):
        words = Counter(word for cell in one.cells for word in _words(cell))
        known = [word for word, _ in words.most_common(20)]
        if known:
            yield "    # Say what these words mean here, such as:  autism: [autism]. Known ones need no line."
            yield "    # terms:"
            yield from (f"    #   {_key(word)}: []" for word in known)


def _always(targets: Mapping[str, str]) -> Iterator[str]:
    yield "# The same for every row. Without a kind of support, every entry is 'other-support'."
    facts: list[str] = []
    if "service_types" not in targets:
        facts += ["  service_types:", "    - other-support"]
    if "description" not in targets and "summary" not in targets:
        facts += [
            "  # No column describes it, and each entry needs a sentence. Columns go in braces.",
            _line("summary", _sentence(targets), "  "),
        ]
    yield from ["always:", *facts] if facts else ["# always:", "#   service_types: [other-support]"]


def _sentence(targets: Mapping[str, str]) -> str:
    """A sentence made of what the columns say, with their names in braces."""
    what = targets.get("service_types") or targets.get("title", "")
    words = [f"{{{what}}}"]
    if "ages.from" in targets and "ages.to" in targets:
        words.append(f"for ages {{{targets['ages.from']}}} to {{{targets['ages.to']}}}")
    if "places.address" in targets:
        words.append(f"in {{{targets['places.address']}}}")
    return f"{' '.join(words)}."


def _look(table: Table, rows: list[dict[str, str]], number: str) -> list[_Seen]:
    """Every column, with one field at most, and no field twice."""
    columns = [_look_at(name, tuple(clean(row[name]) for row in rows), number) for name in table.columns]
    taken: set[str] = set()
    found = {}
    # A name that can mean several fields waits for those that can mean only one.
    for one in sorted(columns, key=lambda one: len(one.targets) > 1):
        free = [target for target in one.targets if target not in taken or target in _MANY_COLUMNS][:1]
        why = one.why
        if one.targets and not free:
            why = f"not guessed: another column already says {one.targets[-1]}"
        taken.update(free)
        found[one.name] = replace(one, targets=tuple(free), why=why)
    columns = [found[one.name] for one in columns]
    return columns if "title" in taken else _with_title(columns)


def _look_at(name: str, cells: tuple[str, ...], number: str) -> _Seen:
    filled = [cell for cell in cells if cell and cell.casefold() not in ("na", "n/a", "none", "nan", "-")]
    targets, why = ((), "") if name == number else _guess(name, filled)
    if name == number and _plain(name) == "urn":
        targets, why = ("setting.urn",), "from its name"
    return _Seen(name, cells, len(filled), targets, why)


def _with_title(columns: list[_Seen]) -> list[_Seen]:
    """*columns*, the first that may hold names as the title: filled in each row, short, never the same."""
    for place, one in enumerate(columns):
        is_free = not one.target and one.filled == len(one.cells) > 0
        may_name = all(re.search(r"[^\W\d]{2}", cell) and len(cell) <= LONGEST_TITLE for cell in one.cells)
        if is_free and not one.why and may_name and len(set(one.cells)) == len(one.cells):
            seen = replace(one, targets=("title",), why="because each row says something else here")
            return [*columns[:place], seen, *columns[place + 1 :]]
    return columns


def _guess(name: str, filled: list[str]) -> tuple[tuple[str, ...], str]:
    """The fields that a column may be and how they were guessed, or none and why not."""
    plain = _plain(name)
    if plain in _headers().people:
        return (), "it seems to name people, who are not copied"
    if plain in _headers().fields:
        return _headers().fields[plain], "from its name"
    for target, looks_like in (
        ("source.says_checked", calendar_day),
        ("places.postcode", postcode),
        ("contact.email", email_address),
        ("contact.website", web_address),
        ("contact.phone", _whole_phone_number),
    ):
        fits = sum(looks_like(cell).value is not None for cell in filled)
        if len(filled) >= MOST_EXAMPLES and fits >= SURE * len(filled):
            if target == "source.says_checked":
                return (), "it holds days; of what, nobody can guess"
            return (target,), "from what it says"
    return (), ""


def _whole_phone_number(text: str) -> Tidied:
    """A phone number that is all there is: other numbers have fewer digits, or stand in words."""
    is_whole = re.fullmatch(r"[+(]?[0-9][0-9 ()-]{8,18}", text) and len(re.sub(r"\D", "", text)) >= 10
    return phone_in_table(text) if is_whole else Tidied(None, "not a phone number")


def _number_column(table: Table, rows: list[dict[str, str]]) -> str:
    """The column whose name says that it numbers the rows, and in which no two rows say the same."""
    for name in table.columns:
        cells = [row[name].strip() for row in rows]
        is_number = _plain(name) in _headers().numbers and rows and all(cells)
        if is_number and len(set(cells)) == len(cells):
            return name
    return ""


def _plain(name: str) -> str:
    """The name of a column in small letters, without signs, digits and what is plain from the field."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()
    return " ".join(re.findall(r"[a-z]+", re.sub(r"\((name|years|yrs)\)$", "", apart.rstrip())))


def _examples(cells: tuple[str, ...]) -> Iterator[str]:
    shown = dict.fromkeys(" ".join(cell.split()) for cell in cells if cell)
    for cell in islice(shown, MOST_EXAMPLES):
        yield f'"{NOT_REPEATED if find_personal_data(cell) else shorten(cell, LONGEST_EXAMPLE)}"'


def _words(cell: str) -> list[str]:
    return [word for word in (part.strip() for part in re.split(r"[;,|\n]", cell)) if 0 < len(word) <= 60]


def _key(name: str) -> str:
    """*name* as the key of a mapping."""
    return dump_document({name: "x"}).rpartition(": x")[0]


def _line(key: str, value: str, indent: str = "") -> str:
    return indent + dump_document({key: value}).rstrip("\n")
