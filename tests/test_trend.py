"""What changed over time: days are saved once, judged as they were, and kept apart by standard."""

from __future__ import annotations

import importlib.util
import shutil
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from site_builder.cli import main
from site_builder.content.checks import load_rules
from site_builder.content.revision import content_revision
from site_builder.errors import SiteBuilderError
from site_builder.nation.assessments import (
    DatedAssessment,
    SavedFinding,
    assessments_csv,
    parse_assessments,
    read_assessments,
    results_file,
    with_new_days,
    write_assessments,
)
from site_builder.nation.dated_history import Every, history_text, period_ends, save_history
from site_builder.nation.published import published_offer
from site_builder.nation.received import Received
from site_builder.nation.trend import (
    AuthorityTrend,
    a_year_before,
    changes_between,
    changes_step_by_step,
    counts_by_day,
    counts_by_month,
    read_trends,
    shares_by_month,
)
from site_builder.project import Project
from site_builder.standard.assess import load_yardstick
from site_builder.standard.evidence import STATUSES, Status
from site_builder.standard.standard import LEVELS
from tests.test_history import AUTHORITY, CLUB, HOME, Repository
from tests.test_pages import FULL, edition

ROOT = Path(__file__).resolve().parent.parent
COUNCILS = ("harrowdale", "northmere", "thornhaven")
UNTIL = date(2026, 5, 15)


def day(on: str, standard: str = "draft", **statuses: Status) -> DatedAssessment:
    """A saved day; `a_law` is a requirement of the level of the law, any other of guidance."""
    found = (
        SavedFinding(name.replace("_", "-"), "must" if name.endswith("_law") else "should", status)
        for name, status in sorted(statuses.items())
    )
    return DatedAssessment(date.fromisoformat(on), standard, tuple(found))


OCTOBER = day("2025-10-31", a_law="missing", b="met", c="met")
NOVEMBER = day("2025-11-30", a_law="met", b="met", c="met")
DECEMBER = day("2025-12-31", a_law="met", b="out-of-date", d="missing")


def trend(authority: str, *days: DatedAssessment) -> AuthorityTrend:
    return AuthorityTrend(authority, authority.capitalize(), True, days)


# The table


def test_each_line_is_something_that_changed() -> None:
    assert assessments_csv([OCTOBER, NOVEMBER, NOVEMBER_AGAIN, DECEMBER]) == (
        "assessed_on,standard,requirement,level,status\n"
        "2025-10-31,draft,,,\n"
        "2025-10-31,draft,a-law,must,missing\n"
        "2025-10-31,draft,b,should,met\n"
        "2025-10-31,draft,c,should,met\n"
        "2025-11-30,draft,,,\n"
        "2025-11-30,draft,a-law,must,met\n"
        "2025-12-01,draft,,,\n"
        "2025-12-31,draft,,,\n"
        "2025-12-31,draft,b,should,out-of-date\n"
        "2025-12-31,draft,c,should,not-judged\n"
        "2025-12-31,draft,d,should,missing\n"
    )


NOVEMBER_AGAIN = day("2025-12-01", a_law="met", b="met", c="met")

FINDINGS = st.dictionaries(
    st.sampled_from(["a", "b", "c.d", "e-f", "g"]),
    st.tuples(st.sampled_from(LEVELS), st.sampled_from(STATUSES)),
)
DAYS = st.dictionaries(
    st.dates(), st.tuples(st.sampled_from(["draft", "law-2027"]), FINDINGS), max_size=6
).map(
    lambda days: tuple(
        DatedAssessment(on, standard, tuple(SavedFinding(one, *found[one]) for one in sorted(found)))
        for on, (standard, found) in sorted(days.items())
    )
)


@given(DAYS)
def test_what_is_saved_is_what_is_read(days: tuple[DatedAssessment, ...]) -> None:
    assert parse_assessments(assessments_csv(days).encode(), "x.csv") == (days, [])


BEGUN = "2025-10-31,draft,,,\n"
TABLE = assessments_csv([OCTOBER, NOVEMBER, DECEMBER]).encode()


@given(st.integers(0, len(TABLE)), st.integers(0, 12), st.binary(max_size=12))
def test_a_table_that_was_changed_is_read_or_refused_with_a_line(at: int, gone: int, put: bytes) -> None:
    changed = TABLE[:at] + put + TABLE[at + gone :]
    days, problems = parse_assessments(changed, "x.csv")
    assert not (days and problems)
    assert [one.on for one in days] == sorted({one.on for one in days})
    for one in problems:
        assert 1 <= one.place.line <= changed.count(b"\n") + changed.count(b"\r") + 1
        assert one.message.isprintable() and not one.is_error


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("", 1, "the first line should be: assessed_on,standard,requirement,level,status"),
        ("a,b\n", 1, "the first line should be: assessed_on,standard,requirement,level,status"),
        ("2025-10-31,draft,a,must,met\n", 2, "a day begins with a line that has no requirement"),
        ("31/10/2025,draft,,,\n", 2, '"31/10/2025" is not a day such as 2026-10-01'),
        ("2025-10-31,Draft,,,\n", 2, '"Draft" is not the id of a standard'),
        ("2025-10-31,draft,,must,met\n", 2, "the requirement is missing"),
        ("2025-10-31,draft,,\n", 2, "this line has 4 cells, and the first line names 5"),
        (BEGUN + "2025-10-31,draft,../a,must,met\n", 3, '"../a" is not the id of a requirement'),
        (BEGUN + "2025-10-31,draft,a,may,met\n", 3, '"may" is none of: must, should, recommended'),
        (
            BEGUN + "2025-10-31,draft,a,must,\n",
            3,
            '"" is none of: met, declared-not-available, out-of-date, partly-met, missing, not-checked, '
            "not-judged",
        ),
        (
            BEGUN + "2025-10-31,law,a,must,met\n",
            3,
            "a day begins with a line that has no requirement",
        ),
        (
            BEGUN + "2025-10-31,draft,a,must,not-judged\n",
            3,
            '"a" was not judged on the day before either',
        ),
        (
            BEGUN + "2025-10-30,draft,,,\n",
            3,
            "2025-10-30 is not after the day before it, 2025-10-31",
        ),
        ('2025-10-31,"draft,,,\n', 2, "this line cannot be read: unexpected end of data"),
    ],
)  # fmt: skip
def test_a_fault_of_the_table_is_named_with_its_line(text: str, line: int, message: str) -> None:
    head = "" if text in ("", "a,b\n") else "assessed_on,standard,requirement,level,status\n"
    days, (problem,) = parse_assessments((head + text).encode(), "results/assessments.csv")
    assert days == ()
    assert (problem.place.line, problem.message, problem.code) == (line, message, "results-broken")


def test_a_saved_day_never_changes() -> None:
    other = day("2025-10-31", a_law="met")
    assert with_new_days([OCTOBER], [DECEMBER, other, NOVEMBER]) == (OCTOBER, NOVEMBER, DECEMBER)


# What changed


def test_what_changed_between_two_days_says_from_what_to_what() -> None:
    found = changes_between(NOVEMBER, DECEMBER)
    assert found.is_same_standard
    assert [(one.requirement, one.before, one.after) for one in found.changes] == [
        ("b", "met", "out-of-date"),
        ("c", "met", None),
        ("d", None, "missing"),
    ]


def test_days_by_different_standards_are_marked() -> None:
    assert not changes_between(NOVEMBER, day("2025-12-31", "law-2027", a_law="met")).is_same_standard


def test_steps_go_from_each_day_to_the_one_before() -> None:
    steps = list(changes_step_by_step([OCTOBER, NOVEMBER, DECEMBER]))
    assert [(one.before, one.after) for one in steps] == [(NOVEMBER, DECEMBER), (OCTOBER, NOVEMBER)]


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ((), None),
        (("2026-11-01",), None),
        (("2026-10-31", "2026-11-01"), "2026-10-31"),
        (("2024-10-31", "2025-10-31", "2025-11-30", "2026-11-01"), "2025-10-31"),
        (("2025-11-01", "2026-11-01"), "2025-11-01"),
        (("2023-02-28", "2024-02-29"), "2023-02-28"),
    ],
)
def test_a_year_before_is_the_last_saved_day_that_is_old_enough(
    days: tuple[str, ...], expected: str | None
) -> None:
    found = a_year_before([day(one) for one in days])
    assert (found and found.on.isoformat()) == expected


def test_a_day_is_counted_by_level() -> None:
    (counts,) = counts_by_day([DECEMBER])
    assert [(one.level, one.met, one.asked) for one in counts.levels] == [
        ("must", 1, 1),
        ("should", 0, 2),
        ("recommended", 0, 0),
    ]


# England


def test_each_council_counts_with_its_last_day_in_a_month() -> None:
    months = counts_by_month([trend("one", NOVEMBER, NOVEMBER_AGAIN, DECEMBER), trend("two", OCTOBER)])
    assert [(one.on.isoformat(), one.authorities) for one in months] == [
        ("2025-10-31", ("two",)),
        ("2025-11-30", ("one",)),
        ("2025-12-31", ("one",)),
    ]
    assert months[-1].levels == counts_by_day([DECEMBER])[0].levels


def test_a_council_without_a_day_in_a_month_counts_nowhere_in_it() -> None:
    shares = shares_by_month([trend("one", OCTOBER, DECEMBER), trend("two", OCTOBER), trend("three")])
    assert [(f"{one.on:%Y-%m}", one.met, one.judged) for one in shares["b"]] == [
        ("2025-10", 2, 2),
        ("2025-12", 0, 1),
    ]


def test_what_could_not_be_checked_is_no_share() -> None:
    unchecked = day("2025-10-31", b="not-checked")
    (share,) = shares_by_month([trend("one", unchecked), trend("two", OCTOBER)])["b"]
    assert (share.met, share.judged) == (1, 1)
    (month,) = counts_by_month([trend("one", unchecked)])
    assert (month.levels[1].asked, month.levels[1].checked) == (1, 0)


def test_councils_judged_by_different_standards_are_never_added_up() -> None:
    other = day("2025-10-30", "law-2027", a_law="met", b="missing")
    months = counts_by_month([trend("one", OCTOBER), trend("two", other)])
    assert [(one.standard, one.authorities) for one in months] == [
        ("draft", ("one",)),
        ("law-2027", ("two",)),
    ]
    assert [(one.standard, one.met, one.judged) for one in shares_by_month(
        [trend("one", OCTOBER), trend("two", other)]
    )["b"]] == [("draft", 1, 1), ("law-2027", 0, 1)]  # fmt: skip


# From what was received


def test_the_offer_that_is_here_counts_as_a_day(tmp_path: Path) -> None:
    project = Project(tmp_path)
    made = edition(FULL)
    offer = published_offer(made.offer, made.assessment)
    write_assessments(project.collected_assessments("northmere"), [OCTOBER, day("2026-11-01", b="met")])
    late = Received("derby", "never-received", None)
    (one, other), problems = read_trends(
        project, [Received("northmere", "current", offer), late], date(2026, 11, 1)
    )
    assert not problems
    assert [found.on.isoformat() for found in one.assessments] == ["2025-10-31", "2026-11-01"]
    assert one.last and len(one.last.findings) == len(offer.findings)
    assert (other.name, other.assessments) == ("Derby", ())


def test_days_after_the_one_that_is_asked_for_are_left_out(tmp_path: Path) -> None:
    project = Project(tmp_path)
    write_assessments(project.collected_assessments("northmere"), [OCTOBER, NOVEMBER, DECEMBER])
    (one,), _ = read_trends(project, [Received("northmere", "never-received", None)], date(2025, 11, 30))
    assert one.assessments == (OCTOBER, NOVEMBER)


def test_a_table_with_faults_counts_as_not_there_and_is_named(tmp_path: Path) -> None:
    project = Project(tmp_path)
    path = project.collected_assessments("northmere")
    path.parent.mkdir(parents=True)
    path.write_bytes(b"\xff")
    (one,), (problem,) = read_trends(
        project, [Received("northmere", "never-received", None)], date(2025, 11, 30)
    )
    assert one.assessments == ()
    assert (problem.path, problem.message) == (
        "collected/northmere/assessments.csv",
        "this line is not UTF-8",
    )


# From git


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """A club that appears in February, says who it is for in April, and is gone in May."""
    made = Repository(tmp_path)
    made.commit("2026-01-20")
    made.write("entries/club.yaml", CLUB + "reviewed: 2026-02-01\n")
    made.commit("2026-02-10")
    made.write("entries/club.yaml", CLUB + "reviewed: 2026-04-01\nneeds: [autism]\n")
    made.commit("2026-04-30")
    (made.root / HOME / "entries" / "club.yaml").unlink()
    made.commit("2026-05-02")
    return made


def history(repository: Repository, *arguments: str, until: str = "2026-05-15", code: int = 0) -> str:
    result = CliRunner().invoke(
        main,
        ["history", *arguments, "--project", str(repository.root), "--date", until],
        catch_exceptions=False,
    )
    assert result.exit_code == code, result.output
    return result.stdout if code == 0 else result.stderr


def saved_days(repository: Repository) -> tuple[DatedAssessment, ...]:
    days, problems = read_assessments(results_file(repository.project, "exampleshire"), "x.csv")
    assert not problems
    return days


def test_each_month_is_judged_as_it_was_on_its_last_day(repository: Repository) -> None:
    assert history(repository) == (
        "exampleshire: 4 days added, 31 January 2026 to 30 April 2026; 0 there before "
        "(offer_content/exampleshire/results/assessments.csv)\n"
    )
    days = saved_days(repository)
    assert [one.on.isoformat() for one in days] == ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"]
    # The club is there from February on, and its facts are what they were.
    january, february, march, april = days
    assert changes_between(january, february).changes
    assert not changes_between(february, march).changes
    assert (march.findings != april.findings) and february.standard == april.standard


def test_a_second_time_only_new_days_are_judged(repository: Repository) -> None:
    history(repository, until="2026-03-31")
    path = results_file(repository.project, "exampleshire")
    before = path.read_bytes()
    assert "0 days added; 3 there before" in history(repository, until="2026-03-31")
    assert path.read_bytes() == before
    assert "1 day added, 30 April 2026 to 30 April 2026; 3 there before" in history(repository)
    assert path.read_bytes().startswith(before)


@pytest.mark.parametrize(("every", "expected"), [("month", 17), ("quarter", 5), ("year", 1)])
def test_periods_end_on_their_last_day_and_never_after_today(every: Every, expected: int) -> None:
    ends = list(period_ends(date(2025, 1, 31), date(2026, 6, 29), every))
    assert len(ends) == expected
    assert all(date(2025, 1, 31) <= one <= date(2026, 6, 29) for one in ends)


def test_today_can_be_the_end_of_a_period() -> None:
    assert list(period_ends(date(2026, 6, 30), date(2026, 6, 30), "quarter")) == [date(2026, 6, 30)]


def test_a_demonstration_is_judged_on_no_day_after_its_own(repository: Repository) -> None:
    repository.write("authority.yaml", AUTHORITY + "as_of: 2026-03-01\n")
    done = CliRunner().invoke(main, ["history", "--project", str(repository.root)], catch_exceptions=False)
    assert done.exit_code == 0
    assert [one.on.isoformat() for one in saved_days(repository)] == ["2026-01-31", "2026-02-28"]


def test_a_month_that_cannot_be_judged_is_named(repository: Repository) -> None:
    repository.write("authority.yaml", "id: exampleshire\n")
    repository.commit("2026-05-10")
    repository.write("authority.yaml", AUTHORITY)
    repository.commit("2026-06-10")
    told = history(repository, until="2026-06-30")
    assert "  31 May 2026 was not judged: its authority.yaml had errors then\n" in told
    assert [one.on.month for one in saved_days(repository)] == [1, 2, 3, 4, 6]


def test_without_its_history_nothing_is_judged(repository: Repository, tmp_path: Path) -> None:
    shallow = tmp_path / "shallow"
    repository.git("2026-06-01", "clone", "--quiet", "--depth", "1", repository.root.as_uri(), str(shallow))
    yardstick = load_yardstick(load_rules())
    with pytest.raises(SiteBuilderError, match="only the newest revisions; get the others with"):
        save_history(Project(shallow), yardstick, "exampleshire", every="month", until=UNTIL)
    shutil.rmtree(repository.root / ".git")
    assert "has no history: it is in no repository of git" in history(repository, code=2)


def test_a_table_with_faults_is_never_overwritten(repository: Repository) -> None:
    path = results_file(repository.project, "exampleshire")
    path.parent.mkdir(parents=True)
    path.write_text("nonsense\n", encoding="utf-8")
    assert "results/assessments.csv:1: the first line should be:" in history(repository, code=2)
    assert path.read_text(encoding="utf-8") == "nonsense\n"


def test_days_are_told_as_they_are_judged(repository: Repository) -> None:
    told: list[date] = []
    yardstick = load_yardstick(load_rules())
    done = save_history(
        repository.project, yardstick, "exampleshire", every="quarter", until=UNTIL, tell=told.append
    )
    assert told == [date(2026, 3, 31)] == list(done.added)
    assert history_text([done]).startswith("exampleshire: 1 day added, 31 March 2026 to 31 March 2026;")


# The commit of the content


def test_the_revision_is_the_commit_that_changed_the_content(repository: Repository) -> None:
    project = repository.project
    revision = content_revision(project, "exampleshire")
    assert len(revision) == 40
    (repository.root / "README.md").write_text("Elsewhere", encoding="utf-8")
    repository.commit("2026-06-01")
    assert content_revision(project, "exampleshire") == revision


@pytest.mark.parametrize("change", ["changed", "new", "gone", "ignored"])
def test_content_that_no_commit_has_is_of_no_revision(repository: Repository, change: str) -> None:
    path = repository.root / HOME / "authority.yaml"
    if change == "changed":
        path.write_text(AUTHORITY + "region: London\n", encoding="utf-8")
    elif change == "gone":
        path.unlink()
    else:
        repository.write("entries/new.yaml", CLUB)
    if change == "ignored":
        (repository.root / ".git" / "info" / "exclude").write_text("new.yaml\n", encoding="utf-8")
    assert content_revision(repository.project, "exampleshire") == ""


def test_without_git_there_is_no_revision(tmp_path: Path) -> None:
    (tmp_path / "offer_content" / "exampleshire").mkdir(parents=True)
    assert content_revision(Project(tmp_path), "exampleshire") == ""


# The demonstration


@pytest.mark.parametrize("council", COUNCILS)
def test_the_invented_past_has_the_ends_of_thirteen_months(council: str) -> None:
    days, problems = read_assessments(results_file(Project(ROOT), council), "x.csv")
    assert not problems
    assert [one.on for one in days] == list(period_ends(date(2025, 10, 1), date(2026, 10, 31), "month"))
    assert (ROOT / "offer_content" / council / "authority.yaml").read_text("utf-8").count("invented") == 1


def test_the_invented_past_can_be_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of one month and one council, and by the same script: the last month is what it makes."""
    path = ROOT / "offer_content" / "make_history.py"
    spec = importlib.util.spec_from_file_location("make_history", path)
    assert spec and spec.loader
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    monkeypatch.setattr(script, "COUNCILS", ("thornhaven",))
    monkeypatch.setattr(script, "MONTHS", script.MONTHS[-2:])
    script.make(tmp_path)
    made, problems = read_assessments(tmp_path / "thornhaven" / "results" / "assessments.csv", "x.csv")
    assert not problems and [one.on for one in made] == [date(2026, 9, 30), date(2026, 10, 31)]
    assert all(any(found.status == "met" for found in one.findings) for one in made)
