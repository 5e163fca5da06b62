"""What people answered: kept, with what was made of it, until somebody has seen to it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from psycopg.rows import class_row

from kawamori.errors import ConflictError, InvalidError, NotFoundError
from kawamori.messages.answers import Meaning
from kawamori.people import Channel, Language, PhoneNumber
from kawamori.people.stops import OPTED_OUT
from kawamori.runs import ACTUAL
from kawamori.storage.acts import record_act
from kawamori.storage.connections import Connection
from kawamori.storage.people.addresses import AddressSeal
from kawamori.storage.people.subscribers import stop_telling
from kawamori.storage.stream import announce

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
       i.rehearsed, i.taken_at, i.taken_by, i.closed_at, i.closed_by, i.note
FROM inbound_messages i LEFT JOIN subscribers s USING (subscriber_id)
WHERE i.rehearsed = %(rehearsed)s
  AND (NOT %(only_open)s OR (i.closed_at IS NULL AND i.meaning = ANY(%(for_people)s)))
ORDER BY i.received_at DESC, i.inbound_id DESC LIMIT %(limit)s
"""
_WAITING = """
SELECT count(*), count(*) FILTER (WHERE taken_at IS NULL), max(received_at)
FROM inbound_messages WHERE rehearsed = %s AND closed_at IS NULL AND meaning = ANY(%s)
"""
_LOCK = """
SELECT address_encrypted, taken_by, closed_by, rehearsed FROM inbound_messages
WHERE inbound_id = %s FOR UPDATE
"""
_TAKE = "UPDATE inbound_messages SET taken_at = %s, taken_by = %s WHERE inbound_id = %s"
_CLOSE = """
UPDATE inbound_messages SET closed_at = %s, closed_by = %s, note = %s WHERE inbound_id = %s
"""
_REHEARSALS = "SELECT run_no FROM runs WHERE status <> 'actual' AND ended_at IS NULL"


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
    taken_at: datetime | None
    taken_by: str | None
    closed_at: datetime | None
    closed_by: str | None
    note: str


class Waiting(NamedTuple):
    """How many answers wait for a person, how many of them nobody has taken, and the newest."""

    waiting: int
    untaken: int
    newest_at: datetime | None


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
    is_new = connection.execute(_RECORD, values).fetchone() is not None
    if is_new and meaning.value in FOR_PEOPLE:
        _announce(connection, rehearsed=sender.rehearsed)
    return is_new


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


def waiting_inbound(connection: Connection, *, rehearsed: bool) -> Waiting:
    """Return how much waits, and nothing of what it says."""
    row = connection.execute(_WAITING, (rehearsed, list(FOR_PEOPLE))).fetchone()
    return Waiting(*row) if row else Waiting(0, 0, None)


def take_inbound(
    connection: Connection,
    inbound_id: int,
    *,
    instead_of: str | None,
    person: str,
    role: str,
    now: datetime,
) -> None:
    """Note that a person sees to an answer; ``instead_of`` names whoever they take it over from.

    ``ConflictError`` where somebody else has it, or it has been seen to.
    """
    with connection.transaction():
        waiting = _locked(connection, inbound_id)
        _refuse_closed(waiting)
        if waiting.taken_by != instead_of:
            whose = f"{waiting.taken_by} has" if waiting.taken_by else "nobody has"
            raise ConflictError(f"{whose} taken this: look again before you take it")
        connection.execute(_TAKE, (now, person, inbound_id))
        subject = f"inbound/{inbound_id}"
        record_act(connection, person, role, "take", subject, instead_of=instead_of)
        _announce(connection, rehearsed=waiting.rehearsed)


def close_inbound(
    connection: Connection, inbound_id: int, *, note: str, person: str, role: str, now: datetime
) -> None:
    """Note that a person has seen to an answer, and how; ``ConflictError`` says who was first."""
    if not note.strip():
        raise InvalidError("note: say what was done about it")
    with connection.transaction():
        waiting = _locked(connection, inbound_id)
        _refuse_closed(waiting)
        connection.execute(_CLOSE, (now, person, note.strip(), inbound_id))
        record_act(connection, person, role, "close", f"inbound/{inbound_id}")
        _announce(connection, rehearsed=waiting.rehearsed)


def number_of(
    connection: Connection, seal: AddressSeal, inbound_id: int, *, person: str, role: str
) -> PhoneNumber:
    """Return the number somebody answered from, to call them back; who asked is kept for good."""
    with connection.transaction():
        encrypted = _locked(connection, inbound_id).address_encrypted
        record_act(connection, person, role, "read number", f"inbound/{inbound_id}")
    number = seal.decrypt(Channel.SMS, encrypted)
    assert isinstance(number, PhoneNumber)  # noqa: S101 of the channel
    return number


class _Locked(NamedTuple):
    address_encrypted: bytes
    taken_by: str | None
    closed_by: str | None
    rehearsed: bool


def _locked(connection: Connection, inbound_id: int) -> _Locked:
    row = connection.execute(_LOCK, (inbound_id,)).fetchone()
    if row is None:
        raise NotFoundError(f"there is no answer {inbound_id}")
    return _Locked(*row)


def _refuse_closed(waiting: _Locked) -> None:
    if waiting.closed_by is not None:
        raise ConflictError(f"{waiting.closed_by} has seen to this already")


def _announce(connection: Connection, *, rehearsed: bool) -> None:
    """Have it shown that something waits: in reality, or in every rehearsal that goes on."""
    runs = connection.execute(_REHEARSALS).fetchall() if rehearsed else [(ACTUAL.run_no,)]
    for (run_no,) in runs:
        announce(connection, run_no, "inbound", [])
