"""Show how far families everywhere are from the nearest thing listed of a kind, and across which border."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from site_builder.nation.cold_spots import (
    KM_IN_A_MILE,
    WITHIN_MILES,
    ColdSpots,
    InAuthority,
    InSector,
    Listed,
    Near,
    Summary,
    summarise,
)
from site_builder.nation.received import STATE_WORDS
from site_builder.pages.edition import entry_address, in_site, up_from
from site_builder.pages.maps import (
    Authority,
    Category,
    Point,
    by_region,
    sector_map,
    tile_map,
)
from site_builder.pages.nation import NATION
from site_builder.pages.shell import Crumb, Page, home_crumb
from site_builder.pages.templates import render
from site_builder.pages.words import and_words, count_words, sentence
from site_builder.reports.cold_spots import cold_spots_by_authority_csv, cold_spots_csv, cold_spots_json

COLD_SPOTS = "nation/cold-spots/index.html"
FOLDER = "nation/cold-spots/"
DATA = "nation/data/"

MOST_LISTED = 30
"""How many entries a list of them names; what serves anyone anywhere could make it endless."""

COMES = Category("comes", "It comes to families, or covers the whole area", "C")
STEPS = (
    (5, Category("step-1", "The nearest place is up to 5 miles away", "1")),
    (10, Category("step-2", "More than 5 and up to 10 miles", "2")),
    (20, Category("step-3", "More than 10 and up to 20 miles", "3")),
)
FAR = Category("step-4", "More than 20 miles", "4")
NO_PLACE = Category("no-place", "It is listed, but with no place that we can measure to", "P")
NONE = Category("none", "Nothing published for families there", "N")
UNKNOWN = Category("unknown", "We did not receive the offer", "?")

CATEGORIES = (COMES, *(one for _, one in STEPS), FAR, NO_PLACE, NONE, UNKNOWN)


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as it is named on a page; `address` is empty where nobody has said where its site is."""

    title: str
    council: str
    address: str


@dataclass(frozen=True, slots=True)
class LinkList:
    """Entries that are named, and how many more there are."""

    links: tuple[Link, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Distance:
    words: str
    link: Link


@dataclass(frozen=True, slots=True)
class SectorRow:
    """A sector: its name, the other areas it reaches into, and what is near; `anywhere` is often the same."""

    sector: str
    also: str
    nearest: Distance | None
    anywhere: Distance | None
    is_same: bool


@dataclass(frozen=True, slots=True)
class AuthorityRow:
    """An authority in the table of a kind: the address of its own page, and its cells as words."""

    name: str
    address: str
    cells: tuple[str, ...]


def group_address(sought_id: str) -> str:
    """The address of the page on what is sought, from the site's home folder."""
    return f"{FOLDER}{sought_id}/index.html"


def authority_address(sought_id: str, authority: str) -> str:
    """The address of the page on one authority."""
    return f"{FOLDER}{sought_id}/{authority}/index.html"


def cold_spot_pages(
    found: Sequence[ColdSpots], title: str, people: Mapping[str, int] | None = None
) -> Iterator[Page]:
    """All pages on cold spots: one about them all, one for each thing sought, and one for each authority.

    Args:
        found: what was found, for each thing sought.
        title: the name of the site.
        people: how many live in each sector; without it sectors are counted.
    """
    yield _index(found, title)
    for one in found:
        yield _group(one, title, people)
        names = {authority.authority: authority for authority in one.authorities}
        for authority in one.authorities:
            yield _authority(one, authority, names, title)


def cold_spot_files(found: Iterable[ColdSpots], people: Mapping[str, int] | None = None) -> dict[str, str]:
    """The same as CSV, by sector and by authority, and as JSON, by address."""
    return {
        address: text
        for one in found
        for address, text in (
            (_data(one, ".csv"), cold_spots_csv(one)),
            (_data(one, "-councils.csv"), cold_spots_by_authority_csv(one, people)),
            (_data(one, ".json"), cold_spots_json(one, people)),
        )
    }


def _data(one: ColdSpots, ending: str) -> str:
    return f"{DATA}cold-spots-{one.sought.id}{ending}"


def _index(found: Sequence[ColdSpots], title: str) -> Page:
    up = up_from(COLD_SPOTS)
    values = {
        "up": up,
        "groups": tuple(
            (one.sought.label, up + group_address(one.sought.id), tuple(_counted(one))) for one in found
        ),
    }
    return Page(
        address=COLD_SPOTS,
        title=f"How far is the nearest help? – {title}",
        description="How far families everywhere are from the nearest help that a local offer lists.",
        content=render("cold-spots.html", values),
        crumbs=(home_crumb(), Crumb("Compare local offers", NATION)),
    )


def _counted(one: ColdSpots) -> Iterator[str]:
    """How many councils are in which state, as sentences; states that none is in are left out."""
    said = (
        (("near",), "For {} we can measure to a place that is listed."),
        (("comes",), "For {} something is listed that comes to families."),
        (("place-not-told", "remote"), "For {} it is listed with no place."),
        (("none-listed",), "For {} nothing is published."),
        (("unknown",), "We did not receive the offer of {}."),
    )
    for states, words in said:
        number = sum(authority.state in states for authority in one.authorities)
        if number:
            yield words.format(count_words(number, "council"))


def _group(found: ColdSpots, title: str, people: Mapping[str, int] | None) -> Page:
    sought = found.sought
    address = group_address(sought.id)
    up = up_from(address)
    sums = {one.authority: summarise([one], people) for one in found.authorities}
    on_tiles = tuple(_on_tile(one, sums[one.authority], sought.id, up) for one in found.authorities)
    values = {
        "up": up,
        "label": sought.label,
        "nearest": sought.nearest,
        "all": tuple(_all_words(summarise(found.authorities, people))),
        "tiles": tile_map(
            "tiles",
            f"{sought.label}: one tile for each council",
            "A tile shows how far half of a council’s postcode sectors are from the nearest place listed. "
            "The table below says the same.",
            CATEGORIES,
            on_tiles,
        ),
        "regions": by_region(on_tiles),
        "sectors": sector_map(
            "sectors",
            f"{sought.label}: how far is the nearest place listed?",
            "Each mark stands for postcode sectors and shows how far the nearest place is that is listed for "
            "families there. The pages of the councils say the same in tables.",
            CATEGORIES,
            tuple(_point(authority, one) for authority in found.authorities for one in authority.sectors),
        ),
        "columns": _columns(people is not None),
        "rows": tuple(_row(one, sums[one.authority], sought.id, up) for one in found.authorities),
        "csv": up + _data(found, ".csv"),
        "councils_csv": up + _data(found, "-councils.csv"),
        "json": up + _data(found, ".json"),
        "index": up + COLD_SPOTS,
    }
    return Page(
        address=address,
        title=f"How far is the nearest {sought.nearest}? – {title}",
        description=f"How far families are from the nearest {sought.nearest} that a local offer lists.",
        content=render("cold-spots-kind.html", values),
        crumbs=_crumbs(),
    )


def _crumbs(*more: Crumb) -> tuple[Crumb, ...]:
    hub = Crumb("Compare local offers", NATION)
    return (home_crumb(), hub, Crumb("How far is the nearest help?", COLD_SPOTS), *more)


def _all_words(sums: Summary) -> Iterator[str]:
    """How much of all the ground is near, as sentences."""
    if not sums.measured:
        return
    what = "people" if sums.is_people else "postcode sectors"
    yield f"We can measure for {sums.measured:,} {what}."
    for miles, number in zip(WITHIN_MILES, sums.within, strict=True):
        yield (
            f"{number:,} of them are within {miles} miles of a place that is listed for them, or help comes "
            "to them."
        )
    if sums.without_people:
        yield f"For {count_words(sums.without_people, 'sector')} we have no number of people."


def _category(authority: InAuthority, kilometres: float | None) -> Category:
    """What *authority*, or a sector in it, is on a map; *kilometres* are to the nearest place."""
    if authority.state == "unknown":
        return UNKNOWN
    if authority.state == "comes":
        return COMES
    if kilometres is not None:
        miles = kilometres / KM_IN_A_MILE
        return next((one for limit, one in STEPS if miles <= limit), FAR)
    return NONE if authority.state == "none-listed" else NO_PLACE


def _point(authority: InAuthority, one: InSector) -> Point:
    spot = one.spot
    kilometres = one.nearest.kilometres if one.nearest else None
    category = _category(authority, kilometres)
    return Point(spot.sector, spot.latitude, spot.longitude, authority.name, category)


def _on_tile(one: InAuthority, sums: Summary, sought_id: str, up: str) -> Authority:
    return Authority(
        code=one.gss_code,
        name=one.name,
        region=one.region,
        category=_category(one, sums.median_km),
        words=_words(one, sums),
        address=up + authority_address(sought_id, one.authority),
    )


def _words(one: InAuthority, sums: Summary) -> str:
    """What is found in an authority, to go on after its name and a colon."""
    if one.state == "unknown":
        return "we did not receive its offer"
    if one.state == "comes":
        return "something listed comes to families, or covers the whole area"
    if sums.median_km is not None:
        return f"half of its sectors are within {miles_words(sums.median_km)} of a place listed"
    if one.state == "none-listed":
        said = "; it says that some or all of this is not available" if one.declared else ""
        return f"nothing published for families there{said}"
    if one.state == "remote":
        return "only listed by phone or online"
    return "something is listed, but we have not been told where"


def miles_words(kilometres: float) -> str:
    """`about 4 miles`, `less than 1 mile`: never finer, because sectors are not."""
    miles = round(kilometres / KM_IN_A_MILE)
    return f"about {count_words(miles, 'mile')}" if miles else "less than 1 mile"


def _columns(is_people: bool) -> tuple[str, ...]:
    counted = "people" if is_people else "sectors"
    return (
        "Its offer",
        "Postcode sectors",
        "Comes to families there",
        "Half of the sectors have a place within"
        if not is_people
        else "Half of the people have a place within",
        "The farthest sector",
        *(f"Within {miles} miles, or it comes ({counted})" for miles in WITHIN_MILES),
        "By phone or online",
        "Said not to be available",
    )


def _row(one: InAuthority, sums: Summary, sought_id: str, up: str) -> AuthorityRow:
    address = up + authority_address(sought_id, one.authority)
    start = (STATE_WORDS[one.received], f"{sums.sectors:,}" if sums.sectors else "none known")
    if not one.is_known:
        return AuthorityRow(one.name, address, (*start, *(["not known"] * (len(_columns(False)) - 2))))
    place = _no_place_words(one)
    return AuthorityRow(
        one.name,
        address,
        (
            *start,
            _listed_count(one.comes),
            place if sums.median_km is None else miles_words(sums.median_km),
            place if sums.largest_km is None else miles_words(sums.largest_km),
            *(_of(number, sums.measured) for number in sums.within),
            _listed_count(one.remote),
            f"{len(one.declared):,} said" if one.declared else "not said",
        ),
    )


def _listed_count(some: Sequence[Listed]) -> str:
    return f"{len(some):,} listed" if some else "nothing listed"


def _of(number: int, total: int) -> str:
    return f"{number:,} of {total:,}" if total else "we cannot tell"


def _no_place_words(one: InAuthority) -> str:
    return "place not told" if one.unplaced else "no place listed"


def _authority(
    found: ColdSpots, authority: InAuthority, known: Mapping[str, InAuthority], title: str
) -> Page:
    sought = found.sought
    address = authority_address(sought.id, authority.authority)
    up = up_from(address)

    def links(some: Sequence[Listed]) -> LinkList:
        named = tuple(_link(one, known, up) for one in some[:MOST_LISTED])
        return LinkList(named, max(0, len(some) - MOST_LISTED))

    values = {
        "up": up,
        "label": sought.label,
        "nearest": sought.nearest,
        "name": authority.name,
        "is_known": authority.is_known,
        "received": STATE_WORDS[authority.received],
        "is_current": authority.received == "current",
        "said": sentence(_words(authority, summarise([authority]))),
        "comes": links(authority.comes),
        "remote": links(authority.remote),
        "unplaced": links(authority.unplaced),
        "declared": links(authority.declared),
        "left_open": authority.left_open,
        "no_place": sentence(_no_place_words(authority)).rstrip("."),
        "map": sector_map(
            "sectors",
            f"{sought.label}: how far is the nearest place from each part of {authority.name}?",
            "Each mark stands for postcode sectors and shows how far the nearest place is that is listed for "
            "families there. The table below says the same.",
            CATEGORIES,
            tuple(_point(authority, one) for one in authority.sectors),
        ),
        "rows": tuple(_sector_row(one, known, up) for one in authority.sectors),
        "group": up + group_address(sought.id),
        "json": up + _data(found, ".json"),
        "index": up + COLD_SPOTS,
    }
    return Page(
        address=address,
        title=f"{sought.label} near {authority.name} – {title}",
        description=f"How far families in {authority.name} are from the nearest {sought.nearest} listed.",
        content=render("cold-spots-council.html", values),
        crumbs=_crumbs(Crumb(sought.label, group_address(sought.id))),
    )


def _sector_row(one: InSector, known: Mapping[str, InAuthority], up: str) -> SectorRow:
    return SectorRow(
        sector=one.spot.sector,
        also=and_words(one.spot.also),
        nearest=_distance(one.nearest, known, up),
        anywhere=_distance(one.anywhere, known, up),
        is_same=one.nearest == one.anywhere,
    )


def _distance(near: Near | None, known: Mapping[str, InAuthority], up: str) -> Distance | None:
    if near is None:
        return None
    return Distance(sentence(miles_words(near.kilometres)).rstrip("."), _link(near.listed, known, up))


def _link(listed: Listed, known: Mapping[str, InAuthority], up: str) -> Link:
    folder = known[listed.authority].folder
    address = "" if folder is None else in_site(folder, entry_address(listed.entry), up)
    return Link(listed.title, known[listed.authority].name, address)
