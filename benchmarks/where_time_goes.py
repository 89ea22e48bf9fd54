"""Build a site in this process, look every moment at what it is doing, and print the share of each part.

    python -m benchmarks.where_time_goes FOLDER AUTHORITY DAY

A profiler that counts every call makes short calls look dear. This one only asks, whenever the processor has
worked for some time, where the program is. What a library does is counted to the part that called it.
"""

from __future__ import annotations

import json
import re
import signal
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import FrameType

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
    ("writing", r"/pages/(write|earlier|inputs)\.py:"),
    ("search", r"/site_builder/pages/(search_|find_)"),
    ("templates", r"/themes/local_offer/"),
    ("pages", r"/site_builder/pages/(?!build|mkdocs_|write|earlier|inputs)"),
    ("reading", r"/site_builder/content/"),
    ("judging", r"/site_builder/standard/"),
    ("reports", r"/site_builder/(reports|nation|exchange|editing)/"),
    ("mkdocs", r"/mkdocs/"),
)
"""Each part, and where its functions stand; the innermost function that stands anywhere here decides."""

EVERY_SECONDS = 0.004
"""Of the processor; systems count it in such steps."""


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


def main(project: Path, authority: str, day: date) -> None:
    seen: Counter[str] = Counter()
    signal.signal(signal.SIGPROF, lambda _, frame: seen.update((part_of(frame),)))
    signal.setitimer(signal.ITIMER_PROF, EVERY_SECONDS, EVERY_SECONDS)
    # Imported only here: it is part of what takes time.
    from site_builder.content.days import JudgedDay
    from site_builder.pages.build import build_site
    from site_builder.project import open_project

    build_site(open_project(project), authority=authority, out=None, day=JudgedDay(None, day))
    signal.setitimer(signal.ITIMER_PROF, 0)
    sys.stdout.write(json.dumps({part: seen[part] / seen.total() for part in PARTS}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], date.fromisoformat(sys.argv[3]))
