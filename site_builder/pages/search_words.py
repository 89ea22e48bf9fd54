"""Find the words of entries as they are searched: folded, stemmed, and with what means the same.

The browser makes an index of the titles, summaries and labels that it is given, by the same rules
(find-words.js); what else an entry says comes in a file of its own, made here.
"""

from __future__ import annotations

import re
import unicodedata
from base64 import b64encode
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import accumulate, islice
from operator import sub
from typing import Any, NamedTuple, TypeVar

from Stemmer import Stemmer

from site_builder.content.document import read_document
from site_builder.content.model import Entry, Facts
from site_builder.content.schema import load_schema
from site_builder.content.subject import subject_kinds
from site_builder.content.vocabulary import Vocabularies
from site_builder.errors import FaultyRules
from site_builder.pages.brief import town_of
from site_builder.pages.search_filters import heading_of
from site_builder.shipped import shipped

MANY_ENTRIES = 250
"""So many entries that it may be too many to say in which of them a word stands; see `details_of`."""

WORDS_A_BLOCK = 64
"""How many words are packed together: a browser unpacks a block when it needs a word of it."""

DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
"""The letters that numbers are written in, from 0 to 63."""

Value = TypeVar("Value")

_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_APOSTROPHES = "'’‘ʼ`"
_ASCII_WORD = re.compile(r"[a-z0-9]{2,}|[0-9]")
_WORD = re.compile(r"[^\W_]+")
_LONG_NUMBER = re.compile(r"\d{4}|\d+[ap]m$")
"""The beginning of a phone number or a year, or a time of day: not looked for, and there are very many."""

_BETWEEN = "\n0000\n"
"""What stands between two texts, so that no phrase begins in one and ends in the next. It is no word."""

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
    ascii_or_letters = text if text.isascii() else _NOT_ASCII.sub(_without_accents, text)
    plain = ascii_or_letters.replace("'", "").replace("`", "").lower()
    if plain.isascii():
        return _ASCII_WORD.findall(plain)
    return [word for word in _WORD.findall(plain) if len(word) > 1 or word.isnumeric()]


def _without_accents(letter: re.Match[str]) -> str:
    return _plain_letter(letter[0])


@cache
def _plain_letter(letter: str) -> str:
    """*letter* without its accents; nothing for an apostrophe, a space for what else stands in no word."""
    return "".join(
        one if one.isalnum() else " "
        for one in unicodedata.normalize("NFKD", letter)
        if unicodedata.category(one)[0] != "M" and one not in _APOSTROPHES
    )


_stemmer = Stemmer("english")


@cache
def stem(word: str) -> str:
    """What the forms of an English word have in common: `swim` of swimming and swims.

    By the Snowball project's English stemmer (Porter's second); the theme's `stemmer.js` is the same release.
    """
    return str(_stemmer.stemWord(word))


# Synonyms ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Synonyms:
    """Words and phrases that mean much the same: what families say, and what services write.

    Args:
        ignored: words that nobody searches by: they stand in nearly every entry.
        linking: those of them that phrases are compared without.
        same: groups of phrases. Whoever asks for one is shown the others.
        asked: for each group the phrases that lead to the others and are not looked for, because they mean
            too many other things in what services write.
    """

    ignored: frozenset[str]
    linking: frozenset[str]
    same: tuple[tuple[str, ...], ...]
    asked: tuple[tuple[str, ...], ...]

    @cached_property
    def phrases(self) -> Mapping[tuple[str, ...], str]:
        """The phrases of several words that are looked for, by their stems."""
        return {
            stems: phrase
            for group in self.same
            for phrase in group
            if len(stems := self.stems_of(phrase)) > 1
        }

    def stems_of(self, phrase: str) -> tuple[str, ...]:
        """What *phrase* is compared by: the stems of its words, without those that only link others."""
        return tuple(stem(word) for word in words_of(phrase) if word not in self.linking)


@cache
def load_synonyms() -> Synonyms:
    """The synonyms this software ships.

    Raises:
        FaultyRules: the file has faults.
    """
    path = shipped("schema", "search", "synonyms.yaml")
    document, problems = read_document(path, f"schema/search/{path.name}")
    if document is None:
        raise FaultyRules(list(problems))
    reading = load_schema("the synonyms", "synonyms.yaml").read(document)
    if reading.diagnostics:
        raise FaultyRules(list(reading.diagnostics))
    facts = reading.facts
    return Synonyms(
        ignored=frozenset(facts["ignored"]),
        linking=frozenset(facts["linking"]),
        same=tuple(tuple(group["same"]) for group in facts["groups"]),
        asked=tuple(tuple(group.get("asked", ())) for group in facts["groups"]),
    )


class Found(NamedTuple):
    """What texts are searched by: stems of their words and of the phrases in them; and all their words."""

    keys: set[str]
    words: Sequence[str]


class _KeyFinder:
    """Finds what texts are searched by."""

    def __init__(self, synonyms: Synonyms) -> None:
        self._by_first: defaultdict[str, list[tuple[str, ...]]] = defaultdict(list)
        for phrase in synonyms.phrases:
            self._by_first[phrase[0]].append(phrase)
        self._beginnings = frozenset(phrase[:2] for phrase in synonyms.phrases)
        # Most words of one entry stand in others too.
        self.key_of = _Known(
            lambda word: "" if word in synonyms.ignored or _LONG_NUMBER.match(word) else stem(word)
        )
        self._in_phrases = _Known(lambda word: "" if word in synonyms.linking else stem(word))

    def find(self, texts: Sequence[str]) -> Found:
        words = words_of(_BETWEEN.join(texts))
        keys = {*map(self.key_of.__getitem__, words)}
        # Without those that only link others.
        row = list(filter(None, map(self._in_phrases.__getitem__, words)))
        if not self._beginnings.isdisjoint(zip(row, islice(row, 1, None), strict=False)):
            keys.update(self._phrases_in(row))
        keys.discard("")
        return Found(keys, words)

    def _phrases_in(self, row: list[str]) -> Iterator[str]:
        for place in [place for place, key in enumerate(row) if key in self._by_first]:
            for phrase in self._by_first[row[place]]:
                if tuple(row[place : place + len(phrase)]) == phrase:
                    yield " ".join(phrase)


class _Known(dict[str, str]):
    """What *look* gives for a word, or nothing where the word does not count. Each is looked at once."""

    def __init__(self, look: Callable[[str], str]) -> None:
        self._look = look

    def __missing__(self, word: str) -> str:
        found = self[word] = self._look(word)
        return found


# What an entry says -----------------------------------------------------------------------------------------


def label_texts(entry: Entry, vocabularies: Vocabularies) -> Iterator[str]:
    """The words for what it is, who runs it and where, beside those that its result shows."""
    headings = vocabularies["service-types"].headings
    for one in subject_kinds(entry):
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
        for name in ("name", "address"):
            yield from _texts(place.get(name))
        # Nobody looks for the second half, and each place has another.
        yield place.get("postcode", "").partition(" ")[0]
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

    `words` has each word as it is most often written; its stem is its key. A phrase has low lines between its
    words. All are in order, and begin with a digit: how many letters they share with the one before in their
    block, which is a line. `labels` and `details` say, block by block, in how many entries each word is
    among the labels and in the details; an entry is counted once, where the word counts most. `entries` are
    the numbers of those entries, word by word, as `_rice_bits` packs them: in hardly more bits than they
    hold news. `starts` are the bits, to the base of 36, where each block begins.

    A word that is in the details of more than a twelfth of the entries, and of more than `MANY_ENTRIES`,
    tells nobody where to look, and would be most of the file: it is named among the `common` words, without
    them.
    """
    written: Counter[str] = Counter()
    tiers: tuple[defaultdict[str, list[int]], ...] = (defaultdict(list), defaultdict(list))
    finder = _KeyFinder(synonyms)
    for number, texts in enumerate(entries):
        seen = finder.find(texts.shown).keys
        for tier, said in zip(tiers, (texts.labels, texts.details), strict=True):
            found = finder.find(said)
            written.update(found.words)
            new = found.keys - seen
            for key in new:
                tier[key].append(number)
            seen |= new
    labels, details = tiers
    most = max(MANY_ENTRIES, len(entries) // 12)
    common = [key for key, numbers in details.items() if len(numbers) > most]
    for key in common:
        del details[key]
    names = {" ".join(stems): "_".join(words_of(phrase)) for stems, phrase in synonyms.phrases.items()}
    for word in sorted(filter(finder.key_of.__getitem__, written), key=lambda word: (-written[word], word)):
        names.setdefault(stem(word), word)
    keys = sorted({*labels, *details}, key=lambda key: names[key])
    lists = [(labels.get(key, ()), details.get(key, ())) for key in keys]
    bits = ["".join(_rice_bits(one, len(entries)) for one in both if one) for both in lists]
    starts = accumulate(map(len, bits), initial=0)
    return {
        "common": " ".join(sorted(names[key] for key in common)),
        "words": "\n".join(" ".join(_shortened(names[key] for key in block)) for block in _blocks(keys)),
        "labels": " ".join(_counts(len(numbers) for numbers, _ in block) for block in _blocks(lists)),
        "details": " ".join(_counts(len(numbers) for _, numbers in block) for block in _blocks(lists)),
        "starts": " ".join(map(_base36, islice(starts, 0, None, WORDS_A_BLOCK))),
        "entries": _base64("".join(bits)),
    }


def _blocks(values: Sequence[Value]) -> Iterator[Sequence[Value]]:
    return (values[start : start + WORDS_A_BLOCK] for start in range(0, len(values), WORDS_A_BLOCK))


def _base36(number: int) -> str:
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    return (_base36(number // 36) if number >= 36 else "") + digits[number % 36]


def _shortened(words: Iterable[str]) -> Iterator[str]:
    """Each word with as many of its first letters as the one before has too, at most 9, put as a digit."""
    last = ""
    for word in words:
        shared = next((at for at in range(9) if last[at : at + 1] != word[at : at + 1] or at == len(word)), 9)
        yield f"{shared}{word[shared:]}"
        last = word


def _counts(numbers: Iterable[int]) -> str:
    return "".join(map(_count_letters, numbers))


@cache
def _count_letters(number: int) -> str:
    """*number* in letters of 5 bits each, the lowest first; from `g` on a letter says that more follow."""
    if number < 32:
        return DIGITS[number]
    return DIGITS[32 + (number & 31)] + _count_letters(number >> 5)


def _rice_bits(numbers: Sequence[int], total: int) -> str:
    """Rising *numbers* below *total* as bits: each as its distance from the one before, in Rice's code.

    The last bits of a distance, as many as suit the mean, stand after the others, which are counted in ones
    and a nought. `next` in find-words.js reads it.
    """
    low = max(1, total // len(numbers) * 69 // 100).bit_length() - 1
    distances = map(sub, numbers, (-1, *numbers))
    return "".join([_rice_code(distance - 1, low) for distance in distances])


@lru_cache(maxsize=65_536)
def _rice_code(distance: int, low: int) -> str:
    high, rest = divmod(distance, 1 << low)
    return "1" * high + "0" + (f"{rest:0{low}b}" if low else "")


def _base64(bits: str) -> str:
    filled = bits + "0" * (-len(bits) % 8)
    return b64encode(int(filled or "0", 2).to_bytes(len(filled) // 8, "big")).decode("ascii")
