"""Write what is locked, with its licence and what it is for, into `docs/licences.md`.

    python -m requirements.licences_page

It reads the lock files, and what the installed packages say of themselves.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

import click
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from benchmarks.marked_page import with_part
from hatch_build import CARRIED

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "licences.md"
WRITER = "requirements.licences_page"
EXTRAS = ("audit", "cluster", "print")
"""The extras of `pyproject.toml` that people install; `test` is for developers."""

ACCEPTED: Mapping[str, str] = {
    "0BSD": "asks for nothing",
    "Apache-2.0": "keep the notices",
    "BSD": "keep the notice; which of the BSD licences it is, its file says",
    "BSD-2-Clause": "keep the notice",
    "BSD-3-Clause": "keep the notice",
    "BlueOak-1.0.0": "keep the notice",
    "CC0-1.0": "asks for nothing",
    "ISC": "keep the notice",
    "MIT": "keep the notice",
    "MIT-0": "asks for nothing",
    "MIT-CMU": "keep the notice",
    "MPL-1.1": "give changes of its own files back; none is changed",
    "MPL-2.0": "give changes of its own files back; none is changed",
    "PSF-2.0": "keep the notice",
    "Zlib": "keep the notice",
}
"""The licences under which something may be installed, and what each asks of whoever passes it on."""

_SAID: Mapping[str, str] = {
    "Apache 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD": "BSD",
    "BSD License": "BSD",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "MIT, BSD": "MIT AND BSD",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}
"""What packages call a licence, by its name in SPDX. BSD alone says that the package does not tell more."""

_READ: Mapping[str, str] = {
    # Three licences to choose from, which its fields name without saying so: its README does.
    "pyphen": "GPL-2.0-or-later OR LGPL-2.1-or-later OR MPL-1.1",
}
"""Where the fields of a package mislead: what stands in its own files."""

# The oldest Python that is supported, so that the page does not change with who writes it.
_PYTHON = {"python_version": "3.11", "python_full_version": "3.11.0"}


@dataclass(frozen=True, slots=True)
class Part:
    """Something that is locked: its licence in SPDX, and why it is there."""

    name: str
    version: str
    licence: str
    reason: str


def is_accepted(licence: str) -> bool:
    """Whether one of the choices that *licence* leaves asks for nothing that is not in `ACCEPTED`."""
    parts = re.split(r" AND (?![^(]*\))", licence)
    return all(any(one in ACCEPTED for one in part.strip("()").split(" OR ")) for part in parts)


def locked(text: str) -> dict[str, str]:
    """The versions in a lock file of pip-compile, by name."""
    return dict(re.findall(r"^([a-z0-9._-]+)==(\S+)", text, re.MULTILINE))


def python_parts(root: Path = ROOT) -> dict[str, tuple[Part, ...]]:
    """Every package that is locked for the builder, its extras and its tests, by who needs it.

    Raises:
        click.ClickException: one is not installed here in that version.
    """
    test = (root / "requirements" / "test.txt").read_text("utf-8")
    versions = locked(test)
    builder = locked((root / "requirements" / "site.txt").read_text("utf-8")).keys()
    extras = _needed_by([f"local-offer[{','.join(EXTRAS)}]"]) - builder
    reasons = _reasons_given(root) | {
        "hatchling": "builds the wheel",
        "editables": "installs a checkout as it is",
    }
    whose = _via(test)
    groups: dict[str, list[Part]] = {"builder": [], "extras": [], "tests": []}
    for name, version in sorted(versions.items()):
        group = "builder" if name in builder else "extras" if name in extras else "tests"
        reason = reasons.get(name) or f"needed by {', '.join(whose[name])}"
        groups[group].append(Part(name, version, python_licence(name, version), reason))
    return {name: tuple(parts) for name, parts in groups.items()}


def python_licence(name: str, version: str) -> str:
    """What the installed package says of its licence, in SPDX.

    Raises:
        click.ClickException: it is not installed in *version*.
    """
    try:
        facts = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        facts = None
    if facts is None or facts["Version"] != version:
        raise click.ClickException(
            f"{name} {version} is locked and not installed here: make test installs it"
        )
    if name in _READ:
        return _READ[name]
    if "License-Expression" in facts:
        return facts["License-Expression"]
    said = facts["License"].strip() if "License" in facts else ""
    said = _SAID.get(said, said)
    classes = [
        one.split(" :: ")[-1] for one in facts.get_all("Classifier") or () if one.startswith("License")
    ]
    if is_accepted(said) or not classes:
        return said
    return " AND ".join(_SAID.get(one, one) for one in classes)


def _needed_by(asked_for: Iterable[str]) -> set[str]:
    """The names of all that *asked_for* need, and what those need, as far as it is installed."""
    found: set[str] = set()
    waiting = [(Requirement(one), frozenset(Requirement(one).extras)) for one in asked_for]
    seen: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        requirement, extras = waiting.pop()
        name = canonicalize_name(requirement.name)
        if (name, extras) in seen:
            continue
        seen.add((name, extras))
        found.add(name)
        try:
            texts = metadata.requires(name) or []
        except metadata.PackageNotFoundError:
            continue
        for text in texts:
            needed = Requirement(text)
            marker = needed.marker
            if marker is None or any(marker.evaluate({**_PYTHON, "extra": one}) for one in (*extras, "")):
                waiting.append((needed, frozenset(needed.extras)))
    return found


def _reasons_given(root: Path) -> dict[str, str]:
    """What `pyproject.toml` says beside a dependency, and how far its version may go."""
    lines = re.findall(
        r'^  "([A-Za-z0-9._-]+)(?:\[[^]]*\])?([^"]*)",\s+# (.+)$',
        (root / "pyproject.toml").read_text("utf-8"),
        re.M,
    )
    return {
        canonicalize_name(name): f"{reason}{f' ({bounds})' if bounds else ''}"
        for name, bounds, reason in lines
    }


def _via(lock: str) -> dict[str, list[str]]:
    """Who needs each package, as pip-compile notes it."""
    found: dict[str, list[str]] = {}
    name = ""
    for line in lock.splitlines():
        if start := re.match(r"([a-z0-9._-]+)==", line):
            name = start[1]
            found[name] = []
        elif by := re.match(r"    #   (?:via )?(?!-[cr] )([^\s]+)|    # via ([^\s]+)$", line):
            found[name].append(by[1] or by[2])
    return found


def npm_parts(root: Path = ROOT) -> dict[str, tuple[Part, ...]]:
    """Every package of `package-lock.json`: those whose files are in wheels and sites, and all others."""
    lock = json.loads((root / "package-lock.json").read_text("utf-8"))["packages"]
    carried = {package: one.name for one in CARRIED for package in one.files}
    packages = {path.split("node_modules/")[-1]: facts for path, facts in lock.items() if path}
    asked_for = lock[""]["devDependencies"]
    groups: dict[str, list[Part]] = {"carried": [], "others": []}
    for path, facts in sorted(lock.items()):
        if not path:
            continue
        name = path.split("node_modules/")[-1]
        part = Part(
            name,
            str(facts["version"]),
            str(facts.get("license", "")),
            f"{carried[name]}, carried in wheels"
            if name in carried
            else "asked for by the tests"
            if name in asked_for
            else f"needed by {', '.join(_needers(name, packages))}",
        )
        groups["carried" if name in carried else "others"].append(part)
    return {name: tuple(parts) for name, parts in groups.items()}


def _needers(name: str, packages: Mapping[str, Mapping[str, Any]]) -> list[str]:
    return sorted(other for other, facts in packages.items() if name in facts.get("dependencies", {}))


def not_accepted(groups: Mapping[str, Sequence[Part]]) -> list[str]:
    """The parts with a licence that is not accepted, each as a sentence."""
    return [
        f"{one.name} {one.version} is under {one.licence or 'no licence it names'}, which is not accepted"
        for parts in groups.values()
        for one in parts
        if not is_accepted(one.licence)
    ]


def with_parts(page: str, python: Mapping[str, Sequence[Part]], npm: Mapping[str, Sequence[Part]]) -> str:
    """*page* with a table of each group between its marks.

    Raises:
        click.ClickException: a mark is missing.
    """
    for name, parts in {**python, **npm}.items():
        page = with_part(page, name, WRITER, "\n".join((*_table(parts), "")))
    used = {
        one for parts in (*python.values(), *npm.values()) for part in parts for one in _names(part.licence)
    }
    terms = [f"| {name} | {asks} |" for name, asks in ACCEPTED.items() if name in used]
    return with_part(
        page, "accepted", WRITER, "\n".join(("| licence | what it asks |", "| --- | --- |", *terms, ""))
    )


def _names(licence: str) -> list[str]:
    return re.split(r" AND | OR ", licence.replace("(", "").replace(")", ""))


def _table(parts: Iterable[Part]) -> Iterator[str]:
    yield "| package | version | licence | what for |"
    yield "| --- | --- | --- | --- |"
    for one in parts:
        yield f"| {one.name} | {one.version} | {one.licence} | {one.reason} |"


@click.command()
@click.option("--page", type=click.Path(path_type=Path, dir_okay=False, exists=True), default=PAGE)
def main(page: Path) -> None:
    """Write the list of what is installed into the page on licences."""
    python, npm = python_parts(), npm_parts()
    if refused := [*not_accepted(python), *not_accepted(npm)]:
        raise click.ClickException("; ".join(refused))
    page.write_text(with_parts(page.read_text("utf-8"), python, npm), encoding="utf-8")
    counts = ", ".join(f"{name}: {len(parts)}" for name, parts in {**python, **npm}.items())
    click.echo(f"{page.as_posix()} has {counts}")


if __name__ == "__main__":
    main()
