"""`kawamori trial`: kill everything, lose nothing, print the figures."""

import argparse

from kawamori.embedded.scratch import DATABASES
from simulators.trial.town import PARTS, SPEED
from simulators.trial.trial import figures, hold_trial


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    trial = commands.add_parser(
        "trial", help="kill -9 every part at random under load, and count what was lost"
    )
    trial.add_argument("--kills", type=int, default=10, help="of each part (default: 10)")
    trial.add_argument("--database", choices=list(DATABASES), default="timescaledb-apache")
    trial.add_argument("--seed", type=int, default=1, help="of the moments and their order")
    trial.add_argument("--seconds", type=float, default=60, help="to go on for at least")
    trial.add_argument(
        "--speed", type=float, default=SPEED, help="of the run's clock: the faster, the more floods"
    )
    trial.set_defaults(run=_trial)


def _trial(args: argparse.Namespace) -> int:
    print(f"1,000 readings a second; {args.kills} × kill -9 of each of {', '.join(PARTS)}")
    losses = hold_trial(
        args.database,
        args.kills,
        seed=args.seed,
        least_s=args.seconds,
        speed=args.speed,
        say=lambda line: print(line, flush=True),
    )
    print("\n".join(figures(losses)))
    print("nothing was lost" if losses.none else "SOMETHING WAS LOST")
    return 0 if losses.none else 1
