"""Put the days and times of services into a calendar that phones read (iCalendar, RFC 5545).

The library that `reports/calendar.py` uses makes an event in 0.65 ms, six times what all open data of an
entry may take, and a council has a thousand. So the few lines of an event are written here, and read back
with that library by the tests.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from site_builder.content.model import Entry, Facts
from site_builder.exchange.ids import part_id
from site_builder.exchange.open_data import OpenData
from site_builder.nation.published import public_place

ZONE = "Europe/London"

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_OPENING = "\r\n".join(("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Local Offer//EN", "CALSCALE:GREGORIAN"))
# The clocks of the United Kingdom since 1996, as its law has them: forward on the last Sunday of March.
_CLOCKS = "\r\n".join(
    (
        "BEGIN:VTIMEZONE",
        f"TZID:{ZONE}",
        "BEGIN:DAYLIGHT",
        "DTSTART:19960331T010000",
        "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
        "TZNAME:BST",
        "TZOFFSETFROM:+0000",
        "TZOFFSETTO:+0100",
        "END:DAYLIGHT",
        "BEGIN:STANDARD",
        "DTSTART:19961027T020000",
        "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
        "TZNAME:GMT",
        "TZOFFSETFROM:+0100",
        "TZOFFSETTO:+0000",
        "END:STANDARD",
        "END:VTIMEZONE",
    )
)
_SPECIAL = re.compile(r"([\\;,])")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
_LONGEST_LINE = 75


def has_sessions(entry: Entry) -> bool:
    """Whether a family could put it into a calendar: it runs, and says on which days it begins when."""
    if not entry.is_support or entry.fact("availability.status") in ("closed", "paused"):
        return False
    return any(one.get("days") and one.get("from") for one in entry.facts.get("when", ()))


def session_calendar(data: OpenData) -> str:
    """All sessions of an offer as one calendar."""
    return session_calendars(data)[0]


def session_calendars(data: OpenData) -> tuple[str, Mapping[str, str]]:
    """All sessions of an offer as one calendar, and by its id the calendar of each entry that has any."""
    seasons = {one: _season(one, data) for one in ("term-time", "school-holidays")}
    each: dict[str, str] = {}
    every = []
    for entry in data.offer.entries:
        if has_sessions(entry):
            events = "\r\n".join(_events(entry, data, seasons))
            each[entry.id] = _calendar(entry.title, events)
            every.append(events)
    return _calendar(f"{data.name}: days and times", "\r\n".join(every)), each


def _season(name: str, data: OpenData) -> str:
    """What the name of an event says of the time of year, where that leaves some of the year out."""
    return f" ({data.rules.schemas.choice('service', 'when.season', name).lower()})"


def _calendar(name: str, events: str) -> str:
    named = "\r\n".join((*_text("NAME", name), *_text("X-WR-CALNAME", name)))
    return "\r\n".join(filter(None, (_OPENING, named, _CLOCKS, events, "END:VCALENDAR\r\n")))


def _events(entry: Entry, data: OpenData, seasons: Mapping[str, str]) -> Iterator[str]:
    """The lines of an event for each set of days and times.

    They begin in the week when they were last checked, and end with the day of the next check, if that is
    still to come: until then somebody has promised to look again.
    """
    facts, uuid, page = entry.facts, data.entry_id(entry), data.pages.get(entry.id)
    checked, review_by = entry.reviewed or data.on, facts.get("review_by")
    where = next(filter(None, map(_where, facts.get("places", ()))), "")
    for number, one in enumerate(facts["when"]):
        days, start = one.get("days"), one.get("from")
        if not days or not start:
            continue
        first = min([_first(day, checked) for day in days])
        until = f";UNTIL={_day(review_by)}T235959Z" if review_by and review_by >= max(first, data.on) else ""
        yield "BEGIN:VEVENT"
        yield f"UID:{part_id(uuid, f'schedule/{number}')}"
        yield f"DTSTAMP:{_day(checked)}T000000Z"
        yield f"DTSTART;TZID={ZONE}:{_moment(first, start)}"
        if end := one.get("to"):
            last = first if end > start else first + timedelta(days=1)
            yield f"DTEND;TZID={ZONE}:{_moment(last, end)}"
        yield f"RRULE:FREQ=WEEKLY;BYDAY={','.join([day[:2].upper() for day in days])}{until}"
        yield from _text("SUMMARY", entry.title + seasons.get(one.get("season", ""), ""))
        yield from _text("DESCRIPTION", " ".join(filter(None, (entry.summary, one.get("note"), _ASK))))
        if where:
            yield from _text("LOCATION", where)
        if page:
            yield from _folded(f"URL:{page}")
        yield "END:VEVENT"


_ASK = "Times change: ring before you go."


def _where(place: Facts) -> str:
    shown = public_place(place)
    if shown.get("location", "shown") != "shown":
        return ""
    return ", ".join(filter(None, (shown.get("name"), *shown.get("address", ()), shown.get("postcode"))))


def _first(day: str, since: date) -> date:
    """The first *day* of the week on or after the day *since*."""
    return since + timedelta(days=(_DAYS.index(day) - since.weekday()) % 7)


def _moment(day: date, time: str) -> str:
    return f"{_day(day)}T{time.replace(':', '')}00"


def _day(day: date) -> str:
    return day.isoformat().replace("-", "")


def _text(name: str, words: str) -> list[str]:
    """A property whose value is text, in lines that are short enough."""
    plain = _CONTROLS.sub(" ", words.replace("\r\n", "\n").replace("\r", "\n"))
    return _folded(f"{name}:" + _SPECIAL.sub(r"\\\1", plain).replace("\n", "\\n"))


def _folded(line: str) -> list[str]:
    """*line* in pieces of at most 75 bytes; each but the first begins with the space that joins it."""
    if line.isascii():
        later = range(_LONGEST_LINE, len(line), _LONGEST_LINE - 1)
        return [line[:_LONGEST_LINE], *[f" {line[at : at + _LONGEST_LINE - 1]}" for at in later]]
    pieces, piece, size = [], "", 0
    for letter in line:
        length = len(letter.encode())
        if size + length > _LONGEST_LINE:
            pieces.append(piece)
            piece, size = " ", 1
        piece += letter
        size += length
    return [*pieces, piece]
