"""How hard a text is to read: its reading age, and the sentences that are too long."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

FEWEST_WORDS = 30
"""A shorter text says too little to be measured."""

# An address on the web or of a mailbox is looked at, not read.
_PRINTED = re.compile(r"\S+")
_WEB_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+(?:[.,:/]\d+)*")
# The same for a text in which no letter has an accent: signs that are named are found much quicker.
_ASCII_WORD = re.compile(r"[A-Za-z]+(?:['-][A-Za-z]+)*|[0-9]+(?:[.,:/][0-9]+)*")
_LIST_MARKER = re.compile(r"^\s*(?:[-*+•>]|#{1,6}|\d{1,3}[.)])\s+")
_SENTENCE_END = re.compile(r"""[.!?][)"'”’\]]*\s+(?=["'“‘(\[]?[A-Z0-9£])""")
# A full stop after "Dr", "e.g" or an initial ends no sentence.
_SHORTENED = re.compile(
    r"(?:\b(?:Dr|Mr|Mrs|Ms|Mx|St|Rd|Nos?|Tel|Prof|Rev|Ext|etc)|(?<![\w.])(?![ap]\.m\.)(?:[a-z]\.)*[a-z])\.$",
    re.IGNORECASE,
)

# Short words in capitals are said letter by letter, but for these.
_MOST_INITIALS = 5
_SAID_AS_WORDS = frozenset({"CAMHS", "NICE", "PECS", "SALT", "SENCO", "SEND"})

_VOWELS = re.compile(r"[aeiouyàâäèéêëîïôöùûü]+")
_ONE_MORE = re.compile(
    r"""
    # Two vowels in a row that are said apart: dyslexia, radio, variety, experience, usual, video.
    (?<![cgst]) (?<!ll) ia (?! ge | rs?$ ) | cia (?=t)
    | (?<![cgstx]) (?<!ll) (?<!n) io (?! urs?$ ) | (?<=ys) io
    | i (?= et | ers?$ | est$ ) | (?<=[^cfrt]) ien | (?<=per) ien | ^sci (?=en)
    | ua (?=[lt]) | u (?= en | ous ) | eo (?= $ | s$ | graph | logy | r[yi] )
    | creat (?!ur) | theat | area | idea | (?<=s) eum$ | co (?= o[pr][de] ) | [aeiou] ing (?:s|ly)? $
    # An ending that is a syllable without a vowel: autism.
    | (?: s | th ) ms? $
    """,
    re.VERBOSE,
)
_ONE_LESS = re.compile(
    r"""
    # An "e" that is not said, at the end of a word or before its ending: house, called, homes, careful.
    (?<![aeiouy]) (?<![^aeiouy][lr]) e $
    | (?<![aeioutdy]) (?<![^aeiouyl]l) ed $
    | (?<![aeioucgsxyz]) (?<![cs]h) (?<![^aeiouy][lr]) es $
    | (?: (?<=[aeiouy][^aeiouyl]) | (?<=[aeiouy]ng) ) e (?= ful | less | ly | ment | ness )
    # And inside a word made of two: homework, timetable, someone.
    | ^ (?: fire|home|house|life|safe|side|some|there|time|where ) (?= [bcdfghjkmnptvwy][a-z]{2} )
    # Words that are said shorter than they are written.
    | ^every (?!one) | ^busi | ^wednes | ^even (?=ing) | safe (?=ty)
    """,
    re.VERBOSE,
)


def words(text: str) -> list[str]:
    """The words and numbers of *text*, without web and email addresses."""
    if "://" in text or "www." in text or "@" in text:
        text = _PRINTED.sub(_without_address, text)
    return (_ASCII_WORD if text.isascii() else _WORD).findall(text)


def _without_address(printed: re.Match[str]) -> str:
    """What there is to read of signs without a space between them."""
    signs = printed[0]
    # Not by an expression for mailboxes: a text of nothing but @ would keep it busy for hours.
    at = signs.find("@", 1)
    is_mailbox = at > 0 and "." in signs[at + 2 : -1]
    return " " if is_mailbox else _WEB_ADDRESS.sub(" ", signs)


def sentences(text: str) -> list[str]:
    """The sentences of *text*, each with at least one word. The end of a line ends a sentence.

    A heading or an item of a list, which has no full stop, is a sentence of its own: give the text as
    `richtext.to_text` does, one line for each.
    """
    return [one for line in text.splitlines() for one in _sentences_of(line) if _WORD.search(one)]


def _sentences_of(line: str) -> Iterator[str]:
    line = _LIST_MARKER.sub("", line).strip()
    start = 0
    for end in _SENTENCE_END.finditer(line):
        # What is shortened is one word, so it is looked for after the last space.
        stop = end.start() + 1
        last_word = max(start, line.rfind(" ", start, stop))
        if not _SHORTENED.search(line, last_word, stop):
            yield line[start : end.end()].rstrip()
            start = end.end()
    if start < len(line):
        yield line[start:]


def long_sentences(text: str, most_words: int = 25) -> list[str]:
    """The sentences of *text* with more than *most_words* words, in order.

    Source: GOV.UK, "Content design: writing for GOV.UK": a sentence of more than 25 words is hard to follow.
    """
    return [sentence for sentence, inside in _words_by_sentence(text) if len(inside) > most_words]


# Whoever asks how long the sentences of a text are mostly asks for its reading age too.
@lru_cache(maxsize=1)
def _words_by_sentence(text: str) -> list[tuple[str, list[str]]]:
    return [(sentence, words(sentence)) for sentence in sentences(text)]


def reading_age(text: str) -> float | None:
    """The age in years at which most people can read *text*; None where it is too short to tell.

    It only shows which texts to look at first: short words and sentences can still be hard to understand.
    Five is the least. Takes the text as `richtext.to_text` gives it.

    Source: Kincaid and others, "Derivation of new readability formulas", 1975, for the grade; the age is the
    grade and five years.
    """
    parts = [inside for _, inside in _words_by_sentence(text)]
    count = sum(map(len, parts))
    if count < FEWEST_WORDS:
        return None
    spoken = sum(_syllables_in(part) for part in parts)
    grade = 0.39 * count / sum(1 for part in parts if part) + 11.8 * spoken / count - 15.59
    return max(5.0, round(grade + 5, 1))


def _syllables_in(sentence: list[str]) -> int:
    letters = [word for word in sentence if word[0].isalpha()]
    # In a line of capitals a short word is no initials.
    is_shouted = len(letters) > 2 and all(word.isupper() for word in letters)
    return sum(map(syllables, map(str.lower, sentence) if is_shouted else sentence))


@lru_cache(maxsize=20_000)
def syllables(word: str) -> int:
    """How many syllables *word* is said with: a number counts as one, and EHC as the names of its letters."""
    return max(1, sum(map(_syllables, word.split("-"))))


def _syllables(word: str) -> int:
    word, _, ending = word.replace("’", "'").partition("'")
    if word.isupper() and 1 < len(word) <= _MOST_INITIALS and word not in _SAID_AS_WORDS:
        return len(word) + 2 * word.count("W")
    word = word.lower()
    not_said_alone = 0
    if ending == "t" and word.endswith("n"):
        # "Did" and "n't" are two, "do" and "n't" are one.
        word = word[:-1]
        not_said_alone = 1 if word.endswith(("d", "s", "t", "ve")) else 0
    # Between vowels a "y" begins a syllable, and after a "q" the "u" is no vowel.
    word = re.sub(r"(?<=[aeiou])y(?=[aeiou])", "j", word).replace("qu", "q")
    count = len(_VOWELS.findall(word)) + len(_ONE_MORE.findall(word)) - len(_ONE_LESS.findall(word))
    return max(1, count) + not_said_alone
