"""Turn the HTML of a booklet into a tagged PDF with WeasyPrint, from that HTML and pictures alone."""

from __future__ import annotations

import gc
import hashlib
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from site_builder.errors import SiteBuilderError
from site_builder.pages.quick_printing import (
    compress_as_hard_as_pays,
    compress_streams,
    quicken_printing,
)
from site_builder.shipped import shipped

VARIANT = "pdf/ua-1"
"""PDF/UA-1 (ISO 14289-1): tagged, with a title and a language, so that a screen reader can read it."""

PICTURES = "media/"
"""Where a booklet's HTML has its pictures. Every other address is refused."""

FEW = 8
"""How many booklets at least a core is given: for fewer it does not pay to start another Python."""

PRINT_FLAG = 4
"""What says of a link that paper has it as the screen has (ISO 32000-1, 12.5.3)."""

_HOME = "http://booklet.invalid/"
"""What relative addresses start from. It is never asked: the name is reserved for names that lead nowhere."""

_INSTALL_LIBRARY = 'pip install "local-offer[print]"'
_INSTALL_SYSTEM = (
    "sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-liberation "
    "(Debian, Ubuntu); brew install pango (macOS)"
)


class NoPrinting(SiteBuilderError):
    """This machine cannot make PDFs; the text says what to install."""


@cache
def _weasyprint() -> Any:
    try:
        import weasyprint
    except ImportError as missing:
        raise NoPrinting(f"booklets need {missing.name or 'WeasyPrint'}; run: {_INSTALL_LIBRARY}") from None
    except OSError as missing:
        # So it ends where WeasyPrint is there and a library that it loads is not.
        what = str(missing).partition(":")[0].strip()
        raise NoPrinting(
            f"booklets need Pango, which is no part of Python ({what}); run: {_INSTALL_SYSTEM}"
        ) from None
    compress_as_hard_as_pays()
    quicken_printing()
    return weasyprint


def check_printing() -> None:
    """Do nothing where PDFs can be made.

    Raises:
        NoPrinting: the library, or what it needs of the system, is not there.
    """
    _weasyprint()


@dataclass(frozen=True, slots=True)
class Pdf:
    """A file, and how many pages it has."""

    content: bytes
    pages: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a PDF is made of.

    `html` is a whole page: its language, title and dates become those of the PDF. `media` is the folder of
    the pictures that it names as `media/NAME`. `page_words` are the words for a page, with `{number}` in
    them: a link inside the booklet is described by them.
    """

    html: str
    media: Path
    page_words: str


def make_pdfs(sheets: Sequence[Sheet]) -> list[Pdf]:
    """The PDF of each of *sheets*, in their order, made on all cores of this machine.

    Raises:
        NoPrinting: the library, or what it needs of the system, is not there.
    """
    workers = min(len(sheets) // FEW, os.cpu_count() or 1)
    if workers < 2:
        return [make_pdf(one) for one in sheets]
    # Each begins as a new Python: a copy of this one could be taken while another thread holds a lock.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        return list(pool.map(make_pdf, sheets))


def make_pdf(sheet: Sheet) -> Pdf:
    """The PDF of *sheet*, tagged for screen readers; the same HTML, pictures and fonts give the same bytes.

    No file but those pictures is read, and no other machine is asked for anything.

    Raises:
        NoPrinting: the library, or what it needs of the system, is not there.
    """
    weasyprint = _weasyprint()
    html, fetcher = sheet.html, _fetcher_of(sheet.media.resolve())
    # An identifier of its own would be new each time.
    told = {"pdf_variant": VARIANT, "pdf_identifier": hashlib.sha256(html.encode()).hexdigest()[:32].encode()}
    with _without_collecting():
        page = weasyprint.HTML(string=html, base_url=_HOME, url_fetcher=fetcher, media_type="print")
        style = weasyprint.CSS(string=_stylesheet(), base_url=_HOME, url_fetcher=fetcher)
        document = page.render(stylesheets=[style], **told)
        content = bytes(document.write_pdf(finisher=partial(_finish, sheet.page_words), **told))
    return Pdf(content, len(document.pages))


def _finish(page_words: str, document: Any, pdf: Any) -> None:
    """What is done to *pdf* before it is written."""
    _describe_links(page_words, document, pdf)
    compress_streams(pdf)


def _describe_links(page_words: str, document: Any, pdf: Any) -> None:
    """Have each link printed, and describe those inside a booklet by the page that they lead to.

    Those who hear a booklet hear that. WeasyPrint gives the name of the anchor, which is for programs.
    """
    import pydyf

    page_of = {name: number for number, page in enumerate(document.pages, 1) for name in page.anchors}
    for one in pdf.objects:
        if not isinstance(one, pydyf.Dictionary) or one.get("Subtype") != "/Link":
            continue
        one["F"] = PRINT_FLAG
        if "Dest" in one:
            one["Contents"] = pydyf.String(page_words.format(number=page_of[one["Dest"].string]))


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Let nobody look for garbage among the boxes of a booklet, which are all in use: a tenth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@cache
def _stylesheet() -> str:
    return shipped("themes", "local_offer", "paper", "booklet.css").read_text(encoding="utf-8")


def _fetcher_of(media: Path) -> Any:
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class Pictures(URLFetcher):  # type: ignore[misc]
        """Gives a picture of the folder, and nothing else, whatever is asked."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            return URLFetcherResponse(url, picture_at(url, media).read_bytes())

    return Pictures()


def picture_at(url: str, media: Path) -> Path:
    """The file in *media* that *url* means.

    Raises:
        ValueError: it means no file there; WeasyPrint then shows the words that stand for the picture.
    """
    name = unquote(urlsplit(url).path).removeprefix(f"/{PICTURES}")
    path = (media / name).resolve()
    if not url.startswith(_HOME + PICTURES) or path.parent != media or not path.is_file():
        raise ValueError(f"{url} is no picture of this local offer")
    return path
