"""A run's alerts as they stood: the steps that had been taken, and who had seen them."""

from psycopg.rows import args_row

from kawamori.runs import Moment, Run
from kawamori.storage.connections import Connection
from kawamori.storage.judged.cases import Case
from kawamori.storage.past.facts import OPEN, STATIONS

_SILENCE = """
SELECT jsonb_build_object('silence_id', silence_id, 'kind', kind, 'reason', reason,
         'author', author, 'upto_level', upto_level, 'ends_at', ends_at) AS silence
FROM silences s
WHERE s.run_no = al.run_no AND s.recorded_at <= %(wall)s
  AND s.wall_starts_at <= %(wall)s AND s.wall_ends_at > %(wall)s
  AND (s.lifted_at IS NULL OR s.lifted_at > %(at)s)
  AND (s.station_id = f.station_id OR s.river = f.river OR s.network = f.network)
  AND t.level <= s.upto_level AND is_open
ORDER BY s.wall_ends_at DESC LIMIT 1
"""
_CASES = f"""
WITH stood AS MATERIALIZED ({OPEN}), f AS ({STATIONS})
SELECT al.alert_id, al.run_no, al.station_id, t.level, t.peak_level, al.opened_at,
       CASE WHEN NOT is_open THEN al.closed_at END,
       CASE WHEN seen.acknowledged_by IS NOT NULL THEN seen.recorded_at END,
       seen.acknowledged_by, t.transitions::text, s.silence::text, g.assigned::text
FROM alerts al
JOIN f USING (station_id)
CROSS JOIN LATERAL (
  SELECT jsonb_agg(jsonb_build_object(
           'audience', audience, 'kind', kind, 'from_level', from_level, 'to_level', to_level,
           'observed_at', observed_at, 'stage_m', stage_m, 'recorded_at', recorded_at,
           'reasons', reasons) ORDER BY transition_id) AS transitions,
         coalesce((array_agg(to_level ORDER BY transition_id DESC)
                   FILTER (WHERE audience = 'hq'))[1], 0) AS level,
         coalesce(max(to_level) FILTER (WHERE audience = 'hq'), 0) AS peak_level
  FROM transitions WHERE transitions.alert_id = al.alert_id AND recorded_at <= %(at)s
) t
CROSS JOIN LATERAL (
  SELECT al.alert_id IN (SELECT alert_id FROM stood) AS is_open
) o
LEFT JOIN LATERAL (
  SELECT recorded_at, acknowledged_by FROM acknowledgements k
  WHERE k.alert_id = al.alert_id AND recorded_at <= %(at)s
  ORDER BY recorded_at DESC LIMIT 1
) seen ON true
LEFT JOIN LATERAL ({_SILENCE}) s ON true
LEFT JOIN LATERAL (
  SELECT jsonb_build_object('assignment_id', assignment_id, 'assignee', assignee,
           'is_office', is_office, 'note', note, 'assigned_by', assigned_by,
           'assigned_at', assigned_at) AS assigned
  FROM assignments WHERE assignments.alert_id = al.alert_id AND assigned_at <= %(at)s
  ORDER BY assignment_id DESC LIMIT 1
) g ON true
WHERE al.run_no = %(run_no)s AND t.transitions IS NOT NULL AND (is_open OR NOT %(only_open)s)
ORDER BY is_open DESC, t.level DESC, al.alert_id DESC LIMIT %(limit)s
"""  # noqa: S608 our own parts
_CASES_OPEN = _CASES.replace(
    "WHERE al.run_no = %(run_no)s AND t.",
    "WHERE al.alert_id IN (SELECT alert_id FROM stood) AND t.",
)


def cases_then(
    connection: Connection, run: Run, moment: Moment, *, only_open: bool, limit: int = 1000
) -> list[Case]:
    """Return a run's alerts: those that stood first, the highest level first, then the newest."""
    values = {
        **moment._asdict(),
        "run_no": run.run_no,
        "only_open": only_open,
        "limit": limit,
    }
    with connection.cursor(row_factory=args_row(Case)) as cursor:
        return cursor.execute((_CASES_OPEN if only_open else _CASES).encode(), values).fetchall()
