"""Look at pages as a reader's browser does, and run axe-core on them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

from axe_selenium_python import Axe
from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.support.ui import WebDriverWait

from site_builder.audit.accessibility import Scheme
from site_builder.audit.accessibility import serve as serve
from site_builder.audit.accessibility import start_browser as start_browser

AXE = Path(__file__).resolve().parent.parent / "node_modules" / "axe-core" / "axe.min.js"
AXE_AT_LEAST = (4, 14)
AXE_TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


class NotInstalled(Exception):
    """Something that the browser tests need is not on this machine; the text says how to get it."""


def start_afresh(browser: webdriver.Chrome) -> None:
    """Take back whatever an earlier test set: 1280 pixels wide, light, scripts on, nothing stored."""
    set_scripts(browser, on=True)
    set_media(browser)
    set_width(browser, 1280)
    browser.execute_cdp_cmd("Storage.clearDataForOrigin", {"origin": "*", "storageTypes": "all"})
    browser.get("about:blank")
    console_messages(browser)


def set_width(browser: webdriver.Chrome, width: int, height: int = 900) -> None:
    """Lay pages out in *width* CSS pixels. A window of a desktop browser cannot be as narrow as 320."""
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False},
    )


def set_media(
    browser: webdriver.Chrome,
    *,
    scheme: Scheme = "light",
    forced_colours: bool = False,
    reduced_motion: bool = False,
    printed: bool = False,
) -> None:
    """Show pages as this reader's system asks for them; whatever is not given is as usual."""
    features = {
        "prefers-color-scheme": scheme,
        "forced-colors": "active" if forced_colours else "none",
        "prefers-reduced-motion": "reduce" if reduced_motion else "no-preference",
    }
    browser.execute_cdp_cmd(
        "Emulation.setEmulatedMedia",
        {
            "media": "print" if printed else "",
            "features": [{"name": name, "value": value} for name, value in features.items()],
        },
    )


def set_scripts(browser: webdriver.Chrome, *, on: bool) -> None:
    """Let pages that are opened from now on run their scripts, or not. Axe needs them on to run."""
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": not on})


def open_without_scripts(browser: webdriver.Chrome, address: str) -> None:
    """Open a page whose scripts do not run. Afterwards axe, and the next page's scripts, can."""
    set_scripts(browser, on=False)
    try:
        browser.get(address)
    finally:
        set_scripts(browser, on=True)


def console_messages(browser: webdriver.Chrome) -> list[str]:
    """Return what the browser's console said since the last call: errors, blocked and missing files."""
    return [str(entry["message"]) for entry in browser.get_log("browser")]


def requests(browser: webdriver.Chrome) -> tuple[list[str], list[str]]:
    """The addresses that a recording browser asked for since the last call, and those that it did not.

    These are what the policy of a page blocks: it is never sent.
    """
    asked: dict[str, str] = {}
    blocked: list[str] = []
    for entry in browser.get_log("performance"):
        event = json.loads(entry["message"])["message"]
        told = event["params"]
        if event["method"] == "Network.requestWillBeSent":
            asked[told["requestId"]] = told["request"]["url"]
        elif event["method"] == "Network.loadingFailed" and told.get("blockedReason") == "csp":
            blocked.append(asked.pop(told["requestId"]))
    return list(asked.values()), blocked


def axe_results(browser: webdriver.Chrome) -> dict[str, Any]:
    """Return what axe-core finds on the open page, in the scheme and width that are set.

    Frames are not looked into. An axe that is too old, or ran hardly any rules, fails the test: with a
    misspelt tag it finds nothing wrong anywhere, and says nothing of it.

    Raises:
        NotInstalled: axe-core is missing.
    """
    if not AXE.is_file():
        raise NotInstalled("axe-core is not here: run npm ci, or make test, which does so")
    # Colours take a moment to turn into those of another scheme, and on their way are of neither.
    browser.execute_script("document.getAnimations().forEach((one) => one.finish())")
    axe = Axe(browser, script_url=str(AXE))
    if not browser.execute_script("return 'axe' in window"):
        axe.inject()
    # The package pastes options into a script as they are, so they have to be JSON text.
    # Every place is described for these only: there are thousands that pass.
    options = json.dumps(
        {"runOnly": {"type": "tag", "values": AXE_TAGS}, "resultTypes": ["violations", "incomplete"]}
    )
    results = cast(dict[str, Any], axe.run(options=options))
    version = results["testEngine"]["version"]
    # Compared as numbers: as text, "4.9" is after "4.14".
    assert tuple(int(part) for part in version.split(".")[:2]) >= AXE_AT_LEAST, f"axe-core is {version}"
    assert len(results["passes"]) > 10, f"axe-core ran only {len(results['passes'])} rules that passed"
    return results


def faults(results: dict[str, Any]) -> list[str]:
    """Return one line for each place that axe-core faults: rule, place, what is wrong."""
    return [
        f"{rule['id']}: {node['target']}: {' '.join(str(node['failureSummary']).split())}"
        for rule in results["violations"]
        for node in rule["nodes"]
    ]


def wait_for(browser: webdriver.Chrome, condition: Callable[[], Any]) -> None:
    """Wait until *condition* holds, for ten seconds at most."""
    # A page that changes while it is read is read again.
    patient = WebDriverWait(
        browser, 10, poll_frequency=0.05, ignored_exceptions=[StaleElementReferenceException]
    )
    patient.until(lambda _: condition())
