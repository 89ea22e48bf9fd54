"""Give other searches the same entry pages: Pagefind over them, and lunr as MkDocs' own search uses it."""

from __future__ import annotations

import html
import json
import re
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import mkdocs.contrib.search

from benchmarks.browsers import PAGES, Contender

PAGEFIND = Contender("plain Pagefind", "pagefind.html", "#words", "#results > li", "#results, #counts")
PAGEFIND_IN_PAGE = Contender(
    "Pagefind in our page", "find/index.html", "#find-words", "#find-results > li.found", "#find-results"
)
PAGEFIND_UI = Contender(
    "Pagefind's own page",
    "pagefind-ui.html",
    ".pagefind-ui__search-input",
    ".pagefind-ui__result-link",
    ".pagefind-ui__drawer",
)
LUNR = Contender(
    "lunr (MkDocs' search)",
    "lunr.html",
    "#mkdocs-search-query",
    "#mkdocs-search-results article",
    "#mkdocs-search-results",
    asks_again=True,
)

_MAIN = re.compile(r"<main [^>]*>")
_SCRIPT = re.compile(r"<script\b[^>]*></script>")
_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
_TITLE = re.compile(r"<h1[^>]*>(.*?)</h1>", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Index:
    """What an index took to make, and what it is: seconds of processors, megabytes, bytes and files."""

    seconds: float
    size: int
    files: int


def make_peers(site: Path, entries: Iterable[Mapping[str, Any]], folder: Path) -> tuple[Index, Index]:
    """Make in *folder* the pages and indexes of the peers over the entry pages of the built *site*.

    The entry pages are copied and marked as Pagefind asks: what of a page to search, and the values of its
    filters. Gives what Pagefind's index took, and lunr's file (its index is made in the browser).
    """
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(PAGES, folder)
    documents = []
    for facts in entries:
        place = f"support/{facts['id']}/index.html"
        page = (site / place).read_text(encoding="utf-8")
        target = folder / place
        target.parent.mkdir(parents=True)
        target.write_text(_marked(page, facts), encoding="utf-8")
        documents.append({"location": place, **_texts(page)})
    shutil.copytree(site / "assets", folder / "assets")
    (folder / "find").mkdir()
    find = (site / "find" / "index.html").read_text(encoding="utf-8")
    (folder / "find" / "index.html").write_text(_with_pagefind(find), encoding="utf-8")
    shutil.copytree(Path(mkdocs.contrib.search.__file__).parent / "templates" / "search", folder / "search")
    settings = {"lang": ["en"], "separator": r"[\s\-]+", "min_search_length": 3}
    index = folder / "search" / "search_index.json"
    index.write_text(
        json.dumps({"config": settings, "docs": documents}, separators=(",", ":")), encoding="utf-8"
    )
    return _index_by_pagefind(folder), Index(0.0, index.stat().st_size, 1)


def _marked(page: str, facts: Mapping[str, Any]) -> str:
    """*page* with Pagefind's marks: the main part, and a filter for need, kind, cost and each year of age."""
    values = [("need", one) for one in facts.get("needs", ())]
    values += [("kind", one) for one in facts.get("service_types", ())]
    values += [("cost", facts["cost"]["to_family"])] if "cost" in facts else []
    values += (
        [("age", str(year)) for year in range(facts["ages"]["from"], facts["ages"]["to"] + 1)]
        if "ages" in facts
        else []
    )
    marks = "".join(f'<span data-pagefind-filter="{name}:{value}"></span>' for name, value in values)
    return _MAIN.sub(
        lambda found: found[0].replace("<main ", "<main data-pagefind-body ") + marks, page, count=1
    )


def _with_pagefind(page: str) -> str:
    """The page of Find support with Pagefind in place of its own scripts.

    Its policy for scripts goes too: Pagefind is a program in WebAssembly, which `default-src 'self'` forbids.
    """
    bare = _POLICY.sub("", _SCRIPT.sub("", page))
    return bare.replace("</head>", '<script type="module" src="../pagefind-page.js"></script></head>')


def _texts(page: str) -> dict[str, str]:
    """The title and the words of a page, as MkDocs' search has them."""
    main = page[page.index("<main ") : page.index("</main>")]
    title = _TITLE.search(main)
    return {"title": _words(title[1] if title else ""), "text": _words(_TITLE.sub("", main))}


def _words(markup: str) -> str:
    return _SPACE.sub(" ", html.unescape(_TAG.sub(" ", markup))).strip()


def _index_by_pagefind(folder: Path) -> Index:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "pagefind", "--site", str(folder), "--glob", "support/**/*.html"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise click.ClickException(f"Pagefind gave up: {done.stderr or done.stdout}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    files = [
        path
        for path in (folder / "pagefind").rglob("*")
        if path.suffix in (".pf_index", ".pf_meta", ".pf_fragment", ".pf_filter")
    ]
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Index(seconds, sum(path.stat().st_size for path in files), len(files))
