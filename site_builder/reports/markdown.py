"""Texts that others wrote, inside the Markdown of a report."""

from __future__ import annotations

import re

from site_builder.content.invisible import shown


def plain(text: str) -> str:
    """*text* as words only: nothing in it is taken for Markdown or HTML."""
    words = re.sub(r"([\\`*_\[\]<>|#@~&$])", r"\\\1", shown(" ".join(text.split())))
    # GitHub makes links of bare addresses, with the backslashes in them.
    return re.sub(r"(?i)(www)(?=\.)|(?=://)", r"\1\\", words)


def code(text: str) -> str:
    """*text* as code in a line; a sign that would end it is left out."""
    return f"`{shown(' '.join(text.split())).replace('`', '')}`"
