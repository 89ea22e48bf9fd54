"""Write an offer as a feed of Open Referral UK 3.0 that any web server can answer for, without a program.

`CARRIED` says where each fact of an entry goes, so that an import finds it there. What the UK profile of the
standard has no field for stands under the name that the international standard (HSDS 3.0) has for it. A fact
that is not stated is left out: an empty value would say that there is none. A declared absence is no service,
and a page of information is none either.

Source: https://docs.openreferraluk.org/ (the fields), and the check of feeds at https://openreferraluk.org/,
which takes `version`, `/services` and `/services/{id}` for a feed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from site_builder.content.days import day_words
from site_builder.content.model import Entry, Facts
from site_builder.content.personal_data import find_personal_data
from site_builder.content.postcodes import sector_of
from site_builder.exchange.ids import part_id, stable_id
from site_builder.exchange.inert_json import inert_json
from site_builder.exchange.open_data import OpenData
from site_builder.nation.published import public_place

ROOT = MappingProxyType(
    {
        "version": "HSDS-UK-3.0",
        "profile": "https://docs.openreferraluk.org/",
        "openapi_url": "https://openreferraluk.org/specifications/3.0/openapi.json",
    }
)
"""What the address of the feed itself answers: which standard it follows."""

SCHEME = "local-offer"
"""What `term_uri` begins with: `local-offer:needs:autism` is a term, the same in every council's feed."""

CARRIED: Mapping[str, str] = MappingProxyType(
    {
        "id": "`id`: the UUID, version 5, of `local-offer:<gss_code>/<id>` in the namespace of URLs",
        "kind": "`attributes` (`kind`), of a setting only",
        "title": "`name`",
        "summary": "`summary` (our own), and the first paragraph of `description`",
        "description": "`description`, after the summary, as Markdown",
        "service_types": "`attributes` (`service-types`)",
        "level": "`attributes` (`levels`)",
        "provider.name": "`organization.name`",
        "provider.type": "`attributes` (`provider-types`)",
        "provider.website": "`organization.website`",
        "area": "`attributes` (`area`)",
        "serves": "`service_areas`: this council by its name and code, others by name, or `anywhere`",
        "needs": "`attributes` (`needs`)",
        "ages": "`minimum_age`, `maximum_age`; an open end is left out",
        "outcomes": "`attributes` (`outcomes`)",
        "eligibility.who": "`attributes` (`eligibility.who`)",
        "eligibility.criteria": "`eligibility_description` (HSDS), one rule a line",
        "eligibility.plan": "`attributes` (`eligibility.plan`)",
        "how_to_access.route": "`attributes` (`routes`)",
        "how_to_access.steps": "`application_process` (HSDS), one step a line",
        "waiting_time": "`wait_time` (HSDS): `10 weeks` or the words for it, and the day that it was so",
        "availability": "`attributes` (`availability.status`); `alert`, with its day; for `open` the day is "
        "`open_on` (our own); `status` where it is paused (`temporarily closed`) or closed (`defunct`)",
        "cost.to_family": "`attributes` (`cost.to_family`); `cost_options` with amount 0 if it is free",
        "cost.amount": "`cost_options`: `amount` where it begins with one, the rest in `amount_description`",
        "cost.help": "`fees_description` (HSDS)",
        "cost.to_schools": "`attributes` (`cost.to_schools`)",
        "when.days": "`schedules[].byday`, with `freq` `WEEKLY`",
        "when.from": "`schedules[].opens_at`",
        "when.to": "`schedules[].closes_at`",
        "when.season": "`schedules[].description`, in words",
        "when.note": "`schedules[].notes`",
        "delivered": "`attributes` (`delivered`)",
        "places.name": "`service_at_locations[].location.name`",
        "places.address": "`location.addresses[0]`: the last line is `city`, those before it `address_1`; "
        "`location.description` where there is no town or postcode",
        "places.postcode": "`location.addresses[0].postal_code`",
        "places.access": "`location.accessibility[].accessibility`, one for each feature, in words",
        "places.location": "`location.description` says what is kept private; no address is given then",
        "contact.role": "`contacts[].title`",
        "contact.phone": "`contacts[].phones[].number` (HSDS), `type` `voice`",
        "contact.text": "`contacts[].phones[].number` (HSDS), `type` `sms`",
        "contact.hours": "`contacts[].phones[].description` (HSDS)",
        "contact.email": "`email`, and `contacts[].email` (HSDS)",
        "contact.website": "`url`; without one that is the entry's own page, which `page` (our own) has too",
        "send_suitability": "`description`, under its own heading",
        "languages": "`languages[].name` and `languages[].code` (HSDS)",
        "assurances": "`attributes` (`assurances`)",
        "answers": "`attributes` (`topics`)",
        "links": "`additional_urls` (HSDS 3.1): `label` and `url`",
        "setting.urn": "`organization.organization_identifiers` (`GB-EDU`), where a school runs itself",
        "setting": "`description`, each fact under its own heading",
        "sen_information_report_url": "`additional_urls` (HSDS 3.1)",
        "reviewed": "`assured_date`",
    }
)
"""Where each fact of an entry goes in a service; `attributes` are told by their taxonomy."""

LEFT_OUT: Mapping[str, str] = MappingProxyType(
    {
        "accountable_body": "a service has one organisation",
        "decision_maker": "there is no field for it",
        "capacity": "a number of places has no field before HSDS 3.1, and there it needs what is free now",
        "contact.address": "a location of a service is where it happens",
        "documents": "a file is not a web page; the entry's own page has them",
        "media": "there is no field for it",
        "co_production": "it is about the page, not the service",
        "practice": "it is about the page, not the service",
        "owner": "who checks a page is nobody else's business",
        "review_by": "it is about the page, not the service",
        "signed_off": "it is about the page, not the service",
        "may_be_public": "it is the authority's own note; what it allows is left out of the feed",
        "easy_read": "there is no field for it; the entry's own page has it",
        "translations": "a service is in one language",
        "bsl": "there is no field for it; the entry's own page has it",
        "external_ids": "the numbers are those of another directory",
        "source": "the other directory has its own feed",
        "units": "there is no field for a part of a school; the entry's own page has them",
    }
)
"""The facts that stay behind, and why."""

_TAXONOMIES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "kind": ("Kind of entry", "Whether it is a service or a nursery, school or college."),
        "service-types": ("Kinds of support", "What sort of help it is."),
        "levels": ("Level of support", "How much help it gives."),
        "area": ("In or out of the area", "Whether it is in the council's own area."),
        "needs": ("Needs", "The needs that it is for."),
        "outcomes": ("Outcomes", "What it helps with."),
        "provider-types": ("Kind of organisation", "What sort of organisation runs it."),
        "eligibility.who": ("Who can use it", "Whether it is open to all, or there are rules."),
        "eligibility.plan": ("Plan", "Whether an education, health and care plan is needed."),
        "routes": ("Ways in", "Who can ask for it."),
        "availability.status": ("Is there room now?", "What a family that asks now would be told."),
        "cost.to_family": ("Cost to the family", "Whether a family pays."),
        "cost.to_schools": ("Cost to schools", "Whether schools pay."),
        "delivered": ("Where it happens", "How families get the help."),
        "assurances": ("Promises", "What an advice service promises."),
        "topics": ("Topics", "The questions that it answers."),
    }
)
"""Every taxonomy of a feed, in its order: name and description. One with a dot or of a choice is a field."""

_LISTS = (
    ("service-types", "service_types"),
    ("needs", "needs"),
    ("outcomes", "outcomes"),
    ("delivered", "delivered"),
    ("assurances", "assurances"),
    ("topics", "answers"),
)
_SINGLES = (("levels", "level"), ("area", "area"))
_INSIDE = (
    ("provider-types", "provider", "type"),
    ("eligibility.who", "eligibility", "who"),
    ("eligibility.plan", "eligibility", "plan"),
    ("availability.status", "availability", "status"),
    ("cost.to_family", "cost", "to_family"),
    ("cost.to_schools", "cost", "to_schools"),
)
_STATUS = MappingProxyType({"paused": "temporarily closed", "closed": "defunct"})
_AMOUNT = re.compile(r"£([0-9][0-9,]*(?:\.[0-9]{1,2})?)(?: (?=\S)|$)")
_TIMES = (("from", "opens_at"), ("to", "closes_at"), ("note", "notes"))
_AREA = "http://statistics.data.gov.uk/id/statistical-geography/"
_PRIVATE = "The address is kept private."
_NONE: Facts = MappingProxyType({})
_OWN_START = "\0"
"""Stands for the start of a service's id. JSON has no such sign but as an escape."""
_SCALARS = (
    "id", "name", "url", "page", "email", "status", "alert", "minimum_age", "maximum_age", "assured_date",
    "last_modified",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Feed:
    """The records of a feed by what they are, each as JSON, in the order of its offer.

    `services` have all their facts, by their ids; `listed` are the same as a list shows them, and
    `at_locations` the places of each.
    """

    services: Mapping[str, str]
    listed: tuple[str, ...]
    at_locations: tuple[str, ...]
    organizations: tuple[str, ...]
    taxonomies: tuple[str, ...]
    taxonomy_terms: tuple[str, ...]


def open_referral_feed(data: OpenData) -> Feed:
    """Every service and setting of an offer, and all that they name."""
    making = _Making(data)
    services: dict[str, str] = {}
    listed, at_locations = [], []
    for entry in data.offer.entries:
        if not entry.is_support:
            continue
        service = making.service(entry)
        services[service["id"]] = making.whole(service, entry)
        listed.append(inert_json(_listed(service)))
        short = {key: service[key] for key in ("id", "name", "status")}
        at_locations += [
            inert_json({**one, "service": short}) for one in service.get("service_at_locations", ())
        ]
    terms = making.all_terms()
    used = {term["taxonomy"] for term in terms}
    return Feed(
        services,
        tuple(listed),
        tuple(at_locations),
        tuple(map(inert_json, making.organizations.values())),
        tuple(inert_json(_taxonomy(name)) for name in _TAXONOMIES if name in used),
        tuple(map(inert_json, terms)),
    )


def whole_feed(data: OpenData) -> str:
    """All services with all their facts as one page of `/services`: one file to keep, send or import."""
    return _page(open_referral_feed(data).services.values())


def feed_files(data: OpenData) -> dict[str, str]:
    """The text of each file of the feed, by its address from the feed's own.

    A list stands in `index.html` of its folder, because that is what a web server gives for a folder; a
    service stands in a file with no ending, which it gives as it is. All are JSON without a sign that a
    browser could take for HTML.
    """
    feed = open_referral_feed(data)
    return {
        "index.html": inert_json(dict(ROOT)),
        "services/index.html": _page(feed.listed),
        "services.json": _page(feed.services.values()),
        **{f"services/{name}": text for name, text in feed.services.items()},
        "organizations/index.html": _page(feed.organizations),
        "service_at_locations/index.html": _page(feed.at_locations),
        "taxonomies/index.html": _page(feed.taxonomies),
        "taxonomy_terms/index.html": _page(feed.taxonomy_terms),
    }


def _page(items: Collection[str]) -> str:
    """All *items*, already JSON, as the one page of a list: a server of files knows no second."""
    count = len(items)
    envelope = {
        "total_items": count,
        "total_pages": 1,
        "page_number": 1,
        "size": count,
        "first_page": True,
        "last_page": True,
        "empty": not count,
    }
    contents = ",\n".join(items)
    return f'{inert_json(envelope)[:-1]},"contents":[{contents}]}}\n'


def _listed(service: Facts) -> Facts:
    """*service* as a list shows it: single facts, the summary for its words, and who runs it."""
    shown = {key: service[key] for key in _SCALARS if key in service}
    return {**shown, "description": service["summary"], "organization": service["organization"]}


def _taxonomy(name: str) -> Facts:
    title, about = _TAXONOMIES[name]
    return {"id": stable_id(name), "name": title, "description": about, "uri": f"{SCHEME}:{name}"}


class _Making:
    """A feed in the making: what several services share is made once."""

    def __init__(self, data: OpenData) -> None:
        self._data = data
        self._vocabularies = data.rules.vocabularies
        self._terms: dict[tuple[str, str], Facts] = {}
        self._attributes: dict[tuple[str, ...], str] = {}
        self._words: dict[tuple[str, str, str], str] = {}
        self.organizations: dict[tuple[str, ...], Facts] = {}

    def service(self, entry: Entry) -> Facts:
        """A service with all its facts but the attributes; those that are not stated are not in it."""
        data, facts = self._data, entry.facts
        service_id, page = data.entry_id(entry), data.pages.get(entry.id)
        organization, changed = self._organization(entry), data.changes.get(entry.id)
        contact, cost, stated = (
            facts.get("contact", _NONE),
            facts.get("cost", _NONE),
            facts.get("ages", _NONE),
        )
        availability, stated = facts.get("availability", _NONE), facts.get("ages", _NONE)
        reviewed = entry.reviewed
        email = _role_only(contact.get("email"))
        told = {
            "id": service_id,
            "organization_id": organization["id"],
            "name": entry.title,
            "summary": entry.summary,
            "description": "\n\n".join((entry.summary, *self._texts(entry))),
            "url": contact.get("website") or page,
            "page": page,
            "email": email,
            "status": _STATUS.get(availability.get("status", ""), "active"),
            "alert": self._alert(availability),
            "open_on": _day_of_open(availability),
            "minimum_age": stated.get("from"),
            "maximum_age": stated.get("to"),
            "assured_date": reviewed.isoformat() if reviewed else None,
            "last_modified": f"{changed.on.isoformat()}T00:00:00.000Z" if changed else None,
            "eligibility_description": "\n".join(facts.get("eligibility", _NONE).get("criteria", ())),
            "application_process": "\n".join(facts.get("how_to_access", _NONE).get("steps", ())),
            "wait_time": self._wait(facts.get("waiting_time", _NONE)),
            "fees_description": cost.get("help"),
            "schedules": list(self._schedules(facts.get("when", ()), service_id)),
            "service_areas": list(self._areas(facts.get("serves", _NONE), service_id)),
            "service_at_locations": list(self._places(entry, service_id)),
            "languages": list(self._languages(facts.get("languages", ()), service_id)),
            "organization": organization,
            "cost_options": list(_prices(cost, service_id)),
            "contacts": list(_contacts(contact, email, service_id)),
            "additional_urls": list(self._links(entry, service_id)),
        }
        return {key: value for key, value in told.items() if value or value == 0}

    def whole(self, service: Facts, entry: Entry) -> str:
        """*service* as JSON with its attributes: what several services choose is written once for all."""
        found = self._attributes
        texts = [found.get(chosen) or self._new_attributes(chosen) for chosen in _chosen(entry)]
        # Only the start of an attribute's id is the service's own: see `part_id`.
        attributes = ",".join(texts).replace(_OWN_START, service["id"][:24])
        return f'{inert_json(service)[:-1]},"attributes":[{attributes}]}}'

    def all_terms(self) -> tuple[Facts, ...]:
        """Every term that was used and the broader ones around it, by taxonomy, then by id."""
        order = list(_TAXONOMIES)
        by_place = sorted(self._terms.items(), key=lambda one: (order.index(one[0][0]), one[0][1]))
        return tuple(term for _, term in by_place)

    def _new_attributes(self, chosen: tuple[str, ...]) -> str:
        """The attributes that name the terms of a taxonomy; the list of terms says more of each."""
        taxonomy, *names = chosen
        texts = []
        for name in dict.fromkeys(names):
            term = self._term(taxonomy, name)
            short = {key: term[key] for key in ("id", "name", "taxonomy", "term_uri")}
            attribute = {"link_type": taxonomy, "taxonomy_term": {**short, "description": term["name"]}}
            end = part_id(term["id"], f"{taxonomy}/{name}")[24:]
            texts.append(f'{{"id":"{_OWN_START}{end}",{inert_json(attribute)[1:]}')
        self._attributes[chosen] = ",".join(texts)
        return self._attributes[chosen]

    def _term(self, taxonomy: str, name: str) -> Facts:
        """One choice of a vocabulary or of a field, as a term."""
        if (taxonomy, name) in self._terms:
            return self._terms[(taxonomy, name)]
        known = None
        if taxonomy in self._vocabularies.by_name:
            vocabulary = self._vocabularies[taxonomy]
            label, known = vocabulary.label(name), vocabulary.terms.get(name)
        else:
            label = self._choice("setting" if taxonomy == "kind" else "service", taxonomy, name)
        term = {
            "id": stable_id(f"{taxonomy}:{name}"),
            "code": name,
            "name": label,
            "description": str(known.facts.get("hint") or label) if known else label,
            "taxonomy": taxonomy,
            "taxonomy_id": stable_id(taxonomy),
            "term_uri": f"{SCHEME}:{taxonomy}:{name}",
        }
        if known and taxonomy == "needs" and (area := known.facts.get("area")):
            term["parent_id"] = self._term("needs", str(area))["id"]
        self._terms[(taxonomy, name)] = term
        return term

    def _choice(self, kind: str, field: str, value: str) -> str:
        """The words for a choice of a field; without a choice, what the field is called."""
        key = (kind, field, value)
        if key not in self._words:
            schemas = self._data.rules.schemas
            self._words[key] = schemas.choice(*key) if value else schemas.label(kind, field)
        return self._words[key]

    def _organization(self, entry: Entry) -> Facts:
        provider = entry.facts["provider"]
        name, website = provider["name"], provider.get("website", "")
        urn = entry.facts.get("setting", _NONE).get("urn", "") if name == entry.title else ""
        key = (name, website, urn)
        if key not in self.organizations:
            self.organizations[key] = self._new_organization(*key)
        return self.organizations[key]

    def _new_organization(self, name: str, website: str, urn: str) -> Facts:
        organization_id = self._data.id_of("/".join(filter(None, ("organization", name, website, urn))))
        told: dict[str, Any] = {"id": organization_id, "name": name, "description": name}
        if website:
            told["website"] = website
        if urn:
            told["organization_identifiers"] = [
                {
                    "id": stable_id(f"{organization_id}/urn"),
                    "identifier_scheme": "GB-EDU",
                    "identifier_type": "URN",
                    "identifier": urn,
                }
            ]
        return told

    def _texts(self, entry: Entry) -> Iterator[str]:
        """The description, and the longer answers, each under its heading."""
        facts = entry.facts
        if description := facts.get("description"):
            yield description.strip()
        if suits := facts.get("send_suitability"):
            yield f"### {self._choice(entry.kind, 'send_suitability', '')}\n\n{suits.strip()}"
        for field, text in facts.get("setting", _NONE).items():
            if field != "urn" and text:
                yield f"### {self._choice('setting', f'setting.{field}', '')}\n\n{text.strip()}"

    def _alert(self, availability: Facts) -> str | None:
        status = availability.get("status")
        if status in (None, "open"):
            return None
        return _so_on(self._choice("service", "availability.status", status), availability.get("as_of"))

    def _wait(self, waiting: Facts) -> str | None:
        status, weeks = waiting.get("status"), waiting.get("weeks")
        if status is None:
            return None
        if status == "weeks" and weeks is not None:
            said = "1 week" if weeks == 1 else f"{weeks} weeks"
        else:
            said = self._choice("service", "waiting_time.status", status)
        return _so_on(said, waiting.get("as_of"))

    def _languages(self, languages: Sequence[str], service_id: str) -> Iterator[Facts]:
        for one in languages:
            name = self._vocabularies["languages"].label(one)
            yield {"id": part_id(service_id, f"language/{one}"), "name": name, "code": one}

    def _schedules(self, times: Sequence[Facts], service_id: str) -> Iterator[Facts]:
        for number, one in enumerate(times):
            told: dict[str, Any] = {"id": part_id(service_id, f"schedule/{number}")}
            if days := one.get("days"):
                told |= {"freq": "WEEKLY", "byday": ",".join(day[:2].upper() for day in days)}
            told |= {key: one[name] for name, key in _TIMES if one.get(name)}
            if season := one.get("season"):
                told["description"] = self._choice("service", "when.season", season)
            yield told

    def _areas(self, serves: Facts, service_id: str) -> Iterator[Facts]:
        where, authority = serves.get("where"), self._data.offer.authority
        names: Mapping[str, str] = {}
        if where == "this-authority":
            names = {authority.id: authority.name}
        elif where == "named":
            names = {one: one.replace("-", " ").title() for one in serves.get("authorities", ())}
        elif where == "anywhere":
            names = {where: where}
        for area, name in names.items():
            told = {"id": part_id(service_id, f"area/{area}"), "name": name, "service_area": name}
            if area == authority.id:
                told |= {"name": authority.name, "service_area": authority.name}
                if not authority.is_invented:
                    told["uri"] = _AREA + self._data.code
            yield told

    def _places(self, entry: Entry, service_id: str) -> Iterator[Facts]:
        for number, place in enumerate(entry.facts.get("places", ())):
            location_id = part_id(service_id, f"location/{number}")
            location: dict[str, Any] = {"id": location_id, "location_type": "physical"}
            location |= self._where(public_place(place), service_id, number, is_out=entry.area == "out")
            access = [
                {
                    "id": part_id(service_id, f"location/{number}/{one}"),
                    "accessibility": self._vocabularies["access-features"].label(one),
                }
                for one in dict.fromkeys(place.get("access", ()))
            ]
            if access:
                location["accessibility"] = access
            yield {"id": part_id(service_id, f"at/{number}"), "location": location}

    def _where(self, place: Facts, service_id: str, number: int, *, is_out: bool) -> Facts:
        """What a place says of where it is, as far as it is shown."""
        if place.get("location", "shown") != "shown":
            sector = place.get("postcode_sector")
            return {"description": f"In the postcode sector {sector}. {_PRIVATE}" if sector else _PRIVATE}
        told: dict[str, Any] = {"name": place["name"]} if place.get("name") else {}
        postcode = place.get("postcode", "")
        parts = [part for line in place.get("address", ()) for part in _parts(line, postcode)]
        if postcode and len(parts) > 1:
            council = self._council_at(postcode) if is_out else self._data.offer.authority.name
            told["addresses"] = [
                {
                    "id": part_id(service_id, f"location/{number}/address"),
                    "address_1": ", ".join(parts[:-1]),
                    "city": parts[-1],
                    "state_province": council,
                    "postal_code": postcode,
                    "country": "GB",
                    "address_type": "physical",
                }
            ]
        elif parts or postcode:
            told["description"] = ", ".join(filter(None, [*parts, postcode]))
        return told

    def _council_at(self, postcode: str) -> str:
        """The council that most of a postcode's sector is in; the country where that is not known."""
        postcodes = self._data.postcodes
        sector = postcodes.sector(sector_of(postcode) or "")
        return postcodes.names.get(sector.shares[0].code, "England") if sector else "England"

    def _links(self, entry: Entry, service_id: str) -> Iterator[Facts]:
        links = [(one["title"], one["url"]) for one in entry.facts.get("links", ())]
        if report := entry.facts.get("sen_information_report_url"):
            links.append((self._choice("setting", "sen_information_report_url", ""), report))
        for number, (label, url) in enumerate(dict.fromkeys(links)):
            yield {"id": part_id(service_id, f"link/{number}"), "label": label, "url": url}


def _chosen(entry: Entry) -> Iterator[tuple[str, ...]]:
    """Each taxonomy that an entry has chosen of, and the terms that it has chosen."""
    facts = entry.facts
    if entry.kind == "setting":
        yield "kind", "setting"
    for taxonomy, field in _LISTS:
        if names := facts.get(field):
            yield (taxonomy, *names)
    if names := facts.get("how_to_access", _NONE).get("route"):
        yield ("routes", *names)
    for taxonomy, field in _SINGLES:
        if name := facts.get(field):
            yield taxonomy, name
    for taxonomy, field, inside in _INSIDE:
        if name := facts.get(field, _NONE).get(inside):
            yield taxonomy, name


def _parts(line: str, postcode: str | None) -> Iterator[str]:
    """The parts of a line of an address between its commas, without the postcode."""
    for part in line.split(","):
        part = (part.replace(postcode, "") if postcode else part).strip(" .")
        if part:
            yield part


def _prices(cost: Facts, service_id: str) -> Iterator[Facts]:
    """What a family pays. An amount is given where the words begin with one: all else is only words."""
    amount = cost.get("amount")
    told: dict[str, Any]
    if cost.get("to_family") == "free":
        told = {"id": part_id(service_id, "cost"), "amount": 0, "amount_description": "free"}
        yield {**told, "option": amount} if amount else told
    elif amount:
        found = _AMOUNT.match(amount)
        told = {"id": part_id(service_id, "cost")}
        if found:
            number = float(found[1].replace(",", ""))
            told["amount"] = int(number) if number.is_integer() else number
        words = amount[found.end() :] if found else amount
        yield {**told, "amount_description": words} if words else told


def _contacts(contact: Facts, email: str | None, service_id: str) -> Iterator[Facts]:
    """The team to ask: never a person, and no number or address that looks like one person's own."""
    hours = contact.get("hours")
    phones = [
        {
            "id": part_id(service_id, key),
            "number": number,
            "type": kind,
            **({"description": hours} if hours else {}),
        }
        for key, kind in (("phone", "voice"), ("text", "sms"))
        if (number := _role_only(contact.get(key)))
    ]
    told = {"title": contact.get("role"), "email": email, "phones": phones}
    stated = {key: value for key, value in told.items() if value}
    if stated:
        yield {"id": part_id(service_id, "contact"), **stated}


@lru_cache(maxsize=10_000)
def _role_only(text: str | None) -> str | None:
    """*text*, unless it looks like the number or the mailbox of one person."""
    return text if text and not find_personal_data(text) else None


def _day_of_open(availability: Facts) -> str | None:
    """The day on which there was room: it is nothing to alert anybody to."""
    day = availability.get("as_of") if availability.get("status") == "open" else None
    return day.isoformat() if day else None


def _so_on(said: str, day: date | None) -> str:
    return f"{said}. This was so on {day_words(day)}." if day else said
