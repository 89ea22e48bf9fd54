"""Importing again updates what the source changed, keeps what people changed, and deletes nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from site_builder.exchange.duplicates import Candidate, candidate, find_duplicates
from tests.importing import AUTHORITY, ENTRIES, Desk, feed_service

CLUB = f"{ENTRIES}/harbour-club.yaml"
MEMORY = "imports/northmere/open-referral-uk.jsonl"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_a_first_import_writes_entries_and_remembers_what_the_source_said(desk: Desk) -> None:
    text, report = desk.services(feed_service(), feed_service("b2"))
    assert report["update"]["new"] == [CLUB, f"{ENTRIES}/harbour-club-2.yaml"]
    assert "2 new entries, 0 changed, 0 as they were." in text
    assert "offer_content/northmere/authority.yaml was made of what is known; please complete it." in text
    first, *lines = (desk.root / MEMORY).read_text(encoding="utf-8").splitlines()
    assert json.loads(first) == {"format_version": 1, "source": "open-referral-uk"}
    assert [(json.loads(line)["id"], json.loads(line)["entry"]) for line in lines] == [
        ("a1", "harbour-club"),
        ("b2", "harbour-club-2"),
    ]
    desk.run("check")


def test_importing_the_same_on_another_day_changes_no_byte(desk: Desk) -> None:
    desk.services(feed_service(), feed_service("b2", description=""))
    before = desk.files()
    text, report = desk.services(feed_service(), feed_service("b2", description=""), day="2026-12-24")
    assert desk.files() == before
    assert report["update"]["unchanged"] == 1
    assert "0 new entries, 0 changed, 1 as they were." in text


def test_what_only_the_source_changed_is_taken_and_the_rest_of_the_file_stays(desk: Desk) -> None:
    desk.services(feed_service(email="old@harbour.org.uk"))
    desk.edit("title: Harbour club\n", "# Known as the boat club.\ntitle: Harbour club\n")
    desk.edit("provider:\n", "# Checked by us.\nprovider:\n")
    _, report = desk.services(feed_service(email="new@harbour.org.uk"), day="2026-12-24")
    assert report["update"]["changed"] == [{"path": CLUB, "fields": ["contact.email"]}]
    text = desk.entry().read_text(encoding="utf-8")
    assert "# Known as the boat club.\ntitle: Harbour club\n" in text
    assert "# Checked by us.\nprovider:\n" in text
    assert "  email: new@harbour.org.uk\n" in text
    assert "  imported: 2026-12-24\n" in text


def test_what_only_people_changed_stays_and_is_counted(desk: Desk) -> None:
    desk.services(feed_service())
    desk.edit("title: Harbour club\n", "title: The boat club\n")
    before = desk.entry().read_bytes()
    text, report = desk.services(feed_service())
    assert desk.entry().read_bytes() == before
    assert report["update"]["own_words"] == [{"path": CLUB, "field": "title"}]
    assert report["update"]["conflicts"] == []
    assert "Your own words stand in 1 field; the source says the same there as last time." in text


def test_what_both_changed_is_a_conflict_of_that_field_alone(desk: Desk) -> None:
    desk.services(feed_service(email="a@harbour.org.uk", url="https://a.harbour.org.uk"))
    desk.edit("email: a@harbour.org.uk", "email: ours@harbour.org.uk")
    changed = feed_service(email="b@harbour.org.uk", url="https://b.harbour.org.uk")
    text, report = desk.services(changed)
    contact = desk.facts()["contact"]
    assert contact == {"email": "ours@harbour.org.uk", "website": "https://b.harbour.org.uk"}
    assert report["update"]["conflicts"] == [
        {
            "path": CLUB,
            "field": "contact.email",
            "here": "ours@harbour.org.uk",
            "source": "b@harbour.org.uk",
            "why": "both changed it",
        }
    ]
    told = f'  {CLUB}: contact.email: here "ours@harbour.org.uk", the source says "b@harbour.org.uk"'
    assert told in text


def test_a_field_that_people_took_out_stays_out(desk: Desk) -> None:
    desk.services(feed_service(email="a@harbour.org.uk", url="https://a.harbour.org.uk"))
    desk.edit("  email: a@harbour.org.uk\n", "")
    _, report = desk.services(feed_service(email="a@harbour.org.uk", url="https://a.harbour.org.uk"))
    assert "email" not in desk.facts()["contact"]
    assert report["update"]["own_words"] == [{"path": CLUB, "field": "contact.email"}]


def test_a_field_that_the_source_took_out_goes(desk: Desk) -> None:
    desk.services(feed_service(fees="£5"))
    assert desk.facts()["cost"] == {"amount": "£5"}
    desk.services(feed_service())
    assert "cost" not in desk.facts()


def test_facts_that_people_added_stay(desk: Desk) -> None:
    desk.services(feed_service())
    desk.edit("external_ids:\n", "reviewed: 2026-10-01\nexternal_ids:\n")
    desk.services(feed_service(name="Quay club"))
    assert desk.facts()["reviewed"] == "2026-10-01"
    assert desk.facts()["title"] == "Quay club"
    assert desk.entries() == ["harbour-club"]


def test_an_entry_is_found_again_by_its_number_under_another_file_name(desk: Desk) -> None:
    desk.services(feed_service())
    desk.edit("id: harbour-club\n", "id: boat-club\n")
    desk.entry().rename(desk.entry("boat-club"))
    _, report = desk.services(feed_service(name="Quay club"))
    assert desk.entries() == ["boat-club"]
    assert [one["path"] for one in report["update"]["changed"]] == [f"{ENTRIES}/boat-club.yaml"]


def test_two_records_that_people_made_one_entry_of_do_not_overwrite_each_other(desk: Desk) -> None:
    desk.services(feed_service())
    desk.edit("    id: a1\n", "    id: a1\n  - scheme: open-referral-uk\n    id: b2\n")
    _, report = desk.services(feed_service(), feed_service("b2", "Quay club"))
    assert desk.entries() == ["harbour-club"]
    assert desk.facts()["title"] == "Harbour club"
    assert [one["why"] for one in report["update"]["conflicts"]] == [
        "the record b2 of the source has the same entry as another one"
    ]


def test_what_is_gone_from_the_source_is_named_and_stays(desk: Desk) -> None:
    desk.services(feed_service(), feed_service("b2", "Quay club"))
    text, report = desk.services(feed_service())
    assert desk.entries() == ["harbour-club", "quay-club"]
    gone = f"{ENTRIES}/quay-club.yaml"
    assert report["update"]["gone_from_source"] == [{"path": gone, "source_id": "b2"}]
    assert f"No longer in the source; kept, so look if they are still right (1):\n  {gone}\n" in text
    _, report = desk.services(feed_service(), feed_service("b2", "Quay club"))
    assert report["update"]["unchanged"] == 2


def test_what_the_source_no_longer_lists_is_named_with_the_reason_and_stays(desk: Desk) -> None:
    desk.services(feed_service())
    _, report = desk.services(feed_service(status="inactive"))
    assert desk.entries() == ["harbour-club"]
    why = 'the source no longer lists it: its status is "inactive"'
    assert report["update"]["no_entry_any_more"] == [{"path": CLUB, "source_id": "a1", "why": why}]
    assert report["update"]["gone_from_source"] == []


def test_an_entry_that_people_deleted_is_not_written_again_nor_remembered(desk: Desk) -> None:
    desk.services(feed_service())
    desk.entry().unlink()
    _, report = desk.services(feed_service())
    assert desk.entries() == []
    assert report["update"]["taken_out_by_people"] == [{"path": CLUB, "source_id": "a1"}]
    assert "by the harbour" not in (desk.root / MEMORY).read_text(encoding="utf-8")


def test_an_entry_of_peoples_own_with_the_same_name_is_not_touched(desk: Desk) -> None:
    desk.services(feed_service("x9", "Another club"))
    own = "id: harbour-club\nkind: service\ntitle: Harbour club\n"
    desk.entry().write_text(own, encoding="utf-8")
    text, report = desk.services(feed_service(), feed_service("x9", "Another club"))
    assert desk.entry().read_text(encoding="utf-8") == own
    assert desk.entries() == ["another-club", "harbour-club", "harbour-club-2"]
    assert [one["entry"] for one in report["duplicates"][0]["entries"]] == ["harbour-club", "harbour-club-2"]
    assert "  same name: harbour-club (written here), harbour-club-2 (open-referral-uk)" in text


def test_without_what_it_remembers_an_import_writes_over_nothing(desk: Desk) -> None:
    desk.services(feed_service())
    (desk.root / MEMORY).unlink()
    before = desk.entry().read_bytes()
    _, report = desk.services(feed_service(name="Quay club", email="a@harbour.org.uk"))
    assert desk.entry().read_bytes() == before
    told = [(one["field"], one["here"], one["source"]) for one in report["update"]["conflicts"]]
    assert told == [("title", "Harbour club", "Quay club"), ("contact.email", "", "a@harbour.org.uk")]


def test_a_change_that_would_break_the_file_is_not_taken(desk: Desk) -> None:
    desk.services(feed_service(minimum_age=5, maximum_age=18))
    desk.edit("  to: 18\n", "  to: 11\n")
    before = desk.entry().read_bytes()
    _, report = desk.services(feed_service(minimum_age=12, maximum_age=18))
    assert desk.entry().read_bytes() == before
    (told,) = report["update"]["conflicts"]
    assert (told["field"], told["why"]) == ("ages.from", "ages.from: from 12 to 11 leaves nobody")


def test_a_file_that_cannot_be_read_is_left_and_named(desk: Desk) -> None:
    desk.services(feed_service())
    desk.entry().write_text("title: 'never closed\n", encoding="utf-8")
    _, report = desk.services(feed_service(name="Quay club"))
    assert report["update"]["unreadable"] == [{"path": CLUB, "source_id": "a1"}]
    assert desk.entry().read_text(encoding="utf-8") == "title: 'never closed\n"


def test_a_memory_that_cannot_be_read_stops_the_import_with_its_line(desk: Desk) -> None:
    desk.services(feed_service())
    memory = desk.root / MEMORY
    memory.write_text(f"<<<<<<< ours\n{memory.read_text(encoding='utf-8')}", encoding="utf-8")
    done = desk.run("import", "oruk", desk.root / "services.json", "--authority", "northmere", code=2)
    assert f"Error: {MEMORY}:1 cannot be read; bring the file back from git." in done.output


def test_two_directories_with_the_same_numbers_are_kept_apart(desk: Desk) -> None:
    desk.services(feed_service("1"))
    desk.services(feed_service("1", "Quay club"), kind="oruk")
    assert desk.facts()["title"] == "Quay club"
    desk.import_("oruk", desk.root / "services.json", "--source", "quay-directory")
    assert desk.entries() == ["harbour-club", "quay-club"]
    assert desk.facts("quay-club")["external_ids"] == [{"scheme": "quay-directory", "id": "1"}]


def test_a_dry_run_says_it_all_and_writes_nothing(desk: Desk) -> None:
    file = desk.file("services.json", json.dumps([feed_service(), feed_service("b2", "")]))
    text, report = desk.import_("oruk", file, "--dry-run")
    assert text.count("Nothing was written; this is what an import would do.") == 1
    assert report["update"]["new"] == [CLUB]
    assert desk.files() == {}


def test_a_name_that_is_no_id_is_refused(desk: Desk) -> None:
    file = desk.file("services.json", json.dumps([feed_service()]))
    for name in ("../up", "North Mere", "", "a/b"):
        done = desk.run("import", "oruk", file, "--authority", name, code=2)
        assert "cannot name an authority" in done.output
    assert not (desk.root / "offer_content").exists()


def test_a_folder_that_leads_out_of_the_project_is_refused(desk: Desk, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    project = Desk(tmp_path / "project")
    (project.root / "offer_content").mkdir(parents=True)
    (project.root / "offer_content" / "northmere").symlink_to(elsewhere)
    file = project.file("services.json", json.dumps([feed_service()]))
    done = project.run("import", "oruk", file, "--authority", "northmere", code=2)
    assert "leads out of the project" in done.output
    assert not list(elsewhere.rglob("*.yaml"))


# Drafts ---------------------------------------------------------------------------------------------------

DRAFT = "imports/northmere/drafts/open-referral-uk/harbour-club.yaml"


def test_a_record_that_is_no_entry_yet_becomes_a_draft_that_no_build_reads(desk: Desk) -> None:
    text, report = desk.services(feed_service(organization={}, email="a@harbour.org.uk"))
    assert report["drafts"] == [DRAFT]
    assert f"Drafts for you to finish, which no build reads (1):\n  {DRAFT}\n" in text
    assert (desk.root / DRAFT).read_text(encoding="utf-8") == (
        "# Not an entry yet: it does not say who runs it.\n"
        "# Record 1 of the source, number a1. No build reads this file.\n"
        "# To make an entry of it, write what is missing, move it to\n"
        f"# {CLUB} and run: local-offer check\n"
        "#\n"
        "# What the source says:\n"
        "#   id: a1\n"
        "#   name: Harbour club\n"
        "#   description: A club by the harbour for all who like boats.\n"
        "#   email: a@harbour.org.uk\n"
        "id: harbour-club\n"
        "title: Harbour club\n"
    )
    desk.run("check")
    assert desk.entries() == []


def test_a_draft_goes_when_its_record_is_an_entry_and_nobody_worked_on_it(desk: Desk) -> None:
    desk.services(feed_service(organization={}))
    desk.services(feed_service())
    assert not (desk.root / DRAFT).exists()
    assert desk.entries() == ["harbour-club"]


def test_a_draft_that_people_work_on_is_never_written_over(desk: Desk) -> None:
    desk.services(feed_service(organization={}))
    (desk.root / DRAFT).write_text("title: Ours\n", encoding="utf-8")
    _, report = desk.services(feed_service(organization={}, email="a@harbour.org.uk"))
    assert report["drafts_changed_by_people"] == [DRAFT]
    desk.services(feed_service())
    assert (desk.root / DRAFT).read_text(encoding="utf-8") == "title: Ours\n"


def test_a_draft_repeats_nothing_personal_and_no_endless_text(desk: Desk) -> None:
    number = "943 476 5919"
    words = f"A club. Call about NHS number {number}, please. <img src='data:image/png;base64,{'A' * 9000}'>"
    desk.services(feed_service(description=words))
    text = (desk.root / DRAFT).read_text(encoding="utf-8")
    assert "5919" not in text and "(not repeated: it looks personal)" in text
    assert len(text) < 2_000


# Duplicates -----------------------------------------------------------------------------------------------


def club(entry: str, title: str = "Harbour club", postcode: str = "", phone: str = "") -> Candidate:
    facts = {"title": title, "places": [{"postcode": postcode}], "contact": {"phone": phone}}
    return candidate(entry, facts)


def groups(*entries: Candidate, fresh: str = "a") -> list[tuple[list[str], tuple[str, ...]]]:
    return [
        ([one.entry for one in found.entries], found.shared)
        for found in find_duplicates(entries, frozenset({fresh}))
    ]


def test_the_same_name_at_the_same_postcode_or_number_is_suggested() -> None:
    assert groups(club("a", postcode="ZZ1 1AB"), club("b", "The Harbour Club", "ZZ1 1AB")) == [
        (["a", "b"], ("name", "postcode"))
    ]
    assert groups(club("a", phone="01632 960100"), club("b", phone="+44 1632 960100")) == [
        (["a", "b"], ("name", "phone"))
    ]


def test_the_same_name_in_two_towns_is_not_suggested() -> None:
    assert groups(club("a", postcode="ZZ1 1AB"), club("b", postcode="ZZ9 9AB")) == []


def test_the_same_name_is_suggested_where_one_says_not_where_it_is() -> None:
    assert groups(club("a", postcode="ZZ1 1AB"), club("b")) == [(["a", "b"], ("name",))]


def test_one_place_and_number_with_names_alike_is_suggested_and_with_other_names_not() -> None:
    where = {"postcode": "ZZ1 1AB", "phone": "01632 960100"}
    alike = club("b", "Harbour sailing club", **where)
    assert groups(club("a", **where), alike) == [(["a", "b"], ("phone", "postcode"))]
    assert groups(club("a", **where), club("b", "Chess for all", **where)) == []


def test_what_was_there_before_is_not_suggested_among_itself() -> None:
    assert groups(club("b"), club("c")) == []


def test_many_at_one_place_take_no_longer_than_their_number() -> None:
    """Compared each with each, these would be two hundred million pairs."""
    where = {"postcode": "ZZ1 1AB", "phone": "01632 960100"}
    entries = [club(f"n{number:05}", f"Club {number} of the harbour", **where) for number in range(20_000)]
    assert len(groups(*entries, fresh="n00000")) <= 1


def test_what_is_new_waits_where_people_agree_to_every_entry(desk: Desk) -> None:
    desk.services(feed_service())
    authority = desk.root / f"offer_content/{AUTHORITY}/authority.yaml"
    with authority.open("a", encoding="utf-8") as file:
        file.write("sign_off: [local-authority, parent-carer-forum]\n")
    text, _ = desk.services(feed_service("b2", "Boat club"))
    assert "What is new is a draft, because people agree to every entry of this offer" in text
    assert desk.entry("boat-club").read_text(encoding="utf-8").endswith("\nsigned_off: []\n")
    assert "signed_off" not in desk.facts()
    said = desk.run("check", f"{ENTRIES}/boat-club.yaml").output
    assert "error[" not in said
    assert "warning[draft] signed_off: this is a draft" in said
    # Who agrees is never the source's to say, and stays.
    agreed = desk.entry("boat-club").read_text(encoding="utf-8").replace("[]", "[local-authority]")
    desk.entry("boat-club").write_text(agreed, encoding="utf-8")
    desk.services(feed_service("b2", "Boat club", description="A club by the new harbour for all."))
    assert desk.facts("boat-club")["signed_off"] == ["local-authority"]
    assert "new harbour" in desk.facts("boat-club")["summary"]
