"""`kawamori subscribers`: who is told about which stations and areas."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from kawamori.errors import InvalidError
from kawamori.levels import GaugeLevel
from kawamori.people import (
    AreaSubscription,
    Channel,
    Language,
    OwnMark,
    PhoneNumber,
    QuietHours,
    ReadingNeed,
    Subscriber,
    Subscription,
)
from kawamori.people.stops import ASKED_TO_STOP
from kawamori.settings import read_settings
from kawamori.storage.connections import Connection, connect
from kawamori.storage.people.addresses import AddressSeal
from kawamori.storage.people.list_commands import register_import
from kawamori.storage.people.subscribers import (
    add_subscriber,
    allow,
    find_subscriber,
    list_subscribers,
    stop_telling,
)
from kawamori.storage.people.wishes import drop_places, set_quiet_hours
from kawamori.storage.runs import find_run

_LEVELS = ["caution", "evacuation", "danger"]
_PHONES = [Channel.SMS.value, Channel.VOICE.value]


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands."""
    subscribers = commands.add_parser("subscribers", help="who is told about which places")
    acts = subscribers.add_subparsers(required=True, metavar="ACT")

    add = acts.add_parser("add", help="subscribe a phone number to stations and areas")
    _by_phone(add)
    add.add_argument("station", nargs="*", help="station ids")
    add.add_argument("--area", nargs="+", default=[], help="area ids")
    add.add_argument(
        "--own-mark",
        nargs="+",
        type=_own_mark,
        default=[],
        metavar="STATION=METRES",
        help="heights of their own: told once when the gauge reaches one",
    )
    add.add_argument("--from-level", choices=_LEVELS, default="evacuation")
    add.add_argument("--language", choices=[each.value for each in Language], default="ja")
    add.add_argument("--reading-need", choices=[each.value for each in ReadingNeed])
    add.add_argument("--quiet", metavar="HOURS", help="such as 22:00-07:00")
    add.add_argument("--only-run", default="", help="reachable in this rehearsal, never in actual")
    add.set_defaults(run=_add)

    register_import(acts)
    acts.add_parser("list", help="everybody, by the last digits").set_defaults(run=_list)

    permit = acts.add_parser("allow", help="let a rehearsal reach somebody")
    permit.add_argument("run_name", metavar="run")
    permit.add_argument("phone", nargs="+")
    permit.set_defaults(run=_allow)

    drop = acts.add_parser("drop", help="tell somebody of these places no longer")
    _by_phone(drop)
    drop.add_argument("place", nargs="+", help="ids of stations and areas")
    drop.set_defaults(run=_drop)

    quiet = acts.add_parser("quiet", help="set or end somebody's quiet hours")
    _by_phone(quiet)
    quiet.add_argument("hours", help="such as 22:00-07:00, in Japan; none ends them")
    quiet.add_argument("--until-level", choices=[*_LEVELS, "overflow"], default="danger")
    quiet.set_defaults(run=_quiet)

    stop = acts.add_parser("stop", help="never write to somebody again, who has asked for it")
    _by_phone(stop)
    stop.set_defaults(run=_stop)


def _by_phone(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("phone", help="such as 090-1234-5678 or +819012345678")
    parser.add_argument("--channel", choices=_PHONES, default=Channel.SMS.value)


def _own_mark(text: str) -> OwnMark:
    station, _, metres = text.partition("=")
    try:
        return OwnMark(station, float(metres))
    except (ValueError, InvalidError) as error:
        raise argparse.ArgumentTypeError(f"{text!r}: such as kawabe-bridge=2.5") from error


def _add(args: argparse.Namespace) -> int:
    if not (args.station or args.area or args.own_mark):
        raise InvalidError("name a station, an --area or an --own-mark: nothing would ever be told")
    level = GaugeLevel[args.from_level.upper()]
    person = Subscriber(
        PhoneNumber.parse(args.phone),
        Language(args.language),
        Channel(args.channel),
        tuple(Subscription(station, level) for station in args.station),
        tuple(AreaSubscription(area, level) for area in args.area),
        None if args.reading_need is None else ReadingNeed(args.reading_need),
        None if args.quiet is None else QuietHours.parse(args.quiet),
        tuple(args.own_mark),
    )
    with _opened() as (connection, seal):
        add_subscriber(connection, seal, person, run_no=find_run(connection, args.only_run).run_no)
    if places := ", ".join([*args.station, *args.area]):
        print(f"{person.address} is told about {places} from {level.name} on")
    for mark in args.own_mark:
        print(f"{person.address} is told when {mark.station_id} reaches {mark.stage_m:.2f} m")
    return 0


def _list(_args: argparse.Namespace) -> int:
    with _opened() as (connection, seal):
        for person in list_subscribers(connection, seal):
            wishes = [*person.subscriptions, *person.areas]
            about = ", ".join(
                [
                    *(f"{place} from {level.name}" for place, level in wishes),
                    *(f"{mark.station_id} at {mark.stage_m:.2f} m" for mark in person.own_marks),
                ]
            )
            quiet = f"  quiet {person.quiet}" if person.quiet else ""
            stopped = f"  STOPPED: {person.stopped_because}" if person.stopped_because else ""
            runs = ", ".join(person.runs)
            who = f"{person.address}  {person.channel}  {person.language}"
            print(f"{who}  {about}{quiet}  [{runs}]{stopped}")
    return 0


def _allow(args: argparse.Namespace) -> int:
    with _opened() as (connection, seal), connection.transaction():
        run = find_run(connection, args.run_name)
        for phone in args.phone:
            found = find_subscriber(connection, seal, PhoneNumber.parse(phone))
            allow(connection, run.run_no, found)
    print(f"{len(args.phone)} may be reached in {args.run_name or 'actual'}")
    return 0


def _drop(args: argparse.Namespace) -> int:
    with _found(args) as (connection, number):
        dropped = drop_places(connection, number, args.place)
    print(f"no longer told about {', '.join(dropped)}" if dropped else "as before")
    return 0


def _quiet(args: argparse.Namespace) -> int:
    level = GaugeLevel[args.until_level.upper()]
    hours = None if args.hours == "none" else QuietHours.parse(args.hours, level)
    with _found(args) as (connection, number):
        set_quiet_hours(connection, number, hours)
    print(f"quiet {hours}, until {level.name}" if hours else "no quiet hours")
    return 0


def _stop(args: argparse.Namespace) -> int:
    with _found(args) as (connection, number):
        stop_telling(connection, number, ASKED_TO_STOP, datetime.now(UTC))
    print("never written to again, until they subscribe anew")
    return 0


@contextmanager
def _found(args: argparse.Namespace) -> Iterator[tuple[Connection, int]]:
    address = PhoneNumber.parse(args.phone)
    with _opened() as (connection, seal):
        yield connection, find_subscriber(connection, seal, address, Channel(args.channel))


@contextmanager
def _opened() -> Iterator[tuple[Connection, AddressSeal]]:
    settings = read_settings()
    seal = AddressSeal(settings.people_key_bytes())
    with connect(settings.database_url.get_secret_value(), name="command") as connection:
        yield connection, seal
