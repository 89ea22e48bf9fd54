"""Write sites: their shares on several processes, and nothing again that was made of the same."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from site_builder.pages.earlier import Earlier, Made, made_file
from site_builder.pages.inputs import builder_key, key_of
from site_builder.pages.language import ENGLISH, Language, speaking
from site_builder.pages.processes import forked
from site_builder.pages.progress import Tell, say_nothing
from site_builder.pages.shared_links import with_shared_links
from site_builder.pages.shell import Page, Shell, SiteFrame
from site_builder.pages.work import Piece, Share


@dataclass(frozen=True, slots=True)
class Site:
    """One site of a build, in one language: where it stands, what surrounds its pages, and what it holds.

    `prefix` is empty or a folder with its slash; `authority` is the id of whose site it is, or empty. A site
    in another language than English has the pages for families only, and the English one's look and pictures.
    `made_of` says as text what all of its pieces are made of. `copied` are files of another program that
    stand in the site as they are, by address.
    """

    prefix: str
    authority: str
    frame: SiteFrame
    shares: Callable[[], tuple[Share, ...]]
    made_of: str = ""
    copied: Mapping[str, Path] = field(default_factory=dict)
    published_at: str | None = None
    language: Language = ENGLISH


@dataclass(frozen=True, slots=True)
class Written:
    """How many pages were made or taken over, and the files of each piece that can be taken over, by key."""

    pages: int
    pieces: Mapping[str, tuple[Made, ...]]


@dataclass(frozen=True, slots=True)
class _Work:
    sites: Sequence[tuple[Site, Shell]]
    output: Path
    earlier: Earlier


_work: _Work | None = None
"""What the other processes are to do: they are forked, and so have it without its being sent to them."""


def write_sites(
    sites: Sequence[tuple[Site, Shell]],
    output: Path,
    earlier: Earlier,
    *,
    processes: int = 1,
    tell: Tell = say_nothing,
) -> Written:
    """Write every page and file of *sites* below *output*.

    Args:
        sites: each with the shell of its pages.
        output: an empty folder, or one that has none of the files.
        earlier: what is known of the site that *output* takes the place of.
        processes: how many work beside each other. They are forked: no thread may hold a lock meanwhile.
        tell: is told after each share what it made, how many shares are done, and how many there are.
    """
    global _work
    _work = _Work(sites, output, earlier)
    _shares.cache_clear()
    try:
        tasks = [(site, share) for site in range(len(sites)) for share in range(len(_shares(site)))]
        pages, pieces = 0, {}
        for done, (about, number, made) in enumerate(_results(tasks, processes), 1):
            pages += number
            pieces.update(made)
            tell(about, done, len(tasks))
    finally:
        _work = None
        _shares.cache_clear()
    return Written(pages, pieces)


_Result = tuple[str, int, dict[str, tuple[Made, ...]]]


def _results(tasks: Sequence[tuple[int, int]], processes: int) -> Iterator[_Result]:
    if processes == 1:
        yield from map(_write_share, tasks)
        return
    with forked(processes) as pool:
        yield from pool.map(_write_share, tasks)


@lru_cache(maxsize=1)
def _shares(number: int) -> tuple[Share, ...]:
    """The shares of the site with this number. Those of one site at a time are held."""
    assert _work is not None
    site, _ = _work.sites[number]
    with speaking(site.language):
        return site.shares()


def _write_share(task: tuple[int, int]) -> _Result:
    assert _work is not None
    site, shell = _work.sites[task[0]]
    writer = Writer(site, shell, _work.output, _work.earlier)
    with speaking(site.language):
        share = _shares(task[0])[task[1]]
        for piece in share.pieces():
            writer.write(piece, share.under)
    return f"{site.prefix}{share.about}", writer.pages, writer.pieces


class Writer:
    """Writes pieces of one site below a folder; what is known of an earlier one there is taken over."""

    def __init__(self, site: Site, shell: Shell, output: Path, earlier: Earlier | None = None) -> None:
        self._site, self._shell, self._output = site, shell, output
        self._earlier = earlier or Earlier(output)
        self._around = key_of(builder_key(), site.prefix, site.language.id, site.made_of, shell.html)
        self._folders: set[str] = set()
        self.pages = 0
        self.pieces: dict[str, tuple[Made, ...]] = {}

    def write(self, piece: Piece, under: tuple[str, ...]) -> None:
        """Write the files of *piece*, or take them over from the site that there is.

        Raises:
            ValueError: one does not stand *under* what its share says: a preview would not find it.
        """
        if not piece.made_of:
            self._make(piece, under)
            return
        key = key_of(self._around, piece.made_of)
        made = self._earlier.take_over(key, self._output)
        if made is None:
            made = tuple(made_file(self._output, one) for one in self._make(piece, under))
        else:
            self.pages += sum(one.address.endswith(".html") for one in made)
        self.pieces[key] = made

    def _make(self, piece: Piece, under: tuple[str, ...]) -> list[str]:
        addresses = []
        for made in piece.make():
            if not made.address.startswith(under):
                raise ValueError(f"{made.address} stands under none of: {', '.join(under)}")
            address = self._site.prefix + made.address
            if isinstance(made, Page):
                html = self._shell.join(made)
                if not self._site.language.is_english:
                    html = with_shared_links(html, made.address)
                self._put(address, html.encode("utf-8"))
                self.pages += 1
                for beside, printed in made.files.items():
                    self._put(self._site.prefix + beside, printed)
                    addresses.append(self._site.prefix + beside)
            else:
                content = made.content
                self._put(address, content.encode("utf-8") if isinstance(content, str) else content)
            addresses.append(address)
        return addresses

    def _put(self, address: str, content: bytes) -> None:
        path = f"{self._output}/{address}"
        folder = os.path.dirname(path)
        if folder not in self._folders:
            os.makedirs(folder, exist_ok=True)
            self._folders.add(folder)
        # Two pieces with one address would be a fault of ours.
        with open(path, "xb") as file:
            file.write(content)
