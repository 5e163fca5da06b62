"""The journal of what was accepted: on disk before the sender hears of it.

Kill tests count in it what was accepted twice, so it must never forget a message for
which somebody may hold a receipt: every commit is synced.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any

from kawamori.errors import InvalidError
from simulators.sandbox.messages import Callback, Message

_TABLES = """
CREATE TABLE IF NOT EXISTS messages (
    seq INTEGER PRIMARY KEY,
    sid TEXT NOT NULL UNIQUE,
    delivery_id TEXT NOT NULL,
    recipient TEXT NOT NULL,
    sender TEXT,
    service_sid TEXT,
    body TEXT NOT NULL,
    callback_url TEXT,
    answer TEXT NOT NULL,
    fate TEXT NOT NULL,
    error_code INTEGER,
    created_at REAL NOT NULL,
    queued_at REAL NOT NULL,
    sent_at REAL NOT NULL,
    ended_at REAL NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS messages_delivery ON messages (delivery_id);
CREATE INDEX IF NOT EXISTS messages_recipient ON messages (recipient);
CREATE TABLE IF NOT EXISTS callbacks (
    callback_id INTEGER PRIMARY KEY,
    sid TEXT NOT NULL REFERENCES messages (sid),
    status TEXT NOT NULL,
    due_at REAL NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX IF NOT EXISTS callbacks_due ON callbacks (due_at);
CREATE TABLE IF NOT EXISTS opt_outs (number TEXT PRIMARY KEY) STRICT;
"""
_WIDTH = 1 + len(fields(Message))  # seq, then the message; its last fields are times
_TIMES = 4


@dataclass(frozen=True, slots=True)
class Due:
    """A callback whose time has come."""

    message: Message
    callback_id: int
    status: str
    tries: int


class Journal:
    """Accepted messages, the callbacks still owed, and who answered STOP; safe among threads."""

    def __init__(self, path: Path | None) -> None:
        """Open or begin a journal; without a path all is kept in memory."""
        self._lock = Lock()
        try:
            if path:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.touch(mode=0o600)  # it holds phone numbers
            self._database = sqlite3.connect(
                path or ":memory:", isolation_level=None, check_same_thread=False
            )
            self._database.execute("PRAGMA journal_mode = WAL")
            self._database.execute("PRAGMA synchronous = FULL")
            self._database.executescript(_TABLES)
        except (OSError, sqlite3.Error) as error:
            raise InvalidError(f"journal {path}: {error}; name another file") from error

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._database.close()

    def accept(self, message: Message, callbacks: Sequence[Callback]) -> None:
        """Keep a message and the callbacks it will cause; on disk when this returns."""
        values = [v.timestamp() if isinstance(v, datetime) else v for v in astuple(message)]
        owed = [(message.sid, c.status, c.due_at.timestamp()) for c in callbacks]
        with self._transaction() as database:
            database.execute(
                "INSERT INTO messages VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                values,
            )
            database.executemany(
                "INSERT INTO callbacks (sid, status, due_at) VALUES (?, ?, ?)", owed
            )

    def find(self, sid: str) -> Message | None:
        """Return one message."""
        rows = self._read("SELECT * FROM messages WHERE sid = ?", sid)
        return next(map(_as_message, rows), None)

    def sent(
        self,
        *,
        to: str | None,
        sender: str | None,
        between: tuple[datetime, datetime] | None,
        before_sid: str | None,
        limit: int,
    ) -> list[Message]:
        """Return messages, newest first, below the last one of the page before.

        ``between`` keeps those sent then; what still waits to be sent is not among them.
        """
        start, end = (at.timestamp() for at in between) if between else (None, None)
        rows = self._read(
            """
            SELECT * FROM messages
            WHERE (?1 IS NULL OR recipient = ?1) AND (?2 IS NULL OR sender = ?2)
              AND (?3 IS NULL OR sent_at BETWEEN ?3 AND ?4)
              AND (?5 IS NULL OR seq < (SELECT seq FROM messages WHERE sid = ?5))
            ORDER BY seq DESC LIMIT ?6
            """,
            *(to, sender, start, end, before_sid, limit),
        )
        return list(map(_as_message, rows))

    def newest(self, limit: int, to: str | None = None) -> list[tuple[Message, int]]:
        """Return messages, newest first, each with how often its delivery was accepted."""
        rows = self._read(
            """
            SELECT m.*, (SELECT count(*) FROM messages d WHERE d.delivery_id = m.delivery_id)
            FROM messages m
            WHERE ?1 IS NULL OR recipient = ?1
            ORDER BY seq DESC LIMIT ?2
            """,
            *(to, limit),
        )
        return [(_as_message(row), int(row[_WIDTH])) for row in rows]

    def count(self) -> tuple[int, int]:
        """Return how many messages were accepted, and how many deliveries more than once."""
        ((messages, twice),) = self._read(
            """
            SELECT coalesce(sum(n), 0), coalesce(sum(n > 1), 0)
            FROM (SELECT count(*) AS n FROM messages GROUP BY delivery_id)
            """
        )
        return int(messages), int(twice)

    def due(self, now: datetime, limit: int) -> list[Due]:
        """Return the callbacks to post now, the oldest of each message."""
        rows = self._read(
            """
            SELECT m.*, c.callback_id, c.status, c.tries
            FROM (SELECT min(callback_id) AS callback_id FROM callbacks
                  WHERE due_at <= ? GROUP BY sid ORDER BY callback_id LIMIT ?)
            JOIN callbacks c USING (callback_id) JOIN messages m USING (sid)
            """,
            *(now.timestamp(), limit),
        )
        return [Due(_as_message(row), *row[_WIDTH:]) for row in rows]

    def next_due_at(self) -> datetime | None:
        """Return when the next callback is due."""
        ((at,),) = self._read("SELECT min(due_at) FROM callbacks")
        return None if at is None else datetime.fromtimestamp(at, UTC)

    def settle(self, posted: Sequence[Due], again: Sequence[tuple[Due, datetime]]) -> None:
        """Forget the callbacks that were posted; put the others off."""
        later = [(at.timestamp(), due.callback_id) for due, at in again]
        with self._transaction() as database:
            database.executemany(
                "DELETE FROM callbacks WHERE callback_id = ?", [(d.callback_id,) for d in posted]
            )
            database.executemany(
                "UPDATE callbacks SET due_at = ?, tries = tries + 1 WHERE callback_id = ?", later
            )

    def opt_outs(self) -> list[str]:
        """Return who answered STOP."""
        return [number for (number,) in self._read("SELECT number FROM opt_outs ORDER BY number")]

    def opt_out(self, number: str) -> None:
        """Note that somebody answered STOP."""
        with self._transaction() as database:
            database.execute("INSERT OR IGNORE INTO opt_outs VALUES (?)", (number,))

    def opt_in(self, number: str) -> None:
        """Note that somebody answered START."""
        with self._transaction() as database:
            database.execute("DELETE FROM opt_outs WHERE number = ?", (number,))

    def _read(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._database.execute(query, values).fetchall()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._database.execute("BEGIN IMMEDIATE")
            try:
                yield self._database
            except BaseException:
                self._database.execute("ROLLBACK")
                raise
            self._database.execute("COMMIT")


def _as_message(row: tuple[Any, ...]) -> Message:
    plain = row[1 : _WIDTH - _TIMES]
    times = row[_WIDTH - _TIMES : _WIDTH]
    return Message(*plain, *(datetime.fromtimestamp(at, UTC) for at in times))
