"""What an authority publishes, as values: an authority, its entries, and the offer they make."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from site_builder.content.results import NOT_TESTED, Results

Facts = Mapping[str, Any]

OLDEST_AGE = 25
"""The age at which a local offer ends (Children and Families Act 2014, section 30)."""


def fact(facts: Facts, name: str) -> Any | None:
    """The fact called *name* (dotted for a fact inside a fact), or None where it is not stated.

    Inside a list, it is stated if an item states it (`places.access`) or is that word (`assurances.free`). An
    empty list, text or mapping counts as not stated.
    """
    value: Any = facts
    for key in name.split("."):
        value = value.get(key) if type(value) is dict else _inside(value, key)
    # What is empty is not stated, but for a number.
    return value or (value if isinstance(value, int | float) else None)


def _inside(value: Any, key: str) -> Any | None:
    if isinstance(value, Mapping):
        return value.get(key)
    if isinstance(value, list | tuple):
        if key in value:
            return key
        return next((item[key] for item in value if isinstance(item, Mapping) and item.get(key)), None)
    return None


@dataclass(frozen=True, slots=True)
class Ages:
    """Whole years, both ends counted: 8 to 17 is from the 8th birthday to the day before the 18th."""

    youngest: int
    oldest: int

    def years(self) -> range:
        return range(self.youngest, self.oldest + 1)

    def overlaps(self, youngest: int, oldest: int) -> bool:
        return self.youngest <= oldest and self.oldest >= youngest


def ages(stated: Facts | None) -> Ages | None:
    """The ages in *stated* (`from`, `to`), open ends closed at birth and 25, or None where not stated."""
    if not stated:
        return None
    return Ages(stated.get("from", 0), stated.get("to", OLDEST_AGE))


class Stated:
    """Something with facts, and how they are asked for."""

    __slots__ = ()

    facts: Facts

    def fact(self, name: str) -> Any | None:
        """As the function `fact`, of its own facts."""
        return fact(self.facts, name)

    def states(self, name: str) -> bool:
        """Whether the fact *name* is stated; `a|b` asks for either."""
        if "|" in name:
            return any(self.fact(one) is not None for one in name.split("|"))
        return self.fact(name) is not None


@dataclass(frozen=True, slots=True)
class Authority(Stated):
    """A local authority, as its own `authority.yaml` describes it."""

    path: str
    facts: Facts

    @property
    def id(self) -> str:
        return str(self.facts["id"])

    @property
    def name(self) -> str:
        return str(self.facts["name"])

    @property
    def is_invented(self) -> bool:
        return self.facts.get("demonstration") == "invented"


@dataclass(frozen=True, slots=True)
class Entry(Stated):
    """One entry of an offer, as written: numbers and dates are values, blank answers are left out.

    `path` is the file, from the project's root; `facts` has the keys of `schema/entry/<kind>.yaml`. `digest`
    is of all bytes of that file: what follows from these facts alone is remembered by it. It is empty where
    the facts are not those of the file.
    """

    authority: str
    path: str
    facts: Facts
    digest: bytes = field(default=b"", repr=False, compare=False)

    @property
    def id(self) -> str:
        return str(self.facts["id"])

    @property
    def full_id(self) -> str:
        """What tells it from the entries of all authorities."""
        return f"{self.authority}/{self.id}"

    @property
    def kind(self) -> str:
        """`service`, `setting`, `information` or `not-available`."""
        return str(self.facts["kind"])

    @property
    def title(self) -> str:
        title: str = self.facts["title"]
        return title

    @property
    def summary(self) -> str:
        summary: str = self.facts["summary"]
        return summary

    @property
    def is_support(self) -> bool:
        """Whether a family can use it: a service or a setting."""
        return self.kind in ("service", "setting")

    @property
    def service_types(self) -> tuple[str, ...]:
        return tuple(self.facts.get("service_types", ()))

    @property
    def needs(self) -> tuple[str, ...]:
        return tuple(self.facts.get("needs", ()))

    @property
    def ages(self) -> Ages | None:
        return ages(self.facts.get("ages"))

    @property
    def area(self) -> str:
        """`in` or `out`; an entry that does not say is in the authority's area."""
        return str(self.facts.get("area", "in"))

    @property
    def topic(self) -> str | None:
        return self.facts.get("topic")

    @property
    def reviewed(self) -> date | None:
        return self.facts.get("reviewed")


@dataclass(frozen=True, slots=True)
class Record(Stated):
    """Something that an authority wrote down about its work on the offer, such as a comment or an action.

    `id` is the file's name without its ending; `facts` has the keys of `schema/record/<kind>.yaml`.
    """

    path: str
    id: str
    facts: Facts


@dataclass(frozen=True, slots=True)
class Records:
    """The records of an authority, each kind in order of id."""

    comments: tuple[Record, ...] = ()
    comments_reports: tuple[Record, ...] = ()
    consultations: tuple[Record, ...] = ()
    actions: tuple[Record, ...] = ()
    commitments: tuple[Record, ...] = ()
    reviews: tuple[Record, ...] = ()
    audits: tuple[Record, ...] = ()

    def commitments_for(self, requirement: str) -> tuple[Record, ...]:
        """The plans for the gap in the requirement with this id."""
        return tuple(one for one in self.commitments if one.facts["requirement"] == requirement)


@dataclass(frozen=True, slots=True)
class Offer:
    """A local offer: one authority, its entries in order of id, its records, and what testing it showed.

    `left_out` are the files not used, of entries and of records.
    """

    authority: Authority
    entries: tuple[Entry, ...]
    left_out: tuple[str, ...] = ()
    records: Records = Records()
    results: Results = NOT_TESTED

    def of_kind(self, *kinds: str) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.entries if entry.facts["kind"] in kinds)

    def with_ids(self, ids: Iterable[str]) -> tuple[Entry, ...]:
        wanted = set(ids)
        return tuple(entry for entry in self.entries if entry.facts["id"] in wanted)
