"""Say what is new, changed, checked and gone in an offer, as plain text to paste into a newsletter.

It is only in English, as newsletters of councils are, and it names nobody: it tells what is published.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from site_builder.content.days import JudgedDay
from site_builder.content.model import Entry, Offer, Record
from site_builder.content.offers import read_offers
from site_builder.content.revision import commits_of, open_revision
from site_builder.errors import SiteBuilderError
from site_builder.pages.edition import HOME, Edition, entry_address, many
from site_builder.pages.entry_page import UNSEEN
from site_builder.pages.said import YOU_SAID, Said, said_values
from site_builder.pages.words import and_words, clause, day_words, sentence, sort_key
from site_builder.project import Project

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class ChangedEntry:
    """An entry that says something else than before: the names of what differs."""

    entry: Entry
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class News:
    """What differs in an offer since a day: each in order of title.

    `absent` are entries that newly say that something is not available; `gone` were there and are not.
    `answered` are comments with an answer that was not there.
    """

    since: date
    new: tuple[Entry, ...]
    absent: tuple[Entry, ...]
    changed: tuple[ChangedEntry, ...]
    checked: tuple[Entry, ...]
    gone: tuple[Entry, ...]
    answered: tuple[Said, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.new or self.absent or self.changed or self.checked or self.gone or self.answered)


def find_news(project: Project, edition: Edition, since: str) -> News:
    """What differs between *edition* and the same offer at *since*.

    Args:
        project: in a repository of git.
        edition: the offer as it is now.
        since: a day, which means what was published at its end, or a revision of git.

    Raises:
        SiteBuilderError: that revision cannot be read, or nothing had been published on that day.
    """
    authority = edition.authority.id
    revision, day = _revision(project, authority, since)
    on = JudgedDay(edition.on, edition.on)
    with open_revision(project, revision, (authority,)) as past:
        told = past.committed if day is None else day
        offers: tuple[Offer, ...] = ()
        if authority in past.project.authority_ids():
            offers, _ = read_offers(past.project, edition.rules, on, (authority,))
    before = offers[0] if offers else Offer(edition.authority, ())
    return compare_offers(before, edition, told)


def _revision(project: Project, authority: str, since: str) -> tuple[str, date | None]:
    """The revision of git that *since* means, and its day where a day was asked for."""
    if not _DAY.fullmatch(since):
        return since, None
    try:
        day = date.fromisoformat(since)
    except ValueError:
        raise SiteBuilderError(f'"{since}" is not a day; write one such as 2026-10-01') from None
    commits = commits_of(project, project.authority_folder(authority))
    found = next((one.id for one in commits if one.on <= day), None)
    if found is None:
        first = f"; the first change is of {commits[-1].on}" if commits else ""
        raise SiteBuilderError(f"nothing of {authority} was in git at the end of {since}{first}")
    return found, day


def compare_offers(before: Offer, edition: Edition, since: date) -> News:
    """What *edition* says that *before*, the same authority's offer as it was on the day *since*, did not."""
    old = {one.id: one for one in before.entries}
    entries = _in_order(edition.offer.entries)
    # What had errors then, or by the rules of today, was there: that is all that is known of it.
    known = {*old, *_left_out(before)}
    new = [one for one in entries if one.id not in known]
    changed, checked = [], []
    for entry in entries:
        if entry.id not in old:
            continue
        names = _differing(old[entry.id].facts, entry.facts)
        facts = tuple(
            words
            for name in names
            if name not in UNSEEN and name in edition.rules.schemas[entry.kind].rules
            for words in _names_of(name, old[entry.id], entry, edition)
        )
        if facts:
            changed.append(ChangedEntry(entry, facts))
        elif "reviewed" in names:
            checked.append(entry)
    answers = {one.id: one.facts.get("response") for one in before.records.comments}
    left_out = _left_out(edition.offer)
    return News(
        since=since,
        new=tuple(one for one in new if one.kind != "not-available"),
        absent=tuple(one for one in new if one.kind == "not-available"),
        changed=tuple(changed),
        checked=tuple(checked),
        # What has errors is not gone: it is left out of this site until somebody mends it.
        gone=tuple(
            one
            for one in _in_order(before.entries)
            if one.id not in edition.entries and one.id not in left_out
        ),
        answered=tuple(_answered(edition, answers)),
    )


def _left_out(offer: Offer) -> set[str]:
    """The ids of what is in files that have errors."""
    return {path.rpartition("/")[2].removesuffix(".yaml") for path in offer.left_out}


def _names_of(name: str, before: Entry, after: Entry, edition: Edition) -> Iterator[str]:
    """What families call the fact *name*. The parts of a page of information have headings of their own."""
    term = edition.terms("topics").get(after.topic or "")
    labels = {one["id"]: one["label"] for one in many(term.facts.get("sections") if term else None)}
    if name != "sections" or not labels:
        yield edition.label(after.kind, name)
        return
    for one in _differing(before.fact(name) or {}, after.fact(name) or {}):
        yield labels.get(one, one.replace("_", " ").capitalize())


def _answered(edition: Edition, before: Mapping[str, Any]) -> Iterator[Said]:
    for comment in edition.comments:
        response = comment.facts.get("response")
        if response and response != before.get(comment.id):
            yield _said(comment, edition)


def _said(comment: Record, edition: Edition) -> Said:
    return said_values(comment, edition, "")


def _differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(name for name in dict.fromkeys([*after, *before]) if before.get(name) != after.get(name))


def _in_order(entries: Iterable[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda one: sort_key(one.title))


def digest_text(news: News, edition: Edition) -> str:
    """*news* as plain text: a heading and short paragraphs for each group that has something in it.

    Lines are not broken, so that whatever it is pasted into can break them.
    """
    blocks = [
        f"News from the {edition.site_name}",
        _between(news.since, edition.on),
    ]
    if edition.notice:
        blocks.append(edition.notice)
    if news.is_empty:
        blocks.append("Nothing changed.")
    blocks += _group("New", (_new(one, edition) for one in news.new))
    blocks += _group("Changed", (_changed(one, edition) for one in news.changed))
    blocks += _group("We now say that this is not available", (_new(one, edition) for one in news.absent))
    blocks += _group("Not there any more", (f"- {one.title}" for one in news.gone), gap="\n")
    blocks += _group("Checked again, nothing changed", (f"- {one.title}" for one in news.checked), gap="\n")
    answers = [_answer(one) for one in news.answered]
    if answers and (web := edition.published(YOU_SAID)):
        answers.append(f"Read all that you said, and what we did: {web.removesuffix(HOME)}")
    blocks += _group("You said, we did", answers)
    blocks += _group("Find out more", _more(edition), gap="\n")
    return "\n\n".join(blocks) + "\n"


def _between(since: date, on: date) -> str:
    # A demonstration is shown as on a day of its own, which can be before its newest changes.
    return f"What changed {f'from {day_words(since)} ' if since < on else ''}to {day_words(on)}."


def _group(heading: str, items: Iterable[str], gap: str = "\n\n") -> list[str]:
    found = list(items)
    return [heading.upper(), gap.join(found)] if found else []


def _new(entry: Entry, edition: Edition) -> str:
    return _with_link(f"{entry.title}\n{sentence(_one_line(entry.summary))}", entry, edition)


def _changed(change: ChangedEntry, edition: Edition) -> str:
    said = and_words(f"“{name}”" for name in change.facts)
    return _with_link(f"{change.entry.title}\nWhat we changed: {said}.", change.entry, edition)


def _with_link(text: str, entry: Entry, edition: Edition) -> str:
    web = edition.published(entry_address(entry.id))
    return f"{text}\n{web.removesuffix(HOME)}" if web else text


def _answer(said: Said) -> str:
    words = " ".join(said.paragraphs)
    lines = [f"{said.sender or 'Someone'} said: “{words}”"]
    if said.is_shortened:
        lines.append("We left some of their words out.")
    told = " ".join(said.answer) or ("" if said.why else "We have not been told what was done.")
    lines.append(" ".join(filter(None, (f"{clause(said.status)}.", told))))
    if said.why:
        lines.append(f"Why not: {' '.join(said.why)}")
    return "\n".join(lines)


def _more(edition: Edition) -> Iterator[str]:
    web, phone, email = (
        edition.published(),
        edition.authority.fact("contact.phone"),
        edition.authority.fact("contact.email"),
    )
    if web:
        yield f"On the web: {web}"
    yield f"By phone: {phone}" if phone else "By phone: we have not been told a number"
    if email:
        yield f"By email: {email}"


def _one_line(text: str) -> str:
    return " ".join(text.split())
