"""`kawamori responders`: who there is, and the end of it: nothing of who they were stays."""

import argparse
import json
from datetime import UTC, datetime

from kawamori.errors import NotAllowedError
from kawamori.responders.people import State
from kawamori.settings import read_settings
from kawamori.storage.acts import record_act
from kawamori.storage.connections import Connection, connect_command
from kawamori.storage.people.visits import Reader
from kawamori.storage.responders.people import Listed, parts_of, responder, responders
from kawamori.storage.responders.purging import purge_responders
from kawamori.storage.responders.sealing import ResponderSeals
from kawamori.storage.responders.steps import subject_of
from kawamori.storage.staff.accounts import role_at_keyboard

MAY_SHOW, MAY_PURGE = ("commander", "operator"), ("commander",)


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands."""
    parser = commands.add_parser("responders", help="temporary responders (一時職員)")
    acts = parser.add_subparsers(required=True, metavar="ACT")

    listed = acts.add_parser("list", help="how each stands, by number; no name")
    listed.add_argument("--state", choices=list(State))
    listed.set_defaults(run=_list)

    show = acts.add_parser("show", help="print all that is kept of one, as JSON")
    show.add_argument("responder", type=int)
    show.set_defaults(run=_show)
    purge = acts.add_parser("purge", help="when headquarters closes: erase who they were")
    purge.add_argument("responder", type=int, nargs="*", help="these alone; all if not given")
    purge.set_defaults(run=_purge)
    for each in (show, purge):
        each.add_argument("--reason", required=True, help="kept with your name for good")
        each.add_argument("--by", required=True, help="you, by your account's name")


def _list(args: argparse.Namespace) -> int:
    state = State(args.state) if args.state else None
    with connect_command(read_settings()) as connection:
        found = responders(connection, datetime.now(UTC), state=state)
    for each in found:
        print(_line(each))
    print(f"{len(found)} responders")
    return 0


def _show(args: argparse.Namespace) -> int:
    settings = read_settings()
    seals, now = ResponderSeals(settings.people_key_bytes()), datetime.now(UTC)
    with connect_command(settings) as connection, connection.transaction():
        by = _reader(connection, args, MAY_SHOW)
        found = responder(connection, args.responder, now, seals)
        subject = subject_of(args.responder)
        record_act(connection, by.person, by.role, "export_responder", subject, reason=by.reason)
        parts = parts_of(connection, args.responder)
    row = found.row._asdict()
    del row["person_sealed"]
    who = found.who and {
        "name": found.who.name,
        "reading": found.who.reading,
        "born": str(found.who.born),
    }
    print(json.dumps({**row, "who": who, **parts}, ensure_ascii=False, indent=2, default=str))
    return 0


def _purge(args: argparse.Namespace) -> int:
    settings = read_settings()
    key, now = settings.people_key_bytes(), datetime.now(UTC)
    with connect_command(settings) as connection:
        by = _reader(connection, args, MAY_PURGE)
        erased = purge_responders(connection, key, by, now, args.responder or None)
    print(f"{len(erased)} responders are erased")
    return 0


def _line(each: Listed) -> str:
    against = ", ".join(each.reasons) or "fit"
    row = each.row
    return f"{row.responder_id:6}  {each.state:9}  {row.category:18}  {against}"


def _reader(connection: Connection, args: argparse.Namespace, may: tuple[str, ...]) -> Reader:
    """Return who asks, by the role of their account; whoever types answers for the name."""
    role = role_at_keyboard(connection, args.by)
    if role not in may:
        raise NotAllowedError(f"{role} {args.by} may not do this: {', '.join(may)} may")
    return Reader(args.by, role, args.reason)
