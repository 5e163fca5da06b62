"""What a gauge has seen: its usual range, the highest known, the last floods; from roll-ups alone.

A rehearsal's river is held against reality where reality has a past there: what is usual
is a fact about the river.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from psycopg.rows import args_row

from kawamori.storage.connections import Connection

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
A_YEAR = 365  # days that have to be there before months are told apart
A_MONTH = 20  # days that a calendar month has to have for a range of its own
BY_HOUR_BELOW = 30  # days: with fewer, hours tell more
LEAST_DAYS = 7  # with fewer nothing can be called usual
FLOODS = 3
_MONTHS = 12

_HAS_REALITY = """
SELECT EXISTS (SELECT FROM daily_rollups WHERE run_no = 0 AND datastream_id = %s)
"""
_FIRST = """
SELECT least(
  (SELECT min(observed_at) FROM observations WHERE run_no = %(run_no)s AND datastream_id = %(id)s),
  (SELECT min(day) FROM daily_rollups WHERE run_no = %(run_no)s AND datastream_id = %(id)s))
"""
_BY_MONTH = """
SELECT extract(month FROM day AT TIME ZONE 'UTC')::int, count(*)::int,
       percentile_cont(0.05) WITHIN GROUP (ORDER BY mean_result),
       percentile_cont(0.95) WITHIN GROUP (ORDER BY mean_result)
FROM daily_rollups WHERE run_no = %(run_no)s AND datastream_id = %(id)s
GROUP BY GROUPING SETS ((1), ()) ORDER BY 1 NULLS LAST
"""
_BY_HOUR = """
SELECT NULL::int, count(DISTINCT date_trunc('day', hour, 'UTC'))::int,
       percentile_cont(0.05) WITHIN GROUP (ORDER BY mean_result),
       percentile_cont(0.95) WITHIN GROUP (ORDER BY mean_result)
FROM hourly_rollups WHERE run_no = %(run_no)s AND datastream_id = %(id)s
"""
_HIGHEST = """
SELECT day, max_result FROM daily_rollups WHERE run_no = %(run_no)s AND datastream_id = %(id)s
ORDER BY max_result DESC, day LIMIT 1
"""
_HIGH_DAYS = """
SELECT day, max_result FROM daily_rollups
WHERE run_no = %(run_no)s AND datastream_id = %(id)s AND max_result >= %(from_m)s
ORDER BY day DESC LIMIT 1000
"""
_HOUR_OF = """
SELECT hour FROM hourly_rollups
WHERE run_no = %(run_no)s AND datastream_id = %(id)s AND hour >= %(day)s
  AND hour < %(day)s + interval '1 day' AND max_result = %(result)s ORDER BY hour LIMIT 1
"""
_MOMENT_OF = """
SELECT min(observed_at) FROM observations
WHERE run_no = %(run_no)s AND datastream_id = %(id)s AND observed_at >= %(hour)s
  AND observed_at < %(hour)s + interval '1 hour' AND result = %(result)s
"""


class Usual(NamedTuple):
    """The middle nine tenths of what was observed: in a calendar month, or (None) in all."""

    month: int | None
    days: int
    p05: float
    p95: float


class Peak(NamedTuple):
    """The highest of a time: it was at ``at`` or within the time after it."""

    result: float
    at: datetime
    within: timedelta


class Past(NamedTuple):
    """What a gauge has seen, and of which run that is told."""

    run_no: int
    first_observed_at: datetime | None
    days: int
    usual: list[Usual]
    record: Peak | None
    floods: list[Peak]


def past_of(
    connection: Connection, run_no: int, datastream_id: int, flood_from_m: float | None
) -> Past:
    """Return what a datastream has seen; days count as a flood from a stage on, if one is given.

    1. Take reality where it has a past here, else the run.
    2. The usual range: by calendar month once there is a year, over all before.
    3. The highest of all, and of the last days in a row that reached the flood's stage.
    """
    run_no = 0 if _has_reality(connection, datastream_id) else run_no
    key: dict[str, object] = {"run_no": run_no, "id": datastream_id}
    row = connection.execute(_FIRST, key).fetchone()
    first = row[0] if row else None
    days, usual = _usual(connection, key)
    highest = connection.execute(_HIGHEST, key).fetchone()
    record = _peak(connection, key, *highest) if highest else None
    floods = [] if flood_from_m is None else _floods(connection, key, flood_from_m)
    return Past(run_no, first, days, usual, record, floods)


def _has_reality(connection: Connection, datastream_id: int) -> bool:
    row = connection.execute(_HAS_REALITY, (datastream_id,)).fetchone()
    return bool(row and row[0])


def _usual(connection: Connection, key: dict[str, object]) -> tuple[int, list[Usual]]:
    with connection.cursor(row_factory=args_row(Usual)) as cursor:
        *months, whole = cursor.execute(_BY_MONTH, key).fetchall()
        if whole.days < BY_HOUR_BELOW:
            by_hour = cursor.execute(_BY_HOUR, key).fetchone()
            days = by_hour.days if by_hour else 0
            return days, [by_hour] if by_hour and days >= LEAST_DAYS else []
    is_full = len(months) == _MONTHS and all(month.days >= A_MONTH for month in months)
    return whole.days, months if whole.days >= A_YEAR and is_full else [whole]


def _floods(connection: Connection, key: dict[str, object], from_m: float) -> list[Peak]:
    """Return the highest of each of the last floods, the newest first."""
    floods: list[tuple[datetime, float]] = []
    before: datetime | None = None
    for day, highest in connection.execute(_HIGH_DAYS, {**key, "from_m": from_m}):
        if before is not None and before - day <= DAY:
            floods[-1] = max(floods[-1], (day, highest), key=lambda each: each[1])
        elif len(floods) == FLOODS:
            break
        else:
            floods.append((day, highest))
        before = day
    return [_peak(connection, key, day, highest) for day, highest in floods]


def _peak(connection: Connection, key: dict[str, object], day: datetime, result: float) -> Peak:
    """Say when a day's highest was, as exactly as what is kept can tell."""
    values = {**key, "day": day, "result": result}
    row = connection.execute(_HOUR_OF, values).fetchone()
    if row is None:
        return Peak(result, day, DAY)
    (hour,) = row
    row = connection.execute(_MOMENT_OF, {**values, "hour": hour}).fetchone()
    if row is None or row[0] is None:
        return Peak(result, hour, HOUR)
    return Peak(result, row[0], timedelta(0))
