"""Records: read strictly, months counted to the day, nobody recognisable, and a page that is honest."""

from __future__ import annotations

import html
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from site_builder.content.anonymity import CLUES, find_clues
from site_builder.content.days import JudgedDay, days_since, last_day, months_since
from site_builder.content.document import dump_document, parse_document
from site_builder.content.model import Authority, Entry, Offer, Record, Records
from site_builder.content.offers import files_of, read_offers
from site_builder.content.readability import long_sentences, reading_age
from site_builder.content.records import KINDS
from site_builder.content.schema import RECORD_KINDS
from site_builder.pages.edition import Edition
from site_builder.pages.templates import render
from site_builder.pages.you_said import few, you_said_values
from site_builder.project import Project
from site_builder.standard.assess import assess, load_yardstick
from tests.check_cases import AUTHORITY, DAY, rules

ROOT = Path(__file__).resolve().parent.parent
ON = date(2026, 11, 1)

COMMENT: dict[str, Any] = {
    "id": "2026-014",
    "received": "2026-03",
    "from": "parent-carer",
    "about": ["content"],
    "said": "We could not find out who decides.",
    "response": {"status": "done", "did": "We added who decides.", "month": "2026-05", "by": "breaks-team"},
}


def project_with(folder: Path, files: dict[str, dict[str, Any]]) -> Project:
    home = folder / "offer_content" / "exampleshire"
    home.mkdir(parents=True, exist_ok=True)
    (home / "authority.yaml").write_text(AUTHORITY, encoding="utf-8")
    for path, facts in files.items():
        (home / path).parent.mkdir(exist_ok=True)
        (home / path).write_text(dump_document(facts), encoding="utf-8")
    return Project(folder)


def comment(number: int, **changes: Any) -> Record:
    facts = {**COMMENT, "id": f"2026-{number:03}", **changes}
    stated = {key: value for key, value in facts.items() if value is not None}
    return Record(f"comments/{facts['id']}.yaml", str(facts["id"]), stated)


def edition_with(records: Records, authority: dict[str, Any] | None = None, **more: Any) -> Edition:
    entry = Entry(
        "exampleshire", "breaks.yaml", {"id": "breaks", "kind": "service", "title": "A <b>break</b>"}
    )
    facts = {"id": "exampleshire", "name": "Exampleshire", **(authority or {})}
    offer = Offer(Authority("authority.yaml", facts), (), records=records, **more)
    assessment = assess(offer, load_yardstick(rules()), on=ON)
    shown = Offer(offer.authority, (entry,), offer.left_out, records)
    return Edition(shown, assessment, rules(), {})


def page_with(records: Records, authority: dict[str, Any] | None = None, **more: Any) -> str:
    return render("you-said.html", you_said_values(edition_with(records, authority, **more)))


def text_of(page: str) -> str:
    words = re.sub(r"<[^>]+>", "", re.sub(r"</(p|li|h\d|dd|dt|div)>", "\n\n", page))
    return re.sub(r"[ \t]*\n\s*\n\s*", "\n\n", re.sub(r"[ \t]+", " ", html.unescape(words)))


def northmere() -> Offer:
    offers, problems = read_offers(Project(ROOT), rules(), JudgedDay(ON, ON), ["northmere"])
    assert [one for one in problems if one.is_error] == []
    return offers[0]


# Schemas


@pytest.mark.parametrize("kind", RECORD_KINDS)
def test_a_record_with_every_field_is_in_order(kind: str) -> None:
    schema = rules().schemas[kind]
    example = {name: rule["meta"]["example"] for name, rule in schema.rules.items()}
    document, problems = parse_document(dump_document(example).encode(), "example.yaml")
    assert document is not None and not problems
    reading = schema.read(document)
    assert reading.diagnostics == ()
    assert reading.facts == example


def test_the_groups_of_the_law_are_those_that_the_standard_asks_for() -> None:
    asked = next(
        one.check.settings["require_fields"]
        for one in load_yardstick(rules()).standard.requirements
        if one.check.settings.get("record") == "consultation"
    )
    groups = rules().schemas["consultation"].rules["groups"]["schema"]
    assert {name.removeprefix("groups.") for name in asked} <= set(groups)


# Months


@pytest.mark.parametrize(
    ("month", "on", "whole"),
    [
        ("2026-01", "2026-01-01", 0),
        ("2026-01", "2026-02-27", 0),
        ("2026-01", "2026-02-28", 1),
        ("2026-02", "2026-03-30", 0),
        ("2026-02", "2026-03-31", 1),
        ("2026-01", "2026-10-30", 8),
        ("2026-01", "2026-10-31", 9),
        ("2025-12", "2026-12-31", 12),
        ("2027-01", "2026-12-31", None),
    ],
)
def test_whole_months_are_counted_from_the_last_day(month: str, on: str, whole: int | None) -> None:
    assert months_since(month, date.fromisoformat(on)) == whole


@pytest.mark.parametrize(
    ("month", "on", "days"),
    [
        ("2026-10", "2026-10-01", 0),
        ("2026-10", "2026-10-31", 0),
        ("2026-10", "2026-11-01", 1),
        ("2025-10", "2026-10-31", 365),
        ("2024-02", "2024-03-01", 1),
        ("2026-11", "2026-10-31", None),
    ],
)
def test_days_are_counted_from_the_last_day_of_the_month(month: str, on: str, days: int | None) -> None:
    assert days_since(month, date.fromisoformat(on)) == days


def test_february_ends_when_the_calendar_says() -> None:
    assert last_day("2024-02") == date(2024, 2, 29)
    assert last_day("2026-02") == date(2026, 2, 28)


# Reading


def test_records_are_read_in_order_and_faulty_ones_are_named(tmp_path: Path) -> None:
    project = project_with(
        tmp_path,
        {
            "comments/2026-015.yaml": {**COMMENT, "id": "2026-015"},
            "comments/2026-014.yaml": COMMENT,
            "comments/2026-016.yaml": {**COMMENT, "id": "2026-016", "said": "My number is 943 476 5919."},
            "actions/2026-03.yaml": {"what": "Write who decides", "because": ["2026-014"]},
            "commitments/nights.yaml": {
                "requirement": "care.short-breaks.overnight",
                "what": "Open two beds",
            },
        },
    )
    (offer,), _ = read_offers(project, rules(), DAY)
    records = offer.records
    assert [one.id for one in records.comments] == ["2026-014", "2026-015"]
    assert offer.left_out == ("offer_content/exampleshire/comments/2026-016.yaml",)
    assert [(one.id, one.facts["because"]) for one in records.actions] == [("2026-03", ["2026-014"])]
    assert [one.id for one in records.commitments_for("care.short-breaks.overnight")] == ["nights"]
    assert records.commitments_for("edu.example") == ()
    assert len(files_of(project)) == 6


def test_an_authority_without_records_has_none(tmp_path: Path) -> None:
    (offer,), problems = read_offers(project_with(tmp_path, {}), rules(), DAY)
    assert problems == []
    assert offer.records == Records()


def test_a_record_that_is_a_link_out_is_not_followed(tmp_path: Path) -> None:
    project = project_with(tmp_path, {"comments/2026-014.yaml": COMMENT})
    (tmp_path / "secret.yaml").write_text(dump_document({**COMMENT, "id": "2026-015"}), encoding="utf-8")
    (tmp_path / "offer_content/exampleshire/comments/2026-015.yaml").symlink_to(tmp_path / "secret.yaml")
    (offer,), problems = read_offers(project, rules(), DAY)
    assert [one.id for one in offer.records.comments] == ["2026-014"]
    assert [one.code for one in problems] == ["link-out"]


def test_an_unanswered_comment_never_stops_a_build(tmp_path: Path) -> None:
    silent = {key: value for key, value in COMMENT.items() if key != "response"}
    project = project_with(tmp_path, {"comments/2026-014.yaml": {**silent, "received": "2020-01"}})
    (offer,), problems = read_offers(project, rules(), DAY)
    assert [(one.code, one.severity) for one in problems] == [("comment-unanswered", "warning")]
    assert len(offer.records.comments) == 1


FIELDS = sorted({name for kind in RECORD_KINDS for name in rules().schemas[kind].rules} | {"status", "month"})
ANYTHING = st.recursive(
    st.sampled_from(["", "2026-03", "2026-13", "cannot", "content", "2026-10-01", "club", "-3", "1.1.1"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(FIELDS), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(facts=st.dictionaries(st.sampled_from(FIELDS), ANYTHING, max_size=6))
def test_no_record_however_odd_stops_the_check(tmp_path: Path, facts: dict[str, Any]) -> None:
    names = ["2026-014", "2026", "2026", "odd", "odd", "2026-06", "2026-10-12"]
    files = {f"{kind.folder}/{name}.yaml": facts for kind, name in zip(KINDS.values(), names, strict=True)}
    (offer,), problems = read_offers(project_with(tmp_path, files), rules(), DAY)
    assert len(offer.left_out) == len({one.path for one in problems if one.is_error})


# Nobody is recognisable


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("We waited a year and nobody rang.", []),
        ("Ring me on 01632 960777 or (0161) 496 0000.", ["phone", "phone"]),
        ("It is call 1 of 12 000 000 in 2025.", []),
        ("Write to sam.smith@example.org", ["email"]),
        ("We live at ZZ1 2AB, not zz12ab.", ["postcode", "postcode"]),
        ("In KS1 1st comes play, and B1 3rd.", []),
        ("She was born on 3 May 2015.", ["date-of-birth"]),
        ("My son Sam waits. Our little girl, who is called Ann, too.", ["named-child", "named-child"]),
        ("My children Ann and Bo wait. A boy called Tom is not told.", ["named-child", "named-child"]),
        ("My son waits. They do not ring. My daughter's EHC plan is late.", []),
        ("Our son was in Year 9, and our daughter Monday to Friday at home.", []),
    ],
)
def test_clues_to_a_person_are_found(text: str, kinds: list[str]) -> None:
    assert [one.kind for one in find_clues(text)] == kinds
    assert all(0 <= one.offset < one.offset + one.length <= len(text) for one in find_clues(text))


def test_only_the_kinds_that_are_asked_for_are_found() -> None:
    assert find_clues("My son Sam, sam@example.org", ["postcode"]) == []
    assert set(CLUES) == {"email", "phone", "postcode", "date-of-birth", "named-child", "age-at-school"}


@pytest.mark.parametrize(
    ("number", "said"),
    [(0, "none"), (1, "fewer than 5"), (4, "fewer than 5"), (5, "5"), (1200, "1,200")],
)
def test_a_number_under_five_is_not_said(number: int, said: str) -> None:
    assert few(number) == said


def test_the_group_of_a_sender_is_shown_only_where_enough_of_it_spoke_up() -> None:
    four = tuple(comment(number) for number in range(1, 5))
    child = comment(20, **{"from": "child"})
    page = text_of(page_with(Records(comments=(*four, child))))
    assert "A parent or carer said" not in page
    assert "A child said" not in page
    assert page.count("Someone said") == 5
    page = text_of(page_with(Records(comments=(*four, comment(5), child))))
    assert page.count("A parent or carer said") == 5
    assert page.count("Someone said") == 1


# The page


def test_comments_stand_by_year_and_by_what_they_are_about_newest_first() -> None:
    records = Records(
        comments=(
            comment(1, received="2025-02", about=["accessibility"]),
            comment(2, about=["missing"]),
            comment(3, received="2026-04", about=["content", "missing"]),
        )
    )
    page = page_with(records)
    order = [page.index(one) for one in ('id="year-2026"', 'id="comment-2026-003"', 'id="comment-2026-002"')]
    assert order == sorted(order)
    assert page.index('id="comment-2026-002"') < page.index('id="year-2025"') < page.index("comment-2026-001")
    assert "This is also about: help or facts that are missing." in text_of(page)


@pytest.mark.parametrize(
    ("response", "said"),
    [
        ({"status": "done", "did": "We wrote it."}, ["We did it", "We wrote it."]),
        ({"status": "doing", "did": "We are at it."}, ["We are doing it"]),
        ({"status": "will", "did": "In May."}, ["We will do it"]),
        ({"status": "cannot", "why": "It is the law."}, ["We cannot do it", "Why not: It is the law."]),
        ({"status": "looking"}, ["We are still looking at it", "We have not been told what was done."]),
        ({"status": "done", "month": "2026-05", "by": "breaks-team"}, ["Answer from: Breaks team, May 2026"]),
    ],
)
def test_each_answer_is_said_as_it_is(response: dict[str, str], said: list[str]) -> None:
    page = text_of(page_with(Records(comments=(comment(1, response=response),))))
    for words in said:
        assert words in page


@pytest.mark.parametrize(
    ("received", "said"),
    [
        ("2026-10", "It came in October 2026.\n"),
        ("2026-02", "It came in February 2026.\n"),
        ("2026-01", "It came in January 2026. It has waited for 9 months."),
        ("2025-11", "It came in November 2025. It has waited for 11 months."),
        ("2025-10", "It came in October 2025. It has waited for more than a year."),
    ],
)
def test_a_comment_without_an_answer_says_how_long_it_waits(received: str, said: str) -> None:
    page = text_of(page_with(Records(comments=(comment(1, received=received, response=None),))))
    assert "No answer yet" in page
    assert said in page


def test_words_of_families_are_only_words() -> None:
    page = page_with(
        Records(
            comments=(comment(1, said="<script>alert(1)</script>\n\nAnd <b>more</b>.", entries=["breaks"]),)
        )
    )
    assert "<script>" not in page and "<b>" not in page
    assert "And &lt;b&gt;more&lt;/b&gt;.”" in page
    assert '<a href="../support/breaks/index.html">A &lt;b&gt;break&lt;/b&gt;</a>' in page


def test_an_offer_without_comments_says_so() -> None:
    page = text_of(page_with(Records()))
    assert "No comments are published here." in page
    assert "We have not been told if anyone has sent one." in page
    assert "How to tell us what you think" in page


def test_nobody_answering_is_said_plainly() -> None:
    report = Record(
        "comments-reports/2026.yaml",
        "2026",
        {"period": {"from": date(2025, 9, 1), "to": date(2026, 8, 31)}, "received": 0, "withheld": 0},
    )
    page = text_of(page_with(Records(comments_reports=(report,))))
    assert "The council asked for comments, and nobody answered. None was held back." in page
    assert "We have not been told what the council asked about." in page
    few_came = Record(report.path, "2026", {**report.facts, "received": 12, "withheld": 3})
    page = text_of(page_with(Records(comments_reports=(few_came,))))
    assert "12 comments came. Fewer than 5 were held back." in page
    unknown = Record(report.path, "2026", {"period": report.facts["period"]})
    page = text_of(page_with(Records(comments_reports=(unknown,))))
    assert (
        "We have not been told how many comments came. We have not been told if any were held back." in page
    )


def test_actions_say_how_far_they_are_and_when_they_are_late() -> None:
    late = {
        "what": "Write it.",
        "because": ["2026-001", "2026-099"],
        "due": date(2026, 10, 31),
        "status": "doing",
    }
    done = {"what": "Ask", "due": date(2026, 1, 1), "status": "done", "updated": date(2026, 1, 2)}
    actions = (Record("a", "a", late), Record("b", "b", done), Record("c", "c", {"what": "Think"}))
    page = page_with(Records(comments=(comment(1),), actions=actions))
    said = text_of(page)
    assert "To be done by 31 October 2026. This is late." in said
    assert said.count("This is late.") == 1
    assert "Last looked at on 2 January 2026." in said
    assert "We have not been told who does it." in said
    assert '<a href="#comment-2026-001">' in page and "2026-099" not in page


def test_comments_that_could_not_be_read_are_not_hidden() -> None:
    page = page_with(Records(), left_out=("offer_content/exampleshire/comments/2026-016.yaml",))
    assert "Some comments could not be shown." in page
    assert "Some comments could not be shown." not in page_with(Records(), left_out=("entries/club.yaml",))


def test_every_link_on_the_page_leads_to_a_place_on_it() -> None:
    offer = northmere()
    assessment = assess(offer, load_yardstick(rules()), on=ON)
    page = render("you-said.html", you_said_values(Edition(offer, assessment, rules(), {})))
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)
    assert {one.id for one in offer.records.comments} == {
        one.removeprefix("comment-") for one in ids if one.startswith("comment-")
    }


@pytest.mark.parametrize("records", [None, Records()], ids=["northmere", "nothing"])
def test_the_page_is_easy_to_read(records: Records | None) -> None:
    text = text_of(page_with(northmere().records if records is None else records))
    age = reading_age(text)
    assert age is not None and age <= 11
    assert list(long_sentences(text)) == []


# Northmere, the demonstration


def test_northmere_answers_comments_as_the_law_asks() -> None:
    assessment = assess(northmere(), load_yardstick(rules()), on=ON)
    statuses = {one.requirement.id: one.status for one in assessment.findings}
    assert {
        statuses[one]
        for one in (
            "pub.comments-published",
            "pub.comments-answered",
            "pub.comments-anonymous",
            "pub.consultation-record",
            "pub.action-plan",
        )
    } == {"met"}


def test_northmere_counts_every_comment_of_its_report() -> None:
    records = northmere().records
    (report,) = records.comments_reports
    first, last = (str(report.facts["period"][end])[:7] for end in ("from", "to"))
    published = [one for one in records.comments if first <= one.facts["received"] <= last]
    assert report.facts["received"] == len(published) + report.facts["withheld"]


def test_northmere_says_what_it_cannot_do_and_what_nobody_has_tested() -> None:
    records = northmere().records
    statuses = [one.fact("response.status") for one in records.comments]
    assert (len(statuses), statuses.count("cannot"), statuses.count("looking")) == (15, 2, 1)
    assert records.audits == ()


def test_northmere_plans_for_gaps_that_the_standard_knows() -> None:
    known = {one.id for one in load_yardstick(rules()).standard.requirements}
    assert {one.facts["requirement"] for one in northmere().records.commitments} <= known
