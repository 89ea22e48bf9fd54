"""The schemas themselves: complete, true to their own examples, and in agreement with each other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import cerberus
import pytest

from site_builder.content.document import dump_document, parse_document
from site_builder.content.schema import ENTRY_KINDS, Rules, load_minimum, load_schemas
from tests.check_cases import rules

SCHEMAS = load_schemas()


def fields(schema_rules: Rules, prefix: str = "") -> Iterator[tuple[str, Rules]]:
    """Every field of a schema with its rule, fields inside fields included."""
    for name, rule in schema_rules.items():
        yield f"{prefix}{name}", rule
        inner = rule
        while inner.get("type") == "list":
            inner = inner["schema"]
        inner = inner.get("valuesrules", inner)
        if inner.get("type") == "dict" and "schema" in inner:
            yield from fields(inner["schema"], f"{prefix}{name}.")


ALL_FIELDS = [
    pytest.param(rule, id=f"{kind}:{name}")
    for kind, schema in SCHEMAS.by_kind.items()
    for name, rule in fields(schema.rules)
]


@pytest.mark.parametrize("rule", ALL_FIELDS)
def test_every_field_has_words_for_people(rule: Rules) -> None:
    meta = rule["meta"]
    assert meta["label"] and meta["hint"].endswith((".", "?")) and meta["example"] is not None


@pytest.mark.parametrize("rule", ALL_FIELDS)
def test_every_example_is_accepted_by_its_own_rule(rule: Rules) -> None:
    checked: Any = cerberus.Validator({"field": dict(rule)})
    assert checked.validate({"field": rule["meta"]["example"]}, normalize=False), checked.errors


@pytest.mark.parametrize("rule", ALL_FIELDS)
def test_every_choice_has_words(rule: Rules) -> None:
    allowed = rule.get("allowed") or rule.get("schema", {}).get("allowed", ())
    meta = rule["meta"] if "allowed" in rule else rule.get("schema", {}).get("meta", {})
    if allowed:
        assert list(meta["choices"]) == list(allowed)


@pytest.mark.parametrize("rule", ALL_FIELDS)
def test_every_pattern_says_what_it_expects(rule: Rules) -> None:
    if "regex" in rule or rule.get("type") in ("integer", "date"):
        assert rule["meta"]["expected"]


@pytest.mark.parametrize("rule", ALL_FIELDS)
def test_every_vocabulary_of_a_field_is_there(rule: Rules) -> None:
    named = rule["meta"].get("vocabulary") or rule["meta"].get("vocabulary_of_keys")
    if named:
        assert rules().vocabularies[named].terms


@pytest.mark.parametrize("kind", ENTRY_KINDS)
def test_the_minimum_asks_only_for_facts_that_an_entry_can_state(kind: str) -> None:
    minimum = load_minimum(kind)
    for name, meta in minimum.asked.items():
        assert SCHEMAS[kind].rule(name)
        assert meta["label"] and meta["why"].endswith(".")


@pytest.mark.parametrize("kind", ENTRY_KINDS)
def test_an_entry_with_every_field_is_in_order_and_lacks_nothing(kind: str) -> None:
    example = {name: rule["meta"]["example"] for name, rule in SCHEMAS[kind].rules.items()}
    document, problems = parse_document(dump_document(example).encode(), "example.yaml")
    assert document is not None and not problems
    reading = SCHEMAS[kind].read(document)
    assert reading.diagnostics == ()
    assert reading.facts == example


def test_a_fact_that_is_not_given_is_named_with_the_facts_inside_it() -> None:
    missing = load_minimum("setting").not_given({"setting": {"teaching_approach": "With pictures."}})
    assert "setting.teaching_approach" not in missing
    assert "setting.activities" in missing
    assert "contact" in missing
    assert len(load_minimum("setting").not_given({})) == len(load_minimum("setting").asked)


def test_blank_answers_are_left_out_and_places_stay_true() -> None:
    text = b"id: club\nneeds:\n  -\n  - autizm\n  - []\nlevel: ''\ncost: {}\n"
    document, _ = parse_document(text, "club.yaml")
    assert document is not None
    reading = SCHEMAS["service"].read(document)
    assert reading.facts == {"id": "club", "needs": ["autizm"]}
    leaf = next(leaf for leaf in reading.leaves if leaf.text == "autizm")
    assert document.place(leaf.keys).line == 4


def test_text_keeps_what_its_author_wrote() -> None:
    text = b"id: '0042'\ntitle: no\nsummary: 10:30\nreviewed: 2026-10-01\nages: {from: 08}\n"
    document, _ = parse_document(text, "club.yaml")
    assert document is not None
    facts = SCHEMAS["service"].read(document).facts
    assert (facts["id"], facts["title"], facts["summary"], facts["ages"]) == (
        "0042",
        "no",
        "10:30",
        {"from": 8},
    )
    assert facts["reviewed"].isoformat() == "2026-10-01"
