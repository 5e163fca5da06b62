"""`kawamori cameras`: what looks at the rivers, and the keys by which stills are handed over."""

import argparse
from datetime import timedelta

from kawamori.cameras import Camera, Light
from kawamori.runs import CITY_NETWORK
from kawamori.settings import read_settings
from kawamori.storage.cameras.cameras import current_cameras, register_camera, withdraw_camera
from kawamori.storage.cameras.keys import end_key, new_key
from kawamori.storage.cameras.stills import choose_normal, find_still
from kawamori.storage.cameras.view_commands import add_view_command
from kawamori.storage.connections import connect_command
from kawamori.storage.runs import find_run


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands."""
    cameras = commands.add_parser("cameras", help="what looks at the rivers")
    acts = cameras.add_subparsers(required=True, metavar="ACT")

    add = acts.add_parser("add", help="register a camera, or change what is known of it")
    add.add_argument("camera", help="its id, such as kawabe-bridge-west")
    add.add_argument("--name", required=True)
    add.add_argument("--name-en", default="")
    add.add_argument("--device", required=True, help="the device that sends its stills")
    add.add_argument("--interval", type=float, required=True, help="seconds between its stills")
    add.add_argument("--station", help="the station it looks at")
    add.add_argument("--lat", type=float, help="where it stands; its station's place if not given")
    add.add_argument("--lon", type=float)
    add.add_argument("--bearing", type=int, help="where it looks, in degrees from north")
    add.add_argument("--network", default=CITY_NETWORK)
    add.add_argument("--author", required=True, help="who says so, kept with it")
    add.set_defaults(run=_add)

    acts.add_parser("list", help="every camera").set_defaults(run=_list)

    remove = acts.add_parser("remove", help="show a camera nowhere any more; its stills stay")
    remove.add_argument("camera")
    remove.add_argument("--author", required=True, help="who says so, kept with it")
    remove.set_defaults(run=_remove)

    key = acts.add_parser("key", help="make a device's key and print it; the one before ends")
    key.add_argument("device")
    key.add_argument("--rehearsals-only", action="store_true", help="it has no say in reality")
    key.add_argument("--end", action="store_true", help="end its key, and make none")
    key.add_argument("--author", required=True, help="who made it, kept with it")
    key.set_defaults(run=_key)

    normal = acts.add_parser("normal", help="choose how a camera's river looks on a quiet day")
    normal.add_argument("camera")
    normal.add_argument("still", type=int, help="a still's number")
    normal.add_argument("light", choices=[light.value for light in Light])
    normal.add_argument("--run", dest="name", default="", help="a rehearsal's name")
    normal.add_argument("--author", required=True, help="who chose it, kept with it")
    normal.set_defaults(run=_normal)

    add_view_command(acts)


def _add(args: argparse.Namespace) -> int:
    camera = Camera(
        args.camera,
        args.name,
        args.device,
        timedelta(seconds=args.interval),
        station_id=args.station,
        name_en=args.name_en,
        lat=args.lat,
        lon=args.lon,
        bearing_deg=args.bearing,
        network=args.network,
    )
    with connect_command(read_settings()) as connection:
        differs = register_camera(connection, camera, author=args.author)
    print(f"camera {camera.camera_id}: {'stored' if differs else 'as before'}")
    return 0


def _list(_args: argparse.Namespace) -> int:
    with connect_command(read_settings()) as connection:
        cameras = current_cameras(connection)
    for c in cameras:
        looks_at = c.station_id or "no station"
        every = f"every {c.interval.total_seconds():g} s"
        print(f"{c.camera_id:24} {c.name}  at {looks_at}, by {c.device_id}, {every}")
    if not cameras:
        print("no camera")
    return 0


def _remove(args: argparse.Namespace) -> int:
    with connect_command(read_settings()) as connection:
        withdraw_camera(connection, args.camera, author=args.author)
    print(f"camera {args.camera} is shown no more")
    return 0


def _key(args: argparse.Namespace) -> int:
    with connect_command(read_settings()) as connection:
        if args.end:
            had = end_key(connection, args.device)
            print(f"device {args.device}: {'its key has ended' if had else 'it had no key'}")
            return 0
        only = args.rehearsals_only
        print(new_key(connection, args.device, author=args.author, rehearsals_only=only))
    return 0


def _normal(args: argparse.Namespace) -> int:
    light = Light(args.light)
    with connect_command(read_settings()) as connection:
        run = find_run(connection, args.name)
        still = find_still(connection, run.run_no, args.camera, args.still)
        choose_normal(connection, still, light, person=args.author, role="command")
    print(f"camera {args.camera}: still {args.still} is normal by {light}")
    return 0
