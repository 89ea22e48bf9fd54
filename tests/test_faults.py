"""A run that is killed, stopped or starved leaves the old or the new, whole, and nothing beside it."""

from __future__ import annotations

import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures.process import BrokenProcessPool
from datetime import date
from pathlib import Path

import pytest

from site_builder.content.checks import load_rules
from site_builder.content.days import JudgedDay
from site_builder.content.document import dump_document
from site_builder.content.offers import check_files
from site_builder.content.passing_folder import passing_folder
from site_builder.content.whole_file import remove_unfinished, write_all_whole
from site_builder.errors import SiteBuilderError
from site_builder.nation.england import expected_councils
from site_builder.pages import place
from site_builder.pages.build import build_site
from site_builder.pages.place import folder_beside, place_for_one
from site_builder.pages.processes import forked
from site_builder.project import Project
from tests.offers import offer, received
from trials import faults
from trials.ground import Run, files_in, left_over, names_in, replace_in, run

ON = date(2026, 11, 1)
DAY = JudgedDay(ON, ON)
DEAD = 2**22 + 1
"""A number that no process has: it is above the highest that Linux gives."""


def make_council(project: Project, slug: str, number: int) -> None:
    """A made-up council with one entry."""
    project.entries_folder(slug).mkdir(parents=True)
    facts = {
        "id": slug,
        "name": slug.title(),
        "gss_code": f"E0699950{number}",
        "demonstration": "invented",
        "contact": {"phone": "01632 960001"},
    }
    project.authority_file(slug).write_text(dump_document(facts), encoding="utf-8")
    entry: dict[str, object] = {
        "id": "club",
        "kind": "service",
        "title": "Chess club",
        "summary": "Children play chess.",
    }
    entry |= {"service_types": ["preschool"], "provider": {"name": "Invented chess"}}
    project.entry_file(slug, "club").write_text(dump_document(entry), encoding="utf-8")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    project = Project(tmp_path / "project")
    make_council(project, "northmere", 1)
    return project


# Killed and stopped


def test_a_build_that_is_killed_or_stopped_leaves_the_old_site_and_the_next_one_mends_all(
    project: Project, tmp_path: Path
) -> None:
    """And the site that is built in the end is as one from nothing, in other surroundings."""
    caches = tmp_path / "caches"
    around = {"XDG_CACHE_HOME": f"{caches}", "TMPDIR": f"{tmp_path}"}
    build = ("build", "--project", project.root, "--date", ON.isoformat())
    first = run(*build, around=around)
    assert first.code == 0, first.said
    old, beside = files_in(project.site), names_in(project.root)
    replace_in(project.authority_file("northmere"), "960001", "960002")
    moments = ((0.35, signal.SIGKILL), (0.5, signal.SIGINT), (0.65, signal.SIGKILL), (0.75, signal.SIGTERM))
    seen = []
    for moment, number in (*moments, (0.85, signal.SIGKILL)):
        started = Run(build, around)
        time.sleep(first.seconds * moment)
        started.signal(number)
        ended = started.end()
        assert not started.has_orphans()
        seen.append(files_in(project.site))
        if number != signal.SIGKILL:
            # On a machine that is suddenly faster it has ended before.
            assert ended.code in (0, 130) and not ended.has_traceback, ended.said
    assert run(*build, around=around).code == 0
    new = files_in(project.site)
    assert all(one in (old, new) for one in seen)
    assert names_in(project.root) == beside
    assert not left_over(caches)
    elsewhere = tmp_path / "ein anderer Ordner"
    (elsewhere / "offer_content").parent.mkdir()
    shutil.copytree(project.content, elsewhere / "offer_content")
    surroundings = {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "7", "HOME": "/nonexistent"}
    umask = os.umask(0o077)
    try:
        done = run(
            *build[:2], elsewhere, *build[3:], around={**surroundings, "XDG_CACHE_HOME": f"{tmp_path}/c"}
        )
    finally:
        os.umask(umask)
    assert done.code == 0, done.said
    assert files_in(elsewhere / "site") == new != old


def test_an_import_that_is_killed_leaves_each_file_old_or_new_and_the_next_one_mends_it(
    tmp_path: Path,
) -> None:
    found = faults.kill_imports(tmp_path, 2, random.Random(1), records=60)
    assert found["killed"] + found["had ended"] == 2


def test_signal_that_ends_a_run_is_one_line_and_130() -> None:
    started = Run(("build", "--project", "/nonexistent"))
    started.signal(signal.SIGTERM)
    ended = started.end()
    # It may come before the first line of the program was read, or after the last.
    assert ended.code in (130, 2, -signal.SIGTERM)
    assert not ended.has_traceback


def test_closed_or_full_output_is_no_traceback() -> None:
    command = [sys.executable, "-m", "site_builder", "explain"]
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as closed, Path("/dev/full").open("wb") as full:
        for output in (closed, full):
            done = subprocess.run(command, stdout=output, stderr=subprocess.PIPE, text=True, check=False)
            assert done.returncode in (1, 2)
            assert "Traceback" not in done.stderr


# One build at a time


def test_second_build_of_a_site_says_who_has_it(project: Project) -> None:
    with place_for_one(project.site), pytest.raises(SiteBuilderError) as refused:
        build_site(project, authority=None, out=None, day=DAY)
    assert str(refused.value) == (
        f"another build (process {os.getpid()}) is making {project.site.resolve()} now; "
        f"wait until it has ended, or end it with: kill {os.getpid()}"
    )
    assert names_in(project.root) == {"offer_content"}


def test_place_is_cleared_of_what_killed_builds_left(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    for name in (
        f".site.new-{DEAD}",
        f".site.old-{DEAD}",
        f".site.copies-{DEAD}",
        ".site.newer",
        ".other.new-1",
    ):
        (tmp_path / name / "inside").mkdir(parents=True)
    (tmp_path / ".site.lock").write_text(f"{DEAD}\n", encoding="utf-8")
    with place_for_one(tmp_path / "site"):
        assert names_in(tmp_path) == {"site", ".site.newer", ".other.new-1", ".site.lock"}
    assert names_in(tmp_path) == {"site", ".site.newer", ".other.new-1"}


def test_site_that_a_killed_build_had_put_aside_is_put_back(tmp_path: Path) -> None:
    (tmp_path / f".site.old-{DEAD}" / "inside").mkdir(parents=True)
    (tmp_path / f".site.new-{DEAD}").mkdir()
    with place_for_one(tmp_path / "site"):
        assert names_in(tmp_path / "site") == {"inside"}
    assert names_in(tmp_path) == {"site"}


@pytest.mark.skipif(sys.platform not in ("linux", "darwin"), reason="no system call for it")
def test_sites_change_places_without_an_instant_between(tmp_path: Path) -> None:
    (tmp_path / "site" / "old").mkdir(parents=True)
    (tmp_path / "new" / "new").mkdir(parents=True)
    assert place._exchanged(tmp_path / "new", tmp_path / "site")
    assert (names_in(tmp_path / "site"), names_in(tmp_path / "new")) == ({"new"}, {"old"})


def test_place_that_is_a_link_to_itself_is_refused(project: Project) -> None:
    project.site.symlink_to("site")
    with pytest.raises(SiteBuilderError, match="is a link that leads to itself; choose another folder"):
        build_site(project, authority=None, out=None, day=DAY)


def test_where_they_cannot_they_change_places_in_two_steps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(place, "_exchanged", lambda *_: False)
    (tmp_path / "site" / "old").mkdir(parents=True)
    with folder_beside(tmp_path / "site") as new:
        (new / "new").mkdir()
    assert names_in(tmp_path / "site") == {"new"}
    assert names_in(tmp_path) == {"site"}


# Workers


def test_workers_end_with_what_they_were_for() -> None:
    start = time.monotonic()
    with pytest.raises(KeyboardInterrupt), forked(2) as pool:
        slow = [pool.submit(time.sleep, 60) for _ in range(2)]
        time.sleep(0.2)
        raise KeyboardInterrupt
    assert time.monotonic() - start < 30
    assert all(one.done() for one in slow)


def test_worker_that_is_killed_is_said_in_one_line() -> None:
    with pytest.raises(SiteBuilderError, match="ended from outside"), forked(1) as pool:
        pool.submit(os.kill, pool.submit(os.getpid).result(), signal.SIGKILL).result()
    assert issubclass(BrokenProcessPool, Exception)


# Files


def test_of_several_files_none_is_written_where_one_cannot_be(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    one.write_bytes(b"old")
    # Where the second would be written, there is a folder.
    in_the_way = tmp_path / f".other.new-{os.getpid()}"
    in_the_way.mkdir()
    with pytest.raises(OSError, match="directory"):
        write_all_whole({one: b"new", other: b"new"})
    assert one.read_bytes() == b"old"


def test_what_killed_runs_were_writing_is_removed_and_what_others_write_stays(tmp_path: Path) -> None:
    for name in (f".a.yaml.new-{DEAD}", f".b.yaml.new-{os.getpid()}", ".new-x", "c.yaml"):
        (tmp_path / name).write_text("half", encoding="utf-8")
    remove_unfinished(tmp_path)
    assert names_in(tmp_path) == {f".b.yaml.new-{os.getpid()}", ".new-x", "c.yaml"}


def test_passing_folders_of_killed_runs_are_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    for name in (f"local-offer-{DEAD}-abc", f"local-offer-{os.getpid()}-abc", "local-offer-else"):
        (tmp_path / name).mkdir()
    with passing_folder() as folder:
        assert folder.parent == tmp_path
    assert names_in(tmp_path) == {f"local-offer-{os.getpid()}-abc", "local-offer-else"}


def _socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as one:
        here = Path.cwd()
        # The name of a socket may not be long.
        os.chdir(path.parent)
        try:
            one.bind(path.name)
        finally:
            os.chdir(here)


ODD: dict[str, tuple[Callable[[Path], object], str]] = {
    "folder": (Path.mkdir, "it is a folder"),
    "pipe": (os.mkfifo, "it is no file, but a pipe or a device"),
    "socket": (_socket, "it is no file"),
    "link to nothing": (lambda path: path.symlink_to("gone"), "it is a link that leads nowhere"),
    "link to itself": (lambda path: path.symlink_to(path.name), "it is a link that leads to itself"),
    "device": (lambda path: path.symlink_to("/dev/zero"), "it is no file, but a pipe or a device"),
}


@pytest.mark.parametrize(
    "name", ["authority.yaml", "entries/odd.yaml", "comments/2026-001.yaml", "media/odd.png"]
)
@pytest.mark.parametrize("kind", ODD)
def test_what_is_no_file_is_named_and_never_waited_for(project: Project, kind: str, name: str) -> None:
    put, why = ODD[kind]
    path = project.authority_folder("northmere") / name
    path.parent.mkdir(exist_ok=True)
    path.unlink(missing_ok=True)
    put(path)
    found = check_files(project, load_rules(), DAY, ("northmere",), lambda _: True)
    said = [one.message for one in found if one.path == project.shown(path) and one.is_error]
    if (kind, name) == ("folder", "media/odd.png"):
        # Media may lie in folders.
        assert said == []
    elif kind == "device":
        # It leads out of its folder, whatever it is.
        assert said
    else:
        assert any(why in one for one in said), said


# One council of several


@pytest.fixture(scope="module")
def councils(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Five made-up councils and their sites."""
    project = Project(tmp_path_factory.mktemp("councils"))
    for number, slug in enumerate(("ash", "beech", "cedar", "elm", "fir")):
        make_council(project, slug, number)
    built = build_site(project, authority=None, out=None, day=DAY)
    assert built.not_built == ()
    return project


def test_faults_of_some_councils_never_stop_the_sites_of_others(councils: Project) -> None:
    """Their last good sites stay, byte for byte, and the national pages say of what day they are."""
    site, content = councils.site, councils.content
    before = {one: files_in(site / one) for one in councils.authority_ids()}
    assert len(before) == 5
    (content / "ash" / "entries" / "club.yaml").write_text("title: [one\n", encoding="utf-8")
    (content / "beech" / "authority.yaml").unlink()
    (content / "cedar" / "entries" / "around").symlink_to("../..")
    replace_in(content / "fir" / "authority.yaml", "960001", "960002")
    built = build_site(councils, authority=None, out=None, day=DAY)
    assert built.site == site
    assert built.not_built == tuple(
        f"Not built anew: {one} has errors; its site of 1 November 2026 stays as it is"
        for one in ("ash", "beech", "cedar")
    )
    named = {one.path.split("/")[1] for one in built.diagnostics if one.is_error}
    assert named == {"ash", "beech", "cedar"}
    after = {one: files_in(site / one) for one in before}
    assert [one for one in before if after[one] != before[one]] == ["fir"]
    page = (site / "nation" / "councils" / "ash" / "index.html").read_text(encoding="utf-8")
    assert "We have an old copy of its local offer." in page
    assert "Its newest files have an error. So its pages are still those of 1 November 2026." in page
    front = (site / "index.html").read_text(encoding="utf-8")
    assert front.count("pages of 1 November 2026") == 3
    find = (site / "find" / "index.html").read_text(encoding="utf-8")
    assert '<li><a href="../ash/index.html">Ash</a></li>' in find


def test_council_with_errors_and_no_earlier_site_is_named_and_never_shown_as_empty(tmp_path: Path) -> None:
    project = Project(tmp_path)
    make_council(project, "ash", 1)
    make_council(project, "beech", 2)
    project.authority_file("beech").write_text("id: beech\n", encoding="utf-8")
    built = build_site(project, authority=None, out=None, day=DAY)
    assert built.not_built == ("Not built: beech has errors, and no earlier site of it is here",)
    assert not (project.site / "beech").exists()
    page = (project.site / "nation" / "councils" / "beech" / "index.html").read_text(encoding="utf-8")
    assert "We do not know what this council publishes." in page
    project.authority_file("ash").unlink()
    assert build_site(project, authority=None, out=None, day=DAY).site is None
    assert (project.site / "ash" / "index.html").is_file()


def test_invented_council_with_the_id_of_a_real_one_is_never_taken_for_it() -> None:
    """Both would have one page, and no build would end well."""
    real = offer("leeds", {}, code="E08000035")
    invented = received(offer("barnet", {}))
    assert [one.id for one in expected_councils([invented], "draft-2026-11", ON)] == ["barnet"]
    both = expected_councils([invented, received(real)], "draft-2026-11", ON)
    assert len({one.id for one in both}) == len(both) == 153
    (barnet,) = (one for one in both if one.id == "barnet")
    assert barnet.received is invented
    assert barnet.gss_code == "E0699barnet"
