"""Read the offers of a project: every file once, every fault of every file, an offer for each authority."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from site_builder.content.checks import (
    Checked,
    Neighbourhood,
    Rules,
    check_authority,
    check_entry,
    check_folder,
    check_id,
    check_links,
    is_draft,
)
from site_builder.content.days import JudgedDay
from site_builder.content.diagnostics import Diagnostic, Place, nearest, show_choices, sort_diagnostics
from site_builder.content.document import Document, read_document
from site_builder.content.model import Authority, Entry, Offer
from site_builder.content.records import all_record_files, read_records
from site_builder.content.results import read_results
from site_builder.content.schema import ENTRY_KINDS
from site_builder.project import Project


def read_offers(
    project: Project,
    rules: Rules,
    day: JudgedDay,
    authorities: Sequence[str] = (),
    *,
    with_drafts: bool = False,
) -> tuple[tuple[Offer, ...], list[Diagnostic]]:
    """The offers of *authorities* (all where none is named), in order of id, and every fault of their files.

    An entry or a record with an error is left out of its offer and named in `left_out`. An authority whose
    own file has an error has no offer. A draft is checked, and only part of an offer *with_drafts*.
    """
    everywhere = project.authority_ids()
    around = Neighbourhood(
        {one: _names_in(project.entries_folder(one), ".yaml") for one in everywhere},
        {one: _names_in(project.media_folder(one)) for one in everywhere},
    )
    offers = []
    problems: list[Diagnostic] = []
    for authority in authorities or everywhere:
        offer, found = _read_offer(project, rules, day, authority, around, with_drafts)
        problems += found
        if offer is not None:
            offers.append(offer)
    return tuple(offers), sort_diagnostics(problems)


def _read_offer(
    project: Project,
    rules: Rules,
    day: JudgedDay,
    slug: str,
    around: Neighbourhood,
    with_drafts: bool,
) -> tuple[Offer | None, list[Diagnostic]]:
    authority, problems = _read_authority(project, rules, day, slug, around)
    demanded = tuple(authority.fact("sign_off") or ()) if authority else ()
    on = day.of(authority)
    entries = []
    left_out = []
    folder = project.entries_folder(slug)
    if folder.is_dir():
        problems += check_folder(folder, project.shown)
    ids: dict[str, str] = {}
    for path in entry_files(folder):
        shown = project.shown(path)
        checked, found = _read_entry(path, shown, rules)
        if checked is not None:
            found += check_entry(checked, rules, demanded, on)
            found += check_links(checked, slug, around)
            if isinstance(checked.facts.get("id"), str):
                found += check_id(checked, ids.setdefault(checked.facts["id"], shown))
        problems += found
        if checked is None or any(one.is_error for one in found):
            left_out.append(shown)
        elif with_drafts or not is_draft(checked):
            entries.append(Entry(slug, shown, checked.facts))
    records, records_left_out, found = read_records(project, rules, slug, around, on, with_drafts=with_drafts)
    problems += found
    if authority is None:
        return None, problems
    ordered = tuple(sorted(entries, key=lambda entry: entry.id))
    results, found = read_results(project, slug, on)
    return Offer(authority, ordered, (*left_out, *records_left_out), records, results), [*problems, *found]


def entry_files(folder: Path) -> list[Path]:
    """The files of an `entries` folder that are read, in order of name; none where there is no folder."""
    if not folder.is_dir():
        return []
    inside = folder.resolve()
    return [path for path in sorted(folder.glob("*.yaml")) if path.resolve().is_relative_to(inside)]


def _read_authority(
    project: Project, rules: Rules, day: JudgedDay, slug: str, around: Neighbourhood
) -> tuple[Authority | None, list[Diagnostic]]:
    path = project.authority_file(slug)
    shown = project.shown(path)
    if not path.is_file():
        message = f"the folder {slug} has no authority.yaml"
        return None, [
            Diagnostic(
                shown, Place(1, 1), "no-authority", "", message, "start one with: local-offer new authority"
            )
        ]
    document, problems = read_document(path, shown)
    if document is None:
        return None, problems
    reading = rules.schemas["authority"].read(document)
    checked = Checked(document, reading)
    authority = Authority(shown, reading.facts)
    problems += [
        *reading.diagnostics,
        *check_authority(checked, rules, slug, day.of(authority)),
        *check_links(checked, slug, around),
    ]
    if any(one.is_error for one in problems):
        return None, problems
    return authority, problems


def _read_entry(path: Path, shown: str, rules: Rules) -> tuple[Checked | None, list[Diagnostic]]:
    document, problems = read_document(path, shown)
    if document is None:
        return None, problems
    kind = document.data.get("kind")
    if not isinstance(kind, str) or kind not in ENTRY_KINDS:
        return None, [*problems, _unknown_kind(document, kind)]
    reading = rules.schemas[kind].read(document)
    return Checked(document, reading), [*problems, *reading.diagnostics]


def _unknown_kind(document: Document, kind: object) -> Diagnostic:
    choices = f"The kinds are: {show_choices(ENTRY_KINDS)}"
    if kind in (None, ""):
        hint = f"write, for example: kind: service. {choices}"
        return document.diagnose(("kind",), "missing-field", "this field is missing", hint)
    if not isinstance(kind, str):
        return document.diagnose(("kind",), "wrong-shape", "one word belongs here", choices)
    meant = nearest(kind, ENTRY_KINDS)
    hint = f'did you mean "{meant}"? {choices}' if meant else choices
    return document.diagnose(("kind",), "unknown-choice", f'"{kind}" is not a kind of entry', hint)


def _names_in(folder: Path, ending: str = "") -> frozenset[str]:
    if not folder.is_dir():
        return frozenset()
    return frozenset(
        path.name.removesuffix(ending) for path in folder.iterdir() if path.name.endswith(ending)
    )


def check_files(
    project: Project, rules: Rules, day: JudgedDay, authority: str, paths: Sequence[str]
) -> list[Diagnostic]:
    """Every fault of the files *paths* of one authority, as `read_offers` finds it among all of its files."""
    _, found = read_offers(project, rules, day, (authority,))
    return [one for one in found if one.path in paths]


def files_of(project: Project, authorities: Sequence[str] = ()) -> list[str]:
    """Every file that `read_offers` reads, from the project's root."""
    paths: list[Path] = []
    for authority in authorities or project.authority_ids():
        paths += [
            project.authority_file(authority),
            *entry_files(project.entries_folder(authority)),
            *all_record_files(project, authority),
        ]
    return [project.shown(path) for path in paths if path.is_file()]
