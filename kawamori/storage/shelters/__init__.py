"""Shelters: where they are, from a city's open data; and who has opened which, run by run."""
