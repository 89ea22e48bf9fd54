"""Run the command as ``python -m site_builder``."""

from __future__ import annotations

from site_builder.cli import main

if __name__ == "__main__":
    main(prog_name="local-offer")
