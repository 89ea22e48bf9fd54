"""The task list has every gap and every entry that is due, in order, and says where to begin."""

from __future__ import annotations

import csv
import io
import json
import shlex
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings

from site_builder.cli import main
from site_builder.content.model import Authority, Entry, Offer, Record, Records
from site_builder.content.schema import ENTRY_KINDS, load_minimum
from site_builder.errors import SiteBuilderError
from site_builder.reports.tasks import (
    COLUMNS,
    ENTRY_FORMATS,
    FORMATS,
    Task,
    entry_findings_json,
    entry_findings_text,
    tasks,
    tasks_csv,
    tasks_json,
    tasks_markdown,
    tasks_text,
)
from site_builder.standard.assess import Assessment, Yardstick, assess
from site_builder.standard.due import days_allowed, find_due_days
from site_builder.standard.standard import Check, Requirement, Source, Standard
from tests.check_cases import rules
from tests.test_changes import offer as generated_offer
from tests.test_changes import offers, real

ON = date(2026, 11, 1)
AUTHORITY = Authority(
    "offer_content/exampleshire/authority.yaml", {"id": "exampleshire", "name": "Exampleshire"}
)
CONTACT = {"phone": "01632 960000"}
CLUB = {
    "id": "club",
    "title": "Riverside Club",
    "service_types": ["youth-club"],
    "contact": CONTACT,
    "reviewed": date(2026, 6, 1),
    "owner": "clubs-team",
}


def entry(facts: Mapping[str, Any]) -> Entry:
    whole = {"kind": "service", "title": str(facts["id"]).title(), "summary": "A club.", **facts}
    return Entry("exampleshire", f"offer_content/exampleshire/entries/{facts['id']}.yaml", whole)


def offer(*entries: Mapping[str, Any], left_out: tuple[str, ...] = ()) -> Offer:
    return Offer(AUTHORITY, tuple(sorted(map(entry, entries), key=lambda one: one.id)), left_out)


def requirement(requirement_id: str, check: Check, level: str = "must", **facts: Any) -> Requirement:
    given: dict[str, Any] = {
        "id": requirement_id,
        "title": f"About {requirement_id}",
        "level": level,
        "duty": "publish",
        "sector": "leisure",
        "phases": (),
        "sources": (Source("An Act s.1", None, "recalled"), Source("Another Act s.2", None, "recalled")),
        "check": check,
        "freshness_days": 365,
        "threshold_basis": "project",
        "to_close": "Not enough is published.",
        "who_acts": "social-care",
        "since": date(2014, 9, 1),
    }
    return Requirement(**(given | facts))


def clubs(**settings: Any) -> Check:
    return Check("entries", {"where": {"service_types": ["youth-club"]}, **settings})


def topic(name: str, **settings: Any) -> Check:
    return Check("information", {"topic": name, **settings})


def judge(made: Offer, *requirements: Requirement, on: date = ON) -> tuple[Assessment, Yardstick]:
    standard = Standard("example", "An example", "draft", ON, requirements)
    yardstick = Yardstick(standard, {kind: load_minimum(kind) for kind in ENTRY_KINDS}, rules())
    return assess(made, yardstick, on=on), yardstick


def todo(made: Offer, *requirements: Requirement, on: date = ON, ahead: int = 90) -> tuple[Task, ...]:
    assessment, yardstick = judge(made, *requirements, on=on)
    return tasks(assessment, made, yardstick, ahead)


# Gaps


def test_a_gap_says_what_why_who_and_how_to_begin() -> None:
    (task,) = todo(offer(), requirement("fun.clubs", clubs(declared_none_ok=True)))
    assert task == Task(
        kind="gap",
        level="must",
        about="About fun.clubs",
        what="Not enough is published.",
        why=("This is missing.", "No entry is listed as: Youth club.", "Source: An Act s.1."),
        who_acts="social-care",
        who="The social care team",
        duty="publish",
        requirements=("fun.clubs",),
        start="local-offer new entry 'Youth club' --authority exampleshire --kind service",
        declare="local-offer new entry 'Not available: Youth club' --authority exampleshire "
        "--kind not-available",
    )


def test_a_near_miss_is_named_as_the_entry_to_mend() -> None:
    found = todo(
        offer(
            CLUB, {"id": "other", "service_types": ["youth-club"]}, {"id": "shop", "service_types": ["play"]}
        ),
        requirement("fun.clubs", clubs(min=2, require_fields=["contact"])),
    )
    gap = next(one for one in found if one.kind == "gap")
    assert gap.entries == ("other",)
    assert gap.files == ("offer_content/exampleshire/entries/other.yaml",)


def test_what_has_closed_is_not_to_be_mended() -> None:
    closed = {"id": "other", "service_types": ["youth-club"], "availability": {"status": "closed"}}
    gap = next(one for one in todo(offer(closed), requirement("fun.clubs", clubs())) if one.kind == "gap")
    assert gap.entries == ()


def test_entries_that_leave_a_fact_out_are_to_be_mended() -> None:
    check = Check("field-coverage", {"where": {"all": True}, "fields": ["contact"], "min_percent": 100})
    found = todo(offer(CLUB, {"id": "other", "service_types": ["play"]}), requirement("pub.contact", check))
    gap = next(one for one in found if one.kind == "gap")
    assert (gap.entries, gap.start) == (("other",), "")


def test_a_page_that_is_there_is_mended_and_one_that_is_not_is_started() -> None:
    check = topic("short-breaks-statement", require_sections=["no-such-section"])
    page = {"id": "page", "kind": "information", "topic": "short-breaks-statement", "sections": {"a": "b"}}
    there = next(one for one in todo(offer(page), requirement("care.page", check)) if one.kind == "gap")
    assert (there.entries, there.start) == (("page",), "")
    (absent,) = todo(offer(), requirement("care.page", check))
    assert shlex.split(absent.start)[-4:] == ["--kind", "information", "--topic", "short-breaks-statement"]


def test_a_setting_is_started_as_a_setting_and_parts_are_looked_into() -> None:
    school = Check("entries", {"where": {"service_types": ["any-education"]}})
    untested = Check("field-coverage", {"where": {"all": True}, "fields": ["contact"], "min_percent": 100})
    (task,) = todo(offer(), requirement("edu.any", Check("all-of", {}, (untested, school))))
    assert "--kind setting" in task.start


def test_a_declared_absence_is_due_when_its_plan_is() -> None:
    absent = {
        "id": "no-club",
        "kind": "not-available",
        "absent": {"service_types": ["youth-club"]},
        "plan": {"what": "Open one", "by": date(2026, 10, 1)},
        "reviewed": ON,
    }
    found = todo(offer(absent), requirement("fun.clubs", clubs(declared_none_ok=True)))
    gap = next(one for one in found if one.kind == "gap")
    assert (gap.due, gap.is_overdue, gap.entries) == (date(2026, 10, 1), True, ("no-club",))
    assert "Planned: Open one, by 1 October 2026." in gap.why
    assert gap.start == gap.declare == ""


def test_a_commitment_says_by_when_a_gap_is_to_be_closed() -> None:
    promised = Record(
        "x.yaml", "x", {"requirement": "fun.clubs", "what": "Open a club.", "by": date(2027, 3, 1)}
    )
    made = Offer(AUTHORITY, (), (), Records(commitments=(promised,)))
    (task,) = todo(made, requirement("fun.clubs", clubs()))
    assert (task.due, task.is_overdue) == (date(2027, 3, 1), False)
    assert "Planned: Open a club, by 1 March 2027." in task.why


# Days


@pytest.mark.parametrize(
    ("on", "overdue"), [(date(2027, 6, 1), False), (date(2027, 6, 2), True)], ids=["last day", "day after"]
)
def test_evidence_is_overdue_on_the_day_it_goes_out_of_date(on: date, overdue: bool) -> None:
    made = offer(CLUB)
    (task,) = (one for one in todo(made, requirement("fun.clubs", clubs()), on=on) if one.kind == "review")
    assert (task.due, task.is_overdue) == (date(2027, 6, 2), overdue)
    assessment, _ = judge(made, requirement("fun.clubs", clubs()), on=on)
    assert assessment.findings[0].status == ("out-of-date" if overdue else "met")


@pytest.mark.parametrize(
    ("on", "overdue"), [(date(2026, 12, 1), False), (date(2026, 12, 2), True)], ids=["last day", "day after"]
)
def test_a_review_day_is_the_last_one_on_which_it_is_in_time(on: date, overdue: bool) -> None:
    made = offer(CLUB | {"review_by": date(2026, 12, 1)})
    (task,) = (one for one in todo(made, requirement("fun.clubs", clubs()), on=on) if one.kind == "review")
    assert (task.due, task.is_overdue) == (date(2026, 12, 1), overdue)


def test_an_entry_that_nobody_checked_is_due_at_once() -> None:
    club = {key: value for key, value in CLUB.items() if key != "reviewed"}
    (task,) = (one for one in todo(offer(club), requirement("fun.clubs", clubs())) if one.kind == "review")
    assert (task.due, task.is_overdue, task.level) == (ON, True, "must")
    assert task.why == (
        "We have not been told when it was last checked.",
        "1 requirement rests on it.",
    )


def test_an_entry_that_nothing_rests_on_has_no_day_unless_it_names_one() -> None:
    made = offer(CLUB)
    assessment, _ = judge(made, requirement("x.y", topic("short-breaks-statement")))
    assert find_due_days(assessment, made)["club"].day is None


def test_the_shortest_limit_decides_and_only_what_falls_due_is_named() -> None:
    found = todo(
        offer(CLUB),
        requirement("a.long", clubs(), "should"),
        requirement("b.short", clubs(), "recommended", freshness_days=180),
    )
    (task,) = (one for one in found if one.kind == "review")
    assert (task.due, task.requirements, task.level) == (
        date(2026, 6, 1) + timedelta(days=181),
        ("b.short",),
        "recommended",
    )


def test_the_limit_of_a_check_with_parts_is_its_shortest() -> None:
    parts = (
        Check("field-coverage", {"where": {"all": True}, "fields": [], "min_percent": 1, "max_age_days": 90}),
        clubs(),
    )
    assert days_allowed(Check("any-of", {}, parts), 365) == 90
    assert days_allowed(clubs(), 365) == 365


def test_what_falls_due_later_is_left_out_until_it_is_asked_for() -> None:
    made = offer(CLUB)
    assert not [one for one in todo(made, requirement("fun.clubs", clubs())) if one.kind == "review"]
    assert [one for one in todo(made, requirement("fun.clubs", clubs()), ahead=365) if one.kind == "review"]


def test_a_gap_that_is_only_out_of_date_is_in_the_task_of_its_entry() -> None:
    found = todo(offer(CLUB | {"reviewed": date(2020, 1, 1)}), requirement("fun.clubs", clubs()))
    assert [one.kind for one in found if one.requirements] == ["review"]
    assert found[0].requirements == ("fun.clubs",)


# All of them


def test_tasks_stand_by_level_then_duty_then_day() -> None:
    found = todo(
        offer(
            CLUB | {"reviewed": date(2025, 10, 1)},
            {"id": "soon", "service_types": ["play"], "reviewed": date(2025, 11, 15)},
            left_out=("offer_content/exampleshire/entries/broken.yaml",),
        ),
        requirement("c.rec", topic("short-breaks-statement"), "recommended"),
        requirement("a.publish", topic("short-breaks-statement")),
        requirement("b.provide", topic("short-breaks-statement"), duty="provide"),
        requirement("fun.clubs", clubs()),
        requirement("fun.play", Check("entries", {"where": {"service_types": ["play"]}})),
    )
    assert [(one.level, one.kind, one.duty, one.due) for one in found if one.kind != "facts"] == [
        ("files", "file", "", None),
        ("must", "gap", "provide", None),
        ("must", "review", "publish", date(2026, 10, 2)),
        ("must", "gap", "publish", None),
        ("must", "review", "publish", date(2026, 11, 16)),
        ("recommended", "gap", "publish", None),
    ]
    assert [one.level for one in found if one.kind == "facts"] == ["minimum", "minimum"]
    assert found[-1].kind == "facts"


def test_an_entry_that_leaves_facts_out_is_told_which_and_why_they_matter() -> None:
    found = todo(offer(CLUB), requirement("fun.clubs", clubs()))
    (task,) = (one for one in found if one.kind == "facts")
    assert task.what.startswith("State: What it does, Needs it is for, Ages,")
    assert "Ages: A family can see at once if their child is too young or too old for it." in task.why
    assert (task.who_acts, task.entries) == ("clubs-team", ("club",))


def test_every_start_can_be_typed(tmp_path: Path) -> None:
    """Each command of a task for an empty offer starts an entry."""
    checks = [
        clubs(declared_none_ok=True),
        topic("short-breaks-statement"),
    ]
    found = todo(offer(), *(requirement(f"a.n{number}", check) for number, check in enumerate(checks)))
    commands = [command for task in found for command in (task.start, task.declare) if command]
    assert len(commands) == 3
    runner = CliRunner()
    assert (
        runner.invoke(main, ["new", "authority", "exampleshire", "--project", str(tmp_path)]).exit_code == 0
    )
    for command in commands:
        program, *arguments = shlex.split(command)
        done = runner.invoke(main, [*arguments, "--project", str(tmp_path)])
        assert (program, done.exit_code) == ("local-offer", 0), done.output


@settings(max_examples=30)
@given(offers())
def test_every_gap_of_the_standard_is_in_a_task_and_every_start_is_sound(
    entries: list[dict[str, Any]],
) -> None:
    made = generated_offer(*entries)
    assessment = assess(made, real(), on=ON)
    found = tasks(assessment, made, real())
    gaps = {one.requirement.id for one in assessment.findings if one.is_gap}
    assert gaps <= {requirement_id for task in found for requirement_id in task.requirements}
    ids = {one.id for one in made.entries}
    for task in found:
        assert task.what and task.why and task.who_acts and set(task.entries) <= ids
        for command in filter(None, (task.start, task.declare)):
            words = shlex.split(command)
            assert words[:3] == ["local-offer", "new", "entry"]
            options = dict(zip(words[4::2], words[5::2], strict=True))
            assert options["--authority"] == "exampleshire"
            assert options["--kind"] in ENTRY_KINDS
            assert options.get("--topic", "send-tribunal") in rules().vocabularies["topics"]


# As text, Markdown, CSV and JSON


def example() -> tuple[Assessment, tuple[Task, ...]]:
    made = offer(CLUB | {"reviewed": date(2025, 10, 1), "title": "The *Club* <b>"})
    assessment, yardstick = judge(
        made,
        requirement("fun.clubs", clubs()),
        requirement("care.page", topic("short-breaks-statement"), "should"),
    )
    return assessment, tuple(one for one in tasks(assessment, made, yardstick) if one.kind != "facts")


def test_the_list_as_text() -> None:
    assert tasks_text(*example()) == (
        "What to do for exampleshire, on 1 November 2026: 2 tasks, 1 overdue\n"
        "\n"
        "What the law says must be published\n"
        "    1. The *Club* <b>\n"
        "       Check that it is still right, and write the day under reviewed:\n"
        "       - It was last checked on 1 October 2025.\n"
        "       - For what rests on it, it has been too old since 2 October 2026.\n"
        "       - 1 requirement rests on it.\n"
        "       Who: clubs-team. When: by 2 October 2026, which has passed.\n"
        "       Mend: offer_content/exampleshire/entries/club.yaml\n"
        "\n"
        "What official guidance says should be published\n"
        "    2. About care.page\n"
        "       Not enough is published.\n"
        "       - This is missing.\n"
        "       - There is no page on: The short breaks statement.\n"
        "       - Source: An Act s.1.\n"
        "       Who: The social care team. When: as soon as possible.\n"
        "       Start: local-offer new entry 'The short breaks statement' --authority exampleshire "
        "--kind information --topic short-breaks-statement\n"
    )


def test_the_list_as_markdown_has_boxes_and_no_mark_of_others() -> None:
    said = tasks_markdown(*example())
    assert said.count("- [ ] ") == 2
    assert r"- [ ] **The \*Club\* \<b\>** Check that it is still right" in said
    assert "  - Mend: `offer_content/exampleshire/entries/club.yaml`\n" in said


def test_the_list_as_csv() -> None:
    rows = list(csv.DictReader(io.StringIO(tasks_csv(*example()))))
    assert tuple(rows[0]) == COLUMNS
    assert [(row["number"], row["kind"], row["due"], row["overdue"]) for row in rows] == [
        ("1", "review", "2026-10-02", "yes"),
        ("2", "gap", "", "no"),
    ]


def test_no_text_in_the_csv_is_taken_for_a_formula() -> None:
    made = offer(CLUB | {"title": "=1+1", "owner": "@team"})
    assessment, yardstick = judge(made, requirement("fun.clubs", clubs()))
    found = [one for one in tasks(assessment, made, yardstick) if one.kind == "facts"]
    (row,) = csv.DictReader(io.StringIO(tasks_csv(assessment, found)))
    assert (row["about"], row["who_acts"]) == ("'=1+1", "'@team")


def test_the_list_as_json() -> None:
    assessment, found = example()
    report = json.loads(tasks_json(assessment, found))
    assert list(report) == ["format_version", "authority", "standard", "assessed_on", "tasks"]
    assert report["tasks"][0] == {
        "kind": "review",
        "level": "must",
        "duty": "publish",
        "about": "The *Club* <b>",
        "what": "Check that it is still right, and write the day under reviewed:",
        "why": [
            "It was last checked on 1 October 2025.",
            "For what rests on it, it has been too old since 2 October 2026.",
            "1 requirement rests on it.",
        ],
        "who_acts": "clubs-team",
        "who": "clubs-team",
        "due": "2026-10-02",
        "overdue": True,
        "requirements": ["fun.clubs"],
        "entries": ["club"],
        "files": ["offer_content/exampleshire/entries/club.yaml"],
        "start": None,
        "declare": None,
    }


def test_every_format_has_its_writer() -> None:
    assert list(FORMATS) == ["text", "json", "csv", "markdown"]
    assert list(ENTRY_FORMATS) == ["text", "json"]


# One entry


def test_one_entry_is_told_what_it_lacks_and_what_rests_on_it() -> None:
    full = {
        "description": "A club.",
        "needs": ["all"],
        "ages": {"from": 8},
        "eligibility": {"who": "open-to-all"},
        "how_to_access": {"route": ["self-referral"]},
        "waiting_time": {"status": "none"},
        "availability": {"status": "open"},
        "when": [{"days": ["saturday"]}],
        "delivered": ["at-a-place"],
    }
    made = offer(CLUB | full)
    assessment, _ = judge(made, requirement("fun.clubs", clubs(min=2)))
    assert entry_findings_text(assessment, made, "club") == (
        "Riverside Club (offer_content/exampleshire/entries/club.yaml)\n"
        "It gives 11 of the 12 facts that the minimum asks of its kind.\n"
        "\n"
        "It does not state\n"
        "  Cost: A family knows before they ask if it is free, and what they may have to pay.\n"
        "\n"
        "It was last checked on 1 June 2026; it is to be checked again by 2 June 2027.\n"
        "\n"
        "It counts for these requirements\n"
        "  partly met: About fun.clubs [fun.clubs]\n"
    )
    report = json.loads(entry_findings_json(assessment, made, "club"))
    assert report["missing"] == [
        {
            "key": "cost",
            "label": "Cost",
            "why": "A family knows before they ask if it is free, and what they may have to pay.",
        }
    ]
    assert (report["given"], report["asked"], report["due"], report["overdue"]) == (
        11,
        12,
        "2027-06-02",
        False,
    )
    assert report["counts_for"] == [{"requirement": "fun.clubs", "level": "must", "status": "partly-met"}]


def test_an_entry_that_is_not_there_or_has_errors_is_one_line() -> None:
    made = offer(CLUB, left_out=("offer_content/exampleshire/entries/broken.yaml",))
    assessment, _ = judge(made, requirement("fun.clubs", clubs()))
    with pytest.raises(SiteBuilderError, match='exampleshire has no entry "clubb"; did you mean "club"\\?'):
        entry_findings_text(assessment, made, "clubb")
    with pytest.raises(
        SiteBuilderError, match=r"entries/broken\.yaml has errors; to see them: local-offer check"
    ):
        entry_findings_text(assessment, made, "broken")
