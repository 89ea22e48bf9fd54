"""The code keeps to the house rules: values flow one way, and each outside library has one door."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

PACKAGE = "site_builder"
ROOT = Path(__file__).resolve().parent.parent / PACKAGE

# The stages of the flow. A folder imports from itself and from those before it.
FOLDERS = ("content", "standard", "nation", "reports", "exchange", "editing", "pages", "audit")

# Modules beside the folders that every folder may use, and those that nothing in a folder may know of.
FOR_ALL = {"errors", "project", "shipped"}
EDGES = {
    *("__main__", "cli", "cluster", "command_options", "import_commands", "printing", "stopping", "theme")
}

DOORS = {
    "babel": {"pages/interface_words.py", "pages/language.py"},
    "axe_selenium_python": {"audit/accessibility.py"},
    "cerberus": {"content/schema.py"},
    "click": {"cli.py", "command_options.py", "import_commands.py", "printing.py"},
    "cmarkgfm": {"content/richtext.py"},
    "distributed": {"cluster.py"},
    "filelock": {"pages/place.py"},
    "icalendar": {"reports/calendar.py"},
    "imagesize": {"content/media.py"},
    "jinja2": {"pages/templates.py"},
    "material": {"pages/mkdocs_plugin.py", "pages/stylesheet.py"},
    "mkdocs": {"pages/mkdocs_plugin.py", "pages/mkdocs_run.py", "pages/shell.py"},
    "bs4": {"exchange/markup.py"},
    "markdownify": {"exchange/markup.py"},
    "nh3": {"content/richtext.py"},
    "orjson": {"exchange/inert_json.py"},
    "platformdirs": {"pages/earlier.py"},
    "pydyf": {"pages/pdf.py", "pages/quick_printing.py"},
    "python_calamine": {"exchange/spreadsheet.py"},
    "scipy": {"nation/cold_spots.py"},
    "selenium": {"audit/accessibility.py"},
    "Stemmer": {"pages/search_words.py"},
    "tinycss2": {"pages/stylesheet.py"},
    "weasyprint": {"pages/pdf.py", "pages/quick_printing.py"},
    "yaml": {"content/document.py"},
}

# What a build may depend on without its caller having said so: read at the edge, then passed down.
SURROUNDINGS = (
    "os.environ",
    "os.environb",
    "os.getenv",
    "os.getcwd",
    "Path.cwd",
    "date.today",
    "datetime.now",
    "datetime.today",
    "datetime.utcnow",
    "time.time",
)
EDGE_OF_SURROUNDINGS = {"cli.py", "command_options.py", "pages/mkdocs_plugin.py"}

# Where something that is no text of our own becomes HTML that is not escaped, how often, and why it is safe.
# What others wrote does so in `rich` alone, cleaned by nh3.
MAKES_MARKUP = {
    "pages/booklet.py": (1, "changes links in HTML that is safe"),
    "pages/editor_page.py": (1, "JSON with the names of files that npm ships"),
    "pages/entry_page.py": (5, "sentences of ours, filled with links that are escaped"),
    "pages/glossary.py": (1, "puts links between the tags of HTML that is safe"),
    "pages/guided_start.py": (1, "a sentence of ours, filled with a link that is escaped"),
    "pages/language.py": (1, "a sentence of ours, in which values are escaped"),
    "pages/line_chart.py": (1, "what a template made"),
    "pages/other_forms.py": (1, "headings of HTML that is safe"),
    "pages/shell.py": (5, "the policy, escaped; and the parts of a page, which templates made"),
    "pages/templates.py": (5, "sentences of ours, in which values are escaped; and `rich`"),
}
SAFE_IN_TEMPLATES = {("_map.html", "strokes[one.look]|safe"): "drawn by `maps.py` for each look"}

HOMELESS = {"utils", "util", "helpers", "helper", "common", "core", "misc"}


@dataclass(frozen=True, slots=True)
class Module:
    """One Python file of the package, read but not run."""

    path: str
    tree: ast.Module

    @property
    def name(self) -> tuple[str, ...]:
        return tuple(part for part in self.path.removesuffix(".py").split("/") if part != "__init__")

    @property
    def folder(self) -> str | None:
        """The stage it belongs to; none for a module that stands beside the folders."""
        return self.path.split("/")[0] if "/" in self.path else None

    def imports(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Yield the line and the dotted name of all it imports, in functions and for types too.

        ``from a.b import c`` is given as a.b.c, because c may be a module.
        """
        inside = (PACKAGE, *self.path.split("/")[:-1])
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    yield node.lineno, tuple(alias.name.split("."))
            elif isinstance(node, ast.ImportFrom):
                start = inside[: len(inside) - node.level + 1] if node.level else ()
                start += tuple(node.module.split(".")) if node.module else ()
                for alias in node.names:
                    yield node.lineno, (*start, alias.name)

    def dotted_names(self) -> Iterator[tuple[int, str]]:
        """Yield the line and the text of everything that reads like ``a.b.c``."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Attribute):
                yield node.lineno, ast.unparse(node)
        for line, name in self.imports():
            yield line, ".".join(name)


@cache
def modules() -> tuple[Module, ...]:
    return tuple(
        Module(path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8"), str(path)))
        for path in sorted(ROOT.rglob("*.py"))
    )


def own_imports(module: Module) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield the line and the name, without the package's own, of what *module* imports from the package."""
    for line, (first, *rest) in module.imports():
        if first == PACKAGE and rest:
            yield line, tuple(rest)


def test_every_folder_is_a_stage_of_the_flow() -> None:
    assert {module.folder for module in modules()} - {None} <= set(FOLDERS)


def test_every_module_beside_the_folders_is_known() -> None:
    assert {
        module.name[0] for module in modules() if module.folder is None and module.name
    } <= FOR_ALL | EDGES


def test_folders_import_only_from_folders_before_them() -> None:
    wrong = []
    for module in modules():
        if module.folder is None:
            continue
        allowed = {*FOLDERS[: FOLDERS.index(module.folder) + 1], *FOR_ALL, "__version__"}
        wrong += [
            f"{module.path}:{line}: {'.'.join(name)}"
            for line, name in own_imports(module)
            if name[0] not in allowed
        ]
    assert not wrong, "imported against the flow:\n" + "\n".join(wrong)


def test_modules_for_all_know_nothing_after_content() -> None:
    wrong = [
        f"{module.path}:{line}: {'.'.join(name)}"
        for module in modules()
        if module.folder is None and module.name and module.name[0] in FOR_ALL
        for line, name in own_imports(module)
        if name[0] not in {"content", *FOR_ALL}
    ]
    assert not wrong, "imported against the flow:\n" + "\n".join(wrong)


@pytest.mark.parametrize("library", sorted(DOORS))
def test_outside_library_is_imported_behind_its_door_only(library: str) -> None:
    wrong = [
        f"{module.path}:{line}"
        for module in modules()
        for line, name in module.imports()
        if name[0] == library and module.path not in DOORS[library]
    ]
    assert not wrong, f"{library} belongs behind {sorted(DOORS[library]) or 'the tests'}:\n" + "\n".join(
        wrong
    )


def markup_of_values(module: Module) -> list[int]:
    """The lines in which something that is not written there becomes HTML that is not escaped."""
    return [
        node.lineno
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) in ("Markup", "markupsafe.Markup", "templates.Markup")
        and not (node.args and isinstance(node.args[0], ast.Constant))
    ]


def test_nothing_becomes_html_unescaped_but_where_it_is_known_why() -> None:
    found = {module.path: markup_of_values(module) for module in modules()}
    counted = {path: len(lines) for path, lines in found.items() if lines}
    assert counted == {path: number for path, (number, _) in MAKES_MARKUP.items()}, found


def test_a_value_that_becomes_html_is_seen() -> None:
    module = read(
        "pages/x.py", 'a = Markup("<b>")\nb = Markup(f"<b>{a}")\nc = Markup("{}").format(a)\nMarkup(a)\n'
    )
    assert markup_of_values(module) == [2, 4]


def test_no_class_says_of_itself_that_it_is_html_but_one_sentence_of_ours() -> None:
    found = [
        f"{module.path}: {node.name}"
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ClassDef)
        and any(isinstance(one, ast.FunctionDef) and one.name == "__html__" for one in node.body)
    ]
    assert found == ["pages/templates.py: _NotTold"]


def test_templates_escape_everything_but_what_they_write_themselves() -> None:
    theme = ROOT.parent / "themes" / "local_offer"
    templates = {path.name: path.read_text(encoding="utf-8") for path in sorted(theme.rglob("*.html"))}
    found = {
        (name, said.lstrip("{ ="))
        for name, text in templates.items()
        for said in re.findall(r"\S+\|\s*safe\b", text)
        if said[said.index("|") - 1] not in "'\""
    }
    assert found == set(SAFE_IN_TEMPLATES)
    assert not [name for name, text in templates.items() if "autoescape" in text]


def test_templates_that_mkdocs_renders_escape_each_value_themselves() -> None:
    for path in sorted((ROOT.parent / "themes" / "local_offer").glob("*.html")):
        text = path.read_text(encoding="utf-8")
        for said in re.findall(r"{{-?\s*(.*?)\s*-?}}", text):
            # Inside a sentence stands only the name of a value, which is escaped where the sentence begins.
            is_named = said.isidentifier() and re.search(rf"\b{said}=[^%]*?\|e\b", text)
            assert said.endswith("|e") or is_named, f"{path.name}: {said}"


def test_day_environment_and_working_folder_are_read_at_the_edge_only() -> None:
    wrong = [
        f"{module.path}:{line}: {name}"
        for module in modules()
        if module.path not in EDGE_OF_SURROUNDINGS
        for line, name in module.dotted_names()
        if any(name == read or name.endswith(f".{read}") for read in SURROUNDINGS)
    ]
    assert not wrong, "to be read at the edge and passed down:\n" + "\n".join(wrong)


def test_no_module_is_a_drawer_for_odds_and_ends() -> None:
    assert not [module.path for module in modules() if HOMELESS & set(module.name)]


def test_every_module_opens_with_one_sentence() -> None:
    wrong = [
        module.path
        for module in modules()
        if not (text := ast.get_docstring(module.tree)) or not text.split("\n\n")[0].endswith(".")
    ]
    assert not wrong, "\n".join(wrong)


def read(path: str, source: str) -> Module:
    return Module(path, ast.parse(source))


def test_imports_are_seen_wherever_and_however_they_are_written() -> None:
    module = read(
        "pages/build.py",
        "import os, yaml.nodes\n"
        "from . import shell\n"
        "from ..content import document\n"
        "def late():\n"
        "    from site_builder.content.model import Entry\n",
    )
    assert [name for _, name in module.imports()] == [
        ("os",),
        ("yaml", "nodes"),
        (PACKAGE, "pages", "shell"),
        (PACKAGE, "content", "document"),
        (PACKAGE, "content", "model", "Entry"),
    ]


def test_surroundings_are_seen_however_they_are_written() -> None:
    module = read("pages/build.py", "import datetime\nfrom os import environ\nx = datetime.date.today()\n")
    names = [name for _, name in module.dotted_names()]
    assert "os.environ" in names
    assert "datetime.date.today" in names
