"""The docs are true: every command in them runs, and every code and file that they name is there."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from mkdocs.__main__ import cli as mkdocs

from site_builder.cli import main

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
YAML_BLOCK = re.compile(r"^```yaml\n(.*?)^```", re.MULTILINE | re.DOTALL)
NAMED_BLOCK = re.compile(r"^```(?:csv|json) (\S+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)#:]+)\)")


def commands(page: Path) -> list[str]:
    """The commands of a page, but for those of make, which are what runs this test."""
    lines = (line for block in BLOCK.findall(page.read_text(encoding="utf-8")) for line in block.splitlines())
    return [line for line in lines if line and not line.startswith("make ")]


def write_files_of(page: Path, folder: Path) -> None:
    """Write the files that a page shows whole: those whose block, or whose first line, has their name."""
    for block in YAML_BLOCK.findall(page.read_text(encoding="utf-8")):
        named = re.match(r"# (\S+\.yaml)\n", block)
        if named:
            (folder / named[1]).write_text(block, encoding="utf-8")
    for name, block in NAMED_BLOCK.findall(page.read_text(encoding="utf-8")):
        (folder / name).write_text(block, encoding="utf-8")


def commit_all(folder: Path) -> None:
    someone = (
        "-c",
        "user.name=Someone",
        "-c",
        "user.email=someone@example.org",
        "-c",
        "commit.gpgSign=false",
    )
    for command in (("init", "--quiet"), ("add", "--all"), ("commit", "--quiet", "--message", "Content")):
        subprocess.run(["git", *someone, *command], cwd=folder, check=True)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_runs_in_order(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each as if it were typed: that a shell finds the programs is for the tests of the installation."""
    shutil.copytree(ROOT / "offer_content", tmp_path / "offer_content")
    shutil.copy(ROOT / "mkdocs.yml", tmp_path)
    programs = {"local-offer": main, "mkdocs": mkdocs}
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1793491200")
    write_files_of(page, tmp_path)
    if any(command.startswith(("local-offer history", "local-offer digest")) for command in commands(page)):
        monkeypatch.setenv("GIT_COMMITTER_DATE", "2026-09-30T12:00:00Z")
        commit_all(tmp_path)
    for command in commands(page):
        program, *arguments = shlex.split(command)
        done = CliRunner().invoke(programs[program], arguments, catch_exceptions=False)
        # A check may find the blank fields of an entry that a command above it has just started.
        in_order = (0, 1) if command.startswith("local-offer check") else (0,)
        assert done.exit_code in in_order, f"{command}\n{done.output}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_between_files_leads_somewhere(page: Path) -> None:
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


def test_the_workflow_for_a_council_runs_commands_that_are_there() -> None:
    text = (ROOT / "docs" / "accessibility.md").read_text(encoding="utf-8")
    found = next(block for block in YAML_BLOCK.findall(text) if "jobs:" in block)
    workflow = yaml.safe_load(found)
    (job,) = workflow["jobs"].values()
    ours = [step["run"] for step in job["steps"] if step.get("run", "").startswith("local-offer ")]
    assert "local-offer audit --authority northmere" in ours
    for command in ours:
        # What it does is tested where it is made; here, that it takes these words.
        done = CliRunner().invoke(main, [*shlex.split(command)[1:], "--help"])
        assert done.exit_code == 0, done.output


def test_the_readme_starts_with_the_two_commands() -> None:
    first = BLOCK.findall((ROOT / "README.md").read_text(encoding="utf-8"))[0]
    assert first == "make site\nmake test\n"


def test_every_test_that_the_docs_name_is_there() -> None:
    tests = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "tests").glob("test_*.py")}
    every = "\n".join(tests.values())
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for name in re.findall(r"`(test_\w+\.py)`", text):
            assert name in tests, (page.name, name)
        for name in re.findall(r"`(test_\w+)`", text):
            assert f"def {name}(" in every, (page.name, name)


def test_every_requirement_that_the_docs_name_is_there() -> None:
    standards = "".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "schema" / "standards").glob("*.yaml")
    )
    known = set(re.findall(r"^  - id: (\S+)$", standards, re.MULTILINE))
    areas = {one.split(".")[0] for one in known}
    for page in PAGES:
        for name in re.findall(r"`([a-z]+\.[a-z0-9.-]+)`", page.read_text(encoding="utf-8")):
            if name.split(".")[0] in areas:
                assert name in known, (page.name, name)
