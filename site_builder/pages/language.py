"""Say the interface's own words in the language of the page that is being made.

English is both the text and its key. A sentence is one text, with a name for each value in it, so that
another language can put them in its own order: `gettext("Last checked %(day)s", day=...)`. Templates say the
same with `{% trans %}` or `_()`. The words of other languages are catalogues in the theme's folder
`languages`, in the form that translation tools read (gettext's `.po`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, time
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time
from babel.lists import format_list
from babel.messages import Catalog
from babel.messages.catalog import Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from markupsafe import Markup

from site_builder.errors import SiteBuilderError
from site_builder.shipped import shipped

_CHECKED_BY = re.compile(r"^# *Checked by:(.*)$", re.MULTILINE | re.IGNORECASE)
"""The line at the head of a catalogue that says who, of those whose language it is, has checked it."""


@dataclass(frozen=True, slots=True, eq=False)
class Language:
    """A language that pages are made in.

    `id` is its term in the vocabulary of languages, `tag` what pages are marked with, and `checked_by` who
    has read its words, of those whose language it is: empty if nobody has.
    """

    id: str
    tag: str
    own_name: str
    direction: Literal["ltr", "rtl"] = "ltr"
    translations: NullTranslations = NullTranslations()  # noqa: RUF009 - it holds nothing
    checked_by: str = ""

    @property
    def folder(self) -> str:
        """Where its pages stand in a site; English ones stand in the site's own folder."""
        return "" if self.is_english else f"{self.id}/"

    @property
    def is_english(self) -> bool:
        return self.id == "en"

    @property
    def _locale(self) -> Locale:
        return _locale(self.id)

    def day(self, day: date) -> str:
        return format_date(day, "long", locale=self._locale)

    def month(self, first: date) -> str:
        return format_skeleton("yMMMM", first, locale=self._locale)

    def day_of_week(self, number: int) -> str:
        """The name of a day of the week; Monday is 0."""
        name: str = self._locale.days["stand-alone"]["wide"][number]
        return name

    def time(self, at: time) -> str:
        return format_time(at, "short", locale=self._locale)

    def list(self, items: list[str], last: str) -> str:
        """The items as one text; *last* is `and` or `or`."""
        return format_list(items, "or" if last == "or" else "standard", locale=self._locale)

    def number(self, number: int) -> str:
        return format_decimal(number, locale=self._locale)


ENGLISH = Language("en", "en-GB", "English")


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(language, sep="-")


# A page is made by many small functions that all say something. As in other programs that speak several
# languages, the language is what surrounds them, and not an argument of each.
_spoken: ContextVar[Language] = ContextVar("spoken", default=ENGLISH)


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Make all that is said inside be said in *language*."""
    before = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(before)


def spoken() -> Language:
    """The language that is spoken."""
    return _spoken.get()


def translated(text: str) -> str:
    """*text* in the language that is spoken, with the names of its values still in it."""
    language = _spoken.get()
    # To gettext, the empty text is the key of a catalogue's header.
    return text if language is ENGLISH else language.translations.gettext(text) if text else ""


def translated_count(one: str, many: str, number: int) -> str:
    """*one* or *many*, or whichever form the language that is spoken has for *number*."""
    return spoken().translations.ngettext(one, many, number)


def gettext(text: str, **values: Any) -> str:
    """*text* in the language that is spoken, with *values* put in: `%(name)s` is the value `name`.

    Where a value is safe HTML so is the whole, and all other values are escaped.
    """
    said = translated(text)
    return _put_in(said, values) if values else said


def ngettext(one: str, many: str, number: int, **values: Any) -> str:
    """As `gettext`, in the form that fits *number*, which is also put in, as `num`."""
    return _put_in(translated_count(one, many, number), {"num": number_words(number), **values})


def number_words(number: int) -> str:
    """`1,204`."""
    language = spoken()
    return f"{number:,}" if language.is_english else language.number(number)


PLURAL_NUMBERS = (0, 1, 2, 3, 4, 6, 11, 100)
"""Among these is one of each kind that any language tells apart (Unicode CLDR, plural rules)."""


def plural_forms(one: str, many: str) -> tuple[tuple[str, str], ...]:
    """Every form of a sentence that a script fills with a number, each with numbers that it is the form for.

    The script asks the browser which of those numbers its own is like. `{num}` stands where it goes; other
    names in braces are the script's to fill too.
    """
    return _forms_in(spoken().translations, one, many)


@cache
def _forms_in(language: NullTranslations, one: str, many: str) -> tuple[tuple[str, str], ...]:
    numbers: dict[str, list[str]] = {}
    for number in PLURAL_NUMBERS:
        text = language.ngettext(one, many, number).replace("%(num)s", "{num}")
        numbers.setdefault(text, []).append(str(number))
    return tuple((text, " ".join(like)) for text, like in numbers.items())


def _put_in(text: str, values: dict[str, Any]) -> str:
    is_html = any(hasattr(value, "__html__") for value in values.values())
    return (Markup(text) if is_html else text) % values


class InEnglish(str):
    """A text that somebody wrote in English, on a page that is in another language.

    What puts it on the page marks it, so that it is read out as English.
    """

    def __repr__(self) -> str:
        return f"InEnglish({super().__repr__()})"


def in_english(text: str) -> str:
    """*text*, which is English wherever it stands, such as the name of a law."""
    return text if spoken().is_english else InEnglish(text)


def same_language(text: str, changed: str) -> str:
    """*changed*, which was made from *text*, as a text in the same language."""
    return InEnglish(changed) if isinstance(text, InEnglish) else changed


# Catalogues -------------------------------------------------------------------------------------------------


def catalogue_path(language: str) -> Path:
    return catalogue_folder() / f"{language}.po"


def catalogue_folder() -> Path:
    return shipped("themes", "local_offer", "languages")


def read_catalogue(path: Path) -> Catalog:
    """The catalogue at *path*, whose name is that of its language.

    Raises:
        SiteBuilderError: it cannot be read.
    """
    try:
        with path.open("rb") as file:
            return read_po(file, locale=path.stem.replace("-", "_"), abort_invalid=True)
    except (OSError, ValueError) as fault:
        raise SiteBuilderError(f"{path.name}, a catalogue of words, cannot be read: {fault}") from fault


def is_complete(catalogue: Catalog) -> bool:
    """Whether every text of the catalogue is translated, and none of it only guessed."""
    return all(all(strings_of(message)) and not message.fuzzy for message in catalogue if message.id)


def strings_of(message: Message) -> tuple[str, ...]:
    """The translation of *message*: one text, or one for each plural form."""
    said = message.string
    return (said,) if isinstance(said, str) else tuple(said or ("",))


@cache
def find_language(language: str) -> Language | None:
    """The language with this id, if it has a complete catalogue; English needs none.

    Raises:
        SiteBuilderError: its catalogue cannot be read.
    """
    if language == ENGLISH.id:
        return ENGLISH
    path = catalogue_path(language)
    if not path.is_file():
        return None
    catalogue = read_catalogue(path)
    return make_language(language, catalogue) if is_complete(catalogue) else None


def make_language(language: str, catalogue: Catalog) -> Language:
    """The language with this id that speaks by *catalogue*."""
    locale = _locale(language)
    own_name = locale.get_display_name(locale) or language
    checked_by = _CHECKED_BY.search(catalogue.header_comment)
    packed = BytesIO()
    write_mo(packed, catalogue)
    packed.seek(0)
    return Language(
        id=language,
        tag=language,
        own_name=own_name[:1].upper() + own_name[1:],
        direction="rtl" if locale.text_direction == "rtl" else "ltr",
        translations=GNUTranslations(packed),
        checked_by=checked_by[1].strip() if checked_by else "",
    )
