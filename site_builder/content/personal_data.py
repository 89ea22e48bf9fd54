"""Finds what must not be published: numbers, dates and addresses that belong to one private person."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal
from unicodedata import normalize

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of personal data, in plain words: what it is, why it matters and what to do."""

    severity: Severity
    what: str
    why: str
    remedy: str


_FOR_EVER = "Copies of a shared file can never all be taken back."

KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "nhs-number": Kind(
            "error",
            "an NHS number",
            f"It leads to one person's health record. {_FOR_EVER}",
            "take the number out, and tell whoever looks after personal data where it has been",
        ),
        "upn": Kind(
            "error",
            "a unique pupil number",
            f"It leads to one child's school record. {_FOR_EVER}",
            "take the number out, and tell whoever looks after personal data where it has been",
        ),
        "national-insurance-number": Kind(
            "error",
            "a National Insurance number",
            f"It leads to one person's tax and benefits. {_FOR_EVER}",
            "take the number out, and tell whoever looks after personal data where it has been",
        ),
        "date-of-birth": Kind(
            "error",
            "a date of birth",
            f"With a place or a school it tells which child is meant. {_FOR_EVER}",
            "take the date out; an age in years is enough",
        ),
        "private-mailbox": Kind(
            "warning",
            "a person's own email address",
            "It belongs to one person, who may leave, and who will get families' private stories.",
            "use the address of a team, if there is one; if not, make sure that its owner wants it here",
        ),
        "mobile-number": Kind(
            "warning",
            "a person's own mobile number",
            "It belongs to one person, who may leave, and whom strangers can then reach at home.",
            "use the number of a team, if there is one; if not, make sure that its owner wants it here",
        ),
    }
)
"""Every kind that is looked for, by the code that a diagnostic about it carries."""


@dataclass(frozen=True, slots=True)
class PersonalData:
    """Where a text holds something that looks personal. What it is there is never repeated."""

    kind: str
    offset: int
    length: int

    @property
    def severity(self) -> Severity:
        return KINDS[self.kind].severity

    @property
    def message(self) -> str:
        for_ever = ", and once shared it is public for ever" if self.severity == "error" else ""
        return f"this looks like {KINDS[self.kind].what}{for_ever}"

    @property
    def hint(self) -> str:
        return KINDS[self.kind].remedy


_A_DIGIT = re.compile("[0-9]")
# Each of the numbers has six digits or more with nothing but spaces and the like between them.
_LEAST_DIGITS = 6
_DIGITS = re.compile(r"[0-9](?:[ \xa0().-]{0,3}[0-9]){5,}")
# How far the letters, signs and brackets reach that may stand around those digits.
_LETTERS_BEFORE, _LETTERS_AFTER = 5, 8

# Parts of an address on the web, and of longer words and numbers, are none of these.
_FREE = r"(?<![\w/=%#&])"
_NUMBER = re.compile(
    rf"""
    (?P<mobile> (?: {_FREE} | (?<=wa\.me/) )
        (?: (?: \+ | 00 )? 44 [ \xa0-]? (?: \(0\) [ \xa0]? )? | \(? 0 [ \xa0-]? )
        7 [ \xa0-]? [1-9] (?: [ \xa0().-]{{0,2}} \d ){{8}} (?!\w) )
    | (?P<nhs> {_FREE} (?<! [+] ) (?<! \d[.,-] )
        (?: (?<! 44[ \xa0-] ) (?<! \(0\) ) (?<! \(0\)[ \xa0] ) [1-9] \d{{9}}
          | (?<! \d[ \xa0()] ) (?<! \d\)[ \xa0] ) [1-9] \d{{2}} (?P<gap> [ \xa0-] ) \d{{3}} (?P=gap) \d{{4}} )
        (?! \w | [.,-]\d | [ \xa0]\d{{3}} ) )
    | (?P<upn> {_FREE} [A-HJ-NP-RT-Z] \d{{11}} [\dA-HJ-NP-RT-Z] (?!\w) )
    | (?P<insurance> {_FREE} (?! BG | GB | KN | NK | NT | TN | ZZ ) [A-CEGHJ-PR-TW-Z] [A-CEGHJ-NPR-TW-Z]
        (?: [ \xa0-]? \d\d ){{3}} [ \xa0-]? [A-D] (?!\w) )
    """,
    re.VERBOSE | re.IGNORECASE,
)

_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_BIRTH_WORDS = ("born", "birth", "dob", "d.o", "d o b")
_BIRTH = re.compile(
    rf"""
    \b (?: born | birth (?: [ -]?date )? | d\.?[ ]?o\.?[ ]?b\b\.? )
    (?: [\s:=(),–-] | \b (?: is | was | on | the | [a-z]{{3,6}}day ) \b ){{0,12}}
    (?P<date>
        \d{{1,2}} [ ]?[/.-][ ]? \d{{1,2}} [ ]?[/.-][ ]? (?: \d{{4}} | \d\d )
      | \d{{4}} [/.-] \d{{1,2}} [/.-] \d{{1,2}}
      | {_DAY} \s+ (?: of \s+ )? {_MONTH} ,? \s+ (?: \d{{4}} | ['’]?\d\d )
      | {_MONTH} \s+ {_DAY} ,? \s+ \d{{4}}
    )
    (?! \d )
    # Whom a service is for, not who somebody is: "born 1 September 2020 to 31 August 2021".
    (?! \s* (?: [–-] \s* \d
      | (?: to | and | until ) \s+ (?: \d | the \b | {_MONTH} )
      | or \s+ (?: after | before | later | earlier | since )
      | onwards? ) )
    """,
    re.VERBOSE | re.IGNORECASE,
)

_MAILBOX_NAME = re.compile(r"[\w.+'-]+\Z")
_LONGEST_MAILBOX_NAME = 64
_DOMAIN = re.compile(r"(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}")
_PRIVATE_DOMAINS = frozenset(
    re.findall(
        r"\S+",
        """
        gmail.com googlemail.com hotmail.com hotmail.co.uk outlook.com live.com live.co.uk msn.com
        yahoo.com yahoo.co.uk ymail.com rocketmail.com icloud.com me.com mac.com aol.com aol.co.uk
        btinternet.com btopenworld.com sky.com talktalk.net virginmedia.com virgin.net ntlworld.com
        blueyonder.co.uk tiscali.co.uk plusnet.com orange.net o2.co.uk
        protonmail.com proton.me pm.me gmx.com gmx.co.uk mail.com fastmail.com zoho.com tutanota.com
        """,
    )
)


def find_personal_data(text: str) -> list[PersonalData]:
    """Everything in *text* that looks personal, in order of place.

    It can be wrong: one other number of ten digits in eleven passes the check of an NHS number. Numbers kept
    for drama (07700 900000 to 900999) and landlines are never found, nor are ranges of dates that say whom a
    service is for.
    """
    found: list[PersonalData] = []
    # Most texts have few digits or none, and to tell that is much quicker than to look for numbers.
    digits = sum(map(text.count, "0123456789")) if _A_DIGIT.search(text) else 0
    if digits >= _LEAST_DIGITS:
        found += _find_numbers(text)
    if digits:
        found += _find_births(text)
    if "@" in text:
        found += _find_mailboxes(text)
    return sorted(found, key=lambda one: one.offset) if len(found) > 1 else found


def _find_births(text: str) -> Iterator[PersonalData]:
    lowered = text.lower()
    if len(lowered) != len(text):
        # A few letters are longer in lower case, and places in it would not be those in the text.
        lowered = text
    for word in _BIRTH_WORDS:
        at = lowered.find(word)
        while at >= 0:
            birth = _BIRTH.match(text, at)
            if birth:
                yield PersonalData("date-of-birth", birth.start("date"), len(birth["date"]))
            at = lowered.find(word, at + 1)


def _find_mailboxes(text: str) -> Iterator[PersonalData]:
    at = text.find("@")
    while at >= 0:
        domain = _DOMAIN.match(text, at + 1)
        if domain and domain[0].lower() in _PRIVATE_DOMAINS:
            name = _MAILBOX_NAME.search(text, max(0, at - _LONGEST_MAILBOX_NAME), at)
            if name:
                yield PersonalData("private-mailbox", name.start(), domain.end() - name.start())
        at = text.find("@", at + 1)


def _find_numbers(text: str) -> Iterator[PersonalData]:
    for digits in _DIGITS.finditer(text):
        start, end = max(0, digits.start() - _LETTERS_BEFORE), digits.end() + _LETTERS_AFTER
        for number in _NUMBER.finditer(text, start, end):
            kind = _kind_of(number)
            if kind:
                yield PersonalData(kind, number.start(), len(number[0]))


def _kind_of(number: re.Match[str]) -> str | None:
    written = number[0]
    if number["mobile"]:
        return "mobile-number" if _is_private_mobile(written) else None
    if number["nhs"]:
        return "nhs-number" if _is_nhs_number(written) else None
    if number["upn"]:
        # The sign of the unit kelvin is a K to the expression, and to nobody else.
        return "upn" if _is_upn(normalize("NFKC", written).upper()) else None
    # Words and numbers that happen to stand beside each other are not written in capitals.
    return "national-insurance-number" if written.isalnum() or written.isupper() else None


def _digits_of(written: str) -> list[int]:
    return [int(sign) for sign in written if sign.isdecimal()]


def _is_nhs_number(written: str) -> bool:
    """Whether the last of ten digits checks the others.

    Source: NHS Data Dictionary, NHS NUMBER: weights 10 to 2, modulus 11; a check of 10 is never issued.
    """
    *digits, check = _digits_of(written)
    total = sum(digit * weight for digit, weight in zip(digits, range(10, 1, -1), strict=True))
    return (11 - total % 11) % 11 == check


_UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"


def _is_upn(written: str) -> bool:
    """Whether the letter in front checks the twelve signs after it.

    Source: Department for Education, "Unique pupil numbers": weights 2 to 13, modulus 23, letters without I,
    O and S; the letter at the end of a temporary number counts by its place among them.
    """
    values = [int(sign) if sign.isdecimal() else _UPN_LETTERS.index(sign) for sign in written[1:]]
    total = sum(value * weight for weight, value in enumerate(values, 2))
    return _UPN_LETTERS[total % 23] == written[0]


def _is_private_mobile(written: str) -> bool:
    """Whether the number can be somebody's: not a pager's, and not one of those kept for drama.

    Source: Ofcom, "National Telephone Numbering Plan" (076 is for pagers but for the Isle of Man's 07624) and
    "Telephone numbers for use in TV and radio drama programmes".
    """
    national = "".join(map(str, _digits_of(written)))[-10:]
    if national.startswith("7700900"):
        return False
    return not national.startswith("76") or national.startswith("7624")
