"""What "Find support" is given: words, columns and the plain list."""

from __future__ import annotations

import base64
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest

from site_builder.content.checks import Rules, load_rules
from site_builder.content.model import Authority, Entry, Offer
from site_builder.content.postcodes import Postcodes, postcodes_with
from site_builder.pages.find_page import PAGE_SIZE, find_pages
from site_builder.pages.language import InEnglish
from site_builder.pages.listed import Catalogue, Listed, catalogue_of_all, in_order
from site_builder.pages.search_data import LONGEST_SUMMARY, search_files
from site_builder.pages.search_filters import GUIDES
from site_builder.pages.search_words import MANY_ENTRIES, load_synonyms, stem, words_of
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


DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

SECTORS = {"ZZ1 1": [55.031, -1.442], "ZZ1 2": [55.044, -1.461]}


@cache
def postcodes() -> Postcodes:
    return postcodes_with((offer(postcode_sectors=SECTORS).authority,))


def catalogue(offer: Offer, nearby: Iterable[Listed] = ()) -> Catalogue:
    ours = (Listed(entry, offer.authority) for entry in offer.entries)
    return Catalogue(offer.authority, in_order([*ours, *nearby]))


def files_of(*entries: Entry, nearby: Iterable[Listed] = ()) -> dict[str, str]:
    return search_files(catalogue(offer(*entries), nearby), rules(), postcodes().locate)


def contexts(offer: Offer, nearby: Iterable[Listed] = ()) -> list[tuple[str, dict[str, Any]]]:
    return find_pages(catalogue(offer, nearby), rules(), postcodes(), offer)


def find_context(offer: Offer, nearby: Iterable[Listed] = ()) -> dict[str, Any]:
    """The context of the first page, `find/index.html`."""
    return contexts(offer, nearby)[0][1]


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


def columns(*entries: Entry, nearby: Iterable[Listed] = ()) -> Any:
    return columns_in(files_of(*entries, nearby=nearby))


def columns_in(files: Mapping[str, str]) -> Any:
    """The columns of the script, with lists in place of lines and of letters."""
    data = value_set_by(files["find/find.js"], "localOfferEntries")
    total = data["total"]
    for name in ("ids", "titles", "summaries"):
        data[name] = data[name].split("\n") if total else []
        assert len(data[name]) == total
    data["groups"] = _numbers(data["groups"], total)
    for column in (data["sites"], data["marks"], data["reviewed"], data["places"], *data["filters"]):
        column["of"] = _numbers(column["of"], total)
    for column in data["filters"]:
        width = 2 if len(column["choices"]) > 64 else 1
        lists = column["met"].split(" ") if total else []
        column["met"] = [_numbers(letters, len(letters) // width) for letters in lists]
        column["open"] = [int(figure) for figure in column["open"]]
    return data


def _numbers(letters: str, count: int) -> list[int]:
    """So many numbers, each in as many letters as the others."""
    width = len(letters) // count if count else 1
    cut = [letters[start : start + width] for start in range(0, len(letters), width)]
    return [sum(DIGITS.index(one) * 64**place for place, one in enumerate(reversed(each))) for each in cut]


def filter_of(data: Any, name: str) -> Any:
    return next(one for one in data["filters"] if one["name"] == name)


def met(name: str, entry: Entry) -> list[str]:
    """The choices of a filter that *entry* counts for, with the wider ones around them."""
    [column] = [one for one in columns(entry)["filters"] if one["name"] == name] or [None]
    if column is None:
        return []
    own = column["met"][column["of"][0]]
    around = [column["parents"][choice] for choice in own if column["parents"][choice] >= 0]
    return [column["choices"][choice] for choice in sorted({*own, *around})]


def is_open(name: str, entry: Entry) -> bool:
    """Whether *entry* may count for choices of a filter that it does not name."""
    # Beside it stands one that names some, or there would be nothing to choose and so no filter.
    data = columns(entry, EVERYTHING)
    number = data["titles"].index(entry.title)
    column = filter_of(data, name)
    return bool(column["open"][column["of"][number]])


def shown(entry: Entry) -> Mapping[str, str]:
    [result] = find_context(offer(entry))["results"]
    return dict(result["facts"])


def postings(*entries: Entry) -> dict[str, list[list[int]]]:
    """For each word that the browser is not shown, the entries that have it in labels and in details."""
    file = value_set_by(files_of(*entries)["find/words.js"], "localOfferWords")
    packed = base64.b64decode(file["entries"])
    bits = iter("".join(f"{byte:08b}" for byte in packed))
    counts = zip(_counts(file["labels"]), _counts(file["details"]), strict=True)
    found, word = {}, ""
    for one, both in zip(file["words"].split(), counts, strict=True):
        word = word[: int(one[:1] or 0)] + one[1:]
        found[word] = [_unpacked(bits, count, len(entries)) for count in both]
    return found


def value_set_by(script: str, name: str) -> Any:
    """The value that a script sets the global *name* to, on a line of its own."""
    [text] = re.findall(rf"^window\.{name} = JSON\.parse\('(.*)'\);$", script, re.MULTILINE)
    return json.loads(re.sub(r"\\(.)", r"\1", text))


def _counts(letters: str) -> list[int]:
    numbers, number, shift = [], 0, 0
    for letter in letters.replace(" ", ""):
        value = DIGITS.index(letter)
        number += (value & 31) << shift
        shift += 5
        if not value & 32:
            numbers.append(number)
            number, shift = 0, 0
    return numbers


def _unpacked(bits: Iterator[str], count: int, total: int) -> list[int]:
    """The next *count* numbers below *total*, in Rice's code."""
    numbers: list[int] = []
    low = 0
    while count and 2 ** (low + 1) <= total // count * 69 // 100:
        low += 1
    for _ in range(count):
        high = 0
        while next(bits) == "1":
            high += 1
        rest = "".join(next(bits) for _ in range(low))
        last = numbers[-1] if numbers else -1
        numbers.append(last + 1 + high * 2**low + int(rest or "0", 2))
    return numbers


EVERYTHING = service(
    "everything",
    needs=("autism",),
    ages={"from": 0},
    cost={"to_family": "free"},
    level="specialist",
    how_to_access={"route": ("self-referral",)},
    eligibility={"who": "open-to-all", "plan": "not-needed"},
    availability={"status": "open"},
    when=({"days": ("saturday",)},),
    places=({"name": "Lido", "postcode": "ZZ1 2AB", "access": ("step-free", "hoist")},),
    delivered=("at-a-place",),
    outcomes=("work",),
)
"""An entry that states each fact that a filter asks for."""


# Words


@pytest.mark.parametrize(("text", "expected"), FOLDING_CASES)
def test_words_are_folded(text: str, expected: list[str]) -> None:
    assert words_of(text) == expected


def test_word_counts_once_where_it_counts_most() -> None:
    found = postings(
        service("a", title="A music club", description="We make music."),
        service("b", summary="Songs and music.", description="Music."),
        service("c", provider={"name": "Music Trust"}, description="Music."),
        service("d", description="We sing, and play **music**."),
    )
    assert found["music"] == [[2], [3]]


def test_forms_of_a_word_are_one_and_named_as_most_often_written() -> None:
    found = postings(
        service("a", description="We swim."), service("b", description="Swimming. They love swimming.")
    )
    assert found["swimming"] == [[], [0, 1]]
    assert "swim" not in found


def test_entries_far_apart_are_packed_and_unpacked() -> None:
    wanted = {0, 31, 32, 64, 1099}
    entries = [
        service(
            f"club-{number:04}",
            title=f"Club {number:04}",
            description="Trampolining." if number in wanted else "Nothing.",
            provider={"name": "Tiny Trust" if number % 3 else "Other"},
        )
        for number in range(1100)
    ]
    found = postings(*entries)
    assert found["trampolining"] == [[], sorted(wanted)]
    assert found["tiny"] == [[number for number in range(1100) if number % 3], []]


def test_word_in_very_many_details_is_named_instead_of_listed() -> None:
    entries = [
        service(f"club-{number:03}", title=f"Club {number:03}", description="Everybody gathers.")
        for number in range(MANY_ENTRIES + 1)
    ]
    file = value_set_by(files_of(*entries)["find/words.js"], "localOfferWords")
    assert file["common"] == "everybody gathers"
    assert "gathers" not in postings(*entries)
    assert value_set_by(files_of(*entries[1:])["find/words.js"], "localOfferWords")["common"] == ""


def test_phrase_that_means_the_same_as_another_is_found_as_one() -> None:
    found = postings(
        service("a", description="For children with a hearing impairment."),
        service("b", description="Good hearing, no impairment."),
        service("c", description="An education, health and care plan."),
    )
    assert found["hearing_impairment"] == [[], [0]]
    assert found["education_health_and_care_plan"] == [[], [2]]


def test_words_are_in_order() -> None:
    found = list(postings(service(description="zebra apple mango kiwi application apply")))
    assert found == sorted(found)
    assert {"apple", "application", "kiwi", "mango", "zebra"} <= set(found)


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
    for word in ("paddling", "float", "telephone", "bursary", "lido", "ferry", "zz1", "timetable", "coś"):
        assert words_of(word)[0] in found, word
    assert "hidden" not in found


def test_long_numbers_and_times_of_day_are_not_looked_for() -> None:
    found = postings(service(description="Call 01632960124 by 10am on 24 July 2026, room 7."))
    assert {"24", "7"} <= found.keys()
    assert not {"01632960124", "10am", "2026"} & found.keys()


def test_rest_of_a_summary_that_is_cut_can_still_be_found() -> None:
    long = "Something to do for everybody. " * 5 + "Trampolining."
    assert len(long) > LONGEST_SUMMARY
    assert "trampolining" in postings(service(summary=long))
    [shown_summary] = columns(service(summary=long))["summaries"]
    assert len(shown_summary) <= LONGEST_SUMMARY
    assert long.startswith(shown_summary.removesuffix("…"))


def test_texts_that_nobody_has_translated_are_named_even_where_they_are_cut() -> None:
    long = InEnglish("Something to do for everybody. " * 5)
    data = columns(
        service("a", title="Pływanie", summary=long),
        service("b", title=InEnglish("Running"), summary="Bieganie"),
    )
    assert data["english"] == {"titles": [1], "summaries": [0]}
    assert data["summaries"][0].endswith("…")


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
    files = files_of(service(description="The place for you."))
    ignored = value_set_by(files["find/find.js"], "localOfferSynonyms")["ignored"]
    assert set(ignored) == load_synonyms().ignored
    assert not postings(service(description="The place for you.")).keys() & set(ignored)


# Synonyms


def test_at_least_120_groups_lead_from_one_phrase_to_another() -> None:
    synonyms = load_synonyms()
    assert len(synonyms.same) >= 120
    for same, asked in zip(synonyms.same, synonyms.asked, strict=True):
        phrases = [synonyms.stems_of(phrase) for phrase in (*same, *asked)]
        assert len(phrases) > 1, same
        assert len(set(phrases)) == len(phrases), same


def test_every_phrase_has_a_word_that_is_looked_for() -> None:
    synonyms = load_synonyms()
    for phrase in (one for group in (*synonyms.same, *synonyms.asked) for one in group):
        assert set(words_of(phrase)) - synonyms.ignored, phrase


def test_words_that_only_link_are_never_looked_for() -> None:
    synonyms = load_synonyms()
    assert synonyms.linking < synonyms.ignored


@pytest.mark.parametrize(
    ("said", "official"),
    [
        ("deaf", "hearing impairment"),
        ("speech therapy", "speech and language therapy"),
        ("SALT", "speech and language therapy"),
        ("can't cope at school", "emotionally based school avoidance"),
        ("can't cope at school", "mental health"),
        ("wheel chair", "wheelchair"),
        ("wheelchair", "step-free"),
        ("respite", "short break"),
        ("EHCP", "education, health and care plan"),
        ("Asperger", "autism"),
        ("dyslexia", "specific learning difficulty"),
        ("taxi to school", "home to school transport"),
        ("money", "Disability Living Allowance"),
        ("toilet", "Changing Places"),
        ("tantrums", "challenging behaviour"),
        ("stutter", "stammer"),
        ("glue ear", "audiology"),
        ("statement", "EHC plan"),
        ("special needs teacher", "SENCO"),
    ],
)
def test_what_families_say_leads_to_the_official_words(said: str, official: str) -> None:
    synonyms = load_synonyms()
    stems = synonyms.stems_of
    assert any(
        stems(said) in map(stems, (*same, *asked)) and stems(official) in map(stems, same)
        for same, asked in zip(synonyms.same, synonyms.asked, strict=True)
    )


def test_stems_are_of_english() -> None:
    assert stem("swimming") == stem("swims") == "swim"
    assert stem("disabilities") == stem("disability")
    assert stem("therapist") != stem("therapy")


# Filters


def test_broad_area_is_met_by_the_needs_inside_it_and_never_the_other_way_round() -> None:
    assert met("need", service(needs=("autism",))) == ["communication-and-interaction", "autism"]
    assert met("need", service(needs=("communication-and-interaction",))) == ["communication-and-interaction"]


def test_entry_for_all_needs_counts_for_each() -> None:
    needs = [one for one in rules().vocabularies["needs"].terms if one != "all"]
    assert met("need", service(needs=("all",))) == needs


ASKED = ("need", "age", "cost", "level", "route", "plan", "room", "day", "access", "where", "outcome")


@pytest.mark.parametrize("name", ASKED)
def test_entry_that_does_not_say_may_count_for_any_choice_and_is_asked_for_the_fact(name: str) -> None:
    assert met(name, service()) == []
    assert is_open(name, service())
    assert filter_of(columns(EVERYTHING), name)["fact"]


@pytest.mark.parametrize("name", [one for one in ASKED if one != "access"])
def test_entry_that_says_is_not_open_to_what_it_does_not_name(name: str) -> None:
    assert met(name, EVERYTHING)
    assert not is_open(name, service("b", **{**EVERYTHING.facts, "id": "b", "title": "B"}))


def test_place_that_names_one_access_feature_may_have_others() -> None:
    one = service(places=({"name": "Lido", "access": ("hoist",)},))
    assert met("access", one) == ["hoist"]
    assert is_open("access", one)
    assert filter_of(columns(EVERYTHING), "access")["joins"] == "all"


def test_access_of_a_hidden_place_is_not_given_away() -> None:
    place = {"name": "Lido", "access": ("hoist",), "location": "hidden"}
    assert met("access", service(places=(place,))) == []


def test_ages_count_both_ends_and_stay_open_where_not_said() -> None:
    assert met("age", service(ages={"from": 8, "to": 10})) == ["primary", "8", "9", "10"]
    assert met("age", service(ages={"from": 23})) == ["19-25", "23", "24", "25"]
    assert met("age", service(ages={"to": 1})) == ["early-years", "0", "1"]


def test_entry_counts_for_a_stage_of_life_if_it_is_for_some_of_its_years() -> None:
    stages = ["early-years", "primary", "secondary", "post-16", "19-25"]
    assert met("age", service(ages={"from": 4, "to": 11}))[:3] == stages[:3]
    assert met("age", service(ages={"from": 16}))[:2] == stages[3:]


def test_ages_that_no_local_offer_is_for_are_still_stated() -> None:
    old = service(ages={"from": 50, "to": 60})
    assert met("age", old) == []
    assert not is_open("age", old)


def test_guide_to_a_stage_of_life_is_for_its_ages() -> None:
    assert met("age", guide(stage="primary")) == ["primary", "5", "6", "7", "8", "9", "10"]


def test_absence_is_for_every_age_and_need_unless_it_says_which() -> None:
    assert len(met("age", absence())) == 26 + 5
    assert "autism" in met("need", absence())
    assert met("age", absence(ages={"from": 0, "to": 2})) == ["early-years", "0", "1", "2"]
    assert met("need", absence(needs=("autism",))) == ["communication-and-interaction", "autism"]


@pytest.mark.parametrize("name", [one for one in ASKED if one not in ("need", "age")])
def test_absence_is_no_match_for_what_only_support_can_say(name: str) -> None:
    assert met(name, absence()) == []
    assert not is_open(name, absence())


def test_ways_in_are_those_a_family_can_use_and_those_it_cannot() -> None:
    def ways(*route: str) -> list[str]:
        return met("route", service(how_to_access={"route": route}))

    assert ways("self-referral") == ["yourself"]
    assert ways("gp") == ["someone-else"]
    assert ways("drop-in", "school") == ["yourself", "someone-else"]
    assert ways("other") == []
    assert is_open("route", service(how_to_access={"route": ("other",)}))


def test_every_way_in_is_one_a_family_can_use_or_not() -> None:
    routes = rules().vocabularies["routes"]
    grouped = [one for inside in routes.groups.values() for one in inside]
    assert sorted([*grouped, "other"]) == sorted(routes.terms)


def test_plan_that_nobody_knows_of_is_not_stated() -> None:
    assert is_open("plan", service(eligibility={"who": "criteria", "plan": "unknown"}))


@pytest.mark.parametrize("status", ["open", "limited", "waiting-list", "full", "paused", "closed"])
def test_there_is_room_now_only_where_places_are_left(status: str) -> None:
    one = service(availability={"status": status})
    assert met("room", one) == (["now"] if status in ("open", "limited") else [])
    assert not is_open("room", one)


def test_days_are_in_the_order_of_the_week() -> None:
    when = ({"days": ("sunday", "monday")}, {"days": ("friday",)}, {"note": "By appointment"})
    assert met("day", service(when=when)) == ["monday", "friday", "sunday"]


def test_only_choices_that_some_entry_has_are_there() -> None:
    data = columns(service(level="targeted"))
    assert filter_of(data, "level")["choices"] == ["targeted"]
    assert not [one for one in data["filters"] if one["name"] in ("outcome", "day", "area", "nearby")]


# Whose


def neighbour(entry_id: str, prefix: str | None = "../harrowdale/", **facts: Any) -> Listed:
    harrowdale = Authority("x", {"id": "harrowdale", "name": "Harrowdale", "gss_code": "E06999902"})
    return Listed(service(entry_id, **facts), harrowdale, prefix, is_ours=False)


def test_settings_of_neighbours_are_listed_until_the_reader_chooses_otherwise() -> None:
    nearby = [neighbour("their-school", kind="setting"), neighbour("their-club")]
    data = columns(service(), nearby=nearby)
    column = filter_of(data, "nearby")
    assert column["default"] == "settings"
    of = {title: column["met"][number] for title, number in zip(data["titles"], column["of"], strict=True)}
    chosen = {title: [column["choices"][one] for one in met] for title, met in of.items()}
    assert chosen == {
        "Swimming": ["settings", "all", "none"],
        "Their club": ["all"],
        "Their school": ["settings", "all"],
    }
    results = find_context(offer(service()), nearby)["results"]
    assert [one["title"] for one in results] == ["Swimming", "Their school"]
    assert dict(results[1]["facts"])["From"] == "Harrowdale local offer"
    assert results[1]["href"] == "../../harrowdale/support/their-school/index.html"


def test_neighbour_without_a_web_address_is_named_without_a_link() -> None:
    [result, _] = find_context(offer(service()), [neighbour("a-school", None, kind="setting")])["results"]
    assert result["href"] is None
    assert dict(result["facts"])["From"] == "Harrowdale local offer (we have not been told its web address)"


def test_neighbours_entries_are_outside_the_area() -> None:
    data = columns(service(area="in"), service("far", area="out"), nearby=[neighbour("a-club")])
    column = filter_of(data, "area")
    of = {
        title: column["choices"][column["met"][number][0]]
        for title, number in zip(data["titles"], column["of"], strict=True)
    }
    assert of == {"A club": "out", "Far": "out", "Swimming": "in"}


def test_search_over_several_local_offers_says_whose_each_entry_is() -> None:
    other = Offer(Authority("x", {"id": "harrowdale", "name": "Harrowdale"}), (service("a-club"),))
    everything = catalogue_of_all([(offer(service()), "northmere/"), (other, "harrowdale/")])
    data = columns_in(search_files(everything, rules(), postcodes().locate))
    assert data["sites"]["values"] == [
        {"id": "harrowdale", "prefix": "harrowdale/"},
        {"id": "northmere", "prefix": "northmere/"},
    ]
    assert filter_of(data, "council")["choices"] == ["harrowdale", "northmere"]
    [(path, values)] = find_pages(everything, rules(), postcodes())
    assert path == "find/index.html"
    assert [one["href"] for one in values["results"]] == [
        "../harrowdale/support/a-club/index.html",
        "../northmere/support/swimming/index.html",
    ]
    assert dict(values["results"][0]["facts"])["From"] == "Harrowdale local offer"


# Places


def places_of(*places: dict[str, Any], **facts: Any) -> Any:
    data = columns(service(places=places, **facts))["places"]
    return data["values"][data["of"][0]]


def test_place_is_where_its_postcode_sector_is() -> None:
    assert places_of({"postcode": "ZZ1 2AB"}, {"postcode": "ZZ1 1AA", "location": "area-only"})["at"] == [
        SECTORS["ZZ1 2"],
        SECTORS["ZZ1 1"],
    ]


def test_place_that_is_hidden_or_unknown_is_nowhere() -> None:
    assert places_of({"postcode": "ZZ1 2AB", "location": "hidden"}, {"postcode": "ZZ9 9AB"})["at"] == []


@pytest.mark.parametrize("way", ["at-home", "at-school", "online", "by-phone", "whole-area"])
def test_what_comes_to_families_is_near_wherever_it_is_based(way: str) -> None:
    assert places_of({"postcode": "ZZ1 2AB"}, delivered=("at-a-place", way))["comes"] is True
    assert places_of({"postcode": "ZZ1 2AB"}, delivered=("at-a-place",))["comes"] is False


def test_over_several_local_offers_it_comes_to_the_families_that_it_serves() -> None:
    entries = (
        service("a", delivered=("online",)),
        service("b", delivered=("online",), serves={"where": "anywhere"}),
        service("c", delivered=("online",), serves={"where": "named", "authorities": ("harrowdale",)}),
    )
    other = Offer(
        Authority("x", {"id": "harrowdale", "name": "Harrowdale", "gss_code": "E06999902"}), (service("d"),)
    )
    everything = catalogue_of_all([(offer(*entries), "northmere/"), (other, "harrowdale/")])
    data = columns_in(search_files(everything, rules(), postcodes().locate))["places"]
    comes = [data["values"][number]["comes"] for number in data["of"]]
    assert comes == [["E06999901"], True, ["E06999901", "E06999902"], False]


# Addresses


def test_id_travels_only_where_it_cannot_be_told_from_the_title() -> None:
    data = columns(
        service("sea-swimming", title="Sea Swimming!"),
        service("other-name", title="Surfing"),
        service("plywanie", title="Pływanie"),
    )
    assert dict(zip(data["titles"], data["ids"], strict=True)) == {
        "Sea Swimming!": "",
        "Surfing": "other-name",
        "Pływanie": "plywanie",
    }


def test_day_of_the_last_check_travels_and_is_shown() -> None:
    checked = service(reviewed=date(2026, 10, 1))
    data = columns(checked, service("b"))["reviewed"]
    assert [data["values"][one] for one in data["of"]] == ["", "2026-10-01"]
    assert shown(checked)["Last checked"] == "1 October 2026"
    assert shown(service())["Last checked"] == NOT_TOLD


def test_more_different_values_than_a_letter_can_name_travel_in_two_letters() -> None:
    days = [date(2026, 1, 1) + timedelta(days=number) for number in range(70)]
    data = columns(*(service(f"s-{number:02}", reviewed=day) for number, day in enumerate(days)))["reviewed"]
    assert [data["values"][one] for one in data["of"]] == [day.isoformat() for day in days]


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
        "Last checked": NOT_TOLD,
    }


def test_guide_is_not_asked_for_what_only_support_can_say() -> None:
    assert shown(guide()) == {"Kind": "Guide", "Last checked": NOT_TOLD}


def test_absence_and_closed_support_are_marked() -> None:
    entries = (service("a", availability={"status": "closed"}), service("b"), absence("c"))
    marks = [result["mark"] for result in find_context(offer(*entries))["results"]]
    assert marks == [
        rules().schemas.choice("service", "availability.status", "closed"),
        "",
        "Not available here",
    ]


def test_list_has_support_first_then_absences_then_guides_from_a_to_z() -> None:
    entries = (guide("a-guide"), absence("b-gone"), service("d", title="Élan"), service("c", title="dance"))
    titles = [result["title"] for result in find_context(offer(*entries))["results"]]
    assert titles == ["dance", "Élan", "B gone", "A guide"]


def test_page_and_columns_say_the_same_in_the_same_order() -> None:
    entries = (
        service("a", needs=("all",), ages={"from": 3}),
        service("b", cost={"to_family": "free"}),
        absence("c"),
        guide("d"),
    )
    data, results = columns(*entries), find_context(offer(*entries))["results"]
    for number, result in enumerate(results):
        facts = [(one["shown"], _words(one, number)) for one in data["filters"] if one["shown"]]
        facts.append(("Last checked", NOT_TOLD))
        assert result["facts"] == [(label, text) for label, text in facts if text]
        assert result["title"] == data["titles"][number]
        assert result["summary"] == data["summaries"][number]
        assert result["mark"] == data["marks"]["values"][data["marks"]["of"][number]]
        assert result["href"] == f"../support/{data['ids'][number] or result['title'].lower()}/index.html"


def _words(column: Any, number: int) -> str:
    """What a result shows of one filter; where no words travel, the labels of the choices."""
    value = column["of"][number]
    if column["words"][value] is not None:
        return str(column["words"][value])
    vocabularies = rules().vocabularies
    names = [column["choices"][choice] for choice in column["met"][value]]
    vocabulary = vocabularies["needs" if column["name"] == "need" else "service-types"]
    return ", ".join("Free to families" if name == "free" else vocabulary.label(name) for name in names)


# Files and pages


def test_scripts_hold_nothing_that_could_end_a_script() -> None:
    entry = service(title="</script><b>\u2028", summary="a </SCRIPT> \u2029 b")
    scripts = "".join(files_of(entry).values())
    settings = re.findall(r"^window\.\w+ = JSON\.parse.*", scripts, re.MULTILINE)
    assert len(settings) == 4
    for text in settings:
        assert text.isascii()
        assert "</" not in text
    assert columns(entry)["titles"] == ["</script><b>\u2028"]


def test_find_runs_one_script_made_of_what_it_reads_and_then_its_programs() -> None:
    script = files_of(service())["find/find.js"]
    parts = (
        "window.localOfferEntries = ",
        "window.localOfferSynonyms = ",
        "window.localOfferKeepWords = ",
        "window.localOfferStem = ",
        "window.localOfferPostcode = ",
        "window.localOfferFindWords = ",
        "window.localOfferFind = ",
    )
    places = [script.index(part) for part in parts]
    assert places == sorted(places)
    assert [script.count(part) for part in parts] == [1] * len(parts)


def test_nothing_that_the_joined_programs_name_or_ask_for_is_outside_their_own_functions() -> None:
    script = files_of(service())["find/find.js"]
    outside = re.sub(
        r"^\(function \(\) \{$.*?^\}\)\(\);$|/\*.*?\*/", "", script, flags=re.DOTALL | re.MULTILINE
    )
    first, *lines = outside.splitlines()
    assert first == "//# allFunctionsCalledOnLoad"
    assert all(line.startswith("window.localOffer") for line in lines if line)


def test_same_offer_gives_the_same_bytes() -> None:
    entries = [service(f"s-{number}", description=f"alpha beta {number}") for number in range(40)]
    assert files_of(*entries) == files_of(*entries)


def test_long_list_is_cut_into_pages() -> None:
    entries = [service(f"s-{number:03}") for number in range(2 * PAGE_SIZE + 1)]
    pages = contexts(offer(*entries))
    assert [path for path, _ in pages] == [
        "find/index.html",
        "find/page-2/index.html",
        "find/page-3/index.html",
    ]
    assert [len(values["results"]) for _, values in pages] == [PAGE_SIZE, PAGE_SIZE, 1]
    _, second = pages[1]
    assert (second["first"], second["last"]) == (PAGE_SIZE + 1, 2 * PAGE_SIZE)
    assert second["total"] == 2 * PAGE_SIZE + 1
    assert second["results"][0]["href"] == f"../../support/s-{PAGE_SIZE:03}/index.html"
    assert second["pages"] == [
        (1, "../../find/index.html", False),
        (2, "../../find/page-2/index.html", True),
        (3, "../../find/page-3/index.html", False),
    ]


def test_empty_offer_has_a_page() -> None:
    [(path, values)] = contexts(offer())
    assert (path, values["total"], values["results"]) == ("find/index.html", 0, [])
    assert columns()["ids"] == []


def test_reader_who_finds_nothing_is_told_whom_to_call() -> None:
    advice = service("northmere-sendiass", title="Free advice", contact={"phone": "01632 960160"})
    values = find_context(
        offer(
            advice,
            contact={"phone": "01632 960123", "email": "localoffer@northmere.example.org"},
            partners={"advice_service": "northmere-sendiass"},
        )
    )
    assert [words for words, _ in values["contact"]] == ["Call", "Email"]
    assert 'href="tel:01632960123"' in values["contact"][0][1]
    assert values["advice"]["href"] == "../support/northmere-sendiass/index.html"
    assert "01632 960160" in values["advice"]["phone"]
