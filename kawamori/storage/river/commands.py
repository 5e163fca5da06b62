"""`kawamori stations`: register a city's gauges from a file, and list them."""

import argparse

from kawamori.arguments import content_and_name
from kawamori.settings import read_settings
from kawamori.storage.connections import connect_command
from kawamori.storage.river.changes import Change, store_stations
from kawamori.storage.river.files import read_stations
from kawamori.storage.river.sensors import current_sensors
from kawamori.storage.river.stations import JudgedStation, judged_stations


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands."""
    stations = commands.add_parser("stations", help="register and list the city's gauges")
    acts = stations.add_subparsers(required=True, metavar="ACT")

    load = acts.add_parser("import", help="register every station in a CSV file, or none")
    load.add_argument("file", help="such as docs/stations-example.csv; - is stdin")
    load.add_argument("--author", default="stations import", help="who says so, kept with it")
    load.add_argument(
        "--dry-run", action="store_true", help="say what would change, and store nothing"
    )
    load.set_defaults(run=_import)

    acts.add_parser("list", help="every station with its thresholds").set_defaults(run=_list)


def _import(args: argparse.Namespace) -> int:
    entries = read_stations(*content_and_name(args.file))
    with connect_command(read_settings()) as connection:
        changes = store_stations(connection, entries, author=args.author, dry_run=args.dry_run)
    for change in changes:
        print(f"{change.station_id:24} {_told(change)}")
    new = sum(change.new for change in changes)
    changed = sum(bool(change.differences) for change in changes)
    same = len(changes) - new - changed
    print(f"{new} new, {changed} changed, {same} as before{_stored(dry_run=args.dry_run)}")
    return 0


def _list(_args: argparse.Namespace) -> int:
    with connect_command(read_settings()) as connection:
        sensors = current_sensors(connection)
        for each in judged_stations(connection):
            sensor = sensors.get(each.datastream_id)
            print(_line(each) + (f"  [{sensor}]" if sensor else ""))
    return 0


def _told(change: Change) -> str:
    if change.new:
        return "new"
    return "; ".join(change.differences) or "as before"


def _stored(*, dry_run: bool) -> str:
    return ": a dry run, nothing was stored" if dry_run else ""


def _line(each: JudgedStation) -> str:
    s, minutes = each.station, each.station.interval.total_seconds() / 60
    rungs = " ".join(f"{level.name.lower()} {m:g}" for level, m in each.thresholds.defined())
    about = f"{s.station_id:24} {s.network:10} {s.mode:8} {minutes:g} min"
    return f"{about}  {rungs or 'no thresholds'}  {s.name} ({s.river})"
