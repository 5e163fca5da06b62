"""Whose own height a reading reaches: looked for at the gauges that anybody has marked, by height.

A gauge has a line in each run: the marks up to it have been reached. It rises with the stage, and
falls once the river has stood clearly below for a while, so a mark is reached once a flood.
"""

from collections.abc import Iterable

import numpy as np

from kawamori.judging.findings import Assessments, Doubts
from kawamori.judging.rivers import LIVE, Bools, Floats, Ints, Rivers, Rows
from kawamori.observations import NOT_CONFIRMED, Flag
from kawamori.storage.columns import float8s, int2s, int4s, texts, timestamps
from kawamori.storage.connections import Connection, unavailable_when_lost
from kawamori.storage.pipeline import Pipeline, Statement

BELOW_FOR = "30 minutes"  # and all that time: before that a river only dips
SILENT_FOR = "12 hours"  # after it the river is judged anew, as its alerts are
NOTED_EVERY = "10 minutes"  # that a line stands where it was: calm rivers cost no write
NO_LADDER_M = 0.20  # clearly below, at a gauge whose thresholds say nothing of it
LEAST_RELEASE_M = 0.05  # less is no more than a gauge's own noise
HALF_CM = "0.005"  # marks are kept to the cm

# What a flood does to readings is no reason to keep still about it; what no river does is.
HOLDS_BACK = int(
    NOT_CONFIRMED | Flag.STUCK | Flag.FLAT_LINE | Flag.OUT_OF_SEQUENCE | Flag.STALE_CLOCK
)

# Each gauge's first mark, then the next gauge's: as many steps as there are gauges with marks.
_MARKED = """
WITH RECURSIVE marked AS (
  (SELECT station_id FROM own_marks ORDER BY station_id LIMIT 1)
  UNION ALL
  SELECT (SELECT o.station_id FROM own_marks o WHERE o.station_id > m.station_id
          ORDER BY o.station_id LIMIT 1)
  FROM marked m WHERE m.station_id IS NOT NULL
)
SELECT station_id FROM marked WHERE station_id IS NOT NULL
"""
# Down to where the river has stood for long enough, from the last reading before that time on.
_SINCE = f"""
SELECT max(o.observed_at) FROM observations o
WHERE o.run_no = g.run_no AND o.datastream_id = g.datastream_id
  AND o.observed_at <= g.observed_at - interval '{BELOW_FOR}'
  AND o.observed_at > g.observed_at - interval '{SILENT_FOR}'
"""  # noqa: S608 our own parts
_HIGHEST_SINCE = f"""
SELECT max(o.result) FROM observations o
WHERE o.run_no = g.run_no AND o.datastream_id = g.datastream_id
  AND o.flags & {int(Flag.GROSS_RANGE)} = 0
  AND o.observed_at BETWEEN below.since AND g.observed_at
"""  # noqa: S608 our own parts
# Fenced, so that each gauge's marks are looked up by height, however many there are in all.
_BETWEEN = """
SELECT DISTINCT o.stage_m FROM own_marks o
WHERE o.station_id = s.station_id AND o.stage_m > s.line_m AND o.stage_m <= s.stage_m
  AND EXISTS (SELECT FROM reachable r
              WHERE r.run_no = s.run_no AND r.subscriber_id = o.subscriber_id)
OFFSET 0
"""
_REACH = Statement(
    "reach_own_marks",
    f"""
    WITH seen AS (
      SELECT g.*, l.reached_m AS was_m, l.observed_at AS was_at, CASE
          WHEN l.observed_at IS NULL
            OR g.observed_at - l.observed_at > interval '{SILENT_FOR}' THEN '-Infinity'
          WHEN below.since IS NULL THEN l.reached_m
          ELSE least(l.reached_m, ({_HIGHEST_SINCE}) + g.release_m - {HALF_CM})
        END AS line_m
      FROM unnest($1::int[], $2::text[], $3::int[], $4::float8[], $5::float8[], $6::smallint[],
                  $7::timestamptz[], $8::timestamptz[])
        AS g (run_no, station_id, datastream_id, stage_m, release_m, level, observed_at,
              recorded_at)
      LEFT JOIN own_mark_lines l USING (run_no, station_id)
      CROSS JOIN LATERAL (
        SELECT CASE WHEN l.reached_m > g.stage_m + g.release_m - {HALF_CM} THEN ({_SINCE})
               END AS since
        OFFSET 0
      ) below
      WHERE l.observed_at IS NULL OR l.observed_at < g.observed_at
    ), moved AS (
      INSERT INTO own_mark_lines (run_no, station_id, reached_m, observed_at)
      SELECT run_no, station_id, greatest(line_m, stage_m), observed_at FROM seen
      WHERE was_m IS DISTINCT FROM greatest(line_m, stage_m)
        OR observed_at - was_at > interval '{NOTED_EVERY}'
      ORDER BY 1, 2
      ON CONFLICT (run_no, station_id) DO UPDATE
      SET reached_m = excluded.reached_m, observed_at = excluded.observed_at
    ), reached AS (
      INSERT INTO own_reaches (run_no, station_id, mark_m, stage_m, observed_at, recorded_at)
      SELECT s.run_no, s.station_id, mark.stage_m, s.stage_m, s.observed_at, s.recorded_at
      FROM seen s
      CROSS JOIN LATERAL ({_BETWEEN}) mark
      ON CONFLICT DO NOTHING
      RETURNING own_reach_id, run_no, station_id
    ), made AS (
      INSERT INTO messages (run_no, status, family, kind, level, thread, own_reach_id)
      SELECT run_no, runs.status, 'own', 'reach', s.level, 'own/' || station_id, own_reach_id
      FROM reached JOIN seen s USING (run_no, station_id) JOIN runs USING (run_no)
      RETURNING message_id
    )
    SELECT pg_notify('messages', '') FROM made LIMIT 1
    """,  # noqa: S608 our own parts
)


def marked_stations(connection: Connection) -> frozenset[str]:
    """Return the gauges at which anybody has a mark."""
    with unavailable_when_lost():
        return frozenset(row[0] for row in connection.execute(_MARKED))


def add_own_reaches(
    pipeline: Pipeline,
    rivers: Rivers,
    found: Assessments,
    doubts: Iterable[Doubts],
    recorded_us: Ints,
    marked: Bools,
) -> None:
    """Add whose marks these readings reach, and the messages that tell so; after ``add_steps``.

    A reading counts when it is confirmed and fresh and nothing is held against it: until then
    its gauge's line stays where it was, and the next reading may reach the marks.
    """
    counts = marked[found.rows] & ~found.unconfirmed & (found.freshness == LIVE)
    counts &= rivers.accepted_s[found.rows] == found.observed_us / 1e6
    counts &= ~np.isin(found.rows, _held_back(rivers, doubts))
    if not counts.any():
        return
    told = found.where(counts)
    rows = told.rows
    pipeline.add(
        _REACH,
        int4s(rivers.run_no[rows]),
        texts([rivers.watches[row].station_id for row in rows.tolist()]),
        int4s(rivers.datastream_id[rows]),
        float8s(np.round(told.stage_m, 2)),
        float8s(_release_m(rivers, rows)),
        int2s(told.public_level),
        timestamps(told.observed_us),
        timestamps(recorded_us[counts]),
    )


def _held_back(rivers: Rivers, doubts: Iterable[Doubts]) -> Rows:
    """Return the rows against whose newest reading something is held."""
    rows = [np.empty(0, dtype=np.intp)]
    for each in doubts:
        held = (each.flags & HOLDS_BACK != 0) & (each.observed_us == rivers.newest_us[each.rows])
        rows.append(each.rows[held])
    return np.concatenate(rows)


def _release_m(rivers: Rivers, rows: Rows) -> Floats:
    """Return how far below a mark each river has clearly left it."""
    has_ladder = np.isfinite(rivers.start_m[rows])
    own_m = np.maximum(rivers.ladders.release_m[rows], LEAST_RELEASE_M)
    release_m: Floats = np.where(has_ladder, own_m, NO_LADDER_M)
    return release_m
