"""The residents' pages: a snapshot of what everybody may know, as files for any server."""
