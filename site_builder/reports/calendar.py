"""Put days into a calendar that phones and office programs read (iCalendar, RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from uuid import NAMESPACE_URL, uuid5

from icalendar import Calendar, Event

from site_builder.content.invisible import shown

Day = tuple[str, date, str, str]
"""What it is called for ever, its day, and its words in short and in full."""


def days_in_a_calendar(name: str, on: date, days: Iterable[Day]) -> str:
    """A calendar with an event for each whole day; the same days give the same text.

    Args:
        name: what a program shows the calendar under.
        on: the day that the calendar was made for.
        days: the events. One that keeps its name replaces the one that was read before.
    """
    name = _in_one_line(name)
    calendar = Calendar()
    calendar.add("prodid", "-//Local Offer//EN")
    calendar.add("version", "2.0")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)  # for the many programs that do not know `name` (RFC 7986)
    for called, day, words, more in days:
        event = Event()
        event.add("uid", str(uuid5(NAMESPACE_URL, f"local-offer:{called}")))
        event.add("dtstamp", datetime.combine(on, time(), tzinfo=UTC))
        event.add("dtstart", day)
        event.add("summary", _in_one_line(words))
        event.add("description", shown(more))
        event.add("transp", "TRANSPARENT")  # it takes no time out of anybody's day
        calendar.add_component(event)
    return str(calendar.to_ical().decode("utf-8"))


def _in_one_line(words: str) -> str:
    """*words* as a property of one line: an end of a line in them is one of a calendar to some programs."""
    return shown(" ".join(words.split()))
