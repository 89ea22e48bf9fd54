"""What got in by mistake is taken out of all that the builder wrote, and what is out of reach is said."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from site_builder.cli import main
from site_builder.content.days import JudgedDay
from site_builder.content.document import dump_document
from site_builder.content.results import LinkResult, LinkResults, links_file, read_results, write_links
from site_builder.errors import SiteBuilderError
from site_builder.pages.build import build_site
from site_builder.pages.purge import OUT_OF_REACH, built_site, find_file, purge, purged_as_text
from site_builder.project import Project, open_project
from tests.check_cases import rules

DAY = JudgedDay(date(2026, 11, 1), date(2026, 11, 1))
SECRET = "Sam Example tells us about the long wait at the club."
AUTHORITY: dict[str, Any] = {
    "id": "northmere",
    "name": "Northmere",
    "gss_code": "E06999901",
    "demonstration": "invented",
}
CLUB: dict[str, Any] = {
    "id": "club",
    "kind": "service",
    "title": "Chess club of Sam Example",
    "summary": "Children play chess with Sam Example.",
    "service_types": ["preschool"],
    "provider": {"name": "Northmere Chess", "website": "https://chess.example.org/"},
}
OTHER: dict[str, Any] = {
    **CLUB,
    "id": "other",
    "title": "Other club",
    "summary": "Another club.",
    "provider": {"name": "Other"},
}
COMMENT: dict[str, Any] = {
    "id": "2026-001",
    "received": "2026-10",
    "from": "parent-carer",
    "about": ["content"],
    "entries": ["club", "other"],
    "said": SECRET,
}
ACTION: dict[str, Any] = {
    "what": "Look at the wait",
    "because": ["2026-001", "2026-002"],
    "owner": "team",
    "status": "doing",
}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    home = tmp_path / "offer_content" / "northmere"
    files: dict[str, dict[str, Any]] = {
        "authority.yaml": AUTHORITY,
        "entries/club.yaml": CLUB,
        "entries/other.yaml": OTHER,
        "comments/2026-001.yaml": COMMENT,
        "comments/2026-002.yaml": COMMENT | {"id": "2026-002", "said": "It is good.", "entries": ["other"]},
        "actions/wait.yaml": ACTION,
    }
    for name, facts in files.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(dump_document(facts), encoding="utf-8")
    return open_project(tmp_path)


def build(project: Project) -> Path:
    built = build_site(project, authority=None, out=None, day=DAY)
    assert built.site is not None, built.diagnostics
    return built.site


def holding(folder: Path, words: str) -> list[str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return sorted(path.name for path in files if words in path.read_bytes().decode(errors="replace"))


def test_comment_is_taken_out_of_its_file_its_actions_and_every_page(project: Project) -> None:
    site = build(project)
    assert len(holding(site, SECRET)) >= 3
    whose, path = find_file(project, "2026-001", None)
    done = purge(project, rules(), whose, path, DAY, built_site(project))
    assert done.deleted == ("offer_content/northmere/comments/2026-001.yaml",)
    assert done.changed == ("offer_content/northmere/actions/wait.yaml",)
    assert done.built == ("site",)
    assert (done.named_in, done.left_in, done.left_out) == ((), (), ())
    assert holding(project.root, SECRET) == []
    action = (project.content / "northmere/actions/wait.yaml").read_text(encoding="utf-8")
    assert action == dump_document(ACTION | {"because": ["2026-002"]})
    assert "It is good." in (site / "you-said/index.html").read_text(encoding="utf-8")


def test_entry_is_taken_out_of_lists_data_results_and_comments(project: Project) -> None:
    links = tuple(
        LinkResult(address, "works", DAY.today, stands_in=stands_in)
        for address, stands_in in (
            ("https://chess.example.org/", ("offer_content/northmere/entries/club.yaml: provider.website",)),
            (
                "https://example.org/",
                (
                    "offer_content/northmere/entries/club.yaml: links[1].url",
                    "offer_content/northmere/entries/other.yaml: links[1].url",
                ),
            ),
        )
    )
    results = links_file(project, "northmere")
    results.parent.mkdir()
    write_links(results, LinkResults("northmere", DAY.today, links))
    site = build(project)
    assert len(holding(site, "Sam Example")) > 10
    comment = project.content / "northmere/comments/2026-001.yaml"
    comment.unlink()
    (project.content / "northmere/comments/2026-002.yaml").write_text(
        dump_document(COMMENT | {"id": "2026-002", "said": "It is good."}), encoding="utf-8"
    )
    (project.content / "northmere/actions/wait.yaml").unlink()

    done = purge(project, rules(), *find_file(project, "club", "northmere"), DAY, built_site(project))
    assert done.changed == (
        "offer_content/northmere/comments/2026-002.yaml",
        "offer_content/northmere/results/links.json",
    )
    assert holding(project.root, "Sam Example") == []
    assert not (site / "support/club").exists()
    assert (site / "support/other/index.html").exists()
    kept, _ = read_results(project, "northmere", DAY.today)
    assert kept.links is not None
    assert [(one.address, len(one.stands_in)) for one in kept.links.links] == [("https://example.org/", 1)]


def test_what_others_wrote_is_named_and_left_as_it_is(project: Project) -> None:
    absent = {
        "id": "no-night-club",
        "kind": "not-available",
        "title": "Night club",
        "summary": "There is none.",
        "absent": {"service_types": ["preschool"]},
        "since": date(2026, 1, 1),
        "why": "It closed.",
        "instead": [{"title": "Chess club of Sam Example", "entry": "club"}],
    }
    path = project.content / "northmere/entries/no-night-club.yaml"
    path.write_text(dump_document(absent), encoding="utf-8")
    before = path.read_bytes()
    (project.root / "inbox").mkdir()
    (project.root / "inbox/form.txt").write_text("Children play chess with Sam Example.", encoding="utf-8")
    memory = project.last_import("northmere", "clubs")
    memory.parent.mkdir(parents=True)
    memory.write_text("Children play chess with Sam Example.", encoding="utf-8")
    build(project)
    done = purge(project, rules(), *find_file(project, "club", None), DAY, built_site(project))
    assert path.read_bytes() == before
    assert done.named_in == ("offer_content/northmere/entries/no-night-club.yaml",)
    assert done.left_in == ("inbox/form.txt", "imports/northmere/clubs.jsonl")
    assert done.left_out == ("offer_content/northmere/entries/no-night-club.yaml",)
    said = purged_as_text(done)
    assert "Sam Example" not in said
    assert all(f"- {one}\n" in said for one in OUT_OF_REACH)


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("clubb", 'there is no entry or comment "clubb" in northmere'),
        ("../authority", '"../authority" is no id of an entry or a comment'),
    ],
)
def test_what_is_not_there_is_refused_in_words(project: Project, what: str, said: str) -> None:
    with pytest.raises(SiteBuilderError) as refused:
        find_file(project, what, None)
    assert str(refused.value) == said


def test_two_with_the_same_id_are_told_apart_by_their_authority(project: Project) -> None:
    shutil.copytree(project.content / "northmere", project.content / "harrowdale")
    with pytest.raises(SiteBuilderError, match="say which with --authority"):
        find_file(project, "club", None)
    assert find_file(project, "club", "harrowdale")[0] == "harrowdale"


def test_command_asks_first_and_says_what_it_cannot_reach(project: Project) -> None:
    path = project.content / "northmere/comments/2026-001.yaml"
    command = ["purge", "2026-001", "--project", str(project.root), "--date", "2026-11-01"]
    refused = CliRunner().invoke(main, command, input="n\n")
    assert refused.exit_code == 1
    assert path.exists()
    done = CliRunner().invoke(main, [*command, "--yes"])
    assert done.exit_code == 0, done.output
    assert not path.exists()
    assert "There was no site to build anew. Name other folders of sites with --site." in done.output
    assert "- the history of git, here and in every clone and fork: every version stays there" in done.output
