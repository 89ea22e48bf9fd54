"""Say in the words of schema.org what a page is about, for search engines and assistants (JSON-LD)."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

from site_builder.content.model import Entry, Facts
from site_builder.exchange.inert_json import inert_json
from site_builder.exchange.open_data import OpenData
from site_builder.nation.published import public_place

_NONE: Facts = MappingProxyType({})
_SCHOOLS = MappingProxyType(
    {"school": "School", "college": "CollegeOrUniversity", "early-years": "Preschool"}
)


def json_ld(entry: Entry, data: OpenData) -> str:
    """What *entry* is, as inert JSON: a service, a school and the like, or a page of information.

    A fact that is not stated is left out. An absence is a page about it, never a service.
    """
    facts, page = entry.facts, data.pages.get(entry.id)
    told: dict[str, Any] = {"@context": "https://schema.org"}
    if not entry.is_support:
        told |= {"@type": "WebPage", "name": entry.title}
        if entry.reviewed:
            told["lastReviewed"] = entry.reviewed
    elif entry.kind == "setting":
        told |= {"@type": _SCHOOLS.get(facts["provider"].get("type", ""), "EducationalOrganization")}
        told |= {"name": entry.title, **_reached(facts.get("contact", _NONE))}
        if address := _first_address(entry):
            told["address"] = address
    else:
        told |= {"@type": "Service", "name": entry.title, "provider": _provider(facts["provider"])}
        if audience := _audience(entry):
            told["audience"] = audience
        if channel := _channel(entry):
            told["availableChannel"] = channel
        if facts.get("cost", _NONE).get("to_family") == "free":
            told["offers"] = {"@type": "Offer", "price": 0, "priceCurrency": "GBP"}
    if page:
        told["url"] = page
    return inert_json(told)


def _provider(provider: Facts) -> Facts:
    told = {"@type": "Organization", "name": provider["name"]}
    return told | ({"url": provider["website"]} if provider.get("website") else {})


def _reached(contact: Facts) -> Facts:
    names = (("phone", "telephone"), ("email", "email"), ("website", "sameAs"))
    return {name: contact[key] for key, name in names if contact.get(key)}


def _audience(entry: Entry) -> Facts | None:
    stated = entry.facts.get("ages", _NONE)
    ages = {
        name: stated[key]
        for key, name in (("from", "suggestedMinAge"), ("to", "suggestedMaxAge"))
        if key in stated
    }
    return {"@type": "PeopleAudience", **ages} if ages else None


def _channel(entry: Entry) -> Facts | None:
    """Where and how to ask for a service."""
    contact, told = entry.facts.get("contact", _NONE), {}
    if contact.get("phone"):
        told["servicePhone"] = {"@type": "ContactPoint", "telephone": contact["phone"]}
    if contact.get("website"):
        told["serviceUrl"] = contact["website"]
    if address := _first_address(entry):
        told["serviceLocation"] = {"@type": "Place", "address": address}
    return {"@type": "ServiceChannel", **told} if told else None


def _first_address(entry: Entry) -> Facts | None:
    """The first address that is shown; where it only repeats what the entry is called, that is left out."""
    for place in entry.facts.get("places", ()):
        shown = public_place(place)
        lines = [one for one in (shown.get("name"), *shown.get("address", ())) if one and one != entry.title]
        told = {"streetAddress": ", ".join(lines), "postalCode": shown.get("postcode")}
        if stated := {key: value for key, value in told.items() if value}:
            return {"@type": "PostalAddress", **stated}
    return None


def json_ld_of_all(data: OpenData) -> str:
    """All entries of an offer as one document."""
    items = ",\n".join([json_ld(entry, data) for entry in data.offer.entries])
    return f"[{items}]\n"
