"""Observations as they arrive: stored once, the newest remembered, judging told."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from kawamori.storage.columns import (
    Column,
    float8,
    float8s,
    int2s,
    int4,
    int4s,
    timestamp,
    timestamps,
)
from kawamori.storage.connections import Connection, unavailable_when_lost
from kawamori.storage.pipeline import Pipeline, Row, Statement

STORE = Statement(
    "store_observations",
    """
    WITH fresh AS (
      INSERT INTO observations (run_no, datastream_id, observed_at, received_at, result, flags,
                                spread, calibration)
      SELECT k.run_no, k.datastream_id, k.observed_at, k.received_at, k.result, k.flags,
             nullif(k.spread, 'NaN'), nullif(k.calibration, '-infinity')
      FROM unnest($1::int[], $2::int[], $3::timestamptz[], $4::timestamptz[], $5::float8[],
                  $6::smallint[], $7::float8[], $8::timestamptz[])
           AS k (run_no, datastream_id, observed_at, received_at, result, flags,
                 spread, calibration)
      ON CONFLICT DO NOTHING
      RETURNING run_no, datastream_id, observed_at, result, flags
    )
    INSERT INTO arrivals (run_no, datastream_id, observed_at, result, flags)
    SELECT array_agg(run_no), array_agg(datastream_id), array_agg(observed_at),
           array_agg(result), array_agg(flags)
    FROM fresh HAVING count(*) > 0
    RETURNING cardinality(run_no)
    """,
)
_LATEST = Statement(
    "store_latest_observations",
    """
    INSERT INTO latest_observations AS l
      (run_no, datastream_id, observed_at, received_at, result, flags)
    SELECT * FROM unnest($1::int[], $2::int[], $3::timestamptz[], $4::timestamptz[],
                         $5::float8[], $6::smallint[])
    ON CONFLICT (run_no, datastream_id) DO UPDATE
    SET observed_at = excluded.observed_at, received_at = excluded.received_at,
        result = excluded.result, flags = excluded.flags
    WHERE excluded.observed_at > l.observed_at
    """,
)
_WAKE = Statement("wake_judging", "NOTIFY arrivals")
_STILL = Statement(
    "store_still",
    """
    INSERT INTO stills (run_no, datastream_id, observed_at, confidence, still)
    SELECT $1, $2, $3, $4::float8, $5 FROM observations
    WHERE run_no = $1 AND datastream_id = $2 AND observed_at = $3 AND result = $6
    ON CONFLICT DO NOTHING
    """,
)
_RAW = Statement(
    "store_raw_results",
    """
    INSERT INTO raw_results (run_no, datastream_id, observed_at, raw)
    SELECT run_no, datastream_id, observed_at, k.raw
    FROM unnest($1::int[], $2::int[], $3::timestamptz[], $4::float8[], $5::float8[])
         AS k (run_no, datastream_id, observed_at, raw, result)
    JOIN observations o USING (run_no, datastream_id, observed_at)
    WHERE o.result = k.result
    ON CONFLICT DO NOTHING
    """,
)
_CLASHES = """
SELECT k.row - 1
FROM unnest(%s::int[], %s::int[], %s::bigint[], %s::float8[])
     WITH ORDINALITY AS k (run_no, datastream_id, observed_us, result, row)
JOIN observations o
  ON o.run_no = k.run_no AND o.datastream_id = k.datastream_id
 AND o.observed_at = timestamptz 'epoch' + k.observed_us * interval '1 microsecond'
LEFT JOIN raw_results w
  ON w.run_no = o.run_no AND w.datastream_id = o.datastream_id AND w.observed_at = o.observed_at
WHERE coalesce(w.raw, o.result) <> k.result
ORDER BY k.row
"""


@dataclass(frozen=True, slots=True)
class Readings:
    """Observations in columns; times are microseconds since 1970.

    ``raw`` is what the sensor said where ``result`` was made of it, else NaN; None: nowhere.
    So is ``spread``; ``calibration_us`` is ``NO_TIME_US`` where none was told.
    """

    run_no: Column
    datastream_id: Column
    observed_us: Column
    received_us: Column
    result: Column
    flags: Column
    raw: Column | None = None
    spread: Column | None = None
    calibration_us: Column | None = None

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.result)

    @property
    def said(self) -> Column:
        """Return what the sensors said."""
        if self.raw is None:
            return self.result
        return np.where(np.isnan(self.raw), self.result, self.raw)

    def only(self, rows: Column) -> Self:
        """Return the rows of an index or a mask."""
        return type(self)(
            self.run_no[rows],
            self.datastream_id[rows],
            self.observed_us[rows],
            self.received_us[rows],
            self.result[rows],
            self.flags[rows],
            None if self.raw is None else self.raw[rows],
            None if self.spread is None else self.spread[rows],
            None if self.calibration_us is None else self.calibration_us[rows],
        )

    def in_order(self) -> Self:
        """Return them by run, datastream and time, the first to come of each key alone.

        All writers take their locks in this order, so that none waits for another in a ring.
        """
        ordered = self.only(np.lexsort((self.observed_us, self.datastream_id, self.run_no)))
        return ordered.only(_changes(ordered.run_no, ordered.datastream_id, ordered.observed_us))

    def latest(self) -> Self:
        """Return the last of each run and datastream; they must be ``in_order``."""
        begins = _changes(self.run_no, self.datastream_id)
        return self.only(np.append(begins[1:], np.ones(min(len(begins), 1), bool)))


@dataclass(frozen=True, slots=True)
class Still:
    """What a camera says beside its reading: how sure it is, and where the picture is kept."""

    run_no: int
    datastream_id: int
    observed_us: int
    result: float
    confidence: float | None
    still: str | None


def add_readings(pipeline: Pipeline, readings: Readings, stills: list[Still]) -> None:
    """Add readings, what depends on them, and the call that wakes judging."""
    ordered = readings.in_order()
    latest = ordered.latest()
    params = _params(ordered)
    pipeline.add(STORE, *params, *_beside(ordered))
    pipeline.add(_LATEST, *(params if len(latest) == len(ordered) else _params(latest)))
    if ordered.raw is not None:
        made = ordered.only(~np.isnan(ordered.raw))
        pipeline.add(_RAW, *_keys(made), float8s(made.said), float8s(made.result))
    for s in stills:
        pipeline.add(
            _STILL,
            int4(s.run_no),
            int4(s.datastream_id),
            timestamp(s.observed_us),
            None if s.confidence is None else float8(s.confidence),
            None if s.still is None else s.still.encode(),
            float8(s.result),
        )
    pipeline.add(_WAKE)


def count_stored(rows: list[Row]) -> int:
    """Return how many readings were new, from what ``STORE`` returned."""
    return int(rows[0][0] or 0) if rows else 0


def find_clashes(connection: Connection, readings: Readings) -> list[int]:
    """Return which readings differ from what is stored for their time.

    What the sensor said is compared: a declaration that changed makes nothing of it new.
    """
    r = readings
    keys = [column.tolist() for column in (r.run_no, r.datastream_id, r.observed_us, r.said)]
    with unavailable_when_lost():
        return [row[0] for row in connection.execute(_CLASHES, keys)]


def _params(r: Readings) -> tuple[bytes, ...]:
    return (*_keys(r), timestamps(r.received_us), float8s(r.result), int2s(r.flags))


def _beside(r: Readings) -> tuple[bytes | None, bytes | None]:
    """Return spreads and calibrations; where nobody told any, unnest makes nulls of None."""
    return (
        None if r.spread is None else float8s(r.spread),
        None if r.calibration_us is None else timestamps(r.calibration_us),
    )


def _keys(r: Readings) -> tuple[bytes, ...]:
    return (int4s(r.run_no), int4s(r.datastream_id), timestamps(r.observed_us))


def _changes(*columns: Column) -> Column:
    """Return a mask of the rows that differ from the row before."""
    begins = np.ones(len(columns[0]), bool)
    begins[1:] = np.logical_or.reduce([column[1:] != column[:-1] for column in columns])
    return begins
