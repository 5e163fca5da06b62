"""The live stream's memory: what changed, in the order it was committed.

Writers take one advisory lock just before they insert, so that a reader who has
seen event 7 will never see event 6 appear later. An event names what changed and
carries no values: whoever reads it looks up how things stand now.
"""

from collections.abc import Sequence
from typing import NamedTuple

from kawamori.storage.columns import int4, texts
from kawamori.storage.connections import Connection
from kawamori.storage.pipeline import Pipeline, Statement

ORDER_LOCK = 7701

_WRITE = "INSERT INTO stream_events (run_no, kind, subjects) VALUES (%s, %s, %s)"
_ENDS = "SELECT coalesce(min(event_id), 0), coalesce(max(event_id), 0) FROM stream_events"
_AFTER = """
SELECT event_id, run_no, kind, subjects FROM stream_events
WHERE event_id > %s ORDER BY event_id LIMIT %s
"""
_CHANGED = """
SELECT kind, array_agg(DISTINCT subject)
FROM stream_events CROSS JOIN unnest(subjects) AS subject
WHERE event_id > %s AND event_id <= %s AND (run_no = %s OR kind = 'runs')
GROUP BY kind
"""


_LOCK_STATEMENT = Statement("lock_stream", f"SELECT pg_advisory_xact_lock({ORDER_LOCK})")
_WRITE_STATEMENT = Statement(
    "write_stream_event",
    "INSERT INTO stream_events (run_no, kind, subjects) VALUES ($1, $2, $3::text[])",
)
_NOTIFY_STATEMENT = Statement("notify_stream", "NOTIFY stream")


class StreamEvent(NamedTuple):
    """Something of a ``kind`` changed; the API's frames tell what kinds there are."""

    event_id: int
    run_no: int
    kind: str
    subjects: list[str]


class Kept(NamedTuple):
    """The oldest and the newest event there are; 0 and 0 when there is none."""

    oldest: int
    newest: int


def announce(connection: Connection, run_no: int, kind: str, subjects: Sequence[str]) -> None:
    """Write an event and wake the readers when the caller's transaction commits.

    Call it last in the transaction: until the commit, every other writer waits.
    ``subjects`` are station, alert, delivery or official ids or run names, by ``kind``.
    """
    connection.execute("SELECT pg_advisory_xact_lock(%s)", (ORDER_LOCK,))
    connection.execute(_WRITE, (run_no, kind, list(subjects)))
    connection.execute("NOTIFY stream")


def add_announcements(
    pipeline: Pipeline, announcements: Sequence[tuple[int, str, Sequence[str]]]
) -> None:
    """Add to a pipeline what ``announce`` does; add nothing after it but the end."""
    if not announcements:
        return
    pipeline.add(_LOCK_STATEMENT)
    for run_no, kind, subjects in announcements:
        pipeline.add(_WRITE_STATEMENT, int4(run_no), kind.encode(), texts(subjects))
    pipeline.add(_NOTIFY_STATEMENT)


def listen(connection: Connection) -> None:
    """Have this connection woken by every announcement from now on."""
    connection.execute("LISTEN stream")


def wait_for_announcement(connection: Connection, timeout_s: float) -> bool:
    """Return True as soon as something was announced, False after the time-out."""
    return any(True for _ in connection.notifies(timeout=timeout_s, stop_after=1))


def kept_events(connection: Connection) -> Kept:
    """Return which events are still there."""
    row = connection.execute(_ENDS).fetchone()
    return Kept(*row) if row else Kept(0, 0)


def events_after(connection: Connection, event_id: int, limit: int) -> list[StreamEvent]:
    """Return the events after this one, the oldest first, at most ``limit``."""
    return [StreamEvent(*row) for row in connection.execute(_AFTER, (event_id, limit))]


def changed_between(
    connection: Connection, after: int, upto: int, run_no: int
) -> dict[str, list[str]]:
    """Return what changed in a run, or which runs did, after one event and up to another."""
    return dict(connection.execute(_CHANGED, (after, upto, run_no)).fetchall())
