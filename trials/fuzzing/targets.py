"""Every kind of file that is read: sound ones to begin with, and what is done with a damaged one."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from itertools import cycle
from pathlib import Path
from typing import Any

from benchmarks.made_up_offer import entries_facts, make_project
from site_builder.content.authorities import dfe_codes
from site_builder.content.checks import (
    Checked,
    Neighbourhood,
    Rules,
    check_entry,
    check_id,
    check_links,
    load_rules,
)
from site_builder.content.days import JudgedDay
from site_builder.content.diagnostics import Diagnostic
from site_builder.content.document import dump_document, parse_document, read_trusted
from site_builder.content.indicators import parse_indicators, parse_indicators_of_england
from site_builder.content.model import Offer
from site_builder.content.offers import read_offers
from site_builder.content.records import KINDS
from site_builder.content.schema import ENTRY_KINDS
from site_builder.content.vocabulary import parse_vocabulary
from site_builder.editing.intake import take_in
from site_builder.errors import FaultyRules, SiteBuilderError
from site_builder.exchange.gias import read_gias
from site_builder.exchange.import_report import report_json, report_text
from site_builder.exchange.importing import Imported
from site_builder.exchange.last_import import LastImport, read_last_import
from site_builder.exchange.mapping_draft import draft_mapping
from site_builder.exchange.open_data import OpenData
from site_builder.exchange.open_referral import read_open_referral
from site_builder.exchange.open_referral_feed import whole_feed
from site_builder.exchange.outpost import read_outpost
from site_builder.exchange.source import read_source
from site_builder.exchange.table import open_table
from site_builder.exchange.table_mapping import check_columns, read_mapping, read_table
from site_builder.exchange.writing import Target as Landing
from site_builder.exchange.writing import write_import
from site_builder.nation.assessments import parse_assessments
from site_builder.nation.published import UnreadableOffer, read_offer_json
from site_builder.pages.edition import Edition
from site_builder.pages.sites import offer_shares
from site_builder.pages.work import files_of, pages_of
from site_builder.project import Project
from site_builder.reports.faults import faults_json, faults_text
from site_builder.shipped import shipped
from site_builder.standard.assess import Yardstick, assess, load_yardstick
from site_builder.standard.standard import CURRENT, parse_standard
from trials.fuzzing.mutation import JSON, TABLE, YAML, Damage, damaged_text
from trials.fuzzing.packages import damaged_package, spreadsheet_seeds
from trials.fuzzing.places import UntruePlace, hold_places

ROOT = Path(__file__).resolve().parent.parent.parent
CASES = ROOT / "tests" / "cases" / "import"
DEMONSTRATION = ROOT / "offer_content" / "northmere"

DAY = JudgedDay(None, date(2026, 11, 1))
ON = date(2026, 11, 1)

PUBLISHED_EVERY = 4
MORE_EVERY = 40
WHOLE_SITE_EVERY = 400
"""Of so many files that can be used, one is judged and goes through its own pages; through the pages and
files that it is likely to change; through the whole site."""

OF_ENTRIES = ("open data", "what others can read", "what is due", "search", "entries")
OF_RECORDS = ("what is missing", "the review", "other pages", "tables", "paper")


@dataclass(frozen=True, slots=True)
class Target:
    """One kind of file.

    `use` does all that the program does with such a file, and says whether it was taken; what is wrong with
    the file may only be told by diagnostics with true places, or by a `SiteBuilderError`. `seeds` are sound
    files.
    """

    name: str
    seeds: tuple[bytes, ...]
    damage: Damage
    use: Callable[[bytes], bool]


def _rules() -> Rules:
    return load_rules()


@cache
def _yardstick() -> Yardstick:
    return load_yardstick(_rules())


def hold(diagnostics: Sequence[Diagnostic], content: bytes, path: str) -> bool:
    """Whether there is no error among *diagnostics*; each has its place and can be shown."""
    hold_places(diagnostics, content, path)
    faults_text(diagnostics, 1).encode("utf-8")
    faults_json(diagnostics, 1).encode("utf-8")
    return not any(one.is_error for one in diagnostics)


# Files of an offer.


DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg"/>'


class Desk:
    """An offer of a few entries, one file of which is damaged again and again."""

    def __init__(self, folder: Path) -> None:
        self.project = make_project(folder, 1)
        self.authority = self.project.authority_ids()[0]
        media = self.project.media_folder(self.authority)
        media.mkdir()
        for name in ("house.jpg", "bed.svg", "welcome-book.pdf"):
            (media / name).write_bytes(DRAWING if name.endswith(".svg") else b"")
        self._turns = cycle(range(WHOLE_SITE_EVERY // PUBLISHED_EVERY))
        self._own_turns = cycle(range(WHOLE_SITE_EVERY))
        ids = frozenset(path.stem for path in self.project.entries_folder(self.authority).glob("*.yaml"))
        files = frozenset(path.name for path in media.iterdir())
        self._around = Neighbourhood({self.authority: ids | {"damaged"}}, {self.authority: files})

    def use_entry(self, content: bytes) -> bool:
        """Read and check an entry by itself; in its turn, one that is right goes through the whole offer."""
        shown = f"offer_content/{self.authority}/entries/damaged.yaml"
        document, problems = parse_document(content, shown)
        if document is not None:
            kind = document.data.get("kind")
            if not isinstance(kind, str) or kind not in ENTRY_KINDS:
                return self.use("entries/damaged.yaml", content)
            reading = _rules().schemas[kind].read(document)
            checked = Checked(document, reading)
            more = [*check_entry(checked, _rules(), (), ON)]
            more += check_links(checked, self.authority, self._around)
            if isinstance(reading.facts.get("id"), str):
                more += check_id(checked, shown)
            problems += [*reading.diagnostics, *more]
        is_right = hold(problems, content, shown)
        if is_right and not next(self._own_turns) % PUBLISHED_EVERY:
            return self.use("entries/damaged.yaml", content)
        return is_right

    def use(self, inside: str, content: bytes) -> bool:
        """Read, check, judge and render the offer with *content* in the file *inside* its folder."""
        path = self.project.authority_folder(self.authority) / inside
        path.parent.mkdir(exist_ok=True)
        before = path.read_bytes() if path.is_file() else None
        path.write_bytes(content)
        try:
            return self._read(self.project.shown(path), content)
        finally:
            if before is None:
                path.unlink()
            else:
                path.write_bytes(before)

    def _read(self, shown: str, content: bytes) -> bool:
        offers, problems = read_offers(self.project, _rules(), DAY, (self.authority,))
        is_right = hold(problems, content, shown)
        if offers and shown not in offers[0].left_out:
            self._publish(offers[0], shown)
        return is_right

    def _publish(self, offer: Offer, shown: str) -> None:
        """Judge and render: the entry's own pages each time, the rest in its turn."""
        turn = next(self._turns)
        if turn % PUBLISHED_EVERY and "/entries/" not in shown:
            return
        assessment = assess(offer, _yardstick(), on=ON)
        edition = Edition(offer, assessment, _rules(), {})
        shares = offer_shares(edition)
        if turn % (MORE_EVERY // PUBLISHED_EVERY):
            alone = Edition(_alone(offer, shown), assessment, _rules(), {})
            shares = tuple(one for one in offer_shares(alone) if one.about == "entries")
        elif turn:
            wanted = OF_ENTRIES if "/entries/" in shown else OF_RECORDS
            shares = tuple(one for one in shares if one.about in wanted)
        for page in pages_of(shares):
            page.content.encode("utf-8")
        for made in files_of(shares).values():
            _ = made.encode("utf-8") if isinstance(made, str) else made


def _alone(offer: Offer, path: str) -> Offer:
    return Offer(
        offer.authority,
        tuple(one for one in offer.entries if one.path == path),
        offer.left_out,
        offer.records,
        offer.results,
    )


@cache
def _made_up() -> tuple[Mapping[str, Any], ...]:
    return tuple(entries_facts(110, _rules().vocabularies))


def _files(*patterns: str) -> tuple[bytes, ...]:
    paths = (path for pattern in patterns for path in sorted(DEMONSTRATION.glob(pattern)))
    return tuple(path.read_bytes() for path in paths)


def _entry_seeds() -> tuple[bytes, ...]:
    """Entries that were made up, some of the demonstration, and of each kind one with every field."""
    whole = []
    for kind in ("service", "setting", "information", "not-available"):
        fields = {name: rule["meta"]["example"] for name, rule in _rules().schemas[kind].rules.items()}
        fields |= {"kind": kind, "id": "damaged", "reviewed": ON}
        if "instead" in fields:
            fields["instead"] = [{"title": "Sitters at home"}]
        whole.append(dump_document(fields).encode())
    made = [dump_document({**facts, "id": "damaged"}).encode() for facts in _made_up()[:60]]
    shown = [_with_id(one) for one in _files("entries/*.yaml")[::6]]
    return (*whole * 5, *made, *shown)


def _with_id(content: bytes, name: str = "damaged") -> bytes:
    """The text of a file under the id that its file has here."""
    lines = content.split(b"\n")
    return b"\n".join(f"id: '{name}'".encode() if line.startswith(b"id:") else line for line in lines)


def _record_targets(desk: Desk) -> list[Target]:
    names = {"comment": "2026-900", "comments-report": "2027", "consultation": "2027", "review": "2026-07"}
    names |= {"action": "damaged", "commitment": "damaged", "audit": "2026-10-12"}
    found = []
    for kind, one in KINDS.items():
        fields = {name: rule["meta"]["example"] for name, rule in _rules().schemas[kind].rules.items()}
        # What other files would have to be there for.
        fields = {key: value for key, value in fields.items() if key not in ("entries", "because")}
        seeds = [dump_document(fields).encode(), *_files(f"{one.folder}/*.yaml")]
        seeds = [_with_id(one, names[kind]) for one in seeds]
        use = partial(desk.use, f"{one.folder}/{names[kind]}.yaml")
        found.append(Target(kind, tuple(seeds), YAML, use))
    return found


# Rules.


def _use_standard(content: bytes) -> bool:
    shown = "schema/standards/damaged.yaml"
    document, problems = parse_document(content, shown)
    if document is None:
        return hold(problems, content, shown)
    try:
        standard = parse_standard(document, _rules(), problems)
    except FaultyRules as faulty:
        return hold(faulty.diagnostics, content, shown)
    if next(_turns) % PUBLISHED_EVERY:
        return True
    yardstick = Yardstick(standard, _yardstick().minimum, _rules())
    try:
        assess(_small_offer(), yardstick, on=ON)
    except SiteBuilderError:
        return True
    return True


@cache
def _small_offer() -> Offer:
    folder = _workshop() / "small"
    project = make_project(folder, 12)
    return read_offers(project, _rules(), DAY)[0][0]


def _standard_seeds() -> tuple[bytes, ...]:
    """The standard and the proposal, in pieces of three requirements."""
    found = []
    for name in (CURRENT, "proposal-2026-reform"):
        facts = parse_document(shipped("schema", "standards", f"{name}.yaml").read_bytes(), name)[0]
        assert facts is not None
        requirements = facts.data["requirements"]
        rest = {key: value for key, value in facts.data.items() if key not in ("requirements", "withdrawn")}
        for first in range(0, len(requirements), 3):
            part = {**rest, "requirements": requirements[first : first + 3]}
            found.append(dump_document(_filled(part)).encode())
    return tuple(found)


def _filled(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _filled(one) for key, one in value.items() if one is not None}
    return [_filled(one) for one in value] if isinstance(value, list) else value


def _use_vocabulary(content: bytes) -> bool:
    shown = "schema/vocabularies/damaged.yaml"
    vocabulary, problems = parse_vocabulary(content, shown)
    if vocabulary is not None:
        vocabulary.in_words(str.upper)
        vocabulary.expand(vocabulary.groups)
    return hold(problems, content, shown)


def _use_mapping(path: Path, table: Path, content: bytes) -> bool:
    path.write_bytes(content)
    mapping, problems = read_mapping(path, path.name, _rules().vocabularies)
    is_right = hold(problems, content, path.name)
    if mapping is not None:
        with open_table(table, "") as opened:
            found = list(check_columns(mapping, opened))
            is_right = hold(found, content, path.name)
            if is_right:
                _settle(read_table(opened, mapping, **_asked()))
    return is_right


# Imports.


def _asked() -> dict[str, Any]:
    return {"authority": "northmere", "imported": ON, "vocabularies": _rules().vocabularies}


_turns = cycle(range(WHOLE_SITE_EVERY))


def _settle(imported: Imported) -> bool:
    """Read what an import made, and in its turn write it into an empty project; whether there is any."""
    for file in imported.files:
        document, problems = parse_document(file.text.encode("utf-8"), "made.yaml")
        if document is None or any(one.is_error for one in problems):
            raise UntruePlace(f"an import wrote what cannot be read: {problems[:1]}")
    if next(_turns) % PUBLISHED_EVERY:
        return bool(imported.entries)
    folder = _workshop() / "landing"
    shutil.rmtree(folder, ignore_errors=True)
    project = Project(folder)
    project.content.mkdir(parents=True)
    target = Landing(project, "northmere", "source", (), LastImport(), _rules())
    written = write_import(target, imported, ON)
    report_text(imported, written).encode("utf-8")
    json.dumps(report_json(imported, written)).encode("utf-8")
    read_last_import(project, "northmere", "source")
    return bool(imported.entries)


def _use_services(read: Callable[..., Imported], content: bytes) -> bool:
    try:
        source = read_source(content, "services.json")
        imported = read(source.data, notes=source.notes, **_asked())
    except SiteBuilderError as told:
        return _is_told(told)
    return _settle(imported)


def _is_told(told: SiteBuilderError) -> bool:
    if not str(told).strip():
        raise UntruePlace("a refusal without words")
    return False


def _use_table(path: Path, mapping: Path, content: bytes) -> bool:
    path.write_bytes(content)
    found, _ = read_mapping(mapping, mapping.name, _rules().vocabularies)
    assert found is not None
    try:
        if not next(_turns) % PUBLISHED_EVERY:
            with open_table(path) as table:
                draft_mapping(table, "damaged").encode("utf-8")
        with open_table(path) as table:
            if not hold(list(check_columns(found, table)), mapping.read_bytes(), mapping.name):
                return False
            return _settle(read_table(table, found, **_asked()))
    except SiteBuilderError as told:
        return _is_told(told)


def _use_register(path: Path, content: bytes) -> bool:
    path.write_bytes(content)
    try:
        with open_table(path) as table:
            return _settle(read_gias(table, "201", **_asked()))
    except SiteBuilderError as told:
        return _is_told(told)


def _use_form(desk: Desk, content: bytes) -> bool:
    file = desk.project.root / "arrived.txt"
    file.write_bytes(content)
    folder = desk.project.authority_folder(desk.authority)
    before = {path: path.read_bytes() for path in folder.rglob("*.yaml")}
    try:
        return bool(take_in(desk.project, _rules(), file, DAY, desk.authority))
    except SiteBuilderError as told:
        return _is_told(told)
    finally:
        for path in folder.rglob("*.yaml"):
            if path not in before:
                path.unlink()
            elif path.read_bytes() != before[path]:
                path.write_bytes(before[path])


def _use_offer(content: bytes) -> bool:
    try:
        read_offer_json(content)
    except UnreadableOffer as told:
        return not str(told)
    return True


def _service_seeds(source: str) -> tuple[bytes, ...]:
    """What the cases of the import's tests are given, and what this program itself publishes as a feed."""
    cases = [read_trusted(path) for path in sorted(CASES.glob(f"{source}*.yaml"))]
    found = [case["given"].encode() for case in cases if case["source"] == source]
    if source == "open-referral":
        page = json.loads(whole_feed(OpenData(_small_offer(), _rules(), ON)))
        services = page["contents"]
        found += [json.dumps([one], ensure_ascii=False, indent=1).encode() for one in services]
    return tuple(found)


MAPPING = """\
source: {name: Clubs of Northmere, scheme: northmere-clubs}
number: Ref
only: {Open: ['yes', 'no', '1']}
columns:
  Ref: {to: nothing}
  Name: {to: title}
  What: {to: description, also: [summary]}
  Run by: {to: provider.name}
  Ages: {to: ages}
  Phone: {to: contact.phone}
  Email: {to: contact.email}
  Web: {to: contact.website}
  Postcode: {to: places.postcode}
  Street: {to: places.address}
  Cost: {to: cost.amount}
  Need: {to: needs, split: ';', terms: {autism: [autism], all: [all]}}
  Checked: {to: source.says_checked}
  Open: {to: nothing, why: only says which rows are meant}
always: {service_types: [youth-club]}
blank: [n/a]
"""

ROWS = (
    "Ref,Name,What,Run by,Ages,Phone,Email,Web,Postcode,Street,Cost,Need,Checked,Open",
    'c1,Chess club,"We play chess, all of us.\nBring a board.",Northmere Chess,5-11,01632 960101,'
    "a@chess.example.org,www.chess.example.org,ZZ1 1AA,1 Quay Road,free,autism;all,2026-08-05,yes",
    "c2,Boat club,<p>We <b>sail</b> &amp; row.</p>,Harbour Trust,8+,1632960102,,"
    "https://boats.example.org,ZZ1 2AB,2 Quay Road,yes,all,5/8/26,yes",
    "c3,Band,Music,Band,under 5,,,,,,,,31/02/2026,no",
)

_COLUMNS = (
    *("URN", "LA (code)", "EstablishmentName", "TypeOfEstablishment (name)", "EstablishmentStatus (name)"),
    *(
        "CloseDate",
        "PhaseOfEducation (name)",
        "StatutoryLowAge",
        "StatutoryHighAge",
        "NurseryProvision (name)",
    ),
    *("SchoolCapacity", "Trusts (name)", "LastChangedDate", "Street", "Town", "Postcode", "SchoolWebsite"),
    *("TelephoneNum", "SEN1 (name)", "TypeOfResourcedProvision (name)", "ResourcedProvisionCapacity"),
)
_SCHOOLS = (
    (
        *("999001", "201", "Harbour Primary School", "Academy converter", "Open", "", "Primary", "3", "11"),
        *("Has Nursery Classes", "271", "THE HARBOUR TRUST", "09-02-2024", "Ferry Lane", "Northmere"),
        *("ZZ1 1AB", "www.harbour.sch.uk", "1632960100", "ASD - Autistic Spectrum Disorder"),
        *("Resourced provision", "12"),
    ),
    (
        *(
            "999002",
            "201",
            "Quay School",
            "Community special school",
            "Open",
            "",
            "Not applicable",
            "2",
            "19",
        ),
        *("", "80", "", "19-12-2023", "Quay", "Northmere", "ZZ1 2AB", "http://quay.sch.uk", ""),
        *("Not Applicable", "SEN unit", ""),
    ),
    ("999003", "202", "Elsewhere", "Free school", "Closed", "01-01-2020", *("",) * 15),
)
REGISTER = tuple(",".join(f'"{cell}"' for cell in row) for row in (_COLUMNS, *_SCHOOLS))

FORMS = (
    "[form] comment northmere\n[about-page] support/damaged/\n[what] It is good.\nMore words.\n"
    "[from] parents\n[end]\n",
    "From: a@example.org\nDate: Mon, 5 Oct 2026 10:00:00 +0100\nSubject: form\nContent-Type: text/plain\n\n"
    "> [form] new-entry northmere\n> [title] Chess club\n> [summary] We play chess.\n> [end]\n",
)


@cache
def _workshop() -> Path:
    raise RuntimeError("open_targets says where")


def open_targets(folder: Path, names: Iterable[str] = ()) -> dict[str, Target]:
    """Every target, or those called *names*, with *folder* to work in."""
    global _workshop
    folder.mkdir(parents=True, exist_ok=True)
    _workshop = cache(lambda: folder)
    wanted = frozenset(names)
    desk = Desk(folder / "offer")
    whose = desk.project.authority_file(desk.authority).read_bytes()
    mapping, table = folder / "mapping.yaml", folder / "sound.csv"
    mapping.write_text(MAPPING, encoding="utf-8")
    rows = "\r\n".join(ROWS).encode("utf-8")
    table.write_bytes(rows)
    authority_fields = {
        name: rule["meta"]["example"] for name, rule in _rules().schemas["authority"].rules.items()
    }
    codes = dfe_codes()
    england = partial(parse_indicators_of_england, codes=codes)
    makers: dict[str, Callable[[], Target]] = {
        "entry": lambda: Target("entry", _entry_seeds(), YAML, desk.use_entry),
        "authority": lambda: Target(
            "authority",
            (whose, dump_document({**authority_fields, "id": desk.authority}).encode()),
            YAML,
            partial(desk.use, "authority.yaml"),
        ),
        "link-results": lambda: Target(
            "link-results", _small_results("links"), JSON, partial(desk.use, "results/links.json")
        ),
        "audit-results": lambda: Target(
            "audit-results", _small_results("audit"), JSON, partial(desk.use, "results/audit.json")
        ),
        "standard": lambda: Target("standard", _standard_seeds(), YAML, _use_standard),
        "vocabulary": lambda: Target("vocabulary", _vocabulary_seeds(), YAML, _use_vocabulary),
        "mapping": lambda: Target(
            "mapping", (MAPPING.encode(),), YAML, partial(_use_mapping, folder / "damaged.yaml", table)
        ),
        "csv": lambda: Target(
            "csv",
            (rows, rows.replace(b",", b";"), "\n".join(ROWS).encode("utf-16")),
            TABLE,
            partial(_use_table, folder / "damaged.csv", mapping),
        ),
        "gias": lambda: Target(
            "gias",
            ("\r\n".join(REGISTER).encode("windows-1252"),),
            TABLE,
            partial(_use_register, folder / "register.csv"),
        ),
        "oruk": lambda: Target(
            "oruk", _service_seeds("open-referral"), JSON, partial(_use_services, read_open_referral)
        ),
        "outpost": lambda: Target(
            "outpost", _service_seeds("outpost"), JSON, partial(_use_services, read_outpost)
        ),
        "indicators": lambda: Target(
            "indicators",
            _files("indicators.csv"),
            TABLE,
            partial(_use_lines, parse_indicators, "indicators.csv"),
        ),
        "england": lambda: Target(
            "england",
            tuple(
                b"code," + one.replace(b"\n", b"\n201,").removesuffix(b"201,")
                for one in _files("indicators.csv")
            ),
            TABLE,
            partial(_use_lines, england, "indicators.csv"),
        ),
        "assessments": lambda: Target(
            "assessments",
            tuple(one[:8000] for one in _files("results/assessments.csv")),
            TABLE,
            partial(_use_lines, parse_assessments, "assessments.csv"),
        ),
        "offer-json": lambda: Target("offer-json", _offer_seeds(), JSON, _use_offer),
        "spreadsheet": lambda: Target(
            "spreadsheet",
            spreadsheet_seeds(),
            damaged_package,
            partial(_use_table, folder / "damaged.xlsx", mapping),
        ),
        "form": lambda: Target(
            "form", tuple(one.encode() for one in FORMS), damaged_text, partial(_use_form, desk)
        ),
    }
    found = {name: make() for name, make in makers.items() if not wanted or name in wanted}
    if not wanted or wanted & set(KINDS):
        found |= {one.name: one for one in _record_targets(desk) if not wanted or one.name in wanted}
    return found


def _use_lines(
    parse: Callable[[bytes, str], tuple[Any, list[Diagnostic]]], shown: str, content: bytes
) -> bool:
    return hold(parse(content, shown)[1], content, shown)


def _small_results(name: str) -> tuple[bytes, ...]:
    """The demonstration's results, cut to a few, as if they were of the offer that is damaged."""
    found = json.loads((DEMONSTRATION / "results" / f"{name}.json").read_bytes())
    found["authority"] = "brackenmere"
    for key, value in found.items():
        if isinstance(value, list):
            found[key] = value[:4]
    return (json.dumps(found, indent=1).encode(),)


def _vocabulary_seeds() -> tuple[bytes, ...]:
    found = []
    for path in sorted(shipped("schema", "vocabularies").glob("*.yaml")):
        document, _ = parse_document(path.read_bytes(), path.name)
        assert document is not None
        few = {key: value[:6] if isinstance(value, list) else value for key, value in document.data.items()}
        found.append(dump_document(_filled(few)).encode())
        if path.stat().st_size < 3_000:
            found.append(path.read_bytes())
    return tuple(found)


def _offer_seeds() -> tuple[bytes, ...]:
    from site_builder.nation.published import offer_json

    offer = _small_offer()
    assessment = assess(offer, _yardstick(), on=ON)
    return (offer_json(offer, assessment, builder="0", revision="").encode(),)
