"""What one value of a source says in the terms of an entry: addresses, numbers, times, prices and words."""

from __future__ import annotations

import html
import itertools
import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from site_builder.content.file_names import is_kept_by_windows
from site_builder.exchange.source import Tidied

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
NO_UPPER_AGE = 100
"""From this age on, an upper age is a way to say that there is none."""

MOST_POUNDS = 1_000_000
LONGEST_SUMMARY = 240
LONGEST_ADDRESS = 1_900
LONGEST_EMAIL = 254

_TAG = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)
_HOST = r"(?:[\w](?:[\w-]*[\w])?\.)+[^\W\d]{2,}"
_WEB = re.compile(rf"(https?)://({_HOST}|localhost)(:\d+)?([/?#][^\s<>\"]*)?", re.IGNORECASE)
_BARE_WEB = re.compile(rf"{_HOST}(:\d+)?([/?#][^\s<>\"]*)?", re.IGNORECASE)
_EMAIL = re.compile(r"[^@\s<>\",;]+@[^@\s<>\",;.]+(?:\.[^@\s<>\",;.]+)+")
_RESERVED_HOST = re.compile(
    r"(?:https?://|.*@)?(?:www\.)?example\.(?:com|org|net)(?:[:/?#].*)?", re.IGNORECASE
)
_EXTENSION = re.compile(r"\s*(?:ext(?:ension)?\.?|x)\s*(\d{1,6})\b", re.IGNORECASE)
_PHONE = re.compile(
    r"(?<![\d+])(?:\+\d{1,3}[ -]?(?:\(0\))?\d(?:[ -]?\d){5,11}|(?:\(\d{2,5}\)|\d)(?:[ -]?\d){2,10})(?!\d)"
)
_POSTCODE = re.compile(r"([A-Z]{1,2}\d[A-Z\d]?)\s*(\d[A-Z]{2})")
_OUTWARD = re.compile(r"[A-Z]{1,2}\d[A-Z\d]?")
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?")
_CLOCK = re.compile(r"(\d{1,2})(?:[.:](\d{2}))?\s*(am|pm)", re.IGNORECASE)
_ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ][\d:.,]+\s*(?:Z|[+-]\d{2}:?\d{2})?)?")
_PACKED_DAY = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_BRITISH_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?:\s+[\d:]+)?")
_DAY_IN_WORDS = re.compile(r"(?:[a-z]+,?\s+)?(\d{1,2})(?:st|nd|rd|th)?[\s-]+([a-z]+)\.?,?[\s-]+(\d{4}|\d{2})")
_MONTH_FIRST = re.compile(r"(?:[a-z]+,?\s+)?([a-z]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_NAMES = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_SENTENCE_END = re.compile(r"[.!?][\"'’”)]*(?=\s+[\"'‘“(]?[^\Wa-z])|[.!?][\"'’”)]*$")
_ABBREVIATION = re.compile(
    r"(?:\b(?:mr|mrs|ms|dr|st|rev|prof|no|nos|vs|approx|inc|ltd|tel|ext|etc|i\.e|e\.g)|\b[A-Z])\.$",
    re.IGNORECASE,
)


def one_line(most: int) -> Callable[[str], Tidied]:
    """A reader of short texts: one line, entities decoded, cut at a word after *most* characters."""

    def read(text: str) -> Tidied:
        line = " ".join(_TAG.sub(" ", html.unescape(text)).split())
        if not line:
            return Tidied(None, "no words in it")
        if len(line) > most:
            return Tidied(shorten(line, most), f"cut after {most} characters")
        if line == text:
            return Tidied(line)
        return Tidied(line, "spaces and signs were tidied")

    return read


def shorten(text: str, most: int) -> str:
    """*text*, or its first words and `...` where it has more than *most* characters."""
    if len(text) <= most:
        return text
    start = text[: most - 3]
    if not text[most - 3].isspace() and " " in start:
        start = start[: start.rindex(" ")]
    return start.rstrip(" ,;:-–") + "..."


def place_name(text: str) -> Tidied:
    """The name of a place, without the comma that once led to the next line of an address."""
    said = one_line(200)(text)
    tidy = said.value.strip(" ,;") if said.value else ""
    if not tidy:
        return Tidied(None, "no words in it")
    return said if tidy == said.value else Tidied(tidy, "the address was tidied")


def web_address(text: str) -> Tidied:
    """A web address that begins with http or https."""
    if _RESERVED_HOST.fullmatch(text):
        return Tidied(None, "a placeholder, not a web address")
    if len(text) > LONGEST_ADDRESS:
        return Tidied(None, "too long for a web address")
    if _WEB.fullmatch(text):
        scheme, rest = text.split(":", 1)
        return (
            Tidied(text)
            if scheme.islower()
            else Tidied(f"{scheme.lower()}:{rest}", "written in small letters")
        )
    if _EMAIL.fullmatch(text):
        return Tidied(None, "an email address, not a web address")
    if _BARE_WEB.fullmatch(text):
        return Tidied(f"https://{text}", "https:// was put in front")
    slashes = re.match(r"(https?):/?(?=[^/])", text, re.IGNORECASE)
    if slashes and _BARE_WEB.fullmatch(text[slashes.end() :]):
        return Tidied(
            f"{slashes[1].lower()}://{text[slashes.end() :]}", "the slashes after http: were put in"
        )
    if re.match(r"[a-z][a-z0-9+.-]*:", text, re.IGNORECASE):
        return Tidied(None, "only addresses that begin with http or https are links")
    return Tidied(None, "not a web address")


def email_address(text: str) -> Tidied:
    """One email address. Stand-ins that reach nobody (`.invalid`, `example.org`) are not stated."""
    found = _EMAIL.findall(text)
    if not found:
        return Tidied(None, "not an email address")
    first = found[0].removeprefix("mailto:").rstrip(".")
    if first.lower().endswith(".invalid"):
        return Tidied(None, "a stand-in for no address: not stated")
    if _RESERVED_HOST.fullmatch(first):
        return Tidied(None, "a placeholder that reaches nobody: not stated")
    if len(first) > LONGEST_EMAIL:
        return Tidied(None, "too long for an email address")
    if len(found) > 1:
        return Tidied(first, "only the first of several addresses is kept")
    return Tidied(first) if first == text else Tidied(first, "words around the address were left out")


def phone_number(text: str) -> Tidied:
    """The first phone number in *text*, in digits and spaces, with its extension."""
    line = " ".join(text.split())
    found = _PHONE.search(line)
    if not found:
        return Tidied(None, "not a phone number")
    number = re.sub(r"^\((\d+)\)", r"\1", found.group())
    after = line[found.end() :]
    extension = _EXTENSION.match(after)
    if extension:
        number += f" ext {extension.group(1)}"
        after = after[extension.end() :]
    if number == text:
        return Tidied(number)
    if _PHONE.search(after):
        return Tidied(number, "only the first of several numbers is kept")
    if re.search(r"\w", line[: found.start()] + after):
        return Tidied(number, "words around the number were left out")
    return Tidied(number, "spaces and signs were tidied")


def phone_in_table(text: str) -> Tidied:
    """As `phone_number`, with the 0 that a spreadsheet takes from the start of a number."""
    digits = re.sub(r"\s", "", text)
    if re.fullmatch(r"[1-9][0-9]{8,9}", digits):
        return Tidied(f"0{digits}", "the 0 at the start, which a spreadsheet had dropped, was put back")
    return phone_number(text)


def words_beside_phone(text: str) -> str:
    """What stands beside the first number in *text*: often the name of a line, sometimes a person's."""
    line = " ".join(text.split())
    return " ".join(_PHONE.sub(" ", _EXTENSION.sub(" ", line)).strip(" :-–,/()").split())


def postcode(text: str) -> Tidied:
    """A postcode in capitals with one space. Half a postcode is none."""
    found = _POSTCODE.fullmatch(" ".join(text.upper().split()))
    if found:
        tidy = f"{found.group(1)} {found.group(2)}"
        return Tidied(tidy) if tidy == text else Tidied(tidy, "capitals and one space")
    return Tidied(None, "not a postcode")


def first_half_of_postcode(text: str) -> str | None:
    """The part that names a district, such as HP16, where *text* is a postcode or its first half."""
    tidy = " ".join(text.upper().split())
    whole = _POSTCODE.fullmatch(tidy)
    if whole:
        return whole.group(1)
    return tidy if _OUTWARD.fullmatch(tidy) else None


def time_of_day(text: str) -> Tidied:
    """A time as `HH:MM`."""
    found = _TIME.fullmatch(text)
    if found:
        hour, minute, zone = int(found.group(1)), int(found.group(2)), found.group(3)
        how = "the time zone was left out" if zone else "written as hours and minutes"
    else:
        clock = _CLOCK.fullmatch(text)
        if not clock or not 1 <= int(clock.group(1)) <= 12:
            return Tidied(None, "not a time of day")
        hour, minute = int(clock.group(1)) % 12, int(clock.group(2) or 0)
        hour += 12 if clock.group(3).lower() == "pm" else 0
        how = "written as hours and minutes"
    if hour > 23 or minute > 59:
        return Tidied(None, "not a time of day")
    tidy = f"{hour:02}:{minute:02}"
    return Tidied(tidy) if tidy == text else Tidied(tidy, how)


def day_of_week(text: str) -> Tidied:
    """A day's name in small letters, from its name or its first letters."""
    word = text.lower().rstrip(".")
    for day in DAYS:
        if day == word or (len(word) >= 2 and day.startswith(word)):
            return Tidied(day)
    return Tidied(None, "not a day of the week")


def calendar_day(text: str) -> Tidied:
    """A day, from one of the shapes that directories write it in; numbers alone are read day first.

    2026-08-15, with or without a time; 15/08/2026, 15-08-26, 15.8.2026; 15 August 2026, Sat 15th Aug 2026;
    August 15, 2026; 20260815.
    """
    small = " ".join(text.casefold().split())
    if numbers := (_ISO_DAY.fullmatch(small.upper()) or _PACKED_DAY.fullmatch(small)):
        year, month, day = (int(one) for one in numbers.groups())
    elif numbers := _BRITISH_DAY.fullmatch(small):
        day, month, year = (int(one) for one in numbers.groups())
    elif words := _DAY_IN_WORDS.fullmatch(small):
        day, month, year = int(words[1]), _month(words[2]), int(words[3])
    elif words := _MONTH_FIRST.fullmatch(small):
        month, day, year = _month(words[1]), int(words[2]), int(words[3])
    else:
        return Tidied(None, "not a date")
    try:
        found = date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        return Tidied(None, "not a date")
    if found.isoformat() == text[:10]:
        return Tidied(found)
    return Tidied(found, "written as the year, the month and the day")


def _month(word: str) -> int:
    """The month that *word* names, from 1; 0 for none."""
    is_month = len(word) >= 3 and any(name.startswith(word) for name in _MONTH_NAMES)
    return _MONTHS.index(word[:3]) + 1 if is_month or word == "sept" else 0


def odd_position(latitude: str, longitude: str) -> str:
    """What is wrong with a position, or nothing where it is in or near the United Kingdom or is no number."""
    try:
        north, east = float(latitude), float(longitude)
    except ValueError:
        return "not a latitude and a longitude"
    if _is_british(north, east):
        return ""
    if _is_british(east, north):
        return "the latitude and the longitude are exchanged"
    if north == east == 0:
        return "0, 0 stands for no position"
    if not (abs(north) <= 90 and abs(east) <= 180):
        return "no position on Earth"
    return "a position outside the United Kingdom"


def _is_british(north: float, east: float) -> bool:
    return 49 <= north <= 61.5 and -9 <= east <= 2.5


def age_in_years(text: str) -> Tidied:
    """A whole number of years. Negative numbers and 999 stand for no age."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return Tidied(None, "not a number of years")
    if not number.is_finite() or number < 0 or number >= NO_UPPER_AGE:
        return Tidied(None, "stands for no age: not stated")
    years = int(number)
    return Tidied(years) if years == number else Tidied(years, "written in whole years")


def price(text: str) -> Decimal | None:
    """An amount of money, or None where *text* is none."""
    try:
        amount = Decimal(text.replace("£", "").replace(",", "").strip())
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and 0 <= amount <= MOST_POUNDS else None


def says_free(text: str) -> bool:
    """Whether *text* says that it is free and nothing else, such as for whom."""
    return text.casefold().strip(" .!") in ("free", "free of charge", "no charge", "no cost")


def in_pounds(amount: Decimal) -> str:
    """*amount* as people write it: £5, £3.50."""
    return f"£{amount:,.0f}" if amount == amount.to_integral_value() else f"£{amount:,.2f}"


def slug(text: str, most: int = 60) -> str:
    """*text* as an id: small letters, digits and single hyphens, at most *most* characters; may be empty.

    It is the name of a file on every computer.
    """
    plain = unicodedata.normalize("NFKD", text.replace("&", " and ")).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", re.sub(r"['’`]", "", plain.lower()))
    made = ""
    for word in words:
        longer = f"{made}-{word}" if made else word[:most]
        if len(longer) > most:
            break
        made = longer
    return f"{made}-entry" if is_kept_by_windows(made) else made


class Block(NamedTuple):
    """One piece of a text, in plain words: `text`, an `item` of a list, or a `heading`."""

    kind: str
    words: str


def first_sentence(blocks: Sequence[Block]) -> str:
    """The first sentence of a text, or its first words where it has no full sentence; empty without words.

    A line that only announces a list ("We offer:") is joined with the list, and one that goes on in small
    letters with the next line.
    """
    if not blocks:
        return ""
    kinds = [block.kind for block in blocks]
    text, following = blocks[0].words, 1
    while kinds[: following + 1] == ["text"] * (following + 1) and _goes_on(text, blocks[following].words):
        text = f"{text} {blocks[following].words}"
        following += 1
    if text.endswith(":"):
        items = [
            block.words for block in itertools.takewhile(lambda one: one.kind == "item", blocks[following:])
        ]
        text = f"{text} {', '.join(item.rstrip(' ,;.') for item in items)}".rstrip(": ")
    for end in _SENTENCE_END.finditer(text):
        sentence = text[: end.end()]
        if not _ABBREVIATION.search(sentence):
            return sentence
    return text


def _goes_on(line: str, next_line: str) -> bool:
    return line[-1] not in ".!?:" and next_line[0].islower()
