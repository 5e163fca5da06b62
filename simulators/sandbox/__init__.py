"""A stand-in for the text-message provider, speaking its shape and keeping a journal of what it accepted."""
