"""Read `sources.yaml`: whose published offers are collected, and from where."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from site_builder.content.diagnostics import Diagnostic, sort_diagnostics
from site_builder.content.document import read_document
from site_builder.content.schema import Schema, load_schema
from site_builder.errors import SiteBuilderError
from site_builder.nation.published import ADDRESS


@dataclass(frozen=True, slots=True)
class Source:
    """Where an authority's published offer is.

    `gss_code` is empty where nobody says. `address` is what `sources.yaml` has; `file` is the web address, or
    the path, of the file itself. `home` goes before an address in the site; it is None for a path, and for
    a file that stands alone.
    """

    authority: str
    gss_code: str
    address: str
    file: str
    home: str | None

    @property
    def is_on_the_web(self) -> bool:
        return self.file.startswith(("https://", "http://"))


@cache
def load_sources_schema() -> Schema:
    return load_schema("a list of sources", "sources.yaml")


def read_sources(path: Path, shown: str) -> tuple[tuple[Source, ...], list[Diagnostic]]:
    """The sources in *path* in the order of the file, and every fault of it; with a fault there are none.

    Raises:
        SiteBuilderError: the file is not there, or cannot be read.
    """
    try:
        document, problems = read_document(path, shown)
    except OSError as fault:
        raise SiteBuilderError(f"{shown} cannot be read: {fault.strerror}") from None
    if document is None:
        return (), problems
    reading = load_sources_schema().read(document)
    problems = [*problems, *reading.diagnostics]
    stated = reading.facts.get("sources")
    seen: dict[str, int] = {}
    for number, one in enumerate(stated if isinstance(stated, list) else ()):
        whose = one.get("authority") if isinstance(one, dict) else None
        if isinstance(whose, str) and seen.setdefault(whose, number) != number:
            keys = ("sources", number, "authority")
            first = document.place(("sources", seen[whose], "authority")).line
            message = f'"{whose}" is there twice; the first is on line {first}'
            problems.append(document.diagnose(keys, "duplicate-key", message, "keep one of the two"))
    if any(one.is_error for one in problems) or not isinstance(stated, list):
        return (), sort_diagnostics(problems)
    return tuple(_source(one, path.parent) for one in stated), sort_diagnostics(problems)


def _source(facts: dict[str, str], folder: Path) -> Source:
    address = facts["address"]
    file, home = _web_file(address) if "://" in address else (_path_file(folder / address), None)
    return Source(facts["authority"], facts.get("gss_code", ""), address, file, home)


def _web_file(address: str) -> tuple[str, str | None]:
    if not address.endswith(".json"):
        home = f"{address.removesuffix('index.html').rstrip('/')}/"
        return home + ADDRESS, home
    return address, address.removesuffix(ADDRESS) if address.endswith(f"/{ADDRESS}") else None


def _path_file(path: Path) -> str:
    return (path / ADDRESS if path.is_dir() else path).as_posix()
