"""Make the pages of a preview when somebody asks for them: whoever changes an entry looks at few pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from site_builder.pages.edition import HOME
from site_builder.pages.language import speaking
from site_builder.pages.shell import Shell
from site_builder.pages.work import Piece, Share
from site_builder.pages.write import Site, Writer


@dataclass(slots=True)
class _Waiting:
    """A site whose pages wait: what is left of each of its shares, once one of them was asked for."""

    site: Site
    writer: Writer
    shares: Sequence[Share] | None = None
    begun: dict[int, Iterator[Piece]] = field(default_factory=dict)

    def make(self, address: str, path: Path) -> None:
        """Write piece after piece that may be at *address*, the likeliest first, until *path* is there."""
        with speaking(self.site.language):
            if self.shares is None:
                self.shares = self.site.shares()
            told = sorted((-_told(one, address), place) for place, one in enumerate(self.shares))
            for unlikely, place in told:
                if unlikely > 0 or path.is_file():
                    return
                pieces = self.begun.get(place)
                if pieces is None:
                    pieces = self.begun[place] = iter(self.shares[place].pieces())
                while not path.is_file() and (piece := next(pieces, None)):
                    self.writer.write(piece, self.shares[place].under)


class Preview:
    """The sites of a build whose pages are not made yet, and the folder that they are to stand in."""

    def __init__(self, sites: Sequence[tuple[Site, Shell]], output: Path) -> None:
        self._output = output
        waiting = [_Waiting(site, Writer(site, shell, output)) for site, shell in sites]
        # The site at the root has every address, so the others come first.
        self._waiting = sorted(waiting, key=lambda one: -len(one.site.prefix))

    def make(self, asked: str) -> None:
        """Have the file that is *asked* for in the folder, if the sites have one.

        Args:
            asked: its address from the root; for a page its folder will do.
        """
        address = PurePosixPath(asked.lstrip("/"))
        if not address.suffix:
            address /= HOME
        for one in self._waiting:
            if f"{address}".startswith(one.site.prefix):
                one.make(f"{address}".removeprefix(one.site.prefix), self._output / address)
                return


def _told(share: Share, address: str) -> int:
    """How much of *address* the share says that it makes; below 0 where it makes nothing like it."""
    return max((len(one) for one in share.under if address.startswith(one)), default=-1)
