"""The work on a site in shares: what can be made beside each other, and what each page is made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from site_builder.pages.shell import Page


@dataclass(frozen=True, slots=True)
class File:
    """A file of a site that is no page; `address` is from the site's home folder."""

    address: str
    content: str | bytes


@dataclass(frozen=True, slots=True)
class Piece:
    """Pages and files that are made together.

    `made_of` says, as text, all that they are made of beside what every page of the site has in common: where
    that is the same, the same bytes come out, and those of an earlier build can stay. It is empty where they
    are made of the whole offer, and so made every time.
    """

    make: Callable[[], Iterable[Page | File]]
    made_of: str = ""


@dataclass(frozen=True, slots=True)
class Share:
    """A part of the work on a site that needs no other part. `about` says in a word or two what it makes.

    The address of all that it makes begins with one of `under`.
    """

    about: str
    pieces: Callable[[], Iterable[Piece]]
    under: tuple[str, ...] = ("",)


def share(about: str, *makers: Callable[[], Iterable[Page | File]], under: tuple[str, ...] = ("",)) -> Share:
    """The share whose pieces are each made of the whole offer."""
    return Share(about, lambda: map(Piece, makers), under)


def files(make: Callable[[], Mapping[str, str | bytes]]) -> Callable[[], Iterator[File]]:
    """What makes the files that *make* gives by address."""
    return lambda: (File(address, content) for address, content in make().items())


def joined(about: str, shares: Callable[[], Iterable[Share]]) -> Share:
    """One share of all the work in *shares*."""
    return Share(about, lambda: (piece for one in shares() for piece in one.pieces()))


def pages_of(shares: Iterable[Share]) -> Iterator[Page]:
    """Every page of *shares*, one at a time."""
    return (made for made in _made(shares) if isinstance(made, Page))


def files_of(shares: Iterable[Share]) -> dict[str, str | bytes]:
    """Every file of *shares* that is no page, by address."""
    return {made.address: made.content for made in _made(shares) if isinstance(made, File)}


def _made(shares: Iterable[Share]) -> Iterator[Page | File]:
    for one in shares:
        for piece in one.pieces():
            yield from piece.make()
