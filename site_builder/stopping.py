"""End a run that is told to end, by Ctrl-C or by the system, so that nothing of it is left."""

from __future__ import annotations

import os
import signal
from types import FrameType

STOPPED = 130
"""The exit code of a run that was told to end, as shells know it."""

SAID = "Stopped before the end. What was not written yet is as it was."

_SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))


_told = False


def was_told() -> bool:
    """Whether a signal has told this run to end.

    Python puts what a signal raises into an exception of its own where it comes while a class is made.
    """
    return _told


def stop_in_order() -> None:
    """Make of every signal that ends this process an exception, so that all is put away first.

    Only the first counts: another one must not stop the putting away. Processes that are forked from this one
    leave Ctrl-C to it, and end at once on the others.
    """
    first = os.getpid()

    def stop(number: int, _: FrameType | None) -> None:
        if os.getpid() != first:
            if number != signal.SIGINT:
                os._exit(STOPPED)
            return
        global _told
        _told = True
        for one in _SIGNALS:
            signal.signal(one, signal.SIG_IGN)
        raise KeyboardInterrupt

    for one in _SIGNALS:
        # Whoever started this one in the background, or for longer than a terminal lasts, wants that.
        if signal.getsignal(one) is not signal.SIG_IGN:
            signal.signal(one, stop)


def stop_no_more() -> None:
    """From here on let no signal end this process: its work is done, and its exit code says how.

    Python lets go of what is set for signals before it ends, and one that came then would say otherwise.
    """
    for one in _SIGNALS:
        signal.signal(one, signal.SIG_IGN)
