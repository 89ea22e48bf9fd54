"""Make a council's indicators from the tables that the Department for Education publishes."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from site_builder.content.indicators import Indicator
from site_builder.errors import SiteBuilderError

EHC_SOURCE = "Department for Education, Education, health and care plans, reporting year 2025"
EHC_URL = (
    "https://explore-education-statistics.service.gov.uk/find-statistics/education-health-and-care-plans"
)
APPEALS_SOURCE = (
    "HM Courts and Tribunals Service and Department for Education, SEND appeal rate table 1, 2014 to 2024"
)
LAIT_SOURCE = "Department for Education, Local authority interactive tool"

PERIODS = 2
"""How many periods of each figure are taken, newest first: the last year and the one before."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A column of a table of the release on plans, and the words for it."""

    column: str
    name: str
    unit: str
    about: str


EHC_MEASURES: Mapping[str, tuple[Measure, ...]] = {
    "timeliness_20_week.csv": (
        Measure("pc_plans_issued_within_20_weeks", "New plans made within 20 weeks", "%", "plans-on-time"),
        Measure(
            "PC_plans_issued_20_weeks_ex",
            "New plans made within 20 weeks, where the law allows no more time",
            "%",
            "plans-on-time",
        ),
        Measure("pc_plans_issued_gt_1_year", "New plans that took more than a year", "%", "plans-on-time"),
    ),
    "requests.csv": (
        Measure("requests_received_in_year", "Requests for an assessment", "requests", "assessments"),
        Measure("request_not_assess_pc", "Requests that the council turned down", "%", "assessments"),
        Measure("request_outcome_six_weeks_pc", "Requests decided within 6 weeks", "%", "assessments"),
    ),
    "assessments.csv": (Measure("assess_issued_pc", "Assessments that led to a plan", "%", "assessments"),),
    "caseload.csv": (
        Measure("ehcplans", "Children and young people who have a plan", "people", "placements"),
        Measure("mainstream_total_pc", "With a plan: in a mainstream school", "%", "placements"),
        Measure("special_total_pc", "With a plan: in a special school", "%", "placements"),
        Measure("fe_total_pc", "With a plan: in a college or training", "%", "placements"),
        Measure("ed_elsewhere_pc", "With a plan: taught elsewhere, or not in education", "%", "placements"),
        Measure("placement_unknown_pc", "With a plan: the place is not known", "%", "placements"),
    ),
    "annual_reviews.csv": (
        Measure("review_expected", "Reviews of plans that were due", "reviews", "reviews"),
        Measure("total_review_meeting", "Reviews of plans with a meeting on record", "reviews", "reviews"),
        Measure("pc_decsion_4weeks", "Reviews with the outcome told within 4 weeks", "%", "reviews"),
    ),
    "sen_needs_all_plans.csv": tuple(
        Measure(column, f"With a plan: the main need is {need}", "%", "needs")
        for column, need in (
            ("asd_pc", "autism"),
            ("slcn_pc", "speech, language and communication"),
            ("semh_pc", "social, emotional and mental health"),
            ("spld_pc", "a specific learning difficulty"),
            ("mld_pc", "a moderate learning difficulty"),
            ("sld_pc", "a severe learning difficulty"),
            ("pmld_pc", "a profound and multiple learning difficulty"),
            ("pd_pc", "a physical disability"),
            ("hi_pc", "hearing"),
            ("vi_pc", "sight"),
            ("msi_pc", "both hearing and sight"),
            ("oth_pc", "another difficulty or disability"),
            ("unknown_pc", "not known"),
        )
    ),
    "personal_budgets.csv": (
        Measure("personal_budget", "People with a personal budget in their plan", "people", "other"),
    ),
}

LAIT_MEASURES: Mapping[str, tuple[str, str, str]] = {
    "SEN_TotStat": ("Pupils who have a plan", "%", "other"),
    "SEN_TotSENSuP": ("Pupils who get SEN support, without a plan", "%", "other"),
    "16-17YroldSEN_ET": ("People of 16 and 17 with special needs who learn or train", "%", "other"),
    "KS4_SEN_Des_incSpec": ("Pupils with special needs who learn or work after Year 11", "%", "other"),
}
"""Measures of the interactive tool that the release on plans does not have: the words, unit and subject."""


Figures = Mapping[str, tuple[Indicator, ...]]
"""The figures of councils, by the code that each has at the Department for Education."""


def indicators_from_plans_release(folder: Path, dfe_codes: Collection[str]) -> Figures:
    """The indicators of the councils with these DfE codes in the release on plans, with the rate of appeals.

    A figure that the release marks as not available has an empty value. A council that the tables do not
    have has none. Each table is read once.

    Args:
        folder: holds the tables of the release, under their own names.
        dfe_codes: such as 840. ONS codes change with boundaries, and the tables mix old and new.

    Raises:
        SiteBuilderError: a table is not there, or has not the columns of this release.
    """
    found: dict[str, list[Indicator]] = {code: [] for code in dfe_codes}
    for file, measures in EHC_MEASURES.items():
        needed = ("old_la_code", "time_period", "time_identifier", *(one.column for one in measures))
        for code, rows in _by_code(_rows(folder / file, needed), "old_la_code", dfe_codes).items():
            rows.sort(key=lambda row: row["time_period"], reverse=True)
            found[code] += (_figure(measure, row) for measure in measures for row in rows[:PERIODS])
    appeals = _appeals(folder / "send_tribunals_appeal_rate_2014-2024.csv", dfe_codes)
    for code, of_council in appeals.items():
        found[code] += of_council[: 2 * PERIODS]
    return {code: tuple(ones) for code, ones in found.items()}


def _figure(measure: Measure, row: Mapping[str, str]) -> Indicator:
    period = f"{row['time_identifier']} {_period(row['time_period'])}"
    value = number_in(row[measure.column])
    return Indicator(measure.name, period, value, measure.unit, EHC_SOURCE, EHC_URL, measure.about)


def _by_code(
    rows: Iterable[Mapping[str, str]], column: str, codes: Collection[str]
) -> dict[str, list[Mapping[str, str]]]:
    """The rows of each of *codes*, in the table's order."""
    found: dict[str, list[Mapping[str, str]]] = {}
    wanted = frozenset(codes)
    for row in rows:
        if row[column] in wanted:
            found.setdefault(row[column], []).append(row)
    return found


def _appeals(path: Path, codes: Collection[str]) -> dict[str, list[Indicator]]:
    """Appeals and their rate, newest year first, from a table with two lines of headings below its title."""
    lines = list(csv.reader(io.StringIO(_text(path), newline="")))
    head = next((number for number, line in enumerate(lines) if line[:1] == ["Local Authority"]), None)
    if head is None:
        raise SiteBuilderError(f'{path.name} has no line that begins with "Local Authority"')
    years = [(int(cell), column) for column, cell in enumerate(lines[head]) if cell.strip().isdigit()]
    found: dict[str, list[Indicator]] = {}
    for line in lines[head + 2 :]:
        code = line[1].strip() if len(line) > 1 else ""
        if code not in codes:
            continue
        for year, column in reversed(years):
            period = f"Calendar year {year}"
            # The headings of a year are three: appeals, decisions that could be appealed, the rate.
            for offset, heading, name, unit in (
                (2, "SEND Tribunal Appeal Rate", "Decisions that families appealed against", "%"),
                (0, "Appeals registered", "Appeals to the SEND tribunal", "appeals"),
            ):
                if not lines[head + 1][column + offset].startswith(heading):
                    raise SiteBuilderError(f'{path.name} has no "{heading}" where it is expected for {year}')
                # A dash stands for none: its rate is 0.00%.
                cell = line[column + offset].strip()
                value = "0" if cell == "-" else number_in(cell.removesuffix("%"))
                found.setdefault(code, []).append(
                    Indicator(name, period, value, unit, APPEALS_SOURCE, EHC_URL, "appeals")
                )
    return found


def indicators_from_interactive_tool(folder: Path, dfe_codes: Collection[str]) -> Figures:
    """The indicators of the councils with these DfE codes in the cut of the interactive tool in *folder*.

    Raises:
        SiteBuilderError: a table is not there, or has not the columns of this cut.
    """
    needed = ("Measure_short", "Measure", "Year_Type", "Hyperlink(s)")
    dictionary = {row["Measure_short"]: row for row in _rows(folder / "dictionary.csv", needed)}
    rows = _rows(folder / "indicators.csv", ("LA Number", "Short Desc", "Years", "Values"))
    by_code = _by_code(rows, "LA Number", dfe_codes)
    return {code: tuple(_tool_figures(by_code.get(code, ()), dictionary)) for code in dfe_codes}


def _tool_figures(
    rows: Iterable[Mapping[str, str]], dictionary: Mapping[str, Mapping[str, str]]
) -> Iterator[Indicator]:
    by_measure: dict[str, dict[str, Mapping[str, str]]] = {name: {} for name in LAIT_MEASURES}
    for row in rows:
        if row["Short Desc"] in by_measure:
            by_measure[row["Short Desc"]][row["Years"]] = row
    for short, by_year in by_measure.items():
        if short not in dictionary:
            continue
        name, unit, about = LAIT_MEASURES[short]
        told = dictionary[short]
        source = f"{LAIT_SOURCE}: {told['Measure']}"
        url = re.search(r"https?://[^\s,;]+", told["Hyperlink(s)"])
        if url is None:
            continue
        for year in sorted(by_year, reverse=True)[:PERIODS]:
            period = f"{told['Year_Type'].capitalize()} {_period(year)}"
            value = number_in(by_year[year]["Values"])
            yield Indicator(name, period, value, unit, source, url[0], about)


def number_in(text: str) -> str:
    """The number in a cell, as people write it; empty for the marks of what is not available or held back.

    The interactive tool's numbers went through binary fractions: 16.600000000000001 is 16.6.
    """
    try:
        number = Decimal(text.replace(",", ""))
    except InvalidOperation:
        return ""
    if not number.is_finite():
        return ""
    rounded = f"{round(number, 6):f}"
    return rounded.rstrip("0").rstrip(".") if "." in rounded else rounded


def _period(text: str) -> str:
    """`2024/25` for 202425; another year stays as it is."""
    return f"{text[:4]}/{text[4:]}" if re.fullmatch("[0-9]{6}", text) else text


def _rows(path: Path, needed: Sequence[str]) -> Iterator[Mapping[str, str]]:
    """The lines of a table by the names of its columns, of which those *needed* are there."""
    table = csv.DictReader(io.StringIO(_text(path), newline=""))
    missing = [one for one in needed if one not in (table.fieldnames or ())]
    if missing:
        raise SiteBuilderError(f"{path.name} has no column {', '.join(missing)}")
    yield from table


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as fault:
        raise SiteBuilderError(f"{path.name} cannot be read: {fault}") from None
