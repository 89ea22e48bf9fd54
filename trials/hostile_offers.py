"""Make offers in which every text that a schema has a place for is hostile, as far as the check lets it.

The places are read from the schemas, so that a field that is added tomorrow is tried tomorrow. In each
council every place has another text, one further than in the council before it: after as many councils as
there are texts, every place of every kind of file has met every text.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date
from itertools import count, islice
from pathlib import Path
from typing import Any, cast

from site_builder.content.checks import Rules, load_rules
from site_builder.content.days import JudgedDay
from site_builder.content.diagnostics import Diagnostic
from site_builder.content.document import Keys, field_name
from site_builder.content.offers import read_offers
from site_builder.content.records import KINDS
from site_builder.content.results import (
    LINK_STATUSES,
    AuditNote,
    AuditResult,
    LinkResult,
    LinkResults,
    audit_file,
    links_file,
    write_audit,
    write_links,
)
from site_builder.content.schema import ENTRY_KINDS
from site_builder.project import Project
from tests.hostile_text import TRICKS, Trick

NAMES: Mapping[str, str] = {
    "authority": "authority.yaml",
    **{kind: f"entries/an-entry-{kind}.yaml" for kind in ENTRY_KINDS},
    **{
        kind: f"{KINDS[kind].folder}/{name}.yaml"
        for kind, name in {
            "comment": "2026-014",
            "comments-report": "2026",
            "consultation": "2026",
            "action": "an-action",
            "commitment": "a-commitment",
            "review": "2026-06",
            "audit": "2026-10-12",
        }.items()
    },
}
"""The file of each kind in the folder of a council."""

# What an example names must be there.
_INSTEAD = {
    "riverside-short-breaks": "an-entry-service",
    "home-sitters": "an-entry-service",
    "harrowdale/family-link": "an-entry-service",
    "northmere-parent-carer-forum": "an-entry-service",
    "northmere-sendiass": "an-entry-information",
}
DAY = date(2026, 10, 1)
"""The day of the saved results."""

_PIXEL = b"\xff\xd8\xff\xd9"
_DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>\n'
_MEDIA = {"house.jpg": _PIXEL, "welcome-book.pdf": b"%PDF-1.4\n", "bed.svg": _DRAWING, "logo.svg": _DRAWING}


@dataclass(frozen=True, slots=True)
class Tried:
    """A text in a place of a kind of file; `is_refused` if the check names it as an error."""

    kind: str
    place: str
    trick: Trick
    is_refused: bool


@dataclass
class _File:
    """One file with hostile texts in it: `sound` holds what stands there when one is refused."""

    kind: str
    path: str
    sound: dict[str, Any]
    planted: dict[Keys, Trick]
    refused: set[Keys] = field(default_factory=set)
    left_out: set[Keys] = field(default_factory=set)

    def text(self) -> str:
        data = deepcopy(self.sound)
        # From the end, so that the number of an item that goes is that of no other.
        for keys in sorted(self.planted, key=repr, reverse=True):
            around, last = _at(data, keys[:-1]), cast(Any, keys[-1])
            if keys in self.left_out:
                if isinstance(around, list) or last in around:
                    del around[last]
            elif keys not in self.refused:
                around[last] = self.planted[keys].text
        # A line for each field: messages repeat the line that they speak of.
        return "{\n" + ",\n".join(f"{_quoted(key)}: {_flow(one)}" for key, one in data.items()) + "\n}\n"

    def refuse(self, named: Iterable[str]) -> bool:
        """Take out what stands at the places that messages call *named*, in them, or around them.

        False where nothing is left there to take out: then it is no hostile text that is faulted.
        """
        before = len(self.refused), len(self.left_out)
        about = {keys for keys in self.planted for one in named if _is_about(field_name(keys), one)}
        # What is refused even as the schema's own example has it, or has no example, goes.
        self.left_out |= {keys for keys in about if keys in self.refused or _at(self.sound, keys) is None}
        self.refused |= about
        return before != (len(self.refused), len(self.left_out))


def plant(
    folder: Path, councils: Sequence[int], day: JudgedDay, rules: Rules | None = None
) -> tuple[list[Tried], list[Diagnostic]]:
    """Write a project into *folder* with hostile texts wherever the check lets them stand.

    Args:
        folder: where the project goes.
        councils: the numbers of the councils, from 0; with all of `range(len(TRICKS))` every text was in
            every place.
        day: the day that the project is checked for.
        rules: what the places are read from.

    Returns:
        what was tried, and every message that the check gave on the way.

    Raises:
        ValueError: the check faults something that is not one of the hostile texts.
    """
    rules = rules or load_rules()
    files = {one.path: one for number in councils for one in _files_of(number, rules)}
    for number in councils:
        council = folder / "offer_content" / _council(number)
        for name, content in _MEDIA.items():
            _write(council / "media" / name, content)
        _write(council / "pages" / "by-hand.md", _page(number).encode())
        results = Project(folder)
        write_links(links_file(results, council.name), _links(council.name, number))
        write_audit(audit_file(results, council.name), _audit(council.name, number))
    said: list[Diagnostic] = []
    changed = set(files)
    while changed:
        for path in changed:
            _write(folder / path, files[path].text().encode())
        _, found = read_offers(Project(folder), rules, day)
        said += found
        errors = defaultdict(list)
        for one in found:
            if one.is_error:
                errors[one.path].append(one)
        changed = set(errors)
        for path, faults in errors.items():
            if not files[path].refuse({one.field for one in faults}):
                raise ValueError(f"{path}: " + "; ".join(f"{one.field}: {one.message}" for one in faults))
    tried = [
        Tried(one.kind, _place(keys), trick, keys in one.refused)
        for one in files.values()
        for keys, trick in one.planted.items()
    ]
    return tried, said


def _council(number: int) -> str:
    return f"area-{number}"


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _page(number: int) -> str:
    """A page written by hand with every text in it, in each of the places that Markdown has."""
    trick = TRICKS[number % len(TRICKS)].text
    every = "\n\n".join(f"{one.text}\n\n- {one.text}\n\n[x]({one.text})" for one in TRICKS)
    head = f"---\ntitle: {_quoted(trick)}\ndescription: {_quoted(trick)}\ntemplate: {_quoted(trick)}\n---\n"
    return f"{head}# {' '.join(trick.split())}\n\n{every}\n"


def _links(council: str, number: int) -> LinkResults:
    texts = _turning(number)
    links = (
        LinkResult(next(texts), status, DAY, 404, next(texts), next(texts), (next(texts), next(texts)))
        for status in LINK_STATUSES
    )
    return LinkResults(council, DAY, tuple(sorted(links, key=lambda one: one.address)))


def _audit(council: str, number: int) -> AuditResult:
    texts = _turning(number)
    notes = [_note(texts) for _ in range(2)]
    return AuditResult(
        council, DAY, next(texts), next(texts), (next(texts),), 9, 99, (notes[0],), (notes[1],)
    )


def _note(texts: Iterator[str]) -> AuditNote:
    page, rule, target, impact, message, more, seen, title = islice(texts, 8)
    return AuditNote(page, rule, target, impact, message, more, (seen,), ("1.1.1",), title)


def _turning(number: int) -> Iterator[str]:
    return (TRICKS[(number + index) % len(TRICKS)].text for index in count())


def _files_of(number: int, rules: Rules) -> Iterator[_File]:
    council = _council(number)
    for kind, name in NAMES.items():
        sound = _group(rules.schemas[kind].rules, {})
        if kind == "authority":
            sound |= {"id": council, "gss_code": f"E0699{1000 + number}", "demonstration": "invented"}
        elif "id" in sound:
            sound["id"] = Path(name).stem
        planted = {}
        for index, keys in enumerate([*_places(sound), *_groups(sound)]):
            trick = TRICKS[(index + number) % len(TRICKS)]
            # In a group of fields, it is the name of one more.
            planted[(*keys, trick.text) if isinstance(_at(sound, keys), dict) else keys] = trick
        yield _File(kind, f"offer_content/{council}/{name}", sound, planted)


def _places(value: Any, keys: Keys = ()) -> Iterator[Keys]:
    """Where single values stand, in order."""
    for key, one in value.items() if isinstance(value, dict) else enumerate(value):
        if isinstance(one, dict | list):
            yield from _places(one, (*keys, key))
        else:
            yield (*keys, key)


def _groups(value: Any, keys: Keys = ()) -> Iterator[Keys]:
    """Where groups of fields stand, in order."""
    if isinstance(value, dict):
        yield keys
    for key, one in value.items() if isinstance(value, dict) else enumerate(value):
        if isinstance(one, dict | list):
            yield from _groups(one, (*keys, key))


def _at(value: Any, keys: Iterable[Any]) -> Any:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else value[key]
    return value


def _place(keys: Keys) -> str:
    """The name of a place, the same in every council: without the hostile names."""
    hostile = {trick.text for trick in TRICKS}
    return field_name(tuple("(a name)" if key in hostile else key for key in keys))


def _is_about(place: str, named: str) -> bool:
    return (
        place == named
        or place.startswith((f"{named}.", f"{named}["))
        or named.startswith((f"{place}.", f"{place}["))
    )


def _flow(value: Any) -> str:
    """*value* as YAML in one line; every sign that is not printed is written as an escape."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_quoted(key)}: {_flow(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(one) for one in value) + "]"
    return _quoted(str(value))


def _quoted(text: str) -> str:
    return '"' + "".join(map(_sign, text)) + '"'


def _sign(letter: str) -> str:
    if letter in '"\\':
        return f"\\{letter}"
    if letter.isprintable():
        return letter
    return f"\\U{ord(letter):08x}" if ord(letter) > 0xFFFF else f"\\u{ord(letter):04x}"


# A file with everything in it that its schema knows


def _value(rule: Mapping[str, Any], example: Any) -> Any:
    """What a sound file has by *rule*: its own example, or else that of what it stands in."""
    told = rule.get("meta", {}).get("example", example)
    kind = rule.get("type")
    if kind == "list":
        return [_value(rule["schema"], (told or [None])[0])]
    if "schema" in rule:
        return _group(rule["schema"], told)
    if "valuesrules" in rule:
        return {name: _value(rule["valuesrules"], one) for name, one in (told or {}).items()}
    if told is None and "allowed" in rule:
        told = rule["allowed"][0]
    return None if told is None else _INSTEAD.get(str(told), str(told))


def _group(fields: Mapping[str, Any], example: Any) -> dict[str, Any]:
    told = example if isinstance(example, dict) else {}
    found = {name: _value(rule, told.get(name)) for name, rule in fields.items()}
    return {name: one for name, one in found.items() if one not in (None, {}, [], [None], "")}
