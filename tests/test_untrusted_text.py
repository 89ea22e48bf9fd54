"""What others wrote does nothing but be read: on a terminal, in a policy, a calendar, a table, a report."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest
from icalendar import Calendar

from site_builder.content.diagnostics import Diagnostic, Place
from site_builder.content.invisible import escaped, find_refused, in_one_line, shown
from site_builder.content.results import AuditNote
from site_builder.content.richtext import clean_page
from site_builder.content.web import origin_of
from site_builder.editing.form_editor import allowed_hosts
from site_builder.exchange.inert_json import inert_json
from site_builder.pages.accessibility_page import rules_found
from site_builder.pages.shell import policy
from site_builder.pages.templates import link
from site_builder.printing import hand_over, say
from site_builder.reports.calendar import days_in_a_calendar
from site_builder.reports.faults import faults_text
from site_builder.reports.markdown import plain
from site_builder.reports.spreadsheet import as_csv
from tests.importing import Desk, feed_service
from tests.test_published import changed, fault_of

# Signs that nobody sees


@pytest.mark.parametrize("sign", ["\x00", "\x07", "\x1b", "\x7f", "\x9b", "\r", "\u202e", "\u2066", "\ud800"])
def test_a_sign_that_acts_is_refused_in_a_text_and_shown_as_another(sign: str) -> None:
    assert find_refused(f"before{sign}after")
    assert shown(f"before{sign}after") == "before\ufffdafter"


@pytest.mark.parametrize(
    "text",
    [
        "two\nlines\tand a tab",
        "caf\u00e9 \u2013 \u00a35",
        "\U0001f468\u200d\U0001f469",
        "\u0645\u06cc\u200c\u062e",
    ],
)
def test_what_a_script_needs_is_neither_refused_nor_changed(text: str) -> None:
    assert find_refused(text) is None
    assert shown(text) == text


@pytest.mark.parametrize("sign", ["\u200b", "\u200d", "\u200e", "\u2060", "\ufeff", "\u00ad", "\U000e0041"])
def test_what_hides_between_english_letters_is_shown(sign: str) -> None:
    assert shown(f"pay{sign}pal") == "pay\ufffdpal"
    assert shown(shown(f"pay{sign}pal")) == "pay\ufffdpal"


def test_a_message_is_on_a_line_of_its_own_whatever_it_repeats() -> None:
    odd = Diagnostic("a\n::error::b.yaml", Place(1, 1), "unknown-term", "x", "x\nother.yaml:1:1: error[y] z")
    assert faults_text([odd], 1) == (
        "a\ufffd::error::b.yaml:1:1: error[unknown-term] x: x\ufffdother.yaml:1:1: error[y] z\n"
    )
    assert in_one_line("a\nb\u202e") == "a\ufffdb\ufffd"


def test_what_is_printed_acts_on_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    say("\x1b[2Jred\x9b31m")
    hand_over('{"a":"\u202e\x9b\U000e0041"}\n', "json")
    hand_over("a,\x1b[2J\n", "csv")
    first, second, third = capsys.readouterr().out.splitlines()
    assert (first, third) == ("\ufffd[2Jred\ufffd31m", "a,\ufffd[2J")
    assert second == '{"a":"\\u202e\\u009b\\udb40\\udc41"}'
    assert json.loads(second) == {"a": "\u202e\x9b\U000e0041"}


def test_json_without_unseen_signs_means_the_same() -> None:
    value = {"a": "".join(map(chr, range(0x20, 0x3000)))}
    assert json.loads(escaped(json.dumps(value, ensure_ascii=False))) == value


def test_json_is_one_line_to_every_program() -> None:
    text = inert_json({"a": "x\u2028y\u2029z\x85 \u00e9"})
    assert len(text.splitlines()) == 1
    assert json.loads(text) == {"a": "x\u2028y\u2029z\x85 \u00e9"}


# Addresses


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("https://Forms.Example.org/a?b#c", "https://forms.example.org"),
        ("http://localhost:8080/", "http://localhost:8080"),
        ("https://m\u00fcnchen.example/", "https://xn--mnchen-3ya.example"),
        ("https://[2001:db8::1]:8443/x", "https://[2001:db8::1]:8443"),
        ("https://a_b.example.org./", "https://a_b.example.org."),
        ("https://elsewhere.example;script-src/", ""),
        ("https://elsewhere.example,x/", ""),
        ("https://'none'/", ""),
        ("https://good.example@elsewhere.example/", ""),
        ("https://[elsewhere/", ""),
        ("https://a..b/", ""),
        ("https://a.example:port/", ""),
        ("https://a.example:0/", ""),
        ("https:///path", ""),
    ],
)
def test_an_origin_is_plain_or_none(address: str, origin: str) -> None:
    assert origin_of(address) == origin


def test_an_address_puts_no_rule_into_a_policy() -> None:
    addresses = ("https://forms.example.org/x", "https://elsewhere.example;style-src 'none'/", "https://[x")
    assert policy(addresses).split("; ")[-1] == "form-action 'self' mailto: https://forms.example.org"
    editor = {"backend": "gitlab", "base_url": "https://git.example.org;script-src/", "repository": "a/b"}
    assert allowed_hosts(editor) == ()


def test_an_address_that_is_none_is_shown_as_words() -> None:
    assert link("https://[x", "here") == "here"


def test_an_offer_of_others_has_a_home_that_is_plain() -> None:
    address = "https://good.example@elsewhere.example/"
    assert fault_of(changed("authority.published_at", address)) == (
        f'authority.published_at: "{address}" is not a web address'
    )


# Calendars, tables, Markdown, pages


def test_no_words_end_a_line_of_a_calendar() -> None:
    text = days_in_a_calendar(
        "Area\r\nX-ODD:1",
        date(2026, 11, 1),
        [("a", date(2026, 11, 2), "x\r\nEND:VEVENT\ry", "more\r\nX-ODD:1")],
    )
    assert not re.search(r"(?m)^(X-ODD|END:VEVENT\r\nSUMMARY|y)", text.replace("\r\n ", ""))
    (event,) = Calendar.from_ical(text).walk("VEVENT")
    assert str(event["summary"]) == "x END:VEVENT y"


@pytest.mark.parametrize(
    "sign", ["=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20"]
)
def test_no_cell_begins_a_formula(sign: str) -> None:
    assert f"'{sign}1" in as_csv(("a",), [(f"{sign}1",)])


def test_nothing_in_a_report_becomes_a_link_with_other_words() -> None:
    assert plain("see https://a.example/b_c and www.a.example &lt; $x$") == (
        r"see https\://a.example/b\_c and www\.a.example \&lt; \$x\$"
    )


def test_a_page_written_by_hand_keeps_what_shows_and_loses_what_runs() -> None:
    kept = (
        '<h2 id="a">A</h2><table><tbody><tr><td>x</td></tr></tbody></table>'
        '<p class="b"><a href="../index.html#a">x</a> <img src="../media/a.jpg" alt="b"></p>'
        '<details><summary>x</summary></details><video src="../media/a.mp4" controls=""></video>'
    )
    assert clean_page(kept) == (kept, ())
    safe, left_out = clean_page(
        '<p onclick="x" style="color:red">a<script src="../media/x.js"></script><iframe src="x"></iframe>'
        '<img src="https://elsewhere.example/x.png" alt="b"><img src="/\\elsewhere.example/x" alt="c">'
        '<a href="javascript:x">d</a></p>'
    )
    assert safe == '<p>a<img alt="b"><img alt="c"><a>d</a></p>'
    assert left_out == ("iframe", "script")


# Imports


@pytest.mark.parametrize("signs", ["<p></p>", "-", "#", ">", "<script>x</script>"])
def test_a_description_without_words_stops_no_import(signs: str, tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.services(feed_service("a1", description=signs), feed_service("a2", "Good club"))
    assert "good-club" in desk.entries()
    desk.run("check")


def test_a_price_without_words_stops_no_import(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.services(feed_service("a1", fees="<img src=x>"))
    assert "cost" not in desk.facts()
    mapping = (
        "source: {name: Clubs, scheme: clubs}\ncolumns:\n  Club: {to: title}\n  About: {to: description}\n"
    )
    mapping += "  By: {to: provider.name}\n  Cost: {to: cost.amount}\nalways: {service_types: [youth-club]}\n"
    table = desk.file("c.csv", "Club,About,By,Cost\nChess,People play chess.,Trust,<img src=x>\n")
    desk.import_("csv", table, "--mapping", desk.file("map.yaml", mapping))
    assert "cost" not in desk.facts("chess")


# Saved results


@pytest.mark.parametrize(
    ("address", "shown_as"),
    [
        (
            "https://dequeuniversity.com/rules/axe/4.11/image-alt",
            "https://dequeuniversity.com/rules/axe/4.11/image-alt",
        ),
        ("javascript:ran(1)", ""),
        ("java\nscript:ran(1)", ""),
        ("https://a@elsewhere.example/", ""),
        ("//elsewhere.example/", ""),
    ],
)
def test_saved_results_lead_to_web_pages_only(address: str, shown_as: str) -> None:
    note = AuditNote(
        "index.html", "image-alt", "img", "serious", "x", address, ("320",), ("1.1.1",), "Pictures"
    )
    (rule,) = rules_found([note])
    assert rule.link == shown_as
