"""Say what somebody told a council about its local offer, and what the council answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from site_builder.content.days import days_since, months_since
from site_builder.content.model import Record
from site_builder.content.records import MONTHS_UNTIL_WARNING
from site_builder.pages import words
from site_builder.pages.edition import Edition, entry_address
from site_builder.pages.language import gettext as _
from site_builder.pages.language import in_english, ngettext
from site_builder.pages.words import month_words, team_words
from site_builder.standard.record_evidence import SMALL

YOU_SAID = "you-said/index.html"

DAYS_FOR_AN_ANSWER = 365
"""What the law gives: comments and answers are published at least once a year (regulation 56(3))."""


@dataclass(frozen=True, slots=True)
class Link:
    address: str
    title: str


@dataclass(frozen=True, slots=True)
class Said:
    """One comment as it stands on a page; `answer` is empty where there is none."""

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


def said_values(comment: Record, edition: Edition, up: str) -> Said:
    """*comment* as it stands on the page from which *up* leads to the home folder.

    Nothing in it can tell who wrote it: where few of a group spoke up in a year, their group is not named.
    """
    response = comment.facts.get("response", {})
    sender = str(comment.facts["from"])
    by = [in_english(team_words(response["by"]))] if "by" in response else []
    if "month" in response:
        by.append(month_words(response["month"]))
    also = [edition.choice("about", head, "comment") for head in heads_of(comment, edition)[1:]]
    is_one_of_many = edition.senders[comment.facts["received"][:4], sender] >= SMALL
    return Said(
        id=f"comment-{comment.id}",
        paragraphs=_paragraphs(comment.facts["said"]),
        sender=edition.choice("from", sender, "comment") if is_one_of_many else "",
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


def heads_of(comment: Record, edition: Edition) -> list[str]:
    """What a comment is about, in the order of the law."""
    order = edition.rules.schemas["comment"].rules["about"]["schema"]["allowed"]
    return [head for head in order if head in comment.facts["about"]]


def _waiting(received: str, on: date) -> str:
    """That a comment waits, and for how long once that is long."""
    month = month_words(received)
    days, months = days_since(received, on), months_since(received, on)
    if days is not None and days > DAYS_FOR_AN_ANSWER:
        return _(
            "It came in %(month)s. It has waited for more than a year. "
            "The law asks for answers at least once a year.",
            month=month,
        )
    if months is not None and months >= MONTHS_UNTIL_WARNING:
        return ngettext(
            "It came in %(month)s. It has waited for %(num)s month.",
            "It came in %(month)s. It has waited for %(num)s months.",
            months,
            month=month,
        )
    return _("It came in %(month)s.", month=month)


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(in_english(" ".join(one.split())) for one in text.split("\n\n") if one.strip())
