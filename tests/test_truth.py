"""What each requirement concludes: one file of `tests/cases/truth` each, on offers that `truth.py` makes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from site_builder.standard.evidence import Evidence
from site_builder.standard.standard import Check, Requirement, load_standard
from tests.check_cases import rules
from tests.truth import ON, Facts, alone, draft_of, each_case, judge, offer_of, parts_of, turned

FOLDER = Path(__file__).parent / "cases" / "truth"
FILES = sorted(FOLDER.glob("*.yaml"), key=lambda path: path.stem)

NEVER_MISSING = {
    "acc.plain-english": "without an entry there is nothing to read",
    "acc.wcag": "without a test nobody knows",
    "pub.links-work": "without a link there is none that is dead",
}
NOT_ALONE = {
    "acc.documents": "none of the entries lists a document",
    "acc.statement": "the council's own file says it all",
    "pub.comments-answered": "every comment is still in time for an answer",
    "pub.links-work": "the links of all entries are meant",
}
"""Requirements that can be met without evidence that could be named, and when."""

NEEDED_BY_THE_SCHEMA = frozenset({"period.to", "what"})
"""Facts of records without which a file is not read at all."""


@cache
def requirements() -> dict[str, Requirement]:
    return {one.id: one for one in load_standard(rules(), "draft-2026-11").requirements}


@cache
def cases_in(path: Path) -> tuple[Facts, ...]:
    return tuple(each_case(yaml.safe_load(path.read_text(encoding="utf-8"))["cases"]))


def conclude(requirement: Requirement, case: Facts) -> tuple[Evidence, Evidence, Evidence]:
    """What the offer of *case* shows, what the other way round, and what its evidence shows alone."""
    on = case.get("on", ON)
    offer = offer_of(draft_of(requirement, case))
    found = judge(offer, requirement, on)
    return found, judge(turned(offer), requirement, on), judge(alone(offer, found), requirement, on)


def test_every_requirement_has_a_file() -> None:
    assert [path.stem for path in FILES] == sorted(requirements())
    assert all(yaml.safe_load(path.read_text(encoding="utf-8"))["requirement"] == path.stem for path in FILES)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_requirement_concludes_what_its_cases_expect(path: Path) -> None:
    requirement = requirements()[path.stem]
    wrong: list[tuple[object, ...]] = []
    for case in cases_in(path):
        found, other_way, by_itself = conclude(requirement, case)
        codes = sorted({reason.code for reason in found.reasons})
        if (found.status, codes) != (case["expect"], sorted(case["because"])):
            wrong.append((case["about"], case.get("part"), found.status, codes))
        if (found.status, set(found.entries)) != (other_way.status, set(other_way.entries)):
            wrong.append((case["about"], "the other way round", other_way.status))
        names_nothing = path.stem in NOT_ALONE and not found.entries
        if found.status == "met" and by_itself.status != "met" and not names_nothing:
            wrong.append((case["about"], "its evidence alone", by_itself.status))
    assert not wrong


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_cases_of_a_requirement_leave_nothing_out(path: Path) -> None:
    requirement = requirements()[path.stem]
    lacking = [one for one in asked_of(requirement) if not has_case(path, **one)]
    assert not lacking


def has_case(path: Path, expect: str, **wanted: Any) -> bool:
    """Whether a case expects this and makes the changes wanted."""
    return any(
        case["expect"] == expect and all(case.get(name) == value for name, value in wanted.items())
        for case in cases_in(path)
    )


def asked_of(requirement: Requirement) -> Iterator[Facts]:
    """The cases that a requirement's file has to have, as changes and what they lead to."""
    yield {"expect": "met"}
    if requirement.id not in NEVER_MISSING:
        yield {"expect": "missing"}
    parts = parts_of(requirement.check)
    for number, check in enumerate(parts, 1):
        part = {"part": number} if len(parts) > 1 else {}
        for one in _asked_of_part(check, requirement):
            yield one | part


def _asked_of_part(check: Check, requirement: Requirement) -> Iterator[Facts]:
    settings, days = check.settings, requirement.freshness_days
    # One part of several is missing, and the others are published.
    nothing = "partly-met" if requirement.check.kind == "all-of" else "missing"
    last_day, day_after = f"{days} days ago", f"{days + 1} days ago"
    for name in [*settings.get("require_fields", ()), *settings.get("fields", ())]:
        if check.kind in ("entries", "field-coverage") and name != "reviewed":
            yield {"expect": "partly-met", "without_fact": name}
    if check.kind in ("entries", "field-coverage", "information", "process"):
        yield {"expect": "met", "reviewed": last_day}
        yield {"expect": "out-of-date", "reviewed": day_after}
    if check.kind in ("entries", "information", "process"):
        absent = "declared-not-available" if settings.get("declared_none_ok") else nothing
        yield {"expect": absent, "without": "all", "declared": "all"}
    if check.kind == "entries":
        yield from _asked_of_entries(settings, nothing)
    for section in settings.get("require_sections", ()):
        yield {"expect": "partly-met", "without_section": section}
    for name in settings.get("require_facts", ()):
        yield {"expect": "partly-met", "without_fact": f"facts.{name}"}
    if settings.get("one_per_phase"):
        for phase in requirement.phases:
            yield {"expect": "partly-met", "without_stage": phase}
    if settings.get("co_produced"):
        yield {"expect": "partly-met", "without_fact": "co_production"}
    if check.kind == "link":
        yield {"expect": "met", "link": {"tested": last_day}}
        yield {"expect": "out-of-date", "link": {"tested": day_after}}
        yield {"expect": "partly-met", "link": {"status": "gone"}}
        yield {"expect": "not-checked", "link": "untested"}
    if check.kind == "record":
        yield from _asked_of_records(settings)


def _asked_of_entries(settings: Mapping[str, Any], nothing: str) -> Iterator[Facts]:
    yield {"expect": "met", "entries": settings["min"]}
    if settings["min"] > 1:
        yield {"expect": "partly-met", "entries": settings["min"] - 1}
    for need in settings.get("cover_needs", ()):
        yield {"expect": "partly-met", "without_need": need}
    if "cover_ages" in settings:
        first, last = settings["cover_ages"]["from"], settings["cover_ages"]["to"]
        yield {"expect": "partly-met", "ages": {"from": first + 1, "to": last}}
        yield {"expect": "partly-met", "ages": {"from": first, "to": last - 1}}
    if settings["where"].get("area", "any") != "any":
        yield {"expect": nothing, "area": "out" if settings["where"]["area"] == "in" else "in"}


def _asked_of_records(settings: Mapping[str, Any]) -> Iterator[Facts]:
    if settings["record"] == "comments":
        return
    for name in settings["require_fields"]:
        if name not in NEEDED_BY_THE_SCHEMA:
            yield {"expect": "partly-met", "without_fact": name}
    yield {"expect": "out-of-date"}
