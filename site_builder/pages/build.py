"""Compose the whole flow: read, check, judge, make pages; and put a new site in the place of the old one."""

from __future__ import annotations

import io
import logging
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol, cast

from mkdocs.commands.build import build as run_mkdocs
from mkdocs.config import load_config
from mkdocs.exceptions import Abort, MkDocsException

from site_builder import __version__
from site_builder.content.authorities import dfe_codes
from site_builder.content.checks import Rules, load_rules
from site_builder.content.days import JudgedDay
from site_builder.content.diagnostics import Diagnostic, nearest, show_choices
from site_builder.content.document import read_document
from site_builder.content.indicators import (
    CouncilIndicator,
    read_indicators,
    read_indicators_of_england,
)
from site_builder.content.model import Offer
from site_builder.content.offers import entry_files, read_offers
from site_builder.content.postcodes import postcodes_with
from site_builder.content.revision import content_revision
from site_builder.editing.history import read_history
from site_builder.errors import SiteBuilderError
from site_builder.nation.assessments import read_assessments, results_file
from site_builder.nation.collected import all_received
from site_builder.nation.compare import compare
from site_builder.nation.received import received_here
from site_builder.nation.trend import read_trends
from site_builder.pages.edition import HOME, Edition, Neighbour, Printing
from site_builder.pages.editor_page import editor_program
from site_builder.pages.in_language import in_language, other_languages
from site_builder.pages.language import ENGLISH, Language, speaking
from site_builder.pages.listed import catalogue_of_all
from site_builder.pages.nation import Nation, council_address
from site_builder.pages.nation_pages import nation_files, nation_pages
from site_builder.pages.offline_copy import pack_site
from site_builder.pages.paper import copied_copy
from site_builder.pages.pdf import NoPrinting, check_printing
from site_builder.pages.shared_links import with_shared_links
from site_builder.pages.shell import Page, Shell, SiteFrame
from site_builder.pages.sites import (
    FrontEntry,
    family_files,
    family_pages,
    front_files,
    front_find_files,
    front_find_pages,
    front_frame,
    front_pages,
    offer_files,
    offer_frame,
    offer_pages,
)
from site_builder.project import Project
from site_builder.reports.practice import practice_by_requirement
from site_builder.shipped import shipped
from site_builder.standard.assess import Assessment, assess, load_yardstick
from site_builder.standard.changes import Judged, find_changes
from site_builder.standard.standard import Standard

PLUGIN = "local-offer"
THEME = "local_offer"
MARK_OF_A_SITE = Path("assets", "local-offer.css")
"""What every site we built has; a folder without it is never replaced."""


@dataclass(frozen=True, slots=True)
class Site:
    """One site of a build, in one language: where it stands, what surrounds its pages, and what it holds.

    `prefix` is empty or a folder with its slash; `authority` is the id of whose site it is, or empty. A site
    in another language than English has the pages for families only, and the English one's look and pictures.
    `copied` are files of another program that stand in the site as they are, by address.
    """

    prefix: str
    authority: str
    frame: SiteFrame
    pages: Callable[[], Iterator[Page]]
    files: Callable[[], Mapping[str, str | bytes]]
    copied: Mapping[str, Path] = field(default_factory=dict)
    published_at: str | None = None
    language: Language = ENGLISH


@dataclass(frozen=True, slots=True)
class Publication:
    """What a project publishes: its offers, judged, and every fault found on the way.

    `is_single` if one authority's site is the root of the output. Offers are judged and compared by
    `standard`, and compared on the day `on`.
    """

    project: Project
    rules: Rules
    standard: Standard
    on: date
    editions: tuple[Edition, ...]
    diagnostics: tuple[Diagnostic, ...]
    is_single: bool
    leaves_out_errors: bool
    notice: str = ""
    """What was left out, other than for a fault, and what to do to have it."""

    figures: tuple[CouncilIndicator, ...] = ()
    """The official figures about all councils' areas."""

    def nation(self, title: str) -> Nation:
        """All offers side by side, those that were collected too, with what was saved of earlier days.

        What was collected is read here and not before: it can be all of England's.
        """
        judged = ((edition.offer, edition.assessment) for edition in self.editions)
        revisions = {edition.authority.id: edition.revision for edition in self.editions}
        here = received_here(judged, builder=__version__, revisions=revisions)
        received = all_received(self.project, here)
        trends, _ = read_trends(self.project, received, self.on)
        return Nation(
            title,
            compare(received, self.standard, self.rules.vocabularies, self.on),
            self.rules,
            self.figures,
            trends,
        )

    @property
    def errors(self) -> int:
        return sum(one.is_error for one in self.diagnostics)

    @property
    def is_stopped(self) -> bool:
        """Whether faults forbid a build."""
        return bool(self.errors) and not self.leaves_out_errors

    def sites(self, title: str) -> tuple[Site, ...]:
        """Every site to be built; *title* is that of the front page, where there are several."""
        if self.is_single:
            return tuple(site for edition in self.editions for site in _offer_sites(edition, ""))
        nation = self.nation(title)
        offers = tuple(_front_entries(nation))
        postcodes = postcodes_with(edition.authority for edition in self.editions)
        everything = catalogue_of_all(
            (edition.offer, f"{edition.authority.id}/") for edition in self.editions
        )
        # What was collected has its own search, at home.
        has_find = bool(self.editions)
        front = Site(
            prefix="",
            authority="",
            frame=front_frame(title, offers, has_find=has_find),
            pages=lambda: chain(
                front_pages(title, offers, postcodes, has_find=has_find),
                front_find_pages(title, everything, self.rules, postcodes) if has_find else (),
                nation_pages(nation),
            ),
            files=lambda: {
                **front_files(postcodes),
                **(front_find_files(everything, self.rules, postcodes) if has_find else {}),
                **nation_files(nation),
            },
        )
        return (
            front,
            *(
                site
                for edition in self.editions
                for site in _offer_sites(edition, f"{edition.authority.id}/")
            ),
        )


def _front_entries(nation: Nation) -> Iterator[FrontEntry]:
    """The councils whose offers are here, and where each is read: beside this site, at home, or compared."""
    for council in nation.comparison.councils:
        if council.offer is not None:
            folder = council.received.folder
            yield FrontEntry(
                name=council.name,
                code=council.gss_code,
                region=council.region or "Other areas",
                address=council_address(council.id) if folder is None else f"{folder}{HOME}",
                is_invented=council.offer.authority.is_invented,
                is_here=folder is not None and "://" not in folder,
            )


def _offer_sites(edition: Edition, prefix: str) -> Iterator[Site]:
    """The site of one authority, in English and in its other languages."""
    yield Site(
        prefix=prefix,
        authority=edition.authority.id,
        frame=offer_frame(edition),
        pages=lambda: offer_pages(edition),
        files=lambda: offer_files(edition),
        copied={**editor_program(edition), **copied_copy(edition)},
        published_at=edition.published(),
    )
    for language in other_languages(edition):
        yield _site_in(language, edition, prefix)


def _site_in(language: Language, edition: Edition, prefix: str) -> Site:
    # Made anew each time, so that no more than one offer at a time is held in two languages.
    with speaking(language):
        frame = offer_frame(in_language(edition.without_entries(), language))
    return Site(
        prefix=prefix + language.folder,
        authority=edition.authority.id,
        frame=frame,
        pages=lambda: family_pages(in_language(edition, language)),
        files=lambda: family_files(in_language(edition, language)),
        published_at=edition.published(language.folder),
        language=language,
    )


@dataclass(frozen=True, slots=True)
class BuildResult:
    """What a build did. `site` is the folder of the new site, or None where faults stopped the build.

    `pages` counts the pages written; `assessments` are those of the offers built; `left_out` are the files
    that were not used; `notice` says what else was left out, and how to have it.
    """

    site: Path | None
    pages: int
    diagnostics: tuple[Diagnostic, ...]
    assessments: tuple[Assessment, ...] = ()
    notice: str = ""

    @property
    def left_out(self) -> tuple[str, ...]:
        return tuple(path for assessment in self.assessments for path in assessment.left_out)


class _TakesPublication(Protocol):
    """What the MkDocs plugin is to a build that has read the content already."""

    publication: Publication | None
    pages_written: int


def publish(
    project: Project,
    *,
    authority: str | None,
    day: JudgedDay,
    leave_out_errors: bool = False,
    since: str | None = None,
    with_drafts: bool = False,
    with_booklets: bool = False,
) -> Publication:
    """Read, check and judge the offers of *project*; nothing is written.

    Args:
        project: whose offers.
        authority: the one authority to publish, or None for all.
        day: the day each offer is judged on.
        leave_out_errors: whether to go on without the entries that have errors.
        since: the revision of git whose changes the review pack tells, if any.
        with_drafts: whether drafts are shown as if they were agreed to: for a preview, never for the public.
        with_booklets: whether booklets to print are made with the pages. Where this machine cannot make them,
            the notice of what is returned says what to install.

    Raises:
        SiteBuilderError: there is nothing to publish, or no such authority.
    """
    everywhere = project.authority_ids()
    collected = project.collected_ids() if authority is None else ()
    if not everywhere and not collected:
        raise SiteBuilderError(
            "offer_content has no local authority yet; start one with: local-offer new authority NAME"
        )
    if authority is not None and authority not in everywhere:
        meant = nearest(authority, everywhere)
        hint = f'did you mean "{meant}"?' if meant else f"there are: {show_choices(everywhere)}"
        raise SiteBuilderError(f'offer_content has no local authority "{authority}"; {hint}')
    rules = load_rules()
    yardstick = load_yardstick(rules)
    offers, diagnostics = read_offers(
        project, rules, day, () if authority is None else (authority,), with_drafts=with_drafts
    )
    is_single = authority is not None or (len(everywhere) == 1 and not collected)
    stopped = any(one.is_error for one in diagnostics) and not leave_out_errors
    if not offers and not stopped and not collected:
        raise SiteBuilderError("no local authority's own file can be used, so there is nothing to publish")
    around = _offers_around(project, rules, day, offers, everywhere) if authority else ()
    neighbours = _neighbours(project, (*offers, *around), everywhere, is_single)
    judged = [
        Judged(offer, assess(offer, yardstick, on=day.of(offer.authority)))
        for offer in (() if stopped else offers)
    ]
    examples = practice_by_requirement(judged)
    history = read_history(project)
    notices = [history.notice]
    if with_booklets:
        try:
            check_printing()
        except NoPrinting as missing:
            notices.append(f"The site has no booklets: {missing}")
            with_booklets = False
    figures, found = read_indicators_of_england(project, dfe_codes()) if not is_single else ((), [])
    diagnostics += found
    editions = []
    for one in judged:
        indicators, found = read_indicators(project, one.offer.authority.id)
        diagnostics += found
        if not is_single:
            saved = results_file(project, one.offer.authority.id)
            diagnostics += read_assessments(saved, project.shown(saved))[1]
        editions.append(
            Edition(
                offer=one.offer,
                assessment=one.assessment,
                rules=rules,
                neighbours={
                    name: other for name, other in neighbours.items() if name != one.offer.authority.id
                },
                home_page="" if is_single else "../index.html",
                examples=examples,
                indicators=indicators,
                history=history.changes,
                printing=Printing(project.media_folder(one.offer.authority.id)) if with_booklets else None,
                changes=find_changes(project, one.offer, one.assessment, yardstick, since) if since else None,
                # No commit has published a draft.
                revision="" if with_drafts else content_revision(project, one.offer.authority.id),
            )
        )
    return Publication(
        project,
        rules,
        yardstick.standard,
        max((edition.on for edition in editions), default=day.of(None)),
        tuple(editions),
        tuple(diagnostics),
        is_single,
        leave_out_errors,
        "\n".join(filter(None, notices)),
        figures,
    )


def _offers_around(
    project: Project, rules: Rules, day: JudgedDay, offers: Sequence[Offer], everywhere: Sequence[str]
) -> tuple[Offer, ...]:
    """The offers that *offers* name as their neighbours, as far as they are in the project.

    Their faults are theirs: what cannot be read is left out, and stops no build but their own.
    """
    read = {offer.authority.id for offer in offers}
    named = {str(one) for offer in offers for one in offer.authority.fact("neighbours") or ()}
    wanted = tuple(one for one in everywhere if one in named - read)
    return read_offers(project, rules, day, wanted)[0] if wanted else ()


def _neighbours(
    project: Project, offers: Sequence[Offer], everywhere: Sequence[str], is_single: bool
) -> dict[str, Neighbour]:
    """Every authority of the project, as the others see it."""
    found = {}
    read = {offer.authority.id: offer for offer in offers}
    for slug in everywhere:
        offer = read.get(slug)
        if offer is not None:
            name, entries = offer.authority.name, frozenset(entry.id for entry in offer.entries)
            published = str(offer.authority.fact("published_at") or "")
        elif (path := project.authority_file(slug)).is_file():
            document, _ = read_document(path, project.shown(path))
            told = document.data if document else {}
            name, published = str(told.get("name") or slug), str(told.get("published_at") or "")
            entries = frozenset(entry.stem for entry in entry_files(project.entries_folder(slug)))
        else:
            continue
        if is_single or offer is None:
            is_address = published.startswith(("https://", "http://"))
            prefix = f"{published.rstrip('/')}/" if is_address else None
        else:
            prefix = f"../{slug}/"
        found[slug] = Neighbour(name, prefix, entries, offer)
    return found


def build_site(
    project: Project,
    *,
    authority: str | None,
    out: Path | None,
    day: JudgedDay,
    leave_out_errors: bool = False,
    since: str | None = None,
    with_drafts: bool = False,
    with_booklets: bool = False,
    with_copy: bool = False,
) -> BuildResult:
    """Build the site of a project beside the old one, and put it in its place at the end.

    A build that fails, or is stopped by faults, leaves the old site and everything around it as it was. The
    same input gives the same bytes.

    Args:
        project: whose offers.
        authority: the one authority whose site becomes the root of the output, or None for all.
        out: the folder of the site; the project's `site` where it is None.
        day: the day each offer is judged on.
        leave_out_errors: whether to go on without the entries that have errors.
        since: the revision of git whose changes the review pack tells, if any.
        with_drafts: whether drafts are shown as if they were agreed to: for a preview, never for the public.
        with_booklets: whether booklets to print are made with the pages.
        with_copy: whether each authority's site holds a file with a copy of itself, to keep.

    Raises:
        SiteBuilderError: the project cannot be built, or *out* is no place for a site.
    """
    target = out or project.site
    check_place(target, project)
    publication = publish(
        project,
        authority=authority,
        day=day,
        leave_out_errors=leave_out_errors,
        since=since,
        with_drafts=with_drafts,
        with_booklets=with_booklets,
    )
    if publication.is_stopped:
        return BuildResult(None, 0, publication.diagnostics)
    with folder_beside(target.resolve()) as folder, TemporaryDirectory(prefix="local-offer-") as beside:
        if with_copy:
            copies = {
                edition.authority.id: _make_copy(
                    project,
                    edition.authority.id,
                    Path(beside),
                    day=day,
                    leave_out_errors=leave_out_errors,
                    since=since,
                    with_drafts=with_drafts,
                )
                for edition in publication.editions
            }
            publication = replace(
                publication,
                editions=tuple(
                    replace(edition, copy_to_keep=copies[edition.authority.id])
                    for edition in publication.editions
                ),
            )
        pages = _run_mkdocs(publication, folder)
    return BuildResult(
        target,
        pages,
        publication.diagnostics,
        tuple(edition.assessment for edition in publication.editions),
        publication.notice,
    )


def _make_copy(project: Project, authority: str, beside: Path, **asked: Any) -> Path:
    """A file in *beside* with the site of *authority* alone, built as *asked*: no link leaves its folder."""
    alone = publish(project, authority=authority, **asked)
    alone = replace(
        alone, editions=tuple(replace(edition, is_copy_to_keep=True) for edition in alone.editions)
    )
    (edition,) = alone.editions
    site, packed = beside / authority, beside / f"{authority}.zip"
    site.mkdir()
    _run_mkdocs(alone, site)
    pack_site(site, packed, name=edition.site_name, folder=f"{authority}-local-offer", on=edition.on)
    shutil.rmtree(site)
    return packed


def _config_of(project: Project) -> Path:
    """The project's own `mkdocs.yml`, else the one that every generated site starts from."""
    return project.config if project.config.is_file() else shipped("mkdocs.yml")


def _run_mkdocs(publication: Publication, folder: Path) -> int:
    """Have MkDocs build *publication* into *folder*; the number of pages of our own."""
    talk = logging.StreamHandler()
    talk.setFormatter(logging.Formatter("Warning: %(message)s"))
    # What MkDocs logs as an error comes back as an exception, and is said once.
    talk.addFilter(lambda record: record.levelno == logging.WARNING)
    logger = logging.getLogger("mkdocs")
    logger.addHandler(talk)
    try:
        project = publication.project
        config = load_config(
            config_file=io.BytesIO(_config_of(project).read_bytes()),
            config_file_path=str(project.config),
            site_dir=str(folder),
        )
        if PLUGIN not in config.plugins:
            raise SiteBuilderError(
                f"{project.shown(project.config)} does not name the plugin; write plugins: - {PLUGIN}"
            )
        plugin = cast(_TakesPublication, config.plugins[PLUGIN])
        plugin.publication = publication
        config.plugins.on_startup(command="build", dirty=False)
        run_mkdocs(config)
    except (MkDocsException, Abort) as fault:
        # Abort is a SystemExit: MkDocs would end the program here, and it hides what was wrong.
        wrong = fault.__context__ if isinstance(fault, Abort) and fault.__context__ else fault
        raise SiteBuilderError(f"MkDocs could not build the site: {wrong}") from fault
    finally:
        logger.removeHandler(talk)
    return plugin.pages_written


def write_site(site: Site, shell: Shell, output: Path) -> int:
    """Write every page and file of *site* below *output*; the number of pages."""
    home = output / site.prefix
    number = 0
    with speaking(site.language):
        for page in site.pages():
            html = shell.join(page)
            if not site.language.is_english:
                html = with_shared_links(html, page.address)
            write_text(home / page.address, html)
            for address, made in page.files.items():
                write_bytes(home / address, made)
            number += 1
        for address, content in site.files().items():
            if isinstance(content, bytes):
                write_bytes(home / address, content)
            else:
                write_text(home / address, content)
    return number


def write_text(path: Path, text: str) -> None:
    """Write *text* as UTF-8 with the line ends it has, whatever the system's own are."""
    write_bytes(path, text.encode("utf-8"))


def write_bytes(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def check_place(target: Path, project: Project) -> None:
    """Refuse a folder whose replacement would destroy something else.

    Raises:
        SiteBuilderError: it holds the project or its content, or something that is not a site of ours.
    """
    real = target.resolve()
    if project.root.resolve().is_relative_to(real):
        raise SiteBuilderError(f"{target} holds the project itself; choose another folder for the site")
    if real.is_relative_to(project.content.resolve()):
        raise SiteBuilderError(f"{target} is inside offer_content; choose another folder for the site")
    if target.is_dir():
        is_ours = (target / MARK_OF_A_SITE).is_file() or not any(target.iterdir())
    else:
        is_ours = not target.exists()
    if not is_ours:
        raise SiteBuilderError(
            f"{target} is not empty and is not a site built by this program; choose an empty or new folder"
        )


@contextmanager
def folder_beside(target: Path) -> Iterator[Path]:
    """A new folder beside *target* that takes its place at the end; if anything fails, it vanishes again.

    Both stand in one folder, so that changing places is two renames and never a copy.
    """
    made = _make_parents(target.parent)
    new = target.parent / f".{target.name}.new-{os.getpid()}"
    old = target.parent / f".{target.name}.old-{os.getpid()}"
    try:
        new.mkdir()
        yield new
        had_one = target.exists()
        if had_one:
            target.rename(old)
        try:
            new.rename(target)
        except OSError:
            if had_one:
                old.rename(target)
            raise
        shutil.rmtree(old, ignore_errors=True)
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        for folder in made:
            folder.rmdir()
        raise


def _make_parents(folder: Path) -> list[Path]:
    """Make *folder* and those around it; the new ones, innermost first."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    return missing
