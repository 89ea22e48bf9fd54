"""A council's one colour: the pairs of colours that its site is made of, light and dark, and which fail."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from colorsys import hls_to_rgb, rgb_to_hls
from dataclasses import dataclass
from typing import Literal

READABLE = 4.5
"""The least contrast of text with what it lies on (WCAG 2.2, 1.4.3)."""
COMFORTABLE = 7.0
"""The contrast that shades we choose ourselves are given (WCAG 2.2, 1.4.6)."""

WHITE = "#ffffff"
BLACK = "#000000"

Channels = tuple[int, int, int]
Scheme = Literal["light", "dark"]

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_STEPS = 255
"""In how many steps a lightness is looked for: as many as a channel has."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The colours of a scheme that are the same for every council, as `local-offer.css` has them."""

    ground: str
    paper: str
    ink: str
    soft: str


SURROUNDINGS: Mapping[Scheme, Surroundings] = {
    "light": Surroundings(ground="#fbfaf6", paper=WHITE, ink="#14181d", soft="#464e57"),
    "dark": Surroundings(ground="#12171d", paper="#1a2129", ink="#eef1f4", soft="#c3cad2"),
}


@dataclass(frozen=True, slots=True)
class Colours:
    """What a council's colour becomes in one scheme: the header and buttons, links, quiet boxes, borders."""

    band: str
    on_band: str
    link: str
    tint: str
    edge: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Words in one colour on another; `called` is how a message names them."""

    called: str
    words: str
    behind: str

    @property
    def contrast(self) -> float:
        return contrast(self.words, self.behind)

    @property
    def passes(self) -> bool:
        return self.contrast >= READABLE


def is_colour(text: str) -> bool:
    """Whether *text* is a colour as this module takes them: `#1d3a8a`."""
    return _COLOUR.fullmatch(text) is not None


def colours(colour: str, scheme: Scheme) -> Colours:
    """What *colour* becomes in *scheme*.

    By day the header and buttons are of *colour* as it is, so that a site is the council's own or is refused.
    Links are a darker shade of it where that is easier to read. By night a dark colour would vanish, so links
    are a lighter shade, and the header a darker one.
    """
    around = SURROUNDINGS[scheme]
    if scheme == "light":
        tint = mix(colour, around.paper, 0.1)
        return Colours(
            band=colour,
            on_band=WHITE,
            link=shade(colour, tint, COMFORTABLE),
            tint=tint,
            edge=mix(colour, around.paper, 0.36),
        )
    tint = mix(colour, around.ground, 0.18)
    return Colours(
        band=shade(mix(colour, around.ground, 0.75), WHITE, COMFORTABLE),
        on_band=WHITE,
        link=shade(colour, tint, COMFORTABLE),
        tint=tint,
        edge=mix(colour, "#8b98a5", 0.35),
    )


def pairs(colour: str) -> Iterator[Pair]:
    """Every pair of words and what is behind them that depends on *colour*, by day and by night."""
    when: Mapping[Scheme, str] = {"light": "", "dark": " on a dark screen"}
    for scheme, then in when.items():
        made, around = colours(colour, scheme), SURROUNDINGS[scheme]
        yield Pair(f"white words on it{then}", made.on_band, made.band)
        yield Pair(f"links on the page{then}", made.link, around.ground)
        yield Pair(f"links on a card{then}", made.link, around.paper)
        yield Pair(f"links in a tinted box{then}", made.link, made.tint)
        yield Pair(f"text in a tinted box{then}", around.ink, made.tint)
        yield Pair(f"small text in a tinted box{then}", around.soft, made.tint)


def failing_pairs(colour: str) -> tuple[Pair, ...]:
    """The pairs made of *colour* that cannot be read by everyone, the worst first."""
    return tuple(sorted((one for one in pairs(colour) if not one.passes), key=lambda one: one.contrast))


def passing_shade(colour: str) -> str:
    """The nearest darker shade of *colour* whose pairs all pass; *colour* itself where they do."""
    if not failing_pairs(colour):
        return colour
    darker = _shades(colour, 0.0)
    # The last is black, whose pairs pass.
    return darker[bisect_left(darker[:-1], True, key=lambda one: not failing_pairs(one))]


def _shades(colour: str, end: float) -> tuple[str, ...]:
    """*colour* in steps of lightness to *end*, which is 0 for black and 1 for white; its hue stays."""
    hue, lightness, saturation = rgb_to_hls(*(channel / 255 for channel in _channels(colour)))
    return tuple(
        _hex(hls_to_rgb(hue, lightness + (end - lightness) * step / _STEPS, saturation))
        for step in range(_STEPS + 1)
    )


def shade(colour: str, against: str, least: float) -> str:
    """*colour*, made lighter or darker just so far that its contrast with *against* is *least*.

    Its hue stays: only its lightness changes, away from that of *against*. Where not even white or black
    reaches *least*, it is that.
    """
    shades = _shades(colour, 1.0 if contrast(against, WHITE) > contrast(against, BLACK) else 0.0)
    return shades[bisect_left(shades[:-1], True, key=lambda one: contrast(one, against) >= least)]


def contrast(one: str, other: str) -> float:
    """How far two colours stand apart, from 1 to 21.

    Source: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
    """
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def mix(one: str, other: str, share: float) -> str:
    """The colour with *share* of *one* and the rest of *other*."""
    both = zip(_channels(one), _channels(other), strict=True)
    return _hex((a * share + b * (1 - share)) / 255 for a, b in both)


def _hex(shares: Iterable[float]) -> str:
    return "#" + "".join(f"{round(share * 255):02x}" for share in shares)


def _channels(colour: str) -> Channels:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4
        for share in (channel / 255 for channel in _channels(colour))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
