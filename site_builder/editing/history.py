"""What changed on which page and when: read from git once for all files, and without the names of people.

A change counts on the day it was accepted: a merge is one change, and what was tried on its branch is none.
It never says how fresh a page is: a file that somebody laid out anew has not been checked.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from site_builder.content.document import parse_document
from site_builder.content.revision import ask_git, has_repository, is_shallow, read_blobs
from site_builder.errors import SiteBuilderError
from site_builder.project import Project

SHALLOW = (
    "Pages do not say what changed: this copy of the repository has only the newest revisions. Get the "
    "others with: git fetch --unshallow. In a workflow set fetch-depth: 0 (GitHub), or GIT_DEPTH to 0 "
    "(GitLab)."
)

_FIELD = re.compile(r"^(?=[A-Za-z_][\w-]*[ ]*:)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a file: its day, the top fields that mean something else since, and whether it is new.

    `comments` are the ids of the comments that were answered or written with it.
    """

    on: date
    fields: tuple[str, ...]
    is_new: bool
    comments: frozenset[str]


@dataclass(frozen=True, slots=True)
class History:
    """The changes of every file, newest first, by its path from the project's root.

    `notice` says what to do where there could be changes, and they were left out.
    """

    changes: Mapping[str, tuple[Change, ...]] = field(default_factory=dict)
    notice: str = ""


@dataclass(frozen=True, slots=True)
class _Step:
    """What one revision did to one file. `path` is what the file is called today."""

    on: date
    path: str
    before: str
    after: str
    comments: frozenset[str]


def read_history(project: Project) -> History:
    """The history of the content of *project*: none without git, and a notice in a shallow clone."""
    if not has_repository(project):
        return History()
    if is_shallow(project):
        return History(notice=SHALLOW)
    try:
        return History(_changes(project))
    except SiteBuilderError as fault:
        # A site without its past is better than none.
        return History(notice=f"Pages do not say what changed: {fault}")


def _changes(project: Project) -> dict[str, tuple[Change, ...]]:
    told = ask_git(
        project, "-c", "log.showSignature=false", "log", "--first-parent", "--diff-merges=first-parent",
        "--raw", "--no-abbrev", "-M", "-z", "--relative", "--format=%cs", "--", project.content.name,
    )  # fmt: skip
    steps = list(_steps(told.decode(errors="replace")))
    blobs = list(dict.fromkeys(blob for one in steps for blob in (one.before, one.after) if _is_there(blob)))
    texts = dict(zip(blobs, (_text(one) for one in read_blobs(project, blobs)), strict=True))
    found: dict[str, list[Change]] = defaultdict(list)
    for one in steps:
        is_new = not _is_there(one.before)
        fields = () if is_new else changed_fields(texts[one.before], texts[one.after])
        if is_new or fields:
            found[one.path].append(Change(one.on, fields, is_new, one.comments))
    return {path: tuple(changes) for path, changes in found.items()}


def _is_there(blob: str) -> bool:
    """Git gives the hash of no content as zeros."""
    return bool(blob.strip("0"))


def _text(content: bytes) -> str:
    return content.decode(errors="replace").replace("\r\n", "\n")


def _steps(told: str) -> Iterator[_Step]:
    """What `git log --raw -z` tells, newest first. A file is followed to its first day, by all its names."""
    # What a name of the day that is looked at is called today; None for what is no longer there.
    today: dict[str, str | None] = {}
    for day, files in _revisions(told):
        comments: dict[str, set[str]] = defaultdict(set)
        for one in files:
            if one.status != "D" and _folder(one.name) == "comments":
                comments[_authority(one.name)].add(PurePosixPath(one.name).stem)
        earlier: dict[str, str | None] = {}
        for one in files:
            path = None if one.status == "D" else today.get(one.name, one.name)
            if path is not None and _folder(one.name) == "entries":
                said = frozenset(comments[_authority(one.name)])
                yield _Step(day, path, one.before, one.after, said)
            if one.status in "ADR":
                # Before that day the name was free, or another file's.
                earlier.setdefault(one.name, None)
            if one.status == "R":
                earlier[one.old_name] = path
        today |= earlier


class _File(NamedTuple):
    """What a revision did to a file: the hash of its content before and after, and what it was called."""

    before: str
    after: str
    status: str
    old_name: str
    name: str


def _revisions(told: str) -> Iterator[tuple[date, list[_File]]]:
    """The day of each revision and its files. Names are read where they are due: they may hold anything."""
    day, files = None, []
    parts = iter(told.split("\0"))
    for part in parts:
        facts = part.strip("\n")
        if facts.startswith(":"):
            _, _, before, after, status = facts.split(" ")
            old = next(parts)
            files.append(_File(before, after, status[0], old, next(parts) if status[0] in "RC" else old))
        elif facts:
            if day is not None:
                yield day, files
            day, files = date.fromisoformat(facts), []
    if day is not None:
        yield day, files


def _folder(name: str) -> str:
    """The folder of a file of an authority, such as entries; empty for what is no YAML file in one."""
    path = PurePosixPath(name)
    return path.parts[2] if len(path.parts) == 4 and path.suffix == ".yaml" else ""


def _authority(name: str) -> str:
    return PurePosixPath(name).parts[1]


def changed_fields(before: str, after: str) -> tuple[str, ...]:
    """The top fields of a YAML file that say something else than before, in their order, the gone ones last.

    Only what differs is read, and how it is laid out, or noted beside it, makes no difference.
    """
    old, new = _blocks(before), _blocks(after)
    names = dict.fromkeys((*new, *old))
    return tuple(
        name
        for name in names
        if old.get(name) != new.get(name) and _value(old.get(name)) != _value(new.get(name))
    )


def _blocks(text: str) -> dict[str, str]:
    found = {}
    for block in _FIELD.split(text):
        name, colon, _ = block.partition(":")
        if colon and not name.startswith("#"):
            found[name.strip()] = block
    return found


def _value(block: str | None) -> Any:
    """What a field says; its own text where it cannot be read."""
    if block is None:
        return None
    document, _ = parse_document(block.encode(), "history")
    return next(iter(document.data.values()), None) if document and isinstance(document.data, dict) else block
