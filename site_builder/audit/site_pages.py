"""Choose the pages of a built site that are looked at: of each kind, as many as show every part of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import groupby
from pathlib import Path, PurePosixPath

from site_builder.errors import SiteBuilderError

HAND_WRITTEN = "pages"
"""The folder of the pages that people write by hand, each of which is a kind of its own."""


NO_PAGES = "/data/oruk/"
"""The folder of the Open Referral UK feed: an `index.html` in it is JSON, which no reader is led to."""


@dataclass(slots=True)
class _Shape(HTMLParser):
    """What a page is made of: its elements, each with its classes, the kinds of its inputs, and its files."""

    language: str = ""
    parts: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        HTMLParser.__init__(self)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.parts.add(tag)
        self.parts.update(f"{tag}.{one}" for one in (given.get("class") or "").split())
        self.parts.update(f"{tag}[{name}={given[name]}]" for name in ("type", "role") if given.get(name))
        if tag == "html":
            self.language = given.get("lang") or ""
        file = given.get("src") if tag == "script" else given.get("href") if tag == "link" else None
        if file:
            self.parts.add(f"{tag} {PurePosixPath(file).name}")
        if given.get("id") == SEARCH:
            self.parts.add(f"#{SEARCH}")


SEARCH = "find-form"
"""The id of the form of Find support, which shows results while it is filled in."""


@dataclass(frozen=True, slots=True)
class SitePage:
    """A page of a built site: its address, its kind, and what it is made of."""

    address: str
    kind: str
    parts: frozenset[str]


def chosen_pages(site: Path, authority: str, *, every: bool = False) -> tuple[SitePage, ...]:
    """The pages of *authority* in *site* that are looked at, in order of address.

    Pages in one folder and as deep in it, in one language, are of one kind. Nothing names the folders, so a
    new one is a new kind; and of each kind, pages are taken until every element, class, script and
    stylesheet that such pages use is among them, so that two templates in one folder are both looked at.

    Args:
        site: a folder that `build` made, for one authority or for several.
        authority: whose pages; in a site of several, those in its folder and the pages they share.
        every: every page, and those written by hand in any case.

    Raises:
        SiteBuilderError: there is no such site.
    """
    pages = [_read_page(site, *place) for place in _addresses(site, authority)]
    if every:
        return tuple(pages)
    chosen = []
    in_order = sorted(pages, key=lambda page: (page.kind, page.address))
    for _, group in groupby(in_order, lambda page: page.kind):
        seen: set[str] = set()
        # The fullest page first: it shows most, and few others then add anything.
        for page in sorted(group, key=lambda page: (-len(page.parts), page.address)):
            if not page.parts <= seen:
                chosen.append(page)
                seen |= page.parts
    return tuple(sorted(chosen, key=lambda page: page.address))


def page_files(site: Path) -> list[Path]:
    """The files below *site* that are pages, in order of path."""
    found = ((path, f"/{path.relative_to(site).as_posix()}") for path in site.rglob("*.html"))
    return sorted(path for path, address in found if NO_PAGES not in address)


def _addresses(site: Path, authority: str) -> Iterator[tuple[str, str, Sequence[str]]]:
    """Every page of *authority*, and every page that the authorities share.

    Each with whose it is and with its folders and name, which for the authority's count from its home folder.
    """
    if not (site / "index.html").is_file():
        raise SiteBuilderError(f"{site} is not a built site; build one first: local-offer build")
    is_one_of_several = _holds_an_offer(site / authority)
    if not is_one_of_several and not _holds_an_offer(site):
        raise SiteBuilderError(f"{site} has no local offer of {authority}; build it first: local-offer build")
    # Each offer has a folder with entries and a look of its own; what lies beside those belongs to all.
    others = {path.parent.name for name in ("support", "assets") for path in site.glob(f"*/{name}")}
    for path in page_files(site):
        address = path.relative_to(site).as_posix()
        parts = address.split("/")
        if not is_one_of_several:
            yield address, authority, parts
        elif parts[0] == authority:
            yield address, authority, parts[1:]
        elif parts[0] not in others:
            yield address, "shared", parts


def _read_page(site: Path, address: str, whose: str, inside: Sequence[str]) -> SitePage:
    shape = _Shape()
    shape.feed((site / address).read_text(encoding="utf-8", errors="replace"))
    kind = f"{_kind(inside, shape.language)} {shape.language} {whose}"
    return SitePage(address, kind, frozenset(shape.parts))


def _kind(inside: Sequence[str], language: str) -> str:
    """The kind of a page: the list of needs is one, the page of a need another, and in Welsh two more."""
    if inside[0].lower() in (language.lower(), language.partition("-")[0].lower()):
        inside = inside[1:]
    is_alone = len(inside) == 1 or inside[0] == HAND_WRITTEN
    return "/".join(inside) if is_alone else f"{inside[0]} {len(inside)}"


def _holds_an_offer(folder: Path) -> bool:
    """Whether a local offer begins here; one that has just been started has no entries, but has gaps."""
    return (folder / "support").is_dir() or (folder / "gaps").is_dir()
