"""Whose number it is: a code is sent to it, and who sends it back has shown that it is theirs.

The code is made as it is sent and kept as a keyed hash, so that nobody who reads the database
can register somebody else's number. What a person wishes becomes a subscription only then.
"""

import hashlib
import hmac
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from psycopg.types.json import Jsonb

from kawamori.errors import ConflictError, NotAllowedError, NotFoundError, TooOftenError
from kawamori.levels import GaugeLevel
from kawamori.people import (
    Address,
    AreaSubscription,
    Channel,
    Language,
    OwnMark,
    PhoneNumber,
    PushEndpoint,
    QuietHours,
    ReadingNeed,
    Subscriber,
    Subscription,
)
from kawamori.storage.connections import Connection, unavailable_when_lost
from kawamori.storage.people.addresses import AddressSeal
from kawamori.storage.people.browsers import find_browser
from kawamori.storage.people.intake import check_wishes, store_subscribers
from kawamori.storage.people.unsubscribing import unsubscribe
from kawamori.storage.people.wishes import want_only
from kawamori.storage.sealing import KEY_BYTES, derive

VALID_FOR = timedelta(minutes=10)
TRIES = 5
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MOST_AN_HOUR, MOST_A_DAY = 3, 6  # codes to one number
MOST_FROM_ONE_AN_HOUR = 20  # from one address, which a whole office or carrier may share
MOST_IN_ALL_A_DAY = 5000  # somebody who asks for strangers' numbers spends the city's money
VERIFIED_ALREADY = "this number is verified already"

_COUNT = """
SELECT array_agg(asked_at ORDER BY asked_at) FILTER (
         WHERE address_hash = ANY(%(hashes)s) AND asked_at > %(hour)s),
       array_agg(asked_at ORDER BY asked_at) FILTER (WHERE address_hash = ANY(%(hashes)s)),
       array_agg(asked_at ORDER BY asked_at) FILTER (
         WHERE caller_hash = %(caller)s AND asked_at > %(hour)s),
       array_agg(asked_at ORDER BY asked_at)
FROM phone_verifications WHERE asked_at > %(day)s
"""
_ASK = """
INSERT INTO phone_verifications (channel, address_encrypted, address_hash, language, wishes,
                                 asked_at, expires_at, caller_hash, replaces)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING verification_id
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
SELECT channel, address_encrypted, language, wishes, verified_at, replaces
FROM phone_verifications v
WHERE verification_id = %s AND %s = EXISTS (
  SELECT FROM responder_registrations r WHERE r.verification_id = v.verification_id)
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
    replaces: PushEndpoint | None = None,
) -> UUID:
    """Have a code sent to a number and return what it is asked about by.

    ``TooOftenError`` when too many were asked for, ``NotFoundError`` for a station or an area
    that does not exist. Whether the number is known already is not said. ``caller_hash`` is
    from where it was asked, by ``hash_of_caller``; ``replaces`` is a browser that is not
    pushed to any more once the number is verified: one message a person.
    """
    check_wishes(connection, [person])
    hashes = seal.hashes(person.channel, person.address)
    browser = None if replaces is None else find_browser(connection, seal, replaces)
    with unavailable_when_lost(), connection.transaction():
        connection.execute("LOCK TABLE phone_verifications IN SHARE ROW EXCLUSIVE MODE")
        values = {
            "hashes": hashes,
            "caller": caller_hash,
            "hour": now - HOUR,
            "day": now - DAY,
        }
        (asked,) = connection.execute(_COUNT, values).fetchall()
        for times, (most, within, words) in zip(asked, _limits(), strict=True):
            if times and len(times) >= most:
                wait = times[-most] + within - now
                raise TooOftenError(words, max(1, math.ceil(wait.total_seconds())))
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
                browser,
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


@dataclass(frozen=True, slots=True)
class Verified:
    """A number whose holder sent back its code, and what was asked for by it."""

    channel: Channel
    number: Address
    language: Language
    wishes: dict[str, object]
    replaces: int | None


def verify_number(
    connection: Connection,
    seal: AddressSeal,
    codes: CodeSeal,
    verification_id: UUID,
    code: str,
    now: datetime,
) -> int:
    """Subscribe whoever sends back the code, let reality reach them, and return their row.

    What they wished before by the same number is no more. Errors are ``try_code``'s.
    """
    shown = try_code(connection, seal, codes, verification_id, code, now)
    person = _person(shown)
    with connection.transaction():
        settle_code(connection, verification_id, now)
        number = own_number(connection, seal, person, now)
        want_only(connection, number, person)
        if shown.replaces is not None:
            unsubscribe(connection, [shown.replaces], now)
    return number


def try_code(
    connection: Connection,
    seal: AddressSeal,
    codes: CodeSeal,
    verification_id: UUID,
    code: str,
    now: datetime,
    *,
    of_responder: bool = False,
) -> Verified:
    """Return whose code this is, and what they asked for; a try counts whatever comes of it.

    ``NotAllowedError`` when it is another code, ``ConflictError`` when it is too late or was
    tried too often, ``NotFoundError`` when nothing was asked, or by somebody else: what people
    wish and what responders register are not taken for one another.
    """
    tried = connection.execute(_TRY, {"id": verification_id, "tries": TRIES, "now": now}).fetchone()
    row = connection.execute(_FIND, (verification_id, of_responder)).fetchone()
    if row is None:
        raise NotFoundError("no code was asked for here")
    channel, encrypted, language, wishes, verified_at, replaces = row
    if tried is None:
        already = VERIFIED_ALREADY if verified_at else None
        raise ConflictError(already or "this code is not valid any more: ask for another")
    if not codes.fits(verification_id, code, bytes(tried[0])):
        raise NotAllowedError(f"that is another code; {TRIES - tried[1]} tries are left")
    way = Channel(channel)
    return Verified(way, seal.decrypt(way, encrypted), Language(language), wishes, replaces)


def settle_code(connection: Connection, verification_id: UUID, now: datetime) -> None:
    """Use up a code, in the transaction of what it was for; ``ConflictError`` when it was."""
    if connection.execute(_VERIFIED, (now, verification_id)).fetchone() is None:
        raise ConflictError(VERIFIED_ALREADY)


def own_number(connection: Connection, seal: AddressSeal, person: Subscriber, now: datetime) -> int:
    """Store whoever has shown that a number is theirs, and return their row.

    They asked for it themselves, and a number that is barred at the provider gets no code.
    """
    connection.execute(_FREE, (person.channel, seal.hashes(person.channel, person.address)))
    (stored,) = store_subscribers(connection, seal, [person], run_no=0)
    assert stored.subscriber_id is not None  # noqa: S101 whoever had stopped was freed
    connection.execute(_BY_CODE, (now, stored.subscriber_id))
    return stored.subscriber_id


def _limits() -> tuple[tuple[int, timedelta, str], ...]:
    """Return how many codes go to one number, from one address, and in all, and within how long."""
    again = "this number was sent several codes: try again later"
    return (
        (MOST_AN_HOUR, HOUR, again),
        (MOST_A_DAY, DAY, again),
        (MOST_FROM_ONE_AN_HOUR, HOUR, "many numbers were registered from here: try again later"),
        (MOST_IN_ALL_A_DAY, DAY, "too many numbers are being registered: try again tomorrow"),
    )


def _wishes(person: Subscriber) -> dict[str, object]:
    quiet = person.quiet
    return {
        "stations": [[s.station_id, s.from_level] for s in person.subscriptions],
        "areas": [[a.area_id, a.from_level] for a in person.areas],
        "reading_need": person.reading_need,
        "quiet": [str(quiet), quiet.yield_from] if quiet else None,
        "own_marks": [[mark.station_id, mark.stage_m] for mark in person.own_marks],
    }


def _person(shown: Verified) -> Subscriber:
    wishes = shown.wishes
    stations: list[tuple[str, int]] = wishes["stations"]  # type: ignore[assignment]
    areas: list[tuple[str, int]] = wishes["areas"]  # type: ignore[assignment]
    marks: list[tuple[str, float]] = wishes.get("own_marks", [])  # type: ignore[assignment]
    need, quiet = wishes["reading_need"], wishes["quiet"]
    return Subscriber(
        shown.number,
        shown.language,
        shown.channel,
        tuple(Subscription(station, GaugeLevel(level)) for station, level in stations),
        tuple(AreaSubscription(area, GaugeLevel(level)) for area, level in areas),
        ReadingNeed(str(need)) if need else None,
        QuietHours.parse(quiet[0], GaugeLevel(quiet[1])) if isinstance(quiet, list) else None,
        tuple(OwnMark(station, stage_m) for station, stage_m in marks),
    )
