"""Promises, reviews and open questions: said on the right day, added up rightly, and nobody recognisable."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from site_builder.content.model import Record, Records
from site_builder.content.readability import long_sentences, reading_age
from site_builder.pages.edition import Edition
from site_builder.pages.gap_page import gap_values
from site_builder.pages.review_page import review_values
from site_builder.pages.templates import render
from site_builder.reports.commitments import misplaced_commitments, promises
from site_builder.reports.practice import Example, practice_by_requirement
from site_builder.reports.review_pack import review_pack
from site_builder.standard.assess import Finding
from site_builder.standard.changes import Changes, Judged, compare_assessments
from site_builder.standard.evidence import Status
from site_builder.standard.standard import Check
from tests.test_pages import BARE, FULL, ON, edition, finding, read, requirement
from tests.test_scorecard import paragraphs_of

HOSTILE = "<script>alert(1)</script>&\"'"


def record(kind: str, record_id: str, **facts: Any) -> Record:
    return Record(f"offer_content/northmere/{kind}/{record_id}.yaml", record_id, facts)


def promise(of: str, **facts: Any) -> Record:
    return record("commitments", of, requirement=of, **{"what": "Write the page", **facts})


def made_with(*findings: Finding, entries: tuple[dict[str, Any], ...] = (BARE,), **records: Any) -> Edition:
    made = edition(*entries)
    offer = replace(made.offer, records=Records(**records))
    assessment = replace(made.assessment, findings=findings) if findings else made.assessment
    return replace(made, offer=offer, assessment=assessment)


def page_of(made: Edition, changes: Changes | None = None) -> str:
    return render("review.html", review_values(made, changes))


# Promises


@pytest.mark.parametrize(
    ("by", "is_late"),
    [(date(2026, 10, 31), True), (ON, False), (date(2026, 11, 2), False), (None, False)],
)
def test_promise_is_late_from_the_day_after_it_named(by: date | None, is_late: bool) -> None:
    facts = {"by": by} if by else {}
    made = made_with(finding(requirement("a"), "missing"), commitments=(promise("a", **facts),))
    found = promises(made.assessment, made.offer)
    assert found.by_requirement["a"][0].is_late is is_late
    assert (found.late, found.undated) == (int(is_late), int(by is None))


def test_promises_are_counted_by_gap_and_only_for_gaps() -> None:
    made = made_with(
        finding(requirement("a"), "missing"),
        finding(requirement("b"), "declared-not-available"),
        finding(requirement("c"), "out-of-date"),
        finding(requirement("d"), "met"),
        finding(requirement("e"), "not-checked"),
        commitments=(
            promise("a", by=date(2026, 1, 1)),
            replace(promise("a"), id="a-2"),
            promise("b"),
            promise("d"),
            promise("e"),
        ),
    )
    found = promises(made.assessment, made.offer)
    assert (found.gaps, found.promised, found.unplanned, found.late, found.undated) == (3, 2, 1, 1, 1)
    assert list(found.by_requirement) == ["a", "b"]
    assert len(found.by_requirement["a"]) == 2


def test_promise_that_closes_no_gap_is_named_for_editors_with_the_reason() -> None:
    known = edition(BARE).assessment.standard.requirements[0]
    made = made_with(
        finding(requirement("d"), "met"),
        finding(requirement("e"), "not-checked"),
        finding(requirement("a"), "missing"),
        commitments=(
            promise("a"),
            promise("d"),
            promise("e"),
            promise("pub.websit"),
            promise(known.id),
        ),
    )
    found = [
        (one.requirement, one.why, one.message) for one in misplaced_commitments(made.assessment, made.offer)
    ]
    standard = made.assessment.standard.id
    assert found == [
        ("d", "met", "“About d” is met, so there is no gap to close. The file can go."),
        ("e", "not-checked", "“About e” is not checked, so nobody knows if there is a gap."),
        (
            "pub.websit",
            "unknown",
            f'The standard {standard} has no requirement "pub.websit". Did you mean "pub.website"?',
        ),
        (known.id, "not-in-force", f'"{known.id}" is not in force on 2026-11-01.'),
    ]
    assert misplaced_commitments(made.assessment, made.offer)[0].path.endswith("commitments/d.yaml")


def test_misplaced_promise_is_not_on_the_page() -> None:
    made = made_with(
        finding(requirement("a"), "missing"),
        finding(requirement("d"), "met"),
        commitments=(promise("d", what="Not for the public"), promise("z", what="Nor this")),
    )
    assert "Not for the public" not in page_of(made)
    assert "Nor this" not in page_of(made)


# Practice


def test_practice_names_only_what_is_met_and_few_entries_of_each_council() -> None:
    entries = tuple(BARE | {"id": f"e{number}", "title": f"E{number}"} for number in range(5))
    ids = tuple(f"e{number}" for number in range(5))
    made = made_with(
        finding(requirement("a"), "met", ids),
        finding(requirement("b"), "out-of-date", ids),
        entries=entries,
    )
    found = practice_by_requirement([Judged(made.offer, made.assessment)])
    assert list(found) == ["a"]
    assert [one.entry for one in found["a"]] == ["e0", "e1"]


@pytest.mark.parametrize(
    ("check", "named"),
    [
        (Check("entries", {}), True),
        (Check("information", {}), True),
        (Check("field-coverage", {}), False),
        (Check("all-of", {}, (Check("entries", {}), Check("process", {}))), True),
        (Check("any-of", {}, (Check("entries", {}), Check("field-coverage", {}))), False),
    ],
)
def test_practice_names_no_entry_where_all_entries_together_meet_it(check: Check, named: bool) -> None:
    of = replace(requirement("a"), check=check)
    made = made_with(finding(of, "met", ("riverside",)))
    (one,) = practice_by_requirement([Judged(made.offer, made.assessment)])["a"]
    assert bool(one.entry) is named


def test_practice_is_the_same_whatever_the_order_of_the_councils() -> None:
    def judged(authority: str, **facts: Any) -> Judged:
        made = edition(BARE | facts, authority={"id": authority, "name": authority.title(), "gss_code": "E0"})
        findings = (finding(requirement("a"), "met", ("riverside",)),)
        return Judged(made.offer, replace(made.assessment, findings=findings))

    ones = [judged("b"), judged("a"), judged("c", practice=FULL["practice"])]
    found = practice_by_requirement(ones)
    assert found == practice_by_requirement(reversed(ones))
    assert [one.authority for one in found["a"]] == ["c", "a", "b"]


# Reviews


def review(held: str, **facts: Any) -> Record:
    return record("reviews", held, held=held, **facts)


@pytest.mark.parametrize(
    ("past", "is_due"),
    [
        ((), None),
        ((review("2026-06", next="2028-06"),), False),
        ((review("2024-06", next="2026-10"),), True),
        ((review("2024-06", next="2026-11"),), False),
        ((review("2024-10"),), True),
        ((review("2024-11"),), False),
        ((review("2020-01"), review("2026-01")), False),
    ],
)
def test_next_review_is_late_once_its_month_or_two_years_are_over(
    past: tuple[Record, ...], is_due: bool | None
) -> None:
    made = made_with(reviews=past)
    assert review_pack(made.offer, made.assessment).is_due is is_due
    assert ("The next review is late." in page_of(made)) is bool(is_due)


def test_past_reviews_say_who_took_part_and_never_a_number_that_points_at_one() -> None:
    made = made_with(
        reviews=(
            review("2024-06"),
            review(
                "2026-06",
                took_part={"parent-carer-forum": 9, "young-people": 5, "nhs": 4, "school": 0},
                outcome="We read **every** page.",
                next="2028-06",
            ),
        )
    )
    text = read(page_of(made)).words
    assert text.index("June 2026") < text.index("June 2024")
    assert "Parent carer forum: 9 Young people: 5" in text
    assert "The National Health Service (NHS): fewer than 5" in text
    assert (
        "Nurseries, schools and colleges"
        not in text[: text.index("What we looked for, and what we found We")]
    )
    assert "We read every page. The next review: June 2028." in text
    assert "June 2024 We have not been told who took part. We have not been told what came of it." in text


def test_offer_that_nobody_reviewed_says_so() -> None:
    assert "We have not been told of any review." in read(page_of(made_with())).words


# What changed


def test_changes_are_left_out_honestly_where_nobody_compared() -> None:
    text = read(page_of(made_with())).words
    assert "Nobody has compared this with the local offer at the last review." in text
    assert "number of gaps" not in text


def test_changes_since_the_last_review_are_named() -> None:
    of = [requirement(one) for one in ("a", "b", "c", "d")]
    before = made_with(
        finding(of[0], "missing"),
        finding(of[1], "met"),
        finding(of[2], "missing"),
        finding(of[3], "partly-met"),
    )
    after = made_with(
        finding(of[0], "met"),
        finding(of[1], "out-of-date"),
        finding(of[2], "partly-met"),
        finding(of[3], "missing"),
        entries=(BARE | {"id": "new", "title": "A new club"},),
    )
    changes = compare_assessments(
        Judged(before.offer, before.assessment), Judged(after.offer, after.assessment)
    )
    dated = replace(changes, committed=date(2026, 6, 30))
    text = read(page_of(after, dated)).words
    assert "Since 30 June 2026, the number of gaps is the same: 3." in text
    assert "Gaps that are closed About a Gaps that are new About b" in text
    assert "Better than before, but not there yet About c: missing before, partly met now" in text
    assert "Worse than before About d: partly met before, missing now" in text
    assert "New pages A new club Pages that were taken away Riverside short breaks" in text
    assert "Nobody has compared" not in text
    fewer = replace(changes, gaps_before=5)
    assert "Since then, the number of gaps went from 5 to 3." in read(page_of(after, fewer)).words


# Comments, what was made together, open questions

COMMENT: dict[str, Any] = {
    "id": "2026-001",
    "received": "2026-03",
    "from": "parent-carer",
    "about": ["content"],
    "said": "We could not find out who decides.",
}
ANSWER = {"status": "cannot", "did": "We looked.", "why": "The rule is not ours.", "month": "2026-05"}


def comment(comment_id: str, **facts: Any) -> Record:
    return record("comments", comment_id, **{**COMMENT, "id": comment_id, **facts})


def test_comments_since_the_last_review_stand_with_their_answers() -> None:
    made = made_with(
        comments=(
            comment("2024-001", received="2024-03", said="An older comment."),
            comment("2026-001", response=ANSWER),
            comment("2026-002", said="It waits."),
        ),
        reviews=(review("2025-06"),),
    )
    text = read(page_of(made)).words
    assert "Someone said: “We could not find out who decides.” We cannot do it. We looked. Why not:" in text
    assert "“It waits.” No answer yet. It came in March 2026." in text
    assert "An older comment." not in text
    assert "See what was said in earlier years" in text
    assert "Fewer than 5 comments have no answer yet." in text


def test_offer_without_comments_says_so() -> None:
    assert "No comments are published here." in read(page_of(made_with())).words


def test_actions_say_when_they_are_late() -> None:
    late = record("actions", "1", what="Write it", due=date(2026, 10, 31), status="doing")
    assert (
        "Write it. Started. To be done by 31 October 2026. This is late."
        in read(page_of(made_with(actions=(late,)))).words
    )


def test_what_was_made_together_is_newest_first_with_what_is_not_told() -> None:
    older = [{"with": ["young-people"], "month": "2026-01"}, {"with": ["parent-carer-forum"]}]
    made = made_with(entries=(FULL, BARE | {"id": "b", "title": "Other", "co_production": older}))
    pack = review_pack(made.offer, made.assessment)
    assert [(one.title, one.month) for one in pack.made_together] == [
        ("Riverside short breaks", "2026-09"),
        ("Other", "2026-01"),
        ("Other", ""),
    ]
    content = page_of(made)
    text = read(content).words
    assert "Every page says who helped to make it." in text
    first = (
        "Riverside short breaks Parent carer forum and young people September 2026 Workshop. What to bring."
    )
    assert first in text
    assert "Other Young people January 2026 We have not been told We have not been told" in text
    assert "No page says who helped to make it." in read(page_of(made_with())).words


def test_open_questions_are_gaps_without_a_plan_late_promises_and_facts_not_told() -> None:
    made = made_with(
        finding(requirement("a"), "missing"),
        finding(requirement("b"), "missing"),
        finding(requirement("c", "should"), "partly-met"),
        commitments=(promise("b", by=date(2026, 10, 31)),),
        comments=tuple(comment(f"2026-{number:03}") for number in range(6)),
    )
    pack = review_pack(made.offer, made.assessment)
    assert [one.requirement.id for one in pack.unplanned] == ["a", "c"]
    assert [len(questions) for questions in (pack.unplanned, pack.late, pack.unanswered)] == [2, 1, 6]
    text = read(page_of(made)).words
    assert "What the law says must be here: for 1 gap we have not been told of a plan." in text
    assert "What government guidance says should be here: for 1 gap we have not been told of a plan." in text
    assert "About b: the council promised to close this, and the day it named has passed." in text
    assert "6 comments have no answer yet." in text
    assert re.search(r"Facts we have not been told .*: left out on 1 page", text)
    assert "This was to be done by 31 October 2026. It is late." in text


def test_pages_late_for_a_check_are_counted() -> None:
    made = made_with(entries=(BARE | {"reviewed": date(2026, 1, 1), "review_by": date(2026, 10, 31)},))
    assert "1 page is late for a check." in read(page_of(made)).words


# The page as a whole


def full() -> Edition:
    return made_with(
        entries=(FULL, BARE | {"id": "b"}),
        comments=(comment("2026-001", response=ANSWER), comment("2026-002")),
        commitments=(promise("care.short-breaks.overnight", who="Head of breaks", by=ON),),
        reviews=(review("2026-06", took_part={"nhs": 2}, outcome="We read it.", next="2028-06"),),
        actions=(record("actions", "1", what="Write it"),),
    )


def test_every_table_has_a_caption_headings_go_down_one_by_one_and_no_id_is_used_twice() -> None:
    content = page_of(full())
    found = read(content)
    assert content.count("<table>") == content.count("<caption") == content.count('tabindex="0"') > 5
    assert "<th>" not in content
    levels = [int(tag[1]) for tag, _ in found.headings]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    ids = [value for _, name, value in found.attributes if name == "id"]
    assert len(ids) == len(set(ids))
    anchors = {one[1:] for one in found.links() if one.startswith("#")}
    assert anchors <= set(ids)


def test_page_is_plain() -> None:
    for made in (full(), made_with()):
        text = paragraphs_of(page_of(made))
        age = reading_age(text)
        assert age is not None
        assert age <= 11, (age, text)
        assert not long_sentences(text, 25)


def test_what_is_missing_here_is_plain() -> None:
    statuses: tuple[Status, ...] = ("missing", "partly-met", "out-of-date", "declared-not-available")
    of = replace(requirement("a", duty="provide"), guidance="Each page says who decides.", who_acts="health")
    findings = [finding(replace(of, id=status), status) for status in statuses]
    promised = [promise(status, who="Head of breaks", by=ON) for status in statuses[:2]]
    made = made_with(*findings, commitments=(*promised, promise(statuses[2], by=date(2026, 10, 31))))
    text = paragraphs_of(render("gaps.html", {**gap_values(made), "more": ()}))
    age = reading_age(text)
    assert age is not None
    assert age <= 11, (age, text)
    assert not long_sentences(text, 25)


def test_hostile_records_stay_text() -> None:
    made = made_with(
        finding(replace(requirement("a"), title=HOSTILE, to_close=HOSTILE), "missing"),
        entries=(BARE | {"title": HOSTILE, "co_production": [{"with": [HOSTILE], "how": HOSTILE}]},),
        comments=(comment("2026-001", said=HOSTILE, response=ANSWER | {"why": HOSTILE}),),
        commitments=(promise("a", what=HOSTILE, who=HOSTILE),),
        reviews=(review("2026-06", outcome=HOSTILE, took_part={HOSTILE: 9}),),
        actions=(record("actions", "1", what=HOSTILE),),
    )
    assert "script" not in read(page_of(made)).tags
    example = Example("x", HOSTILE, "x", HOSTILE, HOSTILE, HOSTILE, (HOSTILE,))
    gaps = render("gaps.html", {**gap_values(replace(made, examples={"a": (example,)})), "more": ()})
    assert HOSTILE in " ".join(read(gaps).text)
    assert "script" not in read(gaps).tags


def test_same_offer_gives_the_same_pack_whatever_the_order_of_its_entries() -> None:
    ones = (FULL, BARE | {"id": "b", "co_production": FULL["co_production"]})
    assert review_values(made_with(entries=ones)) == review_values(made_with(entries=ones[::-1]))
