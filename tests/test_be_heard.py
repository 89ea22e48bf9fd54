"""Being heard: ways to answer on every page, what was said of an entry, concerns, and Easy Read comments."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from site_builder.content.model import Record, Records
from site_builder.pages.be_heard import Pieces, concern_values, easy_read_comment_values, useful
from site_builder.pages.edition import Edition
from site_builder.pages.sites import entry_page, offer_frame
from site_builder.pages.words import NOT_TOLD
from tests.test_pages import BARE, FULL, GUIDE, NORTHMERE, edition, facts_on, page_of, pages, read

EMAIL_ONLY = {key: value for key, value in NORTHMERE.items() if key != "forms"}
NOTHING = {key: value for key, value in EMAIL_ONLY.items() if key != "contact"}


def filled(address: Pieces, **page: str) -> str:
    return "".join(text + page.get(hole, "") for text, hole in address)


def answers(authority: Mapping[str, Any]) -> dict[str, str]:
    asked = useful(edition(BARE, authority=authority)).answers
    return {
        said: filled(to, subject="Chess%20club", where="support/chess/index.html", home="HOME/")
        for said, to in asked
    }


def said_about(*entries: str, number: int = 1, **facts: Any) -> Record:
    told = {
        "received": f"2026-{number:02}",
        "from": "parent-carer",
        "about": ("content",),
        "entries": entries,
        "said": f"It is comment {number}.",
        **facts,
    }
    return Record(f"comments/2026-{number:03}.yaml", f"2026-{number:03}", told)


def with_comments(*comments: Record, facts: Mapping[str, Any] = BARE) -> Edition:
    made = edition(facts)
    return replace(made, offer=replace(made.offer, records=Records(comments=comments)))


def page_with(*comments: Record) -> str:
    made = with_comments(*comments)
    return entry_page(made.entries["riverside"], made).content


# On every page


def test_answers_lead_to_the_councils_forms() -> None:
    assert answers(NORTHMERE) == {
        "Yes": "https://forms.example.org/comment",
        "No": "https://forms.example.org/comment",
        "Something is wrong": "HOME/correction/index.html#support/chess/index.html",
    }


def test_form_gets_the_page_and_the_answer_where_its_address_has_places_for_them() -> None:
    forms = {
        "comment": "https://f.example.org/c?p={page}&a={answer}",
        "correction": "https://f.example.org/w",
    }
    authority = NORTHMERE | {"forms": forms, "published_at": "https://offer.example.org/x"}
    asked = parse_qs(urlsplit(answers(authority)["No"]).query)
    assert asked == {"p": ["https://offer.example.org/x/support/chess/index.html"], "a": ["no"]}


def test_answers_go_by_mail_or_our_forms_with_the_page_filled_in_where_there_is_no_form() -> None:
    authority = EMAIL_ONLY | {"published_at": "https://offer.example.org"}
    address = answers(authority)["Yes"]
    assert address.startswith("mailto:offer@northmere.example.org?subject=")
    asked = parse_qs(urlsplit(address).query)
    assert asked["subject"] == ["Yes, this page is useful: Chess club"]
    assert asked["body"] == ["The page: https://offer.example.org/support/chess/index.html"]
    assert answers(authority)["No"] == "HOME/comment/index.html#support/chess/index.html"


def test_answers_lead_to_our_forms_where_the_councils_address_takes_what_is_written_in_them() -> None:
    authority = NORTHMERE | {"forms": {"comment": "https://f.example.org/c", "send": "post"}}
    assert answers(authority)["No"] == "HOME/comment/index.html#support/chess/index.html"
    assert answers(authority)["Yes"].startswith("mailto:")


def test_council_without_form_and_mailbox_gets_no_dead_answers() -> None:
    assert answers(NOTHING) == {}
    frame = offer_frame(edition(BARE, authority=NOTHING))
    assert frame.useful is not None
    assert frame.useful.phone == ""
    assert frame.concern == "concern/index.html"


def test_foot_leads_to_concerns_and_hard_words() -> None:
    foot = {one.id: one.address for one in offer_frame(edition(BARE)).foot}
    assert foot["concern"] == "concern/index.html"
    assert foot["words"] == "words/index.html"


# About one entry


def test_entry_that_nobody_spoke_of_says_so_and_how_to_tell_us() -> None:
    page = page_of(BARE)
    text = read(page[page.index('id="said"') :]).words
    assert "No family has told us about this yet. Tell us what you think of this page" in text
    assert '<a href="#useful">Tell us what you think of this page</a>' in page


def test_entry_shows_what_was_said_of_it_and_what_changed() -> None:
    answer = {"status": "done", "did": "We wrote it down.", "month": "2026-05", "by": "breaks-team"}
    page = page_with(said_about("riverside", number=3, response=answer), said_about("other", number=4))
    text = read(page).words
    assert (
        "Someone said: “It is comment 3.” We did it We wrote it down. Answer from: Breaks team, May 2026"
        in text
    )
    assert "comment 4" not in text
    assert "No family has told us" not in text
    assert page.index('id="more"') < page.index('id="said"') < page.index('id="about"')


def test_comment_without_an_answer_says_that_it_waits() -> None:
    for month, said in (
        (9, "It came in September 2026."),
        (1, "It came in January 2026. It has waited for 9 months."),
    ):
        text = read(page_with(said_about("riverside", number=month))).words
        assert "No answer yet" in text
        assert said in text


def test_group_is_named_on_an_entrys_page_only_where_many_of_it_spoke_that_year() -> None:
    few = [said_about("riverside" if one == 1 else "other", number=one) for one in range(1, 5)]
    assert "Someone said:" in page_with(*few)
    many = [*few, said_about("other", number=5)]
    assert "A parent or carer said:" in page_with(*many)


def test_newest_three_comments_are_shown_and_the_rest_are_a_link_away() -> None:
    page = page_with(*(said_about("riverside", number=one) for one in (1, 5, 2, 9)))
    assert re.findall(r"It is comment (\d)", page) == ["9", "5", "2"]
    assert '<a href="../../you-said/index.html">Read the other comments about this page' in page


def test_facts_left_open_are_named_once_with_one_way_to_tell_us() -> None:
    page = page_of(BARE)
    said = facts_on(page)["What we have not been told"]
    for name in ("Who decides", "How long it takes", "Days and times", "Who wrote this page with us"):
        assert name in said
    assert "Do you know? Tell us: use our form, send us an email or call 01632 960123." in said
    assert page.count("Do you know?") == 1
    (mail,) = re.findall(r'href="(mailto:offer@[^"]*)"', page)
    body = unquote(mail.partition("body=")[2])
    assert "support/riverside/index.html" in body
    assert "- Who decides: " in body
    assert NOT_TOLD not in facts_on(page_of(FULL)).values()
    assert "What we have not been told" not in facts_on(page_of(FULL))


# Late


def test_page_tells_its_script_when_its_check_is_due_and_what_to_say_then() -> None:
    page = page_of(BARE | {"review_by": date(2027, 4, 1)})
    late = "It is late. It was due on 1 April 2027."
    assert f'<span data-due="2027-04-01" data-late="{late}">Due by 1 April 2027.' in page
    assert '<script defer src="../../assets/late.js"></script>' in page


def scripts_of(page: str) -> list[str]:
    return re.findall(r"<script\b[^>]*>", page)


KEEP = '<script defer src="../../my-list/words.js">'
"""The words of the Keep button, the one script that every entry's page has."""


@pytest.mark.parametrize("facts", [{}, {"review_by": date(2026, 10, 1)}], ids=["not stated", "late already"])
def test_page_that_needs_no_script_of_its_own_loads_none(facts: dict[str, Any]) -> None:
    assert scripts_of(page_of(BARE | facts)) == [KEEP]


def test_offer_shown_as_on_a_day_of_its_own_asks_no_clock() -> None:
    made = edition(BARE | {"review_by": date(2027, 4, 1)}, authority=NORTHMERE | {"as_of": date(2026, 11, 1)})
    page = entry_page(made.entries["riverside"], made).content
    assert "Due by 1 April 2027. It was not late on 1 November 2026, when this page was made." in page
    assert "data-due" not in page
    assert scripts_of(page) == [KEEP]


# Where


def test_shown_place_has_a_link_to_a_map_that_says_where_it_leads() -> None:
    page = page_of(FULL)
    assert (
        '<a href="https://www.openstreetmap.org/search?query=ZZ1%202AB">'
        "Map and directions on openstreetmap.org, another website</a>" in page
    )


@pytest.mark.parametrize("location", ["hidden", "area-only"])
def test_private_place_has_no_link_to_a_map(location: str) -> None:
    (place,) = FULL["places"]
    assert "openstreetmap" not in page_of(FULL | {"places": [place | {"location": location}]})


# Concerns and Easy Read comments


def test_page_for_concerns_names_every_way_in_order_with_the_laws_that_say_so() -> None:
    advice = BARE | {"id": "sendiass", "title": "Free advice"}
    complain = GUIDE | {"id": "complain", "title": "How to complain", "topic": "complain-about-local-offer"}
    authority = NORTHMERE | {"partners": {"advice_service": "sendiass"}}
    page = pages(edition(advice, complain, authority=authority))["concern/index.html"]
    assert read(page.content).headings_of("h2") == [
        "1. Tell Northmere Council",
        "2. Make a complaint to the council",
        "3. Go to the Ombudsman",
        "4. Tell the Department for Education",
    ]
    links = read(page.content).links()
    for address in (
        "tel:01632960123",
        "../comment/index.html#concern/index.html",
        "../support/complain/index.html",
        "../support/sendiass/index.html",
        "https://www.legislation.gov.uk/uksi/2014/1530/regulation/56",
        "https://www.legislation.gov.uk/uksi/2014/1530/schedule/2",
        "https://www.lgo.org.uk/make-a-complaint",
        "https://www.gov.uk/contact-dfe",
    ):
        assert address in links, address
    assert (
        "Do not send names, dates of birth, or anything about your child’s health."
        in read(page.content).words
    )


def test_page_for_concerns_says_what_it_has_not_been_told() -> None:
    text = read(pages(edition(BARE, authority=NOTHING))["concern/index.html"].content).words
    assert "We have not been told how to reach the council about this." in text
    assert "We have not been told how the council deals with complaints." in text
    assert concern_values(edition(BARE, authority=NOTHING))["ways"] == ()


def test_easy_read_form_goes_by_mail_and_on_paper() -> None:
    address = {"contact": NORTHMERE["contact"] | {"address": ("Town Hall", "ZZ1 1AA")}}
    page = pages(edition(BARE, authority=NORTHMERE | address))["easy-read-comment/index.html"].content
    mail = "mailto:offer@northmere.example.org?subject=What%20I%20think%20of%20the%20local%20offer"
    assert f' action="{mail}" method="post" enctype="text/plain"' in page
    assert "Local offer officer<br>Town Hall<br>ZZ1 1AA" in page
    fields = re.findall(r'<textarea id="(f-[a-z]+)"', page)
    assert fields == ["f-thing", "f-why", "f-change"]
    assert all(f'<label for="{field}">' in page for field in fields)


def test_easy_read_form_without_a_mailbox_has_no_button_to_send() -> None:
    values = easy_read_comment_values(edition(BARE, authority=NOTHING))
    assert values["send_to"] == ""
    page = pages(edition(BARE, authority=NOTHING))["easy-read-comment/index.html"].content
    assert "Send" not in re.findall(r"<button[^>]*>([A-Z][a-z]+)", page)
    assert 'type="submit"' not in page
    assert "We have not been told where to send it." in page
