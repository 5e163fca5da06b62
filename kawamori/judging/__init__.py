"""Observations to assessments, for all stations at once: what the engine decides by."""
