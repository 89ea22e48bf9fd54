"""How far the nearest entry is that serves a sector: what counts, what does not, and what nobody can know."""

from __future__ import annotations

import csv
import io
import json
import random
from math import asin, cos, radians, sin, sqrt
from types import MappingProxyType
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from site_builder.cli import main
from site_builder.content.authorities import real_authorities
from site_builder.content.document import parse_document
from site_builder.content.model import Ages
from site_builder.content.postcodes import Postcodes, Sector, Share, postcodes_with
from site_builder.errors import FaultyRules, SiteBuilderError
from site_builder.nation.cold_spots import (
    ColdSpots,
    Ground,
    InAuthority,
    InSector,
    Sought,
    cold_spots,
    ground_of,
    load_sought,
    parse_sought,
    read_people,
    sought_for,
    summarise,
)
from site_builder.nation.published import ANYWHERE, PublishedOffer
from site_builder.nation.received import Received
from site_builder.pages.cold_spots_page import cold_spot_files, cold_spot_pages
from site_builder.reports.cold_spots import (
    AUTHORITY_COLUMNS,
    FORMATS,
    SECTOR_COLUMNS,
    cold_spots_by_authority_csv,
    cold_spots_csv,
    cold_spots_json,
    cold_spots_text,
)
from tests.check_cases import rules
from tests.offers import entry, offer, received

VOCABULARIES = rules().vocabularies
THERAPY = Sought("therapy", "Therapy", "therapy", frozenset({"physiotherapy"}))

EAST = {"ZZ1 1": (55.0, -1.0), "ZZ1 2": (55.0, -1.1)}
WEST = {"ZZ2 1": (55.0, -1.3), "ZZ2 2": (55.0, -2.0)}


def find(*offers: Received, sought: Sought = THERAPY, postcodes: Postcodes | None = None) -> ColdSpots:
    return cold_spots(sought, ground_of(offers, postcodes))


def in_authority(found: ColdSpots, authority: str) -> InAuthority:
    (one,) = (one for one in found.authorities if one.authority == authority)
    return one


def in_sector(found: ColdSpots, sector: str) -> InSector:
    (one,) = (
        one for authority in found.authorities for one in authority.sectors if one.spot.sector == sector
    )
    return one


def haversine(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Kilometres over a ball as large as the earth, the way school books write it."""
    north, east = radians(other[0] - one[0]), radians(other[1] - one[1])
    chord = sin(north / 2) ** 2 + cos(radians(one[0])) * cos(radians(other[0])) * sin(east / 2) ** 2
    return 2 * 6371.0088 * asin(sqrt(chord))


# What counts


def test_the_nearest_place_is_told_with_its_distance_in_a_straight_line() -> None:
    found = find(received(offer("east", EAST, entry("clinic", sectors=("ZZ1 2",)))))
    near = in_sector(found, "ZZ1 1").nearest
    assert near is not None
    assert (near.listed.authority, near.listed.entry, near.sector) == ("east", "clinic", "ZZ1 2")
    assert near.kilometres == pytest.approx(6.378, abs=0.001)
    assert near.miles == pytest.approx(3.963, abs=0.001)
    assert in_authority(found, "east").state == "near"


def test_what_another_council_lists_serves_only_whom_it_names_or_everyone() -> None:
    west = offer("west", WEST)

    def nearest_from_west(*serves: str) -> str | None:
        east = offer("east", EAST, entry("clinic", sectors=("ZZ1 2",), serves=serves))
        near = in_sector(find(received(east), received(west)), "ZZ2 1").nearest
        return near.listed.entry if near else None

    assert nearest_from_west() is None
    assert nearest_from_west("south") is None
    assert nearest_from_west("west") == "clinic"
    assert nearest_from_west(ANYWHERE) == "clinic"


def test_the_nearest_of_all_is_told_apart_whomever_it_serves() -> None:
    east = offer("east", EAST, entry("clinic", sectors=("ZZ1 2",)))
    west = offer("west", WEST, entry("far-clinic", sectors=("ZZ2 2",)))
    one = in_sector(find(received(east), received(west)), "ZZ2 1")
    assert one.nearest and one.nearest.listed.entry == "far-clinic"
    assert one.anywhere and one.anywhere.listed.entry == "clinic"
    assert one.anywhere.kilometres < one.nearest.kilometres


def test_of_two_in_one_sector_a_councils_own_comes_first() -> None:
    east = offer("east", EAST, entry("theirs", sectors=("ZZ2 1",), serves=(ANYWHERE,)))
    west = offer("west", WEST, entry("ours", sectors=("ZZ2 1",)))
    near = in_sector(find(received(east), received(west)), "ZZ2 2").nearest
    assert near and near.listed.entry == "ours"


@pytest.mark.parametrize("delivered", ["at-home", "at-school", "whole-area"])
def test_what_comes_to_families_counts_as_there_and_is_said(delivered: str) -> None:
    found = find(received(offer("east", EAST, entry("visits", delivered=(delivered,)))))
    east = in_authority(found, "east")
    assert east.state == "comes"
    assert [one.entry for one in east.comes] == ["visits"]
    assert in_sector(found, "ZZ1 1").nearest is None
    assert summarise([east]).within == (2, 2, 2)


def test_what_another_council_lists_comes_to_families_only_where_it_serves() -> None:
    east = offer("east", EAST, entry("visits", delivered=("at-home",), serves=("west",)))
    found = find(received(east), received(offer("west", WEST)), received(offer("south", {})))
    assert [one.state for one in found.authorities] == ["comes", "comes", "none-listed"]


@pytest.mark.parametrize("delivered", [("online",), ("by-phone",), ("online", "by-phone")])
def test_help_by_phone_or_online_is_counted_apart_and_is_never_near(delivered: tuple[str, ...]) -> None:
    found = find(received(offer("east", EAST, entry("line", delivered=delivered, sectors=("ZZ1 1",)))))
    east = in_authority(found, "east")
    assert east.state == "remote"
    assert [one.entry for one in east.remote] == ["line"]
    assert in_sector(found, "ZZ1 1") == InSector(in_sector(found, "ZZ1 1").spot, None, None)


def test_help_at_a_place_and_by_phone_has_its_place() -> None:
    both = entry("both", delivered=("by-phone", "at-a-place"), sectors=("ZZ1 1",))
    east = in_authority(find(received(offer("east", EAST, both))), "east")
    assert (east.state, east.remote) == ("near", ())


@pytest.mark.parametrize("sectors", [(), ("XX1 1",)])
def test_an_entry_without_a_place_that_is_known_is_listed_and_not_near(sectors: tuple[str, ...]) -> None:
    east = in_authority(find(received(offer("east", EAST, entry("somewhere", sectors=sectors)))), "east")
    assert east.state == "place-not-told"
    assert [one.entry for one in east.unplaced] == ["somewhere"]
    sums = summarise([east])
    assert (sums.measured, sums.within, sums.median_km) == (0, (0, 0, 0), None)


def test_closed_entries_and_information_never_count() -> None:
    closed = entry("closed", sectors=("ZZ1 1",), is_closed=True)
    page = entry("page", kind="information", sectors=("ZZ1 1",))
    other = entry("club", kinds=("youth-club",), sectors=("ZZ1 1",))
    found = find(received(offer("east", EAST, closed, page, other)))
    assert in_authority(found, "east").state == "none-listed"
    assert in_sector(found, "ZZ1 1").anywhere is None


def test_what_is_declared_not_available_is_said_and_still_nothing_is_listed() -> None:
    absent = entry("no-therapy", kind="not-available", needs=("all",), ages=Ages(0, 25))
    east = in_authority(find(received(offer("east", EAST, absent)), received(offer("west", WEST))), "east")
    assert east.state == "none-listed"
    assert [one.entry for one in east.declared] == ["no-therapy"]


def test_a_declaration_about_another_kind_or_age_says_nothing_of_this() -> None:
    young = Sought("x", "X", "x", frozenset({"physiotherapy"}), ages=Ages(2, 2))
    about_old = entry("no", kind="not-available", needs=("all",), ages=Ages(16, 25))
    about_clubs = entry("no-club", kind="not-available", kinds=("youth-club",), ages=Ages(0, 25))
    found = find(received(offer("east", EAST, about_old, about_clubs)), sought=young)
    assert in_authority(found, "east").declared == ()


# What nobody can know


@pytest.mark.parametrize("state", ["never-received", "unreadable"])
def test_an_offer_that_was_not_received_is_unknown_and_never_cold(state: Any) -> None:
    clinic = entry("clinic", sectors=("M1 1",), serves=(ANYWHERE,))
    found = find(
        received(offer("salford", {}, clinic, code="E08000006")), Received("manchester", state, None)
    )
    manchester = in_authority(found, "manchester")
    assert manchester.name == "Manchester"
    assert manchester.state == "unknown"
    assert len(manchester.sectors) > 40
    assert all(one.nearest is None and one.anywhere for one in manchester.sectors)
    sums = summarise([manchester])
    assert sums.states["unknown"] == sums.sectors
    assert sums.measured == 0


def test_an_old_copy_is_what_is_known() -> None:
    found = find(Received("east", "old-copy", offer("east", EAST, entry("clinic", sectors=("ZZ1 1",)))))
    assert in_authority(found, "east").state == "near"


def test_a_council_that_is_not_compared_has_no_sectors_here() -> None:
    found = find(received(offer("salford", {}, code="E08000006")))
    (salford,) = found.authorities
    codes = {sector.name: sector.shares[0].code for sector in postcodes_with(())}
    assert {codes[one.spot.sector] for one in salford.sectors} == {"E08000006"}


# Borders


def over_a_border() -> Postcodes:
    """A sector mostly in Wales, one shared by two councils, and one of a council alone."""
    sectors = (
        Sector("AA1 1", 52.0, -3.0, (Share("W92000004", 60), Share("E06000019", 40))),
        Sector("AA1 2", 52.1, -3.0, (Share("E06000051", 55), Share("E06000019", 45))),
        Sector("AA1 3", 52.2, -3.0, (Share("E06000019", 100),)),
    )
    names = {"W92000004": "Wales", "E06000019": "Herefordshire Council", "E06000051": "Shropshire Council"}
    return Postcodes(
        MappingProxyType({}), MappingProxyType({one.name: one for one in sectors}), MappingProxyType(names)
    )


def test_a_sector_over_a_border_belongs_to_the_council_with_most_of_it_and_both_are_named() -> None:
    ground = ground_of(
        [received(offer("herefordshire", {}, code="E06000019")), Received("shropshire", "unreadable", None)],
        over_a_border(),
    )
    assert {one.sector: one.also for one in ground.spots["herefordshire"]} == {
        "AA1 1": ("Wales",),
        "AA1 3": (),
    }
    assert {one.sector: one.also for one in ground.spots["shropshire"]} == {
        "AA1 2": ("Herefordshire Council",)
    }


def test_every_english_sector_belongs_to_one_council() -> None:
    ground = ground_of([Received(row["slug"], "never-received", None) for row in real_authorities()])
    assert sum(map(len, ground.spots.values())) == 10_060
    assert all(ground.spots.values())


def test_an_invented_sector_never_takes_the_place_of_a_real_one() -> None:
    ground = ground_of([received(offer("east", {"M1 1": (50.0, -1.0), "ZZ1 1": (55.0, -1.0)}))])
    assert [one.sector for one in ground.spots["east"]] == ["ZZ1 1"]
    assert ground.middles["M1 1"] != (50.0, -1.0)


# The tree


def scattered(seed: int, entries: int) -> tuple[Ground, dict[str, PublishedOffer]]:
    """Three councils with sectors all over England, and entries that serve one, some or all of them."""
    dice = random.Random(seed)
    offers = {}
    names = ("east", "west", "south")
    for number, name in enumerate(names):
        sectors = {
            f"Z{'ABC'[number]}{at} 1": (round(dice.uniform(50, 55.8), 3), round(dice.uniform(-6, 1.7), 3))
            for at in range(1, 9)
        }
        made = [
            entry(
                f"entry-{at}",
                sectors=tuple(dice.sample(sorted(sectors), dice.choice((0, 1, 1, 2)))),
                serves=dice.choice(((), (), (ANYWHERE,), (dice.choice(names),))),
            )
            for at in range(entries)
        ]
        offers[name] = offer(name, sectors, *made)
    return ground_of([received(one) for one in offers.values()]), offers


@settings(max_examples=40)
@given(seed=st.integers(0, 10_000), entries=st.integers(0, 6))
def test_the_tree_finds_what_measuring_every_pair_finds(seed: int, entries: int) -> None:
    ground, offers = scattered(seed, entries)
    for authority in cold_spots(THERAPY, ground).authorities:
        for one in authority.sectors:
            here = (one.spot.latitude, one.spot.longitude)
            ways = [
                (haversine(here, ground.middles[sector]), name, listed.serves)
                for name, whole in offers.items()
                for listed in whole.entries
                for sector in listed.sectors
            ]
            mine = [
                way
                for way, name, serves in ways
                if name == authority.authority or {authority.authority, ANYWHERE} & set(serves)
            ]
            all_ways = [way for way, _, _ in ways]
            for near, expected in ((one.nearest, mine), (one.anywhere, all_ways)):
                assert (near is None) == (not expected)
                if near:
                    assert near.kilometres == pytest.approx(min(expected), abs=0.001)
                    told = haversine(here, ground.middles[near.sector])
                    assert near.kilometres == pytest.approx(told, abs=0.001)


# Sums


def five_sectors() -> InAuthority:
    """A clinic in the first of five sectors, each 0.1 degrees of latitude (11.1 km) further away."""
    sectors = {f"ZZ1 {at}": (55.0 + at / 10, -1.0) for at in range(5)}
    return in_authority(find(received(offer("east", sectors, entry("clinic", sectors=("ZZ1 0",))))), "east")


def test_sums_tell_the_middle_the_farthest_and_how_many_are_within() -> None:
    sums = summarise([five_sectors()])
    assert (sums.sectors, sums.measured, sums.is_people) == (5, 5, False)
    assert sums.median_km == pytest.approx(22.24, abs=0.01)
    assert sums.largest_km == pytest.approx(44.48, abs=0.01)
    assert sums.within == (1, 2, 3)
    assert sums.states["near"] == 5


def test_people_weigh_only_where_their_numbers_are_given() -> None:
    sums = summarise([five_sectors()], {"ZZ1 0": 10, "ZZ1 1": 0, "ZZ1 4": 30})
    assert (sums.is_people, sums.measured, sums.without_people) == (True, 40, 2)
    assert sums.within == (10, 10, 10)
    assert sums.median_km == sums.largest_km


def test_sums_without_any_sector_have_no_distance() -> None:
    sums = summarise([])
    assert (sums.sectors, sums.median_km, sums.largest_km, sums.within) == (0, None, None, (0, 0, 0))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("sector,number\nZZ1 1,3\n", "people.csv: the columns sector and people belong in the first line"),
        ("", "people.csv: the columns sector and people belong in the first line"),
        ("sector,people\nZZ1 1,-3\n", 'people.csv:2: "-3" is not a whole number of people'),
        ("sector,people\nZZ1 1\n", 'people.csv:2: "" is not a whole number of people'),
        ("sector,people\nZZ1 1,3\nZZ1 1,4\n", "people.csv:3: ZZ1 1 is there twice"),
    ],
)
def test_numbers_of_people_that_cannot_be_read_are_named(text: str, message: str) -> None:
    with pytest.raises(SiteBuilderError) as fault:
        read_people(text, "people.csv")
    assert str(fault.value) == message


def test_numbers_of_people_are_read() -> None:
    assert read_people("people,sector,note\n12,ZZ1 1,x\n", "people.csv") == {"ZZ1 1": 12}


# What is looked for


def test_therapies_come_first_and_every_kind_is_known() -> None:
    found = load_sought(VOCABULARIES)
    assert [one.id for one in found] == [
        "speech-and-language-therapy",
        "occupational-therapy",
        "physiotherapy",
        "mental-health",
        "short-breaks",
    ]
    assert {kind for kind in VOCABULARIES["service-types"].terms if kind.startswith("short-break-")} == set(
        found[-1].kinds
    )


def test_what_is_looked_for_names_its_faults() -> None:
    lines = ["about: x", "sought:"]
    for kind in ("phisiotherapy", "physiotherapy"):
        lines += ["  - id: a", "    label: A", "    nearest: a", "    service_types:", f"      - {kind}"]
    document, problems = parse_document("\n".join(lines).encode(), "cold-spots.yaml")
    assert document is not None
    with pytest.raises(FaultyRules) as fault:
        parse_sought(document, VOCABULARIES, problems)
    assert [one.code for one in fault.value.diagnostics] == ["unknown-name", "duplicate-term"]


def test_a_need_and_an_age_can_be_looked_for_with_any_kind() -> None:
    sought = sought_for("any", VOCABULARIES, need="autism", age=7)
    assert (sought.id, sought.label) == ("any-autism-7", "Any support for the need “Autism” at age 7")
    assert sought.is_met_by(entry("a", needs=("autism",), ages=Ages(5, 10)))
    assert sought.is_met_by(entry("a", needs=("all",), ages=Ages(7, 7)))
    assert not sought.is_met_by(entry("a", needs=("autism",), ages=Ages(8, 10)))
    assert not sought.is_met_by(entry("a", needs=("communication-and-interaction",), ages=Ages(5, 10)))


def test_a_broad_area_is_met_by_a_need_in_it() -> None:
    sought = sought_for("physiotherapy", VOCABULARIES, need="communication-and-interaction")
    assert sought.is_met_by(entry("a", needs=("autism",)))


def test_an_entry_that_does_not_say_for_whom_it_is_is_counted_apart() -> None:
    sought = sought_for("physiotherapy", VOCABULARIES, need="autism", age=3)
    silent = entry("silent", needs=(), ages=None, sectors=("ZZ1 1",))
    east = in_authority(find(received(offer("east", EAST, silent)), sought=sought), "east")
    assert (east.state, east.left_open) == ("none-listed", 1)
    assert "1 more of this kind does not say for which needs or ages" in cold_spots_text(
        ColdSpots(sought, (east,))
    )


def test_a_group_of_kinds_can_be_looked_for() -> None:
    assert "school-nursing" not in sought_for("any-care", VOCABULARIES).kinds
    assert "short-break-day" in sought_for("any-care", VOCABULARIES).kinds


@pytest.mark.parametrize(
    ("what", "need", "message"),
    [
        ("phisiotherapy", "", 'there is no kind of support "phisiotherapy"; did you mean "physiotherapy"?'),
        ("any", "autisn", 'there is no need "autisn"; did you mean "autism"?'),
        ("any", "", "say which kind of support, or give --need or --age"),
    ],
)
def test_what_is_not_there_cannot_be_looked_for(what: str, need: str, message: str) -> None:
    with pytest.raises(SiteBuilderError) as fault:
        sought_for(what, VOCABULARIES, need=need)
    assert str(fault.value) == message


# Taken away


def three() -> ColdSpots:
    clinic = entry("clinic", title="=Clinic", sectors=("ZZ1 2",))
    return find(
        received(offer("east", EAST, clinic)),
        received(offer("west", WEST)),
        Received("leeds", "never-received", None),
    )


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_the_table_of_sectors_leaves_empty_what_is_not_known() -> None:
    lines = rows(cold_spots_csv(three()))
    assert tuple(lines[0]) == SECTOR_COLUMNS
    first = lines[0]
    assert (first["sector"], first["state"], first["nearest_km"], first["nearest_miles"]) == (
        "ZZ1 1",
        "near",
        "6.4",
        "4.0",
    )
    assert first["nearest_title"] == "'=Clinic"
    west = next(one for one in lines if one["authority"] == "west")
    assert (west["state"], west["nearest_km"], west["anywhere_entry"]) == ("none-listed", "", "clinic")
    assert {one["state"] for one in lines if one["authority"] == "leeds"} == {"unknown"}


def test_the_table_of_councils_never_counts_what_was_not_received_as_nothing() -> None:
    lines = rows(cold_spots_by_authority_csv(three()))
    assert tuple(lines[0]) == AUTHORITY_COLUMNS
    east, west, leeds = lines
    assert (east["sectors_near"], east["counted"], east["measured"], east["comes"]) == (
        "2",
        "sectors",
        "2",
        "0",
    )
    assert (west["sectors_none_listed"], west["within_5_miles_or_comes"]) == ("2", "0")
    assert leeds["sectors"] == leeds["sectors_unknown"]
    assert (leeds["within_5_miles_or_comes"], leeds["median_km"], leeds["comes"], leeds["left_open"]) == (
        "",
    ) * 4


def test_the_data_name_every_entry_once_with_its_title() -> None:
    report = json.loads(cold_spots_json(three(), {"ZZ1 1": 5}))
    assert report["format_version"] == 1
    assert report["entries"] == {"east/clinic": "=Clinic"}
    assert report["england"]["counted"] == "people"
    east = report["authorities"][0]
    assert east["within_miles_or_comes"] == {"5": 5, "10": 5, "20": 5}
    assert east["sectors"][0]["nearest"] == {"entry": "east/clinic", "sector": "ZZ1 2", "km": 6.4}


def test_the_text_says_what_is_known_of_each_council() -> None:
    lines = cold_spots_text(three()).splitlines()
    assert lines[3:12] == [
        "East (received): 2 postcode sectors",
        "  2: the nearest place listed is known",
        "  Nearest place listed: half within less than 1 mile, the farthest about 4 miles",
        "  A place within, or it comes (sectors): 5 miles 100%, 10 miles 100%, 20 miles 100%",
        "",
        "West (received): 2 postcode sectors",
        "  2: nothing published that serves families there",
        "  A place within, or it comes (sectors): 5 miles 0%, 10 miles 0%, 20 miles 0%",
        "",
    ]
    assert lines[12].startswith("Leeds (not received): ")
    assert "not received" in lines[13]


# Pages


def pages(found: ColdSpots, people: dict[str, int] | None = None) -> dict[str, str]:
    return {page.address: page.content for page in cold_spot_pages([found], "Local offers", people)}


@pytest.mark.parametrize(
    ("folder", "link"),
    [
        ("east/", '<a href="../../../../east/support/clinic/index.html">Clinic</a> (East)'),
        (
            "https://east.example.org/offer/",
            '<a href="https://east.example.org/offer/support/clinic/index.html">',
        ),
        ("https://east.example.org/", '<a href="https://east.example.org/support/clinic/index.html">'),
        (None, "Less than 1 mile: Clinic (East)"),
    ],
)
def test_an_entry_is_linked_wherever_its_site_is(folder: str | None, link: str) -> None:
    whole = offer("east", EAST, entry("clinic", sectors=("ZZ1 1",)))
    found = find(Received("east", "current", whole, folder=folder))
    assert link in pages(found)["nation/cold-spots/therapy/east/index.html"]


def test_pages_say_people_only_where_their_numbers_are_given() -> None:
    found = ColdSpots(THERAPY, (five_sectors(),))
    kind = "nation/cold-spots/therapy/index.html"
    assert "Within 5 miles, or it comes (sectors)" in pages(found)[kind]
    weighed = pages(found, {"ZZ1 0": 10, "ZZ1 4": 30})[kind]
    assert "Within 5 miles, or it comes (people)" in weighed
    assert "<td>10 of 40</td>" in weighed
    assert "For 3 sectors we have no number of people." in weighed


def test_a_long_list_of_entries_is_cut_and_says_so() -> None:
    many = [entry(f"visit-{at}", delivered=("at-home",)) for at in range(45)]
    html = pages(find(received(offer("east", EAST, *many))))["nation/cold-spots/therapy/east/index.html"]
    assert html.count("/support/visit-") == 30
    assert '15 more: <a href="../../../../nation/data/cold-spots-therapy.json"' in html


def test_hostile_text_stays_text() -> None:
    clinic = entry("clinic", title="<script>alert(1)</script>", sectors=("ZZ1 1",))
    found = find(received(offer("east", EAST, clinic)))
    assert not any("<script" in html for html in pages(found).values())


def test_an_old_copy_is_said_to_be_one() -> None:
    found = find(Received("east", "old-copy", offer("east", EAST, entry("clinic", sectors=("ZZ1 1",)))))
    html = pages(found)["nation/cold-spots/therapy/east/index.html"]
    assert "What we have of this local offer is an old copy." in html


def test_the_first_page_counts_councils_and_never_says_that_one_lists_what_another_does() -> None:
    east = offer("east", EAST, entry("visits", delivered=("at-home",), serves=(ANYWHERE,)))
    found = find(received(east), received(offer("west", WEST)), Received("leeds", "unreadable", None))
    html = pages(found)["nation/cold-spots/index.html"]
    assert (
        "For 2 councils something is listed that comes to families. We did not receive the offer of" in html
    )


def test_the_pages_and_files_of_everything_sought_stand_in_the_folder_of_the_nation() -> None:
    found = three()
    assert list(pages(found)) == [
        "nation/cold-spots/index.html",
        "nation/cold-spots/therapy/index.html",
        "nation/cold-spots/therapy/east/index.html",
        "nation/cold-spots/therapy/west/index.html",
        "nation/cold-spots/therapy/leeds/index.html",
    ]
    assert list(cold_spot_files([found])) == [
        "nation/data/cold-spots-therapy.csv",
        "nation/data/cold-spots-therapy-councils.csv",
        "nation/data/cold-spots-therapy.json",
    ]


# The command


@pytest.mark.parametrize("form", FORMATS)
def test_the_command_answers_for_the_demonstration(form: str, tmp_path: Any) -> None:
    weights = tmp_path / "people.csv"
    weights.write_text("\ufeffsector,people\nZZ1 1,900\n", encoding="utf-8")
    done = CliRunner().invoke(
        main, ["cold-spots", "physiotherapy", "--format", form, "--weights", str(weights)]
    )
    assert done.exit_code == 0, done.output
    assert "northmere" in done.stdout


def test_the_command_refuses_a_file_that_is_no_text(tmp_path: Any) -> None:
    weights = tmp_path / "people.csv"
    weights.write_bytes(b"\xff\xfe\x00")
    done = CliRunner().invoke(main, ["cold-spots", "physiotherapy", "--weights", str(weights)])
    assert done.exit_code == 2
    assert done.stderr.startswith("Error: ") and "is not UTF-8 text" in done.stderr


def test_many_entries_are_told_apart_by_a_tree_and_not_pair_by_pair() -> None:
    """Twenty thousand entries and thousands of sectors: every pair would be many millions."""
    real = real_authorities()[:40]
    names = [row["slug"] for row in real]
    every = [sector.name for sector in postcodes_with(())]
    dice = random.Random(7)
    serving = ((), (ANYWHERE,), ("leeds",))
    offers = [
        received(
            offer(
                row["slug"],
                {},
                *(
                    entry(f"entry-{at}", sectors=(dice.choice(every),), serves=serving[at % 3])
                    for at in range(500)
                ),
                code=row["gss_code"],
            )
        )
        for row in real
    ]
    found = find(*offers)
    assert [one.authority for one in found.authorities] == names
    assert all(one.nearest and one.anywhere for each in found.authorities for one in each.sectors)
    assert sum(len(one.sectors) for one in found.authorities) > 2_000
