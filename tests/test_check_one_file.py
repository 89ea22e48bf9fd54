"""One file is checked without reading the others, and is told what it is told among all of them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from site_builder.content.checks import load_rules
from site_builder.content.days import JudgedDay
from site_builder.content.diagnostics import Diagnostic
from site_builder.content.offers import check_files, files_of, read_offers
from site_builder.project import Project

DAY = JudgedDay(None, date(2026, 11, 1))
ENTRY = """\
id: {id}
kind: information
title: A page
summary: What it is about.
topic: education-health-and-care-plans
"""


def among_all(project: Project, shown: str) -> list[Diagnostic]:
    _, found = read_offers(project, load_rules(), DAY)
    return [one for one in found if one.path == shown]


def alone(project: Project, shown: str) -> list[Diagnostic]:
    whose = shown.split("/")[1]
    return check_files(project, load_rules(), DAY, (whose,), lambda path: path == shown)


def project_with(folder: Path, files: dict[str, str]) -> Project:
    entries = folder / "offer_content" / "northmere" / "entries"
    entries.mkdir(parents=True)
    (entries.parent / "authority.yaml").write_bytes(
        Path("offer_content/northmere/authority.yaml").read_bytes()
    )
    for name, text in files.items():
        (entries / name).write_text(text, encoding="utf-8")
    return Project(folder)


def test_every_case_of_a_wrong_id_is_told_the_same_alone(tmp_path: Path) -> None:
    project = project_with(
        tmp_path,
        {
            "a.yaml": ENTRY.format(id="b"),
            "b.yaml": ENTRY.format(id="b"),
            "c.yaml": ENTRY.format(id='"\\x64"'),
            "d.yaml": ENTRY.format(id="d"),
            "e.yaml": ENTRY.format(id="two\n  words"),
            "f.yaml": ENTRY.format(id="two words"),
            "g.yaml": "no: [entry",
            "h.yaml": ENTRY.format(id="[]"),
            "i.yaml": ENTRY.format(id="g"),
            "j.yml": ENTRY.format(id="j"),
            "k.yaml": ENTRY.format(id="l"),
            "l.yaml": ENTRY.format(id="m"),
        },
    )
    told = {}
    for path in sorted(project.entries_folder("northmere").iterdir()):
        shown = project.shown(path)
        told[path.name] = [one.code for one in alone(project, shown)]
        assert alone(project, shown) == among_all(project, shown), shown
    assert "duplicate-id" in told["b.yaml"]
    assert "duplicate-id" in told["d.yaml"]
    assert "duplicate-id" in told["f.yaml"]
    assert "id-not-file-name" in told["l.yaml"]
    assert told["j.yml"] == ["not-an-entry"]


@pytest.mark.parametrize("authority", Project(Path()).authority_ids())
def test_every_faulty_file_of_the_demonstrations_is_told_the_same_alone(authority: str) -> None:
    project, rules = Project(Path()), load_rules()
    files = files_of(project, (authority,))
    _, found = read_offers(project, rules, DAY, (authority,))
    together = check_files(project, rules, DAY, (authority,), lambda _: True)
    assert together == found
    for shown in {one.path for one in found} | set(files[:: max(1, len(files) // 10)]):
        assert alone(project, shown) == [one for one in found if one.path == shown], shown
