"""Write what an import made: entries as files of an offer, never over other work, and the report as JSON."""

from __future__ import annotations

import json
import re
import zlib
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from site_builder.content.authorities import real_authorities
from site_builder.content.document import dump_document
from site_builder.errors import SiteBuilderError
from site_builder.exchange.importing import Imported
from site_builder.exchange.loss import LossReport, as_json
from site_builder.project import Project

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_DAY_OF_IMPORT = re.compile(r"^  imported: \d{4}-\d{2}-\d{2}$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Written:
    """The files of an import, as paths from the project's root.

    `unchanged` said the same already, but for the day of the import; `conflicts` say something else, and were
    kept as they are.
    """

    authority_file: str | None
    written: tuple[str, ...]
    unchanged: tuple[str, ...]
    conflicts: tuple[str, ...]


def write_offer(project_folder: Path, authority: str, imported: Imported) -> Written:
    """Write the entries of *imported* into the offer of *authority*, each file whole or not at all.

    The authority's own file is made where there is none: of what `schema/authorities.csv` knows, else as an
    invented authority. A file that is there and differs is kept, and named in `conflicts`.

    Raises:
        SiteBuilderError: *authority* is no id, or its folder leads out of the project or cannot be written.
    """
    if not _ID.fullmatch(authority):
        raise SiteBuilderError(
            f'"{authority}" cannot name an authority; '
            "use small letters, digits and hyphens, such as north-somerset"
        )
    project = Project(project_folder)
    entries = project.entries_folder(authority)
    written: list[str] = []
    unchanged: list[str] = []
    conflicts: list[str] = []
    try:
        entries.mkdir(parents=True, exist_ok=True)
        if not entries.resolve().is_relative_to(project_folder.resolve()):
            raise SiteBuilderError(f"offer_content/{authority} is a link that leads out of the project")
        authority_file = None
        if not project.authority_file(authority).exists():
            authority_file = project.shown(project.authority_file(authority))
            write_whole(project.authority_file(authority), dump_document(describe_authority(authority)))
        for facts in imported.entries:
            path = project.entry_file(authority, facts["id"])
            text = dump_document(facts)
            if path.is_symlink() or path.exists():
                (unchanged if _says_the_same(path, text) else conflicts).append(project.shown(path))
            else:
                write_whole(path, text)
                written.append(project.shown(path))
    except OSError as fault:
        raise SiteBuilderError(f"offer_content/{authority} cannot be written: {fault.strerror}") from fault
    return Written(authority_file, tuple(written), tuple(unchanged), tuple(conflicts))


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


def write_report(path: Path, losses: LossReport) -> None:
    """Write *losses* as JSON to *path*, which may be there already.

    Raises:
        SiteBuilderError: the file cannot be written.
    """
    try:
        write_whole(path, json.dumps(as_json(losses), ensure_ascii=False, indent=2) + "\n")
    except OSError as fault:
        raise SiteBuilderError(f"{path.as_posix()} cannot be written: {fault.strerror}") from fault


def written_as_text(written: Written) -> str:
    """What was written and what was not, in plain words."""
    lines = [f"{len(written.written):,} new {'entry' if len(written.written) == 1 else 'entries'} written."]
    if written.authority_file:
        lines.append(f"{written.authority_file} was made of what is known; please complete it.")
    if written.unchanged:
        lines.append(f"{len(written.unchanged):,} were there already and say the same.")
    if written.conflicts:
        lines.append(f"{len(written.conflicts):,} were there, say something else, and were kept as they are:")
        lines += [f"  {path}" for path in written.conflicts]
    return "\n".join(lines) + "\n"


def _says_the_same(path: Path, text: str) -> bool:
    try:
        there = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return False
    return _DAY_OF_IMPORT.sub("", there) == _DAY_OF_IMPORT.sub("", text)


def write_whole(path: Path, text: str) -> None:
    """Write beside *path* and rename, so that a reader sees the old file, the new one, or none."""
    with NamedTemporaryFile(
        "wb", dir=path.parent, prefix=f".{path.stem}-", suffix=".new", delete=False
    ) as file:
        beside = Path(file.name)
        try:
            file.write(text.encode("utf-8"))
            file.close()
            beside.chmod(0o644)
            beside.replace(path)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
