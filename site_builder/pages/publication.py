"""Read, check and judge the offers of a project, and say which sites they make."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import date
from itertools import chain

from site_builder import __version__
from site_builder.content.authorities import dfe_codes
from site_builder.content.checks import Rules
from site_builder.content.days import JudgedDay
from site_builder.content.diagnostics import Diagnostic, nearest, show_choices
from site_builder.content.document import read_document
from site_builder.content.file_names import stays_in
from site_builder.content.indicators import (
    CouncilIndicator,
    read_indicators,
    read_indicators_of_england,
)
from site_builder.content.model import Offer
from site_builder.content.offers import entry_files, read_offers
from site_builder.content.postcodes import postcodes_with
from site_builder.content.revision import content_revision
from site_builder.editing.history import read_history
from site_builder.errors import SiteBuilderError
from site_builder.nation.assessments import read_assessments, results_file
from site_builder.nation.collected import all_received
from site_builder.nation.compare import compare
from site_builder.nation.received import received_here
from site_builder.nation.trend import read_trends
from site_builder.pages.earlier import remembered_folder
from site_builder.pages.edition import HOME, Edition, Neighbour, Printing
from site_builder.pages.editor_page import editor_program
from site_builder.pages.in_language import in_language, other_languages
from site_builder.pages.language import Language, speaking
from site_builder.pages.last_good import LastGood
from site_builder.pages.listed import catalogue_of_all
from site_builder.pages.nation import Nation, council_address
from site_builder.pages.nation_pages import nation_shares
from site_builder.pages.paper import copied_copy
from site_builder.pages.pdf import NoPrinting, check_printing
from site_builder.pages.sites import (
    FrontEntry,
    family_shares,
    front_find_shares,
    front_frame,
    front_shares,
    offer_frame,
    offer_shares,
)
from site_builder.pages.work import joined
from site_builder.pages.write import Site
from site_builder.project import Project
from site_builder.reports.practice import practice_by_requirement
from site_builder.standard.assess import shipped_yardstick
from site_builder.standard.changes import Judged, find_changes
from site_builder.standard.judge import judge_authorities
from site_builder.standard.standard import Standard


@dataclass(frozen=True, slots=True)
class Publication:
    """What a project publishes: its offers, judged, and every fault found on the way.

    `is_single` if one authority's site is the root of the output. Offers are judged and compared by
    `standard`, and compared on the day `on`.
    """

    project: Project
    rules: Rules
    standard: Standard
    on: date
    editions: tuple[Edition, ...]
    diagnostics: tuple[Diagnostic, ...]
    is_single: bool
    notice: str = ""
    """What was left out, other than for a fault, and what to do to have it."""

    figures: tuple[CouncilIndicator, ...] = ()
    """The official figures about all councils' areas."""

    last_good: tuple[LastGood, ...] = ()
    """Authorities with errors, whose sites stay as they are in the site of all."""

    is_stopped: bool = False
    """Whether faults forbid a build. Where many are built, those of one authority never forbid the others."""

    def nation(self, title: str) -> Nation:
        """All offers side by side, those that were collected too, with what was saved of earlier days.

        What was collected is read here and not before: it can be all of England's.
        """
        judged = ((edition.offer, edition.assessment) for edition in self.editions)
        revisions = {edition.authority.id: edition.revision for edition in self.editions}
        here = received_here(judged, builder=__version__, revisions=revisions)
        received = all_received(self.project, (*here, *(one.received() for one in self.last_good)))
        trends, _ = read_trends(self.project, received, self.on)
        return Nation(
            title,
            compare(received, self.standard, self.rules.vocabularies, self.on),
            self.rules,
            self.figures,
            trends,
        )

    @property
    def errors(self) -> int:
        return sum(one.is_error for one in self.diagnostics)

    def sites(self, title: str) -> tuple[Site, ...]:
        """Every site to be built; *title* is that of the front page, where there are several."""
        if self.is_single:
            return tuple(site for edition in self.editions for site in _offer_sites(edition, ""))
        own = (_offer_sites(edition, f"{edition.authority.id}/") for edition in self.editions)
        return (self._front(title), *chain.from_iterable(own))

    def _front(self, title: str) -> Site:
        """What all offers share: the front page, the search over them, and the comparison."""
        nation = self.nation(title)
        offers = tuple(_front_entries(nation))
        postcodes = postcodes_with(edition.authority for edition in self.editions)
        everything = catalogue_of_all(
            (edition.offer, f"{edition.authority.id}/") for edition in self.editions
        )
        homes = [edition.published() for edition in self.editions]
        homes += [one.offer.authority.home for one in self.last_good if one.offer]
        # What was collected has its own search, at home.
        has_find = bool(self.editions)
        apart = tuple(one for one in offers if one.is_of is not None)
        find = front_find_shares(title, everything, self.rules, postcodes, apart) if has_find else ()
        return Site(
            prefix="",
            authority="",
            frame=front_frame(title, offers, has_find=has_find),
            shares=lambda: (
                *find,
                *nation_shares(nation),
                *front_shares(title, offers, postcodes, homes, has_find=has_find),
            ),
        )


def _front_entries(nation: Nation) -> Iterator[FrontEntry]:
    """The councils whose offers are here, and where each is read: beside this site, at home, or compared."""
    for council in nation.comparison.councils:
        if council.offer is not None:
            folder = council.received.folder
            yield FrontEntry(
                name=council.name,
                code=council.gss_code,
                region=council.region or "Other areas",
                address=council_address(council.id) if folder is None else f"{folder}{HOME}",
                is_invented=council.offer.authority.is_invented,
                is_here=folder is not None and "://" not in folder,
                is_of=council.received.received_on if folder is not None and "://" not in folder else None,
            )


def _offer_sites(edition: Edition, prefix: str) -> Iterator[Site]:
    """The site of one authority, in English and in its other languages."""
    neighbours = [(name, one.name, one.prefix) for name, one in edition.neighbours.items()]
    kept = (edition.is_copy_to_keep, edition.copy_to_keep is not None, edition.printing is not None)
    around = repr((edition.authority.facts, edition.on, edition.home_page, neighbours, kept))
    yield Site(
        prefix=prefix,
        authority=edition.authority.id,
        frame=offer_frame(edition),
        shares=lambda: offer_shares(edition),
        made_of=around,
        copied={**editor_program(edition), **copied_copy(edition)},
        published_at=edition.published(),
    )
    for language in other_languages(edition):
        yield _site_in(language, edition, prefix, around)


def _site_in(language: Language, edition: Edition, prefix: str, around: str) -> Site:
    # Made anew each time, so that no more than one offer at a time is held in two languages.
    with speaking(language):
        frame = offer_frame(in_language(edition.without_entries(), language))
    return Site(
        prefix=prefix + language.folder,
        authority=edition.authority.id,
        frame=frame,
        # One share, because each would put the offer into the language for itself.
        shares=lambda: (joined(language.own_name, lambda: family_shares(in_language(edition, language))),),
        made_of=around,
        published_at=edition.published(language.folder),
        language=language,
    )


def publish(
    project: Project,
    *,
    authority: str | None,
    day: JudgedDay,
    leave_out_errors: bool = False,
    since: str | None = None,
    with_drafts: bool = False,
    with_booklets: bool = False,
    executor: Executor | None = None,
    find_last_good: Callable[[str, int], LastGood] | None = None,
) -> Publication:
    """Read, check and judge the offers of *project*; nothing is written.

    Args:
        project: whose offers.
        authority: the one authority to publish, or None for all.
        day: the day each offer is judged on.
        leave_out_errors: whether to go on without the entries that have errors.
        since: the revision of git whose changes the review pack tells, if any.
        with_drafts: whether drafts are shown as if they were agreed to: for a preview, never for the public.
        with_booklets: whether booklets to print are made with the pages. Where this machine cannot make them,
            the notice of what is returned says what to install.
        executor: where each authority is read and judged as a task of its own; here if it is None.
        find_last_good: says what an earlier build made of an authority with errors, by its id and how many
            they are: that stays. If it is None, errors of one authority forbid the build of all.

    Raises:
        SiteBuilderError: there is nothing to publish, or no such authority.
    """
    everywhere = project.authority_ids()
    collected = project.collected_ids() if authority is None else ()
    if not everywhere and not collected:
        raise SiteBuilderError(
            "offer_content has no local authority yet; start one with: local-offer new authority NAME"
        )
    if authority is not None and authority not in everywhere:
        meant = nearest(authority, everywhere)
        hint = f'did you mean "{meant}"?' if meant else f"there are: {show_choices(everywhere)}"
        raise SiteBuilderError(f'offer_content has no local authority "{authority}"; {hint}')
    yardstick = shipped_yardstick()
    rules = yardstick.rules
    told = judge_authorities(
        project,
        yardstick,
        day,
        everywhere if authority is None else (authority,),
        with_drafts=with_drafts,
        executor=executor,
        remembered_in=remembered_folder(project),
    )
    diagnostics = told.diagnostics
    is_single = authority is not None or (len(everywhere) == 1 and not collected)
    indicators = {}
    for offer, _ in told.judged:
        indicators[offer.authority.id], found = read_indicators(project, offer.authority.id)
        diagnostics += found
    figures, found = read_indicators_of_england(project, dfe_codes()) if not is_single else ((), [])
    diagnostics += found
    apart: tuple[LastGood, ...] = ()
    if not is_single and find_last_good is not None:
        usable = {offer.authority.id for offer, _ in told.judged}
        faulty = _errors_by_authority(project, everywhere, diagnostics)
        apart = tuple(
            find_last_good(one, faults)
            for one, faults in faulty.items()
            if one not in usable or (faults and not leave_out_errors)
        )
    given_up = {one.authority for one in apart}
    readable = [
        Judged(offer, assessment) for offer, assessment in told.judged if offer.authority.id not in given_up
    ]
    offers = [one.offer for one in readable]
    stopped = not leave_out_errors and (
        _has_error_elsewhere(project, given_up, diagnostics)
        or (bool(given_up) and not offers and not collected)
    )
    if not offers and not stopped and not collected:
        raise SiteBuilderError("no local authority's own file can be used, so there is nothing to publish")
    around = _offers_around(project, rules, day, offers, everywhere) if authority else ()
    neighbours = _neighbours(project, (*offers, *around), everywhere, is_single, apart)
    judged = [] if stopped else readable
    examples = practice_by_requirement(judged)
    history = read_history(project)
    notices = [history.notice]
    if with_booklets:
        try:
            check_printing()
        except NoPrinting as missing:
            notices.append(f"The site has no booklets: {missing}")
            with_booklets = False
    editions = []
    for one in judged:
        if not is_single:
            saved = results_file(project, one.offer.authority.id)
            diagnostics += read_assessments(saved, project.shown(saved))[1]
        editions.append(
            Edition(
                offer=one.offer,
                assessment=one.assessment,
                rules=rules,
                neighbours={
                    name: other for name, other in neighbours.items() if name != one.offer.authority.id
                },
                home_page="" if is_single else "../index.html",
                examples=examples,
                indicators=indicators[one.offer.authority.id],
                history=history.changes,
                printing=Printing(project.media_folder(one.offer.authority.id)) if with_booklets else None,
                changes=find_changes(project, one.offer, one.assessment, yardstick, since) if since else None,
                # No commit has published a draft.
                revision="" if with_drafts else content_revision(project, one.offer.authority.id),
            )
        )
    return Publication(
        project,
        rules,
        yardstick.standard,
        max((edition.on for edition in editions), default=day.of(None)),
        tuple(editions),
        tuple(diagnostics),
        is_single,
        "\n".join(filter(None, notices)),
        figures,
        apart,
        stopped,
    )


def _errors_by_authority(
    project: Project, authorities: Sequence[str], diagnostics: Sequence[Diagnostic]
) -> dict[str, int]:
    """How many errors the files of each authority have."""
    counts = dict.fromkeys(authorities, 0)
    for one in diagnostics:
        whose = _whose(project, one)
        if one.is_error and whose in counts:
            counts[whose] += 1
    return counts


def _has_error_elsewhere(
    project: Project, authorities: Collection[str], diagnostics: Sequence[Diagnostic]
) -> bool:
    """Whether a file that is none of *authorities*' has an error."""
    return any(one.is_error and _whose(project, one) not in authorities for one in diagnostics)


def _whose(project: Project, diagnostic: Diagnostic) -> str:
    """The authority in whose folder the file of *diagnostic* is; empty where it is in none."""
    folder, _, inside = diagnostic.path.partition("/")
    return inside.partition("/")[0] if folder == project.content.name else ""


def _offers_around(
    project: Project, rules: Rules, day: JudgedDay, offers: Sequence[Offer], everywhere: Sequence[str]
) -> tuple[Offer, ...]:
    """The offers that *offers* name as their neighbours, as far as they are in the project.

    Their faults are theirs: what cannot be read is left out, and stops no build but their own.
    """
    read = {offer.authority.id for offer in offers}
    named = {str(one) for offer in offers for one in offer.authority.fact("neighbours") or ()}
    wanted = tuple(one for one in everywhere if one in named - read)
    return read_offers(project, rules, day, wanted)[0] if wanted else ()


def _neighbours(
    project: Project,
    offers: Sequence[Offer],
    everywhere: Sequence[str],
    is_single: bool,
    apart: Sequence[LastGood],
) -> dict[str, Neighbour]:
    """Every authority of the project, as the others see it."""
    found = {}
    read = {offer.authority.id: offer for offer in offers}
    old = {one.authority: one.neighbour() for one in apart}
    for slug in everywhere:
        offer = read.get(slug)
        if slug in old:
            # Nobody can link to what its newest files say: it is not there.
            if neighbour := old[slug]:
                found[slug] = neighbour
            continue
        if offer is not None:
            name, entries = offer.authority.name, frozenset(entry.id for entry in offer.entries)
            published = str(offer.authority.fact("published_at") or "")
        elif (path := project.authority_file(slug)).is_file() and stays_in(path, project.content):
            document, _ = read_document(path, project.shown(path))
            told = document.data if document else {}
            name, published = str(told.get("name") or slug), str(told.get("published_at") or "")
            entries = frozenset(entry.stem for entry in entry_files(project.entries_folder(slug)))
        else:
            continue
        if is_single or offer is None:
            is_address = published.startswith(("https://", "http://"))
            prefix = f"{published.rstrip('/')}/" if is_address else None
        else:
            prefix = f"../{slug}/"
        found[slug] = Neighbour(name, prefix, entries, offer)
    return found
