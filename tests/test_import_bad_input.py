"""Bad input is named in the report, each kind of it, and what was good in it is kept."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from site_builder.exchange.readings import calendar_day, odd_position, phone_in_table
from tests.importing import Desk, feed_service


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def told(report: dict[str, Any], field: str) -> list[tuple[str, str]]:
    """What became of a field of the source, and why."""
    return [
        (one["outcome"], one["reason"])
        for found in report["fields"]
        if found["field"] == field
        for one in found["outcomes"]
    ]


def left_out(report: dict[str, Any]) -> dict[str, int]:
    return {one["what"]: one["count"] for one in report["left_out_of_texts"]}


def test_scripts_and_styles_in_a_text_are_left_out_and_counted(desk: Desk) -> None:
    words = "<p onclick='x()'>We <b>sail</b>.</p><script>alert(1)</script><style>p{}</style>"
    _, report = desk.services(feed_service(description=words))
    text = desk.entry().read_text(encoding="utf-8")
    assert desk.facts()["description"] == "We **sail**."
    assert not any(word in text for word in ("<script", "alert", "onclick", "p{}"))
    assert left_out(report) == {"scripts and styles inside a text": 2}


def test_a_picture_inside_a_text_is_left_out_and_counted(desk: Desk) -> None:
    words = f"<p>We sail.</p><img alt='A boat' src='data:image/png;base64,{'A' * 150_000}'>"
    _, report = desk.services(feed_service(description=words))
    assert desk.entry().stat().st_size < 1_000
    assert desk.facts()["summary"] == "We sail."
    assert left_out(report) == {"pictures inside a text": 1}


@pytest.mark.parametrize("name", ["", "  ", None, "<b> </b>", 0.0])
def test_a_record_without_a_name_is_named_and_the_others_are_read(desk: Desk, name: Any) -> None:
    _, report = desk.services(feed_service("a1", name), feed_service("b2"))
    reasons = [one["reason"] for one in report["skipped"]]
    assert reasons == ([] if name == 0.0 else ["it has no name"])
    assert "harbour-club" in desk.entries()


def test_a_number_that_occurs_twice_is_named_and_the_first_is_kept(desk: Desk) -> None:
    _, report = desk.services(feed_service("a1", "Harbour club"), feed_service("a1", "Quay club"))
    assert desk.entries() == ["harbour-club"]
    assert report["skipped"] == [
        {
            "record": 2,
            "source_id": "a1",
            "name": "Quay club",
            "reason": "its id occurs twice; the first record with it was used",
        }
    ]
    assert report["drafts"] == []


def test_a_link_without_a_scheme_gets_one(desk: Desk) -> None:
    _, report = desk.services(feed_service(url="www.harbour.org.uk/boats"))
    assert desk.facts()["contact"] == {"website": "https://www.harbour.org.uk/boats"}
    assert told(report, "url") == [("changed", "https:// was put in front")]


def test_ages_of_minus_one_are_no_ages(desk: Desk) -> None:
    _, report = desk.services(feed_service(minimum_age=-1, maximum_age=-1))
    assert "ages" not in desk.facts()
    assert told(report, "minimum_age") == [("lost", "stands for no age: not stated")]


def test_words_around_a_phone_number_are_left_out(desk: Desk) -> None:
    contact = {"phones": [{"number": "Youth desk: 01632 960100 (mornings)"}]}
    _, report = desk.services(feed_service(contacts=[contact]))
    assert desk.facts()["contact"]["phone"] == "01632 960100"
    assert told(report, "contacts[].phones[].number") == [
        ("changed", "words around the number were left out")
    ]


def test_a_phone_number_that_a_spreadsheet_shortened_is_whole_again() -> None:
    assert phone_in_table("1632960100").value == "01632960100"
    assert phone_in_table("01632 960100").value == "01632 960100"
    assert phone_in_table("call us").value is None


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026-08-05", "2026-08-05"),
        ("2026-08-05T10:30:00.123Z", "2026-08-05"),
        ("2026-08-05 10:30", "2026-08-05"),
        ("05/08/2026", "2026-08-05"),
        ("5.8.26", "2026-08-05"),
        ("5-8-2026", "2026-08-05"),
        ("5 August 2026", "2026-08-05"),
        ("Wed 5th Aug 2026", "2026-08-05"),
        ("05-Sept-2026", "2026-09-05"),
        ("August 5, 2026", "2026-08-05"),
        ("20260805", "2026-08-05"),
        ("31/02/2026", None),
        ("08/25/2026", None),
        ("5 Augustus 2026", None),
        ("spring 2026", None),
        ("2026", None),
    ],
)
def test_a_day_is_read_in_whatever_shape_it_is_written(written: str, day: str | None) -> None:
    found = calendar_day(written).value
    assert (found.isoformat() if found else None) == day


@pytest.mark.parametrize("written", ["2026-08-05", "05/08/2026", "5 August 2026", "5-Aug-26", "20260805"])
def test_days_in_five_shapes_say_when_the_source_was_checked(desk: Desk, written: str) -> None:
    _, report = desk.services(feed_service(assured_date=written))
    assert desk.facts()["source"]["says_checked"] == "2026-08-05"
    ((outcome, why),) = told(report, "assured_date")
    assert outcome == ("kept" if written == "2026-08-05" else "changed")
    assert "not a review of ours" in why


def test_a_day_that_is_none_is_named(desk: Desk) -> None:
    _, report = desk.services(feed_service(assured_date="last spring"))
    assert told(report, "assured_date") == [("lost", "not a date")]
    assert "says_checked" not in desk.facts()["source"]


@pytest.mark.parametrize(
    ("latitude", "longitude", "why"),
    [
        ("51.45", "-2.58", ""),
        ("-2.58", "51.45", "the latitude and the longitude are exchanged"),
        ("0", "0", "0, 0 stands for no position"),
        ("100", "101", "no position on Earth"),
        ("40.7", "-74.0", "a position outside the United Kingdom"),
        ("north", "west", "not a latitude and a longitude"),
        ("nan", "nan", "no position on Earth"),
    ],
)
def test_what_is_wrong_with_a_position_is_told(latitude: str, longitude: str, why: str) -> None:
    assert odd_position(latitude, longitude) == why


def test_latitude_and_longitude_exchanged_are_named_and_the_place_is_kept(desk: Desk) -> None:
    address = {"address_1": "12 Ferry Lane", "city": "Northmere", "postal_code": "ZZ1 1AB"}
    place = {"name": "Harbour Hall", "latitude": -1.44, "longitude": 55.03, "addresses": [address]}
    _, report = desk.services(feed_service(service_at_locations=[{"location": place}]))
    assert desk.facts()["places"][0]["postcode"] == "ZZ1 1AB"
    why = "the latitude and the longitude are exchanged; places are found by their postcode"
    assert told(report, "service_at_locations[].location.latitude") == [("lost", why)]


def test_letters_of_windows_1252_in_a_file_called_utf_8_are_read_and_noted(desk: Desk) -> None:
    content = json.dumps([feed_service(name="Café CLUB")], ensure_ascii=False).encode()
    file = desk.file("services.json", content.replace(b"CLUB", b"\x96 caf\xe9"))
    text, _ = desk.import_("oruk", file)
    assert desk.facts("cafe-cafe")["title"] == "Café – café"
    assert "services.json is not all UTF-8: 2 letters were read as Windows-1252." in text


@pytest.mark.parametrize("envelope", ["%s", '{"totalElements": 3, "content": %s', '{"contents": %s'])
def test_a_file_that_breaks_off_keeps_its_whole_records_and_takes_nothing_away(
    desk: Desk, envelope: str
) -> None:
    clubs = [feed_service(number, f"Club {number}") for number in ("a", "b", "c")]
    desk.services(*clubs)
    before = desk.files()
    cut = (envelope % json.dumps(clubs, indent=1))[:-120]
    text, report = desk.import_("oruk", desk.file("services.json", cut), code=1)
    assert desk.files() == before
    assert report["counts"]["records"] == 2
    assert report["update"]["gone_from_source"] == []
    assert [one["source_id"] for one in report["update"]["not_seen"]] == ["c"]
    assert "in the middle of a record; the 2 whole records before it were read." in text
    assert "Not seen, because the source was not read to its end; kept (1):" in text


def test_a_file_of_which_nothing_can_be_read_is_one_line(desk: Desk) -> None:
    for content in ("", "<html>", '[{"id": 1', "{}", "3", "[" * 100_000):
        file = desk.file("services.json", content)
        done = desk.run("import", "oruk", file, "--authority", "northmere", code=2)
        assert done.stderr.startswith("Error: ") and done.stderr.count("\n") == 1
    done = desk.run("import", "oruk", desk.root / "none.json", "--authority", "northmere", code=2)
    assert "none.json cannot be read: No such file or directory" in done.stderr


def test_a_record_with_a_fault_of_its_own_never_stops_the_others(desk: Desk) -> None:
    odd: list[Any] = [
        None,
        7,
        "text",
        [],
        {},
        {"id": {"a": 1}, "name": ["x"]},
        feed_service("x" * 300),
        feed_service("b", description={"a": 1}),
        feed_service("c", service_at_locations=[None, 3, {"location": "here"}]),
        feed_service("d", contacts="none", schedules={"a": 1}, attributes=[[]]),
    ]
    _, report = desk.services(*odd, feed_service("good", "Good club"))
    assert "good-club" in desk.entries()
    assert report["counts"]["records"] == len(odd) + 1
    desk.run("check")
