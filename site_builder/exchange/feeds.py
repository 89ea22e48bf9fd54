"""Tell what is new and what has changed, for programs that read news (Atom, RFC 4287).

Days come from what the entries say and from their history, never from the clock of a build: the same content
gives the same bytes, and nobody is told twice.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from heapq import nsmallest
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from site_builder.content.model import Entry
from site_builder.content.subject import subject_needs
from site_builder.content.vocabulary import NEED_FOR_ALL
from site_builder.exchange.open_data import OpenData

MOST_NEWS = 100
"""How many entries the feed of a whole offer has, the newest of them."""

MOST_NEWS_OF_A_NEED = 30

NO_NEWS = date(2014, 9, 1)
"""The day of a feed with nothing in it, which must have one: no local offer is older than the law."""

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class News(NamedTuple):
    """An entry, the day of what is new, and what that is."""

    entry: Entry
    on: date
    what: str


def news_of(data: OpenData) -> tuple[News, ...]:
    """What is new or changed, newest first, at most one of each entry; then by title and id.

    An entry that is in no history counts from the day it was last checked. One that says neither is not news,
    and nor is what lies after the day of the offer.
    """
    found = []
    for entry in data.offer.entries:
        changed, reviewed = data.changes.get(entry.id), entry.reviewed
        if changed:
            found.append(News(entry, changed.on, changed.what))
        elif reviewed and reviewed <= data.on:
            found.append(News(entry, reviewed, "We checked this page."))
    return tuple(sorted(found, key=_place))


def _place(news: News) -> tuple[int, str, str]:
    return -news.on.toordinal(), news.entry.title.casefold(), news.entry.id


def atom_feed(data: OpenData) -> str:
    """The feed of a whole offer."""
    about = f"What is new and what has changed in the {data.name}"
    return _feed(data, "new", about, "new.atom", news_of(data)[:MOST_NEWS])


def need_feeds(data: OpenData) -> Mapping[str, str]:
    """The feed of each need, by its id: also where there is no news, so that its address is there for ever.

    An entry for all needs is in each, and one for a need is also in that of the broad area around it.
    """
    vocabulary = data.rules.vocabularies["needs"]
    around = {name: str(term.facts.get("area") or "") for name, term in vocabulary.terms.items()}
    for_all: list[News] = []
    for_need: dict[str, list[News]] = {name: [] for name in around if name != NEED_FOR_ALL}
    for one in news_of(data):
        needs = subject_needs(one.entry)
        if NEED_FOR_ALL in needs:
            for_all.append(one)
            continue
        for need in dict.fromkeys((*needs, *(around[need] for need in needs if around.get(need)))):
            if need in for_need:
                for_need[need].append(one)
    return {
        need: _feed(
            data,
            f"new/{need}",
            f"{vocabulary.label(need)}: what is new and what has changed in the {data.name}",
            f"new/{need}.atom",
            nsmallest(MOST_NEWS_OF_A_NEED, (*ones[:MOST_NEWS_OF_A_NEED], *for_all), key=_place),
        )
        for need, ones in for_need.items()
    }


def _feed(data: OpenData, name: str, title: str, address: str, news: Sequence[News]) -> str:
    updated = max((one.on for one in news), default=NO_NEWS)
    up = "../" * address.count("/")
    home = data.home or f"{up}../index.html"
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en-GB">',
        f"<id>urn:uuid:{data.id_of(name)}</id>",
        f"<title>{escape(title)}</title>",
        f"<updated>{_moment(updated)}</updated>",
        f"<author><name>{escape(data.council)}</name></author>",
        f'<link rel="alternate" type="text/html" href={quoteattr(home)}/>',
    ]
    if data.home:
        lines.append(
            f'<link rel="self" type="application/atom+xml" href={quoteattr(data.home + "data/" + address)}/>'
        )
    lines += [_item(one, data, up) for one in news]
    return _NOT_XML.sub("", "\n".join([*lines, "</feed>\n"]))


def _item(news: News, data: OpenData, up: str) -> str:
    entry = news.entry
    page = data.pages.get(entry.id) or f"{up}../{data.addresses[entry.id]}"
    return (
        f"<entry><id>urn:uuid:{data.entry_id(entry)}</id><title>{escape(entry.title)}</title>"
        f"<updated>{_moment(news.on)}</updated>"
        f'<link rel="alternate" type="text/html" href={quoteattr(page)}/>'
        f"<summary>{escape(f'{news.what} {entry.summary}')}</summary></entry>"
    )


def _moment(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"
