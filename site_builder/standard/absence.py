"""What declared absences say together: for which kinds of support, ages and needs nothing is available."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from site_builder.content.checks import Rules
from site_builder.content.model import Ages, Entry, Offer
from site_builder.content.subject import subject_ages, subject_needs
from site_builder.content.vocabulary import NEED_FOR_ALL


@dataclass(frozen=True, slots=True)
class Absence:
    """The declared absences that together speak of every kind of support a check would accept.

    An age or a need is absent if it is said to be so for each of those kinds. `kinds` has, for each kind, the
    absences that speak of it; what any of them says counts.
    """

    entries: tuple[Entry, ...]
    kinds: tuple[tuple[Entry, ...], ...]
    rules: Rules

    def __bool__(self) -> bool:
        return bool(self.entries)

    def only(self, keep: Callable[[Entry], bool]) -> Absence:
        """The absences that *keep* accepts; nothing where they leave a kind unspoken of."""
        kinds = tuple(tuple(filter(keep, entries)) for entries in self.kinds)
        if not all(kinds):
            return Absence((), (), self.rules)
        return Absence(tuple(filter(keep, self.entries)), kinds, self.rules)

    def years(self) -> frozenset[int]:
        """The years of age for which nothing of any kind is available."""
        absent = [{year for entry in entries for year in self._years(entry)} for entries in self.kinds]
        return frozenset(set.intersection(*absent)) if absent else frozenset()

    def _years(self, entry: Entry) -> Iterable[int]:
        stated = subject_ages(entry, self.rules.vocabularies)
        return stated.years() if stated else ()

    def speaks_of(self, need: str) -> bool:
        """Whether nothing of any kind is available for *need*.

        What is said of a broad area counts for each need in it; what is said of one need never for its area.
        """
        terms = self.rules.vocabularies["needs"].terms
        area = terms[need].facts.get("area") if need in terms else None
        counts = {need, area, NEED_FOR_ALL}
        return bool(self.kinds) and all(
            any(counts.intersection(subject_needs(entry)) for entry in entries) for entries in self.kinds
        )

    def is_whole(self, asked: Ages | None, needs: Sequence[str]) -> bool:
        """Whether it leaves none of the ages and needs that are asked for open."""
        every_age = asked is None or set(asked.years()) <= self.years()
        return bool(self) and every_age and all(self.speaks_of(need) for need in needs)


def find_absence(offer: Offer, wanted: frozenset[str], area: str, rules: Rules) -> Absence:
    """What *offer* declares absent of the *wanted* kinds of support; nothing where a kind is not spoken of.

    Args:
        offer: whose declared absences are looked at.
        wanted: ids of kinds of support.
        area: `in`, `out` or `any`. To say that something is not available outside the area says nothing of
            the area, so `any` asks for what is said of the area.
        rules: whose groups of kinds an absence may name.
    """
    spoken = _spoken(offer, wanted, area, rules)
    kinds = tuple(tuple(entry for entry, named in spoken if kind in named) for kind in sorted(wanted))
    if not kinds or not all(kinds):
        return Absence((), (), rules)
    return Absence(tuple(entry for entry, _ in spoken), kinds, rules)


def kinds_not_spoken_of(
    offer: Offer, wanted: frozenset[str], area: str, rules: Rules
) -> list[tuple[Entry, frozenset[str]]]:
    """The absences that speak of some of the *wanted* kinds, each with those it leaves open."""
    spoken = _spoken(offer, wanted, area, rules)
    elsewhere = [
        (entry, named)
        for entry, named in _spoken(offer, wanted, "out", rules)
        if area == "any" and entry not in [one for one, _ in spoken]
    ]
    return [(entry, wanted - named) for entry, named in [*spoken, *elsewhere]]


def _spoken(
    offer: Offer, wanted: frozenset[str], area: str, rules: Rules
) -> list[tuple[Entry, frozenset[str]]]:
    types = rules.vocabularies["service-types"]
    asked = "in" if area == "any" else area
    spoken = []
    for entry in offer.of_kind("not-available"):
        absent = entry.facts["absent"]
        named = wanted & types.expand(absent.get("service_types", ()))
        if named and absent.get("area", "in") == asked:
            spoken.append((entry, named))
    return spoken
