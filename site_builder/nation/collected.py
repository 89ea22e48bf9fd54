"""What was collected, as it lies in the project: the last good copy of each offer, and what came of it since.

Everything in the folder `collected/` came from other sites, so nothing of it is trusted when it is read.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from site_builder.content.authorities import real_authorities
from site_builder.content.days import day_words
from site_builder.content.plain_file import read_plain
from site_builder.content.whole_file import write_whole
from site_builder.errors import SiteBuilderError
from site_builder.nation.published import MAX_BYTES, PublishedOffer, UnreadableOffer, read_offer_json
from site_builder.nation.received import STATES, Received, State
from site_builder.nation.untrusted import Untrusted
from site_builder.project import Project

FORMAT_VERSION = 1
STATE_MAX_BYTES = 100_000

_HOME = re.compile(r"https?://[^\s<>\"@]+/")


class UnreadableState(SiteBuilderError):
    """A file `state.json` does not say what became of a copy; the message says what is wrong."""


@dataclass(frozen=True, slots=True)
class CopyState:
    """What became of the copy of one authority's offer, as `state.json` has it.

    `address` is where it was asked for and `home` that of its site, or None; `tried_on` is the last day that
    it was asked for. `received_on` is the last day that the copy here came, `since` the first day from which
    on none came, and `why` says what went wrong; each is None or empty where there is nothing to say.
    """

    authority: str
    address: str
    home: str | None
    state: State
    tried_on: date
    received_on: date | None = None
    since: date | None = None
    why: str = ""


def write_state(project: Project, state: CopyState) -> None:
    """Save *state*; a reader sees the old file or the new one, never half of one."""
    facts: dict[str, Any] = {
        "format_version": FORMAT_VERSION,
        "authority": state.authority,
        "address": state.address,
        "home": state.home,
        "state": state.state,
        "tried_on": state.tried_on.isoformat(),
        "received_on": state.received_on and state.received_on.isoformat(),
        "since": state.since and state.since.isoformat(),
        "why": state.why,
    }
    text = json.dumps(facts, ensure_ascii=False, indent=1) + "\n"
    write_whole(project.collected_state(state.authority), text.encode("utf-8", errors="replace"))


def read_state(project: Project, authority: str) -> CopyState | None:
    """What became of the copy of *authority*; None where nobody has asked for one.

    Raises:
        UnreadableState: the file cannot be used.
    """
    path = project.collected_state(authority)
    if not os.path.lexists(path):
        return None
    try:
        content = read_plain(path, STATE_MAX_BYTES)
        facts = json.loads(content.decode("utf-8"))
    except (ValueError, RecursionError):
        raise UnreadableState("the file is not whole: it is no JSON") from None
    except OSError as fault:
        raise UnreadableState(f"the file cannot be read: {fault.strerror}") from None
    if not isinstance(facts, dict) or facts.get("format_version") != FORMAT_VERSION:
        raise UnreadableState(f"the file is not of format {FORMAT_VERSION}")
    said = Untrusted(facts, UnreadableState)
    if said.text("authority") != authority:
        raise said.fault("authority", f"this is not {authority}")
    return CopyState(
        authority=authority,
        address=said.text("address"),
        home=None if facts.get("home") is None else said.word("home", _HOME, "the address of a site"),
        state=said.choice("state", STATES),
        tried_on=said.day("tried_on"),
        received_on=said.some_day("received_on"),
        since=said.some_day("since"),
        why=said.text("why"),
    )


def read_copy(project: Project, authority: str) -> PublishedOffer | None:
    """The last good copy of the offer of *authority*; None where there is none.

    Raises:
        UnreadableOffer: the file is no longer what was written.
    """
    path = project.collected_offer(authority)
    if not os.path.lexists(path):
        return None
    try:
        offer = read_offer_json(read_plain(path, MAX_BYTES))
    except OSError as fault:
        raise UnreadableOffer(f"the file cannot be read: {fault.strerror}") from None
    if offer.authority.id != authority:
        raise UnreadableOffer(f"the file is the offer of {offer.authority.id}")
    return offer


def read_collected(project: Project) -> tuple[Received, ...]:
    """What was received of each authority that `local-offer collect` was asked for, in order of id.

    Authorities whose own content is in the project are left out: their folder wins. A copy that can no longer
    be read counts as unreadable, and never as an empty offer.
    """
    own = project.authority_ids() if project.content.is_dir() else ()
    return tuple(_received(project, one) for one in project.collected_ids() if one not in own)


def all_received(project: Project, here: Iterable[Received]) -> tuple[Received, ...]:
    """The offers of the project itself, and what was collected.

    Two offers with the code of one real council cannot both be its own. The one that is called by the
    council's id, or else the first, is taken; the other counts as unreadable, and says why.
    """
    everyone = (*here, *read_collected(project))
    slugs = {row["gss_code"]: row["slug"] for row in real_authorities()}
    owner: dict[str, str] = {}
    for one in everyone:
        code = one.offer.authority.gss_code if one.offer else ""
        if code in slugs and (code not in owner or one.authority == slugs[code]):
            owner[code] = one.authority
    return tuple(_unless_twin(one, owner) for one in everyone)


def _unless_twin(one: Received, owner: Mapping[str, str]) -> Received:
    code = one.offer.authority.gss_code if one.offer else ""
    if owner.get(code, one.authority) == one.authority:
        return one
    why = f"Its offer has the code {code}, and so has that of {owner[code]}."
    return replace(one, state="unreadable", offer=None, why=why)


def _received(project: Project, authority: str) -> Received:
    try:
        said = read_state(project, authority)
    except UnreadableState as fault:
        return Received(authority, "unreadable", None, why=f"{_shown(project, authority)}: {fault}")
    if said is None:
        why = f"{_shown(project, authority)} is missing; collect again"
        return Received(authority, "unreadable", None, why=why)
    why = said.why
    if said.state in ("never-received", "unreadable"):
        return Received(authority, said.state, None, why=why, folder=said.home)
    try:
        offer = read_copy(project, authority)
    except UnreadableOffer as fault:
        offer, why = None, f"The copy here cannot be read: {fault}."
    if offer is None:
        why = why or "The copy is missing; collect again."
        return Received(authority, "unreadable", None, why=why, folder=said.home)
    return Received(
        authority=authority,
        state=said.state,
        offer=offer,
        received_on=said.received_on,
        why=why,
        folder=_folder(said.home or offer.authority.home),
        since=said.since,
    )


def _folder(home: str) -> str | None:
    """The address that pages of the site at *home* begin with; None where nobody has said where it is."""
    return f"{home.rstrip('/')}/" if home else None


def _shown(project: Project, authority: str) -> str:
    return project.shown(project.collected_state(authority))


def state_words(state: CopyState) -> str:
    """What became of the copy, as a line for people."""
    since = f" since {day_words(state.since)}" if state.since else ""
    why = f": {state.why}" if state.why else ""
    if state.state == "current":
        return "received"
    if state.state == "old-copy":
        received = f", received on {day_words(state.received_on)}" if state.received_on else ""
        return f"an old copy{received}; no newer one{since}{why}"
    if state.state == "unreadable":
        return f"could not be read{since}{why}"
    return f"not received{since}{why}"
