"""``python -m edge --config edge.toml``."""

import sys

from kawamori.cli import main

sys.exit(main(["edge", *sys.argv[1:]], package="edge"))
