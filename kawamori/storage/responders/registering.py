"""Registering: a code to the number, then a key to the phone; nobody subscribes by it."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from kawamori.errors import ConflictError, NotFoundError
from kawamori.people import Channel, Language, PhoneNumber, Subscriber
from kawamori.responders.people import (
    Category,
    Someone,
    adult_from,
    check_born,
    check_briefing,
    check_consent,
)
from kawamori.storage.acts import record_act
from kawamori.storage.connections import Connection, unavailable_when_lost
from kawamori.storage.people.addresses import AddressSeal
from kawamori.storage.people.verifications import (
    CodeSeal,
    ask_for_code,
    own_number,
    settle_code,
    try_code,
)
from kawamori.storage.people.wishes import want_only
from kawamori.storage.responders.sealing import Asked, ResponderSeals
from kawamori.storage.responders.steps import RESPONDER, By, append_step, subject_of, tell
from kawamori.storage.staff.secrets import new_secret, secret_hash

_KEEP = "INSERT INTO responder_registrations (verification_id, asked_sealed) VALUES (%s, %s)"
_FIND = "SELECT asked_sealed FROM responder_registrations WHERE verification_id = %s"
_FORGET = "DELETE FROM responder_registrations WHERE verification_id = %s"
_SUBSCRIBED = """
SELECT language, stopped_at IS NOT NULL FROM subscribers
WHERE channel = %s AND address_hash = ANY(%s)
"""
_THEIRS = """
SELECT r.responder_id, r.person_sealed
FROM responders r JOIN responder_addresses USING (responder_id)
WHERE subscriber_id = %s AND r.erased_at IS NULL FOR UPDATE OF r
"""
_INSERT = """
INSERT INTO responders (registered_at, category, language, consent, consented_at, is_adult_from)
VALUES (%s, %s, %s, %s, %s, %s) RETURNING responder_id
"""
_WRITE = """
UPDATE responders SET person_sealed = %s, emergency_sealed = %s, key_hash = %s, language = %s,
       languages = %s, equipment = %s, home_area = %s, work_area = %s, consent = %s,
       consented_at = %s
WHERE responder_id = %s
"""
_SKILL = """
INSERT INTO responder_skills (responder_id, skill, certificate) VALUES (%s, %s, %s)
ON CONFLICT DO NOTHING
"""
_REACHED_BY = """
INSERT INTO responder_addresses (responder_id, subscriber_id) VALUES (%s, %s)
ON CONFLICT DO NOTHING
"""
_UNKNOWN_AREAS = "SELECT unnest(%s::text[]) EXCEPT SELECT area_id FROM areas ORDER BY 1"


class Enrolled(NamedTuple):
    """A responder, and the key that their phone keeps; it is told once."""

    responder_id: int
    key: str


def register(
    connection: Connection,
    people_key: bytes,
    number: PhoneNumber,
    asked: Asked,
    now: datetime,
    *,
    caller_hash: bytes | None = None,
) -> UUID:
    """Have a code sent to a number and return what it is asked about by.

    Whether the number is known is not said. What was written stays sealed until the code comes
    back, and goes with it after a week (``phone_verifications``).
    """
    check_consent(asked.consent)
    check_born(asked.who.born, now)
    _check_areas(connection, asked)
    with unavailable_when_lost(), connection.transaction():
        person = Subscriber(number, Language(asked.language), Channel.SMS)
        seal = AddressSeal(people_key)
        registration_id = ask_for_code(connection, seal, person, now, caller_hash=caller_hash)
        sealed = ResponderSeals(people_key).close_registration(registration_id, asked)
        connection.execute(_KEEP, (registration_id, sealed))
    return registration_id


def verify(
    connection: Connection, people_key: bytes, registration_id: UUID, code: str, now: datetime
) -> Enrolled:
    """Make whoever sends back the code a responder who waits to be approved; or know them again.

    Who is known by number, name and date of birth keeps how they stand and gets a new key: the
    phone was lost. ``ConflictError`` when the number is another responder's.
    """
    seal, codes = AddressSeal(people_key), CodeSeal(people_key)
    shown = try_code(connection, seal, codes, registration_id, code, now, of_responder=True)
    with unavailable_when_lost(), connection.transaction():
        settle_code(connection, registration_id, now)
        row = connection.execute(_FIND, (registration_id,)).fetchone()
        assert row is not None  # noqa: S101 it was there when the code was tried
        asked = ResponderSeals(people_key).registration(registration_id, bytes(row[0]))
        connection.execute(_FORGET, (registration_id,))
        assert isinstance(shown.number, PhoneNumber)  # noqa: S101 of this channel
        return store_responder(connection, people_key, shown.number, asked, now)


def store_responder(
    connection: Connection, people_key: bytes, number: PhoneNumber, asked: Asked, now: datetime
) -> Enrolled:
    """Store a responder whose number has been shown to be theirs, in the caller's transaction."""
    seals, key = ResponderSeals(people_key), new_secret()
    subscriber_id = _address(connection, AddressSeal(people_key), number, asked.language, now)
    known = _known(connection, seals, subscriber_id, asked.who)
    by = By("", RESPONDER, now)
    responder_id = known or _insert(connection, asked, now)
    if known is None:
        append_step(connection, responder_id, "register", by)
    connection.execute(
        _WRITE,
        (
            seals.close_person(responder_id, asked.who),
            seals.close_emergency(responder_id, asked.emergency),
            secret_hash(key),
            asked.language,
            list(asked.languages),
            list(asked.equipment),
            asked.home_area,
            asked.work_area,
            asked.consent,
            now,
            responder_id,
        ),
    )
    for skill, certificate in asked.skills:
        connection.execute(_SKILL, (responder_id, skill, certificate))
    connection.execute(_REACHED_BY, (responder_id, subscriber_id))
    act = "register_responder" if known is None else "renew_responder_key"
    subject = subject_of(responder_id)
    record_act(connection, f"responder {responder_id}", RESPONDER, act, subject)
    tell(connection, [responder_id])
    return Enrolled(responder_id, key)


def brief(connection: Connection, responder_id: int, version: str, now: datetime) -> None:
    """Note that a responder acknowledges the safety briefing."""
    check_briefing(version)
    with unavailable_when_lost(), connection.transaction():
        append_step(connection, responder_id, "brief", By("", RESPONDER, now), version)
        subject, who = subject_of(responder_id), f"responder {responder_id}"
        record_act(connection, who, RESPONDER, "acknowledge_briefing", subject, version=version)
        tell(connection, [responder_id])


def _insert(connection: Connection, asked: Asked, now: datetime) -> int:
    values = (
        now,
        Category(asked.category),
        asked.language,
        asked.consent,
        now,
        adult_from(asked.who.born),
    )
    row = connection.execute(_INSERT, values).fetchone()
    assert row is not None  # noqa: S101 INSERT … RETURNING gives a row
    return int(row[0])


def _address(
    connection: Connection, seal: AddressSeal, number: PhoneNumber, language: str, now: datetime
) -> int:
    """Return the row of a number, which stays what it was to whoever subscribed by it.

    Who had stopped is told nothing of what they once wanted.
    """
    values = (Channel.SMS, seal.hashes(Channel.SMS, number))
    before = connection.execute(_SUBSCRIBED, values).fetchone()
    told = None if before is None or before[1] else before[0]
    person = Subscriber(number, Language(told or language), Channel.SMS)
    subscriber_id = own_number(connection, seal, person, now)
    if told is None:
        want_only(connection, subscriber_id, person)
    return subscriber_id


def _known(
    connection: Connection, seals: ResponderSeals, subscriber_id: int, who: Someone
) -> int | None:
    for number, sealed in connection.execute(_THEIRS, (subscriber_id,)).fetchall():
        known = seals.person(number, bytes(sealed))
        if (known.name, known.born) != (who.name, who.born):
            raise ConflictError("this number is another responder's: ask headquarters to mend it")
        return int(number)
    return None


def _check_areas(connection: Connection, asked: Asked) -> None:
    wanted = [each for each in (asked.home_area, asked.work_area) if each is not None]
    if unknown := [row[0] for row in connection.execute(_UNKNOWN_AREAS, (wanted,))]:
        raise NotFoundError(f"there is no area {', '.join(map(repr, unknown))}")
