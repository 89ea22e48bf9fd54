"""What stops a command: a project or a file that cannot be used, said in a sentence for its owner."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from site_builder.content.diagnostics import Diagnostic


class SiteBuilderError(Exception):
    """The project, or a file given to a command, cannot be used: exit code 2. The text says what to do."""


class FaultyRules(SiteBuilderError):
    """A vocabulary or a standard has faults, so nothing can be judged by it; each fault is a diagnostic."""

    def __init__(self, diagnostics: Sequence[Diagnostic]) -> None:
        super().__init__(f"the rules have {len(diagnostics)} faults, so nothing was checked or judged")
        self.diagnostics = tuple(diagnostics)
