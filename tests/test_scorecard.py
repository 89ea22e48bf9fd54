"""Official figures are read strictly and keep their source, and nothing on the scorecard is made up."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from site_builder.cli import main
from site_builder.content.authorities import dfe_codes, real_authorities
from site_builder.content.indicators import (
    COLUMNS,
    Indicator,
    indicator_subjects,
    indicators_csv,
    load_indicator_schema,
    newest_first,
    parse_indicators,
    parse_indicators_of_england,
    read_indicators,
    read_indicators_of_england,
)
from site_builder.content.model import Record, Records
from site_builder.content.readability import long_sentences, reading_age
from site_builder.errors import SiteBuilderError
from site_builder.exchange.official_statistics import (
    EHC_URL,
    indicators_from_interactive_tool,
    indicators_from_plans_release,
    number_in,
)
from site_builder.pages.edition import Edition
from site_builder.pages.scorecard_page import (
    SCORECARD_CSV,
    figure_words,
    make_scorecard,
    scorecard_files,
    scorecard_values,
    summary_values,
)
from site_builder.pages.templates import render
from site_builder.project import Project
from site_builder.reports import scorecard as report
from tests.test_pages import ABSENT, BARE, FULL, NORTHMERE, SCHOOL, edition, finding, read, requirement

DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
PLANS = DATA / "send-statistics-2025"
TOOL = DATA / "lait-send-indicators"

SHOWN = "offer_content/northmere/indicators.csv"
HEAD = ",".join(COLUMNS)

TIMELY = Indicator(
    "New plans made within 20 weeks",
    "Calendar year 2024",
    "16.6",
    "%",
    "The department, its tables",
    "https://statistics.example.org/plans",
    "plans-on-time",
)


# Reading


def faults(text: str) -> list[str]:
    _, found = parse_indicators(text.encode(), SHOWN)
    return [
        f"{one.path.removeprefix('offer_content/northmere/')}:{one.place.line}:{one.place.column}: "
        f"{one.severity}[{one.code}] {one.field}{': ' if one.field else ''}{one.message}; {one.hint}"
        for one in found
    ]


def line(**changes: str) -> str:
    return indicators_csv([replace(TIMELY, **changes)])


def test_what_is_written_is_read_again() -> None:
    odd = replace(TIMELY, name='A "quoted", odd name', value="", period="2023")
    assert parse_indicators(indicators_csv([TIMELY, odd]).encode(), SHOWN) == ((TIMELY, odd), [])


def test_a_spreadsheets_mark_line_ends_and_blank_lines_are_no_fault() -> None:
    text = "\ufeff" + indicators_csv([TIMELY]).replace("\n", "\r\n") + ",,,,,,\r\n\r\n"
    assert parse_indicators(text.encode(), SHOWN) == ((TIMELY,), [])


def test_columns_stand_in_any_order_and_about_may_be_left_out() -> None:
    text = "url,source,unit,value,period,name\nhttps://x.example.org/,S,plans,4,2024,N\n"
    expected = Indicator("N", "2024", "4", "plans", "S", "https://x.example.org/", "other")
    assert parse_indicators(text.encode(), SHOWN) == ((expected,), [])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            line(value="about 17"),
            'indicators.csv:2:51: error[wrong-form] value: "about 17" should be a number without commas or '
            "signs, such as 16.6, or nothing; for example: 16.6",
        ),
        (
            line(value="1,009"),
            'indicators.csv:2:51: error[wrong-form] value: "1,009" should be a number without commas or '
            "signs, such as 16.6, or nothing; for example: 16.6",
        ),
        (
            line(period="last year"),
            'indicators.csv:2:32: error[wrong-form] period: "last year" should be a year, such as 2024, '
            "January 2025 or Academic year 2024/25; for example: Calendar year 2024",
        ),
        (
            line(url="javascript:alert(1)"),
            'indicators.csv:2:87: error[wrong-form] url: "javascript:alert(1)" should be a web address that '
            "begins with https://; for example: " + EHC_URL,
        ),
        (
            line(source=" "),
            "indicators.csv:2:58: error[empty-field] source: this field is empty; for example: "
            "Department for Education, Education, health and care plans, 2025",
        ),
        (
            line(about="plan-on-time"),
            'indicators.csv:2:124: error[unknown-choice] about: "plan-on-time" is not a choice here; did you '
            'mean "plans-on-time"? The choices are: plans-on-time, appeals, placements, needs, health, '
            "concerns, assessments, reviews, other",
        ),
        (
            indicators_csv([TIMELY, TIMELY]),
            "indicators.csv:3:1: error[duplicate-key] line 2 has this figure for the same time; "
            "keep one of the two lines",
        ),
        (
            f"{HEAD}\nA,2024,1,plans,S\n",
            "indicators.csv:2:1: error[layout] this line has 5 cells, and the first line names 7 columns; "
            "put double quotes around a text that has a comma in it",
        ),
        (
            f'{HEAD}\nA,"2024,1,plans,S\n',
            "indicators.csv:2:3: error[text-not-closed] this text begins with a quote that is not closed in "
            "its line; close it with the same quote",
        ),
        (
            f'{HEAD}\n"A"b,2024,1,plans,S,https://x.example.org/,\n',
            "indicators.csv:2:4: error[text-after-quote] there is more text after the closing quote; "
            "write a quote inside a text twice",
        ),
        (
            "name,period,valeu,unit,source,url,value,value\n",
            'indicators.csv:1:13: error[unknown-field] "valeu" is not a column of indicators.csv; did you '
            'mean "value"? The columns are: name, period, value, unit, source, url, about',
        ),
        (
            "name,period,unit,source,url\n",
            'indicators.csv:1:1: error[missing-field] the column "value" is missing; '
            f"write as the first line: {HEAD}",
        ),
        (
            "",
            "indicators.csv:1:1: error[empty-file] the first line has no names of columns; "
            f"write as the first line: {HEAD}",
        ),
    ],
)
def test_fault_has_its_line_its_column_and_what_to_type(text: str, said: str) -> None:
    assert faults(text)[0] == said


def test_line_with_a_fault_is_left_out_and_the_others_stay() -> None:
    broken = replace(TIMELY, name="Another", value="x")
    found, problems = parse_indicators(indicators_csv([broken, TIMELY]).encode(), SHOWN)
    assert found == (TIMELY,)
    assert len(problems) == 1


def test_file_that_is_not_utf_8_is_named_with_its_line() -> None:
    found, problems = parse_indicators(f"{HEAD}\n".encode() + b"caf\xe9", SHOWN)
    assert found == ()
    assert [(one.code, one.place.line) for one in problems] == [("encoding", 2)]


@given(st.text(max_size=200))
def test_no_text_breaks_the_reading(text: str) -> None:
    for whole in (text, f"{HEAD}\n{text}\n"):
        content = whole.encode("utf-8", "surrogatepass")
        lines = content.count(b"\n") + 1
        _, problems = parse_indicators(content, SHOWN)
        assert all(1 <= one.place.line <= lines and one.place.column >= 1 for one in problems)


def test_file_stands_in_the_authoritys_folder_and_need_not_be_there(tmp_path: Path) -> None:
    project = Project(tmp_path)
    assert read_indicators(project, "northmere") == ((), [])
    folder = project.authority_folder("northmere")
    folder.mkdir(parents=True)
    (folder / "indicators.csv").write_text(indicators_csv([TIMELY]), encoding="utf-8")
    assert read_indicators(project, "northmere") == ((TIMELY,), [])
    (folder / "indicators.csv").write_bytes(b"x" * 1_000_001)
    assert [one.code for one in read_indicators(project, "northmere")[1]] == ["too-large"]


def test_link_to_a_file_elsewhere_is_not_read(tmp_path: Path) -> None:
    project = Project(tmp_path)
    folder = project.authority_folder("northmere")
    folder.mkdir(parents=True)
    (tmp_path / "secret.csv").write_text(indicators_csv([TIMELY]), encoding="utf-8")
    (folder / "indicators.csv").symlink_to(tmp_path / "secret.csv")
    found, problems = read_indicators(project, "northmere")
    assert found == ()
    assert [one.code for one in problems] == ["link-out"]


def test_columns_are_the_fields_of_the_schema() -> None:
    assert tuple(load_indicator_schema().rules) == COLUMNS


# Official tables


def by_name(found: tuple[Indicator, ...]) -> dict[tuple[str, str], str]:
    return {(one.name, one.period): one.value for one in found}


@pytest.mark.skipif(not PLANS.is_dir(), reason="the official tables are not beside the project")
def test_figures_of_a_real_council_are_those_of_the_release_on_plans() -> None:
    found = indicators_from_plans_release(PLANS, ["840"])["840"]
    values = by_name(found)
    assert values["New plans made within 20 weeks", "Calendar year 2024"] == "16.6"
    assert values["New plans made within 20 weeks", "Calendar year 2023"] == "1.8"
    assert values["Decisions that families appealed against", "Calendar year 2024"] == "5.9"
    assert values["Appeals to the SEND tribunal", "Calendar year 2024"] == "344"
    assert values["Children and young people who have a plan", "Academic year 2024/25"] == "5390"
    assert values["With a plan: in a special school", "Academic year 2024/25"] == "36.1"
    assert values["Requests that the council turned down", "Calendar year 2024"] == "31.3"
    assert all(one.source and one.url.startswith("https://") for one in found)
    assert parse_indicators(indicators_csv(found).encode(), SHOWN) == (found, [])


@pytest.mark.skipif(not TOOL.is_dir(), reason="the official tables are not beside the project")
def test_figures_of_a_real_council_are_those_of_the_interactive_tool() -> None:
    found = indicators_from_interactive_tool(TOOL, ["840"])["840"]
    values = by_name(found)
    assert values["Pupils who have a plan", "Academic year 2025"] == "5.1"
    assert (
        values["People of 16 and 17 with special needs who learn or train", "Financial year 2025"] == "78.77"
    )
    assert parse_indicators(indicators_csv(found).encode(), SHOWN) == (found, [])


def ask_for_indicators(folder: Path, *arguments: str) -> Result:
    """Run `import indicators` for the authority "anyshire" in *folder*, which has one."""
    (folder / "offer_content" / "anyshire").mkdir(parents=True, exist_ok=True)
    command = ["import", "indicators", "--project", str(folder), "--authority", "anyshire", *arguments]
    return CliRunner().invoke(main, command, catch_exceptions=False)


@pytest.mark.skipif(not PLANS.is_dir(), reason="the official tables are not beside the project")
def test_command_writes_the_figures_once(tmp_path: Path) -> None:
    asked = ("--dfe-code", "840", "--plans", str(PLANS), "--tool", str(TOOL))
    result = ask_for_indicators(tmp_path, *asked)
    found, faults = read_indicators(Project(tmp_path), "anyshire")
    assert faults == []
    assert found == (
        *indicators_from_plans_release(PLANS, ["840"])["840"],
        *indicators_from_interactive_tool(TOOL, ["840"])["840"],
    )
    assert result.output == f"Wrote {len(found)} figures to offer_content/anyshire/indicators.csv\n"
    again = ask_for_indicators(tmp_path, *asked)
    assert again.exit_code == 2
    assert "offer_content/anyshire/indicators.csv is there already" in again.output


@pytest.mark.skipif(not PLANS.is_dir(), reason="the official tables are not beside the project")
def test_command_says_that_the_tables_do_not_have_a_council(tmp_path: Path) -> None:
    result = ask_for_indicators(tmp_path, "--dfe-code", "000", "--plans", str(PLANS))
    assert result.exit_code == 2
    assert 'the tables have no figures for the code "000"' in result.output


def test_command_says_which_table_is_missing(tmp_path: Path) -> None:
    (tmp_path / "tables").mkdir()
    result = ask_for_indicators(tmp_path, "--dfe-code", "840", "--tool", str(tmp_path / "tables"))
    assert result.exit_code == 2
    assert "dictionary.csv cannot be read" in result.output


def test_command_asks_for_one_council_or_all_of_them(tmp_path: Path) -> None:
    result = ask_for_indicators(tmp_path, "--england", "--tool", str(tmp_path))
    assert result.exit_code == 2
    assert "Give --authority and --dfe-code, or --england" in result.output


def test_command_asks_for_a_folder_of_tables(tmp_path: Path) -> None:
    result = ask_for_indicators(tmp_path, "--dfe-code", "840")
    assert result.exit_code == 2
    assert "Give --plans or --tool, or both" in result.output


@pytest.mark.skipif(not PLANS.is_dir(), reason="the official tables are not beside the project")
@pytest.mark.parametrize(
    ("code", "council"), [("420", "Isles of Scilly"), ("201", "City of London"), ("815", "North Yorkshire")]
)
def test_council_with_few_children_or_an_old_code_has_its_figures_too(code: str, council: str) -> None:
    found = indicators_from_plans_release(PLANS, [code])[code]
    values = by_name(found)
    assert values["Children and young people who have a plan", "Academic year 2024/25"], council
    assert values["Decisions that families appealed against", "Calendar year 2024"] != "", council
    assert parse_indicators(indicators_csv(found).encode(), SHOWN) == (found, [])


@pytest.mark.skipif(not PLANS.is_dir(), reason="the official tables are not beside the project")
def test_every_council_of_england_has_its_official_figures_and_none_is_lost(tmp_path: Path) -> None:
    (tmp_path / "offer_content").mkdir()
    command = ["import", "indicators", "--england", "--plans", str(PLANS), "--tool", str(TOOL)]
    result = CliRunner().invoke(main, [*command, "--project", str(tmp_path)], catch_exceptions=False)
    found, faults = read_indicators_of_england(Project(tmp_path), dfe_codes())
    assert faults == []
    assert result.output == f"Wrote {len(found)} figures to offer_content/indicators.csv\n"
    codes = {row["dfe_code"] for row in real_authorities()}
    assert len(codes) == 153
    assert {one.dfe_code for one in found} == codes
    for table in (indicators_from_plans_release(PLANS, codes), indicators_from_interactive_tool(TOOL, codes)):
        for code, figures in table.items():
            kept = {one.indicator for one in found if one.dfe_code == code}
            assert set(figures) <= kept, code
    plans = {
        one.dfe_code: one.indicator.value
        for one in found
        if (one.indicator.name, one.indicator.period)
        == ("Children and young people who have a plan", "Academic year 2024/25")
    }
    # The sum of the councils is what the release says of England.
    assert sum(map(int, plans.values())) == 638745


def test_figure_of_england_is_joined_by_the_old_code_of_a_council_too() -> None:
    head = "code,name,period,value,unit,source,url\n"
    line = "{},New plans,2024,5,plans,DfE,https://example.org/\n"
    found, faults = parse_indicators_of_england(
        (head + line.format("E10000023") + line.format("E08000016") + line.format("933")).encode(),
        "offer_content/indicators.csv",
        dfe_codes(),
    )
    assert faults == []
    assert [one.dfe_code for one in found] == ["815", "370", "933"]


def test_figure_of_england_for_nobody_or_twice_is_a_fault_with_its_place() -> None:
    head = "code,name,period,value,unit,source,url\n"
    line = "{},New plans,2024,5,plans,DfE,https://example.org/\n"
    found, faults = parse_indicators_of_england(
        (head + line.format("999") + line.format("E10000023") + line.format("E06000065")).encode(),
        "offer_content/indicators.csv",
        dfe_codes(),
    )
    assert [one.dfe_code for one in found] == ["815"]
    assert [(one.place.line, one.code, one.message) for one in faults] == [
        (2, "unknown-code", 'no local authority of England has the code "999"'),
        (4, "duplicate-key", "line 3 has this figure for the same time"),
    ]


@pytest.mark.skipif(not PLANS.is_dir(), reason="the official tables are not beside the project")
def test_invented_council_has_no_official_figures() -> None:
    assert indicators_from_plans_release(PLANS, ["9901"])["9901"] == ()


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("16.600000000000001", "16.6"),
        ("5.0999999999999996", "5.1"),
        ("1,009", "1009"),
        ("0.00", "0"),
        ("-1.61", "-1.61"),
        ("7.0000000000000007E-2", "0.07"),
        ("100", "100"),
        ("x", ""),
        ("z", ""),
        ("..", ""),
        ("~", ""),
        ("", ""),
        ("NaN", ""),
    ],
)
def test_mark_for_what_is_not_available_is_no_number(cell: str, number: str) -> None:
    assert number_in(cell) == number


def test_table_that_is_not_there_or_has_other_columns_is_said_in_a_line(tmp_path: Path) -> None:
    with pytest.raises(SiteBuilderError, match=r"timeliness_20_week\.csv cannot be read"):
        indicators_from_plans_release(tmp_path, ["840"])
    (tmp_path / "timeliness_20_week.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(SiteBuilderError, match="has no column old_la_code, time_period"):
        indicators_from_plans_release(tmp_path, ["840"])


# Counting

ICB = {"partners": {"integrated_care_board": {"name": "Coast ICB", "website": "https://icb.example.org/"}}}


def with_figures(*indicators: Indicator, **changes: Any) -> Edition:
    return replace(edition(FULL, ABSENT, SCHOOL, **changes), indicators=indicators)


def test_services_are_counted_by_who_answers_for_them() -> None:
    made = edition(
        FULL,
        BARE | {"id": "b", "accountable_body": "coast  icb", "waiting_time": {"status": "not-known"}},
        BARE | {"id": "c", "accountable_body": "Another trust", "reviewed": date(2025, 11, 1)},
        BARE | {"id": "d", "accountable_body": "Another trust", "reviewed": date(2025, 10, 31)},
        SCHOOL,
        ABSENT,
        authority=NORTHMERE | ICB,
    )
    counted = [
        (one.body, one.is_partner, one.listed, one.checked, one.with_wait)
        for one in make_scorecard(made).bodies
    ]
    assert counted == [
        ("Northmere Council", True, 1, 1, 1),
        ("Coast ICB", True, 1, 0, 0),
        ("Another trust", False, 2, 1, 0),
        ("", False, 1, 0, 0),
    ]


def test_partner_with_nothing_listed_is_there_with_nought() -> None:
    bodies = make_scorecard(edition(SCHOOL, authority=NORTHMERE | ICB)).bodies
    assert [(one.body, one.listed) for one in bodies] == [("Northmere Council", 0), ("Coast ICB", 0), ("", 1)]


def test_requirements_are_counted_by_level_by_team_and_for_health() -> None:
    made = edition(BARE)
    of_health = replace(requirement("h"), sector="health", who_acts="health")
    findings = (
        finding(requirement("a"), "met"),
        finding(requirement("b"), "missing"),
        finding(requirement("c", "should"), "not-checked"),
        finding(of_health, "partly-met"),
    )
    promise = Record("x.yaml", "x", {"requirement": "h", "what": "Hire a therapist"})
    offer = replace(made.offer, records=Records(commitments=(promise,)))
    judged = replace(made.assessment, findings=findings)
    card = make_scorecard(replace(made, offer=offer, assessment=judged))
    assert [(one.level, one.total, one.counts["met"], one.gaps) for one in card.levels] == [
        ("must", 3, 1, 2),
        ("should", 1, 0, 0),
    ]
    assert card.health["partly-met"] == sum(card.health.values()) == 1
    assert [
        (one.team, one.total, one.met, one.gaps, one.promised, one.not_checked) for one in card.teams
    ] == [
        ("authority", 3, 1, 1, 0, 1),
        ("health", 1, 0, 1, 1, 0),
    ]


def test_newest_figure_of_each_name_comes_first_and_names_keep_their_order() -> None:
    years = ("Calendar year 2022", "Academic year 2023/24", "2021")
    ones = [replace(TIMELY, name=name, period=year) for name in ("B", "A") for year in years]
    assert [(one.name, one.period[-7:]) for one in newest_first(ones)] == [
        (name, year) for name in ("B", "A") for year in ("2023/24", "ar 2022", "2021")
    ]


def test_figure_of_a_year_after_the_judged_day_is_left_out() -> None:
    later = replace(TIMELY, period="2027")
    assert not any(one.figures for one in make_scorecard(with_figures(later)).subjects)
    assert any(one.figures for one in make_scorecard(with_figures(replace(later, period="2026"))).subjects)


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        ("16.6", "%", "16.6%"),
        ("5390", "people", "5,390 people"),
        ("0", "appeals", "0 appeals"),
        ("1", "appeals", "1"),
        ("", "%", ""),
    ],
)
def test_figures_in_words(value: str, unit: str, said: str) -> None:
    assert figure_words(value, unit) == said


# Pages and files


def page_of(made: Edition) -> str:
    return render("scorecard.html", scorecard_values(made))


def summary_of(made: Edition) -> str:
    return render("scorecard_summary.html", summary_values(made))


def test_figure_stands_on_the_page_with_its_time_and_its_source() -> None:
    content = page_of(with_figures(TIMELY, replace(TIMELY, name="Not known", value="")))
    text = read(content).words
    assert "New plans made within 20 weeks 16.6% Calendar year 2024 Source 1" in text
    assert "Not known We have not been told Calendar year 2024" in text
    link = '<a href="https://statistics.example.org/plans">The department, its tables</a>'
    assert f'<li id="source-1">{link}</li>' in content
    assert "How many families appealed? We have not been told." in text


def test_offer_without_figures_says_that_we_have_not_been_told() -> None:
    text = read(page_of(with_figures())).words
    assert "We have not been told any figures that others have published about Northmere." in text
    for label in list(indicator_subjects().values())[:-1]:
        assert f"{label} We have not been told." in text
    assert read(summary_of(with_figures())).words.count("We have not been told") >= 7


def test_every_table_has_a_caption_and_headings_and_levels_go_down_one_by_one() -> None:
    found = read(page_of(with_figures(TIMELY)))
    content = page_of(with_figures(TIMELY))
    assert content.count("<table>") == content.count("<caption") == content.count('tabindex="0"') == 4
    assert "<th>" not in content
    levels = [int(tag[1]) for tag, _ in found.headings]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    ids = [value for _, name, value in found.attributes if name == "id"]
    assert len(ids) == len(set(ids))


def test_summary_is_short_and_leads_to_the_whole() -> None:
    content = summary_of(with_figures(*(replace(TIMELY, about=one) for one in indicator_subjects())))
    text = read(content).words
    assert len(text.split()) < 350
    assert "New plans made within 20 weeks: 16.6% (Calendar year 2024)" in text
    assert '<a href="../../scorecard/index.html">' in content
    assert "score" not in text.lower().replace("scorecard", "")


HOSTILE = "<script>alert(1)</script>&\"'"


def test_hostile_figures_and_names_stay_text() -> None:
    one = replace(TIMELY, name=HOSTILE, unit=HOSTILE, source=HOSTILE, period=HOSTILE + " 2024")
    made = with_figures(one, authority=NORTHMERE | {"name": HOSTILE, "official_name": HOSTILE})
    for content in (page_of(made), summary_of(made)):
        assert "script" not in read(content).tags
        assert HOSTILE in " ".join(read(content).text)


def paragraphs_of(content: str) -> str:
    """What a page says in sentences, without tables, the title of the standard and the names of sources."""
    told = re.sub(r"<(table|ol)[ >].*?</\1>", "", content, flags=re.DOTALL)
    said = re.findall(r"<(?:p|li|dd)[^>]*>(.*?)</(?:p|li|dd)>", told, flags=re.DOTALL)
    words = [read(one).words for one in said if "We judged this by" not in one]
    return "\n\n".join(one if one.endswith((".", "?")) else f"{one}." for one in words)


@pytest.mark.parametrize("with_some", [True, False])
def test_pages_are_plain(with_some: bool) -> None:
    made = with_figures(TIMELY) if with_some else with_figures()
    for content in (page_of(made), summary_of(made)):
        text = paragraphs_of(content)
        age = reading_age(text)
        assert age is not None and age <= 11, (age, text)
        assert not long_sentences(text, 25)


def test_spreadsheet_has_a_line_for_each_number() -> None:
    made = with_figures(TIMELY, replace(TIMELY, name="=1+1", period="2023"), authority=NORTHMERE | ICB)
    rows = list(csv.DictReader(io.StringIO(scorecard_files(made)[SCORECARD_CSV])))
    assert tuple(rows[0]) == report.COLUMNS
    assert {row["authority"] for row in rows} == {"northmere"}
    assert {row["assessed_on"] for row in rows} == {"2026-11-01"}
    assert {row["part"] for row in rows} == {"level", "sector", "team", "body", "figure"}
    card = make_scorecard(made)
    met = next(row for row in rows if (row["row"], row["count"]) == ("must", "met"))
    assert int(met["value"]) == card.levels[0].counts["met"]
    figures = [row for row in rows if row["part"] == "figure"]
    assert figures[0] == {
        **figures[0],
        "row": "plans-on-time",
        "count": TIMELY.name,
        "value": "16.6",
        "unit": "%",
        "period": TIMELY.period,
        "source": TIMELY.source,
        "url": TIMELY.url,
    }
    assert figures[1]["count"] == "'=1+1"


def test_same_offer_gives_the_same_scorecard_whatever_the_order_of_its_entries() -> None:
    ones = [FULL, SCHOOL, ABSENT, BARE | {"id": "x", "accountable_body": "A trust"}]
    assert scorecard_values(edition(*ones)) == scorecard_values(edition(*reversed(ones)))
