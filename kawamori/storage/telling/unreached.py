"""Who was not reached, by area: what the fire corps (消防団) needs to know where to knock."""

from dataclasses import dataclass

from psycopg.rows import class_row

from kawamori.storage.connections import Connection

# Somebody of two areas counts in both: whoever knocks goes by area. Those who gave no area are
# under none. reached: the provider said so, or the person opened or acknowledged it.
_UNREACHED = """
SELECT a.area_id, f.name, f.households,
       count(*) AS targeted,
       count(*) FILTER (WHERE reached) AS reached,
       count(*) FILTER (WHERE NOT reached AND d.state = 'accepted') AS without_receipt,
       count(*) FILTER (WHERE NOT reached AND d.state IN ('due', 'claimed')) AS waiting,
       count(*) FILTER (WHERE NOT reached AND d.state IN (
         'refused', 'unknown', 'handed_over', 'withheld', 'canceled')) AS not_reached
FROM (
  SELECT *, state = 'delivered' OR opened_at IS NOT NULL OR acknowledged_at IS NOT NULL AS reached
  FROM deliveries WHERE message_id = %s
) d
LEFT JOIN subscriber_areas a USING (subscriber_id)
LEFT JOIN current_areas f USING (area_id)
GROUP BY a.area_id, f.name, f.households
ORDER BY not_reached DESC, a.area_id NULLS LAST
"""


@dataclass(frozen=True, slots=True)
class AreaReach:
    """How many of an area's people a message is for, and how many of them it reached.

    ``without_receipt`` were accepted by a provider that has not said more: nobody knows.
    """

    area_id: str | None
    name: str | None
    households: int | None
    targeted: int
    reached: int
    without_receipt: int
    waiting: int
    not_reached: int


def reach_by_area(connection: Connection, message_id: int) -> list[AreaReach]:
    """Return the reach of a message area by area, where most are not reached first."""
    with connection.cursor(row_factory=class_row(AreaReach)) as cursor:
        return cursor.execute(_UNREACHED, (message_id,)).fetchall()
