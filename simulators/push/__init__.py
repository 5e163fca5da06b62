"""A push service on this machine, and the browsers behind it: it checks, decrypts and remembers."""
