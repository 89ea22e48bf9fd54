"""What a schema cannot show: unknown terms, faults in texts, dates that disagree, links between files."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Any

from site_builder.content.authorities import real_authorities
from site_builder.content.bounds import MOST_FILES
from site_builder.content.colour import READABLE, failing_pairs, is_colour, passing_shade
from site_builder.content.criteria import criteria
from site_builder.content.diagnostics import Diagnostic, Place, nearest, show_choices
from site_builder.content.document import Document, Keys
from site_builder.content.invisible import find_refused
from site_builder.content.model import Facts
from site_builder.content.personal_data import find_personal_data
from site_builder.content.plain_file import leads_out
from site_builder.content.richtext import find_problems
from site_builder.content.schema import Leaf, Reading, Schemas, load_schemas
from site_builder.content.vocabulary import Vocabularies, Vocabulary, load_vocabularies
from site_builder.content.web import origin_of

_TURN = frozenset(("LRE", "RLE", "PDF", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI"))

_ID = re.compile("[a-z0-9]+(-[a-z0-9]+)*")
_IS_ADDRESS = re.compile("https?://.")

CRITERION = re.compile(r"[1-4]\.[1-9]\.[0-9]{1,2}")


@dataclass(frozen=True, slots=True)
class Rules:
    """Everything a file is checked by."""

    schemas: Schemas
    vocabularies: Vocabularies

    def in_words(self, say: Callable[[str], str]) -> Rules:
        """The same rules, with all that readers see of them as *say* says it."""
        return Rules(self.schemas.in_words(say), self.vocabularies.in_words(say))


def load_rules() -> Rules:
    """The rules this software ships.

    Raises:
        FaultyRules: a vocabulary has faults.
    """
    return Rules(load_schemas(), load_vocabularies())


@dataclass(frozen=True, slots=True)
class Checked:
    """One file that was read and checked by its schema, ready for the checks between files."""

    document: Document
    reading: Reading

    @property
    def facts(self) -> Facts:
        return self.reading.facts


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """What the files of a project can point at: ids of entries by authority, and files in media folders."""

    entries: Mapping[str, frozenset[str]]
    media: Mapping[str, frozenset[str]]


def check_entry(checked: Checked, rules: Rules, demanded: Sequence[str], on: date) -> Iterator[Diagnostic]:
    """Faults of one entry that need no other file.

    Args:
        checked: the entry; its schema's own faults are not repeated.
        demanded: the groups that the authority wants to agree to every entry.
        on: the day that counts as today; a review after it is a slip of the pen.
    """
    document, facts = checked.document, checked.facts
    yield from check_texts(checked, rules.vocabularies, can_allow=True)
    yield from _check_facts_that_belong_together(document, facts)
    yield from _check_dates(document, facts, on)
    yield from _check_topic(document, facts, rules.vocabularies["topics"])
    yield from _check_translations(document, facts, rules.vocabularies["languages"])
    agreed = [text for _, text in texts_in(facts.get("signed_off"))]
    missing = [group for group in demanded if group not in agreed]
    if is_draft(checked):
        yield from check_draft(checked, missing)
    elif missing:
        people = rules.vocabularies["people"]
        yield document.diagnose(
            ("signed_off",),
            "not-signed-off",
            f"not yet agreed by: {show_choices([people.label(group) for group in missing])}",
            f"when they agree, write under signed_off: - {missing[0]}",
        )
    if facts.get("kind") == "not-available" and not facts.get("instead"):
        if facts.get("ask"):
            yield document.diagnose(
                (),
                "no-alternative",
                "the page does not say what a family can do instead",
                "add the nearest thing they can use: under instead: write - title: Sitters at home",
            )
        else:
            yield document.diagnose(
                (),
                "dead-end",
                "the page leaves a family with nothing to do: it has no alternative and nobody to ask",
                "write what they can do instead (instead:), or who to ask (ask:)",
            )


def is_draft(checked: Checked) -> bool:
    """Whether a file says itself that nobody has agreed to it: `signed_off` is there, and blank.

    A draft is checked like any file, and is no part of the offer. `local-offer intake` writes such files.
    """
    return "signed_off" in checked.document.data and not checked.facts.get("signed_off")


def check_draft(checked: Checked, demanded: Sequence[str]) -> Iterator[Diagnostic]:
    """Says of a draft that it is one; *demanded* are the groups that the authority wants to agree."""
    if is_draft(checked):
        yield checked.document.diagnose(
            ("signed_off",),
            "draft",
            "this is a draft: it is not on the site until somebody agrees to it",
            f"read it; then write who agrees: signed_off: [{', '.join(demanded or ['local-authority'])}]",
            place=checked.document.key_place(("signed_off",)),
        )


def check_links(checked: Checked, authority: str, around: Neighbourhood) -> Iterator[Diagnostic]:
    """Entries and media files that a file names and that are not there."""
    document = checked.document
    for index, way in groups_in(checked.facts.get("instead")):
        if isinstance(way.get("entry"), str):
            yield from _check_reference(
                document, ("instead", index, "entry"), way["entry"], authority, around
            )
    for index, named in texts_in(checked.facts.get("entries")):
        yield from _check_reference(document, ("entries", index), named, authority, around)
    for key in ("parent_carer_forum", "advice_service"):
        partner = group_in(checked.facts.get("partners")).get(key)
        if isinstance(partner, str):
            yield from _check_reference(document, ("partners", key), partner, authority, around)
    for keys, name in _media_files(checked.facts):
        if name not in around.media.get(authority, ()):
            meant = nearest(name, around.media.get(authority, ()))
            yield document.diagnose(
                keys,
                "no-such-file",
                f'there is no file "{name}" in offer_content/{authority}/media',
                f'did you mean "{meant}"?' if meant else "put the file there, or take the name out",
            )


# A file that its schema refuses may hold anything anywhere, and is told all its faults at once all the same.


def group_in(stated: object) -> Mapping[str, Any]:
    """*stated* where it is a group of fields, else no fields."""
    return stated if isinstance(stated, Mapping) else {}


def groups_in(stated: object) -> list[tuple[int, Mapping[str, Any]]]:
    """The groups of fields in a list, with their places in it; none where *stated* is no list."""
    if not isinstance(stated, list):
        return []
    return [(index, one) for index, one in enumerate(stated) if isinstance(one, Mapping)]


def texts_in(stated: object) -> list[tuple[int, str]]:
    """The texts in a list, with their places in it; none where *stated* is no list."""
    if not isinstance(stated, list):
        return []
    return [(index, one) for index, one in enumerate(stated) if isinstance(one, str)]


def check_authority(checked: Checked, rules: Rules, folder: str, on: date) -> Iterator[Diagnostic]:
    """Faults of an `authority.yaml`, in the folder named *folder*; *on* is the day that counts as today."""
    document, facts = checked.document, checked.facts
    yield from check_texts(checked, rules.vocabularies, can_allow=True)
    if facts.get("id") and facts["id"] != folder:
        yield document.diagnose(
            ("id",),
            "id-not-folder",
            f'the id "{facts["id"]}" is not the name of its folder',
            f"write: id: {folder}",
        )
    yield from _check_colour(document, facts)
    yield from _check_accessibility(document, facts, on)
    yield from _check_code(document, facts)


def _check_colour(document: Document, facts: Facts) -> Iterator[Diagnostic]:
    """A colour that makes words which not everyone can read, with the shade of it that does not."""
    colour = group_in(facts.get("look")).get("colour")
    if not isinstance(colour, str) or not is_colour(colour):
        return
    failing = failing_pairs(colour)
    if failing:
        found = ", ".join(f"{one.called} {one.contrast:.1f}" for one in failing)
        yield document.diagnose(
            ("look", "colour"),
            "colour-contrast",
            f"{colour} is hard to read with; the contrast should be {READABLE} to 1 or more, and is: {found}",
            f'use "{passing_shade(colour)}", the nearest shade of it that passes',
        )


def _check_accessibility(document: Document, facts: Facts, on: date) -> Iterator[Diagnostic]:
    """What an accessibility statement says that cannot be so."""
    told = group_in(facts.get("accessibility"))
    for key in ("prepared", "reviewed"):
        day = told.get(key)
        if isinstance(day, date) and day > on:
            yield document.diagnose(
                ("accessibility", key),
                "in-future",
                f"{day} is after the day this is checked for, {on}",
                "write when it happened",
            )
    for index, problem in groups_in(told.get("problems")):
        keys = ("accessibility", "problems", index)
        named = problem.get("criteria")
        if isinstance(named, list):
            yield from check_criteria(document, (*keys, "criteria"), [str(one) for one in named])
        if problem.get("reason") == "too-great-a-burden" and not problem.get("assessed"):
            yield document.diagnose(
                (*keys, "reason"),
                "burden-not-assessed",
                "it says that mending this is too great a burden, but not when that was assessed",
                "add a line with the day of the assessment, for example: assessed: 2026-09-01",
            )


def _check_code(document: Document, facts: Facts) -> Iterator[Diagnostic]:
    """A real authority has its own code; an invented one has none of theirs."""
    real = {row["gss_code"]: row["name"] for row in real_authorities()}
    code = facts.get("gss_code")
    if not isinstance(code, str):
        return
    invented = facts.get("demonstration") == "invented"
    if invented and code in real:
        yield document.diagnose(
            ("gss_code",),
            "real-code",
            f"{code} is the code of {real[code]}, and this authority says it is invented",
            "use a code that no authority has, such as E06999901",
        )
    elif not invented and code not in real:
        yield document.diagnose(
            ("gss_code",),
            "unknown-code",
            f"{code} is not the code of a local authority in England",
            "look it up in schema/authorities.csv; an invented authority says: demonstration: invented",
        )


def check_texts(
    checked: Checked, vocabularies: Vocabularies, *, can_allow: bool = False
) -> Iterator[Diagnostic]:
    """Faults of every single text: words that are no terms, marks that are not shown, personal data.

    Where a file *can allow* personal details, a warning says how, and is not given where it does.
    """
    document = checked.document
    allowed = _allowed_in_public(checked.facts) if can_allow else frozenset()
    for leaf in checked.reading.leaves:
        meta = leaf.rule.get("meta", {})
        if "vocabulary" in meta:
            vocabulary = vocabularies[meta["vocabulary"]]
            if leaf.text not in vocabulary:
                yield from check_term(document, leaf.keys, leaf.text, vocabulary)
            continue
        if meta.get("format") == "url" and _IS_ADDRESS.match(leaf.text) and not origin_of(leaf.text):
            yield document.diagnose(
                leaf.keys,
                "web-address",
                "this web address has no plain name of a site, so it may lead elsewhere than readers see",
                "copy the address from your browser, from https:// on",
            )
        # A text that is too long is refused for that, and to look at each of its marks could take long.
        if meta.get("format") == "markdown" and len(leaf.text) <= leaf.rule.get("maxlength", len(leaf.text)):
            for fault in find_problems(leaf.text):
                place = _place_in_text(document, leaf, fault.line, fault.column)
                yield document.diagnose(leaf.keys, fault.code, fault.message, fault.hint, place=place)
        sign = find_refused(leaf.text)
        if sign:
            yield _diagnose_sign(document, leaf, sign)
        if leaf.text[0] == "0" and leaf.text.isdigit() and document.is_plain(leaf.keys):
            yield document.diagnose(
                leaf.keys,
                "number-without-quotes",
                f"{leaf.text} looks like a number, and other programs would drop the 0",
                f'write it with quotes: "{leaf.text}"',
            )
        for found in find_personal_data(leaf.text):
            hint = found.hint
            if can_allow and found.severity == "warning":
                if found.kind in allowed:
                    continue
                hint += ", and say so under may_be_public"
            yield without_words(document, leaf, found.offset, found.length, found.kind, found.message, hint)


def _diagnose_sign(document: Document, leaf: Leaf, sign: re.Match[str]) -> Diagnostic:
    """What is said of a sign that nobody sees and that may be part of no text."""
    number = ord(sign[0])
    is_turning = unicodedata.bidirectional(sign[0]) in _TURN
    turns = ", which turns the order of the words round" if is_turning else ""
    return document.diagnose(
        leaf.keys,
        "control-character",
        f"there is an invisible character in this text (number {number:#04x}){turns}",
        "write the text anew, without it",
    )


def _allowed_in_public(facts: Facts) -> frozenset[str]:
    """The kinds of personal data that the file allows, each with a reason; an error is never allowed."""
    stated = facts.get("may_be_public")
    groups = map(group_in, stated if isinstance(stated, list) else ())
    return frozenset(str(one["what"]) for one in groups if one.get("what") and one.get("why"))


def without_words(
    document: Document, leaf: Leaf, offset: int, length: int, code: str, message: str, hint: str
) -> Diagnostic:
    """A diagnostic about a part of a text that must not be repeated, so without the line of the file."""
    line = leaf.text.count("\n", 0, offset)
    column = offset - (leaf.text.rfind("\n", 0, offset) + 1)
    place = replace(_place_in_text(document, leaf, line, column), length=length)
    return replace(document.diagnose(leaf.keys, code, message, hint, place=place), source="")


def _place_in_text(document: Document, leaf: Leaf, line: int, column: int) -> Place:
    """Where a character of a text stands in the file; its first line where that cannot be told."""
    spot = document.spots[leaf.keys]
    opening = document.lines[spot.line][spot.column : spot.column + 1]
    if opening == "|" and spot.line + 1 + line < len(document.lines):
        source = document.lines[spot.line + 1 + line]
        indent = len(source) - len(source.lstrip())
        return Place(spot.line + line + 2, indent + column + 1)
    if spot.line == spot.end_line:
        return Place(spot.line + 1, spot.column + (0 if spot.plain else 1) + column + 1)
    return document.place(leaf.keys)


def check_term(document: Document, keys: Keys, word: str, vocabulary: Vocabulary) -> Iterator[Diagnostic]:
    """A word that is not in *vocabulary*, with the nearest that is."""
    if word in vocabulary:
        return
    by_label = {term.label.lower(): term.id for term in vocabulary.terms.values()}
    meant = by_label.get(word.lower()) or nearest(word, vocabulary.terms)
    hint = f'did you mean "{meant}"? ' if meant else ""
    plural = vocabulary.name.replace("-", " ")
    yield document.diagnose(
        keys, "unknown-term", f'"{word}" is not one of the {plural}', f"{hint}The list is {vocabulary.path}"
    )


def check_keys(
    document: Document, field: str, stated: Mapping[str, Any], vocabulary: Vocabulary
) -> Iterator[Diagnostic]:
    """Names inside *field* that are not in *vocabulary*."""
    for name in stated:
        place = document.key_place((field, name))
        for problem in check_term(document, (field, name), name, vocabulary):
            yield replace(problem, place=place, source=document.lines[place.line - 1])


def check_criteria(document: Document, keys: Keys, named: Iterable[str]) -> Iterator[Diagnostic]:
    """Numbers under *keys*, as keys or in a list, that are no criterion of levels A and AA."""
    for index, number in enumerate(named):
        if number in criteria() or not CRITERION.fullmatch(number):
            continue
        spot = (*keys, number) if (*keys, number) in document.spots else (*keys, index)
        yield document.diagnose(
            spot,
            "unknown-term",
            f"{number} is not a criterion of levels A and AA of the guidelines, version 2.2",
            "The list is schema/wcag-2.2.yaml",
            place=document.key_place(spot),
        )


def check_id(checked: Checked, first_file: str) -> Iterator[Diagnostic]:
    """An id that is not the file's name, or that *first_file* had before."""
    document, facts = checked.document, checked.facts
    stem = PurePosixPath(document.path).stem
    is_id = _ID.fullmatch(stem) is not None
    if first_file != document.path:
        yield document.diagnose(
            ("id",),
            "duplicate-id",
            f'"{facts["id"]}" is also the id of {first_file}',
            f"if this is another entry, {f'write: id: {stem}' if is_id else 'give it a name of its own'}",
        )
    elif facts["id"] != stem:
        may_write = f"write: id: {stem}; or " if is_id else ""
        yield document.diagnose(
            ("id",),
            "id-not-file-name",
            f'the id "{facts["id"]}" is not the name of the file',
            f"{may_write}rename the file to {facts['id']}.yaml",
        )


def _check_facts_that_belong_together(document: Document, facts: Facts) -> Iterator[Diagnostic]:
    ages = group_in(facts.get("ages"))
    youngest, oldest = ages.get("from"), ages.get("to")
    if isinstance(youngest, int) and isinstance(oldest, int) and youngest > oldest:
        yield document.diagnose(
            ("ages", "from"),
            "ages-reversed",
            f"from {youngest} to {oldest} leaves nobody",
            f"write: from: {oldest} and to: {youngest}",
        )
    wait = group_in(facts.get("waiting_time"))
    if wait.get("status") == "weeks" and "weeks" not in wait:
        yield document.diagnose(
            ("waiting_time", "status"),
            "weeks-missing",
            "it says there is a wait, but not how long",
            "add a line, for example: weeks: 10; if nobody knows, write: status: not-known",
        )
    serves = group_in(facts.get("serves"))
    if serves.get("where") == "named" and not serves.get("authorities"):
        yield document.diagnose(
            ("serves", "where"),
            "areas-missing",
            "it serves some areas, but does not say which",
            "add a line, for example: authorities: [northmere, harrowdale]",
        )
    absent = group_in(facts.get("absent"))
    if (
        facts.get("kind") == "not-available"
        and absent
        and not (absent.get("service_types") or absent.get("topics"))
    ):
        yield document.diagnose(
            ("absent",),
            "absent-what",
            "it does not say which kinds of support or topics are not available",
            "add service_types: or topics: to absent",
        )


def _check_dates(document: Document, facts: Facts, on: date) -> Iterator[Diagnostic]:
    reviewed, review_by = facts.get("reviewed"), facts.get("review_by")
    if isinstance(reviewed, date) and reviewed > on:
        yield document.diagnose(
            ("reviewed",),
            "reviewed-in-future",
            f"{reviewed} is after the day this is checked for, {on}",
            "write the day when somebody last checked it",
        )
    if isinstance(reviewed, date) and isinstance(review_by, date) and review_by <= reviewed:
        yield document.diagnose(
            ("review_by",),
            "review-before-last",
            f"the next check, {review_by}, is not after the last one, {reviewed}",
            "write the day by which it will be checked again",
        )


def _check_topic(document: Document, facts: Facts, topics: Vocabulary) -> Iterator[Diagnostic]:
    named = facts.get("topic")
    topic = topics.terms.get(named) if isinstance(named, str) else None
    if topic is None:
        return
    for key in ("sections", "facts"):
        known = [one["id"] for one in topic.facts.get(key, ())]
        for name in group_in(facts.get(key)):
            if name not in known:
                meant = nearest(str(name), known)
                hint = f'did you mean "{meant}"? ' if meant else ""
                choices = show_choices(known, 20) if known else "none"
                yield document.diagnose(
                    (key, name),
                    f"unknown-{key[:-1]}",
                    f'"{name}" is not one of the {key} of {topic.id}',
                    f"{hint}The {key} are: {choices}",
                    place=document.key_place((key, name)),
                )


def _check_translations(document: Document, facts: Facts, languages: Vocabulary) -> Iterator[Diagnostic]:
    reviewed = facts.get("reviewed")
    translations = group_in(facts.get("translations"))
    yield from check_keys(document, "translations", translations, languages)
    versions: list[tuple[Keys, Any]] = [
        (("translations", code, "of"), one) for code, one in translations.items()
    ]
    versions.append((("easy_read", "of"), facts.get("easy_read")))
    for keys, version in versions:
        made_from = group_in(version).get("of")
        if isinstance(made_from, date) and isinstance(reviewed, date) and made_from < reviewed:
            yield document.diagnose(
                keys,
                "older-than-english",
                f"this was made from the English of {made_from}, which was last checked on {reviewed}",
                f"compare the two; when they agree, write: of: {reviewed}",
            )


def _check_reference(
    document: Document, keys: Keys, named: str, authority: str, around: Neighbourhood
) -> Iterator[Diagnostic]:
    where, _, entry = named.rpartition("/")
    where = where or authority
    if where not in around.entries:
        yield document.diagnose(
            keys,
            "authority-not-here",
            f'"{where}" is not an authority in this project, so the page cannot link to it',
            f"the authorities here are: {show_choices(sorted(around.entries))}",
        )
    elif entry not in around.entries[where]:
        meant = nearest(entry, around.entries[where])
        yield document.diagnose(
            keys,
            "no-such-entry",
            f'there is no entry "{entry}" in offer_content/{where}/entries',
            f'did you mean "{meant}"?' if meant else "write the id of an entry that is there",
        )


def _media_files(facts: Facts) -> Iterator[tuple[Keys, str]]:
    for key in ("documents", "media"):
        for index, one in groups_in(facts.get(key)):
            if isinstance(one.get("file"), str):
                yield (key, index, "file"), one["file"]
    for index, row in groups_in(group_in(facts.get("easy_read")).get("rows")):
        if isinstance(row.get("picture"), str):
            yield ("easy_read", "rows", index, "picture"), row["picture"]
    logo = group_in(facts.get("look")).get("logo")
    if isinstance(logo, str):
        yield ("look", "logo"), logo


def has_too_many(folder: Path) -> bool:
    """Whether *folder* holds more files than are read; of such a folder none is."""
    with os.scandir(folder) as found:
        return next(islice(found, MOST_FILES, None), None) is not None


def too_many(shown: str) -> Diagnostic:
    """Says of the folder *shown* that it holds more files than are read."""
    message = f"this folder holds more than {MOST_FILES:,} files, so none of them was read"
    return Diagnostic(
        shown, Place(1, 1), "too-many-files", "", message, "move away what is no part of the offer"
    )


def check_folder(
    folder: Path, shown: Callable[[Path], str], is_chosen: Callable[[str], bool] = lambda _: True
) -> Iterator[Diagnostic]:
    """Chosen files in a folder of entries or records that are not read, so that nothing is lost unseen."""
    inside = shown(folder)
    if has_too_many(folder):
        yield too_many(inside)
        return
    with os.scandir(folder) as found:
        names = sorted(one.name for one in found)
    for name in names:
        if name.startswith(".") or not is_chosen(f"{inside}/{name}"):
            continue
        path = folder / name
        if leads_out(path, folder):
            yield Diagnostic(
                shown(path),
                Place(1, 1),
                "link-out",
                "",
                "this is a link to a file elsewhere",
                "put the file itself here",
            )
        elif path.suffix != ".yaml":
            yield Diagnostic(
                shown(path),
                Place(1, 1),
                "not-an-entry",
                "",
                "only files that end in .yaml are read here, so this is not",
                f"rename it to {path.stem}.yaml, or move it away"
                if path.suffix == ".yml"
                else "move it away",
            )
