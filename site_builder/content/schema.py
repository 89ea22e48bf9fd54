"""Decide what an author's text means, by the Cerberus schemas in `schema/`, and say what does not fit.

The schemas are the single source of labels, hints, choices and rules. This is the only module that knows
`cerberus`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from site_builder.content.accept_check import Check, accept_mapping, accept_value
from site_builder.content.bounds import MOST_DIGITS, MOST_FAULTS
from site_builder.content.diagnostics import Diagnostic, Place, first_faults, nearest, show_choices
from site_builder.content.document import Document, Keys, read_trusted
from site_builder.content.model import Facts
from site_builder.shipped import shipped

# Cerberus is asked only about what is not plainly right, and takes long to import: where it is asked.
if TYPE_CHECKING:
    import cerberus

Rules = Mapping[str, Any]

_WHOLE_NUMBER = re.compile(rf"[-+]?[0-9]{{1,{MOST_DIGITS}}}")
_NUMBER = re.compile(rf"[-+]?[0-9]{{1,{MOST_DIGITS}}}(\.[0-9]{{1,{MOST_DIGITS}}})?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_READ_AS_TRUE_OR_FALSE = frozenset(("yes", "no", "on", "off", "true", "false", "y", "n"))
_TYPE_WORDS = {
    "string": "a text",
    "integer": "a whole number",
    "float": "a number",
    "date": "a date such as 2026-10-01",
    "boolean": "true or false",
    "list": "a list",
    "dict": "a group of fields",
}


class FactRules:
    """Which facts are asked of an entry, as a Cerberus schema: each with a label and why it matters.

    A mapping without a label of its own asks for each fact in it.
    """

    def __init__(self, rules: Rules) -> None:
        self.asked: dict[str, Rules] = {}
        for name, rule in rules.items():
            if "meta" in rule:
                self.asked[name] = rule["meta"]
            else:
                self.asked.update({f"{name}.{inner}": one["meta"] for inner, one in rule["schema"].items()})
        self._rules = dict(rules)
        checks = {name: accept_value(rule, allow_unknown=True) for name, rule in rules.items()}
        self._checks = {name: check for name, check in checks.items() if check is not None}
        self._validators: dict[tuple[str, ...], cerberus.Validator] = {}

    def not_given(self, facts: Facts) -> tuple[str, ...]:
        """The names of the facts that are asked for and not given in full, in the schema's order."""
        faulty = self._faulty(facts)
        if not faulty:
            return ()
        return tuple(name for name in self.asked if name in faulty or name.split(".")[0] in faulty)

    def _faulty(self, facts: Facts) -> set[str]:
        if len(self._checks) < len(self._rules):
            # A rule that is not known may look at other facts, so all are judged together.
            return self._judge(facts, tuple(self._rules))
        faulty: set[str] = set()
        for name, check in self._checks.items():
            if name not in facts:
                if self._rules[name].get("required") is True:
                    faulty.add(name)
            elif not check(facts[name]):
                faulty |= self._judge({name: facts[name]}, (name,))
        return faulty

    def _judge(self, facts: Facts, names: tuple[str, ...]) -> set[str]:
        """What Cerberus finds fault with in *facts* by the rules for the fields *names*."""
        validator = self._validators.get(names)
        if validator is None:
            from cerberus import Validator

            rules = {name: self._rules[name] for name in names}
            validator = self._validators[names] = Validator(rules, allow_unknown=True)
        if validator.validate(facts, normalize=False):
            return set()
        return _names_with_errors(validator.errors)


def _names_with_errors(errors: Mapping[str, list[Any]]) -> set[str]:
    names: set[str] = set()
    for name, faults in errors.items():
        inner = [fault for fault in faults if isinstance(fault, dict)]
        names.update(f"{name}.{one}" for fault in inner for one in fault)
        if len(inner) < len(faults):
            names.add(name)
    return names


class Leaf(NamedTuple):
    """One text of a document: where it stands in the file, its rule, and its words without space around."""

    keys: Keys
    rule: Rules
    text: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a document says by its schema: its facts, every text in it, and what does not fit."""

    facts: Facts
    leaves: tuple[Leaf, ...]
    diagnostics: tuple[Diagnostic, ...]


class Schema:
    """The rules for one kind of file, shared rules filled in; `called` is what messages call such a file."""

    def __init__(self, kind: str, rules: Rules, called: str) -> None:
        self.kind = kind
        self.rules = rules
        self.called = called

    @cached_property
    def _validator(self) -> cerberus.Validator:
        # Made when a file is first read by it: Cerberus looks at every rule, and most kinds are never read.
        from cerberus import Validator

        return Validator(dict(self.rules))

    @cached_property
    def _is_plainly_right(self) -> Check:
        return accept_mapping(self.rules)

    def rule(self, field: str) -> Rules:
        """The rule of the dotted *field*; list items are passed through (`places.access`).

        Raises:
            KeyError: the schema has no such field.
        """
        rule: Rules = {"type": "dict", "schema": self.rules}
        for key in field.split("."):
            while rule.get("type") == "list":
                rule = rule["schema"]
            rule = rule["schema"][key] if "schema" in rule else rule["valuesrules"]
        return rule

    def in_words(self, say: Callable[[str], str]) -> Schema:
        """The same rules, with their labels and the words for their choices as *say* says them."""
        said = copy(self)
        said.rules = _rules_in_words(self.rules, say)
        return said

    def read(self, document: Document) -> Reading:
        """Turn the text of *document* into facts and check them.

        Blank answers (nothing, `''`, `[]`, `{}`) are left out. What does not fit stays out of no fact: the
        facts are to be used only if there is no error.
        """
        reader = _Reader()
        facts = reader.mapping(document.data, {"schema": self.rules}, ())
        problems: list[Diagnostic] = []
        if not self._is_plainly_right(facts) and not self._validator.validate(facts, normalize=False):
            explainer = _Explainer(self, document, reader.original_items)
            problems = first_faults(explainer.explain(self._validator._errors))
        return Reading(facts, tuple(reader.leaves), tuple(problems))


@dataclass(frozen=True, slots=True)
class Schemas:
    """The schemas of the kinds of entry and of record, and of the authority, by kind."""

    by_kind: Mapping[str, Schema]

    def __getitem__(self, kind: str) -> Schema:
        return self.by_kind[kind]

    def in_words(self, say: Callable[[str], str]) -> Schemas:
        """The same schemas, with their labels and the words for their choices as *say* says them."""
        return Schemas({kind: schema.in_words(say) for kind, schema in self.by_kind.items()})

    def has_fact(self, name: str) -> bool:
        """Whether a service or a setting can state the fact *name*, as `model.fact` reads it."""
        top, _, inside = name.partition(".")
        for kind in ("setting", "service"):
            try:
                rule = self[kind].rule(name)
            except KeyError:
                rule = self[kind].rules.get(top, {})
                if rule.get("meta", {}).get("vocabulary") and inside:
                    return True
            else:
                return bool(rule)
        return False

    def fact_label(self, name: str) -> str:
        """What people call the fact *name*, one of `a|b`, or the term that a list may hold."""
        labels = []
        for one in name.split("|"):
            try:
                labels.append(self.label("setting", one))
            except KeyError:
                labels.append(f"{self.label('setting', one.split('.')[0])}: {one.split('.')[1]}")
        return " or ".join(labels)

    def label(self, kind: str, field: str) -> str:
        """What people call the dotted *field* of *kind*."""
        return str(self[kind].rule(field)["meta"]["label"])

    def choice(self, kind: str, field: str, value: str) -> str:
        """The words for one choice of a field; an unknown choice is its own words."""
        rule = self[kind].rule(field)
        if rule.get("type") == "list":
            rule = rule["schema"]
        return str(rule["meta"]["choices"].get(value, value))


def load_schemas() -> Schemas:
    """The schemas this software ships, shared rules filled in; each is read when first asked for."""
    return Schemas(_Shipped())


class _Shipped(Mapping[str, Schema]):
    """The schemas in `schema/`, by kind: to check one file, one or two of them are needed."""

    def __getitem__(self, kind: str) -> Schema:
        if kind in ENTRY_KINDS:
            return load_schema(f"an entry of kind {kind}", "entry", f"{kind}.yaml")
        if kind in RECORD_KINDS:
            return load_schema(RECORD_KINDS[kind], "record", f"{kind}.yaml")
        if kind != "authority":
            raise KeyError(kind)
        return load_schema("authority.yaml", "authority.yaml")

    def __iter__(self) -> Iterator[str]:
        return iter((*ENTRY_KINDS, *RECORD_KINDS, "authority"))

    def __len__(self) -> int:
        return len(ENTRY_KINDS) + len(RECORD_KINDS) + 1


def load_minimum(kind: str) -> FactRules:
    """What the national minimum asks of an entry of *kind*."""
    return FactRules(read_trusted(shipped("schema", "minimum", f"{kind}.yaml")))


@cache
def load_schema(called: str, *parts: str) -> Schema:
    """The schema in `schema/` at *parts*; messages call its files *called*."""
    path = shipped("schema", *parts)
    return Schema(path.stem, _fill_in_fields(read_trusted(path), _shared()), called)


@cache
def _shared() -> Rules:
    rules: Rules = read_trusted(shipped("schema", "shared.yaml"))
    return rules


ENTRY_KINDS = ("service", "setting", "information", "not-available")

RECORD_KINDS = {
    "comment": "a comment",
    "comments-report": "a report of comments",
    "consultation": "a record of whom you asked",
    "action": "an action",
    "commitment": "a commitment",
    "review": "a review",
    "audit": "a test by people",
}
"""The kinds of record, and what messages call a file of each."""


def _fill_in(rule: Any, shared: Rules) -> Rules:
    """*rule* with every rule that is only a name, or `use`s one, replaced by the shared rule of that name.

    A check of a standard (`schema_of: check`) may hold other checks, one level deep.
    """
    if isinstance(rule, str):
        return _fill_in(shared[rule], shared)
    if "schema_of" in rule:
        fields = read_trusted(shipped("schema", f"{rule['schema_of']}.yaml"))
        settings = _fill_in_fields(fields, shared)
        parts = {"type": "list", "schema": {"type": "dict", "schema": settings}}
        return {
            **{key: value for key, value in rule.items() if key != "schema_of"},
            "schema": {**settings, "checks": parts},
        }
    if "use" in rule:
        base = _fill_in(shared[rule["use"]], shared)
        own = {key: value for key, value in rule.items() if key not in ("use", "meta")}
        return {**base, **_fill_in(own, shared), "meta": {**base.get("meta", {}), **rule.get("meta", {})}}
    filled = dict(rule)
    for inner in ("valuesrules", "keysrules"):
        if inner in filled:
            filled[inner] = _fill_in(filled[inner], shared)
    if "schema" in filled:
        if filled.get("type") == "list":
            filled["schema"] = _fill_in(filled["schema"], shared)
        else:
            filled["schema"] = _fill_in_fields(filled["schema"], shared)
    handed_down = {
        key: value for key, value in filled.get("meta", {}).items() if key in ("vocabulary", "format")
    }
    for inner in ("schema", "valuesrules"):
        if handed_down and filled.get("type") in ("list", "dict") and "type" in filled.get(inner, {}):
            filled[inner] = {**filled[inner], "meta": {**handed_down, **filled[inner].get("meta", {})}}
    return filled


def _fill_in_fields(fields: Rules, shared: Rules) -> Rules:
    return {name: _fill_in(rule, shared) for name, rule in fields.items()}


def _rules_in_words(rules: Any, say: Callable[[str], str]) -> Any:
    if not isinstance(rules, Mapping):
        return rules
    return {
        name: _meta_in_words(rule, say) if name == "meta" else _rules_in_words(rule, say)
        for name, rule in rules.items()
    }


def _meta_in_words(meta: Rules, say: Callable[[str], str]) -> Rules:
    said = dict(meta)
    if "label" in meta:
        said["label"] = say(meta["label"])
    if "choices" in meta:
        said["choices"] = {value: say(words) for value, words in meta["choices"].items()}
    return said


class _Reader:
    """Turns a document's text into values by the rules, and keeps every text with its place."""

    def __init__(self) -> None:
        self.leaves: list[Leaf] = []
        self.original_items: dict[Keys, list[int]] = {}

    def value(self, value: Any, rule: Rules, keys: Keys) -> Any:
        if isinstance(value, str):
            return self._scalar(value, rule, keys)
        if isinstance(value, list):
            return self._list(value, rule, keys)
        if isinstance(value, dict):
            return self.mapping(value, rule, keys) or None
        return None

    def mapping(self, data: Mapping[str, Any], rule: Rules, keys: Keys) -> dict[str, Any]:
        fields = rule.get("schema") if rule.get("type") != "list" else None
        others = rule.get("valuesrules", {})
        facts = {}
        for key, value in data.items():
            inner = fields.get(key, {}) if fields is not None else others
            # A text is most of what there is, so it takes the shorter way.
            read = (self._scalar if type(value) is str else self.value)(value, inner, (*keys, key))
            if read is not None:
                facts[key] = read
        return facts

    def _list(self, items: list[Any], rule: Rules, keys: Keys) -> list[Any] | None:
        inner = rule.get("schema", {}) if rule.get("type") == "list" else {}
        read = [self.value(item, inner, (*keys, index)) for index, item in enumerate(items)]
        if None in read:
            self.original_items[keys] = [index for index, item in enumerate(read) if item is not None]
            read = [item for item in read if item is not None]
        return read or None

    def _scalar(self, text: str, rule: Rules, keys: Keys) -> Any:
        text = text.strip()
        if not text:
            return None
        wanted = rule.get("type", "string")
        if wanted == "string":
            self.leaves.append(Leaf(keys, rule, text))
            return text
        if wanted == "boolean" and text in ("true", "false"):
            return text == "true"
        if "integer" in wanted and _WHOLE_NUMBER.fullmatch(text):
            return int(text)
        if wanted == "float" and _NUMBER.fullmatch(text):
            return float(text)
        if wanted == "date" and _DATE.fullmatch(text):
            try:
                return date.fromisoformat(text)
            except ValueError:
                return text
        self.leaves.append(Leaf(keys, rule, text))
        return text


class _Explainer:
    """Says Cerberus' errors in the words of somebody who writes entries."""

    def __init__(self, schema: Schema, document: Document, original_items: Mapping[Keys, list[int]]) -> None:
        from cerberus import errors

        self.codes = errors
        self.schema = schema
        self.document = document
        self.original_items = original_items

    def explain(self, errors: Any) -> Iterator[Diagnostic]:
        # Faults of refused values are told already, and to say what else was meant takes long.
        told = (one for one in self._flatten(errors) if not self._is_refused(one))
        flat = list(islice(told, MOST_FAULTS + 1))
        misspelt = {
            (error.document_path[:-1], self._meant(error))
            for error in flat
            if error.code == self.codes.UNKNOWN_FIELD.code
        }
        for error in flat:
            path = tuple(error.document_path)
            if error.code == self.codes.REQUIRED_FIELD.code and (path[:-1], path[-1]) in misspelt:
                continue
            yield self._diagnose(error, self._keys_in_file(path))

    def _is_refused(self, error: Any) -> bool:
        keys = self._keys_in_file(tuple(error.document_path))
        return any(_is_around(keys, refused) for refused in self.document.refused)

    def _flatten(self, errors: Any) -> Iterator[Any]:
        for error in errors:
            if error.is_group_error:
                if error.rule == "keysrules":
                    yield error
                else:
                    yield from self._flatten(error.child_errors)
            else:
                yield error

    def _keys_in_file(self, path: Keys) -> Keys:
        """*path* of the facts as it is in the file, where blank list items still stand."""
        keys: Keys = ()
        for key in path:
            items = self.original_items.get(keys)
            keys = (*keys, items[key] if items is not None and isinstance(key, int) else key)
        return keys

    def _rule(self, path: Keys) -> Rules:
        rule: Rules = {"schema": self.schema.rules}
        for key in path:
            if isinstance(key, int):
                rule = rule.get("schema", {})
            elif "valuesrules" in rule:
                rule = rule["valuesrules"]
            else:
                rule = rule.get("schema", {}).get(key, {})
        return rule

    def _meant(self, error: Any) -> str | None:
        fields = self._rule(tuple(error.document_path[:-1])).get("schema", {})
        return nearest(str(error.document_path[-1]), fields)

    def _diagnose(self, error: Any, keys: Keys) -> Diagnostic:
        code, value = error.code, error.value
        rule = self._rule(tuple(error.document_path))
        meta = rule.get("meta", {})
        say = self.document.diagnose
        if code == self.codes.REQUIRED_FIELD.code:
            return self._missing(keys, meta)
        if code == self.codes.UNKNOWN_FIELD.code:
            return self._unknown_field(error, keys)
        if code == self.codes.UNALLOWED_VALUE.code:
            return self._unknown_choice(keys, str(value), error.constraint)
        if code == self.codes.BAD_TYPE.code:
            return self._wrong_type(error, keys, rule)
        if error.rule == "keysrules":
            return self._wrong_keys(error, keys, meta)
        if error.rule == "maxlength" and isinstance(value, str):
            message = f"the text has {len(value)} characters, and {error.constraint} is the most that fits"
            return say(
                keys, "too-long", message, "say it in fewer words, or put the rest into the description"
            )
        expected = meta.get("expected", "of another form")
        if error.rule in ("min", "max"):
            return say(keys, "out-of-range", f"{value} should be {expected}")
        foreign = _foreign_letter(value) if error.rule == "regex" and isinstance(value, str) else ""
        return say(keys, "wrong-form", f"{_quote(value)} should be {expected}{foreign}", _write(keys, meta))

    def _missing(self, keys: Keys, meta: Rules) -> Diagnostic:
        if keys in self.document.spots:
            return self.document.diagnose(keys, "empty-field", "this field is empty", _write(keys, meta))
        place = self.document.key_place(keys[:-1]) if keys[:-1] else Place(1, 1)
        return self.document.diagnose(
            keys, "missing-field", "this field is missing", _write(keys, meta), place=place
        )

    def _unknown_field(self, error: Any, keys: Keys) -> Diagnostic:
        fields = list(self._rule(tuple(error.document_path[:-1])).get("schema", {}))
        meant = self._meant(error)
        around = [key for key in keys[:-1] if isinstance(key, str)]
        inside = around[-1] if around else self.schema.called
        hint = f'did you mean "{meant}"?' if meant else f"the fields are: {show_choices(fields, 20)}"
        message = f'"{keys[-1]}" is not a field of {inside}'
        return self.document.diagnose(
            keys, "unknown-field", message, hint, place=self.document.key_place(keys)
        )

    def _unknown_choice(self, keys: Keys, value: str, choices: list[str]) -> Diagnostic:
        if value.lower() in _READ_AS_TRUE_OR_FALSE:
            message = f'"{value}" is no choice here, and other programs read it as true or false'
            return self.document.diagnose(keys, "yes-no", message, f"write one of: {show_choices(choices)}")
        meant = nearest(value, choices)
        hint = f'did you mean "{meant}"? ' if meant else ""
        hint += f"The choices are: {show_choices(choices)}"
        return self.document.diagnose(keys, "unknown-choice", f'"{value}" is not a choice here', hint)

    def _wrong_type(self, error: Any, keys: Keys, rule: Rules) -> Diagnostic:
        value = error.value
        wanted = rule.get("type", "string")
        meta = rule.get("meta", {})
        if isinstance(wanted, list):
            wanted = wanted[-1]
        if isinstance(value, str) and wanted not in ("list", "dict"):
            if value.lower() in _READ_AS_TRUE_OR_FALSE:
                message = f'"{value}" should be {meta.get("expected", _TYPE_WORDS[wanted])}'
                return self.document.diagnose(keys, "yes-no", message, _write(keys, meta))
            message = f"{_quote(value)} should be {meta.get('expected', _TYPE_WORDS[wanted])}"
            if wanted == "date" and _DATE.fullmatch(value):
                message = f"{value} is not a day of the calendar"
            return self.document.diagnose(keys, "wrong-type", message, _write(keys, meta))
        found = _TYPE_WORDS["string"] if isinstance(value, str | int) else _TYPE_WORDS[type(value).__name__]
        message = f"{found} stands here, and {_TYPE_WORDS[wanted]} belongs here"
        hint = _write(keys, meta)
        if wanted == "list" and rule.get("schema", {}).get("type") != "dict":
            hint = 'write each item on a line of its own below the name, beginning with "- "'
        elif wanted == "dict" and isinstance(keys[-1], int):
            hint = self._write_item(tuple(error.document_path))
        return self.document.diagnose(keys, "wrong-shape", message, hint)

    def _write_item(self, path: Keys) -> str:
        """What to type for one group of a list: the first of the list's own example."""
        examples = self._rule(path[:-1]).get("meta", {}).get("example", ())
        return f"write, for example: - {_flow(examples[0], '')}" if examples else ""

    def _wrong_keys(self, error: Any, keys: Keys, meta: Rules) -> Diagnostic:
        wrong = error.child_errors[0].document_path[-1]
        here = (*keys, wrong)
        message = f'"{wrong}" should be {meta.get("expected", "of another form")}'
        return self.document.diagnose(here, "wrong-form", message, place=self.document.key_place(here))


def _is_around(keys: Keys, other: Keys) -> bool:
    """Whether one of the two stands in the other."""
    least = min(len(keys), len(other))
    return keys[:least] == other[:least]


def _foreign_letter(text: str) -> str:
    """Says which letter of *text* is of another alphabet: some look just as English ones do."""
    found = next((one for one in text if one.isalpha() and not one.isascii()), None)
    return (
        f', and "{found}" is not an English letter ({unicodedata.name(found, "unknown").lower()})'
        if found
        else ""
    )


def _quote(value: Any) -> str:
    text = str(value)
    return f'"{text}"' if len(text) <= 60 else f'"{text[:57]}..."'


def _write(keys: Keys, meta: Rules) -> str:
    """What to type, from the schema's own example."""
    example = meta.get("example")
    if example is None or not keys or not isinstance(keys[-1], str):
        return ""
    return f"write, for example: {keys[-1]}: {_flow(example, keys[-1])}"


def _flow(example: Any, name: str, *, inside: bool = False) -> str:
    if isinstance(example, dict):
        return (
            "{"
            + ", ".join(f"{key}: {_flow(value, key, inside=True)}" for key, value in example.items())
            + "}"
        )
    if isinstance(example, list):
        return "[" + ", ".join(_flow(value, name, inside=True) for value in example) + "]"
    text = str(example)
    needs_quotes = (
        (_NUMBER.fullmatch(text) and isinstance(example, str))
        or re.fullmatch(r"\d\d:\d\d", text)
        or (inside and re.search(r"[,\[\]{}]", text))
    )
    return f'"{text}"' if needs_quotes else text
