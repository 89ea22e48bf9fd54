"""Write what the last trials found into `docs/reliability.md`, so that nobody types it.

    python -m trials.reliability_page

Each trial keeps its rows in `build/trials/<its name>.json`. They take the place of that trial's rows in the
table; those of a trial that was not run here stay as they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import click

from benchmarks.marked_page import marked_part, with_part
from site_builder.content.days import day_words
from trials.record import RECORDS, Row, read_records

PAGE = Path(__file__).resolve().parent.parent / "docs" / "reliability.md"
WRITER = "trials.reliability_page"
PART = "trials"
HEADINGS = ("promise", "how tried", "how many", "result", "date", "trial")


def with_trials(page: str, records: Mapping[str, Sequence[Row]]) -> str:
    """*page* with the rows of *records* in its table, by the names of the trials.

    Raises:
        click.ClickException: a mark of the table is missing.
    """
    rows = _rows(marked_part(page, PART, WRITER)) | {
        name: [_line(name, row) for row in rows] for name, rows in records.items()
    }
    lines = [line for name in sorted(rows) for line in rows[name]]
    rule = "| --- | --- | ---: | --- | --- | --- |"
    return with_part(page, PART, WRITER, "\n".join((f"| {' | '.join(HEADINGS)} |", rule, *lines, "")))


def _rows(part: str) -> dict[str, list[str]]:
    """The lines that the table has now, by the trial that its last cell names."""
    found: dict[str, list[str]] = {}
    for line in part.splitlines()[3:]:
        if line.startswith("|"):
            found.setdefault(line.strip("|").split("|")[-1].strip(" `"), []).append(line)
    return found


def _line(name: str, row: Row) -> str:
    day = day_words(date.fromisoformat(row.date))
    cells = (row.promise, row.how, f"{row.tried:,}", row.result, day, f"`{name}`")
    return f"| {' | '.join(_cell(one) for one in cells)} |"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


@click.command()
@click.option("--page", type=click.Path(path_type=Path, dir_okay=False, exists=True), default=PAGE)
@click.option("--records", type=click.Path(path_type=Path, file_okay=False), default=RECORDS)
def main(page: Path, records: Path) -> None:
    """Write what the last trials found into the page on reliability."""
    found = read_records(records)
    page.write_text(with_trials(page.read_text("utf-8"), found), encoding="utf-8")
    click.echo(f"{page.as_posix()} has the rows of: {', '.join(found) or 'no trial of this machine'}")


if __name__ == "__main__":
    main()
