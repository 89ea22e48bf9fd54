"""What `local-offer new repository` writes: its files are valid and safe, and their commands run."""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, ClassVar
from urllib.parse import parse_qs

import pytest
import yaml
from click.testing import CliRunner

from site_builder.cli import main
from site_builder.content.records import KINDS
from site_builder.editing.json_schema import FILES
from site_builder.editing.repository import code_owners

ROOT = Path(__file__).resolve().parent.parent
WORKFLOWS = ("check", "inbox", "look-after", "publish")

# The public schemas that check-jsonschema carries, and the files that each is for.
PUBLIC_SCHEMAS = {
    "vendor.github-workflows": tuple(f".github/workflows/{name}.yml" for name in WORKFLOWS),
    "vendor.github-issue-forms": (".github/ISSUE_TEMPLATE/change.yml", ".github/ISSUE_TEMPLATE/entry.yml"),
    "vendor.github-issue-config": (".github/ISSUE_TEMPLATE/config.yml",),
    "vendor.dependabot": (".github/dependabot.yml",),
    "vendor.gitlab-ci": (".gitlab-ci.yml",),
}

CLUB = "offer_content/exampleshire/entries/club.yaml"
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

# With these, what the law asks of every service is published.
FACTS = """\
needs: [all]
ages: {from: 8, to: 17}
eligibility: {who: open-to-all}
how_to_access: {route: [self-referral], steps: [Phone us]}
availability: {status: open, as_of: 2026-10-01}
cost: {to_family: free}
contact: {phone: 01632 960124}
reviewed: 2026-10-01
"""

FORM = """\
[form] comment exampleshire
[about-page] club

[said] What do you want to tell us?
We could not find out who decides.

[about] What is it about?
Help or facts that are missing (missing)

[from] Who are you?
A parent or carer (parent-carer)

[end]
"""


def run(*arguments: str) -> str:
    result = CliRunner().invoke(main, arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("started") / "local-offer"
    run("new", "repository", str(folder))
    return folder


def read(path: Path) -> Any:
    # YAML 1.1 reads `on:` as true; GitHub does not.
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)


@pytest.mark.parametrize("schema", PUBLIC_SCHEMAS)
def test_every_file_is_as_its_public_schema_asks(schema: str, started: Path) -> None:
    files = [str(started / name) for name in PUBLIC_SCHEMAS[schema]]
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, *files]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_yaml_file_is_left_unchecked(started: Path) -> None:
    checked = {name for names in PUBLIC_SCHEMAS.values() for name in names}
    written = {path.relative_to(started).as_posix() for path in started.rglob("*.yml")}
    assert written - {"mkdocs.yml"} == checked


@pytest.mark.parametrize("name", WORKFLOWS)
def test_a_workflow_may_only_read_unless_a_job_needs_more(name: str, started: Path) -> None:
    workflow = read(started / f".github/workflows/{name}.yml")
    assert workflow["permissions"] == {"contents": "read"}
    assert "pull_request_target" not in workflow["on"]
    assert all("timeout-minutes" in job for job in workflow["jobs"].values())


def test_a_change_from_a_fork_never_meets_the_right_to_write(started: Path) -> None:
    jobs = read(started / ".github/workflows/check.yml")["jobs"]
    assert "permissions" not in jobs["check"]
    assert "github.event.pull_request.head.repo.full_name == github.repository" in jobs["comment"]["if"]
    assert [step.get("uses", "").split("@")[0] for step in jobs["comment"]["steps"]] == [
        "actions/download-artifact",
        "",
    ], "the job that may write runs nothing of the change"


@pytest.mark.parametrize("name", WORKFLOWS)
def test_every_action_is_pinned_and_no_text_of_others_becomes_a_command(name: str, started: Path) -> None:
    text = (started / f".github/workflows/{name}.yml").read_text(encoding="utf-8")
    for used in re.findall(r"uses: (.*)", text):
        assert re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40} # v[0-9.]+", used)
    for step in steps_of(read(started / f".github/workflows/{name}.yml")):
        assert "${{" not in step.get("run", "")


def steps_of(workflow: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for job in workflow["jobs"].values():
        yield from job["steps"]


def test_known_faults_of_what_is_installed_are_asked_for_each_week_without_a_right_to_write(
    started: Path,
) -> None:
    workflow = read(started / ".github/workflows/look-after.yml")
    assert workflow["on"]["schedule"]
    at_github = workflow["jobs"]["known-faults"]
    assert "permissions" not in at_github, "it has those of the workflow: to read"
    assert at_github["steps"][0]["with"] == {"persist-credentials": "false"}
    at_gitlab = read(started / ".gitlab-ci.yml")["known-faults"]
    assert at_gitlab["rules"] == [{"if": '$CI_PIPELINE_SOURCE == "schedule" && $LOOK_AFTER == "1"'}]
    assert at_github["steps"][-1]["run"].splitlines() == at_gitlab["script"]
    pinned, asked = at_gitlab["script"]
    version = re.fullmatch(r"python -m pip install pip-audit==(\S+)", pinned)
    assert version and asked == "pip-audit --requirement requirements.txt"
    ours = (ROOT / "requirements" / "audit.txt").read_text(encoding="utf-8")
    assert f"\npip-audit=={version[1]} " in ours, "the same release as ours"
    assert (started / "requirements.txt").is_file()


def test_a_text_editor_finds_the_schema_of_every_file_that_an_authority_writes(started: Path) -> None:
    settings = json.loads((started / ".vscode/settings.json").read_text(encoding="utf-8"))["yaml.schemas"]
    assert [Path(name).stem for name in settings] == list(FILES)
    for name in settings:
        assert json.loads((started / name).read_text(encoding="utf-8"))["$schema"].endswith(
            "draft-07/schema#"
        )
    folders = ("entries", *(kind.folder for kind in KINDS.values()))
    assert list(settings.values()) == [
        "offer_content/*/entries/*.yaml",
        "offer_content/*/authority.yaml",
        *(f"offer_content/*/{folder}/*.yaml" for folder in folders[1:]),
    ]


def test_what_is_there_stays_as_it_is_but_for_the_schemas(tmp_path: Path) -> None:
    run("new", "repository", str(tmp_path))
    for name in ("requirements.txt", ".vscode/settings.json", ".vscode/local-offer/entry.json"):
        (tmp_path / name).write_text("changed\n", encoding="utf-8")
    (tmp_path / "CODEOWNERS").unlink()
    said = run("new", "repository", str(tmp_path), "--council", "@anyshire/send").splitlines()
    assert "Wrote CODEOWNERS" in said
    assert "Wrote .vscode/local-offer/entry.json" in said
    assert "Left as it is: requirements.txt" in said
    assert (tmp_path / "requirements.txt").read_text(encoding="utf-8") == "changed\n"
    assert (tmp_path / ".vscode/settings.json").read_text(encoding="utf-8") == "changed\n"
    assert (tmp_path / ".vscode/local-offer/entry.json").read_text(encoding="utf-8").startswith("{")


def test_owners_are_notes_until_there_are_teams() -> None:
    assert [line for line in code_owners(None, None).splitlines() if line and line[0] != "#"] == []
    lines = code_owners("@anyshire/send", "@anyshire/forum").splitlines()
    assert [line for line in lines if line and line[0] != "#"] == [
        "* @anyshire/send",
        "/offer_content/*/entries/ @anyshire/send @anyshire/forum",
        "/offer_content/*/comments/ @anyshire/send",
        "/offer_content/*/reviews/ @anyshire/forum",
        "/.github/ @anyshire/send",
        "/.gitlab-ci.yml @anyshire/send",
    ]


# Whatever a workflow asks of GitHub itself is written down by a program in its place.
GH = """\
#!/bin/sh
echo "gh $*" >> "$ASKED"
case "$*" in
  *--jq*number*|*"--json number"*) echo 0 ;;
  *comments\\ --jq*) cat "$COMMENTS" ;;
esac
"""


class Forge:
    """A made repository with a remote, in which the commands of a workflow are run as GitHub runs them."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "work"
        self.asked = folder / "asked.txt"
        self.comments = folder / "comments.txt"
        self.summary = folder / "summary.md"
        programs = folder / "programs"
        programs.mkdir()
        (programs / "gh").write_text(GH, encoding="utf-8")
        (programs / "gh").chmod(stat.S_IRWXU)
        self.comments.touch()
        self.asked.touch()
        self.environment = {
            **os.environ,
            "PATH": os.pathsep.join((str(programs), str(Path(sys.executable).parent), os.environ["PATH"])),
            "ASKED": str(self.asked),
            "COMMENTS": str(self.comments),
            "GITHUB_STEP_SUMMARY": str(self.summary),
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.org",
            "GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@example.org",
            "SOURCE_DATE_EPOCH": "1793491200",
        }  # fmt: skip
        run("new", "repository", str(self.root))
        run("new", "authority", "exampleshire", "--project", str(self.root))
        self.write(CLUB, ENTRY)
        self.git("init", "--quiet", "--initial-branch", "main")
        self.git("init", "--quiet", "--bare", str(folder / "remote"))
        self.git("remote", "add", "origin", str(folder / "remote"))
        self.commit()
        self.git("push", "--quiet", "origin", "main")

    def write(self, name: str, text: str) -> None:
        (self.root / name).parent.mkdir(parents=True, exist_ok=True)
        (self.root / name).write_text(text, encoding="utf-8")

    def git(self, *arguments: str) -> str:
        command = ["git", *arguments]
        done = subprocess.run(
            command, cwd=self.root, env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def commit(self) -> None:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", "x")

    def run_command(self, command: str, **said: str) -> None:
        # https://docs.github.com/en/actions/reference/workflow-syntax-for-github-actions: bash -e {0}
        done = subprocess.run(
            ["bash", "-e", "-c", command],
            cwd=self.root,
            env={**self.environment, **said},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"

    def run_steps(self, job: Mapping[str, Any], given: Mapping[str, str], leave_out: tuple[str, ...]) -> None:
        """Run the commands of *job* in order, but for those called *leave_out*.

        Args:
            given: what GitHub puts in place of each expression.
        """
        for step in job["steps"]:
            if "run" not in step or step["name"] in leave_out:
                continue
            said = {
                name: re.sub(r"\$\{\{ (.*?) \}\}", lambda found: given[found[1]], value)
                for name, value in step.get("env", {}).items()
            }
            self.run_command(step["run"], **said)


@pytest.fixture
def forge(tmp_path: Path) -> Forge:
    return Forge(tmp_path)


def workflow_of(forge: Forge, name: str) -> Any:
    return read(forge.root / f".github/workflows/{name}.yml")


def test_a_proposed_change_is_checked_judged_and_built(forge: Forge) -> None:
    jobs = workflow_of(forge, "check")["jobs"]
    forge.git("switch", "--quiet", "--create", "change")
    forge.write(CLUB, ENTRY + FACTS)
    authority = forge.root / "offer_content/exampleshire/authority.yaml"
    other = authority.read_text(encoding="utf-8").replace("exampleshire", "otherton")
    forge.write("offer_content/otherton/authority.yaml", other)
    forge.commit()
    # Looking at every page takes minutes, and has its own tests.
    forge.run_steps(jobs["check"], {"github.base_ref": "main"}, ("Install", "Look for barriers"))
    said = forge.summary.read_text(encoding="utf-8")
    assert said.startswith("## Nothing to mend in 3 files\n")
    assert re.search(r"^\*\*This change closes [0-9]+ gaps? and opens", said, re.MULTILINE)
    assert (forge.root / "build/site/exampleshire/support/club/index.html").is_file()

    given = {
        "github.token": "x",
        "github.repository": "anyshire/local-offer",
        "github.event.pull_request.number": "7",
    }
    comments = "repos/anyshire/local-offer/issues/7/comments"
    forge.run_steps(jobs["comment"], given, ())
    assert f"gh api --silent --method POST {comments} --field body=@build/comment.md" in asked(forge)
    assert (
        (forge.root / "build/comment.md")
        .read_text(encoding="utf-8")
        .startswith("<!-- local-offer gaps -->\n")
    )
    forge.comments.write_text("41\n", encoding="utf-8")
    forge.run_steps(jobs["comment"], given, ())
    assert asked(forge)[-1] == (
        "gh api --silent --method PATCH repos/anyshire/local-offer/issues/comments/41 "
        "--field body=@build/comment.md"
    )


def asked(forge: Forge) -> list[str]:
    return forge.asked.read_text(encoding="utf-8").splitlines()


def test_a_proposed_change_is_looked_at_council_by_council(started: Path) -> None:
    steps = read(started / ".github/workflows/check.yml")["jobs"]["check"]["steps"]
    (command,) = (step["run"] for step in steps if step.get("name") == "Look for barriers")
    assert command == (
        "for folder in offer_content/*/; do\n"
        '  local-offer audit build/site --authority "$(basename "$folder")"\n'
        "done\n"
    )
    run("audit", "build/site", "--authority", "exampleshire", "--help")


def test_what_was_accepted_is_checked_and_built_without_drafts(forge: Forge) -> None:
    forge.write("inbox/form.txt", FORM)
    forge.run_command("local-offer intake inbox/form.txt")
    assert (forge.root / DRAFT).is_file()
    forge.run_steps(workflow_of(forge, "publish")["jobs"]["build"], {}, ("Install",))
    page = (forge.root / "build/site/support/club/index.html").read_text(encoding="utf-8")
    assert "We could not find out who decides." not in page


def test_results_and_what_is_due_are_saved_and_proposed_once(forge: Forge) -> None:
    job = workflow_of(forge, "look-after")["jobs"]["look-after"]
    given = {"github.token": "x", "github.event.repository.default_branch": "main"}
    forge.run_steps(job, given, ("Install",))
    assert "exampleshire" in forge.summary.read_text(encoding="utf-8").lower()
    assert "offer_content/exampleshire/results/links.json" in forge.git(
        "ls-tree", "-r", "--name-only", "origin/results"
    )
    assert asked(forge)[-1].startswith("gh pr create --base main --head results --title ")
    before = len(asked(forge))
    forge.run_steps(job, given, ("Install",))
    assert len(asked(forge)) == before, "nothing is new, so nothing is proposed"


DRAFT = "offer_content/exampleshire/comments/2026-001.yaml"


def test_what_arrived_is_drafted_and_proposed_with_a_preview(forge: Forge) -> None:
    forge.git("switch", "--quiet", "--create", "patch-1")
    forge.write("inbox/form.txt", FORM)
    forge.write("inbox/letter with a space.txt", "Dear all")
    forge.commit()
    given = {
        "github.token": "x",
        "github.event.repository.default_branch": "main",
        "github.run_id": "77",
        "github.server_url": "https://forge.example.org",
        "github.repository": "anyshire/local-offer",
    }
    only_if_public = "See that nobody else can read what families sent"
    forge.run_steps(workflow_of(forge, "inbox")["jobs"]["drafts"], given, (only_if_public, "Install"))
    proposed = forge.git("ls-tree", "-r", "--name-only", "-z", "origin/inbox-77").split("\0")
    assert DRAFT in proposed
    assert "inbox/form.txt" not in proposed, "what became a draft is taken out of the inbox"
    assert "inbox/letter with a space.txt" in proposed, "what did not stays"
    assert asked(forge)[-1] == (
        "gh pr create --draft --base main --head inbox-77 --title Draft what arrived "
        "--body-file build/drafts.md"
    )
    body = (forge.root / "build/drafts.md").read_text(encoding="utf-8")
    assert body.startswith("Read every draft before you accept it.")
    assert DRAFT in body
    assert "inbox/letter with a space.txt: nothing was written: it is not a form of ours" in body
    assert body.endswith("https://forge.example.org/anyshire/local-offer/actions/runs/77\n")
    preview = (forge.root / "build/site/support/club/index.html").read_text(encoding="utf-8")
    assert "We could not find out who decides." in preview, "a preview shows the drafts"


def at_gitlab(forge: Forge, job: str) -> Callable[..., str]:
    """Run a job of GitLab with a token; what then asks the repository there, as `git` does."""
    there = str(forge.root.parent / "anyshire.git")
    forge.git("init", "--quiet", "--bare", there)
    forge.git("--git-dir", there, "config", "receive.advertisePushOptions", "true")
    address = "https://local-offer:secret@gitlab.example.org/"
    forge.git("config", f"url.{forge.root.parent}/.insteadOf", address)
    forge.run_command(
        "\n".join(read(forge.root / ".gitlab-ci.yml")[job]["script"]),
        CI_PROJECT_VISIBILITY="private",
        CI_PIPELINE_ID="78",
        CI_DEFAULT_BRANCH="main",
        CI_SERVER_PROTOCOL="https",
        CI_SERVER_HOST="gitlab.example.org",
        CI_PROJECT_PATH="anyshire",
        LOCAL_OFFER_TOKEN="secret",
    )
    return partial(forge.git, "--git-dir", there)


def test_what_arrived_at_gitlab_is_drafted_and_proposed(forge: Forge) -> None:
    forge.write("inbox/form.txt", FORM)
    forge.commit()
    proposed = at_gitlab(forge, "inbox")("ls-tree", "-r", "--name-only", "inbox-78").splitlines()
    assert DRAFT in proposed
    assert "inbox/form.txt" not in proposed
    assert (forge.root / "build/preview/support/club/index.html").is_file()


class Notes(BaseHTTPRequestHandler):
    """Stands in for the notes of a merge request at GitLab: keeps what is written, by its number."""

    kept: ClassVar[dict[int, str]] = {}
    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self._answer([{"id": number, "body": body} for number, body in self.kept.items()])

    def do_POST(self) -> None:
        self.kept[41] = self._body()
        self._answer({})

    def do_PUT(self) -> None:
        self.kept[int(self.path.rsplit("/", 1)[1])] = self._body()
        self._answer({})

    def _body(self) -> str:
        (body,) = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())["body"]
        return body

    def _answer(self, said: object) -> None:
        self.asked.append(f"{self.command} {self.path} {self.headers['PRIVATE-TOKEN']}")
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(said).encode())

    def log_message(self, *said: object) -> None:
        """Say nothing."""


def test_gitlab_has_one_comment_on_the_gaps_that_is_written_again(forge: Forge) -> None:
    script = "\n".join(read(forge.root / ".gitlab-ci.yml")["gaps"]["script"])
    forge.git("switch", "--quiet", "--create", "change")
    Notes.kept = {7: "What somebody else said"}
    Notes.asked = []
    with ThreadingHTTPServer(("127.0.0.1", 0), Notes) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        given = {
            "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main",
            "CI_API_V4_URL": f"http://127.0.0.1:{server.server_port}",
            "CI_PROJECT_ID": "5",
            "CI_MERGE_REQUEST_IID": "3",
            "LOCAL_OFFER_TOKEN": "secret",
        }
        forge.run_command(script, **given)
        assert Notes.kept.keys() == {7}, "nothing to say"
        forge.write(CLUB, ENTRY + FACTS)
        forge.commit()
        forge.run_command(script, **given)
        first = Notes.kept[41]
        forge.write(CLUB, ENTRY + FACTS.replace("reviewed: 2026", "reviewed: 2019"))
        forge.commit()
        forge.run_command(script, **given)
        server.shutdown()
    notes = "/projects/5/merge_requests/3/notes"
    assert Notes.asked == [
        f"GET {notes}?per_page=100 secret",
        f"GET {notes}?per_page=100 secret",
        f"POST {notes} secret",
        f"GET {notes}?per_page=100 secret",
        f"PUT {notes}/41 secret",
    ]
    assert re.match(r"<!-- local-offer gaps -->\n\*\*This change closes [0-9]+ gaps? and opens none", first)
    assert Notes.kept[41].startswith("<!-- local-offer gaps -->\n**This change closes")
    assert Notes.kept[41] != first
    assert Notes.kept[7] == "What somebody else said"


def test_gitlab_saves_results_and_says_what_is_due(forge: Forge) -> None:
    proposed = at_gitlab(forge, "look-after")("ls-tree", "-r", "--name-only", "results").splitlines()
    assert "offer_content/exampleshire/results/links.json" in proposed
    assert "exampleshire" in (forge.root / "build/due.txt").read_text(encoding="utf-8").lower()


def test_an_inbox_that_everyone_can_read_is_refused(forge: Forge) -> None:
    (first, *_) = workflow_of(forge, "inbox")["jobs"]["drafts"]["steps"]
    assert first["if"] == "${{ !github.event.repository.private }}"
    with pytest.raises(AssertionError, match="works in a private repository only"):
        forge.run_command(first["run"])
    job = read(forge.root / ".gitlab-ci.yml")["inbox"]
    with pytest.raises(AssertionError, match="works in a private project only"):
        forge.run_command("\n".join(job["script"]), CI_PROJECT_VISIBILITY="public")


def test_gitlab_runs_the_same_commands(forge: Forge) -> None:
    jobs = read(forge.root / ".gitlab-ci.yml")
    forge.git("switch", "--quiet", "--create", "change")
    forge.write(CLUB, ENTRY + "cost:\n  to_family: free\n")
    forge.commit()
    for name in ("check", "gaps", "build", "pages"):
        # As GitLab does, all lines of a job in one shell.
        forge.run_command("\n".join(jobs[name]["script"]), CI_MERGE_REQUEST_TARGET_BRANCH_NAME="main")
    assert (forge.root / "gl-code-quality-report.json").read_text(encoding="utf-8") == "[]\n"
    assert "files in order: 2" in (forge.root / "junit.xml").read_text(encoding="utf-8")
    said = (forge.root / "build/change.md").read_text(encoding="utf-8")
    assert said.startswith("<!-- local-offer gaps -->\n**This change closes")
    assert (forge.root / "public/support/club/index.html").is_file()


def test_the_hook_checks_only_what_is_about_to_be_saved(forge: Forge) -> None:
    (hooks,) = read(forge.root / ".pre-commit-config.yaml")["repos"]
    (hook,) = hooks["hooks"]
    assert hook["entry"] == "local-offer check"
    assert re.search(hook["files"], CLUB)
    forge.write(CLUB, ENTRY.replace("youth-club", "yuth-club"))
    done = subprocess.run(
        [*hook["entry"].split(), CLUB],
        cwd=forge.root,
        env=forge.environment,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1
