"""Registers of schools and tables of any kind become entries, as far as they say what an entry needs."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest

from site_builder.content.vocabulary import load_vocabularies
from site_builder.errors import SiteBuilderError
from site_builder.exchange.source import shipped_terms
from site_builder.exchange.table import open_table
from site_builder.exchange.table_mapping import FIELDS, read_mapping
from tests.importing import ENTRIES, Desk, ods, packed, xlsx

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"

needs_data = pytest.mark.skipif(not SHARED.is_dir(), reason="the shared data is not beside the project")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


# Schools --------------------------------------------------------------------------------------------------

SCHOOL = {
    "URN": "999001",
    "LA (code)": "201",
    "EstablishmentName": "Harbour Primary School",
    "TypeOfEstablishment (name)": "Academy converter",
    "EstablishmentStatus (name)": "Open",
    "CloseDate": "",
    "PhaseOfEducation (name)": "Primary",
    "StatutoryLowAge": "3",
    "StatutoryHighAge": "11",
    "NurseryProvision (name)": "Has Nursery Classes",
    "OfficialSixthForm (name)": "Not applicable",
    "SchoolCapacity": "271",
    "Trusts (name)": "THE HARBOUR TRUST OF SCHOOLS",
    "LastChangedDate": "09-02-2024",
    "Street": "Ferry Lane",
    "Town": "Northmere",
    "Postcode": "ZZ1 1AB",
    "SchoolWebsite": "www.harbour.sch.uk",
    "TelephoneNum": "1632960100",
    "HeadLastName": "Bloggs",
    "Section41Approved (name)": "Not applicable",
    "SEN1 (name)": "",
    "SEN2 (name)": "",
    "TypeOfResourcedProvision (name)": "Not applicable",
    "ResourcedProvisionCapacity": "",
    "SenUnitCapacity": "",
    "Easting": "533498",
}


def register(*schools: dict[str, str], encoding: str = "windows-1252") -> bytes:
    """A register of *schools*: what each says beside, or in place of, what SCHOOL says."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(SCHOOL))
    writer.writeheader()
    writer.writerows({**SCHOOL, **one} for one in schools)
    return text.getvalue().encode(encoding)


def schools(desk: Desk, *some: dict[str, str], **more: Any) -> tuple[str, dict[str, Any]]:
    return desk.import_("gias", desk.file("gias.csv", register(*some)), "--la-code", "201", **more)


def test_a_school_says_what_the_register_says_of_it(desk: Desk) -> None:
    schools(desk, {})
    facts = desk.facts("harbour-primary-school")
    assert facts["kind"] == "setting"
    assert facts["summary"] == "Academy converter for ages 3 to 11 in Northmere."
    assert facts["service_types"] == ["academy", "nursery-class"]
    assert facts["provider"] == {"name": "The Harbour Trust of Schools", "type": "school"}
    assert facts["ages"] == {"from": "3", "to": "11"}
    assert facts["capacity"] == {"places": "271", "unit": "pupils"}
    assert facts["places"] == [
        {"name": "Harbour Primary School", "address": ["Ferry Lane", "Northmere"], "postcode": "ZZ1 1AB"}
    ]
    assert facts["contact"] == {"phone": "01632960100", "website": "https://www.harbour.sch.uk"}
    assert facts["setting"] == {"urn": "999001"}
    assert facts["external_ids"] == [{"scheme": "urn", "id": "999001"}]
    assert "says_checked" not in facts["source"]
    assert "Bloggs" not in desk.entry("harbour-primary-school").read_text(encoding="utf-8")
    desk.run("check")


def test_rows_of_other_authorities_and_closed_schools_are_counted_and_not_read(desk: Desk) -> None:
    text, report = schools(
        desk,
        {},
        {"URN": "999002", "LA (code)": "202"},
        {"URN": "999003", "EstablishmentStatus (name)": "Closed"},
        {"URN": "999004", "EstablishmentStatus (name)": "Proposed to open"},
    )
    assert report["counts"]["records"] == 1
    assert "Rows that were passed over: 1 of other authorities, 2 not open." in text


def test_a_school_that_is_to_close_says_so_until_it_has(desk: Desk) -> None:
    closing = {"EstablishmentStatus (name)": "Open, but proposed to close"}
    _, report = schools(
        desk,
        {**closing, "CloseDate": "31-07-2027"},
        {**closing, "URN": "999002", "CloseDate": "31-07-2026"},
    )
    assert (
        "- It is proposed to close, on 31 July 2027\n" in desk.facts("harbour-primary-school")["description"]
    )
    assert [one["reason"] for one in report["skipped"]] == ["it was to close on 2026-07-31"]


def test_needs_of_a_special_school_are_its_own_also_after_not_applicable(desk: Desk) -> None:
    schools(
        desk,
        {
            "TypeOfEstablishment (name)": "Other independent special school",
            "Section41Approved (name)": "Approved",
            "SEN1 (name)": "Not Applicable",
            "SEN2 (name)": "SpLD - Specific Learning Difficulty",
        },
    )
    facts = desk.facts("harbour-primary-school")
    assert facts["service_types"] == ["section-41-institution", "nursery-class"]
    assert facts["needs"] == ["specific-learning-difficulty"]
    assert "units" not in facts


def test_a_unit_in_a_mainstream_school_has_its_needs_and_places(desk: Desk) -> None:
    _, report = schools(
        desk,
        {
            "TypeOfResourcedProvision (name)": "Resourced provision and SEN unit",
            "ResourcedProvisionCapacity": "12",
            "SenUnitCapacity": "8",
            "SEN1 (name)": "ASD - Autistic Spectrum Disorder",
            "SEN2 (name)": "XYZ - Something new",
        },
    )
    facts = desk.facts("harbour-primary-school")
    assert facts["service_types"] == ["academy", "nursery-class", "resourced-provision"]
    assert facts["units"] == [
        {
            "type": "resourced-provision",
            "name": "Resourced provision",
            "needs": ["autism"],
            "capacity": {"places": "12", "unit": "pupils"},
        },
        {
            "type": "resourced-provision",
            "name": "SEN unit",
            "needs": ["autism"],
            "capacity": {"places": "8", "unit": "pupils"},
        },
    ]
    assert report["not_recognised"] == [{"field": "SEN2 (name)", "term": "XYZ - Something new", "count": 1}]


def test_the_authority_s_own_code_is_used_where_none_is_given(desk: Desk) -> None:
    desk.run("new", "authority", "derby")
    file = desk.file("gias.csv", register({"LA (code)": "831"}))
    desk.run("import", "gias", file, "--authority", "derby", "--date", "2026-11-01")
    assert (desk.root / "offer_content/derby/entries/harbour-primary-school.yaml").is_file()
    done = desk.run("import", "gias", file, "--authority", "northmere", code=2)
    assert 'Error: "" is not a code of three digits, such as 801; give it with --la-code\n' in done.output


def test_a_register_is_read_as_windows_1252_and_as_utf_8(desk: Desk) -> None:
    text, _ = schools(desk, {"EstablishmentName": "École d’Harbour"})
    assert "gias.csv is not all UTF-8: 2 letters were read as Windows-1252." in text
    assert desk.facts("ecole-dharbour")["title"] == "École d’Harbour"
    file = desk.file("gias.csv", register({"EstablishmentName": "École d’Harbour"}, encoding="utf-8-sig"))
    _, report = desk.import_("gias", file, "--la-code", "201")
    assert report["update"]["unchanged"] == 1


def test_another_table_is_not_taken_for_the_register(desk: Desk) -> None:
    file = desk.file("clubs.csv", "Name,Phone\nHarbour club,01632 960100\n")
    done = desk.run("import", "gias", file, "--authority", "northmere", "--la-code", "201", code=2)
    assert "clubs.csv is not the register of schools: it has no column URN, EstablishmentName" in done.output
    assert "For any other table use: local-offer import csv" in done.output


def test_every_term_of_the_register_leads_to_one_that_is_there() -> None:
    vocabularies = load_vocabularies()
    for (column, term), meaning in shipped_terms("gias").meanings.items():
        for key, ids in meaning.facts.items():
            known = vocabularies[{"service_types": "service-types", "needs": "needs"}[key]]
            assert all(one in known for one in ids), (column, term)


@needs_data
@pytest.mark.parametrize(
    ("name", "code", "entries"),
    [
        ("gias-2024-subset.csv", "201", ["the-aldgate-school"]),
        ("gias-2024-subset.csv", "213", ["fairley-house-school"]),
        ("gias-2024-subset.csv", "0", []),
        ("edubase-2019-sample.csv", "206", ["st-aloysius-rc-college"]),
    ],
)
def test_real_registers_become_entries_without_a_fault(
    desk: Desk, name: str, code: str, entries: list[str]
) -> None:
    code = code.rjust(3, "0") if code == "0" else code
    desk.import_("gias", SHARED / "gias-format" / name, "--la-code", code)
    assert desk.entries() == entries
    desk.run("check")


# Tables ---------------------------------------------------------------------------------------------------

CLUBS = """Ref,Club,What it is,Run by,Ages,Need,Phone,Web,Postcode,Cost,Updated
7,Harbour club,A club for sailors.,Harbour Trust,5-11,Autism; Deaf,01632 960100,harbour.org.uk,zz11ab,free,
8,Quay club,A club for anglers.,Quay Trust,8 and over,Elves,n/a,,,£5,15/08/2026
"""

MAPPING = """source:
  name: List of clubs
  scheme: clubs
  url: https://northmere.example.org/clubs
number: Ref
columns:
  Club:
    to: title
  What it is:
    to: description
  Run by:
    to: provider.name
  Ages:
    to: ages
  Need:
    to: needs
    terms:
      Deaf: [hearing-impairment]
  Phone:
    to: contact.phone
  Web:
    to: contact.website
  Postcode:
    to: places.postcode
  Cost:
    to: cost.amount
  Updated:
    to: nothing
    why: the day a row was changed does not show that anybody checked it
always:
  service_types: [leisure-activity]
"""


def clubs(desk: Desk, table: str | bytes = CLUBS, mapping: str = MAPPING, **more: Any) -> Any:
    file, said = desk.file("clubs.csv", table), desk.file("map.yaml", mapping)
    return desk.import_("csv", file, "--mapping", said, **more)


def test_a_table_is_read_as_its_mapping_says(desk: Desk) -> None:
    text, report = clubs(desk)
    facts = desk.facts("harbour-club")
    assert facts["service_types"] == ["leisure-activity"]
    assert facts["needs"] == ["autism", "hearing-impairment"]
    assert facts["ages"] == {"from": "5", "to": "11"}
    assert facts["cost"] == {"to_family": "free"}
    assert facts["places"] == [{"postcode": "ZZ1 1AB"}]
    assert facts["contact"] == {"phone": "01632 960100", "website": "https://harbour.org.uk"}
    assert facts["external_ids"] == [{"scheme": "clubs", "id": "7"}]
    assert facts["source"] == {
        "name": "List of clubs",
        "url": "https://northmere.example.org/clubs",
        "imported": "2026-11-01",
    }
    other = desk.facts("quay-club")
    assert (other["ages"], other["cost"]) == ({"from": "8"}, {"to_family": "paid", "amount": "£5"})
    assert "contact" not in other and "needs" not in other
    assert report["not_recognised"] == [{"field": "Need", "term": "Elves", "count": 1}]
    assert "Updated: the day a row was changed does not show that anybody checked it" in text
    assert "Phone: says nothing" in text
    desk.run("check")


def test_a_table_imported_again_updates_by_its_numbers(desk: Desk) -> None:
    clubs(desk)
    _, report = clubs(desk, CLUBS.replace("Harbour club", "The boat club"))
    assert report["update"]["changed"] == [
        {"path": f"{ENTRIES}/harbour-club.yaml", "fields": ["title"]},
    ]


def test_rows_can_be_chosen_by_what_a_column_says(desk: Desk) -> None:
    text, _ = clubs(desk, mapping=MAPPING + "only:\n  Run by: [harbour trust]\n")
    assert desk.entries() == ["harbour-club"]
    assert "Rows that were passed over, as the mapping says (Run by): 1." in text


def test_a_sentence_can_be_made_of_columns(desk: Desk) -> None:
    mapping = MAPPING.replace("  What it is:\n    to: description\n", "")
    mapping += "  summary: 'A club run by {Run by} for ages {Ages}.'\n"
    clubs(desk, mapping=mapping)
    assert desk.facts("harbour-club")["summary"] == "A club run by Harbour Trust for ages 5-11."
    assert "description" not in desk.facts("harbour-club")


def test_a_table_without_numbers_is_known_again_by_name_and_place(desk: Desk) -> None:
    mapping = MAPPING.replace("number: Ref\n", "")
    twice = CLUBS + "9,Quay club,The same club once more.,Quay Trust,8 and over,,,,,,\n"
    text, report = clubs(desk, twice, mapping)
    assert desk.facts("quay-club")["external_ids"] == [{"scheme": "clubs", "id": "quay-club-quay-trust"}]
    assert [one["reason"] for one in report["skipped"]] == [
        "it has no number, and a record before it has the same name and place"
    ]
    assert "No column has numbers, so a row is known again by its name and its postcode." in text
    _, report = clubs(desk, twice, mapping)
    assert report["update"]["unchanged"] == 2


@pytest.mark.parametrize(("delimiter", "encoding"), [(";", "utf-8"), ("\t", "utf-16"), ("|", "windows-1252")])
def test_any_usual_sign_and_letters_are_read(desk: Desk, delimiter: str, encoding: str) -> None:
    rows = csv.reader(io.StringIO(CLUBS.replace("Harbour club", "Café; club")))
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    clubs(desk, text.getvalue().encode(encoding))
    assert desk.facts("cafe-club")["title"] == "Café; club"


@pytest.mark.parametrize("ending", ["xlsx", "ods"])
def test_spreadsheets_are_read_like_tables(desk: Desk, ending: str) -> None:
    rows = list(csv.reader(io.StringIO(CLUBS)))
    parts = xlsx(*rows) if ending == "xlsx" else ods(*rows)
    file = packed(desk.root / f"clubs.{ending}", parts)
    said = desk.file("map.yaml", MAPPING + "sheet: Clubs\n")
    desk.import_("csv", file, "--mapping", said)
    assert desk.entries() == ["harbour-club", "quay-club"]
    desk.file("map.yaml", MAPPING + "sheet: Groups\n")
    done = desk.run("import", "csv", file, "--mapping", said, "--authority", "northmere", code=2)
    assert f'clubs.{ending} has no sheet "Groups"; its sheets are: Clubs' in done.output


def test_numbers_in_a_spreadsheet_are_read_as_people_type_them(desk: Desk) -> None:
    rows = (["Ref", "Phone", "Ages"], [7.0, 1632960100, 2.5])
    with open_table(packed(desk.root / "a.xlsx", xlsx(*rows))) as table:
        assert list(table.records()) == [{"Ref": "7", "Phone": "1632960100", "Ages": "2.5"}]


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.csv", b"", "a.csv is empty; the first line should name the columns"),
        ("a.csv", b"\n\n,,\n", "a.csv is empty; the first line should name the columns"),
        ("a.csv", b"<!DOCTYPE html><html>", "a.csv is a web page, not a table; download the file itself"),
        (
            "a.csv",
            b"<!DOCTYPE html>\n<html>\n<title>Sign in, please, now</title>\n",
            "a.csv is a web page, not a table; download the file itself",
        ),
        ("a.csv", b"PK\x03\x04rest", "a.csv is a spreadsheet; give its name the right ending, such as .xlsx"),
        ("a.xlsx", b"no zip at all", "a.xlsx cannot be read as a spreadsheet: "),
    ],
)
def test_what_is_no_table_is_refused_in_one_line(tmp_path: Path, name: str, content: bytes, why: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(SiteBuilderError) as caught, open_table(tmp_path / name):
        pass
    assert str(caught.value).startswith(why)


def test_columns_without_a_name_or_with_the_same_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("Name,,Name,Last\na,b,c,d,e,\n\n,,,\nf\n", encoding="utf-8")
    with open_table(tmp_path / "a.csv") as table:
        assert table.columns == ("Name", "column 2", "Name (2)", "Last")
        assert list(table.records()) == [
            {"Name": "a", "column 2": "b", "Name (2)": "c", "Last": "d", "column 5": "e"},
            {"Name": "f", "column 2": "", "Name (2)": "", "Last": ""},
        ]


# Mapping files --------------------------------------------------------------------------------------------


def faults(desk: Desk, mapping: str) -> list[str]:
    """What is said of a mapping file, without the lines that show the place."""
    file, said = desk.file("clubs.csv", CLUBS), desk.file("map.yaml", mapping)
    done = desk.run("import", "csv", file, "--mapping", said, "--authority", "northmere", code=1)
    assert desk.files().keys() == {"clubs.csv", "map.yaml"}
    root = f"{desk.root.as_posix()}/"
    return [line.removeprefix(root) for line in done.stderr.splitlines() if "map.yaml:" in line]


def test_faults_of_a_mapping_have_their_place_and_are_all_said_at_once(desk: Desk) -> None:
    wrong = MAPPING.replace("to: contact.phone", "to: contact.fone").replace(
        "[leisure-activity]", "[leasure]"
    )
    wrong = wrong.replace("[hearing-impairment]", "[deafness]").replace("scheme: clubs", "scheme: The Clubs")
    assert faults(desk, wrong) == [
        'map.yaml:3:11: error[wrong-form] source.scheme: "The Clubs" should be small letters, digits and '
        "single hyphens, such as family-directory",
        'map.yaml:18:14: error[unknown-term] columns.Need.terms.Deaf[1]: "deafness" is not one of the needs',
        'map.yaml:20:9: error[unknown-choice] columns.Phone.to: "contact.fone" is no field that a table '
        "can fill",
        'map.yaml:31:19: error[unknown-term] always.service_types[1]: "leasure" is not one of the service '
        "types",
    ]


def test_a_column_that_the_table_has_not_is_named_with_the_nearest(desk: Desk) -> None:
    file, said = desk.file("clubs.csv", CLUBS), desk.file("map.yaml", MAPPING.replace("Run by:", "Runby:"))
    done = desk.run("import", "csv", file, "--mapping", said, "--authority", "northmere", code=1)
    assert 'map.yaml:11:3: error[unknown-field] columns.Runby: "Runby" is not a column of clubs.csv' in (
        done.stderr
    )
    assert 'did you mean "Run by"?' in done.stderr


def test_a_mapping_that_is_no_mapping_is_said_in_its_place(desk: Desk) -> None:
    assert faults(desk, "columns: [Name]\n") == [
        "map.yaml:1:1: error[missing-field] source: this field is missing",
        "map.yaml:1:10: error[wrong-shape] columns: a list stands here, and a group of fields belongs here",
    ]


SEVERAL = """\
source: {name: Clubs, scheme: clubs}
columns:
  Name: {to: title, also: [provider.name]}
  Phone: {to: contact.phone}
  Mobile: {to: contact.phone}
  Run by: {to: provider.name}
  Ages: {to: ages}
  From: {to: ages.from}
  To: {to: ages.to}
always: {service_types: [youth-club], summary: 'A club called {Name}.'}
"""
"""Where several columns fill one field that has one value."""


@pytest.mark.parametrize(
    ("cells", "facts", "said"),
    [
        (
            "01632 960001,01632 960002,Quay Trust,5 to 11,5,11",
            {"phone": "01632 960001", "provider": "Quay Trust", "ages": {"from": "5", "to": "11"}},
            {"Mobile": ("lost", "another column for the same field is used")},
        ),
        (
            "01632 960001,01632 960001,,5 to 11,,11",
            {"phone": "01632 960001", "provider": "Quay", "ages": {"from": "5", "to": "11"}},
            {"Mobile": ("kept", "another column says the same")},
        ),
        (
            "ask us,01632 960002,,5 to 11,2,",
            {"phone": "01632 960002", "provider": "Quay", "ages": {"from": "2"}},
            {"Ages": ("lost", "the ages in numbers are used"), "Mobile": ("kept", "")},
        ),
        (
            ",,,5 to 11,-1,",
            {"phone": None, "provider": "Quay", "ages": {"from": "5", "to": "11"}},
            {"Ages": ("changed", "ages in words became numbers")},
        ),
    ],
)
def test_of_several_columns_for_one_value_the_first_is_used_and_the_others_are_said_to_be_lost(
    desk: Desk, cells: str, facts: dict[str, Any], said: dict[str, tuple[str, str]]
) -> None:
    table = desk.file("a.csv", f"Name,Phone,Mobile,Run by,Ages,From,To\nQuay,{cells}\n")
    _, report = desk.import_("csv", table, "--mapping", desk.file("map.yaml", SEVERAL))
    entry = desk.facts("quay")
    assert entry.get("contact", {}).get("phone") == facts["phone"]
    assert (entry["provider"]["name"], entry["ages"]) == (facts["provider"], facts["ages"])
    outcomes = {
        one["field"]: (one["outcomes"][0]["outcome"], one["outcomes"][0]["reason"])
        for one in report["fields"]
    }
    assert {name: outcomes[name] for name in said} == said


@pytest.mark.parametrize(
    ("lines", "columns", "above"),
    [
        ("Clubs of 2026,,\nas of May,,\n,,\nName,Phone,Cost\nQuay,1,free\n", ("Name", "Phone", "Cost"), 2),
        ("\n\nName,Phone,Cost\nQuay,,\n", ("Name", "Phone", "Cost"), 0),
        ('"Clubs"\nas of May\n\nName;Phone;Cost\nQuay;1, 2 or 3;\n', ("Name", "Phone", "Cost"), 2),
        # One or two columns may have a row with one cell: nobody can tell that from a heading.
        ("Name\nQuay\n", ("Name",), 0),
        ("Name,\nQuay,1\n", ("Name",), 0),
    ],
)
def test_a_heading_above_the_names_of_columns_is_passed_over_and_counted(
    tmp_path: Path, lines: str, columns: tuple[str, ...], above: int
) -> None:
    path = tmp_path / "a.csv"
    path.write_text(lines, encoding="utf-8")
    with open_table(path) as table:
        assert (table.columns, table.above) == (columns, above)
        assert [record["Name"] for record in table.records()] == ["Quay"]
        words = "Above the names of its columns, a.csv has 2 lines of heading."
        assert table.notes == ([words] if above else [])


def test_needs_may_be_said_as_schools_say_them(desk: Desk) -> None:
    mapping = "source: {name: Clubs, scheme: clubs}\ncolumns:\n  Name: {to: title, also: [provider.name]}\n"
    mapping += (
        "  Need: {to: needs}\nalways: {service_types: [youth-club], summary: 'A club called {Name}.'}\n"
    )
    table = desk.file("a.csv", 'Name,Need\nQuay,"ASD; pmld, VI - Visual Impairment"\n')
    desk.import_("csv", table, "--mapping", desk.file("map.yaml", mapping))
    expected = ["autism", "profound-and-multiple-learning-difficulty", "vision-impairment"]
    assert desk.facts("quay")["needs"] == expected


def test_either_a_mapping_or_a_draft_of_one_is_asked_for(desk: Desk) -> None:
    done = desk.run("import", "csv", desk.file("a.csv", CLUBS), code=2)
    assert "Give --mapping, or --draft-mapping to start a mapping file." in done.output


def test_a_mapping_is_drafted_with_a_guess_for_each_column(desk: Desk) -> None:
    file, draft = desk.file("family-clubs.csv", CLUBS), desk.root / "map.yaml"
    done = desk.run("import", "csv", file, "--draft-mapping", draft)
    assert "Read every line of it, then run: local-offer import csv" in done.output
    mapping, problems = read_mapping(draft, "map.yaml", load_vocabularies())
    assert mapping is not None and not problems
    assert (mapping.source, mapping.scheme, mapping.number) == ("Family clubs", "family-clubs", "Ref")
    guesses = {column.name: column.to for column in mapping.columns}
    assert guesses == {
        "Club": ("title",),
        "Run by": ("provider.name",),
        "Ages": ("ages",),
        "Need": ("needs",),
        "Phone": ("contact.phone",),
        "Web": ("contact.website",),
        "Postcode": ("places.postcode",),
        "Cost": ("cost.amount",),
    }
    text = draft.read_text(encoding="utf-8")
    assert '  # filled in 2 of 2 rows; such as "Harbour club", "Quay club"\n' in text
    assert "  # not guessed: name a field, or leave it blank and it is not copied\n  What it is:\n" in text
    assert "  # not guessed: name a field, or leave it blank and it is not copied\n  Updated:\n" in text
    assert "    #   Elves: []\n" in text
    done = desk.run("import", "csv", file, "--draft-mapping", draft, code=2)
    assert "map.yaml is there already" in done.output


@pytest.mark.parametrize(
    ("header", "guesses"),
    [
        (
            "Name of group,About us,Ages from,Ages to,Who runs it,Postcode of venue",
            ["title", "description", "ages.from", "ages.to", "provider.name", "places.postcode"],
        ),
        (
            "Organisation name,Service name,Age Lower (years),Age Upper (years),Contact tel,Home page",
            ["provider.name", "title", "ages.from", "ages.to", "contact.phone", "contact.website"],
        ),
        ("Organisation name,Overview,Min age years", ["title", "description", "ages.from"]),
        ("Organisation,Provider,Service", ["provider.name", "", "title"]),
        # Notes may be the council's own, which nobody outside should read.
        ("Name,Notes,What we do", ["title", "", "description"]),
        ("Name,Notes,Town", ["title", "", "places.address"]),
    ],
)
def test_columns_are_guessed_by_what_councils_call_them(desk: Desk, header: str, guesses: list[str]) -> None:
    """A name that can mean two things means what no other column says."""
    names = header.split(",")
    row = ",".join("some words" for _ in names)
    draft = desk.root / "map.yaml"
    desk.run("import", "csv", desk.file("a.csv", f"{header}\n{row}\n"), "--draft-mapping", draft)
    mapping, problems = read_mapping(draft, "map.yaml", load_vocabularies())
    assert mapping is not None and not problems
    targets = {column.name: column.to[0] for column in mapping.columns if column.to}
    assert [targets.get(name, "") for name in names] == guesses


def test_a_column_in_which_each_row_says_something_else_is_guessed_as_the_title(desk: Desk) -> None:
    file, draft = desk.file("a.csv", "Ort,Was\nHarbour,club\nQuay,club\n"), desk.root / "map.yaml"
    desk.run("import", "csv", file, "--draft-mapping", draft)
    text = draft.read_text(encoding="utf-8")
    assert "  # guessed because each row says something else here\n  Ort:\n    to: title\n" in text
    desk.file("a.csv", "Was,Wie\nclub,good\nclub,good\n")
    draft.unlink()
    desk.run("import", "csv", file, "--draft-mapping", draft)
    assert "# No column seems to hold names. Each entry needs one" in draft.read_text(encoding="utf-8")


def test_a_draft_guesses_from_what_cells_say_and_shows_nobody(desk: Desk) -> None:
    rows = "".join(f"Club {n},0163296010{n},ZZ1 {n}AB,0791200048{n},2026010{n}\n" for n in range(1, 6))
    file = desk.file("a.csv", f"Title,A,B,Manager name,C\n{rows}")
    draft = desk.root / "map.yaml"
    desk.run("import", "csv", file, "--draft-mapping", draft)
    text = draft.read_text(encoding="utf-8")
    assert "  # guessed from what it says\n  A:\n    to: contact.phone\n" in text
    assert "  # guessed from what it says\n  B:\n    to: places.postcode\n" in text
    assert "  # it seems to name people, who are not copied\n  Manager name:\n" in text
    assert "  # it holds days; of what, nobody can guess\n  C:\n" in text
    assert "07912" not in text and "(not repeated: it looks personal)" in text


@needs_data
@pytest.mark.parametrize(
    ("path", "only", "entries"),
    [
        ("trafford-mental-health/trafford_mental_health_services.csv", "", 60),
        ("schools-2018/schools.csv", "only:\n  Local Authority: ['202']\n  Status: ['1']\n", 92),
    ],
)
def test_a_drafted_mapping_of_a_real_table_makes_entries_without_a_fault(
    desk: Desk, path: str, only: str, entries: int
) -> None:
    draft = desk.root / "map.yaml"
    desk.run("import", "csv", SHARED / path, "--draft-mapping", draft)
    text = draft.read_text(encoding="utf-8").replace("  Status:\n    to: status\n", "  Status:\n")
    draft.write_text(text + only, encoding="utf-8")
    _, report = desk.import_("csv", SHARED / path, "--mapping", draft)
    assert report["counts"]["entries"] == entries
    desk.run("check")


@pytest.mark.parametrize("target", tuple(FIELDS))
def test_every_field_can_be_filled_from_a_cell_and_never_breaks(desk: Desk, target: str) -> None:
    """Whatever stands in a cell, the import ends, and what it writes has no fault."""
    cells = [
        "autism",
        "12",
        "-1",
        "https://harbour.org.uk",
        "5 to 9",
        "ZZ1 1AB",
        "<b>x</b>",
        "£3",
        "x" * 3000,
    ]
    table = "Name,Cell\n" + "".join(f'Club {n},"{cell}"\n' for n, cell in enumerate(cells))
    mapping = (
        "source: {name: Clubs, scheme: clubs}\nkind: setting\ncolumns:\n"
        "  Name: {to: title, also: [provider.name]}\n"
        f"  Cell: {{to: {target}}}\n"
        "always: {service_types: [youth-club], summary: 'A club called {Name}.'}\n"
    )
    _, report = desk.import_("csv", desk.file("a.csv", table), "--mapping", desk.file("map.yaml", mapping))
    counts = report["counts"]
    assert counts["entries"] + counts["skipped"] == len(cells)
    assert counts["values"] == 2 * len(cells)
    if counts["entries"]:
        desk.run("check")
