"""Announcements that were handed over: nobody is called to them, because no alert stands behind.

A gauge notice that reached nobody calls whoever is on duty. An order, a quotation or a
correction has no alert to be called to: staff are paged.
"""

from dataclasses import dataclass

from psycopg.rows import class_row

from kawamori.storage.connections import Connection, unavailable_when_lost

_STRANDED = """
SELECT d.message_id, m.run_no, m.family, m.kind, m.level, d.channel, count(*) AS people
FROM deliveries d JOIN messages m USING (message_id)
WHERE d.state = 'handed_over' AND d.closed_at IS NULL AND m.transition_id IS NULL
  AND m.own_reach_id IS NULL
GROUP BY d.message_id, m.run_no, m.family, m.kind, m.level, d.channel
ORDER BY m.level DESC, d.message_id, d.channel
"""


@dataclass(frozen=True, slots=True)
class Stranded:
    """How many of an announcement's people wait for a person to tell them, over one channel."""

    message_id: int
    run_no: int
    family: str
    kind: str
    level: int
    channel: str
    people: int


def stranded_announcements(connection: Connection) -> list[Stranded]:
    """Return what was handed over of announcements and nobody has closed, the highest first."""
    with unavailable_when_lost(), connection.cursor(row_factory=class_row(Stranded)) as cursor:
        return cursor.execute(_STRANDED).fetchall()
