"""Count what an offer publishes by need, stage of life and level, and beside it what the minimum expects."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from site_builder.content.diagnostics import Diagnostic, nearest, sort_diagnostics
from site_builder.content.document import Document, read_document
from site_builder.content.model import Ages, Entry, Offer
from site_builder.content.schema import load_schema
from site_builder.content.subject import phase_years, subject_ages, subject_kinds, subject_needs
from site_builder.content.vocabulary import NEED_FOR_ALL, Vocabularies, Vocabulary
from site_builder.errors import FaultyRules
from site_builder.shipped import shipped

NOT_STATED = "not-stated"
"""The row or column of what does not say its need, its ages or its level."""

State = Literal["entries", "declared-not-available", "nothing-published"]

STATE_WORDS: dict[State, str] = {
    "entries": "listed",
    "declared-not-available": "declared not available",
    "nothing-published": "nothing published",
}

NO_VERDICT = (
    "These numbers count what is published. They do not say if it is enough: "
    "that takes the number of places and the number of children who need them."
)


@dataclass(frozen=True, slots=True)
class Choice:
    """A row or a column: its id, its words, and the broad area or heading it stands under."""

    id: str
    label: str
    within: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """What is published for one row and column.

    `entries` are in the area and have not closed; `outside` are those outside it; `for_any_need` are those of
    both that are for any need. `places` adds up by what a place is (`beds a night`; empty where nobody says),
    because beds and pupils make no sum; `giving_places` says how many entries give them. `declared` counts
    the plain words that something is not available here.
    """

    entries: int = 0
    outside: int = 0
    for_any_need: int = 0
    places: tuple[tuple[str, int], ...] = ()
    giving_places: int = 0
    declared: int = 0

    @property
    def state(self) -> State:
        if self.entries or self.outside:
            return "entries"
        return "declared-not-available" if self.declared else "nothing-published"


EMPTY = Cell()


@dataclass(frozen=True, slots=True)
class Matrix:
    """The coverage of one offer; a cell that is not in a mapping is a blank.

    The phases, levels and needs end with `not-stated`. A declared absence speaks of kinds of support and
    never of a level, so for needs it stands in the column of what states no level.
    """

    authority: str
    phases: tuple[Choice, ...]
    levels: tuple[Choice, ...]
    needs: tuple[Choice, ...]
    headings: tuple[Choice, ...]
    kinds: tuple[Choice, ...]
    by_need: Mapping[tuple[str, str, str], Cell]
    by_heading: Mapping[tuple[str, str], Cell]
    by_kind: Mapping[tuple[str, str], Cell]
    counted: int
    closed: int
    without_needs: int
    without_ages: int
    without_level: int

    def need_cell(self, need: str, phase: str, level: str) -> Cell:
        return self.by_need.get((need, phase, level), EMPTY)

    def heading_cell(self, heading: str, phase: str) -> Cell:
        return self.by_heading.get((heading, phase), EMPTY)

    def kind_cell(self, kind: str, phase: str) -> Cell:
        return self.by_kind.get((kind, phase), EMPTY)

    def label(self, choices: Iterable[Choice], choice_id: str) -> str:
        """The words of one row or column; an unknown id is its own words."""
        return next((one.label for one in choices if one.id == choice_id), choice_id)


@dataclass(slots=True)
class _Count:
    entries: int = 0
    outside: int = 0
    for_any_need: int = 0
    places: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    giving_places: int = 0
    declared: int = 0

    def add(self, entry: Entry, capacities: list[tuple[str, int]]) -> None:
        if entry.area == "out":
            self.outside += 1
        else:
            self.entries += 1
        self.for_any_need += NEED_FOR_ALL in entry.needs
        self.giving_places += bool(capacities)
        for unit, number in capacities:
            self.places[unit] += number

    def cell(self) -> Cell:
        return Cell(
            self.entries,
            self.outside,
            self.for_any_need,
            tuple(sorted(self.places.items())),
            self.giving_places,
            self.declared,
        )


def coverage(offer: Offer, vocabularies: Vocabularies) -> Matrix:
    """Count the entries of *offer* by need, phase and level, and by kind of support and phase.

    An entry counts for a phase if it is for any of its years; for a need as in `Vocabularies.needs_met_by`;
    in each heading once. What is closed is counted by itself only. One pass over the entries.
    """
    needs, types = vocabularies["needs"], vocabularies["service-types"]
    counts_for = rows_by_need(vocabularies)
    years = {term.id: phase_years(term) for term in vocabularies["phases"].terms.values()}
    by_need: dict[tuple[str, str, str], _Count] = defaultdict(_Count)
    by_heading: dict[tuple[str, str], _Count] = defaultdict(_Count)
    by_kind: dict[tuple[str, str], _Count] = defaultdict(_Count)
    counted = closed = without_needs = without_ages = without_level = 0
    for entry in offer.entries:
        if entry.kind == "not-available":
            kinds = sorted(types.expand(subject_kinds(entry)))
            if not kinds:
                continue
            phases = phases_of(subject_ages(entry, vocabularies), years)
            rows = rows_of(subject_needs(entry), counts_for)
            for phase in phases:
                for row in rows:
                    by_need[row, phase, NOT_STATED].declared += 1
                for heading in _headings(kinds, types):
                    by_heading[heading, phase].declared += 1
                for kind in kinds:
                    by_kind[kind, phase].declared += 1
        if not entry.is_support:
            continue
        if entry.fact("availability.status") == "closed":
            closed += 1
            continue
        counted += 1
        without_needs += not entry.needs
        without_ages += entry.ages is None
        level = str(entry.fact("level") or NOT_STATED)
        without_level += level == NOT_STATED
        capacities = _places(entry.facts)
        kinds = list(dict.fromkeys(entry.service_types))
        in_units = {kind: _places_in_units(entry, kind) or capacities for kind in kinds}
        rows = rows_of(entry.needs, counts_for) or [NOT_STATED]
        for phase in phases_of(entry.ages, years) or [NOT_STATED]:
            for row in rows:
                by_need[row, phase, level].add(entry, capacities)
            for heading in _headings(kinds, types):
                by_heading[heading, phase].add(entry, capacities)
            for kind in kinds:
                by_kind[kind, phase].add(entry, in_units[kind])
    return Matrix(
        authority=offer.authority.id,
        phases=(*_choices(vocabularies["phases"]), Choice(NOT_STATED, "Ages not stated")),
        levels=(*_choices(vocabularies["levels"]), Choice(NOT_STATED, "Level not stated")),
        needs=(
            *(
                Choice(term.id, term.label, str(term.facts.get("area", "")))
                for term in needs.terms.values()
                if term.id != NEED_FOR_ALL
            ),
            Choice(NOT_STATED, "Needs not stated"),
        ),
        headings=tuple(Choice(one.id, one.label) for one in types.headings.values()),
        kinds=tuple(
            Choice(one.id, one.label, str(one.facts.get("heading", ""))) for one in types.terms.values()
        ),
        by_need={key: count.cell() for key, count in by_need.items()},
        by_heading={key: count.cell() for key, count in by_heading.items()},
        by_kind={key: count.cell() for key, count in by_kind.items()},
        counted=counted,
        closed=closed,
        without_needs=without_needs,
        without_ages=without_ages,
        without_level=without_level,
    )


def _choices(vocabulary: Vocabulary) -> Iterator[Choice]:
    return (Choice(term.id, term.label) for term in vocabulary.terms.values())


def rows_by_need(vocabularies: Vocabularies) -> dict[str, list[str]]:
    """For each need that an entry may name, the rows it counts in: `needs_met_by`, turned round."""
    rows: dict[str, list[str]] = defaultdict(list)
    for need in vocabularies["needs"].terms:
        if need != NEED_FOR_ALL:
            for named in vocabularies.needs_met_by(need):
                rows[named].append(need)
    return rows


def rows_of(named: Iterable[str], counts_for: Mapping[str, list[str]]) -> list[str]:
    """The rows in which what names these needs counts, each once; *counts_for* are `rows_by_need`."""
    return list(dict.fromkeys(row for need in named for row in counts_for.get(need, ())))


def phases_of(stated: Ages | None, years: Mapping[str, Ages]) -> list[str]:
    """The phases that have any of the *stated* ages, by the *years* of each; none where nobody says."""
    if stated is None:
        return []
    return [phase for phase, span in years.items() if stated.overlaps(span.youngest, span.oldest)]


def _headings(kinds: Iterable[str], types: Vocabulary) -> list[str]:
    found = (str(types.terms[kind].facts.get("heading", "")) for kind in kinds if kind in types)
    return list(dict.fromkeys(one for one in found if one))


def _places(facts: Mapping[str, Any]) -> list[tuple[str, int]]:
    capacity = facts.get("capacity") or {}
    places = capacity.get("places")
    return [] if places is None else [(str(capacity.get("unit", "")), int(places))]


def _places_in_units(entry: Entry, kind: str) -> list[tuple[str, int]]:
    """The places of an entry's units of one kind: a unit in a school has its own, not the school's."""
    return [one for unit in entry.facts.get("units", ()) if unit.get("type") == kind for one in _places(unit)]


@dataclass(frozen=True, slots=True)
class Expectation:
    """The levels of support that the minimum expects for one broad area of need in some phases, and why."""

    need: str
    phases: tuple[str, ...]
    levels: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Expected:
    """The expected matrix. `basis` says whose judgement it is: the `law`'s or the `project`'s."""

    about: str
    basis: str
    expectations: tuple[Expectation, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """One level that is expected for a need in a phase, and what is published for it.

    `level_not_stated` counts the entries for that need and phase that do not say their level: one of them may
    be what is looked for.
    """

    need: str
    phase: str
    level: str
    why: str
    cell: Cell
    level_not_stated: int

    @property
    def is_published(self) -> bool:
        return self.cell.state == "entries"

    @property
    def is_for_any_need_only(self) -> bool:
        """Whether all that is published is for any need, and nothing names this one."""
        return self.is_published and self.cell.for_any_need == _listed(self.cell)


def load_expected(vocabularies: Vocabularies) -> Expected:
    """The expected matrix this software ships.

    Raises:
        FaultyRules: it has faults, each a diagnostic with its line.
    """
    name = "expected-matrix.yaml"
    document, problems = read_document(shipped("schema", name), f"schema/{name}")
    if document is None:
        raise FaultyRules(problems)
    return parse_expected(document, vocabularies, problems)


def parse_expected(document: Document, vocabularies: Vocabularies, problems: list[Diagnostic]) -> Expected:
    """The expected matrix in *document*; *problems* are the faults that reading it showed.

    Raises:
        FaultyRules: it has faults.
    """
    reading = load_schema("the expected matrix", "matrix.yaml").read(document)
    problems = [*problems, *reading.diagnostics]
    if not problems:
        problems = list(_find_faults(document, reading.facts["expected"], vocabularies))
    if problems:
        raise FaultyRules(sort_diagnostics(problems))
    facts = reading.facts
    expectations = tuple(
        Expectation(one["need"], tuple(one["phases"]), tuple(one["levels"]), one["why"])
        for one in facts["expected"]
    )
    return Expected(facts["about"], facts["basis"], expectations)


def _find_faults(
    document: Document, expected: list[Mapping[str, Any]], vocabularies: Vocabularies
) -> Iterator[Diagnostic]:
    seen = set()
    for index, one in enumerate(expected):
        named = [
            (("expected", index, "need"), one["need"], "needs"),
            *((("expected", index, "phases", at), name, "phases") for at, name in enumerate(one["phases"])),
            *((("expected", index, "levels", at), name, "levels") for at, name in enumerate(one["levels"])),
        ]
        for keys, name, vocabulary in named:
            known = vocabularies[vocabulary]
            if name not in known:
                meant = nearest(name, known.terms)
                hint = f'did you mean "{meant}"?' if meant else ""
                yield document.diagnose(keys, "unknown-name", f'"{name}" is not in {known.path}', hint)
        for phase in one["phases"]:
            for level in one["levels"]:
                if (one["need"], phase, level) in seen:
                    message = f"{one['need']}, {phase}, {level} is written twice"
                    yield document.diagnose(("expected", index, "need"), "duplicate-term", message)
                seen.add((one["need"], phase, level))


def compare_with_expected(matrix: Matrix, expected: Expected) -> tuple[Difference, ...]:
    """What is published for every level that is expected, in the matrix's order of needs, phases, levels."""
    reasons = {
        (one.need, phase, level): one.why
        for one in expected.expectations
        for phase in one.phases
        for level in one.levels
    }
    return tuple(
        Difference(
            need.id,
            phase.id,
            level.id,
            why,
            matrix.need_cell(need.id, phase.id, level.id),
            _listed(matrix.need_cell(need.id, phase.id, NOT_STATED)),
        )
        for need in matrix.needs
        for phase in matrix.phases
        for level in matrix.levels
        if (why := reasons.get((need.id, phase.id, level.id)))
    )


def _listed(cell: Cell) -> int:
    return cell.entries + cell.outside
