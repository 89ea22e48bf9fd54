"""The words entries choose from: needs, kinds of support, topics and the other vocabularies."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import PurePosixPath
from typing import Any

from site_builder.content.diagnostics import Diagnostic
from site_builder.content.document import Document, parse_document
from site_builder.content.model import Facts
from site_builder.content.schema import load_schema
from site_builder.errors import FaultyRules
from site_builder.shipped import shipped

NEED_FOR_ALL = "all"

WORDS = ("label", "hint", "about", "explanation", "unit", "law")
"""What a term, or a part of one, says to readers; the rest is ids, codes and names."""


@dataclass(frozen=True, slots=True)
class Term:
    """One choice: its id in files, its words for families, and whatever else its vocabulary says of it."""

    id: str
    label: str
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The terms of one file in `schema/vocabularies/`, in the file's order.

    `groups` are named sets of terms that the standard may ask for; `headings` order the terms for browsing.
    """

    name: str
    path: str
    terms: Mapping[str, Term]
    groups: Mapping[str, tuple[str, ...]]
    headings: Mapping[str, Term]
    group_labels: Mapping[str, str] = field(default_factory=dict)

    def __contains__(self, term_id: object) -> bool:
        return term_id in self.terms

    def label(self, term_id: str) -> str:
        """The words for a term or a group; an unknown id is its own label, so that nothing disappears."""
        term = self.terms.get(term_id)
        return term.label if term else self.group_labels.get(term_id, term_id)

    def in_words(self, say: Callable[[str], str]) -> Vocabulary:
        """The same terms and headings, with what they say as *say* says it."""
        return replace(
            self,
            terms={name: _in_words(term, say) for name, term in self.terms.items()},
            headings={name: _in_words(heading, say) for name, heading in self.headings.items()},
            group_labels={name: say(label) for name, label in self.group_labels.items()},
        )

    def expand(self, ids: Iterable[str]) -> frozenset[str]:
        """*ids* with every named group replaced by its terms."""
        expanded: set[str] = set()
        for one in ids:
            expanded.update(self.groups.get(one, (one,)))
        return frozenset(expanded)


@dataclass(frozen=True, slots=True)
class Vocabularies:
    """All vocabularies by the name of their file."""

    by_name: Mapping[str, Vocabulary]

    def __getitem__(self, name: str) -> Vocabulary:
        return self.by_name[name]

    def in_words(self, say: Callable[[str], str]) -> Vocabularies:
        """The same vocabularies, with what their terms say as *say* says it."""
        return Vocabularies({name: one.in_words(say) for name, one in self.by_name.items()})

    def needs_met_by(self, need: str) -> frozenset[str]:
        """What an entry must name, one of them, to count for *need*.

        A DfE need counts for its broad area, a broad area never for one of its needs, `all` for every need.
        """
        terms = self["needs"].terms.values()
        return frozenset({need, NEED_FOR_ALL} | {term.id for term in terms if term.facts.get("area") == need})


@cache
def load_vocabularies() -> Vocabularies:
    """The vocabularies this software ships.

    Raises:
        FaultyRules: a vocabulary has faults.
    """
    problems: list[Diagnostic] = []
    by_name = {}
    for path in sorted(shipped("schema", "vocabularies").glob("*.yaml")):
        vocabulary, faults = parse_vocabulary(path.read_bytes(), f"schema/vocabularies/{path.name}")
        problems += faults
        if vocabulary is not None:
            by_name[path.stem] = vocabulary
    if problems:
        raise FaultyRules(problems)
    return Vocabularies(by_name)


def parse_vocabulary(content: bytes, shown: str) -> tuple[Vocabulary | None, list[Diagnostic]]:
    """The vocabulary in the bytes of a file called *shown*, and every fault; with a fault there is none."""
    document, problems = parse_document(content, shown)
    if document is None:
        return None, problems
    reading = load_schema("a vocabulary", "vocabulary.yaml").read(document)
    problems += reading.diagnostics
    if not problems:
        problems = _find_faults(document, reading.facts)
    if problems:
        return None, problems
    return _vocabulary(PurePosixPath(shown).stem, document.path, reading.facts), []


def _vocabulary(name: str, path: str, facts: Facts) -> Vocabulary:
    def terms(key: str) -> dict[str, Term]:
        return {one["id"]: Term(one["id"], one["label"], one) for one in facts.get(key, ())}

    groups = {group["id"]: tuple(group["terms"]) for group in facts.get("groups", ())}
    group_labels = {group["id"]: group["label"] for group in facts.get("groups", ())}
    return Vocabulary(name, path, terms("terms"), groups, terms("headings"), group_labels)


def _in_words(term: Term, say: Callable[[str], str]) -> Term:
    facts = _facts_in_words(term.facts, say)
    return Term(term.id, facts["label"] if "label" in facts else say(term.label), facts)


def _facts_in_words(facts: Any, say: Callable[[str], str]) -> Any:
    if isinstance(facts, list | tuple):
        return [_facts_in_words(one, say) for one in facts]
    if not isinstance(facts, Mapping):
        return facts
    return {
        name: say(value) if name in WORDS and isinstance(value, str) else _facts_in_words(value, say)
        for name, value in facts.items()
    }


def _find_faults(document: Document, facts: Facts) -> list[Diagnostic]:
    """Ids written twice, and names of terms and headings that are not there."""
    problems = []
    known: dict[str, set[str]] = {}
    for key in ("terms", "headings"):
        known[key] = set()
        for index, one in enumerate(facts.get(key, ())):
            if one["id"] in known[key]:
                problems.append(
                    document.diagnose((key, index, "id"), "duplicate-term", f'"{one["id"]}" is written twice')
                )
            known[key].add(one["id"])
    references = [
        *((("terms", index, "area"), "terms") for index in range(len(facts["terms"]))),
        *((("terms", index, "heading"), "headings") for index in range(len(facts["terms"]))),
        *(
            (("groups", group, "terms", index), "terms")
            for group, one in enumerate(facts.get("groups", ()))
            for index in range(len(one["terms"]))
        ),
    ]
    for keys, among in references:
        value: Any = facts
        for step in keys:
            value = value.get(step) if isinstance(value, Mapping) else value[step]
        if value is not None and value not in known[among]:
            problems.append(document.diagnose(keys, "unknown-term", f'"{value}" is not one of the {among}'))
    return problems
