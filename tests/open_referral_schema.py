"""What a record of Open Referral UK 3.0 has to be, as JSON Schemas written from the tables of the standard.

The standard's own files of schemas are under CC BY-SA 4.0 or BSD-3-Clause, depending on where one reads, so
none of them is copied here. Fields that the standard does not know are allowed, as it allows them.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from jsonschema import Draft202012Validator, FormatChecker

Schema = dict[str, Any]

TEXT: Schema = {"type": "string", "minLength": 1}
NUMBER: Schema = {"type": "number"}
UUID: Schema = {"type": "string", "format": "uuid"}
URI: Schema = {"type": "string", "format": "uri"}
EMAIL: Schema = {"type": "string", "format": "email"}
DATE: Schema = {"type": "string", "format": "date"}
TIME: Schema = {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?(Z|[+-][0-9:]+)?$"}
MOMENT: Schema = {
    "type": "string",
    "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}(Z|[+-]\d\d:\d\d)$",
}
BYDAY: Schema = {
    "type": "string",
    "pattern": "^-?[0-9]?(MO|TU|WE|TH|FR|SA|SU)(,-?[0-9]?(MO|TU|WE|TH|FR|SA|SU))*$",
}


def one_of(*words: str) -> Schema:
    return {"enum": list(words)}


def record(required: str, **fields: Schema) -> Schema:
    """An object with *fields*, of which those named in *required* must be there; no value is empty."""
    return {"type": "object", "required": required.split(), "properties": fields}


def some(item: Schema) -> Schema:
    """A list that is left out rather than empty."""
    return {"type": "array", "items": item, "minItems": 1}


TERM = record(
    "id name description",
    id=UUID, name=TEXT, description=TEXT, parent_id=UUID, taxonomy=TEXT, taxonomy_id=UUID, term_uri=URI,
)  # fmt: skip
TAXONOMY = record("id name description", id=UUID, name=TEXT, description=TEXT, uri=URI, version=TEXT)
ATTRIBUTE = record(
    "id", id=UUID, link_id=UUID, link_type=TEXT, taxonomy_term_id=UUID, taxonomy_term=TERM
)  # fmt: skip
IDENTIFIER = record(
    "id identifier_type identifier", id=UUID, identifier_scheme=TEXT, identifier_type=TEXT, identifier=TEXT
)
ORGANIZATION = record(
    "id name description",
    id=UUID, name=TEXT, description=TEXT, email=EMAIL, website=URI, logo=TEXT, uri=TEXT,
    parent_organization_id=UUID, organization_identifiers=some(IDENTIFIER), attributes=some(ATTRIBUTE),
)  # fmt: skip
SCHEDULE = record(
    "id",
    id=UUID, service_id=UUID, service_at_location_id=UUID, valid_from=DATE, valid_to=DATE, dtstart=DATE,
    freq=one_of("WEEKLY", "MONTHLY"), interval=NUMBER, byday=BYDAY, bymonthday=TEXT, description=TEXT,
    opens_at=TIME, closes_at=TIME, schedule_link=URI, attending_type=TEXT, notes=TEXT,
)  # fmt: skip
AREA = record(
    "id",
    id=UUID, service_id=UUID, name=TEXT, extent=TEXT,
    extent_type=one_of("geojson", "topojson", "kml", "text"), uri=URI, service_area=TEXT,
)  # fmt: skip
ADDRESS = record(
    "id address_1 city state_province postal_code country address_type",
    id=UUID, location_id=UUID, attention=TEXT, address_1=TEXT, city=TEXT, region=TEXT, state_province=TEXT,
    postal_code=TEXT, country={"type": "string", "pattern": "^[A-Z]{2}$"},
    address_type=one_of("physical", "postal", "virtual"),
)  # fmt: skip
ACCESS = record("id", id=UUID, location_id=UUID, description=TEXT, details=TEXT, url=URI, accessibility=TEXT)
LOCATION = record(
    "id location_type",
    id=UUID, location_type=one_of("physical", "postal", "virtual"), name=TEXT, description=TEXT,
    latitude={"type": "number", "minimum": -90, "maximum": 90},
    longitude={"type": "number", "minimum": -180, "maximum": 180},
    external_identifier=TEXT, external_identifier_type=TEXT, addresses=some(ADDRESS),
    accessibility=some(ACCESS), attributes=some(ATTRIBUTE),
)  # fmt: skip
COST = record(
    "id",
    id=UUID, service_id=UUID, valid_from=DATE, valid_to=DATE, option=TEXT, amount=NUMBER,
    amount_description=TEXT,
)  # fmt: skip
PHONE = record("id number", id=UUID, number=TEXT, type=one_of("voice", "sms"), description=TEXT)
CONTACT = record("id", id=UUID, service_id=UUID, name=TEXT, title=TEXT, email=EMAIL, phones=some(PHONE))
LANGUAGE = record("id", id=UUID, service_id=UUID, phone_id=UUID, name=TEXT, code=TEXT)
_STATUS = one_of("active", "inactive", "defunct", "temporarily closed")
AT_LOCATION = record(
    "id location",
    id=UUID, service_id=UUID, location_id=UUID, location=LOCATION,
    service=record("id name status", id=UUID, name=TEXT, status=_STATUS),
)  # fmt: skip
# `organization_id` and `organization` are asked for by the guidance, the others by the schema too.
SERVICE = record(
    "id name status organization_id organization",
    id=UUID, organization_id=UUID, name=TEXT, description=TEXT, url=URI, email=EMAIL, status=_STATUS,
    fees=TEXT, accreditations=TEXT, minimum_age=NUMBER, maximum_age=NUMBER, assured_date=DATE,
    assurer_email=EMAIL, alert=TEXT, last_modified=MOMENT, schedules=some(SCHEDULE), service_areas=some(AREA),
    service_at_locations=some(AT_LOCATION), languages=some(LANGUAGE), organization=ORGANIZATION,
    cost_options=some(COST), contacts=some(CONTACT), attributes=some(ATTRIBUTE),
    # Fields of the international standard that the UK profile has taken out.
    eligibility_description=TEXT, application_process=TEXT, wait_time=TEXT, fees_description=TEXT,
    additional_urls=some(record("id label url", id=UUID, label=TEXT, url=URI)),
)  # fmt: skip
ROOT = record("version profile openapi_url", version={"const": "HSDS-UK-3.0"}, profile=URI, openapi_url=URI)


def page_of(item: Schema) -> Schema:
    """A list of which all is on its first page: the only kind that a server of files can give rightly."""
    count = {"type": "integer", "minimum": 0}
    return record(
        "total_items total_pages page_number size first_page last_page empty contents",
        total_items=count, total_pages={"const": 1}, page_number={"const": 1}, size=count,
        first_page={"const": True}, last_page={"const": True}, empty={"type": "boolean"},
        contents={"type": "array", "items": item},
    )  # fmt: skip


_FORMATS = FormatChecker(["uuid", "date"])


@_FORMATS.checks("uri")
def _is_uri(value: object) -> bool:
    return not isinstance(value, str) or bool(re.fullmatch(r"[a-z][a-z0-9+.-]*", urlsplit(value).scheme))


@_FORMATS.checks("email")
def _is_email(value: object) -> bool:
    return not isinstance(value, str) or bool(re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", value))


def faults(value: Any, schema: Schema) -> list[str]:
    """What is wrong with *value*, each with its place."""
    found = Draft202012Validator(schema, format_checker=_FORMATS).iter_errors(value)
    return [f"{one.json_path}: {one.message}" for one in found]
