"""Show the owners of entries what they have to check again, and by when."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from site_builder.pages.edition import GAPS, Edition, entry_address, up_from
from site_builder.pages.work import Piece, files
from site_builder.reports.due import by_owner, due_calendar, due_csv
from site_builder.reports.tasks import AHEAD, Task, reviews_due, when_words

DUE = "due/index.html"
DUE_CSV = "data/due.csv"
DUE_CALENDAR = "data/due.ics"


def due_pieces(edition: Edition) -> Iterator[Piece]:
    """What `due_files` gives. It is made of the reviews, the authority and the day, and of no other fact."""
    yield Piece(files(lambda: due_files(edition)), repr(_reviews(edition)))


def due_files(edition: Edition) -> dict[str, str]:
    """The same as a table and as a calendar, by address in the site."""
    reviews = _reviews(edition)
    return {
        DUE_CSV: due_csv(edition.assessment, edition.offer, reviews),
        DUE_CALENDAR: due_calendar(edition.assessment, edition.offer, reviews),
    }


def due_values(edition: Edition) -> dict[str, Any]:
    """What the template `due.html` needs."""
    up = up_from(DUE)
    reviews = _reviews(edition)
    return {
        "on": edition.on,
        "ahead": AHEAD,
        "count": len(reviews),
        "overdue": sum(one.is_overdue for one in reviews),
        "owners": [
            {
                "name": owed.name,
                "overdue": owed.overdue,
                "reviews": [
                    {
                        "title": one.about,
                        "href": up + entry_address(one.entries[0]),
                        "when": when_words(one, edition.on),
                        "why": one.why,
                    }
                    for one in owed.reviews
                ],
                "letter": owed.letter,
            }
            for owed in by_owner(reviews, edition.offer, edition.on)
        ],
        "gaps": up + GAPS,
        "csv": up + DUE_CSV,
        "calendar": up + DUE_CALENDAR,
    }


def _reviews(edition: Edition) -> tuple[Task, ...]:
    return reviews_due(edition.assessment, edition.offer, edition.rules)
