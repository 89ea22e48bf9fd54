"""Remember what was found out about texts and files, by what they hold, from one build to the next."""

from __future__ import annotations

import hashlib
import io
import pickle
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from site_builder.content.whole_file import write_whole


def content_key(about: str, content: bytes) -> bytes:
    """A key that is the same where *content* is; *about* tells what is found out apart."""
    return hashlib.blake2b(b"\0".join((about.encode(), content)), digest_size=16).digest()


_NOT_OURS = (
    *(pickle.UnpicklingError, EOFError, LookupError, ValueError, TypeError, AttributeError),
    *(ImportError, MemoryError, OverflowError),
)
"""What reading a file as pickle may raise: its documentation says that this list is not whole."""


WORTH_SAVING = 20
"""How many new values it takes to write all of them down: it takes as long as to find out about 100 again."""


class Remembered:
    """Plain values by key: numbers, texts, days, and lists and mappings of them.

    What was not asked for since it was read is forgotten when it is saved.
    """

    def __init__(self, place: Path | None = None) -> None:
        """Begin with what is in the file *place*; with nothing where there is none, or it cannot be used."""
        self._place = place
        self._known: dict[bytes, Any] = _read(place) if place else {}
        self._asked: dict[bytes, Any] = {}
        self._new = 0

    def recall(self, key: bytes) -> Any | None:
        """What was kept with *key*; None where that is nothing."""
        value = self._known.get(key)
        if value is not None:
            self._asked[key] = value
        return value

    def keep(self, key: bytes, value: Any) -> None:
        """Keep *value*, which is not None."""
        self._asked[key] = value
        self._new += 1

    def about(self, digest: bytes, what: str, look: Callable[[], Any]) -> Any:
        """What *look* finds out about a file with this *digest*, found out once; never None.

        *what* tells it from all else that is found out about such a file. Without a digest nothing is kept.
        """
        if not digest:
            return look()
        key = content_key(what, digest)
        value = self.recall(key)
        if value is None:
            value = look()
            self.keep(key, value)
        return value

    def save(self) -> None:
        """Write it down for next time. Where it cannot be written, all is found out again."""
        least = min(WORTH_SAVING, len(self._asked)) or 1
        if self._place is None or max(self._new, len(self._known) - len(self._asked)) < least:
            return
        try:
            write_whole(self._place, pickle.dumps(self._asked, protocol=5))
        except OSError:
            return


def _read(place: Path) -> dict[bytes, Any]:
    try:
        known = _PlainUnpickler(io.BytesIO(place.read_bytes())).load()
    except OSError:
        return {}
    except _NOT_OURS:
        # Whatever is wrong with it, all can be found out anew.
        return {}
    return known if isinstance(known, dict) else {}


class _PlainUnpickler(pickle.Unpickler):
    """Reads plain values and days: a file that asks for anything else is not ours."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == ("datetime", "date"):
            return date
        raise pickle.UnpicklingError(f"{module}.{name} is no plain value")
