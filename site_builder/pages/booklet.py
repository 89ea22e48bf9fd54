"""Lay entries out as a booklet for people without the internet: with what their pages say, in that order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import unquote, urlsplit

from site_builder.content.diagnostics import nearest
from site_builder.content.model import Entry
from site_builder.content.subject import subject_kinds, subject_topics
from site_builder.errors import SiteBuilderError
from site_builder.pages.browse import not_available, sort_onto_shelves
from site_builder.pages.edition import PAPER, Edition, entry_address, many, up_from
from site_builder.pages.entry_page import Row, contact_rows, entry_values
from site_builder.pages.in_language import language_notes
from site_builder.pages.language import gettext as _
from site_builder.pages.language import spoken
from site_builder.pages.other_forms import language_of
from site_builder.pages.pdf import PICTURES
from site_builder.pages.templates import Markup, escape, not_told, phone_links, render, rich, web_link
from site_builder.pages.words import day_words, sort_key

FORMATS_TOPIC = "alternative-formats"
"""The topic of the council's own page about large print, Easy Read and other formats."""

LAST_THEME = "other"

MOST_OF_AN_ADDRESS = 70
"""How long an address may be that is printed beside its words: nobody types a longer one."""

_LINK = re.compile(r'<a\b[^<>]*? href="([^"]*)"[^<>]*>(.*?)</a>', re.DOTALL)
_HEADING = re.compile(r"(</?h)([1-6])(?=[\s>])")
_PICTURE = re.compile(r'(<img\b[^<>]*? src=")(?:\.\./)+media/')
_NOT_TOLD = re.compile(r'<span class="not-told">([^<]*)</span>')
"""On paper it looks as all else does, and in a PDF each is a tag to read past and a line to lay out."""
_COMMENT_ID = re.compile(r'(<li) id="comment-[^"]*"')
_TAGS = re.compile(r"<[^<>]*>")
_UP = up_from(entry_address("x"))


@dataclass(frozen=True, slots=True)
class Chapter:
    """Entries of a booklet under one heading; without a heading where a booklet has but one chapter."""

    heading: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Booklet:
    """What is printed together: `id` is a part of the file's name, and `title` stands on its first page."""

    id: str
    title: str
    chapters: tuple[Chapter, ...]

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Every entry once, in order."""
        return tuple({one.id: one for chapter in self.chapters for one in chapter.entries}.values())


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the contents: what it names, where that is, and the lines inside it."""

    title: str
    anchor: str
    inside: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class PrintedEntry:
    """An entry as it stands in a booklet; `sections` are its headings, and `html` is safe."""

    title: str
    anchor: str
    sections: tuple[Line, ...]
    html: Markup


@dataclass(frozen=True, slots=True)
class PrintedChapter:
    heading: str
    anchor: str
    entries: tuple[PrintedEntry, ...]


# What goes into a booklet ----------------------------------------------------------------------------------


def theme_booklets(edition: Edition) -> tuple[Booklet, ...]:
    """A booklet for each theme that has entries: the headings of kinds of support and of topics, as one."""
    themes = _themes(edition)
    members: dict[str, list[Entry]] = {theme: [] for theme in themes}
    for entry in _in_order(edition.offer.entries):
        for theme in _themes_of(entry, edition):
            members.setdefault(theme, []).append(entry)
    return tuple(
        Booklet(theme, themes.get(theme, theme), _chapters_of_theme(theme, entries, edition))
        for theme, entries in members.items()
        if entries
    )


def area_booklets(edition: Edition) -> tuple[Booklet, ...]:
    """A booklet for each choice of "By place" on the site: towns, districts, and what comes to a family."""
    return tuple(
        Booklet(
            listing.id,
            listing.title,
            _chapters_by_theme(
                (
                    edition.entries[_entry_at(item.address)]
                    for group in listing.groups
                    for item in group.items
                ),
                edition,
            ),
        )
        for listing in sort_onto_shelves(edition).place.listings
        if listing.groups
    )


def topic_booklet(topic: str, edition: Edition) -> Booklet:
    """The booklet of a theme, or of one kind of support or one topic, by its id.

    Raises:
        SiteBuilderError: nothing is called so, or nothing is published about it.
    """
    themes = {one.id: one for one in theme_booklets(edition)}
    if topic in themes:
        return themes[topic]
    kinds, topics = edition.terms("service-types"), edition.terms("topics")
    known = {one: term.label for terms in (topics, kinds) for one, term in terms.items()}
    found = [
        entry
        for entry in _in_order(edition.offer.entries)
        if topic in (*subject_kinds(entry), *subject_topics(entry))
    ]
    if found:
        return Booklet(topic, known.get(topic, topic), _apart(found))
    if topic in known or topic in _themes(edition):
        raise SiteBuilderError(f'nothing is published about "{topic}", so there is no booklet of it')
    raise SiteBuilderError(
        f'there is no theme, kind of support or topic "{topic}"; {_hint(topic, themes, known)}'
    )


def area_booklet(area: str, edition: Edition) -> Booklet:
    """The booklet of an area, by its id in the address of its list, such as `place/harbour-town/`.

    Raises:
        SiteBuilderError: there is no such area.
    """
    areas = {one.id: one for one in area_booklets(edition)}
    if area not in areas:
        raise SiteBuilderError(f'there is no area "{area}"; {_hint(area, areas)}')
    return areas[area]


def entry_booklet(entry_id: str, edition: Edition) -> Booklet:
    """The booklet of one entry.

    Raises:
        SiteBuilderError: there is no such entry.
    """
    (entry,) = _entries_called((entry_id,), edition)
    return Booklet(entry.id, entry.title, (Chapter("", (entry,)),))


def list_booklet(shared: str, edition: Edition) -> Booklet:
    """The booklet of a list in its own order, as "My list" shares it.

    Args:
        shared: ids with commas between them, each with or without the authority's before it, or the whole
            address that "My list" gives.
        edition: whose entries.

    Raises:
        SiteBuilderError: it names nothing, or what is not there; the text names each.
    """
    _address, mark, after = shared.rpartition("#list=")
    ids = [one.strip() for one in unquote(after if mark else shared).split(",")]
    found = _entries_called(tuple(dict.fromkeys(filter(None, ids))), edition)
    if not found:
        raise SiteBuilderError(
            "the list names no entry; give ids with commas between them, such as a-club,a-school"
        )
    return Booklet("my-list", _("My list"), (Chapter("", found),))


def _entries_called(ids: Sequence[str], edition: Edition) -> tuple[Entry, ...]:
    found, faults = [], []
    for one in ids:
        authority, slash, name = one.rpartition("/")
        if slash and authority != edition.authority.id:
            faults.append(f'"{one}" is of another authority; print that with --authority {authority}')
        elif name in edition.entries:
            found.append(edition.entries[name])
        else:
            meant = nearest(name, edition.entries)
            faults.append(f'there is no entry "{name}"' + (f'; did you mean "{meant}"?' if meant else ""))
    if faults:
        raise SiteBuilderError("\n  ".join(faults))
    return tuple(found)


def _hint(asked: str, *choices: Iterable[str]) -> str:
    first, *rest = (list(one) for one in choices)
    meant = nearest(asked, [*first, *(name for one in rest for name in one)])
    return f'did you mean "{meant}"?' if meant else f"there are: {', '.join(first)}"


def _themes(edition: Edition) -> dict[str, str]:
    """The words of each theme by its id. Topics and kinds of support share most of their headings."""
    topics, kinds = (edition.rules.vocabularies[one].headings for one in ("topics", "service-types"))
    order: dict[str, str] = {}
    waiting = [one for one in topics if one != LAST_THEME]
    for heading in kinds:
        if heading == LAST_THEME:
            continue
        while heading in waiting:
            first = waiting.pop(0)
            order[first] = topics[first].label
        order[heading] = kinds[heading].label
    order |= {one: topics[one].label for one in waiting}
    return order | {LAST_THEME: _("Other support and information")}


def _themes_of(entry: Entry, edition: Edition) -> tuple[str, ...]:
    kinds, topics = edition.terms("service-types"), edition.terms("topics")
    found: dict[str, None] = {}
    for one in subject_kinds(entry):
        found[_heading_of(kinds, one)] = None
    for one in (entry.topic,) if entry.topic else () if subject_kinds(entry) else subject_topics(entry):
        found[_heading_of(topics, one)] = None
    return tuple(found) or (LAST_THEME,)


def _heading_of(terms: Mapping[str, Any], term_id: str) -> str:
    term = terms.get(term_id)
    return str(term.facts.get("heading") or LAST_THEME) if term else LAST_THEME


def _chapters_of_theme(theme: str, entries: Iterable[Entry], edition: Edition) -> tuple[Chapter, ...]:
    """Guides first, then each kind of support of the theme, and last what is said not to be available."""
    kinds = edition.terms("service-types")
    sorted_in: dict[str, list[Entry]] = {"": []}
    sorted_in |= {one: [] for one, term in kinds.items() if _heading_of(kinds, one) == theme}
    absent = []
    for entry in entries:
        if entry.kind == "not-available":
            absent.append(entry)
            continue
        own = next((one for one in subject_kinds(entry) if one in sorted_in), "")
        sorted_in[own].append(entry)
    labels = {"": _("Information")}
    chapters = [
        Chapter(labels.get(one) or edition.term("service-types", one), tuple(members))
        for one, members in sorted_in.items()
        if members
    ]
    if absent:
        chapters.append(Chapter(not_available(), tuple(absent)))
    return tuple(chapters)


def _chapters_by_theme(entries: Iterable[Entry], edition: Edition) -> tuple[Chapter, ...]:
    themes = _themes(edition)
    members: dict[str, list[Entry]] = {theme: [] for theme in themes}
    for entry in entries:
        members.setdefault(_themes_of(entry, edition)[0], []).append(entry)
    return tuple(Chapter(themes.get(one, one), tuple(ones)) for one, ones in members.items() if ones)


def _apart(entries: Sequence[Entry]) -> tuple[Chapter, ...]:
    """What can be used or read, and apart from it what is not available."""
    usable = tuple(one for one in entries if one.kind != "not-available")
    absent = tuple(one for one in entries if one.kind == "not-available")
    if not absent:
        return (Chapter("", usable),)
    first = (Chapter(_("What there is"), usable),) if usable else ()
    return (*first, Chapter(not_available(), absent))


def _in_order(entries: Iterable[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda one: sort_key(one.title))


def _entry_at(address: str) -> str:
    return address.split("/")[1]


# What stands in it -----------------------------------------------------------------------------------------


def booklet_html(booklet: Booklet, edition: Edition, *, is_large: bool = False) -> str:
    """The whole HTML of *booklet*, which WeasyPrint makes a PDF of.

    An entry has the headings and facts of its page on the site, in the same order, with what is not told;
    only the summary of facts at the top of a page is left out, because they all follow. Links lead to other
    entries of the booklet, or to the web with the address printed beside their words.

    Args:
        booklet: what is in it.
        edition: whose it is, and the day it speaks for.
        is_large: whether its letters have 18 points instead of 12.
    """
    paper = replace(edition, is_on_paper=True)
    inside = {one.id for one in booklet.entries}
    is_one = len(inside) == 1
    has_chapters = any(chapter.heading for chapter in booklet.chapters)
    level = 1 if is_one else 3 if has_chapters else 2
    on_paper = _paper_links(paper, inside)
    explain = paper.glossary.explainer()
    printed: set[str] = set()
    chapters = []
    for number, chapter in enumerate(booklet.chapters, 1):
        # An entry is printed once, where it first stands.
        fresh = [one for one in chapter.entries if one.id not in printed]
        printed |= {one.id for one in fresh}
        if fresh:
            members = tuple(_entry_on_paper(one, paper, level, on_paper, explain) for one in fresh)
            chapters.append(PrintedChapter(chapter.heading, f"chapter-{number}", members))
    phone = edition.authority.fact("contact.phone")
    day = day_words(edition.on)
    foot = f"{edition.site_name}, {day}" + (f". {_('Phone')}: {phone}" if phone else "")
    values = {
        "title": booklet.title,
        "is_one": is_one,
        "is_large": is_large,
        "site_name": edition.site_name,
        "council": edition.council,
        "language": spoken().tag,
        "direction": spoken().direction,
        "on": edition.on,
        "day": day,
        "foot": foot,
        "notice": edition.notice,
        "contents": tuple(_contents(chapters, is_one=is_one)),
        "chapters": chapters,
        "phone": on_paper(phone_links(str(phone))) if phone else not_told(),
        "formats": _rows_on_paper(topic_rows(FORMATS_TOPIC, paper), on_paper),
        "contact": _rows_on_paper(contact_rows(edition.authority.fact("contact")), on_paper),
        "web": web_link(web, web) if (web := edition.published(PAPER)) else "",
        "hard_words": explain.found,
    }
    return render("booklet.html", values)


def _contents(chapters: Sequence[PrintedChapter], *, is_one: bool) -> Iterator[Line]:
    """The lines of the contents: the sections of one entry, or chapters and the entries in each."""
    if is_one:
        yield from chapters[0].entries[0].sections
        return
    for chapter in chapters:
        members = tuple(Line(one.title, one.anchor) for one in chapter.entries)
        if chapter.heading:
            yield Line(chapter.heading, chapter.anchor, members)
        else:
            yield from members


def _rows_on_paper(rows: Iterable[Row], on_paper: Callable[[str], Markup]) -> tuple[Row, ...]:
    return tuple(Row(one.label, on_paper(str(escape(one.value)))) for one in rows)


def topic_rows(topic: str, edition: Edition) -> tuple[Row, ...]:
    """What the first entry about *topic* says in each section of it, or that we have not been told."""
    term = edition.terms("topics").get(topic)
    entry = next((one for one in edition.offer.entries if one.topic == topic), None)
    told: Mapping[str, str] = (entry.fact("sections") if entry else None) or {}
    return tuple(
        Row(one["label"], rich(told[one["id"]]) if told.get(one["id"]) else not_told())
        for one in many(term.facts.get("sections") if term else None)
    )


def _entry_on_paper(
    entry: Entry,
    edition: Edition,
    level: int,
    on_paper: Callable[[str], Markup],
    explain: Callable[[Markup], Markup],
) -> PrintedEntry:
    values = entry_values(entry, edition)
    forms = [_("Easy Read")] if values["has_easy_read"] else []
    forms += [language_of(one, edition).english_name for one in sorted(entry.fact("translations") or {})]
    html = render(
        "booklet-entry.html",
        {
            **values,
            "anchor": _anchor(entry.id),
            "has_heading": level > 1,
            "note": language_notes(entry, edition),
            "other_forms": ", ".join(forms),
        },
    )
    html = _COMMENT_ID.sub(r"\1", _PICTURE.sub(rf"\1{PICTURES}", html))
    html = _NOT_TOLD.sub(r"\1", html)
    html = _HEADING.sub(lambda found: f"{found[1]}{min(int(found[2]) + level - 1, 6)}", html)
    anchor = _anchor(entry.id)
    sections = tuple(Line(one.heading, f"{anchor}--{one.id}") for one in values["sections"])
    return PrintedEntry(entry.title, anchor, sections, explain(on_paper(html)))


def _anchor(entry_id: str) -> str:
    return f"entry-{entry_id}"


def _paper_links(edition: Edition, inside: set[str]) -> Callable[[str], Markup]:
    """What makes the links of an entry's page ones that help on paper, where *inside* are the ids printed."""
    page = escape(_("page") + " ")

    def change(found: re.Match[str]) -> str:
        # A place to break a line would be a box of its own, with the link again outside the tag of the link.
        href, words = found[1], found[2].replace("<wbr>", "")
        if href.startswith("#"):
            return words
        try:
            parts = urlsplit(href)
        except ValueError:  # no browser can open it
            return words
        if parts.scheme in ("mailto", "tel"):
            return f'<a href="{parts.scheme}:{parts.path}">{words}</a>'
        if parts.scheme:
            return _with_address(href, words)
        address = parts.path.removeprefix(_UP)
        if address.startswith("support/") and (entry := _entry_at(address)) in inside:
            return f'<a class="inside" data-page="{page}" href="#{_anchor(entry)}">{words}</a>'
        web = edition.published(address)
        return _with_address(web, words) if web and address.startswith(("support/", PICTURES)) else words

    return lambda html: Markup(_LINK.sub(change, html))


def _with_address(href: str, words: str) -> str:
    """A link to the web, with its address where that is not in its words and somebody could type it."""
    shown = re.sub(r"^https?://(www\.)?", "", href).removesuffix("/").removesuffix("/index.html")
    said = _TAGS.sub("", words)
    is_printed = "?" not in href and len(shown) <= MOST_OF_AN_ADDRESS and shown not in said
    # Addresses break where they can, and never show as one long word.
    beside = f' (<span class="address">{shown.replace("/", "/<wbr>")}</span>)' if is_printed else ""
    return f'<a href="{href}">{words}</a>{beside}'
