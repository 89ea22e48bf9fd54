"""What is given away says what the pages say and no more, in forms that others read, the same each time."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import urllib.request
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from site_builder.cli import main
from site_builder.content.days import JudgedDay
from site_builder.content.model import Authority, Offer, fact
from site_builder.content.offers import read_offers
from site_builder.content.vocabulary import load_vocabularies
from site_builder.editing.history import Change
from site_builder.exchange.entry_lists import COLUMNS, entries_csv, entries_geojson, entries_jsonl
from site_builder.exchange.feeds import MOST_NEWS, MOST_NEWS_OF_A_NEED, atom_feed, need_feeds
from site_builder.exchange.ids import part_id, stable_id
from site_builder.exchange.inert_json import inert_json
from site_builder.exchange.open_data import OpenData
from site_builder.exchange.open_referral import read_open_referral
from site_builder.exchange.open_referral_feed import CARRIED, LEFT_OUT, feed_files, whole_feed
from site_builder.exchange.schema_org import json_ld
from site_builder.exchange.session_calendar import session_calendar, session_calendars
from site_builder.exchange.sitemap import sitemap_files
from site_builder.pages.data_page import EXPORTS, MAIN_PAGES, data_files, open_data_of
from site_builder.pages.edition import Edition, Neighbour
from site_builder.pages.sites import entry_page, menu
from site_builder.project import Project
from tests import browsing
from tests import open_referral_schema as oruk
from tests.test_pages import ABSENT, BARE, FULL, GUIDE, NORTHMERE, ON, SCHOOL, edition, pages, rules
from tests.test_pages import entry as made_entry

ROOT = Path(__file__).resolve().parent.parent
PUBLISHED = NORTHMERE | {
    "published_at": "https://localoffer.example.org",
    "postcode_sectors": {"ZZ1 2": [55.0441, -1.4612]},
}
LONDON = ZoneInfo("Europe/London")
RIVERSIDE = str(uuid5(NAMESPACE_URL, "local-offer:E06999901/riverside"))
EVIL = "</script><script>alert(1)</script><img src=x onerror=alert(1)> & ]]> ﷐"


def given_away(*entries: Mapping[str, Any], authority: Mapping[str, Any] | None = None) -> OpenData:
    return open_data_of(edition(*entries, authority=authority or PUBLISHED))


def services(data: OpenData) -> list[dict[str, Any]]:
    contents: list[dict[str, Any]] = json.loads(whole_feed(data))["contents"]
    return contents


def service(**facts: Any) -> dict[str, Any]:
    """The one service of an offer with one entry that says *facts* beside the least."""
    (found,) = services(given_away(BARE | facts))
    return found


@cache
def northmere_data() -> OpenData:
    offers, _ = read_offers(Project(ROOT), rules(), JudgedDay(ON, ON), ("northmere",))
    (offer,) = offers
    addresses = {one.id: f"support/{one.id}/index.html" for one in offer.entries}
    return OpenData(offer, rules(), ON, "https://localoffer.example.org/", addresses)


# Ids


@given(st.text())
def test_an_id_is_a_uuid_of_version_5(name: str) -> None:
    try:
        name.encode()
    except UnicodeEncodeError:
        return
    assert stable_id(name) == str(uuid5(NAMESPACE_URL, f"local-offer:{name}"))


def test_id_of_a_part_begins_as_that_of_its_whole_and_depends_on_both() -> None:
    one, other = stable_id("one"), stable_id("other")
    assert part_id(one, "contact")[:24] == one[:24]
    assert len({part_id(whole, part) for whole in (one, other) for part in ("contact", "cost")}) == 4
    assert UUID(part_id(one, "contact")).version == 5


def test_id_of_an_entry_is_the_same_in_every_form() -> None:
    data = given_away(FULL)
    assert services(data)[0]["id"] == RIVERSIDE
    assert json.loads(entries_jsonl(data))["uuid"] == RIVERSIDE
    assert f"urn:uuid:{RIVERSIDE}" in atom_feed(data)
    assert next(csv.DictReader(io.StringIO(entries_csv(data))))["uuid"] == RIVERSIDE


# Open Referral UK


def ids_in(value: Any) -> Iterator[str]:
    """Every id of a record, but for those of terms and of organisations, which are shared."""
    if isinstance(value, dict):
        if "id" in value:
            yield value["id"]
        for key, inside in value.items():
            if key not in ("taxonomy_term", "organization"):
                yield from ids_in(inside)
    elif isinstance(value, list):
        for one in value:
            yield from ids_in(one)


SHAPES = {
    "index.html": oruk.ROOT,
    "services/index.html": oruk.page_of(oruk.SERVICE | {"required": ["id", "name", "status"]}),
    "services.json": oruk.page_of(oruk.SERVICE),
    "organizations/index.html": oruk.page_of(oruk.ORGANIZATION),
    "service_at_locations/index.html": oruk.page_of(oruk.AT_LOCATION),
    "taxonomies/index.html": oruk.page_of(oruk.TAXONOMY),
    "taxonomy_terms/index.html": oruk.page_of(oruk.TERM),
}


def test_demonstration_is_a_valid_feed() -> None:
    files = feed_files(northmere_data())
    assert len(files) > 100
    for address, text in files.items():
        shape = SHAPES.get(address, oruk.SERVICE)
        assert oruk.faults(json.loads(text), shape) == [], address


def test_schema_of_the_tests_refuses_what_the_standard_refuses() -> None:
    right = service()
    assert oruk.faults(right, oruk.SERVICE) == []
    for key, value in (
        ("id", "1"),
        ("status", "open"),
        ("email", "nobody"),
        ("url", "www.example.org"),
        ("assured_date", "1 May 2026"),
        ("alert", ""),
        ("languages", []),
    ):
        assert oruk.faults(right | {key: value}, oruk.SERVICE) != [], key
    assert oruk.faults({"id": right["id"], "name": "A club"}, oruk.SERVICE) != []


def test_ids_in_a_feed_are_never_used_twice() -> None:
    found = [one for record in services(northmere_data()) for one in ids_in(record)]
    assert len(found) > 3000
    assert len(found) == len(set(found))


def test_feed_is_answered_by_a_server_that_only_has_files(tmp_path: Path) -> None:
    for address, text in feed_files(northmere_data()).items():
        path = tmp_path / "oruk" / address
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def get(address: str) -> Any:
        with urllib.request.urlopen(address) as answer:
            return json.load(answer)

    with browsing.serve(tmp_path) as home:
        feed = f"{home}oruk"
        assert get(feed)["version"] == "HSDS-UK-3.0"
        listed = get(f"{feed}/services?page=1")
        assert listed["total_pages"] == 1
        assert listed["size"] == listed["total_items"] == len(listed["contents"]) > 100
        for one in listed["contents"][:10]:
            found = get(f"{feed}/services/{one['id']}")
            assert (found["id"], found["name"]) == (one["id"], one["name"])
        for name in ("organizations", "taxonomies", "taxonomy_terms", "service_at_locations"):
            assert get(f"{feed}/{name}")["empty"] is False


def test_service_says_everything_under_the_names_of_the_standard() -> None:
    (found,) = services(given_away(FULL))
    attributes = found.pop("attributes")
    ids = list(ids_in(found))
    assert all(UUID(one).version == 5 for one in ids)
    plain = json.loads(re.sub(r'"id": "[^"]*", ', "", json.dumps(found)))
    organization_id = plain.pop("organization_id")
    assert plain == {
        "name": "Riverside short breaks",
        "summary": "A place to stay for a night.",
        "description": "A place to stay for a night.\n\nChildren stay in a house.\n\n### What to bring\n\n"
        "- Pyjamas\n\n### How it suits children with special needs\n\nStaff are trained.",
        "url": "https://northmere.example.org/short-breaks",
        "page": "https://localoffer.example.org/support/riverside/",
        "email": "shortbreaks@northmere.example.org",
        "status": "active",
        "alert": "There is a waiting list. This was so on 1 October 2026.",
        "minimum_age": 8,
        "maximum_age": 17,
        "assured_date": "2026-10-01",
        "eligibility_description": "You have had an assessment",
        "application_process": "Ring 01632 960220\nWe call you",
        "wait_time": "10 weeks. This was so on 1 October 2026.",
        "fees_description": "Ask us",
        "schedules": [
            {
                "freq": "WEEKLY",
                "byday": "FR,SA",
                "opens_at": "16:00",
                "closes_at": "18:30",
                "notes": "Arrive on Friday",
                "description": "All year",
            }
        ],
        "service_areas": [{"name": "Northmere", "service_area": "Northmere"}],
        "service_at_locations": [
            {
                "location": {
                    "location_type": "physical",
                    "name": "Riverside House",
                    "addresses": [
                        {
                            "address_1": "12 Ferry Lane",
                            "city": "Northmere",
                            "state_province": "Northmere",
                            "postal_code": "ZZ1 2AB",
                            "country": "GB",
                            "address_type": "physical",
                        }
                    ],
                    "accessibility": [{"accessibility": "No steps to get in"}, {"accessibility": "Hoist"}],
                }
            }
        ],
        "languages": [
            {"name": "English", "code": "en"},
            {"name": "British Sign Language", "code": "bsl"},
        ],
        "organization": {
            "name": "Northmere Council",
            "description": "Northmere Council",
            "website": "https://northmere.example.org/",
        },
        "cost_options": [{"amount": 5, "amount_description": "a night"}],
        "contacts": [
            {
                "title": "Short breaks team",
                "email": "shortbreaks@northmere.example.org",
                "phones": [
                    {"number": "01632 960124", "type": "voice", "description": "Monday to Friday"},
                    {"number": "07700 900123", "type": "sms", "description": "Monday to Friday"},
                ],
            }
        ],
        "additional_urls": [
            {"label": "A first visit", "url": "https://northmere.example.org/first"},
            {"label": "What it costs in full", "url": "https://northmere.example.org/cost"},
        ],
    }
    assert organization_id == found["organization"]["id"]
    assert [one["taxonomy_term"]["term_uri"] for one in attributes] == [
        "local-offer:service-types:short-break-overnight",
        "local-offer:needs:physical-disability",
        "local-offer:needs:severe-learning-difficulty",
        "local-offer:outcomes:friends-and-community",
        "local-offer:delivered:at-a-place",
        "local-offer:delivered:online",
        "local-offer:routes:social-worker",
        "local-offer:levels:specialist",
        "local-offer:area:in",
        "local-offer:provider-types:local-authority",
        "local-offer:eligibility.who:criteria",
        "local-offer:eligibility.plan:not-needed",
        "local-offer:availability.status:waiting-list",
        "local-offer:cost.to_family:paid",
        "local-offer:cost.to_schools:traded",
    ]
    assert attributes[1] == {
        "id": part_id(RIVERSIDE, "needs/physical-disability"),
        "link_type": "needs",
        "taxonomy_term": {
            "id": stable_id("needs:physical-disability"),
            "name": "Physical disability",
            "taxonomy": "needs",
            "term_uri": "local-offer:needs:physical-disability",
            "description": "Physical disability",
        },
    }


def test_a_fact_that_is_not_stated_is_left_out() -> None:
    assert set(service()) == {
        "id", "organization_id", "name", "summary", "description", "url", "page", "status",
        "organization", "attributes",
    }  # fmt: skip
    (found,) = services(given_away(BARE, authority=NORTHMERE))
    assert not {"url", "page"} & set(found), "without an address of the site, pages have none"


def test_absences_and_guides_are_no_services() -> None:
    files = feed_files(given_away(FULL, ABSENT, GUIDE, SCHOOL))
    listed = json.loads(files["services/index.html"])["contents"]
    assert [one["name"] for one in listed] == ["Harbour School", "Riverside short breaks"]
    assert "Overnight breaks for children under 8" not in "".join(files.values())


def test_list_is_short_and_service_is_whole() -> None:
    files = feed_files(given_away(FULL))
    (listed,) = json.loads(files["services/index.html"])["contents"]
    whole = json.loads(files[f"services/{RIVERSIDE}"])
    assert listed["description"] == "A place to stay for a night."
    assert listed["organization"] == whole["organization"]
    assert not any(isinstance(value, list) for value in listed.values())
    assert json.loads(files["services.json"])["contents"] == [whole]


@pytest.mark.parametrize(
    ("status", "as_the_standard_says", "alert"),
    [
        ("open", "active", None),
        ("full", "active", "It is full"),
        ("paused", "temporarily closed", "It has stopped for now"),
        ("closed", "defunct", "It has closed"),
    ],
)
def test_what_has_closed_is_said_to_be(status: str, as_the_standard_says: str, alert: str | None) -> None:
    found = service(availability={"status": status})
    assert (found["status"], found.get("alert")) == (as_the_standard_says, alert)


@pytest.mark.parametrize(
    ("cost", "options"),
    [
        ({"to_family": "free"}, [{"amount": 0, "amount_description": "free"}]),
        (
            {"to_family": "free", "amount": "Bring your lunch"},
            [{"amount": 0, "amount_description": "free", "option": "Bring your lunch"}],
        ),
        ({"to_family": "paid", "amount": "£3.50"}, [{"amount": 3.5}]),
        ({"amount": "£1,200 a year"}, [{"amount": 1200, "amount_description": "a year"}]),
        ({"amount": "Up to £5"}, [{"amount_description": "Up to £5"}]),
        ({"amount": "£5-£10"}, [{"amount_description": "£5-£10"}]),
        ({"to_family": "varies"}, None),
    ],
)
def test_price_is_a_number_only_where_the_words_begin_with_it(
    cost: dict[str, str], options: list[dict[str, Any]] | None
) -> None:
    found = service(cost=cost).get("cost_options")
    assert (found and [{key: one[key] for key in one if key != "id"} for one in found]) == options


def place(**facts: Any) -> dict[str, Any]:
    location: dict[str, Any] = service(places=[facts])["service_at_locations"][0]["location"]
    return {key: value for key, value in location.items() if key not in ("id", "location_type")}


def test_a_private_place_has_no_address() -> None:
    private = {"name": "Refuge", "address": ["9 Quiet Road", "Town"], "postcode": "ZZ1 2AB"}
    assert place(**private, location="hidden") == {"description": "The address is kept private."}
    assert place(**private, location="area-only") == {
        "description": "In the postcode sector ZZ1 2. The address is kept private."
    }
    for hidden in ("hidden", "area-only"):
        data = given_away(FULL | {"places": [private | {"location": hidden}]})
        everything = "".join(
            data_files(edition(FULL | {"places": [private | {"location": hidden}]})).values()
        )
        for text in (*feed_files(data).values(), everything, json_ld(data.offer.entries[0], data)):
            assert "Quiet Road" not in text and "2AB" not in text and "Refuge" not in text


def test_an_address_without_a_town_or_a_postcode_is_a_description() -> None:
    assert place(address=["The Green, Oldtown"]) == {"description": "The Green, Oldtown"}
    assert place(postcode="ZZ1 2AB") == {"description": "ZZ1 2AB"}
    (address,) = place(address=["The Green, Oldtown, ZZ1 2AB"], postcode="ZZ1 2AB")["addresses"]
    assert (address["address_1"], address["city"]) == ("The Green", "Oldtown")


def test_numbers_and_mailboxes_of_one_person_are_left_out_of_the_feed() -> None:
    found = service(contact={"role": "Childminder", "phone": "07911 123456", "email": "jo@gmail.com"})
    assert "email" not in found
    assert found["contacts"] == [{"id": part_id(RIVERSIDE, "contact"), "title": "Childminder"}]


def test_a_real_area_has_its_code_and_an_invented_one_has_none() -> None:
    facts = BARE | {"serves": {"where": "named", "authorities": ["northmere", "east-wold"]}}
    real = {key: value for key, value in PUBLISHED.items() if key != "demonstration"}
    (found,) = services(given_away(facts, authority=real))
    assert [(one["name"], one.get("uri", "")) for one in found["service_areas"]] == [
        ("Northmere", "http://statistics.data.gov.uk/id/statistical-geography/E06999901"),
        ("East Wold", ""),
    ]
    (invented,) = services(given_away(facts))
    assert all("uri" not in one for one in invented["service_areas"])


def test_school_that_runs_itself_is_known_by_its_number() -> None:
    (found,) = services(given_away(SCHOOL | {"provider": {"name": "Harbour School", "type": "school"}}))
    (identifier,) = found["organization"]["organization_identifiers"]
    assert (identifier["identifier_scheme"], identifier["identifier"]) == ("GB-EDU", "999001")
    assert "### How it teaches" not in found["description"]
    assert "We use pictures." in found["description"]
    (run_by_a_council,) = services(given_away(SCHOOL))
    assert "organization_identifiers" not in run_by_a_council["organization"]


def test_broader_need_is_a_term_with_its_own_place() -> None:
    terms = json.loads(feed_files(given_away(BARE | {"needs": ["autism"]}))["taxonomy_terms/index.html"])
    by_code = {one["code"]: one for one in terms["contents"]}
    assert by_code["autism"]["parent_id"] == by_code["communication-and-interaction"]["id"]
    assert by_code["autism"]["taxonomy_id"] == stable_id("needs")


def test_every_field_of_an_entry_is_carried_or_is_said_to_stay_behind() -> None:
    told = {*CARRIED, *LEFT_OUT}
    for kind in ("service", "setting"):
        for name, rule in rules().schemas[kind].rules.items():
            inner = {f"{name}.{one}" for one in (rule.get("schema", {}) if rule["type"] == "dict" else {})}
            if rule["type"] == "list" and rule["schema"].get("type") == "dict":
                inner = {f"{name}.{one}" for one in rule["schema"]["schema"]}
            assert name in told or inner <= told, (name, inner - told)


def test_docs_say_where_every_field_goes() -> None:
    text = (ROOT / "docs" / "open-data.md").read_text(encoding="utf-8")
    for table in (CARRIED, LEFT_OUT):
        rows = "".join(f"| `{name}` | {where} |\n" for name, where in table.items())
        assert rows in text
    assert "".join(f"| `{name}` | {what} |\n" for name, what in COLUMNS.items()) in text


def test_a_round_trip_loses_nothing_that_the_format_can_carry() -> None:
    """Every fact in `CARRIED` of every service and setting of the demonstration comes back as it was."""
    data = northmere_data()
    imported = read_open_referral(
        json.loads(whole_feed(data)),
        authority="northmere",
        imported=date(2026, 11, 2),
        vocabularies=load_vocabularies(),
    )
    originals = {data.entry_id(one): one for one in data.offer.of_kind("service", "setting")}
    again = {one["external_ids"][0]["id"]: one for one in imported.entries}
    assert set(again) == set(originals)
    assert len(again) > 120
    compared = 0
    for name, facts in again.items():
        before, after = _carried(originals[name].facts), _carried(facts)
        for field in CARRIED:
            if field not in NOT_THE_ENTRYS_OWN:
                compared += fact(before, field) is not None
                assert fact(after, field) == fact(before, field), (originals[name].id, field)
        assert facts["source"]["says_checked"] == originals[name].reviewed
    assert compared > 30 * len(again)


NOT_THE_ENTRYS_OWN = ("id", "reviewed")
"""An import names entries itself, and never counts another's check as its own: it says who checked."""


def _carried(facts: Mapping[str, Any]) -> dict[str, Any]:
    """*facts* as far as the format can carry them, in one way of writing each."""
    told = dict(facts)
    # What kind of link it is has no field.
    told["links"] = [{key: one[key] for key in ("title", "url")} for one in facts.get("links", ())]
    told["places"] = [_carried_place(one) for one in facts.get("places", ())]
    setting = dict(facts.get("setting", {}))
    if facts["provider"]["name"] != facts["title"]:
        # The number is that of the organisation, which here is another.
        setting.pop("urn", None)
    told["setting"] = setting
    return told


def _carried_place(place: Mapping[str, Any]) -> dict[str, Any]:
    """A place as its page shows it; that it is shown is the same as saying nothing of that.

    Where one line of an address ends and the next begins has no field.
    """
    if place.get("location", "shown") == "shown":
        told = {key: value for key, value in place.items() if key != "location"}
        return told | {"address": ", ".join(place.get("address", ()))}
    return {key: place[key] for key in ("location", "access") if key in place}


# Tables, points and lines


def test_table_says_all_in_words() -> None:
    row = next(csv.DictReader(io.StringIO(entries_csv(given_away(FULL)))))
    assert row == {
        "id": "riverside",
        "kind": "service",
        "title": "Riverside short breaks",
        "summary": "A place to stay for a night.",
        "service_types": "Short breaks overnight",
        "level": "Specialist help",
        "needs": "Physical disability; Severe learning difficulty",
        "age_from": "8",
        "age_to": "17",
        "provider": "Northmere Council",
        "eligibility": "There are rules about who can use it; You have had an assessment",
        "how_to_access": "Ask your social worker; Ring 01632 960220; We call you",
        "waiting_weeks": "10",
        "availability": "There is a waiting list",
        "cost": "You pay; £5 a night",
        "when": "Friday, Saturday, 16:00 to 18:30, All year, Arrive on Friday",
        "delivered": "At a place you go to; Online",
        "places": "Riverside House, 12 Ferry Lane, Northmere, ZZ1 2AB",
        "access": "No steps to get in; Hoist",
        "contact": "Short breaks team",
        "phone": "01632 960124",
        "text": "07700 900123",
        "email": "shortbreaks@northmere.example.org",
        "website": "https://northmere.example.org/short-breaks",
        "languages": "English; British Sign Language",
        "reviewed": "2026-10-01",
        "review_by": "2027-04-01",
        "page": "https://localoffer.example.org/support/riverside/",
        "uuid": RIVERSIDE,
    }


def test_table_has_absences_and_leaves_open_what_is_not_told() -> None:
    rows = list(csv.DictReader(io.StringIO(entries_csv(given_away(BARE, ABSENT, GUIDE)))))
    assert [(one["id"], one["kind"]) for one in rows] == [
        ("ask-for-an-assessment", "information"),
        ("no-overnight", "not-available"),
        ("riverside", "service"),
    ]
    assert (rows[1]["service_types"], rows[1]["age_to"], rows[1]["phone"]) == (
        "Short breaks overnight", "7", "01632 960124",
    )  # fmt: skip
    told = {key for key, value in rows[2].items() if value}
    assert told == {"id", "kind", "title", "summary", "service_types", "provider", "page", "uuid"}


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_of_the_table_is_a_formula(sign: str) -> None:
    text = entries_csv(given_away(BARE | {"title": f"{sign}1+1", "contact": {"phone": "+44 1632 960124"}}))
    assert f",'{sign}1+1," in text or f',"\'{sign}1+1",' in text
    row = next(csv.DictReader(io.StringIO(text, newline="")))
    assert sign == "\r" or row["phone"] == "'+44 1632 960124"


def test_a_line_has_every_fact_of_an_entry() -> None:
    data = given_away(BARE | {"reviewed": date(2026, 10, 1), "may_be_public": [{"what": "mobile-number"}]})
    assert entries_jsonl(data) == (
        f'{{"authority":"northmere","uuid":"{RIVERSIDE}",'
        '"page":"https://localoffer.example.org/support/riverside/","id":"riverside","kind":"service",'
        '"title":"Riverside short breaks","summary":"A place to stay for a night.",'
        '"service_types":["short-break-overnight"],"provider":{"name":"Northmere Council"},'
        '"reviewed":"2026-10-01"}\n'
    )


def test_a_place_in_the_invented_area_of_a_neighbour_is_found_there() -> None:
    made = edition(BARE | {"places": [{"postcode": "ZZ7 1AA"}]}, authority=PUBLISHED)
    other = {"id": "harrowdale", "name": "Harrowdale", "gss_code": "E06999902", "demonstration": "invented"}
    around = Offer(Authority("", other | {"postcode_sectors": {"ZZ7 1": [55.5, -1.5]}}), ())
    neighbours = {"harrowdale": Neighbour("Harrowdale", None, frozenset(), around)}
    beside = Edition(made.offer, made.assessment, made.rules, neighbours)
    (point,) = json.loads(entries_geojson(beside.open_data))["features"]
    assert point["geometry"]["coordinates"] == [-1.5, 55.5]


def test_points_are_the_middle_of_a_sector_and_say_so() -> None:
    places = [
        {"name": "Riverside House", "postcode": "ZZ1 2AB", "access": ["hoist"]},
        {"postcode": "ZZ1 2XX", "location": "area-only", "name": "Refuge"},
        {"postcode": "ZZ1 2YY", "location": "hidden"},
        {"postcode": "ZZ9 9ZZ"},
        {"name": "No postcode"},
    ]
    found = json.loads(entries_geojson(given_away(BARE | {"places": places}, GUIDE)))
    assert set(found) == {"type", "features"}
    point = {"type": "Point", "coordinates": [-1.461, 55.044]}
    same = {
        "entry": "riverside",
        "title": "Riverside short breaks",
        "summary": "A place to stay for a night.",
        "kind": "service",
        "service_types": ["short-break-overnight"],
        "position": "the middle of the postcode sector ZZ1 2",
        "page": "https://localoffer.example.org/support/riverside/",
    }
    house = {"place": "Riverside House", "postcode": "ZZ1 2AB", "access": ["hoist"]}
    assert found["features"] == [
        {
            "type": "Feature",
            "id": part_id(RIVERSIDE, f"location/{number}"),
            "geometry": point,
            "properties": same | more,
        }
        for number, more in enumerate([house, {}])
    ]


# News

ATOM = "{http://www.w3.org/2005/Atom}"


def news(text: str) -> list[tuple[str, str, str]]:
    """The title, day and words of each item of a feed."""
    return [
        tuple(str(one.findtext(ATOM + name)) for name in ("title", "updated", "summary"))  # type: ignore[misc]
        for one in ElementTree.fromstring(text).iter(f"{ATOM}entry")
    ]


def test_feed_tells_what_is_new_as_a_whole() -> None:
    made = edition(
        BARE | {"id": "a", "title": "A & B", "needs": ["autism"]},
        BARE | {"id": "c", "reviewed": date(2026, 9, 1)},
        BARE | {"id": "undated"},
        BARE | {"id": "later", "reviewed": date(2026, 12, 1)},
        authority=PUBLISHED,
    )
    path = made.entries["a"].path
    changes = (
        Change(date(2026, 11, 2), ("title",), False, frozenset()),
        Change(date(2026, 10, 5), ("owner",), False, frozenset()),
        Change(date(2026, 10, 4), ("cost", "when"), False, frozenset()),
        Change(date(2026, 10, 1), (), True, frozenset()),
    )
    data = open_data_of(Edition(made.offer, made.assessment, made.rules, {}, history={path: changes}))
    feed, item, other = (stable_id(f"E06999901/{name}") for name in ("new", "a", "c"))
    assert (
        atom_feed(data)
        == f"""\
<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en-GB">
<id>urn:uuid:{feed}</id>
<title>What is new and what has changed in the Northmere local offer</title>
<updated>2026-10-04T00:00:00Z</updated>
<author><name>Northmere Council</name></author>
<link rel="alternate" type="text/html" href="https://localoffer.example.org/"/>
<link rel="self" type="application/atom+xml" href="https://localoffer.example.org/data/new.atom"/>
<entry><id>urn:uuid:{item}</id><title>A &amp; B</title><updated>2026-10-04T00:00:00Z</updated>\
<link rel="alternate" type="text/html" href="https://localoffer.example.org/support/a/"/>\
<summary>What changed: “Cost” and “When”. A place to stay for a night.</summary></entry>
<entry><id>urn:uuid:{other}</id><title>Riverside short breaks</title><updated>2026-09-01T00:00:00Z</updated>\
<link rel="alternate" type="text/html" href="https://localoffer.example.org/support/c/"/>\
<summary>We checked this page. A place to stay for a night.</summary></entry>
</feed>
"""
    )
    assert news(need_feeds(data)["autism"])[0][0] == "A & B"


def test_feeds_of_needs_have_what_the_lists_of_needs_have() -> None:
    day = {"reviewed": date(2026, 10, 1)}
    feeds = need_feeds(
        given_away(
            BARE | day | {"id": "autism", "title": "Autism", "needs": ["autism"]},
            BARE | day | {"id": "any", "title": "Any", "needs": ["all"]},
            ABSENT | {"absent": {"service_types": ["short-break-overnight"], "needs": ["autism"]}},
            GUIDE | day,
        )
    )
    assert set(feeds) == set(rules().vocabularies["needs"].terms) - {"all"}
    for need in ("autism", "communication-and-interaction"):
        assert [one[0] for one in news(feeds[need])] == ["Any", "Autism", ABSENT["title"]]
    assert [one[0] for one in news(feeds["hearing-impairment"])] == ["Any"]


def test_feed_without_news_has_the_same_day_for_ever() -> None:
    text = atom_feed(given_away(BARE))
    assert news(text) == []
    assert ElementTree.fromstring(text).findtext(f"{ATOM}updated") == "2014-09-01T00:00:00Z"


def days_ago(number: int) -> date:
    return date.fromordinal(ON.toordinal() - number)


def test_feeds_have_the_newest_only() -> None:
    many = [
        BARE | {"id": f"n{number}", "needs": ["autism"], "reviewed": days_ago(number)}
        for number in range(MOST_NEWS + 20)
    ]
    data = given_away(*many)
    assert len(news(atom_feed(data))) == MOST_NEWS
    assert [one[1][:10] for one in news(need_feeds(data)["autism"])] == [
        days_ago(number).isoformat() for number in range(MOST_NEWS_OF_A_NEED)
    ]


def test_feed_without_the_address_of_its_site_leads_to_pages_beside_it() -> None:
    data = given_away(FULL, authority=NORTHMERE)
    assert 'href="../support/riverside/index.html"' in atom_feed(data)
    assert 'href="../../support/riverside/index.html"' in need_feeds(data)["physical-disability"]
    assert "example.org/data" not in atom_feed(data)


# Calendars


def test_calendar_says_when_it_is_on() -> None:
    data = given_away(FULL)
    everything, each = session_calendars(data)
    text = each["riverside"]
    name = "NAME:Northmere local offer: days and times"
    assert everything == text.replace("NAME:Riverside short breaks", name)
    assert "".join(text.partition("BEGIN:VEVENT")[1:]) == (
        "BEGIN:VEVENT\r\n"
        f"UID:{part_id(RIVERSIDE, 'schedule/0')}\r\n"
        "DTSTAMP:20261001T000000Z\r\n"
        "DTSTART;TZID=Europe/London:20261002T160000\r\n"
        "DTEND;TZID=Europe/London:20261002T183000\r\n"
        "RRULE:FREQ=WEEKLY;BYDAY=FR,SA;UNTIL=20270401T235959Z\r\n"
        "SUMMARY:Riverside short breaks\r\n"
        "DESCRIPTION:A place to stay for a night. Arrive on Friday Times change: rin\r\n"
        " g before you go.\r\n"
        "LOCATION:Riverside House\\, 12 Ferry Lane\\, Northmere\\, ZZ1 2AB\r\n"
        "URL:https://localoffer.example.org/support/riverside/\r\n"
        "END:VEVENT\r\n"
        "END:VCALENDAR\r\n"
    )


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"when": [{"days": ["monday"]}]},
        {"when": [{"from": "10:00", "to": "11:00"}]},
        {"when": [{"days": ["monday"], "from": "10:00"}], "availability": {"status": "closed"}},
        {"when": [{"days": ["monday"], "from": "10:00"}], "availability": {"status": "paused"}},
    ],
)
def test_what_cannot_be_put_into_a_calendar_has_none(facts: dict[str, Any]) -> None:
    everything, each = session_calendars(given_away(BARE | facts))
    assert each == {}
    assert "VEVENT" not in everything and not Calendar.from_ical(everything).errors


def events(**facts: Any) -> list[Any]:
    return list(Calendar.from_ical(session_calendar(given_away(BARE | facts))).walk("VEVENT"))


def test_a_night_ends_on_the_next_day_and_no_end_is_no_end() -> None:
    night, open_end = events(
        when=[{"days": ["friday"], "from": "22:00", "to": "07:00"}, {"days": ["monday"], "from": "09:00"}],
        reviewed=date(2026, 10, 5),
    )
    assert night.start == datetime(2026, 10, 9, 22, tzinfo=LONDON)
    assert night.end == datetime(2026, 10, 10, 7, tzinfo=LONDON)
    assert "DTEND" not in open_end
    assert open_end.start == datetime(2026, 10, 5, 9, tzinfo=LONDON)


def test_term_time_is_said_where_it_is_seen_first_and_a_late_check_ends_nothing() -> None:
    (event,) = events(
        when=[{"days": ["monday"], "from": "09:00", "season": "term-time"}], review_by=date(2026, 10, 1)
    )
    assert event["SUMMARY"] == "Riverside short breaks (in term time)"
    assert "UNTIL" not in event["RRULE"]


@given(st.text(max_size=300))
def test_any_words_come_back_from_a_calendar(words: str) -> None:
    made = made_entry(BARE | {"title": f"A{words}", "when": [{"days": ["monday"], "from": "09:00"}]})
    data = given_away(made.facts)
    text = session_calendar(data)
    if all(one.isprintable() or one == "\n" for one in words):
        assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
        event: Any = Calendar.from_ical(text).walk("VEVENT")[0]
        assert str(event["SUMMARY"]) == f"A{words}"


def test_calendar_of_the_demonstration_is_read_by_the_library() -> None:
    calendar = Calendar.from_ical(session_calendar(northmere_data()))
    found: list[Any] = list(calendar.walk("VEVENT"))
    assert len(found) > 50
    assert len({str(one["UID"]) for one in found}) == len(found)
    assert not calendar.errors
    for one in found:
        assert one["DTSTART"].params["TZID"] == "Europe/London"
        assert one.start.strftime("%a")[:2].upper() in one["RRULE"]["BYDAY"]


# Search engines


def test_page_says_what_it_is_about() -> None:
    data = given_away(FULL)
    assert json.loads(json_ld(data.offer.entries[0], data)) == {
        "@context": "https://schema.org",
        "@type": "Service",
        "name": "Riverside short breaks",
        "provider": {
            "@type": "Organization",
            "name": "Northmere Council",
            "url": "https://northmere.example.org/",
        },
        "audience": {"@type": "PeopleAudience", "suggestedMinAge": 8, "suggestedMaxAge": 17},
        "availableChannel": {
            "@type": "ServiceChannel",
            "servicePhone": {"@type": "ContactPoint", "telephone": "01632 960124"},
            "serviceUrl": "https://northmere.example.org/short-breaks",
            "serviceLocation": {
                "@type": "Place",
                "address": {
                    "@type": "PostalAddress",
                    "streetAddress": "Riverside House, 12 Ferry Lane, Northmere",
                    "postalCode": "ZZ1 2AB",
                },
            },
        },
        "url": "https://localoffer.example.org/support/riverside/",
    }


@pytest.mark.parametrize(
    ("facts", "kind"),
    [
        (BARE, "Service"),
        (SCHOOL, "EducationalOrganization"),
        (SCHOOL | {"provider": {"name": "A", "type": "school"}}, "School"),
        (ABSENT, "WebPage"),
        (GUIDE, "WebPage"),
    ],
)
def test_an_absence_and_a_guide_are_pages(facts: dict[str, Any], kind: str) -> None:
    data = given_away(facts)
    assert json.loads(json_ld(data.offer.entries[0], data))["@type"] == kind


@pytest.mark.parametrize("key", ["title", "summary", "description"])
def test_no_text_of_an_entry_leaves_the_place_it_stands_in(key: str) -> None:
    facts = FULL | {key: EVIL, "provider": {"name": EVIL}}
    made = edition(facts, authority=PUBLISHED)
    page = entry_page(made.entries["riverside"], made)
    assert page.head.count("<") == 2, "the element of the data, and its end"
    found = BeautifulSoup(page.head, "html.parser").select("script")
    assert [one["type"] for one in found] == ["application/ld+json"]
    assert json.loads(found[0].get_text())["provider"]["name"] == EVIL
    for address, text in data_files(made).items():
        if address.startswith("data/oruk/") or address.endswith("json"):
            assert "<" not in text and ">" not in text and "&" not in text, address
        if address.endswith(".atom"):
            ElementTree.fromstring(text)


def test_inert_json_is_json() -> None:
    value = {"a": [EVIL, 1, None, True], "é": date(2026, 10, 1)}
    assert json.loads(inert_json(value)) == {"a": [EVIL, 1, None, True], "é": "2026-10-01"}
    long = {"number": 10**30, "day": date(2026, 10, 1)}
    assert inert_json(long) == '{"number":1000000000000000000000000000000,"day":"2026-10-01"}'


def test_list_of_pages_is_in_parts_where_it_is_long() -> None:
    home = "https://localoffer.example.org/"
    assert sitemap_files(home, [(home, None), (f"{home}support/a&b/", date(2026, 10, 1))]) == {
        "sitemap.xml": '<?xml version="1.0" encoding="utf-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        "<url><loc>https://localoffer.example.org/</loc></url>\n"
        "<url><loc>https://localoffer.example.org/support/a&amp;b/</loc><lastmod>2026-10-01</lastmod></url>\n"
        "</urlset>\n",
        "robots.txt": "User-agent: *\nAllow: /\n\nSitemap: https://localoffer.example.org/sitemap.xml\n",
    }
    in_a_folder = "https://example.org/offer/"
    files = sitemap_files(in_a_folder, [(f"{in_a_folder}{number}", None) for number in range(50_001)])
    assert set(files) == {"sitemap.xml", "sitemap-1.xml", "sitemap-2.xml"}, "robots look in no folder"
    assert "<sitemap><loc>https://example.org/offer/sitemap-2.xml</loc></sitemap>" in files["sitemap.xml"]
    assert files["sitemap-2.xml"].count("<url>") == 1


def test_list_of_pages_has_those_of_the_menu_and_none_of_the_readers_own() -> None:
    assert {one.address for one in menu()} - set(MAIN_PAGES) == {"my-list/index.html"}


# In a site


def test_every_page_of_a_site_list_is_there(demonstrations: Path) -> None:
    for council, home in (
        ("northmere", "https://localoffer.example.org/"),
        ("harrowdale", "https://harrowdale-local-offer.example.org/"),
    ):
        pages = re.findall("<loc>(.*?)</loc>", (demonstrations / council / "sitemap.xml").read_text("utf-8"))
        assert len(pages) > 100 and len(set(pages)) == len(pages)
        for one in pages:
            assert (demonstrations / council / one.removeprefix(home) / "index.html").is_file(), one
    index = (demonstrations / "sitemap.xml").read_text("utf-8")
    assert re.findall("<loc>(.*?)</loc>", index)[:2] == [
        "https://harrowdale-local-offer.example.org/sitemap.xml",
        "https://localoffer.example.org/sitemap.xml",
    ]


def test_site_links_to_its_data_from_where_a_reader_looks(northmere: Path) -> None:
    def links(page: str) -> dict[str, str]:
        soup = BeautifulSoup((northmere / page).read_text("utf-8"), "html.parser")
        return {str(one["href"]): one.get_text() for one in soup.select("a[href], link[rel=alternate]")}

    assert links("index.html")["data/new.atom"] == ""
    assert links("index.html")["data/index.html#new"] == "See what is new"
    assert links("need/autism/index.html")["../../data/new/autism.atom"] == (
        "What is new here, for programs that read news feeds"
    )
    entry = links("support/riverside-short-breaks/index.html")
    assert entry["../../data/times/riverside-short-breaks.ics"] == "Put these times in your calendar"
    assert "../data/index.html" in links("about/index.html")
    polish = links("pl/support/riverside-short-breaks/index.html")
    assert "../../../data/times/riverside-short-breaks.ics" in polish
    assert "../../../data/new/autism.atom" in links("pl/need/autism/index.html")


def test_data_page_leads_to_every_file_and_every_file_is_told_of(northmere: Path) -> None:
    page = northmere / "data" / "index.html"
    soup = BeautifulSoup(page.read_text("utf-8"), "html.parser")
    found = {
        (page.parent / str(one["href"])).resolve() for one in soup.select("main a[href]:not([href^=http])")
    }
    assert all(one.is_file() for one in found), sorted(one for one in found if not one.is_file())
    told = {one.relative_to(northmere.resolve()).as_posix() for one in found}
    alone = {path.name for path in (northmere / "data").iterdir() if path.is_file()} - {"index.html"}
    assert {f"data/{one}" for one in alone} - told == {"data/coverage.json", "data/scorecard.csv"}
    assert {f"data/new/{path.name}" for path in (northmere / "data" / "new").iterdir()} <= told


def test_data_page_says_what_may_be_done_with_it() -> None:
    def licence(authority: Mapping[str, Any]) -> str:
        page = pages(edition(authority=authority))["data/index.html"]
        told = BeautifulSoup(page.content, "html.parser").select_one("#licence + p")
        return told.get_text() if told else ""

    assert licence(NORTHMERE) == (
        "We have not been told under which licence you may use it again. Ask Northmere Council."
    )
    named = {"licence": {"name": "Open Government Licence v3.0", "url": "https://example.org/ogl"}}
    assert licence(NORTHMERE | named) == (
        "You may use it again under this licence: Open Government Licence v3.0."
    )


def test_the_same_offer_gives_the_same_bytes() -> None:
    made = [data_files(edition(FULL, ABSENT, GUIDE, SCHOOL, authority=PUBLISHED)) for _ in range(2)]
    assert made[0] == made[1]


# The command


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("export")
    shutil.copytree(ROOT / "offer_content" / "thornhaven", root / "offer_content" / "thornhaven")
    return root


def export(project: Path, *arguments: str) -> tuple[int, bytes, str]:
    done = CliRunner().invoke(
        main,
        ["export", *arguments, "--project", str(project), "--date", "2026-11-01"],
        catch_exceptions=False,
    )
    return done.exit_code, done.stdout_bytes, done.stderr


@pytest.mark.parametrize("form", EXPORTS)
def test_command_gives_the_bytes_of_the_site(project: Path, northmere: Path, form: str) -> None:
    code, said, _ = export(project, form)
    assert code == 0
    text = said.decode()
    if form in ("json", "oruk", "geojson", "json-ld"):
        assert json.loads(text)
    elif form == "jsonl":
        assert all(json.loads(line)["authority"] == "thornhaven" for line in text.splitlines())
    elif form == "csv":
        assert text.startswith(",".join(COLUMNS))
    elif form.startswith("ical"):
        assert not Calendar.from_ical(text).errors
    else:
        ElementTree.fromstring(text)


def test_command_writes_files(project: Path, tmp_path: Path) -> None:
    code, said, told = export(project, "csv", "--out", str(tmp_path / "new" / "entries.csv"))
    assert (code, said) == (0, b"")
    assert told == f"Wrote {(tmp_path / 'new' / 'entries.csv').as_posix()}\n"
    assert (tmp_path / "new" / "entries.csv").read_bytes() == export(project, "csv")[1]
    _, _, told = export(project, "oruk-feed", "--out", str(tmp_path / "feed"))
    count = sum(path.is_file() for path in (tmp_path / "feed").rglob("*"))
    assert told == f"Wrote {count} files in {(tmp_path / 'feed').as_posix()}\n"
    assert (tmp_path / "feed" / "services" / "index.html").is_file()
    export(project, "atom-needs", "--out", str(tmp_path / "news"))
    assert (tmp_path / "news" / "autism.atom").is_file()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ("xml",),
            'Error: there is no format "xml"; there are: json, jsonl, csv, geojson, oruk, json-ld, atom, '
            "ical, ical-reviews, sitemap, oruk-feed, atom-needs\n",
        ),
        (("oruk-feed",), "Error: oruk-feed is many files; name the folder for them with --out\n"),
        (
            ("csv", "--authority", "thornhavn"),
            'Error: there is no authority "thornhavn"; did you mean "thornhaven"?\n',
        ),
    ],
)
def test_command_says_what_to_type(project: Path, arguments: tuple[str, ...], said: str) -> None:
    assert export(project, *arguments) == (2, b"", said)


def test_sitemap_needs_to_know_where_the_site_is(tmp_path: Path) -> None:
    home = tmp_path / "offer_content" / "exampleshire"
    home.mkdir(parents=True)
    (home / "authority.yaml").write_text(
        "id: exampleshire\nname: Exampleshire\ngss_code: E06999904\ndemonstration: invented\n",
        encoding="utf-8",
    )
    code, _, told = export(tmp_path, "sitemap")
    assert code == 2
    assert told == (
        "Error: offer_content/exampleshire/authority.yaml does not say where the site is; a sitemap needs "
        "published_at\n"
    )
