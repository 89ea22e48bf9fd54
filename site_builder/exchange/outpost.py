"""Read a directory kept in Outpost: the only open system with fields for special educational needs."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from site_builder.content.vocabulary import Vocabularies
from site_builder.exchange.draft import (
    LONGEST_NAME,
    LONGEST_STEP,
    REFERRAL_STEP,
    Draft,
    LeftOutOnPurpose,
    Slot,
    blocks,
)
from site_builder.exchange.importing import Imported, Importer, KnownIds, Reader
from site_builder.exchange.loss import Path
from site_builder.exchange.readings import (
    calendar_day,
    day_of_week,
    email_address,
    first_half_of_postcode,
    one_line,
    phone_number,
    place_name,
    postcode,
    shorten,
    words_beside_phone,
)
from site_builder.exchange.source import SourceTerms, shipped_terms

LONGEST_SUITABILITY = 5_000

_AGE_BANDS = (
    ("age_band_under_2", 0, 1),
    ("age_band_2", 2, 2),
    ("age_band_3_4", 3, 4),
    ("age_band_5_7", 5, 7),
    ("age_band_8_plus", 8, None),
)
_TERM_LISTS = (("taxonomies", "parent_id"), ("send_needs", ""), ("suitabilities", ""))
_PLACE_KEYS = ("name", "address_1", "city", "postal_code")
_FOR_THE_OFFER = ("local offer", "senco", "send ")


def read_outpost(
    data: Any,
    *,
    authority: str,
    imported: date,
    vocabularies: Vocabularies,
    terms: SourceTerms | None = None,
    notes: Sequence[str] = (),
    known: KnownIds | None = None,
    scheme: str = "outpost",
) -> Imported:
    """Entries from the services of an Outpost directory, and what became of everything in it.

    Args:
        data: one page of the directory's `/services`, a bare list of services, or one service.
        authority: the id of the authority that the entries are for.
        imported: the day of the import; what had ended by then is left out.
        vocabularies: only terms in them are used.
        terms: what the directory's own terms mean here; else `schema/mappings/outpost.yaml`.
        notes: what there is to say about the file, for the report.
        known: the ids of entries that are there.
        scheme: what tells this source's numbers from those of others.

    Raises:
        SiteBuilderError: *data* is no list of services.
    """
    importer = Importer("Outpost directory", scheme, _read_service)
    terms = terms or shipped_terms("outpost")
    return importer.run(data, Reader(authority, imported, vocabularies, terms, known or KnownIds()), notes)


def _read_service(draft: Draft) -> tuple[str, date | None]:
    _check_visible(draft)
    draft.take_status(("status",))
    draft.take_title(("name",))
    draft.take_provider(("organisation",), ("url",))
    draft.take_description(("description",))
    for key, parent in _TERM_LISTS:
        draft.take_terms((key,), parent=parent)
    draft.take_ages((("min_age",), ("max_age",)))
    _take_age_bands(draft)
    _take_referral(draft)
    _take_cost(draft)
    _take_times(draft)
    for place in draft.record.items("locations"):
        _take_place(draft, place)
    _take_contact(draft)
    _take_local_offer(draft)
    _take_answers_about_childcare(draft)
    for link in draft.record.items("links"):
        _take_link(draft, link)
    return _name_source(draft), None


def _check_visible(draft: Draft) -> None:
    since = calendar_day(draft.record.text("visible_from")).value
    until = calendar_day(draft.record.text("visible_to")).value
    if since and since > draft.imported:
        raise LeftOutOnPurpose(f"the source shows it only from {since} on")
    if until and until < draft.imported:
        raise LeftOutOnPurpose(f"the source stopped showing it after {until}")
    draft.record.keep(("visible_from",), "it is listed on the day of the import")
    draft.record.lose(("visible_to",), "an entry has no last day of its own")


def _take_age_bands(draft: Draft) -> None:
    """Ages from the bands that are ticked, where the record gives no ages in numbers."""
    record = draft.record
    bands = [(key, low, high) for key, low, high in _AGE_BANDS if record.at(key) is True]
    every_age = record.at("age_band_all") is True
    if "ages" in draft.facts:
        for key in ("age_band_all", *(key for key, _, _ in bands)):
            record.lose((key,), "the ages in numbers are used")
    elif every_age:
        draft.facts["ages"] = {"from": 0}
        for key in ("age_band_all", *(key for key, _, _ in bands)):
            record.change((key,), "ticked bands became ages")
    elif bands and all(
        before[2] is not None and before[2] + 1 == after[1] for before, after in itertools.pairwise(bands)
    ):
        oldest = bands[-1][2]
        draft.facts["ages"] = {"from": bands[0][1]} | ({"to": oldest} if oldest is not None else {})
        for key, _, _ in bands:
            record.change((key,), "ticked bands became ages")
    for key in ("age_band_all", *(key for key, _, _ in _AGE_BANDS)):
        unticked = record.at(key) is False
        record.lose(
            (key,), "says only which ages it is not for" if unticked else "bands with a gap between them"
        )


def _take_referral(draft: Draft) -> None:
    needs_referral = draft.record.at("needs_referral")
    if isinstance(needs_referral, bool):
        step = REFERRAL_STEP if needs_referral else "You do not need anyone to refer you."
        draft.add("how_to_access.steps", [step])
        draft.record.change(("needs_referral",), f'became the step "{step}"')


def _take_cost(draft: Draft) -> None:
    record = draft.record
    free = record.at("free")
    if free is True:
        draft.facts["cost"] = {"to_family": "free"}
    draft.take_prices(("cost_options",), ("cost_type", "option"))
    if free is True and draft.facts["cost"]["to_family"] == "varies":
        record.change(("free",), "became: it varies, because the source says free and gives prices")
    elif free is True or (free is False and draft.facts["cost"]):
        record.keep(("free",))
    elif free is False:
        record.lose(("free",), '"not free" alone does not say what a family pays')


def _take_times(draft: Draft) -> None:
    record = draft.record
    slots = []
    for item in record.items("regular_schedules"):
        weekday = (*item, "weekday")
        if not day_of_week(record.text(*weekday)).value:
            record.lose(weekday, "not a day of the week")
            record.lose((*item, "opens_at"), "there is no day with it")
            record.lose((*item, "closes_at"), "there is no day with it")
            continue
        slots.append(Slot(record.take(weekday, day_of_week), *draft.take_hours(item)))
    draft.set_times(slots)


def _take_place(draft: Draft, item: Path) -> None:
    """One place. Where the source hides the exact address, only the town and half the postcode are kept."""
    record = draft.record
    draft.take_position((*item, "latitude"), (*item, "longitude"))
    draft.take_position((*item, "geometry", "coordinates", 1), (*item, "geometry", "coordinates", 0))
    stated = [key for key in _PLACE_KEYS if record.text(*item, key) and not draft.says_where((*item, key))]
    if not stated:
        record.lose(item, "no place to go to: it has neither a name, an address nor a postcode")
        return
    hidden = record.at(*item, "mask_exact_address") is True
    place: dict[str, Any] = {}
    lines: list[str] = []
    if hidden:
        for key in ("name", "address_1"):
            record.lose((*item, key), "the source asks not to show the exact address")
    else:
        if "name" in stated:
            place["name"] = record.take((*item, "name"), place_name)
        if "address_1" in stated:
            lines += draft.take_address((*item, "address_1"), [place.get("name") or ""])
    for key in ("city", "state_province") if "city" in stated else ("state_province",):
        lines += draft.take_address((*item, key), lines)
    lines += draft.take_country((*item, "country"))
    code = (*item, "postal_code")
    district = first_half_of_postcode(record.text(*code))
    if district and hidden:
        lines.append(district)
        record.change(code, "shortened, because the source asks not to show the exact address")
    elif district and not postcode(record.text(*code)).value:
        lines.append(district)
        record.change(code, "half a postcode: kept as a line of the address")
    else:
        place["postcode"] = record.take(code, postcode)
    place["address"] = lines
    place["access"] = draft.take_access((*item, "accessibilities"))
    if hidden:
        place["location"] = "area-only"
        record.change((*item, "mask_exact_address"), "became: show only the area")
    elif record.at(*item, "mask_exact_address") is False:
        place["location"] = "shown"
        record.keep((*item, "mask_exact_address"))
    draft.add_place(place)


def _take_contact(draft: Draft) -> None:
    """The contact for the local offer where one says so, else the first that can be reached."""
    record = draft.record
    contacts = record.items("contacts")
    reachable = [
        one
        for one in contacts
        if phone_number(record.text(*one, "phone")).value or email_address(record.text(*one, "email")).value
    ]
    for_the_offer = [
        one
        for one in reachable
        if any(word in f"{record.text(*one, 'title').lower()} " for word in _FOR_THE_OFFER)
    ]
    chosen = next(iter(for_the_offer or reachable or contacts), None)
    contact: dict[str, Any] = {}
    if chosen is not None:
        contact["role"] = draft.take_role((*chosen, "title"), (*chosen, "name"))
        contact["phone"] = draft.take_phone((*chosen, "phone"))
        contact["email"] = draft.take_email((*chosen, "email"))
        contact["role"] = contact["role"] or draft.role_in(words_beside_phone(record.text(*chosen, "phone")))
        for other in contacts:
            for key in ("phone", "email"):
                if contact[key] and record.text(*other, key) == record.text(*chosen, key):
                    record.keep((*other, key), "the same as in the contact that is used")
            for key in ("phone", "email", "title"):
                record.lose((*other, key), "an entry has one contact, and another one is used")
    contact["website"] = draft.take_link(("url",))
    draft.set_contact(contact)


def _take_local_offer(draft: Draft) -> None:
    """What the provider says about special educational needs, answer by answer."""
    record = draft.record
    kind = draft.facts.get("kind", "service")
    suitability = []
    text = draft.take_rich_text(("local_offer", "description"))
    if text:
        suitability.append(text)
    for item in record.items("local_offer", "survey_answers"):
        question = record.text(*item, "question")
        answer = draft.take_rich_text((*item, "answer"))
        if not answer:
            record.lose((*item, "question"), "a question without an answer")
            continue
        target = draft.terms.question(question).get(kind, "")
        if target == "send_suitability":
            suitability.append(answer)
        elif target == "how_to_access.steps":
            draft.add(target, [shorten(block.words, LONGEST_STEP) for block in blocks(answer)])
        elif not target or not draft.add_setting_fact(target, answer):
            draft.add_section(" ".join(question.split()) or "More", answer)
            record.keep((*item, "question"), "a heading in the description")
        record.change((*item, "question"), f"its answer went to {target}")
    whole = "\n\n".join(suitability)
    if len(whole) > LONGEST_SUITABILITY:
        draft.add_section("Special educational needs and disability", whole)
    elif whole:
        draft.facts["send_suitability"] = whole
    link = draft.take_link(("local_offer", "link"))
    if link:
        title = "What they say about special educational needs and disability"
        draft.add("links", [{"purpose": "more-information", "title": title, "url": link}])


def _take_answers_about_childcare(draft: Draft) -> None:
    """The `meta` list: questions that the directory asks of childcare, mostly left as they were."""
    record = draft.record
    for item in record.items("meta"):
        question, answer = (*item, "key"), record.text(*item, "value")
        rule = draft.terms.question(record.text(*question))
        number = int(answer) if re.fullmatch(r"[0-9]{1,6}", answer) else 0
        if not answer:
            record.lose(question, "a question without an answer")
        elif rule.get("to") == "capacity" and 0 < number <= 100_000:
            draft.facts["capacity"] = {"places": number, "unit": rule["unit"]}
            record.keep(item)
        elif rule.get("to") == "weeks" and 0 < number <= 53 and "when" in draft.facts:
            for block in draft.facts["when"]:
                block["note"] = f"Open {number} weeks a year"
            record.change(item, "became a note with the times")
        elif rule:
            record.lose(item, rule.get("why", "no such number, or nothing in the entry that it belongs to"))
        else:
            record.miss(item, record.text(*question))


def _take_link(draft: Draft, item: Path) -> None:
    record = draft.record
    url = draft.take_link((*item, "url"))
    if not url:
        record.lose((*item, "label"), "there is no address to go with it")
        return
    label = record.take((*item, "label"), one_line(LONGEST_NAME))
    meaning = draft.terms.meaning("links.label", [label or ""])
    purpose = meaning.facts["purpose"][0] if meaning else "more-information"
    draft.add("links", [{"purpose": purpose, "title": label or "More about this", "url": url}])


def _name_source(draft: Draft) -> str:
    """What the source calls itself: the directories that show the record."""
    names = []
    for item in draft.record.items("target_directories"):
        name = draft.record.take((*item, "name"), one_line(LONGEST_NAME))
        if name and name not in names:
            names.append(name)
    return ", ".join(names)[:LONGEST_NAME] or "Outpost directory"
