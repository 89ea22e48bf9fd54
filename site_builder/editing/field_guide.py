"""Write the field guide: every field of every kind of file, with its hint, its choices and an example."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from site_builder.content.document import dump_document
from site_builder.content.schema import ENTRY_KINDS, RECORD_KINDS, Schema, Schemas
from site_builder.content.vocabulary import Vocabularies

MOST_TERMS = 40
"""A longer vocabulary is named by its file only."""

_KINDS = {
    "authority": ("The authority", "`authority.yaml`: who you are, and how your site looks."),
    "service": ("A service", "Something a family can use. One file in `entries/`."),
    "setting": ("A nursery, school or college", "All the fields of a service can be used, and these."),
    "information": ("Information", "A topic explained. One file in `entries/`."),
    "not-available": ("What is not available", "Something that is not available here, said plainly."),
    "comment": ("A comment", "One file in `comments/` for each thing a family said."),
    "comments-report": ("A report of comments", "One file in `comments-reports/` for each year."),
    "consultation": ("Whom you asked", "One file in `consultation/` for each round."),
    "action": ("An action", "One file in `actions/` for each thing that you will do."),
    "commitment": ("A promise about a gap", "One file in `commitments/` for each gap."),
    "review": ("A review", "One file in `reviews/` for each review of the whole offer."),
    "audit": ("A test by people", "One file in `audits/` for each time that people tested the site."),
}

_TYPES = {
    "string": "a text",
    "integer": "a whole number",
    "float": "a number",
    "date": "a date",
    "list": "a list",
    "dict": "a group of fields",
}


def field_guide(schemas: Schemas, vocabularies: Vocabularies) -> str:
    """The guide as Markdown, made from the schemas alone: the same schemas give the same bytes."""
    lines = [
        "# Field guide",
        "",
        "Every field that you can write, kind of file by kind of file. It is made from the schemas by",
        "`local-offer schema --format field-guide`, so it always says what the check asks.",
        "",
        "A field marked **needed** must be there. Every other field may be left out: the page then says",
        '"We have not been told".',
    ]
    for kind in ("authority", *ENTRY_KINDS, *RECORD_KINDS):
        title, about = _KINDS[kind]
        lines += ["", f"## {title}", "", about]
        for name, rule in _own_fields(kind, schemas):
            lines += ["", *_field(name, rule, vocabularies, "###")]
    return "\n".join(lines) + "\n"


def _own_fields(kind: str, schemas: Schemas) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The fields of *kind*; of a setting, those that a service has not."""
    schema: Schema = schemas[kind]
    known = schemas["service"].rules if kind == "setting" else {}
    for name, rule in schema.rules.items():
        if name not in known or name == "kind":
            yield name, rule


def _field(name: str, rule: Mapping[str, Any], vocabularies: Vocabularies, level: str) -> Iterator[str]:
    meta = rule.get("meta", {})
    needed = ", **needed**" if rule.get("required") else ""
    yield f"{level} {meta.get('label', name)}"
    yield ""
    yield f"`{name}`: {_TYPES.get(str(rule.get('type')), 'a value')}{needed}. {meta.get('hint', '')}".rstrip()
    choices = _choices(rule, vocabularies)
    if choices:
        yield ""
        yield from choices
    if "example" in meta:
        yield ""
        yield "```yaml"
        yield dump_document({name: meta["example"]}).rstrip()
        yield "```"
    inner = _inside(rule)
    if inner:
        yield ""
        for key, one in inner.items():
            yield _line(key, one, vocabularies)


def _inside(rule: Mapping[str, Any]) -> Mapping[str, Any]:
    """The fields in a group, or in each item of a list."""
    if rule.get("type") == "list":
        return _inside(rule.get("schema", {}))
    inner = rule.get("schema", {}) if rule.get("type") == "dict" else {}
    return inner if isinstance(inner, Mapping) else {}


def _line(key: str, rule: Mapping[str, Any], vocabularies: Vocabularies) -> str:
    meta = rule.get("meta", {})
    needed = " (needed)" if rule.get("required") else ""
    said = f"- `{key}`{needed}: {meta.get('label', key)}. {meta.get('hint', '')}".rstrip()
    choices = " ".join(_choices(rule, vocabularies)).replace("- ", "")
    return f"{said} {choices}".rstrip()


def _choices(rule: Mapping[str, Any], vocabularies: Vocabularies) -> list[str]:
    while rule.get("type") == "list" and "schema" in rule and "vocabulary" not in rule.get("meta", {}):
        rule = rule["schema"]
    meta = rule.get("meta", {})
    if "vocabulary" in meta:
        vocabulary = vocabularies[meta["vocabulary"]]
        if len(vocabulary.terms) > MOST_TERMS:
            return [f"Choose from `{vocabulary.path}`."]
        return [f"Choose from {', '.join(f'`{one}`' for one in vocabulary.terms)}."]
    if "choices" in meta:
        return [f"Choose from {', '.join(f'`{one}` ({said})' for one, said in meta['choices'].items())}."]
    if "allowed" in rule:
        return [f"Choose from {', '.join(f'`{one}`' for one in rule['allowed'])}."]
    return []
