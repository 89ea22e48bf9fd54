"""What is wrong with a file, where, and what to type instead."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Literal

from site_builder.content.bounds import MOST_FAULTS

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in a file: line and column from 1, and its length, all in characters."""

    line: int
    column: int
    length: int = 1


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One fault of one file, in words its author can act on.

    `field` is the dotted name of the field, list items counted from 1 (`needs[2]`), or empty for the whole
    file. `source` is the line of the file that is shown, without its line end.
    """

    path: str
    place: Place
    code: str
    field: str
    message: str
    hint: str = ""
    source: str = ""

    @property
    def severity(self) -> Severity:
        return CODES[self.code].severity

    @property
    def is_error(self) -> bool:
        return self.severity == "error"


@dataclass(frozen=True, slots=True)
class Code:
    """What a diagnostic's code means. A published code keeps its meaning.

    `who_acts` is `author` (whoever writes the file) or `maintainer` (whoever keeps the project).
    """

    severity: Severity
    meaning: str
    remedy: str
    who_acts: Literal["author", "maintainer"] = "author"


CODES: dict[str, Code] = {
    "too-large": Code(
        "error",
        "The file is larger than any entry needs to be.",
        "Put pictures and documents into the folder media and name them in the entry.",
    ),
    "unreadable-file": Code(
        "error",
        "A file cannot be read: it is a folder, a pipe, a link that leads nowhere, or closed to this user.",
        "Put a plain file in its place, one that everyone may read.",
        "maintainer",
    ),
    "encoding": Code(
        "error",
        "The file is not saved as UTF-8, so letters such as é or £ cannot be read.",
        "Save it again with the encoding UTF-8. In Notepad: Save as, then Encoding.",
    ),
    "byte-order-mark": Code(
        "warning",
        "The file begins with an invisible mark that some programs write.",
        "Save it again as UTF-8 without BOM. Nothing is lost until then.",
    ),
    "line-ends": Code(
        "warning",
        "The lines end as Windows writes them.",
        "Set the editor to LF. Nothing is lost, but others see every line as changed.",
    ),
    "merge-conflict": Code(
        "error",
        "Two people changed the same lines, and both versions are still in the file.",
        "Keep the right lines and delete the lines of marks.",
    ),
    "control-character": Code(
        "error",
        "There is an invisible character in the text, often from copying out of another program.",
        "Delete it.",
    ),
    "empty-file": Code("error", "The file holds nothing.", "Delete it or fill it in."),
    "two-documents": Code(
        "error",
        "The file holds two entries, with --- between them.",
        "Put each entry into a file of its own.",
    ),
    "wrong-shape": Code(
        "error",
        "A list, a text or a group of fields stands where another of the three belongs.",
        "Write it as the hint says.",
    ),
    "alias": Code(
        "error",
        "A star stands for something written elsewhere, and forms and other programs would lose it.",
        "Write the words themselves.",
    ),
    "anchor": Code(
        "error",
        "An & gives a value a name, and forms and other programs would lose it.",
        "Write the words in each place.",
    ),
    "tag": Code(
        "error",
        "A word with an exclamation mark tells one kind of program how to read a value.",
        "Delete that word, or put the text in quotes.",
    ),
    "key-not-text": Code("error", "A colon has no field name before it.", "Write the name of the field."),
    "duplicate-key": Code(
        "error", "A field is written twice, so one of the two would be lost.", "Keep one of them."
    ),
    "tab": Code("error", "A line begins with a tab.", "Use two spaces for each step."),
    "too-many-files": Code(
        "error",
        "A folder holds more files than any offer needs, so none of them was read.",
        "Move away what is no part of the offer.",
    ),
    "media-too-large": Code(
        "error",
        "A picture or a document is too large for families' phones, or for the machine that builds the site.",
        "Save it smaller, or put it on another site and link to it.",
    ),
    "too-many-items": Code(
        "error",
        "A list, a group of fields or a whole file holds more than any offer needs.",
        "Take out what is not needed, or use several files.",
    ),
    "too-many-faults": Code(
        "error",
        "The file has more faults than are shown at a time.",
        "Mend those that are shown, and check the file again.",
    ),
    "too-deep": Code("error", "Fields lie too deep in each other.", "Write fewer levels."),
    "text-not-closed": Code(
        "error",
        "A text begins with a quote that is never closed, or is closed too late.",
        "Close it with the same quote.",
    ),
    "text-after-quote": Code(
        "error", "There is more text after a closing quote.", "Put all of the text between the quotes."
    ),
    "backslash": Code("error", "A backslash in double quotes has a special meaning.", "Use single quotes."),
    "space-after-colon": Code("error", "There is no space after the colon of a field.", "Write a space."),
    "colon-in-text": Code(
        "error", "A colon in a text makes it look like a new field.", "Put quotes around the text."
    ),
    "indentation": Code(
        "error",
        "A line begins further right than the group it belongs to.",
        "Begin it in the same column as the others.",
    ),
    "no-colon": Code(
        "error", "A line has no field name.", "Write the name of the field and a colon, or indent the line."
    ),
    "bracket-not-closed": Code("error", "A bracket is never closed.", "Close it, or write one item a line."),
    "special-sign": Code(
        "error", "A text begins with a sign that has a special meaning.", "Put quotes around the text."
    ),
    "layout": Code("error", "The layout of the file breaks here.", "Compare the line with the one above."),
    "missing-field": Code("error", "A field that every such file needs is not there.", "Write it."),
    "empty-field": Code("error", "A field that every such file needs is there, but empty.", "Fill it in."),
    "unknown-field": Code(
        "error",
        "The file has a field that nothing reads, most often misspelt.",
        "Use the name in the hint, or take the field out.",
    ),
    "unknown-choice": Code(
        "error", "The field takes one of a few words, and this is none of them.", "Use one of the choices."
    ),
    "yes-no": Code(
        "error",
        "Yes, no, on and off are read as true or false by other programs, so no field uses them.",
        "Write one of the choices.",
    ),
    "wrong-type": Code(
        "error", "The field holds a number or a date, and this is none.", "Write it as the message says."
    ),
    "wrong-form": Code(
        "error", "The text has not the form that the field needs.", "Write it as the message says."
    ),
    "out-of-range": Code("error", "The number is too small or too large.", "Write a number in the range."),
    "too-long": Code("error", "The text is longer than the field holds.", "Say it in fewer words."),
    "unknown-term": Code(
        "error",
        "The word is not in the vocabulary that the field uses.",
        "Choose a word from the list that the hint names.",
    ),
    "unknown-section": Code(
        "error",
        "The topic has no such section, so no page would show it.",
        "Use one of the topic's sections.",
    ),
    "unknown-fact": Code(
        "error", "The topic has no such fact, so no page would show it.", "Use one of the topic's facts."
    ),
    "number-without-quotes": Code(
        "warning",
        "A number that begins with 0 has no quotes, and a form would drop the 0 when it saves.",
        "Put quotes around it.",
    ),
    "id-not-file-name": Code(
        "error",
        "The id is not the name of the file.",
        "Make the two the same. The id is also the page's address.",
    ),
    "id-not-folder": Code(
        "error", "The id of an authority is not the name of its folder.", "Make the two the same."
    ),
    "duplicate-id": Code(
        "error",
        "Two entries have the same id, so one page would overwrite the other.",
        "Give one of them another id.",
    ),
    "ages-reversed": Code("error", "The first age is above the last.", "Swap them."),
    "weeks-missing": Code(
        "error", "There is a wait, but not how long.", "Add the weeks, or say that nobody knows."
    ),
    "areas-missing": Code("error", "It serves some areas, but does not say which.", "Name them."),
    "absent-what": Code(
        "error", "A declared absence does not say what is absent.", "Name the kinds of support or the topics."
    ),
    "dead-end": Code(
        "error",
        "A declared absence gives no alternative and nobody to ask.",
        "Say what a family can do instead, or who to ask.",
    ),
    "no-alternative": Code(
        "warning",
        "A declared absence names somebody to ask, but no alternative.",
        "Name the nearest thing that a family can use.",
    ),
    "reviewed-in-future": Code(
        "warning",
        "The last check is after the day that counts as today, so it does not count as a check.",
        "Write the day when somebody last checked it.",
    ),
    "review-before-last": Code(
        "warning",
        "The next check is not after the last one.",
        "Write the day by which it will be checked again.",
    ),
    "older-than-english": Code(
        "warning",
        "A translation or Easy Read version was made before the English was last checked.",
        "Compare the two, then write the new day.",
    ),
    "not-signed-off": Code(
        "error",
        "The authority wants groups to agree to every entry, and one has not yet.",
        "Ask them; when they agree, add them to signed_off.",
    ),
    "draft": Code(
        "warning",
        "The field signed_off is there and blank, so the file is a draft that nobody has agreed to.",
        "Read it, and put it right. When you agree, write under signed_off who does. To publish a file that "
        "nobody has to agree to, take the line out.",
    ),
    "no-such-entry": Code(
        "error", "The file names an entry that is not there.", "Correct the name, or write the entry."
    ),
    "authority-not-here": Code(
        "warning",
        "The file names an entry of an authority that is not in this project.",
        "The page shows the words without a link.",
    ),
    "no-such-file": Code(
        "error",
        "The file names a picture or document that is not in the folder media.",
        "Put it there, or take the name out.",
    ),
    "not-an-entry": Code(
        "error",
        "A file in the folder entries, or in a folder of records, would not be read.",
        "Rename it to end in .yaml, or move it.",
    ),
    "unknown-folder": Code(
        "error",
        "A file lies in a folder that nothing reads, most often a misspelt one.",
        "Move it to the folder that it belongs in.",
    ),
    "record-file-name": Code(
        "error",
        "The name of a file of records is not of the form that its folder asks for.",
        "Rename the file as the hint says.",
    ),
    "no-such-comment": Code(
        "error",
        "An action names a comment that is not there.",
        "Correct the number, or write the comment.",
    ),
    "answer-why": Code(
        "error",
        "The answer to a comment says that nothing can be done, but not why.",
        "Say why under response: why.",
    ),
    "answer-before-comment": Code(
        "warning", "The answer has an earlier month than the comment.", "Correct one of the two months."
    ),
    "comment-unanswered": Code(
        "warning",
        "A comment has waited nine months or more. The law asks for an answer at least once a year.",
        "Write the answer under response:, even if it is that you cannot do it, and why.",
    ),
    "in-future": Code(
        "warning",
        "A month or a day that should be past is after the day that counts as today, so it does not count.",
        "Write when it happened.",
    ),
    "test-not-finished": Code(
        "warning",
        "A test of the site by people is begun and not finished, so it does not count as a test.",
        "Write the result of each criterion, who tested and which pages.",
    ),
    "burden-not-assessed": Code(
        "warning",
        "The law asks for an assessment before a council may say that mending something costs too much "
        "(Accessibility Regulations 2018, regulation 7).",
        "Make the assessment, then write the day under assessed:.",
    ),
    "period-reversed": Code("error", "A report ends before it begins.", "Swap the two days."),
    "withheld-too-many": Code(
        "error", "More comments were held back than came.", "Count again, and correct one of the numbers."
    ),
    "results-broken": Code(
        "warning",
        "The saved results of testing the links or the site cannot be used, so they count as not there.",
        "Run the test again. Nobody writes these files by hand.",
    ),
    "may-identify": Code(
        "warning",
        "The words of a comment may tell who somebody is, and nobody may be recognised in what is published.",
        "Take it out, or say it in a more general way. A person has to read every comment.",
    ),
    "web-address": Code(
        "error",
        "A web address has no plain name of a site, so a browser may open another than a reader sees.",
        "Copy the address from the browser, without a name and an @ before the site.",
    ),
    "link-out": Code(
        "error",
        "A file or folder is only a link to one outside the folder, or to nothing.",
        "Put the file itself there.",
    ),
    "file-name": Code(
        "error",
        "The name of a file or folder does not work on every computer, or is taken by a page of the site.",
        "Rename it, in small letters, digits and hyphens.",
    ),
    "same-name": Code(
        "error",
        "Two names are the same to computers that tell no capitals apart, or give pages of one address.",
        "Rename one of the two.",
    ),
    "media-that-runs": Code(
        "error",
        "A file that is published as it is can run a program on the site, or fetch something from elsewhere.",
        "Take it out, or save it as a picture or a document.",
    ),
    "no-authority": Code("error", "A folder in offer_content has no authority.yaml.", "Write one."),
    "colour-contrast": Code(
        "error",
        "Words with the council's colour cannot be read by everyone, light or dark (WCAG 2.2, 1.4.3).",
        "Use the shade in the hint.",
    ),
    "real-code": Code(
        "error", "An invented authority has the code of a real one.", "Use a code that no authority has."
    ),
    "unknown-code": Code(
        "error",
        "The code is none of the local authorities' in England.",
        "Look it up in schema/authorities.csv.",
    ),
    "html-in-text": Code(
        "warning",
        "The text holds HTML, which is shown as it is written.",
        "Use Markdown: **bold**, lists with -, links as [words](address).",
    ),
    "image-in-text": Code(
        "warning",
        "The text holds a picture, which is not shown.",
        "Put the picture into media: with its alt text.",
    ),
    "link-scheme": Code(
        "warning",
        "A link leads to something other than a web page, an email address or a phone number.",
        "Use an address that begins with https://, mailto: or tel:.",
    ),
    "heading-level": Code(
        "warning", "A heading is larger than the headings of the page.", "Begin it with ###."
    ),
    "nhs-number": Code(
        "error",
        "The text holds what looks like an NHS number. It would be public for ever.",
        "Take it out, and tell whoever looks after personal data.",
    ),
    "upn": Code(
        "error",
        "The text holds what looks like a pupil's number. It would be public for ever.",
        "Take it out, and tell whoever looks after personal data.",
    ),
    "national-insurance-number": Code(
        "error",
        "The text holds what looks like a National Insurance number. It would be public for ever.",
        "Take it out, and tell whoever looks after personal data.",
    ),
    "date-of-birth": Code(
        "error",
        "The text holds what looks like a date of birth. It would be public for ever.",
        "Take it out. An age in years is enough.",
    ),
    "private-mailbox": Code(
        "warning",
        "The address looks like a person's own mailbox.",
        "Use the address of a team, if there is one.",
    ),
    "mobile-number": Code(
        "warning",
        "The number looks like a person's own mobile phone.",
        "Use the number of a team, if there is one.",
    ),
    "duplicate-term": Code(
        "error",
        "A vocabulary, a standard or a guide has the same id twice.",
        "Give one of them another id.",
        "maintainer",
    ),
    "unknown-check": Code(
        "error",
        "A requirement has a kind of check, or a setting of one, that nothing reads.",
        "Use one that the hint names.",
        "maintainer",
    ),
    "unknown-name": Code(
        "error",
        "A requirement or a guide names something that is not there.",
        "Correct the name, or add it to the vocabulary.",
        "maintainer",
    ),
    "no-link": Code("error", "A verified source has no link.", "Give its address.", "maintainer"),
}


def sort_diagnostics(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """By file, then by place in the file; errors before warnings at the same place."""
    return sorted(
        diagnostics,
        key=lambda one: (one.path, one.place.line, one.place.column, one.severity, one.code, one.field),
    )


def first_faults(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """The first faults of a file, and one that says so where there are more: those are not looked for."""
    found = iter(diagnostics)
    first = list(islice(found, MOST_FAULTS))
    if next(found, None) is not None:
        last = first[-1]
        message = f"there are more faults than the {MOST_FAULTS} that are shown"
        hint = "mend those that are shown, and check the file again"
        first.append(replace(last, code="too-many-faults", field="", message=message, hint=hint))
    return first


def nearest(word: str, choices: Iterable[str]) -> str | None:
    """The choice most like *word*, or None where none is near enough to suggest."""
    matches = difflib.get_close_matches(word.lower(), list(choices), n=3, cutoff=0.6)
    same_start = [match for match in matches if match[0] == word[:1].lower()]
    return next(iter(same_start or matches), None)


def show_choices(choices: Sequence[str], most: int = 12) -> str:
    """The choices in one line; a long list is cut and says how many more there are."""
    if len(choices) <= most:
        return ", ".join(choices)
    return f"{', '.join(choices[:most])} and {len(choices) - most} more"


def with_source(diagnostic: Diagnostic, lines: Sequence[str]) -> Diagnostic:
    """*diagnostic* with the line of the file that it speaks of."""
    number = diagnostic.place.line
    return replace(diagnostic, source=lines[number - 1]) if 0 < number <= len(lines) else diagnostic
