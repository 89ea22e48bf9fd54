"""Start the record of a test by a person: a file with every criterion, and what to try, to be filled in."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from site_builder.content.criteria import Criterion, criteria
from site_builder.content.document import dump_document
from site_builder.errors import SiteBuilderError
from site_builder.project import Project

SAMPLE = ("home", "find", "a page of a service", "a page of information", "what is missing here")
"""The pages to begin with where no site is given to choose from."""

WIDTH = 100

_ABOUT = """\
A test of the accessibility of this local offer by a person, by the Web Content Accessibility Guidelines 2.2,
levels A and AA.

Go through the sample pages with each thing that you test with. Behind each number write the result:
  pass             it is so on every page that you looked at
  not-applicable   there is nothing of this kind on any page
  fail             it is not so; write the result and a note of what is wrong and where, like this:
                     2.4.11:
                       result: fail
                       note: On the page Find support, the menu hides what has the focus.
  not-tested       nobody has looked; while one is left, the test does not count
Name an organisation or a role, never a person."""


def start_record(project: Project, authority: str, on: date, sample: Sequence[str] = SAMPLE) -> Path:
    """Write `audits/<on>.yaml` with every criterion still to be tested.

    Args:
        project: where the authority is.
        authority: whose site will be tested.
        on: the day of the test, which names the file.
        sample: the pages to look at.

    Raises:
        SiteBuilderError: there is a record of that day already; it stays as it is.
    """
    path = project.authority_folder(authority) / "audits" / f"{on.isoformat()}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.writelines(_lines(sample))
    except FileExistsError:
        raise SiteBuilderError(f"{project.shown(path)} is there already; nothing was changed") from None
    return path


def _lines(sample: Sequence[str]) -> Iterator[str]:
    yield from (f"# {line}".rstrip() + "\n" for line in _ABOUT.splitlines())
    yield "who:\n"
    yield dump_document({"sample": list(sample)})
    yield "# What you tested with, such as: NVDA with Firefox, VoiceOver with Safari, keyboard only.\n"
    yield "assistive_technology:\n"
    yield "criteria:\n"
    for one in criteria().values():
        yield from _asked(one)
        yield f"  {one.number}: not-tested\n"


def _asked(criterion: Criterion) -> Iterator[str]:
    yield f"  # {criterion.name} (level {criterion.level})\n"
    for line in textwrap.wrap(criterion.asks, WIDTH):
        yield f"  # {line}\n"
    yield f"  # {criterion.link}\n"
