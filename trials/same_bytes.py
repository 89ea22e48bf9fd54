"""Build one revision in many surroundings, and see that every build gives the same names and bytes.

python -m trials.same_bytes
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import click

from benchmarks.made_up_offer import AUTHORITY, make_project
from trials.faults import small_disk
from trials.ground import DAY, ROOT, SCRATCH, Ended, files_in, replace_in, run
from trials.record import Row, record


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is around a build, and in which folder the project stands; `cpus` is how many it may use."""

    name: str
    folder: str = "there"
    around: Mapping[str, str] = field(default_factory=dict)
    umask: int = 0o022
    cpus: int | None = None
    shuffled: int | None = None
    changed_in: int | None = None
    on_another_disk: bool = False


FAR_AWAY = "ein anderer Ordner/über drei Ecken/x" + "y" * 60

EACH: tuple[Surroundings, ...] = (
    Surroundings(
        "all of it at once: folder, time zone, locale, hash seed, umask, home folder, one processor, files "
        "in another order and of another year, another kind of disk",
        FAR_AWAY,
        {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "7", "HOME": "/nonexistent"},
        0o077,
        1,
        shuffled=3,
        changed_in=4_070_908_800,
        on_another_disk=True,
    ),
    Surroundings("the same once more"),
    Surroundings("another folder, with spaces and accents", FAR_AWAY),
    Surroundings("the time zone Pacific/Kiritimati", around={"TZ": "Pacific/Kiritimati"}),
    Surroundings("the time zone America/Adak", around={"TZ": "America/Adak"}),
    Surroundings("a time zone that does not exist", around={"TZ": "Nowhere/At all"}),
    Surroundings("the locale C", around={"LC_ALL": "C", "LANG": "C"}),
    Surroundings(
        "the locale C without UTF-8", around={"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    ),
    Surroundings("the locale tr_TR.UTF-8", around={"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"}),
    Surroundings("the hash seed 1", around={"PYTHONHASHSEED": "1"}),
    Surroundings("the hash seed 4294967295", around={"PYTHONHASHSEED": "4294967295"}),
    Surroundings("the umask 077", umask=0o077),
    Surroundings("another home folder", around={"HOME": "/nonexistent"}),
    Surroundings("one processor", cpus=1),
    Surroundings("files made in another order", shuffled=1),
    Surroundings(
        "files made in yet another order, on another kind of disk", shuffled=2, on_another_disk=True
    ),
    Surroundings("files changed in 2099", changed_in=4_070_908_800),
    Surroundings("files changed in 1970", changed_in=1),
    Surroundings("SOURCE_DATE_EPOCH of another year", around={"SOURCE_DATE_EPOCH": "1"}),
)


class Different(Exception):
    """Two builds are not the same; the text names files."""


def copy_project(project: Path, folder: Path, *, shuffled: int | None, changed_in: int | None) -> None:
    """Put the files of *project* into *folder*, in order of name or in another one."""
    files = sorted(path for path in project.rglob("*") if path.is_file())
    if shuffled is not None:
        random.Random(shuffled).shuffle(files)
    for path in files:
        target = folder / path.relative_to(project)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, target)
        if changed_in is not None:
            os.utime(target, (changed_in, changed_in))


def build_in(one: Surroundings, project: Path, scratch: Path, *more: str) -> dict[str, bytes]:
    """The files of a build of a copy of *project* in these surroundings, from nothing."""
    with small_disk(600_000) if one.on_another_disk else nullcontext(scratch) as place:
        folder = place / "copies" / one.folder
        shutil.rmtree(place / "copies", ignore_errors=True)
        copy_project(project, folder, shuffled=one.shuffled, changed_in=one.changed_in)
        around = {"XDG_CACHE_HOME": f"{place / 'copies' / 'caches'}", **one.around}
        before = os.umask(one.umask)
        cpus = os.sched_getaffinity(0)
        if one.cpus:
            os.sched_setaffinity(0, sorted(cpus)[: one.cpus])
        try:
            done = run("build", "--project", folder, "--date", DAY, *more, around=around)
        finally:
            os.umask(before)
            os.sched_setaffinity(0, cpus)
        expect_built(done)
        return files_in(folder / "site")


def expect_built(done: Ended) -> None:
    """
    Raises:
        Different: there is no site.
    """
    if done.code or done.has_traceback:
        raise Different(f"it ended with {done.code}: {done.said[-500:]}")


def expect_same(one: Mapping[str, bytes], other: Mapping[str, bytes]) -> None:
    """
    Raises:
        Different: a file is in one of them only, or has other bytes.
    """
    names = sorted(name for name in {*one, *other} if one.get(name) != other.get(name))
    if names:
        raise Different(f"{len(names)} of {len(one)} files differ, such as {', '.join(names[:5])}")


def with_and_without_memory(project: Path, scratch: Path) -> dict[str, bytes]:
    """A site that was built step by step, each time from what the last build made."""
    folder = scratch / "copies" / "steps"
    shutil.rmtree(folder, ignore_errors=True)
    copy_project(project, folder, shuffled=None, changed_in=None)
    around = {"XDG_CACHE_HOME": f"{scratch / 'copies' / 'memory'}"}
    path = folder / "offer_content" / AUTHORITY / "authority.yaml"
    for old, new in (("960177", "960178"), ("960178", "960177")):
        replace_in(path, old, new)
        expect_built(run("build", "--project", folder, "--date", DAY, around=around))
    return files_in(folder / "site")


def clones(project: Path, scratch: Path) -> Iterator[dict[str, bytes]]:
    """Builds of one revision of git, with a second council and so national pages, in two clones of it."""
    origin = scratch / "origin"
    shutil.rmtree(origin, ignore_errors=True)
    copy_project(project, origin, shuffled=None, changed_in=None)
    shutil.copytree(ROOT / "offer_content" / "thornhaven", origin / "offer_content" / "thornhaven")
    git = ("git", "-c", "user.name=Somebody", "-c", "user.email=somebody@example.org")
    for command in (("init", "-q"), ("add", "-A"), ("commit", "-q", "-m", "All")):
        subprocess.run((*git, *command), cwd=origin, check=True, capture_output=True)
    for number in (1, 2):
        clone = scratch / f"clone-{number}"
        shutil.rmtree(clone, ignore_errors=True)
        subprocess.run((*git, "clone", "-q", f"{origin}", f"{clone}"), check=True, capture_output=True)
        around = {"XDG_CACHE_HOME": f"{scratch / 'caches'}-{number}", "PYTHONHASHSEED": f"{number}"}
        expect_built(run("build", "--project", clone, "--date", DAY, around=around))
        yield files_in(clone / "site")


def what_the_day_changes(project: Path, scratch: Path) -> str:
    """Which files differ between two days, in words: how many, by the folder they are in."""
    folder = scratch / "copies" / "days"
    shutil.rmtree(folder, ignore_errors=True)
    copy_project(project, folder, shuffled=None, changed_in=None)
    path = folder / "offer_content" / AUTHORITY / "authority.yaml"
    # What is made up says its own day.
    replace_in(path, f"as_of: {DAY}\n", "")
    sites = []
    for day in ("2026-11-01", "2026-11-02"):
        out = folder / day
        around = {"XDG_CACHE_HOME": f"{scratch / 'copies' / day}"}
        expect_built(run("build", "--project", folder, "--out", out, "--date", day, around=around))
        sites.append(files_in(out))
    one, other = sites
    changed = [name for name in {*one, *other} if one.get(name) != other.get(name)]
    more = sorted(
        name
        for name in changed
        if _without(folder / "2026-11-01" / name, "2026-11-01", "1 November 2026")
        != _without(folder / "2026-11-02" / name, "2026-11-02", "2 November 2026")
    )
    return (
        f"{len(changed)} of {len(one)} files differ from one day to the next; all but {len(more)} only in "
        f"the day that they name: {', '.join(more) or 'none'}"
    )


def _without(path: Path, *days: str) -> bytes:
    """The bytes of a file without the days that it names; none where it is not there."""
    content = path.read_bytes() if path.is_file() else b""
    for day in days:
        content = content.replace(day.encode(), b"")
    return content


@click.command()
@click.option("--entries", default=30, show_default=True)
@click.option("--many", default=520, show_default=True, help="How many, where two processes work.")
@click.option("--at-once", is_flag=True, help="All surroundings in one build, not each by itself too.")
def main(entries: int, many: int, at_once: bool) -> None:
    """Build one revision in many surroundings."""
    today = datetime.now(UTC).date().isoformat()
    scratch = SCRATCH / "same-bytes"
    shutil.rmtree(scratch, ignore_errors=True)
    project = scratch / "project"
    make_project(project, entries)
    large = scratch / "large"
    make_project(large, many)
    everything = ("--booklets", "--offline-copy")
    first = build_in(Surroundings("first"), project, scratch, *everything)
    kinds = Counter(Path(name).suffix for name in first)
    click.echo(f"first: {len(first)} files: {dict(sorted(kinds.items()))}")
    known = subprocess.run(["locale", "-a"], capture_output=True, text=True, check=False).stdout.lower()
    rows: list[Row] = []
    is_kept = True

    def note(how: str, tried: int, fault: str, result: str, seconds: float) -> None:
        nonlocal is_kept
        is_kept = is_kept and not fault
        said = f"broken: {fault}" if fault else result
        click.echo(f"{how} ({seconds:.0f} s): {said}")
        rows.append(Row("The same revision and day give the same names and bytes", how, tried, said, today))
        record("same_bytes", rows)

    for one in EACH[:1] if at_once else EACH:
        start, fault = time.monotonic(), ""
        try:
            expect_same(first, build_in(one, project, scratch, *everything))
        except Different as found:
            fault = f"{found}"
        except PermissionError as found:
            click.echo(f"{one.name}: not tried: {found}")
            continue
        result = f"{len(first):,} files, all the same"
        if "tr_TR" in one.name and "tr_tr" not in known:
            result += " (this machine has no such locale, so it was C)"
        note(f"booklets, offline copy and all: {one.name}", 1, fault, result, time.monotonic() - start)
    start, fault = time.monotonic(), ""
    plain = build_in(Surroundings("first"), project, scratch)
    try:
        expect_same(plain, with_and_without_memory(project, scratch))
    except Different as found:
        fault = f"{found}"
    note(
        "built step by step from earlier work",
        1,
        fault,
        f"{len(plain):,} files, all the same",
        time.monotonic() - start,
    )
    start, fault, number = time.monotonic(), "", 0
    try:
        cloned = list(clones(project, scratch))
        number = len(cloned[0])
        expect_same(*cloned)
    except Different as found:
        fault = f"{found}"
    note(
        "one revision of git in two clones, two councils, national pages and Parquet",
        2,
        fault,
        f"{number:,} files, all the same",
        time.monotonic() - start,
    )
    start, fault = time.monotonic(), ""
    try:
        several = build_in(Surroundings("several processors"), large, scratch)
        number = len(several)
        expect_same(several, build_in(Surroundings("one processor", cpus=1), large, scratch))
    except Different as found:
        fault = f"{found}"
    how = f"{many} entries, {len(os.sched_getaffinity(0))} processes and one"
    note(how, 2, fault, f"{number:,} files, all the same", time.monotonic() - start)
    said = what_the_day_changes(project, scratch)
    click.echo(said)
    rows.append(
        Row(
            "The day that is judged changes only what tells of days",
            f"two days, {entries} entries",
            2,
            said,
            today,
        )
    )
    record("same_bytes", rows)
    sys.exit(0 if is_kept else 1)


if __name__ == "__main__":
    main()
