"""The pages that compare local offers, in a browser: filters, links, questions answered by clicking, axe."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select

from tests import browsing
from tests.test_browser_every_kind import look_at

KINDS = (
    "nation/index.html",
    "nation/requirements/index.html",
    "nation/requirements/care.short-breaks.overnight/index.html",
    "nation/table/index.html",
    "nation/councils/index.html",
    "nation/councils/harrowdale/index.html",
    "nation/regions/north-east/index.html",
    "nation/kinds/index.html",
    "nation/kinds/short-break-overnight/index.html",
    "nation/needs/index.html",
    "nation/needs/autism/index.html",
    "nation/freshness/index.html",
    "nation/taking-part/index.html",
    "nation/promises/index.html",
    "nation/method/index.html",
    "nation/data/index.html",
)
"""One national page of each kind."""

LOOKED_AT_CLOSELY = ("nation/kinds/short-break-overnight/index.html", "nation/data/index.html")


@pytest.fixture(scope="module")
def address(demonstrations: Path) -> Iterator[str]:
    with browsing.serve(demonstrations) as found:
        yield found


def shown_rows(browser: webdriver.Chrome, table: str = "requirements") -> list[str]:
    rows = browser.find_elements(By.CSS_SELECTOR, f"#{table} tbody tr")
    return [row.find_element(By.TAG_NAME, "th").text for row in rows if row.is_displayed()]


def choose(browser: webdriver.Chrome, field: str, value: str) -> None:
    Select(browser.find_element(By.ID, field)).select_by_value(value)


def click(browser: webdriver.Chrome, words: str) -> None:
    browser.find_element(By.LINK_TEXT, words).click()


# Barriers ---------------------------------------------------------------------------------------------------


def test_axe_finds_nothing_on_any_kind_of_page(browser: webdriver.Chrome, address: str) -> None:
    faults = []
    for page in KINDS:
        browser.get(address + page)
        for width, scheme in ((320, "light"), (1280, "dark")):
            browsing.set_width(browser, width)
            browsing.set_media(browser, scheme="dark" if scheme == "dark" else "light")
            found = browsing.axe_results(browser)
            faults += [(page, width, scheme, one["id"]) for one in found["violations"]]
    assert faults == []


def test_keyboard_room_print_and_motion_leave_nobody_out(browser: webdriver.Chrome, address: str) -> None:
    faults: dict[str, dict[str, list[str]]] = defaultdict(dict)
    looks: set[str] = set()
    for page in LOOKED_AT_CLOSELY:
        browsing.start_afresh(browser)
        browser.get(address + page)
        for wanted, wrong in look_at(browser, looks):
            if wrong:
                faults[page][wanted] = wrong
    assert faults == {}


def test_without_scripts_every_row_is_there_and_no_filter_that_does_nothing(
    browser: webdriver.Chrome, address: str
) -> None:
    browsing.open_without_scripts(browser, f"{address}nation/requirements/index.html?level=must")
    assert not browser.find_element(By.CSS_SELECTOR, "form.narrow").is_displayed()
    assert len(shown_rows(browser)) == 116


# Filters ----------------------------------------------------------------------------------------------------


def test_filter_shows_fewer_rows_says_so_and_stands_in_the_address(
    browser: webdriver.Chrome, address: str
) -> None:
    browser.get(f"{address}nation/requirements/index.html")
    whole = shown_rows(browser)
    choose(browser, "requirements-sector", "transport")
    part = shown_rows(browser)
    assert 0 < len(part) < len(whole) == 116
    assert browser.find_element(By.CSS_SELECTOR, ".narrow-count").text == (
        f"{len(part)} of 116 rows are shown."
    )
    assert browser.current_url.endswith("?sector=transport")
    browser.get(browser.current_url)
    assert shown_rows(browser) == part
    browser.find_element(By.CSS_SELECTOR, ".narrow button").click()
    browsing.wait_for(browser, lambda: len(shown_rows(browser)) == 116)
    assert "?" not in browser.current_url


def test_choice_that_nobody_offers_is_ignored(browser: webdriver.Chrome, address: str) -> None:
    browser.get(f"{address}nation/requirements/index.html?level=%3Cb%3E&sector=nowhere")
    assert len(shown_rows(browser)) == 116


def test_whole_table_can_be_narrowed_to_a_status(browser: webdriver.Chrome, address: str) -> None:
    browser.get(f"{address}nation/table/index.html?status=declared-not-available")
    rows = browser.find_elements(By.CSS_SELECTOR, "#table tbody tr")
    shown = [row for row in rows if row.is_displayed()]
    assert 0 < len(shown) < len(rows)
    assert all(row.find_elements(By.CSS_SELECTOR, "[data-mark=declared-not-available]") for row in shown)


# Questions answered by clicking -----------------------------------------------------------------------------


def test_which_councils_publish_no_overnight_short_breaks(browser: webdriver.Chrome, address: str) -> None:
    browser.get(f"{address}index.html")
    browser.get(f"{address}nation/index.html")
    click(browser, "Which kinds of support do councils list?")
    click(browser, "Short breaks overnight")
    assert browser.find_element(By.TAG_NAME, "h1").text == "Short breaks overnight: who lists it"
    choose(browser, "councils-state", "declared-not-available")
    assert shown_rows(browser, "councils") == ["Thornhaven"]
    click(browser, "Overnight short breaks")
    assert "/thornhaven/support/no-overnight-breaks/" in browser.current_url


def test_what_a_council_misses_that_most_of_its_neighbours_have(
    browser: webdriver.Chrome, address: str
) -> None:
    browser.get(f"{address}nation/index.html")
    click(browser, "What does one council publish?")
    click(browser, "Harrowdale")
    missed = browser.find_elements(By.CSS_SELECTOR, ".misses > li")
    assert missed
    assert "Nothing published. 1 of 1 like it publish this." in " ".join(one.text for one in missed)
    browser.find_element(By.CSS_SELECTOR, ".misses a[href*='/northmere/support/']").click()
    assert "/northmere/support/" in browser.current_url
    assert browser.find_element(By.TAG_NAME, "h1").text


def test_who_answers_comments_and_who_does_not(browser: webdriver.Chrome, address: str) -> None:
    browser.get(f"{address}nation/index.html")
    click(browser, "Who answers comments, who does not?")
    choose(browser, "taking-part-answers", "some")
    assert shown_rows(browser, "taking-part") == ["Harrowdale", "Northmere"]
    rows = {row.text for row in browser.find_elements(By.CSS_SELECTOR, "#taking-part tbody tr")}
    assert any(row.startswith("Northmere") and "9 of 10" in row for row in rows)
    choose(browser, "taking-part-answers", "none")
    assert shown_rows(browser, "taking-part") == ["Thornhaven"]


def test_where_the_nearest_speech_therapist_is_to_the_northmere_coast(
    browser: webdriver.Chrome, address: str
) -> None:
    browser.get(f"{address}nation/index.html")
    click(browser, "How far is it to the nearest therapist?")
    click(browser, "Speech and language therapy")
    click(browser, "Northmere")
    (row,) = (
        one for one in browser.find_elements(By.CSS_SELECTOR, "tbody tr") if one.text.startswith("ZZ1 1")
    )
    assert "Less than 1 mile" in row.text
    row.find_element(By.PARTIAL_LINK_TEXT, "Speech and language therapy").click()
    assert "/northmere/support/" in browser.current_url


def test_what_changed_since_last_year(browser: webdriver.Chrome, address: str) -> None:
    browser.get(f"{address}nation/index.html")
    click(browser, "What has changed?")
    click(browser, "Northmere")
    assert browser.find_element(By.TAG_NAME, "h1").text == "How the local offer of Northmere has changed"
    rows = [one.text for one in browser.find_elements(By.CSS_SELECTOR, "main tbody tr")]
    assert any("nothing published" in one and "met" in one for one in rows)
