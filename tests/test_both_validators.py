"""The check and the JSON Schemas agree on thousands of mutated files, but for the differences named here."""

from __future__ import annotations

import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from site_builder.content.checks import load_rules
from site_builder.content.days import JudgedDay
from site_builder.content.document import Document, Keys, dump_document, parse_document
from site_builder.content.offers import read_offers
from site_builder.content.records import KINDS
from site_builder.content.schema import ENTRY_KINDS, RECORD_KINDS, Rules
from site_builder.editing.json_schema import json_schema
from site_builder.project import Project

MUTANTS = 400
"""Changed at random, of each kind of file."""

DAY = JudgedDay(None, date(2026, 11, 1))

RULES = load_rules()

# What a JSON Schema is asked to find: faults of one value. The others need another value, a file or the day.
COUNTED = {
    "missing-field",
    "empty-field",
    "unknown-field",
    "unknown-choice",
    "yes-no",
    "wrong-type",
    "wrong-form",
    "wrong-shape",
    "out-of-range",
    "too-long",
    "unknown-term",
    "unknown-section",
    "unknown-fact",
}

# The criteria of WCAG are a table that the check reads beside the schemas.
CRITERIA = re.compile(r"(criteria|accessibility\.problems\[[0-9]+\]\.criteria)\b")


@dataclass(frozen=True, slots=True)
class Plain:
    """A text that is written without quotes."""

    text: str


# Values that people, forms and other programs write: in quotes, and without.
TEXTS = (
    "", " ", "x", "yes", "No", "true", "null", "0", "7", "-1", "12", "1.0", "999", "1234567", "2026-02-29",
    "2028-02-29", "2026-13-01", "2026-2-1", "0000-01-01", "2026-09", "2026-00", "2026-014", "10:30", "25:00",
    "https://northmere.example.org/", "www.northmere.example.org", "team@northmere.example.org", "a@b",
    "01632 960124", "+44 1632 960124 ext 5", "phone us", "ZZ1 2AB", "zz12ab", "service", "information",
    "northmere", "North Mere", "autism", "all", "en", "not-available", "1.1.1", "pass", "#1d3a8a",
    "E06999901", "two\nlines", " space around ", "café", "house.jpg", "../house.jpg",
)  # fmt: skip
PLAINS = (
    "yes", "no", "true", "False", "null", "~", "10:30", "2026", "0123", "007", "12", "+5", "-0", "1.0", "1e3",
    "0x1F", "0o17", ".5", ".inf", ".nan", "2026-10-01", "2026-02-30", "2026-09", "01632960124", "1234567",
    "9901", "autism", "5-12", "3 weeks",
)  # fmt: skip

FOLDERS = {
    **dict.fromkeys(ENTRY_KINDS, "entries"),
    **{kind: record.folder for kind, record in KINDS.items()},
}
NAMES: Mapping[str, Callable[[int], str]] = {
    "comment": lambda number: f"2026-{number + 100}",
    "comments-report": lambda number: f"{number + 1000}",
    "consultation": lambda number: f"{number + 1000}",
    "review": lambda number: f"{2000 + number // 12}-{number % 12 + 1:02}",
    "audit": lambda number: f"{2000 + number // 28}-01-{number % 28 + 1:02}",
}


def mutants(kind: str) -> Iterator[str]:
    """The texts of files of *kind*: with every field; with one value at a bound; with up to three changes."""
    rules = RULES.schemas[kind].rules
    whole = {name: rule["meta"]["example"] for name, rule in rules.items()}
    if kind == "information":
        whole |= {"topic": "ehc-needs-assessment"}
    yield dump_document(whole)
    needed = [name for name, rule in rules.items() if rule.get("required")]
    for field in rules:
        few = {name: whole[name] for name in dict.fromkeys((*needed, field))}
        yield from (in_flow_style(one) for one in at_bounds(few, rules))
    for number in range(MUTANTS):
        chance = random.Random(f"{kind} {number}")
        changed = as_written(whole)
        # Half of them are short, so that one change is not lost among many fields.
        if chance.random() < 0.5:
            kept = [name for name in rules if name in needed or chance.random() < 0.2]
            changed = {name: changed[name] for name in kept}
        for _ in range(chance.choice((1, 1, 1, 2, 3))):
            mutate(changed, chance)
        yield in_flow_style(changed)


def at_bounds(whole: dict[str, Any], rules: Rules) -> Iterator[dict[str, Any]]:
    """*whole* with each value in its last field just inside and just outside each of its bounds."""
    last = next(reversed(whole))
    written = as_written(whole)
    places = [(path, rule) for path, rule in paths_in(written, {"schema": rules}) if path[0] == last]
    for path, rule in places:
        for value in values_at_bounds(rule):
            changed = deepcopy(written)
            around: Any = changed
            for key in path[:-1]:
                around = around[key]
            around[path[-1]] = value
            yield changed


def as_written(value: Any) -> Any:
    """*value* as a file has it: numbers and dates without quotes, texts in quotes."""
    if isinstance(value, Mapping):
        return {name: as_written(one) for name, one in value.items()}
    if isinstance(value, list):
        return [as_written(one) for one in value]
    return value if isinstance(value, str) else Plain(str(value))


def mutate(whole: dict[str, Any], chance: random.Random) -> None:
    """Change one value of *whole*, or the name of one, somewhere."""
    places = list(places_in(whole))
    if not places:
        return
    around, key = chance.choice(places)
    way = chance.randrange(10)
    if way == 0:
        del around[key]
    elif way == 1:
        around[key] = chance.choice((Plain(""), Plain("null"), "", "  ", [], {}, [""], {"name": ""}, [[]]))
    elif way in (2, 3):
        around[key] = Plain(chance.choice(PLAINS))
    elif way in (4, 5):
        around[key] = chance.choice(TEXTS)
    elif way == 6:
        other, name = chance.choice(places)
        around[key] = deepcopy(other[name])
    elif way == 7 and isinstance(key, str):
        around[chance.choice((f"{key}s", "x", "name", "en", "2.4.11", "ZZ9 9"))] = around.pop(key)
    elif isinstance(around[key], list):
        around[key].append(chance.choice((Plain(""), "x", deepcopy(around[key][0]) if around[key] else "")))
    elif isinstance(around[key], dict):
        around[key][chance.choice(("x", "name", "title"))] = chance.choice(("x", "", Plain("5")))
    elif isinstance(around[key], str) and way == 8:
        around[key] = f" {around[key]}\n"
    else:
        around[key] = [around[key]]


def places_in(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every value inside *value*: the group or list that it is in, and its key there."""
    inside: Any = value.items() if isinstance(value, dict) else enumerate(value)
    for key, one in inside:
        yield value, key
        if isinstance(one, dict | list):
            yield from places_in(one)


def paths_in(value: Any, rule: Rules, around: Keys = ()) -> Iterator[tuple[Keys, Rules]]:
    """The way to every value inside *value*, with its rule."""
    inside: Any = value.items() if isinstance(value, dict) else enumerate(value)
    fields = rule.get("schema", {})
    for key, one in inside:
        inner = fields if isinstance(value, list) else fields.get(key, rule.get("valuesrules", {}))
        yield (*around, key), inner
        if isinstance(one, dict | list):
            yield from paths_in(one, inner, (*around, key))


def values_at_bounds(rule: Rules) -> Iterator[Any]:
    """What is just inside the bounds of *rule* and just outside."""
    for name in ("min", "max"):
        if name in rule:
            yield from (Plain(str(rule[name] + step)) for step in (-1, 0, 1))
    if rule.get("type") == "string" and rule.get("maxlength", 10_000) < 10_000:
        yield from ("x" * (rule["maxlength"] + step) for step in (0, 1))
    if rule.get("type") == "list" and "maxlength" in rule:
        yield from ([Plain("1.5")] * (rule["maxlength"] + step) for step in (-1, 0, 1))


def in_flow_style(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)}: {in_flow_style(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(in_flow_style(one) for one in value) + "]"
    return (value.text or "~") if isinstance(value, Plain) else json.dumps(value)


def as_editors_read(document: Document) -> Any:
    """What a text editor makes of the file: the core schema of YAML 1.2.2, section 10.3.2, and no dates."""

    def read(value: Any, keys: Keys) -> Any:
        if isinstance(value, dict):
            return {key: read(one, (*keys, key)) for key, one in value.items()}
        if isinstance(value, list):
            return [read(one, (*keys, index)) for index, one in enumerate(value)]
        return core_schema(value) if value is not None and document.is_plain(keys) else value

    return read(document.data, ())


def core_schema(text: str) -> Any:
    if re.fullmatch(r"true|True|TRUE|false|False|FALSE", text):
        return text.lower() == "true"
    if re.fullmatch(r"[-+]?[0-9]+", text):
        return int(text)
    if re.fullmatch(r"0o[0-7]+|0x[0-9a-fA-F]+", text):
        return int(text, 0)
    if re.fullmatch(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", text):
        return float(text)
    if re.fullmatch(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)", text):
        return float(text.replace(".", "", 1))
    return text


# Each takes one difference away: it gives what the editor reads as the check reads it, in that one respect.


def without_blanks(read: Any, meant: Any) -> Any:
    """The check leaves out what is blank, wherever it stands; to the editor it is a value or a group."""
    if isinstance(read, dict):
        inside = {key: without_blanks(one, None) for key, one in read.items()}
        return {key: one for key, one in inside.items() if not is_blank(one)}
    if isinstance(read, list):
        return [one for one in (without_blanks(one, None) for one in read) if not is_blank(one)]
    return read


def is_blank(value: Any) -> bool:
    return value in (None, [], {}) or (isinstance(value, str) and not value.strip())


def on_values(change: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    def on_all(read: Any, meant: Any) -> Any:
        if isinstance(read, dict):
            return {key: on_all(one, meant[key]) for key, one in read.items()}
        if isinstance(read, list):
            return [on_all(one, other) for one, other in zip(read, meant, strict=True)]
        return change(read, meant)

    return on_all


DIFFERENCES: Mapping[str, Callable[[Any, Any], Any]] = {
    "a blank answer, which the check leaves out": without_blanks,
    "space around a text, which the check leaves out": on_values(
        lambda read, meant: read.strip() if isinstance(read, str) else read
    ),
    "a number in quotes, which the check takes for a number": on_values(
        lambda read, meant: meant if isinstance(read, str) else read
    ),
    "a number, true or false without quotes, which the check takes for text": on_values(
        lambda read, meant: meant
    ),
}

# Which of the two refuses, where they differ. To the editor, what is in quotes is no number, and 1.0 and 0x1F
# are whole ones. It asks for quotes around 0123, before a form drops the 0. The check asks for one answer in
# a group that must be given; the editor is content with a name.
KNOWN = {
    ("a blank answer, which the check leaves out", "editor"),
    ("a blank answer, which the check leaves out", "check"),
    ("space around a text, which the check leaves out", "editor"),
    ("a number in quotes, which the check takes for a number", "editor"),
    ("a number, true or false without quotes, which the check takes for text", "editor"),
    ("a number, true or false without quotes, which the check takes for text", "check"),
}


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What both say of each file: the difference that explains why they differ, or none; and what is left."""

    files: int
    refused: int
    differences: Counter[tuple[str, str]]
    unexplained: tuple[str, ...]


def compare(folder: Path) -> Verdicts:
    texts = write_all(folder)
    _, diagnostics = read_offers(Project(folder), RULES, DAY)
    faults = defaultdict(list)
    for one in diagnostics:
        if one.code in COUNTED and not (one.code == "unknown-term" and CRITERIA.match(one.field)):
            faults[one.path].append(one.message)
    files = ("entry", "authority", *RECORD_KINDS)
    validators = {
        file: Draft7Validator(json_schema(file, RULES.schemas, RULES.vocabularies)) for file in files
    }
    differences: Counter[tuple[str, str]] = Counter()
    unexplained = []
    for path, (kind, text) in texts.items():
        document, problems = parse_document(text.encode(), path)
        assert document is not None, problems
        is_valid = validators["entry" if kind in ENTRY_KINDS else kind].is_valid
        wanted = not faults[path]
        seen = as_editors_read(document)
        if is_valid(seen) == wanted:
            continue
        actual = document.data.get("kind") if kind in ENTRY_KINDS else kind
        schema = RULES.schemas[actual if actual in ENTRY_KINDS else kind]
        meant = json.loads(json.dumps(schema.read(document).facts, default=str))
        for name, without in DIFFERENCES.items():
            seen = without(seen, meant)
            if is_valid(seen) == wanted:
                differences[name, "editor" if wanted else "check"] += 1
                break
        else:
            unexplained.append(f"{kind}: the check says {faults[path] or 'nothing'} of {text}")
    refused = sum(bool(faults[path]) for path in texts)
    return Verdicts(len(texts), refused, differences, tuple(unexplained))


def write_all(folder: Path) -> dict[str, tuple[str, str]]:
    """Write the mutants of every kind into a project; their kinds and texts by path."""
    texts = {}
    for kind in (*ENTRY_KINDS, *RECORD_KINDS, "authority"):
        for number, text in enumerate(mutants(kind)):
            if kind == "authority":
                path = f"offer_content/area-{number}/authority.yaml"
            else:
                name = NAMES.get(kind, lambda number, kind=kind: f"{kind}-{number}")(number)
                path = f"offer_content/northmere/{FOLDERS[kind]}/{name}.yaml"
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, encoding="utf-8")
            texts[path] = (kind, text)
    (folder / "offer_content/northmere/authority.yaml").write_text(
        "id: northmere\nname: Northmere\ngss_code: E06999901\ndemonstration: invented\n", encoding="utf-8"
    )
    return texts


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> Verdicts:
    return compare(tmp_path_factory.mktemp("mutants"))


def test_thousands_of_files_were_compared_and_both_verdicts_are_common(verdicts: Verdicts) -> None:
    assert verdicts.files > 5_000
    assert 0.2 < verdicts.refused / verdicts.files < 0.9


def test_both_validators_agree_but_for_known_differences(verdicts: Verdicts) -> None:
    assert not verdicts.unexplained, "\n".join(verdicts.unexplained[:10])


def test_every_known_difference_is_still_there_and_no_other(verdicts: Verdicts) -> None:
    assert set(verdicts.differences) == KNOWN, verdicts.differences
