"""Say values in plain words: days, ages, times, counts and lists, in the language that is spoken."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from datetime import time as time_of_day
from functools import lru_cache

from site_builder.content import days
from site_builder.content.file_names import is_kept_by_windows
from site_builder.content.model import OLDEST_AGE, Ages
from site_builder.pages.language import gettext, ngettext, same_language, spoken

NOT_TOLD = "We have not been told"
"""What every page in English says where a fact is not stated."""

WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

KEEP_THEIR_CAPITAL = ("Down syndrome",)
"""Labels of terms that begin with a name."""

_NOT_DECOMPOSED = str.maketrans("łŁđĐøØ", "lLdDoO")
"""Letters with a stroke, which Unicode does not take apart into a letter and its accent."""

_MONTH = re.compile(r"(\d{4})-(\d{2})")
_TIME = re.compile(r"(\d{1,2}):(\d{2})")


def not_told() -> str:
    """What every page says where a fact is not stated."""
    return gettext("We have not been told")


def day_words(day: date) -> str:
    """`1 October 2026`."""
    language = spoken()
    return days.day_words(day) if language.is_english else language.day(day)


def month_words(month: str | date) -> str:
    """`September 2026` for `2026-09`; a whole day keeps its day; other text stays as it is."""
    if isinstance(month, date):
        return day_words(month)
    found = _MONTH.fullmatch(month)
    if not found or not 1 <= int(found[2]) <= 12:
        return month
    language = spoken()
    if language.is_english:
        return f"{days.MONTHS[int(found[2]) - 1]} {found[1]}"
    return language.month(days.first_day(month))


def date_words(stated: date | str) -> str:
    """A day or a month, whichever is stated."""
    return day_words(stated) if isinstance(stated, date) else month_words(stated)


def and_words(words: Iterable[str], last: str = "and") -> str:
    """`a, b and c`; *last* is `and` or `or`."""
    items = list(words)
    if len(items) < 2:
        return "".join(items)
    language = spoken()
    return (
        f"{', '.join(items[:-1])} {last} {items[-1]}" if language.is_english else language.list(items, last)
    )


def count_words(number: int, one: str, many: str = "") -> str:
    """`1 place`, `2 places`, `1,204 places`: for pages that are only in English."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def page_count(number: int) -> str:
    """`1 page`, `2 pages`: how much a list holds."""
    return ngettext("%(num)s page", "%(num)s pages", number)


def age_words(ages: Ages) -> str:
    """`8 to 17 years old`; both ends are counted."""
    if ages.youngest <= 0 and ages.oldest >= OLDEST_AGE:
        return gettext("All ages, from birth to 25")
    if ages.oldest == ages.youngest == 0:
        return gettext("Under 1")
    if ages.youngest == ages.oldest:
        return ngettext("%(num)s year old", "%(num)s years old", ages.oldest)
    if ages.youngest <= 0:
        return ngettext("Birth to %(num)s year old", "Birth to %(num)s years old", ages.oldest)
    return ngettext(
        "%(youngest)s to %(num)s year old",
        "%(youngest)s to %(num)s years old",
        ages.oldest,
        youngest=ages.youngest,
    )


def time_words(time: str) -> str:
    """`4pm`, `9:30am`, `midday`; text that is no time stays as it is."""
    found = _TIME.fullmatch(time)
    if not found:
        return time
    hour, minute = int(found[1]), found[2]
    if not spoken().is_english:
        return spoken().time(time_of_day(hour % 24, int(minute)))
    if minute == "00" and hour in (0, 12, 24):
        return "midday" if hour == 12 else "midnight"
    half = "am" if hour % 24 < 12 else "pm"
    return f"{hour % 12 or 12}{'' if minute == '00' else ':' + minute}{half}"


def days_words(stated: Sequence[str]) -> str:
    """`Monday to Friday`, `Tuesday and Thursday`, `Every day`."""
    numbers = sorted({WEEK.index(day) for day in stated if day in WEEK})
    if len(numbers) == len(WEEK):
        return gettext("Every day")
    names = [_day_of_week(number) for number in numbers]
    if len(numbers) > 2 and numbers[-1] - numbers[0] == len(numbers) - 1:
        return gettext("%(first_day)s to %(last_day)s", first_day=names[0], last_day=names[-1])
    return and_words(names)


def _day_of_week(number: int) -> str:
    language = spoken()
    return WEEK[number].capitalize() if language.is_english else language.day_of_week(number)


def sentence(said: str) -> str:
    """*said* with a capital letter and a full stop."""
    text = said.strip()
    if not text:
        return text
    return same_language(said, text[0].upper() + text[1:] + ("" if text[-1] in ".!?…:" else "."))


def within(text: str) -> str:
    """*text* as it goes on inside a sentence: its first letter small, but not that of a name."""
    if text[1:2].isupper() or text.startswith(KEEP_THEIR_CAPITAL):
        return text
    return same_language(text, text[:1].lower() + text[1:])


def clause(text: str) -> str:
    """*text* without a full stop, to go on with in a sentence."""
    return same_language(text, text.strip().rstrip("."))


def team_words(owner: str) -> str:
    """`Short breaks team` for the id `short-breaks-team`; a name that is no id stays as it is."""
    if re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", owner):
        said = owner.replace("-", " ")
        return same_language(owner, said[0].upper() + said[1:])
    return owner


def plain_letters(text: str) -> str:
    """*text* without accents, in small letters: what it is sorted by."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.translate(_NOT_DECOMPOSED))
    return "".join(one for one in decomposed if not unicodedata.combining(one)).casefold()


def slug(text: str) -> str:
    """*text* as a part of an address: small letters, digits and hyphens; never empty."""
    made = re.sub(r"[^a-z0-9]+", "-", plain_letters(text)).strip("-") or "other"
    return f"{made}-page" if is_kept_by_windows(made) else made


@lru_cache(maxsize=100_000)
def sort_key(title: str) -> tuple[str, str]:
    """The order of titles in every list: by letters, accents and capitals set aside, then as written."""
    return plain_letters(title).lstrip("\"'‘“([ "), title
