"""Whose certificates tests trust: read once, for that takes longer than most answers."""

import ssl

TRUST = ssl.create_default_context()
