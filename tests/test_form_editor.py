"""The configuration of the form editors: made from the schemas, and accepted by the editor."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from jsonschema import Draft7Validator

from site_builder.content.checks import Rules, load_rules
from site_builder.content.schema import ENTRY_KINDS
from site_builder.editing.form_editor import allowed_hosts, config_text, editor_config
from site_builder.editing.form_fields import Program
from site_builder.shipped import from_npm

PACKAGE = from_npm("@sveltia", "cms")
REPOSITORY = {"repository": "northmere/local-offer", "branch": "main"}
OWN = {"base_url": "https://git.northmere.example.org/", "app_id": "5d1f0c3a9b"}
BACKENDS = [
    {"backend": "github", **REPOSITORY},
    {"backend": "github", **REPOSITORY, "base_url": "https://sign-in.northmere.example.org"},
    {"backend": "gitlab", **REPOSITORY},
    {"backend": "gitlab", **REPOSITORY, "app_id": "5d1f0c3a9b"},
    {"backend": "gitlab", **REPOSITORY, **OWN},
    {"backend": "gitea", **REPOSITORY},
    {"backend": "gitea", **REPOSITORY, **OWN},
]


@pytest.fixture(scope="module")
def rules() -> Rules:
    return load_rules()


def config(rules: Rules, editor: dict[str, str], program: Program = "sveltia") -> dict[str, Any]:
    authority = {
        "id": "northmere",
        "name": "Northmere",
        "published_at": "https://northmere.example.org/",
        "languages": ["en", "pl"],
        "editor": editor,
    }
    return editor_config(program, authority, rules.schemas, rules.vocabularies)


@pytest.fixture(scope="module")
def made(rules: Rules) -> dict[str, Any]:
    return config(rules, BACKENDS[3])


def collection(made: dict[str, Any], name: str) -> dict[str, Any]:
    return next(one for one in made["collections"] if one["name"] == name)


SHORT = {"name": "title", "label": "Title", "widget": "string"}


def all_fields(made: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every field, one by one: in the place of those in it stands one that is short."""
    for one in made["collections"]:
        for held in (one, *one.get("files", ())):
            yield from each(held.get("fields", ()))


def each(fields: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for one in fields:
        yield {
            **one,
            **({"fields": [SHORT]} if "fields" in one else {}),
            **({"field": SHORT} if "field" in one else {}),
        }
        yield from each(one.get("fields", ()))
        yield from each([one["field"]] if "field" in one else [])


def faults(schema: dict[str, Any], value: Any) -> list[str]:
    return [fault.message for fault in Draft7Validator(schema).iter_errors(value)]


@pytest.fixture(scope="module")
def sveltia_schema() -> dict[str, Any]:
    """The editor's own JSON Schema of its configuration."""
    text = (PACKAGE / "schema" / "sveltia-cms.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


@pytest.mark.parametrize("editor", BACKENDS, ids=lambda one: "-".join(map(str, one)))
def test_editor_accepts_the_settings_for_every_forge(
    rules: Rules, sveltia_schema: dict[str, Any], editor: dict[str, str]
) -> None:
    settings = config(rules, editor)
    # The schema looks long at every field; they are the same for every forge, and looked at below.
    settings["collections"] = [
        {**one, **({"fields": [SHORT]} if "fields" in one else {})}
        for one in settings["collections"]
        if "files" not in one
    ]
    assert faults(sveltia_schema, settings) == []


def test_editor_accepts_every_field(made: dict[str, Any], sveltia_schema: dict[str, Any]) -> None:
    field = {**sveltia_schema, "$ref": "#/definitions/Field"}
    different = {json.dumps(one, sort_keys=True): one for one in all_fields(made)}
    assert len(different) > 100
    assert {name: wrong for name, one in different.items() if (wrong := faults(field, one))} == {}


def test_editor_would_refuse_a_field_that_it_does_not_know(sveltia_schema: dict[str, Any]) -> None:
    field = {**sveltia_schema, "$ref": "#/definitions/Field"}
    assert faults(field, {"name": "title", "widget": "string", "colour": "red"}) != []


@pytest.mark.parametrize("kind", ENTRY_KINDS)
def test_fields_stand_in_the_order_of_the_schema(kind: str, rules: Rules, made: dict[str, Any]) -> None:
    name = "information-ehc-needs-assessment" if kind == "information" else kind
    fields = [one["name"] for one in collection(made, name)["fields"]]
    assert fields == list(rules.schemas[kind].rules)


def test_a_field_says_what_the_schema_says_of_it(made: dict[str, Any]) -> None:
    service = {one["name"]: one for one in collection(made, "service")["fields"]}
    assert service["area"] == {
        "name": "area",
        "label": "In or out of the area",
        "hint": "Leave it out if it is in the area.",
        "required": False,
        "widget": "select",
        "dropdown_threshold": 12,
        "options": [
            {"label": "In the area", "value": "in"},
            {"label": "Outside the area", "value": "out"},
        ],
    }
    assert service["reviewed"] == {
        "name": "reviewed",
        "label": "Last checked",
        "hint": "The day when somebody last checked every fact here.",
        "required": False,
        "widget": "datetime",
        "type": "date",
        "format": "YYYY-MM-DD",
    }
    phone = next(one for one in service["contact"]["fields"] if one["name"] == "phone")
    assert phone == {
        "name": "phone",
        "label": "Phone",
        "hint": "Digits and spaces. For example: 01632 960124",
        "required": False,
        "widget": "string",
        "use_emoji_autocomplete": False,
        "maxlength": 40,
        "pattern": [
            r"^(?:\+?[0-9][0-9 ()-]*( ?(ext|extension)\.? ?[0-9]+)?)$",
            "This should be a phone number in digits and spaces, such as 01632 960124",
        ],
    }


def test_what_is_known_already_is_not_asked(made: dict[str, Any]) -> None:
    hidden = [
        one
        for one in collection(made, "information-specialist-transport")["fields"]
        if one["widget"] == "hidden"
    ]
    assert hidden == [
        {"name": "id", "widget": "hidden"},
        {"name": "kind", "widget": "hidden", "default": "information"},
        {"name": "topic", "widget": "hidden", "default": "specialist-transport"},
    ]


def test_each_topic_has_a_box_for_each_of_its_sections_and_facts(rules: Rules, made: dict[str, Any]) -> None:
    for topic in rules.vocabularies["topics"].terms.values():
        fields = {one["name"]: one for one in collection(made, f"information-{topic.id}")["fields"]}
        for name in ("sections", "facts"):
            asked = [(one["id"], one["label"]) for one in topic.facts.get(name, ())]
            shown = fields[name]["fields"] if name in fields else []
            assert [(one["name"], one["label"]) for one in shown] == asked


def test_a_group_stands_for_each_language_of_the_site(made: dict[str, Any]) -> None:
    service = {one["name"]: one for one in collection(made, "service")["fields"]}
    assert [one["name"] for one in service["translations"]["fields"]] == ["pl"]


def left_out(rules: Any, fields: list[dict[str, Any]], path: str = "") -> Iterator[str]:
    """The names of all that *rules* allow and no field shows."""
    shown = {one["name"]: one for one in fields}
    for name, rule in rules.items():
        if name not in shown:
            yield path + name
            continue
        inside = rule
        while inside.get("type") == "list":
            inside = inside["schema"]
        if "schema" in inside and "fields" in shown[name]:
            yield from left_out(inside["schema"], shown[name]["fields"], f"{path}{name}.")


def test_no_form_leaves_out_more_than_this(rules: Rules, made: dict[str, Any]) -> None:
    """Free names, which no form can show. `test_browser_form_editor` shows that a file keeps them."""
    found = {}
    for one in made["collections"]:
        if one["name"] in rules.schemas.by_kind:
            fields = one["fields"] if "fields" in one else one["files"][0]["fields"]
            found[one["name"]] = list(left_out(rules.schemas[one["name"]].rules, fields))
    assert found == {
        "service": [],
        "setting": [],
        "not-available": [],
        "comment": [],
        "consultation": [],
        "comments-report": [],
        "action": [],
        "commitment": [],
        "review": [],
        "authority": ["postcode_sectors"],
    }
    # An audit has names with full stops in them, which the editor would take apart.
    assert set(rules.schemas.by_kind) - set(found) == {"audit", "information"}


@pytest.mark.parametrize("program", ["sveltia", "decap"])
def test_text_is_the_same_every_time(rules: Rules, program: Program) -> None:
    text = config_text(program, rules.schemas, rules.vocabularies)
    assert text == config_text(program, rules.schemas, rules.vocabularies)
    assert json.loads(text)["backend"] == {
        "name": "gitlab",
        "repo": "northmere/local-offer",
        "branch": "main",
        **({"auth_methods": ["token"]} if program == "sveltia" else {}),
    }


def test_decap_is_asked_for_nothing_that_only_sveltia_knows(rules: Rules) -> None:
    text = config_text("decap", rules.schemas, rules.vocabularies)
    for name in ("dropdown_threshold", "app_title", "output", "auth_methods", "editable"):
        assert f'"{name}"' not in text
    assert {one["widget"] for one in all_fields(json.loads(text))} == {
        "hidden", "string", "text", "markdown", "number", "color", "select", "object", "list", "datetime",
        "relation",
    }  # fmt: skip


def test_both_programs_ask_for_the_same_in_the_same_files(rules: Rules) -> None:
    sveltia, decap = (config(rules, BACKENDS[3], program) for program in ("sveltia", "decap"))

    def files(made: dict[str, Any]) -> list[tuple[str, str, list[str]]]:
        return [
            (one["name"], one["folder"], [field["name"] for field in one["fields"]])
            for one in made["collections"]
            if "folder" in one
        ]

    assert files(sveltia) == files(decap)


@pytest.mark.parametrize(
    ("editor", "hosts", "mode"),
    [
        (BACKENDS[0], ("https://api.github.com",), "editorial_workflow"),
        (BACKENDS[1], ("https://api.github.com",), "editorial_workflow"),
        (BACKENDS[2], ("https://gitlab.com",), "editorial_workflow"),
        (BACKENDS[4], ("https://git.northmere.example.org",), "editorial_workflow"),
        (BACKENDS[5], ("https://gitea.com",), "simple"),
        (BACKENDS[6], ("https://git.northmere.example.org",), "simple"),
    ],
)
def test_page_may_reach_the_forge_alone(
    rules: Rules, editor: dict[str, str], hosts: tuple[str, ...], mode: str
) -> None:
    assert allowed_hosts(editor) == hosts
    assert config(rules, editor)["publish_mode"] == mode


def test_program_imports_nothing_by_name_at_its_start() -> None:
    """What it imports late is in the import map: see `editor_page`. More would stop the page."""
    for path in (PACKAGE / "npm" / "index.js", *sorted((PACKAGE / "npm" / "chunks").glob("react-*.js"))):
        text = path.read_text(encoding="utf-8")
        started = re.findall(r"(?:^|;)(?:import|export)\b[^;\"'`()]*?(?:from)?[\"']([^\"']+)[\"']", text)
        assert all(one.startswith(("./", "../")) for one in started), (path, started)
