"""Look at a built site in a browser with axe-core, and save what it faults and what it cannot judge."""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import groupby, product
from operator import attrgetter
from pathlib import Path
from typing import Any, Literal, get_args
from urllib.parse import quote

from site_builder.audit.site_pages import SEARCH, SitePage, chosen_pages
from site_builder.content.days import JudgedDay
from site_builder.content.diagnostics import Diagnostic
from site_builder.content.results import AuditNote, AuditResult, audit_file, write_audit
from site_builder.errors import SiteBuilderError
from site_builder.pages.build import build_site
from site_builder.project import Project
from site_builder.shipped import from_npm

try:
    from axe_selenium_python import Axe
    from selenium import webdriver
    from selenium.common.exceptions import TimeoutException, WebDriverException
    from selenium.webdriver.chrome.options import Options
    from selenium.webdriver.chrome.service import Service
    from selenium.webdriver.support.wait import WebDriverWait
except ImportError as missing:
    raise SiteBuilderError(
        f"the audit needs more than is installed ({missing.name}): pip install 'local-offer[audit]'"
    ) from None

AXE_AT_LEAST = (4, 11)
FEWEST_PASSES = 10
"""A run has to pass more rules than this: with a misspelt tag axe-core faults nothing and says nothing."""

ANSWER_SECONDS = 10.0
"""How long the search of a site may take to show results."""

AXE_TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")

Scheme = Literal["light", "dark"]
State = Literal["base", "menu-open", "results-showing", "scripts-off"]
WIDTHS = (320, 1280)
SCHEMES: tuple[Scheme, ...] = get_args(Scheme)
STATES: tuple[State, ...] = get_args(State)

NEEDED: Mapping[State, str] = {
    "menu-open": "details",
    "results-showing": f"#{SEARCH}",
    "scripts-off": "script",
}
"""What a page has to have so that a state of it is another than its base."""

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FLAGS = (
    "--headless=new",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass(frozen=True, slots=True)
class Ways:
    """The ways in which each page is looked at: every width in every scheme and state."""

    widths: tuple[int, ...] = WIDTHS
    schemes: tuple[Scheme, ...] = SCHEMES
    states: tuple[State, ...] = STATES

    def of(self, page: SitePage) -> Iterator[tuple[int, Scheme, State]]:
        """Those of *page*: a page without scripts is the same with scripts off, so once is enough."""
        return product(self.widths, self.schemes, [one for one in self.states if _has(page, one)])


def audit_site(
    site: Path,
    *,
    authority: str,
    on: date,
    every: bool = False,
    ways: Ways = Ways(),
    axe_script: Path | None = None,
) -> AuditResult:
    """Run axe-core over the pages of *authority* in the built *site*, which `chosen_pages` names.

    Args:
        site: a folder that `build` made, for one authority or for several.
        authority: whose pages; in a site of several, those in its folder and the pages they share.
        on: the day the result is of.
        every: look at every page.
        ways: in which ways to look at each.
        axe_script: another `axe.min.js` than the one that came with the builder.

    Raises:
        SiteBuilderError: there is no site, no browser or no axe-core; or axe-core is too old or ran hardly
            any rules, so that its finding nothing proves nothing.
    """
    script = axe_script or _shipped_axe()
    pages = chosen_pages(site, authority, every=every)
    _check_search(pages)
    with serve(site) as root, open_browser() as browser:
        version = ""
        notes: dict[Literal["violations", "incomplete"], list[AuditNote]] = {
            "violations": [],
            "incomplete": [],
        }
        runs, fewest = 0, 1_000
        for page in pages:
            for width, scheme, state in ways.of(page):
                _show(browser, root + quote(page.address), width, scheme, state)
                found = _run_axe(browser, script, page.address)
                version = str(found["testEngine"]["version"])
                fewest = min(fewest, len(found["passes"]))
                runs += 1
                for kind, noted in notes.items():
                    noted += _notes(page.address, found[kind], f"{width} {scheme} {state}")
        return AuditResult(
            authority=authority,
            on=on,
            axe_version=version,
            browser=f"Chromium {browser.capabilities['browserVersion']}",
            pages=tuple(page.address for page in pages),
            runs=runs,
            fewest_passes=fewest,
            violations=_joined(notes["violations"]),
            incomplete=_joined(notes["incomplete"]),
        )


def _has(page: SitePage, state: State) -> bool:
    return state not in NEEDED or NEEDED[state] in page.parts


def _check_search(pages: Sequence[SitePage]) -> None:
    """Refuse to pass over the search in silence, should its form come to be called something else."""
    finding = [one for one in pages if one.kind.startswith("find ") and _has(one, "scripts-off")]
    if finding and not any(_has(one, "results-showing") for one in finding):
        raise SiteBuilderError(
            f"{finding[0].address} has no form called {SEARCH}, so its results cannot be tested"
        )


# The browser


class _QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the library's
        pass


@contextmanager
def serve(site: Path) -> Iterator[str]:
    """Serve *site* on this machine only, and give its address, which ends in a slash."""
    handler = partial(_QuietHandler, directory=str(site))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def open_browser() -> Iterator[webdriver.Chrome]:
    """A headless Chromium that remembers nothing.

    Raises:
        SiteBuilderError: as `start_browser`, or the browser gave up while it was used.
    """
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        browser = start_browser(Path(profile))
        try:
            yield browser
        except WebDriverException as fault:
            raise SiteBuilderError(f"the browser gave up: {_first_line(fault)}") from None
        finally:
            browser.quit()


def start_browser(profile: Path, *, logs: Sequence[str] = ()) -> webdriver.Chrome:
    """A headless Chromium with the empty folder *profile* as its memory; whoever starts it has to quit it.

    Both programs are named, so that Selenium looks for nothing and downloads nothing.

    Args:
        profile: the folder.
        logs: what it keeps to be read, such as what the console says ("browser").

    Raises:
        SiteBuilderError: the browser or its driver is missing, or does not start.
    """
    chromium = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    driver = shutil.which("chromedriver")
    if chromium is None or driver is None:
        raise SiteBuilderError("this needs a browser: sudo apt-get install chromium chromium-driver")
    options = Options()
    options.binary_location = chromium
    for flag in FLAGS:
        options.add_argument(flag)
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        # Chromium does not start otherwise; it opens no pages but those that are looked at.
        options.add_argument("--no-sandbox")
    options.add_argument(f"--user-data-dir={profile}")
    options.set_capability("goog:loggingPrefs", dict.fromkeys(logs, "ALL"))
    try:
        browser = webdriver.Chrome(options=options, service=Service(driver))
    except WebDriverException as fault:
        raise SiteBuilderError(f"the browser does not start: {_first_line(fault)}") from None
    browser.set_page_load_timeout(60)
    browser.set_script_timeout(60)
    return browser


def _first_line(fault: WebDriverException) -> str:
    return str(fault.msg).partition("\n")[0]


def _show(browser: webdriver.Chrome, address: str, width: int, scheme: Scheme, state: State) -> None:
    """Open a page as a reader without memory of it does, and put it into *state*."""
    browser.execute_cdp_cmd("Storage.clearDataForOrigin", {"origin": "*", "storageTypes": "all"})
    # A window of a desktop browser cannot be as narrow as 320.
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": features})
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": state == "scripts-off"})
    try:
        browser.get(address)
    finally:
        # Axe-core is a script too; those of the page have had their chance.
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
    if state == "scripts-off":
        # Axe-core passes over what stands in <noscript>, which is shown to these readers only.
        browser.execute_script(_UNWRAP)
    if state in ("menu-open", "results-showing"):
        browser.execute_script("document.querySelectorAll('details').forEach((one) => { one.open = true })")
    if state == "results-showing":
        _ask_for_something(browser)


_UNWRAP = "document.querySelectorAll('noscript').forEach((one) => one.replaceWith(...one.childNodes))"

# A word of the first result, typed in: whatever the site holds, something is then found.
_TYPE_A_WORD = """
const field = document.getElementById('find-words');
const first = document.querySelector('#find-results a, .find-plain a');
const words = first ? first.textContent.match(/[\\p{L}]{3,}/gu) : null;
field.value = words ? words[0] : 'a';
field.dispatchEvent(new Event('input', { bubbles: true }));
"""
_HAS_ANSWERED = """
return document.getElementById('find-chosen').children.length > 0
  || document.querySelectorAll('#find-results .find-why:not([hidden])').length > 0
"""


def _ask_for_something(browser: webdriver.Chrome) -> None:
    browser.execute_script(_TYPE_A_WORD)
    try:
        WebDriverWait(browser, ANSWER_SECONDS, poll_frequency=0.05).until(
            lambda one: one.execute_script(_HAS_ANSWERED)
        )
    except TimeoutException:
        raise SiteBuilderError("the search of the site shows no results, so they cannot be tested") from None


# Axe-core


def _shipped_axe() -> Path:
    try:
        return from_npm("axe-core", "axe.min.js")
    except FileNotFoundError:
        raise SiteBuilderError(
            "axe-core is not part of this installation; in a checkout, run: npm ci"
        ) from None


def _run_axe(browser: webdriver.Chrome, script: Path, page: str) -> Mapping[str, Any]:
    axe = Axe(browser, script_url=str(script))
    axe.inject()
    version = str(browser.execute_script("return axe.version"))
    # Compared as numbers: as text, "4.9" is after "4.11".
    if tuple(int(part) for part in version.split(".")[:2]) < AXE_AT_LEAST:
        least = ".".join(map(str, AXE_AT_LEAST))
        raise SiteBuilderError(f"this axe-core is {version}, too old to prove anything; {least} is needed")
    # The package pastes options into a script as they are, so they have to be JSON text.
    # Every place is described for these only: there are thousands that pass.
    options = json.dumps(
        {"runOnly": {"type": "tag", "values": AXE_TAGS}, "resultTypes": ["violations", "incomplete"]}
    )
    found: Mapping[str, Any] = axe.run(options=options)
    if len(found["passes"]) <= FEWEST_PASSES:
        raise SiteBuilderError(
            f"axe-core passed only {len(found['passes'])} rules on {page}: this proves nothing"
        )
    return found


def _notes(page: str, rules: Sequence[Mapping[str, Any]], seen: str) -> Iterator[AuditNote]:
    for rule in rules:
        for node in rule["nodes"]:
            yield AuditNote(
                page=page,
                rule=str(rule["id"]),
                target=" ".join(_selectors(node["target"])),
                # Axe-core gives no impact for some rules that need a person.
                impact=str(node.get("impact") or rule.get("impact") or ""),
                message=" ".join(str(node.get("failureSummary") or rule["help"]).split()),
                help=str(rule["helpUrl"]),
                seen=(seen,),
                criteria=tuple(_criteria(rule["tags"])),
                title=str(rule["help"]),
            )


_CRITERION = re.compile(r"wcag(\d)(\d)(\d{1,2})")


def _criteria(tags: Sequence[str]) -> Iterator[str]:
    """The numbers of the success criteria that a rule tests: its tag `wcag1410` is 1.4.10."""
    for tag in tags:
        found = _CRITERION.fullmatch(tag)
        if found:
            yield ".".join(found.groups())


def _selectors(target: Any) -> Iterator[str]:
    """The selectors of a place; one inside a shadow tree is a list of its own."""
    for one in target:
        if isinstance(one, str):
            yield one
        else:
            yield from _selectors(one)


def _joined(notes: Sequence[AuditNote]) -> tuple[AuditNote, ...]:
    """One note for each page, rule and place, with every way of looking that showed it."""
    key = attrgetter("page", "rule", "target")
    joined = []
    for _, group in groupby(sorted(notes, key=key), key):
        same = list(group)
        first = same[0]
        seen = tuple(dict.fromkeys(way for one in same for way in one.seen))
        joined.append(replace(first, seen=seen))
    return tuple(joined)


# The command


@dataclass(frozen=True, slots=True)
class AuditRun:
    """An audit that was asked for: its result and the file that it is saved in.

    There is no result where the site had to be built first and faults of the content stopped the build;
    `diagnostics` are then those faults.
    """

    result: AuditResult | None
    path: Path
    diagnostics: tuple[Diagnostic, ...] = ()


def run_audit(
    project: Project, site: Path, authority: str, on: date, *, every: bool = False, ways: Ways = Ways()
) -> AuditRun:
    """Audit the pages of *authority* in the built *site*, and save the result with its content.

    Raises:
        SiteBuilderError: as `audit_site`; an earlier result then stays as it is.
    """
    result = audit_site(site, authority=authority, on=on, every=every, ways=ways)
    path = audit_file(project, authority)
    write_audit(path, result)
    return AuditRun(result, path)


def build_and_audit(
    project: Project, authority: str, day: JudgedDay, *, every: bool = False, ways: Ways = Ways()
) -> AuditRun:
    """Build the site of *authority* in a folder that vanishes again, and audit it as `run_audit` does."""
    with tempfile.TemporaryDirectory() as folder:
        built = build_site(project, authority=authority, out=Path(folder) / "site", day=day)
        if built.site is None:
            return AuditRun(None, audit_file(project, authority), built.diagnostics)
        return run_audit(project, built.site, authority, day.of(None), every=every, ways=ways)


def audit_text(result: AuditResult) -> str:
    """*result* for people: what was looked at, the faults, and what a person still has to look at."""
    lines = [
        f"Accessibility of {result.authority}, tested {result.on} with axe-core {result.axe_version} "
        f"in {result.browser}",
        f"{len(result.pages)} pages, looked at in {result.runs} ways; "
        f"at least {result.fewest_passes} rules passed each time",
        "",
        *_part("Faults", result.violations),
        "",
        *_part("For a person to look at", result.incomplete),
        "",
        "Automatic checks find only some barriers. That they find no faults does not make a site accessible.",
    ]
    return "\n".join(lines) + "\n"


def _part(title: str, notes: Sequence[AuditNote]) -> Iterator[str]:
    yield f"{title}: {len(notes) or 'none'}"
    for page, group in groupby(notes, key=lambda one: one.page):
        yield f"  {page}"
        for one in group:
            impact = f" ({one.impact})" if one.impact else ""
            yield f"    {one.rule}{impact}: {one.target}"
            yield f"      {one.message}"
            yield f"      seen: {', '.join(one.seen)}"
