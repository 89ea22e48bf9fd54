"""The front page of several local offers in a browser: which council is mine, and what that gives away."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Literal

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement

from site_builder.content.days import JudgedDay
from site_builder.content.document import dump_document
from site_builder.pages.build import build_site
from site_builder.project import open_project
from tests import browsing
from tests.browsing import wait_for

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
DAY = JudgedDay(date(2026, 11, 1), date(2026, 11, 1))
AUTHORITIES: tuple[dict[str, Any], ...] = (
    {
        "id": "northmere",
        "name": "Northmere",
        "official_name": "Northmere Council",
        "gss_code": "E06999901",
        "region": "North East",
        "demonstration": "invented",
        "postcode_sectors": {"ZZ1 1": [55.031, -1.442], "ZZ1 2": [55.044, -1.461]},
    },
    {
        "id": "thornhaven",
        "name": "Thornhaven",
        "gss_code": "E06999903",
        "region": "South West",
        "demonstration": "invented",
        "postcode_sectors": {"ZZ3 1": [50.5, -4.2], "SO1 9": [50.9, -1.4]},
    },
    {"id": "bristol", "name": "Bristol", "gss_code": "E06000023", "region": "South West"},
)
IN_WALES = "This postcode is in Wales. Local offers are for England. Ask your own council what help there is."


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two invented councils and a real one, which publish nothing yet."""
    root = tmp_path_factory.mktemp("browser-front")
    for authority in AUTHORITIES:
        home = root / "offer_content" / authority["id"]
        (home / "entries").mkdir(parents=True)
        (home / "authority.yaml").write_text(dump_document(authority), encoding="utf-8")
    built = build_site(open_project(root), authority=None, out=root / "site", day=DAY)
    assert built.site is not None, built.diagnostics
    return built.site


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    with browsing.serve(site) as found:
        yield found


def box(browser: webdriver.Chrome) -> WebElement:
    return browser.find_element(By.ID, "council-postcode")


def answer(browser: webdriver.Chrome) -> WebElement:
    return browser.find_element(By.ID, "council-answer")


def ask(browser: webdriver.Chrome, postcode: str) -> list[str]:
    """Type a postcode and press Enter: the lines of the answer."""
    browser.execute_script("arguments[0].replaceChildren()", answer(browser))
    box(browser).clear()
    box(browser).send_keys(postcode, Keys.ENTER)
    wait_for(browser, lambda: answer(browser).text)
    return answer(browser).text.splitlines()


def answer_links(browser: webdriver.Chrome) -> dict[str, str]:
    links = answer(browser).find_elements(By.TAG_NAME, "a")
    return {link.text: str(link.get_attribute("href")) for link in links}


def requested(browser: webdriver.Chrome) -> list[str]:
    """The addresses of everything that the page has loaded beside itself."""
    script = "return performance.getEntriesByType('resource').map((one) => one.name)"
    found: list[str] = browser.execute_script(script)
    return found


def look_up(browser: webdriver.Chrome, text: str) -> dict[str, Any]:
    script = "window.localOfferPostcode.find(arguments[0]).then(arguments[1])"
    found: dict[str, Any] = browser.execute_async_script(script, text)
    return found


# What a postcode is


@pytest.mark.parametrize(
    ("typed", "sector"),
    [
        ("BS1 4DJ", "BS1 4"),
        ("bs14dj", "BS1 4"),
        (" bs1-4dj ", "BS1 4"),
        ("bsi 4dj", "BS1 4"),
        ("BSl 4DJ", "BS1 4"),
        ("sw1a oaa", "SW1A 0"),
        ("S014 0AA", "SO14 0"),
        ("0X1 1AA", "OX1 1"),
        ("zz1 1ab", "ZZ1 1"),
    ],
)
def test_postcode_is_found_however_it_is_typed(
    browser: webdriver.Chrome, address: str, typed: str, sector: str
) -> None:
    browser.get(address)
    found = look_up(browser, typed)
    assert (found["found"], found.get("sector")) == (True, sector)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "empty"),
        ("  ", "empty"),
        ("BS1", "incomplete"),
        ("BS1 4", "incomplete"),
        ("bs1 4d", "incomplete"),
        ("EC1A", "incomplete"),
        ("BS", "malformed"),
        ("hello", "malformed"),
        ("London", "malformed"),
        ("90210", "malformed"),
        ("BS1 4DJ 7", "malformed"),
        ("BS1 0ZZ", "unknown"),
        ("ZZ9 9ZZ", "unknown"),
        ("QQ1 1QQ", "unknown"),
        ("CF10 1AA", "unknown"),
    ],
)
def test_what_is_no_known_postcode_is_told_apart(
    browser: webdriver.Chrome, address: str, typed: str, why: str
) -> None:
    browser.get(address)
    assert look_up(browser, typed) == {"found": False, "why": why, "typed": typed.strip()}


def test_reading_that_could_be_two_postcodes_is_not_guessed(browser: webdriver.Chrome, address: str) -> None:
    browser.get(address)
    # Both ends of "S01 9AA" could be meant; only SO1 9, which was invented, is there.
    assert look_up(browser, "S01 9AA")["sector"] == "SO1 9"
    browser.execute_script("window.localOfferPostcodes.S.sectors['S01 9'] = [1, 2, 0, 100]")
    assert look_up(browser, "S01 9AA")["sector"] == "S01 9"
    assert look_up(browser, "SO1 9AA")["sector"] == "SO1 9"
    assert look_up(browser, "S0I 9AA") == {"found": False, "why": "unknown", "typed": "S0I 9AA"}


def test_place_of_a_postcode_is_that_of_its_sector_with_the_share_of_each_authority(
    browser: webdriver.Chrome, address: str
) -> None:
    browser.get(address)
    found = look_up(browser, "ZZ1 2AA")
    assert (found["latitude"], found["longitude"]) == (55.044, -1.461)
    assert found["authorities"] == [{"code": "E06999901", "name": "Northmere Council", "percent": 100}]
    shared = look_up(browser, "BS15 1AA")["authorities"]
    assert [one["name"] for one in shared] == ["Bristol City Council", "South Gloucestershire Council"]
    assert sum(one["percent"] for one in shared) == 100


def test_distance_is_in_miles_as_the_crow_flies(browser: webdriver.Chrome, address: str) -> None:
    browser.get(address)
    # Charing Cross to Manchester's town hall is 163 miles; a degree of latitude is 69.
    script = "return window.localOfferPostcode.miles(arguments[0], arguments[1])"
    london, manchester = (
        {"latitude": 51.5074, "longitude": -0.1278},
        {"latitude": 53.4794, "longitude": -2.2453},
    )
    assert browser.execute_script(script, london, manchester) == pytest.approx(163, abs=0.5)
    north = {"latitude": 52.5074, "longitude": -0.1278}
    assert browser.execute_script(script, london, north) == pytest.approx(69.1, abs=0.1)
    assert browser.execute_script(script, london, london) == 0


def test_distance_is_said_in_round_words(browser: webdriver.Chrome, address: str) -> None:
    browser.get(address)
    said = browser.execute_script(
        "return arguments[0].map(window.localOfferPostcode.words)",
        [0, 0.49, 0.5, 0.74, 0.75, 1.4, 1.6, 12.2, 1234],
    )
    assert said == [
        "less than half a mile",
        "less than half a mile",
        "about half a mile",
        "about half a mile",
        "about 1 mile",
        "about 1 mile",
        "about 2 miles",
        "about 12 miles",
        "about 1,234 miles",
    ]


# Which council is mine


def test_postcode_of_a_real_council_leads_to_its_local_offer(browser: webdriver.Chrome, address: str) -> None:
    browser.get(address)
    assert ask(browser, "bs1 4dj") == [
        "Your council is Bristol City Council.",
        "Go to the local offer of Bristol City Council",
    ]
    assert answer_links(browser) == {
        "Go to the local offer of Bristol City Council": f"{address}bristol/index.html"
    }


def test_postcode_of_a_demonstration_says_that_it_is_one(browser: webdriver.Chrome, address: str) -> None:
    browser.get(address)
    assert ask(browser, "ZZ1 1AB") == [
        "Your council is Northmere Council.",
        "This is a demonstration. Northmere Council is not a real council.",
        "Go to the local offer of Northmere Council",
    ]
    browser.find_element(By.LINK_TEXT, "Go to the local offer of Northmere Council").click()
    wait_for(browser, lambda: browser.find_element(By.TAG_NAME, "h1").text == "Find help in Northmere")


def test_postcode_of_a_council_that_is_not_here_names_it_with_what_to_do(
    browser: webdriver.Chrome, address: str
) -> None:
    browser.get(address)
    assert ask(browser, "LS1 1UR") == [
        "Your council is Leeds City Council.",
        "The local offer of Leeds City Council is not on this website.",
        "Every council in England must publish a local offer. To find it, search the web for the name of the "
        "council and “local offer”, or ask the council.",
        "Find the website of a council, on GOV.UK",
    ]
    assert list(answer_links(browser).values()) == ["https://www.gov.uk/find-local-council"]


def test_sector_that_a_border_runs_through_names_every_council_and_asks(
    browser: webdriver.Chrome, address: str
) -> None:
    browser.get(address)
    lines = ask(browser, "BS15 1AA")
    assert lines[0] == "Postcodes that start with BS15 1 are in more than one area. Which is your council?"
    text = " ".join(lines)
    assert "Bristol City Council most of these postcodes" in text
    assert (
        "South Gloucestershire Council some of these postcodes Its local offer is not on this website."
        in text
    )
    assert "Not sure? Any of these councils can tell you." in lines
    assert f"{address}bristol/index.html" in answer_links(browser).values()


@pytest.mark.parametrize(
    ("postcode", "first", "last"),
    [
        (
            "SY10 9AA",
            "If you live in England, your council is Shropshire Council.",
            "Some postcodes that start with SY10 9 are in Wales. Local offers are for England. If you live "
            "in Wales, ask your own council what help there is.",
        ),
        (
            "TD15 1AA",
            "If you live in England, your council is Northumberland County Council.",
            "Some postcodes that start with TD15 1 are in Scotland. Local offers are for England. If you "
            "live in Scotland, ask your own council what help there is.",
        ),
        (
            "LD1 5AA",
            IN_WALES,
            IN_WALES,
        ),
    ],
)
def test_postcode_across_the_border_is_told_that_local_offers_are_for_england(
    browser: webdriver.Chrome, address: str, postcode: str, first: str, last: str
) -> None:
    browser.get(address)
    lines = ask(browser, postcode)
    assert (lines[0], lines[-1]) == (first, last)


def test_fault_in_a_postcode_is_said_and_belongs_to_the_box(browser: webdriver.Chrome, address: str) -> None:
    browser.get(address)
    assert ask(browser, "bs1") == [
        "“bs1” is only the first part of a postcode. We need all of it, such as LS1 1UR."
    ]
    assert box(browser).get_attribute("aria-invalid") == "true"
    assert str(box(browser).get_attribute("aria-describedby")).split()[0] == "council-answer"
    assert ask(browser, "") == ["Type your postcode first."]
    assert ask(browser, "<b>x") == ["“<b>x” is not a postcode. A postcode looks like LS1 1UR."]
    ask(browser, "BS1 4DJ")
    assert box(browser).get_attribute("aria-invalid") == "false"
    assert box(browser).get_attribute("aria-describedby") == "council-hint"


def test_postcode_file_that_cannot_be_had_is_asked_for_again(
    browser: webdriver.Chrome, site: Path, address: str
) -> None:
    file = site / "assets" / "postcodes" / "YO.js"
    away = file.with_suffix(".away")
    browser.get(address)
    file.rename(away)
    try:
        assert ask(browser, "YO1 9QL") == ["We could not look up your postcode just now. Please try again."]
        assert box(browser).get_attribute("aria-invalid") == "false"
    finally:
        away.rename(file)
    assert ask(browser, "YO1 9QL")[0] == "Your council is City of York Council."


# What it gives away


def test_only_the_file_of_a_postcodes_first_letters_is_asked_for(
    browser: webdriver.Chrome, address: str
) -> None:
    browser.get(address)
    at_first = requested(browser)
    assert not [one for one in at_first if "/postcodes/" in one]
    ask(browser, "BS1 4DJ")
    ask(browser, "BS4 4AA")
    assert requested(browser)[len(at_first) :] == [f"{address}assets/postcodes/BS.js"]
    assert browser.current_url == address
    assert all(one.startswith(address) for one in requested(browser))
    stored = "return [localStorage.length, sessionStorage.length, document.cookie]"
    assert browser.execute_script(stored) == [0, 0, ""]
    assert browsing.console_messages(browser) == []


def test_letters_that_no_postcode_begins_with_are_not_asked_for(
    browser: webdriver.Chrome, address: str
) -> None:
    browser.get(address)
    ask(browser, "QQ1 1QQ")
    assert not [one for one in requested(browser) if "/postcodes/" in one]


def test_council_is_found_from_a_folder(browser: webdriver.Chrome, site: Path) -> None:
    browser.get((site / "index.html").as_uri())
    assert ask(browser, "zz3 1aa")[0] == "Your council is Thornhaven."
    browser.find_element(By.LINK_TEXT, "Go to the local offer of Thornhaven").click()
    wait_for(browser, lambda: browser.current_url.endswith("thornhaven/index.html"))
    assert browsing.console_messages(browser) == []


# For everyone


def test_council_is_found_with_the_keyboard_and_the_answer_is_announced(
    browser: webdriver.Chrome, address: str
) -> None:
    browser.get(address)
    for _ in range(10):
        browser.switch_to.active_element.send_keys(Keys.TAB)
        if browser.switch_to.active_element == box(browser):
            break
    assert answer(browser).get_attribute("role") == "status"
    box(browser).send_keys("ZZ1 1AB", Keys.ENTER)
    wait_for(browser, lambda: answer(browser).text)
    # The focus stays, so that what is announced is not cut short; the way on is two stops away.
    assert browser.switch_to.active_element == box(browser)
    box(browser).send_keys(Keys.TAB)
    assert browser.switch_to.active_element.text == "Find my council"
    browser.switch_to.active_element.send_keys(Keys.TAB)
    assert browser.switch_to.active_element.text == "Go to the local offer of Northmere Council"


def test_box_says_what_it_is_for_and_can_be_filled_in_by_the_browser(
    browser: webdriver.Chrome, address: str
) -> None:
    browser.get(address)
    assert box(browser).accessible_name == "Your postcode"
    assert box(browser).get_attribute("autocomplete") == "postal-code"
    # Without a name it is part of no address, whatever sends the form.
    assert not box(browser).get_attribute("name")


def test_without_scripts_there_is_the_list_and_no_box_that_does_nothing(
    browser: webdriver.Chrome, address: str
) -> None:
    browsing.open_without_scripts(browser, address)
    assert not box(browser).is_displayed()
    browser.find_element(By.LINK_TEXT, "Choose your council from the list").click()
    assert browser.current_url.endswith("#councils")
    assert browsing.faults(browsing.axe_results(browser)) == []
    browser.find_element(By.PARTIAL_LINK_TEXT, "Thornhaven").click()
    wait_for(browser, lambda: browser.current_url.endswith("thornhaven/index.html"))


@pytest.mark.parametrize("postcode", ["", "ZZ1 1AB", "BS15 1AA", "SY10 9AA", "bs1"])
def test_axe_finds_no_fault_whatever_the_answer(
    browser: webdriver.Chrome, address: str, postcode: str
) -> None:
    for width in (320, 1280):
        for scheme in SCHEMES:
            browsing.set_width(browser, width)
            browsing.set_media(browser, scheme=scheme)
            browser.get(address)
            if postcode:
                ask(browser, postcode)
            assert browsing.faults(browsing.axe_results(browser)) == [], (width, scheme)
            assert browser.execute_script("return document.documentElement.scrollWidth") <= width


def test_links_of_an_answer_are_large_enough_to_hit(browser: webdriver.Chrome, address: str) -> None:
    browser.get(address)
    for postcode in ("ZZ1 1AB", "BS15 1AA"):
        ask(browser, postcode)
        for link in answer(browser).find_elements(By.TAG_NAME, "a"):
            assert link.size["height"] >= 44, link.text


def test_search_over_all_local_offers_asks_the_front_pages_own_search(
    browser: webdriver.Chrome, address: str
) -> None:
    browser.get(address)
    form = browser.find_element(By.CSS_SELECTOR, "form[role=search]")
    assert form.get_attribute("action") == f"{address}find/index.html"
    assert form.get_attribute("method") == "get"
    assert form.find_element(By.NAME, "q").accessible_name == "What are you looking for?"
