"""Run the command, as `local-offer` or as ``python -m site_builder``."""

from __future__ import annotations

import gc
import sys

from site_builder.stopping import SAID, STOPPED, stop_in_order, stop_no_more, was_told

LOOK_FOR_GARBAGE_AFTER = 100_000
"""New objects between two looks for garbage in circles: nearly all that a run makes, it keeps."""


def main() -> None:
    """Run the command; a signal that ends it gets one line and its own exit code."""
    gc.set_threshold(LOOK_FOR_GARBAGE_AFTER)
    stop_in_order()
    try:
        # It takes a moment to load, in which Ctrl-C can come already.
        from site_builder.cli import main as command

        command(prog_name="local-offer")
    except SystemExit:
        raise
    except BaseException:
        if not was_told():
            raise
        sys.stderr.write(f"{SAID}\n")
        sys.exit(STOPPED)
    finally:
        stop_no_more()


if __name__ == "__main__":
    main()
