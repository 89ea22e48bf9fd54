"""The pages on cold spots in a browser: of the demonstrations, and of the whole of England."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import urljoin

import pytest
from bs4 import BeautifulSoup
from jinja2 import Environment, FileSystemLoader
from selenium import webdriver
from selenium.webdriver.common.by import By

from site_builder.audit.accessibility import Scheme
from site_builder.content.authorities import real_authorities
from site_builder.content.days import JudgedDay
from site_builder.content.offers import read_offers
from site_builder.content.postcodes import postcodes_with
from site_builder.content.readability import long_sentences, reading_age
from site_builder.nation.cold_spots import ColdSpots, cold_spots, ground_of, load_sought
from site_builder.nation.published import published_offer
from site_builder.nation.received import Received
from site_builder.pages.cold_spots_page import (
    COLD_SPOTS,
    authority_address,
    cold_spot_files,
    cold_spot_pages,
    group_address,
)
from site_builder.pages.shell import Shell, frame_with_holes
from site_builder.pages.sites import FrontEntry, front_frame
from site_builder.project import open_project
from site_builder.standard.assess import assess, load_yardstick
from tests import browsing
from tests.check_cases import rules
from tests.offers import entry, offer, received
from tests.test_browser_every_kind import look_at
from tests.test_plain_words import OLDEST_READER, long_ones, sentences_of
from tests.written import write_text

ROOT = Path(__file__).resolve().parent.parent
DAY = JudgedDay(date(2026, 11, 1), date(2026, 11, 21))
TITLE = "Local offers"
MOST_BYTES = 300_000
"""Of a page: a map has half of it at most."""

SPEECH = "speech-and-language-therapy"
SCHEMES: tuple[Scheme, ...] = ("light", "dark")


def of_the_demonstrations() -> tuple[ColdSpots, ...]:
    yardstick = load_yardstick(rules())
    offers, _ = read_offers(open_project(ROOT), rules(), DAY, ())
    came = []
    for one in offers:
        published = published_offer(one, assess(one, yardstick, on=date(2026, 11, 1)))
        came.append(Received(one.authority.id, "current", published, folder=f"{one.authority.id}/"))
    ground = ground_of([*came, Received("nowhere", "never-received", None)])
    return tuple(cold_spots(one, ground) for one in load_sought(rules().vocabularies))


def of_england() -> tuple[ColdSpots, ...]:
    """Physiotherapy in all 153: some have not come, some have nothing, in some it comes to families."""
    dice = random.Random(2)
    by_code: dict[str, list[str]] = {}
    for sector in postcodes_with(()):
        by_code.setdefault(sector.shares[0].code, []).append(sector.name)
    came = []
    for number, row in enumerate(real_authorities()):
        made = [
            entry(f"clinic-{at}", sectors=(dice.choice(by_code[row["gss_code"]]),))
            for at in range(number % 4)
        ]
        if number % 17 == 3:
            made.append(entry("visits", delivered=("at-home",)))
        if number % 10 == 5:
            came.append(Received(row["slug"], "never-received", None, why="no answer"))
        else:
            came.append(received(offer(row["slug"], {}, *made, code=row["gss_code"])))
    ground = ground_of(came)
    sought = [one for one in load_sought(rules().vocabularies) if one.id == "physiotherapy"]
    return tuple(cold_spots(one, ground) for one in sought)


def build(folder: Path, found: tuple[ColdSpots, ...], offers: list[FrontEntry]) -> None:
    """Put the pages into a site that is there already, in the frame of several local offers."""
    theme = Environment(
        loader=FileSystemLoader(ROOT / "themes" / "local_offer"), extensions=["jinja2.ext.i18n"]
    )
    theme.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
    frame = frame_with_holes(front_frame(TITLE, offers))
    shell = Shell(theme.get_template("base.html").render(frame=frame))
    for page in cold_spot_pages(found, TITLE):
        write_text(folder / page.address, shell.join(page))
    for address, text in cold_spot_files(found).items():
        write_text(folder / address, text)


@pytest.fixture(scope="module")
def demonstration(demonstrations: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cold") / "site"
    shutil.copytree(demonstrations, folder)
    invented = [FrontEntry("Northmere", "E06999901", "North East", "northmere/index.html", True)]
    build(folder, of_the_demonstrations(), invented)
    return folder


@pytest.fixture(scope="module")
def england(demonstrations: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("england") / "site"
    shutil.copytree(demonstrations / "assets", folder / "assets")
    build(folder, of_england(), [])
    return folder


@pytest.fixture(scope="module")
def address(demonstration: Path) -> Iterator[str]:
    with browsing.serve(demonstration) as found:
        yield found


@pytest.fixture(scope="module")
def england_address(england: Path) -> Iterator[str]:
    with browsing.serve(england) as found:
        yield found


def follow(browser: webdriver.Chrome, words: str) -> None:
    browser.find_element(By.ID, "main").find_element(By.LINK_TEXT, words).click()


def cells(browser: webdriver.Chrome, heading: str) -> list[str]:
    """The cells of the row that begins with *heading*."""
    rows = browser.find_elements(By.CSS_SELECTOR, "main tbody tr")
    found = [
        [one.text for one in row.find_elements(By.TAG_NAME, "td")]
        for row in rows
        if row.find_element(By.TAG_NAME, "th").text == heading
    ]
    (row,) = found
    return row


def test_the_nearest_speech_therapist_to_the_coast_is_a_few_clicks_away(
    browser: webdriver.Chrome, address: str
) -> None:
    browser.get(address + COLD_SPOTS)
    follow(browser, "Speech and language therapy")
    follow(browser, "Northmere")
    assert browser.find_element(By.TAG_NAME, "h1").text == "Speech and language therapy near Northmere"
    assert "Something listed comes to families" in browser.find_element(By.CLASS_NAME, "lead").text
    nearest, anywhere = cells(browser, "ZZ1 1")
    assert nearest == "Less than 1 mile: Speech and language therapy (Northmere)"
    assert anywhere == "The same"
    follow(browser, "Speech and language therapy")
    assert browser.current_url == urljoin(address, f"northmere/support/{SPEECH}/index.html")
    assert browser.find_element(By.TAG_NAME, "h1").text == "Speech and language therapy"


def test_across_a_border_the_nearest_of_all_is_shown_apart(browser: webdriver.Chrome, address: str) -> None:
    browser.get(address + authority_address("mental-health", "thornhaven"))
    nearest, anywhere = cells(browser, "ZZ8 1")
    assert nearest == "Place not told"
    assert anywhere == "About 9 miles: Little feelings (Northmere)"


def test_a_council_whose_offer_did_not_come_is_unknown_and_not_a_blank(
    browser: webdriver.Chrome, address: str
) -> None:
    browser.get(address + group_address(SPEECH))
    row = cells(browser, "nowhere")
    assert row[0] == "not received"
    assert set(row[2:]) == {"not known"}
    follow(browser, "nowhere")
    assert "This is not a blank." in browser.find_element(By.CLASS_NAME, "lead").text


def test_every_link_of_the_pages_leads_to_a_file(demonstration: Path) -> None:
    wrong = []
    for path in sorted((demonstration / "nation").rglob("*.html")):
        soup = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        for link in soup.select("main a[href]"):
            target, _, part = str(link["href"]).partition("#")
            if "://" in target:
                continue  # The national pages lead to the texts of laws, on other sites.
            if target and not (path.parent / target).resolve().is_file():
                wrong.append(f"{path}: {target}")
            if part and not target and not soup.find(id=part):
                wrong.append(f"{path}: #{part}")
    assert not wrong


KINDS_OF_PAGE = (
    COLD_SPOTS,
    group_address("mental-health"),
    authority_address("short-breaks", "northmere"),
    authority_address("physiotherapy", "thornhaven"),
    authority_address(SPEECH, "nowhere"),
)
OF_ENGLAND = (group_address("physiotherapy"), authority_address("physiotherapy", "kent"))


@pytest.mark.parametrize("page", KINDS_OF_PAGE)
@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing_wrong(
    browser: webdriver.Chrome, address: str, page: str, scheme: Scheme, width: int
) -> None:
    browsing.set_width(browser, width)
    browsing.set_media(browser, scheme=scheme)
    browser.get(address + page)
    assert not browsing.faults(browsing.axe_results(browser))


@pytest.mark.parametrize("page", OF_ENGLAND)
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing_wrong_with_all_of_england(
    browser: webdriver.Chrome, england_address: str, page: str, width: int
) -> None:
    browsing.set_width(browser, width)
    browser.get(england_address + page)
    assert not browsing.faults(browsing.axe_results(browser))


@pytest.mark.parametrize("page", KINDS_OF_PAGE[:3])
def test_keyboard_room_print_motion_and_memory_are_in_order(
    browser: webdriver.Chrome, address: str, page: str
) -> None:
    browser.get(address + page)
    wrong = {wanted: faults for wanted, faults in look_at(browser, set()) if faults}
    assert not wrong


def test_a_screen_too_narrow_for_a_map_has_a_list_by_region(
    browser: webdriver.Chrome, england_address: str
) -> None:
    def is_shown(selector: str) -> list[bool]:
        return [one.is_displayed() for one in browser.find_elements(By.CSS_SELECTOR, selector)]

    browser.get(england_address + group_address("physiotherapy"))
    assert is_shown(".map-picture") == [True, True]
    assert is_shown(".map-list") == [False]
    browsing.set_width(browser, 320)
    assert is_shown(".map-picture") == [False, False]
    assert is_shown(".map-list") == [True]
    headings = [one.text for one in browser.find_elements(By.CSS_SELECTOR, ".map-list h3")]
    assert headings == sorted({row["region"] for row in real_authorities()})
    browsing.set_width(browser, 1280)
    browsing.set_media(browser, printed=True)
    assert is_shown(".map-picture") == [True, True]


def test_a_picture_is_called_what_its_title_says(browser: webdriver.Chrome, england_address: str) -> None:
    browser.get(england_address + group_address("physiotherapy"))
    names = [one.accessible_name for one in browser.find_elements(By.CSS_SELECTOR, "svg[role=img]")]
    assert [name.split(".")[0] for name in names] == [
        "Physiotherapy: one tile for each council A tile shows how far half of a council’s postcode sectors "
        "are from the nearest place listed",
        "Physiotherapy: how far is the nearest place listed? Each mark stands for postcode sectors and shows "
        "how far the nearest place is that is listed for families there",
    ]


def test_with_colours_of_ones_own_choice_the_patterns_are_left(
    browser: webdriver.Chrome, england_address: str
) -> None:
    browsing.set_media(browser, forced_colours=True)
    browser.get(england_address + group_address("physiotherapy"))
    script = "return getComputedStyle(document.querySelector(arguments[0]))[arguments[1]]"
    ground = browser.execute_script(script, "#tiles-unknown rect", "fill")
    stroke = browser.execute_script(script, "#tiles-unknown .map-stroke", "stroke")
    assert {browser.execute_script(script, one, "fill") for one in (".map-tile", "#tiles-none rect")} == {
        ground
    }
    assert ground != stroke


def test_no_page_grows_without_bound(england: Path) -> None:
    sizes = {path: path.stat().st_size for path in (england / "nation").rglob("*.html")}
    assert len(sizes) == 2 + 153
    assert max(sizes.values()) < MOST_BYTES


@pytest.mark.parametrize("page", KINDS_OF_PAGE)
def test_the_pages_are_plain(demonstration: Path, page: str) -> None:
    text = sentences_of(demonstration / page)
    age = reading_age(text)
    assert age is not None and age <= OLDEST_READER, age
    assert not long_ones(text), long_sentences(text)
