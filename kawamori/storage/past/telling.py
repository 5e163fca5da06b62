"""What had been told, and how far it had come; times of deliveries and messages are the wall's."""

from psycopg.rows import args_row, class_row

from kawamori.runs import Moment, Run
from kawamori.storage.connections import Connection
from kawamori.storage.telling.funnel import HAS_CODE, Funnel, Sent
from kawamori.storage.telling.ledger import Told

# A delivery's newest step says how it stood; before its first it was due, or withheld for good.
_STEP = """
LEFT JOIN LATERAL (
  SELECT state, tries, provider_status, answered_at FROM delivery_steps s
  WHERE s.delivery_id = d.delivery_id AND s.written_at <= %(wall)s
  ORDER BY step_id DESC LIMIT 1
) step ON true
"""
_STATE = """
CASE WHEN step.state IS NOT NULL THEN step.state
     WHEN EXISTS (SELECT FROM delivery_steps s WHERE s.delivery_id = d.delivery_id) THEN 'due'
     ELSE d.state END
"""
_TOLD = f"""
SELECT d.delivery_id, d.message_id, d.created_at, m.audience, m.family,
       coalesce(al.station_id, w.station_id), m.level,
       m.kind, d.channel, d.language,
       coalesce((SELECT e.body FROM earlier_bodies e
                 WHERE e.delivery_id = d.delivery_id AND e.rewritten_at > %(wall)s
                 ORDER BY e.rewritten_at LIMIT 1), d.body),
       {_STATE}, step.provider_status, coalesce(step.tries, 0), step.answered_at,
       CASE WHEN d.opened_at <= %(wall)s THEN d.opened_at END,
       CASE WHEN d.acknowledged_at <= %(wall)s THEN d.acknowledged_at END,
       CASE WHEN d.closed_at <= %(wall)s THEN d.closed_by END
FROM deliveries d
JOIN messages m ON m.message_id = d.message_id
LEFT JOIN transitions t ON t.transition_id = m.transition_id
LEFT JOIN alerts al ON al.alert_id = t.alert_id
LEFT JOIN own_reaches w ON w.own_reach_id = m.own_reach_id
{_STEP}
WHERE d.run_no = %(run_no)s AND d.created_at <= %(wall)s
ORDER BY d.created_at DESC, d.delivery_id LIMIT %(limit)s
"""  # noqa: S608 our own parts
_SENT = f"""
SELECT m.message_id, m.code, m.family, m.kind, m.level, m.created_at,
       CASE WHEN m.routed_at <= %(wall)s THEN m.routed_at END AS routed_at,
       CASE WHEN m.routed_at <= %(wall)s THEN m.muted_because END AS muted_because,
       m.order_id, m.official_id, m.corrects, al.station_id,
       (SELECT c.message_id FROM messages c
        WHERE c.corrects = m.message_id AND c.created_at <= %(wall)s) AS corrected_by,
       ARRAY(SELECT area_id FROM message_areas a WHERE a.message_id = m.message_id
             ORDER BY area_id) AS area_ids
FROM messages m
LEFT JOIN transitions t USING (transition_id)
LEFT JOIN alerts al ON al.alert_id = t.alert_id
WHERE m.run_no = %(run_no)s AND m.audience = 'public' AND m.created_at <= %(wall)s
  AND (m.family <> 'own' OR m.code = %(code)s)
{HAS_CODE}
ORDER BY m.message_id DESC
LIMIT %(limit)s
"""  # noqa: S608 our own parts
_FUNNELS = f"""
SELECT message_id, channel, count(*) AS targeted,
       count(*) FILTER (WHERE stood = 'withheld') AS withheld,
       count(*) FILTER (WHERE stood = 'canceled') AS canceled,
       count(*) FILTER (WHERE stood <> 'withheld') AS queued,
       count(*) FILTER (WHERE stood IN ('accepted', 'delivered') OR was_taken) AS accepted,
       count(*) FILTER (WHERE stood = 'delivered') AS delivered,
       count(*) FILTER (WHERE stood = 'refused') AS failed,
       count(*) FILTER (WHERE stood = 'unknown') AS unknown,
       count(*) FILTER (WHERE stood = 'handed_over') AS handed_over,
       count(*) FILTER (WHERE opened_at <= %(wall)s) AS opened,
       count(*) FILTER (WHERE acknowledged_at <= %(wall)s) AS acknowledged
FROM (
  SELECT d.message_id, d.channel, {_STATE} AS stood, d.opened_at, d.acknowledged_at,
         EXISTS (SELECT FROM delivery_steps s
                 WHERE s.delivery_id = d.delivery_id AND s.written_at <= %(wall)s
                   AND s.provider_id IS NOT NULL) AS was_taken
  FROM deliveries d {_STEP}
  WHERE d.message_id = ANY(%(ids)s) AND d.created_at <= %(wall)s
) AS each
GROUP BY message_id, channel ORDER BY message_id, channel
"""  # noqa: S608 our own parts


def told_then(connection: Connection, run: Run, moment: Moment, *, limit: int) -> list[Told]:
    """Return a run's deliveries as they stood, the newest first."""
    values = {"wall": moment.wall, "run_no": run.run_no, "limit": limit}
    with connection.cursor(row_factory=args_row(Told)) as cursor:
        return cursor.execute(_TOLD.encode(), values).fetchall()


def messages_then(
    connection: Connection, run: Run, moment: Moment, *, limit: int, code: str | None = None
) -> list[Sent]:
    """Return the public messages that a run had, the newest first; those a code is of alone."""
    values = {"wall": moment.wall, "run_no": run.run_no, "limit": limit, "code": code}
    with connection.cursor(row_factory=class_row(Sent)) as cursor:
        return cursor.execute(_SENT.encode(), values).fetchall()


def funnels_then(connection: Connection, moment: Moment, message_ids: list[int]) -> list[Funnel]:
    """Return how far these messages had come, by message and channel."""
    values = {"wall": moment.wall, "ids": message_ids}
    with connection.cursor(row_factory=class_row(Funnel)) as cursor:
        return cursor.execute(_FUNNELS.encode(), values).fetchall()
