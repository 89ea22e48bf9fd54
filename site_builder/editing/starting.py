"""Start a project, an authority, an entry or a table of indicators: files that were not there yet."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from site_builder.content.checks import Rules
from site_builder.content.document import dump_document
from site_builder.content.file_names import is_kept_by_windows
from site_builder.content.indicators import (
    FILE,
    CouncilIndicator,
    Indicator,
    indicators_csv,
    indicators_of_england_csv,
)
from site_builder.content.schema import Schema
from site_builder.errors import SiteBuilderError
from site_builder.exchange.writing import describe_authority, refuse_reserved
from site_builder.project import Project
from site_builder.shipped import shipped

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def start_project(root: Path) -> Project:
    """The project in *root*, with `offer_content/` and `mkdocs.yml` where they were not there yet."""
    project = Project(root)
    project.content.mkdir(parents=True, exist_ok=True)
    if not project.config.exists():
        project.config.write_text(shipped("mkdocs.yml").read_text(encoding="utf-8"), encoding="utf-8")
    return project


def start_authority(project: Project, authority: str, name: str | None) -> Path:
    """Write the `authority.yaml` of *authority*: with what is known of a real one, else as an invented one.

    Raises:
        SiteBuilderError: *authority* is no id, or is there already.
    """
    _refuse_odd_id(authority)
    refuse_reserved(authority)
    path = project.authority_file(authority)
    facts = describe_authority(authority)
    if name:
        facts["name"] = name
    project.entries_folder(authority).mkdir(parents=True, exist_ok=True)
    _write_new(path, dump_document(facts), project)
    return path


def start_indicators(project: Project, authority: str, indicators: Iterable[Indicator]) -> Path:
    """Write the `indicators.csv` of *authority*.

    Raises:
        SiteBuilderError: there is no such authority, or the file is there already.
    """
    _refuse_unknown(project, authority)
    path = project.authority_folder(authority) / FILE
    _write_new(path, indicators_csv(indicators), project)
    return path


def start_indicators_of_england(project: Project, figures: Iterable[CouncilIndicator]) -> Path:
    """Write the table of all councils' figures, `offer_content/indicators.csv`.

    Raises:
        SiteBuilderError: the file is there already.
    """
    path = project.content / FILE
    _write_new(path, indicators_of_england_csv(figures), project)
    return path


def start_entry(
    project: Project, rules: Rules, authority: str, kind: str, title: str, topic: str | None
) -> Path:
    """Write a new entry with every field of its kind: those that are needed are blank, the others are notes.

    Raises:
        SiteBuilderError: there is no such authority or topic, or the entry is there already.
    """
    _refuse_unknown(project, authority)
    topics = rules.vocabularies["topics"]
    if topic is not None and topic not in topics:
        raise SiteBuilderError(f'there is no topic "{topic}"; the list is {topics.path}')
    entry_id = _slug(title)
    _refuse_odd_id(entry_id)
    path = project.entry_file(authority, entry_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    given: dict[str, Any] = {"id": entry_id, "kind": kind, "title": title}
    if topic is not None:
        sections = [one["id"] for one in topics.terms[topic].facts.get("sections", ())]
        given |= {"topic": topic, "sections": sections}
    _write_new(path, "".join(_lines(rules.schemas[kind], given)), project)
    return path


def _lines(schema: Schema, given: dict[str, Any]) -> Iterator[str]:
    for name, rule in schema.rules.items():
        meta = rule["meta"]
        if name == "sections" and name in given:
            yield f"{_about(meta)}sections:\n"
            yield from (f"  {section}:\n" for section in given[name])
        elif name in given:
            yield dump_document({name: given[name]})
        else:
            mark = "" if rule.get("required") else "# "
            yield _about(meta)
            blank = f"{name}:\n" if rule.get("required") else dump_document({name: meta["example"]})
            yield "".join(f"{mark}{line}\n" for line in blank.splitlines())


def _about(meta: Mapping[str, Any]) -> str:
    """A note on a field: what it is called and what to write."""
    label = str(meta["label"])
    return f"# {label if label.endswith('?') else f'{label}:'} {meta['hint']}\n"


def _slug(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title.replace("'", "").replace("’", ""))
    words = re.findall(r"[a-z0-9]+", plain.encode("ascii", "ignore").decode().lower())
    return "-".join(words)[:80].strip("-")


def _refuse_odd_id(named: str) -> None:
    if not _ID.fullmatch(named):
        raise SiteBuilderError(
            f'"{named}" cannot be an id; use small letters, digits and hyphens, such as riverside-club'
        )
    if is_kept_by_windows(named):
        raise SiteBuilderError(
            f'Windows keeps the name "{named}" for itself, so no file can have it; use a longer one, '
            f"such as {named}-club"
        )


def _refuse_unknown(project: Project, authority: str) -> None:
    if authority not in project.authority_ids():
        known = ", ".join(project.authority_ids()) or "none yet"
        raise SiteBuilderError(f'there is no authority "{authority}"; there are: {known}')


def _write_new(path: Path, text: str, project: Project) -> None:
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise SiteBuilderError(f"{project.shown(path)} is there already") from None
