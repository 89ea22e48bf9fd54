"""The command `local-offer import`: entries and figures from what others publish."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from site_builder.command_options import day_asked_for, with_date, with_private_network, with_project
from site_builder.errors import SiteBuilderError
from site_builder.printing import say

# Each command imports what it needs when it runs: `--help` must answer at once.
if TYPE_CHECKING:
    from site_builder.content.vocabulary import Vocabularies
    from site_builder.exchange.importing import Imported, KnownIds
    from site_builder.exchange.writing import Target
    from site_builder.project import Project

Command = TypeVar("Command", bound=Callable[..., Any])

IN_ORDER, NOT_WHOLE = 0, 1


@click.group(name="import")
def import_() -> None:
    """Make entries from what others publish, and say what was kept, changed and lost.

    Importing again updates: what people changed here stays, and nothing is deleted.
    """


def _into_offer(command: Command) -> Command:
    """What every import of entries takes."""
    options = (
        click.option("--authority", required=True, help="The id of the authority that the entries are for."),
        click.option(
            "--report", type=click.Path(path_type=Path, dir_okay=False), help="Write the report as JSON."
        ),
        click.option("--dry-run", is_flag=True, help="Write nothing; say what an import would do."),
        with_project,
        with_date,
    )
    for option in reversed(options):
        command = option(command)
    return command


@dataclass(frozen=True, slots=True)
class _Asked:
    """Where an import goes, and how."""

    authority: str
    report: Path | None
    dry_run: bool
    root: Path
    on: date

    def project(self) -> Project:
        from site_builder.project import Project

        return Project(self.root)


@click.pass_context
def _asked(context: click.Context) -> _Asked:
    given = context.params
    asked_for: datetime | None = given["asked_for"]
    on = day_asked_for(asked_for).of(None)
    return _Asked(given["authority"], given["report"], given["dry_run"], given["root"], on)


@import_.command()
@click.argument("source", metavar="FILE-OR-ADDRESS")
@click.option("--source", "register", help="A short name for this directory, where you import from several.")
@with_private_network
@_into_offer
def outpost(source: str, register: str | None, into_private: bool, **_options: Any) -> None:
    """Entries from the services of an Outpost directory: a file (JSON), or the address of a live one."""
    from site_builder.exchange.outpost import read_outpost

    _import_services(_asked(), source, register, into_private, "outpost", read_outpost)


@import_.command()
@click.argument("source", metavar="FILE-OR-ADDRESS")
@click.option("--source", "register", help="A short name for this feed, where you import from several.")
@with_private_network
@_into_offer
def oruk(source: str, register: str | None, into_private: bool, **_options: Any) -> None:
    """Entries from an Open Referral UK feed, version 3 or 1: a file (JSON), or the address of a live one.

    Of a live feed every page is read, and each service in full. What does not come is taken from the last
    good copy, and never counts as gone.
    """
    from site_builder.exchange.open_referral import read_open_referral

    _import_services(_asked(), source, register, into_private, "open-referral-uk", read_open_referral)


@import_.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--la-code", help="The council's code, such as 801. Default: the authority's own.")
@_into_offer
def gias(file: Path, la_code: str | None, **_options: Any) -> None:
    """Open schools and colleges of one authority, from the register Get Information About Schools (CSV)."""
    from site_builder.exchange.gias import SCHEME, read_gias
    from site_builder.exchange.table import open_table

    asked = _asked()
    code = la_code or _dfe_code(asked.project(), asked.authority)
    if not re.fullmatch(r"[0-9]{3}", code):
        raise SiteBuilderError(f'"{code}" is not a code of three digits, such as 801; give it with --la-code')

    def read(known: KnownIds, vocabularies: Vocabularies) -> Imported:
        with open_table(file) as table:
            return read_gias(
                table,
                code,
                authority=asked.authority,
                imported=asked.on,
                vocabularies=vocabularies,
                known=known,
            )

    _import(asked, "gias", SCHEME, read)


@import_.command(name="csv")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--mapping",
    "mapping_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="What the columns mean: a file that --draft-mapping starts for you.",
)
@click.option(
    "--draft-mapping",
    "draft_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write a mapping file for this table, with a guess for each column, and import nothing.",
)
@click.option("--authority", help="The id of the authority that the entries are for.")
@click.option("--report", type=click.Path(path_type=Path, dir_okay=False), help="Write the report as JSON.")
@click.option("--dry-run", is_flag=True, help="Write nothing; say what an import would do.")
@with_project
@with_date
def import_csv(file: Path, mapping_file: Path | None, draft_file: Path | None, **_options: Any) -> None:
    """Entries from any table, by a mapping file: CSV, or a spreadsheet (xlsx, xls, ods)."""
    from site_builder.content.vocabulary import load_vocabularies
    from site_builder.exchange.mapping_draft import draft_mapping
    from site_builder.exchange.table import open_table
    from site_builder.exchange.table_mapping import check_columns, read_mapping, read_table
    from site_builder.exchange.writing import write_new
    from site_builder.reports.faults import faults_text

    if bool(mapping_file) == bool(draft_file):
        raise click.UsageError("Give --mapping, or --draft-mapping to start a mapping file.")
    if draft_file:
        with open_table(file) as table:
            text = draft_mapping(table, file.stem)
        write_new(draft_file, text)
        say(
            f"Wrote {draft_file.as_posix()}. Read every line of it, then run: "
            f"local-offer import csv {file.as_posix()} --mapping {draft_file.as_posix()} --authority ID"
        )
        return
    asked = _asked()
    if not asked.authority or mapping_file is None:
        raise click.UsageError("Give --authority: the id of the authority that the entries are for.")
    mapping, problems = read_mapping(mapping_file, mapping_file.as_posix(), load_vocabularies())
    if mapping is None:
        say(faults_text(problems, 1), err=True, nl=False)
        sys.exit(NOT_WHOLE)
    found = mapping
    with open_table(file, found.sheet) as table:
        problems += check_columns(found, table)
        say(faults_text(problems, 1) if problems else "", err=True, nl=False)
        if any(one.is_error for one in problems):
            sys.exit(NOT_WHOLE)

        def read(known: KnownIds, vocabularies: Vocabularies) -> Imported:
            return read_table(
                table,
                found,
                authority=asked.authority,
                imported=asked.on,
                vocabularies=vocabularies,
                known=known,
            )

        _import(asked, found.scheme, found.scheme, read)


def _import_services(
    asked: _Asked, source: str, register: str | None, into_private: bool, kind: str, reader: Any
) -> None:
    """Import from a file of services, or from a live feed of them."""
    from site_builder.exchange.feed import copy_text, read_copy, read_feed
    from site_builder.exchange.source import MOST_BYTES, read_source
    from site_builder.exchange.writing import write_private
    from site_builder.nation.fetch import HttpFetcher

    name = register or kind
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name) or len(name) > 60:
        raise SiteBuilderError(
            f'"{name}" cannot name a source; use small letters, digits and hyphens, such as family-directory'
        )
    if "://" not in source:
        path = Path(source)
        try:
            if path.stat().st_size > MOST_BYTES:
                raise SiteBuilderError(
                    f"{path.as_posix()} has more than {MOST_BYTES:,} bytes, the most that is read"
                )
            content = path.read_bytes()
        except OSError as fault:
            raise SiteBuilderError(f"{path.as_posix()} cannot be read: {fault.strerror}") from None
        file = read_source(content, path.name)
        data, notes, is_whole, shallow = file.data, file.notes, file.is_whole, frozenset[str]()
    else:
        kept = asked.project().copy_of_feed(asked.authority, name)
        feed = read_feed(source, HttpFetcher(into_private=into_private), read_copy(kept), asked.on)
        data, notes, is_whole, shallow = list(feed.services), feed.notes, feed.is_whole, feed.shallow
        if not asked.dry_run:
            write_private(kept, copy_text(feed.copy, source), asked.project())

    def read(known: KnownIds, vocabularies: Vocabularies) -> Imported:
        found: Imported = reader(
            data,
            authority=asked.authority,
            imported=asked.on,
            vocabularies=vocabularies,
            notes=notes,
            known=known,
            scheme=name,
        )
        return replace(found, is_whole=found.is_whole and is_whole, shallow=shallow)

    _import(asked, name, name, read)


def _import(
    asked: _Asked, source: str, scheme: str, read: Callable[[KnownIds, Vocabularies], Imported]
) -> None:
    """Read, write and report; exit with 1 where the source was not read to its end."""
    from site_builder.exchange.import_report import report_json, report_text
    from site_builder.exchange.updating import known_ids
    from site_builder.exchange.writing import write_import, write_report

    with _target(asked, source) as target:
        imported = read(
            known_ids(target.holdings, target.last, scheme),
            target.rules.vocabularies,
        )
        written = write_import(target, imported, asked.on, dry_run=asked.dry_run)
    if asked.report:
        write_report(asked.report, report_json(imported, written))
    say(report_text(imported, written, dry_run=asked.dry_run), nl=False)
    sys.exit(IN_ORDER if imported.is_whole else NOT_WHOLE)


@contextmanager
def _target(asked: _Asked, source: str) -> Iterator[Target]:
    from site_builder.content.checks import load_rules
    from site_builder.editing.starting import start_project
    from site_builder.exchange.last_import import read_last_import
    from site_builder.exchange.updating import read_holdings
    from site_builder.exchange.writing import Target, refuse_odd_id

    refuse_odd_id(asked.authority)
    project = asked.project() if asked.dry_run else start_project(asked.root)
    rules = load_rules()
    yield Target(
        project,
        asked.authority,
        source,
        read_holdings(project, asked.authority, rules),
        read_last_import(project, asked.authority, source),
        rules,
        is_agreed_to=bool(_own_facts(project, asked.authority).get("sign_off")),
    )


def _dfe_code(project: Project, authority: str) -> str:
    """The code of *authority* at the Department for Education, from its own file or the list of councils."""
    from site_builder.exchange.writing import describe_authority

    facts = _own_facts(project, authority) or describe_authority(authority)
    return str(facts.get("dfe_code") or "")


def _own_facts(project: Project, authority: str) -> Mapping[str, Any]:
    """What the authority's own file says, as far as it can be read; nothing where there is none."""
    from site_builder.content.document import read_document

    path = project.authority_file(authority)
    document = read_document(path, project.shown(path))[0] if path.is_file() else None
    return document.data if document else {}


@import_.command(name="indicators")
@click.option("--authority", help="The id of the authority that the figures are for.")
@click.option("--dfe-code", help="The council's code at the Department for Education, such as 840.")
@click.option(
    "--england", is_flag=True, help="The figures of every council instead, to stand beside a comparison."
)
@click.option(
    "--plans",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="The folder of tables of the release: Education, health and care plans.",
)
@click.option(
    "--tool",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="The folder with indicators.csv and dictionary.csv of the local authority interactive tool.",
)
@with_project
def import_indicators(
    authority: str | None,
    dfe_code: str | None,
    england: bool,
    plans: Path | None,
    tool: Path | None,
    root: Path,
) -> None:
    """Figures for the scorecard, or the comparison, from tables of the Department for Education."""
    from site_builder.content.authorities import real_authorities
    from site_builder.content.indicators import CouncilIndicator
    from site_builder.editing.starting import start_indicators, start_indicators_of_england
    from site_builder.exchange.official_statistics import (
        indicators_from_interactive_tool,
        indicators_from_plans_release,
    )
    from site_builder.project import open_project

    if not (plans or tool):
        raise click.UsageError("Give --plans or --tool, or both: the folder of the tables.")
    if england == bool(authority or dfe_code) or bool(authority) != bool(dfe_code):
        raise click.UsageError("Give --authority and --dfe-code, or --england.")
    codes = tuple(row["dfe_code"] for row in real_authorities()) if england else (str(dfe_code),)
    tables = (
        indicators_from_plans_release(plans, codes) if plans else {},
        indicators_from_interactive_tool(tool, codes) if tool else {},
    )
    found = tuple(
        CouncilIndicator(code, one) for code in codes for table in tables for one in table.get(code, ())
    )
    if not found:
        whose = "any council of England" if england else f'the code "{dfe_code}"'
        raise SiteBuilderError(f"the tables have no figures for {whose}")
    project = open_project(root)
    if authority:
        path = start_indicators(project, authority, (one.indicator for one in found))
    else:
        path = start_indicators_of_england(project, found)
    say(f"Wrote {len(found)} figures to {project.shown(path)}")
