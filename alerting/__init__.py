"""Judge what was observed, raise alerts, and tell people."""
