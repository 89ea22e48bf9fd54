"""Puts what npm brings into what is built, for the form editor and `local-offer audit`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

CARRIED = {
    "axe-core": ("axe.min.js", "LICENSE", "LICENSE-3RD-PARTY.txt"),
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
}
"""The files of each package that are carried; a name with a star stands for all that fit."""

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
        found = {
            f"{package}/{name}": sorted((modules / package).glob(name))
            for package, names in CARRIED.items()
            for name in names
        }
        missing = [name for name, paths in found.items() if not paths]
        if missing:
            self.app.display_warning(
                f"This {self.target_name} carries nothing of npm, so neither the form editor nor "
                f"`local-offer audit` will run from it: {modules.as_posix()} lacks {', '.join(missing)}. "
                "Run npm ci first."
            )
            return
        for path in (path for paths in found.values() for path in paths):
            build_data["force_include"][str(path)] = f"{PLACE}/{path.relative_to(modules).as_posix()}"
