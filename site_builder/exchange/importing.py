"""From the records of another system to entries and a loss report, record by record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from site_builder.content.checks import Checked, Rules, check_entry, load_rules
from site_builder.content.document import dump_document, parse_document
from site_builder.content.model import Facts
from site_builder.content.personal_data import KINDS, find_personal_data
from site_builder.content.vocabulary import Vocabularies
from site_builder.exchange.draft import CannotBecomeEntry, Draft, LeftOutOnPurpose, field_key
from site_builder.exchange.loss import Ledger, LossReport, SkippedRecord, values_in
from site_builder.exchange.readings import shorten, slug
from site_builder.exchange.source import Record, SourceTerms, records_of

LONGEST_ID = 200
NOT_REPEATED = "(not repeated: it looks personal)"


@dataclass(frozen=True, slots=True)
class KnownIds:
    """The ids of entries that are there: by their number in the source, and all that are taken."""

    by_source: Mapping[str, str] = field(default_factory=dict)
    taken: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A record that lacks something to be an entry: what it is, what there is so far, and its own words."""

    record: int
    source_id: str
    reason: str
    facts: Facts
    content: Any


@dataclass(frozen=True, slots=True)
class EntryFile:
    """The file of one entry, and the facts that a reader finds in it."""

    text: str
    facts: Facts


@dataclass(frozen=True, slots=True)
class Imported:
    """The entries an import makes, in the source's order, and what became of everything in the source.

    Each entry has the keys of `schema/entry/<kind>.yaml` in their order; numbers and dates are values. Its
    number in the source is the one with *scheme* in its `external_ids`, and its file stands in the same place
    of `files`. `refused` says why by number in the source, and `unfinished` are those of them that a person
    could finish. `is_whole` is false where the source was not read to its end, and `shallow` are the numbers
    of records that were not read in full: what they do not say is not known to be gone.
    """

    entries: tuple[Facts, ...]
    losses: LossReport
    files: tuple[EntryFile, ...] = ()
    scheme: str = ""
    refused: Mapping[str, str] = field(default_factory=dict)
    unfinished: tuple[Unfinished, ...] = ()
    is_whole: bool = True
    shallow: frozenset[str] = frozenset()

    def source_id(self, facts: Facts) -> str:
        """The number of one of the entries in the source."""
        return next(str(one["id"]) for one in facts["external_ids"] if one["scheme"] == self.scheme)


@dataclass(frozen=True, slots=True)
class Reader:
    """What an import knows beside the source: for whom it is, the day, the terms, the ids that are there."""

    authority: str
    imported: date
    vocabularies: Vocabularies
    terms: SourceTerms
    known: KnownIds = field(default_factory=KnownIds)


@dataclass(frozen=True, slots=True)
class Importer:
    """How one kind of source is read: its name for people, its scheme of ids, and what reads one record.

    `read` fills the draft, and returns the name of the source and the day it says it was checked. `number`
    and `name` are where a record has its own number and its name; `url` is where the source was published.
    """

    source: str
    scheme: str
    read: Callable[[Draft], tuple[str, date | None]]
    number: tuple[str, ...] = ("id",)
    name: tuple[str, ...] = ("name",)
    url: str = ""

    def run(self, data: Any, reader: Reader, notes: Sequence[str] = ()) -> Imported:
        """Entries from the records in *data*; each value of each record is accounted for in the report.

        Raises:
            SiteBuilderError: *data* is no list of records.
        """
        records, page_notes = records_of(data)
        return self.read_each(records, reader, [*notes, *page_notes])

    def read_each(self, records: Iterable[Any], reader: Reader, notes: Sequence[str] = ()) -> Imported:
        """As `run`, from the records one by one: they are not held."""
        ledger = Ledger(notes=list(notes))
        entries: list[Facts] = []
        files: list[EntryFile] = []
        refused: dict[str, str] = {}
        unfinished: list[Unfinished] = []
        ids = _FreeIds(set(reader.known.taken))
        seen: set[str] = set()
        for number, content in enumerate(records, start=1):
            record = Record(content if isinstance(content, dict) else {})
            stated_id = record.text(*self.number)
            draft = Draft(record, reader.terms, reader.vocabularies, reader.imported, reader.authority)
            try:
                _refuse_unfit(content, stated_id, seen)
                facts = self._entry(draft, stated_id, ids, reader.known)
                source_id = str(facts["external_ids"][0]["id"])
                if source_id in seen:
                    raise LeftOutOnPurpose(
                        "it has no number, and a record before it has the same name and place"
                    )
                personal = _personal(facts)
                file = _file_in_order(facts, reader.imported)
            except CannotBecomeEntry as reason:
                name = _unless_personal(shorten(" ".join(record.text(*self.name).split()), 100))
                shown_id = _unless_personal(stated_id[:LONGEST_ID])
                ledger.add_skipped(SkippedRecord(number, shown_id, name, str(reason)), content)
                if stated_id and stated_id not in seen:
                    refused[stated_id] = str(reason)
                if not isinstance(reason, LeftOutOnPurpose):
                    unfinished.append(Unfinished(number, shown_id, str(reason), dict(draft.facts), content))
                continue
            seen.add(source_id)
            refused.pop(source_id, None)
            ids.taken.add(facts["id"])
            entries.append(facts)
            files.append(file)
            ledger.add_record(
                len(record.values),
                record.settle(reader.terms),
                [(where, _unless_personal(term)) for where, term in record.terms],
            )
            ledger.made.update(draft.made)
            for what, count in draft.left_out:
                ledger.left_out[what] += count
            ledger.warnings.update((facts["id"], *one) for one in personal)
        return Imported(
            tuple(entries),
            ledger.close(self.source, reader.imported),
            tuple(files),
            self.scheme,
            refused,
            tuple(unfinished),
        )

    def _entry(self, draft: Draft, source_id: str, ids: _FreeIds, known: KnownIds) -> dict[str, Any]:
        name, checked = self.read(draft)
        draft.record.keep(self.number)
        source: dict[str, Any] = {"name": name}
        if self.url:
            source["url"] = self.url
        source["imported"] = draft.imported
        if checked:
            source["says_checked"] = checked
        facts = draft.finish(self.scheme, source_id, source)
        number = str(facts["external_ids"][0]["id"])
        if number in known.by_source:
            return {"id": known.by_source[number], **facts}
        draft.made.append(("id", "made from the name"))
        return {"id": ids.make(facts["title"], source_id), **facts}


def _refuse_unfit(content: Any, source_id: str, seen: set[str]) -> None:
    if not isinstance(content, dict):
        raise LeftOutOnPurpose("it is no record of a service")
    if len(source_id) > LONGEST_ID:
        raise CannotBecomeEntry(f"its id has more than {LONGEST_ID} characters")
    if source_id and source_id in seen:
        raise LeftOutOnPurpose("its id occurs twice; the first record with it was used")


def _file_in_order(facts: Facts, on: date) -> EntryFile:
    """The file of an entry, in which a check finds no error.

    Raises:
        CannotBecomeEntry: it would have an error; the text says which.
    """
    rules, text = _rules(), dump_document(facts)
    document, problems = parse_document(text.encode("utf-8"), f"{facts['id']}.yaml")
    read: Facts = {}
    if document is not None:
        reading = rules.schemas[facts["kind"]].read(document)
        read = reading.facts
        problems += [*reading.diagnostics, *check_entry(Checked(document, reading), rules, (), on)]
    for one in problems:
        if one.is_error:
            raise CannotBecomeEntry(f"its {one.field or 'file'} would be wrong: {one.message}")
    return EntryFile(text, read)


@cache
def _rules() -> Rules:
    return load_rules()


@dataclass
class _FreeIds:
    """Ids that nothing has yet: the same names in the same order always give the same ids."""

    taken: set[str]
    numbers: dict[str, int] = field(default_factory=dict)

    def make(self, title: str, source_id: str) -> str:
        """An id for *title* that is not taken; it is taken only once it is added."""
        first = slug(title) or slug(f"entry {source_id}") or "entry"
        made, number = first, self.numbers.get(first, 1)
        while made in self.taken:
            number += 1
            made = f"{slug(first, 60 - len(str(number)) - 1)}-{number}"
        self.numbers[first] = max(number - 1, 1)
        return made


def _personal(facts: Facts) -> list[tuple[str, str]]:
    """The field and the kind of everything in *facts* that looks like a private mailbox or mobile.

    Raises:
        CannotBecomeEntry: *facts* hold what no file may hold, such as a child's number.
    """
    found = [
        (field_key(path), one)
        for path, value in values_in(facts)
        if isinstance(value, str)
        for one in find_personal_data(value)
    ]
    for where, one in found:
        if one.severity == "error":
            raise CannotBecomeEntry(f"its {where} holds what looks like {KINDS[one.kind].what}")
    return [(where, KINDS[one.kind].what) for where, one in found]


def _unless_personal(text: str) -> str:
    """*text*, or words in its place where a report must not repeat it."""
    return NOT_REPEATED if find_personal_data(text) else text
