"""What the last import of a source said, kept beside the offer so that the next one knows who changed what.

`imports/<authority>/<source>.jsonl` has one line for each record, in order of its number: the number, the
entry made of it, and the entry's facts as the source last had them. It is to be committed with the offer.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from site_builder.content.model import Facts
from site_builder.errors import SiteBuilderError
from site_builder.project import Project

FORMAT_VERSION = 1


@dataclass(frozen=True, slots=True)
class Said:
    """What the source last said of one entry, as plain values: dates are texts."""

    entry: str
    facts: Facts


@dataclass(frozen=True, slots=True)
class LastImport:
    """All that a source last said, by its own numbers, and the drafts written then with their checksums."""

    said: Mapping[str, Said] = field(default_factory=dict)
    drafts: Mapping[str, str] = field(default_factory=dict)


def plain(value: Any) -> Any:
    """*value* as JSON has it: dates become texts, tuples lists."""
    if isinstance(value, Mapping):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


def checksum(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def read_last_import(project: Project, authority: str, source: str) -> LastImport:
    """What is remembered of *source*; nothing where it was never imported.

    Raises:
        SiteBuilderError: the file was changed so that it cannot be read.
    """
    path = project.last_import(authority, source)
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except FileNotFoundError:
        return LastImport()
    except (OSError, UnicodeDecodeError):
        raise SiteBuilderError(f"{project.shown(path)} cannot be read") from None
    said: dict[str, Said] = {}
    drafts: dict[str, str] = {}
    for number, line in enumerate(lines, start=1):
        if not line:
            continue
        try:
            one = json.loads(line)
            if "format_version" in one:
                if one["format_version"] != FORMAT_VERSION:
                    raise ValueError
            elif "draft" in one:
                drafts[str(one["draft"])] = str(one["sha256"])
            else:
                said[str(one["id"])] = Said(str(one["entry"]), dict(one["facts"]))
        except (ValueError, KeyError, TypeError, RecursionError):
            raise SiteBuilderError(
                f"{project.shown(path)}:{number} cannot be read; bring the file back from git. Without it "
                "an import writes over nothing, and names every field that differs"
            ) from None
    return LastImport(said, drafts)


def last_import_text(last: LastImport, source: str) -> str:
    """The file of *last*: the same bytes for the same facts, a line for each record."""
    rows: list[dict[str, Any]] = [{"format_version": FORMAT_VERSION, "source": source}]
    rows += [{"id": key, "entry": one.entry, "facts": one.facts} for key, one in sorted(last.said.items())]
    rows += [{"draft": name, "sha256": digest} for name, digest in sorted(last.drafts.items())]
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
