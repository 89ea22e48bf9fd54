"""Explain hard words where they first stand on a page, by a link to a list of them at its end."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from site_builder.content.vocabulary import Vocabulary
from site_builder.pages.templates import Markup
from site_builder.pages.words import plain_letters, sort_key

WORDS = "words/index.html"
"""The page with all hard words of a site."""

# Our own HTML: Jinja and the cleaner escape every "<" that begins no tag, so a tag ends at its first ">" that
# stands in no attribute.
_TAG = re.compile(r"""(<(?:[^<>"']|"[^"]*"|'[^']*')*+>)""")
_TAG_IN_ATTRIBUTE = re.compile(r"""="[^"<]*<|='[^'<]*<""")
"""What an attribute with a "<" in it looks like; some texts do too."""

_TAG_NAME = re.compile(r"/?([a-z][a-z0-9]*)")
# A link inside a link is none, a heading is a way to find a place, and these words are no text to read on.
_LEFT_ALONE = {"a", "button", "h1", "h2", "h3", "h4", "h5", "h6", "label", "legend", "option"}
_LEFT_ALONE |= {"script", "style", "summary", "textarea", "title"}
# Another language, and the small labels that say what something is.
_LEFT_ALONE_MARK = re.compile(r'\slang="|\sclass="(?:kind|tag|not-told)"')
_VOID = frozenset(["br", "hr", "img", "input", "link", "meta", "wbr"])

_SMALL = str.maketrans({chr(number): chr(number + 32) for number in range(ord("A"), ord("Z") + 1)})
_APOSTROPHES = str.maketrans({"'": "’"})


@dataclass(frozen=True, slots=True)
class HardWord:
    """A word and what it means, in a sentence or two; `id` is that of its term."""

    id: str
    word: str
    explanation: str


Found = tuple[tuple[int, int, HardWord], ...]
"""Start, end and word of each form in a text: the longest where several begin at one place."""


class Read(NamedTuple):
    """What matters in a tag and the text after it.

    `left_alone` is the name of the element that the tag begins, if its text is left alone; `start` is where
    the text begins, and `found` what is in it.
    """

    left_alone: str
    start: int
    found: Found


class Glossary:
    """All hard words, and one pattern that finds each of their forms."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        """Take the terms of *vocabulary*, each with an `explanation` and, in `also`, its other forms."""
        self.words = {
            term.id: HardWord(term.id, term.label, term.facts["explanation"])
            for term in vocabulary.terms.values()
        }
        self._id_of = {
            _key(form): term.id
            for term in vocabulary.terms.values()
            for form in (term.label, *term.facts.get("also", ()))
        }
        self._pattern = re.compile(rf"(?<![\w&-])(?:{_alternatives(self._id_of)})(?![\w-])")
        # What matters in a piece of a page: in most nothing, and most stand on other pages too.
        self.read = lru_cache(maxsize=8192)(self._read)

    def by_letter(self) -> tuple[tuple[str, tuple[HardWord, ...]], ...]:
        """All words in order, under the first letter of each."""
        ordered = sorted(self.words.values(), key=lambda one: sort_key(one.word))
        letters = groupby(ordered, key=lambda one: plain_letters(one.word)[0].upper())
        return tuple((letter, tuple(ones)) for letter, ones in letters)

    def explainer(self) -> Explainer:
        """What explains the words of one page."""
        return Explainer(self)

    def _read(self, piece: str) -> Read | None:
        tag = _TAG.match(f"<{piece}")
        start = tag.end() - 1 if tag else 0
        name, is_end = _element(piece)
        is_left_alone = name in _LEFT_ALONE or _LEFT_ALONE_MARK.search(piece, 0, start)
        read = Read(name if is_left_alone and not is_end else "", start, self.find(piece[start:]))
        return read if read.left_alone or read.found else None

    def find(self, text: str) -> Found:
        small = text.lower() if text.isascii() else text.translate(_SMALL)
        return tuple(
            (*found.span(), self.words[term])
            for found in self._pattern.finditer(small)
            if (term := self._id_of.get(_key(text[found.start() : found.end()])))
        )


class Explainer:
    """Explains the words of one page: each where it first stands. `found` has them in that order."""

    def __init__(self, glossary: Glossary) -> None:
        self._glossary = glossary
        self._found: dict[str, HardWord] = {}

    @property
    def found(self) -> tuple[HardWord, ...]:
        return tuple(self._found.values())

    def __call__(self, html: Markup) -> Markup:
        """*html*, which is safe and whole, with a link on each hard word that no earlier part had.

        Tags, links, headings, labels and text in other languages stay as they are.
        """
        first, *pieces = _pieces(str(html))
        first = self._explain(first, self._glossary.find(first))
        # The open elements from the outermost one that is left alone.
        inside: list[str] = []
        for number, read in enumerate(map(self._glossary.read, pieces)):
            if inside:
                name, is_end = _element(pieces[number])
                if is_end:
                    inside.pop()
                elif name:
                    inside.append(name)
                if inside:
                    continue
            if read is None:
                continue
            if read.left_alone:
                inside.append(read.left_alone)
            else:
                piece = pieces[number]
                pieces[number] = piece[: read.start] + self._explain(piece[read.start :], read.found)
        return Markup("<".join((first, *pieces)))

    def _explain(self, text: str, found: Found) -> str:
        shown, end = [], 0
        for start, stop, word in found:
            if word.id not in self._found:
                self._found[word.id] = word
                mark = f'<a class="hard" id="at-{word.id}" href="#word-{word.id}">'
                shown += [text[end:start], mark, text[start:stop], "</a>"]
                end = stop
        return "".join([*shown, text[end:]]) if shown else text


def _pieces(html: str) -> list[str]:
    """*html* cut at the "<" of each tag, which is left out: first a text alone, then tags and texts after."""
    if not _TAG_IN_ATTRIBUTE.search(html):
        return html.split("<")
    first, *others = _TAG.split(html)
    return [first, *(tag[1:] + text for tag, text in zip(others[::2], others[1::2], strict=True))]


def _element(tag: str) -> tuple[str, bool]:
    """The name of the element that *tag*, without its "<", begins or ends, and which of the two it does.

    What cannot hold text has no name.
    """
    found = _TAG_NAME.match(tag)
    if found is None or found[1] in _VOID:
        return "", False
    return found[1], tag.startswith("/")


def _key(form: str) -> str:
    """What two ways to write one form have in common. Initials are only found as such: SALT is no salt."""
    form = " ".join(form.replace("&#39;", "’").translate(_APOSTROPHES).split())
    return form if _is_initials(form) else form.translate(_SMALL)


def _is_initials(form: str) -> bool:
    return sum(one.isupper() for one in form) > 1 and " " not in form and "-" not in form


def _alternatives(forms: Iterable[str]) -> str:
    """A pattern for all *forms* in small letters, by their first letter and the longest first.

    At a place in a text only the forms that begin with its letter are tried.
    """
    small = sorted({form.translate(_SMALL) for form in forms}, key=lambda one: (one[0], -len(one), one))
    return "|".join(
        f"{re.escape(letter)}(?:{'|'.join(_loosely(form[1:]) for form in group)})"
        for letter, group in groupby(small, key=lambda one: one[0])
    )


def _loosely(form: str) -> str:
    """A pattern for *form* with any white space between its words, and any of the apostrophes."""
    return re.escape(form).replace("\\ ", r"\s+").replace("’", "(?:’|'|&#39;)")
