"""What an authority has promised to do about its gaps: beside each gap, added up, and what fits no gap."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from site_builder.content.diagnostics import nearest
from site_builder.content.model import Offer, Record
from site_builder.standard.assess import Assessment, Finding
from site_builder.standard.evidence import STATUS_WORDS


@dataclass(frozen=True, slots=True)
class Promise:
    """A plan to close a gap; `who` is empty and `by` None where nobody says.

    `is_late` speaks of the judged day.
    """

    what: str
    who: str
    by: date | None
    is_late: bool


@dataclass(frozen=True, slots=True)
class Promises:
    """The gaps of an assessment and what is promised: requirement ids to promises, in the standard's order.

    `late` and `undated` count gaps, each once: a gap is late if any promise for it is, and undated if none
    of its promises has a day.
    """

    gaps: int
    by_requirement: Mapping[str, tuple[Promise, ...]]

    @property
    def promised(self) -> int:
        return len(self.by_requirement)

    @property
    def unplanned(self) -> int:
        return self.gaps - self.promised

    @property
    def late(self) -> int:
        return sum(any(one.is_late for one in ones) for ones in self.by_requirement.values())

    @property
    def undated(self) -> int:
        return sum(all(one.by is None for one in ones) for ones in self.by_requirement.values())


def promises(assessment: Assessment, offer: Offer) -> Promises:
    """What *offer* promises about the gaps in *assessment*. A plan is late on the day after its last day."""
    gaps = [finding for finding in assessment.findings if finding.is_gap]
    found = {
        finding.requirement.id: tuple(
            _promise(one, assessment.on) for one in offer.records.commitments_for(finding.requirement.id)
        )
        for finding in gaps
    }
    return Promises(len(gaps), {requirement: ones for requirement, ones in found.items() if ones})


def _promise(commitment: Record, on: date) -> Promise:
    by = commitment.fact("by")
    return Promise(
        what=str(commitment.facts["what"]),
        who=str(commitment.fact("who") or ""),
        by=by,
        is_late=by is not None and by < on,
    )


@dataclass(frozen=True, slots=True)
class Misplaced:
    """A commitment that closes no gap: its file, the requirement it names, and why, in words for editors."""

    path: str
    requirement: str
    why: Literal["unknown", "not-in-force", "met", "not-checked"]
    message: str


def misplaced_commitments(assessment: Assessment, offer: Offer) -> tuple[Misplaced, ...]:
    """The commitments of *offer* that stand beside no gap, in order of id. They are for editors only."""
    findings = {finding.requirement.id: finding for finding in assessment.findings}
    known = {requirement.id for requirement in assessment.standard.requirements}
    found = []
    for commitment in offer.records.commitments:
        named = str(commitment.facts["requirement"])
        finding = findings.get(named)
        if finding is not None and finding.is_gap:
            continue
        if finding is not None:
            found.append(_without_a_gap(commitment, finding))
        elif named in known:
            message = f'"{named}" is not in force on {assessment.on}.'
            found.append(Misplaced(commitment.path, named, "not-in-force", message))
        else:
            meant = nearest(named, known)
            hint = f' Did you mean "{meant}"?' if meant else ""
            message = f'The standard {assessment.standard.id} has no requirement "{named}".{hint}'
            found.append(Misplaced(commitment.path, named, "unknown", message))
    return tuple(found)


def _without_a_gap(commitment: Record, finding: Finding) -> Misplaced:
    requirement = finding.requirement
    if finding.status == "met":
        message = f"“{requirement.title}” is met, so there is no gap to close. The file can go."
        return Misplaced(commitment.path, requirement.id, "met", message)
    message = f"“{requirement.title}” is {STATUS_WORDS[finding.status]}, so nobody knows if there is a gap."
    return Misplaced(commitment.path, requirement.id, "not-checked", message)
