"""An offer as it is given away: what every form of its open data is made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from site_builder.content.checks import Rules
from site_builder.content.model import Entry, Facts, Offer
from site_builder.content.postcodes import Postcodes, postcodes_with, sector_of
from site_builder.exchange.ids import entry_id_of, stable_id


@dataclass(frozen=True, slots=True)
class Changed:
    """The newest change of an entry that readers see: its day, what changed in words, and if all is new."""

    on: date
    what: str
    is_new: bool = False


@dataclass(frozen=True)
class OpenData:
    """An offer on the day that it is published for, in English.

    `addresses` has the address of each entry's page in its site by the entry's id, and `changes` the newest
    change of each entry that has any. `postcodes` say where places are. `home` is the whole web address of
    the site, with its slash; it is empty where nobody has said where the site is.
    """

    offer: Offer
    rules: Rules
    on: date
    home: str = ""
    addresses: Mapping[str, str] = field(default_factory=dict)
    changes: Mapping[str, Changed] = field(default_factory=dict)
    postcodes: Postcodes = field(default_factory=lambda: postcodes_with(()))

    @cached_property
    def pages(self) -> Mapping[str, str]:
        """The whole web address of each entry's page, as servers give a folder; none without the site's."""
        if not self.home:
            return {}
        return {name: self.home + one.removesuffix("index.html") for name, one in self.addresses.items()}

    @property
    def name(self) -> str:
        return f"{self.offer.authority.name} local offer"

    @cached_property
    def council(self) -> str:
        return str(self.offer.authority.fact("official_name") or self.offer.authority.name)

    @cached_property
    def code(self) -> str:
        """The authority's code at the Office for National Statistics: every id is made from it."""
        return str(self.offer.authority.fact("gss_code"))

    def entry_id(self, entry: Entry) -> str:
        """The id of *entry* among those of all authorities, the same in every form of open data."""
        return entry_id_of(self.code, entry.id)

    def id_of(self, name: str) -> str:
        """The id of anything else of this authority."""
        return stable_id(f"{self.code}/{name}")

    def middle_of(self, place: Facts) -> tuple[str, float, float] | None:
        """The postcode sector of *place*, and its middle: latitude and longitude, to about 100 metres."""
        name = sector_of(str(place.get("postcode") or ""))
        sector = self.postcodes.sector(name) if name else None
        return (sector.name, round(sector.latitude, 3), round(sector.longitude, 3)) if sector else None
