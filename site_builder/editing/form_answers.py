"""Carry answers between a form and the fields of a file: `places.address` is that of the first place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from site_builder.content.model import Facts
from site_builder.content.schema import Rules as FieldRule
from site_builder.content.schema import Schema
from site_builder.editing.family_form import Question

_POSTCODE = re.compile(r"([A-Za-z]{1,2}[0-9][A-Za-z0-9]?)\s*([0-9][A-Za-z]{2})")
_WEB = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


def form_values(facts: Facts, questions: Iterable[Question], schema: Schema) -> dict[str, str]:
    """What *facts* answer to each question that *schema* has a field for: lists a line each, blank if not."""
    asked = (one for one in questions if not one.is_of_comment and has_field(schema, one.field))
    return {one.id: as_answer(stated(facts, one.field)) for one in asked}


def has_field(schema: Schema, field: str) -> bool:
    try:
        schema.rule(field)
    except KeyError:
        return False
    return bool(field)


def stated(facts: Facts, field: str) -> Any | None:
    """The value of the dotted *field*; of a list of groups, that of the first."""
    value: Any = facts
    for key in field.split("."):
        if isinstance(value, list | tuple):
            value = value[0] if value else None
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def as_answer(value: Any | None) -> str:
    """*value* as it is written in a form."""
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return "\n".join(str(one) for one in value)
    return str(value).strip()


def as_value(answer: str, rule: FieldRule) -> Any:
    """*answer* as its field holds it, as far as that can be told; what cannot stays as it was written."""
    wanted = rule.get("type", "string")
    if wanted == "list":
        return [line for line in (one.strip() for one in answer.split("\n")) if line]
    if wanted == "integer" and answer.isascii() and answer.isdigit():
        return int(answer)
    meta = rule.get("meta", {})
    if meta.get("format") == "url" and not _WEB.match(answer):
        return f"https://{answer}"
    postcode = _POSTCODE.fullmatch(answer)
    if postcode and "postcode" in str(meta.get("expected", "")):
        return f"{postcode[1]} {postcode[2]}".upper()
    return answer


def with_value(facts: Facts, field: str, value: Any | None, schema: Schema) -> dict[str, Any]:
    """*facts* with *field* stating *value*, or no longer stated; groups that are then empty are left out."""
    key, _, rest = field.partition(".")
    changed = dict(facts)
    if not rest:
        new = value
    elif schema.rules.get(key, {}).get("type") == "list":
        first, *others = changed.get(key) or ({},)
        filled = _with_value(first, rest, value)
        new = [*([filled] if filled else []), *others]
    else:
        new = _with_value(changed.get(key) or {}, rest, value)
    if new in (None, {}, []):
        changed.pop(key, None)
    else:
        changed[key] = new
    return {name: changed[name] for name in (*schema.rules, *changed) if name in changed}


def _with_value(group: Facts, field: str, value: Any | None) -> dict[str, Any]:
    key, _, rest = field.partition(".")
    changed = dict(group)
    new = _with_value(changed.get(key) or {}, rest, value) if rest else value
    if new in (None, {}, []):
        changed.pop(key, None)
    else:
        changed[key] = new
    return changed
