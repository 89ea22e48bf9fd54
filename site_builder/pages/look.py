"""The stylesheet that gives a site its council's one colour, light and dark."""

from __future__ import annotations

from dataclasses import dataclass, fields

from site_builder.content.colour import Scheme, colours, failing_pairs, is_colour

DEFAULT_COLOUR = "#1d3a8a"


@dataclass(frozen=True, slots=True)
class Look:
    """The look of one site: every pair of colours that `content.colour` makes of `colour` can be read."""

    colour: str

    def css(self) -> str:
        """The stylesheet: the colours of each scheme as the variables that `local-offer.css` uses."""
        return "".join(
            f"@media screen and (prefers-color-scheme: {scheme}) {{\n  :root {{\n{declared}  }}\n}}\n"
            for scheme, declared in (("light", self._declared("light")), ("dark", self._declared("dark")))
        )

    def _declared(self, scheme: Scheme) -> str:
        made = colours(self.colour, scheme)
        return "".join(
            f"    --{one.name.replace('_', '-')}: {getattr(made, one.name)};\n" for one in fields(made)
        )


def make_look(colour: str | None) -> Look:
    """The look of a site whose council has *colour*; without one, our own.

    Raises:
        ValueError: *colour* is none, or a pair made of it fails; the check of `authority.yaml` says so first.
    """
    own = colour.lower() if colour else DEFAULT_COLOUR
    if not is_colour(own) or failing_pairs(own):
        raise ValueError(f"{own} is no colour that everyone can read words with")
    return Look(own)
