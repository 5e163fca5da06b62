"""Observations as they are stored, a page at a time, for whoever takes them elsewhere."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from typing import NamedTuple

from psycopg.rows import args_row

from kawamori.storage.connections import Connection
from kawamori.storage.readings.series import INSTANT, Window

A_PAGE = 5_000

_PAGE = """
SELECT o.observed_at, o.received_at, o.result, coalesce(f.flags, o.flags), o.spread,
       o.calibration
FROM observations o
LEFT JOIN LATERAL (
  SELECT flags FROM observation_flags f
  WHERE f.run_no = o.run_no AND f.datastream_id = o.datastream_id
    AND f.observed_at = o.observed_at
  ORDER BY recorded_at DESC LIMIT 1
) f ON true
WHERE o.run_no = %(run_no)s AND o.datastream_id = %(datastream_id)s
  AND o.observed_at >= %(start)s AND o.observed_at < %(end)s
ORDER BY o.observed_at LIMIT %(limit)s
"""


class Exported(NamedTuple):
    """One observation with what is held against it now; its result is as it was stored."""

    observed_at: datetime
    received_at: datetime
    result: float
    flags: int
    spread: float | None
    calibration: datetime | None


def pages(
    lend: Callable[[], AbstractContextManager[Connection]], window: Window
) -> Iterator[list[Exported]]:
    """Yield a window's observations in order; a slow reader keeps no connection in between."""
    while True:
        with (
            lend() as connection,
            connection.cursor(binary=True, row_factory=args_row(Exported)) as cursor,
        ):
            page = cursor.execute(_PAGE, {**window._asdict(), "limit": A_PAGE}).fetchall()
        if page:
            yield page
        if len(page) < A_PAGE:
            return
        window = window._replace(start=page[-1].observed_at + INSTANT)
