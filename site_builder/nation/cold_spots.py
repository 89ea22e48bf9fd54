"""How far it is from each postcode sector to the nearest thing listed of one kind, whatever the borders.

A cold spot is where nothing near is *listed*. It never says that there is no support, and an authority whose
offer was not received is not cold: it is unknown. Distances are straight lines over the ground between the
middles of two postcode sectors. Half of all postcodes are within 0.7 km of the middle of their sector, so
distances are only ever told as "about".
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import asin, cos, radians, sin
from types import MappingProxyType
from typing import Literal, get_args

from site_builder.content.authorities import real_authorities
from site_builder.content.diagnostics import Diagnostic, nearest, sort_diagnostics
from site_builder.content.document import Document, read_document
from site_builder.content.model import Ages, Facts
from site_builder.content.postcodes import COUNTRIES, Postcodes, Sector, Share, postcodes_with
from site_builder.content.schema import load_schema
from site_builder.content.vocabulary import Vocabularies
from site_builder.errors import FaultyRules, SiteBuilderError
from site_builder.nation.published import ANYWHERE, PublishedEntry
from site_builder.nation.received import Received, State
from site_builder.shipped import shipped

SpotState = Literal["comes", "near", "remote", "place-not-told", "none-listed", "unknown"]
SPOT_STATES: tuple[SpotState, ...] = get_args(SpotState)

SPOT_WORDS: Mapping[SpotState, str] = MappingProxyType(
    {
        "comes": "something listed comes to families, or covers the whole area",
        "near": "the nearest place listed is known",
        "remote": "only listed by phone or online",
        "place-not-told": "listed, but we have not been told where",
        "none-listed": "nothing published that serves families there",
        "unknown": "not received",
    }
)

NOT_MEASURED: frozenset[SpotState] = frozenset({"unknown", "place-not-told"})
"""Of such a sector nobody can say how far it is to anything listed for it."""

REMOTE = frozenset({"online", "by-phone"})
"""How an entry is delivered that is nowhere: the place of its office brings nobody nearer."""

EARTH_KM = 6371.0088
"""The mean radius of the earth. On a ball of that size distances in England are wrong by 0.4 % at most."""

KM_IN_A_MILE = 1.609344

WITHIN_MILES = (5, 10, 20)
"""The distances that summaries count within."""

ANY_KIND = "any"
"""In place of a kind of support, where a need or an age is what is looked for."""


# What is looked for -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for: an entry of any of `kinds`, for any of `needs`, for an age among `ages`.

    No kinds, no needs and no ages are any. `needs` are all that an entry may name to count. `label` is a
    heading, `nearest` goes on after "the nearest".
    """

    id: str
    label: str
    nearest: str
    kinds: frozenset[str]
    needs: frozenset[str] = frozenset()
    ages: Ages | None = None

    def is_kind_of(self, entry: PublishedEntry) -> bool:
        """Whether *entry* is about any of the kinds."""
        return not self.kinds or not self.kinds.isdisjoint(entry.kinds)

    def leaves_open(self, entry: PublishedEntry) -> bool:
        """Whether *entry* does not say which needs or ages it is for, where that is asked."""
        return bool(self.needs and not entry.needs) or bool(self.ages and entry.ages is None)

    def is_met_by(self, entry: PublishedEntry) -> bool:
        """Whether *entry* is about this; one that leaves a need or age open that is asked for is not."""
        return (
            self.is_kind_of(entry)
            and (not self.needs or not self.needs.isdisjoint(entry.needs))
            and (
                self.ages is None
                or (entry.ages is not None and entry.ages.overlaps(self.ages.youngest, self.ages.oldest))
            )
        )


def load_sought(vocabularies: Vocabularies) -> tuple[Sought, ...]:
    """What the pages look for, in the order of `schema/cold-spots.yaml`.

    Raises:
        FaultyRules: the file has faults, each a diagnostic with its line.
    """
    name = "cold-spots.yaml"
    document, problems = read_document(shipped("schema", name), f"schema/{name}")
    if document is None:
        raise FaultyRules(problems)
    return parse_sought(document, vocabularies, problems)


def parse_sought(
    document: Document, vocabularies: Vocabularies, problems: Sequence[Diagnostic]
) -> tuple[Sought, ...]:
    """What *document* looks for; *problems* are the faults that reading it showed.

    Raises:
        FaultyRules: it has faults.
    """
    reading = load_schema("what is looked for", "sought.yaml").read(document)
    found = [*problems, *reading.diagnostics]
    if not found:
        found = list(_find_faults(document, reading.facts, vocabularies))
    if found:
        raise FaultyRules(sort_diagnostics(found))
    kinds = vocabularies["service-types"]
    return tuple(
        Sought(one["id"], one["label"], one["nearest"], kinds.expand(one["service_types"]))
        for one in reading.facts["sought"]
    )


def _find_faults(document: Document, facts: Facts, vocabularies: Vocabularies) -> Iterator[Diagnostic]:
    kinds = vocabularies["service-types"]
    seen = set()
    for index, one in enumerate(facts["sought"]):
        if one["id"] in seen:
            yield document.diagnose(
                ("sought", index, "id"), "duplicate-term", f'"{one["id"]}" is written twice'
            )
        seen.add(one["id"])
        for at, name in enumerate(one["service_types"]):
            if name not in kinds and name not in kinds.groups:
                meant = nearest(name, [*kinds.terms, *kinds.groups])
                hint = f'did you mean "{meant}"?' if meant else ""
                keys = ("sought", index, "service_types", at)
                yield document.diagnose(keys, "unknown-name", f'"{name}" is not in {kinds.path}', hint)


def sought_for(what: str, vocabularies: Vocabularies, *, need: str = "", age: int | None = None) -> Sought:
    """What somebody asks for by name.

    Args:
        what: an id of `schema/cold-spots.yaml`, a kind of support or a group of them, or `any`.
        vocabularies: where kinds and needs are.
        need: the id of a need; an entry for it, or for any need, counts.
        age: in whole years.

    Raises:
        SiteBuilderError: there is no such kind or need, or nothing at all is asked for.
    """
    kinds, needs = vocabularies["service-types"], vocabularies["needs"]
    known = {one.id: one for one in load_sought(vocabularies)}
    if what not in known and what not in kinds and what not in kinds.groups and what != ANY_KIND:
        raise _unknown("kind of support", what, [*known, *kinds.terms, *kinds.groups, ANY_KIND])
    if need and need not in needs:
        raise _unknown("need", need, list(needs.terms))
    if what == ANY_KIND and not need and age is None:
        raise SiteBuilderError("say which kind of support, or give --need or --age")
    base = known.get(what)
    if base is None and what == ANY_KIND:
        base = Sought(what, "Any support", "support of any kind", frozenset())
    elif base is None:
        label = kinds.label(what)
        base = Sought(what, label, label[:1].lower() + label[1:], kinds.expand([what]))
    more = f" for the need “{needs.label(need)}”" if need else ""
    more += f" at age {age}" if age is not None else ""
    return Sought(
        id="-".join((base.id, *([need] if need else ()), *([str(age)] if age is not None else ()))),
        label=base.label + more,
        nearest=base.nearest + more,
        kinds=base.kinds,
        needs=vocabularies.needs_met_by(need) if need else frozenset(),
        ages=None if age is None else Ages(age, age),
    )


def _unknown(what: str, name: str, known: Sequence[str]) -> SiteBuilderError:
    meant = nearest(name, known)
    return SiteBuilderError(f'there is no {what} "{name}"' + (f'; did you mean "{meant}"?' if meant else ""))


# Where it is looked for -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Spot:
    """A postcode sector of an authority, and its middle in degrees.

    It belongs to the authority with most of its postcodes in England; `also` names the others it reaches
    into, the largest share first, Wales and Scotland among them.
    """

    sector: str
    latitude: float
    longitude: float
    also: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ground:
    """Whose offers are compared, the sectors of each, and the middle of every sector there is.

    `spots` are by the authority's id, and so are `names`, `codes` (of the Office for National Statistics) and
    `regions`, also of one whose offer was not received; what is not known of it is empty.
    """

    offers: tuple[Received, ...]
    spots: Mapping[str, tuple[Spot, ...]]
    middles: Mapping[str, tuple[float, float]]
    names: Mapping[str, str]
    codes: Mapping[str, str]
    regions: Mapping[str, str]


def ground_of(offers: Sequence[Received], postcodes: Postcodes | None = None) -> Ground:
    """The ground that *offers* stand on.

    Sectors of an authority that is not among them are no part of the comparison.

    Args:
        offers: one for each authority that is compared, not received ones too.
        postcodes: every sector; the real ones if it is not given. Those that *offers* invented are added.
    """
    known = _with_invented(postcodes or postcodes_with(()), offers)
    real = {row["slug"]: row for row in real_authorities()}
    names: dict[str, str] = {}
    codes: dict[str, str] = {}
    regions: dict[str, str] = {}
    for one in offers:
        row = real.get(one.authority)
        authority = one.offer.authority if one.offer else None
        codes[one.authority] = authority.gss_code if authority else row["gss_code"] if row else ""
        names[one.authority] = authority.name if authority else row["short_name"] if row else one.authority
        regions[one.authority] = authority.region if authority else row["region"] if row else ""
    whose = {code: authority for authority, code in codes.items() if code}
    spots: dict[str, list[Spot]] = {one.authority: [] for one in offers}
    middles = {}
    for sector in known:
        middles[sector.name] = (sector.latitude, sector.longitude)
        english = [share.code for share in sector.shares if share.code not in COUNTRIES]
        if english and english[0] in whose:
            also = tuple(
                known.names.get(share.code, share.code) for share in sector.shares if share.code != english[0]
            )
            spot = Spot(sector.name, sector.latitude, sector.longitude, also)
            spots[whose[english[0]]].append(spot)
    return Ground(
        tuple(offers),
        {name: tuple(ones) for name, ones in spots.items()},
        middles,
        names,
        codes,
        regions,
    )


def _with_invented(postcodes: Postcodes, offers: Iterable[Received]) -> Postcodes:
    """*postcodes* with the sectors that invented authorities have: the first to name one keeps it."""
    invented, names = dict(postcodes.invented), dict(postcodes.names)
    for one in offers:
        if one.offer is None:
            continue
        authority = one.offer.authority
        names.setdefault(authority.gss_code, authority.official_name)
        for name, latitude, longitude in authority.sectors:
            if name not in postcodes.real:
                sector = Sector(name, latitude, longitude, (Share(authority.gss_code, 100),))
                invented.setdefault(name, sector)
    return Postcodes(postcodes.real, MappingProxyType(invented), MappingProxyType(names))


# What is found ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry, and the authority in whose offer it is."""

    authority: str
    entry: str
    title: str


@dataclass(frozen=True, slots=True)
class Near:
    """The nearest entry with a place, the sector of that place, and how far it is in a straight line.

    Where several have a place in that sector it is the first: the authority's own before those of others.
    """

    listed: Listed
    sector: str
    kilometres: float

    @property
    def miles(self) -> float:
        return self.kilometres / KM_IN_A_MILE


@dataclass(frozen=True, slots=True)
class InSector:
    """What was found from the middle of one sector.

    `nearest` serves it: it is its authority's own, or says that it serves that authority or anywhere.
    `anywhere` is the nearest of all, and nobody knows that it takes families from here.
    """

    spot: Spot
    nearest: Near | None
    anywhere: Near | None


@dataclass(frozen=True, slots=True)
class InAuthority:
    """What was found in one authority.

    Entries that serve it are `comes` if they come to families or cover the whole area, `remote` if they are
    only by phone or online, `unplaced` if nobody has said where they are. `declared` are those that say
    plainly that something of what is sought is not available. `left_open` counts its own entries of the kind
    that do not say for which needs or ages they are, where that is asked. `folder` is that of `Received`.
    """

    authority: str
    name: str
    gss_code: str
    region: str
    received: State
    folder: str | None
    comes: tuple[Listed, ...]
    remote: tuple[Listed, ...]
    unplaced: tuple[Listed, ...]
    declared: tuple[Listed, ...]
    left_open: int
    sectors: tuple[InSector, ...]

    @property
    def is_known(self) -> bool:
        """Whether its offer was received, today or earlier."""
        return self.received in ("current", "old-copy")

    @property
    def state(self) -> SpotState:
        """What is said of each of its sectors: who serves one serves all, so only the distance differs."""
        if not self.is_known:
            return "unknown"
        if self.comes:
            return "comes"
        if any(one.nearest for one in self.sectors):
            return "near"
        if self.unplaced:
            return "place-not-told"
        return "remote" if self.remote else "none-listed"


@dataclass(frozen=True, slots=True)
class ColdSpots:
    """What was found for one thing sought, in the order of the offers; sectors in the order of the table."""

    sought: Sought
    authorities: tuple[InAuthority, ...]


def cold_spots(sought: Sought, ground: Ground) -> ColdSpots:
    """How far the nearest entry is that is sought, from every sector of *ground*.

    Closed entries and information never count. An entry serves its own authority, those it names, or all. In
    an authority whose offer was not received, `nearest` is None everywhere: what is its own is not known.
    """
    found = _Found(sought, ground)
    everywhere = _Places(_placed(found.all, ground), ground)
    anyone = found.by_authority[ANYWHERE]
    for_anyone = _Places(_placed(anyone, ground), ground), _set_apart(anyone, ground)
    return ColdSpots(
        sought,
        tuple(_in_authority(one, found, everywhere, for_anyone, ground) for one in ground.offers),
    )


class _Found:
    """The entries that are sought: all, and by the authority they serve; those of others after its own."""

    def __init__(self, sought: Sought, ground: Ground) -> None:
        self.all: list[tuple[Listed, PublishedEntry]] = []
        self.by_authority: dict[str, list[tuple[Listed, PublishedEntry]]] = {ANYWHERE: []}
        self.declared: dict[str, tuple[Listed, ...]] = {}
        self.left_open: Counter[str] = Counter()
        for one in ground.offers:
            self.by_authority[one.authority] = []
        visiting: list[tuple[str, tuple[Listed, PublishedEntry]]] = []
        for one in ground.offers:
            for entry in one.offer.entries if one.offer else ():
                if not sought.is_kind_of(entry):
                    continue
                listed = Listed(one.authority, entry.id, entry.title)
                if not sought.is_met_by(entry):
                    self.left_open[one.authority] += entry.is_support and sought.leaves_open(entry)
                elif entry.is_support:
                    self.all.append((listed, entry))
                    self.by_authority[one.authority].append((listed, entry))
                    visiting += ((other, (listed, entry)) for other in entry.serves if other != one.authority)
                elif entry.kind == "not-available":
                    self.declared[one.authority] = (*self.declared.get(one.authority, ()), listed)
        for other, both in visiting:
            if other in self.by_authority:
                self.by_authority[other].append(both)


class _Places:
    """Finds the nearest of many places. Of the entries in one sector the first stands for all."""

    def __init__(self, placed: Iterable[tuple[str, Listed]], ground: Ground) -> None:
        first: dict[str, Listed] = {}
        for sector, listed in placed:
            first.setdefault(sector, listed)
        self._sectors = tuple(first.items())
        points = [_on_a_ball(*ground.middles[name]) for name in first]
        # It takes as long to load as a small site to build, and only a comparison of councils needs it.
        from scipy.spatial import cKDTree

        self._tree = cKDTree(points) if points else None

    def nearest(self, points: Sequence[tuple[float, float, float]]) -> list[Near | None]:
        """The nearest place to each of *points* on the ball of radius 1; None where there is none at all."""
        if self._tree is None or not points:
            return [None] * len(points)
        through, numbers = self._tree.query(points)
        return [
            # The chord is what the tree measures; the way over the ground is the arc above it.
            Near(self._sectors[at][1], self._sectors[at][0], 2 * EARTH_KM * asin(min(1.0, chord / 2)))
            for chord, at in zip(through.tolist(), numbers.tolist(), strict=True)
        ]


def _on_a_ball(latitude: float, longitude: float) -> tuple[float, float, float]:
    north, east = radians(latitude), radians(longitude)
    return cos(north) * cos(east), cos(north) * sin(east), sin(north)


def _placed(entries: Iterable[tuple[Listed, PublishedEntry]], ground: Ground) -> Iterator[tuple[str, Listed]]:
    """Each sector that entries have a place in, where the table knows it, with the entry."""
    for listed, entry in entries:
        for sector in () if _is_remote(entry) else entry.sectors:
            if sector in ground.middles:
                yield sector, listed


def _is_remote(entry: PublishedEntry) -> bool:
    return bool(entry.delivered) and REMOTE.issuperset(entry.delivered)


@dataclass(frozen=True, slots=True)
class _Apart:
    """Entries that serve somebody, by how they are there if not at a place."""

    comes: tuple[Listed, ...]
    remote: tuple[Listed, ...]
    unplaced: tuple[Listed, ...]


def _set_apart(entries: Sequence[tuple[Listed, PublishedEntry]], ground: Ground) -> _Apart:
    visiting = [both for both in entries if both[1].visits]
    remote = [both for both in entries if _is_remote(both[1])]
    known = ground.middles.keys()
    unplaced = [
        (listed, entry)
        for listed, entry in entries
        if not entry.visits and not _is_remote(entry) and known.isdisjoint(entry.sectors)
    ]
    return _Apart(*(tuple(listed for listed, _ in some) for some in (visiting, remote, unplaced)))


def _in_authority(
    one: Received,
    found: _Found,
    everywhere: _Places,
    for_anyone: tuple[_Places, _Apart],
    ground: Ground,
) -> InAuthority:
    spots = ground.spots[one.authority]
    points = [_on_a_ball(spot.latitude, spot.longitude) for spot in spots]
    nearest_places: list[Near | None] = [None] * len(spots)
    own, others = _Apart((), (), ()), _Apart((), (), ())
    if one.offer is not None:
        served = found.by_authority[one.authority]
        own, others = _set_apart(served, ground), for_anyone[1]
        nearest_places = [
            _nearer(*both)
            for both in zip(
                _Places(_placed(served, ground), ground).nearest(points),
                for_anyone[0].nearest(points),
                strict=True,
            )
        ]

    def together(mine: tuple[Listed, ...], theirs: tuple[Listed, ...]) -> tuple[Listed, ...]:
        # What it offers to anyone is among its own already.
        return (*mine, *(listed for listed in theirs if listed.authority != one.authority))

    return InAuthority(
        authority=one.authority,
        name=ground.names[one.authority],
        gss_code=ground.codes[one.authority],
        region=ground.regions[one.authority],
        received=one.state,
        folder=one.folder,
        comes=together(own.comes, others.comes),
        remote=together(own.remote, others.remote),
        unplaced=together(own.unplaced, others.unplaced),
        declared=found.declared.get(one.authority, ()),
        left_open=found.left_open[one.authority],
        sectors=tuple(
            InSector(*three) for three in zip(spots, nearest_places, everywhere.nearest(points), strict=True)
        ),
    )


def _nearer(own: Near | None, other: Near | None) -> Near | None:
    if own is None or other is None:
        return own or other
    return own if own.kilometres <= other.kilometres else other


# Summed up --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Summary:
    """Sectors taken together, or the people in them where their numbers were given.

    `measured` and `within` count sectors, or people if `is_people`: `measured` those that an answer is known
    for, neither `unknown` nor `place-not-told`; `within` those of them that have a place listed for them
    within each of `WITHIN_MILES`, or something that comes to them. `states` counts sectors. At least half
    have the nearest place within `median_km`; `largest_km` is the farthest; both are None where no place is
    known. `without_people` counts sectors that no number was given for: they weigh nothing.
    """

    sectors: int
    states: Mapping[SpotState, int]
    median_km: float | None
    largest_km: float | None
    measured: int
    within: tuple[int, ...]
    is_people: bool
    without_people: int


def summarise(authorities: Iterable[InAuthority], people: Mapping[str, int] | None = None) -> Summary:
    """What was found in *authorities*, all together.

    Args:
        authorities: one for the sums of one authority.
        people: how many live in each sector, by its name; without it each sector counts once.
    """
    states: Counter[SpotState] = Counter()
    within = [0] * len(WITHIN_MILES)
    measured = without = 0
    distances: list[tuple[float, int]] = []
    for authority in authorities:
        state = authority.state
        for one in authority.sectors:
            weight = 1 if people is None else people.get(one.spot.sector, 0)
            without += people is not None and one.spot.sector not in people
            states[state] += 1
            measured += weight if state not in NOT_MEASURED else 0
            if one.nearest:
                distances.append((one.nearest.kilometres, weight))
            for at, miles in enumerate(WITHIN_MILES):
                is_within = one.nearest is not None and one.nearest.miles <= miles
                within[at] += weight if is_within or state == "comes" else 0
    return Summary(
        sectors=states.total(),
        states={name: states[name] for name in SPOT_STATES},
        median_km=_median(distances),
        largest_km=max((kilometres for kilometres, _ in distances), default=None),
        measured=measured,
        within=tuple(within),
        is_people=people is not None,
        without_people=without,
    )


def _median(weighed: list[tuple[float, int]]) -> float | None:
    """The least value that at least half of the weight does not exceed; None without any weight."""
    half = sum(weight for _, weight in weighed) / 2
    passed = 0
    for value, weight in sorted(weighed):
        passed += weight
        if weight and passed >= half:
            return value
    return None


def read_people(text: str, name: str) -> dict[str, int]:
    """How many people live in each sector, from CSV with the columns `sector` and `people`.

    Args:
        text: the file; other columns are left alone.
        name: what the file is called in messages.

    Raises:
        SiteBuilderError: a column is missing, a number is none, or a sector is there twice.
    """
    rows = csv.DictReader(io.StringIO(text))
    if not {"sector", "people"} <= set(rows.fieldnames or ()):
        raise SiteBuilderError(f"{name}: the columns sector and people belong in the first line")
    people: dict[str, int] = {}
    for row in rows:
        sector, number = (row["sector"] or "").strip(), (row["people"] or "").strip()
        if not (number.isascii() and number.isdigit()):
            raise SiteBuilderError(f'{name}:{rows.line_num}: "{number}" is not a whole number of people')
        if sector in people:
            raise SiteBuilderError(f"{name}:{rows.line_num}: {sector} is there twice")
        people[sector] = int(number)
    return people
