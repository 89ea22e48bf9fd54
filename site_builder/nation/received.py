"""What is here of an authority's offer: a copy of today, an old one, none yet, or one nobody can read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Literal, get_args

from site_builder.content.model import Offer
from site_builder.nation.published import PublishedOffer, published_offer
from site_builder.standard.assess import Assessment

State = Literal["current", "old-copy", "never-received", "unreadable"]
STATES: tuple[State, ...] = get_args(State)

STATE_WORDS: dict[State, str] = {
    "current": "received",
    "old-copy": "an old copy",
    "never-received": "not received",
    "unreadable": "could not be read",
}


@dataclass(frozen=True, slots=True)
class Received:
    """One authority's offer as far as it is here. A failed fetch is never an empty offer.

    `offer` is there if it is `current` or an `old-copy`, and None otherwise; `received_on` is the day the
    copy came, `since` the first day from which on none came; `why` says what went wrong, and is empty where
    nothing did. `folder` is what goes before an address in the authority's site, from the national site's
    home folder or as a whole web address, with the stroke at its end; it is None where nobody has said where
    that site is.
    """

    authority: str
    state: State
    offer: PublishedOffer | None
    received_on: date | None = None
    why: str = ""
    folder: str | None = None
    since: date | None = None


def received_here(
    judged: Iterable[tuple[Offer, Assessment]],
    *,
    builder: str = "",
    revisions: Mapping[str, str] = MappingProxyType({}),
) -> tuple[Received, ...]:
    """The offers of a project, whose sites are built beside each other, each in the folder of its name.

    Args:
        judged: each offer with its assessment.
        builder: the version of this software.
        revisions: the commit of each authority's content, as far as it is known.
    """
    return tuple(
        Received(
            offer.authority.id,
            "current",
            published_offer(
                offer, assessment, builder=builder, revision=revisions.get(offer.authority.id, "")
            ),
            folder=f"{offer.authority.id}/",
        )
        for offer, assessment in judged
    )
