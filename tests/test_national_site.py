"""The national site of a project that has only copies of other sites, and what a build says of saved days."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from site_builder.audit.site_pages import page_files
from site_builder.content.checks import load_rules
from site_builder.content.days import JudgedDay
from site_builder.content.document import dump_document
from site_builder.content.offers import read_offers
from site_builder.nation.collect import collect
from site_builder.nation.published import offer_json
from site_builder.nation.sources import read_sources
from site_builder.pages.build import build_site
from site_builder.pages.publication import publish
from site_builder.project import Project, open_project
from site_builder.standard.assess import assess, load_yardstick

ROOT = Path(__file__).resolve().parent.parent
ON = date(2026, 11, 1)
DAY = JudgedDay(ON, ON)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy of Thornhaven's offer, one that is broken, and one that never came."""
    folder = tmp_path_factory.mktemp("national")
    rules = load_rules()
    ((offer,), _) = read_offers(open_project(ROOT), rules, DAY, ("thornhaven",))
    assessment = assess(offer, load_yardstick(rules), on=ON)
    (folder / "thornhaven.json").write_text(
        offer_json(offer, assessment, builder="1.0", revision=""), encoding="utf-8"
    )
    (folder / "broken.json").write_text("{", encoding="utf-8")
    (folder / "sources.yaml").write_text(
        dump_document(
            {
                "sources": [
                    {"authority": "thornhaven", "address": "thornhaven.json"},
                    {"authority": "brokenshire", "address": "broken.json"},
                    {"authority": "gonebury", "address": "gone.json"},
                ]
            }
        ),
        encoding="utf-8",
    )
    (folder / "offer_content").mkdir()
    project = open_project(folder)
    sources, problems = read_sources(folder / "sources.yaml", "sources.yaml")
    assert problems == []
    collect(project, sources, on=ON)
    built = build_site(project, authority=None, out=None, day=DAY)
    assert built.site is not None, built.diagnostics
    return built.site


def soup_of(site: Path, address: str) -> BeautifulSoup:
    return BeautifulSoup((site / address).read_text(encoding="utf-8"), "html.parser")


def test_site_of_copies_leads_to_each_council_where_its_own_site_is(site: Path) -> None:
    front = soup_of(site, "index.html")
    assert [one["href"] for one in front.select(".choices a")] == [
        "https://thornhaven-local-offer.example.org/index.html"
    ]
    assert not (site / "find").exists()
    assert not (site / "thornhaven").exists()


def test_council_whose_offer_did_not_come_or_is_broken_is_named_with_the_reason(site: Path) -> None:
    text = soup_of(site, "nation/councils/brokenshire/index.html").get_text(" ")
    assert "A file came, but we could not read it. We do not know what this council publishes." in text
    assert "it is no JSON" in text
    text = soup_of(site, "nation/councils/gonebury/index.html").get_text(" ")
    assert "We have not received its local offer. We do not know what it publishes." in text
    kinds = json.loads((site / "nation/data/kinds.json").read_text(encoding="utf-8"))
    states: dict[str, set[str]] = {}
    for row in kinds["rows"]:
        states.setdefault(row[0], set()).add(row[-1])
    assert states["gonebury"] == states["brokenshire"] == {"not-received"}
    assert "nothing-published" in states["thornhaven"]


def test_council_stands_beside_its_region_and_england_point_by_point(site: Path) -> None:
    table = soup_of(site, "nation/councils/thornhaven/index.html").select_one("#beside")
    assert table is not None
    assert [one.get_text() for one in table.select("thead th")] == [
        "What is asked for",
        "Thornhaven",
        "Met in North East",
        "Met by all councils here",
    ]
    first = table.select_one("tbody tr")
    assert first is not None
    assert [one.get_text() for one in first.select("td")] == ["met", "1 of 1", "1 of 1"]


def test_every_link_of_the_national_pages_leads_somewhere(site: Path) -> None:
    missing = set()
    for page in page_files(site):
        if page.name == "404.html":
            continue
        for link in BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser").select("a[href]"):
            target, _, _ = str(link["href"]).partition("#")
            if target and ":" not in target and not (page.parent / target).resolve().exists():
                missing.add((page.relative_to(site).as_posix(), target))
    assert missing == set()


def test_saved_days_with_a_fault_are_named_by_the_build(tmp_path: Path) -> None:
    for council in ("thornhaven", "harrowdale"):
        home = tmp_path / "offer_content" / council
        home.mkdir(parents=True)
        facts = {"id": council, "name": council, "gss_code": "E06999903", "demonstration": "invented"}
        (home / "authority.yaml").write_text(dump_document(facts), encoding="utf-8")
    results = tmp_path / "offer_content" / "thornhaven" / "results"
    results.mkdir()
    (results / "assessments.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    found = publish(Project(tmp_path), authority=None, day=DAY).diagnostics
    assert [one.path for one in found if one.path.endswith("assessments.csv")] == [
        "offer_content/thornhaven/results/assessments.csv"
    ]
