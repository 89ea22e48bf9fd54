"""Set the text of the made-up offer beside a real directory's, so that nobody need wonder if it is too easy.

    python -m benchmarks.compare_text --real ../shared/data/oruk-bristol/services.json

The real directory (Open Referral UK) is imported, as many entries are made up, both sites are built, and
what makes text heavy to search is counted in both: words, different words, words that come once, how
small it all packs.
"""

from __future__ import annotations

import gzip
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random
from re import findall
from statistics import mean

import click

from benchmarks.ground import ROOT, SCRATCH, build, say_where, table
from benchmarks.made_up_offer import AS_OF, AUTHORITY, make_project
from site_builder.content.checks import load_rules
from site_builder.content.days import JudgedDay
from site_builder.content.model import Entry
from site_builder.content.offers import read_offers
from site_builder.project import open_project

REAL = ROOT.parent / "shared" / "data" / "oruk-bristol" / "services.json"
REAL_AUTHORITY = "example"
OF_GROWTH = (100, 200, 400, 800)


@dataclass(frozen=True, slots=True)
class TextFigures:
    """What makes the text of an offer easy or hard: figures of all its entries, or of one on average."""

    entries: int
    words: float
    words_of_most: int
    different: float
    vocabulary: int
    once: float
    growth: tuple[int, ...]
    title: float
    summary: float
    packed: float
    packed_word: float
    find_packed: float


def figures_of(entries: Sequence[Entry], site: Path) -> TextFigures:
    """The figures of *entries*, in an order of chance so that no letter comes first, and of their site."""
    shuffled = list(entries)
    Random(1).shuffle(shuffled)
    texts = ["\n".join(_texts(one)) for one in shuffled]
    words = [findall(r"[^\W_]+", text.lower()) for text in texts]
    count = len(texts)
    times = Counter(word for one in words for word in one)
    packed = _packed("\n".join(texts))
    return TextFigures(
        entries=count,
        words=mean(map(len, words)),
        words_of_most=sorted(map(len, words))[int(count * 0.9)],
        different=mean(len(set(one)) for one in words),
        vocabulary=len(times),
        once=sum(number == 1 for number in times.values()) / len(times),
        growth=tuple(len({word for one in words[:first] for word in one}) for first in OF_GROWTH),
        title=_packed("\n".join(one.title for one in shuffled)) / count,
        summary=_packed("\n".join(one.summary for one in shuffled)) / count,
        packed=packed / count,
        packed_word=packed / sum(times.values()),
        find_packed=sum(_packed(path.read_text(encoding="utf-8")) for path in (site / "find").glob("*.js"))
        / count,
    )


def _texts(entry: Entry) -> Iterator[str]:
    """What an entry says in sentences."""
    yield from (
        entry.title,
        entry.summary,
        str(entry.fact("description") or ""),
        str(entry.fact("why") or ""),
    )
    yield from entry.fact("how_to_access.steps") or ()
    yield from entry.fact("eligibility.criteria") or ()
    yield from entry.facts.get("sections", {}).values()


def _packed(text: str) -> int:
    return len(gzip.compress(text.encode(), 9))


def comparison(real: TextFigures, made: TextFigures) -> str:
    def row(what: str, of_real: float, of_made: float, digits: int = 0) -> tuple[str, ...]:
        return (what, f"{of_real:,.{digits}f}", f"{of_made:,.{digits}f}", f"{of_made / of_real:.2f}")

    rows = [
        row("entries", real.entries, made.entries),
        row("words in an entry, mean", real.words, made.words),
        row("words in an entry, 9 in 10 have fewer", real.words_of_most, made.words_of_most),
        row("different words in an entry, mean", real.different, made.different),
        row("different words in all", real.vocabulary, made.vocabulary),
        *(
            row(f"different words in the first {first}", of_real, of_made)
            for first, of_real, of_made in zip(OF_GROWTH, real.growth, made.growth, strict=True)
            if first < real.entries
        ),
        row("part of them that comes once", real.once, made.once, 2),
        row("title, bytes gzipped", real.title, made.title, 1),
        row("summary, bytes gzipped", real.summary, made.summary, 1),
        row("all text of an entry, bytes gzipped", real.packed, made.packed),
        row("bytes gzipped a word", real.packed_word, made.packed_word, 2),
        row("scripts of Find an entry, bytes gzipped", real.find_packed, made.find_packed),
    ]
    return table(("text", "real", "made up", "made up / real"), rows)


def read_entries(project: Path) -> tuple[Entry, ...]:
    offers, _ = read_offers(open_project(project), load_rules(), JudgedDay(None, AS_OF))
    return offers[0].entries


def import_real(feed: Path, project: Path, day: date) -> None:
    """Import *feed* into a new project.

    Raises:
        click.ClickException: it cannot be imported.
    """
    shutil.rmtree(project, ignore_errors=True)
    project.mkdir(parents=True)
    command = [
        sys.executable,
        "-m",
        "site_builder",
        "import",
        "oruk",
        str(feed),
        "--authority",
        REAL_AUTHORITY,
    ]
    options = ["--project", str(project), "--date", day.isoformat()]
    done = subprocess.run([*command, *options], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise click.ClickException(f"the directory could not be imported:\n{done.stderr}")


@click.command()
@click.option(
    "--real", type=click.Path(path_type=Path), default=REAL, help="A feed of Open Referral UK, as JSON."
)
@click.option(
    "--scratch", type=click.Path(path_type=Path), default=SCRATCH, help="Where offers and sites are made."
)
def main(real: Path, scratch: Path) -> None:
    """Compare the text of the made-up offer with a real directory's."""
    click.echo("\n# Is the made-up text as hard as real text?\n")
    if not real.is_file():
        click.echo(
            f"There is no real directory at {real}; name one: python -m benchmarks.compare_text --real FILE"
        )
        return
    say_where("python -m benchmarks.compare_text")
    theirs, ours = scratch / "real", scratch / "as-many-made-up"
    import_real(real, theirs, AS_OF)
    build(theirs, REAL_AUTHORITY, "--date", AS_OF.isoformat())
    entries = read_entries(theirs)
    shutil.rmtree(ours, ignore_errors=True)
    make_project(ours, len(entries))
    build(ours, AUTHORITY)
    click.echo("")
    click.echo(
        comparison(figures_of(entries, theirs / "site"), figures_of(read_entries(ours), ours / "site"))
    )
    click.echo(
        "\nAn imported entry states few facts (needs, ages, places, cost), a made-up one most, so its "
        "scripts are heavier. Where a ratio of text is under 1, the made-up text is easier than the real one."
    )


if __name__ == "__main__":
    main()
