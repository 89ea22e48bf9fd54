"""The ground that every benchmark stands on: an invented offer, its built site, and the machine."""

from __future__ import annotations

import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

import click

from benchmarks.browsers import browser_version
from benchmarks.made_up_offer import AUTHORITY, entries_facts, make_project
from site_builder.content.vocabulary import load_vocabularies

ROOT = Path(__file__).resolve().parent.parent
SCRATCH = ROOT / "build" / "bench"
IN_MEMORY = Path("/dev/shm")
"""A file system in memory, where the system has one."""


@dataclass(frozen=True, slots=True)
class Ground:
    """An invented offer of so many entries, and its built site.

    The build took `seconds`; the files of Find support take `search_seconds` of one processor.
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
    build(project, AUTHORITY)
    seconds = time.perf_counter() - start
    search_seconds = float(run_module("benchmarks.search_seconds", str(project), AUTHORITY))
    facts = tuple(entries_facts(entries, load_vocabularies()))
    return Ground(facts, project, project / "site", seconds, search_seconds)


def build(project: Path, authority: str, *options: str) -> None:
    """Build the site of *authority* alone.

    Raises:
        click.ClickException: the build failed.
    """
    run_module("site_builder", "build", authority, "--project", str(project), *options)


def run_module(module: str, *arguments: str) -> str:
    """Run *module* in a process of its own, so that no memory of it is left in this one; what it printed."""
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise click.ClickException(f"the site could not be built:\n{done.stderr}")
    return done.stdout


@dataclass(frozen=True, slots=True)
class Machine:
    """Where and when a run was made; `load` is the system's average of the minute before it."""

    day: str
    processors: int
    processor: str
    memory_gb: float | None
    system: str
    python: str
    browser: str
    load: float

    def __str__(self) -> str:
        processor = f" ({self.processor})" if self.processor else ""
        memory = f", {self.memory_gb:.0f} GB" if self.memory_gb else ""
        return (
            f"{self.processors} processors{processor}{memory}, {self.system}, Python {self.python}, "
            f"{self.browser}, load {self.load:.1f} before the run"
        )


def this_machine() -> Machine:
    return Machine(
        datetime.now(UTC).date().isoformat(),
        os.cpu_count() or 1,
        _told_by("/proc/cpuinfo", r"^model name\s*: (.+)$"),
        int(_told_by("/proc/meminfo", r"^MemTotal:\s+(\d+) kB$") or 0) / 1e6 or None,
        platform.system(),
        platform.python_version(),
        browser_version(),
        os.getloadavg()[0],
    )


def free_memory() -> int:
    """Bytes of memory that programs could still have; 0 where the system does not tell."""
    return int(_told_by("/proc/meminfo", r"^MemAvailable:\s+(\d+) kB$") or 0) * 1_000


def _told_by(path: str, pattern: str) -> str:
    try:
        found = re.search(pattern, Path(path).read_text(encoding="utf-8"), re.MULTILINE)
    except OSError:
        return ""
    return found[1] if found else ""


@contextmanager
def room(size: int, scratch: Path) -> Iterator[tuple[Path, str]]:
    """A new folder for about *size* bytes, and what file system it is on, in words; gone at the end.

    It is in memory where the system has such a file system and half of what is free is enough; else below
    *scratch*.
    """
    in_memory = IN_MEMORY.is_dir() and size * 2 < min(free_memory(), shutil.disk_usage(IN_MEMORY).free)
    where = IN_MEMORY if in_memory else scratch
    where.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="local-offer-bench-", dir=where) as folder:
        yield Path(folder), "a memory file system" if in_memory else "the disk"


@dataclass(slots=True)
class Record:
    """What one run of a benchmark printed, kept for `docs/performance.md` and for programs.

    Each part is a table (its title, headings and rows) or a note. `figures` are the numbers behind them.
    """

    name: str
    command: str
    machine: Machine
    parts: list[dict[str, Any]] = field(default_factory=list)
    figures: dict[str, Any] = field(default_factory=dict)

    def show(self, title: str, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Print a table, and keep it."""
        click.echo(f"\n{title}\n\n{table(headings, rows)}" if title else f"\n{table(headings, rows)}")
        self.parts.append({"title": title, "headings": list(headings), "rows": [list(one) for one in rows]})

    def note(self, text: str) -> None:
        """Print a paragraph, and keep it."""
        click.echo(f"\n{text}")
        self.parts.append({"note": text})

    def save(self, scratch: Path) -> None:
        """Write all of it below *scratch*, under the name of the benchmark."""
        scratch.mkdir(parents=True, exist_ok=True)
        path = scratch / f"{self.name}.json"
        kept = {"format_version": 1, **asdict(self)}
        path.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        click.echo(f"\nKept in {path.as_posix()}")


def start_record(name: str, command: str) -> Record:
    """Print what has to be known to repeat a run, and begin to keep it under the name of its benchmark."""
    return Record(name, command, say_where(command))


def say_where(command: str) -> Machine:
    """Print what has to be known to repeat a run: the command, the machine, the browser."""
    machine = this_machine()
    click.echo(f"To repeat: {command}")
    click.echo(f"Here: {machine}. Compare figures of one run only.")
    return machine


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
