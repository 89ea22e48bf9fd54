"""Days: which one an offer is judged on, and how a day is said."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from site_builder.errors import SiteBuilderError

if TYPE_CHECKING:
    from site_builder.content.model import Authority

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def day_words(day: date) -> str:
    """`1 October 2026`, the same in every locale."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def first_day(month: str) -> date:
    """The day on which a month such as `2026-03` begins."""
    return date.fromisoformat(f"{month}-01")


def last_day(month: str) -> date:
    """The day on which a month such as `2026-03` ends."""
    first = first_day(month)
    return first.replace(day=monthrange(first.year, first.month)[1])


def is_within_a_year(day: date, on: date) -> bool:
    """Whether *day* is at most 365 days before *on*, and not after it."""
    return 0 <= (on - day).days <= 365


def days_since(month: str, on: date) -> int | None:
    """Whole days from the last day of *month* to *on*; 0 while it lasts, None before it begins.

    Nobody writes down on which day of the month something came, so the last is taken: the answer is never
    too large.
    """
    return max(0, (on - last_day(month)).days) if first_day(month) <= on else None


def months_since(month: str, on: date) -> int | None:
    """Whole months from the last day of *month* to *on*; 0 while it lasts, None before it begins.

    A month is whole on the last day of the next one: one month after 31 January is 28 February.
    """
    first = first_day(month)
    if first > on:
        return None
    begun = (on.year - first.year) * 12 + on.month - first.month
    is_whole = on.day == monthrange(on.year, on.month)[1]
    return max(0, begun if is_whole else begun - 1)


@dataclass(frozen=True, slots=True)
class JudgedDay:
    """The day an offer is judged on: the one that was asked for, else the demonstration's own, else today."""

    asked_for: date | None
    today: date

    def of(self, authority: Authority | None) -> date:
        own = authority.fact("as_of") if authority else None
        return self.asked_for or (own if isinstance(own, date) else None) or self.today


def judged_day(asked_for: date | None, environment: Mapping[str, str], now: datetime) -> JudgedDay:
    """The day to judge on; `today` is that of SOURCE_DATE_EPOCH where it is set, else London's at *now*.

    Raises:
        SiteBuilderError: SOURCE_DATE_EPOCH is not a whole number of seconds.
    """
    epoch = environment.get("SOURCE_DATE_EPOCH", "")
    if not epoch:
        return JudgedDay(asked_for, now.astimezone(ZoneInfo("Europe/London")).date())
    try:
        return JudgedDay(asked_for, datetime.fromtimestamp(int(epoch), UTC).date())
    except (ValueError, OverflowError, OSError):
        raise SiteBuilderError(f'SOURCE_DATE_EPOCH is "{epoch}", and should be a number of seconds') from None
