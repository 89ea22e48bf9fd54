"""Show what changed over time: in England, at each council, and in each thing that is asked for."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from site_builder.content.days import MONTHS
from site_builder.nation.assessments import DatedAssessment
from site_builder.nation.trend import (
    AuthorityTrend,
    DayChanges,
    DayCounts,
    LevelCount,
    MonthCounts,
    MonthShare,
    a_year_before,
    changes_between,
    changes_step_by_step,
    counts_by_day,
    counts_by_month,
    shares_by_month,
)
from site_builder.pages.edition import up_from
from site_builder.pages.gap_page import LEVEL_HEADINGS
from site_builder.pages.line_chart import STYLESHEET, Line, LineChart, Point, line_chart
from site_builder.pages.nation import SHORT_STATUS
from site_builder.pages.shell import Crumb, Page, home_crumb
from site_builder.pages.templates import Markup, render
from site_builder.pages.words import and_words, count_words, day_words, month_words, sort_key
from site_builder.standard.standard import LEVELS, Standard

TREND = "nation/trend/index.html"
TREND_CSV = "nation/data/trend.csv"
TREND_REQUIREMENTS_CSV = "nation/data/trend-requirements.csv"

LEVEL_NAMES = {"must": "The law", "should": "Guidance", "recommended": "Good to have"}
"""What the lines of a picture, and the columns of a table, are called."""

NOT_ASKED = "not asked for"
"""What is said of a thing that was not judged on a day."""


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A thing that is asked for, and what was published of it on two days."""

    title: str
    address: str
    level: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ChangeList:
    """What changed between two days, as a table with a heading; `summary` says how much, in a sentence."""

    id: str
    heading: str
    summary: str
    before: str
    after: str
    note: str
    rows: tuple[ChangeRow, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: what it is about, where that leads if anywhere, and its cells."""

    label: str
    address: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    id: str
    caption: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def trend_address(authority: str) -> str:
    """The page of one authority."""
    return f"nation/trend/{authority}/index.html"


def requirement_trend_address(requirement: str) -> str:
    """The page of one thing that is asked for."""
    return f"nation/trend/of/{requirement}/index.html"


def trend_pages(
    trends: Sequence[AuthorityTrend], standard: Standard, crumbs: tuple[Crumb, ...] = ()
) -> Iterator[Page]:
    """The page on England, one for each authority with a saved day, and one for each requirement of those.

    Args:
        trends: the authorities in any order; those without a saved day are named.
        standard: gives the titles and the order of requirements; one that it lacks is called by its id.
        crumbs: the pages between the home page and the one on England.
    """
    ordered = sorted(trends, key=lambda one: sort_key(one.name))
    asked = _Asked({one.id: (number, one.title) for number, one in enumerate(standard.requirements)})
    shares = shares_by_month(ordered)
    way = (home_crumb(), *crumbs)
    yield Page(
        address=TREND,
        title="How local offers have changed – England",
        description="What local offers in England published, month by month.",
        content=render("trend.html", _england_values(ordered, shares, asked)),
        crumbs=way,
    )
    inner = (*way, Crumb("How local offers have changed", TREND))
    for one in ordered:
        if one.assessments:
            yield Page(
                address=trend_address(one.authority),
                title=f"How the local offer of {one.name} has changed",
                description=f"What the local offer of {one.name} published, day by saved day.",
                content=render("trend-authority.html", _authority_values(one, asked)),
                crumbs=inner,
            )
    for requirement, found in shares.items():
        yield Page(
            address=requirement_trend_address(requirement),
            title=f"{asked.title(requirement)}: how this has changed",
            description="How many councils published this, month by month.",
            content=render("trend-requirement.html", _requirement_values(requirement, found, ordered, asked)),
            crumbs=inner,
        )


def trend_files(trends: Sequence[AuthorityTrend]) -> dict[str, str]:
    """The same numbers for spreadsheets, by address: by authority and day, and by requirement and month."""
    ordered = sorted(trends, key=lambda one: one.authority)
    return {
        TREND_CSV: _csv(
            ("authority", "assessed_on", "standard", "level", "status", "requirements"),
            (
                (one.authority, day.on, day.standard, level.level, status, number)
                for one in ordered
                for day in counts_by_day(one.assessments)
                for level in day.levels
                for status, number in level.by_status
            ),
        ),
        TREND_REQUIREMENTS_CSV: _csv(
            ("requirement", "month", "standard", "authorities_met", "authorities_checked"),
            (
                (requirement, f"{one.on:%Y-%m}", one.standard, one.met, one.judged)
                for requirement, shares in shares_by_month(ordered).items()
                for one in shares
            ),
        ),
    }


def _csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(columns)
    table.writerows(rows)
    return text.getvalue()


class _Asked:
    """The titles of requirements, and their order."""

    def __init__(self, known: Mapping[str, tuple[int, str]]) -> None:
        self._known = known

    def title(self, requirement: str) -> str:
        return self._known[requirement][1] if requirement in self._known else requirement

    def order(self, requirement: str) -> tuple[int, str]:
        return self._known.get(requirement, (len(self._known), ""))[0], requirement


# England


def _england_values(
    trends: Sequence[AuthorityTrend], shares: Mapping[str, tuple[MonthShare, ...]], asked: _Asked
) -> dict[str, Any]:
    up = up_from(TREND)
    months = counts_by_month(trends)
    with_days = [one for one in trends if one.assessments]
    levels = {found.requirement: found.level for one in with_days for found in one.assessments[-1].findings}
    has_standards = len({one.standard for one in months}) > 1
    return {
        "up": up,
        "stylesheet": up + STYLESHEET,
        "invented": and_words(one.name for one in trends if one.is_invented),
        "is_one_invented": sum(one.is_invented for one in trends) == 1,
        "last": _last_month(months),
        "chart": _month_chart(months),
        "months": _month_table(months, has_standards),
        "has_standards": has_standards,
        "not_received": and_words(one.name for one in trends if not one.assessments),
        "councils": Table(
            "councils",
            "The days that are saved, by council",
            ("Days saved", "First", "Last"),
            tuple(
                Row(
                    one.name,
                    up + trend_address(one.authority),
                    (
                        str(len(one.assessments)),
                        day_words(one.assessments[0].on),
                        day_words(one.assessments[-1].on),
                    ),
                )
                for one in with_days
            ),
        ),
        "requirements": tuple(
            _requirement_table(level, [one for one in shares if levels.get(one) == level], shares, asked, up)
            for level in LEVELS
        ),
        "csv_address": up + TREND_CSV,
        "requirements_csv_address": up + TREND_REQUIREMENTS_CSV,
    }


def _last_month(months: Sequence[MonthCounts]) -> tuple[str, tuple[str, ...]]:
    """The last month in words, and a sentence for each level: how much of it was published."""
    if not months:
        return "", ()
    last = months[-1]
    return month_words(f"{last.on:%Y-%m}"), tuple(
        f"{LEVEL_HEADINGS[one.level]}: {one.met:,} of {one.checked:,} published ({_percent(one)})."
        for one in last.levels
        if one.checked
    )


def _percent(one: LevelCount) -> str:
    return f"{round(100 * one.met / one.checked)}%" if one.checked else "not checked"


def _month_chart(months: Sequence[MonthCounts]) -> Markup:
    lines = []
    for number, level in enumerate(LEVELS):
        points = [(one, one.levels[number]) for one in months if one.levels[number].checked]
        if points:
            lines.append(
                Line(
                    LEVEL_NAMES[level],
                    tuple(
                        Point(one.on, 100 * count.met / count.checked, one.standard) for one, count in points
                    ),
                    _percent(points[-1][1]),
                )
            )
    if not lines:
        return Markup("")
    first, last = months[0], months[-1]
    told = and_words(f"{_percent(one)} of {LEVEL_HEADINGS[one.level].lower()}" for one in first.levels)
    tells = and_words(f"{_percent(one)} of {LEVEL_HEADINGS[one.level].lower()}" for one in last.levels)
    chart = LineChart(
        id="england",
        title="How much was published, of each 100 things asked for",
        description=(
            f"In {_month(first.on)}, councils published {told}. "
            f"In {_month(last.on)}, they published {tells}. The table below has every month."
        ),
        lines=tuple(lines),
        most=100,
        unit="%",
        breaks=_breaks(months),
    )
    return line_chart(chart, _short_month(first.on), _short_month(last.on))


def _breaks(days: Sequence[MonthCounts | DayCounts | MonthShare]) -> tuple[date, ...]:
    """The days from which on another standard was used."""
    return tuple(after.on for before, after in pairwise(days) if before.standard != after.standard)


def _month_table(months: Sequence[MonthCounts], has_standards: bool) -> Table:
    return Table(
        "months",
        "How much was published in each month",
        ("Councils counted", *LEVEL_NAMES.values(), *(("Judged by",) if has_standards else ())),
        tuple(
            Row(
                _month(one.on),
                "",
                (
                    str(len(one.authorities)),
                    *(f"{level.met:,} of {level.checked:,} ({_percent(level)})" for level in one.levels),
                    *((one.standard,) if has_standards else ()),
                ),
            )
            for one in reversed(months)
        ),
    )


def _requirement_table(
    level: str,
    requirements: Iterable[str],
    shares: Mapping[str, tuple[MonthShare, ...]],
    asked: _Asked,
    up: str,
) -> Table:
    rows = []
    for requirement in sorted(requirements, key=asked.order):
        found = shares[requirement]
        before = _share_a_year_before(found)
        rows.append(
            Row(
                asked.title(requirement),
                up + requirement_trend_address(requirement),
                (
                    f"{_share(before)}, {_month(before.on)}" if before else "nothing saved",
                    f"{_share(found[-1])}, {_month(found[-1].on)}",
                ),
            )
        )
    return Table(
        f"asked-{level}",
        LEVEL_HEADINGS[level],
        ("Councils that published it a year before", "Councils that published it last"),
        tuple(rows),
    )


def _share_a_year_before(shares: Sequence[MonthShare]) -> MonthShare | None:
    """The month a year before the last, or the first there is; only of the standard of the last."""
    same = [one for one in shares[:-1] if one.standard == shares[-1].standard]
    wanted = (shares[-1].on.year - 1, shares[-1].on.month)
    older = [one for one in same if (one.on.year, one.on.month) <= wanted]
    return older[-1] if older else next(iter(same), None)


def _share(one: MonthShare) -> str:
    return f"{one.met:,} of {one.judged:,}"


# An authority


def _authority_values(trend: AuthorityTrend, asked: _Asked) -> dict[str, Any]:
    up = up_from(trend_address(trend.authority))
    days = counts_by_day(trend.assessments)
    before = a_year_before(trend.assessments)
    has_standards = len({one.standard for one in days}) > 1
    since = changes_between(before, trend.assessments[-1]) if before else None
    return {
        "up": up,
        "stylesheet": up + STYLESHEET,
        "name": trend.name,
        "is_invented": trend.is_invented,
        "days": count_words(len(days), "day"),
        "first": days[0].on,
        "last": days[-1].on,
        "last_counts": tuple(
            f"{LEVEL_HEADINGS[one.level]}: {one.met} of {one.asked} published." for one in days[-1].levels
        ),
        "chart": _day_chart(trend.name, days),
        "table": _day_table(days, has_standards),
        "has_standards": has_standards,
        "year": _change_list("year", since, asked, up) if since else None,
        "is_a_year": bool(since and (since.after.on - since.before.on).days >= 365),
        "steps": tuple(
            _change_list(f"step-{one.after.on}", one, asked, up)
            for one in changes_step_by_step(trend.assessments)
        ),
        "england": up + TREND,
    }


def _day_chart(name: str, days: Sequence[DayCounts]) -> Markup:
    lines = tuple(
        Line(
            LEVEL_NAMES[level],
            tuple(Point(one.on, one.levels[number].met, one.standard) for one in days),
            f"{days[-1].levels[number].met} of {days[-1].levels[number].asked}",
        )
        for number, level in enumerate(LEVELS)
    )
    told, tells = (
        and_words(
            f"{level.met} of {level.asked} of {LEVEL_HEADINGS[level.level].lower()}" for level in one.levels
        )
        for one in (days[0], days[-1])
    )
    chart = LineChart(
        id="days",
        title=f"How many of the things asked for {name} published",
        description=(
            f"On {day_words(days[0].on)}, {name} published {told}. On {day_words(days[-1].on)}, {name} "
            f"published {tells}. The table below has every saved day."
        ),
        lines=lines,
        most=max(10, *(level.asked for one in days for level in one.levels)),
        breaks=_breaks(days),
    )
    return line_chart(chart, _short_month(days[0].on), _short_month(days[-1].on))


def _day_table(days: Sequence[DayCounts], has_standards: bool) -> Table:
    return Table(
        "by-day",
        "How many of the things asked for were published on each saved day",
        (*LEVEL_NAMES.values(), *(("Judged by",) if has_standards else ())),
        tuple(
            Row(
                day_words(one.on),
                "",
                (
                    *(f"{level.met} of {level.asked}" for level in one.levels),
                    *((one.standard,) if has_standards else ()),
                ),
            )
            for one in reversed(days)
        ),
    )


def _change_list(list_id: str, found: DayChanges, asked: _Asked, up: str) -> ChangeList:
    changes = sorted(found.changes, key=lambda one: (LEVELS.index(one.level), asked.order(one.requirement)))
    return ChangeList(
        id=list_id,
        heading=f"{day_words(found.before.on)} to {day_words(found.after.on)}",
        summary=_change_summary(found),
        before=day_words(found.before.on),
        after=day_words(found.after.on),
        note="" if found.is_same_standard else _STANDARD_CHANGED,
        rows=tuple(
            ChangeRow(
                asked.title(one.requirement),
                up + requirement_trend_address(one.requirement),
                LEVEL_NAMES[one.level],
                SHORT_STATUS[one.before] if one.before else NOT_ASKED,
                SHORT_STATUS[one.after] if one.after else NOT_ASKED,
            )
            for one in changes
        ),
    )


_STANDARD_CHANGED = (
    "The two days were judged by different lists of what is asked for. So some of this may come from the "
    "list, and not from the local offer."
)


def _change_summary(found: DayChanges) -> str:
    if not found.changes:
        return "nothing changed"
    more = sum(one.after == "met" for one in found.changes)
    fewer = sum(one.before == "met" for one in found.changes)
    others = len(found.changes) - more - fewer
    parts = (
        (more, "newly published in full"),
        (fewer, "no longer published in full"),
        (others, "changed in another way"),
    )
    return and_words(f"{number} {words}" for number, words in parts if number)


# A thing that is asked for


def _requirement_values(
    requirement: str, shares: Sequence[MonthShare], trends: Sequence[AuthorityTrend], asked: _Asked
) -> dict[str, Any]:
    address = requirement_trend_address(requirement)
    up = up_from(address)
    has_standards = len({one.standard for one in shares}) > 1
    last = shares[-1]
    return {
        "up": up,
        "stylesheet": up + STYLESHEET,
        "title": asked.title(requirement),
        "id": requirement,
        "last": f"{_share(last)} {'council' if last.judged == 1 else 'councils'}",
        "last_month": _month(last.on),
        "chart": _share_chart(shares),
        "table": Table(
            "months",
            "How many councils published this in each month",
            ("Councils counted", "Published it", *(("Judged by",) if has_standards else ())),
            tuple(
                Row(
                    _month(one.on),
                    "",
                    (f"{one.judged:,}", f"{one.met:,}", *((one.standard,) if has_standards else ())),
                )
                for one in reversed(shares)
            ),
        ),
        "has_standards": has_standards,
        "councils": Table(
            "councils",
            "What each council published of this",
            ("A year before", "On the last saved day"),
            tuple(
                Row(
                    one.name,
                    up + trend_address(one.authority),
                    (
                        _status_on(a_year_before(one.assessments), requirement),
                        _status_on(one.assessments[-1], requirement),
                    ),
                )
                for one in trends
                if one.assessments
            ),
        ),
        "invented": and_words(one.name for one in trends if one.is_invented),
        "is_one_invented": sum(one.is_invented for one in trends) == 1,
        "england": up + TREND,
    }


def _status_on(day: DatedAssessment | None, requirement: str) -> str:
    if day is None:
        return "nothing saved"
    found = day.of(requirement)
    return f"{SHORT_STATUS[found.status] if found else NOT_ASKED}, {day_words(day.on)}"


def _share_chart(shares: Sequence[MonthShare]) -> Markup:
    first, last = shares[0], shares[-1]
    percent = f"{round(100 * last.met / last.judged)}%"
    chart = LineChart(
        id="share",
        title="How many of each 100 councils published this",
        description=(
            f"In {_month(first.on)}, {_share(first)} councils published this. In {_month(last.on)}, it was "
            f"{_share(last)}. The table below has every month."
        ),
        lines=(
            Line(
                "Published",
                tuple(Point(one.on, 100 * one.met / one.judged, one.standard) for one in shares),
                percent,
            ),
        ),
        most=100,
        unit="%",
        breaks=_breaks(shares),
    )
    return line_chart(chart, _short_month(first.on), _short_month(last.on))


def _month(day: date) -> str:
    return month_words(f"{day:%Y-%m}")


def _short_month(day: date) -> str:
    return f"{MONTHS[day.month - 1][:3]} {day.year}"
