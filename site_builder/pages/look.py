"""The stylesheet that gives a site its council's one colour, light and dark."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import get_args

from site_builder.content.colour import Scheme, colours, failing_pairs

DEFAULT_COLOUR = "#1d3a8a"


@dataclass(frozen=True, slots=True)
class Look:
    """The look of one site: every pair of colours that `content.colour` makes of `colour` can be read."""

    colour: str

    def css(self) -> str:
        """The stylesheet: the colours of each scheme as the variables that `local-offer.css` uses."""
        return "".join(
            f"@media screen and (prefers-color-scheme: {scheme}) {{\n  :root {{\n{self._declared(scheme)}  }}\n}}\n"
            for scheme in get_args(Scheme)
        )

    def _declared(self, scheme: Scheme) -> str:
        made = colours(self.colour, scheme)
        return "".join(
            f"    --{one.name.replace('_', '-')}: {getattr(made, one.name)};\n" for one in fields(made)
        )


def make_look(colour: str | None) -> Look:
    """The look of a site whose council has *colour*; without one, our own.

    Raises:
        ValueError: a pair made of *colour* fails. The check of `authority.yaml` refuses it before that.
    """
    own = colour.lower() if colour else DEFAULT_COLOUR
    failing = failing_pairs(own)
    if failing:
        raise ValueError(f"{own} cannot be read by everyone: {failing[0].called}")
    return Look(own)
