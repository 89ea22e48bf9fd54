"""Ask a family a few questions, one to a page, and end with what to do next: "Where to start".

Every set of answers has a page of its own, so that links are all it takes: it is the same with and without
scripts, the browser's own back button works, and any page can be kept, sent on or printed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from site_builder.content.model import Ages, Entry
from site_builder.content.subject import phase_years
from site_builder.pages.browse import Item
from site_builder.pages.edition import FIND, GROWING_UP, START, Edition, entry_address, up_from
from site_builder.pages.fitting import Fitter, Wanted, kinds_under
from site_builder.pages.guide import Answers, Guide, Helper, Outside, Question, Step, load_guide
from site_builder.pages.language import gettext as _
from site_builder.pages.shell import Crumb, Page, home_crumb
from site_builder.pages.templates import Markup, email_link, escape, link, phone_links, render

START_FOLDER = START.removesuffix("index.html")

YOUNG_PEOPLE = Ages(14, 25)
"""The ages that "Growing up" is written for."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A question that was answered: what it is called, the answer, and where to change it."""

    name: str
    answer: str
    change: str


@dataclass(frozen=True, slots=True)
class Way:
    """An answer that can be chosen, and the page it leads to."""

    href: str
    label: str
    hint: str


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence, and a link or nothing, in safe HTML."""

    words: Markup
    link: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody to ask: who they are, what for, and each way to reach them in safe HTML.

    `is_published` is whether the offer says anything about them.
    """

    name: str
    say: str
    ways: tuple[str, ...] = ()
    is_published: bool = True


def start_pages(edition: Edition) -> Iterator[Page]:
    """A page for every question after every set of answers, and one for where each of them ends."""
    guide = load_guide()
    fitter = Fitter(edition)
    for answers in guide.walk():
        question = guide.next_question(answers)
        if question:
            yield _question_page(guide, question, answers, edition)
        else:
            yield _last_page(guide, answers, fitter, edition)


def question_count() -> int:
    """How many questions are asked at most."""
    return len(load_guide().questions)


def address_of(answers: Answers) -> str:
    """The page that stands after *answers*, which are in the order they were given."""
    return "".join([START_FOLDER, *(f"{one}/" for one in answers.values()), "index.html"])


def _question_page(guide: Guide, question: Question, answers: Answers, edition: Edition) -> Page:
    ask = _(question.ask(answers))
    number = len(answers) + 1
    values = {
        **_around(guide, answers, edition),
        "ask": ask,
        "hint": _(question.hint) if question.hint else "",
        "otherwise": _text(question.otherwise, edition) if question.otherwise else "",
        "number": number,
        "most": len(guide.questions),
        "ways": tuple(
            Way(f"{one.id}/index.html", _(one.label), _(one.hint) if one.hint else "")
            for one in question.choices_for(answers)
        ),
        "danger": _danger(guide, answers, edition) if not answers else (),
    }
    return _page(
        answers,
        edition,
        heading=ask,
        description=_(
            "Answer a few questions, and see what you can do next in %(name)s.", name=edition.authority.name
        ),
        content=render("start_question.html", values),
    )


def _last_page(guide: Guide, answers: Answers, fitter: Fitter, edition: Edition) -> Page:
    chosen = [choice for _question, choice in guide.chosen(answers)]
    last = chosen[-1]
    up = up_from(address_of(answers))
    years = next((one.ages for one in chosen if one.ages), None)
    helpers = [one for one in guide.people if one.when.fits(answers)]
    shown_above = [entry.id for one in helpers if (entry := _entry_of(one, edition, fitter))]
    wanted = sum((one.look_for for one in reversed(chosen)), start=Wanted())
    found = fitter.find(wanted, years, without=shown_above)
    heading = _(last.ends_with) if last.ends_with else _("What you can do next")
    values = {
        **_around(guide, answers, edition),
        "heading": heading,
        "danger": _danger(guide, answers, edition),
        "steps": tuple(_step(one, up, edition) for one in guide.steps if one.when.fits(answers)),
        "contacts": helpers_for(helpers, up, edition, fitter),
        "looked": bool(wanted.kinds or wanted.topics),
        "items": tuple(_item(one) for one in found.entries),
        "left": found.left,
        "searches": tuple(
            searches((kind for one in chosen for kind in one.search), years, up, edition, fitter)
        ),
        "growing_up": up + GROWING_UP
        if years and years.overlaps(YOUNG_PEOPLE.youngest, YOUNG_PEOPLE.oldest)
        else "",
        "assessment": _assessment(guide, answers, up, edition, fitter),
        "go_on": f"../{last.go_on}/index.html" if last.go_on else "",
    }
    return _page(
        answers,
        edition,
        heading=heading,
        description=_("What you can do next in %(name)s, and who can help.", name=edition.authority.name),
        content=render("start_end.html", values),
    )


def _around(guide: Guide, answers: Answers, edition: Edition) -> dict[str, Any]:
    """What every page has: what was chosen so far, and the ways back."""
    address = address_of(answers)
    steps_back = len(answers)
    return {
        "up": up_from(address),
        "name": edition.authority.name,
        "council": edition.council,
        "chosen": tuple(
            Answered(_(question.name), _(choice.short), "../" * (steps_back - place) + "index.html")
            for place, (question, choice) in enumerate(guide.chosen(answers))
        ),
        "back": "../index.html" if answers else "",
        "again": up_from(address) + START,
    }


def _page(answers: Answers, edition: Edition, *, heading: str, description: str, content: str) -> Page:
    guide = load_guide()
    said = ", ".join(_(choice.short) for _question, choice in guide.chosen(answers)[1:])
    title = (
        _("%(heading)s (%(answers)s) – %(site)s", heading=heading, answers=said, site=edition.site_name)
        if said
        else _("%(heading)s – %(site)s", heading=heading, site=edition.site_name)
    )
    return Page(
        address=address_of(answers),
        title=title,
        description=description,
        content=content,
        crumbs=(home_crumb(), Crumb(_("Where to start"), START)) if answers else (home_crumb(),),
        current="start",
    )


def _text(text: str, edition: Edition, call: str = "") -> Markup:
    """A text of the guide as safe HTML, with its values in it."""
    return escape(_(text, council=escape(edition.council), call=phone_links(call)))


def _danger(guide: Guide, answers: Answers, edition: Edition) -> tuple[Said, ...]:
    return tuple(Said(_text(one.say, edition, one.call)) for one in guide.danger if one.when.fits(answers))


def _step(step: Step, up: str, edition: Edition) -> Said:
    pages = {"growing-up": (up + GROWING_UP, _("Growing up"))}
    there = link(*pages[step.page]) if step.page else _outside(step.link)
    return Said(_text(step.say, edition, step.call), link=there)


def _outside(there: Outside | None) -> Markup:
    return link(there.url, _(there.title)) if there else Markup("")


def _entry_of(helper: Helper, edition: Edition, fitter: Fitter) -> Entry | None:
    """The entry that a helper is here: the partner that the authority names, else the first of its kind."""
    named = edition.entries.get(str(edition.authority.fact(f"partners.{helper.partner}")))
    return named or next(iter(fitter.of_kinds(helper.kinds)), None)


def helpers_for(helpers: Iterable[Helper], up: str, edition: Edition, fitter: Fitter) -> tuple[Contact, ...]:
    """How to reach *helpers*, with the council's own people last: somebody can always be asked."""
    return (*(_contact(one, up, edition, fitter) for one in helpers), _council(load_guide(), edition))


def _contact(helper: Helper, up: str, edition: Edition, fitter: Fitter) -> Contact:
    name, say = _(helper.name), _text(helper.say, edition)
    if not helper.is_entry:
        return Contact(name, say)
    entry = _entry_of(helper, edition, fitter)
    if entry is None:
        return Contact(name, say, is_published=False)
    phone = entry.fact("contact.phone")
    ways = [link(up + entry_address(entry.id), entry.title)]
    if phone:
        ways.append(Markup(_("Call %(phone)s", phone=phone_links(str(phone)))))
    return Contact(name, say, tuple(ways))


def _council(guide: Guide, edition: Edition) -> Contact:
    """The council's own people for the local offer: the person to ask on every last page."""
    told = edition.authority.fact("contact") or {}
    ways = []
    if told.get("phone"):
        ways.append(_("Call %(phone)s", phone=phone_links(str(told["phone"]))))
    if told.get("text"):
        ways.append(_("Text %(phone)s", phone=phone_links(str(told["text"]))))
    if told.get("email"):
        ways.append(_("Email %(address)s", address=email_link(str(told["email"]))))
    return Contact(
        name=_("%(council)s, the people who keep this local offer", council=edition.council),
        say=_("Ask them who can help."),
        ways=tuple(ways) or (_outside(guide.find_council),),
        is_published=bool(ways),
    )


def _item(entry: Entry) -> Item:
    return Item(entry_address(entry.id), entry.title, entry.summary, (), entry.kind == "not-available")


def searches(
    wanted: Iterable[str], years: Ages | None, up: str, edition: Edition, fitter: Fitter
) -> Iterator[tuple[str, str]]:
    """Links to "Find support" with kinds and ages filled in, and their words: one for each stage of life.

    Find support takes one stage, and offers only kinds that the offer has something of: others are left out.

    Args:
        wanted: kinds of support, and headings of them.
        years: the ages, or None for a search without one.
        up: the way to the home folder.
        edition: whose offer.
        fitter: its entries.
    """
    types = edition.rules.vocabularies["service-types"]
    kinds = [
        ("kind", kind)
        for kind in dict.fromkeys(wanted)
        if any(fitter.has_kind(known) for known in (kind, *kinds_under((kind,), types)))
    ]
    if years is None:
        yield _("Search this local offer"), _search(up, kinds)
        return
    for stage in edition.terms("phases").values():
        of_stage = phase_years(stage)
        if years.overlaps(of_stage.youngest, of_stage.oldest):
            yield _("Search for: %(age)s", age=stage.label), _search(up, [("age", stage.id), *kinds])


def _search(up: str, choices: list[tuple[str, str]]) -> str:
    return f"{up}{FIND}?{urlencode(choices)}" if choices else up + FIND


def _assessment(guide: Guide, answers: Answers, up: str, edition: Edition, fitter: Fitter) -> dict[str, Any]:
    """The way to an EHC needs assessment, which is open whatever was answered and whatever is published."""
    route = guide.assessment
    council = _council(guide, edition)
    return {
        "heading": _(route.heading),
        "say": tuple(_text(one, edition) for one in route.say),
        "who": tuple(_text(say, edition) for say, when in route.who if when.fits(answers)),
        "entries": tuple(_item(entry) for entry in fitter.on_topic(route.topic)),
        "ways": council.ways,
        "official": _outside(route.official),
        "law": route.law,
    }
