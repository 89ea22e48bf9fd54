"""Build accessible, searchable local offers from YAML, and judge what they publish."""

__version__ = "0.1.0"
