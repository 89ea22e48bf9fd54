"""The benchmarks run, and count what they say they count; how fast anything is, is not tested."""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from itertools import takewhile
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import click
import pytest
from click.testing import CliRunner
from selenium import webdriver

from benchmarks import (
    booklet,
    browsers,
    compare_text,
    find,
    ground,
    imports,
    made_up_nation,
    made_up_offer,
    nation,
    page_peers,
    performance_page,
    reading,
    weights,
    where_time_goes,
    whole_build,
)
from benchmarks.host import Link, serve
from site_builder.content.checks import load_rules
from site_builder.content.days import JudgedDay
from site_builder.content.model import Entry
from site_builder.content.offers import read_offers
from site_builder.content.vocabulary import load_vocabularies
from site_builder.nation.published import read_offer_json
from site_builder.project import Project

TINY = 24


@pytest.fixture(autouse=True)
def _no_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give no browser time to come to rest: how long things take is not looked at here."""
    monkeypatch.setattr(browsers, "LONGEST_START", 0.0)


def run(command: click.Command, *arguments: str | Path) -> str:
    done = CliRunner().invoke(command, [str(one) for one in arguments], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.split("|")]


def column(printed: str, heading: str) -> list[str]:
    """The cells under *heading* in the first table that has it."""
    lines = iter(printed.splitlines())
    place = next(cells(line) for line in lines if heading in cells(line)).index(heading)
    next(lines)  # the rule below it
    return [cells(line)[place] for line in takewhile(lambda line: line.startswith("|"), lines)]


# The made-up offer


def test_a_made_up_offer_is_in_order_and_states_what_a_full_one_states(tmp_path: Path) -> None:
    project = made_up_offer.make_project(tmp_path, 60)
    offers, problems = read_offers(project, load_rules(), JudgedDay(None, made_up_offer.AS_OF))
    assert problems == []
    assert len(offers[0].entries) == 60
    assert {one.kind for one in offers[0].entries} == {"service", "setting", "information", "not-available"}
    size = sum(path.stat().st_size for path in project.entries_folder(made_up_offer.AUTHORITY).iterdir())
    assert 1_500 < size / 60 < 2_600


def test_the_same_entries_come_first_however_many_are_made() -> None:
    vocabularies = load_vocabularies()
    few = list(made_up_offer.entries_facts(10, vocabularies))
    many = list(made_up_offer.entries_facts(30, vocabularies))
    assert many[:10] == few
    assert list(made_up_offer.entries_facts(10, vocabularies, seed="another")) != few


def test_new_words_never_stop_coming() -> None:
    entries = list(made_up_offer.entries_facts(800, load_vocabularies()))
    seen: set[str] = set()
    new = []
    for start in range(0, 800, 200):
        words = {
            word
            for one in entries[start : start + 200]
            for word in re.findall(
                r"\w+", f"{one['title']} {one['summary']} {one.get('description', '')}".lower()
            )
        }
        new.append(len(words - seen))
        seen |= words
    assert all(one > 800 for one in new), new


def test_text_figures_tell_easy_text_from_hard(tmp_path: Path) -> None:
    (tmp_path / "find").mkdir()

    def entries(texts: Sequence[str]) -> list[Entry]:
        return [
            Entry(
                "a",
                f"{number}.yaml",
                {"kind": "service", "title": text, "summary": text, "description": text},
            )
            for number, text in enumerate(texts)
        ]

    easy = compare_text.figures_of(entries(["the same words each time"] * 9), tmp_path)
    hard = compare_text.figures_of(
        entries([f"word{one} other{one * 7} third{one}" for one in range(9)]), tmp_path
    )
    assert easy.words == 15
    assert easy.vocabulary == 5
    assert hard.vocabulary == 27
    assert easy.packed_word < hard.packed_word


# The host


def test_bytes_sent_are_the_bytes_that_the_browser_received(
    tmp_path: Path, browser: webdriver.Chrome
) -> None:
    (tmp_path / "page.html").write_text(
        "<!doctype html><title>A</title><link rel=icon href=data:,><script src=a.js></script>"
        + "words " * 900
    )
    (tmp_path / "a.js").write_text("/* a script that packs well */ " * 400)
    browser.execute_cdp_cmd("Network.enable", {})
    with serve(tmp_path) as host:
        browser.get(f"{host.root}page.html")
        received = browser.execute_script(
            "return ['navigation', 'resource'].flatMap((kind) => performance.getEntriesByType(kind))"
            ".map((one) => [new URL(one.name).pathname, one.encodedBodySize, one.decodedBodySize])"
        )
        sent = {one.path: one.size for one in host.sent}
    assert sorted(sent) == ["/a.js", "/page.html"]
    for path, encoded, decoded in received:
        assert encoded < decoded
        assert 0 < sent[path] - encoded < 400, "what is over are the headers"


def test_a_slow_link_is_shared_by_all_that_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "a.bin").write_bytes(bytes(10_000))
    with (
        serve(tmp_path, Link("a slow one", wait=0.05, rate=100_000)) as host,
        ThreadPoolExecutor(3) as readers,
    ):
        start = time.perf_counter()
        for size in readers.map(lambda _: len(urlopen(f"{host.root}a.bin").read()), range(3)):
            assert size == 10_000
        assert time.perf_counter() - start > 0.35


def test_what_is_sent_later_is_not_counted(tmp_path: Path, browser: webdriver.Chrome) -> None:
    (tmp_path / "page.html").write_text("<!doctype html><title>A</title><link rel=icon href=data:,>")
    with serve(tmp_path) as host:
        start = time.time()
        browser.get(f"{host.root}page.html")
        between = time.time()
        browser.get(f"{host.root}page.html?again")
        assert len(host.sent_since(start)) == 2
        assert len(host.sent_since(start, between)) == 1


# The stopwatch

WAITING_PAGE = """<!doctype html><title>A</title><link rel=icon href="data:,">
<input id="words"><ul id="results"></ul>
<script>
const busy = (ms) => { const start = performance.now(); while (performance.now() - start < ms); };
document.getElementById('words').addEventListener('input', (event) => {
  busy(20);
  setTimeout(() => {
    busy(30);
    document.getElementById('results').innerHTML = '<li>' + event.target.value.length + '</li>';
  }, 200);
});
</script>
"""
WAITING = browsers.Contender("waiting", "page.html", "#words", "#results > li", "#results")


def test_work_leaves_out_what_a_page_waits_for(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(WAITING_PAGE)
    with serve(tmp_path) as host, browsers.open_browser() as browser:
        seen = browsers.visit(browser, host.root + WAITING.address, WAITING, "abc")
        typed = browsers.type_words(browser, "abcd")
    assert seen["results"] == typed["results"] == 1
    assert seen["first"] - seen["typed"] >= 249
    assert typed["done"] >= 249
    # The page was busy for 50 ms by the clock, some of which other programs may have had.
    assert 0 < typed["work"] < typed["done"] - 150


def test_a_search_that_finds_nothing_has_no_time(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(
        "<!doctype html><title>A</title><link rel=icon href=data:,><input id=words>"
    )
    with serve(tmp_path) as host, browsers.open_browser() as browser:
        seen = browsers.visit(browser, host.root + WAITING.address, WAITING, "abc", patience_ms=100)
        taken = browsers.processor_ms(browser)
    assert taken is None or taken > 10
    assert seen["first"] is None
    assert seen["results"] == 0


# All of it, at tiny size


def test_find_is_measured_beside_its_peers(tmp_path: Path) -> None:
    options = ("--entries", str(TINY), "--rounds", "1", "--choices", "1", "--tiny")
    printed = run(find.main, *options, "--scratch", tmp_path)
    assert "To repeat: python -m benchmarks.find --entries 24 --tiny --rounds 1" in printed
    assert column(printed, "index") == ["Find support", "plain Pagefind", "lunr (MkDocs' search)"]
    searches, firsts = column(printed, "search"), column(printed, "first result, ms")
    assert searches == ["Find support", "plain Pagefind", "Pagefind in our page", "Pagefind's own page"]
    # The common word is found by all.
    assert all(re.match(r"[\d,]+ \(", one) for one in firsts), firsts
    assert "From a folder, without a server: first result in" in printed
    limits = column(printed, "measured")
    assert len(limits) == 5
    assert "not measured" not in printed


def test_made_up_nation_is_collected_and_compared(tmp_path: Path) -> None:
    assert made_up_nation.make_nation(tmp_path, 12, 2, workers=1) == 2
    (tmp_path / "offer_content").mkdir()
    _, said = nation.run_collect(tmp_path)
    assert said == "2  received"
    found = nation.run_stage("compare", tmp_path)
    assert (found["councils"], found["entries"], found["groups"]) == (2, 24, 5)
    assert found["rows"] > 153 * 116


def test_made_up_nation_says_that_it_is_invented_and_is_the_same_each_time(tmp_path: Path) -> None:
    made_up_nation.make_nation(tmp_path / "a", 6, 1, workers=1)
    made_up_nation.make_nation(tmp_path / "b", 6, 1, workers=1)
    (first,), (second,) = ((tmp_path / one).rglob("offer.json") for one in "ab")
    assert first.read_bytes() == second.read_bytes()
    offer = read_offer_json(first.read_bytes())
    assert offer.authority.is_invented
    assert "invented" in offer.authority.official_name


def test_reading_is_timed_beside_its_peers(tmp_path: Path) -> None:
    printed = run(reading.main, "--tiny", "--scratch", tmp_path)
    assert "To repeat: python -m benchmarks.reading --entries 24 --rounds 1 --councils 2" in printed
    assert column(printed, "Read an entry")[0] == "yaml.CSafeLoader: values alone"
    assert column(printed, "Check an entry by its schema")[0] == "Cerberus, normalize=False"
    assert len(column(printed, "A command, from start to end")) == 3
    assert column(printed, "Councils") == ["2 x 24 on 2 processes"]


def test_booklets_are_timed_in_both_sizes(tmp_path: Path) -> None:
    printed = run(booklet.main, "--tiny", "--scratch", tmp_path)
    assert "To repeat: python -m benchmarks.booklet --entries 3" in printed
    assert column(printed, "A booklet") == [
        "Northmere's, usual letters",
        "Northmere's, large print",
        "made up, usual letters",
        "made up, large print",
    ]


def test_pages_are_weighed_against_each_limit(tmp_path: Path) -> None:
    printed = run(weights.main, "--entries", str(TINY), "--most-kinds", "2", "--scratch", tmp_path)
    assert column(printed, "20.0 kB?") == ["within", "within", "within"]
    assert column(printed, "first visit to")[0] == "home"
    assert column(printed, "first visit to")[-1] == "peer: the same entry's text in Material"
    assert set(column(printed, "60.0 kB?")) <= {"within", "over"}


def test_every_kind_of_page_is_weighed_by_its_heaviest(northmere: Path) -> None:
    kinds = dict(weights.kinds_of_pages(northmere))
    folders = {path.name for path in northmere.iterdir() if path.is_dir() and list(path.rglob("*.html"))}
    assert folders - {"support"} == {kind.partition(",")[0] for kind in kinds} - {"home", "entry"}
    sizes = weights.entry_sizes(northmere)
    assert kinds["entry"] == max(sizes, key=lambda page: sizes[page])


# A whole build, and its peers

PAGE = """<!doctype html>
<title>Chess &amp; tea</title>
<meta name="description" content="On &#34;Mondays&#34;.">
<link rel="icon" href="../../assets/icon.svg">
<nav>Menu</nav>
<main id="main">
<script src="a.js"></script>
<h1>Chess</h1>
<dl class="facts">
<div><dt>Ages</dt><dd>5 to <b>9</b></dd></div>
<div><dt>Needs</dt><dd><ul><li><a href="../../need/autism/index.html">Autism</a></li></ul></dd></div>
</dl>
</main>
<footer>Help</footer>
"""


def test_hugo_and_mkdocs_get_the_pages_with_their_content_as_markdown(tmp_path: Path) -> None:
    site, hugo, material = (tmp_path / one for one in ("site", "hugo", "material"))
    for name in ("support/chess", "age/primary", "."):
        (site / name).mkdir(parents=True, exist_ok=True)
        (site / name / "index.html").write_text(PAGE)
    page_peers.make_hugo(site, hugo, processes=1)
    page_peers.make_material(hugo, material)
    written = (hugo / "content" / "support" / "chess.md").read_text()
    assert written == (
        '---\ntitle: "Chess & tea"\ndescription: "On \\"Mondays\\"."\nurl: "/support/chess/"\n---\n\n'
        "# Chess\n\nAges\n:   5 to **9**\n\nNeeds\n:   - [Autism](../../need/autism/index.html)\n"
    )
    assert (material / "docs" / "support" / "chess.md").read_text() == written
    assert sorted(path.stem for path in (hugo / "content").rglob("*.md")) == ["all", "chess", "primary"]
    layout = (hugo / "layouts" / "single.html").read_text()
    assert "<title>{{ .Title }}</title>" in layout
    assert 'content="{{ .Description }}"' in layout
    assert 'href="/assets/icon.svg"' in layout
    assert "Menu" in layout
    assert "Help" in layout
    assert "Chess" not in layout


def test_pages_that_weigh_otherwise_are_not_compared() -> None:
    ours = page_peers.Weight(pages=100, size=1_000, words=500)
    assert page_peers.apart(ours, page_peers.Weight(100, 900, 510)) == {
        "pages": 1.0,
        "bytes": 0.9,
        "words": 1.02,
    }
    with pytest.raises(click.ClickException, match=r"not compared: words 0\.80 of ours"):
        page_peers.apart(ours, page_peers.Weight(100, 900, 400))


def test_words_are_those_that_a_reader_sees() -> None:
    assert page_peers.words_of("<p>Tea &amp; <b>cake</b></p><script>var a</script>") == ["Tea", "&", "cake"]


def test_a_ratio_is_that_of_one_round_and_growth_leaves_start_up_out() -> None:
    def taken(*seconds: float) -> list[whole_build.Taken]:
        return [whole_build.Taken(one, 2 * one, 50) for one in seconds]

    runs = {
        whole_build.COLD: taken(21, 42, 21),
        whole_build.HUGO: taken(42, 42, 7),
        whole_build.SMALLEST: taken(2, 4, 3),
        whole_build.EMPTY: taken(1, 2, 1),
    }
    assert whole_build.ratio(runs, whole_build.COLD, whole_build.HUGO) == 1
    assert whole_build.growth(runs, entries=100, fewest=10) == 2


def test_a_side_is_cold_when_only_its_input_is_left(tmp_path: Path) -> None:
    for name in ("offer_content/a", "site/support", ".cache"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "kept.json").touch()
    whole_build.our_side("ours", tmp_path).clean()
    assert [path.name for path in tmp_path.iterdir()] == ["offer_content"]


def test_memory_of_a_command_is_its_own(tmp_path: Path) -> None:
    kept = bytearray(300_000_000)
    side = whole_build.Side("a small one", tmp_path, [sys.executable, "-c", "print('done')"], frozenset())
    taken = whole_build.run(side)
    assert len(kept) > taken.peak_mb * 1_000_000 > 1_000_000
    larger = "kept = bytearray(200_000_000)"
    assert whole_build.run(replace(side, command=[sys.executable, "-c", larger])).peak_mb > 200


def test_a_command_that_fails_is_not_timed(tmp_path: Path) -> None:
    side = whole_build.Side("a side", tmp_path, [sys.executable, "-c", "raise SystemExit('no')"], frozenset())
    with pytest.raises(click.ClickException, match="a side failed:\nno"):
        whole_build.run(side)


def test_what_a_library_does_is_counted_to_the_part_that_called_it() -> None:
    def called_from(*files: str) -> str:
        """The part that is at work where a function in each of *files* has called that in the next."""
        ask: Callable[[], str] = lambda: where_time_goes.part_of(sys._getframe())  # noqa: E731
        for file in reversed(files):
            held: dict[str, Any] = {"ask": ask}
            exec(compile("def call():\n    return ask()", file, "exec"), held)
            ask = held["call"]
        return ask()

    library = "/lib/yaml/loader.py"
    assert called_from("/a/site_builder/pages/build.py", "/a/site_builder/content/a.py", library) == "reading"
    assert called_from("/a/site_builder/content/a.py", "/a/site_builder/pages/search_data.py") == "search"
    assert called_from("/a/site_builder/content/a.py", "<frozen importlib._bootstrap>", library) == "imports"
    assert called_from("/a/site_builder/pages/listed.py", "/a/themes/local_offer/a.html") == "templates"
    assert called_from(library) == "other"


def test_a_whole_build_is_timed_beside_its_peers(tmp_path: Path) -> None:
    printed = run(whole_build.main, "--tiny", "--scratch", tmp_path)
    sides = column(printed, "side")
    assert sides == [
        "ours, cold",
        "Hugo, the same pages",
        "MkDocs with Material and its search, entries only",
        "ours, nothing changed",
        "ours, 1 in 100 entries changed",
        "ours, cold, the fewest entries",
        "ours, cold, no entries",
    ]
    assert column(printed, "/ Hugo")[1] == "1.00"
    assert column(printed, "until") == ["the new words stand in the browser"]
    assert column(printed, "councils") == ["1"]
    assert "start-up: imports" in column(printed, "part")
    kept = json.loads((tmp_path / "whole_build.json").read_text("utf-8"))
    assert kept["figures"]["24"]["hugo_shares"]["pages"] == 1
    assert sorted(kept["figures"]["24"]["runs"]) == sorted(sides)

    page = tmp_path / "performance.md"
    page.write_text(performance_page.PAGE.read_text("utf-8"), encoding="utf-8")
    run(performance_page.main, "--page", page, "--scratch", tmp_path)
    assert column(page.read_text("utf-8"), "side") == sides


def test_the_page_on_performance_has_a_place_for_every_benchmark_and_is_written_over() -> None:
    page = performance_page.PAGE.read_text("utf-8")
    machine = asdict(ground.Machine("2026-11-01", 2, "", None, "Linux", "3.11", "Chromium 1", 0.5))
    for name in performance_page.BENCHMARKS:
        first, second = (
            {"command": "python", "machine": machine, "parts": [{"note": note}]} for note in ("One.", "Two.")
        )
        once = performance_page.with_figures(page, {name: first})
        assert "\nOne.\n" in once
        assert "Run on 1 November 2026: 2 processors, Linux, Python 3.11, Chromium 1, load 0.5" in once
        twice = performance_page.with_figures(once, {name: second})
        assert "\nOne.\n" not in twice
        assert performance_page.with_figures(twice, {name: first}) == once
    with pytest.raises(click.ClickException, match="<!-- end of find -->"):
        performance_page.with_figures("nothing", {"find": first})


def test_made_up_councils_have_content_that_is_in_order(tmp_path: Path) -> None:
    assert made_up_nation.make_contents(tmp_path, 12, 2, workers=1) == 2
    offers, problems = read_offers(Project(tmp_path), load_rules(), JudgedDay(None, made_up_offer.AS_OF))
    assert problems == []
    assert [len(one.entries) for one in offers] == [12, 12]
    assert all(one.authority.is_invented for one in offers)


def test_without_a_real_directory_the_comparison_says_so(tmp_path: Path) -> None:
    printed = run(compare_text.main, "--real", tmp_path / "none.json", "--scratch", tmp_path)
    assert "There is no real directory" in printed


def test_a_real_directory_is_compared_with_as_many_made_up_entries(tmp_path: Path) -> None:
    services = [
        {"id": str(one), "name": f"Club {one}", "description": "We meet.", "organization": {"name": "Host"}}
        for one in range(5)
    ]
    (tmp_path / "feed.json").write_text(json.dumps(services))
    printed = run(compare_text.main, "--real", tmp_path / "feed.json", "--scratch", tmp_path / "scratch")
    assert column(printed, "text")[0] == "entries"
    assert column(printed, "real")[0] == column(printed, "made up")[0] == "5"


def test_tables_are_in_line() -> None:
    printed = ground.table(("one", "two"), [("a", "1"), ("bbbb", "22")])
    assert printed.splitlines() == ["| one  | two |", "|------|----:|", "| a    |   1 |", "| bbbb |  22 |"]


# Imports


def test_a_register_is_made_up_and_imported_at_any_size(tmp_path: Path) -> None:
    """The benchmark asks for as many open schools of one authority as the import then finds."""
    sample = tmp_path / "sample.csv"
    names = ("URN", "LA (code)", "EstablishmentName", "EstablishmentStatus (name)", "SEN1 (name)")
    more = ("TypeOfResourcedProvision (name)", "ResourcedProvisionCapacity")
    sample.write_text(
        f"{','.join((*names, *more))}\n1,201,A,Open,,,\n2,201,B,Closed,,,\n", encoding="windows-1252"
    )
    wanted = imports.make_register(sample, tmp_path / "register.csv", TINY, one_in=2)
    _, megabytes, said = imports.measure_register(tmp_path / "register.csv", tmp_path / "project")
    assert 0 < wanted < TINY
    assert (
        said == f"Register of schools, imported on 2026-11-01: {wanted} of {wanted} records became entries."
    )
    assert megabytes > 0
