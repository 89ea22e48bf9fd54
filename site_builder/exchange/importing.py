"""From the records of another system to entries and a loss report, record by record."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from site_builder.content.model import Facts
from site_builder.content.personal_data import KINDS, find_personal_data
from site_builder.content.vocabulary import Vocabularies
from site_builder.exchange.draft import CannotBecomeEntry, Draft, field_key
from site_builder.exchange.loss import Ledger, LossReport, SkippedRecord, values_in
from site_builder.exchange.readings import shorten, slug
from site_builder.exchange.source import Record, SourceTerms, records_of

LONGEST_ID = 200


@dataclass(frozen=True, slots=True)
class Imported:
    """The entries an import makes, in the source's order, and what became of everything in the source.

    Each entry has the keys of `schema/entry/<kind>.yaml` in their order; numbers and dates are values.
    """

    entries: tuple[Facts, ...]
    losses: LossReport


@dataclass(frozen=True, slots=True)
class Importer:
    """How one kind of source is read: its name for people, its scheme of ids, and what reads one record.

    `read` fills the draft, and returns the name of the source and the day it says it was checked.
    """

    source: str
    scheme: str
    read: Callable[[Draft], tuple[str, date | None]]

    def run(
        self,
        data: Any,
        *,
        authority: str,
        imported: date,
        vocabularies: Vocabularies,
        terms: SourceTerms,
        notes: Sequence[str],
    ) -> Imported:
        """Entries from the records in *data*; each value of each record is accounted for in the report.

        Raises:
            SiteBuilderError: *data* is no list of records.
        """
        records, page_notes = records_of(data)
        ledger = Ledger(notes=[*notes, *page_notes])
        entries: list[Facts] = []
        taken: set[str] = set()
        seen: set[str] = set()
        for number, content in enumerate(records, start=1):
            record = Record(content if isinstance(content, dict) else {})
            source_id = record.text("id")
            draft = Draft(record, terms, vocabularies, imported, authority)
            try:
                _refuse_unfit(content, source_id, seen)
                facts = self._entry(draft, source_id, taken)
                personal = _personal(facts)
            except CannotBecomeEntry as reason:
                name = _unless_personal(shorten(" ".join(record.text("name").split()), 100))
                ledger.add_skipped(
                    SkippedRecord(number, _unless_personal(source_id), name, str(reason)), content
                )
                continue
            seen.add(source_id)
            taken.add(facts["id"])
            entries.append(facts)
            ledger.add_record(
                len(record.values),
                record.settle(terms),
                [(field, _unless_personal(term)) for field, term in record.terms],
            )
            ledger.made.update(draft.made)
            for what, count in draft.left_out:
                ledger.left_out[what] += count
            ledger.warnings.update((facts["id"], *one) for one in personal)
        return Imported(tuple(entries), ledger.close(self.source, imported))

    def _entry(self, draft: Draft, source_id: str, taken: set[str]) -> dict[str, Any]:
        name, checked = self.read(draft)
        draft.record.keep(("id",))
        source: dict[str, Any] = {"name": name, "imported": draft.imported}
        if checked:
            source["says_checked"] = checked
        facts = draft.finish(self.scheme, source_id, source)
        draft.made.append(("id", "made from the name"))
        return {"id": _free_id(facts["title"], source_id, taken), **facts}


def _refuse_unfit(content: Any, source_id: str, seen: set[str]) -> None:
    if not isinstance(content, dict):
        raise CannotBecomeEntry("it is no record of a service")
    if len(source_id) > LONGEST_ID:
        raise CannotBecomeEntry(f"its id has more than {LONGEST_ID} characters")
    if source_id and source_id in seen:
        raise CannotBecomeEntry("its id occurs twice; the first record with it was used")


def _free_id(title: str, source_id: str, taken: set[str]) -> str:
    """An id for *title* that is not in *taken*: the same names in the same order always give the same ids."""
    first = slug(title) or slug(f"entry {source_id}")
    made, number = first, 1
    while made in taken:
        number += 1
        made = f"{slug(first, 60 - len(str(number)) - 1)}-{number}"
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
    return "(not repeated: it looks personal)" if find_personal_data(text) else text
