"""The accessibility statement claims what there is evidence for, and says what it lacks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup

from site_builder.content.criteria import criteria
from site_builder.content.model import Authority, Offer, Record, Records
from site_builder.content.person_tests import person_tests
from site_builder.content.results import AuditNote, AuditResult, Results
from site_builder.content.statement import Statement, make_statement
from site_builder.pages.accessibility_page import (
    STATEMENT,
    STATEMENT_TESTS,
    results_values,
    statement_values,
)
from site_builder.pages.edition import Edition
from site_builder.pages.templates import render
from site_builder.standard.assess import assess
from tests.test_pages import BARE, NORTHMERE, ON, entry, pages, rules, yardstick

PASSED = dict.fromkeys(criteria(), "pass")
PROBLEM = {
    "what": "Some films have no captions.",
    "why": "They are old.",
    "criteria": ["1.2.2"],
    "instead": "Read the words below each film.",
    "by": date(2027, 3, 31),
}
WHOLE = {
    "prepared": date(2026, 9, 14),
    "reviewed": date(2026, 10, 12),
    "reply_days": 5,
    "problems": [PROBLEM],
}
FAILED = {"result": "fail", "note": "On Find"}


def record_of(day: str, changes: Mapping[str, Any] | None = None, **facts: Any) -> Record:
    told = {
        "who": "Coast Access Centre",
        "sample": ["home", "find"],
        "assistive_technology": ["NVDA with Firefox"],
        "criteria": PASSED | dict(changes or {}),
    }
    return Record(f"offer_content/northmere/audits/{day}.yaml", day, told | facts)


def audit(*rules_broken: str, on: date = ON, page: str = "index.html") -> AuditResult:
    notes = tuple(
        AuditNote(
            page,
            rule,
            "#club <b>",
            "serious",
            "No.",
            "https://example.org/rule",
            ("320 light base",),
            ("1.4.3",) if rule == "color-contrast" else (),
            f"What {rule} asks",
        )
        for rule in rules_broken
    )
    return AuditResult(
        "northmere", on, "4.14.1", "Chromium 150", ("index.html", "find/index.html"), 40, 30, notes, ()
    )


def offer(
    told: Mapping[str, Any] | None = None,
    *tests: Record,
    result: AuditResult | None = None,
    form: str = "https://forms.example.org/accessibility",
) -> Offer:
    facts = NORTHMERE | ({"accessibility": told} if told else {})
    if form:
        facts["forms"] = NORTHMERE["forms"] | {"accessibility": form}
    return Offer(
        Authority("offer_content/northmere/authority.yaml", facts),
        (entry(BARE),),
        records=Records(audits=tests),
        results=Results(audit=result),
    )


def statement(*given: Any, **more: Any) -> Statement:
    return make_statement(offer(*given, **more), ON)


def edition(*given: Any, **more: Any) -> Edition:
    made = offer(*given, **more)
    return Edition(made, assess(made, yardstick(), on=ON), rules(), {})


def text_of(content: str) -> str:
    """The words of a page as they are read, with a space between its parts."""
    words = " ".join(BeautifulSoup(content, "html.parser").get_text(" ").split())
    return re.sub(r" ([.,:])", r"\1", words)


def said(made: Edition) -> str:
    return text_of(render("accessibility.html", statement_values(made)))


# The status follows from evidence


def day_before(days: int) -> str:
    return (ON - timedelta(days=days)).isoformat()


FAILS_MOST = dict.fromkeys(list(criteria())[:28], FAILED)


@pytest.mark.parametrize(
    ("given", "more", "status"),
    [
        ((), {}, "not-known"),
        ((), {"result": audit()}, "not-known"),
        ((), {"result": audit("color-contrast")}, "faults-known"),
        ((), {"result": audit("region")}, "not-known"),
        ((WHOLE,), {}, "faults-known"),
        ((WHOLE,), {"result": audit()}, "faults-known"),
        ((None, record_of(day_before(20))), {}, "not-known"),
        ((None, record_of(day_before(20))), {"result": audit()}, "no-fault-found"),
        ((None, record_of(day_before(365))), {"result": audit()}, "no-fault-found"),
        ((None, record_of(day_before(366))), {"result": audit()}, "not-known"),
        ((None, record_of(day_before(20))), {"result": audit(on=ON - timedelta(days=366))}, "not-known"),
        ((None, record_of(day_before(20))), {"result": audit("color-contrast")}, "partially-compliant"),
        ((WHOLE, record_of(day_before(20))), {"result": audit()}, "partially-compliant"),
        ((None, record_of(day_before(20), FAILS_MOST)), {}, "not-compliant"),
        ((None, record_of(day_before(20), {"2.4.7": "not-tested"})), {"result": audit()}, "not-known"),
        ((None, record_of(day_before(-1))), {"result": audit()}, "not-known"),
        ((None, record_of(day_before(20), who=None)), {"result": audit()}, "not-known"),
        (({"problems": [PROBLEM | {"reason": "outside-the-rules"}]},), {}, "not-known"),
        (
            ({"problems": [PROBLEM | {"reason": "too-great-a-burden"}]}, record_of(day_before(20))),
            {"result": audit()},
            "partially-compliant",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_status_says_no_more_than_there_is_evidence_for(
    given: tuple[Any, ...], more: dict[str, Any], status: str
) -> None:
    made = statement(*given, **more)
    assert made.status == status
    assert "fully compliant" not in said(edition(*given, **more)).lower()


def test_half_of_what_applies_is_still_most() -> None:
    """54 criteria apply and 27 fail; with 28 it is fewer than half that are met."""
    numbers = list(criteria())
    half = dict.fromkeys(numbers[:27], FAILED) | {numbers[-1]: "not-applicable"}
    assert statement(None, record_of(day_before(9), half)).status == "partially-compliant"
    more = half | {numbers[27]: FAILED}
    assert statement(None, record_of(day_before(9), more)).status == "not-compliant"


def test_fault_found_by_a_test_that_is_not_finished_is_known() -> None:
    begun = record_of(day_before(2), {"2.4.7": FAILED, "2.4.6": "not-tested"})
    made = statement(None, record_of(day_before(20)), begun, result=audit())
    assert made.status == "partially-compliant"
    assert [one.criterion.number for one in made.unexplained] == ["2.4.7"]


def test_newest_finished_test_counts_and_older_ones_do_not() -> None:
    failed = record_of(day_before(90), {"2.4.7": FAILED})
    found = person_tests((failed, record_of(day_before(20))), ON)
    assert found.finished is not None and found.finished.on == ON - timedelta(days=20)
    assert found.begun == () and found.failed == ()


# What the page says


def test_whole_statement_says_everything_that_the_law_asks_for() -> None:
    found = said(edition(WHOLE, record_of("2026-10-20"), result=audit()))
    assert "This statement is not complete" not in found
    for words in (
        "Northmere Council is committed to making its website accessible, in accordance with the Public "
        "Sector Bodies (Websites and Mobile Applications) (No. 2) Accessibility Regulations 2018.",
        "This website is partially compliant with the Web Content Accessibility Guidelines (WCAG) version "
        "2.2 AA standard, due to what is listed below.",
        "Non-compliance with the accessibility regulations",
        "Some films have no captions.",
        "They are old.",
        "Read the words below each film.",
        "By 31 March 2027",
        "1.2.2 Captions (Prerecorded)",
        "We answer within 5 working days.",
        "Use the form to report an accessibility problem",
        "The Equality and Human Rights Commission (EHRC)",
        "Equality Advisory and Support Service (EASS)",
        "This statement was prepared on 14 September 2026.",
        "It was last reviewed on 12 October 2026.",
        "A person last tested this website on 20 October 2026.",
        "a program (axe-core 4.14.1 in Chromium 150) tested 2 pages. It found no faults.",
        "Coast Access Centre tested these pages: home, find. They used: NVDA with Firefox.",
    ):
        assert words in found, words


def test_form_and_the_way_to_complain_are_links() -> None:
    content = render("accessibility.html", statement_values(edition(WHOLE)))
    assert '<a href="https://forms.example.org/accessibility">' in content
    assert '<a href="https://www.equalityadvisoryservice.com/">' in content


def test_statement_without_a_form_says_that_it_is_not_complete() -> None:
    found = said(edition(WHOLE, form=""))
    assert "This statement is not complete. We have not been told: of a form to report a problem" in found
    assert "We have not been told of a form for this. Until there is one, use the ways above." in found


def test_statement_that_nobody_wrote_says_what_is_not_known() -> None:
    found = said(edition(form=""))
    for words in (
        "We do not know whether everyone can use all of this website.",
        "We have not been told that a program has tested this website.",
        "We have not been told that a person has tested this website.",
        "We have not been told how long an answer takes.",
        "We have not been told when it was prepared.",
        "We have not been told when it was last reviewed.",
    ):
        assert words in found, words


def test_reasons_that_the_law_keeps_apart_are_kept_apart() -> None:
    burden = PROBLEM | {"what": "Old maps", "reason": "too-great-a-burden", "assessed": date(2026, 9, 1)}
    outside = PROBLEM | {"what": "Plans of 2015", "reason": "outside-the-rules"}
    found = said(edition({"problems": [PROBLEM, burden, outside]}))
    places = [
        found.index(words)
        for words in (
            "Non-compliance with the accessibility regulations",
            "They are old.",
            "Disproportionate burden",
            "1 September 2026",
            "Content that’s not within the scope of the accessibility regulations",
        )
    ]
    assert places == sorted(places)


def test_fault_that_nobody_explains_is_shown_with_its_criterion_in_plain_words() -> None:
    failed = record_of("2026-10-20", {"2.4.7": {"result": "fail", "note": "Not on the page Find support"}})
    found = said(edition(WHOLE, failed, result=audit("color-contrast", "region")))
    assert "Not on the page Find support" in found
    assert "2.4.7 Focus Visible: Can you always see where you are with the keyboard?" in found
    assert "What color-contrast asks" in found
    assert "What region asks" not in found
    assert found.count("We have not been told Rules that it does not meet") == 2


def test_words_of_others_are_shown_and_never_run() -> None:
    bad = "<script>alert(1)</script>"
    told = WHOLE | {"problems": [PROBLEM | {"what": bad}]}
    made = edition(told, record_of("2026-10-20", who=bad), result=audit("color-contrast"))
    for content in (
        render("accessibility.html", statement_values(made)),
        render("accessibility-tests.html", results_values(made)),
    ):
        assert "<script>" not in content
        assert "<b>" not in content


def test_page_of_tests_shows_every_criterion_of_the_last_test_and_every_rule_once() -> None:
    failed = record_of("2026-10-20", {"2.4.7": FAILED, "1.2.1": "not-applicable"})
    result = audit(*["color-contrast"] * 14, "region")
    found = text_of(render("accessibility-tests.html", results_values(edition(WHOLE, failed, result=result))))
    assert found.count("What color-contrast asks (1.4.3)") == 1
    assert "and 4 more places" in found
    assert "What region asks (good practice)" in found
    assert "Not in order: 1" in found and "On Find" in found
    assert "In order: 53" in found
    assert "There is nothing of this kind: 1" in found
    assert "There was nothing that it could not judge." in found


def test_test_that_is_not_finished_is_shown_as_that() -> None:
    begun = record_of("2026-10-20", {"2.4.7": "not-tested"})
    made = edition(WHOLE, begun)
    assert "This test is not finished, so it does not count yet." in said(made)
    tests = text_of(render("accessibility-tests.html", results_values(made)))
    assert "This test is not finished, so it does not count yet." in tests
    assert "Not tested: 1" in tests


def test_record_as_it_is_started_is_no_test_at_all() -> None:
    started = record_of("2026-10-20", dict.fromkeys(criteria(), "not-tested"), who=None)
    assert "We have not been told that a person has tested this website." in said(edition(WHOLE, started))


def test_both_pages_are_published_and_linked() -> None:
    made = pages(edition(WHOLE))
    assert {STATEMENT, STATEMENT_TESTS} <= set(made)
    assert 'href="../accessibility/tests/index.html"' in made[STATEMENT].content
    assert 'href="../accessibility/index.html"' in made["about/index.html"].content
