"""Backtests over what a run stored: asked for by a person, done by a worker, kept with their rules.

A worker that takes one over counts as a new attempt. Whatever an older attempt still
writes is refused, so that one that was only slow does not undo what the newer one found.
"""

from datetime import datetime
from typing import Any, LiteralString, NamedTuple

from psycopg.rows import args_row
from psycopg.types.json import Jsonb

from kawamori.errors import ConflictError, NotFoundError
from kawamori.judging.policy import Policy
from kawamori.judging.policy_files import policy_text
from kawamori.runs import Run
from kawamori.storage.acts import record_act
from kawamori.storage.connections import Connection
from kawamori.storage.jobs import ask_for

TASK = "backtest"
MOST_OPEN = 20
MOST_ATTEMPTS = 3  # that ended by neither result nor failure: the worker itself was killed

_LOCK = "LOCK TABLE backtests IN SHARE ROW EXCLUSIVE MODE"
_OPEN = "SELECT count(*) FROM backtests WHERE state IN ('queued', 'running')"
_ADD = """
INSERT INTO backtests (person, run_no, version, rules, compared_version, compared, since, until,
                       ladders)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
RETURNING backtest_id
"""
_COLUMNS: LiteralString = """
SELECT b.backtest_id, b.asked_at, b.person, r.run, b.version, b.rules, b.compared_version,
       b.compared, b.since, b.until, b.state, b.progress, b.started_at, b.finished_at,
       b.failed_because, b.ladders
"""
_FROM: LiteralString = " FROM backtests b JOIN runs r USING (run_no)"
_LIST = _COLUMNS + _FROM + " ORDER BY b.backtest_id DESC LIMIT %s"
_ONE = _COLUMNS + _FROM + " WHERE b.backtest_id = %s"
_FOUND = "SELECT found FROM backtests WHERE backtest_id = %s"
_BEGIN = """
UPDATE backtests SET state = 'running', attempt = attempt + 1, progress = 0, started_at = %s
WHERE backtest_id = %s AND state IN ('queued', 'running')
RETURNING attempt
"""
_MOVE = """
UPDATE backtests SET progress = %s WHERE backtest_id = %s AND attempt = %s AND state = 'running'
"""
_GIVE_BACK = """
UPDATE backtests SET state = 'queued', attempt = attempt - 1, progress = 0, started_at = NULL
WHERE backtest_id = %s AND attempt = %s AND state = 'running'
"""
_FINISH = """
UPDATE backtests SET state = 'done', progress = 1, found = %s, finished_at = %s
WHERE backtest_id = %s AND attempt = %s AND state = 'running'
"""
_FAIL = """
UPDATE backtests SET state = 'failed', failed_because = %s, finished_at = %s
WHERE backtest_id = %s AND attempt = %s AND state = 'running'
"""


Ladders = dict[str, dict[str, float | None]]  # thresholds by station id


class Sides(NamedTuple):
    """A proposal and what it is held against; ``ladders`` are thresholds proposed beside."""

    policy: Policy
    compared: Policy
    ladders: Ladders | None = None


class Backtest(NamedTuple):
    """A backtest as it was asked for, and how far it is.

    ``ladders`` are thresholds that are tried in place of those in force.
    """

    backtest_id: int
    asked_at: datetime
    person: str
    run: str
    version: str
    rules: str
    compared_version: str
    compared: str
    since: datetime
    until: datetime
    state: str
    progress: float
    started_at: datetime | None
    finished_at: datetime | None
    failed_because: str | None
    ladders: Ladders | None


class Attempt(NamedTuple):
    """A worker's hold on a backtest; it lasts until another worker takes it over."""

    backtest_id: int
    number: int


def ask_backtest(
    connection: Connection,
    sides: Sides,
    run: Run,
    *,
    since: datetime,
    until: datetime,
    person: str,
    role: str,
) -> int:
    """Store what is to be tried and queue it; ``ConflictError`` when too much waits already."""
    policy, compared, ladders = sides
    values = (policy.version, policy_text(policy), compared.version, policy_text(compared))
    with connection.transaction():
        connection.execute(_LOCK)
        row = connection.execute(_OPEN).fetchone()
        if row and row[0] >= MOST_OPEN:
            raise ConflictError(f"{row[0]} backtests wait already: ask again when one is done")
        tried = None if ladders is None else Jsonb(ladders)
        row = (person, run.run_no, *values, since, until, tried)
        made = connection.execute(_ADD, row).fetchone()
        assert made is not None  # noqa: S101 INSERT … RETURNING gives a row
        backtest_id = int(made[0])
        record_act(connection, person, role, "backtest", f"backtest/{backtest_id}")
        ask_for(connection, TASK, backtest_id)
    return backtest_id


def list_backtests(connection: Connection, *, limit: int) -> list[Backtest]:
    """Return what was asked for, the newest first."""
    with connection.cursor(row_factory=args_row(Backtest)) as cursor:
        return cursor.execute(_LIST, (limit,)).fetchall()


def find_backtest(connection: Connection, backtest_id: int) -> Backtest:
    """Return a backtest; ``NotFoundError`` when there is none of this number."""
    with connection.cursor(row_factory=args_row(Backtest)) as cursor:
        found = cursor.execute(_ONE, (backtest_id,)).fetchone()
    if found is None:
        raise NotFoundError(f"there is no backtest {backtest_id}")
    return found


def found_by(connection: Connection, backtest_id: int) -> dict[str, Any] | None:
    """Return what a backtest found, or None while it is not done."""
    row = connection.execute(_FOUND, (backtest_id,)).fetchone()
    return row[0] if row else None


def begin_backtest(connection: Connection, backtest_id: int, wall: datetime) -> Attempt | None:
    """Take a backtest over; None when it is done, or has failed too often to be tried again."""
    row = connection.execute(_BEGIN, (wall, backtest_id)).fetchone()
    if row is None:
        return None
    attempt = Attempt(backtest_id, int(row[0]))
    if attempt.number > MOST_ATTEMPTS:
        fail_backtest(connection, attempt, f"the worker was killed {MOST_ATTEMPTS} times", wall)
        return None
    return attempt


def move_backtest(connection: Connection, attempt: Attempt, progress: float) -> bool:
    """Note how far it is, 0 to 1; False when another worker has taken it over."""
    return connection.execute(_MOVE, (progress, *attempt)).rowcount == 1


def give_back_backtest(connection: Connection, attempt: Attempt) -> None:
    """Leave it for the next worker, as if it had not been begun."""
    connection.execute(_GIVE_BACK, attempt)


def finish_backtest(
    connection: Connection, attempt: Attempt, found: dict[str, Any], wall: datetime
) -> bool:
    """Store what was found; False when another worker has taken it over."""
    return connection.execute(_FINISH, (Jsonb(found), wall, *attempt)).rowcount == 1


def fail_backtest(connection: Connection, attempt: Attempt, because: str, wall: datetime) -> None:
    """Note why it can't be done."""
    connection.execute(_FAIL, (because, wall, *attempt))
