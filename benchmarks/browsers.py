"""Open pages in a browser that remembers nothing, with a stopwatch that started before the page did."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from selenium import webdriver

from site_builder.audit import accessibility
from site_builder.errors import SiteBuilderError

PAGES = Path(__file__).resolve().parent / "pages"
STOPWATCH = (PAGES / "stopwatch.js").read_text(encoding="utf-8")


LONGEST_START = 5.0
LOOK_AGAIN = 0.3
REST_MS = 20.0
"""A browser that does no more in the seconds between two looks has started up, or `LONGEST_START` is over."""


@dataclass(frozen=True, slots=True)
class Contender:
    """A search, as its reader meets it.

    Args:
        name: what tables call it.
        address: its page, from the root of its host.
        field: the selector of the field that words go into.
        result: the selector of the results that answer what was asked; of nothing else.
        watched: the selector of all that changes with a question: results, counts, notes.
        asks_again: whether it forgets what is typed before it is ready, so that it has to be typed again.
    """

    name: str
    address: str
    field: str
    result: str
    watched: str
    asks_again: bool = False


FIND = Contender(
    "Find support",
    "find/index.html",
    "#find-words",
    "#find-results > li:has(.find-why:not(:empty))",
    "#find-results, #find-count, #find-filters, #find-chosen, #find-notes",
)


@contextmanager
def open_browser() -> Iterator[webdriver.Chrome]:
    """A headless Chromium with a new, empty profile, and with patience, once it has come to rest.

    Raises:
        click.ClickException: the browser or its driver is missing, or it gave up.
    """
    try:
        with accessibility.open_browser() as browser:
            browser.set_page_load_timeout(120)
            browser.set_script_timeout(120)
            _wait_for_rest(browser)
            yield browser
    except SiteBuilderError as fault:
        raise click.ClickException(str(fault)) from None


def _wait_for_rest(browser: webdriver.Chrome) -> None:
    """Wait until *browser* has started up: for seconds it goes on with its own first page and its profile.

    A visit that began before shared the processors with that, whatever page it was to, so that the times of
    all pages grew by much the same and came to look alike.
    """
    browser.get("about:blank")
    until = time.monotonic() + LONGEST_START
    before = processor_ms(browser)
    while time.monotonic() < until:
        time.sleep(LOOK_AGAIN)
        after = processor_ms(browser)
        if before is not None and after is not None and after - before <= REST_MS:
            return
        before = after


def browser_version() -> str:
    with open_browser() as browser:
        return f"Chromium {browser.capabilities['browserVersion']}"


def visit(
    browser: webdriver.Chrome, address: str, contender: Contender, words: str, *, patience_ms: int = 20_000
) -> dict[str, Any]:
    """Open *address*, type *words* as soon as that can be done, and wait for a page of results.

    Returns times in ms since the visit began: `typed`, `first` (None where nothing was found) and `page`; the
    number of `results`, and the `origin`: when the visit began, in ms since 1970.
    """
    settings = {
        "field": contender.field,
        "result": contender.result,
        "watched": contender.watched,
        "asks_again": contender.asks_again,
        "patience_ms": patience_ms,
    }
    start = f"stopwatch({json.dumps(settings)}, {json.dumps(words)})"
    source = f"{STOPWATCH}\nif (location.protocol !== 'about:') {start};"
    browser.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": source})
    browser.get(address)
    found: dict[str, Any] = browser.execute_async_script("window.stopwatchVisit.then(arguments[0])")
    return found


def type_words(browser: webdriver.Chrome, words: str) -> dict[str, Any]:
    """Type *words* into the open page's field.

    Returns `done`, the ms until the last change was laid out (None where nothing changed); `work`, the ms of
    processor that the page's scripts, styles and layout took; and the number of `results`.
    """
    return _timed(browser, "window.stopwatchType(arguments[0])", words)


def choose(browser: webdriver.Chrome, selector: str, value: str = "") -> dict[str, Any]:
    """Press a box of the open page, or choose *value* in a list; returns the same as `type_words`."""
    return _timed(browser, "window.stopwatchChoose(arguments[0], arguments[1])", selector, value)


def _timed(browser: webdriver.Chrome, call: str, *arguments: str) -> dict[str, Any]:
    # In ticks of the page's own thread, so that other programs on this machine add nothing.
    browser.execute_cdp_cmd("Performance.enable", {"timeDomain": "threadTicks"})
    before = _main_thread_ms(browser)
    found: dict[str, Any] = browser.execute_async_script(
        f"{call}.then(arguments[arguments.length - 1])", *arguments
    )
    return found | {"work": _main_thread_ms(browser) - before}


def _main_thread_ms(browser: webdriver.Chrome) -> float:
    """The processor time that the open page has taken so far; what a worker does is not in it."""
    metrics = browser.execute_cdp_cmd("Performance.getMetrics", {})["metrics"]
    found = {one["name"]: one["value"] for one in metrics}
    return 1000 * float(found["ScriptDuration"] + found["LayoutDuration"] + found["RecalcStyleDuration"])


def processor_ms(browser: webdriver.Chrome) -> float | None:
    """The processor time that all processes of *browser* took so far; None where that cannot be read."""
    if not Path("/proc/self/stat").is_file():
        return None
    parents: dict[int, int] = {}
    ticks: dict[int, int] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            # The name, in brackets, may hold spaces.
            values = path.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except OSError:
            continue  # It has ended.
        process = int(path.parent.name)
        parents[process], ticks[process] = int(values[1]), int(values[11]) + int(values[12])
    driver = browser.service.process.pid

    def is_of_browser(process: int) -> bool:
        while process in parents:
            process = parents[process]
            if process == driver:
                return True
        return False

    spent = sum(number for process, number in ticks.items() if is_of_browser(process))
    return 1000 * spent / os.sysconf("SC_CLK_TCK")
