"""How much is read: the bounds of files, folders and pictures, in one place.

Each is far beyond what an offer needs. They keep a file that was made to do harm, or by mistake, from taking
minutes or all of the memory; what is beyond is refused with a message.
"""

from __future__ import annotations

MAX_BYTES = 500_000
"""Of one YAML file."""

MAX_DEPTH = 20
"""Of fields and lists within each other."""

MOST_ITEMS = 2_000
"""Of one list, or of one group of fields."""

MOST_VALUES = 20_000
"""Of one file in all: texts, lists and groups."""

MOST_FAULTS = 100
"""Told of one file at a time by each check of it."""

MOST_DIGITS = 40
"""Of a number: Python itself refuses more than 4,300, and to read so many takes long."""

LONGEST_LINE_SHOWN = 200
"""Characters of a line of a file in a message; of a longer one, those around the place."""

MOST_FILES = 20_000
"""Of one folder of entries, of records, or of pictures and documents."""

MOST_PICTURE_BYTES = 10_000_000
MOST_DOCUMENT_BYTES = 50_000_000
MOST_PIXELS = 50_000_000
"""Of a picture, width by height: to show it, a browser needs four bytes of memory for each."""
