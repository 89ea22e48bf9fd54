"""The last good site of an authority whose files have errors now: it stays as it is, and says of what day."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from site_builder.content.days import day_words
from site_builder.nation.published import ADDRESS, MAX_BYTES, PublishedOffer, UnreadableOffer, read_offer_json
from site_builder.nation.received import Received
from site_builder.pages.edition import Neighbour
from site_builder.pages.place import MARK_OF_A_SITE


@dataclass(frozen=True, slots=True)
class LastGood:
    """What there is of an authority whose files have errors: an earlier site, in a folder of its name.

    `offer` is what that site publishes, or None where there is no such site. `faults` counts the errors.
    """

    authority: str
    offer: PublishedOffer | None
    faults: int

    @property
    def folder(self) -> str:
        """Its site's folder in the output, with its slash."""
        return f"{self.authority}/"

    def received(self) -> Received:
        """How it stands beside others: as an old copy, or as one that nobody can read; never as empty."""
        errors = "an error" if self.faults == 1 else "errors"
        if self.offer is None:
            why = f"Its files have {errors}, and no earlier site of it is here."
            return Received(self.authority, "unreadable", None, why=why)
        why = f"Its newest files have {errors}. So its pages are still those of {day_words(self.offer.on)}."
        return Received(
            self.authority, "old-copy", self.offer, received_on=self.offer.on, why=why, folder=self.folder
        )

    def neighbour(self) -> Neighbour | None:
        """How other sites of the same build see it, if it has a site."""
        if self.offer is None:
            return None
        entries = frozenset(one.id for one in self.offer.entries)
        return Neighbour(self.offer.authority.name, f"../{self.folder}", entries, None)

    def in_words(self) -> str:
        """What became of it, as a line for whoever builds."""
        if self.offer is None:
            return f"Not built: {self.authority} has errors, and no earlier site of it is here"
        day = day_words(self.offer.on)
        return f"Not built anew: {self.authority} has errors; its site of {day} stays as it is"


def last_good(site: Path, authority: str, faults: int) -> LastGood:
    """What the site of all authorities in the folder *site* holds of *authority*."""
    own = site / authority
    try:
        if (own / MARK_OF_A_SITE).is_file():
            with (own / ADDRESS).open("rb") as file:
                offer = read_offer_json(file.read(MAX_BYTES + 1))
            if offer.authority.id == authority:
                return LastGood(authority, offer, faults)
    except (OSError, UnreadableOffer):
        # It is no site that others could be told of.
        pass
    return LastGood(authority, None, faults)


def let_stay(old: Path, new: Path) -> None:
    """Put every file of the site *old* into the folder *new* too, byte for byte.

    Raises:
        OSError: it cannot be written.
    """
    shutil.copytree(old, new, copy_function=_link)


def _link(old: str, new: str) -> None:
    try:
        os.link(old, new)
    except OSError:
        # Another disk, or one that has no links.
        shutil.copy2(old, new)
