"""Judge what an offer was at the end of each month, quarter or year, from git, and save what was found."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from site_builder.content.days import JudgedDay, day_words, last_day
from site_builder.content.offers import read_offers
from site_builder.content.revision import Commit, commits_of, has_repository, is_shallow, open_revision
from site_builder.errors import SiteBuilderError
from site_builder.nation.assessments import (
    DatedAssessment,
    read_assessments,
    results_file,
    saved_assessment,
    with_new_days,
    write_assessments,
)
from site_builder.project import Project
from site_builder.standard.assess import NotInForce, Yardstick, assess

Every = Literal["month", "quarter", "year"]
EVERY: tuple[Every, ...] = get_args(Every)
_LAST_MONTHS: dict[Every, tuple[int, ...]] = {
    "month": tuple(range(1, 13)),
    "quarter": (3, 6, 9, 12),
    "year": (12,),
}


@dataclass(frozen=True, slots=True)
class SavedHistory:
    """What was added to the saved assessments of one authority.

    `added` are the days that were judged now, `there` those that were saved before. `left_out` are days that
    could not be judged, each with why.
    """

    authority: str
    path: str
    added: tuple[date, ...]
    there: tuple[date, ...]
    left_out: tuple[tuple[date, str], ...]


def save_history(
    project: Project,
    yardstick: Yardstick,
    authority: str,
    *,
    every: Every,
    until: date,
    tell: Callable[[date], None] = lambda _: None,
) -> SavedHistory:
    """Judge the content of *authority* as it was at the end of each period, and save what was not there yet.

    Each day is the last of its period, and is judged by today's standard on the content of the last commit up
    to that day. A day that is saved never changes.

    Args:
        project: in a repository of git.
        yardstick: what every day is judged by.
        authority: whose offer.
        every: how long a period is.
        until: no day after this one is judged.
        tell: told each day before it is judged.

    Raises:
        SiteBuilderError: there is no git or no repository, or only its newest revisions; or the saved
            assessments have faults.
    """
    if not has_repository(project):
        raise SiteBuilderError(
            f"{project.root.as_posix()} has no history: it is in no repository of git, or git is not here"
        )
    if is_shallow(project):
        raise SiteBuilderError(
            "this copy of the repository has only the newest revisions; get the others with: "
            "git fetch --unshallow"
        )
    path = results_file(project, authority)
    shown = project.shown(path)
    saved, problems = read_assessments(path, shown)
    if problems:
        raise SiteBuilderError(f"{shown}:{problems[0].place.line}: {problems[0].message}")
    there = {one.on for one in saved}
    commits = commits_of(project, project.content)
    own = commits_of(project, project.authority_folder(authority))
    days = tuple(period_ends(own[-1].on, until, every)) if own else ()
    found: list[DatedAssessment] = []
    left_out: list[tuple[date, str]] = []
    for day in days:
        if day in there:
            continue
        tell(day)
        judged = _judge(project, yardstick, authority, _commit_on(commits, day), day)
        if isinstance(judged, str):
            left_out.append((day, judged))
        else:
            found.append(judged)
    if found:
        write_assessments(path, with_new_days(saved, found))
    return SavedHistory(
        authority,
        shown,
        tuple(one.on for one in found),
        tuple(one for one in days if one in there),
        tuple(left_out),
    )


def period_ends(first: date, until: date, every: Every) -> Iterator[date]:
    """The last day of every period from the one with *first* in it, none of them after *until*."""
    for year in range(first.year, until.year + 1):
        for month in _LAST_MONTHS[every]:
            day = last_day(f"{year}-{month:02}")
            if first <= day <= until:
                yield day


def _commit_on(commits: Sequence[Commit], day: date) -> Commit | None:
    """The last commit up to the end of *day*. Clocks differ, so the order of the commits counts first."""
    return next((one for one in commits if one.on <= day), None)


def _judge(
    project: Project, yardstick: Yardstick, authority: str, commit: Commit | None, day: date
) -> DatedAssessment | str:
    """What was published on *day*, or why that cannot be told."""
    if commit is None:
        return "nothing had been committed yet"
    with open_revision(project, commit.id, (authority,)) as past:
        if authority not in past.project.authority_ids():
            return "the authority had no folder then"
        offers, _ = read_offers(past.project, yardstick.rules, JudgedDay(day, day), (authority,))
        if not offers:
            return "its authority.yaml had errors then"
        try:
            return saved_assessment(assess(offers[0], yardstick, on=day))
        except NotInForce:
            return f"nothing of the standard {yardstick.standard.id} was in force then"


def history_text(saved: Sequence[SavedHistory]) -> str:
    """What was added for each authority, and the days that could not be judged."""
    lines = []
    for one in saved:
        added = f"{len(one.added)} {'day' if len(one.added) == 1 else 'days'} added"
        span = f", {day_words(one.added[0])} to {day_words(one.added[-1])}" if one.added else ""
        lines.append(f"{one.authority}: {added}{span}; {len(one.there)} there before ({one.path})")
        lines += [f"  {day_words(day)} was not judged: {why}" for day, why in one.left_out]
    return "".join(f"{line}\n" for line in lines)
