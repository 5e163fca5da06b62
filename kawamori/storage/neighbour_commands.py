"""`kawamori neighbours`: which stations the same water passes, and how long it takes."""

import argparse
from datetime import timedelta

from kawamori.neighbours import Basis, Passage
from kawamori.settings import read_settings
from kawamori.storage.connections import Connection, connect
from kawamori.storage.neighbours import current_passages, record_passages, withdraw_passage


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

    withdraw = acts.add_parser("withdraw", help="say that two stations are no neighbours")
    _add_pair(withdraw)
    withdraw.set_defaults(run=_withdraw)


def _add_pair(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("upstream")
    parser.add_argument("downstream")
    parser.add_argument("--author", required=True, help="who says so, kept with it")


def _connect() -> Connection:
    return connect(read_settings().database_url.get_secret_value(), name="command")


def _list(_args: argparse.Namespace) -> int:
    with _connect() as connection:
        for passage in current_passages(connection):
            print(_line(passage))
    return 0


def _set(args: argparse.Namespace) -> int:
    travel, spread = (
        None if minutes is None else timedelta(minutes=minutes)
        for minutes in (args.travel_min, args.spread_min)
    )
    passage = Passage(args.upstream, args.downstream, travel, spread)
    with _connect() as connection:
        stored = record_passages(connection, [passage], author=args.author)
    print(_line(passage) if stored else "as before")
    return 0


def _withdraw(args: argparse.Namespace) -> int:
    with _connect() as connection:
        withdraw_passage(connection, args.upstream, args.downstream, author=args.author)
    return 0


def _line(passage: Passage) -> str:
    how = passage.evidence if passage.basis is Basis.LEARNED else ""
    return f"{passage.upstream_id:24} → {passage!s:40} {passage.basis} {how}".rstrip()
