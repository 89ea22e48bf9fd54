"""Run one stage of the national comparison in this process, and print what it took as JSON.

    python -m benchmarks.nation_stage compare FOLDER

A process of its own tells the memory of one stage from that of another.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

import click

from benchmarks.made_up_offer import AS_OF
from site_builder.content.checks import load_rules
from site_builder.content.days import JudgedDay
from site_builder.content.offers import read_offers
from site_builder.nation.cold_spots import cold_spots, ground_of, load_sought
from site_builder.nation.collected import read_collected
from site_builder.nation.compare import compare
from site_builder.pages.build import build_site
from site_builder.project import Project
from site_builder.reports.comparison import comparison_tables, tables_parquet
from site_builder.reports.tables import FORMATS
from site_builder.standard.assess import assess, load_yardstick

DAY: date = AS_OF


def peak_mb() -> float:
    """The most memory that this process has had so far, in MB."""
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used / (1_000_000 if sys.platform == "darwin" else 1_000)


def compare_offers(project: Project) -> dict[str, Any]:
    """Load every copy, then compare, find all cold spots, and make every table to take away."""
    rules = load_rules()
    standard = load_yardstick(rules).standard
    start = time.perf_counter()
    received = read_collected(project)
    loaded, loaded_mb = time.perf_counter(), peak_mb()
    comparison = compare(received, standard, rules.vocabularies, DAY)
    compared = time.perf_counter()
    ground = ground_of([one.received for one in comparison.councils])
    found = [cold_spots(one, ground) for one in load_sought(rules.vocabularies)]
    spotted = time.perf_counter()
    tables = comparison_tables(comparison, rules.vocabularies)
    size = len(tables_parquet(tables))
    done = time.perf_counter()
    return {
        "entries": sum(len(one.offer.entries) for one in received if one.offer),
        "councils": sum(one.offer is not None for one in received),
        "loading": loaded - start,
        "loading_mb": loaded_mb,
        "compare": compared - loaded,
        "cold_spots": spotted - compared,
        "tables": done - spotted,
        "rows": sum(len(one.rows) for one in tables),
        "parquet_bytes": size,
        "groups": len(found),
        "beyond_mb": peak_mb() - loaded_mb,
    }


def build(project: Project) -> dict[str, Any]:
    """Build the national site of what was collected."""
    start = time.perf_counter()
    built = build_site(project, authority=None, out=None, day=JudgedDay(DAY, DAY))
    site = built.site
    assert site is not None, built.diagnostics
    return {
        "seconds": time.perf_counter() - start,
        "pages": built.pages,
        "bytes": sum(path.stat().st_size for path in site.rglob("*") if path.is_file()),
        "peak_mb": peak_mb(),
    }


def gaps(project: Project) -> dict[str, Any]:
    """Read the content of each council, and report its gaps as `local-offer gaps` does."""
    rules = load_rules()
    yardstick = load_yardstick(rules)
    reading = reporting = 0.0
    size = 0
    for authority in project.authority_ids():
        start = time.perf_counter()
        offers, _ = read_offers(project, rules, JudgedDay(DAY, DAY), (authority,))
        read = time.perf_counter()
        size += sum(len(FORMATS["text"](assess(one, yardstick, on=DAY))) for one in offers)
        reading, reporting = reading + read - start, reporting + time.perf_counter() - read
    return {"reading": reading, "gaps": reporting, "characters": size}


STAGES = {"compare": compare_offers, "build": build, "gaps": gaps}


@click.command()
@click.argument("stage", type=click.Choice(sorted(STAGES)))
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False, exists=True))
def main(stage: str, folder: Path) -> None:
    """Run STAGE on the copies that were collected in FOLDER, or on what is in its `offer_content`."""
    click.echo(json.dumps(STAGES[stage](Project(folder))))


if __name__ == "__main__":
    main()
