"""A hydrograph as it could be drawn then: nothing that arrived, or was found out, later."""

from psycopg.rows import args_row

from kawamori.observations import Flag
from kawamori.runs import Moment
from kawamori.storage.connections import Connection
from kawamori.storage.readings.series import INSTANT, Bin, Drawing, Mark, Window

_MARKED = """
marked AS (
  SELECT DISTINCT ON (observed_at) observed_at, flags FROM observation_flags
  WHERE run_no = %(run_no)s AND datastream_id = %(datastream_id)s
    AND observed_at >= %(start)s AND observed_at < %(end)s AND recorded_at <= %(at)s
  ORDER BY observed_at, recorded_at DESC
)
"""
_BINS = f"""
WITH {_MARKED}
SELECT date_bin(%(width)s, o.observed_at, %(start)s), count(*), min(result), sum(result),
       max(result)
FROM observations o LEFT JOIN marked USING (observed_at)
WHERE run_no = %(run_no)s AND datastream_id = %(datastream_id)s
  AND o.observed_at >= %(start)s AND o.observed_at < %(end)s AND o.received_at <= %(at)s
  AND coalesce(marked.flags, o.flags) & %(hidden)s = 0
GROUP BY 1 ORDER BY 1
"""  # noqa: S608 our own parts
_MARKS = """
WITH changed AS (
  SELECT observed_at, (array_agg(flags ORDER BY recorded_at DESC))[1] AS flags,
         jsonb_agg(jsonb_build_object('recorded_at', recorded_at, 'flags', flags,
                                      'reason', reason, 'author', author)
                   ORDER BY recorded_at) AS changes
  FROM observation_flags
  WHERE run_no = %(run_no)s AND datastream_id = %(datastream_id)s
    AND observed_at >= %(start)s AND observed_at < %(end)s AND recorded_at <= %(at)s
  GROUP BY 1
), held AS (
  SELECT observed_at FROM changed
  UNION
  SELECT observed_at FROM observations
  WHERE run_no = %(run_no)s AND datastream_id = %(datastream_id)s
    AND observed_at >= %(start)s AND observed_at < %(end)s AND received_at <= %(at)s
    AND flags <> 0 AND flags & ~%(but)s <> 0
  ORDER BY observed_at DESC LIMIT %(most)s
)
SELECT o.observed_at, o.result, coalesce(c.flags, o.flags), coalesce(c.changes, '[]')
FROM held
JOIN observations o ON o.run_no = %(run_no)s AND o.datastream_id = %(datastream_id)s
  AND o.observed_at = held.observed_at AND o.received_at <= %(at)s
LEFT JOIN changed c ON c.observed_at = held.observed_at
ORDER BY o.observed_at
"""


def drawing_then(
    connection: Connection, window: Window, moment: Moment, *, points: int, hidden: Flag
) -> Drawing:
    """Return a window's hydrograph in about ``points`` bins.

    It is made of observations however long the window: a roll-up doesn't say what of it came late.
    """
    width = max((window.end - window.start) / points, INSTANT)
    values = {**window._asdict(), "at": moment.at, "hidden": int(hidden)}
    with connection.cursor(binary=True, row_factory=args_row(Bin)) as cursor:
        bins = cursor.execute(_BINS.encode(), {**values, "width": width}).fetchall()
        if sum(b.n for b in bins) > points:
            return Drawing("raw", width, bins)
        singly = cursor.execute(_BINS.encode(), {**values, "width": INSTANT}).fetchall()
    return Drawing("raw", None, singly)


def marks_then(connection: Connection, window: Window, moment: Moment, *, most: int) -> list[Mark]:
    """Return what had been held against observations of a window, at most of the newest."""
    values = {**window._asdict(), "at": moment.at, "but": int(Flag.STOPWATCH), "most": most}
    with connection.cursor(binary=True, row_factory=args_row(Mark)) as cursor:
        return cursor.execute(_MARKS, values).fetchall()
