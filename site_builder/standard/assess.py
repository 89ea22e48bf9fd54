"""Judge an offer against the standard, and each entry against what the minimum asks of its kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, partial

from site_builder.content.checks import Rules, load_rules
from site_builder.content.model import Entry, Offer
from site_builder.content.remembered import Remembered
from site_builder.content.schema import ENTRY_KINDS, FactRules, load_minimum
from site_builder.errors import SiteBuilderError
from site_builder.standard.evidence import STATUSES, Case, Reason, Status, find_evidence
from site_builder.standard.shelves import arrange
from site_builder.standard.standard import CURRENT, LEVELS, Requirement, Standard, load_standard


class NotInForce(SiteBuilderError):
    """No requirement of the standard is in force on the day that was asked for."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What an offer publishes against one requirement; `evidence` are entry ids."""

    requirement: Requirement
    status: Status
    evidence: tuple[str, ...]
    reasons: tuple[Reason, ...]

    @property
    def is_gap(self) -> bool:
        return self.status not in ("met", "not-checked")


@dataclass(frozen=True, slots=True)
class MissingFact:
    """A fact the minimum asks of an entry and the entry does not state: its key, its name, why it matters."""

    key: str
    label: str
    why: str


@dataclass(frozen=True, slots=True)
class EntryFinding:
    """How many of the facts the minimum asks of its kind an entry gives."""

    entry: str
    kind: str
    asked: int
    given: int
    missing: tuple[MissingFact, ...]


@dataclass(frozen=True, slots=True)
class Assessment:
    """All findings on one offer, in the standard's order, and its entries in order of id.

    `left_out` are the files whose faults kept them out of the offer.
    """

    authority: str
    standard: Standard
    on: date
    findings: tuple[Finding, ...]
    entries: tuple[EntryFinding, ...]
    left_out: tuple[str, ...]

    def counts(self) -> Mapping[str, Mapping[Status, int]]:
        """How many findings of each level have each status, every level and status named."""
        counts = {level: dict.fromkeys(STATUSES, 0) for level in LEVELS}
        for finding in self.findings:
            counts[finding.requirement.level][finding.status] += 1
        return counts


@dataclass(frozen=True, slots=True)
class Yardstick:
    """What an offer is judged by: the standard, what it asks of each kind of entry, the words for both."""

    standard: Standard
    minimum: Mapping[str, FactRules]
    rules: Rules


def load_yardstick(rules: Rules, standard_id: str = CURRENT) -> Yardstick:
    """The minimum and the standard called *standard_id*.

    Raises:
        SiteBuilderError: there is no such standard.
        FaultyRules: it has faults.
    """
    return Yardstick(
        load_standard(rules, standard_id), {kind: load_minimum(kind) for kind in ENTRY_KINDS}, rules
    )


@cache
def shipped_yardstick(standard_id: str = CURRENT) -> Yardstick:
    """As `load_yardstick` with the rules that this software ships; loaded once in each process."""
    return load_yardstick(load_rules(), standard_id)


def assess(
    offer: Offer, yardstick: Yardstick, *, on: date, remembered: Remembered | None = None
) -> Assessment:
    """Judge one local authority's offer against the national standard.

    Every requirement in force on *on* gets exactly one finding, in the standard's order.

    Args:
        offer: entries with errors are already left out.
        yardstick: what the offer is judged by.
        on: the day the assessment speaks for. Review ages are whole days before it.
        remembered: what was found out about texts before, and is not found out again.

    Raises:
        NotInForce: no requirement is in force on *on*.

    Source: Children and Families Act 2014, section 30; SI 2014/1530, Schedule 2.
    """
    standard = yardstick.standard
    in_force = [one for one in standard.requirements if one.is_in_force(on)]
    if not in_force:
        raise NotInForce(
            f"no requirement of the standard {standard.id} is in force on {on}; choose another --date"
        )
    findings = []
    shelves, remembered = arrange(offer), remembered or Remembered()
    for requirement in in_force:
        case = Case(offer, requirement, yardstick.rules, on, shelves, remembered)
        evidence = find_evidence(requirement.check, case)
        findings.append(Finding(requirement, evidence.status, evidence.entries, evidence.reasons))
    entries = tuple(assess_entry(entry, yardstick.minimum[entry.kind], remembered) for entry in offer.entries)
    return Assessment(offer.authority.id, standard, on, tuple(findings), entries, offer.left_out)


def assess_entry(entry: Entry, minimum: FactRules, remembered: Remembered | None = None) -> EntryFinding:
    """Compare the facts *entry* gives with those the minimum asks of its kind."""
    look = partial(minimum.not_given, entry.facts)
    not_given = remembered.about(entry.digest, "not-given", look) if remembered else look()
    missing = tuple(
        MissingFact(key, str(minimum.asked[key]["label"]), str(minimum.asked[key]["why"]))
        for key in not_given
    )
    asked = len(minimum.asked)
    return EntryFinding(entry.id, entry.kind, asked, asked - len(missing), missing)
