"""Say in few words what an entry is, where it is and what it costs: for lists and the top of its page."""

from __future__ import annotations

import re
from collections.abc import Sequence

from site_builder.content.model import Entry, Facts
from site_builder.pages import words
from site_builder.pages.edition import Edition, many
from site_builder.pages.language import gettext as _
from site_builder.pages.language import ngettext
from site_builder.pages.words import and_words, within

_POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?) ?[0-9][A-Z]{2}", re.IGNORECASE)


def kind_words(entry: Entry, edition: Edition) -> str:
    """What kind of page it is, in a few words above the title."""
    if entry.kind == "not-available":
        return _("Not available here")
    if entry.kind == "information":
        stage = entry.fact("stage")
        if not stage:
            return _("Information")
        return _("Information: %(stage)s", stage=edition.term("phases", stage))
    return ", ".join(edition.term("service-types", one) for one in entry.service_types)


def cost_words(entry: Entry, edition: Edition) -> str | None:
    to_family, amount = entry.fact("cost.to_family"), entry.fact("cost.amount")
    if not to_family:
        return str(amount) if amount else None
    said = edition.choice("cost.to_family", to_family)
    if not amount or to_family == "free":
        return said
    return _("%(cost)s: %(amount)s", cost=said, amount=amount)


def wait_words(entry: Entry, edition: Edition) -> str | None:
    status, weeks = entry.fact("waiting_time.status"), entry.fact("waiting_time.weeks")
    if status is None:
        return None
    if status == "weeks" and weeks is not None:
        if not weeks:
            return edition.choice("waiting_time.status", "none")
        return ngettext("About %(num)s week", "About %(num)s weeks", weeks)
    return edition.choice("waiting_time.status", status)


def where_words(entry: Entry, edition: Edition) -> str | None:
    """The towns it is in, or how it comes to a family."""
    towns = sorted(
        {town for place in many(entry.fact("places")) if (town := town_of(place))}, key=words.sort_key
    )
    ways = [edition.choice("delivered", one) for one in many(entry.fact("delivered")) if one != "at-a-place"]
    if len(towns) > 3:
        more = len(towns) - 3
        towns = [*towns[:3], ngettext("%(num)s more place", "%(num)s more places", more)]
    said = [*towns, *(within(way) if towns else way for way in ways)]
    return and_words(said) if said else None


def start_words(entry: Entry, edition: Edition) -> list[str]:
    """Each way in."""
    return [edition.term("routes", one) for one in many(entry.fact("how_to_access.route"))]


def people_words(ids: Sequence[str] | None, edition: Edition) -> str:
    """Groups of people, as they go on in a sentence."""
    names = [edition.term("people", one) for one in many(ids)]
    return and_words([*names[:1], *map(within, names[1:])])


def town_of(place: Facts) -> str | None:
    """The town or, without one, the postcode district of a place; None where it is private or not told.

    The town is the last line of the address that holds no number. Where only the area is shown, the first
    line, which may be the house, never is.
    """
    if place.get("location") == "hidden":
        return None
    address = many(place.get("address"))
    if place.get("location") == "area-only":
        address = address[1:]
    for line in reversed(address):
        town = _POSTCODE.sub("", str(line)).strip(" ,.")
        if town and not any(one.isdigit() for one in town):
            return town.rpartition(",")[2].strip() or town
    return district_of(place)


def district_of(place: Facts) -> str | None:
    """The first half of the place's postcode."""
    texts = [place.get("postcode", ""), *reversed(many(place.get("address")))]
    found = next((match for text in texts if (match := _POSTCODE.search(str(text)))), None)
    return found[1].upper() if found else None
