"""``python -m edge.lorawan --config lorawan.toml``: the same as ``kawamori lorawan``."""

import sys

from kawamori.cli import main

sys.exit(main(["lorawan", *sys.argv[1:]], package="lorawan"))
