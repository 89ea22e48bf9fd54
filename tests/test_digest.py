"""What changed, as text for a newsletter: whole texts, from a repository whose days are known."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from site_builder.cli import main
from tests.test_history import CLUB, Repository

AUTHORITY = """\
id: exampleshire
name: Exampleshire
official_name: Exampleshire Council
gss_code: E06999901
region: North East
demonstration: invented
as_of: 2026-06-01
"""
PUBLISHED = """\
published_at: https://offer.example.org/
contact:
  phone: 01632 960123
  email: offer@example.org
"""
GONE = """\
id: {name}
kind: service
title: {title}
summary: It was here.
service_types: [youth-club]
provider: {{name: Riverside Trust}}
"""
ABSENT = """\
id: no-night-buses
kind: not-available
title: Night buses
summary: There are no night buses for young people.
absent:
  service_types: [specialist-transport]
since: 2026-04-01
why: Nobody runs them.
ask:
  phone: 01632 960123
"""
GUIDE = """\
id: complain
kind: information
title: How to complain
summary: What to do if something is wrong.
topic: offline-access
sections:
  phone_route: Ring us.
"""
COMMENT = """\
id: 2026-001
received: 2026-01
from: parent-carer
via: email
about: [content]
said: The club closed and your page did not say so.
"""
ANSWER = """\
response:
  status: done
  did: We took the page out, and asked every club again.
  month: 2026-05
  by: local-offer-team
"""
NOTICE = (
    "This is a demonstration. Exampleshire is not a real council, so do not act on what you read here. "
    "It is shown as it would be on 1 June 2026."
)


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    made = Repository(tmp_path)
    made.write("authority.yaml", AUTHORITY)
    made.write("entries/club.yaml", CLUB)
    made.write(
        "entries/swim.yaml", CLUB.replace("id: club", "id: swim").replace("title: Club", "title: Swim")
    )
    made.write("entries/disco.yaml", GONE.format(name="disco", title="Disco"))
    made.write("entries/complain.yaml", GUIDE)
    made.write("comments/2026-001.yaml", COMMENT)
    made.commit("2026-02-01")
    return made


def change(repository: Repository) -> None:
    """Something of every kind, all on one day in May."""
    repository.write("authority.yaml", AUTHORITY + PUBLISHED)
    repository.write(
        "entries/club.yaml",
        CLUB.replace("A club.", "A club on Saturdays.") + "languages: [en]\nowner: team\n",
    )
    swim = (repository.root / "offer_content/exampleshire/entries/swim.yaml").read_text()
    repository.write("entries/swim.yaml", swim + "reviewed: 2026-05-01\n")
    repository.write(
        "entries/zoo.yaml", GONE.format(name="zoo", title="Zoo trips").replace("It was", "They are")
    )
    repository.write("entries/no-night-buses.yaml", ABSENT)
    repository.write("entries/complain.yaml", GUIDE + "  printed_copy: We post it to you.\n")
    repository.write("comments/2026-001.yaml", COMMENT + ANSWER)
    (repository.root / "offer_content/exampleshire/entries/disco.yaml").unlink()
    repository.commit("2026-05-10")


def digest(repository: Repository, since: str) -> str:
    done = CliRunner().invoke(main, ["digest", "--project", str(repository.root), "--since", since])
    assert done.exit_code == 0, done.output
    return done.stdout


def test_everything_that_changed_is_told_in_its_group(repository: Repository) -> None:
    change(repository)
    assert (
        digest(repository, "2026-04-01")
        == f"""\
News from the Exampleshire local offer

What changed from 1 April 2026 to 1 June 2026.

{NOTICE}

NEW

Zoo trips
They are here.
https://offer.example.org/support/zoo/

CHANGED

Club
What we changed: “Summary” and “Languages”.
https://offer.example.org/support/club/

How to complain
What we changed: “How to get a printed copy”.
https://offer.example.org/support/complain/

WE NOW SAY THAT THIS IS NOT AVAILABLE

Night buses
There are no night buses for young people.
https://offer.example.org/support/no-night-buses/

NOT THERE ANY MORE

- Disco

CHECKED AGAIN, NOTHING CHANGED

- Swim

YOU SAID, WE DID

Someone said: “The club closed and your page did not say so.”
We did it. We took the page out, and asked every club again.

Read all that you said, and what we did: https://offer.example.org/you-said/

FIND OUT MORE

On the web: https://offer.example.org/
By phone: 01632 960123
By email: offer@example.org
"""
    )


def test_nothing_is_told_where_nothing_changed_and_what_is_not_known_is_said(repository: Repository) -> None:
    assert (
        digest(repository, "HEAD")
        == f"""\
News from the Exampleshire local offer

What changed from 1 February 2026 to 1 June 2026.

{NOTICE}

Nothing changed.

FIND OUT MORE

By phone: we have not been told a number
"""
    )


def test_a_day_means_what_was_published_at_its_end(repository: Repository) -> None:
    change(repository)
    assert "Nothing changed." in digest(repository, "2026-05-10")
    assert "Nothing changed." not in digest(repository, "2026-05-09")


def test_a_file_with_an_error_is_not_told_to_be_gone(repository: Repository) -> None:
    repository.write("entries/disco.yaml", "id: disco\nkind: nonsense\n")
    done = CliRunner().invoke(main, ["digest", "--project", str(repository.root), "--since", "HEAD"])
    assert done.exit_code == 1
    assert "entries/disco.yaml:2:7: error" in done.stderr
    assert "Disco" not in done.stdout


def test_a_kept_answer_is_told_once_only(repository: Repository) -> None:
    change(repository)
    repository.write("entries/club.yaml", CLUB)
    repository.commit("2026-05-20")
    text = digest(repository, "2026-05-10")
    assert "What we changed: “Summary” and “Languages”." in text
    assert "YOU SAID, WE DID" not in text


@pytest.mark.parametrize(
    ("since", "message"),
    [
        (
            "2025-12-31",
            "nothing of exampleshire was in git at the end of 2025-12-31; the first change is of 2026-02-01",
        ),
        ("2026-02-31", '"2026-02-31" is not a day; write one such as 2026-10-01'),
        ("nosuch", 'there is no revision "nosuch"'),
    ],
)
def test_what_cannot_be_compared_with_is_one_line_and_2(
    repository: Repository, since: str, message: str
) -> None:
    done = CliRunner().invoke(main, ["digest", "--project", str(repository.root), "--since", since])
    assert (done.exit_code, done.stderr) == (2, f"Error: {message}\n")
