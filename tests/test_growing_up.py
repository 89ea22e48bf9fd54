"""Growing up: what young people read about their own lives is short, sourced, and true of the offer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag

from site_builder.content.document import dump_document, parse_document, read_trusted
from site_builder.content.model import Ages
from site_builder.content.readability import long_sentences
from site_builder.errors import FaultyRules
from site_builder.pages.edition import Edition
from site_builder.pages.growing_up import growing_up_pages, load_route, parse_route
from site_builder.pages.guided_start import YOUNG_PEOPLE
from site_builder.pages.language import ENGLISH, speaking
from site_builder.pages.shell import Page
from site_builder.shipped import shipped
from tests.test_guided_start import Listening
from tests.test_pages import ABSENT, BARE, GUIDE, NORTHMERE, edition, rules, service

FIRST = "growing-up/index.html"
OUTCOMES = ("work", "home", "friends-and-community", "health")


def pages_of(made: Edition) -> dict[str, Page]:
    return {page.address: page for page in growing_up_pages(made)}


def soup_of(made: Edition, address: str) -> BeautifulSoup:
    return BeautifulSoup(pages_of(made)[address].content, "html.parser")


def outcome_page(made: Edition, outcome: str) -> BeautifulSoup:
    return soup_of(made, f"growing-up/{outcome}/index.html")


def words_of(part: Tag | None) -> str:
    assert part is not None
    return " ".join(part.get_text(" ").split())


def titles(page: BeautifulSoup) -> list[str]:
    return [words_of(one) for one in page.select(".entries .entry-link")]


def test_there_is_a_page_for_each_outcome_of_preparing_for_adulthood() -> None:
    terms = rules().vocabularies["outcomes"].terms.values()
    named = tuple(term.id for term in terms if term.facts.get("of") == "preparing-for-adulthood")
    assert named == OUTCOMES
    assert tuple(one.id for one in load_route().outcomes) == OUTCOMES
    assert set(pages_of(edition(BARE))) == {FIRST, *(f"growing-up/{one}/index.html" for one in OUTCOMES)}


def test_first_page_leads_to_every_outcome_and_to_the_easy_read_form() -> None:
    links = {str(one["href"]) for one in soup_of(edition(BARE), FIRST).select("a")}
    assert {f"../growing-up/{one}/index.html" for one in OUTCOMES} <= links
    assert "../easy-read-comment/index.html" in links
    assert "../start/today/index.html" in links
    for outcome in OUTCOMES:
        others = {str(one["href"]) for one in outcome_page(edition(BARE), outcome).select("a")}
        wanted = {f"../../growing-up/{one}/index.html" for one in OUTCOMES if one != outcome}
        assert wanted | {"../../growing-up/index.html", "../../easy-read-comment/index.html"} <= others


def test_entry_fits_by_its_outcome_or_its_kind_and_by_its_age() -> None:
    made = edition(
        service("named", title="Names the outcome", outcomes=["work"], ages={"from": 13, "to": 14}),
        service("kind", title="Is of the kind", service_types=["job-coach"], ages={"from": 19}),
        service("child", title="For children", outcomes=["work"], ages={"from": 5, "to": 13}),
        service("other", title="For another outcome", outcomes=["health"], ages={"from": 16}),
        service("silent", title="Says no age", service_types=["careers-advice"]),
        ABSENT | {"title": "No internships", "absent": {"service_types": ["supported-internship"]}},
    )
    page = outcome_page(made, "work")
    assert titles(page) == ["Names the outcome", "Is of the kind", "Says no age", "No internships"]
    assert "Ages: 13 to 14 years old" in words_of(page.select_one(".entries li"))
    assert [words_of(one) for one in page.select(".entries .tag")] == ["Not available here"]


def test_nothing_published_is_said_for_entries_and_for_each_topic() -> None:
    page = outcome_page(edition(BARE), "home")
    assert "Nothing is published about this yet. That does not mean that there is no help." in words_of(page)
    told = {words_of(row.dt): words_of(row.dd) for row in page.select("dl.facts > div")}
    topics = rules().vocabularies["topics"]
    assert told[topics.label("housing")] == "Nothing is published about this yet"
    guide = GUIDE | {"id": "homes", "title": "Finding a home", "topic": "housing"}
    page = outcome_page(edition(guide), "home")
    told = {words_of(row.dt): words_of(row.dd) for row in page.select("dl.facts > div")}
    assert told[topics.label("housing")] == "Finding a home"


def test_a_topic_whose_one_page_is_called_like_it_is_named_once_with_what_the_page_says() -> None:
    label = rules().vocabularies["topics"].label("housing")
    guide = GUIDE | {"id": "homes", "title": label, "topic": "housing", "summary": "How to ask for a home."}
    page = outcome_page(edition(guide), "home")
    told = {words_of(row.dt): words_of(row.dd) for row in page.select("dl.facts > div")}
    assert told[label] == "How to ask for a home."
    (link,) = [one for one in page.select("dl.facts dt a") if words_of(one) == label]
    assert link["href"] == "../../support/homes/index.html"


@pytest.mark.parametrize("address", [FIRST, *(f"growing-up/{one}/index.html" for one in OUTCOMES)])
def test_every_page_has_a_person_to_ask(address: str) -> None:
    advice = service(
        "sendiass",
        title="Free advice",
        service_types=["information-advice-support"],
        contact={"phone": "01632 960160"},
    )
    page = soup_of(edition(advice, authority=NORTHMERE), address)
    numbers = [str(one["href"]) for one in page.select('.start-contacts a[href^="tel:"]')]
    assert numbers == ["tel:01632960160", "tel:01632960123"]
    assert "parent carer forum" not in words_of(page).lower()


def test_every_moment_and_right_was_read_in_its_source() -> None:
    facts = read_trusted(shipped("schema", "guides", "growing-up.yaml"))
    parts = [*facts["moments"], facts["rights"]]
    assert len(parts) > 5
    for part in parts:
        assert {source["confidence"] for source in part["sources"]} == {"verified"}, part


def test_sources_stand_on_the_page() -> None:
    links = [str(one["href"]) for one in soup_of(edition(BARE), FIRST).select("details a")]
    route = load_route()
    wanted = [source.url for one in route.moments for source in one.sources]
    assert links == [*wanted, *(source.url for source in route.rights.sources)]


def test_moments_go_from_year_9_to_25() -> None:
    headings = [words_of(one) for one in soup_of(edition(BARE), FIRST).select("h3")]
    assert headings == [one.when for one in load_route().moments]
    assert [one.id for one in load_route().moments] == [
        "year-9",
        "age-14",
        "age-16",
        "age-18",
        "age-19",
        "age-25",
    ]
    assert load_route().ages == YOUNG_PEOPLE == Ages(14, 25)


def test_words_are_short_and_speak_to_the_reader() -> None:
    for text in load_route().texts:
        assert not long_sentences(text, 20), text
        assert "young people" not in text
    for outcome in load_route().outcomes:
        assert "you" in outcome.lead.lower()


def test_every_text_is_said_in_the_language_of_the_page() -> None:
    heard = Listening()
    with speaking(replace(ENGLISH, translations=heard)):
        pages_of(edition(BARE))
    assert set(load_route().texts) <= heard.asked


def test_faults_are_named_with_their_place() -> None:
    facts: Any = read_trusted(shipped("schema", "guides", "growing-up.yaml"))
    facts["outcomes"][0]["id"] = "riches"
    facts["outcomes"][1]["look_for"]["service_types"] = ["castles"]
    facts["topics"] = ["no-such-topic"]
    facts["people"] = ["nobody"]
    facts["moments"][1]["id"] = "year-9"
    document, problems = parse_document(dump_document(facts).encode(), "schema/guides/growing-up.yaml")
    assert document is not None
    with pytest.raises(FaultyRules) as raised:
        parse_route(document, rules().vocabularies, problems)
    found = [f"{one.code} {one.field}: {one.message}" for one in raised.value.diagnostics]
    assert found == [
        'unknown-name outcomes[1].id: "riches" is not an outcome',
        'unknown-name outcomes[2].look_for.service_types[1]: "castles" is not a kind of support',
        'duplicate-term moments[2].id: "year-9" is written twice',
        'unknown-name people[1]: "nobody" is not one of the people',
        'unknown-name topics[1]: "no-such-topic" is not a topic',
    ]
