"""What is here of an authority's offer: a copy of today, an old one, none yet, or one nobody can read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from site_builder.nation.published import PublishedOffer

State = Literal["current", "old-copy", "never-received", "unreadable"]
STATES: tuple[State, ...] = get_args(State)

STATE_WORDS: dict[State, str] = {
    "current": "received",
    "old-copy": "an old copy",
    "never-received": "not received",
    "unreadable": "could not be read",
}


@dataclass(frozen=True, slots=True)
class Received:
    """One authority's offer as far as it is here. A failed fetch is never an empty offer.

    `offer` is there if it is `current` or an `old-copy`, and None otherwise; `received_on` is the day the
    copy came, `since` the first day from which on none came; `why` says what went wrong, and is empty where
    nothing did. `folder` is what goes before an
    address in the authority's site, from the national site's home folder or as a whole web address; it is
    None where nobody has said where that site is.
    """

    authority: str
    state: State
    offer: PublishedOffer | None
    received_on: date | None = None
    why: str = ""
    folder: str | None = None
    since: date | None = None
