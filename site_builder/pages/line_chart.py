"""Draw values by day as lines: an SVG made when the site is built, with words at the end of each line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from site_builder.pages.templates import Markup, render

STYLESHEET = "assets/pictures.css"

WIDTH, HEIGHT = 410, 300
"""In units of the drawing. So few that letters can be read where it is as narrow as a phone."""

_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 124, 16, 42
_LETTER = 17
_LINE_APART = 21
"""Between two words at the ends of lines, so that neither covers the other."""

LOOKS = 4
"""How many lines can be told apart: each has a colour, dashes and marks of its own in the stylesheet."""


@dataclass(frozen=True, slots=True)
class Point:
    """A value on a day. Points of another `kind` than the one before are not joined to it."""

    on: date
    value: float
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line with its short name, which stands at its end with the last value, as `shown` says it."""

    name: str
    points: tuple[Point, ...]
    shown: str


@dataclass(frozen=True, slots=True)
class LineChart:
    """Lines over one span of days.

    `title` and `description` say in words what the picture shows, for who does not see it; `id` tells it from
    others on the page. `most` is the top of the scale, which begins at 0; `unit` stands after its numbers.
    `breaks` are days from which on something else was measured.
    """

    id: str
    title: str
    description: str
    lines: tuple[Line, ...]
    most: int
    unit: str = ""
    breaks: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class _Mark:
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A line as it is drawn: its parts, its points, and where its words stand."""

    look: int
    parts: tuple[str, ...]
    marks: tuple[_Mark, ...]
    label: str
    value: str
    label_y: float


def line_chart(chart: LineChart, first_label: str, last_label: str) -> Markup:
    """The picture as HTML; empty where there are fewer than two days to join.

    Args:
        chart: at most `LOOKS` lines, each with a point.
        first_label: what stands below the first day.
        last_label: what stands below the last.
    """
    days = sorted({point.on for line in chart.lines for point in line.points})
    if len(days) < 2:
        return Markup("")
    scale = _Scale(days[0], days[-1], chart.most)
    values = {
        "chart": chart,
        "width": WIDTH,
        "height": HEIGHT,
        "letter": _LETTER,
        "left": _LEFT,
        "right": WIDTH - _RIGHT,
        "top": _TOP,
        "bottom": HEIGHT - _BOTTOM,
        "ends": WIDTH - _RIGHT + 10,
        "steps": [(step, round(scale.y(step), 1)) for step in _steps(chart.most)],
        "breaks": [round(scale.x(day), 1) for day in chart.breaks],
        "lines": tuple(_drawn(chart.lines, scale)),
        "first": first_label,
        "last": last_label,
    }
    return Markup(render("_line-chart.html", values))


@dataclass(frozen=True, slots=True)
class _Scale:
    first: date
    last: date
    most: int

    def x(self, day: date) -> float:
        share = (day - self.first).days / (self.last - self.first).days
        return _LEFT + share * (WIDTH - _RIGHT - _LEFT)

    def y(self, value: float) -> float:
        return HEIGHT - _BOTTOM - value / self.most * (HEIGHT - _BOTTOM - _TOP)


def _steps(most: int) -> tuple[int, ...]:
    """Round numbers from 0 up to *most*, at most five of them."""
    step = next(
        number * 10**power for power in range(12) for number in (1, 2, 5) if most // (number * 10**power) <= 5
    )
    return tuple(range(0, most + 1, step))


def _drawn(lines: Sequence[Line], scale: _Scale) -> Iterator[_Drawn]:
    ends = _apart([scale.y(line.points[-1].value) for line in lines])
    for look, (line, end) in enumerate(zip(lines, ends, strict=True)):
        marks = tuple(_Mark(round(scale.x(one.on), 1), round(scale.y(one.value), 1)) for one in line.points)
        yield _Drawn(look, tuple(_parts(line.points, marks)), marks, line.name, line.shown, round(end + 2, 1))


def _parts(points: Sequence[Point], marks: Sequence[_Mark]) -> Iterator[str]:
    """The coordinates of each part of a line whose points are of one kind."""
    part = [f"{marks[0].x},{marks[0].y}"]
    for (before, after), mark in zip(pairwise(points), marks[1:], strict=True):
        if before.kind != after.kind:
            yield " ".join(part)
            part = []
        part.append(f"{mark.x},{mark.y}")
    yield " ".join(part)


def _apart(wanted: Sequence[float]) -> list[float]:
    """Heights as near to those *wanted* as can be read, two lines of words each, inside the drawing."""
    room = 2.0 * _LINE_APART
    order = sorted(range(len(wanted)), key=lambda one: wanted[one])
    # Words that would cover each other make a group, which stands around the middle of what they want.
    groups: list[list[int]] = []
    for number in order:
        groups.append([number])
        while len(groups) > 1 and _top(groups[-1], wanted, room) < _top(
            groups[-2], wanted, room
        ) + room * len(groups[-2]):
            last = groups.pop()
            groups[-1] += last
    return [
        _top(group, wanted, room) + room * group.index(number)
        for number in range(len(wanted))
        for group in groups
        if number in group
    ]


def _top(group: Sequence[int], wanted: Sequence[float], room: float) -> float:
    """Where the first words of a group stand."""
    middle = sum(wanted[one] for one in group) / len(group)
    top = middle - room * (len(group) - 1) / 2
    return max(float(_TOP), min(top, HEIGHT - _BOTTOM - _LINE_APART - room * (len(group) - 1)))
