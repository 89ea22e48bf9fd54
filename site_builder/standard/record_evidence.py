"""What an authority's records show for a check: comments, answers, consultation and actions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from site_builder.content.anonymity import CLUES, IN_ANSWERS, find_clues
from site_builder.content.days import day_words, days_since
from site_builder.content.model import Record
from site_builder.content.records import KINDS as RECORD_KINDS
from site_builder.standard.case import Case, Evidence, Reason, Status
from site_builder.standard.standard import Check

SMALL = 5
"""A smaller number of people or comments is never said: it could tell who is meant."""


def find_records(check: Check, case: Case) -> Evidence:
    """What the records show for a check of the kind `record`."""
    name = check.settings["record"]
    if name not in RECORDS:
        reason = Reason("not-tested", f"This build does not know records called {name}.")
        return Evidence("not-checked", (), (reason,))
    return RECORDS[name](check, case)


def _find_comments(check: Check, case: Case) -> Evidence:
    """Comments: their words where patterns are forbidden, otherwise their answers."""
    if not case.offer.records.comments:
        return _without_comments(check, case)
    found = _find_clues(check, case) if "forbid_patterns" in check.settings else _find_answers(check, case)
    recent = [
        one
        for one in case.offer.records.comments
        if _is_within(days_since(one.facts["received"], case.on), _limit(check, case))
    ]
    short = _too_few(recent, check, "comment")
    if found.status == "met" and short:
        found = Evidence("out-of-date", found.entries, found.reasons)
    return Evidence(found.status, found.entries, (*found.reasons, *short, *_left_out("comment", case)))


def _without_comments(check: Check, case: Case) -> Evidence:
    """No comment is published: in order only if a report of the last year says that none came."""
    reports = [
        one
        for one in case.offer.records.comments_reports
        if _is_within(_days_since_published(one, case), _limit(check, case))
    ]
    left_out = _left_out("comment", case)
    came = [one for one in reports if one.facts.get("received")]
    if came:
        number = came[-1].facts["received"]
        words = "some" if number < SMALL else f"{number:,}"
        message = f"No comment is published, and the report of {came[-1].id} says that {words} came."
        return Evidence("missing", (), (Reason("comments-not-published", message), *left_out))
    none_came = [one for one in reports if one.states("received")]
    if none_came and not left_out and _least(check) == 0:
        return Evidence("met", _ids("comments-report", none_came[-1:]), (_none_came(none_came[-1]),))
    nothing = Reason(
        "nothing-published", "No comment is published, and no recent report says that none came."
    )
    return Evidence("missing", (), (nothing, *left_out))


def _find_answers(check: Check, case: Case) -> Evidence:
    """Every comment has a full answer, once it has had one or its time for one is over.

    The time begins on the last day of the month that the comment came in.
    """
    limit = _limit(check, case)
    asked = check.settings.get("require_fields", ())
    comments = case.offer.records.comments
    waited = {one.id: days_since(one.facts["received"], case.on) for one in comments}
    silent = [one for one in comments if not one.states("response")]
    waiting = [one for one in silent if (days := waited[one.id]) is None or days <= limit]
    overdue = [one for one in silent if one not in waiting]
    counted = [one for one in comments if one not in waiting]
    complete = [one for one in counted if all(one.states(name) for name in asked)]
    partial = [one for one in counted if one not in complete and one not in overdue]
    if counted:
        have = "has" if len(complete) == 1 else "have"
        share = f"{len(complete)} of {_comments(len(counted))} that should have a full answer {have} one."
    else:
        share = "No comment has waited so long that it should have an answer."
    reasons = [Reason("share", share)]
    if overdue:
        reasons.append(
            Reason("no-answer", f"No answer more than {limit} days after their month: {_names(overdue)}.")
        )
    if partial:
        message = f"The answer does not say what is done, or why not: {_names(partial)}."
        reasons.append(Reason("answer-incomplete", message))
    if waiting:
        reasons.append(Reason("still-waiting", f"No answer yet, and still in time: {_names(waiting)}."))
    status: Status = "missing" if not complete else "partly-met"
    if len(complete) * 100 >= len(counted) * check.settings.get("percent_complete", 100):
        status = "met"
    return Evidence(status, _ids("comment", complete), tuple(reasons))


def _find_clues(check: Check, case: Case) -> Evidence:
    """No published comment, however old, holds what may tell who somebody is."""
    kinds = [kind for kind in CLUES if kind in check.settings["forbid_patterns"]]
    comments = case.offer.records.comments
    seen: dict[str, list[Record]] = {}
    for comment in comments:
        answers = [comment.fact("response.did") or "", comment.fact("response.why") or ""]
        clues = [
            *find_clues(str(comment.facts["said"]), kinds),
            *(clue for text in answers for clue in find_clues(text, IN_ANSWERS.intersection(kinds))),
        ]
        for kind in dict.fromkeys(clue.kind for clue in clues):
            seen.setdefault(kind, []).append(comment)
    unknown = [kind for kind in check.settings["forbid_patterns"] if kind not in CLUES]
    if unknown and not seen:
        reason = Reason("not-tested", f"This build cannot look for: {', '.join(unknown)}.")
        return Evidence("not-checked", (), (reason,))
    looked_for = ", ".join(CLUES[kind] for kind in kinds)
    if not seen:
        message = (
            f"A program looked through {_comments(len(comments))} for: {looked_for}. It found none. "
            "It cannot find everything that tells who is meant: a person has to read them."
        )
        return Evidence("met", _ids("comment", comments), (Reason("counted", message),))
    reasons = tuple(
        Reason("may-identify", f"There may be {CLUES[kind]} in: {_names(seen[kind])}.")
        for kind in kinds
        if kind in seen
    )
    clean = [one for one in comments if not any(one in found for found in seen.values())]
    return Evidence("partly-met", _ids("comment", clean), reasons)


def _find_comments_report(check: Check, case: Case) -> Evidence:
    """A full report of comments, published recently enough, on a time that had then just ended."""
    reports = case.offer.records.comments_reports
    left_out = _left_out("comments-report", case)
    if not reports:
        nothing = Reason("nothing-published", "There is no report of comments.")
        return Evidence("missing", (), (nothing, *left_out))
    lacking = {one.id: _what_a_report_lacks(one, check, case) for one in reports}
    complete = [one for one in reports if not lacking[one.id]]
    limit = _limit(check, case)
    fresh = [one for one in complete if _is_within(_days_since_published(one, case), limit)]
    if len(fresh) >= max(1, _least(check)):
        newest = fresh[-1]
        reason = _none_came(newest) if newest.facts.get("received") == 0 else _published(newest)
        return Evidence("met", _ids("comments-report", fresh), (reason, *left_out))
    old = [one for one in complete if one not in fresh]
    too_old = tuple(_too_old(one, limit, case) for one in old[-1:])
    short = _too_few(fresh, check, "full report") if fresh else ()
    faults = tuple(reason for one in reports for reason in lacking[one.id])
    status: Status = "out-of-date" if old else "partly-met"
    counted = _ids("comments-report", complete or reports)
    return Evidence(status, counted, (*too_old, *short, *faults, *left_out))


def _what_a_report_lacks(report: Record, check: Check, case: Case) -> tuple[Reason, ...]:
    reasons = []
    schemas = case.rules.schemas
    missing = [name for name in check.settings.get("require_fields", ()) if not report.states(name)]
    heads = [name.partition(".")[2] for name in missing if name.startswith("asked_about.")]
    facts = [name for name in missing if not name.startswith("asked_about.")]
    if facts:
        words = ", ".join(schemas.label("comments-report", name) for name in facts)
        reasons.append(Reason("facts-missing", f"The report of {report.id} does not state: {words}."))
    for head in heads:
        words = schemas.choice("comments-report", "asked_about", head)
        message = f"The report of {report.id} does not say that families were asked about this: {words}."
        reasons.append(Reason("not-asked-about", message))
    if report.facts.get("received") == 0 and not check.settings.get("empty_report_ok"):
        reasons.append(Reason("empty-report", f"The report of {report.id} says that no comment came."))
    ended: date = report.facts["period"]["to"]
    published: date | None = report.fact("published")
    limit = _limit(check, case)
    if ended > case.on:
        reasons.append(Reason("period-not-over", f"The time of the report of {report.id} is not over yet."))
    elif published is not None and published < ended:
        message = f"The report of {report.id} came out before the time it is about was over."
        reasons.append(Reason("period-not-over", message))
    elif published is not None and (published - ended).days > limit:
        message = f"The report of {report.id} came out more than {limit} days after the time it is about."
        reasons.append(Reason("period-too-old", message))
    return tuple(reasons)


def _days_since_published(report: Record, case: Case) -> int | None:
    """Whole days since the report came out, or where it does not say, since the time it is about ended."""
    day: date = report.fact("published") or report.facts["period"]["to"]
    return (case.on - day).days if day <= case.on else None


def _too_old(report: Record, limit: int, case: Case) -> Reason:
    published: date | None = report.fact("published")
    if published is not None and published > case.on:
        message = f"The report of {report.id} is not out yet: its day is {day_words(published)}."
        return Reason("not-out-yet", message)
    message = f"The report of {report.id} was not published in the {limit} days before {day_words(case.on)}."
    return Reason("report-too-old", message)


def _published(report: Record) -> Reason:
    day = report.fact("published")
    ended = day_words(report.facts["period"]["to"])
    when = f"was published on {day_words(day)}" if day else f"is about a time that ended on {ended}"
    return Reason("counted", f"The report of {report.id} {when} and gives all that is asked.")


def _none_came(report: Record) -> Reason:
    return Reason(
        "none-came", f"The report of {report.id} says that families were asked and no comment came."
    )


def _find_consultation(check: Check, case: Case) -> Evidence:
    """Every group that is asked for was consulted recently enough, in one record or in several."""
    records = case.offer.records.consultations
    left_out = _left_out("consultation", case)
    if not records:
        nothing = Reason("nothing-published", "No record says which groups were asked about the local offer.")
        return Evidence("missing", (), (nothing, *left_out))
    limit = _limit(check, case)
    groups = check.settings.get("require_fields", ())
    ages = {name: _days_since_consulted(name, records, case) for name in groups}
    fresh = [name for name in groups if _is_within(ages[name], limit)]
    old = [name for name in groups if ages[name] is not None and name not in fresh]
    absent = [name for name in groups if ages[name] is None]
    reasons = [
        Reason(
            "share",
            f"{len(fresh)} of {len(groups)} groups were asked in the {limit} days before "
            f"{day_words(case.on)}.",
        )
    ]
    for code, opening, names in (
        ("group-missing", "No record says that these were asked", absent),
        ("group-too-old", f"Last asked more than {limit} days ago", old),
    ):
        labels = [case.rules.schemas.label("consultation", name) for name in names]
        reasons += [Reason(code, f"{opening}: {label}.") for label in labels]
    reasons += _too_few(records, check, "record")
    status: Status = "met"
    if absent or len(records) < _least(check):
        status = "partly-met"
    elif old:
        status = "out-of-date"
    return Evidence(status, _ids("consultation", records), (*reasons, *left_out))


def _days_since_consulted(group: str, records: Iterable[Record], case: Case) -> int | None:
    """Whole days since *group* was last asked, counted from the last day of the month; None if never."""
    months = [month for one in records if (month := one.fact(f"{group}.month"))]
    ages = [days for month in months if (days := days_since(month, case.on)) is not None]
    return min(ages, default=None)


def _find_actions(check: Check, case: Case) -> Evidence:
    """Actions with all that is asked, none overdue without a word; finished ones count only while fresh."""
    actions = case.offer.records.actions
    left_out = _left_out("action", case)
    if not actions:
        nothing = Reason("nothing-published", "No action is published.")
        return Evidence("missing", (), (nothing, *left_out))
    limit = _limit(check, case)
    updated = {one.id: _days_since_updated(one, case) for one in actions}
    fresh = [one for one in actions if _is_within(updated[one.id], limit)]
    counted = [one for one in actions if one in fresh or _is_open(one)]
    asked = check.settings.get("require_fields", ())
    lacking = {one.id: [name for name in asked if not one.states(name)] for one in counted}
    partial = [one for one in counted if lacking[one.id]]
    silence = check.settings.get("no_overdue_without_update_days")
    overdue = [
        one
        for one in counted
        if silence is not None and _is_overdue(one, case.on) and not _is_within(updated[one.id], silence)
    ]
    complete = [one for one in counted if one not in partial and one not in overdue]
    reasons = (
        [Reason("counted", f"{_actions(len(complete))} in order: {_whats(complete)}.")] if complete else []
    )
    for one in partial:
        words = ", ".join(case.rules.schemas.label("action", name) for name in lacking[one.id])
        reasons.append(Reason("facts-missing", f"“{one.facts['what']}” does not state: {words}."))
    if overdue:
        message = f"Overdue, and nothing was said about it in the last {silence} days: {_whats(overdue)}."
        reasons.append(Reason("overdue", message))
    short = () if partial or overdue or not fresh else _too_few(complete, check, "action")
    status: Status = "met"
    if partial or overdue or short:
        status = "partly-met"
    elif not fresh:
        status = "out-of-date"
        message = f"No action was looked at in the {limit} days before {day_words(case.on)}."
        reasons.append(Reason("actions-too-old", message))
    return Evidence(status, _ids("action", complete or actions), (*reasons, *short, *left_out))


def _days_since_updated(action: Record, case: Case) -> int | None:
    day: date | None = action.fact("updated")
    return None if day is None or day > case.on else (case.on - day).days


def _is_open(action: Record) -> bool:
    return action.fact("status") not in ("done", "stopped")


def _is_overdue(action: Record, on: date) -> bool:
    due = action.fact("due")
    return _is_open(action) and due is not None and due < on


RECORDS: Mapping[str, Callable[[Check, Case], Evidence]] = {
    "comments": _find_comments,
    "comments-report": _find_comments_report,
    "consultation": _find_consultation,
    "actions": _find_actions,
}
"""The records that a check may ask for, and what finds each."""


def _limit(check: Check, case: Case) -> int:
    return int(check.settings.get("within_days", case.requirement.freshness_days))


def _least(check: Check) -> int:
    return int(check.settings.get("min", 1))


def _is_within(days: int | None, limit: int) -> bool:
    return days is not None and days <= limit


def _too_few(found: Sequence[Any], check: Check, what: str) -> tuple[Reason, ...]:
    least = _least(check)
    if len(found) >= least:
        return ()
    asked = f"1 recent {what}" if least == 1 else f"{least} recent {what}s"
    return (Reason("too-few", f"The standard asks for {asked}."),)


def _left_out(kind: str, case: Case) -> tuple[Reason, ...]:
    """Records that are not published because their files have errors, so that nobody takes them for none."""
    folder = f"/{RECORD_KINDS[kind].folder}/"
    paths = [path for path in case.offer.left_out if folder in path]
    if not paths:
        return ()
    return (Reason("left-out", f"Not used, because the file has mistakes: {', '.join(paths)}."),)


def _ids(kind: str, records: Iterable[Record]) -> tuple[str, ...]:
    return tuple(f"{RECORD_KINDS[kind].folder}/{one.id}" for one in records)


def _comments(count: int) -> str:
    return "1 comment" if count == 1 else f"{count:,} comments"


def _actions(count: int) -> str:
    return "1 action is" if count == 1 else f"{count:,} actions are"


def _names(records: Sequence[Record], most: int = 8) -> str:
    shown = ", ".join(one.id for one in records[:most])
    return shown if len(records) <= most else f"{shown} and {len(records) - most} more"


def _whats(records: Sequence[Record], most: int = 8) -> str:
    shown = ", ".join(f"“{one.facts['what']}”" for one in records[:most])
    return shown if len(records) <= most else f"{shown} and {len(records) - most} more"
