"""The quick check accepts nothing that Cerberus refuses, whatever the rules and whatever the value."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date
from typing import Any

import cerberus
import pytest

from benchmarks.damage import ODD, damaged, hold, sound_documents
from site_builder.content.accept_check import accept_mapping, accept_value
from site_builder.content.checks import load_rules
from site_builder.content.document import read_trusted
from site_builder.content.schema import ENTRY_KINDS
from site_builder.shipped import shipped

LEAF_RULES: Mapping[str, tuple[Any, ...]] = {
    "type": (
        "string",
        "integer",
        "float",
        "number",
        "date",
        "boolean",
        "list",
        "dict",
        ["integer", "string"],
    ),
    "required": (True, False),
    "nullable": (True, False),
    "empty": (True, False),
    "minlength": (0, 1, 2),
    "maxlength": (0, 1, 3),
    "min": (0, 1, 5.5),
    "max": (1, 7, 25.0),
    "allowed": (["x", "free"], [1, 7], ["x", 1], []),
    "regex": ("x", "x|free", "[a-z]+", "x$", "(x|free)?"),
    "allow_unknown": (True, False),
    "meta": ({"label": "A label"},),
    "forbidden": (["x"],),
    "contains": ("x",),
    "dependencies": ("b",),
    "excludes": ("b",),
    "readonly": (True,),
}


def made_up_rule(chance: random.Random, depth: int = 2) -> dict[str, Any]:
    names = chance.sample(sorted(LEAF_RULES), chance.choice((0, 1, 1, 2, 3)))
    rule = {name: chance.choice(LEAF_RULES[name]) for name in names}
    if depth and chance.random() < 0.7:
        inner = [made_up_rule(chance, depth - 1) for _ in range(2)]
        fields = {"x": inner[0], "y": inner[1]}
        added: list[dict[str, Any]] = [
            {"type": "list", "schema": inner[0]},
            {"type": "dict", "schema": fields},
            {"type": ["dict", "string"], "schema": fields},
            {"type": "dict", "keysrules": inner[0]},
            {"type": "dict", "valuesrules": inner[1]},
            {"type": "dict", "schema": fields, "valuesrules": inner[0]},
            {"anyof": inner},
            {"type": "dict", "anyof": [{"schema": {"x": inner[0]}}, {"schema": {"y": inner[1]}}]},
            {"type": "list", "schema": {"anyof": inner}},
            {"schema": fields},
        ]
        rule.update(chance.choice(added))
    return rule


def made_up_value(chance: random.Random, depth: int = 3) -> Any:
    form = chance.random()
    if depth and form < 0.3:
        return {name: made_up_value(chance, depth - 1) for name in chance.sample(("x", "y", "z"), 2)}
    if depth and form < 0.5:
        return [made_up_value(chance, depth - 1) for _ in range(chance.randrange(3))]
    return chance.choice(ODD)


def cerberus_accepts(validator: cerberus.Validator, facts: Mapping[str, Any]) -> bool:
    """Some odd values make Cerberus itself stumble, which is no acceptance."""
    try:
        return bool(validator.validate(facts, normalize=False))
    except (TypeError, AttributeError, KeyError, RuntimeError):
        return False


def test_no_made_up_rule_lets_a_value_pass_that_cerberus_refuses() -> None:
    chance = random.Random("rules")
    accepted = both = judged = 0
    while judged < 3_000:
        rules = {"a": made_up_rule(chance), "b": made_up_rule(chance)}
        allow_unknown = chance.random() < 0.5
        try:
            validator = cerberus.Validator(rules, allow_unknown=allow_unknown)
        except cerberus.SchemaError:
            continue
        check = accept_mapping(rules, allow_unknown=allow_unknown)
        for _ in range(6):
            judged += 1
            facts = {name: made_up_value(chance) for name in chance.choice(("a", "b", "ab", "abc"))}
            is_right = cerberus_accepts(validator, facts)
            assert is_right or not check(facts), (rules, facts)
            accepted += is_right
            both += check(facts)
    # A check that never accepts anything would pass the rest of this test.
    assert both > accepted / 3


def test_damaged_entries_and_records_are_judged_as_cerberus_judges_them() -> None:
    tally = hold(2_000, "test")
    assert tally.unsound == ()
    assert tally.differs == ()
    assert 100 < tally.plainly_right <= tally.accepted < 1_000
    assert tally.plainly_right > 0.9 * tally.accepted


def test_what_is_in_order_in_the_demonstrations_is_plainly_right() -> None:
    schemas = load_rules().schemas
    for kind, documents in sound_documents(schemas).items():
        check = accept_mapping(schemas[kind].rules)
        assert all(map(check, documents)), kind


def test_every_rule_of_the_minimum_is_known_to_the_check() -> None:
    for kind in ENTRY_KINDS:
        for name, rule in read_trusted(shipped("schema", "minimum", f"{kind}.yaml")).items():
            assert accept_value(rule, allow_unknown=True) is not None, (kind, name)


def test_the_same_damage_is_done_again_with_the_same_seed() -> None:
    sound = {"a": [1, {"b": "text"}], "c": "text", "d": date(2026, 11, 1)}
    first, second = (
        [repr(damaged(sound, chance, [sound])) for _ in range(40)]
        for chance in (random.Random("one"), random.Random("one"))
    )
    assert first == second
    assert len(set(first)) > 20


@pytest.mark.parametrize(
    ("rule", "value"),
    [
        ({"type": "integer"}, True),
        ({"type": "string", "maxlength": 3}, "four"),
        ({"type": "string", "coerce": "integer"}, "7"),
        ({"type": "list", "schema": {"type": "string", "check_with": "anything"}}, []),
        ({"type": ["list", "dict"], "schema": {"type": "string"}}, []),
        ("a-rule-in-a-registry", "x"),
    ],
)
def test_what_is_doubtful_is_left_to_cerberus(rule: Any, value: Any) -> None:
    check = accept_value(rule)
    assert check is None or not check(value)
    assert not accept_mapping({"a": rule})({"a": value})


def test_a_pattern_is_anchored_where_cerberus_anchors_it() -> None:
    rules = {"a": {"type": "string", "regex": "one|two"}}
    for text in ("one", "one more", "two", "two more", "two\n"):
        facts = {"a": text}
        assert accept_mapping(rules)(facts) == cerberus.Validator(rules).validate(facts, normalize=False)


def test_a_field_with_an_unknown_rule_does_not_stop_entries_without_it_from_passing() -> None:
    check = accept_mapping({"a": {"type": "string"}, "b": {"type": "string", "oneof": [{"regex": "x"}]}})
    assert check({"a": "x"})
    assert not check({"a": "x", "b": "x"})
