"""Fetch one file over HTTP whole or not at all, patiently and within bounds."""

from __future__ import annotations

import ssl
import time
from dataclasses import dataclass
from email.message import Message
from email.utils import parsedate_to_datetime
from http.client import HTTPException, HTTPResponse
from typing import Protocol
from urllib.error import HTTPError, URLError
from urllib.parse import urldefrag, urljoin, urlsplit

from site_builder import __version__
from site_builder.content.web import (
    IntoPrivateNetwork,
    WebRequest,
    host_of,
    is_private,
    web_opener,
    why_no_answer,
)
from site_builder.nation.published import MAX_BYTES
from site_builder.nation.untrusted import quoted

USER_AGENT = f"local-offer/{__version__} (collects published local offers)"

_PIECE = 65_536
_DEFAULT_PORTS = {"http": 80, "https": 443}


class NotFetched(Exception):
    """The file did not come; the text is a sentence that says why."""


class _Passing(NotFetched):
    """What may pass; `wait` are the seconds that the server asks for, if it does."""

    def __init__(self, why: str, wait: float | None = None) -> None:
        super().__init__(why)
        self.wait = wait


class Fetcher(Protocol):
    """Fetches the file at an address.

    Raises:
        NotFetched: it did not come, whole; no other exception, whatever an address or a server does.
    """

    def __call__(self, address: str, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class HttpFetcher:
    """Fetches files over HTTP.

    What may pass (no answer, one that breaks off, a fault of the server, too many requests) is tried again,
    each time after a longer wait, or after as long as the server asks for. A redirect is followed within the
    site only: nothing is asked of a host that nobody named. Unless `into_private`, nothing is asked inside a
    private network, whatever name leads there: a list of addresses that others may change is no way in.

    `timeout` is in seconds, for each thing that the server has to say; `longest` for a whole file. `backoff`
    are the seconds before the first new try; a server that asks for more than `longest_wait` is left.
    """

    timeout: float = 20.0
    longest: float = 180.0
    retries: int = 3
    backoff: float = 2.0
    longest_wait: float = 60.0
    most_redirects: int = 5
    most_bytes: int = MAX_BYTES
    into_private: bool = False

    def __call__(self, address: str, /) -> bytes:
        for number in range(self.retries):
            try:
                return self._follow(address)
            except _Passing as passing:
                wait = self.backoff * 2**number if passing.wait is None else passing.wait
                if wait > self.longest_wait:
                    raise NotFetched(f"{passing} It asks to come back after {wait:,.0f} seconds.") from None
                time.sleep(wait)
        return self._follow(address)

    def _follow(self, address: str) -> bytes:
        here = address
        for _ in range(self.most_redirects + 1):
            found = self._ask(here)
            if isinstance(found, bytes):
                return found
            there = urldefrag(urljoin(here, found)).url
            if not _is_same_site(here, there):
                raise NotFetched(
                    f"The address leads on to {quoted(there)}, which is another site. "
                    "If it is the right one, write it as the address."
                )
            here = there
        raise NotFetched("The address leads on and on, and never to a file.")

    def _ask(self, address: str) -> bytes | str:
        """The file at *address*, or where a redirect leads."""
        if is_private(address) and not self.into_private:
            raise NotFetched(_PRIVATE)
        headers = {"User-Agent": USER_AGENT, "Accept": "application/json", "Accept-Encoding": "identity"}
        try:
            request = WebRequest(address, headers)
            with web_opener(into_private=self.into_private).open(request, timeout=self.timeout) as answer:
                return self._read(answer)
        except HTTPError as answer:
            with answer:
                target = str(answer.headers.get("Location") or "")
                if 300 <= answer.code < 400 and target:
                    return target
                raise _refusal(answer.code, answer.headers) from None
        except URLError as fault:
            raise _no_answer(fault.reason) from None
        except (OSError, HTTPException, ValueError) as fault:
            raise _no_answer(fault) from None

    def _read(self, answer: HTTPResponse) -> bytes:
        stated = answer.headers.get("Content-Length", "")
        length = int(stated) if stated.isascii() and stated.isdigit() and len(stated) < 16 else None
        until = time.monotonic() + self.longest
        pieces = []
        size = 0
        while True:
            if size > self.most_bytes or (length or 0) > self.most_bytes:
                raise NotFetched(f"The file is larger than {self.most_bytes:,} bytes, the most that is read.")
            if time.monotonic() > until:
                raise _Passing("The site took too long.")
            piece = answer.read1(_PIECE)
            if not piece:
                break
            pieces.append(piece)
            size += len(piece)
        if length is not None and size < length:
            raise _Passing(_BROKE_OFF)
        return b"".join(pieces)


_BROKE_OFF = "The answer broke off half-way."
_PRIVATE = "The address is inside a private network. If that is meant, add --private-network."


def _is_same_site(here: str, there: str) -> bool:
    """Whether *there* is on the same host and port, or the same site over a secure connection."""
    try:
        old, new = urlsplit(here), urlsplit(there)
        ports = [one.port or _DEFAULT_PORTS.get(one.scheme) for one in (old, new)]
    except ValueError:
        return False
    if not host_of(there) or host_of(here) != host_of(there):
        return False
    if old.scheme == new.scheme:
        return ports[0] == ports[1]
    return (old.scheme, new.scheme) == ("http", "https") and ports == [80, 443]


def _refusal(code: int, headers: Message) -> NotFetched:
    if code in (404, 410):
        return NotFetched(f"The site says that the file is not there ({code}).")
    if code == 429:
        return _Passing("The site says that it was asked too often (429).", _asked_wait(headers))
    if code >= 500:
        return _Passing(f"The site says that something is wrong with it ({code}).", _asked_wait(headers))
    return NotFetched(f"The site does not give the file to this program ({code}).")


def _asked_wait(headers: Message) -> float | None:
    """The seconds that the header Retry-After asks for; a day is counted from the server's own."""
    stated = str(headers.get("Retry-After") or "").strip()
    if stated.isascii() and stated.isdigit():
        return float(stated[:9])
    try:
        until = parsedate_to_datetime(stated)
        now = parsedate_to_datetime(str(headers.get("Date") or ""))
        return max(0.0, (until - now).total_seconds())
    except (TypeError, ValueError):
        return None


def _no_answer(fault: object) -> NotFetched:
    if isinstance(fault, HTTPException) and not isinstance(fault, ConnectionError):
        return _Passing(_BROKE_OFF)
    if isinstance(fault, IntoPrivateNetwork):
        return NotFetched(_PRIVATE)
    why = why_no_answer(fault)
    will_stay = isinstance(fault, ssl.SSLCertVerificationError | ValueError)
    return NotFetched(why) if will_stay else _Passing(why)
