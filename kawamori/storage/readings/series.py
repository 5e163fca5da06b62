"""Hydrographs: what a datastream showed between two times, in no more points than can be seen.

A short window is read from the observations themselves, a long one from the
roll-ups by hour or by day. A roll-up may be behind: hours that are marked stale,
and those after the newest roll-up, are read from the observations instead, so the
drawing is right before the roll-ups are.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from psycopg.rows import args_row
from psycopg.sql import SQL, Composed, Identifier

from kawamori.errors import NotFoundError
from kawamori.observations import Flag
from kawamori.storage.connections import Connection

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
INSTANT = timedelta(microseconds=1)  # a bin of this width holds one observation
READ_AT_MOST = 12_000  # observations; beyond, their pages cost more than a chart may wait

_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)

_FIND = """
SELECT d.datastream_id, d.name, d.unit, d.reference, f.interval_s, a.public_observed_at,
       f.gauge_zero_tp_m, f.datum
FROM stations s
JOIN datastreams d ON d.station_id = s.station_id
JOIN LATERAL (SELECT interval_s, gauge_zero_tp_m, datum FROM station_facts
              WHERE station_id = s.station_id AND valid_from <= now()
              ORDER BY valid_from DESC, recorded_at DESC LIMIT 1) f ON true
LEFT JOIN latest_assessments a ON a.run_no = %(run_no)s AND a.station_id = s.station_id
WHERE s.station_id = %(station_id)s AND s.network = %(network)s
  AND (d.name = %(name)s OR (%(name)s::text IS NULL AND d.judged))
"""
_MARKED = SQL("""
marked AS (
  SELECT DISTINCT ON (observed_at) observed_at, flags FROM observation_flags
  WHERE run_no = %(run_no)s AND datastream_id = %(datastream_id)s
    AND observed_at >= %(start)s AND observed_at < %(end)s
  ORDER BY observed_at, recorded_at DESC
)
""")
_RAW = SQL("""
WITH {marked}, unjudged AS (
  SELECT u.observed_at
  FROM arrivals a
  CROSS JOIN LATERAL unnest(a.run_no, a.datastream_id, a.observed_at)
    AS u (run_no, datastream_id, observed_at)
  WHERE %(judged_alone)s AND a.datastream_id @> ARRAY[%(datastream_id)s::int]
    AND u.run_no = %(run_no)s AND u.datastream_id = %(datastream_id)s
)
SELECT date_bin(%(width)s, o.observed_at, %(origin)s), count(*), min(result), sum(result),
       max(result)
FROM observations o LEFT JOIN marked USING (observed_at)
WHERE run_no = %(run_no)s AND datastream_id = %(datastream_id)s
  AND o.observed_at >= %(start)s AND o.observed_at < %(end)s
  AND coalesce(marked.flags, o.flags) & %(hidden)s = 0
  AND observed_at NOT IN (SELECT observed_at FROM unjudged)
GROUP BY 1 ORDER BY 1
""").format(marked=_MARKED)
_MARKS = """
WITH changed AS (
  SELECT observed_at, (array_agg(flags ORDER BY recorded_at DESC))[1] AS flags,
         jsonb_agg(jsonb_build_object('recorded_at', recorded_at, 'flags', flags,
                                      'reason', reason, 'author', author)
                   ORDER BY recorded_at) AS changes
  FROM observation_flags
  WHERE run_no = %(run_no)s AND datastream_id = %(datastream_id)s
    AND observed_at >= %(start)s AND observed_at < %(end)s
  GROUP BY 1
), held AS (
  SELECT observed_at FROM changed
  UNION
  SELECT observed_at FROM observations
  WHERE run_no = %(run_no)s AND datastream_id = %(datastream_id)s
    AND observed_at >= %(start)s AND observed_at < %(end)s
    AND flags <> 0 AND flags & ~%(but)s <> 0
  ORDER BY observed_at DESC LIMIT %(most)s
)
SELECT o.observed_at, o.result, coalesce(c.flags, o.flags), coalesce(c.changes, '[]')
FROM held
JOIN observations o ON o.run_no = %(run_no)s AND o.datastream_id = %(datastream_id)s
  AND o.observed_at = held.observed_at
LEFT JOIN changed c ON c.observed_at = held.observed_at
ORDER BY o.observed_at
"""
_ROLLUPS = SQL("""
SELECT date_bin(%(width)s, {unit}, %(origin)s), sum(n)::int, min(min_result), sum(mean_result * n),
       max(max_result)
FROM {table}
WHERE run_no = %(run_no)s AND datastream_id = %(datastream_id)s
  AND {unit} >= %(start)s AND {unit} < %(end)s AND {unit} <> ALL(%(stale)s)
GROUP BY 1 ORDER BY 1
""")
_HOURLY_ROLLUPS = _ROLLUPS.format(table=Identifier("hourly_rollups"), unit=Identifier("hour"))
_DAILY_ROLLUPS = _ROLLUPS.format(table=Identifier("daily_rollups"), unit=Identifier("day"))
_STALE_HOURS = """
SELECT hour FROM stale_rollups
WHERE run_no = %s AND datastream_id = %s AND hour >= %s AND hour < %s ORDER BY hour
"""
_ROLLED_UNTIL = """
SELECT (SELECT max(hour) FROM hourly_rollups WHERE run_no = %(run_no)s AND datastream_id = %(id)s),
       (SELECT max(day) + interval '1 day' FROM daily_rollups
        WHERE run_no = %(run_no)s AND datastream_id = %(id)s)
"""


class Drawn(NamedTuple):
    """The datastream to draw; nothing after ``confirmed_until`` is the public's yet."""

    datastream_id: int
    name: str
    unit: str
    reference: str | None
    interval_s: int
    confirmed_until: datetime | None
    gauge_zero_tp_m: float | None
    datum: str


class Bin(NamedTuple):
    """What was observed from ``t`` on, for as long as the drawing's bins are wide."""

    t: datetime
    n: int
    lowest: float
    total: float
    highest: float


class Drawing(NamedTuple):
    """A hydrograph: what it was made of, how wide its bins are (None: one observation each)."""

    resolution: str
    width: timedelta | None
    bins: list[Bin]


class Window(NamedTuple):
    """One datastream of one run, between two times, the second not included."""

    run_no: int
    datastream_id: int
    start: datetime
    end: datetime


def find_drawn(
    connection: Connection, run_no: int, network: str, station_id: str, name: str | None
) -> Drawn:
    """Return the datastream of this name, or without a name the judged one."""
    values = {"run_no": run_no, "network": network, "station_id": station_id, "name": name}
    with connection.cursor(row_factory=args_row(Drawn)) as cursor:
        found = cursor.execute(_FIND, values).fetchone()
    if found is None:
        what = f"datastream {name!r}" if name else "judged datastream"
        raise NotFoundError(f"network {network!r} has no station {station_id!r} with a {what}")
    return found


class Mark(NamedTuple):
    """An observation that something is, or was, held against; each change as it was stored."""

    t: datetime
    result: float
    flags: int
    changes: Sequence[dict[str, Any]] = ()


class Bins(NamedTuple):
    """Where bins begin, and how wide they are."""

    origin: datetime
    width: timedelta


def marks(connection: Connection, window: Window, *, most: int) -> list[Mark]:
    """Return what is or was held against observations of a window, at most of the newest."""
    values = {**window._asdict(), "but": int(Flag.STOPWATCH), "most": most}
    with connection.cursor(binary=True, row_factory=args_row(Mark)) as cursor:
        return cursor.execute(_MARKS, values).fetchall()


def draw(
    connection: Connection, window: Window, *, points: int, interval_s: int, hidden: Flag
) -> Drawing:
    """Return the hydrograph of a window in about ``points`` bins.

    1. Read observations where the window holds few, one by one if they fit.
    2. Otherwise, or where they are no longer kept, read roll-ups: by hour while a bin is
       narrower than a day, by day beyond.

    ``hidden`` flags leave an observation out; where a jump is hidden, so is what was not
    judged yet: it may be one.
    """
    span = window.end - window.start
    unit = HOUR if span / points < DAY else DAY
    if span / timedelta(seconds=interval_s) > READ_AT_MOST:
        return _draw_rolled(connection, window, unit, points, hidden)
    drawing = _draw_raw(connection, window, points, hidden)
    if drawing.bins:
        return drawing
    rolled = _draw_rolled(connection, window, unit, points, hidden)
    return rolled if rolled.bins else drawing


def _draw_raw(connection: Connection, window: Window, points: int, hidden: Flag) -> Drawing:
    width = max((window.end - window.start) / points, INSTANT)
    bins = _raw(connection, window, Bins(window.start, width), hidden)
    if sum(b.n for b in bins) <= points:
        singly = Bins(window.start, INSTANT)
        return Drawing("raw", None, _raw(connection, window, singly, hidden))
    return Drawing("raw", width, bins)


def _draw_rolled(
    connection: Connection, window: Window, unit: timedelta, points: int, hidden: Flag
) -> Drawing:
    window = window._replace(start=_floor(window.start, unit))
    width = unit * math.ceil((window.end - window.start) / unit / points)
    bins = _rolled(connection, window, unit, Bins(window.start, width), hidden)
    return Drawing("day" if unit == DAY else "hour", width, _merged(bins))


def _rolled(
    connection: Connection, window: Window, unit: timedelta, into: Bins, hidden: Flag
) -> Iterator[Bin]:
    """Yield bins of a window, some in parts: roll-ups, and what is finer where they are behind.

    The newest hour that is rolled up counts as behind: it may have been rolled up half-way.
    """
    rolled_until = _rolled_until(connection, window, unit)
    key = (window.run_no, window.datastream_id, window.start, rolled_until)
    stale_hours = [hour for (hour,) in connection.execute(_STALE_HOURS, key)]
    stale = list(dict.fromkeys(_floor(hour, unit) for hour in stale_hours))
    query = _DAILY_ROLLUPS if unit == DAY else _HOURLY_ROLLUPS
    yield from _bins(connection, query, window._replace(end=rolled_until), into, stale=stale)
    spans = [*((t, t + unit) for t in stale), (rolled_until, window.end)]
    for start, end in _joined(spans):
        part = window._replace(start=start, end=end)
        if unit == DAY:
            yield from _rolled(connection, part, HOUR, into, hidden)
        else:
            yield from _raw(connection, part, into, hidden)


def _rolled_until(connection: Connection, window: Window, unit: timedelta) -> datetime:
    values = {"run_no": window.run_no, "id": window.datastream_id}
    row = connection.execute(_ROLLED_UNTIL, values).fetchone()
    by_hour, by_day = row or (None, None)
    known = by_hour if unit == HOUR or by_day is None else min(by_hour, by_day)
    if known is None or (unit == DAY and by_day is None):
        return window.start
    return max(window.start, _floor(min(known, window.end), unit))


def _raw(connection: Connection, window: Window, into: Bins, hidden: Flag) -> list[Bin]:
    alone = bool(hidden & Flag.JUMP)
    return _bins(connection, _RAW, window, into, hidden=int(hidden), judged_alone=alone)


def _bins(
    connection: Connection, query: Composed, window: Window, into: Bins, **values: object
) -> list[Bin]:
    values |= {**window._asdict(), **into._asdict()}
    with connection.cursor(binary=True, row_factory=args_row(Bin)) as cursor:
        return cursor.execute(query, values).fetchall()


def _joined(spans: Iterable[tuple[datetime, datetime]]) -> Iterator[tuple[datetime, datetime]]:
    """Yield spans, given in order, with those that touch made one and the empty ones left out."""
    held: tuple[datetime, datetime] | None = None
    for start, end in spans:
        if held and start <= held[1]:
            held = (held[0], end)
        elif start < end:
            if held:
                yield held
            held = (start, end)
    if held:
        yield held


def _merged(bins: Iterable[Bin]) -> list[Bin]:
    """Return bins in order, the parts of one bin put together."""
    merged: dict[datetime, Bin] = {}
    for part in bins:
        had = merged.get(part.t)
        merged[part.t] = (
            part
            if had is None
            else Bin(
                part.t,
                had.n + part.n,
                min(had.lowest, part.lowest),
                had.total + part.total,
                max(had.highest, part.highest),
            )
        )
    return [merged[t] for t in sorted(merged)]


def _floor(t: datetime, unit: timedelta) -> datetime:
    return t - (t - _EPOCH) % unit
