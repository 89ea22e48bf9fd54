"""Findings and diagnostics in the forms people take away."""
