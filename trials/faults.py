"""Kill, stop, starve and watch builds, imports and intake: what is there is the old or the new, and whole.

    python -m trials.faults

Each part says how often it was tried and what it found; a promise that was broken ends the run with code 1.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import click

from benchmarks.made_up_offer import AUTHORITY, make_project
from trials.ground import DAY, SCRATCH, Ended, Run, files_in, left_over, names_in, replace_in, run
from trials.record import Row, read_records, record

PHONES = ("01632 960177", "01632 960178")


@dataclass(frozen=True, slots=True)
class Ground:
    """A project with two states of content, and what a build from nothing makes of each."""

    project: Path
    caches: Path
    sites: tuple[dict[str, bytes], dict[str, bytes]]
    seconds: float

    @property
    def site(self) -> Path:
        return self.project / "site"

    @property
    def around(self) -> dict[str, str]:
        return {"XDG_CACHE_HOME": f"{self.caches}"}

    def state(self, number: int) -> None:
        """Let the content be that of state 0 or 1: every page has the council's phone."""
        path = self.project / "offer_content" / AUTHORITY / "authority.yaml"
        replace_in(path, PHONES[1 - number], PHONES[number]) if PHONES[
            1 - number
        ] in path.read_text() else None

    def build(self, *more: str | Path) -> tuple[str | Path, ...]:
        return ("build", "--project", self.project, "--date", DAY, *more)

    def what_is_there(self) -> str:
        """Which site is there: old (0), new (1), none, or neither, which must not be."""
        if not self.site.exists():
            return "none"
        found = files_in(self.site)
        return "0" if found == self.sites[0] else "1" if found == self.sites[1] else "neither"


def make_ground(folder: Path, entries: int) -> Ground:
    """A project with *entries*, and both of its sites built from nothing."""
    shutil.rmtree(folder, ignore_errors=True)
    project = folder / "project"
    make_project(project, entries)
    ground = Ground(project, folder / "caches", ({}, {}), 0.0)
    sites: list[dict[str, bytes]] = []
    seconds = 0.0
    for number in (1, 0):
        ground.state(number)
        fresh = {"XDG_CACHE_HOME": f"{folder / 'fresh' / str(number)}"}
        done = run(*ground.build("--out", folder / f"clean-{number}"), around=fresh)
        if done.code:
            raise click.ClickException(done.said)
        seconds = max(seconds, done.seconds)
        sites.insert(0, files_in(folder / f"clean-{number}"))
    return Ground(project, ground.caches, (sites[0], sites[1]), seconds)


class Broken(Exception):
    """A promise was not kept; the text says which and how."""


def expect(is_so: bool, what: str) -> None:
    """
    Raises:
        Broken: it is not so.
    """
    if not is_so:
        raise Broken(what)


# Builds that are killed -------------------------------------------------------------------------------------


def kill_builds(
    ground: Ground, times: int, chance: random.Random, number: int = signal.SIGKILL, *, alone: bool = False
) -> Counter[str]:
    """Send a signal at random moments of builds, and build again: where they fell, and what was there then.

    Raises:
        Broken: the site was neither the old one nor the new one, something was left, or a process lived on.
    """
    found: Counter[str] = Counter()
    ground.state(0)
    expect(run(*ground.build(), around=ground.around).code == 0, "the first build failed")
    expect(ground.what_is_there() == "0", "the first site is not as from nothing")
    around_it = names_in(ground.project)
    new, seconds = 1, ground.seconds
    for turn in range(times):
        ground.state(new)
        started = Run(ground.build(), ground.around)
        if turn % 4 == 3:
            # The moment after the change of places, which is short.
            _wait_for(
                lambda before: ground.site.stat().st_ino != before, ground.site.stat().st_ino, seconds * 4
            )
            stage = "putting the old site away"
        else:
            time.sleep(chance.uniform(0.0, seconds * 1.02))
            stage = _stage(ground.project)
        started.signal(number, all_of_them=not alone)
        ended = started.end()
        expect(not started.has_orphans(), f"a process lived on ({stage})")
        there = ground.what_is_there()
        expect(there in ("0", "1"), f"the site was {there} after {stage}")
        is_killed = ended.code != 0
        found["killed" if is_killed else "had ended"] += 1
        if is_killed:
            found[f"in {stage}"] += 1
        found["new" if there == str(new) else "old"] += 1
        if number != signal.SIGKILL:
            _expect_in_order(ground, ended, around_it)
        elif left := sorted(names_in(ground.project) - around_it):
            found["left something"] += bool(left)
        again = run(*ground.build(), around=ground.around)
        seconds = 0.8 * seconds + 0.2 * again.seconds
        expect(again.code == 0, f"the next build ended with {again.code}: {again.said[-500:]}")
        expect(ground.what_is_there() == str(new), "the next site is not as from nothing")
        expect(names_in(ground.project) == around_it, f"left: {names_in(ground.project) - around_it}")
        expect(not left_over(ground.caches), f"left in the caches: {left_over(ground.caches)}")
        new = 1 - new
    return found


def _wait_for(is_so: Callable[[int], bool], before: int, longest: float) -> None:
    until = time.monotonic() + longest
    while time.monotonic() < until and not is_so(before):
        time.sleep(0.0005)


def _stage(project: Path) -> str:
    """How far a build is, by what stands beside the site."""
    names = names_in(project)
    making = [one for one in names if one.startswith(".site.new-")]
    if making:
        is_begun = any((project / making[0]).iterdir()) if (project / making[0]).is_dir() else False
        return "writing" if is_begun else "making shells"
    return "reading" if ".site.lock" in names else "starting or ending"


def _expect_in_order(ground: Ground, ended: Ended, around_it: set[str]) -> None:
    """A build that was told to end says so, and leaves nothing."""
    expect(not ended.has_traceback, f"a traceback: {ended.said[-1500:]}")
    expect(
        ended.code in (0, 130, -signal.SIGINT, -signal.SIGTERM), f"it ended with {ended.code}: {ended.said}"
    )
    expect(names_in(ground.project) == around_it, f"left: {names_in(ground.project) - around_it}")
    expect(not left_over(ground.caches), "left in the caches")


# Imports and intake that are killed -------------------------------------------------------------------------


def _feed(path: Path, version: int, records: int) -> None:
    """A feed of invented clubs, every one of which says something else in the other version."""
    path.write_text(
        json.dumps(
            [
                {
                    "id": f"club-{number}",
                    "name": f"Invented club {number}",
                    "description": f"A club for all, number {number}, told for time {version}. "
                    + "More. " * 60,
                    "organization": {"name": "Invented clubs"},
                }
                for number in range(records)
            ]
        ),
        encoding="utf-8",
    )


def _importing(project: Path) -> tuple[str | Path, ...]:
    into = ("--authority", AUTHORITY, "--project", project, "--date", DAY)
    return ("import", "oruk", project / "feed.json", *into)


def kill_imports(folder: Path, times: int, chance: random.Random, records: int = 200) -> Counter[str]:
    """Kill imports at random moments, and import again.

    Raises:
        Broken: a file is neither the old one nor the new one, or the next import does not mend it.
    """
    return _kill_writers(
        folder,
        times,
        chance,
        prepare=lambda project: None,
        change=lambda project, version: _feed(project / "feed.json", version, records),
        command=_importing,
    )


_CORRECTION = """\
[form] correction {authority}
[about-page] club

[phone was] What is the phone number?
{was}
[phone now] What is the phone number?
{now}

[end]
"""

_CLUB = """\
id: club
kind: service
title: Chess club
summary: Children play chess.
service_types: [preschool]
provider: {name: Invented chess}
contact:
  phone: 01632 960177
signed_off: [local-authority]
"""


def kill_intake(folder: Path, times: int, chance: random.Random) -> Counter[str]:
    """Kill the intake of a family's correction at random moments, and take it in again.

    Raises:
        Broken: a file is neither the old one nor the new one.
    """

    def prepare(project: Path) -> None:
        (project / "offer_content" / AUTHORITY / "entries" / "club.yaml").write_text(_CLUB, encoding="utf-8")

    def change(project: Path, version: int) -> None:
        text = _CORRECTION.format(authority=AUTHORITY, was=PHONES[1 - version], now=PHONES[version])
        (project / "form.txt").write_text(text, encoding="utf-8")

    return _kill_writers(
        folder,
        times,
        chance,
        prepare=prepare,
        change=change,
        command=lambda project: ("intake", project / "form.txt", "--project", project, "--date", DAY),
    )


def _kill_writers(
    folder: Path,
    times: int,
    chance: random.Random,
    *,
    prepare: Callable[[Path], None],
    change: Callable[[Path, int], None],
    command: Callable[[Path], tuple[str | Path, ...]],
) -> Counter[str]:
    shutil.rmtree(folder, ignore_errors=True)
    start = folder / "start"
    make_project(start, 0)
    prepare(start)
    change(start, 0)
    first = run(*command(start))
    expect(first.code in (0, 1), first.said)
    clean = folder / "clean"
    shutil.copytree(start, clean)
    change(clean, 1)
    second = run(*command(clean))
    expect(second.code in (0, 1) and not second.has_traceback, second.said)
    old, new = files_in(start), files_in(clean)
    expect(old != new, "nothing was written")
    found: Counter[str] = Counter()
    seconds = second.seconds
    for turn in range(times):
        project = folder / "project"
        shutil.rmtree(project, ignore_errors=True)
        shutil.copytree(start, project)
        change(project, 1)
        started = Run(command(project))
        if turn % 2:
            # Most of the time is for loading and reading: here the writing has begun.
            entries = project / "offer_content" / AUTHORITY / "entries"
            _wait_for(
                lambda before, entries=entries: entries.stat().st_mtime_ns != before,  # type: ignore[misc]
                entries.stat().st_mtime_ns,
                seconds * 4,
            )
            time.sleep(chance.uniform(0.0, 0.04) * seconds)
        else:
            time.sleep(chance.uniform(0.0, 1.02) * seconds)
        started.signal(signal.SIGKILL)
        found["killed" if started.end().code else "had ended"] += 1
        now = files_in(project)
        beside = left_over(project)
        halves = [
            name for name in now if now[name] not in (old.get(name), new.get(name)) and name not in beside
        ]
        expect(not halves, f"neither old nor new: {halves[:5]}")
        expect(not set(old) - set(now), f"gone: {sorted(set(old) - set(now))[:5]}")
        written = [name for name in now if name.startswith("offer_content/") and now[name] != old.get(name)]
        wanted = [name for name in new if name.startswith("offer_content/") and new[name] != old.get(name)]
        found[
            "all files old" if not written else "all new" if len(written) == len(wanted) else "some new"
        ] += 1
        found["left something"] += bool(beside)
        again = run(*command(project))
        expect(again.code in (0, 1) and not again.has_traceback, again.said)
        expect(not left_over(project), f"left: {left_over(project)}")
        expect(files_in(project) == new, "the next run did not mend it")
    return found


# Disks ------------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def small_disk(kilobytes: int) -> Iterator[Path]:
    """A disk in memory with so much room; it needs rights that few have.

    Raises:
        PermissionError: it cannot be mounted here.
    """
    with tempfile.TemporaryDirectory() as folder:
        mount = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", folder]
        if subprocess.run(mount, capture_output=True, check=False).returncode:
            raise PermissionError("no disk can be mounted here")
        try:
            yield Path(folder)
        finally:
            subprocess.run(["umount", folder], check=True)


def fill_disks(ground: Ground, times: int, chance: random.Random) -> Counter[str]:
    """Build the new site on disks that have room for the old one and for part of the new one.

    Raises:
        Broken: the old site is not whole, something was left, or the message is none.
    """
    found: Counter[str] = Counter()
    ground.state(0)
    expect(run(*ground.build(), around=ground.around).code == 0, "the first build failed")
    size = sum(-(-one.stat().st_size // 4096) * 4 for one in ground.site.rglob("*") if one.is_file())
    folders = sum(4 for one in ground.site.rglob("*") if one.is_dir())
    for _ in range(times):
        with small_disk(int((size + folders) * chance.uniform(1.02, 1.9)) + 64) as disk:
            shutil.copytree(ground.site, disk / "site")
            ground.state(1)
            done = run(*ground.build("--out", disk / "site"), around=ground.around)
            ground.state(0)
            there = files_in(disk / "site")
            expect(not done.has_traceback, f"a traceback: {done.said[-800:]}")
            is_full = done.code == 2
            expect(is_full or done.code == 0, f"it ended with {done.code}: {done.said[-500:]}")
            expect(there == ground.sites[0 if is_full else 1], "the site is not whole")
            expect(names_in(disk) == {"site"}, f"left: {names_in(disk)}")
            if is_full:
                expect("the disk is full" in done.said, done.said[-500:])
            found["full" if is_full else "had room"] += 1
    return found


def fill_disk_of_imports(folder: Path, times: int, chance: random.Random) -> Counter[str]:
    """Import and take in on disks without room.

    Raises:
        Broken: a file is neither the old one nor the new one, or something was left.
    """
    found: Counter[str] = Counter()
    shutil.rmtree(folder, ignore_errors=True)
    start = folder / "start"
    make_project(start, 0)
    _feed(start / "feed.json", 0, 200)
    first = run(*_importing(start))
    expect(first.code in (0, 1), first.said)
    _feed(start / "feed.json", 1, 200)
    clean = folder / "clean"
    shutil.copytree(start, clean)
    run(*_importing(clean))
    old, new = files_in(start), files_in(clean)
    size = sum(-(-one.stat().st_size // 4096) * 4 for one in start.rglob("*") if one.is_file())
    for _ in range(times):
        with small_disk(size + chance.randint(20, 100)) as disk:
            shutil.copytree(start, disk / "project")
            project = disk / "project"
            done = run(*_importing(project))
            now = files_in(project)
            expect(not done.has_traceback, f"a traceback: {done.said[-800:]}")
            halves = [name for name in now if now[name] not in (old.get(name), new.get(name))]
            expect(not halves, f"neither old nor new: {halves[:5]}")
            expect(not set(old) - set(now), "a file is gone")
            expect(not left_over(disk), f"left: {left_over(disk)}")
            found["full" if done.code == 2 else "had room"] += 1
    return found


def refuse_writing(ground: Ground) -> Counter[str]:
    """Build into a folder on a disk that was made read-only.

    Raises:
        Broken: the old site is not whole, or there is no message.
    """
    ground.state(0)
    run(*ground.build(), around=ground.around)
    ground.state(1)
    with small_disk(400_000) as disk:
        shutil.copytree(ground.site, disk / "site")
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        done = run(*ground.build("--out", disk / "site"), around=ground.around)
        expect(done.code == 2 and not done.has_traceback, done.said[-800:])
        expect("nothing can be written on this disk" in done.said, done.said[-500:])
        expect(files_in(disk / "site") == ground.sites[0], "the old site is not whole")
    ground.state(0)
    return Counter({"refused": 1})


# A server that reads all the time ---------------------------------------------------------------------------


def read_during_swaps(ground: Ground, swaps: int, readers: int = 3) -> Counter[str]:
    """Let a web server be asked for pages without a pause while sites change places.

    Raises:
        Broken: an answer is no page of the old site or of the new one, whole.
    """
    ground.state(0)
    run(*ground.build(), around=ground.around)
    pages = sorted(name for name in ground.sites[0] if name.endswith(".html") and name in ground.sites[1])
    bodies = [
        {one: (ground.project.parent / f"clean-{number}" / one).read_bytes() for one in pages}
        for number in (0, 1)
    ]
    server = subprocess.Popen(
        [
            sys.executable,
            "-u",
            "-m",
            "http.server",
            "0",
            "--bind",
            "127.0.0.1",
            "--directory",
            str(ground.site),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    found: Counter[str] = Counter()
    wrong: list[str] = []
    is_over = threading.Event()
    assert server.stdout is not None
    port = int(server.stdout.readline().split(" port ")[1].split()[0])

    def read(chance: random.Random) -> None:
        while not is_over.is_set():
            page = chance.choice(pages)
            asked = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            try:
                asked.request("GET", f"/{page}")
                answer = asked.getresponse()
                body = answer.read()
            except (OSError, http.client.HTTPException) as fault:
                wrong.append(f"{page}: {fault!r}")
                continue
            finally:
                asked.close()
            which = "old" if body == bodies[0][page] else "new" if body == bodies[1][page] else ""
            if answer.status != 200 or not which:
                wrong.append(f"{page}: {answer.status}, {len(body)} bytes")
            found["answers"] += 1

    threads = [threading.Thread(target=read, args=(random.Random(one),)) for one in range(readers)]
    try:
        for one in threads:
            one.start()
        for swap in range(swaps):
            ground.state(1 - swap % 2)
            done = run(*ground.build(), around=ground.around)
            expect(done.code == 0, done.said[-500:])
            found["swaps"] += 1
    finally:
        is_over.set()
        for one in threads:
            one.join()
        server.kill()
        server.wait()
    ground.state(0)
    found["wrong"] = len(wrong)
    expect(not wrong, f"{len(wrong)} of {found['answers']} answers were wrong, such as {wrong[:3]}")
    return found


# Two at once ------------------------------------------------------------------------------------------------


def build_twice_at_once(ground: Ground, times: int, chance: random.Random) -> Counter[str]:
    """Start a build while another one of the same project runs.

    Raises:
        Broken: the site is not whole, or the second said nothing.
    """
    found: Counter[str] = Counter()
    for turn in range(times):
        ground.state(1 - turn % 2)
        first = Run(ground.build(), ground.around)
        time.sleep(chance.uniform(0, ground.seconds * 0.8))
        second = Run(ground.build(), ground.around)
        ended = [first.end(), second.end()]
        for one in ended:
            expect(one.code in (0, 2) and not one.has_traceback, one.said[-800:])
            if one.code == 2:
                expect("another build (process" in one.said, one.said[-500:])
                found["said that another one builds"] += 1
            else:
                found["built, or found it built"] += 1
        expect(0 in (ended[0].code, ended[1].code), "both were refused")
        expect(ground.what_is_there() == str(1 - turn % 2), "the site is not whole")
        expect(not left_over(ground.project), f"left: {left_over(ground.project)}")
    return found


# All of it --------------------------------------------------------------------------------------------------

_OLD_OR_NEW = "After `kill -9` a site is the old one or the new one, whole; the next build leaves nothing"
_EACH = "After `kill -9` each entry file is the old one or the new one; the next run mends the rest"
_IN_ORDER = "Told to end, a build leaves no file, no process and no traceback, and ends with 130"
_FULL = "A disk that is full leaves the old site whole and nothing half done, and is said in one line"


@dataclass(frozen=True, slots=True)
class Part:
    """One thing to try: its name, the promise, how it is tried, and how often."""

    name: str
    promise: str
    how: str
    tries: int
    run: Callable[[], Counter[str]]


def parts(kills: int, chance: random.Random, folder: Path) -> Iterator[Part]:
    """All that is tried: builds, imports and intake killed *kills* times each, and the rest in keeping."""
    small, few = make_ground(folder / "small", 30), kills // 4
    yield Part(
        "killed builds",
        _OLD_OR_NEW,
        "all processes of a build of 30 entries killed, three of four times at random moments, else just "
        "after the sites changed places",
        kills - few,
        partial(kill_builds, small, kills - few, chance),
    )
    yield Part(
        "killed imports",
        _EACH,
        "an import of 200 records killed, half at random moments, half just after it began to write",
        kills,
        partial(kill_imports, folder / "imports", kills, chance),
    )
    yield Part(
        "killed intake",
        _EACH,
        "intake of a family's correction killed, half at random moments, else just after the first writing",
        kills,
        partial(kill_intake, folder / "intake", kills, chance),
    )
    yield Part(
        "ctrl-c",
        _IN_ORDER,
        "SIGINT to all processes at random moments of a build of 30 entries",
        kills // 2,
        partial(kill_builds, small, kills // 2, chance, signal.SIGINT),
    )
    yield Part(
        "server",
        "While a site changes place, each answer of a web server is whole, of the old site or the new one",
        "a web server that three readers ask without a pause; so many changes of place",
        kills * 2 // 5,
        partial(read_during_swaps, small, kills * 2 // 5),
    )
    yield Part(
        "two at once",
        "Of two builds of one site, one builds and the other says who does",
        "a second build at a random moment of the first",
        kills // 5,
        partial(build_twice_at_once, small, kills // 5, chance),
    )
    yield Part(
        "disk full",
        _FULL,
        "a disk of its own (tmpfs) that fills up at a random place of the new site",
        kills * 3 // 10,
        partial(fill_disks, small, kills * 3 // 10, chance),
    )
    yield Part(
        "imports on a full disk",
        _FULL.replace("the old site whole", "each entry file old or new"),
        "an import of 200 records on a disk (tmpfs) with 20 to 100 kB of room",
        kills // 5,
        partial(fill_disk_of_imports, folder / "full", kills // 5, chance),
    )
    yield Part(
        "read-only",
        "A disk that cannot be written leaves the old site whole, and is said in one line",
        "the old site on a disk (tmpfs) mounted read-only",
        1,
        partial(refuse_writing, small),
    )
    large = make_ground(folder / "large", 520)
    yield Part(
        "killed large builds",
        _OLD_OR_NEW,
        "the same, in a build of 520 entries on two processes beside the first",
        few,
        partial(kill_builds, large, few, chance),
    )
    yield Part(
        "terminate",
        _IN_ORDER,
        "SIGTERM to the first of three processes alone, in a build of 520 entries",
        kills // 16,
        partial(kill_builds, large, kills // 16, chance, signal.SIGTERM, alone=True),
    )
    yield Part(
        "kill the first",
        _OLD_OR_NEW,
        "`kill -9` of the first of three processes alone, in a build of 520 entries",
        kills // 16,
        partial(kill_builds, large, kills // 16, chance, alone=True),
    )


def _words(found: Counter[str]) -> str:
    return ", ".join(f"{what}: {count:,}" for what, count in sorted(found.items()))


@click.command()
@click.option("--kills", default=100, show_default=True, help="How many of builds, of imports and of intake.")
@click.option("--seed", default=10, show_default=True)
@click.option("--only", multiple=True, help="Only the parts of these names; what is known of others stays.")
def main(kills: int, seed: int, only: Sequence[str]) -> None:
    """Kill, stop, starve and watch builds, imports and intake."""
    today = datetime.now(UTC).date().isoformat()
    rows = {row.how: row for row in read_records().get("faults", ())}
    is_kept = True
    for part in parts(kills, random.Random(seed), SCRATCH / "faults"):
        if only and part.name not in only:
            continue
        start, tries = time.monotonic(), part.tries
        try:
            result = _words(part.run())
        except Broken as fault:
            is_kept, result = False, f"broken: {fault}"
        except PermissionError as fault:
            tries, result = 0, f"not tried: {fault}"
        click.echo(f"{part.name} ({time.monotonic() - start:.0f} s): {result}")
        rows[part.how] = Row(part.promise, part.how, tries, result, today)
        record("faults", [*rows.values()])
    sys.exit(0 if is_kept else 1)


if __name__ == "__main__":
    main()
