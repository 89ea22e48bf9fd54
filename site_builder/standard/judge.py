"""Read, check and judge the offers of many authorities, each by itself and wherever there is room for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from site_builder.content.days import JudgedDay
from site_builder.content.diagnostics import Diagnostic, sort_diagnostics
from site_builder.content.model import Offer
from site_builder.content.offers import read_offers
from site_builder.content.remembered import Remembered
from site_builder.project import Project
from site_builder.standard.assess import Assessment, Yardstick, assess, shipped_yardstick
from site_builder.standard.standard import CURRENT


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the files of one authority say: its offer and how it was judged, and every fault of the files.

    `offer` and `assessment` are None where its own file cannot be used.
    """

    authority: str
    offer: Offer | None
    assessment: Assessment | None
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class Judgements:
    """Those of several authorities, in the order in which they were asked for."""

    judged: tuple[tuple[Offer, Assessment], ...]
    diagnostics: list[Diagnostic]


def judge_authorities(
    project: Project,
    yardstick: Yardstick,
    day: JudgedDay,
    authorities: Sequence[str],
    *,
    with_drafts: bool = False,
    executor: Executor | None = None,
    remembered_in: Path | None = None,
) -> Judgements:
    """Read, check and judge the offers of *authorities*.

    Args:
        project: where they are; every process of *executor* must have the same files at the same place.
        yardstick: what they are judged by, one that this software ships.
        day: the day each is judged on.
        authorities: their ids.
        with_drafts: whether drafts are part of an offer.
        executor: where each of them is a task of its own: a pool of processes, or the workers of a cluster.
            Without one they are read here, one after the other. What comes out is the same.
        remembered_in: a folder of what this software found out about texts before, and finds out now.
    """
    done: Iterable[Judgement]
    if executor is None:
        done = (_judge(project, one, yardstick, day, with_drafts, remembered_in) for one in authorities)
    else:
        standard = yardstick.standard.id
        task = partial(
            judge_authority,
            project.root,
            day=day,
            with_drafts=with_drafts,
            standard=standard,
            remembered_in=remembered_in,
        )
        done = executor.map(task, authorities)
    judged: list[tuple[Offer, Assessment]] = []
    diagnostics: list[Diagnostic] = []
    for judgement in done:
        diagnostics += judgement.diagnostics
        if judgement.offer is not None and judgement.assessment is not None:
            judged.append((judgement.offer, _by(yardstick, judgement.assessment)))
    return Judgements(tuple(judged), sort_diagnostics(diagnostics))


def judge_authority(
    root: Path,
    authority: str,
    *,
    day: JudgedDay,
    with_drafts: bool = False,
    standard: str = CURRENT,
    remembered_in: Path | None = None,
) -> Judgement:
    """Read, check and judge the offer of one authority of the project in *root*, in any process."""
    return _judge(Project(root), authority, shipped_yardstick(standard), day, with_drafts, remembered_in)


def _judge(
    project: Project,
    authority: str,
    yardstick: Yardstick,
    day: JudgedDay,
    with_drafts: bool,
    remembered_in: Path | None,
) -> Judgement:
    remembered = Remembered(remembered_in / authority if remembered_in else None)
    offers, problems = read_offers(
        project, yardstick.rules, day, (authority,), with_drafts=with_drafts, remembered=remembered
    )
    if not offers:
        return Judgement(authority, None, None, tuple(problems))
    assessment = assess(offers[0], yardstick, on=day.of(offers[0].authority), remembered=remembered)
    remembered.save()
    return Judgement(authority, offers[0], assessment, tuple(problems))


def _by(yardstick: Yardstick, assessment: Assessment) -> Assessment:
    """*assessment* with the standard that is here: one from another process brings a copy of it."""
    if assessment.standard is yardstick.standard:
        return assessment
    known = {one.id: one for one in yardstick.standard.requirements}
    findings = tuple(replace(one, requirement=known[one.requirement.id]) for one in assessment.findings)
    return replace(assessment, standard=yardstick.standard, findings=findings)
