"""Take values out of JSON that nobody has checked; what is wrong is said with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from site_builder.content.invisible import without_refused
from site_builder.content.model import Facts
from site_builder.errors import SiteBuilderError

MOST_COUNTED = 1_000_000
_MOST_SHOWN = 60

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_KIND_WORDS: dict[type, str] = {
    str: "a text",
    int: "a whole number",
    bool: "true or false",
    list: "a list",
    dict: "a group of fields",
}

Value = TypeVar("Value")
Choice = TypeVar("Choice", bound=str)


@dataclass(frozen=True, slots=True)
class Untrusted:
    """Fields that others wrote. `place` goes before a field's name in messages, which `error` carries."""

    values: Facts
    error: type[SiteBuilderError]
    place: str = ""

    def fault(self, key: str, message: str) -> SiteBuilderError:
        return self.error(f"{self.place}{key}: {message}")

    def take(self, key: str, kind: type[Value]) -> Value:
        value = self.values.get(key)
        # To Python, true and false are numbers.
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise self.fault(key, "this is missing" if value is None else f"{_KIND_WORDS[kind]} belongs here")
        return value

    def text(self, key: str) -> str:
        """A text, without the signs in it that no text may hold."""
        return without_refused(self.take(key, str))

    def word(self, key: str, form: re.Pattern[str], called: str, *, or_empty: bool = False) -> str:
        """A text of one form, which messages call *called*."""
        found = self.take(key, str)
        if form.fullmatch(found) or (or_empty and not found):
            return found
        raise self.fault(key, f"{quoted(found)} is not {called}")

    def texts(self, key: str) -> tuple[str, ...]:
        found = self.take(key, list)
        if not all(isinstance(one, str) for one in found):
            raise self.fault(key, "a list of texts belongs here")
        return tuple(map(without_refused, found))

    def words(self, key: str, form: re.Pattern[str], called: str) -> tuple[str, ...]:
        found = self.texts(key)
        for one in found:
            if not form.fullmatch(one):
                raise self.fault(key, f"{quoted(one)} is not one of the {called} that belong here")
        return found

    def choice(self, key: str, choices: Sequence[Choice]) -> Choice:
        found = self.take(key, str)
        for one in choices:
            if one == found:
                return one
        raise self.fault(key, f"{quoted(found)} is none of: {', '.join(choices)}")

    def number(self, key: str) -> int:
        """A whole number that counts something."""
        found = self.take(key, int)
        if not 0 <= found <= MOST_COUNTED:
            raise self.fault(key, f"a number from 0 to {MOST_COUNTED:,} belongs here")
        return found

    def day(self, key: str) -> date:
        found = self.take(key, str)
        day = day_in(found)
        if day is None:
            raise self.fault(key, f"{quoted(found)} is not a day such as 2026-10-01")
        return day

    def inside(self, key: str) -> Untrusted:
        return Untrusted(self.take(key, dict), self.error, f"{self.place}{key}.")

    def some(self, key: str) -> Untrusted:
        """As `inside`, with nothing in it where the key is missing."""
        return self.inside(key) if key in self.values else Untrusted({}, self.error, f"{self.place}{key}.")

    def some_text(self, key: str) -> str:
        return self.text(key) if key in self.values else ""

    def some_texts(self, key: str) -> tuple[str, ...]:
        return self.texts(key) if key in self.values else ()

    def some_day(self, key: str) -> date | None:
        return None if self.values.get(key) is None else self.day(key)

    def each(self, key: str) -> Iterator[Untrusted]:
        for number, one in enumerate(self.take(key, list)):
            if not isinstance(one, dict):
                raise self.fault(f"{key}[{number}]", f"{_KIND_WORDS[dict]} belongs here")
            yield Untrusted(one, self.error, f"{self.place}{key}[{number}].")


def day_in(text: str) -> date | None:
    """The day that *text* names, such as 2026-10-01; None where it names none."""
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


def quoted(text: str) -> str:
    """*text* as messages show what others wrote: short, on one line, with nothing that a terminal acts on."""
    shown = "".join(one if one.isprintable() else "?" for one in text[:_MOST_SHOWN])
    return f'"{shown}"' if len(text) <= _MOST_SHOWN else f'"{shown}..."'
