"""Write the entries of an offer as a table for people, as points on a map, and as lines for programs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType

from site_builder.content.model import Entry, Facts
from site_builder.exchange.ids import part_id
from site_builder.exchange.inert_json import inert_json
from site_builder.exchange.open_data import OpenData
from site_builder.nation.published import public_facts, public_place
from site_builder.reports.spreadsheet import as_csv

COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "id": "its name in addresses",
        "kind": "`service`, `setting`, `information` or `not-available`",
        "title": "the name that families know",
        "summary": "what it is, in a sentence",
        "service_types": "kinds of support; of an absence, those that are not available",
        "level": "how much help it gives",
        "needs": "the needs it is for",
        "age_from": "the youngest age, in years",
        "age_to": "the oldest age, in years",
        "provider": "who runs it",
        "eligibility": "who can use it, and the rules",
        "how_to_access": "the ways in, then the steps",
        "waiting_weeks": "how many weeks most families wait; 0 for no wait",
        "availability": "whether there is room now",
        "cost": "what a family pays",
        "when": "days and times",
        "delivered": "how families get the help",
        "places": "names and addresses, as far as they are shown",
        "access": "what helps disabled people to use the places",
        "contact": "who answers",
        "phone": "the number to ring",
        "text": "the number for text messages",
        "email": "the address to write to",
        "website": "its own web page",
        "languages": "the languages that staff speak or sign",
        "reviewed": "the day when somebody last checked it",
        "review_by": "the day by which it is checked again",
        "page": "the address of its page",
        "uuid": "its number in every feed",
    }
)
"""The columns of the table, in their order, and what each holds. A blank cell: we have not been told."""

_NONE: Facts = MappingProxyType({})


def entries_csv(data: OpenData) -> str:
    """Every entry as a line of a table, choices in words; a list has semicolons between."""
    said = _Said(data)
    return as_csv(tuple(COLUMNS), (_row(entry, data, said) for entry in data.offer.entries))


class _Said:
    """The words for terms and choices; what several entries choose is looked up once."""

    def __init__(self, data: OpenData) -> None:
        self._rules = data.rules
        self._known: dict[tuple[str, ...], str] = {}

    def terms(self, vocabulary: str, names: Iterable[str] | None) -> str:
        return self._once(vocabulary, names, self._label) if names else ""

    def choices(self, field: str, names: Iterable[str] | None) -> str:
        return self._once(field, names, self._choice) if names else ""

    def choice(self, field: str, name: str | None) -> str:
        return self._once(field, (name,), self._choice) if name else ""

    def _once(self, where: str, names: Iterable[str], say: Callable[[str, str], str]) -> str:
        key = (where, *names)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = "; ".join([say(where, one) for one in key[1:]])
        return found

    def _label(self, vocabulary: str, name: str) -> str:
        return self._rules.vocabularies[vocabulary].label(name)

    def _choice(self, field: str, name: str) -> str:
        return self._rules.schemas.choice("service", field, name)


def _row(entry: Entry, data: OpenData, said: _Said) -> tuple[str, ...]:
    facts = entry.facts
    about = facts.get("absent", _NONE) if entry.kind == "not-available" else facts
    eligibility, access = facts.get("eligibility", _NONE), facts.get("how_to_access", _NONE)
    waiting, cost = facts.get("waiting_time", _NONE), facts.get("cost", _NONE)
    contact = facts.get("contact") or facts.get("ask", _NONE)
    places = [public_place(one) for one in facts.get("places", ())]
    ages = about.get("ages", _NONE)
    weeks = 0 if waiting.get("status") == "none" else waiting.get("weeks")
    reviewed, review_by = facts.get("reviewed"), facts.get("review_by")
    return (
        entry.id,
        entry.kind,
        entry.title,
        entry.summary,
        said.terms("service-types", about.get("service_types")),
        said.terms("levels", (facts["level"],) if facts.get("level") else ()),
        said.terms("needs", about.get("needs")),
        _number(ages.get("from")),
        _number(ages.get("to")),
        facts.get("provider", _NONE).get("name", ""),
        _joined(said.choice("eligibility.who", eligibility.get("who")), *eligibility.get("criteria", ())),
        _joined(said.terms("routes", access.get("route")), *access.get("steps", ())),
        _number(weeks),
        said.choice("availability.status", facts.get("availability", _NONE).get("status")),
        _joined(said.choice("cost.to_family", cost.get("to_family")), cost.get("amount")),
        "; ".join([_times(one, said) for one in facts.get("when", ())]),
        said.choices("delivered", facts.get("delivered")),
        "; ".join(filter(None, map(_place, places))),
        said.terms("access-features", _features_of(places)),
        contact.get("role", ""),
        contact.get("phone", ""),
        contact.get("text", ""),
        contact.get("email", ""),
        contact.get("website", ""),
        said.terms("languages", facts.get("languages")),
        reviewed.isoformat() if reviewed else "",
        review_by.isoformat() if review_by else "",
        data.pages.get(entry.id, ""),
        data.entry_id(entry),
    )


def _joined(*parts: str | None) -> str:
    return "; ".join([one for one in parts if one])


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def _times(times: Facts, said: _Said) -> str:
    hours = " to ".join(filter(None, (times.get("from"), times.get("to"))))
    days = said.choices("when.days", times.get("days")).replace("; ", ", ")
    season = said.choice("when.season", times.get("season"))
    return ", ".join(filter(None, (days, hours, season, times.get("note"))))


def _place(place: Facts) -> str:
    """A place as far as it is shown: its name and address, or the sector that it is in."""
    postcode = place.get("postcode") or place.get("postcode_sector")
    return ", ".join(filter(None, (place.get("name"), *place.get("address", ()), postcode)))


def _features_of(places: Iterable[Facts]) -> Iterable[str]:
    return dict.fromkeys(one for place in places for one in place.get("access", ()))


def entries_jsonl(data: OpenData) -> str:
    """Every entry as a line of JSON with all its facts, as the field guide names them.

    Before them stand whose it is, its number in every feed, and the address of its page.
    """
    return "".join([f"{inert_json(_line(entry, data))}\n" for entry in data.offer.entries])


def _line(entry: Entry, data: OpenData) -> Facts:
    page = data.pages.get(entry.id)
    told = {"authority": entry.authority, "uuid": data.entry_id(entry), **({"page": page} if page else {})}
    return told | public_facts(entry)


def entries_geojson(data: OpenData) -> str:
    """The places of services and settings as points (RFC 7946): the middle of the sector of their postcode.

    Half of all postcodes are within 0.7 km of it, so each point says what it is. A place that is kept private
    has none; one of which only the area is shown has that of its sector.
    """
    features = ",\n".join([inert_json(one) for one in _features(data)])
    return f'{{"type":"FeatureCollection","features":[{features}]}}\n'


def _features(data: OpenData) -> Iterator[Facts]:
    for entry in data.offer.entries:
        if not entry.is_support:
            continue
        for number, place in enumerate(entry.facts.get("places", ())):
            point = data.middle_of(place) if place.get("location") != "hidden" else None
            if point is None:
                continue
            sector, latitude, longitude = point
            uuid, page = data.entry_id(entry), data.pages.get(entry.id)
            shown = public_place(place)
            told = {
                "entry": entry.id,
                "title": entry.title,
                "summary": entry.summary,
                "kind": entry.kind,
                "service_types": list(entry.service_types),
                "needs": list(entry.needs),
                "place": shown.get("name"),
                "address": shown.get("address"),
                "postcode": shown.get("postcode"),
                "access": shown.get("access"),
                "position": f"the middle of the postcode sector {sector}",
                "page": page,
            }
            yield {
                "type": "Feature",
                "id": part_id(uuid, f"location/{number}"),
                "geometry": {"type": "Point", "coordinates": [longitude, latitude]},
                "properties": {key: value for key, value in told.items() if value},
            }
