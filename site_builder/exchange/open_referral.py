"""Read services in Open Referral UK, versions 1 and 3, and the international fields that 3 left out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

from site_builder.content.schema import load_schemas
from site_builder.content.vocabulary import Vocabularies
from site_builder.exchange.draft import LONGEST_NAME, MOST_WEEKS, Draft, Slot, field_key
from site_builder.exchange.importing import Imported, Importer, KnownIds, Reader
from site_builder.exchange.loss import Path
from site_builder.exchange.readings import (
    DAYS,
    LONGEST_SUMMARY,
    calendar_day,
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
LEAST_WORDS = 4
"""From so many words on, what is said about access is a text and not the name of a feature."""

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
    _take_own_terms(draft)
    provider_type = draft.facts.pop("provider", {}).get("type")
    draft.take_provider(("organization",), ("url", "website", "uri"))
    if provider_type:
        draft.facts["provider"]["type"] = provider_type
    draft.take_description(("description",))
    _take_summary(draft)
    _take_own_headings(draft)
    _take_topics(draft)
    _take_eligibility(draft)
    _take_ways_in(draft)
    _take_prices(draft)
    _take_fees(draft)
    _take_times(draft)
    for item in record.items("service_at_locations"):
        _take_place(draft, (*item, "location"))
    _take_contact(draft)
    for item in record.items("languages"):
        _take_language(draft, item)
    _take_areas(draft)
    _take_wait(draft)
    _take_links(draft)
    _take_school_number(draft)
    checked = draft.take_checked(("assured_date",), ("pc_metadata", "date_assured"))
    return "Open Referral UK feed", checked


OWN_SCHEME = "local-offer"
"""What the address of a term begins with in this project's own feeds: `local-offer:needs:autism`."""

_OWN_LISTS = {
    "service-types": "service_types",
    "needs": "needs",
    "outcomes": "outcomes",
    "assurances": "assurances",
    "topics": "answers",
    "delivered": "delivered",
}
_OWN_INSIDE = {
    "provider-types": ("provider", "type"),
    "eligibility.who": ("eligibility", "who"),
    "eligibility.plan": ("eligibility", "plan"),
    "availability.status": ("availability", "status"),
    "cost.to_family": ("cost", "to_family"),
    "cost.to_schools": ("cost", "to_schools"),
}
_SO_ON = re.compile(r"(?P<said>.*?)\. This was so on (?P<day>.+)\.", re.DOTALL)


def _own_term(address: str) -> tuple[str, str] | None:
    """The taxonomy and the term that *address* names in this project's own words, if it does."""
    scheme, _, rest = address.partition(":")
    taxonomy, _, term = rest.partition(":")
    return (taxonomy, term) if scheme == OWN_SCHEME and taxonomy and term else None


def _is_own(draft: Draft) -> bool:
    """Whether the record is from a feed that this project wrote."""
    items = draft.record.items("attributes")
    return any(_own_term(draft.record.text(*item, "taxonomy_term", "term_uri")) for item in items)


def _take_own_terms(draft: Draft) -> None:
    """Everything that a feed of this project says in its own words, word for word."""
    record = draft.record
    for item in record.items("attributes"):
        own = _own_term(record.text(*item, "taxonomy_term", "term_uri"))
        if own is None:
            continue
        taxonomy, term = own
        if not _is_known(draft, taxonomy, term):
            record.miss(item, record.text(*item, "taxonomy_term", "name") or term)
            continue
        if taxonomy in _OWN_LISTS:
            draft.add(_OWN_LISTS[taxonomy], [term])
        elif taxonomy == "routes":
            draft.add("how_to_access.route", [term])
        elif taxonomy in _OWN_INSIDE:
            group, key = _OWN_INSIDE[taxonomy]
            draft.facts.setdefault(group, {})[key] = term
        else:
            draft.facts["level" if taxonomy == "levels" else taxonomy] = term
        record.keep(item)


def _is_known(draft: Draft, taxonomy: str, term: str) -> bool:
    """Whether a term of our own is one that this version of the project has."""
    if taxonomy in draft.vocabularies.by_name:
        known = taxonomy in _OWN_LISTS or taxonomy in ("routes", "levels", "provider-types")
        return known and term in draft.vocabularies[taxonomy]
    if taxonomy == "kind":
        return term in ("service", "setting")
    if taxonomy in _OWN_INSIDE or taxonomy in ("area", "delivered"):
        rule = load_schemas()["service"].rule(taxonomy)
        rule = rule["schema"] if rule["type"] == "list" else rule
        return term in rule["allowed"]
    return False


def _take_summary(draft: Draft) -> None:
    """A summary of its own, which some feeds have, and which then begins the description too."""
    summary = draft.record.take(("summary",), one_line(LONGEST_SUMMARY + 60))
    if not summary:
        return
    draft.made = [one for one in draft.made if one[0] != "summary"]
    draft.facts["summary"] = summary
    whole = draft.facts["description"]
    first, _, rest = whole.partition("\n\n")
    if rest.strip() and " ".join(first.split()) == summary:
        draft.facts["description"] = rest.strip()


def _so_on(text: str) -> tuple[str, date | None]:
    """What a text says, and the day that it says it was so."""
    found = _SO_ON.fullmatch(text)
    if not found:
        return text, None
    return found["said"], calendar_day(found["day"]).value


def _take_availability(draft: Draft, text: str) -> bool:
    """The day of an availability that a term of our own states; false where *text* says something else."""
    availability = draft.facts.get("availability", {})
    said, day = _so_on(text)
    choices = load_schemas()["service"].rule("availability.status")["meta"]["choices"]
    if said.rstrip(".") != choices.get(availability.get("status"), "").rstrip("."):
        return False
    if day:
        availability["as_of"] = day
    return True


def _take_wait(draft: Draft) -> None:
    """How long people wait: a number of weeks, words of our own, or a section in the source's words."""
    path = ("wait_time",)
    said, day = _so_on(draft.record.text(*path))
    choices = load_schemas()["service"].rule("waiting_time.status")["meta"]["choices"]
    status = next((key for key, words in choices.items() if said and words == said and key != "weeks"), None)
    weeks = re.fullmatch(r"([0-9]{1,3}) weeks?", said)
    if status:
        draft.facts["waiting_time"] = {"status": status}
    elif weeks and int(weeks[1]) <= MOST_WEEKS:
        draft.facts["waiting_time"] = {"status": "weeks", "weeks": int(weeks[1])}
    else:
        draft.take_wait(path)
        return
    if day:
        draft.facts["waiting_time"]["as_of"] = day
    draft.record.keep(path)


@cache
def _report_label() -> str:
    return load_schemas().label("setting", "sen_information_report_url")


def _take_links(draft: Draft) -> None:
    for item in draft.record.items("additional_urls"):
        url = draft.take_link((*item, "url"))
        label = draft.record.take((*item, "label"), one_line(LONGEST_NAME))
        if url and label == _report_label() and draft.facts.get("kind") == "setting":
            draft.facts["sen_information_report_url"] = url
        elif url:
            one = {"purpose": "more-information", "title": label or "More about this", "url": url}
            draft.add("links", [one])


def _take_school_number(draft: Draft) -> None:
    """The number of a school in the national register, where its organisation gives it."""
    record = draft.record
    for item in record.items("organization", "organization_identifiers"):
        number = record.text(*item, "identifier")
        is_urn = record.text(*item, "identifier_scheme") == "GB-EDU" and re.fullmatch(r"[0-9]{6}", number)
        if is_urn and draft.facts.get("kind") == "setting":
            draft.facts.setdefault("setting", {})["urn"] = number
            record.keep(item)


def _take_topics(draft: Draft) -> None:
    """What a service is about and for whom: taxonomy terms, and the audiences of `pc_` fields."""
    record = draft.record
    for item in record.items("service_taxonomys"):
        draft.take_term((*item, "taxonomy"), "taxonomies", ("id", "name"))
    for item in record.items("attributes"):
        if _own_term(record.text(*item, "taxonomy_term", "term_uri")) is None:
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
    stated = [rule for rule in rules if isinstance(rule, str)]
    stated += _take_lines(draft, ("eligibility_description",))
    if stated:
        who = draft.facts.setdefault("eligibility", {}).setdefault("who", "criteria")
        draft.facts["eligibility"] |= {"who": who, "criteria": list(dict.fromkeys(stated))}


def _take_lines(draft: Draft, path: Path) -> list[str]:
    """A text with one thing a line, as a list of them."""
    record = draft.record
    text = record.text(*path)
    if "\n" not in text:
        line = record.take(path, one_line(LONGEST_RULE))
        return [line] if line else []
    lines = [one_line(LONGEST_RULE)(line).value for line in text.split("\n")]
    stated = [line for line in lines if line]
    if "\n".join(stated) == record.at(*path):
        record.keep(path)
    else:
        record.change(path, "its lines became a list")
    return stated


def _take_ways_in(draft: Draft) -> None:
    record = draft.record
    if record.text("attending_access"):
        draft.take_term(("attending_access",), "attending_access", ())
    steps = _take_lines(draft, ("application_process",))
    if steps:
        draft.add("how_to_access.steps", steps)
    more = draft.take_rich_text(("pc_attendingAccess_additionalInfo",))
    if more:
        draft.add_section("More about coming", more)
    if _is_own(draft) and "availability" in draft.facts:
        opened = record.take(("open_on",), calendar_day)
        draft.facts["availability"] |= {"as_of": opened} if opened else {}
    said = record.text("alert")
    if said and _take_availability(draft, said):
        record.keep(("alert",))
    elif alert := draft.take_rich_text(("alert",)):
        draft.add_section("Please note", alert)
    accreditations = draft.take_rich_text(("accreditations",))
    if accreditations:
        draft.add_section("Accreditations", accreditations)
    interpreting = draft.take_rich_text(("interpretation_services",))
    if interpreting:
        draft.add_section("Interpreting", interpreting)


def _take_prices(draft: Draft) -> None:
    """The prices; whether a family pays is as a term of our own says, where one does."""
    own = draft.facts.get("cost", {}).pop("to_family", None)
    draft.take_prices(("cost_options",), ("amount_description", "option"))
    if own:
        cost = draft.facts.setdefault("cost", {})
        cost["to_family"] = own
        said = draft.record.text("cost_options", 0, "option")
        if own == "free" and said and "amount" not in cost:
            cost["amount"] = shorten(" ".join(said.split()), 500)


def _take_own_headings(draft: Draft) -> None:
    """Answers of our own that stand in a description below the words for their field."""
    if not _is_own(draft):
        return
    schema = load_schemas()[draft.facts.get("kind", "service")]
    fields: dict[str, tuple[str, ...]] = {
        str(schema.rule("send_suitability")["meta"]["label"]): ("send_suitability",)
    }
    if draft.facts.get("kind") == "setting":
        inside = schema.rule("setting")["schema"]
        fields |= {str(rule["meta"]["label"]): ("setting", name) for name, rule in inside.items()}
    kept, *parts = re.split(r"^### (.+)\n\n", draft.facts["description"], flags=re.MULTILINE)
    for heading, text in zip(parts[::2], parts[1::2], strict=True):
        field = fields.get(heading)
        if field is None:
            kept += f"### {heading}\n\n{text}"
        elif len(field) == 1:
            draft.facts[field[0]] = text.strip()
        else:
            draft.facts.setdefault(field[0], {})[field[1]] = text.strip()
    if kept.strip():
        draft.facts["description"] = kept.strip()
    else:
        del draft.facts["description"]


def _take_fees(draft: Draft) -> None:
    """The price in words. Only words that say no more than "free" make it free."""
    record = draft.record
    fees = " ".join(record.text("fees").split())
    help_with = record.take(("fees_description",), one_line(500))
    if help_with:
        draft.facts.setdefault("cost", {})["help"] = help_with
    if not fees:
        return
    cost = draft.facts.setdefault("cost", {})
    if says_free(fees):
        cost.setdefault("to_family", "free")
        record.keep(("fees",))
    elif "amount" in cost:
        record.lose(("fees",), "the prices in the list are used")
    else:
        if said := record.take(("fees",), one_line(500)):
            cost["amount"] = said
    if not cost:
        draft.facts.pop("cost")


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
    note = record.take((*item, "notes"), one_line(LONGEST_NOTE))
    season = _season(said or "")
    both = [one for one in ("" if season else said, note) if one]
    said = f"{both[0].rstrip('.')}. {both[1]}" if len(both) == 2 else "".join(both)
    days = _days(draft, item)
    if season:
        _take_season(draft, item, season, days, said)
        return []
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


def _season(said: str) -> str:
    """The time of year that *said* names in this project's own words, or nothing."""
    choices = load_schemas()["service"].rule("when.season")["meta"]["choices"]
    return next((str(key) for key, words in choices.items() if words == said), "")


def _take_season(draft: Draft, item: Path, season: str, days: list[tuple[str, str]], said: str) -> None:
    """Times of one part of the year, which are a block of their own."""
    record = draft.record
    opens, closes = draft.take_hours(item)
    note = ". ".join(filter(None, [*dict.fromkeys(note for _, note in days), said]))
    block = {"days": [day for day, _ in days], "from": opens, "to": closes, "season": season, "note": note}
    draft.facts.setdefault("when", []).append({key: value for key, value in block.items() if value})
    for key in ("weekday", "byday", "freq", "interval"):
        record.change((*item, key), "became days, or a note with them")


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
        keys = ["address_1", "city", "region", "state_province"]
        if _is_own(draft):
            # The council: the format asks for it, and the entry's address does not have it.
            record.keep((*first, keys.pop()))
        for key in keys:
            lines += draft.take_address((*first, key), [*lines, place["name"] or ""])
        place["address"] = lines + draft.take_country((*first, "country"))
        place["postcode"] = record.take((*first, "postal_code"), postcode)
        for other in addresses[1:]:
            record.lose(other, "a place has one address, and the first is used")
    elif _is_own(draft) and (said := record.text(*item, "description")):
        _take_own_place(draft, (*item, "description"), said, place)
    if record.items(*item, "accessibility_for_disabilities"):
        path = (*item, "accessibility_for_disabilities")
        place["access"] = draft.take_access(path, ("accessibility", "description"))
    for one in record.items(*item, "accessibility"):
        _take_access(draft, one)
    if access := draft.facts.pop("access", []):
        place["access"] = access
    if any(place.values()):
        draft.add_place(place)


def _take_access(draft: Draft, item: Path) -> None:
    """One thing about access: a feature that is known here, or a section in the source's own words."""
    names = draft.term_names(item, ("description", "accessibility"))
    if not names or draft.take_meaning(item, field_key(item), names):
        return
    if len(names[-1].split()) < LEAST_WORDS:
        draft.record.miss(item, " ".join(names[-1].split()))
        return
    more = draft.record.text(*item, "details")
    text = names[-1] if not more or more in names[-1] else f"{names[-1].rstrip('.')}. {more}"
    draft.add_section("Getting in and around", one_line(5_000)(text).value or "")
    draft.record.change(item, "free text about access became a section")


def _take_own_place(draft: Draft, path: Path, said: str, place: dict[str, Any]) -> None:
    """What a feed of this project says of a place that has no full address, or keeps it private."""
    private = re.fullmatch(r"(?:In the postcode sector (.+)\. )?The address is kept private\.", said)
    if private:
        place["location"] = "area-only" if private[1] else "hidden"
        place["address"] = [private[1]] if private[1] else []
        draft.record.keep(path)
        return
    *lines, last = draft.take_address(path, [])
    found = postcode(last).value
    place["address"] = lines if found else [*lines, last]
    if found:
        place["postcode"] = found


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
                if record.text(*phone, "type").casefold() == "sms" and not contact.get("text"):
                    contact["text"] = draft.take_phone(number)
                    record.keep((*phone, "type"))
                elif not contact.get("phone"):
                    contact["phone"] = draft.take_phone(number)
                    contact["role"] = contact["role"] or draft.role_in(
                        words_beside_phone(record.text(*number))
                    )
                hours = record.take((*phone, "description"), one_line(300))
                contact["hours"] = contact.get("hours") or hours
                if record.text(*phone, "type").casefold() == "voice":
                    record.keep((*phone, "type"))
        for path in phones:
            record.lose(path, "an entry has one contact with one number, and another is used")
        record.lose((*item, "title"), "an entry has one contact with one number, and another is used")
    for phone in record.items("phones"):
        if not contact.get("phone"):
            contact["phone"] = draft.take_phone((*phone, "number"))
        record.lose((*phone, "number"), "an entry has one contact with one number, and another is used")
    contact["email"] = draft.take_email(("email",))
    for item in record.items("contacts"):
        email = (*item, "email")
        if contact["email"] and record.text(*email) == contact["email"]:
            record.keep(email, "the same address again")
        elif not contact["email"]:
            contact["email"] = draft.take_email(email)
        record.lose(email, "an entry has one contact with one address, and another is used")
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


def _take_own_areas(draft: Draft, names: list[Path]) -> None:
    """Whom it serves, as a feed of this project says it: councils by name, or anywhere."""
    areas = list(dict.fromkeys(slug(draft.record.text(*path)) for path in names))
    if areas == ["anywhere"]:
        draft.facts["serves"] = {"where": "anywhere"}
    elif areas == [draft.authority]:
        draft.facts["serves"] = {"where": "this-authority"}
    else:
        draft.facts["serves"] = {"where": "named", "authorities": areas}
    for path in names:
        draft.record.keep(path)


def _take_areas(draft: Draft) -> None:
    """Whom it serves, where that is this authority alone; no other area can be matched with certainty."""
    record = draft.record
    names = [
        (*item, key)
        for item in record.items("service_areas")
        for key in ("service_area", "name")
        if record.text(*item, key)
    ]
    if _is_own(draft) and names:
        _take_own_areas(draft, names)
        return
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
