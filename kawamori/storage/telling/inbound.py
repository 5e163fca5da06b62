"""What people answered: kept, with what was made of it, until somebody has seen to it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from psycopg.rows import class_row

from kawamori.errors import ConflictError, NotFoundError
from kawamori.messages.answers import Meaning
from kawamori.people import Channel, Language, PhoneNumber
from kawamori.people.stops import OPTED_OUT
from kawamori.storage.acts import record_act
from kawamori.storage.connections import Connection
from kawamori.storage.people.addresses import AddressSeal
from kawamori.storage.people.subscribers import stop_telling

FOR_PEOPLE = (Meaning.OTHER.value, Meaning.HELP.value)

_WHO = """
SELECT subscriber_id, language,
       NOT %s OR NOT EXISTS (SELECT FROM reachable r
                             WHERE r.run_no = 0 AND r.subscriber_id = s.subscriber_id)
FROM subscribers s
WHERE channel IN ('sms', 'voice') AND address_hash = ANY(%s) AND erased_at IS NULL
ORDER BY channel
"""
_RECORD = """
INSERT INTO inbound_messages (provider_id, received_at, subscriber_id, address_encrypted,
                              address_hash, body, meaning, rehearsed)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (provider_id) DO NOTHING
RETURNING inbound_id
"""
_START = """
UPDATE subscribers SET stopped_at = NULL, stopped_because = NULL
WHERE subscriber_id = ANY(%s) AND erased_at IS NULL
"""
_ANSWERED_SINCE = """
SELECT EXISTS (SELECT FROM inbound_messages
               WHERE address_hash = ANY(%s) AND meaning = ANY(%s) AND received_at > %s)
"""
_LIST = """
SELECT i.inbound_id, i.received_at, i.address_encrypted, s.language, i.body, i.meaning,
       i.rehearsed, i.closed_at, i.closed_by
FROM inbound_messages i LEFT JOIN subscribers s USING (subscriber_id)
WHERE i.rehearsed = %(rehearsed)s
  AND (NOT %(only_open)s OR (i.closed_at IS NULL AND i.meaning = ANY(%(for_people)s)))
ORDER BY i.received_at DESC, i.inbound_id DESC LIMIT %(limit)s
"""
_LOCK = """
SELECT address_encrypted, closed_by FROM inbound_messages WHERE inbound_id = %s FOR UPDATE
"""
_CLOSE = "UPDATE inbound_messages SET closed_at = %s, closed_by = %s WHERE inbound_id = %s"


@dataclass(frozen=True, slots=True)
class Sender:
    """Who answered: a subscriber by text and perhaps by voice, or, with no ids, a stranger.

    ``may_stop`` are those that the answer may stop and start: in a rehearsal nobody whom
    reality reaches.
    """

    number: PhoneNumber
    subscriber_ids: tuple[int, ...]
    may_stop: tuple[int, ...]
    language: Language | None
    rehearsed: bool


@dataclass(frozen=True, slots=True)
class Inbound:
    """One answer as headquarters reads it."""

    inbound_id: int
    received_at: datetime
    address_encrypted: bytes
    language: str | None
    body: str
    meaning: str
    rehearsed: bool
    closed_at: datetime | None
    closed_by: str | None


def who_answers(
    connection: Connection, seal: AddressSeal, number: PhoneNumber, *, rehearsed: bool
) -> Sender:
    """Return what is known of a number."""
    values = (rehearsed, seal.hashes(Channel.SMS, number))
    rows = connection.execute(_WHO, values).fetchall()
    return Sender(
        number,
        tuple(subscriber_id for subscriber_id, _, _ in rows),
        tuple(subscriber_id for subscriber_id, _, may_stop in rows if may_stop),
        Language(rows[0][1]) if rows else None,
        rehearsed,
    )


def record_inbound(
    connection: Connection,
    seal: AddressSeal,
    sender: Sender,
    *,
    provider_id: str,
    body: str,
    meaning: Meaning,
    now: datetime,
) -> bool:
    """Keep an answer; False when the provider has told of it before."""
    values = (
        provider_id,
        now,
        sender.subscriber_ids[0] if sender.subscriber_ids else None,
        seal.encrypt(Channel.SMS, sender.number),
        seal.hash(Channel.SMS, sender.number),
        body,
        meaning,
        sender.rehearsed,
    )
    return connection.execute(_RECORD, values).fetchone() is not None


def stop(connection: Connection, sender: Sender, now: datetime) -> None:
    """Never write to or call a number again, until they ask for it."""
    for subscriber_id in sender.may_stop:
        stop_telling(connection, subscriber_id, OPTED_OUT, now)


def start(connection: Connection, sender: Sender) -> None:
    """Write to a number again that was stopped."""
    connection.execute(_START, (list(sender.may_stop),))


def was_answered_within(
    connection: Connection, seal: AddressSeal, sender: Sender, time: timedelta, now: datetime
) -> bool:
    """Return whether we sent the same words lately: two machines must not talk all night."""
    values = (seal.hashes(Channel.SMS, sender.number), list(FOR_PEOPLE), now - time)
    row = connection.execute(_ANSWERED_SINCE, values).fetchone()
    return row is not None and bool(row[0])


def list_inbound(
    connection: Connection, *, rehearsed: bool, only_open: bool, limit: int
) -> list[Inbound]:
    """Return answers, the newest first; ``only_open``: those that wait for a person."""
    values = {
        "rehearsed": rehearsed,
        "only_open": only_open,
        "for_people": list(FOR_PEOPLE),
        "limit": limit,
    }
    with connection.cursor(row_factory=class_row(Inbound)) as cursor:
        return cursor.execute(_LIST, values).fetchall()


def close_inbound(
    connection: Connection, inbound_id: int, *, person: str, role: str, now: datetime
) -> None:
    """Note that a person has seen to an answer; ``ConflictError`` says who was first."""
    with connection.transaction():
        _, closed_by = _locked(connection, inbound_id)
        if closed_by is not None:
            raise ConflictError(f"{closed_by} has seen to this already")
        connection.execute(_CLOSE, (now, person, inbound_id))
        record_act(connection, person, role, "close", f"inbound/{inbound_id}")


def number_of(
    connection: Connection, seal: AddressSeal, inbound_id: int, *, person: str, role: str
) -> PhoneNumber:
    """Return the number somebody answered from, to call them back; who asked is kept for good."""
    with connection.transaction():
        encrypted, _ = _locked(connection, inbound_id)
        record_act(connection, person, role, "read number", f"inbound/{inbound_id}")
    number = seal.decrypt(Channel.SMS, encrypted)
    assert isinstance(number, PhoneNumber)  # noqa: S101 of the channel
    return number


def _locked(connection: Connection, inbound_id: int) -> tuple[bytes, str | None]:
    row = connection.execute(_LOCK, (inbound_id,)).fetchone()
    if row is None:
        raise NotFoundError(f"there is no answer {inbound_id}")
    return row[0], row[1]
