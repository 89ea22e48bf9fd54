"""The three demonstration offers are what they are meant to be: complete, typical, and just begun."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from site_builder.audit.links import OWN_PAGE
from site_builder.content.checks import load_rules
from site_builder.content.days import JudgedDay
from site_builder.content.diagnostics import Diagnostic
from site_builder.content.model import Offer
from site_builder.content.offers import read_offers
from site_builder.project import Project
from site_builder.standard.assess import Assessment, assess, load_yardstick
from site_builder.standard.evidence import Status

ROOT = Path(__file__).resolve().parent.parent
ON = date(2026, 11, 1)
GOLDEN = ROOT / "tests" / "cases" / "demonstrations.txt"
STATUSES: tuple[Status, ...] = (
    "met",
    "declared-not-available",
    "partly-met",
    "out-of-date",
    "missing",
    "not-checked",
)


@cache
def read() -> tuple[tuple[Offer, ...], list[Diagnostic]]:
    return read_offers(Project(ROOT), load_rules(), JudgedDay(ON, ON))


@cache
def judged() -> tuple[Assessment, ...]:
    yardstick = load_yardstick(load_rules())
    return tuple(assess(offer, yardstick, on=ON) for offer in read()[0])


def summary() -> Iterator[str]:
    """How each offer does: counts by level and status, then each requirement that is not simply met."""
    for offer, assessment in zip(read()[0], judged(), strict=True):
        yield f"{offer.authority.name}: {len(offer.entries)} entries"
        for level in ("must", "should", "recommended"):
            findings = [one for one in assessment.findings if one.requirement.level == level]
            counts = Counter(one.status for one in findings)
            said = ", ".join(f"{counts[status]} {status}" for status in STATUSES if counts[status])
            yield f"  {level}: {said}"
            for status in STATUSES[1:]:
                names = [one.requirement.id for one in findings if one.status == status]
                if names:
                    yield f"    {status}: {', '.join(names)}"
        yield ""


def test_findings_are_those_that_were_read_and_agreed_to() -> None:
    assert "\n".join(summary()) == GOLDEN.read_text(encoding="utf-8")


def test_northmere_has_nothing_to_mend_and_the_others_what_they_are_meant_to_show() -> None:
    found = [(one.path, one.code) for one in read()[1]]
    assert found == [
        ("offer_content/harrowdale/comments/2025-003.yaml", "comment-unanswered"),
        ("offer_content/thornhaven/entries/no-overnight-breaks.yaml", "no-alternative"),
    ]


def test_northmere_is_complete_but_for_what_nobody_has_tested() -> None:
    northmere = next(one for one in judged() if one.authority == "northmere")
    musts = [one for one in northmere.findings if one.requirement.level == "must"]
    in_part = [
        (one.requirement.id, [reason.code for reason in one.reasons])
        for one in musts
        if one.status not in ("met", "declared-not-available", "not-checked")
    ]
    assert in_part == [("acc.wcag", ["audit-no-faults", "no-person-checked"])]
    unknown = [one for one in musts if one.status == "not-checked"]
    assert [one.requirement.id for one in unknown] == ["edu.section-41-list"], "it leads out of the offer"
    assert "link-not-tested" in [reason.code for reason in unknown[0].reasons]
    unmet = [one for one in northmere.findings if one.requirement.level == "should" and one.status != "met"]
    assert len(unmet) == 3


def test_every_demonstration_has_results_and_no_link_in_them_is_guessed() -> None:
    for offer in read()[0]:
        assert offer.results.audit is not None and offer.results.audit.rules_broken == ()
        assert offer.results.links is not None
        invented = [one for one in offer.results.links.links if ".example.org" in one.address]
        pages = {f"https://localoffer.example.org/support/{one.id}/" for one in offer.entries}
        for one in invented:
            if offer.authority.id == "northmere" and one.address in pages:
                assert (one.status, one.note) == ("works", OWN_PAGE)
            else:
                assert (one.status, one.note) == (
                    "not-tested",
                    "The name is reserved for examples and leads nowhere.",
                )


@pytest.mark.parametrize(
    ("name", "least", "most"), [("northmere", 150, 250), ("harrowdale", 80, 120), ("thornhaven", 20, 25)]
)
def test_offers_are_as_large_as_they_are_meant_to_be(name: str, least: int, most: int) -> None:
    offer = next(one for one in read()[0] if one.authority.id == name)
    assert least <= len(offer.entries) <= most


def test_a_third_of_harrowdale_is_past_its_review() -> None:
    harrowdale = next(one for one in read()[0] if one.authority.id == "harrowdale")
    late = [one for one in harrowdale.entries if (due := one.fact("review_by")) and due < ON]
    assert 0.25 <= len(late) / len(harrowdale.entries) <= 0.4


def test_every_demonstration_says_that_it_is_invented_and_names_no_real_council() -> None:
    assert all(offer.authority.is_invented for offer in read()[0])


def test_entry_pages_weigh_at_most_20_kilobytes_in_every_language(
    demonstrations: Path,
) -> None:
    weights = {
        page.relative_to(demonstrations).as_posix(): page.stat().st_size
        for page in sorted(demonstrations.rglob("support/**/index.html"))
    }
    homes = {name.partition("/support/")[0] for name in weights}
    assert homes == {"harrowdale", "northmere", "northmere/pl", "thornhaven"}
    assert len(weights) >= sum(len(offer.entries) for offer in read()[0])
    assert {name: weight for name, weight in weights.items() if weight > 20_000} == {}
