"""Long lists are broken into pages: each is light, none is a dead end, and nothing gets lost on the way."""

from __future__ import annotations

import re
from posixpath import dirname, normpath
from typing import Any

import pytest

from site_builder.pages.browse import PAGE_SIZE, Group, Item, Listing, not_available
from site_builder.pages.shell import Page
from tests.test_pages import ABSENT, GUIDE, edition, pages, read, service


def item(name: str, *, is_absence: bool = False) -> Item:
    return Item(f"support/{name}/index.html", name, f"About {name}.", (), is_absence)


def listing(*groups: Group) -> Listing:
    return Listing("autism", "need/autism/index.html", "Autism", "Support for autism", "A lead.", groups)


def group(heading: str, number: int, *, is_absence: bool = False) -> Group:
    return Group(heading, tuple(item(f"{heading}-{one}", is_absence=is_absence) for one in range(number)))


@pytest.mark.parametrize(
    ("entries", "expected"), [(0, [0]), (1, [1]), (100, [100]), (101, [100, 1]), (250, [100, 100, 50])]
)
def test_list_is_cut_after_every_hundredth_entry(entries: int, expected: list[int]) -> None:
    cut = listing(group("", entries)).pages() if entries else listing().pages()
    assert [len(page.items) for page in cut] == expected
    assert [page.number for page in cut] == list(range(1, len(expected) + 1))


def test_first_page_keeps_the_lists_own_address() -> None:
    cut = listing(group("", 201)).pages()
    assert [page.address for page in cut] == [
        "need/autism/index.html",
        "need/autism/page-2/index.html",
        "need/autism/page-3/index.html",
    ]


def test_group_that_goes_on_over_a_page_is_marked_and_one_that_begins_there_is_not() -> None:
    cut = listing(group("own", 150), group("any", 50), group("gone", 1)).pages()
    shown = [[(one.heading, len(one.items), one.is_continued) for one in page.groups] for page in cut]
    assert shown == [
        [("own", 100, False)],
        [("own", 50, True), ("any", 50, False)],
        [("gone", 1, False)],
    ]


def test_every_entry_of_a_list_is_on_one_of_its_pages_in_the_same_order() -> None:
    whole = listing(group("own", 137), group("any", 99), group("gone", 3, is_absence=True))
    on_pages = [one for page in whole.pages() for one in page.items]
    assert on_pages == [one for each in whole.groups for one in each.items]
    assert whole.count == 236


@pytest.fixture(scope="module")
def large() -> dict[str, Page]:
    """The pages of an offer whose entries nearly all have one need, one age and one first letter."""
    many: list[dict[str, Any]] = [
        service(f"swim-{number:03}", needs=["autism"] if number % 3 else ["all"], ages={"from": 5, "to": 10})
        for number in range(340)
    ]
    return pages(edition(*many, GUIDE, ABSENT))


def test_no_page_of_a_list_has_more_than_a_hundred_entries(large: dict[str, Page]) -> None:
    parts = [page for page in large.values() if re.match(r"(need|age|kind|place|a-z)/", page.address)]
    counts = [page.content.count('class="entry-link"') for page in parts]
    assert max(counts) == PAGE_SIZE
    assert sum(len(page.content.encode()) > 60_000 for page in parts) == 0


def test_each_page_of_a_list_says_which_it_is_and_leads_to_all_the_others(large: dict[str, Page]) -> None:
    third = large["need/autism/page-3/index.html"]
    found = read(third.content)
    assert found.headings_of("h1") == ["Support for autism (page 3 of 4)"]
    assert "340 pages. This is part 3 of 4 of the list." in found.words
    assert found.headings_of("h2") == ["For autism (continued)", "For any need"]
    assert third.title == "Support for autism (page 3 of 4) – Northmere local offer"
    assert [crumb.label for crumb in third.crumbs] == ["Home", "Find support by need", "Autism"]
    nav = re.search(r"<nav class=\"pages\".*?</nav>", third.content, re.DOTALL)
    assert nav is not None
    links = [normpath(f"{dirname(third.address)}/{one}") for one in read(nav[0]).links()]
    assert links == [
        "need/autism/index.html",
        *(f"need/autism/page-{number}/index.html" for number in (2, 3, 4)),
    ]
    assert re.findall(r'<a href="([^"]*)" aria-current="page"', nav[0]) == [
        "../../../need/autism/page-3/index.html"
    ]


def test_absences_stand_apart_on_the_last_page(large: dict[str, Page]) -> None:
    last = read(large["need/autism/page-4/index.html"].content)
    assert last.headings_of("h2") == ["For any need (continued)", not_available()]


def test_short_list_has_no_page_links_and_loads_nothing_for_them(large: dict[str, Page]) -> None:
    short = large["a-z/a/index.html"].content
    assert 'class="pages"' not in short
    assert "pages.css" not in short


def test_every_entry_of_a_large_offer_is_within_three_clicks_of_the_home_page(large: dict[str, Page]) -> None:
    reached = {"index.html"}
    for _ in range(3):
        for address in tuple(reached & set(large)):
            links = (one.partition("#")[0] for one in read(large[address].content).links())
            inside = (one for one in links if one and not re.match(r"[a-z]+:", one))
            reached |= {normpath(f"{dirname(address)}/{one}").lstrip("/") for one in inside}
    wanted = {address for address in large if address.startswith("support/")}
    assert len(wanted) == 342
    assert wanted <= reached


def test_two_pages_of_a_site_never_have_one_title(large: dict[str, Page]) -> None:
    titles = [page.title for page in large.values()]
    assert len(titles) == len(set(titles))
