"""Devices are made, given new keys, shut out: database, certificates, the broker's list agree."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from kawamori.errors import ConflictError, InvalidError
from kawamori.fleet.authority import LASTS, Authority, Issued, addresses_of, open_authority
from kawamori.fleet.boxes import check_new, write_box, write_keys
from kawamori.fleet.listener import write_listener
from kawamori.storage.connections import Connection
from kawamori.storage.fleet.certificates import (
    Made,
    add_certificate,
    certificates,
    ended_certificates,
    mark_listed,
    revoke_device,
)
from kawamori.storage.fleet.devices import find_device, register_device


class Ground(NamedTuple):
    """Where an installation keeps its secrets, and what its broker reads of devices."""

    secrets: Path
    devices: Path

    def authority(self) -> Authority:
        """Return the installation's certificate authority."""
        return open_authority(self.secrets)


class Wanted(NamedTuple):
    """A device that is to be made; without ``host`` the broker's certificate tells where it is."""

    device_id: str
    station_ids: Sequence[str]
    what: str = ""
    battery_floor_v: float | None = None
    host: str | None = None
    lasts: timedelta = LASTS


def provision(
    connection: Connection, ground: Ground, wanted: Wanted, folder: Path, now: datetime, author: str
) -> Issued:
    """Register a device and write its folder; ``ConflictError`` where it has a key already.

    1. Refuse what can't be before anything is changed.
    2. Register the device and its certificate.
    3. Write what the broker reads, and what is carried to the device.
    """
    authority, host = ground.authority(), wanted.host or _address(ground)
    check_new(folder)
    if any(each.is_good_at(now) for each in certificates(connection, wanted.device_id)):
        raise ConflictError(
            f"{wanted.device_id} has a key: `kawamori fleet rotate` makes the next,"
            " `kawamori fleet revoke` ends what was lost"
        )
    issued = authority.issue(wanted.device_id, now, wanted.lasts)
    with connection.transaction():
        register_device(
            connection,
            wanted.device_id,
            wanted.station_ids,
            what=wanted.what,
            battery_floor_v=wanted.battery_floor_v,
            author=author,
        )
        add_certificate(connection, wanted.device_id, _made(issued), author=author)
        write_box(
            folder,
            authority,
            issued,
            device_id=wanted.device_id,
            host=host,
            station_ids=wanted.station_ids,
        )
    list_ended(connection, ground, now)
    return issued


def rotate(
    connection: Connection,
    ground: Ground,
    device_id: str,
    folder: Path,
    now: datetime,
    *,
    overlap: timedelta,
    author: str,
) -> Issued:
    """Write a device's next key; the one it has ends when the overlap is over."""
    find_device(connection, device_id)
    if overlap < timedelta(0):
        raise InvalidError(f"an overlap of {overlap.days} days: give 0 or more")
    authority = ground.authority()
    issued = authority.issue(device_id, now)
    with connection.transaction():
        add_certificate(
            connection, device_id, _made(issued), author=author, others_end_at=now + overlap
        )
        write_keys(folder, authority, issued)
    return issued


def revoke(
    connection: Connection,
    ground: Ground,
    device_id: str,
    now: datetime,
    *,
    because: str,
    author: str,
) -> int:
    """End every certificate of a device and its password, and tell the broker's list so."""
    ended = revoke_device(connection, device_id, because=because, person=author, role="command")
    _forget_password(ground.secrets / "broker_passwords", device_id)
    list_ended(connection, ground, now)
    return ended


def list_ended(connection: Connection, ground: Ground, now: datetime) -> bool:
    """Write the list of what is over, and return whether it names what the last did not."""
    ended = ended_certificates(connection, now)
    write_listener(ground.devices, ground.authority(), ended, now)
    serials = [serial for serial, _ in ended]
    return mark_listed(connection, serials, now) > 0


def _address(ground: Ground) -> str:
    found = addresses_of(ground.secrets / "broker.crt")
    if not found:
        raise InvalidError(
            f"{ground.secrets / 'broker.crt'} names no address that devices could reach:"
            " give --broker, by a name that is in the certificate"
        )
    return found[0]


def _made(issued: Issued) -> Made:
    return Made(issued.serial, issued.fingerprint, issued.not_before, issued.not_after)


def _forget_password(passwords: Path, device_id: str) -> None:
    """Take a device's line away, in place: the broker's mount holds on to this very file."""
    if not passwords.exists():
        return
    lines = passwords.read_text().splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith(f"{device_id}:")]
    if len(kept) < len(lines):
        mode = passwords.stat().st_mode
        passwords.chmod(mode | 0o200)
        passwords.write_text("".join(kept))
        passwords.chmod(mode)
