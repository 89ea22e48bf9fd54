"""Where to start: every set of answers leads somewhere, nobody is turned away, and nothing is made up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from gettext import NullTranslations
from pathlib import Path
from posixpath import dirname, normpath
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from bs4 import BeautifulSoup, Tag

from site_builder.content.document import dump_document, parse_document, read_trusted
from site_builder.content.model import Ages
from site_builder.content.readability import long_sentences
from site_builder.content.subject import phase_years
from site_builder.errors import FaultyRules
from site_builder.pages.edition import Edition
from site_builder.pages.find_page import find_pages
from site_builder.pages.fitting import MOST_SHOWN, Fitter, Wanted
from site_builder.pages.guide import Answers, Guide, When, load_guide, parse_guide
from site_builder.pages.guided_start import address_of, start_pages
from site_builder.pages.language import ENGLISH, speaking
from site_builder.pages.listed import catalogue_of
from site_builder.pages.shell import Page
from site_builder.pages.sites import offer_pages
from site_builder.shipped import shipped
from tests.test_pages import ABSENT, BARE, GUIDE, NORTHMERE, SCHOOL, edition, rules, service

BARE_AUTHORITY = {"id": "northmere", "name": "Northmere", "gss_code": "E06999901"}
MOST_PAGES = 200
MOST_BYTES = 14_300
MOST_BYTES_OF_ITS_OWN = 7_400
"""Of a page without what stands around every page: menu, help and the question if the page is useful."""

ADVICE = service(
    "sendiass",
    title="Free advice",
    service_types=["information-advice-support"],
    contact={"phone": "01632 960160"},
)
FORUM = service("forum", title="Our forum", service_types=["parent-carer-forum"])


@cache
def guide() -> Guide:
    return load_guide()


def last_answers() -> list[Answers]:
    return [one for one in guide().walk() if guide().next_question(one) is None]


def answers(*choices: str) -> Answers:
    """The answers that these choices are, in the order of the questions."""
    return next(one for one in guide().walk() if list(one.values()) == list(choices))


def start_of(made: Edition) -> dict[str, Page]:
    return {page.address: page for page in start_pages(made)}


def soup_of(page: Page) -> BeautifulSoup:
    return BeautifulSoup(page.content, "html.parser")


def last_page(made: Edition, *choices: str) -> BeautifulSoup:
    return soup_of(start_of(made)[address_of(answers(*choices))])


def words_of(part: Tag | None) -> str:
    assert part is not None
    return " ".join(part.get_text(" ").split())


def titles(page: BeautifulSoup) -> list[str]:
    return [words_of(one) for one in page.select(".entries .entry-link")]


# The questions


def test_every_set_of_answers_comes_to_an_end_with_something_to_do() -> None:
    ends = last_answers()
    assert len(ends) > 50
    for one in ends:
        assert sum(step.when.fits(one) for step in guide().steps) >= 2, one


def test_pages_are_few() -> None:
    assert len(list(guide().walk())) <= MOST_PAGES


def test_every_question_asks_something_that_not_everyone_answers_alike() -> None:
    for one in guide().walk():
        question = guide().next_question(one)
        if question:
            assert len(question.choices_for(one)) >= 2, one
            assert question.ask(one).endswith("?")


def test_question_about_school_is_only_asked_where_it_changes_something() -> None:
    for one in last_answers():
        if "school" in one:
            others = [
                other
                for other in last_answers()
                if {**other, "school": ""} == {**one, "school": ""} and other != one
            ]
            assert others
            for other in others:
                assert _advice(one) != _advice(other), one


def _advice(one: Answers) -> list[str]:
    return [step.say for step in guide().steps if step.when.fits(one)]


def test_every_age_from_birth_to_25_has_one_answer() -> None:
    (question,) = (one for one in guide().questions if one.id == "age")
    years = [year for choice in question.choices if choice.ages for year in choice.ages.years()]
    assert years == list(range(26))


def test_every_step_and_person_is_shown_to_somebody() -> None:
    ends = last_answers()
    shown = [
        *((step.say, step.when) for step in guide().steps),
        *((helper.name, helper.when) for helper in guide().people),
        *((line.say, line.when) for line in guide().danger),
        *guide().assessment.who,
    ]
    for say, when in shown:
        assert any(when.fits(given) for given in ends), say


def test_sets_of_answers_fit_if_one_of_them_does() -> None:
    when = When(({"age": ("5", "6"), "help": ("money",)}, {"urgent": ("today",)}))
    assert when.fits({"age": "6", "help": "money"})
    assert when.fits({"urgent": "today"})
    assert not when.fits({"age": "6"})
    assert not when.fits({"age": "7", "help": "money"})
    assert When().fits({})


def test_sentences_are_short_and_promise_nothing() -> None:
    for text in guide().texts:
        assert not long_sentences(text, 20), text
        for forbidden in ("does not provide", "we will", "guarantee", "SEND ", "provision", "EHCP"):
            assert forbidden not in text, text


# Every last page


@pytest.mark.parametrize(
    ("authority", "entries"),
    [(BARE_AUTHORITY, ()), (NORTHMERE, (BARE, ABSENT, GUIDE, SCHOOL, ADVICE, FORUM))],
    ids=["nothing published", "published"],
)
def test_last_page_has_danger_the_way_to_an_assessment_and_a_person_to_ask(
    authority: Mapping[str, Any], entries: tuple[Mapping[str, Any], ...]
) -> None:
    pages = start_of(edition(*entries, authority=authority))
    for one in last_answers():
        page = soup_of(pages[address_of(one)])
        assert page.select_one('.danger a[href="tel:999"]'), one
        route = page.select_one(".start-assessment")
        text = words_of(route)
        assert "You can always ask for an EHC needs assessment" in text
        assert "You can ask at any age up to 25, in school or not." in text
        assert any(when.fits(one) for _say, when in guide().assessment.who), one
        links = {str(link["href"]) for link in page.select(".start-assessment a")}
        assert guide().assessment.official.url in links
        contacts = {str(link["href"]) for link in page.select(".start-contacts a")}
        if entries:
            assert any(one.endswith("support/ask-for-an-assessment/index.html") for one in links)
            assert "tel:01632960123" in contacts
        else:
            assert "Nothing is published here yet about how to ask. You can ask all the same." in text
            assert guide().find_council.url in links & contacts
        assert page.select_one(".start-steps li")
        assert page.select_one('a[href$="start/index.html"]')
        assert page.select_one('.letters a[href*="find/index.html"]')


def test_way_to_an_assessment_has_the_councils_contact_where_nothing_is_published() -> None:
    page = last_page(edition(BARE), "can-wait", "5-to-10", "health")
    links = [str(link["href"]) for link in page.select(".start-assessment a")]
    assert "tel:01632960123" in links
    assert "mailto:offer@northmere.example.org" in links
    assert "Contact Northmere Council." in words_of(page.select_one(".start-assessment"))


def test_parent_asks_before_year_11_ends_and_the_young_person_afterwards() -> None:
    made = edition(GUIDE)
    child = words_of(last_page(made, "can-wait", "5-to-10", "health").select_one(".start-assessment"))
    assert "You can ask if you are the child’s parent." in child
    assert "young person can ask" not in child
    adult = words_of(last_page(made, "can-wait", "19-to-25", "health").select_one(".start-assessment"))
    assert "The young person can ask." in adult
    assert "child’s parent" not in adult


def test_whoever_is_asked_after_school_is_named_only_where_there_is_one() -> None:
    made = edition(ADVICE, FORUM)
    there = words_of(
        last_page(made, "can-wait", "5-to-10", "learning", "at-school").select_one(".start-contacts")
    )
    assert "The special needs teacher at school (SENCO)." in there
    assert "Free advice Call 01632 960160" in there
    assert "Our forum" in there
    away = words_of(
        last_page(made, "can-wait", "5-to-10", "learning", "not-at-school").select_one(".start-contacts")
    )
    assert "SENCO" not in away


def test_advice_service_is_the_one_that_the_authority_names_else_the_first_of_its_kind() -> None:
    other = service("another", title="Another advice line", service_types=["helpline"])
    named = edition(ADVICE, other, authority=NORTHMERE | {"partners": {"advice_service": "another"}})
    page = last_page(named, "can-wait", "5-to-10", "health")
    assert "Another advice line" in words_of(page.select_one(".start-contacts"))
    page = last_page(edition(ADVICE, other), "can-wait", "5-to-10", "health")
    assert "Free advice" in words_of(page.select_one(".start-contacts"))
    page = last_page(edition(BARE), "can-wait", "5-to-10", "health")
    assert "Nothing is published about them here yet." in words_of(page.select_one(".start-contacts"))


def test_lines_to_call_about_feelings_stand_where_they_are_needed_and_nowhere_else() -> None:
    made = edition(BARE)
    for choices in (("danger",), ("today",), ("can-wait", "11-to-15", "feelings", "at-school")):
        numbers = [str(one["href"]) for one in last_page(made, *choices).select(".danger a")]
        assert numbers == ["tel:999", "tel:111", "tel:111", "tel:08001111", "tel:116123"], choices
    adult = last_page(made, "can-wait", "19-to-25", "feelings", "at-school").select_one(".danger")
    assert "116 123" in words_of(adult)
    assert "Are you under 19?" not in words_of(adult)
    numbers = [
        str(one["href"]) for one in last_page(made, "can-wait", "11-to-15", "break").select(".danger a")
    ]
    assert numbers == ["tel:999"]


def test_danger_stands_on_the_first_page_before_the_answers() -> None:
    page = start_of(edition(BARE))["start/index.html"].content
    assert 0 < page.index('href="tel:999"') < page.index('href="danger/index.html"')


# What fits


def test_entries_fit_by_kind_and_age_with_what_is_not_available_marked() -> None:
    made = edition(
        service("young", title="Young", service_types=["play"], ages={"to": 4}),
        service("school", title="School age", service_types=["play"], ages={"from": 5, "to": 11}),
        service("silent", title="Says no age", service_types=["play"]),
        service("far", title="Far away", service_types=["play"], ages={"from": 5, "to": 11}, area="out"),
        service("shut", title="Shut", service_types=["play"], availability={"status": "closed"}),
        service("other", title="Other kind", service_types=["blue-badge"], ages={"from": 5}),
        ABSENT | {"absent": {"service_types": ["holiday-club"]}},
    )
    page = last_page(made, "can-wait", "5-to-10", "things-to-do")
    assert titles(page) == ["School age", "Says no age", "Far away", ABSENT["title"]]
    assert [words_of(one) for one in page.select(".entries .tag")] == ["Not available here"]


def test_nothing_published_is_said_and_where_to_ask() -> None:
    page = last_page(edition(BARE), "can-wait", "5-to-10", "money-and-travel")
    assert titles(page) == []
    assert (
        "Nothing is published about this yet. That does not mean that there is no help. "
        "Ask one of the people on this page."
    ) in words_of(page)


def test_no_more_entries_are_shown_than_fit_a_page_and_the_others_are_counted() -> None:
    many = [service(f"club-{number:02}", service_types=["play"]) for number in range(20)]
    gone = [
        ABSENT | {"id": f"gone-{number}", "title": f"Gone {number}", "absent": {"service_types": ["arts"]}}
        for number in range(3)
    ]
    page = last_page(edition(*many, *gone), "can-wait", "5-to-10", "things-to-do")
    assert len(titles(page)) == MOST_SHOWN
    assert titles(page)[-1] == "Gone 0"
    assert f"There are {23 - MOST_SHOWN} more pages that may help." in words_of(page)


def test_guides_and_absences_fill_the_room_that_support_leaves() -> None:
    guides = [GUIDE | {"id": f"guide-{number}", "title": f"Guide {number}"} for number in range(6)]
    made = edition(*guides, service("club", service_types=["play"]))
    found = Fitter(made).find(Wanted(("play",), ("ehc-needs-assessment",)), Ages(5, 10))
    assert [entry.id for entry in found.support] == ["club"]
    assert len(found.guides) == 6
    assert found.left == 0


def test_guide_to_another_stage_of_life_does_not_fit() -> None:
    guides = [
        GUIDE | {"id": stage, "title": stage, "topic": "stage-guide", "stage": stage}
        for stage in ("early-years", "primary", "19-25")
    ]
    page = last_page(edition(*guides), "can-wait", "under-5", "not-sure", "not-yet")
    assert titles(page) == ["early-years"]


def test_entry_that_stands_under_who_can_help_is_not_listed_again() -> None:
    made = edition(ADVICE, authority=NORTHMERE | {"partners": {"advice_service": "sendiass"}})
    found = Fitter(made).find(Wanted(("information-advice-support",)), None, without=["sendiass"])
    assert found.entries == ()


# The search


def test_every_search_is_one_that_find_support_understands(northmere: Path) -> None:
    """Every choice in a link is one of the form's, and there is a search for each stage of life."""
    find = BeautifulSoup((northmere / "find/index.html").read_text(encoding="utf-8"), "html.parser")
    known = {(str(one.get("name")), str(one.get("value"))) for one in find.select("input[form], input[name]")}
    known |= {
        (str(select.get("name")), str(option.get("value")))
        for select in find.select("select")
        for option in select.select("option")
    }
    seen = set()
    for path in sorted((northmere / "start").rglob("index.html")) + sorted(
        (northmere / "growing-up").rglob("index.html")
    ):
        page = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        for link in page.select('main a[href*="find/index.html?"]'):
            asked = parse_qsl(urlsplit(str(link["href"])).query, strict_parsing=True)
            assert set(asked) <= known, (path, asked)
            seen.update(asked)
    stages = ("early-years", "primary", "secondary", "post-16", "19-25")
    assert {value for name, value in seen if name == "age"} == set(stages)
    assert len({value for name, value in seen if name == "kind"}) > 5


def test_search_leaves_out_kinds_of_which_the_offer_has_nothing() -> None:
    made = edition(service("club", service_types=["play"]))
    page = last_page(made, "can-wait", "under-5", "things-to-do")
    links = [str(one["href"]) for one in page.select(".letters a")]
    assert links == ["../../../../find/index.html?age=early-years&kind=leisure"]
    assert [words_of(one) for one in page.select(".letters a")] == ["Search for: Under 5 (early years)"]
    filters = find_pages(catalogue_of(made), made.rules, made.postcodes)[0][1]["filters"]
    assert "leisure" in [choice.id for choice, _inside in filters["kind"]]
    page = last_page(made, "can-wait", "under-5", "money-and-travel")
    assert str(page.select(".letters a")[0]["href"]) == "../../../../find/index.html?age=early-years"


def test_each_age_that_is_asked_for_is_one_stage_of_life() -> None:
    """Or a page would have several links where one does."""
    ages = next(one for one in guide().questions if one.choices[0].ages).choices
    stages = {phase_years(one) for one in rules().vocabularies["phases"].terms.values()}
    assert {one.ages for one in ages} == stages


# The way through


def test_every_page_is_reached_by_links_from_the_first_and_leads_back_one_step() -> None:
    pages = start_of(edition(BARE))
    reached, coming = set(), ["start/index.html"]
    while coming:
        address = coming.pop()
        reached.add(address)
        page = soup_of(pages[address])
        for link in page.select("a[href]"):
            target = normpath(f"{dirname(address)}/{link['href']}")
            if target in pages and target not in reached:
                coming.append(target)
        if address != "start/index.html":
            back, again = page.select(".start-back a")
            parent = f"{dirname(dirname(address))}/index.html"
            assert normpath(f"{dirname(address)}/{back['href']}") == parent
            assert normpath(f"{dirname(address)}/{again['href']}") == "start/index.html"
    assert reached == set(pages)


def test_what_was_chosen_is_said_and_each_answer_can_be_changed() -> None:
    page = last_page(edition(BARE), "can-wait", "5-to-10", "learning", "at-school")
    chosen = page.select(".start-chosen li")
    assert [words_of(one) for one in chosen] == [
        "Urgent: it can wait Change : Urgent",
        "Age: 5 to 10 Change : Age",
        "Help with: learning Change : Help with",
        "Now: at nursery, school or college Change : Now",
    ]
    here = "start/can-wait/5-to-10/learning/at-school"
    targets = [normpath(f"{here}/{one.select('a')[0]['href']}") for one in chosen]
    assert targets == [
        "start/index.html",
        "start/can-wait/index.html",
        "start/can-wait/5-to-10/index.html",
        "start/can-wait/5-to-10/learning/index.html",
    ]


def test_urgent_pages_lead_on_to_the_other_questions() -> None:
    made = edition(BARE)
    for urgent in ("danger", "today"):
        link = last_page(made, urgent).select_one(".start-go-on a")
        assert link is not None
        assert normpath(f"start/{urgent}/{link['href']}") == "start/can-wait/index.html"


def test_progress_is_told_in_words_and_the_question_is_the_heading() -> None:
    page = soup_of(start_of(edition(BARE))["start/can-wait/index.html"])
    assert words_of(page.select_one("p.kind")) == "Question 2 of 4"
    assert [words_of(one) for one in page.select("h1")] == ["How old is the child or young person?"]
    nursery = soup_of(start_of(edition(BARE))["start/can-wait/under-5/learning/index.html"])
    assert words_of(nursery.select_one("h1")) == "Do they go to nursery, or to a childminder?"


def test_every_page_has_a_title_of_its_own_and_no_script() -> None:
    pages = start_of(edition(BARE, GUIDE))
    assert len({page.title for page in pages.values()}) == len(pages)
    assert all("<script" not in page.content and "style=" not in page.content for page in pages.values())


def test_pages_are_small_in_every_language(demonstrations: Path) -> None:
    pages = {
        path.relative_to(demonstrations).as_posix(): path.read_bytes()
        for folder in ("start", "growing-up")
        for path in demonstrations.rglob(f"{folder}/**/index.html")
    }
    assert len(pages) > 400
    own = {name: len(page.partition(b"<main ")[2].partition(b"</main>")[0]) for name, page in pages.items()}
    assert {name: size for name, size in own.items() if size > MOST_BYTES_OF_ITS_OWN} == {}
    assert {name: len(page) for name, page in pages.items() if len(page) > MOST_BYTES} == {}


def test_home_page_begins_with_the_questions() -> None:
    made = edition(BARE)
    home = next(page for page in offer_pages(made) if page.address == "index.html")
    first = soup_of(home).select_one("a")
    assert first is not None
    assert first["href"] == "start/index.html"
    assert words_of(first) == "Not sure where to begin? Answer 4 questions"


# Words


class Listening(NullTranslations):
    """A language that notes every text it is asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: set[str] = set()

    def gettext(self, message: str) -> str:
        self.asked.add(message)
        return message


def test_every_text_of_the_guide_is_said_in_the_language_of_the_page() -> None:
    heard = Listening()
    with speaking(replace(ENGLISH, translations=heard)):
        start_of(edition(BARE, authority=BARE_AUTHORITY))
    assert set(guide().texts) <= heard.asked


def test_hostile_name_of_a_council_stays_text() -> None:
    hostile = "<script>alert(1)</script> %(call)s & Sons"
    pages = start_of(edition(BARE, authority=NORTHMERE | {"official_name": hostile}))
    for page in pages.values():
        assert "<script" not in page.content
    shown = soup_of(pages["start/can-wait/index.html"]).get_text()
    assert f"Ask {hostile} about help for adults." in shown


# Faults


def faulty(change: Any) -> list[str]:
    facts = read_trusted(shipped("schema", "guides", "guided-start.yaml"))
    change(facts)
    document, problems = parse_document(dump_document(facts).encode(), "schema/guides/guided-start.yaml")
    assert document is not None
    with pytest.raises(FaultyRules) as raised:
        parse_guide(document, rules().vocabularies, problems)
    return [f"{one.code} {one.field}: {one.message}" for one in raised.value.diagnostics]


def test_faults_of_the_guide_are_named_with_their_place() -> None:
    def change(facts: Any) -> None:
        facts["questions"][1]["choices"][1]["id"] = "under-5"
        facts["questions"][2]["choices"][0]["look_for"]["topics"][0] = "no-such-topic"
        facts["questions"][2]["choices"][0]["search"] = ["no-such-heading"]
        facts["questions"][0]["choices"][0]["go_on"] = "later"
        facts["steps"][0]["when"] = [{"urgent": ["maybe"], "colour": ["red"]}]
        facts["steps"][1]["say"] = "We are 100% sure about %(nobody)s."
        facts["assessment"]["topic"] = "ehc"

    found = faulty(change)
    for expected in (
        'duplicate-term questions[2].choices[2].id: "under-5" is written twice',
        'unknown-name questions[3].choices[1].look_for.topics[1]: "no-such-topic" is not a topic',
        'unknown-name questions[3].choices[1].search[1]: "no-such-heading" is not a kind of support or a '
        "heading of them",
        'unknown-name questions[1].choices[1].go_on: "later" is not an answer to this question',
        'unknown-name steps[1].when[1].urgent[1]: "maybe" is not an answer to "urgent"',
        'unknown-name steps[1].when[1].colour: "colour" is not a question',
        "unknown-name steps[2].say: a percent sign stands before something that is no value",
        'unknown-name assessment.topic: "ehc" is not a topic',
    ):
        assert expected in found


def test_helpline_without_a_source_is_a_fault() -> None:
    def change(facts: Any) -> None:
        del facts["danger"][0]["source"]

    assert faulty(change) == ["missing-field danger[1].source: this field is missing"]
