"""Open pages in a browser that notes all that runs, all that is asked for, and all that a policy forbids."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from selenium import webdriver
from selenium.webdriver.common.by import By

from site_builder.audit.accessibility import start_browser
from tests.browsing import requests, wait_for

# Runs in every document before anything of its own, whatever its policy says.
_WATCH = """
    window.planted = [];
    window.forbidden = [];
    window.ran = (number) => planted.push(number);
    addEventListener('securitypolicyviolation', (one) =>
      forbidden.push(`${one.effectiveDirective} ${one.blockedURI} ${one.sample}`));
"""

# What a reader may do: open what is folded, go to each control, point at it, press what is no link elsewhere.
_USE = """
    const odd = [];
    const data = ['application/ld+json', 'application/json', 'importmap'];
    const safe = ['http:', 'https:', 'mailto:', 'tel:'];
    document.querySelectorAll('details').forEach((one) => { one.open = true; });
    for (const one of document.querySelectorAll('*')) {
      for (const {name} of one.attributes) {
        if (/^(on.*|style|srcdoc)$/.test(name)) odd.push(`${one.localName} ${name}`);
      }
      for (const name of ['href', 'action', 'formAction', 'src', 'data']) {
        if (!one.hasAttribute(name)) continue;
        const value = one.getAttribute(name);
        const to = URL.canParse(value, document.baseURI) ? new URL(value, document.baseURI).protocol : 'none';
        if (safe.includes(to)) continue;
        odd.push(`${one.localName} ${name} ${value}`);
        if (one.localName === 'a') one.click();
      }
    }
    for (const name of ['iframe', 'object', 'embed', 'base', 'style', 'meta[http-equiv=refresh]']) {
      if (document.querySelector(name)) odd.push(name);
    }
    for (const one of document.querySelectorAll('script:not([src])')) {
      if (!data.includes(one.type)) odd.push('script inside');
    }
    for (const one of document.querySelectorAll('a, button, input, select, textarea, summary, [tabindex]')) {
      one.dispatchEvent(new MouseEvent('mouseover', {bubbles: true}));
      one.focus();
    }
    return odd;
"""


@dataclass(frozen=True, slots=True)
class Seen:
    """What one page did: the numbers of the texts that ran, what was asked for and from where, what was odd.

    `asked` are all addresses that the page asked for; `blocked` those that its policy kept it from;
    `forbidden` is what the policy reported; `odd` are attributes, addresses and elements that no page of ours
    has.
    """

    address: str
    ran: tuple[int, ...]
    asked: tuple[str, ...]
    blocked: tuple[str, ...]
    forbidden: tuple[str, ...]
    odd: tuple[str, ...]

    def faults(self, root: str) -> list[str]:
        """Everything that a page of a site served at *root* must not do."""
        elsewhere = [one for one in (*self.asked, *self.blocked) if not one.startswith((root, "data:"))]
        return [
            f"{self.address}: {what} {one}"
            for what, found in (
                ("ran", self.ran),
                ("asked", elsewhere),
                ("forbidden", self.forbidden),
                ("odd", self.odd),
            )
            for one in found
        ]


class WatchedBrowser:
    """A browser that notes what pages do."""

    def __init__(self, browser: webdriver.Chrome) -> None:
        self.browser = browser
        browser.execute_cdp_cmd("Page.enable", {})
        browser.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": _WATCH})
        requests(browser)

    def look_at(self, address: str) -> Seen:
        """Open the page at *address*, use everything on it, and say what it did."""
        self.browser.get(address)
        return self.use(address)

    def use(self, address: str) -> Seen:
        """Use everything on the page that is open, and say what it did since it was opened."""
        run: Any = self.browser.execute_script
        odd = run(_USE)
        # One turn of the page's own clock, for what is only tried after its events.
        self.browser.execute_async_script("setTimeout(arguments[0], 20)")
        asked, blocked = requests(self.browser)
        return Seen(
            address,
            tuple(run("return planted")),
            tuple(asked),
            tuple(blocked),
            tuple(run("return forbidden")),
            tuple(odd),
        )

    def search(self, words: str) -> Seen:
        """Type *words* into Find support, which is open, wait for what it answers, and use all of that."""
        field = self.browser.find_element(By.ID, "find-words")
        self.browser.execute_script("arguments[0].value = arguments[1]", field, words)
        self.browser.execute_script(
            "arguments[0].dispatchEvent(new InputEvent('input', {bubbles: true}))", field
        )
        status = self.browser.find_element(By.ID, "find-status")
        wait_for(self.browser, lambda: status.get_attribute("textContent"))
        return self.use(f"{self.browser.current_url} {words!r}")


@contextmanager
def watched_browser() -> Iterator[WatchedBrowser]:
    """A browser that notes what pages do, with nothing in its memory."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        browser = start_browser(Path(profile), logs=("browser", "performance"))
        try:
            yield WatchedBrowser(browser)
        finally:
            browser.quit()
