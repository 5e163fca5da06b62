"""Municipal orders: composed, released, lifted and reported by named persons, kept for good."""
