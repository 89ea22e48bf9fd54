"""Know what an earlier build made and of what, so that what is made of the same is not made again.

What is known of a site is kept apart from it and from its project, among this user's own caches: nobody who
can write in either can make a build keep what it should make anew.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from platformdirs import user_cache_path

from site_builder.content.whole_file import remove_unfinished, write_whole
from site_builder.pages.inputs import builder_key, key_of
from site_builder.project import Project

FORMAT_VERSION = 2

KEPT_FOR_SECONDS = 30 * 24 * 60 * 60
"""How long what is known of a site is kept after its newest build."""


class Made(NamedTuple):
    """A file of a site as it was written: its address in the output, its bytes, and when it was changed (ns).

    While the last two are the same, nobody has touched it since.
    """

    address: str
    size: int
    changed: int


@dataclass(frozen=True, slots=True)
class Earlier:
    """What is known of the site in the folder `site`. All else is empty where that is nothing.

    `made_of` is the key of all that went into the build, or empty if that cannot be told; `told` is what the
    build told of itself. `all` has every file of the site, and `pieces` those of each piece, by its key.
    """

    site: Path
    made_of: str = ""
    told: Mapping[str, Any] = field(default_factory=dict)
    all: tuple[Made, ...] = ()
    pieces: Mapping[str, tuple[Made, ...]] = field(default_factory=dict)

    def is_untouched(self) -> bool:
        """Whether the folder has every file as it was written, and no other."""
        return bool(self.all) and set(self.all) == set(files_below(self.site))

    def take_over(self, key: str, output: Path) -> tuple[Made, ...] | None:
        """Put the files of the piece *key* into *output* too; None where one of them is not as it was."""
        made = self.pieces.get(key, ())
        linked: list[str] = []
        try:
            for one in made:
                target = f"{output}/{one.address}"
                os.makedirs(os.path.dirname(target), exist_ok=True)
                os.link(f"{self.site}/{one.address}", target)
                linked.append(target)
                if made_file(output, one.address) != one:
                    break
            else:
                return made or None
        except OSError:
            # It is gone, or on another disk.
            pass
        # Whatever is written to these would change the old site too.
        for target in linked:
            os.unlink(target)
        return None


def made_file(output: Path, address: str) -> Made:
    """The file at *address* in *output* as it is now.

    Raises:
        OSError: it is not there.
    """
    found = os.stat(f"{output}/{address}")
    return Made(address, found.st_size, found.st_mtime_ns)


def files_below(folder: Path) -> Iterator[Made]:
    """Every file below *folder*; none where there is no folder."""
    waiting = [""]
    while waiting:
        inside = waiting.pop()
        try:
            with os.scandir(f"{folder}/{inside}") as found:
                for one in found:
                    if one.is_dir(follow_symlinks=False):
                        waiting.append(f"{inside}{one.name}/")
                    else:
                        state = one.stat(follow_symlinks=False)
                        yield Made(f"{inside}{one.name}", state.st_size, state.st_mtime_ns)
        except FileNotFoundError:
            continue


def read_earlier(site: Path) -> Earlier:
    """What is known of the site in the folder *site*."""
    try:
        known = json.loads(_place(site).read_bytes())
        if known["format_version"] == FORMAT_VERSION:
            return Earlier(
                site,
                known["made_of"],
                known["told"],
                tuple(Made(*one) for one in known["all"]),
                {key: tuple(Made(*one) for one in made) for key, made in known["pieces"].items()},
            )
    except (OSError, ValueError, KeyError, TypeError):
        # Whatever is wrong with it, all can be made anew.
        pass
    return Earlier(site)


def keep(earlier: Earlier) -> None:
    """Know *earlier* at the next build; where nothing can be kept, that one makes all anew."""
    known = {
        "format_version": FORMAT_VERSION,
        "made_of": earlier.made_of,
        "told": earlier.told,
        "all": earlier.all,
        "pieces": earlier.pieces,
    }
    place = _place(earlier.site)
    try:
        remove_unfinished(place.parent)
        write_whole(place, json.dumps(known, separators=(",", ":")).encode())
        newest = place.stat().st_mtime
        for one in (*place.parent.iterdir(), *(_caches() / "entries").glob("*/*")):
            if one.stat().st_mtime < newest - KEPT_FOR_SECONDS:
                one.unlink()
    except OSError:
        return


def remembered_folder(project: Project) -> Path:
    """Where this release of the builder keeps what it found out about the entries of *project*."""
    return _caches() / "entries" / key_of(str(project.root.resolve()), builder_key())


def _place(site: Path) -> Path:
    return _caches() / "sites" / f"{key_of(str(site.resolve()))}.json"


def _caches() -> Path:
    return user_cache_path("local-offer", appauthor=False)
