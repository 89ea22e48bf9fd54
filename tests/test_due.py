"""Each owner is told what to check again, by when, in words that can be sent as they are."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner
from icalendar import Calendar

from site_builder.cli import main
from site_builder.content.model import Authority, Entry, Offer
from site_builder.reports.due import COLUMNS, by_owner, due_calendar, due_csv, due_json, due_text
from site_builder.reports.tasks import Task, reviews_due
from site_builder.standard.assess import Assessment
from tests.check_cases import rules
from tests.test_tasks import AUTHORITY, CLUB, ON, judge, requirement, topic

PHONE = {"phone": "01632 960100", "email": "offer@exampleshire.example.org"}
PUBLISHED = Authority(
    AUTHORITY.path,
    {**AUTHORITY.facts, "contact": PHONE, "published_at": "https://exampleshire.example.org/offer"},
)


def entry(entry_id: str, **facts: Any) -> Entry:
    stated = {
        **CLUB,
        "kind": "service",
        "summary": "A club.",
        "id": entry_id,
        "title": entry_id.title(),
        **facts,
    }
    return Entry("exampleshire", f"offer_content/exampleshire/entries/{entry_id}.yaml", stated)


OVERDUE = entry("chess", owner="clubs-team", review_by=date(2026, 10, 1))
SOON = entry("judo", owner="clubs-team", review_by=date(2026, 11, 20))
LATER = entry("sailing", owner="clubs-team", review_by=date(2027, 6, 1))
NOBODYS = entry("art", owner=None, review_by=date(2026, 11, 1))


def made(*entries: Entry, authority: Authority = AUTHORITY) -> tuple[Offer, Assessment]:
    offer = Offer(authority, tuple(sorted(entries, key=lambda one: one.id)), ())
    return offer, judge(offer, requirement("fun.sailing", topic("sailing")))[0]


def due(*entries: Entry, ahead: int = 60) -> tuple[Task, ...]:
    offer, assessment = made(*entries)
    return reviews_due(assessment, offer, rules(), ahead)


def test_list_is_by_day_and_stops_where_it_was_told_to() -> None:
    assert [one.about for one in due(SOON, LATER, OVERDUE)] == ["Chess", "Judo"]
    assert [one.about for one in due(SOON, LATER, OVERDUE, ahead=300)] == ["Chess", "Judo", "Sailing"]
    assert [one.about for one in due(SOON, LATER, OVERDUE, ahead=0)] == ["Chess"]


def test_owner_has_an_email_that_can_be_sent_as_it_is() -> None:
    offer, assessment = made(OVERDUE, SOON, authority=PUBLISHED)
    (owed,) = by_owner(reviews_due(assessment, offer, rules(), 60), offer, ON)
    assert owed.overdue == 1
    assert owed.letter.subject == "Exampleshire local offer: 2 pages to check"
    assert owed.letter.body == (
        "Hello,\n"
        "\n"
        "The Exampleshire local offer has 2 pages of yours to check again. Families trust what is there.\n"
        "Please look at each, and tell us one of these:\n"
        "\n"
        "- it is all still right\n"
        "- something has changed: what, and from when\n"
        "- it has ended: when, and what families can do instead\n"
        "\n"
        "1. Chess: by 1 October 2026, which has passed\n"
        "   https://exampleshire.example.org/offer/support/chess/\n"
        "2. Judo: by 20 November 2026\n"
        "   https://exampleshire.example.org/offer/support/judo/\n"
        "\n"
        "Thank you.\n"
        "Questions? 01632 960100 or offer@exampleshire.example.org"
    )


def test_email_names_no_address_or_contact_that_nobody_gave() -> None:
    offer, assessment = made(SOON)
    (owed,) = by_owner(reviews_due(assessment, offer, rules(), 60), offer, ON)
    assert owed.letter.body.endswith("1. Judo: by 20 November 2026\n\nThank you.")


def test_what_nobody_owns_is_the_teams_and_what_is_due_today_says_so() -> None:
    offer, assessment = made(NOBODYS, SOON)
    owed = by_owner(reviews_due(assessment, offer, rules(), 60), offer, ON)
    assert [(one.owner, [task.about for task in one.reviews]) for one in owed] == [
        ("clubs-team", ["Judo"]),
        ("local-offer-team", ["Art"]),
    ]
    assert "1. Art: today" in owed[1].letter.body


def test_terminal_shows_each_owner_with_the_files_and_the_email() -> None:
    offer, assessment = made(OVERDUE)
    text = due_text(assessment, offer, reviews_due(assessment, offer, rules(), 60))
    assert text.startswith(
        "To check again in the local offer of Exampleshire, on 1 November 2026: 1, 1 overdue\n"
        "\n"
        "clubs-team: 1, 1 overdue\n"
        "  Chess: by 1 October 2026, which has passed\n"
        "    - It was last checked on 1 June 2026.\n"
        "    - It was to be checked by 1 October 2026.\n"
        "    offer_content/exampleshire/entries/chess.yaml\n"
        "\n"
        "  An email you can send:\n"
        "\n"
        "  Subject: Exampleshire local offer: 1 page to check\n"
    )
    assert due_text(assessment, offer, ()) == (
        "To check again in the local offer of Exampleshire, on 1 November 2026: nothing.\n"
    )


def test_table_and_json_have_the_same_reviews() -> None:
    offer, assessment = made(OVERDUE, SOON)
    reviews = reviews_due(assessment, offer, rules(), 60)
    header, *rows = csv.reader(io.StringIO(due_csv(assessment, offer, reviews)))
    assert tuple(header) == COLUMNS
    told: list[Mapping[str, str]] = [dict(zip(header, row, strict=True)) for row in rows]
    assert [(one["entry"], one["due"], one["overdue"], one["owner"]) for one in told] == [
        ("chess", "2026-10-01", "yes", "clubs-team"),
        ("judo", "2026-11-20", "no", "clubs-team"),
    ]
    (owner,) = json.loads(due_json(assessment, offer, reviews))["owners"]
    assert [(one["entry"], one["due"], one["overdue"]) for one in owner["reviews"]] == [
        ("chess", "2026-10-01", True),
        ("judo", "2026-11-20", False),
    ]


def test_calendar_has_a_whole_day_for_each_and_keeps_its_names() -> None:
    offer, assessment = made(OVERDUE, SOON)
    reviews = reviews_due(assessment, offer, rules(), 60)
    text = due_calendar(assessment, offer, reviews)
    assert due_calendar(assessment, offer, reviews) == text
    calendar = Calendar.from_ical(text)
    events = calendar.walk("VEVENT")
    assert str(calendar["X-WR-CALNAME"]) == "Exampleshire local offer: pages to check"
    assert [(str(one["SUMMARY"]), one.decoded("DTSTART")) for one in events] == [
        ("Check: Chess", date(2026, 10, 1)),
        ("Check: Judo", date(2026, 11, 20)),
    ]
    later, judged = made(entry("chess", owner="clubs-team", review_by=date(2027, 10, 1)))
    moved = due_calendar(judged, later, reviews_due(judged, later, rules(), 400))
    assert Calendar.from_ical(moved).walk("VEVENT")[0]["UID"] == events[0]["UID"]


@pytest.mark.parametrize("asked", ["60d", "60", " 60D "])
def test_days_can_be_written_with_their_letter(asked: str) -> None:
    done = CliRunner().invoke(main, ["due", "northmere", "--within", asked, "--date", "2026-11-01"])
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith("To check again in the local offer of Northmere, on 1 November 2026: ")


@pytest.mark.parametrize("asked", ["ten", "-5", "2 weeks", "d", "60.5"])
def test_what_is_no_number_of_days_is_refused(asked: str) -> None:
    done = CliRunner().invoke(main, ["due", "northmere", f"--within={asked}"])
    assert done.exit_code == 2
    assert f'"{asked}" is not a number of days; write it as 60d' in done.stderr


def test_page_lists_what_is_due_with_links_and_the_words_of_the_email(tmp_path: Path) -> None:
    site = tmp_path / "site"
    command = ["build", "harrowdale", "--date", "2026-11-01", "--out", str(site)]
    assert CliRunner().invoke(main, command).exit_code == 0
    page = BeautifulSoup((site / "due" / "index.html").read_text(encoding="utf-8"), "html.parser")
    table = (site / "data" / "due.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(table)))
    links = [str(one["href"]) for one in page.select("main section li > a")]
    assert sorted(links) == sorted(f"../support/{row['entry']}/index.html" for row in rows)
    assert len(page.select("main textarea")) == len({row["owner"] for row in rows}) > 1
    assert (site / "data" / "due.ics").read_text(encoding="utf-8").startswith("BEGIN:VCALENDAR")
