"""Measure "Find support" beside plain Pagefind and others, over the same entry pages in the same browser.

    python -m benchmarks.find --entries 3000

Cold: a browser with a new profile, which has come to rest after its start, opens the page of a search; the
words are typed, all at once, as soon as there is a field that takes them; the clock runs from the start of
the visit until the first result that answers them is in the page and laid out.

Later: in a page that has answered, words are typed letter by letter and choices made; the clock runs from
the event until the last change of results, counts and notes is laid out. "Work" is the processor time of
the page's scripts, styles and layout for one change, whatever else the machine does, and without the
pause in typing that the page waits for. The rounds make the same changes; the figure of a change is the
median of its rounds.

Plain Pagefind is its interface for scripts on a page with nothing else, which loads ahead, shows each
result when it comes and waits for no pause: the least that a site could do with it. "Pagefind in our
page" is the same in the page of Find support, with its styles, menu and plain list, which tells what the
engine costs from what the page costs. "Pagefind's own page" is the one that its documentation says to
use.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import click
from selenium import webdriver
from selenium.webdriver.support.ui import WebDriverWait

from benchmarks.browsers import FIND, Contender, choose, open_browser, processor_ms, type_words, visit
from benchmarks.ground import (
    SCRATCH,
    Ground,
    Record,
    kilobytes,
    percentile,
    prepare,
    spread,
    start_record,
    verdict,
)
from benchmarks.host import PHONE, Host, Link, serve
from benchmarks.invented_english import NOUNS
from benchmarks.peers import LUNR, PAGEFIND, PAGEFIND_IN_PAGE, PAGEFIND_UI, Index, make_peers

LIMIT_RATIO = 0.5
LIMIT_BYTES = 450_000
LIMIT_CHANGE_MS = 16
AT = 3000
"""The limits of time and bytes hold for so many entries."""

MOST_FOR_LUNR = 3000
"""It takes ten seconds and more to a first result at 8,000."""


@dataclass(frozen=True, slots=True)
class Question:
    """Words of one kind, as a reader types them."""

    kind: str
    words: str


def questions_of(entries: Sequence[Mapping[str, Any]]) -> tuple[Question, ...]:
    """Words of several kinds that can be asked of *entries*; the same for the same entries."""
    texts = [
        set(re.findall(r"[a-z]+", f"{one['title']} {one['summary']} {one.get('description', '')}".lower()))
        for one in entries
    ]
    found = Counter(word for words in texts for word in words)
    nouns = sorted(word for word in set(NOUNS) if word in found and len(word) > 4)
    names = sorted(
        word for word, count in found.items() if count == 1 and len(word) > 6 and word not in NOUNS
    )

    def noun_in(share: float, longest_first: bool = False) -> str:
        pool = [word for word in nouns if len(word) > 8] or nouns if longest_first else nouns
        return min(pool, key=lambda word: (abs(found[word] - share * len(entries)), word))

    common = noun_in(0.15)
    second = min(
        (word for word in nouns if word != common), key=lambda word: (abs(found[word] - found[common]), word)
    )
    long = noun_in(0.05, longest_first=True)
    return (
        Question("a common word", common),
        Question("two words", f"{common} {second}"),
        Question("a rare name", names[len(names) // 2] if names else common),
        Question("misspelt", long[:4] + long[5] + long[4] + long[6:]),
        Question("another word for it", "SALT"),
    )


# Cold -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Cold:
    """One visit: ms until words could be typed, to the first result and to a page of them; bytes, requests.

    `first` and `page` are None where nothing was found. `processor` is what all processes of the browser
    took for the visit, whatever else this machine did; None where that cannot be read.
    """

    typed: float
    first: float | None
    page: float | None
    bytes_to_first: int
    bytes_to_page: int
    requests: int
    processor: float | None


def visit_cold(host: Host, contender: Contender, words: str) -> Cold:
    patience = 90_000 if contender is LUNR else 4_000
    with open_browser() as browser:
        start = time.time()
        before = processor_ms(browser)
        seen = visit(browser, host.root + contender.address, contender, words, patience_ms=patience)
        after = processor_ms(browser)
    origin = seen["origin"] / 1000
    until_first, until_page = (
        host.sent_since(start, origin + seen[one] / 1000 if seen[one] else None) for one in ("first", "page")
    )
    return Cold(
        seen["typed"],
        seen["first"],
        seen["page"],
        sum(one.size for one in until_first),
        sum(one.size for one in until_page),
        len(until_first),
        None if before is None or after is None else after - before,
    )


def pack_files(ground: Ground, peers: Path, contenders: Sequence[Contender], question: Question) -> None:
    """Have all packed that *contenders* need: a host on the web has it so, this one waits to be asked."""
    with serve(ground.site) as ours, serve(peers) as theirs:
        for one in contenders:
            visit_cold(ours if one is FIND else theirs, one, question.words)


def cold_runs(
    ground: Ground,
    peers: Path,
    contenders: Sequence[Contender],
    questions: Sequence[Question],
    rounds: int,
    link: Link | None = None,
) -> dict[tuple[str, str], list[Cold]]:
    """Every contender with every question, in turn, *rounds* times; each time another is the first."""
    runs: dict[tuple[str, str], list[Cold]] = {}
    with serve(ground.site, link) as ours, serve(peers, link) as theirs:
        hosts = {one.name: ours if one is FIND else theirs for one in contenders}
        for number in range(rounds):
            for question in questions:
                turn = number % len(contenders)
                for contender in (*contenders[turn:], *contenders[:turn]):
                    seen = visit_cold(hosts[contender.name], contender, question.words)
                    runs.setdefault((question.kind, contender.name), []).append(seen)
    return runs


COLD_HEADINGS = (
    "asked",
    "search",
    "can type, ms",
    "first result, ms",
    "/ Pagefind",
    "20 results, ms",
    "processor, ms",
    "/ Pagefind's",
    "bytes to the first",
    "requests",
    "bytes to 20",
)


def pair_ratio(mine: Sequence[Cold], theirs: Sequence[Cold]) -> float | None:
    """The median, over the rounds, of my time to the first result as a part of theirs."""
    ratios = [
        one.first / other.first
        for one, other in zip(mine, theirs, strict=True)
        if one.first is not None and other.first is not None
    ]
    return median(ratios) if ratios else None


def _processor(runs: Sequence[Cold]) -> float | None:
    taken = [one.processor for one in runs if one.processor is not None]
    return median(taken) if taken else None


def cold_rows(
    runs: Mapping[tuple[str, str], Sequence[Cold]],
    contenders: Sequence[Contender],
    questions: Sequence[Question],
) -> list[Sequence[str]]:
    rows: list[Sequence[str]] = []
    for question in questions:
        for contender in contenders:
            seen = runs[question.kind, contender.name]
            firsts = [one.first for one in seen if one.first is not None]
            pages = [one.page for one in seen if one.page is not None]
            peer = runs[question.kind, PAGEFIND.name]
            ratio = pair_ratio(seen, peer)
            processor, of_peer = _processor(seen), _processor(peer)
            rows.append(
                (
                    f"{question.kind}: {question.words}",
                    contender.name,
                    f"{median(one.typed for one in seen):,.0f}",
                    spread(firsts) if firsts else "nothing found",
                    f"{ratio:.2f}" if ratio else "-",
                    spread(pages),
                    f"{processor:,.0f}" if processor else "-",
                    f"{processor / of_peer:.2f}" if processor and of_peer else "-",
                    kilobytes(median(one.bytes_to_first for one in seen)),
                    f"{median(one.requests for one in seen):.0f}",
                    kilobytes(median(one.bytes_to_page for one in seen)),
                )
            )
    return rows


# Later ------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Later:
    """What changes in an open page took, in ms: the page's own work, and until the reader saw it."""

    work: list[float] = field(default_factory=list)
    done: list[float] = field(default_factory=list)

    def add(self, seen: Mapping[str, Any]) -> None:
        """One more change; nothing on the page may have moved for it, which takes no time."""
        self.work.append(seen["work"])
        self.done.append(seen["done"] or 0.0)


def medians(rounds: Sequence[Later]) -> Later:
    """For each change the median of its *rounds*, which made the same changes in the same order."""
    return Later(
        [median(times) for times in zip(*(one.work for one in rounds), strict=True)],
        [median(times) for times in zip(*(one.done for one in rounds), strict=True)],
    )


WORDS, CHOICES, BOTH = "words, letter by letter", "choices, no words", "choices, with a word"


def letters_of(questions: Sequence[Question]) -> list[str]:
    return [
        question.words[: length + 1]
        for question in questions
        for length in range(len(question.words))
        if question.words[length] != " "
    ]


def change_find(browser: webdriver.Chrome, questions: Sequence[Question], choices: int) -> dict[str, Later]:
    """Type, choose and take back in the open page of Find support: boxes from all its filters, and ages."""
    boxes: list[str] = browser.execute_script(
        "return [...document.querySelectorAll('#find-filters input[type=checkbox]')].map((one) => one.id)"
    )
    spaced = boxes[:: max(1, len(boxes) // choices)]
    taken = {name: Later() for name in (WORDS, CHOICES, BOTH)}
    for words in letters_of(questions):
        taken[WORDS].add(type_words(browser, words))
    for name, words in ((CHOICES, ""), (BOTH, questions[0].words)):
        type_words(browser, words)
        for box in spaced:
            taken[name].add(choose(browser, f"[id='{box}']"))
            taken[name].add(choose(browser, f"[id='{box}']"))
        for age in ("5", "16", ""):
            taken[name].add(choose(browser, "#find-age", age))
    return taken


def change_pagefind(
    browser: webdriver.Chrome, questions: Sequence[Question], choices: int
) -> dict[str, Later]:
    """The same in Pagefind's page, whose filters are one list."""
    WebDriverWait(browser, 60).until(
        lambda _: browser.execute_script("return document.body.id === 'filters-are-here'")
    )
    values: list[str] = browser.execute_script(
        "return [...document.querySelectorAll('#filter option')].map((one) => one.value)"
    )
    spaced = values[1 :: max(1, len(values) // choices)]
    taken = {name: Later() for name in (WORDS, CHOICES, BOTH)}
    for words in letters_of(questions):
        taken[WORDS].add(type_words(browser, words))
    for name, words in ((CHOICES, ""), (BOTH, questions[0].words)):
        type_words(browser, words)
        for value in spaced:
            taken[name].add(choose(browser, "#filter", value))
            taken[name].add(choose(browser, "#filter", ""))
    return taken


def later_runs(
    ground: Ground, peers: Path, questions: Sequence[Question], rounds: int, choices: int, slowdown: int = 1
) -> dict[tuple[str, str], Later]:
    """Find and Pagefind in turn, *rounds* times, on a processor *slowdown* times slower than this one."""
    runs: dict[tuple[str, str], list[Later]] = {}
    with serve(ground.site) as ours, serve(peers) as theirs:
        for _ in range(rounds):
            for contender, address, change in (
                (FIND, ours.root + FIND.address, change_find),
                (PAGEFIND, f"{theirs.root}{PAGEFIND.address}?filters", change_pagefind),
            ):
                with open_browser() as browser:
                    visit(browser, address, contender, questions[0].words)
                    browser.execute_cdp_cmd("Emulation.setCPUThrottlingRate", {"rate": slowdown})
                    for name, taken in change(browser, questions, choices).items():
                        runs.setdefault((name, contender.name), []).append(taken)
    return {place: medians(taken) for place, taken in runs.items()}


LATER_HEADINGS = (
    "changed",
    "search",
    "times",
    "processor, ms: p50 p95 max",
    "until shown, ms: p50 p95 max",
    "/ Pagefind",
)


def later_rows(runs: Mapping[tuple[str, str], Later]) -> list[Sequence[str]]:
    rows: list[Sequence[str]] = []
    for name in (WORDS, CHOICES, BOTH):
        theirs = runs[name, PAGEFIND.name]
        for contender in (FIND, PAGEFIND):
            taken = runs[name, contender.name]
            rows.append(
                (
                    name,
                    contender.name,
                    str(len(taken.done)),
                    _three(taken.work) if contender is FIND else "in a worker",
                    _three(taken.done),
                    f"{median(taken.done) / median(theirs.done):.2f}" if median(theirs.done) else "-",
                )
            )
    return rows


def _three(values: Sequence[float]) -> str:
    return " ".join(f"{one:.1f}" for one in (median(values), percentile(values, 0.95), max(values)))


# Indexes ----------------------------------------------------------------------------------------------------


def find_index(ground: Ground) -> Index:
    """What the files of Find support took to make, and what they are."""
    files = list((ground.site / "find").glob("*.js"))
    return Index(ground.search_seconds, sum(path.stat().st_size for path in files), len(files))


def works_from_a_folder(ground: Ground, question: Question) -> str:
    """What happens where no server is: the page is opened as a file."""
    with open_browser() as browser:
        seen = visit(browser, (ground.site / FIND.address).resolve().as_uri(), FIND, question.words)
    return f"first result in {seen['first']:.0f} ms" if seen["first"] else "no result"


# All of it --------------------------------------------------------------------------------------------------


def measure(
    entries: int, rounds: int, choices: int, record: Record, scratch: Path, *, tiny: bool = False
) -> None:
    """Print every figure for so many entries; where *tiny*, of one short question only."""
    record.note(f"**{entries:,} entries**")
    ground = prepare(entries, scratch)
    peers = scratch / f"{entries}-peers"
    pagefind_index, lunr_file = make_peers(ground.site, ground.entries, peers)
    own = find_index(ground)
    rows = [
        (FIND.name, f"{own.seconds:.1f}", f"{own.size / 1e6:,.2f} MB", f"{own.files:,}", "1.00"),
        (
            PAGEFIND.name,
            f"{pagefind_index.seconds:.1f}",
            f"{pagefind_index.size / 1e6:,.2f} MB",
            f"{pagefind_index.files:,}",
            f"{own.seconds / pagefind_index.seconds:.2f}",
        ),
        (LUNR.name, "in the browser", f"{lunr_file.size / 1e6:,.2f} MB", f"{lunr_file.files:,}", "-"),
    ]
    record.show("", ("index", "processor s", "on disk", "files", "Find / it, s"), rows)
    record.note(f"The whole site was built in {ground.seconds:.1f} s.")

    questions = questions_of(ground.entries)
    typed = (Question(questions[0].kind, questions[0].words[:3]),) if tiny else questions
    cold_questions = questions[:1] if tiny else (questions[0], *questions[2:])
    contenders = (FIND, PAGEFIND, PAGEFIND_IN_PAGE, PAGEFIND_UI)
    has_lunr = entries <= MOST_FOR_LUNR
    pack_files(ground, peers, (*contenders, LUNR) if has_lunr else contenders, questions[0])
    runs = cold_runs(ground, peers, contenders, cold_questions, rounds)
    title = f"Cold, {rounds} rounds, over loopback: medians (least-most)"
    record.show(title, COLD_HEADINGS, cold_rows(runs, contenders, cold_questions))
    if has_lunr:
        both = (FIND, PAGEFIND, LUNR)
        lunr_runs = cold_runs(ground, peers, both, questions[:1], min(3, rounds))
        record.show("The same with lunr", COLD_HEADINGS, cold_rows(lunr_runs, both, questions[:1]))
    pair = (FIND, PAGEFIND, PAGEFIND_IN_PAGE)
    phone = cold_runs(ground, peers, pair, questions[:1], min(3, rounds), PHONE)
    record.show(f"Cold, through {PHONE.name}", COLD_HEADINGS, cold_rows(phone, pair, questions[:1]))
    record.note(f"From a folder, without a server: {works_from_a_folder(ground, questions[0])}")

    later = later_runs(ground, peers, typed, min(3, rounds), choices)
    record.show("Later changes, results and counts included", LATER_HEADINGS, later_rows(later))
    slower = later_runs(ground, peers, typed[:1], 1, (choices + 1) // 2, slowdown=4)
    record.show("Later changes on a processor four times slower", LATER_HEADINGS, later_rows(slower))
    limits = limits_rows(entries, runs, later, questions[0])
    record.show("", ("limit", "at most", "measured", ""), limits)


def limits_rows(
    entries: int,
    runs: Mapping[tuple[str, str], Sequence[Cold]],
    later: Mapping[tuple[str, str], Later],
    question: Question,
) -> list[Sequence[str]]:
    mine, theirs = runs[question.kind, FIND.name], runs[question.kind, PAGEFIND.name]
    ratio = pair_ratio(mine, theirs)
    sizes = [one.bytes_to_first for (_, name), seen in runs.items() if name == FIND.name for one in seen]
    work = [one for (_, name), taken in later.items() if name == FIND.name for one in taken.work]
    where = "" if entries == AT else f" (the limit is for {AT:,} entries)"
    return [
        (
            f"first result / plain Pagefind{where}",
            f"{LIMIT_RATIO}",
            f"{ratio:.2f}" if ratio else "-",
            verdict(ratio, LIMIT_RATIO) if ratio else "not measured",
        ),
        (
            f"bytes to the first result, most of all questions{where}",
            kilobytes(LIMIT_BYTES),
            kilobytes(max(sizes)),
            verdict(max(sizes), LIMIT_BYTES),
        ),
        *(
            (
                f"work of a later change, {name}",
                f"under {LIMIT_CHANGE_MS} ms",
                f"{value:.1f} ms",
                verdict(value, LIMIT_CHANGE_MS),
            )
            for name, value in (
                ("median", median(work)),
                ("95 in 100", percentile(work, 0.95)),
                ("slowest", max(work)),
            )
        ),
    ]


@click.command()
@click.option("--entries", multiple=True, type=int, help="How many entries; can be given more than once.")
@click.option("--rounds", default=5, show_default=True, help="How often each search is opened cold.")
@click.option("--choices", default=12, show_default=True, help="How many filters are pressed in each round.")
@click.option("--full", is_flag=True, help="500, 3,000 and 8,000 entries.")
@click.option("--tiny", is_flag=True, help="One short question only, to see that all of it runs.")
@click.option(
    "--scratch", type=click.Path(path_type=Path), default=SCRATCH, help="Where offers and sites are made."
)
def main(entries: tuple[int, ...], rounds: int, choices: int, full: bool, tiny: bool, scratch: Path) -> None:
    """Measure Find support beside plain Pagefind, its own page and lunr."""
    sizes = entries or ((500, 3000, 8000) if full else (500,))
    options = " ".join(f"--entries {one}" for one in sizes)
    options += " --tiny" if tiny else ""
    command = f"python -m benchmarks.find {options} --rounds {rounds} --choices {choices}"
    record = start_record("find", command)
    for one in sizes:
        measure(one, rounds, choices, record, scratch, tiny=tiny)
    record.save(scratch)


if __name__ == "__main__":
    main()
