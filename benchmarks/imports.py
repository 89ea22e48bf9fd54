"""Import everything that others published, and say what was kept; and a register of schools at full size.

    python -m benchmarks.imports --data ../shared/data
    python -m benchmarks.imports --rows 50000

Each import goes into a project of its own in a process of its own, and is followed by `local-offer check`.
The register has the true columns and rows made up from those of the sample in the folder of data.
"""

from __future__ import annotations

import csv
import json
import random
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from benchmarks.ground import ROOT, SCRATCH, table, verdict

LIMIT_SECONDS = 60
LIMIT_MB = 300
FULL_SIZE = 50_000
DAY = "2026-11-01"

SCHOOLS = """source:
  name: Schools of 2018
  scheme: urn
kind: setting
number: URN
only:
  Status: ['1']
  Local Authority: ['CODE']
columns:
  URN: {to: setting.urn}
  Name: {to: title, also: [provider.name]}
  Street: {to: places.address}
  City: {to: places.address}
  Postcode: {to: places.postcode}
  Type:
    to: service_types
    terms:
      Maintained School: [maintained-school]
      Academy: [academy]
      Independent School: [independent-school]
      Special School: [special-school]
      College: [further-education-college]
  Age From: {to: ages.from}
  Age To: {to: ages.to}
  Status:
  Local Authority:
  Gender: {to: section}
  Religion: {to: section}
always:
  summary: '{Type} for ages {Age From} to {Age To} in {City}.'
"""

CLUBS = """source:
  name: Mental health services in Trafford
  scheme: trafford-mental-health
columns:
  name: {to: title, also: [provider.name]}
  description: {to: description}
  address: {to: places.address}
  postcode: {to: places.postcode}
  telephone: {to: contact.phone}
  website: {to: contact.website}
always:
  service_types: [mental-health]
"""


@dataclass(frozen=True, slots=True)
class _Import:
    """One import: the command's kind, the file below the folder of data, and what else the command takes."""

    kind: str
    path: str
    more: tuple[str, ...] = ()
    mapping: str = ""


IMPORTS = (
    _Import("outpost", "outpost-buckinghamshire/services.json"),
    _Import("outpost", "outpost-buckinghamshire/services-2021-fixture.json"),
    _Import("oruk", "oruk-bristol/services.json"),
    _Import("oruk", "oruk-bristol/services-v3-page1.json"),
    _Import("oruk", "oruk-bristol/service-v3-full.json"),
    _Import("oruk", "oruk3-spec-examples/service_list.json"),
    _Import("oruk", "oruk3-spec-examples/service_full.json"),
    *(
        _Import("gias", "gias-format/gias-2024-subset.csv", ("--la-code", code))
        for code in ("201", "213", "860", "878")
    ),
    *(
        _Import("gias", "gias-format/edubase-2019-sample.csv", ("--la-code", code))
        for code in ("203", "206", "207")
    ),
    _Import("csv", "trafford-mental-health/trafford_mental_health_services.csv", mapping=CLUBS),
    *(
        _Import("csv", "schools-2018/schools.csv", mapping=SCHOOLS.replace("CODE", code))
        for code in ("202", "383", "394", "801", "825", "878")
    ),
)
"""Every table and feed in the folder of data from which entries can be made."""


def measure(one: _Import, data: Path, scratch: Path) -> dict[str, Any]:
    """The report of an import into a project of its own, with what the check then found.

    Raises:
        click.ClickException: the import failed.
    """
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    more = list(one.more)
    if one.mapping:
        (scratch / "map.yaml").write_text(one.mapping, encoding="utf-8")
        more += ["--mapping", str(scratch / "map.yaml")]
    report = scratch / "report.json"
    done = _run("import", one.kind, str(data / one.path), *_into(scratch), "--report", str(report), *more)
    if done.returncode not in (0, 1) or not report.is_file():
        raise click.ClickException(f"{one.path}: {done.stderr}")
    found: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    checked = _run("check", "--project", str(scratch), "--date", DAY)
    found["check"] = checked.stderr.splitlines()[-1] if checked.stderr else str(checked.returncode)
    return found


def _into(project: Path) -> tuple[str, ...]:
    return ("--authority", "northmere", "--project", str(project), "--date", DAY)


def _run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "site_builder", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def summary_rows(reports: list[tuple[str, dict[str, Any]]]) -> Iterator[tuple[str, ...]]:
    """A row for each import: what became of its records and its values."""
    for name, report in reports:
        counts = report["counts"]
        kept = counts["kept"] + counts["changed"]
        yield (
            name,
            f"{counts['records']:,}",
            f"{counts['entries']:,}",
            f"{len(report['drafts']):,}",
            f"{counts['values']:,}",
            _share(kept, counts["values"]),
            f"{len(report['duplicates']):,}",
            report["check"],
        )


def field_rows(reports: list[dict[str, Any]]) -> Iterator[tuple[str, ...]]:
    """A row for each field of one kind of source: its values, and what became of them."""
    fields: dict[str, dict[str, int]] = {}
    for report in reports:
        for one in report["fields"]:
            counted = fields.setdefault(one["field"], dict.fromkeys(("values", *_OUTCOMES), 0))
            counted["values"] += one["values"]
            for outcome in one["outcomes"]:
                counted[outcome["outcome"]] += outcome["count"]
    for name, counted in sorted(fields.items(), key=lambda item: (-item[1]["values"], item[0])):
        share = _share(counted["kept"] + counted["changed"], counted["values"])
        yield (name, f"{counted['values']:,}", share, *(f"{counted[one]:,}" for one in _OUTCOMES))


_OUTCOMES = ("kept", "changed", "not-recognised", "lost", "skipped")


def _share(some: int, of: int) -> str:
    return f"{100 * some / of:.0f} %" if of else "-"


def make_register(sample: Path, path: Path, rows: int, one_in: int) -> int:
    """Write a register of so many rows with the columns and values of *sample*; every *one_in*-th is of 201.

    Returns how many open schools of 201 it has.
    """
    with sample.open(encoding="windows-1252", newline="") as content:
        known = list(csv.DictReader(content))
    pick = random.Random(7)
    needs = ["ASD - Autistic Spectrum Disorder", "SLCN - Speech, language and Communication", "VI - Visual"]
    wanted = 0
    with path.open("w", encoding="windows-1252", newline="") as content:
        writer = csv.DictWriter(content, list(known[0]))
        writer.writeheader()
        for number in range(rows):
            row = dict(pick.choice(known))
            row["URN"] = str(200_000 + number)
            row["EstablishmentName"] = f"St {pick.choice(('Ann', 'Zoë', 'Bede'))}’s School {number}"
            row["LA (code)"] = "201" if number % one_in == 0 else str(pick.randint(202, 938))
            row["SEN1 (name)"] = pick.choice(needs) if number % 9 == 0 else ""
            row["TypeOfResourcedProvision (name)"] = "Resourced provision" if number % 9 == 0 else ""
            row["ResourcedProvisionCapacity"] = "12" if number % 9 == 0 else ""
            is_open = row["EstablishmentStatus (name)"] == "Open"
            wanted += row["LA (code)"] == "201" and is_open
            writer.writerow(row)
    return wanted


def measure_register(path: Path, scratch: Path) -> tuple[float, float, str]:
    """The seconds and the most memory (MB) of importing the register, and how the report begins."""
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.imports", "--child", str(path), str(scratch)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    seconds = time.perf_counter() - start
    if done.returncode:
        raise click.ClickException(done.stderr or done.stdout)
    return seconds, float(done.stdout.splitlines()[-1]), done.stdout.splitlines()[0]


def _child(path: str, project: str) -> None:
    """Import in this process, and print at the end the most memory that it ever had, in MB."""
    from site_builder.cli import main as local_offer

    arguments = ("import", "gias", path, *_into(Path(project)), "--la-code", "201")
    local_offer(arguments, standalone_mode=False)


@click.command()
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    default=ROOT.parent / "shared" / "data",
    help="The folder of real data.",
)
@click.option("--fields/--no-fields", default=True, help="The table of fields for each kind of source.")
@click.option("--rows", default=FULL_SIZE, show_default=True, help="How many rows the register has.")
@click.option("--child", nargs=2, hidden=True)
def main(data: Path, fields: bool, rows: int, child: tuple[str, str] | None) -> None:
    """Print what share of the facts of real data is kept, and what a register at full size takes."""
    if child:
        try:
            _child(*child)
        except SystemExit as done:
            if done.code:
                raise
        click.echo(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
        return
    if not data.is_dir():
        click.echo(f"There is no folder {data.as_posix()}; name the one with the real data: --data")
        return
    click.echo(f"To repeat: python -m benchmarks.imports --rows {rows}\n")
    scratch = SCRATCH / "imports"
    reports = []
    for one in IMPORTS:
        name = " ".join((one.kind, one.path, *one.more[1:]))
        reports.append((name, one, measure(one, data, scratch)))
    headings = ("source", "records", "entries", "drafts", "values", "kept", "duplicates", "check")
    click.echo(table(headings, list(summary_rows([(name, report) for name, _, report in reports]))))
    if fields:
        kinds: dict[str, list[dict[str, Any]]] = {}
        for _, one, report in reports:
            kinds.setdefault(f"{one.kind} {one.path.split('/')[0]}", []).append(report)
        for kind, some in kinds.items():
            click.echo(f"\n{kind}\n")
            click.echo(table(("field", "values", "kept or changed", *_OUTCOMES), list(field_rows(some))))
    click.echo(f"\nA register of {rows:,} rows\n")
    printed = []
    for one_in, called in ((150, "one authority in 150"), (10, "one authority in 10")):
        path = scratch.parent / "register.csv"
        wanted = make_register(data / "gias-format" / "gias-2024-subset.csv", path, rows, one_in)
        seconds, megabytes, said = measure_register(path, scratch)
        click.echo(f"{called}: {wanted:,} open schools wanted. {said}")
        printed.append(
            (
                called,
                f"{path.stat().st_size / 1_000_000:,.0f} MB",
                f"{seconds:,.1f} s",
                verdict(seconds, LIMIT_SECONDS),
                f"{megabytes:,.0f} MB",
                verdict(megabytes, LIMIT_MB),
            )
        )
    click.echo("")
    click.echo(table(("rows", "file", "time", "of 60 s", "most memory", "of 300 MB"), printed))


if __name__ == "__main__":
    main()
