"""Visit requests: sealed by a key of their own, and never read without an act that says so."""

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kawamori.errors import InvalidError, NotFoundError
from kawamori.people import Channel, PhoneNumber
from kawamori.people.visits import Visited
from kawamori.storage.acts import record_act
from kawamori.storage.connections import Connection, unavailable_when_lost
from kawamori.storage.people.addresses import AddressSeal
from kawamori.storage.sealing import Seal, keys_of

log = logging.getLogger(__name__)

_ABOUT = b"visit"
_RECORD = """
INSERT INTO visit_requests (area_id, person_encrypted, phone_hash, asked_at, ends_at, recorded_by)
SELECT area_id, %s, %s, %s, %s, %s FROM areas WHERE area_id = %s
RETURNING visit_id
"""
# reached: what the message's ledger knows of the same number; null where it knows nothing of it.
_READ = """
SELECT v.visit_id, v.area_id, f.name, v.person_encrypted, v.asked_at, v.ends_at, v.recorded_by,
       (SELECT bool_or(d.state = 'delivered' OR d.opened_at IS NOT NULL
                       OR d.acknowledged_at IS NOT NULL)
        FROM subscribers s JOIN deliveries d USING (subscriber_id)
        WHERE s.channel IN ('sms', 'voice') AND s.address_hash = v.phone_hash
          AND d.message_id = %(message_id)s) AS reached
FROM visit_requests v JOIN current_areas f USING (area_id)
WHERE v.ends_at > %(now)s AND (%(area_ids)s::text[] IS NULL OR v.area_id = ANY(%(area_ids)s))
ORDER BY reached NULLS FIRST, v.area_id, v.visit_id
"""
_END = "DELETE FROM visit_requests WHERE visit_id = %s RETURNING area_id"


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody to visit; ``reached`` is None where no message's ledger tells of them."""

    visit_id: int
    area_id: str
    area_name: str
    who: Visited
    asked_at: datetime
    ends_at: datetime
    recorded_by: str
    reached: bool | None


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads or writes visit requests, and why."""

    person: str
    role: str
    reason: str


class VisitSeal:
    """Seals names and addresses under the people key, for this purpose alone."""

    def __init__(self, people_key: bytes) -> None:
        """Take the key, or several of 32 bytes one behind the other, the newest first."""
        self._seal = Seal(keys_of(people_key), b"kawamori visit requests")

    @property
    def key_id(self) -> bytes:
        """Return what everything begins with that the newest key has sealed."""
        return self._seal.key_id

    def encrypt(self, who: Visited) -> bytes:
        """Return somebody as they are stored."""
        phone = who.phone.e164 if who.phone else None
        text = json.dumps([who.name, who.address, who.note, phone], ensure_ascii=False)
        return self._seal.close(text.encode(), _ABOUT)

    def decrypt(self, stored: bytes) -> Visited:
        """Return somebody who was stored; ``InvalidError`` when no key fits."""
        try:
            name, address, note, phone = json.loads(self._seal.open(stored, _ABOUT))
        except ValueError:
            raise InvalidError(
                "a visit request is damaged or was stored under another people key"
            ) from None
        return Visited(name, address, note, PhoneNumber(phone) if phone else None)


def record_visit(
    connection: Connection,
    people_key: bytes,
    area_id: str,
    who: Visited,
    by: Reader,
    *,
    now: datetime,
    ends_at: datetime,
) -> int:
    """Store that somebody asks for a visit until ``ends_at``; ``NotFoundError`` for the area."""
    if ends_at <= now:
        raise InvalidError(f"ends_at {ends_at.isoformat()} is past: say until when it holds")
    hashed = AddressSeal(people_key).hash(Channel.SMS, who.phone) if who.phone else None
    values = (VisitSeal(people_key).encrypt(who), hashed, now, ends_at, by.person, area_id)
    with unavailable_when_lost(), connection.transaction():
        row = connection.execute(_RECORD, values).fetchone()
        if row is None:
            raise NotFoundError(f"there is no area {area_id!r}")
        subject = f"visit/{row[0]}"
        record_act(connection, by.person, by.role, "record_visit", subject, area_id=area_id)
    return int(row[0])


def read_visits(
    connection: Connection,
    people_key: bytes,
    by: Reader,
    *,
    now: datetime,
    area_ids: Sequence[str] | None = None,
    message_id: int | None = None,
) -> list[Visit]:
    """Return who is to be visited, in all areas or some; whoever a message reached comes last.

    What is read is written to ``acts`` in the same transaction: no act, no name. A request that
    no key opens is told of in the log and keeps nobody else from being visited.
    """
    if not by.reason.strip():
        raise InvalidError("reason is empty: reading names and addresses needs one")
    seal = VisitSeal(people_key)
    values = {
        "now": now,
        "area_ids": None if area_ids is None else list(area_ids),
        "message_id": message_id,
    }
    with unavailable_when_lost(), connection.transaction():
        rows = connection.execute(_READ, values).fetchall()
        record_act(
            connection,
            by.person,
            by.role,
            "read_visits",
            "visits",
            reason=by.reason,
            areas=sorted({row[1] for row in rows}),
            visits=[row[0] for row in rows],
        )
    visits = []
    for visit_id, area_id, name, sealed, *others in rows:
        try:
            visits.append(Visit(visit_id, area_id, name, seal.decrypt(sealed), *others))
        except InvalidError as error:
            log.critical("visit %s is left out: %s", visit_id, error)
    return visits


def end_visit(connection: Connection, visit_id: int, by: Reader) -> None:
    """Delete a visit request; ``NotFoundError`` when there is none."""
    with unavailable_when_lost(), connection.transaction():
        row = connection.execute(_END, (visit_id,)).fetchone()
        if row is None:
            raise NotFoundError(f"there is no visit request {visit_id}")
        subject = f"visit/{visit_id}"
        record_act(connection, by.person, by.role, "end_visit", subject, area_id=row[0])
