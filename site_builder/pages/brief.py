"""Say in few words what an entry is, where it is and what it costs: for lists and the top of its page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from site_builder.content.model import Entry, Facts
from site_builder.pages import words
from site_builder.pages.edition import Edition, many
from site_builder.pages.language import InEnglish, ngettext, number_words, same_language
from site_builder.pages.language import gettext as _
from site_builder.pages.words import and_words, day_words, within

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
        return amount
    said = edition.choice("cost.to_family", to_family)
    if not amount or to_family == "free" or isinstance(amount, InEnglish):
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
    said = [*towns, *(within(way) if towns or number else way for number, way in enumerate(ways))]
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


def address_lines(place: Facts) -> tuple[str, ...]:
    """The address of a place, line by line, as far as the entry lets its readers know; empty if not told."""
    location, postcode = place.get("location", "shown"), place.get("postcode")
    if location == "hidden":
        return (_("The address is kept private."),)
    if location == "area-only":
        area = ", ".join(dict.fromkeys(one for one in (town_of(place), district_of(place)) if one))
        kept_back = _("The rest of the address is kept private.")
        return (area, kept_back) if area else (kept_back,)
    told = [one for one in (place.get("name"), *many(place.get("address"))) if one]
    if postcode and not any(postcode in one for one in told):
        told.append(str(postcode))
    return tuple(told)


def capacity_words(capacity: Facts | None) -> str | None:
    """How many there is room for: `12 places`, or what the entry counts in."""
    if not capacity or capacity.get("places") is None:
        return None
    number: int = capacity["places"]
    if unit := capacity.get("unit"):
        return same_language(unit, _("%(number)s %(unit)s", number=number_words(number), unit=unit))
    return ngettext("%(num)s place", "%(num)s places", number)


def checked_words(entry: Entry, on: date) -> str | None:
    """When it was last checked, and whether the next check is late on the day *on*."""
    due: date | None = entry.fact("review_by")
    if due is None or due >= on:
        return day_words(entry.reviewed) if entry.reviewed else None
    if entry.reviewed is None:
        return _("The check was due on %(day)s. It is late.", day=day_words(due))
    return _(
        "%(day)s. The next check is late: it was due on %(due)s.",
        day=day_words(entry.reviewed),
        due=day_words(due),
    )


def district_of(place: Facts) -> str | None:
    """The first half of the place's postcode."""
    texts = [place.get("postcode", ""), *reversed(many(place.get("address")))]
    found = next((match for text in texts if (match := _POSTCODE.search(str(text)))), None)
    return found[1].upper() if found else None
