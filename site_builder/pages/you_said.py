"""Show families what they said about a local offer, and what the council did about it or why it cannot."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from site_builder.content.days import day_words
from site_builder.content.model import Record
from site_builder.content.records import KINDS
from site_builder.pages import words
from site_builder.pages.edition import COMMENT, Edition, entry_address, up_from
from site_builder.pages.entry_page import told_rows
from site_builder.pages.language import gettext as _
from site_builder.pages.language import ngettext
from site_builder.pages.said import YOU_SAID, Link, Said, heads_of, said_values
from site_builder.pages.words import clause, date_words, team_words
from site_builder.standard.record_evidence import SMALL

ANSWER_ORDER = ("done", "doing", "will", "cannot", "looking")
HOW_TO_COMMENT = "how-to-comment"


@dataclass(frozen=True, slots=True)
class Theme:
    """The comments of a year that are about one thing."""

    id: str
    heading: str
    comments: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Year:
    id: str
    heading: str
    total: str
    counts: tuple[str, ...]
    themes: tuple[Theme, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """What the council says of a time: how many comments came, and what it asked about."""

    period: str
    came: str
    withheld: str
    asked_about: tuple[str, ...]
    published: str


@dataclass(frozen=True, slots=True)
class Action:
    what: str
    status: str
    is_over: bool
    due: str
    is_late: bool
    owner: str
    updated: str
    because: tuple[Link, ...]


def you_said_values(edition: Edition) -> dict[str, Any]:
    """What the template `you-said.html` needs."""
    records = edition.offer.records
    up = up_from(YOU_SAID)
    by_year: dict[str, list[Record]] = {}
    for comment in edition.comments:
        by_year.setdefault(comment.facts["received"][:4], []).append(comment)
    contact = edition.authority.fact("contact")
    return {
        "council": edition.council,
        "on": edition.on,
        "years": tuple(_year(year, comments, edition, up) for year, comments in by_year.items()),
        "reports": tuple(_report(one, edition) for one in reversed(records.comments_reports)),
        "actions": tuple(_action(one, edition) for one in records.actions),
        "is_short": any(f"/{KINDS['comment'].folder}/" in path for path in edition.offer.left_out),
        "guides": tuple(
            Link(up + entry_address(entry.id), entry.title)
            for entry in edition.offer.entries
            if entry.topic == HOW_TO_COMMENT
        ),
        "comment_form": up_from(YOU_SAID) + COMMENT,
        "contact": told_rows(contact),
        "up": up,
    }


def few(number: int) -> str:
    """*number* in words that never point at one person: a number under five is not said."""
    if number == 0:
        return _("none")
    return _("fewer than %(number)s", number=SMALL) if number < SMALL else f"{number:,}"


def _year(year: str, comments: list[Record], edition: Edition, up: str) -> Year:
    counted = Counter(str(one.fact("response.status") or "") for one in comments)
    themes = []
    for head in edition.rules.schemas["comment"].rules["about"]["schema"]["allowed"]:
        about = tuple(said_values(one, edition, up) for one in comments if _first_head(one, edition) == head)
        if about:
            heading = edition.choice("about", head, "comment")
            themes.append(Theme(f"about-{head}-{year}", heading, about))
    lines = [
        f"{edition.choice('response.status', status, 'comment')}: {few(counted[status])}"
        for status in ANSWER_ORDER
        if counted[status]
    ]
    if counted[""]:
        lines.append(_("No answer yet: %(number)s", number=few(counted[""])))
    number = len(comments)
    if number < SMALL:
        total = _("Fewer than %(number)s comments.", number=SMALL)
    else:
        total = ngettext("%(num)s comment.", "%(num)s comments.", number)
    return Year(f"year-{year}", year, total, tuple(lines), tuple(themes))


def _first_head(comment: Record, edition: Edition) -> str:
    return heads_of(comment, edition)[0]


def _report(report: Record, edition: Edition) -> Report:
    period = report.facts["period"]
    received, withheld = report.facts.get("received"), report.facts.get("withheld")
    heads = (
        edition.choice("asked_about", head, "comments-report") for head in report.facts.get("asked_about", ())
    )
    return Report(
        period=_("%(first)s to %(last)s", first=day_words(period["from"]), last=day_words(period["to"])),
        came=_came(received),
        withheld=_withheld(withheld),
        asked_about=tuple(heads),
        published=date_words(report.facts["published"]) if "published" in report.facts else "",
    )


def _came(received: int | None) -> str:
    if received is None:
        return _("We have not been told how many comments came.")
    if received == 0:
        return _("The council asked for comments, and nobody answered.")
    if received < SMALL:
        return _("Fewer than %(number)s comments came.", number=SMALL)
    return ngettext("%(num)s comment came.", "%(num)s comments came.", received)


def _withheld(withheld: int | None) -> str:
    if withheld is None:
        return _("We have not been told if any were held back.")
    if withheld == 0:
        return _("None was held back.")
    if withheld < SMALL:
        return _("Fewer than %(number)s were held back.", number=SMALL)
    return ngettext("%(num)s was held back.", "%(num)s were held back.", withheld)


def _action(action: Record, edition: Edition) -> Action:
    status, due = action.fact("status"), action.fact("due")
    is_over = status in ("done", "stopped")
    return Action(
        what=clause(action.facts["what"]),
        status=edition.choice("status", status, "action") if status else words.NOT_TOLD,
        is_over=is_over,
        due=day_words(due) if due else "",
        is_late=due is not None and due < edition.on and not is_over,
        owner=team_words(action.facts["owner"]) if "owner" in action.facts else "",
        updated=day_words(action.facts["updated"]) if "updated" in action.facts else "",
        because=tuple(_comment_links(action, edition)),
    )


def _comment_links(action: Record, edition: Edition) -> Iterable[Link]:
    shown = {one.id for one in edition.offer.records.comments}
    for comment in action.facts.get("because", ()):
        if comment in shown:
            yield Link(f"#comment-{comment}", _("comment %(number)s", number=comment))
