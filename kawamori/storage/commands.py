"""`kawamori migrate` and `kawamori runs`: the database's schema, and rehearsals."""

import argparse
from datetime import UTC, datetime

from kawamori.runs import CITY_NETWORK, Status
from kawamori.settings import read_settings
from kawamori.storage.connections import connect_command
from kawamori.storage.migrations import edition, migrate
from kawamori.storage.runs import end_run, list_runs, start_run


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands."""
    parser = commands.add_parser("migrate", help="bring the database's schema up to date")
    parser.set_defaults(run=_migrate)

    runs = commands.add_parser("runs", help="list, start and end rehearsals").add_subparsers(
        required=True, metavar="ACT"
    )
    runs.add_parser("list", help="every run, the newest first").set_defaults(run=_list)

    start = runs.add_parser("start", help="store a rehearsal and start its clock")
    start.add_argument("name", help="a slug such as drill-2026-09")
    start.add_argument("--status", choices=["exercise", "test"], default="exercise")
    start.add_argument("--network", default=CITY_NETWORK)
    start.add_argument("--speed", type=float, default=1.0, help="simulated seconds a second")
    start.set_defaults(run=_start)

    end = runs.add_parser("end", help="mark a rehearsal as over")
    end.add_argument("name")
    end.set_defaults(run=_end)


def _migrate(_args: argparse.Namespace) -> int:
    with connect_command(read_settings()) as connection:
        applied = migrate(connection)
        print(f"{edition(connection)}: {', '.join(applied) or 'nothing to apply'}")
    return 0


def _list(_args: argparse.Namespace) -> int:
    with connect_command(read_settings()) as connection:
        for run in list_runs(connection):
            ended = f"ended {run.ended_at:%Y-%m-%d %H:%M}Z" if run.ended_at else "running"
            print(
                f"{run.run or '(actual)':24} {run.status:9} {run.network:12} ×{run.speed:g} {ended}"
            )
    return 0


def _start(args: argparse.Namespace) -> int:
    now = datetime.now(UTC)
    with connect_command(read_settings()) as connection:
        run = start_run(
            connection,
            args.name,
            Status(args.status),
            network=args.network,
            wall_started_at=now,
            sim_started_at=now,
            speed=args.speed,
        )
    print(f"{run.run} started as {run.status}, number {run.run_no}")
    return 0


def _end(args: argparse.Namespace) -> int:
    with connect_command(read_settings()) as connection:
        end_run(connection, args.name, datetime.now(UTC))
    return 0
