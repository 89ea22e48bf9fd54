"""Say to the public, in plain English, what a local offer should publish and does not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from site_builder.content.days import day_words
from site_builder.content.model import Facts
from site_builder.pages import words
from site_builder.pages.edition import (
    GAP_FACTS,
    GAPS,
    GAPS_CSV,
    GAPS_JSON,
    HOME,
    Edition,
    entry_address,
    many,
    up_from,
)
from site_builder.pages.words import and_words, clause, count_words, sentence
from site_builder.reports.commitments import Promise, Promises, promises
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

COMPLAINTS = "complain-about-support"
"""The topic of the page that says how to complain about what is arranged or provided."""

MOST_EXAMPLES = 5

DUTY_WORDS = {"arrange": "arranged", "provide": "provided"}

GAP_ORDER: tuple[Status, ...] = ("missing", "partly-met", "out-of-date", "declared-not-available")


@dataclass(frozen=True, slots=True)
class SourceLine:
    cite: str
    url: str | None
    caution: str


@dataclass(frozen=True, slots=True)
class Reference:
    """Words that lead to an entry; the address is empty where nothing can be linked."""

    address: str
    title: str


@dataclass(frozen=True, slots=True)
class DutyNote:
    """What another law asks beside publishing, where it says so, and what a family can do."""

    words: str
    source: SourceLine | None
    to_do: tuple[Reference, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What the council has promised about a gap, in sentences."""

    what: str
    who: str
    when: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class PracticeLine:
    """What another council publishes: a link, whose it is, and what is worth copying, as sentences."""

    link: Reference
    whose: str
    praise: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlannedGap:
    """A gap that the council has promised to close, for the list at the top of the page."""

    id: str
    title: str
    plans: tuple[Plan, ...]


@dataclass(frozen=True, slots=True)
class GapItem:
    """One finding as it stands on the page."""

    id: str
    title: str
    status: Status
    status_words: str
    meaning: str
    reasons: tuple[str, ...]
    guidance: str
    to_close: str
    who_acts: str
    plans: tuple[Plan, ...]
    duty_note: DutyNote | None
    publish_note: str
    instead: tuple[Reference, ...]
    practice: tuple[PracticeLine, ...]
    more_practice: str
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
    promised = promises(edition.assessment, edition.offer)
    levels = tuple(
        _level(level, findings, edition, promised, up)
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
        "promised": tuple(promise_sentences(promised)),
        "planned": tuple(_planned(edition, promised)),
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


def promise_sentences(promised: Promises) -> Iterable[str]:
    """What the council's promises come to; nothing where there is no gap."""
    if not promised.gaps:
        return
    if not promised.promised:
        yield "We have not been told of a plan to close any of these gaps."
        return
    gaps = count_words(promised.gaps, "gap")
    yield f"The council has promised to close {promised.promised:,} of these {gaps}."
    if number := promised.late:
        yield f"{number:,} of these promises {_is(number)} late: the day that was named has passed."
    if number := promised.undated:
        yield f"For {number:,} of them we have not been told by when."
    if number := promised.unplanned:
        yield f"For {count_words(number, 'other gap')} we have not been told of a plan."


def _planned(edition: Edition, promised: Promises) -> Iterable[PlannedGap]:
    titles = {one.requirement.id: one.requirement.title for one in edition.assessment.findings}
    for requirement, ones in promised.by_requirement.items():
        yield PlannedGap(words.slug(requirement), titles[requirement], tuple(plan_words(one) for one in ones))


def plan_words(promise: Promise) -> Plan:
    """A promise as people read it; what it does not say is said to be not told."""
    when = f"by {day_words(promise.by)}" if promise.by else ""
    return Plan(
        what=sentence(promise.what),
        who=f"Who will see to it: {clause(promise.who)}." if promise.who else "",
        when=(
            f"This was to be done {when}. It is late."
            if promise.is_late
            else f"To be done {when}."
            if when
            else f"{words.NOT_TOLD} by when."
        ),
        is_late=promise.is_late,
    )


def _level(level: str, findings: list[Finding], edition: Edition, promised: Promises, up: str) -> LevelGaps:
    counted = Counter(one.status for one in findings)
    gaps = [one for one in findings if one.is_gap]
    sectors: dict[str, list[GapItem]] = {}
    for finding in gaps:
        sectors.setdefault(sector_words(finding.requirement.sector), []).append(
            _item(finding, edition, promised, up)
        )
    for items in sectors.values():
        items.sort(key=lambda item: GAP_ORDER.index(item.status))
    return LevelGaps(
        id=level,
        heading=LEVEL_HEADINGS[level],
        counts=tuple(count_sentences(counted, len(findings), level)),
        total=len(findings),
        sectors=tuple(SectorGaps(heading, tuple(items)) for heading, items in sectors.items()),
        met=tuple(_item(one, edition, promised, up) for one in findings if one.status == "met"),
        not_checked=tuple(
            _item(one, edition, promised, up) for one in findings if one.status == "not-checked"
        ),
    )


def count_sentences(counted: Mapping[Status, int], total: int, level: str) -> Iterable[str]:
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


def _item(finding: Finding, edition: Edition, promised: Promises, up: str) -> GapItem:
    requirement = finding.requirement
    teams = edition.terms("teams")
    practice, more = _practice(finding, edition, up) if finding.is_gap else ((), "")
    return GapItem(
        id=words.slug(requirement.id),
        title=requirement.title,
        status=finding.status,
        status_words=STATUS_WORDS[finding.status],
        meaning=STATUS_SENTENCES[finding.status],
        reasons=tuple(sentence(reason.message) for reason in finding.reasons),
        guidance=sentence(requirement.guidance),
        to_close=sentence(requirement.to_close),
        who_acts=teams[requirement.who_acts].label if requirement.who_acts in teams else "",
        plans=tuple(plan_words(one) for one in promised.by_requirement.get(requirement.id, ())),
        duty_note=duty_note(finding, edition, up),
        publish_note=publish_note(finding),
        instead=tuple(_instead(finding, edition, up)),
        practice=practice,
        more_practice=more,
        threshold_note=threshold_note(requirement),
        sources=tuple(_source(source) for source in requirement.sources),
        evidence=tuple(
            Reference(up + entry_address(entry), edition.entries[entry].title)
            for entry in finding.evidence
            if entry in edition.entries
        ),
    )


def duty_note(finding: Finding, edition: Edition, up: str) -> DutyNote | None:
    """What another law asks beside publishing; never that a duty to arrange or provide is met.

    Source: Children and Families Act 2014, section 30, is a duty to publish.
    """
    requirement = finding.requirement
    if not finding.is_gap or requirement.duty not in DUTY_WORDS:
        return None
    is_declared = finding.status == "declared-not-available"
    return DutyNote(
        f"The law also asks for this to be {DUTY_WORDS[requirement.duty]}. This page cannot judge that.",
        _source(requirement.duty_source) if requirement.duty_source else None,
        tuple(_what_families_can_do(edition, up)) if is_declared else (),
    )


def _what_families_can_do(edition: Edition, up: str) -> Iterable[Reference]:
    yield Reference("", f"Ask {edition.council}: see “Need help?” at the end of this page.")
    service = edition.entries.get(str(edition.authority.fact("partners.advice_service")))
    if service:
        yield Reference(up + entry_address(service.id), f"Ask for advice: {service.title}")
    else:
        yield Reference("", "Ask the advice service for families. We have not been told where it is.")
    complaints = [entry for entry in edition.offer.of_kind("information") if entry.topic == COMPLAINTS]
    for entry in complaints:
        yield Reference(up + entry_address(entry.id), f"Complain: {entry.title}")
    if not complaints:
        yield Reference("", f"Complain to {edition.council}. We have not been told how.")


def publish_note(finding: Finding) -> str:
    """What a declared absence means where the law asks for nothing but publishing."""
    requirement = finding.requirement
    if (
        finding.status == "declared-not-available"
        and requirement.level == "must"
        and requirement.duty not in DUTY_WORDS
    ):
        return (
            "The law asks the council to publish what there is. Saying plainly that there is none does that."
        )
    return ""


def _instead(finding: Finding, edition: Edition, up: str) -> Iterable[Reference]:
    """What a declared absence says a family can use."""
    if finding.status != "declared-not-available":
        return
    for absence in finding.evidence:
        if absence in edition.entries and edition.entries[absence].kind == "not-available":
            for one in many(edition.entries[absence].fact("instead")):
                yield _alternative(one, edition, up)


def _alternative(one: Facts, edition: Edition, up: str) -> Reference:
    named = str(one.get("entry", ""))
    authority, _, entry = named.rpartition("/")
    if authority and authority != edition.authority.id:
        neighbour = edition.neighbours.get(authority)
        is_there = neighbour is not None and entry in neighbour.entries
        address = edition.elsewhere(authority, entry_address(entry), up) if is_there else ""
        return Reference(address, f"{one['title']} ({neighbour.name if neighbour else authority})")
    if entry in edition.entries:
        return Reference(up + entry_address(entry), str(one["title"]))
    url = str(one.get("url", ""))
    return Reference(url if url.startswith(("https://", "http://")) else "", str(one["title"]))


def _practice(finding: Finding, edition: Edition, up: str) -> tuple[tuple[PracticeLine, ...], str]:
    """What other councils publish that meets this, and in words how many more do."""
    others = [
        one
        for one in edition.examples.get(finding.requirement.id, ())
        if one.authority != edition.authority.id
    ]
    shown = others[:MOST_EXAMPLES]
    lines = []
    for one in shown:
        address = entry_address(one.entry) if one.entry else HOME
        link = Reference(
            edition.elsewhere(one.authority, address, up),
            one.title or f"{one.authority_name} local offer",
        )
        praise = []
        if one.what:
            praise.append(f"Worth copying: {sentence(one.what)}")
            if one.evidence:
                praise.append(f"How we know: {sentence(one.evidence)}")
            if one.says:
                praise.append(f"Who says so: {and_words(edition.term('people', who) for who in one.says)}.")
        lines.append(PracticeLine(link, one.authority_name if one.title else "", tuple(praise)))
    more = {one.authority for one in others} - {one.authority for one in shown}
    return (
        tuple(lines),
        f"{count_words(len(more), 'more council publishes', 'more councils publish')} this too."
        if more
        else "",
    )


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
