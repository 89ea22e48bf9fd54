"""Offers are read and judged side by side, in other processes or on a cluster, and nothing else comes out."""

from __future__ import annotations

import os
import pty
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from datetime import date
from multiprocessing import get_context
from pathlib import Path

import pytest
from distributed import Client, LocalCluster

from site_builder.content.checks import load_rules
from site_builder.content.days import JudgedDay
from site_builder.pages.build import build_site
from site_builder.pages.processes import processes_for
from site_builder.project import Project
from site_builder.standard.assess import load_yardstick
from site_builder.standard.judge import Judgements, judge_authorities

ROOT = Path(__file__).resolve().parent.parent
DAY = JudgedDay(date(2026, 11, 1), date(2026, 11, 21))
COUNCILS = ("harrowdale", "thornhaven")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Two councils of the demonstration, one of them with faults."""
    root = tmp_path_factory.mktemp("two")
    for council in COUNCILS:
        shutil.copytree(ROOT / "offer_content" / council, root / "offer_content" / council)
    shutil.copy(ROOT / "mkdocs.yml", root)
    fault = root / "offer_content/thornhaven/entries/fault.yaml"
    fault.write_text("id: fault\nkind: servise\ntitle: A\n", encoding="utf-8")
    return Project(root)


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1"
    ) as started:
        yield started


def judge(project: Project, executor: Executor | None = None) -> Judgements:
    return judge_authorities(project, load_yardstick(load_rules()), DAY, COUNCILS, executor=executor)


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_processes_and_a_cluster_judge_as_this_process_does(project: Project, cluster: LocalCluster) -> None:
    here = judge(project)
    assert [offer.authority.id for offer, _ in here.judged] == list(COUNCILS)
    assert any(one.is_error for one in here.diagnostics)
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        assert judge(project, pool) == here
    with Client(cluster) as client:
        assert judge(project, client.get_executor()) == here


def test_what_came_from_elsewhere_shares_the_standard_that_is_here(
    project: Project, cluster: LocalCluster
) -> None:
    with Client(cluster) as client:
        judged = judge(project, client.get_executor()).judged
    (_, one), (_, other) = judged
    assert one.standard is other.standard
    assert one.findings[0].requirement is other.findings[0].requirement is one.standard.requirements[0]


def test_a_build_on_a_cluster_gives_the_same_bytes(
    project: Project, cluster: LocalCluster, tmp_path: Path
) -> None:
    sites = []
    with Client(cluster) as client:
        for name, executor in (("here", None), ("there", client.get_executor())):
            out = tmp_path / name
            built = build_site(
                project, authority=None, out=out, day=DAY, leave_out_errors=True, executor=executor
            )
            assert built.site == out
            sites.append(bytes_of(out))
    assert sites[0] == sites[1]
    assert len(sites[0]) > 500


def test_command_builds_on_a_cluster(project: Project, cluster: LocalCluster, tmp_path: Path) -> None:
    said = command(
        project,
        "--leave-out-errors",
        "--cluster",
        str(cluster.scheduler_address),
        "--out",
        str(tmp_path / "out"),
    )
    assert (said.returncode, said.stdout.splitlines()[-1].split(" in ")[0][:5]) == (0, "Built"), said.stderr


def test_command_says_that_no_cluster_answers(project: Project, tmp_path: Path) -> None:
    said = command(project, "--cluster", "nonsense://", "--out", str(tmp_path / "out"))
    assert said.returncode == 2
    assert "no cluster answers at nonsense://" in said.stderr
    assert "Traceback" not in said.stderr


def test_command_says_how_to_install_what_reaches_a_cluster(project: Project, tmp_path: Path) -> None:
    (tmp_path / "distributed.py").write_text("raise ImportError\n", encoding="utf-8")
    said = command(project, "--cluster", "tcp://127.0.0.1:1", "--out", str(tmp_path / "out"), path=tmp_path)
    assert said.returncode == 2
    assert 'pip install "local-offer[cluster]"' in said.stderr


def command(project: Project, *arguments: str, path: Path | None = None) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **({"PYTHONPATH": str(path)} if path else {})}
    return subprocess.run(
        [sys.executable, "-m", "site_builder", "build", "--project", str(project.root), *arguments],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )


def test_small_offers_are_worth_one_process() -> None:
    assert processes_for(499) == 1
    assert processes_for(500) == (len(os.sched_getaffinity(0)) if sys.platform == "linux" else 1)


def test_progress_is_told_on_a_terminal_and_gone_at_the_end(project: Project, tmp_path: Path) -> None:
    near, far = pty.openpty()
    arguments = ["thornhaven", "--leave-out-errors", "--project", str(project.root)]
    done = subprocess.run(
        [sys.executable, "-m", "site_builder", "build", *arguments, "--out", str(tmp_path / "out")],
        stderr=far,
        stdout=subprocess.PIPE,
        check=True,
    )
    os.close(far)
    told = b""
    try:
        while piece := os.read(near, 65536):
            told += piece
    except OSError:
        # The other end of a terminal is closed so.
        pass
    os.close(near)
    assert b"\r\x1b[KReading and judging\r\x1b[K" in told
    assert b" parts are done\r\x1b[K" in told
    assert b"\x1b" not in done.stdout
