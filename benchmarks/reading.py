"""Time how offers are read, checked and judged, beside the libraries that do less of it or take longer.

    python -m benchmarks.reading --entries 1500

Loaders and checks take turns entry by entry of one made-up offer, by processor time; a ratio is that of one
round, and its median is shown. Commands are started as an editor starts them. Councils are read on so many
processes at once, each as if it were another one.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import cerberus
import click
import yaml

from benchmarks.ground import ROOT, SCRATCH, Record, spread, start_record, verdict
from benchmarks.made_up_offer import AS_OF, AUTHORITY, make_project
from site_builder.content.accept_check import accept_mapping
from site_builder.content.checks import Rules, load_rules
from site_builder.content.days import JudgedDay
from site_builder.content.document import parse_document
from site_builder.content.offers import entry_files, read_offers
from site_builder.content.schema import ENTRY_KINDS
from site_builder.project import Project, open_project
from site_builder.standard.assess import assess, load_yardstick

LIMIT_READ = 0.6
LIMIT_CHECK = 1 / 30
LIMIT_HELP_SECONDS = 0.15
LIMIT_ONE_FILE_SECONDS = 0.3
LIMIT_ENTRY_MS = 0.25
NATION, OF_EACH = 153, 1_500


@dataclass(frozen=True, slots=True)
class Way:
    """One way to do a job: what it does to one entry, and the limit of its ratio to the first way."""

    name: str
    do: Callable[[int], object]
    limit: float | None = None


def time_ways(ways: Sequence[Way], entries: int, rounds: int) -> list[list[str]]:
    """A row for each way: microseconds an entry and the ratio to the first, in medians of *rounds*."""
    seconds: list[list[float]] = [[] for _ in ways]
    for turn in range(rounds):
        # Who comes first takes turns too.
        for place in range(len(ways)):
            way = (place + turn) % len(ways)
            do = ways[way].do
            start = time.process_time()
            for number in range(entries):
                do(number)
            seconds[way].append(time.process_time() - start)
    rows = []
    for one_way, taken in zip(ways, seconds, strict=True):
        ratio = median(own / base for own, base in zip(taken, seconds[0], strict=True))
        each = spread([one / entries * 1_000_000 for one in taken])
        limit = "" if one_way.limit is None else f"{one_way.limit:.3f}"
        judged = "" if one_way.limit is None else verdict(ratio, one_way.limit)
        rows.append([one_way.name, each, f"{ratio:.3f}", limit, judged])
    return rows


def ways_to_read(files: Sequence[bytes]) -> list[Way]:
    def with_all_places(number: int) -> int:
        document, _ = parse_document(files[number], "entry.yaml")
        return len(document.spots) if document else 0

    return [
        Way("yaml.CSafeLoader: values alone", lambda number: yaml.load(files[number], yaml.CSafeLoader)),
        Way(
            "ours: values, the line of every key kept",
            lambda number: parse_document(files[number], "entry.yaml"),
            LIMIT_READ,
        ),
        Way("ours, and every place worked out", with_all_places),
    ]


def ways_to_check(files: Sequence[bytes], rules: Rules) -> list[Way]:
    facts: list[tuple[str, Any]] = []
    for one in files:
        document, problems = parse_document(one, "entry.yaml")
        if document is None or problems:
            raise click.ClickException("a made-up entry has a fault")
        kind = document.data["kind"]
        facts.append((kind, rules.schemas[kind].read(document).facts))
    judges = {kind: cerberus.Validator(dict(rules.schemas[kind].rules)) for kind in ENTRY_KINDS}
    checks = {kind: accept_mapping(rules.schemas[kind].rules) for kind in ENTRY_KINDS}

    def by_cerberus(number: int) -> None:
        kind, one = facts[number]
        if not judges[kind].validate(one, normalize=False):
            raise click.ClickException("Cerberus refuses a made-up entry")

    def by_us(number: int) -> None:
        kind, one = facts[number]
        if not checks[kind](one):
            raise click.ClickException("the check refuses a made-up entry")

    return [
        Way("Cerberus, normalize=False", by_cerberus),
        Way("the check made from the same schema", by_us, LIMIT_CHECK),
    ]


def time_commands(project: Path, entries: int, rounds: int) -> list[list[str]]:
    """A row for each command: seconds from start to end, and of the processor, beside Python alone."""
    files = entry_files(open_project(project).entries_folder(AUTHORITY))
    changed = files[len(files) // 2]
    builder = [sys.executable, "-m", "site_builder"]
    commands: list[tuple[str, list[str], float | None]] = [
        ("Python alone", [sys.executable, "-c", ""], None),
        ("local-offer --help", [*builder, "--help"], LIMIT_HELP_SECONDS),
        (
            f"local-offer check of one entry of {entries:,}",
            [*builder, "check", str(changed), "--project", str(project)],
            LIMIT_ONE_FILE_SECONDS,
        ),
    ]
    # Modules are compiled once, as where the command is installed.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    taken: list[list[float]] = [[] for _ in commands]
    worked: list[list[float]] = [[] for _ in commands]
    for turn in range(rounds + 1):
        for place, (_, command, _) in enumerate(commands):
            start, before = time.perf_counter(), _seconds_of_children()
            subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=True)
            if turn:
                taken[place].append(time.perf_counter() - start)
                worked[place].append(_seconds_of_children() - before)
    return [
        [
            name,
            spread(seconds, 2),
            spread(processor, 2),
            "" if limit is None else f"{limit:.2f}",
            "" if limit is None else verdict(median(seconds), limit),
        ]
        for (name, _, limit), seconds, processor in zip(commands, taken, worked, strict=True)
    ]


def _seconds_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@dataclass(frozen=True, slots=True)
class Council:
    """What one council took: its entries, and seconds of a processor to read and check, and to judge."""

    entries: int
    reading: float
    judging: float


def read_and_judge(project: Path) -> Council:
    """Read, check and judge the offer in *project*, as for the first time."""
    rules = load_rules()
    start = time.process_time()
    offers, problems = read_offers(Project(project), rules, JudgedDay(None, AS_OF))
    read = time.process_time()
    if problems:
        raise click.ClickException(f"a made-up offer has a fault: {problems[0].message}")
    assess(offers[0], load_yardstick(rules), on=AS_OF)
    return Council(len(offers[0].entries), read - start, time.process_time() - read)


def time_councils(project: Path, councils: int, processes: int) -> list[list[str]]:
    """One row: so many councils on so many processes."""
    with ProcessPoolExecutor(processes) as pool:
        list(pool.map(read_and_judge, [project] * processes))
        start = time.perf_counter()
        done = list(pool.map(read_and_judge, [project] * councils))
        wall = time.perf_counter() - start
    entries = sum(one.entries for one in done)
    each = wall / entries * 1_000
    return [
        [
            f"{councils} x {done[0].entries:,} on {processes} processes",
            f"{wall:.1f}",
            f"{each:.3f}",
            f"{sum(one.reading for one in done) / entries * 1_000:.3f}",
            f"{sum(one.judging for one in done) / entries * 1_000:.3f}",
            f"{LIMIT_ENTRY_MS:.2f}",
            verdict(each, LIMIT_ENTRY_MS),
        ]
    ]


def measure(
    entries: int,
    of_each: int,
    councils: int,
    rounds: int,
    processes: int,
    record: Record,
    scratch: Path,
) -> None:
    """Print every table; the projects are made up below *scratch*."""
    project, council = scratch / "reading", scratch / "reading-council"
    for folder, number in ((project, entries), (council, of_each)):
        shutil.rmtree(folder, ignore_errors=True)
        make_project(folder, number)
    files = [path.read_bytes() for path in entry_files(Project(project).entries_folder(AUTHORITY))]
    rules = load_rules()
    for title, ways in (
        ("Read an entry", ways_to_read(files)),
        ("Check an entry by its schema", ways_to_check(files, rules)),
    ):
        headings = (title, "microseconds", "ratio", "at most", "")
        record.show("", headings, time_ways(ways, len(files), rounds))
    of_commands = ("A command, from start to end", "seconds", "processor", "at most", "")
    record.show("", of_commands, time_commands(project, entries, rounds))
    of_councils = ("Councils", "seconds", "ms an entry", "CPU to read", "CPU to judge", "at most", "")
    record.show("", of_councils, time_councils(council, councils, processes))


@click.command()
@click.option("--entries", type=click.IntRange(1), default=2_000, show_default=True)
@click.option("--rounds", type=click.IntRange(1), default=5, show_default=True)
@click.option("--councils", type=click.IntRange(1), default=10, show_default=True)
@click.option(
    "--of-each", type=click.IntRange(1), default=OF_EACH, show_default=True, help="Entries of each."
)
@click.option("--processes", type=click.IntRange(1), default=2, show_default=True)
@click.option("--full", is_flag=True, help=f"All {NATION} councils.")
@click.option("--tiny", is_flag=True, help="Two small councils and one round, to see that all of it runs.")
@click.option("--scratch", type=click.Path(path_type=Path, file_okay=False), default=SCRATCH)
def main(
    entries: int,
    rounds: int,
    councils: int,
    of_each: int,
    processes: int,
    full: bool,
    tiny: bool,
    scratch: Path,
) -> None:
    """Time reading, checking and judging."""
    if tiny:
        entries, rounds, councils, of_each = 24, 1, 2, 24
    if full:
        councils = NATION
    record = start_record(
        "reading",
        f"python -m benchmarks.reading --entries {entries} --rounds {rounds} --councils {councils} "
        f"--of-each {of_each} --processes {processes}",
    )
    measure(entries, of_each, councils, rounds, processes, record, scratch)
    record.save(scratch)


if __name__ == "__main__":
    main()
