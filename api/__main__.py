"""`python -m api` serves the API and the map."""

import sys

from kawamori.cli import main

sys.exit(main(["api", *sys.argv[1:]]))
