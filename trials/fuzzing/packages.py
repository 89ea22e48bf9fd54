"""Damage spreadsheets: the parts that are packed in them, or the package itself."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence

from trials.fuzzing.mutation import Chance, damaged_text

HEADINGS = (
    "Ref",
    "Name",
    "What",
    "Run by",
    "Ages",
    "Phone",
    "Email",
    "Web",
    "Postcode",
    "Street",
    "Cost",
    "Need",
)
MORE = ("Checked", "Open")
ROW = (
    "c1",
    "Chess club",
    "We play chess.",
    "Northmere Chess",
    "5-11",
    "",
    "",
    "",
    "ZZ1 1AA",
    "Quay",
    "1",
    "all",
)

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def packed(parts: Mapping[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def workbook(sheet_data: str) -> dict[str, bytes]:
    """The parts of the smallest spreadsheet (xlsx) whose sheet has these rows, as XML."""
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_KIND}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/>'
        "</Relationships>",
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>'
        '<sheet name="Clubs" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
        "</Relationships>",
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_MAIN}">'
        f"<sheetData>{sheet_data}</sheetData></worksheet>",
    }
    return {name: text.encode() for name, text in parts.items()}


def cell(value: str, place: str = "") -> str:
    at = f' r="{place}"' if place else ""
    return f'<c{at} t="inlineStr"><is><t>{value}</t></is></c>'


def rows(*lines: Sequence[str]) -> str:
    return "".join(f"<row>{''.join(map(cell, one))}</row>" for one in lines)


def spreadsheet_seeds() -> tuple[bytes, ...]:
    return (packed(workbook(rows((*HEADINGS, *MORE), (*ROW, "", "yes")))),)


def damaged_package(sound: bytes, chance: Chance, others: Sequence[bytes]) -> bytes:
    """*sound* with one part damaged as text, or with cells far apart, or damaged as bytes."""
    if chance.random() < 0.25:
        return damaged_text(sound, chance, others)
    try:
        with zipfile.ZipFile(io.BytesIO(sound)) as package:
            parts = {one: package.read(one) for one in package.namelist()}
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError, RuntimeError):
        return damaged_text(sound, chance, others)
    if not parts:
        return damaged_text(sound, chance, others)
    name = chance.choice(sorted(parts))
    if chance.random() < 0.2 and "xl/worksheets/sheet1.xml" in parts:
        far = f"{chance.choice(('A', 'ZZ', 'XFD', 'ZZZZZ'))}{chance.choice((1, 5000, 1_048_576, 10**12))}"
        parts |= workbook(f"<row>{cell('Ref', 'A1')}</row><row>{cell('x', far)}</row>")
    else:
        parts[name] = damaged_text(parts[name], chance, tuple(parts.values()))
    return packed(parts)
