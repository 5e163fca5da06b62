"""The shapes of what goes over HTTP; headquarters' and the public's stand apart."""
