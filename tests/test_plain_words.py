"""What the builder says on public pages can be read at the age of eleven, in short sentences."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from site_builder.content.readability import long_sentences, reading_age

OLDEST_READER = 11
MOST_WORDS = 25
PAGES = (
    "index",
    "find/index",
    "my-list/index",
    "compare/index",
    "compare/primary/index",
    "gaps/index",
    "gaps/facts/index",
    "coverage/index",
    "due/index",
    "you-said/index",
    "about/index",
    "comment/index",
    "new-entry/index",
    "correction/index",
    "accessibility/index",
    "accessibility/tests/index",
)

# The names of laws, and what only repeats them, are not ours to shorten.
TITLE = re.compile("“[^”]*”")
NOT_OURS = ("Where the rule comes from", "legislation", "Act ", "Regulations")


def sentences_of(page: Path) -> str:
    """The running text of a page in English: paragraphs and list items, without tables and names of laws.

    The addresses of files, such as those that were tested, are no words either.
    """
    soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser").select_one("main")
    assert soup is not None
    for part in soup.select("table, label, option, nav, dl, form, .facts, [lang], #find-results"):
        part.decompose()
    for address in soup.find_all("code", string=re.compile(r"^[\w/-]+\.html$")):
        address.decompose()
    # What authors call their pages is theirs to word.
    for title in soup.select("a[href*='support/']"):
        title.decompose()
    blocks = (" ".join(block.get_text(" ").split()) for block in soup.select("p, li"))
    said = (TITLE.sub("it", block) for block in blocks if not any(word in block for word in NOT_OURS))
    return "\n\n".join(said)


def long_ones(text: str) -> list[str]:
    """The sentences with too many words. A colon or a dash parts two, and a list after a colon is none."""
    found = []
    for sentence in long_sentences(text, MOST_WORDS):
        start, _, rest = sentence.partition(":")
        is_list = rest.count(",") + rest.count(" or ") + rest.count("“") > 1
        parts = [start] if is_list else [start, rest]
        if any(long_sentences(part, MOST_WORDS) for whole in parts for part in whole.split(" – ")):
            found.append(sentence)
    return found


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_plain(northmere: Path, address: str) -> None:
    text = sentences_of(northmere / f"{address}.html")
    age = reading_age(text)
    assert age is None or age <= OLDEST_READER
    assert long_ones(text) == []


NATIONAL_PAGES = (
    "index",
    "councils/harrowdale/index",
    "cold-spots/index",
    "cold-spots/physiotherapy/northmere/index",
    "data/index",
    "freshness/index",
    "kinds/short-break-overnight/index",
    "method/index",
    "needs/index",
    "promises/index",
    "taking-part/index",
    "trend/index",
    "trend/northmere/index",
)


@pytest.mark.parametrize("address", NATIONAL_PAGES)
def test_a_page_of_the_comparison_is_plain(demonstrations: Path, address: str) -> None:
    text = sentences_of(demonstrations / "nation" / f"{address}.html")
    age = reading_age(text)
    assert age is None or age <= OLDEST_READER
    assert long_ones(text) == []


@pytest.mark.parametrize("folder", ["start", "growing-up"])
def test_every_page_of_a_guide_is_plain(northmere: Path, folder: str) -> None:
    hard = {}
    pages = sorted((northmere / folder).rglob("index.html"))
    for page in pages:
        text = sentences_of(page)
        age = reading_age(text)
        found = long_ones(text)
        if found or (age is not None and age > OLDEST_READER):
            hard[page.relative_to(northmere).as_posix()] = (age, found)
    assert len(pages) > 4
    assert hard == {}


def test_every_entry_of_the_demonstration_is_plain(northmere: Path) -> None:
    hard = {}
    for page in sorted((northmere / "support").glob("*/index.html")):
        text = sentences_of(page)
        age = reading_age(text)
        found = long_ones(text)
        if found or (age is not None and age > OLDEST_READER):
            hard[page.parent.name] = (age, found)
    assert hard == {}
