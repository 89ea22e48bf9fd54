"""Reading YAML strictly and writing it in the house style."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.content.document import dump_document, parse_document, with_fields

TEXT = st.text(
    st.characters(
        codec="utf-8",
        exclude_categories=("Cc", "Cs", "Co", "Cn"),
        exclude_characters="\ufeff\u2028\u2029\x85",
    )
)


def test_every_value_knows_its_place() -> None:
    document, problems = parse_document(
        "id: club\nplaces:\n  - name: Café\n    postcode: ZZ1 1AA\n".encode(), "club.yaml"
    )
    assert document is not None and not problems
    place = document.place(("places", 0, "postcode"))
    assert (place.line, place.column, place.length) == (4, 15, 7)
    key = document.key_place(("places", 0, "postcode"))
    assert (key.line, key.column, key.length) == (4, 5, 8)


def test_columns_count_characters_and_not_bytes() -> None:
    document, _ = parse_document('a: "é£€😀" \nb: {c: "é", d: x}\n'.encode(), "x.yaml")
    assert document is not None
    assert document.place(("b", "d")).column == 16


@given(st.text(), st.text())
def test_no_text_makes_the_reader_stumble(key: str, value: str) -> None:
    content = f"{key}: {value}\n".encode("utf-8", "surrogatepass")
    document, problems = parse_document(content, "x.yaml")
    assert document is not None or problems


@given(st.binary(max_size=200))
def test_no_bytes_make_the_reader_stumble(content: bytes) -> None:
    document, problems = parse_document(content, "x.yaml")
    assert document is not None or problems
    for one in problems:
        assert one.place.line >= 1 and one.place.column >= 1


@given(st.lists(TEXT.map(str.strip).filter(bool), min_size=1, max_size=4))
def test_what_is_written_is_read_again_as_it_was(texts: list[str]) -> None:
    document, problems = parse_document(dump_document({"items": texts}).encode(), "x.yaml")
    assert document is not None and not problems
    assert [text.strip() for text in document.data["items"]] == texts


def test_the_house_style_quotes_what_others_would_misread() -> None:
    facts = {
        "title": "no",
        "from": "10:30",
        "id": "0042",
        "year": "2026",
        "phone": "01632 960123",
        "reviewed": date(2026, 10, 1),
        "places": [{"name": "a: b"}],
        "description": "First.\n\n- one\n- two",
    }
    assert dump_document(facts) == (
        "title: 'no'\n"
        "from: '10:30'\n"
        "id: '0042'\n"
        "year: '2026'\n"
        "phone: 01632 960123\n"
        "reviewed: 2026-10-01\n"
        "places:\n"
        "  - name: 'a: b'\n"
        "description: |\n"
        "  First.\n"
        "\n"
        "  - one\n"
        "  - two\n"
    )


BLOCKS = """\
# Who keeps this
id: club

title: 'Club'  # the name
# How to reach them
contact:
  phone: 01632 960001
"""


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"title": "New club"}, BLOCKS.replace("'Club'  # the name", "New club")),
        ({"contact": None}, BLOCKS.replace("contact:\n  phone: 01632 960001\n", "")),
        ({"summary": "Play."}, BLOCKS.replace("# How", "summary: Play.\n# How")),
        ({"signed_off": []}, BLOCKS + "signed_off: []\n"),
        ({}, BLOCKS),
    ],
    ids=["changed", "taken out", "put in its place", "put at the end", "nothing"],
)
def test_changed_field_leaves_all_other_lines_as_they_are(fields: dict[str, Any], text: str) -> None:
    document, problems = parse_document(BLOCKS.encode(), "club.yaml")
    assert document is not None, problems
    assert with_fields(document, fields, ("id", "title", "summary", "contact", "signed_off")) == text


def test_changed_field_of_a_file_in_braces_writes_it_anew() -> None:
    document, problems = parse_document(b"{id: club, title: Club, ages: {from: 4, to: }}", "club.yaml")
    assert document is not None, problems
    text = with_fields(document, {"title": "New"}, ("id", "title", "ages"))
    again, problems = parse_document(text.encode(), "club.yaml")
    assert again is not None, problems
    assert again.data == {"id": "club", "title": "New", "ages": {"from": "4"}}


def test_places_are_the_same_whether_or_not_something_is_wrong_in_the_file() -> None:
    """A file in which nothing is wrong is read by another way than one with a fault."""
    read = 0
    for path in sorted(Path("offer_content").glob("*/entries/*.yaml")):
        content = path.read_bytes()
        plain, _ = parse_document(content, path.name)
        faulty, problems = parse_document(content + b"id: twice\n", path.name)
        assert [one.code for one in problems] == ["duplicate-key"]
        assert plain is not None and faulty is not None
        assert plain.data == faulty.data
        places = dict(faulty.spots)
        del places["id (again)",]
        assert dict(plain.spots) == places, path
        read += len(places)
    assert read > 10_000
