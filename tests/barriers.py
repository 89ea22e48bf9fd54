"""Find barriers that axe-core does not see, on the page that is open: `barriers.js`, asked from Python."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from selenium import webdriver
from selenium.webdriver import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

SCRIPT = (Path(__file__).resolve().parent / "barriers.js").read_text(encoding="utf-8")

SHORTCUTS = "fsnp/.,?hjkgtm1"
"""Single keys that websites are known to act on."""


def find(browser: webdriver.Chrome, *names: str) -> list[str]:
    """What the functions of `barriers.js` with these names find on the open page, in their order.

    A function that only changes the page finds nothing.
    """
    calls = "".join(f"found.push(...((await window.barriers.{name}()) || []));" for name in names)
    return list(_run(browser, f"const found = []; {calls} return found;"))


def _run(browser: webdriver.Chrome, body: str, *arguments: Any) -> Any:
    """What the JavaScript *body* returns, with its promises kept; an error of it fails the test."""
    done, answer = browser.execute_async_script(
        f"if (!window.barriers) {{ {SCRIPT} }}\n"
        "const [given, tell] = [Array.from(arguments).slice(0, -1), arguments[arguments.length - 1]];"
        f"(async (...given) => {{ {body} }})(...given)"
        ".then((answer) => tell([true, answer]), (error) => tell([false, String(error)]));",
        *arguments,
    )
    assert done, answer
    return answer


def walk(browser: webdriver.Chrome, *, backwards: bool = False) -> list[str]:
    """Press Tab, or Shift and Tab, through the whole page, and say what a keyboard meets.

    Every control has to be reached, nothing invisible or covered may have the focus, and forwards the first
    stop has to be the link to the main part. A part that lets nobody out leaves what is behind it unreached.
    """
    number = _run(browser, "return window.barriers.startWalk(given[0]);", backwards)
    keys = ActionChains(browser)
    if backwards:
        keys.key_down(Keys.SHIFT).send_keys(Keys.TAB * (number - 1)).key_up(Keys.SHIFT)
    else:
        keys.send_keys(Keys.TAB * number)
    keys.perform()
    return list(_run(browser, "return window.barriers.walk(given[0]);", backwards))


def unseen_focus(
    browser: webdriver.Chrome, known: set[str], views: Sequence[Callable[[], None]] = (lambda: None,)
) -> list[str]:
    """The controls whose focus nobody sees, one of each look that is not yet *known*; these are added to it.

    Measured in pictures of the control with and without focus: about as many pixels as it has around it have
    to change by a contrast of 3 to 1, in each of *views*, which change how the page is shown. Where there is
    a look to measure, the page is left.
    """
    looks = _run(browser, "return window.barriers.looks(given[0]);", sorted(known))
    known.update(looks)
    shots = []
    if looks:
        # Browsers show the focus to who uses a keyboard.
        ActionChains(browser).send_keys(Keys.TAB).perform()
    for view in views if looks else ():
        view()
        for number in range(len(looks)):
            focused = _run(browser, "return window.barriers.focusOn(given[0]);", number)
            on = _picture(browser, focused["clip"])
            _run(browser, "window.barriers.blur();")
            shots.append((focused, _picture(browser, focused["clip"]), on))
    if shots:
        # A page of ours lets no script read a picture that is no file of the site.
        browser.get("about:blank")
    found = []
    for focused, off, on in shots:
        changed = _run(browser, "return window.barriers.changedPixels(given[0], given[1]);", off, on)
        needed = 2 * (focused["clip"]["width"] + focused["clip"]["height"] - 32)
        if changed < max(needed, 1):
            found.append(f"of {focused['name']} only {changed} of {round(needed)} pixels change")
    return found


def _picture(browser: webdriver.Chrome, clip: dict[str, float]) -> str:
    asked = {"format": "png", "clip": clip, "captureBeyondViewport": True}
    return str(browser.execute_cdp_cmd("Page.captureScreenshot", asked)["data"])


def shortcuts(browser: webdriver.Chrome, keys: str = SHORTCUTS) -> list[str]:
    """Whether single keys do something on the open page (WCAG 2.2, 2.1.4)."""
    state = "return [location.href, document.activeElement.tagName, document.body.innerText]"
    before = browser.execute_script(state)
    browser.find_element(By.TAG_NAME, "body").send_keys(keys)
    after = browser.execute_script(state)
    return [f"one of these keys does something: {keys}"] if after != before else []
