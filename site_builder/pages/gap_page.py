"""Say to the public, in plain English, what a local offer should publish and does not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from site_builder.pages import words
from site_builder.pages.edition import GAP_FACTS, GAPS, GAPS_CSV, GAPS_JSON, Edition, entry_address, up_from
from site_builder.pages.words import clause, sentence
from site_builder.standard.assess import Finding
from site_builder.standard.evidence import STATUS_WORDS, Status
from site_builder.standard.standard import LEVELS, Requirement, Source

LEVEL_HEADINGS = {
    "must": "What the law says must be here",
    "should": "What government guidance says should be here",
    "recommended": "What we think is good to have here",
}
LEVEL_NOUNS = {
    "must": "things the law asks for",
    "should": "things government guidance asks for",
    "recommended": "things that are good to have",
}

SECTOR_WORDS = {
    "education": "Nurseries, schools and colleges",
    "health": "Health",
    "social-care": "Social care and short breaks",
    "transport": "Travel",
    "childcare": "Childcare",
    "leisure": "Leisure and play",
    "training": "Training",
    "preparing-for-adulthood": "Growing up",
    "information-advice": "Information and advice",
    "rights": "Your rights",
    "accessibility": "Whether everyone can use this local offer",
    "governance": "How this local offer is run",
}

STATUS_SENTENCES: dict[Status, str] = {
    "met": "This is here.",
    "declared-not-available": "The council says plainly that this is not available here.",
    "out-of-date": "This is here, but nobody has checked it for too long.",
    "partly-met": "Some of this is here, and some is missing.",
    "missing": "Nothing is published about this.",
    "not-checked": "This was not checked.",
}

GAP_ORDER: tuple[Status, ...] = ("missing", "partly-met", "out-of-date", "declared-not-available")


@dataclass(frozen=True, slots=True)
class SourceLine:
    cite: str
    url: str | None
    caution: str


@dataclass(frozen=True, slots=True)
class Reference:
    """An entry that a finding rests on, as a link."""

    address: str
    title: str


@dataclass(frozen=True, slots=True)
class GapItem:
    """One finding as it stands on the page."""

    id: str
    title: str
    status: Status
    status_words: str
    meaning: str
    reasons: tuple[str, ...]
    to_close: str
    who_acts: str
    duty_note: str
    threshold_note: str
    sources: tuple[SourceLine, ...]
    evidence: tuple[Reference, ...]


@dataclass(frozen=True, slots=True)
class SectorGaps:
    heading: str
    items: tuple[GapItem, ...]


@dataclass(frozen=True, slots=True)
class LevelGaps:
    """All findings of one level: counts, the gaps by sector, what is here and what was not checked."""

    id: str
    heading: str
    counts: tuple[str, ...]
    total: int
    sectors: tuple[SectorGaps, ...]
    met: tuple[GapItem, ...]
    not_checked: tuple[GapItem, ...]

    @property
    def gaps(self) -> int:
        return sum(len(sector.items) for sector in self.sectors)


@dataclass(frozen=True, slots=True)
class EntryFacts:
    """How many of the facts asked for one entry gives, and which it lacks."""

    address: str
    title: str
    given: int
    asked: int
    missing: tuple[str, ...]


def gap_values(edition: Edition) -> dict[str, Any]:
    """What the template `gaps.html` needs."""
    up = up_from(GAPS)
    levels = tuple(
        _level(level, findings, edition, up)
        for level in LEVELS
        if (findings := [one for one in edition.assessment.findings if one.requirement.level == level])
    )
    lacking = sum(1 for one in edition.assessment.entries if one.missing)
    return {
        "council": edition.council,
        "authority": edition.authority.name,
        "on": edition.on,
        "standard": edition.assessment.standard,
        "levels": levels,
        "lacking": lacking,
        "entry_count": len(edition.assessment.entries),
        "most_missing": most_missing_facts(edition),
        "left_out": edition.assessment.left_out,
        "up": up,
        "facts_address": up + GAP_FACTS,
        "json_address": up + GAPS_JSON,
        "csv_address": up + GAPS_CSV,
    }


def fact_values(edition: Edition) -> dict[str, Any]:
    """What the template `gap_facts.html` needs: every entry that lacks a fact, the thinnest first."""
    up = up_from(GAP_FACTS)
    lacking = [
        EntryFacts(
            up + entry_address(one.entry),
            edition.entries[one.entry].title,
            one.given,
            one.asked,
            tuple(clause(missing.label) for missing in one.missing),
        )
        for one in edition.assessment.entries
        if one.missing and one.entry in edition.entries
    ]
    lacking.sort(key=lambda one: (-len(one.missing), words.sort_key(one.title)))
    return {
        "authority": edition.authority.name,
        "on": edition.on,
        "lacking": tuple(lacking),
        "entry_count": len(edition.assessment.entries),
        "most_missing": most_missing_facts(edition),
        "up": up,
        "gaps_address": up + GAPS,
    }


def most_missing_facts(edition: Edition) -> tuple[tuple[str, int], ...]:
    """The facts that most entries lack, most often missing first, with how many lack each."""
    counted = Counter(clause(missing.label) for one in edition.assessment.entries for missing in one.missing)
    return tuple(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])))


def gap_summary(edition: Edition) -> tuple[int, int]:
    """How many things the law asks for, and how many of them are gaps."""
    must = [one for one in edition.assessment.findings if one.requirement.level == "must"]
    return len(must), sum(one.is_gap for one in must)


def _level(level: str, findings: list[Finding], edition: Edition, up: str) -> LevelGaps:
    counted = Counter(one.status for one in findings)
    gaps = [one for one in findings if one.is_gap]
    sectors: dict[str, list[GapItem]] = {}
    for finding in gaps:
        sectors.setdefault(sector_words(finding.requirement.sector), []).append(_item(finding, edition, up))
    for items in sectors.values():
        items.sort(key=lambda item: GAP_ORDER.index(item.status))
    return LevelGaps(
        id=level,
        heading=LEVEL_HEADINGS[level],
        counts=tuple(_counts(counted, len(findings), level)),
        total=len(findings),
        sectors=tuple(SectorGaps(heading, tuple(items)) for heading, items in sectors.items()),
        met=tuple(_item(one, edition, up) for one in findings if one.status == "met"),
        not_checked=tuple(_item(one, edition, up) for one in findings if one.status == "not-checked"),
    )


def _counts(counted: Counter[Status], total: int, level: str) -> Iterable[str]:
    """The counts as sentences; a status that nothing has is left out, but not `met`."""
    yield f"{counted['met']:,} of {total:,} {LEVEL_NOUNS[level]} {_is(counted['met'])} here."
    if number := counted["missing"]:
        yield f"{number:,} {_is(number)} missing: nothing is published."
    if number := counted["partly-met"]:
        yield f"{number:,} {_is(number)} partly here."
    if number := counted["out-of-date"]:
        yield f"{number:,} {_is(number)} out of date."
    if number := counted["declared-not-available"]:
        yield f"{number:,} {_is(number)} not available here, and the council says so plainly."
    if number := counted["not-checked"]:
        yield f"{number:,} {'was' if number == 1 else 'were'} not checked."


def _is(number: int) -> str:
    return "is" if number == 1 else "are"


def _item(finding: Finding, edition: Edition, up: str) -> GapItem:
    requirement = finding.requirement
    return GapItem(
        id=words.slug(requirement.id),
        title=requirement.title,
        status=finding.status,
        status_words=STATUS_WORDS[finding.status],
        meaning=STATUS_SENTENCES[finding.status],
        reasons=tuple(sentence(reason.message) for reason in finding.reasons),
        to_close=sentence(requirement.to_close),
        who_acts=requirement.who_acts,
        duty_note=duty_note(finding),
        threshold_note=threshold_note(requirement),
        sources=tuple(_source(source) for source in requirement.sources),
        evidence=tuple(
            Reference(up + entry_address(entry), edition.entries[entry].title)
            for entry in finding.evidence
            if entry in edition.entries
        ),
    )


def duty_note(finding: Finding) -> str:
    """What a declared absence means for the law; never that a duty to arrange or provide is met.

    Source: Children and Families Act 2014, section 30, is a duty to publish.
    """
    requirement = finding.requirement
    if requirement.duty in ("arrange", "provide"):
        return (
            f"Another law also asks the council to {requirement.duty} this. "
            "This page is only about what is published. It cannot say if the council does what that law asks."
        )
    if finding.status == "declared-not-available" and requirement.level == "must":
        return (
            "The law asks the council to publish what there is. Saying plainly that there is none does that."
        )
    return ""


def sector_words(sector: str) -> str:
    return SECTOR_WORDS.get(sector, sector.replace("-", " ").capitalize())


def _source(source: Source) -> SourceLine:
    caution = "" if source.confidence == "verified" else "We have not checked the wording of this source."
    return SourceLine(source.cite, source.url, caution)


def threshold_note(requirement: Requirement) -> str:
    """Whether a number or a time limit in the test is the law's or this project's choice."""
    if requirement.threshold_basis == "project":
        return (
            "The law gives no number or time limit for this. The one used here is the choice of this project."
        )
    return ""
