"""What a phone says of its tasks: each step once, with its own time, however late it comes."""

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from kawamori.errors import ConflictError, InvalidError, NotFoundError
from kawamori.responders.checkins import BY_PHONE, Step
from kawamori.storage.connections import Connection
from kawamori.storage.responders.safety import close_lines
from kawamori.storage.responders.tasks import KIND, Task, task_of
from kawamori.storage.stream import announce

AHEAD = timedelta(minutes=5)  # of a phone whose clock is fast; its step is dated by ours then
LONGEST_NOTE = 500

_LOCK = "SELECT responder_id FROM responder_tasks WHERE task_id = %s FOR NO KEY UPDATE"
_KNOWN = "SELECT task_id, step FROM responder_task_steps WHERE ref = %s"
_STEP = """
INSERT INTO responder_task_steps (task_id, step, role, ref, note, at, recorded_at)
VALUES (%(task_id)s, %(step)s, 'responder', %(ref)s, %(note)s, %(at)s, %(now)s)
"""
_SAFE = """
INSERT INTO responder_task_steps (task_id, step, role, at, recorded_at)
SELECT t.task_id, 'safe', 'responder', %(at)s, %(now)s FROM open_responder_tasks t
WHERE t.responder_id = %(responder_id)s AND t.run_no = %(run_no)s AND t.given_at <= %(at)s
  AND NOT EXISTS (SELECT FROM responder_task_steps s
                  WHERE s.task_id = t.task_id AND s.step = 'safe' AND s.at = %(at)s)
RETURNING task_id::text
"""


class Said(NamedTuple):
    """A step as a phone tells it; ``ref`` is made by the phone, ``at`` is by the run's clock."""

    ref: UUID
    step: Step
    at: datetime
    note: str = ""


def take_step(
    connection: Connection, responder_id: int, task_id: int, said: Said, now: datetime
) -> Task:
    """Write a step of somebody's own task, once, and return how the task stands.

    ``NotFoundError`` where the task is not theirs; ``InvalidError`` for a step that a phone
    can't take; ``ConflictError`` where the ref was used for another.
    """
    if said.step not in BY_PHONE:
        raise InvalidError(f"step {said.step}: a phone says {', '.join(sorted(BY_PHONE))}")
    if len(said.note) > LONGEST_NOTE:
        raise InvalidError(f"a note has {LONGEST_NOTE} characters at most, not {len(said.note)}")
    with connection.transaction():
        owner = connection.execute(_LOCK, (task_id,)).fetchone()
        if owner is None or owner[0] != responder_id:
            raise NotFoundError(f"you have no task {task_id}")
        task = task_of(connection, task_id)
        if known := connection.execute(_KNOWN, (said.ref,)).fetchone():
            if known != (task_id, said.step):
                raise ConflictError(f"ref {said.ref} was used for another step")
            return task
        at = min(max(said.at, task.given_at), now) if said.at < now + AHEAD else now
        values = said._asdict() | {"task_id": task_id, "at": at, "now": now}
        connection.execute(_STEP, values)
        if said.step is Step.SAFE:
            _safe(connection, responder_id, task.run_no, at, now)
        announce(connection, task.run_no, KIND, [str(task_id)])
        return task_of(connection, task_id)


def take_safe(
    connection: Connection, responder_id: int, run_no: int, at: datetime, now: datetime
) -> int:
    """Take it that somebody is safe, whatever they are on; return how many orders waited for it."""
    with connection.transaction():
        return len(_safe(connection, responder_id, run_no, min(at, now), now))


def _safe(
    connection: Connection, responder_id: int, run_no: int, at: datetime, now: datetime
) -> list[str]:
    """Write that somebody is safe, of all that they are on; return the orders that waited."""
    values = {"responder_id": responder_id, "run_no": run_no, "at": at, "now": now}
    others = [row[0] for row in connection.execute(_SAFE, values)]
    closed = close_lines(connection, run_no, responder_id, at, now)
    if others:
        announce(connection, run_no, KIND, others)
    return closed
