"""`kawamori crowd`: a flood reaches ten thousand people, and each of them once."""

import argparse

from kawamori.embedded.scratch import DATABASES
from kawamori.runs import Status
from simulators.crowd.accounts import figures
from simulators.crowd.flood import Plan, hold


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    crowd = commands.add_parser(
        "crowd", help="tell a crowd of a flood, and count who was told what, and how often"
    )
    crowd.add_argument("--people", type=int, default=10_000)
    crowd.add_argument("--push", type=float, default=0.6, help="the share that has push")
    crowd.add_argument("--kills", type=int, default=0, help="of a dispatcher and of the provider")
    crowd.add_argument(
        "--status",
        choices=["exercise", "actual"],
        default="exercise",
        help="actual: in earnest, on providers that are sandboxes all the same",
    )
    crowd.add_argument("--database", choices=list(DATABASES), default="timescaledb-apache")
    crowd.add_argument("--seed", type=int, default=1)
    crowd.set_defaults(run=_crowd)


def _crowd(args: argparse.Namespace) -> int:
    plan = Plan(
        args.database,
        Status(args.status),
        people=args.people,
        push_share=args.push,
        kills=args.kills,
        seed=args.seed,
    )
    outcome = hold(plan, lambda line: print(line, flush=True))
    print("\n".join([*outcome.funnel, *outcome.settlements, *figures(outcome.accounts)]))
    is_well = outcome.accounts.is_well
    print("each was told once" if is_well else "SOMEBODY WAS NOT TOLD AS THEY SHOULD BE")
    return 0 if is_well else 1
