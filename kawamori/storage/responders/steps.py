"""What headquarters decides of a registration: approved, refused, withdrawn; skills and covers."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from kawamori.errors import ConflictError, InvalidError, NotFoundError
from kawamori.responders.people import Category, Skill, State, Step, check_cover, check_step
from kawamori.storage.acts import record_act
from kawamori.storage.connections import Connection, unavailable_when_lost
from kawamori.storage.responders.people import responder
from kawamori.storage.stream import announce

KIND = "responders"
RESPONDER = "responder"  # the role of whoever acts for themselves

_LOCK = "SELECT erased_at IS NOT NULL FROM responders WHERE responder_id = %s FOR UPDATE"
_STEP = """
INSERT INTO responder_steps (responder_id, step, person, role, at, note)
VALUES (%s, %s, %s, %s, %s, %s)
"""
_END_PASSES = """
UPDATE responder_passes
SET withdrawn_at = %(now)s, withdrawn_by = %(by)s, withdrawn_because = %(why)s
WHERE responder_id = %(who)s AND withdrawn_at IS NULL AND valid_until > %(now)s
RETURNING pass_id
"""
_CHECK = """
UPDATE responder_skills SET certificate = %s, checked_by = %s, checked_at = %s
WHERE responder_id = %s AND skill = %s RETURNING skill
"""
_COVER = """
INSERT INTO responder_covers (responder_id, legal_basis, document, insurance, valid_from,
                              valid_until, recorded_by, recorded_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s) RETURNING cover_id
"""
_OPEN_RUNS = "SELECT run_no FROM runs WHERE ended_at IS NULL ORDER BY run_no"


class By(NamedTuple):
    """Who does it, as what, and when by the wall."""

    person: str
    role: str
    now: datetime


class Cover(NamedTuple):
    """What covers somebody: under what law, by which document, insured how, and for how long."""

    legal_basis: str
    document: str
    insurance: str
    valid_from: datetime
    valid_until: datetime


def subject_of(responder_id: int) -> str:
    """Return what an act calls a responder: never by name."""
    return f"responder/{responder_id}"


def lock(connection: Connection, responder_id: int) -> None:
    """Have nobody else change a responder meanwhile; ``ConflictError`` when they are erased."""
    row = connection.execute(_LOCK, (responder_id,)).fetchone()
    if row is None:
        raise NotFoundError(f"there is no responder {responder_id}")
    if row[0]:
        raise ConflictError(f"responder {responder_id} is erased: nothing more is done with them")


def tell(connection: Connection, responder_ids: Sequence[int]) -> None:
    """Have every run's page know that responders changed: they are the same in all of them."""
    for (run_no,) in connection.execute(_OPEN_RUNS).fetchall():
        announce(connection, run_no, KIND, [str(each) for each in responder_ids])


def append_step(
    connection: Connection, responder_id: int, step: str, by: By, note: str = ""
) -> None:
    """Append what happened; ``by`` of the role ``responder`` has no name here."""
    person = "" if by.role == RESPONDER else by.person
    connection.execute(_STEP, (responder_id, step, person, by.role, by.now, note))


def step_responder(
    connection: Connection, responder_id: int, step: Step, by: By, note: str
) -> None:
    """Approve, refuse or withdraw somebody; who is withdrawn holds no pass from that moment."""
    with unavailable_when_lost(), connection.transaction():
        lock(connection, responder_id)
        found = responder(connection, responder_id, by.now)
        check_step(found.state, step, note)
        append_step(connection, responder_id, step, by, note)
        ended = end_passes(connection, responder_id, by, note) if step is Step.WITHDRAW else []
        subject = subject_of(responder_id)
        record_act(connection, by.person, by.role, f"{step}_responder", subject, passes=ended)
        tell(connection, [responder_id])


def end_passes(connection: Connection, responder_id: int, by: By, why: str) -> list[int]:
    """Withdraw every pass that somebody holds, and return which."""
    values = {"who": responder_id, "now": by.now, "by": by.person, "why": why}
    return [row[0] for row in connection.execute(_END_PASSES, values)]


def check_skill(
    connection: Connection, responder_id: int, skill: Skill, certificate: str, by: By
) -> None:
    """Note that somebody of the city has seen what shows a skill; the act has no certificate."""
    if skill.is_checked and not certificate.strip():
        raise InvalidError("certificate is empty: say what you looked at")
    with unavailable_when_lost(), connection.transaction():
        lock(connection, responder_id)
        values = (certificate, by.person, by.now, responder_id, skill)
        if connection.execute(_CHECK, values).fetchone() is None:
            raise NotFoundError(f"responder {responder_id} has not said that they can do {skill}")
        subject = subject_of(responder_id)
        record_act(connection, by.person, by.role, "check_skill", subject, skill=skill)
        tell(connection, [responder_id])


def record_cover(connection: Connection, responder_id: int, cover: Cover, by: By) -> int:
    """Record what covers somebody if they are hurt, and return its number."""
    if cover.valid_until <= max(cover.valid_from, by.now):
        raise InvalidError(
            f"valid_until {cover.valid_until.isoformat()} is past or before its begin"
        )
    with unavailable_when_lost(), connection.transaction():
        lock(connection, responder_id)
        found = responder(connection, responder_id, by.now)
        if found.state in {State.REFUSED, State.LEFT}:
            raise ConflictError(f"this registration is {found.state}: nothing covers them")
        check_cover(Category(found.row.category), cover.insurance)
        row = connection.execute(_COVER, (responder_id, *cover, by.person, by.now)).fetchone()
        assert row is not None  # noqa: S101 INSERT … RETURNING gives a row
        span = {
            "valid_from": cover.valid_from.isoformat(),
            "valid_until": cover.valid_until.isoformat(),
        }
        subject = subject_of(responder_id)
        record_act(connection, by.person, by.role, "record_cover", subject, cover=row[0], **span)
        tell(connection, [responder_id])
    return int(row[0])
