"""Built pages in a browser: no barriers that a machine can find, no request to anyone, also from a folder."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Literal

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement

from site_builder.content.criteria import criteria
from site_builder.content.days import JudgedDay
from site_builder.content.document import dump_document
from site_builder.content.results import AuditNote, AuditResult, write_audit
from site_builder.pages.build import build_site
from site_builder.project import open_project
from tests import browsing
from tests.browsing import wait_for
from tests.test_pages import ABSENT, BARE, FULL, GUIDE, NORTHMERE, SCHOOL

ROOT = Path(__file__).resolve().parent.parent
DAY = JudgedDay(date(2026, 11, 1), date(2026, 11, 1))

PAGES = {
    "front": "index.html",
    "about several": "about/index.html",
    "list of several": "my-list/index.html",
    "home": "northmere/index.html",
    "entry": "northmere/support/riverside/index.html",
    "bare entry": "northmere/support/bare/index.html",
    "setting": "northmere/support/harbour-school/index.html",
    "absence": "northmere/support/no-overnight/index.html",
    "guide": "northmere/support/ask-for-an-assessment/index.html",
    "choices": "northmere/need/index.html",
    "list": "northmere/need/physical-disability/index.html",
    "kinds": "northmere/kind/index.html",
    "letters": "northmere/a-z/index.html",
    "information": "northmere/information/index.html",
    "my list": "northmere/my-list/index.html",
    "side by side": "northmere/compare/index.html",
    "table of schools": "northmere/compare/not-told/index.html",
    "gaps": "northmere/gaps/index.html",
    "gap facts": "northmere/gaps/facts/index.html",
    "open data": "northmere/data/index.html",
    "about": "northmere/about/index.html",
    "statement": "northmere/accessibility/index.html",
    "tests of the site": "northmere/accessibility/tests/index.html",
    "hand-written": "northmere/pages/our-promise/index.html",
    "not found": "404.html",
}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
HAND_WRITTEN = """\
# Our promise

See [the short break](../entries/riverside.yaml).

!!! warning
    Call us first.

| What | Who does this part of the work | How long it takes from the first call to the end | What it costs |
|---|---|---|---|
| A | Northmerecouncilchildrenservices | Twelveweeksandsometimeslonger | Nothingatallforfamilies |
"""
STATEMENT = {
    "reviewed": date(2026, 10, 12),
    "problems": [
        {"what": "Old films have no captions.", "why": "They are old.", "criteria": ["1.2.2"]},
        {"what": "Old plans", "why": "Nobody needs them.", "reason": "outside-the-rules"},
        {
            "what": "Maps",
            "why": "There are many.",
            "reason": "too-great-a-burden",
            "assessed": date(2026, 9, 1),
        },
    ],
}
TEST_BY_PEOPLE = {
    "who": "Coast Access Centre",
    "sample": ["home", "find"],
    "criteria": dict.fromkeys(criteria(), "pass") | {"2.4.7": {"result": "fail", "note": "On Find"}},
}
FAULT = AuditNote(
    "northmere/support/a-page-with-a-very-long-address-indeed/index.html",
    "color-contrast",
    "main > section:nth-child(3) > div.facts > dl > div:nth-child(12) > dd > p > a[href$='index.html']",
    "serious",
    "It is pale.",
    "https://dequeuniversity.com/rules/axe/4.14/color-contrast",
    ("320 light base",),
    ("1.4.3",),
    "Elements must meet minimum color contrast ratio thresholds",
)
AUDIT = AuditResult(
    "northmere", date(2026, 10, 13), "4.14.1", "Chromium 150", ("index.html",), 8, 30, (FAULT,), (FAULT,)
)
PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 3"><rect width="4" height="3" fill="#555"/></svg>'
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two offers: one with every kind of page, one next to it."""
    root = tmp_path_factory.mktemp("browser-pages")
    config = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    (root / "mkdocs.yml").write_text(
        config.replace("markdown_extensions:\n", "markdown_extensions:\n  - admonition\n  - tables\n"),
        encoding="utf-8",
    )
    picture = {"media": [{"file": "house.svg", "alt": "A house with a ramp"}]}
    entries = [
        FULL | picture,
        BARE | {"id": "bare", "title": "A club that says little"},
        ABSENT,
        GUIDE,
        SCHOOL,
    ]
    northmere = NORTHMERE | {"look": {"colour": "#0b6b3a", "logo": "logo.svg"}, "accessibility": STATEMENT}
    _write_offer(root, northmere, entries)
    home = root / "offer_content" / "northmere"
    _write(home / "audits" / "2026-10-12.yaml", dump_document(TEST_BY_PEOPLE))
    write_audit(home / "results" / "audit.json", AUDIT)
    for name in ("house.svg", "bed.svg", "logo.svg", "welcome-book.pdf"):
        _write(home / "media" / name, PICTURE)
    _write(home / "pages" / "our-promise.md", HAND_WRITTEN)
    harrowdale = {
        "id": "harrowdale",
        "name": "Harrowdale",
        "gss_code": "E06999902",
        "demonstration": "invented",
    }
    _write_offer(root, harrowdale, [BARE | {"id": "family-link", "title": "Family link"}])
    built = build_site(open_project(root), authority=None, out=root / "site", day=DAY)
    assert built.site is not None, built.diagnostics
    return built.site


def _write_offer(root: Path, authority: dict[str, Any], entries: list[dict[str, Any]]) -> None:
    home = root / "offer_content" / str(authority["id"])
    _write(home / "authority.yaml", dump_document(authority))
    for facts in entries:
        _write(home / "entries" / f"{facts['id']}.yaml", dump_document(facts))


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    with browsing.serve(site) as found:
        yield found


def open_menu(browser: webdriver.Chrome) -> None:
    browser.find_element(By.CSS_SELECTOR, ".menu > summary").click()


def style(browser: webdriver.Chrome, selector: str, name: str) -> str:
    script = "return getComputedStyle(document.querySelector(arguments[0])).getPropertyValue(arguments[1])"
    return str(browser.execute_script(script, selector, name))


def unwanted_messages(browser: webdriver.Chrome) -> list[str]:
    """What the console said, but for the address that is wrong on purpose."""
    return [one for one in browsing.console_messages(browser) if "no/such/page" not in one]


# Accessibility


@pytest.mark.parametrize("kind", PAGES)
def test_axe_finds_no_fault(browser: webdriver.Chrome, address: str, kind: str) -> None:
    for width in (320, 1280):
        for scheme in SCHEMES:
            browsing.set_width(browser, width)
            browsing.set_media(browser, scheme=scheme)
            browser.get(address + PAGES[kind])
            found = browsing.faults(browsing.axe_results(browser))
            assert not found, (width, scheme, found)


@pytest.mark.parametrize("kind", ["entry", "gaps", "kinds", "open data"])
def test_axe_finds_no_fault_with_everything_open(browser: webdriver.Chrome, address: str, kind: str) -> None:
    for width, scheme in zip((320, 1280), SCHEMES, strict=True):
        browsing.set_width(browser, width)
        browsing.set_media(browser, scheme=scheme)
        browser.get(address + PAGES[kind])
        browser.execute_script("document.querySelectorAll('details').forEach((one) => { one.open = true })")
        found = browsing.faults(browsing.axe_results(browser))
        assert not found, (width, scheme, found)


def test_wide_table_scrolls_by_itself_and_a_keyboard_reaches_it(
    browser: webdriver.Chrome, address: str
) -> None:
    browsing.set_width(browser, 320)
    browser.get(address + PAGES["hand-written"])
    box = browser.find_element(By.CSS_SELECTOR, ".scroller")
    assert browser.execute_script("return arguments[0].scrollWidth > arguments[0].clientWidth", box)
    assert box.get_attribute("tabindex") == "0"


# Keyboard


def stops(browser: webdriver.Chrome, most: int = 60) -> Iterator[WebElement]:
    """Each element that the Tab key leads to, until it leaves the page."""
    for _ in range(most):
        browser.switch_to.active_element.send_keys(Keys.TAB)
        here = browser.switch_to.active_element
        if here.tag_name == "body":
            return
        yield here


def focus_is_seen(browser: webdriver.Chrome, element: WebElement) -> bool:
    """Whether the focused element has a ring, and nothing lies over its middle."""
    script = """
      const box = arguments[0].getBoundingClientRect();
      const lines = Array.from(arguments[0].getClientRects());
      const seen = lines.some((line) => {
        const top = document.elementFromPoint(line.x + line.width / 2, line.y + line.height / 2);
        return top && (arguments[0].contains(top) || top.contains(arguments[0]));
      });
      const style = getComputedStyle(arguments[0]);
      return box.width > 0 && seen && style.outlineStyle === 'solid' && parseFloat(style.outlineWidth) >= 3;
    """
    return bool(browser.execute_script(script, element))


@pytest.mark.parametrize("width", [320, 1280])
def test_menu_opens_walks_and_closes_by_keyboard(browser: webdriver.Chrome, address: str, width: int) -> None:
    browsing.set_width(browser, width)
    browser.get(address + PAGES["entry"])
    menu = next(stop for stop in stops(browser) if stop.tag_name == "summary")
    assert menu.text == "Menu"
    menu.send_keys(Keys.ENTER)
    links = []
    for stop in stops(browser):
        if not browser.execute_script("return arguments[0].closest('.menu')", stop):
            break
        assert focus_is_seen(browser, stop)
        links.append(stop.text)
    assert links == [
        "Find support",
        "Where to start",
        "By need",
        "By age",
        "By kind of support",
        "By place",
        "A to Z",
        "Growing up",
        "Information",
        "Schools side by side",
        "My list",
        "What is missing here",
        "You said, we did",
        "About this site",
    ]
    menu.send_keys(Keys.SPACE)
    assert not browser.find_element(By.CSS_SELECTOR, ".menu nav").is_displayed()


def test_current_page_is_marked_in_the_menu(browser: webdriver.Chrome, address: str) -> None:
    for kind, label in (
        ("choices", "By need"),
        ("gaps", "What is missing here"),
        ("gap facts", "What is missing here"),
    ):
        browser.get(address + PAGES[kind])
        open_menu(browser)
        (current,) = browser.find_elements(By.CSS_SELECTOR, ".menu a[aria-current=page]")
        assert current.text == label


# The reader's own ways


def test_dark_and_light_follow_the_system(browser: webdriver.Chrome, address: str) -> None:
    browser.get(address + PAGES["home"])
    light = style(browser, "body", "background-color")
    browsing.set_media(browser, scheme="dark")
    assert style(browser, "body", "background-color") != light
    assert style(browser, "html", "color-scheme") == "dark"


def test_councils_colour_is_used(browser: webdriver.Chrome, address: str) -> None:
    browser.get(address + PAGES["home"])
    assert style(browser, ".band", "background-color") == "rgb(11, 107, 58)"


def test_text_is_19_pixels_and_grows_with_the_readers_own_size(
    browser: webdriver.Chrome, address: str
) -> None:
    browser.get(address + PAGES["entry"])
    assert style(browser, "main dd", "font-size") == "19px"
    browser.execute_script("document.documentElement.style.fontSize = '200%'")
    assert style(browser, "main dd", "font-size") == "38px"
    script = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert browser.execute_script(script) == 0


def test_links_in_text_are_underlined(browser: webdriver.Chrome, address: str) -> None:
    browser.get(address + PAGES["entry"])
    assert style(browser, "main dd a", "text-decoration-line") == "underline"


def test_signs_stay_in_forced_colours(browser: webdriver.Chrome, address: str) -> None:
    browsing.set_media(browser, forced_colours=True)
    browser.get(address + PAGES["gaps"])
    script = "return getComputedStyle(document.querySelector('.gap > summary'), '::before').borderTopColor"
    arrow = browser.execute_script(script)
    assert arrow != style(browser, "body", "background-color")
    assert not browsing.faults(browsing.axe_results(browser))


def test_print_opens_what_is_closed_shows_addresses_and_leaves_menus_out(
    browser: webdriver.Chrome, address: str
) -> None:
    browsing.set_media(browser, printed=True)
    browser.get(address + PAGES["gaps"])
    inside = browser.find_element(By.CSS_SELECTOR, ".gap-inside")
    assert inside.size["height"] > 20
    assert not browser.find_element(By.CSS_SELECTOR, ".tools").is_displayed()
    browser.get(address + PAGES["entry"])
    script = "return getComputedStyle(document.querySelector('dd a[href^=https]'), '::after').content"
    assert "href" in str(browser.execute_script(script)) or "https://" in str(browser.execute_script(script))


def test_pages_are_whole_without_scripts(browser: webdriver.Chrome, address: str) -> None:
    browsing.open_without_scripts(browser, address + PAGES["home"])
    open_menu(browser)
    browser.find_element(By.CSS_SELECTOR, ".menu").find_element(By.LINK_TEXT, "A to Z").click()
    browser.find_element(By.CSS_SELECTOR, ".letters").find_element(By.PARTIAL_LINK_TEXT, "R").click()
    browser.find_element(By.LINK_TEXT, "Riverside short breaks").click()
    assert browser.find_element(By.TAG_NAME, "h1").text == "Riverside short breaks"


# Nobody else is asked for anything


def test_policy_really_stops_what_it_forbids(browser: webdriver.Chrome, address: str) -> None:
    browser.get(address + PAGES["entry"])
    browser.execute_script(
        "const one = document.createElement('script'); one.textContent = 'window.owned = 1';"
        "document.body.append(one)"
    )
    assert browser.execute_script("return window.owned") is None
    assert any("Content Security Policy" in one for one in browsing.console_messages(browser))


def test_page_for_wrong_addresses_works_at_any_depth(
    site: Path, browser: webdriver.Chrome, address: str
) -> None:
    deep = site / "no" / "such" / "page"
    deep.mkdir(parents=True)
    shutil.copy(site / "404.html", deep / "index.html")
    try:
        browser.get(f"{address}no/such/page/index.html")
        assert style(browser, ".skip", "position") == "absolute"
        browser.find_element(By.LINK_TEXT, "Go to the home page").click()
        wait_for(browser, lambda: browser.find_element(By.TAG_NAME, "h1").text == "Local offers")
    finally:
        shutil.rmtree(site / "no")


def test_site_works_from_a_folder(browser: webdriver.Chrome, site: Path) -> None:
    browser.get((site / PAGES["front"]).as_uri())
    browser.find_element(By.PARTIAL_LINK_TEXT, "Northmere").click()
    wait_for(browser, lambda: browser.find_element(By.TAG_NAME, "h1").text == "Find help in Northmere")
    assert style(browser, ".band", "background-color") == "rgb(11, 107, 58)"
    assert browser.execute_script("return document.querySelector('.name img').naturalWidth") > 0
    browser.find_element(By.LINK_TEXT, "By need").click()
    browser.find_element(By.PARTIAL_LINK_TEXT, "Physical disability").click()
    browser.find_element(By.LINK_TEXT, "Riverside short breaks").click()
    wait_for(browser, lambda: browser.current_url.endswith("support/riverside/index.html"))
    assert unwanted_messages(browser) == []


@pytest.mark.parametrize("from_folder", [False, True], ids=["served", "from a folder"])
def test_search_on_the_home_page_leads_to_find_with_the_words(
    browser: webdriver.Chrome, site: Path, address: str, from_folder: bool
) -> None:
    browser.get((site / PAGES["home"]).as_uri() if from_folder else address + PAGES["home"])
    box = browser.find_element(By.ID, "q")
    box.send_keys("short break", Keys.ENTER)
    wait_for(browser, lambda: browser.current_url.endswith("northmere/find/index.html?q=short+break"))
    assert unwanted_messages(browser) == []


def test_button_of_the_menu_stays_in_its_place_when_the_menu_opens(
    browser: webdriver.Chrome, address: str
) -> None:
    for width in (320, 1280):
        browsing.set_width(browser, width)
        browser.get(address + PAGES["home"])
        button = browser.find_element(By.CSS_SELECTOR, ".menu > summary")
        beside = browser.find_element(By.CSS_SELECTOR, ".tools > .tool")
        button.click()
        last = browser.find_elements(By.CSS_SELECTOR, ".menu li a")[-1]
        assert last.is_displayed()
        assert button.rect["y"] == beside.rect["y"], width
        assert button.rect["x"] > beside.rect["x"] + beside.rect["width"], width
        assert browser.find_element(By.CSS_SELECTOR, ".menu nav").rect["y"] > button.rect["y"] + 40, width


def test_links_among_facts_stay_clear_of_the_lines_around_them_when_text_is_doubled(
    browser: webdriver.Chrome, address: str
) -> None:
    script = """
      return Array.from(document.querySelectorAll('.entry-body .facts dd > a:only-child'), (link) => {
        const row = link.closest('div').getBoundingClientRect();
        const text = document.createRange();
        text.selectNodeContents(link);
        const words = text.getBoundingClientRect();
        const gaps = [words.top - row.top, row.bottom - words.bottom, row.right - words.right];
        return [link.textContent, Math.min(...gaps.slice(0, 2)) >= 20 && gaps[2] >= 0];
      });
    """
    browsing.set_width(browser, 640)
    browser.get(address + PAGES["entry"])
    browser.execute_script("document.documentElement.style.fontSize = '200%'")
    found = dict(browser.execute_script(script))
    assert {"01632 960124", "shortbreaks@northmere.example.org"} <= found.keys()
    assert all(found.values()), found
