"""Hours worked, for compensation and insurance: from the first step out to the last heard of."""

from datetime import datetime
from typing import NamedTuple

from psycopg.rows import args_row

from kawamori.storage.connections import Connection

_HOURS = """
SELECT t.task_id, t.responder_id, r.category, c.legal_basis, c.document, c.insurance, t.what,
       t.place, t.given_by,
       min(s.at) FILTER (WHERE s.step IN ('accept', 'on_the_way', 'there')) AS began_at,
       CASE WHEN o.task_id IS NULL THEN max(s.at) FILTER (
         WHERE s.step IN ('done', 'decline', 'safe', 'account', 'revoke')) END AS ended_at,
       bool_or(s.step = 'escalate') AS was_missed
FROM responder_tasks t
JOIN responders r USING (responder_id)
LEFT JOIN open_responder_tasks o ON o.task_id = t.task_id
LEFT JOIN responder_task_steps s ON s.task_id = t.task_id
LEFT JOIN LATERAL (
  SELECT legal_basis, document, insurance FROM responder_covers c
  WHERE c.responder_id = t.responder_id AND c.valid_from <= t.wall_given_at
    AND c.valid_until > t.wall_given_at
  ORDER BY cover_id DESC LIMIT 1) c ON true
WHERE t.run_no = %s
GROUP BY t.task_id, r.responder_id, c.legal_basis, c.document, c.insurance, o.task_id
HAVING bool_or(s.step IN ('accept', 'on_the_way', 'there'))
ORDER BY began_at, t.task_id
"""


class Worked(NamedTuple):
    """One task that somebody was out on; no ``ended_at``: they still are. By the run's clock."""

    task_id: int
    responder_id: int
    category: str
    legal_basis: str | None
    document: str | None
    insurance: str | None
    what: str
    place: str
    given_by: str
    began_at: datetime
    ended_at: datetime | None
    was_missed: bool

    @property
    def hours(self) -> float | None:
        """Return how long it took, in hours to the hundredth."""
        if self.ended_at is None:
            return None
        return round((self.ended_at - self.began_at).total_seconds() / 3600, 2)


def hours_of_run(connection: Connection, run_no: int) -> list[Worked]:
    """Return every task of a run that somebody set out on, in the order of their beginning."""
    with connection.cursor(row_factory=args_row(Worked)) as cursor:
        return cursor.execute(_HOURS, (run_no,)).fetchall()
