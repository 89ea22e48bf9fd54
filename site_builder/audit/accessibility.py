"""Look at a built site in a browser with axe-core, and save what it faults and what it cannot judge."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import groupby, product
from operator import attrgetter
from pathlib import Path
from typing import Any, Literal, get_args
from urllib.parse import quote

from site_builder.content.results import AuditNote, AuditResult, audit_file, write_audit
from site_builder.errors import SiteBuilderError
from site_builder.project import Project
from site_builder.shipped import shipped

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

SECTIONS = ("support", "need", "age", "kind", "place", "a-z", "information", "gaps", "find", "about", "pages")
"""The folders of a site that hold a kind of page each; `pages` are those written by hand."""

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


def audit_site(
    site: Path,
    *,
    authority: str,
    on: date,
    every: bool = False,
    widths: Sequence[int] = WIDTHS,
    schemes: Sequence[Scheme] = SCHEMES,
    states: Sequence[State] = STATES,
    axe_script: Path | None = None,
) -> AuditResult:
    """Run axe-core over the pages of *authority* in the built *site*, in each width, scheme and state.

    Without *every*, the pages looked at are those written by hand and, of each other kind, as many as it
    takes to see every element and class that this kind of page uses. A state that a page does not have is
    left out for it: a page without scripts is the same with scripts off.

    Args:
        site: a folder that `build` made, for one authority or for several.
        authority: whose pages; in a site of several, those in its folder and the pages they share.
        on: the day the result is of.
        every: look at every page.
        axe_script: another `axe.min.js` than the one that came with the builder.

    Raises:
        SiteBuilderError: there is no site, no browser or no axe-core; or axe-core is too old or ran hardly
            any rules, so that its finding nothing proves nothing.
    """
    script = axe_script or _shipped_axe()
    pages = chosen_pages(site, authority, every=every)
    if not pages:
        raise SiteBuilderError(f"{site} holds no page of {authority}; build it first: local-offer build")
    with serve(site) as root, _browser() as browser:
        version = ""
        notes: dict[Literal["violations", "incomplete"], list[AuditNote]] = {
            "violations": [],
            "incomplete": [],
        }
        runs, fewest = 0, 1_000
        for page in pages:
            for width, scheme, state in product(widths, schemes, states):
                if not page.has(state):
                    continue
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


# Which pages


@dataclass(slots=True)
class _Shape(HTMLParser):
    """What a page is made of: its elements, each with its classes, and the kinds of its inputs."""

    parts: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        HTMLParser.__init__(self)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.parts.add(tag)
        self.parts.update(f"{tag}.{one}" for one in (given.get("class") or "").split())
        self.parts.update(f"{tag}[{name}={given[name]}]" for name in ("type", "role") if given.get(name))
        if given.get("id") == "find-form":
            self.parts.add("search")


@dataclass(frozen=True, slots=True)
class SitePage:
    """A page of a built site: its address, its kind, and what it is made of."""

    address: str
    kind: str
    parts: frozenset[str]

    def has(self, state: State) -> bool:
        needed: Mapping[State, str] = {
            "menu-open": "details",
            "results-showing": "search",
            "scripts-off": "script",
        }
        return state not in needed or needed[state] in self.parts


def chosen_pages(site: Path, authority: str, *, every: bool = False) -> tuple[SitePage, ...]:
    """The pages of *authority* in *site* that an audit looks at, in order of address."""
    pages = [_read_page(site, path, kind) for path, kind in _addresses(site, authority)]
    if every:
        return tuple(pages)
    chosen = []
    for kind, group in groupby(
        sorted(pages, key=lambda page: (page.kind, page.address)), lambda page: page.kind
    ):
        if kind == "pages":
            chosen += list(group)
            continue
        seen: set[str] = set()
        # The fullest page first: it shows most, and few others then add anything.
        for page in sorted(group, key=lambda page: (-len(page.parts), page.address)):
            if not page.parts <= seen:
                chosen.append(page)
                seen |= page.parts
    return tuple(sorted(chosen, key=lambda page: page.address))


def _addresses(site: Path, authority: str) -> Iterator[tuple[str, str]]:
    """Every page of *authority*, and every page that the authorities share, with its kind."""
    if not (site / "index.html").is_file():
        raise SiteBuilderError(f"{site} is not a built site; build one first: local-offer build")
    is_one_of_several = (site / authority / "support").is_dir()
    if not is_one_of_several and not (site / "support").is_dir():
        raise SiteBuilderError(f"{site} has no local offer of {authority}; build it first: local-offer build")
    for path in sorted(site.rglob("*.html")):
        address = path.relative_to(site).as_posix()
        parts = address.split("/")
        if is_one_of_several and parts[0] == authority:
            yield address, _kind(parts[1:])
        elif len(parts) == 1:
            yield address, f"shared {parts[0]}"
        elif not is_one_of_several:
            yield address, _kind(parts)


def _kind(parts: Sequence[str]) -> str:
    """The kind of the page at an address: the list of needs is one, the page of a need another."""
    if parts[0] == "pages":
        return "pages"
    return f"{parts[0]} {len(parts)}" if parts[0] in SECTIONS else "/".join(parts)


def _read_page(site: Path, address: str, kind: str) -> SitePage:
    shape = _Shape()
    shape.feed((site / address).read_text(encoding="utf-8", errors="replace"))
    return SitePage(address, kind, frozenset(shape.parts))


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
def _browser() -> Iterator[webdriver.Chrome]:
    """A headless Chromium that remembers nothing; both programs are named, so that nothing is downloaded."""
    chromium = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    driver = shutil.which("chromedriver")
    if chromium is None or driver is None:
        raise SiteBuilderError("the audit needs a browser: sudo apt-get install chromium chromium-driver")
    options = Options()
    options.binary_location = chromium
    for flag in FLAGS:
        options.add_argument(flag)
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        # Chromium does not start otherwise; it opens no pages but those of this site.
        options.add_argument("--no-sandbox")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        options.add_argument(f"--user-data-dir={profile}")
        try:
            browser = webdriver.Chrome(options=options, service=Service(driver))
        except WebDriverException as fault:
            raise SiteBuilderError(f"the browser does not start: {_first_line(fault)}") from None
        try:
            browser.set_page_load_timeout(60)
            browser.set_script_timeout(60)
            yield browser
        except WebDriverException as fault:
            raise SiteBuilderError(f"the browser gave up: {_first_line(fault)}") from None
        finally:
            browser.quit()


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
    for parts in (("vendor", "axe-core", "axe.min.js"), ("node_modules", "axe-core", "axe.min.js")):
        try:
            return shipped(*parts)
        except FileNotFoundError:
            continue
    raise SiteBuilderError("axe-core is not part of this installation; in a checkout, run: npm ci")


def _run_axe(browser: webdriver.Chrome, script: Path, page: str) -> Mapping[str, Any]:
    axe = Axe(browser, script_url=str(script))
    axe.inject()
    version = str(browser.execute_script("return axe.version"))
    # Compared as numbers: as text, "4.9" is after "4.11".
    if tuple(int(part) for part in version.split(".")[:2]) < AXE_AT_LEAST:
        least = ".".join(map(str, AXE_AT_LEAST))
        raise SiteBuilderError(f"this axe-core is {version}, too old to prove anything; {least} is needed")
    # The package pastes options into a script as they are, so they have to be JSON text.
    options = json.dumps({"runOnly": {"type": "tag", "values": AXE_TAGS}})
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
            )


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
        joined.append(
            AuditNote(first.page, first.rule, first.target, first.impact, first.message, first.help, seen)
        )
    return tuple(joined)


# The command


@dataclass(frozen=True, slots=True)
class AuditRun:
    """An audit that was made, and the file its result is saved in."""

    result: AuditResult
    path: Path


def run_audit(project: Project, site: Path, authority: str, on: date, *, every: bool = False) -> AuditRun:
    """Audit the pages of *authority* in the built *site*, and save the result with its content.

    Raises:
        SiteBuilderError: as `audit_site`; an earlier result then stays as it is.
    """
    result = audit_site(site, authority=authority, on=on, every=every)
    path = audit_file(project, authority)
    write_audit(path, result)
    return AuditRun(result, path)


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
