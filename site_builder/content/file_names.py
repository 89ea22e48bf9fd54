"""Names of files that work on every computer, links that stay in the project, media that only show.

What one computer takes, another refuses or takes for another file: a council's people use several, and the
site may be served from any.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from site_builder.content.diagnostics import Diagnostic, Place
from site_builder.content.invisible import shown
from site_builder.content.plain_file import leads_out
from site_builder.project import Project

RESERVED = frozenset(("404", "about", "assets", "find", "index", "my-list", "nation", "robots", "sitemap"))
"""What stands beside the folders of councils in a site of several."""

LONGEST_NAME = 120
MOST_BYTES_OF_DRAWING = 5_000_000

_DEVICES = frozenset(
    (
        *("con", "prn", "aux", "nul", "conin$", "conout$"),
        *(f"{name}{number}" for name in ("com", "lpt") for number in "0123456789¹²³"),
    )
)
_PLAIN = re.compile(r"[a-z0-9]+([_-][a-z0-9]+)*(\.[a-z0-9]+)?")
_NOT_EVERYWHERE = re.compile(r'[<>:"|?*\\/]')
_TOLD_WHERE_READ = frozenset(
    (
        *("entries", "actions", "audits", "comments", "comments-reports", "commitments", "consultation"),
        *("reviews", "indicators.csv"),
    )
)

# What a browser runs, or takes for a page or a style of the site, when somebody opens it.
_RUNS = frozenset(
    (
        *(".htm", ".html", ".shtm", ".shtml", ".xht", ".xhtm", ".xhtml", ".mht", ".mhtml", ".xml", ".xsl"),
        *(".xslt", ".js", ".mjs", ".cjs", ".wasm", ".swf", ".css", ".svgz"),
    )
)
_DRAWN_FROM = re.compile(r"\s*(#|data:image/(png|jpeg|gif|webp)[;,])", re.IGNORECASE)
_STYLE_THAT_FETCHES = re.compile(
    r"@import|url\(\s*['\"]?(?!\s*['\"]?#|data:image/)|expression\(", re.IGNORECASE
)
_RUNNING_ELEMENTS = frozenset(("script", "foreignobject", "iframe", "object", "embed", "handler", "listener"))


def is_kept_by_windows(name: str) -> bool:
    """Whether Windows keeps *name*, in small letters and without an ending, for a device of its own."""
    return name in _DEVICES


def stays_in(path: Path, folder: Path) -> bool:
    """Whether *path* leads to something that is there, and that lies in *folder*, wherever links lead."""
    # Not by pathlib: a link that leads to itself makes it fail.
    real = Path(os.path.realpath(path))
    return real.exists() and real.is_relative_to(os.path.realpath(folder))


def check_names(project: Project, authority: str) -> Iterator[Diagnostic]:
    """Names of *authority* that do not work everywhere, links that lead out, and media that run.

    Names that begin with a dot are those of programs, and nothing reads them.
    """
    folder = project.authority_folder(authority)
    where = project.shown(folder)
    if not stays_in(folder, project.content):
        yield _link_out(where, "a folder")
        return
    if authority in RESERVED:
        yield _fault(
            where,
            "file-name",
            f'a site of several councils has a page of its own at "{authority}"',
            "give the folder, and the id in its authority.yaml, the name of the council",
        )
    elif why := _why_not_everywhere(authority):
        yield _fault(where, "file-name", why, _RENAME)
    if folder.is_dir():
        yield from _check_folder(project, folder, where, "")


def _check_folder(project: Project, folder: Path, where: str, top: str) -> Iterator[Diagnostic]:
    with os.scandir(folder) as found:
        ones = sorted((one for one in found if not one.name.startswith(".")), key=lambda one: one.name)
    seen: dict[str, str] = {}
    for one in ones:
        inside = f"{where}/{one.name}"
        if why := _why_not_everywhere(one.name):
            yield _fault(inside, "file-name", why, _RENAME)
        first = seen.setdefault(_as_others_see_it(one.name, top), one.name)
        if first != one.name:
            yield _fault(
                inside,
                "same-name",
                f'to some computers, or as an address, this is the same as "{shown(first)}" beside it',
                "rename one of the two",
            )
        # Of a link that leads to itself, only this says that it is no folder.
        is_folder = os.path.isdir(one.path)  # noqa: PTH112 - as above
        if one.is_symlink():
            # Files of entries and records are told of where they are read; so is what leads nowhere.
            is_told = (top or one.name) in _TOLD_WHERE_READ and not is_folder
            if not is_told and leads_out(Path(one.path), project.content):
                yield _link_out(inside, "a folder" if is_folder else "a file")
        elif is_folder:
            yield from _check_folder(project, Path(one.path), inside, top or one.name)
        elif top in _PUBLISHED and (why := _why_it_runs(Path(one.path))):
            yield _fault(inside, "media-that-runs", why, _TAKE_OUT)


_PUBLISHED = ("media", "pages")
"""The folders whose files are published as they are."""

_RENAME = "rename it, in small letters, digits and hyphens, such as welcome-book.pdf"
_TAKE_OUT = "take it out, or save it as a picture (png, jpg) or a document (pdf)"


def _fault(path: str, code: str, message: str, hint: str) -> Diagnostic:
    return Diagnostic(path, Place(1, 1), code, "", message, hint)


def _link_out(path: str, what: str) -> Diagnostic:
    message = f"this is a link to {what} elsewhere, or to nothing"
    return _fault(path, "link-out", message, f"put {what.removeprefix('a ')} itself here")


def _why_not_everywhere(name: str) -> str | None:
    """What is wrong with the name of a file or folder on some computer; None where nothing is."""
    stem = name.partition(".")[0].rstrip(" ").lower()
    if _PLAIN.fullmatch(name) and len(name) <= LONGEST_NAME and stem not in _DEVICES:
        return None
    if stem in _DEVICES:
        return f'Windows keeps the name "{stem}" for itself, whatever comes after it'
    if shown(name) != name or "\n" in name or "\t" in name:
        return "there is an invisible character in this name"
    if odd := _NOT_EVERYWHERE.search(name):
        return f'no name can have "{odd[0]}" in it on Windows'
    if name[-1] in ". ":
        return f"Windows leaves out the {'dot' if name[-1] == '.' else 'space'} at the end of this name"
    if len(name.encode("utf-8", errors="surrogatepass")) > LONGEST_NAME:
        return f"this name is longer than {LONGEST_NAME} letters"
    return None


def _as_others_see_it(name: str, top: str) -> str:
    """*name* as a computer sees it that tells no capitals apart, and writes an accent in one way.

    A page in `pages` is known by its address, which is that of a folder.
    """
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFD", name).casefold())
    return re.sub(r"\.(md|markdown|mdown|mkdn|mkd)$", "", folded) if top == "pages" else folded


def _why_it_runs(path: Path) -> str | None:
    """What a browser would run, or fetch from elsewhere, of a file that is published; None where nothing."""
    ending = path.suffix.lower()
    if ending in _RUNS:
        return f"a file that ends in {ending} can run programs on the site, so it is not published"
    if ending != ".svg":
        return None
    if path.stat().st_size > MOST_BYTES_OF_DRAWING:
        return f"a drawing of more than {MOST_BYTES_OF_DRAWING // 1_000_000} MB is not looked through"
    try:
        drawing = ElementTree.fromstring(path.read_bytes())
    except (ElementTree.ParseError, LookupError, ValueError):
        return "this is no drawing (SVG) that a browser can show"
    for element in drawing.iter():
        what = _what_runs(element)
        if what:
            return f"this drawing has {what} in it, which may run a program or fetch something from elsewhere"
    return None


def _what_runs(element: ElementTree.Element) -> str | None:
    name = str(element.tag).rpartition("}")[2].lower()
    if name in _RUNNING_ELEMENTS:
        return f"<{name}>"
    if name == "style" and _STYLE_THAT_FETCHES.search("".join(element.itertext())):
        return "a style that fetches"
    for key, value in element.attrib.items():
        attribute = key.rpartition("}")[2].lower()
        if attribute.startswith("on"):
            return attribute
        if attribute in ("href", "src", "from", "to", "values", "by") and "script:" in _joined(value):
            return "a script for an address"
        if attribute in ("href", "src") and name != "a" and not _DRAWN_FROM.match(value):
            return "an address of something elsewhere"
        if attribute == "style" and _STYLE_THAT_FETCHES.search(value):
            return "a style that fetches"
    return None


def _joined(value: str) -> str:
    return re.sub(r"[\x00-\x20]", "", value).lower()
