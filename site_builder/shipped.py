"""Find what is shipped with the builder: schemas, themes, and what npm brings."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def shipped(*parts: str) -> Path:
    """Return the path of a shipped file or folder, such as ``shipped("schema", "authorities.csv")``.

    A wheel carries ``schema`` and ``themes`` inside the package. In a source checkout, and so in an
    editable install, they stand beside it.

    Raises:
        FileNotFoundError: neither place has it.
    """
    for root in (_PACKAGE, _PACKAGE.parent):
        path = root.joinpath(*parts)
        if path.exists():
            return path
    raise FileNotFoundError(f"{'/'.join(parts)} is not part of this installation of local-offer")


def from_npm(*parts: str) -> Path:
    """Return the path of a file that npm brings, such as ``from_npm("axe-core", "axe.min.js")``.

    A wheel carries those that are needed in ``vendor``: see ``hatch_build.py``.

    Raises:
        FileNotFoundError: this installation has none; in a checkout, ``npm ci`` brings it.
    """
    for folder in ("vendor", "node_modules"):
        try:
            return shipped(folder, *parts)
        except FileNotFoundError:
            continue
    raise FileNotFoundError(f"{'/'.join(parts)} is not part of this installation of local-offer")
