"""The pages on what changed: true to their numbers, plain, and without barriers for anyone."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from selenium import webdriver
from selenium.webdriver.common.by import By

from site_builder.audit.accessibility import Scheme
from site_builder.content.checks import load_rules
from site_builder.content.readability import reading_age
from site_builder.nation.assessments import read_assessments, results_file
from site_builder.nation.trend import AuthorityTrend
from site_builder.pages.line_chart import Line, LineChart, Point, line_chart
from site_builder.pages.shell import Page
from site_builder.pages.trend_page import (
    TREND,
    TREND_CSV,
    TREND_REQUIREMENTS_CSV,
    requirement_trend_address,
    trend_address,
    trend_files,
    trend_pages,
)
from site_builder.project import Project
from site_builder.standard.standard import Standard, load_standard
from tests import browsing
from tests.barriers import find
from tests.national import write_pages
from tests.test_plain_words import OLDEST_READER, long_ones, sentences_of
from tests.test_trend import COUNCILS, DECEMBER, NOVEMBER, OCTOBER, ROOT, day, trend

REQUIREMENT = "pub.offline-access"


@cache
def standard() -> Standard:
    return load_standard(load_rules(), "draft-2026-11")


@cache
def demonstrations() -> tuple[AuthorityTrend, ...]:
    found = []
    for council in COUNCILS:
        days, _ = read_assessments(results_file(Project(ROOT), council), "")
        found.append(AuthorityTrend(council, council.capitalize(), True, days))
    return (*found, AuthorityTrend("derby", "Derby", False, ()))


def pages_of(*trends: AuthorityTrend) -> dict[str, Page]:
    return {one.address: one for one in trend_pages(trends, standard())}


def soup_of(page: Page) -> BeautifulSoup:
    return BeautifulSoup(page.content, "html.parser")


def rows_of(soup: BeautifulSoup, caption: str) -> list[list[str]]:
    """The text of each row of the table whose caption has this id."""
    found = soup.find(id=f"{caption}-caption")
    table = found.find_parent("table") if found else None
    assert isinstance(table, Tag)
    rows = table.find_all("tr")[1:]
    return [[" ".join(cell.get_text().split()) for cell in row.find_all(["th", "td"])] for row in rows]


# What they say


def test_england_says_how_many_councils_were_counted_in_each_month() -> None:
    soup = soup_of(pages_of(trend("one", OCTOBER, DECEMBER), trend("two", OCTOBER))[TREND])
    assert rows_of(soup, "months") == [
        ["December 2025", "1", "1 of 1 (100%)", "0 of 2 (0%)", "0 of 0 (not checked)"],
        ["October 2025", "2", "0 of 2 (0%)", "4 of 4 (100%)", "0 of 0 (not checked)"],
    ]


def test_a_council_of_which_nothing_came_is_named_and_not_counted() -> None:
    page = pages_of(*demonstrations())[TREND]
    assert "Nothing was received of: Derby. This says nothing about what they publish." in page.content
    assert trend_address("derby") not in pages_of(*demonstrations())


def test_without_a_saved_day_the_page_says_so() -> None:
    pages = pages_of(trend("one"))
    assert list(pages) == [TREND]
    assert "No day is saved yet." in pages[TREND].content


def test_a_council_shows_what_changed_in_a_year_and_in_each_step() -> None:
    older = day("2024-12-31", a_law="missing", b="partly-met", c="met")
    soup = soup_of(pages_of(trend("one", older, OCTOBER, NOVEMBER, DECEMBER))[trend_address("one")])
    assert soup.select_one("#since").get_text() == "What changed since a year before"  # type: ignore[union-attr]
    assert rows_of(soup, "year") == [
        ["a-law", "The law", "nothing published", "met"],
        ["b", "Guidance", "partly met", "out of date"],
        ["c", "Guidance", "met", "not asked for"],
        ["d", "Guidance", "not asked for", "nothing published"],
    ]
    summaries = [" ".join(one.get_text().split()) for one in soup.select("summary")]
    assert summaries == [
        "30 November 2025 to 31 December 2025: 2 no longer published in full and 1 changed in another way",
        "31 October 2025 to 30 November 2025: 1 newly published in full",
        "31 December 2024 to 31 October 2025: 1 newly published in full",
    ]


def test_a_council_with_one_day_says_that_nothing_can_be_compared() -> None:
    page = pages_of(trend("one", OCTOBER))[trend_address("one")]
    assert "Only one day is saved, so we cannot say yet what changed." in page.content
    assert "<svg" not in page.content


def test_another_standard_is_marked_everywhere_and_never_joined() -> None:
    other = day("2025-12-31", "law-2027", a_law="met", b="met")
    pages = pages_of(trend("one", OCTOBER, NOVEMBER, other))
    for address in (TREND, trend_address("one"), requirement_trend_address("b")):
        soup = soup_of(pages[address])
        assert "The list of what is asked for has changed." in soup.get_text()
        assert soup.select("svg .break")
        # The two days before are joined, and the last stands alone.
        assert [len(str(one["points"]).split()) for one in soup.select(".look-0 polyline")] == [2, 1]
        assert "law-2027" in soup.get_text()
    assert "So some of this may come from the list" in pages[trend_address("one")].content


def test_a_thing_that_is_asked_for_says_how_many_councils_published_it() -> None:
    pages = pages_of(trend("one", OCTOBER, NOVEMBER), trend("two", OCTOBER, DECEMBER))
    soup = soup_of(pages[requirement_trend_address("b")])
    assert rows_of(soup, "months") == [
        ["December 2025", "1", "0"],
        ["November 2025", "1", "1"],
        ["October 2025", "2", "2"],
    ]
    assert rows_of(soup, "councils") == [
        ["One", "met, 31 October 2025", "met, 30 November 2025"],
        ["Two", "met, 31 October 2025", "out of date, 31 December 2025"],
    ]


def test_invented_councils_are_said_to_be_invented_and_so_is_their_past() -> None:
    for page in pages_of(*demonstrations()).values():
        text = " ".join(soup_of(page).get_text().split())
        assert re.search("What you read here of .* is made up, and so is (its|their) past", text)


def test_councils_are_in_order_of_name_and_nobody_is_ranked() -> None:
    soup = soup_of(pages_of(*demonstrations())[TREND])
    assert [row[0] for row in rows_of(soup, "councils")] == ["Harrowdale", "Northmere", "Thornhaven"]
    assert "There is no total score." in soup.get_text()


def test_every_link_leads_to_a_page_that_is_made() -> None:
    pages = pages_of(*demonstrations())
    known = {*pages, *trend_files(demonstrations())}
    for address, page in pages.items():
        depth = address.count("/")
        for link in soup_of(page).select("a[href]"):
            target = str(link["href"]).removeprefix("../" * depth)
            assert target in known, (address, target)


def test_the_tables_for_spreadsheets_add_up() -> None:
    files = trend_files(demonstrations())
    by_day = list(csv.DictReader(io.StringIO(files[TREND_CSV])))
    last = [one for one in by_day if one["authority"] == "northmere" and one["assessed_on"] == "2026-10-31"]
    assert sum(int(one["requirements"]) for one in last) == len(standard().requirements)
    by_month = list(csv.DictReader(io.StringIO(files[TREND_REQUIREMENTS_CSV])))
    assert {one["month"] for one in by_month} == {f"{one:%Y-%m}" for one in MONTHS}
    assert all(int(one["authorities_met"]) <= int(one["authorities_checked"]) <= 3 for one in by_month)


MONTHS = [date(2025, month, 1) for month in (10, 11, 12)] + [date(2026, month, 1) for month in range(1, 11)]


# The picture


def chart_of(*values: tuple[float, ...], most: int = 100) -> BeautifulSoup:
    """A picture of lines with a value on the first day of each month."""
    lines = tuple(
        Line(f"Line {number}", tuple(map(Point, MONTHS, line)), f"{line[-1]}")
        for number, line in enumerate(values)
    )
    chart = LineChart("test", "What it shows", "In words.", lines, most)
    return BeautifulSoup(line_chart(chart, "Oct 2025", "Oct 2026"), "html.parser")


def test_a_picture_says_what_it_shows_to_who_does_not_see_it() -> None:
    soup = chart_of((1, 2, 3))
    picture = soup.find("svg")
    assert isinstance(picture, Tag) and picture["role"] == "img"
    named = [soup.find(id=one) for one in str(picture["aria-labelledby"]).split()]
    assert [one and one.get_text() for one in named] == ["What it shows", "In words."]


def test_lines_differ_in_marks_and_dashes_and_not_in_colour_alone() -> None:
    soup = chart_of((1, 2), (3, 4), (5, 6), (7, 8))
    marks = [
        tuple(mark.name for mark in line.select("circle, rect, polygon")) for line in soup.select(".series")
    ]
    assert [one[0] for one in marks] == ["circle", "rect", "polygon", "polygon"]
    styles = (ROOT / "themes" / "local_offer" / "assets" / "pictures.css").read_text(encoding="utf-8")
    dashes = re.findall(r"\.look-(\d) polyline {\s*stroke-dasharray: ([^;]+);", styles)
    assert len({pattern for _, pattern in dashes}) == len(dashes) == 3


@pytest.mark.parametrize("ends", [(50, 50, 50), (0, 0, 0), (100, 100, 100), (0, 100, 50), (3, 0, 100)])
def test_words_at_the_ends_of_lines_never_cover_each_other(ends: tuple[float, ...]) -> None:
    soup = chart_of(*((0, one) for one in ends))
    heights = sorted(float(str(one["y"])) for one in soup.select(".series text"))
    assert all(after - before >= 40 for before, after in pairwise(heights))
    assert heights[0] >= 14 and heights[-1] + 19 <= 300


def test_a_picture_of_nothing_is_no_picture() -> None:
    assert not chart_of((1,)).find()


# In a browser


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("trend")
    write_pages(trend_pages(demonstrations(), standard()), trend_files(demonstrations()), folder)
    return folder


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    with browsing.serve(site) as home:
        yield home


SCHEMES: tuple[Scheme, ...] = ("light", "dark")
ADDRESSES = (TREND, trend_address("northmere"), requirement_trend_address(REQUIREMENT))


@pytest.mark.parametrize("page", ADDRESSES)
def test_page_is_plain(site: Path, page: str) -> None:
    text = sentences_of(site / page)
    age = reading_age(text)
    assert age is None or age <= OLDEST_READER
    assert long_ones(text) == []


@pytest.mark.parametrize("page", ADDRESSES)
def test_page_has_no_barriers(browser: webdriver.Chrome, address: str, page: str) -> None:
    wrong = {}
    for width in (320, 1280):
        browsing.set_width(browser, width)
        for scheme in SCHEMES:
            browsing.set_media(browser, scheme=scheme)
            browser.get(address + page)
            found = find(browser, "openAll", "sideways", "cutOff")
            wrong[width, scheme] = [*browsing.faults(browsing.axe_results(browser)), *found]
    assert not any(wrong.values()), wrong
    assert browsing.console_messages(browser) == []


def test_words_in_a_picture_can_be_read_on_a_phone_and_stay_inside(
    browser: webdriver.Chrome, address: str
) -> None:
    """At 320 pixels no letter is smaller than 11 pixels, and none is cut off."""
    browsing.set_width(browser, 320)
    for page in ADDRESSES:
        browser.get(address + page)
        picture = browser.find_element(By.CSS_SELECTOR, ".picture svg").rect
        assert picture["width"] <= 320 - 32
        for text in browser.find_elements(By.CSS_SELECTOR, ".picture svg text"):
            assert text.rect["x"] >= picture["x"], text.text
            assert text.rect["x"] + text.rect["width"] <= picture["x"] + picture["width"], text.text
        scale = picture["width"] / 410
        assert 17 * scale >= 11


def test_lines_are_seen_in_forced_colours(browser: webdriver.Chrome, address: str) -> None:
    browsing.set_media(browser, forced_colours=True)
    browser.get(address + trend_address("northmere"))
    ground, line = browser.execute_script(
        "const picture = document.querySelector('.picture svg');"
        "return [getComputedStyle(picture).backgroundColor,"
        " getComputedStyle(picture.querySelector('polyline')).stroke]"
    )
    assert ground != line and "none" not in (ground, line)


def test_steps_open_without_scripts(browser: webdriver.Chrome, address: str) -> None:
    browsing.open_without_scripts(browser, address + trend_address("northmere"))
    step = browser.find_element(By.CSS_SELECTOR, "details.group")
    table = step.find_element(By.TAG_NAME, "table")
    assert not table.is_displayed()
    step.find_element(By.TAG_NAME, "summary").click()
    assert table.is_displayed()
