"""Offers side by side: who is compared, what each misses, and the tables that people take away."""

from __future__ import annotations

import ast
import csv
import io
import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from site_builder.cli import main
from site_builder.content.authorities import dfe_codes, real_authorities, statistical_neighbours
from site_builder.content.checks import load_rules
from site_builder.content.indicators import CouncilIndicator, Indicator
from site_builder.content.model import Ages
from site_builder.content.vocabulary import load_vocabularies
from site_builder.nation.collected import all_received
from site_builder.nation.compare import (
    Comparison,
    compare,
    freshness,
    kinds_published,
    most_neighbours_meet,
    needs_published,
    promises,
    share,
    taking_part,
)
from site_builder.nation.published import (
    PublishedComment,
    PublishedCommitment,
    PublishedEntry,
    PublishedFinding,
    PublishedOffer,
)
from site_builder.nation.received import Received
from site_builder.project import Project
from site_builder.reports.comparison import (
    comparison_tables,
    dictionary_csv,
    table_csv,
    table_json,
    table_named,
    tables_parquet,
)
from site_builder.standard.evidence import Status
from site_builder.standard.standard import CURRENT, Requirement, Standard, load_standard
from tests import offers

ROOT = Path(__file__).resolve().parent.parent
ON = date(2026, 11, 1)


@cache
def standard() -> Standard:
    return load_standard(load_rules(), CURRENT)


def requirement(requirement_id: str) -> Requirement:
    return next(one for one in standard().requirements if one.id == requirement_id)


WEBSITE = "pub.website"
OVERNIGHT = "care.short-breaks.overnight"


def entry(entry_id: str = "club", **facts: Any) -> PublishedEntry:
    """An overnight short break for those of 8 to 17, with *facts* in place of these."""
    usual: dict[str, Any] = {
        "kinds": ("short-break-overnight",),
        "ages": Ages(8, 17),
        "level": "specialist",
        "reviewed": date(2026, 10, 1),
    }
    return offers.entry(entry_id, **{**usual, **facts})


def finding(requirement_id: str, status: Status, *evidence: str) -> PublishedFinding:
    one = requirement(requirement_id)
    return PublishedFinding(one.id, one.level, one.title, status, evidence, ())


def offer(
    name: str,
    *findings: PublishedFinding,
    code: str = "",
    entries: Iterable[PublishedEntry] = (),
    neighbours: Iterable[str] = (),
    board: str = "",
) -> PublishedOffer:
    plain = offers.offer(name, {}, *entries, code=code)
    authority = replace(plain.authority, neighbours=tuple(neighbours), board=board)
    return replace(plain, authority=authority, findings=findings)


def received(*published: PublishedOffer) -> tuple[Received, ...]:
    return tuple(map(offers.received, published))


def compared(*ones: Received) -> Comparison:
    return compare(ones, standard(), load_vocabularies(), ON)


# Who is compared --------------------------------------------------------------------------------------------


def test_invented_councils_alone_expect_nobody_else() -> None:
    comparison = compared(*received(offer("southmoor"), offer("anyshire")))
    assert [one.id for one in comparison.councils] == ["anyshire", "southmoor"]


def test_one_real_council_has_all_of_england_expected_and_the_others_not_received() -> None:
    row = real_authorities()[0]
    comparison = compared(*received(offer(row["slug"], code=row["gss_code"])))
    assert len(comparison.councils) == 153
    states = {one.id: one.received.state for one in comparison.councils}
    assert states.pop(row["slug"]) == "current"
    assert set(states.values()) == {"never-received"}
    assert all(one.neighbours and len(one.neighbours) == 10 for one in comparison.councils)


def test_council_that_was_not_received_is_never_counted_as_missing() -> None:
    row = real_authorities()[0]
    comparison = compared(*received(offer(row["slug"], finding(WEBSITE, "met"), code=row["gss_code"])))
    found = share(comparison, requirement(WEBSITE), comparison.councils)
    assert (found.met, found.counts["missing"], found.counted, found.expected) == (1, 0, 1, 153)


def test_unreadable_offer_and_old_copy_are_told_apart() -> None:
    old = replace(received(offer("oldbury", finding(WEBSITE, "met")))[0], state="old-copy", why="no answer")
    comparison = compared(old, Received("brokenshire", "unreadable", None, why="the file is not whole"))
    by_id = {one.id: one for one in comparison.councils}
    assert by_id["oldbury"].is_compared
    assert not by_id["brokenshire"].is_compared
    rows = {
        row[0]: row
        for row in table_named(comparison_tables(comparison, load_vocabularies()), "councils").rows
    }
    assert rows["brokenshire"][6:9] == ("unreadable", None, "the file is not whole")


@pytest.mark.parametrize("code", ["E09000001", "E06000053"])
def test_city_of_london_and_scilly_are_shown_and_not_counted(code: str) -> None:
    row = next(one for one in real_authorities() if one["gss_code"] == code)
    comparison = compared(*received(offer(row["slug"], finding(WEBSITE, "met"), code=code)))
    council = comparison.by_id[row["slug"]]
    assert council.marks == ("too-small",)
    assert comparison.finding(council, requirement(WEBSITE)) is not None
    assert share(comparison, requirement(WEBSITE), comparison.councils).counted == 0


def test_council_whose_boundary_changed_is_marked_and_counted() -> None:
    comparison = compared(*received(offer("derby", code="E06000015")))
    marked = {one.id for one in comparison.councils if "new-boundary" in one.marks}
    assert marked == {
        "barnsley",
        "cumberland",
        "north-yorkshire",
        "sheffield",
        "somerset",
        "westmorland-and-furness",
    }


def test_offer_judged_by_another_standard_is_shown_and_not_counted() -> None:
    other = replace(offer("otherton", finding(WEBSITE, "met")), standard="draft-2020-01")
    comparison = compared(*received(other, offer("anyshire", finding(WEBSITE, "missing"))))
    council = comparison.by_id["otherton"]
    assert council.marks == ("other-standard",)
    found = share(comparison, requirement(WEBSITE), comparison.councils)
    assert (found.met, found.counted, found.expected) == (0, 1, 2)


def test_two_offers_with_the_code_of_one_council_are_not_both_its_own(tmp_path: Path) -> None:
    (tmp_path / "offer_content").mkdir()
    false = offer("anyshire", finding(WEBSITE, "met"), code="E06000015")
    true = offer("derby", finding(WEBSITE, "missing"), code="E06000015")
    comparison = compared(*all_received(Project(tmp_path), received(false, true)))
    assert len(comparison.councils) == 154
    assert comparison.by_id["derby"].received.state == "current"
    assert comparison.by_id["anyshire"].received.state == "unreadable"
    assert comparison.by_id["anyshire"].received.why == (
        "Its offer has the code E06000015, and so has that of derby."
    )
    assert share(comparison, requirement(WEBSITE), comparison.councils).met == 0


def test_codes_that_changed_lead_to_the_same_council() -> None:
    codes = dfe_codes()
    assert codes["E10000023"] == codes["E06000065"] == codes["815"] == "815"
    assert codes["E10000027"] == codes["E06000066"] == "933"
    assert codes["E08000016"] == codes["E08000038"] == "370"
    assert codes["E08000019"] == codes["E08000039"] == "373"


def test_neighbours_are_ten_others_of_the_153() -> None:
    known = {row["dfe_code"] for row in real_authorities()}
    table = statistical_neighbours()
    assert set(table) == known
    for code, ones in table.items():
        assert len(set(ones)) == 10 and set(ones) <= known - {code}


# What a council misses --------------------------------------------------------------------------------------


def like_each_other(*statuses: Status) -> Comparison:
    """Anyshire, and one neighbour for each of *statuses* of its overnight short breaks."""
    names = [f"like-{number}" for number in range(len(statuses))]
    others = [
        offer(name, finding(OVERNIGHT, status, f"house-{name}"), entries=[entry(f"house-{name}")])
        for name, status in zip(names, statuses, strict=True)
    ]
    return compared(*received(offer("anyshire", finding(OVERNIGHT, "missing"), neighbours=names), *others))


def missed(comparison: Comparison) -> list[tuple[str, int, int]]:
    council = comparison.by_id["anyshire"]
    return [
        (one.requirement.id, len(one.meeting), len(one.checked))
        for one in most_neighbours_meet(comparison, council)
    ]


def test_what_more_than_half_of_the_neighbours_meet_is_missed() -> None:
    assert missed(like_each_other("met", "met", "missing")) == [(OVERNIGHT, 2, 3)]


def test_half_of_the_neighbours_is_not_most() -> None:
    assert missed(like_each_other("met", "missing")) == []


def test_neighbour_that_only_declares_it_does_not_meet_it() -> None:
    assert missed(like_each_other("declared-not-available", "met")) == []


def test_neighbour_that_was_not_received_is_not_counted() -> None:
    comparison = compared(
        *received(
            offer("anyshire", finding(OVERNIGHT, "missing"), neighbours=["like-0", "gone"]),
            offer("like-0", finding(OVERNIGHT, "met", "house")),
        ),
        Received("gone", "never-received", None),
    )
    assert missed(comparison) == [(OVERNIGHT, 1, 1)]


def test_neighbour_that_could_not_be_checked_speaks_neither_for_nor_against() -> None:
    assert missed(like_each_other("met", "not-checked")) == [(OVERNIGHT, 1, 1)]
    assert missed(like_each_other("not-checked", "not-checked")) == []


def test_council_that_could_not_be_checked_is_not_among_those_that_do_not_publish() -> None:
    unchecked = offer("otherton", finding(WEBSITE, "not-checked"))
    comparison = compared(*received(offer("anyshire", finding(WEBSITE, "met")), unchecked))
    found = share(comparison, requirement(WEBSITE), comparison.councils)
    assert (found.met, found.checked, found.counted, found.expected) == (1, 1, 2, 2)
    assert comparison.shares["england", "England"][WEBSITE] == found


def test_who_does_it_is_named_with_the_entries_that_do() -> None:
    comparison = like_each_other("met", "met", "met", "met")
    council = comparison.by_id["anyshire"]
    (miss,) = most_neighbours_meet(comparison, council)
    assert miss.examples == (
        ("like-0", ("house-like-0",)),
        ("like-1", ("house-like-1",)),
        ("like-2", ("house-like-2",)),
    )


def test_share_of_all_entries_names_no_entry_as_doing_it_well() -> None:
    checked = next(one for one in standard().requirements if one.check.kind == "field-coverage")
    comparison = compared(
        *received(
            offer("anyshire", finding(checked.id, "missing"), neighbours=["northmoor"]),
            offer("northmoor", finding(checked.id, "met", "a", "b")),
        )
    )
    council = comparison.by_id["anyshire"]
    (miss,) = most_neighbours_meet(comparison, council)
    assert miss.examples == (("northmoor", ()),)


# Commitments, freshness, taking part ------------------------------------------------------------------------


def test_promise_counts_only_while_the_gap_is_there_and_the_soonest_is_first() -> None:
    def planned(name: str, status: Status, by: date | None) -> PublishedOffer:
        plan = PublishedCommitment(OVERNIGHT, "Open two beds", "", by)
        return replace(offer(name, finding(OVERNIGHT, status)), commitments=(plan,))

    found = promises(
        compared(
            *received(
                planned("undated", "missing", None),
                planned("later", "partly-met", date(2027, 1, 1)),
                planned("late", "missing", date(2026, 10, 31)),
                planned("today", "missing", ON),
                planned("closed", "met", date(2026, 1, 1)),
            )
        )
    )
    assert [(one.council.id, one.is_late) for one in found] == [
        ("late", True),
        ("today", False),
        ("later", False),
        ("undated", False),
    ]


def test_check_on_the_last_day_of_a_year_is_within_it_and_one_to_come_is_not_stated() -> None:
    days = (date(2025, 11, 1), date(2025, 10, 31), date(2026, 11, 2), None)
    found = freshness(
        offer("anyshire", entries=[entry(f"e{n}", reviewed=day) for n, day in enumerate(days)]), ON
    )
    assert (found.entries, found.within_a_year, found.not_stated, found.median_age) == (4, 1, 2, 365.5)


def test_offer_without_days_has_no_median() -> None:
    assert freshness(offer("anyshire"), ON).median_age is None


def test_comments_of_twelve_months_are_counted_with_their_answers() -> None:
    comments = (
        PublishedComment("2025-10", "forum", "done", "2025-11"),
        PublishedComment("2025-11", "forum", "done", "2025-12"),
        PublishedComment("2026-05", "forum", "cannot", "2026-06"),
        PublishedComment("2026-11", "forum", "", ""),
        PublishedComment("2026-12", "forum", "", ""),
    )
    entries = [entry("a", is_co_produced=True), entry("b")]
    found = taking_part(replace(offer("anyshire", entries=entries), comments=comments), ON)
    assert (found.co_produced, found.comments, found.answered, found.changed) == (1, 3, 2, 1)


# Kinds and needs --------------------------------------------------------------------------------------------


def test_listed_declared_and_nothing_published_are_three_things() -> None:
    entries = [
        entry("house"),
        entry("none", kind="not-available", kinds=("physiotherapy",)),
        entry("shut", kinds=("occupational-therapy",), is_closed=True),
    ]
    found = kinds_published(offer("anyshire", entries=entries), load_vocabularies())
    assert set(found) == set(load_vocabularies()["service-types"].terms)
    assert found["short-break-overnight"] == "listed"
    assert found["physiotherapy"] == "declared-not-available"
    assert found["occupational-therapy"] == "nothing-published"


def test_listed_wins_over_declared_for_others() -> None:
    entries = [entry("none", kind="not-available", level=""), entry("house")]
    found = kinds_published(offer("anyshire", entries=entries), load_vocabularies())
    assert found["short-break-overnight"] == "listed"


def test_need_for_all_counts_for_every_need_at_the_ages_it_is_for() -> None:
    found = needs_published(offer("anyshire", entries=[entry(ages=Ages(11, 15))]), load_vocabularies())
    needs = set(load_vocabularies()["needs"].terms) - {"all"}
    assert {need for need, _, _ in found} == needs
    assert {phase for _, phase, _ in found} == {"secondary"}
    assert {level for _, _, level in found} == {"specialist"}
    assert set(found.values()) == {"listed"}


def test_what_states_no_need_age_or_level_stands_apart() -> None:
    found = needs_published(
        offer("anyshire", entries=[entry(needs=(), ages=None, level="")]), load_vocabularies()
    )
    assert found == {("not-stated", "not-stated", "not-stated"): "listed"}


# Tables -----------------------------------------------------------------------------------------------------


def all_tables() -> dict[str, list[dict[str, str]]]:
    figures = [
        CouncilIndicator("831", Indicator("Plans", "2024", "12.5", "%", "DfE", "https://example.org/")),
        CouncilIndicator("831", Indicator("Plans", "2023", "", "%", "DfE", "https://example.org/")),
    ]
    row = next(one for one in real_authorities() if one["dfe_code"] == "831")
    comparison = compared(
        *received(
            offer("derby", finding(WEBSITE, "met"), code=row["gss_code"], entries=[entry()], board="=1+1")
        )
    )
    return {
        one.name: list(csv.DictReader(io.StringIO(table_csv(one))))
        for one in comparison_tables(comparison, load_vocabularies(), figures)
    }


def test_figure_that_is_not_known_is_blank_and_never_nought() -> None:
    assert [row["value"] for row in all_tables()["figures"]] == ["12.5", ""]


def test_council_without_an_offer_has_a_status_that_says_so() -> None:
    rows = all_tables()["findings"]
    assert {row["status"] for row in rows if row["council"] != "derby"} == {"not-received"}
    assert [row["status"] for row in rows if row["council"] == "derby"] == ["met"]
    kinds = all_tables()["kinds"]
    assert {row["state"] for row in kinds if row["council"] == "derby"} == {"listed", "nothing-published"}
    assert {row["state"] for row in kinds if row["council"] != "derby"} == {"not-received"}


def test_no_text_is_taken_for_a_formula() -> None:
    assert {row["board"] for row in all_tables()["freshness"]} == {"'=1+1"}


def test_every_column_of_every_table_is_explained_and_has_one_kind() -> None:
    tables = comparison_tables(compared(*received(offer("anyshire"))), load_vocabularies())
    rows = list(csv.DictReader(io.StringIO(dictionary_csv(tables))))
    assert len(rows) == sum(len(one.columns) for one in tables)
    assert all(row["about"].endswith(".") for row in rows)
    kinds: dict[str, str] = {}
    for row in rows:
        assert kinds.setdefault(row["column"], row["kind"]) == row["kind"], row["column"]
    assert "table" not in kinds
    for one in tables:
        assert all(len(row) == len(one.columns) for row in one.rows), one.name


def test_parquet_holds_every_row_of_every_table_and_is_the_same_each_time(tmp_path: Path) -> None:
    tables = comparison_tables(
        compared(*received(offer("anyshire", finding(WEBSITE, "met"), entries=[entry()]))),
        load_vocabularies(),
    )
    content = tables_parquet(tables)
    assert content == tables_parquet(tables)
    (tmp_path / "offers.parquet").write_bytes(content)
    whole = pq.read_table(tmp_path / "offers.parquet").to_pylist()
    assert len(whole) == sum(len(one.rows) for one in tables)
    for one in tables:
        names = [column.name for column in one.columns]
        kept = [tuple(row[name] for name in names) for row in whole if row["table"] == one.name]
        assert kept == [tuple(row) for row in one.rows], one.name


def test_notebook_reads_the_file_in_two_lines_and_its_cells_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries = [entry("none", kind="not-available")]
    tables = comparison_tables(
        compared(*received(offer("anyshire", finding(WEBSITE, "met"), entries=entries))), load_vocabularies()
    )
    (tmp_path / "local-offers.parquet").write_bytes(tables_parquet(tables))
    monkeypatch.chdir(tmp_path)
    told = json.loads((ROOT / "docs" / "compare.ipynb").read_text(encoding="utf-8"))
    cells = ["".join(one["source"]) for one in told["cells"] if one["cell_type"] == "code"]
    assert len([line for line in cells[0].splitlines() if line]) == 2
    names: dict[str, Any] = {}
    shown = []
    for cell in cells:
        *steps, last = ast.parse(cell).body
        exec(compile(ast.Module(steps, []), "cell", "exec"), names)
        if isinstance(last, ast.Expr):
            shown.append(eval(compile(ast.Expression(last.value), "cell", "eval"), names))
        else:
            exec(compile(ast.Module([last], []), "cell", "exec"), names)
    assert {one["values"]: one["counts"] for one in shown[0]} == {
        one.name: len(one.rows) for one in tables if one.rows
    }
    assert [one["requirement"] for one in shown[1]] == [WEBSITE]
    assert shown[2] == {"Anyshire": "declared-not-available"}


def test_json_has_what_csv_has() -> None:
    tables = comparison_tables(compared(*received(offer("anyshire", entries=[entry()]))), load_vocabularies())
    for one in tables:
        told = json.loads(table_json(one))
        assert [column["name"] for column in told["columns"]] == [column.name for column in one.columns]
        assert [tuple(row) for row in told["rows"]] == list(one.rows)


# The command ------------------------------------------------------------------------------------------------


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(main, ["compare", "--project", str(ROOT), *arguments], catch_exceptions=False)
    return result.exit_code, result.stdout, result.stderr


def test_command_compares_the_demonstration() -> None:
    code, out, _ = run("--format", "csv", "--table", "councils")
    assert code == 0
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [row["council"] for row in rows] == ["harrowdale", "northmere", "thornhaven"]
    assert {row["compared"] for row in rows} == {"yes"}


def test_command_names_the_table_that_was_meant() -> None:
    code, _, err = run("--table", "shars")
    assert code == 2
    assert err == 'Error: there is no table "shars"; did you mean "shares"?\n'
