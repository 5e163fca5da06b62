"""How the system itself is: what was heard of last, what waits, what works."""
