"""A stand-in for the text-message provider: its shape, and a journal of what it accepted."""
