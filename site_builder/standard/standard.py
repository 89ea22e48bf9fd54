"""The national minimum-provision standard as values: requirements, their sources and their checks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from site_builder.content.checks import Rules
from site_builder.content.diagnostics import Diagnostic, nearest, show_choices, sort_diagnostics
from site_builder.content.document import Document, Keys, read_document
from site_builder.content.model import Facts
from site_builder.content.schema import load_schema
from site_builder.content.vocabulary import Vocabulary
from site_builder.errors import FaultyRules, SiteBuilderError
from site_builder.shipped import shipped

LEVELS = ("must", "should", "recommended")


@dataclass(frozen=True, slots=True)
class Source:
    """Where a requirement comes from. `confidence` is `verified`, `partial` (see the note) or `recalled`."""

    cite: str
    url: str | None
    confidence: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """What a program tests: a kind that `evidence.KINDS` knows, its settings, and the checks inside it."""

    kind: str
    settings: Mapping[str, Any]
    parts: tuple[Check, ...] = ()

    @property
    def is_about_entries(self) -> bool:
        """Whether what meets it is an entry; a share of all entries is met by none of them in particular."""
        if self.parts:
            return all(part.is_about_entries for part in self.parts)
        return self.kind in ("entries", "information", "process")


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing a local offer must, should or is recommended to publish.

    `duty` is what the law asks beside publishing: `publish` (nothing more), `arrange` or `provide`. Where it
    is more, `duty_source` says where, `duty_on` of whom, `duty_asks` what, and `you_can` what a family can
    do. `guidance` is what good looks like. `threshold_basis` and `freshness_basis` are `law` or `project`.
    """

    id: str
    title: str
    level: str
    duty: str
    sector: str
    phases: tuple[str, ...]
    sources: tuple[Source, ...]
    check: Check
    freshness_days: int
    threshold_basis: str
    to_close: str
    who_acts: str
    since: date
    until: date | None = None
    notes: str = ""
    guidance: str = ""
    duty_source: Source | None = None
    duty_on: str = ""
    duty_asks: str = ""
    you_can: str = ""
    freshness_basis: str = "project"

    def is_in_force(self, on: date) -> bool:
        return self.since <= on and (self.until is None or on < self.until)


@dataclass(frozen=True, slots=True)
class Standard:
    """A version of the standard; requirements stand in the order of its file.

    `status` is `draft`, `in-force` or `proposal`. A standard that is `based_on` another has its requirements,
    but for those that it replaces and withdraws.
    """

    id: str
    title: str
    status: str
    dated: date
    requirements: tuple[Requirement, ...]
    about: str = ""
    based_on: str = ""

    @property
    def is_proposal(self) -> bool:
        return self.status == "proposal"


CURRENT = "draft-2026-11"
"""The standard that offers are judged by unless another is asked for."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings that a kind of check needs and may have."""

    needed: frozenset[str]
    allowed: frozenset[str] = frozenset()


SETTINGS: dict[str, Settings] = {
    "entries": Settings(
        frozenset({"where"}),
        frozenset({"min", "cover_ages", "cover_needs", "require_fields", "declared_none_ok"}),
    ),
    "information": Settings(
        frozenset({"topic"}),
        frozenset(
            {
                "require_sections",
                "require_facts",
                "one_per_phase",
                "co_produced",
                "reading_age_max",
                "declared_none_ok",
            }
        ),
    ),
    "process": Settings(frozenset({"topic", "require_sections"}), frozenset({"require_facts"})),
    "field-coverage": Settings(
        frozenset({"where", "fields", "min_percent"}),
        frozenset(
            {
                "where_provider",
                "max_age_days",
                "hard_limit_days",
                "sen_information_report_counts",
            }
        ),
    ),
    "record": Settings(
        frozenset({"record"}),
        frozenset(
            {
                "min",
                "within_days",
                "require_fields",
                "empty_report_ok",
                "percent_complete",
                "forbid_patterns",
                "no_overdue_without_update_days",
            }
        ),
    ),
    "link": Settings(
        frozenset({"purpose"}),
        frozenset(
            {
                "must_resolve",
                "max_document_age_days",
                "contact_required",
                "for_current_academic_year",
                "academic_year_starts",
                "next_year_due_by",
            }
        ),
    ),
    "site": Settings(
        frozenset({"test"}),
        frozenset(
            {
                "by",
                "require",
                "checked_within_days",
                "automated_violations",
                "manual_test_within_days",
                "html_equivalent_or_declared_accessible",
                "exempt_before",
                "max_reading_age",
                "target_reading_age",
                "max_sentence_words",
                "acronyms_explained",
                "topics",
                "easy_read_version",
                "bsl_video_or_request_route",
                "translation_or_request_route",
            }
        ),
    ),
    "all-of": Settings(frozenset({"checks"})),
    "any-of": Settings(frozenset({"checks"})),
}


def known_standards() -> tuple[str, ...]:
    """The ids of the standards this software ships."""
    return tuple(sorted(path.stem for path in shipped("schema", "standards").glob("*.yaml")))


def load_standard(rules: Rules, standard_id: str = CURRENT) -> Standard:
    """The standard called *standard_id*, every name in it known.

    Raises:
        SiteBuilderError: there is no such standard.
        FaultyRules: it has faults, each a diagnostic with its line.
    """
    known = known_standards()
    if standard_id not in known:
        raise SiteBuilderError(f'there is no standard "{standard_id}"; there are: {show_choices(known)}')
    path = shipped("schema", "standards", f"{standard_id}.yaml")
    document, problems = read_document(path, f"schema/standards/{path.name}")
    if document is None:
        raise FaultyRules(problems)
    return parse_standard(document, rules, problems)


def parse_standard(document: Document, rules: Rules, problems: list[Diagnostic]) -> Standard:
    """The standard in *document*; *problems* are the faults that reading it showed.

    Raises:
        FaultyRules: it has faults.
    """
    reading = load_schema("a standard", "standard.yaml").read(document)
    problems = [*problems, *reading.diagnostics]
    if not problems:
        problems = _Names(document, rules).find_faults(reading.facts["requirements"])
    if problems:
        raise FaultyRules(sort_diagnostics(problems))
    facts = reading.facts
    before = _base(document, facts, rules)
    own = {one["id"]: _requirement(one) for one in facts["requirements"]}
    kept = [own.pop(one.id, one) for one in before if one.id not in facts.get("withdrawn", ())]
    return Standard(
        id=facts["id"],
        title=facts["title"],
        status=facts["status"],
        dated=facts["dated"],
        requirements=(*kept, *own.values()),
        about=facts.get("about", ""),
        based_on=facts.get("based_on", ""),
    )


def _base(document: Document, facts: Facts, rules: Rules) -> tuple[Requirement, ...]:
    """The requirements of the standard that this one is based on, which is based on none itself."""
    if "based_on" not in facts:
        return ()
    is_known = facts["based_on"] in known_standards() and facts["based_on"] != facts["id"]
    base = load_standard(rules, facts["based_on"]) if is_known else None
    if base is None or base.based_on:
        known = show_choices(known_standards())
        message = f'"{facts["based_on"]}" is not a standard that stands by itself'
        raise FaultyRules([document.diagnose(("based_on",), "unknown-name", message, f"there are: {known}")])
    ids = {one.id for one in base.requirements}
    unknown = [
        document.diagnose(("withdrawn", index), "unknown-name", f'"{one}" is not a requirement of {base.id}')
        for index, one in enumerate(facts.get("withdrawn", ()))
        if one not in ids
    ]
    if unknown:
        raise FaultyRules(unknown)
    return base.requirements


def _requirement(facts: Facts) -> Requirement:
    return Requirement(
        id=facts["id"],
        title=facts["title"],
        level=facts["level"],
        duty=facts["duty"],
        sector=facts["sector"],
        phases=tuple(facts["phases"]),
        sources=tuple(_source(one) for one in facts["sources"]),
        check=_check(facts["check"]),
        freshness_days=facts["freshness_days"],
        threshold_basis=facts["threshold_basis"],
        to_close=facts["to_close"],
        who_acts=facts["who_acts"],
        since=facts["since"],
        until=facts.get("until"),
        notes=facts.get("notes", ""),
        guidance=facts.get("guidance", ""),
        duty_source=_source(facts["duty_source"]) if "duty_source" in facts else None,
        duty_on=facts.get("duty_on", ""),
        duty_asks=facts.get("duty_asks", ""),
        you_can=facts.get("you_can", ""),
        freshness_basis=facts.get("freshness_basis", "project"),
    )


def _source(facts: Facts) -> Source:
    return Source(facts["cite"], facts.get("url"), facts["confidence"], facts.get("note", ""))


def _check(facts: Facts) -> Check:
    settings = {key: value for key, value in facts.items() if key not in ("kind", "checks")}
    return Check(facts["kind"], settings, tuple(_check(part) for part in facts.get("checks", ())))


class _Names:
    """Finds names in a standard that nothing answers to, and settings that a check does not have."""

    def __init__(self, document: Document, rules: Rules) -> None:
        self.document = document
        self.rules = rules
        self.problems: list[Diagnostic] = []

    def find_faults(self, requirements: list[Facts]) -> list[Diagnostic]:
        seen: set[str] = set()
        for index, facts in enumerate(requirements):
            here: Keys = ("requirements", index)
            if facts["id"] in seen:
                self._say((*here, "id"), "duplicate-term", f'"{facts["id"]}" is written twice')
            seen.add(facts["id"])
            self._known(here, "phases", facts, self.rules.vocabularies["phases"])
            self._who_acts(here, facts)
            self._duty(here, facts)
            for number, source in enumerate(facts["sources"]):
                self._source((*here, "sources", number), source)
            self._check((*here, "check"), facts["check"])
        return self.problems

    def _check(self, here: Keys, facts: Facts) -> None:
        vocabularies = self.rules.vocabularies
        kind = facts["kind"]
        settings = SETTINGS.get(kind)
        if settings is None:
            meant = nearest(kind, SETTINGS)
            hint = f'did you mean "{meant}"? ' if meant else ""
            kinds = f"{hint}The kinds are: {show_choices(list(SETTINGS))}"
            self._say((*here, "kind"), "unknown-check", f'"{kind}" is not a kind of check', kinds)
            return
        for key in facts:
            if key not in settings.needed | settings.allowed | {"kind"}:
                self._say((*here, key), "unknown-check", f'a check of kind {kind} has no setting "{key}"')
        for key in sorted(settings.needed - facts.keys()):
            self._say(here, "unknown-check", f'a check of kind {kind} needs the setting "{key}"')
        chooses = {"entries": ("service_types",), "field-coverage": ("service_types", "all")}.get(kind, ())
        if chooses and "where" in facts and not any(facts["where"].get(key) for key in chooses):
            message = f'a check of kind {kind} needs "{" or ".join(chooses)}" here, or no entry can count'
            self._say((*here, "where"), "unknown-check", message)
        types = vocabularies["service-types"]
        self._known((*here, "where"), "service_types", facts.get("where", {}), types, (*types.groups,))
        self._known((*here, "where"), "levels", facts.get("where", {}), vocabularies["levels"])
        self._known(here, "cover_needs", facts, vocabularies["needs"])
        self._known(here, "where_provider", facts, vocabularies["provider-types"])
        self._known(here, "topics", facts, vocabularies["topics"])
        self._topic(here, facts)
        self._purpose(here, facts)
        if kind in ("entries", "field-coverage"):
            for key in ("require_fields", "fields"):
                for index, name in enumerate(facts.get(key, ())):
                    self._fact((*here, key, index), name)
        for index, part in enumerate(facts.get("checks", ())):
            self._check((*here, "checks", index), part)

    def _source(self, here: Keys, source: Facts) -> None:
        if source.get("url"):
            return
        if source["confidence"] == "verified":
            self._say(here, "no-link", "a verified source needs its link", "add url: https://...")
        elif not source.get("note"):
            message = "a source without a link needs a note that says where it comes from"
            self._say(here, "no-link", message, "add url: https://... or note:")

    def _who_acts(self, here: Keys, facts: Facts) -> None:
        teams = self.rules.vocabularies["teams"]
        if facts["who_acts"] not in teams:
            self._unknown((*here, "who_acts"), facts["who_acts"], teams.terms, teams.path)

    def _duty(self, here: Keys, facts: Facts) -> None:
        if facts["duty"] == "publish":
            return
        for key in ("duty_source", "duty_on", "duty_asks", "you_can"):
            if key not in facts:
                message = f"a duty to {facts['duty']} needs {key}, so that a page can say what the law asks"
                self._say((*here, "duty"), "missing-field", message, f"write {key}: below duty:")

    def _topic(self, here: Keys, facts: Facts) -> None:
        topics = self.rules.vocabularies["topics"]
        named = facts.get("topic")
        if named is None:
            return
        topic = topics.terms.get(named)
        if topic is None:
            self._unknown((*here, "topic"), named, topics.terms, topics.path)
            return
        for key, inside in (("require_sections", "sections"), ("require_facts", "facts")):
            known = [one["id"] for one in topic.facts.get(inside, ())]
            for index, name in enumerate(facts.get(key, ())):
                if name not in known:
                    self._unknown((*here, key, index), name, known, f"the {inside} of {named}")

    def _purpose(self, here: Keys, facts: Facts) -> None:
        purposes = self.rules.vocabularies["link-purposes"]
        if "purpose" in facts and facts["purpose"] not in purposes:
            self._unknown((*here, "purpose"), facts["purpose"], purposes.terms, purposes.path)

    def _fact(self, here: Keys, name: str) -> None:
        for one in name.split("|"):
            if not self.rules.schemas.has_fact(one):
                self._say(here, "unknown-name", f'"{one}" is not a fact of an entry')

    def _known(
        self, here: Keys, key: str, facts: Facts, vocabulary: Vocabulary, also: tuple[str, ...] = ()
    ) -> None:
        for index, name in enumerate(facts.get(key, ())):
            if name not in vocabulary and name not in also:
                self._unknown((*here, key, index), name, (*vocabulary.terms, *also), vocabulary.path)

    def _unknown(self, here: Keys, name: str, known: Any, where: str) -> None:
        meant = nearest(name, known)
        hint = f'did you mean "{meant}"? ' if meant else ""
        self._say(here, "unknown-name", f'"{name}" is not in {where}', hint.strip())

    def _say(self, keys: Keys, code: str, message: str, hint: str = "") -> None:
        self.problems.append(self.document.diagnose(keys, code, message, hint))
