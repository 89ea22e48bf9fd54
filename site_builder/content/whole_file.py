"""Write files so that a reader sees the old one or the new one, never half of one."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path

_UNFINISHED = re.compile(r"\..+\.new-([0-9]+)")


def write_whole(path: Path, content: bytes) -> None:
    """Put *content* into *path*, whose folder is made where it is missing; the old file stays until then."""
    write_all_whole({path: content})


def write_all_whole(files: Mapping[Path, bytes]) -> None:
    """Put each content into its path: all of them are written before the first takes the place of an old one.

    So a disk that is full leaves every old file as it was, and nothing beside them.

    Raises:
        OSError: a file cannot be written.
    """
    beside = {path: path.with_name(f".{path.name}.new-{os.getpid()}") for path in files}
    try:
        for path, content in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            beside[path].write_bytes(content)
        for path, new in beside.items():
            new.replace(path)
    finally:
        for new in beside.values():
            new.unlink(missing_ok=True)


def remove_unfinished(folder: Path) -> None:
    """Remove from *folder* what was being written by runs that were killed; others' work stays."""
    try:
        with os.scandir(folder) as found:
            names = [one.name for one in found if one.name.startswith(".")]
    except OSError:
        return
    for name in names:
        made_by = _UNFINISHED.fullmatch(name)
        if made_by and not is_running(int(made_by[1])):
            (folder / name).unlink(missing_ok=True)


def is_running(process: int) -> bool:
    """Whether a process with this number runs on this machine; True where that cannot be told."""
    # There, to ask is to end it.
    if sys.platform == "win32":
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True
