"""Make the pages and files of a site: a local offer's, and the front page of several."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Any

from site_builder.content.days import day_words
from site_builder.content.model import Entry
from site_builder.pages import edition as at
from site_builder.pages import words
from site_builder.pages.accessibility_page import (
    STATEMENT,
    STATEMENT_TESTS,
    results_values,
    statement_values,
)
from site_builder.pages.browse import Shelves, Way, sort_onto_shelves
from site_builder.pages.coverage_page import COVERAGE, coverage_files, coverage_values
from site_builder.pages.edition import Edition, entry_address, up_from
from site_builder.pages.entry_page import contact_rows, entry_values
from site_builder.pages.gap_page import fact_values, gap_summary, gap_values
from site_builder.pages.language import gettext as _
from site_builder.pages.look import make_look
from site_builder.pages.review_page import REVIEW, review_values
from site_builder.pages.scorecard_page import (
    SCORECARD,
    SCORECARD_SUMMARY,
    scorecard_files,
    scorecard_values,
    summary_values,
)
from site_builder.pages.search_data import find_pages, search_files
from site_builder.pages.shell import Crumb, MenuLink, Page, SiteFrame, policy
from site_builder.pages.templates import render
from site_builder.pages.words import count_words
from site_builder.pages.you_said import YOU_SAID, you_said_values
from site_builder.reports.tables import findings_csv, findings_json

TAGLINE = (
    "Help for children and young people with special educational needs or a disability, from birth to 25"
)
LOOK = "assets/look.css"

MENU = (
    MenuLink("find", at.FIND, "Find support"),
    MenuLink("need", "need/index.html", "By need"),
    MenuLink("age", "age/index.html", "By age"),
    MenuLink("kind", "kind/index.html", "By kind of support"),
    MenuLink("place", "place/index.html", "By place"),
    MenuLink("a-z", "a-z/index.html", "A to Z"),
    MenuLink("information", at.INFORMATION, "Information"),
    MenuLink("gaps", at.GAPS, "What is missing here"),
    MenuLink("you-said", YOU_SAID, "You said, we did"),
    MenuLink("about", at.ABOUT, "About this site"),
)

HOME_CRUMB = Crumb("Home", at.HOME)


@dataclass(frozen=True, slots=True)
class FrontEntry:
    """A local authority on the front page: its name, its region and the address of its site."""

    name: str
    region: str
    address: str
    is_invented: bool


def offer_frame(edition: Edition) -> SiteFrame:
    """What surrounds every page of one local offer."""
    authority = edition.authority
    forms = tuple(str(one) for key in ("comment", "correction") if (one := authority.fact(f"forms.{key}")))
    contact = authority.fact("contact")
    rows = [row for row in contact_rows(contact) if row.label != words.NOT_TOLD] if contact else []
    foot = [one for one in MENU if one.id in ("gaps", "you-said", "about")]
    foot.append(MenuLink("accessibility", STATEMENT, _("Accessibility statement")))
    if edition.home_page:
        foot.append(MenuLink("all", edition.home_page, "All local offers"))
    logo = authority.fact("look.logo")
    return SiteFrame(
        name=edition.site_name,
        tagline=TAGLINE,
        notice=notice(edition) if authority.is_invented else "",
        menu=MENU,
        foot=tuple(foot),
        help_words=f"{edition.council} can help you to use this local offer.",
        help=tuple(rows),
        policy=policy(forms),
        logo=f"media/{logo}" if logo else "",
    )


def notice(edition: Edition) -> str:
    """The line that every page of an invented offer begins with."""
    return (
        f"This is a demonstration. {edition.authority.name} is not a real council, so do not act on what you "
        f"read here. It is shown as it would be on {day_words(edition.on)}."
    )


def with_more_pages(frame: SiteFrame, more: Sequence[MenuLink]) -> SiteFrame:
    """*frame* with links to the authority's own pages at its foot."""
    return replace(frame, foot=(*frame.foot, *more))


def offer_pages(edition: Edition) -> Iterator[Page]:
    """Every page of a local offer, one at a time; hand-written pages are not among them."""
    shelves = sort_onto_shelves(edition)
    yield _home(edition, shelves)
    for entry in edition.offer.entries:
        yield entry_page(entry, edition)
    for way in shelves.ways:
        yield from _way_pages(way, edition)
    yield _information(edition, shelves)
    yield from _find(edition)
    yield _gaps(edition)
    yield _gap_facts(edition)
    yield _coverage(edition)
    yield _you_said(edition)
    yield from _for_the_review(edition)
    yield _about(edition)
    yield from _accessibility(edition)


def offer_files(edition: Edition) -> dict[str, str]:
    """The text of every other file of a local offer that depends on its content, by address."""
    return {
        LOOK: make_look(edition.authority.fact("look.colour")).css(),
        at.GAPS_JSON: findings_json(edition.assessment),
        at.GAPS_CSV: findings_csv(edition.assessment),
        **coverage_files(edition),
        **scorecard_files(edition),
        **search_files(edition.offer, edition.rules),
    }


def entry_page(entry: Entry, edition: Edition) -> Page:
    return Page(
        address=entry_address(entry.id),
        title=f"{entry.title} – {edition.site_name}",
        description=entry.summary,
        content=render("entry.html", entry_values(entry, edition)),
        crumbs=(HOME_CRUMB, Crumb("Information", at.INFORMATION))
        if entry.kind == "information"
        else (HOME_CRUMB, Crumb("Find support", at.FIND)),
    )


def _home(edition: Edition, shelves: Shelves) -> Page:
    name = edition.authority.name
    usable = sum(1 for entry in edition.offer.entries if entry.is_support)
    must, gaps = gap_summary(edition)
    values = {
        "name": name,
        "council": edition.council,
        "shelves": shelves,
        "usable": usable,
        "guides": sum(1 for entry in edition.offer.entries if entry.kind == "information"),
        "topics": shelves.topics,
        "must": must,
        "gaps": gaps,
        "find": at.FIND,
        "information": at.INFORMATION,
        "gaps_address": at.GAPS,
        "about": at.ABOUT,
    }
    return Page(
        address=at.HOME,
        title=f"{edition.site_name}: help for children and young people with special needs or a disability",
        description=f"Find support in {name} for children and young people with special educational needs or "
        "a disability, from birth to 25.",
        content=render("home.html", values),
        current="home",
    )


def _way_pages(way: Way, edition: Edition) -> Iterator[Page]:
    name = edition.authority.name
    yield Page(
        address=way.address,
        title=f"{way.title} – {edition.site_name}",
        description=f"{way.title} in {name}. {way.lead}",
        content=render("way.html", {"way": way, "up": up_from(way.address)}),
        crumbs=(HOME_CRUMB,),
        current=way.id,
    )
    for listing in way.listings:
        yield Page(
            address=listing.address,
            title=f"{listing.title} – {edition.site_name}",
            description=f"{listing.title} in {name}: {count_words(listing.count, 'page')}.",
            content=render("listing.html", {"way": way, "listing": listing, "up": up_from(listing.address)}),
            crumbs=(HOME_CRUMB, Crumb(way.title, way.address)),
            current=way.id,
        )


def _information(edition: Edition, shelves: Shelves) -> Page:
    values = {"groups": shelves.topics, "up": up_from(at.INFORMATION), "name": edition.authority.name}
    return Page(
        address=at.INFORMATION,
        title=f"Information – {edition.site_name}",
        description=f"Rights, plans, money, travel and growing up, for families in {edition.authority.name}.",
        content=render("information.html", values),
        crumbs=(HOME_CRUMB,),
        current="information",
    )


def _find(edition: Edition) -> Iterator[Page]:
    for address, values in find_pages(edition.offer, edition.rules):
        is_first = address == at.FIND
        yield Page(
            address=address,
            title=f"{'Find support' if is_first else _find_title(values)} – {edition.site_name}",
            description=f"Search support in {edition.authority.name} by words, need, age, kind and cost.",
            content=render("find.html", values),
            crumbs=(HOME_CRUMB,) if is_first else (HOME_CRUMB, Crumb("Find support", at.FIND)),
            current="find",
        )


def _find_title(values: dict[str, Any]) -> str:
    return f"Find support, page {values['number']}"


def _gaps(edition: Edition) -> Page:
    up = up_from(at.GAPS)
    more = (
        (up + COVERAGE, "What is listed for whom"),
        (up + SCORECARD, "Scorecard"),
        (up + REVIEW, "Pack for the review of this local offer"),
    )
    return Page(
        address=at.GAPS,
        title=f"What is missing here – {edition.site_name}",
        description=f"What the law and guidance ask {edition.council} to publish, and what we did not find.",
        content=render("gaps.html", {**gap_values(edition), "more": more}),
        crumbs=(HOME_CRUMB,),
        current="gaps",
    )


def _gap_facts(edition: Edition) -> Page:
    return Page(
        address=at.GAP_FACTS,
        title=f"Facts we have not been told – {edition.site_name}",
        description=f"The pages of the {edition.site_name} that leave facts out, and which facts.",
        content=render("gap_facts.html", fact_values(edition)),
        crumbs=(HOME_CRUMB, Crumb("What is missing here", at.GAPS)),
        current="gaps",
    )


def _coverage(edition: Edition) -> Page:
    return Page(
        address=COVERAGE,
        title=f"What is listed for whom – {edition.site_name}",
        description=f"How many pages the {edition.site_name} has for each need, age and level of support.",
        content=render("coverage.html", coverage_values(edition)),
        crumbs=(HOME_CRUMB, Crumb("What is missing here", at.GAPS)),
        current="gaps",
    )


def _you_said(edition: Edition) -> Page:
    return Page(
        address=YOU_SAID,
        title=f"You said, we did – {edition.site_name}",
        description=f"What families said about the {edition.site_name}, and what was done about it.",
        content=render("you-said.html", you_said_values(edition)),
        crumbs=(HOME_CRUMB,),
        current="you-said",
    )


def _for_the_review(edition: Edition) -> Iterator[Page]:
    """The pages for those who look at the whole offer: the pack for its review, and the yearly scorecard."""
    name = edition.site_name
    missing = Crumb("What is missing here", at.GAPS)
    yield Page(
        address=REVIEW,
        title=f"Pack for the review – {name}",
        description=f"What there is to talk about when families and the council look at the {name} together.",
        content=render("review.html", review_values(edition, edition.changes)),
        crumbs=(HOME_CRUMB, missing),
        current="gaps",
    )
    yield Page(
        address=SCORECARD,
        title=f"Scorecard – {name}",
        description=f"Counts of what the {name} publishes, beside official figures where there are any.",
        content=render("scorecard.html", scorecard_values(edition)),
        crumbs=(HOME_CRUMB, missing),
        current="gaps",
    )
    yield Page(
        address=SCORECARD_SUMMARY,
        title=f"Scorecard on one page – {name}",
        description=f"The scorecard of the {name} on one sheet of paper.",
        content=render("scorecard_summary.html", summary_values(edition)),
        crumbs=(HOME_CRUMB, missing, Crumb("Scorecard", SCORECARD)),
        current="gaps",
    )


def _about(edition: Edition) -> Page:
    entries = edition.offer.entries
    reviewed = [entry for entry in entries if entry.reviewed]
    recent = [entry for entry in reviewed if entry.reviewed and is_within_a_year(entry.reviewed, edition.on)]
    late = [entry for entry in entries if (due := entry.fact("review_by")) and due < edition.on]
    sources = Counter(
        (str(entry.fact("source.name")), str(entry.fact("source.url") or ""))
        for entry in entries
        if entry.states("source.name")
    )
    values = {
        "authority": edition.authority,
        "council": edition.council,
        "site_name": edition.site_name,
        "on": edition.on,
        "standard": edition.assessment.standard,
        "entry_count": len(entries),
        "recent": len(recent),
        "older": len(reviewed) - len(recent),
        "unchecked": len(entries) - len(reviewed),
        "late": len(late),
        "sources": sorted(sources.items()),
        "partners": tuple(_partners(edition)),
        "contact": contact_rows(edition.authority.fact("contact")),
        "comment_form": edition.authority.fact("forms.comment"),
        "up": up_from(at.ABOUT),
        "gaps_address": at.GAPS,
        "statement_address": up_from(at.ABOUT) + STATEMENT,
    }
    return Page(
        address=at.ABOUT,
        title=f"About this site – {edition.site_name}",
        description=f"Who runs the {edition.site_name}, how fresh it is, and how to use it.",
        content=render("about.html", values),
        crumbs=(HOME_CRUMB,),
        current="about",
    )


def _accessibility(edition: Edition) -> Iterator[Page]:
    """The accessibility statement, and what the tests behind it found."""
    title = _("Accessibility statement")
    yield Page(
        address=STATEMENT,
        title=f"{title} – {edition.site_name}",
        description=_(
            "How far everyone can use the %(site)s, and what you can do about it.", site=edition.site_name
        ),
        content=render("accessibility.html", statement_values(edition)),
        crumbs=(HOME_CRUMB,),
    )
    yield Page(
        address=STATEMENT_TESTS,
        title=_("What the accessibility tests found") + f" – {edition.site_name}",
        description=_("What tests of the %(site)s by programs and people found.", site=edition.site_name),
        content=render("accessibility-tests.html", results_values(edition)),
        crumbs=(HOME_CRUMB, Crumb(title, STATEMENT)),
    )


def is_within_a_year(day: date, on: date) -> bool:
    """Whether *day* is at most 365 days before *on*."""
    return (on - day).days <= 365


def _partners(edition: Edition) -> Iterator[tuple[str, str, str]]:
    """Those who make the offer with the council: what they are, their name, and an address or nothing."""
    up = up_from(at.ABOUT)
    for key, label in (("parent_carer_forum", "Parent carer forum"), ("advice_service", "Advice service")):
        entry = edition.entries.get(str(edition.authority.fact(f"partners.{key}")))
        if entry:
            yield label, entry.title, up + entry_address(entry.id)
    board = edition.authority.fact("partners.integrated_care_board")
    if board:
        yield "National Health Service (integrated care board)", board["name"], board.get("website") or ""


def front_frame(title: str) -> SiteFrame:
    """What surrounds the pages that belong to no one authority."""
    return SiteFrame(
        name=title,
        tagline=TAGLINE,
        notice="",
        menu=(),
        foot=(),
        help_words="",
        help=(),
        policy=policy(),
    )


def front_pages(title: str, offers: Sequence[FrontEntry]) -> Iterator[Page]:
    """The front page of several local offers, listed by region."""
    ordered = sorted(offers, key=lambda one: (words.sort_key(one.region), words.sort_key(one.name)))
    regions = [(region, tuple(ones)) for region, ones in groupby(ordered, key=lambda one: one.region)]
    yield Page(
        address=at.HOME,
        title=title,
        description="Find the local offer of your council.",
        content=render("front.html", {"title": title, "regions": regions, "count": len(ordered)}),
        current="home",
    )


def front_files() -> dict[str, str]:
    return {LOOK: make_look(None).css()}
