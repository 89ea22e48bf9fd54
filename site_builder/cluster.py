"""Have offers read and judged by the workers of a Dask cluster."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager

from site_builder.errors import SiteBuilderError


@contextmanager
def workers_of(address: str) -> Iterator[Executor]:
    """The workers of the cluster whose scheduler is at *address*, such as `tcp://10.0.0.5:8786`.

    Each worker needs this software in the same release, and the project's files at the same place.

    Raises:
        SiteBuilderError: Dask is not installed, or no cluster answers.
    """
    # An optional extra, and it takes a second to load.
    try:
        from distributed import Client
    except ImportError:
        raise SiteBuilderError(
            "the workers of a cluster are reached through Dask, which is not installed; "
            'install it with: pip install "local-offer[cluster]"'
        ) from None
    try:
        client = Client(address, timeout=10)
    except (OSError, ValueError) as fault:
        raise SiteBuilderError(f"no cluster answers at {address}: {fault}") from None
    with client:
        yield client.get_executor()
