"""Puts what npm brings into what is built, for the form editor and `local-offer audit`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Carried(NamedTuple):
    """Something that npm brings: its files by package, where a star fits any name."""

    name: str
    files: Mapping[str, tuple[str, ...]]
    without_it: str


CARRIED = (
    Carried(
        "axe-core",
        {"axe-core": ("axe.min.js", "LICENSE", "LICENSE-3RD-PARTY.txt")},
        "`local-offer audit` will not run from it",
    ),
    Carried(
        "form editor",
        {
            "@sveltia/cms": (
                "LICENSE.txt",
                "locales/en-GB.json",
                "npm/index.js",
                "npm/chunks/react-*.js",
                "npm/assets/*.woff2",
                "npm/assets/*.LICENSE.txt",
            ),
            "immutable": ("LICENSE", "dist/immutable.es.js"),
            "turndown": ("LICENSE", "lib/turndown.browser.es.js"),
        },
        "sites that it builds have none",
    ),
)

PLACE = "site_builder/vendor"


class CarryFromNpm(BuildHookInterface[Any]):
    """Carries them in wheels and source archives; an editable install uses the checkout's own."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        root = Path(self.root)
        if (root / PLACE).is_dir():
            # This is a source archive, which carries them already.
            return
        modules = root / "node_modules"
        for one in CARRIED:
            found = {
                f"{package}/{name}": sorted((modules / package).glob(name))
                for package, names in one.files.items()
                for name in names
            }
            missing = [name for name, paths in found.items() if not paths]
            if missing:
                self.app.display_warning(
                    f"This {self.target_name} carries no {one.name}, so {one.without_it}: "
                    f"{modules.as_posix()} lacks {', '.join(missing)}. Run npm ci first."
                )
                continue
            for path in (path for paths in found.values() for path in paths):
                build_data["force_include"][str(path)] = f"{PLACE}/{path.relative_to(modules).as_posix()}"
