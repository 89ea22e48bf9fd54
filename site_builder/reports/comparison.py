"""A comparison as tables that people take away: CSV, JSON, Markdown, and all of them in one Parquet file.

Each table says of each of its columns what it holds, so that the data dictionary is made from the tables
themselves. A cell is blank only where its column says what a blank means.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from site_builder.content.diagnostics import nearest, show_choices
from site_builder.content.indicators import CouncilIndicator
from site_builder.content.vocabulary import NEED_FOR_ALL, Vocabularies
from site_builder.errors import SiteBuilderError
from site_builder.nation.compare import (
    Comparison,
    freshness,
    most_neighbours_meet,
    promises,
    taking_part,
)
from site_builder.nation.england import Council
from site_builder.nation.published import PublishedOffer
from site_builder.reports.markdown import plain
from site_builder.reports.spreadsheet import as_csv
from site_builder.standard.evidence import STATUSES
from site_builder.standard.matrix import NOT_STATED

FORMAT_VERSION = 1

NOT_RECEIVED = "not-received"
"""In place of what an offer publishes: nobody knows, because the offer is not here."""

Cell = str | int | float | None
Row = tuple[Cell, ...]

_Kind = Literal["text", "whole number", "number", "day"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name in files, what kind of value it has, and what that means.

    A column of one name has one kind in all tables.
    """

    name: str
    kind: _Kind
    about: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the comparison; a cell is None where nothing is stated, as its column says."""

    name: str
    about: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


COUNCIL = Column("council", "text", "The id of the local authority, as in the address of its pages.")
COUNCIL_NAME = Column("council_name", "text", "Its name.")
GSS = Column("gss_code", "text", "Its code at the Office for National Statistics; blank if not known.")
DFE = Column(
    "dfe_code", "text", "Its code at the Department for Education, which it keeps; blank if unknown."
)
REGION = Column("region", "text", "Its region; blank if not known.")
BOARD = Column("board", "text", "Its National Health Service integrated care board; blank if not known.")
REQUIREMENT = Column("requirement", "text", "The id of the requirement in the standard.")
LEVEL = Column("level", "text", "must (law), should (official guidance) or recommended.")
SECTOR = Column("sector", "text", "Who answers for it: education, health, social-care and others.")
TITLE = Column("title", "text", "The requirement in plain words.")
STATUS = Column(
    "status",
    "text",
    f"One of {', '.join(STATUSES)}; {NOT_RECEIVED} if the offer is not here. It says what is published.",
)
STATE = Column(
    "state",
    "text",
    f"listed, declared-not-available or nothing-published; {NOT_RECEIVED} if the offer is not here.",
)

WHO = (COUNCIL, COUNCIL_NAME, GSS, DFE, REGION, BOARD)


def comparison_tables(
    comparison: Comparison, vocabularies: Vocabularies, figures: Sequence[CouncilIndicator] = ()
) -> tuple[Table, ...]:
    """Every table of the comparison; rows are in order of council's name, then of the standard or vocabulary.

    Args:
        comparison: what is shown.
        vocabularies: the kinds of support, needs, phases and levels.
        figures: official figures, by the code of the council.
    """
    return (
        _councils(comparison),
        _findings(comparison),
        _shares(comparison),
        _neighbours(comparison),
        _kinds(comparison, vocabularies),
        _needs(comparison, vocabularies),
        _freshness(comparison),
        _taking_part(comparison),
        _promises(comparison),
        _figures(comparison, figures),
    )


def _who(council: Council) -> Row:
    return (
        council.id,
        council.name,
        council.gss_code or None,
        council.dfe_code or None,
        council.region or None,
        council.board or None,
    )


def _councils(comparison: Comparison) -> Table:
    columns = (
        *WHO,
        Column("received", "text", "current, old-copy, never-received or unreadable."),
        Column("received_on", "day", "The day the copy came; blank for an offer of this project."),
        Column("why", "text", "What went wrong with receiving it; blank if nothing did."),
        Column("marks", "text", "too-small, new-boundary, other-standard: see the method; blank if none."),
        Column("compared", "text", "yes if it counts in shares, otherwise no."),
        Column("standard", "text", "What its offer was judged by; blank if it is not here."),
        Column("assessed_on", "day", "The day its offer was judged; blank if it is not here."),
        Column("builder", "text", "The version of the software that judged it; blank if not said."),
        Column("revision", "text", "The revision of its content; blank if not said."),
        Column("licence", "text", "How its data may be used again; blank if not said."),
        Column("left_out", "whole number", "How many files were left out for faults; blank if not here."),
    )
    rows: list[Row] = []
    for one in comparison.councils:
        rows.append((*_who(one), *_received(one), *_made_with(one.offer)))
    return Table(
        "councils",
        "Every council: whose offer is here, and how far it can be compared.",
        columns,
        tuple(rows),
    )


def _received(council: Council) -> Row:
    received = council.received
    return (
        received.state,
        received.received_on.isoformat() if received.received_on else None,
        received.why or None,
        " ".join(council.marks) or None,
        "yes" if council.is_compared else "no",
    )


def _made_with(offer: PublishedOffer | None) -> Row:
    if offer is None:
        return (None,) * 6
    builder, revision, licence = offer.builder or None, offer.revision or None, offer.licence or None
    return offer.standard, offer.on.isoformat(), builder, revision, licence, offer.left_out


def _findings(comparison: Comparison) -> Table:
    columns = (
        *WHO,
        REQUIREMENT,
        LEVEL,
        SECTOR,
        TITLE,
        STATUS,
        Column("evidence", "text", "Ids of the entries it rests on, with spaces between; blank if on none."),
        Column("reasons", "text", "Why, in sentences; blank if there is nothing to say."),
    )
    rows: list[Row] = []
    for council in comparison.councils:
        for one in comparison.requirements:
            found = comparison.finding(council, one)
            if council.offer is not None and found is None:
                continue
            told: Row = (
                (found.status, " ".join(found.evidence) or None, " ".join(found.reasons) or None)
                if found
                else (NOT_RECEIVED, None, None)
            )
            rows.append((*_who(council), one.id, one.level, one.sector, one.title, *told))
    about = "What each council publishes against each requirement of the standard."
    return Table("findings", about, columns, tuple(rows))


def _shares(comparison: Comparison) -> Table:
    columns = (
        Column("group_kind", "text", "england, region or board."),
        Column("group", "text", "The name of the region or integrated care board, or England."),
        REQUIREMENT,
        LEVEL,
        SECTOR,
        TITLE,
        Column("councils_expected", "whole number", "How many councils the group has."),
        Column("councils_counted", "whole number", "How many of them are here and can be compared."),
        *(
            Column(f"councils_{status.replace('-', '_')}", "whole number", f"How many of those are {status}.")
            for status in STATUSES
        ),
    )
    rows: list[Row] = []
    for (kind, group), of_group in comparison.shares.items():
        for one in comparison.requirements:
            found = of_group[one.id]
            counts = (found.counts[status] for status in STATUSES)
            rows.append(
                (
                    kind,
                    group,
                    one.id,
                    one.level,
                    one.sector,
                    one.title,
                    found.expected,
                    found.counted,
                    *counts,
                )
            )
    about = "How many councils of England, a region or an integrated care board have each status."
    return Table("shares", about, columns, tuple(rows))


def _neighbours(comparison: Comparison) -> Table:
    columns = (
        *WHO,
        REQUIREMENT,
        LEVEL,
        TITLE,
        STATUS,
        Column("neighbours_meeting", "whole number", "How many of its statistical neighbours meet it."),
        Column("neighbours_checked", "whole number", "How many of them are here and could be checked."),
        Column("done_by", "text", "Councils and entries to look at, as council/entry, with spaces between."),
    )
    rows: list[Row] = []
    for council in comparison.councils:
        for miss in most_neighbours_meet(comparison, council):
            one = miss.requirement
            examples = " ".join(
                f"{who}/{entry}" for who, entries in miss.examples for entry in entries or ("",)
            )
            rows.append(
                (
                    *_who(council),
                    one.id,
                    one.level,
                    one.title,
                    miss.finding.status,
                    len(miss.meeting),
                    len(miss.checked),
                    examples,
                )
            )
    about = "What a council does not publish and more than half of its statistical neighbours do."
    return Table("neighbours", about, columns, tuple(rows))


def _kinds(comparison: Comparison, vocabularies: Vocabularies) -> Table:
    columns = (
        *WHO,
        Column("kind", "text", "The id of the kind of support."),
        Column("kind_name", "text", "The kind of support in words."),
        STATE,
    )
    terms = vocabularies["service-types"].terms
    rows: list[Row] = []
    for council in comparison.councils:
        found = comparison.kinds.get(council.id, {})
        rows += [(*_who(council), kind, terms[kind].label, found.get(kind, NOT_RECEIVED)) for kind in terms]
    about = "For each kind of support, whether a council lists any. It does not say if there is enough."
    return Table("kinds", about, columns, tuple(rows))


def _needs(comparison: Comparison, vocabularies: Vocabularies) -> Table:
    columns = (
        *WHO,
        Column("need", "text", f"The id of the need, or {NOT_STATED}."),
        Column("phase", "text", f"The id of the stage of life, or {NOT_STATED}."),
        Column("support_level", "text", f"universal, targeted, specialist, or {NOT_STATED}."),
        STATE,
    )
    needs = [one for one in vocabularies["needs"].terms if one != NEED_FOR_ALL]
    keys = [
        (need, phase, level)
        for need in (*needs, NOT_STATED)
        for phase in (*vocabularies["phases"].terms, NOT_STATED)
        for level in (*vocabularies["levels"].terms, NOT_STATED)
    ]
    rows: list[Row] = []
    for council in comparison.councils:
        found = comparison.needs.get(council.id, {})
        rows += [(*_who(council), *key, found[key]) for key in keys if key in found]
    about = (
        "For each need, stage of life and level of support, what a council publishes. "
        "Of an offer that is here, what has no line has nothing published."
    )
    return Table("needs", about, columns, tuple(rows))


def _freshness(comparison: Comparison) -> Table:
    columns = (
        *WHO,
        Column("entries", "whole number", "How many entries are published. More is not better."),
        Column("checked_within_a_year", "whole number", "How many were checked in the 365 days before."),
        Column("check_not_stated", "whole number", "How many do not say when they were checked."),
        Column("median_days", "number", "Days since half of those that say so were checked; blank if none."),
    )
    rows: list[Row] = []
    for council in comparison.councils:
        if council.offer:
            found = freshness(council.offer, comparison.on)
            rows.append(
                (*_who(council), found.entries, found.within_a_year, found.not_stated, found.median_age)
            )
    about = "How long ago each council checked its entries. A council that is not here has no line."
    return Table("freshness", about, columns, tuple(rows))


def _taking_part(comparison: Comparison) -> Table:
    columns = (
        *WHO,
        Column("entries", "whole number", "How many entries are published. More is not better."),
        Column("co_produced", "whole number", "How many say what families changed about them."),
        Column("comments", "whole number", "Comments of the last twelve months that are published."),
        Column("answered", "whole number", "How many of those have an answer."),
        Column("changed", "whole number", "How many of those led to a change that is done."),
    )
    rows: list[Row] = []
    for council in comparison.councils:
        if council.offer:
            found = taking_part(council.offer, comparison.on)
            rows.append(
                (
                    *_who(council),
                    found.entries,
                    found.co_produced,
                    found.comments,
                    found.answered,
                    found.changed,
                )
            )
    about = "How families had a part in each offer. A council that is not here has no line."
    return Table("taking-part", about, columns, tuple(rows))


def _promises(comparison: Comparison) -> Table:
    columns = (
        *WHO,
        REQUIREMENT,
        LEVEL,
        TITLE,
        STATUS,
        Column("what", "text", "What the council has committed to do."),
        Column("who", "text", "Who will see to it; blank if nobody says."),
        Column("by", "day", "By when; blank if nobody says."),
        Column("late", "text", "yes if that day has passed, no if it has not; blank without a day."),
    )
    rows: list[Row] = []
    for one in promises(comparison):
        by = one.commitment.by
        rows.append(
            (
                *_who(one.council),
                one.requirement.id,
                one.requirement.level,
                one.requirement.title,
                one.finding.status,
                one.commitment.what,
                one.commitment.who or None,
                by.isoformat() if by else None,
                ("yes" if one.is_late else "no") if by else None,
            )
        )
    about = "What councils have committed to do about gaps that they still have."
    return Table("commitments", about, columns, tuple(rows))


def _figures(comparison: Comparison, figures: Sequence[CouncilIndicator]) -> Table:
    columns = (
        *WHO,
        Column("figure", "text", "What the official figure counts."),
        Column("period", "text", "The time it is for."),
        Column("value", "number", "The figure; blank where its source says that it is not known."),
        Column("unit", "text", "What the number counts, or % for a share."),
        Column("source", "text", "Who published it, and where."),
        Column("url", "text", "The address of the source."),
    )
    councils = {one.dfe_code: one for one in comparison.councils if one.dfe_code}
    rows = [
        (
            *_who(councils[one.dfe_code]),
            one.indicator.name,
            one.indicator.period,
            float(one.indicator.value) if one.indicator.value else None,
            one.indicator.unit,
            one.indicator.source,
            one.indicator.url,
        )
        for one in figures
        if one.dfe_code in councils
    ]
    about = "Official figures about each council's area, as their sources give them."
    return Table("figures", about, columns, tuple(rows))


# Forms ------------------------------------------------------------------------------------------------------


def table_csv(table: Table) -> str:
    """A line for each row; the columns are the table's own."""
    names = [column.name for column in table.columns]
    return as_csv(names, (["" if cell is None else _shown(cell) for cell in row] for row in table.rows))


def table_json(table: Table) -> str:
    """The table with what its columns mean; a blank is null."""
    return _json({"format_version": FORMAT_VERSION, **_as_values(table)})


def tables_json(tables: Sequence[Table]) -> str:
    """All tables in one document."""
    return _json({"format_version": FORMAT_VERSION, "tables": [_as_values(one) for one in tables]})


def dictionary_csv(tables: Sequence[Table]) -> str:
    """The data dictionary: a line for each column of each table."""
    rows = ((one.name, column.name, column.kind, column.about) for one in tables for column in one.columns)
    return as_csv(("table", "column", "kind", "about"), rows)


def tables_parquet(tables: Sequence[Table]) -> bytes:
    """All tables in one Parquet file, one below the other: the same bytes for the same tables.

    The column `table` says which table a row belongs to; columns that its table does not have are null.
    """
    # It takes as long to load as a small site to build, and only a comparison of councils needs it.
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = {column.name: column for one in tables for column in one.columns}
    types = {"text": pa.string(), "day": pa.string(), "whole number": pa.int64(), "number": pa.float64()}
    values: dict[str, list[Any]] = {"table": [], **{name: [] for name in columns}}
    for one in tables:
        at = {column.name: index for index, column in enumerate(one.columns)}
        values["table"] += [one.name] * len(one.rows)
        for name in columns:
            index = at.get(name)
            values[name] += [None if index is None else row[index] for row in one.rows]
    arrays = {"table": pa.array(values["table"], pa.string()).dictionary_encode()}
    for name, column in columns.items():
        array = pa.array(values[name], types[column.kind])
        arrays[name] = array.dictionary_encode() if column.kind in ("text", "day") else array
    out = io.BytesIO()
    pq.write_table(pa.table(arrays), out, compression="zstd")
    return out.getvalue()


def tables_markdown(comparison: Comparison, tables: Sequence[Table]) -> str:
    """For a report: whose offers are here, and how many councils have each status for each requirement."""
    shares = next(one for one in tables if one.name == "shares")
    lines = [
        "# Comparison of local offers",
        "",
        f"Judged by `{comparison.standard.id}` on {comparison.on.isoformat()}. "
        f"{len(comparison.compared)} of {len(comparison.councils)} councils can be compared.",
        "",
        "| Council | Received |",
        "| --- | --- |",
        *(f"| {plain(one.name)} | {one.received.state} |" for one in comparison.councils),
        "",
        f"| Requirement | Level | Counted | {' | '.join(STATUSES)} |",
        f"| --- | --- | ---: |{' ---: |' * len(STATUSES)}",
    ]
    for row in shares.rows:
        if row[0] == "england":
            _, _, requirement, level, _, title, _, *counts = map(str, row)
            lines.append(f"| {plain(title)} (`{requirement}`) | {level} | {' | '.join(counts)} |")
    return "\n".join(lines) + "\n"


def table_markdown(table: Table) -> str:
    """The table for a report; a blank is an empty cell."""
    lines = [
        f"| {' | '.join(column.name for column in table.columns)} |",
        f"|{' --- |' * len(table.columns)}",
        *(
            f"| {' | '.join('' if cell is None else plain(str(_shown(cell))) for cell in row)} |"
            for row in table.rows
        ),
    ]
    return "\n".join(lines) + "\n"


def table_named(tables: Sequence[Table], name: str) -> Table:
    """The table called *name*.

    Raises:
        SiteBuilderError: there is no such table.
    """
    for one in tables:
        if one.name == name:
            return one
    names = [one.name for one in tables]
    meant = nearest(name, names)
    hint = f'did you mean "{meant}"?' if meant else f"there are: {show_choices(names)}"
    raise SiteBuilderError(f'there is no table "{name}"; {hint}')


def _shown(cell: str | int | float) -> str | int:
    """*cell* as CSV has it: a whole number without its point."""
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() else str(cell)
    return cell


def _as_values(table: Table) -> Mapping[str, Any]:
    return {
        "table": table.name,
        "about": table.about,
        "columns": [{"name": one.name, "kind": one.kind, "about": one.about} for one in table.columns],
        "rows": [list(row) for row in table.rows],
    }


def _json(values: Mapping[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")) + "\n"


WHOLE: Mapping[str, Callable[[Comparison, Sequence[Table]], str]] = {
    "markdown": tables_markdown,
    "json": lambda _, tables: tables_json(tables),
}
"""All tables in one text. CSV has one table only."""

TABLE: Mapping[str, Callable[[Table], str]] = {
    "markdown": table_markdown,
    "json": table_json,
    "csv": table_csv,
}
"""One table."""
