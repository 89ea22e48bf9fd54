"""The form editor as an officer uses it: nothing from elsewhere, every kind of file, and nothing lost."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from selenium import webdriver

from site_builder.content.checks import Rules, load_rules
from site_builder.content.days import JudgedDay
from site_builder.content.document import parse_document
from site_builder.content.model import Facts
from site_builder.content.offers import read_offers
from site_builder.pages.build import build_site
from site_builder.project import open_project
from tests import browsing
from tests.browsing import wait_for
from tests.officer import Officer

ROOT = Path(__file__).resolve().parent.parent
DAY = JudgedDay(date(2026, 11, 1), date(2026, 11, 21))
EDITOR = "editor:\n  backend: gitlab\n  repository: northmere/local-offer\n  branch: main\n"
HOME = "offer_content/northmere"


@pytest.fixture(scope="module")
def rules() -> Rules:
    return load_rules()


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Northmere, which asks for a form editor, and its site."""
    root = tmp_path_factory.mktemp("form-editor")
    shutil.copytree(ROOT / "offer_content" / "northmere", root / HOME)
    with (root / HOME / "authority.yaml").open("a", encoding="utf-8") as file:
        file.write(EDITOR)
    built = build_site(open_project(root), authority=None, out=root / "site", day=DAY)
    assert built.site is not None, built.diagnostics
    return root


@pytest.fixture(scope="module")
def editor(tmp_path_factory: pytest.TempPathFactory, project: Path) -> Iterator[webdriver.Chrome]:
    """A browser of its own, which records what it asks for."""
    driver = browsing.start_browser(
        tmp_path_factory.mktemp("editor-browser"), logs=("browser", "performance")
    )
    yield driver
    driver.quit()


@pytest.fixture(scope="module")
def address(project: Path) -> Iterator[str]:
    with browsing.serve(project / "site") as found:
        yield found


@pytest.fixture(scope="module")
def page(project: Path, address: str) -> str:
    """The form editor's page, with the editor's backend for tests in the place of the forge."""
    path = project / "site" / "edit" / "config.json"
    config = json.loads(path.read_text(encoding="utf-8"))
    assert config["backend"]["name"] == "gitlab"
    changed = {**config, "backend": {"name": "test-repo"}, "publish_mode": "simple"}
    path.write_text(json.dumps(changed), encoding="utf-8")
    return f"{address}edit/index.html"


@pytest.fixture(scope="module")
def files(project: Path) -> dict[str, str]:
    """All YAML files of Northmere, by their path from the project's root."""
    paths = sorted((project / HOME).rglob("*.yaml"))
    return {path.relative_to(project).as_posix(): path.read_text(encoding="utf-8") for path in paths}


@pytest.fixture
def officer(editor: webdriver.Chrome, page: str, files: dict[str, str]) -> Officer:
    browsing.set_width(editor, 1280)
    one = Officer(editor, page)
    one.sign_in(files)
    return one


def facts(text: str, kind: str, rules: Rules) -> Facts:
    """What a file means."""
    document, problems = parse_document(text.encode("utf-8"), "file.yaml")
    assert document is not None and problems == []
    reading = rules.schemas[kind].read(document)
    assert reading.diagnostics == ()
    return reading.facts


def checked(files: dict[str, str], project: Path, folder: Path, rules: Rules) -> list[str]:
    """What `local-offer check` says of *files*, in a project of their own with the same media."""
    shutil.copytree(project / HOME / "media", folder / HOME / "media")
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    _, diagnostics = read_offers(open_project(folder), rules, DAY)
    return [f"{one.path}: {one.code}: {one.message}" for one in diagnostics]


def test_page_asks_nobody_else_for_anything(editor: webdriver.Chrome, page: str, address: str) -> None:
    browsing.requests(editor)
    Officer(editor, page).sign_in({f"{HOME}/authority.yaml": "id: northmere\n"})
    asked, blocked = browsing.requests(editor)
    assert f"{address}edit/program/npm/index.js" in asked
    elsewhere = [one for one in asked if not one.startswith((address, "data:", "blob:", "chrome:", "about:"))]
    assert elsewhere == []
    # The program names its fonts a second time, elsewhere, in case its own are missing.
    assert [one.split("/")[2] for one in blocked] == ["cdn.jsdelivr.net"] * 3, blocked


def test_page_can_be_enlarged(editor: webdriver.Chrome, officer: Officer) -> None:
    contents = editor.execute_script(
        "return [...document.querySelectorAll('meta[name=viewport]')].map((one) => one.content)"
    )
    assert len(contents) == 2, "the editor no longer adds its own, so start.js need not change it"
    assert not [one for one in contents if "scale=" in one.replace("initial-scale=1", "")]


@pytest.mark.parametrize(
    ("place", "kind", "file"),
    [
        ("service", "service", "entries/riverside-short-breaks"),
        ("setting", "setting", "entries/harbour-primary-school"),
        ("not-available", "not-available", "entries/no-overnight-breaks-under-8"),
        (
            "information-ehc-needs-assessment",
            "information",
            "entries/ask-for-an-ehc-needs-assessment",
        ),
    ],
)
def test_an_entry_that_is_opened_and_saved_means_the_same(
    officer: Officer, files: dict[str, str], rules: Rules, place: str, kind: str, file: str
) -> None:
    path = f"{HOME}/{file}.yaml"
    before = facts(files[path], kind, rules)
    officer.open(f"{place}/entries/{path.split('/')[-1].removesuffix('.yaml')}")
    officer.write("title", "Another title")
    officer.save()
    after = officer.files()
    assert facts(after[path], kind, rules) == {**before, "title": "Another title"}
    assert {**after, path: ""} == {**files, path: ""}


def test_an_officer_makes_a_service(
    officer: Officer, files: dict[str, str], project: Path, tmp_path: Path, rules: Rules
) -> None:
    officer.open("service/new")
    officer.write("title", "Saturday Club: it's relaxed")
    officer.write("summary", "A club for children who like it quiet.")
    officer.write("description", "You can come and go.")
    officer.choose("service_types", "Early help for families")
    officer.choose("level", "For everyone")
    officer.write("provider.name", "Northmere Council")
    officer.add("ages")
    officer.write("ages.from", "8")
    officer.set_day("reviewed", "2026-10-02")
    officer.choose("signed_off", "The council", "Parent carer forum")
    wait_for(officer.browser, lambda: officer.previewed("description").endswith("You can come and go."))
    officer.save()
    after = officer.files()
    path = f"{HOME}/entries/saturday-club-it-s-relaxed.yaml"
    assert facts(after[path], "service", rules) == {
        "id": "saturday-club-it-s-relaxed",
        "kind": "service",
        "title": "Saturday Club: it's relaxed",
        "summary": "A club for children who like it quiet.",
        "description": "You can come and go.",
        "service_types": ["early-help"],
        "level": "universal",
        "provider": {"name": "Northmere Council"},
        "ages": {"from": 8},
        "reviewed": date(2026, 10, 2),
        "signed_off": ["local-authority", "parent-carer-forum"],
    }
    assert {path: after[path], **files} == after
    assert checked(after, project, tmp_path, rules) == checked(files, project, tmp_path / "old", rules)
