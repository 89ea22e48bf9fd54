"""Records that cannot be entries yet, as drafts for a person to finish, in a folder that no build reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from site_builder.content.document import dump_document
from site_builder.content.personal_data import find_personal_data
from site_builder.exchange.importing import NOT_REPEATED, Unfinished
from site_builder.exchange.loss import field_name, values_in
from site_builder.exchange.readings import shorten, slug
from site_builder.exchange.source import clean

LONGEST_VALUE = 300
MOST_VALUES = 80


def drafts(unfinished: tuple[Unfinished, ...], folder: str) -> dict[str, str]:
    """The file of each draft by its name: what there is of an entry, and what the source says, as notes.

    What looks personal is not repeated, and long texts are cut.

    Args:
        unfinished: the records, in the source's order.
        folder: where an entry belongs, from the project's root.
    """
    files: dict[str, str] = {}
    for one in unfinished:
        title = one.facts.get("title")
        first = slug(str(title)) if title else ""
        name = first or slug(f"record {one.source_id or one.record}")
        number = 2
        while f"{name}.yaml" in files:
            name, number = f"{first or 'record'}-{one.record}-{number}", number + 1
        files[f"{name}.yaml"] = _text(one, name, folder)
    return files


def _text(one: Unfinished, name: str, folder: str) -> str:
    number = f", number {one.source_id}" if one.source_id else ""
    lines = [
        f"# Not an entry yet: {one.reason}.",
        f"# Record {one.record} of the source{number}. No build reads this file.",
        "# To make an entry of it, write what is missing, move it to",
        f"# {folder}/{name}.yaml and run: local-offer check",
    ]
    facts = {"id": name, **_without_personal({key: value for key, value in one.facts.items() if value})}
    values = [*_notes(one.content)]
    more = [f"#   and {len(values) - MOST_VALUES} more"] if len(values) > MOST_VALUES else []
    notes = ["#", "# What the source says:", *values[:MOST_VALUES], *more] if values else []
    return "\n".join([*lines, *notes, dump_document(facts)])


def _notes(content: Any) -> Iterator[str]:
    for path, value in values_in(content):
        said = shorten(" ".join(clean(str(value)).split()), LONGEST_VALUE)
        name = " ".join(clean(field_name(path)).split())
        yield f"#   {name}: {NOT_REPEATED if _is_personal(said) else said}"


def _without_personal(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _without_personal(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_without_personal(one) for one in value]
    return NOT_REPEATED if isinstance(value, str) and _is_personal(value) else value


def _is_personal(text: str) -> bool:
    return bool(find_personal_data(text))
