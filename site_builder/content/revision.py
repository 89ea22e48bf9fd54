"""Ask git for the content of other revisions, without touching the working tree or the index."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath

from site_builder.content.passing_folder import passing_folder
from site_builder.errors import SiteBuilderError
from site_builder.project import Project

_FILE_MODES = ("100644", "100755")


@dataclass(frozen=True, slots=True)
class Revision:
    """A revision as it was asked for, its commit in short, the day of it, and its content as a project.

    The day says when the revision was made. It never counts as a review of anything.
    """

    asked_for: str
    commit: str
    committed: date
    project: Project


@contextmanager
def open_revision(project: Project, revision: str, authorities: Sequence[str] = ()) -> Iterator[Revision]:
    """The content of *project* at *revision*, in a folder that lasts as long as the context.

    Files of *authorities* (of all where none is named) have their content, but for their `media`. All others
    are empty: their names are enough for the links between files. Symbolic links are left out.

    Raises:
        SiteBuilderError: there is no git, no repository, no such revision, or nothing of the project in it.
    """
    commit = _find_commit(project, revision)
    told = ask_git(project, "-c", "log.showSignature=false", "show", "-s", "--format=%h %cs", commit)
    short, _, day = told.decode().strip().partition(" ")
    listed = ask_git(project, "ls-tree", "-r", "-z", commit, "--", project.content.name)
    files = list(_files(listed))
    if not files:
        raise SiteBuilderError(f'the revision "{revision}" has no folder {project.content.name}')
    with passing_folder() as folder:
        _write(project, files, folder, authorities)
        yield Revision(revision, short, date.fromisoformat(day), Project(folder))


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit by its hash, and the day of it."""

    id: str
    on: date


def commits_of(project: Project, folder: Path) -> tuple[Commit, ...]:
    """The commits that changed something in *folder*, newest first; what a merge brought counts as one.

    Raises:
        SiteBuilderError: there is no git, no repository, or no commit yet.
    """
    told = ask_git(
        project, "-c", "log.showSignature=false", "log", "--first-parent",
        "--format=%H %cs", "--", folder.relative_to(project.root).as_posix(),
    )  # fmt: skip
    pairs = (line.split(" ") for line in told.decode().splitlines() if line)
    return tuple(Commit(one, date.fromisoformat(day)) for one, day in pairs)


def has_repository(project: Project) -> bool:
    """Whether git is here and keeps the revisions of *project*."""
    try:
        return _run(project, "rev-parse", "--verify", "--quiet", "HEAD").returncode == 0
    except SiteBuilderError:
        return False


def content_revision(project: Project, authority: str) -> str:
    """The commit that last changed the content of *authority*, whole; empty where no commit has that content.

    That is so without git or a repository, before the first commit, and while a file in the folder is
    changed, new, gone or ignored: the content is then that of no commit. A commit that changes other
    folders only changes nothing here. In a copy with only the newest revisions it is the oldest of those.
    """
    folder = (project.authority_folder(authority).relative_to(project.root)).as_posix()
    try:
        differing = ask_git(
            project, "status", "--porcelain", "--untracked-files=all", "--ignored", "--", folder
        )
        if differing.strip():
            return ""
        return (
            ask_git(project, "-c", "log.showSignature=false", "log", "-1", "--format=%H", "--", folder)
            .decode()
            .strip()
        )
    except SiteBuilderError:
        return ""


def is_shallow(project: Project) -> bool:
    """Whether this copy of the repository has only the newest revisions."""
    return ask_git(project, "rev-parse", "--is-shallow-repository").strip() == b"true"


def _find_commit(project: Project, revision: str) -> str:
    if not revision.strip() or revision.startswith("-") or "\0" in revision:
        raise SiteBuilderError(f'"{revision}" is not the name of a revision; use one such as HEAD~1 or main')
    ask_git(project, "rev-parse", "--git-dir")
    found = _run(project, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
    if found.returncode == 0:
        return found.stdout.decode().strip()
    hint = "; this copy has only the newest revisions, get the others with: git fetch --unshallow"
    raise SiteBuilderError(f'there is no revision "{revision}"{hint if is_shallow(project) else ""}')


def _files(listed: bytes) -> Iterator[tuple[str, PurePosixPath]]:
    """The hash and the path, from the project's root, of every plain file that `git ls-tree` listed."""
    for line in listed.split(b"\0"):
        facts, _, name = line.partition(b"\t")
        if not name:
            continue
        mode, _, blob = facts.decode().split(" ")
        path = PurePosixPath(os.fsdecode(name))
        # A tree that somebody made by hand can name any path.
        if mode in _FILE_MODES and ".." not in path.parts and not path.is_absolute():
            yield blob, path


def _write(
    project: Project, files: Sequence[tuple[str, PurePosixPath]], folder: Path, authorities: Sequence[str]
) -> None:
    wanted = [
        (blob, path)
        for blob, path in files
        if path.parts[2:3] != ("media",) and (not authorities or path.parts[1] in authorities)
    ]
    for _, path in files:
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.touch()
    for (_, path), content in zip(wanted, read_blobs(project, [blob for blob, _ in wanted]), strict=True):
        (folder / path).write_bytes(content)


def read_blobs(project: Project, blobs: Sequence[str]) -> Iterator[bytes]:
    """The content of each blob, in order, by one call of git.

    Raises:
        SiteBuilderError: git has lost one of them.
    """
    answer = ask_git(project, "cat-file", "--batch", asked="".join(f"{blob}\n" for blob in blobs).encode())
    start = 0
    for blob in blobs:
        end = answer.index(b"\n", start)
        head = answer[start:end].split(b" ")
        if len(head) != 3:
            raise SiteBuilderError(f"git has lost a file of that revision ({blob}); try: git fetch")
        size = int(head[2])
        yield answer[end + 1 : end + 1 + size]
        start = end + 1 + size + 1


def ask_git(project: Project, *arguments: str, asked: bytes = b"") -> bytes:
    """What git answers in the folder of *project*.

    Raises:
        SiteBuilderError: there is no git, or it refused; the text says why.
    """
    done = _run(project, *arguments, asked=asked)
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        reason = said[0].removeprefix("fatal: ") if said else f"git ended with {done.returncode}"
        raise SiteBuilderError(f"another revision of {project.root.as_posix()} cannot be read: {reason}")
    return done.stdout


def _run(project: Project, *arguments: str, asked: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = ["git", "--no-optional-locks", "--literal-pathspecs", "-C", str(project.root), *arguments]
    try:
        return subprocess.run(command, input=asked, capture_output=True, check=False)
    except OSError:
        raise SiteBuilderError("git was not found, and other revisions are read with it") from None
