"""Make the pages and files of a site: a local offer's, and the front page of several."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from itertools import groupby
from typing import Any
from urllib.parse import urljoin

from site_builder import __version__
from site_builder.content.authorities import real_authorities
from site_builder.content.checks import Rules
from site_builder.content.days import is_within_a_year
from site_builder.content.model import Entry
from site_builder.content.postcodes import Postcodes
from site_builder.exchange.schema_org import json_ld
from site_builder.exchange.sitemap import SITEMAP, sitemap_index
from site_builder.nation.published import ADDRESS as OFFER_JSON
from site_builder.nation.published import offer_json
from site_builder.pages import edition as at
from site_builder.pages import words
from site_builder.pages.accessibility_page import (
    STATEMENT,
    STATEMENT_TESTS,
    results_values,
    statement_values,
)
from site_builder.pages.be_heard import (
    CONCERN,
    concern_values,
    easy_read_comment_values,
    useful,
)
from site_builder.pages.browse import Listing, ListingPage, Shelves, Way, sort_onto_shelves
from site_builder.pages.compare import COMPARE, compare_files, compare_values, stage_pages
from site_builder.pages.coverage_page import COVERAGE, coverage_files, coverage_values
from site_builder.pages.data_page import (
    data_files,
    data_values,
    has_news,
    need_news,
    news_link,
    site_news_link,
)
from site_builder.pages.due_page import DUE, due_pieces, due_values
from site_builder.pages.edition import Edition, entry_address, up_from
from site_builder.pages.editor_page import editor_files
from site_builder.pages.entry_page import contact_rows, entry_values, told_rows
from site_builder.pages.find_page import find_pages
from site_builder.pages.gap_page import fact_values, gap_summary, gap_values
from site_builder.pages.glossary import WORDS
from site_builder.pages.growing_up import growing_up_pages
from site_builder.pages.guided_start import question_count, start_pages
from site_builder.pages.in_language import language_notes, other_languages
from site_builder.pages.language import ENGLISH, gettext, in_english, ngettext, spoken
from site_builder.pages.listed import Catalogue, catalogue_of
from site_builder.pages.look import make_look
from site_builder.pages.my_list import (
    KEEP_WORDS,
    card_files,
    keep_script,
    my_list_values,
    shared_list_values,
)
from site_builder.pages.nation import NATION
from site_builder.pages.other_forms import (
    easy_read_address,
    easy_read_values,
    language_of,
    translation_address,
    translation_languages,
    translation_values,
)
from site_builder.pages.paper import paper_page
from site_builder.pages.postcode_data import postcode_files, postcode_values
from site_builder.pages.review_page import REVIEW, review_values
from site_builder.pages.said import YOU_SAID
from site_builder.pages.scorecard_page import (
    SCORECARD,
    SCORECARD_SUMMARY,
    scorecard_files,
    scorecard_values,
    summary_values,
)
from site_builder.pages.search_data import answer_filters, search_files
from site_builder.pages.shell import Crumb, LanguageLink, MenuLink, Page, SiteFrame, home_crumb, policy
from site_builder.pages.tell_us import easy_read_form_values, form_files, form_pages
from site_builder.pages.templates import Markup, filled, phone_links, render, web_link
from site_builder.pages.words import day_words, page_count
from site_builder.pages.work import Piece, Share, files, files_of, pages_of, share
from site_builder.pages.you_said import you_said_values
from site_builder.reports.tables import findings_csv, findings_json

LOOK = "assets/look.css"


def menu() -> tuple[MenuLink, ...]:
    """The links on every page of a local offer."""
    return (
        MenuLink("find", at.FIND, gettext("Find support")),
        MenuLink("start", at.START, gettext("Where to start")),
        MenuLink("need", "need/index.html", gettext("By need")),
        MenuLink("age", "age/index.html", gettext("By age")),
        MenuLink("kind", "kind/index.html", gettext("By kind of support")),
        MenuLink("place", "place/index.html", gettext("By place")),
        MenuLink("a-z", "a-z/index.html", gettext("A to Z")),
        MenuLink("growing-up", at.GROWING_UP, gettext("Growing up")),
        MenuLink("information", at.INFORMATION, gettext("Information")),
        MenuLink("compare", COMPARE, gettext("Schools side by side")),
        MenuLink("my-list", at.MY_LIST, gettext("My list")),
        MenuLink("gaps", at.GAPS, gettext("What is missing here")),
        MenuLink("you-said", YOU_SAID, gettext("You said, we did")),
        MenuLink("about", at.ABOUT, gettext("About this site")),
    )


def tagline() -> str:
    return gettext(
        "Help for children and young people with special educational needs or a disability, from birth to 25"
    )


@dataclass(frozen=True, slots=True)
class FrontEntry:
    """A local authority on the front page: its name, its region and the address of its site.

    `code` is that of the Office for National Statistics, by which a postcode finds it. `is_here` says whether
    its site is built beside this one, and `is_of` of what day it is where it could not be built anew.
    """

    name: str
    code: str
    region: str
    address: str
    is_invented: bool
    is_here: bool = True
    is_of: date | None = None

    @property
    def folder(self) -> str:
        """The folder of its site, with its slash."""
        return self.address.removesuffix(at.HOME)


def offer_frame(edition: Edition) -> SiteFrame:
    """What surrounds every page of one local offer."""
    authority = edition.authority
    forms = tuple(
        str(one) for key in ("comment", "correction", "new_entry") if (one := authority.fact(f"forms.{key}"))
    )
    contact = authority.fact("contact")
    foot = [one for one in menu() if one.id in ("gaps", "you-said", "about")]
    foot += [
        MenuLink("paper", at.PAPER, gettext("On paper")),
        MenuLink("words", WORDS, gettext("Hard words")),
        MenuLink("concern", CONCERN, gettext("Report a concern")),
        MenuLink("accessibility", STATEMENT, gettext("Accessibility statement")),
    ]
    if edition.home_page:
        foot.append(MenuLink("all", edition.home_page, gettext("All local offers")))
    logo = authority.fact("look.logo")
    return SiteFrame(
        name=edition.site_name,
        tagline=tagline(),
        notice=" ".join(_notices(edition)),
        menu=menu(),
        foot=tuple(foot),
        help_words=gettext("%(council)s can help you to use this local offer.", council=edition.council),
        help=told_rows(contact),
        policy=policy(forms),
        logo=f"media/{logo}" if logo else "",
        authority=authority.id,
        my_list=at.MY_LIST,
        languages=language_links(edition),
        language_note=language_note(),
        useful=useful(edition),
        concern=CONCERN,
        easy_read_comment=at.EASY_READ_COMMENT,
        new_entry=at.NEW_ENTRY,
    )


def language_links(edition: Edition) -> tuple[LanguageLink, ...]:
    """The languages that the site can be read in, if there is a choice."""
    others, current = other_languages(edition), spoken()
    up = up_from(current.folder)
    return tuple(
        LanguageLink(one.tag, one.own_name, up + one.folder, one is current)
        for one in ((ENGLISH, *others) if others else ())
    )


def language_note() -> str:
    """What a reader has to know of the words that nobody has checked whose language it is."""
    if spoken().is_english or spoken().checked_by:
        return ""
    return gettext(
        "The makers of this program put its words into this language. Nobody who grew up with the language "
        "has checked them yet. If something sounds wrong, please tell us."
    )


def _notices(edition: Edition) -> Iterator[str]:
    """The lines that every page begins with: that the offer is invented, and that the site is a copy."""
    if edition.notice:
        yield edition.notice
    if edition.is_copy_to_keep:
        yield gettext("This is a copy, made on %(day)s. It does not change.", day=day_words(edition.on))


def with_more_pages(frame: SiteFrame, more: Sequence[MenuLink]) -> SiteFrame:
    """*frame* with links to the authority's own pages at its foot."""
    return replace(frame, foot=(*frame.foot, *more))


ENTRIES_A_SHARE = 50

_FORMS = (at.EASY_READ_COMMENT, at.COMMENT, at.NEW_ENTRY, at.CORRECTION)


def offer_pages(edition: Edition) -> Iterator[Page]:
    """Every page of a local offer, one at a time; hand-written pages are not among them."""
    return pages_of(_page_shares(edition))


def family_pages(edition: Edition) -> Iterator[Page]:
    """The pages that families come for, which are made in every language of the site."""
    return pages_of(_family_page_shares(edition))


def offer_files(edition: Edition) -> dict[str, str | bytes]:
    """Every other file of a local offer that depends on its content, by address."""
    return files_of((*_file_shares(edition), _search_share(edition)))


def offer_shares(edition: Edition) -> tuple[Share, ...]:
    """All the work on a local offer's own site: what takes longest comes first, and entries last."""
    return (*_file_shares(edition), *_page_shares(edition))


def family_shares(edition: Edition) -> tuple[Share, ...]:
    """The work on what families come for, which is done in every language of the site."""
    return (*_family_file_shares(edition), *_family_page_shares(edition))


def _page_shares(edition: Edition) -> tuple[Share, ...]:
    return (
        share(
            "what is missing",
            lambda: (_gaps(edition), _gap_facts(edition), _coverage(edition), _you_said(edition)),
            under=("gaps/", COVERAGE, YOU_SAID),
        ),
        share(
            "the review",
            lambda: _for_the_review(edition),
            lambda: (*_accessibility(edition), _data(edition)),
            under=(REVIEW, DUE, "scorecard/", "accessibility/", at.DATA),
        ),
        *_family_page_shares(edition),
    )


def _family_page_shares(edition: Edition) -> tuple[Share, ...]:
    entries = edition.offer.entries
    return (
        _search_share(edition),
        Share(
            "lists",
            lambda: _list_pieces(edition),
            under=(at.HOME, at.INFORMATION, "need/", "age/", "kind/", "place/", "a-z/"),
        ),
        share("where to start", lambda: start_pages(edition), under=("start/",)),
        share("paper", lambda: (_paper(edition),), under=("paper/",)),
        share(
            "other pages",
            lambda: growing_up_pages(edition),
            lambda: (_my_list(edition), *_compare(edition)),
            lambda: (_about(edition), _words(edition), *_be_heard(edition)),
            lambda: form_pages(edition),
            under=("growing-up/", "my-list/", "compare/", "about/", "words/", CONCERN, *_FORMS),
        ),
        *(
            _entry_share(entries[first : first + ENTRIES_A_SHARE], edition)
            for first in range(0, len(entries), ENTRIES_A_SHARE)
        ),
    )


def _entry_share(entries: Sequence[Entry], edition: Edition) -> Share:
    under = tuple(entry_address(one.id).removesuffix(at.HOME) for one in entries)
    return Share("entries", partial(_entry_pieces, entries, edition), under)


def _file_shares(edition: Edition) -> tuple[Share, ...]:
    return (
        *_family_file_shares(edition),
        share(
            "open data",
            files(
                lambda: {
                    OFFER_JSON: offer_json(
                        edition.offer, edition.assessment, builder=__version__, revision=edition.revision
                    )
                }
            ),
            under=(OFFER_JSON,),
        ),
        share(
            "what others can read",
            files(lambda: data_files(edition)),
            under=("data/", "sitemap.xml", "robots.txt"),
        ),
        Share("what is due", lambda: due_pieces(edition), under=("data/",)),
        share(
            "tables",
            files(lambda: {LOOK: make_look(edition.authority.fact("look.colour")).css()}),
            files(lambda: {at.GAPS_JSON: findings_json(edition.assessment)}),
            files(lambda: {at.GAPS_CSV: findings_csv(edition.assessment)}),
            files(lambda: coverage_files(edition)),
            files(lambda: scorecard_files(edition)),
            files(lambda: editor_files(edition)),
            files(lambda: form_files(edition)),
            files(lambda: {} if edition.home_page else postcode_files(edition.postcodes)),
            under=("assets/", "data/", "edit/", "support/"),
        ),
    )


def _family_file_shares(edition: Edition) -> tuple[Share, ...]:
    return (
        share(
            "lists to keep",
            # By itself: every entry's page waits for it, and a preview makes no more than it is asked for.
            files(lambda: {KEEP_WORDS: keep_script()}),
            files(lambda: card_files(edition)),
            files(lambda: compare_files(edition)),
            under=("my-list/", "support/", "compare/"),
        ),
    )


def _search_share(edition: Edition) -> Share:
    return Share("search", lambda: _search_pieces(edition), under=("find/",))


def _list_pieces(edition: Edition) -> Iterator[Piece]:
    """The home page, and every list on the way from it to the entries."""
    shelves = sort_onto_shelves(edition)
    yield Piece(lambda: (_home(edition, shelves), _information(edition, shelves)))
    for way in shelves.ways:
        yield from _way_pieces(way, edition)


def _entry_pieces(entries: Sequence[Entry], edition: Edition) -> Iterator[Piece]:
    for entry in entries:
        yield Piece(partial(_pages_of_entry, entry, edition), _made_of(entry, edition))


def _pages_of_entry(entry: Entry, edition: Edition) -> Iterator[Page]:
    yield entry_page(entry, edition)
    yield from _other_forms(entry, edition)


def _made_of(entry: Entry, edition: Edition) -> str:
    """All that the pages of *entry* are made of, beside what every page of the site has in common."""
    comments = edition.comments_about.get(entry.id, ())
    named = [str(one.get("entry")) for one in at.many(entry.fact("instead"))]
    named += [str(one) for comment in comments for one in comment.facts.get("entries", ())]
    addresses = [
        str(one.get(key))
        for field in ("links", "documents")
        for one in at.many(entry.fact(field))
        for key in ("url", "web_page")
    ]
    original = edition.original.entries.get(entry.id) if edition.original else None
    return repr(
        (
            entry.facts,
            original and original.facts,
            edition.entry_findings.get(entry.id),
            comments,
            [edition.senders[one.facts["received"][:4], str(one.facts["from"])] for one in comments],
            edition.history.get(entry.path),
            # Where its links lead, and by what name.
            [(one, to.title) for one in named if (to := edition.entries.get(one.rpartition("/")[2]))],
            [one for one in named if _is_with_neighbour(one, edition)],
            [edition.published_entries.get(one) for one in addresses],
        )
    )


def _is_with_neighbour(entry: str, edition: Edition) -> bool:
    authority, _, name = entry.rpartition("/")
    neighbour = edition.neighbours.get(authority)
    return neighbour is not None and name in neighbour.entries


def entry_page(entry: Entry, edition: Edition) -> Page:
    return Page(
        address=entry_address(entry.id),
        title=f"{entry.title} – {edition.site_name}",
        description=entry.summary,
        content=render("entry.html", entry_values(entry, edition)),
        crumbs=_entry_crumbs(entry),
        note=language_notes(entry, edition),
        head=_machine_readable(entry, edition),
    )


def _machine_readable(entry: Entry, edition: Edition) -> str:
    """What search engines read of a page: it says the same in no other language, so there is one of each."""
    if edition.original:
        return ""
    return f'<script type="application/ld+json">{json_ld(entry, edition.open_data)}</script>\n'


def _entry_crumbs(entry: Entry) -> tuple[Crumb, ...]:
    if entry.kind == "information":
        return (home_crumb(), Crumb(gettext("Information"), at.INFORMATION))
    return (home_crumb(), Crumb(gettext("Find support"), at.FIND))


def _other_forms(entry: Entry, edition: Edition) -> Iterator[Page]:
    """The pages that say an entry in Easy Read and in other languages."""
    crumbs = (*_entry_crumbs(entry), Crumb(entry.title, entry_address(entry.id)))
    if entry.fact("easy_read.rows"):
        yield Page(
            address=easy_read_address(entry.id),
            title=gettext("%(title)s in Easy Read", title=entry.title) + f" – {edition.site_name}",
            description=entry.summary,
            content=render("easy-read.html", easy_read_values(entry, edition)),
            crumbs=crumbs,
        )
    for language in translation_languages(entry):
        values = translation_values(entry, language, edition)
        yield Page(
            address=translation_address(entry.id, language),
            title=f"{values['title']} – {edition.site_name}",
            description=values["summary"] or values["title"],
            content=render("translation.html", values),
            crumbs=crumbs,
            language=language,
            direction=language_of(language, edition).direction,
        )


def _be_heard(edition: Edition) -> Iterator[Page]:
    """The page for concerns, and the form for comments in Easy Read."""
    name = edition.site_name
    yield Page(
        address=CONCERN,
        title=gettext("Report a concern – %(site)s", site=name),
        description=gettext("What to do if something is wrong with the %(site)s.", site=name),
        content=render("concern.html", concern_values(edition)),
        crumbs=(home_crumb(),),
    )
    yield Page(
        address=at.EASY_READ_COMMENT,
        title=gettext("Tell us what you think, in Easy Read – %(site)s", site=name),
        description=gettext("A form in Easy Read. Tell us what you think of the %(site)s.", site=name),
        content=render(
            "easy-read-comment.html", {**easy_read_comment_values(edition), **easy_read_form_values(edition)}
        ),
        crumbs=(home_crumb(),),
    )


def _words(edition: Edition) -> Page:
    values = {"letters": edition.glossary.by_letter(), "council": edition.council}
    return Page(
        address=WORDS,
        title=gettext("Hard words – %(site)s", site=edition.site_name),
        description=gettext("What the hard words on this site mean, in plain words."),
        content=render("words.html", values),
        crumbs=(home_crumb(),),
    )


def _home(edition: Edition, shelves: Shelves) -> Page:
    name = edition.authority.name
    must, gaps = gap_summary(edition)
    values = {
        "name": name,
        "shelves": shelves,
        "everything": _everything(edition),
        "topics": shelves.topics,
        "must": must,
        "missing": _missing(edition.council, must, gaps),
        "danger": phone_links("999"),
        "ill": phone_links("111"),
        "questions": question_count(),
        "start": at.START,
        "find": at.FIND,
        "growing_up": at.GROWING_UP,
        "my_list": at.MY_LIST,
        "information": at.INFORMATION,
        "gaps_address": at.GAPS,
        "data": at.DATA,
    }
    return Page(
        address=at.HOME,
        title=gettext(
            "%(site)s: help for children and young people with special needs or a disability",
            site=edition.site_name,
        ),
        description=gettext(
            "Find support in %(name)s for children and young people with special educational needs or a "
            "disability, from birth to 25.",
            name=name,
        ),
        content=render("home.html", values),
        head=site_news_link(edition, ""),
        current="home",
    )


def _everything(edition: Edition) -> str:
    """How much there is from A to Z, as a sentence."""
    usable = sum(1 for entry in edition.offer.entries if entry.is_support)
    guides = sum(1 for entry in edition.offer.entries if entry.kind == "information")
    places = ngettext(
        "%(count)s service or place", "%(count)s services and places", usable, count=f"{usable:,}"
    )
    if not guides:
        return gettext("Everything by its name: %(places)s.", places=places)
    pages = ngettext(
        "%(count)s page of information", "%(count)s pages of information", guides, count=f"{guides:,}"
    )
    return gettext("Everything by its name: %(places)s and %(pages)s.", places=places, pages=pages)


def _missing(council: str, must: int, gaps: int) -> str:
    """How many of the things that the law asks for have gaps, as a sentence."""
    asked = ngettext("%(num)s thing", "%(num)s things", must)
    return gettext(
        "The law asks %(council)s to publish %(things)s here. We found gaps in %(gaps)s of them.",
        council=council,
        things=asked,
        gaps=filled("<strong>{}</strong>", gaps),
    )


def _way_pieces(way: Way, edition: Edition) -> Iterator[Piece]:
    yield Piece(lambda: (_way_page(way, edition),))
    for listing in way.listings:
        pages = listing.pages()
        for page in pages:
            yield Piece(
                partial(_listing_pages, way, listing, page, pages, edition),
                repr(
                    (
                        way.title,
                        listing.label,
                        listing.title,
                        listing.lead,
                        listing.count,
                        len(pages),
                        listing.shows_headings,
                        page,
                    )
                ),
            )


def _way_page(way: Way, edition: Edition) -> Page:
    name = edition.authority.name
    return Page(
        address=way.address,
        title=f"{way.title} – {edition.site_name}",
        description=gettext("%(title)s in %(name)s. %(lead)s", title=way.title, name=name, lead=way.lead),
        content=render("way.html", {"way": way, "up": up_from(way.address)}),
        crumbs=(home_crumb(),),
        current=way.id,
    )


def _listing_pages(
    way: Way, listing: Listing, page: ListingPage, pages: Sequence[ListingPage], edition: Edition
) -> Iterator[Page]:
    crumbs = (home_crumb(), Crumb(way.title, way.address))
    title = listing.title
    if page.number > 1:
        title = _numbered(title, page.number, len(pages))
    up = up_from(page.address)
    values = {
        "way": way,
        "listing": listing,
        "title": title,
        "page": page,
        "pages": [(one.number, up + one.address) for one in pages],
        "up": up,
        "news": up + need_news(listing.id) if way.id == "need" and has_news(listing.id) else "",
    }
    yield Page(
        address=page.address,
        title=f"{title} – {edition.site_name}",
        head=news_link(need_news(listing.id), title, up) if values["news"] else "",
        description=gettext(
            "%(title)s in %(name)s: %(pages)s.",
            title=title,
            name=edition.authority.name,
            pages=page_count(listing.count),
        ),
        content=render("listing.html", values),
        crumbs=crumbs if page.number == 1 else (*crumbs, Crumb(listing.label, listing.address)),
        current=way.id,
    )


def _numbered(title: str, number: int, last: int) -> str:
    return gettext("%(title)s (page %(number)s of %(last)s)", title=title, number=number, last=last)


def _information(edition: Edition, shelves: Shelves) -> Page:
    values = {"groups": shelves.topics, "up": up_from(at.INFORMATION), "name": edition.authority.name}
    return Page(
        address=at.INFORMATION,
        title=f"{gettext('Information')} – {edition.site_name}",
        description=gettext(
            "Rights, plans, money, travel and growing up, for families in %(name)s.",
            name=edition.authority.name,
        ),
        content=render("information.html", values),
        crumbs=(home_crumb(),),
        current="information",
    )


def _search_pieces(edition: Edition) -> Iterator[Piece]:
    """The pages of "Find support", and what its script needs."""
    catalogue = catalogue_of(edition)
    answered = answer_filters(catalogue, edition.rules)
    description = gettext(
        "Search support in %(place)s by words, need, age, place, kind and cost.", place=edition.authority.name
    )
    found = find_pages(
        catalogue, edition.rules, edition.postcodes, edition.offer, edition.shared_home, answered
    )
    yield from _pieces_of_search(found, edition.site_name, description)
    yield Piece(files(lambda: search_files(catalogue, edition.rules, edition.postcodes.locate, answered)))


def _pieces_of_search(
    found: Sequence[tuple[str, dict[str, Any]]], site_name: str, description: str
) -> Iterator[Piece]:
    """The first page of "Find support", and those that go on with its plain list."""
    for address, values in found:
        yield Piece(partial(_page_of_search, address, values, site_name, description), repr(values))


def _page_of_search(
    address: str, values: dict[str, Any], site_name: str, description: str
) -> tuple[Page, ...]:
    name = gettext("Find support")
    is_first = address == at.FIND
    title = name if is_first else gettext("Find support, page %(number)s", number=values["number"])
    return (
        Page(
            address=address,
            title=f"{title} – {site_name}",
            description=description,
            content=render("find.html", values),
            early=render("find-early.html", values) if is_first else "",
            head=render("find-head.html", values),
            crumbs=(home_crumb(),) if is_first else (home_crumb(), Crumb(name, at.FIND)),
            current="find",
        ),
    )


def _my_list(edition: Edition) -> Page:
    values = my_list_values(edition)
    return Page(
        address=at.MY_LIST,
        title=f"{values['title']} – {edition.site_name}",
        description=gettext(
            "Pages of the %(site)s that you keep on your own device.", site=edition.site_name
        ),
        content=render("my-list.html", values),
        crumbs=(home_crumb(),),
        current="my-list",
    )


def _compare(edition: Edition) -> Iterator[Page]:
    values = compare_values(edition)
    title = values["title"]
    yield Page(
        address=COMPARE,
        title=f"{title} – {edition.site_name}",
        description=gettext("The same facts about up to four schools, nurseries or colleges."),
        content=render("compare.html", values),
        crumbs=(home_crumb(),),
        current="compare",
    )
    for page in stage_pages(edition):
        up = up_from(page.address)
        links = [(number, up + address) for number, address in page.pages]
        heading = gettext("Schools, nurseries and colleges: %(stage)s", stage=page.label)
        if page.number > 1:
            heading = _numbered(heading, page.number, len(page.pages))
        yield Page(
            address=page.address,
            title=f"{heading} – {edition.site_name}",
            description=gettext("%(title)s. Short facts about each, in a table.", title=heading),
            content=render(
                "compare-stage.html", {"page": page, "heading": heading, "links": links, "up": up}
            ),
            crumbs=(home_crumb(), Crumb(title, COMPARE)),
            current="compare",
        )


def _gaps(edition: Edition) -> Page:
    up = up_from(at.GAPS)
    more = (
        (up + COVERAGE, "What is listed for whom"),
        (up + SCORECARD, "Scorecard"),
        (up + REVIEW, "Pack for the review of this local offer"),
        (up + DUE, "What is due to be checked"),
    )
    return Page(
        address=at.GAPS,
        title=f"What is missing here – {edition.site_name}",
        description=f"What the law and guidance ask {edition.council} to publish, and what we did not find.",
        content=render("gaps.html", {**gap_values(edition), "more": more}),
        crumbs=(home_crumb(),),
        current="gaps",
    )


def _gap_facts(edition: Edition) -> Page:
    return Page(
        address=at.GAP_FACTS,
        title=f"Facts we have not been told – {edition.site_name}",
        description=f"The pages of the {edition.site_name} that leave facts out, and which facts.",
        content=render("gap_facts.html", fact_values(edition)),
        crumbs=(home_crumb(), Crumb("What is missing here", at.GAPS)),
        current="gaps",
    )


def _coverage(edition: Edition) -> Page:
    return Page(
        address=COVERAGE,
        title=f"What is listed for whom – {edition.site_name}",
        description=f"How many pages the {edition.site_name} has for each need, age and level of support.",
        content=render("coverage.html", coverage_values(edition)),
        crumbs=(home_crumb(), Crumb("What is missing here", at.GAPS)),
        current="gaps",
    )


def _you_said(edition: Edition) -> Page:
    return Page(
        address=YOU_SAID,
        title=f"You said, we did – {edition.site_name}",
        description=f"What families said about the {edition.site_name}, and what was done about it.",
        content=render("you-said.html", you_said_values(edition)),
        crumbs=(home_crumb(),),
        current="you-said",
    )


def _for_the_review(edition: Edition) -> Iterator[Page]:
    """The pages for those who look at the whole offer: its review, the scorecard, what is due."""
    name = edition.site_name
    missing = Crumb("What is missing here", at.GAPS)
    yield Page(
        address=REVIEW,
        title=f"Pack for the review – {name}",
        description=f"What there is to talk about when families and the council look at the {name} together.",
        content=render("review.html", review_values(edition, edition.changes)),
        crumbs=(home_crumb(), missing),
        current="gaps",
    )
    yield Page(
        address=DUE,
        title=f"What is due to be checked – {name}",
        description=f"Which pages of the {name} have to be checked again, by whom, and by when.",
        content=render("due.html", due_values(edition)),
        crumbs=(home_crumb(), missing),
        current="gaps",
    )
    yield Page(
        address=SCORECARD,
        title=f"Scorecard – {name}",
        description=f"Counts of what the {name} publishes, beside official figures where there are any.",
        content=render("scorecard.html", scorecard_values(edition)),
        crumbs=(home_crumb(), missing),
        current="gaps",
    )
    yield Page(
        address=SCORECARD_SUMMARY,
        title=f"Scorecard on one page – {name}",
        description=f"The scorecard of the {name} on one sheet of paper.",
        content=render("scorecard_summary.html", summary_values(edition)),
        crumbs=(home_crumb(), missing, Crumb("Scorecard", SCORECARD)),
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
        "comment_form": up_from(at.ABOUT) + at.COMMENT,
        "up": up_from(at.ABOUT),
        "gaps_address": at.GAPS,
        "statement_address": up_from(at.ABOUT) + STATEMENT,
        "data_address": up_from(at.ABOUT) + at.DATA,
    }
    return Page(
        address=at.ABOUT,
        title=f"{gettext('About this site')} – {edition.site_name}",
        description=gettext(
            "Who runs the %(site)s, how fresh it is, and how to use it.", site=edition.site_name
        ),
        content=render("about.html", values),
        crumbs=(home_crumb(),),
        current="about",
    )


def _paper(edition: Edition) -> Page:
    made = paper_page(edition)
    return Page(
        address=at.PAPER,
        title=f"{made.values['title']} – {edition.site_name}",
        description=gettext(
            "How to get the %(site)s on paper, in large print or without the internet.",
            site=edition.site_name,
        ),
        content=render("paper.html", made.values),
        crumbs=(home_crumb(),),
        files=made.files,
    )


def _accessibility(edition: Edition) -> Iterator[Page]:
    """The accessibility statement, and what the tests behind it found."""
    title = gettext("Accessibility statement")
    yield Page(
        address=STATEMENT,
        title=f"{title} – {edition.site_name}",
        description=gettext(
            "How far everyone can use the %(site)s, and what you can do about it.", site=edition.site_name
        ),
        content=render("accessibility.html", statement_values(edition)),
        crumbs=(home_crumb(),),
    )
    yield Page(
        address=STATEMENT_TESTS,
        title=gettext("What the accessibility tests found") + f" – {edition.site_name}",
        description=gettext(
            "What tests of the %(site)s by programs and people found.", site=edition.site_name
        ),
        content=render("accessibility-tests.html", results_values(edition)),
        crumbs=(home_crumb(), Crumb(title, STATEMENT)),
    )


def _data(edition: Edition) -> Page:
    return Page(
        address=at.DATA,
        title=f"Open data – {edition.site_name}",
        description=f"All that the {edition.site_name} says, as files: news, calendars and tables.",
        content=render("data.html", data_values(edition)),
        crumbs=(home_crumb(),),
        head=site_news_link(edition, up_from(at.DATA)),
    )


def _partners(edition: Edition) -> Iterator[tuple[str, str, str]]:
    """Those who make the offer with the council: what they are, their name, and an address or nothing."""
    up = up_from(at.ABOUT)
    partners = (
        ("parent_carer_forum", gettext("Parent carer forum")),
        ("advice_service", gettext("Advice service")),
    )
    for key, label in partners:
        entry = edition.entries.get(str(edition.authority.fact(f"partners.{key}")))
        if entry:
            yield label, entry.title, up + entry_address(entry.id)
    board = edition.authority.fact("partners.integrated_care_board")
    if board:
        yield (
            gettext("National Health Service (integrated care board)"),
            in_english(board["name"]),
            board.get("website") or "",
        )


MOST_NAMES = 10
"""How many invented councils are named at the top of every page; more are counted."""


def _front_notice(offers: Sequence[FrontEntry]) -> str:
    """What readers have to know of *offers* that are invented, if any are."""
    invented = [one for one in offers if one.is_invented]
    real = {row["gss_code"] for row in real_authorities()}
    if any(one.code in real for one in invented):
        return gettext(
            "This is a test: made-up pages under the names of real councils. Nothing here is true of them."
        )
    if len(invented) > MOST_NAMES:
        return gettext(
            "This is a demonstration. %(number)s of these councils are not real. Do not act on what you read "
            "of them.",
            number=len(invented),
        )
    if not invented:
        return ""
    return gettext(
        "This is a demonstration. These councils are not real: %(names)s. Do not act on what you read of "
        "them.",
        names=words.and_words([one.name for one in invented]),
    )


def front_frame(title: str, offers: Sequence[FrontEntry], *, has_find: bool = True) -> SiteFrame:
    """What surrounds the pages that belong to no one authority; it says which of *offers* are invented.

    Args:
        title: what the site is called.
        offers: the councils whose offers are here.
        has_find: whether there is a search over them, and so a list to keep what is found.
    """
    find = (MenuLink("find", at.FIND, gettext("Find support")),) if has_find else ()
    my_list = (MenuLink("my-list", at.MY_LIST, gettext("My list")),) if has_find else ()
    return SiteFrame(
        name=title,
        tagline=tagline(),
        notice=_front_notice(offers),
        menu=(
            *find,
            MenuLink("nation", NATION, gettext("Compare local offers")),
            *my_list,
            MenuLink("about", at.ABOUT, gettext("About this site")),
        ),
        foot=(
            MenuLink("all", at.HOME, gettext("All local offers")),
            MenuLink("about", at.ABOUT, gettext("About this site")),
            MenuLink("accessibility", f"{at.ABOUT}#accessibility", gettext("Accessibility")),
        ),
        help_words=gettext("Each council helps with its own local offer. Choose yours to see whom to ask."),
        help=(),
        policy=policy(),
        my_list=at.MY_LIST if has_find else "",
    )


def front_pages(
    title: str, offers: Sequence[FrontEntry], postcodes: Postcodes, *, has_find: bool = True
) -> Iterator[Page]:
    """The pages that several local offers share: the front page, what is said about them all, and a list.

    The front page finds them by postcode, lists them by region and, if it *has_find*, searches them. Without
    a search there is no list either.
    """
    ordered = sorted(offers, key=lambda one: (words.sort_key(one.region), words.sort_key(one.name)))
    regions = [(region, tuple(ones)) for region, ones in groupby(ordered, key=lambda one: one.region)]
    values = {
        "title": title,
        "regions": regions,
        "count": len(ordered),
        "postcodes": postcode_values(postcodes, ""),
        "find": at.FIND if has_find else "",
        "not_searched": _links_to([one for one in ordered if one.is_of], ""),
        "nation": NATION,
        "call_999": phone_links("999"),
        "call_111": phone_links("111"),
        "law": _section_30(),
    }
    yield Page(
        address=at.HOME,
        title=title,
        description=gettext("Find the local offer of your council."),
        content=render("front.html", values),
        current="home",
    )
    about = gettext("About this site")
    yield Page(
        address=at.ABOUT,
        title=f"{about} – {title}",
        description=gettext("Who runs these local offers, whom to ask, and how far everyone can use them."),
        content=render("front-about.html", _front_about_values(about, ordered)),
        crumbs=(home_crumb(),),
        current="about",
    )
    if not has_find:
        return
    names = {one.folder.rstrip("/"): one.name for one in ordered if one.is_here}
    values = shared_list_values(title, names)
    yield Page(
        address=at.MY_LIST,
        title=f"{values['title']} – {title}",
        description=gettext("Pages of all local offers here that you keep on your own device."),
        content=render("my-list.html", values),
        crumbs=(home_crumb(),),
        current="my-list",
    )


def _front_about_values(title: str, offers: Sequence[FrontEntry]) -> dict[str, Any]:
    up = up_from(at.ABOUT)
    by_name = sorted((one for one in offers if one.is_here), key=lambda one: words.sort_key(one.name))
    return {
        "title": title,
        "law": _section_30(),
        "councils": [
            (one.name, up + one.folder + at.ABOUT, up + one.folder + STATEMENT, up + one.folder + CONCERN)
            for one in by_name
        ],
    }


def _section_30() -> Markup:
    return web_link(
        "https://www.legislation.gov.uk/ukpga/2014/6/section/30",
        gettext("Children and Families Act 2014, section 30"),
    )


def front_shares(
    title: str,
    offers: Sequence[FrontEntry],
    postcodes: Postcodes,
    homes: Sequence[str | None],
    *,
    has_find: bool,
) -> tuple[Share, ...]:
    """The work on what `front_pages` gives, and on the files that go with it.

    *homes* are the addresses of the sites of the offers that are here, as far as they are told.
    """
    return (
        share(
            "front pages",
            lambda: front_pages(title, offers, postcodes, has_find=has_find),
            files(lambda: _front_files(postcodes, homes)),
            under=(at.HOME, at.ABOUT, "my-list/", "assets/", SITEMAP),
        ),
    )


def _front_files(postcodes: Postcodes, homes: Sequence[str | None]) -> dict[str, str]:
    sitemaps = [urljoin(f"{home.rstrip('/')}/", SITEMAP) for home in homes if home]
    return {
        LOOK: make_look(None).css(),
        **postcode_files(postcodes),
        **({SITEMAP: sitemap_index(sitemaps)} if sitemaps else {}),
    }


def front_find_shares(
    title: str, catalogue: Catalogue, rules: Rules, postcodes: Postcodes, not_searched: Sequence[FrontEntry]
) -> tuple[Share, ...]:
    """The work on the search over several offers, at the front page's own address of "Find support".

    It names those that it does not look through.
    """
    description = gettext("Search all local offers here by words, need, age, place, kind and cost.")
    return (
        share("search", files(lambda: search_files(catalogue, rules, postcodes.locate)), under=("find/",)),
        Share(
            "Find support",
            lambda: _pieces_of_search(
                [
                    (address, {**values, "not_searched": _links_to(not_searched, up_from(address))})
                    for address, values in find_pages(catalogue, rules, postcodes)
                ],
                title,
                description,
            ),
            under=("find/",),
        ),
    )


def _links_to(offers: Sequence[FrontEntry], up: str) -> list[tuple[str, str]]:
    return [(one.name, up + one.address) for one in offers]
