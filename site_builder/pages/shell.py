"""Put a page's content into the theme: the theme is rendered once with holes, and each page fills them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote

from site_builder.content.web import origin_of
from site_builder.pages.be_heard import Useful
from site_builder.pages.edition import HOME, twin_of, up_from
from site_builder.pages.language import gettext, spoken
from site_builder.pages.templates import Markup, escape, filled, link

_OPEN, _CLOSE = "\ue000", "\ue001"
_HOLE = re.compile(f"{_OPEN}([a-z]+(?:-[a-z-]+)?){_CLOSE}")
_CURRENT = "current-"


@dataclass(frozen=True, slots=True)
class MenuLink:
    """A link on every page; `id` is what a page names to be marked as the current one."""

    id: str
    address: str
    label: str


@dataclass(frozen=True, slots=True)
class LanguageLink:
    """A language that the site can be read in: how it is marked, its own name, and where its pages are.

    `prefix` goes before an address, from the home folder of the language that the link is shown in.
    """

    tag: str
    own_name: str
    prefix: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class SiteFrame:
    """What stands around the content on every page of one site in one language.

    `notice` is the line at the very top; `policy` the Content-Security-Policy; `help` rows have a label and a
    value; `logo` is an address in the site or empty; `authority` is the id of whose site it is, or empty;
    `my_list` is the address of the page with what a reader keeps, or empty for a site without one;
    `languages` are all that the site has, where there is a choice, and `language_note` is what a reader has
    to know of this one's words. `useful` asks what readers think of a page, and `concern` and
    `easy_read_comment` are the addresses of the pages that say more of that; `new_entry` is that of the form
    for help that is missing.
    """

    name: str
    tagline: str
    notice: str
    menu: tuple[MenuLink, ...]
    foot: tuple[MenuLink, ...]
    help_words: str
    help: tuple[Any, ...]
    policy: str
    logo: str = ""
    authority: str = ""
    my_list: str = ""
    languages: tuple[LanguageLink, ...] = ()
    language_note: str = ""
    useful: Useful | None = None
    concern: str = ""
    easy_read_comment: str = ""
    new_entry: str = ""

    @property
    def policy_text(self) -> Markup:
        """The policy as it stands between double quotes: its own single ones need no escape there."""
        return Markup(str(escape(self.policy)).replace("&#39;", "'"))

    @property
    def ids(self) -> tuple[str, ...]:
        """What a page can be in the menu."""
        return ("home", *(one.id for one in self.menu))


@dataclass(frozen=True, slots=True)
class Crumb:
    """A step on the way from the home page; `address` from the site's home folder."""

    label: str
    address: str


def home_crumb() -> Crumb:
    return Crumb(gettext("Home"), HOME)


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a site: its address from the site's home folder, and what fills the theme.

    `content` is safe HTML, and so are `note`, what a reader has to know of its language, and `head`, what the
    page loads beside what all pages do; `early` is what it has to ask for before that. `current` is the id
    of the menu link that stands for the page. A page is in the language that is spoken when it is made.
    `files` are made with it, by address in the site.
    """

    address: str
    title: str
    description: str
    content: str
    crumbs: tuple[Crumb, ...] = ()
    current: str = ""
    note: str = ""
    early: str = ""
    head: str = ""
    language: str = field(default_factory=lambda: spoken().tag)
    direction: str = field(default_factory=lambda: spoken().direction)
    files: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def home(self) -> str:
        return up_from(self.address)


def frame_of(page: Page, site: SiteFrame, home: str | None = None) -> dict[str, Any]:
    """What the theme's `base.html` needs to show *page* without a shell.

    Args:
        page: the page.
        site: what surrounds it.
        home: the way to the home folder, where it is not the one that follows from the page's address.
    """
    filled = _page_values(page, page.home if home is None else home)
    return {
        "site": site,
        **filled,
        "home": page.home if home is None else home,
        "current": {one: _mark(one == page.current) for one in site.ids},
    }


def frame_with_holes(site: SiteFrame) -> dict[str, Any]:
    """As `frame_of`, with a hole for everything that one page has and another has not."""
    names = (*_page_values(Page("", "", "", ""), ""), "home")
    return {
        "site": site,
        **{name: _hole(name) for name in names},
        "current": {one: _hole(_CURRENT + one) for one in site.ids},
    }


class Shell:
    """The theme rendered once, for all pages of one site."""

    def __init__(self, rendered: str) -> None:
        """Split *rendered*, which `base.html` made of `frame_with_holes`, at its holes."""
        self.html = rendered
        self._pieces = _HOLE.split(rendered)
        self._at: dict[tuple[str, str], list[str]] = {}

    def join(self, page: Page) -> str:
        """The whole HTML of *page*: the same bytes that the theme gives for `frame_of(page, site)`."""
        place = (page.home, page.current)
        if place not in self._at:
            self._at[place] = self._fill_place(*place)
        pieces = self._at[place].copy()
        values = _page_values(page, page.home)
        for number in range(1, len(pieces), 2):
            pieces[number] = values[pieces[number]]
        return "".join(pieces)

    def _fill_place(self, home: str, current: str) -> list[str]:
        """The pieces with those holes filled that all pages in one place of the site share."""
        joined = [self._pieces[0]]
        for number in range(1, len(self._pieces), 2):
            name, after = self._pieces[number : number + 2]
            if name == "home":
                joined[-1] += str(escape(home)) + after
            elif name.startswith(_CURRENT):
                joined[-1] += str(_mark(name == _CURRENT + current)) + after
            else:
                joined += [name, after]
        return joined


def _page_values(page: Page, home: str) -> dict[str, Markup]:
    return {
        "language": escape(page.language),
        "direction": escape(page.direction),
        "around": _around(page),
        "subject": escape(quote(page.title)),
        "where": escape(quote(page.address)),
        "title": escape(page.title),
        "description": escape(page.description),
        "twin": escape(twin_of(page.address)),
        "crumbs": _crumbs(page, home),
        "early": Markup(page.early),
        "head": Markup(page.head),
        "note": Markup(page.note),
        "content": Markup(page.content),
    }


def _around(page: Page) -> Markup:
    """The marks of what surrounds a page that is in another language than the site."""
    if page.language == spoken().tag:
        return Markup("")
    return filled(' lang="{}" dir="{}"', spoken().tag, spoken().direction)


def _crumbs(page: Page, home: str) -> Markup:
    if not page.crumbs:
        return Markup("")
    items = Markup("").join(filled("<li>{}</li>", link(home + one.address, one.label)) for one in page.crumbs)
    return filled(
        '<nav class="crumbs wide" aria-label="{}"{}><ol>{}</ol></nav>\n',
        gettext("Breadcrumb"),
        _around(page),
        items,
    )


def _hole(name: str) -> str:
    return f"{_OPEN}{name}{_CLOSE}"


def _mark(is_current: bool) -> Markup:
    return Markup(' aria-current="page"') if is_current else Markup("")


def policy(form_addresses: tuple[str, ...] = ()) -> str:
    """The Content-Security-Policy of a site: all from itself and nothing inline.

    Forms also go by mail and to *form_addresses*.
    """
    origins = sorted({origin_of(one) for one in form_addresses} - {""})
    forms = " ".join(["'self'", "mailto:", *origins])
    return f"default-src 'self'; base-uri 'none'; object-src 'none'; form-action {forms}"


def preview_frame(site: SiteFrame) -> SiteFrame:
    """*site* for `mkdocs serve`, which puts a script into each page that loads it again when it changes."""
    return replace(site, policy=f"{site.policy}; script-src 'self' 'unsafe-inline'")
