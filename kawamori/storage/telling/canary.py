"""What the canary's rounds have passed, and forgetting the old ones.

Everything of a round hangs on its run. A round is told by nobody's counts: it is evidence of
the chain, not of a river.
"""

from datetime import datetime

from psycopg.rows import class_row
from psycopg.sql import SQL, Identifier

from kawamori.canary import NETWORK, Round
from kawamori.storage.connections import Connection, unavailable_when_lost

_LEFT = ["sent", "delivered", "read"]  # what a provider's callback says once a text has left
_ROUNDS = """
SELECT r.run, r.wall_started_at AS began_at,
       (SELECT r.wall_started_at + (min(o.received_at) - r.sim_started_at) / r.speed
        FROM observations o WHERE o.run_no = r.run_no) AS stored_at,
       (SELECT min(wall_recorded_at) FROM transitions t
        WHERE t.run_no = r.run_no AND t.audience = 'public') AS judged_at,
       d.created_at AS addressed_at,
       (SELECT min(written_at) FROM delivery_steps s
        WHERE s.delivery_id = d.delivery_id AND s.state IN ('accepted', 'delivered'))
         AS accepted_at,
       (SELECT min(written_at) FROM delivery_steps s
        WHERE s.delivery_id = d.delivery_id AND s.provider_status = ANY(%(left)s)) AS reported_at
FROM runs r
LEFT JOIN LATERAL (
  SELECT delivery_id, created_at FROM deliveries
  WHERE deliveries.run_no = r.run_no ORDER BY created_at LIMIT 1) d ON true
WHERE r.network = %(network)s
ORDER BY r.run_no DESC LIMIT %(limit)s
"""
_OLD = """
SELECT run_no FROM runs
WHERE network = %s AND wall_started_at < %s AND ended_at IS NOT NULL ORDER BY run_no LIMIT 100
"""
_STEPS = """
DELETE FROM delivery_steps USING deliveries d
WHERE d.delivery_id = delivery_steps.delivery_id AND d.run_no = ANY(%s)
"""
# In an order in which nothing is left that another row hangs on.
_OF_A_RUN = (
    "deliveries",
    "calls",
    "messages",
    "transitions",
    "alerts",
    "reachable",
    "stream_events",
    "memories",
    "warnings",
    "latest_assessments",
    "assessments",
    "calm_assessments",
    "device_progress",
    "device_statuses",
    "stale_rollups",
    "hourly_rollups",
    "daily_rollups",
    "latest_observations",
    "observation_flags",
    "observations",
    "runs",
)


def last_rounds(connection: Connection, limit: int = 3) -> list[Round]:
    """Return the last rounds, the newest first, and what each has passed."""
    values = {"left": _LEFT, "network": NETWORK, "limit": limit}
    with unavailable_when_lost(), connection.cursor(row_factory=class_row(Round)) as cursor:
        return cursor.execute(_ROUNDS, values).fetchall()


def forget_rounds(connection: Connection, before: datetime) -> int:
    """Delete every row of up to a hundred rounds that began before a time; return how many."""
    with unavailable_when_lost(), connection.transaction():
        run_nos = [row[0] for row in connection.execute(_OLD, (NETWORK, before))]
        connection.execute(_STEPS, (run_nos,))
        for table in _OF_A_RUN:
            delete = SQL("DELETE FROM {} WHERE run_no = ANY(%s)").format(Identifier(table))
            connection.execute(delete, (run_nos,))
    return len(run_nos)
