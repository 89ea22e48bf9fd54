"""Build the site of one offer in this process, look now and then at what it is doing, and print shares as JSON.

    python -m benchmarks.where_time_goes FOLDER

Looking from a second thread slows nothing down, as a profiler that counts every call does: it makes short
calls look dear. What a library does is counted to the part that called it.
"""

from __future__ import annotations

import json
import re
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

from benchmarks.ground import run_module
from benchmarks.made_up_offer import AS_OF, AUTHORITY

PARTS = {
    "imports": "start-up: imports",
    "reading": "read and check entries, and all else that is YAML",
    "judging": "judge by the standard",
    "templates": "templates of pages",
    "search": "search data",
    "writing": "write files",
    "pages": "all else of pages: their values, lists, lines of text",
    "reports": "reports, data to take away, other councils",
    "mkdocs": "MkDocs, for the shell and hand-written pages",
    "other": "all other",
}
_PLACES = (
    ("writing", r"/pages/build\.py:write_"),
    ("search", r"/site_builder/pages/(search_|find_)"),
    ("templates", r"/themes/local_offer/"),
    ("pages", r"/site_builder/pages/(?!build|mkdocs_plugin)"),
    ("reading", r"/site_builder/content/"),
    ("judging", r"/site_builder/standard/"),
    ("reports", r"/site_builder/(reports|nation|exchange|editing)/"),
    ("mkdocs", r"/mkdocs/"),
)
"""Each part, and where its functions stand; the innermost function that stands anywhere here decides."""

EVERY_SECONDS = 0.002


def shares_of_parts(project: Path) -> dict[str, float]:
    """The share of a build, in a process of its own, that each part takes."""
    found: dict[str, float] = json.loads(run_module("benchmarks.where_time_goes", str(project)))
    return found


def part_of(frame: FrameType | None) -> str:
    """The part that *frame*, the innermost function, works for."""
    for place in _places(frame):
        if place.startswith("<frozen importlib"):
            return "imports"
        for part, pattern in _PLACES:
            # The body of a module runs while it is imported.
            if not place.endswith(":<module>") and re.search(pattern, place):
                return part
    return "other"


def _places(frame: FrameType | None) -> Iterator[str]:
    while frame is not None:
        yield f"{frame.f_code.co_filename}:{frame.f_code.co_name}".replace("\\", "/")
        frame = frame.f_back


def _look_at(thread: int, seen: Counter[str], is_done: threading.Event) -> None:
    while not is_done.wait(EVERY_SECONDS):
        seen[part_of(sys._current_frames().get(thread))] += 1


def main(project: Path) -> None:
    seen: Counter[str] = Counter()
    is_done = threading.Event()
    sys.setswitchinterval(0.0005)
    watcher = threading.Thread(target=_look_at, args=(threading.get_ident(), seen, is_done), daemon=True)
    watcher.start()
    # Imported only here: it is part of what takes time.
    from site_builder.content.days import JudgedDay
    from site_builder.pages.build import build_site
    from site_builder.project import open_project

    build_site(open_project(project), authority=AUTHORITY, out=None, day=JudgedDay(None, AS_OF))
    is_done.set()
    watcher.join()
    sys.stdout.write(json.dumps({part: seen[part] / seen.total() for part in PARTS}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
