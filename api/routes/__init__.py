"""What can be asked and done over HTTP, one file a subject."""
