"""Read the records of an authority: comments and answers, consultation, actions, plans, reviews, audits."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import Any

from site_builder.content.anonymity import CLUES, IN_ANSWERS, find_clues
from site_builder.content.checks import (
    Checked,
    Neighbourhood,
    Rules,
    check_criteria,
    check_draft,
    check_folder,
    check_id,
    check_keys,
    check_links,
    check_texts,
    group_in,
    has_too_many,
    is_draft,
    texts_in,
    too_many,
    without_words,
)
from site_builder.content.days import first_day, months_since
from site_builder.content.diagnostics import Diagnostic, Place, first_faults, nearest, show_choices
from site_builder.content.document import Document, Keys, read_document
from site_builder.content.file_names import stays_in
from site_builder.content.model import Facts, Record, Records, fact
from site_builder.content.person_tests import person_test
from site_builder.content.personal_data import find_personal_data
from site_builder.content.plain_file import leads_out
from site_builder.project import Project

MONTHS_UNTIL_WARNING = 9
"""A comment that has waited so many whole months gets a warning: three are left of the year the law gives."""

_SLUG = "[a-z0-9]+(-[a-z0-9]+)*"
_MONTH = "[0-9]{4}-(0[1-9]|1[0-2])"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of record: the folder of its files, and the form of their names with an example."""

    folder: str
    file_name: str
    called: str


KINDS: Mapping[str, Kind] = {
    "comment": Kind("comments", "[0-9]{4}-[0-9]{3,}", "the year and a number, such as 2026-014.yaml"),
    "comments-report": Kind("comments-reports", "[0-9]{4}", "the year of the report, such as 2026.yaml"),
    "consultation": Kind("consultation", "[0-9]{4}", "the year, such as 2026.yaml"),
    "action": Kind("actions", _SLUG, "small letters, digits and single hyphens, such as 2026-03.yaml"),
    "commitment": Kind(
        "commitments", _SLUG, "small letters, digits and single hyphens, such as overnight-under-8.yaml"
    ),
    "review": Kind("reviews", _MONTH, "the month of the review, such as 2026-06.yaml"),
    "audit": Kind("audits", f"{_MONTH}-[0-3][0-9]", "the day of the test, such as 2026-10-12.yaml"),
}
"""Every kind of record, by the name of its schema in `schema/record/`."""

RECORD_FOLDERS = tuple(kind.folder for kind in KINDS.values())
OTHER_FOLDERS = ("entries", "pages", "media", "results")


def read_records(
    project: Project,
    rules: Rules,
    authority: str,
    around: Neighbourhood,
    on: date,
    *,
    with_drafts: bool = False,
    is_chosen: Callable[[str], bool] = lambda _: True,
) -> tuple[Records, list[str], list[Diagnostic]]:
    """The records of *authority*, the files left out because they have errors, and every fault.

    Args:
        around: what the files of the project can point at.
        on: the day that counts as today: how long a comment has waited is counted to it.
        with_drafts: whether comments that nobody has agreed to publish are among them.
        is_chosen: whether a file is read, by its name from the project's root.
    """
    folder = project.authority_folder(authority)
    problems = list(_check_folders(project, authority))
    left_out: list[str] = []
    comments = frozenset(path.stem for path in record_files(folder / KINDS["comment"].folder))
    read: dict[str, tuple[Record, ...]] = {}
    for name, kind in KINDS.items():
        records = []
        if (folder / kind.folder).is_dir():
            problems += check_folder(folder / kind.folder, project.shown, is_chosen)
        for path in record_files(folder / kind.folder):
            shown = project.shown(path)
            if not is_chosen(shown):
                continue
            checked, found = _read_record(path, shown, name, rules)
            if checked is not None:
                found += first_faults(
                    chain(
                        _check_record(checked, name, rules, on),
                        check_links(checked, authority, around),
                        _check_because(checked, comments),
                    )
                )
            problems += found
            if checked is None or any(one.is_error for one in found):
                left_out.append(shown)
            elif with_drafts or not is_draft(checked):
                records.append(Record(shown, path.stem, checked.facts))
        read[name] = tuple(records)
    return (
        Records(
            comments=read["comment"],
            comments_reports=read["comments-report"],
            consultations=read["consultation"],
            actions=read["action"],
            commitments=read["commitment"],
            reviews=read["review"],
            audits=read["audit"],
        ),
        left_out,
        problems,
    )


def record_files(folder: Path) -> list[Path]:
    """The files of a folder of records that are read, in order of id; none where there is no folder."""
    if not folder.is_dir() or not stays_in(folder, folder.parent) or has_too_many(folder):
        return []
    return sorted(
        (path for path in folder.glob("*.yaml") if not leads_out(path, folder)),
        key=lambda path: path.stem,
    )


def all_record_files(project: Project, authority: str) -> list[Path]:
    """Every file of records of *authority*, kind by kind."""
    folder = project.authority_folder(authority)
    return [path for name in RECORD_FOLDERS for path in record_files(folder / name)]


def _check_folders(project: Project, authority: str) -> Iterator[Diagnostic]:
    """Folders of too many files, and YAML files that nothing reads: no comment is lost in `coments`."""
    known = (*OTHER_FOLDERS, *RECORD_FOLDERS)
    # Whoever reads these says so himself.
    counted = ("entries", "media", *RECORD_FOLDERS)
    folder = project.authority_folder(authority)
    for inside in sorted(folder.iterdir()) if folder.is_dir() else ():
        if not inside.is_dir() or inside.name.startswith("."):
            continue
        if inside.name not in counted and has_too_many(inside):
            yield too_many(project.shown(inside))
            continue
        if inside.name in known:
            continue
        meant = nearest(inside.name, known)
        for path in sorted(inside.iterdir()):
            if path.suffix in (".yaml", ".yml"):
                yield Diagnostic(
                    project.shown(path),
                    Place(1, 1),
                    "unknown-folder",
                    "",
                    f'nothing reads the folder "{inside.name}"',
                    (f'did you mean "{meant}"? ' if meant else "")
                    + f"The folders are: {show_choices(known, 20)}",
                )


def _read_record(path: Path, shown: str, kind: str, rules: Rules) -> tuple[Checked | None, list[Diagnostic]]:
    document, problems = read_document(path, shown)
    if document is None:
        return None, problems
    reading = rules.schemas[kind].read(document)
    return Checked(document, reading), [*problems, *reading.diagnostics]


def _check_record(checked: Checked, kind: str, rules: Rules, on: date) -> Iterator[Diagnostic]:
    """Faults of one record that need no other file; its schema's own faults are not repeated."""
    document, facts = checked.document, checked.facts
    yield from check_texts(checked, rules.vocabularies)
    if not _is_named_right(document.path, kind):
        yield Diagnostic(
            document.path,
            Place(1, 1),
            "record-file-name",
            "",
            f'"{PurePosixPath(document.path).stem}" is not a name for a file in {KINDS[kind].folder}',
            f"name it by {KINDS[kind].called}",
        )
    elif kind == "comment" and isinstance(facts.get("id"), str):
        yield from check_id(checked, document.path)
    if kind == "comment":
        yield from _check_answer(document, facts, on)
        yield from _check_anonymity(checked)
        yield from check_draft(checked, ())
    for keys in _PAST[kind]:
        yield from _check_past(document, facts, keys, on)
    if kind == "consultation":
        for group in group_in(facts.get("groups")):
            yield from _check_past(document, facts, ("groups", group, "month"), on)
    if kind == "comments-report":
        yield from _check_report(document, facts)
    if kind == "review":
        groups = rules.vocabularies["people"]
        yield from check_keys(document, "took_part", group_in(facts.get("took_part")), groups)
    if kind == "audit":
        yield from check_criteria(document, ("criteria",), group_in(facts.get("criteria")))
        if not any(one.is_error for one in checked.reading.diagnostics):
            yield from _check_person_test(document, facts)


# What has already happened when it is written down.
_PAST: Mapping[str, Sequence[Keys]] = {
    "comment": (("received",), ("response", "month")),
    "comments-report": (("published",),),
    "consultation": (),
    "action": (("updated",),),
    "commitment": (),
    "review": (("held",),),
    "audit": (),
}


def _is_named_right(path: str, kind: str) -> bool:
    stem = PurePosixPath(path).stem
    has_form = re.fullmatch(KINDS[kind].file_name, stem) is not None
    return has_form and (kind != "audit" or _is_day(stem))


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _check_answer(document: Document, facts: Facts, on: date) -> Iterator[Diagnostic]:
    response = group_in(facts.get("response"))
    received, answered = _month(facts.get("received")), _month(response.get("month"))
    if response.get("status") == "cannot" and not response.get("why"):
        yield document.diagnose(
            ("response", "status"),
            "answer-why",
            "it says that you cannot do it, but not why",
            "add a line, for example: why: The rule is the government's, so we cannot change it.",
        )
    if received is None:
        return
    if answered is not None and answered < received:
        yield document.diagnose(
            ("response", "month"),
            "answer-before-comment",
            f"the answer is of {answered}, and the comment came in {received}",
            "write the month when you last changed the answer",
        )
    waited = months_since(received, on)
    if not response and waited is not None and waited >= MONTHS_UNTIL_WARNING:
        yield document.diagnose(
            ("received",),
            "comment-unanswered",
            f"this has waited {waited} months for an answer, and the law gives a year",
            "write response: with status: and what you did; if you cannot do it, say why",
        )


def _check_anonymity(checked: Checked) -> Iterator[Diagnostic]:
    """What the author may know to be harmless: a warning, where personal data is not already named."""
    for leaf in checked.reading.leaves:
        if leaf.keys == ("said",):
            kinds: tuple[str, ...] = tuple(CLUES)
        elif leaf.keys in (("response", "did"), ("response", "why")):
            kinds = tuple(kind for kind in CLUES if kind in IN_ANSWERS)
        else:
            continue
        named = {
            at for one in find_personal_data(leaf.text) for at in range(one.offset, one.offset + one.length)
        }
        for clue in find_clues(leaf.text, kinds):
            if clue.offset not in named:
                yield without_words(
                    checked.document,
                    leaf,
                    clue.offset,
                    clue.length,
                    "may-identify",
                    f"this looks like {CLUES[clue.kind]}, which may tell who is meant",
                    "take it out, or say it in a more general way",
                )


def _check_past(document: Document, facts: Facts, keys: Keys, on: date) -> Iterator[Diagnostic]:
    stated: Any = fact(facts, ".".join(str(key) for key in keys))
    month = _month(stated)
    begins = first_day(month) if month else stated
    if isinstance(begins, date) and begins > on:
        yield document.diagnose(
            keys,
            "in-future",
            f"{stated} is after the day this is checked for, {on}",
            "write when it happened",
        )


def _check_report(document: Document, facts: Facts) -> Iterator[Diagnostic]:
    period = group_in(facts.get("period"))
    first, last = period.get("from"), period.get("to")
    if isinstance(first, date) and isinstance(last, date) and first > last:
        yield document.diagnose(
            ("period", "from"),
            "period-reversed",
            f"from {first} to {last} is no time at all",
            f"write: from: {last} and to: {first}",
        )
    received, withheld = facts.get("received"), facts.get("withheld")
    if isinstance(received, int) and isinstance(withheld, int) and withheld > received:
        yield document.diagnose(
            ("withheld",),
            "withheld-too-many",
            f"{withheld} were not published, and only {received} came",
            "received: counts every comment that came, also those that are not published",
        )


def _check_person_test(document: Document, facts: Facts) -> Iterator[Diagnostic]:
    """What a test by people still lacks; until it is written down, the test does not count."""
    test = person_test(Record(document.path, PurePosixPath(document.path).stem, facts))
    if test is not None and test.lacks:
        yield document.diagnose(
            (),
            "test-not-finished",
            f"this test is not finished, so it does not count. Still to write: {'; '.join(test.lacks)}",
            "write pass, fail with a note, or not-applicable; for who, an organisation or role",
        )


def _check_because(checked: Checked, comments: frozenset[str]) -> Iterator[Diagnostic]:
    """Comments that an action names and that are not there."""
    for index, named in texts_in(checked.facts.get("because")):
        if named not in comments:
            meant = nearest(named, comments)
            yield checked.document.diagnose(
                ("because", index),
                "no-such-comment",
                f'there is no comment "{named}" in the folder comments',
                f'did you mean "{meant}"?' if meant else "write the number of a comment that is there",
            )


def _month(stated: object) -> str | None:
    """*stated* where it is a month such as `2026-03`."""
    return stated if isinstance(stated, str) and re.fullmatch(_MONTH, stated) else None
