"""Break one council of England in each of many ways: all others are built, and its last good site stays.

    python -m trials.isolation

The content is made up (`benchmarks.made_up_nation`). Each way is tried on another council, while yet another
one changes, so that the build has something to do. That is a build for each way; `--at-once` needs one.
"""

from __future__ import annotations

import os
import random
import shutil
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import click

from benchmarks.made_up_nation import make_contents
from trials.ground import DAY, SCRATCH, files_in, replace_in, run
from trials.record import Row, record


def _first_entry(council: Path) -> Path:
    return sorted((council / "entries").glob("*.yaml"))[0]


def _say(council: Path, name: str, content: bytes) -> None:
    path = council / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _change(council: Path, change: Callable[[bytes], bytes]) -> None:
    path = _first_entry(council)
    path.write_bytes(change(path.read_bytes()))


def _empty(council: Path) -> None:
    shutil.rmtree(council)
    council.mkdir()


def _in_place_of_entry(council: Path, put: Callable[[Path], object]) -> None:
    path = _first_entry(council)
    path.unlink()
    put(path)


def _file_for_folder(path: Path) -> None:
    shutil.rmtree(path)
    path.write_bytes(b"")


def _link(path: Path, to: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(to)


WAYS: Mapping[str, Callable[[Path], object]] = {
    "YAML that does not parse": lambda at: _change(at, lambda text: text + b"more: [one\n"),
    "an unknown field": lambda at: _change(at, lambda text: text + b"no_such_field: 1\n"),
    "a list in place of a text": lambda at: _change(at, lambda text: text + b"eligibility: [one]\n"),
    "no authority.yaml": lambda at: (at / "authority.yaml").unlink(),
    "letters that are not UTF-8": lambda at: _change(at, lambda text: text + b"# caf\xe9\n"),
    "an id twice": lambda at: _say(at, "entries/zz-again.yaml", _first_entry(at).read_bytes()),
    "a picture that leads nowhere": lambda at: _link(at / "media" / "picture.png", "gone.png"),
    "a link to the folder around it": lambda at: _link(at / "entries" / "around", "../.."),
    "a link to itself": lambda at: _link(at / "entries" / "round.yaml", "round.yaml"),
    "an empty folder": _empty,
    "a file that is too large": lambda at: _change(at, lambda text: text + b"#" * 600_000),
    "a pipe in place of an entry": lambda at: _in_place_of_entry(at, os.mkfifo),
    "a folder in place of an entry": lambda at: _in_place_of_entry(at, Path.mkdir),
    "a file in place of the folder of entries": lambda at: _file_for_folder(at / "entries"),
}
"""What makes it impossible to build a council's site: an error of a file of its."""

BROKEN_RESULTS = b'{"format_version": 1, "authority"'
"""Results of testing links, cut off: a warning, for they count as not there and the site can be built."""


class Broken(Exception):
    """A promise was not kept; the text says which and how."""


def _expect(is_so: bool, what: str) -> None:
    if not is_so:
        raise Broken(what)


def try_ways(
    project: Path, caches: Path, broken: Mapping[str, str], changed: str, number: int
) -> Counter[str]:
    """Break councils, each in its way, change another, build, see what is there, and mend them again.

    Returns how many pages of others changed, by folder: those that name what the broken ones publish.

    Raises:
        Broken: another's site is not as it should be, or the broken one's has changed or is not named.
    """
    site, content = project / "site", project / "offer_content"
    safe = project / "safe"
    before = {one.name: files_in(one) for one in site.iterdir() if (content / one.name).is_dir()}
    for council, way in broken.items():
        shutil.copytree(content / council, safe / council, symlinks=True)
        WAYS[way](content / council)
    replace_in(content / changed / "authority.yaml", f"Team {number}.", f"Team {number + 1}.")
    done = run("build", "--project", project, "--date", DAY, around={"XDG_CACHE_HOME": f"{caches}"})
    after = {one.name: files_in(one) for one in site.iterdir() if one.name in before}
    _expect(done.code == 1 and not done.has_traceback, f"it ended with {done.code}: {done.said[-900:]}")
    _expect(set(after) == set(before), f"sites are gone: {sorted(set(before) - set(after))}")
    for council, way in broken.items():
        said = f"Not built anew: {council} has errors; its site of 1 November 2026 stays as it is"
        _expect(f"offer_content/{council}" in done.said, f"{way}: not named: {done.said[-500:]}")
        _expect(said in done.said, f"{way}: {done.said[-500:]}")
        _expect(after[council] == before[council], f"{way}: the last good site has changed")
        page = (site / "nation" / "councils" / council / "index.html").read_text(encoding="utf-8")
        _expect("an old copy of its local offer" in page, f"{way}: its national page does not say so")
        _expect("its pages are still those of 1 November 2026" in page, f"{way}: nor of what day it is")
    _expect(done.said.count("Not built anew: ") == len(broken), "others were not built either")
    _expect(after[changed] != before[changed], "the one that changed was not built anew")
    others = [one for one in before if one not in (*broken, changed)]
    lost = [one for one in others if set(after[one]) != set(before[one])]
    _expect(not lost, f"others have gained or lost pages: {lost[:5]}")
    # A page on a gap names councils that publish it, as far as they could be read.
    kinds = Counter(
        name.split("/")[0] for one in others for name in before[one] if before[one][name] != after[one][name]
    )
    _expect(set(kinds) <= {"gaps", "scorecard", "data"}, f"others have changed: {dict(kinds)}")
    for council in broken:
        shutil.rmtree(content / council)
        (safe / council).rename(content / council)
    return kinds


def make_ground(folder: Path, councils: int | None, entries: int) -> Path:
    """A project of made-up councils, with a site; the folder is emptied first."""
    shutil.rmtree(folder, ignore_errors=True)
    project = folder / "project"
    make_contents(project, entries, councils)
    for one in (project / "offer_content").iterdir():
        path = one / "authority.yaml"
        path.write_text(path.read_text(encoding="utf-8") + "contact:\n  role: Team 0.\n", encoding="utf-8")
    return project


@click.command()
@click.option("--councils", type=int, help="How many. Default: all 153.")
@click.option("--entries", default=2, show_default=True, help="How many each council has.")
@click.option("--at-once", is_flag=True, help="All ways in one build, each on a council of its own.")
def main(councils: int | None, entries: int, at_once: bool) -> None:
    """Break one council in each of many ways."""
    today = datetime.now(UTC).date().isoformat()
    folder = SCRATCH / "isolation"
    project, caches = make_ground(folder, councils, entries), folder / "caches"
    start = time.monotonic()
    done = run("build", "--project", project, "--date", DAY, around={"XDG_CACHE_HOME": f"{caches}"})
    click.echo(f"first build: {time.monotonic() - start:.0f} s, {done.code}: {done.said[-200:]}")
    known = sorted(one.name for one in (project / "offer_content").iterdir())
    number = len(known)
    rows: list[Row] = []
    numbers = dict.fromkeys(known, 0)
    chance = random.Random(153)
    is_kept = done.code == 0
    for ways in [tuple(WAYS)] if at_once else [(way,) for way in WAYS]:
        *broken, changed = chance.sample(known, len(ways) + 1)
        start = time.monotonic()
        try:
            kinds = try_ways(project, caches, dict(zip(broken, ways, strict=True)), changed, numbers[changed])
            below = " and ".join(f"{count} below {one}/" for one, count in sorted(kinds.items()))
            result = (
                f"{number - len(ways)} built; what is broken is named, with exit code 1, and its site is as "
                f"it was, byte for byte; pages of others that changed: {below or 'none'}"
            )
        except Broken as fault:
            is_kept, result = False, f"broken: {fault}"
        numbers[changed] += 1
        click.echo(f"{', '.join(ways)} ({time.monotonic() - start:.0f} s): {result}")
        how = f"{len(ways)} of {number} made-up councils broken, each in its way: {', '.join(ways)}"
        rows.append(
            Row("A fault of one council never stops the site of another", how, len(ways), result, today)
        )
        record("isolation", rows)
        if not is_kept:
            sys.exit(1)
    results = project / "offer_content" / known[0] / "results" / "links.json"
    _say(results.parent.parent, "results/links.json", BROKEN_RESULTS)
    done = run("build", "--project", project, "--date", DAY, around={"XDG_CACHE_HOME": f"{caches}"})
    is_named = done.code == 0 and "error" not in done.said and "[results-broken]" in done.said
    result = f"all {number} built, the file named in a warning" if is_named else f"broken: {done.said[-500:]}"
    click.echo(f"broken results: {result}")
    how = f"one of {number} made-up councils with results of a test of links that are cut off"
    rows.append(Row("Saved results that are broken count as not there", how, 1, result, today))
    record("isolation", rows)
    sys.exit(0 if is_named else 1)


if __name__ == "__main__":
    main()
