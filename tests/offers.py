"""Published offers made by hand, for what is said of many of them side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from site_builder.content.model import Ages
from site_builder.nation.published import PublishedAuthority, PublishedEntry, PublishedOffer
from site_builder.nation.received import Received

ON = date(2026, 11, 1)


def entry(name: str, **facts: Any) -> PublishedEntry:
    """A physiotherapist at a place that is not told, for any need and age, with *facts* in place of these."""
    usual: dict[str, Any] = {
        "id": name,
        "title": name.replace("-", " ").capitalize(),
        "kind": "service",
        "kinds": ("physiotherapy",),
        "needs": ("all",),
        "ages": Ages(0, 25),
        "level": "targeted",
        "area": "in",
        "serves": (),
        "delivered": (),
        "sectors": (),
        "is_closed": False,
        "reviewed": ON,
        "is_co_produced": False,
        "asked": 10,
        "given": 8,
    }
    return PublishedEntry(**{**usual, **facts})


def offer(
    name: str, sectors: Mapping[str, tuple[float, float]], *entries: PublishedEntry, code: str = ""
) -> PublishedOffer:
    """The offer of a council that is called by its id, invented unless it has a real *code*."""
    authority = PublishedAuthority(
        id=name,
        name=name.replace("-", " ").title(),
        official_name=f"{name.replace('-', ' ').title()} Council",
        gss_code=code or f"E0699{name}",
        dfe_code="",
        region="North East",
        board="",
        home="",
        is_invented=not code,
        neighbours=(),
        sectors=tuple((sector, *middle) for sector, middle in sectors.items()),
    )
    return PublishedOffer(
        authority=authority,
        standard="draft-2026-11",
        builder="",
        on=ON,
        revision="",
        licence="",
        findings=(),
        entries=entries,
        comments=(),
        commitments=(),
        left_out=0,
    )


def received(one: PublishedOffer) -> Received:
    """*one* as it came today, with its site in a folder of its id."""
    return Received(one.authority.id, "current", one, folder=f"{one.authority.id}/")


def with_board(one: PublishedOffer, board: str) -> PublishedOffer:
    """*one* in the area of the integrated care board *board*."""
    return replace(one, authority=replace(one.authority, board=board))
