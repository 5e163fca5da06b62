"""How the stations of a run stood, as it was judged then."""

from datetime import timedelta

from psycopg.rows import args_row

from kawamori.runs import Moment, Run
from kawamori.storage.connections import Connection
from kawamori.storage.judged.map import State
from kawamori.storage.past.facts import GONE, OPEN

# A device's clock may be ahead by so much, and by more where a run goes faster.
AHEAD = timedelta(minutes=5)

_COLUMNS = """assessment_id, recorded_at, observed_at, stage_m, level, public_level, confirmation,
       trend, rise_m_per_h, projection, freshness, reasons, upstream"""
_NEWEST = """
(SELECT {columns} FROM {table}
 WHERE run_no = %(run_no)s AND station_id = s.station_id AND recorded_at <= %(at)s
 ORDER BY recorded_at DESC, assessment_id DESC LIMIT 1)
""".replace("{columns}", _COLUMNS)
_KEPT = _NEWEST.replace("{table}", "assessments")
_CALM = _NEWEST.replace("{table}", "calm_assessments")
_STATES = f"""
WITH stood AS MATERIALIZED ({OPEN}), gone AS MATERIALIZED ({GONE})
SELECT s.station_id, a.level, a.public_level, a.confirmation,
       coalesce(a.stage_m, o.result), coalesce(a.observed_at, o.observed_at), o.received_at,
       a.rise_m_per_h, coalesce(a.trend, 'unknown'), a.projection::text, a.freshness,
       a.reasons::text, a.recorded_at, stood.alert_id, a.upstream::text
FROM stations s
LEFT JOIN datastreams d
  ON d.station_id = s.station_id AND d.judged AND d.recorded_at <= %(wall)s
LEFT JOIN LATERAL (
  SELECT observed_at, received_at, result FROM observations
  WHERE run_no = %(run_no)s AND datastream_id = d.datastream_id
    AND observed_at <= %(latest)s AND received_at <= %(at)s
  ORDER BY observed_at DESC LIMIT 1
) o ON true
LEFT JOIN LATERAL (
  SELECT * FROM ({_KEPT} UNION ALL {_CALM}) AS found
  ORDER BY recorded_at DESC, assessment_id DESC LIMIT 1
) a ON true
LEFT JOIN stood ON stood.station_id = s.station_id
WHERE s.network = %(network)s AND s.station_id NOT IN (SELECT station_id FROM gone)
"""  # noqa: S608 our own parts


def states_then(connection: Connection, run: Run, moment: Moment) -> list[State]:
    """Return how the stations of a run's network stood, in no order.

    Readings that had not arrived are not looked at, whenever they were taken.
    """
    values = {
        **moment._asdict(),
        "run_no": run.run_no,
        "network": run.network,
        "latest": moment.at + AHEAD * max(1.0, run.speed),
    }
    with connection.cursor(binary=True, row_factory=args_row(State)) as cursor:
        return cursor.execute(_STATES, values).fetchall()
