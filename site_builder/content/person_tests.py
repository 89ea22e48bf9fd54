"""What people found when they tested a site by hand, criterion by criterion, and which tests count."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from site_builder.content.criteria import Criterion, criteria
from site_builder.content.diagnostics import show_choices
from site_builder.content.model import Facts, Record

Result = Literal["pass", "fail", "not-applicable", "not-tested"]
RESULTS: tuple[Result, ...] = get_args(Result)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one criterion came to; `note` says what is wrong and where."""

    criterion: Criterion
    result: Result
    note: str = ""


@dataclass(frozen=True, slots=True)
class PersonTest:
    """One record of a test: who tested, what, with what, and a judgement for every criterion, in order.

    A criterion that the record does not name is not tested. `on` is the day that the file is named by.
    """

    on: date
    path: str
    who: str
    pages: tuple[str, ...]
    assistive_technology: tuple[str, ...]
    judgements: tuple[Judgement, ...]

    def with_result(self, *results: Result) -> tuple[Judgement, ...]:
        return tuple(one for one in self.judgements if one.result in results)

    @property
    def failed(self) -> tuple[Judgement, ...]:
        return self.with_result("fail")

    @property
    def left_open(self) -> tuple[Judgement, ...]:
        return self.with_result("not-tested")

    @property
    def is_begun(self) -> bool:
        """Whether anything was tested: a record as `local-offer audit --record` starts it shows nothing."""
        return len(self.left_open) < len(self.judgements)

    @property
    def lacks(self) -> tuple[str, ...]:
        """What is still to be written down before it counts, in words."""
        bare = [one for one in self.failed if not one.note]
        number = f"{len(self.left_open)} of {len(self.judgements)} criteria ({_numbers(self.left_open)})"
        asked = {
            "who tested": not self.who,
            "which pages": not self.pages,
            number: bool(self.left_open),
            f"what is wrong, and where, for what failed ({_numbers(bare)})": bool(bare),
        }
        return tuple(words for words, is_lacking in asked.items() if is_lacking)

    @property
    def is_finished(self) -> bool:
        """Whether it counts as a test: it says who tested which pages, and judges every criterion."""
        return not self.lacks


@dataclass(frozen=True, slots=True)
class PersonTests:
    """The tests of a site that count: the newest finished one, and those begun since then, newest first.

    What an unfinished test passes shows nothing. What it fails is a fault that somebody knows of.
    """

    finished: PersonTest | None = None
    begun: tuple[PersonTest, ...] = ()

    @property
    def failed(self) -> tuple[Judgement, ...]:
        """What any of them failed, each criterion once, the newest word on it first."""
        tests = (*self.begun, self.finished) if self.finished else self.begun
        found: dict[str, Judgement] = {}
        for one in tests:
            for judgement in one.failed:
                found.setdefault(judgement.criterion.number, judgement)
        return tuple(found[number] for number in criteria() if number in found)


def person_tests(records: Iterable[Record], on: date) -> PersonTests:
    """The tests among *records* of the day *on* and before it that count."""
    tests = sorted(
        (one for one in map(person_test, records) if one is not None and one.on <= on),
        key=lambda one: one.on,
        reverse=True,
    )
    finished = next((one for one in tests if one.is_finished), None)
    newer = tuple(one for one in tests if one.is_begun and (finished is None or one.on > finished.on))
    return PersonTests(finished, newer)


def person_test(record: Record) -> PersonTest | None:
    """The test in *record*; None where its name is no day, which has a diagnostic."""
    try:
        on = date.fromisoformat(record.id)
    except ValueError:
        return None
    return PersonTest(
        on=on,
        path=record.path,
        who=str(record.fact("who") or ""),
        pages=tuple(record.fact("sample") or ()),
        assistive_technology=tuple(record.fact("assistive_technology") or ()),
        judgements=tuple(_judgements(record.fact("criteria") or {})),
    )


def _judgements(stated: Facts) -> Iterator[Judgement]:
    for number, criterion in criteria().items():
        told = stated.get(number, "not-tested")
        note = str(told.get("note") or "") if isinstance(told, Mapping) else ""
        result = told.get("result") if isinstance(told, Mapping) else told
        yield Judgement(criterion, _result(result), note)


def _result(told: object) -> Result:
    return next((one for one in RESULTS if one == told), "not-tested")


def _numbers(judgements: Sequence[Judgement], most: int = 6) -> str:
    return show_choices([one.criterion.number for one in judgements], most)
