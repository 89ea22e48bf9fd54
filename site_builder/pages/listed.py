"""Say which entries a Find page lists, whose they are, and where their pages stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from site_builder.content.model import Authority, Entry, Offer
from site_builder.pages.edition import Edition, entry_address, in_site, many
from site_builder.pages.words import sort_key

GROUPS = {"service": 0, "setting": 0, "not-available": 1, "information": 2}
"""Lists show support first, then what is said not to be available, then guides."""


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry in a list, and whose it is.

    `prefix` goes before an address in the site that its page is in, from the home folder of the listing site
    or as a whole web address: empty for an entry of this site, None where nobody has said where that site is.
    `is_ours` says whether it is in the local offer that the list belongs to, if it belongs to one.
    """

    entry: Entry
    authority: Authority
    prefix: str | None = ""
    is_ours: bool = True

    def link(self, up: str) -> str | None:
        """The link to its page, where *up* leads from the list to the home folder of its site."""
        if self.prefix is None:
            return None
        return in_site(self.prefix, entry_address(self.entry.id), up)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All that one Find page searches, in the order in which it lists them.

    `home` is the authority whose local offer the page belongs to, or None for a page over several.
    """

    home: Authority | None
    listed: tuple[Listed, ...]

    @property
    def entries(self) -> tuple[Entry, ...]:
        return tuple(one.entry for one in self.listed)

    @property
    def authorities(self) -> tuple[Authority, ...]:
        """Those whose entries are listed, from A to Z."""
        found = {one.authority.id: one.authority for one in self.listed}
        return tuple(sorted(found.values(), key=lambda one: (sort_key(one.name), one.id)))


def catalogue_of(edition: Edition) -> Catalogue:
    """The local offer's own entries, and those of its neighbours that families here can use too."""
    ours = (Listed(entry, edition.authority) for entry in edition.offer.entries)
    return Catalogue(edition.authority, in_order([*ours, *_from_neighbours(edition)]))


def catalogue_of_all(sites: Iterable[tuple[Offer, str]]) -> Catalogue:
    """The entries of several local offers, each with the prefix of its site.

    One page over all of them is meant for some ten councils or 10,000 entries: its files grow with the number
    of entries, by about 130 bytes each on their way to the reader. A nation needs them parted by place first.
    """
    listed = (Listed(entry, offer.authority, prefix) for offer, prefix in sites for entry in offer.entries)
    return Catalogue(None, in_order(listed))


def in_order(listed: Iterable[Listed]) -> tuple[Listed, ...]:
    """Support, absences, guides; each from A to Z."""
    return tuple(sorted(listed, key=_place))


def _place(listed: Listed) -> tuple[int, tuple[str, str], str]:
    entry = listed.entry
    return GROUPS[entry.kind], sort_key(entry.title), entry.full_id


def _from_neighbours(edition: Edition) -> Iterator[Listed]:
    for name in many(edition.authority.fact("neighbours")):
        neighbour = edition.neighbours.get(name)
        if neighbour is None or neighbour.offer is None:
            continue
        for entry in neighbour.offer.entries:
            if entry.is_support and serves(entry, edition.authority.id):
                yield Listed(entry, neighbour.offer.authority, neighbour.prefix, is_ours=False)


def serves(entry: Entry, authority: str) -> bool:
    """Whether an entry says that families of another area, *authority*, can use it."""
    where = entry.fact("serves.where")
    return where == "anywhere" or (where == "named" and authority in many(entry.fact("serves.authorities")))
