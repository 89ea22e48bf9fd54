"""Imports take in what another system says, no less and no more, and account for every value of it."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from site_builder.content.checks import Rules, load_rules
from site_builder.content.days import JudgedDay
from site_builder.content.document import dump_document, parse_document
from site_builder.content.offers import read_offers
from site_builder.content.vocabulary import Vocabularies, load_vocabularies
from site_builder.errors import SiteBuilderError
from site_builder.exchange.importing import Imported
from site_builder.exchange.last_import import LastImport
from site_builder.exchange.loss import LossReport, as_json, as_text
from site_builder.exchange.open_referral import read_open_referral
from site_builder.exchange.outpost import read_outpost
from site_builder.exchange.readings import (
    Block,
    age_in_years,
    day_of_week,
    email_address,
    first_sentence,
    one_line,
    phone_number,
    postcode,
    price,
    shorten,
    slug,
    time_of_day,
    web_address,
)
from site_builder.exchange.source import SourceTerms, Tidied, read_source, records_of, shipped_terms
from site_builder.exchange.writing import Target, describe_authority, write_import, write_report
from site_builder.project import Project
from site_builder.shipped import shipped

CASES = Path(__file__).parent / "cases" / "import"
DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
DAY = date(2026, 11, 1)
READERS = {"outpost": read_outpost, "open-referral": read_open_referral}

needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="the shared data is not beside the project")


@cache
def vocabularies() -> Vocabularies:
    return load_vocabularies()


@cache
def rules() -> Rules:
    return load_rules()


def run(source: str, data: Any, notes: tuple[str, ...] = (), day: date = DAY) -> Imported:
    return READERS[source](
        data, authority="northmere", imported=day, vocabularies=vocabularies(), notes=notes
    )


@cache
def run_file(source: str, path: str) -> tuple[Any, Imported]:
    """The data of a file of real data, and what an import makes of it."""
    read = read_source((DATA / path).read_bytes(), path)
    return read.data, run(source, read.data, read.notes)


def service(**more: Any) -> dict[str, Any]:
    """The least an Outpost record says that becomes an entry."""
    least = {
        "id": 1,
        "name": "Harbour club",
        "description": "A club.",
        "organisation": {"name": "Harbour Trust"},
    }
    return {**least, **more}


def count_values(data: Any) -> int:
    """How many values *data* states, counted in another way than the import counts them."""
    if isinstance(data, dict):
        return sum(count_values(value) for value in data.values())
    if isinstance(data, list):
        return sum(count_values(value) for value in data)
    return 0 if data is None or (isinstance(data, str) and not data.strip()) else 1


def texts_in(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for one in value.values() for text in texts_in(one)]
    if isinstance(value, list):
        return [text for one in value for text in texts_in(one)]
    return [value] if isinstance(value, str) else []


# Cases: a whole file in, whole entries and the whole report out.


@pytest.mark.parametrize("path", sorted(CASES.glob("*.yaml")), ids=lambda path: path.stem)
def test_case(path: Path) -> None:
    case = yaml.safe_load(path.read_text(encoding="utf-8"))
    content = case["given"].encode()
    if "error" in case:
        with pytest.raises(SiteBuilderError) as caught:
            run(case["source"], read_source(content, "file.json").data)
        assert str(caught.value) == case["error"]
        return
    imported = run(case["source"], read_source(content, "file.json").data)
    assert [dump_document(facts) for facts in imported.entries] == case.get("entries", [])
    assert as_text(imported.losses) == case["report"]


# Nothing is dropped silently, and nothing is invented.

REAL_FILES = (
    ("outpost", "outpost-buckinghamshire/services.json", 50, 48),
    ("outpost", "outpost-buckinghamshire/services-2021-fixture.json", 20, 10),
    ("open-referral", "oruk-bristol/services.json", 819, 805),
    ("open-referral", "oruk-bristol/services-v3-page1.json", 3, 3),
    ("open-referral", "oruk-bristol/service-v3-full.json", 1, 1),
)
each_real_file = pytest.mark.parametrize(
    ("source", "path", "records", "entries"), REAL_FILES, ids=[path for _, path, _, _ in REAL_FILES]
)


@needs_data
@each_real_file
def test_every_value_of_real_data_is_accounted_for(
    source: str, path: str, records: int, entries: int
) -> None:
    data, imported = run_file(source, path)
    losses = imported.losses
    assert (losses.records, losses.entries, len(imported.entries)) == (records, entries, entries)
    assert len(losses.skipped) == records - entries
    assert losses.values == sum(tally.count for tally in losses.tallies)
    assert losses.values == count_values(records_of(data)[0])


@needs_data
@each_real_file
def test_real_data_becomes_entries_without_a_fault(
    source: str, path: str, records: int, entries: int, tmp_path: Path
) -> None:
    _, imported = run_file(source, path)
    project = Project(tmp_path)
    write_import(Target(project, "northmere", source, (), LastImport(), rules()), imported, DAY)
    offers, problems = read_offers(project, rules(), JudgedDay(DAY, DAY))
    assert [problem.message for problem in problems if problem.is_error] == []
    assert [len(offer.entries) for offer in offers] == [entries]
    read = {entry.id: entry.facts for entry in offers[0].entries}
    written = {facts["id"]: facts for facts in imported.entries}
    for entry_id, facts in written.items():
        for key in (
            "title",
            "service_types",
            "needs",
            "ages",
            "places",
            "cost",
            "when",
            "external_ids",
            "source",
        ):
            assert read[entry_id].get(key) == facts.get(key)


@needs_data
@each_real_file
def test_real_data_gains_nothing(source: str, path: str, records: int, entries: int) -> None:
    data, imported = run_file(source, path)
    by_id = {str(record["id"]): record for record in reversed(records_of(data)[0])}
    for facts in imported.entries:
        record = by_id[facts["external_ids"][0]["id"]]
        if not record.get("cost_options") and not record.get("free") and not record.get("fees"):
            assert "cost" not in facts
        assert not {"reviewed", "review_by", "waiting_time", "level", "signed_off"} & facts.keys()
        assert "availability" not in facts
        assert not any("base64" in text or "noemail.invalid" in text for text in texts_in(dict(facts)))


@needs_data
def test_real_ids_are_unique_short_and_the_same_each_time() -> None:
    data, imported = run_file("open-referral", "oruk-bristol/services.json")
    ids = [facts["id"] for facts in imported.entries]
    assert len(set(ids)) == len(ids)
    assert max(map(len, ids)) <= 60
    assert ids == [facts["id"] for facts in run("open-referral", data).entries]


@needs_data
def test_bristol_skips_what_has_no_name_no_words_or_nobody_who_runs_it() -> None:
    _, imported = run_file("open-referral", "oruk-bristol/services.json")
    assert Counter(one.reason for one in imported.losses.skipped) == {
        "there are no words in its description": 6,
        "it does not say who runs it": 6,
        "it has no name": 1,
        "its id occurs twice; the first record with it was used": 1,
    }


STRANGE = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 2000),
    st.floats(),
    st.text(max_size=12),
    st.sampled_from(
        ["Monday", "MO,2TU,-1FR", "MONTHLY", "9.30am", "24:00", "-1", "ZZ1 1AB", "ZZ1", "Online", "0.00"]
    ),
    st.sampled_from(
        ["autism", "primary-schools", "A > B", "<p>Hi</p>", "<b></b>", "&#0;", "\ud800", "http:", "12:"]
    ),
    st.sampled_from(
        ["a@b.invalid", "2026-02-30", "x" * 300, "free", "inactive", "https://" + "a" * 2100 + ".uk"]
    ),
    st.lists(
        st.none() | st.text(max_size=3) | st.dictionaries(st.just("name"), st.text(max_size=3)), max_size=2
    ),
    st.dictionaries(st.sampled_from(["name", "slug", "id", "key", "value"]), st.text(max_size=3), max_size=2),
)


def places_in(data: Any) -> list[tuple[Any, Any]]:
    """Every container in *data* with a key of it, the outermost first."""
    keys = list(data) if isinstance(data, dict) else list(range(len(data))) if isinstance(data, list) else []
    return [(data, key) for key in keys] + [place for key in keys for place in places_in(data[key])]


@pytest.mark.parametrize(
    ("source", "case"), [("outpost", "outpost-everything"), ("open-referral", "open-referral-version-1")]
)
@given(changes=st.lists(st.tuples(st.integers(0, 10_000), STRANGE), min_size=1, max_size=12))
def test_no_record_is_too_strange_to_be_accounted_for(
    source: str, case: str, changes: list[tuple[int, Any]]
) -> None:
    whole = yaml.safe_load((CASES / f"{case}.yaml").read_text(encoding="utf-8"))["given"]
    records = json.loads(whole)["content"]
    for number, value in changes:
        places = places_in(records[0])
        container, key = places[number % len(places)]
        container[key] = value
    imported = run(source, records)
    losses = imported.losses
    assert losses.values == sum(tally.count for tally in losses.tallies) == count_values(records)
    for facts in imported.entries:
        document, faults = parse_document(dump_document(facts).encode("utf-8"), f"{facts['id']}.yaml")
        assert document is not None and not faults
        assert [one.message for one in rules().schemas[facts["kind"]].read(document).diagnostics] == []


# What one value says.


@pytest.mark.parametrize(
    ("text", "value", "how"),
    [
        ("https://harbour.org.uk/a?b=c#d", "https://harbour.org.uk/a?b=c#d", ""),
        ("HTTP://harbour.org.uk", "http://harbour.org.uk", "written in small letters"),
        ("www.harbour.org.uk", "https://www.harbour.org.uk", "https:// was put in front"),
        ("harbour.org.uk:8080/a", "https://harbour.org.uk:8080/a", "https:// was put in front"),
        ("http:www.harbour.org.uk", "http://www.harbour.org.uk", "the slashes after http: were put in"),
        ("https:/harbour.org.uk", "https://harbour.org.uk", "the slashes after http: were put in"),
        ("Harbour Community Centre", None, "not a web address"),
        ("https://harbour.org.uk/a b", None, "only addresses that begin with http or https are links"),
        ("javascript:alert(1)", None, "only addresses that begin with http or https are links"),
        ("info@harbour.org.uk", None, "an email address, not a web address"),
        ("https://www.example.com/", None, "a placeholder, not a web address"),
        ("https://northmere.example.org/club", "https://northmere.example.org/club", ""),
    ],
)
def test_web_address(text: str, value: str | None, how: str) -> None:
    assert web_address(text) == Tidied(value, how)


@pytest.mark.parametrize(
    ("text", "value", "how"),
    [
        ("info@harbour.org.uk", "info@harbour.org.uk", ""),
        (
            "employment.support@harbour.org.uk.",
            "employment.support@harbour.org.uk",
            "words around the address were left out",
        ),
        (
            "a@harbour.org.uk; b@harbour.org.uk",
            "a@harbour.org.uk",
            "only the first of several addresses is kept",
        ),
        ("Unknown-4f2a@noemail.invalid", None, "a stand-in for no address: not stated"),
        ("contact@example.org", None, "a placeholder that reaches nobody: not stated"),
        ("club@northmere.example.org", "club@northmere.example.org", ""),
        ("by post", None, "not an email address"),
    ],
)
def test_email_address(text: str, value: str | None, how: str) -> None:
    assert email_address(text) == Tidied(value, how)


@pytest.mark.parametrize(
    ("text", "value", "how"),
    [
        ("01632 960100", "01632 960100", ""),
        ("(01632) 960100", "01632 960100", "spaces and signs were tidied"),
        ("01632  960100", "01632 960100", "spaces and signs were tidied"),
        ("+44 (0)1632 960100", "+44 (0)1632 960100", ""),
        ("01632 960100 Ext. 303", "01632 960100 ext 303", "spaces and signs were tidied"),
        ("Harbour office: 01632 960100", "01632 960100", "words around the number were left out"),
        ("01632 960100 / 01632 960101", "01632 960100", "only the first of several numbers is kept"),
        ("01632 960100 01632 960101", "01632 960100", "only the first of several numbers is kept"),
        ("111", "111", ""),
        ("01632960100999999999", None, "not a phone number"),
        ("ask at the desk", None, "not a phone number"),
    ],
)
def test_phone_number(text: str, value: str | None, how: str) -> None:
    assert phone_number(text) == Tidied(value, how)


@pytest.mark.parametrize(
    ("text", "value"),
    [("ZZ1 1AB", "ZZ1 1AB"), ("zz11ab", "ZZ1 1AB"), ("ec1a  1bb", "EC1A 1BB"), ("ZZ1", None), ("none", None)],
)
def test_postcode(text: str, value: str | None) -> None:
    assert postcode(text).value == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("09:30", "09:30"),
        ("9:30", "09:30"),
        ("10:00:00", "10:00"),
        ("10:00Z", "10:00"),
        ("10:00+01:00", "10:00"),
        ("9.30am", "09:30"),
        ("12pm", "12:00"),
        ("12 am", "00:00"),
        ("24:00", None),
        ("13pm", None),
        ("noon", None),
    ],
)
def test_time_of_day(text: str, value: str | None) -> None:
    assert time_of_day(text).value == value


@pytest.mark.parametrize(
    ("text", "value"), [("Monday", "monday"), ("thu", "thursday"), ("T", None), ("Funday", None)]
)
def test_day_of_week(text: str, value: str | None) -> None:
    assert day_of_week(text).value == value


@pytest.mark.parametrize(
    ("text", "value"),
    [("8", 8), ("2.5", 2), ("0", 0), ("-1", None), ("999", None), ("nan", None), ("all", None)],
)
def test_age_in_years(text: str, value: int | None) -> None:
    assert age_in_years(text).value == value


@pytest.mark.parametrize(
    ("text", "value"),
    [("9.00", "9"), ("£1,200.50", "1200.5"), ("0", "0"), ("-1", None), ("1e999999999", None), ("free", None)],
)
def test_price(text: str, value: str | None) -> None:
    assert price(text) == (None if value is None else Decimal(value))


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("St Leonard's Church - Iver", "st-leonards-church-iver"),
        ("Café & Küche", "cafe-and-kuche"),
        ("12th Brownies", "12th-brownies"),
        ("word " * 30, "word-" * 11 + "word"),
        ("x" * 90, "x" * 60),
        ("!?", ""),
    ],
)
def test_slug(text: str, made: str) -> None:
    assert slug(text) == made


def test_short_texts_lose_tags_and_spaces_and_are_cut_at_a_word() -> None:
    assert one_line(30)("Harbour&nbsp;<b>club</b>") == Tidied("Harbour club", "spaces and signs were tidied")
    assert one_line(14)("Harbour sailing club") == Tidied("Harbour...", "cut after 14 characters")
    assert shorten("Harbour, sailing", 12) == "Harbour..."


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "We meet at St. Mary's at 9.30 a.m. Every Monday we sail. Come.",
            "We meet at St. Mary's at 9.30 a.m. Every Monday we sail.",
        ),
        ("“Come and sail!” Everyone can.", "“Come and sail!”"),
        ("We sail", "We sail"),
    ],
)
def test_first_sentence(text: str, sentence: str) -> None:
    assert first_sentence([Block("text", text)]) == sentence


# The terms of other systems.


@pytest.mark.parametrize("name", ["outpost", "open-referral"])
def test_every_term_leads_to_one_that_is_there(name: str) -> None:
    kinds = {
        "service_types": "service-types",
        "needs": "needs",
        "access": "access-features",
        "purpose": "link-purposes",
        "how_to_access.route": "routes",
    }
    choices = {
        "kind": {"setting"},
        "not_a_setting": {"service"},
        "area": {"out"},
        "serves": {"anywhere"},
        "delivered": {"at-a-place", "at-home", "online", "by-phone"},
    }
    terms: SourceTerms = shipped_terms(name)
    for (field, term), meaning in terms.meanings.items():
        for key, ids in meaning.facts.items():
            if key != "how_to_access.steps":
                known = choices[key] if key in choices else vocabularies()[kinds[key]].terms
                assert set(ids) <= set(known), (field, term)
    rows = yaml.safe_load(shipped("schema", "mappings", f"{name}.yaml").read_text(encoding="utf-8"))["terms"]
    assert len(rows) == len(terms.meanings), "a term stands there twice"
    setting = yaml.safe_load(shipped("schema", "entry", "setting.yaml").read_text(encoding="utf-8"))
    for question in terms.questions.values():
        targets = {
            target.removeprefix("setting.") for target in question.values() if target.startswith("setting.")
        }
        assert targets <= set(setting["setting"]["schema"])


def test_terms_that_the_vocabularies_lack_are_not_recognised() -> None:
    lacking = Vocabularies({**vocabularies().by_name, "needs": vocabularies()["routes"]})
    record = service(send_needs=[{"id": 1, "name": "Autism", "slug": "autism"}])
    imported = read_outpost([record], authority="northmere", imported=DAY, vocabularies=lacking)
    assert "needs" not in imported.entries[0]
    assert [one.term for one in imported.losses.unknown_terms] == ["Autism"]


def test_facts_stand_in_the_order_of_the_schema() -> None:
    everything = yaml.safe_load((CASES / "outpost-everything.yaml").read_text(encoding="utf-8"))
    for facts in run("outpost", json.loads(everything["given"])).entries:
        schema = yaml.safe_load(
            shipped("schema", "entry", f"{facts['kind']}.yaml").read_text(encoding="utf-8")
        )
        assert list(facts) == [key for key in schema if key in facts]


# Version 3, and the feeds of this project.


def v3(**more: Any) -> dict[str, Any]:
    least = {
        "id": "a1",
        "name": "Harbour club",
        "description": "A club by the harbour.",
        "organization": {"name": "Harbour Trust"},
    }
    return {**least, **more}


def own(taxonomy: str, term: str, name: str = "") -> dict[str, Any]:
    """An attribute in this project's own words."""
    uri = f"local-offer:{taxonomy}:{term}"
    return {"taxonomy_term": {"id": "t", "name": name or term, "taxonomy": taxonomy, "term_uri": uri}}


def read_v3(**more: Any) -> dict[str, Any]:
    (facts,) = run("open-referral", [v3(**more)]).entries
    return dict(facts)


def test_fields_that_the_uk_profile_left_out_are_read_under_their_international_names() -> None:
    facts = read_v3(
        wait_time="10 weeks",
        eligibility_description="You live near\nYou like boats",
        application_process="Phone us\nCome and see",
        fees_description="Ask about free places",
        phones=[{"number": "01632 960100"}],
        contacts=[{"email": "team@harbour.org.uk"}],
        languages=[{"name": "Polish", "code": "pl"}],
        additional_urls=[{"label": "What to bring", "url": "https://harbour.org.uk/bring"}],
    )
    assert facts["waiting_time"] == {"status": "weeks", "weeks": 10}
    assert facts["eligibility"] == {"who": "criteria", "criteria": ["You live near", "You like boats"]}
    assert facts["how_to_access"] == {"steps": ["Phone us", "Come and see"]}
    assert facts["cost"] == {"help": "Ask about free places"}
    assert facts["contact"] == {"phone": "01632 960100", "email": "team@harbour.org.uk"}
    assert facts["languages"] == ["pl"]
    assert facts["links"] == [
        {"purpose": "more-information", "title": "What to bring", "url": "https://harbour.org.uk/bring"}
    ]


def test_access_in_free_words_is_kept_and_a_feature_that_is_known_is_named() -> None:
    said = "A loop in the hall, and a lift to all floors"
    place = {
        "name": "Harbour Hall",
        "accessibility": [{"accessibility": said}, {"accessibility": "Ramp"}, {"accessibility": "Gangway"}],
    }
    imported = run("open-referral", [v3(service_at_locations=[{"location": place}])])
    (facts,) = imported.entries
    assert facts["places"] == [{"name": "Harbour Hall", "access": ["ramp"]}]
    assert facts["description"].endswith(f"### Getting in and around\n\n{said}")
    assert [one.term for one in imported.losses.unknown_terms] == ["Gangway"]


def test_a_wait_in_other_words_is_kept_as_a_section() -> None:
    facts = read_v3(wait_time="About a term, longer in winter")
    assert "waiting_time" not in facts
    assert facts["description"].endswith("### How long you may wait\n\nAbout a term, longer in winter")


def test_words_of_our_own_come_back_word_for_word() -> None:
    facts = read_v3(
        summary="A club for all.",
        description="A club for all.\n\nWe sail.\n\n### How children with special educational needs are "
        "taught\n\nWith pictures.",
        attributes=[
            own("kind", "setting"),
            own("service-types", "nursery"),
            own("needs", "autism"),
            own("levels", "universal"),
            own("provider-types", "charity"),
            own("eligibility.who", "open-to-all"),
            own("routes", "drop-in"),
            own("availability.status", "waiting-list"),
            own("cost.to_family", "free"),
            own("delivered", "at-a-place"),
        ],
        alert="There is a waiting list. This was so on 1 October 2026.",
        wait_time="Nobody can say how long the wait is. This was so on 2 October 2026.",
        cost_options=[{"amount": 0, "amount_description": "free", "option": "Bring a towel"}],
        service_areas=[{"name": "anywhere", "service_area": "anywhere"}],
        schedules=[
            {
                "freq": "WEEKLY",
                "byday": "MO,TU",
                "opens_at": "10:00",
                "closes_at": "12:00",
                "description": "In term time",
                "notes": "Come early.",
            }
        ],
    )
    assert (facts["kind"], facts["level"], facts["delivered"]) == ("setting", "universal", ["at-a-place"])
    assert (facts["service_types"], facts["needs"]) == (["nursery"], ["autism"])
    assert (facts["summary"], facts["description"]) == ("A club for all.", "We sail.")
    assert facts["setting"] == {"teaching_approach": "With pictures."}
    assert facts["provider"] == {"name": "Harbour Trust", "type": "charity"}
    assert facts["eligibility"] == {"who": "open-to-all"}
    assert facts["how_to_access"] == {"route": ["drop-in"]}
    assert facts["availability"] == {"status": "waiting-list", "as_of": date(2026, 10, 1)}
    assert facts["waiting_time"] == {"status": "not-known", "as_of": date(2026, 10, 2)}
    assert facts["cost"] == {"to_family": "free", "amount": "Bring a towel"}
    assert facts["serves"] == {"where": "anywhere"}
    assert facts["when"] == [
        {
            "days": ["monday", "tuesday"],
            "from": "10:00",
            "to": "12:00",
            "season": "term-time",
            "note": "Come early.",
        }
    ]


def test_a_word_of_a_newer_version_is_not_recognised_and_breaks_nothing() -> None:
    imported = run("open-referral", [v3(attributes=[own("needs", "flying", "Flying"), own("moods", "x")])])
    assert [one.term for one in imported.losses.unknown_terms] == ["Flying", "x"]
    assert len(imported.entries) == 1


# Files.


def test_letters_of_windows_1252_are_read_and_noted() -> None:
    content = '[{"name": "Café – '.encode() + b'caf\xe9 \x96"}]'
    read = read_source(content, "services.json")
    assert read.data == [{"name": "Café – café –"}]
    assert read.notes == ("services.json is not all UTF-8: 2 letters were read as Windows-1252.",)


def test_utf_16_and_a_byte_order_mark_are_read() -> None:
    assert read_source("\ufeff[1]".encode(), "a.json").notes == ()
    assert read_source("[1]".encode("utf-16"), "a.json").data == [1]


def test_a_number_without_end_is_refused() -> None:
    with pytest.raises(SiteBuilderError, match=r"^a\.json holds a number with thousands of digits$"):
        read_source(b"[" + b"1" * 9_000 + b"]", "a.json")


def test_long_answers_stay_within_what_an_entry_may_hold() -> None:
    question = "What recent SEND-specific training has been completed by your staff and/or volunteers?"
    answers = {"survey_answers": [{"question": question, "answer": "Makaton training. " * 1_000}]}
    nursery = [{"slug": "day-nurseries-and-creches", "name": "Day nurseries"}]
    record = service(description="A club. " * 6_000, local_offer=answers, taxonomies=nursery)
    (facts,) = run("outpost", [record]).entries
    assert "setting" not in facts
    assert len(facts["description"]) <= 50_000
    document, _ = parse_document(dump_document(facts).encode("utf-8"), "harbour-club.yaml")
    assert document is not None
    assert not rules().schemas["setting"].read(document).diagnostics


def test_a_file_nested_without_end_is_refused() -> None:
    with pytest.raises(SiteBuilderError, match=r"^a\.json is nested too deeply to be a list of services$"):
        read_source(b"[" * 200_000, "a.json")


@pytest.mark.parametrize("data", [None, 3, "text", {"services": []}, {"content": "none"}])
def test_data_that_is_no_list_is_refused(data: Any) -> None:
    with pytest.raises(SiteBuilderError, match="the file holds no list of services"):
        records_of(data)


def test_one_service_alone_is_read() -> None:
    assert [facts["id"] for facts in run("outpost", service()).entries] == ["harbour-club"]


# What looks personal.


def test_what_looks_personal_is_counted_and_never_repeated() -> None:
    mobile = "07912 000482"
    record = service(contacts=[{"phone": mobile}], description=f"A club. Ring {mobile}.")
    losses = run("outpost", [record]).losses
    assert [(one.entry, one.field) for one in losses.warnings] == [
        ("harbour-club", "contact.phone"),
        ("harbour-club", "description"),
    ]
    assert "482" not in as_text(losses) + json.dumps(as_json(losses))


def test_a_record_with_a_childs_number_is_skipped_and_the_number_not_repeated() -> None:
    number = "943 476 5919"
    records = [
        service(description=f"A club. Call about NHS number {number}, please."),
        service(name=f"Club for {number}", organisation={}),
        service(id=2, suitabilities=[{"name": f"For {number}"}]),
    ]
    losses = run("outpost", records).losses
    assert [(one.name, one.reason) for one in losses.skipped] == [
        ("Harbour club", "its description holds what looks like an NHS number"),
        ("(not repeated: it looks personal)", "it does not say who runs it"),
    ]
    assert [one.term for one in losses.unknown_terms] == ["(not repeated: it looks personal)"]
    assert "5919" not in as_text(losses) + json.dumps(as_json(losses))


# The report.


def check_json(losses: LossReport) -> dict[str, Any]:
    data = as_json(losses)
    assert json.loads(json.dumps(data)) == data
    return data


@needs_data
@each_real_file
def test_the_report_as_data_adds_up(source: str, path: str, records: int, entries: int) -> None:
    data = check_json(run_file(source, path)[1].losses)
    counts = data["counts"]
    parts = ("kept", "changed", "lost", "not_recognised", "in_skipped_records")
    assert sum(counts[part] for part in parts) == counts["values"]
    assert sum(one["values"] for one in data["fields"]) == counts["values"]
    assert all(sum(o["count"] for o in one["outcomes"]) == one["values"] for one in data["fields"])


def test_the_report_as_data() -> None:
    record = service(free=False, suitabilities=[{"name": "Older people"}], created_at="2021-03-01")
    data = check_json(run("outpost", [record, "no record"], ("A note.",)).losses)
    assert data == {
        "format_version": 1,
        "source": "Outpost directory",
        "imported": "2026-11-01",
        "counts": {
            "records": 2,
            "entries": 1,
            "skipped": 1,
            "values": 8,
            "kept": 4,
            "changed": 0,
            "lost": 2,
            "not_recognised": 1,
            "in_skipped_records": 1,
        },
        "notes": ["A note."],
        "skipped": [{"record": 2, "source_id": "", "name": "", "reason": "it is no record of a service"}],
        "fields": [
            one("(the record)", "skipped", "its record was skipped"),
            one(
                "created_at",
                "lost",
                "the day a record was made or changed does not show that anybody checked it",
            ),
            one("description", "kept"),
            one("free", "lost", '"not free" alone does not say what a family pays'),
            one("id", "kept"),
            one("name", "kept"),
            one("organisation.name", "kept"),
            one("suitabilities[].name", "not-recognised", "not a term that is known here"),
        ],
        "not_recognised": [{"field": "suitabilities", "term": "Older people", "count": 1}],
        "left_out_of_texts": [],
        "warnings": [],
        "made": [
            {"fact": "id", "how": "made from the name", "count": 1},
            {
                "fact": "service_types",
                "how": "other-support, because the source names no kind that is known here",
                "count": 1,
            },
            {"fact": "summary", "how": "made from the first sentence of the description", "count": 1},
        ],
    }


def one(field: str, outcome: str, reason: str = "") -> dict[str, Any]:
    return {"field": field, "values": 1, "outcomes": [{"outcome": outcome, "reason": reason, "count": 1}]}


# Writing.


def test_a_real_authority_is_described_from_the_table() -> None:
    assert describe_authority("derby") == {
        "id": "derby",
        "name": "Derby",
        "official_name": "Derby City Council",
        "gss_code": "E06000015",
        "dfe_code": "831",
        "region": "East Midlands",
        "demonstration": "real",
    }


def test_any_other_authority_is_invented_and_has_a_code_of_nobody() -> None:
    facts = describe_authority("harbour-bay")
    assert facts | {"gss_code": ""} == {
        "id": "harbour-bay",
        "name": "Harbour Bay",
        "gss_code": "",
        "demonstration": "invented",
    }
    assert facts["gss_code"].startswith("E0699") and len(facts["gss_code"]) == 9
    assert describe_authority("harbour-bay") == facts


def test_the_report_is_written_as_json(tmp_path: Path) -> None:
    losses = as_json(run("outpost", [service()]).losses)
    write_report(tmp_path / "report.json", losses)
    write_report(tmp_path / "report.json", losses)
    assert json.loads((tmp_path / "report.json").read_text(encoding="utf-8")) == losses
    assert [path.name for path in tmp_path.iterdir()] == ["report.json"]
    with pytest.raises(SiteBuilderError, match=r"report\.json cannot be written: "):
        write_report(tmp_path / "none" / "report.json", losses)
