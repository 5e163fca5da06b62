"""Cameras: their facts, their devices' keys, and the stills they sent."""
