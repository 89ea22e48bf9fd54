"""A real council's directory goes the whole way: imported, checked, judged, built and searched."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT.parent / "shared" / "data"

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the real directories are not beside the project")

MOST_MEMORY_MB = 300


def local_offer(*arguments: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "site_builder", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    return done


BETWEEN = """
import os, sys
process = os.spawnv(os.P_NOWAIT, sys.argv[1], sys.argv[1:])
_, status, used = os.wait4(process, 0)
print(used.ru_maxrss)
sys.exit(os.waitstatus_to_exitcode(status))
"""


def peak_memory(*arguments: str) -> float:
    """Run the command to its end; the most memory that it held, in MB."""
    # The system counts what the parent holds to its child too, so a small process stands between.
    command = [sys.executable, "-m", "site_builder", *arguments]
    done = subprocess.run(
        [sys.executable, "-c", BETWEEN, *command], stdout=subprocess.PIPE, text=True, check=True
    )
    return int(done.stdout.splitlines()[-1]) / 1000


@pytest.mark.parametrize(
    ("kind", "file", "records", "least"),
    [
        ("outpost", "outpost-buckinghamshire/services.json", 50, 45),
        ("oruk", "oruk-bristol/services.json", 819, 780),
    ],
)
def test_a_directory_becomes_a_site(tmp_path: Path, kind: str, file: str, records: int, least: int) -> None:
    place = ("--project", str(tmp_path), "--date", "2026-11-01")
    report = tmp_path / "losses.json"
    local_offer("import", kind, str(DATA / file), "--authority", "example", "--report", str(report), *place)
    losses = json.loads(report.read_text(encoding="utf-8"))
    entries = sorted(path.stem for path in (tmp_path / "offer_content/example/entries").iterdir())
    assert least <= len(entries) == records - len(losses["skipped"])

    checked = local_offer("check", *place)
    assert checked.stderr.startswith("0 errors and ") or checked.stderr.startswith("Nothing to mend")

    judged = json.loads(local_offer("gaps", "example", "--format", "json", *place).stdout)
    assert [one["id"] for one in judged["entries"]] == entries
    assert all("reviewed" in one["missing"] for one in judged["entries"])
    assert sum(sum(statuses.values()) for statuses in judged["counts"].values()) == len(judged["findings"])

    assert peak_memory("build", *place) < MOST_MEMORY_MB
    site = tmp_path / "site"
    for entry in entries:
        page = (site / "support" / entry / "index.html").read_text(encoding="utf-8")
        assert "We have not been told" in page
        assert ";base64," not in page
    assert (site / "find" / "find.js").is_file()
