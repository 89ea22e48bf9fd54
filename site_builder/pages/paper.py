"""Make the page "On paper": how people without the internet get the offer, booklets to print, a copy to keep.

Source: SEND Regulations 2014 (SI 2014/1530), regulation 57(b).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from site_builder.errors import SiteBuilderError
from site_builder.pages.booklet import (
    FORMATS_TOPIC,
    Booklet,
    area_booklets,
    booklet_html,
    theme_booklets,
    topic_rows,
)
from site_builder.pages.edition import MY_LIST, PAPER, Edition, Printing, entry_address, up_from
from site_builder.pages.entry_page import contact_rows
from site_builder.pages.language import gettext as _
from site_builder.pages.language import ngettext, number_words
from site_builder.pages.pdf import Sheet, make_pdf, make_pdfs
from site_builder.pages.words import day_words

PAPER_TOPIC = "offline-access"
"""The topic of the council's own page about getting the offer without the internet."""

_FOLDER = PAPER.rpartition("/")[0]


@dataclass(frozen=True, slots=True)
class Print:
    """A booklet as a file: its address from the page "On paper", and how much there is of it."""

    address: str
    size: str


@dataclass(frozen=True, slots=True)
class Offered:
    """A booklet on the page: its title, and the file in each size of letters."""

    title: str
    usual: Print
    large: Print


@dataclass(frozen=True, slots=True)
class PaperPage:
    """What the template `paper.html` needs, and the files that it leads to by address in the site."""

    values: Mapping[str, Any]
    files: Mapping[str, bytes]


def paper_page(edition: Edition) -> PaperPage:
    """The page "On paper" with its booklets, where the build was asked for them.

    Raises:
        NoPrinting: booklets are asked for, and this machine cannot make them.
    """
    themes, areas, files = _print_all(edition)
    up = up_from(PAPER)
    values = {
        "title": _("On paper"),
        "council": edition.council,
        "day": day_words(edition.on),
        "rows": topic_rows(PAPER_TOPIC, edition),
        "guide": _guide(PAPER_TOPIC, edition),
        "contact": contact_rows(edition.authority.fact("contact")),
        "formats": topic_rows(FORMATS_TOPIC, edition),
        "formats_guide": _guide(FORMATS_TOPIC, edition),
        "themes": themes,
        "areas": areas,
        "my_list": up + MY_LIST,
        "copy_address": up + copy_address(edition) if edition.copy_to_keep else "",
        "copy_size": size_words(edition.copy_to_keep.stat().st_size) if edition.copy_to_keep else "",
        "is_copy": edition.is_copy_to_keep,
        "newest": edition.published() or "",
        "up": up,
    }
    return PaperPage(values, files)


def copy_address(edition: Edition) -> str:
    """Where the file with a copy of the whole site stands in the English site."""
    return f"keep/{edition.authority.id}-local-offer.zip"


def copied_copy(edition: Edition) -> Mapping[str, Path]:
    """The file with a copy of the whole site by its address; none where the build was not asked for one."""
    return {copy_address(edition): edition.copy_to_keep} if edition.copy_to_keep else {}


def _print_all(
    edition: Edition,
) -> tuple[tuple[Offered, ...], tuple[Offered, ...], Mapping[str, bytes]]:
    """The booklets by theme and by area, and their files by address; none where they were not asked for."""
    if edition.printing is None:
        return (), (), {}
    groups = {"theme": theme_booklets(edition), "area": area_booklets(edition)}
    wanted = [
        (group, booklet, is_large)
        for group, booklets in groups.items()
        for booklet in booklets
        for is_large in (False, True)
    ]
    sheets = [_sheet(booklet, edition, edition.printing, is_large) for _group, booklet, is_large in wanted]
    prints: dict[str, Print] = {}
    files = {}
    for (group, booklet, is_large), pdf in zip(wanted, make_pdfs(sheets), strict=True):
        name = booklet_name(f"{group}-{booklet.id}", is_large=is_large)
        files[f"{_FOLDER}/{name}"] = pdf.content
        pages = ngettext("%(num)s page", "%(num)s pages", pdf.pages)
        prints[name] = Print(name, f"PDF, {pages}, {size_words(len(pdf.content))}")
    themes, areas = (
        tuple(
            Offered(
                one.title,
                prints[booklet_name(f"{group}-{one.id}", is_large=False)],
                prints[booklet_name(f"{group}-{one.id}", is_large=True)],
            )
            for one in booklets
        )
        for group, booklets in groups.items()
    )
    return themes, areas, files


def booklet_name(booklet: str, *, is_large: bool) -> str:
    """The name of a booklet's file."""
    return f"{booklet}{'-large-print' if is_large else ''}.pdf"


def size_words(number: int) -> str:
    """How big a file of *number* bytes is: `45 kB`, `1.2 MB`."""
    if number < 1_000_000:
        return f"{number_words(max(1, round(number / 1000)))} kB"
    tenths = round(number / 100_000)
    return f"{number_words(tenths // 10)}{f'.{tenths % 10}' if tenths % 10 and tenths < 100 else ''} MB"


def _guide(topic: str, edition: Edition) -> tuple[str, str] | None:
    """The address and the title of the council's own page about *topic*, if there is one."""
    entry = next((one for one in edition.offer.entries if one.topic == topic), None)
    return (up_from(PAPER) + entry_address(entry.id), entry.title) if entry else None


def printed_booklet(booklet: Booklet, edition: Edition, printing: Printing, *, is_large: bool) -> bytes:
    """The PDF of one booklet.

    Raises:
        NoPrinting: this machine cannot make PDFs.
        SiteBuilderError: there is nothing in it.
    """
    if not booklet.entries:
        raise SiteBuilderError(f'the booklet "{booklet.title}" would be empty')
    return make_pdf(_sheet(booklet, edition, printing, is_large)).content


def _sheet(booklet: Booklet, edition: Edition, printing: Printing, is_large: bool) -> Sheet:
    html = booklet_html(booklet, edition, is_large=is_large)
    return Sheet(html, printing.media, _("Page %(number)s", number="{number}"))
