"""Turn the rule of a field into what a form editor shows for it: Sveltia CMS, or Decap CMS."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from site_builder.content.vocabulary import Term, Vocabularies

Program = Literal["sveltia", "decap"]
Rule = Mapping[str, Any]
Shown = dict[str, Any]

MOST_BUTTONS = 12
"""So many choices are shown as buttons, all at once; more become a list to pick from."""

SHORT_TEXT = 300
"""A text that may be longer gets a box of several lines."""

ENTRIES = "entries"
COMMENTS = "comment"
"""The collections that a field can choose from, where its `reference` names an entry or a comment."""

_COLLECTIONS = {
    "entry": {
        "collection": ENTRIES,
        "value_field": "id",
        "display_fields": ["title"],
        "search_fields": ["title", "id"],
    },
    "comment": {
        "collection": COMMENTS,
        "value_field": "id",
        "display_fields": ["id", "said"],
        "search_fields": ["id", "said"],
    },
}


@dataclass(frozen=True, slots=True)
class FieldMaker:
    """Makes the fields of the forms for one kind of file.

    `languages` are those of the site beside English; `topic` is that of an information page, which decides
    what its sections and facts are.
    """

    program: Program
    vocabularies: Vocabularies
    languages: tuple[str, ...] = ()
    topic: Term | None = None

    def fields(self, rules: Rule, settled: Mapping[str, str | None]) -> Iterator[Shown]:
        """A field for each of *rules*, in order; what is *settled* already is not asked."""
        for name, rule in rules.items():
            if name in settled:
                hidden = {"name": name, "widget": "hidden"}
                yield hidden if settled[name] is None else {**hidden, "default": settled[name]}
            elif (field := self.field(name, rule)) is not None:
                yield field

    def field(self, name: str, rule: Rule) -> Shown | None:
        """What is shown for *rule*; None where no form can show it, because its names are free."""
        rule = self._with_named_boxes(name, rule)
        kind = rule["type"]
        if kind == "dict":
            return self._group(name, rule) if "schema" in rule else None
        told = _told(name, rule)
        if kind == "list":
            return self._list(told, rule)
        return {**told, **self._single(rule)}

    def _with_named_boxes(self, name: str, rule: Rule) -> Rule:
        """*rule* with a name for each of its values, where its names are free but known here."""
        if rule["type"] != "dict" or "valuesrules" not in rule:
            return rule
        boxes = dict(self._boxes(name, rule))
        if not boxes:
            return rule
        kept = {key: value for key, value in rule.items() if key not in ("keysrules", "valuesrules")}
        return {**kept, "schema": boxes}

    def _boxes(self, name: str, rule: Rule) -> Iterator[tuple[str, Rule]]:
        inside = rule["valuesrules"]
        known = rule.get("meta", {}).get("vocabulary_of_keys")
        if known is not None:
            terms: Iterable[str] = self.languages if known == "languages" else self.vocabularies[known].terms
            for one in terms:
                yield one, {**inside, "meta": {"label": self.vocabularies[known].label(one)}}
        elif self.topic is not None and name == "sections":
            for one in self.topic.facts.get(name, ()):
                yield one["id"], {**inside, "meta": {**inside.get("meta", {}), **_words(one)}}
        elif self.topic is not None and name == "facts":
            for one in self.topic.facts.get(name, ()):
                kind = "integer" if one["type"] == "integer" else "string"
                yield one["id"], {**inside, "type": kind, "meta": _words(one)}

    def _group(self, name: str, rule: Rule) -> Shown:
        fields = list(self.fields(rule["schema"], {}))
        return {**_told(name, rule), "widget": "object", "fields": fields}

    def _list(self, told: Shown, rule: Rule) -> Shown:
        meta, inside = rule.get("meta", {}), rule["schema"]
        if "reference" in meta:
            return {**told, "widget": "relation", "multiple": True, **_COLLECTIONS[meta["reference"]]}
        if choices := self._choices(inside):
            return {**told, **self._select(choices), "multiple": True}
        listed = {**told, "widget": "list"}
        if inside["type"] != "dict":
            # What each item should be is said of the list.
            said = {key: meta[key] for key in ("expected",) if key in meta}
            inside = {**inside, "meta": {**said, **inside.get("meta", {})}}
            return {**listed, "field": {**_told("item", inside), **self._single(inside)}}
        fields = list(self.fields(inside["schema"], {}))
        texts = (one["name"] for one in fields if one["widget"] in ("string", "text"))
        summary = next(texts, None)
        if summary is not None:
            listed["summary"] = f"{{{{fields.{summary}}}}}"
        return {**listed, "collapsed": "auto" if self.program == "sveltia" else True, "fields": fields}

    def _single(self, rule: Rule) -> Shown:
        """The widget for one value, and its limits."""
        meta = rule.get("meta", {})
        if choices := self._choices(rule):
            return self._select(choices)
        if "reference" in meta:
            return {"widget": "relation", **_COLLECTIONS[meta["reference"]]}
        match rule["type"]:
            case "date":
                return {"widget": "datetime", **self._date()}
            case "integer" | "float" as kind:
                limits = {key: rule[key] for key in ("min", "max") if key in rule}
                return {"widget": "number", "value_type": "int" if kind == "integer" else kind, **limits}
        if meta.get("format") == "colour":
            return {"widget": "color"}
        if meta.get("format") == "markdown":
            return self._formatted()
        length = rule.get("maxlength", SHORT_TEXT)
        shown: Shown = {"widget": "text" if length > SHORT_TEXT and "regex" not in rule else "string"}
        if "regex" in rule:
            # The whole text, as Cerberus reads a pattern: see `content.schema`.
            shown["pattern"] = [f"^(?:{rule['regex']})$", f"This should be {meta['expected']}"]
        if self.program == "sveltia":
            # Without it, a screen reader hears of a list of suggestions at every box.
            shown["use_emoji_autocomplete"] = False
            if "maxlength" in rule:
                shown["maxlength"] = rule["maxlength"]
        return shown

    def _formatted(self) -> Shown:
        """A box with buttons for what `content.richtext` lets through, and nothing else."""
        buttons = ["bold", "italic", "link", "heading-three", "bulleted-list", "numbered-list"]
        if self.program == "decap":
            return {"widget": "markdown", "buttons": buttons, "editor_components": []}
        return {
            "widget": "richtext",
            "buttons": buttons,
            "editor_components": [],
            "use_emoji_autocomplete": False,
        }

    def _date(self) -> Shown:
        if self.program == "decap":
            return {"format": "YYYY-MM-DD", "date_format": "YYYY-MM-DD", "time_format": False}
        return {"type": "date", "format": "YYYY-MM-DD"}

    def _choices(self, rule: Rule) -> list[dict[str, str]]:
        meta = rule.get("meta", {})
        if "vocabulary" in meta:
            terms = self.vocabularies[meta["vocabulary"]].terms.values()
            return [{"label": term.label, "value": term.id} for term in terms]
        words = meta.get("choices", {})
        return [{"label": words.get(one, one), "value": one} for one in rule.get("allowed", ())]

    def _select(self, choices: list[dict[str, str]]) -> Shown:
        shown: Shown = {"widget": "select", "options": choices}
        if self.program == "sveltia":
            shown["dropdown_threshold"] = MOST_BUTTONS
        return shown


def _told(name: str, rule: Rule) -> Shown:
    """What a form says of a field before its answer."""
    meta = rule.get("meta", {})
    told: Shown = {"name": name, "label": meta.get("label", name), "required": rule.get("required", False)}
    hint = str(meta.get("hint", ""))
    example = meta.get("example")
    if isinstance(example, str | int) and "choices" not in meta and "vocabulary" not in meta:
        hint = f"{hint} For example: {example}".strip()
    return {**told, "hint": hint} if hint else told


def _words(box: Mapping[str, Any]) -> dict[str, str]:
    """The label and the hint of a section or a fact of a topic."""
    hints = [box.get("hint", ""), box.get("unit", "")]
    if "law" in box:
        hints.append(f"The law says: {box['law']}")
    said = ". ".join(one.rstrip(".") for one in hints if one)
    return {"label": box["label"], "hint": f"{said}."} if said else {"label": box["label"]}
