"""Entries that may be the same thing twice: the same name, postcode or phone number, in any source."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from site_builder.content.model import Facts, fact

NEIGHBOURS = 3
"""With how many of those next to it, in order of name, an entry at one address and number is compared."""

ALIKE = 0.5
"""The share of the words of two names that must be the same, for names to be alike."""

_EMPTY_WORDS = frozenset(("the", "and", "of", "for", "in", "at", "a", "ltd", "limited", "cic", "cio", "plc"))


@dataclass(frozen=True, slots=True)
class Candidate:
    """What tells one entry from others. `source` is the register it came from, empty for people's own."""

    entry: str
    title: str
    name: str
    words: frozenset[str]
    postcodes: frozenset[str]
    phones: frozenset[str]
    source: str


@dataclass(frozen=True, slots=True)
class Duplicates:
    """Entries that may be one and the same, in order of id, and what they share."""

    entries: tuple[Candidate, ...]
    shared: tuple[str, ...]


def candidate(entry: str, facts: Facts) -> Candidate:
    """What of the entry's *facts* tells it from others."""
    title = str(facts.get("title", ""))
    words = [word for word in re.findall(r"\w+", _plain(title)) if word not in _EMPTY_WORDS]
    places = [one for one in _list(facts.get("places")) if isinstance(one, Mapping)]
    phone = re.sub(r"\D", "", str(fact(facts, "contact.phone") or "").split("ext")[0])
    numbers = [
        str(one.get("scheme", "")) for one in _list(facts.get("external_ids")) if isinstance(one, Mapping)
    ]
    return Candidate(
        entry,
        title,
        " ".join(words),
        frozenset(words),
        frozenset(str(one["postcode"]) for one in places if one.get("postcode")),
        frozenset([re.sub(r"^(?:00)?44(?=\d{9,})0?", "0", phone)] if len(phone) >= 6 else []),
        numbers[0] if numbers else "",
    )


def find_duplicates(entries: Iterable[Candidate], fresh: frozenset[str]) -> tuple[Duplicates, ...]:
    """Groups of entries that may be the same thing, each with one of *fresh* (ids) in it, in order of id.

    Names must be the same and so must the postcode or the phone number, where both entries have one; or
    postcode and phone number are the same and the names alike. Entries are put into blocks by what they
    share, so that the work grows with their number and not with its square.
    """
    found = sorted(entries, key=lambda one: one.entry)
    groups = _Groups()
    for first, second, shared in _pairs(found):
        groups.join(first.entry, second.entry, shared)
    by_id = {one.entry: one for one in found}
    return tuple(
        Duplicates(tuple(by_id[one] for one in ids), tuple(sorted(shared)))
        for ids, shared in groups.all()
        if not fresh.isdisjoint(ids)
    )


def _pairs(entries: list[Candidate]) -> Iterator[tuple[Candidate, Candidate, tuple[str, ...]]]:
    by_name: dict[str, list[Candidate]] = defaultdict(list)
    by_place: dict[tuple[str, str], list[Candidate]] = defaultdict(list)
    for one in entries:
        if one.name:
            by_name[one.name].append(one)
        for postcode in one.postcodes:
            for phone in one.phones:
                by_place[postcode, phone].append(one)
    for same_name in by_name.values():
        if len(same_name) > 1:
            yield from _same_name(same_name)
    for same_place in by_place.values():
        same_place.sort(key=lambda one: (one.name, one.entry))
        for place, one in enumerate(same_place):
            for other in same_place[place + 1 : place + 1 + NEIGHBOURS]:
                if one.name != other.name and _are_alike(one.words, other.words):
                    yield one, other, ("phone", "postcode")


def _same_name(entries: list[Candidate]) -> Iterator[tuple[Candidate, Candidate, tuple[str, ...]]]:
    firsts: dict[tuple[str, str], Candidate] = {}
    nowhere = [one for one in entries if not one.postcodes and not one.phones]
    placed = [one for one in entries if one.postcodes or one.phones]
    for one in placed:
        marks = [("postcode", mark) for mark in sorted(one.postcodes)]
        for mark in (*marks, *(("phone", mark) for mark in sorted(one.phones))):
            first = firsts.setdefault(mark, one)
            if first is not one:
                yield first, one, ("name", mark[0])
    for one in nowhere:
        other = placed[0] if placed else nowhere[0]
        if one is not other:
            yield other, one, ("name",)


def _are_alike(words: frozenset[str], others: frozenset[str]) -> bool:
    return bool(words and others) and len(words & others) / len(words | others) >= ALIKE


class _Groups:
    """Ids that belong together, joined pair by pair."""

    def __init__(self) -> None:
        self._parents: dict[str, str] = {}
        self._shared: list[tuple[str, tuple[str, ...]]] = []

    def join(self, one: str, other: str, shared: tuple[str, ...]) -> None:
        self._parents[self._head(one)] = self._head(other)
        self._shared.append((one, shared))

    def all(self) -> Iterator[tuple[list[str], set[str]]]:
        groups: dict[str, list[str]] = defaultdict(list)
        shared: dict[str, set[str]] = defaultdict(set)
        for one in sorted(self._parents):
            groups[self._head(one)].append(one)
        for one, what in self._shared:
            shared[self._head(one)].update(what)
        for head, ids in groups.items():
            if len(ids) > 1:
                yield ids, shared[head]

    def _head(self, one: str) -> str:
        path = [one]
        while (parent := self._parents.setdefault(path[-1], path[-1])) != path[-1]:
            path.append(parent)
        for step in path:
            self._parents[step] = path[-1]
        return path[-1]


def _plain(text: str) -> str:
    return text.casefold().replace("'", "").replace("’", "").replace("&", " and ")


def _list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else []
