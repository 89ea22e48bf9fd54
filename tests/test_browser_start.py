"""Where to start and Growing up in a browser: by keyboard, without scripts, on a phone, on paper."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Literal

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests import browsing
from tests.browsing import wait_for
from tests.test_browser_pages import focus_is_seen, stops

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
END = "start/can-wait/5-to-10/finding-out/at-school/index.html"
PAGES = {
    "home": "index.html",
    "first question": "start/index.html",
    "question": "start/can-wait/11-to-15/index.html",
    "urgent": "start/today/index.html",
    "end": END,
    "growing up": "growing-up/index.html",
    "outcome": "growing-up/work/index.html",
}


@pytest.fixture(scope="module")
def address(northmere: Path) -> Iterator[str]:
    with browsing.serve(northmere) as found:
        yield found


def heading(browser: webdriver.Chrome) -> str:
    return browser.find_element(By.TAG_NAME, "h1").text


@pytest.mark.parametrize("kind", PAGES)
def test_axe_finds_no_fault(browser: webdriver.Chrome, address: str, kind: str) -> None:
    for width in (320, 1280):
        for scheme in SCHEMES:
            browsing.set_width(browser, width)
            browsing.set_media(browser, scheme=scheme)
            browser.get(address + PAGES[kind])
            found = browsing.faults(browsing.axe_results(browser))
            assert not found, (width, scheme, found)


@pytest.mark.parametrize("kind", PAGES)
def test_page_has_one_heading_of_the_first_level_and_skips_none(
    browser: webdriver.Chrome, address: str, kind: str
) -> None:
    browser.get(address + PAGES[kind])
    script = "return Array.from(document.querySelectorAll('h1,h2,h3,h4'), (one) => Number(one.tagName[1]))"
    levels = browser.execute_script(script)
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels)), levels


@pytest.mark.parametrize("kind", PAGES)
def test_page_fits_a_narrow_screen_also_with_wide_spacing_and_doubled_text(
    browser: webdriver.Chrome, address: str, kind: str
) -> None:
    browsing.set_width(browser, 320)
    browser.get(address + PAGES[kind])
    too_wide = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert browser.execute_script(too_wide) == 0
    browser.execute_script(
        "for (const one of document.querySelectorAll('*')) {"
        " one.style.setProperty('line-height', '1.5', 'important');"
        " one.style.setProperty('letter-spacing', '0.12em', 'important');"
        " one.style.setProperty('word-spacing', '0.16em', 'important'); }"
    )
    assert browser.execute_script(too_wide) == 0
    browsing.set_width(browser, 640)
    browser.get(address + PAGES[kind])
    browser.execute_script("document.documentElement.style.fontSize = '200%'")
    assert browser.execute_script(too_wide) == 0


@pytest.mark.parametrize("kind", PAGES)
def test_answers_and_ways_on_are_44_pixels_high(browser: webdriver.Chrome, address: str, kind: str) -> None:
    browsing.set_width(browser, 320)
    browser.get(address + PAGES[kind])
    wanted = (
        ".choices a, .letters a, .entry-link, .home-start a, .start-back a, .start-go-on a, .start-chosen a, "
        ".start-contact a, .start-steps a, .start-assessment li a, main summary"
    )
    links = [one for one in browser.find_elements(By.CSS_SELECTOR, wanted) if one.is_displayed()]
    assert len(links) > 2
    assert not [(one.text, one.size) for one in links if one.size["height"] < 44]


@pytest.mark.parametrize("kind", ["first question", "question", "end"])
def test_every_stop_of_the_keyboard_can_be_seen(browser: webdriver.Chrome, address: str, kind: str) -> None:
    browsing.set_width(browser, 320)
    browser.get(address + PAGES[kind])
    found = list(stops(browser, 60))
    assert len(found) > 6
    browser.get(address + PAGES[kind])
    unseen = [stop.text for stop in stops(browser, 60) if not focus_is_seen(browser, stop)]
    assert not unseen


def press(browser: webdriver.Chrome, words: str) -> None:
    """Go with the Tab key to the link whose words begin so, and press Enter."""
    before = browser.current_url
    for stop in stops(browser, 80):
        if stop.text.startswith(words):
            stop.send_keys(Keys.ENTER)
            wait_for(browser, lambda: browser.current_url != before)
            return
    raise AssertionError(f"no stop of the keyboard begins with {words}")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_from_home_to_the_next_steps_by_keyboard_and_back_with_the_browsers_own_button(
    browser: webdriver.Chrome, address: str, scripts: bool
) -> None:
    browsing.set_scripts(browser, on=scripts)
    try:
        browser.get(address + "index.html")
        seen = [heading(browser)]
        for words in ("Not sure where to begin?", "No. It can wait", "5 to 10", "Finding out", "Yes"):
            press(browser, words)
            seen.append(heading(browser))
        assert seen == [
            "Find help in Northmere",
            "Is it urgent?",
            "How old is the child or young person?",
            "What would help most?",
            "Do they go to school?",
            "What you can do next",
        ]
        assert browser.current_url == address + END
        browser.back()
        assert heading(browser) == "Do they go to school?"
        press(browser, "Back")
        assert heading(browser) == "What would help most?"
        press(browser, "Start again")
        assert browser.current_url == address + "start/index.html"
    finally:
        browsing.set_scripts(browser, on=True)


def test_way_through_works_from_a_folder(browser: webdriver.Chrome, northmere: Path) -> None:
    browser.get((northmere / "start" / "index.html").as_uri())
    for words in ("No. It can wait", "19 to 25", "Money or travel"):
        browser.find_element(By.PARTIAL_LINK_TEXT, words).click()
    assert heading(browser) == "What you can do next"
    assert browsing.console_messages(browser) == []


def test_search_opens_with_what_was_chosen_filled_in(browser: webdriver.Chrome, address: str) -> None:
    browser.get(address + "start/can-wait/11-to-15/health/index.html")
    browser.find_element(By.LINK_TEXT, "Search for: 11 to 16 (secondary school)").click()
    wait_for(browser, lambda: browser.find_elements(By.CSS_SELECTOR, "#find-chosen li"))
    chosen = browser.find_element(By.ID, "find-chosen").text
    assert "11 to 16 (secondary school)" in chosen
    assert "Health and therapies" in chosen


def test_pages_load_no_script_and_store_nothing(browser: webdriver.Chrome, address: str) -> None:
    for page in PAGES.values():
        browser.get(address + page)
        scripts = browser.execute_script("return Array.from(document.scripts, (one) => one.src)")
        assert [one.rpartition("/")[2] for one in scripts] == ["keep.js"]
        assert browser.execute_script("return localStorage.length + sessionStorage.length") == 0
        loaded = browser.execute_script(
            "return performance.getEntriesByType('resource').map((one) => one.name)"
        )
        assert all(one.startswith(address) for one in loaded)
    assert browsing.console_messages(browser) == []


def test_forced_colours_keep_every_border_and_ring(browser: webdriver.Chrome, address: str) -> None:
    browsing.set_media(browser, forced_colours=True)
    for kind in ("question", "end", "home"):
        browser.get(address + PAGES[kind])
        assert not browsing.faults(browsing.axe_results(browser))
    browser.get(address + PAGES["home"])
    script = "return getComputedStyle(document.querySelector('.home-start a')).borderTopStyle"
    assert browser.execute_script(script) == "solid"


def test_paper_has_the_steps_and_the_numbers_and_no_ways_back(
    browser: webdriver.Chrome, address: str
) -> None:
    browsing.set_media(browser, printed=True)
    browser.get(address + END)
    assert browser.find_element(By.CSS_SELECTOR, ".start-steps").is_displayed()
    assert browser.find_element(By.CSS_SELECTOR, ".start-contacts .phone").is_displayed()
    assert not browser.find_element(By.CSS_SELECTOR, ".start-back").is_displayed()
