"""Write JSON Schemas from the Cerberus schemas, so that a text editor explains, completes and checks.

They are draft-07, the latest that `yaml-language-server` (VS Code and others) reads, with the words that it
shows: `enumDescriptions` beside choices, `errorMessage` and `patternErrorMessage` in place of its own.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from site_builder.content.schema import ENTRY_KINDS, RECORD_KINDS, Rules, Schemas
from site_builder.content.vocabulary import Term, Vocabularies, Vocabulary
from site_builder.errors import SiteBuilderError

JsonSchema = dict[str, Any]

DRAFT = "http://json-schema.org/draft-07/schema#"

ENTRY = "entry"
FILES = (ENTRY, "authority", *RECORD_KINDS)
"""The kinds of file that an authority writes, each with a JSON Schema of its own."""

_TITLES = {ENTRY: "An entry", "authority": "The authority"}

_TYPES = {
    "string": "string",
    "integer": "integer",
    "float": "number",
    "date": "string",
    "list": "array",
    "dict": "object",
}

_CARRIED = frozenset(
    (
        "allowed",
        "keysrules",
        "max",
        "maxlength",
        "meta",
        "min",
        "minlength",
        "regex",
        "required",
        "schema",
        "type",
        "valuesrules",
    )
)

# Every day of the calendar from the year 1 on, 29 February in leap years only, as Python's `date` has it.
_DAY = (
    "(?!0000)([0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)"
    "|02-(0[1-9]|1[0-9]|2[0-8]))"
    "|([0-9]{2}(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)-02-29)"
)


def json_schema(file: str, schemas: Schemas, vocabularies: Vocabularies) -> JsonSchema:
    """The JSON Schema for one of `FILES`; that of an entry is chosen by its `kind`.

    It carries what the Cerberus schemas ask, and the vocabularies, but nothing that needs another file or the
    day. A blank answer may be null, or '' where a text belongs, if it need not be given.

    Raises:
        SiteBuilderError: there is no such kind of file.
    """
    if file not in FILES:
        raise SiteBuilderError(f'there is no kind of file "{file}"; there are: {", ".join(FILES)}')
    writer = _Writer(vocabularies)
    if file != ENTRY:
        title = _TITLES.get(file) or RECORD_KINDS[file].capitalize()
        fields = writer.fields(schemas[file].rules)
        return {"$schema": DRAFT, "title": title, **fields, "definitions": writer.definitions}
    kinds = {f"kind-{kind}": writer.kind(schemas[kind].rules) for kind in ENTRY_KINDS}
    chosen = [
        {
            "if": {"properties": {"kind": {"const": kind}}, "required": ["kind"]},
            "then": {"$ref": f"#/definitions/kind-{kind}"},
        }
        for kind in ENTRY_KINDS
    ]
    first = schemas[ENTRY_KINDS[0]].rules["kind"]["meta"]
    return {
        "$schema": DRAFT,
        "title": _TITLES[ENTRY],
        "type": "object",
        "required": ["kind"],
        "properties": {
            "kind": {
                "title": first["label"],
                "description": "Choose it first: it decides which fields there are.",
                "enum": list(ENTRY_KINDS),
                "enumDescriptions": [
                    schemas[kind].rules["kind"]["meta"]["choices"][kind] for kind in ENTRY_KINDS
                ],
            }
        },
        "allOf": chosen,
        "definitions": {**kinds, **writer.definitions},
    }


def json_schema_text(file: str, schemas: Schemas, vocabularies: Vocabularies) -> str:
    """`json_schema` as the text of a file: the same schemas give the same bytes."""
    return json.dumps(json_schema(file, schemas, vocabularies), ensure_ascii=False, indent=1) + "\n"


def uncovered(rules: Rules, around: str = "") -> Iterator[str]:
    """Every Cerberus rule in *rules* that `json_schema` cannot carry, such as `contact.phone: check_with`."""
    for name, rule in rules.items():
        yield from _uncovered(rule, f"{around}{name}")


def _uncovered(rule: Rules, name: str) -> Iterator[str]:
    yield from (f"{name}: {key}" for key in rule if key not in _CARRIED)
    yield from (f"{name}: type {one}" for one in _types(rule) if one not in _TYPES)
    inner = rule.get("schema")
    if inner is not None and "list" in _types(rule):
        yield from _uncovered(inner, f"{name}[]")
    elif inner is not None:
        yield from uncovered(inner, f"{name}.")
    for key in ("keysrules", "valuesrules"):
        if key in rule:
            yield from _uncovered(rule[key], f"{name}.{key}")


def _types(rule: Rules) -> list[str]:
    given = rule.get("type", "string")
    return list(given) if isinstance(given, list) else [given]


class _Writer:
    """Turns rules into JSON Schemas; what several places share goes into `definitions`."""

    def __init__(self, vocabularies: Vocabularies) -> None:
        self.vocabularies = vocabularies
        self.definitions: dict[str, JsonSchema] = {}
        self._rules_defined: dict[str, Rules] = {}

    def kind(self, rules: Rules) -> JsonSchema:
        """The fields of one kind of entry; a field that several kinds have is defined once."""
        properties = {name: self._define(name, rule) for name, rule in rules.items()}
        schema = {**self.fields({}), **_needed(rules), "properties": properties}
        if "topic" in rules:
            schema["allOf"] = [self._of_topic(term) for term in self.vocabularies["topics"].terms.values()]
        return schema

    def fields(self, rules: Rules) -> JsonSchema:
        """A group of fields, and no others."""
        return {
            "type": "object",
            **_needed(rules),
            "properties": {name: self.rule(rule) for name, rule in rules.items()},
            "additionalProperties": False,
        }

    def rule(self, rule: Rules) -> JsonSchema:
        """One field, or one item of a list: what it is called, what to write and what it takes."""
        meta = rule.get("meta", {})
        types = _types(rule)
        schema: JsonSchema = {}
        if "label" in meta:
            schema["title"] = meta["label"]
        if "hint" in meta:
            schema["description"] = meta["hint"]
        if "example" in meta:
            schema["examples"] = [_plain(meta["example"])]
        choices = self._choices(rule)
        if choices is not None:
            return {**schema, **choices}
        words = [_TYPES[one] for one in types] + ([] if rule.get("required") else ["null"])
        schema["type"] = words[0] if len(words) == 1 else words
        if types in (["string"], ["date"]):
            schema["errorMessage"] = (
                f"This should be {meta.get('expected', 'a text')}, with quotes around it."
            )
        if "string" in types or "date" in types:
            schema.update(_text(rule))
        for ours, theirs in (("min", "minimum"), ("max", "maximum")):
            if ours in rule:
                schema[theirs] = rule[ours]
        if "list" in types:
            schema.update(self._list(rule))
        if "dict" in types:
            schema.update(self._group(rule))
        return schema

    def _define(self, name: str, rule: Rules) -> JsonSchema:
        """A reference to the definition of *rule*, named *name*, with a number where other rules have it."""
        number = 1
        known = name
        while self._rules_defined.setdefault(known, rule) != rule:
            number += 1
            known = f"{name}-{number}"
        if known not in self.definitions:
            self.definitions[known] = self.rule(rule)
        return {"$ref": f"#/definitions/{known}"}

    def _choices(self, rule: Rules) -> JsonSchema | None:
        meta = rule.get("meta", {})
        if "list" in _types(rule):
            return None
        if "vocabulary" in meta:
            return _terms(self.vocabularies[meta["vocabulary"]])
        if "allowed" not in rule:
            return None
        words = meta.get("choices", {})
        return {
            "enum": list(rule["allowed"]),
            "enumDescriptions": [words.get(one, one) for one in rule["allowed"]],
        }

    def _list(self, rule: Rules) -> JsonSchema:
        least = max(rule.get("minlength", 0), 1 if rule.get("required") else 0)
        item = rule.get("schema", {})
        vocabulary = item.get("meta", {}).get("vocabulary")
        return {
            "items": self._define(f"words-{vocabulary}", item) if vocabulary else self.rule(item),
            **({"minItems": least} if least else {}),
            **({"maxItems": rule["maxlength"]} if "maxlength" in rule else {}),
        }

    def _group(self, rule: Rules) -> JsonSchema:
        needed = {"minProperties": 1} if rule.get("required") else {}
        if "schema" in rule:
            fields = self.fields(rule["schema"])
            return {**needed, **{key: one for key, one in fields.items() if key != "type"}}
        names = rule.get("meta", {}).get("vocabulary_of_keys")
        if names:
            # Beside `$ref` the title is no rule, but editors show it.
            value = self._define(f"value-of-{names}", rule["valuesrules"])
            terms = self.vocabularies[names].terms.values()
            properties = {term.id: {"title": term.label, **value} for term in terms}
            return {**needed, "properties": properties, "additionalProperties": False}
        values = self.rule(rule["valuesrules"])
        pattern = rule.get("keysrules", {}).get("regex")
        form = {"propertyNames": {"pattern": f"^({pattern})$"}} if pattern else {}
        return {**needed, **form, "additionalProperties": values}

    def _of_topic(self, topic: Term) -> JsonSchema:
        """If the entry is about *topic*, its sections and facts are those that the topic has."""
        inside = {
            key: {
                "properties": {
                    one["id"]: {
                        "type": types,
                        "title": one["label"],
                        "description": one.get("hint", one["label"]),
                    }
                    for one in topic.facts.get(key, ())
                },
                "additionalProperties": False,
            }
            for key, types in (("sections", ["string", "null"]), ("facts", ["integer", "string", "null"]))
        }
        return {
            "if": {"properties": {"topic": {"const": topic.id}}, "required": ["topic"]},
            "then": {"properties": inside},
        }


def _needed(rules: Rules) -> JsonSchema:
    names = [name for name, rule in rules.items() if rule.get("required")]
    return {"required": names} if names else {}


def _text(rule: Rules) -> JsonSchema:
    """The form of a text; one that must be given is not blank."""
    meta = rule.get("meta", {})
    pattern = _DAY if "date" in _types(rule) else rule.get("regex")
    schema: JsonSchema = {"maxLength": rule["maxlength"]} if "maxlength" in rule else {}
    if pattern is not None:
        schema["pattern"] = f"^({pattern})$" if rule.get("required") else f"^({pattern})?$"
        schema["patternErrorMessage"] = f"This should be {meta.get('expected', 'of another form')}."
    elif rule.get("required"):
        schema["pattern"] = r"\S"
        schema["patternErrorMessage"] = f"This field is empty. {meta.get('hint', '')}".rstrip()
    return schema


def _terms(vocabulary: Vocabulary) -> JsonSchema:
    return {
        "enum": list(vocabulary.terms),
        "enumDescriptions": [_about(term) for term in vocabulary.terms.values()],
    }


def _about(term: Term) -> str:
    hint = term.facts.get("hint")
    return f"{term.label}. {hint}" if hint else term.label


def _plain(example: Any) -> Any:
    """An example as JSON has it: without dates."""
    if isinstance(example, Mapping):
        return {key: _plain(one) for key, one in example.items()}
    if isinstance(example, list | tuple):
        return [_plain(one) for one in example]
    return example.isoformat() if isinstance(example, date) else example
