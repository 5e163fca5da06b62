"""`python -m alerting.jobs`: do the long work that people ask for."""

import sys

from kawamori.cli import main

sys.exit(main(["jobs", *sys.argv[1:]]))
