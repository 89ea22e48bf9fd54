"""Put what a program found between two marks of a page in `docs/`, so that nobody types it."""

from __future__ import annotations

import re

import click


def marks_of(name: str, writer: str) -> tuple[str, str]:
    """The lines before and after what the module *writer* writes under *name*."""
    return f"<!-- {name}: written by {writer} -->", f"<!-- end of {name} -->"


def marked_part(page: str, name: str, writer: str) -> str:
    """What stands between the marks now.

    Raises:
        click.ClickException: a mark is missing, or is there twice.
    """
    return _find(page, name, writer)[2]


def with_part(page: str, name: str, writer: str, text: str) -> str:
    """*page* with *text* between the marks, an empty line before and after it.

    Raises:
        click.ClickException: a mark is missing, or is there twice.
    """
    found = _find(page, name, writer)
    return f"{page[: found.start()]}{found[1]}\n{text}\n{found[3]}{page[found.end() :]}"


def _find(page: str, name: str, writer: str) -> re.Match[str]:
    start, end = marks_of(name, writer)
    between = re.compile(f"({re.escape(start)}\n)(.*?)({re.escape(end)}\n)", re.DOTALL)
    found = list(between.finditer(page))
    if len(found) != 1:
        raise click.ClickException(f"the page needs these two lines once: {start} and {end}")
    return found[0]
