"""Write JSON that stays data wherever it stands: in a page, or in a file that a browser takes for a page."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

import orjson

_END_OF_LINE = re.compile("[\x85\u2028\u2029]")


def inert_json(value: Any) -> str:
    """*value* as compact JSON without the signs that HTML has a meaning for: they are written as escapes.

    What an entry says can then end no element and begin none, and any reader of JSON gets the same text. It
    is one line to every program: signs that only some take for the end of one are escapes too.
    """
    try:
        text = orjson.dumps(value).decode()
    except orjson.JSONEncodeError:
        # A number of twenty digits, which nobody means, but which an entry may hold.
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=date.isoformat)
    text = text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return text if text.isascii() else _END_OF_LINE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
