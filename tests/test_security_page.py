"""The page on security promises what a test holds, and nothing else."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
PROMISES = PAGE[PAGE.index("## What the builder promises") : PAGE.index("## What it does not promise")]

# How the keys and passwords of services and forges begin, and those that open a machine.
KEYS = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY|gh[pousr]_[A-Za-z0-9]{30}|github_pat_[A-Za-z0-9]{20}|glpat-[\w-]{20}"
    r"|AKIA[0-9A-Z]{16}|xox[abpr]-[0-9A-Za-z-]{10}|pypi-AgE[\w-]{20}|npm_[A-Za-z0-9]{36}"
    # A password in a web address. That of the tests is "secret".
    r"|https?://[\w.-]+:(?!secret@)[\w.-]{6,}@"
)


def test_every_promise_is_held_by_a_test_that_is_there() -> None:
    rows = [line for line in PROMISES.splitlines() if line.startswith("| ") and not line.startswith("| ---")]
    promises = [line.strip("| ").split(" | ") for line in rows if line != "| the promise | what holds it |"]
    assert len(promises) > 20
    for promise, held in promises:
        links = re.findall(r"\[([^]]+)\]\(\.\./tests/([^)]+)\)", held)
        assert links and ", ".join(f"[{name}](../tests/{file})" for name, file in links) == held, promise
        for name, file in links:
            text = (ROOT / "tests" / file).read_text(encoding="utf-8")
            if file.endswith(".yaml"):
                assert name == Path(file).stem and "\nexpect:" in text, promise
            else:
                assert re.search(rf"^def {name.strip('`')}\(", text, re.MULTILINE), (promise, name)


def test_every_test_of_private_networks_is_on_the_page_or_beside_one_that_is() -> None:
    assert PROMISES.count("../tests/test_private_network.py") >= 4


def test_who_finds_a_fault_is_told_where_to_report_it_and_of_no_invented_mailbox() -> None:
    for path in (ROOT / "SECURITY.md", ROOT / "repository" / "SECURITY.md", ROOT / "docs" / "security.md"):
        text = path.read_text(encoding="utf-8")
        assert "Report a vulnerability" in text and "public issue" in text, path
        assert "@" not in text, path


def test_no_key_is_in_the_repository() -> None:
    assert KEYS.search("glpat-" + "a1B2" * 5) and KEYS.search("https://me:passw0rd" + "@example.org/")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    names = listed.stdout.strip("\0").split("\0") if listed.returncode == 0 else []
    # Without git, as in a copy that was downloaded, what comes with the program.
    parts = ("docs", "offer_content", "repository", "schema", "site_builder", "themes")
    paths = [ROOT / name for name in names] or [path for part in parts for path in (ROOT / part).rglob("*")]
    looked_at = 0
    for path in paths:
        if path.is_file() and path.stat().st_size < 2_000_000:
            looked_at += 1
            found = KEYS.search(path.read_text(encoding="utf-8", errors="replace"))
            assert found is None, (path, found)
    assert looked_at > 500
