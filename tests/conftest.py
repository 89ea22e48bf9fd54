"""What tests share: a browser, and how Hypothesis runs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import settings
from selenium import webdriver

from tests import browsing

# A slow machine says nothing about the code, and the same commit has the same result twice.
settings.register_profile("repeatable", deadline=None, derandomize=True)
settings.load_profile("repeatable")


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    """A headless Chromium for the whole session. Without one its tests fail: they are never skipped."""
    try:
        driver = browsing.open_browser(tmp_path_factory.mktemp("browser"))
    except browsing.NotInstalled as missing:
        pytest.fail(str(missing), pytrace=False)
    yield driver
    driver.quit()


@pytest.fixture(autouse=True)
def _browser_as_new(request: pytest.FixtureRequest) -> None:
    """Let no test see what an earlier one set in the browser."""
    if "browser" in request.fixturenames:
        browsing.start_afresh(request.getfixturevalue("browser"))
