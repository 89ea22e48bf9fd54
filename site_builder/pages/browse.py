"""Sort an offer's entries into the lists families walk through: by need, age, kind, place and letter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from posixpath import dirname

from site_builder.content.model import Entry
from site_builder.content.subject import (
    phase_years,
    subject_ages,
    subject_kinds,
    subject_needs,
    subject_topics,
)
from site_builder.content.vocabulary import NEED_FOR_ALL, Term
from site_builder.pages import words
from site_builder.pages.brief import cost_words, kind_words, town_of, where_words
from site_builder.pages.edition import Edition, entry_address, listing_address, many, way_address
from site_builder.pages.language import gettext, ngettext
from site_builder.pages.words import not_told, within

NOT_TOLD_ID = "not-told"
"""The choice under which entries stand that do not say."""


def not_available() -> str:
    """The heading over what is said not to be available."""
    return gettext("What is not available here")


PAGE_SIZE = 100
"""How many entries a page of a long list has."""


@dataclass(frozen=True, slots=True)
class Item:
    """An entry as it stands in a list; `notes` are a few facts in short."""

    address: str
    title: str
    summary: str
    notes: tuple[str, ...]
    is_absence: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Entries under one heading of a list; a list of one group may leave the heading out."""

    heading: str
    items: tuple[Item, ...]
    note: str = ""
    is_continued: bool = False
    """Whether it began on the page of the list before this one."""


@dataclass(frozen=True, slots=True)
class ListingPage:
    """One page of a list, counted from 1; `address` is that of the page, from the site's home folder."""

    number: int
    address: str
    groups: tuple[Group, ...]

    @property
    def items(self) -> tuple[Item, ...]:
        return tuple(item for group in self.groups for item in group.items)


@dataclass(frozen=True, slots=True)
class Listing:
    """One choice of a way of browsing, and the entries there."""

    id: str
    address: str
    label: str
    title: str
    lead: str
    groups: tuple[Group, ...]

    @property
    def count(self) -> int:
        """How many entries it has that a family can use or read; what is not available is not counted."""
        return sum(not item.is_absence for group in self.groups for item in group.items)

    @property
    def shows_headings(self) -> bool:
        """Whether its groups have to be told apart; a list of one group is told by its own title."""
        return len(self.groups) > 1 or any(group.heading == not_available() for group in self.groups)

    def pages(self) -> tuple[ListingPage, ...]:
        """The list cut into pages of `PAGE_SIZE` entries; a list always has a first page."""
        cut: list[list[Group]] = [[]]
        room = PAGE_SIZE
        for group in self.groups:
            start = 0
            while start < len(group.items):
                if not room:
                    cut.append([])
                    room = PAGE_SIZE
                items = group.items[start : start + room]
                cut[-1].append(Group(group.heading, items, group.note, is_continued=start > 0))
                start += len(items)
                room -= len(items)
        return tuple(
            ListingPage(number, page_address(self.address, number), tuple(groups))
            for number, groups in enumerate(cut, 1)
        )


def page_address(first: str, number: int) -> str:
    """The address of a page of a list whose first page is at *first*."""
    return first if number == 1 else f"{dirname(first)}/page-{number}/index.html"


@dataclass(frozen=True, slots=True)
class Choices:
    """Listings under one heading of a way's page.

    `id` is the same in every language. `whole` is the listing that the heading itself stands for, if there
    is one; `without` are choices for which nothing is published.
    """

    id: str
    heading: str
    listings: tuple[Listing, ...]
    without: tuple[str, ...] = ()
    whole: Listing | None = None


@dataclass(frozen=True, slots=True)
class Way:
    """A way of browsing: a page of choices, and a page for each choice."""

    id: str
    title: str
    lead: str
    choices: tuple[Choices, ...]

    @property
    def address(self) -> str:
        return way_address(self.id)

    @property
    def listings(self) -> Iterator[Listing]:
        for choices in self.choices:
            if choices.whole:
                yield choices.whole
            yield from choices.listings


@dataclass(frozen=True, slots=True)
class TopicAnswers:
    """A topic of the vocabulary, and the entries that answer it: none if nothing is published about it."""

    label: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class TopicGroup:
    """The topics under one heading."""

    id: str
    heading: str
    topics: tuple[TopicAnswers, ...]

    @property
    def answered(self) -> int:
        return sum(bool(topic.items) for topic in self.topics)


@dataclass(frozen=True)
class Shelves:
    """All lists of one offer."""

    need: Way
    age: Way
    kind: Way
    place: Way
    letter: Way
    topics: tuple[TopicGroup, ...]

    @property
    def ways(self) -> tuple[Way, ...]:
        return (self.need, self.age, self.kind, self.place, self.letter)


def sort_onto_shelves(edition: Edition) -> Shelves:
    """All lists of an offer: each in order of title, each entry in every list it belongs to."""
    entries = sorted(edition.offer.entries, key=lambda entry: words.sort_key(entry.title))
    items = {entry.id: _item(entry, edition) for entry in entries}
    return Shelves(
        need=_by_need(entries, items, edition),
        age=_by_age(entries, items, edition),
        kind=_by_kind(entries, items, edition),
        place=_by_place(entries, items, edition),
        letter=_by_letter(entries, items),
        topics=_topics(entries, items, edition),
    )


def _item(entry: Entry, edition: Edition) -> Item:
    notes: list[str] = []
    if entry.is_support:
        stated = entry.ages
        notes = [
            gettext("Ages: %(ages)s", ages=words.age_words(stated) if stated else not_told()),
            gettext("Cost: %(cost)s", cost=cost_words(entry, edition) or not_told()),
            gettext("Where: %(where)s", where=where_words(entry, edition) or not_told()),
        ]
    else:
        notes = [kind_words(entry, edition)]
    return Item(
        entry_address(entry.id), entry.title, entry.summary, tuple(notes), entry.kind == "not-available"
    )


Items = Mapping[str, Item]


def _listing(way: str, choice: str, label: str, title: str, lead: str, groups: Iterable[Group]) -> Listing:
    return Listing(
        choice,
        listing_address(way, choice),
        label,
        title,
        lead,
        tuple(group for group in groups if group.items),
    )


def _split(heading: str, entries: Iterable[Entry], items: Items, note: str = "") -> tuple[Group, Group]:
    """What can be used, and apart from it what is not available."""
    usable: list[Item] = []
    absent: list[Item] = []
    for entry in entries:
        (absent if entry.kind == "not-available" else usable).append(items[entry.id])
    return Group(heading, tuple(usable), note), Group(not_available(), tuple(absent))


def _by_need(entries: list[Entry], items: Items, edition: Edition) -> Way:
    vocabulary = edition.rules.vocabularies["needs"]
    named: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        for need in dict.fromkeys(subject_needs(entry)):
            named[need].append(entry)
    for_all = named.pop(NEED_FOR_ALL, [])
    not_told = [entry for entry in entries if entry.is_support and not entry.needs]

    def listing(term: Term) -> Listing:
        members = edition.rules.vocabularies.needs_met_by(term.id) - {NEED_FOR_ALL}
        wanted = {entry.id for need in members for entry in named.get(need, ())}
        own, absent = _split(
            gettext("For %(need)s", need=within(term.label)), [e for e in entries if e.id in wanted], items
        )
        rest = [entry for entry in for_all if entry.id not in wanted]
        every, absent_for_all = _split(gettext("For any need"), rest, items)
        gone = Group(not_available(), absent.items + absent_for_all.items)
        lead = str(term.facts.get("hint") or "") if "area" not in term.facts else ""
        title = gettext("Support for %(need)s", need=within(term.label))
        return _listing("need", term.id, term.label, title, lead, (own, every, gone))

    terms = list(vocabulary.terms.values())
    last_area = max((number for number, term in enumerate(terms) if _members(terms, term.id)), default=-1)
    choices, others = [], []
    for number, term in enumerate(terms):
        if term.facts.get("area") or term.id == NEED_FOR_ALL:
            continue
        if number <= last_area:
            members = [listing(one) for one in _members(terms, term.id)]
            choices.append(_choices(term.id, term.label, members, listing(term)))
        else:
            others.append(listing(term))
    not_told_listing = _listing(
        "need",
        NOT_TOLD_ID,
        gettext("We have not been told which needs"),
        gettext("We have not been told which needs these are for"),
        gettext("These may be right for you. Ask them."),
        _split("", not_told, items),
    )
    choices.append(_choices("other-needs", gettext("Other needs"), [*others, not_told_listing]))
    return Way(
        "need",
        gettext("Find support by need"),
        gettext("Choose a need. You do not need a diagnosis to look."),
        tuple(one for one in choices if one.listings or one.without or one.whole),
    )


def _members(terms: Iterable[Term], area: str) -> list[Term]:
    return [term for term in terms if term.facts.get("area") == area]


def _choices(
    choices_id: str, heading: str, listings: Iterable[Listing], whole: Listing | None = None
) -> Choices:
    every = list(listings)
    return Choices(
        choices_id,
        heading,
        tuple(one for one in every if one.groups),
        tuple(one.label for one in every if not one.groups and one.id != NOT_TOLD_ID),
        whole if whole and whole.groups else None,
    )


def _by_age(entries: list[Entry], items: Items, edition: Edition) -> Way:
    about = ((entry, subject_ages(entry, edition.rules.vocabularies)) for entry in entries)
    stated = [(entry, told) for entry, told in about if told]
    listings = []
    for term in edition.terms("phases").values():
        years = phase_years(term)
        here = [entry for entry, told in stated if told.overlaps(years.youngest, years.oldest)]
        lead = str(term.facts.get("hint") or "")
        listings.append(
            _listing(
                "age",
                term.id,
                term.label,
                gettext("Support for ages %(ages)s", ages=within(term.label)),
                lead,
                _split("", here, items),
            )
        )
    not_told = [entry for entry in entries if entry.is_support and entry.ages is None]
    listings.append(
        _listing(
            "age",
            NOT_TOLD_ID,
            gettext("We have not been told which ages"),
            gettext("We have not been told which ages these are for"),
            gettext("These may be right for you. Ask them."),
            _split("", not_told, items),
        )
    )
    return Way(
        "age",
        gettext("Find support by age"),
        gettext(
            "Choose the age of the child or young person. The local offer is for everyone from birth to 25."
        ),
        (_choices("ages", gettext("Ages"), listings),),
    )


def _by_kind(entries: list[Entry], items: Items, edition: Edition) -> Way:
    vocabulary = edition.rules.vocabularies["service-types"]
    named: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        for one in subject_kinds(entry):
            named[one].append(entry)
    by_heading: dict[str, list[Listing]] = {heading: [] for heading in vocabulary.headings}
    known = dict(vocabulary.terms) | {
        one: Term(one, one, {}) for one in sorted(named) if one not in vocabulary
    }
    for term in known.values():
        groups = _split("", named.get(term.id, ()), items)
        lead = str(term.facts.get("about") or "")
        listing = _listing("kind", term.id, term.label, term.label, lead, groups)
        by_heading.setdefault(str(term.facts.get("heading") or ""), []).append(listing)
    choices = [
        _choices(
            heading or "more",
            vocabulary.headings[heading].label if heading in vocabulary.headings else gettext("More"),
            listings,
        )
        for heading, listings in by_heading.items()
        if listings
    ]
    return Way(
        "kind",
        gettext("Find support by kind"),
        gettext("Choose the kind of help you are looking for."),
        tuple(one for one in choices if one.listings or one.without),
    )


def _placeless() -> tuple[tuple[str, str, str], ...]:
    """The ways to get help without going to a place: id, label and title."""
    return (
        ("online", gettext("Online"), gettext("Support online")),
        ("by-phone", gettext("By phone"), gettext("Support by phone")),
        ("at-home", gettext("In your home"), gettext("Support in your home")),
        ("at-school", gettext("At school or nursery"), gettext("Support at school or nursery")),
        ("whole-area", gettext("Anywhere in the area"), gettext("Support anywhere in the area")),
    )


PRIVATE_ID = "private-address"


def _by_place(entries: list[Entry], items: Items, edition: Edition) -> Way:
    in_town: dict[str, dict[str, Entry]] = defaultdict(dict)
    names: dict[str, str] = {}
    ways: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        if not entry.is_support:
            continue
        found = False
        for place in many(entry.fact("places")):
            town = town_of(place)
            if town:
                key = words.slug(town)
                names.setdefault(key, town)
                in_town[key][entry.id] = entry
                found = True
            elif place.get("location") == "hidden":
                in_town[PRIVATE_ID][entry.id] = entry
                found = True
        delivered = many(entry.fact("delivered"))
        for way in delivered:
            ways[way].append(entry)
        if not found and (not delivered or set(delivered) == {"at-a-place"}):
            ways[NOT_TOLD_ID].append(entry)
    private = in_town.pop(PRIVATE_ID, {})
    towns = [
        _listing(
            "place",
            key,
            names[key],
            gettext("Support in %(place)s", place=names[key]),
            "",
            _split("", in_town[key].values(), items),
        )
        for key in sorted(in_town, key=lambda key: words.sort_key(names[key]))
    ]
    others = [
        _listing("place", f"{way}-support", label, title, "", _split("", ways[way], items))
        for way, label, title in _placeless()
    ]
    unknown = [
        _listing(
            "place",
            PRIVATE_ID,
            gettext("At an address that is kept private"),
            gettext("Support at an address that is kept private"),
            gettext("Call or write to them to hear where it is."),
            _split("", private.values(), items),
        ),
        _listing(
            "place",
            f"where-{NOT_TOLD_ID}",
            gettext("We have not been told where"),
            gettext("We have not been told where these are"),
            gettext("These may be near you. Ask them."),
            _split("", ways[NOT_TOLD_ID], items),
        ),
    ]
    found_choices = (
        Choices("towns-and-districts", gettext("Towns and districts"), tuple(towns)),
        Choices(
            "without-going-to-a-place",
            gettext("Without going to a place"),
            tuple(one for one in others if one.groups),
        ),
        Choices("other", gettext("Other"), tuple(one for one in unknown if one.groups)),
    )
    return Way(
        "place",
        gettext("Find support by place"),
        gettext("Choose a town or district, or support that comes to you."),
        tuple(one for one in found_choices if one.listings),
    )


def _by_letter(entries: list[Entry], items: Items) -> Way:
    by_letter: dict[str, list[Item]] = defaultdict(list)
    for entry in entries:
        by_letter[_letter(entry.title)].append(items[entry.id])
    listings = [
        _listing(
            "a-z",
            letter,
            _letter_label(letter),
            _letter_title(letter),
            "",
            (Group("", tuple(by_letter[letter])),),
        )
        for letter in sorted(by_letter, key=lambda letter: (len(letter), letter))
    ]
    return Way(
        "a-z",
        gettext("A to Z"),
        ngettext(
            "Everything in this local offer: %(num)s page. Choose the first letter.",
            "Everything in this local offer: %(num)s pages. Choose the first letter.",
            len(entries),
        ),
        (Choices("letters", gettext("Letters"), tuple(listings)),),
    )


def _letter(title: str) -> str:
    first = words.sort_key(title)[0][:1]
    if first.isdigit():
        return "0-9"
    return first if "a" <= first <= "z" else "other"


def _letter_label(letter: str) -> str:
    if letter == "other":
        return gettext("Other")
    return gettext("0 to 9") if letter == "0-9" else letter.upper()


def _letter_title(letter: str) -> str:
    if letter == "other":
        return gettext("Everything that begins with another letter or sign")
    if letter == "0-9":
        return gettext("Everything that begins with a number")
    return gettext("Everything that begins with %(letter)s", letter=letter.upper())


def _topics(entries: list[Entry], items: Items, edition: Edition) -> tuple[TopicGroup, ...]:
    vocabulary = edition.rules.vocabularies["topics"]
    answers: dict[str, list[Item]] = defaultdict(list)
    for entry in entries:
        for one in subject_topics(entry):
            answers[one].append(items[entry.id])
    by_heading: dict[str, list[TopicAnswers]] = {heading: [] for heading in vocabulary.headings}
    known = dict(vocabulary.terms) | {
        one: Term(one, one, {}) for one in sorted(answers) if one not in vocabulary
    }
    for term in known.values():
        topic = TopicAnswers(term.label, tuple(answers.get(term.id, ())))
        by_heading.setdefault(str(term.facts.get("heading") or ""), []).append(topic)
    return tuple(
        TopicGroup(
            heading or "more-topics",
            vocabulary.headings[heading].label if heading in vocabulary.headings else gettext("More topics"),
            tuple(topics),
        )
        for heading, topics in by_heading.items()
        if topics
    )
