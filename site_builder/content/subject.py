"""Say what an entry is about: the ages, needs, kinds of support and topics that it speaks of.

A declared absence has those facts under `absent`, and one that names no ages or needs speaks of all. A guide
is about the ages of its stage of life.
"""

from __future__ import annotations

from site_builder.content.model import OLDEST_AGE, Ages, Entry, Facts, ages
from site_builder.content.vocabulary import NEED_FOR_ALL, Term, Vocabularies


def subject(entry: Entry) -> Facts:
    """The facts that say what *entry* is about."""
    about: Facts = entry.facts.get("absent", {}) if entry.kind == "not-available" else entry.facts
    return about


def subject_ages(entry: Entry, vocabularies: Vocabularies) -> Ages | None:
    """The ages it is about, or None where it does not say."""
    stated = ages(subject(entry).get("ages"))
    if stated is None and entry.kind == "not-available":
        return Ages(0, OLDEST_AGE)
    if stated is None and (stage := vocabularies["phases"].terms.get(entry.facts.get("stage", ""))):
        return phase_years(stage)
    return stated


def subject_needs(entry: Entry) -> tuple[str, ...]:
    """Ids of the needs it is about; none where it does not say."""
    stated = tuple(subject(entry).get("needs", ()))
    return (NEED_FOR_ALL,) if entry.kind == "not-available" and not stated else stated


def subject_kinds(entry: Entry) -> tuple[str, ...]:
    """Ids of the kinds of support it is, or says are not available."""
    return tuple(dict.fromkeys(subject(entry).get("service_types", ())))


def subject_topics(entry: Entry) -> tuple[str, ...]:
    """Ids of the topics it explains or answers, or says are not available."""
    explained = (entry.topic,) if entry.topic else ()
    return tuple(
        dict.fromkeys((*explained, *subject(entry).get("topics", ()), *entry.facts.get("answers", ())))
    )


def phase_years(term: Term) -> Ages:
    """The whole years of a phase: it ends the day before a birthday, but for 25."""
    start, end = int(term.facts["from"]), int(term.facts["to"])
    return Ages(start, end if end >= OLDEST_AGE else end - 1)
