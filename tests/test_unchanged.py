"""A page that stays from an earlier build is the page that would be made: whatever has changed since."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from site_builder.content.days import JudgedDay
from site_builder.content.document import dump_document, read_document
from site_builder.editing.history import Change
from site_builder.pages.build import BuildResult, build_site
from site_builder.pages.earlier import Earlier, read_earlier
from site_builder.pages.edition import Edition
from site_builder.pages.in_language import in_language, other_languages
from site_builder.pages.inputs import key_of
from site_builder.pages.language import speaking
from site_builder.pages.publication import publish
from site_builder.pages.shell import Page
from site_builder.pages.sites import family_shares
from site_builder.pages.work import Piece
from site_builder.project import Project
from site_builder.standard.assess import assess, load_yardstick

ROOT = Path(__file__).resolve().parent.parent
ON = date(2026, 11, 1)
DAY = JudgedDay(None, ON)

ENTRIES = {
    "northmere": (
        "aldersby-preschool",
        "complain-about-this-local-offer",
        "no-overnight-breaks-under-8",
        "no-travel-training",
        "northmere-parent-carer-forum",
        "northmere-sendiass",
        "riverside-short-breaks",
        "sandpiper-day-breaks",
    ),
    "harrowdale": ("harrowdale-family-voice", "harrowdale-sendiass"),
    "thornhaven": ("thornhaven-parents", "thornhaven-sendiass"),
}


LEFT_OUT = {
    *(("comments", f"2026-{number:03}.yaml") for number in (4, 6, 7, 8, 10, 12)),
    ("comments", "2025-001.yaml"),
    ("comments", "2025-003.yaml"),
    ("comments", "2025-013.yaml"),
}


def make_project(root: Path) -> Project:
    """Authorities of the demonstration: one with an entry of each kind, and with comments and plans."""
    project = Project(root)
    shutil.copytree(
        ROOT / "offer_content",
        root / "offer_content",
        ignore=lambda folder, names: _unwanted(Path(folder), names),
    )
    shutil.copy(ROOT / "mkdocs.yml", root)
    return project


def _unwanted(folder: Path, names: list[str]) -> set[str]:
    if folder == ROOT / "offer_content":
        return {name for name in names if name not in ENTRIES}
    if folder.name == "entries":
        return {name for name in names if Path(name).stem not in ENTRIES[folder.parent.name]}
    # Other comments are about entries that are not here.
    return {name for name in names if name == "results" or (folder.name, name) in LEFT_OUT}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """One of them alone."""
    made = make_project(tmp_path / "project")
    for other in ("harrowdale", "thornhaven"):
        shutil.rmtree(made.content / other)
    return made


# What a piece says that it is made of


@pytest.fixture(scope="module")
def northmere(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    project = make_project(tmp_path_factory.mktemp("made-of"))
    publication = publish(project, authority=None, day=DAY, leave_out_errors=True)
    return next(one for one in publication.editions if one.authority.id == "northmere")


def pieces(edition: Edition) -> Iterator[tuple[str, Piece, Any]]:
    """Every piece of its site that an earlier build can have made, in each of its languages, with its key."""
    around = repr((edition.authority.facts, edition.on, edition.home_page))
    for language in (edition.language, *other_languages(edition)):
        with speaking(language):
            spoken = edition if language.is_english else in_language(edition, language)
            for share in family_shares(spoken):
                for piece in share.pieces():
                    if piece.made_of:
                        yield key_of(around, language.id, piece.made_of), piece, language


def made(piece: Piece, language: Any) -> list[Page]:
    with speaking(language):
        return [one for one in piece.make() if isinstance(one, Page)]


def otherwise(facts: Any) -> Any:
    """*facts* with every value another: a day later, one more, other words; a choice is gone."""
    if isinstance(facts, Mapping):
        told = {key: value if key in NEEDED else otherwise(value) for key, value in facts.items()}
        return {key: value for key, value in told.items() if value not in (None, [], {})}
    if isinstance(facts, list | tuple):
        return [one for one in map(otherwise, facts) if one not in (None, {}) and has_all(one, facts[0])]
    if isinstance(facts, bool):
        return not facts
    if isinstance(facts, int):
        return facts + 1
    if isinstance(facts, date):
        return facts + timedelta(days=1)
    return f"{facts} changed" if " " in str(facts) else None


NEEDED = ("id", "kind", "title", "name", "type", "url", "entry", "of", "from", "received", "about", "entries")
"""What a page cannot be made without, or what it would not point at the same things without."""


def has_all(one: Any, example: Any) -> bool:
    return not isinstance(example, Mapping) or set(one) == set(example)


def changes(edition: Edition) -> Iterator[tuple[str, Edition]]:
    """The edition with one thing changed in all it says, or gone, each in turn."""

    def judged(**parts: Any) -> Edition:
        offer = replace(edition.offer, **parts)
        assessment = assess(offer, load_yardstick(edition.rules), on=edition.on)
        return replace(edition, offer=offer, assessment=assessment)

    for number, entry in enumerate(edition.offer.entries):
        before, after = edition.offer.entries[:number], edition.offer.entries[number + 1 :]
        facts = {**otherwise(entry.facts), "title": f"Another {entry.title}"}
        yield (
            f"entry {entry.id} says other things",
            judged(entries=(*before, replace(entry, facts=facts), *after)),
        )
        yield f"entry {entry.id} is gone", judged(entries=(*before, *after))
        shown = (Change(ON, ("summary",), False, frozenset()),)
        yield f"entry {entry.id} has a history", replace(edition, history={entry.path: shown})
    records = edition.offer.records
    for number, comment in enumerate(records.comments):
        others = (*records.comments[:number], *records.comments[number + 1 :])
        yield f"comment {comment.id} is gone", judged(records=replace(records, comments=others))
        told = replace(comment, facts=otherwise(comment.facts))
        yield (
            f"comment {comment.id} says other things",
            judged(records=replace(records, comments=(told, *others))),
        )
    sent = {**edition.authority.facts, "contact": otherwise(edition.authority.facts["contact"])}
    yield "the contact", judged(authority=replace(edition.authority, facts=sent))
    later = edition.on + timedelta(days=400)
    assessment = assess(edition.offer, load_yardstick(edition.rules), on=later)
    yield "the day", replace(edition, assessment=assessment)
    yield "no neighbours", replace(edition, neighbours={})


def test_pieces_with_the_same_key_are_the_same_pages(northmere: Edition) -> None:
    before = {key: (piece, language) for key, piece, language in pieces(northmere)}
    pages: dict[str, list[Page]] = {}
    tried = stayed = 0
    for what, after in changes(northmere):
        tried += 1
        is_seen = False
        for key, piece, language in pieces(after):
            is_seen |= key not in before
            if key in before:
                stayed += 1
                if key not in pages:
                    pages[key] = made(*before[key])
                assert made(piece, language) == pages[key], what
        assert is_seen or not what.startswith("entry "), what
    assert tried > 30
    assert stayed > 20 * tried, "keys that are always new would show nothing"


# Builds


def built(project: Project, out: Path | None = None, day: JudgedDay = DAY) -> BuildResult:
    result = build_site(project, authority=None, out=out, day=day, leave_out_errors=True)
    assert result.site is not None
    return result


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def assert_is_as_new(project: Project, tmp_path: Path, what: str, day: JudgedDay = DAY) -> None:
    """The site that is there is the one that is made where no earlier one is."""
    new = built(project, tmp_path / "new", day)
    assert not new.is_unchanged
    here, there = files_of(project.site), files_of(tmp_path / "new")
    different = sorted(name for name in {*here, *there} if here.get(name) != there.get(name))
    assert different == [], what
    shutil.rmtree(tmp_path / "new")


def edit(path: Path, **facts: Any) -> None:
    document, problems = read_document(path, path.name)
    assert document is not None, problems
    path.write_text(dump_document({**document.data, **facts}), encoding="utf-8")


def replace_in(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def add_council(folder: Path) -> None:
    shutil.copytree(ROOT / "offer_content" / folder.name, folder)


ENTRY = "northmere/entries/sandpiper-day-breaks.yaml"
BUILDS: dict[str, Callable[[Path], object]] = {
    "a summary": lambda at: replace_in(at / ENTRY, "summary: ", "summary: New. "),
    "a title that others link to by": lambda at: replace_in(at / ENTRY, "title: ", "title: The new "),
    "a comment": lambda at: (at / "northmere/comments/2025-005.yaml").unlink(),
    "an entry that is gone": lambda at: (at / "northmere/entries/no-travel-training.yaml").unlink(),
    "an entry with a fault": lambda at: replace_in(at / ENTRY, "kind: service", "kind: servise"),
    "the council's phone": lambda at: replace_in(
        at / "northmere/authority.yaml", "phone: ", "phone: 01632 960999 #"
    ),
    "a picture": lambda at: (at / "northmere/media/new.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg"/>', encoding="utf-8"
    ),
    "another council": lambda at: add_council(at / "thornhaven"),
}


def test_a_build_after_any_change_is_as_one_from_nothing(project: Project, tmp_path: Path) -> None:
    built(project)
    for what, change in BUILDS.items():
        change(project.content)
        assert not built(project).is_unchanged, what
        assert_is_as_new(project, tmp_path, what)
    later = JudgedDay(None, ON + timedelta(days=200))
    assert not built(project, day=later).is_unchanged
    assert_is_as_new(project, tmp_path, "another day", later)


def test_a_build_of_which_nothing_changed_leaves_the_site_and_says_the_same(project: Project) -> None:
    replace_in(project.content / ENTRY, "kind: service", "kind: servise")
    first = built(project)
    assert first.diagnostics and first.left_out
    before = {path: path.stat().st_mtime_ns for path in project.site.rglob("*")}
    again = built(project)
    assert again == replace(first, is_unchanged=True)
    assert {path: path.stat().st_mtime_ns for path in project.site.rglob("*")} == before


@pytest.mark.parametrize("damage", ["other bytes", "gone", "one more"])
def test_a_site_that_somebody_changed_is_made_again(project: Project, tmp_path: Path, damage: str) -> None:
    built(project)
    page = project.site / "support/sandpiper-day-breaks/index.html"
    if damage == "other bytes":
        # As long as before, and yet another.
        page.write_bytes(page.read_bytes()[::-1])
    elif damage == "gone":
        page.unlink()
    else:
        (page.parent / "more.html").write_text("<p>More", encoding="utf-8")
    assert not built(project).is_unchanged
    assert_is_as_new(project, tmp_path, damage)


def test_a_file_that_changes_during_a_build_is_never_taken_for_the_same(project: Project) -> None:
    entry = project.content / ENTRY
    before = entry.read_text(encoding="utf-8")

    def change(what: str, done: int, parts: int, /) -> None:
        """When all is known to be there, and nothing is read yet."""
        if not parts:
            replace_in(entry, "summary: ", "summary: New. ")

    build_site(project, authority=None, out=None, day=DAY, leave_out_errors=True, tell=change)
    entry.write_text(before, encoding="utf-8")
    assert not built(project).is_unchanged
    page = project.site / "support/sandpiper-day-breaks/index.html"
    assert "New. " not in page.read_text(encoding="utf-8")


def test_pages_that_stay_are_not_written_again(project: Project) -> None:
    built(project)
    page = "support/northmere-sendiass/index.html"
    other = "support/sandpiper-day-breaks/index.html"
    before = {name: (project.site / name).stat() for name in (page, other)}
    replace_in(project.content / ENTRY, "summary: ", "summary: New. ")
    built(project)
    assert (project.site / page).stat().st_ino == before[page].st_ino
    assert (project.site / other).stat().st_ino != before[other].st_ino


def test_what_stays_is_never_written_through_to_the_old_site(project: Project) -> None:
    """The old site stands until the new one is whole: of a piece that cannot stay whole, nothing stays."""
    built(project)
    old = project.root / "old"
    # As a web server holds it: the same files under another name.
    shutil.copytree(project.site, old, copy_function=os.link)
    before = files_of(old)
    for page in project.site.glob("support/*/easy-read/index.html"):
        page.unlink()
    replace_in(project.content / "northmere/authority.yaml", "phone: ", "phone: 01632 960999 #")
    built(project)
    assert files_of(old) == before


def test_memory_that_cannot_be_read_is_no_memory(project: Project) -> None:
    built(project)
    for content in (b"", b"{", b"[]", b'{"format_version": 1}', b"\xff"):
        for path in Path(os.environ["XDG_CACHE_HOME"]).rglob("sites/*.json"):
            path.write_bytes(content)
        assert read_earlier(project.site) == Earlier(project.site)
    assert not built(project).is_unchanged
    assert built(project).is_unchanged


def test_without_a_place_for_caches_all_is_made_anew(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(project.config))
    built(project)
    assert not built(project).is_unchanged


def test_configuration_that_names_other_files_is_never_taken_for_the_same(project: Project) -> None:
    built(project)
    assert built(project).is_unchanged
    hook = project.root / "hook.py"
    hook.write_text("", encoding="utf-8")
    with project.config.open("a", encoding="utf-8") as file:
        file.write("hooks: [hook.py]\n")
    built(project)
    assert not built(project).is_unchanged
