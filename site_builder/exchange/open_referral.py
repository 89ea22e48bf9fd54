"""Read a list of services in Open Referral UK: version 1, and what its version 3 has in common with it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from site_builder.content.vocabulary import Vocabularies
from site_builder.exchange.draft import Draft, Slot
from site_builder.exchange.importing import Imported, Importer, KnownIds, Reader
from site_builder.exchange.loss import Path
from site_builder.exchange.readings import (
    DAYS,
    day_of_week,
    one_line,
    place_name,
    postcode,
    says_free,
    shorten,
    slug,
    words_beside_phone,
)
from site_builder.exchange.source import SourceTerms, shipped_terms

LONGEST_RULE = 1_000
LONGEST_NOTE = 500

_DAY_CODES = dict(zip(("MO", "TU", "WE", "TH", "FR", "SA", "SU"), DAYS, strict=True))
_ORDINALS = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", -1: "last"}
_BYDAY = re.compile(r"(-?\d)?(MO|TU|WE|TH|FR|SA|SU)")


def read_open_referral(
    data: Any,
    *,
    authority: str,
    imported: date,
    vocabularies: Vocabularies,
    terms: SourceTerms | None = None,
    notes: Sequence[str] = (),
    known: KnownIds | None = None,
    scheme: str = "open-referral-uk",
) -> Imported:
    """Entries from the services of an Open Referral UK feed, and what became of everything in it.

    Args:
        data: one page of the feed's `/services`, a bare list of services, or one service.
        authority: the id of the authority that the entries are for.
        imported: the day of the import; what had ended by then is left out.
        vocabularies: only terms in them are used.
        terms: what the feed's own terms mean here; else `schema/mappings/open-referral.yaml`.
        notes: what there is to say about the file, for the report.
        known: the ids of entries that are there.
        scheme: what tells this source's numbers from those of others.

    Raises:
        SiteBuilderError: *data* is no list of services.
    """
    importer = Importer("Open Referral UK feed", scheme, _read_service)
    terms = terms or shipped_terms("open-referral")
    return importer.run(data, Reader(authority, imported, vocabularies, terms, known or KnownIds()), notes)


def _read_service(draft: Draft) -> tuple[str, date | None]:
    record = draft.record
    draft.take_status(("status",))
    draft.take_title(("name",))
    draft.take_provider(("organization",), ("url", "website", "uri"))
    draft.take_description(("description",))
    _take_topics(draft)
    _take_eligibility(draft)
    _take_ways_in(draft)
    draft.take_prices(("cost_options",), ("amount_description", "option"))
    _take_fees(draft)
    _take_times(draft)
    for item in record.items("service_at_locations"):
        _take_place(draft, (*item, "location"))
    _take_contact(draft)
    for item in record.items("languages"):
        _take_language(draft, item)
    _take_areas(draft)
    checked = draft.take_checked(("assured_date",), ("pc_metadata", "date_assured"))
    return "Open Referral UK feed", checked


def _take_topics(draft: Draft) -> None:
    """What a service is about and for whom: taxonomy terms, and the audiences of `pc_` fields."""
    record = draft.record
    for item in record.items("service_taxonomys"):
        draft.take_term((*item, "taxonomy"), "taxonomies", ("id", "name"))
    for item in record.items("attributes"):
        draft.take_term((*item, "taxonomy_term"), "taxonomies", ("term_uri", "name"))
    for item in record.items("pc_targetAudience"):
        draft.take_term(item, "pc_targetAudience", ("id", "audienceType"))
    for key in ("deliverable_type", "attending_type"):
        if record.text(key):
            draft.take_term((key,), key, ())


def _take_eligibility(draft: Draft) -> None:
    """Version 1 lists who can come, each with ages; version 3 has the ages on the service."""
    record = draft.record
    groups = record.items("eligibilitys")
    if groups:
        draft.take_ages(*(((*item, "minimum_age"), (*item, "maximum_age")) for item in groups))
    else:
        draft.take_ages((("minimum_age",), ("maximum_age",)))
    rules = [record.take((*item, "eligibility"), one_line(LONGEST_RULE)) for item in groups]
    rules.append(record.take(("eligibility_description",), one_line(LONGEST_RULE)))
    stated = [rule for rule in rules if isinstance(rule, str)]
    if stated:
        draft.facts["eligibility"] = {"who": "criteria", "criteria": list(dict.fromkeys(stated))}


def _take_ways_in(draft: Draft) -> None:
    record = draft.record
    if record.text("attending_access"):
        draft.take_term(("attending_access",), "attending_access", ())
    step = record.take(("application_process",), one_line(LONGEST_RULE))
    if step:
        draft.add("how_to_access.steps", [step])
    more = draft.take_rich_text(("pc_attendingAccess_additionalInfo",))
    if more:
        draft.add_section("More about coming", more)
    alert = draft.take_rich_text(("alert",))
    if alert:
        draft.add_section("Please note", alert)


def _take_fees(draft: Draft) -> None:
    """The price in words. Only words that say no more than "free" make it free."""
    record = draft.record
    fees = " ".join(record.text("fees").split())
    if not fees:
        return
    cost = draft.facts.setdefault("cost", {})
    if says_free(fees):
        cost.setdefault("to_family", "free")
        record.keep(("fees",))
    elif "amount" in cost:
        record.lose(("fees",), "the prices in the list are used")
    else:
        cost["amount"] = record.take(("fees",), one_line(500))


def _take_times(draft: Draft) -> None:
    record = draft.record
    slots: list[Slot] = []
    for name in ("regular_schedules", "schedules"):
        for item in record.items(name):
            slots += _take_schedule(draft, item)
    for location in record.items("service_at_locations"):
        for name in ("regular_schedule", "schedules"):
            for item in record.items(*location, name):
                slots += _take_schedule(draft, item)
    draft.set_times(slots)


def _take_schedule(draft: Draft, item: Path) -> list[Slot]:
    """The times of one schedule: weekly, every so many weeks, or on numbered weekdays of a month."""
    record = draft.record
    if draft.has_ended((*item, "valid_to")):
        record.lose(item, "times that no longer hold")
        return []
    said = record.take((*item, "description"), one_line(LONGEST_NOTE))
    days = _days(draft, item)
    if not days:
        if said:
            draft.facts.setdefault("when", []).append({"note": said})
        for key in ("byday", "freq", "interval", "opens_at", "closes_at"):
            record.lose((*item, key), "there is no day of the week with it")
        return []
    record.keep((*item, "weekday"))
    for key in ("byday", "freq", "interval"):
        record.change((*item, key), "became days, or a note with them")
    opens, closes = draft.take_hours(item)
    return [
        Slot(day, opens, closes, shorten(". ".join(filter(None, (note, said))), LONGEST_NOTE))
        for day, note in days
    ]


def _days(draft: Draft, item: Path) -> list[tuple[str, str]]:
    """Each day, with a note where it is not every week."""
    record = draft.record
    monthly = record.text(*item, "freq").upper() == "MONTHLY"
    interval = record.text(*item, "interval")
    every = ""
    if re.fullmatch(r"[0-9]{1,2}", interval) and int(interval) > 1:
        every = f"Every {int(interval)} {'months' if monthly else 'weeks'}"
    named = day_of_week(record.text(*item, "weekday")).value
    if named:
        return [(named, every)]
    days = []
    for code in re.split(r"[,\s]+", record.text(*item, "byday").upper()):
        found = _BYDAY.fullmatch(code)
        number = _ORDINALS.get(int(found[1] or 0)) if found else None
        if found and number:
            day = _DAY_CODES[found[2]]
            which = f"The {number} {day.title()} of the month"
            days.append((day, f"{which}. {every}" if every else which))
        elif found and not monthly:
            days.append((_DAY_CODES[found[2]], every))
    return days


def _take_place(draft: Draft, item: Path) -> None:
    """One place of version 1 (`physical_addresses`) or 3 (`addresses`), with its first address."""
    record = draft.record
    draft.take_position((*item, "latitude"), (*item, "longitude"))
    place: dict[str, Any] = {"name": record.take((*item, "name"), place_name)}
    addresses = [*record.items(*item, "physical_addresses"), *record.items(*item, "addresses")]
    if addresses:
        first = addresses[0]
        lines: list[str] = []
        for key in ("address_1", "city", "region", "state_province"):
            lines += draft.take_address((*first, key), [*lines, place["name"] or ""])
        place["address"] = lines + draft.take_country((*first, "country"))
        place["postcode"] = record.take((*first, "postal_code"), postcode)
        for other in addresses[1:]:
            record.lose(other, "a place has one address, and the first is used")
    for key in ("accessibility_for_disabilities", "accessibility"):
        if record.items(*item, key):
            place["access"] = draft.take_access((*item, key), ("accessibility", "description"))
    if any(place.values()):
        draft.add_place(place)


def _take_contact(draft: Draft) -> None:
    """The contact that can be phoned first, with the address and page of the service."""
    record = draft.record
    contact: dict[str, Any] = {}
    for item in record.items("contacts"):
        phones = record.items(*item, "phones")
        if not contact.get("phone"):
            contact["role"] = draft.take_role((*item, "title"), (*item, "name"))
            for phone in phones:
                number = (*phone, "number")
                if not contact.get("phone"):
                    contact["phone"] = draft.take_phone(number)
                    contact["role"] = contact["role"] or draft.role_in(
                        words_beside_phone(record.text(*number))
                    )
        for path in (*phones, (*item, "title"), (*item, "email")):
            record.lose(path, "an entry has one contact with one number, and another is used")
    contact["email"] = draft.take_email(("email",))
    contact["website"] = draft.take_link(("url",))
    draft.set_contact(contact)


def _take_language(draft: Draft, item: Path) -> None:
    """A language by its name or code, as the vocabulary of languages has it."""
    languages = draft.vocabularies["languages"].terms.values()
    for key in ("language", "name", "code"):
        said = draft.record.text(*item, key)
        found = [one.id for one in languages if said.casefold() in (one.id, one.label.casefold())]
        if found:
            draft.add("languages", found)
            draft.record.keep((*item, key))
        elif said:
            draft.record.miss((*item, key), said)


def _take_areas(draft: Draft) -> None:
    """Whom it serves, where that is this authority alone; no other area can be matched with certainty."""
    record = draft.record
    names = [
        (*item, key)
        for item in record.items("service_areas")
        for key in ("service_area", "name")
        if record.text(*item, key)
    ]
    own = [path for path in names if slug(record.text(*path)) == draft.authority]
    if names and own == names:
        draft.facts["serves"] = {"where": "this-authority"}
        for path in names:
            record.keep(path)
    for path in names:
        if path in own:
            record.lose(path, "one of several areas, and the others are not known here")
        else:
            record.miss(path, record.text(*path), "an area that is not this authority's")
