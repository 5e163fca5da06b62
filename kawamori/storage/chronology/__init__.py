"""The chronology: one line over all that is kept of an event, and what is written by hand."""
