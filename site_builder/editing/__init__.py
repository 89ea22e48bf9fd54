"""The doors for people who write."""
