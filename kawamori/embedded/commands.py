"""Commands that start everything on one machine."""

import argparse
from pathlib import Path

from kawamori.embedded.demo import demo
from kawamori.embedded.installation import default_home
from kawamori.embedded.up import up


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``up`` and ``demo``."""
    starter = commands.add_parser("up", help="run everything on this machine")
    _add_home(starter)
    starter.set_defaults(run=lambda args: up(args.home))

    show = commands.add_parser("demo", help="run everything, and a flood through a fictional city")
    _add_home(show)
    show.add_argument("--scenario", default="flash-flood", help="which (default: %(default)s)")
    show.add_argument("--speed", type=float, default=120, help="times real time (%(default)s)")
    show.add_argument("--verbose", action="store_true", help="show what all services write")
    show.add_argument("--then-end", action="store_true", help="end when the flood is over")
    show.set_defaults(run=_demo)


def _add_home(parser: argparse.ArgumentParser) -> None:
    help_text = "where to keep it (default: %(default)s)"
    parser.add_argument("--home", type=Path, default=default_home(), help=help_text)


def _demo(args: argparse.Namespace) -> int:
    return demo(
        args.home,
        scenario=args.scenario,
        speed=args.speed,
        everything=args.verbose,
        then_end=args.then_end,
    )
