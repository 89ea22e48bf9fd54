"""Finds in families' comments what may tell who somebody is, so that a person looks at it again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from site_builder.content.personal_data import find_personal_data

CLUES: Mapping[str, str] = MappingProxyType(
    {
        "email": "an email address",
        "phone": "a phone number",
        "postcode": "a postcode",
        "date-of-birth": "a date of birth",
        "named-child": "somebody's name",
        "age-at-school": "a child's age and school",
    }
)
"""Every kind of clue that is looked for, in plain words."""

IN_ANSWERS = frozenset({"date-of-birth", "named-child", "age-at-school"})
"""The kinds looked for in a council's answers, which may well give the address or the phone of a team."""


@dataclass(frozen=True, slots=True)
class Clue:
    """Where a text may tell who somebody is. What it says there is never repeated."""

    kind: str
    offset: int
    length: int


_RELATIVE = (
    r"(?:grand|step|foster\ )?(?:(?:son|daughter|boy|girl|brother|sister|twin|nephew|niece)s?|child(?:ren)?)"
)
_PATTERNS = {
    "email": re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+"),
    "phone": re.compile(r"(?<![\w.])(?:\+44|\(?0)(?:[ \xa0().-]{0,2}\d){9,10}(?!\d)"),
    "postcode": re.compile(
        # In small letters "ks1 1st" has the form of one too.
        r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b"
        r"|\b(?!\w+ ?\d(?:st|nd|rd|th)\b)[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2}\b"
    ),
    # "my son Sam", "our little girl, who is called Ann"; not "my son. They", "my daughter's EHC plan".
    "named-child": re.compile(
        rf"""
        \b (?: [Mm]y | [Oo]ur | [Yy]our | [Hh]is | [Hh]er | [Tt]heir | [Aa] ) \s+
        (?: [a-z-]+ \s+ ){{0,2}} {_RELATIVE}
        ,? \s+ (?: (?: who \s+ | that \s+ )? (?: is | was | are | were )? \s* (?: called | named ) \s+
                 | whose \s+ name \s+ is \s+ )?
        (?! (?: Mon | Tues | Wednes | Thurs | Fri | Satur | Sun ) day
          | (?: January | February | March | April | May | June | July | August | September | October
              | November | December | Year | Reception | Key | English | British | Down ) \b )
        (?P<name> [A-Z][a-zà-ÿ]+ )
        """,
        re.VERBOSE,
    ),
}

_AGE = re.compile(
    r"""
    \b (?: aged? \s+ (?P<aged> \d{1,2} )
      | (?P<old> \d{1,2} ) [ -] (?: years?|yrs?|yr ) [ -] olds?
      | (?: [Hh]e | [Ss]he | [Tt]hey | [A-Z][a-z]+ ) \s+ (?: is | are | was ) \s+ (?P<bare> \d{1,2} ) \b
        (?! \s* [%£] ) )
    # Whom a service is for, not who somebody is: "aged 4 to 11", "8 years old and over".
    (?! \s* (?: to | - | – | and \s+ (?: over | under | up ) | or \s+ (?: over | under ) | \+ ) )
    """,
    re.VERBOSE,
)
_SCHOOL = re.compile(
    r"\b(?:[A-Z][\w.'’]+\s+){1,4}(?:School|Academy|College|Nursery|Primary|Infants|Juniors|High|Pre-?school)\b"
    r"|\b(?:at|to|from)\s+St\.?\s+[A-Z]\w+"
)
_SENTENCE = re.compile(r"[^.!?\n]+(?:\.(?=\w)[^.!?\n]*)*")


def find_clues(text: str, kinds: Iterable[str] = tuple(CLUES)) -> list[Clue]:
    """Everything of *kinds* in *text* that may tell who somebody is, in order of place.

    It finds what has a form. Most of what tells who is meant has none, so it never replaces reading.
    """
    found = [clue for kind in kinds for clue in _find(text, kind)]
    return sorted(found, key=lambda one: (one.offset, one.kind))


def _find(text: str, kind: str) -> Iterator[Clue]:
    if kind == "date-of-birth":
        for one in find_personal_data(text):
            if one.kind == kind:
                yield Clue(kind, one.offset, one.length)
        return
    if kind == "age-at-school":
        for sentence in _SENTENCE.finditer(text):
            if _SCHOOL.search(sentence[0]):
                for age in _AGE.finditer(text, sentence.start(), sentence.end()):
                    yield Clue(kind, age.start(), age.end() - age.start())
        return
    for match in _PATTERNS[kind].finditer(text):
        start, end = match.span("name" if kind == "named-child" else 0)
        yield Clue(kind, start, end - start)
