"""Where a postcode is: the table that is shipped, how it was made, and the files that pages load."""

from __future__ import annotations

import csv
import importlib.util
import json
from math import hypot
from types import ModuleType

import pytest

from site_builder.content.authorities import real_authorities
from site_builder.content.model import Authority
from site_builder.content.postcodes import Share, area_of, postcodes_with, sector_of
from site_builder.pages.postcode_data import postcode_files, postcode_values
from tests.conftest import ROOT

FOLDER = ROOT / "schema" / "postcodes"
SHARED = ROOT.parent / "shared" / "data" / "postcode-centroids" / "sectors.csv"
REAL = postcodes_with(())


def invented(authority: str, **sectors: list[float]) -> Authority:
    named = {name.replace("_", " "): place for name, place in sectors.items()}
    facts = {"id": authority, "name": authority.title(), "gss_code": "E06999901", "postcode_sectors": named}
    return Authority(f"offer_content/{authority}/authority.yaml", facts)


def authority_names(sector: str) -> list[str]:
    found = REAL.sector(sector)
    assert found, sector
    return [REAL.names[share.code] for share in found.shares]


@pytest.mark.parametrize(
    ("typed", "sector"),
    [
        ("BS1 4DJ", "BS1 4"),
        ("bs14dj", "BS1 4"),
        ("  SW1A  1aa ", "SW1A 1"),
        ("N1 9GU", "N1 9"),
        ("M60 1NW", "M60 1"),
        ("DN55 1PT", "DN55 1"),
        ("BS1 4", None),
        ("BS1", None),
        ("Bristol", None),
        ("", None),
        ("BS1 4DJ and more", None),
    ],
)
def test_sector_is_a_whole_postcode_without_its_last_two_letters(typed: str, sector: str | None) -> None:
    assert sector_of(typed) == sector


def test_area_is_the_letters_that_a_sector_begins_with() -> None:
    assert [area_of(one) for one in ("BS1 4", "B1 1", "SW1A 1", "")] == ["BS", "B", "SW", ""]


def test_table_places_the_towns_that_everybody_knows() -> None:
    # To half a minute: Bristol's harbour, Newcastle's station, Penzance.
    for postcode, latitude, longitude in (
        ("BS1 4DJ", 51.452, -2.597),
        ("NE1 5DL", 54.969, -1.617),
        ("TR18 2LL", 50.119, -5.537),
    ):
        found = REAL.locate(postcode)
        assert found is not None
        assert found == pytest.approx((latitude, longitude), abs=0.01), postcode


def test_table_names_the_authority_of_a_district_that_has_its_own_council() -> None:
    assert authority_names("AL1 1") == ["Hertfordshire County Council"]


def test_table_has_the_codes_that_barnsley_and_sheffield_have_had_since_2025() -> None:
    assert authority_names("S70 1") == ["Barnsley Metropolitan Borough Council"]
    assert authority_names("S1 2") == ["Sheffield City Council"]


def test_table_names_both_sides_of_the_welsh_and_scottish_borders() -> None:
    assert authority_names("SY10 9") == ["Shropshire Council", "Wales"]
    assert set(authority_names("TD15 1")) == {"Northumberland County Council", "Scotland"}


def test_table_is_in_order_and_every_line_is_well_formed() -> None:
    names = [sector.name for sector in REAL]
    assert names == sorted(set(names))
    assert len(names) > 10_000
    for sector in REAL:
        assert sector_of(f"{sector.name}AA") == sector.name
        assert 49.8 < sector.latitude < 56.2, sector
        assert -6.5 < sector.longitude < 1.8, sector
        assert sum(share.percent for share in sector.shares) == 100, sector
        percents = [share.percent for share in sector.shares]
        assert percents == sorted(percents, reverse=True), sector
        assert percents[-1] >= 1, sector


def test_every_authority_has_sectors_and_every_sector_a_known_authority() -> None:
    codes = {share.code for sector in REAL for share in sector.shares}
    assert codes == {row["gss_code"] for row in real_authorities()} | {"W92000004", "S92000003"}


@pytest.mark.skipif(not SHARED.is_file(), reason="the other table of sectors is not on this machine")
def test_table_agrees_with_another_made_from_the_same_facts() -> None:
    newer = {"E08000016": "E08000038", "E08000019": "E08000039"}
    with SHARED.open(encoding="utf-8", newline="") as lines:
        others = list(csv.DictReader(lines))
    away = 0
    for other in others:
        sector = REAL.sector(other["sector"])
        assert sector, other["sector"]
        codes = {newer.get(code, code) for code in other["upper_tier_codes"].split()}
        ours = [share.code for share in sector.shares if share.code[0] == "E"]
        # It has four at most.
        assert len(codes) == min(len(ours), 4), sector
        assert codes <= set(ours), sector
        north = (sector.latitude - float(other["lat"])) * 111
        east = (sector.longitude - float(other["lon"])) * 68
        away += hypot(north, east) > 3
    # That one has the mean of each sector, which a few postcodes far away can pull aside.
    assert away < len(others) / 50


def test_invented_sectors_are_known_beside_the_real_ones() -> None:
    postcodes = postcodes_with([invented("northmere", ZZ1_1=[55.031, -1.442])])
    assert postcodes.locate("zz1 1ab") == (55.031, -1.442)
    sector = postcodes.sector("ZZ1 1")
    assert sector is not None
    assert sector.shares == (Share("E06999901", 100),)
    assert postcodes.names["E06999901"] == "Northmere"
    assert "ZZ" in postcodes.areas
    assert postcodes.locate("BS1 4DJ") == REAL.locate("BS1 4DJ")


def test_invented_sector_never_takes_the_place_of_a_real_one() -> None:
    postcodes = postcodes_with([invented("northmere", BS1_4=[55.031, -1.442])])
    assert postcodes.locate("BS1 4DJ") == REAL.locate("BS1 4DJ")
    assert postcodes.sector("BS1 4") == REAL.sector("BS1 4")


def test_sector_that_two_authorities_invented_belongs_to_the_first() -> None:
    first, second = invented("northmere", ZZ1_1=[55.0, -1.4]), invented("harrowdale", ZZ1_1=[54.0, -1.3])
    assert postcodes_with([first, second]).locate("ZZ1 1AA") == (55.0, -1.4)


def test_unknown_postcode_has_no_place() -> None:
    assert REAL.locate("ZZ9 9ZZ") is None
    assert REAL.locate("not a postcode") is None
    assert REAL.sector("ZZ9 9") is None


# The files that pages load


def contents(script: str, area: str) -> dict[str, object]:
    start = f"(window.localOfferPostcodes=window.localOfferPostcodes||{{}}).{area}="
    assert script.startswith(start)
    assert script.isascii()
    found: dict[str, object] = json.loads(script.removeprefix(start).rstrip(";\n"))
    return found


def test_each_postcode_area_is_a_file_with_its_sectors_and_the_names_of_their_authorities() -> None:
    files = postcode_files(postcodes_with([invented("northmere", ZZ1_1=[55.031, -1.442])]))
    assert contents(files["assets/postcodes/ZZ.js"], "ZZ") == {
        "authorities": [["E06999901", "Northmere"]],
        "sectors": {"ZZ1 1": [55.031, -1.442, 0, 100]},
    }
    bristol = contents(files["assets/postcodes/BS.js"], "BS")
    assert isinstance(bristol["sectors"], dict)
    assert set(bristol["sectors"]) == {sector.name for sector in REAL if sector.area == "BS"}


def test_files_have_exactly_the_areas_that_a_page_may_ask_for() -> None:
    files = postcode_files(REAL)
    areas = str(postcode_values(REAL, "")["areas"]).split()
    assert list(files) == [f"assets/postcodes/{area}.js" for area in areas]


def test_files_of_the_whole_country_weigh_less_than_twenty_entry_pages() -> None:
    sizes = [len(text) for text in postcode_files(REAL).values()]
    assert sum(sizes) < 20 * 20_000
    assert max(sizes) < 20_000


# How the table is made


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_sectors", FOLDER / "make_sectors.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_maker_reads_sectors_from_postcodes_of_seven_characters(maker: ModuleType) -> None:
    assert [maker.sector_of(one) for one in ("B1  1AA", "BS1 4DJ", "AB101AA", "SW1A1AA", "NPT 0AA")] == [
        "B1 1",
        "BS1 4",
        "AB10 1",
        "SW1A 1",
        None,
    ]


def test_maker_puts_a_sector_in_the_middle_of_its_postcodes_whatever_one_far_away_says(
    maker: ModuleType,
) -> None:
    near = [maker.Postcode("BS1 4", "E06000023", 100 + step, 200) for step in (0, 1, 2)]
    (sector,) = maker.sectors([*near, maker.Postcode("BS1 4", "E06000025", 500_000, 200)])
    assert (sector.easting, sector.northing) == (101.5, 200)
    assert sector.areas == {"E06000023": 3, "E06000025": 1}


def test_maker_keeps_sectors_across_the_border_only_where_their_letters_are_english_too(
    maker: ModuleType,
) -> None:
    kept = maker.sectors(
        maker.Postcode(sector, area, 0, 0)
        for sector, area in (("SY1 1", "E06000051"), ("SY23 1", "W92000004"), ("CF10 1", "W92000004"))
    )
    assert [sector.name for sector in kept] == ["SY1 1", "SY23 1"]


@pytest.mark.parametrize(
    ("areas", "shares"),
    [
        ({"a": 5}, [("a", 100)]),
        ({"a": 2, "b": 6}, [("b", 75), ("a", 25)]),
        ({"a": 999, "b": 1}, [("a", 99), ("b", 1)]),
        ({"a": 1, "b": 1, "c": 1}, [("a", 34), ("b", 33), ("c", 33)]),
    ],
)
def test_maker_gives_shares_that_add_up_and_leaves_no_authority_out(
    maker: ModuleType, areas: dict[str, int], shares: list[tuple[str, int]]
) -> None:
    assert maker.shares(areas) == shares


def test_maker_finds_the_county_of_a_district_and_the_country_across_the_border(maker: ModuleType) -> None:
    districts = {"E07000240": "E10000015"}
    found = [
        maker.upper_tier(code, districts) for code in ("E07000240", "E06000023", "W06000023", "S12000026")
    ]
    assert found == ["E10000015", "E06000023", "W92000004", "S92000003"]


def test_error_of_a_sector_is_measured_against_its_own_english_postcodes(maker: ModuleType) -> None:
    sector = maker.Sector("SY1 1", 0, 0, {})
    postcodes = [
        maker.Postcode("SY1 1", "E06000051", 30, 40),
        maker.Postcode("SY1 1", "E06000051", 0, 10),
        maker.Postcode("SY1 1", "W92000004", 900, 0),
    ]
    assert maker.errors(postcodes, {"SY1 1": sector}) == [10, 50]
