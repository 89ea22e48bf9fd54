"""Draw maps of England from coordinates alone: a tile for each authority, or postcode sectors.

A map says nothing that the table beside it does not say. Each category has a pattern, and a mark or a label,
beside its colour; the colours are those of `maps.css`.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from math import cos, radians, sqrt
from typing import Literal, get_args

from site_builder.pages.words import sort_key
from site_builder.shipped import shipped

Look = Literal["comes", "step-1", "step-2", "step-3", "step-4", "no-place", "none", "unknown", "apart"]
LOOKS: tuple[Look, ...] = get_args(Look)
"""How a category looks: each has a colour and a pattern in `_map.html` and `maps.css`."""

KM_IN_A_DEGREE = 111.2
"""Of latitude, anywhere; and of longitude on the equator."""

TILE = 40
"""How wide and high a tile is, in units of its picture."""

DRAWN = 700
"""How long the longer side of a map of sectors is, in units of its picture."""

MARGIN = 30
"""The empty edge around a map of sectors, with room for half a mark and a label."""

HEXAGON_KM = 12.0
"""How wide the hexagons of a map of England are."""

HEXAGONS_ACROSS = 24
"""How many of them fit along the longer side of the map of a smaller area."""

MOST_DOTS = 60
"""Up to so many sectors have a dot each; more are put together in hexagons."""

DOT, LETTER, LINE = 11, 8, 16
"""In units of the picture: a dot's radius, how wide a letter of a label is at most, how high a line."""


@dataclass(frozen=True, slots=True)
class Category:
    """What places can be: its look, the words for it, and the mark that dots of it carry."""

    look: Look
    label: str
    mark: str


@dataclass(frozen=True, slots=True)
class Authority:
    """One authority on a map of tiles, and what is said of it in a list; `address` may be empty."""

    code: str
    name: str
    region: str
    category: Category
    words: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """One sector on a map: its name, middle in degrees, authority and category."""

    name: str
    latitude: float
    longitude: float
    authority: str
    category: Category


@dataclass(frozen=True, slots=True)
class Tile:
    x: int
    y: int
    letters: str
    look: Look
    hint: str


@dataclass(frozen=True, slots=True)
class Area:
    """All hexagons of one look, as one path."""

    look: Look
    path: str


@dataclass(frozen=True, slots=True)
class Dot:
    x: float
    y: float
    mark: str
    look: Look
    hint: str


@dataclass(frozen=True, slots=True)
class Label:
    """Words on a map; `x` and `y` are where they begin, on their baseline."""

    x: float
    y: float
    words: str
    is_name: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """A map, as `_map.html` draws it; `id` begins every id in it: no two on a page share one.

    `legend` has the categories that are on it, in the order that was given. `borders` is a path between
    hexagons of different authorities.
    """

    id: str
    title: str
    description: str
    width: int
    height: int
    legend: tuple[Category, ...]
    tiles: tuple[Tile, ...] = ()
    areas: tuple[Area, ...] = ()
    borders: str = ""
    dots: tuple[Dot, ...] = ()
    labels: tuple[Label, ...] = ()


# Tiles ------------------------------------------------------------------------------------------------------


@cache
def tile_places() -> Mapping[str, tuple[int, int, str]]:
    """Column, row and letters of each authority by its code, from `schema/tiles/tiles.csv`."""
    with shipped("schema", "tiles", "tiles.csv").open(encoding="utf-8", newline="") as lines:
        return {
            row["gss_code"]: (int(row["column"]), int(row["row"]), row["letters"])
            for row in csv.DictReader(lines)
        }


def tile_map(
    prefix: str,
    title: str,
    description: str,
    categories: Sequence[Category],
    authorities: Iterable[Authority],
) -> Picture | None:
    """A map with a tile for each of *authorities*; None where none of them is a real one of England.

    Args:
        prefix: begins every id in the picture.
        title: what it shows, for those who do not see it too.
        description: what is to be seen, in a sentence or two.
        categories: all there can be, in the order of the legend.
        authorities: an invented one has no tile; it is in the list all the same.
    """
    places = tile_places()
    drawn = [one for one in authorities if one.code in places]
    if not drawn:
        return None
    across = 1 + max(column for column, _, _ in places.values())
    down = 1 + max(row for _, row, _ in places.values())
    return Picture(
        prefix,
        title,
        description,
        across * TILE,
        down * TILE,
        _used(categories, (one.category for one in drawn)),
        tiles=tuple(
            Tile(
                places[one.code][0] * TILE,
                places[one.code][1] * TILE,
                places[one.code][2],
                one.category.look,
                f"{one.name}: {one.words}",
            )
            for one in drawn
        ),
    )


def by_region(authorities: Iterable[Authority]) -> tuple[tuple[str, tuple[Authority, ...]], ...]:
    """The list that stands for a map of tiles: *authorities* by name, in regions by name."""
    ordered = sorted(authorities, key=lambda one: (sort_key(one.region), sort_key(one.name)))
    return tuple((region, tuple(ones)) for region, ones in groupby(ordered, key=lambda one: one.region))


def _used(categories: Sequence[Category], used: Iterable[Category]) -> tuple[Category, ...]:
    found = set(used)
    return tuple(one for one in categories if one in found)


# Sectors ----------------------------------------------------------------------------------------------------


def sector_map(
    prefix: str, title: str, description: str, categories: Sequence[Category], points: Sequence[Point]
) -> Picture | None:
    """A map of postcode sectors: a dot for each if they are few, or else hexagons; None without any.

    A hexagon has the category of the sector in the middle of those in it, in the order of *categories*.
    Hexagons are `HEXAGON_KM` wide, and narrower on the map of a smaller area. Lines part those of
    different authorities: each belongs to the authority with most of its sectors.

    Args:
        prefix: begins every id in the picture.
        title: what it shows, for those who do not see it too.
        description: what is to be seen, in a sentence or two.
        categories: all there can be, in the order of the legend.
        points: one for each sector.
    """
    if not points:
        return None
    places = _on_a_plane(points)
    low = [min(place[at] for place in places) for at in (0, 1)]
    extent = [max(place[at] for place in places) - low[at] for at in (0, 1)]
    # A single town is not blown up until its dots stand at the edges.
    longest = max(*extent, 5.0)
    scale = (DRAWN - 2 * MARGIN) / longest
    drawn = [(MARGIN + (x - low[0]) * scale, MARGIN + (y - low[1]) * scale) for x, y in places]
    width, height = (round(2 * MARGIN + one * scale) for one in extent)
    legend = _used(categories, (one.category for one in points))
    if len(points) <= MOST_DOTS:
        # Labels stand beside the dots: they need room where a map is narrow.
        width = max(width, DRAWN // 2)
        dots = tuple(
            Dot(round(x, 1), round(y, 1), one.category.mark, one.category.look, one.name)
            for (x, y), one in zip(drawn, points, strict=True)
        )
        labels = tuple(_labels(points, dots, width, height))
        return Picture(prefix, title, description, width, height, legend, dots=dots, labels=labels)
    across = min(HEXAGON_KM, longest / HEXAGONS_ACROSS) * scale
    areas, borders = _hexagons(points, drawn, across, categories)
    return Picture(prefix, title, description, width, height, legend, areas=areas, borders=borders)


def _on_a_plane(points: Sequence[Point]) -> list[tuple[float, float]]:
    """Kilometres to the east and to the south: near enough to true in a country as small as England."""
    latitudes = [one.latitude for one in points]
    stretch = cos(radians((min(latitudes) + max(latitudes)) / 2))
    return [(one.longitude * stretch * KM_IN_A_DEGREE, -one.latitude * KM_IN_A_DEGREE) for one in points]


def _hexagons(
    points: Sequence[Point],
    drawn: Sequence[tuple[float, float]],
    across: float,
    categories: Sequence[Category],
) -> tuple[tuple[Area, ...], str]:
    """Hexagons with a point upwards, *across* wide: all of one look as one path, and the borders."""
    inside: dict[tuple[int, int], list[Point]] = defaultdict(list)
    for place, point in zip(drawn, points, strict=True):
        inside[_cell(*place, across)].append(point)
    order = {category: number for number, category in enumerate(categories)}
    paths: dict[Look, list[str]] = defaultdict(list)
    owners = {}
    side = across / sqrt(3)
    outline = (
        f"l{across / 2:.1f} {side / 2:.1f}v{side:.1f}l{-across / 2:.1f} {side / 2:.1f}"
        f"l{-across / 2:.1f} {-side / 2:.1f}v{-side:.1f}z"
    )
    for cell in sorted(inside):
        ranked = sorted(order[one.category] for one in inside[cell])
        middle = categories[ranked[(len(ranked) - 1) // 2]]
        x, y = _centre(cell, across)
        paths[middle.look].append(f"M{x:.1f} {y - side:.1f}{outline}")
        owners[cell] = min(Counter(one.authority for one in inside[cell]).items(), key=_most_then_name)[0]
    areas = tuple(Area(one.look, "".join(paths[one.look])) for one in categories if one.look in paths)
    return areas, "".join(_borders(owners, across))


def _most_then_name(counted: tuple[str, int]) -> tuple[int, str]:
    return -counted[1], counted[0]


def _cell(x: float, y: float, across: float) -> tuple[int, int]:
    """The hexagon that a point lies in: its number along the row, slanted, and the row's."""
    row_f = y / (across * sqrt(3) / 2)
    column_f = x / across - row_f / 2
    column, row, third = round(column_f), round(row_f), round(-column_f - row_f)
    off = (abs(column - column_f), abs(row - row_f), abs(third + column_f + row_f))
    # The three add up to nothing; the one that was rounded furthest gives way.
    if off[0] > off[1] and off[0] > off[2]:
        column = -row - third
    elif off[1] > off[2]:
        row = -column - third
    return column, row


def _centre(cell: tuple[int, int], across: float) -> tuple[float, float]:
    column, row = cell
    return across * (column + row / 2), across * sqrt(3) / 2 * row


def _borders(owners: Mapping[tuple[int, int], str], across: float) -> Iterator[str]:
    """The sides between hexagons of different authorities, each once."""
    half, side = across / 2, across / sqrt(3)
    # Three neighbours, and the side towards each; the other three draw theirs themselves.
    sides = (
        ((1, 0), (half, -side / 2), (half, side / 2)),
        ((0, 1), (half, side / 2), (0.0, side)),
        ((-1, 1), (0.0, side), (-half, side / 2)),
    )
    for (column, row), owner in sorted(owners.items()):
        x, y = _centre((column, row), across)
        for (right, down), begin, end in sides:
            other = owners.get((column + right, row + down))
            if other is not None and other != owner:
                yield (
                    f"M{x + begin[0]:.1f} {y + begin[1]:.1f}l{end[0] - begin[0]:.1f} {end[1] - begin[1]:.1f}"
                )


Box = tuple[float, float, float, float]


def _labels(points: Sequence[Point], dots: Sequence[Dot], width: int, height: int) -> Iterator[Label]:
    """The names of authorities, then of sectors, where they hide nothing; one without room is left out."""
    taken: list[Box] = [(one.x - DOT, one.y - DOT, one.x + DOT, one.y + DOT) for one in dots]
    crowds: dict[str, list[Dot]] = defaultdict(list)
    for point, dot in zip(points, dots, strict=True):
        crowds[point.authority].append(dot)
    wanted = [
        (sum(one.x for one in crowd) / len(crowd), sum(one.y for one in crowd) / len(crowd), name, True)
        for name, crowd in crowds.items()
    ]
    wanted += [(dot.x, dot.y, point.name, False) for point, dot in zip(points, dots, strict=True)]
    for x, y, words, is_name in wanted:
        for box in _tried(x, y, words, is_name):
            is_inside = box[0] >= 0 and box[1] >= 0 and box[2] <= width and box[3] <= height
            if is_inside and not any(_overlap(box, other) for other in taken):
                taken.append(box)
                yield Label(round(box[0], 1), round(box[3] - 4, 1), words, is_name)
                break


def _tried(x: float, y: float, words: str, is_name: bool) -> Iterator[Box]:
    """Where a label may stand: beside its dot or above and below it; a name further and further away."""
    long = len(words) * (LETTER + 2 if is_name else LETTER)
    for away in range(1, 12) if is_name else (1,):
        gap = away * (DOT + 2)
        yield x + gap, y - LINE / 2, x + gap + long, y + LINE / 2
        yield x - gap - long, y - LINE / 2, x - gap, y + LINE / 2
        yield x - long / 2, y - gap - LINE, x + long / 2, y - gap
        yield x - long / 2, y + gap, x + long / 2, y + gap + LINE


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
