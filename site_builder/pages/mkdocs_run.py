"""Run MkDocs for what it makes of a site: the shells, hand-written pages, media and the theme's files."""

from __future__ import annotations

import io
import logging
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Protocol, cast

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort, MkDocsException

from site_builder.errors import SiteBuilderError
from site_builder.pages.earlier import Earlier
from site_builder.pages.offline_copy import pack_site
from site_builder.pages.progress import Tell, say_nothing
from site_builder.pages.publication import Publication
from site_builder.pages.write import Written
from site_builder.project import Project
from site_builder.shipped import shipped

PLUGIN = "local-offer"


class _TakesPublication(Protocol):
    """What the MkDocs plugin is to a build that has read the content already."""

    publication: Publication | None
    earlier: Earlier | None
    tell: Tell
    written: Written


def config_of(project: Project) -> Path:
    """The project's own `mkdocs.yml`, else the one that every generated site starts from."""
    return project.config if project.config.is_file() else shipped("mkdocs.yml")


def run_mkdocs(publication: Publication, folder: Path, earlier: Earlier, tell: Tell) -> Written:
    """Have MkDocs build *publication* into *folder*; what was written beside its own pages.

    Args:
        publication: what to build.
        folder: an empty folder.
        earlier: what is known of the site that *folder* takes the place of.
        tell: is told how far the writing is.

    Raises:
        SiteBuilderError: the site cannot be built.
    """
    talk = logging.StreamHandler()
    talk.setFormatter(logging.Formatter("Warning: %(message)s"))
    # What MkDocs logs as an error comes back as an exception, and is said once.
    talk.addFilter(lambda record: record.levelno == logging.WARNING)
    logger = logging.getLogger("mkdocs")
    logger.addHandler(talk)
    try:
        project = publication.project
        config = load_config(
            config_file=io.BytesIO(config_of(project).read_bytes()),
            config_file_path=str(project.config),
            site_dir=str(folder),
        )
        if PLUGIN not in config.plugins:
            raise SiteBuilderError(
                f"{project.shown(project.config)} does not name the plugin; write plugins: - {PLUGIN}"
            )
        plugin = cast(_TakesPublication, config.plugins[PLUGIN])
        plugin.publication, plugin.earlier, plugin.tell = publication, earlier, tell
        config.plugins.on_startup(command="build", dirty=False)
        build(config)
    except (MkDocsException, Abort) as fault:
        # Abort is a SystemExit: MkDocs would end the program here, and it hides what was wrong.
        wrong = fault.__context__ if isinstance(fault, Abort) and fault.__context__ else fault
        raise SiteBuilderError(f"MkDocs could not build the site: {wrong}") from fault
    finally:
        logger.removeHandler(talk)
    return plugin.written


def with_copies(publication: Publication, alone: Mapping[str, Publication], folder: Path) -> Publication:
    """*publication* with a file for each authority, in *folder*, that holds its site on its own, to be kept.

    Args:
        publication: what is to be built.
        alone: for each authority what is published where it is built by itself: no link leaves its site.
        folder: an empty folder.

    Raises:
        SiteBuilderError: one of them cannot be built.
    """
    editions = []
    for edition in publication.editions:
        one = edition.authority.id
        editions.append(replace(edition, copy_to_keep=_make_copy(alone[one], folder)))
    return replace(publication, editions=tuple(editions))


def _make_copy(alone: Publication, folder: Path) -> Path:
    kept = replace(
        alone, editions=tuple(replace(edition, is_copy_to_keep=True) for edition in alone.editions)
    )
    (edition,) = kept.editions
    authority = edition.authority.id
    site, packed = folder / authority, folder / f"{authority}.zip"
    site.mkdir()
    run_mkdocs(kept, site, Earlier(site), say_nothing)
    pack_site(site, packed, name=edition.site_name, folder=f"{authority}-local-offer", on=edition.on)
    shutil.rmtree(site)
    return packed
