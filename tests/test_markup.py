"""HTML from other directories becomes Markdown that keeps every word; what cannot come along is counted."""

from __future__ import annotations

import html
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.content.richtext import to_html, to_text
from site_builder.exchange.markup import ConvertedText, html_to_lines, html_to_markdown
from tests.test_richtext import ATTACKS, every_tag_is_allowed


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_in_a_source_stays_words_after_conversion(attack: str) -> None:
    assert every_tag_is_allowed(to_html(html_to_markdown(attack).markdown))
    assert every_tag_is_allowed(to_html(html_to_markdown(html.escape(attack)).markdown))


@pytest.mark.parametrize(
    ("source", "markdown"),
    [
        ("<p>One&nbsp; <span>two</span>.</p>\n<p>Three<br>four</p>", "One two.\n\nThree\\\nfour"),
        ("<div>One<div>two</div>three</div>", "One\n\ntwo\n\nthree"),
        ("a<br><br>b<br/>&nbsp;<br>c", "a\n\nb\n\nc"),
        ("<h1><b>Title</b></h1><h4>Less</h4>", "### Title\n\n### Less"),
        ("<b> Phone: </b>01632 960123", "**Phone:** 01632 960123"),
        ("re<em>do</em>", "redo"),
        ("<ul><li>a<ul><li>b</li></ul></li></ul>", "- a\n  - b"),
        ("<ol><li>a</li><li>b</li></ol>", "1. a\n2. b"),
        ("<p>• a<br>• b</p>", "- a\n- b"),
        ("<blockquote><p>a</p><p>b</p></blockquote>c", "> a\n>\n> b\n\nc"),
        ("<a href='https://x.org'><b>a</b> b </a>c", "[**a** b](https://x.org) c"),
        ("<a href='https://x.org'>https://x.org</a>.", "[https://x.org](https://x.org)."),
        ("<a href='www.x.org'>x</a>", "[x](http://www.x.org)"),
        ("<a href='javascript:alert(1)'>x</a>", "x"),
        ("<table><tr><td>Monday</td><td>9 to 5</td></tr></table>", "- Monday: 9 to 5"),
        ("one\ntwo\r\n\r\nthree", "one\\\ntwo\n\nthree"),
        ("5 * 3, a_b, (see [note]), C# & 1 < 2", "5 * 3, a_b, (see [note]), C# & 1 < 2"),
        ("*not* italic", "\\*not\\* italic"),
        ("<p># 5</p>", "\\# 5"),
        ("<svg><path d='1'></path></svg><button>More</button> 5<sup>th</sup>", "More 5th"),
        ("<p>soft\u00adly\u200b</p>", "softly"),
        ("<p> </p><b></b><a href='https://x.org'></a>", ""),
    ],
)
def test_html_becomes_the_markdown_an_editor_would_write(source: str, markdown: str) -> None:
    assert html_to_markdown(source).markdown == markdown


@pytest.mark.parametrize("tag", ["p", "b", "div", "li", "span", "p><b", "table><tr><td"])
def test_of_tags_that_nobody_closes_the_words_are_kept_and_the_loss_is_counted(tag: str) -> None:
    lines = [f"Line {number}" for number in range(300)]
    converted = html_to_markdown("".join(f"<{tag}>{line} " for line in lines))
    assert converted.markdown.split() == " ".join(lines).split()
    assert dict(converted.other_tags)[tag.split(">")[0]] == 300


def test_lines_without_a_tag_stay_lines_however_deep_the_tags_are() -> None:
    assert html_to_markdown("One\nTwo" + "<b>x" * 100).markdown.startswith("One\n\nTwox")


def test_few_tags_that_nobody_closes_are_paragraphs_all_the_same() -> None:
    assert html_to_markdown("<p>One<p>Two<p>Three").markdown == "One\n\nTwo\n\nThree"


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("<p>One</p><p>Two</p>", "One\nTwo\n"),
        ("<p>One<p>Two", "One\nTwo\n\n"),
        ("<div>One<div>two</div>three</div>", "One\ntwo\nthree\n"),
        ("One<br>two <b>three</b><ul><li>four<li>five</ul>", "One\ntwo three\nfour\nfive\n\n"),
        ("<p>One</p>\n<p>Two</p>", "One\nTwo\n"),
        ("<ul><li>One</li></ul><p>Two</p>", "One\nTwo\n"),
        ("<table><tr><th>Monday</th><td>9 to 5</td></tr></table>", "Monday 9 to 5\n"),
        ("Days<dl><dt>Monday</dt><dd>9 to 5</dd></dl><p>Two</p>", "Days\nMonday\n9 to 5\nTwo\n"),
    ],
)
def test_lines_of_a_letter_end_where_a_mail_program_ends_them(source: str, lines: str) -> None:
    assert html_to_lines(source) == lines


def test_what_cannot_come_along_is_counted() -> None:
    converted = html_to_markdown(
        '<p>a<img data-src="data:x" src="data:image/png;base64,AAAA" alt=" A map"><img src="https://x.org/b.png"></p>'
        "<script>alert('<b>')</script><style>p{}</style><a href='sms:1'>text</a> <a href='ftp://x'>f</a>"
        "<a name=top>t</a> <a class=x href='https://x.org'>ok</a><video></video><abbr title=t>SEN</abbr>"
    )
    assert (converted.embedded_images, converted.linked_images, converted.scripts, converted.links) == (
        1,
        1,
        2,
        2,
    )
    assert converted.other_tags == (("abbr", 1), ("video", 1))
    assert "alert" not in converted.markdown and "A map" in converted.markdown


def test_a_picture_inside_a_long_text_takes_no_time() -> None:
    source = f'<p>Before</p><img src="data:image/png;base64,{"iVBORw0KGgo" * 20_000}"><p>After</p>'
    started = time.perf_counter()
    assert html_to_markdown(source) == ConvertedText("Before\n\nAfter", embedded_images=1)
    assert time.perf_counter() - started < 1


TAGS = [
    "p",
    "div",
    "b",
    "em",
    "ul",
    "ol",
    "li",
    "table",
    "tr",
    "td",
    "th",
    "h2",
    "blockquote",
    "a href='https://x.org'",
]


@given(
    st.lists(
        st.sampled_from([*(f"<{tag}>" for tag in TAGS), *(f"</{tag[0]}>" for tag in TAGS), "<br>", "a ", "b"])
    )
)
def test_any_nesting_of_tags_keeps_the_words(parts: list[str]) -> None:
    source = "".join(parts)
    words = re.findall("[ab]", re.sub("<[^>]*>", "", source))
    assert re.findall("[ab]", to_text(html_to_markdown(source).markdown)) == words
