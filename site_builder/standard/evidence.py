"""What an offer shows for one check of a requirement: one function for each kind of check."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from site_builder.content.checks import Rules
from site_builder.content.days import day_words
from site_builder.content.model import Ages, Entry, Offer, fact
from site_builder.content.readability import reading_age
from site_builder.content.richtext import to_text
from site_builder.standard.absence import Absence, find_absence, kinds_not_spoken_of
from site_builder.standard.case import STATUS_WORDS, STATUSES, Case, Evidence, Reason, Status
from site_builder.standard.record_evidence import find_records
from site_builder.standard.shelves import is_closed
from site_builder.standard.site_evidence import find_link, find_site
from site_builder.standard.standard import Check

__all__ = ["KINDS", "STATUSES", "STATUS_WORDS", "Case", "Evidence", "Reason", "Status", "find_evidence"]


MOST_NAMES = 8
"""How many names a reason gives before it only counts the others."""


def find_evidence(check: Check, case: Case) -> Evidence:
    """What the offer shows for *check*."""
    return KINDS[check.kind](check, case)


def _find_entries(check: Check, case: Case) -> Evidence:
    """Enough entries with the facts that are asked for, covering the ages and needs between them."""
    offer, settings = case.offer, check.settings
    wanted = case.rules.vocabularies["service-types"].expand(settings["where"]["service_types"])
    area = settings["where"].get("area", "any")
    listed = [
        entry
        for entry in case.shelves.of_types(wanted)
        if area in ("any", entry.area)
        and ("levels" not in settings["where"] or entry.fact("level") in settings["where"]["levels"])
    ]
    near_misses = {entry.id: _what_it_lacks(entry, check, wanted, case) for entry in listed}
    complete = [entry for entry in listed if not near_misses[entry.id]]
    fresh, late = _split(complete, case.is_fresh)
    if not _shortfalls(check, fresh, None, case):
        return _met(fresh)
    stale_reasons = _stale_reasons(late, case)
    if not _shortfalls(check, complete, None, case):
        return Evidence("out-of-date", _ids(complete), (_counted(complete), *stale_reasons))
    absence = find_absence(offer, wanted, area, case.rules)
    is_accepted = settings.get("declared_none_ok", False)
    missing_facts = tuple(reason for entry in listed for reason in near_misses[entry.id])
    shortfalls = _shortfalls(check, complete, absence if is_accepted else None, case)
    if absence and is_accepted and not shortfalls:
        current = absence.only(case.is_fresh)
        if current and not _shortfalls(check, fresh, current, case):
            return _declared(fresh, current.entries, case)
        return _declared(complete, absence.entries, case)
    said = _said_to_be_absent(absence.entries) if is_accepted else _refused(absence.entries)
    if listed:
        reasons = (_counted(complete), *shortfalls, *missing_facts, *stale_reasons, *said)
        return Evidence("partly-met", _ids(complete), reasons)
    if absence and is_accepted:
        return Evidence("partly-met", _ids(absence.entries), (*said, *shortfalls))
    names = case.rules.vocabularies["service-types"]
    kinds = " or ".join(names.label(one) for one in settings["where"]["service_types"])
    place = {"in": " in the area", "out": " outside the area"}.get(area, "")
    nothing = Reason("nothing-listed", f"No entry{place} is listed as: {kinds}.")
    in_part = () if absence else _absent_in_part(offer, wanted, area, case.rules)
    return Evidence("missing", (), (nothing, *said, *in_part))


def _what_it_lacks(entry: Entry, check: Check, wanted: frozenset[str], case: Case) -> tuple[Reason, ...]:
    """Why *entry* does not count, or nothing where it does."""
    reasons = []
    if is_closed(entry):
        reasons.append(Reason("closed", f"“{entry.title}” says that it has closed."))
    missing = [name for name in check.settings.get("require_fields", ()) if not _states(entry, name, wanted)]
    if missing:
        words = ", ".join(case.rules.schemas.fact_label(name) for name in missing)
        reasons.append(Reason("facts-missing", f"“{entry.title}” does not state: {words}."))
    return tuple(reasons)


def _split(entries: Sequence[Entry], test: Callable[[Entry], bool]) -> tuple[list[Entry], list[Entry]]:
    """The entries that *test* accepts, and the others, each in the order given."""
    sides: tuple[list[Entry], list[Entry]] = ([], [])
    for entry in entries:
        sides[0 if test(entry) else 1].append(entry)
    return sides


def _states(entry: Entry, name: str, wanted: frozenset[str]) -> bool:
    """Whether *entry*, or a unit in it of a wanted kind, states the fact *name*."""
    units = [unit for unit in entry.facts.get("units", ()) if unit.get("type") in wanted]
    for one in name.split("|"):
        in_unit = one.removeprefix("units.")
        if (in_unit == one and entry.states(one)) or any(fact(unit, in_unit) is not None for unit in units):
            return True
    return False


def _shortfalls(
    check: Check, entries: Sequence[Entry], absence: Absence | None, case: Case
) -> tuple[Reason, ...]:
    """What *entries*, with what *absence* declares, leave open of the number, ages and needs asked for."""
    settings = check.settings
    reasons = []
    least = settings.get("min", 1)
    span = settings.get("cover_ages")
    ages_asked = Ages(span["from"], span["to"]) if span else None
    needs_asked = settings.get("cover_needs", ())
    if len(entries) < least and not (absence and absence.is_whole(ages_asked, needs_asked)):
        asked = "1 entry" if least == 1 else f"{least} entries"
        reasons.append(Reason("too-few", f"The standard asks for {asked} with all the facts."))
    if ages_asked:
        covered = {year for entry in entries if entry.ages for year in entry.ages.years()}
        absent = absence.years() if absence else frozenset()
        open_years = [year for year in ages_asked.years() if year not in covered and year not in absent]
        if open_years:
            reasons.append(Reason("ages-not-covered", f"Nothing covers {_spans(open_years)}."))
    for need in needs_asked:
        counts = case.rules.vocabularies.needs_met_by(need)
        is_met = any(counts.intersection(entry.needs) for entry in entries)
        if not is_met and not (absence and absence.speaks_of(need)):
            label = case.rules.vocabularies["needs"].label(need)
            reasons.append(Reason("need-not-covered", f"Nothing covers the need: {label}."))
    return tuple(reasons)


def _absent_in_part(offer: Offer, wanted: frozenset[str], area: str, rules: Rules) -> tuple[Reason, ...]:
    """Absences that speak of some of the kinds only, or of another area, and so do not close the gap."""
    types = rules.vocabularies["service-types"]
    reasons = []
    for entry, left_open in kinds_not_spoken_of(offer, wanted, area, rules):
        words = ", ".join(types.label(one) for one in sorted(left_open)[:MOST_NAMES])
        if len(left_open) > MOST_NAMES:
            more = len(left_open) - MOST_NAMES
            words += " and 1 more kind" if more == 1 else f" and {more} more kinds"
        message = f"does not speak of: {words}." if words else "speaks only of what is outside the area."
        reasons.append(Reason("absence-in-part", f"“{entry.title}” {message}"))
    return tuple(reasons)


def _declared(entries: Sequence[Entry], absences: Sequence[Entry], case: Case) -> Evidence:
    counted = [*entries, *absences]
    said = _said_to_be_absent(absences)
    stale = _stale_reasons([entry for entry in counted if not case.is_fresh(entry)], case)
    status: Status = "out-of-date" if stale else "declared-not-available"
    number = (_counted(entries),) if entries else ()
    return Evidence(status, _ids(counted), (*number, *said, *stale))


def _refused(absences: Sequence[Entry]) -> tuple[Reason, ...]:
    return tuple(
        Reason(
            "absence-not-accepted",
            f"“{absence.title}” says that this is not available, and the standard does not accept that here.",
        )
        for absence in absences
    )


def _said_to_be_absent(absences: Sequence[Entry]) -> tuple[Reason, ...]:
    return tuple(
        Reason("declared-absence", f"“{absence.title}” says plainly that this is not available here.")
        for absence in absences
    )


def _find_information(check: Check, case: Case) -> Evidence:
    """A page on a topic, with the sections and facts that are asked for."""
    settings = check.settings
    topic = settings["topic"]
    label = case.rules.vocabularies["topics"].label(topic)
    pages = list(case.shelves.by_topic.get(topic, ()))
    also = list(case.shelves.answering.get(topic, ()))
    if not settings.get("require_sections") and not settings.get("one_per_phase"):
        pages = [*pages, *(entry for entry in also if entry not in pages)]
    if pages:
        fresh, late = _split(pages, case.is_fresh)
        if fresh and not _left_open(check, fresh, case):
            return _met(fresh)
        open_points = _left_open(check, pages, case)
        stale = _stale_reasons(late, case)
        if not open_points:
            return Evidence("out-of-date", _ids(pages), (_counted(pages), *stale))
        return Evidence("partly-met", _ids(pages), (_counted(pages), *open_points, *stale))
    absences = [
        entry
        for entry in case.offer.of_kind("not-available")
        if topic in entry.facts["absent"].get("topics", ())
    ]
    if absences and settings.get("declared_none_ok"):
        return _declared((), absences, case)
    if also:
        titles = ", ".join(f"“{entry.title}”" for entry in also)
        speaks = "also speaks" if len(also) == 1 else "also speak"
        reason = Reason("sections-missing", f"{titles} {speaks} of this, without the sections asked for.")
        return Evidence("partly-met", _ids(also), (reason,))
    nothing = Reason("nothing-published", f"There is no page on: {label}.")
    return Evidence("missing", (), (nothing, *_refused(absences)))


def _left_open(check: Check, pages: Sequence[Entry], case: Case) -> tuple[Reason, ...]:
    """What *pages*, taken together, do not give of what the check asks."""
    settings = check.settings
    topic = case.rules.vocabularies["topics"].terms[settings["topic"]]
    reasons = []
    for setting, inside in (("require_sections", "sections"), ("require_facts", "facts")):
        labels = {one["id"]: one["label"] for one in topic.facts.get(inside, ())}
        given = {name for page in pages for name in page.facts.get(inside, {})}
        missing = [labels.get(name, name) for name in settings.get(setting, ()) if name not in given]
        if missing:
            opening = "There is no section on" if inside == "sections" else "These facts are not given"
            reasons.append(Reason(f"{inside}-missing", f"{opening}: {', '.join(missing)}."))
    if settings.get("one_per_phase"):
        phases = case.rules.vocabularies["phases"]
        stages = {page.facts.get("stage") for page in pages}
        for phase in case.requirement.phases:
            if phase not in stages:
                reasons.append(Reason("phase-missing", f"No guide for: {phases.label(phase)}."))
    if settings.get("co_produced") and not any(page.states("co_production") for page in pages):
        reasons.append(Reason("not-co-produced", "No page says which families helped to write it."))
    most = settings.get("reading_age_max")
    if most:
        for page in pages:
            age = reading_age(_words_of(page))
            if age is not None and age > most:
                reasons.append(
                    Reason(
                        "hard-to-read",
                        f"“{page.title}” needs a reading age of {age:.0f}; {most} is asked for.",
                    )
                )
    return tuple(reasons)


def _words_of(page: Entry) -> str:
    sections = page.facts.get("sections", {}).values()
    return "\n\n".join([page.summary, *(to_text(section) for section in sections)])


def _measure_coverage(check: Check, case: Case) -> Evidence:
    """The share of entries that state every fact asked for."""
    settings = check.settings
    where = settings["where"]
    entries = case.shelves.not_closed
    if not where.get("all"):
        wanted = case.rules.vocabularies["service-types"].expand(where["service_types"])
        entries = tuple(entry for entry in entries if wanted.intersection(entry.service_types))
    if any(_asks_settings(name) for name in settings["fields"]):
        entries = tuple(entry for entry in entries if entry.kind == "setting")
    if "where_provider" in settings:
        providers = settings["where_provider"]
        entries = tuple(entry for entry in entries if entry.fact("provider.type") in providers)
    if not entries:
        return Evidence("missing", (), (Reason("nothing-listed", "No entry of this kind is listed."),))
    stating, silent = _split(entries, lambda entry: _states_all(entry, settings))
    limit = settings.get("max_age_days")
    fresh, late = _split(stating, lambda entry: case.is_fresh(entry, limit))
    least = settings["min_percent"]
    counted = _share(len(stating), len(entries))
    stale = _stale_reasons(late, case, limit)
    too_old = _past_hard_limit(entries, settings.get("hard_limit_days"), case)
    if _is_enough(len(fresh), len(entries), least) and not too_old:
        return Evidence("met", _ids(fresh), (counted, *stale))
    old = tuple(dict.fromkeys((*stale, *too_old)))
    if _is_enough(len(stating), len(entries), least):
        return Evidence("out-of-date", _ids(stating), (counted, *old))
    words = ", ".join(case.rules.schemas.fact_label(name) for name in settings["fields"])
    # Some facts are called by a question.
    named = words if words.endswith("?") else f"{words}."
    short = Reason("facts-missing", f"Not every entry states: {named} These do not: {_titles(silent)}.")
    asked = Reason("share", f"The standard asks for {least} in 100.")
    is_something = any(entry.states(name) for entry in entries for name in settings["fields"])
    return Evidence("partly-met" if is_something else "missing", _ids(stating), (counted, asked, short, *old))


def _asks_settings(name: str) -> bool:
    """Whether only a setting has a field for the fact *name*."""
    return name.startswith("setting.") or name == "sen_information_report_url"


def _states_all(entry: Entry, settings: Any) -> bool:
    if settings.get("sen_information_report_counts") and entry.states("sen_information_report_url"):
        return True
    return all(entry.states(name) for name in settings["fields"])


def _past_hard_limit(entries: Sequence[Entry], days: int | None, case: Case) -> tuple[Reason, ...]:
    """Why some entry is not known to have been checked within *days*."""
    if days is None:
        return ()
    late = [entry for entry in entries if not case.is_fresh(entry, days)]
    old, others = _split(late, lambda entry: entry.reviewed is not None and entry.reviewed <= case.on)
    reasons = _stale_reasons(others, case, days)
    if not old:
        return reasons
    return (Reason("far-too-old", f"Not checked within {days} days: {_titles(old)}."), *reasons)


def _is_enough(part: int, whole: int, percent: int) -> bool:
    return part * 100 >= whole * percent


def _find_all(check: Check, case: Case) -> Evidence:
    """Every part: the worst decides, and an untested part only where all the others are met.

    Where one part is missing and another is not, something is published, so the whole is partly met.
    """
    parts = [find_evidence(part, case) for part in check.parts]
    checked = [part for part in parts if part.status != "not-checked"]
    worst = max(checked, key=lambda part: STATUSES.index(part.status), default=None)
    untested = len(checked) < len(parts)
    status: Status = "not-checked" if worst is None or (worst.status == "met" and untested) else worst.status
    if status == "missing" and any(part.status != "missing" for part in checked):
        status = "partly-met"
    return Evidence(status, _all_ids(parts), _all_reasons(parts))


def _find_any(check: Check, case: Case) -> Evidence:
    """One part is enough: the best decides, and an untested part wherever none of the others is met."""
    parts = [find_evidence(part, case) for part in check.parts]
    checked = [part for part in parts if part.status != "not-checked"]
    best = min(checked, key=lambda part: STATUSES.index(part.status), default=None)
    untested = len(checked) < len(parts)
    if best is None or (best.status != "met" and untested):
        return Evidence("not-checked", _all_ids(parts), _all_reasons(parts))
    if best.status in ("met", "declared-not-available"):
        return best
    either = Reason("either", "One of these ways is enough:")
    return Evidence(best.status, best.entries, (either, *_all_reasons(parts)))


KINDS: dict[str, Callable[[Check, Case], Evidence]] = {
    "entries": _find_entries,
    "information": _find_information,
    "process": _find_information,
    "field-coverage": _measure_coverage,
    "record": find_records,
    "link": find_link,
    "site": find_site,
    "all-of": _find_all,
    "any-of": _find_any,
}


def _met(entries: Sequence[Entry]) -> Evidence:
    return Evidence("met", _ids(entries), (_counted(entries),))


def _counted(entries: Sequence[Entry]) -> Reason:
    return Reason(
        "counted", f"{_number(len(entries))}: {_titles(entries)}." if entries else "No entry counts in full."
    )


def _stale_reasons(entries: Sequence[Entry], case: Case, days: int | None = None) -> tuple[Reason, ...]:
    limit = case.requirement.freshness_days if days is None else days
    undated = [entry for entry in entries if entry.reviewed is None]
    future = [entry for entry in entries if entry.reviewed is not None and entry.reviewed > case.on]
    old = [entry for entry in entries if entry.reviewed is not None and entry.reviewed <= case.on]
    reasons = []
    if old:
        message = f"Last checked more than {limit} days before {day_words(case.on)}: {_titles(old)}."
        reasons.append(Reason("review-too-old", message))
    if undated:
        message = f"We have not been told when this was last checked: {_titles(undated)}."
        reasons.append(Reason("never-reviewed", message))
    if future:
        message = f"The day of the last check is after {day_words(case.on)}: {_titles(future)}."
        reasons.append(Reason("reviewed-in-future", message))
    return tuple(reasons)


def _share(part: int, whole: int) -> Reason:
    entries = "1 entry" if whole == 1 else f"{whole} entries"
    return Reason("share", f"Of {entries}, {part} {'states' if part == 1 else 'state'} what is asked.")


def _number(count: int) -> str:
    return "1 entry counts" if count == 1 else f"{count} entries count"


def _titles(entries: Sequence[Entry], most: int = MOST_NAMES) -> str:
    shown = ", ".join(f"“{entry.title}”" for entry in entries[:most])
    return shown if len(entries) <= most else f"{shown} and {len(entries) - most} more"


def _ids(entries: Iterable[Entry]) -> tuple[str, ...]:
    return tuple(entry.id for entry in entries)


def _all_ids(parts: Iterable[Evidence]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for part in parts for one in part.entries))


def _all_reasons(parts: Iterable[Evidence]) -> tuple[Reason, ...]:
    return tuple(reason for part in parts for reason in part.reasons)


def _spans(years: Sequence[int]) -> str:
    """Years as people say them: "ages 0 to 4 and 12 to 17", "age 5"."""
    spans: list[list[int]] = []
    for year in years:
        if spans and year == spans[-1][-1] + 1:
            spans[-1].append(year)
        else:
            spans.append([year])
    words = " and ".join(f"{span[0]} to {span[-1]}" if len(span) > 1 else str(span[0]) for span in spans)
    return f"age {words}" if len(years) == 1 else f"ages {words}"
