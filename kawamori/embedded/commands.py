"""Commands that start everything on one machine."""

import argparse
from pathlib import Path

from kawamori.embedded.demo import demo
from kawamori.embedded.installation import default_home
from kawamori.embedded.up import up


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``up`` and ``demo``."""
    starter = commands.add_parser("up", help="run everything on this machine")
    _add_where(starter)
    help_text = "public gauges to put on the map, such as ea:1029TH,usgs:12149000"
    starter.add_argument("--rivers", type=_several, default=(), metavar="GAUGES", help=help_text)
    starter.set_defaults(run=_up)

    show = commands.add_parser("demo", help="run everything, and a flood through a fictional city")
    _add_where(show)
    show.add_argument("--scenario", default="flash-flood", help="which (default: %(default)s)")
    show.add_argument("--speed", type=float, default=120, help="times real time (%(default)s)")
    show.add_argument("--verbose", action="store_true", help="show what all services write")
    show.add_argument("--then-end", action="store_true", help="end when the flood is over")
    show.set_defaults(run=_demo)


def _add_where(parser: argparse.ArgumentParser) -> None:
    help_text = "where to keep it (default: %(default)s)"
    parser.add_argument("--home", type=Path, default=default_home(), help=help_text)
    help_text = "use the broker of the iotcore wheel even if Mosquitto is installed"
    parser.add_argument("--wheel-broker", action="store_true", help=help_text)


def _up(args: argparse.Namespace) -> int:
    return up(args.home, wheel_broker=args.wheel_broker, rivers=args.rivers)


def _several(given: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in given.split(",") if part.strip())


def _demo(args: argparse.Namespace) -> int:
    return demo(
        args.home,
        scenario=args.scenario,
        speed=args.speed,
        everything=args.verbose,
        then_end=args.then_end,
        wheel_broker=args.wheel_broker,
    )
