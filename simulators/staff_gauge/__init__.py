"""Stills of staffs in water that nobody took, in all weathers, with the true stage known."""
