"""Keep what a trial found, as rows of the table in `docs/reliability.md`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

RECORDS = Path(__file__).resolve().parent.parent / "build" / "trials"


@dataclass(frozen=True, slots=True)
class Row:
    """What was tried of one promise, and what came out.

    `tried` is how many times, or how many things; `date` the day of the run, as 2026-11-22. Texts are plain
    sentences; they may hold Markdown for code.
    """

    promise: str
    how: str
    tried: int
    result: str
    date: str


def record(name: str, rows: Sequence[Row], folder: Path = RECORDS) -> Path:
    """Keep *rows* as all that the trial *name* has to say, in place of its last run; the file is returned."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.json"
    path.write_text(
        json.dumps([asdict(row) for row in rows], indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    return path


def read_records(folder: Path = RECORDS) -> dict[str, tuple[Row, ...]]:
    """The rows of each trial that was run here, by its name, in the order of the names."""
    return {
        path.stem: tuple(Row(**row) for row in json.loads(path.read_text("utf-8")))
        for path in sorted(folder.glob("*.json"))
    }
