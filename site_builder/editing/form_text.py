"""Read the forms in what arrives: a downloaded file, or an email, also quoted, wrapped, altered or reordered.

A form is plain text, so that people can read it in any mail program. A line that begins with the name of a
question in square brackets stands before each answer; what else is on that line is the question's words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from typing import Literal

from site_builder.content.invisible import CONTROLS, TURNING
from site_builder.errors import SiteBuilderError
from site_builder.exchange.markup import html_to_lines

MOST_BYTES = 2_000_000

WRAPPED = 60
"""A line of so many characters may have been broken by a mail program; a shorter one was ended there."""

LONGEST_WRAPPED = 80

_QUOTED = re.compile(r"(?:[ \t]?>)+[ \t]?")
_MARK = re.compile(r"\[([a-z]+(?:-[a-z]+)*(?: (?:was|now))?)\][ \t]*", re.IGNORECASE)
_FORM = re.compile(r"\[form\][ \t]*([a-z]+(?:-[a-z]+)*)?[ \t]*([a-z0-9-]+)?", re.IGNORECASE)
_CONTROL = re.compile(f"[{CONTROLS}{TURNING}\ufeff\u200b\u2060]")
_SIGNATURE = re.compile(r"--[ \t]*|(?:Sent|Get|Wysłane|Envoyé) (?:from|z|de|Outlook) .{1,60}", re.IGNORECASE)
"""What mail programs put before, or as, words of their own at the end."""

_HEADERS = re.compile(
    rb"(?:^|\n)(?:From|Date|Subject|MIME-Version|Received|Return-Path|Content-Type): ?", re.I
)
_KNOWN_STARTS = {
    b"%PDF": "a PDF file",
    b"PK\x03\x04": "a Word or zip file",
    b"\xd0\xcf\x11\xe0": "a file of Outlook or of an old Word",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"{\\rtf": "a rich text file",
}
_OWN_MARKS = ("note", "form", "about-page", "end")

Via = Literal["web-form", "email"]


@dataclass(frozen=True, slots=True)
class SentForm:
    """One form as it arrived.

    `form` and `council` are empty where the line that names them is gone. `answers` are by the name of the
    question, with ` was` or ` now` after it in a correction; `outside` are the lines of the text, from 1,
    that belong to no answer; `twice` are the questions that were answered twice: the answer has all of it.
    """

    form: str
    council: str
    about_page: str
    answers: Mapping[str, str]
    outside: tuple[int, ...]
    twice: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Arrived:
    """What a file holds: its forms, how it came, and the day of the email if it is one."""

    forms: tuple[SentForm, ...]
    via: Via
    day: date | None = None


def read_arrived(content: bytes, known: Iterable[str]) -> Arrived:
    """The forms in *content*, the bytes of a file; the same form in an email and its attachment is one.

    Args:
        content: a downloaded file, an email saved as a file, or its text.
        known: the names of all questions. In square brackets, any other word is part of an answer.

    Raises:
        SiteBuilderError: there is no form in it; the text says what it may be and what to do.
    """
    if len(content) > MOST_BYTES:
        raise SiteBuilderError(f"it has more than {MOST_BYTES // 1_000_000} MB, so it is not a form of ours")
    if not content.strip():
        raise SiteBuilderError("it is empty")
    for start, what in _KNOWN_STARTS.items():
        if content.startswith(start):
            raise SiteBuilderError(
                f"it is {what}, and not text; open it, and copy the words of the form into a text file"
            )
    texts, via, day = [_decode(content)], "", None
    if _HEADERS.search(content[:4000]) and (email := _read_email(content)):
        (texts, day), via = email, "email"
    forms: list[SentForm] = []
    for text in texts:
        for form in _read_forms(text, frozenset(known)):
            if all(form.answers != one.answers or form.form != one.form for one in forms):
                forms.append(form)
    if not forms:
        raise SiteBuilderError(
            "it is not a form of ours: no line in it begins with [form]. "
            "If somebody wrote to you in their own words, write the comment or the entry yourself"
        )
    was_quoted = any(_QUOTED.match(line) and "[form]" in line for text in texts for line in text.split("\n"))
    return Arrived(tuple(forms), "email" if via == "email" or was_quoted else "web-form", day)


def _decode(content: bytes) -> str:
    """*content* as text, whatever program saved it; lines end with a line feed."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = content.decode("utf-16", errors="replace")
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("windows-1252", errors="replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _read_email(content: bytes) -> tuple[list[str], date | None] | None:
    """The texts of an email, attached files first, and its day; nothing where it has no text."""
    message = message_from_bytes(content, policy=policy.default)
    texts = [
        _decode(payload)
        for part in message.iter_attachments()
        if part.get_content_type() in ("text/plain", "application/octet-stream")
        and isinstance(payload := part.get_payload(decode=True), bytes)
    ]
    body = message.get_body(preferencelist=("plain", "html"))
    if body is not None:
        try:
            written = str(body.get_content())
        except (LookupError, UnicodeError):
            payload = body.get_payload(decode=True)
            written = _decode(payload if isinstance(payload, bytes) else b"")
        if body.get_content_type() == "text/html":
            written = html_to_lines(written)
        texts.append(written.replace("\r\n", "\n").replace("\r", "\n"))
    return (texts, _day_of(message)) if any(_FORM.search(text) for text in texts) else None


def _day_of(message: EmailMessage) -> date | None:
    try:
        return parsedate_to_datetime(str(message["Date"])).date()
    except (TypeError, ValueError, IndexError):
        return None


def _read_forms(text: str, known: frozenset[str]) -> list[SentForm]:
    lines = [_CONTROL.sub("", line) for line in text.split("\n")]
    starts = [number for number, line in enumerate(lines) if _FORM.match(_unquoted(line))]
    if not starts:
        # The line that names the form is gone: what is left of it is read as far as its other marks go.
        marks = [number for number, line in enumerate(lines) if _mark_of(_unquoted(line), known)]
        return [_read_form(lines, 0, len(lines), known)] if len(marks) > 1 else []
    ends = [*starts[1:], len(lines)]
    return [
        _read_form(lines, 0 if start is starts[0] else start, end, known)
        for start, end in zip(starts, ends, strict=True)
    ]


def _unquoted(line: str) -> str:
    """*line* without the signs that mail programs put before what they quote."""
    quoted = _QUOTED.match(line)
    return (line[quoted.end() :] if quoted else line).replace("\xa0", " ").lstrip(" \t*_")


def _mark_of(line: str, known: frozenset[str]) -> re.Match[str] | None:
    mark = _MARK.match(line)
    if mark is None:
        return None
    name = mark[1].lower()
    return mark if name in _OWN_MARKS or name.split(" ")[0] in known else None


def _read_form(lines: Sequence[str], start: int, end: int, known: frozenset[str]) -> SentForm:
    """The form whose text goes from line *start* to before line *end*, lines counted from 0."""
    named = next((one for line in lines[start:end] if (one := _FORM.match(_unquoted(line)))), None)
    is_quoted = any(_QUOTED.match(line) for line in lines[start:end] if _mark_of(_unquoted(line), known))
    found: dict[str, list[list[str]]] = {}
    about, name = "", ""
    outside: list[int] = []
    for number in range(start, end):
        line = _unquoted(lines[number]) if is_quoted else lines[number].replace("\xa0", " ")
        mark = _mark_of(_unquoted(lines[number]), known)
        if mark is None:
            if _SIGNATURE.fullmatch(line):
                name = ""
            if name:
                found[name][-1].append(line)
            elif line.strip():
                outside.append(number + 1)
            continue
        name, rest = mark[1].lower(), mark.string[mark.end() :].strip()
        if name == "about-page":
            about, name = rest, ""
        elif name in _OWN_MARKS:
            name = ""
        else:
            # A form that was sent without scripts has the answer on the line of its question.
            _, is_given, answer = rest.partition("=")
            found.setdefault(name, []).append([answer] if is_given else [])
    # Where a longer line is whole, no program broke the others.
    written = [line for texts in found.values() for text in texts for line in text]
    was_wrapped = all(len(line) <= LONGEST_WRAPPED for line in written)
    answers = {
        one: "\n".join(filter(None, (_answer(text, was_wrapped) for text in texts)))
        for one, texts in found.items()
    }
    return SentForm(
        form=(named[1] or "").lower() if named else "",
        council=(named[2] or "").lower() if named else "",
        about_page=about.strip().removesuffix("="),
        answers={one: answer for one, answer in answers.items() if answer},
        outside=tuple(outside),
        twice=tuple(one for one, texts in found.items() if len(texts) > 1),
    )


def _answer(lines: Sequence[str], was_wrapped: bool) -> str:
    """The lines of an answer as they were written, before a mail program broke them."""
    joined: list[str] = []
    last = ""
    for line in lines:
        is_broken = was_wrapped and (last.endswith(" ") or len(last) >= WRAPPED)
        if joined and line.strip() and last.strip() and is_broken and not re.match(r"\s*[-*•]\s", line):
            joined[-1] += f" {line.strip()}"
        else:
            joined.append(line.strip())
        last = line
    return re.sub(r"\n{3,}", "\n\n", "\n".join(joined)).strip()


def value_in(line: str) -> str:
    """What a choice stands for: `Free (free)` stands for `free`."""
    named = re.search(r"\(([a-z0-9]+(?:-[a-z0-9]+)*)\)\s*$", line)
    return named[1] if named else line.strip()
