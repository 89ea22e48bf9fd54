"""The trials keep what they found, and the page on reliability shows only what was run."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from trials import load, reliability_page
from trials.record import Row, read_records, record

PAGE = "Before.\n\n<!-- trials: written by trials.reliability_page -->\n<!-- end of trials -->\n\nAfter.\n"
FUZZ = Row("No file stops a check.", "100,000 changed entries", 100000, "no traceback", "2026-11-22")
LOAD = Row("As fast as a plain page.", "`wrk` for 30 s", 3, "a ratio of 0.98", "2026-11-09")

TABLE = """\
Before.

<!-- trials: written by trials.reliability_page -->

| promise | how tried | how many | result | date | trial |
| --- | --- | ---: | --- | --- | --- |
| No file stops a check. | 100,000 changed entries | 100,000 | no traceback | 22 November 2026 | `fuzz` |
| As fast as a plain page. | `wrk` for 30 s | 3 | a ratio of 0.98 | 9 November 2026 | `load` |

<!-- end of trials -->

After.
"""


def test_a_trial_keeps_its_rows_in_place_of_those_of_its_last_run(tmp_path: Path) -> None:
    record("load", [FUZZ, LOAD], tmp_path / "new")
    path = record("load", [LOAD], tmp_path / "new")
    assert json.loads(path.read_text("utf-8")) == [
        {
            "promise": "As fast as a plain page.",
            "how": "`wrk` for 30 s",
            "tried": 3,
            "result": "a ratio of 0.98",
            "date": "2026-11-09",
        }
    ]
    assert read_records(tmp_path / "new") == {"load": (LOAD,)}


def test_the_page_shows_a_row_for_each_that_was_kept(tmp_path: Path) -> None:
    record("load", [LOAD], tmp_path)
    record("fuzz", [FUZZ], tmp_path)
    page = tmp_path / "reliability.md"
    page.write_text(PAGE, encoding="utf-8")
    arguments = ["--page", str(page), "--records", str(tmp_path)]
    done = CliRunner().invoke(reliability_page.main, arguments, catch_exceptions=False)
    assert done.output == f"{page.as_posix()} has the rows of: fuzz, load\n"
    assert page.read_text(encoding="utf-8") == TABLE


def test_rows_of_a_trial_that_was_not_run_here_stay_and_those_of_one_that_was_are_replaced() -> None:
    both = reliability_page.with_trials(PAGE, {"load": [LOAD, LOAD], "fuzz": [FUZZ]})
    again = reliability_page.with_trials(both, {"load": [LOAD]})
    assert again == reliability_page.with_trials(PAGE, {"load": [LOAD], "fuzz": [FUZZ]})


def test_a_bar_in_a_text_does_not_end_its_cell() -> None:
    row = Row("a | b", "over\nlines", 1, "c", "2026-11-22")
    page = reliability_page.with_trials(PAGE, {"x": [row]})
    assert "| a \\| b | over lines | 1 | c | 22 November 2026 | `x` |\n" in page
    assert reliability_page.with_trials(page, {}) == page


def test_a_page_without_the_marks_is_refused() -> None:
    with pytest.raises(click.ClickException, match="needs these two lines once"):
        reliability_page.with_trials("nothing\n", {"load": [LOAD]})


def test_the_page_in_the_docs_takes_rows_and_names_every_trial_that_make_runs() -> None:
    page = reliability_page.PAGE.read_text("utf-8")
    assert reliability_page.with_trials(page, {"load": [replace(LOAD, tried=12_345)]}) != page
    makefile = (reliability_page.PAGE.parent.parent / "Makefile").read_text("utf-8")
    run = set(re.findall(r"-m trials\.(\w+)", makefile)) - {"reliability_page"}
    assert run >= {"load"}
    for name in run:
        assert f"\n| `{name}` |" in page, name


# Load


EXAMPLE = load.EXAMPLE.read_text(encoding="utf-8")


def test_plain_files_are_as_large_as_what_is_sent_of_ours(tmp_path: Path) -> None:
    site = tmp_path / "site"
    site.mkdir()
    (site / "index.html").write_text("<p>A page that packs well</p>" * 100, encoding="utf-8")
    (site / "small.css").write_text("p{margin:0}", encoding="utf-8")
    load.pack(site)
    assert sorted(path.name for path in site.iterdir()) == ["index.html", "index.html.gz", "small.css"]
    packed = (site / "index.html.gz").stat().st_size
    assert packed < 200
    names = load.make_plain(site, ["index.html", "small.css"], tmp_path / "plain")
    assert names == (f"hello-{packed}.html", "hello-11.html")
    assert [(tmp_path / "plain" / f"{name}.gz").stat().st_size for name in names] == [packed, 11]


def test_the_example_is_served_on_this_machine_only_as_it_is_but_for_three_lines(tmp_path: Path) -> None:
    made = load.configuration(EXAMPLE, tmp_path / "site", 8001, tmp_path / "plain", 8002, tmp_path)
    assert [line.strip() for line in made.splitlines() if line.strip().startswith("listen ")] == [
        "listen 127.0.0.1:8002;",
        "listen 127.0.0.1:8001;",
    ]
    assert f"root {tmp_path}/site;" in made
    theirs = {line.strip() for line in EXAMPLE.splitlines()}
    left_out = theirs - {line.strip() for line in made.splitlines()}
    assert left_out == {"listen 80;", "listen [::]:80;", "root /srv/local-offer/site;"}
    with pytest.raises(click.ClickException, match="should have one line"):
        load.configuration("server { }", tmp_path, 1, tmp_path, 2, tmp_path)


def test_ratios_are_those_of_one_round() -> None:
    assert load.read_run('Running\n{"requests": 60, "seconds": 2.0, "p99": 4.5, "errors": 1}\n') == load.Run(
        60, 2.0, 4.5, 1
    )
    ours = [
        load.Run(100, 1.0, 6.0, 0, 0.002),
        load.Run(40, 1.0, 30.0, 1, 0.001),
        load.Run(90, 1.0, 4.0, 0, 0.0018),
    ]
    plain = [
        load.Run(100, 1.0, 3.0, 0, 0.002),
        load.Run(50, 1.0, 20.0, 0, 0.001),
        load.Run(100, 1.0, 4.0, 0, 0.001),
    ]
    row = load.row_of("an entry", ours, plain, "2026-11-22", 30, 1.25)
    assert row.tried == 230
    assert row.how.endswith("the machine's load before it was 1.2")
    assert row.result == (
        "90 requests a second (0.90 of the plain files'), p99 6.0 ms (1.50), "
        "nginx at work 20 µs a request (1.25); 1 failed"
    )


def test_turns_are_one_run() -> None:
    turns = [load.Run(10, 1.0, 2.0, 0, 0.1), load.Run(30, 3.0, 9.0, 2, 0.2), load.Run(20, 1.0, 4.0, 0, 0.3)]
    whole = load.joined(turns)
    assert (whole.requests, whole.seconds, whole.p99, whole.errors) == (60, 5.0, 4.0, 2)
    assert (whole.a_second, round(whole.processor, 9)) == (12.0, 0.6)


def test_what_a_visit_brings_is_said_page_by_page() -> None:
    seen = {"the home page": load.Visit(("a", "b"), 30_100), "an entry": load.Visit(("a",), 1_000)}
    row = load.visits_row(seen, "2026-11-22")
    assert row.result == "the home page: 2 requests, 30.1 kB; an entry: 1 requests, 1.0 kB"


def test_what_is_not_installed_is_named_with_what_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(click.ClickException) as missing:
        load.program("wrk")
    assert missing.value.message == "this needs nginx and wrk: sudo apt-get install nginx wrk"
