"""Write what an import made: entries as files of an offer, what it remembers, its drafts and its report."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from site_builder.content.authorities import real_authorities
from site_builder.content.checks import Rules
from site_builder.content.document import dump_document
from site_builder.content.file_names import RESERVED, is_kept_by_windows, stays_in
from site_builder.content.model import Facts
from site_builder.content.whole_file import remove_unfinished, write_whole
from site_builder.errors import SiteBuilderError
from site_builder.exchange.duplicates import Duplicates, candidate, find_duplicates
from site_builder.exchange.importing import Imported
from site_builder.exchange.last_import import (
    LastImport,
    checksum,
    last_import_text,
)
from site_builder.exchange.unfinished import drafts
from site_builder.exchange.updating import Holding, Update, plan_update
from site_builder.project import Project

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Target:
    """Where an import goes: the offer of an authority, what is in it, and what *source* last said.

    `is_agreed_to` says whether people have to agree to every entry of the offer before it is published.
    """

    project: Project
    authority: str
    source: str
    holdings: tuple[Holding, ...]
    last: LastImport
    rules: Rules
    is_agreed_to: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """What an import did, or would do: paths are from the project's root.

    `drafts` are files for records that are no entries yet; `own_drafts` are drafts that people changed, which
    were kept as they are.
    """

    authority_file: str | None
    update: Update
    drafts: tuple[str, ...]
    own_drafts: tuple[str, ...]
    duplicates: tuple[Duplicates, ...]
    is_agreed_to: bool = False
    """Whether what is new waits for people to agree to it."""


def write_import(target: Target, imported: Imported, on: date, *, dry_run: bool = False) -> Written:
    """Bring the offer up to what *imported* says, each file whole or not at all; nothing is deleted.

    The authority's own file is made where there is none: of what `schema/authorities.csv` knows, else as an
    invented authority. With *dry_run* nothing is written.

    Raises:
        SiteBuilderError: the authority is no id, or its folder leads out of the project or cannot be written.
    """
    project, authority = target.project, target.authority
    refuse_odd_id(authority)
    entries = project.entries_folder(authority)
    folder = project.shown(entries)
    update = plan_update(imported, target.holdings, target.last, folder, target.rules, on)
    files = drafts(imported.unfinished, folder)
    kept, own = _drafts_to_keep(target, files)
    written = Written(
        None
        if project.authority_file(authority).exists()
        else project.shown(project.authority_file(authority)),
        update,
        tuple(project.shown(_draft_path(target, name)) for name in files if name not in own),
        tuple(project.shown(_draft_path(target, name)) for name in own),
        _duplicates(imported, target.holdings),
        target.is_agreed_to,
    )
    if dry_run:
        return written
    sums = {name: checksum(text) for name, text in files.items() if name not in own}
    remembered = last_import_text(LastImport(update.said, sums | kept), target.source)
    try:
        entries.mkdir(parents=True, exist_ok=True)
        if not entries.resolve().is_relative_to(project.root.resolve()):
            raise SiteBuilderError(f"offer_content/{authority} is a link that leads out of the project")
        memory_folder = project.imports / authority
        memory_folder.mkdir(parents=True, exist_ok=True)
        if not stays_in(memory_folder, project.root):
            raise SiteBuilderError(f"imports/{authority} is a link that leads out of the project")
        memory = project.last_import(authority, target.source)
        unfinished = project.unfinished_folder(authority, target.source)
        for place in (entries.parent, entries, memory.parent, unfinished):
            remove_unfinished(place)
        if written.authority_file:
            write_whole(
                project.authority_file(authority), dump_document(describe_authority(authority)).encode()
            )
        # Nobody has agreed to what is new: it is on the site when somebody does.
        waits = "signed_off: []\n" if target.is_agreed_to else ""
        for new in update.new:
            _refuse_link(project, new.path)
            write_whole(project.root / new.path, (new.text + waits).encode())
        for one in update.changed:
            _refuse_link(project, one.path)
            write_whole(project.root / one.path, one.text.encode())
        _write_drafts(target, files, own)
        memory.parent.mkdir(parents=True, exist_ok=True)
        if not _says(memory, remembered):
            write_whole(memory, remembered.encode())
    except OSError as fault:
        raise SiteBuilderError(f"offer_content/{authority} cannot be written: {fault.strerror}") from fault
    return written


def refuse_odd_id(authority: str) -> None:
    """
    Raises:
        SiteBuilderError: *authority* is no id.
    """
    if not _ID.fullmatch(authority):
        raise SiteBuilderError(
            f'"{authority}" cannot name an authority; '
            "use small letters, digits and hyphens, such as north-somerset"
        )
    refuse_reserved(authority)


def refuse_reserved(authority: str) -> None:
    """
    Raises:
        SiteBuilderError: *authority* is the name of something that is no council's folder.
    """
    if authority in RESERVED or is_kept_by_windows(authority):
        raise SiteBuilderError(
            f'"{authority}" cannot name an authority, because a site or Windows keeps that name for itself; '
            "use the name of the council, such as north-somerset"
        )


def _duplicates(imported: Imported, holdings: tuple[Holding, ...]) -> tuple[Duplicates, ...]:
    facts: dict[str, Facts] = {one.entry: one.facts for one in holdings}
    fresh = {str(one["id"]): one for one in imported.entries}
    found = (candidate(entry, one) for entry, one in (fresh | facts).items())
    return find_duplicates(found, frozenset(fresh))


def _draft_path(target: Target, name: str) -> Path:
    return target.project.unfinished_folder(target.authority, target.source) / name


def _drafts_to_keep(target: Target, files: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """Checksums of drafts that people changed, to be remembered on, and the names of those among *files*."""
    changed: dict[str, str] = {}
    for name in sorted({*target.last.drafts, *files}):
        path = _draft_path(target, name)
        if path.exists() or path.is_symlink():
            made = {target.last.drafts.get(name), checksum(files[name]) if name in files else None}
            if checksum(_text_of(path)) not in made:
                changed[name] = target.last.drafts.get(name, "")
    return changed, [name for name in files if name in changed]


def _write_drafts(target: Target, files: Mapping[str, str], own: list[str]) -> None:
    """Write drafts, and take away those that were written last time, are not needed, and nobody changed."""
    folder = target.project.unfinished_folder(target.authority, target.source)
    for name, digest in target.last.drafts.items():
        path = folder / name
        if name not in files and path.is_file() and checksum(_text_of(path)) == digest:
            path.unlink()
    for name, text in files.items():
        if name not in own and not _says(folder / name, text):
            folder.mkdir(parents=True, exist_ok=True)
            write_whole(folder / name, text.encode())


def _says(path: Path, text: str) -> bool:
    return path.is_file() and _text_of(path) == text


def _text_of(path: Path) -> str:
    return path.read_bytes().decode("utf-8", errors="replace") if path.is_file() else ""


def _refuse_link(project: Project, shown: str) -> None:
    path = project.root / shown
    if path.is_symlink() and not path.resolve().is_relative_to(project.root.resolve()):
        raise SiteBuilderError(f"{shown} is a link that leads out of the project")


def describe_authority(authority: str) -> dict[str, Any]:
    """The facts of `authority.yaml` for *authority*.

    A real one is known by its id in `schema/authorities.csv`. Any other is an invented example, with a code
    that no real authority has and that is always the same for the same id.
    """
    row = next((row for row in real_authorities() if row["slug"] == authority), None)
    if row is None:
        number = zlib.crc32(authority.encode()) % 9000
        name = authority.replace("-", " ").title()
        return {"id": authority, "name": name, "gss_code": f"E0699{number:04}", "demonstration": "invented"}
    return {
        "id": authority,
        "name": row["short_name"] or row["name"],
        "official_name": row["official_name"],
        "gss_code": row["gss_code"],
        "dfe_code": row["dfe_code"],
        "region": row["region"],
        "demonstration": "real",
    }


def write_new(path: Path, text: str) -> None:
    """Write a file that is not there yet.

    Raises:
        SiteBuilderError: it is there already, or cannot be written.
    """
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise SiteBuilderError(f"{path.as_posix()} is there already") from None
    except OSError as fault:
        raise SiteBuilderError(f"{path.as_posix()} cannot be written: {fault.strerror}") from None


def write_private(path: Path, text: str, project: Project) -> None:
    """Write *text* to *path*, and see that git keeps the copies of feeds out: they may name people.

    Raises:
        SiteBuilderError: it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        ignore = project.imports / ".gitignore"
        if not ignore.exists():
            write_whole(ignore, b"# Copies of feeds as they came: they may name people.\ncopies/\n")
        write_whole(path, text.encode())
    except OSError as fault:
        raise SiteBuilderError(f"{project.shown(path)} cannot be written: {fault.strerror}") from fault


def write_report(path: Path, report: Mapping[str, Any]) -> None:
    """Write *report* as JSON to *path*, which may be there already.

    Raises:
        SiteBuilderError: the file cannot be written.
    """
    try:
        # A folder that is not there was typed wrong.
        path.parent.resolve(strict=True)
        write_whole(path, f"{json.dumps(report, ensure_ascii=False, indent=2)}\n".encode())
    except OSError as fault:
        raise SiteBuilderError(f"{path.as_posix()} cannot be written: {fault.strerror}") from fault
