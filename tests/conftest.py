"""What tests share: the demonstration's site, a browser, and how Hypothesis runs."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import settings
from selenium import webdriver

from site_builder.content.days import JudgedDay
from site_builder.errors import SiteBuilderError
from site_builder.pages.build import build_site
from site_builder.project import open_project
from tests import browsing

ROOT = Path(__file__).resolve().parent.parent

# A slow machine says nothing about the code, and the same commit has the same result twice.
settings.register_profile("repeatable", deadline=None, derandomize=True)
settings.load_profile("repeatable")


LONGEST_FIRST = (
    "test_browser_every_kind",
    "test_whole_path",
    "test_install",
    "test_benchmarks",
    "test_audit",
    "test_docs",
)
"""The files with the longest single tests: workers end together where only short ones are left."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files with the longest tests first, and leave every other in its place."""
    order = {name: number for number, name in enumerate(LONGEST_FIRST)}
    items.sort(key=lambda one: order.get(one.path.stem, len(order)))


@pytest.fixture(scope="session", autouse=True)
def _own_caches(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep what builds remember of sites apart from that of whoever runs the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("caches")))
        yield


@pytest.fixture(scope="session")
def northmere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration's site, as it is on its own day, alone at the root of the folder."""
    return _build(tmp_path_factory.mktemp("northmere"), "northmere")


@pytest.fixture(scope="session")
def demonstrations(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sites of all demonstrations, in every language, with their front page at the root of the folder."""
    return _build(tmp_path_factory.mktemp("demonstrations"), None)


def _build(project: Path, authority: str | None) -> Path:
    shutil.copytree(ROOT / "offer_content", project / "offer_content")
    shutil.copy(ROOT / "mkdocs.yml", project)
    day = JudgedDay(date(2026, 11, 1), date(2026, 11, 21))
    built = build_site(open_project(project), authority=authority, out=None, day=day)
    assert built.site is not None, built.diagnostics
    return built.site


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    """A headless Chromium for the whole session. Without one its tests fail: they are never skipped."""
    try:
        driver = browsing.start_browser(tmp_path_factory.mktemp("browser"), logs=("browser",))
    except SiteBuilderError as missing:
        pytest.fail(str(missing), pytrace=False)
    yield driver
    driver.quit()


@pytest.fixture(autouse=True)
def _browser_as_new(request: pytest.FixtureRequest) -> None:
    """Let no test see what an earlier one set in the browser."""
    if "browser" in request.fixturenames:
        browsing.start_afresh(request.getfixturevalue("browser"))
