"""The success criteria that a site is held to: Web Content Accessibility Guidelines 2.2, levels A and AA."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from site_builder.content.document import read_trusted
from site_builder.shipped import shipped


@dataclass(frozen=True, slots=True)
class Criterion:
    """One success criterion; `asks` is a plain question whose answer is yes where a page passes."""

    number: str
    name: str
    level: str
    link: str
    asks: str


@cache
def criteria() -> Mapping[str, Criterion]:
    """Every criterion of levels A and AA, by number, in the order of the guidelines.

    Source: W3C, Web Content Accessibility Guidelines 2.2. 4.1.1 was removed in that version.
    """
    read = read_trusted(shipped("schema", "wcag-2.2.yaml"))
    made = (
        Criterion(one["number"], one["name"], one["level"], read["understanding"] + one["page"], one["asks"])
        for one in read["criteria"]
    )
    return {one.number: one for one in made}
