"""Tasks: what a responder is to do and where, who gave it, and how it stands."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from psycopg.rows import args_row
from psycopg.types.json import Jsonb

from kawamori.errors import ConflictError, NotFoundError
from kawamori.levels import GaugeLevel
from kawamori.messages.duty import DutyKind, duty_text
from kawamori.people import Language
from kawamori.responders.checkins import Step
from kawamori.responders.people import Skill
from kawamori.runs import Run
from kawamori.storage.acts import record_act
from kawamori.storage.connections import Connection
from kawamori.storage.responders.interlock import Place, look_at, refuse_blocked
from kawamori.storage.responders.people import fitness_of
from kawamori.storage.responders.safety import close_lines
from kawamori.storage.responders.telling import tell_responders
from kawamori.storage.stream import announce

KIND = "responder_tasks"  # on the live stream

_GIVE = """
INSERT INTO responder_tasks (run_no, callout_id, responder_id, what, instructions, skill, place,
  lat, lon, route, area_ids, check_in_minutes, given_by, given_as, given_at,
  wall_given_at)
VALUES (%(run_no)s, %(callout_id)s, %(responder_id)s, %(what)s, %(instructions)s, %(skill)s,
  %(place)s, %(lat)s, %(lon)s, %(route)s, %(area_ids)s, %(check_in_minutes)s, %(person)s,
  %(role)s, %(now)s, %(wall)s)
RETURNING task_id
"""
_STEP = """
INSERT INTO responder_task_steps (task_id, step, person, role, note, at, recorded_at)
VALUES (%s, %s, %s, %s, %s, %s, %s)
"""
_TASKS = """
SELECT t.task_id, t.run_no, t.callout_id, t.responder_id, r.language, t.what, t.instructions,
       t.skill, t.place, t.lat, t.lon, t.route, t.area_ids, t.check_in_minutes, t.given_by,
       t.given_at, o.task_id IS NOT NULL AS is_open, s.step, s.at,
       coalesce(h.at, t.given_at) AS heard_at,
       EXISTS (SELECT FROM responder_task_steps b
               WHERE b.task_id = t.task_id AND b.step IN ('accept', 'on_the_way', 'there'))
         AS is_out
FROM responder_tasks t
JOIN responders r USING (responder_id)
LEFT JOIN open_responder_tasks o ON o.task_id = t.task_id
LEFT JOIN LATERAL (
  SELECT step, at FROM responder_task_steps s
  WHERE s.task_id = t.task_id AND s.step NOT IN ('check_in', 'ask')
  ORDER BY step_id DESC LIMIT 1) s ON true
LEFT JOIN LATERAL (
  SELECT max(at) AS at FROM responder_task_steps s
  WHERE s.task_id = t.task_id AND (s.role = 'responder' OR s.step = 'account')) h ON true
"""
_OF_RUN = (
    _TASKS + "WHERE t.run_no = %(run_no)s ORDER BY o.task_id IS NULL, t.task_id DESC LIMIT 500"
)
_OPEN = _TASKS + "WHERE o.task_id IS NOT NULL AND t.run_no = %(run_no)s ORDER BY t.task_id"
_OF_RESPONDER = (
    _TASKS
    + """
WHERE t.responder_id = %(responder_id)s AND t.run_no = ANY(%(runs)s)
  AND (o.task_id IS NOT NULL OR s.at > %(since)s)
ORDER BY o.task_id IS NULL, t.task_id DESC LIMIT 50
"""
)
_ONE = _TASKS + "WHERE t.task_id = %(task_id)s"
_LOCK = "SELECT task_id FROM responder_tasks WHERE task_id = %s FOR NO KEY UPDATE"
_CALLOUT = "SELECT 1 FROM callouts WHERE callout_id = %s AND run_no = %s"
_URGENT = frozenset({DutyKind.ASKED_AFTER, DutyKind.BLOCKED, DutyKind.WITHDRAW})
_ENDED_SHOWN = timedelta(hours=12)


class Wanted(NamedTuple):
    """A task as headquarters gives it."""

    responder_id: int
    what: str
    instructions: str
    skill: Skill
    place: str
    where: Place
    check_in_minutes: int
    callout_id: int | None = None


class Task(NamedTuple):
    """A task as it stands; ``step`` None: nothing was heard of it. Times are the run's."""

    task_id: int
    run_no: int
    callout_id: int | None
    responder_id: int
    language: str
    what: str
    instructions: str
    skill: str
    place: str
    lat: float
    lon: float
    route: dict[str, object] | None
    area_ids: list[str]
    check_in_minutes: int
    given_by: str
    given_at: datetime
    is_open: bool
    step: str | None
    step_at: datetime | None
    heard_at: datetime
    is_out: bool


def give_task(
    connection: Connection, run: Run, wanted: Wanted, *, person: str, role: str,
    now: datetime, wall: datetime,
) -> int:  # fmt: skip
    """Give a responder a task, tell them, and return its number.

    ``ConflictError`` names each reason against sending them, and what the interlock says;
    ``NotFoundError`` without such a responder, or such a call-out in this run.
    """
    with connection.transaction():
        _find_callout(connection, run, wanted.callout_id)
        area_ids, findings = look_at(connection, run, wanted.where, now)
        refuse_unfit(connection, wanted, area_ids, wall)
        refuse_blocked(findings)
        values = wanted._asdict() | {
            "run_no": run.run_no,
            "lat": wanted.where.lat,
            "lon": wanted.where.lon,
            "route": _line(wanted.where),
            "area_ids": area_ids,
            "person": person,
            "role": role,
            "now": now,
            "wall": wall,
        }
        del values["where"]
        row = connection.execute(_GIVE, values).fetchone()
        assert row is not None  # noqa: S101 INSERT … RETURNING gives a row
        task_id = int(row[0])
        record_act(
            connection, person, role, "give task", f"task/{task_id}",
            responder_id=wanted.responder_id, what=wanted.what, place=wanted.place,
        )  # fmt: skip
        task = task_of(connection, task_id)
        tell_about(connection, run, DutyKind.TASK, [task], wall, what=wanted.what)
        announce(connection, run.run_no, KIND, [str(task_id)])
    return task_id


def refuse_unfit(
    connection: Connection, wanted: Wanted, area_ids: Sequence[str], wall: datetime
) -> None:
    """Refuse to send somebody whom anything speaks against; ``ConflictError`` names it all."""
    found = fitness_of(
        connection, [wanted.responder_id], wall, skill=wanted.skill, area_ids=area_ids
    )
    if wanted.responder_id not in found:
        raise NotFoundError(f"there is no responder {wanted.responder_id}")
    if reasons := found[wanted.responder_id]:
        raise ConflictError(f"responder {wanted.responder_id} can't be sent: {', '.join(reasons)}")


def tell_about(
    connection: Connection,
    run: Run,
    kind: DutyKind,
    tasks: Sequence[Task],
    wall: datetime,
    *,
    what: str = "",
) -> frozenset[int]:
    """Tell the people of tasks something, each in their language; return who has an address."""
    bodies: Mapping[int, str] = {
        task.responder_id: duty_text(
            kind, Language(task.language), run.status, place=task.place, what=what
        )
        for task in tasks
    }
    level = GaugeLevel.DANGER if kind in _URGENT else GaugeLevel.EVACUATION
    return tell_responders(connection, run.run_no, f"duty_{kind}", bodies, wall, level=level)


def step_task(
    connection: Connection, task: Task, step: Step, *, person: str, role: str, note: str,
    now: datetime,
) -> None:  # fmt: skip
    """Write what headquarters, or the program (``person`` ''), makes of a task."""
    values = (task.task_id, step, person, role, note, now, now)
    connection.execute(_STEP, values)
    announce(connection, task.run_no, KIND, [str(task.task_id)])


def revoke_task(
    connection: Connection, run: Run, task_id: int, *, person: str, role: str, note: str,
    now: datetime, wall: datetime,
) -> None:  # fmt: skip
    """Take a task back and call whoever is out on it home."""
    with connection.transaction():
        task = locked(connection, run, task_id)
        refuse_over(task)
        tell_about(connection, run, DutyKind.REVOKED, [task], wall, what=task.what)
        record_act(connection, person, role, "revoke task", f"task/{task_id}", note=note)
        step_task(connection, task, Step.REVOKE, person=person, role=role, note=note, now=now)


def account_for(
    connection: Connection, run: Run, task_id: int, *, person: str, role: str, note: str,
    now: datetime,
) -> None:  # fmt: skip
    """Say that somebody at headquarters heard from whoever is on a task.

    A withdraw order waits for them no longer.
    """
    with connection.transaction():
        task = locked(connection, run, task_id)
        refuse_over(task)
        record_act(connection, person, role, "account for", f"task/{task_id}", note=note)
        close_lines(connection, run.run_no, task.responder_id, now, now, by=person)
        step_task(connection, task, Step.ACCOUNT, person=person, role=role, note=note, now=now)


def tasks_of_run(connection: Connection, run_no: int) -> list[Task]:
    """Return the tasks of a run, those still open first, the newest first."""
    return _read(connection, _OF_RUN, run_no=run_no)


def open_tasks(connection: Connection, run_no: int) -> list[Task]:
    """Return the tasks that somebody has or is out on."""
    return _read(connection, _OPEN, run_no=run_no)


def tasks_of_responder(
    connection: Connection, responder_id: int, run_nos: Sequence[int], now: datetime
) -> list[Task]:
    """Return somebody's open tasks, and those that ended within the last twelve hours."""
    return _read(
        connection,
        _OF_RESPONDER,
        responder_id=responder_id,
        runs=list(run_nos),
        since=now - _ENDED_SHOWN,
    )


def task_of(connection: Connection, task_id: int) -> Task:
    """Return a task; ``NotFoundError`` when there is none."""
    found = _read(connection, _ONE, task_id=task_id)
    if not found:
        raise NotFoundError(f"there is no task {task_id}")
    return found[0]


def locked(connection: Connection, run: Run, task_id: int) -> Task:
    """Return a task of this run that nobody else changes meanwhile."""
    if connection.execute(_LOCK, (task_id,)).fetchone() is None:
        raise NotFoundError(f"there is no task {task_id}")
    task = task_of(connection, task_id)
    if task.run_no != run.run_no:
        raise NotFoundError(f"task {task_id} is of another run")
    return task


def refuse_over(task: Task) -> None:
    """Refuse to change what is over."""
    if not task.is_open:
        raise ConflictError(f"task {task.task_id} is over ({task.step})")


def _find_callout(connection: Connection, run: Run, callout_id: int | None) -> None:
    if callout_id is None:
        return
    if connection.execute(_CALLOUT, (callout_id, run.run_no)).fetchone() is None:
        raise NotFoundError(f"there is no call-out {callout_id} in this run")


def _line(where: Place) -> Jsonb | None:
    return Jsonb({"type": "LineString", "coordinates": where.route}) if where.route else None


def _read(connection: Connection, query: str, **values: object) -> list[Task]:
    with connection.cursor(row_factory=args_row(Task)) as cursor:
        return cursor.execute(query.encode(), values).fetchall()
