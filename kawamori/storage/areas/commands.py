"""`kawamori areas`: where people live, and which stations speak for it."""

import argparse
from collections.abc import Iterable

from kawamori.arguments import content_and_name
from kawamori.settings import read_settings
from kawamori.storage.areas.areas import AreaChange, areas_at, current_areas, store_areas
from kawamori.storage.areas.files import read_areas, read_voices
from kawamori.storage.areas.voices import set_area_stations, stations_of_areas
from kawamori.storage.connections import connect_command


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands."""
    areas = commands.add_parser("areas", help="where people live, and which stations speak for it")
    acts = areas.add_subparsers(required=True, metavar="ACT")

    load = acts.add_parser("import", help="store every area in a GeoJSON file, or none")
    load.add_argument("file", help="a FeatureCollection of polygons; - is stdin")
    load.add_argument("--author", default="areas import", help="who says so, kept with it")
    load.add_argument(
        "--dry-run", action="store_true", help="say what would change, and store nothing"
    )
    load.set_defaults(run=_import)

    acts.add_parser("list", help="every area with its stations").set_defaults(run=_list)

    stations = acts.add_parser("stations", help="have these stations alone speak for an area")
    stations.add_argument("area")
    stations.add_argument("station", nargs="*", help="station ids; none: the area has no voice")
    stations.add_argument("--author", required=True, help="who says so, kept with it")
    stations.set_defaults(run=_stations)

    at = acts.add_parser("at", help="the areas that a place lies in")
    at.add_argument("lat", type=float)
    at.add_argument("lon", type=float)
    at.set_defaults(run=_at)


def _import(args: argparse.Namespace) -> int:
    raw, name = content_and_name(args.file)
    areas, voices = read_areas(raw, name), read_voices(raw, name)
    with (
        connect_command(read_settings()) as connection,
        connection.transaction(force_rollback=args.dry_run),
    ):
        changes = store_areas(connection, areas, author=args.author)
        spoken = {
            area_id: set_area_stations(connection, area_id, station_ids, author=args.author)
            for area_id, station_ids in voices.items()
        }
    for change in changes:
        told = [*_told(change), *_turned(*spoken.get(change.area_id, ((), ())))]
        print(f"{change.area_id:24} {change.name}  {'; '.join(told) or 'as before'}")
    new = sum(change.new for change in changes)
    changed = sum(bool(change.differences) for change in changes)
    after = ": a dry run, nothing was stored" if args.dry_run else ""
    print(f"{new} new, {changed} changed, {len(changes) - new - changed} as before{after}")
    return 0


def _list(_args: argparse.Namespace) -> int:
    with connect_command(read_settings()) as connection:
        voices = stations_of_areas(connection)
        for area in current_areas(connection):
            people = "?" if area.population is None else f"{area.population:,}"
            spoken = ", ".join(voices.get(area.area_id, ())) or "no station speaks for it"
            about = f"{area.area_id:24} {area.kind:8} {people:>7} people  risk {area.risk}"
            print(f"{about}  {area.name}  [{spoken}]")
    return 0


def _stations(args: argparse.Namespace) -> int:
    with connect_command(read_settings()) as connection:
        added, removed = set_area_stations(connection, args.area, args.station, author=args.author)
    print(f"{args.area}: {', '.join(_turned(added, removed)) or 'as before'}")
    return 0


def _at(args: argparse.Namespace) -> int:
    with connect_command(read_settings()) as connection:
        found = areas_at(current_areas(connection), args.lon, args.lat)
    for area in found:
        print(f"{area.area_id:24} {area.kind:8} {area.name}")
    if not found:
        print("no area")
    return 0


def _told(change: AreaChange) -> list[str]:
    return ["new"] if change.new else list(change.differences)


def _turned(added: Iterable[str], removed: Iterable[str]) -> list[str]:
    return [*(f"+{each}" for each in added), *(f"-{each}" for each in removed)]
