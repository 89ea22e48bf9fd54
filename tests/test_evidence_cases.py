"""What each kind of check concludes from an offer: one file of `tests/cases/evidence` each."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from site_builder.content.model import Authority, Entry, Offer, Record, Records
from site_builder.content.results import (
    AuditNote,
    AuditResult,
    LinkResult,
    LinkResults,
    Results,
)
from site_builder.standard.evidence import Case, find_evidence
from site_builder.standard.standard import Check, Requirement, Source
from tests.check_cases import rules

CASES = sorted((Path(__file__).parent / "cases" / "evidence").glob("*.yaml"))
PHASES = ("early-years", "primary", "secondary", "post-16", "19-25")


def read_check(facts: dict[str, Any]) -> Check:
    settings = {key: value for key, value in facts.items() if key not in ("kind", "checks")}
    return Check(facts["kind"], settings, tuple(read_check(part) for part in facts.get("checks", ())))


def requirement_of(case: dict[str, Any]) -> Requirement:
    return Requirement(
        id="edu.example",
        title="An example",
        level="must",
        duty="publish",
        sector="education",
        phases=tuple(case.get("phases", PHASES)),
        sources=(Source("An example", None, "recalled"),),
        check=read_check(case["check"]),
        freshness_days=case.get("freshness_days", 365),
        threshold_basis="project",
        to_close="Publish it.",
        who_acts="authority",
        since=date(2014, 9, 1),
    )


def offer_of(case: dict[str, Any]) -> Offer:
    entries = [
        {"kind": "service", "title": facts["id"].title(), "summary": "A club.", **facts}
        for facts in case.get("entries", ())
    ]
    authority = Authority(
        "authority.yaml", {"id": "exampleshire", "name": "Exampleshire", **case.get("authority", {})}
    )
    return Offer(
        authority,
        tuple(Entry("exampleshire", f"{facts['id']}.yaml", facts) for facts in entries),
        tuple(case.get("left_out", ())),
        records_of(case.get("records", {})),
        results_of(case.get("results", {})),
    )


def records_of(given: dict[str, dict[str, Any]]) -> Records:
    """The records of a case: for each kind, the facts of each record by its id."""
    return Records(
        **{
            kind: tuple(
                Record(f"{kind}/{record_id}.yaml", record_id, facts) for record_id, facts in records.items()
            )
            for kind, records in given.items()
        }
    )


def results_of(given: dict[str, Any]) -> Results:
    """The saved results of a case: what became of each address, and what an audit of one page found."""
    links = audit = None
    if "links" in given:
        on = given["links"]["on"]
        found = [
            LinkResult(**{"on": on, **facts, "address": address})
            for address, facts in given["links"]["found"].items()
        ]
        links = LinkResults("exampleshire", on, tuple(found))
    if "audit" in given:
        faults = [
            AuditNote(
                "index.html", rule, "main", "serious", "It is wrong.", "https://example.org/", ("320 light",)
            )
            for rule in given["audit"].get("violations", ())
        ]
        audit = AuditResult(
            "exampleshire",
            given["audit"]["on"],
            "4.11.0",
            "Chromium",
            ("index.html",),
            8,
            20,
            tuple(faults),
            (),
        )
    return Results(links, audit)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_evidence_is_what_the_case_expects(path: Path) -> None:
    case = yaml.safe_load(path.read_text(encoding="utf-8"))
    requirement = requirement_of(case)
    found = find_evidence(requirement.check, Case(offer_of(case), requirement, rules(), case["on"]))
    assert {
        "status": found.status,
        "evidence": list(found.entries),
        "reasons": [f"{reason.code}: {reason.message}" for reason in found.reasons],
    } == case["expect"]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_order_of_entries_never_matters(path: Path) -> None:
    case = yaml.safe_load(path.read_text(encoding="utf-8"))
    requirement = requirement_of(case)
    turned = {**case, "entries": case.get("entries", [])[::-1]}
    found = find_evidence(requirement.check, Case(offer_of(turned), requirement, rules(), case["on"]))
    assert found.status == case["expect"]["status"]
    assert sorted(found.entries) == sorted(case["expect"]["evidence"])
