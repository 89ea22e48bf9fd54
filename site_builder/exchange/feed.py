"""Read a live Open Referral feed: every page, each service in full, and a copy for when it cannot be reached.

What was good is kept: where a page or a service does not come, the last good copy stands in, and the reading
says that it is not whole. A failed fetch never means that something is gone.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from site_builder.errors import SiteBuilderError
from site_builder.exchange.source import read_source, records_of
from site_builder.nation.fetch import Fetcher, NotFetched

MOST_PAGES = 2_000
MOST_RECORDS = 50_000
MOST_FAILURES = 3
"""After so many pages in a row that did not come, no more are asked for."""

AT_ONCE = 4
"""How many services are asked for at the same time: enough to get on, and no burden for a small server."""

_ROUND = 5 * AT_ONCE
FORMAT_VERSION = 1


@dataclass(frozen=True, slots=True)
class Kept:
    """One service as the feed gave it, and the day it did."""

    service: Mapping[str, Any]
    fetched: str


@dataclass(frozen=True, slots=True)
class FeedReading:
    """What a feed gave: its services, and what there is to say about the reading.

    `shallow` are the ids of services of which only the line in the list was to be had. `copy` is what to keep
    for the next time, by id.
    """

    services: tuple[Any, ...]
    notes: tuple[str, ...]
    is_whole: bool
    shallow: frozenset[str]
    copy: Mapping[str, Kept]


@dataclass
class _Reading:
    """A feed while it is read."""

    fetch: Fetcher
    listed: list[Any] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    is_whole: bool = True

    def miss(self, note: str) -> None:
        self.notes.append(note)
        self.is_whole = False


def read_feed(address: str, fetch: Fetcher, copy: Mapping[str, Kept], on: date) -> FeedReading:
    """Every service of the feed at *address*, each in full where the feed gives it.

    Args:
        address: the feed itself or its list of services, such as https://api.example.org/services.
        fetch: gets one file, patiently.
        copy: what was kept the last time, by id.
        on: the day of the reading.

    Raises:
        SiteBuilderError: nothing came, and there is no copy.
    """
    reading = _Reading(fetch)
    base = services_address(address)
    _read_pages(reading, base)
    if not reading.listed and not copy:
        raise SiteBuilderError(" ".join(reading.notes) or f"{address} has no services")
    ids = [_id(one) for one in reading.listed]
    full, failures = _read_details(fetch, base, [one for one in dict.fromkeys(ids) if one])
    services: list[Any] = []
    shallow: set[str] = set()
    fresh: dict[str, Kept] = {}
    from_copy = 0
    for number, listed in zip(ids, reading.listed, strict=True):
        if not number or not isinstance(listed, Mapping):
            services.append(listed)
        elif number in full:
            services.append({**listed, **full[number]})
            fresh[number] = Kept(services[-1], on.isoformat())
        elif number in copy:
            # The list is newer than the copy, but says less: each says what it says.
            services.append({**copy[number].service, **listed})
            from_copy += 1
        else:
            services.append(listed)
            shallow.add(number)
    reading.notes += _about_details(failures, from_copy, len(shallow))
    if not reading.is_whole:
        listed_ids = set(ids)
        lost = {number: one for number, one in copy.items() if number not in listed_ids}
        services += [one.service for one in lost.values()]
        if lost:
            since = min(one.fetched for one in lost.values())
            reading.notes.append(
                f"{_many(len(lost))} of the last good copy, from {since} on, "
                f"{'stands' if len(lost) == 1 else 'stand'} in for what did not come."
            )
        fresh = {**copy, **fresh}
    else:
        fresh = {**{number: copy[number] for number in ids if number in copy}, **fresh}
    notes, kept = tuple(reading.notes), dict(sorted(fresh.items()))
    return FeedReading(tuple(services), notes, reading.is_whole, frozenset(shallow), kept)


def services_address(address: str) -> str:
    """The address of the list of services of the feed at *address*.

    Raises:
        SiteBuilderError: it is no web address.
    """
    try:
        parts = urlsplit(address)
        is_web = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        is_web = False
    if not is_web:
        raise SiteBuilderError(f"{address} is not a web address; it should begin with https://")
    path = parts.path.rstrip("/")
    if not path.endswith(("/services", ".json")):
        path = f"{path}/services"
    return urlunsplit((parts.scheme, parts.netloc, path, parts.query, ""))


def _read_pages(reading: _Reading, base: str) -> None:
    seen: set[str] = set()
    failed_in_a_row = 0
    pages: int | None = None
    total: int | None = None
    for page in range(1, MOST_PAGES + 1):
        try:
            source = read_source(reading.fetch(_page_address(base, page)), f"Page {page} of the feed")
            records, _ = records_of(source.data)
        except (NotFetched, SiteBuilderError) as why:
            failed_in_a_row += 1
            reading.miss(f"Page {page} of the feed did not come. {_sentence(why)}")
            if pages is None or page >= pages or failed_in_a_row >= MOST_FAILURES:
                break
            continue
        failed_in_a_row = 0
        reading.notes += source.notes
        reading.is_whole &= source.is_whole
        envelope = source.data if isinstance(source.data, Mapping) else {}
        pages = _number(envelope, "total_pages", "totalPages") or pages
        total = _number(envelope, "total_items", "totalElements") or total
        marks = [_mark(one) for one in records]
        new = [one for one, mark in zip(records, marks, strict=True) if mark not in seen]
        if page > 1 and records and not new:
            if total is None or len(seen) < total:
                reading.miss(
                    f"Page {page} of the feed repeats what was on the pages before it, so no more were read."
                )
            break
        # Of page one, a record that is there twice stays so: the import names it.
        reading.listed += records if page == 1 else new
        seen.update(marks)
        is_last = envelope.get("last_page", envelope.get("last")) is True
        if not source.is_whole and pages is None:
            break
        if not envelope or not records or (pages is not None and page >= pages) or (is_last and not pages):
            break
        if len(reading.listed) > MOST_RECORDS:
            reading.miss(f"The feed has more than {MOST_RECORDS:,} services; the others were not read.")
            break
    else:
        reading.miss(f"The feed has more than {MOST_PAGES:,} pages; the others were not read.")
    if reading.listed and total is not None and len(seen) < total and reading.is_whole:
        reading.miss(f"The feed says that it has {total:,} services, and gave {len(seen):,}.")


def _page_address(base: str, page: int) -> str:
    parts = urlsplit(base)
    query = [(key, value) for key, value in parse_qsl(parts.query) if key != "page"]
    return urlunsplit(parts._replace(query=urlencode([*query, ("page", str(page))])))


def _read_details(
    fetch: Fetcher, base: str, ids: Sequence[str]
) -> tuple[dict[str, Mapping[str, Any]], dict[str, str]]:
    """The services that came in full by id, and for the others why not; after a round of failures it ends."""
    parts = urlsplit(base)
    folder = urlunsplit((parts.scheme, parts.netloc, parts.path.removesuffix(".json"), "", ""))

    def ask(number: str) -> bytes | str:
        try:
            return fetch(f"{folder}/{quote(number, safe='')}")
        except NotFetched as why:
            return str(why)

    full: dict[str, Mapping[str, Any]] = {}
    failures: dict[str, str] = {}
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for some in _rounds(ids):
            answers = list(pool.map(ask, some))
            for number, answer in zip(some, answers, strict=True):
                found = answer if isinstance(answer, str) else _service(answer, number)
                if isinstance(found, str):
                    failures[number] = found
                else:
                    full[number] = found
            if not full.keys() & set(some):
                why = failures[some[-1]]
                failures.update({number: why for number in ids if number not in full})
                break
    return full, failures


def _rounds(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    """A small round first: many feeds give no service in full, and a few questions tell."""
    starts = [0, *range(AT_ONCE, len(ids), _ROUND)]
    for start, end in itertools.pairwise([*starts, len(ids)]):
        if start < end:
            yield ids[start:end]


def _service(content: bytes, number: str) -> Mapping[str, Any] | str:
    """The service that the bytes hold, or why they hold none."""
    try:
        data = read_source(content, "The answer").data
    except SiteBuilderError as why:
        return _sentence(why)
    if not isinstance(data, Mapping) or _id(data) != number:
        return "The answer is not that service."
    return data


def _about_details(failures: Mapping[str, str], from_copy: int, shallow: int) -> list[str]:
    if not failures:
        return []
    why = next(iter(failures.values()))
    notes = [f"{_many(len(failures))} did not come in full. {why}"]
    if from_copy:
        notes.append(f"For {from_copy:,} of them the last good copy says the rest.")
    if shallow:
        notes.append(
            f"Of {shallow:,} of them only the line in the list was read; what it leaves out stays as it was."
        )
    return notes


def read_copy(path: Path) -> dict[str, Kept]:
    """The last good copy in *path* by id; empty where there is none, or nobody can read it."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return {
            _id(one["service"]): Kept(one["service"], str(one["fetched"]))
            for one in data["services"]
            if isinstance(one["service"], Mapping) and _id(one["service"])
        }
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return {}


def copy_text(copy: Mapping[str, Kept], address: str) -> str:
    """The file of a copy."""
    services: Iterable[Any] = [{"fetched": one.fetched, "service": one.service} for one in copy.values()]
    data = {"format_version": FORMAT_VERSION, "address": address, "services": list(services)}
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def _id(record: Any) -> str:
    value = record.get("id") if isinstance(record, Mapping) else None
    return str(value).strip() if isinstance(value, str | int) else ""


def _mark(record: Any) -> str:
    """What tells one record of a list from others."""
    return _id(record) or json.dumps(record, sort_keys=True)


def _number(envelope: Mapping[str, Any], *names: str) -> int | None:
    stated = next((envelope[name] for name in names if name in envelope), None)
    return stated if isinstance(stated, int) and not isinstance(stated, bool) and stated > 0 else None


def _sentence(why: Exception) -> str:
    text = str(why)
    return text if text.endswith(".") else f"{text}."


def _many(count: int) -> str:
    return f"{count:,} service" if count == 1 else f"{count:,} services"
