"""Requests between offices (依頼): asked, taken, done or refused, each step by a named person."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from psycopg.errors import ForeignKeyViolation
from psycopg.rows import args_row

from kawamori.errors import InvalidError, NotFoundError
from kawamori.offices import (
    AFTER,
    HEADQUARTERS,
    Author,
    RequestState,
    RequestStep,
    check_answers,
    check_step,
)
from kawamori.runs import Run
from kawamori.storage.acts import record_act
from kawamori.storage.connections import Connection
from kawamori.storage.stream import announce

KIND = "requests"

_SHOWN = """
SELECT q.request_id, q.from_office, q.to_office, q.what, q.needed_by, q.person, q.role, q.asked_at,
       coalesce((SELECT step FROM office_request_steps s WHERE s.request_id = q.request_id
                 ORDER BY step_id DESC LIMIT 1), 'asked') AS state,
       coalesce((SELECT jsonb_agg(jsonb_build_object('step', s.step, 'person', s.person,
           'role', s.role, 'office', s.office, 'at', s.at, 'note', s.note) ORDER BY s.step_id)
         FROM office_request_steps s WHERE s.request_id = q.request_id), '[]')
FROM office_requests q WHERE q.run_no = %(run_no)s
  AND (%(among)s::bigint[] IS NULL OR q.request_id = ANY(%(among)s))
  AND (NOT %(only_open)s OR NOT EXISTS (
    SELECT FROM office_request_steps s WHERE s.request_id = q.request_id AND s.step <> 'take'))
ORDER BY q.request_id DESC LIMIT %(limit)s
"""
_ASK = """
INSERT INTO office_requests
  (run_no, from_office, to_office, what, needed_by, person, role, asked_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s) RETURNING request_id
"""
_LOCK = "SELECT to_office FROM office_requests WHERE request_id = %s AND run_no = %s FOR UPDATE"
_STEP = """
INSERT INTO office_request_steps (request_id, step, person, role, office, at, note)
VALUES (%s, %s, %s, %s, %s, %s, %s)
"""


class Request(NamedTuple):
    """What one office asks of another, and every step since; an office of None is headquarters."""

    request_id: int
    from_office: str | None
    to_office: str | None
    what: str
    needed_by: datetime | None
    person: str
    role: str
    asked_at: datetime
    state: RequestState
    steps: list[dict[str, Any]]


def requests_of_run(
    connection: Connection,
    run: Run,
    among: Sequence[int] | None = None,
    *,
    only_open: bool = False,
    limit: int = 300,
) -> list[Request]:
    """Return a run's requests, the newest first: all, those that are open, or these."""
    values = {
        "run_no": run.run_no,
        "among": None if among is None else list(among),
        "only_open": only_open,
        "limit": limit,
    }
    with connection.cursor(row_factory=args_row(Request)) as cursor:
        found = cursor.execute(_SHOWN, values).fetchall()
    return [each._replace(state=_state(each.state)) for each in found]


def ask_office(
    connection: Connection,
    run: Run,
    author: Author,
    *,
    to_office: str | None,
    what: str,
    needed_by: datetime | None,
) -> int:
    """Ask something of another office and return the request's number."""
    if author.office == to_office:
        raise InvalidError(f"this asks {to_office or HEADQUARTERS} of itself: name another office")
    row = (run.run_no, author.office, to_office, what, needed_by)
    try:
        with connection.transaction():
            made = connection.execute(_ASK, (*row, *author[:2], author.now)).fetchone()
            assert made is not None  # noqa: S101 INSERT … RETURNING gives a row
            subject = f"request/{made[0]}"
            details = {"run": run.run, "to": to_office, "what": what}
            record_act(connection, author.person, author.role, "request", subject, **details)
            announce(connection, run.run_no, KIND, [str(made[0])])
    except ForeignKeyViolation as error:
        raise NotFoundError(f"there is no office {to_office!r}") from error
    return int(made[0])


def step_request(
    connection: Connection,
    run: Run,
    request_id: int,
    step: RequestStep,
    author: Author,
    note: str = "",
) -> None:
    """Take a request, say that it is done, or refuse it with a reason."""
    with connection.transaction():
        row = connection.execute(_LOCK, (request_id, run.run_no)).fetchone()
        if row is None:
            raise NotFoundError(f"there is no request {request_id} in this run")
        check_answers(author, row[0])
        [found] = requests_of_run(connection, run, [request_id])
        check_step(found.state, step, note)
        values = (request_id, step, *author, note)
        connection.execute(_STEP, values)
        subject, details = f"request/{request_id}", {"step": step, "note": note}
        record_act(connection, author.person, author.role, "request", subject, **details)
        announce(connection, run.run_no, KIND, [str(request_id)])


def _state(step: str) -> RequestState:
    """Return how a request stands after its last step, by the step's name."""
    return AFTER[RequestStep(step)] if step in tuple(RequestStep) else RequestState.ASKED
