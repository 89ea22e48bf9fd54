"""One page of every kind, held to what axe-core does not see: keyboard, room, print, motion, memory.

The pages are found in the built site, so that a new kind of page is held to all this by itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from selenium import webdriver
from selenium.webdriver.common.keys import Keys

from site_builder.audit.site_pages import chosen_pages, page_files
from tests import barriers, browsing
from tests import test_browser_pages as made
from tests.barriers import find

site = made.site
address = made.address

Faults = dict[str, list[str]]
"""What is wrong on each page."""


@pytest.fixture(scope="module")
def pages(site: Path) -> tuple[str, ...]:
    """One page of every kind, and more where it takes more to see all that such pages are made of."""
    chosen = tuple(one.address for one in chosen_pages(site, "northmere"))
    home = site / "northmere"
    # By the folders themselves, whatever chooses the pages.
    folders = {path.relative_to(home).parts[0] for path in page_files(home)}
    assert folders == {one.split("/")[1] for one in chosen if one.startswith("northmere/")}
    return chosen


@pytest.fixture(scope="module")
def faults(browser: webdriver.Chrome, address: str, pages: tuple[str, ...]) -> dict[str, Faults]:
    """What is wrong on each page, by what was looked for. Each page is opened once and shown in many ways."""
    found: dict[str, Faults] = defaultdict(dict)
    looks: set[str] = set()
    for page in pages:
        browsing.start_afresh(browser)
        browser.get(address + page)
        for wanted, wrong in look_at(browser, looks):
            if wrong:
                found[wanted][page] = wrong
    assert len(looks) > 8
    return found


def look_at(browser: webdriver.Chrome, looks: set[str]) -> Iterator[tuple[str, list[str]]]:
    """What is wrong on the page that was just opened, way by way of showing it."""
    assert browser.execute_script("return performance.getEntriesByType('resource').length")
    yield "asks and keeps", [*find(browser, "kept"), *browsing.console_messages(browser)]
    yield "headings", find(browser, "headings")
    yield "live regions", find(browser, "liveRegions")
    yield "single keys", barriers.shortcuts(browser)

    browsing.set_width(browser, 320, 256)
    yield "narrow", find(browser, "openAll", "sideways", "cutOff", "stuck")
    yield "targets", find(browser, "smallTargets", "lowTargets")
    yield "forwards", barriers.walk(browser)

    browsing.set_width(browser, 640, 512)
    yield "zoomed", find(browser, "sideways", "cutOff", "stuck")

    browsing.set_width(browser, 1280)
    yield "backwards", barriers.walk(browser, backwards=True)
    yield "targets", find(browser, "smallTargets", "lowTargets")
    yield "doubled", find(browser, "doubleText", "sideways", "cutOff", "usualText")

    browsing.set_media(browser, reduced_motion=True)
    yield "motion", find(browser, "motion")

    browsing.set_width(browser, 718)
    browsing.set_media(browser, printed=True)
    yield "printed", find(browser, "closeAll", "print", "cutOff")

    browsing.set_media(browser)
    browsing.set_width(browser, 320)
    yield "spaced", find(browser, "openAll", "space", "sideways", "cutOff")
    browsing.set_width(browser, 1280)
    yield "spaced", find(browser, "sideways", "cutOff")

    browser.refresh()
    find(browser, "openAll")
    views = (
        partial(browsing.set_media, browser),
        partial(browsing.set_media, browser, scheme="dark"),
        partial(browsing.set_media, browser, forced_colours=True),
    )
    yield "focus", barriers.unseen_focus(browser, looks, views)


# Keyboard


def test_keyboard_goes_everywhere_forwards_and_its_place_is_seen(faults: dict[str, Faults]) -> None:
    """On a narrow screen with everything open, beginning with the link to the main part."""
    assert faults["forwards"] == {}


def test_keyboard_goes_everywhere_backwards_and_its_place_is_seen(faults: dict[str, Faults]) -> None:
    assert faults["backwards"] == {}


def test_focus_is_seen_on_every_look_of_control(faults: dict[str, Faults]) -> None:
    """Light, dark and in forced colours."""
    assert faults["focus"] == {}


def test_no_single_key_does_anything(faults: dict[str, Faults]) -> None:
    assert faults["single keys"] == {}


def test_skip_link_leads_to_the_main_part(browser: webdriver.Chrome, address: str) -> None:
    for page in ("404.html", "index.html", "northmere/index.html", "northmere/support/riverside/index.html"):
        browser.get(address + page)
        browser.switch_to.active_element.send_keys(Keys.TAB)
        browser.switch_to.active_element.send_keys(Keys.ENTER)
        assert browser.switch_to.active_element.get_attribute("id") == "main"


# Room


def test_page_is_read_without_moving_sideways_on_a_screen_of_320_by_256(faults: dict[str, Faults]) -> None:
    assert faults["narrow"] == {}


def test_page_bears_a_readers_own_spacing(faults: dict[str, Faults]) -> None:
    assert faults["spaced"] == {}


def test_page_bears_text_of_twice_the_size(faults: dict[str, Faults]) -> None:
    assert faults["doubled"] == {}


def test_page_bears_being_zoomed_to_twice_the_size(faults: dict[str, Faults]) -> None:
    """A window of 1280 by 1024, zoomed to 200 percent, has 640 by 512 pixels of the page's own."""
    assert faults["zoomed"] == {}


def test_what_is_pressed_is_large_enough(faults: dict[str, Faults]) -> None:
    """At least 24 pixels or far from others; 44 in menus, lists and results; narrow and wide."""
    assert faults["targets"] == {}


# The reader's own ways


def test_nothing_moves_for_who_asks_for_less_motion(faults: dict[str, Faults]) -> None:
    assert faults["motion"] == {}


def test_paper_has_all_that_is_said_and_no_menus(faults: dict[str, Faults]) -> None:
    assert faults["printed"] == {}


def test_what_speaks_up_is_there_before_and_never_interrupts(faults: dict[str, Faults]) -> None:
    assert faults["live regions"] == {}


def test_page_breaks_no_policy_asks_nobody_else_and_keeps_nothing(faults: dict[str, Faults]) -> None:
    assert faults["asks and keeps"] == {}


# Orientation


def test_headings_skip_no_level(faults: dict[str, Faults]) -> None:
    assert faults["headings"] == {}


def test_help_stands_in_the_same_place_on_every_page_of_a_site(site: Path) -> None:
    helps = defaultdict(set)
    for path in page_files(site):
        page = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        first = page.select_one("footer > div > :first-child")
        assert first is not None and first.get("class") == ["help"], path
        assert "999" in first.get_text(), path
        whose = path.relative_to(site).parts[0] if len(path.relative_to(site).parts) > 1 else path.name
        assert page.html is not None
        helps[whose, page.html["lang"]].add(first.get_text())
    assert [place for place, texts in helps.items() if len(texts) > 1] == []


def test_every_single_page_has_a_title_of_its_own_and_a_language(site: Path) -> None:
    by_title = defaultdict(list)
    for path in page_files(site):
        page = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        assert page.html is not None and page.html["lang"], path
        assert page.title is not None and page.title.get_text().strip(), path
        by_title[page.title.get_text()].append(path)
    assert [paths for paths in by_title.values() if len(paths) > 1] == []
