"""Collect, compare and show a made-up nation, and say what each stage took.

    python -m benchmarks.nation --entries 1500

Every council of England gets a published offer with invented content (`made_up_nation`). They are collected,
compared, searched for cold spots, and shown as a national site, each stage in a process of its own. Making
them up is not counted.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import click

from benchmarks.ground import ROOT, SCRATCH, start_record, verdict
from benchmarks.made_up_nation import make_nation
from benchmarks.made_up_offer import AS_OF

LIMIT_SECONDS = 60
LIMIT_MB = 2_000
AT = 229_500
"""The limits of comparison and cold spots, beyond loading, hold for so many entries."""


def run_collect(folder: Path) -> tuple[float, str]:
    """Collect the made-up offers of *folder* into its project; the seconds, and what the command said first.

    Raises:
        click.ClickException: an offer did not come.
    """
    start = time.perf_counter()
    command = ("-m", "site_builder", "collect", str(folder / "sources.yaml"), "--project", str(folder))
    done = _run(*command, "--date", AS_OF.isoformat())
    return time.perf_counter() - start, done.splitlines()[1].strip()


def run_stage(stage: str, folder: Path) -> dict[str, Any]:
    """What a stage in a process of its own took.

    Raises:
        click.ClickException: the stage failed.
    """
    found: dict[str, Any] = json.loads(_run("-m", "benchmarks.nation_stage", stage, str(folder)))
    return found


def _run(*arguments: str) -> str:
    done = subprocess.run([sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise click.ClickException(f"{' '.join(arguments)} failed:\n{done.stderr}")
    return done.stdout


@click.command()
@click.option("--entries", default=1500, show_default=True, help="How many each council has.")
@click.option("--councils", type=int, help="How many councils. Default: all 153.")
@click.option("--tiny", is_flag=True, help="Three councils with 20 entries, to see that it runs.")
@click.option("--keep", is_flag=True, help="Use the offers of the last run, if they are there.")
@click.option("--scratch", type=click.Path(path_type=Path, file_okay=False), default=SCRATCH)
def main(entries: int, councils: int | None, tiny: bool, keep: bool, scratch: Path) -> None:
    """Collect, compare and show a made-up nation."""
    if tiny:
        entries, councils = 20, 3
    folder = scratch / f"nation-{entries}-{councils or 'all'}"
    (folder / "offer_content").mkdir(parents=True, exist_ok=True)
    record = start_record(
        "nation",
        f"python -m benchmarks.nation --entries {entries}" + (f" --councils {councils}" if councils else ""),
    )
    if not (keep and (folder / "sources.yaml").is_file()):
        make_nation(folder, entries, councils)
    shutil.rmtree(folder / "collected", ignore_errors=True)
    seconds, said = run_collect(folder)
    compared, built = run_stage("compare", folder), run_stage("build", folder)
    rows = [
        ("collect: read, check, keep", f"{seconds:,.1f}", ""),
        ("load all copies again", f"{compared['loading']:,.1f}", f"{compared['loading_mb']:,.0f}"),
        ("compare", f"{compared['compare']:,.1f}", ""),
        (f"cold spots, {compared['groups']} groups", f"{compared['cold_spots']:,.1f}", ""),
        (
            f"tables: {compared['rows']:,} rows, Parquet of {compared['parquet_bytes'] / 1e6:.1f} MB",
            f"{compared['tables']:,.1f}",
            f"{compared['beyond_mb']:,.0f} more",
        ),
        (
            f"national site from the copies: {built['pages']:,} pages, {built['bytes'] / 1e6:,.0f} MB",
            f"{built['seconds']:,.1f}",
            f"{built['peak_mb']:,.0f}",
        ),
    ]
    title = f"{compared['councils']} councils, {compared['entries']:,} entries; collected: {said}"
    record.show(title, ("stage", "seconds", "MB"), rows)
    beyond = compared["compare"] + compared["cold_spots"]
    at = compared["entries"] >= AT
    record.note(
        f"Comparison and cold spots beyond loading: {beyond:,.1f} s, limit {LIMIT_SECONDS} s: "
        f"{verdict(beyond, LIMIT_SECONDS) if at else 'too few entries to say'}"
    )
    record.note(
        f"Memory beyond loading: {compared['beyond_mb']:,.0f} MB, limit {LIMIT_MB:,} MB: "
        f"{verdict(compared['beyond_mb'], LIMIT_MB) if at else 'too few entries to say'}"
    )
    record.save(scratch)


if __name__ == "__main__":
    main()
