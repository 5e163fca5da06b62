"""What a time line marks: steps of alerts and of orders, when they became known."""

from datetime import datetime
from typing import NamedTuple

from psycopg.rows import args_row

from kawamori.runs import Run
from kawamori.storage.connections import Connection

_MARKS = """
SELECT t.recorded_at, 'alert', t.kind, t.to_level, al.station_id, NULL::bigint
FROM transitions t JOIN alerts al USING (alert_id)
WHERE t.run_no = %(run_no)s AND t.audience = 'hq'
  AND t.recorded_at >= %(start)s AND t.recorded_at <= %(end)s
UNION ALL
SELECT s.recorded_at, 'order', s.step, o.alert_level, NULL, o.order_id
FROM orders o JOIN order_steps s USING (order_id)
WHERE o.run_no = %(run_no)s AND s.step IN ('release', 'lift', 'retract')
  AND s.recorded_at >= %(start)s AND s.recorded_at <= %(end)s
ORDER BY 1 DESC, 2 LIMIT %(limit)s
"""


class Mark(NamedTuple):
    """A step of an alert, whose level is the gauge's, or of an order, whose level is 警戒レベル."""

    at: datetime
    what: str
    kind: str
    level: int
    station_id: str | None
    order_id: int | None


def marks_between(
    connection: Connection, run: Run, start: datetime, end: datetime, *, limit: int = 2000
) -> list[Mark]:
    """Return what happened between two times, at most the newest, the oldest first."""
    values = {"run_no": run.run_no, "start": start, "end": end, "limit": limit}
    with connection.cursor(row_factory=args_row(Mark)) as cursor:
        return cursor.execute(_MARKS, values).fetchall()[::-1]
