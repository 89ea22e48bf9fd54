"""Easy Read and other languages: each a page of its own, that says who made it and if it is older."""

from __future__ import annotations

from typing import Any

import pytest

from site_builder.pages.shell import Page
from tests.test_pages import BARE, FULL, edition, pages, read

EASY = "support/riverside/easy-read/index.html"
URDU = "support/riverside/ur/index.html"
POLISH = "support/riverside/pl/index.html"


def made(**facts: Any) -> dict[str, Page]:
    return pages(edition(FULL | facts))


def test_entry_without_other_forms_has_no_such_pages() -> None:
    assert [one for one in pages(edition(BARE)) if one.startswith("support/")] == [
        "support/riverside/index.html"
    ]


def test_easy_read_has_a_picture_and_words_in_each_row_and_says_who_checked_it() -> None:
    page = made()[EASY].content
    assert '<li><img src="../../../media/bed.svg" alt=""><p>You sleep in your own room.</p></li>' in page
    text = read(page).words
    assert "Who checked this Easy Read: Young people" in text
    assert "Do you want to ask something? Ring 01632 960124." in text
    assert "The full page was checked again after this was made." in text
    assert '<a href="../../../support/riverside/index.html">See the full page</a>' in page
    assert "../../../easy-read-comment/index.html" in read(page).links()


def test_easy_read_that_nobody_is_said_to_have_checked_says_so() -> None:
    page = made(easy_read={"rows": FULL["easy_read"]["rows"]})[EASY].content
    assert "Who checked this Easy Read: We have not been told" in read(page).words
    assert "checked again" not in page


def test_translation_is_a_page_in_its_own_language_and_direction() -> None:
    found = made()
    assert (found[URDU].language, found[URDU].direction) == ("ur", "rtl")
    assert (found[POLISH].language, found[POLISH].direction) == ("pl", "ltr")
    assert found[POLISH].title.startswith("Krótkie pobyty")
    assert read(found[POLISH].content).headings_of("h1") == ["Krótkie pobyty"]
    assert '<div class="about-translation" lang="en-GB" dir="ltr">' in found[URDU].content


def test_translation_is_marked_when_the_english_has_moved_on() -> None:
    found = made()
    assert "made from the English of 1 September 2026" in found[URDU].content
    assert "checked again" not in found[POLISH].content


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({}, "We have not been told who made this translation, or if somebody has checked it."),
        (
            {"made_by": "machine"},
            "A machine made this translation. Nobody who speaks the language has",
        ),
        (
            {"made_by": "machine", "checked_by": ["parent-carers"]},
            "A machine made this translation. It was checked by: Parents and carers.",
        ),
        (
            {"made_by": "team"},
            "We made this translation. Nobody whose own language it is has checked",
        ),
        ({"made_by": "team", "checked_by": ["nhs"]}, "This translation was checked by: The National Health"),
        ({"checked_by": ["nhs"]}, "This translation was checked by: The National Health"),
    ],
)
def test_translation_says_who_made_it_and_who_checked_it(facts: dict[str, Any], said: str) -> None:
    page = made(translations={"pl": {"title": "Pobyty", **facts}})[POLISH].content
    assert said in read(page).words


def test_translation_without_a_title_keeps_the_english_one_marked_as_english() -> None:
    page = made(translations={"pl": {"summary": "Dom."}})[POLISH].content
    assert '<h1 lang="en-GB" dir="ltr">Riverside short breaks</h1>' in page
