"""An offer as everyone can take it away: the file `data/offer.json` of its site, written and read again.

`docs/open-data.md` has every key. A comparison knows offers only as they are published here, so that it says
the same of an offer in this project and of one that was collected from its site.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from site_builder.content.model import OLDEST_AGE, Ages, Authority, Entry, Facts, Offer, ages
from site_builder.content.postcodes import sector_of
from site_builder.content.schema import ENTRY_KINDS
from site_builder.content.vocabulary import NEED_FOR_ALL
from site_builder.content.web import origin_of
from site_builder.errors import SiteBuilderError
from site_builder.nation.untrusted import Untrusted, quoted
from site_builder.standard.assess import Assessment
from site_builder.standard.evidence import STATUSES, Status
from site_builder.standard.standard import LEVELS

FORMAT_VERSION = 1
ADDRESS = "data/offer.json"
"""Where the file stands in a site."""

MAX_BYTES = 50_000_000
"""The largest offer that is read: several times the file of the largest council."""

OLDEST_STATED = 120
"""The highest age that an entry may state, as `schema/shared.yaml` has it."""

ANYWHERE = "anywhere"
"""In place of an authority's id: the entry serves families wherever they live."""

VISITS = frozenset({"at-home", "at-school", "whole-area"})
"""How an entry is delivered that comes to families, or covers the whole of the area that it serves."""

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_EVIDENCE = re.compile(r"([a-z0-9]+(-[a-z0-9]+)*/)?[a-z0-9]+(-[a-z0-9]+)*")
_CODE = re.compile(r"E(06|08|09|10)[0-9]{6}")
_WEB_ADDRESS = re.compile(r"https?://[^\s<>\"]+")
_REQUIREMENT = re.compile(r"[a-z0-9]+([.-][a-z0-9]+)*")
_SECTOR = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]? [0-9]")
_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
_COMMIT = re.compile(r"[0-9a-f]{7,64}")

NOT_ON_THE_SITE = frozenset({"may_be_public"})
"""Facts of an entry that its authority notes for itself: no page shows them."""


class UnreadableOffer(SiteBuilderError):
    """The file is no offer that this version can read; the message says what is wrong, and where."""


@dataclass(frozen=True, slots=True)
class PublishedEntry:
    """What a comparison asks of an entry, as it is published.

    `kinds` and `needs` are those it is about; of a declared absence, those that are not available. An absence
    that names no ages or needs speaks of all. `level` is empty where it is not stated. `serves` has the ids
    of other authorities whose families can use it, or `ANYWHERE`. `sectors` are the postcode sectors of its
    places, never of one that is kept private. `asked` and `given` count the facts that the minimum asks of
    it, and how many of them it gives.
    """

    id: str
    title: str
    kind: str
    kinds: tuple[str, ...]
    needs: tuple[str, ...]
    ages: Ages | None
    level: str
    area: str
    serves: tuple[str, ...]
    delivered: tuple[str, ...]
    sectors: tuple[str, ...]
    is_closed: bool
    reviewed: date | None
    is_co_produced: bool
    asked: int
    given: int

    @property
    def is_support(self) -> bool:
        """Whether a family can use it: a service or a setting that has not closed."""
        return self.kind in ("service", "setting") and not self.is_closed

    @property
    def visits(self) -> bool:
        """Whether it comes to families, or covers the whole of the area that it serves."""
        return not VISITS.isdisjoint(self.delivered)


@dataclass(frozen=True, slots=True)
class PublishedFinding:
    """What the offer publishes against one requirement; `reasons` are sentences.

    `evidence` are ids of entries, and of records with their folder before them (`comments-reports/2026`).
    """

    requirement: str
    level: str
    title: str
    status: Status
    evidence: tuple[str, ...]
    reasons: tuple[str, ...]

    @property
    def is_gap(self) -> bool:
        return self.status not in ("met", "not-checked")


@dataclass(frozen=True, slots=True)
class PublishedComment:
    """That a comment came, in which month, from which group, and what became of it; never its words.

    `answered` is the month of the answer, or empty; `status` is empty without an answer.
    """

    received: str
    sender: str
    status: str
    answered: str


@dataclass(frozen=True, slots=True)
class PublishedCommitment:
    """What an authority plans to do about a gap; `who` is empty and `by` None where nobody says."""

    requirement: str
    what: str
    who: str
    by: date | None


@dataclass(frozen=True, slots=True)
class PublishedAuthority:
    """Whose offer it is.

    `board` is the name of its integrated care board and `home` the web address of its site; both are empty
    where nobody says. `neighbours` are ids of authorities that an invented one calls like itself; `sectors`
    are the postcode sectors that it invented, with their latitude and longitude.
    """

    id: str
    name: str
    official_name: str
    gss_code: str
    dfe_code: str
    region: str
    board: str
    home: str
    is_invented: bool
    neighbours: tuple[str, ...]
    sectors: tuple[tuple[str, float, float], ...]


@dataclass(frozen=True, slots=True)
class PublishedOffer:
    """One authority's offer and its assessment, as they are published.

    `on` is the day it was judged; `standard` the id of what it was judged by; `revision` the commit of its
    content and `licence` the name of its licence, both empty where nobody says. `left_out` counts the files
    whose faults kept them out. Entries and findings are in the order of the file.
    """

    authority: PublishedAuthority
    standard: str
    builder: str
    on: date
    revision: str
    licence: str
    findings: tuple[PublishedFinding, ...]
    entries: tuple[PublishedEntry, ...]
    comments: tuple[PublishedComment, ...]
    commitments: tuple[PublishedCommitment, ...]
    left_out: int

    def finding(self, requirement: str) -> PublishedFinding | None:
        """The finding on the requirement with this id; None where it was not judged by it."""
        return next((one for one in self.findings if one.requirement == requirement), None)


# Writing ----------------------------------------------------------------------------------------------------


def offer_json(offer: Offer, assessment: Assessment, *, builder: str, revision: str) -> str:
    """The file `data/offer.json` of an offer: its entries, its assessment, and what they were made with.

    Nothing that the site keeps private is in it: the addresses of places that are hidden, the words of
    comments. The checksum is over the same document without it, as compact JSON with its keys in order.

    Args:
        offer: what is published.
        assessment: of the same offer.
        builder: the version of this software.
        revision: the commit of the content, or nothing.
    """
    compact = _compact(_document(offer, assessment, builder, revision))
    # Written once: what the checksum is over, with it at the end.
    return f'{compact[:-1]},"checksum":"{_digest(compact)}"}}\n'


def published_offer(
    offer: Offer, assessment: Assessment, *, builder: str = "", revision: str = ""
) -> PublishedOffer:
    """What anyone who reads the `offer_json` of the same offer knows of it."""
    return _read_document(_document(offer, assessment, builder, revision))


def _document(offer: Offer, assessment: Assessment, builder: str, revision: str) -> dict[str, Any]:
    authority = offer.authority
    given = {one.entry: one for one in assessment.entries}
    return {
        "format_version": FORMAT_VERSION,
        "builder": builder,
        "revision": revision,
        "licence": _plain(authority.fact("licence") or {}),
        "authority": _authority(authority),
        "standard": assessment.standard.id,
        "assessed_on": assessment.on.isoformat(),
        "findings": [
            {
                "requirement": one.requirement.id,
                "level": one.requirement.level,
                "title": one.requirement.title,
                "status": one.status,
                "evidence": list(one.evidence),
                "reasons": [reason.message for reason in one.reasons],
            }
            for one in assessment.findings
        ],
        "entries": [
            {
                "facts": _plain(public_facts(entry)),
                "asked": given[entry.id].asked,
                "given": given[entry.id].given,
            }
            for entry in offer.entries
        ],
        "comments": [
            {
                "answered": str(one.fact("response.month") or ""),
                "from": one.facts["from"],
                "received": one.facts["received"],
                "status": str(one.fact("response.status") or ""),
            }
            for one in offer.records.comments
        ],
        "commitments": [
            {
                "by": _plain(one.fact("by")),
                "requirement": one.facts["requirement"],
                "what": one.facts["what"],
                "who": str(one.fact("who") or ""),
            }
            for one in offer.records.commitments
        ],
        "left_out": len(offer.left_out),
    }


def _authority(authority: Authority) -> dict[str, Any]:
    return {
        "id": authority.id,
        "name": authority.name,
        "official_name": str(authority.fact("official_name") or authority.name),
        "gss_code": str(authority.fact("gss_code") or ""),
        "dfe_code": str(authority.fact("dfe_code") or ""),
        "region": str(authority.fact("region") or ""),
        "integrated_care_board": str(authority.fact("partners.integrated_care_board.name") or ""),
        "published_at": str(authority.fact("published_at") or ""),
        "invented": authority.is_invented,
        "statistical_neighbours": list(authority.fact("statistical_neighbours") or ()),
        "postcode_sectors": _plain(authority.fact("postcode_sectors") or {}),
    }


def public_facts(entry: Entry) -> dict[str, Any]:
    """The facts of *entry* as its page shows them: its places as far as they are shown."""
    facts = {key: value for key, value in entry.facts.items() if key not in NOT_ON_THE_SITE}
    if "places" in facts:
        facts["places"] = [public_place(one) for one in facts["places"]]
    return facts


def public_place(place: Facts) -> dict[str, Any]:
    """A place without what is kept private; its sector stands for a postcode that is."""
    if place.get("location", "shown") == "shown":
        return dict(place)
    kept = {key: place[key] for key in ("location", "access") if key in place}
    sector = sector_of(str(place.get("postcode") or ""))
    if place["location"] == "area-only" and sector:
        kept["postcode_sector"] = sector
    return kept


def _plain(value: Any) -> Any:
    """*value* as JSON has it: days as text, tuples as lists."""
    if isinstance(value, Mapping):
        return {str(key): _plain(inside) for key, inside in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


def _compact(document: Mapping[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _digest(text: str) -> str:
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


# Reading ----------------------------------------------------------------------------------------------------


def read_offer_json(content: bytes) -> PublishedOffer:
    """The offer in a file that `offer_json` wrote, here or anywhere; nothing of it is trusted.

    Raises:
        UnreadableOffer: it is too large, cut off, changed, of another format, or not an offer at all.
    """
    if len(content) > MAX_BYTES:
        raise UnreadableOffer(f"the file has more than {MAX_BYTES // 1_000_000} MB, the most that is read")
    try:
        document = json.loads(content.decode("utf-8"))
    except (ValueError, RecursionError):
        raise UnreadableOffer("the file is not whole: it is no JSON") from None
    if not isinstance(document, dict):
        raise UnreadableOffer("the file is JSON, but not an offer")
    version = document.get("format_version")
    if type(version) is not int or version != FORMAT_VERSION:
        shown = f"format {version}" if type(version) is int else "no format"
        raise UnreadableOffer(f"the file says {shown}; this version reads format {FORMAT_VERSION}")
    checksum = document.pop("checksum", None)
    try:
        is_whole = checksum == _digest(_compact(document))
    except (ValueError, RecursionError):
        # Half of a pair of surrogates can be written in JSON, and stands for no letter; and what can just be
        # read may be nested too deeply to be written.
        raise UnreadableOffer("the file is JSON, but not an offer") from None
    if not is_whole:
        raise UnreadableOffer("the checksum is not that of the file: something has changed on the way")
    return _read_document(document)


def _home(authority: Untrusted) -> str:
    address = authority.word("published_at", _WEB_ADDRESS, "a web address", or_empty=True)
    if address and not origin_of(address):
        raise authority.fault("published_at", f"{quoted(address)} is not a web address")
    return address


def _read_document(document: Facts) -> PublishedOffer:
    whole = Untrusted(document, UnreadableOffer)
    authority = whole.inside("authority")
    return PublishedOffer(
        authority=PublishedAuthority(
            id=authority.word("id", _ID, "an id such as north-somerset"),
            name=authority.text("name"),
            official_name=authority.text("official_name"),
            gss_code=authority.word("gss_code", _CODE, "a code such as E06000024"),
            dfe_code=authority.text("dfe_code"),
            region=authority.text("region"),
            board=authority.text("integrated_care_board"),
            home=_home(authority),
            is_invented=authority.take("invented", bool),
            neighbours=authority.words("statistical_neighbours", _ID, "ids"),
            sectors=tuple(_sectors(authority)),
        ),
        standard=whole.word("standard", _ID, "the id of a standard"),
        builder=whole.text("builder"),
        on=whole.day("assessed_on"),
        revision=whole.word("revision", _COMMIT, "a commit", or_empty=True),
        licence=whole.inside("licence").some_text("name"),
        findings=_all_different([_finding(one) for one in whole.each("findings")]),
        entries=_all_with_ids([_entry(one) for one in whole.each("entries")]),
        comments=tuple(
            PublishedComment(
                one.word("received", _MONTH, "a month such as 2026-10"),
                one.text("from"),
                one.text("status"),
                one.word("answered", _MONTH, "a month such as 2026-10", or_empty=True),
            )
            for one in whole.each("comments")
        ),
        commitments=tuple(
            PublishedCommitment(_requirement(one), one.text("what"), one.text("who"), one.some_day("by"))
            for one in whole.each("commitments")
        ),
        left_out=whole.number("left_out"),
    )


def _requirement(one: Untrusted) -> str:
    return one.word("requirement", _REQUIREMENT, "the id of a requirement")


def _all_different(findings: Sequence[PublishedFinding]) -> tuple[PublishedFinding, ...]:
    seen: set[str] = set()
    for number, one in enumerate(findings):
        if one.requirement in seen:
            raise UnreadableOffer(f'findings[{number}].requirement: "{one.requirement}" was judged before')
        seen.add(one.requirement)
    return tuple(findings)


def _all_with_ids(entries: Sequence[PublishedEntry]) -> tuple[PublishedEntry, ...]:
    seen: set[str] = set()
    for number, one in enumerate(entries):
        if one.id in seen:
            raise UnreadableOffer(f'entries[{number}].facts.id: "{one.id}" is there twice')
        seen.add(one.id)
    return tuple(entries)


def _finding(one: Untrusted) -> PublishedFinding:
    return PublishedFinding(
        _requirement(one),
        one.choice("level", LEVELS),
        one.text("title"),
        one.choice("status", STATUSES),
        one.words("evidence", _EVIDENCE, "ids of entries and records"),
        one.texts("reasons"),
    )


def _entry(one: Untrusted) -> PublishedEntry:
    facts = one.inside("facts")
    kind = facts.choice("kind", ENTRY_KINDS)
    is_absence = kind == "not-available"
    about = facts.some("absent") if is_absence else facts
    needs = about.some_texts("needs")
    serves = facts.some("serves")
    named = serves.some_texts("authorities") if serves.some_text("where") == "named" else ()
    return PublishedEntry(
        id=facts.word("id", _ID, "an id"),
        title=facts.text("title"),
        kind=kind,
        kinds=tuple(dict.fromkeys(about.some_texts("service_types"))),
        needs=(NEED_FOR_ALL,) if is_absence and not needs else needs,
        ages=_ages(about, is_absence),
        level=facts.some_text("level"),
        area=facts.some_text("area") or "in",
        serves=(ANYWHERE,) if serves.some_text("where") == ANYWHERE else named,
        delivered=facts.some_texts("delivered"),
        sectors=tuple(dict.fromkeys(_sectors_of(facts))),
        is_closed=facts.some("availability").some_text("status") == "closed",
        reviewed=facts.some_day("reviewed"),
        is_co_produced=facts.values.get("co_production") not in (None, [], {}, ""),
        asked=one.number("asked"),
        given=one.number("given"),
    )


def _ages(about: Untrusted, is_absence: bool) -> Ages | None:
    """The ages that an entry is about; an absence that names none speaks of all."""
    stated = about.some("ages")
    if not stated.values and not is_absence:
        return None
    for end in ("from", "to"):
        if end in stated.values and stated.number(end) > OLDEST_STATED:
            raise stated.fault(end, f"an age is at most {OLDEST_STATED}")
    return ages(stated.values) or Ages(0, OLDEST_AGE)


def _sectors_of(facts: Untrusted) -> Iterator[str]:
    for place in facts.each("places") if "places" in facts.values else ():
        if "postcode_sector" in place.values:
            yield place.word("postcode_sector", _SECTOR, "a postcode sector such as ZZ1 1")
        elif sector := sector_of(place.some_text("postcode")):
            yield sector


def _sectors(authority: Untrusted) -> Iterator[tuple[str, float, float]]:
    for name, middle in authority.take("postcode_sectors", dict).items():
        if not _SECTOR.fullmatch(name):
            raise authority.fault("postcode_sectors", "the names are postcode sectors such as ZZ1 1")
        if not (isinstance(middle, list) and len(middle) == 2 and all(map(_is_degree, middle))):
            raise authority.fault(f"postcode_sectors.{name}", "a latitude and a longitude belong here")
        yield name, float(middle[0]), float(middle[1])


def _is_degree(value: object) -> bool:
    # Some numbers of JSON are too large for any calculation, and some programs write NaN.
    return type(value) in (int, float) and isinstance(value, int | float) and -180 <= value <= 180
