"""What "My list" shows of an entry: enough to ring them, never more than the entry lets its readers know."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from datetime import date
from gettext import NullTranslations
from typing import Any

import pytest

from site_builder.pages.brief import address_lines, checked_words
from site_builder.pages.language import ENGLISH, plural_forms, speaking
from site_builder.pages.my_list import card_files, card_of, keep_script, my_list_values
from site_builder.pages.scripts import script_call
from site_builder.pages.words import NOT_TOLD
from site_builder.shipped import shipped
from tests.test_pages import (
    ABSENT,
    BARE,
    FULL,
    GUIDE,
    HOSTILE,
    ON,
    SCHOOL,
    edition,
    entry,
    page_of,
    pages,
    read,
)
from tests.test_search_data import value_set_by


def card(facts: dict[str, Any], **more: Any) -> dict[str, Any]:
    made = edition(facts | more)
    return card_of(made.entries[facts["id"]], made)


def test_card_has_what_a_family_needs_to_ring_or_go_there() -> None:
    assert card(FULL) == {
        "id": "northmere/riverside",
        "title": "Riverside short breaks",
        "summary": "A place to stay for a night.",
        "kind": "Short breaks overnight",
        "facts": {
            "phone": "01632 960124",
            "text": "07700 900123",
            "email": "shortbreaks@northmere.example.org",
            "address": ["Riverside House", "12 Ferry Lane", "Northmere", "ZZ1 2AB"],
            "start": ["Ask your social worker"],
            "checked": "1 October 2026",
        },
    }


def test_card_says_of_each_fact_that_is_not_told_that_it_is_not() -> None:
    assert card(BARE)["facts"] == {"phone": None, "address": None, "start": None, "checked": None}


def test_card_of_a_guide_has_no_place_for_facts_that_a_guide_never_has() -> None:
    assert set(card(GUIDE)["facts"]) == {"phone", "checked"}
    assert "setting" not in card(GUIDE)


def test_card_of_what_is_not_available_says_so_and_whom_to_ask() -> None:
    found = card(ABSENT)
    assert found["absent"] is True
    assert found["facts"]["phone"] == "01632 960124"


def test_card_of_a_school_is_marked_so_that_it_can_be_put_beside_others() -> None:
    assert card(SCHOOL)["setting"] is True


def test_card_without_a_place_says_how_the_help_comes() -> None:
    assert card(BARE, delivered=["online", "at-home"])["facts"]["address"] == ["Online and in your home"]


def test_card_names_one_place_and_counts_the_others() -> None:
    places = [{"address": ["1 Quay", "Northmere"]}, {"address": ["2 Quay"]}, {"address": ["3 Quay"]}]
    assert card(BARE, places=places)["facts"]["address"] == ["1 Quay", "Northmere", "and 2 other places"]


@pytest.mark.parametrize(
    ("location", "lines"),
    [
        ("shown", ("Rose House", "1 Lane", "Aldersby", "ZZ1 2AB")),
        ("area-only", ("Aldersby, ZZ1", "The rest of the address is kept private.")),
        ("hidden", ("The address is kept private.",)),
    ],
)
def test_private_address_is_kept_back(location: str, lines: tuple[str, ...]) -> None:
    place = {"name": "Rose House", "address": ["1 Lane", "Aldersby"], "postcode": "ZZ1 2AB"}
    assert address_lines(place | {"location": location}) == lines


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({}, None),
        ({"reviewed": date(2026, 10, 1)}, "1 October 2026"),
        ({"reviewed": date(2026, 10, 1), "review_by": ON}, "1 October 2026"),
        (
            {"reviewed": date(2026, 10, 1), "review_by": date(2026, 10, 31)},
            "1 October 2026. The next check is late: it was due on 31 October 2026.",
        ),
        ({"review_by": date(2026, 10, 31)}, "The check was due on 31 October 2026. It is late."),
        ({"review_by": date(2026, 12, 1)}, None),
    ],
)
def test_last_check_says_when_the_next_is_late_on_the_judged_day(
    facts: dict[str, Any], said: str | None
) -> None:
    assert checked_words(entry(BARE | facts), ON) == said


def test_every_entry_has_a_card_beside_its_page() -> None:
    made = edition(FULL, SCHOOL, GUIDE, ABSENT)
    pages_of_entries = {
        one.removesuffix("index.html")
        for one in pages(made)
        if one.startswith("support/") and one.count("/") == 2
    }
    cards = card_files(made).keys()
    assert {one.removesuffix("card.js") for one in cards} == pages_of_entries


def test_card_is_plain_text_that_cannot_end_a_script() -> None:
    made = edition(BARE | {"title": HOSTILE, "summary": "日本\u2028</script>"})
    text = card_files(made)["support/riverside/card.js"]
    assert text.isascii()
    assert "</" not in text
    value = json.loads(text.removeprefix("localOfferCard(").removesuffix(");\n"))
    assert value["title"] == HOSTILE


def test_card_is_light() -> None:
    made = edition(FULL)
    text = card_files(made)["support/riverside/card.js"]
    assert len(gzip.compress(text.encode(), mtime=0)) < 500


def test_script_of_every_page_is_light() -> None:
    script = shipped("themes", "local_offer", "assets", "keep.js").read_bytes()
    assert len(gzip.compress(script, mtime=0)) < 3_000


def test_card_has_the_address_on_the_web_where_it_is_known() -> None:
    authority = {"id": "northmere", "name": "Northmere", "published_at": "https://offer.example.org/north"}
    made = edition(BARE, authority=authority)
    found = card_of(made.entries["riverside"], made)
    assert found["web"] == "https://offer.example.org/north/support/riverside/index.html"
    assert "web" not in card(BARE)


def test_list_knows_the_way_to_each_council_that_it_can_hold() -> None:
    values = my_list_values(edition(FULL))
    assert json.loads(values["sites"]) == {"northmere": ["Northmere", "../"]}


def test_page_says_without_scripts_how_to_keep_pages_by_hand() -> None:
    page = read(pages(edition(FULL))["my-list/index.html"].content)
    assert page.headings_of("h1") == ["My list"]
    assert "Save a page as a bookmark." in page.words
    assert "press “Clear my list”" in page.words


def test_page_of_an_entry_names_it_for_the_button_and_loads_the_buttons_words() -> None:
    html = page_of(FULL)
    assert '<article class="entry" data-keep="northmere/riverside">' in html
    assert '<script defer src="../../my-list/words.js"></script>' in html


def test_words_of_the_button_come_in_the_forms_of_the_language() -> None:
    words = value_set_by(keep_script(), "localOfferKeepWords")
    assert words["keep-page"] == [["Keep this page", ""]]
    assert words["off"] == [
        ["Taken off. Your list has {num} things.", "0 2 3 4 6 11 100"],
        ["Taken off. Your list has one thing.", "1"],
    ]


def test_every_form_of_a_sentence_comes_with_numbers_it_is_for() -> None:
    assert plural_forms("One thing in {place}.", "%(num)s things in {place}.") == (
        ("{num} things in {place}.", "0 2 3 4 6 11 100"),
        ("One thing in {place}.", "1"),
    )


def test_forms_are_those_of_the_language_that_is_spoken() -> None:
    class Polish(NullTranslations):
        def ngettext(self, one: str, many: str, number: int) -> str:
            few = number % 10 in (2, 3, 4) and number % 100 not in (12, 13, 14)
            return "jedna" if number == 1 else "%(num)s rzeczy" if few else "%(num)s rzeczy."

    with speaking(replace(ENGLISH, translations=Polish())):
        assert dict(plural_forms("One thing", "%(num)s things")) == {
            "{num} rzeczy.": "0 6 11 100",
            "jedna": "1",
            "{num} rzeczy": "2 3 4",
        }


def test_nothing_not_told_is_said_in_the_words_of_the_site() -> None:
    assert NOT_TOLD in pages(edition(FULL))["my-list/index.html"].content


def test_value_is_handed_to_the_function_that_is_named() -> None:
    assert script_call("tell", {"a": "é"}) == 'tell({"a":"\\u00e9"});\n'
