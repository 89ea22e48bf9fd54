"""The audit sees a fault wherever it hides, looks at every kind of page, and never passes what hardly ran."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import axe_selenium_python
import pytest
from click.testing import CliRunner

from site_builder.audit.accessibility import Ways, audit_site, audit_text, build_and_audit, run_audit
from site_builder.audit.record import start_record
from site_builder.audit.site_pages import chosen_pages
from site_builder.cli import main
from site_builder.content.criteria import criteria
from site_builder.content.days import JudgedDay
from site_builder.content.document import dump_document
from site_builder.content.offers import read_offers
from site_builder.content.person_tests import PersonTests, person_tests
from site_builder.content.results import AuditNote, AuditResult, audit_file, read_results, write_audit
from site_builder.errors import SiteBuilderError
from site_builder.project import Project, open_project
from tests.check_cases import rules
from tests.test_pages import BARE, NORTHMERE

ROOT = Path(__file__).resolve().parent.parent
DAY = date(2026, 11, 1)
PALE = "color: #ccc; background: #fff"

# One fault for each way of looking, and nobody sees it who does not look that way.
FAULTS = f"""
<style>
  .narrow, .dark {{ color: #000; background: #fff }}
  @media (max-width: 400px) {{ .narrow {{ {PALE} }} }}
  @media (prefers-color-scheme: dark) {{ .dark {{ {PALE} }} }}
</style>
<img id="always" src="data:," >
<p class="narrow" id="narrow">On a narrow screen this is pale.</p>
<p class="dark" id="dark">In the dark this is pale.</p>
<details><summary>Menu</summary><p id="inside" style="{PALE}">In the menu this is pale.</p></details>
<noscript><p id="without" style="{PALE}">Without scripts this is pale.</p></noscript>
<form id="find-form" role="search">
<label for="find-words">What are you looking for?</label><input id="find-words" type="search"></form>
<ul id="find-chosen"></ul><ul id="find-results" hidden></ul>
<div class="find-plain"><a href="index.html">Riverside club</a></div>
<script>
  document.getElementById('find-words').addEventListener('input', (event) => {{
    const list = document.getElementById('find-results');
    list.innerHTML = '<li><a href="index.html">Club</a> <i class="find-why" id="why"></i></li>';
    document.getElementById('why').style = '{PALE}';
    document.getElementById('why').textContent = 'Why this is here: ' + event.target.value;
    list.hidden = false;
  }});
</script>
"""


def page(content: str, title: str = "A page") -> str:
    return (
        f'<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>{title}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"></head>'
        f"<body><main><h1>{title}</h1>{content}</main></body></html>"
    )


def write(site: Path, **pages: str) -> Path:
    for address, text in pages.items():
        path = site / address
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return site


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> AuditResult:
    site = write(
        tmp_path_factory.mktemp("faulty"),
        **{"index.html": page("<p>Fine.</p>"), "support/club/index.html": page(FAULTS)},
    )
    return audit_site(site, authority="northmere", on=DAY)


def test_a_fault_is_seen_by_those_who_look_that_way_and_by_nobody_else(faulty: AuditResult) -> None:
    seen = {one.target: set(one.seen) for one in faulty.violations}
    every = {
        f"{width} {scheme} {state}"
        for width in (320, 1280)
        for scheme in ("light", "dark")
        for state in ("base", "menu-open", "results-showing", "scripts-off")
    }
    assert seen == {
        "#always": every,
        "#narrow": {one for one in every if one.startswith("320")},
        "#dark": {one for one in every if " dark " in one},
        "#inside": {one for one in every if one.endswith(("menu-open", "results-showing"))},
        "#without": {one for one in every if one.endswith("scripts-off")},
        "#why": {one for one in every if one.endswith("results-showing")},
    }


def test_the_result_says_what_was_looked_at_and_with_what(faulty: AuditResult) -> None:
    assert faulty.pages == ("index.html", "support/club/index.html")
    # A page without a menu, a search and scripts looks the same in every state.
    assert faulty.runs == 2 * 2 + 2 * 2 * 4
    assert faulty.fewest_passes > 10
    assert tuple(map(int, faulty.axe_version.split(".")[:2])) >= (4, 11)
    assert faulty.browser.startswith("Chromium ")
    assert faulty.rules_broken == ("color-contrast", "image-alt")
    assert {one.page for one in faulty.violations} == {"support/club/index.html"}
    assert {(one.rule, one.criteria) for one in faulty.violations} == {
        ("color-contrast", ("1.4.3",)),
        ("image-alt", ("1.1.1",)),
    }


def test_the_text_names_page_rule_place_and_way_of_looking(faulty: AuditResult) -> None:
    text = audit_text(faulty)
    assert "Faults: 6\n  support/club/index.html\n" in text
    assert "    image-alt (critical): #always\n" in text
    assert "      seen: 320 light scripts-off, " in text
    assert "does not make a site accessible" in text


def test_an_axe_that_is_too_old_is_no_test(tmp_path: Path) -> None:
    site = write(tmp_path, **{"index.html": page("Fine."), "support/club/index.html": page("Fine.")})
    bundled = Path(str(axe_selenium_python.__file__)).parent / "node_modules" / "axe-core" / "axe.min.js"
    with pytest.raises(SiteBuilderError, match=r"^this axe-core is 3\.1\.1, too old to prove anything"):
        audit_site(site, authority="northmere", on=DAY, axe_script=bundled)


def test_a_run_of_hardly_any_rules_is_no_pass_and_an_earlier_result_stays(tmp_path: Path) -> None:
    site = write(tmp_path / "site", **{"index.html": "<p>", "support/club/index.html": page("Fine.")})
    project = Project(tmp_path)
    write_audit(audit_file(project, "northmere"), RESULT)
    before = audit_file(project, "northmere").read_bytes()
    with pytest.raises(SiteBuilderError, match=r"^axe-core passed only \d+ rules on index.html"):
        run_audit(project, site, "northmere", DAY)
    assert audit_file(project, "northmere").read_bytes() == before


def test_a_search_whose_form_is_called_something_else_is_not_passed_over(tmp_path: Path) -> None:
    renamed = FAULTS.replace("find-form", "other-form")
    site = write(tmp_path, **{"index.html": page("Fine."), "find/index.html": page(renamed)})
    (site / "support").mkdir()
    with pytest.raises(SiteBuilderError, match=r"^find/index.html has no form called find-form"):
        audit_site(site, authority="northmere", on=DAY)


def test_a_search_that_never_answers_is_no_pass(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("site_builder.audit.accessibility.ANSWER_SECONDS", 0.3)
    broken = FAULTS.replace("addEventListener('input'", "addEventListener('never'")
    site = write(tmp_path, **{"index.html": page("Fine."), "support/club/index.html": page(broken)})
    with pytest.raises(SiteBuilderError, match=r"^the search of the site shows no results"):
        audit_site(site, authority="northmere", on=DAY, ways=Ways(states=("results-showing",)))


def test_a_run_saves_the_same_bytes_each_time(tmp_path: Path) -> None:
    site = write(
        tmp_path / "site", **{"index.html": page("Fine."), "support/club/index.html": page('<img src="x">')}
    )
    project = Project(tmp_path)
    first = run_audit(project, site, "northmere", DAY)
    saved = first.path.read_bytes()
    assert run_audit(project, site, "northmere", DAY).path.read_bytes() == saved
    assert read_results(project, "northmere", DAY)[0].audit == first.result
    assert [path.name for path in first.path.parent.iterdir()] == ["audit.json"]


def test_without_a_site_it_is_built_audited_and_gone_again(tmp_path: Path) -> None:
    project = project_with(tmp_path, "<img src=house.png>")
    quick = Ways(widths=(1280,), schemes=("light",), states=("base",))
    done = build_and_audit(project, "exampleshire", JudgedDay(DAY, DAY), ways=quick)
    assert done.result is not None
    assert {"index.html", "accessibility/index.html", "pages/promise/index.html"} <= set(done.result.pages)
    assert [(one.page, one.rule) for one in done.result.violations] == [
        ("pages/promise/index.html", "image-alt")
    ]
    assert done.path.is_file()
    assert not project.site.exists()


@pytest.mark.parametrize(
    ("html", "code"), [("<p>Fine.</p>", 0), ('<img src="x">', 1)], ids=["none", "a fault"]
)
def test_the_command_ends_with_1_if_there_is_a_fault(tmp_path: Path, html: str, code: int) -> None:
    project = project_with(tmp_path, "")
    site = write(tmp_path / "other", **{"index.html": page("Fine."), "support/club/index.html": page(html)})
    done = CliRunner().invoke(main, ["audit", str(site), "--project", str(tmp_path), "--date", "2026-11-01"])
    assert done.exit_code == code, done.output
    results, _ = read_results(project, "exampleshire", DAY)
    assert results.audit is not None and len(results.audit.violations) == code


def test_the_command_starts_a_record_for_the_pages_of_a_site(tmp_path: Path) -> None:
    project = project_with(tmp_path, "")
    site = write(tmp_path / "other", **{"index.html": page("Fine."), "support/club/index.html": page("<dl>")})
    asked = ["audit", str(site), "--record", "--project", str(tmp_path), "--date", "2026-10-12"]
    done = CliRunner().invoke(main, asked)
    assert done.exit_code == 0, done.output
    path = project.authority_folder("exampleshire") / "audits" / "2026-10-12.yaml"
    assert "sample:\n  - index.html\n  - support/club/index.html\n" in path.read_text(encoding="utf-8")
    assert CliRunner().invoke(main, asked).exit_code == 2


def test_of_several_authorities_one_has_to_be_named(tmp_path: Path) -> None:
    project_with(tmp_path, "")
    (tmp_path / "offer_content" / "harrowdale").mkdir()
    done = CliRunner().invoke(main, ["audit", "--record", "--project", str(tmp_path)])
    assert done.exit_code == 2
    assert "say which authority, with --authority; there are: exampleshire, harrowdale" in done.output


def test_faults_of_the_content_are_not_mistaken_for_a_pass(tmp_path: Path) -> None:
    project = project_with(tmp_path, "", colour="#ffff00")
    done = build_and_audit(project, "exampleshire", JudgedDay(DAY, DAY))
    assert done.result is None
    assert [one.code for one in done.diagnostics] == ["colour-contrast"]
    assert not done.path.exists()


def project_with(root: Path, html: str, colour: str = "#1d3a8a") -> Project:
    """A project with one entry and one page written by hand, which holds *html*."""
    home = root / "offer_content" / "exampleshire"
    write(
        home,
        **{
            "authority.yaml": dump_document(NORTHMERE | {"id": "exampleshire", "look": {"colour": colour}}),
            "entries/club.yaml": dump_document(BARE | {"id": "club", "title": "A club"}),
            "pages/promise.md": f"# Our promise\n\n{html}\n",
        },
    )
    return open_project(root)


# The record of a test by a person


def test_a_record_names_every_criterion_and_says_what_to_try(tmp_path: Path) -> None:
    project = project_with(tmp_path, "")
    path = start_record(project, "exampleshire", DAY, ["index.html"])
    assert path.name == "2026-11-01.yaml"
    text = path.read_text(encoding="utf-8")
    places = [text.index(f"  {one.number}: not-tested\n") for one in criteria().values()]
    assert places == sorted(places) and len(places) == 55
    joined = " ".join(text.replace("#", " ").split())
    assert all(" ".join(one.asks.split()) in joined for one in criteria().values())
    (offer,), diagnostics = read_offers(project, rules(), JudgedDay(DAY, DAY))
    (found,) = diagnostics
    assert found.code == "test-not-finished"
    assert "who tested; 55 of 55 criteria" in found.message
    assert person_tests(offer.records.audits, DAY) == PersonTests()


def test_a_record_is_never_written_over(tmp_path: Path) -> None:
    project = project_with(tmp_path, "")
    path = start_record(project, "exampleshire", DAY)
    path.write_text("who: Coast Access Centre\n", encoding="utf-8")
    with pytest.raises(SiteBuilderError, match=r"2026-11-01.yaml is there already; nothing was changed"):
        start_record(project, "exampleshire", DAY)
    assert path.read_text(encoding="utf-8") == "who: Coast Access Centre\n"


def test_the_criteria_are_those_of_the_guidelines() -> None:
    """Levels A and AA of 2.2 have 31 and 24; 4.1.1 went, and six came (W3C, What's new in WCAG 2.2)."""
    levels = [one.level for one in criteria().values()]
    assert (levels.count("A"), levels.count("AA")) == (31, 24)
    new = {"2.4.11", "2.5.7", "2.5.8", "3.2.6", "3.3.7", "3.3.8"}
    assert new <= set(criteria()) and "4.1.1" not in criteria()
    in_order = sorted(criteria(), key=lambda number: [int(part) for part in number.split(".")])
    assert list(criteria()) == in_order
    for one in criteria().values():
        assert one.asks.endswith("?")
        assert one.link.startswith("https://www.w3.org/WAI/WCAG22/Understanding/")


# Which pages


def addresses(site: Path, authority: str = "northmere", *, every: bool = False) -> list[str]:
    return [one.address for one in chosen_pages(site, authority, every=every)]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Two authorities: for each kind two pages of one shape, and an entry with a shape of its own."""
    pages = {"index.html": page(""), "404.html": page("")}
    for authority in ("northmere", "harrowdale"):
        for address in (
            "index.html",
            "support/a/index.html",
            "support/b/index.html",
            "need/index.html",
            "need/autism/index.html",
            "need/all/index.html",
            "gaps/index.html",
            "gaps/facts/index.html",
            "pages/promise/index.html",
            "pages/hours.html",
        ):
            pages[f"{authority}/{address}"] = page("<p class='lead'>Words.</p>")
        pages[f"{authority}/support/c/index.html"] = page("<dl><dt>Cost</dt><dd>Free</dd></dl>")
    return write(tmp_path / "site", **pages)


def test_one_page_of_each_kind_and_shape_is_looked_at_and_all_written_by_hand(site: Path) -> None:
    assert addresses(site) == [
        "404.html",
        "index.html",
        "northmere/gaps/facts/index.html",
        "northmere/gaps/index.html",
        "northmere/index.html",
        "northmere/need/all/index.html",
        "northmere/need/index.html",
        "northmere/pages/hours.html",
        "northmere/pages/promise/index.html",
        "northmere/support/a/index.html",
        "northmere/support/c/index.html",
    ]


def test_a_folder_that_nobody_named_is_a_kind_of_its_own_however_many_pages_it_has(site: Path) -> None:
    pages = {f"northmere/start/{number}/index.html": page("<p>A step.</p>") for number in range(30)}
    pages["northmere/start/7/index.html"] = page("<form class='step'><p>A question.</p></form>")
    pages["northmere/start/8/index.html"] = page("<p>A step.</p>").replace(
        "</title>", "</title><link rel='stylesheet' href='../../assets/start.css'>"
    )
    pages["northmere/start/index.html"] = page("<p>Where it begins.</p>")
    pages["northmere/pl/start/1/index.html"] = page("<p>Krok.</p>").replace("en-GB", "pl")
    pages["northmere/pl/need/1/index.html"] = page("<p>Krok.</p>").replace("en-GB", "pl")
    pages["which-council/index.html"] = page("<p>Both share this.</p>")
    write(site, **pages)
    found = addresses(site)
    assert [one for one in found if "start" in one or "/pl/" in one or "which" in one] == [
        "northmere/pl/need/1/index.html",
        "northmere/pl/start/1/index.html",
        "northmere/start/7/index.html",
        "northmere/start/8/index.html",
        "northmere/start/index.html",
        "which-council/index.html",
    ]


def test_every_page_of_the_authority_is_looked_at_on_demand_and_none_of_another(site: Path) -> None:
    found = addresses(site, every=True)
    assert len(found) == 2 + 11
    assert not [one for one in found if "harrowdale" in one]


def test_the_site_of_one_authority_has_no_folder_for_it(site: Path) -> None:
    assert addresses(site / "northmere")[0] == "gaps/facts/index.html"
    assert "support/a/index.html" in addresses(site / "northmere")


def test_an_offer_that_has_just_been_started_has_pages_to_look_at(tmp_path: Path) -> None:
    started = write(tmp_path, **{"index.html": page("Fine."), "gaps/index.html": page("Fine.")})
    assert addresses(started, "anyshire") == ["gaps/index.html", "index.html"]


def test_a_folder_that_is_no_site_and_an_authority_that_is_not_in_it_are_refused(site: Path) -> None:
    with pytest.raises(SiteBuilderError, match="is not a built site"):
        addresses(site / "northmere" / "support")
    with pytest.raises(SiteBuilderError, match="has no local offer of anyshire"):
        addresses(site, "anyshire")


def test_without_a_browser_the_audit_says_what_to_install(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(SiteBuilderError, match=r"needs a browser: sudo apt-get install chromium"):
        audit_site(site, authority="northmere", on=DAY)


# The saved result

NOTE = AuditNote(
    "index.html",
    "label",
    "#name",
    "critical",
    "No label.",
    "https://dequeuniversity.com/",
    ("320",),
    ("4.1.2",),
    "Form elements must have labels",
)
RESULT = AuditResult("northmere", DAY, "4.14.1", "Chromium 150", ("index.html",), 4, 30, (NOTE,), ())


def test_a_saved_result_is_read_as_it_was(tmp_path: Path) -> None:
    project = Project(tmp_path)
    write_audit(audit_file(project, "northmere"), RESULT)
    results, problems = read_results(project, "northmere", DAY)
    assert (results.audit, results.links, problems) == (RESULT, None, [])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"pages": []}, "these results prove nothing: no page was tested"),
        ({"runs": 0}, "these results prove nothing: no page was tested"),
        ({"fewest_passes": 0}, "these results prove nothing: no page was tested"),
        ({"runs": True}, 'these results are not whole: "runs" is missing or wrong'),
        ({"violations": None}, 'these results are not whole: "violations" is missing or wrong'),
        ({"violations": [{}]}, 'these results are not whole: "page" is missing or wrong'),
        ({"tested_on": "2026-11-02"}, "these results are of 2 November 2026, which is after 1 November 2026"),
    ],
)
def test_a_result_that_cannot_be_trusted_counts_as_not_there(
    tmp_path: Path, change: dict[str, object], message: str
) -> None:
    project = Project(tmp_path)
    path = audit_file(project, "northmere")
    write_audit(path, RESULT)
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | change), encoding="utf-8")
    results, (problem,) = read_results(project, "northmere", DAY)
    assert results.audit is None
    assert problem.message == message
    assert problem.hint == "they count as not there; run local-offer audit again"


# Axe-core in the wheel


def build_wheel(checkout: Path) -> tuple[set[str], str]:
    """Build a wheel of a checkout, and give the files of axe-core in it and what the build said."""
    out = checkout / "out"
    done = subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(checkout)],
        capture_output=True,
        text=True,
        check=True,
    )
    (wheel,) = out.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        carried = {name for name in archive.namelist() if "vendor/" in name}
    shutil.rmtree(out)
    return carried, done.stdout + done.stderr


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """The least of a checkout that a wheel is built from, without what npm brings."""
    for name in ("pyproject.toml", "hatch_build.py", "README.md", "LICENSE", "CHANGELOG.md", "mkdocs.yml"):
        shutil.copy(ROOT / name, tmp_path)
    for name in ("repository", "schema", "themes"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "one.yaml").touch()
    (tmp_path / "site_builder").mkdir()
    shutil.copy(ROOT / "site_builder" / "__init__.py", tmp_path / "site_builder")
    return tmp_path


def test_the_wheel_carries_axe_core_and_its_licences(checkout: Path) -> None:
    shutil.copytree(ROOT / "node_modules" / "axe-core", checkout / "node_modules" / "axe-core")
    carried, said = build_wheel(checkout)
    names = ("axe.min.js", "LICENSE", "LICENSE-3RD-PARTY.txt")
    assert carried == {f"site_builder/vendor/axe-core/{name}" for name in names}
    assert "carries no axe-core" not in said


def test_a_wheel_without_axe_core_says_so(checkout: Path) -> None:
    carried, said = build_wheel(checkout)
    assert carried == set()
    assert "This wheel carries no axe-core, so `local-offer audit` will not run from it" in said
    assert "Run npm ci first." in said
