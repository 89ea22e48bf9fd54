"""What is published by need, age, level and kind of support is counted right, and blanks are honest."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.content.document import parse_document
from site_builder.content.model import Authority, Entry, Offer
from site_builder.content.readability import long_sentences, reading_age
from site_builder.content.subject import phase_years
from site_builder.errors import FaultyRules
from site_builder.pages.browse import sort_onto_shelves
from site_builder.pages.coverage_page import (
    COVERAGE_CSV,
    COVERAGE_JSON,
    NOTHING,
    NOTHING_EXPECTED,
    coverage_files,
    coverage_values,
)
from site_builder.pages.edition import Edition
from site_builder.pages.templates import render
from site_builder.reports.coverage import COLUMNS, coverage_csv, coverage_json
from site_builder.reports.faults import faults_text
from site_builder.standard.assess import Assessment
from site_builder.standard.matrix import (
    EMPTY,
    NOT_STATED,
    Matrix,
    compare_with_expected,
    coverage,
    load_expected,
    parse_expected,
)
from site_builder.standard.standard import Standard
from tests.check_cases import rules

VOCABULARIES = rules().vocabularies
ON = date(2026, 11, 1)
AUTHORITY = Authority(
    "offer_content/exampleshire/authority.yaml", {"id": "exampleshire", "name": "Exampleshire"}
)


def offer(*entries: Mapping[str, Any]) -> Offer:
    made = []
    for number, facts in enumerate(entries):
        whole = {"id": f"entry-{number}", "kind": "service", "title": "A club", "summary": "A club.", **facts}
        made.append(Entry("exampleshire", f"{whole['id']}.yaml", whole))
    return Offer(AUTHORITY, tuple(made))


def matrix(*entries: Mapping[str, Any]) -> Matrix:
    return coverage(offer(*entries), VOCABULARIES)


CLUB = {
    "service_types": ["youth-club"],
    "needs": ["autism"],
    "ages": {"from": 5, "to": 10},
    "level": "targeted",
}
ABSENT = {
    "kind": "not-available",
    "absent": {"service_types": ["short-break-overnight"], "ages": {"from": 0, "to": 4}, "needs": ["autism"]},
}


def test_a_need_counts_for_itself_and_its_broad_area_but_never_the_other_way() -> None:
    made = matrix(CLUB, CLUB | {"needs": ["communication-and-interaction"]})
    assert made.need_cell("autism", "primary", "targeted").entries == 1
    assert made.need_cell("communication-and-interaction", "primary", "targeted").entries == 2
    assert made.need_cell("speech-language-and-communication", "primary", "targeted") == EMPTY
    assert made.need_cell("cognition-and-learning", "primary", "targeted") == EMPTY


def test_any_need_counts_for_every_need_and_is_said_to() -> None:
    made = matrix(CLUB | {"needs": ["all"]})
    for need in made.needs:
        cell = made.need_cell(need.id, "primary", "targeted")
        assert (cell.entries, cell.for_any_need) == ((0, 0) if need.id == NOT_STATED else (1, 1)), need.id


@pytest.mark.parametrize(
    ("ages", "phases"),
    [
        ({"from": 5, "to": 10}, {"primary"}),
        ({"from": 5, "to": 11}, {"primary", "secondary"}),
        ({"from": 0, "to": 4}, {"early-years"}),
        ({"from": 4, "to": 5}, {"early-years", "primary"}),
        ({"from": 18}, {"post-16", "19-25"}),
        ({"to": 4}, {"early-years"}),
        ({"from": 25, "to": 25}, {"19-25"}),
        ({}, {NOT_STATED}),
    ],
)
def test_an_entry_counts_in_each_phase_it_has_a_year_of(ages: dict[str, int], phases: set[str]) -> None:
    made = matrix(CLUB | {"ages": ages})
    assert {phase for need, phase, _ in made.by_need if need == "autism"} == phases


def test_what_does_not_say_is_counted_apart() -> None:
    made = matrix({"service_types": ["youth-club"]}, CLUB)
    assert (made.without_needs, made.without_ages, made.without_level) == (1, 1, 1)
    assert made.need_cell(NOT_STATED, NOT_STATED, NOT_STATED).entries == 1
    assert made.kind_cell("youth-club", NOT_STATED).entries == 1
    assert made.counted == 2


def test_what_is_outside_the_area_is_kept_apart_and_what_has_closed_is_not_counted() -> None:
    made = matrix(CLUB, CLUB | {"area": "out"}, CLUB | {"availability": {"status": "closed"}})
    cell = made.need_cell("autism", "primary", "targeted")
    assert (cell.entries, cell.outside) == (1, 1)
    assert (made.counted, made.closed) == (2, 1)


def test_a_cell_has_one_of_three_states() -> None:
    made = matrix(CLUB, ABSENT)
    assert made.kind_cell("youth-club", "primary").state == "entries"
    assert made.kind_cell("short-break-overnight", "early-years").state == "declared-not-available"
    assert made.kind_cell("short-break-overnight", "primary").state == "nothing-published"
    assert made.need_cell("autism", "early-years", NOT_STATED).state == "declared-not-available"
    assert made.need_cell("autism", "early-years", "targeted").state == "nothing-published"
    assert matrix(CLUB | {"area": "out"}).kind_cell("youth-club", "primary").state == "entries"


def test_an_absence_that_names_no_ages_or_needs_speaks_of_all() -> None:
    made = matrix({"kind": "not-available", "absent": {"service_types": ["youth-club"]}})
    assert [made.kind_cell("youth-club", phase.id).declared for phase in made.phases] == [1, 1, 1, 1, 1, 0]
    assert made.need_cell("vision-impairment", "19-25", NOT_STATED).declared == 1


def test_an_absence_of_topics_is_no_absence_of_support() -> None:
    made = matrix({"kind": "not-available", "absent": {"topics": ["early-years-travel"]}})
    assert not made.by_need and not made.by_kind


def test_an_entry_of_two_kinds_counts_in_their_heading_once() -> None:
    made = matrix(CLUB | {"service_types": ["youth-club", "arts"]})
    types = VOCABULARIES["service-types"].terms
    assert {types[one].facts["heading"] for one in ("youth-club", "arts")} == {"leisure"}
    assert made.heading_cell("leisure", "primary").entries == 1


def test_places_add_up_by_what_a_place_is_and_a_unit_has_its_own() -> None:
    made = matrix(
        CLUB | {"capacity": {"places": 4, "unit": "beds a night"}},
        CLUB | {"capacity": {"places": 6, "unit": "beds a night"}},
        CLUB | {"capacity": {"places": 12}},
        CLUB,
        CLUB
        | {
            "kind": "setting",
            "service_types": ["academy", "resourced-provision"],
            "capacity": {"places": 900, "unit": "pupils"},
            "units": [{"type": "resourced-provision", "capacity": {"places": 12, "unit": "pupils"}}],
        },
    )
    club = made.kind_cell("youth-club", "primary")
    assert club.places == (("", 12), ("beds a night", 10))
    assert (club.entries, club.giving_places) == (4, 3)
    assert made.kind_cell("academy", "primary").places == (("pupils", 900),)
    assert made.kind_cell("resourced-provision", "primary").places == (("pupils", 12),)


NEEDS = list(VOCABULARIES["needs"].terms)
GENERATED = st.fixed_dictionaries(
    {
        "service_types": st.lists(
            st.sampled_from(["youth-club", "academy", "short-break-overnight"]), min_size=1
        )
    },
    optional={
        "needs": st.lists(st.sampled_from(NEEDS), min_size=1, max_size=3),
        "ages": st.tuples(st.integers(0, 25), st.integers(0, 25)).map(
            lambda pair: {"from": min(pair), "to": max(pair)}
        ),
        "level": st.sampled_from(["universal", "targeted", "specialist"]),
        "area": st.sampled_from(["in", "out"]),
        "availability": st.sampled_from([{"status": "open"}, {"status": "closed"}]),
    },
)


@given(st.lists(GENERATED, max_size=8))
def test_every_cell_is_what_counting_one_by_one_gives(entries: list[dict[str, Any]]) -> None:
    made = matrix(*entries)
    still_open = [one for one in offer(*entries).entries if one.fact("availability.status") != "closed"]
    for need in made.needs:
        for phase in made.phases:
            for level in made.levels:
                counted = Counter(
                    one.area
                    for one in still_open
                    if (one.facts.get("level") or NOT_STATED) == level.id
                    and _is_for_need(one, need.id)
                    and _is_for_phase(one, phase.id)
                )
                cell = made.need_cell(need.id, phase.id, level.id)
                assert (cell.entries, cell.outside) == (counted["in"], counted["out"])


def _is_for_need(entry: Entry, need: str) -> bool:
    if need == NOT_STATED:
        return not entry.needs
    return not VOCABULARIES.needs_met_by(need).isdisjoint(entry.needs)


def _is_for_phase(entry: Entry, phase: str) -> bool:
    if phase == NOT_STATED:
        return entry.ages is None
    span = phase_years(VOCABULARIES["phases"].terms[phase])
    return entry.ages is not None and not set(entry.ages.years()).isdisjoint(span.years())


# What the minimum expects


def test_the_expected_matrix_is_the_projects_judgement_and_covers_every_area_and_phase() -> None:
    expected = load_expected(VOCABULARIES)
    assert expected.basis == "project"
    assert "judgement of this project" in expected.about
    broad = [one.id for one in VOCABULARIES["needs"].terms.values() if one.facts.get("dfe_code") == "SEMH"]
    broad += sorted(
        {str(one.facts["area"]) for one in VOCABULARIES["needs"].terms.values() if "area" in one.facts}
    )
    asked = {(one.need, phase) for one in expected.expectations for phase in one.phases}
    assert asked == {(need, phase) for need in broad for phase in VOCABULARIES["phases"].terms}
    assert all(one.why.endswith(".") for one in expected.expectations)


def test_the_difference_names_each_level_expected_and_what_may_be_it() -> None:
    expected = load_expected(VOCABULARIES)
    made = matrix(
        CLUB,
        CLUB | {"needs": ["all"], "level": "universal"},
        {key: value for key, value in CLUB.items() if key != "level"},
        CLUB | {"area": "out", "level": "specialist"},
    )
    here = {
        one.level: one
        for one in compare_with_expected(made, expected)
        if (one.need, one.phase) == ("communication-and-interaction", "primary")
    }
    assert list(here) == ["universal", "targeted", "specialist"]
    assert all(one.is_published and one.level_not_stated == 1 for one in here.values())
    assert [one.is_for_any_need_only for one in here.values()] == [True, False, False]
    blanks = [one for one in compare_with_expected(matrix(ABSENT), expected) if one.is_published]
    assert not blanks


FAULTY = """\
about: An example.
basis: project
expected:
  - need: autsm
    phases: [primary, nursery]
    levels: [universal]
    why: It is an example.
    sources: [{cite: An example, confidence: recalled}]
  - need: autism
    phases: [primary, primary]
    levels: [universal]
    why: It is an example.
    sources: [{cite: An example, confidence: recalled}]
"""


def test_a_faulty_expected_matrix_is_told_what_to_mend() -> None:
    document, problems = parse_document(FAULTY.encode(), "schema/expected-matrix.yaml")
    assert document is not None
    with pytest.raises(FaultyRules) as refused:
        parse_expected(document, VOCABULARIES, problems)
    said = faults_text(refused.value.diagnostics, 1)
    assert [line for line in said.splitlines() if line.startswith("schema/")] == [
        'schema/expected-matrix.yaml:4:11: error[unknown-name] expected[1].need: "autsm" is not in '
        "schema/vocabularies/needs.yaml",
        'schema/expected-matrix.yaml:5:23: error[unknown-name] expected[1].phases[2]: "nursery" is not in '
        "schema/vocabularies/phases.yaml",
        "schema/expected-matrix.yaml:9:11: error[duplicate-term] expected[2].need: "
        "autism, primary, universal is written twice",
    ]
    assert 'hint: did you mean "autism"?' in said


# Taken away


def test_the_csv_has_a_line_for_every_cell_and_no_formula() -> None:
    made = matrix(CLUB | {"capacity": {"places": 4, "unit": "=1+1"}}, ABSENT)
    rows = list(csv.DictReader(io.StringIO(coverage_csv(made, load_expected(VOCABULARIES)))))
    assert tuple(rows[0]) == COLUMNS
    by_table = Counter(row["table"] for row in rows)
    assert by_table == {
        "need": len(made.needs) * 6 * 4,
        "heading": len(made.headings) * 6,
        "kind": len(made.kinds) * 6,
    }
    autism = next(
        row for row in rows if (row["row"], row["phase"], row["level"]) == ("autism", "primary", "targeted")
    )
    assert (autism["state"], autism["entries"], autism["places"], autism["expected"]) == (
        "entries",
        "1",
        "4 =1+1",
        "no",
    )
    blank = next(row for row in rows if (row["row"], row["phase"]) == ("nursery", "primary"))
    assert blank["state"] == "nothing-published"


def test_the_json_lists_what_is_not_blank_and_what_is_expected() -> None:
    expected = load_expected(VOCABULARIES)
    report = json.loads(coverage_json(matrix(CLUB, ABSENT), expected))
    assert list(report) == [
        "format_version",
        "authority",
        "note",
        "counted",
        "closed",
        "not_stated",
        "phases",
        "levels",
        "needs",
        "headings",
        "kinds",
        "by_need",
        "by_heading",
        "by_kind",
        "expected",
    ]
    assert "do not say if it is enough" in report["note"]
    assert report["by_kind"] == [
        {
            "kind": "short-break-overnight",
            "phase": "early-years",
            "state": "declared-not-available",
            "entries": 0,
            "outside": 0,
            "for_any_need": 0,
            "declared": 1,
            "places": [],
            "entries_giving_places": 0,
        },
        {
            "kind": "youth-club",
            "phase": "primary",
            "state": "entries",
            "entries": 1,
            "outside": 0,
            "for_any_need": 0,
            "declared": 0,
            "places": [],
            "entries_giving_places": 0,
        },
    ]
    assert len(report["expected"]["cells"]) == len(compare_with_expected(matrix(), expected))


# The page


def edition(*entries: Mapping[str, Any]) -> Edition:
    made = offer(*entries)
    standard = Standard("example", "An example", "draft", ON, ())
    return Edition(made, Assessment("exampleshire", standard, ON, (), (), ()), rules(), {})


def page(*entries: Mapping[str, Any]) -> str:
    return render("coverage.html", coverage_values(edition(*entries)))


def words_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_every_table_has_a_caption_headings_with_a_scope_and_a_region_that_keys_can_reach() -> None:
    html = page(CLUB, ABSENT, {"service_types": ["youth-club"]})
    tables = re.findall(r"<table>.*?</table>", html, re.DOTALL)
    regions = re.findall(
        r'<div class="scroller" role="region" aria-labelledby="([^"]+)" tabindex="0">\s*<table>\s*'
        r'<caption id="([^"]+)">',
        html,
    )
    assert len(tables) == len(regions) > 20
    assert all(labelled == caption for labelled, caption in regions)
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    for table in tables:
        rows = re.findall(r"<tr>.*?</tr>", table, re.DOTALL)
        assert '<th scope="row">' not in rows[0] and '<th scope="col">' in rows[0]
        assert all(row.count('<th scope="row">') == 1 for row in rows[1:])
        assert len({len(re.findall(r"<t[hd]", row)) for row in rows}) == 1
    assert not re.search(r"<td>\s*</td>", html)


def test_a_blank_says_so_in_words_and_a_number_never_stands_alone() -> None:
    html = page(CLUB | {"capacity": {"places": 1}}, ABSENT)
    cells = [words_of(one).strip() for one in re.findall(r"<td>(.*?)</td>", html, re.DOTALL)]
    # Where the column is for what states no level, having nothing there is as it should be.
    assert set(cells) == {
        NOTHING,
        NOTHING_EXPECTED,
        "1 listed places: 1",
        "1 said not to be available",
        "none",
    }
    said = words_of(html)
    assert "A number does not tell you if there is enough." in said
    assert "we cannot tell" in said
    assert "This list is the choice of this project." in said


def test_what_is_expected_and_not_published_is_listed_by_need_and_age() -> None:
    said = words_of(page({key: value for key, value in CLUB.items() if key != "level"}))
    assert (
        "5 to 11 (primary school): for everyone, some extra help or specialist help. "
        "1 page for this did not say the level of help."
    ) in said
    assert "Nothing on that list is a blank." not in said


def test_every_link_of_the_page_leads_to_a_list() -> None:
    entries = (
        CLUB,
        ABSENT,
        CLUB | {"needs": ["all"], "service_types": ["academy"]},
        {"service_types": ["youth-club"]},
        CLUB
        | {
            "availability": {"status": "closed"},
            "needs": ["vision-impairment"],
            "service_types": ["nursery"],
        },
    )
    shelves = sort_onto_shelves(edition(*entries))
    addresses = {listing.address for way in shelves.ways for listing in way.listings}
    addresses |= {"gaps/index.html", COVERAGE_JSON, COVERAGE_CSV}
    links = re.findall(r'href="\.\./([^"]+)"', page(*entries))
    assert len(links) > 5
    assert set(links) <= addresses


def test_the_files_are_the_reports() -> None:
    made = edition(CLUB)
    expected = load_expected(VOCABULARIES)
    assert coverage_files(made) == {
        COVERAGE_JSON: coverage_json(coverage(made.offer, VOCABULARIES), expected),
        COVERAGE_CSV: coverage_csv(coverage(made.offer, VOCABULARIES), expected),
    }


def test_the_page_is_plain_english() -> None:
    html = re.sub(r"<table>.*?</table>", "", page(CLUB, ABSENT), flags=re.DOTALL)
    blocks = re.findall(r"<(p|li|h1|h2)[^>]*>(.*?)</\1>", html, re.DOTALL)
    text = "\n\n".join(words_of(inside).strip() for _, inside in blocks)
    age = reading_age(text)
    assert age is not None and age <= 11
    assert not long_sentences(text)


def test_hostile_text_stays_text() -> None:
    html = page(CLUB | {"capacity": {"places": 4, "unit": "<script>alert(1)</script>"}})
    assert "<script" not in html
