"""`kawamori alerting` runs the service; `kawamori subscribers` says who is told."""

import argparse
import csv
import logging
import signal
import sys
from pathlib import Path

from alerting.program import Alerting
from kawamori.errors import InvalidError
from kawamori.levels import GaugeLevel
from kawamori.people import Language, PhoneNumber, Subscriber, Subscription
from kawamori.settings import Settings, read_settings
from kawamori.storage.connections import Connection, connect
from kawamori.storage.people.addresses import AddressSeal
from kawamori.storage.people.subscribers import (
    add_subscriber,
    allow,
    find_subscriber,
    list_subscribers,
)
from kawamori.storage.runs import find_run

_LEVELS = ["caution", "evacuation", "danger"]


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands."""
    parser = commands.add_parser("alerting", help="judge what arrives and tell people")
    parser.set_defaults(run=_alerting)

    jobs = commands.add_parser("jobs", help="do the long work that people ask for, as backtests")
    jobs.set_defaults(run=_jobs)

    subscribers = commands.add_parser("subscribers", help="who is told about which stations")
    acts = subscribers.add_subparsers(required=True, metavar="ACT")

    add = acts.add_parser("add", help="subscribe a phone number to stations")
    add.add_argument("phone", help="such as 090-1234-5678 or +819012345678")
    add.add_argument("station", nargs="+", help="station ids")
    add.add_argument("--from-level", choices=_LEVELS, default="evacuation")
    add.add_argument("--language", choices=[each.value for each in Language], default="ja")
    add.add_argument("--only-run", default="", help="reachable in this rehearsal, never in actual")
    add.set_defaults(run=_add)

    load = acts.add_parser("import", help="subscribe everybody in a CSV file")
    load.add_argument("file", help="columns: phone, station, from_level, language; - is stdin")
    load.add_argument("--only-run", default="", help="reachable in this rehearsal, never in actual")
    load.set_defaults(run=_import)

    acts.add_parser("list", help="everybody, by the last digits").set_defaults(run=_list)

    permit = acts.add_parser("allow", help="let a rehearsal reach somebody")
    permit.add_argument("run_name", metavar="run")
    permit.add_argument("phone", nargs="+")
    permit.set_defaults(run=_allow)


def _alerting(_args: argparse.Namespace) -> int:
    _log()
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    sys.setswitchinterval(0.0005)
    alerting = Alerting(read_settings())
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: alerting.stop())
    alerting.run()
    return 0


def _jobs(_args: argparse.Namespace) -> int:
    from alerting.jobs.program import run_worker  # noqa: PLC0415 other commands need no queue

    _log()
    logging.getLogger("procrastinate").setLevel(logging.WARNING)
    run_worker(read_settings())
    return 0


def _log() -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")


def _add(args: argparse.Namespace) -> int:
    level = GaugeLevel[args.from_level.upper()]
    wanted = tuple(Subscription(station, level) for station in args.station)
    person = Subscriber(
        PhoneNumber.parse(args.phone), Language(args.language), subscriptions=wanted
    )
    connection, seal = _open()
    with connection:
        add_subscriber(connection, seal, person, run_no=find_run(connection, args.only_run).run_no)
    print(f"{person.address} is told about {', '.join(args.station)} from {level.name} on")
    return 0


def _import(args: argparse.Namespace) -> int:
    """Subscribe everybody, or, when a line is wrong, nobody."""
    people = list(_read(args.file))
    connection, seal = _open()
    with connection, connection.transaction():
        run_no = find_run(connection, args.only_run).run_no
        for person in people:
            add_subscriber(connection, seal, person, run_no=run_no)
    print(f"{len(people)} lines imported")
    return 0


def _read(file: str) -> list[Subscriber]:
    text = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8-sig")
    people = []
    for number, row in enumerate(csv.DictReader(text.splitlines()), start=2):
        try:
            level = GaugeLevel[(row.get("from_level") or "evacuation").upper()]
            wanted = (Subscription(row["station"], level),)
            language = Language(row.get("language") or "ja")
            people.append(
                Subscriber(PhoneNumber.parse(row["phone"]), language, subscriptions=wanted)
            )
        except (KeyError, ValueError, InvalidError) as error:
            raise InvalidError(f"{file}, line {number}: {error}; nobody was imported") from error
    return people


def _list(_args: argparse.Namespace) -> int:
    connection, seal = _open()
    with connection:
        for person in list_subscribers(connection, seal):
            about = ", ".join(f"{s} from {level.name}" for s, level in person.subscriptions)
            stopped = f"  STOPPED: {person.stopped_because}" if person.stopped_because else ""
            runs = ", ".join(person.runs)
            print(f"{person.address}  {person.language}  {about}  [{runs}]{stopped}")
    return 0


def _allow(args: argparse.Namespace) -> int:
    connection, seal = _open()
    with connection, connection.transaction():
        run = find_run(connection, args.run_name)
        for phone in args.phone:
            found = find_subscriber(connection, seal, PhoneNumber.parse(phone))
            allow(connection, run.run_no, found)
    print(f"{len(args.phone)} may be reached in {args.run_name or 'actual'}")
    return 0


def _open() -> tuple[Connection, AddressSeal]:
    settings: Settings = read_settings()
    seal = AddressSeal(settings.people_key_bytes())
    return connect(settings.database_url.get_secret_value(), name="command"), seal
