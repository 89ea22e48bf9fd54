"""Print the processor seconds that the files of Find take for one offer, made as a build makes them."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from benchmarks.made_up_offer import AS_OF
from site_builder.content.days import JudgedDay
from site_builder.pages.listed import catalogue_of
from site_builder.pages.publication import publish
from site_builder.pages.search_data import search_files
from site_builder.project import open_project


def search_seconds(project: Path, authority: str) -> float:
    """The seconds to make the files of *authority*, its offer read and judged before."""
    published = publish(open_project(project), authority=authority, day=JudgedDay(None, AS_OF))
    (edition,) = published.editions
    start = time.process_time()
    search_files(catalogue_of(edition), edition.rules, edition.postcodes.locate)
    return time.process_time() - start


if __name__ == "__main__":
    sys.stdout.write(str(search_seconds(Path(sys.argv[1]), sys.argv[2])))
