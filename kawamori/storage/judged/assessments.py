"""What judging found: every finding that matters for good, and how each station stands."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

import numpy as np
from psycopg.rows import class_row

from kawamori.judging.cases import moment
from kawamori.judging.findings import Assessments, next_thresholds
from kawamori.judging.neighbours import expected
from kawamori.judging.reasons import Reason
from kawamori.judging.rivers import FRESHNESS, WINDOW, Floats, Ints, Rivers, Rows
from kawamori.storage.columns import bools, float8s, int2s, int4s, texts, timestamps
from kawamori.storage.connections import Connection
from kawamori.storage.judged.memories import recall_memories
from kawamori.storage.pipeline import Pipeline, Statement
from kawamori.times import to_us
from kawamori.trends import TRENDS

_COLUMNS = """run_no, station_id, recorded_at, observed_at, stage_m, level, public_level,
       confirmation, trend, rise_m_per_h, projection, freshness, reasons, policy_version,
       upstream"""
_GIVEN = """
SELECT run_no, station_id, recorded_at, observed_at, stage_m, level, public_level,
       CASE WHEN unconfirmed THEN 'unconfirmed' ELSE 'confirmed' END, trend,
       nullif(rise_m_per_h, 'NaN'), nullif(projection, '')::jsonb, freshness, reasons::jsonb,
       policy_version, nullif(upstream, '')::jsonb"""
_UNNEST = """
FROM unnest($1::int[], $2::text[], $3::timestamptz[], $4::timestamptz[], $5::float8[],
            $6::smallint[], $7::smallint[], $8::boolean[], $9::text[], $10::float8[],
            $11::text[], $12::text[], $13::text[], $14::text[], $15::text[]"""
_NAMES = """
  AS g (run_no, station_id, recorded_at, observed_at, stage_m, level, public_level,
        unconfirmed, trend, rise_m_per_h, projection, freshness, reasons, policy_version,
        upstream"""
_APPEND = Statement(
    "append_assessments",
    f"INSERT INTO assessments ({_COLUMNS}) {_GIVEN} {_UNNEST}) {_NAMES})",
)
_LATEST = Statement(
    "upsert_latest_assessments",
    f"""
    INSERT INTO latest_assessments ({_COLUMNS},
      public_stage_m, public_observed_at, confirmed_level)
    {_GIVEN}, nullif(public_stage_m, 'NaN'),
      CASE WHEN public_stage_m <> 'NaN' THEN public_observed_at END, confirmed_level
    {_UNNEST}, $16::float8[], $17::timestamptz[], $18::smallint[])
    {_NAMES}, public_stage_m, public_observed_at, confirmed_level)
    ON CONFLICT (run_no, station_id) DO UPDATE SET
      recorded_at = excluded.recorded_at, observed_at = excluded.observed_at,
      stage_m = excluded.stage_m, level = excluded.level,
      public_level = excluded.public_level, public_stage_m = excluded.public_stage_m,
      public_observed_at = excluded.public_observed_at,
      confirmed_level = excluded.confirmed_level, confirmation = excluded.confirmation,
      trend = excluded.trend, rise_m_per_h = excluded.rise_m_per_h,
      projection = excluded.projection, freshness = excluded.freshness,
      reasons = excluded.reasons, policy_version = excluded.policy_version,
      upstream = excluded.upstream
    """,
)
_CALM = Statement(
    "append_calm_assessments",
    f"""
    INSERT INTO calm_assessments ({_COLUMNS})
    SELECT {_COLUMNS} FROM latest_assessments
    JOIN unnest($1::int[], $2::text[]) AS g (run_no, station_id) USING (run_no, station_id)
    """,  # noqa: S608 our own parts
)
_STANDING = """
SELECT a.run_no, d.datastream_id, a.recorded_at, a.observed_at, a.stage_m, a.level, a.public_level,
       a.public_stage_m, a.public_observed_at, a.confirmed_level,
       a.confirmation = 'unconfirmed' AS unconfirmed, a.trend, a.rise_m_per_h, a.freshness,
       ARRAY(SELECT jsonb_array_elements_text(a.reasons)) AS reasons
FROM unnest(%s::int[], %s::int[]) AS k (run_no, datastream_id)
JOIN datastreams d USING (datastream_id)
JOIN latest_assessments a ON a.run_no = k.run_no AND a.station_id = d.station_id
"""
_JUDGED = """
SELECT run_no FROM runs r
WHERE ended_at IS NULL
  AND EXISTS (SELECT FROM latest_assessments a WHERE a.run_no = r.run_no)
"""
_RECENT = """
SELECT k.run_no, k.datastream_id, o.observed_at, o.result
FROM unnest(%s::int[], %s::int[], %s::float8[]) AS k (run_no, datastream_id, window_s)
JOIN datastreams d USING (datastream_id)
JOIN latest_assessments a ON a.run_no = k.run_no AND a.station_id = d.station_id
CROSS JOIN LATERAL (
  SELECT observed_at, result FROM observations o
  WHERE o.run_no = k.run_no AND o.datastream_id = k.datastream_id AND flags & 2 = 0
    AND observed_at <= a.observed_at
    AND observed_at >= a.observed_at - k.window_s * interval '1 second'
  ORDER BY observed_at DESC LIMIT %s
) o
ORDER BY o.observed_at
"""


def add_history(
    pipeline: Pipeline, rivers: Rivers, found: Assessments, recorded_us: Ints, version: str
) -> None:
    """Add findings to the record, in their order."""
    pipeline.add(_APPEND, *_params(rivers, found, recorded_us, version))


def add_latest(
    pipeline: Pipeline, rivers: Rivers, found: Assessments, recorded_us: Ints, version: str
) -> None:
    """Add how stations now stand; each station once, in the order all writers keep."""
    rows = found.rows
    accepted_us = np.nan_to_num(rivers.accepted_s[rows] * 1e6).round().astype(np.int64)
    pipeline.add(
        _LATEST,
        *_params(rivers, found, recorded_us, version),
        float8s(rivers.accepted_m[rows]),
        timestamps(accepted_us),
        int2s(rivers.confirmed_level[rows]),
    )


def add_calm(pipeline: Pipeline, rivers: Rivers, rows: Rows) -> None:
    """Add how these stations now stand to what is kept of calm rivers; after ``add_latest``."""
    stations = [rivers.watches[row].station_id for row in rows]
    pipeline.add(_CALM, int4s(rivers.run_no[rows]), texts(stations))


def judged_before(connection: Connection) -> list[int]:
    """Return the runs that go on and of which something was judged."""
    return [int(row[0]) for row in connection.execute(_JUDGED)]


def recall(connection: Connection, rivers: Rivers, rows: Sequence[int], window_s: Floats) -> None:
    """Put back what judging knew of these rows before it stopped; some may be new to it."""
    runs = [int(rivers.run_no[row]) for row in rows]
    streams = [int(rivers.datastream_id[row]) for row in rows]
    row_of = dict(zip(zip(runs, streams, strict=True), rows, strict=True))
    with connection.cursor(row_factory=class_row(_Standing)) as cursor:
        for standing in cursor.execute(_STANDING, (runs, streams)):
            standing.into(rivers, row_of[standing.run_no, standing.datastream_id])
    windows = [float(s) for s in window_s]
    for run, stream, observed_at, result in connection.execute(
        _RECENT, (runs, streams, windows, WINDOW)
    ):
        row = np.array([row_of[run, stream]])
        rivers.remember(row, np.array([observed_at.timestamp()]), np.array([result]))
    recall_memories(connection, rivers, row_of)


@dataclass(frozen=True, slots=True)
class _Standing:
    """A station as it stood when it was last judged."""

    run_no: int
    datastream_id: int
    recorded_at: datetime
    observed_at: datetime
    stage_m: float
    level: int
    public_level: int
    public_stage_m: float | None
    public_observed_at: datetime | None
    confirmed_level: int
    unconfirmed: bool
    trend: str
    rise_m_per_h: float | None
    freshness: str
    reasons: list[str]

    def into(self, rivers: Rivers, row: int) -> None:
        """Write everything back to where judging keeps it."""
        rivers.newest_us[row] = to_us(self.observed_at)
        heard_at = min(self.observed_at, self.recorded_at)
        rivers.heard_us[row] = to_us(heard_at)
        rivers.stage_m[row] = self.stage_m
        rivers.level[row] = self.level
        rivers.public_level[row] = self.public_level
        rivers.confirmed_level[row] = self.confirmed_level
        if self.public_observed_at is not None:
            rivers.accepted_s[row] = self.public_observed_at.timestamp()
            rivers.accepted_m[row] = self.public_stage_m
        rivers.unconfirmed[row] = self.unconfirmed
        if self.observed_at != self.public_observed_at:  # the newest is a jump that waits
            rivers.pending_s[row] = self.observed_at.timestamp()
            rivers.pending_m[row] = self.stage_m
        rivers.trend[row] = [trend.value for trend in TRENDS].index(self.trend)
        rivers.rise_m_per_h[row] = np.nan if self.rise_m_per_h is None else self.rise_m_per_h
        rivers.freshness[row] = FRESHNESS.index(self.freshness)
        rivers.reasons[row] = sum(Reason[name.upper()] for name in self.reasons)


def _params(
    rivers: Rivers, found: Assessments, recorded_us: Ints, version: str
) -> tuple[bytes, ...]:
    watches = [rivers.watches[row] for row in found.rows.tolist()]
    return (
        int4s(rivers.run_no[found.rows]),
        texts([watch.station_id for watch in watches]),
        timestamps(recorded_us),
        timestamps(found.observed_us),
        float8s(found.stage_m),
        int2s(found.level),
        int2s(found.public_level),
        bools(found.unconfirmed),
        texts([TRENDS[trend].value for trend in found.trend.tolist()]),
        float8s(found.rise_m_per_h),
        texts(_projections(rivers, found)),
        texts([FRESHNESS[freshness] for freshness in found.freshness.tolist()]),
        texts([reasons_json(reasons) for reasons in found.reasons.tolist()]),
        texts([version] * len(found)),
        texts(_upstream(rivers, found)),
    )


@lru_cache(maxsize=1024)
def reasons_json(reasons: int) -> str:
    """Return reasons as they are stored: their names as a JSON array."""
    return json.dumps(Reason(reasons).names())


def _upstream(rivers: Rivers, found: Assessments) -> list[str]:
    written = [""] * len(found)
    coming = expected(rivers, found.rows, found.observed_us / 1e6)
    for place in np.flatnonzero(coming.upstream >= 0).tolist():
        water = {
            "as_of": moment(int(found.observed_us[place])).isoformat(),
            "station_id": rivers.watches[coming.upstream[place]].station_id,
            "expected_in_s": round(coming.in_s[place]),
            "spread_s": round(coming.spread_s[place]),
        }
        written[place] = json.dumps(water)
    return written


def _projections(rivers: Rivers, found: Assessments) -> list[str]:
    written = [""] * len(found)
    for place in np.flatnonzero(~np.isnan(found.projections.p50_s).all(axis=0)).tolist():
        steps = [
            {
                "level": each.level,
                "threshold_m": each.threshold_m,
                "chance": round(each.chance, 2),
                "p10_s": round(each.p10_s),
                "p50_s": round(each.p50_s),
                "p90_s": round(each.p90_s),
            }
            for each in next_thresholds(found, place, rivers)
        ]
        as_of = moment(int(found.observed_us[place])).isoformat()
        written[place] = json.dumps({"as_of": as_of, "next": steps})
    return written
