"""Put schools, nurseries and colleges side by side: the same facts of each, and nothing that ranks them.

Where scripts run, a reader chooses up to four, of this council and of those beside it. Two kinds of small
script carry the facts: `compare/settings.js` names the settings of a council, and `support/<id>/facts.js` has
what one says. So a page of four costs a few kB, whatever the number of schools. Without scripts, tables of
the short facts of all settings, by stage, lead to their pages.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from site_builder.content.model import Ages, Entry, Offer, ages
from site_builder.content.richtext import to_text
from site_builder.content.subject import phase_years
from site_builder.pages import words
from site_builder.pages.brief import address_lines, capacity_words, checked_words, kind_words, town_of
from site_builder.pages.browse import PAGE_SIZE, page_address
from site_builder.pages.edition import Edition, Neighbour, entry_address, many, up_from
from site_builder.pages.language import InEnglish, gettext
from site_builder.pages.scripts import script_call

COMPARE = "compare/index.html"
MOST = 4
"""How many are shown at once: as many columns as can be read beside each other."""

NO_STAGE = "not-told"
"""The part of the tables for settings that state no ages."""

Value = str | list[str] | dict[str, str] | None
"""A fact: a text (a line for each paragraph), a list, a link (`href`, `text`), or None: not told."""


def compare_address(entry: Entry) -> str:
    """The page with one setting chosen, from the site's home folder."""
    return f"{COMPARE}#compare={entry.full_id}"


def compare_files(edition: Edition) -> dict[str, str]:
    """The scripts that name the settings and give their facts, by address in the site.

    Those of a council that is built into the same output are in its own site. Those of one that stands apart,
    as far as they were read, are in this one: no page asks another host for anything.
    """
    files = {"compare/settings.js": _index(edition.offer)}
    for entry in _settings(edition.offer):
        files[f"support/{entry.id}/facts.js"] = _facts(entry, edition)
    for slug, _, offer in _apart(edition):
        files[f"compare/{slug}/settings.js"] = _index(offer)
        for entry in _settings(offer):
            files[f"compare/{slug}/{entry.id}.js"] = _facts(entry, edition)
    return files


def _settings(offer: Offer) -> list[Entry]:
    return sorted(offer.of_kind("setting"), key=lambda entry: (words.sort_key(entry.title), entry.id))


def _is_apart(neighbour: Neighbour) -> bool:
    return neighbour.prefix is None or "://" in neighbour.prefix


def _apart(edition: Edition) -> Iterator[tuple[str, Neighbour, Offer]]:
    for slug, neighbour in sorted(edition.neighbours.items()):
        if neighbour.offer and neighbour.has_settings and _is_apart(neighbour):
            yield slug, neighbour, neighbour.offer


def _together(edition: Edition) -> Iterator[tuple[str, Neighbour, Offer]]:
    for slug, neighbour in sorted(edition.neighbours.items()):
        if neighbour.offer and neighbour.has_settings and not _is_apart(neighbour):
            yield slug, neighbour, neighbour.offer


def _index(offer: Offer) -> str:
    names = [[entry.id, entry.title, _town(entry) or ""] for entry in _settings(offer)]
    return script_call("localOfferSettings", {"authority": offer.authority.id, "settings": names})


def _town(entry: Entry) -> str | None:
    return next((town for place in many(entry.fact("places")) if (town := town_of(place))), None)


def _facts(entry: Entry, edition: Edition) -> str:
    facts = [row.value for row in rows_of(entry, edition)]
    return script_call("localOfferFacts", {"id": entry.full_id, "title": entry.title, "facts": facts})


# Facts ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FactRow:
    """One fact of a setting: its name, and what it says."""

    label: str
    value: Value


def rows_of(entry: Entry, edition: Edition) -> tuple[FactRow, ...]:
    """Every fact that is shown of a setting: the same names in the same order for each."""
    stated, room, plan = entry.ages, entry.fact("availability.status"), entry.fact("eligibility.plan")
    return (
        FactRow(gettext("Kind of school, nursery or college"), kind_words(entry, edition) or None),
        FactRow(gettext("Council"), _council(entry, edition)),
        FactRow(gettext("Ages"), words.age_words(stated) if stated else None),
        FactRow(
            gettext("Stages"), [edition.term("phases", one) for one in stages_of(stated, edition)] or None
        ),
        FactRow(gettext("Needs it is for"), _terms("needs", entry.needs, edition)),
        FactRow(gettext("Bases for special needs"), [_unit(one, edition) for one in _units(entry)] or None),
        FactRow(gettext("How many places"), capacity_words(entry.fact("capacity"))),
        FactRow(gettext("Is there room now?"), edition.choice("availability.status", room) if room else None),
        FactRow(
            gettext("Education, health and care (EHC) plan"),
            edition.choice("eligibility.plan", plan) if plan else None,
        ),
        *_paragraph_5(entry, edition),
        FactRow(
            gettext("Its own report on special educational needs"),
            _web(entry.fact("sen_information_report_url"), gettext("Read the report")),
        ),
        FactRow(gettext("Where"), _where(entry)),
        FactRow(gettext("Getting in and around"), _terms("access-features", _access(entry), edition)),
        FactRow(gettext("Phone"), _phone(entry.fact("contact.phone"))),
        FactRow(gettext("Email"), _email(entry.fact("contact.email"))),
        FactRow(gettext("Website"), _web(entry.fact("contact.website"), gettext("Go to the website"))),
        FactRow(gettext("Last checked"), checked_words(entry, edition.on)),
    )


def _council(entry: Entry, edition: Edition) -> str:
    if entry.authority == edition.authority.id:
        return edition.authority.name
    return edition.neighbours[entry.authority].name


def stages_of(stated: Ages | None, edition: Edition) -> list[str]:
    """The stages of life that it has a year of; none where no ages are stated."""
    if stated is None:
        return []
    every = ((term, phase_years(term)) for term in edition.terms("phases").values())
    return [term.id for term, years in every if stated.overlaps(years.youngest, years.oldest)]


def _units(entry: Entry) -> tuple[dict[str, Any], ...]:
    return many(entry.fact("units"))


def _unit(unit: dict[str, Any], edition: Edition) -> str:
    kind = edition.term("service-types", unit["type"])
    name = unit.get("name")
    # A name that is only in English stays on the setting's own page, where it can be marked as such.
    said = [f"{name} ({words.within(kind)})" if name and not isinstance(name, InEnglish) else kind]
    if needs := unit.get("needs"):
        said.append(words.and_words(words.within(edition.term("needs", one)) for one in needs))
    if stated := ages(unit.get("ages")):
        said.append(words.within(words.age_words(stated)))
    if places := capacity_words(unit.get("capacity")):
        said.append(places)
    return ", ".join(said)


def _paragraph_5(entry: Entry, edition: Edition) -> Iterator[FactRow]:
    """What the law asks of every setting (SI 2014/1530, Schedule 2, paragraph 5)."""
    for field in edition.rules.schemas["setting"].rule("setting")["schema"]:
        if field != "urn":
            text = entry.fact(f"setting.{field}")
            yield FactRow(edition.label("setting", f"setting.{field}"), to_text(text) if text else None)


def _terms(vocabulary: str, ids: tuple[str, ...], edition: Edition) -> list[str] | None:
    return [edition.term(vocabulary, one) for one in ids] or None


def _access(entry: Entry) -> tuple[str, ...]:
    told = (one for place in many(entry.fact("places")) for one in many(place.get("access")))
    return tuple(dict.fromkeys(told))


def _where(entry: Entry) -> Value:
    lines = [", ".join(lines) for place in many(entry.fact("places")) if (lines := address_lines(place))]
    return lines[0] if len(lines) == 1 else lines or None


def _web(url: str | None, text: str) -> Value:
    return {"href": url, "text": text} if url and url.startswith(("https://", "http://")) else None


def _phone(phone: str | None) -> Value:
    if not phone:
        return None
    number = "".join(one for one in phone if one.isdigit() or one == "+")
    return {"href": f"tel:{number}", "text": phone} if phone[-1].isdigit() and "ext" not in phone else phone


def _email(email: str | None) -> Value:
    return {"href": f"mailto:{email}", "text": email} if email else None


# The page with the choices ----------------------------------------------------------------------------------


def compare_values(edition: Edition) -> dict[str, Any]:
    """What the template `compare.html` needs.

    `councils` is JSON: for each authority its name, and where its scripts and pages are from this page, with
    `{id}` for an entry's; `page` is empty where nobody has said where its site is.
    """
    up = up_from(COMPARE)
    councils = {edition.authority.id: _sources(edition.authority.name, "", up)}
    for slug, neighbour, _ in _together(edition):
        home = f"{up}{neighbour.prefix}"
        councils[slug] = _sources(neighbour.name, f"{home}compare/", home)
    for slug, neighbour, _ in _apart(edition):
        councils[slug] = {
            "name": neighbour.name,
            "index": f"{slug}/settings.js",
            "facts": f"{slug}/{{id}}.js",
            "page": edition.elsewhere(slug, entry_address("{id}"), up),
        }
    return {
        "up": up,
        "title": gettext("Schools and colleges side by side"),
        "councils": json.dumps(councils, separators=(",", ":")),
        "choices": [(slug, one["name"]) for slug, one in councils.items()],
        "labels": [row.label for row in rows_of(_that_says_nothing(edition), edition)],
        "most": MOST,
        "stages": [
            (label, up + stage_address(stage), len(settings))
            for stage, label, settings in settings_by_stage(edition)
        ],
        "others": [
            (neighbour.name, f"{up}{neighbour.prefix}{COMPARE}") for _, neighbour, _ in _together(edition)
        ],
        "not_told_words": words.not_told(),
        "on": edition.on,
    }


def _that_says_nothing(edition: Edition) -> Entry:
    return Entry(edition.authority.id, "", {"kind": "setting"})


def _sources(name: str, folder: str, home: str) -> dict[str, str]:
    return {
        "name": name,
        "index": f"{folder}settings.js",
        "facts": f"{home}support/{{id}}/facts.js",
        "page": home + entry_address("{id}"),
    }


# Tables of all settings, for readers without scripts --------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ShortRow:
    """A setting in a table: its name, the link to its page or nothing, and its short facts."""

    title: str
    href: str
    cells: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class StagePage:
    """One page of the table of a stage; `pages` are the numbers of all its pages with their addresses."""

    number: int
    address: str
    label: str
    count: int
    labels: tuple[str, ...]
    rows: tuple[ShortRow, ...]
    pages: tuple[tuple[int, str], ...]


def stage_address(stage: str) -> str:
    return f"compare/{stage}/index.html"


def settings_by_stage(edition: Edition) -> list[tuple[str, str, list[Entry]]]:
    """Each stage that has a setting, its words, and its settings from A to Z.

    They are those of the council, and of its neighbours whose sites stand apart; the others have such pages
    of their own.
    """
    offers = (edition.offer, *(offer for _, _, offer in _apart(edition)))
    every = sorted(
        (entry for offer in offers for entry in _settings(offer)),
        key=lambda entry: (words.sort_key(entry.title), entry.authority, entry.id),
    )
    found: dict[str, list[Entry]] = {stage: [] for stage in (*edition.terms("phases"), NO_STAGE)}
    for entry in every:
        for stage in stages_of(entry.ages, edition) or [NO_STAGE]:
            found[stage].append(entry)
    labels = {stage: term.label for stage, term in edition.terms("phases").items()}
    labels[NO_STAGE] = gettext("We have not been told which ages")
    return [(stage, labels[stage], entries) for stage, entries in found.items() if entries]


def stage_pages(edition: Edition) -> Iterator[StagePage]:
    """The tables of the short facts of all settings, by stage, a hundred to a page."""
    names_council = any(True for _ in _apart(edition))
    for stage, label, entries in settings_by_stage(edition):
        first = stage_address(stage)
        parts = [entries[start : start + PAGE_SIZE] for start in range(0, len(entries), PAGE_SIZE)]
        addresses = tuple((number, page_address(first, number)) for number in range(1, len(parts) + 1))
        for (number, address), part in zip(addresses, parts, strict=True):
            up = up_from(address)
            rows = tuple(_short_row(entry, edition, up, names_council) for entry in part)
            labels = _short_labels(names_council)
            yield StagePage(number, address, label, len(entries), labels, rows, addresses)


def _short_labels(names_council: bool) -> tuple[str, ...]:
    return (
        gettext("Name"),
        gettext("Kind"),
        *((gettext("Council"),) if names_council else ()),
        gettext("Ages"),
        gettext("Bases for special needs"),
        gettext("How many places"),
        gettext("Is there room now?"),
        gettext("Phone"),
        gettext("Last checked"),
    )


def _short_row(entry: Entry, edition: Edition, up: str, names_council: bool) -> ShortRow:
    stated, room = entry.ages, entry.fact("availability.status")
    is_own = entry.authority == edition.authority.id
    page = entry_address(entry.id)
    cells: tuple[Value, ...] = (
        kind_words(entry, edition) or None,
        *((_council(entry, edition),) if names_council else ()),
        words.age_words(stated) if stated else None,
        [_unit(one, edition) for one in _units(entry)] or None,
        capacity_words(entry.fact("capacity")),
        edition.choice("availability.status", room) if room else None,
        _phone(entry.fact("contact.phone")),
        checked_words(entry, edition.on),
    )
    return ShortRow(entry.title, up + page if is_own else edition.elsewhere(entry.authority, page, up), cells)
