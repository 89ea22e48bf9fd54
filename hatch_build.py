"""Puts axe-core, which npm brings, into what is built, so that `local-offer audit` runs where it lands."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

CARRIED = ("axe.min.js", "LICENSE", "LICENSE-3RD-PARTY.txt")
PLACE = "site_builder/vendor/axe-core"


class CarryAxeCore(BuildHookInterface[Any]):
    """Carries axe-core in wheels and source archives; an editable install uses the checkout's own."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        root = Path(self.root)
        if (root / PLACE / CARRIED[0]).is_file():
            # This is a source archive, which carries it already.
            return
        folder = root / "node_modules" / "axe-core"
        missing = [name for name in CARRIED if not (folder / name).is_file()]
        if missing:
            self.app.display_warning(
                f"This {self.target_name} carries no axe-core, so `local-offer audit` will not run from it: "
                f"{folder.as_posix()} lacks {', '.join(missing)}. Run npm ci first."
            )
            return
        for name in CARRIED:
            build_data["force_include"][str(folder / name)] = f"{PLACE}/{name}"
