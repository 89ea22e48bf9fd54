"""`mkdocs serve` makes the page that is asked for, and it is that of a whole build."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from wsgiref.util import setup_testing_defaults

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.livereload import LiveReloadServer

from benchmarks.made_up_offer import AS_OF, AUTHORITY, make_project
from site_builder.content.days import JudgedDay
from site_builder.pages.build import build_site
from site_builder.pages.publication import publish
from site_builder.pages.shell import Shell
from site_builder.pages.work import File, Piece
from site_builder.pages.write import Writer
from site_builder.project import Project

ROOT = Path(__file__).resolve().parent.parent
DAY = JudgedDay(None, AS_OF)
_MAIN = re.compile(rb"<main\b.*</main>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Served:
    """A preview: its project, the folder of its pages, and what it answers."""

    project: Project
    folder: Path
    server: LiveReloadServer

    def get(self, address: str) -> tuple[str, bytes]:
        """The status and the content of the answer to a request for *address*."""
        environ: dict[str, Any] = {"PATH_INFO": f"/{address}"}
        setup_testing_defaults(environ)
        said: list[str] = []
        app = self.server.get_app()
        assert app is not None
        answer = app(environ, lambda status, headers, _=None: said.append(status))  # type: ignore[arg-type]
        content = b"".join(answer)
        if hasattr(answer, "close"):
            answer.close()
        return said[0], content

    def made(self) -> set[str]:
        return {path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*.html")}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    made = make_project(tmp_path_factory.mktemp("previewed"), 12)
    shutil.copy(ROOT / "mkdocs.yml", made.root)
    file = made.authority_file(AUTHORITY)
    file.write_text(file.read_text(encoding="utf-8") + "languages: [pl]\n", encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def whole(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of a whole build."""
    out = tmp_path_factory.mktemp("whole") / "site"
    assert build_site(project, authority=None, out=out, day=DAY).site == out
    return out


@pytest.fixture
def served(project: Project, tmp_path: Path) -> Iterator[Served]:
    """As `mkdocs serve` goes on once it has started, on no port."""

    def configured() -> Any:
        return load_config(config_file=str(project.root / "mkdocs.yml"), site_dir=str(tmp_path))

    config = configured()
    config.plugins.on_startup(command="serve", dirty=False)
    server = LiveReloadServer(lambda: build(configured()), "127.0.0.1", 0, str(tmp_path))
    server.watch(config.docs_dir)
    server.watch(config.config_file_path)
    config.plugins.on_serve(server, config=config, builder=server.builder)
    server.builder()
    yield Served(project, tmp_path, server)
    server.server_close()


def test_a_page_and_no_other_is_made_when_it_is_asked_for(served: Served) -> None:
    before = served.made()
    assert "about/index.html" not in before
    assert served.get("about/")[0] == "200 OK"
    assert served.made() - before >= {"about/index.html"}
    assert not any(one.startswith(("support/", "need/", "start/", "pl/")) for one in served.made())


def test_what_is_not_there_makes_nothing(served: Served) -> None:
    before = served.made()
    for address in ("favicon.ico", "nothing/here/", "supportive.html", "pony/index.html"):
        assert served.get(address)[0] == "404 Not Found"
    assert served.made() == before


def test_everything_of_a_whole_build_can_be_asked_for(served: Served, whole: Path) -> None:
    made = [path for path in sorted(whole.rglob("*"), reverse=True) if path.is_file()]
    assert len(made) > 500
    for path in made:
        if path.name != "404.html":
            address = path.relative_to(whole).as_posix()
            status, content = served.get(address)
            assert status == "200 OK", address
            expected = path.read_bytes()
            if path.suffix == ".html" and b"<main" in expected:
                # Around it a preview says that it is one.
                content, expected = _MAIN.findall(content)[0], _MAIN.findall(expected)[0]
            # MkDocs puts its script behind whatever is called `.html`.
            assert content.startswith(expected), address


def test_a_changed_entry_is_shown_after_the_next_build(served: Served) -> None:
    path = sorted(served.project.entries_folder(AUTHORITY).iterdir())[3]
    address = f"support/{path.stem}/"
    text = path.read_text(encoding="utf-8")
    assert b"Changed for a preview." not in served.get(address)[1]
    try:
        path.write_text(
            re.sub(r"(?m)^summary: .*", "summary: Changed for a preview.", text), encoding="utf-8"
        )
        served.server.builder()
        assert b"Changed for a preview." in served.get(address)[1]
    finally:
        path.write_text(text, encoding="utf-8")


def test_a_share_that_makes_what_stands_elsewhere_stops_the_build(project: Project, tmp_path: Path) -> None:
    """So every build of every other test holds all shares to what they say."""
    site = publish(project, authority=None, day=DAY).sites("All")[0]
    writer = Writer(site, Shell(""), tmp_path)
    piece = Piece(lambda: (File("find/more.js", "1"),))
    writer.write(piece, ("find/",))
    assert (tmp_path / "find/more.js").read_text() == "1"
    with pytest.raises(ValueError, match=r"find/more\.js stands under none of: gaps/, data/"):
        writer.write(piece, ("gaps/", "data/"))
