"""Say on how many processes of this machine to work, and start them."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager, contextmanager, nullcontext
from multiprocessing import active_children, get_context

from site_builder.content.offers import entry_files
from site_builder.errors import SiteBuilderError
from site_builder.project import Project

WORTH_ANOTHER_PROCESS = 500
"""How many entries it takes before a second process saves more than it costs."""


def processes_for(entries: int) -> int:
    """On how many processes to work on so many entries."""
    # Elsewhere a process cannot be forked, or not safely.
    if entries < WORTH_ANOTHER_PROCESS or sys.platform != "linux":
        return 1
    return len(os.sched_getaffinity(0))


@contextmanager
def forked(processes: int) -> Iterator[Executor]:
    """So many processes that have all that this one has. No other thread may hold a lock meanwhile.

    None of them outlives the context: where it fails they are ended, whatever they do.

    Raises:
        SiteBuilderError: one of them was ended by somebody else.
    """
    others = set(active_children())
    pool = ProcessPoolExecutor(
        processes, mp_context=get_context("fork"), initializer=_belong_to, initargs=(os.getpid(),)
    )
    try:
        yield pool
    except BaseException as fault:
        for one in set(active_children()) - others:
            one.kill()
        pool.shutdown(cancel_futures=True)
        if isinstance(fault, BrokenProcessPool):
            raise SiteBuilderError(
                "a process that did part of the work was ended from outside, perhaps because there was too "
                "little memory; nothing was changed, so run it again"
            ) from None
        raise
    finally:
        pool.shutdown()


def processes_for_offers(project: Project) -> AbstractContextManager[Executor | None]:
    """Where to read the offers of *project* side by side; None where they are few or one."""
    authorities = project.authority_ids()
    entries = sum(len(entry_files(project.entries_folder(one))) for one in authorities)
    processes = min(processes_for(entries), len(authorities))
    return forked(processes) if processes > 1 else nullcontext()


def _belong_to(first: int) -> None:
    """Leave Ctrl-C to the process that was *first*, which then ends this one, and end when it does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for name in ("SIGTERM", "SIGHUP"):
        signal.signal(getattr(signal, name), signal.SIG_DFL)
    # PR_SET_PDEATHSIG: otherwise this one would wait for ever for work of one that was killed.
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)
    if os.getppid() != first:
        os._exit(1)
