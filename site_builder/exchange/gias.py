"""Read the national register of schools (Get Information About Schools): open schools of one authority.

The whole register has 50,000 rows and 140 columns; it is read row by row, and rows that are not wanted are
passed over and counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from site_builder.content.diagnostics import nearest
from site_builder.content.vocabulary import Vocabularies
from site_builder.errors import SiteBuilderError
from site_builder.exchange.draft import LONGEST_NAME, CannotBecomeEntry, Draft, LeftOutOnPurpose
from site_builder.exchange.importing import Imported, Importer, KnownIds, Reader
from site_builder.exchange.loss import Path
from site_builder.exchange.readings import (
    LONGEST_SUMMARY,
    calendar_day,
    one_line,
    phone_in_table,
    postcode,
    shorten,
)
from site_builder.exchange.source import SourceTerms, Tidied, shipped_terms
from site_builder.exchange.table import Table

SCHEME = "urn"
NEEDED = ("URN", "EstablishmentName", "LA (code)", "EstablishmentStatus (name)")
OPEN = ("open", "open, but proposed to close")

_NEEDS = tuple(f"SEN{number} (name)" for number in range(1, 14))
_COLLEGES = ("further-education-college", "specialist-post-16-institution")
_SPECIAL = (
    "special-school",
    "non-maintained-special-school",
    "independent-special-school",
    "section-41-institution",
    "specialist-post-16-institution",
)
_LINES = (
    ("TypeOfEstablishment (name)", "Type"),
    ("PhaseOfEducation (name)", "Phase"),
    ("Gender (name)", "Boys and girls"),
    ("ReligiousCharacter (name)", "Religious character"),
    ("AdmissionsPolicy (name)", "Admissions"),
    ("NurseryProvision (name)", "Nursery"),
    ("OfficialSixthForm (name)", "Sixth form"),
    ("BoardingEstablishment (name)", "Boarding"),
    ("Boarders (name)", "Boarders"),
    ("SpecialClasses (name)", "Special classes"),
)
_ADDRESS = ("Street", "Locality", "Address3", "Town", "County (name)")
_UNITS = (
    ("Resourced provision", "ResourcedProvisionCapacity"),
    ("SEN unit", "SenUnitCapacity"),
)


@dataclass
class _Passed:
    """How many rows were not wanted."""

    elsewhere: int = 0
    closed: int = 0


def read_gias(
    table: Table,
    la_code: str,
    *,
    authority: str,
    imported: date,
    vocabularies: Vocabularies,
    terms: SourceTerms | None = None,
    known: KnownIds | None = None,
) -> Imported:
    """Entries from the open establishments of one authority in the register.

    Args:
        table: the register, with its own names of columns; its rows are read once, and not held.
        la_code: the code of the authority at the Department for Education, such as 801.
        authority: the id of the authority that the entries are for.
        imported: the day of the import.
        vocabularies: only terms in them are used.
        terms: what the register's own terms mean here; else `schema/mappings/gias.yaml`.
        known: the ids of entries that are there.

    Raises:
        SiteBuilderError: columns are missing that tell which school is meant.
    """
    missing = [name for name in NEEDED if name not in table.columns]
    if missing:
        meant = nearest(missing[0], table.columns)
        hint = f'; did somebody rename it to "{meant}"?' if meant else ""
        raise SiteBuilderError(
            f"{table.name} is not the register of schools: it has no column {', '.join(missing)}{hint} "
            "For any other table use: local-offer import csv"
        )
    passed = _Passed()
    importer = Importer("Register of schools", SCHEME, _read_school, ("URN",), ("EstablishmentName",))
    reader = Reader(authority, imported, vocabularies, terms or shipped_terms("gias"), known or KnownIds())
    found = importer.read_each(_wanted(table, la_code, passed), reader)
    notes = [
        *table.notes,
        f"Rows that were passed over: {passed.elsewhere:,} of other authorities, {passed.closed:,} not open.",
    ]
    losses = replace(found.losses, notes=(*found.losses.notes, *notes))
    return replace(found, losses=losses, is_whole=table.is_whole)


def _wanted(table: Table, la_code: str, passed: _Passed) -> Iterator[dict[str, str]]:
    place = {name: number for number, name in enumerate(table.columns)}
    code, status = place["LA (code)"], place["EstablishmentStatus (name)"]
    for _, cells in table.rows:
        if cells[code].strip() != la_code:
            passed.elsewhere += any(cells)
        elif cells[status].strip().casefold() not in OPEN:
            passed.closed += 1
        else:
            yield dict(zip(table.columns, cells, strict=False))


def _read_school(draft: Draft) -> tuple[str, date | None]:
    record, facts = draft.record, draft.facts
    facts["kind"] = "setting"
    number = record.text("URN")
    if not re.fullmatch(r"[0-9]{6}", number):
        raise CannotBecomeEntry("its number (URN) is not six digits")
    facts["setting"] = {"urn": number}
    draft.take_title(("EstablishmentName",))
    for path in record.values:
        if draft.terms.is_placeholder(record.text(*path)):
            record.lose(path, "says that it does not apply")
    _take_types(draft)
    _take_provider(draft)
    draft.take_ages((("StatutoryLowAge",), ("StatutoryHighAge",)))
    _take_needs_and_units(draft)
    _take_capacity(draft)
    _take_place(draft)
    phone = record.take(("TelephoneNum",), phone_in_table)
    draft.set_contact({"phone": phone, "website": draft.take_link(("SchoolWebsite",))})
    _describe(draft)
    record.keep(("LA (code)",), "the authority that the import is for")
    return "Get Information About Schools", None


def _states(draft: Draft, column: str) -> str:
    """What *column* says, or nothing where it says that it does not apply."""
    text = draft.record.text(column)
    return "" if draft.terms.is_placeholder(text) else text


def _take_types(draft: Draft) -> None:
    for column in ("TypeOfEstablishment (name)", "NurseryProvision (name)", "OfficialSixthForm (name)"):
        text = _states(draft, column)
        is_known = not text or draft.take_meaning((column,), column.removesuffix(" (name)"), [text])
        if not is_known and column == "TypeOfEstablishment (name)":
            draft.record.miss((column,), text)
    record, types = draft.record, draft.facts.setdefault("service_types", [])
    list_of_41: Path = ("Section41Approved (name)",)
    approved = record.text(*list_of_41).casefold()
    if approved == "approved":
        draft.facts["service_types"] = [
            "section-41-institution",
            *(one for one in types if one != "independent-special-school"),
        ]
        record.keep(list_of_41)
    elif approved == "not approved":
        record.keep(list_of_41, "it is not called approved")


def _take_provider(draft: Draft) -> None:
    """Who runs it: the trust, where there is one, else the school by its own name."""
    record = draft.record
    trust = record.take(("Trusts (name)",), _without_shouting)
    name = trust or draft.facts["title"]
    is_college = any(one in draft.facts["service_types"] for one in _COLLEGES)
    draft.facts["provider"] = {"name": name[:LONGEST_NAME], "type": "college" if is_college else "school"}
    if not trust:
        draft.made.append(("provider.name", "the school itself, because the register names no trust"))


def _without_shouting(text: str) -> Tidied:
    """A name that is all in capitals, as people write it."""
    said = one_line(LONGEST_NAME)(text)
    if said.value and said.value.isupper():
        small = re.sub(r"\b(?:Of|The|And|For|In)\b", lambda word: word[0].lower(), said.value.title())
        return Tidied(
            re.sub(r"’S\b|'S\b", "'s", small[:1].upper() + small[1:]), "capitals became small letters"
        )
    return said


def _take_needs_and_units(draft: Draft) -> None:
    """Needs of the school, or, in a mainstream school with a unit, of the unit."""
    record, facts = draft.record, draft.facts
    for column in _NEEDS:
        text = _states(draft, column)
        if text and not draft.take_meaning((column,), "SEN", [text, text.partition(" - ")[0]]):
            record.miss((column,), text)
    provision = ("TypeOfResourcedProvision (name)",)
    said = _states(draft, *provision).casefold()
    units = []
    for name, column in _UNITS:
        places = record.take((column,), _count)
        if name.casefold() in said:
            unit: dict[str, Any] = {"type": "resourced-provision", "name": name}
            if facts.get("needs"):
                unit["needs"] = list(facts["needs"])
            if places:
                unit["capacity"] = {"places": places, "unit": "pupils"}
            units.append(unit)
        elif places:
            record.marks.pop((column,))
            record.lose((column,), "places of a unit that the register does not name")
    if units:
        facts["units"] = units
        draft.add("service_types", ["resourced-provision"])
        record.keep(provision)
    elif said:
        record.miss(provision, said)
    if facts.get("needs") and not units and not any(one in facts["service_types"] for one in _SPECIAL):
        draft.made.append(("needs", "named by the register for a school that is not special and has no unit"))


def _take_capacity(draft: Draft) -> None:
    places = draft.record.take(("SchoolCapacity",), _count)
    if places:
        draft.facts["capacity"] = {"places": places, "unit": "pupils"}


def _count(text: str) -> Tidied:
    if not re.fullmatch(r"[0-9]{1,5}", text) or int(text) == 0:
        return Tidied(None, "no number of places")
    return Tidied(int(text))


def _take_place(draft: Draft) -> None:
    record = draft.record
    place: dict[str, Any] = {"name": draft.facts["title"]}
    lines: list[str] = []
    for column in _ADDRESS:
        path: Path = (column,)
        if _states(draft, column):
            lines += draft.take_address(path, lines)
    place["address"] = lines
    place["postcode"] = record.take(("Postcode",), postcode)
    if lines or place["postcode"]:
        draft.add_place(place)


def _describe(draft: Draft) -> None:
    """The summary and the description, both of what the register says and of nothing else."""
    record, facts = draft.record, draft.facts
    lines = []
    for column, label in _LINES:
        text = _states(draft, column)
        if text:
            lines.append(f"- {label}: {text}")
            record.change((column,), "a line of the description")
    closes = calendar_day(record.text("CloseDate")).value
    status = record.text("EstablishmentStatus (name)")
    if status.casefold() != "open" and closes and closes <= draft.imported:
        raise LeftOutOnPurpose(f"it was to close on {closes}")
    if status.casefold() != "open":
        day = f", on {closes.day} {closes:%B %Y}" if closes else ""
        lines.insert(0, f"- It is proposed to close{day}")
        record.change(("EstablishmentStatus (name)",), "a line of the description")
        record.change(("CloseDate",), "a line of the description")
    record.keep(("EstablishmentStatus (name)",), "it is listed")
    record.lose(("CloseDate",), "the day it closed is for schools that are not open")
    ages = facts.get("ages", {})
    spans = {
        ("from", "to"): "for ages {from} to {to}",
        ("from",): "for ages {from} and over",
        ("to",): "for ages up to {to}",
    }
    kind = (_states(draft, "TypeOfEstablishment (name)") or "School or college").removeprefix("Other ")
    town = _states(draft, "Town")
    words = [kind, spans.get(tuple(ages), "").format(**ages), f"in {town}" if town else ""]
    facts["summary"] = shorten(" ".join(filter(None, words)) + ".", LONGEST_SUMMARY)
    facts["summary"] = facts["summary"][:1].upper() + facts["summary"][1:]
    facts["description"] = "\n".join(["What the national register of schools says:", "", *lines])
    draft.made.append(("summary", "made of its type, ages and town"))
    draft.made.append(("description", "a list of what the register says"))
