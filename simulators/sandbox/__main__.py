"""Run the sandbox: ``python -m simulators.sandbox`` takes what ``kawamori sandbox`` takes."""

import sys

from kawamori.cli import main

sys.exit(main(["sandbox", *sys.argv[1:]]))
