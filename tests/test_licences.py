"""Everything that is installed or carried is locked by its hash, and named with its licence."""

from __future__ import annotations

import json
import re

import pytest

from requirements.licences_page import (
    PAGE,
    ROOT,
    Part,
    is_accepted,
    locked,
    not_accepted,
    npm_parts,
    python_parts,
    with_parts,
)

LOCKS = sorted((ROOT / "requirements").glob("*.txt"))


# What is locked


def test_every_lock_file_comes_from_what_was_asked_for_and_has_hashes() -> None:
    asked = {path.stem for path in (ROOT / "requirements").glob("*.in")}
    assert {path.stem for path in LOCKS} == asked | {"test"}
    for path in LOCKS:
        text = path.read_text(encoding="utf-8")
        entries = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
        assert len(entries) == len(locked(text))
        assert all("--hash=sha256:" in one for one in entries), path.name
        assert "://" not in text, "a lock names no registry"


def test_make_installs_nothing_from_a_registry_without_its_hash() -> None:
    made = (ROOT / "Makefile").read_text(encoding="utf-8").replace("\\\n", " ")
    plain = [line.strip() for line in made.splitlines() if re.search(r"\bpip\b.*\binstall\b", line)]
    by_hash, editable = plain
    assert by_hash.startswith("INSTALL :=") and by_hash.endswith("--require-hashes")
    assert (
        "--no-deps" in editable and "--no-build-isolation" in editable and editable.endswith("--editable .")
    )
    assert "npm ci " in made
    in_ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "make test" in in_ci and "install" not in in_ci


def test_npm_installs_what_is_locked_and_runs_no_script_of_it() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    packages = {path: facts for path, facts in lock["packages"].items() if path}
    assert packages
    assert all(facts["integrity"].startswith("sha512-") for facts in packages.values())
    assert all("resolved" not in facts for facts in packages.values()), "a lock names no registry"
    asked = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    assert "dependencies" not in asked
    assert all(
        re.fullmatch(r"[0-9]+\.[0-9]+\.[0-9]+(-[a-z0-9.]+)?", one)
        for one in asked["devDependencies"].values()
    )
    assert "ignore-scripts=true\n" in (ROOT / ".npmrc").read_text(encoding="utf-8")


# The page


def test_the_page_has_all_that_is_locked_as_the_command_writes_it() -> None:
    page = PAGE.read_text(encoding="utf-8")
    python, npm = python_parts(), npm_parts()
    assert with_parts(page, python, npm) == page, "type: make licences"
    named = {(one.name, one.version) for parts in python.values() for one in parts}
    for name in ("site", "test"):
        assert named >= set(locked((ROOT / "requirements" / f"{name}.txt").read_text("utf-8")).items())
    assert [one.name for one in npm["carried"]] == ["@sveltia/cms", "axe-core", "immutable", "turndown"]


def test_every_licence_is_accepted() -> None:
    assert not_accepted(python_parts()) == not_accepted(npm_parts()) == []


@pytest.mark.parametrize(
    ("licence", "accepted"),
    [
        ("MIT", True),
        ("MPL-2.0 AND (Apache-2.0 OR MIT)", True),
        ("GPL-2.0-or-later OR LGPL-2.1-or-later OR MPL-1.1", True),
        ("(GPL-3.0-only OR MIT) AND ISC", True),
        ("GPL-3.0-only", False),
        ("MIT AND AGPL-3.0-or-later", False),
        ("(MIT AND GPL-3.0-only) OR LGPL-3.0-only", False),
        ("", False),
        ("UNKNOWN", False),
    ],
)
def test_a_choice_is_enough_and_a_sum_is_not(licence: str, accepted: bool) -> None:
    assert is_accepted(licence) is accepted
    refused = not_accepted({"tests": [Part("thing", "1.0", licence, "")]})
    assert [one.startswith("thing 1.0 is under ") for one in refused] == ([] if accepted else [True])


def test_data_from_elsewhere_is_named_with_its_licence() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for table in sorted((ROOT / "schema").rglob("*.csv")):
        about = table.parent / ("authorities.md" if table.parent.name == "schema" else "README.md")
        assert f"`{table.name}`" in about.read_text(encoding="utf-8")
        assert f"(../{about.relative_to(ROOT).as_posix()})" in page
