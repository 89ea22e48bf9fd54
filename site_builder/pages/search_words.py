"""Find the words of entries as they are searched: folded, stemmed, and with what means the same.

The browser makes an index of the titles, summaries and labels that it is given, by the same rules (find-words.js);
what else an entry says comes in a file of its own, made here.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from snowballstemmer.english_stemmer import EnglishStemmer

from site_builder.content.document import read_document
from site_builder.content.model import Entry, Facts
from site_builder.content.schema import load_schema
from site_builder.content.vocabulary import Vocabularies
from site_builder.errors import FaultyRules
from site_builder.pages.brief import town_of
from site_builder.pages.search_filters import heading_of, subject
from site_builder.shipped import shipped

IGNORED_WORDS = tuple(
    """
    a an and are as at be by can do for from get has have help how if in into is it its my not of on or our that
    the their them they this to us we what when where which who will with you your
    """.split()
)
"""Words that nobody searches by, because they stand in nearly every entry."""

LINKING_WORDS = tuple("a an and are as at be by for from in into is it its my of on or our the their to your".split())
"""Those of them that phrases are compared without: "education, health and care plan" has none."""

MANY_ENTRIES = 250
"""So many entries that it may be too many to say in which of them a word stands; see `details_of`."""

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


# Words ------------------------------------------------------------------------------------------------------


def words_of(text: str) -> list[str]:
    """The words of *text* as they are searched: small letters, no accents, no apostrophes, no lone letters.

    `wordsOf` in find-words.js does the same, and a test in the browser holds the two together.
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


_stemmer = EnglishStemmer()


@cache
def stem(word: str) -> str:
    """What the forms of an English word have in common: `swim` of swimming and swims.

    By the Snowball project's English stemmer (Porter's second). `assets/stemmer.js` is the same release of it.
    """
    return str(_stemmer.stemWord(word))


def phrase_of(text: str) -> tuple[str, ...]:
    """The stems of the words of *text* by which it is compared with a phrase, in its order."""
    return tuple(stem(word) for word in words_of(text) if word not in _LINKING)


_IGNORED = frozenset(IGNORED_WORDS)
_LINKING = frozenset(LINKING_WORDS)


# Synonyms ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Synonyms:
    """Words and phrases that mean much the same: what families say, and what services write.

    Args:
        same: groups of phrases. Whoever asks for one is shown the others.
        asked: for each group the phrases that lead to the others and are not looked for, because they mean too
            many other things in what services write.
    """

    same: tuple[tuple[str, ...], ...]
    asked: tuple[tuple[str, ...], ...]

    @property
    def phrases(self) -> Mapping[tuple[str, ...], str]:
        """The phrases of several words that are looked for, by their stems."""
        return {
            stems: phrase for group in self.same for phrase in group if len(stems := phrase_of(phrase)) > 1
        }


@cache
def load_synonyms() -> Synonyms:
    """The synonyms this software ships.

    Raises:
        FaultyRules: the file has faults.
    """
    path = shipped("schema", "search", "synonyms.yaml")
    document, problems = read_document(path, f"schema/search/{path.name}")
    if document is not None:
        reading = load_schema("the synonyms", "synonyms.yaml").read(document)
        problems = [*problems, *reading.diagnostics]
    if problems or document is None:
        raise FaultyRules(list(problems))
    groups = reading.facts["groups"]
    return Synonyms(
        tuple(tuple(group["same"]) for group in groups),
        tuple(tuple(group.get("asked", ())) for group in groups),
    )


class _PhraseFinder:
    """Finds phrases of several words in a row of stems."""

    def __init__(self, phrases: Iterable[tuple[str, ...]]) -> None:
        self._by_first: defaultdict[str, list[tuple[str, ...]]] = defaultdict(list)
        for phrase in phrases:
            self._by_first[phrase[0]].append(phrase)

    def find(self, stems: list[str]) -> Iterator[tuple[str, ...]]:
        for place, first in enumerate(stems):
            for phrase in self._by_first.get(first, ()):
                if tuple(stems[place : place + len(phrase)]) == phrase:
                    yield phrase


# What an entry says -----------------------------------------------------------------------------------------


def label_texts(entry: Entry, vocabularies: Vocabularies) -> Iterator[str]:
    """The words for what it is, who runs it and where, beside those that its result shows."""
    about = subject(entry)
    headings = vocabularies["service-types"].headings
    for one in about.get("service_types", ()):
        if heading := headings.get(heading_of(one, vocabularies)):
            yield heading.label
    for one in (entry.topic, *entry.facts.get("answers", ())):
        if one:
            yield vocabularies["topics"].label(one)
    yield from _texts(entry.fact("provider.name"))
    for place in entry.facts.get("places", ()):
        yield from _place_texts(place)


def detail_texts(entry: Entry) -> Iterator[str]:
    """Everything else that tells a family something, its translations among it."""
    yield entry.summary
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


def _place_texts(place: Facts) -> Iterator[str]:
    """Where it is, as far as the entry lets its readers know."""
    if place.get("location", "shown") == "shown":
        for name in ("name", "address", "postcode"):
            yield from _texts(place.get(name))
    elif town := town_of(place):
        yield town


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


# The file ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class EntryTexts:
    """The texts of one entry: those that the browser has, and by tier those that it has not."""

    shown: tuple[str, ...]
    labels: tuple[str, ...]
    details: tuple[str, ...]


def index_details(entries: Sequence[EntryTexts], synonyms: Synonyms) -> dict[str, Any]:
    """In which entries, by their number, each word and phrase stands that the browser has not been shown.

    A word is named as it is most often written; its stem is its key. For each come the entries that have it
    among their labels and, after a stroke, in their details, each entry once. A phrase has low lines between
    its words.

    A word that is in the details of more than a fifth of the entries, and of more than `MANY_ENTRIES`, tells
    nobody where to look, and would be most of the file: it is named among the `common` words, without them.

    Words that stand in about as many entries go together, rare ones first: what is much alike is packed
    smaller on its way to the reader.
    """
    forms: defaultdict[str, Counter[str]] = defaultdict(Counter)
    tiers: tuple[defaultdict[str, list[int]], ...] = (defaultdict(list), defaultdict(list))
    phrases = synonyms.phrases
    finder = _PhraseFinder(phrases)
    for number, texts in enumerate(entries):
        seen = set(_keys(texts.shown, finder, defaultdict(Counter)))
        for tier, said in zip(tiers, (texts.labels, texts.details), strict=True):
            new = set(_keys(said, finder, forms)) - seen
            seen |= new
            for key in new:
                tier[key].append(number)
    labels, details = tiers
    most = max(MANY_ENTRIES, len(entries) // 5)
    common = sorted(key for key, numbers in details.items() if len(numbers) > most)
    for key in common:
        del details[key]
    names = {" ".join(stems): "_".join(words_of(phrase)) for stems, phrase in phrases.items()}
    for key, written in forms.items():
        names.setdefault(key, min(written, key=lambda word: (-written[word], word)))
    groups: dict[int, list[str]] = {}
    for key in sorted({*labels, *details}):
        number = len(labels.get(key, ())) + len(details.get(key, ()))
        groups.setdefault(number.bit_length(), []).append(key)
    return {
        "common": " ".join(names[key] for key in common),
        "groups": [
            {
                "words": " ".join(names[key] for key in keys),
                "entries": " ".join(
                    "|".join(packed(tier.get(key, ())) for tier in tiers).rstrip("|") for key in keys
                ),
            }
            for _, keys in sorted(groups.items())
        ],
    }


def _keys(
    texts: Iterable[str], finder: _PhraseFinder, forms: defaultdict[str, Counter[str]]
) -> Iterator[str]:
    """The stem of each word in *texts*, and the stems of each phrase; *forms* counts how words are written."""
    for text in texts:
        words = words_of(text)
        for word in words:
            if word not in _IGNORED:
                forms[stem(word)][word] += 1
                yield stem(word)
        for phrase in finder.find([stem(word) for word in words if word not in _LINKING]):
            yield " ".join(phrase)


_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


def packed(numbers: Iterable[int]) -> str:
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
