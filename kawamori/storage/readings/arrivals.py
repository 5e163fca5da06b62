"""What ingest left for judging, read in order and taken away with the findings."""

from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from kawamori.judging.passes import Readings
from kawamori.judging.rivers import Ints
from kawamori.observations import Flag
from kawamori.storage.columns import (
    int4s,
    int8s,
    read_float8s,
    read_int2s,
    read_int4s,
    read_timestamps,
    timestamps,
)
from kawamori.storage.connections import Connection, unavailable_when_lost
from kawamori.storage.pipeline import Pipeline, Statement

JUDGE_LOCK = 7702
HOUR_US = 3_600_000_000

_NEXT = """
SELECT arrival_id, run_no, datastream_id, observed_at, result, flags
FROM arrivals WHERE set_aside_because IS NULL ORDER BY arrival_id LIMIT %s
"""
_OLDEST = """
SELECT clock_timestamp() - arrived_at
FROM arrivals WHERE set_aside_because IS NULL ORDER BY arrival_id LIMIT 1
"""
_SET_ASIDE = "UPDATE arrivals SET set_aside_because = %s WHERE arrival_id = ANY(%s)"
_TAKE_AWAY = Statement(
    "take_away_arrivals", "DELETE FROM arrivals WHERE arrival_id = ANY($1::bigint[])"
)
_STALE = Statement(
    "mark_stale_rollups",
    """
    INSERT INTO stale_rollups (run_no, datastream_id, hour)
    SELECT * FROM unnest($1::int[], $2::int[], $3::timestamptz[])
    ON CONFLICT DO NOTHING
    """,
)


@dataclass(frozen=True, slots=True)
class Arrived:
    """Some commits' rows, the oldest commit first, as the database sent them."""

    arrival_ids: list[int]
    columns: list[list[bytes]]

    def read(self) -> tuple[Readings, Ints]:
        """Return the readings and their flags, all commits in one."""
        run_no, datastream_id, observed_at, stage_m, flags = self.columns
        readings = Readings(
            np.concatenate([read_int4s(cell) for cell in run_no]),
            np.concatenate([read_int4s(cell) for cell in datastream_id]),
            np.concatenate([read_timestamps(cell) for cell in observed_at]),
            np.concatenate([read_float8s(cell) for cell in stage_m]),
        )
        return readings, np.concatenate([read_int2s(cell) for cell in flags])


def believable(readings: Readings, flags: Ints) -> Readings:
    """Return what may be judged: a result out of its range is stored, not believed."""
    r, use = readings, flags & Flag.GROSS_RANGE == 0
    return Readings(r.run_no[use], r.datastream_id[use], r.observed_us[use], r.stage_m[use])


def become_judge(connection: Connection, shard: int = 0) -> bool:
    """Say whether this connection is now the one that judges; it stays so while it lasts."""
    with unavailable_when_lost():
        row = connection.execute(
            "SELECT pg_try_advisory_lock(%s, %s)", (JUDGE_LOCK, shard)
        ).fetchone()
    return bool(row and row[0])


def listen_for_arrivals(connection: Connection) -> None:
    """Have this connection woken by every commit of ingest from now on."""
    with unavailable_when_lost():
        connection.execute("LISTEN arrivals")


def next_arrivals(connection: Connection, limit: int) -> Arrived | None:
    """Return the oldest commits that are not judged yet, or None."""
    with unavailable_when_lost(), connection.cursor(binary=True) as cursor:
        cursor.execute(_NEXT, (limit,))
        result = cursor.pgresult
        if result is None or result.ntuples == 0:
            return None
        cells = [
            [result.get_value(row, column) or b"" for row in range(result.ntuples)]
            for column in range(result.nfields)
        ]
    return Arrived([int.from_bytes(cell, "big") for cell in cells[0]], cells[1:])


def oldest_wait(connection: Connection) -> timedelta:
    """Return how long the oldest commit has waited for judging; nothing where none waits."""
    with unavailable_when_lost():
        row = connection.execute(_OLDEST).fetchone()
    return row[0] if row else timedelta()


def take_away(pipeline: Pipeline, arrived: Arrived) -> None:
    """Add the removal of what was judged: with the findings, or not at all."""
    pipeline.add(_TAKE_AWAY, int8s(arrived.arrival_ids))


def set_aside(connection: Connection, arrived: Arrived, because: str) -> None:
    """Put away what judging fails on, so that the next readings are judged."""
    with unavailable_when_lost():
        connection.execute(_SET_ASIDE, (because, arrived.arrival_ids))


def mark_stale(pipeline: Pipeline, run_no: Ints, datastream_id: Ints, hour_us: Ints) -> None:
    """Add the hours whose roll-ups are to be made anew; each triple once, in order."""
    pipeline.add(_STALE, int4s(run_no), int4s(datastream_id), timestamps(hour_us))
