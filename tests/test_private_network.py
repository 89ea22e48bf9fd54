"""No address that others wrote makes a program ask inside the network that it runs in."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from urllib.error import URLError

import pytest
from click.testing import CliRunner

from site_builder.audit import links
from site_builder.cli import main
from site_builder.content.web import IntoPrivateNetwork, is_private, web_opener
from site_builder.nation import fetch
from site_builder.nation.collect import collect
from site_builder.nation.fetch import NotFetched
from site_builder.nation.sources import Source
from site_builder.project import Project
from tests.importing import Desk

PRIVATE = "The address is inside a private network. If that is meant, add --private-network."

# Other ways to write this machine, which programs understand and people may not.
DISGUISED = (
    "127.1",
    "2130706433",
    "0x7f.0.0.1",
    "[::ffff:127.0.0.1]",
    "127。0。0。1",
    "%31%32%37.0.0.1",
    "LOCALHOST",
)


@dataclass
class Inside:
    """A server inside the network: its port, the connections to it, and what came over them."""

    port: int = 0
    connections: int = 0
    received: list[bytes] = field(default_factory=list)
    answer: bytes = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"


@pytest.fixture
def inside() -> Iterator[Inside]:
    made = Inside()

    def serve(listening: socket.socket) -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            made.connections += 1
            with connection:
                connection.settimeout(2)
                try:
                    made.received.append(connection.recv(10_000))
                    connection.sendall(made.answer)
                except OSError:
                    pass

    with socket.create_server(("127.0.0.1", 0)) as listening:
        made.port = listening.getsockname()[1]
        thread = threading.Thread(target=serve, args=(listening,), daemon=True)
        thread.start()
        yield made
        listening.shutdown(socket.SHUT_RDWR)
        thread.join()


@pytest.mark.parametrize("host", DISGUISED)
def test_this_machine_is_not_asked_by_any_of_its_names(host: str, inside: Inside) -> None:
    with pytest.raises(NotFetched) as refused:
        fetch.HttpFetcher(retries=3, backoff=0.01)(f"http://{host}:{inside.port}/data/offer.json")
    link = links.HttpFetcher(retries=3, backoff=0.01)(f"http://{host}:{inside.port}/")
    assert str(refused.value) == PRIVATE
    assert (link.status, link.code, link.note) == (
        "refused",
        None,
        "The address leads into a private network.",
    )
    assert inside.connections == 0


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_name_that_gives_another_number_the_second_time_gets_no_request(
    scheme: str, inside: Inside, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def resolve(host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        asked.append(host)
        number = "93.184.215.14" if len(asked) == 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    with pytest.raises(URLError) as refused:
        web_opener().open(f"{scheme}://changing.gov.uk:{inside.port}/", timeout=2)
    assert isinstance(refused.value.reason, IntoPrivateNetwork)
    assert asked == ["changing.gov.uk"] * 2
    for _ in range(100):
        if inside.received:
            break
        threading.Event().wait(0.02)
    assert inside.received == [b""], "a connection that was closed before anything was said"


@pytest.mark.parametrize(
    ("number", "is_inside"),
    [
        ("10.0.0.1", True),
        ("100.64.0.1", True),
        ("169.254.169.254", True),
        ("224.0.0.1", True),
        ("[fd00::1]", True),
        ("[fe80::1]", True),
        ("[2002:7f00:1::]", True),
        ("[64:ff9b::10.0.0.1]", True),
        ("[64:ff9b::8.8.8.8]", False),
        ("8.8.8.8", False),
        ("[2606:4700::1111]", False),
        ("www.gov.uk", False),
    ],
)
def test_what_is_inside_a_network_is_told_from_what_is_not(number: str, is_inside: bool) -> None:
    assert is_private(f"https://{number}/") is is_inside


def test_a_redirect_does_not_lead_inside(inside: Inside, monkeypatch: pytest.MonkeyPatch) -> None:
    # By way of a proxy, the first address is answered without a network.
    inside.answer = b"HTTP/1.1 301 Moved\r\nLocation: http://10.0.0.8/admin\r\nConnection: close\r\n\r\n"
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{inside.port}")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    link = links.HttpFetcher(retries=0)("http://club.gov.uk/moved")
    assert (link.status, link.code, link.note) == (
        "refused",
        301,
        "The address leads into a private network.",
    )
    with pytest.raises(NotFetched, match="which is another site"):
        fetch.HttpFetcher(retries=0)("http://club.gov.uk/moved")
    assert [one.split(b"\r\n")[0] for one in inside.received] == [
        b"HEAD http://club.gov.uk/moved HTTP/1.1",
        b"GET http://club.gov.uk/moved HTTP/1.1",
    ]


@pytest.mark.parametrize("address", ["file:///etc/passwd", "ftp://127.0.0.1/x", "data:text/plain,x"])
def test_nothing_but_web_addresses_is_opened(address: str) -> None:
    with pytest.raises(NotFetched):
        fetch.HttpFetcher(retries=0, into_private=True)(address)
    assert links.HttpFetcher(retries=0, into_private=True)(address).status == "no-answer"


def test_what_is_meant_is_asked(inside: Inside) -> None:
    assert fetch.HttpFetcher(into_private=True)(f"http://127.1:{inside.port}/") == b"{}"


def test_a_list_of_sources_is_no_way_in(inside: Inside, tmp_path: Path) -> None:
    address = f"http://127.1:{inside.port}/data/offer.json"
    found = collect(
        Project(tmp_path), [Source("northmere", "", address, address, None)], on=date(2026, 11, 1)
    )
    assert [(one.state, one.why) for one in found.states] == [("never-received", PRIVATE)]
    assert inside.connections == 0


def test_the_commands_ask_inside_only_when_told_to(inside: Inside, tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    said = desk.run(
        "import", "oruk", f"http://127.0.0.1:{inside.port}/services", "--authority", "northmere", code=2
    )
    assert PRIVATE in said.output
    assert inside.connections == 0
    address = f"http://127.0.0.1:{inside.port}/"
    (tmp_path / "sources.yaml").write_text(
        f"sources:\n  - authority: northmere\n    address: {address}\n", encoding="utf-8"
    )
    given = ["collect", str(tmp_path / "sources.yaml"), "--project", str(tmp_path), "--format", "json"]
    before = CliRunner().invoke(main, given)
    assert json.loads(before.stdout)["sources"][0]["why"] == PRIVATE
    assert inside.connections == 0
    after = CliRunner().invoke(main, [*given, "--private-network"])
    assert "What came cannot be used" in json.loads(after.stdout)["sources"][0]["why"]
    assert inside.connections == 1
