"""Cold spots for programs, spreadsheets and terminals."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from site_builder.nation.cold_spots import (
    KM_IN_A_MILE,
    SPOT_STATES,
    SPOT_WORDS,
    WITHIN_MILES,
    ColdSpots,
    InAuthority,
    InSector,
    Listed,
    Near,
    SpotState,
    Summary,
    summarise,
)
from site_builder.nation.received import STATE_WORDS
from site_builder.reports.spreadsheet import as_csv

FORMAT_VERSION = 1

NOTE = (
    "Straight lines between the middles of postcode sectors. Half of all postcodes are within 0.7 km of the "
    "middle of their sector, so every distance is about. Only what is listed is counted: nothing here says "
    "that there is no support, that there is a place free, or how long families wait."
)

SECTOR_COLUMNS = (
    "sought",
    "authority",
    "sector",
    "also_in",
    "state",
    "comes_authority",
    "comes_entry",
    "nearest_km",
    "nearest_miles",
    "nearest_authority",
    "nearest_entry",
    "nearest_title",
    "declared",
    "anywhere_km",
    "anywhere_miles",
    "anywhere_authority",
    "anywhere_entry",
    "anywhere_title",
)

AUTHORITY_COLUMNS = (
    "sought",
    "authority",
    "name",
    "region",
    "received",
    "sectors",
    *(f"sectors_{state}".replace("-", "_") for state in SPOT_STATES),
    "median_km",
    "largest_km",
    "counted",
    "measured",
    *(f"within_{miles}_miles_or_comes" for miles in WITHIN_MILES),
    "without_people",
    "comes",
    "remote",
    "place_not_told",
    "declared",
    "left_open",
)


def cold_spots_csv(found: ColdSpots) -> str:
    """One line for each sector; the columns are `SECTOR_COLUMNS`. What is not known is left empty."""
    return as_csv(SECTOR_COLUMNS, _sector_rows(found))


def _sector_rows(found: ColdSpots) -> Iterator[tuple[str, ...]]:
    for authority in found.authorities:
        comes = authority.comes[0] if authority.comes else None
        declared = " ".join(one.entry for one in authority.declared)
        for one in authority.sectors:
            yield (
                found.sought.id,
                authority.authority,
                one.spot.sector,
                "; ".join(one.spot.also),
                authority.state,
                comes.authority if comes else "",
                comes.entry if comes else "",
                *_near_cells(one.nearest),
                declared,
                *_near_cells(one.anywhere),
            )


def _near_cells(near: Near | None) -> tuple[str, str, str, str, str]:
    if near is None:
        return ("",) * 5
    listed = near.listed
    return f"{near.kilometres:.1f}", f"{near.miles:.1f}", listed.authority, listed.entry, listed.title


def cold_spots_by_authority_csv(found: ColdSpots, people: Mapping[str, int] | None = None) -> str:
    """One line for each authority; the columns are `AUTHORITY_COLUMNS`.

    `counted` says what `measured` and the columns after it count: sectors, or people if their numbers were
    given. Of entries it says how many there are.
    """
    return as_csv(AUTHORITY_COLUMNS, _authority_rows(found, people))


def _authority_rows(found: ColdSpots, people: Mapping[str, int] | None) -> Iterator[tuple[str | int, ...]]:
    for one in found.authorities:
        sums = summarise([one], people)
        yield (
            found.sought.id,
            one.authority,
            one.name,
            one.region,
            one.received,
            sums.sectors,
            *sums.states.values(),
            _tenth(sums.median_km),
            _tenth(sums.largest_km),
            "people" if sums.is_people else "sectors",
            sums.measured,
            *(sums.within if sums.measured else ("",) * len(WITHIN_MILES)),
            sums.without_people,
            *(len(some) if one.is_known else "" for some in (one.comes, one.remote, one.unplaced)),
            len(one.declared) if one.is_known else "",
            one.left_open if one.is_known else "",
        )


def _tenth(kilometres: float | None) -> str:
    return "" if kilometres is None else f"{kilometres:.1f}"


def cold_spots_json(found: ColdSpots, people: Mapping[str, int] | None = None) -> str:
    """Everything that was found; keys and their order are stable within a `format_version`.

    Entries are named as `authority/entry`; their titles are under `entries`. Distances are kilometres.
    """
    titles = {_full_id(one): one.title for one in sorted(_all_listed(found), key=_full_id)}
    sought = found.sought
    report = {
        "format_version": FORMAT_VERSION,
        "note": NOTE,
        "sought": {
            "id": sought.id,
            "label": sought.label,
            "kinds": sorted(sought.kinds),
            "needs": sorted(sought.needs),
            "ages": [sought.ages.youngest, sought.ages.oldest] if sought.ages else None,
        },
        "states": dict(SPOT_WORDS),
        "england": _sums(summarise(found.authorities, people)),
        "entries": titles,
        "authorities": [
            {
                "authority": one.authority,
                "name": one.name,
                "region": one.region,
                "received": one.received,
                **_sums(summarise([one], people)),
                "comes": list(map(_full_id, one.comes)),
                "remote": list(map(_full_id, one.remote)),
                "place_not_told": list(map(_full_id, one.unplaced)),
                "declared": list(map(_full_id, one.declared)),
                "left_open": one.left_open,
                "sectors": [_sector(one.state, sector) for sector in one.sectors],
            }
            for one in found.authorities
        ],
    }
    # There are thousands of sectors: laid out, the file would be three times as long.
    return json.dumps(report, ensure_ascii=False, separators=(",", ":")) + "\n"


def _sector(state: SpotState, one: InSector) -> dict[str, Any]:
    return {
        "sector": one.spot.sector,
        "also_in": list(one.spot.also),
        "state": state,
        "nearest": _near(one.nearest),
        "anywhere": _near(one.anywhere),
    }


def _near(near: Near | None) -> dict[str, Any] | None:
    if near is None:
        return None
    return {"entry": _full_id(near.listed), "sector": near.sector, "km": round(near.kilometres, 1)}


def _sums(sums: Summary) -> dict[str, Any]:
    return {
        "sector_count": sums.sectors,
        "states": dict(sums.states),
        "median_km": None if sums.median_km is None else round(sums.median_km, 1),
        "largest_km": None if sums.largest_km is None else round(sums.largest_km, 1),
        "counted": "people" if sums.is_people else "sectors",
        "measured": sums.measured,
        "within_miles_or_comes": dict(zip(map(str, WITHIN_MILES), sums.within, strict=True)),
        "without_people": sums.without_people,
    }


def _full_id(listed: Listed) -> str:
    return f"{listed.authority}/{listed.entry}"


def _all_listed(found: ColdSpots) -> set[Listed]:
    named: set[Listed] = set()
    for one in found.authorities:
        named.update(one.comes, one.remote, one.unplaced, one.declared)
        for sector in one.sectors:
            named.update(near.listed for near in (sector.nearest, sector.anywhere) if near)
    return named


def cold_spots_text(found: ColdSpots, people: Mapping[str, int] | None = None) -> str:
    """A few lines for each authority, in the order of the offers."""
    lines = [found.sought.label, NOTE, ""]
    for one in found.authorities:
        lines += [*_authority_lines(one, summarise([one], people)), ""]
    return "\n".join(lines[:-1]) + "\n"


def _authority_lines(one: InAuthority, sums: Summary) -> Iterator[str]:
    yield f"{one.name} ({STATE_WORDS[one.received]}): {_count(sums.sectors, 'postcode sector')}"
    for state, number in sums.states.items():
        if number:
            yield f"  {number}: {SPOT_WORDS[state]}"
    if sums.median_km is not None and sums.largest_km is not None:
        yield (
            f"  Nearest place listed: half within {_miles(sums.median_km)}, "
            f"the farthest {_miles(sums.largest_km)}"
        )
    if sums.measured:
        counted = "people" if sums.is_people else "sectors"
        shares = ", ".join(
            f"{miles} miles {100 * number / sums.measured:.0f}%"
            for miles, number in zip(WITHIN_MILES, sums.within, strict=True)
        )
        yield f"  A place within, or it comes ({counted}): {shares}"
    if sums.without_people:
        yield f"  {_count(sums.without_people, 'sector')} with no number of people given"
    for words, some in (
        ("Comes to families", one.comes),
        ("By phone or online", one.remote),
        ("Said not to be available", one.declared),
    ):
        if some:
            yield f"  {words}: {', '.join(map(_full_id, some))}"
    if one.left_open:
        does = "does" if one.left_open == 1 else "do"
        yield f"  {one.left_open} more of this kind {does} not say for which needs or ages"


def _count(number: int, one: str) -> str:
    return f"{number:,} {one if number == 1 else one + 's'}"


def _miles(kilometres: float) -> str:
    miles = round(kilometres / KM_IN_A_MILE)
    return f"about {_count(miles, 'mile')}" if miles else "less than 1 mile"


FORMATS: Mapping[str, Callable[[ColdSpots, Mapping[str, int] | None], str]] = {
    "text": cold_spots_text,
    "csv": lambda found, _people: cold_spots_csv(found),
    "json": cold_spots_json,
}
