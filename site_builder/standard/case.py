"""What a check is made on, and what it says: the case, a status, the reasons for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from site_builder.content.checks import Rules
from site_builder.content.model import Entry, Offer
from site_builder.content.remembered import Remembered
from site_builder.standard.shelves import Shelves, arrange
from site_builder.standard.standard import Requirement

Status = Literal["met", "declared-not-available", "out-of-date", "partly-met", "missing", "not-checked"]

STATUSES: tuple[Status, ...] = (
    "met",
    "declared-not-available",
    "out-of-date",
    "partly-met",
    "missing",
    "not-checked",
)
"""Every status, best first; `not-checked` stands apart."""

STATUS_WORDS: dict[Status, str] = {
    "met": "met",
    "declared-not-available": "declared not available",
    "out-of-date": "out of date",
    "partly-met": "partly met",
    "missing": "missing",
    "not-checked": "not checked",
}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a finding has its status: a code for programs and a sentence for people."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one check found: its status, the ids of the entries that count, and why.

    A record is named by its folder and its id: `comments/2026-014`.
    """

    status: Status
    entries: tuple[str, ...]
    reasons: tuple[Reason, ...]


_NOT_ARRANGED = Shelves((), (), {}, {}, {})


@dataclass(frozen=True, slots=True)
class Case:
    """What a check is made on: an offer, a requirement, and the day it is judged on.

    An assessment arranges the offer's entries once for all its cases; `shelves` are of that same offer.
    `remembered` is what was found out about texts before.
    """

    offer: Offer
    requirement: Requirement
    rules: Rules
    on: date
    shelves: Shelves = field(default=_NOT_ARRANGED, repr=False)
    remembered: Remembered = field(default_factory=Remembered, repr=False)

    def __post_init__(self) -> None:
        if self.shelves is _NOT_ARRANGED:
            object.__setattr__(self, "shelves", arrange(self.offer))

    def is_fresh(self, entry: Entry, days: int | None = None) -> bool:
        """Whether *entry* was reviewed at most *days* days before (else the requirement's limit)."""
        limit = self.requirement.freshness_days if days is None else days
        return entry.reviewed is not None and 0 <= (self.on - entry.reviewed).days <= limit
