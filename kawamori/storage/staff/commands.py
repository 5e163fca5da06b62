"""`kawamori staff`: accounts, made and mended by whoever runs the server."""

import argparse
import getpass
import sys
from datetime import UTC, datetime, timedelta

from kawamori.errors import InvalidError
from kawamori.settings import read_settings
from kawamori.staff import KEY_LASTS, LINK_LASTS, ROLES, Account
from kawamori.storage.connections import Connection, connect_command
from kawamori.storage.staff.accounts import (
    Author,
    account_named,
    accounts,
    add_account,
    changes_of,
    restore_account,
    set_role,
    set_subject,
    withdraw_account,
)
from kawamori.storage.staff.codes import reset_codes
from kawamori.storage.staff.keys import keys_of, make_key, withdraw_key
from kawamori.storage.staff.links import make_link
from kawamori.storage.staff.offices import Office, offices, save_office
from kawamori.storage.staff.passwords import set_password

_ROLE = "server"


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands."""
    staff = commands.add_parser("staff", help="who may sign in, and as what")
    acts = staff.add_subparsers(required=True, metavar="ACT")

    add = acts.add_parser("add", help="make an account, and a link that signs in once")
    add.add_argument("name")
    _add_role(add)
    add.add_argument("--subject", help="who they are to the city's provider (OIDC `sub`)")
    add.set_defaults(run=_add)

    acts.add_parser("list", help="everybody").set_defaults(run=_list)
    _of_one(acts.add_parser("show", help="one account: its history and its keys"), _show)
    role = _of_one(acts.add_parser("role", help="give a role at an office"), _set_role)
    _add_role(role)
    subject = _of_one(acts.add_parser("subject", help="who they are to the provider"), _set_subject)
    subject.add_argument("subject", nargs="?", help="nothing: they do not come from there")
    _of_one(acts.add_parser("withdraw", help="shut somebody out, at once"), _withdraw)
    _of_one(acts.add_parser("restore", help="let somebody back in"), _restore)
    password = _of_one(acts.add_parser("password", help="set a first password"), _set_password)
    password.add_argument("--keep", action="store_true", help="it need not be changed")
    _of_one(acts.add_parser("totp-reset", help="take the second factor away"), _reset_codes)
    link = _of_one(acts.add_parser("link", help="make a link that signs in once"), _link)
    link.add_argument("--minutes", type=int, default=LINK_LASTS // timedelta(minutes=1))

    key = _of_one(acts.add_parser("key", help="make a key for a program"), _key)
    key.add_argument("label", help="what for")
    key.add_argument("--days", type=int, default=KEY_LASTS.days)
    end = _of_one(acts.add_parser("withdraw-key", help="make a key worthless"), _withdraw_key)
    end.add_argument("key", type=int, help="its number, as `kawamori staff show` has it")

    acts.add_parser("offices", help="every office and its districts").set_defaults(run=_offices)
    office = acts.add_parser("office", help="store an office, or what is new of it")
    office.add_argument("slug", help="such as kita")
    office.add_argument("name", help="such as 北支所")
    office.add_argument("--reading", default="")
    office.add_argument("--area", action="append", default=[], help="a district; repeatable")
    office.set_defaults(run=_save_office)


def _of_one(parser: argparse.ArgumentParser, act: object) -> argparse.ArgumentParser:
    parser.add_argument("name")
    parser.set_defaults(run=act)
    return parser


def _add_role(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--role", choices=ROLES, required=True)
    parser.add_argument("--office", metavar="SLUG", help="none: headquarters")


def _author() -> Author:
    """Return who types, as the system knows them: there is no account before the first."""
    return Author(f"{getpass.getuser()}@server", _ROLE)


def _add(args: argparse.Namespace) -> int:
    settings = read_settings()
    with connect_command(settings) as connection:
        with connection.transaction():
            made = add_account(connection, args.name, args.role, args.office, _author())
            if args.subject:
                set_subject(connection, made.staff_id, args.subject, _author())
        secret = make_link(connection, made.staff_id, _author(), datetime.now(UTC))
    print(_line(made))
    _print_link(settings.public_url, secret, LINK_LASTS)
    return 0


def _list(_args: argparse.Namespace) -> int:
    with connect_command(read_settings()) as connection:
        for each in accounts(connection):
            print(_line(each))
    return 0


def _show(args: argparse.Namespace) -> int:
    with connect_command(read_settings()) as connection:
        account = account_named(connection, args.name)
        print(_line(account))
        for key in keys_of(connection, account.staff_id):
            used = f"{key.used_at:%Y-%m-%d %H:%M}Z" if key.used_at else "never"
            print(f"key {key.key_id}  {key.label}  until {key.ends_at:%Y-%m-%d}  used {used}")
        for change in changes_of(connection, account.staff_id):
            details = ", ".join(f"{name} {value}" for name, value in change.details.items())
            print(
                f"{change.changed_at:%Y-%m-%d %H:%M}Z  {change.change}  {change.author}  {details}"
            )
    return 0


def _set_role(args: argparse.Namespace) -> int:
    with connect_command(read_settings()) as connection:
        staff_id = _id(connection, args)
        set_role(connection, staff_id, args.role, args.office, _author())
        print(_line(account_named(connection, args.name)))
    return 0


def _set_subject(args: argparse.Namespace) -> int:
    with connect_command(read_settings()) as connection:
        set_subject(connection, _id(connection, args), args.subject, _author())
        print(_line(account_named(connection, args.name)))
    return 0


def _withdraw(args: argparse.Namespace) -> int:
    with connect_command(read_settings()) as connection:
        withdraw_account(connection, _id(connection, args), _author(), datetime.now(UTC))
        print(_line(account_named(connection, args.name)))
    return 0


def _restore(args: argparse.Namespace) -> int:
    with connect_command(read_settings()) as connection:
        restore_account(connection, _id(connection, args), _author())
        print(_line(account_named(connection, args.name)))
    return 0


def _set_password(args: argparse.Namespace) -> int:
    """Ask for the password instead of taking an argument, which a shell would remember."""
    asked = sys.stdin.isatty()
    password = getpass.getpass("password: ") if asked else sys.stdin.readline().rstrip("\n")
    if asked and password != getpass.getpass("again: "):
        raise InvalidError("the two are not the same: nothing is changed")
    with connect_command(read_settings()) as connection:
        staff_id, now = _id(connection, args), datetime.now(UTC)
        set_password(connection, staff_id, password, _author(), now, must_change=not args.keep)
    print("set; at the next sign-in they choose their own" if not args.keep else "set")
    return 0


def _reset_codes(args: argparse.Namespace) -> int:
    with connect_command(read_settings()) as connection:
        reset_codes(connection, _id(connection, args), _author())
    print("the password alone signs in now, until a second factor is set up anew")
    return 0


def _link(args: argparse.Namespace) -> int:
    settings, lasts = read_settings(), timedelta(minutes=args.minutes)
    with connect_command(settings) as connection:
        staff_id = _id(connection, args)
        secret = make_link(connection, staff_id, _author(), datetime.now(UTC), lasts=lasts)
    _print_link(settings.public_url, secret, lasts)
    return 0


def _key(args: argparse.Namespace) -> int:
    lasts = timedelta(days=args.days)
    with connect_command(read_settings()) as connection:
        staff_id, now = _id(connection, args), datetime.now(UTC)
        print(make_key(connection, staff_id, args.label, _author(), now, lasts=lasts))
    print("shown this once; Authorization: Bearer …", file=sys.stderr)
    return 0


def _withdraw_key(args: argparse.Namespace) -> int:
    with connect_command(read_settings()) as connection:
        withdraw_key(connection, _id(connection, args), args.key, _author(), datetime.now(UTC))
    return 0


def _offices(_args: argparse.Namespace) -> int:
    with connect_command(read_settings()) as connection:
        for each in offices(connection):
            print(f"{each.slug}  {each.name}  {each.reading}  {', '.join(each.area_ids)}")
    return 0


def _save_office(args: argparse.Namespace) -> int:
    office = Office(args.slug, args.name, args.reading, args.area)
    with connect_command(read_settings()) as connection:
        save_office(connection, office, _author())
    return 0


def _id(connection: Connection, args: argparse.Namespace) -> int:
    return account_named(connection, args.name).staff_id


def _line(account: Account) -> str:
    words = [account.name, account.role, account.office or "headquarters"]
    words += ["second factor"] if account.has_totp else []
    words += [f"provider's {account.subject}"] if account.subject else []
    words += [] if account.is_active else [f"WITHDRAWN {account.withdrawn_at:%Y-%m-%d %H:%M}Z"]
    return "  ".join(words)


def _print_link(public_url: str, secret: str, lasts: timedelta) -> None:
    print(f"signs in once, within {lasts // timedelta(minutes=1)} minutes:")
    print(f"{public_url.rstrip('/')}/hq/#link={secret}")
