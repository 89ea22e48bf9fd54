"""List the pages of a site for search engines (https://www.sitemaps.org/protocol.html)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from urllib.parse import urljoin, urlsplit
from xml.sax.saxutils import escape

SITEMAP = "sitemap.xml"
ROBOTS = "robots.txt"

MOST_PAGES = 50_000
"""How many pages the protocol lets one file have."""

_NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'


def sitemap_files(home: str, pages: Sequence[tuple[str, date | None]]) -> dict[str, str]:
    """The text of the files that list *pages*, by address; and `robots.txt` where robots look for it.

    Args:
        home: the whole web address of the site, with its slash.
        pages: the whole address of each, and the day it was last checked, where that is known.
    """
    files: dict[str, str] = {}
    if len(pages) <= MOST_PAGES:
        files[SITEMAP] = _pages(pages)
    else:
        parts = [pages[start : start + MOST_PAGES] for start in range(0, len(pages), MOST_PAGES)]
        names = [f"sitemap-{number}.xml" for number in range(1, len(parts) + 1)]
        files[SITEMAP] = sitemap_index(home + name for name in names)
        files |= {name: _pages(part) for name, part in zip(names, parts, strict=True)}
    if urlsplit(home).path == "/":
        files[ROBOTS] = f"User-agent: *\nAllow: /\n\nSitemap: {urljoin(home, SITEMAP)}\n"
    return files


def sitemap_index(addresses: Iterable[str]) -> str:
    """A list of other lists, each by its whole web address."""
    listed = "".join(f"<sitemap><loc>{escape(one)}</loc></sitemap>\n" for one in addresses)
    return f"{_DECLARATION}<sitemapindex {_NAMESPACE}>\n{listed}</sitemapindex>\n"


def _pages(pages: Iterable[tuple[str, date | None]]) -> str:
    listed = "".join(
        f"<url><loc>{escape(address)}</loc>"
        + (f"<lastmod>{checked.isoformat()}</lastmod>" if checked else "")
        + "</url>\n"
        for address, checked in pages
    )
    return f"{_DECLARATION}<urlset {_NAMESPACE}>\n{listed}</urlset>\n"
