"""Make the invented past of the demonstration councils: what each would have published, month by month.

The councils were never there, so neither was their past. It follows from what their files say today: a file
cannot be older than the last day in it that is no plan, so it appears in that month. A field of
`authority.yaml` with a later day is left out until then, and so is a partner without a page. The files of
each month are committed to a repository of git that is gone afterwards, and `local-offer history` judges them
there as it does for any council.

    python offer_content/make_history.py

writes `results/assessments.csv` of each council again. The same files give the same tables.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from calendar import monthrange
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from site_builder.content.document import dump_document, parse_document

CONTENT = Path(__file__).resolve().parent
COUNCILS = ("harrowdale", "northmere", "thornhaven")
MONTHS = [date(2025, month, 1) for month in (10, 11, 12)] + [date(2026, month, 1) for month in range(1, 11)]
PLANS = frozenset({"by", "due", "next", "review_by"})
"""Fields that name a day to come; they say nothing of the age of a file."""

DAY = re.compile(r"[0-9]{4}-[0-9]{2}(-[0-9]{2})?")
SAVED = "assessments.csv"


def make(target: Path) -> None:
    """Write `<council>/results/assessments.csv` for each council below the folder *target*."""
    with TemporaryDirectory(prefix="local-offer-") as folder:
        root = Path(folder)
        _git(root, "init", "--quiet", "--initial-branch", "main")
        for month in MONTHS:
            end = month.replace(day=monthrange(month.year, month.month)[1])
            for council in COUNCILS:
                _lay_out(council, root / "offer_content" / council, end)
            _git(root, "add", "--all")
            when = f"{end}T12:00:00+00:00"
            _git(root, "commit", "--quiet", "--allow-empty", "--message", f"{end}", day=when)
        judge = [sys.executable, "-m", "site_builder", "history", "--every", "month"]
        subprocess.run([*judge, "--date", f"{end}", "--project", folder, *COUNCILS], check=True)
        for council in COUNCILS:
            results = target / council / "results"
            results.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(root / "offer_content" / council / "results" / SAVED, results / SAVED)


def _lay_out(council: str, folder: Path, end: date) -> None:
    """Put the files of *council* into *folder* that could be there by the day *end*."""
    for path in sorted(CONTENT.joinpath(council).rglob("*")):
        new = folder / path.relative_to(CONTENT / council)
        if not path.is_file() or path.name in (SAVED, "authority.yaml") or new.exists():
            continue
        new.parent.mkdir(parents=True, exist_ok=True)
        if _is_there(path, end):
            shutil.copyfile(path, new)
    _describe(council, folder, end)


def _is_there(path: Path, end: date) -> bool:
    """Whether a file can be as old as *end*; one that is no data says nothing of its age."""
    return path.suffix not in (".yaml", ".json") or _last(_facts(path), "", end) <= end


def _describe(council: str, folder: Path, end: date) -> None:
    """Write the `authority.yaml` of *council* as it could be on the day *end*."""
    facts = _facts(CONTENT / council / "authority.yaml")
    known = {key: value for key, value in facts.items() if _last(value, key, end) <= end}
    partners = {
        key: value
        for key, value in facts.get("partners", {}).items()
        if not isinstance(value, str) or (folder / "entries" / f"{value}.yaml").exists()
    }
    text = dump_document({**known, "partners": partners})
    (folder / "authority.yaml").write_text(text, encoding="utf-8")


def _facts(path: Path) -> Mapping[str, Any]:
    if path.suffix == ".json":
        return dict(json.loads(path.read_text(encoding="utf-8")))
    document, _ = parse_document(path.read_bytes(), path.name)
    if document is None:
        raise SystemExit(f"{path} has errors; see: local-offer check")
    return document.data


def _last(value: object, key: str, end: date) -> date:
    """The last day in *value* that is no plan; *end* where there is none."""
    return max(_days(value, key), default=end)


def _days(value: object, key: str) -> Iterator[date]:
    if key in PLANS:
        return
    if isinstance(value, Mapping):
        for name, inside in value.items():
            yield from _days(inside, str(name))
    elif isinstance(value, list):
        for inside in value:
            yield from _days(inside, key)
    elif isinstance(value, str) and DAY.fullmatch(value):
        # A month counts from its first day: nobody says on which day of it something was.
        yield date.fromisoformat(value if len(value) > len("2026-10") else f"{value}-01")


def _git(root: Path, *arguments: str, day: str = "") -> None:
    settings = ("user.name=Demonstration", "user.email=demonstration@example.org", "commit.gpgSign=false")
    command = ["git", "-C", str(root), *(part for one in settings for part in ("-c", one)), *arguments]
    times = {"GIT_AUTHOR_DATE": day, "GIT_COMMITTER_DATE": day} if day else {}
    own = {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1", "PATH": _path()}
    subprocess.run(command, env={**own, **times}, check=True)


def _path() -> str:
    git = shutil.which("git")
    if git is None:
        raise SystemExit("git was not found")
    return str(Path(git).parent)


if __name__ == "__main__":
    make(CONTENT)
