"""Hold pictures and documents to bounds: how large a file is, and how many points a picture has."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import imagesize

from site_builder.content.bounds import MOST_DOCUMENT_BYTES, MOST_PICTURE_BYTES, MOST_PIXELS
from site_builder.content.checks import has_too_many, too_many
from site_builder.content.diagnostics import Diagnostic, Place

# Drawings have no points of their own, and are not asked for a size: that is read by a reader of XML.
_DRAWINGS = (".svg",)
_PICTURES = (
    ".png",
    ".jpg",
    ".jpeg",
    ".gif",
    ".webp",
    ".avif",
    ".bmp",
    ".tif",
    ".tiff",
    ".jp2",
    ".heic",
    ".heif",
)
_HINT = "save it smaller: 1,600 points across are enough for any page"


def check_media(
    folder: Path, shown: Callable[[Path], str], is_chosen: Callable[[str], bool] = lambda _: True
) -> Iterator[Diagnostic]:
    """The chosen files of a `media` folder that are too large for readers, or for whoever builds the site.

    Of a picture only the first bytes are read: a small file can hold so many points that a browser, or the
    printing of booklets, would need all of the memory to show them.
    """
    if not folder.is_dir():
        return
    if has_too_many(folder):
        yield too_many(shown(folder))
        return
    with os.scandir(folder) as found:
        files = sorted((one.name, size) for one in found if (size := _size_of(one)) is not None)
    for name, size in files:
        path = folder / name
        if is_chosen(shown(path)):
            message, hint = _fault(path, size)
            if message:
                yield Diagnostic(shown(path), Place(1, 1), "media-too-large", "", message, hint)


def _size_of(one: os.DirEntry[str]) -> int | None:
    """The bytes of a file; None where it is none, or a link that leads nowhere: others say so."""
    try:
        return one.stat().st_size if one.is_file() else None
    except OSError:
        return None


def _fault(path: Path, size: int) -> tuple[str, str]:
    """What is too large about a file, and what to do; nothing where nothing is."""
    ending = path.suffix.lower()
    is_picture = ending in _PICTURES or ending in _DRAWINGS
    most = MOST_PICTURE_BYTES if is_picture else MOST_DOCUMENT_BYTES
    if size > most:
        what = "picture" if is_picture else "file"
        message = f"this {what} has {size / 1_000_000:.1f} MB, and {most // 1_000_000} MB is the most for one"
        return message, _HINT if is_picture else "put it on another site, and link to it"
    if ending in _PICTURES:
        width, height = _points(path)
        if width * height > MOST_PIXELS:
            message = (
                f"this picture is {width:,} points wide and {height:,} high, "
                f"and {MOST_PIXELS:,} in all is the most for one"
            )
            return message, _HINT
    return "", ""


def _points(path: Path) -> tuple[int, int]:
    """The width and height that the head of a picture states; 0 where it states none."""
    try:
        width, height = imagesize.get(path)
    except (OSError, ValueError, ArithmeticError, LookupError):
        return 0, 0
    return max(int(width), 0), max(int(height), 0)
