"""Fill the web address of a council's own form with the page and the answer that it is opened for."""

from __future__ import annotations

PAGE, ANSWER = "{page}", "{answer}"
"""Where the address of a council's form has one of these, the page's address or the answer goes there.

Each form wants them under names of its own, so the council writes its form's address with them in it. An
address without them is opened as it is.
"""


def filled_form(address: str, page: str = "", answer: str = "") -> str:
    """*address* as a reader opens it; *page* is escaped already. Without them it is the empty form."""
    return address.replace(ANSWER, answer).replace(PAGE, page)
