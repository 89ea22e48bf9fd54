"""Write the figures of the last runs into `docs/performance.md`, so that nobody types one.

    python -m benchmarks.performance_page

Each benchmark keeps what it printed in `build/bench/<its name>.json`. The page has two marks for each; what
stands between them is replaced. Where a benchmark was not run, its figures stay as they are.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import click

from benchmarks.ground import ROOT, SCRATCH, Machine, table
from benchmarks.marked_page import with_part
from site_builder.content.days import day_words

PAGE = ROOT / "docs" / "performance.md"
WRITER = "benchmarks.performance_page"
BENCHMARKS = ("whole_build", "reading", "damage", "find", "weights", "nation")
"""Those whose figures the page has, in its order."""


def with_figures(page: str, records: Mapping[str, Mapping[str, Any]]) -> str:
    """*page* with the figures of each record between the marks of its benchmark.

    Raises:
        click.ClickException: a mark is missing.
    """
    for name, record in records.items():
        page = with_part(page, name, WRITER, "\n".join(_lines(record)))
    return page


def _lines(record: Mapping[str, Any]) -> Iterator[str]:
    machine = Machine(**record["machine"])
    yield f"Run on {day_words(date.fromisoformat(machine.day))}: {machine}.\n"
    yield f"    {record['command']}\n"
    for part in record["parts"]:
        if "note" in part:
            yield f"{part['note']}\n"
            continue
        if part["title"]:
            yield f"{part['title']}.\n"
        yield f"{table(part['headings'], part['rows'])}\n"


def read_records(scratch: Path) -> dict[str, Mapping[str, Any]]:
    """What each benchmark kept below *scratch*, as far as it was run."""
    paths = {name: scratch / f"{name}.json" for name in BENCHMARKS}
    return {name: json.loads(path.read_text("utf-8")) for name, path in paths.items() if path.is_file()}


@click.command()
@click.option("--page", type=click.Path(path_type=Path, dir_okay=False, exists=True), default=PAGE)
@click.option("--scratch", type=click.Path(path_type=Path, file_okay=False), default=SCRATCH)
def main(page: Path, scratch: Path) -> None:
    """Write the figures of the last runs into the page on performance."""
    records = read_records(scratch)
    page.write_text(with_figures(page.read_text("utf-8"), records), encoding="utf-8")
    click.echo(f"{page.as_posix()} has the figures of: {', '.join(records) or 'no run'}")


if __name__ == "__main__":
    main()
