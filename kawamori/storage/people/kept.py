"""What is kept of one person: all of it, for whoever asks.

It is found by the keyed hash of a number or an e-mail address, on every channel it is used on.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from psycopg.rows import dict_row

from kawamori.errors import InvalidError, NotFoundError
from kawamori.people import Channel, EmailAddress, PhoneNumber
from kawamori.storage.acts import record_act
from kawamori.storage.connections import Connection, unavailable_when_lost
from kawamori.storage.people.addresses import AddressSeal
from kawamori.storage.people.visits import Reader, VisitSeal

_SUBSCRIBERS = """
SELECT subscriber_id, channel, language, created_at, verified_at, stopped_at, stopped_because,
       verified_by, reading_need, quiet_from, quiet_until, gauge_quiet_below,
       ARRAY(SELECT jsonb_build_object('station_id', station_id, 'from_level', from_level)
             FROM subscriptions t WHERE t.subscriber_id = s.subscriber_id) AS stations,
       ARRAY(SELECT jsonb_build_object('area_id', area_id, 'from_level', from_level)
             FROM subscriber_areas a WHERE a.subscriber_id = s.subscriber_id) AS areas,
       ARRAY(SELECT jsonb_build_object('station_id', station_id, 'stage_m', stage_m)
             FROM own_marks o WHERE o.subscriber_id = s.subscriber_id) AS own_marks,
       ARRAY(SELECT CASE WHEN run_no = 0 THEN 'actual' ELSE run END
             FROM reachable r JOIN runs USING (run_no)
             WHERE r.subscriber_id = s.subscriber_id ORDER BY run_no) AS reachable_in,
       ARRAY(SELECT person FROM duty d
             WHERE d.subscriber_id = s.subscriber_id AND removed_at IS NULL) AS on_duty_as
FROM subscribers s WHERE channel = ANY(%s) AND address_hash = ANY(%s) ORDER BY subscriber_id
"""
_DELIVERIES = """
SELECT d.created_at, r.run, d.channel, d.language, d.level, d.body, d.state, d.provider_status,
       d.answered_at, d.opened_at, d.acknowledged_at
FROM deliveries d JOIN runs r USING (run_no)
WHERE subscriber_id = ANY(%s) ORDER BY d.created_at
"""
_VERIFICATIONS = """
SELECT channel, language, wishes, asked_at, expires_at, tries, answer, verified_at
FROM phone_verifications WHERE address_hash = ANY(%s) ORDER BY asked_at
"""
_INBOUND = """
SELECT received_at, body, meaning FROM inbound_messages WHERE address_hash = ANY(%s)
ORDER BY received_at
"""
_VISITS = """
SELECT visit_id, area_id, person_encrypted, asked_at, ends_at FROM visit_requests
WHERE phone_hash = ANY(%s) ORDER BY visit_id
"""

Known = PhoneNumber | EmailAddress


def person_of(text: str) -> Known:
    """Return the phone number or e-mail address that somebody is known by."""
    return EmailAddress(text.strip()) if "@" in text else PhoneNumber.parse(text)


def export_person(
    connection: Connection, people_key: bytes, person: Known, by: Reader
) -> dict[str, Any]:
    """Return all that is kept of somebody; ``NotFoundError`` when nothing is. It is an act."""
    channels, hashes = found_by(AddressSeal(people_key), person)
    with unavailable_when_lost(), connection.transaction():
        subscribers = _rows(connection, _SUBSCRIBERS, (channels, hashes))
        numbers = [row["subscriber_id"] for row in subscribers]
        kept = {
            "subscribers": subscribers,
            "deliveries": _rows(connection, _DELIVERIES, (numbers,)),
            "verifications": _rows(connection, _VERIFICATIONS, (hashes,)),
            "replies": _rows(connection, _INBOUND, (hashes,)),
            "visits": [_visit(row, people_key) for row in _rows(connection, _VISITS, (hashes,))],
        }
        if not any(kept.values()):
            raise NotFoundError(f"nothing is kept of {person!r}")
        note(connection, by, "export_person", numbers)
    return kept


def found_by(seal: AddressSeal, person: Known) -> tuple[list[str], list[bytes]]:
    """Return the channels somebody may be on, and what they may be found by there."""
    if isinstance(person, EmailAddress):
        return [Channel.EMAIL], seal.hashes(Channel.EMAIL, person)
    return [Channel.SMS, Channel.VOICE], seal.hashes(Channel.SMS, person)


def note(
    connection: Connection, by: Reader, act: str, numbers: Sequence[int], **counts: int
) -> None:
    """Write down who looked at somebody's data or erased it, and why."""
    if not by.reason.strip():
        raise InvalidError("reason is empty: it is kept with your name")
    subject = f"subscriber/{'+'.join(map(str, numbers)) or 'none'}"
    record_act(connection, by.person, by.role, act, subject, reason=by.reason, **counts)


def _visit(row: Mapping[str, Any], people_key: bytes) -> dict[str, Any]:
    who = VisitSeal(people_key).decrypt(row["person_encrypted"])
    told = {key: row[key] for key in ("visit_id", "area_id", "asked_at", "ends_at")}
    return {**told, "name": who.name, "address": who.address, "note": who.note}


def _rows(connection: Connection, query: str, values: Sequence[object]) -> list[dict[str, Any]]:
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(query.encode(), values).fetchall()
