"""``python -m ingest.sources``: what ``kawamori sources`` does, with no other package loaded."""

import argparse
import sys

from ingest.sources.commands import register
from kawamori.cli import EXIT_REFUSED
from kawamori.errors import KawamoriError


def main() -> int:
    """Run one of the commands, ``run`` if none is given; an error ends it with exit code 2."""
    parser = argparse.ArgumentParser(prog="python -m ingest.sources")
    register(parser.add_subparsers(required=True, metavar="COMMAND"))
    args = parser.parse_args(["sources", *(sys.argv[1:] or ["run"])])
    try:
        return int(args.run(args))
    except KawamoriError as error:
        sys.stderr.write(f"kawamori: {error}\n")
        return EXIT_REFUSED


if __name__ == "__main__":
    sys.exit(main())
