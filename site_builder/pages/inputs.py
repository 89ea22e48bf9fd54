"""Say in one short key what a build, or a part of it, is made of: the same makes the same."""

from __future__ import annotations

import hashlib
import os
import sysconfig
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import site_builder
from site_builder import __version__
from site_builder.content.document import read_document
from site_builder.content.plain_file import read_plain
from site_builder.content.revision import ask_git, has_repository
from site_builder.errors import SiteBuilderError
from site_builder.project import Project
from site_builder.shipped import from_npm, shipped

_MAY_DIFFER = {"site_name", "site_url", "site_description", "site_author", "copyright", "validation"}
"""What a project's `mkdocs.yml` may say of its own, and still name no file that is not known here."""

MOST_BYTES = 1_000_000_000
"""No file that a site is made of is as large."""

_EDITOR = ("@sveltia", "cms", "package.json")


def key_of(*made_of: str) -> str:
    """A short text that is the same where all of *made_of* is, and as good as never where it is not."""
    digest = hashlib.blake2b(digest_size=16)
    for one in made_of:
        content = one.encode("utf-8", errors="surrogatepass")
        digest.update(len(content).to_bytes(8, "big") + content)
    return digest.hexdigest()


def key_of_build(project: Project, options: str) -> str:
    """The key of all that a build of *project* with *options* is made of; empty where that cannot be told.

    That is every file of its content and of what was collected, `mkdocs.yml`, what git says of them, and this
    release of the builder. It cannot be told where `mkdocs.yml` asks for more than the one we ship, or where
    a folder is a link to another.
    """
    try:
        config = _config_key(project)
        if not config:
            return ""
        return key_of(builder_key(), options, config, _files_key(project), _revision_key(project))
    except (OSError, SiteBuilderError):
        return ""


@cache
def builder_key() -> str:
    """What stands for this release of the builder with all it ships, and for the libraries beside it."""
    own = Path(site_builder.__file__).parent
    digest = hashlib.blake2b(digest_size=16)
    for folder in (own, shipped("themes"), shipped("schema")):
        for path, _ in _walk(f"{folder}"):
            if "__pycache__" not in path:
                _add(digest, path.removeprefix(f"{folder}"), path)
    try:
        editor = from_npm(*_EDITOR).read_text(encoding="utf-8")
    except FileNotFoundError:
        editor = ""
    # Their names have the versions in them.
    libraries = sorted(one.name for one in Path(sysconfig.get_path("purelib")).glob("*.dist-info"))
    return key_of(__version__, digest.hexdigest(), editor, *libraries)


def _config_key(project: Project) -> str:
    """What `mkdocs.yml` says; empty where it says more than can be told here."""
    path = project.config if project.config.is_file() else shipped("mkdocs.yml")
    ours, theirs = _settings(shipped("mkdocs.yml")), _settings(path)
    if theirs is None or ours is None or theirs.get("plugins") not in (["local-offer"], ours.get("plugins")):
        return ""
    if any(theirs.get(name) != ours.get(name) for name in {*ours, *theirs} - _MAY_DIFFER):
        return ""
    return path.read_text(encoding="utf-8")


def _settings(path: Path) -> dict[str, Any] | None:
    document, problems = read_document(path, path.name)
    return None if document is None or problems else dict(document.data)


def _files_key(project: Project) -> str:
    digest = hashlib.blake2b(digest_size=16)
    for folder in (project.content, project.collected):
        for path, is_link in _walk(f"{folder}"):
            if is_link and os.path.isdir(path):
                raise SiteBuilderError(f"{path} leads elsewhere")
            _add(digest, path.removeprefix(f"{project.root}"), path)
    return digest.hexdigest()


def _walk(folder: str) -> Iterator[tuple[str, bool]]:
    """Every file below *folder* and whether it is a link, in order of name.

    A link to a folder counts as a file.
    """
    try:
        with os.scandir(folder) as found:
            ones = sorted((one.name, one.is_dir(follow_symlinks=False), one.is_symlink()) for one in found)
    except FileNotFoundError:
        return
    for name, is_folder, is_link in ones:
        if is_folder:
            yield from _walk(f"{folder}/{name}")
        else:
            yield f"{folder}/{name}", is_link


def _add(digest: Any, name: str, path: str) -> None:
    try:
        content = read_plain(path, MOST_BYTES)
    except OSError as fault:
        # What leads nowhere, or is no file, is an input too.
        content = f"{fault.strerror}".encode()
    if len(content) > MOST_BYTES:
        raise SiteBuilderError(f"{path} is too large to be compared")
    digest.update(f"{name}\0{len(content)}\0".encode("utf-8", errors="surrogateescape") + content)


def _revision_key(project: Project) -> str:
    """What git says of the project: the history of its pages, and if their content is that of a commit."""
    if not has_repository(project):
        return ""
    folder = project.content.name
    head = ask_git(project, "rev-parse", "HEAD", "--is-shallow-repository", "--show-prefix")
    status = ask_git(project, "status", "--porcelain", "--untracked-files=all", "--ignored", "--", folder)
    return key_of(head.decode(errors="replace"), status.decode(errors="replace"))
