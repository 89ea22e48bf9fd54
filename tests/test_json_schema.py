"""The JSON Schemas say what the Cerberus schemas say, in the words that a text editor shows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from site_builder.content.checks import Rules, load_rules
from site_builder.content.document import read_document
from site_builder.content.records import KINDS
from site_builder.editing.json_schema import FILES, json_schema, json_schema_text, uncovered
from site_builder.errors import SiteBuilderError

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = {"entry": "entries", **{kind: record.folder for kind, record in KINDS.items()}}


@pytest.fixture(scope="module")
def rules() -> Rules:
    return load_rules()


def schema_of(file: str, rules: Rules) -> dict[str, Any]:
    return json_schema(file, rules.schemas, rules.vocabularies)


@pytest.mark.parametrize("file", FILES)
def test_every_schema_is_a_schema_of_draft_07(file: str, rules: Rules) -> None:
    schema = schema_of(file, rules)
    assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"
    Draft7Validator.check_schema(schema)


@pytest.mark.parametrize("file", FILES)
def test_the_same_rules_give_the_same_bytes(file: str, rules: Rules) -> None:
    text = json_schema_text(file, rules.schemas, rules.vocabularies)
    assert text == json_schema_text(file, rules.schemas, rules.vocabularies)
    assert json.loads(text) == schema_of(file, rules)


def test_there_is_no_schema_for_another_file(rules: Rules) -> None:
    with pytest.raises(SiteBuilderError) as fault:
        schema_of("club", rules)
    assert str(fault.value) == (
        'there is no kind of file "club"; there are: entry, authority, comment, comments-report, '
        "consultation, action, commitment, review, audit"
    )


def test_no_rule_of_the_cerberus_schemas_is_lost(rules: Rules) -> None:
    lost = [f"{kind}.{name}" for kind, one in rules.schemas.by_kind.items() for name in uncovered(one.rules)]
    assert not lost, "teach json_schema these rules, or say in the tests why it cannot carry them"


def test_a_rule_that_cannot_be_carried_is_named_with_its_place() -> None:
    rules = {
        "phone": {"type": "string", "check_with": "phone"},
        "when": {"type": "datetime"},
        "places": {
            "type": "list",
            "schema": {"type": "dict", "schema": {"n": {"type": "integer", "coerce": int}}},
        },
        "facts": {
            "type": "dict",
            "valuesrules": {"type": ["set", "string"]},
            "keysrules": {"forbidden": ["a"]},
        },
    }
    assert list(uncovered(rules)) == [
        "phone: check_with",
        "when: type datetime",
        "places[].n: coerce",
        "facts.keysrules: forbidden",
        "facts.valuesrules: type set",
    ]


def files_of_the_demonstrations() -> list[tuple[str, Path]]:
    content = ROOT / "offer_content"
    found = [("authority", path) for path in sorted(content.glob("*/authority.yaml"))]
    for file, folder in FOLDERS.items():
        found += [(file, path) for path in sorted(content.glob(f"*/{folder}/*.yaml"))]
    return found


def test_every_file_of_the_demonstrations_is_in_order(rules: Rules) -> None:
    validators = {file: Draft7Validator(schema_of(file, rules)) for file in FILES}
    wrong = []
    for file, path in files_of_the_demonstrations():
        document, _ = read_document(path, path.name)
        assert document is not None
        kind = document.data["kind"] if file == "entry" else file
        facts = rules.schemas[kind].read(document).facts
        instance = json.loads(json.dumps(facts, default=str))
        wrong += [f"{path}: {fault.message}" for fault in validators[file].iter_errors(instance)]
    assert not wrong


def test_a_field_says_what_the_schema_says_of_it(rules: Rules) -> None:
    fields = schema_of("comment", rules)["properties"]
    assert fields["id"] == {
        "title": "Number",
        "description": "The year and a number that no other comment of the year has. "
        "It is the name of the file.",
        "examples": ["2026-014"],
        "type": "string",
        "errorMessage": "This should be a year, a hyphen and at least three digits, such as 2026-014, "
        "with quotes around it.",
        "maxLength": 20,
        "pattern": "^([0-9]{4}-[0-9]{3,})$",
        "patternErrorMessage": "This should be a year, a hyphen and at least three digits, such as 2026-014.",
    }
    assert fields["shortened"] == {
        "title": "Did you make it shorter?",
        "description": "Say so if you left words out.",
        "examples": ["not-shortened"],
        "enum": ["not-shortened", "shortened"],
        "enumDescriptions": ["These are all of the words", "We left some words out"],
    }
    assert fields["said"]["patternErrorMessage"] == (
        "This field is empty. Their own words, without names, schools, places or anything else that tells "
        "who is meant."
    )
