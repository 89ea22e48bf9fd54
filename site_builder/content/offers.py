"""Read the offers of a project: every file once, every fault of every file, an offer for each authority."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

from site_builder.content.bounds import MAX_BYTES
from site_builder.content.checks import (
    Checked,
    Neighbourhood,
    Rules,
    check_authority,
    check_entry,
    check_folder,
    check_id,
    check_links,
    has_too_many,
    is_draft,
)
from site_builder.content.days import JudgedDay
from site_builder.content.diagnostics import (
    Diagnostic,
    Place,
    first_faults,
    nearest,
    show_choices,
    sort_diagnostics,
)
from site_builder.content.document import (
    Document,
    known_document,
    parse_document,
    read_content,
    read_document,
)
from site_builder.content.file_names import check_names, stays_in
from site_builder.content.media import check_media
from site_builder.content.model import Authority, Entry, Offer
from site_builder.content.plain_file import UnreadableFile, check_plain, leads_out, read_plain
from site_builder.content.records import OTHER_FOLDERS, RECORD_FOLDERS, all_record_files, read_records
from site_builder.content.remembered import Remembered, content_key
from site_builder.content.results import read_results
from site_builder.content.schema import ENTRY_KINDS, Reading
from site_builder.project import Project


def read_offers(
    project: Project,
    rules: Rules,
    day: JudgedDay,
    authorities: Sequence[str] = (),
    *,
    with_drafts: bool = False,
    remembered: Remembered | None = None,
) -> tuple[tuple[Offer, ...], list[Diagnostic]]:
    """The offers of *authorities* (all where none is named), in order of id, and every fault of their files.

    An entry or a record with an error is left out of its offer and named in `left_out`. An authority whose
    own file has an error has no offer. A draft is checked, and only part of an offer *with_drafts*. What is
    *remembered* of an entry by the same rules is not found out again.
    """
    remembered = remembered or Remembered()
    around = _neighbourhood(project)
    offers = []
    problems: list[Diagnostic] = []
    for authority in authorities or tuple(around.entries):
        offer, found = _read_offer(project, rules, day, authority, around, with_drafts, remembered)
        problems += found
        if offer is not None:
            offers.append(offer)
    return tuple(offers), sort_diagnostics(problems)


def _neighbourhood(project: Project) -> Neighbourhood:
    everywhere = project.authority_ids()
    return Neighbourhood(
        _Names(everywhere, lambda one: _names_in(project.entries_folder(one), ".yaml")),
        _Names(everywhere, lambda one: _names_in(project.media_folder(one))),
    )


class _Names(Mapping[str, frozenset[str]]):
    """The names in a folder of each authority, looked up when they are asked for, and once.

    Whoever reads one offer of a nation asks for those of few others.
    """

    def __init__(self, authorities: Sequence[str], look_up: Callable[[str], frozenset[str]]) -> None:
        self._authorities = dict.fromkeys(authorities)
        self._look_up = cache(look_up)

    def __getitem__(self, authority: str) -> frozenset[str]:
        if authority not in self._authorities:
            raise KeyError(authority)
        return self._look_up(authority)

    def __iter__(self) -> Iterator[str]:
        return iter(self._authorities)

    def __len__(self) -> int:
        return len(self._authorities)


def _read_offer(
    project: Project,
    rules: Rules,
    day: JudgedDay,
    slug: str,
    around: Neighbourhood,
    with_drafts: bool,
    remembered: Remembered,
) -> tuple[Offer | None, list[Diagnostic]]:
    names = list(check_names(project, slug))
    if not stays_in(project.authority_folder(slug), project.content):
        return None, names
    authority, problems = _read_authority(project, rules, day, slug, around)
    problems += names
    demanded = tuple(authority.fact("sign_off") or ()) if authority else ()
    on = day.of(authority)
    entries = []
    left_out = []
    folder = project.entries_folder(slug)
    if folder.is_dir():
        problems += check_folder(folder, project.shown)
        if has_too_many(folder):
            # An offer without any of them would say that nothing is published.
            return None, problems
    ids: dict[str, str] = {}
    inside = project.shown(folder)
    for name in _entry_names(folder):
        shown = f"{inside}/{name}"
        content, found = read_content(f"{folder}/{name}", shown)
        checked = None
        if content is not None:
            key = content_key("entry", content)
            known = remembered.recall(key)
            checked, found = (
                _parse_entry(content, shown, rules)
                if known is None
                else (_as_known(content, shown, known), [])
            )
            if checked is not None:
                first = ids.setdefault(_id_of(checked), shown)
                found += _check_entry(checked, rules, demanded, on, slug, around, first)
                if known is None and not found:
                    remembered.keep(key, checked.facts)
        problems += found
        if checked is None or any(one.is_error for one in found):
            left_out.append(shown)
        elif with_drafts or not is_draft(checked):
            entries.append(Entry(slug, shown, checked.facts, key))
    problems += check_media(project.media_folder(slug), project.shown)
    records, records_left_out, found = read_records(project, rules, slug, around, on, with_drafts=with_drafts)
    problems += [*found, *_check_plain(project, slug, problems)]
    if authority is None:
        return None, problems
    ordered = tuple(sorted(entries, key=lambda entry: entry.id))
    results, found = read_results(project, slug, on)
    return Offer(authority, ordered, (*left_out, *records_left_out), records, results), [*problems, *found]


def _check_plain(project: Project, slug: str, known: Sequence[Diagnostic]) -> list[Diagnostic]:
    """What is no file in the folder of an authority; without what is *known* to be wrong already."""
    folder = project.authority_folder(slug)
    if not folder.is_dir():
        return []
    told = {one.path for one in known}
    found = check_plain(folder, frozenset((*OTHER_FOLDERS, *RECORD_FOLDERS)), project.shown)
    return [one for one in found if one.path not in told]


def entry_files(folder: Path) -> list[Path]:
    """The files of an `entries` folder that are read, in order of name; none where there is no folder."""
    return [folder / name for name in _entry_names(folder)]


def _entry_names(folder: Path) -> list[str]:
    if not folder.is_dir() or not stays_in(folder, folder.parent) or has_too_many(folder):
        return []
    with os.scandir(folder) as found:
        names = sorted((one.name, one.is_symlink()) for one in found if one.name.endswith(".yaml"))
    return [name for name, is_link in names if not is_link or not leads_out(folder / name, folder)]


def _read_authority(
    project: Project, rules: Rules, day: JudgedDay, slug: str, around: Neighbourhood
) -> tuple[Authority | None, list[Diagnostic]]:
    path = project.authority_file(slug)
    shown = project.shown(path)
    if leads_out(path, project.content):
        return None, []  # told with the names of the folder
    if not path.exists() and not path.is_symlink():
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
        *first_faults(
            chain(
                check_authority(checked, rules, slug, day.of(authority)), check_links(checked, slug, around)
            )
        ),
    ]
    if any(one.is_error for one in problems):
        return None, problems
    return authority, problems


def _as_known(content: bytes, shown: str, facts: dict[str, Any]) -> Checked:
    """An entry of which there was nothing to say, so no draft, with the *facts* that it states."""
    return Checked(known_document(content, shown, facts), Reading(facts, (), ()))


def _read_entry(path: Path, shown: str, rules: Rules) -> tuple[Checked | None, list[Diagnostic]]:
    content, problems = read_content(path, shown)
    return (None, problems) if content is None else _parse_entry(content, shown, rules)


def _parse_entry(content: bytes, shown: str, rules: Rules) -> tuple[Checked | None, list[Diagnostic]]:
    document, problems = parse_document(content, shown)
    if document is None:
        return None, problems
    kind = document.data.get("kind")
    if isinstance(kind, str) and kind in ENTRY_KINDS:
        reading = rules.schemas[kind].read(document)
        return Checked(document, reading), [*problems, *reading.diagnostics]
    problems = [*problems, _unknown_kind(document, kind)]
    # What else is wrong is said at once, by the rules of the kind that it is most like.
    named = nearest(kind, ENTRY_KINDS) if isinstance(kind, str) else ""
    if named:
        checked = _as_kind(document, named, rules)
        return checked, [*problems, *checked.reading.diagnostics]
    as_each = {one: _as_kind(document, one, rules) for one in ENTRY_KINDS}
    fields = document.data.keys()
    checked = as_each[max(ENTRY_KINDS, key=lambda one: len(fields & rules.schemas[one].rules.keys()))]
    told = [one for one in checked.reading.diagnostics if all(_says(one, each) for each in as_each.values())]
    return checked, [*problems, *told]


def _as_kind(document: Document, kind: str, rules: Rules) -> Checked:
    """An entry that does not say of what kind it is, read as one of *kind*."""
    as_such = replace(document, data={**document.data, "kind": kind})
    return Checked(as_such, rules.schemas[kind].read(as_such))


def _says(one: Diagnostic, as_kind: Checked) -> bool:
    """Whether a fault is one for a kind of entry too: which fields there are depends on it, and no more."""
    return one.code not in ("missing-field", "unknown-field") or any(
        (one.code, one.field, one.place) == (other.code, other.field, other.place)
        for other in as_kind.reading.diagnostics
    )


def _check_entry(
    checked: Checked,
    rules: Rules,
    demanded: Sequence[str],
    on: date,
    slug: str,
    around: Neighbourhood,
    first_file: str,
) -> list[Diagnostic]:
    """Faults of an entry that its schema does not show; *first_file* is the first that has its id."""
    found = first_faults(chain(check_entry(checked, rules, demanded, on), check_links(checked, slug, around)))
    if _id_of(checked):
        found += check_id(checked, first_file)
    return found


def _id_of(checked: Checked) -> str:
    """The id of an entry; an empty text where it states none."""
    stated = checked.facts.get("id")
    return stated if isinstance(stated, str) else ""


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
    with os.scandir(folder) as found:
        return frozenset(one.name.removesuffix(ending) for one in found if one.name.endswith(ending))


def check_files(
    project: Project,
    rules: Rules,
    day: JudgedDay,
    authorities: Sequence[str],
    is_chosen: Callable[[str], bool],
) -> list[Diagnostic]:
    """Every fault of the chosen files of *authorities*, as `read_offers` finds it among all of their files.

    Of the other files little more than the names is read.

    Args:
        project: where the files are.
        rules: what they are checked by.
        day: the day that counts as today.
        authorities: whose files are checked.
        is_chosen: whether a file is chosen, by its name from the project's root.
    """
    around = _neighbourhood(project)
    problems: list[Diagnostic] = []
    for slug in authorities:
        problems += check_names(project, slug)
        if not stays_in(project.authority_folder(slug), project.content):
            continue
        authority, found = _read_authority(project, rules, day, slug, around)
        problems += found
        on = day.of(authority)
        demanded = tuple(authority.fact("sign_off") or ()) if authority else ()
        folder = project.entries_folder(slug)
        if folder.is_dir():
            problems += check_folder(folder, project.shown, is_chosen)
        inside, names = project.shown(folder), _entry_names(folder)
        chosen: dict[str, Checked] = {}
        for name in names:
            if is_chosen(f"{inside}/{name}"):
                checked, found = _read_entry(folder / name, f"{inside}/{name}", rules)
                problems += found
                if checked is not None:
                    chosen[name] = checked
        firsts = _first_files(folder, names, chosen, rules)
        for checked in chosen.values():
            first = f"{inside}/{firsts[_id_of(checked)]}"
            problems += _check_entry(checked, rules, demanded, on, slug, around, first)
        problems += check_media(project.media_folder(slug), project.shown, is_chosen)
        problems += read_records(project, rules, slug, around, on, is_chosen=is_chosen)[-1]
        problems += _check_plain(project, slug, problems)
        if authority is not None:
            problems += read_results(project, slug, on)[-1]
    return sort_diagnostics(one for one in problems if is_chosen(one.path))


def _first_files(
    folder: Path, names: Sequence[str], chosen: Mapping[str, Checked], rules: Rules
) -> Mapping[str, str]:
    """The first of the files *names* of a *folder* that has it, for each id of the *chosen*."""
    wanted = {_id_of(one) for one in chosen.values()}
    last = max(chosen, default="")
    firsts: dict[str, str] = {}
    for name in names:
        if name > last:
            break
        checked = chosen.get(name)
        if checked is None and _may_have_id(f"{folder}/{name}", wanted):
            checked, _ = _read_entry(folder / name, name, rules)
        if checked is not None:
            firsts.setdefault(_id_of(checked), name)
    return firsts


def _may_have_id(path: str, ids: Collection[str]) -> bool:
    """Whether the entry in *path* may have one of *ids*, told without reading it as YAML."""
    try:
        content = read_plain(path, MAX_BYTES)
    except UnreadableFile:
        return False
    # A text can be written with escapes, and its spaces can be ends of lines.
    return b"\\" in content or any(one.encode() in content or len(one.split()) != 1 for one in ids)


def files_of(
    project: Project, authorities: Sequence[str] = (), is_chosen: Callable[[str], bool] = lambda _: True
) -> list[str]:
    """Every chosen file that `read_offers` reads, from the project's root."""
    found: list[str] = []
    for authority in authorities or project.authority_ids():
        folder = project.entries_folder(authority)
        inside = project.shown(folder)
        found.append(project.shown(project.authority_file(authority)))
        found += [f"{inside}/{name}" for name in _entry_names(folder)]
        found += [project.shown(path) for path in all_record_files(project, authority)]
    return [shown for shown in found if is_chosen(shown) and (project.root / shown).is_file()]
