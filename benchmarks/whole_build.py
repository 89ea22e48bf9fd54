"""Time the build of a whole site beside Hugo and MkDocs with Material, and beside itself when little changed.

    python -m benchmarks.whole_build --entries 2000

Each side is one command from start to end, and each starts with nothing of an earlier build: what is not
input is removed first. Input and output of all sides are on the same file system, in memory where the system
has such a one. Hugo makes the same pages from Markdown (`page_peers`); it reads no YAML of entries, checks
and judges nothing, and makes no search data. MkDocs makes the pages of the entries, and its search.

The sides take turns, and each round another comes first. A ratio is that of one round, and its median is
shown. Memory is the most that any one process of a command had.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

import click

from benchmarks.ground import (
    SCRATCH,
    Ground,
    Record,
    prepare,
    room,
    run_module,
    spread,
    start_record,
    verdict,
)
from benchmarks.made_up_nation import make_contents
from benchmarks.made_up_offer import AS_OF, AUTHORITY, entries_facts, make_project
from benchmarks.nation import run_stage
from benchmarks.page_peers import apart, make_hugo, make_material, weigh
from benchmarks.preview import time_previews
from benchmarks.where_time_goes import PARTS
from site_builder.content.document import dump_document
from site_builder.content.vocabulary import load_vocabularies
from site_builder.pages.edition import entry_address
from site_builder.project import Project

COLD, UNCHANGED, CHANGED = "ours, cold", "ours, nothing changed", "ours, 1 in 100 entries changed"
HUGO, MATERIAL = "Hugo, the same pages", "MkDocs with Material and its search, entries only"
SMALLEST, EMPTY = "ours, cold, the fewest entries", "ours, cold, no entries"

LIMIT_HUGO = {2_000: 1.0, 8_000: 0.5}
LIMIT_MATERIAL = {2_000: 1 / 10, 8_000: 1 / 15}
LIMIT_UNCHANGED = {8_000: 0.08}
LIMIT_CHANGED = {8_000: 0.2}
LIMIT_GROWTH = {8_000: 1.1}
LIMIT_SEARCH_MS = {8_000: 0.2}
"""Each limit, by the number of entries that it holds for."""

FEWEST = 500
PREVIEWED = 2_000
IN_ONE_PROCESS = 400
"""So many entries are always built in one process."""

LIMIT_PREVIEW_SECONDS = 1.0
NATION = (153, 1_500)
LIMIT_NATION_MS = 0.4
LIMIT_NATION_MB = 100
LIMIT_GAPS = 0.1

BYTES_AN_ENTRY = 250_000
"""What all sides together take on the file system, generously."""

BYTES_AN_ENTRY_ALONE = 80_000
"""What our side alone takes: the entry, its page, its part of all others, and of the search data."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What a command took: seconds, those of all processors together, and the most of one process in MB."""

    wall: float
    processor: float
    peak_mb: float


@dataclass(frozen=True, slots=True)
class Side:
    """A command, the folder that it is run in, and what it leaves there beside its input."""

    name: str
    folder: Path
    command: Sequence[str]
    input: frozenset[str]

    def clean(self) -> None:
        """Remove all that is not input."""
        for path in self.folder.iterdir():
            if path.name in self.input:
                continue
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()


def run(side: Side) -> Taken:
    """Run the command of *side* as it is typed, in a process that is measured.

    Raises:
        click.ClickException: it failed.
    """
    # Modules are compiled once, as where a command is installed. What it keeps for its user is removed too.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment |= {name: str(side.folder / ".kept") for name in ("XDG_CACHE_HOME", "HUGO_CACHEDIR")}
    timed = [sys.executable, "-I", str(Path(__file__).with_name("timed_command.py")), str(side.folder)]
    done = subprocess.run(
        [*timed, *side.command], env=environment, capture_output=True, text=True, check=True
    )
    told = json.loads(done.stdout)
    if told["code"]:
        raise click.ClickException(f"{side.name} failed:\n{told['said']}")
    return Taken(told["wall"], told["processor"], told["peak_mb"])


def our_side(name: str, folder: Path, *authority: str) -> Side:
    command = [sys.executable, "-m", "site_builder", "build", *authority, "--date", AS_OF.isoformat()]
    return Side(name, folder, command, frozenset({"offer_content"}))


# One council, and its peers ---------------------------------------------------------------------------------


def rounds_of(jobs: Sequence[Callable[[], Mapping[str, Taken]]], rounds: int) -> dict[str, list[Taken]]:
    """Do all *jobs* so many times, each time another first; what each thing that they time took."""
    runs: dict[str, list[Taken]] = {}
    for turn in range(rounds):
        click.echo(f"Round {turn + 1} of {rounds}", err=True)
        first = turn % len(jobs)
        for job in (*jobs[first:], *jobs[:first]):
            for name, taken in job().items():
                runs.setdefault(name, []).append(taken)
    return runs


def alone(side: Side) -> Callable[[], Mapping[str, Taken]]:
    """A job: *side* cold."""

    def job() -> Mapping[str, Taken]:
        side.clean()
        return {side.name: run(side)}

    return job


def ours_in_turn(side: Side, ground: Ground) -> Callable[[], Mapping[str, Taken]]:
    """A job: our build cold, again with nothing changed, and again with every hundredth entry changed."""
    project = Project(side.folder)
    chosen = ground.entries[::100]
    changes = 0

    def job() -> Mapping[str, Taken]:
        nonlocal changes
        changes += 1
        side.clean()
        taken = {COLD: run(side), UNCHANGED: run(side)}
        new = f"Changed for the {changes}. time, so that its page and the search data are made again."
        old = {one["id"]: project.entry_file(AUTHORITY, one["id"]).read_bytes() for one in chosen}
        for one in chosen:
            text = dump_document({**one, "summary": new})
            project.entry_file(AUTHORITY, one["id"]).write_text(text, encoding="utf-8")
        taken[CHANGED] = run(side)
        for one in chosen:
            project.entry_file(AUTHORITY, one["id"]).write_bytes(old[one["id"]])
            if new not in (project.site / entry_address(one["id"])).read_text(encoding="utf-8"):
                raise click.ClickException(f"{one['id']} was changed, and its page was not")
        return taken

    return job


def ratio(runs: Mapping[str, Sequence[Taken]], one: str, other: str, of: str = "wall") -> float:
    """The median, over the rounds, of what *one* took as a part of what *other* took."""
    mine, theirs = ([float(getattr(taken, of)) for taken in runs[name]] for name in (one, other))
    return median(first / second for first, second in zip(mine, theirs, strict=True))


def growth(runs: Mapping[str, Sequence[Taken]], entries: int, fewest: int) -> float:
    """The median of the time per entry as a part of that with the *fewest* entries, start-up taken off."""
    rounds = zip(runs[COLD], runs[SMALLEST], runs[EMPTY], strict=True)
    return median(
        ((many.wall - none.wall) / entries) / ((few.wall - none.wall) / fewest) for many, few, none in rounds
    )


def measure_size(entries: int, fewest: int, rounds: int, record: Record, scratch: Path) -> None:
    """Measure a site of so many entries, and how the time per entry has grown since the *fewest*."""
    with room(BYTES_AN_ENTRY * (entries + fewest), scratch) as (folder, file_system):
        ground = prepare(entries, folder)
        hugo, material = folder / "hugo", folder / "material"
        hugo_command, material_command = make_hugo(ground.site, hugo), make_material(hugo, material)
        ours = weigh(ground.site)
        side = our_side(COLD, ground.project, AUTHORITY)
        theirs = Side(HUGO, hugo, hugo_command, frozenset({"content", "layouts", "hugo.json"}))
        run(theirs)
        shares = apart(ours, weigh(hugo / "public"))
        jobs = [
            ours_in_turn(side, ground),
            alone(theirs),
            alone(Side(MATERIAL, material, material_command, frozenset({"docs", "mkdocs.yml"}))),
        ]
        if entries > fewest:
            few, none = folder / "few", folder / "none"
            make_project(few, fewest)
            make_project(none, 0)
            jobs += [alone(our_side(SMALLEST, few, AUTHORITY)), alone(our_side(EMPTY, none, AUTHORITY))]
        runs = rounds_of(jobs, rounds)
    record.show(
        f"A whole site of {entries:,} entries, {ours.pages:,} pages, on {file_system}: "
        f"medians of {rounds} rounds (least-most)",
        SIDES_HEADINGS,
        list(size_rows(runs)),
    )
    record.note(
        f"Hugo made {shares['pages']:.2f} of our pages, with {shares['bytes']:.2f} of the bytes and "
        f"{shares['words']:.2f} of the words that a reader sees."
    )
    record.show("", ("limit", "at most", "measured", ""), limits_of(entries, fewest, runs, ground))
    record.figures[str(entries)] = {
        "pages": ours.pages,
        "file_system": file_system,
        "hugo_shares": dict(shares),
        "search_seconds": ground.search_seconds,
        "runs": {name: [asdict(one) for one in taken] for name, taken in runs.items()},
    }


SIDES_HEADINGS = (
    "side",
    "seconds",
    "processor s",
    "MB",
    "/ Hugo",
    "/ ours, cold",
    "processor / Hugo",
    "processor / Material",
)


def size_rows(runs: Mapping[str, Sequence[Taken]]) -> Iterable[Sequence[str]]:
    for name in (COLD, HUGO, MATERIAL, UNCHANGED, CHANGED, SMALLEST, EMPTY):
        if name in runs:
            taken = runs[name]
            yield (
                name,
                spread([one.wall for one in taken], 2),
                spread([one.processor for one in taken], 2),
                f"{max(one.peak_mb for one in taken):,.0f}",
                f"{ratio(runs, name, HUGO):.2f}",
                f"{ratio(runs, name, COLD):.3f}",
                f"{ratio(runs, name, HUGO, 'processor'):.2f}",
                f"{ratio(runs, name, MATERIAL, 'processor'):.3f}",
            )


def limits_of(
    entries: int, fewest: int, runs: Mapping[str, Sequence[Taken]], ground: Ground
) -> list[tuple[str, str, str, str]]:
    search_ms = ground.search_seconds / entries * 1_000
    rows = [
        ("cold / Hugo", LIMIT_HUGO, ratio(runs, COLD, HUGO)),
        (
            "cold / MkDocs with Material, processor",
            LIMIT_MATERIAL,
            ratio(runs, COLD, MATERIAL, "processor"),
        ),
        ("nothing changed / cold", LIMIT_UNCHANGED, ratio(runs, UNCHANGED, COLD)),
        ("1 in 100 entries changed / cold", LIMIT_CHANGED, ratio(runs, CHANGED, COLD)),
        ("search data, ms of processor an entry", LIMIT_SEARCH_MS, search_ms),
    ]
    if SMALLEST in runs:
        name = f"time per entry / that at {fewest:,}, start-up taken off"
        rows.append((name, LIMIT_GROWTH, growth(runs, entries, fewest)))
    return [
        (name, *(judged(value, limits[entries]) if entries in limits else unjudged(value)))
        for name, limits, value in rows
    ]


def judged(value: float, limit: float) -> tuple[str, str, str]:
    return f"{limit:.3f}", f"{value:.3f}", verdict(value, limit)


def unjudged(value: float) -> tuple[str, str, str]:
    return "", f"{value:.3f}", "no limit at this size"


# A preview --------------------------------------------------------------------------------------------------


def measure_preview(entries: int, rounds: int, record: Record, scratch: Path) -> None:
    """Measure how soon a changed entry stands in the browser of whoever changes it."""
    with room(BYTES_AN_ENTRY_ALONE * entries, scratch) as (folder, file_system):
        project = make_project(folder / "preview", entries)
        one = list(entries_facts(entries, load_vocabularies()))[entries // 2]
        temporary = folder / "temporary"
        temporary.mkdir()
        taken = time_previews(
            project.root,
            one["id"],
            project.entry_file(AUTHORITY, one["id"]),
            lambda words: dump_document({**one, "summary": words}),
            rounds,
            temporary,
        )
    judgement = (
        judged(median(taken), LIMIT_PREVIEW_SECONDS) if entries == PREVIEWED else unjudged(median(taken))
    )
    record.show(
        f"`mkdocs serve`, one of {entries:,} entries changed, on {file_system}: "
        f"median of {rounds} times (least-most)",
        ("until", "seconds", "at most", "median", ""),
        [("the new words stand in the browser", spread(taken, 2), *judgement)],
    )
    record.figures["preview"] = {"entries": entries, "seconds": taken}


# The nation -------------------------------------------------------------------------------------------------


def measure_nation(councils: int, of_each: int, record: Record, scratch: Path) -> None:
    """Measure the full build of so many councils, of a third of them, and the gap reports of all."""
    entries = councils * of_each
    with room(BYTES_AN_ENTRY_ALONE * entries, scratch) as (folder, file_system):
        make_contents(folder, of_each, councils)
        side = our_side("ours, all councils", folder)
        third = councils // 3
        builds = {third: _build_of(side, third)} if third else {}
        builds[councils] = _build_of(side, councils)
        found = run_stage("gaps", folder)
    whole = builds[councils]
    each, share = whole.wall / entries * 1_000, found["gaps"] / whole.wall
    record.show(
        f"Councils with {of_each:,} entries each, the whole build once, on {file_system}",
        ("councils", "entries", "seconds", "ms an entry", "processor s", "MB of the largest process"),
        [
            (
                str(number),
                f"{number * of_each:,}",
                f"{taken.wall:,.1f}",
                f"{taken.wall / (number * of_each) * 1_000:.3f}",
                f"{taken.processor:,.1f}",
                f"{taken.peak_mb:,.0f}",
            )
            for number, taken in builds.items()
        ],
    )
    is_nation = (councils, of_each) == NATION
    rows = [
        ("build, ms an entry", each, LIMIT_NATION_MS),
        ("MB of the largest process", whole.peak_mb, LIMIT_NATION_MB),
        ("`local-offer gaps` of all, once read / the build", share, LIMIT_GAPS),
    ]
    record.show(
        "",
        ("limit", "at most", "measured", ""),
        [(name, *(judged(value, limit) if is_nation else unjudged(value))) for name, value, limit in rows],
    )
    record.figures["nation"] = {
        "councils": councils,
        "of_each": of_each,
        "file_system": file_system,
        "builds": {str(number): asdict(taken) for number, taken in builds.items()},
        "reading_seconds": found["reading"],
        "gaps_seconds": found["gaps"],
    }


def _build_of(side: Side, councils: int) -> Taken:
    """What the build of the first so many councils takes, cold."""
    side.clean()
    content = Project(side.folder).content
    aside = side.folder / "aside"
    aside.mkdir()
    others = sorted(content.iterdir())[councils:]
    for path in others:
        path.rename(aside / path.name)
    try:
        return run(side)
    finally:
        for path in others:
            (aside / path.name).rename(path)
        aside.rmdir()


# Where the time goes ----------------------------------------------------------------------------------------


def measure_parts(entries: int, record: Record, scratch: Path) -> None:
    """Tell what a cold build does with its time; of so few entries that it stays in one process."""
    with room(BYTES_AN_ENTRY_ALONE * entries, scratch) as (folder, _):
        make_project(folder, entries)
        told = run_module("benchmarks.where_time_goes", str(folder), AUTHORITY, AS_OF.isoformat())
    shares: dict[str, float] = json.loads(told)
    record.show(
        f"What a cold build of {entries:,} entries does with its time, in one process",
        ("part", "in 100"),
        [
            (PARTS[part], f"{share * 100:.0f}")
            for part, share in sorted(shares.items(), key=lambda item: -item[1])
        ],
    )
    record.figures["parts"] = {"entries": entries, "shares": shares}


# All of it --------------------------------------------------------------------------------------------------


@click.command()
@click.option(
    "--entries", multiple=True, type=click.IntRange(1), help="How many; can be given more than once."
)
@click.option("--rounds", type=click.IntRange(1), default=5, show_default=True)
@click.option(
    "--fewest",
    type=click.IntRange(1),
    default=FEWEST,
    show_default=True,
    help="What growth is measured from.",
)
@click.option(
    "--previewed", type=click.IntRange(1), default=FEWEST, show_default=True, help="Entries of the preview."
)
@click.option("--councils", type=click.IntRange(0), default=4, show_default=True, help="0 leaves them out.")
@click.option(
    "--of-each", type=click.IntRange(1), default=100, show_default=True, help="Entries of each council."
)
@click.option(
    "--full", is_flag=True, help=f"500, 2,000 and 8,000 entries; {NATION[0]} councils of {NATION[1]:,}."
)
@click.option("--tiny", is_flag=True, help="A few entries and one round, to see that all of it runs.")
@click.option("--scratch", type=click.Path(path_type=Path, file_okay=False), default=SCRATCH)
def main(
    entries: tuple[int, ...],
    rounds: int,
    fewest: int,
    previewed: int,
    councils: int,
    of_each: int,
    full: bool,
    tiny: bool,
    scratch: Path,
) -> None:
    """Time the build of a whole site beside other generators, and beside itself."""
    sizes: Any = entries or (FEWEST,)
    if tiny:
        sizes, rounds, fewest, previewed, councils, of_each = (24,), 1, 6, 24, 1, 12
    if full:
        sizes, previewed, (councils, of_each) = (FEWEST, *LIMIT_HUGO), PREVIEWED, NATION
    chosen = " ".join(f"--entries {one}" for one in sizes)
    record = start_record(
        "whole_build",
        f"python -m benchmarks.whole_build {chosen} --rounds {rounds} --fewest {fewest} "
        f"--previewed {previewed} --councils {councils} --of-each {of_each}",
    )
    try:
        for one in sizes:
            measure_size(one, fewest, rounds, record, scratch)
        measure_parts(min(fewest, IN_ONE_PROCESS), record, scratch)
        measure_preview(previewed, rounds, record, scratch)
        if councils:
            measure_nation(councils, of_each, record, scratch)
    finally:
        # What was measured in an hour is kept, whatever the next step comes to.
        record.save(scratch)


if __name__ == "__main__":
    main()
