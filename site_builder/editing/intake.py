"""Make drafts of what families send: each a file of the offer that nobody has agreed to yet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from site_builder.content.anonymity import CLUES, find_clues
from site_builder.content.checks import Rules
from site_builder.content.days import JudgedDay
from site_builder.content.diagnostics import Diagnostic, nearest
from site_builder.content.document import (
    Document,
    dump_document,
    parse_document,
    read_document,
    with_fields,
)
from site_builder.content.model import Authority, Facts
from site_builder.content.offers import check_files
from site_builder.content.personal_data import KINDS, find_personal_data
from site_builder.content.records import record_files
from site_builder.content.schema import ENTRY_KINDS, Schema
from site_builder.content.whole_file import remove_unfinished, write_all_whole
from site_builder.editing.family_form import FORMS, Form, Question, load_form
from site_builder.editing.form_answers import as_answer, as_value, has_field, stated, with_value
from site_builder.editing.form_text import MOST_BYTES, Arrived, SentForm, read_arrived, value_in
from site_builder.errors import SiteBuilderError
from site_builder.exchange.readings import slug
from site_builder.project import Project
from site_builder.reports.faults import faults_text

HINTS = ("named-child", "age-at-school")
"""What may tell who a child is, and is looked for in entries too: a moderator has to read on."""

_NOT_REPEATED = "(not repeated: it looks personal)"
_TAKEN_OUT = "-"


@dataclass(frozen=True, slots=True)
class Draft:
    """A file that is to be written, whole; `is_new` if none is there."""

    path: Path
    text: str
    is_new: bool


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one form: the drafts that were written, and what there is to know and to check."""

    what: str
    drafts: tuple[Draft, ...]
    notes: tuple[str, ...]
    diagnostics: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True)
class _Composed:
    """What one form asks for, before anything is written."""

    what: str
    drafts: tuple[Draft, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Desk:
    """What a form is laid out on: whose offer it is for, by what rules, from which file, on which day."""

    project: Project
    rules: Rules
    authority: str
    file: Path
    via: str
    day: date

    @property
    def comments(self) -> Path:
        return self.project.authority_folder(self.authority) / "comments"


def take_in(
    project: Project, rules: Rules, file: Path, day: JudgedDay, authority: str | None
) -> tuple[Taken, ...]:
    """Write a draft for each form in *file*; afterwards either all of them are there, or none.

    Nothing that is there is overwritten: a new entry or comment gets a name of its own, and a correction
    changes only the fields of an entry that still say what the sender saw. *file* stays as it is.

    Args:
        project: where the drafts go.
        rules: what the drafts are checked by.
        file: what arrived.
        day: the day that counts as today.
        authority: whose offer it is for, where the form does not say.

    Raises:
        SiteBuilderError: *file* cannot be used; nothing was written, and the text says what to do.
    """
    arrived = read_arrived(_read(file), {one.id for one in _questions(rules)})
    _refuse_personal(arrived, file)
    composed = []
    numbers: set[Path] = set()
    for form in arrived.forms:
        whose = _authority_of(form, project, authority)
        facts = _authority_facts(project, rules, whose)
        on = day.of(facts)
        came = min(arrived.day, on) if arrived.day else on
        desk = _Desk(project, rules, whose, file, arrived.via, came)
        made = _compose(form, desk, numbers)
        numbers.update(draft.path for draft in made.drafts)
        composed.append((whose, made))
    _write([draft for _, made in composed for draft in made.drafts], project)
    return tuple(_checked(made, whose, project, rules, day) for whose, made in composed)


def taken_as_text(taken: tuple[Taken, ...], project: Project) -> str:
    """What was written and what to check, in plain words. What looks personal is never repeated."""
    parts = []
    for one in taken:
        lines = [f"{one.what}."]
        for draft in one.drafts:
            done = "Wrote" if draft.is_new else "Changed"
            lines.append(f"{done} {project.shown(draft.path)}")
        if one.notes or one.diagnostics:
            lines.append("What to check:")
            lines += [f"- {note}" for note in one.notes]
        text = "\n".join(lines) + "\n" + faults_text(one.diagnostics, 0)
        if one.drafts:
            text += "When it is right and somebody agrees to it, write who under signed_off.\n"
        parts.append(text)
    return "\n".join(parts)


# What arrived -----------------------------------------------------------------------------------------------


def _read(file: Path) -> bytes:
    try:
        if not file.is_file():
            raise SiteBuilderError("there is no such file" if not file.exists() else "it is not a file")
        if file.stat().st_size > MOST_BYTES:
            raise SiteBuilderError(
                f"it has more than {MOST_BYTES // 1_000_000} MB, so it is not a form of ours"
            )
        return file.read_bytes()
    except OSError as fault:
        raise SiteBuilderError(f"it cannot be read: {fault.strerror}") from None


def _questions(rules: Rules) -> Iterator[Question]:
    for form_id in FORMS:
        yield from load_form(form_id, rules).questions


def _refuse_personal(arrived: Arrived, file: Path) -> None:
    """Stop before a number or a birthday of one person gets into a file of the project."""
    found = {
        KINDS[one.kind].what
        for form in arrived.forms
        for answer in form.answers.values()
        for one in find_personal_data(answer)
        if one.severity == "error"
    }
    if found:
        raise SiteBuilderError(
            f"it holds what looks like {' and '.join(sorted(found))}. Take it out of the text, and try "
            f"again. Then delete {file.name} wherever it is kept; docs/personal-data.md says what else to do"
        )


def _authority_of(form: SentForm, project: Project, asked_for: str | None) -> str:
    known = project.authority_ids()
    if asked_for:
        return asked_for
    if form.council in known:
        return form.council
    if not form.council and len(known) == 1:
        return known[0]
    named = (
        f'it is for "{form.council}", which is not here' if form.council else "it does not say for whom it is"
    )
    raise SiteBuilderError(f"{named}; say so with --authority; there are: {', '.join(known) or 'none yet'}")


def _authority_facts(project: Project, rules: Rules, slug: str) -> Authority | None:
    path = project.authority_file(slug)
    if not path.is_file():
        return None
    document, _ = read_document(path, project.shown(path))
    return Authority(document.path, rules.schemas["authority"].read(document).facts) if document else None


def _compose(form: SentForm, desk: _Desk, taken: set[Path]) -> _Composed:
    form_id = form.form or _guess(form)
    if form_id not in FORMS:
        meant = nearest(form_id, FORMS)
        hint = f'did you mean "{meant}"?' if meant else f"the forms are: {', '.join(FORMS)}"
        raise SiteBuilderError(f"the line [form] names no form of ours; {hint}")
    if not form.answers:
        raise SiteBuilderError("it is a form that nobody has filled in")
    asked = load_form(form_id, desk.rules)
    made = {"comment": _comment, "easy-read-comment": _comment, "new-entry": _new_entry}.get(
        form_id, _correction
    )(form, asked, desk, taken)
    return replace(made, notes=(*made.notes, *_not_used(form, asked, desk)))


def _guess(form: SentForm) -> str:
    """Which form it was, where the line that says so is gone."""
    names = set(form.answers)
    if any(" " in name for name in names) or "wrong" in names:
        return "correction"
    if "said" in names:
        return "comment"
    return "easy-read-comment" if "thing" in names else "new-entry"


def _not_used(form: SentForm, asked: Form, desk: _Desk) -> Iterator[str]:
    for name in form.answers:
        if asked.question(name.split(" ")[0]) is None:
            yield f"[{name}] is no question of this form, so it was not used. Read it in {desk.file.name}."
    for name in form.twice:
        yield f"[{name}] is answered twice. Both answers are in the draft."
    if form.outside:
        lines = _as_ranges(form.outside)
        yield f"{lines} of the text stand outside the form and were not used. Read them in {desk.file.name}."
    if not form.form:
        yield "The line that begins with [form] is gone, so what it is had to be guessed."


def _as_ranges(numbers: tuple[int, ...]) -> str:
    ranges: list[tuple[int, int]] = []
    for number in numbers:
        if ranges and number <= ranges[-1][1] + 2:
            ranges[-1] = (ranges[-1][0], number)
        else:
            ranges.append((number, number))
    said = [f"{first} to {last}" if last > first else str(first) for first, last in ranges]
    return f"{'Line' if said == [said[0]] and ' ' not in said[0] else 'Lines'} {', '.join(said)}"


# Comments ---------------------------------------------------------------------------------------------------


def _comment(form: SentForm, asked: Form, desk: _Desk, taken: set[Path]) -> _Composed:
    said = [one for one in asked.questions if one.field == "said" and one.id in form.answers]
    if not said:
        raise SiteBuilderError("it says nothing: the answer to the first question is blank")
    facts, notes = _about_comment(form, asked)
    if asked.id == "easy-read-comment":
        # It asks what is good and bad of what the offer says, and not which head of the regulation that is.
        facts["about"] = ["content"]
    entries, page_notes = _pages(form, desk)
    notes += page_notes
    words = "\n\n".join(_in_words(one, form.answers[one.id], asked) for one in said)
    return _comment_draft(facts, words, entries, notes, desk, taken)


def _about_comment(form: SentForm, asked: Form) -> tuple[dict[str, Any], list[str]]:
    """Who says it and what it is about, and which answers to that are none of the choices."""
    facts: dict[str, Any] = {}
    notes: list[str] = []
    for question in asked.questions:
        answer = form.answers.get(question.id)
        if not answer or not question.is_of_comment or question.field not in ("from", "about"):
            continue
        values, unknown = _chosen(answer, question)
        if unknown:
            notes.append(f"The answer to “{question.ask}” is not one of the choices. It was left out.")
        if values:
            facts[question.field] = values if question.control == "several" else values[0]
    return facts, notes


def _in_words(question: Question, answer: str, asked: Form) -> str:
    """An answer as a part of what was said; where several questions make one comment, with its question."""
    if asked.id == "comment":
        return answer
    return f"{question.ask} {value_in(answer).replace('-', ' ') if question.control == 'faces' else answer}"


def _comment_draft(
    facts: Facts, words: str, entries: list[str], notes: list[str], desk: _Desk, taken: set[Path]
) -> _Composed:
    folder = desk.comments
    for path in record_files(folder):
        document, _ = read_document(path, desk.project.shown(path))
        if document and _plain(document.data.get("said")) == _plain(words):
            shown = desk.project.shown(path)
            return _Composed(f"The comment is there already: {shown}", (), tuple(notes))
    month = f"{desk.day:%Y-%m}"
    comment_id = _free_number(folder, month[:4], taken)
    ordered = {
        "id": comment_id,
        "received": month,
        "from": facts.get("from"),
        "via": desk.via,
        "about": facts.get("about"),
        "entries": entries,
        "said": words,
        "shortened": "not-shortened",
    }
    stated_ones = {name: value for name, value in ordered.items() if value}
    text = dump_document({**stated_ones, "signed_off": []})
    draft = Draft(folder / f"{comment_id}.yaml", text, is_new=True)
    return _Composed("A comment", (draft,), tuple(notes))


def _plain(text: object) -> str:
    return " ".join(str(text or "").split()).lower()


def _free_number(folder: Path, year: str, taken: set[Path]) -> str:
    names = [path.stem for path in (*folder.glob("*.y*ml"), *taken) if path.stem.startswith(f"{year}-")]
    numbers = [int(number) for name in names if (number := name[len(year) + 1 :]).isdecimal()]
    return f"{year}-{max(numbers, default=0) + 1:03}"


def _chosen(answer: str, question: Question) -> tuple[list[str], bool]:
    """The choices in *answer*, one a line, and whether a line of it is none."""
    by_word = {one.label.lower(): one.value for one in question.choices}
    known = {one.value for one in question.choices}
    found, unknown = [], False
    for line in filter(None, (one.strip(" -*•") for one in answer.split("\n"))):
        value = value_in(line)
        value = value if value in known else by_word.get(line.lower(), "")
        unknown = unknown or not value
        if value and value not in found:
            found.append(value)
    return found, unknown


def _pages(form: SentForm, desk: _Desk) -> tuple[list[str], list[str]]:
    """The entries that a form is about, and what could not be told of them."""
    entry = _entry_named(form.about_page, form.answers.get("page", ""), desk)
    if entry:
        return [entry.stem], []
    named = form.answers.get("page", "")
    if named:
        return [], [f"No page is called {_unless_personal(named)}, as they say. Add its id, if you know it."]
    page = form.about_page
    if page and page != "index.html":
        return [], [f"It was written on the page {_unless_personal(page)}, which is no entry."]
    return [], []


def _entry_named(about_page: str, title: str, desk: _Desk) -> Path | None:
    """The file of the entry with this id or address, or this title."""
    address = re.fullmatch(r"(?:support/)?([a-z0-9-]{1,80})(?:/index\.html)?", about_page.strip())
    if address and desk.project.entry_file(desk.authority, address[1]).is_file():
        return desk.project.entry_file(desk.authority, address[1])
    wanted = _plain(title)
    if not wanted:
        return None
    folder = desk.project.entries_folder(desk.authority)
    for path in sorted(folder.glob("*.yaml")) if folder.is_dir() else ():
        if path.stem == wanted.replace(" ", "-"):
            return path
        document, _ = read_document(path, desk.project.shown(path))
        if document and _plain(document.data.get("title")) == wanted:
            return path
    return None


def _unless_personal(text: str) -> str:
    return _NOT_REPEATED if find_personal_data(text) else f"“{' '.join(text.split())}”"


# New entries ------------------------------------------------------------------------------------------------


def _new_entry(form: SentForm, asked: Form, desk: _Desk, taken: set[Path]) -> _Composed:
    schema = desk.rules.schemas[asked.becomes]
    facts: dict[str, Any] = {"kind": asked.becomes}
    notes: list[str] = []
    for question in asked.questions:
        answer = form.answers.get(question.id)
        if not answer:
            continue
        value, note = _value(answer, question, schema)
        notes += note
        if value is not None:
            facts = with_value(facts, question.field, value, schema)
    title = str(facts.get("title", ""))
    entry_id = slug(title or str(facts.get("summary", ""))) or "new-entry"
    if facts.get("places") and not facts.get("delivered"):
        facts["delivered"] = ["at-a-place"]
    if not facts.get("service_types"):
        notes.append("They were not sure what kind of help it is. Choose one under service_types.")
    folder = desk.project.entries_folder(desk.authority)
    there = folder / f"{entry_id}.yaml"
    if there.exists():
        document, _ = read_document(there, desk.project.shown(there))
        if document and _plain(document.data.get("summary")) == _plain(facts.get("summary")):
            return _Composed(f"The entry is there already: {desk.project.shown(there)}", (), tuple(notes))
        notes.insert(
            0, f"{desk.project.shown(there)} has that name already. Is it the same? Then change that one."
        )
    first, number = entry_id, 1
    while (folder / f"{entry_id}.yaml").exists() or folder / f"{entry_id}.yaml" in taken:
        number += 1
        entry_id = f"{first}-{number}"
    facts = {"id": entry_id, **facts, "signed_off": []}
    ordered = {name: facts[name] for name in (*schema.rules, *facts) if name in facts}
    notes += _hints(ordered)
    draft = Draft(folder / f"{entry_id}.yaml", dump_document(ordered), is_new=True)
    return _Composed("A new entry", (draft,), tuple(notes))


def _value(answer: str, question: Question, schema: Schema) -> tuple[Any | None, list[str]]:
    """What *answer* states of its field, and what could not be used of it."""
    rule = schema.rule(question.field)
    if not question.choices:
        one_line = " ".join(answer.split()) if question.control in ("line", "number") else answer
        return as_value(one_line, rule), []
    values, unknown = _chosen(answer, question)
    notes = [f"The answer to “{question.ask}” is not one of the choices. It was left out."] if unknown else []
    if not values:
        return None, notes
    return (values if rule.get("type") == "list" else values[0]), notes


def _hints(facts: Facts) -> list[str]:
    """Where a text may tell who a child is, for whoever reads the draft."""
    found = []
    for field in ("title", "summary", "description"):
        for kind in dict.fromkeys(one.kind for one in find_clues(str(facts.get(field, "")), HINTS)):
            found.append(f"{field}: this may hold {CLUES[kind]}. Read it before anybody else does.")
    return found


# Corrections ------------------------------------------------------------------------------------------------


def _correction(form: SentForm, asked: Form, desk: _Desk, taken: set[Path]) -> _Composed:
    path = _entry_named(form.about_page, form.answers.get("page", ""), desk)
    wrong = form.answers.get("wrong", "")
    who, doubts = _about_comment(form, asked)
    if path is None:
        named = form.answers.get("page", "") or form.about_page
        said = (
            f"no page is called {_unless_personal(named)}" if named else "it does not say which page is wrong"
        )
        if not wrong:
            raise SiteBuilderError(f"{said}; write its id on a line, such as: [about-page] riverside-club")
        # What they wrote in their own words is kept as a comment, so that nothing is lost.
        note = f"It is a correction, but {said}. What they wrote is kept as a comment."
        made = _comment_draft({"about": ["content"], **who}, wrong, [], [note, *doubts], desk, taken)
        left = [one for one in form.answers if one not in ("wrong", "page", "from")]
        more = (
            (f"Not used: {', '.join(f'[{one}]' for one in left)}. Read it in {desk.file.name}.",)
            if left
            else ()
        )
        return replace(made, notes=(*made.notes, *more))
    changed, notes = _changed_entry(form, asked, path, desk)
    drafts: tuple[Draft, ...] = (changed,) if changed else ()
    what = f"A correction of {desk.project.shown(path)}"
    if wrong:
        comment = _comment_draft({"about": ["content"], **who}, wrong, [path.stem], [], desk, taken)
        drafts += comment.drafts
        notes += doubts
        notes.append("What they wrote in their own words is kept as a comment.")
        if not comment.drafts:
            notes[-1] = comment.what
    if not changed and not wrong:
        what += ": the page says all of it already" if not notes else ""
    return _Composed(what, drafts, tuple(notes))


def _changed_entry(form: SentForm, asked: Form, path: Path, desk: _Desk) -> tuple[Draft | None, list[str]]:
    shown = desk.project.shown(path)
    document, _ = read_document(path, shown)
    kind = document.data.get("kind") if document else None
    if document is None or kind not in ENTRY_KINDS:
        raise SiteBuilderError(f"{shown} cannot be read as it is; mend it first: local-offer check {shown}")
    schema = desk.rules.schemas[kind]
    facts: Facts = schema.read(document).facts
    before, notes = facts, []
    for question in asked.questions:
        now = form.answers.get(f"{question.id} now") or form.answers.get(question.id)
        if not question.field or question.is_of_comment or not now:
            continue
        if not has_field(schema, question.field):
            notes.append(f"{question.field}: an entry of kind {kind} has no such field. It was not changed.")
            continue
        facts, said = _change(facts, question, form, now, schema)
        notes += said
    if facts == before:
        return None, notes
    notes += _hints({name: facts[name] for name in facts if facts[name] != before.get(name)})
    text = _text_with_changes(document, before, {**facts, "signed_off": []}, schema)
    if b"\r\n" in path.read_bytes():
        text = text.replace("\n", "\r\n")
    notes.append("Whoever agreed to the page has to agree again. Until then the page is not on the site.")
    return Draft(path, text, is_new=False), notes


def _change(
    facts: Facts, question: Question, form: SentForm, now: str, schema: Schema
) -> tuple[Facts, list[str]]:
    """*facts* with what one question asks for, and that change in words."""
    field, old = question.field, as_answer(stated(facts, question.field))
    saw = form.answers.get(f"{question.id} was")
    value, notes = (None, []) if now == _TAKEN_OUT else _value(now, question, schema)
    if value is None and now != _TAKEN_OUT:
        return facts, [f"{field}: {notes[0]}"] if notes else []
    new = as_answer(value)
    if _plain(new) == _plain(old):
        return facts, []
    told = f"{field}: {_shown(old)} becomes {_shown(new)}"
    if value is None and schema.rules.get(field, {}).get("required"):
        return facts, [f"{field}: they ask to take it out, but every entry needs it. It was not changed."]
    saw_value = value_in(saw) if saw and question.choices else saw
    if saw_value is not None and _plain("" if saw_value == _TAKEN_OUT else saw_value) != _plain(old):
        return facts, [
            f"{field}: the page has changed since they saw it. It said {_shown(saw_value)} then, says "
            f"{_shown(old)} now, and they ask for {_shown(new)}. It was not changed."
        ]
    return with_value(facts, field, value, schema), [told, *notes]


def _shown(text: str) -> str:
    return _unless_personal(text) if text and text != _TAKEN_OUT else "nothing"


def _text_with_changes(document: Document, before: Facts, after: Facts, schema: Schema) -> str:
    """The file with the fields that differ written anew; every other line stays byte for byte."""
    changed: Mapping[str, Any] = {
        name: after.get(name)
        for name in (*schema.rules, *after)
        if name == "signed_off" or after.get(name) != before.get(name)
    }
    return with_fields(document, changed, tuple(schema.rules))


# Writing ----------------------------------------------------------------------------------------------------


def _write(drafts: list[Draft], project: Project) -> None:
    """Write all of *drafts*, or none.

    Raises:
        SiteBuilderError: one cannot be written; those written before it are as they were.
    """
    try:
        for draft in drafts:
            inside = draft.path.parent.resolve()
            if not inside.is_relative_to(project.root.resolve()):
                raise SiteBuilderError(f"{project.shown(draft.path)} leads out of the project")
            document, faults = parse_document(draft.text.encode(), project.shown(draft.path))
            if document is None:
                raise SiteBuilderError(f"the draft could not be written as YAML: {faults[-1].message}")
            if draft.is_new and draft.path.exists():
                raise SiteBuilderError(f"{project.shown(draft.path)} was made meanwhile; try again")
        for folder in dict.fromkeys(draft.path.parent for draft in drafts):
            remove_unfinished(folder)
        write_all_whole({draft.path: draft.text.encode() for draft in drafts})
    except OSError as fault:
        raise SiteBuilderError(f"it cannot be written: {fault.strerror}") from fault


def _checked(made: _Composed, whose: str, project: Project, rules: Rules, day: JudgedDay) -> Taken:
    paths = [project.shown(draft.path) for draft in made.drafts]
    found = check_files(project, rules, day, (whose,), paths.__contains__) if paths else []
    return Taken(made.what, made.drafts, made.notes, tuple(one for one in found if one.code != "draft"))
