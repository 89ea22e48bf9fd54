"""The command `local-offer`, as it is typed: what it prints, where, and how it ends."""

from __future__ import annotations

import csv
import io
import json
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from site_builder.cli import main
from site_builder.content.diagnostics import CODES

ENTRY = """\
id: club
kind: service
title: Riverside Club
summary: A club on Saturdays.
service_types:
  - youth-club
provider:
  name: Riverside Trust
"""


def run(*arguments: str, code: int) -> Result:
    result = CliRunner().invoke(main, arguments, catch_exceptions=False)
    assert result.exit_code == code, result.output
    return result


@pytest.fixture
def project(tmp_path: Path) -> Path:
    run("new", "authority", "exampleshire", "--project", str(tmp_path), code=0)
    write_entry(tmp_path, ENTRY)
    return tmp_path


def write_entry(project: Path, text: str, name: str = "club") -> Path:
    path = project / "offer_content" / "exampleshire" / "entries" / f"{name}.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_project_in_order_ends_with_0(project: Path) -> None:
    result = run("check", "--project", str(project), code=0)
    assert result.stdout == ""
    assert result.stderr == "Nothing to mend in 2 files\n"


def test_errors_end_with_1_and_warnings_with_0(project: Path) -> None:
    write_entry(project, ENTRY + "contact:\n  phone: 07912 345678\n")
    assert run("check", "--project", str(project), code=0).stderr == "0 errors and 1 warning in 2 files\n"
    write_entry(project, ENTRY.replace("youth-club", "yuth-club"))
    assert run("check", "--project", str(project), code=1).stderr == "1 error and 0 warnings in 2 files\n"


@pytest.mark.parametrize("arguments", [("check",), ("gaps", "exampleshire"), ("build",)])
def test_a_folder_that_is_no_project_is_one_line_and_2(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    result = run(*arguments, "--project", str(tmp_path), code=2)
    assert result.stderr == (
        f"Error: {tmp_path.as_posix()} has no folder offer_content; "
        "start one with: local-offer new authority NAME\n"
    )


@pytest.mark.parametrize("command", ["gaps", "build"])
def test_an_unknown_authority_is_told_what_was_meant(project: Path, command: str) -> None:
    result = run(command, "exampelshire", "--project", str(project), code=2)
    assert result.stderr == 'Error: there is no authority "exampelshire"; did you mean "exampleshire"?\n'


def test_a_check_of_one_file_speaks_of_that_file_only(project: Path) -> None:
    path = write_entry(project, "id: swim\n", "swim")
    write_entry(project, "id: club\n")
    result = run("check", str(path), "--project", str(project), code=1)
    assert "entries/swim.yaml" in result.stdout
    assert "entries/club.yaml" not in result.stdout
    assert "in 1 file\n" in result.stderr


def test_a_check_of_something_that_is_not_there_ends_with_2(project: Path) -> None:
    result = run("check", "nothing", "--project", str(project), code=2)
    assert result.stderr == (
        'Error: "nothing" is neither a file nor an authority; the authorities are: exampleshire\n'
    )


def test_the_check_as_json(project: Path) -> None:
    write_entry(project, ENTRY.replace("youth-club", "yuth-club"))
    report = json.loads(run("check", "--format", "json", "--project", str(project), code=1).stdout)
    assert report == {
        "format_version": 1,
        "diagnostics": [
            {
                "path": "offer_content/exampleshire/entries/club.yaml",
                "line": 6,
                "column": 5,
                "severity": "error",
                "code": "unknown-term",
                "field": "service_types[1]",
                "message": '"yuth-club" is not one of the service types',
                "hint": 'did you mean "youth-club"? The list is schema/vocabularies/service-types.yaml',
            }
        ],
        "counts": {"error": 1, "warning": 0, "files": 2},
    }


def test_the_check_as_annotations_puts_errors_first_and_escapes(project: Path) -> None:
    write_entry(
        project, ENTRY.replace("Riverside Club", "'100%: Club'").replace("youth-club", "07,club"), "a"
    )
    said = run("check", "--format", "github", "--project", str(project), code=1).stdout.splitlines()
    assert said[0] == (
        "::error file=offer_content/exampleshire/entries/a.yaml,"
        "line=1,col=5,endColumn=9,title=id-not-file-name::"
        'id: the id "club" is not the name of the file'
        "%0Ahint: write: id: a; or rename the file to club.yaml"
    )
    assert all(line.startswith("::error ") for line in said)


def test_a_message_cannot_start_a_workflow_command_of_its_own(project: Path) -> None:
    write_entry(project, ENTRY.replace("kind: service", 'kind: "service%0A::error::gotcha"'))
    said = run("check", "--format", "github", "--project", str(project), code=1).stdout
    assert len(said.splitlines()) == 1
    assert "service%250A" in said


@pytest.mark.parametrize("code", CODES)
def test_every_code_is_explained(code: str) -> None:
    said = run("explain", code, code=0).stdout
    assert said.startswith(f"{code} (")
    assert said.count("\n") == 4


def test_explain_without_a_code_lists_them_all() -> None:
    assert run("explain", code=0).stdout.count("What to do:") == len(CODES)


def test_an_unknown_code_is_told_what_was_meant() -> None:
    assert run("explain", "unknown-trm", code=2).stderr == (
        'Error: there is no code "unknown-trm"; did you mean "unknown-term"?\n'
    )


def test_gaps_are_a_result_and_fail_only_when_asked(project: Path) -> None:
    place = ("--project", str(project), "--date", "2026-11-01")
    said = run("gaps", "exampleshire", *place, code=0).stdout
    assert said.startswith("What exampleshire publishes on 1 November 2026, judged against draft-2026-11\n")
    for level in ("must", "should", "recommended"):
        run("gaps", "exampleshire", *place, "--fail-on", level, code=1)


def test_gaps_as_json_have_the_published_shape(project: Path) -> None:
    place = ("--project", str(project), "--date", "2026-11-01")
    report = json.loads(run("gaps", "exampleshire", "--format", "json", *place, code=0).stdout)
    assert list(report) == [
        "format_version",
        "authority",
        "standard",
        "assessed_on",
        "counts",
        "findings",
        "entries",
        "left_out",
    ]
    assert report["assessed_on"] == "2026-11-01"
    assert sum(report["counts"]["must"].values()) == 80
    assert list(report["findings"][0]) == [
        "requirement",
        "level",
        "title",
        "status",
        "evidence",
        "reasons",
        "to_close",
        "who_acts",
    ]
    assert report["entries"] == [
        {
            "id": "club",
            "kind": "service",
            "asked": 12,
            "given": 0,
            "missing": [
                "description",
                "needs",
                "ages",
                "eligibility",
                "how_to_access",
                "waiting_time",
                "availability",
                "cost",
                "when",
                "delivered",
                "contact",
                "reviewed",
            ],
        }
    ]


def test_gaps_as_csv_have_one_line_a_finding(project: Path) -> None:
    said = run("gaps", "exampleshire", "--format", "csv", "--project", str(project), code=0).stdout
    rows = list(csv.DictReader(io.StringIO(said)))
    assert len(rows) == 116
    assert {row["authority"] for row in rows} == {"exampleshire"}


def test_gaps_as_markdown_show_counts_and_reasons(project: Path) -> None:
    said = run("gaps", "exampleshire", "--format", "markdown", "--project", str(project), code=0).stdout
    assert "| must | " in said
    assert "- **missing**: How to comment on the local offer (`pub.how-to-comment`)." in said


def test_gaps_with_a_faulty_entry_name_it_and_end_with_1(project: Path) -> None:
    write_entry(project, "id: swim\n", "swim")
    result = run("gaps", "exampleshire", "--project", str(project), code=1)
    assert "error[missing-field]" in result.stderr
    left_out = "Left out of this report, because the file has errors:\n"
    assert f"{left_out}  offer_content/exampleshire/entries/swim.yaml" in result.stdout


def test_a_new_entry_says_what_is_still_to_be_written(tmp_path: Path) -> None:
    run("new", "authority", "anyshire", "--name", "Any Shire", "--project", str(tmp_path), code=0)
    said = run(
        "new",
        "entry",
        "Café — Saturday's swimming!",
        "--authority",
        "anyshire",
        "--project",
        str(tmp_path),
        code=0,
    )
    assert said.stdout.startswith("Wrote offer_content/anyshire/entries/cafe-saturdays-swimming.yaml. ")
    checked = run("check", "--project", str(tmp_path), code=1).stdout
    assert checked.count("error[empty-field]") == 3
    assert "error[missing-field]" not in checked


def test_a_new_page_names_the_sections_of_its_topic(tmp_path: Path) -> None:
    run("new", "authority", "anyshire", "--project", str(tmp_path), code=0)
    place = ("--authority", "anyshire", "--project", str(tmp_path))
    run("new", "entry", "Help with travel", "--kind", "information", "--topic", "housing", *place, code=0)
    text = (tmp_path / "offer_content/anyshire/entries/help-with-travel.yaml").read_text(encoding="utf-8")
    assert "\nsections:\n  options:\n  how_to_apply:\n  benefits_and_adaptations:\n" in text


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ("entry", "Club", "--authority", "nowhere"),
            'Error: there is no authority "nowhere"; there are: anyshire\n',
        ),
        (
            ("entry", "!!", "--authority", "anyshire"),
            'Error: "" cannot be an id; use small letters, digits and hyphens',
        ),
        (("authority", "../elsewhere"), 'Error: "../elsewhere" cannot be an id; use small letters'),
        (("authority", "anyshire"), "Error: offer_content/anyshire/authority.yaml is there already\n"),
    ],
)
def test_what_cannot_be_started_is_said_in_one_line(
    tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    run("new", "authority", "anyshire", "--project", str(tmp_path), code=0)
    assert run("new", *arguments, "--project", str(tmp_path), code=2).stderr.startswith(said)


def test_a_real_authority_starts_with_its_own_codes(tmp_path: Path) -> None:
    run("new", "authority", "north-somerset", "--project", str(tmp_path), code=0)
    text = (tmp_path / "offer_content/north-somerset/authority.yaml").read_text(encoding="utf-8")
    assert "gss_code: E06000024\n" in text and "demonstration: real\n" in text
    run("check", "--project", str(tmp_path), code=0)


def test_a_file_that_is_no_feed_is_one_line_and_2(tmp_path: Path) -> None:
    feed = tmp_path / "feed.json"
    feed.write_text('[{"id": 1', encoding="utf-8")
    result = run(
        "import", "outpost", str(feed), "--authority", "anyshire", "--project", str(tmp_path), code=2
    )
    assert result.stderr.startswith("Error: feed.json") and result.stderr.count("\n") == 1
    result = run("import", "oruk", str(tmp_path / "no.json"), "--authority", "anyshire", code=2)
    assert result.stderr.endswith("cannot be read: No such file or directory\n")


def test_one_entry_is_told_what_it_lacks_and_why_it_matters(project: Path) -> None:
    place = ("--project", str(project), "--date", "2026-11-01")
    said = run("gaps", "exampleshire/club", *place, code=0).stdout
    assert said.startswith(
        "Riverside Club (offer_content/exampleshire/entries/club.yaml)\nIt gives 0 of the 12 facts"
    )
    report = json.loads(run("gaps", "exampleshire/club", "--format", "json", *place, code=0).stdout)
    assert report["entry"] == "club"
    assert run("gaps", "exampleshire/clubb", *place, code=2).stderr == (
        'Error: exampleshire has no entry "clubb"; did you mean "club"?\n'
    )
    assert run("gaps", "exampleshire/club", "--format", "csv", *place, code=2).stderr == (
        "Error: this report has no format csv; it has: text, json\n"
    )


def test_another_standard_can_be_named(project: Path) -> None:
    place = ("--project", str(project), "--date", "2026-11-01")
    said = run("gaps", "exampleshire", "--standard", "proposal-2026-reform", *place, code=0).stdout
    assert "judged against proposal-2026-reform" in said
    assert run("gaps", "exampleshire", "--standard", "2014", *place, code=2).stderr == (
        'Error: there is no standard "2014"; there are: draft-2026-11, proposal-2026-reform\n'
    )


def test_standards_are_listed_and_compared(project: Path) -> None:
    listed = run("standards", "list", code=0).stdout.splitlines()
    assert [line.split(" ")[0] for line in listed] == ["draft-2026-11", "proposal-2026-reform"]
    place = ("--project", str(project), "--date", "2026-11-01")
    said = run("standards", "diff", "draft-2026-11", "proposal-2026-reform", *place, code=0).stdout
    assert "Requirements: 8 added, 0 withdrawn, 1 changed" in said
    assert "proposal-2026-reform is a proposal: what it asks is not the law." in said


def test_a_project_without_git_cannot_be_compared_with_a_revision(project: Path) -> None:
    result = run("gaps", "exampleshire", "--since", "HEAD", "--project", str(project), code=2)
    assert result.stderr.startswith("Error: ") and result.stderr.count("\n") == 1


@pytest.mark.parametrize("form", ["text", "markdown", "csv", "json"])
def test_tasks_say_what_to_do_first(project: Path, form: str) -> None:
    place = ("--project", str(project), "--date", "2026-11-01")
    said = run("tasks", "exampleshire", "--format", form, *place, code=0).stdout
    assert "local-offer new entry" in said


def test_coverage_has_a_line_for_each_cell(project: Path) -> None:
    place = ("--project", str(project), "--date", "2026-11-01")
    rows = list(csv.DictReader(io.StringIO(run("coverage", "exampleshire", *place, code=0).stdout)))
    assert {row["state"] for row in rows} >= {"nothing-published"}
    report = json.loads(run("coverage", "exampleshire", "--format", "json", *place, code=0).stdout)
    assert report["format_version"] == 1


def test_links_to_reserved_names_are_not_asked_for(project: Path) -> None:
    write_entry(
        project,
        ENTRY.replace("  name: Riverside Trust", "  name: Trust\n  website: https://trust.example.org/"),
    )
    result = run("links", "exampleshire", "--project", str(project), "--date", "2026-11-01", code=0)
    assert result.stderr == "Saved in offer_content/exampleshire/results/links.json\n"
    saved = json.loads(
        (project / "offer_content/exampleshire/results/links.json").read_text(encoding="utf-8")
    )
    assert [link["status"] for link in saved["links"]] == ["not-tested"]


def test_a_site_that_is_not_there_cannot_be_audited(project: Path) -> None:
    run("audit", str(project / "site"), "--authority", "exampleshire", "--project", str(project), code=2)


def git(project: Path, *arguments: str) -> None:
    who = ("-c", "user.name=Tests", "-c", "user.email=tests@example.org")
    subprocess.run(["git", *who, *arguments], cwd=project, check=True, capture_output=True)


def test_a_change_is_told_in_one_sentence_and_in_the_review_pack(project: Path) -> None:
    git(project, "init", "--quiet")
    git(project, "add", "--all")
    git(project, "commit", "--quiet", "--message", "First")
    write_entry(project, ENTRY.replace("id: club", "id: swim").replace("Riverside Club", "Swimming"), "swim")
    place = ("--project", str(project), "--date", "2026-11-01")
    said = run("gaps", "exampleshire", "--since", "HEAD", "--format", "markdown", *place, code=0).stdout
    assert said.startswith("**This change closes no gap and opens none.**\n")
    run("build", "--since", "HEAD", *place, code=0)
    pack = (project / "site" / "review" / "index.html").read_text(encoding="utf-8")
    assert "Swimming" in pack
    assert "nobody has compared" not in pack.lower()


def test_a_plan_that_closes_no_gap_is_told_to_editors(project: Path) -> None:
    plans = project / "offer_content" / "exampleshire" / "commitments"
    plans.mkdir()
    text = "requirement: edu.academy\nwhat: List the academies\nwho: Head of schools\nby: 2027-09-01\n"
    (plans / "academies.yaml").write_text(text, encoding="utf-8")
    result = run("tasks", "exampleshire", "--project", str(project), "--date", "2026-11-01", code=0)
    assert result.stderr == (
        "offer_content/exampleshire/commitments/academies.yaml: this plan closes no gap. The standard "
        'draft-2026-11 has no requirement "edu.academy". Did you mean "edu.academies"?\n'
    )
