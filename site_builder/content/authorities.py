"""The local authorities of England, their codes and neighbours, as the tables in `schema/` list them."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from site_builder.shipped import shipped


@cache
def real_authorities() -> tuple[Mapping[str, str], ...]:
    """One row for each of the 153; the columns are those of the file."""
    with shipped("schema", "authorities.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(csv.DictReader(lines))


@cache
def dfe_codes() -> Mapping[str, str]:
    """The three-digit code of the Department for Education, by every code that statistics use.

    Statistics join on it: an authority keeps it when the Office for National Statistics gives it a new code.
    """
    now = {row["gss_code"]: row["dfe_code"] for row in real_authorities()}
    with shipped("schema", "former-codes.csv").open(encoding="utf-8", newline="") as lines:
        former = {row["former_code"]: now[row["gss_code"]] for row in csv.DictReader(lines)}
    return MappingProxyType(now | former | {code: code for code in now.values()})


@cache
def statistical_neighbours() -> Mapping[str, tuple[str, ...]]:
    """For each authority the ten that are most like it, the closest first, by their three-digit codes.

    Source: Department for Education, Local authority interactive tool, May 2025.
    """
    with shipped("schema", "statistical-neighbours.csv").open(encoding="utf-8", newline="") as lines:
        return MappingProxyType(
            {row["dfe_code"]: tuple(row["neighbours"].split()) for row in csv.DictReader(lines)}
        )
