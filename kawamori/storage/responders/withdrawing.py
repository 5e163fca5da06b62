"""Withdraw orders (退避指示): everybody inside a polygon is to leave, and each is accounted for."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from psycopg.rows import args_row
from psycopg.types.json import Jsonb

from kawamori.errors import InvalidError, NotFoundError
from kawamori.messages.duty import DutyKind
from kawamori.polygons import Shape
from kawamori.responders.checkins import Step
from kawamori.runs import Run
from kawamori.storage.acts import record_act
from kawamori.storage.connections import Connection
from kawamori.storage.responders.safety import KIND
from kawamori.storage.responders.tasks import Task, open_tasks, step_task, tell_about
from kawamori.storage.stream import announce

STILL_THERE = timedelta(minutes=30)  # a position older than this says nothing

_ORDER = """
INSERT INTO withdraw_orders (run_no, geometry, reason, ordered_by, ordered_as, ordered_at)
VALUES (%s, %s, %s, %s, %s, %s) RETURNING withdraw_id
"""
_PEOPLE = """
INSERT INTO withdraw_order_people (withdraw_id, responder_id, task_id) VALUES (%s, %s, %s)
ON CONFLICT DO NOTHING
"""
_POSITIONS = """
SELECT DISTINCT ON (responder_id) responder_id, lon, lat FROM responder_positions
WHERE run_no = %s AND responder_id = ANY(%s) AND at > %s ORDER BY responder_id, at DESC
"""
_ORDERS = """
SELECT w.withdraw_id, w.geometry, w.reason, w.ordered_by, w.ordered_at,
       coalesce(jsonb_agg(jsonb_build_object(
         'responder_id', p.responder_id, 'task_id', p.task_id, 'safe_at', p.safe_at,
         'accounted_by', p.accounted_by) ORDER BY p.safe_at IS NOT NULL, p.responder_id)
         FILTER (WHERE p.responder_id IS NOT NULL), '[]') AS people
FROM withdraw_orders w LEFT JOIN withdraw_order_people p USING (withdraw_id)
WHERE w.run_no = %(run_no)s GROUP BY w.withdraw_id ORDER BY w.withdraw_id DESC LIMIT 100
"""
_STANDING = """
SELECT w.withdraw_id, w.reason, w.ordered_at FROM withdraw_order_people p
JOIN withdraw_orders w USING (withdraw_id)
WHERE p.responder_id = %s AND w.run_no = ANY(%s) AND p.safe_at IS NULL
ORDER BY w.withdraw_id DESC LIMIT 1
"""
_ACCOUNT = """
UPDATE withdraw_order_people p
SET safe_at = %(now)s, heard_at = %(now)s, accounted_by = %(person)s
FROM withdraw_orders w
WHERE w.withdraw_id = p.withdraw_id AND w.run_no = %(run_no)s
  AND p.withdraw_id = %(withdraw_id)s AND p.responder_id = %(responder_id)s
  AND p.safe_at IS NULL
RETURNING p.task_id
"""


class WithdrawOrder(NamedTuple):
    """An order as it stands; ``people`` with when each was safe, those still missing first."""

    withdraw_id: int
    geometry: dict[str, Any]
    reason: str
    ordered_by: str
    ordered_at: datetime
    people: list[dict[str, Any]]


class Standing(NamedTuple):
    """An order that somebody has not answered yet."""

    withdraw_id: int
    reason: str
    ordered_at: datetime


def order_withdrawal(
    connection: Connection, run: Run, geometry: Mapping[str, Any], reason: str, *,
    person: str, role: str, now: datetime, wall: datetime,
) -> int:  # fmt: skip
    """Order everybody inside to leave, tell them, and return the order's number.

    Inside is whoever has an open task there, or was there within the last half hour.
    ``InvalidError`` for a geometry that encloses nothing, or without a reason.
    """
    shape, reason = Shape.from_geojson(geometry), reason.strip()
    if not reason:
        raise InvalidError("say why: it is told to everybody inside")
    with connection.transaction():
        values = (run.run_no, Jsonb(shape.geojson()), reason, person, role, now)
        row = connection.execute(_ORDER, values).fetchone()
        assert row is not None  # noqa: S101 INSERT … RETURNING gives a row
        withdraw_id = int(row[0])
        inside = _inside(connection, run.run_no, shape, now)
        for task in inside:
            connection.execute(_PEOPLE, (withdraw_id, task.responder_id, task.task_id))
        details = {"reason": reason, "people": len({task.responder_id for task in inside})}
        record_act(
            connection, person, role, "order withdrawal", f"withdraw/{withdraw_id}", **details
        )
        tell_about(connection, run, DutyKind.WITHDRAW, inside, wall, what=reason)
        for task in inside:
            step_task(
                connection, task, Step.WITHDRAW, person=person, role=role, note=reason, now=now
            )
        announce(connection, run.run_no, KIND, [str(withdraw_id)])
    return withdraw_id


def orders_of_run(connection: Connection, run_no: int) -> list[WithdrawOrder]:
    """Return the withdraw orders of a run, the newest first."""
    with connection.cursor(row_factory=args_row(WithdrawOrder)) as cursor:
        return cursor.execute(_ORDERS, {"run_no": run_no}).fetchall()


def standing_for(connection: Connection, responder_id: int, run_nos: list[int]) -> Standing | None:
    """Return the order that somebody still has to answer."""
    with connection.cursor(row_factory=args_row(Standing)) as cursor:
        return cursor.execute(_STANDING, (responder_id, run_nos)).fetchone()


def account_for_person(
    connection: Connection, run: Run, withdraw_id: int, responder_id: int, *,
    person: str, role: str, note: str, now: datetime,
) -> None:  # fmt: skip
    """Say that headquarters knows somebody to be out; ``NotFoundError`` where nobody is missed."""
    values = {
        "run_no": run.run_no,
        "withdraw_id": withdraw_id,
        "responder_id": responder_id,
        "person": person,
        "now": now,
    }
    with connection.transaction():
        if connection.execute(_ACCOUNT, values).fetchone() is None:
            raise NotFoundError(
                f"withdraw order {withdraw_id} waits for no responder {responder_id}"
            )
        for task in open_tasks(connection, run.run_no):
            if task.responder_id == responder_id:
                step_task(
                    connection, task, Step.ACCOUNT, person=person, role=role, note=note, now=now
                )
        about = f"withdraw/{withdraw_id}"
        record_act(
            connection, person, role, "account for", about, responder_id=responder_id, note=note
        )
        announce(connection, run.run_no, KIND, [str(withdraw_id)])


def _inside(connection: Connection, run_no: int, shape: Shape, now: datetime) -> list[Task]:
    tasks = open_tasks(connection, run_no)
    who = [task.responder_id for task in tasks]
    rows = connection.execute(_POSITIONS, (run_no, who, now - STILL_THERE)).fetchall()
    seen = {responder_id: (lon, lat) for responder_id, lon, lat in rows}
    return [
        task
        for task in tasks
        if shape.contains(task.lon, task.lat)
        or (task.responder_id in seen and shape.contains(*seen[task.responder_id]))
    ]
