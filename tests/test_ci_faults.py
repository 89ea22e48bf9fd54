"""What GitHub, GitLab and others read of the check: whole, by weight, and the same when lines move."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner
from jsonschema import Draft7Validator

from site_builder.cli import main
from site_builder.content.diagnostics import Diagnostic, Place
from site_builder.reports.ci_faults import (
    FORMATS,
    MOST_IN_SUMMARY,
    faults_github,
    faults_gitlab,
    faults_junit,
    faults_sarif,
    fingerprints,
    github_summary,
)

ROOT = Path(__file__).resolve().parent.parent
SARIF = ROOT / "node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"

CLUB = "offer_content/exampleshire/entries/club.yaml"
SWIM = "offer_content/exampleshire/entries/swim.yaml"

WARNING = Diagnostic(
    CLUB, Place(3, 10, 12), "private-mailbox", "contact.email", "this looks like a person's own mailbox"
)
ERROR = Diagnostic(
    SWIM,
    Place(9, 5, 6),
    "unknown-term",
    "needs[2]",
    '"autizm" is not one of the needs',
    'did you mean "autism"? The list is schema/vocabularies/needs.yaml',
    "  - autizm",
)
FOUND = [WARNING, ERROR]


def test_github_shows_errors_first() -> None:
    assert faults_github(FOUND, 3) == (
        f"::error file={SWIM},line=9,col=5,endColumn=11,title=unknown-term"
        '::needs[2]: "autizm" is not one of the needs'
        '%0Ahint: did you mean "autism"? The list is schema/vocabularies/needs.yaml\n'
        f"::warning file={CLUB},line=3,col=10,endColumn=22,title=private-mailbox"
        "::contact.email: this looks like a person's own mailbox\n"
    )


def test_what_an_author_wrote_begins_no_command() -> None:
    found = Diagnostic(
        "a,b:c.yaml", Place(1, 1), "unknown-term", "x\n::error::y", "100%\r\n::set-env name=x::y"
    )
    assert faults_github([found], 1) == (
        "::error file=a%2Cb%3Ac.yaml,line=1,col=1,endColumn=2,title=unknown-term"
        "::x%0A::error::y: 100%25%0D%0A::set-env name=x::y\n"
    )


def test_the_summary_of_a_job_has_the_full_list() -> None:
    assert github_summary(FOUND, 3) == (
        "## 1 error and 1 warning in 3 files\n"
        "\n"
        f"### `{SWIM}`\n"
        "\n"
        '- **error** line 9: `needs[2]` "autizm" is not one of the needs<br>did you mean "autism"? '
        "The list is schema/vocabularies/needs.yaml\n"
        "\n"
        f"### `{CLUB}`\n"
        "\n"
        "- **warning** line 3: `contact.email` this looks like a person's own mailbox\n"
    )


def test_markup_in_a_message_is_shown_and_not_used() -> None:
    found = Diagnostic(CLUB, Place(1, 1), "unknown-term", "a`b", "<img src=x> [a](b)")
    assert github_summary([found], 1).splitlines()[-1] == (
        "- **error** line 1: `ab` \\<img src=x\\> \\[a\\](b)"
    )


def test_a_summary_that_would_be_refused_is_cut_and_says_so() -> None:
    many = [Diagnostic(f"{n}.yaml", Place(1, 1), "unknown-term", "", "x" * 1000) for n in range(2000)]
    said = github_summary(many, 2000)
    assert len(said.encode()) < MOST_IN_SUMMARY + 1000
    assert said.endswith(
        "The list is too long to be shown here. To see all of it, run: `local-offer check`\n"
    )


def test_check_writes_the_summary_where_github_wants_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = CliRunner()
    run.invoke(main, ["new", "authority", "exampleshire", "--project", str(tmp_path)])
    summary = tmp_path / "summary.md"
    summary.write_text("# Before\n", encoding="utf-8")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    run.invoke(main, ["check", "--project", str(tmp_path)])
    assert summary.read_text(encoding="utf-8") == "# Before\n"
    run.invoke(main, ["check", "--project", str(tmp_path), "--format", "github"])
    assert summary.read_text(encoding="utf-8") == "# Before\n## Nothing to mend in 1 file\n"


def test_sarif_is_as_its_published_schema_asks() -> None:
    schema = json.loads(SARIF.read_text(encoding="utf-8"))
    for found in (FOUND, []):
        Draft7Validator(schema).validate(json.loads(faults_sarif(found, 3)))


def test_sarif_says_where_what_and_what_to_do() -> None:
    (run,) = json.loads(faults_sarif(FOUND, 3))["runs"]
    result = run["results"][1]
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]] == {
        "id": "unknown-term",
        "shortDescription": {"text": "The word is not in the vocabulary that the field uses."},
        "help": {"text": "Choose a word from the list that the hint names."},
        "defaultConfiguration": {"level": "error"},
    }
    assert result == {
        "ruleId": "unknown-term",
        "ruleIndex": 1,
        "level": "error",
        "message": {
            "text": 'needs[2]: "autizm" is not one of the needs\n'
            'hint: did you mean "autism"? The list is schema/vocabularies/needs.yaml'
        },
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": SWIM, "uriBaseId": "%SRCROOT%"},
                    "region": {"startLine": 9, "startColumn": 5, "endColumn": 11},
                }
            }
        ],
        "partialFingerprints": {"localOffer/v1": fingerprints(FOUND)[1]},
    }


def test_gitlab_gets_what_its_code_quality_report_needs() -> None:
    assert json.loads(faults_gitlab(FOUND, 3)) == [
        {
            "description": "contact.email: this looks like a person's own mailbox",
            "check_name": "private-mailbox",
            "fingerprint": fingerprints(FOUND)[0],
            "severity": "minor",
            "location": {"path": CLUB, "lines": {"begin": 3}},
        },
        {
            "description": 'needs[2]: "autizm" is not one of the needs\n'
            'hint: did you mean "autism"? The list is schema/vocabularies/needs.yaml',
            "check_name": "unknown-term",
            "fingerprint": fingerprints(FOUND)[1],
            "severity": "major",
            "location": {"path": SWIM, "lines": {"begin": 9}},
        },
    ]
    assert faults_gitlab([], 3) == "[]\n"


def test_a_fingerprint_stays_when_lines_move() -> None:
    moved = Diagnostic(
        ERROR.path, Place(14, 7, 6), ERROR.code, "needs[5]", ERROR.message, ERROR.hint, "    - autizm"
    )
    assert fingerprints([moved]) == fingerprints([ERROR])


def test_a_fingerprint_is_of_one_fault_only() -> None:
    other = Diagnostic(
        ERROR.path, ERROR.place, ERROR.code, ERROR.field, ERROR.message, ERROR.hint, "  - audizm"
    )
    assert len(set(fingerprints([ERROR, ERROR, other, WARNING]))) == 4


def test_junit_fails_for_files_with_errors_only() -> None:
    report = ElementTree.fromstring(faults_junit(FOUND, 3))
    assert report.attrib == {"tests": "3", "failures": "1", "errors": "0"}
    (suite,) = report
    assert suite.attrib == {"name": "local-offer check", "tests": "3", "failures": "1", "errors": "0"}
    club, swim, others = suite
    assert (club.attrib["name"], [one.tag for one in club]) == (CLUB, ["system-out"])
    assert swim.attrib == {"classname": "local-offer check", "name": SWIM, "file": SWIM}
    (failure,) = swim
    assert failure.attrib == {"message": "1 error and 0 warnings in 1 file", "type": "error"}
    assert failure.text == (
        f'{SWIM}:9:5: error[unknown-term] needs[2]: "autizm" is not one of the needs\n'
        "  9 |   - autizm\n"
        "    |     ^\n"
        '  hint: did you mean "autism"? The list is schema/vocabularies/needs.yaml\n'
    )
    assert (others.attrib["name"], list(others)) == ("files in order: 1", [])


def test_junit_of_a_project_in_order_is_one_test_that_passed() -> None:
    (suite,) = ElementTree.fromstring(faults_junit([], 30))
    assert [one.attrib["name"] for one in suite] == ["files in order: 30"]


@pytest.mark.parametrize("form", ["gitlab", "sarif", "junit"])
def test_a_text_with_signs_that_mean_something_is_carried_whole(form: str) -> None:
    odd = Diagnostic(CLUB, Place(1, 1), "unknown-term", "", 'a<b>&"c"\u2028]]> \x1b[31m', "", "source")
    text = FORMATS[form]([odd], 1)
    if form == "junit":
        said = ElementTree.fromstring(text).findtext(".//failure") or ""
        assert 'a<b>&"c"\u2028]]> �[31m' in said
    else:
        assert odd.message in json.dumps(json.loads(text), ensure_ascii=False).replace('\\"', '"').replace(
            "\\u001b", "\x1b"
        )
