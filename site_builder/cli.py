"""The command `local-offer`: arguments in, one call, output, exit code."""

from __future__ import annotations

import errno
import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from site_builder import __version__
from site_builder.command_options import day_asked_for as _day
from site_builder.command_options import with_date as _with_date
from site_builder.command_options import with_format as _with_format
from site_builder.command_options import with_private_network as _with_private_network
from site_builder.command_options import with_project as _with_project
from site_builder.content.invisible import shown
from site_builder.errors import FaultyRules, SiteBuilderError
from site_builder.import_commands import import_
from site_builder.printing import hand_over, say
from site_builder.stopping import SAID, STOPPED

# Each command imports what it needs when it runs: `--help` must answer at once, and `check` needs no MkDocs.
if TYPE_CHECKING:
    from site_builder.content.checks import Rules
    from site_builder.content.days import JudgedDay
    from site_builder.content.diagnostics import Diagnostic
    from site_builder.content.model import Offer
    from site_builder.nation.received import Received
    from site_builder.pages.edition import Edition
    from site_builder.pages.language import Language
    from site_builder.project import Project
    from site_builder.standard.assess import Assessment, Yardstick

Report = TypeVar("Report", bound=Callable[..., str])

IN_ORDER, FAULTS, CANNOT_RUN = 0, 1, 2

SURROUNDINGS: Mapping[int, str] = {
    errno.ENOSPC: "the disk is full. What was there is as it was; make room and run it again",
    errno.EDQUOT: "you may not use more of the disk. What was there is as it was; make room and run it again",
    errno.EFBIG: "a file is larger than files may be here. What was there is as it was",
    errno.EROFS: "nothing can be written on this disk. What was there is as it was; choose another folder",
    errno.EACCES: "you may not read or write it. Ask whoever owns it, or choose another folder",
    errno.EPERM: "you may not read or write it. Ask whoever owns it, or choose another folder",
    errno.EBUSY: "another program holds it, or it is a disk of its own. Choose a folder inside it",
    errno.EIO: "the disk has a fault. What was there is as it was",
    errno.EMFILE: "too many files are open. Close other programs and run it again",
    errno.ENFILE: "too many files are open. Close other programs and run it again",
    errno.ENOMEM: "there is too little memory. Close other programs and run it again",
}
"""What is said of faults of the machine around a run, by their numbers: they are no faults of the program."""


class _Commands(click.Group):
    """Turns a project that cannot be used into one line and exit code 2."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except FaultyRules as fault:
            from site_builder.reports.faults import faults_text

            say(faults_text(fault.diagnostics, 0), err=True, nl=False)
            say(f"Error: {fault}", err=True)
            ctx.exit(CANNOT_RUN)
        except SiteBuilderError as fault:
            say(f"Error: {fault}", err=True)
            ctx.exit(CANNOT_RUN)
        except OSError as fault:
            if fault.errno is None or fault.errno not in SURROUNDINGS:
                raise
            where = f"{fault.filename}: " if fault.filename else ""
            say(f"Error: {where}{SURROUNDINGS[fault.errno]}", err=True)
            ctx.exit(CANNOT_RUN)
        except KeyboardInterrupt:
            say(SAID, err=True)
            ctx.exit(STOPPED)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="local-offer")
def main() -> None:
    """Check, judge and publish local offers for children and young people with special educational needs."""


def _format_of(formats: Mapping[str, Report], form: str) -> Report:
    """The report of that format.

    Raises:
        SiteBuilderError: this report has no such format.
    """
    if form not in formats:
        raise SiteBuilderError(f"this report has no format {form}; it has: {', '.join(formats)}")
    return formats[form]


def _open(root: Path) -> Project:
    from site_builder.project import open_project

    return open_project(root)


def _days(_context: click.Context, _option: click.Parameter, value: str) -> int:
    """So many days, as `60d` or `60`."""
    found = re.fullmatch(r"([0-9]{1,4})d?", value.strip().lower())
    if not found:
        raise click.BadParameter(f'"{value}" is not a number of days; write it as 60d')
    return int(found[1])


@main.command()
@click.argument("what", nargs=-1, metavar="[PATH|AUTHORITY]...")
@_with_format("text", "github", "gitlab", "sarif", "junit", "json")
@_with_project
@_with_date
def check(what: tuple[str, ...], form: str, root: Path, asked_for: datetime | None) -> None:
    """Check entries: all of them, or those of an AUTHORITY, a folder or a file."""
    from site_builder.content.checks import load_rules
    from site_builder.content.offers import check_files, files_of
    from site_builder.reports.ci_faults import FORMATS, github_summary
    from site_builder.reports.faults import summary_line

    project = _open(root)
    authorities, paths = _named(project, what)

    def is_chosen(path: str) -> bool:
        return not paths or _is_below(path, paths)

    checked = authorities or project.authority_ids()
    diagnostics = check_files(project, load_rules(), _day(asked_for), checked, is_chosen)
    files = files_of(project, checked, is_chosen)
    hand_over(FORMATS[form](diagnostics, len(files)), form)
    if form == "github" and os.environ.get("GITHUB_STEP_SUMMARY"):
        with Path(os.environ["GITHUB_STEP_SUMMARY"]).open("a", encoding="utf-8") as summary:
            summary.write(github_summary(diagnostics, len(files)))
    say(summary_line(diagnostics, len(files)), err=True)
    sys.exit(_exit_code(diagnostics))


@main.command()
@click.argument("code", required=False)
def explain(code: str | None) -> None:
    """Say what the CODE of a message means and what to do about it; without a CODE, list all."""
    from site_builder.content.diagnostics import CODES, nearest
    from site_builder.reports.faults import explanation

    if code is None:
        say("\n".join(explanation(one) for one in sorted(CODES)), nl=False)
        return
    if code not in CODES:
        meant = nearest(code, CODES)
        raise SiteBuilderError(f'there is no code "{code}"' + (f'; did you mean "{meant}"?' if meant else ""))
    say(explanation(code), nl=False)


@main.command()
@click.argument("what", metavar="AUTHORITY[/ENTRY]")
@_with_format("text", "json", "csv", "markdown")
@click.option("--standard", "standard_id", help="Judge by another standard. See: local-offer standards list.")
@click.option("--since", "revision", help="Show what has changed since a revision of git, such as main.")
@click.option(
    "--fail-on",
    type=click.Choice(["must", "should", "recommended"]),
    help="Exit with 1 if there is a gap of this level or a weightier one.",
)
@_with_project
@_with_date
def gaps(
    what: str,
    form: str,
    standard_id: str | None,
    revision: str | None,
    fail_on: str | None,
    root: Path,
    asked_for: datetime | None,
) -> None:
    """Judge what AUTHORITY publishes, or what one ENTRY lacks, by the national minimum-provision standard."""
    from site_builder.reports import changes as change_reports
    from site_builder.reports import tables, tasks
    from site_builder.standard.changes import find_changes
    from site_builder.standard.standard import LEVELS

    authority, _, entry = what.partition("/")
    judged = _judge(root, authority, asked_for, standard_id)
    if entry:
        report = _format_of(tasks.ENTRY_FORMATS, form)(judged.assessment, judged.offer, entry)
    elif revision:
        changes = find_changes(judged.project, judged.offer, judged.assessment, judged.yardstick, revision)
        report = _format_of(change_reports.FORMATS, form)(changes)
    else:
        report = tables.FORMATS[form](judged.assessment)
    hand_over(report, form)
    counted = LEVELS[: LEVELS.index(fail_on) + 1] if fail_on else ()
    has_gap = any(one.is_gap and one.requirement.level in counted for one in judged.assessment.findings)
    sys.exit(FAULTS if judged.has_errors or has_gap else IN_ORDER)


@main.command(name="tasks")
@click.argument("authority")
@_with_format("text", "markdown", "csv", "json")
@_with_project
@_with_date
def list_tasks(authority: str, form: str, root: Path, asked_for: datetime | None) -> None:
    """List what the editors of AUTHORITY have to do: what, who acts, by when, and how to start."""
    from site_builder.reports.commitments import misplaced_commitments
    from site_builder.reports.tasks import FORMATS, tasks

    judged = _judge(root, authority, asked_for)
    found = tasks(judged.assessment, judged.offer, judged.yardstick)
    hand_over(FORMATS[form](judged.assessment, found), form)
    for plan in misplaced_commitments(judged.assessment, judged.offer):
        say(f"{plan.path}: this plan closes no gap. {plan.message}", err=True)
    sys.exit(FAULTS if judged.has_errors else IN_ORDER)


@main.command(name="due")
@click.argument("authority")
@click.option(
    "--within",
    "ahead",
    default="60d",
    show_default=True,
    metavar="DAYS",
    callback=_days,
    help="How many days to look ahead, such as 60d.",
)
@_with_format("text", "csv", "json", "ics")
@_with_project
@_with_date
def list_due(authority: str, ahead: int, form: str, root: Path, asked_for: datetime | None) -> None:
    """List what the owners of AUTHORITY's entries have to check again, with an email to each."""
    from site_builder.reports.due import FORMATS
    from site_builder.reports.tasks import reviews_due

    judged = _judge(root, authority, asked_for)
    found = reviews_due(judged.assessment, judged.offer, judged.yardstick.rules, ahead)
    hand_over(FORMATS[form](judged.assessment, judged.offer, found), form)
    sys.exit(FAULTS if judged.has_errors else IN_ORDER)


@main.command(name="coverage")
@click.argument("authority")
@_with_format("csv", "json")
@_with_project
@_with_date
def count_coverage(authority: str, form: str, root: Path, asked_for: datetime | None) -> None:
    """Count what AUTHORITY publishes by need, age and level of support, beside what is expected."""
    from site_builder.reports.coverage import coverage_csv, coverage_json
    from site_builder.standard.matrix import coverage, load_expected

    judged = _judge(root, authority, asked_for)
    vocabularies = judged.yardstick.rules.vocabularies
    matrix, expected = coverage(judged.offer, vocabularies), load_expected(vocabularies)
    hand_over({"csv": coverage_csv, "json": coverage_json}[form](matrix, expected), form)
    sys.exit(FAULTS if judged.has_errors else IN_ORDER)


@main.command(name="cold-spots")
@click.argument("what")
@click.option("--need", default="", help="Only what is for this need, or for any: an id such as autism.")
@click.option("--age", type=click.IntRange(0, 25), help="Only what is for this age, in years.")
@click.option(
    "--weights",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="How many people live in each sector: CSV with the columns sector and people.",
)
@_with_format("text", "csv", "json")
@_with_project
@_with_date
def find_cold_spots(
    what: str,
    need: str,
    age: int | None,
    weights: Path | None,
    form: str,
    root: Path,
    asked_for: datetime | None,
) -> None:
    """Say how far it is from each postcode sector to the nearest WHAT that is listed, across borders.

    WHAT is a kind of support such as physiotherapy, one of the pages on cold spots such as short-breaks, or
    "any" beside a need or an age.
    """
    from site_builder.content.vocabulary import load_vocabularies
    from site_builder.nation.cold_spots import cold_spots, ground_of, read_people, sought_for
    from site_builder.reports.cold_spots import FORMATS

    sought = sought_for(what, load_vocabularies(), need=need, age=age)
    people = read_people(_text_of(weights), weights.as_posix()) if weights else None
    everyone = _everyone(root, asked_for)
    hand_over(FORMATS[form](cold_spots(sought, ground_of(everyone.received)), people), form)
    sys.exit(_exit_code(everyone.diagnostics))


@main.group()
def standards() -> None:
    """Name the standards there are, and show how two of them differ."""


@standards.command(name="list")
def list_standards() -> None:
    """Name every standard, with its status and day."""
    from site_builder.content.checks import load_rules
    from site_builder.standard.standard import known_standards, load_standard

    rules = load_rules()
    for standard_id in known_standards():
        standard = load_standard(rules, standard_id)
        say(f"{standard.id} ({standard.status}, {standard.dated}): {standard.title}")


@standards.command()
@click.argument("a")
@click.argument("b")
@_with_format("text", "json")
@_with_project
@_with_date
def diff(a: str, b: str, form: str, root: Path, asked_for: datetime | None) -> None:
    """Show which requirements differ between the standards A and B, and which findings of each authority."""
    from site_builder.content.checks import load_rules
    from site_builder.reports.changes import STANDARD_FORMATS
    from site_builder.standard.assess import load_yardstick
    from site_builder.standard.changes import compare_standards
    from site_builder.standard.standard import load_standard

    project = _open(root)
    rules = load_rules()
    day = _day(asked_for)
    offers, diagnostics, _ = _read(project, rules, day, ())
    first, second = load_standard(rules, a), load_standard(rules, b)
    changes = compare_standards(first, second, offers, load_yardstick(rules), day)
    hand_over(STANDARD_FORMATS[form](changes), form)
    sys.exit(_exit_code(diagnostics))


@main.command(name="compare")
@click.option("--table", "name", help="One table only, such as findings. CSV needs one.")
@_with_format("markdown", "json", "csv")
@_with_project
@_with_date
def compare_offers(name: str | None, form: str, root: Path, asked_for: datetime | None) -> None:
    """Compare what all authorities publish: those of this project, and copies that were collected."""
    from site_builder.content.authorities import dfe_codes
    from site_builder.content.indicators import read_indicators_of_england
    from site_builder.nation.compare import compare
    from site_builder.reports import comparison as reports
    from site_builder.reports.faults import faults_text

    everyone = _everyone(root, asked_for)
    rules = everyone.rules
    figures, found = read_indicators_of_england(everyone.project, dfe_codes())
    say(faults_text(found, 1), err=True, nl=False)
    compared = compare(everyone.received, everyone.yardstick.standard, rules.vocabularies, everyone.on)
    tables = reports.comparison_tables(compared, rules.vocabularies, figures)
    if name is None and form in reports.WHOLE:
        text = reports.WHOLE[form](compared, tables)
    else:
        text = reports.TABLE[form](reports.table_named(tables, name or "findings"))
    hand_over(text, form)
    sys.exit(_exit_code([*everyone.diagnostics, *found]))


@main.command(name="links")
@click.argument("authority")
@_with_project
@_with_date
def test_links(authority: str, root: Path, asked_for: datetime | None) -> None:
    """Test every link of AUTHORITY, politely, and save the dated results with its content."""
    from site_builder.audit.links import links_text, run_links

    project = _open(root)
    _known_authority(project, authority)
    tested = run_links(project, authority, _day(asked_for).of(None))
    say(links_text(tested.results), nl=False)
    say(f"Saved in {project.shown(tested.path)}", err=True)


@main.command()
@click.argument("site", type=click.Path(path_type=Path, file_okay=False, exists=True), required=False)
@click.option(
    "--authority", help="The authority whose site it is; the result is saved with it. Default: the only one."
)
@click.option("--all", "every", is_flag=True, help="Look at every page, not at some of each kind.")
@click.option(
    "--record", is_flag=True, help="Start the record of a test by a person instead, to be filled in by hand."
)
@_with_project
@_with_date
def audit(
    site: Path | None,
    authority: str | None,
    every: bool,
    record: bool,
    root: Path,
    asked_for: datetime | None,
) -> None:
    """Look for barriers in a built SITE with axe-core in a real browser, and save the dated result.

    Without SITE, the authority's site is built first, in a folder that is gone afterwards.
    """
    project = _open(root)
    whose = authority or _only_authority(project)
    _known_authority(project, whose)
    day = _day(asked_for)
    if record:
        from site_builder.audit.record import SAMPLE, start_record
        from site_builder.audit.site_pages import chosen_pages

        sample = [one.address for one in chosen_pages(site, whose)] if site else SAMPLE
        path = start_record(project, whose, day.of(None), sample)
        say(f"Wrote {project.shown(path)}. Fill it in, then run: local-offer check {project.shown(path)}")
        return
    from site_builder.audit.accessibility import audit_text, build_and_audit, run_audit
    from site_builder.reports.faults import faults_text

    if site is None:
        done = build_and_audit(project, whose, day, every=every)
    else:
        done = run_audit(project, site, whose, day.of(None), every=every)
    if done.result is None:
        say(faults_text(done.diagnostics, 0), err=True, nl=False)
        say("Nothing was tested: mend the errors above", err=True)
        sys.exit(FAULTS)
    say(audit_text(done.result), nl=False)
    say(f"Saved in {project.shown(done.path)}", err=True)
    sys.exit(FAULTS if done.result.violations else IN_ORDER)


@main.command()
@click.argument("authority", required=False)
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), help="Where to put the site. Default: site/."
)
@click.option("--since", help="Tell in the review pack what has changed since a revision of git.")
@click.option(
    "--leave-out-errors", is_flag=True, help="Build without the entries that have errors, and name them."
)
@click.option(
    "--drafts", is_flag=True, help="Show drafts too, to look at them first: never for a site that others see."
)
@click.option("--cluster", metavar="ADDRESS", help="Read and judge offers on the workers of a Dask cluster.")
@click.option(
    "--booklets", is_flag=True, help="Make booklets to print too, by theme and by place. It takes minutes."
)
@click.option(
    "--offline-copy", is_flag=True, help="Put a copy to keep into each council's site, as one file."
)
@_with_project
@_with_date
def build(
    authority: str | None,
    out: Path | None,
    since: str | None,
    leave_out_errors: bool,
    drafts: bool,
    cluster: str | None,
    booklets: bool,
    offline_copy: bool,
    root: Path,
    asked_for: datetime | None,
) -> None:
    """Build the site of AUTHORITY, or of all; the old site stays until the new one is whole."""
    from site_builder.cluster import workers_of
    from site_builder.pages.build import build_site
    from site_builder.reports.faults import faults_text

    project = _open(root)
    if authority:
        _known_authority(project, authority)
    with _line_of_progress() as tell, workers_of(cluster) if cluster else nullcontext() as executor:
        built = build_site(
            project,
            authority=authority,
            out=out,
            day=_day(asked_for),
            leave_out_errors=leave_out_errors,
            since=since,
            with_drafts=drafts,
            with_booklets=booklets,
            with_copy=offline_copy,
            executor=executor,
            tell=lambda what, done, parts: tell(
                f"{what}: {done} of {parts} parts are done" if parts else what
            ),
        )
    say(faults_text(built.diagnostics, 0), err=True, nl=False)
    for path in built.left_out:
        say(f"Left out, because it has errors: {path}", err=True)
    if built.site is None:
        say("Nothing was built: mend the errors above, or use --leave-out-errors", err=True)
        sys.exit(FAULTS)
    if built.notice:
        say(built.notice, err=True)
    where = project.shown(built.site)
    if built.is_unchanged:
        say(f"Nothing has changed: {built.pages} pages are in {where}")
    else:
        say(f"Built {built.pages} pages in {where}")
    for sentence in built.not_built:
        say(sentence, err=True)
    sys.exit(FAULTS if built.not_built else IN_ORDER)


@main.command(name="export")
@click.argument("form", metavar="FORMAT")
@click.option("--authority", help="Whose offer. Default: the only authority of the project.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="Write this file, or for oruk-feed and atom-needs the files in this folder. Default: stdout.",
)
@_with_project
@_with_date
def export_offer(
    form: str, authority: str | None, out: Path | None, root: Path, asked_for: datetime | None
) -> None:
    """Give an offer away as open data, without building its site.

    FORMAT is json (all of it, with what was found), jsonl (entries, one a line), csv (a table), geojson
    (places), oruk (Open Referral UK 3.0 as one file), oruk-feed (the same as a feed, many files), json-ld
    (schema.org), atom (what is new), atom-needs (the same for each need), ical (days and times),
    ical-reviews (what is to be checked) or sitemap.
    """
    from site_builder.pages.data_page import EXPORTS, NEEDS_A_FOLDER

    if form not in EXPORTS and form not in NEEDS_A_FOLDER:
        raise SiteBuilderError(
            f'there is no format "{form}"; there are: {", ".join((*EXPORTS, *NEEDS_A_FOLDER))}'
        )
    if form in NEEDS_A_FOLDER and out is None:
        raise SiteBuilderError(f"{form} is many files; name the folder for them with --out")
    project = _open(root)
    edition, errors = _edition(project, authority or _only_authority(project), asked_for)
    if out is None:
        # As bytes: the lines of a calendar end as they must, on every system.
        click.echo(EXPORTS[form](edition).encode(), nl=False)
        sys.exit(FAULTS if errors else IN_ORDER)
    if form in NEEDS_A_FOLDER:
        files = NEEDS_A_FOLDER[form](edition)
        where = f"{len(files)} files in {out.as_posix()}"
    else:
        files, where = {"": EXPORTS[form](edition)}, out.as_posix()
    for address, text in files.items():
        _write_out(out / address, text.encode("utf-8"))
    say(f"Wrote {where}", err=True)
    sys.exit(FAULTS if errors else IN_ORDER)


@main.command()
@click.option("--authority", help="The authority whose entries are printed. Default: the only one.")
@click.option("--topic", help="A theme such as care, a kind of support or a topic, by its id.")
@click.option("--area", help="A place as on the site, such as a town: the end of its address there.")
@click.option("--entry", help="One entry, by its id.")
@click.option("--list", "ids", help='Ids with commas between them, or the link that "My list" gives.')
@click.option("--large-print", is_flag=True, help="Letters of 18 points instead of 12.")
@click.option("--language", help="Another language that the site is in, such as pl.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file to write. Default: AUTHORITY-BOOKLET.pdf in this folder.",
)
@_with_project
@_with_date
def booklet(
    authority: str | None,
    topic: str | None,
    area: str | None,
    entry: str | None,
    ids: str | None,
    large_print: bool,
    language: str | None,
    out: Path | None,
    root: Path,
    asked_for: datetime | None,
) -> None:
    """Print entries as a booklet: a tagged PDF of a theme, an area, one entry or a list.

    It needs WeasyPrint: pip install "local-offer[print]". The same entries give the same file.
    """
    from site_builder.pages.booklet import area_booklet, entry_booklet, list_booklet, topic_booklet
    from site_builder.pages.edition import Printing
    from site_builder.pages.language import speaking
    from site_builder.pages.paper import booklet_name, printed_booklet

    asked = [
        (choose, what)
        for choose, what in (
            (topic_booklet, topic),
            (area_booklet, area),
            (entry_booklet, entry),
            (list_booklet, ids),
        )
        if what is not None
    ]
    if len(asked) != 1:
        raise click.UsageError("Give one of --topic, --area, --entry and --list.")
    project = _open(root)
    whose = authority or _only_authority(project)
    edition, has_errors = _edition(project, whose, asked_for)
    printing = Printing(project.media_folder(whose))
    spoken = _language_of(edition, language)
    with speaking(spoken):
        if not spoken.is_english:
            from site_builder.pages.in_language import in_language

            edition = in_language(edition, spoken)
        ((choose, what),) = asked
        chosen = choose(what, edition)
        printed = printed_booklet(chosen, edition, printing, is_large=large_print)
        name = f"{whose}-{chosen.id}" + ("" if spoken.is_english else f"-{spoken.id}")
    path = out or Path(booklet_name(name, is_large=large_print))
    _write_out(path, printed)
    say(f"Wrote {path.as_posix()}")
    sys.exit(FAULTS if has_errors else IN_ORDER)


@main.command()
@click.option("--since", required=True, help="A day such as 2026-10-01, or a revision of git such as v3.")
@click.option("--authority", help="The authority whose offer it is. Default: the only one.")
@_with_project
@_with_date
def digest(since: str, authority: str | None, root: Path, asked_for: datetime | None) -> None:
    """Say what is new, changed and gone since a day or a revision, as plain text for a newsletter."""
    from site_builder.pages.digest import digest_text, find_news

    project = _open(root)
    edition, has_errors = _edition(project, authority or _only_authority(project), asked_for)
    say(digest_text(find_news(project, edition, since), edition), nl=False)
    sys.exit(FAULTS if has_errors else IN_ORDER)


@main.command(name="collect")
@click.argument("sources", type=click.Path(path_type=Path, dir_okay=False), metavar="SOURCES")
@_with_format("text", "json")
@click.option(
    "--retries", type=click.IntRange(0, 10), default=3, show_default=True, help="How often to try again."
)
@click.option(
    "--timeout",
    type=click.FloatRange(0.1, 600),
    default=20.0,
    show_default=True,
    metavar="SECONDS",
    help="How long to wait for a site that says nothing.",
)
@_with_private_network
@_with_project
@_with_date
def collect_offers(
    sources: Path,
    form: str,
    retries: int,
    timeout: float,
    into_private: bool,
    root: Path,
    asked_for: datetime | None,
) -> None:
    """Fetch the published offers that the file SOURCES names, and keep the last good copy of each.

    The copies lie in the folder collected/ of the project. A failed fetch never changes a copy.
    """
    from site_builder.nation.collect import FORMATS, collect
    from site_builder.nation.collected import state_words
    from site_builder.nation.fetch import HttpFetcher
    from site_builder.nation.sources import read_sources
    from site_builder.project import Project
    from site_builder.reports.faults import faults_text

    if not root.is_dir():
        raise SiteBuilderError(f"there is no folder {root.as_posix()}")
    project = Project(root)
    found, diagnostics = read_sources(sources, _from_root(project, sources))
    say(faults_text(diagnostics, 1), err=True, nl=False)
    if not found:
        raise SiteBuilderError(f"nothing was collected: mend the errors in {sources.as_posix()}")
    fetch = HttpFetcher(timeout=timeout, retries=retries, into_private=into_private)
    collected = collect(project, found, on=_day(asked_for).of(None), fetch=fetch)
    hand_over(FORMATS[form](collected), form)
    for note in collected.notes:
        say(note, err=True)
    for one in collected.states:
        if one.state != "current":
            say(f"{one.authority}: {state_words(one)}", err=True)
    sys.exit(IN_ORDER if collected.is_all_current else FAULTS)


@main.command(name="history")
@click.argument("authorities", nargs=-1, metavar="[AUTHORITY]...")
@click.option(
    "--every",
    type=click.Choice(["month", "quarter", "year"]),
    default="month",
    show_default=True,
    help="Judge the last day of every month, quarter or year.",
)
@_with_project
@_with_date
def save_assessments(
    authorities: tuple[str, ...], every: str, root: Path, asked_for: datetime | None
) -> None:
    """Judge what each AUTHORITY (default: all) published at the end of every month, from git, and save it.

    The findings go to results/assessments.csv with its content. A day that is saved never changes.
    """
    from site_builder.content.checks import load_rules
    from site_builder.nation.dated_history import EVERY, history_text, save_history
    from site_builder.standard.assess import load_yardstick

    project = _open(root)
    for one in authorities:
        _known_authority(project, one)
    rules, day = load_rules(), _day(asked_for)
    yardstick = load_yardstick(rules)
    saved = []
    for one in authorities or project.authority_ids():
        offers, _, _ = _read(project, rules, day, (one,))
        if not offers:
            raise SiteBuilderError(f"{one} has an authority.yaml with errors; see: local-offer check {one}")
        with _line_of_progress() as tell:
            done = save_history(
                project,
                yardstick,
                one,
                every=next(known for known in EVERY if known == every),
                until=day.of(offers[0].authority),
                tell=partial(_tell_day, tell, one),
            )
        saved.append(done)
    say(history_text(saved), nl=False)


def _tell_day(tell: Callable[[str], None], authority: str, day: date) -> None:
    tell(f"{authority}: {day}")


@contextmanager
def _line_of_progress() -> Iterator[Callable[[str], None]]:
    """Something to say what is done now, on one line of a terminal that is gone afterwards."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    clear = "\r\033[K"
    try:
        yield lambda text: click.echo(f"{clear}{shown(text)}", err=True, nl=False)
    finally:
        click.echo(clear, err=True, nl=False)


@main.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--authority", help="The authority that it is for. Default: the one that the form names.")
@_with_project
@_with_date
def intake(files: tuple[Path, ...], authority: str | None, root: Path, asked_for: datetime | None) -> None:
    """Make drafts of the forms that families send: of a downloaded FILE, or of an email saved as a file.

    Nothing is published, and no FILE is changed. What to check is said for each draft.
    """
    from site_builder.content.checks import load_rules
    from site_builder.editing.intake import take_in, taken_as_text

    project = _open(root)
    if authority:
        _known_authority(project, authority)
    rules, day = load_rules(), _day(asked_for)
    is_in_order = True
    for file in files:
        try:
            taken = take_in(project, rules, file, day, authority)
        except SiteBuilderError as fault:
            say(f"{file.as_posix()}: nothing was written: {fault}", err=True)
            is_in_order = False
            continue
        say(taken_as_text(taken, project), nl=False)
    sys.exit(IN_ORDER if is_in_order else FAULTS)


@main.command()
@click.argument("what", metavar="ID")
@click.option("--authority", help="Whose it is, where two have the same id.")
@click.option(
    "--site",
    "sites",
    multiple=True,
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="A folder of a built site, to be built anew. Default: site/, if it is there.",
)
@click.option("--yes", is_flag=True, help="Do not ask first.")
@_with_project
@_with_date
def purge(
    what: str,
    authority: str | None,
    sites: tuple[Path, ...],
    yes: bool,
    root: Path,
    asked_for: datetime | None,
) -> None:
    """Take the entry or comment ID out of all that was written here, and say what cannot be reached.

    For personal data that got in. What is deleted cannot be brought back by this program.
    """
    from site_builder.content.checks import load_rules
    from site_builder.pages.purge import built_site, find_file, purged_as_text
    from site_builder.pages.purge import purge as take_out

    project = _open(root)
    if authority:
        _known_authority(project, authority)
    whose, path = find_file(project, what, authority)
    if not yes:
        click.confirm(f"Delete {project.shown(path)} and all that was made of it?", abort=True)
    done = take_out(project, load_rules(), whose, path, _day(asked_for), sites or built_site(project))
    say(purged_as_text(done), nl=False)
    sys.exit(FAULTS if done.named_in or done.left_in else IN_ORDER)


main.add_command(import_)


@main.group()
def new() -> None:
    """Start a repository, an authority or an entry."""


@new.command(name="repository")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option("--council", help="The team that answers for the offer, such as @anyshire/local-offer.")
@click.option("--forum", help="The team of the parent carer forum, such as @anyshire/parent-carer-forum.")
def new_repository(folder: Path, council: str | None, forum: str | None) -> None:
    """Write into DIR what a repository needs: checks, previews, publishing, templates, settings of editors.

    What is there already stays as it is, but for the schemas in .vscode/local-offer, which are made anew.
    """
    from site_builder.content.checks import load_rules
    from site_builder.editing.repository import start_repository, started_as_text

    say(started_as_text(start_repository(folder, load_rules(), council, forum)), nl=False)


@new.command(name="authority")
@click.argument("authority")
@click.option("--name", help="The name that families use. Default: made from the id.")
@_with_project
def new_authority(authority: str, name: str | None, root: Path) -> None:
    """Start the offer of AUTHORITY, an id such as north-somerset."""
    from site_builder.editing.starting import start_authority, start_project

    project = start_project(root)
    path = start_authority(project, authority, name)
    say(f"Wrote {project.shown(path)}")


@new.command(name="entry")
@click.argument("title")
@click.option("--authority", required=True, help="The id of the authority.")
@click.option(
    "--kind",
    type=click.Choice(["service", "setting", "information", "not-available"]),
    default="service",
    show_default=True,
)
@click.option("--topic", help="For information: the topic, whose sections are then named.")
@_with_project
def new_entry(title: str, authority: str, kind: str, topic: str | None, root: Path) -> None:
    """Start an entry called TITLE, every field named and explained."""
    from site_builder.content.checks import load_rules
    from site_builder.editing.starting import start_entry

    project = _open(root)
    path = start_entry(project, load_rules(), authority, kind, title, topic)
    say(f"Wrote {project.shown(path)}. Fill it in, then run: local-offer check {project.shown(path)}")


@main.command()
@_with_format("field-guide", "json-schema", "sveltia", "decap")
@click.option(
    "--of",
    "file",
    default="entry",
    show_default=True,
    help="For json-schema: the kind of file, such as entry, authority or comment.",
)
def schema(form: str, file: str) -> None:
    """Print what entries and records may say, made from the schemas."""
    from site_builder.content.checks import load_rules
    from site_builder.editing.field_guide import field_guide
    from site_builder.editing.form_editor import config_text
    from site_builder.editing.json_schema import json_schema_text

    rules = load_rules()
    formats: Mapping[str, Callable[[], str]] = {
        "field-guide": lambda: field_guide(rules.schemas, rules.vocabularies),
        "json-schema": lambda: json_schema_text(file, rules.schemas, rules.vocabularies),
        "sveltia": lambda: config_text("sveltia", rules.schemas, rules.vocabularies),
        "decap": lambda: config_text("decap", rules.schemas, rules.vocabularies),
    }
    hand_over(formats[form](), form)


@dataclass(frozen=True)
class _Judged:
    project: Project
    offer: Offer
    assessment: Assessment
    yardstick: Yardstick
    has_errors: bool


def _judge(root: Path, authority: str, asked_for: datetime | None, standard_id: str | None = None) -> _Judged:
    """Judge one authority's offer; faults of its files go to stderr, and without an offer it ends."""
    from site_builder.content.checks import load_rules
    from site_builder.reports.faults import faults_text
    from site_builder.standard.assess import assess, load_yardstick
    from site_builder.standard.standard import CURRENT

    project = _open(root)
    _known_authority(project, authority)
    rules = load_rules()
    day = _day(asked_for)
    offers, diagnostics, files = _read(project, rules, day, (authority,))
    errors = [one for one in diagnostics if one.is_error]
    say(faults_text(errors, len(files)), err=True, nl=False)
    if not offers:
        sys.exit(FAULTS)
    yardstick = load_yardstick(rules, standard_id or CURRENT)
    assessment = assess(offers[0], yardstick, on=day.of(offers[0].authority))
    return _Judged(project, offers[0], assessment, yardstick, bool(errors))


def _edition(project: Project, authority: str, asked_for: datetime | None) -> tuple[Edition, bool]:
    """The offer as its site would have it, and whether files have errors: these go to stderr."""
    from site_builder.pages.publication import publish
    from site_builder.reports.faults import faults_text

    _known_authority(project, authority)
    publication = publish(project, authority=authority, day=_day(asked_for), leave_out_errors=True)
    errors = [one for one in publication.diagnostics if one.is_error]
    say(faults_text(errors, 0), err=True, nl=False)
    if not publication.editions:
        sys.exit(FAULTS)
    return publication.editions[0], bool(errors)


def _language_of(edition: Edition, asked: str | None) -> Language:
    """The language that was asked for, of those that the site is in.

    Raises:
        SiteBuilderError: the site is not in that language.
    """
    from site_builder.pages.in_language import other_languages
    from site_builder.pages.language import ENGLISH

    known = {one.id: one for one in (ENGLISH, *other_languages(edition))}
    if asked is None:
        return ENGLISH
    if asked not in known:
        raise SiteBuilderError(f'the site is not in the language "{asked}"; it is in: {", ".join(known)}')
    return known[asked]


def _write_out(path: Path, content: bytes) -> None:
    """Write a file that was asked for, whole or not at all.

    Raises:
        SiteBuilderError: it cannot be written.
    """
    from site_builder.content.whole_file import write_whole

    try:
        write_whole(path, content)
    except OSError as fault:
        raise SiteBuilderError(f"{path.as_posix()} cannot be written: {fault.strerror}") from None


@dataclass(frozen=True, slots=True)
class _Everyone:
    """The offers of a project and those that were collected, as others read them, on one day."""

    project: Project
    rules: Rules
    yardstick: Yardstick
    received: tuple[Received, ...]
    on: date
    diagnostics: list[Diagnostic]


def _everyone(root: Path, asked_for: datetime | None) -> _Everyone:
    """Read and judge the project's offers, and read what was collected; errors in files go to stderr.

    Raises:
        SiteBuilderError: there is no offer at all.
    """
    from site_builder.content.checks import load_rules
    from site_builder.nation.collected import all_received
    from site_builder.nation.received import received_here
    from site_builder.reports.faults import faults_text
    from site_builder.standard.assess import assess, load_yardstick

    project = _open(root)
    rules, day = load_rules(), _day(asked_for)
    offers, diagnostics, files = _read(project, rules, day, ())
    errors = [one for one in diagnostics if one.is_error]
    say(faults_text(errors, len(files)), err=True, nl=False)
    yardstick = load_yardstick(rules)
    judged = [(offer, assess(offer, yardstick, on=day.of(offer.authority))) for offer in offers]
    received = all_received(project, received_here(judged, builder=__version__))
    if not received:
        raise SiteBuilderError("there is no offer to compare: none here, and none was collected")
    on = max((assessment.on for _, assessment in judged), default=day.of(None))
    return _Everyone(project, rules, yardstick, received, on, diagnostics)


def _text_of(path: Path) -> str:
    """The text of a file that was given.

    Raises:
        SiteBuilderError: it cannot be read, or is not UTF-8.
    """
    try:
        # Spreadsheets put a mark at the start, which is no part of the first column's name.
        return path.read_text(encoding="utf-8-sig")
    except OSError as fault:
        raise SiteBuilderError(f"{path.as_posix()} cannot be read: {fault.strerror}") from None
    except UnicodeDecodeError:
        raise SiteBuilderError(f"{path.as_posix()} is not UTF-8 text") from None


def _read(
    project: Project, rules: Rules, day: JudgedDay, authorities: tuple[str, ...]
) -> tuple[tuple[Offer, ...], list[Diagnostic], list[str]]:
    from site_builder.content.offers import files_of, read_offers

    offers, diagnostics = read_offers(project, rules, day, authorities)
    return offers, diagnostics, files_of(project, authorities)


def _named(project: Project, what: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The authorities that *what* names or lies in, and the paths in it, from the project's root."""
    authorities: dict[str, None] = {}
    paths = []
    known = project.authority_ids()
    for one in what:
        if one in known:
            authorities[one] = None
            paths.append(project.shown(project.authority_folder(one)))
            continue
        path = next((place for place in (Path(one), project.root / one) if place.exists()), None)
        if path is None:
            raise SiteBuilderError(
                f'"{one}" is neither a file nor an authority; the authorities are: {", ".join(known)}'
            )
        shown = _from_root(project, path)
        authority = shown.split("/")[1] if shown.startswith("offer_content/") else ""
        if shown in ("offer_content", "."):
            authorities.update(dict.fromkeys(known))
        elif authority in known:
            authorities[authority] = None
        else:
            raise SiteBuilderError(f"{one} does not lie in the folder offer_content of the project")
        paths.append("" if shown == "." else shown)
    return tuple(authorities), tuple(paths)


def _from_root(project: Project, path: Path) -> str:
    try:
        return path.resolve().relative_to(project.root.resolve()).as_posix()
    except ValueError:
        return path.as_posix()


def _is_below(path: str, folders: tuple[str, ...]) -> bool:
    return any(not folder or path == folder or path.startswith(f"{folder}/") for folder in folders)


def _only_authority(project: Project) -> str:
    """The authority that is meant where a project has but one.

    Raises:
        SiteBuilderError: it has several, or none.
    """
    known = project.authority_ids()
    if len(known) != 1:
        raise SiteBuilderError(
            f"say which authority, with --authority; there are: {', '.join(known) or 'none yet'}"
        )
    return known[0]


def _known_authority(project: Project, authority: str) -> None:
    from site_builder.content.diagnostics import nearest

    known = project.authority_ids()
    if authority not in known:
        meant = nearest(authority, known)
        hint = f'did you mean "{meant}"?' if meant else f"there are: {', '.join(known) or 'none yet'}"
        raise SiteBuilderError(f'there is no authority "{authority}"; {hint}')


def _exit_code(diagnostics: list[Diagnostic]) -> int:
    return FAULTS if any(one.is_error for one in diagnostics) else IN_ORDER
