"""The copy of a site to keep: whole, with no way out of its folder, and read from there in a browser."""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By

from site_builder.content.days import JudgedDay
from site_builder.pages.build import build_site
from site_builder.pages.offline_copy import READ_ME
from site_builder.pages.paper import size_words
from site_builder.project import Project, open_project
from tests import browsing
from tests.test_booklet import AUTHORITY, CLUB

ROOT = Path(__file__).resolve().parent.parent
ON = JudgedDay(date(2026, 11, 1), date(2026, 11, 21))
LINK = re.compile(r' (?:href|src|action)="([^"]*)"')


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of Northmere with a copy of itself to keep."""
    project = tmp_path_factory.mktemp("northmere")
    shutil.copytree(ROOT / "offer_content", project / "offer_content")
    built = build_site(open_project(project), authority="northmere", out=None, day=ON, with_copy=True)
    assert built.site
    return built.site


@pytest.fixture(scope="module")
def folder(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a reader has after taking the folder out of the file."""
    out = tmp_path_factory.mktemp("kept")
    with zipfile.ZipFile(site / "keep" / "northmere-local-offer.zip") as packed:
        packed.extractall(out)
    return out / "northmere-local-offer"


@pytest.fixture
def two(tmp_path: Path) -> Project:
    """Two councils, each the other's neighbour."""
    for slug, other, code in (("exampleshire", "otherton", 1), ("otherton", "exampleshire", 2)):
        home = tmp_path / "offer_content" / slug
        (home / "entries").mkdir(parents=True)
        (home / "media").mkdir()
        facts = AUTHORITY.replace("exampleshire", slug).replace("E06999901", f"E0699990{code}")
        (home / "authority.yaml").write_text(f"{facts}neighbours: [{other}]\n")
        (home / "entries" / "club.yaml").write_text(CLUB)
        (home / "media" / "club.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    return open_project(tmp_path)


def dead_links(folder: Path) -> Iterator[str]:
    """Every address in a page of *folder* that leads to no file in it; those of the web are left alone."""
    home = folder.resolve()
    for page in sorted(folder.rglob("*.html")):
        for address in LINK.findall(page.read_text(encoding="utf-8")):
            parts = urlsplit(address.replace("&amp;", "&"))
            if parts.scheme or not parts.path:
                continue
            target = (page.parent / unquote(parts.path)).resolve()
            if not target.is_relative_to(home) or not target.is_file():
                yield f"{page.relative_to(folder).as_posix()}: {address}"


def test_every_name_in_the_file_stays_in_its_folder_on_every_computer(site: Path) -> None:
    with zipfile.ZipFile(site / "keep" / "northmere-local-offer.zip") as packed:
        names = packed.namelist()
        assert all(one.external_attr >> 16 == 0o100644 for one in packed.infolist())
    assert len({one.casefold() for one in names}) == len(names)
    for name in names:
        assert name.startswith("northmere-local-offer/"), name
        assert not re.search(
            r'(^|/)(\.\.?|(con|prn|aux|nul|com\d|lpt\d)(\..*)?)(/|$)|[\\\\<>:"|?*]|[. ](/|$)', name
        )


def test_every_link_of_the_copy_leads_to_a_file_in_it(folder: Path) -> None:
    assert list(dead_links(folder)) == []
    assert (folder / "pl" / "index.html").is_file()
    assert not (folder / "404.html").exists()
    assert not (folder / "keep").exists()


def test_the_page_on_paper_offers_the_copy_and_its_size_and_the_copy_says_what_it_is(
    site: Path, folder: Path
) -> None:
    packed = site / "keep" / "northmere-local-offer.zip"
    page = (site / "paper" / "index.html").read_text(encoding="utf-8")
    assert '<a href="../keep/northmere-local-offer.zip" download>Get the copy</a>' in page
    assert f"(ZIP, {size_words(packed.stat().st_size)})" in page
    polish = (site / "pl" / "paper" / "index.html").read_text(encoding="utf-8")
    assert 'href="../../keep/northmere-local-offer.zip"' in polish
    kept = (folder / "paper" / "index.html").read_text(encoding="utf-8")
    assert "This is a copy of the site. It was made on 1 November 2026, and it does not change." in kept
    assert "Get the copy" not in kept
    assert "Where they do not, use A to Z: it always works." in kept
    assert "This is a copy, made on 1 November 2026. It does not change." in (
        folder / "index.html"
    ).read_text(encoding="utf-8")
    assert (folder / READ_ME).read_bytes().decode().splitlines() == [
        "Northmere local offer, as it was on 1 November 2026.",
        "",
        "To read it, open the file index.html. It opens in your web browser.",
        "You do not need the internet.",
        "",
        "If the search does not work in your browser, use A to Z: open the folder a-z, and then index.html.",
    ]


def test_each_of_several_councils_has_a_copy_of_its_own_without_a_way_out(
    two: Project, tmp_path: Path
) -> None:
    built = build_site(two, authority=None, out=None, day=ON, with_copy=True)
    assert built.site
    for slug in ("exampleshire", "otherton"):
        with zipfile.ZipFile(built.site / slug / "keep" / f"{slug}-local-offer.zip") as packed:
            assert {name.split("/")[0] for name in packed.namelist()} == {f"{slug}-local-offer"}
            packed.extractall(tmp_path / "kept")
        assert list(dead_links(tmp_path / "kept" / f"{slug}-local-offer")) == []
    assert not (built.site / "keep").exists()


def test_the_same_offer_gives_the_same_bytes_with_fixed_days_rights_and_order(
    two: Project, tmp_path: Path
) -> None:
    files = []
    for out in (tmp_path / "one", tmp_path / "another"):
        built = build_site(two, authority="otherton", out=out, day=ON, with_copy=True)
        assert built.site
        files.append(built.site / "keep" / "otherton-local-offer.zip")
    assert files[0].read_bytes() == files[1].read_bytes()
    with zipfile.ZipFile(files[0]) as packed:
        found = packed.infolist()
    assert [one.filename for one in found] == sorted(one.filename for one in found)
    assert {one.date_time for one in found} == {(2026, 11, 1, 0, 0, 0)}
    assert {oct(one.external_attr >> 16) for one in found} == {"0o100644"}


def test_a_build_that_is_not_asked_has_no_copy(two: Project) -> None:
    built = build_site(two, authority="otherton", out=None, day=ON)
    assert built.site
    assert not (built.site / "keep").exists()
    assert 'id="copy"' not in (built.site / "paper" / "index.html").read_text(encoding="utf-8")


# From a folder, by double click


def open_page(browser: webdriver.Chrome, folder: Path, page: str) -> str:
    """Open a page of *folder* as a file; the text of its main part."""
    browser.get((folder / page).as_uri())
    return text_of(browser)


def text_of(browser: webdriver.Chrome) -> str:
    return browser.find_element(By.TAG_NAME, "main").text


def test_search_from_the_home_page_works_from_a_folder(browser: webdriver.Chrome, folder: Path) -> None:
    open_page(browser, folder, "index.html")
    browser.find_element(By.ID, "q").send_keys("swimming")
    browser.find_element(By.CSS_SELECTOR, "form.search button").click()
    browsing.wait_for(browser, lambda: "Why this is here: “swimming” in the title" in text_of(browser))
    first = browser.find_element(By.CSS_SELECTOR, "#find-results a")
    assert first.text == "Quiet swim at Northmere Baths"
    first.click()
    browsing.wait_for(browser, lambda: browser.current_url.endswith("support/quiet-swim/index.html"))
    assert browsing.console_messages(browser) == []


def test_an_entry_is_kept_and_stands_on_my_list_from_a_folder(
    browser: webdriver.Chrome, folder: Path
) -> None:
    open_page(browser, folder, "support/riverside-short-breaks/index.html")
    browser.find_element(By.CSS_SELECTOR, ".keep button").click()
    browsing.wait_for(browser, lambda: "Your list has one thing." in text_of(browser))
    open_page(browser, folder, "my-list/index.html")
    browsing.wait_for(browser, lambda: "01632 960124" in text_of(browser))
    browser.find_element(By.ID, "my-list-clear").click()
    assert browsing.console_messages(browser) == []


def test_schools_are_compared_and_the_guided_start_goes_on_from_a_folder(
    browser: webdriver.Chrome, folder: Path
) -> None:
    browser.get(
        (folder / "compare" / "index.html").as_uri()
        + "#compare=northmere/aldersby-school,northmere/dune-school"
    )
    browsing.wait_for(
        browser,
        lambda: (
            [one.text for one in browser.find_elements(By.CSS_SELECTOR, "main table thead a")]
            == ["Aldersby School", "Dune School"]
        ),
    )
    open_page(browser, folder, "start/index.html")
    browser.find_element(By.CSS_SELECTOR, "main a[href$='index.html']").click()
    browsing.wait_for(
        browser,
        lambda: "/start/" in browser.current_url and not browser.current_url.endswith("start/index.html"),
    )
    assert browsing.console_messages(browser) == []


def test_where_no_script_runs_everything_is_in_lists(browser: webdriver.Chrome, folder: Path) -> None:
    browsing.open_without_scripts(browser, (folder / "find" / "index.html").as_uri())
    ways = browser.find_element(By.ID, "find-ways")
    links = {one.text: str(one.get_attribute("href")) for one in ways.find_elements(By.TAG_NAME, "a")}
    assert links["A to Z"] == (folder / "a-z" / "index.html").as_uri()
    assert "To search by words, turn on JavaScript" in text_of(browser)
