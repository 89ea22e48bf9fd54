"""Print what a command has to say, so that nothing that others wrote acts on a terminal."""

from __future__ import annotations

import click

from site_builder.content.invisible import escaped, shown

_JSON = frozenset(("json", "gitlab", "sarif"))


def say(text: str, *, err: bool = False, nl: bool = True) -> None:
    """Print *text*, with a sign that is seen in the place of each that is not, such as one for a colour."""
    click.echo(shown(text), err=err, nl=nl)


def hand_over(report: str, form: str) -> None:
    """Print a *report* in the format *form*, without an end of a line of its own.

    JSON keeps its meaning: what is not seen is written as an escape. A calendar keeps its ends of lines on
    every system; whoever makes it lets no such sign in. All else is printed as by `say`.
    """
    if form == "ics":
        click.echo(report.encode(), nl=False)
        return
    click.echo(escaped(report) if form in _JSON else shown(report), nl=False)
