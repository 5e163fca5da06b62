"""Travel times learned from what is stored: the rises of neighbours, laid over one another."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import lru_cache

import numpy as np

from kawamori.judging.lags import Lag, Record, learn_lag
from kawamori.neighbours import Basis, Passage
from kawamori.observations import NOT_THE_RIVER
from kawamori.storage.connections import Connection
from kawamori.storage.river.neighbours import current_passages

_TIDAL = "SELECT station_id FROM current_stations WHERE tidal"
_RECORD = """
SELECT extract(epoch FROM o.observed_at)::float8, o.result
FROM datastreams d
JOIN observations o USING (datastream_id)
LEFT JOIN LATERAL (
  SELECT flags FROM observation_flags f
  WHERE f.run_no = o.run_no AND f.datastream_id = o.datastream_id
    AND f.observed_at = o.observed_at
  ORDER BY recorded_at DESC LIMIT 1
) marked ON true
WHERE d.station_id = %(station_id)s AND d.judged AND o.run_no = %(run_no)s
  AND o.observed_at >= %(since)s AND coalesce(marked.flags, o.flags) & %(hidden)s = 0
ORDER BY o.observed_at
"""
KEPT = 64  # records in memory: a station is the neighbour of several


def lags_of_passages(
    connection: Connection, run_no: int, since: datetime, station_id: str | None = None
) -> Iterator[tuple[Passage, Lag]]:
    """Yield each passage as it stands, with what a run's observations tell of its time.

    Where a station is given, only those that begin or end there.
    Those that begin or end where the tide is felt are left out.
    """
    tidal = {row[0] for row in connection.execute(_TIDAL)}

    @lru_cache(maxsize=KEPT)
    def record(station_id: str) -> Record:
        return _record(connection, run_no, station_id, since)

    for passage in current_passages(connection):
        ends = {passage.upstream_id, passage.downstream_id}
        if station_id is not None and station_id not in ends:
            continue
        if not tidal & ends:
            yield passage, learn_lag(record(passage.upstream_id), record(passage.downstream_id))


def learned(passage: Passage, lag: Lag) -> Passage | None:
    """Return a passage with the time that was learned, or None where that is not to be taken.

    What a person gave stands; what is unknown takes no time away.
    """
    is_given = passage.basis is Basis.GIVEN and passage.travel is not None
    if is_given or lag.travel_s is None or lag.spread_s is None:
        return None
    evidence = f"{lag.rises} rises, agreement {lag.agreement:.2f}, by chance {lag.by_chance:.2f}"
    return Passage(
        passage.upstream_id,
        passage.downstream_id,
        timedelta(minutes=max(round(lag.travel_s / 60), 1)),
        timedelta(minutes=round(lag.spread_s / 60)),
        Basis.LEARNED,
        evidence,
    )


def _record(connection: Connection, run_no: int, station_id: str, since: datetime) -> Record:
    values = {
        "station_id": station_id,
        "run_no": run_no,
        "since": since,
        "hidden": int(NOT_THE_RIVER),
    }
    rows = connection.execute(_RECORD, values).fetchall()
    columns = np.array(rows, dtype=np.float64).reshape(len(rows), 2)
    return Record(columns[:, 0], columns[:, 1])
