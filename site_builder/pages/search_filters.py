"""Say what a list of entries can be narrowed by, and what each entry says to that."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from site_builder.content.checks import Rules
from site_builder.content.model import OLDEST_AGE, Entry
from site_builder.content.subject import phase_years, subject, subject_ages, subject_kinds, subject_needs
from site_builder.content.vocabulary import NEED_FOR_ALL, Vocabularies
from site_builder.pages.edition import many
from site_builder.pages.language import InEnglish, gettext
from site_builder.pages.listed import Catalogue, Listed
from site_builder.pages.words import WEEK, age_words, not_told

GUIDES = "information"
OTHER_KINDS = "other"
FREE = "free"
NOW = "now"

ONLY_SETTINGS = "settings"
ALL_NEARBY = "all"
NONE_NEARBY = "none"


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of a filter. When it is chosen, it stands in for its `parent`, a wider choice."""

    id: str
    label: str
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What an entry says to a filter: the choices that it counts for.

    `is_open` says that it may also count for others, because it does not say: it is then never ruled out in
    silence. `words` is what its result shows.
    """

    met: tuple[str, ...] = ()
    is_open: bool = False
    words: str = ""


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list can be narrowed by.

    Args:
        answer: what an entry says.
        fact: what an entry that does not say leaves out, as a reader is told: "They do not say: age".
        shown: the label of what a result shows of it, if anything.
        is_searched: whether what a result shows are words that a search looks at.
        joins: whether an entry has to meet all choices that are made, or any of them.
        default: the choice that is made until the reader makes another; only one is made at a time.
    """

    name: str
    choices: tuple[Choice, ...]
    answer: Callable[[Listed], Answer]
    fact: str = ""
    shown: str = ""
    is_searched: bool = False
    joins: Literal["any", "all"] = "any"
    default: str = ""


def filters_of(catalogue: Catalogue, rules: Rules) -> tuple[Filter, ...]:
    """The filters of a Find page; those that show something in the order in which a result shows it."""
    vocabularies = rules.vocabularies
    return (
        *_whose_filters(catalogue),
        _need_filter(vocabularies),
        _age_filter(vocabularies),
        _kind_filter(catalogue.entries, vocabularies),
        _cost_filter(rules),
        _level_filter(vocabularies),
        _route_filter(vocabularies),
        _plan_filter(),
        _room_filter(),
        _day_filter(rules),
        _access_filter(vocabularies),
        _place_filter(rules),
        _outcome_filter(vocabularies),
    )


def _of_support(answer: Callable[[Entry], Answer]) -> Callable[[Listed], Answer]:
    """*answer* for what a family can use. Guides have no such facts; an absence matches no choice."""

    def answer_to(listed: Listed) -> Answer:
        if listed.entry.is_support:
            return answer(listed.entry)
        return Answer(is_open=listed.entry.kind == "information")

    return answer_to


def _stated(met: Sequence[str]) -> Answer:
    """The answer of an entry that says nothing where it names nothing."""
    return Answer(tuple(met), is_open=not met)


def _whose_filters(catalogue: Catalogue) -> Iterator[Filter]:
    """Whose the entries are: of this council or of those nearby; or, over several local offers, of which."""
    if catalogue.home is None:
        yield Filter(
            name="council",
            choices=tuple(Choice(one.id, one.name) for one in catalogue.authorities),
            answer=lambda listed: Answer((listed.authority.id,), words=_offer_name(listed)),
            shown=gettext("From"),
        )
        return
    name = catalogue.home.name

    def in_area(listed: Listed) -> Answer:
        return Answer((listed.entry.area if listed.is_ours else "out",))

    def from_nearby(listed: Listed) -> Answer:
        if listed.is_ours:
            return Answer((ONLY_SETTINGS, ALL_NEARBY, NONE_NEARBY))
        is_setting = listed.entry.kind == "setting"
        words = _offer_name(listed)
        if listed.prefix is None:
            words = gettext("%(offer)s (we have not been told its web address)", offer=words)
        return Answer((ONLY_SETTINGS, ALL_NEARBY) if is_setting else (ALL_NEARBY,), words=words)

    if not all(listed.is_ours for listed in catalogue.listed):
        yield Filter(
            name="nearby",
            choices=(
                Choice(ONLY_SETTINGS, gettext("Their nurseries, schools and colleges")),
                Choice(ALL_NEARBY, gettext("All their help that you can use")),
                Choice(NONE_NEARBY, gettext("Nothing from them")),
            ),
            answer=from_nearby,
            shown=gettext("From"),
            default=ONLY_SETTINGS,
        )
    if any(in_area(listed).met == ("out",) for listed in catalogue.listed):
        yield Filter(
            name="area",
            choices=(
                Choice("in", gettext("In %(place)s", place=name)),
                Choice("out", gettext("Outside %(place)s", place=name)),
            ),
            answer=in_area,
        )


def _offer_name(listed: Listed) -> str:
    return gettext("%(place)s local offer", place=listed.authority.name)


def _need_filter(vocabularies: Vocabularies) -> Filter:
    terms = [term for term in vocabularies["needs"].terms.values() if term.id != NEED_FOR_ALL]
    met_by = {term.id: vocabularies.needs_met_by(term.id) for term in terms}

    @cache
    def needs_met(stated: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(need for need, met in met_by.items() if not met.isdisjoint(stated))

    def answer(listed: Listed) -> Answer:
        stated = subject_needs(listed.entry)
        in_order = (one for one in vocabularies["needs"].terms if one in stated)
        words = ", ".join(map(vocabularies["needs"].label, in_order)) or _not_told(listed.entry)
        return Answer(needs_met(stated), is_open=not stated, words=words)

    return Filter(
        name="need",
        choices=tuple(Choice(term.id, term.label, str(term.facts.get("area", ""))) for term in terms),
        answer=answer,
        fact=gettext("need"),
        shown=gettext("Needs"),
        is_searched=True,
    )


def _not_told(entry: Entry) -> str:
    """What stands in the place of a fact: nothing, where it is none that such an entry could state."""
    return "" if entry.kind == "information" else not_told()


def _age_filter(vocabularies: Vocabularies) -> Filter:
    """Each year, and each stage of life: an entry counts for a stage if it is for some of its years."""
    phases = {term.id: phase_years(term) for term in vocabularies["phases"].terms.values()}

    def answer(listed: Listed) -> Answer:
        stated = subject_ages(listed.entry, vocabularies)
        if stated is None:
            return Answer(is_open=True, words=_not_told(listed.entry))
        met = (
            *(name for name, years in phases.items() if stated.overlaps(years.youngest, years.oldest)),
            *(str(year) for year in range(OLDEST_AGE + 1) if year in stated.years()),
        )
        return Answer(met, words=age_words(stated))

    return Filter(
        name="age",
        choices=(
            *(Choice(name, vocabularies["phases"].label(name)) for name in phases),
            *(
                Choice(str(year), gettext("Age %(age)s", age=year) if year else gettext("Under 1"))
                for year in range(OLDEST_AGE + 1)
            ),
        ),
        answer=answer,
        fact=gettext("age"),
        shown=gettext("Ages"),
    )


def _kind_filter(entries: Sequence[Entry], vocabularies: Vocabularies) -> Filter:
    """The headings of service-types and, within each, its types."""
    types = vocabularies["service-types"]
    used = {one for entry in entries for one in subject_kinds(entry)}
    headings = {heading.id: heading.label for heading in types.headings.values()}
    headings.setdefault(OTHER_KINDS, gettext("Other support"))

    def answer(listed: Listed) -> Answer:
        if listed.entry.kind == "information":
            return Answer((GUIDES,), words=gettext("Guide"))
        stated = subject_kinds(listed.entry)
        topics = subject(listed.entry).get("topics", ())
        named = (*map(types.label, stated), *map(vocabularies["topics"].label, topics))
        met = dict.fromkeys((*(heading_of(one, vocabularies) for one in stated), *stated))
        return Answer(tuple(met), words=", ".join(named) or not_told())

    return Filter(
        name="kind",
        choices=(
            *(Choice(one, label) for one, label in headings.items()),
            Choice(GUIDES, gettext("Guides and information")),
            *(
                Choice(one, types.label(one), heading_of(one, vocabularies))
                for one in (*types.terms, *sorted(used - set(types.terms)))
            ),
        ),
        answer=answer,
        shown=gettext("Kind"),
        is_searched=True,
    )


def heading_of(service_type: str, vocabularies: Vocabularies) -> str:
    """The id of the heading that a type of service stands under."""
    term = vocabularies["service-types"].terms.get(service_type)
    return str(term.facts.get("heading", OTHER_KINDS)) if term else OTHER_KINDS


def _cost_filter(rules: Rules) -> Filter:
    def answer(listed: Listed) -> Answer:
        entry = listed.entry
        if not entry.is_support:
            return Answer(is_open=entry.kind == "information")
        stated = entry.fact("cost.to_family")
        return Answer((FREE,) if stated == FREE else (), is_open=not stated, words=_cost_words(entry, rules))

    return Filter(
        name="cost",
        choices=(Choice(FREE, gettext("Free to families")),),
        answer=answer,
        fact=gettext("cost"),
        shown=gettext("Cost"),
    )


def _cost_words(entry: Entry, rules: Rules) -> str:
    to_family, amount = entry.fact("cost.to_family"), entry.fact("cost.amount")
    words = rules.schemas.choice("service", "cost.to_family", to_family) if to_family else ""
    if to_family == FREE or (words and isinstance(amount, InEnglish)):
        return words
    return ": ".join(filter(None, (words, amount))) or not_told()


def _level_filter(vocabularies: Vocabularies) -> Filter:
    return Filter(
        name="level",
        choices=tuple(Choice(one.id, one.label) for one in vocabularies["levels"].terms.values()),
        answer=_of_support(lambda entry: _stated(many(entry.fact("level")))),
        fact=gettext("level of help"),
    )


def _route_filter(vocabularies: Vocabularies) -> Filter:
    """Whether a family can ask for it, or somebody else has to: the two groups of ways in."""
    routes = vocabularies["routes"]

    def answer(entry: Entry) -> Answer:
        stated = set(many(entry.fact("how_to_access.route")))
        return _stated([name for name, inside in routes.groups.items() if not stated.isdisjoint(inside)])

    return Filter(
        name="route",
        choices=tuple(Choice(name, routes.label(name)) for name in routes.groups),
        answer=_of_support(answer),
        fact=gettext("how to get it"),
    )


def _plan_filter() -> Filter:
    def answer(entry: Entry) -> Answer:
        stated = entry.fact("eligibility.plan")
        return _stated((stated,) if stated in ("needed", "not-needed") else ())

    return Filter(
        name="plan",
        choices=(
            Choice("not-needed", gettext("You do not need an education, health and care plan")),
            Choice("needed", gettext("You need an education, health and care plan")),
        ),
        answer=_of_support(answer),
        fact=gettext("whether you need a plan"),
    )


def _room_filter() -> Filter:
    def answer(entry: Entry) -> Answer:
        stated = entry.fact("availability.status")
        return Answer((NOW,) if stated in ("open", "limited") else (), is_open=not stated)

    return Filter(
        name="room",
        choices=(Choice(NOW, gettext("There is room now")),),
        answer=_of_support(answer),
        fact=gettext("whether there is room"),
    )


def _day_filter(rules: Rules) -> Filter:
    def answer(entry: Entry) -> Answer:
        stated = {day for one in many(entry.fact("when")) for day in one.get("days", ())}
        return _stated([day for day in WEEK if day in stated])

    return Filter(
        name="day",
        choices=tuple(Choice(day, rules.schemas.choice("service", "when.days", day)) for day in WEEK),
        answer=_of_support(answer),
        fact=gettext("days"),
    )


def _access_filter(vocabularies: Vocabularies) -> Filter:
    """What makes a place easy to use. One that does not name a thing may still have it: nobody has said."""
    features = vocabularies["access-features"]

    def answer(entry: Entry) -> Answer:
        places = (one for one in many(entry.fact("places")) if one.get("location") != "hidden")
        stated = {feature for place in places for feature in place.get("access", ())}
        return Answer(tuple(one for one in features.terms if one in stated), is_open=True)

    return Filter(
        name="access",
        choices=tuple(Choice(one.id, one.label) for one in features.terms.values()),
        answer=_of_support(answer),
        fact=gettext("getting in and around"),
        joins="all",
    )


def _place_filter(rules: Rules) -> Filter:
    ways = ("at-a-place", "at-home", "at-school", "online", "by-phone", "whole-area")
    return Filter(
        name="where",
        choices=tuple(Choice(one, rules.schemas.choice("service", "delivered", one)) for one in ways),
        answer=_of_support(lambda entry: _stated(many(entry.fact("delivered")))),
        fact=gettext("where it happens"),
    )


def _outcome_filter(vocabularies: Vocabularies) -> Filter:
    return Filter(
        name="outcome",
        choices=tuple(Choice(one.id, one.label) for one in vocabularies["outcomes"].terms.values()),
        answer=_of_support(lambda entry: _stated(many(entry.fact("outcomes")))),
        fact=gettext("what it helps with"),
    )
