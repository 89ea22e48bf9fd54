"""Join all that "Find support" runs before its first answer into one classic script.

A browser asks for one file in place of six, and a family waits for the slowest of fewer.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from site_builder.shipped import shipped

FIND_SCRIPT = "find/find.js"
"""Its address in a site. The page's words about postcodes stand on its tag, as `postcode.js` expects."""

_EAGERLY = "//# allFunctionsCalledOnLoad\n"
"""Has browsers that know it make all functions ready while the file comes in, beside the page's own work, and
not one by one while a reader waits. It has to be the first line."""

_PROGRAMS = (
    ("find", "stemmer.js"),
    ("assets", "postcode.js"),
    ("find", "find-words.js"),
    ("find", "find.js"),
)
"""By folder of the theme, each before those that use it. Each keeps its names in a function of its own."""


def find_script(settings: Iterable[str]) -> str:
    """The scripts in *settings*, each of which sets one global, and the programs that read them."""
    return "".join((_EAGERLY, *settings, _programs()))


@cache
def _programs() -> str:
    sources = (shipped("themes", "local_offer", *path).read_text(encoding="utf-8") for path in _PROGRAMS)
    return "".join(sources)
