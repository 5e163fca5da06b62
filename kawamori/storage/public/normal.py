"""What is usual at every gauge of a network, and the most it has shown: for everybody, at once.

What is usual is defined as headquarters has it (``kawamori.storage.readings.past``), but of whole
days up to the last confirmed reading. A record counts no hour in which something waits to be
judged or rolled up anew, and rests on a reading against which no test of quality speaks, as
far as its readings are still kept.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from psycopg.rows import args_row

from kawamori.observations import NOT_CONFIRMED, Flag
from kawamori.runs import Run
from kawamori.storage.connections import Connection
from kawamori.storage.public.months import Looked, Month, asked, months_of
from kawamori.storage.public.records import Record, find_records
from kawamori.storage.readings.past import A_MONTH, A_YEAR, BY_HOUR_BELOW, LEAST_DAYS

# A flood that was never seen before is unusual and rises fast: that alone speaks against nothing.
DOUBTED = NOT_CONFIRMED | Flag.OUTLIER | Flag.STUCK | Flag.NEIGHBOURS
_MONTHS = 12

_GAUGES = """
SELECT c.station_id, d.datastream_id,
       CASE WHEN EXISTS (SELECT FROM daily_rollups r
                         WHERE r.run_no = 0 AND r.datastream_id = d.datastream_id)
            THEN 0 ELSE %(run_no)s END AS run_no,
       d.reference, c.gauge_zero_tp_m, c.datum
FROM current_stations c
JOIN datastreams d ON d.station_id = c.station_id AND d.judged
WHERE c.network = %(network)s
  AND NOT EXISTS (SELECT FROM gone_stations g WHERE g.station_id = c.station_id)
"""
_PUBLIC_UNTIL = """
SELECT station_id, run_no, public_observed_at FROM latest_assessments
WHERE run_no = ANY (%s) AND public_observed_at IS NOT NULL
"""
# Hours in which a reading is not judged yet, or of which the roll-up is not made anew yet.
_UNSETTLED = """
SELECT run_no, datastream_id, hour FROM stale_rollups WHERE run_no = ANY (%(runs)s)
UNION
SELECT u.run_no, u.datastream_id, date_trunc('hour', u.observed_at)
FROM arrivals a
CROSS JOIN LATERAL unnest(a.run_no, a.datastream_id, a.observed_at)
  AS u (run_no, datastream_id, observed_at)
WHERE u.run_no = ANY (%(runs)s)
"""
_RANGE = """
SELECT datastream_id, percentile_cont(ARRAY[0.05, 0.95]) WITHIN GROUP (ORDER BY mean_result),
       count(DISTINCT date_trunc('day', {unit}, 'UTC'))::int
FROM unnest(%(run_nos)s::int[], %(ids)s::int[], %(untils)s::timestamptz[])
  AS asked (run_no, datastream_id, public_until)
JOIN {table} USING (run_no, datastream_id)
WHERE {unit} <= public_until - interval '1 {unit}'
  AND (%(month)s::int IS NULL OR extract(month FROM {unit} AT TIME ZONE 'UTC') = %(month)s)
GROUP BY 1
"""
_BY_DAY = _RANGE.format(unit="day", table="daily_rollups")
_BY_HOUR = _RANGE.format(unit="hour", table="hourly_rollups")


class Gauge(NamedTuple):
    """What a station is judged by: its datastream, and what the heights count from.

    ``run_no`` is the run that its past is told of: reality, where that has a past here.
    """

    station_id: str
    datastream_id: int
    run_no: int
    reference: str | None
    gauge_zero_tp_m: float | None
    datum: str


class Normal(NamedTuple):
    """A gauge, and what it has shown, as far as that is known; stages in metres.

    ``p05`` to ``p95`` is the middle nine tenths of the days: of this month's (``month``) over
    the years, or (None) of all. The record was at ``record_at`` or within the time after it.
    """

    gauge: Gauge
    month: int | None = None
    p05: float | None = None
    p95: float | None = None
    record_m: float | None = None
    record_at: datetime | None = None
    record_within: timedelta | None = None


class _Usual(NamedTuple):
    month: int | None
    p05: float
    p95: float


def normal_of(connection: Connection, run: Run, now: datetime) -> dict[str, Normal]:
    """Return what is usual at each station of a run's network in this month, by station.

    1. Find every gauge, the run of its past, and until when that is public.
    2. The usual range, by month once there is a year of every month, over all before.
    3. The record.
    """
    gauges = _gauges(connection, run)
    looked = _public(connection, gauges)
    months = months_of(connection, looked)
    usual = _usual(connection, looked, months, now)
    records = _records(connection, looked, months)
    return {
        gauge.station_id: _normal(
            gauge, usual.get(gauge.datastream_id), records.get(gauge.datastream_id)
        )
        for gauge in gauges
    }


def _normal(gauge: Gauge, usual: _Usual | None, record: Record | None) -> Normal:
    normal = Normal(gauge)
    if usual:
        normal = normal._replace(month=usual.month, p05=usual.p05, p95=usual.p95)
    if record:
        normal = normal._replace(
            record_m=record.result, record_at=record.at, record_within=record.within
        )
    return normal


def _gauges(connection: Connection, run: Run) -> list[Gauge]:
    values = {"run_no": run.run_no, "network": run.network}
    with connection.cursor(row_factory=args_row(Gauge)) as cursor:
        return cursor.execute(_GAUGES, values).fetchall()


def _public(connection: Connection, gauges: Sequence[Gauge]) -> list[Looked]:
    """Return where to look for the past of those gauges of which anything is public."""
    runs = list({gauge.run_no for gauge in gauges})
    rows = connection.execute(_PUBLIC_UNTIL, (runs,)).fetchall()
    until = {(station_id, run_no): at for station_id, run_no, at in rows}
    return [
        Looked(gauge.run_no, gauge.datastream_id, until[gauge.station_id, gauge.run_no])
        for gauge in gauges
        if (gauge.station_id, gauge.run_no) in until
    ]


def _usual(
    connection: Connection,
    looked: Sequence[Looked],
    months: Mapping[int, Sequence[Month]],
    now: datetime,
) -> dict[int, _Usual]:
    """Return the usual range by datastream."""
    monthly, whole, few = [], [], []
    for each in looked:
        own = months.get(each.datastream_id, ())
        if _has_every_month(own):
            monthly.append(each)
        elif sum(month.days for month in own) >= BY_HOUR_BELOW:
            whole.append(each)
        else:
            few.append(each)
    return {
        **_ranges(connection, _BY_HOUR, few, None),
        **_ranges(connection, _BY_DAY, whole, None),
        **_ranges(connection, _BY_DAY, monthly, now.astimezone(UTC).month),
    }


def _has_every_month(months: Sequence[Month]) -> bool:
    """Return whether months can be told apart: a year at least, and enough days of each."""
    days = Counter[int]()
    for month in months:
        days[month.begins.month] += month.days
    return (
        len(days) == _MONTHS
        and days.total() >= A_YEAR
        and all(count >= A_MONTH for count in days.values())
    )


def _ranges(
    connection: Connection, query: str, looked: Sequence[Looked], month: int | None
) -> dict[int, _Usual]:
    if not looked:
        return {}
    values = {**asked(looked), "month": month}
    rows = connection.execute(query.encode(), values).fetchall()
    return {
        datastream_id: _Usual(month, p05, p95)
        for datastream_id, (p05, p95), days in rows
        if days >= LEAST_DAYS
    }


def _records(
    connection: Connection, looked: Sequence[Looked], months: Mapping[int, Sequence[Month]]
) -> dict[int, Record]:
    runs = list({each.run_no for each in looked})
    unsettled = connection.execute(_UNSETTLED, {"runs": runs}).fetchall()
    return find_records(connection, looked, months, unsettled, DOUBTED)
