"""A folder that is there while something is done, and gone afterwards, even where a run was killed."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

from site_builder.content.whole_file import is_running

_OURS = re.compile(r"local-offer-([0-9]+)-[a-z0-9_]+")


@contextmanager
def passing_folder() -> Iterator[Path]:
    """An empty folder for as long as the context lasts.

    Those of runs that were killed are removed first: nobody else would.
    """
    _remove_left()
    with TemporaryDirectory(prefix=f"local-offer-{os.getpid()}-") as folder:
        yield Path(folder)


def _remove_left() -> None:
    with os.scandir(gettempdir()) as found:
        left = [(one.path, named[1]) for one in found if (named := _OURS.fullmatch(one.name))]
    for path, process in left:
        if not is_running(int(process)) and _is_own(path):
            shutil.rmtree(path, ignore_errors=True)


def _is_own(path: str) -> bool:
    """Whether this user made it: others write in the same place."""
    try:
        return os.lstat(path).st_uid == os.getuid()
    except (OSError, AttributeError):
        return False
