"""Make the forms that need no account: a comment, something that is missing, a page that is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from site_builder.content.model import Entry
from site_builder.editing.family_form import Choice, Form, Question, load_form
from site_builder.editing.form_answers import form_values
from site_builder.pages import edition as at
from site_builder.pages.be_heard import form_address, phone_of, post_lines, takes_posts
from site_builder.pages.edition import Edition, up_from
from site_builder.pages.language import gettext as _
from site_builder.pages.language import translated
from site_builder.pages.scripts import script_call
from site_builder.pages.shell import Crumb, Page, home_crumb
from site_builder.pages.templates import Markup, email_link, render

ADDRESSES = {"comment": at.COMMENT, "new-entry": at.NEW_ENTRY, "correction": at.CORRECTION}
"""The page of each form, by the form's name."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question in the words of the page; `groups` are its choices by heading."""

    id: str
    ask: str
    hint: str
    needed: str
    control: str
    choices: tuple[Choice, ...]
    groups: tuple[tuple[str, tuple[Choice, ...]], ...]
    longest: int


@dataclass(frozen=True, slots=True)
class Send:
    """How a form reaches the council.

    `post` is the address that takes what is written here and `council_form` the page of the council's own
    form: at most one of them. `email_link`, `phone` are safe HTML; `file` is the name of the downloaded file.
    """

    council: str
    post: str
    council_form: str
    email: str
    email_link: Markup
    subject: str
    phone: Markup
    address: tuple[str, ...]
    file: str


def form_pages(edition: Edition) -> Iterator[Page]:
    """The page of each form."""
    name = edition.site_name
    words = {
        "comment": (
            _("Tell us what you think"),
            _("Tell us what is good, wrong or missing. It helps other families too."),
        ),
        "new-entry": (
            _("Tell us about help that is missing"),
            _("Do you know a club, a group or other help that is not on this site? Tell us what you know."),
        ),
        "correction": (
            _("Tell us what is wrong on a page"),
            _("Change what is wrong, or tell us in your own words. We look at it before the page changes."),
        ),
    }
    for form_id, (title, lead) in words.items():
        address = ADDRESSES[form_id]
        up = up_from(address)
        form = load_form(form_id, edition.rules)
        yield Page(
            address=address,
            title=f"{title} – {name}",
            description=lead,
            content=render(
                "family-form.html",
                {
                    "form": form_id,
                    "council_id": edition.authority.id,
                    "title": title,
                    "lead": lead,
                    "questions": asked(form),
                    "send": send_ways(form_id, title, address, edition),
                    "facts_home": "" if form_id == "new-entry" else _facts_home(up, edition),
                    "easy_read": at.EASY_READ_COMMENT,
                    "up": up,
                },
            ),
            crumbs=(home_crumb(),) if form_id == "comment" else (home_crumb(), _first_form()),
        )


def _first_form() -> Crumb:
    return Crumb(_("Tell us what you think"), at.COMMENT)


def _facts_home(up: str, edition: Edition) -> str:
    """The way to the home folder of the English site: what a page says is corrected in English."""
    return up + "../" * edition.language.folder.count("/") or "./"


def easy_read_form_values(edition: Edition) -> dict[str, Any]:
    """What the Easy Read page needs for its form, which goes where comments go."""
    title = _("What I think of the local offer")
    return {
        "council_id": edition.authority.id,
        "questions": asked(load_form("easy-read-comment", edition.rules)),
        "send": send_ways("easy-read-comment", title, at.EASY_READ_COMMENT, edition),
    }


def asked(form: Form) -> tuple[Asked, ...]:
    """The questions of *form* in the language that is spoken."""
    return tuple(_asked(one) for one in form.questions)


def _asked(question: Question) -> Asked:
    choices = question.choices
    if question.control == "faces":
        choices = tuple(replace(one, label=translated(one.label)) for one in choices)
    return Asked(
        id=question.id,
        ask=translated(question.ask),
        hint=translated(question.hint),
        needed=translated(question.needed),
        control=question.control,
        choices=choices,
        groups=tuple(
            (heading, tuple(ones)) for heading, ones in groupby(choices, key=lambda one: one.heading)
        ),
        longest=question.longest,
    )


def send_ways(form_id: str, subject: str, address: str, edition: Edition) -> Send:
    """How the form *form_id*, at *address*, reaches the council."""
    authority = edition.authority
    # A comment in Easy Read goes where comments go.
    own = form_address(edition, form_id.removeprefix("easy-read-"), address, form_id)
    posts = takes_posts(edition)
    email = str(authority.fact("contact.email") or "")
    return Send(
        council=edition.council,
        post=own if posts else "",
        council_form="" if posts else own,
        email=email,
        email_link=email_link(email) if email else Markup(""),
        subject=f"{subject}: {edition.site_name}",
        phone=phone_of(edition),
        address=post_lines(edition),
        file=f"{form_id}-{authority.id}.txt",
    )


def facts_address(entry_id: str) -> str:
    return f"support/{entry_id}/answers.js"


def form_files(edition: Edition) -> dict[str, str]:
    """What each entry says now of what the form for corrections asks, by address in the site.

    One small file for each entry, as for "My list": a page for each would double the site.
    """
    questions = load_form("correction", edition.rules).questions
    return {
        facts_address(entry.id): script_call("localOfferFacts", facts_of(entry, questions, edition))
        for entry in edition.offer.entries
    }


def facts_of(entry: Entry, questions: Sequence[Question], edition: Edition) -> dict[str, Any]:
    """The entry's title, and its answer to each question that its kind has a field for; blank if not told."""
    answers = form_values(entry.facts, questions, edition.rules.schemas[entry.kind])
    return {"id": entry.id, "title": entry.title, "answers": answers}
