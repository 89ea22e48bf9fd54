"""Days: which one an offer is judged on, and how a day is said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from site_builder.content.model import Authority
from site_builder.errors import SiteBuilderError

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
