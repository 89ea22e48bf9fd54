"""Personal data is found and never repeated, and what only looks like it is left alone."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.content.diagnostics import CODES
from site_builder.content.personal_data import KINDS, PersonalData, find_personal_data

# None of the numbers below was given to anyone: NHS numbers from 999 are for tests, the pupil's number is the
# example that schools' software is tested with, and the National Insurance prefix below was never used.
NHS_NUMBER = "999 000 0018"


def found_in(text: str) -> list[tuple[str, str]]:
    return [(one.kind, text[one.offset : one.offset + one.length]) for one in find_personal_data(text)]


@pytest.mark.parametrize(
    "number", ["9990000018", "999 000 0018", "999-000-0018", "999\xa0000\xa00018", "9990000026", "9990000034"]
)
@pytest.mark.parametrize("text", ["{}", "NHS: {}.", "Sam, 9, ({}) came", "NHS number:{}\nRing 01632 960123"])
def test_an_nhs_number_is_found_however_it_is_spaced(number: str, text: str) -> None:
    assert found_in(text.format(number)) == [("nhs-number", number)]


@pytest.mark.parametrize(
    "text",
    [
        "999 000 0019",  # the check digit is another
        "9990000018123",
        "12 999 000 0018",
        "0999 000 0018",
        "+44 9990000018",
        "+44 (0)9990000018",
        "+449990000018",
        "https://example.org/9990000018",
        "https://example.org/?id=9990000018",
        "AB9990000018",
        "9990000018.5",
        "01632 960123",
        "0117 496 0123",
        "020 7946 0958",
        "03000 123 456",
        "Open 9.30 - 17.00, 12 places, 2026-2027",
    ],
)
def test_other_long_numbers_and_phones_are_no_nhs_numbers(text: str) -> None:
    assert found_in(text) == []


@given(st.integers(min_value=100_000_000, max_value=999_999_999))
def test_only_one_last_digit_makes_an_nhs_number(nine: int) -> None:
    with_last = [f"{nine}{last}" for last in range(10)]
    assert sum(found_in(number) == [("nhs-number", number)] for number in with_last) <= 1


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("UPN H801200001001", "H801200001001"),
        ("(h801200001001)", "h801200001001"),
        ("U80120000100A", "U80120000100A"),
    ],
)
def test_a_pupil_number_is_found_by_its_check_letter(text: str, number: str) -> None:
    assert found_in(text) == [("upn", number)]


@pytest.mark.parametrize(
    "text", ["A801200001001", "H801200001002", "I801200001001", "XH801200001001", "H80120000100"]
)
def test_what_has_another_check_letter_is_no_pupil_number(text: str) -> None:
    assert found_in(text) == []


@pytest.mark.parametrize(
    "number", ["AA123456A", "AA 12 34 56 A", "aa123456a", "AA-12-34-56-A", "JG 123456 D"]
)
def test_a_national_insurance_number_is_found(number: str) -> None:
    assert found_in(f"It is {number}.") == [("national-insurance-number", number)]


@pytest.mark.parametrize(
    "text",
    [
        *(
            "QQ123456C",
            "BG123456A",
            "GB123456A",
            "NK123456A",
            "KN123456A",
            "TN123456A",
            "NT123456A",
            "ZZ123456A",
        ),
        *("AO123456A", "DA123456A", "AA123456E", "AA123456", "AAA123456A", "ring us at 12 34 56 a day"),
    ],
)
def test_what_was_never_a_prefix_or_suffix_is_no_national_insurance_number(text: str) -> None:
    assert found_in(text) == []


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("born 3 May 2012", "3 May 2012"),
        ("Sam was born on the 3rd of May, 2012 and likes", "3rd of May, 2012"),
        ("Born on Thursday 3 May '12", "3 May '12"),
        ("born May 3, 2012", "May 3, 2012"),
        ("DOB 03/05/2012", "03/05/2012"),
        ("D.O.B. 3.5.12", "3.5.12"),
        ("d o b: 3-5-2012", "3-5-2012"),
        ("Date of birth:\n2012-05-03", "2012-05-03"),
        ("Birthdate – 3 / 5 / 2012", "3 / 5 / 2012"),
        ("İ born 3 May 2012", "3 May 2012"),
    ],
)
def test_a_date_after_words_for_birth_is_found(text: str, date: str) -> None:
    assert found_in(text) == [("date-of-birth", date)]


@pytest.mark.parametrize(
    "text",
    [
        "for children born on or after 1 September 2020",
        "for children born 1 September 2020 or later",
        "children born 1 September 2020 to 31 August 2021",
        "children born 01/09/2020 - 31/08/2021",
        "children born between 1 September 2020 and 31 August 2021",
        "children born 1 September 2020 onwards",
        "born before 1 May 2020",
        "from birth to 25, from 1 May 2026",
        "newborn 1/2/2020",
        "born in Northmere in 2012",
        "Our first birthday party: 3 May 2026",
        "Open 3 May 2026",
    ],
)
def test_dates_that_say_whom_a_service_is_for_are_no_dates_of_birth(text: str) -> None:
    assert found_in(text) == []


@pytest.mark.parametrize(
    "number",
    [
        *(
            "07911 123456",
            "07911123456",
            "079 1112 3456",
            "07911-123-456",
            "(07911) 123456",
            "07911\xa0123456",
        ),
        *("+44 7911 123456", "+447911123456", "+44 (0)7911 123456", "0044 7911 123456", "447911123456"),
        "07624 123456",
    ],
)
def test_a_mobile_number_is_found(number: str) -> None:
    assert found_in(f"Text us: {number}, or ring 01632 960123") == [("mobile-number", number)]


def test_a_mobile_number_is_found_in_the_address_of_a_chat() -> None:
    assert found_in("https://wa.me/447911123456") == [("mobile-number", "447911123456")]


@pytest.mark.parametrize(
    "text",
    [
        "07700 900000",
        "07700900999",
        "+44 7700 900123",
        "070 1234 5678",
        "076 1234 5678",
        "01632 960123",
        "0117 496 0123",
        "020 7946 0958",
        "0808 157 0123",
        "https://example.org/07911123456",
        "079111234567",
        "Ref 1207911123456",
    ],
)
def test_landlines_pagers_and_numbers_kept_for_drama_are_left_alone(text: str) -> None:
    assert found_in(text) == []


@pytest.mark.parametrize(
    "address", ["sam.smith@gmail.com", "S_S+a@Hotmail.co.uk", "o'neil@btinternet.com", "a@me.com"]
)
def test_a_private_mailbox_is_found(address: str) -> None:
    assert found_in(f"Write to <{address}>.") == [("private-mailbox", address)]


@pytest.mark.parametrize(
    "text",
    [
        "team@northmere.example.org",
        "a@gmail.com.example.org",
        "a@notgmail.com",
        "@gmail.com",
        "gmail.com",
        "a@b",
    ],
)
def test_the_mailbox_of_an_organisation_is_left_alone(text: str) -> None:
    assert found_in(text) == []


def test_everything_is_found_in_order_of_place() -> None:
    text = f"Sam (born 3 May 2012, NHS {NHS_NUMBER}), sam@gmail.com, 07911 123456; AA123456A; H801200001001"
    assert [one.kind for one in find_personal_data(text)] == [
        "date-of-birth",
        "nhs-number",
        "private-mailbox",
        "mobile-number",
        "national-insurance-number",
        "upn",
    ]


def test_the_words_about_it_never_repeat_it() -> None:
    (found,) = find_personal_data(f"NHS {NHS_NUMBER}")
    assert found == PersonalData("nhs-number", 4, 12)
    assert found.severity == "error"
    assert found.message == "this looks like an NHS number, and once shared it is public for ever"
    assert found.hint == "take the number out, and tell whoever looks after personal data where it has been"
    assert not any(sign.isdigit() for kind in KINDS.values() for sign in kind.what + kind.why + kind.remedy)


def test_every_kind_is_a_code_of_the_same_severity() -> None:
    assert {kind: KINDS[kind].severity for kind in KINDS} == {kind: CODES[kind].severity for kind in KINDS}


@given(st.text() | st.text("0123456789 +()-.@abornd/", max_size=200))
def test_any_text_can_be_searched_and_places_lie_inside_it(text: str) -> None:
    for found in find_personal_data(text):
        assert 0 <= found.offset < found.offset + found.length <= len(text)


@pytest.mark.parametrize(
    "piece", ["1", "1 ", "born ", "a@", "@a.", "+44 ", "07911 ", "(0)", "born on the ", "1/"]
)
def test_a_text_made_to_be_slow_is_not(piece: str) -> None:
    text = piece * (50_000 // len(piece)) + "1"
    started = time.perf_counter()
    find_personal_data(text)
    find_personal_data(f"born{text}@gmail.com")
    assert time.perf_counter() - started < 2
