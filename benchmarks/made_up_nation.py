"""Make up the published offers of every council in England: real codes, invented content, never published.

    python -m benchmarks.made_up_nation FOLDER --entries 1500

Each council gets `FOLDER/published/<council>/data/offer.json`, judged like any other offer, and
`FOLDER/sources.yaml` names them all; or, by `make_contents`, the files of its editors. Every file says that
it is invented. The same council is the same however many others are made, and has the same bytes each time.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

import click

from benchmarks.made_up_offer import AS_OF, entries_facts
from site_builder.content.authorities import real_authorities
from site_builder.content.checks import load_rules
from site_builder.content.document import dump_document
from site_builder.content.model import Authority, Entry, Offer
from site_builder.content.postcodes import postcodes_with
from site_builder.nation.published import ADDRESS, offer_json
from site_builder.project import Project
from site_builder.standard.assess import Yardstick, assess, load_yardstick

BOARDS_IN_A_REGION = 4
SHARE_WITHOUT_A_SECTOR = 0.02
VISITING = 0.01
"""The share of entries that come to families or cover the whole area."""

ANYWHERE = 0.05
"""The share of entries online that serve families wherever they live."""


def make_nation(folder: Path, entries: int, councils: int | None = None, *, workers: int = 2) -> int:
    """Write the offers of the first *councils* of England, all if None, and `sources.yaml`; how many.

    Args:
        folder: may be missing.
        entries: how many each council has.
        councils: how many councils.
        workers: how many processes make them.
    """
    rows = real_authorities()[:councils]
    folder.mkdir(parents=True, exist_ok=True)
    with ProcessPoolExecutor(workers) as pool:
        for slug, text in pool.map(_council, [row["slug"] for row in rows], [entries] * len(rows)):
            path = folder / "published" / slug / ADDRESS
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    sources = [{"authority": row["slug"], "address": f"published/{row['slug']}/{ADDRESS}"} for row in rows]
    (folder / "sources.yaml").write_text(dump_document({"sources": sources}), encoding="utf-8")
    return len(rows)


def make_contents(folder: Path, entries: int, councils: int | None = None, *, workers: int = 2) -> int:
    """Write what editors of the first *councils* of England would, all if None, into a project; how many.

    Each has the entries that it has in `make_nation`, one file each, and a code that no council has.
    """
    rows = real_authorities()[:councils]
    with ProcessPoolExecutor(workers) as pool:
        files = pool.map(_write_content, [folder] * len(rows), range(len(rows)), [entries] * len(rows))
        return sum(1 for _ in files)


def _write_content(folder: Path, number: int, entries: int) -> None:
    row = real_authorities()[number]
    project, slug, chance = Project(folder), row["slug"], random.Random(row["slug"])
    project.entries_folder(slug).mkdir(parents=True)
    facts = _authority_facts(row, chance) | {"gss_code": f"E0699{number:04}", "dfe_code": f"{9000 + number}"}
    project.authority_file(slug).write_text(dump_document(facts), encoding="utf-8")
    for one in _entries(row, entries, chance):
        project.entry_file(slug, one["id"]).write_text(dump_document(one), encoding="utf-8")


@cache
def _yardstick() -> Yardstick:
    return load_yardstick(load_rules())


@cache
def _sectors_of(code: str) -> tuple[str, ...]:
    """The sectors that lie mostly in the council with this code."""
    return tuple(one.name for one in postcodes_with(()) if one.shares and one.shares[0].code == code)


def _council(slug: str, entries: int) -> tuple[str, str]:
    """One council's file, judged on the day that all made-up offers are."""
    row = next(one for one in real_authorities() if one["slug"] == slug)
    yardstick = _yardstick()
    chance = random.Random(slug)
    authority = Authority("", _authority_facts(row, chance))
    made = sorted(
        (
            Entry(slug, f"offer_content/{slug}/entries/{facts['id']}.yaml", facts)
            for facts in _entries(row, entries, chance)
        ),
        key=lambda one: one.id,
    )
    offer = Offer(authority, tuple(made))
    assessment = assess(offer, yardstick, on=AS_OF)
    return slug, offer_json(offer, assessment, builder="made up", revision="")


def _authority_facts(row: Mapping[str, str], chance: random.Random) -> dict[str, Any]:
    return {
        "id": row["slug"],
        "name": row["short_name"],
        "official_name": f"{row['short_name']} (invented content)",
        "gss_code": row["gss_code"],
        "dfe_code": row["dfe_code"],
        "region": row["region"],
        "demonstration": "invented",
        "published_at": f"https://{row['slug']}.example.org/",
        "licence": {"name": "Invented: not to be published"},
        "partners": {
            "integrated_care_board": {
                "name": f"{row['region']} Invented Care Board {chance.randint(1, BOARDS_IN_A_REGION)}"
            }
        },
    }


def _entries(row: Mapping[str, str], count: int, chance: random.Random) -> Iterator[dict[str, Any]]:
    """Invented entries at places in the council's own sectors; some of each kind are left out at random.

    So councils differ in what they publish, as they do.
    """
    vocabularies = load_rules().vocabularies
    sectors = _sectors_of(row["gss_code"])
    absent = {one for one in vocabularies["service-types"].terms if chance.random() < 0.25}
    for facts in entries_facts(count, vocabularies, seed=row["slug"]):
        if "service_types" in facts:
            kinds = [one for one in facts["service_types"] if one not in absent]
            facts["service_types"] = kinds or ["parent-carer-forum"]
        for place in facts.get("places", ()):
            if chance.random() < SHARE_WITHOUT_A_SECTOR or not sectors:
                place.pop("postcode")
            else:
                place["postcode"] = f"{chance.choice(sectors)}ZZ"
        if facts.get("delivered") == ["online"]:
            if chance.random() < ANYWHERE:
                facts["serves"] = {"where": "anywhere"}
        elif "delivered" in facts:
            # Not as many as in other made-up offers: a cold spot would be nowhere.
            visits = chance.random() < VISITING
            facts["delivered"] = [chance.choice(("at-home", "whole-area")) if visits else "at-a-place"]
        yield facts


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--entries", default=1500, show_default=True, help="How many each council has.")
@click.option("--councils", type=int, help="How many councils. Default: all 153.")
def main(folder: Path, entries: int, councils: int | None) -> None:
    """Make up the published offers of England's councils in FOLDER."""
    made = make_nation(folder, entries, councils)
    click.echo(
        f"{made} invented offers of {entries:,} entries are in {folder.as_posix()}; "
        f"collect them: local-offer collect {folder.as_posix()}/sources.yaml"
    )


if __name__ == "__main__":
    main()
