"""Who the responders are, how each stands, and whether they are fit for a task."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from psycopg.rows import args_row, dict_row

from kawamori.errors import NotFoundError
from kawamori.responders.fitness import Facts, Pass, Reason, Span, reasons_against
from kawamori.responders.people import AFTER, EmergencyContact, Skill, Someone, State
from kawamori.storage.acts import record_act
from kawamori.storage.connections import Connection, unavailable_when_lost
from kawamori.storage.people.visits import Reader
from kawamori.storage.responders.sealing import ResponderSeals

# The newest step of those that decide; it stands for how a registration is.
_STATE = """coalesce((SELECT step FROM responder_steps s WHERE s.responder_id = r.responder_id
  AND step IN ('register', 'approve', 'refuse', 'withdraw', 'leave')
  ORDER BY step_id DESC LIMIT 1), 'register')"""
_ROWS = f"""
SELECT r.responder_id, r.registered_at, r.category,
       CASE WHEN r.erased_at IS NOT NULL THEN 'erased' ELSE {_STATE} END AS state,
       r.person_sealed, r.language, r.languages, r.equipment, r.home_area, r.work_area,
       r.consent, r.consented_at, r.is_adult_from,
       EXISTS (SELECT FROM responder_addresses a JOIN subscribers u USING (subscriber_id)
               WHERE a.responder_id = r.responder_id AND u.stopped_at IS NULL) AS reachable
FROM responders r
WHERE (%(among)s::bigint[] IS NULL OR r.responder_id = ANY(%(among)s))
ORDER BY r.responder_id DESC
"""  # noqa: S608 our own parts
_FACTS = f"""
SELECT r.responder_id,
       CASE WHEN r.erased_at IS NOT NULL THEN 'erased' ELSE {_STATE} END,
       r.is_adult_from,
       ARRAY(SELECT valid_from FROM responder_covers c WHERE c.responder_id = r.responder_id
             ORDER BY cover_id),
       ARRAY(SELECT valid_until FROM responder_covers c WHERE c.responder_id = r.responder_id
             ORDER BY cover_id),
       ARRAY(SELECT note FROM responder_steps b WHERE b.responder_id = r.responder_id
             AND step = 'brief'),
       ARRAY(SELECT skill FROM responder_skills k WHERE k.responder_id = r.responder_id
             AND checked_by IS NOT NULL)
FROM responders r WHERE r.responder_id = ANY(%s)
"""  # noqa: S608 our own parts
_PASSES = """
SELECT responder_id, pass_id, skills, area_ids, valid_from, valid_until, withdrawn_at IS NOT NULL
FROM responder_passes WHERE responder_id = ANY(%s) ORDER BY pass_id
"""
_PARTS = {
    "skills": """SELECT skill, certificate, checked_by, checked_at FROM responder_skills
                 WHERE responder_id = %s ORDER BY skill""",
    "covers": """SELECT cover_id, legal_basis, document, insurance, valid_from, valid_until,
                        recorded_by, recorded_at
                 FROM responder_covers WHERE responder_id = %s ORDER BY cover_id DESC""",
    "passes": """SELECT pass_id, skills, area_ids, valid_from, valid_until, issued_by, issued_as,
                        issued_at, withdrawn_at, withdrawn_by, withdrawn_because
                 FROM responder_passes WHERE responder_id = %s ORDER BY pass_id DESC""",
    "steps": """SELECT step, person, role, at, note FROM responder_steps
                WHERE responder_id = %s ORDER BY step_id DESC""",
}
_EMERGENCY = "SELECT emergency_sealed FROM responders WHERE responder_id = %s"


class Row(NamedTuple):
    """One responder as stored; who it is stays sealed."""

    responder_id: int
    registered_at: datetime
    category: str
    state: str
    person_sealed: bytes | None
    language: str
    languages: list[str]
    equipment: list[str]
    home_area: str | None
    work_area: str | None
    consent: str
    consented_at: datetime
    is_adult_from: date
    reachable: bool


class Listed(NamedTuple):
    """One responder: how they stand and why they could not be sent; ``who`` where it was asked."""

    row: Row
    state: State
    facts: Facts
    reasons: list[Reason]
    who: Someone | None


def state_of(step: str) -> State:
    """Return how a registration stands after the step that decided."""
    return State.ERASED if step == "erased" else AFTER[step]


def facts_of(connection: Connection, responder_ids: Sequence[int]) -> dict[int, Facts]:
    """Return what fitness hangs on, of each of these who is there."""
    ids = list(responder_ids)
    passes: dict[int, list[Pass]] = {}
    for number, pass_id, skills, areas, begins, ends, withdrawn in connection.execute(
        _PASSES, (ids,)
    ):
        held = Pass(pass_id, frozenset(skills), frozenset(areas), Span(begins, ends), withdrawn)
        passes.setdefault(number, []).append(held)
    return {
        number: Facts(
            state_of(step),
            adult_from,
            [Span(*each) for each in zip(begins, ends, strict=True)],
            frozenset(briefings),
            passes.get(number, []),
            frozenset(checked),
        )
        for number, step, adult_from, begins, ends, briefings, checked in connection.execute(
            _FACTS, (ids,)
        ).fetchall()
    }


def fitness_of(
    connection: Connection,
    responder_ids: Sequence[int],
    now: datetime,
    *,
    skill: Skill | None = None,
    area_ids: Collection[str] = (),
) -> dict[int, list[Reason]]:
    """Return every reason against sending each of these now, by the wall's clock; none: fit.

    Whoever does not exist is not in it.
    """
    return {
        number: reasons_against(facts, now, skill=skill, area_ids=area_ids)
        for number, facts in facts_of(connection, responder_ids).items()
    }


def responders(
    connection: Connection,
    now: datetime,
    *,
    seals: ResponderSeals | None = None,
    state: State | None = None,
    among: Sequence[int] | None = None,
) -> list[Listed]:
    """Return responders, the newest first; with ``seals`` who they are, else not."""
    values = {"among": None if among is None else list(among)}
    with unavailable_when_lost():
        with connection.cursor(row_factory=args_row(Row)) as cursor:
            rows = cursor.execute(_ROWS, values).fetchall()
        rows = [row for row in rows if state is None or state_of(row.state) is state]
        facts = facts_of(connection, [row.responder_id for row in rows])
    return [
        Listed(
            row,
            state_of(row.state),
            facts[row.responder_id],
            reasons_against(facts[row.responder_id], now),
            who_is(seals, row),
        )
        for row in rows
    ]


def responder(
    connection: Connection, responder_id: int, now: datetime, seals: ResponderSeals | None = None
) -> Listed:
    """Return one responder; ``NotFoundError`` when there is none."""
    found = responders(connection, now, seals=seals, among=[responder_id])
    if not found:
        raise NotFoundError(f"there is no responder {responder_id}")
    return found[0]


def who_is(seals: ResponderSeals | None, row: Row) -> Someone | None:
    """Return who a row is, where that may be told and has not been erased."""
    if seals is None or row.person_sealed is None:
        return None
    return seals.person(row.responder_id, row.person_sealed)


def parts_of(connection: Connection, responder_id: int) -> dict[str, list[dict[str, Any]]]:
    """Return somebody's skills, covers, passes and steps."""
    with connection.cursor(row_factory=dict_row) as cursor:
        return {
            name: cursor.execute(query.encode(), (responder_id,)).fetchall()
            for name, query in _PARTS.items()
        }


def read_emergency(
    connection: Connection, seals: ResponderSeals, responder_id: int, by: Reader
) -> EmergencyContact:
    """Return whom to ring for somebody; that it was read, by whom and why, is an act."""
    with unavailable_when_lost(), connection.transaction():
        row = connection.execute(_EMERGENCY, (responder_id,)).fetchone()
        if row is None or row[0] is None:
            raise NotFoundError(f"there is no emergency contact of responder {responder_id}")
        subject = f"responder/{responder_id}"
        record_act(connection, by.person, by.role, "read_emergency", subject, reason=by.reason)
    return seals.emergency(responder_id, bytes(row[0]))
