"""A live feed is read page by page and in full; what breaks is named and costs nothing else."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from site_builder.errors import SiteBuilderError
from site_builder.exchange.feed import FeedReading, Kept, copy_text, read_copy, read_feed, services_address
from site_builder.nation.fetch import HttpFetcher
from tests.importing import Desk, feed_service

DAY = date(2026, 11, 1)
FETCH = HttpFetcher(timeout=1.0, retries=1, backoff=0.01, longest=3.0, into_private=True)

Answer = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Feed:
    """A feed on this machine: what it answers at each path with its query, and what it was asked."""

    address: str = ""
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def page(self, number: int, *services: Any, pages: int, total: int, names: str = "3") -> None:
        """Answer a page of the list, in the envelope of a version."""
        last = number == pages
        envelope = {
            "3": {"total_items": total, "total_pages": pages, "page_number": number, "last_page": last},
            "1": {"totalElements": total, "totalPages": pages, "number": number, "last": last},
        }[names]
        content = {"3": "contents", "1": "content"}[names]
        self.answers[f"/services?page={number}"] = says({**envelope, content: list(services)})

    def full(self, *services: dict[str, Any]) -> None:
        """Answer each service in full."""
        for one in services:
            self.answers[f"/services/{one['id']}"] = says(one)

    def read(self, copy: dict[str, Kept] | None = None) -> FeedReading:
        return read_feed(self.address, FETCH, copy or {}, DAY)


def says(data: Any) -> Answer:
    return sends(json.dumps(data).encode())


def sends(body: bytes, code: int = 200, length: int | None = None) -> Answer:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(code)
        handler.send_header("Content-Length", str(len(body) if length is None else length))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


@pytest.fixture
def feed() -> Iterator[Feed]:
    made = Feed()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made.asked.append(self.path)
            made.answers.get(self.path, sends(b"none", 404))(self)

        def log_message(self, *_words: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        made.address = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield made
        finally:
            server.shutdown()
            thread.join()


def club(number: str, **more: Any) -> dict[str, Any]:
    return feed_service(number, f"Club {number}", **more)


def ids(reading: FeedReading) -> list[str]:
    return [one["id"] for one in reading.services]


@pytest.mark.parametrize("names", ["1", "3"])
def test_every_page_is_read_and_every_service_in_full(feed: Feed, names: str) -> None:
    clubs = [club(number) for number in "abcde"]
    feed.page(1, *clubs[:2], pages=3, total=5, names=names)
    feed.page(2, *clubs[2:4], pages=3, total=5, names=names)
    feed.page(3, *clubs[4:], pages=3, total=5, names=names)
    feed.full(*(club(number, email=f"{number}@harbour.org.uk") for number in "abcde"))
    reading = feed.read()
    assert [one["email"] for one in reading.services] == [f"{one}@harbour.org.uk" for one in "abcde"]
    assert (reading.notes, reading.is_whole, reading.shallow) == ((), True, frozenset())
    assert sorted(reading.copy) == list("abcde")
    assert len(feed.asked) == len(set(feed.asked)) == 8


def test_a_bare_list_is_the_whole_feed(feed: Feed) -> None:
    feed.answers["/services?page=1"] = says([club("a"), club("b")])
    feed.full(club("a"), club("b"))
    assert (ids(feed.read()), feed.read().is_whole) == (["a", "b"], True)


def test_the_address_may_be_that_of_the_list() -> None:
    for address in ("https://api.example.org/v1", "https://api.example.org/v1/services/"):
        assert services_address(address) == "https://api.example.org/v1/services"
    assert services_address("https://a.example.org/services?key=1") == "https://a.example.org/services?key=1"
    for address in ("ftp://example.org", "https://", "http://[bad"):
        with pytest.raises(SiteBuilderError, match="is not a web address; it should begin with https://"):
            services_address(address)


def test_a_page_that_repeats_for_ever_is_named_and_left(feed: Feed) -> None:
    for number in range(1, 40):
        feed.page(number, club("a"), club("b"), pages=39, total=78)
    feed.full(club("a"), club("b"))
    reading = feed.read()
    assert ids(reading) == ["a", "b"]
    assert not reading.is_whole
    assert reading.notes == (
        "Page 2 of the feed repeats what was on the pages before it, so no more were read.",
    )


def test_a_page_that_answers_500_is_named_and_the_others_are_read(feed: Feed) -> None:
    feed.page(1, club("a"), pages=3, total=3)
    feed.answers["/services?page=2"] = sends(b"", 500)
    feed.page(3, club("c"), pages=3, total=3)
    feed.full(club("a"), club("c"))
    reading = feed.read()
    assert ids(reading) == ["a", "c"]
    assert reading.notes == (
        "Page 2 of the feed did not come. The site says that something is wrong with it (500).",
    )
    assert feed.asked.count("/services?page=2") == 2, "tried again once"


@pytest.mark.parametrize("half", [b'{"contents": [{"id": "b"', b""])
def test_a_page_that_breaks_off_is_named_and_the_others_are_read(feed: Feed, half: bytes) -> None:
    feed.page(1, club("a"), pages=3, total=3)
    feed.answers["/services?page=2"] = sends(half, length=5_000)
    feed.page(3, club("c"), pages=3, total=3)
    feed.full(club("a"), club("c"))
    reading = feed.read()
    assert (ids(reading), reading.is_whole) == (["a", "c"], False)
    assert reading.notes == ("Page 2 of the feed did not come. The answer broke off half-way.",)


def test_of_a_page_that_is_half_of_itself_the_whole_records_are_read(feed: Feed) -> None:
    whole = json.dumps([club("a"), club("b")])
    feed.answers["/services?page=1"] = sends(whole[: len(whole) - 20].encode())
    feed.full(club("a"))
    reading = feed.read()
    assert (ids(reading), reading.is_whole) == (["a"], False)
    assert "breaks off on line 1, in the middle of a record; the 1 whole record" in reading.notes[0]


def test_a_feed_that_gives_fewer_than_it_says_is_not_whole(feed: Feed) -> None:
    feed.page(1, club("a"), pages=1, total=874)
    feed.full(club("a"))
    assert feed.read().notes == ("The feed says that it has 874 services, and gave 1.",)
    assert not feed.read().is_whole


def test_the_last_good_copy_stands_in_for_what_did_not_come(feed: Feed) -> None:
    copy = {"a": Kept(club("a", email="old@x.org.uk"), "2026-10-01"), "z": Kept(club("z"), "2026-09-01")}
    feed.page(1, club("a"), pages=2, total=2)
    feed.answers["/services?page=2"] = sends(b"", 503)
    reading = feed.read(copy)
    assert [(one["id"], one.get("email")) for one in reading.services] == [
        ("a", "old@x.org.uk"),
        ("z", None),
    ]
    assert reading.notes == (
        "Page 2 of the feed did not come. The site says that something is wrong with it (503).",
        "1 service did not come in full. The site says that the file is not there (404).",
        "For 1 of them the last good copy says the rest.",
        "1 service of the last good copy, from 2026-09-01 on, stands in for what did not come.",
    )
    assert {number: one.fetched for number, one in reading.copy.items()} == {
        "a": "2026-10-01",
        "z": "2026-09-01",
    }


def test_what_a_whole_feed_no_longer_names_leaves_the_copy(feed: Feed) -> None:
    feed.page(1, club("a"), pages=1, total=1)
    feed.full(club("a"))
    reading = feed.read({"z": Kept(club("z"), "2026-09-01")})
    assert (ids(reading), list(reading.copy)) == (["a"], ["a"])


def test_a_server_that_gives_up_on_single_services_is_not_asked_on_and_on(feed: Feed) -> None:
    feed.page(1, *(club(str(number)) for number in range(500)), pages=1, total=500)
    reading = feed.read()
    assert len(reading.services) == len(reading.shallow) == 500
    assert len(feed.asked) == 5
    assert reading.notes[0] == (
        "500 services did not come in full. The site says that the file is not there (404)."
    )


def test_an_answer_that_is_another_service_is_not_taken_for_this_one(feed: Feed) -> None:
    feed.page(1, club("a"), pages=1, total=1)
    feed.answers["/services/a"] = says(club("b", email="b@harbour.org.uk"))
    reading = feed.read()
    assert "email" not in reading.services[0]
    assert reading.notes[0] == "1 service did not come in full. The answer is not that service."


def test_a_feed_that_gives_nothing_and_was_never_read_is_an_error(feed: Feed) -> None:
    with pytest.raises(SiteBuilderError, match=r"^Page 1 of the feed did not come\. The site says that the"):
        feed.read()


def test_a_copy_is_read_again_as_it_was_written(tmp_path: Path) -> None:
    copy = {"a": Kept(club("a"), "2026-10-01")}
    (tmp_path / "copy.json").write_text(copy_text(copy, "https://api.example.org"), encoding="utf-8")
    assert read_copy(tmp_path / "copy.json") == copy
    (tmp_path / "copy.json").write_text("{", encoding="utf-8")
    assert read_copy(tmp_path / "copy.json") == {}


# Through the command --------------------------------------------------------------------------------------


def test_a_live_feed_is_imported_and_a_copy_kept_where_git_does_not_look(feed: Feed, tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    feed.page(1, club("a"), club("b"), pages=1, total=2)
    feed.full(club("a", email="a@harbour.org.uk"), club("b"))
    _, report = desk.import_("oruk", f"{feed.address}/services", "--private-network")
    assert desk.facts("club-a")["contact"] == {"email": "a@harbour.org.uk"}
    assert report["source_read_whole"] is True
    copy = tmp_path / "imports/northmere/copies/open-referral-uk.json"
    assert sorted(read_copy(copy)) == ["a", "b"]
    assert "copies/\n" in (tmp_path / "imports/.gitignore").read_text(encoding="utf-8")


def test_a_feed_that_fails_takes_nothing_away_and_ends_with_1(feed: Feed, tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    feed.page(1, club("a"), pages=2, total=2)
    feed.page(2, club("b"), pages=2, total=2)
    feed.full(club("a", email="a@harbour.org.uk"), club("b"))
    desk.import_("oruk", feed.address, "--private-network")
    before = desk.files()
    feed.answers = {path: feed.answers[path] for path in ("/services?page=1", "/services/b")}
    feed.answers["/services?page=2"] = sends(b"<html>Sorry</html>")
    text, report = desk.import_("oruk", feed.address, "--private-network", day="2026-12-24", code=1)
    assert {path: text for path, text in desk.files().items() if "copies" not in path} == {
        path: text for path, text in before.items() if "copies" not in path
    }
    assert report["update"]["gone_from_source"] == report["update"]["not_seen"] == []
    assert report["source_read_whole"] is False
    assert "Page 2 of the feed did not come. Page 2 of the feed is a web page or XML, not JSON" in text


def test_a_service_of_which_only_the_list_was_read_loses_nothing(feed: Feed, tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    feed.page(1, club("a"), pages=1, total=1)
    feed.full(club("a", email="a@harbour.org.uk"))
    desk.import_("oruk", feed.address, "--private-network")
    (tmp_path / "imports/northmere/copies/open-referral-uk.json").unlink()
    del feed.answers["/services/a"]
    feed.page(1, club("a", url="https://harbour.org.uk"), pages=1, total=1)
    _, report = desk.import_("oruk", feed.address, "--private-network")
    assert report["records_read_in_part"] == ["a"]
    assert desk.facts("club-a")["contact"] == {
        "email": "a@harbour.org.uk",
        "website": "https://harbour.org.uk",
    }
