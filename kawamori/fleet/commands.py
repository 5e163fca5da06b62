"""`kawamori fleet`: devices are registered, given keys, shut out, and listed."""

import argparse
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from kawamori.fleet.authority import LASTS
from kawamori.fleet.provisioning import Ground, Wanted, list_ended, provision, revoke, rotate
from kawamori.fleet.publish_commands import publish
from kawamori.settings import read_settings
from kawamori.storage.connections import connect_command
from kawamori.storage.fleet.certificates import certificates
from kawamori.storage.fleet.devices import register_device, registered_devices

_RESTART = "Restart the broker, so that it reads the list: docker compose restart broker"


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands."""
    fleet = commands.add_parser("fleet", help="devices on the bank: their keys, and how they are")
    fleet.add_argument(
        "--secrets", type=Path, default=Path("deploy/secrets"), help="with ca.crt and ca.key"
    )
    fleet.add_argument(
        "--devices", type=Path, default=Path("deploy/devices"), help="what the broker reads"
    )
    acts = fleet.add_subparsers(required=True, metavar="ACT")

    make = _act(acts, "provision", "register a device and write all that it needs", _provision)
    _describe(make)
    make.add_argument("--broker", help="the name by which it reaches the broker")
    make.add_argument("--days", type=int, default=LASTS.days, help="how long its key is good")
    make.add_argument("--to", type=Path, required=True, help="a new folder, to carry to the device")

    known = _act(acts, "register", "register a device that has its key already", _register)
    _describe(known)

    turn = _act(
        acts, "rotate", "make a device's next key; the one it has goes on for a while", _rotate
    )
    turn.add_argument("device")
    turn.add_argument("--overlap-days", type=int, default=14, help="how long both are good")
    turn.add_argument("--to", type=Path, required=True, help="a new folder, to carry to the device")

    end = _act(acts, "revoke", "end every key of a device, now and for good", _revoke)
    end.add_argument("device")
    end.add_argument("--because", required=True, help="why, kept with it")

    for each in (make, known, turn, end):
        each.add_argument("--author", required=True, help="who says so, kept with it")
    _act(acts, "revocations", "write the broker's list of keys that are over", _revocations)
    _act(acts, "publish", "tell devices how they are to be set, until stopped", publish)
    _act(acts, "list", "every device and its key", _list)


def _act(
    acts: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    says: str,
    run: Callable[[argparse.Namespace], int],
) -> argparse.ArgumentParser:
    parser = acts.add_parser(name, help=says)
    parser.set_defaults(run=run)
    return parser


def _describe(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("device", help="its id, such as kawabe-bridge-1")
    parser.add_argument("--station", action="append", default=[], help="what it speaks for")
    parser.add_argument("--what", default="", help="what it is: 'radar, Raspberry Pi Zero 2'")
    parser.add_argument("--battery-floor", type=float, metavar="V", help="where it stops, in volts")


def _ground(args: argparse.Namespace) -> Ground:
    return Ground(args.secrets, args.devices)


def _provision(args: argparse.Namespace) -> int:
    wanted = Wanted(
        args.device,
        args.station,
        args.what,
        args.battery_floor,
        args.broker,
        timedelta(days=args.days),
    )
    now = datetime.now(UTC)
    with connect_command(read_settings()) as connection:
        issued = provision(connection, _ground(args), wanted, args.to, now, args.author)
    print(f"device {args.device}: its key is good until {issued.not_after:%Y-%m-%d}")
    print(f"Carry {args.to} to it and run ./install there; the key in it is nowhere else.")
    print("The first device of all: docker compose restart broker, so that it listens for devices.")
    return 0


def _register(args: argparse.Namespace) -> int:
    with connect_command(read_settings()) as connection:
        register_device(
            connection,
            args.device,
            args.station,
            what=args.what,
            battery_floor_v=args.battery_floor,
            author=args.author,
        )
    print(f"device {args.device}: registered")
    return 0


def _rotate(args: argparse.Namespace) -> int:
    now, overlap = datetime.now(UTC), timedelta(days=args.overlap_days)
    with connect_command(read_settings()) as connection:
        issued = rotate(
            connection,
            _ground(args),
            args.device,
            args.to,
            now,
            overlap=overlap,
            author=args.author,
        )
    print(f"device {args.device}: its next key is good until {issued.not_after:%Y-%m-%d}")
    print(f"Carry {args.to} to it before {now + overlap:%Y-%m-%d}: then the one it has ends.")
    return 0


def _revoke(args: argparse.Namespace) -> int:
    now = datetime.now(UTC)
    with connect_command(read_settings()) as connection:
        ended = revoke(
            connection, _ground(args), args.device, now, because=args.because, author=args.author
        )
    print(f"device {args.device}: {ended} certificates revoked, and its password if it had one")
    print(_RESTART)
    return 0


def _revocations(args: argparse.Namespace) -> int:
    with connect_command(read_settings()) as connection:
        is_new = list_ended(connection, _ground(args), datetime.now(UTC))
    print(f"changed. {_RESTART}" if is_new else "as before")
    return 0


def _list(_args: argparse.Namespace) -> int:
    now = datetime.now(UTC)
    with connect_command(read_settings()) as connection:
        devices, kept = registered_devices(connection), certificates(connection)
    for device in devices:
        good = [c for c in kept if c.device_id == device.device_id and c.is_good_at(now)]
        key = f"key until {good[0].not_after:%Y-%m-%d}" if good else "no key that is good"
        print(f"{device.device_id:24} {', '.join(device.station_ids)}  {key}  {device.what}")
    if not devices:
        print("no device")
    return 0
