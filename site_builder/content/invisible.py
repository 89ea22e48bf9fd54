"""Signs that nobody sees and that programs act on: which no text may hold, and how a message shows a text."""

from __future__ import annotations

import re

CONTROLS = "\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f"
"""Control characters but tabs and ends of lines, for a set of a regular expression."""

TURNING = "\u202a-\u202e\u2066-\u2069"
"""Signs that turn the order of the words after them round, for a set of a regular expression."""

_REFUSED = re.compile(f"[{CONTROLS}{TURNING}\ud800-\udfff\ufffe\uffff]")

# Some scripts need signs that are not seen, between their letters. After a letter of ASCII none is needed.
_UNSEEN = re.compile(
    f"[{CONTROLS}{TURNING}\x85\xad\u180e\u200b\u2060-\u2065\u206a-\u206f\ufeff"
    "\ud800-\udfff\ufdd0-\ufdef\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e0fff]"
    "|(?<![^\x00-\x7f])[\u061c\u200c-\u200f]"
)


def find_refused(text: str) -> re.Match[str] | None:
    """The first sign in *text* that no text may hold: a control character, or one that turns words round.

    Nobody means to write one, and a terminal, a page or another program may act on it.
    """
    return None if text.isprintable() else _REFUSED.search(text)


def without_refused(text: str) -> str:
    """*text* as it comes from elsewhere, without the signs that no text may hold."""
    return text if text.isprintable() else _REFUSED.sub("", text)


def shown(text: str) -> str:
    """*text* as it may be printed: in the place of each sign that is not seen stands one that is.

    Ends of lines and tabs stay, and so do signs that a script needs between its letters.
    """
    return text if text.isprintable() else _UNSEEN.sub("�", text)


def in_one_line(text: str) -> str:
    """As `shown`, with no end of a line either."""
    return shown(text).replace("\n", "�")


def escaped(json_text: str) -> str:
    """*json_text*, which is JSON, with the same meaning and no sign in it that is not seen."""
    return json_text if json_text.isprintable() else _UNSEEN.sub(_escape, json_text)


def _escape(sign: re.Match[str]) -> str:
    units = sign[0].encode("utf-16-be", errors="surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))
