"""A trial by fire: every part of the system killed at random moments, and the losses counted."""
