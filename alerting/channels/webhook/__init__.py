"""Messages to partners' own programs, over HTTP."""
