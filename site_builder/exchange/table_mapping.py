"""Read any table by a mapping file, which says for each column what field of an entry it fills."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import Any

from site_builder.content.checks import check_term
from site_builder.content.diagnostics import Diagnostic, nearest, sort_diagnostics
from site_builder.content.document import Document, Keys, read_document
from site_builder.content.model import OLDEST_AGE
from site_builder.content.schema import Schema, load_schema, load_schemas
from site_builder.content.vocabulary import Vocabularies
from site_builder.errors import SiteBuilderError
from site_builder.exchange.draft import (
    LONGEST_NAME,
    LONGEST_STEP,
    CannotBecomeEntry,
    Draft,
    LeftOutOnPurpose,
)
from site_builder.exchange.importing import Imported, Importer, KnownIds, Reader
from site_builder.exchange.loss import CHANGED, KEPT
from site_builder.exchange.loss import Path as ValuePath
from site_builder.exchange.readings import (
    LONGEST_SUMMARY,
    age_in_years,
    one_line,
    phone_in_table,
    place_name,
    postcode,
    price,
    says_free,
    shorten,
)
from site_builder.exchange.source import Meaning, SourceTerms, normal, shipped_terms
from site_builder.exchange.table import Table

NOTHING = "nothing"

_SPAN = re.compile(r"(\d{1,3})\s*(?:-|–|to|and)\s*(\d{1,3})(?:\s*(?:years?|yrs?)\b.*)?", re.IGNORECASE)
_FROM_ON = re.compile(r"(\d{1,2})\s*(?:\+|plus|(?:years? )?(?:and (?:over|above|up)|or over))", re.IGNORECASE)
_UP_TO = re.compile(r"(?:up to|under|0\s*-)\s*(\d{1,2})", re.IGNORECASE)
_IN_BRACES = re.compile(r"\{([^{}]+)\}")
_ANY_SIGN = re.compile(r"[;,|\n]")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the fields it fills (none, if it is left out on purpose), and how its cells are read."""

    name: str
    to: tuple[str, ...]
    split: str = ""
    heading: str = ""
    terms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    why: str = ""


@dataclass(frozen=True, slots=True)
class TableMapping:
    """What a mapping file says, once it is in order; `document` tells where."""

    document: Document
    source: str
    scheme: str
    url: str
    sheet: str
    kind: str
    number: str
    only: Mapping[str, tuple[str, ...]]
    columns: tuple[Column, ...]
    always: Mapping[str, Any]
    blank: tuple[str, ...]


@cache
def load_mapping_schema() -> Schema:
    return load_schema("a mapping file", "import-mapping.yaml")


def read_mapping(
    path: Path, shown: str, vocabularies: Vocabularies
) -> tuple[TableMapping | None, list[Diagnostic]]:
    """The mapping in *path* and every fault of it; with a fault there is none.

    Raises:
        SiteBuilderError: the file is not there, or cannot be read.
    """
    try:
        document, problems = read_document(path, shown)
    except OSError as fault:
        raise SiteBuilderError(f"{shown} cannot be read: {fault.strerror}") from None
    if document is None:
        return None, problems
    reading = load_mapping_schema().read(document)
    facts = reading.facts
    problems += [*reading.diagnostics, *_check_fields(document, facts, vocabularies)]
    if any(one.is_error for one in problems):
        return None, sort_diagnostics(problems)
    source = facts["source"]
    columns = (
        _column(name, stated) for name, stated in facts["columns"].items() if isinstance(stated, Mapping)
    )
    mapping = TableMapping(
        document=document,
        source=source["name"],
        scheme=source["scheme"],
        url=source.get("url", ""),
        sheet=facts.get("sheet", ""),
        kind=facts.get("kind", "service"),
        number=facts.get("number", ""),
        only={name: tuple(values) for name, values in facts.get("only", {}).items()},
        columns=tuple(columns),
        always=facts.get("always", {}),
        blank=tuple(facts.get("blank", ())),
    )
    return mapping, sort_diagnostics(problems)


def _column(name: str, stated: Mapping[str, Any]) -> Column:
    to = tuple(one for one in (stated["to"], *stated.get("also", ())) if one != NOTHING)
    terms = {normal(term): tuple(ids) for term, ids in stated.get("terms", {}).items()}
    return Column(name, to, stated.get("split", ""), stated.get("heading", ""), terms, stated.get("why", ""))


def _check_fields(
    document: Document, facts: Mapping[str, Any], vocabularies: Vocabularies
) -> Iterator[Diagnostic]:
    """Fields that no table can fill, and words that are in no vocabulary."""
    columns = facts.get("columns")
    for name, stated in columns.items() if isinstance(columns, Mapping) else ():
        if not isinstance(stated, Mapping):
            continue
        also = stated.get("also", ())
        named: list[tuple[Keys, Any]] = [(("columns", name, "to"), stated.get("to"))]
        named += [
            (("columns", name, "also", number), one)
            for number, one in enumerate(also if isinstance(also, list | tuple) else ())
        ]
        for keys, target in named:
            if isinstance(target, str) and target not in FIELDS and target != NOTHING:
                meant = nearest(target, [*FIELDS, NOTHING])
                hint = f'did you mean "{meant}"? ' if meant else ""
                yield document.diagnose(
                    keys,
                    "unknown-choice",
                    f'"{target}" is no field that a table can fill',
                    f"{hint}The fields are: {', '.join(FIELDS)}; or {NOTHING}",
                )
        vocabulary = next(
            (_VOCABULARIES[one] for _, one in named if isinstance(one, str) and one in _VOCABULARIES), ""
        )
        terms = stated.get("terms")
        for term, ids in terms.items() if isinstance(terms, Mapping) else ():
            for number, one in enumerate(ids if isinstance(ids, list | tuple) else ()):
                if vocabulary and isinstance(one, str):
                    place = ("columns", name, "terms", term, number)
                    yield from check_term(document, place, one, vocabularies[vocabulary])
    always = facts.get("always")
    for key, vocabulary in _VOCABULARIES.items():
        stated = always.get(key) if isinstance(always, Mapping) else None
        for number, one in enumerate(stated if isinstance(stated, list | tuple) else ()):
            if isinstance(one, str):
                yield from check_term(document, ("always", key, number), one, vocabularies[vocabulary])


def check_columns(mapping: TableMapping, table: Table) -> list[Diagnostic]:
    """Columns that the mapping names and the table has not."""
    problems = []
    document = mapping.document
    named: list[tuple[Keys, str]] = [(("columns", one.name), one.name) for one in mapping.columns]
    named += [(("only", name), name) for name in mapping.only]
    if mapping.number:
        named.append((("number",), mapping.number))
    named += [(("always", "summary"), name) for name in _IN_BRACES.findall(mapping.always.get("summary", ""))]
    for keys, name in named:
        if name not in table.columns:
            meant = nearest(name, table.columns)
            hint = f'did you mean "{meant}"? ' if meant else ""
            place = document.key_place(keys) if keys[0] in ("columns", "only") else None
            problems.append(
                document.diagnose(
                    keys,
                    "unknown-field",
                    f'"{name}" is not a column of {table.name}',
                    f"{hint}The columns are: {', '.join(table.columns[:40])}",
                    place=place,
                )
            )
    return sort_diagnostics(problems)


def read_table(
    table: Table,
    mapping: TableMapping,
    *,
    authority: str,
    imported: date,
    vocabularies: Vocabularies,
    known: KnownIds | None = None,
) -> Imported:
    """Entries from the rows of *table*, by *mapping*, and what became of everything in it.

    Args:
        table: its rows are read once. It has every column that the mapping names: see `check_columns`.
        mapping: what the columns mean.
        authority: the id of the authority that the entries are for.
        imported: the day of the import.
        vocabularies: only terms in them are used.
        known: the ids of entries that are there.
    """
    title = next((column.name for column in mapping.columns if "title" in column.to), "")
    importer = Importer(
        mapping.source,
        mapping.scheme,
        partial(_read_row, mapping),
        (mapping.number or "\0",),
        (title,),
        mapping.url,
    )
    passed = [0]
    terms = _terms(mapping, vocabularies)
    reader = Reader(authority, imported, vocabularies, terms, known or KnownIds())
    found = importer.read_each(_wanted(table, mapping, passed), reader)
    notes = list(table.notes)
    if mapping.only:
        names = ", ".join(mapping.only)
        notes.append(f"Rows that were passed over, as the mapping says ({names}): {passed[0]:,}.")
    if not mapping.number:
        notes.append("No column has numbers, so a row is known again by its name and its postcode.")
    losses = replace(found.losses, notes=(*found.losses.notes, *notes))
    return replace(found, losses=losses, is_whole=table.is_whole)


def _wanted(table: Table, mapping: TableMapping, passed: list[int]) -> Iterator[dict[str, str]]:
    only = {name: {normal(value) for value in values} for name, values in mapping.only.items()}
    for record in table.records():
        if all(normal(record[name]) in values for name, values in only.items()):
            yield record
        else:
            passed[0] += 1


def _terms(mapping: TableMapping, vocabularies: Vocabularies) -> SourceTerms:
    """What the words in the cells mean: as the mapping says, and by the ids and labels of our own.

    Needs may also be said as schools do to the Department for Education, such as "PMLD".
    """
    shipped = shipped_terms("open-referral")
    as_schools = {
        word: meaning for (name, word), meaning in shipped_terms("gias").meanings.items() if name == "SEN"
    }
    meanings: dict[tuple[str, str], Meaning] = {}
    for column in mapping.columns:
        if "needs" in column.to:
            meanings |= {(column.name, word): meaning for word, meaning in as_schools.items()}
        for key in column.to:
            words = _words_for(key, vocabularies)
            for one, label in words.items():
                for word in (one, label):
                    meanings[column.name, normal(word)] = Meaning({_KEYS.get(key, key): (one,)})
            for word, ids in column.terms.items() if words else ():
                meanings[column.name, word] = Meaning({_KEYS.get(key, key): ids})
    no_home = {column.name: column.why for column in mapping.columns if column.why}
    blank = frozenset(normal(word) for word in (*mapping.blank, *_BLANK))
    return SourceTerms(meanings, {}, no_home, shipped.role_words, shipped.placeholders | blank)


def _words_for(key: str, vocabularies: Vocabularies) -> Mapping[str, str]:
    """What a field may say, each with its label; nothing for fields that take any words."""
    if key == "delivered":
        choices: Mapping[str, str] = load_schemas()["service"].rule(key)["schema"]["meta"]["choices"]
        return choices
    if key not in _VOCABULARIES:
        return {}
    return {term.id: term.label for term in vocabularies[_VOCABULARIES[key]].terms.values()}


_BLANK = ("na", "n/a", "nan", "none", "null", "nil", "-", "--", "?", ".", "tbc", "not known", "unknown")


@dataclass
class _Row:
    """One row while it is read: the place, contact and ages that its columns fill bit by bit."""

    draft: Draft
    mapping: TableMapping
    place: dict[str, Any] = field(default_factory=dict)
    contact: dict[str, Any] = field(default_factory=dict)
    ages: dict[str, ValuePath] = field(default_factory=dict)
    ages_in_words: tuple[ValuePath, dict[str, int]] | None = None
    position: dict[str, ValuePath] = field(default_factory=dict)
    checked: date | None = None


def _read_row(mapping: TableMapping, draft: Draft) -> tuple[str, date | None]:
    record, facts = draft.record, draft.facts
    row = _Row(draft, mapping)
    facts["kind"] = mapping.kind
    for key, value in mapping.always.items():
        facts[key] = _copied(value)
    for path in record.values:
        if draft.terms.is_placeholder(record.text(*path)):
            record.lose(path, "says nothing")
    filled = [(target, column) for column in mapping.columns for target in column.to]
    for target in FIELDS:
        columns = [
            column
            for wanted, column in filled
            if wanted == target and record.text(column.name) and (column.name,) not in _said_nothing(record)
        ]
        _fill(row, target, columns)
        if target == "title" and not facts.get("title"):
            raise CannotBecomeEntry("it has no name")
    _finish_row(row)
    return mapping.source, row.checked


def _fill(row: _Row, target: str, columns: Sequence[Column]) -> None:
    """Put what *columns* say into the field *target*: all, or the first, where it has one value."""
    record, used = row.draft.record, ""
    for column in columns:
        path = (column.name,)
        if not used:
            is_for_this_alone = path not in record.marks
            FIELDS[target](row, path, column)
            outcome, _ = record.marks.get(path, (KEPT, ""))
            if is_for_this_alone and outcome in (KEPT, CHANGED) and target not in _OF_MANY_COLUMNS:
                used = column.name
        elif record.text(column.name) == record.text(used):
            record.keep(path, "another column says the same")
        else:
            record.lose(path, "another column for the same field is used")


def _said_nothing(record: Any) -> set[ValuePath]:
    return {path for path, (_, reason) in record.marks.items() if reason == "says nothing"}


def _copied(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _copied(one) for key, one in value.items()}
    return list(value) if isinstance(value, list | tuple) else value


def _finish_row(row: _Row) -> None:
    draft, facts, record = row.draft, row.draft.facts, row.draft.record
    if row.ages or row.ages_in_words:
        _finish_ages(row)
    if len(row.position) == 2:
        draft.take_position(row.position["latitude"], row.position["longitude"])
    if row.place:
        draft.add_place(row.place)
    if row.contact:
        draft.set_contact(row.contact)
    if not facts.get("provider", {}).get("name"):
        raise CannotBecomeEntry("it does not say who runs it")
    if "summary" not in facts or "{" in facts["summary"]:
        template = row.mapping.always.get("summary", "")
        facts.pop("summary", None)
        names = _IN_BRACES.findall(template)
        if template and all(record.text(name) for name in names):
            facts["summary"] = shorten(
                _IN_BRACES.sub(lambda found: record.text(found[1]), template), LONGEST_SUMMARY
            )
            draft.made.append(("summary", "made as the mapping says"))
    if "summary" not in facts:
        raise CannotBecomeEntry("there are no words in its description, and the mapping makes no summary")
    if row.draft.sections and "description" not in facts:
        facts["description"] = facts["summary"]


def _finish_ages(row: _Row) -> None:
    """Ages in numbers come before ages in words, which may only add the end that no number says."""
    facts, record = row.draft.facts, row.draft.record
    by_the_mapping = facts.pop("ages", None)
    missing: ValuePath = ("\0",)
    row.draft.take_ages((row.ages.get("from", missing), row.ages.get("to", missing)))
    in_numbers = facts.get("ages", {})
    if row.ages_in_words:
        path, in_words = row.ages_in_words
        if in_words | in_numbers == in_words:
            facts["ages"] = in_words
            record.change(path, "ages in words became numbers")
        else:
            record.lose(path, "the ages in numbers are used")
    if by_the_mapping and "ages" not in facts:
        facts["ages"] = by_the_mapping


def _split(row: _Row, path: ValuePath, column: Column) -> list[str]:
    text = row.draft.record.text(*path)
    parts = text.split(column.split) if column.split else _ANY_SIGN.split(text) if text else []
    return [part for part in (" ".join(one.split()) for one in parts) if part]


# One function for each field that a table can fill ----------------------------------------------------------


def _title(row: _Row, path: ValuePath, _column: Column) -> None:
    row.draft.take_title(path)


def _summary(row: _Row, path: ValuePath, _column: Column) -> None:
    said = row.draft.record.take(path, one_line(LONGEST_SUMMARY))
    if said:
        row.draft.facts["summary"] = said


def _description(row: _Row, path: ValuePath, _column: Column) -> None:
    draft = row.draft
    has_summary = draft.facts.get("summary", "{")
    if "{" not in has_summary:
        text = draft.take_rich_text(path)
        if text:
            draft.facts["description"] = text
        return
    draft.take_description(path)


def _section(row: _Row, path: ValuePath, column: Column) -> None:
    text = row.draft.take_rich_text(path)
    if text:
        row.draft.add_section(column.heading or column.name, text)


def _provider_name(row: _Row, path: ValuePath, _column: Column) -> None:
    name = row.draft.record.take(path, one_line(LONGEST_NAME))
    if name:
        row.draft.facts.setdefault("provider", {})["name"] = name


def _provider_website(row: _Row, path: ValuePath, _column: Column) -> None:
    website = row.draft.take_link(path)
    if website:
        row.draft.facts.setdefault("provider", {})["website"] = website


def _terms_of(row: _Row, path: ValuePath, column: Column) -> None:
    """Every word of the cell that is known: the cell as a whole first, then its parts."""
    draft, record = row.draft, row.draft.record
    whole = record.text(*path)
    if draft.take_meaning(path, column.name, [whole]):
        return
    parts = _split(row, path, column)
    known = [part for part in parts if draft.take_meaning(path, column.name, [part])]
    if not known:
        record.miss(path, " ".join(whole.split()))
        return
    for part in parts:
        if part not in known:
            record.terms.append((column.name, part))
    if len(known) < len(parts):
        record.marks.pop(path)
        record.change(path, "the words that are known here were taken, and not the others")


def _age(end: str, row: _Row, path: ValuePath, _column: Column) -> None:
    row.ages[end] = path


def _ages(row: _Row, path: ValuePath, _column: Column) -> None:
    """Ages in words: "5-11", "8 and over", "under 5"."""
    record = row.draft.record
    text = " ".join(record.text(*path).split()).removeprefix("Ages ").removeprefix("Aged ").strip()
    ages: dict[str, int] = {}
    if span := _SPAN.fullmatch(text):
        ages = {"from": int(span[1]), "to": int(span[2])}
    elif on := _FROM_ON.fullmatch(text):
        ages = {"from": int(on[1])}
    elif up := _UP_TO.fullmatch(text):
        ages = {"from": 0, "to": int(up[1]) - (1 if text.casefold().startswith("under") else 0)}
    known = {key: age for key, age in ages.items() if age_in_years(str(age)).value is not None}
    if not known or known.get("from", 0) > known.get("to", 120):
        record.lose(path, "no ages that can be read for certain")
        return
    if known.get("from", 0) > OLDEST_AGE:
        raise LeftOutOnPurpose(
            f"it is for people aged {known['from']} and over, and a local offer ends at {OLDEST_AGE}"
        )
    row.ages_in_words = path, known


def _list_of(key: str, row: _Row, path: ValuePath, column: Column) -> None:
    """Sentences, split only where the mapping says at which sign."""
    record = row.draft.record
    parts = _split(row, path, column) if column.split else [" ".join(record.text(*path).split())]
    if key == "eligibility.criteria":
        row.draft.facts.setdefault("eligibility", {"who": "criteria"})
    row.draft.add(key, [shorten(part, LONGEST_STEP) for part in parts])
    if parts == [record.at(*path)]:
        record.keep(path)
    else:
        record.change(path, "spaces were tidied, or the text was split into items")


def _cost(row: _Row, path: ValuePath, _column: Column) -> None:
    record = row.draft.record
    text = " ".join(record.text(*path).split())
    cost = row.draft.facts.setdefault("cost", {})
    amount = price(text)
    if says_free(text):
        cost["to_family"] = "free"
        record.keep(path)
    elif amount == 0:
        record.lose(path, "an amount of 0 does not say that it is free")
        if not cost:
            row.draft.facts.pop("cost")
    else:
        if amount is not None:
            cost["to_family"] = "paid"
        if said := record.take(path, one_line(500)):
            cost["amount"] = said
        if not cost:
            row.draft.facts.pop("cost")


def _when(row: _Row, path: ValuePath, _column: Column) -> None:
    note = row.draft.record.take(path, one_line(500))
    if note:
        row.draft.facts.setdefault("when", []).append({"note": note})


def _place(key: str, row: _Row, path: ValuePath, column: Column) -> None:
    record = row.draft.record
    if key == "name":
        row.place["name"] = record.take(path, place_name)
    elif key == "postcode":
        row.place["postcode"] = record.take(path, postcode)
    elif key == "address":
        before = row.place.get("address", [])
        row.place["address"] = before + row.draft.take_address(path, before)
    else:
        _terms_of(row, path, column)
        row.place["access"] = row.draft.facts.pop("access", [])


def _contact(key: str, row: _Row, path: ValuePath, _column: Column) -> None:
    draft, record = row.draft, row.draft.record
    found: Any = None
    if key == "phone":
        found = record.take(path, phone_in_table)
    elif key == "email":
        found = draft.take_email(path)
    elif key == "website":
        found = draft.take_link(path)
    elif key == "role":
        found = draft.role_in(record.text(*path))
        if found:
            record.keep(path)
        else:
            record.lose(path, "not the name of a role; names of people are not kept")
    if found and not row.contact.get(key):
        row.contact[key] = found


def _link(row: _Row, path: ValuePath, column: Column) -> None:
    url = row.draft.take_link(path)
    if url:
        title = column.heading or column.name
        row.draft.add("links", [{"purpose": "more-information", "title": title, "url": url}])


def _words(key: str, most: int, row: _Row, path: ValuePath, _column: Column) -> None:
    said = row.draft.record.take(path, one_line(most))
    if said:
        row.draft.facts[key] = said


def _suitability(row: _Row, path: ValuePath, _column: Column) -> None:
    text = row.draft.take_rich_text(path)
    if text:
        row.draft.facts["send_suitability"] = shorten(text, 5_000)


def _places_there_are(row: _Row, path: ValuePath, column: Column) -> None:
    text = row.draft.record.text(*path)
    if re.fullmatch(r"[0-9]{1,5}", text) and int(text):
        row.draft.facts["capacity"] = {"places": int(text), "unit": (column.heading or "places").lower()}
        row.draft.record.keep(path)
    else:
        row.draft.record.lose(path, "no number of places")


def _weeks(row: _Row, path: ValuePath, _column: Column) -> None:
    row.draft.take_wait(path)


def _urn(row: _Row, path: ValuePath, _column: Column) -> None:
    record = row.draft.record
    number = record.text(*path)
    if row.mapping.kind == "setting" and re.fullmatch(r"[0-9]{6}", number):
        row.draft.facts.setdefault("setting", {})["urn"] = number
        record.keep(path)
    else:
        record.lose(path, "not the six digits of a setting")


def _checked(row: _Row, path: ValuePath, _column: Column) -> None:
    row.checked = row.draft.take_checked(path) or row.checked


def _status(row: _Row, path: ValuePath, _column: Column) -> None:
    row.draft.take_status(path)


def _position(key: str, row: _Row, path: ValuePath, _column: Column) -> None:
    row.position[key] = path


Take = Callable[[_Row, ValuePath, Column], None]

FIELDS: dict[str, Take] = {
    "status": _status,
    "title": _title,
    "provider.name": _provider_name,
    "provider.website": _provider_website,
    "summary": _summary,
    "description": _description,
    "section": _section,
    "service_types": _terms_of,
    "needs": _terms_of,
    "delivered": _terms_of,
    "languages": _terms_of,
    "how_to_access.route": _terms_of,
    "how_to_access.steps": partial(_list_of, "how_to_access.steps"),
    "eligibility.criteria": partial(_list_of, "eligibility.criteria"),
    "ages": _ages,
    "ages.from": partial(_age, "from"),
    "ages.to": partial(_age, "to"),
    "cost.amount": _cost,
    "when.note": _when,
    "waiting_time.weeks": _weeks,
    "capacity.places": _places_there_are,
    "places.name": partial(_place, "name"),
    "places.address": partial(_place, "address"),
    "places.postcode": partial(_place, "postcode"),
    "places.access": partial(_place, "access"),
    "latitude": partial(_position, "latitude"),
    "longitude": partial(_position, "longitude"),
    "contact.role": partial(_contact, "role"),
    "contact.phone": partial(_contact, "phone"),
    "contact.email": partial(_contact, "email"),
    "contact.website": partial(_contact, "website"),
    "links": _link,
    "send_suitability": _suitability,
    "accountable_body": partial(_words, "accountable_body", 200),
    "setting.urn": _urn,
    "source.says_checked": _checked,
}
"""Every field that a table can fill, in the order in which they are filled, and what fills it."""

_OF_MANY_COLUMNS = frozenset(
    (
        "status",
        "section",
        "service_types",
        "needs",
        "delivered",
        "languages",
        "how_to_access.route",
        "how_to_access.steps",
        "eligibility.criteria",
        "when.note",
        "places.address",
        "places.access",
        "links",
    )
)
"""Fields that take what each of several columns says; all others take what the first of them says."""

_KEYS = {"places.access": "access"}
_VOCABULARIES = {
    "service_types": "service-types",
    "needs": "needs",
    "languages": "languages",
    "how_to_access.route": "routes",
    "places.access": "access-features",
}
