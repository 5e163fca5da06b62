"""Where people on duty are, while their page is open: the newest of each, with its age."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from psycopg.rows import args_row

from kawamori.errors import ConflictError, InvalidError
from kawamori.storage.connections import Connection
from kawamori.storage.stream import announce

KIND = "responder_positions"  # on the live stream
MOST_POINTS = 500  # of a phone that was offline for a shift
AHEAD = timedelta(minutes=5)
SHOWN_FOR = timedelta(hours=6)

_ON_DUTY = """
SELECT min(given_at) FROM open_responder_tasks WHERE responder_id = %s AND run_no = %s
"""
_ADD = """
INSERT INTO responder_positions (responder_id, run_no, at, lat, lon, accuracy_m)
SELECT %(responder_id)s, %(run_no)s, date_trunc('minute', p.at), p.lat, p.lon, p.accuracy_m
FROM unnest(%(at)s::timestamptz[], %(lat)s::float8[], %(lon)s::float8[], %(acc)s::float8[])
     AS p (at, lat, lon, accuracy_m)
ON CONFLICT (responder_id, run_no, at) DO UPDATE
SET lat = excluded.lat, lon = excluded.lon, accuracy_m = excluded.accuracy_m
"""
_NEWEST = """
SELECT DISTINCT ON (p.responder_id) p.responder_id, p.at, p.lat, p.lon, p.accuracy_m
FROM responder_positions p
JOIN open_responder_tasks t ON t.responder_id = p.responder_id AND t.run_no = p.run_no
WHERE p.run_no = %s AND p.at > %s ORDER BY p.responder_id, p.at DESC
"""


class Point(NamedTuple):
    """Where a phone was, WGS 84, by the run's clock, and how exactly that is known."""

    at: datetime
    lat: float
    lon: float
    accuracy_m: float


class Position(NamedTuple):
    """Where a responder was last."""

    responder_id: int
    at: datetime
    lat: float
    lon: float
    accuracy_m: float


def add_positions(
    connection: Connection, responder_id: int, run_no: int, points: Sequence[Point], now: datetime
) -> int:
    """Keep one position a minute of somebody on a task, and return how many were kept.

    ``ConflictError`` for who has no open task: nobody is followed off duty, nor is it kept where
    they were before.
    """
    if len(points) > MOST_POINTS:
        raise InvalidError(f"at most {MOST_POINTS} points at once, not {len(points)}")
    with connection.transaction():
        row = connection.execute(_ON_DUTY, (responder_id, run_no)).fetchone()
        if row is None or row[0] is None:
            raise ConflictError("you have no open task: no position is kept")
        on_duty = sorted(point for point in points if row[0] <= point.at <= now + AHEAD)
        minutes = {point.at.replace(second=0, microsecond=0): point for point in on_duty}
        values = {
            "responder_id": responder_id,
            "run_no": run_no,
            "at": list(minutes),
            "lat": [point.lat for point in minutes.values()],
            "lon": [point.lon for point in minutes.values()],
            "acc": [point.accuracy_m for point in minutes.values()],
        }
        connection.execute(_ADD, values)
        announce(connection, run_no, KIND, [str(responder_id)])
    return len(minutes)


def newest_positions(connection: Connection, run_no: int, now: datetime) -> list[Position]:
    """Return where each who is on a task was last, within six hours."""
    with connection.cursor(row_factory=args_row(Position)) as cursor:
        return cursor.execute(_NEWEST, (run_no, now - SHOWN_FOR)).fetchall()
