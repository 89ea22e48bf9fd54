"""Say who is compared: which councils are expected, what they belong to, what speaks against comparing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from site_builder.content.authorities import real_authorities, statistical_neighbours
from site_builder.nation.published import PublishedOffer
from site_builder.nation.received import Received

Mark = Literal["too-small", "new-boundary", "other-standard"]

MARK_WORDS: dict[Mark, str] = {
    "too-small": "not comparable: very few children live there",
    "new-boundary": "compare with care: its boundary or its council changed in the last five years",
    "other-standard": "not comparable: judged by another standard",
}

TOO_SMALL = ("E09000001", "E06000053")
"""The City of London and the Isles of Scilly."""

NEW_FOR_YEARS = 5
"""So long a council with a new code is said to be new. It is the choice of this project."""


@dataclass(frozen=True, slots=True)
class Council:
    """An authority in a comparison, whether its offer was received or not.

    `board` is its integrated care board, as its offer names it, or empty. `neighbours` are ids of those that
    are most like it, the closest first. `marks` say why its figures are not like those of others.
    """

    id: str
    name: str
    official_name: str
    gss_code: str
    dfe_code: str
    region: str
    board: str
    neighbours: tuple[str, ...]
    marks: tuple[Mark, ...]
    received: Received

    @property
    def offer(self) -> PublishedOffer | None:
        return self.received.offer

    @property
    def is_compared(self) -> bool:
        """Whether its findings count in shares: it was received, and nothing says that it is too unlike."""
        return self.offer is not None and not {"too-small", "other-standard"} & set(self.marks)


def expected_councils(received: Sequence[Received], standard: str, on: date) -> tuple[Council, ...]:
    """Everyone who is compared on the day *on*, by name.

    As soon as one real authority is there, all of England's are expected, and each that was not received is
    named. A project of invented ones alone expects nobody else: real names would stand beside made-up facts.

    Args:
        received: what there is of each authority; one for each.
        standard: the id of the standard that others are compared by.
        on: the day of the comparison.
    """
    by_id = {one.authority: one for one in received if _may_be_real(one)}
    by_code = {one.offer.authority.gss_code: one for one in received if one.offer}
    real = {row["gss_code"]: row for row in real_authorities()}
    named = {row["slug"] for row in real.values()}
    others = [one for one in received if _is_other(one, real, named)]
    taken = {one.authority for one in others}
    councils = []
    if any(code in real for code in by_code) or any(one in named for one in by_id):
        of_dfe = {row["dfe_code"]: _received_of(row, by_code, by_id).authority for row in real.values()}
        councils += [
            _real(row, _received_of(row, by_code, by_id), of_dfe, standard, on)
            for row in real.values()
            if _received_of(row, by_code, by_id).authority not in taken
        ]
    councils += [_invented(one, standard) for one in others]
    return tuple(sorted(councils, key=lambda one: (one.name.casefold(), one.id)))


def _received_of(
    row: Mapping[str, str], by_code: Mapping[str, Received], by_id: Mapping[str, Received]
) -> Received:
    found = by_code.get(row["gss_code"]) or by_id.get(row["slug"])
    return found or Received(row["slug"], "never-received", None, why="Nobody has asked for it yet.")


def _may_be_real(one: Received) -> bool:
    """Whether an offer whose id is that of a real authority is of that one: an invented one is not."""
    return one.offer is None or not one.offer.authority.is_invented


def _is_other(one: Received, real: Mapping[str, Mapping[str, str]], named: set[str]) -> bool:
    if one.offer is not None and one.offer.authority.gss_code in real:
        return False
    return one.authority not in named or not _may_be_real(one)


def _real(
    row: Mapping[str, str], received: Received, of_dfe: Mapping[str, str], standard: str, on: date
) -> Council:
    offer = received.offer
    return Council(
        id=received.authority,
        name=row["short_name"],
        official_name=" ".join(row["official_name"].split()),
        gss_code=row["gss_code"],
        dfe_code=row["dfe_code"],
        region=row["region"],
        board=offer.authority.board if offer else "",
        neighbours=tuple(of_dfe[code] for code in statistical_neighbours()[row["dfe_code"]]),
        marks=tuple(_marks(row, offer, standard, on)),
        received=received,
    )


def _marks(row: Mapping[str, str], offer: PublishedOffer | None, standard: str, on: date) -> Iterator[Mark]:
    if row["gss_code"] in TOO_SMALL:
        yield "too-small"
    began = date.fromisoformat(row["code_valid_from"])
    if (on.year - began.year, on.month, on.day) < (NEW_FOR_YEARS, began.month, began.day):
        yield "new-boundary"
    if offer and offer.standard != standard:
        yield "other-standard"


def _invented(received: Received, standard: str) -> Council:
    offer = received.offer
    if offer is None:
        name = received.authority.replace("-", " ").title()
        return Council(received.authority, name, name, "", "", "", "", (), (), received)
    whose = offer.authority
    return Council(
        id=received.authority,
        name=whose.name,
        official_name=whose.official_name,
        gss_code=whose.gss_code,
        dfe_code=whose.dfe_code,
        region=whose.region,
        board=whose.board,
        neighbours=whose.neighbours,
        marks=() if offer.standard == standard else ("other-standard",),
        received=received,
    )


def groups_of(
    councils: Iterable[Council], key: Literal["region", "board"]
) -> Mapping[str, tuple[Council, ...]]:
    """The councils by their region or board, in order of its name; without those of whom it is not known.

    Names that differ only in capitals and signs are one: each has one page, whose address has none of these.
    """
    groups: dict[str, list[Council]] = {}
    names: dict[str, str] = {}
    for one in councils:
        name = one.region if key == "region" else one.board
        if name:
            named = names.setdefault(_letters_of(name), name)
            groups.setdefault(named, []).append(one)
    return {name: tuple(groups[name]) for name in sorted(groups, key=str.casefold)}


def _letters_of(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return " ".join(re.findall("[a-z0-9]+", plain.casefold()))
