"""Corrections that one person composes and another releases, as orders are.

A correction may itself be set right: what it says is of the first message of the chain, and
everybody hears of it who may have read any of it.
"""

from dataclasses import dataclass
from datetime import datetime

from psycopg.errors import UniqueViolation
from psycopg.rows import class_row

from kawamori.errors import ConflictError, NotAllowedError, NotFoundError
from kawamori.messages.corrections import (
    CorrectionKind,
    CorrectionMatter,
    correction_of_notice,
    correction_of_official,
    correction_texts,
)
from kawamori.messages.written import Texts
from kawamori.orders import COMMANDER, Actor, ReleasePolicy, check_phrase
from kawamori.people import Language
from kawamori.runs import Run
from kawamori.storage.acts import record_act
from kawamori.storage.connections import Connection
from kawamori.storage.official.standing import find_official
from kawamori.storage.telling.corrections import Corrected, correct_message
from kawamori.storage.telling.funnel import message_of_run
from kawamori.storage.telling.messages import matters_of
from kawamori.storage.telling.quotes import matter_of

_DEEDS = {CorrectionKind.CORRECT: "訂正", CorrectionKind.RETRACT: "取消"}
_ROOT = """
WITH RECURSIVE chain AS (
  SELECT message_id, corrects FROM messages WHERE message_id = %s
  UNION ALL
  SELECT m.message_id, m.corrects FROM messages m JOIN chain c ON m.message_id = c.corrects
)
SELECT message_id FROM chain WHERE corrects IS NULL
"""
_PROPOSE = """
INSERT INTO corrections (message_id, kind, how_it_is, because, composed_by, composed_as,
                         composed_at)
VALUES (%s, %s, %s, %s, %s, %s, %s) RETURNING correction_id
"""
_SHOWN = """
SELECT c.correction_id, c.message_id, m.run_no, c.kind, c.how_it_is, c.because, c.composed_by,
       c.composed_at, c.withdrawn_by, c.withdrawn_at, c.released_by, c.released_at,
       c.alone_because, c.correcting
FROM corrections c JOIN messages m ON m.message_id = c.message_id
"""
_WAITING = """
WHERE m.run_no = %s AND c.withdrawn_at IS NULL AND c.released_at IS NULL ORDER BY correction_id
"""
_LOCKED = "WHERE c.correction_id = %s FOR UPDATE OF c"
_ONE = "WHERE c.correction_id = %s"
_RELEASED = """
UPDATE corrections SET released_by = %s, released_at = %s, alone_because = %s, correcting = %s
WHERE correction_id = %s
"""
_WITHDRAWN = """
UPDATE corrections SET withdrawn_by = %s, withdrawn_at = %s WHERE correction_id = %s
"""


@dataclass(frozen=True, slots=True)
class Proposed:
    """A correction as somebody composed it, and what became of it; times are the wall's."""

    correction_id: int
    message_id: int
    run_no: int
    kind: CorrectionKind
    how_it_is: str
    because: str
    composed_by: str
    composed_at: datetime
    withdrawn_by: str | None
    withdrawn_at: datetime | None
    released_by: str | None
    released_at: datetime | None
    alone_because: str
    correcting: int | None


@dataclass(frozen=True, slots=True)
class Wording:
    """What a correction says, and what a person types so that it leaves."""

    texts: Texts
    phrase: str


def wording_of(
    connection: Connection,
    run: Run,
    message_id: int,
    kind: CorrectionKind,
    now: datetime,
    *,
    right: str,
    because: str,
) -> Wording:
    """Return the words; ``ConflictError`` where the message is an order's, or a correction of one.

    ``now`` is by the run's clock.
    """
    row = connection.execute(_ROOT, (message_id,)).fetchone()
    root = message_of_run(connection, run.run_no, int(row[0]) if row else message_id)
    matters = matters_of(connection, [root.message_id])
    if matters:
        matter = correction_of_notice(matters[0], kind, right=right, because=because)
    elif root.official_id is not None:
        found = find_official(connection, run, now, root.official_id)
        matter = correction_of_official(matter_of(run, found), kind, right=right, because=because)
    else:
        raise ConflictError(
            f"message {message_id} is no notice and no quotation but {root.family}: "
            "correct the order that it tells of"
        )
    return Wording(correction_texts(matter), _phrase(matter))


def propose(
    connection: Connection,
    run: Run,
    message_id: int,
    kind: CorrectionKind,
    *,
    right: str,
    because: str,
    actor: Actor,
) -> int:
    """Compose a correction; nobody is told until a commander releases it; return its number.

    The actor's time is the wall's, here and below.
    """
    wording_of(connection, run, message_id, kind, run.now(actor.now), right=right, because=because)
    sent = message_of_run(connection, run.run_no, message_id)
    if sent.corrected_by is not None:
        raise ConflictError(
            f"message {message_id} was corrected by message {sent.corrected_by} already: "
            "correct that one"
        )
    values = (message_id, kind, right, because, actor.person, actor.role, actor.now)
    try:
        with connection.transaction():
            row = connection.execute(_PROPOSE, values).fetchone()
            subject = f"message/{message_id}"
            who, role = actor.person, actor.role
            record_act(connection, who, role, "compose_correction", subject, kind=kind)
    except UniqueViolation:
        raise ConflictError(
            f"a correction of message {message_id} waits already: release or withdraw that one"
        ) from None
    assert row is not None  # noqa: S101 INSERT … RETURNING gives a row
    return int(row[0])


def waiting_corrections(connection: Connection, run_no: int) -> list[Proposed]:
    """Return what was composed in a run and waits, the oldest first."""
    with connection.cursor(row_factory=class_row(Proposed)) as cursor:
        return cursor.execute(_SHOWN + _WAITING, (run_no,)).fetchall()


def find_correction(connection: Connection, correction_id: int) -> Proposed:
    """Return one; ``NotFoundError`` where there is none of this number."""
    return _find(connection, _ONE, correction_id)


def release_correction(
    connection: Connection,
    run: Run,
    correction_id: int,
    *,
    typed: str,
    alone_because: str,
    policy: ReleasePolicy,
    actor: Actor,
) -> Corrected:
    """Tell everybody who may have read it, by another's hand than composed it.

    ``NotAllowedError`` where a second person is needed, ``InvalidError`` unless the phrase
    was typed.
    """
    with connection.transaction():
        found = _find(connection, _LOCKED, correction_id)
        _must_wait(found)
        alone = _why_alone(found, actor.person, policy, alone_because)
        said = wording_of(
            connection,
            run,
            found.message_id,
            CorrectionKind(found.kind),
            run.now(actor.now),
            right=found.how_it_is,
            because=found.because,
        )
        check_phrase(run.status, said.phrase, typed)
        done = correct_message(
            connection,
            found.message_id,
            found.kind,
            said.texts,
            person=actor.person,
            role=actor.role,
            reason=found.because or found.how_it_is,
            now=actor.now,
        )
        released = (actor.person, actor.now, alone, done.message_id, correction_id)
        connection.execute(_RELEASED, released)
    return done


def withdraw_correction(connection: Connection, correction_id: int, actor: Actor) -> None:
    """Have a correction that waits never told."""
    with connection.transaction():
        found = _find(connection, _LOCKED, correction_id)
        _must_wait(found)
        connection.execute(_WITHDRAWN, (actor.person, actor.now, correction_id))
        subject = f"message/{found.message_id}"
        record_act(connection, actor.person, actor.role, "withdraw_correction", subject)


def needs_another(found: Proposed, person: str) -> bool:
    """Return whether this person composed it, so that another releases it, or a reason is given."""
    return found.composed_by.strip() == person.strip()


def _why_alone(found: Proposed, person: str, policy: ReleasePolicy, because: str) -> str:
    if not needs_another(found, person):
        return ""
    if because.strip() and policy.alone_with_reason:
        return because.strip()
    otherwise = ", or say why nobody else is there" if policy.alone_with_reason else ""
    raise NotAllowedError(
        f"{person} composed this correction: another {COMMANDER} releases it{otherwise}"
    )


def _must_wait(found: Proposed) -> None:
    if found.released_at is not None:
        raise ConflictError(f"{found.released_by} has released this correction already")
    if found.withdrawn_at is not None:
        raise ConflictError(f"{found.withdrawn_by} has withdrawn this correction")


def _find(connection: Connection, which: str, correction_id: int) -> Proposed:
    with connection.cursor(row_factory=class_row(Proposed)) as cursor:
        found = cursor.execute((_SHOWN + which).encode(), (correction_id,)).fetchone()
    if found is None:
        raise NotFoundError(f"there is no correction {correction_id}")
    return found


def _phrase(matter: CorrectionMatter) -> str:
    return f"{matter.place} {matter.terms[0].text(Language.JA)} {_DEEDS[matter.kind]}"
