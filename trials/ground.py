"""Where trials run: a project that changes between two states, commands that are killed, folders compared."""

from __future__ import annotations

import contextlib
import hashlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SCRATCH = ROOT / "build" / "trials" / "scratch"
DAY = "2026-11-01"

LONGEST = 300.0
"""Seconds after which a run counts as hanging."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended: its code, or the signal it died of as a negative number; None if it was hung."""

    code: int | None
    said: str
    seconds: float

    @property
    def has_traceback(self) -> bool:
        return "Traceback (most recent call last)" in self.said


@dataclass
class Run:
    """A command in a group of processes of its own."""

    arguments: Sequence[str | Path]
    around: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
            # Whoever runs in the background ignores Ctrl-C, and so would the command.
            signal.signal(signal.SIGINT, signal.default_int_handler)
        self.began = time.monotonic()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "site_builder", *map(str, self.arguments)],
            cwd=ROOT,
            env={**os.environ, **self.around},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    @property
    def process(self) -> int:
        return self._process.pid

    def signal(self, number: int, *, all_of_them: bool = True) -> None:
        """Send a signal to every process of the command, or to the first alone."""
        with contextlib.suppress(ProcessLookupError):
            if all_of_them:
                os.killpg(self.process, number)
            else:
                self._process.send_signal(number)

    def end(self, timeout: float = LONGEST) -> Ended:
        """Wait for the end; a run that hangs is killed."""
        try:
            said, _ = self._process.communicate(timeout=timeout)
            code: int | None = self._process.returncode
        except subprocess.TimeoutExpired:
            self.signal(signal.SIGKILL)
            said, _ = self._process.communicate()
            code = None
        return Ended(code, said.decode(errors="replace"), time.monotonic() - self.began)

    def has_orphans(self, patience: float = 2.0) -> bool:
        """Whether a process of the command still runs some time after its end."""
        until = time.monotonic() + patience
        while time.monotonic() < until:
            try:
                os.killpg(self.process, 0)
            except (ProcessLookupError, PermissionError):
                return False
            time.sleep(0.02)
        return True


def run(*arguments: str | Path, around: Mapping[str, str] | None = None) -> Ended:
    """Run a command of `local-offer` to its end."""
    return Run(arguments, around or {}).end()


def files_in(folder: Path) -> dict[str, bytes]:
    """The digest of every file below *folder*, by its path; the target of every link."""
    found: dict[str, bytes] = {}
    for inside, _, names in os.walk(folder):
        for name in names:
            path = Path(inside, name)
            shown = path.relative_to(folder).as_posix()
            if path.is_symlink():
                found[shown] = f"{path.readlink()}".encode()
            else:
                found[shown] = hashlib.blake2b(path.read_bytes(), digest_size=16).digest()
    return found


def names_in(folder: Path) -> set[str]:
    """Every name in *folder* itself; none where it is not there."""
    return {one.name for one in folder.iterdir()} if folder.is_dir() else set()


def left_over(folder: Path) -> list[str]:
    """Files and folders below *folder* that a run was still making, from there."""
    return sorted(
        Path(inside, name).relative_to(folder).as_posix()
        for inside, folders, names in os.walk(folder)
        for name in (*folders, *names)
        if name.startswith(".")
        and (".new-" in name or ".old-" in name or ".copies-" in name or ".lock" in name)
    )


def replace_in(path: Path, old: str, new: str) -> None:
    """Put *new* in the place of *old*, which has to be there."""
    text = path.read_text(encoding="utf-8")
    if old not in text:
        raise ValueError(f"{path.name} does not say {old}")
    path.write_text(text.replace(old, new), encoding="utf-8")
