"""Start a repository for a local offer: checks, publishing, templates, and settings for text editors."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from site_builder import __version__
from site_builder.content.checks import Rules
from site_builder.content.records import KINDS
from site_builder.editing.json_schema import ENTRY, FILES, json_schema_text
from site_builder.project import Project
from site_builder.shipped import shipped

SCHEMAS = ".vscode/local-offer"
"""The folder of the JSON Schemas in a repository: made by a program, so written again each time."""


@dataclass(frozen=True, slots=True)
class Started:
    """The files of a repository, from its root: those written, and those that stay as they were."""

    written: tuple[str, ...]
    kept: tuple[str, ...]


def start_repository(root: Path, rules: Rules, council: str | None, forum: str | None) -> Started:
    """Write all that a repository needs beside the entries; what is there already is left as it is.

    Args:
        council: the team of the council at GitHub or GitLab, such as `@anyshire/local-offer`.
        forum: that of the parent carer forum.
    """
    root.mkdir(parents=True, exist_ok=True)
    written, kept = [], []
    files = {**_templates(), **_made(council, forum), **_schemas(rules)}
    for name, text in sorted(files.items()):
        path = root / name
        if path.exists() and not name.startswith(f"{SCHEMAS}/"):
            kept.append(name)
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        written.append(name)
    Project(root).content.mkdir(exist_ok=True)
    return Started(tuple(written), tuple(kept))


def _templates() -> Mapping[str, str]:
    """The files in `repository/`, which are the same for everyone."""
    folder = shipped("repository")
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in folder.rglob("*")
        if path.is_file()
    }


def _made(council: str | None, forum: str | None) -> Mapping[str, str]:
    return {
        "CODEOWNERS": code_owners(council, forum),
        ".vscode/settings.json": json.dumps(editor_settings(), indent=2) + "\n",
        "mkdocs.yml": shipped("mkdocs.yml").read_text(encoding="utf-8"),
        "requirements.txt": f"local-offer[audit]=={__version__}\n",
    }


def _schemas(rules: Rules) -> Mapping[str, str]:
    return {
        f"{SCHEMAS}/{file}.json": json_schema_text(file, rules.schemas, rules.vocabularies) for file in FILES
    }


def editor_settings() -> Mapping[str, object]:
    """The settings of VS Code that say which JSON Schema is for which files.

    In settings and not in the files: form editors delete every comment when they save.
    """
    return {
        "yaml.schemas": {f"./{SCHEMAS}/{file}.json": f"offer_content/*/{_files(file)}" for file in FILES},
        "yaml.schemaStore.enable": False,
        "files.eol": "\n",
        "[yaml]": {"editor.tabSize": 2, "editor.insertSpaces": True},
    }


def _files(file: str) -> str:
    if file == ENTRY:
        return "entries/*.yaml"
    return "authority.yaml" if file == "authority" else f"{KINDS[file].folder}/*.yaml"


def code_owners(council: str | None, forum: str | None) -> str:
    """Who has to agree to a change of which files; a line without a team is a note that says what to put."""
    return "".join(f"{line}\n" for line in _owner_lines(council, forum))


def _owner_lines(council: str | None, forum: str | None) -> Iterator[str]:
    yield "# Who has to agree to a change, by folder. The last line that fits counts."
    yield "#"
    yield "# 1. A team needs the right to write, or its line does nothing."
    yield "# 2. Nobody is asked until the branch main is protected and wants the review of code owners."
    yield "# 3. Two teams on one line mean either of them. If both have to agree, name both in authority.yaml"
    yield "#    under sign_off: the check then asks for both in each entry, under signed_off."
    yield ""
    council_line, forum_line = council or "@anyshire/local-offer", forum or "@anyshire/parent-carer-forum"
    for pattern, team, is_known in (
        ("*", council_line, council),
        ("/offer_content/*/entries/", f"{council_line} {forum_line}", council and forum),
        ("/offer_content/*/comments/", council_line, council),
        ("/offer_content/*/reviews/", forum_line, forum),
        ("/.github/", council_line, council),
        ("/.gitlab-ci.yml", council_line, council),
    ):
        yield f"{'' if is_known else '# '}{pattern} {team}"


def started_as_text(started: Started) -> str:
    """What was written, what stays as it was, and what to do next."""
    lines = [
        *(f"Wrote {name}" for name in started.written),
        *(f"Left as it is: {name}" for name in started.kept),
        "Next, name your teams in CODEOWNERS, protect the branch main, and turn Pages on.",
    ]
    return "".join(f"{line}\n" for line in lines)
