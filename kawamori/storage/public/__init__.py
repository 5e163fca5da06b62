"""What everybody may know of the past: what a gauge usually shows, and what was told of it."""
