"""The accessibility statement of a site: what is known, how it stands, and what the law still asks of it.

Source: Public Sector Bodies (Websites and Mobile Applications) (No. 2) Accessibility Regulations 2018
(SI 2018/952), regulations 7 and 8.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from site_builder.content.criteria import Criterion, criteria
from site_builder.content.model import Facts, Offer
from site_builder.content.person_tests import PersonTest, PersonTests, person_tests
from site_builder.content.results import AuditResult

TEST_COUNTS_FOR = 365
"""For how many days a test that found nothing says something of today. The project's choice."""

ENFORCEMENT = "https://www.equalityadvisoryservice.com/"
"""Whom to turn to when a complaint was not answered well (regulations 8(4)(d) and 11)."""

Reason = Literal["breaks-the-rules", "too-great-a-burden", "outside-the-rules"]
Status = Literal["not-known", "faults-known", "not-compliant", "partially-compliant", "no-fault-found"]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that the council says is not accessible, and why."""

    what: str
    why: str
    reason: Reason
    criteria: tuple[Criterion, ...]
    instead: str
    by: date | None
    assessed: date | None
    assessment: str


@dataclass(frozen=True, slots=True)
class TestedFault:
    """A criterion that a test failed and no problem of the council speaks of, so nobody has said why.

    `found_by` is `program` or `person`; `notes` say what is wrong and where.
    """

    criterion: Criterion
    found_by: Literal["program", "person"]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that a statement must have; `remedy` says what to write where it is not there."""

    id: str
    words: str
    is_there: bool
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """What is known of a site's accessibility on a day."""

    on: date
    form: str
    reply_days: int | None
    prepared: date | None
    reviewed: date | None
    problems: tuple[Problem, ...]
    audit: AuditResult | None
    tests: PersonTests
    unexplained: tuple[TestedFault, ...]
    can_ask: bool
    is_prepared: bool

    @property
    def parts(self) -> tuple[Part, ...]:
        """What regulation 8(4) asks for, by the names that standards use, and the day of regulation 8(2)."""
        return tuple(_parts(self))

    @property
    def lacks(self) -> tuple[Part, ...]:
        return tuple(one for one in self.parts if not one.is_there)

    @property
    def failed(self) -> tuple[Criterion, ...]:
        """Every criterion that somebody says, or a test shows, the site does not meet, in order."""
        known = {
            one.number for problem in self.problems if _is_breach(problem) for one in problem.criteria
        } | {one.criterion.number for one in self.unexplained}
        return tuple(one for number, one in criteria().items() if number in known)

    @property
    def recent_test(self) -> PersonTest | None:
        """The last finished test by a person, where it is recent enough to say something of today."""
        test = self.tests.finished
        return test if test and (self.on - test.on).days <= TEST_COUNTS_FOR else None

    @property
    def recent_audit(self) -> AuditResult | None:
        """The last automatic result, where it is recent enough to say something of today."""
        audit = self.audit
        return audit if audit and (self.on - audit.on).days <= TEST_COUNTS_FOR else None

    @property
    def status(self) -> Status:
        """How far the site meets the guidelines, as far as there is evidence; never "fully compliant".

        - Without a finished test by a person in the last year nobody knows how much is met, whatever a
          program found: `faults-known` where some fault is known, else `not-known`.
        - With one: `not-compliant` where more than half of the criteria that apply are not met,
          `partially-compliant` where some fault is known (government guidance takes "partially" to be most
          requirements, and "not" to be fewer), else `no-fault-found`, which says what was found on the pages
          that were tested and on that day, and not that every page is free of faults. The last also takes
          an automatic result of the last year: without one, it is `not-known`.

        A fault that is known counts whatever its age, and also from a test that is not finished.
        """
        is_breached = bool(self.failed) or any(_is_breach(one) for one in self.problems)
        test = self.recent_test
        if test is None:
            return "faults-known" if is_breached else "not-known"
        apply = len(test.judgements) - len(test.with_result("not-applicable"))
        if len(self.failed) * 2 > apply:
            return "not-compliant"
        if is_breached:
            return "partially-compliant"
        return "no-fault-found" if self.recent_audit else "not-known"


def make_statement(offer: Offer, on: date) -> Statement:
    """The statement of *offer* on the day *on*: what its council says, and what tests of its site show."""
    told: Facts = offer.authority.fact("accessibility") or {}
    audit = offer.results.audit if offer.results.audit and offer.results.audit.on <= on else None
    form = str(offer.authority.fact("forms.accessibility") or "")
    problems = tuple(_problem(one) for one in told.get("problems", ()))
    tests = person_tests(offer.records.audits, on)
    return Statement(
        on=on,
        form=form,
        reply_days=told.get("reply_days"),
        prepared=_past(told.get("prepared"), on),
        reviewed=_past(told.get("reviewed"), on),
        problems=problems,
        audit=audit,
        tests=tests,
        unexplained=tuple(_unexplained(problems, audit, tests)),
        can_ask=offer.authority.states("contact.phone|contact.email|contact.text|contact.address"),
        is_prepared=bool(told or form),
    )


def _problem(told: Facts) -> Problem:
    return Problem(
        what=str(told["what"]),
        why=str(told["why"]),
        reason=told.get("reason", "breaks-the-rules"),
        criteria=tuple(criteria()[one] for one in told.get("criteria", ()) if one in criteria()),
        instead=str(told.get("instead") or ""),
        by=told.get("by"),
        assessed=told.get("assessed"),
        assessment=str(told.get("assessment") or ""),
    )


def _past(day: date | None, on: date) -> date | None:
    """*day*, unless it is still to come: nobody has reviewed anything tomorrow."""
    return day if day is not None and day <= on else None


def _is_breach(problem: Problem) -> bool:
    """Whether the guidelines are not met there, whoever may be excused from meeting them."""
    return problem.reason != "outside-the-rules"


def _unexplained(
    problems: tuple[Problem, ...], audit: AuditResult | None, tests: PersonTests
) -> Iterator[TestedFault]:
    """What tests failed and the council says nothing of, in the order of the guidelines."""
    explained = {one.number for problem in problems for one in problem.criteria}
    by_person = {one.criterion.number: (one.note,) if one.note else () for one in tests.failed}
    by_program: dict[str, dict[str, None]] = {}
    for note in audit.violations if audit else ():
        for number in note.criteria:
            by_program.setdefault(number, {})[note.title or note.rule] = None
    for number, criterion in criteria().items():
        if number in explained:
            continue
        if number in by_person:
            yield TestedFault(criterion, "person", by_person[number])
        elif number in by_program:
            yield TestedFault(criterion, "program", tuple(by_program[number]))


def _parts(statement: Statement) -> Iterator[Part]:
    unexplained = [one.criterion.number for one in statement.unexplained]
    yield Part(
        "what-is-not-accessible-and-why",
        "what is not accessible, and why",
        not unexplained and (bool(statement.problems) or statement.status == "no-fault-found"),
        f"under accessibility: problems:, write why these are not met: {', '.join(unexplained)}"
        if unexplained
        else "under accessibility: problems:, write it; or let a person test the site, which begins with "
        "local-offer audit --record",
    )
    without = [one.what for one in statement.problems if not one.instead]
    yield Part(
        "accessible-alternatives",
        "what you can use instead",
        statement.can_ask and not without,
        f"under accessibility: problems:, write instead: too; {len(without)} of them have none"
        if without
        else "under contact:, write a phone number or an email, so that people can ask",
    )
    yield Part(
        "contact-form-to-report-or-ask",
        "a contact form to report a problem or ask for something",
        bool(statement.form),
        "under forms:, write accessibility: and the address of the form",
    )
    yield Part(
        "link-to-enforcement-procedure",
        "a link to what you can do if you are not happy with the answer",
        True,
    )
    yield Part(
        "last-reviewed",
        "the day it was last checked",
        statement.reviewed is not None,
        "under accessibility:, write reviewed: and the day",
    )
