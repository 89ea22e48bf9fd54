"""Time how long a booklet takes, in usual letters and in large print.

    python -m benchmarks.booklet --entries 100

The demonstration offer of Northmere is printed as one list, and so is a made-up offer, of longer entries.
Neither has a peer, so it prints seconds, with the limit that they should keep.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import click

from benchmarks.ground import ROOT, SCRATCH, say_where, table, verdict
from benchmarks.made_up_offer import AS_OF, AUTHORITY, make_project
from site_builder.content.days import JudgedDay
from site_builder.pages.booklet import booklet_html, list_booklet
from site_builder.pages.pdf import Sheet, make_pdf
from site_builder.pages.publication import publish
from site_builder.project import Project, open_project

LIMIT_SECONDS = 15.0
"""For 100 entries."""


DEMONSTRATION = "northmere"


def measure(entries: int, scratch: Path) -> None:
    """Print the table; the made-up offer is made below *scratch*."""
    folder = scratch / "booklet"
    shutil.rmtree(folder, ignore_errors=True)
    rows = [
        *printed("Northmere's", open_project(ROOT), DEMONSTRATION, entries),
        *printed("made up", make_project(folder, entries), AUTHORITY, entries),
    ]
    headings = ("A booklet", "entries", "pages", "kB", "seconds", "processor", "at most", "")
    click.echo(f"\n{table(headings, rows)}")


def printed(whose: str, project: Project, authority: str, entries: int) -> Iterator[list[str]]:
    """A row for each size of letters: the first *entries* of *authority*'s offer as one list."""
    (edition,) = publish(project, authority=authority, day=JudgedDay(AS_OF, AS_OF)).editions
    booklet = list_booklet(",".join(list(edition.entries)[:entries]), edition)
    limit = LIMIT_SECONDS * len(booklet.entries) / 100
    for size, is_large in (("usual letters", False), ("large print", True)):
        start, worked = time.perf_counter(), time.process_time()
        html = booklet_html(booklet, edition, is_large=is_large)
        pdf = make_pdf(Sheet(html, project.media_folder(authority), "Page {number}"))
        seconds = time.perf_counter() - start
        yield [
            f"{whose}, {size}",
            f"{len(booklet.entries):,}",
            f"{pdf.pages:,}",
            f"{len(pdf.content) / 1_000:,.0f}",
            f"{seconds:.1f}",
            f"{time.process_time() - worked:.1f}",
            f"{limit:.1f}",
            verdict(seconds, limit),
        ]


@click.command()
@click.option("--entries", type=click.IntRange(1), default=100, show_default=True)
@click.option("--tiny", is_flag=True, help="Few entries, to see that all of it runs.")
@click.option("--scratch", type=click.Path(path_type=Path, file_okay=False), default=SCRATCH)
def main(entries: int, tiny: bool, scratch: Path) -> None:
    """Time booklets."""
    entries = 3 if tiny else entries
    say_where(f"python -m benchmarks.booklet --entries {entries}")
    measure(entries, scratch)


if __name__ == "__main__":
    main()
