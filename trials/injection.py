"""Try hostile texts in every place of an offer, from the file to the page, the feed and the terminal.

    python -m trials.injection [--councils NUMBER] [--project FOLDER]

Offers are made in which every text is hostile (`hostile_offers`). What the check refuses must be refused in
words that do nothing themselves. With the rest a site is built; every file of it is read as the programs do
that it is made for, every report is printed, and every kind of page is opened in a browser that notes what
runs, what is asked for and what the policy of the page forbids.
"""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import parse_qs, quote, unquote, urlsplit
from xml.etree import ElementTree

import click
from click.testing import CliRunner
from cmarkgfm import github_flavored_markdown_to_html
from cmarkgfm.cmark import Options
from icalendar import Calendar

from site_builder.audit.accessibility import serve
from site_builder.audit.site_pages import chosen_pages
from site_builder.cli import main as local_offer
from site_builder.content.checks import load_rules
from site_builder.content.days import JudgedDay
from site_builder.content.diagnostics import Diagnostic
from site_builder.content.invisible import find_refused, shown
from site_builder.content.offers import read_offers
from site_builder.pages.booklet import booklet_html, list_booklet
from site_builder.pages.build import build_site
from site_builder.pages.publication import publish
from site_builder.project import open_project
from site_builder.reports import tables
from site_builder.reports.ci_faults import FORMATS, github_summary
from site_builder.reports.due import FORMATS as DUE_FORMATS
from site_builder.reports.tasks import FORMATS as TASK_FORMATS
from site_builder.reports.tasks import reviews_due, tasks
from site_builder.standard.assess import assess, load_yardstick
from tests.hostile_text import ELSEWHERE, TRICKS
from trials.hostile_offers import Tried, plant
from trials.record import Row, record
from trials.watched_browser import Seen, WatchedBrowser, watched_browser

ON = date(2026, 11, 1)
DAY = JudgedDay(None, ON)

Faults = list[str]
Reader = Callable[[str], Faults]

_NUMBER = re.compile(r"-?[0-9.,]+")
_SAFE = ("http", "https", "mailto", "tel", "")
_ODD_ELEMENTS = frozenset(("iframe", "object", "embed", "base", "style", "frame", "applet", "portal"))
_DATA = frozenset(("application/ld+json", "application/json", "importmap"))


# What programs read


def signs(text: str) -> Faults:
    """Signs in *text* that a terminal may act on."""
    return [] if shown(text) == text else [f"a sign that is not seen: {shown(text)[:80]!r}"]


@dataclass
class _Markup(HTMLParser):
    """What a page or a report must not have: elements, attributes and addresses that run or fetch."""

    may_fetch: bool = True
    faults: Faults = field(default_factory=list)
    data: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    _in_data: bool = False

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in _ODD_ELEMENTS or (tag == "meta" and given.get("http-equiv", "").lower() == "refresh"):
            self.faults.append(f"element {tag}")
        if tag == "script":
            self._in_data = given.get("type") in _DATA
            if not self._in_data and ("src" not in given or ":" in given["src"] or "//" in given["src"]):
                self.faults.append(f"script {given}")
        for name, value in given.items():
            if name.startswith("on") or name in ("style", "srcdoc"):
                self.faults.append(f"attribute {name} of {tag}")
            if name in ("href", "src", "action", "formaction", "data", "poster", "srcset", "content"):
                self._look_at(tag, name, value, given)

    def _look_at(self, tag: str, name: str, value: str, given: Mapping[str, str]) -> None:
        if name == "content":
            return
        if name == "href" and tag == "a":
            self.links.append(value)
        plain = re.sub(r"[\x00-\x20]", "", value)
        scheme = plain.partition(":")[0].lower() if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", plain) else ""
        if scheme not in _SAFE:
            self.faults.append(f"address {name} of {tag}: {value[:80]!r}")
        is_fetched = name in ("src", "poster", "srcset", "data") or (tag == "link" and _fetches(given))
        if is_fetched and (scheme or plain.startswith(("//", "\\\\", "/\\"))):
            self.faults.append(f"fetched from elsewhere by {tag}: {value[:80]!r}")

    def handle_data(self, data: str) -> None:
        if self._in_data:
            self.data.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self._in_data = False


def _fetches(link: Mapping[str, str]) -> bool:
    return not {"canonical", "alternate", "license"} & set(link.get("rel", "").lower().split())


def in_page(text: str) -> Faults:
    """What a page must not have, as a parser of HTML sees it; data in it has to be whole."""
    page = _Markup()
    page.feed(text)
    page.close()
    faults = list(page.faults)
    for one in page.data:
        faults += in_json(one)
    for link in page.links:
        faults += in_mail_link(link)
    return faults


def in_mail_link(address: str) -> Faults:
    """Headers that a link to a mailbox sets, other than those that we write."""
    parts = urlsplit(address) if address.lower().startswith("mailto:") else None
    if parts is None:
        return []
    headers = set(parse_qs(parts.query, keep_blank_values=True)) - {"subject", "body"}
    to = unquote(parts.path)
    return [f"a letter with more in it: {address[:120]!r}"] if headers or re.search(r"[\r\n,;]", to) else []


def in_json(text: str) -> Faults:
    try:
        json.loads(text)
    except ValueError as fault:
        return [f"no JSON: {fault}"]
    return []


def in_json_lines(text: str) -> Faults:
    return [fault for line in text.splitlines() if line for fault in in_json(line)]


def in_feed(text: str) -> Faults:
    """A feed or a list of pages: XML, and nothing in it that our own entries have not put there."""
    try:
        tree = ElementTree.fromstring(text)
    except ElementTree.ParseError as fault:
        return [f"no XML: {fault}"]
    return [
        f"address {one.get('href')}"
        for one in tree.iter()
        if urlsplit(one.get("href") or "").scheme not in ("http", "https", "")
    ]


def in_table(text: str) -> Faults:
    """Cells that a spreadsheet would work out, and lines of another length."""
    rows = list(csv.reader(io.StringIO(text)))
    faults = [f"a line of {len(row)} cells" for row in rows if len(row) != len(rows[0])]
    return faults + [
        f"a formula: {cell[:60]!r}"
        for row in rows
        for cell in row
        if cell[:1] in tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20") and not _NUMBER.fullmatch(cell)
    ]


_PROPERTY = re.compile(
    r"(BEGIN|END|VERSION|PRODID|CALSCALE|NAME|X-WR-CALNAME|TZID|TZNAME|TZOFFSETFROM|TZOFFSETTO|DTSTART|DTEND"
    r"|DTSTAMP|UID|RRULE|SUMMARY|DESCRIPTION|LOCATION|URL|TRANSP)[;:]"
)


def in_calendar(text: str) -> Faults:
    """Lines that are too long, end otherwise, or are no property that we write."""
    faults = [f"a line of {len(one)} bytes" for one in text.encode().split(b"\r\n") if len(one) > 75]
    whole = text.replace("\r\n ", "")
    lines = whole.removesuffix("\r\n").split("\r\n")
    faults += [f"no property: {one[:60]!r}" for one in lines if not _PROPERTY.match(one)]
    faults += [f"an end of a line in {one[:60]!r}" for one in lines if re.search(r"[\r\n]", one)]
    events = Calendar.from_ical(text).walk("VEVENT")
    if len(events) != lines.count("BEGIN:VEVENT"):
        faults.append("events that the library does not see")
    return faults


def in_markdown(text: str) -> Faults:
    """What a forge would show of a report, other than the words, lists, tables and boxes that we write."""
    html = github_flavored_markdown_to_html(text, options=Options.CMARK_OPT_UNSAFE)
    page = _Markup()
    page.feed(html)
    faults = [*signs(text), *page.faults]
    elements = set(re.findall(r"<([a-z][a-z0-9]*)", html))
    known = {
        *("h1", "h2", "h3", "h4", "p", "ul", "ol", "li", "strong", "em", "code", "table", "thead", "tbody"),
        *("tr", "th", "td", "br", "input", "a", "details", "summary", "hr"),
    }
    faults += [f"element {one}" for one in sorted(elements - known)]
    # What is written out as an address leads where it says; with other words it would not.
    for address, words in re.findall(r'<a href="([^"]*)">(.*?)</a>', html, re.DOTALL):
        if words != address.removeprefix("mailto:"):
            faults.append(f"a link with other words: {address[:60]!r}")
    return faults


READERS: Mapping[str, Reader] = {
    ".html": in_page,
    ".json": in_json,
    ".geojson": in_json,
    ".jsonl": in_json_lines,
    ".ndjson": in_json_lines,
    ".xml": in_feed,
    ".atom": in_feed,
    ".csv": in_table,
    ".ics": in_calendar,
}
"""How a published file is read, by the end of its name."""


def in_files(site: Path) -> tuple[dict[str, int], Faults]:
    """How many files of each kind a built site has, and what is wrong in them."""
    counted: dict[str, int] = {}
    faults = []
    for path in sorted(site.rglob("*")):
        read = READERS.get(path.suffix)
        if read is None or not path.is_file():
            continue
        content = path.read_bytes()
        # What a server gives for a folder of the feed is JSON whatever its name.
        if path.suffix == ".html" and content[:1] in b"{[":
            read = in_json
        counted[path.suffix] = counted.get(path.suffix, 0) + 1
        text = content.decode("utf-8")
        sign = find_refused(text.replace("\r\n", "\n"))
        found = read(text) + ([f"a sign that may not be: {sign[0]!r}"] if sign else [])
        faults += [f"{path.relative_to(site).as_posix()}: {one}" for one in found]
    return counted, faults


# What the commands print

COUNCILS_PRINTED = 2
"""For how many councils the commands themselves are run; for the others, what they print is made."""

COMMANDS: Mapping[str, tuple[str, ...]] = {
    "check": ("text", "github", "gitlab", "sarif", "junit", "json"),
    "gaps": ("text", "json", "csv", "markdown"),
    "tasks": ("text", "markdown", "csv", "json"),
    "due": ("text", "csv", "json", "ics"),
    "coverage": ("csv", "json"),
}


def in_messages(messages: Iterable[Diagnostic]) -> Faults:
    """What is wrong with the messages of the check, in every format, as each is read."""
    found = list(messages)
    faults = [f"{form}: {one}" for form in FORMATS for one in in_report(FORMATS[form](found, 9), form)]
    return faults + [f"summary: {one}" for one in in_markdown(github_summary(found, 9))]


def in_report(text: str, form: str) -> Faults:
    """What is wrong with a report in the format *form*."""
    if form in ("json", "gitlab", "sarif"):
        return in_json(text)
    if form == "csv":
        return in_table(text)
    if form == "ics":
        return in_calendar(text)
    if form == "junit":
        return in_feed(text)
    if form == "markdown":
        return in_markdown(text)
    faults = signs(text)
    if form == "github":
        lines = text.split("\n")[:-1]
        faults += [f"a command: {one[:80]!r}" for one in lines if not _ANNOTATION.match(one)]
    return faults


_ANNOTATION = re.compile(
    r"::(error|warning) file=[^,:\r\n]*,line=\d+,col=\d+,endColumn=\d+,title=[a-z-]+::[^\r]*"
)


def in_reports(project: Path) -> tuple[int, Faults]:
    """How many reports were made of the offers in *project*, and what is wrong in them."""
    rules = load_rules()
    yardstick = load_yardstick(rules)
    offers, _ = read_offers(open_project(project), rules, DAY)
    made, faults = 0, []
    for offer in offers:
        assessment = assess(offer, yardstick, on=ON)
        todo, due = tasks(assessment, offer, yardstick), reviews_due(assessment, offer, rules)
        reports = [
            *((f"gaps {form}", form, make(assessment)) for form, make in tables.FORMATS.items()),
            *((f"tasks {form}", form, make(assessment, todo)) for form, make in TASK_FORMATS.items()),
            *((f"due {form}", form, make(assessment, offer, due)) for form, make in DUE_FORMATS.items()),
        ]
        made += len(reports)
        for name, form, text in reports:
            # What is for a terminal is printed by `say`, which shows what is not seen.
            found = in_report(shown(text) if form == "text" else text, form)
            faults += [f"{offer.authority.id} {name}: {one}" for one in found]
    return made, faults


def in_booklets(project: Path) -> tuple[int, Faults]:
    """How many booklets the offers in *project* make, of all entries and in both sizes, and what is wrong."""
    made, faults = 0, []
    for edition in publish(open_project(project), authority=None, day=DAY).editions:
        booklet = list_booklet(",".join(edition.entries), edition)
        for is_large in (False, True):
            made += 1
            found = in_page(booklet_html(booklet, edition, is_large=is_large))
            faults += [f"booklet of {edition.authority.id}: {one}" for one in found]
    return made, faults


def in_commands(project: Path, councils: Iterable[str]) -> tuple[int, Faults]:
    """How many reports were printed for *councils*, and what is wrong in them."""
    formats = [(name, form) for name in COMMANDS for form in COMMANDS[name]]
    asked = [[name, one, "--format", form] for one in councils for name, form in formats]
    asked += [["compare", "--format", form] for form in ("markdown", "json")]
    asked += [["digest", "--since", "HEAD", "--authority", one] for one in councils]
    return len(asked), in_answers(project, asked)


def in_answers(project: Path, asked: Iterable[list[str]]) -> Faults:
    """What is wrong in what the command prints when it is *asked*."""
    faults = []
    for arguments in asked:
        done = CliRunner().invoke(
            local_offer, [*arguments, "--project", str(project), "--date", f"{ON}"], catch_exceptions=False
        )
        form = arguments[arguments.index("--format") + 1] if "--format" in arguments else "text"
        # As bytes: the library of commands shows ends of lines in one way.
        printed = done.stdout_bytes.decode("utf-8")
        found = [*in_report(printed, form), *signs(done.stderr)]
        if form != "ics":
            found += signs(printed)
        if done.exit_code == 2:
            found.append(f"could not run: {done.stderr}")
        faults += [f"{' '.join(arguments)}: {one}" for one in found]
    return faults


# What a browser does


@dataclass
class Looked:
    """What a browser showed of many pages: how many, how many requests, and what was wrong."""

    pages: int = 0
    requests: int = 0
    searches: int = 0
    reports: int = 0
    faults: Faults = field(default_factory=list)

    def add(self, seen: Seen, root: str) -> None:
        self.pages += 1
        self.requests += len(seen.asked)
        self.reports += len(seen.forbidden)
        self.faults += seen.faults(root)


def in_browser(site: Path, councils: Iterable[str], *, share: int = 1, most: int | None = None) -> Looked:
    """What a browser shows of each kind of page of *councils*, and of searches for each text in one of them.

    Args:
        site: a site of one council or of several.
        councils: their ids.
        share: of how many councils each opens a share of the kinds of page; those of entries all open.
        most: how many pages of each to open at most.
    """
    looked = Looked()
    with serve(site) as root, watched_browser() as browser:
        for number, council in enumerate(councils):
            if number % 6 == 5:
                _tell(f"browser: {council}")
            for page in _pages(site, council, number % share, share)[:most]:
                looked.add(browser.look_at(root + quote(page)), root)
            _search(browser, f"{root}{_home(site, council)}find/index.html", number, looked, root)
    return looked


def _pages(site: Path, council: str, first: int, share: int) -> list[str]:
    home = _home(site, council)
    found = [one.address for one in chosen_pages(site, council) if one.address.startswith(home)]
    # The program of the form editor is not ours: `test_browser_form_editor.py` looks at its page.
    found = [one for one in found if not one.startswith(f"{home}edit/")]
    entries = [one for one in found if one.startswith(f"{home}support/")]
    return entries + [one for one in found if one not in entries][first::share]


def _home(site: Path, council: str) -> str:
    """The folder of *council* in a site of several; empty where the site is its own."""
    return f"{council}/" if (site / council).is_dir() else ""


def _search(browser: WatchedBrowser, page: str, number: int, looked: Looked, root: str) -> None:
    """Search for a hostile text by the address of the page, then by typing, and show all results."""
    trick = TRICKS[number % len(TRICKS)].text
    for seen in (
        browser.look_at(f"{page}?q={quote(trick)}&need={quote(trick)}&age={quote(trick)}#{quote(trick)}"),
        browser.search(" ".join(trick.split())),
        browser.search("a"),
        browser.search("entry"),
    ):
        looked.add(seen, root)
        looked.searches += 1


CONTROL = """<!doctype html>
<html lang="en"><head><meta charset="utf-8">{policy}<title>Control</title></head>
<body><p id="main">{text}</p></body></html>
"""


def in_control(folder: Path, policy: str) -> tuple[Seen, Seen]:
    """What a browser notes of a page with hostile texts left as they are: without a policy, and with ours."""
    raw = f"<script>ran(1)</script><img src=x onerror=ran(9)><img src=//{ELSEWHERE}/49.png>"
    raw += "<a href=javascript:ran(38)>x</a><details ontoggle=ran(17)><summary>x</summary></details>"
    for name, head in {
        "without": "",
        "with": f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
    }.items():
        (folder / f"{name}.html").write_text(CONTROL.format(policy=head, text=raw), encoding="utf-8")
    with serve(folder) as root, watched_browser() as browser:
        return browser.look_at(f"{root}without.html"), browser.look_at(f"{root}with.html")


# The trial


@click.command()
@click.option(
    "--councils",
    type=click.IntRange(2, len(TRICKS)),
    default=len(TRICKS),
    show_default=True,
    help="How many councils the site has; the check tries every text in every place in any case.",
)
@click.option("--project", type=click.Path(path_type=Path), help="Where to build, instead of for a while.")
def trial(councils: int, project: Path | None) -> None:
    """Try every hostile text in every place of every kind of file."""
    with TemporaryDirectory() as temporary:
        rows, faults = run(project or Path(temporary), councils)
    for row in rows:
        click.echo(f"{row.promise}: {row.how}: {row.tried}: {row.result}")
    for fault in faults:
        click.echo(shown(fault), err=True)
    record("injection", rows)
    raise SystemExit(bool(faults))


def run(folder: Path, councils: int) -> tuple[list[Row], Faults]:
    """Everything that is tried, in *folder*, with a site of so many councils: rows and faults."""
    _tell("check")
    tried, messages = plant(folder / "check", range(len(TRICKS)), DAY)
    _tell("messages")
    said = in_messages(messages)
    project = folder / "site"
    # Spread, so that each has other texts where the last has not been reached.
    numbers = sorted({number * len(TRICKS) // councils for number in range(councils)})
    plant(project, numbers, DAY)
    names = [f"area-{one}" for one in numbers]
    shutil.copy(Path(__file__).resolve().parent.parent / "mkdocs.yml", project)
    _commit(project)
    _tell("site")
    built = build_site(open_project(project), authority=None, out=None, day=DAY)
    assert built.site is not None, built.diagnostics
    _tell("files")
    counted, files = in_files(built.site)
    _tell("reports")
    made, reports = in_reports(project)
    laid_out, booklets = in_booklets(project)
    printed, more = in_commands(project, names[:COUNCILS_PRINTED])
    looked = in_browser(built.site, names, share=SHARE if len(names) > SHARE else 1)
    rows = list(
        _rows(tried, len(messages), counted, printed + made, looked, (said, files, [*reports, *more]), names)
    )
    on_paper = "booklets to print, as HTML, in both sizes"
    rows.append(Row(rows[0].promise, on_paper, laid_out, _found(booklets), rows[0].date))
    return rows, [*said, *files, *reports, *more, *booklets, *looked.faults]


SHARE = 3
"""Of how many councils each opens a share of the kinds of page; the pages of entries are opened of all."""


def _tell(phase: str) -> None:
    click.echo(f"{datetime.now(UTC):%H:%M:%S} {phase}", err=True)


def _commit(folder: Path) -> None:
    """Make a repository of the project, for what looks back."""
    named = ("-c", "user.name=Trial", "-c", "user.email=trial@northmere.example.org")
    for arguments in (("init", "--quiet"), ("add", "."), (*named, "commit", "--quiet", "--message", "All")):
        subprocess.run(["git", "-C", str(folder), *arguments], check=True)


def _rows(
    tried: list[Tried],
    messages: int,
    counted: Mapping[str, int],
    printed: int,
    looked: Looked,
    faults: tuple[Faults, Faults, Faults],
    councils: list[str],
) -> Iterator[Row]:
    today = datetime.now(UTC).date().isoformat()
    places = {(one.kind, one.place) for one in tried}
    refused = sum(one.is_refused for one in tried)
    said, files, reports = faults
    safe = "No text of an entry, a record or an import runs, fetches or misleads"
    yield Row(
        safe,
        f"{len(places)} places in {len({one.kind for one in tried})} kinds of file, each with "
        f"{len({one.trick.number for one in tried})} hostile texts",
        len(tried),
        f"{refused} refused by the check; of its {messages:,} messages {len(said)} did anything themselves",
        today,
    )
    yield Row(
        safe,
        f"read every file of a site of {len(councils)} councils, made with the texts that may stand, as the "
        "programs do that it is for: "
        + ", ".join(f"{number} {kind.removeprefix('.')}" for kind, number in sorted(counted.items())),
        sum(counted.values()),
        _found(files),
        today,
    )
    yield Row(
        safe, "printed reports and messages of the commands, in every format", printed, _found(reports), today
    )
    yield Row(
        safe,
        "opened pages of it in Chromium, of entries in every council and of each other kind in turn, used "
        f"all on them, and searched {looked.searches} times; "
        f"{looked.requests} requests, none to another host",
        looked.pages,
        f"{_found(looked.faults)}; the policy of a page was broken {looked.reports} times",
        today,
    )


def _found(faults: Faults) -> str:
    return f"{len(faults)} faults" if faults else "no fault"


if __name__ == "__main__":
    trial()
