"""When headquarters closes: who the responders were is let go of, what they did stays.

Under their number alone stay hours and steps of tasks, covers and passes, for claims of years
later. Of name, number, contacts, certificates, positions and key nothing is left.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from kawamori.errors import ConflictError, InvalidError
from kawamori.storage.acts import record_act
from kawamori.storage.connections import Connection, unavailable_when_lost
from kawamori.storage.people.erasure import erase_addresses, forget_messages
from kawamori.storage.people.visits import Reader
from kawamori.storage.responders.steps import (
    RESPONDER,
    By,
    append_step,
    end_passes,
    lock,
    subject_of,
    tell,
)

KEEP_DAYS: Mapping[str, int] = {"responder_positions": 90}
WHOLE_FOR = timedelta(hours=24)  # then a position every ten minutes is enough
ERASED = "erased"  # where something has to stand

_WHO = """
SELECT responder_id FROM responders
WHERE erased_at IS NULL AND (%(among)s::bigint[] IS NULL OR responder_id = ANY(%(among)s))
ORDER BY responder_id FOR UPDATE
"""
_ON_TASKS = """
SELECT DISTINCT responder_id FROM open_responder_tasks JOIN runs USING (run_no)
WHERE responder_id = ANY(%s) AND ended_at IS NULL
ORDER BY 1
"""
# Whoever subscribed for themselves, is on duty, or is another's address too, keeps the address.
_ADDRESSES = """
SELECT a.subscriber_id, s.address_hash, min(r.registered_at),
       EXISTS (SELECT FROM responder_addresses o JOIN responders e USING (responder_id)
               WHERE o.subscriber_id = a.subscriber_id AND e.erased_at IS NULL
                 AND o.responder_id <> ALL(%(who)s))
       OR EXISTS (SELECT FROM duty d
                  WHERE d.subscriber_id = a.subscriber_id AND d.removed_at IS NULL)
       OR (s.stopped_at IS NULL AND (
            EXISTS (SELECT FROM subscriptions w WHERE w.subscriber_id = a.subscriber_id)
            OR EXISTS (SELECT FROM subscriber_areas w WHERE w.subscriber_id = a.subscriber_id)
            OR EXISTS (SELECT FROM own_marks w WHERE w.subscriber_id = a.subscriber_id)))
FROM responder_addresses a JOIN subscribers s USING (subscriber_id)
JOIN responders r USING (responder_id)
WHERE a.responder_id = ANY(%(who)s) GROUP BY a.subscriber_id, s.subscriber_id
"""
_TOLD = """
SELECT delivery_id FROM deliveries d JOIN messages m USING (message_id)
WHERE m.family = 'responder' AND d.subscriber_id = ANY(%(told)s)
"""
_FORGET = (
    f"""UPDATE deliveries SET state = CASE WHEN state = 'due' THEN 'canceled' ELSE state END,
          provider_code = CASE WHEN state = 'due' THEN 'erased' ELSE provider_code END,
          settled_at = CASE WHEN state = 'due' THEN %(now)s ELSE settled_at END,
          body = '', link = '', provider_id = NULL, past_provider_ids = '{{}}'
        WHERE delivery_id IN ({_TOLD})""",  # noqa: S608 our own parts
    f"""UPDATE delivery_steps SET provider_id = NULL
        WHERE provider_id IS NOT NULL AND delivery_id IN ({_TOLD})""",  # noqa: S608 our own parts
    f"DELETE FROM earlier_bodies WHERE delivery_id IN ({_TOLD})",  # noqa: S608 our own parts
    "DELETE FROM responder_addresses WHERE responder_id = ANY(%(who)s)",
    "DELETE FROM responder_positions WHERE responder_id = ANY(%(who)s)",
    "UPDATE responder_skills SET certificate = '' WHERE responder_id = ANY(%(who)s)",
    """UPDATE responder_steps SET note = CASE WHEN note = '' THEN '' ELSE %(erased)s END
       WHERE responder_id = ANY(%(who)s) AND step <> 'brief'""",
    """UPDATE responder_passes SET withdrawn_because = %(erased)s
       WHERE responder_id = ANY(%(who)s) AND withdrawn_because IS NOT NULL""",
    # is_adult_from tells a birthday; what it was for is over
    """UPDATE responders SET person_sealed = NULL, emergency_sealed = NULL, key_hash = NULL,
         erased_at = %(now)s, is_adult_from = DATE '1900-01-01', language = 'ja', languages = '{}',
         equipment = '{}', home_area = NULL, work_area = NULL
       WHERE responder_id = ANY(%(who)s)""",
)
_FORGET_ALL_REGISTRATIONS = """
DELETE FROM phone_verifications WHERE verification_id IN (
  SELECT verification_id FROM responder_registrations)
"""
# By the wall: of a rehearsal a position is as old as the day it was played.
_WALL = "r.wall_started_at + (p.at - r.sim_started_at) / r.speed"
_THIN = f"""
DELETE FROM responder_positions d USING (
  SELECT p.ctid, row_number() OVER (
    PARTITION BY responder_id, p.run_no, date_bin('10 minutes', p.at, TIMESTAMPTZ 'epoch')
    ORDER BY p.at) AS nth
  FROM responder_positions p JOIN runs r USING (run_no) WHERE {_WALL} < %s) AS old
WHERE d.ctid = old.ctid AND old.nth > 1
"""  # noqa: S608 our own parts
_DELETE = f"""
DELETE FROM responder_positions p USING runs r WHERE r.run_no = p.run_no AND {_WALL} < %s
"""  # noqa: S608 our own parts


def purge_responders(
    connection: Connection,
    people_key: bytes,
    by: Reader,
    now: datetime,
    among: Sequence[int] | None = None,
) -> list[int]:
    """Erase who these responders are, or all of them, and return their numbers.

    ``ConflictError`` while one of them is on a task: nobody could reach them. Who subscribed to
    messages by the same address keeps that, and nothing says any more that it was a responder's.
    """
    if not by.reason.strip():
        raise InvalidError("reason is empty: it is kept with your name")
    with unavailable_when_lost(), connection.transaction():
        values = {"among": None if among is None else list(among)}
        who = [row[0] for row in connection.execute(_WHO, values)]
        refuse_while_on_a_task(connection, who)
        _forget(connection, people_key, who, By(by.person, by.role, now))
        if among is None:
            connection.execute(_FORGET_ALL_REGISTRATIONS)
        details = {"reason": by.reason, "responders": who}
        record_act(connection, by.person, by.role, "purge_responders", "responders", **details)
        tell(connection, who)
    return who


def leave(connection: Connection, people_key: bytes, responder_id: int, now: datetime) -> None:
    """Let a responder go who wants to, and nothing of who they are stays.

    ``ConflictError`` while they are on a task: it is done first, or they are heard to be safe.
    """
    by = By(f"responder {responder_id}", RESPONDER, now)
    with unavailable_when_lost(), connection.transaction():
        lock(connection, responder_id)
        refuse_while_on_a_task(connection, [responder_id])
        append_step(connection, responder_id, "leave", by)
        _forget(connection, people_key, [responder_id], by)
        record_act(connection, by.person, by.role, "leave", subject_of(responder_id))
        tell(connection, [responder_id])


def refuse_while_on_a_task(connection: Connection, who: Sequence[int]) -> None:
    """Raise ``ConflictError`` naming those who are on a task of a run that has not ended."""
    on_tasks = [str(row[0]) for row in connection.execute(_ON_TASKS, (list(who),))]
    if on_tasks:
        raise ConflictError(
            f"responder {', '.join(on_tasks)} is on a task: wait until it is done or they are"
            " safe, or account for them"
        )


def purge_positions(connection: Connection, before: datetime, now: datetime) -> int:
    """Thin positions of a day ago to one in ten minutes, delete what is older; return how many."""
    thinned = connection.execute(_THIN, (now - WHOLE_FOR,)).rowcount
    return thinned + connection.execute(_DELETE, (before,)).rowcount


def _forget(connection: Connection, people_key: bytes, who: Sequence[int], by: By) -> None:
    for responder_id in who:
        end_passes(connection, responder_id, by, ERASED)
    addresses = connection.execute(_ADDRESSES, {"who": list(who)}).fetchall()
    values = {
        "who": list(who),
        "now": by.now,
        "erased": ERASED,
        "told": [row[0] for row in addresses],
    }
    for query in _FORGET:
        connection.execute(query.encode(), values)
    erase_addresses(connection, people_key, [n for n, _, _, kept in addresses if not kept], by.now)
    for _, address_hash, since, kept in addresses:
        if kept:
            forget_messages(connection, [bytes(address_hash)], since)
