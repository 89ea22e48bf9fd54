"""The entries of an offer, arranged by what requirements ask for, so that each asks only those it means."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from site_builder.content.model import Entry, Offer

Key = TypeVar("Key")
One = TypeVar("One")


@dataclass(frozen=True, slots=True)
class Shelves:
    """The entries of one offer, arranged once for all requirements; on every shelf in the offer's order.

    `by_type` has the places in `support` of the services and settings of each kind of support, `by_topic` the
    information pages, and `answering` the entries, not closed, that say they answer a topic.
    """

    support: tuple[Entry, ...]
    not_closed: tuple[Entry, ...]
    by_type: Mapping[str, tuple[int, ...]]
    by_topic: Mapping[str | None, tuple[Entry, ...]]
    answering: Mapping[str, tuple[Entry, ...]]

    def of_types(self, types: Collection[str]) -> list[Entry]:
        """The services and settings of any of the kinds of support *types*."""
        places = {place for one in types for place in self.by_type.get(one, ())}
        return [self.support[place] for place in sorted(places)]


def arrange(offer: Offer) -> Shelves:
    """The entries of *offer* on their shelves."""
    support = offer.of_kind("service", "setting")
    return Shelves(
        support,
        tuple(entry for entry in support if not is_closed(entry)),
        _grouped((one, place) for place, entry in enumerate(support) for one in set(entry.service_types)),
        _grouped((entry.topic, entry) for entry in offer.of_kind("information")),
        _grouped(
            (topic, entry)
            for entry in offer.entries
            if "answers" in entry.facts and not is_closed(entry)
            for topic in dict.fromkeys(entry.facts["answers"])
        ),
    )


def is_closed(entry: Entry) -> bool:
    """Whether *entry* says that it has closed."""
    return bool(entry.fact("availability.status") == "closed")


def _grouped(pairs: Iterable[tuple[Key, One]]) -> dict[Key, tuple[One, ...]]:
    groups: dict[Key, list[One]] = {}
    for key, one in pairs:
        groups.setdefault(key, []).append(one)
    return {key: tuple(ones) for key, ones in groups.items()}
