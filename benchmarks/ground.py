"""The ground that every benchmark stands on: an invented offer, its built site, and the machine."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import click

from benchmarks.browsers import browser_version
from benchmarks.made_up_offer import AUTHORITY, entries_facts, make_project
from site_builder.content.vocabulary import load_vocabularies

ROOT = Path(__file__).resolve().parent.parent
SCRATCH = ROOT / "build" / "bench"


@dataclass(frozen=True, slots=True)
class Ground:
    """An invented offer of so many entries, and its built site.

    The build took `seconds`, of which the processor spent `search_seconds` on the files of Find support.
    """

    entries: tuple[Mapping[str, Any], ...]
    project: Path
    site: Path
    seconds: float
    search_seconds: float


def prepare(entries: int, scratch: Path) -> Ground:
    """Make up *entries* entries below *scratch*, and build their site with the code as it is now.

    Raises:
        click.ClickException: the build failed.
    """
    project = scratch / str(entries)
    shutil.rmtree(project, ignore_errors=True)
    make_project(project, entries)
    start = time.perf_counter()
    search_seconds = float(_run("benchmarks.timed_build", str(project), AUTHORITY))
    seconds = time.perf_counter() - start
    facts = tuple(entries_facts(entries, load_vocabularies()))
    return Ground(facts, project, project / "site", seconds, search_seconds)


def build(project: Path, authority: str, *options: str) -> None:
    """Build the site of *authority* alone.

    Raises:
        click.ClickException: the build failed.
    """
    _run("site_builder", "build", authority, "--project", str(project), *options)


def _run(module: str, *arguments: str) -> str:
    """Run *module* in a process of its own, so that no memory of it is left in this one; what it printed."""
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise click.ClickException(f"the site could not be built:\n{done.stderr}")
    return done.stdout


def say_where(command: str) -> None:
    """Print what has to be known to repeat a run: the command, the machine, the browser."""
    click.echo(f"To repeat: {command}")
    click.echo(
        f"Here: {os.cpu_count()} processors, {browser_version()}, Python {platform.python_version()}, "
        f"load {os.getloadavg()[0]:.1f} before the run. Compare figures of one run only."
    )


def table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table in Markdown, with its columns in line; all but the first to the right."""
    widths = [max(len(row[column]) for row in (headings, *rows)) for column in range(len(headings))]

    def line(row: Sequence[str]) -> str:
        first, *others = (
            text.ljust(width) if column == 0 else text.rjust(width)
            for column, (text, width) in enumerate(zip(row, widths, strict=True))
        )
        return f"| {' | '.join((first, *others))} |"

    rule = "|".join(("-" * (widths[0] + 2), *(f"{'-' * (width + 1)}:" for width in widths[1:])))
    return "\n".join((line(headings), f"|{rule}|", *map(line, rows)))


def spread(values: Sequence[float], digits: int = 0) -> str:
    """The median, and the least and the most beside it."""
    if not values:
        return "-"
    return f"{median(values):,.{digits}f} ({min(values):,.{digits}f}-{max(values):,.{digits}f})"


def percentile(values: Sequence[float], share: float) -> float:
    """The value that *share* of *values* do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def kilobytes(size: float) -> str:
    return f"{size / 1000:,.1f} kB"


def verdict(value: float, limit: float) -> str:
    return "within" if value <= limit else "over"
