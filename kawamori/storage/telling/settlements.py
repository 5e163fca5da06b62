"""Deliveries of a run as they ended, and how each one that may have been sent was settled."""

from dataclasses import dataclass
from uuid import UUID

from psycopg.rows import class_row

from kawamori.storage.connections import Connection

_ENDS = """
SELECT delivery_id, message_id, channel, state, tries, resends
FROM deliveries WHERE run_no = %s ORDER BY created_at
"""
# An Unknown is left by a callback, by the provider's list, by being sent again, or by a person.
_UNKNOWNS = """
SELECT u.provider_code AS because, n.state AS became, n.provider_status, count(*) AS times
FROM (
  SELECT s.*, lead(step_id) OVER (PARTITION BY delivery_id ORDER BY step_id) AS next_id
  FROM delivery_steps s JOIN deliveries d USING (delivery_id) WHERE d.run_no = %s
) u
LEFT JOIN delivery_steps n ON n.step_id = u.next_id
WHERE u.state = 'unknown'
GROUP BY 1, 2, 3 ORDER BY times DESC
"""


@dataclass(frozen=True, slots=True)
class End:
    """How a delivery stands in the end; ``resends`` counts those of what may have been sent."""

    delivery_id: UUID
    message_id: int
    channel: str
    state: str
    tries: int
    resends: int


@dataclass(frozen=True, slots=True)
class Settlement:
    """How often an Unknown of one cause came to one end; None where it has none yet."""

    because: str | None
    became: str | None
    provider_status: str | None
    times: int


def ends_of_run(connection: Connection, run_no: int) -> list[End]:
    """Return every delivery of a run, in the order they were written."""
    with connection.cursor(row_factory=class_row(End)) as cursor:
        return cursor.execute(_ENDS, (run_no,)).fetchall()


def settlements_of_run(connection: Connection, run_no: int) -> list[Settlement]:
    """Return what became of everything that was unknown for a while, the most frequent first."""
    with connection.cursor(row_factory=class_row(Settlement)) as cursor:
        return cursor.execute(_UNKNOWNS, (run_no,)).fetchall()
