"""Build a site: say what has changed, have it made, and put the new site in the place of the old one."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager, nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from site_builder.content.days import JudgedDay
from site_builder.content.diagnostics import Diagnostic, Place
from site_builder.errors import SiteBuilderError
from site_builder.pages.earlier import Earlier, files_below, keep, read_earlier
from site_builder.pages.inputs import key_of_build
from site_builder.pages.processes import processes_for_offers
from site_builder.pages.progress import Tell, say_nothing
from site_builder.project import Project

MARK_OF_A_SITE = Path("assets", "local-offer.css")
"""What every site we built has; a folder without it is never replaced."""


@dataclass(frozen=True, slots=True)
class BuildResult:
    """What a build did. `site` is the folder of the new site, or None where faults stopped the build.

    `pages` counts the pages of the site; `left_out` are the files that were not used; `notice` says what else
    was left out, and how to have it. `is_unchanged` says that the site was there, as it would be made.
    """

    site: Path | None
    pages: int
    diagnostics: tuple[Diagnostic, ...]
    left_out: tuple[str, ...] = ()
    notice: str = ""
    is_unchanged: bool = False


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
    executor: Executor | None = None,
    tell: Tell = say_nothing,
) -> BuildResult:
    """Build the site of a project beside the old one, and put it in its place at the end.

    A build that fails, or is stopped by faults, leaves the old site and everything around it as it was. The
    same input gives the same bytes: where nothing has changed since the build that made the old site, that
    stays, and of what has changed only the pages are made anew that show it.

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
        executor: where each authority is read and judged as a task of its own; the processors here if None.
        tell: is told how far the build is.

    Raises:
        SiteBuilderError: the project cannot be built, or *out* is no place for a site.
    """
    target = out or project.site
    check_place(target, project)
    real = target.resolve()
    options = (authority, day, leave_out_errors, since, with_drafts, with_copy)
    # Booklets are made of fonts and libraries too that nobody here knows of.
    made_of = "" if with_booklets else key_of_build(project, repr(options))
    earlier = read_earlier(real)
    if made_of and earlier.made_of == made_of and earlier.is_untouched():
        return _result_again(target, earlier)
    # Where nothing has changed, these would take most of the time.
    from site_builder.pages.mkdocs_run import run_mkdocs, with_copies
    from site_builder.pages.publication import publish

    tell("Reading and judging", 0, 0)
    with nullcontext(executor) if executor or authority else processes_for_offers(project) as readers:
        publication = publish(
            project,
            authority=authority,
            day=day,
            leave_out_errors=leave_out_errors,
            since=since,
            with_drafts=with_drafts,
            with_booklets=with_booklets,
            executor=readers,
        )
    if publication.is_stopped:
        return BuildResult(None, 0, publication.diagnostics)
    with folder_beside(real) as folder, TemporaryDirectory(prefix="local-offer-") as beside:
        if with_copy:
            alone = {
                edition.authority.id: publish(
                    project,
                    authority=edition.authority.id,
                    day=day,
                    leave_out_errors=leave_out_errors,
                    since=since,
                    with_drafts=with_drafts,
                )
                for edition in publication.editions
            }
            publication = with_copies(publication, alone, Path(beside))
        written = run_mkdocs(publication, folder, earlier, tell)
    left_out = (path for edition in publication.editions for path in edition.assessment.left_out)
    result = BuildResult(target, written.pages, publication.diagnostics, tuple(left_out), publication.notice)
    if made_of and key_of_build(project, repr(options)) != made_of:
        # A file was changed while it was read: nobody can tell which of the two the site shows.
        made_of = ""
    keep(Earlier(real, made_of, _told(result), tuple(files_below(real)), written.pieces))
    return result


def _told(result: BuildResult) -> dict[str, Any]:
    """What is kept of *result*, to be said again."""
    return {
        "pages": result.pages,
        "diagnostics": [asdict(one) for one in result.diagnostics],
        "left_out": result.left_out,
        "notice": result.notice,
    }


def _result_again(target: Path, earlier: Earlier) -> BuildResult:
    told = earlier.told
    diagnostics = (Diagnostic(**{**one, "place": Place(**one["place"])}) for one in told["diagnostics"])
    return BuildResult(
        target,
        told["pages"],
        tuple(diagnostics),
        tuple(told["left_out"]),
        told["notice"],
        is_unchanged=True,
    )


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
