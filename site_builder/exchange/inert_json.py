"""Write JSON that stays data wherever it stands: in a page, or in a file that a browser takes for a page."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import orjson


def inert_json(value: Any) -> str:
    """*value* as compact JSON without the signs that HTML has a meaning for: they are written as escapes.

    What an entry says can then end no element and begin none, and any reader of JSON gets the same text.
    """
    try:
        text = orjson.dumps(value).decode()
    except orjson.JSONEncodeError:
        # A number of twenty digits, which nobody means, but which an entry may hold.
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=date.isoformat)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
