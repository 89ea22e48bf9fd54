"""Runs `local-offer import` in a project of its own, and makes the smallest files it can read."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from click.testing import CliRunner, Result

from site_builder.cli import main
from site_builder.content.document import read_document

AUTHORITY = "northmere"
ENTRIES = f"offer_content/{AUTHORITY}/entries"
DAY = "2026-11-01"


def feed_service(number: str = "a1", name: str = "Harbour club", **more: Any) -> dict[str, Any]:
    """The least that a service of a feed says to become an entry."""
    least = {
        "id": number,
        "name": name,
        "description": "A club by the harbour for all who like boats.",
        "organization": {"name": "Harbour Trust"},
    }
    return {**least, **more}


@dataclass(frozen=True, slots=True)
class Desk:
    """A project that is imported into."""

    root: Path

    def run(self, *arguments: str | Path, code: int = 0) -> Result:
        """What `local-offer` says to *arguments*; it must end with *code*."""
        given = [str(one) for one in (*arguments, "--project", self.root)]
        done = CliRunner().invoke(main, given, catch_exceptions=False)
        assert done.exit_code == code, done.output
        return done

    def import_(
        self, kind: str, source: str | Path, *more: str | Path, day: str = DAY, code: int = 0
    ) -> tuple[str, dict[str, Any]]:
        """Import, and return the report as text and as data."""
        report = self.root / "report.json"
        arguments = ("import", kind, source, "--authority", AUTHORITY, "--date", day, "--report", report)
        done = self.run(*arguments, *more, code=code)
        return done.output, json.loads(report.read_text(encoding="utf-8"))

    def services(self, *records: Any, kind: str = "oruk", **more: Any) -> tuple[str, dict[str, Any]]:
        """Import *records* as the file of a feed."""
        return self.import_(kind, self.file("services.json", json.dumps(list(records))), **more)

    def file(self, name: str, content: str | bytes) -> Path:
        path = self.root / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return path

    def entry(self, name: str = "harbour-club") -> Path:
        return self.root / ENTRIES / f"{name}.yaml"

    def facts(self, name: str = "harbour-club") -> dict[str, Any]:
        """The fields of an entry's file, as text."""
        document, problems = read_document(self.entry(name), f"{name}.yaml")
        assert document is not None and not problems
        return document.data

    def entries(self) -> list[str]:
        return sorted(path.stem for path in (self.root / ENTRIES).glob("*.yaml"))

    def files(self) -> dict[str, bytes]:
        return {
            path.relative_to(self.root).as_posix(): path.read_bytes()
            for path in sorted(self.root.rglob("*"))
            if path.is_file() and path.name not in ("report.json", "services.json")
        }

    def edit(self, old: str, new: str, name: str = "harbour-club") -> None:
        """Change the file of an entry as a person would."""
        text = self.entry(name).read_text(encoding="utf-8")
        assert text.count(old) == 1, text
        self.entry(name).write_text(text.replace(old, new), encoding="utf-8")


def xlsx(*rows: Sequence[str | float]) -> dict[str, str]:
    """The parts of the smallest spreadsheet with *rows*."""

    def cell(value: str | float) -> str:
        if isinstance(value, str):
            return f'<c t="inlineStr"><is><t>{escape(value)}</t></is></c>'
        return f"<c><v>{value}</v></c>"

    lines = "".join(f"<row>{''.join(map(cell, row))}</row>" for row in rows)
    main_ns = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    return {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="r1" Type="{rel}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main_ns}" xmlns:r="{rel}"><sheets>'
        '<sheet name="Clubs" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="r1" Type="{rel}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main_ns}">'
        f"<sheetData>{lines}</sheetData></worksheet>",
    }


def ods(*rows: Sequence[str]) -> dict[str, str]:
    """The parts of the smallest open document with *rows*."""
    office = "urn:oasis:names:tc:opendocument:xmlns"

    def cell(value: str) -> str:
        said = f"<text:p>{escape(value)}</text:p>"
        return f'<table:table-cell office:value-type="string">{said}</table:table-cell>'

    lines = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
    return {
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "META-INF/manifest.xml": f'<m:manifest xmlns:m="{office}:manifest:1.0"/>',
        "content.xml": f'<office:document-content xmlns:office="{office}:office:1.0" '
        f'xmlns:table="{office}:table:1.0" xmlns:text="{office}:text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="Clubs">{lines}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>",
    }


def packed(path: Path, parts: dict[str, str]) -> Path:
    with zipfile.ZipFile(path, "w") as file:
        for name, text in parts.items():
            file.writestr(name, text)
    return path
