"""Tell each owner which entries to check again, and by when, with the words of an email to send."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urljoin

from site_builder.content.days import day_words
from site_builder.content.model import Offer
from site_builder.reports.calendar import days_in_a_calendar
from site_builder.reports.spreadsheet import as_csv
from site_builder.reports.tasks import Task, when_words
from site_builder.standard.assess import Assessment

FORMAT_VERSION = 1

COLUMNS = (
    "authority",
    "assessed_on",
    "owner",
    "owner_name",
    "entry",
    "title",
    "due",
    "overdue",
    "why",
    "requirements",
    "file",
)


@dataclass(frozen=True, slots=True)
class Letter:
    """An email that is ready to send."""

    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Owed:
    """What one owner has to check again: `owner` is their id, `name` the same in words."""

    owner: str
    name: str
    reviews: tuple[Task, ...]
    letter: Letter

    @property
    def overdue(self) -> int:
        return sum(one.is_overdue for one in self.reviews)


def by_owner(reviews: Sequence[Task], offer: Offer, on: date) -> tuple[Owed, ...]:
    """*reviews* by who acts, from A to Z; each owner's in the order they came in."""
    owners: dict[str, list[Task]] = {}
    for one in reviews:
        owners.setdefault(one.who_acts, []).append(one)
    owed = (Owed(owner, ones[0].who, tuple(ones), _letter(ones, offer, on)) for owner, ones in owners.items())
    return tuple(sorted(owed, key=lambda one: (one.name.lower(), one.owner)))


def _letter(reviews: Sequence[Task], offer: Offer, on: date) -> Letter:
    name = offer.authority.name
    pages = "1 page" if len(reviews) == 1 else f"{len(reviews)} pages"
    contact = [
        str(told)
        for field in ("contact.phone", "contact.email")
        if (told := offer.authority.fact(field)) is not None
    ]
    closing = ["", "Thank you.", *([f"Questions? {' or '.join(contact)}"] if contact else [])]
    lines = [
        "Hello,",
        "",
        f"The {name} local offer has {pages} of yours to check again. Families trust what is there.",
        "Please look at each, and tell us one of these:",
        "",
        "- it is all still right",
        "- something has changed: what, and from when",
        "- it has ended: when, and what families can do instead",
        "",
    ]
    for number, one in enumerate(reviews, 1):
        lines.append(f"{number}. {one.about}: {when_words(one, on)}")
        lines += [f"   {address}" for address in _addresses(one, offer)]
    return Letter(f"{name} local offer: {pages} to check", "\n".join([*lines, *closing]))


def _addresses(review: Task, offer: Offer) -> Iterator[str]:
    published = offer.authority.fact("published_at")
    if published:
        for entry in review.entries:
            yield urljoin(f"{str(published).rstrip('/')}/", f"support/{entry}/")


# Formats


def due_text(assessment: Assessment, offer: Offer, reviews: Sequence[Task]) -> str:
    """For a terminal: for each owner the entries, then the email."""
    heading = f"To check again in the local offer of {offer.authority.name}, on {day_words(assessment.on)}"
    if not reviews:
        return f"{heading}: nothing.\n"
    overdue = sum(one.is_overdue for one in reviews)
    lines = [f"{heading}: {len(reviews)}, {overdue} overdue"]
    for owed in by_owner(reviews, offer, assessment.on):
        lines += ["", f"{owed.name}: {len(owed.reviews)}, {owed.overdue} overdue"]
        for one in owed.reviews:
            lines.append(f"  {one.about}: {when_words(one, assessment.on)}")
            lines += [f"    - {reason}" for reason in one.why]
            lines += [f"    {path}" for path in one.files]
        lines += ["", "  An email you can send:", "", f"  Subject: {owed.letter.subject}", ""]
        lines += [f"  {line}".rstrip() for line in owed.letter.body.splitlines()]
    return "\n".join(lines) + "\n"


def due_csv(assessment: Assessment, offer: Offer, reviews: Sequence[Task]) -> str:
    """One line an entry, by the day it is due; the columns are `COLUMNS`."""
    return as_csv(
        COLUMNS,
        (
            (
                assessment.authority,
                assessment.on.isoformat(),
                one.who_acts,
                one.who,
                " ".join(one.entries),
                one.about,
                one.due.isoformat() if one.due else "",
                "yes" if one.is_overdue else "no",
                " ".join(one.why),
                " ".join(one.requirements),
                " ".join(one.files),
            )
            for one in reviews
        ),
    )


def due_json(assessment: Assessment, offer: Offer, reviews: Sequence[Task]) -> str:
    """Each owner, with what to check and the email; keys are stable within a `format_version`."""
    report = {
        "format_version": FORMAT_VERSION,
        "authority": assessment.authority,
        "assessed_on": assessment.on.isoformat(),
        "owners": [
            {
                "owner": owed.owner,
                "name": owed.name,
                "email": {"subject": owed.letter.subject, "body": owed.letter.body},
                "reviews": [
                    {
                        "entry": one.entries[0],
                        "title": one.about,
                        "due": one.due.isoformat() if one.due else None,
                        "overdue": one.is_overdue,
                        "why": list(one.why),
                        "requirements": list(one.requirements),
                        "file": one.files[0],
                    }
                    for one in owed.reviews
                ],
            }
            for owed in by_owner(reviews, offer, assessment.on)
        ],
    }
    return json.dumps(report, ensure_ascii=False, indent=2) + "\n"


def due_calendar(assessment: Assessment, offer: Offer, reviews: Sequence[Task]) -> str:
    """A calendar with a whole day for each entry: this one, where nothing says which."""
    return days_in_a_calendar(
        f"{offer.authority.name} local offer: pages to check",
        assessment.on,
        (
            (
                f"{assessment.authority}/{one.entries[0]}/review",
                one.due or assessment.on,
                f"Check: {one.about}",
                "\n".join([f"Who: {one.who}", *one.why, *_addresses(one, offer)]),
            )
            for one in reviews
        ),
    )


FORMATS: Mapping[str, Callable[[Assessment, Offer, Sequence[Task]], str]] = {
    "text": due_text,
    "csv": due_csv,
    "json": due_json,
    "ics": due_calendar,
}
