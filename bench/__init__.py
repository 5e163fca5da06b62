"""Repeatable measurements, each beside its limit: `python -m bench [NAME …]`."""
