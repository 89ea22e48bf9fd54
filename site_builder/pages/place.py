"""The place of a site: one build at a time has it, and a new site takes it in one step."""

from __future__ import annotations

import ctypes
import errno
import os
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from site_builder.errors import SiteBuilderError
from site_builder.project import Project

MARK_OF_A_SITE = Path("assets", "local-offer.css")
"""What every site we built has; a folder without it is never replaced."""


def check_place(target: Path, project: Project) -> None:
    """Refuse a folder whose replacement would destroy something else.

    Raises:
        SiteBuilderError: it holds the project or its content, or something that is not a site of ours.
    """
    # Not by pathlib: it breaks on a link that leads to itself.
    if Path(os.path.realpath(target)).is_symlink():
        raise SiteBuilderError(f"{target} is a link that leads to itself; choose another folder for the site")
    real = target.resolve()
    if project.root.resolve().is_relative_to(real):
        raise SiteBuilderError(f"{target} holds the project itself; choose another folder for the site")
    if real.is_relative_to(project.content.resolve()):
        raise SiteBuilderError(f"{target} is inside offer_content; choose another folder for the site")
    if target.is_dir():
        is_ours = (target / MARK_OF_A_SITE).is_file() or not any(target.iterdir())
    else:
        is_ours = not target.exists()
    if not is_ours:
        raise SiteBuilderError(
            f"{target} is not empty and is not a site built by this program; choose an empty or new folder"
        )


@contextmanager
def place_for_one(target: Path) -> Iterator[None]:
    """Have the place of the site *target* alone, free of what builds left there that were killed.

    The folders around it are there meanwhile. Whoever dies lets go of the place.

    Raises:
        SiteBuilderError: another build has it.
    """
    made = _make_parents(target.parent)
    path = target.parent / f".{target.name}.lock"
    lock = FileLock(path)
    try:
        try:
            lock.acquire(timeout=0)
        except Timeout:
            raise SiteBuilderError(_taken(target, path)) from None
        try:
            with suppress(OSError):
                path.write_text(f"{os.getpid()}\n", encoding="utf-8")
            _clear(target)
            yield
        finally:
            # While it is held: whoever waits for the file that is gone sees that, and makes a new one.
            with suppress(OSError):
                path.unlink()
            lock.release()
    finally:
        for folder in made:
            with suppress(OSError):
                folder.rmdir()


def _make_parents(folder: Path) -> list[Path]:
    """Make *folder* and those around it; the new ones, innermost first."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    return missing


def _taken(target: Path, lock: Path) -> str:
    try:
        process = lock.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        process = ""
    who, end = (
        (f" (process {process})", f", or end it with: kill {process}") if process.isdigit() else ("", "")
    )
    return f"another build{who} is making {target} now; wait until it has ended{end}"


def _clear(target: Path) -> None:
    """Remove what builds of *target* left that were killed; a site that one had put aside is put back."""
    left = re.compile(rf"\.{re.escape(target.name)}\.(new|old|copies)-[0-9]+")
    with os.scandir(target.parent) as found:
        names = sorted(one.name for one in found if left.fullmatch(one.name))
    for name in names:
        one = target.parent / name
        if name.startswith(f".{target.name}.old-") and not target.exists():
            one.rename(target)
        else:
            shutil.rmtree(one, ignore_errors=True)


@contextmanager
def folder_beside(target: Path) -> Iterator[Path]:
    """A new folder beside *target* that takes its place at the end; if anything fails, it vanishes again.

    Both stand in one folder, so that changing places is no copy.
    """
    new = target.parent / f".{target.name}.new-{os.getpid()}"
    try:
        new.mkdir()
        yield new
        _put_in_place(new, target)
    finally:
        _remove(new)


@contextmanager
def folder_for_copies(target: Path) -> Iterator[Path]:
    """A new folder beside *target* that is gone at the end."""
    folder = target.parent / f".{target.name}.copies-{os.getpid()}"
    try:
        folder.mkdir()
        yield folder
    finally:
        _remove(folder)


def _remove(folder: Path) -> None:
    try:
        shutil.rmtree(folder, ignore_errors=True)
    except KeyboardInterrupt:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _put_in_place(new: Path, target: Path) -> None:
    """Put *new* where *target* is; what was there is then in *new*, or gone."""
    if not target.exists():
        new.rename(target)
    elif not _exchanged(new, target):
        _put_aside(new, target)


_HERE = -100
"""AT_FDCWD: a path counts from the working folder."""
_EXCHANGE = 2
"""RENAME_EXCHANGE of Linux and RENAME_SWAP of macOS."""
_NOT_THERE = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EPERM}


def _exchanged(new: Path, target: Path) -> bool:
    """Let two folders change places in one step, so that no reader finds none; False where no system does."""
    ones = os.fsencode(new), os.fsencode(target)
    try:
        system = ctypes.CDLL(None, use_errno=True)
        if sys.platform == "linux":
            failed = system.renameat2(_HERE, ones[0], _HERE, ones[1], ctypes.c_uint(_EXCHANGE))
        elif sys.platform == "darwin":
            failed = system.renamex_np(*ones, ctypes.c_uint(_EXCHANGE))
        else:
            return False
    except (OSError, AttributeError, TypeError):
        return False
    if not failed:
        return True
    fault = ctypes.get_errno()
    if fault in _NOT_THERE:
        return False
    raise OSError(fault, os.strerror(fault), f"{target}")


def _put_aside(new: Path, target: Path) -> None:
    """In two steps. Of a build that dies between them, the next one puts the old site back."""
    old = target.parent / f".{target.name}.old-{os.getpid()}"
    try:
        target.rename(old)
        new.rename(target)
    except BaseException:
        if not target.exists():
            old.rename(target)
        raise
    _remove(old)
