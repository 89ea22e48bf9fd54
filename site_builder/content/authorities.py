"""The local authorities of England, as `schema/authorities.csv` lists them."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache

from site_builder.shipped import shipped


@cache
def real_authorities() -> tuple[Mapping[str, str], ...]:
    """One row for each of the 153; the columns are those of the file."""
    with shipped("schema", "authorities.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(csv.DictReader(lines))
