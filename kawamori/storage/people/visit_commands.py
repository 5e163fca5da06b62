"""`kawamori visits`: people who ask to be visited; every look at them is kept with a reason."""

import argparse
from datetime import UTC, datetime

from kawamori.arguments import moment
from kawamori.errors import NotAllowedError
from kawamori.messages import JST
from kawamori.people import PhoneNumber
from kawamori.people.visits import Visited
from kawamori.settings import Settings, read_settings
from kawamori.storage.connections import Connection, connect
from kawamori.storage.people.visits import Reader, Visit, end_visit, read_visits, record_visit
from kawamori.storage.staff.accounts import role_at_keyboard

MAY = ("commander", "operator")


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands."""
    visits = commands.add_parser("visits", help="people who ask to be visited")
    acts = visits.add_subparsers(required=True, metavar="ACT")

    add = acts.add_parser("add", help="note somebody who asks for a visit; asks for the name")
    add.add_argument("area", help="the area they live in")
    add.add_argument("--until", type=moment, required=True, help="when the request ends")
    add.add_argument("--by", required=True, help="you, by your account's name")
    add.set_defaults(run=_add)

    show = acts.add_parser("list", help="whom to visit, by area")
    show.add_argument("area", nargs="*", help="these areas alone")
    show.add_argument("--message", type=int, help="those that this message reached come last")
    show.add_argument("--reason", required=True, help="kept with your name for good")
    show.add_argument("--by", required=True, help="you, by your account's name")
    show.set_defaults(run=_list)

    end = acts.add_parser("end", help="delete a request")
    end.add_argument("visit", type=int)
    end.add_argument("--by", required=True, help="you, by your account's name")
    end.set_defaults(run=_end)


def _add(args: argparse.Namespace) -> int:
    """Ask for name and address instead of taking arguments, which a shell would remember."""
    settings = read_settings()
    with _connect(settings) as connection:
        by = _reader(connection, args.by, "")
        name, address = input("name: "), input("address: ")
        phone, note = input("phone, or nothing: "), input("note, or nothing: ")
        who = Visited(name, address, note, PhoneNumber.parse(phone) if phone.strip() else None)
        key, now = settings.people_key_bytes(), datetime.now(UTC)
        number = record_visit(connection, key, args.area, who, by, now=now, ends_at=args.until)
    print(f"visit {number} until {args.until.astimezone(JST):%Y-%m-%d %H:%M}")
    return 0


def _list(args: argparse.Namespace) -> int:
    settings = read_settings()
    with _connect(settings) as connection:
        found = read_visits(
            connection,
            settings.people_key_bytes(),
            _reader(connection, args.by, args.reason),
            now=datetime.now(UTC),
            area_ids=args.area or None,
            message_id=args.message,
        )
    for visit in found:
        print(_line(visit))
    print(f"{len(found)} to visit")
    return 0


def _end(args: argparse.Namespace) -> int:
    settings = read_settings()
    with _connect(settings) as connection:
        end_visit(connection, args.visit, _reader(connection, args.by, ""))
    print(f"visit {args.visit} is deleted")
    return 0


def _line(visit: Visit) -> str:
    who = visit.who
    phone = f"  {who.phone.e164}" if who.phone else ""
    reached = {True: "  (reached)", False: "  NOT REACHED", None: ""}[visit.reached]
    note = f"  {who.note}" if who.note else ""
    return f"{visit.visit_id}  {visit.area_name}  {who.name}  {who.address}{phone}{note}{reached}"


def _reader(connection: Connection, person: str, reason: str) -> Reader:
    """Return who reads, by the role of their account; whoever types answers for the name."""
    role = role_at_keyboard(connection, person)
    if role not in MAY:
        raise NotAllowedError(f"{role} {person} may not see whom to visit: {', '.join(MAY)} may")
    return Reader(person, role, reason)


def _connect(settings: Settings) -> Connection:
    return connect(settings.database_url.get_secret_value(), name="command")
