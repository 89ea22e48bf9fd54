"""Long runs that try what the builder promises; each keeps what came out for `docs/reliability.md`."""
