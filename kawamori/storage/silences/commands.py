"""`kawamori silence`: keep messages back for a while, in somebody's name and with a reason."""

import argparse
import re
from datetime import UTC, datetime, timedelta

from kawamori.errors import InvalidError, NotAllowedError
from kawamori.levels import GaugeLevel
from kawamori.messages import JST
from kawamori.settings import read_settings
from kawamori.silences import Scope, Silence, SilenceKind
from kawamori.storage.connections import Connection, connect_command
from kawamori.storage.runs import find_run, run_of
from kawamori.storage.silences.silences import (
    add_silence,
    find_silence,
    lift_silence,
    silences_of_run,
)
from kawamori.storage.staff.accounts import role_at_keyboard

MAY = ("commander", "operator")
_LEVELS = [level.name.lower() for level in list(GaugeLevel)[2:]]
_SPAN = re.compile(r"(\d+)([hm])")


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands."""
    silence = commands.add_parser("silence", help="keep messages back for a while")
    acts = silence.add_subparsers(required=True, metavar="ACT")

    add = acts.add_parser("add", help="keep messages back from now on")
    scope = add.add_mutually_exclusive_group(required=True)
    scope.add_argument("--station")
    scope.add_argument("--river")
    scope.add_argument("--network")
    add.add_argument("--upto", choices=_LEVELS, default="caution", help="no level above is kept")
    add.add_argument("--for", dest="span", required=True, help="such as 90m or 2h")
    add.add_argument("--reason", required=True)
    add.add_argument("--author", required=True, help="you, by your account's name")
    add.add_argument("--maintenance", action="store_true", help="work on the gauge itself")
    add.add_argument("--run", dest="run_name", default="", help="a rehearsal; none: reality")
    add.set_defaults(run=_add)

    show = acts.add_parser("list", help="what is kept back")
    show.add_argument("--run", dest="run_name", default="", help="a rehearsal; none: reality")
    show.set_defaults(run=_list)

    lift = acts.add_parser("lift", help="end a silence now; what still stands is told")
    lift.add_argument("silence", type=int, help="its number in the list")
    lift.add_argument("--author", required=True, help="you, by your account's name")
    lift.set_defaults(run=_lift)


def _add(args: argparse.Namespace) -> int:
    with connect_command(read_settings()) as connection:
        role = _role(connection, args.author)
        run = find_run(connection, args.run_name)
        now = run.now(datetime.now(UTC))
        kind = SilenceKind.MAINTENANCE if args.maintenance else SilenceKind.SILENCE
        scope = Scope(args.station, args.river, args.network)
        level = GaugeLevel[args.upto.upper()]
        silence = Silence(scope, level, args.reason, now, now + _span(args.span), kind)
        number = add_silence(connection, run, silence, person=args.author, role=role)
    ends = silence.ends_at.astimezone(JST)
    print(f"silence {number}: {scope} up to {args.upto} until {ends:%m-%d %H:%M}")
    return 0


def _list(args: argparse.Namespace) -> int:
    with connect_command(read_settings()) as connection:
        run = find_run(connection, args.run_name)
        for s in silences_of_run(connection, run.run_no, datetime.now(UTC)):
            ends = s.ends_at.astimezone(JST)
            print(
                f"{s.silence_id:4}  {s.kind}  {s.scope} up to {s.upto_level.name.lower()}"
                f" until {ends:%m-%d %H:%M}  {s.author}: {s.reason}"
            )
    return 0


def _lift(args: argparse.Namespace) -> int:
    wall = datetime.now(UTC)
    with connect_command(read_settings()) as connection:
        role = _role(connection, args.author)
        found = find_silence(connection, args.silence, wall)
        run = run_of(connection, found.run_no)
        now = run.now(wall)
        lift_silence(connection, args.silence, person=args.author, role=role, now=now, wall=wall)
    print(f"silence {args.silence} has ended")
    return 0


def _span(text: str) -> timedelta:
    found = _SPAN.fullmatch(text)
    if found is None:
        raise InvalidError(f"{text!r} is no span of time: write 90m or 2h")
    number = int(found[1])
    return timedelta(hours=number) if found[2] == "h" else timedelta(minutes=number)


def _role(connection: Connection, author: str) -> str:
    """Return an author's role; whoever is at the keyboard answers for the name."""
    role = role_at_keyboard(connection, author)
    if role not in MAY:
        raise NotAllowedError(f"{role} {author} may not silence: {', '.join(MAY)} may")
    return role
