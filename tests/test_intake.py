"""What families send becomes drafts: whole or not at all, over nobody's work, with words on what to check."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from site_builder.cli import main
from site_builder.content.days import JudgedDay
from site_builder.content.document import dump_document, parse_document
from site_builder.editing.family_form import FORMS, load_form
from site_builder.editing.form_text import SentForm, read_arrived
from site_builder.editing.intake import take_in, taken_as_text
from site_builder.errors import SiteBuilderError
from site_builder.pages.language import find_language, speaking, translated
from site_builder.project import Project, open_project
from tests.check_cases import rules

DAY = JudgedDay(date(2026, 11, 21), date(2026, 11, 21))
KNOWN = {one.id for form in FORMS for one in load_form(form, rules()).questions}

COMMENT = """\
[note] Please keep the words in [square brackets].
[form] comment northmere
[about-page] club

[said] What do you want to tell us?
We could not find out who decides.

[about] What is it about?
Help or facts that are missing (missing)

[from] Who are you?
A parent or carer (parent-carer)

[end]
"""

CORRECTION = """\
[form] correction northmere
[about-page] club

[phone was] What is the phone number?
01632 960001
[phone now] What is the phone number?
01632 960002

[end]
"""

CLUB = """\
# Kept by the leisure team.
id: club
kind: service
title: 'Chess club'   # the name on the door
summary: Children play chess.

service_types: [preschool]
provider: {name: Northmere Chess}
cost:
  to_family: free
# How to reach them
contact:
  phone: 01632 960001
  email: chess@example.org

reviewed: 2026-10-01
signed_off: [local-authority]
"""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    home = tmp_path / "offer_content" / "northmere"
    (home / "entries").mkdir(parents=True)
    facts = {"id": "northmere", "name": "Northmere", "gss_code": "E06999901", "demonstration": "invented"}
    (home / "authority.yaml").write_text(dump_document(facts), encoding="utf-8")
    (home / "entries" / "club.yaml").write_text(CLUB, encoding="utf-8")
    return open_project(tmp_path)


def send(project: Project, content: str | bytes, name: str = "form.txt") -> str:
    """Take *content* in, and what is said about it."""
    file = project.root / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return taken_as_text(take_in(project, rules(), file, DAY, None), project)


def refusal(project: Project, content: str | bytes) -> str:
    """Why *content* is not taken in; nothing of the project has changed."""
    before = files(project)
    with pytest.raises(SiteBuilderError) as refused:
        send(project, content)
    assert files(project) == before
    return str(refused.value)


def files(project: Project) -> dict[str, bytes]:
    return {project.shown(path): path.read_bytes() for path in project.content.rglob("*") if path.is_file()}


def draft(project: Project, name: str = "comments/2026-001.yaml") -> dict[str, Any]:
    content = (project.content / "northmere" / name).read_bytes()
    document, problems = parse_document(content, name)
    assert document is not None, problems
    return document.data


def answers_in(content: str) -> dict[str, str]:
    (form,) = read_arrived(content.encode(), KNOWN).forms
    return dict(form.answers)


# What mail programs do to a form


ANSWERS = {
    "said": "We could not find out who decides.",
    "about": "Help or facts that are missing (missing)",
    "from": "A parent or carer (parent-carer)",
}


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text,
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", "\r"),
        lambda text: "".join(f"> {line}\n" for line in text.splitlines()),
        lambda text: "".join(f">> {line}\n" for line in text.splitlines()),
        lambda text: "".join(f"  {line}  \n" for line in text.splitlines()),
        lambda text: text.replace(" ", "\xa0"),
        lambda text: text.replace("\n\n", "\n"),
        lambda text: text.replace("\n", "\n\n"),
        lambda text: text.replace("[about] What is it about?", "[About]"),
        lambda text: text.removesuffix("[end]\n") + "--\nSent from my phone\n",
        lambda text: "Dear council,\n\nhere it is.\n\n" + text,
        lambda text: "\ufeff" + text,
    ],
    ids=[
        "as it is",
        "Windows line ends",
        "old Mac line ends",
        "quoted",
        "quoted twice",
        "indented",
        "hard spaces",
        "blank lines lost",
        "blank lines added",
        "question altered",
        "signature",
        "greeting",
        "byte order mark",
    ],
)
def test_form_means_the_same_whatever_a_mail_program_did_to_it(change: Callable[[str], str]) -> None:
    assert answers_in(change(COMMENT)) == ANSWERS


def test_lines_that_a_mail_program_broke_are_joined_and_those_of_the_sender_stay() -> None:
    long = "We asked at the club, at the school and at the doctor's, and nobody could say"
    text = COMMENT.replace("We could not find out who decides.", f"{long}\nwho decides.\n\n- first\n- second")
    assert len(long) > 60
    assert answers_in(text)["said"] == f"{long} who decides.\n\n- first\n- second"


def test_lines_stay_where_one_is_so_long_that_no_program_broke_any() -> None:
    first, second = "A line that is as long as those that mail programs break, or so it seems.", "word " * 30
    text = COMMENT.replace("We could not find out who decides.", f"{first}\n{second}")
    assert answers_in(text)["said"] == f"{first}\n{second.strip()}"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1252"])
def test_form_is_read_in_every_encoding_that_programs_save(encoding: str) -> None:
    text = COMMENT.replace("who decides", "who decides – café, £5")
    (form,) = read_arrived(text.encode(encoding), KNOWN).forms
    assert form.answers["said"] == "We could not find out who decides – café, £5."


def email(body: str, kind: str = "text/plain", attached: str = "") -> bytes:
    from email.message import EmailMessage

    message = EmailMessage()
    message["From"], message["Subject"] = "a parent <parent@mail.example.org>", "A comment"
    message["Date"] = "Fri, 30 Oct 2026 20:10:00 +0000"
    message.set_content(body, subtype=kind.partition("/")[2])
    if attached:
        message.add_attachment(attached.encode(), maintype="text", subtype="plain", filename="form.txt")
    return message.as_bytes()


@pytest.mark.parametrize(
    "content",
    [
        email(COMMENT),
        email("<div>" + COMMENT.replace("\n", "<br>\n") + "</div>", "text/html"),
        email("".join(f"<p>{line}</p>" for line in COMMENT.splitlines()), "text/html"),
        email("Here it is.", attached=COMMENT),
        email(COMMENT, attached=COMMENT),
    ],
    ids=["text", "HTML with breaks", "HTML with paragraphs", "attached", "in the email and attached"],
)
def test_saved_email_is_read_with_its_month_and_without_its_sender(project: Project, content: bytes) -> None:
    said = send(project, content, "mail.eml")
    made = draft(project)
    assert (made["received"], made["via"], made["said"]) == (
        "2026-10",
        "email",
        "We could not find out who decides.",
    )
    assert "parent@mail.example.org" not in said + str(files(project))


@given(st.permutations(["said", "about", "from"]))
def test_answers_may_come_in_any_order(order: list[str]) -> None:
    text = "[form] comment northmere\n" + "".join(f"[{one}] x\n{ANSWERS[one]}\n\n" for one in order)
    assert answers_in(text) == ANSWERS


@given(st.binary(max_size=400), st.integers(0, 300))
def test_whatever_arrives_is_read_or_refused_in_words(noise: bytes, at: int) -> None:
    form = COMMENT.encode()
    for content in (noise, form[:at] + noise + form[at:]):
        try:
            assert all(isinstance(one, SentForm) for one in read_arrived(content, KNOWN).forms)
        except SiteBuilderError as refused:
            assert str(refused).startswith("it ")


def test_marks_and_questions_fit_on_one_line_of_an_email_in_every_language() -> None:
    polish = find_language("pl")
    assert polish is not None
    for form in FORMS:
        for one in load_form(form, rules()).questions:
            with speaking(polish):
                said = translated(one.ask)
            assert max(len(f"[{one.id} now] {words}") for words in (one.ask, said)) <= 70


# Comments


def test_comment_becomes_a_draft_that_says_what_is_left_to_do(project: Project) -> None:
    assert send(project, COMMENT) == (
        "A comment.\n"
        "Wrote offer_content/northmere/comments/2026-001.yaml\n"
        "When it is right and somebody agrees to it, write who under signed_off.\n"
    )
    assert draft(project) == {
        "id": "2026-001",
        "received": "2026-11",
        "from": "parent-carer",
        "via": "web-form",
        "about": ["missing"],
        "entries": ["club"],
        "said": "We could not find out who decides.",
        "shortened": "not-shortened",
        "signed_off": [],
    }


def test_half_filled_comment_is_kept_and_what_is_missing_is_named(project: Project) -> None:
    said = send(project, "[form] comment northmere\n[said] x\nIt is good.\n[from] x\nthe queen\n[end]")
    assert "- The answer to “Who are you?” is not one of the choices. It was left out.\n" in said
    assert "error[missing-field] from: this field is missing" in said
    assert "error[missing-field] about: this field is missing" in said
    assert draft(project)["said"] == "It is good."


def test_same_comment_again_writes_nothing(project: Project) -> None:
    send(project, COMMENT)
    before = files(project)
    said = send(project, COMMENT.replace("We could not", "\nWe could  not"))
    assert said == "The comment is there already: offer_content/northmere/comments/2026-001.yaml.\n"
    assert files(project) == before


def test_next_comment_of_the_year_gets_the_next_number(project: Project) -> None:
    home = project.content / "northmere" / "comments"
    home.mkdir()
    (home / "2026-041.yaml").write_text("id: 2026-041\n", encoding="utf-8")
    (home / "2025-099.yaml").write_text("id: 2025-099\n", encoding="utf-8")
    send(project, COMMENT)
    assert draft(project, "comments/2026-042.yaml")["id"] == "2026-042"


def test_two_forms_in_one_file_become_two_drafts(project: Project) -> None:
    send(project, COMMENT + COMMENT.replace("who decides", "when it opens"))
    assert draft(project, "comments/2026-001.yaml")["said"] == "We could not find out who decides."
    assert draft(project, "comments/2026-002.yaml")["said"] == "We could not find out when it opens."


def test_what_stands_outside_the_form_is_named_by_its_lines_and_not_repeated(project: Project) -> None:
    said = send(project, "Hello, I am Ann.\n\n" + COMMENT + "\nBest wishes,\nAnn\n")
    assert (
        "- Lines 1, 18 to 19 of the text stand outside the form and were not used. Read them in form.txt.\n"
        in said
    )
    assert "Ann" not in said + str(files(project))


def test_answer_to_a_question_of_another_form_is_named(project: Project) -> None:
    said = send(project, COMMENT.replace("[end]", "[postcode] x\nZZ1 1AA\n[end]"))
    assert "- [postcode] is no question of this form, so it was not used. Read it in form.txt.\n" in said


# Personal data


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("Her NHS number is 999 000 0018.", "an NHS number"),
        ("UPN H801200001001", "a unique pupil number"),
        ("AA 12 34 56 A", "a National Insurance number"),
        ("She was born on 3 May 2012.", "a date of birth"),
    ],
)
def test_number_or_birthday_of_one_person_stops_everything_and_is_not_repeated(
    project: Project, words: str, named: str
) -> None:
    said = refusal(project, COMMENT.replace("We could not find out who decides.", words))
    assert said == (
        f"it holds what looks like {named}. Take it out of the text, and try again. "
        "Then delete form.txt wherever it is kept; docs/personal-data.md says what else to do"
    )


def test_moderator_is_told_of_names_ages_with_schools_mobiles_and_mailboxes(project: Project) -> None:
    words = "My son Sam is 9 and goes to Harbour Primary School. Ring 07911 123456 or sam@gmail.com."
    said = send(project, COMMENT.replace("We could not find out who decides.", words))
    for found in (
        "somebody's name",
        "a child's age and school",
        "a person's own mobile number",
        "a person's own email",
    ):
        assert found in said
    for secret in ("Sam", "Harbour", "07911", "sam@"):
        assert secret not in said


def test_new_entry_is_looked_through_for_children_too(project: Project) -> None:
    said = send(
        project,
        "[form] new-entry northmere\n[title] x\nTots\n[summary] x\nMy son Sam loves it.\n[run-by] x\nTots\n"
        "[kind] x\npreschool\n[end]",
    )
    assert "- summary: this may hold somebody's name. Read it before anybody else does.\n" in said
    assert "Sam" not in said


# New entries


def test_new_entry_never_takes_the_place_of_one(project: Project) -> None:
    form = "[form] new-entry northmere\n[title] x\nClub\n[summary] x\nAnother one.\n[run-by] x\nTots\n"
    said = send(project, form)
    assert "offer_content/northmere/entries/club.yaml has that name already. Is it the same?" in said
    assert "They were not sure what kind of help it is." in said
    assert draft(project, "entries/club-2.yaml")["title"] == "Club"
    assert files(project)["offer_content/northmere/entries/club.yaml"] == CLUB.encode()
    assert "is there already" not in send(project, form.replace("Another", "A third"))
    assert draft(project, "entries/club-3.yaml")["summary"] == "A third one."


def test_what_a_field_cannot_hold_is_kept_and_named(project: Project) -> None:
    form = (
        "[form] new-entry northmere\n[title] x\nTots\n[summary] x\nPlay.\n"
        "[run-by] x\nTots\n[kind] x\npreschool\n"
        "[from-age] x\nabout four\n[email] x\nnone yet\n[end]"
    )
    said = send(project, form)
    assert 'ages.from: "about four" should be a whole number of years' in said
    assert draft(project, "entries/tots.yaml")["contact"] == {"email": "none yet"}


# Corrections


def test_correction_changes_its_field_and_leaves_every_other_line_as_it_is(project: Project) -> None:
    assert send(project, CORRECTION) == (
        "A correction of offer_content/northmere/entries/club.yaml.\n"
        "Changed offer_content/northmere/entries/club.yaml\n"
        "What to check:\n"
        "- contact.phone: “01632 960001” becomes “01632 960002”\n"
        "- Whoever agreed to the page has to agree again. Until then the page is not on the site.\n"
        "When it is right and somebody agrees to it, write who under signed_off.\n"
    )
    expected = CLUB.replace("960001", "960002").replace("signed_off: [local-authority]", "signed_off: []")
    assert files(project)["offer_content/northmere/entries/club.yaml"].decode() == expected


def test_corrected_file_keeps_its_line_ends(project: Project) -> None:
    path = project.content / "northmere" / "entries" / "club.yaml"
    path.write_bytes(CLUB.replace("\n", "\r\n").encode())
    send(project, CORRECTION)
    lines = path.read_bytes().split(b"\r\n")
    assert b"  phone: 01632 960002" in lines
    assert not any(b"\n" in line for line in lines)


def test_field_that_has_changed_since_the_sender_saw_it_is_not_overwritten(project: Project) -> None:
    said = refused = send(project, CORRECTION.replace("01632 960001", "01632 960000"))
    assert (
        "- contact.phone: the page has changed since they saw it. It said “01632 960000” then, says "
        "“01632 960001” now, and they ask for “01632 960002”. It was not changed.\n" in said
    )
    assert "Changed" not in refused
    assert files(project)["offer_content/northmere/entries/club.yaml"] == CLUB.encode()


def test_same_correction_again_changes_nothing(project: Project) -> None:
    send(project, CORRECTION)
    before = files(project)
    assert send(project, CORRECTION) == (
        "A correction of offer_content/northmere/entries/club.yaml: the page says all of it already.\n"
    )
    assert files(project) == before


def test_correction_adds_takes_out_and_keeps_what_every_entry_needs(project: Project) -> None:
    form = CORRECTION.replace(
        "[end]",
        "[amount was] x\n-\n[amount now] x\n£2\n[email was] x\nchess@example.org\n[email now] x\n-\n"
        "[title was] x\nChess club\n[title now] x\n-\n"
        "[address was] x\n-\n[address now] x\n1 Quay Street\nNorthmere\n[end]",
    )
    said = send(project, form)
    made = draft(project, "entries/club.yaml")
    assert made["cost"] == {"to_family": "free", "amount": "£2"}
    assert made["contact"] == {"phone": "01632 960002"}
    assert made["places"] == [{"address": ["1 Quay Street", "Northmere"]}]
    assert made["title"] == "Chess club"
    assert "- contact.email: “chess@example.org” becomes nothing\n" in said
    assert "- title: they ask to take it out, but every entry needs it. It was not changed.\n" in said


def test_mobile_in_a_correction_is_not_repeated(project: Project) -> None:
    said = send(project, CORRECTION.replace("01632 960002", "07911 123456"))
    assert "- contact.phone: “01632 960001” becomes (not repeated: it looks personal)\n" in said
    assert "07911" not in said


def test_correction_in_own_words_of_a_page_that_is_not_there_is_kept_as_a_comment(project: Project) -> None:
    form = (
        "[form] correction northmere\n[page] x\nThe swimming club\n"
        "[wrong] x\nIt has closed.\n[from] x\nforum\n"
    )
    said = send(project, form)
    assert "- It is a correction, but no page is called “The swimming club”." in said
    assert (draft(project)["said"], draft(project)["from"]) == ("It has closed.", "forum")


def test_correction_finds_its_page_by_the_name_that_a_family_writes(project: Project) -> None:
    form = "[form] correction northmere\n[page] x\nCHESS  Club\n[phone now] x\n01632 960002\n"
    assert "contact.phone: “01632 960001” becomes “01632 960002”" in send(project, form)


# What is no form


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "it is empty"),
        (b" \n ", "it is empty"),
        (
            b"%PDF-1.7 ...",
            "it is a PDF file, and not text; open it, and copy the words of the form into a text file",
        ),
        (
            b"PK\x03\x04...",
            "it is a Word or zip file, and not text; open it, "
            "and copy the words of the form into a text file",
        ),
        (b"x" * 2_000_001, "it has more than 2 MB, so it is not a form of ours"),
        (
            b"id: club\ntitle: Club\n",
            "it is not a form of ours: no line in it begins with [form]. "
            "If somebody wrote to you in their own words, write the comment or the entry yourself",
        ),
        (b"[form] comment northmere\n[said] x\n\n[end]", "it is a form that nobody has filled in"),
        (
            b"[form] coment northmere\n[said] x\nHi\n",
            'the line [form] names no form of ours; did you mean "comment"?',
        ),
        (
            b"[form] comment elsewhere\n[said] x\nHi\n",
            'it is for "elsewhere", which is not here; say so with --authority; there are: northmere',
        ),
        (
            b"[form] correction northmere\n[phone now] x\n01632 960002\n",
            "it does not say which page is wrong; write its id on a line, "
            "such as: [about-page] riverside-club",
        ),
    ],
    ids=["nothing", "blank", "pdf", "word", "large", "yaml", "unfilled", "misspelt", "elsewhere", "no page"],
)
def test_what_cannot_be_used_is_refused_in_words_and_changes_nothing(
    project: Project, content: bytes, said: str
) -> None:
    assert refusal(project, content) == said


def test_form_whose_first_line_is_gone_is_still_read(project: Project) -> None:
    said = send(project, COMMENT.replace("[form] comment northmere\n", ""))
    assert "- The line that begins with [form] is gone, so what it is had to be guessed.\n" in said
    assert draft(project)["said"] == "We could not find out who decides."


def test_draft_that_cannot_be_written_leaves_nothing_behind(project: Project) -> None:
    (project.content / "northmere" / "comments").write_text("in the way", encoding="utf-8")
    before = files(project)
    form = CORRECTION.replace("[end]", "[wrong] x\nIt has moved.\n[end]")
    with pytest.raises(SiteBuilderError, match="it cannot be written"):
        send(project, form)
    assert files(project) == before


def test_command_takes_in_what_it_can_and_ends_with_1_if_something_is_left(project: Project) -> None:
    for name, content in (("good.txt", COMMENT), ("bad.txt", "hello")):
        (project.root / name).write_text(content, encoding="utf-8")
    command = [
        "intake",
        str(project.root / "bad.txt"),
        str(project.root / "good.txt"),
        str(project.root / "none"),
    ]
    result = CliRunner().invoke(main, [*command, "--project", str(project.root), "--date", "2026-11-21"])
    assert result.exit_code == 1
    assert "Wrote offer_content/northmere/comments/2026-001.yaml" in result.output
    assert "bad.txt: nothing was written: it is not a form of ours" in result.output
    assert "none: nothing was written: there is no such file" in result.output
    shutil.rmtree(project.content / "northmere" / "comments")
    result = CliRunner().invoke(main, [*command[:1], command[2], "--project", str(project.root)])
    assert result.exit_code == 0
