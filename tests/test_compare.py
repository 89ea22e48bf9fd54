"""Settings side by side: the same facts of each, also of neighbours, and nothing that ranks them."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from datetime import date
from typing import Any

from site_builder.content.model import Ages, Authority, Entry, Offer
from site_builder.pages.browse import PAGE_SIZE
from site_builder.pages.compare import (
    Value,
    compare_files,
    compare_values,
    rows_of,
    settings_by_stage,
    stage_pages,
    stages_of,
)
from site_builder.pages.edition import Edition, Neighbour
from tests.test_pages import BARE, FULL, HOSTILE, NORTHMERE, SCHOOL, edition, page_of, pages, read

PARAGRAPH_5 = [
    "How children with special educational needs are taught",
    "How lessons and places are adapted",
    "Extra help with learning",
    "How progress is checked, and how you take part",
    "How the school checks that its help works, and how you take part",
    "How facilities can be used",
    "Clubs, trips and physical activities",
    "What support there is",
    "How staff get the right skills",
    "Help with feelings, friendships and mental health",
]


def school(entry_id: str, **facts: Any) -> dict[str, Any]:
    return BARE | {"id": entry_id, "kind": "setting", "title": entry_id, "service_types": ["academy"]} | facts


def facts_of(facts: dict[str, Any]) -> dict[str, Value]:
    made = edition(facts)
    return {row.label: row.value for row in rows_of(made.entries[facts["id"]], made)}


def beside(*neighbours: tuple[str, str | None, list[dict[str, Any]]], own: list[dict[str, Any]]) -> Edition:
    """An edition with neighbours whose offers were read: id, the way to their site, and entries."""
    made = edition(*own)
    known = {}
    for slug, prefix, entries in neighbours:
        authority = Authority(f"offer_content/{slug}/authority.yaml", {"id": slug, "name": slug.title()})
        offer = Offer(authority, tuple(Entry(slug, "", one) for one in entries))
        ids = frozenset(one.id for one in offer.entries)
        known[slug] = Neighbour(slug.title(), prefix, ids, offer)
    return replace(made, neighbours=known)


def value_in(script: str) -> Any:
    return json.loads(script.partition("(")[2].removesuffix(");\n"))


# Facts


def test_facts_are_in_one_order_and_have_the_ten_that_the_law_asks_for() -> None:
    labels = list(facts_of(SCHOOL))
    assert labels == list(facts_of(school("other")))
    start = labels.index(PARAGRAPH_5[0])
    assert labels[start : start + 10] == PARAGRAPH_5
    assert labels[:3] == ["Kind of school, nursery or college", "Council", "Ages"]
    assert labels[-1] == "Last checked"


def test_every_fact_that_a_setting_leaves_out_is_there_and_not_told() -> None:
    found = facts_of(school("silent"))
    told = {label for label, value in found.items() if value is not None}
    assert told == {"Kind of school, nursery or college", "Council"}


def test_facts_are_said_in_plain_words() -> None:
    found = facts_of(
        SCHOOL
        | {
            "ages": {"from": 4, "to": 10},
            "needs": ["autism", "physical-disability"],
            "capacity": {"places": 1200},
            "availability": {"status": "full"},
            "eligibility": {"who": "criteria", "plan": "needed"},
            "places": [
                {"address": ["1 Quay", "Northmere"], "postcode": "ZZ1 1AA", "access": ["step-free", "hoist"]},
                {"address": ["2 Quay", "Northmere"], "access": ["hoist"]},
            ],
            "contact": {
                "phone": "01632 960175",
                "email": "office@harbour.example.org",
                "website": "https://harbour.example.org/",
            },
            "reviewed": date(2026, 1, 5),
            "review_by": date(2026, 10, 1),
        }
    )
    assert found["Ages"] == "4 to 10 years old"
    assert found["Stages"] == ["Under 5 (early years)", "5 to 11 (primary school)"]
    assert found["Needs it is for"] == ["Autism", "Physical disability"]
    assert found["Bases for special needs"] == [
        "The Cove (special unit or base in a mainstream school), autism, 12 places"
    ]
    assert found["How many places"] == "1,200 places"
    assert found["Is there room now?"] == "It is full"
    assert found["Education, health and care (EHC) plan"] == "You need an education, health and care plan"
    assert found[PARAGRAPH_5[0]] == "We use pictures."
    assert found["Its own report on special educational needs"] == {
        "href": "https://harbour.example.org/sen",
        "text": "Read the report",
    }
    assert found["Where"] == ["1 Quay, Northmere, ZZ1 1AA", "2 Quay, Northmere"]
    assert found["Getting in and around"] == ["No steps to get in", "Hoist"]
    assert found["Phone"] == {"href": "tel:01632960175", "text": "01632 960175"}
    assert found["Email"] == {
        "href": "mailto:office@harbour.example.org",
        "text": "office@harbour.example.org",
    }
    assert found["Last checked"] == ("5 January 2026. The next check is late: it was due on 1 October 2026.")


def test_formatted_text_becomes_lines_without_marks() -> None:
    text = "We use **pictures**.\n\n- One step\n- [A link](https://a.example/)\n"
    found = facts_of(school("one", setting={"teaching_approach": text}))
    assert found[PARAGRAPH_5[0]] == "We use pictures.\nOne step\nA link"


def test_private_address_is_kept_back() -> None:
    place = {"address": ["1 Quay", "Aldersby"], "postcode": "ZZ1 1AA", "location": "hidden"}
    made = edition(school("private", places=[place]))
    assert facts_of(school("private", places=[place]))["Where"] == "The address is kept private."
    assert "Quay" not in "".join(compare_files(made).values())


def test_report_is_no_link_where_its_address_is_none() -> None:
    found = facts_of(school("one", sen_information_report_url="javascript:alert(1)"))
    assert found["Its own report on special educational needs"] is None


def test_setting_is_of_every_stage_that_it_has_a_year_of() -> None:
    made = edition()
    assert stages_of(Ages(3, 10), made) == ["early-years", "primary"]
    assert stages_of(Ages(11, 18), made) == ["secondary", "post-16"]
    assert stages_of(None, made) == []


# Scripts


def test_one_script_names_the_settings_and_one_for_each_has_its_facts() -> None:
    made = edition(
        SCHOOL, FULL, school("a-nursery", title="A nursery", places=[{"address": ["1 Quay", "Sea"]}])
    )
    files = compare_files(made)
    assert sorted(files) == [
        "compare/settings.js",
        "support/a-nursery/facts.js",
        "support/harbour-school/facts.js",
    ]
    assert value_in(files["compare/settings.js"]) == {
        "authority": "northmere",
        "settings": [["a-nursery", "A nursery", "Sea"], ["harbour-school", "Harbour School", ""]],
    }
    facts = value_in(files["support/harbour-school/facts.js"])
    assert facts["id"] == "northmere/harbour-school"
    assert len(facts["facts"]) == len(compare_values(made)["labels"])


def test_scripts_are_plain_text_that_cannot_end_a_script() -> None:
    made = edition(school("hostile", title=HOSTILE, setting={"activities": HOSTILE}))
    for text in compare_files(made).values():
        assert text.isascii()
        assert "</" not in text


def test_facts_of_one_setting_are_light() -> None:
    made = edition(SCHOOL | {"setting": dict.fromkeys(SCHOOL["setting"], "We use pictures. " * 12)})
    assert (
        len(gzip.compress(compare_files(made)["support/harbour-school/facts.js"].encode(), mtime=0)) < 1_500
    )


# Neighbours


def test_neighbour_built_beside_keeps_its_own_scripts() -> None:
    made = beside(("harrowdale", "../harrowdale/", [school("their-school")]), own=[SCHOOL])
    assert [name for name in compare_files(made) if "harrowdale" in name or "their" in name] == []
    values = compare_values(made)
    assert json.loads(values["councils"])["harrowdale"] == {
        "name": "Harrowdale",
        "index": "../../harrowdale/compare/settings.js",
        "facts": "../../harrowdale/support/{id}/facts.js",
        "page": "../../harrowdale/support/{id}/index.html",
    }
    assert values["others"] == [("Harrowdale", "../../harrowdale/compare/index.html")]


def test_neighbour_that_stands_apart_has_its_scripts_here_and_its_pages_there() -> None:
    made = beside(
        ("harrowdale", "https://harrowdale.example.org/", [school("their-school", ages={"from": 5})]),
        own=[SCHOOL],
    )
    files = compare_files(made)
    assert value_in(files["compare/harrowdale/settings.js"])["authority"] == "harrowdale"
    facts = value_in(files["compare/harrowdale/their-school.js"])
    assert facts["facts"][1] == "Harrowdale"
    council = json.loads(compare_values(made)["councils"])["harrowdale"]
    assert council["facts"] == "harrowdale/{id}.js"
    assert council["page"] == "https://harrowdale.example.org/support/{id}/index.html"
    table = pages(made)["compare/primary/index.html"].content
    assert (
        '<a href="https://harrowdale.example.org/support/their-school/index.html">their-school</a>' in table
    )
    assert '<th scope="col">Council</th>' in table


def test_neighbour_whose_site_nobody_has_named_is_shown_without_links() -> None:
    made = beside(("thornhaven", None, [school("their-school", ages={"from": 5})]), own=[SCHOOL])
    assert json.loads(compare_values(made)["councils"])["thornhaven"]["page"] == ""
    assert '<th scope="row">their-school</th>' in pages(made)["compare/primary/index.html"].content


def test_neighbour_without_settings_or_that_was_not_read_is_left_out() -> None:
    made = beside(("harrowdale", "../harrowdale/", [FULL]), own=[SCHOOL])
    unread = replace(made, neighbours={**made.neighbours, "far": Neighbour("Far", None, frozenset())})
    assert list(json.loads(compare_values(unread)["councils"])) == ["northmere"]


# Pages


def test_tables_hold_every_setting_by_stage_from_a_to_z() -> None:
    made = edition(
        school("zebra", ages={"from": 5, "to": 10}),
        school("apple", ages={"from": 3, "to": 10}),
        school("silent"),
        FULL,
    )
    found = [(label, [one.id for one in entries]) for _, label, entries in settings_by_stage(made)]
    assert found == [
        ("Under 5 (early years)", ["apple"]),
        ("5 to 11 (primary school)", ["apple", "zebra"]),
        ("We have not been told which ages", ["silent"]),
    ]
    page = read(pages(made)["compare/not-told/index.html"].content)
    assert page.words.count("We have not been told") == 1 + 1 + 6
    assert "../../support/silent/index.html" in page.links()


def test_long_table_is_broken_into_pages() -> None:
    made = edition(*(school(f"school-{number:03}", ages={"from": 5, "to": 10}) for number in range(230)))
    found = list(stage_pages(made))
    assert [len(page.rows) for page in found] == [PAGE_SIZE, PAGE_SIZE, 30]
    second = pages(made)["compare/primary/page-2/index.html"]
    assert read(second.content).headings_of("h1") == [
        "Schools, nurseries and colleges: 5 to 11 (primary school) (page 2 of 3)"
    ]
    assert "../../../compare/primary/page-3/index.html" in read(second.content).links()


def test_page_says_that_nothing_is_ranked() -> None:
    page = read(pages(edition(SCHOOL))["compare/index.html"].content)
    assert "More words here do not mean a better school. We give no marks and no order." in page.words


def test_offer_without_settings_says_so() -> None:
    made = pages(edition(FULL))
    assert (
        "No school, nursery or college is published here yet."
        in read(made["compare/index.html"].content).words
    )
    assert [one for one in made if one.startswith("compare/")] == ["compare/index.html"]


def test_page_of_a_setting_leads_to_the_comparison_with_itself_chosen() -> None:
    link = "../../compare/index.html#compare=northmere/harbour-school"
    assert link in read(page_of(SCHOOL)).links()
    assert not [one for one in read(page_of(FULL)).links() if "compare" in one]


def test_same_offer_gives_the_same_scripts_whatever_the_order_of_its_entries() -> None:
    one, two = edition(SCHOOL, school("other")), edition(school("other"), SCHOOL)
    assert compare_files(one) == compare_files(two)
    assert NORTHMERE["id"] in compare_files(one)["compare/settings.js"]
