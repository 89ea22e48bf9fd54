"""Write to young people from 14 to 25 about the four outcomes of growing up: "Growing up".

The words are data in `schema/guides/growing-up.yaml`. What there is in an area is said by its entries.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from site_builder.content.diagnostics import Diagnostic
from site_builder.content.document import Document
from site_builder.content.model import Ages, Entry, Facts
from site_builder.content.schema import load_schema
from site_builder.content.subject import subject_ages
from site_builder.content.vocabulary import Vocabularies
from site_builder.pages import words
from site_builder.pages.browse import Item
from site_builder.pages.edition import (
    EASY_READ_COMMENT,
    GROWING_UP,
    START,
    Edition,
    entry_address,
    up_from,
)
from site_builder.pages.fitting import Fitter, Wanted
from site_builder.pages.guide import (
    Helper,
    Outside,
    checked,
    cited,
    id_faults,
    load_guide,
    name_faults,
    read_shipped,
    texts_of,
    value_faults,
    wanted,
    wanted_faults,
)
from site_builder.pages.guided_start import helpers_for, searches
from site_builder.pages.language import gettext as _
from site_builder.pages.shell import Crumb, Page, home_crumb
from site_builder.pages.templates import render

MOST_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Outcome:
    """One of the four outcomes, as it is put to a young person."""

    id: str
    title: str
    lead: str
    think: tuple[str, ...]
    do: tuple[str, ...]
    look_for: Wanted
    search: tuple[str, ...]

    @property
    def address(self) -> str:
        return f"growing-up/{self.id}/index.html"


@dataclass(frozen=True, slots=True)
class Moment:
    """What changes at an age, and where that is written."""

    id: str
    when: str
    say: tuple[str, ...]
    sources: tuple[Outside, ...]


@dataclass(frozen=True, slots=True)
class Rights:
    """Who decides, in sentences, and what a young person can do."""

    heading: str
    say: tuple[str, ...]
    you_can: tuple[str, ...]
    sources: tuple[Outside, ...]


@dataclass(frozen=True, slots=True)
class Route:
    """All of "Growing up"; `topics` belong to no one outcome."""

    ages: Ages
    outcomes: tuple[Outcome, ...]
    moments: tuple[Moment, ...]
    rights: Rights
    topics: tuple[str, ...]
    people: tuple[Helper, ...]
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """A topic, and what the offer publishes about it: nothing, where `items` is empty."""

    label: str
    items: tuple[Item, ...]


@cache
def load_route() -> Route:
    """The words this software ships, read once: they are the same for every authority.

    Raises:
        FaultyRules: they have faults, each a diagnostic with its line.
    """
    return parse_route(*read_shipped("growing-up.yaml"))


def parse_route(document: Document, vocabularies: Vocabularies, problems: Sequence[Diagnostic]) -> Route:
    """The route in *document*; *problems* are the faults that reading it showed.

    Raises:
        FaultyRules: it has faults.
    """
    schema = load_schema("growing up", "growing-up.yaml")
    facts = checked(document, schema, problems, partial(_find_faults, vocabularies))
    rights = facts["rights"]
    return Route(
        ages=Ages(facts["ages"]["from"], facts["ages"]["to"]),
        outcomes=tuple(
            Outcome(
                one["id"],
                one["title"],
                one["lead"],
                tuple(one["think"]),
                tuple(one["do"]),
                wanted(one.get("look_for"), vocabularies),
                tuple(one["search"]),
            )
            for one in facts["outcomes"]
        ),
        moments=tuple(
            Moment(one["id"], one["when"], tuple(one["say"]), tuple(map(cited, one["sources"])))
            for one in facts["moments"]
        ),
        rights=Rights(
            rights["heading"],
            tuple(rights["say"]),
            tuple(rights["you_can"]),
            tuple(map(cited, rights["sources"])),
        ),
        topics=tuple(facts["topics"]),
        people=tuple(one for one in load_guide().people if one.id in facts["people"]),
        texts=tuple(dict.fromkeys(text for _keys, text in texts_of(facts))),
    )


def _find_faults(vocabularies: Vocabularies, document: Document, facts: Facts) -> Iterator[Diagnostic]:
    for field in ("outcomes", "moments"):
        yield from id_faults(document, facts, field)
    named = [(("outcomes", place, "id"), one["id"]) for place, one in enumerate(facts["outcomes"])]
    yield from name_faults(document, named, vocabularies["outcomes"].terms, "an outcome")
    asked = [(("people", place), one) for place, one in enumerate(facts["people"])]
    yield from name_faults(document, asked, (one.id for one in load_guide().people), "one of the people")
    yield from value_faults(document, facts)
    yield from wanted_faults(document, facts, vocabularies)


# Pages


def growing_up_pages(edition: Edition) -> Iterator[Page]:
    """The page to begin with, and one for each outcome."""
    route = load_route()
    fitter = Fitter(edition)
    yield _first_page(route, fitter, edition)
    for outcome in route.outcomes:
        yield _outcome_page(outcome, route, fitter, edition)


def _first_page(route: Route, fitter: Fitter, edition: Edition) -> Page:
    up = up_from(GROWING_UP)
    values = {
        **_around(GROWING_UP, fitter, edition),
        "outcomes": _outcomes(route, up),
        "moments": tuple(
            {"when": _(one.when), "say": tuple(map(_, one.say)), "sources": one.sources}
            for one in route.moments
        ),
        "rights": {
            "heading": _(route.rights.heading),
            "say": tuple(map(_, route.rights.say)),
            "you_can": tuple(map(_, route.rights.you_can)),
            "sources": route.rights.sources,
        },
        "topics": tuple(_told(one, fitter, edition) for one in route.topics),
    }
    return Page(
        address=GROWING_UP,
        title=_("Growing up – %(site)s", site=edition.site_name),
        description=_(
            "For young people from 14 to 25 in %(name)s: work, a home, friends and health.",
            name=edition.authority.name,
        ),
        content=render("growing_up.html", values),
        crumbs=(home_crumb(),),
        current="growing-up",
    )


def _outcome_page(outcome: Outcome, route: Route, fitter: Fitter, edition: Edition) -> Page:
    up = up_from(outcome.address)
    looked_for = Wanted(kinds=outcome.look_for.kinds, outcome=outcome.id)
    topics = tuple(_told(one, fitter, edition) for one in outcome.look_for.topics)
    found = fitter.find(looked_for, route.ages, most=MOST_SHOWN)
    title = _(outcome.title)
    values = {
        **_around(outcome.address, fitter, edition),
        "title": title,
        "lead": _(outcome.lead),
        "think": tuple(map(_, outcome.think)),
        "do": tuple(map(_, outcome.do)),
        "items": tuple(_item(one, edition) for one in found.entries),
        "left": found.left,
        "topics": topics,
        "searches": tuple(searches(outcome.search, route.ages, up, edition, fitter)),
        "others": tuple(one for one in _outcomes(route, up) if one["title"] != title),
        "growing_up": up + GROWING_UP,
    }
    return Page(
        address=outcome.address,
        title=_("%(title)s: growing up – %(site)s", title=title, site=edition.site_name),
        description=_(outcome.lead),
        content=render("growing_up_outcome.html", values),
        crumbs=(home_crumb(), Crumb(_("Growing up"), GROWING_UP)),
        current="growing-up",
    )


def _around(address: str, fitter: Fitter, edition: Edition) -> dict[str, Any]:
    """What every page has: whom to ask, and where to say what one thinks."""
    up = up_from(address)
    return {
        "up": up,
        "name": edition.authority.name,
        "contacts": helpers_for(load_route().people, up, edition, fitter),
        "comment": up + EASY_READ_COMMENT,
        "today": up + START.replace("index.html", "today/index.html"),
    }


def _outcomes(route: Route, up: str) -> tuple[dict[str, str], ...]:
    return tuple(
        {"title": _(one.title), "lead": _(one.lead), "href": up + one.address} for one in route.outcomes
    )


def _told(topic: str, fitter: Fitter, edition: Edition) -> Told:
    return Told(edition.term("topics", topic), tuple(_item(one, edition) for one in fitter.on_topic(topic)))


def _item(entry: Entry, edition: Edition) -> Item:
    stated = subject_ages(entry, edition.rules.vocabularies)
    notes = (_("Ages: %(ages)s", ages=words.age_words(stated)),) if stated and entry.is_support else ()
    return Item(entry_address(entry.id), entry.title, entry.summary, notes, entry.kind == "not-available")
