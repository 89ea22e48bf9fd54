"""A council's one colour, made into pairs of colours that can be read, light and dark."""

from __future__ import annotations

import re
from collections.abc import Iterable
from colorsys import hls_to_rgb, rgb_to_hls
from dataclasses import dataclass

DEFAULT_COLOUR = "#1d3a8a"
WHITE = "#ffffff"
BLACK = "#000000"
INK = "#14181d"
PAPER = "#fbfaf6"
NIGHT = "#12171d"
READABLE = 4.5
"""The least contrast of text with what it lies on (WCAG 2.2, 1.4.3)."""
COMFORTABLE = 7.0
"""The contrast links are given where the colour allows it (WCAG 2.2, 1.4.6)."""

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")

Channels = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Look:
    """The colours of one site; each pair named here has at least the contrast of `READABLE`.

    `band` with `on_band`; `link` on `PAPER`, on white and on `tint`; `night_link` on `NIGHT` and on
    `night_tint`; `night_band` with white.
    """

    band: str
    on_band: str
    link: str
    tint: str
    edge: str
    night_band: str
    night_link: str
    night_tint: str
    night_edge: str

    def css(self) -> str:
        """The stylesheet that gives a site these colours."""
        light = {
            "band": self.band,
            "on-band": self.on_band,
            "link": self.link,
            "tint": self.tint,
            "edge": self.edge,
        }
        dark = {
            "band": self.night_band,
            "on-band": WHITE,
            "link": self.night_link,
            "tint": self.night_tint,
            "edge": self.night_edge,
        }
        return "".join(
            f"@media screen and (prefers-color-scheme: {scheme}) {{\n  :root {{\n{declared}  }}\n}}\n"
            for scheme, declared in (("light", _declarations(light)), ("dark", _declarations(dark)))
        )


def make_look(colour: str | None) -> Look:
    """The colours of a site whose council has *colour*; without one, or with no colour at all, our own."""
    own = colour.lower() if colour and _COLOUR.fullmatch(colour) else DEFAULT_COLOUR
    on_band = max((WHITE, INK), key=lambda ink: contrast(ink, own))
    tint = mix(own, WHITE, 0.1)
    night_tint = mix(own, NIGHT, 0.25)
    night_band = shade(mix(own, NIGHT, 0.75), WHITE, COMFORTABLE)
    return Look(
        band=shade(own, on_band, READABLE),
        on_band=on_band,
        link=shade(own, tint, COMFORTABLE),
        tint=tint,
        edge=mix(own, WHITE, 0.36),
        night_band=night_band,
        night_link=shade(own, night_tint, COMFORTABLE),
        night_tint=night_tint,
        night_edge=mix(own, "#8b98a5", 0.35),
    )


def shade(colour: str, against: str, least: float) -> str:
    """*colour*, made lighter or darker just so far that its contrast with *against* is *least*.

    Its hue stays: only its lightness changes, away from that of *against*.
    """
    hue, lightness, saturation = rgb_to_hls(*(channel / 255 for channel in _channels(colour)))
    end = 1.0 if contrast(against, WHITE) > contrast(against, BLACK) else 0.0
    for step in range(51):
        moved = _hex(hls_to_rgb(hue, lightness + (end - lightness) * step / 50, saturation))
        if contrast(moved, against) >= least:
            return moved
    return WHITE if end else BLACK


def contrast(one: str, other: str) -> float:
    """How far two colours stand apart, from 1 to 21 (WCAG 2.2, contrast ratio)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def mix(one: str, other: str, share: float) -> str:
    """The colour with *share* of *one* and the rest of *other*."""
    pairs = zip(_channels(one), _channels(other), strict=True)
    return _hex((a * share + b * (1 - share)) / 255 for a, b in pairs)


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


def _declarations(colours: dict[str, str]) -> str:
    return "".join(f"    --{name}: {colour};\n" for name, colour in colours.items())
