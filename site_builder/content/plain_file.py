"""Read a file only if it is one: never a pipe, which would be waited for, nor a device, which has no end."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

from site_builder.content.diagnostics import Diagnostic, Place

_WORDS = {
    errno.ENOENT: "it is a link that leads nowhere",
    errno.ENOTDIR: "it is a link that leads nowhere",
    errno.ELOOP: "it is a link that leads to itself",
    errno.EACCES: "this user may not read it",
    errno.EPERM: "this user may not read it",
    errno.ENXIO: "it is no file",
}
_HINT = "put a plain file in its place, one that everyone may read"


class UnreadableFile(OSError):
    """It is no file, or cannot be read; `why` says so in words."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why
        self.strerror = why


def read_plain(path: Path | str, most: int) -> bytes:
    """The bytes of the file *path*, and one more than *most* of one that is larger.

    Raises:
        FileNotFoundError: there is nothing by that name.
        UnreadableFile: it is a folder, a pipe, a device, a link that leads nowhere, or closed to this user.
    """
    try:
        # Without waiting: a pipe that nobody writes to would never open.
        opened = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except OSError as fault:
        if not os.path.lexists(path):
            raise
        raise UnreadableFile(_why(path, fault)) from None
    try:
        state = os.fstat(opened)
        if not stat.S_ISREG(state.st_mode):
            raise UnreadableFile(_kind(state.st_mode))
        content = os.read(opened, min(state.st_size, most) + 1)
        # It can grow meanwhile, and some systems give less than was asked for.
        while len(content) <= most and (more := os.read(opened, most + 1 - len(content))):
            content += more
        return content
    except OSError as fault:
        raise fault if isinstance(fault, UnreadableFile) else UnreadableFile(_why(path, fault)) from None
    finally:
        os.close(opened)


def _why(path: Path | str, fault: OSError) -> str:
    if fault.errno in (errno.EACCES, errno.EISDIR) and Path(path).is_dir():
        return "it is a folder"
    return _WORDS.get(fault.errno or 0) or fault.strerror or "it is no file"


def _kind(mode: int) -> str:
    return "it is a folder" if stat.S_ISDIR(mode) else "it is no file, but a pipe or a device"


def unreadable(shown: str, why: str) -> Diagnostic:
    """Says of the file *shown* that it cannot be read."""
    return Diagnostic(shown, Place(1, 1), "unreadable-file", "", f"this cannot be read: {why}", _HINT)


def leads_out(path: Path, folder: Path) -> bool:
    """Whether *path* is a link to something that does not lie in *folder*."""
    return path.is_symlink() and not _real(path).is_relative_to(_real(folder))


def _real(path: Path) -> Path:
    # Not by pathlib: it breaks on a link that leads to itself.
    return Path(os.path.realpath(path))


def check_plain(folder: Path, folders: frozenset[str], shown: Callable[[Path], str]) -> Iterator[Diagnostic]:
    """Everything below *folder* that is no file and no folder, and links that lead in a circle or nowhere.

    Args:
        folder: one that is there. Folders that are links are not looked into.
        folders: what has to be a folder, if it is there, of the names in *folder* itself.
        shown: how a path is named in diagnostics.
    """
    waiting = [f"{folder}"]
    while waiting:
        inside = waiting.pop()
        try:
            with os.scandir(inside) as found:
                ones = sorted(found, key=lambda one: one.name)
        except OSError as fault:
            yield unreadable(shown(Path(inside)), _why("", fault))
            continue
        for one in ones:
            if one.is_dir(follow_symlinks=False):
                waiting.append(one.path)
                continue
            why = "" if one.is_file(follow_symlinks=False) else _why_not_plain(one)
            if not why and inside == f"{folder}" and one.name in folders and not one.is_dir():
                why = "it is no folder"
            if why:
                yield unreadable(shown(Path(one.path)), why)


def _why_not_plain(one: os.DirEntry[str]) -> str:
    """Why a link, or what is neither a file nor a folder, is of no use; empty if it is."""
    try:
        mode = one.stat().st_mode
    except OSError as fault:
        return _why(one.path, fault)
    if stat.S_ISDIR(mode):
        around = Path(os.path.realpath(Path(one.path).parent))
        return "it is a link to a folder around it" if around.is_relative_to(_real(Path(one.path))) else ""
    return "" if stat.S_ISREG(mode) else _kind(mode)
