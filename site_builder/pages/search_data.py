"""Lay out all entries as the columns and words that "Find support" searches, and as its plain list.

Two classic scripts, so that a search works from a folder: `find/entries.js` has the facts of every entry in
columns, `find/words.js` says in which entries a word stands. `find.js` in the theme reads both.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from site_builder.content.checks import Rules
from site_builder.content.model import OLDEST_AGE, Ages, Authority, Entry, Facts, Offer, ages
from site_builder.content.vocabulary import NEED_FOR_ALL, Vocabularies
from site_builder.pages.brief import town_of
from site_builder.pages.edition import FIND, GAPS, entry_address, up_from, way_address
from site_builder.pages.templates import Markup, email_link, phone_links
from site_builder.pages.words import NOT_TOLD, age_words, sort_key
from site_builder.standard.matrix import phase_years

FORMAT_VERSION = 1
PAGE_SIZE = 100
"""How many entries a page of the plain list has."""

GUIDES = "information"
OTHER_KINDS = "other"
OTHER_AGES = "other-ages"
FREE = "free"
A_COST = "a-cost"
NO_COST = "no-cost"

IGNORED_WORDS = (
    *(
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "by",
        "can",
        "do",
        "for",
        "from",
        "get",
        "has",
        "have",
        "help",
    ),
    *(
        "how",
        "if",
        "in",
        "into",
        "is",
        "it",
        "its",
        "my",
        "not",
        "of",
        "on",
        "or",
        "our",
        "that",
        "the",
        "their",
    ),
    *(
        "them",
        "they",
        "this",
        "to",
        "us",
        "we",
        "what",
        "when",
        "where",
        "which",
        "who",
        "will",
        "with",
        "you",
    ),
    "your",
)
"""Words that nobody searches by, because they stand in nearly every entry."""

_GROUPS = {"service": 0, "setting": 0, "not-available": 1, "information": 2}
"""Lists show support first, then what is said not to be available, then guides."""

_MARKED_STATUSES = ("paused", "closed")

_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_APOSTROPHES = re.compile("['’‘ʼ`]")
_ASCII_WORD = re.compile(r"[a-z0-9]{2,}|[0-9]")
_WORD = re.compile(r"[^\W_]+")
_LINK_TARGET = re.compile(r"(?<=\])\([^()\s]*\)|https?://[^\s>)]+")

_MARKDOWN_FACTS = ("description", "sections", "why")
_PLAIN_FACTS = (
    "eligibility.criteria",
    "how_to_access.steps",
    "decision_maker",
    "accountable_body",
    "cost.amount",
    "cost.help",
    "send_suitability",
    "practice.what",
    "plan.what",
    "contact.role",
    "ask.role",
)
_TITLED_FACTS = ("instead", "links", "documents")

Value = TypeVar("Value", bound=Hashable)


# Words ------------------------------------------------------------------------------------------------------


def words_of(text: str) -> list[str]:
    """The words of *text* as they are searched: small letters, no accents, no apostrophes, no lone letters.

    `wordsOf` in find.js does the same, and a test in the browser holds the two together.
    """
    plain = _APOSTROPHES.sub("", _NOT_ASCII.sub(_without_accents, text)).lower()
    if plain.isascii():
        return _ASCII_WORD.findall(plain)
    return [word for word in _WORD.findall(plain) if len(word) > 1 or word.isnumeric()]


def _without_accents(letter: re.Match[str]) -> str:
    return _plain_letter(letter[0])


@cache
def _plain_letter(letter: str) -> str:
    return "".join(
        one for one in unicodedata.normalize("NFKD", letter) if unicodedata.category(one)[0] != "M"
    )


def _texts(value: Any) -> Iterator[str]:
    """Every text in a fact, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, Sequence):
        for inner in value:
            yield from _texts(inner)


def _label_texts(entry: Entry, vocabularies: Vocabularies) -> Iterator[str]:
    """The words for what it is, whom it is for, who runs it and where."""
    subject = _subject(entry)
    types, headings = vocabularies["service-types"], vocabularies["service-types"].headings
    for one in subject.get("service_types", ()):
        yield types.label(one)
        if heading := headings.get(_heading(one, vocabularies)):
            yield heading.label
    for one in subject.get("needs", ()):
        yield vocabularies["needs"].label(one)
    for one in (entry.topic, *entry.facts.get("answers", ()), *subject.get("topics", ())):
        if one:
            yield vocabularies["topics"].label(one)
    yield from _texts(entry.fact("provider.name"))
    for place in entry.facts.get("places", ()):
        yield from _place_texts(place)


def _place_texts(place: Facts) -> Iterator[str]:
    """Where it is, as far as the entry lets its readers know."""
    if place.get("location", "shown") == "shown":
        for name in ("name", "address", "postcode"):
            yield from _texts(place.get(name))
    elif town := town_of(place):
        yield town


def _description_texts(entry: Entry) -> Iterator[str]:
    """Everything else that tells a family something, its translations among it."""
    for name in _MARKDOWN_FACTS:
        for markdown in _texts(entry.fact(name)):
            # Marks are no words, so no HTML need be made of it first; only what a link points at has to go.
            yield _LINK_TARGET.sub(" ", markdown)
    for name in _PLAIN_FACTS:
        yield from _texts(entry.fact(name))
    for name, value in entry.facts.get("setting", {}).items():
        if name != "urn":
            yield from _texts(value)
    for name in _TITLED_FACTS:
        for one in entry.facts.get(name, ()):
            yield one.get("title", "")
    for translation in entry.facts.get("translations", {}).values():
        yield from (translation.get("title", ""), translation.get("summary", ""))


def _words(entries: Sequence[Entry], vocabularies: Vocabularies) -> list[dict[str, str]]:
    """The words of all entries, and for each the numbers of the entries it stands in.

    An entry is named once for a word, where the word counts most: for each word come the entries that have
    it in the title, the summary, the labels and the details, with a stroke between.

    Words that stand in about as many entries go together, rare ones first: what is much alike is packed
    smaller on its way to the reader.
    """
    tiers: tuple[defaultdict[str, list[int]], ...] = tuple(defaultdict(list) for _ in range(4))
    for number, entry in enumerate(entries):
        seen = set(IGNORED_WORDS)
        texts = (
            entry.title,
            entry.summary,
            "\n".join(_label_texts(entry, vocabularies)),
            "\n".join(_description_texts(entry)),
        )
        for tier, text in zip(tiers, texts, strict=True):
            new = set(words_of(text)) - seen
            seen |= new
            for word in new:
                tier[word].append(number)
    groups: dict[int, list[str]] = {}
    # In the order in which a browser compares texts, so that it can halve its way to a word.
    for word in sorted(set().union(*tiers), key=lambda word: word.encode("utf-16-be")):
        frequency = sum(len(tier.get(word, ())) for tier in tiers)
        groups.setdefault(frequency.bit_length(), []).append(word)
    return [
        {
            "words": " ".join(words),
            "entries": " ".join(
                "|".join(_packed(tier.get(word, ())) for tier in tiers).rstrip("|") for word in words
            ),
        }
        for _, words in sorted(groups.items())
    ]


_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


def _packed(numbers: Iterable[int]) -> str:
    """Rising *numbers* as steps from one to the next, in letters."""
    letters, last = [], 0
    for number in numbers:
        letters.append(_step_letters(number - last))
        last = number
    return "".join(letters)


@cache
def _step_letters(step: int) -> str:
    """Each letter stands for 5 bits, the lowest first; from `g` on it says that more follow.

    As in source maps, but without a sign.
    """
    if step < 32:
        return _DIGITS[step]
    return _DIGITS[32 + (step & 31)] + _step_letters(step >> 5)


# Filters ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of a filter. When it is chosen, it stands in for its `parent`, a wider choice.

    One without a label is never offered: it keeps entries that say something else apart from those that say
    nothing.
    """

    id: str
    label: str
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Filter:
    """What the list can be narrowed by.

    `met_by` gives the choices that an entry counts for: none where the entry does not say. `unstated` ends
    "1 more does not say ..." and "3 more do not say ..."; without it, an entry that does not say is no match.
    """

    name: str
    choices: tuple[Choice, ...]
    met_by: Callable[[Entry], tuple[str, ...]]
    unstated: tuple[str, str] | None = None

    def tree(self) -> list[tuple[Choice, list[Choice]]]:
        """The wide choices on offer, each with those inside it."""
        return [
            (one, [each for each in self.choices if each.parent == one.id])
            for one in self.choices
            if one.label and not one.parent
        ]


def _filters(entries: Sequence[Entry], vocabularies: Vocabularies) -> tuple[Filter, ...]:
    return (
        _need_filter(vocabularies),
        _age_filter(vocabularies),
        _kind_filter(entries, vocabularies),
        _cost_filter(),
    )


def _subject(entry: Entry) -> Facts:
    """The facts that say what an entry is about: a declared absence has them under `absent`."""
    subject: Facts = entry.facts.get("absent", {}) if entry.kind == "not-available" else entry.facts
    return subject


def _need_filter(vocabularies: Vocabularies) -> Filter:
    terms = [term for term in vocabularies["needs"].terms.values() if term.id != NEED_FOR_ALL]
    met_by = {term.id: vocabularies.needs_met_by(term.id) for term in terms}

    @cache
    def needs_met(stated: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(need for need, met in met_by.items() if not met.isdisjoint(stated))

    return Filter(
        name="need",
        choices=tuple(Choice(term.id, term.label, str(term.facts.get("area", ""))) for term in terms),
        met_by=lambda entry: needs_met(_needs(entry)),
        unstated=("which needs it is for", "which needs they are for"),
    )


def _needs(entry: Entry) -> tuple[str, ...]:
    """The needs an entry is about; an absence that names none is for all of them."""
    stated = tuple(_subject(entry).get("needs", ()))
    return (NEED_FOR_ALL,) if entry.kind == "not-available" and not stated else stated


def _age_filter(vocabularies: Vocabularies) -> Filter:
    years = range(OLDEST_AGE + 1)

    def ages_met(entry: Entry) -> tuple[str, ...]:
        stated = _ages(entry, vocabularies)
        if stated is None:
            return ()
        return tuple(str(year) for year in years if year in stated.years()) or (OTHER_AGES,)

    return Filter(
        name="age",
        choices=(
            *(Choice(str(year), f"Age {year}" if year else "Under 1") for year in years),
            Choice(OTHER_AGES, ""),
        ),
        met_by=ages_met,
        unstated=("which ages it is for", "which ages they are for"),
    )


def _ages(entry: Entry, vocabularies: Vocabularies) -> Ages | None:
    """The ages an entry is about: a guide's are those of its stage, an absence's all if it names none."""
    stated = ages(_subject(entry).get("ages"))
    if stated is None and entry.kind == "not-available":
        return Ages(0, OLDEST_AGE)
    if stated is None and (stage := vocabularies["phases"].terms.get(entry.facts.get("stage", ""))):
        return phase_years(stage)
    return stated


def _kind_filter(entries: Sequence[Entry], vocabularies: Vocabularies) -> Filter:
    """The headings of service-types and, within each, its types: those that an entry names."""
    types = vocabularies["service-types"]
    used = {one for entry in entries for one in _subject(entry).get("service_types", ())}
    named = [
        Choice(one, types.label(one), _heading(one, vocabularies))
        for one in (*types.terms, *sorted(used - set(types.terms)))
        if one in used
    ]
    headings = {heading.id: heading.label for heading in types.headings.values()}
    headings.setdefault(OTHER_KINDS, "Other support")
    headings_used = {one.parent for one in named}
    choices = [Choice(one, label) for one, label in headings.items() if one in headings_used]
    if any(entry.kind == "information" for entry in entries):
        choices.append(Choice(GUIDES, "Guides and information"))

    def kinds_met(entry: Entry) -> tuple[str, ...]:
        if entry.kind == "information":
            return (GUIDES,)
        stated = _subject(entry).get("service_types", ())
        return tuple(dict.fromkeys((*(_heading(one, vocabularies) for one in stated), *stated)))

    return Filter(name="kind", choices=(*choices, *named), met_by=kinds_met)


def _heading(service_type: str, vocabularies: Vocabularies) -> str:
    term = vocabularies["service-types"].terms.get(service_type)
    return str(term.facts.get("heading", OTHER_KINDS)) if term else OTHER_KINDS


def _cost_filter() -> Filter:
    def costs_met(entry: Entry) -> tuple[str, ...]:
        if entry.kind == "not-available":
            return (NO_COST,)
        stated = entry.fact("cost.to_family")
        return (FREE if stated == FREE else A_COST,) if stated else ()

    return Filter(
        name="cost",
        choices=(Choice(FREE, "Free to families"), Choice(A_COST, ""), Choice(NO_COST, "")),
        met_by=costs_met,
        unstated=("what it costs", "what they cost"),
    )


# What a result shows ----------------------------------------------------------------------------------------

FACT_LABELS = ("Ages", "Needs", "Cost", "Kind")


def _shown_facts(entry: Entry, rules: Rules) -> tuple[str, ...]:
    """One text for each of `FACT_LABELS`; empty where the fact is not one that such an entry could state."""
    vocabularies = rules.vocabularies
    is_guide = entry.kind == "information"
    stated_ages = _ages(entry, vocabularies)
    needs = ", ".join(map(vocabularies["needs"].label, _needs(entry)))
    not_told = "" if is_guide else NOT_TOLD
    return (
        age_words(stated_ages) if stated_ages else not_told,
        needs or not_told,
        _cost_words(entry, rules) if entry.is_support else "",
        "Guide" if is_guide else _kind_words(_subject(entry), vocabularies),
    )


def _cost_words(entry: Entry, rules: Rules) -> str:
    to_family, amount = entry.fact("cost.to_family"), entry.fact("cost.amount")
    words = rules.schemas.choice("service", "cost.to_family", to_family) if to_family else ""
    return words if to_family == "free" else ": ".join(filter(None, (words, amount))) or NOT_TOLD


def _kind_words(subject: Facts, vocabularies: Vocabularies) -> str:
    kinds = map(vocabularies["service-types"].label, subject.get("service_types", ()))
    topics = map(vocabularies["topics"].label, subject.get("topics", ()))
    return ", ".join((*kinds, *topics)) or NOT_TOLD


def _mark(entry: Entry, rules: Rules) -> str:
    """What a reader has to know before opening it, or nothing."""
    if entry.kind == "not-available":
        return "Not available here"
    status = entry.fact("availability.status")
    return (
        rules.schemas.choice("service", "availability.status", status) if status in _MARKED_STATUSES else ""
    )


def _in_order(offer: Offer) -> tuple[Entry, ...]:
    """All entries as a list shows them: support, absences, guides; each from A to Z."""
    return tuple(
        sorted(offer.entries, key=lambda entry: (_GROUPS[entry.kind], sort_key(entry.title), entry.id))
    )


# Files ------------------------------------------------------------------------------------------------------


def search_files(offer: Offer, rules: Rules) -> dict[str, str]:
    """The text of `find/entries.js` and `find/words.js`, by address in the site.

    Each is a classic script that sets one global: `localOfferEntries` and `localOfferWords`. Entries go by
    their number, from 0, in the order of the plain list.
    """
    entries = _in_order(offer)
    words = {
        "format_version": FORMAT_VERSION,
        "ignored": IGNORED_WORDS,
        "groups": _words(entries, rules.vocabularies),
    }
    return {
        "find/entries.js": _script("localOfferEntries", _columns(entries, rules)),
        "find/words.js": _script("localOfferWords", words),
    }


def _columns(entries: Sequence[Entry], rules: Rules) -> dict[str, Any]:
    facts = (
        zip(*(_shown_facts(entry, rules) for entry in entries), strict=True)
        if entries
        else ((),) * len(FACT_LABELS)
    )
    return {
        "format_version": FORMAT_VERSION,
        "ids": [entry.id for entry in entries],
        "titles": [entry.title for entry in entries],
        "summaries": [entry.summary for entry in entries],
        "not_told": NOT_TOLD,
        "groups": [_GROUPS[entry.kind] for entry in entries],
        "marks": _column(_mark(entry, rules) for entry in entries),
        "facts": [
            {"label": label, **_column(texts)} for label, texts in zip(FACT_LABELS, facts, strict=True)
        ],
        "filters": [_filter_columns(one, entries) for one in _filters(entries, rules.vocabularies)],
    }


def _filter_columns(one: Filter, entries: Sequence[Entry]) -> dict[str, Any]:
    number_of = {choice.id: number for number, choice in enumerate(one.choices)}
    column = _column(one.met_by(entry) for entry in entries)
    return {
        "name": one.name,
        "unstated": one.unstated,
        "choices": [choice.id for choice in one.choices],
        "parents": [number_of.get(choice.parent, -1) for choice in one.choices],
        "values": [[number_of[choice] for choice in met] for met in column["values"]],
        "of": column["of"],
    }


def _column(values: Iterable[Value]) -> dict[str, list[Any]]:
    """*values* as the list of different ones, and for each place the number of its value there."""
    numbers: dict[Value, int] = {}
    of = [numbers.setdefault(value, len(numbers)) for value in values]
    return {"values": list(numbers), "of": of}


def _script(name: str, value: Any) -> str:
    """A classic script that sets the global *name*; plain ASCII, and safe inside a page too."""
    text = json.dumps(value, ensure_ascii=True, separators=(",", ":")).replace("</", "<\\/")
    return f"window.{name} = {text};\n"


# Pages ------------------------------------------------------------------------------------------------------

WAYS = {
    "need": "By need",
    "age": "By age",
    "kind": "By kind of support",
    "place": "By place",
    "a-z": "A to Z",
}
"""The lists that go through the whole offer, by the id of their address."""


def find_pages(offer: Offer, rules: Rules) -> list[tuple[str, dict[str, Any]]]:
    """The address in the site and the context of each page of `content/find.html`.

    The first has the search and the first hundred entries; the others go on with the plain list, for readers
    without scripts.
    """
    entries = _in_order(offer)
    count = max(1, -(-len(entries) // PAGE_SIZE))
    paths = [FIND, *(f"find/page-{number}/index.html" for number in range(2, count + 1))]
    return [
        (path, _page_context(offer, rules, entries, number, paths)) for number, path in enumerate(paths, 1)
    ]


def _page_context(
    offer: Offer, rules: Rules, entries: Sequence[Entry], number: int, paths: Sequence[str]
) -> dict[str, Any]:
    root = up_from(paths[number - 1])
    first = (number - 1) * PAGE_SIZE
    shown = entries[first : first + PAGE_SIZE]
    filters = {one.name: one.tree() for one in _filters(entries, rules.vocabularies) if number == 1}
    return {
        "root": root,
        "number": number,
        "title": "Find support",
        "total": len(entries),
        "first": first + 1,
        "last": first + len(shown),
        "results": [_result(entry, rules, root) for entry in shown],
        "pages": [(one, root + path, one == number) for one, path in enumerate(paths, 1)],
        "ways": [(words, root + way_address(way)) for way, words in WAYS.items()],
        "filters": filters,
        "authority_name": offer.authority.name,
        "contact": _contact(offer.authority),
        "advice": _advice(offer, root),
        "gaps": root + GAPS,
        "not_told": NOT_TOLD,
    }


def _result(entry: Entry, rules: Rules, root: str) -> dict[str, Any]:
    facts = zip(FACT_LABELS, _shown_facts(entry, rules), strict=True)
    return {
        "href": root + entry_address(entry.id),
        "title": entry.title,
        "summary": entry.summary,
        "mark": _mark(entry, rules),
        "facts": [(label, text) for label, text in facts if text],
    }


def _contact(authority: Authority) -> list[tuple[str, Markup]]:
    """How to reach a person at the authority, phone first."""
    phone, email = authority.fact("contact.phone"), authority.fact("contact.email")
    return [
        *([("Call", phone_links(str(phone)))] if phone else []),
        *([("Email", email_link(str(email)))] if email else []),
    ]


def _advice(offer: Offer, root: str) -> dict[str, Any] | None:
    """The advice service of the area, for a reader whose search finds nothing."""
    for entry in offer.with_ids([str(offer.authority.fact("partners.advice_service"))]):
        phone = entry.fact("contact.phone")
        return {
            "title": entry.title,
            "href": root + entry_address(entry.id),
            "phone": phone_links(str(phone)) if phone else "",
        }
    return None
