"""The form editor as an officer uses it: nothing from elsewhere, every kind of file, and nothing lost."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

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


UNKNOWN = "later:\n  what: A field of a later release\n  numbers:\n    - 7\n    - 1.5\n"


@pytest.fixture(scope="module")
def given(files: dict[str, str]) -> dict[str, str]:
    """The files, one of them with fields that no form knows: by itself, and in a group that a form shows."""
    path = f"{HOME}/entries/riverside-short-breaks.yaml"
    text = files[path]
    assert text.count("contact:\n  role:") == 1
    return {**files, path: text.replace("contact:\n", "contact:\n  fax: 01632 960999\n") + UNKNOWN}


@pytest.fixture(scope="module")
def desk(editor: webdriver.Chrome, page: str, given: dict[str, str]) -> Officer:
    """An officer who has signed in. Each test below looks at files that no other one changes."""
    browsing.set_width(editor, 1280)
    one = Officer(editor, page)
    one.sign_in(given)
    return one


@pytest.fixture
def officer(desk: Officer) -> Officer:
    """The same officer, back at the list of services at a wide window."""
    browsing.set_width(desk.browser, 1280)
    return desk


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


def test_every_file_of_the_form_editor_is_ours_or_from_a_named_package(project: Path) -> None:
    page = (ROOT / "docs" / "licences.md").read_text(encoding="utf-8")
    packages = ("@sveltia/cms", "immutable", "turndown")
    assert all(f"\n| {name} | " in page for name in packages)
    theirs = {
        path.read_bytes()
        for name in packages
        for path in (ROOT / "node_modules" / name).rglob("*")
        if path.is_file()
    }
    ours = {path.read_bytes() for path in (ROOT / "themes" / "local_offer" / "editor").iterdir()}
    words = (ROOT / "node_modules/@sveltia/cms/locales/en-GB.json").read_bytes()
    folder = project / "site" / "edit"
    made = {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and path.read_bytes() not in theirs | ours | {b"export default " + words}
    }
    assert made == {"config.json", "index.html"}
    licences = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*LICENSE.txt"))
    assert licences == [
        "program/LICENSE.txt",
        "program/immutable.LICENSE.txt",
        "program/npm/assets/material-symbols-outlined.LICENSE.txt",
        "program/npm/assets/noto-mono.LICENSE.txt",
        "program/npm/assets/source-sans-3.LICENSE.txt",
        "program/turndown.LICENSE.txt",
    ]


def test_page_asks_nobody_else_for_anything(editor: webdriver.Chrome, page: str, address: str) -> None:
    browsing.requests(editor)
    Officer(editor, page).sign_in({f"{HOME}/authority.yaml": "id: northmere\n"})
    asked, blocked = browsing.requests(editor)
    assert f"{address}edit/program/npm/index.js" in asked
    elsewhere = [one for one in asked if not one.startswith((address, "data:", "blob:", "chrome:", "about:"))]
    assert elsewhere == []
    # The program names its fonts a second time, elsewhere, in case its own are missing.
    assert [one.split("/")[2] for one in blocked] == ["cdn.jsdelivr.net"] * 3, blocked


def test_an_officer_makes_the_councils_own_page(editor: webdriver.Chrome, page: str, rules: Rules) -> None:
    browsing.set_width(editor, 1280)
    beginner = Officer(editor, page)
    beginner.sign_in({f"{HOME}/pages/our-promise.md": "# Our promise\n"})
    beginner.open("authority/entries/authority")
    beginner.write("name", "Northmere")
    beginner.write("gss_code", "E06999901")
    beginner.write("region", "North East")
    beginner.add("contact")
    beginner.write("contact.phone", "01632 960100")
    wait_for(editor, lambda: beginner.previewed("contact.phone").endswith("01632 960100"))
    beginner.save()
    made = beginner.files()[f"{HOME}/authority.yaml"]
    assert facts(made, "authority", rules) == {
        "id": "northmere",
        "name": "Northmere",
        "gss_code": "E06999901",
        "region": "North East",
        "contact": {"phone": "01632 960100"},
    }


def test_page_can_be_enlarged(officer: Officer) -> None:
    contents = officer.browser.execute_script(
        "return [...document.querySelectorAll('meta[name=viewport]')].map((one) => one.content)"
    )
    assert len(contents) == 2, "the editor no longer adds its own, so start.js need not change it"
    assert not [one for one in contents if "scale=" in one.replace("initial-scale=1", "")]


def meaning(value: Any) -> Any:
    """What a document says: blank answers are as good as none, and space around a text says nothing."""
    if isinstance(value, dict):
        said = {key: meaning(one) for key, one in value.items()}
        return {key: one for key, one in said.items() if one not in ("", None, [], {})}
    if isinstance(value, list):
        return [meaning(one) for one in value]
    return value.strip() if isinstance(value, str) else value


def said_in(text: str) -> Any:
    document, problems = parse_document(text.encode("utf-8"), "file.yaml")
    assert document is not None and problems == []
    return meaning(document.data)


@pytest.mark.parametrize(
    ("place", "file", "field"),
    [
        ("service/entries/riverside-short-breaks", "entries/riverside-short-breaks", "title"),
        ("setting/entries/harbour-primary-school", "entries/harbour-primary-school", "title"),
        ("not-available/entries/no-overnight-breaks-under-8", "entries/no-overnight-breaks-under-8", "title"),
        (
            "information-ehc-needs-assessment/entries/ask-for-an-ehc-needs-assessment",
            "entries/ask-for-an-ehc-needs-assessment",
            "title",
        ),
        ("consultation/entries/2026", "consultation/2026", "groups.schools-and-nurseries.how"),
        ("review/entries/2026-06", "reviews/2026-06", "next"),
        ("commitment/entries/travel-trainer", "commitments/travel-trainer", "what"),
        ("authority/entries/authority", "authority", "region"),
    ],
)
def test_a_file_that_is_opened_and_saved_keeps_all_it_said(
    officer: Officer, given: dict[str, str], place: str, file: str, field: str
) -> None:
    path = f"{HOME}/{file}.yaml"
    before = said_in(given[path])
    officer.open(place)
    officer.write(field, "2030-01" if field == "next" else "Other words")
    officer.save()
    after = said_in(officer.files()[path])
    inside_before, inside_after = before, after
    *groups, last = field.split(".")
    for group in groups:
        inside_before, inside_after = inside_before[group], inside_after[group]
    assert inside_before.pop(last) != inside_after.pop(last)
    assert after == before


def test_an_officer_makes_a_service(officer: Officer, rules: Rules) -> None:
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
    made = officer.files()[f"{HOME}/entries/saturday-club-it-s-relaxed.yaml"]
    assert facts(made, "service", rules) == {
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


def test_an_officer_makes_a_setting(officer: Officer, rules: Rules) -> None:
    officer.open("setting/new")
    officer.write("title", "Quay Nursery")
    officer.write("summary", "A nursery by the quay.")
    officer.choose("service_types", "Nursery")
    officer.write("provider.name", "Coast Learning Trust")
    officer.add("setting")
    officer.write("setting.urn", "999001")
    officer.write("setting.teaching_approach", "Staff use pictures and signs.")
    wait_for(officer.browser, lambda: officer.previewed("summary").endswith("A nursery by the quay."))
    officer.save()
    made = officer.files()[f"{HOME}/entries/quay-nursery.yaml"]
    assert facts(made, "setting", rules) == {
        "id": "quay-nursery",
        "kind": "setting",
        "title": "Quay Nursery",
        "summary": "A nursery by the quay.",
        "service_types": ["nursery"],
        "provider": {"name": "Coast Learning Trust"},
        "setting": {"urn": "999001", "teaching_approach": "Staff use pictures and signs."},
    }


def test_an_officer_explains_a_topic_in_its_own_boxes(officer: Officer, rules: Rules) -> None:
    officer.open("information-other-information/new")
    officer.write("title", "Blue lights")
    officer.write("summary", "What the blue lights at the door mean.")
    officer.write("sections.about", "They say that the room is free.")
    officer.write("sections.what_to_do", "Go in.")
    wait_for(officer.browser, lambda: officer.previewed("sections.what_to_do").endswith("Go in."))
    officer.save()
    made = officer.files()[f"{HOME}/entries/blue-lights.yaml"]
    assert facts(made, "information", rules) == {
        "id": "blue-lights",
        "kind": "information",
        "title": "Blue lights",
        "summary": "What the blue lights at the door mean.",
        "topic": "other-information",
        "sections": {"about": "They say that the room is free.", "what_to_do": "Go in."},
    }


def test_an_officer_says_plainly_what_is_not_available(officer: Officer, rules: Rules) -> None:
    officer.open("not-available/new")
    officer.write("title", "Hospice beds")
    officer.write("summary", "There is no children's hospice in Northmere.")
    officer.choose("absent.service_types", "Children's hospice")
    officer.set_day("since", "2025-04-01")
    officer.write("why", "Too few children need one.")
    officer.add("instead")
    officer.write("instead.0.title", "The hospice in Harrowdale")
    wait_for(officer.browser, lambda: officer.previewed("why").endswith("Too few children need one."))
    officer.save()
    made = officer.files()[f"{HOME}/entries/hospice-beds.yaml"]
    assert facts(made, "not-available", rules) == {
        "id": "hospice-beds",
        "kind": "not-available",
        "title": "Hospice beds",
        "summary": "There is no children's hospice in Northmere.",
        "absent": {"service_types": ["hospice"]},
        "since": date(2025, 4, 1),
        "why": "Too few children need one.",
        "instead": [{"title": "The hospice in Harrowdale"}],
    }


def test_an_officer_writes_a_comment_with_its_answer(officer: Officer, rules: Rules) -> None:
    officer.open("comment/new")
    officer.write("id", "2026-090")
    officer.write("received", "2026-10")
    officer.choose("from", "A parent or carer")
    officer.choose("about", "Help or facts that are missing")
    officer.choose("entries", "Autism outreach teachers")
    officer.write("said", "We could not find out who decides.")
    officer.add("response")
    officer.choose("response.status", "We did it")
    officer.write("response.did", "We added who decides: the panel.")
    officer.write("response.month", "2026-11")
    wait_for(officer.browser, lambda: officer.previewed("response.did").endswith("the panel."))
    officer.save()
    made = officer.files()[f"{HOME}/comments/2026-090.yaml"]
    assert facts(made, "comment", rules) == {
        "id": "2026-090",
        "received": "2026-10",
        "from": "parent-carer",
        "about": ["missing"],
        "entries": ["autism-outreach"],
        "said": "We could not find out who decides.",
        "response": {"status": "done", "did": "We added who decides: the panel.", "month": "2026-11"},
    }


def test_an_officer_records_whom_the_council_asked(officer: Officer, rules: Rules) -> None:
    officer.open("consultation/new")
    officer.name_file("2025")
    officer.add("groups.prus")
    officer.write("groups.prus.how", "A letter to the committee")
    officer.write("groups.prus.month", "2025-05")
    officer.write("groups.prus.people", "7")
    wait_for(officer.browser, lambda: officer.previewed("groups.prus.people").endswith("7"))
    officer.save()
    made = officer.files()[f"{HOME}/consultation/2025.yaml"]
    assert facts(made, "consultation", rules) == {
        "groups": {"prus": {"how": "A letter to the committee", "month": "2025-05", "people": 7}}
    }


TRACKER = "https://github.com/sveltia/sveltia-cms/issues?q=label%3Aa11y"
"""Where the makers of the editor collect barriers. We found no issue of its own for any of those below."""

FAULTS_OF_THE_EDITOR = {
    # Its icons are letters, which count as words that the name lacks. Screen readers do not hear them.
    "label-content-name-mismatch": TRACKER,
    # Best practice: its tool bars stand outside all landmarks; a page that is open for editing has no main
    # part and no heading of the first level.
    "region": TRACKER,
    "landmark-one-main": TRACKER,
    "page-has-heading-one": TRACKER,
}
"""What axe-core faults in the editor and we cannot mend: by rule, where its makers are told."""


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize(
    "place", ["", "service/new", "service/entries/riverside-short-breaks", "comment/entries/2026-013"]
)
def test_axe_finds_nothing_but_the_named_faults(officer: Officer, place: str, width: int) -> None:
    browsing.set_width(officer.browser, width)
    if place:
        officer.open(place)
    else:
        officer.browser.get(f"{officer.page}#/collections/service")
        wait_for(officer.browser, lambda: "Adult social care" in officer.said())
    found = browsing.axe_results(officer.browser)
    assert {rule["id"] for rule in found["violations"]} <= set(FAULTS_OF_THE_EDITOR), browsing.faults(found)
    assert officer.browser.execute_script("return document.documentElement.scrollWidth") == width


def test_what_does_not_fit_is_said_beside_the_field_and_nothing_is_saved(officer: Officer) -> None:
    before = officer.files()
    officer.open("comment/new")
    officer.write("id", "my comment")
    officer.press("Save")
    wait_for(officer.browser, lambda: "This should be a year, a hyphen and at least three" in officer.said())
    assert officer.files() == before


def test_an_officer_adds_corrects_answers_and_publishes_without_a_terminal(
    officer: Officer, given: dict[str, str], project: Path, tmp_path: Path, rules: Rules
) -> None:
    """Publishing is what the forge does with what was saved: it checks the files and builds the site."""
    officer.open("service/new")
    officer.write("title", "Tuesday tea")
    officer.write("summary", "Tea and company for parents.")
    officer.choose("service_types", "Early help for families")
    officer.write("provider.name", "Northmere Council")
    officer.choose("signed_off", "The council", "Parent carer forum")
    officer.save()

    officer.open("service/entries/blue-badge")
    officer.write("summary", "A badge that lets you park nearer.")
    officer.save()

    officer.open("comment/entries/2026-013")
    officer.add("response")
    officer.choose("response.status", "We are doing it")
    officer.write("response.did", "We are writing it with three families.")
    officer.write("response.month", "2026-10")
    officer.save()

    after = officer.files()
    changed = ("entries/tuesday-tea", "entries/blue-badge", "comments/2026-013")
    saved = {**given} | {path: after[path] for path in (f"{HOME}/{one}.yaml" for one in changed)}
    # What a later release might write is only there for another test.
    saved[f"{HOME}/entries/riverside-short-breaks.yaml"] = (
        project / HOME / "entries" / "riverside-short-breaks.yaml"
    ).read_text(encoding="utf-8")
    assert checked(saved, project, tmp_path, rules) == []
    built = build_site(open_project(tmp_path), authority=None, out=tmp_path / "site", day=DAY)
    assert built.site is not None

    def page(address: str) -> str:
        return (tmp_path / "site" / address / "index.html").read_text(encoding="utf-8")

    assert "Tea and company for parents." in page("support/tuesday-tea")
    assert "A badge that lets you park nearer." in page("support/blue-badge")
    assert "We are writing it with three families." in page("you-said")
