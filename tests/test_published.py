"""A published offer says what the offer says, keeps what is private, and harms nobody who reads it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.nation import published
from site_builder.nation.published import (
    ADDRESS,
    UnreadableOffer,
    offer_json,
    published_offer,
    read_offer_json,
)
from site_builder.pages.sites import offer_files
from tests.test_pages import ABSENT, FULL, GUIDE, NORTHMERE, SCHOOL, edition

ROOT = Path(__file__).resolve().parent.parent
COMMIT = "0123456789abcdef0123456789abcdef01234567"


@cache
def whole() -> str:
    made = edition(FULL, ABSENT, GUIDE, SCHOOL)
    return offer_json(made.offer, made.assessment, builder="1.0", revision=COMMIT)


def signed(document: dict[str, Any]) -> bytes:
    """*document* with the checksum that it should have: what is wrong with it is in its values."""
    plain = {key: value for key, value in document.items() if key != "checksum"}
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    checksum = f"sha256:{hashlib.sha256(text.encode(errors='surrogatepass')).hexdigest()}"
    return json.dumps({**plain, "checksum": checksum}).encode()


def changed(path: str, value: Any) -> bytes:
    """The whole document with the value at the dotted *path* replaced, and the right checksum."""
    document = json.loads(whole())
    *way, last = path.split(".")
    inside: Any = document
    for key in way:
        inside = inside[int(key) if key.isdigit() else key]
    inside[int(last) if last.isdigit() else last] = value
    return signed(document)


def fault_of(content: bytes) -> str:
    with pytest.raises(UnreadableOffer) as caught:
        read_offer_json(content)
    return str(caught.value)


# Writing


def test_what_is_written_is_what_is_read() -> None:
    made = edition(FULL, ABSENT, GUIDE, SCHOOL)
    offer = read_offer_json(whole().encode())
    assert offer == published_offer(made.offer, made.assessment, builder="1.0", revision=COMMIT)
    assert (offer.builder, offer.revision, offer.on) == ("1.0", COMMIT, made.on)


def test_every_site_publishes_its_offer() -> None:
    made = edition(FULL)
    assert read_offer_json(str(offer_files(made)[ADDRESS]).encode()).entries[0].id == FULL["id"]


def test_a_hidden_place_leaves_no_address_in_the_file() -> None:
    place = {"name": "Refuge", "address": ["9 Quiet Road"], "postcode": "ZZ1 2AB", "location": "hidden"}
    made = edition(FULL | {"places": [place]})
    text = offer_json(made.offer, made.assessment, builder="", revision="")
    assert not re.search("Refuge|Quiet Road|ZZ1 2", text.replace(json.dumps(FULL["description"]), ""))


def test_a_place_of_which_only_the_area_is_shown_leaves_its_sector() -> None:
    place = {"address": ["9 Quiet Road"], "postcode": "ZZ1 2AB", "location": "area-only"}
    made = edition(FULL | {"places": [place]})
    text = offer_json(made.offer, made.assessment, builder="", revision="")
    assert "Quiet Road" not in text and "ZZ1 2AB" not in text
    assert read_offer_json(text.encode()).entries[0].sectors == ("ZZ1 2",)


def test_what_a_council_notes_for_itself_is_not_published() -> None:
    noted = FULL | {"may_be_public": [{"what": "mobile-number", "why": "The carer agreed in March"}]}
    made = edition(noted)
    assert "agreed in March" not in offer_json(made.offer, made.assessment, builder="", revision="")


# Reading what others wrote


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "the file is not whole: it is no JSON"),
        (whole().encode()[:-900], "the file is not whole: it is no JSON"),
        (b"\xff\xfe\x00", "the file is not whole: it is no JSON"),
        (b"[" * 100_000, "the file is not whole: it is no JSON"),
        (b"<!doctype html>", "the file is not whole: it is no JSON"),
        (b"[]", "the file is JSON, but not an offer"),
        (b"{}", "the file says no format; this version reads format 1"),
        (b'{"format_version": true}', "the file says no format; this version reads format 1"),
        (b'{"format_version": 2}', "the file says format 2; this version reads format 1"),
        (b'{"format_version": 1, "a": "\\ud800"}', "the file is JSON, but not an offer"),
        (
            whole().encode().replace(b"Riverside", b"Riverbank"),
            "the checksum is not that of the file: something has changed on the way",
        ),
    ],
)
def test_a_file_that_is_no_offer_says_what_it_is(content: bytes, fault: str) -> None:
    assert fault_of(content) == fault


def test_a_file_that_is_too_large_is_not_looked_into(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(published, "MAX_BYTES", 3_000_000)
    assert fault_of(b" " * 3_000_001) == "the file has more than 3 MB, the most that is read"


@pytest.mark.parametrize(
    ("path", "value", "fault"),
    [
        ("authority", None, "authority: this is missing"),
        ("authority", [], "authority: a group of fields belongs here"),
        ("authority.id", "../../etc", 'authority.id: "../../etc" is not an id such as north-somerset'),
        ("authority.gss_code", "E99", 'authority.gss_code: "E99" is not a code such as E06000024'),
        (
            "authority.published_at",
            "javascript:alert(1)",
            'authority.published_at: "javascript:alert(1)" is not a web address',
        ),
        ("authority.invented", 1, "authority.invented: true or false belongs here"),
        (
            "authority.postcode_sectors",
            {"ZZ1 1": [10**400, 1]},
            "authority.postcode_sectors.ZZ1 1: a latitude and a longitude belong here",
        ),
        (
            "authority.postcode_sectors",
            {"ZZ1 1": [float("nan"), 1]},
            "authority.postcode_sectors.ZZ1 1: a latitude and a longitude belong here",
        ),
        ("assessed_on", "20261101", 'assessed_on: "20261101" is not a day such as 2026-10-01'),
        ("assessed_on", "2026-02-30", 'assessed_on: "2026-02-30" is not a day such as 2026-10-01'),
        ("revision", "main; rm", 'revision: "main; rm" is not a commit'),
        ("left_out", True, "left_out: a whole number belongs here"),
        ("left_out", -1, "left_out: a number from 0 to 1,000,000 belongs here"),
        ("findings.0", "met", "findings[0]: a group of fields belongs here"),
        (
            "findings.0.status",
            "good\x1b[2J",
            'findings[0].status: "good?[2J" is none of: met, declared-not-available, out-of-date, '
            "partly-met, missing, not-checked",
        ),
        ("findings.0.level", "may", 'findings[0].level: "may" is none of: must, should, recommended'),
        ("findings.0.evidence", [7], "findings[0].evidence: a list of texts belongs here"),
        (
            "findings.0.evidence",
            ["../x"],
            'findings[0].evidence: "../x" is not one of the ids of entries and records that belong here',
        ),
        (
            "entries.0.facts.kind",
            "shop",
            'entries[0].facts.kind: "shop" is none of: service, setting, information, not-available',
        ),
        ("entries.1.facts.ages", {"from": "8"}, "entries[1].facts.ages.from: a whole number belongs here"),
        ("entries.1.facts.ages", {"to": 500}, "entries[1].facts.ages.to: an age is at most 120"),
        ("entries.0.asked", 1.5, "entries[0].asked: a whole number belongs here"),
    ],
)  # fmt: skip
def test_a_value_that_is_wrong_is_named_with_its_place(path: str, value: Any, fault: str) -> None:
    assert fault_of(changed(path, value)) == fault


def test_two_entries_with_one_id_are_refused() -> None:
    document = json.loads(whole())
    document["entries"].append(document["entries"][0])
    assert fault_of(signed(document)) == (
        f'entries[4].facts.id: "{document["entries"][0]["facts"]["id"]}" is there twice'
    )


def test_two_verdicts_on_one_thing_are_refused() -> None:
    document = json.loads(whole())
    number = len(document["findings"])
    document["findings"].append(document["findings"][3])
    assert fault_of(signed(document)).startswith(f"findings[{number}].requirement: ")


def test_a_term_that_this_version_does_not_know_is_read() -> None:
    offer = read_offer_json(changed("entries.1.facts.needs", ["a-need-of-tomorrow"]))
    assert any(one.needs == ("a-need-of-tomorrow",) for one in offer.entries)


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where every value in a document stands."""
    yield path
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inside:
        yield from places(one, (*path, key))


SMALL = edition(FULL, ABSENT, authority=NORTHMERE | {"postcode_sectors": {"ZZ1 1": [55.0, -1.4]}})
DOCUMENT = json.loads(offer_json(SMALL.offer, SMALL.assessment, builder="1.0", revision=""))
# Findings are all alike: two of them stand for a hundred.
DOCUMENT["findings"] = DOCUMENT["findings"][:2]
PLACES = [path for path in places(DOCUMENT) if path]
ODD = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["met", "2026-10-01", "\ud800", "", "not-available", 10**30]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)


@given(st.lists(st.tuples(st.sampled_from(PLACES), ODD, st.booleans()), min_size=1, max_size=3))
def test_whatever_is_changed_it_is_read_or_refused(changes: list[tuple[tuple[Any, ...], Any, bool]]) -> None:
    """With the right checksum, so that nothing but the values can save the reader."""
    document = json.loads(json.dumps(DOCUMENT))
    for (*way, last), value, is_gone in changes:
        inside: Any = document
        try:
            for key in way:
                inside = inside[key]
            if is_gone:
                del inside[last]
            else:
                inside[last] = value
        except (KeyError, IndexError, TypeError):
            continue
    try:
        offer = read_offer_json(signed(document))
    except UnreadableOffer as fault:
        assert str(fault).isprintable()
    else:
        assert offer.authority.gss_code == "E06999901"


@given(st.integers(min_value=0, max_value=len(whole()) - 1), st.binary(min_size=1, max_size=4))
def test_bytes_that_change_on_the_way_are_noticed(at: int, noise: bytes) -> None:
    """Only what means the same may pass, such as other white space between two fields."""
    content = whole().encode()
    broken = content[:at] + noise + content[at + len(noise) :]
    try:
        assert read_offer_json(broken) == read_offer_json(content)
    except UnreadableOffer:
        assert broken != content


# The docs


def test_the_docs_name_every_key_of_the_file() -> None:
    """And nothing that is no key: a table for each group of fields, its keys in the file's order."""
    text = (ROOT / "docs" / "open-data.md").read_text(encoding="utf-8")
    document = json.loads(whole())
    groups = {
        "The file": document,
        "authority": document["authority"],
        "findings": document["findings"][0],
        "entries": document["entries"][0],
        "comments": COMMENT_KEYS,
        "commitments": COMMITMENT_KEYS,
    }
    for heading, found in groups.items():
        section = re.search(rf"^### `?{heading}`?\n(.*?)(?=^#|\Z)", text, re.MULTILINE | re.DOTALL)
        assert section, heading
        assert re.findall(r"^\| `(\w+)` \|", section[1], re.MULTILINE) == list(found), heading
    assert f"`{ADDRESS}`" in text and f"Format {document['format_version']}" in text


COMMENT_KEYS = ("answered", "from", "received", "status")
COMMITMENT_KEYS = ("by", "requirement", "what", "who")


def test_the_keys_of_records_are_those_that_are_written() -> None:
    path = ROOT / "site_builder" / "nation" / "published.py"
    source = path.read_text(encoding="utf-8")
    for name, keys in (("comments", COMMENT_KEYS), ("commitments", COMMITMENT_KEYS)):
        block = re.search(rf'"{name}": \[\n\s+{{\n(.*?)\n\s+}}\n\s+for', source, re.DOTALL)
        assert block and re.findall(r'^\s+"(\w+)":', block[1], re.MULTILINE) == list(keys)
