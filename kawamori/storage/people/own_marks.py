"""The heights that people have chosen for themselves on a gauge (自分で決めた高さ)."""

from collections.abc import Iterable, Sequence

from kawamori.people import OwnMark
from kawamori.storage.connections import Connection

# Where nobody has had a mark, nothing says yet how high it stood: a mark below that is not news.
_BEGIN = """
INSERT INTO own_mark_lines (run_no, station_id, reached_m, observed_at)
SELECT a.run_no, a.station_id, a.public_stage_m, a.public_observed_at
FROM latest_assessments a
WHERE a.station_id = ANY(%(stations)s) AND a.public_stage_m IS NOT NULL
  AND NOT EXISTS (SELECT FROM own_marks m WHERE m.station_id = a.station_id)
ORDER BY a.run_no, a.station_id
ON CONFLICT (run_no, station_id) DO UPDATE
SET reached_m = excluded.reached_m, observed_at = excluded.observed_at
"""
_STORE = """
INSERT INTO own_marks (subscriber_id, station_id, stage_m)
SELECT * FROM unnest(%s::bigint[], %s::text[], %s::float8[])
ON CONFLICT DO NOTHING
"""
_KEEP = """
DELETE FROM own_marks o
WHERE subscriber_id = %(who)s AND NOT EXISTS (
  SELECT FROM unnest(%(stations)s::text[], %(stages)s::float8[]) AS kept (station_id, stage_m)
  WHERE kept.station_id = o.station_id AND kept.stage_m = o.stage_m)
"""
_FORGET = "DELETE FROM own_marks WHERE subscriber_id = ANY(%s)"


def store_own_marks(connection: Connection, marks: Iterable[tuple[int, OwnMark]]) -> None:
    """Store subscribers' marks beside those they have; a mark that is kept is not told anew."""
    listed = list(marks)
    if not listed:
        return
    stations = [mark.station_id for _, mark in listed]
    connection.execute(_BEGIN, {"stations": sorted(set(stations))})
    values = ([number for number, _ in listed], stations, [mark.stage_m for _, mark in listed])
    connection.execute(_STORE, values)


def keep_own_marks(connection: Connection, subscriber_id: int, marks: Sequence[OwnMark]) -> None:
    """Drop a subscriber's marks that are not among these."""
    values = {
        "who": subscriber_id,
        "stations": [mark.station_id for mark in marks],
        "stages": [mark.stage_m for mark in marks],
    }
    connection.execute(_KEEP, values)


def forget_own_marks(connection: Connection, subscriber_ids: Sequence[int]) -> None:
    """Drop all marks of these subscribers."""
    connection.execute(_FORGET, (list(subscriber_ids),))
