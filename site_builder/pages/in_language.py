"""Make an edition in another language: its labels, and its entries as far as they are translated.

Everything that is made from such an edition, while its language is spoken, is in that language. What its
authority wrote and nobody has translated stays in English, and is marked as such.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from site_builder.content.model import Authority, Entry, Facts, Offer, fact
from site_builder.content.schema import Schemas
from site_builder.pages.edition import Edition
from site_builder.pages.language import InEnglish, Language, find_language, gettext, speaking, translated
from site_builder.pages.templates import Markup, email_link, filled, paragraphs, phone_links
from site_builder.pages.words import day_words
from site_builder.standard.assess import Assessment

TRANSLATED = ("title", "summary", "description", "sections")
"""The facts of an entry that a translation can hold."""


def other_languages(edition: Edition) -> tuple[Language, ...]:
    """The languages, beside English, that its authority names and that have a complete catalogue."""
    named = dict.fromkeys(str(one) for one in edition.authority.fact("languages") or ())
    found = [find_language(one) for one in named]
    return tuple(one for one in found if one and not one.is_english)


def in_language(edition: Edition, language: Language) -> Edition:
    """*edition* with the words of *language*; facts, days and verdicts are the same."""
    with speaking(language):
        rules = edition.rules.in_words(translated)
        assessment = _assessment(edition.assessment)
    schemas = edition.rules.schemas
    offer = _offer(edition.offer, language, schemas)
    # Nobody else's entries stand in this site: in a build of all councils that saves most of the work.
    named = {str(one) for one in edition.authority.fact("neighbours") or ()}
    neighbours = {
        name: replace(one, offer=_offer(one.offer, language, schemas)) if one.offer and name in named else one
        for name, one in edition.neighbours.items()
    }
    return replace(
        edition,
        offer=offer,
        assessment=assessment,
        rules=rules,
        neighbours=neighbours,
        language=language,
        original=edition,
    )


def _offer(offer: Offer, language: Language, schemas: Schemas) -> Offer:
    return replace(
        offer,
        authority=_authority(offer.authority, schemas["authority"].rules),
        entries=tuple(_entry(entry, language, schemas[entry.kind].rules) for entry in offer.entries),
    )


def _assessment(assessment: Assessment) -> Assessment:
    entries = tuple(
        replace(entry, missing=tuple(replace(one, label=translated(one.label)) for one in entry.missing))
        for entry in assessment.entries
    )
    return replace(assessment, entries=entries)


def _authority(authority: Authority, rules: Mapping[str, Any]) -> Authority:
    contact = authority.facts.get("contact")
    if not contact:
        return authority
    marked = _in_english(contact, rules["contact"])
    return replace(authority, facts={**authority.facts, "contact": marked})


def _entry(entry: Entry, language: Language, rules: Mapping[str, Any]) -> Entry:
    facts = {
        name: value if name == "translations" else _in_english(value, rules.get(name, {}))
        for name, value in entry.facts.items()
    }
    translations = dict(entry.facts.get("translations") or {})
    told = translations.pop(language.id, None)
    if told:
        # A section that is not translated stays, in English, in its place.
        sections = {**facts.get("sections", {}), **told.get("sections", {})}
        facts |= {name: told[name] for name in TRANSLATED if told.get(name)}
        if sections:
            facts["sections"] = sections
        facts["translations"] = translations
    return replace(entry, facts=facts, digest=b"")


def _in_english(value: Any, rule: Mapping[str, Any]) -> Any:
    """*value* with every text that its author was free to word marked as English."""
    if isinstance(value, str):
        return value if _is_code(rule) else InEnglish(value)
    if isinstance(value, Mapping):
        fields, others = rule.get("schema", {}), rule.get("valuesrules", {})
        return {name: _in_english(one, fields.get(name, others)) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_in_english(one, rule.get("schema", {})) for one in value]
    return value


def _is_code(rule: Mapping[str, Any]) -> bool:
    return "allowed" in rule or "regex" in rule or "vocabulary" in rule.get("meta", {})


def language_notes(entry: Entry, edition: Edition) -> Markup:
    """What a reader has to know of the language of an entry's page: nothing where all of it is theirs."""
    original = edition.original.entries.get(entry.id) if edition.original else None
    if original is None:
        return Markup("")
    notes: list[str] = []
    told = original.fact(f"translations.{edition.language.id}")
    if told is None:
        notes.append(_only_in_english(edition))
    elif _has_english(entry.facts):
        notes.append(_partly_in_english(edition))
    made_from = fact(told or {}, "of")
    if made_from and original.reviewed and made_from < original.reviewed:
        notes.append(
            gettext(
                "The English page was checked on %(day)s, after this was translated. Some facts may have "
                "changed.",
                day=day_words(original.reviewed),
            )
        )
    return filled('<div class="in-english">{}</div>\n', paragraphs(notes)) if notes else Markup("")


def _only_in_english(edition: Edition) -> str:
    contact = _contact(edition)
    if not contact:
        return gettext(
            "This text is only in English. Ask %(council)s for it in your language.", council=edition.council
        )
    return gettext(
        "This text is only in English. Ask us for it in your language: %(contact)s", contact=contact
    )


def _partly_in_english(edition: Edition) -> str:
    contact = _contact(edition)
    if not contact:
        return gettext(
            "Some of this page is only in English. Ask %(council)s for it in your language.",
            council=edition.council,
        )
    return gettext(
        "Some of this page is only in English. Ask us for it in your language: %(contact)s", contact=contact
    )


def _contact(edition: Edition) -> Markup | None:
    """The phone of the authority, or else its email."""
    phone, email = edition.authority.fact("contact.phone"), edition.authority.fact("contact.email")
    if phone:
        return phone_links(str(phone))
    return email_link(str(email)) if email else None


def _has_english(facts: Facts) -> bool:
    return any(
        isinstance(value, InEnglish)
        or (isinstance(value, Mapping) and name != "easy_read" and _has_english(value))
        or (isinstance(value, list) and _has_english(dict(enumerate(value))))  # type: ignore[arg-type]
        for name, value in facts.items()
    )
