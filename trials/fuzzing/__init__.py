"""Damaged files of every kind that is read, and what must be true of whatever is said of them."""
