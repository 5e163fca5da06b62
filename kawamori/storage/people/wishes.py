"""What a subscriber no longer wants: a place, or any quiet at all."""

from collections.abc import Sequence

from kawamori.people import QuietHours
from kawamori.storage.connections import Connection, unavailable_when_lost

_DROP = """
WITH stations AS (
  DELETE FROM subscriptions WHERE subscriber_id = %(who)s AND station_id = ANY(%(places)s)
  RETURNING station_id
), areas AS (
  DELETE FROM subscriber_areas WHERE subscriber_id = %(who)s AND area_id = ANY(%(places)s)
  RETURNING area_id
)
SELECT station_id FROM stations UNION SELECT area_id FROM areas ORDER BY 1
"""
_QUIET = """
UPDATE subscribers SET quiet_from = %s, quiet_until = %s, gauge_quiet_below = coalesce(%s, 4)
WHERE subscriber_id = %s
"""


def drop_places(connection: Connection, subscriber_id: int, places: Sequence[str]) -> list[str]:
    """Tell somebody of these stations and areas no longer; return those it changed."""
    values = {"who": subscriber_id, "places": list(places)}
    with unavailable_when_lost():
        return [row[0] for row in connection.execute(_DROP, values)]


def set_quiet_hours(connection: Connection, subscriber_id: int, quiet: QuietHours | None) -> None:
    """Give somebody quiet hours, or none."""
    hours = (quiet.begins, quiet.ends, quiet.yield_from.value) if quiet else (None, None, None)
    with unavailable_when_lost():
        connection.execute(_QUIET, (*hours, subscriber_id))
