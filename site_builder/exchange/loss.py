"""What an import kept, changed, lost and did not recognise, counted value by value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

KEPT = "kept"
CHANGED = "changed"
LOST = "lost"
NOT_RECOGNISED = "not-recognised"
SKIPPED = "skipped"
OUTCOMES = (SKIPPED, LOST, NOT_RECOGNISED, CHANGED, KEPT)
"""What can become of a value of the source, the worst first."""

Path = tuple[str | int, ...]
"""Where a value stands in a record: keys of mappings and, from 0, items of lists."""

_MOST_SHOWN = 8
_Counted = TypeVar("_Counted", str, tuple[str, str], tuple[str, str, str])


@dataclass(frozen=True, slots=True)
class Tally:
    """How many values of one source field had one outcome, and how or why.

    `field` is a dotted name, lists marked: `locations[].postal_code`. `reason` is empty where nothing is to
    be said of what was kept.
    """

    field: str
    outcome: str
    reason: str
    count: int


@dataclass(frozen=True, slots=True)
class UnknownTerm:
    """A term of the source that no vocabulary here has, and how many records use it."""

    field: str
    term: str
    count: int


@dataclass(frozen=True, slots=True)
class SkippedRecord:
    """A record that did not become an entry. `record` counts from 1 in the source's order."""

    record: int
    source_id: str
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class MadeFact:
    """A fact of entries that no single value of the source states, and how it was made."""

    fact: str
    how: str
    count: int


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Parts of texts that no entry may hold, such as pictures, and how many there were."""

    what: str
    count: int


@dataclass(frozen=True, slots=True)
class PersonalWarning:
    """Something in an entry that looks personal, for a person to look at; never the words themselves."""

    entry: str
    field: str
    kind: str
    count: int


@dataclass(frozen=True, slots=True)
class LossReport:
    """What became of every value of a source.

    Every value that is not blank is counted once in `tallies`, so their counts add up to `values`.
    `notes` are about the file as a whole: its encoding, pages that are missing from it.
    """

    source: str
    imported: date
    records: int
    entries: int
    values: int
    tallies: tuple[Tally, ...]
    unknown_terms: tuple[UnknownTerm, ...]
    skipped: tuple[SkippedRecord, ...]
    made: tuple[MadeFact, ...]
    left_out: tuple[LeftOut, ...]
    warnings: tuple[PersonalWarning, ...]
    notes: tuple[str, ...]

    def count(self, outcome: str) -> int:
        """How many values had *outcome*."""
        return sum(tally.count for tally in self.tallies if tally.outcome == outcome)

    def of(self, outcome: str) -> tuple[Tally, ...]:
        """The tallies of *outcome*, the most frequent first."""
        return tuple(tally for tally in self.tallies if tally.outcome == outcome)


def is_blank(value: object) -> bool:
    """Whether *value* says nothing. False and 0 do say something."""
    return value is None or (isinstance(value, str) and not value.strip()) or value in ([], {})


def values_in(data: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every value in *data* that is not blank, with its place, in the source's order."""
    if isinstance(data, Mapping):
        for key, value in data.items():
            yield from values_in(value, (*path, str(key)))
    elif isinstance(data, list | tuple):
        for number, value in enumerate(data):
            yield from values_in(value, (*path, number))
    elif not is_blank(data):
        yield path, data


def field_name(path: Path) -> str:
    """*path* as the report writes it: `locations[].postal_code`."""
    name = ""
    for key in path:
        if isinstance(key, int):
            name += "[]"
        else:
            name += f".{key}" if name else key
    return name or "(the record)"


@dataclass
class Ledger:
    """Collects what becomes of the values while records are read; `close` makes the report of it."""

    tallies: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    unknown_terms: Counter[tuple[str, str]] = field(default_factory=Counter)
    made: Counter[tuple[str, str]] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)
    warnings: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    skipped: list[SkippedRecord] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    records: int = 0
    entries: int = 0
    values: int = 0

    def add_record(
        self, values: int, tallies: Iterable[tuple[str, str, str]], terms: Iterable[tuple[str, str]]
    ) -> None:
        """Count one record that became an entry."""
        self.records += 1
        self.entries += 1
        self.values += values
        self.tallies.update(tallies)
        self.unknown_terms.update(terms)

    def add_skipped(self, record: SkippedRecord, data: Any) -> None:
        """Count one record that did not become an entry, and all its values."""
        self.records += 1
        self.skipped.append(record)
        for path, _ in values_in(data):
            self.values += 1
            self.tallies[field_name(path), SKIPPED, "its record was skipped"] += 1

    def close(self, source: str, imported: date) -> LossReport:
        """The report of everything counted so far, in a stated order: most frequent first, then by name."""

        def often(counted: Counter[_Counted]) -> list[tuple[_Counted, int]]:
            return sorted(counted.items(), key=lambda item: (-item[1], item[0]))

        return LossReport(
            source=source,
            imported=imported,
            records=self.records,
            entries=self.entries,
            values=self.values,
            tallies=tuple(Tally(*key, count) for key, count in often(self.tallies)),
            unknown_terms=tuple(UnknownTerm(*key, count) for key, count in often(self.unknown_terms)),
            skipped=tuple(self.skipped),
            made=tuple(MadeFact(*key, count) for key, count in often(self.made)),
            left_out=tuple(LeftOut(what, count) for what, count in often(self.left_out)),
            warnings=tuple(PersonalWarning(*key, count) for key, count in sorted(self.warnings.items())),
            notes=tuple(self.notes),
        )


def as_text(report: LossReport) -> str:
    """The report in plain words, the worst first. Nothing in it repeats personal data."""
    parts = [_summary(report)]
    if report.skipped:
        lines = [f"record {one.record}{_called(one)}: {one.reason}" for one in report.skipped]
        parts.append(_section("Skipped records", len(report.skipped), lines))
    parts.append(_tally_section("Lost", report.of(LOST)))
    parts.append(_tally_section("Not recognised", report.of(NOT_RECOGNISED)))
    if report.unknown_terms:
        terms = [(one.count, f'{one.field}: "{one.term}"') for one in report.unknown_terms]
        parts.append(_section("Terms that were not recognised", len(terms), _counted(terms)))
    if report.left_out:
        parts_of_texts = [(one.count, one.what) for one in report.left_out]
        parts.append(
            _section("Left out of texts", sum(one.count for one in report.left_out), _counted(parts_of_texts))
        )
    if report.warnings:
        parts.append(
            _section("Look at these before you publish", len(report.warnings), _warn(report.warnings))
        )
    parts.append(_tally_section("Changed", report.of(CHANGED)))
    if report.made:
        made = [(one.count, f"{one.fact}: {one.how}") for one in report.made]
        parts.append(_section("Made by the import", sum(one.count for one in report.made), _counted(made)))
    parts.append(_tally_section("Kept", report.of(KEPT)))
    return "\n\n".join(part for part in parts if part) + "\n"


def as_json(report: LossReport) -> dict[str, Any]:
    """The report as data, the fields in order of name."""
    return {
        "format_version": 1,
        "source": report.source,
        "imported": report.imported.isoformat(),
        "counts": {
            "records": report.records,
            "entries": report.entries,
            "skipped": len(report.skipped),
            "values": report.values,
            "kept": report.count(KEPT),
            "changed": report.count(CHANGED),
            "lost": report.count(LOST),
            "not_recognised": report.count(NOT_RECOGNISED),
            "in_skipped_records": report.count(SKIPPED),
        },
        "notes": list(report.notes),
        "skipped": [
            {"record": one.record, "source_id": one.source_id, "name": one.name, "reason": one.reason}
            for one in report.skipped
        ],
        "fields": [
            {"field": name, "values": sum(tally.count for tally in tallies), "outcomes": _outcomes(tallies)}
            for name, tallies in _by_field(report.tallies)
        ],
        "not_recognised": [
            {"field": one.field, "term": one.term, "count": one.count} for one in report.unknown_terms
        ],
        "left_out_of_texts": [{"what": one.what, "count": one.count} for one in report.left_out],
        "warnings": [
            {"entry": one.entry, "field": one.field, "kind": one.kind, "count": one.count}
            for one in report.warnings
        ],
        "made": [{"fact": one.fact, "how": one.how, "count": one.count} for one in report.made],
    }


def _by_field(tallies: Iterable[Tally]) -> list[tuple[str, list[Tally]]]:
    by_field: dict[str, list[Tally]] = {}
    for tally in tallies:
        by_field.setdefault(tally.field, []).append(tally)
    return sorted(by_field.items())


def _outcomes(tallies: Iterable[Tally]) -> list[dict[str, Any]]:
    ordered = sorted(tallies, key=lambda tally: OUTCOMES.index(tally.outcome))
    return [{"outcome": tally.outcome, "reason": tally.reason, "count": tally.count} for tally in ordered]


def _summary(report: LossReport) -> str:
    lines = [
        f"{report.source}, imported on {report.imported}: "
        f"{report.entries:,} of {report.records:,} records became entries.",
        f"Of {_many(report.values, 'value')} in the source, {report.count(KEPT):,} were kept, "
        f"{report.count(CHANGED):,} changed, {report.count(LOST):,} lost, "
        f"{report.count(NOT_RECOGNISED):,} not recognised; {report.count(SKIPPED):,} are in skipped records.",
        *report.notes,
    ]
    return "\n".join(lines)


def _many(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def _called(one: SkippedRecord) -> str:
    name = f' "{one.name}"' if one.name else ""
    return f"{name} (id {one.source_id})" if one.source_id else name


def _section(title: str, count: int, lines: Iterable[str]) -> str:
    return "\n".join([f"{title} ({count:,})", *(f"  {line}" for line in lines)])


def _counted(rows: Iterable[tuple[int, str]]) -> list[str]:
    return [f"{count:>6,}  {words}" for count, words in rows]


def _tally_section(title: str, tallies: tuple[Tally, ...]) -> str:
    """One line for each field; fields of one list or mapping that fared alike share a line."""
    if not tallies:
        return ""
    alike: dict[tuple[str, str, int], list[str]] = {}
    for one in tallies:
        around, _, key = one.field.rpartition(".")
        alike.setdefault((around or one.field, one.reason, one.count), []).append(key)
    rows = []
    for (around, reason, count), keys in alike.items():
        if len(keys) > 1:
            name = f"{around} ({', '.join(keys)})"
        else:
            name = around if keys == [around] else f"{around}.{keys[0]}"
        rows.append((count, f"{name}: {reason}" if reason else name))
    return _section(title, sum(one.count for one in tallies), _counted(rows))


def _warn(warnings: tuple[PersonalWarning, ...]) -> list[str]:
    """One line for each kind of thing in each field; long lists of entries are cut and say how many more."""
    entries: dict[tuple[str, str], list[str]] = {}
    for one in warnings:
        entries.setdefault((one.kind, one.field), []).append(one.entry)
    lines = []
    for (kind, name), ids in sorted(entries.items(), key=lambda item: (-len(item[1]), item[0])):
        more = f" and {len(ids) - _MOST_SHOWN} more" if len(ids) > _MOST_SHOWN else ""
        lines.append(f"{kind} in {name}: {', '.join(ids[:_MOST_SHOWN])}{more}")
    return lines
