"""Who does this well: for each requirement, what the authorities that meet it publish."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from site_builder.content.model import Entry, Offer
from site_builder.standard.assess import Finding
from site_builder.standard.changes import Judged

ENTRIES_EACH = 2
"""How many entries of one authority are named for a requirement that it meets."""


@dataclass(frozen=True, slots=True)
class Example:
    """An entry that helps an authority to meet a requirement; no entry where something else meets it.

    `what` is worth copying, `evidence` is how anyone knows, and `says` are ids of the vocabulary `people`;
    all are empty where the entry has no `practice`.
    """

    authority: str
    authority_name: str
    entry: str = ""
    title: str = ""
    what: str = ""
    evidence: str = ""
    says: tuple[str, ...] = ()


def practice_by_requirement(everyone: Iterable[Judged]) -> Mapping[str, tuple[Example, ...]]:
    """What meets each requirement, by its id: entries with `practice` first, then in order of authority.

    A requirement that nobody meets is left out. Only what is met on the judged day counts.
    """
    found: dict[str, list[Example]] = {}
    for judged in everyone:
        for finding in judged.assessment.findings:
            if finding.status == "met":
                found.setdefault(finding.requirement.id, []).extend(_examples(finding, judged.offer))
    return {
        requirement: tuple(
            sorted(ones, key=lambda one: (not one.what, one.authority_name, one.authority, one.title))
        )
        for requirement, ones in found.items()
    }


def _examples(finding: Finding, offer: Offer) -> Iterator[Example]:
    authority = offer.authority
    named = finding.evidence if finding.requirement.check.is_about_entries else ()
    entries = sorted(offer.with_ids(named), key=lambda one: not one.states("practice.what"))
    if not entries:
        yield Example(authority.id, authority.name)
    for entry in islice(entries, ENTRIES_EACH):
        yield _example(entry, offer)


def _example(entry: Entry, offer: Offer) -> Example:
    practice = entry.facts.get("practice", {})
    return Example(
        offer.authority.id,
        offer.authority.name,
        entry.id,
        entry.title,
        str(practice.get("what", "")),
        str(practice.get("evidence", "")),
        tuple(practice.get("says", ())),
    )
