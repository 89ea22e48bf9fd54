"""Show how councils work on their offers: how fresh they are, how families take part, what is promised."""

from __future__ import annotations

from collections.abc import Iterator

from site_builder.content.indicators import indicator_subjects
from site_builder.nation.compare import Promise, freshness, taking_part
from site_builder.pages.edition import up_from
from site_builder.pages.nation import (
    FIGURES,
    FRESHNESS,
    NOT_HERE,
    PROMISES,
    SHORT_STATUS,
    TAKING_PART,
    Choices,
    Grid,
    Heading,
    Line,
    Nation,
    Square,
    choices_of,
    council_address,
    requirement_address,
)
from site_builder.pages.nation_requirements import LEVEL_WORDS
from site_builder.pages.shell import Crumb, Page
from site_builder.pages.words import day_words, slug
from site_builder.standard.standard import LEVELS

FIGURE = "nation/figures/{}/index.html"


def work_pages(nation: Nation) -> Iterator[Page]:
    """Freshness, taking part, promises, and official figures where there are any."""
    yield _freshness(nation)
    yield _taking_part(nation)
    yield _promises(nation)
    if nation.figures:
        yield from _figures(nation)


def _freshness(nation: Nation) -> Page:
    up = up_from(FRESHNESS)
    lines = []
    for council in nation.comparison.councils:
        if council.offer is None:
            squares = (Square(NOT_HERE, "not-received"), *(Square("–"),) * 3)
        else:
            found = freshness(council.offer, nation.comparison.on)
            age = "not told" if found.median_age is None else f"{int(found.median_age):,} days"
            squares = (
                Square(f"{found.within_a_year:,} of {found.entries:,}"),
                Square(_percent(found.within_a_year, found.entries)),
                Square(f"{found.not_stated:,}"),
                Square(age),
            )
        lines.append(
            Line(council.name, squares, up + council_address(council.id), {"region": slug(council.region)})
        )
    return nation.page(
        FRESHNESS,
        "How fresh the pages are",
        "How many pages each council checked in the last year, and how old half of them are.",
        "nation-freshness.html",
        {
            "grid": Grid(
                "freshness",
                "When councils last checked their pages",
                "Council",
                (
                    Heading("Checked in the last year"),
                    Heading("As a share"),
                    Heading("Do not say when"),
                    Heading("Half were checked in the last"),
                ),
                tuple(lines),
                (_regions(nation),),
            )
        },
    )


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f}%" if whole else "no pages"


def _regions(nation: Nation) -> Choices:
    return Choices("region", "Region", choices_of(one.region for one in nation.comparison.councils))


def _taking_part(nation: Nation) -> Page:
    up = up_from(TAKING_PART)
    lines = []
    for council in nation.comparison.councils:
        if council.offer is None:
            squares = (Square(NOT_HERE, "not-received"), *(Square("–"),) * 3)
            answers = "not-received"
        else:
            found = taking_part(council.offer, nation.comparison.on)
            answers = "none" if not found.comments else "all" if found.answered == found.comments else "some"
            squares = (
                Square(f"{found.co_produced:,} of {found.entries:,}"),
                Square(f"{found.comments:,}" if found.comments else "nothing published"),
                Square(f"{found.answered:,} of {found.comments:,}" if found.comments else "–"),
                Square(f"{found.changed:,} of {found.comments:,}" if found.comments else "–"),
            )
        lines.append(
            Line(
                council.name,
                squares,
                up + council_address(council.id),
                {"region": slug(council.region), "answers": answers},
            )
        )
    return nation.page(
        TAKING_PART,
        "How families take part",
        "Which councils publish comments and answer them, and which pages families helped to write.",
        "nation-taking-part.html",
        {
            "grid": Grid(
                "taking-part",
                "Comments of the last year, and pages that families changed",
                "Council",
                (
                    Heading("Pages that say what families changed"),
                    Heading("Comments published"),
                    Heading("With an answer"),
                    Heading("Led to a change"),
                ),
                tuple(lines),
                (
                    _regions(nation),
                    Choices(
                        "answers",
                        "Answers",
                        (
                            ("all", "Every comment has an answer"),
                            ("some", "Some comments have no answer"),
                            ("none", "No comments published"),
                            ("not-received", "Offer not received"),
                        ),
                    ),
                ),
            )
        },
    )


def _promises(nation: Nation) -> Page:
    up = up_from(PROMISES)
    found = nation.promises
    return nation.page(
        PROMISES,
        "What councils plan to do",
        "What councils have said they will do about things that are missing in their local offers.",
        "nation-promises.html",
        {
            "count": len(found),
            "late": sum(one.is_late for one in found),
            "grid": Grid(
                "promises",
                "Plans for what is missing, the soonest first",
                "What is missing",
                (
                    Heading("Council"),
                    Heading("Now"),
                    Heading("What it plans"),
                    Heading("Who"),
                    Heading("By when"),
                ),
                tuple(_promise_line(one, up) for one in found),
                (
                    _regions(nation),
                    Choices("level", "Level", tuple((one, LEVEL_WORDS[one].capitalize()) for one in LEVELS)),
                ),
            ),
        },
    )


def _promise_line(one: Promise, up: str) -> Line:
    by = day_words(one.commitment.by) if one.commitment.by else "We have not been told"
    return Line(
        one.requirement.title,
        (
            Square("", links=((one.council.name, up + council_address(one.council.id)),)),
            Square(SHORT_STATUS[one.finding.status], one.finding.status),
            Square(one.commitment.what),
            Square(one.commitment.who or "We have not been told"),
            Square(f"{by}. This is late." if one.is_late else by),
        ),
        up + requirement_address(one.requirement),
        {"region": slug(one.council.region), "level": one.requirement.level},
    )


def _figures(nation: Nation) -> Iterator[Page]:
    """A list of the official figures by subject, and a page for each with every council."""
    up = up_from(FIGURES)
    names = {one.indicator.name: one.indicator for one in nation.figures}
    subjects = [
        (
            label,
            [(name, up + FIGURE.format(slug(name))) for name, one in names.items() if one.about == about],
        )
        for about, label in indicator_subjects().items()
    ]
    yield nation.page(
        FIGURES,
        "Official figures about each area",
        "Figures that the government has published about children and young people in each area.",
        "nation-figures.html",
        {"subjects": [(label, ones) for label, ones in subjects if ones]},
    )
    for name in names:
        yield _figure(nation, name)


def _figure(nation: Nation, name: str) -> Page:
    """One figure for every council, the newest period first."""
    address = FIGURE.format(slug(name))
    up = up_from(address)
    found = [one for one in nation.figures if one.indicator.name == name]
    periods = sorted({one.indicator.period for one in found}, key=lambda one: one[-7:], reverse=True)
    values = {(one.dfe_code, one.indicator.period): one.indicator for one in found}
    unit = found[0].indicator.unit
    lines = []
    for council in nation.comparison.councils:
        squares = []
        for period in periods:
            figure = values.get((council.dfe_code, period))
            told = figure.value if figure and figure.value else ""
            squares.append(Square(f"{told}{'%' if unit == '%' else ''}" if told else "not known"))
        lines.append(
            Line(
                council.name,
                tuple(squares),
                up + council_address(council.id),
                {"region": slug(council.region)},
            )
        )
    return nation.page(
        address,
        name,
        f"An official figure for each council's area: {name}.",
        "nation-figure.html",
        {
            "unit": "" if unit == "%" else unit,
            "sources": sorted({(one.indicator.source, one.indicator.url) for one in found}),
            "new": [one.name for one in nation.comparison.councils if "new-boundary" in one.marks],
            "grid": Grid(
                "figure",
                name,
                "Council",
                tuple(Heading(one) for one in periods),
                tuple(lines),
                (_regions(nation),),
            ),
        },
        (Crumb("Official figures", FIGURES),),
    )
