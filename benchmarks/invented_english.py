"""Write sentences of invented English whose words are spread as in a real directory of services.

A few words come again and again and most come once. New ones never stop coming, first from the lists in
`words/`, then as compounds and as invented names, because that is what makes an index of real text heavy.
No name here is a real service's, place's or person's, but by chance.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

WORDS = Path(__file__).resolve().parent / "words"


def _listed(name: str) -> tuple[str, ...]:
    return tuple((WORDS / f"{name}.txt").read_text(encoding="utf-8").split())


NOUNS, VERBS, ADJECTIVES, ADVERBS = map(_listed, ("nouns", "verbs", "adjectives", "adverbs"))
# What stands more than once is written more often.
DETERMINERS, PREPOSITIONS = map(_listed, ("determiners", "prepositions"))
ONSETS, VOWELS, CODAS, PLACE_ENDS = map(_listed, ("onsets", "vowels", "codas", "place-ends"))
JOINERS = (*("and",) * 8, *("or",) * 3, "because", "when", "while", "if", "but", "so that", "which means")
SUBJECTS = (
    *(("we", False),) * 6,
    *(("you", False),) * 4,
    ("they", False),
    ("it", True),
    ("your child", True),
)
MODALS = (
    *("can",) * 5,
    *("will",) * 4,
    "may",
    "must",
    "should",
    "do not",
    "want to",
    "need to",
    "would like to",
)
PRONOUNS = (
    "you",
    "them",
    "us",
    "it",
    "each other",
    "this",
    "all of this",
    "more",
    "others",
    "those who need it",
)
FOR_MANY = (*("the",) * 6, "our", "your", "their", "all", "some", "many", "these", "other", "most", "more")
STOCK = (
    "children and young people",
    "special educational needs and disabilities",
    "children and young people with special educational needs",
    "for more information",
    "please contact us",
    "across the area",
    "between the ages of",
    "a wide range of",
    "their parents and carers",
    "who live in the area",
    "registered charity",
    "visit our website",
    "health and wellbeing",
    "one to one",
    "open to everyone",
    "get in touch",
    "please see the website for more details",
    "if you would like to know more",
    "a safe and friendly place",
)

NOUN_DISCOUNT = 0.4
VERB_DISCOUNT = 0.3
ADJECTIVE_DISCOUNT = 0.3
NAME_DISCOUNT = 0.77
NAMES_SHARE = 0.14
STOCK_SHARE = 0.05
ECHO = 0.43
"""How often an entry says a word of its own again, rather than any other; these were set by comparing."""


class Words:
    """One class of words, asked for as guests are seated in the restaurant of Pitman and Yor.

    A word is drawn again the more often it was drawn before; a new one comes with the probability that makes
    the number of different words grow with the power `discount` of the number drawn. New ones are taken from
    `known` in an order of chance, and then made by `invent`.
    """

    def __init__(
        self,
        chance: Random,
        known: Sequence[str],
        invent: Callable[[], str],
        *,
        discount: float,
        strength: float,
    ) -> None:
        self._chance, self._invent, self._discount, self._strength = chance, invent, discount, strength
        self._new = list(dict.fromkeys(known))
        chance.shuffle(self._new)
        self._drawn: list[str] = []
        self._times: dict[str, int] = {}

    def draw(self) -> str:
        different, drawn = len(self._times), len(self._drawn)
        if self._chance.random() * (drawn + self._strength) < self._strength + self._discount * different:
            word = self._new.pop() if self._new else self._invent()
        else:
            word = self._chance.choice(self._drawn)
            # A word that was drawn n times counts as n - discount.
            while self._chance.random() * self._times[word] < self._discount:
                word = self._chance.choice(self._drawn)
        self._drawn.append(word)
        self._times[word] = self._times.get(word, 0) + 1
        return word


class Writer:
    """Writes names, sentences and paragraphs; with the same *seed* the same ones in the same order."""

    def __init__(self, seed: str) -> None:
        self.chance = chance = Random(seed)
        self._nouns = Words(chance, NOUNS, self._compound, discount=NOUN_DISCOUNT, strength=150)
        self._verbs = Words(chance, VERBS, self._again, discount=VERB_DISCOUNT, strength=80)
        self._adjectives = Words(chance, ADJECTIVES, self._based, discount=ADJECTIVE_DISCOUNT, strength=80)
        self._adverbs = Words(chance, ADVERBS, self._manner, discount=0.2, strength=20)
        self._names = Words(chance, (), self.new_name, discount=NAME_DISCOUNT, strength=40)
        self._figures = Words(chance, (), self._new_figure, discount=0.5, strength=20)
        self._written: dict[Words, list[str]] = {}

    def start_entry(self) -> None:
        """From here on the writer repeats itself within another entry."""
        self._written = {}

    def paragraph(self, words: int) -> str:
        """Sentences of about *words* words in all."""
        sentences: list[str] = []
        left = words
        while left > 0:
            sentence = self.sentence()
            sentences.append(sentence)
            left -= sentence.count(" ") + 1
        return " ".join(sentences)

    def sentence(self) -> str:
        text = self._clause()
        if self.chance.random() < 0.35:
            text += f" {self.chance.choice(JOINERS)} {self._clause()}"
        if self.chance.random() < 0.25:
            text = f"{self._place_words()}, {text}"
        return text[0].upper() + text[1:] + self.chance.choice((".",) * 9 + ("!", "?"))

    def items(self, count: int) -> str:
        """A list in Markdown."""
        return "\n".join(f"- {one[0].upper()}{one[1:]}" for one in (self._thing(0) for _ in range(count)))

    def name_word(self) -> str:
        """A word of a name: often one that other names have, sometimes a new one."""
        return self._names.draw()

    def title_word(self) -> str:
        return self._pick(self._nouns).capitalize()

    def new_name(self) -> str:
        """An invented name, such as Wendlecombe; most are of two or three syllables."""
        chance = self.chance
        syllables = [
            chance.choice(ONSETS)
            + chance.choice(VOWELS)
            + (chance.choice(CODAS) if chance.random() < 0.5 else "")
            for _ in range(chance.choice((1, 1, 2)))
        ]
        end = chance.choice(PLACE_ENDS) if len(syllables) == 1 else chance.choice(("", "a", "ey", "in", "o"))
        return ("".join(syllables) + end).capitalize()

    # The parts of a sentence

    def _clause(self) -> str:
        kind = self.chance.random()
        if kind < 0.1:
            return f"please {self._deed()}"
        if kind < 0.16:
            return (
                f"there {self.chance.choice(('is', 'are', 'will be'))} {self._thing()} {self._place_words()}"
            )
        if kind < 0.24:
            return f"it is {self._pick(self._adjectives)} to {self._deed()}"
        if kind < 0.45:
            subject, is_one = self.chance.choice(SUBJECTS)
        elif kind < 0.55:
            subject, is_one = self._proper(), True
        else:
            subject, is_one = self._noun_words()
        return f"{subject} {self._does(is_one=is_one)}"

    def _does(self, *, is_one: bool) -> str:
        kind = self.chance.random()
        if kind < 0.4:
            return f"{self.chance.choice(MODALS)} {self._deed()}"
        if kind < 0.55:
            return f"{'is' if is_one else 'are'} {self._deed(_with_ing)}"
        if kind < 0.75:
            return f"{'is' if is_one else 'are'} {_with_ed(self._pick(self._verbs))} {self._place_words()}"
        return self._deed(_with_s if is_one else str)

    def _deed(self, form: Callable[[str], str] = str) -> str:
        deed = form(self._pick(self._verbs))
        if self.chance.random() < 0.1:
            deed += f" {self._pick(self._adverbs)}"
        if self.chance.random() < 0.15:
            deed += f" and {form(self._pick(self._verbs))}"
        if self.chance.random() < 0.75:
            deed += f" {self._thing()}"
        if self.chance.random() < 0.15:
            deed += f" to {self._pick(self._verbs)} {self._thing(0)}"
        return deed + (f" {self._place_words()}" if self.chance.random() < 0.45 else "")

    def _thing(self, depth: int = 1) -> str:
        kind = self.chance.random()
        if kind < NAMES_SHARE:
            return self._proper()
        if kind < NAMES_SHARE + STOCK_SHARE:
            return self.chance.choice(STOCK)
        if kind < NAMES_SHARE + STOCK_SHARE + 0.08:
            return self.chance.choice(PRONOUNS)
        return self._noun_words(depth)[0]

    def _noun_words(self, depth: int = 1) -> tuple[str, bool]:
        """A noun with what stands around it, and whether it is one thing."""
        noun, is_one = self._pick(self._nouns), self.chance.random() < 0.55
        if self.chance.random() < 0.12:
            noun = f"{noun} {self._pick(self._nouns)}"
        if self.chance.random() < 0.3:
            noun = f"{self._pick(self._adjectives)} {noun}"
        determiner = self.chance.choice(DETERMINERS)
        if not is_one:
            text = (
                _with_s(noun)
                if self.chance.random() < 0.5
                else f"{self.chance.choice(FOR_MANY)} {_with_s(noun)}"
            )
        elif determiner == "a" and noun[0] in "aeiou":
            text = f"an {noun}"
        else:
            text = f"{determiner} {noun}"
        if depth and self.chance.random() < 0.25:
            text += f" {self.chance.choice(PREPOSITIONS)} {self._thing(depth - 1)}"
        return text, is_one

    def _place_words(self) -> str:
        return f"{self.chance.choice(PREPOSITIONS)} {self._thing(0)}"

    def _proper(self) -> str:
        if self.chance.random() < 0.3:
            return self._figures.draw()
        name = self._names.draw()
        if self.chance.random() < 0.5:
            name += f" {self._pick(self._nouns).capitalize()}"
        return name

    def _pick(self, words: Words) -> str:
        """A word of this class: one that the entry has already, or another."""
        written = self._written.setdefault(words, [])
        word = self.chance.choice(written) if written and self.chance.random() < ECHO else words.draw()
        written.append(word)
        return word

    # New words, when the lists are used up

    def _compound(self) -> str:
        return self.chance.choice(NOUNS) + self.chance.choice(NOUNS)

    def _again(self) -> str:
        return self.chance.choice(("re", "over", "under", "out", "pre", "mis", "un")) + self.chance.choice(
            VERBS
        )

    def _based(self) -> str:
        kind = self.chance.random()
        if kind < 0.5:
            return self.chance.choice(NOUNS) + self.chance.choice(
                ("less", "based", "like", "wide", "led", "y")
            )
        return self.chance.choice(("un", "non", "over", "inter", "semi")) + self.chance.choice(ADJECTIVES)

    def _manner(self) -> str:
        return self.chance.choice(ADJECTIVES) + "ly"

    def _new_figure(self) -> str:
        chance = self.chance
        hour, minute = chance.randint(1, 12), chance.choice(("", ".15", ".30", ".45"))
        return chance.choice(
            (
                f"{hour}{minute}{chance.choice(('am', 'pm'))}",
                f"£{chance.randint(1, 90)}",
                str(chance.randint(1, 999)),
                str(chance.randint(1948, 2026)),
                f"01632 960{chance.randint(0, 999):03}",
                "".join(chance.choice("ABCDEFGHIJKLMNOPRSTUVWY") for _ in range(chance.randint(2, 5))),
            )
        )


def _with_s(word: str) -> str:
    if word.endswith(("s", "x", "ch", "sh")):
        return word + "es"
    return word[:-1] + "ies" if word.endswith("y") and word[-2:-1] not in "aeiou" else word + "s"


def _with_ing(word: str) -> str:
    return (word[:-1] if word.endswith("e") and not word.endswith("ee") else word) + "ing"


def _with_ed(word: str) -> str:
    if word.endswith("y") and word[-2] not in "aeiou":
        return word[:-1] + "ied"
    return word + ("d" if word.endswith("e") else "ed")
