"""Ask nginx for the demonstration's pages as fast as it can answer, beside plain files of the same size.

    python -m trials.load --seconds 30 --rounds 3

It is the same server, so what is compared is what our site adds to it: the settings of `docs/nginx.conf`, and
how pages are laid out in files. What a visit asks for is seen in a browser that has an empty cache. Other
programs change how many requests are answered and how soon, and hardly how long nginx works for each.
"""

from __future__ import annotations

import gzip
import json
import os
import random
import re
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import click
from selenium import webdriver

from benchmarks.ground import ROOT, kilobytes, run_module
from site_builder.audit.accessibility import start_browser
from trials.record import Row, record

AUTHORITY = "northmere"
EXAMPLE = ROOT / "docs" / "nginx.conf"
SCRATCH = ROOT / "build" / "trials" / "load"
PACKED = ("atom", "css", "csv", "geojson", "html", "ics", "js", "json", "jsonl", "svg", "txt", "xml")
"""The endings of the files that `docs/nginx.conf` says to pack; smaller ones than 200 bytes are left."""

CONNECTIONS = 32

TURN = 3
"""Seconds after which it is the other side's turn: so both meet the same of what else the machine does."""

KINDS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "the home page": ("index.html", ()),
    "an entry": ("support/riverside-short-breaks/index.html", ()),
    "Find support": ("find/index.html", ("find/words.js",)),
    "the gap report": ("gaps/index.html", ()),
}
"""Each page, and what it asks for later: the words, at the first letter that somebody types."""

NGINX = """\
daemon off;
worker_processes 1;
{user}
pid {scratch}/nginx.pid;
error_log stderr warn;
events {{ worker_connections 1024; }}
http {{
    sendfile on;
    tcp_nopush on;
    access_log off;
    keepalive_requests 100000000;
    client_body_temp_path {scratch}/body;
    proxy_temp_path {scratch}/proxy;
    fastcgi_temp_path {scratch}/fastcgi;
    uwsgi_temp_path {scratch}/uwsgi;
    scgi_temp_path {scratch}/scgi;
    types_hash_max_size 2048;
    include /etc/nginx/mime.types;
    server {{
        listen 127.0.0.1:{plain_port};
        root {plain};
        gzip_static on;
    }}
    {example}
}}
"""

WRK = """\
local paths = {{{paths}}}
local number = 0
wrk.headers["Accept-Encoding"] = "gzip"
request = function()
  number = number % #paths + 1
  return wrk.format("GET", paths[number])
end
done = function(summary, latency)
  local errors = summary.errors
  print(string.format('{{"requests": %d, "seconds": %f, "p99": %f, "errors": %d}}', summary.requests,
    summary.duration / 1e6, latency:percentile(99) / 1e3,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
"""


@dataclass(frozen=True, slots=True)
class Visit:
    """What a first visit to a page asks for: its files by address in the site, and bytes on the wire."""

    paths: tuple[str, ...]
    bytes: int


@dataclass(frozen=True, slots=True)
class Run:
    """What `wrk` counted: requests that were answered, in how many seconds, and 99 in 100 within `p99` ms.

    `processor` are the seconds that nginx worked for them.
    """

    requests: int
    seconds: float
    p99: float
    errors: int
    processor: float = 0.0

    @property
    def a_second(self) -> float:
        return self.requests / self.seconds

    @property
    def microseconds(self) -> float:
        """What one request cost nginx."""
        return 1e6 * self.processor / self.requests


def joined(parts: Sequence[Run]) -> Run:
    """*parts* as one run; of what 99 in 100 took, the median of the parts."""
    return Run(
        sum(one.requests for one in parts),
        sum(one.seconds for one in parts),
        median(one.p99 for one in parts),
        sum(one.errors for one in parts),
        sum(one.processor for one in parts),
    )


def pack(site: Path) -> None:
    """Put a packed copy beside each file, as `docs/nginx.conf` says."""
    for path in sorted(site.rglob("*")):
        if path.suffix.removeprefix(".") in PACKED and path.stat().st_size > 200:
            path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(path.read_bytes(), 9, mtime=0))


def make_plain(site: Path, paths: Sequence[str], folder: Path) -> tuple[str, ...]:
    """Write a plain page for each of *paths* with as many bytes as nginx sends for it; their addresses."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for path in paths:
        file = site / path
        packed = file.with_name(f"{file.name}.gz")
        size = (packed if packed.is_file() else file).stat().st_size
        text = f"<!doctype html><title>Hello</title>{size} bytes ".encode()
        body = (text + random.Random(size).randbytes(size))[:size]
        name = f"hello-{size}.html"
        (folder / name).write_bytes(body)
        (folder / f"{name}.gz").write_bytes(body)
        made.append(name)
    return tuple(made)


def configuration(example: str, site: Path, port: int, plain: Path, plain_port: int, scratch: Path) -> str:
    """The settings of an nginx that serves *site* by *example*, and the folder *plain* as simply as it can.

    Raises:
        click.ClickException: the example has not the three lines that are changed.
    """
    changes = (
        (r"^    listen 80;$", f"    listen 127.0.0.1:{port};"),
        (r"^    listen \[::\]:80;\n", ""),
        (r"^    root \S+;$", f"    root {site};"),
    )
    for pattern, text in changes:
        example, times = re.subn(pattern, text, example, flags=re.MULTILINE)
        if times != 1:
            raise click.ClickException(f"docs/nginx.conf should have one line {pattern}")
    return NGINX.format(
        example=example,
        plain=plain,
        plain_port=plain_port,
        scratch=scratch,
        user="user root;" if hasattr(os, "geteuid") and os.geteuid() == 0 else "",
    )


@contextmanager
def nginx(settings: str, ports: Sequence[int], scratch: Path) -> Iterator[Callable[[], float]]:
    """Run nginx until the end; what it gives tells how many seconds of a processor nginx has had (on Linux).

    Raises:
        click.ClickException: it does not start.
    """
    path = scratch / "nginx.conf"
    path.write_text(settings, encoding="utf-8")
    command = [program("nginx"), "-p", str(scratch), "-c", str(path)]
    with (scratch / "nginx.log").open("w") as log, subprocess.Popen(command, stderr=log) as server:
        try:
            for port in ports:
                _wait_for(port, server, scratch / "nginx.log")
            yield partial(_processor, server.pid)
        finally:
            server.terminate()


def _processor(pid: int) -> float:
    workers = Path(f"/proc/{pid}/task/{pid}/children").read_text("utf-8").split()
    ticks = 0
    for worker in workers:
        # The 12th and 13th of what follows the name of the program, which may hold spaces.
        told = Path(f"/proc/{worker}/stat").read_text("utf-8").rpartition(")")[2].split()
        ticks += int(told[11]) + int(told[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _wait_for(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + 10
    while time.monotonic() < until and server.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise click.ClickException(f"nginx does not start:\n{log.read_text('utf-8')}")


def program(name: str) -> str:
    """Where the program *name* is.

    Raises:
        click.ClickException: it is not on this machine.
    """
    found = shutil.which(name, path=os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin")))
    if found is None:
        raise click.ClickException("this needs nginx and wrk: sudo apt-get install nginx wrk")
    return found


def visit(browser: webdriver.Chrome, root: str, page: str) -> Visit:
    """Open *page* of the site at *root* with an empty cache, and see what the browser asks for.

    Raises:
        click.ClickException: it asks another host for something.
    """
    browser.execute_cdp_cmd("Network.enable", {})
    browser.execute_cdp_cmd("Network.clearBrowserCache", {})
    browser.get_log("performance")
    browser.get(f"{root}{page}")
    time.sleep(1)
    asked: dict[str, str] = {}
    sizes: dict[str, int] = {}
    for entry in browser.get_log("performance"):
        event = json.loads(entry["message"])["message"]
        told: Mapping[str, Any] = event["params"]
        if event["method"] == "Network.requestWillBeSent" and told["request"]["url"].startswith("http"):
            asked[told["requestId"]] = told["request"]["url"]
        elif event["method"] == "Network.loadingFinished":
            sizes[told["requestId"]] = int(told["encodedDataLength"])
    if strange := [one for one in asked.values() if not one.startswith(root)]:
        raise click.ClickException(f"{page} asks for {', '.join(strange)}")
    paths = tuple(sorted(one.removeprefix(root).split("?")[0] for one in asked.values()))
    return Visit(paths, sum(sizes.get(one, 0) for one in asked))


def load(root: str, paths: Sequence[str], seconds: int, scratch: Path) -> Run:
    """Ask for *paths* in turn for so many *seconds*.

    Raises:
        click.ClickException: wrk fails.
    """
    script = scratch / "visit.lua"
    quoted = ", ".join(json.dumps(f"/{one}") for one in paths)
    script.write_text(WRK.format(paths=quoted), encoding="utf-8")
    command = [program("wrk"), "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", str(script), root]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise click.ClickException(f"wrk failed:\n{done.stderr}")
    return read_run(done.stdout)


def read_run(printed: str) -> Run:
    """What `wrk` counted, from the line that our script prints at the end."""
    found = json.loads(printed.strip().splitlines()[-1])
    return Run(int(found["requests"]), found["seconds"], found["p99"], int(found["errors"]))


def row_of(kind: str, ours: Sequence[Run], plain: Sequence[Run], day: str, seconds: int, busy: float) -> Row:
    """The row of a kind of page: rounds were made by turns, and a ratio is that of one round.

    `busy` is the machine's load before the run.
    """
    pairs = list(zip(ours, plain, strict=True))
    cost = median(one.microseconds / other.microseconds for one, other in pairs)
    ratio = median(one.a_second / other.a_second for one, other in pairs)
    slower = median(one.p99 / other.p99 for one, other in pairs)
    failed = sum(one.errors for one in ours)
    return Row(
        f"Nothing in the headers, sizes or number of files of {kind} keeps a server back.",
        f"nginx with `docs/nginx.conf`, asked by `wrk` for all files of a first visit in turn, {CONNECTIONS} "
        f"connections, {len(ours)} times {seconds} s, in turns of {TURN} s with plain files of the same "
        f"sizes; the machine's load before it was {busy:.1f}",
        sum(one.requests for one in ours),
        f"{median(one.a_second for one in ours):,.0f} requests a second ({ratio:.2f} of the plain files'), "
        f"p99 {median(one.p99 for one in ours):.1f} ms ({slower:.2f}), "
        f"nginx at work {median(one.microseconds for one in ours):.0f} µs a request ({cost:.2f}); "
        f"{failed} failed",
        day,
    )


def visits_row(seen: Mapping[str, Visit], day: str) -> Row:
    """The row of what first visits bring, with headers and all."""
    return Row(
        "A first visit asks for few files, and for nothing from elsewhere.",
        "Chromium with an empty cache, through the same nginx; bytes are those on the wire, headers and all",
        len(seen),
        "; ".join(f"{kind}: {len(one.paths)} requests, {kilobytes(one.bytes)}" for kind, one in seen.items()),
        day,
    )


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@click.command()
@click.option("--seconds", type=click.IntRange(1, 600), default=30, show_default=True)
@click.option("--rounds", type=click.IntRange(1, 20), default=3, show_default=True)
def main(seconds: int, rounds: int) -> None:
    """Ask for the demonstration's pages as fast as nginx can answer."""
    for name in ("nginx", "wrk"):
        program(name)
    busy = os.getloadavg()[0]
    site = SCRATCH / "site"
    shutil.rmtree(SCRATCH, ignore_errors=True)
    SCRATCH.mkdir(parents=True)
    run_module("site_builder", "build", AUTHORITY, "--project", str(ROOT), "--out", str(site))
    pack(site)
    plain = SCRATCH / "plain"
    plain.mkdir()
    port, plain_port = free_port(), free_port()
    root, plain_root = f"http://127.0.0.1:{port}/", f"http://127.0.0.1:{plain_port}/"
    settings = configuration(EXAMPLE.read_text("utf-8"), site, port, plain, plain_port, SCRATCH)
    with nginx(settings, (port, plain_port), SCRATCH) as processor:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
            browser = start_browser(Path(profile), logs=("performance",))
            try:
                seen = {kind: visit(browser, root, page) for kind, (page, _) in KINDS.items()}
            finally:
                browser.quit()
        runs: dict[str, tuple[list[Run], list[Run]]] = {kind: ([], []) for kind in KINDS}
        for number in range(rounds):
            for kind, (_, later) in KINDS.items():
                paths = (*seen[kind].paths, *later)
                hellos = make_plain(site, paths, plain)
                sides = [(root, paths), (plain_root, hellos)]
                turns: tuple[list[Run], list[Run]] = ([], [])
                for turn in range(max(1, seconds // TURN)):
                    for side in (0, 1) if turn % 2 == 0 else (1, 0):
                        before = processor()
                        run = load(*sides[side], min(seconds, TURN), SCRATCH)
                        turns[side].append(replace(run, processor=processor() - before))
                for side in (0, 1):
                    runs[kind][side].append(joined(turns[side]))
                    click.echo(
                        f"round {number + 1}, {kind}, {('ours', 'plain')[side]}: {runs[kind][side][-1]}"
                    )
    day = datetime.now(UTC).date().isoformat()
    rows = [*(row_of(kind, *runs[kind], day, seconds, busy) for kind in KINDS), visits_row(seen, day)]
    for row in rows:
        click.echo(f"{row.promise} {row.result}")
    click.echo(f"Kept in {record('load', rows).as_posix()}")


if __name__ == "__main__":
    main()
