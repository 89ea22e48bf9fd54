"""What a change does to the findings, read from git without touching it; and what a good entry never does."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from site_builder.content.days import JudgedDay
from site_builder.content.document import dump_document
from site_builder.content.model import Authority, Entry, Offer
from site_builder.content.offers import read_offers
from site_builder.content.results import (
    LinkResult,
    LinkResults,
    Results,
    published_addresses,
)
from site_builder.content.revision import open_revision
from site_builder.content.schema import ENTRY_KINDS, load_minimum
from site_builder.errors import SiteBuilderError
from site_builder.project import Project
from site_builder.reports.changes import (
    FORMATS,
    STANDARD_FORMATS,
    change_summary,
    changes_json,
    changes_markdown,
    changes_text,
    standards_json,
    standards_text,
)
from site_builder.standard.assess import Finding, Yardstick, assess, load_yardstick
from site_builder.standard.changes import (
    Changes,
    FindingChange,
    Judged,
    compare_assessments,
    compare_standards,
    find_changes,
)
from site_builder.standard.evidence import STATUSES, Case, Evidence, Status, find_evidence
from site_builder.standard.standard import Check, Requirement, Source, Standard
from tests.check_cases import rules

ON = date(2026, 11, 1)
DAY = JudgedDay(ON, ON)
AUTHORITY = Authority(
    "offer_content/exampleshire/authority.yaml", {"id": "exampleshire", "name": "Exampleshire"}
)
CLUB: dict[str, Any] = {
    "id": "club",
    "kind": "service",
    "title": "Riverside Club",
    "summary": "A club on Saturdays.",
    "service_types": ["youth-club"],
    "provider": {"name": "Riverside Trust"},
    "reviewed": date(2026, 6, 1),
}


def requirement(requirement_id: str, kind: str = "youth-club", **facts: Any) -> Requirement:
    given: dict[str, Any] = {
        "id": requirement_id,
        "title": f"About {requirement_id}",
        "level": "must",
        "duty": "publish",
        "sector": "leisure",
        "phases": (),
        "sources": (Source("An Act s.1", None, "recalled"),),
        "check": Check("entries", {"where": {"service_types": [kind]}}),
        "freshness_days": 365,
        "threshold_basis": "project",
        "to_close": "Not enough is published.",
        "who_acts": "authority",
        "since": date(2014, 9, 1),
    }
    return Requirement(**(given | facts))


CLUBS, PLAY = requirement("fun.clubs"), requirement("fun.play", "play")
STANDARD = Standard("example", "An example", "draft", ON, (CLUBS, PLAY))


@cache
def yardstick() -> Yardstick:
    return Yardstick(STANDARD, {kind: load_minimum(kind) for kind in ENTRY_KINDS}, rules())


def offer(*entries: Mapping[str, Any], left_out: tuple[str, ...] = ()) -> Offer:
    made = [
        Entry("exampleshire", f"offer_content/exampleshire/entries/{facts['id']}.yaml", facts)
        for facts in entries
    ]
    return Offer(AUTHORITY, tuple(sorted(made, key=lambda one: one.id)), left_out)


def judged(made: Offer) -> Judged:
    return Judged(made, assess(made, yardstick(), on=ON))


def compare(before: Offer, after: Offer, since: date | None = None) -> Changes:
    return compare_assessments(judged(before), judged(after), since)


PLAYGROUND = CLUB | {"id": "playground", "title": "Playground", "service_types": ["play"]}


# Between two offers


def test_a_gap_that_is_met_is_closed_and_one_that_was_met_is_opened() -> None:
    changes = compare(offer(CLUB), offer(PLAYGROUND))
    assert [one.requirement.id for one in changes.closed] == ["fun.play"]
    assert [one.requirement.id for one in changes.opened] == ["fun.clubs"]
    assert changes.changed == ()
    assert [one.id for one in changes.added] == ["playground"]
    assert [one.id for one in changes.removed] == ["club"]
    assert (changes.gaps_before, changes.gaps_after) == (1, 1)


def test_a_gap_of_another_kind_is_changed_for_the_better_or_the_worse() -> None:
    stale = offer(CLUB | {"reviewed": date(2020, 1, 1)})
    closed = offer(CLUB | {"availability": {"status": "closed"}})
    (worse,) = compare(stale, closed).changed
    (better,) = compare(closed, stale).changed
    assert (worse.before, worse.after, worse.is_worse, worse.is_better) == (
        "out-of-date",
        "partly-met",
        True,
        False,
    )
    assert (better.is_better, better.is_worse) == (True, False)


@pytest.mark.parametrize(
    ("before", "after"),
    [("not-checked", "missing"), ("missing", "not-checked"), ("not-checked", "met"), (None, "met")],
)
def test_what_was_not_checked_is_neither_better_nor_worse_nor_a_gap(
    before: Status | None, after: Status | None
) -> None:
    change = FindingChange(CLUBS, before, after, ())
    assert not change.is_better and not change.is_worse


def test_a_finding_that_was_not_checked_opens_and_closes_no_gap() -> None:
    here = judged(offer(CLUB))

    def with_status(status: Status) -> Judged:
        findings = (Finding(CLUBS, status, (), ()),)
        return Judged(here.offer, replace(here.assessment, findings=findings))

    for before, after in (("not-checked", "missing"), ("missing", "not-checked")):
        changes = compare_assessments(with_status(before), with_status(after))  # type: ignore[arg-type]
        assert (changes.opened, changes.closed, len(changes.changed)) == ((), (), 1)


def test_an_entry_that_was_edited_names_the_facts_that_differ() -> None:
    (edited,) = compare(offer(CLUB | {"level": "targeted"}), offer(CLUB | {"needs": ["all"]})).edited
    assert (edited.id, edited.facts) == ("club", ("needs", "level"))


def is_empty(changes: Changes) -> bool:
    found = (changes.closed, changes.opened, changes.changed, changes.added, changes.removed, changes.edited)
    return not any((*found, changes.gone_stale)) and changes.left_out_before == changes.left_out_after


def test_nothing_changed_is_empty() -> None:
    assert is_empty(compare(offer(CLUB), offer(CLUB)))
    assert not is_empty(compare(offer(CLUB), offer()))
    assert not is_empty(compare(offer(CLUB), offer(CLUB, left_out=("x.yaml",))))


@pytest.mark.parametrize(
    ("since", "stale"),
    [
        (date(2026, 6, 30), ["club"]),
        (date(2026, 7, 1), []),
        (None, []),
        (date(2027, 1, 1), []),
    ],
    ids=["before it went stale", "on that day", "no day", "after the judged day"],
)
def test_an_entry_that_nobody_touched_goes_stale_with_time(since: date | None, stale: list[str]) -> None:
    old = offer(CLUB | {"reviewed": date(2025, 6, 30)})
    changes = compare(old, old, since)
    assert [one.id for one in changes.gone_stale] == stale
    assert all(one.since == date(2026, 7, 1) for one in changes.gone_stale)


def test_an_entry_goes_stale_the_day_after_the_day_it_names() -> None:
    old = offer(CLUB | {"review_by": date(2026, 9, 30)})
    (stale,) = compare(old, old, date(2026, 9, 30)).gone_stale
    assert stale.since == date(2026, 10, 1)
    assert compare(old, old, date(2026, 10, 1)).gone_stale == ()


def test_an_entry_whose_review_was_taken_out_has_gone_stale() -> None:
    without = {key: value for key, value in CLUB.items() if key != "reviewed"}
    changes = compare(offer(CLUB), offer(without))
    assert [one.id for one in changes.gone_stale] == ["club"]


# Reports


@pytest.mark.parametrize(
    ("closed", "opened", "said"),
    [
        (2, 1, "This change closes 2 gaps and opens 1."),
        (1, 0, "This change closes 1 gap and opens none."),
        (0, 2, "This change opens 2 gaps and closes none."),
        (0, 0, "This change closes no gap and opens none."),
    ],
)
def test_the_summary_is_one_sentence(closed: int, opened: int, said: str) -> None:
    change = FindingChange(CLUBS, "missing", "met", ())
    changes = replace(compare(offer(), offer()), closed=(change,) * closed, opened=(change,) * opened)
    assert change_summary(changes) == said


def example() -> Changes:
    changes = compare(
        offer(CLUB | {"review_by": date(2026, 9, 30), "title": "The *Club*"}, PLAYGROUND),
        offer(CLUB | {"review_by": date(2026, 9, 30), "level": "targeted", "title": "The *Club*"}),
        date(2026, 9, 1),
    )
    return replace(changes, revision="main", commit="0123abc", committed=date(2026, 9, 1))


def test_the_changes_as_text() -> None:
    assert changes_text(example()) == (
        "exampleshire since main, 0123abc of 1 September 2026, "
        "both judged on 1 November 2026 against example.\n"
        "This change opens 1 gap and closes none.\n"
        "There were 0 gaps; now there are 1.\n"
        "\n"
        "Gaps that this opens\n"
        "  met → missing: About fun.play [fun.play]\n"
        "      No entry is listed as: Play.\n"
        "\n"
        "Entries that are overdue now and were not\n"
        "  The *Club* (club): since 1 October 2026\n"
        "\n"
        "Entries removed\n"
        "  Playground (playground)\n"
        "\n"
        "Entries edited\n"
        "  The *Club* (club): level\n"
    )


def test_the_changes_as_markdown_begin_with_the_summary() -> None:
    said = changes_markdown(example())
    assert said.startswith(
        "**This change opens 1 gap and closes none.**\n\nexampleshire since main, 0123abc of"
    )
    assert "- **met → missing**: About fun.play (`fun.play`). No entry is listed as: Play.\n" in said
    assert r"- The \*Club\* (club): level" in said


def test_the_changes_as_json() -> None:
    report = json.loads(changes_json(example()))
    assert report == {
        "format_version": 1,
        "authority": "exampleshire",
        "standard": "example",
        "assessed_on": "2026-11-01",
        "since": {"revision": "main", "commit": "0123abc", "date": "2026-09-01"},
        "summary": "This change opens 1 gap and closes none.",
        "gaps": {"before": 0, "after": 1},
        "closed": [],
        "opened": [
            {
                "requirement": "fun.play",
                "level": "must",
                "title": "About fun.play",
                "before": "met",
                "after": "missing",
                "reasons": [{"code": "nothing-listed", "message": "No entry is listed as: Play."}],
            }
        ],
        "changed": [],
        "entries": {
            "added": [],
            "removed": [{"entry": "playground", "title": "Playground"}],
            "edited": [{"entry": "club", "title": "The *Club*", "facts": ["level"]}],
            "gone_stale": [{"entry": "club", "title": "The *Club*", "since": "2026-10-01"}],
        },
        "left_out": {"before": [], "after": []},
    }
    assert list(FORMATS) == ["text", "json", "markdown"]


# Between two revisions


@pytest.fixture(autouse=True)
def _own_git(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing that this machine sets for git has a part in these tests."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")


def git(folder: Path, *arguments: str) -> str:
    who = ("-c", "user.name=Example", "-c", "user.email=example@example.org", "-c", "commit.gpgSign=false")
    days = {"GIT_AUTHOR_DATE": "2026-06-15T12:00:00Z", "GIT_COMMITTER_DATE": "2026-06-15T12:00:00Z"}
    done = subprocess.run(
        ["git", *who, *arguments],
        cwd=folder,
        env={**os.environ, **days},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def write(project: Project, facts: Mapping[str, Any]) -> Path:
    path = project.entry_file("exampleshire", facts["id"])
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(dump_document(facts), encoding="utf-8")
    return path


def fill(root: Path) -> Project:
    project = Project(root)
    write(project, CLUB)
    facts = {
        "id": "exampleshire",
        "name": "Exampleshire",
        "gss_code": "E06999999",
        "demonstration": "invented",
    }
    project.authority_file("exampleshire").write_text(dump_document(facts), encoding="utf-8")
    return project


def commit(root: Path, message: str = "Change the content") -> None:
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", message)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    project = fill(tmp_path)
    git(tmp_path, "init", "--quiet", "--initial-branch=main")
    commit(tmp_path)
    return project


def changes_since(project: Project, revision: str) -> Changes:
    offers, _ = read_offers(project, rules(), DAY, ("exampleshire",))
    return find_changes(project, offers[0], assess(offers[0], yardstick(), on=ON), yardstick(), revision)


def test_another_revision_is_compared_and_nothing_of_git_is_touched(project: Project) -> None:
    write(project, PLAYGROUND)
    git(project.root, "add", "--all")
    write(project, CLUB | {"service_types": ["arts"]})
    index = project.root / ".git" / "index"
    before = (git(project.root, "status", "--porcelain"), index.read_bytes(), index.stat().st_mtime_ns)
    changes = changes_since(project, "HEAD")
    assert [one.requirement.id for one in changes.closed] == ["fun.play"]
    assert [one.requirement.id for one in changes.opened] == ["fun.clubs"]
    assert [one.id for one in changes.added] == ["playground"]
    assert [one.facts for one in changes.edited] == [("service_types",)]
    assert (changes.revision, changes.committed) == ("HEAD", date(2026, 6, 15))
    assert git(project.root, "rev-parse", "--short", "HEAD").strip() == changes.commit
    index_now = (index.read_bytes(), index.stat().st_mtime_ns)
    assert (git(project.root, "status", "--porcelain"), *index_now) == before


def test_a_project_in_a_folder_of_a_repository_is_read_there(tmp_path: Path) -> None:
    project = fill(tmp_path / "sites" / "one")
    fill(tmp_path)
    git(tmp_path, "init", "--quiet")
    commit(tmp_path)
    write(project, PLAYGROUND)
    assert [one.id for one in changes_since(project, "HEAD").added] == ["playground"]


def test_names_with_spaces_and_accents_and_a_branch_are_read(project: Project) -> None:
    folder = project.media_folder("exampleshire")
    folder.mkdir()
    (folder / "un été\tà la mer.jpg").write_bytes(b"x")
    write(project, CLUB | {"media": [{"file": "un été\tà la mer.jpg", "alt": "The sea"}]})
    commit(project.root)
    git(project.root, "branch", "feature/été")
    with open_revision(project, "feature/été", ("exampleshire",)) as past:
        names = [path.name for path in past.project.media_folder("exampleshire").iterdir()]
        assert names == ["un été\tà la mer.jpg"]
        temporary = past.project.root
    assert not temporary.exists()


def test_a_picture_of_the_other_revision_is_known_by_its_name(project: Project) -> None:
    folder = project.media_folder("exampleshire")
    folder.mkdir()
    (folder / "house.jpg").write_bytes(b"x" * 1000)
    write(project, CLUB | {"media": [{"file": "house.jpg", "alt": "A house"}]})
    commit(project.root)
    assert is_empty(changes_since(project, "HEAD"))
    with open_revision(project, "HEAD") as past:
        assert (past.project.media_folder("exampleshire") / "house.jpg").read_bytes() == b""


def test_symbolic_links_are_left_out(project: Project, tmp_path: Path) -> None:
    (project.entries_folder("exampleshire") / "out.yaml").symlink_to("/etc/passwd")
    commit(project.root)
    with open_revision(project, "HEAD") as past:
        assert [path.name for path in past.project.entries_folder("exampleshire").iterdir()] == ["club.yaml"]


def test_an_authority_that_is_new_had_nothing_published(project: Project) -> None:
    git(project.root, "rm", "-r", "--quiet", "--cached", "offer_content/exampleshire")
    other = project.content / "harrowdale" / "authority.yaml"
    other.parent.mkdir()
    other.write_text("id: harrowdale\n", encoding="utf-8")
    git(project.root, "add", "offer_content/harrowdale")
    git(project.root, "commit", "--quiet", "--message", "Without exampleshire")
    changes = changes_since(project, "HEAD")
    assert [one.id for one in changes.added] == ["club"]
    assert [one.requirement.id for one in changes.closed] == ["fun.clubs"]


def test_a_file_that_had_errors_is_named(project: Project) -> None:
    path = write(project, PLAYGROUND)
    path.write_text("id: playground\n", encoding="utf-8")
    commit(project.root)
    write(project, PLAYGROUND)
    changes = changes_since(project, "HEAD")
    assert changes.left_out_before == ("offer_content/exampleshire/entries/playground.yaml",)
    assert "Files left out then" in changes_text(changes)


def test_saved_results_are_those_of_today_for_both(project: Project) -> None:
    results = project.authority_folder("exampleshire") / "results"
    results.mkdir()
    report = {"format_version": 1, "authority": "exampleshire", "tested_on": "2026-10-31", "links": []}
    (results / "links.json").write_text(json.dumps(report), encoding="utf-8")
    link = requirement("pub.link", check=Check("link", {"purpose": "more-information"}))
    by = replace(yardstick(), standard=replace(STANDARD, requirements=(link,)))
    offers, _ = read_offers(project, rules(), DAY, ("exampleshire",))
    changes = find_changes(project, offers[0], assess(offers[0], by, on=ON), by, "HEAD")
    assert is_empty(changes)


@pytest.mark.parametrize("revision", ["nope", "HEAD~9", "HEAD:offer_content", "--help", "", "a\0b"])
def test_a_revision_that_is_none_is_one_line(project: Project, revision: str) -> None:
    with pytest.raises(SiteBuilderError) as refused:
        changes_since(project, revision)
    said = str(refused.value)
    assert "\n" not in said
    assert said.startswith(f'there is no revision "{revision}"') or "is not the name of a revision" in said


def test_a_revision_without_the_content_says_so(project: Project) -> None:
    git(project.root, "checkout", "--quiet", "--orphan", "bare")
    git(project.root, "rm", "-r", "--quiet", "--cached", ".")
    git(project.root, "commit", "--quiet", "--allow-empty", "--message", "Nothing")
    with pytest.raises(SiteBuilderError, match='the revision "bare" has no folder offer_content'):
        changes_since(project, "bare")


def test_a_folder_that_is_not_in_git_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    project = fill(tmp_path)
    with pytest.raises(SiteBuilderError, match="cannot be read: not a git repository") as refused:
        changes_since(project, "HEAD")
    assert "\n" not in str(refused.value)


def test_a_copy_with_the_newest_revision_only_says_how_to_get_the_others(
    project: Project, tmp_path_factory: pytest.TempPathFactory
) -> None:
    write(project, PLAYGROUND)
    commit(project.root)
    copy = tmp_path_factory.mktemp("copies") / "shallow"
    git(project.root, "clone", "--quiet", "--depth=1", project.root.as_uri(), str(copy))
    assert is_empty(changes_since(Project(copy), "HEAD"))
    with pytest.raises(SiteBuilderError, match="get the others with: git fetch --unshallow"):
        changes_since(Project(copy), "HEAD~1")


def test_without_git_it_says_so(project: Project, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert shutil.which("git")
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    with pytest.raises(SiteBuilderError, match="git was not found"):
        changes_since(project, "HEAD")


# Between two standards


LATER = replace(
    STANDARD,
    id="later",
    status="proposal",
    requirements=(
        replace(
            CLUBS,
            freshness_days=90,
            check=Check("entries", {"where": {"service_types": ["youth-club"]}, "min": 2}),
        ),
        requirement("fun.arts", "arts"),
    ),
)


def test_standards_differ_in_requirements_and_in_what_they_find() -> None:
    changes = compare_standards(STANDARD, LATER, (offer(CLUB),), yardstick(), DAY)
    assert [one.id for one in changes.added] == ["fun.arts"]
    assert [one.id for one in changes.withdrawn] == ["fun.play"]
    (changed,) = changes.changed
    assert [(one.name, one.before, one.after) for one in changed.fields] == [
        ("check.min", "", "2"),
        ("freshness_days", "365", "90"),
    ]
    (authority,) = changes.authorities
    assert [(one.requirement.id, one.before, one.after) for one in authority.findings] == [
        ("fun.clubs", "met", "partly-met"),
        ("fun.arts", None, "missing"),
        ("fun.play", "missing", None),
    ]


def test_a_standard_does_not_differ_from_itself() -> None:
    changes = compare_standards(STANDARD, STANDARD, (offer(CLUB),), yardstick(), DAY)
    assert (changes.added, changes.withdrawn, changes.changed) == ((), (), ())
    assert changes.authorities[0].findings == ()


def test_a_standard_with_nothing_in_force_finds_nothing() -> None:
    future = replace(
        STANDARD, requirements=tuple(replace(one, since=date(2029, 9, 1)) for one in STANDARD.requirements)
    )
    changes = compare_standards(STANDARD, future, (offer(CLUB),), yardstick(), DAY)
    assert [(one.before, one.after) for one in changes.authorities[0].findings] == [
        ("met", None),
        ("missing", None),
    ]


def test_parts_of_a_check_and_sources_are_told_apart() -> None:
    either = Check("any-of", {}, (CLUBS.check, Check("information", {"topic": "x", "co_produced": True})))
    other = replace(either, parts=(CLUBS.check, Check("information", {"topic": "y", "co_produced": False})))
    a = replace(STANDARD, requirements=(replace(CLUBS, check=either),))
    source = Source("An Act s.1", "https://example.org/", "verified")
    b = replace(STANDARD, requirements=(replace(CLUBS, check=other, sources=(source,)),))
    (changed,) = compare_standards(a, b, (), yardstick(), DAY).changed
    assert [(one.name, one.before, one.after) for one in changed.fields] == [
        ("sources[1]", "An Act s.1, recalled", "An Act s.1, https://example.org/, verified"),
        ("check.checks[2].topic", "x", "y"),
        ("check.checks[2].co_produced", "yes", "no"),
    ]


def test_the_difference_of_standards_as_text() -> None:
    changes = compare_standards(STANDARD, LATER, (offer(CLUB),), yardstick(), DAY)
    assert standards_text(changes) == (
        "From example (An example, draft, 1 November 2026)\n"
        "to   later (An example, proposal, 1 November 2026)\n"
        "later is a proposal: what it asks is not the law.\n"
        "\n"
        "Requirements: 1 added, 1 withdrawn, 1 changed\n"
        "\n"
        "Added\n"
        "  must: About fun.arts [fun.arts]\n"
        "\n"
        "Withdrawn\n"
        "  must: About fun.play [fun.play]\n"
        "\n"
        "Changed\n"
        "  must: About fun.clubs [fun.clubs]\n"
        "      check.min: (nothing) → 2\n"
        "      freshness_days: 365 → 90\n"
        "\n"
        "exampleshire on 1 November 2026: 3 findings would change\n"
        "  met → partly met: must: About fun.clubs [fun.clubs]\n"
        "  not asked → missing: must: About fun.arts [fun.arts]\n"
        "  missing → not asked: must: About fun.play [fun.play]\n"
    )


def test_the_difference_of_standards_as_json() -> None:
    changes = compare_standards(STANDARD, LATER, (offer(CLUB),), yardstick(), DAY)
    report = json.loads(standards_json(changes))
    assert list(report) == ["format_version", "from", "to", "added", "withdrawn", "changed", "authorities"]
    assert report["to"]["status"] == "proposal"
    assert report["changed"][0]["fields"][0] == {"field": "check.min", "before": "", "after": "2"}
    assert report["authorities"][0]["findings"][1]["before"] is None
    assert list(STANDARD_FORMATS) == ["text", "json"]


# What a complete, fresh entry does to an offer, by the standard itself

ORDER: dict[Status, int] = {status: rank for rank, status in enumerate(STATUSES) if status != "not-checked"}

TEXT = "We help you. You can ask us."


@cache
def real() -> Yardstick:
    return load_yardstick(rules())


def complete(entry_id: str, kind: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    """An entry that gives every fact that the standard and the minimum ask of a service or a setting."""
    setting = {
        "setting": dict.fromkeys(rules().schemas["setting"].rule("setting")["schema"], TEXT),
        "sen_information_report_url": "https://school.example.org/sen",
    }
    return {
        "id": entry_id,
        "kind": kind,
        "title": "The Club",
        "summary": TEXT,
        "description": TEXT,
        "level": "targeted",
        "provider": {"name": "Exampleshire Council", "type": "local-authority"},
        "accountable_body": "Exampleshire Council",
        "decision_maker": "Panel",
        "eligibility": {"who": "criteria", "criteria": [TEXT]},
        "how_to_access": {"route": ["self-referral"], "steps": [TEXT]},
        "waiting_time": {"status": "none"},
        "availability": {"status": "open"},
        "capacity": {"places": 4},
        "cost": {"to_family": "free", "to_schools": "free"},
        "when": [{"days": ["saturday"], "season": "all-year"}],
        "delivered": ["at-a-place"],
        "places": [{"name": "The Hall", "postcode": "ZZ1 2AB", "access": ["step-free"]}],
        "contact": {"phone": "01632 960124", "email": "club@example.org"},
        "send_suitability": TEXT,
        "assurances": list(rules().vocabularies["assurances"].terms),
        "owner": "team",
        "reviewed": ON,
        "review_by": date(2027, 10, 1),
        **(setting if kind == "setting" else {}),
        **facts,
    }


def page(entry_id: str, topic: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    """A guide with every section and fact of its topic."""
    term = rules().vocabularies["topics"].terms[topic].facts
    return {
        "id": entry_id,
        "kind": "information",
        "title": "The Guide",
        "summary": TEXT,
        "topic": topic,
        "sections": {one["id"]: TEXT for one in term.get("sections", ())},
        "facts": {one["id"]: 6 for one in term.get("facts", ())},
        "co_production": [{"with": ["parent-carer-forum"], "month": "2026-09", "how": TEXT, "changed": TEXT}],
        "contact": {"phone": "01632 960124", "email": "club@example.org"},
        "owner": "team",
        "reviewed": ON,
        "review_by": date(2027, 10, 1),
        **facts,
    }


TYPES = sorted(rules().vocabularies["service-types"].terms)
SCHOOLS = rules().vocabularies["service-types"].expand(["any-education"])
TOPICS = sorted(rules().vocabularies["topics"].terms)
AGES = st.tuples(st.integers(0, 25), st.integers(0, 25)).map(
    lambda pair: {"from": min(pair), "to": max(pair)}
)
NEEDS = st.lists(st.sampled_from(sorted(rules().vocabularies["needs"].terms)), min_size=1, max_size=3)
PHASES = sorted(rules().vocabularies["phases"].terms)
DAYS = st.sampled_from([ON, date(2026, 4, 1), date(2025, 11, 1), date(2025, 10, 31), date(2020, 1, 1)])


@st.composite
def good_entries(draw: st.DrawFn, entry_id: str = "new") -> dict[str, Any]:
    """A complete, fresh entry. A school is a setting: a service could not give the facts asked of one."""
    kind = draw(st.sampled_from(["information", "service", "setting"]))
    if kind == "information":
        return page(entry_id, draw(st.sampled_from(TOPICS)), {"stage": draw(st.sampled_from(PHASES))})
    types = TYPES if kind == "setting" else [one for one in TYPES if one not in SCHOOLS]
    wanted = {
        "service_types": draw(st.lists(st.sampled_from(types), min_size=1, max_size=3, unique=True)),
        "needs": draw(NEEDS),
        "ages": draw(AGES),
        "area": draw(st.sampled_from(["in", "out"])),
        "answers": draw(st.lists(st.sampled_from(TOPICS), max_size=1)),
    }
    return complete(entry_id, kind, wanted)


@st.composite
def any_entries(draw: st.DrawFn, entry_id: str) -> dict[str, Any]:
    """An entry as people write them: facts left out, checked long ago or never, or an absence."""
    if draw(st.integers(0, 3)) == 0:
        absent = {
            "service_types": draw(st.lists(st.sampled_from(TYPES), max_size=3)),
            "topics": draw(st.lists(st.sampled_from(TOPICS), max_size=2)),
            "ages": draw(st.none() | AGES),
            "needs": draw(st.none() | NEEDS),
        }
        stated = {key: value for key, value in absent.items() if value}
        facts = {"kind": "not-available", "title": "Not here", "summary": TEXT, "absent": stated}
        return {"id": entry_id, **facts, "since": ON, "why": TEXT, "reviewed": draw(DAYS)}
    whole = draw(good_entries(entry_id))
    needed = ("id", "kind", "title", "summary", "service_types", "topic", "sections")
    spare = sorted(key for key in whole if key not in needed)
    dropped = draw(st.sets(st.sampled_from(spare), max_size=4))
    return {key: value for key, value in whole.items() if key not in dropped} | (
        {} if "reviewed" in dropped else {"reviewed": draw(DAYS)}
    )


@st.composite
def offers(draw: st.DrawFn) -> list[dict[str, Any]]:
    return [draw(any_entries(f"entry-{number}")) for number in range(draw(st.integers(0, 6)))]


def with_links_that_work(made: Offer) -> Offer:
    """*made* with every link in it tested, and working."""
    addresses = sorted({one.address for one in published_addresses(made)})
    links = LinkResults("exampleshire", ON, tuple(LinkResult(one, "works", ON) for one in addresses))
    return Offer(made.authority, made.entries, made.left_out, made.records, Results(links))


def find_all(entries: list[dict[str, Any]]) -> dict[str, Evidence]:
    """What the standard finds, requirement by requirement; the minimum of each entry has no part in it."""
    in_order = tuple(
        Entry("exampleshire", f"offer_content/exampleshire/entries/{one['id']}.yaml", one) for one in entries
    )
    made, by = with_links_that_work(Offer(AUTHORITY, in_order)), real()
    return {
        one.id: find_evidence(one.check, Case(made, one, by.rules, ON))
        for one in by.standard.requirements
        if one.is_in_force(ON)
    }


@settings(max_examples=200)
@given(offers(), good_entries())
def test_a_complete_fresh_entry_never_worsens_a_finding_and_taking_it_out_never_betters_one(
    entries: list[dict[str, Any]], more: dict[str, Any]
) -> None:
    without, with_it = find_all(entries), find_all([*entries, more])
    for requirement_id, before in without.items():
        after = with_it[requirement_id]
        told = (requirement_id, before.status, before.reasons, after.status, after.reasons)
        if before.status == "not-checked":
            assert after.status in ("not-checked", "met"), told
        else:
            assert after.status != "not-checked" and ORDER[after.status] <= ORDER[before.status], told


@settings(max_examples=50)
@given(offers(), st.randoms(use_true_random=False))
def test_the_order_of_the_files_never_matters(entries: list[dict[str, Any]], chance: Any) -> None:
    turned = list(entries)
    chance.shuffle(turned)
    before, after = find_all(entries), find_all(turned)
    for requirement_id, found in before.items():
        other = after[requirement_id]
        assert (found.status, set(found.entries)) == (other.status, set(other.entries)), requirement_id


@settings(max_examples=50)
@given(offers())
def test_what_counts_for_a_finding_that_is_met_meets_it_alone(entries: list[dict[str, Any]]) -> None:
    kinds = {one.id: one.check.kind for one in real().standard.requirements}
    for requirement_id, found in find_all(entries).items():
        if found.status == "met" and kinds[requirement_id] in ("entries", "information", "process"):
            alone = [one for one in entries if one["id"] in found.entries]
            assert find_all(alone)[requirement_id].status == "met", (requirement_id, found)
