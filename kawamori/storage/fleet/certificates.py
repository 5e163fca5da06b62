"""Devices' certificates: made, followed by another, revoked by a named person for a reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from psycopg.rows import class_row

from kawamori.errors import ConflictError, InvalidError
from kawamori.storage.acts import record_act
from kawamori.storage.connections import Connection
from kawamori.storage.fleet.devices import find_device

_ADD = """
INSERT INTO device_certificates (serial, device_id, fingerprint, not_before, not_after, made_by)
VALUES (%s, %s, %s, %s, %s, %s)
"""
_FOLLOW = """
UPDATE device_certificates SET ends_at = least(coalesce(ends_at, %(until)s), %(until)s)
WHERE device_id = %(device_id)s AND serial <> %(serial)s
  AND revoked_at IS NULL AND not_after > %(until)s
"""
_REVOKE = """
UPDATE device_certificates
SET revoked_at = clock_timestamp(), revoked_by = %s, revoked_because = %s
WHERE device_id = %s AND revoked_at IS NULL AND not_after > clock_timestamp()
"""
_ALL = """
SELECT serial, device_id, fingerprint, not_before, not_after, made_at, made_by, ends_at,
       revoked_at, revoked_by, revoked_because, listed_at
FROM device_certificates WHERE %(device_id)s::text IS NULL OR device_id = %(device_id)s
ORDER BY device_id, made_at DESC, serial
"""
_ENDED = """
SELECT serial, least(revoked_at, CASE WHEN ends_at <= %(now)s THEN ends_at END)
FROM device_certificates
WHERE (revoked_at IS NOT NULL OR ends_at <= %(now)s) AND not_after > %(now)s
ORDER BY serial
"""
_LISTED = """
UPDATE device_certificates SET listed_at = %s WHERE serial = ANY(%s) AND listed_at IS NULL
"""


@dataclass(frozen=True, slots=True)
class Made:
    """What is kept of a certificate as it is made; ``serial`` and ``fingerprint`` are in hex."""

    serial: str
    fingerprint: str
    not_before: datetime
    not_after: datetime


@dataclass(frozen=True, slots=True)
class Certificate:
    """A device's certificate; ``ends_at`` is when the overlap with its successor is over."""

    serial: str
    device_id: str
    fingerprint: str
    not_before: datetime
    not_after: datetime
    made_at: datetime
    made_by: str
    ends_at: datetime | None
    revoked_at: datetime | None
    revoked_by: str | None
    revoked_because: str | None
    listed_at: datetime | None

    def is_good_at(self, now: datetime) -> bool:
        """Whether its device may come in by it."""
        ended = self.ends_at is not None and self.ends_at <= now
        return self.revoked_at is None and not ended and self.not_before <= now < self.not_after


def add_certificate(
    connection: Connection,
    device_id: str,
    made: Made,
    *,
    author: str,
    others_end_at: datetime | None = None,
) -> None:
    """Keep what was made for a device; with ``others_end_at`` its earlier ones end then."""
    find_device(connection, device_id)
    row = (made.serial, device_id, made.fingerprint, made.not_before, made.not_after, author)
    with connection.transaction():
        connection.execute(_ADD, row)
        if others_end_at is not None:
            follow = {"until": others_end_at, "device_id": device_id, "serial": made.serial}
            connection.execute(_FOLLOW, follow)
        record_act(
            connection,
            author,
            "command",
            "certify_device",
            device_id,
            fingerprint=made.fingerprint,
            not_after=made.not_after.isoformat(),
        )


def revoke_device(
    connection: Connection, device_id: str, *, because: str, person: str, role: str
) -> int:
    """End every certificate of a device now, and return how many there were.

    The broker refuses them once it has read a list that names them; until then it does not know.
    """
    find_device(connection, device_id)
    if not because.strip():
        raise InvalidError("say why the device's keys are revoked: it is kept with it")
    with connection.transaction():
        ended = connection.execute(_REVOKE, (person, because.strip(), device_id)).rowcount
        if not ended:
            raise ConflictError(f"{device_id} has no certificate that could be revoked")
        record_act(connection, person, role, "revoke_device", device_id, because=because.strip())
    return ended


def certificates(connection: Connection, device_id: str | None = None) -> list[Certificate]:
    """Return every certificate that there was, by device, the newest first; or one device's."""
    with connection.cursor(row_factory=class_row(Certificate)) as cursor:
        return cursor.execute(_ALL, {"device_id": device_id}).fetchall()


def ended_certificates(connection: Connection, now: datetime) -> list[tuple[str, datetime]]:
    """Return the serial of each that is over before its time, and since when."""
    return connection.execute(_ENDED, {"now": now}).fetchall()


def mark_listed(connection: Connection, serials: Sequence[str], now: datetime) -> int:
    """Note that a list with these was written for the broker; return how many are new on it."""
    return connection.execute(_LISTED, (now, list(serials))).rowcount
