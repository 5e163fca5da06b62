"""Warnings that a level will be reached: stored when given, scored when their time is over."""

from datetime import datetime, timedelta
from typing import NamedTuple

import numpy as np
from psycopg.rows import args_row

from kawamori.judging.findings import Warnings
from kawamori.judging.rivers import NEVER_US, Ints, Rivers
from kawamori.observations import NOT_CONFIRMED
from kawamori.storage.columns import float8s, int2s, int4s, texts, timestamps
from kawamori.storage.connections import Connection, unavailable_when_lost
from kawamori.storage.pipeline import Pipeline, Statement
from kawamori.storage.runs import list_runs

REACHED_WITHIN = timedelta(hours=6)  # or it was false

_ADD = Statement(
    "add_warnings",
    """
    INSERT INTO warnings (run_no, station_id, datastream_id, level, threshold_m, observed_at,
      recorded_at, expected_at, p10_at, p90_at, policy_version)
    SELECT run_no, station_id, datastream_id, level, threshold_m, observed_at, recorded_at,
           nullif(expected_at, observed_at), nullif(p10_at, observed_at),
           nullif(p90_at, observed_at), policy_version
    FROM unnest($1::int[], $2::text[], $3::int[], $4::smallint[], $5::float8[], $6::timestamptz[],
                $7::timestamptz[], $8::timestamptz[], $9::timestamptz[], $10::timestamptz[],
                $11::text[])
      AS g (run_no, station_id, datastream_id, level, threshold_m, observed_at, recorded_at,
            expected_at, p10_at, p90_at, policy_version)
    ON CONFLICT DO NOTHING
    """,
)
_SETTLE = """
WITH due AS (
  SELECT w.warning_id, clock.now, w.observed_at + %(within)s AS until, (
    SELECT min(o.observed_at) FROM observations o
    WHERE o.run_no = w.run_no AND o.datastream_id = w.datastream_id
      AND o.observed_at > w.observed_at AND o.observed_at <= w.observed_at + %(within)s
      AND o.result >= w.threshold_m
      AND coalesce((SELECT f.flags FROM observation_flags f
                    WHERE f.run_no = o.run_no AND f.datastream_id = o.datastream_id
                      AND f.observed_at = o.observed_at
                    ORDER BY f.recorded_at DESC LIMIT 1), o.flags) & %(hidden)s = 0
  ) AS reached_at
  FROM warnings w
  JOIN unnest(%(run_no)s::int[], %(now)s::timestamptz[]) AS clock (run_no, now) USING (run_no)
  WHERE w.outcome IS NULL
)
UPDATE warnings w
SET outcome = CASE WHEN due.reached_at IS NULL THEN 'false' ELSE 'hit' END,
    reached_at = due.reached_at, settled_at = due.now
FROM due
WHERE w.warning_id = due.warning_id AND (due.reached_at IS NOT NULL OR due.until < due.now)
"""
_SCORES = """
WITH reached AS (
  SELECT al.run_no, al.station_id, l.level::smallint AS level, t.observed_at AS reached_at
  FROM transitions t
  JOIN alerts al USING (alert_id, run_no)
  CROSS JOIN LATERAL generate_series(t.from_level + 1, t.to_level) AS l (level)
  WHERE t.run_no = %(run_no)s AND t.audience = 'public' AND t.kind IN ('raise', 'escalate')
    AND t.observed_at >= %(since)s AND l.level >= 2
), missed AS (
  SELECT r.station_id, r.level, count(*) AS missed FROM reached r
  WHERE NOT EXISTS (
    SELECT FROM warnings w
    WHERE w.run_no = r.run_no AND w.station_id = r.station_id AND w.level = r.level
      AND w.observed_at < r.reached_at AND w.observed_at >= r.reached_at - %(within)s)
  GROUP BY r.station_id, r.level
), given AS (
  SELECT station_id, level,
         count(*) FILTER (WHERE outcome = 'hit') AS hits,
         count(*) FILTER (WHERE outcome = 'false') AS false_ones,
         count(*) FILTER (WHERE outcome IS NULL) AS waiting,
         percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM reached_at - observed_at))
           FILTER (WHERE outcome = 'hit') AS median_lead_s
  FROM warnings WHERE run_no = %(run_no)s AND observed_at >= %(since)s
  GROUP BY station_id, level
)
SELECT station_id, level, coalesce(hits, 0), coalesce(missed, 0), coalesce(false_ones, 0),
       coalesce(waiting, 0), median_lead_s
FROM given FULL JOIN missed USING (station_id, level)
ORDER BY station_id, level
"""


class Score(NamedTuple):
    """How well one level of one station was foreseen; leads in seconds."""

    station_id: str
    level: int
    hits: int
    missed: int
    false_ones: int
    waiting: int
    median_lead_s: float | None


def add_warnings(
    pipeline: Pipeline, rivers: Rivers, given: Warnings, recorded_us: Ints, version: str
) -> None:
    """Add warnings; one that was stored already, seen from the same reading, stays as it is."""
    rows = given.rows
    pipeline.add(
        _ADD,
        int4s(rivers.run_no[rows]),
        texts([rivers.watches[row].station_id for row in rows.tolist()]),
        int4s(rivers.datastream_id[rows]),
        int2s(given.level),
        float8s(rivers.ladders.rungs_m[given.level.astype(np.intp) - 1, rows]),
        timestamps(given.observed_us),
        timestamps(recorded_us),
        *(
            timestamps(np.where(foreseen_us == NEVER_US, given.observed_us, foreseen_us))
            for foreseen_us in (given.expected_us, given.p10_us, given.p90_us)
        ),
        texts([version] * len(rows)),
    )


def score_warnings(connection: Connection, wall: datetime) -> int:
    """Score the warnings whose level was reached, or whose time is over; return how many."""
    with unavailable_when_lost():
        clocks = {run.run_no: run.now(wall) for run in list_runs(connection)}
        values = {
            "run_no": list(clocks),
            "now": list(clocks.values()),
            "within": REACHED_WITHIN,
            "hidden": int(NOT_CONFIRMED),
        }
        return connection.execute(_SETTLE, values).rowcount


def scores(connection: Connection, run_no: int, since: datetime) -> list[Score]:
    """Return how well each level was foreseen since then, by station and level."""
    values = {"run_no": run_no, "since": since, "within": REACHED_WITHIN}
    with connection.cursor(row_factory=args_row(Score)) as cursor:
        return cursor.execute(_SCORES, values).fetchall()
