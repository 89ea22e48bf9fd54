"""Write JSON that stays data wherever it stands: in a page, or in a file that a browser takes for a page."""

from __future__ import annotations

from typing import Any

import orjson


def inert_json(value: Any) -> str:
    """*value* as compact JSON without the signs that HTML has a meaning for: they are written as escapes.

    What an entry says can then end no element and begin none, and any reader of JSON gets the same text.
    """
    text = orjson.dumps(value).decode()
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
