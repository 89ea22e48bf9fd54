"""Settings side by side, as a reader uses it: choose, take away, send and go back, wide and narrow."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select

from site_builder.content.days import JudgedDay
from site_builder.pages.build import build_site
from site_builder.project import open_project
from tests import browsing
from tests.browsing import wait_for
from tests.test_browser_my_list import HOSTILE, focused, named, offline, press, storage_size, write_offer
from tests.test_browser_pages import SCHEMES, focus_is_seen, stops
from tests.test_pages import BARE, NORTHMERE, SCHOOL

Browser = webdriver.Chrome

PAGE = "northmere/compare/index.html"
HARBOUR, HOSTILE_ID, HILL, MOOR, FAR = (
    "northmere/harbour-school",
    "northmere/hostile",
    "northmere/hill-school",
    "northmere/moor-school",
    "harrowdale/far-school",
)
FOUR = f"{HARBOUR},{HOSTILE_ID},{HILL},{FAR}"
OVERFLOW = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"


def school(entry_id: str, title: str, **facts: Any) -> dict[str, Any]:
    return BARE | {"id": entry_id, "kind": "setting", "title": title, "service_types": ["academy"]} | facts


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two councils with settings, built together."""
    root = tmp_path_factory.mktemp("compare")
    harbour = SCHOOL | {
        "ages": {"from": 4, "to": 10},
        "needs": ["autism", "physical-disability"],
        "contact": {"phone": "01632 960175", "email": "office@harbour.example.org"},
        "reviewed": date(2026, 10, 1),
        "review_by": date(2026, 10, 15),
    }
    write_offer(
        root,
        NORTHMERE,
        [
            harbour,
            school("hostile", HOSTILE, setting={"activities": f"{HOSTILE}\n\nThen more."}),
            school("hill-school", "Hill School", places=[{"address": ["1 Hill", "Aldersby"]}]),
            school("moor-school", "Moor School"),
        ],
    )
    harrowdale = {
        "id": "harrowdale",
        "name": "Harrowdale",
        "gss_code": "E06999902",
        "demonstration": "invented",
    }
    write_offer(root, harrowdale, [school("far-school", "Far School", ages={"from": 11, "to": 18})])
    day = JudgedDay(date(2026, 11, 1), date(2026, 11, 1))
    built = build_site(open_project(root), authority=None, out=root / "site", day=day)
    assert built.site is not None, built.diagnostics
    return built.site


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    with browsing.serve(site) as found:
        yield found


def look(browser: Browser, page: str, settings: int) -> None:
    """Open the comparison, and wait for so many settings, and for the names to choose from."""
    browser.get("about:blank")
    browser.get(page)
    wait_for(browser, lambda: len(shown(browser)) == settings)
    wait_for(browser, lambda: len(Select(browser.find_element(By.ID, "compare-setting")).options) > 1)


def shown(browser: Browser) -> list[str]:
    """The names of the settings that are shown, as columns or as cards."""
    script = "return Array.from(document.querySelectorAll('#compare-facts :is(thead th + th, h3)'),"
    return list(browser.execute_script(f"{script} (one) => one.textContent)"))


def said(browser: Browser) -> str:
    return browser.find_element(By.ID, "compare-said").text


def choose(browser: Browser, title: str) -> None:
    Select(browser.find_element(By.ID, "compare-setting")).select_by_visible_text(title)
    press(browser, "Add")


def cell(browser: Browser, label: str, column: int) -> str:
    """What the table says of the setting in a column, from 1."""
    script = """
      const row = Array.from(document.querySelectorAll('#compare-facts tbody tr')).find(
        (one) => one.cells[0].textContent === arguments[0]);
      return row.cells[arguments[1]].innerText.trim();
    """
    return str(browser.execute_script(script, label, column))


# Choosing


def test_settings_of_several_councils_are_chosen_one_by_one_and_stand_in_the_address(
    browser: Browser, address: str
) -> None:
    look(browser, address + PAGE, 0)
    options = Select(browser.find_element(By.ID, "compare-setting")).options
    assert [one.text for one in options] == [
        "Choose one",
        HOSTILE,
        "Harbour School",
        "Hill School, Aldersby",
        "Moor School",
    ]
    press(browser, "Add")
    assert said(browser) == "Choose a school, nursery or college from the list first."
    choose(browser, "Harbour School")
    wait_for(browser, lambda: said(browser) == "Harbour School is added. You see one now.")
    Select(browser.find_element(By.ID, "compare-council")).select_by_visible_text("Harrowdale")
    wait_for(browser, lambda: "Far School" in browser.find_element(By.ID, "compare-setting").text)
    choose(browser, "Far School")
    wait_for(browser, lambda: said(browser) == "Far School is added. You see 2 now.")
    assert focused(browser) == "Add"
    assert shown(browser) == ["Harbour School", "Far School"]
    assert browser.current_url == f"{address}{PAGE}#compare={HARBOUR},{FAR}"
    assert storage_size(browser) == 0


def test_fifth_and_one_that_is_there_are_refused_in_plain_words(browser: Browser, address: str) -> None:
    look(browser, f"{address}{PAGE}#compare={FOUR}", 4)
    choose(browser, "Moor School")
    assert said(browser) == "You can see four at once. Take one away first."
    choose(browser, "Harbour School")
    assert said(browser) == "Harbour School is there already."
    assert len(shown(browser)) == 4
    assert browser.current_url == f"{address}{PAGE}#compare={FOUR}"


def test_link_with_five_shows_four_and_says_so(browser: Browser, address: str) -> None:
    look(browser, f"{address}{PAGE}#compare={FOUR},{MOOR}", 4)
    assert said(browser) == "The link named more than four. You see the first four."


def test_each_can_be_taken_away_and_the_focus_goes_to_the_next(browser: Browser, address: str) -> None:
    look(browser, f"{address}{PAGE}#compare={HARBOUR},{HILL},{MOOR}", 3)
    press(browser, "Take away Hill School")
    wait_for(browser, lambda: said(browser) == "Hill School is taken away. You see 2 now.")
    assert focused(browser) == "Take away Moor School"
    browser.switch_to.active_element.send_keys(Keys.ENTER)
    wait_for(browser, lambda: focused(browser) == "Take away Harbour School")
    browser.switch_to.active_element.send_keys(Keys.ENTER)
    wait_for(browser, lambda: focused(browser) == "School, nursery or college")
    assert not browser.find_element(By.ID, "compare-shown").is_displayed()
    assert browser.current_url == address + PAGE


def test_back_button_takes_the_last_choice_back(browser: Browser, address: str) -> None:
    look(browser, f"{address}{PAGE}#compare={HARBOUR}", 1)
    choose(browser, "Moor School")
    wait_for(browser, lambda: shown(browser) == ["Harbour School", "Moor School"])
    browser.back()
    wait_for(browser, lambda: shown(browser) == ["Harbour School"])
    browser.forward()
    wait_for(browser, lambda: shown(browser) == ["Harbour School", "Moor School"])
    browser.find_element(By.CSS_SELECTOR, ".skip").send_keys(Keys.ENTER)
    assert shown(browser) == ["Harbour School", "Moor School"]


def test_setting_that_is_gone_is_said_to_be_missing_and_can_be_taken_away(
    browser: Browser, address: str
) -> None:
    look(browser, f"{address}{PAGE}#compare={HARBOUR},northmere/gone,nowhere/at-all", 1)
    assert browser.find_element(By.ID, "compare-missing").text.startswith(
        "2 that you chose could not be shown."
    )
    assert browser.find_element(By.ID, "compare-chosen").text.count("Take away one that we cannot show") == 2


def test_setting_that_did_not_load_is_asked_for_again(browser: Browser, address: str) -> None:
    look(browser, f"{address}{PAGE}#compare={HARBOUR}", 1)
    offline(browser, True)
    try:
        choose(browser, "Moor School")
        wait_for(browser, lambda: browser.find_element(By.ID, "compare-missing").is_displayed())
    finally:
        offline(browser, False)
    choose(browser, "Hill School, Aldersby")
    wait_for(browser, lambda: shown(browser) == ["Harbour School", "Moor School", "Hill School"])
    assert not browser.find_element(By.ID, "compare-missing").is_displayed()


def test_page_of_a_school_leads_here_with_it_chosen(browser: Browser, address: str) -> None:
    browser.get(address + "northmere/support/moor-school/index.html")
    named(browser, "Put this beside other schools and colleges").click()
    wait_for(browser, lambda: shown(browser) == ["Moor School"])


# What is shown


def test_table_has_headers_and_says_every_fact_or_that_it_is_not_told(browser: Browser, address: str) -> None:
    look(browser, f"{address}{PAGE}#compare={FOUR}", 4)
    script = """
      const table = document.querySelector('#compare-facts table');
      const rows = Array.from(table.tBodies[0].rows);
      return [table.caption.textContent, Array.from(table.tHead.rows[0].cells, (one) => one.scope),
              rows.every((row) => row.cells.length === 5 && row.cells[0].scope === 'row'),
              rows.every((row) => Array.from(row.cells).every((one) => one.textContent.trim()))];
    """
    assert browser.execute_script(script) == [
        "The same facts of 4 schools, nurseries or colleges",
        ["col"] * 5,
        True,
        True,
    ]
    assert cell(browser, "Ages", 1) == "4 to 10 years old"
    assert cell(browser, "Ages", 3) == "We have not been told"
    assert cell(browser, "Council", 4) == "Harrowdale"
    assert cell(browser, "Last checked", 1).endswith("The next check is late: it was due on 15 October 2026.")
    assert cell(browser, "How children with special educational needs are taught", 1) == "We use pictures."
    assert cell(browser, "Bases for special needs", 1).startswith("The Cove")
    link = browser.find_element(By.LINK_TEXT, "Far School").get_attribute("href")
    assert link == f"{address}harrowdale/support/far-school/index.html"


def test_narrow_screen_has_a_list_for_each_instead_of_the_table(browser: Browser, address: str) -> None:
    browsing.set_width(browser, 320)
    look(browser, f"{address}{PAGE}#compare={FOUR}", 4)
    cards = browser.find_elements(By.CSS_SELECTOR, ".compare-card")
    assert len(cards) == 4
    assert browser.find_elements(By.CSS_SELECTOR, "#compare-facts table") == []
    assert "Ages\n4 to 10 years old" in cards[0].text
    assert "Ages\nWe have not been told" in cards[2].text
    facts = {len(card.find_elements(By.TAG_NAME, "dt")) for card in cards}
    assert facts == {26}
    browsing.set_width(browser, 1280)
    wait_for(browser, lambda: browser.find_elements(By.CSS_SELECTOR, "#compare-facts table"))
    assert browser.find_elements(By.CSS_SELECTOR, ".compare-card") == []
    assert len(shown(browser)) == 4


def test_text_that_others_wrote_stays_text(browser: Browser, address: str) -> None:
    for width in (320, 1280):
        browsing.set_width(browser, width)
        look(browser, f"{address}{PAGE}#compare={HOSTILE_ID}", 1)
        assert shown(browser) == [HOSTILE]
        assert browser.find_elements(By.CSS_SELECTOR, "#compare img, #compare script") == []
        text = browser.find_element(By.ID, "compare-facts").text
        assert f"{HOSTILE}\nThen more." in text or f"{HOSTILE}\n\nThen more." in text


@pytest.mark.parametrize("after", ["%", "x", "../../x,northmere/..", "<script>/x", "constructor/x"])
def test_address_that_makes_no_sense_does_no_harm(browser: Browser, address: str, after: str) -> None:
    look(browser, f"{address}{PAGE}#compare={after}", 0)
    assert [one for one in browsing.console_messages(browser) if "Failed to load" not in one] == []


def test_everything_works_from_a_folder(browser: Browser, site: Path) -> None:
    page = (site / PAGE).as_uri()
    look(browser, page, 0)
    choose(browser, "Harbour School")
    wait_for(browser, lambda: shown(browser) == ["Harbour School"])
    choose(browser, "Moor School")
    wait_for(browser, lambda: shown(browser) == ["Harbour School", "Moor School"])
    assert browser.current_url == f"{page}#compare={HARBOUR},{MOOR}"
    browser.back()
    wait_for(browser, lambda: shown(browser) == ["Harbour School"])
    look(browser, f"{page}#compare={FAR}", 1)
    assert browsing.console_messages(browser) == []


def test_tables_lead_to_every_setting_without_scripts(browser: Browser, address: str) -> None:
    browsing.open_without_scripts(browser, address + PAGE)
    assert not browser.find_element(By.ID, "compare").is_displayed()
    assert not browsing.faults(browsing.axe_results(browser))
    browser.find_element(By.PARTIAL_LINK_TEXT, "We have not been told").click()
    wait_for(browser, lambda: "compare/not-told" in browser.current_url)
    table = browser.find_element(By.TAG_NAME, "table")
    names = [one.text for one in table.find_elements(By.CSS_SELECTOR, "tbody th")]
    assert names == [HOSTILE, "Hill School", "Moor School"]
    table.find_element(By.LINK_TEXT, "Moor School").click()
    wait_for(browser, lambda: browser.find_element(By.TAG_NAME, "h1").text == "Moor School")


# No barriers


@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_no_fault_with_four_settings(browser: Browser, address: str, width: int) -> None:
    browsing.set_width(browser, width)
    for scheme in SCHEMES:
        browsing.set_media(browser, scheme=scheme)
        look(browser, f"{address}{PAGE}#compare={FOUR}", 4)
        choose(browser, "Moor School")
        found = browsing.faults(browsing.axe_results(browser))
        assert not found, (scheme, found)
        assert browser.execute_script(OVERFLOW) == 0
        for page in ("northmere/compare/primary/index.html", PAGE):
            browser.get("about:blank")
            browser.get(address + page)
            found = browsing.faults(browsing.axe_results(browser))
            assert not found, (scheme, page, found)
            assert browser.execute_script(OVERFLOW) == 0


def test_axe_finds_no_fault_in_forced_colours(browser: Browser, address: str) -> None:
    browsing.set_media(browser, forced_colours=True)
    look(browser, f"{address}{PAGE}#compare={FOUR}", 4)
    assert not browsing.faults(browsing.axe_results(browser))


@pytest.mark.parametrize("width", [320, 1280])
def test_keyboard_reaches_everything_in_the_order_it_is_seen(
    browser: Browser, address: str, width: int
) -> None:
    browsing.set_width(browser, width)
    look(browser, f"{address}{PAGE}#compare={HARBOUR},{MOOR}", 2)
    found = []
    for stop in stops(browser):
        assert focus_is_seen(browser, stop), stop.accessible_name
        found.append(stop.accessible_name)
    start = found.index("Council")
    region = ["The same facts of 2 schools, nurseries or colleges"] if width == 1280 else []
    harbour = ["Read the report", "01632 960175", "office@harbour.example.org"]
    names = [*region, "Harbour School", "Moor School", *harbour]
    if width == 320:
        names = ["Harbour School", *harbour, "Moor School"]
    assert found[start : start + 6 + len(names)] == [
        "Council",
        "School, nursery or college",
        "Add",
        "Take away Harbour School",
        "Take away Moor School",
        *names,
        "Print this",
    ]


def test_headings_skip_no_level(browser: Browser, address: str) -> None:
    for width in (320, 1280):
        browsing.set_width(browser, width)
        look(browser, f"{address}{PAGE}#compare={HARBOUR},{MOOR}", 2)
        script = "return Array.from(document.querySelectorAll('main :is(h1,h2,h3,h4)')).filter("
        levels = browser.execute_script(script + "(one) => one.checkVisibility()).map((one) => one.tagName)")
        cards = ["H3", "H3"] if width == 320 else []
        assert levels == ["H1", "H2", "H2", *cards, "H2", "H3"]


def test_buttons_are_large_enough_to_touch(browser: Browser, address: str) -> None:
    browsing.set_width(browser, 320)
    look(browser, f"{address}{PAGE}#compare={HARBOUR},{MOOR}", 2)
    for one in browser.find_elements(By.CSS_SELECTOR, "main button, main select, main .choices a"):
        if one.is_displayed():
            assert one.size["height"] >= 44, one.accessible_name
    for one in browser.find_elements(By.CSS_SELECTOR, "#compare-facts a"):
        assert one.size["height"] >= 24, one.accessible_name


def test_text_twice_as_large_stays_inside_the_page(browser: Browser, address: str) -> None:
    look(browser, f"{address}{PAGE}#compare={FOUR}", 4)
    browser.execute_script("document.documentElement.style.fontSize = '200%'")
    assert browser.execute_script(OVERFLOW) == 0


def test_print_has_the_facts_and_no_controls(browser: Browser, address: str) -> None:
    look(browser, f"{address}{PAGE}#compare={FOUR}", 4)
    browsing.set_media(browser, printed=True)
    assert not [one for one in browser.find_elements(By.CSS_SELECTOR, "main button") if one.is_displayed()]
    assert not browser.find_element(By.ID, "compare-form").is_displayed()
    assert not browser.find_element(By.ID, "compare-all").is_displayed()
    assert "We use pictures." in browser.find_element(By.TAG_NAME, "main").text
    browsing.open_without_scripts(browser, address + PAGE)
    assert browser.find_element(By.ID, "compare-all").is_displayed()


def test_comparison_asks_no_other_host_and_breaks_no_policy(browser: Browser, address: str) -> None:
    look(browser, f"{address}{PAGE}#compare={FOUR}", 4)
    asked = browser.execute_script("return performance.getEntriesByType('resource').map((one) => one.name)")
    assert any(one.endswith("harrowdale/support/far-school/facts.js") for one in asked)
    assert all(one.startswith(address) for one in asked), asked
    assert browsing.console_messages(browser) == []
    assert storage_size(browser) == 0
