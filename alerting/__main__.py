"""`python -m alerting`: judge what arrives and tell people."""

import sys

from kawamori.cli import main

sys.exit(main(["alerting", *sys.argv[1:]]))
