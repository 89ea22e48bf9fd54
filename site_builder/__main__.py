"""Run the command, as `local-offer` or as ``python -m site_builder``."""

from __future__ import annotations

import sys

from site_builder.stopping import SAID, STOPPED, stop_in_order, was_told


def main() -> None:
    """Run the command; a signal that ends it gets one line and its own exit code."""
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


if __name__ == "__main__":
    main()
