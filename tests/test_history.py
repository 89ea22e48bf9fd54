"""What changed on a page: from git, by what its files say, and never with anybody's name."""

from __future__ import annotations

import os
import subprocess
from datetime import date
from pathlib import Path

import pytest

from site_builder.content.days import JudgedDay
from site_builder.editing.history import SHALLOW, Change, changed_fields, read_history
from site_builder.pages.build import build_site
from site_builder.project import Project, open_project

AUTHORITY = "id: exampleshire\nname: Exampleshire\ngss_code: E06999901\ndemonstration: invented\n"
CLUB = """\
id: club
kind: service
title: Club
summary: A club.
service_types:
  - youth-club
provider: {name: Riverside Trust}
"""
HOME = "offer_content/exampleshire"


class Repository:
    """A project of which somebody commits the changes, on days that are given."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.project = Project(root)
        self.git("2026-01-01", "init", "--quiet", "--initial-branch", "main")
        self.write("authority.yaml", AUTHORITY)

    def git(self, day: str, *arguments: str) -> None:
        environment = {
            **os.environ,
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_AUTHOR_NAME": "Jo Bloggs", "GIT_AUTHOR_EMAIL": "jo@example.org",
            "GIT_COMMITTER_NAME": "Jo Bloggs", "GIT_COMMITTER_EMAIL": "jo@example.org",
            "GIT_AUTHOR_DATE": f"{day}T12:00:00Z", "GIT_COMMITTER_DATE": f"{day}T12:00:00Z",
        }  # fmt: skip
        subprocess.run(["git", *arguments], cwd=self.root, env=environment, check=True)

    def write(self, name: str, text: str) -> None:
        path = self.root / HOME / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def commit(self, day: str) -> None:
        self.git(day, "add", "--all")
        self.git(day, "commit", "--quiet", "--message", "Ask Jo Bloggs why")

    def of(self, name: str = "club") -> tuple[Change, ...]:
        return read_history(self.project).changes.get(f"{HOME}/entries/{name}.yaml", ())


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    made = Repository(tmp_path)
    made.write("entries/club.yaml", CLUB)
    made.commit("2026-02-01")
    return made


def told(change: Change) -> tuple[str, tuple[str, ...], bool]:
    return change.on.isoformat(), change.fields, change.is_new


def test_changes_are_told_by_day_and_field(repository: Repository) -> None:
    repository.write("entries/club.yaml", CLUB.replace("A club.", "A club on Saturdays.") + "owner: team\n")
    repository.commit("2026-03-01")
    assert [told(one) for one in repository.of()] == [
        ("2026-03-01", ("summary", "owner"), False),
        ("2026-02-01", (), True),
    ]


def test_what_means_the_same_is_no_change(repository: Repository) -> None:
    laid_out = "# A note\n" + CLUB.replace("A club.", "'A club.'  # and a note")
    repository.write("entries/club.yaml", laid_out.replace("\n  - youth-club", " [youth-club]"))
    repository.commit("2026-03-01")
    assert [told(one) for one in repository.of()] == [("2026-02-01", (), True)]


@pytest.mark.parametrize(
    ("before", "after", "fields"),
    [
        ("a: 1\nb: 2\n", "b: 2\na: 1\n", ()),
        ("a: 1\nb: 2\n", "a: 1\nc: 3\n", ("c", "b")),
        ("a:\n  x: 1\n  y: 2\n", "a: {y: 2, x: 1}\n", ()),
        ("a: |\n  b: text\n", "a: |\n  b: other\n", ("a",)),
        ("a: [1\n", "a: [1]\n", ("a",)),
        ("a: &x [1]\n", "a: *x\n", ("a",)),
    ],
)
def test_fields_that_say_something_else(before: str, after: str, fields: tuple[str, ...]) -> None:
    assert changed_fields(before, after) == fields


def test_a_page_that_is_renamed_keeps_its_history_and_a_new_one_of_its_old_name_has_its_own(
    repository: Repository,
) -> None:
    entries = repository.root / HOME / "entries"
    (entries / "club.yaml").rename(entries / "saturday-club.yaml")
    repository.commit("2026-03-01")
    repository.write("entries/club.yaml", CLUB.replace("A club.", "Quite another club."))
    repository.commit("2026-04-01")
    assert [told(one) for one in repository.of("saturday-club")] == [("2026-02-01", (), True)]
    assert [told(one) for one in repository.of()] == [("2026-04-01", (), True)]


def test_a_page_that_was_taken_out_and_came_back_begins_anew(repository: Repository) -> None:
    (repository.root / HOME / "entries/club.yaml").unlink()
    repository.commit("2026-03-01")
    assert repository.of() == ()
    repository.write("entries/club.yaml", CLUB)
    repository.commit("2026-04-01")
    assert [told(one) for one in repository.of()] == [("2026-04-01", (), True)]


def test_a_merge_is_one_change_on_its_own_day(repository: Repository) -> None:
    repository.git("2026-03-01", "switch", "--quiet", "--create", "change")
    for number, day in enumerate(("2026-03-01", "2026-03-02")):
        repository.write("entries/club.yaml", CLUB.replace("A club.", f"Draft {number}."))
        repository.commit(day)
    repository.git("2026-03-09", "switch", "--quiet", "main")
    repository.git("2026-03-09", "merge", "--quiet", "--no-ff", "--message", "Merge", "change")
    assert [told(one) for one in repository.of()] == [
        ("2026-03-09", ("summary",), False),
        ("2026-02-01", (), True),
    ]


def test_comments_of_the_same_change_and_council_are_what_it_was_for(repository: Repository) -> None:
    repository.write("entries/club.yaml", CLUB.replace("A club.", "A club on Saturdays."))
    repository.write("comments/2026-001.yaml", "id: 2026-001\n")
    other = repository.root / "offer_content/otherton/comments/2026-002.yaml"
    other.parent.mkdir(parents=True)
    other.write_text("id: 2026-002\n")
    repository.commit("2026-03-01")
    assert repository.of()[0].comments == {"2026-001"}


def test_without_git_nothing_is_said_and_a_shallow_clone_has_a_notice(
    repository: Repository, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "offer_content").mkdir()
    assert read_history(Project(elsewhere)).changes == {}
    assert read_history(Project(elsewhere)).notice == ""
    repository.write("entries/club.yaml", CLUB.replace("A club.", "Other."))
    repository.commit("2026-03-01")
    source = repository.root.as_uri()
    shallow = tmp_path_factory.mktemp("shallow")
    repository.git("2026-03-01", "clone", "--quiet", "--depth", "1", source, str(shallow))
    found = read_history(Project(shallow))
    assert found.changes == {}
    assert found.notice == SHALLOW
    built = build_site(open_project(shallow), authority=None, out=None, day=JudgedDay(None, date(2026, 5, 1)))
    assert built.notice == SHALLOW


def test_any_name_of_a_file_is_borne(repository: Repository) -> None:
    for name in ("a b.yaml", "a\x01b.yaml", "2026-01-01.yaml", ":100644.yaml", "a\nb.yaml", "ä.yaml"):
        repository.write(f"entries/{name}", CLUB)
    repository.commit("2026-03-01")
    found = read_history(repository.project)
    assert found.notice == ""
    assert len(found.changes) == 7


def test_a_history_with_a_hole_stops_no_build(repository: Repository) -> None:
    repository.write("entries/club.yaml", CLUB.replace("A club.", "Other."))
    repository.commit("2026-03-01")
    command = ["git", "rev-parse", f"HEAD~1:{HOME}/entries/club.yaml"]
    done = subprocess.run(command, cwd=repository.root, capture_output=True, text=True, check=True)
    blob = done.stdout.strip()
    (repository.root / ".git/objects" / blob[:2] / blob[2:]).unlink()
    day = JudgedDay(None, date(2026, 5, 1))
    built = build_site(repository.project, authority=None, out=None, day=day)
    assert built.site is not None
    assert built.notice.startswith("Pages do not say what changed: git has lost a file of that revision")
    assert "What changed" not in (built.site / "support/club/index.html").read_text(encoding="utf-8")


def test_page_tells_its_changes_up_to_its_day_and_why_without_names(repository: Repository) -> None:
    repository.write(
        "comments/2026-001.yaml",
        "id: 2026-001\nreceived: 2026-03\nfrom: parent-carer\nabout: [content]\n"
        "entries: [club]\nsaid: When is it?\n"
        "response: {status: done, did: We say when., month: 2026-03}\n",
    )
    repository.write("entries/club.yaml", CLUB + "when:\n  - days: [saturday]\ncost: {to_family: free}\n")
    repository.commit("2026-03-01")
    repository.write("entries/club.yaml", CLUB.replace("A club.", "Later."))
    repository.commit("2026-06-01")
    day = JudgedDay(None, date(2026, 5, 1))
    built = build_site(repository.project, authority=None, out=None, day=day)
    assert built.site is not None, built.diagnostics
    page = (built.site / "support/club/index.html").read_text(encoding="utf-8")
    assert (
        '<li>1 March 2026: “When” and “Cost”. <a href="#said">Families told us.</a></li>'
        "<li>1 February 2026: this page is new.</li></ul>"
    ) in page.replace("\n", "")
    assert 'id="said"' in page
    assert "1 June 2026" not in page
    for path in built.site.rglob("*.html"):
        assert "Bloggs" not in path.read_text(encoding="utf-8")
