"""Give readers ways to tell the council something of its local offer: by form, mail, phone and post."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from site_builder.content.form_addresses import filled_form
from site_builder.content.model import Entry
from site_builder.pages import words
from site_builder.pages.edition import (
    COMMENT,
    CORRECTION,
    EASY_READ_COMMENT,
    Edition,
    entry_address,
    many,
    up_from,
)
from site_builder.pages.language import gettext as _
from site_builder.pages.templates import Markup, phone_links

CONCERN = "concern/index.html"

COMPLAIN = "complain-about-local-offer"
"""The topic of the council's own page about complaints."""

# Stand for the title and the address of a page in texts that are the same for all pages of a site.
_TITLE, _WHERE, _HOME = "\ue010", "\ue011", "\ue012"
_HOLES = {_TITLE: "subject", _WHERE: "where", _HOME: "home"}
_HOLE = re.compile(f"[{_TITLE}{_WHERE}{_HOME}]")

Pieces = tuple[tuple[str, str], ...]
"""An address that each page fills: texts, each with the name of what of the page follows it, or with none."""


@dataclass(frozen=True, slots=True)
class Useful:
    """What asks on every page if it is useful.

    `answers` have their words and where they lead; without a form and a mailbox there are none. `phone` is
    safe HTML; `post` is the address for letters in one line. `address` goes before the address of a page.
    """

    answers: tuple[tuple[str, Pieces], ...]
    phone: Markup
    post: str
    address: str
    day: str


@dataclass(frozen=True, slots=True)
class TellWay:
    """A link that goes on a sentence, such as `use our form`."""

    address: str
    words: str


def useful(edition: Edition) -> Useful:
    """What asks on every page of the site if it is useful."""
    authority = edition.authority
    email = str(authority.fact("contact.email") or "")
    comment = "" if takes_posts(edition) else str(authority.fact("forms.comment") or "")
    address = edition.published() or ""

    def own(answer: str) -> Pieces:
        return _pieces(filled_form(comment, quote(address, safe="") + _WHERE, answer))

    subject = _("Yes, this page is useful: %(title)s", title=_TITLE)
    body = _("The page: %(address)s", address=address + _WHERE)
    yes = own("yes") if comment else _pieces(_mail_address(email, subject, body)) if email else ()
    can_send = has_address(edition)
    no = own("no") if comment else _pieces(f"{_HOME}{COMMENT}#{_WHERE}") if can_send else ()
    wrong = _pieces(f"{_HOME}{CORRECTION}#{_WHERE}") if can_send else ()
    answers = ((_("Yes"), yes), (_("No"), no), (_("Something is wrong"), wrong))
    phone = authority.fact("contact.phone")
    return Useful(
        answers=tuple((said, leads_to) for said, leads_to in answers if leads_to),
        phone=phone_links(str(phone)) if phone else Markup(""),
        post=", ".join(post_lines(edition)),
        address=address,
        day=words.date_words(edition.on),
    )


def takes_posts(edition: Edition) -> bool:
    """Whether the addresses of the council's forms take what is written in the forms of this site."""
    return edition.authority.fact("forms.send") == "post"


def has_address(edition: Edition) -> bool:
    """Whether somebody can send us a form: by the council's own form, by mail or by post."""
    return any(edition.authority.states(one) for one in ("forms", "contact.email", "contact.address"))


def form_address(edition: Edition, form: str, page: str, answer: str) -> str:
    """The address of the council's own form, such as `correction`, for *page* with *answer*, or nothing."""
    address = str(edition.authority.fact(f"forms.{form.replace('-', '_')}") or "")
    return filled_form(address, quote(edition.published(page) or page, safe=""), answer)


def post_lines(edition: Edition) -> tuple[str, ...]:
    """Whom to write to, line by line; nothing where no address is stated."""
    address = many(edition.authority.fact("contact.address"))
    role = edition.authority.fact("contact.role")
    return (*([role] if role else ()), *address) if address else ()


def tell_ways(entry: Entry, edition: Edition, missing: Sequence[str]) -> Iterator[TellWay]:
    """How to tell us by form and mail of a fault on an entry's page, or of its *missing* facts."""
    page, email = entry_address(entry.id), edition.authority.fact("contact.email")
    if has_address(edition):
        yield TellWay(f"{up_from(page)}{CORRECTION}#{page}", _("use our form"))
    if email:
        subject = _("Local offer: %(title)s", title=f"{entry.title} ({entry.id})")
        body = _("The page: %(address)s", address=edition.published(page) or page)
        if missing:
            body += "\n\n" + "\n".join(
                [_("What you have not been told:"), *(f"- {one}: " for one in missing)]
            )
        yield TellWay(_mail_address(str(email), subject, body), _("send us an email"))


def concern_values(edition: Edition) -> dict[str, Any]:
    """What the template `concern.html` needs."""
    up = up_from(CONCERN)
    guides = tuple(
        (up + entry_address(entry.id), entry.title)
        for entry in edition.offer.entries
        if entry.topic in (COMPLAIN, "complain-about-support")
    )
    advice = edition.entries.get(str(edition.authority.fact("partners.advice_service")))
    return {
        "council": edition.council,
        "ways": _council_ways(edition, _("A concern about the local offer")),
        "phone": phone_of(edition),
        "post": post_lines(edition),
        "guides": guides,
        "advice": (up + entry_address(advice.id), advice.title) if advice else None,
        "up": up,
    }


def easy_read_comment_values(edition: Edition) -> dict[str, Any]:
    """What the template `easy-read-comment.html` needs, beside the form's own questions."""
    email = edition.authority.fact("contact.email")
    subject = _("What I think of the local offer")
    return {
        "council": edition.council,
        "send_to": _mail_address(str(email), subject, "") if email else "",
        "phone": phone_of(edition),
        "post": post_lines(edition),
        "up": up_from(EASY_READ_COMMENT),
    }


def _council_ways(edition: Edition, subject: str) -> tuple[TellWay, ...]:
    email = edition.authority.fact("contact.email")
    form = f"{up_from(CONCERN)}{COMMENT}#{CONCERN}"
    ways = [TellWay(form, _("Fill in our form"))] if has_address(edition) else []
    if email:
        ways.append(TellWay(_mail_address(str(email), subject, ""), _("Send us an email")))
    return tuple(ways)


def phone_of(edition: Edition) -> Markup:
    """The number to ring as a link that calls it, or nothing."""
    phone = edition.authority.fact("contact.phone")
    return phone_links(str(phone)) if phone else Markup("")


def _mail_address(email: str, subject: str, body: str) -> str:
    fields = "&".join(
        f"{name}={_quoted(text)}" for name, text in (("subject", subject), ("body", body)) if text
    )
    return f"mailto:{quote(email, safe='@.+-_')}{'?' if fields else ''}{fields}"


def _quoted(text: str) -> str:
    """*text* for a part of an address, with what each page fills left open. Mail wants its lines so."""
    return "%0D%0A".join(map(_quoted_line, text.split("\n")))


# Many pages ask for the same facts.
@lru_cache(maxsize=4096)
def _quoted_line(text: str) -> str:
    return "".join(
        one if one in _HOLES else quote(one, safe="") for one in re.split(f"({_HOLE.pattern})", text)
    )


def _pieces(address: str) -> Pieces:
    texts, holes = _HOLE.split(address), _HOLE.findall(address)
    return tuple(zip(texts, [*(_HOLES[one] for one in holes), ""], strict=True))
