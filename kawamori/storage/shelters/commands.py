"""`kawamori shelters`: where people may flee to, from the city's open data."""

import argparse
from collections.abc import Sequence

from kawamori.arguments import content_and_name
from kawamori.settings import read_settings
from kawamori.shelters import Hazard
from kawamori.storage.connections import connect_command
from kawamori.storage.shelters.files import read_shelters
from kawamori.storage.shelters.shelters import (
    ShelterChange,
    current_shelters,
    retire_shelters,
    store_shelters,
)


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands."""
    shelters = commands.add_parser("shelters", help="where people may flee to")
    acts = shelters.add_subparsers(required=True, metavar="ACT")

    load = acts.add_parser("import", help="store every shelter in a CSV file, or none")
    load.add_argument("file", help="指定緊急避難場所一覧, UTF-8 or Shift_JIS; - is stdin")
    load.add_argument("--author", default="shelters import", help="who says so, kept with it")
    load.add_argument(
        "--dry-run", action="store_true", help="say what would change, and store nothing"
    )
    load.set_defaults(run=_import)

    acts.add_parser("list", help="every shelter on the list").set_defaults(run=_list)

    retire = acts.add_parser("retire", help="take shelters off the list")
    retire.add_argument("shelter", nargs="+", help="their ids")
    retire.add_argument("--author", required=True, help="who says so, kept with it")
    retire.set_defaults(run=_retire)


def _import(args: argparse.Namespace) -> int:
    shelters = read_shelters(*content_and_name(args.file))
    with (
        connect_command(read_settings()) as connection,
        connection.transaction(force_rollback=args.dry_run),
    ):
        changes = store_shelters(connection, shelters, author=args.author)
        given = {shelter.shelter_id for shelter in shelters}
        left = [each for each in current_shelters(connection) if each.shelter_id not in given]
    for change in changes:
        print(f"{change.shelter_id:24} {change.name}  {_told(change)}")
    for shelter in left:
        print(f"{shelter.shelter_id:24} {shelter.name}  not in the file, stays on the list")
    print(_summary(changes, len(left), dry_run=args.dry_run))
    return 0


def _summary(changes: Sequence[ShelterChange], left: int, *, dry_run: bool) -> str:
    new = sum(change.new for change in changes)
    changed = sum(bool(change.differences) for change in changes)
    same = len(changes) - new - changed
    counts = f"{new} new, {changed} changed, {same} as before, {left} not in the file"
    return f"{counts}: a dry run, nothing was stored" if dry_run else counts


def _list(_args: argparse.Namespace) -> int:
    with connect_command(read_settings()) as connection:
        for shelter in current_shelters(connection):
            room = "?" if shelter.capacity is None else f"{shelter.capacity:,}"
            flood = "" if Hazard.FLOOD in shelter.hazards else "  not for floods"
            print(f"{shelter.shelter_id:24} {room:>6} people  {shelter.name}{flood}")
    return 0


def _retire(args: argparse.Namespace) -> int:
    with connect_command(read_settings()) as connection:
        retire_shelters(connection, args.shelter, author=args.author)
    print(f"off the list: {', '.join(args.shelter)}")
    return 0


def _told(change: ShelterChange) -> str:
    if change.new:
        return "new"
    return "; ".join(change.differences) or "as before"
