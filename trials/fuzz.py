"""Damage files of every kind, by chance and guided by coverage, and record what came out.

    python -m trials.fuzz
    python -m trials.fuzz --only entry --inputs 2000

Ends with an error where a file brought a traceback, a fault told at a false place, a hang or too much memory;
the file is left in `build/trials/fuzz/`.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from site_builder.content.records import KINDS
from trials.record import RECORDS, Row, record

COUNTS = {
    "entry": 100_000,
    **dict.fromkeys(("csv", "oruk", "standard", "vocabulary"), 20_000),
    **dict.fromkeys(("gias", "outpost", "mapping"), 3_000),
    **dict.fromkeys(
        (
            *("authority", "link-results", "audit-results", "indicators", "england", "assessments"),
            *("offer-json", "form", *KINDS),
        ),
        600,
    ),
    # Each is read in a process of its own.
    "spreadsheet": 200,
}
"""How many damaged files of each kind."""

IN_WORDS = {
    "entry": "entries (YAML)",
    "csv": "tables (CSV) with a mapping file",
    "oruk": "Open Referral UK feeds 1.0 and 3.0 (JSON)",
    "standard": "files of the standard",
    "vocabulary": "vocabularies",
    "gias": "registers of schools (CSV)",
    "outpost": "Outpost feeds (JSON)",
    "mapping": "mapping files",
    "spreadsheet": "spreadsheets (xlsx)",
}
OTHERS = "records, authority.yaml, results, indicators, offers of others and sent forms"

A_PIECE = 15_000
"""The most files for one process, so that several can share the work."""

GUIDED = 0.1
"""The share of files that are damaged as coverage guides."""

MOST_MEGABYTES = 1_000
"""More than any process needs: what grows beyond this is not bounded."""

_COVERAGE = re.compile(r"cov: (\d+)")


@dataclass(frozen=True, slots=True)
class Run:
    """What one process had to say: the outcome as `trials.fuzzing.run` keeps it, and how it ended."""

    target: str
    guided: bool
    outcome: dict[str, Any]
    coverage: int
    code: int
    folder: Path

    @property
    def faults(self) -> tuple[str, ...]:
        found = [f"{name} ({count} times)" for name, count in self.outcome.get("crashes", {}).items()]
        if self.code:
            found.append(f"the process ended with {self.code}, on the file last")
        if self.outcome.get("peak_megabytes", 0) > MOST_MEGABYTES:
            found.append(f"{self.outcome['peak_megabytes']} MB of memory")
        return tuple(f"{self.target}: {one}; see {self.folder}" for one in found)


@dataclass(frozen=True, slots=True)
class Job:
    """So many damaged files of one kind, for one process; *piece* counts those of a kind from 0."""

    target: str
    piece: int
    inputs: int
    guided: bool

    @property
    def folder(self) -> str:
        return f"{self.target}-{'guided' if self.guided else self.piece}"


def jobs_of(counts: Mapping[str, int]) -> list[Job]:
    """The work on *counts* files of each kind in pieces, the largest first."""
    jobs = []
    for name, count in counts.items():
        guided = int(count * GUIDED)
        jobs.append(Job(name, 0, guided, True))
        for piece, first in enumerate(range(guided, count, A_PIECE)):
            jobs.append(Job(name, piece, min(A_PIECE, count - first), False))
    return sorted(jobs, key=lambda job: -counts[job.target])


def run_one(job: Job, seed: str, folder: Path) -> Run:
    """Try the files of a job in a process of its own."""
    mine = folder / job.folder
    shutil.rmtree(mine, ignore_errors=True)
    mine.mkdir(parents=True)
    command = [sys.executable, "-m", "trials.fuzzing.run", job.target]
    command += ["--inputs", str(job.inputs), "--seed", f"{seed} {job.piece}", "--folder", str(mine)]
    command += ["--guided"] if job.guided else []
    with (mine / "log").open("w") as log:
        done = subprocess.run(command, stdout=log, stderr=subprocess.STDOUT, check=False)
    kept = mine / "outcome.json"
    outcome = json.loads(kept.read_text("utf-8")) if kept.is_file() else {}
    seen = _COVERAGE.findall((mine / "log").read_text("utf-8", "replace"))
    return Run(job.target, job.guided, outcome, int(seen[-1]) if seen else 0, done.returncode, mine)


def rows_of(runs: Sequence[Run], day: str) -> Iterator[Row]:
    """What *runs* found, for `docs/reliability.md`: the kinds with a count of their own, then the others."""
    for name, words in (*IN_WORDS.items(), ("", OTHERS)):
        mine = [one for one in runs if (one.target == name if name else one.target not in IN_WORDS)]
        if not mine:
            continue
        tried, refused, taken = (
            sum(one.outcome.get(key, 0) for one in mine) for key in ("tried", "refused", "taken")
        )
        slowest = max(one.outcome.get("slowest_seconds", 0) for one in mine)
        peak = max(one.outcome.get("peak_megabytes", 0) for one in mine)
        faults = sum(len(one.faults) for one in mine)
        yield Row(
            promise=f"Damaged files never bring a traceback, a hang or a false place: {words}",
            how="`make fuzz`: by chance, a tenth guided by coverage (atheris)",
            tried=tried,
            result=f"{refused:,} refused, {taken:,} taken; {faults or 'no'} faults; slowest {slowest:.2f} s, "
            f"{peak} MB at most",
            date=day,
        )


def in_words(run: Run) -> str:
    """What came out of *run*, in a line."""
    found = run.outcome
    reached = f", {run.coverage:,} places of the code reached" if run.coverage else ""
    return (
        f"{run.target}{' (guided)' if run.guided else ''}: {found.get('tried', 0):,} tried, "
        f"{found.get('refused', 0):,} refused, {found.get('taken', 0):,} taken, {len(run.faults)} faults; "
        f"slowest {found.get('slowest_seconds', 0)} s, {found.get('peak_megabytes', 0)} MB, "
        f"{found.get('seconds', 0)} s in all{reached}"
    )


@click.command()
@click.option(
    "--only", multiple=True, type=click.Choice(tuple(COUNTS)), help="Only this kind; may be repeated."
)
@click.option(
    "--inputs", type=click.IntRange(10), help="So many files of each kind, in place of the full counts."
)
@click.option("--at-once", type=click.IntRange(1), default=2, show_default=True)
@click.option("--seed", default="fuzz", show_default=True)
@click.option("--records", type=click.Path(path_type=Path, file_okay=False), default=RECORDS)
def main(only: tuple[str, ...], inputs: int | None, at_once: int, seed: str, records: Path) -> None:
    """Damage files of every kind, and see what is said of them."""
    counts = {name: inputs or count for name, count in COUNTS.items() if not only or name in only}
    runs: list[Run] = []
    with ThreadPoolExecutor(at_once) as pool:
        for done in as_completed(
            [pool.submit(run_one, job, seed, records / "fuzz") for job in jobs_of(counts)]
        ):
            runs.append(done.result())
            click.echo(in_words(runs[-1]))
            # After each, so that a long run that is stopped has told what it saw.
            if not only and inputs is None:
                record("fuzz", tuple(rows_of(runs, datetime.now(UTC).date().isoformat())), records)
    faults = [fault for one in runs for fault in one.faults]
    if faults:
        raise click.ClickException("\n".join(faults))


if __name__ == "__main__":
    main()
