"""My list, as a reader uses it: keep, order, take off, share, print and clear, also by keyboard."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

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
from tests.test_browser_pages import SCHEMES, focus_is_seen, stops
from tests.test_pages import ABSENT, BARE, FULL, GUIDE, NORTHMERE, SCHOOL

Browser = webdriver.Chrome
DAY = JudgedDay(date(2026, 11, 1), date(2026, 11, 1))

HOSTILE = "<img src=x onerror=alert(1)> & 'more' </script>"
KEY = "local-offer-list"
LIST = "northmere/my-list/index.html"
ENTRY = "northmere/support/riverside/index.html"
RIVERSIDE, SCHOOL_ID, GUIDE_ID, ABSENT_ID, HOSTILE_ID, FAMILY_LINK = (
    "northmere/riverside",
    "northmere/harbour-school",
    "northmere/ask-for-an-assessment",
    "northmere/no-overnight",
    "northmere/hostile",
    "harrowdale/family-link",
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two councils built together, one with an entry of every kind."""
    root = tmp_path_factory.mktemp("my-list")
    hostile = BARE | {"id": "hostile", "title": HOSTILE, "summary": HOSTILE}
    write_offer(root, NORTHMERE, [FULL | {"media": [], "easy_read": {}}, SCHOOL, GUIDE, ABSENT, hostile])
    harrowdale = {
        "id": "harrowdale",
        "name": "Harrowdale",
        "gss_code": "E06999902",
        "demonstration": "invented",
    }
    write_offer(root, harrowdale, [BARE | {"id": "family-link", "title": "Family link"}])
    media = root / "offer_content" / "northmere" / "media"
    media.mkdir()
    (media / "welcome-book.pdf").write_text("a book", encoding="utf-8")
    built = build_site(open_project(root), authority=None, out=root / "site", day=DAY)
    assert built.site is not None, built.diagnostics
    return built.site


def write_offer(root: Path, authority: dict[str, Any], entries: list[dict[str, Any]]) -> None:
    home = root / "offer_content" / str(authority["id"])
    (home / "entries").mkdir(parents=True)
    (home / "authority.yaml").write_text(dump_document(authority), encoding="utf-8")
    for facts in entries:
        path = home / "entries" / f"{facts['id']}.yaml"
        path.write_text(dump_document(facts), encoding="utf-8")


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    with browsing.serve(site) as found:
        yield found


# Small steps


def stored(browser: Browser) -> list[list[str]] | None:
    text = browser.execute_script("return localStorage.getItem(arguments[0])", KEY)
    return json.loads(text) if text else None


def stored_ids(browser: Browser) -> list[str]:
    return [one for one, _ in stored(browser) or []]


def storage_size(browser: Browser) -> int:
    return int(browser.execute_script("return localStorage.length + sessionStorage.length"))


def keep_all(browser: Browser, address: str, *ids: str) -> None:
    """Have a list on the device, and look at it."""
    browser.get(address + "404.html")
    entries = json.dumps([[one, f"Title of {one}"] for one in ids])
    browser.execute_script("localStorage.setItem(arguments[0], arguments[1])", KEY, entries)
    look(browser, address + LIST)


def look(browser: Browser, page: str) -> None:
    """Open My list, and wait until its cards are there."""
    browser.get("about:blank")
    browser.get(page)
    wait_for(browser, lambda: is_ready(browser))


def is_ready(browser: Browser) -> bool:
    return bool(browser.execute_script("return document.getElementById('my-list-loading').hidden"))


def titles(browser: Browser) -> list[str]:
    return [one.text for one in browser.find_elements(By.CSS_SELECTOR, ".my-list-item h2")]


def status(browser: Browser) -> str:
    """What is said to those who cannot see the page."""
    return str(browser.execute_script("return document.getElementById('my-list-status').textContent"))


def press(browser: Browser, name: str) -> None:
    """Press the button or link with this name, by keyboard."""
    one = named(browser, name)
    browser.execute_script("arguments[0].focus()", one)
    one.send_keys(Keys.ENTER)


def named(browser: Browser, name: str) -> WebElement:
    """The one link or button in the main part that can be seen and has this name."""
    script = """
      const words = (one) => one.textContent.trim().split(/\\s+/).join(' ');
      return Array.from(document.querySelectorAll('main :is(a, button)')).filter(
        (one) => one.checkVisibility() && words(one) === arguments[0]);
    """
    found: list[WebElement] = browser.execute_script(script, " ".join(name.split()))
    assert [one.accessible_name for one in found] == [name]
    return found[0]


def focused(browser: Browser) -> str:
    return browser.switch_to.active_element.accessible_name


def item_text(browser: Browser, number: int) -> str:
    return browser.find_elements(By.CSS_SELECTOR, ".my-list-item")[number].text


# Keeping a page


def test_looking_stores_nothing(browser: Browser, address: str) -> None:
    for page in (ENTRY, LIST, f"{LIST}#list={RIVERSIDE}", "northmere/find/index.html"):
        browser.get("about:blank")
        browser.get(address + page)
        assert storage_size(browser) == 0
    assert browser.get_cookies() == []


def test_button_keeps_the_page_says_so_and_takes_it_off_again(browser: Browser, address: str) -> None:
    browser.get(address + ENTRY)
    assert browser.find_elements(By.CSS_SELECTOR, ".my-list-link") == []
    press(browser, "Keep this page")
    assert stored(browser) == [[RIVERSIDE, "Riverside short breaks"]]
    assert focused(browser) == "Take off my list"
    said = browser.find_element(By.CSS_SELECTOR, ".keep [role=status]")
    assert said.text == "Kept on this device only. Your list has one thing. See my list"
    header = browser.find_element(By.CSS_SELECTOR, "header .my-list-link")
    assert header.text == "My list (1)"
    press(browser, "Take off my list")
    assert storage_size(browser) == 0
    assert said.text == "Taken off. Your list has 0 things."
    assert browser.find_elements(By.CSS_SELECTOR, ".my-list-link") == []
    assert focused(browser) == "Keep this page"


def test_list_beside_the_front_page_holds_what_all_councils_offer(browser: Browser, address: str) -> None:
    browser.get(address + "find/index.html")
    wait_for(browser, lambda: browser.find_elements(By.CSS_SELECTOR, ".keep button"))
    press(browser, "Keep Riverside short breaks")
    press(browser, "Keep Family link")
    assert stored_ids(browser) == [RIVERSIDE, FAMILY_LINK]
    browser.get(address + "index.html")
    browser.find_element(By.CSS_SELECTOR, "header .my-list-link").click()
    wait_for(browser, lambda: "my-list" in browser.current_url and is_ready(browser))
    assert browser.current_url == address + "my-list/index.html"
    assert titles(browser) == ["Riverside short breaks", "Family link"]
    assert "Northmere" in item_text(browser, 0)
    assert "Harrowdale" in item_text(browser, 1)
    browser.find_element(By.LINK_TEXT, "Family link").click()
    wait_for(browser, lambda: "/harrowdale/support/family-link/" in browser.current_url)
    browser.get(address + LIST)
    wait_for(browser, lambda: is_ready(browser))
    assert titles(browser) == ["Riverside short breaks", "Family link"], "it is one list"


def test_page_that_is_kept_is_said_to_be_when_the_reader_comes_again(browser: Browser, address: str) -> None:
    keep_all(browser, address, RIVERSIDE, SCHOOL_ID)
    browser.get(address + ENTRY)
    assert named(browser, "Take off my list").is_enabled()
    assert browser.find_element(By.CSS_SELECTOR, "header .my-list-link").text == "My list (2)"
    browser.find_element(By.CSS_SELECTOR, "header .my-list-link").click()
    wait_for(browser, lambda: is_ready(browser))
    assert titles(browser) == ["Riverside short breaks", "Harbour School"]


def test_button_for_a_search_result_names_what_it_keeps(browser: Browser, address: str) -> None:
    browser.get(address + "northmere/find/index.html")
    browser.execute_script(
        "document.querySelector('main').prepend(localOfferKeep.buttonFor('riverside', 'Riverside <b>'))"
    )
    press(browser, "Keep Riverside <b>")
    assert stored(browser) == [[RIVERSIDE, "Riverside <b>"]]
    assert focused(browser) == "Take off my list Riverside <b>"


def test_list_of_another_program_or_a_broken_one_does_no_harm(browser: Browser, address: str) -> None:
    for text in ("{", '"a"', '{"a":1}', "[1,[2]]", '[["../../x","X"],["a/b/c","X"]]', "null"):
        browser.get(address + "404.html")
        browser.execute_script("localStorage.setItem(arguments[0], arguments[1])", KEY, text)
        look(browser, address + LIST)
        assert titles(browser) == [], text
        assert "There is nothing on your list." in browser.find_element(By.TAG_NAME, "main").text


# The list


def test_list_shows_what_each_page_says_in_short(browser: Browser, address: str) -> None:
    keep_all(browser, address, RIVERSIDE, HOSTILE_ID)
    text = item_text(browser, 0)
    for said in (
        "A place to stay for a night.",
        "Council\nNorthmere",
        "Phone\n01632 960124",
        "Where\nRiverside House\n12 Ferry Lane\nNorthmere\nZZ1 2AB",
        "How to start\nAsk your social worker",
        "Last checked\n1 October 2026",
    ):
        assert said in text
    phone = browser.find_element(By.CSS_SELECTOR, ".my-list-item .phone")
    assert phone.get_attribute("href") == "tel:01632960124"
    assert item_text(browser, 1).count("We have not been told") == 4


def test_list_holds_pages_of_several_councils_and_every_kind(browser: Browser, address: str) -> None:
    keep_all(browser, address, FAMILY_LINK, GUIDE_ID, ABSENT_ID)
    assert titles(browser) == [
        "Family link",
        "Ask for an assessment",
        "Overnight breaks for children under 8\nNot available here",
    ]
    assert "Council\nHarrowdale" in item_text(browser, 0)
    browser.find_element(By.LINK_TEXT, "Family link").click()
    wait_for(browser, lambda: browser.current_url.endswith("harrowdale/support/family-link/index.html"))
    assert named(browser, "Take off my list").is_enabled()


def test_text_that_others_wrote_stays_text(browser: Browser, address: str) -> None:
    keep_all(browser, address, HOSTILE_ID)
    assert titles(browser) == [HOSTILE]
    assert browser.find_elements(By.CSS_SELECTOR, "#my-list img") == []
    press(browser, f"Take off {HOSTILE}")
    assert browser.find_elements(By.CSS_SELECTOR, "#my-list img") == []


def test_moving_keeps_the_focus_on_the_button_and_says_the_new_place(browser: Browser, address: str) -> None:
    keep_all(browser, address, RIVERSIDE, SCHOOL_ID, GUIDE_ID)
    press(browser, "Move down Riverside short breaks")
    assert stored_ids(browser) == [SCHOOL_ID, RIVERSIDE, GUIDE_ID]
    assert titles(browser)[:2] == ["Harbour School", "Riverside short breaks"]
    assert focused(browser) == "Move down Riverside short breaks"
    assert status(browser) == "Riverside short breaks is now number 2 of 3."
    browser.switch_to.active_element.send_keys(Keys.ENTER)
    assert stored_ids(browser) == [SCHOOL_ID, GUIDE_ID, RIVERSIDE]
    assert focused(browser) == "Move down Riverside short breaks"
    assert browser.switch_to.active_element.get_attribute("aria-disabled") == "true"
    browser.switch_to.active_element.send_keys(Keys.ENTER)
    assert status(browser) == "Riverside short breaks is last already."
    press(browser, "Move up Harbour School")
    assert status(browser) == "Harbour School is first already."
    assert stored_ids(browser) == [SCHOOL_ID, GUIDE_ID, RIVERSIDE]
    press(browser, "Move up Riverside short breaks")
    assert titles(browser) == ["Harbour School", "Riverside short breaks", "Ask for an assessment"]
    look(browser, address + LIST)
    assert titles(browser) == ["Harbour School", "Riverside short breaks", "Ask for an assessment"]


def test_what_is_taken_off_can_be_put_back_where_it_was(browser: Browser, address: str) -> None:
    keep_all(browser, address, RIVERSIDE, SCHOOL_ID, GUIDE_ID)
    press(browser, "Take off Harbour School")
    assert stored_ids(browser) == [RIVERSIDE, GUIDE_ID]
    assert status(browser) == "Harbour School is off your list."
    assert focused(browser) == "Put it back"
    assert browser.find_element(By.CSS_SELECTOR, "header .my-list-link").text == "My list (2)"
    browser.switch_to.active_element.send_keys(Keys.ENTER)
    assert stored_ids(browser) == [RIVERSIDE, SCHOOL_ID, GUIDE_ID]
    assert titles(browser) == ["Riverside short breaks", "Harbour School", "Ask for an assessment"]
    assert focused(browser) == "Harbour School"
    assert status(browser) == "Harbour School is back on your list."


def test_only_what_was_taken_off_last_is_offered_back(browser: Browser, address: str) -> None:
    keep_all(browser, address, RIVERSIDE, SCHOOL_ID)
    press(browser, "Take off Riverside short breaks")
    press(browser, "Take off Harbour School")
    assert storage_size(browser) == 0
    press(browser, "Put it back")
    assert stored_ids(browser) == [SCHOOL_ID]


def test_one_button_clears_everything_and_another_brings_it_back(browser: Browser, address: str) -> None:
    keep_all(browser, address, RIVERSIDE, SCHOOL_ID)
    press(browser, "Clear my list")
    assert storage_size(browser) == 0
    assert titles(browser) == []
    assert focused(browser) == "Put everything back"
    assert status(browser) == "Your list is empty now."
    browser.switch_to.active_element.send_keys(Keys.ENTER)
    assert stored_ids(browser) == [RIVERSIDE, SCHOOL_ID]
    assert titles(browser) == ["Riverside short breaks", "Harbour School"]
    assert focused(browser) == "My list"


def test_page_that_is_gone_is_said_to_be_by_its_name(browser: Browser, address: str) -> None:
    keep_all(browser, address, RIVERSIDE, "northmere/swimming")
    notice = browser.find_element(By.ID, "my-list-gone")
    assert notice.text.startswith("One thing on your list is no longer on this site.")
    assert titles(browser)[1] == "Title of northmere/swimming"
    assert "This is no longer on this site." in item_text(browser, 1)
    assert stored_ids(browser) == [RIVERSIDE, "northmere/swimming"]
    press(browser, "Take off what is gone")
    assert stored_ids(browser) == [RIVERSIDE]
    assert not notice.is_displayed()
    assert focused(browser) == "My list"
    keep_all(browser, address, "northmere/one", "northmere/two")
    assert "2 things on your list are no longer on this site." in notice_text(browser)


def notice_text(browser: Browser) -> str:
    return browser.find_element(By.ID, "my-list-gone").text


def test_page_of_a_council_that_is_not_here_is_not_said_to_be_gone(browser: Browser, address: str) -> None:
    keep_all(browser, address, "elsewhere/club", "constructor/club")
    assert not browser.find_element(By.ID, "my-list-gone").is_displayed()
    assert titles(browser) == ["Title of elsewhere/club", "Title of constructor/club"]
    assert "This belongs to another site" in item_text(browser, 0)


def test_nothing_is_said_to_be_gone_while_the_reader_is_offline(browser: Browser, address: str) -> None:
    keep_all(browser, address, RIVERSIDE)
    offline(browser, True)
    try:
        browser.execute_script("location.hash = arguments[0]", f"list={SCHOOL_ID}")
        wait_for(browser, lambda: browser.find_element(By.ID, "my-list-unreached").is_displayed())
        assert not browser.find_element(By.ID, "my-list-gone").is_displayed()
        assert titles(browser) == ["Something that did not load"]
    finally:
        offline(browser, False)
    press(browser, "Try again")
    wait_for(browser, lambda: titles(browser) == ["Harbour School"])
    assert not browser.find_element(By.ID, "my-list-unreached").is_displayed()


def offline(browser: Browser, is_offline: bool) -> None:
    browser.execute_cdp_cmd("Network.enable", {})
    browser.execute_cdp_cmd(
        "Network.emulateNetworkConditions",
        {"offline": is_offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1},
    )


def test_change_in_another_tab_is_shown(browser: Browser, address: str) -> None:
    keep_all(browser, address, RIVERSIDE)
    first = browser.current_window_handle
    browser.switch_to.new_window("tab")
    try:
        browser.get(address + "northmere/support/harbour-school/index.html")
        press(browser, "Keep this page")
    finally:
        browser.close()
        browser.switch_to.window(first)
    wait_for(browser, lambda: titles(browser) == ["Riverside short breaks", "Harbour School"])


# Sharing


def test_shared_list_is_shown_and_stored_only_when_the_reader_presses_keep(
    browser: Browser, address: str
) -> None:
    look(browser, f"{address}{LIST}#list={SCHOOL_ID},{RIVERSIDE}")
    assert browser.find_element(By.TAG_NAME, "h1").text == "A list that somebody sent you"
    assert titles(browser) == ["Harbour School", "Riverside short breaks"]
    assert browser.find_elements(By.CSS_SELECTOR, ".my-list-buttons") == []
    assert not browser.find_element(By.ID, "my-list-clear").is_displayed()
    assert storage_size(browser) == 0
    press(browser, "Keep these 2 things on my list")
    wait_for(browser, lambda: status(browser) == "Kept. Your list has 2 things.")
    assert stored(browser) == [[SCHOOL_ID, "Harbour School"], [RIVERSIDE, "Riverside short breaks"]]
    assert browser.current_url == address + LIST
    assert focused(browser) == "My list"


def test_shared_list_is_added_to_the_readers_own_and_takes_nothing_from_it(
    browser: Browser, address: str
) -> None:
    keep_all(browser, address, GUIDE_ID, RIVERSIDE)
    look(browser, f"{address}{LIST}#list={SCHOOL_ID},{RIVERSIDE}")
    assert stored_ids(browser) == [GUIDE_ID, RIVERSIDE]
    press(browser, "Keep these 2 things on my list")
    wait_for(browser, lambda: status(browser) == "Kept. Your list has 3 things.")
    assert stored_ids(browser) == [GUIDE_ID, RIVERSIDE, SCHOOL_ID]


def test_reader_can_leave_a_shared_list_for_their_own(browser: Browser, address: str) -> None:
    keep_all(browser, address, GUIDE_ID)
    look(browser, f"{address}{LIST}#list={SCHOOL_ID}")
    press(browser, "Go to my own list")
    wait_for(browser, lambda: titles(browser) == ["Ask for an assessment"])
    assert focused(browser) == "My list"
    assert browser.current_url == address + LIST


def test_link_holds_the_list_and_works_when_it_is_opened(browser: Browser, address: str) -> None:
    keep_all(browser, address, SCHOOL_ID, FAMILY_LINK)
    field = browser.find_element(By.ID, "my-list-link-text")
    link = field.get_attribute("value")
    assert link == f"{address}{LIST}#list={SCHOOL_ID},{FAMILY_LINK}"
    assert field.accessible_name == "Link to this list"
    mail = browser.find_element(By.ID, "my-list-mail").get_attribute("href")
    assert mail is not None
    assert mail.startswith("mailto:?subject=Pages%20from%20the%20Northmere%20local%20offer&body=Here%20is")
    assert "%23list%3Dnorthmere%2Fharbour-school%2Charrowdale%2Ffamily-link" in mail
    look(browser, str(link))
    assert browser.find_element(By.TAG_NAME, "h1").text == "My list"  # it is the reader's own
    browser.execute_script("localStorage.clear()")
    look(browser, str(link).replace("/harbour", "%2Fharbour").replace(",", "%2C"))
    assert titles(browser) == ["Harbour School", "Family link"]


def test_link_is_copied_or_marked_to_copy_by_hand(browser: Browser, address: str) -> None:
    keep_all(browser, address, RIVERSIDE)
    browser.execute_script(
        "Object.defineProperty(navigator, 'clipboard', {configurable: true, value:"
        " {writeText: async (text) => { window.copied = text }}})"
    )
    press(browser, "Copy the link")
    wait_for(browser, lambda: browser.find_element(By.ID, "my-list-copied").text == "The link is copied.")
    assert browser.execute_script("return window.copied") == f"{address}{LIST}#list={RIVERSIDE}"
    browser.execute_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    press(browser, "Copy the link")
    said = browser.find_element(By.ID, "my-list-copied")
    wait_for(browser, lambda: said.text.startswith("Your browser did not let us copy it."))
    marked = (
        "const one = document.activeElement; return one.value.slice(one.selectionStart, one.selectionEnd)"
    )
    assert browser.execute_script(marked) == f"{address}{LIST}#list={RIVERSIDE}"


@pytest.mark.parametrize(
    "after", ["%", "<img src=x onerror=alert(1)>", ",,,", "northmere/../../x", "NORTHMERE/X", "northmere"]
)
def test_address_that_makes_no_sense_is_an_empty_list(browser: Browser, address: str, after: str) -> None:
    look(browser, f"{address}{LIST}#list={after}")
    assert titles(browser) == []
    assert browser.find_element(By.ID, "my-list-empty").is_displayed()


def test_very_long_address_is_cut(browser: Browser, address: str) -> None:
    ids = ",".join(f"elsewhere/club-{number}" for number in range(300))
    look(browser, f"{address}{LIST}#list={ids}")
    assert len(titles(browser)) == 200


def test_skip_link_does_not_lose_the_list_in_the_address(browser: Browser, address: str) -> None:
    look(browser, f"{address}{LIST}#list={RIVERSIDE}")
    browser.find_element(By.CSS_SELECTOR, ".skip").send_keys(Keys.ENTER)
    wait_for(browser, lambda: browser.current_url.endswith(f"#list={RIVERSIDE}"))
    assert titles(browser) == ["Riverside short breaks"]
    assert browser.switch_to.active_element.get_attribute("id") == "main"


def test_schools_on_the_list_can_be_put_side_by_side(browser: Browser, address: str) -> None:
    keep_all(browser, address, RIVERSIDE, SCHOOL_ID)
    link = named(browser, "Put the school or college on this list beside others")
    assert link.get_attribute("href") == f"{address}northmere/compare/index.html#compare={SCHOOL_ID}"
    keep_all(browser, address, RIVERSIDE)
    assert not browser.find_element(By.ID, "my-list-compare").is_displayed()


# Where the browser keeps nothing


@pytest.fixture
def refusing(browser: Browser) -> Iterator[Browser]:
    """A browser that lets no page keep anything, as one does whose reader has forbidden it."""
    refusal = "{get() { throw new DOMException('no', 'SecurityError') }}"
    script = f"Object.defineProperty(window, 'localStorage', {refusal});"
    added = browser.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": script})
    yield browser
    browser.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", added)


def test_list_lives_in_the_address_where_the_browser_keeps_nothing(refusing: Browser, address: str) -> None:
    browser = refusing
    browser.get(address + ENTRY)
    press(browser, "Keep this page")
    said = browser.find_element(By.CSS_SELECTOR, ".keep [role=status]").text
    assert said.startswith("This browser does not let us keep a list.")
    press(browser, "Open a list with this page on it")
    wait_for(browser, lambda: browser.current_url == f"{address}{LIST}#list={RIVERSIDE}")
    wait_for(browser, lambda: is_ready(browser))
    assert browser.find_element(By.TAG_NAME, "h1").text == "My list"
    assert "save this page as a bookmark" in browser.find_element(By.ID, "my-list-refused").text
    # From here the list goes with the reader to the next page and back.
    look(browser, f"{address}{LIST}#list={RIVERSIDE},{SCHOOL_ID}")
    browser.find_element(By.LINK_TEXT, "Harbour School").click()
    wait_for(browser, lambda: "harbour-school" in browser.current_url.partition("#")[0])
    assert browser.find_element(By.CSS_SELECTOR, "header .my-list-link").text == "My list (2)"
    browser.find_element(By.CSS_SELECTOR, "header .my-list-link").click()
    wait_for(browser, lambda: browser.current_url.endswith(f"{LIST}#list={RIVERSIDE},{SCHOOL_ID}"))
    wait_for(browser, lambda: is_ready(browser))
    press(browser, "Move up Harbour School")
    assert browser.current_url.endswith(f"#list={SCHOOL_ID},{RIVERSIDE}")
    press(browser, "Take off Riverside short breaks")
    assert browser.current_url.endswith(f"#list={SCHOOL_ID}")
    press(browser, "Put it back")
    assert browser.current_url.endswith(f"#list={SCHOOL_ID},{RIVERSIDE}")
    press(browser, "Clear my list")
    assert browser.current_url == address + LIST


def test_list_goes_into_the_address_when_there_is_no_room_to_keep_it(browser: Browser, address: str) -> None:
    look(browser, f"{address}{LIST}#list={RIVERSIDE}")
    browser.execute_script("Storage.prototype.setItem = () => { throw new DOMException('full') }")
    press(browser, "Keep this thing on my list")
    wait_for(browser, lambda: browser.find_element(By.ID, "my-list-refused").is_displayed())
    assert browser.current_url == f"{address}{LIST}#list={RIVERSIDE}"
    assert storage_size(browser) == 0


def test_everything_works_from_a_folder(browser: Browser, site: Path) -> None:
    browser.get((site / ENTRY).as_uri())
    press(browser, "Keep this page")
    browser.get((site / "northmere/support/harbour-school/index.html").as_uri())
    press(browser, "Keep this page")
    try:
        look(browser, (site / LIST).as_uri())
        assert titles(browser) == ["Riverside short breaks", "Harbour School"]
        assert "works on this device only" in browser.find_element(By.ID, "my-list-folder").text
        press(browser, "Move up Harbour School")
        look(browser, (site / LIST).as_uri())
        assert titles(browser) == ["Harbour School", "Riverside short breaks"]
        look(browser, f"{(site / LIST).as_uri()}#list={FAMILY_LINK},northmere/swimming")
        assert titles(browser) == ["Family link", "Something that is gone"]
        assert browser.find_element(By.ID, "my-list-gone").is_displayed()
        press(browser, "Keep these 2 things on my list")
        wait_for(browser, lambda: len(stored_ids(browser)) == 4)
        press(browser, "Clear my list")
        assert storage_size(browser) == 0
    finally:
        browser.execute_script("localStorage.clear()")


def test_page_says_without_scripts_how_to_keep_pages_by_hand(browser: Browser, address: str) -> None:
    browsing.open_without_scripts(browser, address + LIST)
    main = browser.find_element(By.TAG_NAME, "main")
    assert "Save a page as a bookmark." in main.text
    assert not browser.find_element(By.ID, "my-list").is_displayed()
    assert not browsing.faults(browsing.axe_results(browser))
    browsing.open_without_scripts(browser, address + ENTRY)
    assert "Keep this page" not in browser.find_element(By.TAG_NAME, "main").text


# No barriers


@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_no_fault_in_a_filled_list(browser: Browser, address: str, width: int) -> None:
    browsing.set_width(browser, width)
    for scheme in SCHEMES:
        browsing.set_media(browser, scheme=scheme)
        keep_all(browser, address, RIVERSIDE, SCHOOL_ID, ABSENT_ID, HOSTILE_ID, "northmere/swimming")
        press(browser, "Take off Harbour School")
        found = browsing.faults(browsing.axe_results(browser))
        assert not found, (scheme, found)
        look(browser, f"{address}{LIST}#list={RIVERSIDE},{FAMILY_LINK}")
        found = browsing.faults(browsing.axe_results(browser))
        assert not found, (scheme, found)
    browser.get(address + ENTRY)
    press(browser, "Take off my list")
    found = browsing.faults(browsing.axe_results(browser))
    assert not found, found
    overflow = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert browser.execute_script(overflow) == 0
    look(browser, address + LIST)
    assert browser.execute_script(overflow) == 0


def test_axe_finds_no_fault_in_an_empty_list_and_in_forced_colours(browser: Browser, address: str) -> None:
    look(browser, address + LIST)
    assert not browsing.faults(browsing.axe_results(browser))
    browsing.set_media(browser, forced_colours=True)
    keep_all(browser, address, RIVERSIDE)
    assert not browsing.faults(browsing.axe_results(browser))
    browser.get(address + ENTRY)
    mark = "return getComputedStyle(document.querySelector('.keep button'), '::before').backgroundColor"
    ground = "return getComputedStyle(document.querySelector('.keep button')).backgroundColor"
    assert browser.execute_script(mark) != browser.execute_script(ground)


@pytest.mark.parametrize("width", [320, 1280])
def test_keyboard_goes_through_the_list_in_the_order_it_is_seen(
    browser: Browser, address: str, width: int
) -> None:
    browsing.set_width(browser, width)
    keep_all(browser, address, RIVERSIDE, SCHOOL_ID)
    found = []
    for stop in stops(browser):
        assert focus_is_seen(browser, stop), stop.accessible_name
        found.append(stop.accessible_name)
    start = found.index("Print this list")
    assert found[start : start + 17] == [
        "Print this list",
        "Clear my list",
        "Put the school or college on this list beside others",
        "Riverside short breaks",
        "01632 960124",
        "07700 900123",
        "shortbreaks@northmere.example.org",
        "Move up Riverside short breaks",
        "Move down Riverside short breaks",
        "Take off Riverside short breaks",
        "Harbour School",
        "Move up Harbour School",
        "Move down Harbour School",
        "Take off Harbour School",
        "Link to this list",
        "Copy the link",
        "Send the link by email",
    ]


def test_buttons_and_links_are_large_enough_to_touch(browser: Browser, address: str) -> None:
    browsing.set_width(browser, 320)
    keep_all(browser, address, RIVERSIDE, "northmere/swimming")
    for one in browser.find_elements(
        By.CSS_SELECTOR, "main button, main h2 a, main .my-list-row a, header a"
    ):
        if one.is_displayed():
            assert one.size["height"] >= 44, one.accessible_name


def test_headings_are_in_order_and_each_item_has_one(browser: Browser, address: str) -> None:
    keep_all(browser, address, RIVERSIDE, SCHOOL_ID)
    script = "return Array.from(document.querySelectorAll('main :is(h1,h2,h3)')).filter((one) =>"
    script += " one.checkVisibility()).map((one) => one.tagName + ' ' + one.textContent.trim())"
    assert browser.execute_script(script) == [
        "H1 My list",
        "H2 Riverside short breaks Not available here",
        "H2 Harbour School Not available here",
        "H2 Send this list to somebody",
        "H2 About your list",
    ]


def test_text_twice_as_large_stays_inside_the_page(browser: Browser, address: str) -> None:
    keep_all(browser, address, RIVERSIDE, SCHOOL_ID)
    browser.execute_script("document.documentElement.style.fontSize = '200%'")
    script = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert browser.execute_script(script) == 0


def test_print_has_the_facts_and_no_buttons(browser: Browser, address: str) -> None:
    keep_all(browser, address, RIVERSIDE, SCHOOL_ID)
    on_screen = browser.find_element(By.CSS_SELECTOR, "[data-fact=web]")
    assert not on_screen.is_displayed()
    browsing.set_media(browser, printed=True)
    assert not [one for one in browser.find_elements(By.CSS_SELECTOR, "main button") if one.is_displayed()]
    text = browser.find_element(By.TAG_NAME, "main").text
    for said in (
        "A place to stay",
        "01632 960124",
        "12 Ferry Lane",
        "Ask your social worker",
        "1 October 2026",
    ):
        assert said in text
    assert f"{address}{ENTRY}" in text
    assert "About your list" not in text
    browser.execute_script("window.print = () => { window.printed = true }")
    browsing.set_media(browser)
    press(browser, "Print this list")
    assert browser.execute_script("return window.printed")


def test_list_asks_no_other_host_and_breaks_no_policy(browser: Browser, address: str) -> None:
    keep_all(browser, address, RIVERSIDE, FAMILY_LINK)
    asked = browser.execute_script("return performance.getEntriesByType('resource').map((one) => one.name)")
    assert any(one.endswith("riverside/card.js") for one in asked)
    assert all(one.startswith(address) for one in asked), asked
    assert browsing.console_messages(browser) == []
