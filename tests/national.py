"""Put national pages into a folder as a build does: in the theme, with its assets, on their own."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

from mkdocs.config import load_config

from site_builder.pages.look import make_look
from site_builder.pages.shell import Page, Shell, frame_with_holes
from site_builder.pages.sites import FrontEntry, front_frame
from site_builder.pages.stylesheet import material_stylesheet
from site_builder.shipped import shipped
from tests.written import write_text

OFFERS = (FrontEntry("Northmere", "E06999901", "North East", "northmere/index.html", is_invented=True),)


def write_pages(pages: Iterable[Page], files: Mapping[str, str], folder: Path) -> int:
    """Write *pages* and *files* into *folder*, with all that a page needs around it; the number of pages."""
    shutil.copytree(shipped("themes", "local_offer", "assets"), folder / "assets")
    write_text(folder / "assets" / "material.css", material_stylesheet())
    write_text(folder / "assets" / "look.css", make_look(None).css())
    shell = _shell(folder)
    number = 0
    for page in pages:
        write_text(folder / page.address, shell.join(page))
        number += 1
    for address, text in files.items():
        write_text(folder / address, text)
    return number


def _shell(folder: Path) -> Shell:
    docs = folder / "docs"
    docs.mkdir()
    config = load_config(
        config_file_path=str(folder / "mkdocs.yml"),
        docs_dir=str(docs),
        theme={"name": "local_offer"},
        plugins=[],
    )
    frame = frame_with_holes(front_frame("Local offers", OFFERS))
    return Shell(config.theme.get_env().get_template("main.html").render(frame=frame))
