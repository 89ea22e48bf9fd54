"""Write a page or a file of a site into a folder, as a build does."""

from __future__ import annotations

from pathlib import Path


def write_text(path: Path, text: str | bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode("utf-8") if isinstance(text, str) else text)
