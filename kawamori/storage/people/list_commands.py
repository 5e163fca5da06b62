"""`kawamori subscribers import`: take over a list that the city has already."""

import argparse
import os
import sys
from pathlib import Path

from kawamori.errors import ConflictError, InvalidError
from kawamori.settings import read_settings
from kawamori.storage.connections import connect
from kawamori.storage.people.addresses import AddressSeal
from kawamori.storage.people.list_import import Outcome, known_places, store_list
from kawamori.storage.people.lists import SubscriberList, bad_lines, read_list
from kawamori.storage.runs import find_run


def register_import(acts: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    load = acts.add_parser("import", help="subscribe everybody in a CSV file")
    load.add_argument("file", help="columns as in docs/people.md; - is stdin")
    load.add_argument("--only-run", default="", help="reachable in this rehearsal, never in actual")
    load.add_argument("--author", default="subscribers import", help="who says so, kept with it")
    load.add_argument(
        "--dry-run", action="store_true", help="say line by line what would happen, store nothing"
    )
    load.add_argument(
        "--skip-bad", metavar="FILE", help="import the good lines, and write the others to FILE"
    )
    load.set_defaults(run=_import)


def _import(args: argparse.Namespace) -> int:
    settings = read_settings()
    seal = AddressSeal(settings.people_key_bytes())
    if args.skip_bad and Path(args.skip_bad).exists():
        raise ConflictError(f"{args.skip_bad} is there already: name a file that is not")
    name = "stdin" if args.file == "-" else Path(args.file).name
    with connect(settings.database_url.get_secret_value(), name="command") as connection:
        listed = read_list(_read(args.file), name, known_places(connection))
        outcome = store_list(
            connection,
            seal,
            listed,
            find_run(connection, args.only_run),
            author=args.author,
            skip_bad=bool(args.skip_bad),
            dry_run=args.dry_run,
        )
    if args.skip_bad and outcome.bad:
        _write(args.skip_bad, bad_lines(listed.header, outcome.bad))
    _report(listed, outcome, args)
    return 0


def _report(listed: SubscriberList, outcome: Outcome, args: argparse.Namespace) -> None:
    if listed.unread:
        print(f"columns that are not read: {', '.join(listed.unread)}")
    if args.dry_run:
        for taken in outcome.taken:
            what = "new" if taken.new else "known"
            print(f"line {taken.line.number}: {taken.address!r} {what}: {', '.join(taken.wishes)}")
    for line in outcome.bad:
        print(f"line {line.number}: skipped: {line.fault}")
    new = sum(taken.new for taken in outcome.taken)
    counts = f"{len(outcome.taken)} lines imported, {new} people new"
    if outcome.bad:
        counts += f"; {len(outcome.bad)} lines skipped, they are in {args.skip_bad}"
    print(counts + (": a dry run, nothing was stored" if args.dry_run else ""))


def _write(file: str, text: str) -> None:
    """Write what holds people's numbers for its owner's eyes alone, as spreadsheets read it."""
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8-sig", newline="") as out:
        out.write(text)


def _read(file: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise InvalidError(f"{file}: {error.strerror}: name a file that can be read") from error
