"""What an assessment says of an offer: which requirements, which entries count, what each entry lacks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from site_builder.content.model import Authority, Entry, Offer
from site_builder.content.schema import ENTRY_KINDS, load_minimum
from site_builder.standard.absence import Absence, find_absence
from site_builder.standard.assess import (
    EntryFinding,
    Finding,
    MissingFact,
    NotInForce,
    Yardstick,
    assess,
    assess_entry,
    load_yardstick,
)
from site_builder.standard.evidence import STATUSES, Reason, Status
from site_builder.standard.standard import CURRENT, LEVELS, Check, Requirement, Source, Standard
from tests.check_cases import rules

ON = date(2026, 11, 1)
AUTHORITY = Authority("authority.yaml", {"id": "exampleshire", "name": "Exampleshire"})
YOUTH_CLUBS = Requirement(
    id="care.youth-clubs",
    title="Youth clubs",
    level="must",
    duty="publish",
    sector="social-care",
    phases=("secondary",),
    sources=(Source("An example", None, "recalled"),),
    check=Check("entries", {"where": {"service_types": ["youth-club"]}}),
    freshness_days=365,
    threshold_basis="project",
    to_close="Publish one.",
    who_acts="send",
    since=date(2014, 9, 1),
)
SPORT = replace(
    YOUTH_CLUBS,
    id="care.sport",
    level="should",
    check=Check("entries", {"where": {"service_types": ["sports-club"]}}),
)


def entry(**facts: Any) -> Entry:
    return Entry("exampleshire", f"{facts['id']}.yaml", {"title": "A Club", "summary": "A club.", **facts})


def yardstick_of(*requirements: Requirement) -> Yardstick:
    standard = Standard("example", "An example", "draft", date(2026, 1, 1), requirements)
    return Yardstick(standard, {kind: load_minimum(kind) for kind in ENTRY_KINDS}, rules())


CLUB = entry(id="club", kind="service", service_types=["youth-club"], reviewed=date(2025, 11, 1))
GONE = entry(
    id="gone",
    kind="not-available",
    absent={"topics": ["early-years-travel"]},
    since=date(2026, 1, 1),
    why="Nobody asked.",
    instead=[{"title": "A club", "entry": "club"}],
    ask={"phone": "01632 960001"},
)
PLAN = MissingFact(
    "plan",
    "What is planned, and by when",
    "A family can see if this will change, and hold the council to it. "
    "That nothing is planned is an answer too.",
)
REVIEWED = MissingFact(
    "reviewed", "When it was last checked", "A family can judge whether what they read is still true."
)


def test_an_assessment_says_what_was_judged_by_what_and_on_which_day() -> None:
    yardstick = yardstick_of(YOUTH_CLUBS, SPORT)
    assessment = assess(Offer(AUTHORITY, (CLUB, GONE), ("faulty.yaml",)), yardstick, on=ON)
    assert assessment.authority == "exampleshire"
    assert assessment.standard is yardstick.standard
    assert assessment.on == ON
    assert assessment.left_out == ("faulty.yaml",)
    assert assessment.findings == (
        Finding(YOUTH_CLUBS, "met", ("club",), (Reason("counted", "1 entry counts: “A Club”."),)),
        Finding(SPORT, "missing", (), (Reason("nothing-listed", "No entry is listed as: Sport."),)),
    )
    assert [one.entry for one in assessment.entries] == ["club", "gone"]
    assert assessment.entries[1] == EntryFinding("gone", "not-available", 6, 4, (PLAN, REVIEWED))


def test_a_review_is_as_old_as_it_is_on_the_day_of_the_assessment() -> None:
    offer = Offer(AUTHORITY, (CLUB,))
    on_the_last_day, day_after = (
        assess(offer, yardstick_of(YOUTH_CLUBS), on=on).findings[0] for on in (ON, date(2026, 11, 2))
    )
    assert on_the_last_day.status == "met"
    assert day_after.status == "out-of-date"
    assert day_after.reasons[1].message == "Last checked more than 365 days before 2 November 2026: “A Club”."


def test_only_what_is_in_force_is_judged() -> None:
    until_today = replace(YOUTH_CLUBS, id="care.until-today", until=ON)
    until_tomorrow = replace(YOUTH_CLUBS, id="care.until-tomorrow", until=date(2026, 11, 2))
    from_today = replace(YOUTH_CLUBS, id="care.from-today", since=ON)
    from_tomorrow = replace(YOUTH_CLUBS, id="care.from-tomorrow", since=date(2026, 11, 2))
    every = yardstick_of(until_today, until_tomorrow, from_today, from_tomorrow)
    findings = assess(Offer(AUTHORITY, ()), every, on=ON).findings
    assert [one.requirement.id for one in findings] == ["care.until-tomorrow", "care.from-today"]


def test_a_standard_with_nothing_in_force_is_refused() -> None:
    with pytest.raises(NotInForce) as refused:
        assess(Offer(AUTHORITY, ()), yardstick_of(YOUTH_CLUBS), on=date(2014, 8, 31))
    assert str(refused.value) == (
        "no requirement of the standard example is in force on 2014-08-31; choose another --date"
    )


def test_findings_are_counted_by_level_and_status() -> None:
    again = replace(SPORT, id="care.more-sport")
    counts = assess(Offer(AUTHORITY, (CLUB,)), yardstick_of(YOUTH_CLUBS, SPORT, again), on=ON).counts()
    none = dict.fromkeys(STATUSES, 0)
    assert counts == {"must": {**none, "met": 1}, "should": {**none, "missing": 2}, "recommended": none}
    assert tuple(counts) == LEVELS


@pytest.mark.parametrize(
    ("status", "is_gap"),
    [
        ("met", False),
        ("declared-not-available", True),
        ("out-of-date", True),
        ("partly-met", True),
        ("missing", True),
        ("not-checked", False),
    ],
)
def test_a_declared_absence_is_a_gap_and_what_nobody_checked_is_none(status: Status, is_gap: bool) -> None:
    assert Finding(YOUTH_CLUBS, status, (), ()).is_gap is is_gap


def test_where_nothing_is_said_to_be_absent_no_age_and_no_need_is() -> None:
    nothing = find_absence(Offer(AUTHORITY, (CLUB, GONE)), frozenset({"youth-club"}), "in", rules())
    assert nothing == Absence((), (), rules())
    assert nothing.years() == frozenset()
    assert not nothing.speaks_of("autism")
    assert not nothing.is_whole(None, ())


def test_an_absence_for_one_need_does_not_speak_of_one_that_is_unknown() -> None:
    absent = {"service_types": ["youth-club"], "needs": ["autism"]}
    offer = Offer(AUTHORITY, (entry(id="no-club", kind="not-available", absent=absent),))
    absence = find_absence(offer, frozenset({"youth-club"}), "in", rules())
    assert absence.speaks_of("autism")
    assert not absence.speaks_of("unheard-of")


def test_an_entry_is_told_what_it_lacks_and_why_it_matters() -> None:
    assert assess_entry(GONE, load_minimum("not-available")) == EntryFinding(
        "gone", "not-available", 6, 4, (PLAN, REVIEWED)
    )


def test_an_entry_with_every_fact_lacks_nothing() -> None:
    facts = {**GONE.facts, "plan": {"what": "Nothing.", "by": date(2027, 9, 1)}, "reviewed": ON}
    assert assess_entry(entry(**facts), load_minimum("not-available")) == EntryFinding(
        "gone", "not-available", 6, 6, ()
    )


def test_a_yardstick_has_the_standard_that_is_asked_for_and_the_minimum_for_every_kind() -> None:
    assert load_yardstick(rules()).standard.id == CURRENT
    yardstick = load_yardstick(rules(), "proposal-2026-reform")
    assert yardstick.standard.id == "proposal-2026-reform"
    assert yardstick.rules is rules()
    assert tuple(yardstick.minimum) == ENTRY_KINDS
    assert {kind: one.asked for kind, one in yardstick.minimum.items()} == {
        kind: load_minimum(kind).asked for kind in ENTRY_KINDS
    }
