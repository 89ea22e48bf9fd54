"""What testing an offer's links and its site showed: results, saved and read again, never trusted."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar, get_args
from urllib.parse import urldefrag

from site_builder.content.days import day_words
from site_builder.content.diagnostics import Diagnostic, Place
from site_builder.content.file_names import stays_in
from site_builder.content.form_addresses import filled_form
from site_builder.content.invisible import without_refused
from site_builder.content.plain_file import UnreadableFile, read_plain
from site_builder.content.whole_file import write_whole
from site_builder.project import Project

# An offer holds its results, so the model knows this module.
if TYPE_CHECKING:
    from site_builder.content.model import Facts, Offer

FORMAT_VERSION = 1
MAX_BYTES = 20_000_000

LinkStatus = Literal["works", "redirected", "gone", "refused", "no-answer", "not-tested"]
LINK_STATUSES: tuple[LinkStatus, ...] = get_args(LinkStatus)


@dataclass(frozen=True, slots=True)
class LinkResult:
    """What became of one address on one day.

    `code` is that of the last HTTP answer; `leads_to` is where a redirect ends; `stands_in` are the files and
    fields that give the address; `note` says why, where the status alone does not.
    """

    address: str
    status: LinkStatus
    on: date
    code: int | None = None
    leads_to: str = ""
    note: str = ""
    stands_in: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LinkResults:
    """What became of every address of an offer, in order of address."""

    authority: str
    on: date
    links: tuple[LinkResult, ...]

    def of(self, address: str) -> LinkResult | None:
        """What became of *address*; a place within a page is not told apart."""
        page = page_of(address)
        return next((one for one in self.links if one.address == page), None)

    def with_status(self, *statuses: LinkStatus) -> tuple[LinkResult, ...]:
        return tuple(one for one in self.links if one.status in statuses)


@dataclass(frozen=True, slots=True)
class AuditNote:
    """One place of one page that a rule faults, or that only a person can judge.

    `page` is an address from the root of the site; `seen` are the ways of looking that showed it. `criteria`
    are the numbers of the success criteria that the rule tests; none for good practice that no criterion
    asks for. `title` says in words what the rule asks.
    """

    page: str
    rule: str
    target: str
    impact: str
    message: str
    help: str
    seen: tuple[str, ...]
    criteria: tuple[str, ...] = ()
    title: str = ""


@dataclass(frozen=True, slots=True)
class AuditResult:
    """What the automatic accessibility checks of a site showed; they prove faults, never their absence.

    `axe_version` is that of axe-core; `runs` counts a page looked at in one way; `fewest_passes` is the
    smallest number of rules that passed in a run. `violations` and `incomplete` are in order of page, rule
    and target.
    """

    authority: str
    on: date
    axe_version: str
    browser: str
    pages: tuple[str, ...]
    runs: int
    fewest_passes: int
    violations: tuple[AuditNote, ...]
    incomplete: tuple[AuditNote, ...]

    @property
    def rules_broken(self) -> tuple[str, ...]:
        return tuple(sorted({one.rule for one in self.violations}))


@dataclass(frozen=True, slots=True)
class Results:
    """The saved results of an authority that can be used; None is one that is not there."""

    links: LinkResults | None = None
    audit: AuditResult | None = None


NOT_TESTED = Results()
"""What there is to say of an offer that nobody has tested."""


# Addresses


@dataclass(frozen=True, slots=True)
class PublishedAddress:
    """A web address that an offer gives, and the file and field it stands in."""

    address: str
    stands_in: str


_ADDRESS = re.compile(r"https?://(?:\[[0-9a-f:.]+\])?[^\s<>\"\]|`]*", re.IGNORECASE)


_FORMS = "forms."


def published_addresses(offer: Offer) -> tuple[PublishedAddress, ...]:
    """Every web address in the authority's file and the entries, also inside text, in order of address.

    The council's own forms are given as they open for no page and no answer: looking tells them nothing.
    """
    places = [
        (offer.authority.path, offer.authority.facts),
        *((one.path, one.facts) for one in offer.entries),
    ]
    found = {
        PublishedAddress(address, f"{path}: {name}")
        for path, facts in places
        for name, address in addresses_in(facts)
    }
    return tuple(sorted(found, key=lambda one: (one.address, one.stands_in)))


def addresses_in(facts: Facts) -> tuple[tuple[str, str], ...]:
    """Every web address in the facts of one file, after the name of the field that it stands in."""
    return tuple(
        (name, page_of(address))
        for name, text in _texts(facts, "")
        for address in _addresses_in(filled_form(text) if name.startswith(_FORMS) else text)
    )


def page_of(address: str) -> str:
    """*address* without the place within the page."""
    try:
        return urldefrag(address).url
    except ValueError:  # no browser can open it
        return address


def _texts(value: Any, name: str) -> Iterator[tuple[str, str]]:
    """Every text in *value* that may hold an address, with its dotted name; items of a list count from 1."""
    if isinstance(value, str):
        if "://" in value:
            yield name, value
    elif isinstance(value, Mapping):
        for key, inside in value.items():
            if not isinstance(inside, str) or "://" in inside:
                yield from _texts(inside, f"{name}.{key}" if name else str(key))
    elif isinstance(value, list | tuple):
        for number, inside in enumerate(value, 1):
            yield from _texts(inside, f"{name}[{number}]")


def _addresses_in(text: str) -> Iterator[str]:
    for found in _ADDRESS.findall(text):
        address = str(found)
        # What ends a sentence or a Markdown link is no part of the address; brackets opened in it are.
        while address and (
            address[-1] in ".,;:!?*_~'" or (address[-1] == ")" and address.count(")") > address.count("("))
        ):
            address = address[:-1]
        if len(address) > len("https://"):
            yield address


# Files


def links_file(project: Project, authority: str) -> Path:
    return project.authority_folder(authority) / "results" / "links.json"


def audit_file(project: Project, authority: str) -> Path:
    return project.authority_folder(authority) / "results" / "audit.json"


def read_results(project: Project, authority: str, on: date) -> tuple[Results, list[Diagnostic]]:
    """The saved results of *authority*, and a warning for each that cannot be used on the day *on*."""
    links, problems = _read(links_file(project, authority), project, authority, on, _links, "links")
    audit, more = _read(audit_file(project, authority), project, authority, on, _audit, "audit")
    return Results(links, audit), [*problems, *more]


def write_links(path: Path, results: LinkResults) -> None:
    """Save *results*; a reader sees the old file or the new one, never half of one."""
    _write(
        path,
        {
            "format_version": FORMAT_VERSION,
            "authority": results.authority,
            "tested_on": results.on.isoformat(),
            "links": [
                {
                    "address": one.address,
                    "status": one.status,
                    "on": one.on.isoformat(),
                    "code": one.code,
                    "leads_to": one.leads_to,
                    "note": one.note,
                    "stands_in": list(one.stands_in),
                }
                for one in sorted(results.links, key=lambda one: one.address)
            ],
        },
    )


def write_audit(path: Path, result: AuditResult) -> None:
    """Save *result*; a reader sees the old file or the new one, never half of one."""
    _write(
        path,
        {
            "format_version": FORMAT_VERSION,
            "authority": result.authority,
            "tested_on": result.on.isoformat(),
            "axe_version": result.axe_version,
            "browser": result.browser,
            "pages": list(result.pages),
            "runs": result.runs,
            "fewest_passes": result.fewest_passes,
            "violations": [_note_facts(one) for one in result.violations],
            "incomplete": [_note_facts(one) for one in result.incomplete],
        },
    )


def _note_facts(note: AuditNote) -> Facts:
    return {
        "page": note.page,
        "rule": note.rule,
        "target": note.target,
        "impact": note.impact,
        "message": note.message,
        "help": note.help,
        "seen": list(note.seen),
        "criteria": list(note.criteria),
        "title": note.title,
    }


def _write(path: Path, facts: Facts) -> None:
    write_whole(path, (json.dumps(facts, ensure_ascii=False, indent=1) + "\n").encode("utf-8"))


class _Unfit(Exception):
    """The file does not hold what it should; the text says what is wrong."""


Result = TypeVar("Result", LinkResults, AuditResult)


def _read(
    path: Path,
    project: Project,
    authority: str,
    on: date,
    make: Callable[[Facts], Result],
    command: str,
) -> tuple[Result | None, list[Diagnostic]]:
    # A link out is told with the names of the folder.
    if not os.path.lexists(path) or (path.is_symlink() and not stays_in(path, project.content)):
        return None, []
    place = Place(1, 1)
    code = "results-broken"
    try:
        result = make(_content(path))
        if result.authority != authority:
            raise _Unfit(f'these are the results of "{result.authority}", not of "{authority}"')
        if result.on <= on:
            return result, []
        code = "in-future"
        fault = f"these results are of {day_words(result.on)}, which is after {day_words(on)}"
    except json.JSONDecodeError as unread:
        place = Place(unread.lineno, unread.colno)
        fault = "these results are not whole: this is not JSON"
    except _Unfit as unfit:
        fault = str(unfit)
    hint = f"they count as not there; run local-offer {command} again"
    return None, [Diagnostic(project.shown(path), place, code, "", fault, hint)]


def _content(path: Path) -> Facts:
    try:
        content = read_plain(path, MAX_BYTES)
        if len(content) > MAX_BYTES:
            raise _Unfit("these results are larger than any test needs")
        facts = json.loads(content.decode("utf-8"))
    except UnreadableFile as fault:
        raise _Unfit(f"these results cannot be read: {fault.why}") from None
    except json.JSONDecodeError:
        raise
    except (ValueError, RecursionError):
        # No letters, a number of thousands of digits, or lists within lists without end.
        raise _Unfit("these results are not whole: this is not JSON") from None
    if not isinstance(facts, dict):
        raise _Unfit("these results are not whole: the fields are missing")
    if facts.get("format_version") != FORMAT_VERSION:
        raise _Unfit(f"these results are not of format version {FORMAT_VERSION}")
    return facts


def _links(facts: Facts) -> LinkResults:
    tested_on = _day(facts, "tested_on")
    links = []
    for one in _list(facts, "links", dict):
        on = _day(one, "on")
        if on > tested_on:
            raise _Unfit('these results are not whole: "on" is after "tested_on"')
        links.append(
            LinkResult(
                address=_text(one, "address"),
                status=_one_of(one, "status", LINK_STATUSES),
                on=on,
                code=None if one.get("code") is None else _number(one, "code"),
                leads_to=_text(one, "leads_to"),
                note=_text(one, "note"),
                stands_in=_words(one, "stands_in"),
            )
        )
    return LinkResults(_text(facts, "authority"), tested_on, tuple(links))


def _audit(facts: Facts) -> AuditResult:
    result = AuditResult(
        authority=_text(facts, "authority"),
        on=_day(facts, "tested_on"),
        axe_version=_text(facts, "axe_version"),
        browser=_text(facts, "browser"),
        pages=_words(facts, "pages"),
        runs=_number(facts, "runs"),
        fewest_passes=_number(facts, "fewest_passes"),
        violations=tuple(_note(one) for one in _list(facts, "violations", dict)),
        incomplete=tuple(_note(one) for one in _list(facts, "incomplete", dict)),
    )
    if not result.pages or not result.runs or not result.fewest_passes:
        raise _Unfit("these results prove nothing: no page was tested")
    return result


def _note(facts: Facts) -> AuditNote:
    return AuditNote(
        **{
            name: _text(facts, name)
            for name in ("page", "rule", "target", "impact", "message", "help", "title")
        },
        seen=_words(facts, "seen"),
        criteria=_words(facts, "criteria"),
    )


Kind = TypeVar("Kind")
Word = TypeVar("Word", bound=str)


def _typed(facts: Facts, name: str, kind: type[Kind]) -> Kind:
    value = facts.get(name)
    # To Python, true and false are numbers.
    if not isinstance(value, kind) or isinstance(value, bool):
        raise _Unfit(f'these results are not whole: "{name}" is missing or wrong')
    return value


def _text(facts: Facts, name: str) -> str:
    return without_refused(_typed(facts, name, str))


def _number(facts: Facts, name: str) -> int:
    return _typed(facts, name, int)


def _list(facts: Facts, name: str, kind: type[Kind]) -> list[Kind]:
    values = _typed(facts, name, list)
    if not all(isinstance(one, kind) for one in values):
        raise _Unfit(f'these results are not whole: "{name}" is missing or wrong')
    return values


def _words(facts: Facts, name: str) -> tuple[str, ...]:
    return tuple(map(without_refused, _list(facts, name, str)))


def _one_of(facts: Facts, name: str, words: Sequence[Word]) -> Word:
    word = _text(facts, name)
    for one in words:
        if one == word:
            return one
    raise _Unfit(f'these results are not whole: "{name}" is missing or wrong')


def _day(facts: Facts, name: str) -> date:
    try:
        return date.fromisoformat(_text(facts, name))
    except ValueError:
        raise _Unfit(f'these results are not whole: "{name}" is no day') from None
