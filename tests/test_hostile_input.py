"""Files that were damaged, or made to do harm, are refused in time, and the message leads to the place."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.made_up_offer import make_project
from site_builder.content.bounds import MOST_FILES
from site_builder.content.checks import load_rules
from site_builder.content.days import JudgedDay
from site_builder.content.document import dump_document
from site_builder.content.media import check_media
from site_builder.content.offers import read_offers
from site_builder.content.schema import ENTRY_KINDS
from site_builder.errors import SiteBuilderError
from site_builder.exchange.table import open_table
from site_builder.project import Project
from site_builder.reports.faults import faults_text
from trials.fuzzing.packages import cell, packed, rows, workbook
from trials.fuzzing.places import UntruePlace, hold_places
from trials.fuzzing.run import MOST_SECONDS, Outcome, no_longer_than, run, try_one
from trials.fuzzing.targets import Target, open_targets

CASES = Path(__file__).parent / "cases" / "hostile"

SHORT = 10
"""Damaged files of each kind here; `make fuzz` tries thousands."""

DAY = JudgedDay(None, date(2026, 11, 1))

SOUND = """\
id: damaged
kind: service
title: Club
summary: A club on Saturdays.
service_types: [youth-club]
provider: {name: Riverside Trust}
"""


@pytest.fixture(scope="module")
def targets(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Target]:
    return open_targets(tmp_path_factory.mktemp("workshop"))


def faults_of(target: Target, content: bytes) -> Outcome:
    outcome = Outcome(target.name)
    try_one(target, content, outcome)
    return outcome


# What was found, and what is known to have broken others.


@pytest.mark.parametrize(
    "path", sorted(CASES.glob("*/*")), ids=lambda path: f"{path.parent.name}-{path.name}"
)
def test_a_kept_file_is_told_as_it_should_be(path: Path, targets: dict[str, Target]) -> None:
    outcome = faults_of(targets[path.parent.name], path.read_bytes())
    assert outcome.crashes == {}


KINDS_OF_FILES = (
    *(
        "entry",
        "authority",
        "comment",
        "commitment",
        "audit",
        "standard",
        "vocabulary",
        "mapping",
        "csv",
        "gias",
    ),
    *("oruk", "outpost", "link-results", "audit-results", "indicators", "assessments", "offer-json", "form"),
)


@pytest.mark.parametrize("name", KINDS_OF_FILES)
def test_damaged_files_bring_no_traceback_and_no_false_place(name: str, targets: dict[str, Target]) -> None:
    outcome = run(targets[name], SHORT, "short")
    assert outcome.crashes == {}
    assert outcome.tried == SHORT == outcome.taken + outcome.refused


def test_every_kind_of_file_has_a_sound_one_to_begin_with(targets: dict[str, Target]) -> None:
    for name in KINDS_OF_FILES:
        outcome = Outcome(name)
        for content in targets[name].seeds[:2]:
            try_one(targets[name], content, outcome)
        # A form is read on its own terms, and the checksum of an offer is of what it says.
        assert outcome.taken or name == "form", name


# The trial itself would notice.


def test_the_trial_notices_what_is_not_told(targets: dict[str, Target]) -> None:
    def fail(content: bytes) -> bool:
        raise KeyError(content)

    outcome = run(Target("entry", (b"a",), lambda sound, _chance, _others: sound, fail), 3, "short")
    assert outcome.crashes == {"KeyError b'a'": 3}


@pytest.mark.parametrize(
    ("line", "column", "message"),
    [(9, 1, "line 9 of 7"), (1, 40, "column 40 of line 1"), (1, 1, "unknown-choice of kind is at")],
)
def test_the_trial_notices_a_false_place(line: int, column: int, message: str) -> None:
    from site_builder.content.diagnostics import Diagnostic, Place

    told = Diagnostic("damaged.yaml", Place(line, column), "unknown-choice", "kind", "no kind")
    with pytest.raises(UntruePlace, match=message):
        hold_places([told], SOUND.encode(), "damaged.yaml")


# Size and bombs.


def filled(before: str, unit: str, after: str = "") -> Callable[[], bytes]:
    """A file of nearly 500 kB: as many of *unit* as there is room for."""
    room = 499_000 - len(SOUND) - len(before) - len(after)
    return lambda: (SOUND + before + unit * (room // len(unit)) + after).encode()


BOMBS: dict[str, tuple[Callable[[], bytes], str]] = {
    "brackets": (filled("needs: ", "["), "7:27: error[too-deep] fields lie more than 20 deep in each other"),
    "braces": (filled("needs: ", "{a: "), "7:84: error[too-deep] fields lie more than 20 deep in each other"),
    "dashes": (
        filled("needs:\n  ", "- "),
        "8:41: error[too-deep] fields lie more than 20 deep in each other",
    ),
    "aliases": (filled("needs: [", "*a,", "]\n"), "7:9: error[alias] needs[1]: *a stands for"),
    "anchors": (filled("needs: [", "&a b,", "]\n"), "7:9: error[anchor] needs[1]: &a gives this a name"),
    "terms": (
        filled("needs: [", "autsm,", "]\n"),
        "7:12009: error[too-many-items] this list or group goes on after 2,000 items, the most that is read",
    ),
    "groups": (
        filled("places:\n", "  - a: 1\n"),
        "2008:5: error[too-many-items] this list or group goes on after 2,000 items, the most that is read",
    ),
    "keys twice": (filled("", "title: b\n"), '7:1: error[duplicate-key] title: "title" is written twice'),
    "digits": (filled("ages: {from: ", "9", "}\n"), "7:14: error[wrong-type] ages.from:"),
    "links in Markdown": (
        filled("description: '", "[a](", "'\n"),
        "7:14: error[too-long] description: the text has",
    ),
    "mailboxes": (filled("description: '", "a@", "'\n"), "7:14: error[too-long] description: the text has"),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_file_that_is_made_to_be_slow_is_told_in_time(name: str, tmp_path: Path) -> None:
    make, message = BOMBS[name]
    with no_longer_than(MOST_SECONDS):
        told = faults_text(read_offers(project_with(make(), tmp_path), load_rules(), DAY)[1], 1)
    assert f"offer_content/northmere/entries/damaged.yaml:{message}" in told
    # A line of half a million characters is not shown once for each of a hundred faults.
    assert max(map(len, told.splitlines())) < 600


def project_with(entry: bytes, folder: Path) -> Project:
    project = Project(folder)
    path = project.entry_file("northmere", "damaged")
    path.parent.mkdir(parents=True)
    path.write_bytes(entry)
    return project


def test_more_than_a_hundred_faults_are_not_all_told(tmp_path: Path) -> None:
    many = "".join(f"key{number:03}: b\n" for number in range(150))
    _, problems = read_offers(project_with((SOUND + many).encode(), tmp_path), load_rules(), DAY)
    of_entry = [one for one in problems if "damaged" in one.path]
    assert len(of_entry) == 101
    (last,) = [one for one in of_entry if one.code == "too-many-faults"]
    assert last.is_error and last.message == "there are more faults than the 100 that are shown"
    assert last.hint == "mend those that are shown, and check the file again"
    assert last.source.startswith("key")


def test_a_long_line_is_shown_around_the_place(tmp_path: Path) -> None:
    entry = SOUND + f"needs: [{'autism, ' * 60}autsm, {'autism, ' * 60}all]\n"
    _, problems = read_offers(project_with(entry.encode(), tmp_path), load_rules(), DAY)
    shown, caret = faults_text([one for one in problems if one.code == "unknown-term"], 1).splitlines()[1:3]
    assert shown.startswith("  7 | ...") and shown.endswith("...") and len(shown) < 220
    assert shown[caret.index("^") :].startswith("autsm")


def test_a_folder_of_too_many_files_is_named_and_not_read(tmp_path: Path) -> None:
    project = make_project(tmp_path, 1)
    (authority,) = project.authority_ids()
    folder = project.entries_folder(authority)
    for number in range(MOST_FILES):
        (folder / f"e{number}.yaml").touch()
    offers, problems = read_offers(project, load_rules(), DAY)
    # Without its entries, it would be an offer that says nothing.
    assert offers == ()
    assert [faults_text([one], 1) for one in problems] == [
        f"offer_content/{authority}/entries:1:1: error[too-many-files] this folder holds more than 20,000 "
        "files, so none of them was read\n  hint: move away what is no part of the offer\n"
    ]


def png(width: int, height: int) -> bytes:
    """The head of a picture that says how large it is; no more of it is read."""
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", width, height) + b"\x08\x06\0\0\0\0\0\0\0"


def test_pictures_and_documents_that_are_too_large_are_named(tmp_path: Path) -> None:
    (tmp_path / "bomb.png").write_bytes(png(60_000, 60_000))
    (tmp_path / "house.png").write_bytes(png(1_600, 1_200))
    (tmp_path / "broken.jpg").write_bytes(b"\xff\xd8\xff")
    (tmp_path / "drawing.svg").write_text("<svg width='99999' height='99999'/>", encoding="utf-8")
    for name, size in (("heavy.jpg", 12_300_000), ("film.mp4", 61_000_000), ("book.pdf", 49_000_000)):
        with (tmp_path / name).open("wb") as file:
            file.truncate(size)
    told = faults_text(list(check_media(tmp_path, lambda path: f"media/{path.name}")), 1)
    assert told == (
        "media/bomb.png:1:1: error[media-too-large] this picture is 60,000 points wide and 60,000 high, "
        "and 50,000,000 in all is the most for one\n"
        "  hint: save it smaller: 1,600 points across are enough for any page\n"
        "media/film.mp4:1:1: error[media-too-large] this file has 61.0 MB, and 50 MB is the most for one\n"
        "  hint: put it on another site, and link to it\n"
        "media/heavy.jpg:1:1: error[media-too-large] this picture has 12.3 MB, "
        "and 10 MB is the most for one\n"
        "  hint: save it smaller: 1,600 points across are enough for any page\n"
    )


# Imports.

TOO_FAR = (
    "cannot be read as a spreadsheet: it is damaged, or has cells further apart than any table needs; "
    "open it, copy the table into a new spreadsheet, or save it as CSV"
)
FAR = workbook(f"<row>{cell('Ref', 'A1')}</row><row>{cell('x', 'XFD1048576')}</row>")
APART = workbook(f"<row>{cell('Ref', 'A1')}</row><row>{cell('x', 'Z400000')}</row>")


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        (FAR, f"table.xlsx {TOO_FAR}"),
        (APART, "table.xlsx has 400,000 rows and 26 columns; 8,000,000 cells are the most that is read"),
    ],
    ids=["at the far end", "a rectangle of blanks"],
)
def test_a_small_spreadsheet_cannot_take_all_of_the_memory(
    parts: dict[str, bytes], message: str, tmp_path: Path
) -> None:
    path = tmp_path / "table.xlsx"
    path.write_bytes(packed(parts))
    assert path.stat().st_size < 2_000
    with pytest.raises(SiteBuilderError) as told, open_table(path) as table:
        list(table.rows)
    assert str(told.value) == message


def test_a_spreadsheet_is_read_with_the_numbers_of_its_rows(tmp_path: Path) -> None:
    path = tmp_path / "table.xlsx"
    path.write_bytes(packed(workbook(rows(("Ref", "Name"), ("", ""), ("1", "Chess")))))
    with open_table(path) as table:
        assert list(table.rows) == [(3, ["1", "Chess"])]


def test_a_line_longer_than_any_cell_ends_the_reading(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(b"a,b\n1,2\n3," + b"x" * 21_000_000 + b"\n")
    with open_table(path) as table:
        assert [cells for _, cells in table.rows] == [["1", "2"]]
        assert table.notes == ["table.csv cannot be read from line 3 on."]


def test_a_record_with_thousands_of_parts_is_read_in_time(targets: dict[str, Target]) -> None:
    phones = [{"phones": [{"number": f"01632 {number:06}"}]} for number in range(12_000)]
    service = {"id": "a", "name": "Club", "description": "A club.", "organization": {"name": "T"}}
    content = json.dumps([{**service, "contacts": phones}]).encode()
    outcome = faults_of(targets["oruk"], content)
    assert (outcome.crashes, outcome.taken) == ({}, 1)


# Properties: what no list of tricks has.

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30) | st.dates(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)


def without_blanks(value: Any) -> Any:
    """*value* as it can be written."""
    if isinstance(value, dict):
        return {key: without_blanks(one) for key, one in value.items() if one is not None}
    if isinstance(value, list):
        return [without_blanks(one) for one in value if one is not None]
    return value


@settings(max_examples=25)
@given(data=st.data())
def test_any_value_in_any_field_is_told_as_it_should_be(
    targets: dict[str, Target], data: st.DataObject
) -> None:
    kind = data.draw(st.sampled_from(ENTRY_KINDS))
    fields = data.draw(
        st.dictionaries(st.sampled_from(sorted(load_rules().schemas[kind].rules)), VALUES, max_size=4)
    )
    facts = without_blanks({"id": "damaged", "title": "A", "summary": "B.", **fields, "kind": kind})
    content = dump_document(facts).encode("utf-8", errors="replace")
    assert faults_of(targets["entry"], content).crashes == {}


@settings(max_examples=25)
@given(record=st.dictionaries(st.sampled_from(("id", "name", "description", "contacts", "ages")), VALUES))
def test_any_record_of_a_feed_is_told_as_it_should_be(
    targets: dict[str, Target], record: dict[str, Any]
) -> None:
    content = json.dumps([record], default=str).encode()
    for name in ("oruk", "outpost"):
        assert faults_of(targets[name], content).crashes == {}


@settings(max_examples=25)
@given(
    content=st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace"))
)
def test_any_bytes_are_told_as_they_should_be(targets: dict[str, Target], content: bytes) -> None:
    for name in ("entry", "standard", "vocabulary", "csv", "oruk", "indicators"):
        assert faults_of(targets[name], content).crashes == {}
