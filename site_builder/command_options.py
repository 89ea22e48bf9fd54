"""What several commands take: which project, which day, which format."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

# Each command imports what it needs when it runs: `--help` must answer at once.
if TYPE_CHECKING:
    from site_builder.content.days import JudgedDay

Command = TypeVar("Command", bound=Callable[..., Any])


def with_project(command: Command) -> Command:
    """Adds `--project` to a command, as the folder *root*."""
    project = click.option(
        "--project",
        "root",
        type=click.Path(path_type=Path, file_okay=False),
        default=".",
        help="The folder of the project. Default: this folder.",
    )
    return project(command)


def with_date(command: Command) -> Command:
    """Adds `--date` to a command, as *asked_for*."""
    day = click.option(
        "--date",
        "asked_for",
        type=click.DateTime(["%Y-%m-%d"]),
        help="The day to judge on, such as 2026-11-01. Default: a demonstration's own day, else today.",
    )
    return day(command)


def with_format(*forms: str) -> Callable[[Command], Command]:
    """Adds `--format` to a command, as *form*; the first of *forms* is the usual one."""
    option = click.option("--format", "form", type=click.Choice(forms), default=forms[0], show_default=True)

    def add(command: Command) -> Command:
        return option(command)

    return add


def with_private_network(command: Command) -> Command:
    """Adds `--private-network` to a command, as *into_private*."""
    option = click.option(
        "--private-network",
        "into_private",
        is_flag=True,
        help="Also ask an address that is inside a private network, such as the council's own.",
    )
    return option(command)


def day_asked_for(asked_for: datetime | None) -> JudgedDay:
    """The day that was asked for, else the one that the surroundings say."""
    from site_builder.content.days import judged_day

    return judged_day(asked_for.date() if asked_for else None, os.environ, datetime.now(UTC))
