"""Hand values to a page's scripts: as classic scripts, so that they also work from a folder."""

from __future__ import annotations

import json
from typing import Any


def script_setting(name: str, value: Any) -> str:
    """A classic script that sets the global *name* to *value*.

    Browsers read JSON in half the time of the same value as a part of a program.
    """
    text = _json(value).replace("\\", "\\\\").replace("'", "\\'")
    return f"window.{name} = JSON.parse('{text}');\n"


def script_call(function: str, value: Any) -> str:
    """A classic script that hands *value* to *function*."""
    return f"{function}({_json(value)});\n"


def _json(value: Any) -> str:
    """*value* in plain ASCII, safe inside a page too."""
    return json.dumps(value, ensure_ascii=True, separators=(",", ":")).replace("</", "<\\/")
