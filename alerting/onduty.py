"""Look after responders who are out: ask after them, have them looked for, call them back.

What cannot be done of one task is logged, and keeps no other waiting.
"""

import logging
from datetime import datetime

from alerting.dispatch import Connections
from kawamori.errors import UnavailableError
from kawamori.runs import Run
from kawamori.storage.connections import Connection
from kawamori.storage.responders.tasks import Task
from kawamori.storage.responders.watching import (
    Marks,
    hold_to_interlock,
    look_after,
    runs_with_tasks,
    watched,
)
from kawamori.storage.runs import run_of

log = logging.getLogger(__name__)


class LookingAfter:
    """Watches over the open tasks of every run; several may run at once."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def look(self, wall: datetime) -> int:
        """Do what is due of every open task; return of how many something was."""
        with self._connections() as connection:
            return sum(
                self._look_at(connection, run_of(connection, run_no), wall)
                for run_no in runs_with_tasks(connection)
            )

    def _look_at(self, connection: Connection, run: Run, wall: datetime) -> int:
        done = 0
        for task, marks in watched(connection, run.run_no):
            try:
                done += _done(connection, run, task, marks, wall)
            except UnavailableError:
                raise
            except Exception:
                log.exception("task %d: not looked after; trying again", task.task_id)
        return done


def _done(connection: Connection, run: Run, task: Task, marks: Marks, wall: datetime) -> bool:
    now = run.now(wall)
    if why := hold_to_interlock(connection, run, task, marks, now, wall):
        log.warning("task %d is blocked: %s", task.task_id, "; ".join(map(str, why)))
    step = look_after(connection, run, task, marks, now, wall)
    if step is not None:
        log.warning("task %d: %s, heard of at %s", task.task_id, step, task.heard_at)
    return bool(why) or step is not None
