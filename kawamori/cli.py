"""The `kawamori` command: each package brings its own sub-commands by entry point."""

import argparse
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import entry_points, version

from kawamori.errors import KawamoriError

GROUP = "kawamori.commands"
EXIT_REFUSED = 2


def main(argv: Sequence[str] | None = None, *, package: str | None = None) -> int:
    """Run one command; a ``KawamoriError`` ends it with its text and exit code 2.

    With ``package`` only its commands are known, and no other package is imported.
    """
    args = _parser(package).parse_args(argv)
    run: Callable[[argparse.Namespace], int] = args.run
    try:
        return run(args)
    except KawamoriError as error:
        print(f"kawamori: {error}", file=sys.stderr)
        return EXIT_REFUSED
    except KeyboardInterrupt:
        return 130


def _parser(package: str | None) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="kawamori", description="川守: a river-flood watch for a city hall."
    )
    parser.add_argument("--version", action="version", version=version("kawamori"))
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for entry in sorted(entry_points(group=GROUP), key=lambda e: e.name):
        if package not in (None, entry.name):
            continue
        register = _load(entry.name, entry.load)
        if register:
            register(commands)
    return parser


def _load(name: str, load: Callable[[], Callable[..., None]]) -> Callable[..., None] | None:
    """Return a package's ``register``, or None where the base install lacks what it needs."""
    try:
        return load()
    except ModuleNotFoundError as error:
        if error.name and error.name.split(".")[0] in ("kawamori", name):
            raise
        return None
