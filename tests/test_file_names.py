"""Names and links in a project: what works on one computer only, or leads out, is told and never used."""

from __future__ import annotations

import shutil
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from site_builder.cli import main
from site_builder.content.checks import load_rules
from site_builder.content.days import JudgedDay
from site_builder.content.diagnostics import Diagnostic
from site_builder.content.file_names import RESERVED, check_names, stays_in
from site_builder.content.offers import check_files, read_offers
from site_builder.exchange import readings
from site_builder.nation.compare import compare
from site_builder.pages import words
from site_builder.pages.build import build_site
from site_builder.project import Project, open_project
from site_builder.reports.faults import faults_text
from site_builder.standard.assess import load_yardstick
from tests import offers

ROOT = Path(__file__).resolve().parent.parent
DAY = JudgedDay(None, date(2026, 11, 1))
SECRET = "what nobody may read"

AUTHORITY = "id: {id}\nname: {id}\ngss_code: E0699990{number}\ndemonstration: invented\n"
CLUB = """\
id: club
kind: service
title: Riverside Club
summary: A club on Saturdays for young people.
service_types:
  - youth-club
provider:
  name: Riverside Trust
"""


def write(root: Path, files: Mapping[str, str]) -> Project:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return Project(root)


def council(number: int, name: str = "exampleshire") -> dict[str, str]:
    home = f"offer_content/{name}"
    return {
        f"{home}/authority.yaml": AUTHORITY.format(id=name, number=number),
        f"{home}/entries/club.yaml": CLUB,
    }


def found(project: Project, name: str = "exampleshire") -> list[tuple[str, str]]:
    """The files that the check faults for their names or links, from the council's folder, and the codes."""
    home = f"offer_content/{name}"
    return [(one.path.removeprefix(f"{home}/"), one.code) for one in check_names(project, name)]


# Links


LINKS = {
    "exampleshire/media/secret.txt": "secret.txt",
    "exampleshire/media/folder": "",
    "exampleshire/media/loop.txt": "{here}",
    "exampleshire/pages/secret.md": "secret.md",
    "exampleshire/results": "",
    "exampleshire/comments": "",
    "exampleshire/entries/secret.yaml": "club.yaml",
    "exampleshire/entries/loop.yaml": "{here}",
    "exampleshire/entries/gone.yaml": "gone.yaml",
    "linkedshire": "linkedshire",
    "entryshire/entries": "",
    "fileshire/authority.yaml": "linkedshire/authority.yaml",
}
"""Links in `offer_content`, and what they lead to outside of it."""

LINKS_TOLD = {
    (f"offer_content/{place}", "unreadable-file" if target == "{here}" else "link-out")
    for place, target in LINKS.items()
}


def links_told(problems: Iterable[Diagnostic]) -> set[tuple[str, str]]:
    return {(one.path, one.code) for one in problems if one.code in ("link-out", "unreadable-file")}


@pytest.fixture(scope="module")
def linked(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project with links that lead out of it, in every place that something is read from."""
    root, outside = tmp_path_factory.mktemp("project"), tmp_path_factory.mktemp("outside")
    for name in ("secret.txt", "secret.md", "links.json", "2026-014.yaml"):
        (outside / name).write_text(SECRET)
    hostile = CLUB.replace("Riverside Club", SECRET).replace("id: club", f"{SECRET}: x")
    (outside / "club.yaml").write_text(hostile)
    (outside / "linkedshire").mkdir()
    (outside / "linkedshire/authority.yaml").write_text(f"{SECRET}: x\n")
    files = council(1) | council(2, "entryshire") | council(3, "fileshire")
    project = write(root, files | {"offer_content/exampleshire/media/club.png": "x"})
    shutil.rmtree(root / "offer_content/entryshire/entries")
    (root / "offer_content/fileshire/authority.yaml").unlink()
    for place, target in LINKS.items():
        path = root / "offer_content" / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.symlink_to(path if target == "{here}" else outside / target)
    shutil.copy(ROOT / "mkdocs.yml", root)
    return project


def test_every_link_that_leads_out_is_told_and_nothing_of_what_it_leads_to(linked: Project) -> None:
    _, problems = read_offers(linked, load_rules(), DAY)
    assert links_told(problems) == LINKS_TOLD
    assert SECRET not in faults_text(problems, 9)


def test_check_of_some_files_follows_no_link_either(linked: Project) -> None:
    problems = check_files(linked, load_rules(), DAY, linked.authority_ids(), lambda _: True)
    assert links_told(problems) == LINKS_TOLD
    assert SECRET not in faults_text(problems, 9)


def test_site_without_what_is_faulty_has_nothing_of_what_links_lead_to(linked: Project) -> None:
    built = build_site(linked, authority=None, out=None, day=DAY, leave_out_errors=True)
    assert built.site is not None, built.diagnostics
    texts = [one.read_bytes() for one in built.site.rglob("*") if one.is_file()]
    assert len(texts) > 50
    assert not any(SECRET.encode() in one for one in texts)
    assert (built.site / "exampleshire/media/club.png").is_file()
    assert not any("secret" in one.name for one in built.site.rglob("*"))


def test_a_link_stays_in_where_all_it_leads_to_does(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/file").write_text("x")
    (tmp_path / "inside").write_text("x")
    for name, target in (("good", "file"), ("out", "../inside"), ("self", "self"), ("none", "none-there")):
        (tmp_path / "in" / name).symlink_to(target)
    kept = [
        name for name in ("good", "out", "self", "none") if stays_in(tmp_path / "in" / name, tmp_path / "in")
    ]
    assert kept == ["good"]


# Names


@pytest.mark.parametrize(
    "name",
    [
        "CON", "con.png", "aux.tar.gz", "NUL .txt", "com1.pdf", "LPT9", "COM\u00b9.txt", "conin$",
        "dot.", "space ", "a:b", "a\\b", "up\\..\\..", "what?.png", "a*b", 'a"b', "a<b", "a|b",
        "a\nb.png", "a\tb", "a\x1b[2J.png", "gnp.\u202eexe", "zero\u200bwidth.png", "x" * 121, "\u00e9" * 61,
    ],
)  # fmt: skip
def test_a_name_that_does_not_work_everywhere_is_refused(name: str, tmp_path: Path) -> None:
    project = write(tmp_path, council(1) | {f"offer_content/exampleshire/media/{name}": "x"})
    assert found(project) == [(f"media/{name}", "file-name")]
    said = faults_text(list(check_names(project, "exampleshire")), 1)
    assert "hint: rename it" in said
    assert said.count("\n") == 2 and "\x1b" not in said and "\u202e" not in said


@pytest.mark.parametrize(
    "name",
    ["console.png", "auxiliary.pdf", "com10.txt", "a b (1).pdf", "caf\u00e9.png", ".gitkeep", "nul-1.png"],
)
def test_a_name_that_works_everywhere_is_taken(name: str, tmp_path: Path) -> None:
    assert found(write(tmp_path, council(1) | {f"offer_content/exampleshire/media/{name}": "x"})) == []


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("media/PHOTO.jpg", "media/photo.JPG"),
        ("media/caf\u00e9.png", "media/cafe\u0301.png"),
        ("media/stra\u00dfe.png", "media/strasse.png"),
        ("media/\u212a.png", "media/k.png"),
        ("pages/About.md", "pages/about.md"),
        ("pages/about.md", "pages/about/index.md"),
        ("pages/in/Help/a.md", "pages/in/help/a.md"),
    ],
)
def test_names_that_are_one_to_some_computers_are_refused_on_all(
    first: str, second: str, tmp_path: Path
) -> None:
    home = "offer_content/exampleshire"
    project = write(tmp_path, council(1) | {f"{home}/{first}": "# A", f"{home}/{second}": "# B"})
    assert [code for _, code in found(project)] == ["same-name"]


def test_letters_of_another_alphabet_in_an_id_are_named(tmp_path: Path) -> None:
    home = "offer_content/exampleshire"
    odd = "cl\u0430b"
    project = write(
        tmp_path, council(1) | {f"{home}/entries/{odd}.yaml": CLUB.replace("id: club", f"id: {odd}")}
    )
    _, problems = read_offers(project, load_rules(), DAY)
    assert [one.message for one in problems if one.code == "wrong-form"] == [
        f'"{odd}" should be small letters, digits and single hyphens, such as riverside-short-breaks, '
        'and "\u0430" is not an English letter (cyrillic small letter a)'
    ]


@pytest.mark.parametrize("name", sorted(RESERVED - {"404", "index"}))
def test_a_council_cannot_have_the_name_of_a_page_that_all_share(name: str, tmp_path: Path) -> None:
    assert found(write(tmp_path, council(1, name)), name) == [(f"offer_content/{name}", "file-name")]
    done = CliRunner().invoke(main, ["new", "authority", name, "--project", str(tmp_path / "new")])
    assert done.exit_code == 2
    assert f'"{name}" cannot name an authority' in done.stderr


def test_names_kept_for_what_councils_share_are_all_there_are(demonstrations: Path) -> None:
    councils = {one.name for one in (ROOT / "offer_content").iterdir()}
    shared = {one.name.partition(".")[0] for one in demonstrations.iterdir()} - councils
    assert shared <= RESERVED, shared - RESERVED


def test_every_address_of_a_site_is_another_on_every_computer(demonstrations: Path) -> None:
    names = [one.relative_to(demonstrations).as_posix() for one in demonstrations.rglob("*")]
    assert len(names) > 1000
    assert len({unicodedata.normalize("NFC", one.casefold()) for one in names}) == len(names)
    longest = max(names, key=len)
    assert len(longest) < 150, longest


# What is made of a title


@pytest.mark.parametrize("title", ["CON", "aux", "Nul!", "Com1", "c\u00f6n"])
def test_a_file_made_of_a_title_has_a_name_that_works_everywhere(title: str) -> None:
    assert readings.slug(title).endswith("-entry")
    assert words.slug(title).endswith("-page")


@pytest.mark.parametrize("title", ["../../x", "..\\x", "/etc/passwd", "a/../b", "C:\\x", "\u202ex", "x" * 99])
def test_a_title_leads_nowhere(title: str) -> None:
    for made in (readings.slug(title), words.slug(title)[:60]):
        assert made and set(made) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert len(readings.slug(title)) <= 60


def test_an_entry_is_not_started_under_a_name_that_windows_keeps(tmp_path: Path) -> None:
    write(tmp_path, council(1))
    arguments = ["new", "entry", "Con", "--authority", "exampleshire", "--kind", "service"]
    done = CliRunner().invoke(main, [*arguments, "--project", str(tmp_path)])
    assert done.exit_code == 2
    assert not (tmp_path / "offer_content/exampleshire/entries/con.yaml").exists()
    assert 'Windows keeps the name "con" for itself' in done.stderr


def test_boards_whose_names_differ_in_signs_only_are_one_page() -> None:
    rules = load_rules()
    both = []
    for number, board in ((1, "Coast Board"), (2, "COAST-BOARD!")):
        one = offers.offer(f"council-{number}", {}, code="")
        both.append(offers.received(offers.with_board(one, board)))
    comparison = compare(tuple(both), load_yardstick(rules).standard, rules.vocabularies, date(2026, 11, 1))
    boards = [(name, len(councils)) for kind, name, councils in comparison.groups() if kind == "board"]
    assert boards == [("Coast Board", 2)]


def test_drawings_and_pages_of_the_demonstrations_run_nothing() -> None:
    project = open_project(ROOT)
    assert [one for name in project.authority_ids() for one in check_names(project, name)] == []
