"""Pages in other languages in a browser: Polish as it is built, and one written from right to left."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from site_builder.pages.in_language import in_language
from site_builder.pages.language import speaking, translated, translated_count
from site_builder.pages.shared_links import with_shared_links
from site_builder.pages.shell import frame_of
from site_builder.pages.sites import family_pages, offer_files, offer_frame
from site_builder.pages.stylesheet import material_stylesheet
from site_builder.shipped import shipped
from tests import browsing
from tests.browsing import wait_for
from tests.test_browser_pages import SCHEMES, focus_is_seen, style, unwanted_messages
from tests.test_languages import demonstration, pseudo

POLISH = {
    "home": "pl/index.html",
    "choices": "pl/need/index.html",
    "list": "pl/need/autism/index.html",
    "information": "pl/information/index.html",
    "translated": "pl/support/northmere-sendiass/index.html",
    "in English": "pl/support/riverside-short-breaks/index.html",
    "find": "pl/find/index.html",
}
FROM_THE_RIGHT = ("fa/need/index.html", "fa/need/autism/index.html", "fa/support/saltmarsh-school/index.html")


@pytest.fixture(scope="module")
def address(northmere: Path) -> Iterator[str]:
    with browsing.serve(northmere) as found:
        yield found


@pytest.fixture(scope="module")
def from_the_right(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site in a language that is written from right to left, with the look of the English one around it."""
    site = tmp_path_factory.mktemp("from-the-right")
    theme = Environment(
        loader=FileSystemLoader(shipped("themes", "local_offer")), extensions=["jinja2.ext.i18n"]
    )
    theme.install_gettext_callables(translated, translated_count)  # type: ignore[attr-defined]
    with speaking(pseudo()):
        edition = in_language(demonstration(), pseudo())
        frame = offer_frame(edition)
        for page in family_pages(edition):
            html = theme.get_template("base.html").render(frame=frame_of(page, frame))
            path = site / "fa" / page.address
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(with_shared_links(html, page.address), encoding="utf-8")
    shutil.copytree(shipped("themes", "local_offer", "assets"), site / "assets")
    (site / "assets" / "material.css").write_text(material_stylesheet(), encoding="utf-8")
    look = "assets/look.css"
    (site / look).write_text(str(offer_files(demonstration())[look]), encoding="utf-8")
    return site


@pytest.mark.parametrize("kind", POLISH)
def test_axe_finds_no_fault_in_polish(browser: webdriver.Chrome, address: str, kind: str) -> None:
    for width, scheme in zip((320, 1280), SCHEMES, strict=True):
        browsing.set_width(browser, width)
        browsing.set_media(browser, scheme=scheme)
        browser.get(address + POLISH[kind])
        found = browsing.faults(browsing.axe_results(browser))
        assert not found, (width, scheme, found)
    assert unwanted_messages(browser) == [], "every file it asks for is there"


def test_language_is_the_first_link_of_the_header_and_leads_to_the_same_page(
    browser: webdriver.Chrome, address: str
) -> None:
    for width in (320, 1280):
        browsing.set_width(browser, width)
        browser.get(f"{address}support/riverside-short-breaks/index.html")
        browser.switch_to.active_element.send_keys(Keys.TAB, Keys.TAB)
        here = browser.switch_to.active_element
        assert (here.text, here.get_attribute("hreflang")) == ("Polski", "pl")
        assert here.size["height"] >= 44
        assert focus_is_seen(browser, here)
        here.send_keys(Keys.ENTER)
        wait_for(
            browser, lambda: browser.current_url == f"{address}pl/support/riverside-short-breaks/index.html"
        )
        assert browser.execute_script("return document.documentElement.lang") == "pl"
        assert browser.find_element(By.LINK_TEXT, "English").get_attribute("hreflang") == "en-GB"


def test_link_to_a_page_that_is_only_in_english_says_so(browser: webdriver.Chrome, address: str) -> None:
    browser.get(f"{address}pl/need/index.html")

    def after(selector: str) -> str:
        script = "return getComputedStyle(document.querySelector(arguments[0]), '::after').content"
        return str(browser.execute_script(script, selector))

    assert after(".foot a[href*='gaps/']") == '" (EN)"'
    assert after(".foot a[href*='about/']") == "none"
    assert after(".languages a") == "none"
    browser.get(f"{address}need/index.html")
    assert after(".foot a[href*='gaps/']") == "none"


def test_site_in_polish_works_from_a_folder_without_scripts(
    browser: webdriver.Chrome, northmere: Path
) -> None:
    browsing.open_without_scripts(browser, (northmere / "pl" / "index.html").as_uri())
    browser.find_element(By.CSS_SELECTOR, ".menu > summary").click()
    browser.find_element(By.LINK_TEXT, "Według potrzeb").click()
    browser.find_element(By.PARTIAL_LINK_TEXT, "Autyzm").click()
    browser.find_element(By.LINK_TEXT, "English").click()
    wait_for(browser, lambda: browser.current_url.endswith("/need/autism/index.html"))
    assert "/pl/" not in browser.current_url
    assert unwanted_messages(browser) == []


def test_search_marks_what_is_still_in_english_as_the_plain_list_does(
    browser: webdriver.Chrome, address: str
) -> None:
    script = """
      return Array.from(document.querySelectorAll('.find-result'), (one) =>
        ['.entry-link', 'h3 + p'].map((part) => one.querySelector(part).closest('[lang]').lang));
    """
    browsing.open_without_scripts(browser, address + POLISH["find"])
    plain = browser.execute_script(script)
    browser.get(address + POLISH["find"])
    wait_for(browser, lambda: browser.find_elements(By.CSS_SELECTOR, ".keep button"))
    found = browser.execute_script(script)
    assert found == plain[: len(found)]
    assert {language for one in found for language in one} == {"en", "pl"}


@pytest.mark.parametrize("page", FROM_THE_RIGHT)
def test_page_from_right_to_left_has_no_fault_and_fits(
    browser: webdriver.Chrome, from_the_right: Path, page: str
) -> None:
    for width, scheme in zip((320, 1280), SCHEMES, strict=True):
        browsing.set_width(browser, width)
        browsing.set_media(browser, scheme=scheme)
        browser.get((from_the_right / page).as_uri())
        assert style(browser, "html", "direction") == "rtl"
        found = browsing.faults(browsing.axe_results(browser))
        assert not found, (width, scheme, found)
        too_wide = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert browser.execute_script(too_wide) == 0


def test_page_from_right_to_left_begins_at_the_right_and_english_in_it_at_the_left(
    browser: webdriver.Chrome, from_the_right: Path
) -> None:
    browser.get((from_the_right / "fa/need/autism/index.html").as_uri())
    heading = browser.find_element(By.TAG_NAME, "h1")
    assert style(browser, "h1", "text-align") in ("start", "right")
    middle = browser.execute_script("return document.documentElement.clientWidth / 2")
    assert heading.rect["x"] + heading.rect["width"] > middle
    crumbs = browser.find_elements(By.CSS_SELECTOR, ".crumbs a")
    assert crumbs[0].rect["x"] > crumbs[1].rect["x"], "the first step is at the right"
    assert style(browser, ".entries p", "direction") == "ltr"
