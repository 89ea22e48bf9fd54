"""Damage entries and records by chance, and hold the quick check and the minimum to what Cerberus says.

    python -m benchmarks.damage --documents 100000

Ends with an error where the check accepts what Cerberus refuses, or the minimum misses a fact otherwise than
Cerberus does. The same seed damages the same way each time.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, date, datetime
from math import nan
from pathlib import Path
from typing import Any

import cerberus
import click

from benchmarks.ground import ROOT, SCRATCH, start_record
from benchmarks.made_up_offer import entries_facts
from site_builder.content.accept_check import accept_mapping
from site_builder.content.checks import load_rules
from site_builder.content.document import read_document, read_trusted
from site_builder.content.records import all_record_files
from site_builder.content.schema import ENTRY_KINDS, RECORD_KINDS, FactRules, Schemas
from site_builder.content.vocabulary import load_vocabularies
from site_builder.project import open_project
from site_builder.shipped import shipped

Facts = dict[str, Any]


class OddText(str):
    """A text of a class of its own, as no file gives it."""

    __slots__ = ()


ODD: Sequence[Any] = (
    *(None, "", " ", "x", "\n", "no", "2026-02-30", "x" * 121, "x" * 301, "x" * 2_001, OddText("free")),
    *(
        True,
        False,
        0,
        1,
        -1,
        7,
        25,
        26,
        10**20,
        0.0,
        1.5,
        nan,
        date(2026, 2, 28),
        datetime(2026, 2, 28, tzinfo=UTC),
    ),
    *(
        [],
        {},
        (),
        [None],
        ["x"],
        [[]],
        [{}],
        ["x"] * 300,
        ("x",),
        {"x": "x"},
        {"x": None},
        {1: 2},
        {"x"},
        b"x",
    ),
)
"""What may be put in the place of any value."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many documents Cerberus and the check accepted.

    `unsound` are those that only the check accepts; of `differs` the minimum says otherwise than Cerberus.
    """

    documents: int
    accepted: int
    plainly_right: int
    unsound: tuple[Facts, ...]
    differs: tuple[Facts, ...]


def damaged(sound: Facts, chance: random.Random, donors: Sequence[Facts]) -> Facts:
    """*sound* with one to three faults in places taken by *chance*; what is put there may be of *donors*."""
    facts = deepcopy(sound)
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        places = list(_places(facts))
        if not places:
            break
        inside, key = chance.choice(places)
        _DAMAGE[chance.randrange(len(_DAMAGE))](inside, key, chance, donors)
    return facts


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every mapping or list in *value* with each of its keys."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in items:
        yield value, key
        yield from _places(one)


def _take_out(inside: Any, key: Any, chance: random.Random, donors: Sequence[Facts]) -> None:
    del inside[key]


def _put_odd(inside: Any, key: Any, chance: random.Random, donors: Sequence[Facts]) -> None:
    inside[key] = deepcopy(chance.choice(ODD))


def _put_from_elsewhere(inside: Any, key: Any, chance: random.Random, donors: Sequence[Facts]) -> None:
    other, place = chance.choice(list(_places(chance.choice(donors))))
    inside[key] = deepcopy(other[place])


def _rename(inside: Any, key: Any, chance: random.Random, donors: Sequence[Facts]) -> None:
    if isinstance(inside, dict):
        inside[chance.choice(("type", "name", "as_of", f"{key} ", "", 1, OddText(key)))] = inside.pop(key)


def _spoil_text(inside: Any, key: Any, chance: random.Random, donors: Sequence[Facts]) -> None:
    if isinstance(inside[key], str):
        text = inside[key]
        spoilt = (
            f"{text}\n",
            f" {text}",
            text.upper(),
            f"{text}-",
            text * 60,
            text[:1],
            f"{text}\n\n",
            f"{text} x",
        )
        inside[key] = chance.choice(spoilt)
    else:
        inside[key] = str(inside[key])


def _add(inside: Any, key: Any, chance: random.Random, donors: Sequence[Facts]) -> None:
    odd = deepcopy(chance.choice(ODD))
    if isinstance(inside, list):
        inside.append(odd)
    else:
        inside[chance.choice(("from", "status", "unheard_of", "links", "schema"))] = odd


def _empty(inside: Any, key: Any, chance: random.Random, donors: Sequence[Facts]) -> None:
    inside.clear()


_DAMAGE = (_take_out, _put_odd, _put_from_elsewhere, _rename, _spoil_text, _add, _empty)


def sound_documents(schemas: Schemas) -> dict[str, list[Facts]]:
    """The facts of every demonstration file and of 200 made-up entries, by the kind of their schema."""
    project = open_project(ROOT)
    found: dict[str, list[Facts]] = {}
    for authority in project.authority_ids():
        paths = [project.authority_file(authority), *project.entries_folder(authority).glob("*.yaml")]
        for path in sorted([*paths, *all_record_files(project, authority)]):
            document, _ = read_document(path, path.name)
            if document is None:
                continue
            kind = "authority" if path.name == "authority.yaml" else document.data.get("kind")
            kinds = [kind] if isinstance(kind, str) and kind in schemas.by_kind else list(RECORD_KINDS)
            for one in kinds:
                reading = schemas[one].read(document)
                if not reading.diagnostics:
                    found.setdefault(one, []).append(dict(reading.facts))
    for facts in entries_facts(200, load_vocabularies()):
        found[facts["kind"]].append(dict(facts))
    return found


def hold(documents: int, seed: str) -> Tally:
    """Damage so many documents, of each kind in turn, and compare what is said of each."""
    schemas = load_rules().schemas
    sound = sound_documents(schemas)
    checks = {kind: accept_mapping(schemas[kind].rules) for kind in sound}
    judges = {kind: cerberus.Validator(dict(schemas[kind].rules)) for kind in sound}
    minimum = {kind: read_trusted(shipped("schema", "minimum", f"{kind}.yaml")) for kind in ENTRY_KINDS}
    asked = {kind: FactRules(rules) for kind, rules in minimum.items()}
    whole = {kind: cerberus.Validator(rules, allow_unknown=True) for kind, rules in minimum.items()}
    chance = random.Random(seed)
    accepted = plainly_right = 0
    unsound, differs = [], []
    kinds = (*ENTRY_KINDS, *sorted(sound))
    for number in range(documents):
        kind = kinds[number % len(kinds)]
        facts = damaged(chance.choice(sound[kind]), chance, sound[kind])
        is_right = judges[kind].validate(facts, normalize=False)
        says_so = checks[kind](facts)
        accepted += is_right
        plainly_right += says_so
        if says_so and not is_right:
            unsound.append(facts)
        if kind in asked and asked[kind].not_given(facts) != _not_given(
            whole[kind], asked[kind].asked, facts
        ):
            differs.append(facts)
    return Tally(documents, accepted, plainly_right, tuple(unsound), tuple(differs))


def _not_given(judge: cerberus.Validator, asked: Mapping[str, Any], facts: Facts) -> tuple[str, ...]:
    """What Cerberus says alone, of all facts at once: the asked names of the fields that it finds faulty."""
    judge.validate(facts, normalize=False)
    faulty: set[str] = set()
    for name, faults in judge.errors.items():
        for fault in faults:
            faulty.update((f"{name}.{inner}" for inner in fault) if isinstance(fault, dict) else (name,))
    return tuple(name for name in asked if name in faulty or name.split(".")[0] in faulty)


@click.command()
@click.option("--documents", type=click.IntRange(1), default=100_000, show_default=True)
@click.option("--seed", default="damage", show_default=True)
@click.option("--scratch", type=click.Path(path_type=Path, file_okay=False), default=SCRATCH)
def main(documents: int, seed: str, scratch: Path) -> None:
    """Damage documents and say how the quick check did."""
    record = start_record("damage", f"python -m benchmarks.damage --documents {documents} --seed {seed}")
    tally = hold(documents, seed)
    record.note(
        f"{tally.documents:,} damaged documents: Cerberus accepted {tally.accepted:,}, "
        f"the check {tally.plainly_right:,}; the check alone {len(tally.unsound):,}. "
        f"The minimum found otherwise than Cerberus in {len(tally.differs):,}."
    )
    record.save(scratch)
    if tally.unsound or tally.differs:
        raise click.ClickException(f"for example: {(*tally.unsound, *tally.differs)[0]}")


if __name__ == "__main__":
    main()
