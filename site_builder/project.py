"""Where everything of a project is: the one module that names its files and folders."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from site_builder.errors import SiteBuilderError


@dataclass(frozen=True, slots=True)
class Project:
    """A folder with `offer_content/` and `mkdocs.yml`."""

    root: Path

    @property
    def content(self) -> Path:
        return self.root / "offer_content"

    @property
    def site(self) -> Path:
        return self.root / "site"

    @property
    def config(self) -> Path:
        return self.root / "mkdocs.yml"

    def authority_ids(self) -> tuple[str, ...]:
        """The folders of authorities, in order of name."""
        # A link that leads nowhere is one too: whose offer was there must not vanish unsaid.
        folders = (path for path in self.content.iterdir() if path.is_dir() or _leads_nowhere(path))
        return tuple(sorted(path.name for path in folders if not path.name.startswith(".")))

    def authority_folder(self, authority: str) -> Path:
        return self.content / authority

    def authority_file(self, authority: str) -> Path:
        return self.content / authority / "authority.yaml"

    def entries_folder(self, authority: str) -> Path:
        return self.content / authority / "entries"

    def entry_file(self, authority: str, entry: str) -> Path:
        return self.entries_folder(authority) / f"{entry}.yaml"

    def media_folder(self, authority: str) -> Path:
        return self.content / authority / "media"

    @property
    def collected(self) -> Path:
        """The copies of offers that other sites publish."""
        return self.root / "collected"

    def collected_ids(self) -> tuple[str, ...]:
        """The authorities that were collected, or asked for, in order of id; none where nobody collects."""
        if not self.collected.is_dir():
            return ()
        folders = (one for one in self.collected.iterdir() if one.is_dir() and not one.name.startswith("."))
        return tuple(sorted(path.name for path in folders))

    def collected_offer(self, authority: str) -> Path:
        return self.collected / authority / "offer.json"

    def collected_state(self, authority: str) -> Path:
        return self.collected / authority / "state.json"

    def collected_assessments(self, authority: str) -> Path:
        return self.collected / authority / "assessments.csv"

    @property
    def imports(self) -> Path:
        """What imports remember, and what they could not finish: read by imports only, never by a build."""
        return self.root / "imports"

    def last_import(self, authority: str, source: str) -> Path:
        return self.imports / authority / f"{source}.jsonl"

    def unfinished_folder(self, authority: str, source: str) -> Path:
        return self.imports / authority / "drafts" / source

    def copy_of_feed(self, authority: str, source: str) -> Path:
        return self.imports / authority / "copies" / f"{source}.json"

    def shown(self, path: Path) -> str:
        """*path* as people read it: from the project's root, with forward slashes."""
        try:
            return path.relative_to(self.root).as_posix()
        except ValueError:
            return path.as_posix()


def _leads_nowhere(path: Path) -> bool:
    return path.is_symlink() and not path.exists()


def open_project(root: Path) -> Project:
    """The project in the folder *root*.

    Raises:
        SiteBuilderError: there is no `offer_content` folder.
    """
    project = Project(root)
    if not project.content.is_dir():
        raise SiteBuilderError(
            f"{root.as_posix()} has no folder offer_content; start one with: local-offer new authority NAME"
        )
    return project
