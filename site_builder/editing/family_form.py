"""Read the forms that need no account, and take from the schemas what each question takes as its answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from site_builder.content.checks import Rules
from site_builder.content.diagnostics import Diagnostic, sort_diagnostics
from site_builder.content.document import Document, read_document
from site_builder.content.model import Facts
from site_builder.content.schema import Rules as FieldRule
from site_builder.content.schema import Schema, load_schema, load_schemas
from site_builder.errors import FaultyRules
from site_builder.shipped import shipped

FORMS = ("comment", "easy-read-comment", "new-entry", "correction")
"""Every form, by the name of its file in `schema/forms/`."""

LONGEST_LINE = 300
"""A field that holds more characters is asked for with several lines."""

MOST_BUTTONS = 7
"""More choices than these are a list that opens."""

Control = Literal["line", "text", "lines", "number", "one", "several", "list", "faces"]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the answers to choose from; `heading` is that of its group in a list that opens."""

    value: str
    label: str
    heading: str = ""


FACES = (Choice("good", "Good"), Choice("not-sure", "Not sure"), Choice("bad", "Bad"))
"""What a question asked by faces has to choose from, in English."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `ask`, `hint` and `needed` are in English; choices are in the words of the rules.

    `field` is one of the file that the form makes or corrects, unless it `is_of_comment`. `control` is how
    it is asked: a line, a longer text, one thing a line, a whole number, one or several of `choices`, one of
    a list that opens, or one of three faces. `longest` is in characters.
    """

    id: str
    field: str
    is_of_comment: bool
    ask: str
    hint: str
    needed: str
    control: Control
    choices: tuple[Choice, ...]
    longest: int


@dataclass(frozen=True, slots=True)
class Form:
    """A form: its name, the kind of file that its answers become, and its questions in order."""

    id: str
    becomes: str
    questions: tuple[Question, ...]

    def question(self, question_id: str) -> Question | None:
        return next((one for one in self.questions if one.id == question_id), None)


def load_form(form_id: str, rules: Rules) -> Form:
    """The form *form_id*, one of `FORMS`, with the choices in the words of *rules*.

    Raises:
        FaultyRules: its file has faults, or names a field that the schema does not have.
    """
    facts = _read(form_id)
    becomes = facts["becomes"]
    questions = tuple(
        _question(one, rules.schemas[one.get("of", becomes)], rules) for one in facts["questions"]
    )
    return Form(form_id, becomes, questions)


def form_texts() -> Iterator[tuple[str, str]]:
    """What the forms say to families, each text with the name of its file."""
    for form_id in FORMS:
        for one in _read(form_id)["questions"]:
            yield from ((form_id, one[key]) for key in ("ask", "hint", "needed") if key in one)
            if one.get("asked_as") == "faces":
                yield from ((form_id, choice.label) for choice in FACES)


@cache
def _read(form_id: str) -> Facts:
    name = f"schema/forms/{form_id}.yaml"
    document, problems = read_document(shipped("schema", "forms", f"{form_id}.yaml"), name)
    if document is None:
        raise FaultyRules(problems)
    reading = load_schema("a form", "form.yaml").read(document)
    problems += reading.diagnostics or list(_unknown_fields(document, reading.facts))
    if problems:
        raise FaultyRules(sort_diagnostics(problems))
    return reading.facts


def _unknown_fields(document: Document, facts: Facts) -> Iterator[Diagnostic]:
    schemas = load_schemas()
    for index, one in enumerate(facts["questions"]):
        schema = schemas[one.get("of", facts["becomes"])]
        try:
            schema.rule(one.get("field", "id"))
        except KeyError:
            yield document.diagnose(
                ("questions", index, "field"), "unknown-name", f"{schema.kind} has no field {one['field']}"
            )


def _question(facts: Facts, schema: Schema, rules: Rules) -> Question:
    rule: FieldRule = schema.rule(facts["field"]) if "field" in facts else {"type": "string"}
    asked_as = facts.get("asked_as")
    choices = tuple(_choices(rule, rules))
    if asked_as:
        choices = FACES if asked_as == "faces" else ()
    return Question(
        id=facts["id"],
        field=facts.get("field", ""),
        is_of_comment=schema.kind == "comment",
        ask=facts["ask"],
        hint=facts.get("hint", ""),
        needed=facts.get("needed", ""),
        control=asked_as or _control(rule, len(choices)),
        choices=choices,
        longest=int(rule.get("maxlength", 0)),
    )


def _control(rule: FieldRule, choices: int) -> Control:
    is_list = rule.get("type") == "list"
    if choices > MOST_BUTTONS:
        return "list"
    if choices:
        return "several" if is_list else "one"
    if rule.get("type") == "integer":
        return "number"
    if is_list:
        return "lines"
    return "text" if rule.get("maxlength", 0) > LONGEST_LINE and "regex" not in rule else "line"


def _choices(rule: FieldRule, rules: Rules) -> Iterator[Choice]:
    inner: Mapping[str, Any] = rule["schema"] if rule.get("type") == "list" else rule
    meta = {**rule.get("meta", {}), **inner.get("meta", {})}
    if "vocabulary" in meta:
        vocabulary = rules.vocabularies[meta["vocabulary"]]
        order = list(vocabulary.headings)
        terms = list(vocabulary.terms.values())
        if order:
            terms.sort(key=lambda one: order.index(one.facts["heading"]))
        for term in terms:
            heading = vocabulary.headings.get(str(term.facts.get("heading", "")))
            yield Choice(term.id, term.label, heading.label if heading else "")
        return
    for value, label in meta.get("choices", {}).items():
        yield Choice(value, label)
