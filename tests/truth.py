"""Make the offer that meets a requirement in full, and change it as a case of `tests/cases/truth` says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from site_builder.content.criteria import criteria
from site_builder.content.model import Authority, Entry, Offer, Record, Records
from site_builder.content.results import (
    AuditNote,
    AuditResult,
    LinkResult,
    LinkResults,
    Results,
    published_addresses,
)
from site_builder.standard.evidence import Case, Evidence, find_evidence
from site_builder.standard.standard import Check, Requirement
from tests.check_cases import rules

ON = date(2026, 11, 1)
RECENTLY = "31 days ago"
PLAIN = "We help you. You can ask us."
HOW_MANY_TO_SHARE = 20
"""How many entries a share is taken of: enough that 90 and 95 in 100 are whole numbers of them."""

Facts = dict[str, Any]


@dataclass
class Draft:
    """An offer while it is being made: the entries that each part of the check asks for, and the rest."""

    requirement: Requirement
    on: date
    parts: list[list[Facts]]
    others: list[Facts] = field(default_factory=list)
    authority: Facts = field(default_factory=dict)
    records: dict[str, dict[str, Facts]] = field(default_factory=dict)
    link: Facts | None = field(default_factory=lambda: {"status": "works", "tested": "10 days ago"})
    audit: Facts | None = None

    def things(self, change: Facts) -> list[Facts]:
        """What *change* is made to: of the part it names, else of all parts and records, the first few."""
        if "part" in change:
            found = list(self.parts[change["part"] - 1])
        else:
            found = [entry for part in self.parts for entry in part]
            found += [record for kind in self.records.values() for record in kind.values()]
        return found[: change.get("of", len(found))]


def parts_of(check: Check) -> tuple[Check, ...]:
    return check.parts or (check,)


# The offer that meets a requirement in full


def full_draft(requirement: Requirement, on: date) -> Draft:
    draft = Draft(requirement, on, [])
    for number, check in enumerate(parts_of(requirement.check), 1):
        entries = _FULL[check.kind](check, draft)
        for place, entry in enumerate(entries, 1):
            entry["id"] = f"part-{number}-{place:02}"
        draft.parts.append(entries)
    return draft


def _support(kinds: list[str]) -> Facts:
    wanted = rules().vocabularies["service-types"].expand(kinds[:1])
    schools = rules().vocabularies["service-types"].expand(["any-education"])
    return {
        "kind": "setting" if wanted & schools else "service",
        "title": "Riverside",
        "summary": PLAIN,
        "description": PLAIN,
        "service_types": [min(wanted)],
        "ages": {"from": 0, "to": 25},
        "needs": ["all"],
        "provider": {"name": "Exampleshire Council", "type": "local-authority"},
        "accountable_body": "Exampleshire Council",
        "decision_maker": "A panel",
        "eligibility": {"who": "open-to-all"},
        "how_to_access": {"route": ["self-referral"]},
        "waiting_time": {"status": "none"},
        "availability": {"status": "open"},
        "capacity": {"places": 4},
        "cost": {"to_family": "free", "to_schools": "free"},
        "when": [{"days": ["saturday"]}],
        "places": [{"name": "The Hall", "access": ["step-free"]}],
        "contact": {"phone": "01632 960124"},
        "send_suitability": PLAIN,
        "assurances": ["free", "confidential", "impartial", "young-people-direct"],
        "reviewed": RECENTLY,
    }


def _full_entries(check: Check, draft: Draft) -> list[Facts]:
    settings = check.settings
    entry = _support(settings["where"]["service_types"])
    if settings["where"].get("area") == "out":
        entry["area"] = "out"
    if "cover_ages" in settings:
        entry["ages"] = dict(settings["cover_ages"])
    if "cover_needs" in settings:
        entry["needs"] = list(settings["cover_needs"])
    return [deepcopy(entry) for _ in range(settings["min"])]


def _full_coverage(check: Check, draft: Draft) -> list[Facts]:
    entry = _support(check.settings["where"].get("service_types", ["youth-club"]))
    for name in check.settings["fields"]:
        if name.startswith("setting."):
            entry.setdefault("setting", {})[name.partition(".")[2]] = PLAIN
        elif name.endswith("_url"):
            entry[name] = "https://school.example.org/report"
    return [deepcopy(entry) for _ in range(HOW_MANY_TO_SHARE)]


def _full_page(check: Check, draft: Draft) -> list[Facts]:
    settings = check.settings
    page = {
        "kind": "information",
        "title": "A guide",
        "summary": PLAIN,
        "topic": settings["topic"],
        "sections": dict.fromkeys(settings.get("require_sections", ["more"]), PLAIN),
        "facts": dict.fromkeys(settings.get("require_facts", ()), 6),
        "co_production": [{"with": ["parent-carer-forum"], "month": "2026-09"}],
        "contact": {"phone": "01632 960124"},
        "reviewed": RECENTLY,
    }
    if settings.get("one_per_phase"):
        return [deepcopy(page) | {"stage": phase} for phase in draft.requirement.phases]
    return [page]


def _full_records(check: Check, draft: Draft) -> list[Facts]:
    asked = check.settings.get("require_fields", ())
    kind = check.settings["record"]
    if kind == "comments-report":
        report: Facts = {
            "period": {"from": date(2025, 9, 1), "to": date(2026, 8, 31)},
            "received": 12,
            "asked_about": [name.partition(".")[2] for name in asked if name.startswith("asked_about.")],
            "published": RECENTLY,
        }
        draft.records["comments_reports"] = {"2026": report}
    elif kind == "comments":
        comment = {
            "received": "2026-09",
            "said": "The hall is hard to find.",
            "response": {"did": "We put up a sign."},
        }
        draft.records["comments"] = {"2026-001": comment, "2026-002": deepcopy(comment)}
    elif kind == "consultation":
        groups = {name.partition(".")[2]: {"month": "2026-05"} for name in asked}
        draft.records["consultations"] = {"2026": {"groups": groups}}
    else:
        action = {
            "what": "Put up a sign",
            "owner": "The library team",
            "due": date(2026, 12, 1),
            "status": "started",
            "updated": RECENTLY,
        }
        draft.records["actions"] = {"sign": action}
    return []


def _full_link(check: Check, draft: Draft) -> list[Facts]:
    named = " 2026 to 2027" if check.settings.get("for_current_academic_year") else ""
    address = "https://www.example.org/statement"
    link = {"purpose": check.settings["purpose"], "title": f"Statement{named}", "url": address}
    document = {"title": "Statement", "web_page": address, "published": "400 days ago"}
    return [
        {
            "kind": "information",
            "title": "A page with a link",
            "summary": PLAIN,
            "links": [link],
            "documents": [document],
            "contact": {"phone": "01632 960124"},
            "reviewed": RECENTLY,
        }
    ]


def _full_site(check: Check, draft: Draft) -> list[Facts]:
    test = check.settings["test"]
    if test == "published-url-present":
        draft.authority["published_at"] = "https://www.example.org/local-offer"
    if test in ("published-url-present", "browse-pages"):
        return []
    if test == "other-formats":
        formats = dict.fromkeys(("easy_read", "bsl", "translations"), "https://www.example.org/other")
        return [_topic_page(topic) | formats for topic in check.settings["topics"]]
    if test == "wcag22-aa":
        draft.records["audits"] = {
            (draft.on - timedelta(days=31)).isoformat(): {
                "who": "Access Centre",
                "sample": ["home"],
                "criteria": dict.fromkeys(criteria(), "pass"),
            }
        }
        draft.audit = {"faults": 0, "run": RECENTLY}
    if test == "accessibility-statement":
        draft.authority |= {
            "contact": {"phone": "01632 960124"},
            "forms": {"accessibility": "https://forms.example.org/accessibility"},
            "accessibility": {
                "reviewed": RECENTLY,
                "problems": [{"what": PLAIN, "why": PLAIN, "instead": PLAIN, "criteria": ["1.1.1"]}],
            },
        }
    first, second = _support(["youth-club"]), _support(["youth-club"])
    if test == "dead-links-zero":
        first["links"] = [{"title": "More", "url": "https://www.example.org/more"}]
        second["links"] = [{"title": "Map", "url": "https://www.example.org/map"}]
    if test == "documents-accessible":
        first["documents"] = [{"title": "Plan", "format": "pdf", "web_page": "https://www.example.org/plan"}]
        second["documents"] = [{"title": "Report", "format": "html"}]
    return [first, second]


def _topic_page(topic: str) -> Facts:
    return {"kind": "information", "title": "A guide", "summary": PLAIN, "topic": topic, "reviewed": RECENTLY}


_FULL: dict[str, Callable[[Check, Draft], list[Facts]]] = {
    "entries": _full_entries,
    "field-coverage": _full_coverage,
    "information": _full_page,
    "process": _full_page,
    "record": _full_records,
    "link": _full_link,
    "site": _full_site,
}


# Changes: each takes its value, and the whole change with `part` and `of`


def _without(draft: Draft, value: str, change: Facts) -> None:
    """Nothing of the part that is named, or nothing at all."""
    for number in [change["part"] - 1] if "part" in change else range(len(draft.parts)):
        draft.parts[number] = []
    if "part" not in change:
        draft.authority, draft.records, draft.audit = {}, {}, None


def _entries(draft: Draft, value: int, change: Facts) -> None:
    """Exactly this number of entries in each part: the first few, or with copies of the first."""
    for number in [change["part"] - 1] if "part" in change else range(len(draft.parts)):
        part = draft.parts[number]
        more = [deepcopy(part[0]) | {"id": f"more-{number}-{place}"} for place in range(len(part), value)]
        draft.parts[number] = [*part[:value], *more]


def _only_part(draft: Draft, value: int, change: Facts) -> None:
    draft.parts = [part if number == value else [] for number, part in enumerate(draft.parts, 1)]


def _without_fact(draft: Draft, value: str | list[str], change: Facts) -> None:
    names = [value] if isinstance(value, str) else value
    for thing in draft.things(change):
        for name in names:
            for one in name.split("|"):
                _take_out(thing, one.split("."))


def _take_out(inside: Any, keys: list[str]) -> None:
    if isinstance(inside, list):
        if keys[0] in inside:
            inside.remove(keys[0])
        for item in inside:
            _take_out(item, keys)
    elif isinstance(inside, dict) and len(keys) > 1:
        _take_out(inside.get(keys[0]), keys[1:])
    elif isinstance(inside, dict):
        inside.pop(keys[0], None)


def _without_section(draft: Draft, value: str, change: Facts) -> None:
    for thing in draft.things(change):
        thing["sections"].pop(value)


def _without_need(draft: Draft, value: str, change: Facts) -> None:
    for thing in draft.things(change):
        thing["needs"].remove(value)


def _without_stage(draft: Draft, value: str, change: Facts) -> None:
    draft.parts = [[entry for entry in part if entry.get("stage") != value] for part in draft.parts]


def _without_page(draft: Draft, value: str, change: Facts) -> None:
    draft.parts = [[entry for entry in part if entry.get("topic") != value] for part in draft.parts]


def _state(draft: Draft, value: Facts, change: Facts) -> None:
    for thing in draft.things(change):
        for name, stated in value.items():
            inside: Any = thing
            *path, last = name.split(".")
            for key in path:
                inside = inside[int(key)] if isinstance(inside, list) else inside.setdefault(key, {})
            inside[last] = stated


def _reviewed(draft: Draft, value: str, change: Facts) -> None:
    for thing in draft.things(change):
        thing["reviewed"] = value
        if value == "never":
            del thing["reviewed"]


def _sets(name: str) -> Callable[[Draft, Any, Facts], None]:
    def change_it(draft: Draft, value: Any, change: Facts) -> None:
        for thing in draft.things(change):
            thing[name] = deepcopy(value)

    return change_it


def _ages_in_turn(draft: Draft, value: list[Facts], change: Facts) -> None:
    """Give the entries these ages in turn, with more of them where there are fewer entries than ages."""
    for part in [draft.parts[change["part"] - 1]] if "part" in change else draft.parts:
        while part and len(part) < len(value):
            part.append(deepcopy(part[0]) | {"id": f"{part[0]['id']}-{len(part)}"})
        for number, entry in enumerate(part):
            entry["ages"] = dict(value[number % len(value)])


def _in_two(draft: Draft, value: str, change: Facts) -> None:
    """Share out the sections of each page between it and a second page, reviewed as *value* says."""
    for part in draft.parts:
        for page in [one for one in part if "sections" in one]:
            names = list(page["sections"])
            part.append(deepcopy(page) | {"id": f"{page['id']}-2", "reviewed": value})
            page["sections"] = dict.fromkeys(names[:1], PLAIN)
            part[-1]["sections"] = dict.fromkeys(names[1:], PLAIN)


def _answered_elsewhere(draft: Draft, value: str, change: Facts) -> None:
    draft.others.append(_support(["youth-club"]) | {"id": "answer", "answers": [value]})


def _declared(draft: Draft, value: str | Facts, change: Facts) -> None:
    """Say plainly that what the check or its part asks for is not available: all of it, or as stated."""
    checks = parts_of(draft.requirement.check)
    for check in checks[change["part"] - 1 : change["part"]] if "part" in change else checks:
        absent: Facts = {}
        if check.kind == "entries":
            where = check.settings["where"]
            absent["service_types"] = list(where["service_types"])
            absent |= {"area": "out"} if where.get("area") == "out" else {}
        else:
            absent["topics"] = [check.settings["topic"]]
        stated = {} if isinstance(value, str) else dict(value)
        reviewed = stated.pop("reviewed", RECENTLY)
        draft.others.append(
            {
                "id": f"absent-{len(draft.others)}",
                "kind": "not-available",
                "title": "Not here",
                "summary": PLAIN,
                "why": PLAIN,
                "absent": absent | stated,
                "reviewed": reviewed,
            }
        )


def _link(draft: Draft, value: str | Facts, change: Facts) -> None:
    """The saved result for every link, or `untested` where there is none."""
    draft.link = None if isinstance(value, str) or draft.link is None else draft.link | value


def _another_page(draft: Draft, value: Facts, change: Facts) -> None:
    draft.others.append(_topic_page(value["topic"]) | {"id": "another", "sections": value["sections"]})


def _another_link(draft: Draft, value: str, change: Facts) -> None:
    for thing in draft.things(change):
        thing["links"].append(thing["links"][0] | {"title": value})


def _link_in_authority(draft: Draft, value: bool, change: Facts) -> None:
    draft.authority["links"] = draft.parts[0][0]["links"]
    draft.parts[0].clear()


def _audit(draft: Draft, value: str | Facts, change: Facts) -> None:
    """The saved result of the automatic checks, or `none` where there is none."""
    draft.audit = None if isinstance(value, str) or draft.audit is None else draft.audit | value


def _authority(draft: Draft, value: Facts, change: Facts) -> None:
    """What the authority's own file says by dotted names, or nothing where it is null."""
    for name, stated in value.items():
        *path, last = name.split(".")
        inside = draft.authority
        for key in path:
            inside = inside.setdefault(key, {})
        inside[last] = stated
        if stated is None:
            del inside[last]


def _tested_by_program(draft: Draft, value: Facts, change: Facts) -> None:
    draft.audit = {"faults": 0, "run": RECENTLY} | value


def _tested_by_person(draft: Draft, value: str | Facts, change: Facts) -> None:
    """The day of a person's test; `never` where there is no record of one; or what it found beside passes."""
    if isinstance(value, dict):
        found = dict.fromkeys(criteria(), "pass") | value
        day = (draft.on - timedelta(days=31)).isoformat()
        draft.records["audits"] = {day: {"who": "Access Centre", "sample": ["home"], "criteria": found}}
        return
    record = next(iter(draft.records.pop("audits").values()))
    if value != "never":
        draft.records["audits"] = {_day(value, draft.on).isoformat(): record}


def _records(draft: Draft, value: dict[str, dict[str, Facts]], change: Facts) -> None:
    draft.records |= deepcopy(value)


def _also(draft: Draft, value: list[Facts], change: Facts) -> None:
    for one in value:
        _apply(draft, one)


CHANGES: dict[str, Callable[[Draft, Any, Facts], None]] = {
    "without": _without,
    "only_part": _only_part,
    "entries": _entries,
    "records": _records,
    "without_fact": _without_fact,
    "without_section": _without_section,
    "without_need": _without_need,
    "without_stage": _without_stage,
    "without_page": _without_page,
    "state": _state,
    "reviewed": _reviewed,
    "ages": _sets("ages"),
    "ages_in_turn": _ages_in_turn,
    "needs": _sets("needs"),
    "area": _sets("area"),
    "kinds": _sets("service_types"),
    "topic": _sets("topic"),
    "in_two": _in_two,
    "answered_elsewhere": _answered_elsewhere,
    "declared": _declared,
    "another_page": _another_page,
    "another_link": _another_link,
    "link_in_authority": _link_in_authority,
    "link": _link,
    "audit": _audit,
    "authority": _authority,
    "tested_by_program": _tested_by_program,
    "tested_by_person": _tested_by_person,
    "also": _also,
}
"""What a case may change, in the order in which it is done."""

NOT_CHANGES = frozenset({"about", "on", "expect", "because", "part", "of"})


def _apply(draft: Draft, change: Facts) -> None:
    unknown = set(change) - set(CHANGES) - NOT_CHANGES
    assert not unknown, f"no such change: {', '.join(sorted(unknown))}"
    for name, make in CHANGES.items():
        if name in change:
            make(draft, change[name], change)


def each_case(cases: list[Facts]) -> Iterator[Facts]:
    """The cases of a file, one for each value where a change is given as `{each: [...]}`."""
    for case in cases:
        lists = {
            name: one["each"] for name, one in case.items() if isinstance(one, dict) and set(one) == {"each"}
        }
        if not lists:
            yield case
        for name, values in lists.items():
            for value in values:
                yield case | {name: value, "about": f"{case['about']}: {value}"}


def draft_of(requirement: Requirement, case: Facts) -> Draft:
    draft = full_draft(requirement, case.get("on", ON))
    _apply(draft, case)
    return draft


# From a draft to an offer

_DAYS = re.compile(r"(\d+) days ago|tomorrow")


def _day(stated: str, on: date) -> date:
    found = _DAYS.fullmatch(stated)
    assert found, stated
    return on - timedelta(days=int(found[1] or -1))


def _with_days(value: Any, on: date) -> Any:
    """*value* with every `30 days ago` in it as that day."""
    if isinstance(value, dict):
        return {key: _with_days(inside, on) for key, inside in value.items()}
    if isinstance(value, list):
        return [_with_days(inside, on) for inside in value]
    return _day(value, on) if isinstance(value, str) and _DAYS.fullmatch(value) else value


def offer_of(draft: Draft) -> Offer:
    entries = [*(entry for part in draft.parts for entry in part), *draft.others]
    facts = {"id": "exampleshire", "name": "Exampleshire", **_with_days(draft.authority, draft.on)}
    records = {
        kind: tuple(
            Record(f"{kind}/{one}.yaml", one, _with_days(stated, draft.on)) for one, stated in found.items()
        )
        for kind, found in draft.records.items()
    }
    offer = Offer(
        Authority("authority.yaml", facts),
        tuple(Entry("exampleshire", f"{entry['id']}.yaml", _with_days(entry, draft.on)) for entry in entries),
        (),
        Records(**records),
    )
    return Offer(offer.authority, offer.entries, (), offer.records, _results_of(draft, offer))


def _results_of(draft: Draft, offer: Offer) -> Results:
    links = audit = None
    if draft.link is not None:
        on = _day(draft.link["tested"], draft.on)
        addresses = sorted({one.address for one in published_addresses(offer)})
        links = LinkResults(
            "exampleshire", on, tuple(LinkResult(one, draft.link["status"], on) for one in addresses)
        )
    if draft.audit is not None:
        fault = AuditNote(
            "index.html", "label", "main", "serious", "No.", "https://example.org/", ("wide",), ("4.1.2",)
        )
        audit = AuditResult(
            "exampleshire",
            _day(draft.audit["run"], draft.on),
            "4.11.0",
            "Chromium",
            ("index.html",),
            8,
            20,
            (fault,) * draft.audit["faults"],
            (),
        )
    return Results(links, audit)


def judge(offer: Offer, requirement: Requirement, on: date) -> Evidence:
    return find_evidence(requirement.check, Case(offer, requirement, rules(), on))


def turned(offer: Offer) -> Offer:
    """*offer* with its entries the other way round."""
    return Offer(offer.authority, offer.entries[::-1], offer.left_out, offer.records, offer.results)


_FOLDERS = {
    "comments": "comments",
    "comments_reports": "comments-reports",
    "consultations": "consultation",
    "actions": "actions",
}


def alone(offer: Offer, evidence: Evidence) -> Offer:
    """*offer* with only the entries and records that *evidence* names."""
    records = {
        kind: tuple(one for one in getattr(offer.records, kind) if f"{folder}/{one.id}" in evidence.entries)
        for kind, folder in _FOLDERS.items()
    }
    kept = Records(audits=offer.records.audits, **records)
    return Offer(offer.authority, offer.with_ids(evidence.entries), (), kept, offer.results)
