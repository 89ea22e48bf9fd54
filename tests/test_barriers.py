"""Each search for a barrier finds one that was put there, and none on a page without."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium import webdriver

from tests import barriers, browsing
from tests.barriers import find

CLEAN = """<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>A page</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
body {{ margin: 0; font: 19px/1.5 sans-serif }}
:focus-visible {{ outline: 3px solid #000 }}
.skip {{ position: absolute; top: -9rem }} .skip:focus {{ top: 0 }}
nav a, button, summary {{ display: inline-block; min-height: 44px; min-width: 44px }}
@media print {{ nav, .skip {{ display: none }} details::details-content {{ content-visibility: visible }} }}
</style>{head}</head>
<body><a class="skip" href="#main">Skip to the main part</a>
<header><nav class="tools"><a href="#one">One</a> <a href="#two">Two</a></nav></header>
<main id="main" tabindex="-1"><h1>A page</h1>
<p>Read <a href="#more">more about it</a> here.</p>
<details><summary>More</summary><p>Inside.</p></details>
<p role="status"></p>
<label><input type="radio" name="when"> Now</label> <label><input type="radio" name="when"> Then</label>
{body}
<p><button>Send</button></p></main></body></html>"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("barriers")


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    with browsing.serve(folder) as found:
        yield found


def show(browser: webdriver.Chrome, folder: Path, address: str, body: str = "", head: str = "") -> None:
    """Open a page with *body* and *head*, at an address of its own: the browser may remember another."""
    page = folder / f"{len(list(folder.iterdir()))}.html"
    page.write_text(CLEAN.format(body=body, head=head), encoding="utf-8")
    browser.get(address + page.name)


EVERYTHING = ("sideways", "cutOff", "stuck", "smallTargets", "lowTargets", "liveRegions", "kept", "headings")


def test_nothing_is_found_where_nothing_is_wrong(
    browser: webdriver.Chrome, folder: Path, address: str
) -> None:
    browsing.set_width(browser, 320, 256)
    show(browser, folder, address)
    assert find(browser, "openAll", *EVERYTHING, "space", *EVERYTHING, "doubleText", "cutOff") == []
    assert barriers.shortcuts(browser) == []
    show(browser, folder, address)
    assert barriers.walk(browser) == []
    show(browser, folder, address)
    assert barriers.walk(browser, backwards=True) == []
    show(browser, folder, address)
    assert barriers.unseen_focus(browser, set()) == []
    browsing.set_media(browser, reduced_motion=True, printed=True)
    show(browser, folder, address)
    assert find(browser, "motion", "print") == []


FOUND = {
    "wide": ("sideways", '<p style="width: 500px">Wide</p>', "the page is 500 wide on"),
    "scrolled by a mouse only": (
        "sideways",
        '<div style="overflow-x: auto"><table><tr><td style="min-width: 500px">Wide</td></tr></table></div>',
        "only a mouse scrolls div “Wide”",
    ),
    "scrolled and no table": (
        "sideways",
        '<div style="overflow-x: auto" tabindex="0"><p style="width: 500px">Wide</p></div>',
        "this is no table and has to be scrolled sideways: div “Wide”",
    ),
    "cut off": (
        "cutOff",
        '<p style="height: 1rem; overflow: hidden">Cut<br>off</p>',
        "words are cut off in p “Cut",
    ),
    "cut off with dots": (
        "cutOff",
        '<p style="overflow: hidden; white-space: nowrap; text-overflow: ellipsis">'
        "This is much longer than a narrow screen is wide</p>",
        "words are cut off in p “This is much longer",
    ),
    "stays": (
        "stuck",
        '<div style="position: fixed; top: 0; height: 100px">Notice</div>',
        "something that stays takes 100 of 256",
    ),
    "small and near": (
        "smallTargets",
        '<a href="#a" style="display: inline-block; width: 16px; height: 16px">a</a>'
        '<a href="#b" style="display: inline-block; width: 16px; height: 16px">b</a>',
        "less than 24 pixels and near another: a “a”",
    ),
    "small beside large": (
        "smallTargets",
        '<div style="display: flex"><a href="#a" style="width: 16px; height: 16px">a</a>'
        "<button>Large</button></div>",
        "less than 24 pixels and near another: a “a”",
    ),
    "low": ("lowTargets", '<nav><a href="#a" style="min-height: 30px">Low</a></nav>', "not 44: a “Low”"),
    "not there before it speaks": (
        "liveRegions",
        '<p role="status" id="late" hidden></p>',
        "a screen reader will not hear p#late “”",
    ),
    "interrupts": ("liveRegions", '<p role="alert">Now!</p>', "this interrupts who listens: p “Now!”"),
    "moves": (
        "motion",
        '<p style="transition: transform 1s">Moves</p>',
        "this moves for who asked for less motion: p “Moves”",
    ),
    "menu on paper": ("print", '<p class="crumbs">Home</p>', "a menu is printed: p.crumbs “Home”"),
    "closed on paper": (
        "print",
        "<style>@media print { details.shut::details-content { content-visibility: hidden } }</style>"
        '<details class="shut"><summary>Shut</summary><p>Inside.</p></details>',
        "what is closed is not printed: details.shut",
    ),
    "stored": ("kept", '<script>localStorage.setItem("seen", "1")</script>', "something is stored"),
    "a store": (
        "kept",
        '<script>document.write("<p>" + typeof indexedDB.open("store") + "</p>")</script>',
        "a store is made",
    ),
    "asks another": (
        "kept",
        '<img src="http://localhost:9/house.png" alt="">',
        "asks http://localhost:9/house.png",
    ),
    "skips a level": ("headings", "<h3>Three</h3>", "a heading of level 3 after one of level 1"),
    "two titles": ("headings", "<h1>Another</h1>", "headings of the first level: 1,1"),
}


@pytest.mark.parametrize("planted", FOUND)
def test_what_was_put_there_is_found(
    browser: webdriver.Chrome, folder: Path, address: str, planted: str
) -> None:
    search, body, expected = FOUND[planted]
    browsing.set_width(browser, 320, 256)
    browsing.set_media(browser, reduced_motion=True, printed=search == "print")
    show(browser, folder, address, body)
    # A store takes its time to be made.
    browsing.wait_for(browser, lambda: any(expected in one for one in find(browser, search)))


@pytest.mark.parametrize(
    "body",
    [
        '<p>In a <a href="#a" style="font-size: 8px">line</a> of words</p>',
        '<p><a href="#a" style="display: inline-block; width: 16px; height: 16px">a</a></p><p>None near.</p>',
        '<p><label style="display: inline-block; min-height: 24px"><input type="checkbox"> Yes</label></p>',
    ],
    ids=["in a line", "alone", "with its label"],
)
def test_small_targets_that_the_guidelines_allow_are_let_pass(
    browser: webdriver.Chrome, folder: Path, address: str, body: str
) -> None:
    show(browser, folder, address, body)
    assert find(browser, "smallTargets") == []


def test_words_are_found_that_only_a_readers_spacing_or_size_cuts_off(
    browser: webdriver.Chrome, folder: Path, address: str
) -> None:
    for change in ("space", "doubleText"):
        style = "height: 24px; width: 150px; line-height: 1.2; overflow: hidden; font-size: 1rem"
        show(browser, folder, address, f'<p style="{style}">Just enough room</p>')
        assert find(browser, "cutOff") == []
        assert any("Just enough room" in one for one in find(browser, change, "cutOff")), change


WALKS = {
    "no key reaches it": (
        False,
        '<div role="button" id="b">Press</div>',
        "",
        "the keyboard does not reach div#b “Press”",
    ),
    "a trap": (
        False,
        '<p><a href="#t" id="trap">Trap</a></p><p><a href="#after" id="after">After</a></p>'
        "<script>document.getElementById('trap').addEventListener('keydown', (one) => "
        "one.preventDefault())</script>",
        "",
        "the keyboard does not reach a#after “After”",
    ),
    "nobody sees it": (
        False,
        '<a href="#n" id="n" style="opacity: 0">Nobody</a>',
        "",
        "the focus is on something that nobody sees: a#n",
    ),
    "off the screen": (
        False,
        '<a href="#n" id="n" style="position: absolute; left: -4000px">Far</a>',
        "",
        "what has the focus is covered or off the screen: a#n “Far”",
    ),
    "under a bar at the top": (
        True,
        "".join(f'<p style="margin: 400px 0"><a href="#{one}">Link {one}</a></p>' for one in range(4)),
        "<style>header { position: sticky; top: 0; height: 200px; background: #fff }</style>",
        "what has the focus is covered or off the screen: summary “More”",
    ),
    "no way to skip": (
        False,
        "",
        "<style>.skip { display: none }</style>",
        "the first stop is not a link to the main part: a “One”",
    ),
}


@pytest.mark.parametrize("planted", WALKS)
def test_walk_meets_what_was_put_in_its_way(
    browser: webdriver.Chrome, folder: Path, address: str, planted: str
) -> None:
    backwards, body, head, expected = WALKS[planted]
    browsing.set_width(browser, 320, 400)
    show(browser, folder, address, body, head)
    found = barriers.walk(browser, backwards=backwards)
    assert any(expected in one for one in found), found


@pytest.mark.parametrize("outline", ["none", "2px solid #eee", "1px dotted #000"])
def test_focus_that_hardly_shows_is_found(
    browser: webdriver.Chrome, folder: Path, address: str, outline: str
) -> None:
    show(browser, folder, address, head=f"<style>a:focus-visible {{ outline: {outline} }}</style>")
    found = barriers.unseen_focus(browser, set())
    assert [one for one in found if "of a “One” only" in one], found
    assert not [one for one in found if "button" in one]


def test_a_look_that_is_known_is_not_measured_again(
    browser: webdriver.Chrome, folder: Path, address: str
) -> None:
    known: set[str] = set()
    show(browser, folder, address)
    barriers.unseen_focus(browser, known)
    show(browser, folder, address, head="<style>a:focus-visible { outline: none }</style>")
    assert barriers.unseen_focus(browser, known) == []


def test_a_single_key_that_does_something_is_found(
    browser: webdriver.Chrome, folder: Path, address: str
) -> None:
    body = (
        "<script>document.addEventListener('keydown', (one) => "
        "one.key === '/' && document.querySelector('button').focus())</script>"
    )
    show(browser, folder, address, body)
    assert barriers.shortcuts(browser) == ["one of these keys does something: fsnp/.,?hjkgtm1"]
