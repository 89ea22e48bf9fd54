"""Show families what they said about a local offer, and what the council did about it or why it cannot."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from site_builder.content.days import day_words, days_since, months_since
from site_builder.content.model import Record
from site_builder.content.records import KINDS, MONTHS_UNTIL_WARNING
from site_builder.pages import words
from site_builder.pages.edition import Edition, entry_address, up_from
from site_builder.pages.entry_page import contact_rows
from site_builder.pages.words import clause, date_words, month_words, sentence, team_words
from site_builder.standard.record_evidence import SMALL

YOU_SAID = "you-said/index.html"

ANSWER_ORDER = ("done", "doing", "will", "cannot", "looking")
WAITING = "No answer yet"
DAYS_FOR_AN_ANSWER = 365
"""What the law gives: comments and answers are published at least once a year (regulation 56(3))."""

HOW_TO_COMMENT = "how-to-comment"


@dataclass(frozen=True, slots=True)
class Link:
    address: str
    title: str


@dataclass(frozen=True, slots=True)
class Said:
    """One comment as it stands on the page; `answer` is empty where there is none."""

    id: str
    paragraphs: tuple[str, ...]
    sender: str
    is_shortened: bool
    status: str
    answer: tuple[str, ...]
    why: tuple[str, ...]
    signed: str
    waiting: str
    also_about: str
    entries: tuple[Link, ...]


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
    for comment in sorted(records.comments, key=lambda one: (one.facts["received"], one.id), reverse=True):
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
        "comment_form": edition.authority.fact("forms.comment"),
        "contact": tuple(row for row in contact_rows(contact) if row.label != words.NOT_TOLD)
        if contact
        else (),
        "up": up,
    }


def few(number: int) -> str:
    """*number* in words that never point at one person: a number under five is not said."""
    if number == 0:
        return "none"
    return f"fewer than {SMALL}" if number < SMALL else f"{number:,}"


def _year(year: str, comments: list[Record], edition: Edition, up: str) -> Year:
    counted = Counter(str(one.fact("response.status") or "") for one in comments)
    senders = Counter(str(one.facts["from"]) for one in comments)
    themes = []
    for head in edition.rules.schemas["comment"].rules["about"]["schema"]["allowed"]:
        about = tuple(
            _said(one, senders, edition, up) for one in comments if _first_head(one, edition) == head
        )
        if about:
            heading = edition.choice("about", head, "comment")
            themes.append(Theme(f"about-{head}-{year}", heading, about))
    lines = [
        f"{edition.choice('response.status', status, 'comment')}: {few(counted[status])}"
        for status in ANSWER_ORDER
        if counted[status]
    ]
    if counted[""]:
        lines.append(f"{WAITING}: {few(counted[''])}")
    total = sentence(f"{few(len(comments))} comments")
    return Year(f"year-{year}", year, total, tuple(lines), tuple(themes))


def _heads(comment: Record, edition: Edition) -> list[str]:
    """What a comment is about, in the order of the law."""
    order = edition.rules.schemas["comment"].rules["about"]["schema"]["allowed"]
    return [head for head in order if head in comment.facts["about"]]


def _first_head(comment: Record, edition: Edition) -> str:
    return _heads(comment, edition)[0]


def _said(comment: Record, senders: Counter[str], edition: Edition, up: str) -> Said:
    response = comment.facts.get("response", {})
    sender = str(comment.facts["from"])
    by = [team_words(response["by"])] if "by" in response else []
    if "month" in response:
        by.append(month_words(response["month"]))
    also = [edition.choice("about", head, "comment") for head in _heads(comment, edition)[1:]]
    return Said(
        id=f"comment-{comment.id}",
        paragraphs=_paragraphs(comment.facts["said"]),
        # Where few of a group spoke up in a year, the group and the page together could tell who.
        sender=edition.choice("from", sender, "comment") if senders[sender] >= SMALL else "",
        is_shortened=comment.fact("shortened") == "shortened",
        status=edition.choice("response.status", response["status"], "comment") if response else "",
        answer=_paragraphs(response.get("did", "")),
        why=_paragraphs(response.get("why", "")),
        signed=", ".join(by),
        waiting="" if response else _waiting(comment.facts["received"], edition.on),
        also_about=words.and_words(words.within(one) for one in also),
        entries=tuple(
            Link(up + entry_address(one), edition.entries[one].title)
            for one in comment.facts.get("entries", ())
            if one in edition.entries
        ),
    )


def _waiting(received: str, on: date) -> str:
    """That a comment waits, and for how long once that is long."""
    came = f"It came in {month_words(received)}."
    days, months = days_since(received, on), months_since(received, on)
    if days is not None and days > DAYS_FOR_AN_ANSWER:
        return f"{came} It has waited for more than a year. The law asks for answers at least once a year."
    if months is not None and months >= MONTHS_UNTIL_WARNING:
        return f"{came} It has waited for {months} months."
    return came


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(" ".join(one.split()) for one in text.split("\n\n") if one.strip())


def _report(report: Record, edition: Edition) -> Report:
    period = report.facts["period"]
    received, withheld = report.facts.get("received"), report.facts.get("withheld")
    heads = (
        edition.choice("asked_about", head, "comments-report") for head in report.facts.get("asked_about", ())
    )
    return Report(
        period=f"{day_words(period['from'])} to {day_words(period['to'])}",
        came=_came(received),
        withheld=_withheld(withheld),
        asked_about=tuple(heads),
        published=date_words(report.facts["published"]) if "published" in report.facts else "",
    )


def _came(received: int | None) -> str:
    if received is None:
        return "We have not been told how many comments came."
    if received == 0:
        return "The council asked for comments, and nobody answered."
    return sentence(f"{few(received)} comments came")


def _withheld(withheld: int | None) -> str:
    if withheld is None:
        return "We have not been told if any were held back."
    if withheld == 0:
        return "None was held back."
    return sentence(f"{few(withheld)} were held back")


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
            yield Link(f"#comment-{comment}", f"comment {comment}")
