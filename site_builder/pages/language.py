"""Say the interface's own words in the language of the page that is being made.

English is both the text and its key. A sentence is one text, with a name for each value in it, so that
another language can put them in its own order: `gettext("Last checked %(day)s", day=...)`. Templates say the
same with `{% trans %}` or `_()`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from gettext import NullTranslations
from typing import Any

from markupsafe import Markup

ENGLISH = NullTranslations()

# A page is made by many small functions that all say something. As in other programs that speak several
# languages, the language is what surrounds them, and not an argument of each.
_spoken: ContextVar[NullTranslations] = ContextVar("spoken", default=ENGLISH)


@contextmanager
def speaking(language: NullTranslations) -> Iterator[None]:
    """Make all that is said inside be said in *language*."""
    before = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(before)


def translated(text: str) -> str:
    """*text* in the language that is spoken, with the names of its values still in it."""
    return _spoken.get().gettext(text)


def translated_count(one: str, many: str, number: int) -> str:
    """*one* or *many*, or whichever form the language that is spoken has for *number*."""
    return _spoken.get().ngettext(one, many, number)


def gettext(text: str, **values: Any) -> str:
    """*text* in the language that is spoken, with *values* put in: `%(name)s` is the value `name`.

    Where a value is safe HTML so is the whole, and all other values are escaped.
    """
    return _put_in(translated(text), values)


def ngettext(one: str, many: str, number: int, **values: Any) -> str:
    """As `gettext`, in the form that fits *number*, which is also put in, as `num`."""
    return _put_in(translated_count(one, many, number), {"num": number, **values})


_NUMBERS = (0, 1, 2, 3, 4, 6, 11, 100)
"""Among these is one of each kind that any language tells apart (Unicode CLDR, plural rules)."""


def plural_forms(one: str, many: str) -> tuple[tuple[str, str], ...]:
    """Every form of a sentence that a script fills with a number, each with numbers that it is the form for.

    The script asks the browser which of those numbers its own is like. `{num}` stands where it goes; other
    names in braces are the script's to fill too.
    """
    return _forms_in(_spoken.get(), one, many)


@cache
def _forms_in(language: NullTranslations, one: str, many: str) -> tuple[tuple[str, str], ...]:
    numbers: dict[str, list[str]] = {}
    for number in _NUMBERS:
        text = language.ngettext(one, many, number).replace("%(num)s", "{num}")
        numbers.setdefault(text, []).append(str(number))
    return tuple((text, " ".join(like)) for text, like in numbers.items())


def _put_in(text: str, values: dict[str, Any]) -> str:
    if not values:
        return text
    is_html = any(hasattr(value, "__html__") for value in values.values())
    return (Markup(text) if is_html else text) % values
