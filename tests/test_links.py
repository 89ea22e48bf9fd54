"""Links are tried politely, whatever a server does; results are saved whole, and read with suspicion."""

from __future__ import annotations

import json
import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest

from site_builder.audit.links import (
    USER_AGENT,
    Answer,
    HttpFetcher,
    check_links,
    links_text,
    run_links,
    why_not,
)
from site_builder.content.model import Authority, Entry, Offer
from site_builder.content.results import (
    LinkResult,
    LinkResults,
    links_file,
    published_addresses,
    read_results,
    write_links,
)
from site_builder.errors import SiteBuilderError
from site_builder.project import Project

DAY = date(2026, 11, 1)
FETCH = HttpFetcher(timeout=0.5, retries=2, backoff=0.01, into_private=True)


class _BadServer(BaseHTTPRequestHandler):
    """Answers each address in a way that servers have been seen to."""

    asked: ClassVar[list[tuple[str, str]]] = []
    agents: ClassVar[set[str]] = set()
    sent: ClassVar[Counter[str]] = Counter()
    lock: ClassVar[threading.Lock] = threading.Lock()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the library's
        pass

    def do_HEAD(self) -> None:
        self._answer("HEAD")

    def do_GET(self) -> None:
        self._answer("GET")

    def _answer(self, method: str) -> None:
        cls = type(self)
        with cls.lock:
            cls.asked.append((method, self.path))
            cls.agents.add(self.headers["User-Agent"])
        self._say(method, self.path)

    def _say(self, method: str, path: str) -> None:
        times = [one for _, one in self.asked].count(path)
        if path == "/slow":
            time.sleep(1.5)
        elif path == "/reset":
            # With no time to linger, closing resets the connection.
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
            self.close_connection = True
        elif path == "/nonsense":
            self.wfile.write(b"220 this is the mail server\r\n")
        elif path == "/huge":
            self._huge(method)
        elif path == "/short-pause":
            self._code(503 if times < 4 else 200)
        elif path == "/head-refused":
            self._code(405 if method == "HEAD" else 200)
        elif path == "/head-not-found":
            self._code(404 if method == "HEAD" else 200)
        elif path == "/no-such-code":
            self._code(999)
        elif path == "/moved":
            self._code(301, "/fine?after=a%20move#part")
        elif path == "/moved-and-gone":
            self._code(302, "/404")
        elif path == "/circle":
            self._code(302, "/circle")
        elif path == "/to-a-file":
            self._code(302, "file:///etc/passwd")
        elif path == "/cookie-wall" and "seen=1" not in self.headers.get("Cookie", ""):
            self._code(302, "/cookie-wall", "seen=1")
        elif path[1:].isdigit():
            self._code(int(path[1:]))
        else:
            if path.startswith("/pause"):
                time.sleep(0.02)
            self._code(200)

    def _code(self, code: int, location: str = "", cookie: str = "") -> None:
        self.send_response(code)
        if location:
            self.send_header("Location", location)
        if cookie:
            self.send_header("Set-Cookie", cookie)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _huge(self, method: str) -> None:
        self.send_response(405 if method == "HEAD" else 200)
        self.end_headers()
        if method == "GET":
            try:
                for _ in range(1_000):
                    self.sent["huge"] += self.wfile.write(bytes(1_000_000))
            except OSError:
                self.close_connection = True


class _QuietServer(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Connections that were broken on purpose are no news."""


@pytest.fixture
def server() -> Iterator[str]:
    _BadServer.asked, _BadServer.agents, _BadServer.sent = [], set(), Counter()
    with _QuietServer(("127.0.0.1", 0), _BadServer) as served:
        thread = threading.Thread(target=served.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{served.server_port}"
        served.shutdown()
        thread.join()


CASES = {
    "/fine": ("works", 200),
    "/caf%C3%A9?a=b%20c": ("works", 200),
    "/café rouge": ("works", 200),
    "/head-refused": ("works", 200),
    "/head-not-found": ("works", 200),
    "/cookie-wall": ("works", 200),
    "/moved": ("redirected", 200),
    "/moved-and-gone": ("gone", 404),
    "/404": ("gone", 404),
    "/410": ("gone", 410),
    "/401": ("refused", 401),
    "/403": ("refused", 403),
    "/429": ("refused", 429),
    "/500": ("no-answer", 500),
    "/no-such-code": ("no-answer", 999),
    "/short-pause": ("works", 200),
    "/circle": ("no-answer", 302),
    "/to-a-file": ("no-answer", 302),
    "/reset": ("no-answer", None),
    "/nonsense": ("no-answer", None),
    "/huge": ("works", 200),
}


@pytest.mark.parametrize("path", CASES)
def test_an_address_is_judged_by_what_a_family_would_meet(server: str, path: str) -> None:
    answer = FETCH(server + path)
    assert (answer.status, answer.code) == CASES[path], answer


def test_a_slow_server_is_left_and_tried_again(server: str) -> None:
    answer = FETCH(f"{server}/slow")
    assert answer == Answer("no-answer", note="The site took too long.")
    assert _BadServer.asked.count(("HEAD", "/slow")) == 3


def test_what_is_sure_is_not_asked_again(server: str) -> None:
    FETCH(f"{server}/404")
    assert _BadServer.asked == [("HEAD", "/404"), ("GET", "/404")]


def test_where_a_redirect_leads_is_noted(server: str) -> None:
    assert FETCH(f"{server}/moved").leads_to == f"{server}/fine?after=a%20move"
    assert FETCH(f"{server}/moved-and-gone").leads_to == f"{server}/404"


def test_a_huge_page_is_not_downloaded(server: str) -> None:
    assert FETCH(f"{server}/huge").status == "works"
    assert _BadServer.sent["huge"] < 50_000_000, "of 1,000,000,000 bytes, what the connection held"


def test_the_project_says_who_asks(server: str) -> None:
    FETCH(f"{server}/fine")
    assert _BadServer.agents == {USER_AGENT}
    assert USER_AGENT.startswith("local-offer/")


def test_a_port_that_nobody_listens_on_gives_no_answer() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        closed = FETCH(f"http://127.0.0.1:{taken.getsockname()[1]}/")
    assert (closed.status, closed.note) == ("no-answer", "The site closed the connection.")


def offer_of(*urls: str, **authority: Any) -> Offer:
    facts = {"id": "exampleshire", "name": "Exampleshire", **authority}
    links = [{"purpose": "other", "title": f"Page {number}", "url": url} for number, url in enumerate(urls)]
    entry = Entry("exampleshire", "entries/club.yaml", {"id": "club", "kind": "service", "links": links})
    return Offer(Authority("authority.yaml", facts), (entry,))


class _Recorder:
    """Says that every address works, and remembers which it was asked for and how many at once."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, address: str, /) -> Answer:
        self.asked.append(address)
        return Answer("works", 200)


def check(offer: Offer, fetch: Any, pause: float = 0.0) -> LinkResults:
    with ThreadPoolExecutor(8) as threads:
        return check_links(offer, on=DAY, fetch=fetch, executor=threads, pause=pause)


def test_every_address_is_found_wherever_it_stands() -> None:
    facts = {
        "id": "club",
        "description": "See [us](https://a.gov.uk/x_(y)) or <https://b.gov.uk/#part>, https://c.gov.uk/z.",
        "contact": {"website": "HTTPS://d.gov.uk", "email": "a@e.gov.uk"},
        "documents": [{"title": "Book", "web_page": "https://a.gov.uk/x_(y)#two"}],
        "reviewed": DAY,
    }
    authority = Authority("authority.yaml", {"id": "e", "name": "E", "links": [{"url": "https://b.gov.uk/"}]})
    offer = Offer(authority, (Entry("e", "club.yaml", facts),))
    assert [(one.address, one.stands_in) for one in published_addresses(offer)] == [
        ("HTTPS://d.gov.uk", "club.yaml: contact.website"),
        ("https://a.gov.uk/x_(y)", "club.yaml: description"),
        ("https://a.gov.uk/x_(y)", "club.yaml: documents[1].web_page"),
        ("https://b.gov.uk/", "authority.yaml: links[1].url"),
        ("https://b.gov.uk/", "club.yaml: description"),
        ("https://c.gov.uk/z", "club.yaml: description"),
    ]


def test_the_form_of_a_council_is_asked_for_empty() -> None:
    forms = {
        "comment": "https://f.gov.uk/c?p={page}&a={answer}",
        "correction": "https://f.gov.uk/{page}",
        "accessibility": "https://f.gov.uk/access",
    }
    fetch = _Recorder()
    results = check(offer_of(forms=forms), fetch)
    assert [(one.address, one.stands_in) for one in results.links] == [
        ("https://f.gov.uk/", ("authority.yaml: forms.correction",)),
        ("https://f.gov.uk/access", ("authority.yaml: forms.accessibility",)),
        ("https://f.gov.uk/c?p=&a=", ("authority.yaml: forms.comment",)),
    ]
    assert sorted(fetch.asked) == [one.address for one in results.links]


def test_each_address_is_asked_for_once_with_all_its_places() -> None:
    fetch = _Recorder()
    results = check(offer_of("https://a.gov.uk/#one", "https://a.gov.uk/#two"), fetch)
    assert fetch.asked == ["https://a.gov.uk/"]
    (link,) = results.links
    assert link.stands_in == ("entries/club.yaml: links[1].url", "entries/club.yaml: links[2].url")


def test_a_host_is_asked_at_most_two_things_at_once(server: str) -> None:
    other = HttpFetcher(timeout=5, retries=0, into_private=True)
    urls = [f"{server}/pause{number}" for number in range(12)]
    # This machine's own address is not asked for, so the pages have a public name.
    named = {url.replace("127.0.0.1", "a.gov.uk"): url for url in urls}
    under_way: list[str] = []
    seen: list[int] = []

    def fetch(address: str) -> Answer:
        # Counted here: a server only knows that it has answered some time after we do.
        under_way.append(address)
        seen.append(len(under_way))
        try:
            return other(named[address])
        finally:
            under_way.remove(address)

    with ThreadPoolExecutor(8) as threads:
        results = check_links(offer_of(*named), on=DAY, fetch=fetch, executor=threads, pause=0.0)
    assert {one.status for one in results.links} == {"works"}
    assert max(seen) == 2


def test_a_pause_is_kept_between_requests_to_a_host() -> None:
    started = time.monotonic()
    check(offer_of(*(f"https://a.gov.uk/{number}" for number in range(6))), _Recorder(), pause=0.05)
    assert time.monotonic() - started >= 0.1, "three each, with two pauses between them"


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("https://example.org/x", "The name is reserved for examples and leads nowhere."),
        ("https://forms.example.com/x", "The name is reserved for examples and leads nowhere."),
        ("https://club.example", "The name is reserved for examples and leads nowhere."),
        ("https://localoffer.invented.gov.uk/", "The authority is invented, and so is this address."),
        ("http://127.0.0.1:8000/", "The address is inside a private network, where families cannot go."),
        ("http://[::1]/", "The address is inside a private network, where families cannot go."),
        ("http://169.254.169.254/", "The address is inside a private network, where families cannot go."),
        ("http://localhost/", "The address is inside a private network, where families cannot go."),
        ("https://a.gov.uk:99999/", "This is not an address that a browser can open."),
        ("https://myexample.org/", ""),
        ("https://www.gov.uk/", ""),
    ],
)
def test_names_that_lead_nowhere_are_not_asked_for(address: str, why: str) -> None:
    own = {"demonstration": "invented", "published_at": "https://localoffer.invented.gov.uk/"}
    assert why_not(address, offer_of(**own)) == why
    fetch = _Recorder()
    (link, *_) = [one for one in check(offer_of(address, **own), fetch).links if one.address == address]
    assert (link.status, link.note) == (("not-tested", why) if why else ("works", ""))
    assert (address in fetch.asked) is not bool(why)


# The saved results

LINK = {"purpose": "other", "title": "Page", "url": "https://a.gov.uk/"}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    home = tmp_path / "offer_content" / "exampleshire"
    home.mkdir(parents=True)
    (home / "authority.yaml").write_text(
        "id: exampleshire\nname: Exampleshire\ngss_code: E06999999\ndemonstration: invented\nlinks:\n"
        + "".join(
            f"  - {{purpose: other, title: Page, url: 'https://{name}.gov.uk/'}}\n"
            for name in ("c", "b", "a")
        ),
        encoding="utf-8",
    )
    return Project(tmp_path)


def test_pages_of_an_invented_authority_are_looked_for_in_its_offer() -> None:
    home = "https://localoffer.example.org/"
    links = [{"title": one, "url": f"{home}support/{one}/"} for one in ("club", "gone")]
    club = Entry("a", "club.yaml", {"id": "club", "kind": "service", "title": "Club", "links": links})
    facts = {
        "id": "a",
        "name": "A",
        "gss_code": "E06999901",
        "published_at": home,
        "demonstration": "invented",
    }
    offer = Offer(Authority("authority.yaml", facts), (club,))

    def fetch(address: str, /) -> Answer:
        raise AssertionError(address)

    with ThreadPoolExecutor(1) as threads:
        found = check_links(offer, on=DAY, fetch=fetch, executor=threads, pause=0)
    by_address = {one.address: one.status for one in found.links}
    assert by_address[f"{home}support/club/"] == "works"
    assert by_address[f"{home}support/gone/"] == "not-tested"


def test_a_run_saves_sorted_results_and_the_same_input_gives_the_same_bytes(project: Project) -> None:
    run = run_links(project, "exampleshire", DAY, fetch=_Recorder(), pause=0.0)
    first = run.path.read_bytes()
    assert run.path == links_file(project, "exampleshire")
    run_links(project, "exampleshire", DAY, fetch=_Recorder(), pause=0.0)
    assert run.path.read_bytes() == first
    saved = json.loads(first)
    assert [one["address"] for one in saved["links"]] == [
        f"https://{name}.gov.uk/" for name in ("a", "b", "c")
    ]
    assert (saved["format_version"], saved["tested_on"]) == (1, "2026-11-01")
    assert [path.name for path in run.path.parent.iterdir()] == ["links.json"], "nothing half written"


def test_saved_results_are_read_as_they_were(project: Project) -> None:
    run = run_links(project, "exampleshire", DAY, fetch=_Recorder(), pause=0.0)
    results, problems = read_results(project, "exampleshire", DAY)
    assert (results.links, problems) == (run.results, [])
    found = results.links.of("https://a.gov.uk/#part") if results.links else None
    assert found is not None and found.status == "works"


def _no_internet(address: str, /) -> Answer:
    return Answer("no-answer", note="There is no site of this name.")


def test_a_run_without_any_answer_keeps_what_an_earlier_one_found(project: Project) -> None:
    run_links(project, "exampleshire", DAY, fetch=_Recorder(), pause=0.0)
    before = links_file(project, "exampleshire").read_bytes()
    with pytest.raises(SiteBuilderError) as fault:
        run_links(project, "exampleshire", date(2026, 12, 1), fetch=_no_internet, pause=0.0)
    assert str(fault.value) == (
        "3 addresses were asked for and none gave any answer, so the results of 1 November 2026 stay as they "
        "are; is this machine online?"
    )
    assert links_file(project, "exampleshire").read_bytes() == before


def test_a_run_without_any_answer_calls_no_link_broken(project: Project) -> None:
    for _ in range(2):
        run = run_links(project, "exampleshire", DAY, fetch=_no_internet, pause=0.0)
        assert {(one.status, one.code, one.note) for one in run.results.links} == {
            ("not-tested", None, "The test reached no address at all, so it says nothing of this one.")
        }
        assert read_results(project, "exampleshire", DAY)[0].links == run.results


def test_a_link_without_answer_is_named_where_another_answers(project: Project) -> None:
    works = _Recorder()
    run = run_links(
        project,
        "exampleshire",
        DAY,
        fetch=lambda address: works(address) if "//a." in address else _no_internet(address),
        pause=0.0,
    )
    assert [one.status for one in run.results.links] == ["works", "no-answer", "no-answer"]


GOOD: dict[str, Any] = {
    "format_version": 1,
    "authority": "exampleshire",
    "tested_on": "2026-11-01",
    "links": [
        {
            "address": "https://a.gov.uk/",
            "status": "works",
            "on": "2026-11-01",
            "code": 200,
            "leads_to": "",
            "note": "",
            "stands_in": ["authority.yaml: links[1].url"],
        }
    ],
}
WHOLE = "these results are not whole: "
FAULTY: dict[str, tuple[str, str]] = {
    "half": ('{"format_version": 1,', WHOLE + "this is not JSON"),
    "bytes": ("\udcff", WHOLE + "this is not JSON"),
    "a list": ("[]", WHOLE + "the fields are missing"),
    "deep": ("[" * 100_000, WHOLE + "this is not JSON"),
    "version": (json.dumps(GOOD | {"format_version": 2}), "these results are not of format version 1"),
    "authority": (
        json.dumps(GOOD | {"authority": "northmere"}),
        'these are the results of "northmere", not of "exampleshire"',
    ),
    "no day": (json.dumps(GOOD | {"tested_on": "lately"}), WHOLE + '"tested_on" is no day'),
    "no links": (json.dumps(GOOD | {"links": {}}), WHOLE + '"links" is missing or wrong'),
    "link no object": (json.dumps(GOOD | {"links": ["x"]}), WHOLE + '"links" is missing or wrong'),
    "status": (
        json.dumps(GOOD | {"links": [GOOD["links"][0] | {"status": "fine"}]}),
        WHOLE + '"status" is missing or wrong',
    ),
    "code": (
        json.dumps(GOOD | {"links": [GOOD["links"][0] | {"code": True}]}),
        WHOLE + '"code" is missing or wrong',
    ),
    "later": (
        json.dumps(GOOD | {"links": [GOOD["links"][0] | {"on": "2026-11-02"}]}),
        WHOLE + '"on" is after "tested_on"',
    ),
}


@pytest.mark.parametrize("fault", FAULTY)
def test_broken_results_count_as_not_there_and_are_named(project: Project, fault: str) -> None:
    text, message = FAULTY[fault]
    path = links_file(project, "exampleshire")
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8", errors="surrogateescape")
    results, (problem,) = read_results(project, "exampleshire", DAY)
    assert results.links is None
    assert (problem.code, problem.message) == ("results-broken", message)
    assert problem.path == "offer_content/exampleshire/results/links.json"
    assert problem.hint == ("they count as not there; run local-offer links again")


def test_results_of_a_day_to_come_count_as_not_there(project: Project) -> None:
    results = LinkResults("exampleshire", DAY, (LinkResult("https://a.gov.uk/", "works", DAY, 200),))
    write_links(links_file(project, "exampleshire"), results)
    assert read_results(project, "exampleshire", DAY)[0].links == results
    before, (problem,) = read_results(project, "exampleshire", date(2026, 10, 31))
    assert before.links is None
    assert (problem.code, problem.message) == (
        "in-future",
        "these results are of 1 November 2026, which is after 31 October 2026",
    )


def test_the_text_says_first_how_many_and_then_which_and_where() -> None:
    links = (
        LinkResult("https://a.gov.uk/", "works", DAY, 200, stands_in=("club.yaml: links[1].url",)),
        LinkResult("https://b.gov.uk/", "gone", DAY, 404, stands_in=("club.yaml: links[2].url",)),
        LinkResult(
            "https://c.gov.uk/",
            "redirected",
            DAY,
            200,
            "https://d.gov.uk/",
            stands_in=("club.yaml: links[3].url", "gym.yaml: links[1].url"),
        ),
        LinkResult("https://e.example/", "not-tested", DAY, note="The name is reserved."),
        LinkResult("https://f.example/", "not-tested", DAY, note="The name is reserved."),
        LinkResult("https://g.gov.uk/", "not-tested", DAY, note="A reason."),
    )
    assert links_text(LinkResults("exampleshire", DAY, links)) == (
        "6 web addresses of exampleshire, tested 2026-11-01\n"
        "      1  works\n"
        "      1  works, at another address\n"
        "      1  gone\n"
        "      3  not tested\n"
        "      1    A reason.\n"
        "      2    The name is reserved.\n"
        "\n"
        "gone (404): https://b.gov.uk/\n"
        "  in club.yaml: links[2].url\n"
        "\n"
        "works, at another address (200): https://c.gov.uk/\n"
        "  now at: https://d.gov.uk/\n"
        "  in club.yaml: links[3].url\n"
        "  in gym.yaml: links[1].url\n"
    )
