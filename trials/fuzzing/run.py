"""Try damaged files of one kind in this process, by chance or guided by coverage, and keep what came out.

    python -m trials.fuzzing.run entry --inputs 1000 --folder build/trials/fuzz

A file that ends the process (a hang, a fault in a library in C, too much memory) is left as `last`.
"""

from __future__ import annotations

import json
import os
import random
import resource
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import asdict, dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from trials.fuzzing.targets import Target

MOST_SECONDS = 10.0
"""So long may any file take up to the limit of size."""

MOST_MEMORY = 4 * 2**30
"""Bytes of address space that a process gets; libraries alone map more than one of these."""

IN_MEMORY = Path("/dev/shm")
EVERY = 500
"""Of so many inputs, one is followed by a note of what came out so far."""

FROM_ELSEWHERE = 0.2
"""The share of inputs that libFuzzer damages in its own way, where coverage guides."""


class Hang(Exception):
    """A file took longer than any may."""


@dataclass
class Outcome:
    """What became of the files of one kind; `crashes` count what was not told, by its signature."""

    target: str
    tried: int = 0
    taken: int = 0
    refused: int = 0
    crashes: dict[str, int] = field(default_factory=dict)
    slowest_seconds: float = 0.0
    slowest_bytes: int = 0
    peak_megabytes: int = 0
    seconds: float = 0.0
    coverage: int = 0

    @property
    def is_sound(self) -> bool:
        return not self.crashes


def try_one(target: Target, content: bytes, outcome: Outcome, folder: Path | None = None) -> None:
    """Use *content* as the target does; what is not told as it should be is counted, and kept in *folder*."""
    start = time.process_time()
    try:
        with no_longer_than(MOST_SECONDS):
            taken = target.use(content)
        outcome.taken += taken
        outcome.refused += not taken
    # Whatever comes through is what is looked for.
    except Exception as fault:  # noqa: BLE001
        name = signature(fault)
        if name not in outcome.crashes and folder is not None:
            number = len(outcome.crashes)
            (folder / f"crash-{number}").write_bytes(content)
            (folder / f"crash-{number}.txt").write_text(
                "".join(traceback.format_exception(fault)), "utf-8", "replace"
            )
        outcome.crashes[name] = outcome.crashes.get(name, 0) + 1
    took = time.process_time() - start
    outcome.tried += 1
    if took > outcome.slowest_seconds:
        outcome.slowest_seconds, outcome.slowest_bytes = round(took, 3), len(content)
        if folder is not None:
            (folder / "slowest").write_bytes(content)


def signature(fault: BaseException) -> str:
    """What tells a fault from others: its kind, and the last places of ours that it came through."""
    frames = [one for one in traceback.extract_tb(fault.__traceback__) if "site_builder" in one.filename]
    places = [f"{Path(one.filename).name}:{one.lineno}" for one in frames[-2:]]
    said = str(fault).split(":")[0][:50] if not places else ""
    return " ".join([type(fault).__name__, *places, said]).strip()


@contextmanager
def no_longer_than(seconds: float) -> Iterator[None]:
    """Raise `Hang` in what takes more *seconds* of the processor: others may be at work on this machine.

    Code in C is only left when it returns.
    """

    def stop(_number: int, _frame: Any) -> None:
        raise Hang(f"more than {seconds:g} seconds")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def chosen(target: Target, number: int, seed: str) -> bytes:
    """The damaged file *number*: the same for the same seed."""
    chance = random.Random(f"{seed} {target.name} {number}")
    return target.damage(chance.choice(target.seeds), chance, target.seeds)


def run(target: Target, inputs: int, seed: str, folder: Path | None = None) -> Outcome:
    """Try *inputs* damaged files, by chance alone."""
    outcome = Outcome(target.name)
    start = time.perf_counter()
    for number in range(inputs):
        content = chosen(target, number, seed)
        if folder is not None:
            (folder / "last").write_bytes(content)
        try_one(target, content, outcome, folder)
        if folder is not None and number % EVERY == 0:
            keep(outcome, folder, start)
    if folder is not None:
        keep(outcome, folder, start)
    return outcome


def keep(outcome: Outcome, folder: Path, start: float) -> None:
    outcome.seconds = round(time.perf_counter() - start, 1)
    outcome.peak_megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    (folder / "outcome.json").write_text(json.dumps(asdict(outcome), indent=1) + "\n", encoding="utf-8")


def run_guided(target: Target, inputs: int, seed: str, folder: Path, atheris: Any) -> None:
    """Try *inputs* files, of which those that reach new code are damaged further. Does not return."""
    outcome = Outcome(target.name)
    corpus = folder / "corpus"
    corpus.mkdir(exist_ok=True)
    for number, content in enumerate(target.seeds):
        (corpus / f"seed-{number}").write_bytes(content)
    start = time.perf_counter()

    def try_bytes(content: bytes) -> None:
        (folder / "last").write_bytes(content)
        try_one(target, content, outcome, folder)
        if outcome.tried % EVERY == 0:
            keep(outcome, folder, start)
        if outcome.tried >= inputs:
            keep(outcome, folder, start)
            (folder / "last").unlink()
            sys.stderr.flush()
            os._exit(0)

    def mutate(content: bytes, most: int, number: int) -> bytes:
        chance = random.Random(number)
        if chance.random() < FROM_ELSEWHERE:
            return bytes(atheris.Mutate(content, most))
        return target.damage(bytes(content), chance, target.seeds)[:most]

    options = [
        f"-seed={random.Random(seed).getrandbits(31)}",
        "-max_len=20000",
        "-len_control=0",
        "-timeout=60",
    ]
    options += [
        "-rss_limit_mb=4096",
        "-print_final_stats=1",
        f"-artifact_prefix={folder}/libfuzzer-",
        str(corpus),
    ]
    atheris.Setup([sys.argv[0], *options], try_bytes, custom_mutator=mutate)
    atheris.Fuzz()


def limit_memory() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


@click.command()
@click.argument("name")
@click.option("--inputs", type=click.IntRange(1), required=True)
@click.option("--seed", default="fuzz", show_default=True)
@click.option("--folder", type=click.Path(path_type=Path, file_okay=False), required=True)
@click.option("--guided", is_flag=True, help="Let coverage choose what is damaged further.")
def main(name: str, inputs: int, seed: str, folder: Path, guided: bool) -> None:
    """Try damaged files of the kind NAME."""
    limit_memory()
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=IN_MEMORY if IN_MEMORY.is_dir() else None) as workshop:
        atheris, watching = _atheris() if guided else (None, nullcontext())
        with watching:
            # What is imported as late as this is watched too: so sound files go through first.
            from trials.fuzzing.targets import open_targets

            target = open_targets(Path(workshop), (name,))[name]
            _warm_up(target.use, target.seeds)
        if guided:
            run_guided(target, inputs, seed, folder, atheris)
        run(target, inputs, seed, folder)


def _atheris() -> tuple[Any, Any]:
    import atheris

    return atheris, atheris.instrument_imports(include=["site_builder"])


def _warm_up(use: Callable[[bytes], bool], seeds: Sequence[bytes]) -> None:
    for content in seeds[:: max(1, len(seeds) // 10)]:
        use(content)


if __name__ == "__main__":
    main()
