"""Lay out all entries as the columns and words that "Find support" searches.

Classic scripts, so that a search works from a folder: `find/find.js` has the facts of every entry in columns
and what means the same, with the programs that read them; `find/words.js` says in which entries a word stands
that is not among those facts, and is fetched when somebody types.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from site_builder.content.checks import Rules
from site_builder.content.model import Entry
from site_builder.pages.edition import many
from site_builder.pages.find_script import FIND_SCRIPT, find_script
from site_builder.pages.language import InEnglish, gettext, same_language
from site_builder.pages.listed import GROUPS, Catalogue, Listed
from site_builder.pages.my_list import keep_script
from site_builder.pages.scripts import script_setting
from site_builder.pages.search_filters import Answer, Choice, Filter, filters_of
from site_builder.pages.search_words import (
    DIGITS,
    EntryTexts,
    Synonyms,
    detail_texts,
    index_details,
    label_texts,
    load_synonyms,
)
from site_builder.pages.words import slug

FORMAT_VERSION = 4

LONGEST_SUMMARY = 120
"""The characters of a summary that a result shows. The page itself has all of it."""

_MOST_LETTERS = 5
"""A thousand million is more than any offer has of anything."""

_MARKED_STATUSES = ("paused", "closed")
_COMING = frozenset({"at-home", "at-school", "online", "by-phone", "whole-area"})

Locate = Callable[[str], tuple[float, float] | None]
"""Gives the latitude and longitude that are known for a postcode."""

Value = TypeVar("Value", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Answered:
    """A filter, with what each entry of a catalogue says to it, in order.

    `choices` are those that some entry counts for; a default can always be chosen.
    """

    filter: Filter
    choices: tuple[Choice, ...]
    answers: tuple[Answer, ...]

    def tree(self) -> list[tuple[Choice, list[Choice]]]:
        """The wide choices, each with those inside it."""
        return [
            (one, [each for each in self.choices if each.parent == one.id])
            for one in self.choices
            if not one.parent
        ]


def answer_filters(catalogue: Catalogue, rules: Rules) -> tuple[Answered, ...]:
    """The filters that have something to choose, or something that a result shows."""
    found = []
    for one in filters_of(catalogue, rules):
        answers = tuple(map(one.answer, catalogue.listed))
        met = set().union(*(set(answer.met) for answer in answers))
        choices = tuple(choice for choice in one.choices if choice.id in met or one.default)
        if choices or one.shown:
            found.append(Answered(one, choices, answers))
    return tuple(found)


def search_files(
    catalogue: Catalogue, rules: Rules, locate: Locate, answered: tuple[Answered, ...] = ()
) -> dict[str, str]:
    """The text of the files that a search needs, by address in the site.

    Entries go by their number, from 0, in the order of the catalogue. *answered* are its filters, where
    somebody has asked for them before.
    """
    synonyms = load_synonyms()
    answered = answered or answer_filters(catalogue, rules)
    texts = [_texts(listed, number, answered, rules) for number, listed in enumerate(catalogue.listed)]
    words = {"format_version": FORMAT_VERSION, **index_details(texts, synonyms)}
    return {
        FIND_SCRIPT: find_script(
            (
                script_setting("localOfferEntries", _columns(catalogue, answered, rules, locate)),
                script_setting("localOfferSynonyms", _synonyms(synonyms)),
                keep_script(),
            )
        ),
        "find/words.js": script_setting("localOfferWords", words),
    }


def short_summary(entry: Entry) -> str:
    """The summary as a result shows it, cut between two words if it is long."""
    if len(entry.summary) <= LONGEST_SUMMARY:
        return entry.summary
    cut = entry.summary[: LONGEST_SUMMARY - 1].rpartition(" ")[0].rstrip(" ,;:.–-") + "…"
    return same_language(entry.summary, cut)


def mark_of(entry: Entry, rules: Rules) -> str:
    """What a reader has to know before opening it, or nothing."""
    if entry.kind == "not-available":
        return gettext("Not available here")
    status = entry.fact("availability.status")
    return (
        rules.schemas.choice("service", "availability.status", status) if status in _MARKED_STATUSES else ""
    )


def _texts(listed: Listed, number: int, answered: Iterable[Answered], rules: Rules) -> EntryTexts:
    entry = listed.entry
    shown = (one.answers[number].words for one in answered if one.filter.is_searched)
    return EntryTexts(
        shown=(entry.title, short_summary(entry), *shown),
        labels=tuple(label_texts(entry, rules.vocabularies)),
        details=tuple(detail_texts(entry)),
    )


def _columns(
    catalogue: Catalogue, answered: Iterable[Answered], rules: Rules, locate: Locate
) -> dict[str, Any]:
    entries = catalogue.entries
    sites = _column((listed.authority.id, listed.prefix) for listed in catalogue.listed)
    return {
        "format_version": FORMAT_VERSION,
        "total": len(entries),
        "sites": {
            "values": [{"id": one, "prefix": prefix} for one, prefix in sites["values"]],
            "of": sites["of"],
        },
        "ids": _lines(_id_beside_title(entry) for entry in entries),
        "titles": _lines(entry.title for entry in entries),
        "summaries": _lines(short_summary(entry) for entry in entries),
        "english": {
            "titles": _in_english(entry.title for entry in entries),
            "summaries": _in_english(map(short_summary, entries)),
        },
        "groups": _letters([GROUPS[entry.kind] for entry in entries]),
        "marks": _column(mark_of(entry, rules) for entry in entries),
        "reviewed": _column(entry.reviewed.isoformat() if entry.reviewed else "" for entry in entries),
        "places": _places(catalogue, locate),
        "filters": [_filter_columns(one) for one in answered],
    }


def _in_english(texts: Iterable[str]) -> list[int]:
    """The numbers of those that stay in English on a page in another language."""
    return [number for number, text in enumerate(texts) if isinstance(text, InEnglish)]


def _id_beside_title(entry: Entry) -> str:
    """The id, or nothing where it is the title in small letters with hyphens, as it mostly is."""
    return "" if entry.title.isascii() and slug(entry.title) == entry.id else entry.id


def _filter_columns(one: Answered) -> dict[str, Any]:
    """A filter and its answers; an entry counts for the wider choices around those that it names.

    `met` has for each answer the numbers of its choices, as `_letters` writes them, with spaces between
    answers, and `open` a figure: 1 where it may count for others too. The words of an answer are left out
    where they are the labels of its choices, with commas between.
    """
    number_of = {choice.id: number for number, choice in enumerate(one.choices)}
    labels = {choice.id: choice.label for choice in one.choices}
    parents = {choice.id: choice.parent for choice in one.choices}
    column = _column(one.answers)
    met, words = [], []
    for answer in column["values"]:
        around = {parents[choice] for choice in answer.met}
        own = [choice for choice in answer.met if choice not in around]
        met.append([number_of[choice] for choice in own])
        words.append(None if answer.words == ", ".join(labels[choice] for choice in own) else answer.words)
    columns = {
        "name": one.filter.name,
        "choices": [choice.id for choice in one.choices],
        "parents": [number_of.get(choice.parent, -1) for choice in one.choices],
        "joins": one.filter.joins,
        "default": one.filter.default,
        "fact": one.filter.fact,
        "shown": one.filter.shown,
        "searched": one.filter.is_searched,
        "met": " ".join(_letters(numbers, below=len(one.choices)) for numbers in met),
        "open": "".join(str(int(answer.is_open)) for answer in column["values"]),
        "of": column["of"],
    }
    return columns | ({"words": words} if one.filter.shown else {})


def _places(catalogue: Catalogue, locate: Locate) -> dict[str, Any]:
    """Where each entry is, and whether it comes to families.

    `at` has the middle of the postcode sector of each place that is shown, if only its area; never of one
    that is hidden. `comes` says to which authorities' families it comes, by their codes, or is online or by
    phone: true for all families. An absence is no reason to look elsewhere: it is about all of the area.
    """
    codes = {one.id: str(one.fact("gss_code")) for one in catalogue.authorities}
    column = _column(
        (_points(listed.entry, locate), _comes_to(listed, catalogue, codes)) for listed in catalogue.listed
    )
    return {"values": [{"at": at, "comes": comes} for at, comes in column["values"]], "of": column["of"]}


def _points(entry: Entry, locate: Locate) -> tuple[tuple[float, float], ...]:
    if not entry.is_support:
        return ()
    postcodes = (
        one["postcode"]
        for one in many(entry.fact("places"))
        if one.get("location") != "hidden" and one.get("postcode")
    )
    found = filter(None, map(locate, postcodes))
    # A sector's middle is known to about 100 metres: three decimals.
    return tuple(dict.fromkeys((round(latitude, 3), round(longitude, 3)) for latitude, longitude in found))


def _comes_to(listed: Listed, catalogue: Catalogue, codes: dict[str, str]) -> bool | tuple[str, ...]:
    entry = listed.entry
    if entry.kind == "information":
        return False
    if entry.is_support and _COMING.isdisjoint(many(entry.fact("delivered"))):
        return False
    where = entry.fact("serves.where")
    if catalogue.home is not None or where == "anywhere":
        return True
    named = many(entry.fact("serves.authorities")) if where == "named" else ()
    return tuple(dict.fromkeys(codes[one] for one in (listed.authority.id, *named) if one in codes))


def _synonyms(synonyms: Synonyms) -> dict[str, Any]:
    """The groups, and the stems that their phrases are compared by: finding those would take a phone long."""
    same_keys, asked_keys = (_keys(synonyms, groups) for groups in (synonyms.same, synonyms.asked))
    return {
        "format_version": FORMAT_VERSION,
        "ignored": sorted(synonyms.ignored),
        "linking": sorted(synonyms.linking),
        "same": synonyms.same,
        "asked": synonyms.asked,
        "same_keys": same_keys,
        "asked_keys": asked_keys,
        "longest": max(len(key.split()) for keys in (*same_keys, *asked_keys) for key in keys),
    }


def _keys(synonyms: Synonyms, groups: Iterable[Iterable[str]]) -> list[list[str]]:
    return [[" ".join(synonyms.stems_of(phrase)) for phrase in group] for group in groups]


def _column(values: Iterable[Value]) -> dict[str, Any]:
    """*values* as the list of different ones, and for each place the number of its value, in letters."""
    numbers: dict[Value, int] = {}
    of = [numbers.setdefault(value, len(numbers)) for value in values]
    return {"values": list(numbers), "of": _letters(of)}


# One long text is there many times sooner than a list of thousands of short ones, or of numbers; and most of
# them are never looked at.


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(text.replace("\n", " ") for text in texts)


def _letters(numbers: Sequence[int], *, below: int | None = None) -> str:
    """*numbers* in letters, each in as many as the largest takes, or the largest *below* that number."""
    last = max(numbers, default=0) if below is None else below - 1
    places = [64**place for place in range(_MOST_LETTERS) if place == 0 or 64**place <= last]
    return "".join(DIGITS[number // place % 64] for number in numbers for place in reversed(places))
