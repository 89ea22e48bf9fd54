"""What "Find support" is given: words, columns and the plain list."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest

from site_builder.content.checks import Rules, load_rules
from site_builder.content.model import Authority, Entry, Offer
from site_builder.pages.search_data import (
    GUIDES,
    IGNORED_WORDS,
    NO_COST,
    OTHER_AGES,
    PAGE_SIZE,
    find_pages,
    search_files,
    words_of,
)
from site_builder.pages.words import NOT_TOLD

# What is typed or published, and the words searched for. The browser's own folding is held to the same list.
FOLDING_CASES: list[tuple[str, list[str]]] = [
    ("Speech & language therapy", ["speech", "language", "therapy"]),
    ("children's centre, childrenʼs, children’s, children`s", ["childrens", "centre", *["childrens"] * 3]),
    ("step-free e-mail co-production", ["step", "free", "mail", "co", "production"]),
    ("a b 7 x 10:30am", ["7", "10", "30am"]),
    ("Café ÉLAN cafe\u0301", ["cafe", "elan", "cafe"]),
    ("Ｆｕｌｌ ﬁt ½ m²", ["full", "fit", "1", "2", "m2"]),
    ("Krótkie pobyty, Łódź", ["krotkie", "pobyty", "łodz"]),
    ("İstanbul Straße ΟΔΟΣ", ["istanbul", "straße", "οδος"]),
    ("مَرْحَبًا بالعالم", ["مرحبا", "بالعالم"]),
    ("ਪੰਜਾਬੀ नमस्ते", ["ਪਜਬ", "नमसत"]),
    ("한국어 日本語", [unicodedata.normalize("NFKD", "한국어"), "日本語"]),
    ("snake_case under_scored", ["snake", "case", "under", "scored"]),
    ("£5 – “quoted” … 🙂 24/7", ["5", "quoted", "24", "7"]),
    ("\u00a0\u200b\ufeff", []),
]


@cache
def rules() -> Rules:
    return load_rules()


def find_context(offer: Offer, rules: Rules) -> dict[str, Any]:
    """The context of the first page, `find/index.html`."""
    return find_pages(offer, rules)[0][1]


def service(entry_id: str = "swimming", **facts: Any) -> Entry:
    stated: dict[str, Any] = {
        "id": entry_id,
        "kind": "service",
        "title": entry_id.replace("-", " ").capitalize(),
        "summary": "Something to do.",
        "service_types": ("sports-club",),
        "provider": {"name": "Northmere Council"},
    }
    return Entry("northmere", f"offer_content/northmere/entries/{entry_id}.yaml", stated | facts)


def absence(entry_id: str = "no-swimming", **absent: Any) -> Entry:
    return service(
        entry_id,
        kind="not-available",
        service_types=(),
        absent={"service_types": ("sports-club",)} | absent,
        why="The pool has closed.",
    )


def guide(entry_id: str = "guide", **facts: Any) -> Entry:
    own = {"topic": "ehc-needs-assessment", "sections": {"who_can_ask": "A parent can ask."}}
    return service(entry_id, kind="information", service_types=(), **own | facts)


def offer(*entries: Entry, **authority: Any) -> Offer:
    facts = {"id": "northmere", "name": "Northmere", "gss_code": "E06999901"} | authority
    return Offer(Authority("offer_content/northmere/authority.yaml", facts), entries)


def columns(*entries: Entry) -> Any:
    return _global(search_files(offer(*entries), rules())["find/entries.js"])


def filter_of(data: Any, name: str) -> Any:
    return next(one for one in data["filters"] if one["name"] == name)


def met(name: str, entry: Entry) -> list[str]:
    """The choices of a filter that *entry* counts for."""
    column = filter_of(columns(entry), name)
    return [column["choices"][choice] for choice in column["values"][column["of"][0]]]


def shown(entry: Entry) -> Mapping[str, str]:
    [result] = find_context(offer(entry), rules())["results"]
    return dict(result["facts"])


def postings(*entries: Entry) -> dict[str, list[list[int]]]:
    """For each word, the entries that have it in title, summary, labels and details."""
    found = {}
    for group in _global(search_files(offer(*entries), rules())["find/words.js"])["groups"]:
        for word, packed in zip(group["words"].split(" "), group["entries"].split(" "), strict=True):
            found[word] = [_unpacked(letters) for letters in packed.split("|")]
    return found


def _global(script: str) -> Any:
    """The value a script sets."""
    _, _, value = script.removesuffix(";\n").partition(" = ")
    return json.loads(value)


def _unpacked(letters: str) -> list[int]:
    digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    numbers, number, shift = [], 0, 0
    for letter in letters:
        value = digits.index(letter)
        number += (value & 31) << shift
        shift = shift + 5 if value & 32 else 0
        if not value & 32:
            numbers.append(number)
    return numbers


# Words


@pytest.mark.parametrize(("text", "expected"), FOLDING_CASES)
def test_words_are_folded(text: str, expected: list[str]) -> None:
    assert words_of(text) == expected


def test_word_counts_once_where_it_counts_most() -> None:
    found = postings(
        service("a", title="A music club", summary="Music for all.", description="We make music."),
        service("b", summary="Songs and music.", description="Music."),
        service("c", provider={"name": "Music Trust"}, description="Music."),
        service("d", description="We sing, and play **music**."),
    )
    assert found["music"] == [[0], [1], [2], [3]]


def test_entries_far_apart_are_packed_and_unpacked() -> None:
    entries = [service(f"club-{number:04}", title=f"Club {number:04}") for number in range(1100)]
    wanted = {0, 31, 32, 64, 1099}
    marked = [
        service(entry.id, title=entry.title, summary="Trampolining." if number in wanted else "Nothing.")
        for number, entry in enumerate(entries)
    ]
    assert postings(*marked)["trampolining"] == [[], sorted(wanted)]


def test_words_are_in_order_within_each_group() -> None:
    data = _global(
        search_files(offer(service(description="zebra apple mango kiwi")), rules())["find/words.js"]
    )
    for group in data["groups"]:
        words = group["words"].split(" ")
        assert words == sorted(words)


def test_every_kind_of_text_can_be_found() -> None:
    entry = service(
        description="Paddling",
        eligibility={"who": "criteria", "criteria": ("You float",)},
        how_to_access={"steps": ("Telephone them",)},
        cost={"help": "Bursary"},
        needs=("hearing-impairment",),
        places=({"name": "Lido", "address": ("1 Ferry Lane", "Northmere"), "postcode": "ZZ1 2AB"},),
        links=({"purpose": "more-information", "title": "Timetable", "url": "https://example.org/hidden"},),
        translations={"pl": {"title": "Pływanie", "summary": "Coś do zrobienia"}},
    )
    found = postings(entry)
    for word in (
        "paddling",
        "float",
        "telephone",
        "bursary",
        "deaf",
        "lido",
        "ferry",
        "zz1",
        "timetable",
        "coś",
    ):
        assert words_of(word)[0] in found, word
    assert "hidden" not in found


def test_absence_and_guide_are_found_by_their_own_texts() -> None:
    found = postings(absence(), guide(sections={"who_can_ask": "Grandparents can ask."}))
    assert {"pool", "grandparents"} <= found.keys()


def test_setting_is_found_by_its_special_educational_needs_information() -> None:
    found = postings(service(kind="setting", setting={"urn": "999001", "activities": "Drumming"}))
    assert "drumming" in found
    assert "999001" not in found


def test_place_that_is_kept_private_is_not_given_away() -> None:
    address: dict[str, Any] = {
        "name": "Lighthouse",
        "address": ("1 Ferry Lane", "Ashwick"),
        "postcode": "ZZ1 2AB",
    }
    hidden = postings(service(places=({**address, "location": "hidden"},)))
    area_only = postings(service(places=({**address, "location": "area-only"},)))
    assert not {"lighthouse", "ferry", "ashwick", "zz1", "2ab"} & hidden.keys()
    assert not {"lighthouse", "ferry", "2ab"} & area_only.keys()
    assert "ashwick" in area_only


def test_what_a_link_points_at_is_not_a_word() -> None:
    found = postings(
        service(description="See [the hall](https://secret.example.org/path), https://bare.example.org/x.")
    )
    assert "hall" in found
    assert not {"secret", "https", "path", "bare"} & found.keys()


def test_ignored_words_are_left_out_and_named() -> None:
    data = _global(search_files(offer(service(summary="The place for you.")), rules())["find/words.js"])
    words = {word for group in data["groups"] for word in group["words"].split(" ")}
    assert data["ignored"] == list(IGNORED_WORDS)
    assert not words & set(IGNORED_WORDS)


# Filters


def test_broad_area_is_met_by_the_needs_inside_it_and_never_the_other_way_round() -> None:
    assert met("need", service(needs=("autism",))) == ["communication-and-interaction", "autism"]
    assert met("need", service(needs=("communication-and-interaction",))) == ["communication-and-interaction"]


def test_entry_for_all_needs_counts_for_each() -> None:
    needs = [one for one in rules().vocabularies["needs"].terms if one != "all"]
    assert met("need", service(needs=("all",))) == needs


def test_entry_that_does_not_say_counts_for_nothing() -> None:
    for name in ("need", "age", "cost"):
        assert met(name, service()) == []
        assert filter_of(columns(service()), name)["unstated"]


def test_ages_count_both_ends_and_stay_open_where_not_said() -> None:
    assert met("age", service(ages={"from": 8, "to": 10})) == ["8", "9", "10"]
    assert met("age", service(ages={"from": 23})) == ["23", "24", "25"]
    assert met("age", service(ages={"to": 1})) == ["0", "1"]


def test_ages_that_no_local_offer_is_for_are_still_stated() -> None:
    assert met("age", service(ages={"from": 50, "to": 60})) == [OTHER_AGES]


def test_guide_to_a_stage_of_life_is_for_its_ages() -> None:
    assert met("age", guide(stage="primary")) == ["5", "6", "7", "8", "9", "10"]


def test_absence_is_for_every_age_and_need_unless_it_says_which() -> None:
    assert len(met("age", absence())) == 26
    assert "autism" in met("need", absence())
    assert met("age", absence(ages={"from": 0, "to": 2})) == ["0", "1", "2"]
    assert met("need", absence(needs=("autism",))) == ["communication-and-interaction", "autism"]


def test_absence_costs_nothing_and_is_not_free() -> None:
    assert met("cost", absence()) == [NO_COST]


def test_kind_is_the_heading_and_the_type() -> None:
    heading = rules().vocabularies["service-types"].terms["sports-club"].facts["heading"]
    assert met("kind", service()) == [heading, "sports-club"]
    assert met("kind", absence()) == [heading, "sports-club"]
    assert met("kind", guide()) == [GUIDES]


def test_type_is_chosen_inside_its_heading() -> None:
    kind = filter_of(columns(service()), "kind")
    place = kind["choices"].index("sports-club")
    heading = rules().vocabularies["service-types"].terms["sports-club"].facts["heading"]
    assert kind["choices"][kind["parents"][place]] == heading


def test_no_heading_has_the_id_of_a_type() -> None:
    """One filter holds both, and the address of a search names them alike."""
    types = rules().vocabularies["service-types"]
    assert not set(types.headings) & set(types.terms)
    assert GUIDES not in types.headings
    assert GUIDES not in types.terms


# What is shown


def test_missing_facts_are_said_to_be_missing() -> None:
    facts = shown(service())
    assert facts["Ages"] == facts["Needs"] == facts["Cost"] == NOT_TOLD


def test_stated_facts_are_shown_in_plain_words() -> None:
    facts = shown(
        service(
            ages={"from": 8, "to": 17},
            needs=("autism", "hearing-impairment"),
            cost={"to_family": "paid", "amount": "£5 a session"},
        )
    )
    needs, types = rules().vocabularies["needs"], rules().vocabularies["service-types"]
    assert facts == {
        "Ages": "8 to 17 years old",
        "Needs": f"{needs.label('autism')}, {needs.label('hearing-impairment')}",
        "Cost": f"{rules().schemas.choice('service', 'cost.to_family', 'paid')}: £5 a session",
        "Kind": types.label("sports-club"),
    }


def test_guide_is_not_asked_for_what_only_support_can_say() -> None:
    assert shown(guide()) == {"Kind": "Guide"}


def test_absence_and_closed_support_are_marked() -> None:
    entries = (service("a", availability={"status": "closed"}), service("b"), absence("c"))
    marks = [result["mark"] for result in find_context(offer(*entries), rules())["results"]]
    assert marks == [
        rules().schemas.choice("service", "availability.status", "closed"),
        "",
        "Not available here",
    ]


def test_list_has_support_first_then_absences_then_guides_from_a_to_z() -> None:
    entries = (guide("a-guide"), absence("b-gone"), service("d", title="Élan"), service("c", title="dance"))
    titles = [result["title"] for result in find_context(offer(*entries), rules())["results"]]
    assert titles == ["dance", "Élan", "B gone", "A guide"]


def test_page_and_columns_say_the_same_in_the_same_order() -> None:
    entries = (
        service("a", needs=("all",), ages={"from": 3}),
        service("b", cost={"to_family": "free"}),
        absence("c"),
        guide("d"),
    )
    data, results = columns(*entries), find_context(offer(*entries), rules())["results"]
    for number, result in enumerate(results):
        facts = [(one["label"], one["values"][one["of"][number]]) for one in data["facts"]]
        assert result["facts"] == [(label, text) for label, text in facts if text]
        assert result["title"] == data["titles"][number]
        assert result["summary"] == data["summaries"][number]
        assert result["mark"] == data["marks"]["values"][data["marks"]["of"][number]]
        assert result["href"] == f"../support/{data['ids'][number]}/index.html"


# Files and pages


def test_scripts_hold_nothing_that_could_end_a_script() -> None:
    entry = service(title="</script><b>\u2028", summary="a </SCRIPT> \u2029 b")
    for text in search_files(offer(entry), rules()).values():
        assert text.isascii()
        assert "</" not in text
    assert columns(entry)["titles"] == ["</script><b>\u2028"]


def test_same_offer_gives_the_same_bytes() -> None:
    entries = [service(f"s-{number}", description=f"alpha beta {number}") for number in range(40)]
    assert search_files(offer(*entries), rules()) == search_files(offer(*entries), rules())


def test_long_list_is_cut_into_pages() -> None:
    entries = [service(f"s-{number:03}") for number in range(2 * PAGE_SIZE + 1)]
    pages = find_pages(offer(*entries), rules())
    assert [path for path, _ in pages] == [
        "find/index.html",
        "find/page-2/index.html",
        "find/page-3/index.html",
    ]
    assert [len(values["results"]) for _, values in pages] == [PAGE_SIZE, PAGE_SIZE, 1]
    _, second = pages[1]
    assert (second["first"], second["last"], second["total"]) == (101, 200, 201)
    assert second["results"][0]["href"] == "../../support/s-100/index.html"
    assert second["pages"] == [
        (1, "../../find/index.html", False),
        (2, "../../find/page-2/index.html", True),
        (3, "../../find/page-3/index.html", False),
    ]


def test_empty_offer_has_a_page() -> None:
    [(path, values)] = find_pages(offer(), rules())
    assert (path, values["total"], values["results"]) == ("find/index.html", 0, [])
    assert columns()["ids"] == []


def test_reader_who_finds_nothing_is_told_whom_to_call() -> None:
    advice = service("northmere-sendiass", title="Free advice", contact={"phone": "01632 960160"})
    values = find_context(
        offer(
            advice,
            contact={"phone": "01632 960123", "email": "localoffer@northmere.example.org"},
            partners={"advice_service": "northmere-sendiass"},
        ),
        rules(),
    )
    assert [words for words, _ in values["contact"]] == ["Call", "Email"]
    assert 'href="tel:01632960123"' in values["contact"][0][1]
    assert values["advice"]["href"] == "../support/northmere-sendiass/index.html"
    assert "01632 960160" in values["advice"]["phone"]
