"""A council's one colour: refused where somebody could not read with it, else used, light and dark."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.content.colour import (
    BLACK,
    COMFORTABLE,
    READABLE,
    SURROUNDINGS,
    WHITE,
    Scheme,
    colours,
    contrast,
    failing_pairs,
    passing_shade,
    shade,
)
from site_builder.pages.look import DEFAULT_COLOUR, make_look

ROOT = Path(__file__).resolve().parent.parent
STYLESHEET = ROOT / "themes" / "local_offer" / "assets" / "local-offer.css"

any_colour = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [(WHITE, BLACK, 21.0), (WHITE, WHITE, 1.0), ("#777777", WHITE, 4.48), ("#767676", WHITE, 4.54)],
)
def test_contrast_is_that_of_the_guidelines(one: str, other: str, ratio: float) -> None:
    assert round(contrast(one, other), 2) == round(contrast(other, one), 2) == ratio


@pytest.mark.parametrize(
    ("colour", "passes"),
    [
        ("#fff7b0", "#847600"),
        ("#ff0000", "#ee0000"),
        ("#000000", "#000000"),
        ("#ffffff", "#767676"),
        ("#808080", "#767676"),
        ("#0b3d1e", "#0b3d1e"),
    ],
    ids=["pale yellow", "pure red", "black", "white", "mid grey", "dark green"],
)
def test_colour_that_fails_is_answered_with_the_nearest_shade_that_passes(colour: str, passes: str) -> None:
    assert passing_shade(colour) == passes
    assert bool(failing_pairs(colour)) == (colour != passes)
    assert not failing_pairs(passes)


def test_each_pair_that_fails_is_named_with_its_contrast_the_worst_first() -> None:
    found = failing_pairs("#ffffff")
    assert found[0].called == "white words on it"
    assert [one.contrast for one in found] == sorted(one.contrast for one in found)
    assert [one.called for one in failing_pairs("#ff0000")] == ["white words on it"]


@given(any_colour)
def test_the_shade_that_is_named_passes_and_is_nearly_the_lightest_that_does(colour: str) -> None:
    named = passing_shade(colour)
    assert not failing_pairs(named)
    if named != colour:
        # Two steps lighter and somebody could not read it.
        assert failing_pairs(shade(named, BLACK, contrast(named, BLACK) * 1.1))


@given(any_colour)
def test_what_passes_is_the_header_as_it_is_by_day_and_links_keep_its_hue(colour: str) -> None:
    passes = passing_shade(colour)
    made = colours(passes, "light")
    assert (made.band, made.on_band) == (passes, WHITE)
    assert f"--band: {passes};" in make_look(passes).css()
    if contrast(passes, made.tint) >= COMFORTABLE:
        assert made.link == passes


@given(any_colour)
def test_links_are_comfortable_to_read_by_day_and_by_night(colour: str) -> None:
    passes = passing_shade(colour)
    for scheme in SURROUNDINGS:
        made = colours(passes, scheme)
        assert contrast(made.link, made.tint) >= COMFORTABLE


@given(any_colour)
def test_every_pair_in_the_stylesheet_can_be_read(colour: str) -> None:
    """Reads the stylesheet as a browser does, so that a pair that the module forgets is found too."""
    css = make_look(passing_shade(colour)).css()
    for scheme, block in re.findall(
        r"prefers-color-scheme: (light|dark)\) \{\s*:root \{(.*?)\}", css, re.DOTALL
    ):
        made = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block))
        around = SURROUNDINGS[scheme]
        for words, behind in (
            (made["on-band"], made["band"]),
            (made["link"], around.ground),
            (made["link"], around.paper),
            (made["link"], made["tint"]),
            (around.ink, made["tint"]),
            (around.soft, made["tint"]),
        ):
            assert contrast(words, behind) >= READABLE


@pytest.mark.parametrize("colour", ["red", "#12345", "#1d3a8a; } body { display: none", "#ffffff"])
def test_what_is_no_colour_or_fails_gives_no_stylesheet(colour: str) -> None:
    with pytest.raises(ValueError, match="is no colour that everyone can read words with"):
        make_look(colour)


def test_without_a_colour_the_look_is_our_own() -> None:
    assert make_look(None) == make_look("") == make_look(DEFAULT_COLOUR)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_surroundings_are_those_of_the_stylesheet(scheme: Scheme) -> None:
    css = STYLESHEET.read_text(encoding="utf-8")
    light, dark = css.split("@media screen and (prefers-color-scheme: dark)")[:2]
    block = light if scheme == "light" else dark[: dark.index("/* Ground */")]
    declared = dict(re.findall(r"--(ground|paper|ink|soft): (#[0-9a-f]{6});", block))
    around = SURROUNDINGS[scheme]
    assert declared == {
        "ground": around.ground,
        "paper": around.paper,
        "ink": around.ink,
        "soft": around.soft,
    }
