"""Build the site of one offer, and print as JSON the processor seconds that the files of Find took."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.made_up_offer import AS_OF
from site_builder.content.days import JudgedDay
from site_builder.pages import build, search_data
from site_builder.project import open_project

MAKES_THE_FILES = "search_files"


def timed_build(project: Path, authority: str) -> float:
    """Build the site of *authority*; the seconds spent in `search_files`, whatever it is given.

    Raises:
        RuntimeError: the build was stopped by faults, or made the files elsewhere.
    """
    spent: list[float] = []
    make = getattr(search_data, MAKES_THE_FILES)

    def timed(*arguments: Any, **options: Any) -> Any:
        start = time.process_time()
        try:
            return make(*arguments, **options)
        finally:
            spent.append(time.process_time() - start)

    # Modules that use it have it under their own name too.
    for module in list(sys.modules.values()):
        if getattr(module, MAKES_THE_FILES, None) is make:
            setattr(module, MAKES_THE_FILES, timed)
    built = build.build_site(open_project(project), authority=authority, out=None, day=JudgedDay(None, AS_OF))
    if built.site is None or not spent:
        raise RuntimeError(f"{len(built.diagnostics)} faults, {len(spent)} times made")
    return sum(spent)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(timed_build(Path(sys.argv[1]), sys.argv[2])))
