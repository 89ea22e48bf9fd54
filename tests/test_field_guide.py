"""The field guide says what the schemas say: it is made from them, and every example in it is in order."""

from __future__ import annotations

from pathlib import Path

import pytest

from site_builder.content.checks import Rules, load_rules
from site_builder.content.document import dump_document, parse_document
from site_builder.content.schema import ENTRY_KINDS, RECORD_KINDS
from site_builder.editing.field_guide import field_guide

ROOT = Path(__file__).resolve().parent.parent
KINDS = ("authority", *ENTRY_KINDS, *RECORD_KINDS)


@pytest.fixture(scope="module")
def rules() -> Rules:
    return load_rules()


def test_guide_in_the_docs_is_the_one_that_the_schemas_make(rules: Rules) -> None:
    made = field_guide(rules.schemas, rules.vocabularies)
    assert (ROOT / "docs" / "field-guide.md").read_text(encoding="utf-8") == made, (
        "write it again: local-offer schema --format field-guide > docs/field-guide.md"
    )


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_has_a_heading_a_hint_and_an_example(kind: str, rules: Rules) -> None:
    guide = field_guide(rules.schemas, rules.vocabularies)
    for name, rule in rules.schemas[kind].rules.items():
        meta = rule["meta"]
        assert f"### {meta['label']}\n\n`{name}`: " in guide
        assert meta["hint"] in guide
        assert dump_document({name: meta["example"]}) in guide


@pytest.mark.parametrize("kind", KINDS)
def test_every_example_passes_the_check_of_its_field(kind: str, rules: Rules) -> None:
    facts = {name: rule["meta"]["example"] for name, rule in rules.schemas[kind].rules.items()}
    document, faults = parse_document(dump_document(facts).encode(), "example.yaml")
    assert document is not None
    assert not faults
    assert [one.message for one in rules.schemas[kind].read(document).diagnostics] == []
