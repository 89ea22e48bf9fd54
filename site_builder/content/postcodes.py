"""Say where a postcode is and whose area it is in, from the table of postcode sectors that is shipped.

A sector is the postcode without its last two letters: `BS1 4` of `BS1 4DJ`. `schema/postcodes/README.md`
tells where the table comes from, its vintage, and how exact it is: half of all postcodes are within 0.7 km of
the middle of their sector, so distances are only ever told as "about".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from site_builder.content.authorities import real_authorities
from site_builder.content.model import Authority
from site_builder.shipped import shipped

COUNTRIES = MappingProxyType({"W92000004": "Wales", "S92000003": "Scotland"})
"""What the table tells of a place across the border: its country only."""

_POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?) ?([0-9])[A-Z]{2}")
_LETTERS = re.compile(r"[A-Z]+")


@dataclass(frozen=True, slots=True)
class Share:
    """How much of a sector lies in one authority: `percent` of its postcodes, 1 to 100.

    `code` is the authority's at the Office for National Statistics, or a country's, as in `COUNTRIES`.
    """

    code: str
    percent: int


@dataclass(frozen=True, slots=True)
class Sector:
    """A postcode sector, such as `BS1 4`, and the middle of its postcodes.

    `latitude` and `longitude` are degrees (WGS84), to about 100 metres. `shares` has the largest first.
    """

    name: str
    latitude: float
    longitude: float
    shares: tuple[Share, ...]

    @property
    def area(self) -> str:
        """The letters it begins with: the postcode area."""
        return area_of(self.name)


@dataclass(frozen=True, slots=True)
class Postcodes:
    """Every sector that a project knows, and what each authority in them is called, by its code.

    `real` is the table that is shipped: each sector's line, read when it is asked for.
    """

    real: Mapping[str, str]
    invented: Mapping[str, Sector]
    names: Mapping[str, str]

    def __iter__(self) -> Iterator[Sector]:
        """Every sector, in the order of the table; the invented ones last."""
        for name, line in self.real.items():
            yield _read_line(name, line)
        yield from self.invented.values()

    def sector(self, name: str) -> Sector | None:
        """The sector of that name. An invented one never takes the place of a real one.

        Families there would be sent to a council that is not theirs.
        """
        line = self.real.get(name)
        return _read_line(name, line) if line else self.invented.get(name)

    @property
    def areas(self) -> tuple[str, ...]:
        """The letters that sectors begin with, each once."""
        return tuple(sorted({area_of(name) for name in (*self.real, *self.invented)}))

    def locate(self, postcode: str) -> tuple[float, float] | None:
        """The latitude and longitude of the middle of a postcode's sector; None where it is not known."""
        sector = self.sector(sector_of(postcode) or "")
        return (sector.latitude, sector.longitude) if sector else None


def sector_of(postcode: str) -> str | None:
    """The sector of a whole postcode, however it is spaced and in whatever case; None for anything else."""
    found = _POSTCODE.fullmatch(" ".join(postcode.upper().split()))
    return f"{found[1]} {found[2]}" if found else None


def area_of(sector: str) -> str:
    """The letters that *sector* begins with: `BS` of `BS1 4`."""
    found = _LETTERS.match(sector)
    return found[0] if found else ""


def postcodes_with(authorities: Iterable[Authority]) -> Postcodes:
    """The real sectors, and those that *authorities* invented: the same one belongs to the first of them."""
    real = _real_sectors()
    invented: dict[str, Sector] = {}
    names = {row["gss_code"]: row["official_name"] for row in real_authorities()} | COUNTRIES
    for authority in authorities:
        code = str(authority.fact("gss_code"))
        for name, (latitude, longitude) in (authority.fact("postcode_sectors") or {}).items():
            if name not in real and name not in invented:
                names.setdefault(code, str(authority.fact("official_name") or authority.name))
                invented[name] = Sector(name, latitude, longitude, (Share(code, 100),))
    return Postcodes(real, MappingProxyType(invented), MappingProxyType(names))


@cache
def _real_sectors() -> Mapping[str, str]:
    """The lines of the table that is shipped, without the name of the sector, by that name."""
    text = shipped("schema", "postcodes", "sectors.csv").read_text(encoding="utf-8")
    return MappingProxyType(dict(line.split(",", 1) for line in text.splitlines()[1:]))


def _read_line(name: str, line: str) -> Sector:
    latitude, longitude, told = line.split(",")
    return Sector(name, float(latitude), float(longitude), tuple(_shares(told)))


def _shares(told: str) -> Iterator[Share]:
    """Read `E06000023`, or `E06000023:80 E06000025:20` where a border runs through the sector."""
    for one in told.split():
        code, _, percent = one.partition(":")
        yield Share(code, int(percent or 100))
