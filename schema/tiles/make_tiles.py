"""Make `tiles.csv` again: a place on a grid for each local authority of England, near its own.

    .venv/bin/python schema/tiles/make_tiles.py

It is run by hand, when an authority or its code changes. README.md beside it tells how the places are found.
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from math import cos, radians
from pathlib import Path

import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.spatial import Delaunay
from scipy.spatial.distance import cdist

HERE = Path(__file__).resolve().parent
TABLE = HERE / "tiles.csv"
AUTHORITIES = HERE.parent / "authorities.csv"
SECTORS = HERE.parent / "postcodes" / "sectors.csv"

COLUMNS = ("gss_code", "column", "row", "letters")

MIDDLE_LATITUDE = 52.9
"""England's, in degrees: there a degree of longitude is as long as it is drawn."""

CELL = 0.30
"""How many degrees of latitude a tile is high where authorities are as large as on average."""

NEAR = 0.9 / CELL
"""How far apart neighbours are at most, in tiles before any is moved: the sea is no neighbourhood."""

ROUNDS = 400
GAP, FAR = 1.2, 1.92
"""How far apart two places are pushed at least, and how far neighbours stay at most, in tiles."""

PUSH, HOLD, PULL = 0.25, 0.15, 0.005
"""What is done in a round: of a lack of room, of a neighbour's wrong bearing or distance, of the way home."""

_SMALL_WORDS = frozenset({"and", "of", "upon", "on", "the", "with"})


def middles(lines: Iterable[Mapping[str, str]]) -> dict[str, tuple[float, float]]:
    """The latitude and longitude of the middle of each area, by its code: the mean of its postcode sectors.

    A sector that a border runs through counts for each side by its share of the postcodes.
    """
    sums: dict[str, list[float]] = {}
    for line in lines:
        for one in line["authorities"].split():
            code, _, percent = one.partition(":")
            share = int(percent or 100)
            found = sums.setdefault(code, [0.0, 0.0, 0.0])
            found[0] += share * float(line["latitude"])
            found[1] += share * float(line["longitude"])
            found[2] += share
    return {code: (north / total, east / total) for code, (north, east, total) in sums.items()}


def neighbours(places: np.ndarray) -> np.ndarray:
    """The pairs of rows of *places* that lie side by side: the sides of the triangles between them all."""
    triangles = Delaunay(places).simplices
    pairs = np.unique(
        np.sort(np.vstack([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [0, 2]]])), axis=0
    )
    apart = places[pairs[:, 0]] - places[pairs[:, 1]]
    return pairs[np.hypot(apart[:, 0], apart[:, 1]) < NEAR]


def spread(places: np.ndarray) -> np.ndarray:
    """*places*, with room for a tile at each.

    Each is pushed away from those that are too near, kept in its bearing from its neighbours, and drawn back
    towards its own. So a crowd such as London takes the room that it needs, and its neighbours make way.
    """
    pairs = neighbours(places)
    first, second = pairs[:, 0], pairs[:, 1]
    bearing = places[first] - places[second]
    bearing /= np.hypot(bearing[:, 0], bearing[:, 1])[:, None]
    moved = places.copy()
    for _ in range(ROUNDS):
        apart = moved[:, None, :] - moved[None, :, :]
        distance = np.hypot(apart[..., 0], apart[..., 1])
        np.fill_diagonal(distance, np.inf)
        lack = np.maximum(0.0, GAP - distance)
        away = apart / np.maximum(distance, 1e-9)[..., None]
        step = PUSH * (lack[..., None] * away).sum(axis=1) + PULL * (places - moved)
        between = moved[first] - moved[second]
        length = np.hypot(between[:, 0], between[:, 1])[:, None]
        wrong = HOLD / 2 * (bearing * np.clip(length, GAP, FAR) - between)
        np.add.at(step, first, wrong)
        np.add.at(step, second, -wrong)
        moved += step
    return moved


def on_a_grid(places: np.ndarray) -> list[tuple[int, int]]:
    """A cell of its own, column and row from 0, for each of *places*: all moves together are the shortest."""
    low, high = np.floor(places.min(axis=0)).astype(int) - 1, np.ceil(places.max(axis=0)).astype(int) + 1
    cells = np.array([(x, y) for y in range(low[1], high[1] + 1) for x in range(low[0], high[0] + 1)])
    _, chosen = linear_sum_assignment(cdist(places, cells, "sqeuclidean"))
    taken = cells[chosen]
    taken -= taken.min(axis=0)
    return [(int(x), int(y)) for x, y in taken]


def letters(names: Sequence[str]) -> list[str]:
    """Three letters for each name, no three twice: first letters of its words, or those it begins with."""
    used: set[str] = set()
    found = {}
    # Names of one word have the fewest to choose from.
    for name in sorted(names, key=lambda one: (len(_words(one)), one)):
        chosen = next(one for one in _candidates(name) if one not in used)
        used.add(chosen)
        found[name] = chosen
    return [found[name] for name in names]


def _words(name: str) -> list[str]:
    spaced = "".join(one if one.isalpha() else " " for one in name).split()
    return [word for word in spaced if word not in _SMALL_WORDS]


def _candidates(name: str) -> Iterator[str]:
    words = _words(name)
    joined = "".join(words)
    if len(words) > 2:
        yield "".join(word[0] for word in words[:3])
    if len(words) == 2:
        yield words[0][0] + words[1][:2].capitalize()
        yield words[0][:2] + words[1][0]
    yield joined[:3]
    for second, third in combinations(joined[1:], 2):
        yield (joined[0] + second + third).capitalize()


def tiles() -> Iterator[tuple[str, int, int, str]]:
    """A row of `COLUMNS` for each authority of `authorities.csv`, in its order; rows count from the north."""
    authorities = _read(AUTHORITIES)
    middle = middles(_read(SECTORS))
    stretch = cos(radians(MIDDLE_LATITUDE))
    places = np.array(
        [
            (longitude * stretch / CELL, -latitude / CELL)
            for latitude, longitude in (middle[one["gss_code"]] for one in authorities)
        ]
    )
    cells = on_a_grid(spread(places))
    short = letters([one["short_name"] for one in authorities])
    for one, (column, row), three in zip(authorities, cells, short, strict=True):
        yield one["gss_code"], column, row, three


def table() -> str:
    """The text of `tiles.csv`."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(tiles())
    return text.getvalue()


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def main() -> None:
    TABLE.write_text(table(), encoding="utf-8", newline="")
    rows = _read(TABLE)
    across, down = (1 + max(int(one[name]) for one in rows) for name in ("column", "row"))
    sys.stdout.write(f"{len(rows)} tiles, {across} across and {down} down\n")


if __name__ == "__main__":
    main()
