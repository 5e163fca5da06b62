"""Prepared statements sent together: one transaction, one trip to the database.

Statements up to the end of a libpq pipeline are one transaction. Parameters are
bytes in PostgreSQL's binary format, results are text; what psycopg would spend on
adapting values is what this saves.
"""

import select
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import psycopg
from psycopg import pq

from kawamori.errors import InvalidError, UnavailableError
from kawamori.storage.connections import Connection

if TYPE_CHECKING:
    from psycopg.pq.abc import PGresult

Row = tuple[str | None, ...]

# The data's fault: wrong values, broken constraints, limits, what the server can't explain.
_FAULTS_OF_DATA = ("22", "23", "0A", "54", "P0", "XX")


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement that is prepared once on each connection, under its name."""

    name: str
    sql: str


_Call = tuple[Statement, Sequence[bytes | None]]


class Pipeline:
    """Sends what was added in one go, over a connection that is in no transaction."""

    def __init__(self, connection: Connection) -> None:
        self._pgconn = connection.pgconn
        self._prepared: set[Statement] = set()
        self._calls: list[_Call] = []

    def add(self, statement: Statement, *params: bytes | None) -> None:
        """Add a statement to the transaction."""
        self._calls.append((statement, params))

    @property
    def is_waiting(self) -> bool:
        """True when something was added and not committed."""
        return bool(self._calls)

    def discard(self) -> None:
        """Forget what was added and not committed."""
        self._calls = []

    def commit(self) -> dict[Statement, list[Row]]:
        """Run what was added and return each statement's rows (of its last call).

        All of it is stored, or none: ``InvalidError`` when the data is at fault,
        ``UnavailableError`` when the database is (it may have committed nevertheless).
        """
        calls, self._calls = self._calls, []
        try:
            return self._run(calls)
        except psycopg.OperationalError as error:  # libpq could not even send
            raise UnavailableError(f"database: {str(error).strip()}") from error

    def _run(self, calls: list[_Call]) -> dict[Statement, list[Row]]:
        """Send everything, then read the answers in the same order."""
        pgconn = self._pgconn
        pgconn.enter_pipeline_mode()
        asked: list[tuple[Statement, bool]] = []  # True: to prepare it, False: to run it
        for statement, params in calls:
            name = statement.name.encode()
            if statement not in self._prepared and (statement, True) not in asked:
                pgconn.send_prepare(name, statement.sql.encode())
                asked.append((statement, True))
            binary = [pq.Format.BINARY] * len(params)
            pgconn.send_query_prepared(name, params, param_formats=binary)
            asked.append((statement, False))
        pgconn.pipeline_sync()
        answers = list(self._answers())
        pgconn.exit_pipeline_mode()
        rows = {}
        for (statement, preparing), answer in zip(asked, answers, strict=True):
            if answer.status == pq.ExecStatus.FATAL_ERROR:
                raise _fault(answer)
            if preparing:
                self._prepared.add(statement)
            else:
                rows[statement] = _rows(answer)
        return rows

    def _answers(self) -> Iterator["PGresult"]:
        while True:
            self._wait_for_answer()
            answer = self._pgconn.get_result()
            if self._pgconn.status == pq.ConnStatus.BAD:
                said = self._pgconn.get_error_message()
                raise UnavailableError(f"database: {said.strip()}")
            if answer is None:
                continue
            if answer.status == pq.ExecStatus.PIPELINE_SYNC:
                return
            yield answer

    def _wait_for_answer(self) -> None:
        """Send what is left and return when ``get_result`` will not block.

        It would block with the interpreter's lock held: two threads of a process, one
        waiting here for a row lock that the other holds, would never wake again.
        """
        pgconn = self._pgconn
        unsent = pgconn.flush()
        while pgconn.status == pq.ConnStatus.OK and pgconn.is_busy():
            events = select.POLLIN | (select.POLLOUT if unsent else 0)
            poller = select.poll()
            poller.register(pgconn.socket, events)
            poller.poll()
            pgconn.consume_input()
            unsent = pgconn.flush()


def _fault(answer: "PGresult") -> InvalidError | UnavailableError:
    state = (answer.error_field(pq.DiagnosticField.SQLSTATE) or b"").decode()
    said = answer.error_field(pq.DiagnosticField.MESSAGE_PRIMARY) or b"no reason given"
    text = f"database: {said.decode(errors='replace')} ({state})"
    return InvalidError(text) if state.startswith(_FAULTS_OF_DATA) else UnavailableError(text)


def _rows(answer: "PGresult") -> list[Row]:
    return [
        tuple(_text(answer.get_value(row, column)) for column in range(answer.nfields))
        for row in range(answer.ntuples)
    ]


def _text(value: bytes | None) -> str | None:
    return None if value is None else value.decode()
