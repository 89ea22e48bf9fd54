"""What long work tells of itself while it lasts."""

from __future__ import annotations

from typing import Protocol


class Tell(Protocol):
    """Is told what is being done, how many parts of the whole are done, and how many there are."""

    def __call__(self, what: str, done: int, parts: int, /) -> None: ...


def say_nothing(what: str, done: int, parts: int, /) -> None:
    """Work in silence."""
