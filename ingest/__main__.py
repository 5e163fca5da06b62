"""`python -m ingest`: the same as `kawamori ingest`."""

import sys

from kawamori.cli import main

sys.exit(main(["ingest"]))
