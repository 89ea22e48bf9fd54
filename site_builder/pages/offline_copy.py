"""Pack a built site as one file that people keep and open without the internet."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

from site_builder.content.days import day_words

LEFT_OUT = frozenset({"404.html"})
"""What only a server can show: its links begin at the root of a website."""

READ_ME = "Read me first.txt"

_PLAIN_FILE = 0o100644 << 16
_UNIX = 3
_OLDEST, _NEWEST = 1980, 2107
"""The years that a ZIP file can hold."""


def pack_site(site: Path, out: Path, *, name: str, folder: str, on: date) -> None:
    """Write the file *out*, with all of the folder *site* in one folder called *folder*.

    The same site gives the same bytes: names are in order, and every file has the same rights and the day
    *on*.

    Args:
        site: a site on its own, with no link that leaves its folder.
        out: the file to be written.
        name: what the site is called.
        folder: the one folder that a reader takes out.
        on: the day that the site speaks for.
    """
    day = (min(max(on.year, _OLDEST), _NEWEST), on.month, on.day, 0, 0, 0)
    found = {path.relative_to(site).as_posix(): path for path in site.rglob("*") if path.is_file()}
    contents = {one: path for one, path in found.items() if one not in LEFT_OUT}
    with zipfile.ZipFile(out, "w") as packed:
        for one in sorted([READ_ME, *contents]):
            facts = zipfile.ZipInfo(f"{folder}/{one}", day)
            facts.compress_type = zipfile.ZIP_DEFLATED
            facts.create_system = _UNIX
            facts.external_attr = _PLAIN_FILE
            content = _read_me(name, on) if one == READ_ME else contents[one].read_bytes()
            packed.writestr(facts, content, compresslevel=9)


def _read_me(name: str, on: date) -> bytes:
    # Notepad of older Windows shows lines that end otherwise as one.
    lines = [
        f"{name}, as it was on {day_words(on)}.",
        "",
        "To read it, open the file index.html. It opens in your web browser.",
        "You do not need the internet.",
        "",
        "If the search does not work in your browser, use A to Z: open the folder a-z, and then index.html.",
        "",
    ]
    return "\r\n".join(lines).encode()
