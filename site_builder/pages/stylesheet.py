"""Take from Material's stylesheet what our pages stand on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import tinycss2

from site_builder.errors import SiteBuilderError

STYLESHEET = "assets/material.css"
"""Where Material's stylesheet stands in a site."""

_FOR_MATERIALS_PAGES = re.compile(r"\.md-(?!(?:typeset|button|icon|tag)(?![\w-]))|\[data-md-|\.no-js|#__")
"""In a selector: what only Material's own templates have, and neither our theme nor a page in Markdown."""

_NOTICE = "/* A part of Material for MkDocs, (c) 2016-2025 Martin Donath, MIT licence */"
_HOLDS_RULES = ("media", "supports")


@cache
def material_stylesheet() -> str:
    """The stylesheet of the installed Material theme, without the half that its own pages alone have use for.

    A browser reads all of it before it shows anything. The name of its file carries a hash.

    Raises:
        SiteBuilderError: Material is not installed, or has no such file.
    """
    spec = find_spec("material")
    folders = spec.submodule_search_locations if spec else None
    found = [path for folder in folders or () for path in _stylesheets(Path(folder))]
    if not found:
        raise SiteBuilderError(
            "mkdocs-material is not installed; install it with: pip install 'mkdocs-material>=9.7,<10'"
        )
    text = found[0].read_text(encoding="utf-8")
    kept = "".join(_kept(tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True)))
    # At the end: nothing may stand before the line that says in which letters a stylesheet is written.
    return f"{kept}\n{_NOTICE}\n"


def _stylesheets(material: Path) -> list[Path]:
    return sorted(material.glob("templates/assets/stylesheets/main.*.min.css"))


def _kept(rules: Iterable[Any]) -> Iterator[str]:
    """The text of *rules*, each without the selectors that match nothing of ours."""
    for rule in rules:
        if rule.type == "qualified-rule":
            if selectors := [one for one in _selectors(rule) if not _FOR_MATERIALS_PAGES.search(one)]:
                yield f"{','.join(selectors)}{{{tinycss2.serialize(rule.content)}}}"
        elif rule.type == "at-rule" and rule.lower_at_keyword in _HOLDS_RULES:
            inside = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
            if kept := "".join(_kept(inside)):
                yield f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}{{{kept}}}"
        else:
            yield rule.serialize()


def _selectors(rule: Any) -> Iterator[str]:
    """The selectors of a rule; a comma within brackets does not part two."""
    one: list[Any] = []
    for token in rule.prelude:
        if token == ",":
            yield tinycss2.serialize(one)
            one = []
        else:
            one.append(token)
    yield tinycss2.serialize(one)
