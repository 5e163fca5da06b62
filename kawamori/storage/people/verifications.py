"""Whose number it is: a code is sent to it, and who sends it back has shown that it is theirs.

The code is made as it is sent and kept as a keyed hash, so that nobody who reads the database
can register somebody else's number. What a person wishes becomes a subscription only then.
"""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from psycopg.types.json import Jsonb

from kawamori.errors import ConflictError, NotAllowedError, NotFoundError
from kawamori.levels import GaugeLevel
from kawamori.people import (
    AreaSubscription,
    Channel,
    Language,
    PhoneNumber,
    QuietHours,
    ReadingNeed,
    Subscriber,
    Subscription,
)
from kawamori.storage.connections import Connection, unavailable_when_lost
from kawamori.storage.people.addresses import AddressSeal
from kawamori.storage.people.intake import check_wishes, store_subscribers
from kawamori.storage.sealing import KEY_BYTES, derive

VALID_FOR = timedelta(minutes=10)
TRIES = 5
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MOST_AN_HOUR, MOST_A_DAY = 3, 6  # codes to one number
MOST_FROM_ONE_AN_HOUR = 20  # from one address, which a whole office or carrier may share
MOST_IN_ALL_A_DAY = 5000  # somebody who asks for strangers' numbers spends the city's money

_COUNT = """
SELECT count(*) FILTER (WHERE address_hash = ANY(%(hashes)s) AND asked_at > %(hour)s),
       count(*) FILTER (WHERE address_hash = ANY(%(hashes)s)),
       count(*) FILTER (WHERE caller_hash = %(caller)s AND asked_at > %(hour)s), count(*)
FROM phone_verifications WHERE asked_at > %(day)s
"""
_ASK = """
INSERT INTO phone_verifications (channel, address_encrypted, address_hash, language, wishes,
                                 asked_at, expires_at, caller_hash)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s) RETURNING verification_id
"""
_CLAIM = """
UPDATE phone_verifications v SET claimed_at = %(now)s, expires_at = %(expires)s
FROM (SELECT verification_id FROM phone_verifications
      WHERE claimed_at IS NULL AND expires_at > %(now)s AND channel = ANY(%(channels)s)
      ORDER BY asked_at LIMIT 1 FOR UPDATE SKIP LOCKED) AS next
WHERE v.verification_id = next.verification_id
RETURNING v.verification_id, v.channel, v.address_encrypted, v.language
"""
_CODE = "UPDATE phone_verifications SET code_hash = %s WHERE verification_id = %s"
_ANSWERED = "UPDATE phone_verifications SET answer = %s WHERE verification_id = %s"
_TRY = """
UPDATE phone_verifications SET tries = tries + 1
WHERE verification_id = %(id)s AND verified_at IS NULL AND tries < %(tries)s
  AND expires_at > %(now)s AND code_hash IS NOT NULL
RETURNING code_hash, tries
"""
_FIND = """
SELECT channel, address_encrypted, language, wishes, verified_at FROM phone_verifications
WHERE verification_id = %s
"""
_VERIFIED = """
UPDATE phone_verifications SET verified_at = %s
WHERE verification_id = %s AND verified_at IS NULL RETURNING verification_id
"""
_FREE = """
UPDATE subscribers SET stopped_at = NULL, stopped_because = NULL, erased_at = NULL
WHERE channel = %s AND address_hash = ANY(%s)
"""
_BY_CODE = """
UPDATE subscribers SET verified_at = %s, verified_by = 'code' WHERE subscriber_id = %s
"""


class CodeSeal:
    """Hashes codes by the people key; a code belongs to the one request that it was made for."""

    def __init__(self, people_key: bytes) -> None:
        """Take the key, or several one behind the other, as ``AddressSeal`` does."""
        keys = [people_key[n : n + KEY_BYTES] for n in range(0, len(people_key), KEY_BYTES)]
        self._keys = [derive(key, b"kawamori verification codes") for key in keys]

    def hash(self, verification_id: UUID, code: str) -> bytes:
        """Return what is kept of a code."""
        return self._hash(self._keys[0], verification_id, code)

    def fits(self, verification_id: UUID, code: str, kept: bytes) -> bool:
        """Return whether this is the code."""
        return any(
            hmac.compare_digest(self._hash(key, verification_id, code), kept) for key in self._keys
        )

    @staticmethod
    def _hash(key: bytes, verification_id: UUID, code: str) -> bytes:
        return hmac.new(key, f"{verification_id}:{code}".encode(), hashlib.sha256).digest()


def hash_of_caller(people_key: bytes, address: str) -> bytes:
    """Return what is kept of the address that somebody asks from."""
    key = derive(people_key[:KEY_BYTES], b"kawamori callers")
    return hmac.new(key, address.encode(), hashlib.sha256).digest()


@dataclass(frozen=True, slots=True)
class CodeToSend:
    """A number that waits for its code."""

    verification_id: UUID
    channel: Channel
    number: PhoneNumber
    language: Language


def ask_for_code(
    connection: Connection,
    seal: AddressSeal,
    person: Subscriber,
    now: datetime,
    *,
    caller_hash: bytes | None = None,
) -> UUID:
    """Have a code sent to a number and return what it is asked about by.

    ``ConflictError`` when too many were asked for, ``NotFoundError`` for a station or an area
    that does not exist. Whether the number is known already is not said. ``caller_hash`` is
    from where it was asked, by ``hash_of_caller``.
    """
    check_wishes(connection, [person])
    hashes = seal.hashes(person.channel, person.address)
    with unavailable_when_lost(), connection.transaction():
        connection.execute("LOCK TABLE phone_verifications IN SHARE ROW EXCLUSIVE MODE")
        values = {
            "hashes": hashes,
            "caller": caller_hash,
            "hour": now - HOUR,
            "day": now - DAY,
        }
        ((hour, day, from_one, in_all),) = connection.execute(_COUNT, values).fetchall()
        if hour >= MOST_AN_HOUR or day >= MOST_A_DAY:
            raise ConflictError("this number was sent several codes: try again later")
        if from_one >= MOST_FROM_ONE_AN_HOUR:
            raise ConflictError("many numbers were registered from here: try again in an hour")
        if in_all >= MOST_IN_ALL_A_DAY:
            raise ConflictError("too many numbers are being registered: try again tomorrow")
        row = connection.execute(
            _ASK,
            (
                person.channel,
                seal.encrypt(person.channel, person.address),
                hashes[0],
                person.language,
                Jsonb(_wishes(person)),
                now,
                now + VALID_FOR,
                caller_hash,
            ),
        ).fetchone()
        connection.execute("NOTIFY messages")
    assert row is not None  # noqa: S101 INSERT … RETURNING gives a row
    return UUID(str(row[0]))


def claim_code(
    connection: Connection, seal: AddressSeal, channels: Sequence[Channel], now: datetime
) -> CodeToSend | None:
    """Take the oldest number that waits for a code; it is sent one at most, once."""
    values = {"channels": list(channels), "now": now, "expires": now + VALID_FOR}
    with unavailable_when_lost():
        row = connection.execute(_CLAIM, values).fetchone()
    if row is None:
        return None
    channel = Channel(row[1])
    number = seal.decrypt(channel, row[2])
    assert isinstance(number, PhoneNumber)  # noqa: S101 of these channels
    return CodeToSend(UUID(str(row[0])), channel, number, Language(row[3]))


def keep_code(connection: Connection, codes: CodeSeal, verification_id: UUID, code: str) -> None:
    """Keep the hash of a code that is about to be sent."""
    connection.execute(_CODE, (codes.hash(verification_id, code), verification_id))


def keep_answer(connection: Connection, verification_id: UUID, answer: str) -> None:
    """Keep what the provider said to a code."""
    connection.execute(_ANSWERED, (answer, verification_id))


def verify_number(
    connection: Connection,
    seal: AddressSeal,
    codes: CodeSeal,
    verification_id: UUID,
    code: str,
    now: datetime,
) -> None:
    """Subscribe whoever sends back the code, and let reality reach them.

    ``NotAllowedError`` when it is another code, ``ConflictError`` when it is too late or was
    tried too often, ``NotFoundError`` when nothing was asked. A try counts whatever comes of it.
    """
    tried = connection.execute(_TRY, {"id": verification_id, "tries": TRIES, "now": now}).fetchone()
    row = connection.execute(_FIND, (verification_id,)).fetchone()
    if row is None:
        raise NotFoundError("no code was asked for here")
    channel, encrypted, language, wishes, verified_at = row
    if tried is None:
        already = "this number is verified already" if verified_at else None
        raise ConflictError(already or "this code is not valid any more: ask for another")
    if not codes.fits(verification_id, code, bytes(tried[0])):
        raise NotAllowedError(f"that is another code; {TRIES - tried[1]} tries are left")
    person = _person(seal, Channel(channel), encrypted, language, wishes)
    with connection.transaction():
        if connection.execute(_VERIFIED, (now, verification_id)).fetchone() is None:
            return
        # They asked for it themselves, and a number that is barred at the provider gets no code.
        connection.execute(_FREE, (channel, seal.hashes(person.channel, person.address)))
        (stored,) = store_subscribers(connection, seal, [person], run_no=0)
        connection.execute(_BY_CODE, (now, stored.subscriber_id))


def _wishes(person: Subscriber) -> dict[str, object]:
    quiet = person.quiet
    return {
        "stations": [[s.station_id, s.from_level] for s in person.subscriptions],
        "areas": [[a.area_id, a.from_level] for a in person.areas],
        "reading_need": person.reading_need,
        "quiet": [str(quiet), quiet.yield_from] if quiet else None,
    }


def _person(
    seal: AddressSeal, channel: Channel, encrypted: bytes, language: str, wishes: dict[str, object]
) -> Subscriber:
    stations: list[tuple[str, int]] = wishes["stations"]  # type: ignore[assignment]
    areas: list[tuple[str, int]] = wishes["areas"]  # type: ignore[assignment]
    need, quiet = wishes["reading_need"], wishes["quiet"]
    return Subscriber(
        seal.decrypt(channel, encrypted),
        Language(language),
        channel,
        tuple(Subscription(station, GaugeLevel(level)) for station, level in stations),
        tuple(AreaSubscription(area, GaugeLevel(level)) for area, level in areas),
        ReadingNeed(str(need)) if need else None,
        QuietHours.parse(quiet[0], GaugeLevel(quiet[1])) if isinstance(quiet, list) else None,
    )
