"""What was found out before is what would be found out now, and whoever writes in its place runs nothing."""

from __future__ import annotations

import pickle
from datetime import date
from pathlib import Path

import pytest

from site_builder.content.days import JudgedDay
from site_builder.content.remembered import WORTH_SAVING, Remembered, content_key
from site_builder.project import Project
from site_builder.standard.judge import Judgement, judge_authority

DAY = JudgedDay(None, date(2026, 11, 1))
PLACE = "exampleshire"

AUTHORITY = """\
id: exampleshire
name: Exampleshire
official_name: Exampleshire Council
gss_code: E06999903
dfe_code: '9903'
region: North East
contact: {phone: 01632 960120, email: offer@exampleshire.example.org}
demonstration: invented
"""
CLUB = """\
id: club
kind: service
title: Saturday club
summary: A club for everyone who likes to swim.
service_types: [youth-club]
provider: {name: Riverside Trust}
signed_off: [local-authority]
reviewed: 2026-10-01
media:
  - file: club.jpg
    alt: Three children play with a ball.
"""
DRAFT = """\
id: tea
kind: service
title: Tea and talk
summary: Tea for parents.
service_types: [youth-club]
provider: {name: Riverside Trust}
signed_off: []
"""
FAULTY = CLUB.replace("id: club", "id: faulty").replace("youth-club", "yuth-club")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    made = Project(tmp_path / "project")
    made.entries_folder(PLACE).mkdir(parents=True)
    made.media_folder(PLACE).mkdir()
    (made.media_folder(PLACE) / "club.jpg").write_bytes(b"picture")
    made.authority_file(PLACE).write_text(AUTHORITY)
    for name, text in {"club": CLUB, "tea": DRAFT, "faulty": FAULTY}.items():
        made.entry_file(PLACE, name).write_text(text)
    return made


def judge(project: Project, remembered_in: Path | None = None) -> Judgement:
    return judge_authority(project.root, PLACE, day=DAY, remembered_in=remembered_in)


def test_an_offer_is_judged_the_same_with_what_was_remembered(project: Project, tmp_path: Path) -> None:
    plain = judge(project)
    assert plain.offer and [entry.id for entry in plain.offer.entries] == ["club"]
    assert judge(project, tmp_path) == plain
    assert Remembered(tmp_path / PLACE).recall(content_key("entry", CLUB.encode())) is not None
    assert judge(project, tmp_path) == plain


@pytest.mark.parametrize(
    "code, change",
    {
        "not-signed-off": lambda one: one.authority_file(PLACE).write_text(
            f"{AUTHORITY}sign_off: [local-authority, parent-carers]\n"
        ),
        "no-such-file": lambda one: (one.media_folder(PLACE) / "club.jpg").unlink(),
        "duplicate-id": lambda one: one.entry_file(PLACE, "again").write_text(f"{CLUB}\n"),
        "unknown-field": lambda one: one.entry_file(PLACE, "club").write_text(f"{CLUB}pony: yes\n"),
        "draft": lambda one: one.entry_file(PLACE, "club").write_text(
            CLUB.replace("[local-authority]", "[]")
        ),
    }.items(),
)
def test_a_fault_that_comes_from_elsewhere_is_found_at_its_place(
    code: str, change: object, project: Project, tmp_path: Path
) -> None:
    judge(project, tmp_path)
    assert callable(change)
    change(project)
    told = judge(project, tmp_path)
    assert told == judge(project)
    assert code in {one.code for one in told.diagnostics}


def test_only_what_was_asked_for_again_is_kept(tmp_path: Path) -> None:
    place = tmp_path / "some"
    first = Remembered(place)
    first.keep(b"a", [1, date(2026, 11, 1)])
    first.keep(b"b", "text")
    first.save()
    second = Remembered(place)
    assert second.recall(b"a") == [1, date(2026, 11, 1)]
    second.save()
    assert Remembered(place).recall(b"b") is None


def test_little_that_is_new_is_not_worth_writing_all_again(tmp_path: Path) -> None:
    place = tmp_path / "some"
    for most, is_kept in ((WORTH_SAVING - 1, False), (WORTH_SAVING, True)):
        first = Remembered(place)
        for number in range(100):
            first.keep(b"%d" % number, number)
        first.save()
        second = Remembered(place)
        for number in range(100):
            second.recall(b"%d" % number)
        for number in range(most):
            second.keep(b"new %d" % number, number)
        second.save()
        assert (Remembered(place).recall(b"new 0") is not None) is is_kept


class _Runs:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return eval, ("open('/dev/null')",)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no pickle",
        pickle.dumps(["a list"]),
        pickle.dumps({b"a": _Runs()}),
        pickle.dumps({b"a": 1})[:-3],
    ],
)
def test_a_file_that_is_not_ours_counts_as_nothing(content: bytes, tmp_path: Path) -> None:
    place = tmp_path / "some"
    place.write_bytes(content)
    assert Remembered(place).recall(b"a") is None


def test_a_folder_where_nothing_can_be_written_is_no_fault(project: Project, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    assert judge(project, tmp_path / "file") == judge(project)


def test_what_is_found_out_about_a_file_is_kept_by_what_it_holds(tmp_path: Path) -> None:
    looks: list[str] = []

    def look(found: str) -> str:
        looks.append(found)
        return found

    first = Remembered(tmp_path / "some")
    assert first.about(b"one", "words", lambda: look("of one")) == "of one"
    assert first.about(b"one", "links", lambda: look("its links")) == "its links"
    assert first.about(b"two", "words", lambda: look("of two")) == "of two"
    first.save()
    again = Remembered(tmp_path / "some")
    assert again.about(b"one", "words", lambda: look("anew")) == "of one"
    assert again.about(b"one", "links", lambda: look("anew")) == "its links"
    assert looks == ["of one", "its links", "of two"]


def test_nothing_is_kept_about_what_is_no_file() -> None:
    remembered = Remembered()
    assert remembered.about(b"", "words", lambda: "one") == "one"
    assert remembered.about(b"", "words", lambda: "other") == "other"
