"""Web addresses: whose they are, how they go over the wire, and why one gave no answer."""

from __future__ import annotations

import ipaddress
import re
import socket
import ssl
from http.client import HTTPMessage
from typing import IO
from urllib.parse import quote, urlsplit, urlunsplit
from urllib.request import HTTPRedirectHandler, Request

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


def _ascii_host(host: str) -> str:
    return host if ":" in host else host.encode("idna").decode("ascii")


def is_private(address: str) -> bool:
    """Whether *address* names this machine or a machine inside a private network."""
    host = host_of(address)
    if host == "localhost":
        return True
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return False


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


def why_no_answer(fault: object) -> str:
    """What an exception of a request means, as a sentence."""
    if isinstance(fault, TimeoutError):
        return "The site took too long."
    if isinstance(fault, socket.gaierror):
        return "There is no site of this name."
    if isinstance(fault, ssl.SSLError):
        return "The connection to the site is not secure."
    if isinstance(fault, ConnectionError):
        return "The site closed the connection."
    if isinstance(fault, ValueError):
        return "This is not an address that a browser can open."
    return "The site could not be reached."
