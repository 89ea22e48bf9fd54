"""From the demonstration's files to a family who finds help: built, opened, searched, read."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select

from site_builder.audit.accessibility import SCHEMES, WIDTHS, Scheme
from site_builder.audit.site_pages import chosen_pages
from tests import browsing
from tests.browsing import wait_for


@pytest.fixture(scope="module", params=["http", "folder"])
def home(request: pytest.FixtureRequest, northmere: Path) -> Iterator[str]:
    if request.param == "folder":
        yield f"{northmere.as_uri()}/"
        return
    with browsing.serve(northmere) as address:
        yield address


def results(browser: webdriver.Chrome) -> list[str]:
    return [link.text for link in browser.find_elements(By.CSS_SELECTOR, "#find-results h3 a")]


def test_a_family_finds_help_and_reads_what_is_missing(browser: webdriver.Chrome, home: str) -> None:
    browsing.set_width(browser, 1280)
    browser.get(f"{home}index.html")
    box = browser.find_element(By.CSS_SELECTOR, "main input[type=search], main input[name=q]")
    box.send_keys("speech")
    box.submit()
    wait_for(browser, lambda: "Speech and language therapy" in results(browser))
    before = len(results(browser))

    Select(browser.find_element(By.ID, "find-age")).select_by_value("3")
    wait_for(browser, lambda: "age=3" in browser.current_url)
    wait_for(browser, lambda: 0 < len(results(browser)) < before)
    assert "Northmere College" not in results(browser)

    browser.find_element(By.LINK_TEXT, "Speech and language therapy").click()
    wait_for(browser, lambda: browser.find_element(By.TAG_NAME, "h1").text == "Speech and language therapy")
    assert browser.find_element(By.CSS_SELECTOR, "main a[href^='tel:']").is_displayed()

    browser.get(f"{home}support/childrens-occupational-therapy/index.html")
    assert "We have not been told" in browser.find_element(By.TAG_NAME, "main").text

    browser.get(f"{home}gaps/index.html")
    gap = browser.find_element(By.ID, "care-short-breaks-overnight")
    gap.find_element(By.TAG_NAME, "summary").click()
    assert "says plainly that this is not available here" in gap.text
    assert "Breaks for Carers of Disabled Children Regulations 2011" in gap.text
    assert browsing.console_messages(browser) == []


def pages_of_every_kind(northmere: Path) -> list[str]:
    """As many pages of each kind as it takes to see every part of them, and every kind of entry, in English.

    Those in other languages are looked at by test_browser_languages.
    """
    addresses = (page.address for page in chosen_pages(northmere, "northmere"))
    chosen = [address for address in addresses if not address.startswith("pl/")]
    entries = (
        "riverside-short-breaks",
        "harbour-primary-school",
        "no-overnight-breaks-under-8",
        "how-to-comment",
    )
    return sorted({*chosen, *(f"support/{entry}/index.html" for entry in entries)})


@pytest.fixture(scope="module")
def faults(browser: webdriver.Chrome, northmere: Path) -> dict[tuple[int, Scheme], dict[str, list[str]]]:
    """What axe-core faults on each page, by how it is shown. Each page is opened once."""
    pages = pages_of_every_kind(northmere)
    assert len(pages) >= 15
    found: dict[tuple[int, Scheme], dict[str, list[str]]] = {way: {} for way in product(WIDTHS, SCHEMES)}
    with browsing.serve(northmere) as address:
        for page in pages:
            browser.get(f"{address}{page}")
            for (width, scheme), faulty in found.items():
                browsing.set_width(browser, width)
                browsing.set_media(browser, scheme=scheme)
                if wrong := browsing.faults(browsing.axe_results(browser)):
                    faulty[page] = wrong
    return found


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_no_fault_on_any_kind_of_page(
    faults: dict[tuple[int, Scheme], dict[str, list[str]]], width: int, scheme: Scheme
) -> None:
    assert faults[width, scheme] == {}
