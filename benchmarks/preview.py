"""Time how soon `mkdocs serve` shows a changed entry in the browser of the person who changes it."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from urllib.error import URLError
from urllib.request import urlopen

import click
from selenium import webdriver
from selenium.common.exceptions import WebDriverException

from benchmarks.browsers import open_browser
from site_builder.pages.edition import entry_address
from site_builder.shipped import shipped

PATIENCE_SECONDS = 300
LOOK_EVERY_SECONDS = 0.01
_TEXT = "return document.body ? document.body.textContent : ''"


@contextmanager
def previewed(project: Path, environment: Mapping[str, str]) -> Iterator[str]:
    """Run `mkdocs serve` in *project*, on a free port of this machine only; the address of its root.

    Raises:
        click.ClickException: the server ended before it served a page.
    """
    shutil.copy(shipped("mkdocs.yml"), project)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}/"
    command = [sys.executable, "-m", "mkdocs", "serve", "--livereload", "--dev-addr", f"127.0.0.1:{port}"]
    with TemporaryFile() as said:
        server = subprocess.Popen(
            command, cwd=project, env=dict(environment), stdout=said, stderr=subprocess.STDOUT
        )
        try:
            _wait_until(lambda: server.poll() is not None or _answers(address), "the server did not start")
            if server.poll() is not None:
                said.seek(0)
                raise click.ClickException(f"mkdocs serve ended:\n{said.read().decode()}")
            yield address
        finally:
            server.send_signal(signal.SIGINT)
            try:
                server.wait(30)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def time_previews(
    project: Path, entry: str, path: Path, change: Callable[[str], str], rounds: int, temporary: Path
) -> list[float]:
    """Seconds from saving the entry in the file *path* until its new summary stands in the browser.

    Args:
        project: a project with one authority.
        entry: its id.
        path: its file, which is as it was at the end.
        change: gives the whole text of the file with another summary.
        rounds: how often.
        temporary: where MkDocs puts its pages.
    """
    before = path.read_text(encoding="utf-8")
    environment = {**os.environ, "TMPDIR": str(temporary)}
    taken = []
    try:
        with previewed(project, environment) as root, open_browser() as browser:
            browser.get(root + entry_address(entry))
            for number in range(rounds):
                # A moment for the page to ask the server for news, as one that somebody is looking at has.
                time.sleep(1)
                words = f"Changed for the {number + 1}. time, to see how soon it is read."
                start = time.perf_counter()
                path.write_text(change(words), encoding="utf-8")
                _wait_until(lambda words=words: _shows(browser, words), "the change was not shown")  # type: ignore[misc]
                taken.append(time.perf_counter() - start)
    finally:
        path.write_text(before, encoding="utf-8")
    return taken


def _shows(browser: webdriver.Chrome, words: str) -> bool:
    try:
        return words in browser.execute_script(_TEXT)
    except WebDriverException:
        return False  # The page is just being loaded again.


def _answers(address: str) -> bool:
    try:
        with urlopen(address, timeout=PATIENCE_SECONDS):
            return True
    except (URLError, ConnectionError):
        return False


def _wait_until(is_so: Callable[[], bool], otherwise: str) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        if time.monotonic() > until:
            raise click.ClickException(otherwise)
        time.sleep(LOOK_EVERY_SECONDS)
