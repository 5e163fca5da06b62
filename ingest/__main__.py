"""`python -m ingest`: the same as `kawamori ingest`, with no other package in its memory."""

import sys

from kawamori.cli import main

sys.exit(main(["ingest", *sys.argv[1:]], package="ingest"))
