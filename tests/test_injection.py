"""Texts that try to be more than words: in every place of an offer, to the page, the feed and the terminal.

A short run of `trials/injection.py`, which tries every text in every place.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from site_builder.content.diagnostics import Diagnostic
from site_builder.content.document import Keys, field_name
from site_builder.content.schema import Rules
from site_builder.pages.build import build_site
from site_builder.pages.shell import policy
from site_builder.project import open_project
from tests.check_cases import rules
from tests.hostile_text import TRICKS
from tests.importing import Desk
from trials import hostile_imports, injection
from trials.hostile_offers import NAMES, Tried, plant

ROOT = Path(__file__).resolve().parent.parent
COUNCIL = "area-17"


@dataclass(frozen=True, slots=True)
class Planted:
    """A project with hostile texts, what was tried in it, what the check said, and its site."""

    project: Path
    tried: list[Tried]
    messages: list[Diagnostic]
    site: Path


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Planted:
    project = tmp_path_factory.mktemp("hostile")
    tried, messages = plant(project, [17], injection.DAY, rules())
    shutil.copy(ROOT / "mkdocs.yml", project)
    built = build_site(open_project(project), authority=None, out=None, day=injection.DAY)
    assert built.site is not None, built.diagnostics
    return Planted(project, tried, messages, built.site)


def leaves(fields: Rules, keys: Keys = ()) -> Iterator[Keys]:
    """Every single value that a schema has a place for; names that authors choose are left out."""
    for name, rule in fields.items():
        inner: Rules = rule
        at: Keys = (*keys, name)
        while inner.get("type") == "list":
            inner, at = inner["schema"], (*at, 0)
        if "schema" in inner:
            yield from leaves(inner["schema"], at)
        elif "valuesrules" not in inner:
            yield at


def test_every_text_that_a_schema_has_a_place_for_is_tried(planted: Planted) -> None:
    tried = {(one.kind, one.place) for one in planted.tried}
    asked = {(kind, field_name(keys)) for kind in NAMES for keys in leaves(rules().schemas[kind].rules)}
    assert len(asked) > 400
    assert asked - tried == set()


def test_messages_about_hostile_texts_do_nothing_themselves(planted: Planted) -> None:
    assert len(planted.messages) > 300
    assert injection.in_messages(planted.messages) == []


def test_reports_of_hostile_texts_are_words_in_every_format(planted: Planted) -> None:
    made, faults = injection.in_reports(planted.project)
    assert (made, faults) == (12, [])


def test_a_booklet_of_hostile_texts_has_nothing_that_runs_or_fetches(planted: Planted) -> None:
    assert injection.in_booklets(planted.project) == (2, [])


def test_what_commands_print_of_hostile_texts_acts_on_no_terminal(planted: Planted) -> None:
    asked = [["check", COUNCIL, "--format", form] for form in ("text", "github", "json")]
    assert injection.in_answers(planted.project, asked) == []


def test_every_file_of_a_site_of_hostile_texts_is_what_it_should_be(planted: Planted) -> None:
    counted, faults = injection.in_files(planted.site)
    assert faults == []
    assert counted[".html"] > 100
    assert set(counted) >= {".html", ".json", ".csv", ".ics", ".xml", ".atom", ".jsonl", ".geojson"}


def test_nothing_runs_and_nothing_is_asked_for_elsewhere(planted: Planted) -> None:
    looked = injection.in_browser(planted.site, [COUNCIL], most=6)
    assert looked.faults == []
    assert (looked.pages, looked.searches, looked.reports) == (10, 4, 0)
    assert looked.requests > 40


def test_a_page_with_texts_left_raw_runs_them_and_the_policy_stops_all(tmp_path: Path) -> None:
    raw, kept = injection.in_control(tmp_path, policy())
    assert set(raw.ran) == {1, 9, 17, 38}
    assert any("elsewhere.example" in one for one in raw.asked)
    assert kept.ran == ()
    assert [one for one in kept.asked if "elsewhere.example" in one] == []
    assert {one.split()[0] for one in kept.forbidden} >= {"script-src-elem", "script-src-attr", "img-src"}


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (injection.in_page, "<p onclick=x>"),
        (injection.in_page, "<script>x</script>"),
        (injection.in_page, '<a href="java\tscript:x">x</a>'),
        (injection.in_page, "<img src=//elsewhere.example/x>"),
        (injection.in_page, '<script type="application/ld+json">{</script>'),
        (injection.in_page, '<a href="mailto:a@b.example?bcc=c@d.example">x</a>'),
        (injection.in_feed, "<a>"),
        (injection.in_table, "a,b\n=1+1,2\n"),
        (injection.in_table, "a,b\n1\n"),
        (injection.in_calendar, "BEGIN:VCALENDAR\r\nX-ODD:1\r\nEND:VCALENDAR\r\n"),
        (injection.in_markdown, "<img src=x>"),
        (injection.in_markdown, "[x](https://elsewhere.example)"),
        (injection.in_markdown, "\x1b[2J"),
        (injection.in_json_lines, "{}\n{\n"),
    ],
)
def test_each_reader_sees_what_it_looks_for(read: injection.Reader, text: str) -> None:
    assert read(text) != []


def test_texts_have_names_and_numbers_of_their_own() -> None:
    assert len({one.text for one in TRICKS}) == len(TRICKS) >= 60
    assert [one.number for one in TRICKS] == list(range(1, len(TRICKS) + 1))


def test_a_feed_of_hostile_records_becomes_entries_that_are_in_order(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    said, report = desk.import_("outpost", desk.file("services.json", hostile_imports.feed("outpost")))
    assert injection.signs(said) == []
    assert report["counts"]["records"] == 2 * len(TRICKS)
    assert len(desk.entries()) > 30
    desk.run("check")
