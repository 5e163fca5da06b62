"""`kawamori people`: one person's data, and the keys that all of it is sealed with."""

import argparse
import json
from datetime import UTC, datetime

from kawamori.errors import NotAllowedError
from kawamori.settings import Settings, read_settings
from kawamori.storage.connections import Connection, connect
from kawamori.storage.people.erasure import erase_person
from kawamori.storage.people.kept import export_person, person_of
from kawamori.storage.people.rotation import Rotated, rotate_keys
from kawamori.storage.people.visits import Reader
from kawamori.storage.staff.accounts import role_at_keyboard
from kawamori.storage.staff.codes import CodeSeal, reseal_codes

MAY = ("commander", "operator")


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands."""
    people = commands.add_parser("people", help="one person's data, and the keys it is sealed with")
    acts = people.add_subparsers(required=True, metavar="ACT")

    export = acts.add_parser(
        "export", aliases=["show"], help="print all that is kept of somebody, as JSON"
    )
    erase = acts.add_parser("erase", help="keep nothing of somebody but that there was a message")
    for parser, run in ((export, _export), (erase, _erase)):
        parser.add_argument("person", help="a phone number or an e-mail address")
        parser.add_argument("--reason", required=True, help="kept with your name for good")
        parser.add_argument("--by", required=True, help="you, by your account's name")
        parser.set_defaults(run=run)

    rotate = acts.add_parser(
        "rotate-keys", help="seal everything by the first key of KAWAMORI_PEOPLE_KEY"
    )
    rotate.set_defaults(run=_rotate)


def _export(args: argparse.Namespace) -> int:
    settings = read_settings()
    with _connect(settings) as connection:
        by = _reader(connection, args)
        key = settings.people_key_bytes()
        kept = export_person(connection, key, person_of(args.person), by)
    print(json.dumps(kept, ensure_ascii=False, indent=2, default=str))
    return 0


def _erase(args: argparse.Namespace) -> int:
    settings = read_settings()
    person, now = person_of(args.person), datetime.now(UTC)
    with _connect(settings) as connection:
        by = _reader(connection, args)
        erased = erase_person(connection, settings.people_key_bytes(), person, by, now)
    print(f"{person!r}: " + ", ".join(f"{count} {what}" for what, count in erased.items()))
    return 0


def _rotate(_args: argparse.Namespace) -> int:
    settings = read_settings()
    key = settings.people_key_bytes()
    with _connect(settings) as connection:
        rotated = rotate_keys(connection, key)
        rotated["staff"] = Rotated(*reseal_codes(connection, CodeSeal(key)))
    for table, counts in rotated.items():
        print(f"{table}: {counts.renewed} sealed anew, {counts.unreadable} no key opens")
    return 1 if any(counts.unreadable for counts in rotated.values()) else 0


def _reader(connection: Connection, args: argparse.Namespace) -> Reader:
    """Return who asks, by the role of their account; whoever types answers for the name."""
    role = role_at_keyboard(connection, args.by)
    if role not in MAY:
        raise NotAllowedError(f"{role} {args.by} may not see a person's data: {', '.join(MAY)} may")
    return Reader(args.by, role, args.reason)


def _connect(settings: Settings) -> Connection:
    return connect(settings.database_url.get_secret_value(), name="command")
