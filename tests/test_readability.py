"""Reading ages agree with counting by hand, and long sentences are found where people see them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.content.readability import long_sentences, reading_age, sentences, syllables, words

# Counted by ear.
WORDS = {
    1: """
        be called care child's choice clothes don't eye friend guide he'll home homes hour house it's judged
        phone plans queue rules school shared she short speech the they've theme tried used weeks whole years
        you young
        """,
    2: """
        adult because being beyond business careful carers centre changes children client didn't
        enjoyed equal evening every friendly going guidance handled homework houses increase language lunches
        marriage morning needed nurses outcomes patient people places placement player quiet require respite
        safely safety someone table technique transport value vision Wednesday worried written
        """,
    3: """
        area arrangement assessment autism autistic barrier behaviour created creative decided decision
        diagnosed disabled element employee employer enabled everyone families family financial hospital idea
        inclusion management museum nursery opinion previous referral safeguarding sensory serious theatre
        timetable transition usual various
        """,
    4: """
        activity anxiety application available communities continuous diagnosis dyslexia dyspraxia education
        experience facilitate initially material mediation paediatric priority psychiatrist situation society
        usually variety
        """,
    5: """
        association communication coordinator disability evaluation individual occupational paediatrician
        """,
}

SENTENCES = [
    ("The cat sat on the mat.", 6, 6),
    ("Ring us on Monday.", 4, 5),
    ("Children stay in a house by the river.", 8, 10),
    ("You can ask for an EHC needs assessment.", 8, 12),
    ("The panel meets every month.", 5, 7),
    ("Staff are trained in moving and handling.", 7, 9),
    ("We didn't know who to ask.", 6, 7),
    ("Speech and language therapy is free.", 6, 9),
    ("It costs 12 pounds a day.", 6, 6),
    ("The SENCO will write to you.", 6, 7),
    ("Occupational therapists visit families at home.", 6, 15),
    ("Our quiet hour is on Wednesday evening.", 7, 10),
]


@pytest.mark.parametrize(("count", "listed"), WORDS.items())
def test_the_syllables_of_a_word_are_those_that_people_say(count: int, listed: str) -> None:
    wrong = {word: syllables(word) for word in listed.split() if syllables(word) != count}
    assert wrong == {}


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("EHC", 3),
        ("NHS", 3),
        ("ADHD", 4),
        ("WHO", 5),
        ("SEND", 1),
        ("SENCO", 2),
        ("SENDIASS", 3),
        ("CAMHS", 1),
    ],
)
def test_initials_count_as_the_letters_that_people_say(word: str, count: int) -> None:
    assert syllables(word) == count


@pytest.mark.parametrize(("sentence", "how_many_words", "how_many_syllables"), SENTENCES)
def test_a_sentence_counts_as_by_hand(sentence: str, how_many_words: int, how_many_syllables: int) -> None:
    assert len(words(sentence)) == how_many_words
    assert sum(map(syllables, words(sentence))) == how_many_syllables


def test_the_reading_age_is_the_grade_and_five_years() -> None:
    text = " ".join(sentence for sentence, _, _ in SENTENCES)
    assert (len(sentences(text)), len(words(text))) == (12, 75)
    assert reading_age(text) == round(0.39 * 75 / 12 + 11.8 * 103 / 75 - 15.59 + 5, 1) == 8.1


def test_the_words_of_the_law_need_an_older_reader_than_plain_words() -> None:
    law = (
        "The local authority must secure that the provision is kept under review, having regard to the views "
        "of children, young people and their parents, and must consider the extent to which it is sufficient "
        "to meet their educational, training and social care needs."
    )
    plain = (
        "The council must check that there is enough support. It must ask children, young people and their "
        "parents what they think. It must check that the support helps with school, training and care."
    )
    aged, young = reading_age(law), reading_age(plain)
    assert aged is not None
    assert young is not None
    assert aged > 18
    assert young < 10


def test_a_short_text_has_no_reading_age() -> None:
    assert reading_age("") is None
    assert reading_age("word " * 29) is None
    assert reading_age("word " * 30) is not None


def test_nothing_is_read_before_the_age_of_five() -> None:
    assert reading_age("We go. " * 20) == 5.0


@pytest.mark.parametrize(
    ("text", "split"),
    [
        ("One. Two? Three! Four", ["One.", "Two?", "Three!", "Four"]),
        (
            "What to bring\n- a coat\n- your lunch\nSee you there.",
            ["What to bring", "a coat", "your lunch", "See you there."],
        ),
        ("1. Ask us.\n2. We ring you.", ["Ask us.", "We ring you."]),
        ("Ask Dr. Jones or Mrs. A. Smith in St. Mary's.", ["Ask Dr. Jones or Mrs. A. Smith in St. Mary's."]),
        ("Bring food, e.g. Bread. Bring drink.", ["Bring food, e.g. Bread.", "Bring drink."]),
        (
            "It costs £2.50 at 10.30 a.m. We close at 5 p.m.",
            ["It costs £2.50 at 10.30 a.m.", "We close at 5 p.m."],
        ),
        (
            'She said "Come in." We did. (It helped.) 9 came.',
            ['She said "Come in."', "We did.", "(It helped.)", "9 came."],
        ),
        ("...\n---\n\n* * *", []),
    ],
)
def test_a_text_is_split_where_a_reader_pauses(text: str, split: list[str]) -> None:
    assert sentences(text) == split


def test_addresses_are_no_words() -> None:
    text = "Write to team@northmere.example.org, or see https://example.org/a-b or www.example.org today."
    assert words(text) == ["Write", "to", "or", "see", "or", "today"]


def test_a_heading_in_capitals_is_no_row_of_initials() -> None:
    loud = reading_age("WHAT WE CAN DO FOR YOU AND WHO TO ASK. " * 4)
    assert loud == reading_age("What we can do for you and who to ask. " * 4)


def test_only_sentences_with_too_many_words_are_long() -> None:
    fits, too_long = "word " * 24 + "end.", "word " * 25 + "end."
    assert long_sentences(f"{fits} {too_long.capitalize()}") == [too_long.capitalize()]
    assert long_sentences("One two three. Four five.", most_words=2) == ["One two three."]


def test_the_items_of_a_list_make_no_long_sentence() -> None:
    assert long_sentences("Bring:\n" + "- a coat and a lunch\n" * 20) == []


@given(st.text())
def test_any_text_can_be_measured(text: str) -> None:
    age = reading_age(text)
    assert age is None or age >= 5
    assert sum(len(words(one)) for one in sentences(text)) <= len(words(text)) + text.count("\n")
