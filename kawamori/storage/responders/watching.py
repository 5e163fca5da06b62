"""Looking after whoever is out on a task: check-ins that are missed, water that has come."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from psycopg.rows import args_row

from kawamori.levels import GaugeLevel
from kawamori.messages.clocks import JST
from kawamori.messages.duty import DutyKind, missed_text
from kawamori.people import Language
from kawamori.responders.checkins import Alarm, Step, alarm
from kawamori.responders.interlock import Finding, is_passable
from kawamori.runs import Run
from kawamori.storage.connections import Connection
from kawamori.storage.duty.roster import on_duty
from kawamori.storage.responders.interlock import look
from kawamori.storage.responders.tasks import Task, locked, open_tasks, step_task, tell_about
from kawamori.storage.stream import announce

TOLD_AGAIN_AFTER = timedelta(minutes=30)  # of water that is still there
_MOST_CALLED = 2

_RUNS = """
SELECT DISTINCT t.run_no FROM open_responder_tasks t JOIN runs USING (run_no)
WHERE runs.ended_at IS NULL ORDER BY 1
"""
_MARKS = """
SELECT task_id, max(at) FILTER (WHERE step = 'ask') AS asked_at,
       max(at) FILTER (WHERE step = 'escalate') AS escalated_at,
       max(at) FILTER (WHERE step = 'block') AS blocked_at
FROM responder_task_steps WHERE task_id = ANY(%s) GROUP BY task_id
"""
_MESSAGE = """
INSERT INTO messages (run_no, status, family, kind, level, audience, routed_at)
SELECT run_no, status, 'responder', 'check_in_missed', %(level)s, 'staff', %(now)s
FROM runs WHERE run_no = %(run_no)s RETURNING message_id
"""
_DELIVER = """
INSERT INTO deliveries (message_id, run_no, subscriber_id, channel, level, language, body,
                        created_at, due_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (message_id, subscriber_id, channel) DO NOTHING RETURNING delivery_id::text
"""


class Marks(NamedTuple):
    """When a task was last asked after, escalated and blocked, by the run's clock."""

    task_id: int
    asked_at: datetime | None = None
    escalated_at: datetime | None = None
    blocked_at: datetime | None = None


def runs_with_tasks(connection: Connection) -> list[int]:
    """Return the open runs in which somebody has a task."""
    return [row[0] for row in connection.execute(_RUNS)]


def watched(connection: Connection, run_no: int) -> list[tuple[Task, Marks]]:
    """Return the open tasks of a run, with what was done about each."""
    tasks = open_tasks(connection, run_no)
    marks = _marks(connection, tasks)
    return [(task, marks.get(task.task_id, Marks(task.task_id))) for task in tasks]


def look_after(
    connection: Connection, run: Run, task: Task, marks: Marks, now: datetime, wall: datetime
) -> Step | None:
    """Ask after somebody who is late, then have them looked for; return what was done.

    Each is done once for each silence. In a transaction of its own.
    """
    if _missed(task, marks, now) is None:
        return None
    with connection.transaction():
        task, marks = _again(connection, run, task)
        step = _missed(task, marks, now)
        if step is Step.ESCALATE:
            _call_duty(connection, run, task, now, wall)
        elif step is Step.ASK:
            tell_about(connection, run, DutyKind.ASKED_AFTER, [task], wall)
        if step is not None:
            _note(connection, task, step, now)
    return step


def hold_to_interlock(
    connection: Connection, run: Run, task: Task, marks: Marks, now: datetime, wall: datetime
) -> list[Finding]:
    """Call somebody back whose task the interlock blocks by now; return why, or nothing.

    While the water stays they are told again every half hour.
    """
    if _has_been_told(task, marks, now):
        return []
    findings = look(connection, run, task.area_ids, now)
    if is_passable(findings):
        return []
    why = [finding for finding in findings if not finding.is_passable]
    with connection.transaction():
        task, marks = _again(connection, run, task)
        if _has_been_told(task, marks, now):
            return []
        tell_about(connection, run, DutyKind.BLOCKED, [task], wall)
        _note(connection, task, Step.BLOCK, now, "；".join(each.brief for each in why)[:500])
    return why


def _again(connection: Connection, run: Run, task: Task) -> tuple[Task, Marks]:
    """Return a task as it is now, for us alone: another alerting, or the phone, may have acted."""
    task = locked(connection, run, task.task_id)
    return task, _marks(connection, [task]).get(task.task_id, Marks(task.task_id))


def _marks(connection: Connection, tasks: Sequence[Task]) -> dict[int, Marks]:
    with connection.cursor(row_factory=args_row(Marks)) as cursor:
        found = cursor.execute(_MARKS, ([task.task_id for task in tasks],)).fetchall()
    return {each.task_id: each for each in found}


def _missed(task: Task, marks: Marks, now: datetime) -> Step | None:
    """Return what is to be done about somebody's silence, and has not been."""
    if not (task.is_open and task.is_out):
        return None
    state = alarm(task.heard_at, timedelta(minutes=task.check_in_minutes), now)
    if state is Alarm.ESCALATE and _is_new(marks.escalated_at, task):
        return Step.ESCALATE
    if state is Alarm.ASK and _is_new(marks.asked_at, task):
        return Step.ASK
    return None


def _has_been_told(task: Task, marks: Marks, now: datetime) -> bool:
    """Tell whether somebody is called back already, or just was told of the water."""
    if not task.is_open or task.step in (Step.WITHDRAW, Step.REVOKE):
        return True
    return marks.blocked_at is not None and now - marks.blocked_at < TOLD_AGAIN_AFTER


def _is_new(done_at: datetime | None, task: Task) -> bool:
    return done_at is None or done_at <= task.heard_at


def _note(connection: Connection, task: Task, step: Step, now: datetime, note: str = "") -> None:
    step_task(connection, task, step, person="", role="alerting", note=note, now=now)


def _call_duty(
    connection: Connection, run: Run, task: Task, now: datetime, wall: datetime
) -> Sequence[str]:
    """Text the first of whoever is on duty that somebody is missing."""
    clock = now.astimezone(JST).time()
    found = on_duty(connection, run_no=run.run_no, network=run.network, river=None, clock=clock)[
        :_MOST_CALLED
    ]
    if not found:
        return []
    values = {"run_no": run.run_no, "level": GaugeLevel.DANGER, "now": wall}
    row = connection.execute(_MESSAGE, values).fetchone()
    assert row is not None  # noqa: S101 INSERT … RETURNING gives a row
    told: list[str] = []
    for who in found:
        text = missed_text(
            Language(who.language), run.status, responder=task.responder_id, place=task.place,
            what=task.what, heard_at=task.heard_at,
        )  # fmt: skip
        delivery = (row[0], run.run_no, who.subscriber_id, who.channel, GaugeLevel.DANGER,
                    who.language, text, wall, wall)  # fmt: skip
        told += [each[0] for each in connection.execute(_DELIVER, delivery)]
    if told:
        announce(connection, run.run_no, "deliveries", told)
    return told
