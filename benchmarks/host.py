"""Serve a folder as a host on the web does, gzipped, on this machine only, and count every byte that is
sent.

The browser's own count leaves out what the workers of a page fetch, and Pagefind fetches nearly all in
one. So bytes are counted where they are sent, headers and all; a test holds this count to the browser's,
on a page that has no workers.
"""

from __future__ import annotations

import gzip
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

GZIP_LEVEL = 6
"""What web servers use unless told otherwise."""

GZIPPED = ("text/", "application/json", "application/javascript", "image/svg+xml", "application/xml")


@dataclass(frozen=True, slots=True)
class Link:
    """A way to the reader: seconds until an answer begins, and bytes a second for all requests together."""

    name: str
    wait: float
    rate: float


PHONE = Link("a slow phone link, 150 ms and 1.6 Mbit/s", 0.15, 200_000)


@dataclass(frozen=True, slots=True)
class Sent:
    """One answer: its path, its bytes with headers, and when it was asked for (seconds since 1970)."""

    path: str
    size: int
    at: float


@dataclass(slots=True)
class Host:
    """A folder that is being served. `root` is its address, with a slash at the end."""

    root: str
    sent: list[Sent] = field(default_factory=list)

    def sent_since(self, start: float, until: float | None = None) -> list[Sent]:
        """What was asked for from *start* on, and not after *until*."""
        return [one for one in self.sent if start <= one.at and (until is None or one.at <= until)]


@contextmanager
def serve(folder: Path, link: Link | None = None) -> Iterator[Host]:
    """Serve *folder* through *link*, or as fast as this machine can; the browser is told to store nothing."""
    host = Host("")
    pipe = _Pipe(link) if link else None
    with _Server(("127.0.0.1", 0), partial(_Handler, host, pipe, directory=str(folder))) as server:
        host.root = f"http://127.0.0.1:{server.server_port}/"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield host
        finally:
            server.shutdown()
            thread.join()


class _Pipe:
    """A link that all requests share: each piece has to wait for those before it."""

    def __init__(self, link: Link) -> None:
        self.link = link
        self._lock = threading.Lock()
        self._free_at = 0.0

    def wait_for(self, size: int) -> None:
        with self._lock:
            now = time.monotonic()
            self._free_at = max(self._free_at, now) + size / self.link.rate
            until = self._free_at
        time.sleep(max(0.0, until - now))


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that was closed in the middle of an answer is nothing to report."""


@cache
def _packed(path: Path, changed: int, is_text: bool) -> bytes:
    content = path.read_bytes()
    return gzip.compress(content, GZIP_LEVEL, mtime=0) if is_text else content


class _Handler(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    extensions_map = {**SimpleHTTPRequestHandler.extensions_map, ".js": "text/javascript"}  # noqa: RUF012

    def __init__(self, host: Host, pipe: _Pipe | None, *arguments: object, **options: object) -> None:
        self._host, self._pipe = host, pipe
        super().__init__(*arguments, **options)  # type: ignore[arg-type]

    def setup(self) -> None:
        super().setup()
        # Without this the second half of an answer waits for the reader's word that the first has come.
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def do_GET(self) -> None:
        at = time.time()
        path = Path(self.translate_path(self.path))
        if path.is_dir():
            path /= "index.html"
        if self._pipe:
            time.sleep(self._pipe.link.wait)
        if not path.is_file():
            self._answer(HTTPStatus.NOT_FOUND, [("Content-Type", "text/plain")], b"not found\n", at)
            return
        kind = self.guess_type(str(path))
        is_text = kind.startswith(GZIPPED)
        headers = [("Content-Type", kind), ("Cache-Control", "no-store")]
        if is_text:
            headers.append(("Content-Encoding", "gzip"))
        self._answer(HTTPStatus.OK, headers, _packed(path, path.stat().st_mtime_ns, is_text), at)

    def _answer(self, status: HTTPStatus, headers: list[tuple[str, str]], body: bytes, at: float) -> None:
        self.send_response(status)
        for name, value in (*headers, ("Content-Length", str(len(body)))):
            self.send_header(name, value)
        head = b"".join(self._headers_buffer) + b"\r\n"  # type: ignore[attr-defined]
        self._host.sent.append(Sent(urlsplit(self.path).path, len(head) + len(body), at))
        self.end_headers()
        if self._pipe is None:
            self.wfile.write(body)
            return
        for start in range(0, len(body), 4_096):
            piece = body[start : start + 4_096]
            self._pipe.wait_for(len(piece))
            self.wfile.write(piece)

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002
        """Say nothing."""
