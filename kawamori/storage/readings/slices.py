"""The stages that a run stored, read a slice at a time in order of time, as they were measured."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import numpy as np

from kawamori.backtest.recordings import Series
from kawamori.judging.rivers import Floats, Ints
from kawamori.observations import Flag
from kawamori.storage.columns import read_float8s, read_int4s, read_timestamps
from kawamori.storage.connections import Connection, unavailable_when_lost

LENGTH = timedelta(hours=6)

_SLICE = """
SELECT array_agg(datastream_id ORDER BY observed_at, datastream_id),
       array_agg(observed_at ORDER BY observed_at, datastream_id),
       array_agg(result ORDER BY observed_at, datastream_id)
FROM observations
WHERE run_no = %(run_no)s AND datastream_id = ANY(%(streams)s)
  AND observed_at >= %(begins)s AND observed_at < %(ends)s AND flags & %(hidden)s = 0
"""


class Slice(NamedTuple):
    """What was observed until ``ends``, by time; a result out of its range is not among it."""

    ends: datetime
    datastream_id: Ints
    observed_us: Ints
    stage_m: Floats


def slices(
    connection: Connection,
    run_no: int,
    streams: Sequence[int],
    *,
    since: datetime,
    until: datetime,
) -> Iterator[Slice]:
    """Yield everything these datastreams observed between two times."""
    begins = since
    while begins < until:
        ends = min(begins + LENGTH, until)
        yield _read(connection, run_no, streams, begins, ends)
        begins = ends


def series_between(
    connection: Connection, run_no: int, stream: int, since: datetime, until: datetime
) -> Series:
    """Return what one datastream observed between two times."""
    found = _read(connection, run_no, [stream], since, until)
    return Series(found.observed_us, found.stage_m)


def _read(
    connection: Connection, run_no: int, streams: Sequence[int], begins: datetime, ends: datetime
) -> Slice:
    values = {
        "run_no": run_no,
        "streams": list(streams),
        "begins": begins,
        "ends": ends,
        "hidden": int(Flag.GROSS_RANGE),
    }
    with unavailable_when_lost(), connection.cursor(binary=True) as cursor:
        cursor.execute(_SLICE, values)
        result = cursor.pgresult
        cells = [result.get_value(0, column) for column in range(3)] if result else []
    if not cells or cells[0] is None or cells[1] is None or cells[2] is None:
        none = np.empty(0, dtype=np.int64)
        return Slice(ends, none, none, np.empty(0))
    return Slice(ends, read_int4s(cells[0]), read_timestamps(cells[1]), read_float8s(cells[2]))
