"""Passes (従事証): given, withdrawn, and looked up by the key of whoever holds one."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from kawamori.errors import ConflictError, InvalidError, NotFoundError
from kawamori.responders.passes import PassAsked, check_may_hold, code_ends
from kawamori.responders.people import Skill, State, day_in_japan
from kawamori.storage.acts import record_act
from kawamori.storage.connections import Connection, unavailable_when_lost
from kawamori.storage.responders.people import facts_of, responder, state_of
from kawamori.storage.responders.sealing import ResponderSeals
from kawamori.storage.responders.signing import Claims, PassKeys
from kawamori.storage.responders.steps import By, lock, subject_of, tell

_GIVE = """
INSERT INTO responder_passes (responder_id, skills, area_ids, valid_from, valid_until, issued_by,
                              issued_as, issued_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s) RETURNING pass_id
"""
_WITHDRAW = """
UPDATE responder_passes SET withdrawn_at = %s, withdrawn_by = %s, withdrawn_because = %s
WHERE pass_id = %s AND withdrawn_at IS NULL RETURNING responder_id
"""
_FIND = "SELECT responder_id FROM responder_passes WHERE pass_id = %s"
_UNKNOWN_AREAS = "SELECT unnest(%s::text[]) EXCEPT SELECT area_id FROM areas ORDER BY 1"
_HOLDER = """
SELECT r.responder_id, r.language, coalesce((
         SELECT step FROM responder_steps s WHERE s.responder_id = r.responder_id
         AND step IN ('register', 'approve', 'refuse', 'withdraw', 'leave')
         ORDER BY step_id DESC LIMIT 1), 'register'),
       p.pass_id, coalesce(p.skills, '{}'), coalesce(p.area_ids, '{}'), p.valid_until
FROM responders r
LEFT JOIN LATERAL (
  SELECT pass_id, skills, area_ids, valid_until FROM responder_passes
  WHERE responder_id = r.responder_id AND withdrawn_at IS NULL
    AND valid_from <= %(now)s AND valid_until > %(now)s
  ORDER BY valid_until DESC, pass_id DESC LIMIT 1) p ON true
WHERE r.key_hash = %(key)s AND r.erased_at IS NULL
"""


class Holder(NamedTuple):
    """Whose key it is, how they stand, and the pass that they hold now, if any."""

    responder_id: int
    language: str
    state: State
    pass_id: int | None
    skills: list[str]
    area_ids: list[str]
    valid_until: datetime | None


class Card(NamedTuple):
    """A pass as its holder shows it, with its code."""

    code: str
    expires_at: datetime
    skills: list[str]
    area_ids: list[str]
    valid_until: datetime


def holder_of(connection: Connection, key_hash: bytes, now: datetime) -> Holder | None:
    """Return whose key this is, with the pass that ends last of those that hold now."""
    row = connection.execute(_HOLDER, {"key": key_hash, "now": now}).fetchone()
    return None if row is None else Holder(row[0], row[1], state_of(row[2]), *row[3:])


def give_pass(connection: Connection, responder_id: int, asked: PassAsked, by: By) -> int:
    """Give somebody a pass and return its number.

    ``ConflictError`` unless they are approved, 18, covered for as long as it holds, and each
    skill that needs it has been checked.
    """
    with unavailable_when_lost(), connection.transaction():
        lock(connection, responder_id)
        facts = facts_of(connection, [responder_id])[responder_id]
        if facts.state is not State.APPROVED:
            raise ConflictError(f"this registration is {facts.state}: approve it first")
        if facts.is_adult_from > day_in_japan(by.now):
            raise ConflictError("they are under 18: nobody under 18 holds a pass")
        check_may_hold(asked, facts.checked, facts.covers, by.now)
        _check_areas(connection, asked.area_ids)
        values = (
            responder_id,
            _named(asked.skills),
            list(dict.fromkeys(asked.area_ids)),
            asked.valid_from,
            asked.valid_until,
            by.person,
            by.role,
            by.now,
        )
        row = connection.execute(_GIVE, values).fetchone()
        assert row is not None  # noqa: S101 INSERT … RETURNING gives a row
        details = {
            "pass": row[0],
            "skills": values[1],
            "areas": values[2],
            "valid_until": asked.valid_until.isoformat(),
        }
        subject = subject_of(responder_id)
        record_act(connection, by.person, by.role, "give_pass", subject, **details)
        tell(connection, [responder_id])
    return int(row[0])


def withdraw_pass(connection: Connection, pass_id: int, reason: str, by: By) -> int:
    """Withdraw a pass at once and return whose it was; offline its code lasts half an hour."""
    if not reason.strip():
        raise InvalidError("say why the pass is withdrawn: whoever holds it reads it")
    with unavailable_when_lost(), connection.transaction():
        values = (by.now, by.person, reason, pass_id)
        row = connection.execute(_WITHDRAW, values).fetchone()
        if row is None:
            if connection.execute(_FIND, (pass_id,)).fetchone() is None:
                raise NotFoundError(f"there is no pass {pass_id}")
            raise ConflictError(f"pass {pass_id} is withdrawn already")
        responder_id = int(row[0])
        subject = subject_of(responder_id)
        record_act(connection, by.person, by.role, "withdraw_pass", subject, **{"pass": pass_id})
        tell(connection, [responder_id])
    return responder_id


def card_of(connection: Connection, people_key: bytes, holder: Holder, now: datetime) -> Card:
    """Return somebody's pass with a code of half an hour; ``InvalidError`` if no key opens it."""
    if holder.pass_id is None or holder.valid_until is None:
        raise ConflictError("there is no pass to show")
    found = responder(connection, holder.responder_id, now, ResponderSeals(people_key))
    ends = code_ends(now, holder.valid_until)
    code = PassKeys(people_key).sign(
        Claims(
            holder.pass_id,
            holder.responder_id,
            found.who.name if found.who else "",
            found.row.category,
            holder.skills,
            holder.area_ids,
            int(holder.valid_until.timestamp()),
            int(now.timestamp()),
            int(ends.timestamp()),
        )
    )
    return Card(code, ends, holder.skills, holder.area_ids, holder.valid_until)


def _named(skills: Sequence[Skill]) -> list[str]:
    return [each.value for each in dict.fromkeys(skills)]


def _check_areas(connection: Connection, area_ids: Sequence[str]) -> None:
    if unknown := [row[0] for row in connection.execute(_UNKNOWN_AREAS, (list(area_ids),))]:
        raise NotFoundError(f"there is no area {', '.join(map(repr, unknown))}")
