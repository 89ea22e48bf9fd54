"""Run a case of `tests/cases/check`: write its files into an empty project and read what the check says."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from site_builder.content.checks import Rules, load_rules
from site_builder.content.days import JudgedDay
from site_builder.content.offers import files_of, read_offers
from site_builder.project import Project
from site_builder.reports.faults import faults_text

DAY = JudgedDay(None, date(2026, 11, 1))

AUTHORITY_FILE = "offer_content/exampleshire/authority.yaml"
AUTHORITY = """\
id: exampleshire
name: Exampleshire
gss_code: E06999999
demonstration: invented
"""


@cache
def rules() -> Rules:
    return load_rules()


def run_case(case: dict[str, Any], folder: Path) -> str:
    """The text of the check for the files that *case* gives; an authority is added where it gives none."""
    encoding = case.get("encoding", "utf-8")
    files = dict(case["given"])
    if any(path.startswith("offer_content/exampleshire/") for path in files):
        files.setdefault(AUTHORITY_FILE, AUTHORITY)
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(text.encode("utf-8" if path == AUTHORITY_FILE else encoding))
    project = Project(folder)
    _, diagnostics = read_offers(project, rules(), DAY)
    return faults_text(diagnostics, len(files_of(project)))
