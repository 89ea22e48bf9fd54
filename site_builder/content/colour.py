"""Whether a council's colour can carry white words (WCAG 2.2, 1.4.3), and which shade of it can."""

from __future__ import annotations

MOST_READABLE = 4.5
"""The least contrast of text with what is behind it at level AA."""


def contrast_with_white(colour: str) -> float:
    """The contrast of white with *colour* (`#rrggbb`), from 1 to 21.

    Source: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
    """
    return 1.05 / (_luminance(_channels(colour)) + 0.05)


def darker_shade(colour: str) -> str:
    """The nearest darker shade of *colour* that passes with white."""
    channels = _channels(colour)
    for percent in range(100, -1, -1):
        shade = "#" + "".join(f"{round(channel * percent / 100):02x}" for channel in channels)
        if contrast_with_white(shade) >= MOST_READABLE:
            return shade
    return "#000000"


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(channels: tuple[int, int, int]) -> float:
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (channel / 255 for channel in channels)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
