"""Try hostile texts in everything that comes from outside: feeds, registers, tables and forms of families.

    python -m trials.hostile_imports [--project FOLDER]

Each value of a record has another text, one further than in the record before it, so that after as many
records as there are texts every value has been each of them. What is imported is checked, published and read
as `injection` reads a site.
"""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click
import yaml
from click.testing import CliRunner

from site_builder.cli import main as local_offer
from site_builder.content.checks import load_rules
from site_builder.content.document import Keys, dump_document
from site_builder.content.invisible import find_refused, shown
from site_builder.content.offers import read_offers
from site_builder.editing.family_form import FORMS, load_form
from site_builder.editing.starting import start_authority, start_project
from site_builder.nation.published import UnreadableOffer, read_offer_json
from site_builder.pages.build import build_site
from site_builder.project import Project, open_project
from tests.hostile_text import TRICKS
from tests.test_import_tables import MAPPING, SCHOOL
from tests.test_published import signed, whole
from trials.injection import DAY, ON, Faults, in_files, signs
from trials.record import Row, record

CASES = Path(__file__).resolve().parent.parent / "tests" / "cases" / "import"
FEEDS: Mapping[str, tuple[str, str]] = {
    "outpost": ("outpost", "outpost-everything"),
    "oruk-1": ("oruk", "open-referral-version-1"),
    "oruk-3": ("oruk", "open-referral-version-3-list"),
}
"""Feeds to import: the command, and the case that has a record with everything in it."""

COUNCIL = "northmere"
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\.(yaml|json|jsonl)")


def turned(value: Any, number: int, counted: Iterator[int]) -> Any:
    """*value* with a hostile text in the place of each text in it."""
    if isinstance(value, Mapping):
        return {key: turned(one, number, counted) for key, one in value.items()}
    if isinstance(value, list):
        return [turned(one, number, counted) for one in value]
    if isinstance(value, str):
        return TRICKS[(next(counted) + number) % len(TRICKS)].text
    return value


def records(sample: Mapping[str, Any], *, keep: Iterable[str]) -> list[dict[str, Any]]:
    """A record for each text: *sample* with texts in all values but those to *keep*; its id is its own."""
    made = []
    for number in range(len(TRICKS)):
        one = turned(dict(sample), number, iter(range(10**6)))
        one |= {key: sample[key] for key in keep if key in sample}
        one["id"] = f"{sample['id']}-{number}" if isinstance(sample["id"], str) else number + 1
        made.append(one)
    return made


def feed(name: str) -> str:
    """The file of a feed of hostile records."""
    given = yaml.safe_load((CASES / f"{FEEDS[name][1]}.yaml").read_text(encoding="utf-8"))["given"]
    data = json.loads(given) if isinstance(given, str) else given
    sample = max(data.get("content") or data["contents"], key=lambda one: len(json.dumps(one)))
    kept = ("service_areas", "last_action", "locations")
    return json.dumps([*records(sample, keep=kept), *records(sample, keep=("name", "organization", *kept))])


def table(sample: Mapping[str, str], keep: Iterable[str], number: str) -> str:
    """A table of hostile rows, in which the column *number* is the row's own."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(sample))
    writer.writeheader()
    for row in range(len(TRICKS)):
        hostile = {
            column: TRICKS[(index + row) % len(TRICKS)].text.replace("\0", "")
            for index, column in enumerate(sample)
        }
        writer.writerow(hostile | {one: sample[one] for one in keep} | {number: str(100_001 + row)})
    return text.getvalue()


CLUB = {
    "Ref": "1", "Club": "Chess club", "What it is": "People play chess.", "Run by": "Harbour Trust",
    "Ages": "8 to 17", "Need": "Deaf", "Phone": "01632 960124", "Web": "https://northmere.example.org/chess",
    "Postcode": "ZZ1 1AB", "Cost": "£2", "Updated": "2026-01-01",
}  # fmt: skip


def forms() -> Iterator[str]:
    """A form of each kind for each text, with hostile answers, as families send them."""
    rules = load_rules()
    for name in FORMS:
        questions = load_form(name, rules).questions
        for number in range(len(TRICKS)):
            lines = [f"[form] {name} {COUNCIL}", ""]
            for index, one in enumerate(questions):
                answer = TRICKS[(index + number) % len(TRICKS)].text
                if one.choices and index != number % len(questions):
                    answer = one.choices[0].value
                lines += [f"[{one.id}] {one.ask}", answer, ""]
            yield "\n".join([*lines, "[end]", ""])


def import_all(folder: Path) -> tuple[int, Faults]:
    """Import all that is hostile into the project in *folder*: how many files, and the faults."""
    project = start_project(folder)
    start_authority(project, COUNCIL, "Northmere")
    into = ["--authority", COUNCIL, "--date", f"{ON}"]
    incoming = folder / "incoming"
    incoming.mkdir()
    runs: list[list[str]] = []
    for name, (command, _) in FEEDS.items():
        path = _written(incoming / f"{name}.json", feed(name))
        runs.append(["import", command, path, "--source", name, *into])
    schools = _written(
        incoming / "gias.csv",
        table(SCHOOL, ("LA (code)", "EstablishmentStatus (name)", "EstablishmentName"), "URN"),
    )
    runs.append(["import", "gias", schools, "--la-code", "201", *into])
    mapping = _written(incoming / "map.yaml", MAPPING)
    for name, keep in (("clubs", ("Club",)), ("all", ())):
        rows = _written(incoming / f"{name}.csv", table(CLUB, keep, "Ref"))
        runs.append(["import", "csv", rows, "--mapping", mapping, *into])
    return len(runs), _run_all(folder, runs)


def take_in(folder: Path) -> tuple[int, Faults]:
    """Take hostile forms into the project in *folder*: how many, and the faults."""
    incoming = folder / "incoming"
    sent = [_written(incoming / f"form-{number}.txt", text) for number, text in enumerate(forms())]
    runs = [["intake", *sent[at : at + 20], "--date", f"{ON}"] for at in range(0, len(sent), 20)]
    return len(sent), _run_all(folder, runs)


def _run_all(folder: Path, runs: Iterable[list[str]]) -> Faults:
    faults = []
    for arguments in runs:
        done = CliRunner().invoke(local_offer, [*arguments, "--project", str(folder)], catch_exceptions=False)
        called = " ".join(arguments[:2])
        faults += [f"{called}: {one}" for one in [*signs(done.stdout), *signs(done.stderr)]]
        if done.exit_code == 2:
            faults.append(f"{called} could not run: {done.stderr}")
    return faults


def publish_all(folder: Path) -> tuple[int, int, Faults]:
    """Collect hostile offers of other councils into the project in *folder*, as far as they can be read.

    Returns:
        how many values were tried, how many of these were refused, and the faults.
    """
    document = json.loads(whole())
    places = list({_kind_of(keys): keys for keys in _texts_in(document)}.values())
    faults, refused = [], 0
    accepted: dict[Keys, list[str]] = {keys: [] for keys in places}
    for keys in places:
        for trick in TRICKS:
            try:
                read_offer_json(signed(_with(document, {keys: trick.text})))
            except UnreadableOffer as fault:
                refused += 1
                faults += signs(str(fault))
            else:
                accepted[keys].append(trick.text)
    sources = []
    for number in range(len(TRICKS)):
        texts = {keys: found[number % len(found)] for keys, found in accepted.items() if found}
        own = {("authority", "id"): f"other-{number}", ("authority", "gss_code"): f"E0699{number:04}"}
        content = signed(_with(document, texts | own))
        (folder / f"other-{number}.json").write_bytes(content)
        sources.append({"authority": f"other-{number}", "address": f"other-{number}.json"})
    (folder / "sources.yaml").write_text(dump_document({"sources": sources}), encoding="utf-8")
    faults += _run_all(folder, [["collect", str(folder / "sources.yaml"), "--date", f"{ON}"]])
    if len(list((folder / "collected").glob("*/offer.json"))) != len(TRICKS):
        faults.append("an offer that can be read was not collected")
    return len(places) * len(TRICKS), refused, faults


def _texts_in(value: Any, keys: Keys = ()) -> Iterator[Keys]:
    for key, one in value.items() if isinstance(value, dict) else enumerate(value):
        if isinstance(one, dict | list):
            yield from _texts_in(one, (*keys, key))
        elif isinstance(one, str):
            yield (*keys, key)


def _kind_of(keys: Keys) -> Keys:
    """The same for every item of a list."""
    return tuple(0 if isinstance(key, int) else key for key in keys)


def _with(document: dict[str, Any], texts: Mapping[Keys, str]) -> dict[str, Any]:
    changed = deepcopy(document)
    for keys, text in texts.items():
        around: Any = changed
        for key in keys[:-1]:
            around = around[key]
        around[keys[-1]] = text
    return changed


def _written(path: Path, text: str) -> str:
    path.write_text(text, encoding="utf-8", newline="")
    return str(path)


def in_project(project: Project) -> tuple[int, Faults]:
    """How many files came of it, and what is wrong with their names and their texts."""
    faults, counted = [], 0
    for path in sorted((*project.content.rglob("*"), *project.imports.rglob("*"))):
        if not path.is_file() or path.name == ".gitignore":
            continue
        counted += 1
        where = path.relative_to(project.root).as_posix()
        if not _NAME.fullmatch(path.name):
            faults.append(f"{where}: a name that is no id")
        if path.suffix == ".yaml" and (sign := find_refused(path.read_text("utf-8").replace("\n", " "))):
            faults.append(f"{where}: {sign[0]!r}")
    return counted, faults


@click.command()
@click.option("--project", type=click.Path(path_type=Path), help="Where to build, instead of for a while.")
def trial(project: Path | None) -> None:
    """Import hostile records and take in hostile forms, and look at what came of them."""
    with TemporaryDirectory() as temporary:
        row, faults = run(project or Path(temporary))
    click.echo(f"{row.promise}: {row.how}: {row.tried}: {row.result}")
    for fault in faults:
        click.echo(shown(fault), err=True)
    record("hostile_imports", [row])
    raise SystemExit(bool(faults))


def run(folder: Path) -> tuple[Row, Faults]:
    """Everything that is tried, in *folder*."""
    taken, faults = import_all(folder)
    project = open_project(folder)
    _, found = read_offers(project, load_rules(), DAY)
    faults += [f"{one.path}: {one.field}: {one.message}" for one in found if one.is_error]
    # A draft keeps what a family wrote, also where it has to be mended.
    sent, said = take_in(folder)
    shutil.rmtree(folder / "incoming")
    taken, faults = taken + sent, faults + said
    tried, refused, unread = publish_all(folder)
    faults += unread
    files, more = in_project(project)
    built = build_site(project, authority=None, out=None, day=DAY, leave_out_errors=True, with_drafts=True)
    assert built.site is not None, built.diagnostics
    counted, wrong = in_files(built.site)
    faults = [*faults, *more, *wrong]
    row = Row(
        "No text of an entry, a record or an import runs, fetches or misleads",
        f"{taken} files of feeds, registers, tables and forms, with each of {len(TRICKS)} hostile texts in "
        f"each of their values; {files} files came of them, and a site of {sum(counted.values())} files. Of "
        f"{tried} values of other councils' offers {refused} were refused, and the rest is on its pages",
        taken,
        f"{len(faults)} faults" if faults else "no fault",
        datetime.now(UTC).date().isoformat(),
    )
    return row, faults


if __name__ == "__main__":
    trial()
