"""Try every web address of an offer, politely, and save what became of each."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from http.client import HTTPException
from itertools import groupby
from pathlib import Path
from typing import Protocol
from urllib.error import HTTPError, URLError
from urllib.parse import urljoin, urlsplit
from urllib.request import HTTPCookieProcessor, OpenerDirector

from site_builder import __version__
from site_builder.content.checks import load_rules
from site_builder.content.days import JudgedDay, day_words
from site_builder.content.model import Offer
from site_builder.content.offers import read_offers
from site_builder.content.results import (
    LINK_STATUSES,
    LinkResult,
    LinkResults,
    LinkStatus,
    links_file,
    page_of,
    published_addresses,
    read_results,
    write_links,
)
from site_builder.content.web import (
    IntoPrivateNetwork,
    WebRequest,
    host_of,
    is_private,
    web_opener,
    why_no_answer,
)
from site_builder.errors import SiteBuilderError
from site_builder.pages.edition import published_entries
from site_builder.project import Project

USER_AGENT = f"local-offer/{__version__} (link check of a local offer; two requests at a time)"
AT_ONE_HOST = 2
"""How many requests may be under way at one host."""

OWN_PAGE = "The authority is invented, and this is a page of its local offer."
NOTHING_REACHED = "The test reached no address at all, so it says nothing of this one."

_RESERVED_ENDINGS = (".example", ".test", ".invalid", ".localhost", ".local", ".internal")
_RESERVED_NAMES = ("example.com", "example.net", "example.org")

STATUS_WORDS: dict[LinkStatus, str] = {
    "works": "works",
    "redirected": "works, at another address",
    "gone": "gone",
    "refused": "refuses programs",
    "no-answer": "gives no answer",
    "not-tested": "not tested",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request for an address gave."""

    status: LinkStatus
    code: int | None = None
    leads_to: str = ""
    note: str = ""


class Fetcher(Protocol):
    """Asks for one address. It never raises for anything that an address or a server does."""

    def __call__(self, address: str, /) -> Answer: ...


def check_links(
    offer: Offer, *, on: date, fetch: Fetcher, executor: Executor, pause: float = 1.0
) -> LinkResults:
    """Ask once for every web address that *offer* gives.

    At most two requests are under way at a host, and each of the two waits *pause* seconds before its next.
    The pages of an invented authority's own entries are looked for in *offer*, for they are nowhere else.
    Names that are reserved for examples, the site of an invented authority, and addresses inside a private
    network are not asked for.

    Args:
        offer: whose authority and entries are looked through.
        on: the day that the results are of.
        fetch: asks for an address; with a pool of processes, it has to be one that can be sent to them.
        executor: what the requests run in.
        pause: seconds between two requests to a host.
    """
    places: dict[str, list[str]] = {}
    for one in published_addresses(offer):
        places.setdefault(one.address, []).append(one.stands_in)
    answers = {
        address: Answer("not-tested", note=why) for address in places if (why := why_not(address, offer))
    }
    own = published_entries(offer) if offer.authority.is_invented else {}
    answers |= {address: Answer("works", note=OWN_PAGE) for address in places if address in own}
    lanes = _lanes([address for address in places if address not in answers])
    walks = executor.map(_walk, lanes, [fetch] * len(lanes), [pause] * len(lanes))
    for lane, found in zip(lanes, walks, strict=True):
        answers.update(zip(lane, found, strict=True))
    links = tuple(
        LinkResult(
            address=address,
            status=answers[address].status,
            on=on,
            code=answers[address].code,
            leads_to=answers[address].leads_to,
            note=answers[address].note,
            stands_in=tuple(stands_in),
        )
        for address, stands_in in sorted(places.items())
    )
    return LinkResults(offer.authority.id, on, links)


def _lanes(addresses: Sequence[str]) -> list[tuple[str, ...]]:
    """*addresses* dealt out to those who ask for them one after another: at most two for each host."""
    by_host = groupby(sorted(addresses, key=lambda one: (host_of(one), one)), key=host_of)
    dealt = [(host, list(group)) for host, group in by_host]
    return [
        tuple(group[start::AT_ONE_HOST])
        for _, group in dealt
        for start in range(AT_ONE_HOST)
        if group[start:]
    ]


def _walk(lane: Sequence[str], fetch: Fetcher, pause: float) -> list[Answer]:
    answers = []
    for number, address in enumerate(lane):
        if number:
            time.sleep(pause)
        answers.append(fetch(address))
    return answers


def why_not(address: str, offer: Offer) -> str:
    """Why *address* is not asked for, or nothing."""
    host = host_of(address)
    if not host:
        return "This is not an address that a browser can open."
    if host.endswith(_RESERVED_ENDINGS) or any(
        host == one or host.endswith(f".{one}") for one in _RESERVED_NAMES
    ):
        return "The name is reserved for examples and leads nowhere."
    own = offer.authority.fact("published_at")
    if offer.authority.is_invented and own and host == host_of(str(own)):
        return "The authority is invented, and so is this address."
    if is_private(address):
        return "The address is inside a private network, where families cannot go."
    return ""


class _Unreached(Exception):
    """No HTTP answer came; the text says why."""


@dataclass(frozen=True, slots=True)
class HttpFetcher:
    """Asks for addresses over HTTP: only for the head of a page, or without reading the page.

    A server that does not know HEAD is asked with GET, and the connection is closed before the page comes.
    What may pass (no answer, a fault of the server, too many requests) is tried again, each time after a
    longer wait. `timeout` is in seconds, for each thing that the server has to say. Unless `into_private`,
    nothing is asked inside a private network: not by a redirect, nor by a name that leads there.
    """

    timeout: float = 15.0
    retries: int = 2
    backoff: float = 2.0
    most_redirects: int = 10
    into_private: bool = False

    def __call__(self, address: str, /) -> Answer:
        answer = self._follow(address)
        for number in range(self.retries):
            if answer.status != "no-answer" and answer.code != 429:
                break
            time.sleep(self.backoff * 2**number)
            answer = self._follow(address)
        return answer

    def _follow(self, address: str) -> Answer:
        # Many sites first set a cookie and lead back to the same address: without one that is a circle.
        opener = web_opener(HTTPCookieProcessor(), into_private=self.into_private)
        here = address
        code: int | None = None
        for _ in range(self.most_redirects + 1):
            try:
                code, target = self._ask(opener, here)
            except IntoPrivateNetwork as reason:
                return Answer("refused", code, note=why_no_answer(reason))
            except _Unreached as reason:
                return Answer("no-answer", leads_to=_other(here, address), note=str(reason))
            if not 300 <= code < 400 or not target:
                return _judge(code, _other(here, address))
            here = page_of(urljoin(here, target))
            if urlsplit(here).scheme not in ("http", "https") or not host_of(here):
                return Answer(
                    "no-answer", code, note="The address leads on to something that is no web page."
                )
            if is_private(here) and not self.into_private:
                return Answer("refused", code, note="The address leads into a private network.")
        return Answer("no-answer", code, note="The address leads on and on, and never to a page.")

    def _ask(self, opener: OpenerDirector, address: str) -> tuple[int, str]:
        code, target = self._request(opener, address, "HEAD")
        # Some servers answer HEAD with any fault that comes to hand, 404 among them.
        return self._request(opener, address, "GET") if code >= 400 and code != 429 else (code, target)

    def _request(self, opener: OpenerDirector, address: str, method: str) -> tuple[int, str]:
        """The code of the answer and where it leads; the page itself is not read.

        Raises:
            _Unreached: there was no answer.
            IntoPrivateNetwork: nothing was asked, for the name leads there.
        """
        headers = {"User-Agent": USER_AGENT, "Accept": "*/*", "Accept-Language": "en-GB,en"}
        try:
            request = WebRequest(address, headers, method)
            with opener.open(request, timeout=self.timeout) as answer:
                return int(answer.status), ""
        except HTTPError as answer:
            with answer:
                return answer.code, str(answer.headers.get("Location") or "")
        except URLError as fault:
            if isinstance(fault.reason, IntoPrivateNetwork):
                raise fault.reason from None
            raise _Unreached(why_no_answer(fault.reason)) from None
        except (OSError, HTTPException, ValueError) as fault:
            raise _Unreached(why_no_answer(fault)) from None


def _judge(code: int, leads_to: str) -> Answer:
    if 200 <= code < 300:
        return Answer("redirected" if leads_to else "works", code, leads_to)
    if code in (404, 410):
        return Answer("gone", code, leads_to)
    if 400 <= code < 500:
        return Answer("refused", code, leads_to, "The site does not let programs look; a person has to try.")
    return Answer("no-answer", code, leads_to, "The site says that something is wrong with it.")


def _other(here: str, address: str) -> str:
    return here if here != address else ""


@dataclass(frozen=True, slots=True)
class LinkRun:
    """A test of an authority's links: the results, their file, and the files of content not looked at."""

    results: LinkResults
    path: Path
    left_out: tuple[str, ...]


def run_links(
    project: Project,
    authority: str,
    on: date,
    *,
    fetch: Fetcher | None = None,
    executor: Executor | None = None,
    pause: float = 1.0,
) -> LinkRun:
    """Test the links of *authority* and save the results with its content.

    Where no address answered, that speaks of this machine and not of the links: they count as not tested.

    Raises:
        SiteBuilderError: the authority's own file cannot be used; or no address answered, and earlier results
            say more. They then stay as they are.
    """
    offers, _ = read_offers(project, load_rules(), JudgedDay(on, on), (authority,))
    if not offers:
        raise SiteBuilderError(
            f"{authority} has an authority.yaml with errors; see: local-offer check {authority}"
        )
    fetch = fetch or HttpFetcher()
    if executor is None:
        with ThreadPoolExecutor(max_workers=16) as threads:
            results = check_links(offers[0], on=on, fetch=fetch, executor=threads, pause=pause)
    else:
        results = check_links(offers[0], on=on, fetch=fetch, executor=executor, pause=pause)
    tried = _tried(results)
    if tried and all(one.status == "no-answer" and one.code is None for one in tried):
        earlier = read_results(project, authority, date.max)[0].links
        if earlier and _tried(earlier):
            raise SiteBuilderError(
                f"{len(tried)} addresses were asked for and none gave any answer, so the results of "
                f"{day_words(earlier.on)} stay as they are; is this machine online?"
            )
        results = _not_reached(results)
    path = links_file(project, authority)
    write_links(path, results)
    return LinkRun(results, path, offers[0].left_out)


def _tried(results: LinkResults) -> list[LinkResult]:
    return [one for one in results.links if _was_asked(one)]


def _was_asked(one: LinkResult) -> bool:
    return one.status != "not-tested" and one.note != OWN_PAGE


def _not_reached(results: LinkResults) -> LinkResults:
    """*results* of which none is an answer, as those of addresses that were not tested."""
    links = tuple(
        replace(one, status="not-tested", leads_to="", note=NOTHING_REACHED) if _was_asked(one) else one
        for one in results.links
    )
    return replace(results, links=links)


def links_text(results: LinkResults) -> str:
    """*results* for people: how many of each, then each that needs somebody, with the places it stands in.

    Of those not tested only the reasons are named: there is nothing to mend.
    """
    counts = {status: len(results.with_status(status)) for status in LINK_STATUSES}
    total = len(results.links)
    lines = [
        f"{total} web {'address' if total == 1 else 'addresses'} of {results.authority}, tested {results.on}"
    ]
    lines += [f"  {count:>5}  {STATUS_WORDS[status]}" for status, count in counts.items() if count]
    reasons = Counter(one.note for one in results.with_status("not-tested") if one.note)
    lines += [f"  {count:>5}    {note}" for note, count in sorted(reasons.items())]
    for one in results.with_status("gone", "no-answer", "refused", "redirected"):
        code = f" ({one.code})" if one.code else ""
        lines += ["", f"{STATUS_WORDS[one.status]}{code}: {one.address}"]
        lines += [f"  now at: {one.leads_to}"] if one.leads_to else []
        lines += [f"  {one.note}"] if one.note else []
        lines += [f"  in {place}" for place in one.stands_in]
    return "\n".join(lines) + "\n"
