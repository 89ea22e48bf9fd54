"""Show the yearly scorecard of a council and its health partners, and the same on one sheet of paper."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from site_builder.content.indicators import Indicator, indicator_subjects
from site_builder.pages.edition import GAPS, Edition, up_from
from site_builder.pages.gap_page import LEVEL_HEADINGS, count_sentences, promise_sentences
from site_builder.pages.words import count_words, sentence
from site_builder.reports.commitments import promises
from site_builder.reports.scorecard import BodyCount, Scorecard, partners, scorecard, scorecard_csv
from site_builder.standard.evidence import STATUS_WORDS, STATUSES

SCORECARD = "scorecard/index.html"
SCORECARD_SUMMARY = "scorecard/summary/index.html"
SCORECARD_CSV = "data/scorecard.csv"

NOT_SAID = "The page does not say who answers for it"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: what it is about, and its cells as text."""

    label: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """An official figure as people read it; `value` is empty where it is not known.

    `source` is its number in the list of sources.
    """

    name: str
    value: str
    period: str
    source: int


@dataclass(frozen=True, slots=True)
class Subject:
    id: str
    heading: str
    figures: tuple[Figure, ...]


def make_scorecard(edition: Edition) -> Scorecard:
    """The scorecard of *edition*, with the official figures that it has."""
    return scorecard(edition.offer, edition.assessment, edition.indicators, indicator_subjects())


def scorecard_values(edition: Edition) -> dict[str, Any]:
    """What the template `scorecard.html` needs."""
    card = make_scorecard(edition)
    up = up_from(SCORECARD)
    sources = _sources(card)
    return {
        **_opening(edition, card),
        "statuses": tuple(sentence(STATUS_WORDS[one]).rstrip(".") for one in STATUSES),
        "levels": tuple(
            Row(LEVEL_HEADINGS[one.level], tuple(f"{one.counts[status]:,}" for status in STATUSES))
            for one in card.levels
        ),
        "health": tuple(f"{card.health[status]:,}" for status in STATUSES),
        "teams": tuple(
            Row(
                edition.term("teams", one.team),
                tuple(f"{number:,}" for number in (one.total, one.met, one.gaps, one.promised)),
            )
            for one in card.teams
        ),
        "bodies": tuple(_body(one) for one in card.bodies),
        "subjects": tuple(
            Subject(f"figures-{one.about}", one.label, tuple(_figure(two, sources) for two in one.figures))
            for one in card.subjects
            if one.figures or one.about != "other"
        ),
        "sources": tuple(sources),
        "up": up,
        "gaps_address": up + GAPS,
        "summary_address": up + SCORECARD_SUMMARY,
        "csv_address": up + SCORECARD_CSV,
    }


def summary_values(edition: Edition) -> dict[str, Any]:
    """What the template `scorecard_summary.html` needs: little enough for one sheet of paper."""
    card = make_scorecard(edition)
    up = up_from(SCORECARD_SUMMARY)
    sources = _sources(card)
    must = next((one for one in card.levels if one.level == "must"), None)
    return {
        **_opening(edition, card),
        "must": tuple(count_sentences(must.counts, must.total, "must")) if must else (),
        "promised": tuple(promise_sentences(promises(edition.assessment, edition.offer))),
        "listed": tuple(_listed(card)),
        "subjects": tuple(
            Subject(one.about, one.label, tuple(_figure(two, sources) for two in one.figures[:1]))
            for one in card.subjects
            if one.about != "other"
        ),
        "up": up,
        "scorecard_address": up + SCORECARD,
        "published": edition.published(SCORECARD),
    }


def scorecard_files(edition: Edition) -> dict[str, str]:
    """The same for spreadsheets, by address."""
    return {SCORECARD_CSV: scorecard_csv(make_scorecard(edition))}


def _opening(edition: Edition, card: Scorecard) -> dict[str, Any]:
    return {
        "authority": edition.authority.name,
        "council": edition.council,
        "partners": partners(edition.offer),
        "on": edition.on,
        "year": card.on.year,
        "standard": edition.assessment.standard,
    }


def _body(one: BodyCount) -> Row:
    numbers = (one.listed, one.checked, one.complete, one.with_wait)
    return Row(one.body or NOT_SAID, tuple(f"{number:,}" for number in numbers))


def _listed(card: Scorecard) -> Iterable[str]:
    total = sum(one.listed for one in card.bodies)
    yield f"{count_words(total, 'service or setting is', 'services and settings are')} listed."
    for one in card.bodies:
        if one.is_partner:
            checked = f" {one.checked:,} had been checked in the last year." if one.listed else ""
            yield f"{one.body} answers for {one.listed:,} of them.{checked}"
    unsaid = sum(one.listed for one in card.bodies if not one.body)
    if unsaid:
        yield f"For {unsaid:,} of them we have not been told who answers for them."


def _sources(card: Scorecard) -> dict[tuple[str, str], int]:
    """The sources of all figures, by name and address, numbered from 1 in the order of the page."""
    figures = (one for subject in card.subjects for one in subject.figures)
    sources = dict.fromkeys((one.source, one.url) for one in figures)
    return {source: number for number, source in enumerate(sources, 1)}


def _figure(one: Indicator, sources: Mapping[tuple[str, str], int]) -> Figure:
    value = figure_words(one.value, one.unit)
    return Figure(one.name, value, one.period, sources[one.source, one.url])


def figure_words(value: str, unit: str) -> str:
    """`16.6%`, `5,390 people`; empty for a value that is not known."""
    if not value:
        return ""
    number = f"{Decimal(value):,}"
    if unit == "%":
        return f"{number}%"
    # A unit is a plural, and nobody says "1 people".
    return number if value == "1" else f"{number} {unit}"
