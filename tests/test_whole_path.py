"""From the demonstration's files to a family who finds help: built, opened, searched, read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select

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


def one_page_of_each_kind(northmere: Path) -> dict[str, str]:
    """The first page in each folder, and each page that stands alone; every kind of entry."""
    pages: dict[str, str] = {}
    for path in sorted(northmere.rglob("index.html")):
        address = path.relative_to(northmere).as_posix()
        kind = re.sub(r"^([^/]+)/[^/]+/index\.html$", r"\1/*", address)
        pages.setdefault(kind, address)
    for entry in (
        "riverside-short-breaks",
        "harbour-primary-school",
        "no-overnight-breaks-under-8",
        "how-to-comment",
    ):
        pages[entry] = f"support/{entry}/index.html"
    return pages


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_no_fault_on_any_kind_of_page(
    browser: webdriver.Chrome, northmere: Path, width: int, scheme: Literal["light", "dark"]
) -> None:
    pages = one_page_of_each_kind(northmere)
    assert len(pages) >= 15
    browsing.set_width(browser, width)
    browsing.set_media(browser, scheme=scheme)
    found = {}
    with browsing.serve(northmere) as address:
        for kind, page in pages.items():
            browser.get(f"{address}{page}")
            faults = browsing.faults(browsing.axe_results(browser))
            if faults:
                found[kind] = faults
    assert found == {}
