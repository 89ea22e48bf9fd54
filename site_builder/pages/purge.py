"""Take an entry or a comment out of everything that the builder wrote, and say what it cannot reach."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from site_builder.content.checks import Rules
from site_builder.content.days import JudgedDay
from site_builder.content.document import Document, read_document, with_fields
from site_builder.content.offers import entry_files
from site_builder.content.records import all_record_files
from site_builder.content.results import (
    audit_file,
    links_file,
    read_results,
    write_audit,
    write_links,
)
from site_builder.content.whole_file import write_whole
from site_builder.errors import SiteBuilderError
from site_builder.pages.build import build_site
from site_builder.pages.place import MARK_OF_A_SITE
from site_builder.project import Project

OUT_OF_REACH = (
    "the history of git, here and in every clone and fork: every version stays there",
    "merge requests, their previews and logs, and the caches of the service that keeps the files",
    "sites that are published already: publish the new one in their place",
    "feeds and open data that others have collected, search engines and web archives",
    "emails, downloaded forms, backups and paper",
)
"""Where a copy may be that no program of ours can take back; docs/personal-data.md says what to do."""

_LEAST_LETTERS = 12
"""A shorter text, such as a phone number or a name of a town, stands in other places with good reason."""


@dataclass(frozen=True, slots=True)
class Purged:
    """What was done: files deleted and changed, sites built anew, and where it still is.

    `named_in` are files of the project that others wrote; `left_in` are those of sites, or of the inbox, that
    hold its words still; `left_out` are those with errors, without which a site was built.
    """

    deleted: tuple[str, ...]
    changed: tuple[str, ...]
    built: tuple[str, ...]
    named_in: tuple[str, ...]
    left_in: tuple[str, ...]
    left_out: tuple[str, ...]


def find_file(project: Project, what: str, authority: str | None) -> tuple[str, Path]:
    """The file of the entry or comment *what*, and whose it is.

    Raises:
        SiteBuilderError: there is none, or there are several and *authority* does not say which.
    """
    known = [authority] if authority else project.authority_ids()
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", what):
        raise SiteBuilderError(f'"{what}" is no id of an entry or a comment')
    found = [
        (one, path)
        for one in known
        for path in (
            project.entry_file(one, what),
            project.authority_folder(one) / "comments" / f"{what}.yaml",
        )
        if path.is_file()
    ]
    if not found:
        raise SiteBuilderError(
            f'there is no entry or comment "{what}" in {", ".join(known) or "the project"}'
        )
    if len(found) > 1:
        shown = ", ".join(project.shown(path) for _, path in found)
        raise SiteBuilderError(f"there are several: {shown}; say which with --authority")
    return found[0]


def purge(
    project: Project, rules: Rules, authority: str, path: Path, day: JudgedDay, sites: Sequence[Path]
) -> Purged:
    """Delete the file at *path*, and all that the builder made of it.

    Lists of ids in comments and actions lose it; sentences and links that others wrote are only named. Each
    of *sites* is built anew, if need be without entries that have errors, and then looked through.
    """
    words = _words_of(path, project)
    shown, what = project.shown(path), path.stem
    path.unlink()
    changed = [*_changed_lists(project, rules, authority, what, shown)]
    changed += _changed_results(project, authority, shown, what, day)
    built, left_out = [], []
    for site in sites:
        result = build_site(
            project,
            authority=_whose(site, project),
            out=site,
            day=day,
            leave_out_errors=True,
            purged=authority,
        )
        built.append(project.shown(site))
        left_out += [one for one in result.left_out if one not in left_out]
    left_in = [
        project.shown(file)
        for site in (*sites, project.root / "inbox", project.imports)
        for file in _files_with(site, what, words, is_site=site in sites)
    ]
    return Purged(
        deleted=(shown,),
        changed=tuple(changed),
        built=tuple(built),
        named_in=tuple(_still_named(project, authority, what, words)),
        left_in=tuple(left_in),
        left_out=tuple(left_out),
    )


def purged_as_text(purged: Purged) -> str:
    """What was done and what is left, in plain words; nothing of what it said is repeated."""
    lines = [f"Deleted {one}" for one in purged.deleted]
    lines += [f"Taken out of {one}" for one in purged.changed]
    lines += [f"Built anew: {one}" for one in purged.built]
    if not purged.built:
        lines.append("There was no site to build anew. Name other folders of sites with --site.")
    if purged.left_out:
        lines.append("Left out of the site, because they have errors; mend them and build again:")
        lines += [f"- {one}" for one in purged.left_out]
    if purged.named_in:
        lines.append("These name it or repeat its words. Read them, and take it out by hand:")
        lines += [f"- {one}" for one in purged.named_in]
    if purged.left_in:
        lines.append("These hold it still:")
        lines += [f"- {one}" for one in purged.left_in]
    lines.append("What no program can reach from here (docs/personal-data.md says what to do):")
    lines += [f"- {one}" for one in OUT_OF_REACH]
    return "\n".join(lines) + "\n"


def built_site(project: Project) -> tuple[Path, ...]:
    """The site at the project's usual place, if there is one."""
    return (project.site,) if (project.site / MARK_OF_A_SITE).is_file() else ()


def _words_of(path: Path, project: Project) -> tuple[str, ...]:
    """The texts in the file that would tell it from others."""
    document, _ = read_document(path, project.shown(path))
    found = _texts(document.data) if document else iter(())
    return tuple(sorted({one for one in found if sum(map(str.isalpha, one)) >= _LEAST_LETTERS}))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        # Of a long text each line counts, because pages break it into paragraphs.
        yield from (line.strip() for line in value.splitlines() if " " in line.strip())
    elif isinstance(value, dict):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)


def _changed_lists(project: Project, rules: Rules, authority: str, what: str, shown: str) -> Iterator[str]:
    """Take the id out of the lists of ids in comments and actions; the files that were changed."""
    field = "because" if "/comments/" in shown else "entries"
    for path in all_record_files(project, authority):
        document, _ = read_document(path, project.shown(path))
        named = document.data.get(field) if document else None
        if document is None or not isinstance(named, list) or what not in named:
            continue
        kind = "action" if field == "because" else "comment"
        kept = [one for one in named if one != what]
        text = with_fields(document, {field: kept or None}, tuple(rules.schemas[kind].rules))
        write_whole(path, text.encode("utf-8"))
        yield project.shown(path)


def _changed_results(
    project: Project, authority: str, shown: str, what: str, day: JudgedDay
) -> Iterator[str]:
    """Take its addresses and its page out of the saved results of tests; the files that were changed."""
    results, _ = read_results(project, authority, day.today)
    if results.links:
        links = [
            replace(
                one, stands_in=tuple(place for place in one.stands_in if not place.startswith(f"{shown}:"))
            )
            for one in results.links.links
        ]
        kept = tuple(one for one in links if one.stands_in)
        if kept != results.links.links:
            write_links(links_file(project, authority), replace(results.links, links=kept))
            yield project.shown(links_file(project, authority))
    page = f"support/{what}/"
    if results.audit and any(page in one for one in results.audit.pages):
        pages = tuple(one for one in results.audit.pages if page not in one)
        violations, incomplete = (
            tuple(one for one in notes if page not in one.page)
            for notes in (results.audit.violations, results.audit.incomplete)
        )
        path = audit_file(project, authority)
        if pages:
            write_audit(
                path, replace(results.audit, pages=pages, violations=violations, incomplete=incomplete)
            )
        else:
            path.unlink()
        yield project.shown(path)


def _still_named(project: Project, authority: str, what: str, words: Sequence[str]) -> Iterator[str]:
    """Files of the project that name the id, or hold one of its texts."""
    for one in project.authority_ids():
        folder = project.authority_folder(one)
        files = [
            project.authority_file(one),
            *entry_files(project.entries_folder(one)),
            *all_record_files(project, one),
            *sorted((folder / "pages").rglob("*.md")),
        ]
        for path in files:
            if not path.is_file():
                continue
            document, _ = read_document(path, project.shown(path)) if path.suffix == ".yaml" else (None, [])
            text = path.read_text(encoding="utf-8", errors="replace")
            ids = {what, f"{authority}/{what}"} if one == authority else {f"{authority}/{what}"}
            if _names(document, ids, text) or any(word in text for word in words):
                yield project.shown(path)


def _names(document: Document | None, ids: set[str], text: str) -> bool:
    if document is None:
        return any(re.search(rf"(?<![\w-]){re.escape(one)}(?![\w-])", text) for one in ids)
    return any(one in ids for one in _all_texts(document.data))


def _all_texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value.strip()
    elif isinstance(value, dict):
        for one in value.values():
            yield from _all_texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _all_texts(one)


def _files_with(folder: Path, what: str, words: Sequence[str], *, is_site: bool) -> Iterator[Path]:
    """Files below *folder* that hold one of *words*, or stand at the page's own address."""
    if not folder.is_dir():
        return
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        if is_site and what in path.relative_to(folder).parts:
            yield path
            continue
        text = path.read_bytes().decode("utf-8", errors="replace")
        if any(word in text for word in words):
            yield path


def _whose(site: Path, project: Project) -> str | None:
    """The authority whose site stands in *site* alone; None where all of them do.

    Raises:
        SiteBuilderError: no site of ours is there.
    """
    if not (site / MARK_OF_A_SITE).is_file():
        raise SiteBuilderError(f"{project.shown(site)} is no site that local-offer built")
    home = (site / "index.html").read_text(encoding="utf-8", errors="replace")
    named = re.search(r'data-authority="([a-z0-9-]+)"', home)
    return named[1] if named else None
