"""Say on how many processes of this machine to work, and start them."""

from __future__ import annotations

import os
import signal
import sys
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from multiprocessing import get_context

from site_builder.content.offers import entry_files
from site_builder.project import Project

WORTH_ANOTHER_PROCESS = 500
"""How many entries it takes before a second process saves more than it costs."""


def processes_for(entries: int) -> int:
    """On how many processes to work on so many entries."""
    # Elsewhere a process cannot be forked, or not safely.
    if entries < WORTH_ANOTHER_PROCESS or sys.platform != "linux":
        return 1
    return len(os.sched_getaffinity(0))


def forked(processes: int) -> ProcessPoolExecutor:
    """So many processes that have all that this one has. No other thread may hold a lock meanwhile."""
    return ProcessPoolExecutor(processes, mp_context=get_context("fork"), initializer=_leave_it_to_first)


def processes_for_offers(project: Project) -> AbstractContextManager[Executor | None]:
    """Where to read the offers of *project* side by side; None where they are few or one."""
    authorities = project.authority_ids()
    entries = sum(len(entry_files(project.entries_folder(one))) for one in authorities)
    processes = min(processes_for(entries), len(authorities))
    return forked(processes) if processes > 1 else nullcontext()


def _leave_it_to_first() -> None:
    """Let Ctrl-C stop the first process alone, which then ends the others."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
