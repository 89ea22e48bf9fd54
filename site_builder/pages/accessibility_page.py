"""The accessibility statement as a page, and the page of what programs and people found when they tested."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Any

from site_builder.content.days import day_words
from site_builder.content.person_tests import PersonTest, Result
from site_builder.content.results import AuditNote
from site_builder.content.statement import ENFORCEMENT, Part, Problem, Reason, Statement, make_statement
from site_builder.content.web import origin_of
from site_builder.pages.edition import Edition, up_from
from site_builder.pages.entry_page import contact_rows
from site_builder.pages.language import gettext as _
from site_builder.pages.language import ngettext

STATEMENT = "accessibility/index.html"
STATEMENT_TESTS = "accessibility/tests/index.html"

MOST_PLACES = 10
"""How many places of one fault are named; the saved result has them all."""


@dataclass(frozen=True, slots=True)
class RuleFound:
    """What one rule of a program found: what it asks, of which criteria, and where it was not so.

    `places` are an address in the site and a selector each, the first few; `more` counts the others.
    """

    title: str
    link: str
    criteria: tuple[str, ...]
    pages: int
    places: tuple[tuple[str, str], ...]
    more: int


def statement_values(edition: Edition) -> dict[str, Any]:
    """What `accessibility.html` shows."""
    statement = make_statement(edition.offer, edition.on)
    authority = edition.authority
    contact = authority.fact("contact")
    newest = max((one.on for one in _tests(statement)), default=None)
    return {
        "statement": statement,
        "council": edition.council,
        "site_name": edition.site_name,
        "website": authority.fact("published_at") or "",
        "lacks": tuple(_lacking(one) for one in statement.lacks if one.id != "last-reviewed"),
        "how": status_words(statement),
        "compliance": compliance_words(statement, edition.council),
        "breaches": _with_reason(statement, "breaks-the-rules"),
        "burdens": _with_reason(statement, "too-great-a-burden"),
        "outside": _with_reason(statement, "outside-the-rules"),
        "contact": contact_rows(contact) if contact else (),
        "reply": _reply(statement),
        "enforcement": ENFORCEMENT,
        "tested": tuple(_tested(statement)),
        "newest": newest,
        "tests_address": up_from(STATEMENT) + STATEMENT_TESTS,
    }


def results_values(edition: Edition) -> dict[str, Any]:
    """What `accessibility-tests.html` shows."""
    statement = make_statement(edition.offer, edition.on)
    audit = statement.audit
    return {
        "audit": audit,
        "site_name": edition.site_name,
        "faults": tuple(rules_found(audit.violations)) if audit else (),
        "unsure": tuple(rules_found(audit.incomplete)) if audit else (),
        "tests": _tests(statement),
        "result_words": _result_words(),
        "up": up_from(STATEMENT_TESTS),
        "statement_address": up_from(STATEMENT_TESTS) + STATEMENT,
    }


def _tests(statement: Statement) -> tuple[PersonTest, ...]:
    """The tests by people that count, newest first."""
    finished = statement.tests.finished
    return (*statement.tests.begun, *((finished,) if finished else ()))


def _with_reason(statement: Statement, reason: Reason) -> tuple[Problem, ...]:
    return tuple(one for one in statement.problems if one.reason == reason)


def _lacking(part: Part) -> str:
    """What a statement without this part does not tell its reader, after "We have not been told:"."""
    words = {
        "what-is-not-accessible-and-why": _("what does not work for everyone, and why"),
        "accessible-alternatives": _("what you can use instead"),
        "contact-form-to-report-or-ask": _("of a form to report a problem or to ask for something"),
        "link-to-enforcement-procedure": _("what you can do if you are not happy with the answer"),
    }
    return words[part.id]


def status_words(statement: Statement) -> str:
    """How far everyone can use the site, in a sentence or two to a family."""
    sentences = {
        "not-known": _("We do not know whether everyone can use all of this website."),
        "faults-known": _(
            "We know of parts that not everyone can use. Nobody has tested everything, so there may be more."
        ),
        "not-compliant": _("Many people will find parts of this website hard to use."),
        "partially-compliant": _("Most of this website works for everyone. We know of parts that do not."),
        "no-fault-found": _("In the last tests we found nothing that keeps anyone from using this website."),
    }
    return sentences[statement.status]


def compliance_words(statement: Statement, council: str) -> str:
    """The status in the words of the government's model statement, as far as there is evidence for it.

    Source: GOV.UK, Sample accessibility statement for a fictional public sector website.
    """
    standard = _("Web Content Accessibility Guidelines (WCAG) version 2.2 AA standard")
    sentences = {
        "not-known": _(
            "We do not know how far this website meets the %(standard)s. "
            "No person has finished a test of it in the last year.",
            standard=standard,
        )
        if statement.recent_test is None
        else _(
            "We do not know how far this website meets the %(standard)s. "
            "No program has tested it in the last year.",
            standard=standard,
        ),
        "faults-known": _(
            "This website does not meet all of the %(standard)s, due to what is listed below. "
            "No person has finished a test of it in the last year, so we do not know how much it meets.",
            standard=standard,
        ),
        "not-compliant": _(
            "This website is not compliant with the %(standard)s. What is not accessible is listed below.",
            standard=standard,
        ),
        "partially-compliant": _(
            "This website is partially compliant with the %(standard)s, due to what is listed below.",
            standard=standard,
        ),
        "no-fault-found": _(
            "The last tests found nothing on the pages tested that fails the %(standard)s. "
            "Tests look at some pages only, so there may be problems that nobody has found.",
            standard=standard,
        ),
    }
    return sentences[statement.status]


def _reply(statement: Statement) -> str:
    days = statement.reply_days
    if days is None:
        return ""
    return ngettext("We answer within %(num)s working day.", "We answer within %(num)s working days.", days)


def _tested(statement: Statement) -> Iterator[str]:
    """A sentence for each test, and one for each kind of test that nobody has made."""
    audit = statement.audit
    if audit is None:
        yield _("We have not been told that a program has tested this website.")
    else:
        pages = ngettext("%(num)s page", "%(num)s pages", len(audit.pages))
        yield _(
            "On %(day)s a program (axe-core %(version)s in %(browser)s) tested %(pages)s. %(found)s",
            day=day_words(audit.on),
            version=audit.axe_version,
            browser=audit.browser,
            pages=pages,
            found=_found_by_program(len(audit.violations)),
        )
    tests = _tests(statement)
    if not tests:
        yield _("We have not been told that a person has tested this website.")
    for test in tests:
        yield _(
            "On %(day)s %(who)s tested these pages: %(pages)s. They used: %(technology)s. %(found)s",
            day=day_words(test.on),
            who=test.who or _("a person (we have not been told from where)"),
            pages=", ".join(test.pages) or _("we have not been told which"),
            technology=", ".join(test.assistive_technology) or _("we have not been told what"),
            found=_found_by_person(test),
        )


def _found_by_program(faults: int) -> str:
    if not faults:
        return _("It found no faults. A program finds only some barriers.")
    found = ngettext("It found %(num)s fault.", "It found %(num)s faults.", faults)
    return _("%(found)s A program finds only some barriers.", found=found)


def _found_by_person(test: PersonTest) -> str:
    if not test.is_finished:
        return _("This test is not finished, so it does not count yet.")
    failed = len(test.failed)
    if not failed:
        return _("Everything that they looked for was in order.")
    return ngettext(
        "One thing that they looked for was not in order.",
        "%(num)s things that they looked for were not in order.",
        failed,
    )


def rules_found(notes: Iterable[AuditNote]) -> Iterator[RuleFound]:
    """What was found, rule by rule, in order of rule."""
    by_rule = attrgetter("rule")
    for rule, group in groupby(sorted(notes, key=lambda one: (one.rule, one.page, one.target)), by_rule):
        found = list(group)
        yield RuleFound(
            title=found[0].title or rule,
            # Saved results are a file that anybody can have changed.
            link=found[0].help if origin_of(found[0].help).startswith("https:") else "",
            criteria=found[0].criteria,
            pages=len({one.page for one in found}),
            places=tuple((one.page, one.target) for one in found[:MOST_PLACES]),
            more=max(0, len(found) - MOST_PLACES),
        )


def _result_words() -> dict[Result, str]:
    return {
        "fail": _("Not in order"),
        "not-tested": _("Not tested"),
        "pass": _("In order"),
        "not-applicable": _("There is nothing of this kind"),
    }
