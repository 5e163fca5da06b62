"""What the days of many gauges come to, month by month: one look at the roll-ups for all."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from kawamori.storage.connections import Connection

_FIRST = "SELECT min(day) FROM daily_rollups WHERE run_no = ANY (%s)"
_MONTHS = """
SELECT run_no, datastream_id, width_bucket(day, %(begins)s::timestamptz[]), count(*)::int,
       max(max_result)
FROM daily_rollups WHERE run_no = ANY (%(runs)s) AND day < %(today)s GROUP BY 1, 2, 3
"""
# The same of gauges that have been silent: a join of all of them takes ten times as long.
_MONTHS_OF = """
SELECT run_no, datastream_id, width_bucket(day, %(begins)s::timestamptz[]), count(*)::int,
       max(max_result)
FROM unnest(%(run_nos)s::int[], %(ids)s::int[], %(untils)s::timestamptz[])
  AS asked (run_no, datastream_id, public_until)
JOIN daily_rollups USING (run_no, datastream_id)
WHERE day <= public_until - interval '1 day'
GROUP BY 1, 2, 3
"""


class Looked(NamedTuple):
    """A datastream of a run, and until when what it showed is public."""

    run_no: int
    datastream_id: int
    public_until: datetime


class Month(NamedTuple):
    """A month of one year: how many days there are of it, and the most that one of them shows."""

    begins: datetime
    ends: datetime
    days: int
    highest: float


def months_of(connection: Connection, looked: Sequence[Looked]) -> dict[int, list[Month]]:
    """Return the months of each datastream, in no order, of days that are public as a whole."""
    runs = list({each.run_no for each in looked})
    row = connection.execute(_FIRST, (runs,)).fetchone()
    if row is None or row[0] is None:
        return {}
    today = day_of(max(each.public_until for each in looked))
    begins = [
        datetime(year, month, 1, tzinfo=UTC)
        for year in range(row[0].year, today.year + 2)
        for month in range(1, 13)
    ]
    up_to_today = {(e.run_no, e.datastream_id) for e in looked if e.public_until >= today}
    behind = [e for e in looked if e.public_until < today]
    rows = connection.execute(_MONTHS, {"begins": begins, "runs": runs, "today": today}).fetchall()
    rows = [row for row in rows if (row[0], row[1]) in up_to_today]
    rows += connection.execute(_MONTHS_OF, {"begins": begins, **asked(behind)}).fetchall()
    months: dict[int, list[Month]] = defaultdict(list)
    for _, datastream_id, nth, days, highest in rows:
        months[datastream_id].append(Month(begins[nth - 1], begins[nth], days, highest))
    return months


def day_of(at: datetime) -> datetime:
    """Return when the day of a moment begins, by which roll-ups are made."""
    return at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def asked(looked: Sequence[Looked]) -> dict[str, object]:
    """Return what a query is given to look at these."""
    return {
        "run_nos": [each.run_no for each in looked],
        "ids": [each.datastream_id for each in looked],
        "untils": [each.public_until for each in looked],
    }
