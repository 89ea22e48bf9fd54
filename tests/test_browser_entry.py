"""An entry's page, its other forms and the pages to be heard by, in a browser."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests import browsing

PAGES = {
    "entry": "support/riverside-short-breaks/index.html",
    "setting": "support/harbour-primary-school/index.html",
    "absence": "support/no-travel-training/index.html",
    "guide": "support/ask-for-an-ehc-needs-assessment/index.html",
    "easy read": "support/riverside-short-breaks/easy-read/index.html",
    "arabic": "support/riverside-short-breaks/ar/index.html",
    "polish": "support/northmere-sendiass/pl/index.html",
    "words": "words/index.html",
    "concern": "concern/index.html",
    "easy read comment": "easy-read-comment/index.html",
    "wide tables": "scorecard/index.html",
}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
TOO_WIDE = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def address(northmere: Path) -> Iterator[str]:
    with browsing.serve(northmere) as found:
        yield found


def style(browser: webdriver.Chrome, selector: str, name: str, pseudo: str | None = None) -> str:
    script = (
        "return getComputedStyle(document.querySelector(arguments[0]), arguments[2])"
        ".getPropertyValue(arguments[1])"
    )
    return str(browser.execute_script(script, selector, name, pseudo))


def box(browser: webdriver.Chrome, selector: str) -> dict[str, float]:
    script = "return document.querySelector(arguments[0]).getBoundingClientRect().toJSON()"
    found: dict[str, float] = browser.execute_script(script, selector)
    return found


@pytest.mark.parametrize("kind", PAGES)
def test_axe_finds_no_fault(browser: webdriver.Chrome, address: str, kind: str) -> None:
    for width, scheme in ((320, "light"), (1280, "dark")):
        browsing.set_width(browser, width)
        browsing.set_media(browser, scheme="dark" if scheme == "dark" else "light")
        browser.get(address + PAGES[kind])
        assert not browsing.faults(browsing.axe_results(browser)), (width, scheme)
        assert browser.execute_script(TOO_WIDE) == 0
        assert browsing.console_messages(browser) == []


@pytest.mark.parametrize("kind", PAGES)
def test_page_fits_a_narrow_screen_with_doubled_text(
    browser: webdriver.Chrome, address: str, kind: str
) -> None:
    browsing.set_width(browser, 640)
    browser.get(address + PAGES[kind])
    browser.execute_script("document.documentElement.style.fontSize = '200%'")
    assert browser.execute_script(TOO_WIDE) == 0


@pytest.mark.parametrize("kind", PAGES)
def test_answers_and_links_at_the_foot_are_44_pixels_high(
    browser: webdriver.Chrome, address: str, kind: str
) -> None:
    browsing.set_width(browser, 320)
    browser.get(address + PAGES[kind])
    wanted = browser.find_elements(By.CSS_SELECTOR, ".useful li a, .formats a, .face, .easy-read button")
    assert len(wanted) >= 5
    assert [one.text for one in wanted if one.size["height"] < 44] == []


# Hard words


def test_hard_word_leads_to_its_meaning_and_back_by_keyboard_and_without_scripts(
    browser: webdriver.Chrome, address: str
) -> None:
    browsing.open_without_scripts(browser, address + PAGES["entry"])
    word = browser.find_element(By.CSS_SELECTOR, "a.hard")
    said, place = word.text, word.get_attribute("id")
    word.send_keys(Keys.ENTER)
    meaning = browser.find_element(By.CSS_SELECTOR, ".words :target, .words > div:target")
    assert said.lower() in meaning.text.lower()
    assert 0 <= box(browser, ".words > div:target")["top"] < 900
    meaning.find_element(By.PARTIAL_LINK_TEXT, "Back to ").send_keys(Keys.ENTER)
    assert browser.current_url.endswith(f"#{place}")
    assert 0 <= box(browser, f"#{place}")["top"] < 900


def test_hard_word_is_marked_by_more_than_colour(browser: webdriver.Chrome, address: str) -> None:
    browser.get(address + PAGES["entry"])
    assert "dotted" in style(browser, "a.hard", "text-decoration")
    browsing.set_media(browser, forced_colours=True)
    assert "dotted" in style(browser, "a.hard", "text-decoration")


# Late


@pytest.mark.parametrize(("today", "said"), [("2027-04-01", "Due by"), ("2027-04-02", "It is late.")])
def test_page_is_late_by_the_readers_own_calendar_on_the_day_after(
    browser: webdriver.Chrome, northmere: Path, address: str, today: str, said: str
) -> None:
    script = (northmere / "assets" / "late.js").read_text(encoding="utf-8")
    browser.get(address + PAGES["words"])
    browser.execute_script(
        "const one = document.createElement('p'); one.id = 'due'; one.dataset.due = '2027-04-01';"
        "one.dataset.late = 'It is late. <b>'; one.textContent = 'Due by 1 April';"
        "document.querySelector('main').append(one);"
        # A clock that stands at noon of the day, in the browser's own time zone.
        "const [year, month, day] = arguments[0].split('-').map(Number); const Real = Date;"
        "window.Date = function () { return new Real(year, month - 1, day, 12); };",
        today,
    )
    browser.execute_script(script)
    assert browser.find_element(By.ID, "due").text.startswith(said)


def test_demonstration_of_a_day_says_the_same_whatever_the_clock(
    browser: webdriver.Chrome, address: str
) -> None:
    browser.get(address + PAGES["entry"])
    assert "It was not late on 1 November 2026" in browser.find_element(By.TAG_NAME, "main").text
    assert browser.find_elements(By.CSS_SELECTOR, "script[src$='late.js']") == []


# Other forms


def test_easy_read_has_pictures_left_words_right_in_at_least_14_points(
    browser: webdriver.Chrome, address: str
) -> None:
    for width in (320, 1280):
        browsing.set_width(browser, width)
        browser.get(address + PAGES["entry"])
        browser.find_element(By.CSS_SELECTOR, ".formats").find_element(
            By.PARTIAL_LINK_TEXT, "Easy Read"
        ).click()
        rows = browser.find_elements(By.CSS_SELECTOR, ".rows > li")
        assert len(rows) >= 6
        for row in rows:
            picture, words = row.find_element(By.TAG_NAME, "img"), row.find_element(By.TAG_NAME, "p")
            assert picture.rect["x"] + picture.rect["width"] <= words.rect["x"]
            assert browser.execute_script("return arguments[0].naturalWidth", picture) > 0
            size = browser.execute_script("return getComputedStyle(arguments[0]).fontSize", words)
            assert float(size.removesuffix("px")) >= 14 * 96 / 72
        browser.find_element(By.LINK_TEXT, "See the full page").click()
        assert browser.current_url.endswith(PAGES["entry"])


def test_arabic_page_runs_from_right_to_left_and_what_is_around_it_does_not(
    browser: webdriver.Chrome, address: str
) -> None:
    browser.get(address + PAGES["entry"])
    browser.find_element(By.CSS_SELECTOR, ".formats a[hreflang=ar]").click()
    root = browser.find_element(By.TAG_NAME, "html")
    assert (root.get_attribute("lang"), root.get_attribute("dir")) == ("ar", "rtl")
    heading = browser.find_element(By.TAG_NAME, "h1")
    assert style(browser, "h1", "direction") == "rtl"
    assert heading.get_attribute("lang") == ""
    for around in (".skip", "header.top", ".crumbs", ".useful", ".foot", ".about-translation"):
        one = browser.find_element(By.CSS_SELECTOR, around)
        assert (one.get_attribute("lang"), one.get_attribute("dir")) == ("en-GB", "ltr"), around
    # A number with a gap would else be shown with its halves changed round.
    assert style(browser, "main ol a[href^='tel:']", "direction") == "ltr"
    assert (
        "Nobody whose own language it is" in browser.find_element(By.CSS_SELECTOR, ".about-translation").text
    )


def test_page_in_english_marks_nothing_around_it(browser: webdriver.Chrome, address: str) -> None:
    browser.get(address + PAGES["entry"])
    assert browser.find_element(By.TAG_NAME, "html").get_attribute("lang") == "en-GB"
    assert browser.find_elements(By.CSS_SELECTOR, "header[lang], footer[lang], .useful[lang]") == []


# Being heard


@pytest.mark.parametrize("kind", ["entry", "words", "arabic"])
def test_every_page_asks_if_it_is_useful_before_the_help_and_needs_no_script(
    browser: webdriver.Chrome, address: str, kind: str
) -> None:
    browsing.open_without_scripts(browser, address + PAGES[kind])
    asked = browser.find_element(By.CSS_SELECTOR, "main + section.useful")
    assert [one.text for one in asked.find_elements(By.CSS_SELECTOR, ".answers a")] == [
        "Yes",
        "No",
        "Something is wrong",
    ]
    for one in asked.find_elements(By.CSS_SELECTOR, ".answers a"):
        assert PAGES[kind] in str(one.get_attribute("href"))
    assert "Do not send names, dates of birth" in asked.text
    assert "01632 960123" in asked.text
    assert "Town Hall" in asked.text
    assert box(browser, ".useful")["bottom"] <= box(browser, ".foot")["top"]


def test_easy_read_form_is_filled_by_keyboard_and_its_policy_lets_it_go(
    browser: webdriver.Chrome, address: str
) -> None:
    browser.get(address + PAGES["easy read comment"])
    browser.find_element(By.ID, "f-thing").send_keys("The club", Keys.TAB, Keys.SPACE, Keys.TAB, "It is fun")
    assert browser.find_element(By.CSS_SELECTOR, "input[value=good]").is_selected()
    assert browser.find_element(By.ID, "f-why").get_attribute("value") == "It is fun"
    form = browser.find_element(By.TAG_NAME, "form")
    assert str(form.get_attribute("action")).startswith("https://forms.example.org/comment")
    policy = browser.find_element(By.CSS_SELECTOR, "meta[http-equiv]").get_attribute("content")
    allowed = str(policy).partition("form-action")[2]
    assert "mailto:" in allowed
    assert "https://forms.example.org" in allowed


# Tables and paper


def test_caption_of_a_wide_table_stays_in_sight_on_a_narrow_screen(
    browser: webdriver.Chrome, address: str
) -> None:
    browsing.set_width(browser, 320)
    browser.get(address + PAGES["wide tables"])
    script = """
      return Array.from(document.querySelectorAll('.scroller'), (one) => {
        const words = one.querySelector('caption > span');
        const cut = () => {
          const [outer, inner] = [one.getBoundingClientRect(), words.getBoundingClientRect()];
          return inner.left < outer.left - 1 || inner.right > outer.right + 1;
        };
        const before = cut();
        one.scrollLeft = one.scrollWidth;
        return [one.scrollWidth > one.clientWidth, before, cut()];
      });
    """
    found: list[list[bool]] = browser.execute_script(script)
    assert any(is_wide for is_wide, _, _ in found)
    assert not [one for one in found if one[1] or one[2]]


def test_paper_has_the_address_the_day_and_a_phone_number_and_no_buttons(
    browser: webdriver.Chrome, address: str
) -> None:
    browser.get(address + PAGES["entry"])
    assert not browser.find_element(By.CSS_SELECTOR, ".printed").is_displayed()
    browsing.set_media(browser, printed=True)
    printed = browser.find_element(By.CSS_SELECTOR, ".printed")
    assert printed.is_displayed()
    assert "https://localoffer.example.org/support/riverside-short-breaks/index.html" in printed.text
    assert "1 November 2026" in printed.text
    assert "01632 960123" in browser.find_element(By.CSS_SELECTOR, ".help").text
    for hidden in (".answers", ".more-ways", ".formats", ".tools", ".crumbs"):
        assert not browser.find_element(By.CSS_SELECTOR, hidden).is_displayed(), hidden
    meanings = browser.find_element(By.CSS_SELECTOR, "dl.words")
    assert meanings.is_displayed()
    assert "Back" not in meanings.text
    shown = style(browser, "main dd a[href^=https]", "content", "::after")
    assert "href" in shown or "https://" in shown


def test_easy_read_form_can_be_filled_on_paper(browser: webdriver.Chrome, address: str) -> None:
    browser.get(address + PAGES["easy read comment"])
    browsing.set_media(browser, printed=True)
    assert all(one.size["height"] >= 60 for one in browser.find_elements(By.CSS_SELECTOR, ".ask textarea"))
    assert not browser.find_element(By.TAG_NAME, "button").is_displayed()
    assert "Town Hall" in browser.find_element(By.TAG_NAME, "main").text


def test_marks_stay_in_forced_colours(browser: webdriver.Chrome, address: str) -> None:
    browsing.set_media(browser, forced_colours=True)
    browser.get(address + PAGES["entry"])
    for selector in (".answers a", ".tag"):
        assert style(browser, selector, "border-top-style") == "solid"
        edge = style(browser, selector, "border-top-color")
        assert edge != style(browser, "body", "background-color")
    assert not browsing.faults(browsing.axe_results(browser))


@pytest.mark.parametrize("kind", ["entry", "setting", "easy read", "arabic", "easy read comment"])
def test_first_load_takes_at_most_60_kilobytes(
    browser: webdriver.Chrome, northmere: Path, address: str, kind: str
) -> None:
    browser.get(address + PAGES[kind])
    script = "return performance.getEntriesByType('resource').map((one) => one.name)"
    asked = {str(one).removeprefix(address) for one in browser.execute_script(script)}
    assert {"assets/material.css", "assets/local-offer.css"} <= asked
    files = [northmere / one for one in (PAGES[kind], *asked)]
    assert sum(len(gzip.compress(one.read_bytes(), mtime=0)) for one in files) <= 60_000
