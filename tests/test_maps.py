"""Maps are made from coordinates alone, say what the list beside them says, and stay small."""

from __future__ import annotations

import importlib.util
import random
import re
from collections import Counter
from pathlib import Path
from types import ModuleType
from typing import Any
from xml.etree import ElementTree

import pytest

from site_builder.content.authorities import real_authorities
from site_builder.content.postcodes import postcodes_with
from site_builder.pages.maps import (
    DOT,
    HEXAGON_KM,
    LOOKS,
    MOST_DOTS,
    Authority,
    Category,
    Picture,
    Point,
    _cell,
    _centre,
    by_region,
    sector_map,
    tile_map,
    tile_places,
)
from site_builder.pages.templates import _environment

ROOT = Path(__file__).resolve().parent.parent
STYLES = (ROOT / "themes" / "local_offer" / "assets" / "maps.css").read_text(encoding="utf-8")
SVG = "{http://www.w3.org/2000/svg}"

NEAR = Category("step-1", "Near", "1")
FAR = Category("step-4", "Far", "4")
UNKNOWN = Category("unknown", "Not received", "?")
CATEGORIES = (NEAR, FAR, UNKNOWN)
MOST_BYTES = 150_000


def drawn(picture: Picture | None) -> str:
    """The HTML of *picture*."""
    assert picture is not None
    template = _environment().from_string('{% from "_map.html" import map_figure %}{{ map_figure(picture) }}')
    return template.render(picture=picture)


def svg(html: str) -> ElementTree.Element:
    """The picture itself, read as XML: so it is whole."""
    found = re.search(r'<svg class="map-picture".*?</svg>', html, re.DOTALL)
    assert found
    return ElementTree.fromstring(found[0].replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1))


def england(category: Category = NEAR) -> list[Authority]:
    return [
        Authority(row["gss_code"], row["name"], row["region"], category, "half within 3 miles")
        for row in real_authorities()
    ]


def sectors() -> list[Point]:
    """Every English sector, with a category by chance and the code of its authority for a name."""
    dice = random.Random(1)
    return [
        Point(one.name, one.latitude, one.longitude, one.shares[0].code, dice.choice(CATEGORIES))
        for one in postcodes_with(())
        if one.shares[0].code.startswith("E")
    ]


# Tiles


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_tiles", ROOT / "schema" / "tiles" / "make_tiles.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_script_makes_the_very_table_that_is_kept(maker: ModuleType) -> None:
    assert maker.table() == (ROOT / "schema" / "tiles" / "tiles.csv").read_text(encoding="utf-8")


def test_every_authority_has_a_tile_and_letters_of_its_own() -> None:
    places = tile_places()
    assert set(places) == {row["gss_code"] for row in real_authorities()}
    assert len({(column, row) for column, row, _ in places.values()}) == 153
    assert len({letters for _, _, letters in places.values()}) == 153
    assert all(re.fullmatch(r"[A-Z][A-Za-z]{2}", letters) for _, _, letters in places.values())


def test_the_north_is_above_the_south_and_the_east_right_of_the_west() -> None:
    at = {row["slug"]: tile_places()[row["gss_code"]] for row in real_authorities()}
    assert at["northumberland"][1] < at["leeds"][1] < at["birmingham"][1] < at["brighton-and-hove"][1]
    assert at["cornwall"][0] < at["bristol"][0] < at["islington"][0] < at["southend-on-sea"][0]


def test_authorities_of_one_region_lie_together() -> None:
    """Each has a tile of its region beside it, at a side or a corner, but for the islands and few others."""
    at = {tile_places()[row["gss_code"]][:2]: row["region"] for row in real_authorities()}
    alone = [
        (x, y)
        for (x, y), region in at.items()
        if not any(
            at.get((x + right, y + down)) == region
            for right in (-1, 0, 1)
            for down in (-1, 0, 1)
            if (right, down) != (0, 0)
        )
    ]
    assert len(alone) <= 5


def test_the_middle_of_an_authority_is_the_mean_of_its_sectors_by_their_shares(maker: ModuleType) -> None:
    lines = [
        {"latitude": "50", "longitude": "-1", "authorities": "E1"},
        {"latitude": "53", "longitude": "-4", "authorities": "E1:50 W9:50"},
    ]
    assert maker.middles(lines) == {"E1": pytest.approx((51, -2)), "W9": pytest.approx((53, -4))}


def test_letters_are_never_the_same_twice(maker: ModuleType) -> None:
    names = ["North Tyneside", "Northumberland", "Derby", "Derbyshire", "Bath and North East Somerset"]
    assert maker.letters(names) == ["NTy", "Nor", "Der", "Deb", "BNE"]


def test_a_map_of_tiles_says_of_each_authority_what_the_list_says() -> None:
    picture = tile_map("m", "Title", "Description", CATEGORIES, england())
    root = svg(drawn(picture))
    hints = {one.text for one in root.findall(f"{SVG}g/{SVG}title")}
    listed = {f"{one.name}: {one.words}" for _, ones in by_region(england()) for one in ones}
    assert hints == listed and len(listed) == 153


def test_a_map_of_invented_councils_has_no_tiles() -> None:
    northmere = Authority("E06999901", "Northmere", "North East", NEAR, "near")
    assert tile_map("m", "Title", "Description", CATEGORIES, [northmere]) is None
    assert by_region([northmere]) == (("North East", (northmere,)),)


def test_the_list_is_by_region_and_then_by_name() -> None:
    regions = by_region(england())
    assert [region for region, _ in regions][:2] == ["East Midlands", "East of England"]
    assert [one.name for one in regions[0][1]][:2] == ["Derby", "Derbyshire"]


# Sectors


def test_few_sectors_have_a_dot_each_with_a_mark_and_its_name() -> None:
    points = [
        Point("ZZ1 1", 55.0, -1.0, "Northmere", NEAR),
        Point("ZZ1 2", 55.1, -1.2, "Northmere", UNKNOWN),
    ]
    picture = sector_map("m", "Title", "Description", CATEGORIES, points)
    assert picture and not picture.areas
    assert [(one.hint, one.mark, one.look) for one in picture.dots] == [
        ("ZZ1 1", "1", "step-1"),
        ("ZZ1 2", "?", "unknown"),
    ]
    assert [one.words for one in picture.labels] == ["Northmere", "ZZ1 1", "ZZ1 2"]
    assert picture.legend == (NEAR, UNKNOWN)
    # The first lies south and east of the second.
    assert picture.dots[0].x > picture.dots[1].x and picture.dots[0].y > picture.dots[1].y


def test_no_label_hides_a_dot_or_another_label() -> None:
    dice = random.Random(3)
    points = [
        Point(f"ZZ{number} 1", dice.uniform(54.8, 55.1), dice.uniform(-2.2, -1.4), "Northmere", NEAR)
        for number in range(MOST_DOTS)
    ]
    picture = sector_map("m", "Title", "Description", CATEGORIES, points)
    assert picture and picture.labels
    boxes = [
        (one.x, one.y - 12, one.x + len(one.words) * (10 if one.is_name else 8), one.y + 4)
        for one in picture.labels
    ]
    boxes += [(one.x - DOT, one.y - DOT, one.x + DOT, one.y + DOT) for one in picture.dots]
    labels = len(picture.labels)
    overlaps = [
        (one, other)
        for at, one in enumerate(boxes[:labels])
        for other in boxes[at + 1 :]
        if one[0] < other[2] - 0.2
        and other[0] < one[2] - 0.2
        and one[1] < other[3] - 0.2
        and other[1] < one[3] - 0.2
    ]
    assert not overlaps
    inside = [box[0] >= 0 and box[2] <= picture.width and box[3] <= picture.height for box in boxes]
    assert all(inside)


def test_one_sector_alone_can_be_drawn() -> None:
    picture = sector_map("m", "Title", "Description", CATEGORIES, [Point("ZZ1 1", 55, -1, "East", NEAR)])
    assert picture and len(picture.dots) == 1
    assert sector_map("m", "Title", "Description", CATEGORIES, []) is None


def test_a_hexagon_shows_the_sector_in_the_middle_of_those_in_it() -> None:
    """The order is that of the categories: of near, far and far it is far."""
    crowd = [Point(f"A{at} 1", 52.0, -1.0, "East", look) for at, look in enumerate((NEAR, FAR, FAR))]
    around = [
        Point(f"B{at} 1", 50 + at / 20, -1.0, "West", UNKNOWN) for at in range(MOST_DOTS) if at % 40 != 0
    ]
    picture = sector_map("m", "Title", "Description", CATEGORIES, [*crowd, *around])
    assert picture
    assert [one.look for one in picture.areas] == ["step-4", "unknown"]
    assert picture.areas[0].path.count("M") == 1


def test_every_sector_lies_in_a_hexagon_near_it() -> None:
    dice = random.Random(5)
    for _ in range(500):
        x, y, across = dice.uniform(-90, 90), dice.uniform(-90, 90), dice.uniform(3, 30)
        middle = _centre(_cell(x, y, across), across)
        # A corner is as far from the middle as a hexagon reaches.
        assert ((x - middle[0]) ** 2 + (y - middle[1]) ** 2) ** 0.5 <= across / 3**0.5 + 1e-9


def test_lines_part_authorities_and_nothing_else() -> None:
    spread = [Point(f"A{at} 1", 52 + at / 10, -1.0, "East", NEAR) for at in range(MOST_DOTS + 1)]
    whole = sector_map("m", "Title", "Description", CATEGORIES, spread)
    assert whole and whole.borders == ""
    halves = [
        Point(one.name, one.latitude, one.longitude, "East" if at < 30 else "West", NEAR)
        for at, one in enumerate(spread)
    ]
    parted = sector_map("m", "Title", "Description", CATEGORIES, halves)
    assert parted and 1 <= parted.borders.count("M") <= 3


# What everyone needs of a picture


@pytest.mark.parametrize("picture", ["tiles", "sectors"])
def test_a_map_of_all_england_is_small_whole_and_says_what_it_is(picture: str) -> None:
    made = (
        tile_map("m", "A <title>", "A description.", CATEGORIES, england(UNKNOWN))
        if picture == "tiles"
        else sector_map("m", "A <title>", "A description.", CATEGORIES, sectors())
    )
    html = drawn(made)
    root = svg(html)
    assert len(html.encode()) < MOST_BYTES
    assert root.attrib["role"] == "img"
    named = root.attrib["aria-labelledby"].split()
    texts = {one.attrib.get("id"): one.text for one in root.iter()}
    assert [texts[one] for one in named] == ["A <title>", "A description."]
    assert "style=" not in html and "<script" not in html and "http" not in html


def test_every_category_has_a_pattern_beside_its_colour_and_words_beside_both() -> None:
    categories = tuple(Category(look, f"Words for {look}", look[0]) for look in LOOKS)
    points = [Point(f"A{at} 1", 50 + at, -1.0, "East", one) for at, one in enumerate(categories)]
    html = drawn(sector_map("m", "Title", "Description", categories, points))
    patterns = svg(html).findall(f"{SVG}defs/{SVG}pattern")
    assert [one.attrib["id"] for one in patterns] == [f"m-{look}" for look in LOOKS]
    inside = [
        "".join(ElementTree.tostring(child, encoding="unicode") for child in one.find(f"{SVG}g") or ())
        for one in patterns
    ]
    assert len(set(inside)) == len(LOOKS), "two patterns are the same"
    for look in LOOKS:
        assert f"Words for {look}" in html
        assert f".map-{look} {{" in STYLES.replace(",\n", " {\n")
        assert f".map-ink-{look}" in STYLES and f".map-on-{look}" in STYLES


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG 2.2 between two colours as #rrggbb."""
    light = []
    for colour in (one, other):
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        light.append(0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2])
    return (max(light) + 0.05) / (min(light) + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_on_every_colour_can_be_read(scheme: str) -> None:
    whole = STYLES.split("@media screen and (prefers-color-scheme: dark)")
    colours = dict(re.findall(r"--(map-[\w-]+): (#\w{6});", whole[0] if scheme == "light" else whole[1]))
    inks = {
        "comes": "comes-ink",
        "step-1": "step-ink",
        "step-2": "step-ink",
        "step-3": "step-ink",
        "step-4": "step-4-ink",
        "no-place": "no-place-ink",
        "none": "none-ink",
        "unknown": "unknown-ink",
    }
    assert set(inks) == set(LOOKS) - {"apart"}, "apart has the page's own colours"
    for look, ink in inks.items():
        assert contrast(colours[f"map-{look}"], colours[f"map-{ink}"]) >= 4.5, (scheme, look)


def test_a_map_of_all_england_has_hexagons_of_the_width_that_is_said() -> None:
    picture = sector_map("m", "Title", "Description", CATEGORIES, sectors())
    assert picture
    drawn_hexagons = sum(one.path.count("M") for one in picture.areas)
    # England is 130,000 square kilometres; a hexagon is 0.866 of the square of its width.
    assert 400 < drawn_hexagons < 130_000 / (0.866 * HEXAGON_KM**2) * 1.2
    assert 8 <= HEXAGON_KM <= 12
    assert Counter(one.look for one in picture.areas) == {"step-1": 1, "step-4": 1, "unknown": 1}


def test_the_list_links_where_an_address_is_given() -> None:
    values: dict[str, Any] = {"regions": by_region([Authority("x", "A <b>", "East", NEAR, "near", "a.html")])}
    template = _environment().from_string('{% from "_map.html" import map_list %}{{ map_list(regions) }}')
    html = template.render(values)
    assert '<a href="a.html">A &lt;b&gt;</a>: near' in html
