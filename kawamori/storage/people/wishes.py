"""What a subscriber wants now: no longer a place, other heights, or any quiet at all."""

from collections.abc import Sequence

from kawamori.people import QuietHours, Subscriber
from kawamori.storage.connections import Connection, unavailable_when_lost
from kawamori.storage.people.own_marks import keep_own_marks

_DROP = """
WITH stations AS (
  DELETE FROM subscriptions WHERE subscriber_id = %(who)s AND station_id = ANY(%(places)s)
  RETURNING station_id
), areas AS (
  DELETE FROM subscriber_areas WHERE subscriber_id = %(who)s AND area_id = ANY(%(places)s)
  RETURNING area_id
), marks AS (
  DELETE FROM own_marks WHERE subscriber_id = %(who)s AND station_id = ANY(%(places)s)
  RETURNING station_id
)
SELECT station_id FROM stations UNION SELECT area_id FROM areas UNION SELECT station_id FROM marks
ORDER BY 1
"""
_KEEP_STATIONS = "DELETE FROM subscriptions WHERE subscriber_id = %s AND station_id <> ALL(%s)"
_KEEP_AREAS = "DELETE FROM subscriber_areas WHERE subscriber_id = %s AND area_id <> ALL(%s)"
_QUIET = """
UPDATE subscribers SET quiet_from = %s, quiet_until = %s, gauge_quiet_below = coalesce(%s, 4)
WHERE subscriber_id = %s
"""


def drop_places(connection: Connection, subscriber_id: int, places: Sequence[str]) -> list[str]:
    """Tell somebody of these stations and areas no longer; return those it changed."""
    values = {"who": subscriber_id, "places": list(places)}
    with unavailable_when_lost():
        return [row[0] for row in connection.execute(_DROP, values)]


def want_only(connection: Connection, subscriber_id: int, wanted: Subscriber) -> None:
    """Drop what somebody wanted before and does not name now."""
    stations = [each.station_id for each in wanted.subscriptions]
    with unavailable_when_lost():
        connection.execute(_KEEP_STATIONS, (subscriber_id, stations))
        connection.execute(_KEEP_AREAS, (subscriber_id, [each.area_id for each in wanted.areas]))
        keep_own_marks(connection, subscriber_id, wanted.own_marks)
    set_quiet_hours(connection, subscriber_id, wanted.quiet)


def set_quiet_hours(connection: Connection, subscriber_id: int, quiet: QuietHours | None) -> None:
    """Give somebody quiet hours, or none."""
    hours = (quiet.begins, quiet.ends, quiet.yield_from.value) if quiet else (None, None, None)
    with unavailable_when_lost():
        connection.execute(_QUIET, (*hours, subscriber_id))
