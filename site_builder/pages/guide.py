"""Read the questions of "Where to start", and what follows from each answer, from `schema/guides`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from site_builder.content.diagnostics import Diagnostic, nearest, sort_diagnostics
from site_builder.content.document import Document, Keys, read_document
from site_builder.content.model import Ages, Facts
from site_builder.content.schema import Schema, load_schema
from site_builder.content.vocabulary import Vocabularies, load_vocabularies
from site_builder.errors import FaultyRules
from site_builder.pages.fitting import Wanted, kinds_under
from site_builder.shipped import shipped

Answers = Mapping[str, str]
"""What was chosen so far: the id of a choice, by the id of its question."""

VALUES = ("council", "call")
"""The values that a text may name: `%(council)s`."""

FindFaults = Callable[[Document, Facts], Iterable[Diagnostic]]
"""What looks for faults that no schema can see."""


@dataclass(frozen=True, slots=True)
class When:
    """Sets of answers, one of which has to fit. Without any set, everything fits."""

    sets: tuple[Mapping[str, tuple[str, ...]], ...] = ()

    def fits(self, answers: Answers) -> bool:
        """Whether one set has, for every question it names, what was answered."""
        return not self.sets or any(
            all(answers.get(question) in ways for question, ways in one.items()) for one in self.sets
        )


ALWAYS = When()


@dataclass(frozen=True, slots=True)
class Outside:
    """A link to a page of somebody else."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Helpline:
    """A line of help in danger; `%(call)s` in `say` is the number to call, if there is one."""

    id: str
    call: str
    say: str
    when: When


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to a question. After one that `ends_with` a heading no more is asked."""

    id: str
    label: str
    short: str
    hint: str
    when: When
    ages: Ages | None
    ends_with: str
    go_on: str
    look_for: Wanted
    search: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A question in all its wordings, and its choices; `name` is what the page calls it afterwards."""

    id: str
    name: str
    hint: str
    otherwise: str
    when: When
    choices: tuple[Choice, ...]
    wordings: tuple[tuple[str, When], ...]

    def ask(self, answers: Answers) -> str:
        """The question as it is put to somebody who has given *answers*."""
        return next(text for text, when in self.wordings if when.fits(answers))

    def choices_for(self, answers: Answers) -> tuple[Choice, ...]:
        return tuple(one for one in self.choices if one.when.fits(answers))

    def choice(self, choice_id: str) -> Choice:
        return next(one for one in self.choices if one.id == choice_id)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do; `page` names a page of the site."""

    say: str
    when: When
    call: str
    link: Outside | None
    page: str


@dataclass(frozen=True, slots=True)
class Helper:
    """Somebody who can help. With `kinds` or `partner` it is an entry, where the offer has one."""

    id: str
    name: str
    say: str
    when: When
    partner: str
    kinds: tuple[str, ...]

    @property
    def is_entry(self) -> bool:
        return bool(self.partner or self.kinds)


@dataclass(frozen=True, slots=True)
class Assessment:
    """The way to an EHC needs assessment."""

    topic: str
    heading: str
    say: tuple[str, ...]
    who: tuple[tuple[str, When], ...]
    official: Outside
    law: tuple[Outside, ...]


@dataclass(frozen=True, slots=True)
class Guide:
    """All of "Where to start"."""

    danger: tuple[Helpline, ...]
    questions: tuple[Question, ...]
    steps: tuple[Step, ...]
    people: tuple[Helper, ...]
    assessment: Assessment
    find_council: Outside
    texts: tuple[str, ...]

    def next_question(self, answers: Answers) -> Question | None:
        """What is asked after *answers*, or None where they are enough."""
        if any(choice.ends_with for _, choice in self.chosen(answers)):
            return None
        return next((one for one in self.questions if one.id not in answers and one.when.fits(answers)), None)

    def chosen(self, answers: Answers) -> tuple[tuple[Question, Choice], ...]:
        """The questions that were answered, each with its answer, in the order they were asked."""
        return tuple((one, one.choice(answers[one.id])) for one in self.questions if one.id in answers)

    def walk(self, answers: Answers | None = None) -> Iterator[Answers]:
        """Every set of answers that a reader can have given: none first, and after each those that follow."""
        given = answers or {}
        yield given
        question = self.next_question(given)
        if question:
            for choice in question.choices_for(given):
                yield from self.walk({**given, question.id: choice.id})


@cache
def load_guide() -> Guide:
    """The guide this software ships, read once: it is the same for every authority.

    Raises:
        FaultyRules: it has faults, each a diagnostic with its line.
    """
    return parse_guide(*read_shipped("guided-start.yaml"))


def read_shipped(name: str) -> tuple[Document, Vocabularies, list[Diagnostic]]:
    """The file *name* of `schema/guides`, the words it may use, and the faults that reading it showed.

    Raises:
        FaultyRules: nothing of it can be read.
    """
    document, problems = read_document(shipped("schema", "guides", name), f"schema/guides/{name}")
    if document is None:
        raise FaultyRules(problems)
    return document, load_vocabularies(), problems


def checked(
    document: Document, schema: Schema, problems: Sequence[Diagnostic], find_faults: FindFaults
) -> Facts:
    """The facts of *document*, which has none of the faults that *schema* and *find_faults* know.

    Raises:
        FaultyRules: it has some, or *problems* already were there.
    """
    reading = schema.read(document)
    found = [*problems, *reading.diagnostics] or list(find_faults(document, reading.facts))
    if found:
        raise FaultyRules(sort_diagnostics(found))
    return reading.facts


def parse_guide(document: Document, vocabularies: Vocabularies, problems: Sequence[Diagnostic]) -> Guide:
    """The guide in *document*; *problems* are the faults that reading it showed.

    Raises:
        FaultyRules: it has faults.
    """
    schema = load_schema("the guided start", "guided-start.yaml")
    facts = checked(document, schema, problems, partial(_find_faults, vocabularies))
    assessment = facts["assessment"]
    return Guide(
        danger=tuple(
            Helpline(one["id"], one.get("call", ""), one["say"], _when(one)) for one in facts["danger"]
        ),
        questions=tuple(_question(one, vocabularies) for one in facts["questions"]),
        steps=tuple(
            Step(one["say"], _when(one), one.get("call", ""), _outside(one.get("link")), one.get("page", ""))
            for one in facts["steps"]
        ),
        people=tuple(
            Helper(
                one["id"],
                one["name"],
                one["say"],
                _when(one),
                one.get("partner", ""),
                wanted(one.get("look_for"), vocabularies).kinds,
            )
            for one in facts["people"]
        ),
        assessment=Assessment(
            assessment["topic"],
            assessment["heading"],
            tuple(assessment["say"]),
            tuple((one["say"], _when(one)) for one in assessment["who"]),
            Outside(**assessment["official"]),
            tuple(
                source
                for source in map(cited, assessment["sources"])
                if source.url != assessment["official"]["url"]
            ),
        ),
        find_council=Outside(**facts["find_council"]),
        texts=tuple(dict.fromkeys(text for _, text in texts_of(facts))),
    )


def _question(facts: Facts, vocabularies: Vocabularies) -> Question:
    return Question(
        id=facts["id"],
        name=facts["name"],
        hint=facts.get("hint", ""),
        otherwise=facts.get("otherwise", ""),
        when=_when(facts),
        choices=tuple(_choice(one, vocabularies) for one in facts["choices"]),
        wordings=(*((one["ask"], _when(one)) for one in facts.get("or_ask", ())), (facts["ask"], ALWAYS)),
    )


def _choice(facts: Facts, vocabularies: Vocabularies) -> Choice:
    stated = facts.get("ages")
    return Choice(
        id=facts["id"],
        label=facts["label"],
        short=facts["short"],
        hint=facts.get("hint", ""),
        when=_when(facts),
        ages=Ages(stated["from"], stated["to"]) if stated else None,
        ends_with=facts.get("ends_with", ""),
        go_on=facts.get("go_on", ""),
        look_for=wanted(facts.get("look_for"), vocabularies),
        search=tuple(facts.get("search", ())),
    )


def wanted(facts: Facts | None, vocabularies: Vocabularies) -> Wanted:
    """What a `look_for` names: its kinds, then those under its headings, and its topics."""
    named = facts or {}
    kinds = (
        *named.get("service_types", ()),
        *kinds_under(named.get("headings", ()), vocabularies["service-types"]),
    )
    return Wanted(tuple(dict.fromkeys(kinds)), tuple(named.get("topics", ())))


def _when(facts: Facts) -> When:
    return When(
        tuple({question: tuple(ways) for question, ways in one.items()} for one in facts.get("when", ()))
    )


def cited(source: Facts) -> Outside:
    """Where something was read, as a link."""
    return Outside(source["cite"], source["url"])


def _outside(facts: Facts | None) -> Outside | None:
    return Outside(**facts) if facts else None


# Faults

_WORDS = frozenset(
    {
        *("ask", "name", "hint", "otherwise", "label", "short", "ends_with", "say", "title", "heading"),
        *("when", "lead", "think", "do", "you_can"),
    }
)
"""The fields whose texts families read; `when` is one where it is a text."""

_NOT_READ = frozenset(("sources", "source"))


def texts_of(value: Any, keys: Keys = (), field: str = "") -> Iterator[tuple[Keys, str]]:
    """Every text of a guide that families read, with its place: what a translation has to have."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            if name not in _NOT_READ:
                yield from texts_of(inner, (*keys, name), name)
    elif isinstance(value, list | tuple):
        for place, inner in enumerate(value):
            yield from texts_of(inner, (*keys, place), field)
    elif isinstance(value, str) and field in _WORDS:
        yield keys, value


def value_faults(document: Document, facts: Facts) -> Iterator[Diagnostic]:
    """Texts that no value can be put into: a value that nobody knows, or a lone percent sign."""
    for keys, text in texts_of(facts):
        try:
            text % dict.fromkeys(VALUES, "")
        except (KeyError, ValueError, TypeError):
            yield document.diagnose(
                keys,
                "unknown-name",
                "a percent sign stands before something that is no value",
                f"the values are: {', '.join(f'%({one})s' for one in VALUES)}; a percent sign is %%",
            )


def name_faults(
    document: Document, names: Iterable[tuple[Keys, str]], known: Iterable[str], called: str
) -> Iterator[Diagnostic]:
    """*names* that are not among those that are *known*."""
    there = frozenset(known)
    for keys, name in names:
        if name not in there:
            meant = nearest(name, there)
            hint = f'did you mean "{meant}"?' if meant else ""
            yield document.diagnose(keys, "unknown-name", f'"{name}" is not {called}', hint)


def wanted_faults(
    document: Document, facts: Any, vocabularies: Vocabularies, keys: Keys = ()
) -> Iterator[Diagnostic]:
    """Kinds of support, headings and topics, anywhere in *facts*, that the vocabularies do not have."""
    types = vocabularies["service-types"]
    known: Mapping[str, tuple[Iterable[str], str]] = {
        "headings": (types.headings, "a heading of the kinds of support"),
        "service_types": (types.terms, "a kind of support"),
        "topics": (vocabularies["topics"].terms, "a topic"),
        "search": ((*types.terms, *types.headings), "a kind of support or a heading of them"),
    }
    if isinstance(facts, Mapping):
        for name, inner in facts.items():
            here = (*keys, name)
            if name in known:
                named = [((*here, place), one) for place, one in enumerate(inner)]
                yield from name_faults(document, named, *known[name])
            elif name == "topic":
                yield from name_faults(document, [(here, inner)], *known["topics"])
            else:
                yield from wanted_faults(document, inner, vocabularies, here)
    elif isinstance(facts, list | tuple):
        for place, inner in enumerate(facts):
            yield from wanted_faults(document, inner, vocabularies, (*keys, place))


def id_faults(document: Document, facts: Facts, field: str, keys: Keys = ()) -> Iterator[Diagnostic]:
    """Ids that a list has twice."""
    seen = set()
    for place, one in enumerate(facts.get(field, ())):
        if one["id"] in seen:
            where = (*keys, field, place, "id")
            yield document.diagnose(where, "duplicate-term", f'"{one["id"]}" is written twice')
        seen.add(one["id"])


def _find_faults(vocabularies: Vocabularies, document: Document, facts: Facts) -> Iterator[Diagnostic]:
    for field in ("danger", "questions", "people"):
        yield from id_faults(document, facts, field)
    for place, question in enumerate(facts["questions"]):
        yield from id_faults(document, question, "choices", ("questions", place))
    yield from value_faults(document, facts)
    yield from wanted_faults(document, facts, vocabularies)
    answers = {one["id"]: [choice["id"] for choice in one["choices"]] for one in facts["questions"]}
    for keys, one in _sets_of_answers(facts):
        for question, ways in one.items():
            yield from name_faults(document, [((*keys, question), question)], answers, "a question")
            named = [((*keys, question, place), way) for place, way in enumerate(ways)]
            if question in answers:
                yield from name_faults(document, named, answers[question], f'an answer to "{question}"')
    for place, question in enumerate(facts["questions"]):
        for at, choice in enumerate(question["choices"]):
            if "go_on" in choice:
                here = ("questions", place, "choices", at, "go_on")
                yield from name_faults(
                    document, [(here, choice["go_on"])], answers[question["id"]], "an answer to this question"
                )


def _sets_of_answers(value: Any, keys: Keys = ()) -> Iterator[tuple[Keys, Mapping[str, list[str]]]]:
    """Every set of answers that something in the guide depends on, with its place."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            if name == "when":
                yield from (((*keys, name, place), one) for place, one in enumerate(inner))
            else:
                yield from _sets_of_answers(inner, (*keys, name))
    elif isinstance(value, list | tuple):
        for place, inner in enumerate(value):
            yield from _sets_of_answers(inner, (*keys, place))
