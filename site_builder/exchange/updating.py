"""Set what a source says now beside what it last said and what people made of it, and tell what to write.

Field by field: where only the source changed, its words are taken; where people changed a field, theirs stay;
where both did, theirs stay and the conflict is named. Nothing is deleted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from site_builder.content.checks import Checked, Rules, check_entry
from site_builder.content.document import Document, dump_document, parse_document, read_document, with_fields
from site_builder.content.model import Facts
from site_builder.content.offers import entry_files
from site_builder.content.personal_data import find_personal_data
from site_builder.content.schema import ENTRY_KINDS
from site_builder.exchange.importing import NOT_REPEATED, Imported, KnownIds
from site_builder.exchange.last_import import LastImport, Said, plain
from site_builder.exchange.readings import shorten
from site_builder.project import Project

Leaf = tuple[str, ...]
"""Where a fact stands: keys of mappings. A list is one fact."""

MOST_SHOWN = 80
_DAY_OF_IMPORT: Leaf = ("source", "imported")


@dataclass(frozen=True, slots=True)
class Holding:
    """An entry that is in the offer: its id is the stem of its file. Without a document it cannot be read."""

    entry: str
    path: str
    document: Document | None
    facts: Facts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ToWrite:
    """A file to write whole, and the fields of it that change."""

    entry: str
    path: str
    text: str
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field that people and the source changed, each in another way; ours is kept.

    Both are short, and hold nothing personal; an empty text is no fact at all. `why` is empty for the usual
    reason.
    """

    path: str
    field: str
    ours: str
    theirs: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """An entry that the import left as it is, its number in the source, and why."""

    path: str
    source_id: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Update:
    """What an import does to an offer: files to write, and what to remember; the rest is for the report.

    `own_words` are fields where people's words stand in place of the source's, which has not changed since.
    `gone` is no longer in the source; `not_listed` is in it, but makes no entry any more; `not_seen` was not
    read this time; `deleted` was taken out of the offer by people, and stays out.
    """

    new: tuple[ToWrite, ...]
    changed: tuple[ToWrite, ...]
    unchanged: tuple[str, ...]
    conflicts: tuple[Conflict, ...]
    own_words: tuple[tuple[str, str], ...]
    gone: tuple[Named, ...]
    not_listed: tuple[Named, ...]
    not_seen: tuple[Named, ...]
    deleted: tuple[Named, ...]
    unreadable: tuple[Named, ...]
    said: Mapping[str, Said]


def read_holdings(project: Project, authority: str, rules: Rules) -> tuple[Holding, ...]:
    """Every entry of the offer of *authority*, in order of its file's name; none where there is no offer."""
    found = []
    for path in entry_files(project.entries_folder(authority)):
        shown = project.shown(path)
        document, _ = read_document(path, shown)
        kind = document.data.get("kind") if document else None
        if document is None or not isinstance(kind, str) or kind not in ENTRY_KINDS:
            found.append(Holding(path.stem, shown, None))
        else:
            found.append(Holding(path.stem, shown, document, rules.schemas[kind].read(document).facts))
    return tuple(found)


def known_ids(holdings: tuple[Holding, ...], last: LastImport, scheme: str) -> KnownIds:
    """The entries of a source by its numbers: as the files say, else as the last import remembers."""
    by_source = {number: one.entry for number, one in last.said.items()}
    for holding in reversed(holdings):
        by_source.update(dict.fromkeys(_numbers(holding.facts, scheme), holding.entry))
    stated = {str(one.facts["id"]) for one in holdings if one.facts.get("id")}
    remembered = {one.entry for one in last.said.values()}
    return KnownIds(by_source, frozenset({one.entry for one in holdings} | stated | remembered))


def _numbers(facts: Facts, scheme: str) -> Iterator[str]:
    stated = facts.get("external_ids")
    for one in stated if isinstance(stated, list | tuple) else ():
        if isinstance(one, Mapping) and one.get("scheme") == scheme and one.get("id"):
            yield str(one["id"])


@dataclass(frozen=True, slots=True)
class _Merged:
    fields: Mapping[Leaf, Any]
    conflicts: tuple[tuple[Leaf, Any, Any], ...]
    own_words: tuple[Leaf, ...]


def plan_update(
    imported: Imported,
    holdings: tuple[Holding, ...],
    last: LastImport,
    folder: str,
    rules: Rules,
    on: date,
) -> Update:
    """What *imported* does to an offer.

    Args:
        imported: its entries have the ids that `known_ids` gave.
        holdings: what is in the offer.
        last: what the source last said.
        folder: the folder of entries, from the project's root.
        rules: what a file is checked by.
        on: the day of the import.
    """
    here = {one.entry: one for one in holdings}
    new: list[ToWrite] = []
    changed: list[ToWrite] = []
    unchanged: list[str] = []
    conflicts: list[Conflict] = []
    own_words: list[tuple[str, str]] = []
    deleted: list[Named] = []
    unreadable: list[Named] = []
    said: dict[str, Said] = {}
    settled: set[str] = set()
    for facts, file in zip(imported.entries, imported.files, strict=True):
        number, entry = imported.source_id(facts), str(facts["id"])
        before = last.said.get(number)
        text, now = file.text, file.facts
        holding = here.get(entry)
        said[number] = Said(entry, _remembered(now, before, number in imported.shallow))
        if holding is None and before is not None:
            # People took it out, so nothing of it is remembered but that it is not wanted.
            deleted.append(Named(f"{folder}/{entry}.yaml", number))
            said[number] = Said(entry, {})
            continue
        if holding is None:
            new.append(ToWrite(entry, f"{folder}/{entry}.yaml", text, tuple(facts)))
            continue
        if holding.document is None:
            unreadable.append(Named(holding.path, number))
            _put_back(said, number, before)
            continue
        if entry in settled:
            why = f"the record {number} of the source has the same entry as another one"
            conflicts.append(Conflict(holding.path, "external_ids", "", "", why))
            _put_back(said, number, before)
            continue
        settled.add(entry)
        base = before.facts if before else None
        merged = _merge(base, holding.facts, now, may_remove=number not in imported.shallow)
        conflicts += [_conflict(holding.path, *one) for one in merged.conflicts]
        own_words += [(holding.path, ".".join(leaf)) for leaf in merged.own_words]
        if not merged.fields:
            unchanged.append(holding.path)
            continue
        text = _text_with(holding, merged.fields, on, rules)
        fault = _new_fault(holding, text, rules, on)
        fields = tuple(dict.fromkeys(".".join(leaf) for leaf in merged.fields))
        if fault:
            conflicts.append(Conflict(holding.path, ", ".join(fields), "", "", fault))
            _put_back(said, number, before)
        else:
            changed.append(ToWrite(entry, holding.path, text, fields))
    missing = {number: one for number, one in last.said.items() if number not in said}
    said |= missing
    left = [(number, here[one.entry].path) for number, one in sorted(missing.items()) if one.entry in here]
    refused = imported.refused
    absent = [Named(path, number) for number, path in left if number not in refused]
    return Update(
        new=tuple(new),
        changed=tuple(changed),
        unchanged=tuple(unchanged),
        conflicts=tuple(conflicts),
        own_words=tuple(own_words),
        gone=tuple(absent) if imported.is_whole else (),
        not_listed=tuple(Named(path, number, refused[number]) for number, path in left if number in refused),
        not_seen=() if imported.is_whole else tuple(absent),
        deleted=tuple(deleted),
        unreadable=tuple(unreadable),
        said=said,
    )


def _remembered(now: Facts, before: Said | None, is_shallow: bool) -> Facts:
    """What is remembered of a record: of one that was not read in full, what it does not say stays known."""
    found = _leaves(plain(now))
    if is_shallow and before is not None:
        found = _leaves(before.facts) | found
    # The day of the import is none of what the source says, and would change the file every time.
    return _nested({leaf: value for leaf, value in found.items() if leaf not in (("id",), _DAY_OF_IMPORT)})


def _put_back(said: dict[str, Said], number: str, before: Said | None) -> None:
    """Remember of what was not taken what was remembered before."""
    del said[number]
    if before:
        said[number] = before


def _leaves(facts: Mapping[str, Any], around: Leaf = ()) -> dict[Leaf, Any]:
    found: dict[Leaf, Any] = {}
    for key, value in facts.items():
        if isinstance(value, Mapping):
            found |= _leaves(value, (*around, key))
        else:
            found[(*around, key)] = value
    return found


def _nested(leaves: Mapping[Leaf, Any]) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    for leaf, value in leaves.items():
        inside = facts
        for key in leaf[:-1]:
            inside = inside.setdefault(key, {})
        inside[leaf[-1]] = value
    return facts


def _merge(base: Facts | None, here: Facts, now: Facts, *, may_remove: bool) -> _Merged:
    """Each field of three versions of one entry: the source's last, the file's, and the source's of today.

    Without a *base* nobody knows who changed what, so nothing is taken and all that differs is a conflict.
    """
    was, ours, theirs = _leaves(base or {}), _leaves(here), _leaves(now)
    fields: dict[Leaf, Any] = {}
    conflicts = []
    own_words = []
    for leaf in dict.fromkeys((*ours, *theirs)):
        if leaf in (("id",), _DAY_OF_IMPORT) or (leaf not in theirs and not may_remove):
            continue
        mine, new = plain(ours.get(leaf)), plain(theirs.get(leaf))
        if mine == new or (base is None and new is None):
            continue
        if base is not None and mine == was.get(leaf):
            fields[leaf] = theirs.get(leaf)
        elif base is not None and new == was.get(leaf):
            if new is not None:
                own_words.append(leaf)
        else:
            conflicts.append((leaf, mine, new))
    return _Merged(fields, tuple(conflicts), tuple(own_words))


def _conflict(path: str, leaf: Leaf, ours: Any, theirs: Any) -> Conflict:
    return Conflict(path, ".".join(leaf), _shown(ours), _shown(theirs))


def _shown(value: Any) -> str:
    if value is None:
        return ""
    text = " ".join((value if isinstance(value, str) else dump_document({"": value})[3:]).split()).strip()
    return NOT_REPEATED if find_personal_data(text) else shorten(text, MOST_SHOWN)


def _text_with(holding: Holding, fields: Mapping[Leaf, Any], on: date, rules: Rules) -> str:
    """The file with *fields* as the source says them; every other block of it stays byte for byte."""
    if holding.document is None:
        raise AssertionError(f"{holding.path} cannot be read")
    leaves = _leaves(holding.facts)
    for leaf, value in fields.items():
        # A text may have become a group of facts, or the other way round.
        leaves = {one: kept for one, kept in leaves.items() if not _is_inside(one, leaf)}
        leaves[leaf] = value
    if _DAY_OF_IMPORT in leaves:
        leaves[_DAY_OF_IMPORT] = on
    stated = _nested({leaf: value for leaf, value in leaves.items() if value is not None})
    tops = {leaf[0] for leaf in fields} | ({"source"} if _DAY_OF_IMPORT in leaves else set())
    order = tuple(rules.schemas[str(stated.get("kind", holding.facts["kind"]))].rules)
    return with_fields(holding.document, {key: stated.get(key) for key in sorted(tops)}, order)


def _is_inside(leaf: Leaf, other: Leaf) -> bool:
    """Whether one of the two stands in the other, or is the other."""
    least = min(len(leaf), len(other))
    return leaf[:least] == other[:least] and leaf != other


def _new_fault(holding: Holding, text: str, rules: Rules, on: date) -> str:
    """An error that the file *text* would have and the file that is there has not, or nothing."""
    if holding.document is None or not (found := _errors(text, holding.path, rules, on)):
        return ""
    there = _errors("\n".join(holding.document.lines), holding.path, rules, on)
    return next((one for one in found if one not in there), "")


def _errors(text: str, path: str, rules: Rules, on: date) -> list[str]:
    document, problems = parse_document(text.encode("utf-8"), path)
    kind = document.data.get("kind") if document else None
    if document is not None and isinstance(kind, str) and kind in ENTRY_KINDS:
        reading = rules.schemas[kind].read(document)
        problems += [*reading.diagnostics, *check_entry(Checked(document, reading), rules, (), on)]
    return [f"{one.field}: {one.message}" for one in problems if one.is_error]
