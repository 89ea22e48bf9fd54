"""Weigh built pages: the HTML of entries, and all that a first visit to each kind of page brings.

    python -m benchmarks.weights --entries 500

A first visit is a browser with a new profile that opens one page, through a host that gzips; every
request counts, headers and all. The peer is a default page of Material for MkDocs with the text of the
same entry, its fonts left out.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import click

from benchmarks.browsers import open_browser
from benchmarks.ground import (
    ROOT,
    SCRATCH,
    Record,
    build,
    kilobytes,
    percentile,
    prepare,
    start_record,
    verdict,
)
from benchmarks.host import Host, Sent, serve
from site_builder.audit.site_pages import page_files

LIMIT_ENTRY = 20_000
LIMIT_FIRST_LOAD = 60_000
SETTLED_SECONDS = 0.5

MKDOCS = """\
site_name: The peer
theme: {name: material, font: false}
use_directory_urls: false
"""


@dataclass(frozen=True, slots=True)
class FirstLoad:
    """What the first visit to a page brings: bytes on the wire of each kind, and the requests."""

    page: str
    html: int
    styles: int
    scripts: int
    other: int
    requests: int

    @property
    def all(self) -> int:
        return self.html + self.styles + self.scripts + self.other


def first_load(host: Host, page: str) -> FirstLoad:
    """Open *page* of *host* in a new browser, until it has asked for nothing for half a second."""
    start = time.time()
    with open_browser() as browser:
        browser.get(host.root + page)
        while time.time() - max(one.at for one in host.sent_since(start)) < SETTLED_SECONDS:
            time.sleep(0.1)
    sent = host.sent_since(start)
    return FirstLoad(
        page,
        html=_bytes(sent, ".html"),
        styles=_bytes(sent, ".css"),
        scripts=_bytes(sent, ".js"),
        other=sum(one.size for one in sent if not one.path.endswith((".html", ".css", ".js"))),
        requests=len(sent),
    )


def _bytes(sent: Sequence[Sent], suffix: str) -> int:
    return sum(one.size for one in sent if one.path.endswith(suffix))


def kinds_of_pages(site: Path) -> Iterator[tuple[str, str]]:
    """Each kind of page and the heaviest page of it: a folder of the site is a kind."""
    yield "home", "index.html"
    every = page_files(site)
    for folder in sorted(path for path in site.iterdir() if path.is_dir()):
        pages = [page for page in every if page.is_relative_to(folder)]
        if folder.name == "support":
            yield "entry", _heaviest(pages, site)
            continue
        whole = [page for page in pages if page.parent == folder]
        parts = [page for page in pages if page.parent != folder]
        if whole:
            yield folder.name, _heaviest(whole, site)
        if parts:
            yield f"{folder.name}, one of its pages", _heaviest(parts, site)


def _heaviest(pages: Sequence[Path], site: Path) -> str:
    return max(sorted(pages), key=lambda page: page.stat().st_size).relative_to(site).as_posix()


def entry_sizes(site: Path) -> dict[str, int]:
    """The bytes of HTML of every entry's page, not gzipped."""
    return {
        path.relative_to(site).as_posix(): path.stat().st_size
        for path in sorted((site / "support").rglob("index.html"))
    }


def material_page(entry: Mapping[str, Any], folder: Path) -> Path:
    """A site of one page, as Material for MkDocs makes it by default, with the text of *entry*.

    Raises:
        click.ClickException: MkDocs gave up.
    """
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "docs").mkdir(parents=True)
    (folder / "mkdocs.yml").write_text(MKDOCS, encoding="utf-8")
    text = f"# {entry['title']}\n\n{entry['summary']}\n\n{entry.get('description', '')}\n"
    (folder / "docs" / "index.md").write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--quiet"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise click.ClickException(f"the peer could not be built:\n{done.stderr}")
    return folder / "site"


LOADS_HEADINGS = (
    "first visit to",
    "HTML",
    "styles",
    "scripts",
    "other",
    "all",
    "requests",
    "/ peer",
    "scripts' part",
    f"{kilobytes(LIMIT_FIRST_LOAD)}?",
)


def loads_rows(loads: Sequence[tuple[str, FirstLoad]], peer: FirstLoad) -> list[tuple[str, ...]]:
    return [
        (
            kind,
            *map(kilobytes, (one.html, one.styles, one.scripts, one.other, one.all)),
            str(one.requests),
            f"{one.all / peer.all:.2f}",
            f"{one.scripts / one.all:.0%}",
            verdict(one.all, LIMIT_FIRST_LOAD),
        )
        for kind, one in loads
    ]


def weigh(name: str, site: Path, peer: FirstLoad, most_kinds: int, record: Record) -> None:
    """Print what the pages of *site* weigh, of *most_kinds* kinds at most."""
    sizes = entry_sizes(site)
    heaviest = max(sizes, key=lambda page: sizes[page])
    record.note(f"**{name}: {len(sizes):,} entries**")
    values = list(sizes.values())
    rows = [
        ("heaviest", kilobytes(sizes[heaviest]), verdict(sizes[heaviest], LIMIT_ENTRY)),
        (
            "95 in 100 are under",
            kilobytes(percentile(values, 0.95)),
            verdict(percentile(values, 0.95), LIMIT_ENTRY),
        ),
        ("median", kilobytes(percentile(values, 0.5)), verdict(percentile(values, 0.5), LIMIT_ENTRY)),
    ]
    record.show("", ("HTML of an entry", "bytes", f"{kilobytes(LIMIT_ENTRY)}?"), rows)
    over = [page for page, size in sizes.items() if size > LIMIT_ENTRY]
    record.note(
        f"Heaviest: {heaviest}. Over the limit: {len(over)}{': ' if over else ''}{', '.join(over[:5])}"
    )
    with serve(site) as host:
        loads = [(kind, first_load(host, page)) for kind, page in islice(kinds_of_pages(site), most_kinds)]
    loads.append(("peer: the same entry's text in Material", peer))
    record.show("", LOADS_HEADINGS, loads_rows(loads, peer))
    record.note("Find support has its own limit, until the first result: see benchmarks.find.")


@click.command()
@click.option("--entries", default=500, show_default=True, help="How many entries are made up.")
@click.option("--full", is_flag=True, help="3,000 entries.")
@click.option("--most-kinds", default=100, help="Open pages of so many kinds only.")
@click.option(
    "--scratch", type=click.Path(path_type=Path), default=SCRATCH, help="Where offers and sites are made."
)
def main(entries: int, full: bool, most_kinds: int, scratch: Path) -> None:
    """Weigh the pages of the demonstration and of a made-up offer."""
    count = 3000 if full else entries
    click.echo("\n# What pages weigh\n")
    record = start_record("weights", f"python -m benchmarks.weights --entries {count}")
    ground = prepare(count, scratch)
    with serve(material_page(ground.entries[0], scratch / "material")) as host:
        peer = first_load(host, "index.html")
    demonstration = scratch / "demonstration"
    shutil.rmtree(demonstration, ignore_errors=True)
    shutil.copytree(ROOT / "offer_content", demonstration / "offer_content")
    build(demonstration, "northmere")
    weigh("The demonstration", demonstration / "site", peer, most_kinds, record)
    weigh("A made-up offer", ground.site, peer, most_kinds, record)
    record.save(scratch)


if __name__ == "__main__":
    main()
