"""A yearly scorecard of an authority and its health partners: the offer's counts beside official figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from site_builder.content.days import is_within_a_year
from site_builder.content.indicators import Indicator, newest_first, year_of
from site_builder.content.model import Entry, Offer
from site_builder.reports.commitments import promises
from site_builder.reports.spreadsheet import as_csv
from site_builder.standard.assess import Assessment, Finding
from site_builder.standard.evidence import STATUSES, Status
from site_builder.standard.standard import LEVELS

COLUMNS = (
    "authority",
    "standard",
    "assessed_on",
    "part",
    "row",
    "count",
    "value",
    "unit",
    "period",
    "source",
    "url",
)

HEALTH = "health"


@dataclass(frozen=True, slots=True)
class LevelCount:
    """How many requirements of a level have each status."""

    level: str
    counts: Mapping[Status, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def gaps(self) -> int:
        return self.total - self.counts["met"] - self.counts["not-checked"]


@dataclass(frozen=True, slots=True)
class TeamCount:
    """The requirements that one team can close: an id of the vocabulary `teams`."""

    team: str
    total: int
    met: int
    gaps: int
    promised: int
    not_checked: int


@dataclass(frozen=True, slots=True)
class BodyCount:
    """The services and settings that one body answers for; `body` is empty where an entry does not say.

    `is_partner` is the council or its health partner, who are there with nothing listed too.
    """

    body: str
    is_partner: bool
    listed: int
    checked: int
    complete: int
    with_wait: int


@dataclass(frozen=True, slots=True)
class SubjectFigures:
    """The official figures about one subject, the newest of each name first; there may be none."""

    about: str
    label: str
    figures: tuple[Indicator, ...]


@dataclass(frozen=True, slots=True)
class Scorecard:
    """Everything on the scorecard of one authority on one day; nothing in it is a score."""

    authority: str
    standard: str
    on: date
    levels: tuple[LevelCount, ...]
    health: Mapping[Status, int]
    teams: tuple[TeamCount, ...]
    bodies: tuple[BodyCount, ...]
    subjects: tuple[SubjectFigures, ...]


def scorecard(
    offer: Offer, assessment: Assessment, indicators: Iterable[Indicator], subjects: Mapping[str, str]
) -> Scorecard:
    """Count *offer* and put the official figures beside it.

    Args:
        offer: whose entries are counted by the body that answers for them.
        assessment: of the same offer.
        indicators: what the authority's `indicators.csv` says. Those of years after the judged day are
            left out: nobody could have known them then.
        subjects: what figures can be about, in order, with the words for each.
    """
    known = [one for one in indicators if year_of(one) <= assessment.on.year]
    counts = assessment.counts()
    return Scorecard(
        authority=assessment.authority,
        standard=assessment.standard.id,
        on=assessment.on,
        levels=tuple(LevelCount(level, counts[level]) for level in LEVELS if sum(counts[level].values())),
        health=_by_status(one for one in assessment.findings if one.requirement.sector == HEALTH),
        teams=tuple(_teams(assessment, offer)),
        bodies=tuple(_bodies(offer, assessment)),
        subjects=tuple(
            SubjectFigures(about, label, tuple(newest_first(one for one in known if one.about == about)))
            for about, label in subjects.items()
        ),
    )


def _by_status(findings: Iterable[Finding]) -> Mapping[Status, int]:
    counts: dict[Status, int] = dict.fromkeys(STATUSES, 0)
    for finding in findings:
        counts[finding.status] += 1
    return counts


def _teams(assessment: Assessment, offer: Offer) -> Iterator[TeamCount]:
    """Each team that the standard names, in order of id."""
    promised = promises(assessment, offer).by_requirement
    by_team: dict[str, list[Finding]] = {}
    for finding in assessment.findings:
        by_team.setdefault(finding.requirement.who_acts, []).append(finding)
    for team, findings in sorted(by_team.items()):
        yield TeamCount(
            team=team,
            total=len(findings),
            met=sum(one.status == "met" for one in findings),
            gaps=sum(one.is_gap for one in findings),
            promised=sum(one.requirement.id in promised for one in findings),
            not_checked=sum(one.status == "not-checked" for one in findings),
        )


def partners(offer: Offer) -> tuple[str, ...]:
    """The council, and the health partner where the authority names one."""
    council = str(offer.authority.fact("official_name") or offer.authority.name)
    board = offer.authority.fact("partners.integrated_care_board.name")
    return (council, str(board)) if board else (council,)


def _bodies(offer: Offer, assessment: Assessment) -> Iterator[BodyCount]:
    """The council and its health partner, then others by name, then those that do not say."""
    complete = {one.entry for one in assessment.entries if not one.missing}
    by_body: dict[str, list[Entry]] = {}
    spelt: dict[str, str] = {}
    main = partners(offer)
    for name in main:
        by_body[spelt.setdefault(_folded(name), name)] = []
    for entry in offer.of_kind("service", "setting"):
        name = str(entry.fact("accountable_body") or "")
        by_body.setdefault(spelt.setdefault(_folded(name), name), []).append(entry)
    others = sorted((one for one in by_body if one and one not in main), key=_folded)
    for body in (*main, *others, *([""] if "" in by_body else [])):
        entries = by_body[body]
        yield BodyCount(
            body=body,
            is_partner=body in main,
            listed=len(entries),
            checked=sum(_is_checked(entry, assessment.on) for entry in entries),
            complete=sum(entry.id in complete for entry in entries),
            with_wait=sum(entry.fact("waiting_time.status") in ("none", "weeks") for entry in entries),
        )


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()


def _is_checked(entry: Entry, on: date) -> bool:
    return entry.reviewed is not None and is_within_a_year(entry.reviewed, on)


def scorecard_csv(card: Scorecard) -> str:
    """One line a number; the columns are `COLUMNS`. A figure that is not known has an empty value."""
    opening = (card.authority, card.standard, card.on.isoformat())
    return as_csv(COLUMNS, ((*opening, *row) for row in _rows(card)))


def _rows(card: Scorecard) -> Iterator[Sequence[str | int]]:
    for level in card.levels:
        for status in STATUSES:
            yield "level", level.level, status, level.counts[status], "requirements", "", "", ""
    for status in STATUSES:
        yield "sector", HEALTH, status, card.health[status], "requirements", "", "", ""
    for team in card.teams:
        for name in ("total", "met", "gaps", "promised", "not_checked"):
            yield "team", team.team, name, getattr(team, name), "requirements", "", "", ""
    for body in card.bodies:
        for name in ("listed", "checked", "complete", "with_wait"):
            yield "body", body.body, name, getattr(body, name), "entries", "", "", ""
    for subject in card.subjects:
        for one in subject.figures:
            yield "figure", subject.about, one.name, one.value, one.unit, one.period, one.source, one.url
