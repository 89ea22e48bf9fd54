"""Find the schemas and themes that are shipped with the builder."""

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
