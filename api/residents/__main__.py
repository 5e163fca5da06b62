"""`python -m api.residents` serves the residents' pages."""

import sys

from kawamori.cli import main

sys.exit(main(["residents", *sys.argv[1:]]))
