"""Web addresses: whose they are, how they go over the wire, and why one gave no answer."""

from __future__ import annotations

import ipaddress
import re
import socket
import ssl
from collections.abc import Mapping
from functools import lru_cache
from http.client import HTTPConnection, HTTPMessage, HTTPResponse, HTTPSConnection
from typing import IO
from urllib.parse import quote, urlsplit, urlunsplit
from urllib.request import (
    BaseHandler,
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
    UnknownHandler,
)

_HOST = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?|[0-9a-f.]*:[0-9a-f:.]+")


def host_of(address: str) -> str:
    """The name of the machine in *address*, in small letters; empty where a browser could not open it."""
    try:
        parts = urlsplit(address)
        # A port that is no number only shows when it is asked for.
        return (parts.hostname or "").rstrip(".") if parts.port != 0 else ""
    except ValueError:
        return ""


def origin_of(address: str) -> str:
    """The scheme, host and port of *address* as a browser sends them; empty where it leads to no clear place.

    That is where a browser could not open it, where its host has signs that mean something else in a policy
    or a header, and where a name and an @ before the host look like another one.
    """
    try:
        parts = urlsplit(address)
        host, port = _ascii_host(parts.hostname or ""), parts.port
    except ValueError:
        return ""
    if parts.username is not None or port == 0 or not _HOST.fullmatch(host):
        return ""
    where = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{where}{f':{port}' if port else ''}"


# An offer has the same few hosts again and again.
@lru_cache(maxsize=4096)
def _ascii_host(host: str) -> str:
    return host if ":" in host else host.encode("idna").decode("ascii")


def is_private(address: str) -> bool:
    """Whether *address* names this machine or a machine inside a private network.

    A name is not looked up: where it leads is only sure once there is a connection. `web_opener` looks then.
    """
    host = host_of(address)
    if host == "localhost":
        return True
    try:
        return not _is_public(host)
    except ValueError:
        return False


def _is_public(ip: str) -> bool:
    """Whether everybody on the internet can reach the number *ip*.

    Raises:
        ValueError: it is no such number.
    """
    found = ipaddress.ip_address(ip.partition("%")[0])
    inside: ipaddress.IPv4Address | None = None
    if isinstance(found, ipaddress.IPv6Address):
        # These carry another number, to which a gateway leads.
        inside = found.ipv4_mapped or found.sixtofour
        if found in _NAT64:
            inside = ipaddress.IPv4Address(int(found) & 0xFFFF_FFFF)
    return found.is_global and not found.is_multicast and (inside is None or inside.is_global)


_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def as_ascii(address: str) -> str:
    """*address* as it goes over the wire: what is already escaped stays so.

    Raises:
        ValueError: it is no address.
    """
    parts = urlsplit(address)
    host = _ascii_host(parts.hostname or "")
    where = f"[{host}]" if ":" in host else host
    port = f":{parts.port}" if parts.port else ""
    return urlunsplit(
        (
            parts.scheme,
            f"{where}{port}",
            quote(parts.path, safe="/%:@!$&'()*+,;=~-._") or "/",
            quote(parts.query, safe="/%:@!$&'()*+,;=~-._?"),
            "",
        )
    )


class NoRedirects(HTTPRedirectHandler):
    """Hands a redirect back, so that each step can be looked at and counted."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        return None


class IntoPrivateNetwork(OSError):
    """A name leads into a private network; no request was sent there."""


class _PublicConnection(HTTPConnection):
    """Connects to what everybody on the internet can reach, and to nothing else."""

    def connect(self) -> None:
        for *_, place in socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM):
            _refuse_private(str(place[0]))
        super().connect()
        # Whoever answers for a name may have given another number the second time.
        try:
            _refuse_private(self.sock.getpeername()[0])
        except IntoPrivateNetwork:
            self.close()
            raise


class _PublicSecureConnection(HTTPSConnection, _PublicConnection):
    """The same, before anything is said: HTTPSConnection connects by way of the class beside it."""


def _refuse_private(ip: str) -> None:
    if not _is_public(ip):
        raise IntoPrivateNetwork(f"{ip} is inside a private network")


class WebRequest(Request):
    """A request for *address*, as it goes over the wire.

    `is_by_proxy` is whether it goes to a proxy. Only that knows where a name leads, and who may go there.

    Raises:
        ValueError: it is no address.
    """

    def __init__(self, address: str, headers: Mapping[str, str], method: str = "GET") -> None:
        super().__init__(as_ascii(address), headers=dict(headers), method=method)
        self.is_by_proxy = False


class _Proxies(ProxyHandler):
    """The proxies of the surroundings; a request that goes to one is told so."""

    def proxy_open(self, req: Request, proxy: str, type: str) -> HTTPResponse | None:  # noqa: A002 - the library's
        before = req.host
        answer: HTTPResponse | None = super().proxy_open(req, proxy, type)
        if isinstance(req, WebRequest):
            req.is_by_proxy = req.host != before
        return answer


class _PublicHandler(HTTPHandler):
    def http_open(self, req: Request) -> HTTPResponse:
        return self.do_open(HTTPConnection if _is_by_proxy(req) else _PublicConnection, req)


class _PublicSecureHandler(HTTPSHandler):
    def https_open(self, req: Request) -> HTTPResponse:
        return self.do_open(HTTPSConnection if _is_by_proxy(req) else _PublicSecureConnection, req)


def _is_by_proxy(request: Request) -> bool:
    return isinstance(request, WebRequest) and request.is_by_proxy


def web_opener(*handlers: BaseHandler, into_private: bool = False) -> OpenerDirector:
    """What opens web addresses, and no files or other things that have an address.

    A redirect is handed back. Unless *into_private*, a name that leads into a private network is not asked:
    the request ends with `IntoPrivateNetwork`, as the reason of a `URLError`.
    """
    opener = OpenerDirector()
    own = (HTTPHandler(), HTTPSHandler()) if into_private else (_PublicHandler(), _PublicSecureHandler())
    for one in (
        _Proxies(),
        UnknownHandler(),
        *own,
        HTTPDefaultErrorHandler(),
        HTTPErrorProcessor(),
        NoRedirects(),
        *handlers,
    ):
        opener.add_handler(one)
    return opener


def why_no_answer(fault: object) -> str:
    """What an exception of a request means, as a sentence."""
    if isinstance(fault, TimeoutError):
        return "The site took too long."
    if isinstance(fault, socket.gaierror):
        return "There is no site of this name."
    if isinstance(fault, IntoPrivateNetwork):
        return "The address leads into a private network."
    if isinstance(fault, ssl.SSLError):
        return "The connection to the site is not secure."
    if isinstance(fault, ConnectionError):
        return "The site closed the connection."
    if isinstance(fault, ValueError):
        return "This is not an address that a browser can open."
    return "The site could not be reached."
