"""The standard as data: what it holds, and what a faulty one is told."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
import yaml

from site_builder.content.document import parse_document
from site_builder.content.model import Authority, Offer
from site_builder.errors import FaultyRules, SiteBuilderError
from site_builder.reports.faults import faults_text
from site_builder.standard.assess import NotInForce, assess, load_yardstick
from site_builder.standard.evidence import KINDS, STATUS_WORDS, STATUSES
from site_builder.standard.standard import SETTINGS, load_standard, parse_standard
from tests.check_cases import rules

CASES = sorted((Path(__file__).parent / "cases" / "standard").glob("*.yaml"))
EMPTY = Offer(Authority("authority.yaml", {"id": "exampleshire", "name": "Exampleshire"}), ())


def test_the_standard_is_whole() -> None:
    standard = load_standard(rules())
    assert Counter(one.level for one in standard.requirements) == {
        "must": 80,
        "should": 26,
        "recommended": 10,
    }
    assert all(one.sources and one.to_close and one.title for one in standard.requirements)


def test_every_kind_of_check_has_its_settings_and_its_function() -> None:
    assert KINDS.keys() == SETTINGS.keys()
    assert STATUS_WORDS.keys() == set(STATUSES)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_faulty_standard_is_told_what_to_mend(path: Path) -> None:
    case = yaml.safe_load(path.read_text(encoding="utf-8"))
    document, problems = parse_document(case["given"].encode(), "schema/standards/example.yaml")
    assert document is not None
    with pytest.raises(FaultyRules) as refused:
        parse_standard(document, rules(), problems)
    assert faults_text(refused.value.diagnostics, 1) == case["expect"]


def test_an_unknown_standard_names_those_there_are() -> None:
    with pytest.raises(SiteBuilderError, match=r'there is no standard "2014"; there are: draft-2026-11'):
        load_standard(rules(), "2014")


def test_every_requirement_gets_one_finding_in_order() -> None:
    yardstick = load_yardstick(rules())
    assessment = assess(EMPTY, yardstick, on=date(2026, 11, 1))
    assert [one.requirement.id for one in assessment.findings] == [
        one.id for one in yardstick.standard.requirements
    ]
    counts = assessment.counts()
    assert sum(sum(by_status.values()) for by_status in counts.values()) == 116
    assert all(set(by_status) == set(STATUSES) for by_status in counts.values())


def test_an_empty_offer_meets_nothing() -> None:
    assessment = assess(EMPTY, load_yardstick(rules()), on=date(2026, 11, 1))
    assert {one.status for one in assessment.findings} == {"missing", "not-checked"}
    assert all(one.reasons for one in assessment.findings)


def test_a_day_before_the_law_has_nothing_in_force() -> None:
    with pytest.raises(
        NotInForce, match="no requirement of the standard draft-2026-11 is in force on 2014-08-31"
    ):
        assess(EMPTY, load_yardstick(rules()), on=date(2014, 8, 31))
