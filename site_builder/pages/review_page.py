"""Make the pack to print for the two-yearly review of a local offer with those who use it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from site_builder.content.days import day_words
from site_builder.pages.edition import GAPS, Edition, entry_address, up_from
from site_builder.pages.gap_page import (
    LEVEL_HEADINGS,
    LEVEL_NOUNS,
    STATUS_SENTENCES,
    Plan,
    count_sentences,
    plan_words,
    promise_sentences,
    sector_words,
)
from site_builder.pages.said import YOU_SAID
from site_builder.pages.words import and_words, clause, month_words, sentence, within
from site_builder.pages.you_said import Action, Report, Year, you_said_values
from site_builder.reports.review_pack import Group, MadeTogether, PastReview, ReviewPack, review_pack
from site_builder.standard.assess import Finding
from site_builder.standard.changes import Changes, FindingChange
from site_builder.standard.evidence import STATUS_WORDS
from site_builder.standard.record_evidence import SMALL
from site_builder.standard.standard import LEVELS

REVIEW = "review/index.html"

MOST_NOT_TOLD = 10


@dataclass(frozen=True, slots=True)
class GapLine:
    """A gap in a row: what is asked for, what was found, what would close it, and what is promised."""

    title: str
    found: str
    to_close: str
    plans: tuple[Plan, ...]


@dataclass(frozen=True, slots=True)
class SectorLines:
    id: str
    heading: str
    gaps: tuple[GapLine, ...]


@dataclass(frozen=True, slots=True)
class LevelLines:
    """What was found of one level, in sentences, and its gaps by the part of life they are about.

    `noun` is what the level asks for, in a few words.
    """

    id: str
    heading: str
    noun: str
    counts: tuple[str, ...]
    sectors: tuple[SectorLines, ...]


@dataclass(frozen=True, slots=True)
class Past:
    """A past review; what it does not say is empty."""

    held: str
    took_part: tuple[str, ...]
    outcome: str
    next: str


@dataclass(frozen=True, slots=True)
class Together:
    """One time that groups helped to make a page."""

    address: str
    title: str
    groups: str
    month: str
    how: str
    changed: str


@dataclass(frozen=True, slots=True)
class Since:
    """What changed since an earlier state, as groups of lines; groups with nothing in them are left out."""

    summary: str
    groups: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Spoken:
    """Comments and answers since the year of the last review, and what is done about them."""

    years: tuple[Year, ...]
    has_earlier: bool
    reports: tuple[Report, ...]
    actions: tuple[Action, ...]
    is_short: bool


def review_values(edition: Edition, changes: Changes | None = None) -> dict[str, Any]:
    """What the template `review.html` needs.

    Args:
        edition: the offer as it is published on the day.
        changes: since the last review, where somebody has compared; without it the page says that nobody has.
    """
    pack = review_pack(edition.offer, edition.assessment, changes)
    up = up_from(REVIEW)
    return {
        "authority": edition.authority.name,
        "council": edition.council,
        "on": edition.on,
        "standard": edition.assessment.standard,
        "past": tuple(_past(one, edition) for one in pack.past),
        "is_due": pack.is_due,
        "levels": tuple(_levels(pack, edition)),
        "promised": tuple(promise_sentences(pack.promises)),
        "since": _since(pack.changes) if pack.changes else None,
        "spoken": _spoken(pack, edition),
        "made_together": tuple(_together(one, edition, up) for one in pack.made_together),
        "entry_count": len(edition.offer.entries),
        "without_families": pack.without_families,
        "unplanned": tuple(_by_level(pack.unplanned)),
        "late": tuple(one.requirement.title for one in pack.late),
        "unanswered": len(pack.unanswered),
        "small": SMALL,
        "overdue": pack.overdue,
        "not_told_most": tuple((clause(label), number) for label, number in pack.not_told[:MOST_NOT_TOLD]),
        "up": up,
        "gaps_address": up + GAPS,
        "you_said_address": up + YOU_SAID,
    }


def _past(review: PastReview, edition: Edition) -> Past:
    return Past(
        held=month_words(review.held),
        took_part=tuple(_group(one, edition) for one in review.took_part),
        outcome=review.outcome,
        next=month_words(review.next) if review.next else "",
    )


def _group(group: Group, edition: Edition) -> str:
    people = f"fewer than {SMALL}" if group.people is None else f"{group.people:,}"
    return f"{edition.term('people', group.group)}: {people}"


def _levels(pack: ReviewPack, edition: Edition) -> Iterable[LevelLines]:
    counts = edition.assessment.counts()
    for level in LEVELS:
        total = sum(counts[level].values())
        if not total:
            continue
        sectors: dict[str, list[GapLine]] = {}
        for finding in pack.gaps:
            if finding.requirement.level == level:
                heading = sector_words(finding.requirement.sector)
                sectors.setdefault(heading, []).append(_gap(finding, pack))
        yield LevelLines(
            f"level-{level}",
            LEVEL_HEADINGS[level],
            LEVEL_NOUNS[level],
            tuple(count_sentences(counts[level], total, level)),
            tuple(
                SectorLines(f"gaps-{level}-{number}", heading, tuple(gaps))
                for number, (heading, gaps) in enumerate(sectors.items(), 1)
            ),
        )


def _gap(finding: Finding, pack: ReviewPack) -> GapLine:
    requirement = finding.requirement
    plans = pack.promises.by_requirement.get(requirement.id, ())
    return GapLine(
        requirement.title,
        STATUS_SENTENCES[finding.status],
        sentence(requirement.to_close),
        tuple(plan_words(one) for one in plans),
    )


def _by_level(findings: Iterable[Finding]) -> Iterable[tuple[str, int]]:
    levels = [finding.requirement.level for finding in findings]
    for level in LEVELS:
        if level in levels:
            yield LEVEL_HEADINGS[level], levels.count(level)


def _since(changes: Changes) -> Since:
    began = f"Since {day_words(changes.committed)}" if changes.committed else "Since then"
    groups = (
        ("Gaps that are closed", _titles(changes.closed)),
        ("Gaps that are new", _titles(changes.opened)),
        ("Better than before, but not there yet", _moves(changes, is_better=True)),
        ("Worse than before", _moves(changes, is_better=False)),
        ("New pages", tuple(one.title for one in changes.added)),
        ("Pages that were taken away", tuple(one.title for one in changes.removed)),
        ("Pages that have become late for a check", tuple(one.title for one in changes.gone_stale)),
    )
    return Since(
        f"{began}, the number of gaps went from {changes.gaps_before:,} to {changes.gaps_after:,}."
        if changes.gaps_before != changes.gaps_after
        else f"{began}, the number of gaps is the same: {changes.gaps_after:,}.",
        tuple((heading, lines) for heading, lines in groups if lines),
    )


def _titles(found: Iterable[FindingChange]) -> tuple[str, ...]:
    return tuple(one.requirement.title for one in found)


def _moves(changes: Changes, *, is_better: bool) -> tuple[str, ...]:
    return tuple(
        f"{one.requirement.title}: {STATUS_WORDS[one.before]} before, {STATUS_WORDS[one.after]} now"
        for one in changes.changed
        if one.before and one.after and (one.is_better if is_better else one.is_worse)
    )


def _spoken(pack: ReviewPack, edition: Edition) -> Spoken:
    told = you_said_values(edition)
    years: tuple[Year, ...] = told["years"]
    kept = tuple(one for one in years if pack.last is None or one.heading >= pack.last.held[:4])
    return Spoken(kept, len(kept) < len(years), told["reports"], told["actions"], told["is_short"])


def _together(one: MadeTogether, edition: Edition, up: str) -> Together:
    return Together(
        address=up + entry_address(one.entry),
        title=one.title,
        groups=_people(one.groups, edition),
        month=month_words(one.month) if one.month else "",
        how=sentence(one.how),
        changed=sentence(one.changed),
    )


def _people(groups: Sequence[str], edition: Edition) -> str:
    """`Parent carer forum and young people`."""
    labels = [edition.term("people", group) for group in groups]
    return and_words([*labels[:1], *map(within, labels[1:])])
