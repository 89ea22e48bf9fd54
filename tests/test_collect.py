"""Offers are collected whole, from whom they were asked of, or the last good copy stays and says why."""

from __future__ import annotations

import json
import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from site_builder.cli import main
from site_builder.errors import SiteBuilderError
from site_builder.nation.assessments import read_assessments
from site_builder.nation.collect import Collected, collect
from site_builder.nation.collected import CopyState, read_collected, read_state
from site_builder.nation.fetch import USER_AGENT, HttpFetcher
from site_builder.nation.published import offer_json
from site_builder.nation.received import Received
from site_builder.nation.sources import Source, read_sources
from site_builder.project import Project
from site_builder.reports.faults import faults_text
from site_builder.standard.assess import assess
from tests.test_pages import FULL, GUIDE, NORTHMERE, edition, yardstick

DAY, NEXT_DAY = date(2026, 11, 1), date(2026, 11, 2)
FETCH = HttpFetcher(timeout=0.5, retries=2, backoff=0.01, longest=2.0, longest_wait=5.0, into_private=True)


def offer_of(authority: str = "northmere", on: date = DAY, title: str = "Riverside", **facts: Any) -> bytes:
    """The file that the site of *authority* publishes on a day."""
    made = edition(FULL | {"title": title}, GUIDE, authority=NORTHMERE | {"id": authority} | facts)
    assessment = assess(made.offer, yardstick(), on=on)
    return offer_json(made.offer, assessment, builder="1.0", revision="").encode()


OFFER = offer_of()


@dataclass
class Site:
    """A web site on this machine: what it answers at each path, and what it was asked."""

    answers: dict[str, Callable[[BaseHTTPRequestHandler], None]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)
    address: str = ""

    def say(self, path: str, *answers: Callable[[BaseHTTPRequestHandler], None]) -> str:
        """Answer at *path* with each of *answers* in turn, the last one ever after; the whole address."""
        waiting = list(answers)

        def answer(handler: BaseHTTPRequestHandler) -> None:
            (waiting.pop(0) if len(waiting) > 1 else waiting[0])(handler)

        self.answers[path] = answer
        return self.address + path

    def times(self, path: str) -> int:
        return Counter(self.asked)[path]


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the library's
            pass

        def do_GET(self) -> None:
            made.asked.append(self.path)
            made.agents.add(self.headers["User-Agent"])
            made.answers.get(self.path, status(404))(self)

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        made.address = f"http://127.0.0.1:{server.server_port}"
        yield made
        server.shutdown()
        thread.join()


def content(body: bytes) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def status(code: int, **headers: str) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(code)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    return answer


def half_way(handler: BaseHTTPRequestHandler) -> None:
    """Promise a whole file, and close the connection after half of it."""
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(OFFER)))
    handler.end_headers()
    handler.wfile.write(OFFER[: len(OFFER) // 2])


def half_a_chunk(handler: BaseHTTPRequestHandler) -> None:
    handler.protocol_version = "HTTP/1.1"
    handler.send_response(200)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    handler.wfile.write(b"ffff\r\n" + OFFER[:500])
    handler.close_connection = True


def hang_up(handler: BaseHTTPRequestHandler) -> None:
    """Reset the connection without a word."""
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.close()
    handler.rfile.close()
    handler.close_connection = True


def say_nothing(handler: BaseHTTPRequestHandler) -> None:
    time.sleep(1.0)


def drip(handler: BaseHTTPRequestHandler) -> None:
    """Send a little now and then, so that no single wait is long."""
    handler.send_response(200)
    handler.end_headers()
    try:
        for number in range(50):
            handler.wfile.write(OFFER[number : number + 1])
            time.sleep(0.1)
    except OSError:
        handler.close_connection = True


def endless(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    try:
        while True:
            handler.wfile.write(b" " * 65_536)
    except OSError:
        handler.close_connection = True


def source(address: str, authority: str = "northmere", gss_code: str = "") -> Source:
    home = address.removesuffix("data/offer.json") if address.endswith("/data/offer.json") else None
    return Source(authority, gss_code, address, address, home)


def run(folder: Path, *sources: Source, on: date = DAY, fetch: HttpFetcher = FETCH) -> Collected:
    with ThreadPoolExecutor(4) as threads:
        return collect(Project(folder), sources, on=on, fetch=fetch, executor=threads)


def only(collected: Collected) -> CopyState:
    (state,) = collected.states
    return state


def received(folder: Path) -> Received:
    (one,) = read_collected(Project(folder))
    return one


# What comes whole


def test_a_good_answer_is_kept_byte_for_byte(site: Site, tmp_path: Path) -> None:
    address = site.say("/data/offer.json", content(OFFER))
    state = only(run(tmp_path, source(address, gss_code="E06999901")))
    assert (state.state, state.received_on, state.since, state.why) == ("current", DAY, None, "")
    assert (tmp_path / "collected" / "northmere" / "offer.json").read_bytes() == OFFER
    assert site.agents == {USER_AGENT}
    found = received(tmp_path)
    assert found.offer is not None and found.offer.authority.id == "northmere"
    assert (found.state, found.received_on, found.folder) == ("current", DAY, f"{site.address}/")


def test_a_folder_of_a_site_is_read_as_a_web_address_is(tmp_path: Path) -> None:
    data = tmp_path / "built" / "data" / "offer.json"
    data.parent.mkdir(parents=True)
    data.write_bytes(OFFER)
    listed = tmp_path / "sources.yaml"
    listed.write_text("sources:\n  - authority: northmere\n    address: built\n", encoding="utf-8")
    sources, problems = read_sources(listed, "sources.yaml")
    assert not problems and only(run(tmp_path, *sources)).state == "current"
    # Where the site is on the web, its own offer says.
    assert received(tmp_path).folder == NORTHMERE.get("published_at")


def test_many_are_fetched_at_the_same_time(site: Site, tmp_path: Path) -> None:
    meeting = threading.Barrier(4)

    def together(handler: BaseHTTPRequestHandler) -> None:
        meeting.wait(timeout=5)
        content(offer_of(handler.path.strip("/")))(handler)

    names = [f"council-{number}" for number in range(4)]
    patient = HttpFetcher(timeout=10, retries=0, into_private=True)
    sources = [source(site.say(f"/{name}", together), name) for name in names]
    collected = run(tmp_path, *sources, fetch=patient)
    assert [(one.authority, one.state) for one in collected.states] == [(name, "current") for name in names]


# What does not come


@pytest.mark.parametrize(
    ("answer", "why", "tries"),
    [
        (status(500), "The site says that something is wrong with it (500).", 3),
        (status(503), "The site says that something is wrong with it (503).", 3),
        (status(429), "The site says that it was asked too often (429).", 3),
        (status(404), "The site says that the file is not there (404).", 1),
        (status(403), "The site does not give the file to this program (403).", 1),
        (half_way, "The answer broke off half-way.", 3),
        (half_a_chunk, "The answer broke off half-way.", 3),
        (hang_up, "The site closed the connection.", 3),
        (say_nothing, "The site took too long.", 3),
        (drip, "The site took too long.", 3),
        (endless, "The file is larger than 3,000,000 bytes, the most that is read.", 1),
        (
            status(302, Location="file:///etc/passwd"),
            'The address leads on to "file:///etc/passwd", which is another site. If it is the right one, '
            "write it as the address.",
            1,
        ),
        (
            status(301, Location="https://other.example.org/data/offer.json"),
            'The address leads on to "https://other.example.org/data/offer.json", which is another site. If '
            "it is the right one, write it as the address.",
            1,
        ),
        (status(302, Location="/file"), "The address leads on and on, and never to a file.", 6),
        (
            status(503, Retry_After="3600"),
            "The site says that something is wrong with it (503). It asks to come back after 3,600 seconds.",
            1,
        ),
        (
            status(503, Retry_After="Fri, 31 Dec 9999 23:59:59 GMT"),
            None,
            1,
        ),
    ],
)  # fmt: skip
def test_a_failed_fetch_is_never_an_empty_offer(
    site: Site, tmp_path: Path, answer: Callable[[BaseHTTPRequestHandler], None], why: str | None, tries: int
) -> None:
    fetch = HttpFetcher(
        timeout=0.3,
        retries=2,
        backoff=0.01,
        longest=0.5,
        longest_wait=5.0,
        most_bytes=3_000_000,
        into_private=True,
    )
    state = only(run(tmp_path, source(site.say("/file", answer)), fetch=fetch))
    assert state.state == "never-received"
    assert why is None or state.why == why
    assert site.times("/file") == tries
    found = received(tmp_path)
    assert (found.state, found.offer, found.why) == ("never-received", None, state.why)


def test_a_site_that_is_not_there_is_said_to_be_so(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    state = only(run(tmp_path, source(f"http://127.0.0.1:{port}/data/offer.json")))
    assert state.state == "never-received" and state.why


def test_what_passes_is_tried_again_after_as_long_as_the_site_asks_for(site: Site, tmp_path: Path) -> None:
    address = site.say("/file", status(503, Retry_After="1"), half_way, content(OFFER))
    begun = time.monotonic()
    assert only(run(tmp_path, source(address))).state == "current"
    assert time.monotonic() - begun >= 1
    assert site.times("/file") == 3


def test_a_redirect_inside_the_site_is_followed(site: Site, tmp_path: Path) -> None:
    site.say("/new/offer.json", content(OFFER))
    address = site.say("/old", status(301, Location="new/offer.json"))
    assert only(run(tmp_path, source(address))).state == "current"


# What comes and cannot be used


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"<!doctype html><p>Please log in", "the file is not whole: it is no JSON"),
        (OFFER.replace(b"Riverside", b"Riverbank"), "the checksum is not that of the file: something has "
         "changed on the way"),
        (offer_of("harrowdale"), "it is the offer of harrowdale, and northmere was asked for"),
        (offer_of(gss_code="E06999902"), "its code is E06999902, and E06999901 was asked for"),
        (offer_of(on=NEXT_DAY), "it was judged on 2 November 2026, which is after 1 November 2026"),
    ],
)  # fmt: skip
def test_what_is_no_offer_of_that_authority_is_unreadable_and_says_why(
    site: Site, tmp_path: Path, body: bytes, why: str
) -> None:
    address = site.say("/file", content(body))
    state = only(run(tmp_path, source(address, gss_code="E06999901")))
    assert (state.state, state.why) == ("unreadable", f"What came cannot be used: {why}.")
    assert not (tmp_path / "collected" / "northmere" / "offer.json").exists()
    assert received(tmp_path).offer is None


# The last good copy


@pytest.mark.parametrize("answer", [status(500), half_way, content(b"[]"), content(offer_of("harrowdale"))])
def test_the_last_good_copy_stays_with_its_day_and_says_since_when_it_is_old(
    site: Site, tmp_path: Path, answer: Callable[[BaseHTTPRequestHandler], None]
) -> None:
    address = site.say("/file", content(OFFER), answer)
    run(tmp_path, source(address))
    for day in (NEXT_DAY, date(2026, 11, 3)):
        state = only(run(tmp_path, source(address), on=day))
        assert (state.state, state.received_on, state.since) == ("old-copy", DAY, NEXT_DAY)
        assert state.tried_on == day and state.why
    assert (tmp_path / "collected" / "northmere" / "offer.json").read_bytes() == OFFER
    found = received(tmp_path)
    assert found.offer is not None and (found.state, found.since) == ("old-copy", NEXT_DAY)
    site.say("/file", content(OFFER))
    assert only(run(tmp_path, source(address), on=date(2026, 11, 4))).since is None
    assert received(tmp_path).received_on == date(2026, 11, 4)


def test_an_older_copy_never_replaces_a_newer_one(site: Site, tmp_path: Path) -> None:
    newer, older = offer_of(on=NEXT_DAY), offer_of(title="Yesterday")
    address = site.say("/file", content(newer), content(older))
    run(tmp_path, source(address), on=NEXT_DAY)
    state = only(run(tmp_path, source(address), on=NEXT_DAY))
    assert state.state == "old-copy" and state.why == (
        "The site now gives an older offer, judged on 1 November 2026. The copy here was judged on 2 "
        "November 2026."
    )
    assert (tmp_path / "collected" / "northmere" / "offer.json").read_bytes() == newer


def test_what_a_site_takes_out_on_the_same_day_is_gone_here_too(site: Site, tmp_path: Path) -> None:
    cleaned = offer_of(title="Without a name")
    address = site.say("/file", content(OFFER), content(cleaned))
    run(tmp_path, source(address))
    assert only(run(tmp_path, source(address))).state == "current"
    assert (tmp_path / "collected" / "northmere" / "offer.json").read_bytes() == cleaned


def test_a_copy_that_has_changed_here_is_unreadable_and_is_replaced_by_the_next(
    site: Site, tmp_path: Path
) -> None:
    address = site.say("/file", content(OFFER), status(404), content(OFFER))
    run(tmp_path, source(address))
    copy = tmp_path / "collected" / "northmere" / "offer.json"
    copy.write_bytes(OFFER[:-500])
    found = received(tmp_path)
    assert (found.state, found.offer) == ("unreadable", None)
    assert found.why == "The copy here cannot be read: the file is not whole: it is no JSON."
    state = only(run(tmp_path, source(address), on=NEXT_DAY))
    assert state.state == "unreadable" and state.why.endswith(
        "The site says that the file is not there (404)."
    )
    assert only(run(tmp_path, source(address), on=NEXT_DAY)).state == "current"
    assert received(tmp_path).offer is not None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "the file is not whole: it is no JSON"),
        ("[]", "the file is not of format 1"),
        ('{"format_version": 1, "authority": "other"}', "authority: this is not northmere"),
    ],
)
def test_a_state_that_cannot_be_read_is_no_offer(site: Site, tmp_path: Path, text: str, why: str) -> None:
    run(tmp_path, source(site.say("/file", content(OFFER))))
    Project(tmp_path).collected_state("northmere").write_text(text, encoding="utf-8")
    found = received(tmp_path)
    assert (found.state, found.offer) == ("unreadable", None)
    assert found.why == f"collected/northmere/state.json: {why}"


WRONG: tuple[object, ...] = (7, [], "\ud800", "javascript:alert(1)")


def test_each_wrong_value_of_a_state_is_refused(site: Site, tmp_path: Path) -> None:
    run(tmp_path, source(site.say("/data/offer.json", content(OFFER))))
    path = Project(tmp_path).collected_state("northmere")
    facts = json.loads(path.read_text(encoding="utf-8"))
    for key in facts:
        for wrong in WRONG:
            path.write_text(json.dumps({**facts, key: wrong}), encoding="utf-8")
            found = received(tmp_path)
            assert found.folder in (None, f"{site.address}/")
            assert found.state == "unreadable" or key in ("address", "why")


def test_a_folder_in_the_project_itself_wins_over_what_was_collected(site: Site, tmp_path: Path) -> None:
    address = site.say("/file", content(OFFER))
    (tmp_path / "offer_content" / "northmere").mkdir(parents=True)
    collected = run(tmp_path, source(address))
    assert collected.notes == (
        "offer_content/northmere is here too, and is used in place of what is collected",
    )
    assert read_collected(Project(tmp_path)) == ()


def test_an_authority_of_no_source_any_more_is_named(site: Site, tmp_path: Path) -> None:
    run(tmp_path, source(site.say("/file", content(OFFER))))
    gone = run(tmp_path, source(site.say("/other", content(offer_of("harrowdale"))), "harrowdale"))
    assert gone.notes == ("collected/northmere is of no source any more; delete the folder to leave it out",)
    assert [one.authority for one in read_collected(Project(tmp_path))] == ["harrowdale", "northmere"]


def test_nothing_half_written_is_left_behind(site: Site, tmp_path: Path) -> None:
    run(tmp_path, source(site.say("/file", content(OFFER))))
    names = {path.name for path in (tmp_path / "collected" / "northmere").iterdir()}
    assert names == {"offer.json", "state.json", "assessments.csv"}


def test_a_folder_that_cannot_be_written_stops_the_command_with_a_sentence(
    site: Site, tmp_path: Path
) -> None:
    (tmp_path / "collected").write_text("a file", encoding="utf-8")
    with pytest.raises(SiteBuilderError, match=r"^collected/northmere cannot be written: "):
        run(tmp_path, source(site.say("/file", content(OFFER))))


# Its findings by day


def test_each_copy_adds_its_findings_once(site: Site, tmp_path: Path) -> None:
    second = offer_of(on=NEXT_DAY)
    address = site.say("/file", content(OFFER), content(OFFER), content(second))
    for _ in range(3):
        run(tmp_path, source(address), on=NEXT_DAY)
    path = Project(tmp_path).collected_assessments("northmere")
    saved, problems = read_assessments(path, "assessments.csv")
    assert not problems and [one.on for one in saved] == [DAY, NEXT_DAY]


def test_a_table_with_faults_is_named_and_left_as_it_is(site: Site, tmp_path: Path) -> None:
    path = Project(tmp_path).collected_assessments("northmere")
    path.parent.mkdir(parents=True)
    path.write_text("nonsense\n", encoding="utf-8")
    collected = run(tmp_path, source(site.say("/file", content(OFFER))))
    assert only(collected).state == "current"
    assert collected.notes == (
        "collected/northmere/assessments.csv:1: the first line should be: "
        "assessed_on,standard,requirement,level,status; nothing was added",
    )
    assert path.read_text(encoding="utf-8") == "nonsense\n"


# sources.yaml


def test_faults_of_sources_are_named_with_their_place(tmp_path: Path) -> None:
    path = tmp_path / "sources.yaml"
    path.write_text(
        "sources:\n"
        "  - authority: North Mere\n"
        "    adress: https://a.example.org/\n"
        "  - authority: a\n"
        "    address: ftp://a.example.org/\n"
        "  - authority: a\n"
        "    address: https://me:secret@a.example.org/\n",
        encoding="utf-8",
    )
    sources, problems = read_sources(path, "sources.yaml")
    assert sources == ()
    heads = [line for line in faults_text(problems, 1).splitlines() if line.startswith("sources.yaml:")]
    assert heads == [
        'sources.yaml:2:16: error[wrong-form] sources[1].authority: "North Mere" should be small letters, '
        "digits and single hyphens, such as north-somerset",
        'sources.yaml:3:5: error[unknown-field] sources[1].adress: "adress" is not a field of sources',
        'sources.yaml:5:14: error[wrong-form] sources[2].address: "ftp://a.example.org/" should be a web '
        "address that begins with https://, or the path of a folder",
        'sources.yaml:6:16: error[duplicate-key] sources[3].authority: "a" is there twice; the first is on '
        "line 4",
        'sources.yaml:7:14: error[wrong-form] sources[3].address: "https://me:secret@a.example.org/" should '
        "be a web address that begins with https://, or the path of a folder",
    ]


@pytest.mark.parametrize(
    ("address", "file", "home"),
    [
        ("https://a.example.org", "https://a.example.org/data/offer.json", "https://a.example.org/"),
        ("https://a.example.org/b/index.html", "https://a.example.org/b/data/offer.json",
         "https://a.example.org/b/"),
        ("https://a.example.org/b/data/offer.json", "https://a.example.org/b/data/offer.json",
         "https://a.example.org/b/"),
        ("https://a.example.org/x.json", "https://a.example.org/x.json", None),
    ],
)  # fmt: skip
def test_the_address_of_a_site_leads_to_its_file(
    tmp_path: Path, address: str, file: str, home: str | None
) -> None:
    path = tmp_path / "sources.yaml"
    path.write_text(f"sources:\n  - authority: a\n    address: {address}\n", encoding="utf-8")
    assert read_sources(path, "sources.yaml") == ((Source("a", "", address, file, home),), [])


# The command


def command(folder: Path, *arguments: str, code: int) -> Result:
    listed = str(folder / "sources.yaml")
    result = CliRunner().invoke(
        main,
        [
            "collect",
            listed,
            "--project",
            str(folder),
            "--date",
            "2026-11-01",
            "--private-network",
            *arguments,
        ],
        catch_exceptions=False,
    )
    assert result.exit_code == code, result.output
    return result


def test_the_command_says_what_came_and_names_what_did_not(site: Site, tmp_path: Path) -> None:
    site.say("/northmere/data/offer.json", content(OFFER))
    (tmp_path / "sources.yaml").write_text(
        "sources:\n"
        f"  - authority: northmere\n    address: {site.address}/northmere/\n"
        f"  - authority: westmere\n    address: {site.address}/westmere/\n",
        encoding="utf-8",
    )
    result = command(tmp_path, code=1)
    westmere = (
        "westmere: not received since 1 November 2026: The site says that the file is not there (404).\n"
    )
    assert result.stdout == (
        "2 sources, 1 November 2026\n"
        "      1  received\n"
        "      1  not received\n"
        "northmere: received; judged on 1 November 2026, 2 entries\n" + westmere
    )
    assert result.stderr == westmere
    report = json.loads(command(tmp_path, "--format", "json", code=1).stdout)
    assert report["counts"] == {"current": 1, "old-copy": 0, "never-received": 1, "unreadable": 0}
    assert [one["entries"] for one in report["sources"]] == [2, None]
    site.say("/westmere/data/offer.json", content(offer_of("westmere")))
    assert command(tmp_path, code=0).stderr == ""


def test_the_command_cannot_run_without_sources(tmp_path: Path) -> None:
    assert command(tmp_path, code=2).stderr.endswith(
        "sources.yaml cannot be read: No such file or directory\n"
    )
    (tmp_path / "sources.yaml").write_text("sources: []\n", encoding="utf-8")
    stderr = command(tmp_path, code=2).stderr
    assert "sources.yaml:1:10: error[empty-field] sources: this field is empty" in stderr
    assert not (tmp_path / "collected").exists()


def test_what_became_of_a_copy_is_read_as_it_was_written(site: Site, tmp_path: Path) -> None:
    state = only(run(tmp_path, source(site.say("/data/offer.json", status(404)))))
    assert read_state(Project(tmp_path), "northmere") == state
