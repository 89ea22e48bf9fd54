"""Choose the entries of an offer that fit what somebody is looking for, the most fitting first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from site_builder.content.model import Ages, Entry
from site_builder.content.subject import subject_ages, subject_kinds, subject_topics
from site_builder.content.vocabulary import Vocabulary
from site_builder.pages import words
from site_builder.pages.edition import Edition, many

MOST_SHOWN = 8
ROOM_FOR_GUIDES = 2
ROOM_FOR_ABSENCES = 1


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for: kinds of support and topics, what is wanted most first, and an outcome."""

    kinds: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    outcome: str = ""

    def __add__(self, other: Wanted) -> Wanted:
        """What either asks for, this one's first."""
        return Wanted(
            tuple(dict.fromkeys(self.kinds + other.kinds)),
            tuple(dict.fromkeys(self.topics + other.topics)),
            self.outcome or other.outcome,
        )


@dataclass(frozen=True, slots=True)
class Fitting:
    """The entries that fit, as many as a page has room for; `left` is how many more there are."""

    support: tuple[Entry, ...]
    guides: tuple[Entry, ...]
    absences: tuple[Entry, ...]
    left: int

    @property
    def entries(self) -> tuple[Entry, ...]:
        return (*self.support, *self.guides, *self.absences)


class Fitter:
    """The entries of an offer, sorted once by what they are about: each page then looks at few of them."""

    def __init__(self, edition: Edition) -> None:
        self._vocabularies = edition.rules.vocabularies
        self._by_kind: dict[str, list[Entry]] = defaultdict(list)
        self._by_topic: dict[str, list[Entry]] = defaultdict(list)
        self._by_outcome: dict[str, list[Entry]] = defaultdict(list)
        for entry in sorted(edition.offer.entries, key=lambda entry: words.sort_key(entry.title)):
            if entry.fact("availability.status") == "closed":
                continue
            for kind in subject_kinds(entry):
                self._by_kind[kind].append(entry)
            for topic in subject_topics(entry):
                self._by_topic[topic].append(entry)
            for outcome in many(entry.fact("outcomes")):
                self._by_outcome[str(outcome)].append(entry)

    def has_kind(self, kind: str) -> bool:
        """Whether any entry is about this kind of support."""
        return kind in self._by_kind

    def of_kinds(self, kinds: Iterable[str]) -> tuple[Entry, ...]:
        """What a family can use of these kinds."""
        found = {entry.id: entry for kind in kinds for entry in self._by_kind.get(kind, ())}
        return tuple(entry for entry in found.values() if entry.is_support)

    def on_topic(self, topic: str) -> tuple[Entry, ...]:
        """What answers a topic, information before what answers it on the side, and an absence last."""
        order = {"information": 0, "not-available": 2}
        return tuple(sorted(self._by_topic.get(topic, ()), key=lambda entry: order.get(entry.kind, 1)))

    def find(
        self, wanted: Wanted, years: Ages | None, *, without: Iterable[str] = (), most: int = MOST_SHOWN
    ) -> Fitting:
        """What fits *wanted* and somebody of one of these *years* of age, or of any age.

        What says which ages it is for comes before what does not, what is in the area before what is not, and
        otherwise what is wanted most comes first.

        Args:
            wanted: what is looked for.
            years: the ages, or None for all.
            without: ids of entries that stand elsewhere on the page.
            most: how many there is room for.
        """
        ranks: dict[str, tuple[int, int, int]] = {}
        found: dict[str, Entry] = {}
        seen_elsewhere = frozenset(without)
        sources: Sequence[tuple[Sequence[str], Mapping[str, list[Entry]]]] = (
            (wanted.topics, self._by_topic),
            ((wanted.outcome,) if wanted.outcome else (), self._by_outcome),
            (wanted.kinds, self._by_kind),
        )
        for named, shelf in sources:
            for place, name in enumerate(named):
                for entry in shelf.get(name, ()):
                    stated = subject_ages(entry, self._vocabularies)
                    if entry.id in seen_elsewhere or not _is_for(stated, years):
                        continue
                    rank = (int(entry.area == "out"), int(stated is None), place)
                    found[entry.id] = entry
                    ranks[entry.id] = min(rank, ranks.get(entry.id, rank))
        ordered = sorted(found.values(), key=lambda one: (ranks[one.id], words.sort_key(one.title)))
        return _in_room(ordered, most)


def _in_room(ordered: Sequence[Entry], most: int) -> Fitting:
    """As many of *ordered* as there is room for: support first, but never guides or absences not at all."""
    guides = [entry for entry in ordered if entry.kind == "information"]
    absences = [entry for entry in ordered if entry.kind == "not-available"]
    support = [entry for entry in ordered if entry.is_support]
    kept = min(len(guides), ROOM_FOR_GUIDES) + min(len(absences), ROOM_FOR_ABSENCES)
    support = support[: most - kept]
    absences = absences[: max(ROOM_FOR_ABSENCES, most - len(support) - len(guides))]
    guides = guides[: most - len(support) - len(absences)]
    shown = len(support) + len(guides) + len(absences)
    return Fitting(tuple(support), tuple(guides), tuple(absences), len(ordered) - shown)


def _is_for(stated: Ages | None, years: Ages | None) -> bool:
    return stated is None or years is None or stated.overlaps(years.youngest, years.oldest)


def kinds_under(headings: Iterable[str], service_types: Vocabulary) -> tuple[str, ...]:
    """Every kind of support that stands under one of *headings*, in the order of the headings."""
    return tuple(
        term.id
        for heading in headings
        for term in service_types.terms.values()
        if term.facts.get("heading") == heading
    )
