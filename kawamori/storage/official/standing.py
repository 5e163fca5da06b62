"""Official information as it is read: what was announced, and the alert levels in force."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from psycopg.rows import args_row

from kawamori.official import mark_of
from kawamori.runs import Run
from kawamori.storage.connections import Connection

_IN_FORCE = """
  run_no = %(run_no)s AND lifted_at IS NULL
  AND (valid_until IS NULL OR valid_until > %(now)s)
"""
_ANY = f"SELECT EXISTS (SELECT FROM standing_official_information WHERE {_IN_FORCE})"  # noqa: S608 our own parts
_COVERED = f"""
SELECT o.official_id, o.control_status, o.alert_level, c.station_id
FROM standing_official_information o
JOIN current_stations c ON c.network = %(network)s
LEFT JOIN current_station_areas a ON a.station_id = c.station_id
WHERE {_IN_FORCE}
  AND NOT EXISTS (SELECT FROM gone_stations g WHERE g.station_id = c.station_id)
  AND CASE WHEN o.by_river THEN c.river = o.place ELSE coalesce(o.place = ANY(a.areas), true) END
"""  # noqa: S608 our own parts
_LEVELS = f"""
SELECT station_id, max(alert_level)::int FROM ({_COVERED}) AS covered
WHERE control_status = %(mark)s
GROUP BY station_id
"""  # noqa: S608 same
_LIST = f"""
WITH covered AS (
  SELECT official_id, array_agg(DISTINCT station_id ORDER BY station_id) AS station_ids
  FROM ({_COVERED}) AS each GROUP BY official_id
), in_force AS (
  SELECT DISTINCT official_id FROM standing_official_information WHERE {_IN_FORCE}
)
SELECT o.official_id, o.supersedes, n.official_id, o.issuer, o.kind, o.name, o.alert_level,
       o.rivers, o.areas, o.issued_at, o.received_at, o.recorded_at, o.valid_until, o.lifted_at,
       o.control_status, f.official_id IS NOT NULL,
       f.official_id IS NOT NULL AND o.control_status = %(mark)s,
       coalesce(c.station_ids, '{{}}'), o.source_text, o.source_url, o.entered_by,
       m.message_id
FROM official_information o
LEFT JOIN official_information n ON n.supersedes = o.official_id
LEFT JOIN in_force f ON f.official_id = o.official_id
LEFT JOIN covered c ON c.official_id = o.official_id
LEFT JOIN messages m ON m.official_id = o.official_id AND m.corrects IS NULL
WHERE o.run_no = %(run_no)s
"""  # noqa: S608 same
_OPEN = " AND f.official_id IS NOT NULL ORDER BY o.alert_level DESC, o.issued_at DESC"
_ALL = " ORDER BY o.official_id DESC LIMIT %(limit)s"
_ONE = " AND o.official_id = %(official_id)s"
_AREAS = "SELECT station_id, areas FROM current_station_areas"
_SET_AREAS = "INSERT INTO station_areas (station_id, author, areas) VALUES (%s, %s, %s)"


class Official(NamedTuple):
    """One row of official information, as headquarters reads it.

    ``in_force`` is whether it stands for one of its places at least, ``counts`` whether it
    is marked for its run besides; ``station_ids`` are the stations it covers while in force,
    ``message_id`` what residents were told of it by.
    """

    official_id: int
    supersedes: int | None
    superseded_by: int | None
    issuer: str
    kind: str
    name: str
    alert_level: int
    rivers: list[str]
    areas: list[str]
    issued_at: datetime
    received_at: datetime
    recorded_at: datetime
    valid_until: datetime | None
    lifted_at: datetime | None
    control_status: str
    in_force: bool
    counts: bool
    station_ids: list[str]
    source_text: str
    source_url: str
    entered_by: str
    message_id: int | None


def official_levels(connection: Connection, run: Run, now: datetime) -> dict[str, int]:
    """Return the highest alert level (警戒レベル) in force by station, where there is one.

    A station is covered by its river's name, and by the areas it stands in; one that
    nobody gave areas is held to stand in all. What is marked as a drill or a test counts
    in a rehearsal of that kind alone.
    """
    values = _values(run, now)
    if connection.execute(_ANY, values).fetchone() == (False,):  # as nearly always
        return {}
    return dict(connection.execute(_LEVELS, values).fetchall())


def official_of_run(
    connection: Connection, run: Run, now: datetime, *, only_open: bool, limit: int = 500
) -> list[Official]:
    """Return a run's official information.

    What is in force comes the highest level first; all of it, the newest entry first.
    """
    query = _LIST + (_OPEN if only_open else _ALL)
    with connection.cursor(row_factory=args_row(Official)) as cursor:
        return cursor.execute(query, {**_values(run, now), "limit": limit}).fetchall()


def find_official(connection: Connection, run: Run, now: datetime, official_id: int) -> Official:
    """Return one row, which must be there."""
    values = {**_values(run, now), "official_id": official_id}
    with connection.cursor(row_factory=args_row(Official)) as cursor:
        [found] = cursor.execute(_LIST + _ONE, values).fetchall()
    return found


def areas_of_stations(connection: Connection) -> dict[str, list[str]]:
    """Return the areas of every station that somebody has given any."""
    return dict(connection.execute(_AREAS).fetchall())


def set_station_areas(
    connection: Connection, station_id: str, areas: Sequence[str], *, author: str
) -> None:
    """Append a new version of the areas that a station stands in."""
    connection.execute(_SET_AREAS, (station_id, author, list(areas)))


def _values(run: Run, now: datetime) -> dict[str, object]:
    return {"run_no": run.run_no, "network": run.network, "now": now, "mark": mark_of(run)}
