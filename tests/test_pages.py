"""What pages say: every fact and every missing fact, in plain words, in the same order, and safely."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from posixpath import dirname, normpath
from typing import Any

import pytest

from site_builder.content.checks import Rules, load_rules
from site_builder.content.days import day_words
from site_builder.content.model import Ages, Authority, Entry, Offer, Record, Records
from site_builder.content.postcodes import postcodes_with
from site_builder.pages import words
from site_builder.pages.brief import town_of
from site_builder.pages.browse import Listing, Way, sort_onto_shelves
from site_builder.pages.data_page import data_files
from site_builder.pages.edition import Edition, Neighbour
from site_builder.pages.shell import Page
from site_builder.pages.sites import (
    FrontEntry,
    entry_page,
    front_frame,
    front_pages,
    offer_frame,
    offer_pages,
)
from site_builder.pages.templates import email_link, link, phone_links
from site_builder.pages.words import NOT_TOLD
from site_builder.reports.practice import Example, practice_by_requirement
from site_builder.shipped import shipped
from site_builder.standard.assess import Assessment, Finding, Yardstick, assess, load_yardstick
from site_builder.standard.changes import Judged
from site_builder.standard.evidence import Reason, Status
from site_builder.standard.standard import Check, Requirement, Source

ON = date(2026, 11, 1)
ROOT = Path(__file__).resolve().parent.parent
THEME = "themes/local_offer"

HEADINGS = [
    "What it is",
    "Who it is for",
    "How to get it",
    "What it costs",
    "When",
    "Where",
    "Contact",
    "More information",
    "What you said, and what changed",
    "About this page",
]

BARE: dict[str, Any] = {
    "id": "riverside",
    "kind": "service",
    "title": "Riverside short breaks",
    "summary": "A place to stay for a night.",
    "service_types": ["short-break-overnight"],
    "provider": {"name": "Northmere Council"},
}

FULL: dict[str, Any] = BARE | {
    "description": "Children stay in a house.\n\n### What to bring\n\n- Pyjamas\n",
    "level": "specialist",
    "provider": {
        "name": "Northmere Council",
        "type": "local-authority",
        "website": "https://northmere.example.org/",
    },
    "accountable_body": "Northmere Council",
    "decision_maker": "Short breaks panel",
    "area": "in",
    "serves": {"where": "this-authority"},
    "needs": ["physical-disability", "severe-learning-difficulty"],
    "ages": {"from": 8, "to": 17},
    "outcomes": ["friends-and-community"],
    "eligibility": {"who": "criteria", "criteria": ["You have had an assessment"], "plan": "not-needed"},
    "how_to_access": {"route": ["social-worker"], "steps": ["Ring 01632 960220", "We call you"]},
    "waiting_time": {"status": "weeks", "weeks": 10, "as_of": date(2026, 10, 1)},
    "availability": {"status": "waiting-list", "as_of": date(2026, 10, 1)},
    "capacity": {"places": 4, "unit": "beds a night"},
    "cost": {"to_family": "paid", "amount": "£5 a night", "help": "Ask us", "to_schools": "traded"},
    "when": [
        {
            "days": ["friday", "saturday"],
            "from": "16:00",
            "to": "18:30",
            "season": "all-year",
            "note": "Arrive on Friday",
        }
    ],
    "delivered": ["at-a-place", "online"],
    "places": [
        {
            "name": "Riverside House",
            "address": ["12 Ferry Lane", "Northmere"],
            "postcode": "ZZ1 2AB",
            "access": ["step-free", "hoist"],
            "location": "shown",
        }
    ],
    "contact": {
        "role": "Short breaks team",
        "phone": "01632 960124",
        "text": "07700 900123",
        "email": "shortbreaks@northmere.example.org",
        "website": "https://northmere.example.org/short-breaks",
        "address": ["Town Hall", "Northmere"],
        "hours": "Monday to Friday",
    },
    "send_suitability": "Staff are trained.",
    "languages": ["en", "bsl"],
    "links": [
        {
            "purpose": "more-information",
            "title": "A first visit",
            "url": "https://northmere.example.org/first",
        },
        {
            "purpose": "price-list",
            "title": "What it costs in full",
            "url": "https://northmere.example.org/cost",
        },
    ],
    "documents": [
        {
            "title": "Welcome book",
            "file": "welcome-book.pdf",
            "format": "pdf",
            "published": date(2026, 3, 1),
            "web_page": "https://northmere.example.org/welcome",
        }
    ],
    "media": [{"file": "house.jpg", "alt": "A house with a ramp"}],
    "co_production": [
        {
            "with": ["parent-carer-forum", "young-people"],
            "month": "2026-09",
            "how": "Workshop",
            "changed": "What to bring",
        }
    ],
    "practice": {
        "what": "Families choose dates",
        "evidence": "34 of 40 said it helped",
        "says": ["parent-carer-forum"],
    },
    "owner": "short-breaks-team",
    "reviewed": date(2026, 10, 1),
    "review_by": date(2027, 4, 1),
    "signed_off": ["local-authority", "parent-carer-forum"],
    "easy_read": {
        "of": date(2026, 9, 1),
        "checked_by": ["young-people"],
        "rows": [{"picture": "bed.svg", "alt": "", "text": "You sleep in your own room."}],
    },
    "translations": {
        "pl": {"of": date(2026, 10, 1), "title": "Krótkie pobyty", "summary": "Dom."},
        "ur": {"of": date(2026, 9, 1), "title": "مختصر قیام", "summary": "گھر"},
    },
    "bsl": {
        "url": "https://video.example.org/1",
        "minutes": 2,
        "transcript": "https://video.example.org/1/text",
    },
    "source": {
        "name": "Family directory",
        "url": "https://directory.example.org/1",
        "imported": date(2026, 9, 1),
        "says_checked": date(2026, 8, 15),
    },
}

ABSENT: dict[str, Any] = {
    "id": "no-overnight",
    "kind": "not-available",
    "title": "Overnight breaks for children under 8",
    "summary": "We do not have them.",
    "absent": {"service_types": ["short-break-overnight"], "ages": {"from": 0, "to": 7}, "needs": ["all"]},
    "since": date(2025, 4, 1),
    "why": "Too few families asked.",
    "instead": [
        {"title": "Riverside", "entry": "riverside"},
        {"title": "Family link", "entry": "harrowdale/family-link"},
        {"title": "A helpline", "url": "https://help.example.org/"},
    ],
    "ask": {"role": "Short breaks team", "phone": "01632 960124"},
    "plan": {"what": "Ask again in the survey", "by": date(2027, 6, 30)},
    "reviewed": date(2026, 10, 1),
}

GUIDE: dict[str, Any] = {
    "id": "ask-for-an-assessment",
    "kind": "information",
    "title": "Ask for an assessment",
    "summary": "How to ask.",
    "topic": "ehc-needs-assessment",
    "sections": {"who_can_ask": "A parent can ask."},
    "facts": {"decision_within_weeks": 6},
}

SCHOOL: dict[str, Any] = BARE | {
    "id": "harbour-school",
    "kind": "setting",
    "title": "Harbour School",
    "service_types": ["academy"],
    "setting": {"urn": "999001", "teaching_approach": "We use pictures."},
    "sen_information_report_url": "https://harbour.example.org/sen",
    "units": [
        {"type": "resourced-provision", "name": "The Cove", "needs": ["autism"], "capacity": {"places": 12}}
    ],
}

NORTHMERE: dict[str, Any] = {
    "id": "northmere",
    "name": "Northmere",
    "official_name": "Northmere Council",
    "gss_code": "E06999901",
    "demonstration": "invented",
    "contact": {
        "role": "Local offer officer",
        "phone": "01632 960123",
        "email": "offer@northmere.example.org",
    },
    "forms": {
        "comment": "https://forms.example.org/comment",
        "correction": "https://forms.example.org/correction",
    },
}


@cache
def rules() -> Rules:
    return load_rules()


@cache
def yardstick() -> Yardstick:
    return load_yardstick(rules())


def entry(facts: Mapping[str, Any]) -> Entry:
    return Entry("northmere", f"offer_content/northmere/entries/{facts['id']}.yaml", facts)


def edition(
    *entries: Mapping[str, Any], authority: Mapping[str, Any] | None = None, left_out: tuple[str, ...] = ()
) -> Edition:
    offer = Offer(
        Authority("offer_content/northmere/authority.yaml", authority or NORTHMERE),
        tuple(sorted(map(entry, entries), key=lambda one: one.id)),
        left_out,
    )
    return Edition(offer, assess(offer, yardstick(), on=ON), rules(), {})


def page_of(facts: Mapping[str, Any], *others: Mapping[str, Any]) -> str:
    made = edition(facts, *others)
    return entry_page(made.entries[facts["id"]], made).content


def pages(made: Edition) -> dict[str, Page]:
    return {page.address: page for page in offer_pages(made)}


class _Reader(HTMLParser):
    """What a page holds: its tags, its attributes, and its words as they are read."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str, str]] = []
        self.text: list[str] = []
        self.headings: list[tuple[str, str]] = []
        self._heading: str | None = None
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if re.fullmatch(r"h[1-6]", tag):
            self._heading = tag
            self.headings.append((tag, ""))
        self._part(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == self._heading:
            self._heading = None
        self._part(tag)

    def _part(self, tag: str) -> None:
        if tag not in ("a", "em", "span", "strong", "wbr"):
            self.text.append(" ")

    def handle_data(self, data: str) -> None:
        self.text.append(data)
        if self._heading:
            tag, before = self.headings[-1]
            self.headings[-1] = (tag, before + data)

    @property
    def words(self) -> str:
        return " ".join("".join(self.text).split())

    def headings_of(self, level: str) -> list[str]:
        return [" ".join(text.split()) for tag, text in self.headings if tag == level]

    def links(self) -> list[str]:
        return [value for _, name, value in self.attributes if name in ("href", "src")]


def read(html: str) -> _Reader:
    return _Reader(html)


def facts_on(html: str) -> dict[str, str]:
    """The facts of a page: names and values as they are read; of a name used twice, the last."""
    pairs = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", html, re.DOTALL)
    return {read(name).words: read(value).words for name, value in pairs}


# An entry's page


@pytest.mark.parametrize("facts", [BARE, FULL, SCHOOL], ids=["bare", "full", "school"])
def test_support_has_the_same_headings_in_the_same_order_whatever_is_stated(facts: dict[str, Any]) -> None:
    page = read(page_of(facts))
    assert page.headings_of("h1") == [facts["title"]]
    assert page.headings_of("h2")[: len(HEADINGS)] == HEADINGS


@pytest.mark.parametrize(
    "fact",
    [
        "Ages",
        "Cost",
        "Waiting time",
        "How to start",
        "How much help",
        "What it helps with",
        "How it suits children with special needs",
        "Who is responsible for it",
        "Languages",
        "Needs",
        "Who can use it",
        "The rules",
        "Education, health and care (EHC) plan",
        "Which families",
        "What to do, step by step",
        "Who decides",
        "How long it takes",
        "Is there room now?",
        "How many places",
        "Cost to you",
        "How much",
        "Help with the cost",
        "Days and times",
        "How you get the help",
        "Address",
        "Getting in and around",
        "Last checked",
        "Next check",
        "Who keeps this page",
        "Who wrote this page with us",
        "Agreed by",
    ],
)
def test_fact_that_is_not_stated_is_shown_as_not_told(fact: str) -> None:
    assert facts_on(page_of(BARE))[fact] == NOT_TOLD


def test_missing_description_contact_and_links_are_said_too() -> None:
    words_of_page = read(page_of(BARE)).words
    assert "What it is We have not been told Kind of support" in words_of_page
    assert "We have not been told how to contact them. Northmere Council can help you" in words_of_page
    assert "We have not been told of any other pages or documents." in words_of_page


def test_part_of_a_contact_that_is_missing_is_named() -> None:
    page = page_of(BARE | {"contact": {"phone": "01632 960124", "email": "a@b.example", "role": "Team"}})
    assert facts_on(page)[NOT_TOLD] == (
        "A number for text messages, a website, an address for letters or when they answer."
    )


def test_kind_of_provider_is_named_below_it_unless_it_is_the_council_itself() -> None:
    hospital = {"name": "Northmere Bay Hospital", "type": "nhs"}
    page = page_of(FULL | {"provider": hospital})
    assert facts_on(page)["Who runs it"] == "Northmere Bay Hospital The National Health Service (NHS)"
    council = {"name": "Northmere Council", "type": "local-authority"}
    assert facts_on(page_of(FULL | {"provider": council}))["Who runs it"] == "Northmere Council"


@pytest.mark.parametrize(
    ("fact", "said"),
    [
        ("Ages", "8 to 17 years old"),
        ("Cost", "You pay: £5 a night"),
        ("Waiting time", "About 10 weeks"),
        ("Where", "Northmere and online"),
        ("How long it takes", "About 10 weeks. This was so on 1 October 2026."),
        ("Is there room now?", "There is a waiting list. This was so on 1 October 2026."),
        ("How many places", "4 beds a night"),
        ("Who runs it", "Northmere Council"),
        ("Who decides", "Short breaks panel"),
        ("Which families", "Families in Northmere"),
        ("Cost to you", "You pay"),
        ("How much", "£5 a night"),
        ("Help with the cost", "Ask us"),
        ("Cost to schools", "Schools pay for it"),
        ("Days and times", "Friday and Saturday, 4pm to 6:30pm, all year. Arrive on Friday."),
        ("Address", "12 Ferry Lane Northmere ZZ1 2AB"),
        ("Phone", "01632 960124"),
        ("Who keeps this page", "Short breaks team"),
        (
            "Who wrote this page with us",
            "Parent carer forum and young people: workshop, September 2026. What changed: What to bring.",
        ),
        ("Last checked", "1 October 2026"),
        (
            "Next check",
            "Due by 1 April 2027. It was not late on 1 November 2026, when this page was made.",
        ),
        (
            "Where these facts come from",
            "Copied from Family directory on 1 September 2026. The source says it was checked on "
            "15 August 2026. That is not our own check.",
        ),
        (
            "What works well",
            "Families choose dates. 34 of 40 said it helped. Who says so: Parent carer forum.",
        ),
        ("Is something wrong?", "Tell us: use our form, send us an email or call 01632 960123."),
    ],
)
def test_stated_fact_is_said_in_plain_words(fact: str, said: str) -> None:
    assert facts_on(page_of(FULL))[fact] == said


def test_full_entry_leaves_nothing_not_told() -> None:
    assert NOT_TOLD not in page_of(FULL)


def test_steps_are_a_numbered_list_and_phone_numbers_can_be_called() -> None:
    page = page_of(FULL)
    number = '<a class="phone" href="tel:01632960220">01632 960220</a>'
    assert f"<ol><li>Ring {number}.</li><li>We call you.</li></ol>" in page
    assert '<a class="phone" href="tel:01632960124">01632 960124</a>' in page
    contact = page[page.index('id="contact"') :]
    assert contact.index("Phone") < contact.index("Email")


def test_documents_and_links_say_what_they_are() -> None:
    text = read(page_of(FULL)).words
    assert "Welcome book as a web page, or Welcome book (PDF, from 1 March 2026)" in text
    assert "What it costs in full (Prices)" in text
    assert "../../media/welcome-book.pdf" in read(page_of(FULL)).links()


def test_page_says_when_its_check_is_late_on_the_judged_day() -> None:
    late = page_of(BARE | {"review_by": date(2026, 10, 31)})
    assert facts_on(late)["Next check"] == "It is late. It was due on 31 October 2026."
    due_today = page_of(BARE | {"review_by": ON})
    assert facts_on(due_today)["Next check"].startswith("Due by 1 November 2026. It was not late")


def test_source_that_gives_no_date_is_said_to_give_none() -> None:
    page = page_of(BARE | {"source": {"name": "Family directory"}})
    assert facts_on(page)["Where these facts come from"] == (
        "Copied from Family directory. The source does not say when it was checked."
    )


def test_page_counts_the_facts_that_the_national_minimum_asks_for() -> None:
    said = facts_on(page_of(BARE))["What this page gives"]
    assert re.fullmatch(r"\d+ of the \d+ facts that the national minimum asks for\.", said)


@pytest.mark.parametrize(
    ("location", "shown", "kept_back"),
    [
        ("hidden", "The address is kept private.", ["Ferry Lane", "ZZ1", "Riverside House"]),
        (
            "area-only",
            "Northmere, ZZ1 (the rest of the address is kept private)",
            ["Ferry", "ZZ1 2AB", "Riverside House"],
        ),
    ],
)
def test_private_address_is_kept_back(location: str, shown: str, kept_back: list[str]) -> None:
    (place,) = FULL["places"]
    page = page_of(FULL | {"places": [place | {"location": location}]})
    assert facts_on(page)["Address"] == shown
    assert not [one for one in kept_back if one in page]


def test_declared_absence_says_what_why_instead_and_what_is_planned() -> None:
    page = page_of(ABSENT, BARE)
    assert read(page).headings_of("h2") == [
        "What is not available",
        "Why",
        "What you can do instead",
        "Who to ask",
        "What is planned",
        "More information",
        "What you said, and what changed",
        "About this page",
        "Hard words on this page",
    ]
    facts = facts_on(page)
    assert facts["Kind of support"] == "Short breaks overnight"
    assert facts["For which ages"] == "Birth to 7 years old"
    assert facts["Since"] == "1 April 2025"
    assert facts["By when"] == "30 June 2027"
    assert "Too few families asked." in page
    assert "Not available here" in page
    assert '<a href="../../support/riverside/index.html">Riverside</a>' in page
    assert '<a href="https://help.example.org/">A helpline</a>' in page


@pytest.mark.parametrize(
    ("neighbour", "shown"),
    [
        (
            Neighbour("Harrowdale", "../harrowdale/", frozenset({"family-link"})),
            '<a href="../../../harrowdale/support/family-link/index.html">Family link (Harrowdale)</a>',
        ),
        (
            Neighbour("Harrowdale", "https://harrowdale.example.org/", frozenset({"family-link"})),
            '<a href="https://harrowdale.example.org/support/family-link/index.html">'
            "Family link (Harrowdale)</a>",
        ),
        (Neighbour("Harrowdale", None, frozenset({"family-link"})), "<li>Family link (Harrowdale)</li>"),
        (Neighbour("Harrowdale", "../harrowdale/", frozenset()), "<li>Family link (Harrowdale)</li>"),
    ],
    ids=["built beside", "published elsewhere", "nowhere", "not there"],
)
def test_alternative_in_another_area_is_linked_where_its_site_is_known(
    neighbour: Neighbour, shown: str
) -> None:
    made = replace(edition(ABSENT), neighbours={"harrowdale": neighbour})
    assert shown in entry_page(made.entries["no-overnight"], made).content


def test_information_has_the_sections_of_its_topic_in_order_and_says_which_are_missing() -> None:
    page = page_of(GUIDE)
    topic = rules().vocabularies["topics"].terms["ehc-needs-assessment"]
    labels = [section["label"] for section in topic.facts["sections"]]
    assert read(page).headings_of("h2")[: len(labels)] == labels
    first = page.index(labels[0])
    assert page.index("A parent can ask.") > first
    assert page.count(NOT_TOLD) >= len(labels) - 1


def test_number_in_a_guide_stands_beside_what_the_law_says_and_where() -> None:
    topic = rules().vocabularies["topics"].terms["ehc-needs-assessment"]
    one = next(fact for fact in topic.facts["facts"] if fact["id"] == "decision_within_weeks")
    cite = one["source"]["cite"]
    assert facts_on(page_of(GUIDE))[one["label"]] == f"6 {one['unit']}. The law says so too: {cite}."
    slower = facts_on(page_of(GUIDE | {"facts": {"decision_within_weeks": 8}}))[one["label"]]
    assert slower == f"8 {one['unit']}. The law says: {one['law']} {one['unit']}. See {cite}."
    without = facts_on(page_of(GUIDE | {"facts": {}}))[one["label"]]
    assert without == f"{NOT_TOLD} The law says: {one['law']} {one['unit']}. See {cite}."


def test_setting_adds_the_facts_of_paragraph_5_its_units_and_its_report() -> None:
    page = page_of(SCHOOL)
    headings = read(page).headings_of("h3")
    assert headings[:3] == [
        "How children with special educational needs are taught",
        "What we still need to ask",
        "The Cove",
    ]
    assert "We use pictures." in page
    assert "<li>How lessons and places are adapted</li>" in page
    assert '<a href="https://harbour.example.org/sen">Harbour School: the report</a>' in page
    assert facts_on(page)["Number in the national register of schools"] == "999001"


def test_other_forms_of_the_page_are_named_at_its_top() -> None:
    page = page_of(FULL)
    assert '<a href="easy-read/index.html"><img src="../../assets/easy-read.svg" alt=""' in page
    assert '<a href="ur/index.html" lang="ur" hreflang="ur" dir="rtl">' in page
    assert "Watch in British Sign Language (BSL), 2 minutes</a>" in page
    assert '(<a href="https://video.example.org/1/text">the words of the film</a>)' in page
    assert page.index("easy-read/index.html") < page.index('id="what"')


REQUIRED = "id kind title summary url text of file alt type what topic name absent since why sections"


def thinned(value: Any, chance: random.Random) -> Any:
    """*value* with facts left out here and there, but not those that a schema requires."""
    if isinstance(value, dict):
        kept = {key: one for key, one in value.items() if key in REQUIRED.split() or chance.random() < 0.6}
        thin = {key: thinned(one, chance) for key, one in kept.items()}
        return {key: one for key, one in thin.items() if key in REQUIRED.split() or one not in ({}, [])}
    if isinstance(value, list):
        thin_items = [thinned(one, chance) for one in value if chance.random() < 0.7]
        return [one for one in thin_items if one != {}]
    return value


@pytest.mark.parametrize("facts", [FULL, SCHOOL, GUIDE, ABSENT], ids=lambda facts: facts["kind"])
def test_page_can_be_made_whatever_facts_are_left_out(facts: dict[str, Any]) -> None:
    chance = random.Random(4)
    for _ in range(100):
        thin = (
            BARE | thinned(facts, chance)
            if facts["kind"] in ("service", "setting")
            else thinned(facts, chance)
        )
        made = edition(thin)
        page = read(entry_page(made.entries[facts["id"]], made).content)
        if made.entries[facts["id"]].is_support:
            assert page.headings_of("h2")[: len(HEADINGS)] == HEADINGS
        assert sort_onto_shelves(made).letter.choices[0].listings
        assert "None" not in page.words


# Text that others wrote

HOSTILE = (
    "</title></script><script>alert('1')</script><img src=x onerror=alert(1)>"
    ' \' " & {{ 7919*7907 }} [x](javascript:a) " onfocus=alert(1)'
)

TAGS = """
    a abbr article blockquote br button caption dd details div dl dt em fieldset form h1 h2 h3 h4
    header img input label legend li nav noscript ol optgroup option p section select span strong summary
    table tbody td template textarea th thead tr ul wbr
"""
ATTRIBUTES = """
    action alt aria-current aria-describedby aria-hidden aria-label aria-labelledby aria-live autocapitalize
    autocomplete class data-areas data-ask data-code data-council data-councils data-days data-demonstration
    data-do data-due data-elsewhere data-empty data-fact data-facts data-few data-folder data-form data-go
    data-half data-in-england data-incomplete data-inside data-keep data-label data-late data-less data-look
    data-malformed data-miles data-missing data-most data-needed data-numbers data-one data-own
    data-published data-root data-said data-say data-says data-scotland data-scripts data-several data-sites
    data-some data-some-scotland data-some-wales data-subject data-title data-to data-unknown
    data-unreachable data-unsure data-wales dir download enctype enterkeyhint for form height hidden href
    hreflang id inputmode label lang loading maxlength method name novalidate readonly rel role rows scope
    spellcheck src start tabindex type value width
"""
ADDRESS = re.compile(r"https?://|mailto:|tel:|\.\./|#|[a-z0-9-]+/|index\.html$|$")
OUR_OWN = re.compile(
    r'<link rel="stylesheet" href="(?:\.\./)*assets/[a-z-]+\.css">'
    r'|<script defer src="[a-z./-]+"(?:\s+data-[a-z]+="[^"<>]*")*></script>'
)
"""What a page of ours loads by itself."""


def hostile_value(rule: Mapping[str, Any], depth: int = 0) -> Any:
    """A value for every field of a schema, hostile wherever the field is free text."""
    meta = rule.get("meta", {})
    kind = rule.get("type")
    kinds = kind if isinstance(kind, list) else [kind]
    if "allowed" in rule:
        return rule["allowed"][-1]
    if "vocabulary" in meta:
        term = next(iter(rules().vocabularies[meta["vocabulary"]].terms))
        return [term] if kind == "list" else term
    if kind == "dict":
        if "schema" in rule:
            return {name: hostile_value(inner, depth + 1) for name, inner in rule["schema"].items()}
        inner = hostile_value(rule["valuesrules"], depth + 1)
        return {"pl": inner} if "vocabulary_of_keys" in meta else {HOSTILE: inner, "who_can_ask": inner}
    if kind == "list":
        return [hostile_value(rule["schema"], depth + 1)]
    if "date" in kinds:
        return date(2026, 10, 1)
    if "integer" in kinds:
        return 3
    if meta.get("format") == "url":
        return f"https://example.org/{HOSTILE}"
    return HOSTILE


@pytest.mark.parametrize("kind", ["service", "setting", "information", "not-available"])
def test_hostile_text_in_every_field_stays_text(kind: str) -> None:
    schema = rules().schemas[kind]
    facts = {name: hostile_value(rule) for name, rule in schema.rules.items()}
    facts |= {"id": "hostile", "kind": kind}
    made = edition(facts, authority=NORTHMERE | {"name": HOSTILE, "official_name": HOSTILE})
    checked = 0
    for page in offer_pages(made):
        found = read(OUR_OWN.sub("", page.content))
        assert found.tags <= set(TAGS.split()), (page.address, found.tags)
        for tag, name, value in found.attributes:
            assert name in ATTRIBUTES.split(), (page.address, tag, name, value)
            if name in ("href", "src", "action"):
                assert ADDRESS.match(value), value
        assert str(7919 * 7907) not in page.content
        checked += 1
    assert checked > 12


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "JAVASCRIPT:alert(1)", "data:text/html,x", "vbscript:x"]
)
def test_address_of_an_unsafe_kind_is_no_link(address: str) -> None:
    assert link(address, "<words>") == "&lt;words&gt;"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("01632 960124", '<a class="phone" href="tel:01632960124">01632 960124</a>'),
        ("+44 (0)1632 960124", '<a class="phone" href="tel:+4401632960124">+44 (0)1632 960124</a>'),
        ("01632 960124 ext 12", '<a class="phone" href="tel:01632960124;ext=12">01632 960124 ext 12</a>'),
        ("111", '<a class="phone" href="tel:111">111</a>'),
        ("<b> call us", "&lt;b&gt; call us"),
        ("Open 2026-2027, £1000000000, room 123456789", "Open 2026-2027, £1000000000, room 123456789"),
    ],
)
def test_phone_numbers_in_a_text_become_links(text: str, shown: str) -> None:
    assert phone_links(text) == shown


def test_two_phone_numbers_are_two_links() -> None:
    assert phone_links("01632 960124 or 01632 960125").count("<a ") == 2


def test_subject_of_a_mail_cannot_add_fields_to_it() -> None:
    made = email_link("a@b.example", "Hello & bcc=all?cc=x")
    assert str(made).startswith('<a href="mailto:a@b.example?subject=Hello%20%26%20bcc%3Dall%3Fcc%3Dx">')


# Lists


def listing(way: Way, choice: str) -> Listing:
    return next(one for one in way.listings if one.id == choice)


def titles(found: Listing) -> list[list[str]]:
    return [[item.title for item in group.items] for group in found.groups]


def service(entry_id: str, **facts: Any) -> dict[str, Any]:
    return BARE | {"id": entry_id, "title": entry_id} | facts


def test_broad_need_lists_its_own_needs_and_what_is_for_all_apart() -> None:
    shelves = sort_onto_shelves(
        edition(
            service("one", needs=["autism"]),
            service("two", needs=["all"]),
            service("three", needs=["communication-and-interaction"]),
            service("four"),
            ABSENT,
        )
    )
    area = listing(shelves.need, "communication-and-interaction")
    assert titles(area) == [["one", "three"], ["two"], [ABSENT["title"]]]
    assert titles(listing(shelves.need, "autism")) == [["one"], ["two"], [ABSENT["title"]]]
    assert titles(listing(shelves.need, "not-told")) == [["four"]]
    assert area.count == 3


def test_age_lists_whoever_can_come_and_those_that_do_not_say() -> None:
    shelves = sort_onto_shelves(
        edition(
            service("baby", ages={"to": 4}),
            service("school", ages={"from": 5, "to": 11}),
            service("adult", ages={"from": 25}),
            service("unknown"),
        )
    )
    assert titles(listing(shelves.age, "early-years")) == [["baby"]]
    assert titles(listing(shelves.age, "primary")) == [["school"]]
    assert titles(listing(shelves.age, "secondary")) == [["school"]]
    assert titles(listing(shelves.age, "19-25")) == [["adult"]]
    assert titles(listing(shelves.age, "not-told")) == [["unknown"]]


def test_what_names_no_ages_is_listed_by_age_as_find_support_counts_it() -> None:
    """An absence speaks of all ages then, and a guide of those of its stage."""
    absence = ABSENT | {"id": "none", "title": "none", "absent": {"service_types": ["short-break-day"]}}
    guide = GUIDE | {"id": "moving-on", "title": "moving-on", "stage": "secondary"}
    shelves = sort_onto_shelves(edition(absence, guide, GUIDE))
    assert titles(listing(shelves.age, "early-years")) == [["none"]]
    assert titles(listing(shelves.age, "secondary")) == [["moving-on"], ["none"]]
    assert titles(listing(shelves.age, "19-25")) == [["none"]]
    assert titles(listing(shelves.need, "autism")) == [["none"]]


def test_kinds_with_nothing_published_are_named_and_absences_stand_apart() -> None:
    shelves = sort_onto_shelves(edition(ABSENT, service("one", service_types=["short-break-day"])))
    assert titles(listing(shelves.kind, "short-break-overnight")) == [[ABSENT["title"]]]
    assert listing(shelves.kind, "short-break-overnight").count == 0
    care = next(one for one in shelves.kind.choices if one.heading == "Social care and short breaks")
    assert len(care.without) > 2
    assert "Short breaks in the daytime" not in care.without


def test_place_lists_towns_ways_and_what_is_not_told() -> None:
    def at(*places: dict[str, Any]) -> list[dict[str, Any]]:
        return list(places)

    shelves = sort_onto_shelves(
        edition(
            service("town", places=at({"address": ["1 High Street", "Aldersby"], "postcode": "ZZ1 1AA"})),
            service("shouting", places=at({"address": ["2 High Street", "ALDERSBY"]})),
            service("district", places=at({"postcode": "ZZ2 1AA"})),
            service("private", places=at({"address": ["Aldersby"], "location": "hidden"})),
            service("online", delivered=["online"]),
            service("nowhere"),
            service("somewhere", delivered=["at-a-place"]),
        )
    )
    assert titles(listing(shelves.place, "aldersby")) == [["shouting", "town"]]
    assert titles(listing(shelves.place, "zz2")) == [["district"]]
    assert titles(listing(shelves.place, "private-address")) == [["private"]]
    assert titles(listing(shelves.place, "online-support")) == [["online"]]
    assert titles(listing(shelves.place, "where-not-told")) == [["nowhere", "somewhere"]]


@pytest.mark.parametrize(
    ("place", "town"),
    [
        ({"address": ["1 Quay Street", "Northmere"]}, "Northmere"),
        ({"address": ["1 Quay Street", "Northmere", "ZZ1 1AA"]}, "Northmere"),
        ({"address": ["1 Quay Street, Northmere ZZ1 1AA"]}, "ZZ1"),
        ({"address": ["Town Hall, Northmere, ZZ1 1AA"]}, "Northmere"),
        ({"address": ["1 Quay Street"], "postcode": "ZZ1 1AA"}, "ZZ1"),
        ({"address": ["Northmere"], "location": "hidden"}, None),
        ({"address": ["Rose Cottage"], "location": "area-only"}, None),
        ({"address": ["Rose Cottage", "Northmere"], "location": "area-only"}, "Northmere"),
        ({"name": "Riverside House"}, None),
    ],
)
def test_town_is_the_last_line_without_a_number_else_the_postcode_district(
    place: dict[str, Any], town: str | None
) -> None:
    assert town_of(place) == town


def test_letters_hold_everything_by_its_first_letter_without_accents() -> None:
    shelves = sort_onto_shelves(
        edition(
            service("a", title="Éclair club"),
            service("b", title="eagles"),
            service("c", title="3D club"),
            service("d", title="“Quoted” club"),
            service("e", title="日本 club"),
        )
    )
    assert titles(listing(shelves.letter, "e")) == [["eagles", "Éclair club"]]
    assert titles(listing(shelves.letter, "0-9")) == [["3D club"]]
    assert titles(listing(shelves.letter, "q")) == [["“Quoted” club"]]
    assert titles(listing(shelves.letter, "other")) == [["日本 club"]]


def test_every_entry_is_within_three_clicks_of_the_home_page() -> None:
    made = pages(edition(FULL, ABSENT, GUIDE, SCHOOL, service("zebra"), service("123")))
    reached = {"index.html"}
    for _ in range(3):
        for address in tuple(reached & set(made)):
            reached |= set(_targets(address, made[address].content))
    wanted = {address for address in made if re.fullmatch(r"support/[^/]+/index\.html", address)}
    assert len(wanted) == 6
    assert wanted <= reached


def test_every_link_inside_the_site_leads_to_a_page_or_file() -> None:
    made = edition(FULL, ABSENT, GUIDE, SCHOOL)
    all_pages = pages(made)
    files = {"media/welcome-book.pdf", "media/house.jpg", "media/bed.svg", "data/gaps.json", "data/gaps.csv"}
    files |= {"data/coverage.json", "data/coverage.csv", "data/scorecard.csv", "data/due.csv", "data/due.ics"}
    files |= {f"assets/{path.name}" for path in shipped("themes", "local_offer", "assets").iterdir()}
    files |= {"find/find.js", "my-list/words.js", *data_files(made), "data/offer.json"}
    for address, page in all_pages.items():
        for target in _targets(address, page.content):
            assert target in all_pages or target in files, (address, target)
        ids = [value for _, name, value in read(page.content).attributes if name == "id"]
        assert len(ids) == len(set(ids)), (address, [one for one in ids if ids.count(one) > 1])
        for target in re.findall(r'href="#([^"]*)"', page.content):
            # What asks if a page is useful stands around its content.
            assert target in (*ids, "useful"), (address, target)


def _targets(address: str, content: str) -> Iterator[str]:
    for link_to in read(content).links():
        if not re.match(r"[a-z]+:|#|$", link_to):
            yield normpath(f"{dirname(address)}/{re.split('[?#]', link_to)[0]}").lstrip("/")


def test_topic_without_an_entry_is_said_to_have_none() -> None:
    content = pages(edition(GUIDE))["information/index.html"].content
    told = facts_on(content)
    topics = rules().vocabularies["topics"].terms
    assert set(told) == {term.label for term in topics.values()}
    assert told[topics["ehc-needs-assessment"].label] == GUIDE["title"]
    assert list(told.values()).count("Nothing is published about this yet") == len(topics) - 1


def test_topic_whose_one_page_is_called_like_it_is_named_once() -> None:
    label = rules().vocabularies["topics"].terms[GUIDE["topic"]].label
    content = pages(edition(GUIDE | {"title": label}))["information/index.html"].content
    assert facts_on(content)[label] == GUIDE["summary"]
    assert read(content).words.count(label) == 1


# What is missing here


def requirement(
    requirement_id: str, level: str = "must", duty: str = "publish", confidence: str = "verified"
) -> Requirement:
    return Requirement(
        id=requirement_id,
        title=f"About {requirement_id}",
        level=level,
        duty=duty,
        sector="social-care",
        phases=(),
        sources=(
            Source("The <Act> s.1", "https://www.legislation.gov.uk/x", confidence, "a note for editors"),
        ),
        check=Check("entries", {}),
        freshness_days=365,
        threshold_basis="project",
        to_close="Write about it",
        who_acts="authority",
        since=date(2026, 1, 1),
    )


def finding(of: Requirement, status: Status, evidence: tuple[str, ...] = ()) -> Finding:
    return Finding(of, status, evidence, (Reason("x", "nothing was <found>"),))


def gap_pages(*findings: Finding, left_out: tuple[str, ...] = ()) -> dict[str, Page]:
    made = edition(BARE)
    judged: Assessment = replace(made.assessment, findings=findings, left_out=left_out)
    return pages(replace(made, assessment=judged))


def test_gaps_are_counted_by_level_in_words() -> None:
    found = read(
        gap_pages(
            finding(requirement("a"), "met", ("riverside",)),
            finding(requirement("b"), "missing"),
            finding(requirement("c"), "missing"),
            finding(requirement("d"), "not-checked"),
            finding(requirement("e", "should"), "out-of-date"),
            finding(requirement("f", "recommended"), "partly-met"),
        )["gaps/index.html"].content
    )
    assert "1 of 4 things the law asks for is here." in found.words
    assert "2 are missing: nothing is published." in found.words
    assert "1 was not checked." in found.words
    assert "0 of 1 things government guidance asks for are here. 1 is out of date." in found.words
    assert "0 of 1 things that are good to have are here. 1 is partly here." in found.words
    assert "2 gaps in 4 things." in found.words
    assert [one for one in found.headings_of("h2") if "be here" in one or "have here" in one] == 2 * [
        "What the law says must be here",
        "What government guidance says should be here",
        "What we think is good to have here",
    ]


def test_gap_shows_its_status_its_reasons_what_is_asked_and_its_sources() -> None:
    content = gap_pages(
        finding(requirement("a", confidence="recalled"), "partly-met", ("riverside",)),
        left_out=("x/broken.yaml",),
    )["gaps/index.html"].content
    text = read(content).words
    assert "partly met About a Some of this is here, and some is missing. Nothing was <found>." in text
    assert "What would close it: Write about it." in text
    assert "Nothing was <found>." in text
    assert '<a href="../support/riverside/index.html">Riverside short breaks</a>' in content
    assert '<a href="https://www.legislation.gov.uk/x">The &lt;Act&gt; s.1</a>' in content
    assert "We have not checked the wording of this source." in text
    assert "a note for editors" not in text
    assert "The law gives no number or time limit for this." in text
    assert "x/broken.yaml" in text
    assert 'href="../data/gaps.json"' in content
    assert 'href="../data/gaps.csv"' in content


def test_verified_source_carries_no_caution() -> None:
    assert (
        "wording of this source"
        not in gap_pages(finding(requirement("a"), "missing"))["gaps/index.html"].content
    )


@pytest.mark.parametrize(("duty", "done"), [("arrange", "arranged"), ("provide", "provided")])
def test_declared_absence_is_never_said_to_meet_a_duty_to_do_more_than_publish(duty: str, done: str) -> None:
    of = replace(
        requirement("a", duty=duty),
        duty_source=Source("The Other Act s.2", "https://www.legislation.gov.uk/y", "recalled"),
    )
    content = gap_pages(finding(of, "declared-not-available"))["gaps/index.html"].content
    text = read(content).words
    assert "The council says plainly that this is not available here." in text
    assert f"The law also asks for this to be {done}. This page cannot judge that." in text
    assert "Where the law says so: The Other Act s.2. We have not checked the wording of this source." in text
    assert '<a href="https://www.legislation.gov.uk/y">The Other Act s.2</a>' in content
    assert "duty" not in text.lower()
    assert "does that" not in text


def test_declared_absence_says_what_a_family_can_do_where_the_law_asks_for_more_than_publishing() -> None:
    of = requirement("a", duty="provide")
    bare = read(gap_pages(finding(of, "declared-not-available"))["gaps/index.html"].content).words
    assert "If you need it, you can: Ask Northmere Council: see “Need help?” at the end of this page." in bare
    assert "Ask the advice service for families. We have not been told where it is." in bare
    assert "Complain to Northmere Council. We have not been told how." in bare

    advice = BARE | {"id": "sendiass", "title": "Free advice"}
    complain = GUIDE | {"id": "complain", "title": "How to complain", "topic": "complain-about-support"}
    authority = NORTHMERE | {"partners": {"advice_service": "sendiass"}}
    made = edition(BARE, advice, complain, authority=authority)
    judged = replace(made.assessment, findings=(finding(of, "declared-not-available"),))
    content = pages(replace(made, assessment=judged))["gaps/index.html"].content
    assert '<a href="../support/sendiass/index.html">Ask for advice: Free advice</a>' in content
    assert '<a href="../support/complain/index.html">Complain: How to complain</a>' in content


def test_gap_that_nothing_is_said_of_gives_no_advice_on_what_is_declared() -> None:
    text = read(
        gap_pages(finding(requirement("a", duty="provide"), "missing"))["gaps/index.html"].content
    ).words
    assert "The law also asks for this to be provided. This page cannot judge that." in text
    assert "If you need it, you can" not in text


def test_declared_absence_shows_what_a_family_can_use_instead() -> None:
    made = edition(BARE, ABSENT)
    judged = replace(
        made.assessment,
        findings=(finding(requirement("a"), "declared-not-available", ("no-overnight",)),),
    )
    neighbours = {"harrowdale": Neighbour("Harrowdale", "../harrowdale/", frozenset({"family-link"}))}
    content = pages(replace(made, assessment=judged, neighbours=neighbours))["gaps/index.html"].content
    assert "What you can do instead:" in content
    assert '<a href="../support/riverside/index.html">Riverside</a>' in content
    address = "../../harrowdale/support/family-link/index.html"
    assert f'<a href="{address}">Family link (Harrowdale)</a>' in content
    assert '<a href="https://help.example.org/">A helpline</a>' in content


def test_gap_says_what_good_looks_like_what_would_close_it_and_who_can() -> None:
    of = replace(requirement("a"), guidance="Each page says who decides", who_acts="social-care")
    text = read(gap_pages(finding(of, "missing"))["gaps/index.html"].content).words
    assert "What good looks like: Each page says who decides." in text
    assert "What would close it: Write about it." in text
    assert "Who can close it: The social care team" in text
    assert (
        "Who can close it"
        not in read(gap_pages(finding(requirement("a"), "missing"))["gaps/index.html"].content).words
    )


def committed(of: str, **facts: Any) -> Record:
    return Record(f"offer_content/northmere/commitments/{of}.yaml", of, {"requirement": of, **facts})


def gaps_with(commitments: tuple[Record, ...], *findings: Finding) -> str:
    made = edition(BARE)
    judged = replace(made.assessment, findings=findings)
    offer = replace(made.offer, records=Records(commitments=commitments))
    return pages(replace(made, offer=offer, assessment=judged))["gaps/index.html"].content


def test_promise_stands_beside_its_gap_and_promises_are_added_up() -> None:
    content = gaps_with(
        (
            committed("a", what="Open two <beds>", who="Head of breaks", by=date(2027, 9, 1)),
            committed("b", what="Write the page"),
            committed("d", what="Not for a gap"),
            committed("z", what="Not for anything"),
        ),
        finding(requirement("a"), "missing"),
        finding(requirement("b"), "partly-met"),
        finding(requirement("c"), "missing"),
        finding(requirement("d"), "met"),
    )
    text = read(content).words
    assert "The council has promised to close 2 of these 3 gaps." in text
    assert "For 1 of them we have not been told by when." in text
    assert "For 1 other gap we have not been told of a plan." in text
    assert (
        "The council’s plan: Open two <beds>. Who will see to it: Head of breaks. "
        "To be done by 1 September 2027." in text
    )
    assert "The council’s plan: Write the page. We have not been told by when." in text
    assert text.count("The council’s plan: We have not been told of one.") == 1
    assert '<li><a href="#a">About a</a>. Open two' in content
    assert "late" not in text
    assert "Not for" not in text


@pytest.mark.parametrize(("by", "is_late"), [(ON, False), (date(2026, 10, 31), True)])
def test_promise_is_late_on_the_day_after_its_last_day(by: date, is_late: bool) -> None:
    text = read(
        gaps_with((committed("a", what="Write it", by=by),), finding(requirement("a"), "missing"))
    ).words
    assert ("1 of these promises is late: the day that was named has passed." in text) is is_late
    assert (f"This was to be done by {day_words(by)}. It is late." in text) is is_late


def test_offer_without_promises_says_that_we_have_not_been_told_of_any() -> None:
    text = read(gaps_with((), finding(requirement("a"), "missing"))).words
    assert "We have not been told of a plan to close any of these gaps." in text
    assert "What the council has promised" not in read(gaps_with((), finding(requirement("a"), "met"))).words


def of_harrowdale(*entries: Mapping[str, Any], findings: tuple[Finding, ...]) -> Judged:
    made = edition(
        *entries,
        authority={"id": "harrowdale", "name": "Harrowdale", "gss_code": "E06999902"},
    )
    return Judged(made.offer, replace(made.assessment, findings=findings))


def test_gap_names_other_councils_that_publish_it_and_those_with_practice_first() -> None:
    met = finding(requirement("a"), "met", ("plain", "worth"))
    by_record = finding(requirement("b"), "met", ("comments/2026-001",))
    other = of_harrowdale(
        BARE | {"id": "plain", "title": "A plain club"},
        BARE | {"id": "worth", "title": "Worth a look", "practice": FULL["practice"]},
        findings=(met, by_record, finding(requirement("c"), "partly-met", ("plain",))),
    )
    made = edition(BARE)
    gaps = tuple(finding(requirement(one), "missing") for one in ("a", "b", "c"))
    judged = replace(made.assessment, findings=gaps)
    found = practice_by_requirement([Judged(made.offer, judged), other])
    assert set(found) == {"a", "b"}
    assert [one.title for one in found["a"]] == ["Worth a look", "A plain club"]

    neighbours = {"harrowdale": Neighbour("Harrowdale", "../harrowdale/", frozenset({"plain", "worth"}))}
    ours = replace(made, assessment=judged, examples=found, neighbours=neighbours)
    content = pages(ours)["gaps/index.html"].content
    text = read(content).words
    assert (
        "Other councils that publish this: Worth a look (Harrowdale). Worth copying: Families choose dates. "
        "How we know: 34 of 40 said it helped. Who says so: Parent carer forum. A plain club (Harrowdale)"
        in text
    )
    assert '<a href="../../harrowdale/support/worth/index.html">Worth a look</a>' in content
    assert '<a href="../../harrowdale/index.html">Harrowdale local offer</a>' in content
    assert text.count("Other councils that publish this") == 2


def test_practice_of_the_council_itself_and_links_that_nobody_knows_are_left_out() -> None:
    other = of_harrowdale(BARE | {"id": "plain"}, findings=(finding(requirement("a"), "met", ("plain",)),))
    found = practice_by_requirement([other])
    made = edition(BARE)
    gap = replace(made.assessment, findings=(finding(requirement("a"), "missing"),))
    content = pages(replace(made, assessment=gap, examples=found))["gaps/index.html"].content
    assert "<li>Riverside short breaks (Harrowdale)</li>" in content
    own = {"a": (replace(found["a"][0], authority="northmere"),)}
    content = pages(replace(made, assessment=gap, examples=own))["gaps/index.html"].content
    assert "Other councils" not in content


def test_many_councils_that_publish_it_are_counted_and_not_all_named() -> None:
    examples = {"a": tuple(Example(f"la{n}", f"La {n}", "x", "X") for n in range(7))}
    made = edition(BARE)
    gap = replace(made.assessment, findings=(finding(requirement("a"), "missing"),))
    text = read(pages(replace(made, assessment=gap, examples=examples))["gaps/index.html"].content).words
    assert "X (La 4) 2 more councils publish this too." in text


def test_no_page_says_that_the_authority_does_not_provide_something() -> None:
    for page in pages(edition(BARE, ABSENT)).values():
        assert not re.search(r"(does|do) not provide", page.content)


def test_pages_that_leave_facts_out_are_listed_with_the_facts() -> None:
    made = pages(edition(BARE, FULL | {"id": "full"}))
    gaps, facts = made["gaps/index.html"], made["gaps/facts/index.html"]
    assert "1 of 2 pages leave out at least one fact" in read(gaps.content).words
    text = read(facts.content).words
    assert re.search(r"Riverside short breaks Gives \d+ of \d+ facts\. We have not been told: ", text)
    assert '<a class="entry-link" href="../../support/riverside/index.html">' in facts.content


# Home, about, front


def test_home_searches_and_shows_every_way_in_and_says_what_to_do_in_danger() -> None:
    home = pages(edition(FULL, GUIDE, ABSENT))["index.html"].content
    assert '<form class="search" action="find/index.html" method="get" role="search">' in home
    assert '<input id="q" name="q"' in home
    assert 'href="tel:999"' in home
    for way in ("need", "age", "kind", "place", "a-z", "information", "gaps"):
        assert f'href="{way}/index.html"' in home, way


def test_about_says_what_it_is_and_claims_nothing_untested() -> None:
    text = read(
        pages(edition(FULL, BARE | {"id": "old", "reviewed": date(2020, 1, 1)}))["about/index.html"].content
    ).words
    assert "Northmere is not a real council." in text
    assert "It is shown as it would be on 1 November 2026." in text
    assert "1 had been checked in the last 12 months" in text
    assert "1 had been checked, but longer ago than that" in text
    assert "sets no cookies" in text
    assert "Family directory (1 page)" in text
    assert "Read the accessibility statement" in text
    assert "compliant" not in text


def test_every_page_of_an_invented_offer_says_so_and_no_page_of_a_real_one() -> None:
    assert "This is a demonstration." in offer_frame(edition(BARE)).notice
    assert "1 November 2026" in offer_frame(edition(BARE)).notice
    real = {key: value for key, value in NORTHMERE.items() if key != "demonstration"}
    made = edition(BARE, authority=real)
    assert offer_frame(made).notice == ""
    assert "demonstration" not in pages(made)["about/index.html"].content


TWO_OFFERS = (
    FrontEntry("Thornhaven", "E06999903", "South West", "thornhaven/index.html", False),
    FrontEntry("Northmere", "E06999901", "North East", "northmere/index.html", True),
)


def test_front_page_leads_to_a_list_to_whom_to_ask_and_to_how_far_everyone_can_use_it() -> None:
    frame = front_frame("Local offers", TWO_OFFERS)
    assert [one.address for one in frame.menu] == [
        "find/index.html",
        "nation/index.html",
        "my-list/index.html",
        "about/index.html",
    ]
    without_search = front_frame("Local offers", TWO_OFFERS, has_find=False)
    assert next(one.address for one in without_search.menu) == "nation/index.html"
    assert [one.address for one in frame.foot] == [
        "index.html",
        "about/index.html",
        "about/index.html#accessibility",
    ]
    assert frame.help_words == (
        "Each council helps with its own local offer. Choose yours to see whom to ask."
    )
    _front, about, kept = front_pages("Local offers", TWO_OFFERS, postcodes_with(()))
    assert (about.address, kept.address) == ("about/index.html", "my-list/index.html")
    for page in ("about", "accessibility", "concern"):
        links = [one for one in read(about.content).links() if one.endswith(f"/{page}/index.html")]
        assert links == [f"../northmere/{page}/index.html", f"../thornhaven/{page}/index.html"]
    assert "&#34;thornhaven&#34;:[&#34;Thornhaven&#34;,&#34;../thornhaven/&#34;]" in kept.content


def test_front_page_lists_offers_by_region() -> None:
    front, _about, _list = front_pages("Local offers", TWO_OFFERS, postcodes_with(()))
    found = read(front.content)
    assert found.headings_of("h3") == ["North East", "South West"]
    assert [one for one in found.links() if one.endswith("index.html")] == [
        "northmere/index.html",
        "thornhaven/index.html",
        "nation/index.html",
    ]


@pytest.mark.parametrize(
    ("offers", "said"),
    [
        (TWO_OFFERS, "These councils are not real: Northmere."),
        (
            [FrontEntry(f"Place {n}", "E06999900", "North", f"p{n}/index.html", True) for n in range(11)],
            "11 of these councils are not real.",
        ),
        (
            [FrontEntry("Derby", "E06000015", "East Midlands", "derby/index.html", True)],
            "made-up pages under the names of real councils. Nothing here is true of them.",
        ),
    ],
)
def test_every_page_says_what_is_made_up(offers: Sequence[FrontEntry], said: str) -> None:
    assert said in front_frame("Local offers", offers).notice


def test_council_whose_site_is_elsewhere_is_linked_there_and_its_pages_are_not_looked_for_here() -> None:
    home = "https://derby.example.org/index.html"
    away = FrontEntry("Derby", "E06000015", "East Midlands", home, is_invented=False, is_here=False)
    front, about = front_pages("Local offers", [*TWO_OFFERS, away], postcodes_with(()), has_find=False)
    assert home in list(read(front.content).links())
    assert "Search all local offers" not in read(front.content).words
    assert "derby" not in about.content


def test_every_site_with_postcodes_says_whose_they_are() -> None:
    said = "Contains OS data © Crown copyright and database right 2025. Contains Royal Mail data © Royal Mail"
    front, about, _list = front_pages("Local offers", [], postcodes_with(()))
    for page in (front, about, pages(edition(BARE))["about/index.html"]):
        text = read(page.content).words
        assert said in text
        assert (
            "Source: Office for National Statistics licensed under the Open Government Licence v.3.0." in text
        )


def test_same_offer_gives_the_same_pages_whatever_the_order_of_its_lists() -> None:
    entries = [FULL, ABSENT, GUIDE, SCHOOL]
    assert pages(edition(*entries)) == pages(edition(*reversed(entries)))


def test_entry_page_is_light() -> None:
    assert len(page_of(FULL).encode()) < 16_000


# Words and colours


@pytest.mark.parametrize(
    ("ages", "said"),
    [
        (Ages(0, 25), "All ages, from birth to 25"),
        (Ages(0, 4), "Birth to 4 years old"),
        (Ages(0, 0), "Under 1"),
        (Ages(16, 25), "16 to 25 years old"),
        (Ages(17, 17), "17 years old"),
    ],
)
def test_ages_in_words(ages: Ages, said: str) -> None:
    assert words.age_words(ages) == said


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (["monday", "tuesday", "wednesday", "thursday", "friday"], "Monday to Friday"),
        (["thursday", "tuesday"], "Tuesday and Thursday"),
        (["saturday", "sunday"], "Saturday and Sunday"),
        (list(words.WEEK), "Every day"),
        ([], ""),
    ],
)
def test_days_in_words(days: list[str], said: str) -> None:
    assert words.days_words(days) == said


@pytest.mark.parametrize(
    ("time", "said"),
    [
        ("09:00", "9am"),
        ("12:00", "midday"),
        ("00:00", "midnight"),
        ("12:30", "12:30pm"),
        ("23:15", "11:15pm"),
    ],
)
def test_times_in_words(time: str, said: str) -> None:
    assert words.time_words(time) == said


def test_words_go_on_inside_a_sentence_without_harm_to_names() -> None:
    assert words.within("At a place you go to") == "at a place you go to"
    assert words.within("GP surgery") == "GP surgery"
    assert words.within("Down syndrome") == "Down syndrome"
    assert words.within("") == ""
