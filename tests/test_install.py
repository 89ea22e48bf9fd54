"""The project installs into an empty environment, as a wheel and as a source checkout, and builds a site."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LOCKED = ROOT / "requirements" / "site.txt"
DAY = "2026-11-01"


def run(*command: str | Path, cwd: Path) -> str:
    """Run a command as a stranger's shell would, and return what it printed; a failure shows all of it."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    environment["SOURCE_DATE_EPOCH"] = "1793534400"  # 2026-11-01, for `mkdocs build`, which takes no --date
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=600,
    )
    assert done.returncode == 0, f"{' '.join(map(str, command))} gave {done.returncode}:\n{done.stdout}"
    return done.stdout


@dataclass(frozen=True, slots=True)
class Installation:
    """An environment of its own, with the project in it."""

    programs: Path
    editable: bool

    def run(self, program: str, *arguments: str, cwd: Path) -> str:
        return run(self.programs / program, *arguments, cwd=cwd)


PIP_INSTALL = ("-m", "pip", "-qq", "--disable-pip-version-check", "install", "--no-deps")


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The programs of an environment with the locked libraries in it, and nothing else."""
    environment = tmp_path_factory.mktemp("installed") / "environment"
    run(sys.executable, "-m", "venv", environment, cwd=environment.parent)
    # The few modules that these tests use are compiled when they are used: compiling all takes longer.
    locked = ("--no-compile", "--require-hashes", "--requirement", LOCKED)
    run(environment / "bin" / "python", *PIP_INSTALL, *locked, cwd=environment.parent)
    yield environment / "bin"
    shutil.rmtree(environment)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module", params=["wheel", "editable"])
def installation(request: pytest.FixtureRequest, programs: Path) -> Installation:
    """The project in that environment; each way of installing it takes the place of the other."""
    is_editable = request.param == "editable"
    what = ("--editable", ROOT) if is_editable else (request.getfixturevalue("wheel"),)
    anew = ("--no-build-isolation", "--force-reinstall", *what)
    run(programs / "python", *PIP_INSTALL, *anew, cwd=programs)
    return Installation(programs, is_editable)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project as an authority has it: offers and the configuration, and nothing of the builder."""
    shutil.copytree(ROOT / "offer_content" / "northmere", tmp_path / "offer_content" / "northmere")
    shutil.copy(ROOT / "mkdocs.yml", tmp_path)
    return tmp_path


def files_below(folder: Path) -> set[str]:
    return {path.relative_to(ROOT).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_wheel_carries_every_schema_and_theme_file_and_nothing_of_the_tests_or_offers(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        carried = set(archive.namelist())
    folders = (files_below(ROOT / name) for name in ("repository", "schema", "themes"))
    shipped = {"mkdocs.yml"}.union(*folders)
    assert shipped, "there is nothing to ship"
    assert {f"site_builder/{name}" for name in shipped} <= carried
    assert {name.split("/")[0].split("-")[0] for name in carried} == {"site_builder", "local_offer"}
    assert not [name for name in carried if "offer_content" in name or "tests" in name.split("/")]


def test_installed_libraries_fit_together(installation: Installation, tmp_path: Path) -> None:
    assert "No broken requirements found" in installation.run("python", "-m", "pip", "check", cwd=tmp_path)


def test_theme_and_schemas_come_from_the_installation_or_the_checkout_it_points_to(
    installation: Installation, tmp_path: Path
) -> None:
    show = (
        "from mkdocs.utils import get_theme_dir; from site_builder.shipped import shipped; "
        "print(get_theme_dir('local_offer'), shipped('schema'), sep='\\n')"
    )
    theme, schema = map(Path, installation.run("python", "-c", show, cwd=tmp_path).splitlines())
    home = ROOT if installation.editable else installation.programs.parent
    assert theme.is_relative_to(home)
    assert schema.is_relative_to(home)
    assert (theme / "mkdocs_theme.yml").is_file()
    assert (schema / "authorities.csv").is_file()
    if installation.editable:
        assert (theme, schema) == (ROOT / "themes" / "local_offer", ROOT / "schema")


def test_mkdocs_builds_a_project_that_has_only_offers_and_configuration(
    installation: Installation, project: Path
) -> None:
    installation.run("mkdocs", "build", "--strict", cwd=project)
    assert_is_site(project / "site")


def test_command_builds_a_project_that_has_only_offers_and_configuration_and_its_form_editor(
    installation: Installation, project: Path
) -> None:
    with (project / "offer_content" / "northmere" / "authority.yaml").open("a", encoding="utf-8") as file:
        file.write("editor: {backend: gitlab, repository: northmere/local-offer}\n")
    said = installation.run("local-offer", "build", "--date", DAY, cwd=project)
    assert "Warning" not in said
    assert_is_site(project / "site")
    edit = project / "site" / "edit"
    page = (edit / "index.html").read_text(encoding="utf-8")
    (imports,) = re.findall(r'<script type="importmap">(.*?)</script>', page)
    needed = {"start.js", "config.json", "program/npm/index.js", *json.loads(imports)["imports"].values()}
    assert [name for name in sorted(needed) if not (edit / name).is_file()] == []


def test_module_runs_as_the_command_does(installation: Installation, tmp_path: Path) -> None:
    as_module = installation.run("python", "-m", "site_builder", "--help", cwd=tmp_path)
    assert as_module == installation.run("local-offer", "--help", cwd=tmp_path)


def assert_is_site(site: Path) -> None:
    assert (site / "index.html").is_file()
    assert list(site.rglob("*.css"))
    entries = {path.stem for path in (ROOT / "offer_content" / "northmere" / "entries").glob("*.yaml")}
    pages = {path.parent.name for path in site.glob("support/*/index.html")}
    assert entries
    assert pages == entries
    assert not list(site.rglob("*.yaml")), "raw entries are not for readers"
