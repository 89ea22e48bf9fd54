"""Make the national pages: where to begin, how each figure is made, what to take away, and all the others."""

from __future__ import annotations

from collections.abc import Iterator

from site_builder.nation.england import MARK_WORDS
from site_builder.nation.received import STATE_WORDS, STATES
from site_builder.pages.cold_spots_page import COLD_SPOTS, cold_spot_files, cold_spot_pages
from site_builder.pages.edition import up_from
from site_builder.pages.nation import (
    COUNCILS,
    DATA,
    FIGURES,
    FOLDER_OF_DATA,
    FRESHNESS,
    KINDS,
    METHOD,
    NATION,
    NEEDS,
    PROMISES,
    REQUIREMENTS,
    TAKING_PART,
    WHOLE_TABLE,
    Nation,
)
from site_builder.pages.nation_councils import council_pages
from site_builder.pages.nation_requirements import requirement_pages
from site_builder.pages.nation_supply import supply_pages
from site_builder.pages.nation_work import work_pages
from site_builder.pages.shell import Crumb, Page
from site_builder.pages.trend_page import TREND, trend_files, trend_pages
from site_builder.pages.work import Share, files, pages_of, share
from site_builder.reports.comparison import (
    dictionary_csv,
    table_csv,
    table_json,
    tables_parquet,
)

PARQUET = f"{FOLDER_OF_DATA}local-offers.parquet"
DICTIONARY = f"{FOLDER_OF_DATA}dictionary.csv"


def nation_pages(nation: Nation) -> Iterator[Page]:
    """Every national page of the comparison."""
    return pages_of(nation_shares(nation))


def nation_shares(nation: Nation) -> tuple[Share, ...]:
    """The work on the comparison."""
    crumbs = (Crumb("Compare local offers", NATION),)
    return (
        share("tables", files(lambda: nation_files(nation)), under=("nation/",)),
        share("councils", lambda: council_pages(nation), under=("nation/",)),
        share("points", lambda: requirement_pages(nation), under=("nation/",)),
        share("cold spots", lambda: cold_spot_pages(nation.cold_spots, nation.title), under=("nation/",)),
        share(
            "comparison",
            lambda: (_hub(nation), _method(nation), _data(nation)),
            lambda: supply_pages(nation),
            lambda: work_pages(nation),
            under=("nation/",),
        ),
        share(
            "trend",
            lambda: trend_pages(nation.trends, nation.comparison.standard, crumbs),
            under=("nation/",),
        ),
    )


def nation_files(nation: Nation) -> dict[str, str | bytes]:
    """Every table as CSV and JSON, all in one Parquet file, and the data dictionary, by address."""
    files: dict[str, str | bytes] = {
        DICTIONARY: dictionary_csv(nation.tables),
        PARQUET: tables_parquet(nation.tables),
        **cold_spot_files(nation.cold_spots),
        **trend_files(nation.trends),
    }
    for table in nation.tables:
        files[f"{FOLDER_OF_DATA}{table.name}.csv"] = table_csv(table)
        files[f"{FOLDER_OF_DATA}{table.name}.json"] = table_json(table)
    return files


def _hub(nation: Nation) -> Page:
    up = up_from(NATION)
    comparison = nation.comparison
    states = [one.received.state for one in comparison.councils]
    return nation.page(
        NATION,
        "Compare local offers",
        "What councils publish in their local offers, side by side: what is there and what is missing.",
        "nation.html",
        {
            "states": [(STATE_WORDS[one], states.count(one)) for one in STATES if one in states],
            "requirements": up + REQUIREMENTS,
            "table": up + WHOLE_TABLE,
            "councils": up + COUNCILS,
            "kinds": up + KINDS,
            "needs": up + NEEDS,
            "freshness": up + FRESHNESS,
            "taking_part": up + TAKING_PART,
            "promises": up + PROMISES,
            "figures": up + FIGURES if nation.figures else "",
            "cold_spots": up + COLD_SPOTS,
            "trend": up + TREND,
        },
    )


def _method(nation: Nation) -> Page:
    return nation.page(
        METHOD,
        "How these figures are made",
        "What each figure of the comparison counts, how it is made, and what it does not show.",
        "nation-method.html",
        {"marks": list(MARK_WORDS.values()), "tables": nation.tables},
    )


def _data(nation: Nation) -> Page:
    return nation.page(
        DATA,
        "Take the data away",
        "Every table of the comparison as a file, with what each column means.",
        "nation-data.html",
        {
            "tables": nation.tables,
            "folder": up_from(DATA) + FOLDER_OF_DATA,
            "parquet": up_from(DATA) + PARQUET,
            "dictionary": up_from(DATA) + DICTIONARY,
        },
    )
