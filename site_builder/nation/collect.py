"""Collect published offers from where they are, and keep the last good copy of each."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from site_builder.content.days import day_words
from site_builder.content.whole_file import remove_unfinished, write_whole
from site_builder.errors import SiteBuilderError
from site_builder.nation.assessments import (
    assessment_of,
    read_assessments,
    with_new_days,
    write_assessments,
)
from site_builder.nation.collected import (
    CopyState,
    UnreadableState,
    read_copy,
    read_state,
    state_words,
    write_state,
)
from site_builder.nation.fetch import Fetcher, HttpFetcher, NotFetched
from site_builder.nation.published import MAX_BYTES, PublishedOffer, UnreadableOffer, read_offer_json
from site_builder.nation.received import STATE_WORDS, STATES, State
from site_builder.nation.sources import Source
from site_builder.project import Project

FORMAT_VERSION = 1
AT_ONCE = 8
"""How many files are fetched at the same time."""


@dataclass(frozen=True, slots=True)
class Collected:
    """What became of every source on a day, in the order of the sources.

    `notes` say what else somebody has to look at.
    """

    on: date
    kept: tuple[Kept, ...]
    notes: tuple[str, ...]

    @property
    def states(self) -> tuple[CopyState, ...]:
        return tuple(one.state for one in self.kept)

    @property
    def is_all_current(self) -> bool:
        return all(one.state == "current" for one in self.states)


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of one source, and of the copy that is here now: its day and its number of entries.

    Both are None where there is no copy.
    """

    state: CopyState
    judged_on: date | None
    entries: int | None
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Answer:
    """What a source gave: an offer and its bytes, or why it gave none that can be used."""

    source: Source
    content: bytes = b""
    offer: PublishedOffer | None = None
    why: str = ""
    is_unreadable: bool = False


def collect(
    project: Project,
    sources: Sequence[Source],
    *,
    on: date,
    fetch: Fetcher | None = None,
    executor: Executor | None = None,
) -> Collected:
    """Fetch the offer of every source, and keep those that are whole and of the right authority.

    A failed fetch changes no copy. Nor does a copy that was judged on an earlier day than the one here; one
    of the same day takes its place, for what a site has taken out is to be gone here too. What each source
    gave is saved as soon as it is known. Each copy adds its assessment to the saved ones.

    Args:
        project: keeps the copies in its folder `collected/`.
        sources: whose offers, each authority once.
        on: the day of the collection; an offer that was judged after it is refused.
        fetch: fetches from the web; with a pool of processes, it has to be one that can be sent to them.
        executor: what the requests run in.
    """
    fetch = fetch or HttpFetcher()
    if executor is None:
        with ThreadPoolExecutor(max_workers=AT_ONCE) as threads:
            return _collect(project, sources, on, fetch, threads)
    return _collect(project, sources, on, fetch, executor)


def _collect(
    project: Project, sources: Sequence[Source], on: date, fetch: Fetcher, executor: Executor
) -> Collected:
    notes = tuple(_notes(project, sources))
    number = len(sources)
    # Each copy is saved where it is fetched: all offers of England at once would fill the memory.
    kept = tuple(executor.map(_fetch_and_keep, [project] * number, sources, [fetch] * number, [on] * number))
    return Collected(on, kept, (*notes, *(note for one in kept for note in one.notes)))


def _fetch_and_keep(project: Project, source: Source, fetch: Fetcher, on: date) -> Kept:
    answer = _ask(source, fetch, on)
    try:
        return _keep(project, answer, on)
    except OSError as fault:
        where = project.shown(project.collected / source.authority)
        raise SiteBuilderError(f"{where} cannot be written: {fault.strerror}") from None


def _notes(project: Project, sources: Sequence[Source]) -> Iterator[str]:
    named = {one.authority for one in sources}
    for authority in project.collected_ids():
        if authority not in named:
            yield f"collected/{authority} is of no source any more; delete the folder to leave it out"
    own = project.authority_ids() if project.content.is_dir() else ()
    for authority in own:
        if authority in named:
            yield f"offer_content/{authority} is here too, and is used in place of what is collected"


def _ask(source: Source, fetch: Fetcher, on: date) -> _Answer:
    try:
        content = fetch(source.file) if source.is_on_the_web else _read_file(Path(source.file))
    except NotFetched as fault:
        return _Answer(source, why=str(fault))
    try:
        offer = read_offer_json(content)
        _check_whose(offer, source, on)
    except UnreadableOffer as fault:
        return _Answer(source, why=f"What came cannot be used: {fault}.", is_unreadable=True)
    return _Answer(source, content, offer)


def _read_file(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise NotFetched(f"There is no file {path.as_posix()}.") from None
    except OSError as fault:
        raise NotFetched(f"The file cannot be read: {fault.strerror}.") from None


def _check_whose(offer: PublishedOffer, source: Source, on: date) -> None:
    whose = offer.authority
    if whose.id != source.authority:
        raise UnreadableOffer(f"it is the offer of {whose.id}, and {source.authority} was asked for")
    if source.gss_code and whose.gss_code != source.gss_code:
        raise UnreadableOffer(f"its code is {whose.gss_code}, and {source.gss_code} was asked for")
    if offer.on > on:
        raise UnreadableOffer(f"it was judged on {day_words(offer.on)}, which is after {day_words(on)}")


def _keep(project: Project, answer: _Answer, on: date) -> Kept:
    """Save what *answer* brought."""
    source = answer.source
    try:
        before = read_state(project, source.authority)
    except UnreadableState:
        before = None
    lost = ""
    try:
        held = read_copy(project, source.authority)
    except UnreadableOffer as fault:
        held, lost = None, f"The copy here cannot be read: {fault}. "
    new, why = answer.offer, answer.why
    if new and held and new.on < held.on:
        why = (
            f"The site now gives an older offer, judged on {day_words(new.on)}. "
            f"The copy here was judged on {day_words(held.on)}."
        )
        new = None
    state = CopyState(source.authority, source.address, source.home, "current", on, on)
    notes: tuple[str, ...] = ()
    if new:
        remove_unfinished(project.collected_offer(source.authority).parent)
        write_whole(project.collected_offer(source.authority), answer.content)
        notes = _save_assessment(project, new)
    else:
        received = before.received_on if before and held else None
        since = before.since if before and before.since else on
        failed: State = (
            "old-copy" if held else "unreadable" if lost or answer.is_unreadable else "never-received"
        )
        state = replace(state, state=failed, received_on=received, since=since, why=lost + why)
    write_state(project, state)
    here = new or held
    return Kept(state, here.on if here else None, len(here.entries) if here else None, notes)


def _save_assessment(project: Project, offer: PublishedOffer) -> tuple[str, ...]:
    path = project.collected_assessments(offer.authority.id)
    shown = project.shown(path)
    saved, problems = read_assessments(path, shown)
    if problems:
        return tuple(f"{shown}:{one.place.line}: {one.message}; nothing was added" for one in problems)
    more = with_new_days(saved, [assessment_of(offer)])
    if more != saved:
        write_assessments(path, more)
    return ()


# Reports


def collected_text(collected: Collected) -> str:
    """How many sources are in each state, then each source."""
    states = collected.states
    counts = Counter(one.state for one in states)
    lines = [f"{len(states)} {'source' if len(states) == 1 else 'sources'}, {day_words(collected.on)}"]
    lines += [f"  {counts[state]:>5}  {STATE_WORDS[state]}" for state in STATES if counts[state]]
    for one in collected.kept:
        is_here = one.state.state == "current" and one.judged_on
        judged = f"; judged on {day_words(is_here)}, {one.entries:,} entries" if is_here else ""
        lines.append(f"{one.state.authority}: {state_words(one.state)}{judged}")
    return "\n".join(lines) + "\n"


def collected_json(collected: Collected) -> str:
    """`{"format_version", "collected_on", "counts", "sources": [...], "notes"}`; a source has its state."""
    counts = Counter(one.state for one in collected.states)
    report = {
        "format_version": FORMAT_VERSION,
        "collected_on": collected.on.isoformat(),
        "counts": {state: counts[state] for state in STATES},
        "sources": [_source_values(one) for one in collected.kept],
        "notes": list(collected.notes),
    }
    return json.dumps(report, ensure_ascii=False, indent=2) + "\n"


def _source_values(kept: Kept) -> Mapping[str, object]:
    state = kept.state
    return {
        "authority": state.authority,
        "address": state.address,
        "state": state.state,
        "received_on": state.received_on and state.received_on.isoformat(),
        "since": state.since and state.since.isoformat(),
        "why": state.why,
        "assessed_on": kept.judged_on and kept.judged_on.isoformat(),
        "entries": kept.entries,
    }


FORMATS: Mapping[str, Callable[[Collected], str]] = {"text": collected_text, "json": collected_json}
