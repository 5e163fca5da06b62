"""`kawamori duty`: who is called when a river rises, in which order."""

import argparse
from datetime import UTC, datetime

from kawamori.calls import Hours, Post
from kawamori.people import Language, PhoneNumber, Subscriber
from kawamori.runs import CITY_NETWORK
from kawamori.settings import read_settings
from kawamori.storage.connections import Connection, connect_command
from kawamori.storage.duty.roster import add_duty, list_duty, remove_duty
from kawamori.storage.people.addresses import AddressSeal
from kawamori.storage.runs import find_run


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands."""
    duty = commands.add_parser("duty", help="who is called when a river rises")
    acts = duty.add_subparsers(required=True, metavar="ACT")

    add = acts.add_parser("add", help="put a person on the roster")
    add.add_argument("person", help="the name of their account")
    add.add_argument("phone", help="such as 090-1234-5678 or +819012345678")
    add.add_argument("--position", type=int, required=True, help="1 is called first")
    add.add_argument("--network", default=CITY_NETWORK)
    add.add_argument("--river", help="called about this river alone, and before the others")
    add.add_argument("--hours", help="Japan's, such as 17:00-08:30")
    add.add_argument("--language", choices=[each.value for each in Language], default="ja")
    add.add_argument("--only-run", default="", help="reachable in this rehearsal, never in actual")
    add.set_defaults(run=_add)

    acts.add_parser("list", help="the roster, in order").set_defaults(run=_list)

    remove = acts.add_parser("remove", help="take a line off the roster")
    remove.add_argument("line", type=int, help="its number in the list")
    remove.set_defaults(run=_remove)


def _add(args: argparse.Namespace) -> int:
    who = Subscriber(PhoneNumber.parse(args.phone), Language(args.language))
    hours = Hours.parse(args.hours) if args.hours else None
    post = Post(args.person, args.network, args.position, args.river, hours)
    connection, seal = _open()
    with connection:
        run_no = find_run(connection, args.only_run).run_no
        line = add_duty(connection, seal, post, who, run_no=run_no)
    print(f"line {line}: {post.person} {who.address} is called at place {post.position}")
    return 0


def _list(_args: argparse.Namespace) -> int:
    connection, seal = _open()
    with connection:
        for line in list_duty(connection, seal):
            post = line.post
            about = f"{post.network} {post.river or '(every river)'}"
            stopped = f"  STOPPED: {line.stopped_because}" if line.stopped_because else ""
            print(
                f"{line.duty_id:4}  {about}  {post.position}.  {post.person} {line.address}"
                f"  {post.hours or 'always'}  {line.language}  [{', '.join(line.runs)}]{stopped}"
            )
    return 0


def _remove(args: argparse.Namespace) -> int:
    connection, _ = _open()
    with connection:
        remove_duty(connection, args.line, datetime.now(UTC))
    print(f"line {args.line} is off the roster")
    return 0


def _open() -> tuple[Connection, AddressSeal]:
    settings = read_settings()
    seal = AddressSeal(settings.people_key_bytes())
    return connect_command(settings), seal
