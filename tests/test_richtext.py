"""Rich text is safe and loses no words."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from site_builder.content import richtext
from site_builder.content.richtext import (
    TextProblem,
    find_problems,
    to_html,
    to_text,
)

# What to_html may give back: these tags, these attributes, nothing else that looks like a tag.
ALLOWED_TAG = re.compile(
    r"</?(?:p|ul|li|strong|em|h3|h4|blockquote)>|</?ol>|<ol start=\"\d+\">|<br>|</a>"
    r"|<a href=\"(?:https?|mailto|tel):[^\"<>]*\" rel=\"noreferrer\">",
    re.IGNORECASE,
)

# Pieces that mean something to a browser or to a Markdown converter, put together at random.
PIECES = [
    *"ab1 .-#*_[]()<>`!\\&;:/@=~+\t\"'|\n",
    *("\n\n", "\n- ", "\n1. ", "  \n", "\n    ", "\n---\n", "\n> "),
    *(
        "http://",
        "https://example.org",
        "www.",
        "a@b.org",
        "javascript:",
        "data:text/html,",
        "&nbsp;",
        "&lt;",
    ),
    *("<script>", "</script>", "<b>", "</p>", "<img src=x onerror=", "<!--", "<svg/onload=", "![a](", "]("),
]
mixtures = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


def every_tag_is_allowed(made: str) -> bool:
    return all(ALLOWED_TAG.fullmatch(tag) for tag in re.findall(r"<[^>]*>?", made))


# Markdown to HTML


@pytest.mark.parametrize(
    ("markdown", "made"),
    [
        ("", ""),
        ("A quiet hour.", "<p>A quiet hour.</p>"),
        ("One.\n\nTwo\nlines.", "<p>One.</p>\n<p>Two\nlines.</p>"),
        ("12 Ferry Lane\\\nNorthmere", "<p>12 Ferry Lane<br>\nNorthmere</p>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("4. a\n5. b", '<ol start="4">\n<li>a</li>\n<li>b</li>\n</ol>'),
        ("**Ask** us, _please_.", "<p><strong>Ask</strong> us, <em>please</em>.</p>"),
        ("> Said a parent.", "<blockquote>\n<p>Said a parent.</p>\n</blockquote>"),
        (
            "[Our page](https://example.org/a?b=1&c=2)",
            '<p><a href="https://example.org/a?b=1&amp;c=2" rel="noreferrer">Our page</a></p>',
        ),
        (
            "[Ring us](tel:01632960123) or [write](mailto:a@example.org)",
            '<p><a href="tel:01632960123" rel="noreferrer">Ring us</a> or '
            '<a href="mailto:a@example.org" rel="noreferrer">write</a></p>',
        ),
        ("5 < 7 & 8 > 3", "<p>5 &lt; 7 &amp; 8 &gt; 3</p>"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "<p>| a | b |\n|---|---|\n| 1 | 2 |</p>"),
        ("~~gone~~", "<p>~~gone~~</p>"),
    ],
)
def test_the_allowed_markdown_becomes_html(markdown: str, made: str) -> None:
    assert to_html(markdown) == made


@pytest.mark.parametrize(
    ("markdown", "made"),
    [
        ("# Top\n\n## Below\n\n#### Under", "<h3>Top</h3>\n<h3>Below</h3>\n<h4>Under</h4>"),
        ("Top\n===\n\nBelow\n---", "<h3>Top</h3>\n<h3>Below</h3>"),
        ("### a\n\n##### b\n\n###### c", "<h3>a</h3>\n<h4>b</h4>\n<h4>c</h4>"),
        ("#### a\n\n### b\n\n#### c", "<h3>a</h3>\n<h3>b</h3>\n<h4>c</h4>"),
    ],
)
def test_headings_stand_below_those_of_the_page_and_skip_no_level(markdown: str, made: str) -> None:
    assert to_html(markdown) == made


@pytest.mark.parametrize(
    ("markdown", "seen"),
    [
        ("Write <b>bold</b> here", "Write <b>bold</b> here"),
        ("<div>\nA *word*\n\nmore</div>", "<div> A word\nmore</div>"),
        ("- <p>item</p>", "<p>item</p>"),
        ("`<i>` and \\<u> and \\\\<s>", "<i> and <u> and \\<s>"),
        ("<!-- a note --> <?php echo ?> <!DOCTYPE html>", "<!-- a note --> <?php echo ?> <!DOCTYPE html>"),
        ("&lt;b&gt; &copy; &amp;amp;", "<b> © &amp;"),
        ("<your name>", "<your name>"),
        ("    indented\n    lines", "indented\nlines"),
        ("```js\nif (a < b) {}\n```", "if (a < b) {}"),
        ("See ![a house with a ramp](house.jpg).", "See a house with a ramp."),
        ("[![Our *logo*](logo.png)](https://example.org)", "Our logo"),
        ("[Here](javascript:alert(1)) [there](../x) [now](ftp://x.org)", "Here there now"),
        ("null\x00 half\ud800 mark\ufdd0", "null half mark"),
    ],
)
def test_what_is_not_allowed_is_shown_as_words(markdown: str, seen: str) -> None:
    assert to_text(markdown) == seen
    assert every_tag_is_allowed(to_html(markdown))


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("See https://example.org/a.", ["https://example.org/a"]),
        (
            "(www.example.org), then www.example.org/b!",
            ["http://www.example.org", "http://www.example.org/b"],
        ),
        ("https://example.org/a_(b)?c=1&d=2;", ["https://example.org/a_(b)?c=1&amp;d=2"]),
        ('"https://example.org"', ["https://example.org"]),
        ("Write to team.a+b@example.org.", ["mailto:team.a+b@example.org"]),
        ("<https://example.org> <a@example.org>", ["https://example.org", "mailto:a@example.org"]),
        ("[www.a.org](https://b.org)", ["https://b.org"]),
        ("www. and http:// and @home and a@b", []),
        ("ftp://example.org", []),
    ],
)
def test_bare_addresses_become_links_without_the_stop_after_them(text: str, addresses: list[str]) -> None:
    made = to_html(text)
    assert re.findall(r'href="([^"]*)"', made) == addresses
    assert to_text(text) == re.sub(r"<(?=[ha])|(?<=g)>|\[|\]\(.*", "", text)


# Each is a way in that has worked somewhere: by tags, attributes, addresses, quoting or the converter itself.
ATTACKS = [
    "<script>alert(1)</script>",
    "<ScRiPt\n>alert(1)</sCrIpT>",
    "<script src=//evil.example></script>",
    "<<script>alert(1)//<</script>",
    "<img src=x onerror=alert(1)>",
    '<img """><script>alert(1)</script>">',
    "<svg/onload=alert(1)>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<details open ontoggle=alert(1)>",
    "<a href='javascript:alert(1)'>go</a>",
    "<div style='background:url(javascript:alert(1))'>x</div>",
    "<form action=https://evil.example><button>Send</button></form>",
    "<base href=https://evil.example/>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "[go](javascript:alert(1))",
    "[go](JaVaScRiPt:alert(1))",
    "[go](java\tscript:alert(1))",
    "[go](&#106;avascript:alert(1))",
    "[go](\x01javascript:alert(1))",
    "[go](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[go](vbscript:msgbox(1))",
    "[go](//evil.example)",
    "[go][a]\n\n[a]: javascript:alert(1)",
    "<javascript:alert(1)>",
    '[go](https://example.org/" onmouseover="alert(1))',
    '[go](https://example.org "x\\" onmouseover=\\"alert(1)")',
    '![x" onerror="alert(1)](x)',
    "![x](x\"onerror='alert(1)')",
    'https://example.org/"onmouseover="alert(1)',
    "https://example.org/<script>alert(1)</script>",
    "a@b.org<script>alert(1)</script>",
    "`<script>`alert(1)`</script>`",
    "```<script>\nalert(1)\n```",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&amp;lt;script&amp;gt;",
    "\ufdd0script>alert(1)\ufdd0/script>",
    "<a href=%EF%B7%90>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<!--><img src=x onerror=alert(1)>-->",
    "[x](https://example.org) <a name=x onclick=alert(1)>",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_becomes_words(attack: str) -> None:
    made = to_html(attack)
    assert every_tag_is_allowed(made)
    assert not re.search(r"<[^>]*(?:script:|\son\w+=|style=|data:)", made, re.IGNORECASE)


@given(mixtures | st.text())
@example("<a href='https://a\ufdd0onclick=x'>")
def test_no_text_makes_a_tag_that_is_not_allowed(text: str) -> None:
    assert every_tag_is_allowed(to_html(text))


@given(
    st.text(st.characters(exclude_categories=["C", "Z"], exclude_characters="\\`*_[]<>&#~!|@"), max_size=200)
)
def test_every_sign_of_a_plain_text_is_seen(text: str) -> None:
    if re.match(r"[-+=]|\d{1,9}[.)]", text):
        text = f"a {text}"
    assert to_text(text) == text


@given(
    st.lists(st.sampled_from([*"ab1 .\n-#'\"|:;(),!?=+~)", "\n\n", "www", "http"]), max_size=40).map("".join)
)
@example("    a ")
@example("a\n b \n\nc")
def test_the_short_cut_for_plain_texts_gives_what_the_converters_give(text: str) -> None:
    quick = to_html(text), to_text(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(richtext, "_is_plain", lambda _: False)
        assert (to_html(text), to_text(text)) == quick


@pytest.mark.parametrize(
    "sign", ["> ", "> - ", "[", "*a ", "`a", "<", "\\", "a@", "&", "[a](", "a.", "1. ", "![", "</"]
)
def test_a_text_made_to_be_slow_is_not(sign: str) -> None:
    text = sign * (20_000 // len(sign))
    started = time.perf_counter()
    for made_slow in (text, f"www.a{text}", f"{text}@a.org"):
        to_html(made_slow)
        find_problems(made_slow)
    assert time.perf_counter() - started < 2


def test_lists_in_lists_without_end_are_shown_as_written() -> None:
    text = "\n".join(f"{'  ' * depth}- a" for depth in range(60))
    assert to_html(text).startswith("<p>- a\n")


# Markdown to text


def test_text_has_a_line_for_each_block_and_no_markup() -> None:
    markdown = (
        "### How to *ask*\n\nRing [the team](tel:01632960123),\nor write.\n\n- one\n- two\n  - three\n\n"
        "12 Ferry Lane\\\nNorthmere\n\n> Kind & **quick**"
    )
    assert to_text(markdown) == (
        "How to ask\nRing the team, or write.\none\ntwo\nthree\n12 Ferry Lane\nNorthmere\nKind & quick"
    )


# What an author will not see as meant


@pytest.mark.parametrize(
    ("markdown", "line", "column", "code", "message", "hint"),
    [
        (
            "Ask <b>us</b>.",
            0,
            4,
            "html-in-text",
            '"<b>" is HTML, and readers will see it as it is typed',
            "for bold words write **words**",
        ),
        (
            "One.\n\nTwo.<br/>",
            2,
            4,
            "html-in-text",
            '"<br>" is HTML, and readers will see it as it is typed',
            "end the line with a backslash, or leave an empty line for a new paragraph",
        ),
        (
            "</section>",
            0,
            0,
            "html-in-text",
            '"</section>" is HTML, and readers will see it as it is typed',
            "take it out: texts are written in Markdown",
        ),
        (
            "A ![house](house.jpg)",
            0,
            2,
            "image-in-text",
            "a picture cannot stand in a text: readers will see only its alt text",
            "list the picture under media, with its alt text",
        ),
        (
            "![](house.jpg)",
            0,
            0,
            "image-in-text",
            "a picture cannot stand in a text: readers will see nothing, as it has no alt text",
            "list the picture under media, with its alt text",
        ),
        (
            "See [us](javascript:x).",
            0,
            9,
            "link-scheme",
            'a link cannot begin with "javascript:", so readers will see only its words',
            "use an address that begins with https://, mailto: or tel:",
        ),
        (
            "[us](www.example.org/a)",
            0,
            5,
            "link-scheme",
            "the address of this link is not complete, so readers will see only its words",
            "write https://www.example.org/a",
        ),
        (
            "[us](team@example.org)",
            0,
            5,
            "link-scheme",
            "the address of this link is not complete, so readers will see only its words",
            "write mailto: before the email address",
        ),
        (
            "[us](../other/)",
            0,
            5,
            "link-scheme",
            "a link in a text needs a whole address, so readers will see only its words",
            "write the address as the browser shows it, from https:// on",
        ),
        (
            "a [b]\n\n[b]: ftp://x.org",
            2,
            5,
            "link-scheme",
            'a link cannot begin with "ftp:", so readers will see only its words',
            "use an address that begins with https://, mailto: or tel:",
        ),
        (
            "# Ask us",
            0,
            0,
            "heading-level",
            '"#" is for the title of the page, which stands above this text',
            'begin a heading with "### "',
        ),
        (
            "Ask us\n------",
            1,
            0,
            "heading-level",
            'a line of "-" makes the line above it a heading as large as the title of the page',
            'begin a heading with "### "; between two paragraphs leave an empty line',
        ),
    ],
)
def test_a_problem_is_placed_and_answered(
    markdown: str, line: int, column: int, code: str, message: str, hint: str
) -> None:
    assert find_problems(markdown) == [TextProblem(line, column, code, message, hint)]


@pytest.mark.parametrize(
    "markdown",
    [
        "Plain words, 5 < 7.",
        "Write <your name> and `<b>`.",
        "\\<b> is a tag",
        "<https://example.org> [a](https://example.org) [b](mailto:a@b.org) [c](tel:1)",
        "### Right\n\n#### Also right\n\n#hashtag",
        "One\n\n---\n\nTwo",
        "- one\n---",
        "[x] a box, [y]: a word",
    ],
)
def test_what_will_be_seen_as_meant_is_no_problem(markdown: str) -> None:
    assert find_problems(markdown) == []


def test_a_pair_of_tags_is_one_problem_and_a_picture_is_no_link() -> None:
    assert [one.code for one in find_problems("<i>a</i> ![b](c.png) <u>d</u>")] == [
        "html-in-text",
        "image-in-text",
        "html-in-text",
    ]


@given(mixtures)
def test_a_problem_stands_inside_the_text(text: str) -> None:
    lines = text.split("\n")
    for problem in find_problems(text):
        assert 0 <= problem.column < len(lines[problem.line])
