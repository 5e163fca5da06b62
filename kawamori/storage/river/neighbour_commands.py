"""`kawamori neighbours`: which stations the same water passes, and how long it takes."""

import argparse
from datetime import UTC, datetime, timedelta

from kawamori.judging.lags import Lag
from kawamori.neighbours import Basis, Passage
from kawamori.settings import read_settings
from kawamori.storage.connections import connect_command
from kawamori.storage.river.learning import lags_of_passages, learned
from kawamori.storage.river.neighbours import current_passages, record_passages, withdraw_passage
from kawamori.storage.runs import find_run


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands."""
    neighbours = commands.add_parser("neighbours", help="what is upstream of what, and how far")
    acts = neighbours.add_subparsers(required=True, metavar="ACT")
    acts.add_parser("list", help="every passage from station to station").set_defaults(run=_list)

    give = acts.add_parser("set", help="say that water passes one station and then another")
    _add_pair(give)
    give.add_argument("--travel-min", type=float, help="from a rise there to the rise here")
    give.add_argument("--spread-min", type=float, help="most come that much sooner or later")
    give.set_defaults(run=_set)

    learn = acts.add_parser("learn", help="learn travel times from the rises of both stations")
    learn.add_argument(
        "--run", dest="run_name", default="", help="a rehearsal's; else what is real"
    )
    learn.add_argument("--days", type=float, default=730, help="of observations before now")
    learn.add_argument("--author", default="neighbours learn", help="who has it learned")
    learn.add_argument("--dry-run", action="store_true", help="say what it finds, store nothing")
    learn.set_defaults(run=_learn)

    withdraw = acts.add_parser("withdraw", help="say that two stations are no neighbours")
    _add_pair(withdraw)
    withdraw.set_defaults(run=_withdraw)


def _add_pair(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("upstream")
    parser.add_argument("downstream")
    parser.add_argument("--author", required=True, help="who says so, kept with it")


def _list(_args: argparse.Namespace) -> int:
    with connect_command(read_settings()) as connection:
        for passage in current_passages(connection):
            print(_line(passage))
    return 0


def _set(args: argparse.Namespace) -> int:
    travel, spread = (
        None if minutes is None else timedelta(minutes=minutes)
        for minutes in (args.travel_min, args.spread_min)
    )
    passage = Passage(args.upstream, args.downstream, travel, spread)
    with connect_command(read_settings()) as connection:
        stored = record_passages(connection, [passage], author=args.author)
    print(_line(passage) if stored else "as before")
    return 0


def _learn(args: argparse.Namespace) -> int:
    """Print what the observations tell of each passage, and keep what no person has given."""
    with connect_command(read_settings()) as connection:
        run = find_run(connection, args.run_name)
        since = run.now(datetime.now(UTC)) - timedelta(days=args.days)
        found = list(lags_of_passages(connection, run.run_no, since))
        wanted = [new for passage, lag in found if (new := learned(passage, lag))]
        stored = [] if args.dry_run else record_passages(connection, wanted, author=args.author)
    for passage, lag in found:
        print(f"{passage.upstream_id:24} → {passage!s:40} {_told(lag)}")
    print(f"{len(stored)} of {len(found)} stored")
    return 0


def _told(lag: Lag) -> str:
    if lag.travel_s is None or lag.spread_s is None:
        return f"not learned: {lag.why_unknown}"
    return (
        f"learned {lag.travel_s / 60:.0f} ± {lag.spread_s / 60:.0f} min from {lag.rises} rises "
        f"(agreement {lag.agreement:.2f}, by chance {lag.by_chance:.2f})"
    )


def _withdraw(args: argparse.Namespace) -> int:
    with connect_command(read_settings()) as connection:
        withdraw_passage(connection, args.upstream, args.downstream, author=args.author)
    return 0


def _line(passage: Passage) -> str:
    how = passage.evidence if passage.basis is Basis.LEARNED else ""
    return f"{passage.upstream_id:24} → {passage!s:40} {passage.basis} {how}".rstrip()
