"""Web addresses: whose they are, how they go over the wire, and why one gave no answer."""

from __future__ import annotations

import ipaddress
import socket
import ssl
from http.client import HTTPMessage
from typing import IO
from urllib.parse import quote, urlsplit, urlunsplit
from urllib.request import HTTPRedirectHandler, Request


def host_of(address: str) -> str:
    """The name of the machine in *address*, in small letters; empty where a browser could not open it."""
    try:
        parts = urlsplit(address)
        # A port that is no number only shows when it is asked for.
        return (parts.hostname or "").rstrip(".") if parts.port != 0 else ""
    except ValueError:
        return ""


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
    host = (parts.hostname or "").encode("idna").decode("ascii")
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
