"""Silences: what is kept back, by whom, until when."""
