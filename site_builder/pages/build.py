"""Build a site: say what has changed, have it made, and put the new site in the place of the old one."""

from __future__ import annotations

from concurrent.futures import Executor
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from site_builder.content.days import JudgedDay
from site_builder.content.diagnostics import Diagnostic, Place
from site_builder.pages.earlier import Earlier, files_below, keep, read_earlier
from site_builder.pages.inputs import key_of_build
from site_builder.pages.last_good import LastGood, last_good, let_stay
from site_builder.pages.place import check_place, folder_beside, folder_for_copies, place_for_one
from site_builder.pages.processes import processes_for_offers
from site_builder.pages.progress import Tell, say_nothing
from site_builder.project import Project


@dataclass(frozen=True, slots=True)
class BuildResult:
    """What a build did. `site` is the folder of the new site, or None where faults stopped the build.

    `pages` counts the pages of the site; `left_out` are the files that were not used; `notice` says what else
    was left out, and how to have it. `is_unchanged` says that the site was there, as it would be made.
    `not_built` says of each authority that has errors what became of its site.
    """

    site: Path | None
    pages: int
    diagnostics: tuple[Diagnostic, ...]
    left_out: tuple[str, ...] = ()
    notice: str = ""
    is_unchanged: bool = False
    not_built: tuple[str, ...] = ()


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
    purged: str | None = None,
) -> BuildResult:
    """Build the site of a project beside the old one, and put it in its place at the end.

    A build that fails, or is stopped by faults, leaves the old site and everything around it as it was. Where
    there are several authorities, each that has errors keeps the site that it had in the old one, byte for
    byte, and the others are built. The same input gives the same bytes: where nothing has changed since the
    build that made the old site, that stays; of what has changed, only the pages that show it are made anew.

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
        purged: the authority, if any, whose old site must not stay, because it holds what was taken out.

    Raises:
        SiteBuilderError: the project cannot be built, *out* is no place for a site, or another build has it.
    """
    target = out or project.site
    check_place(target, project)
    real = target.resolve()
    options = (authority, day, leave_out_errors, since, with_drafts, with_copy)

    def find_last_good(one: str, faults: int) -> LastGood:
        return LastGood(one, None, faults) if one == purged else last_good(real, one, faults)

    with place_for_one(real):
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
                find_last_good=find_last_good,
            )
        if publication.is_stopped:
            return BuildResult(None, 0, publication.diagnostics)
        with folder_beside(real) as folder, folder_for_copies(real) as beside:
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
                publication = with_copies(publication, alone, beside)
            written = run_mkdocs(publication, folder, earlier, tell)
            for one in publication.last_good:
                if one.offer is not None:
                    let_stay(real / one.authority, folder / one.authority)
        left_out = (path for edition in publication.editions for path in edition.assessment.left_out)
        result = BuildResult(
            target,
            written.pages,
            publication.diagnostics,
            tuple(left_out),
            publication.notice,
            not_built=tuple(one.in_words() for one in publication.last_good),
        )
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
        "not_built": result.not_built,
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
        not_built=tuple(told["not_built"]),
    )
