"""The most that gauges have shown, each borne out by a reading that nothing speaks against.

A day's roll-up says how high it went, not whether the reading at its top is doubted. So the
highest day is looked into; where its top is doubted, the best of its other readings counts,
and the next day is looked into if that was higher.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from kawamori.observations import Flag
from kawamori.storage.connections import Connection
from kawamori.storage.public.months import Looked, Month, asked, day_of

DAY, HOUR, INSTANT = timedelta(days=1), timedelta(hours=1), timedelta(0)
LOOKS = 20  # days with a doubted top, of one gauge: after so many nothing is sure

_SETTLED = """
  {hour} + interval '1 hour' <= d.public_until AND NOT EXISTS (
    SELECT FROM unnest(%(unsettled_ids)s::int[], %(unsettled_hours)s::timestamptz[])
      AS u (datastream_id, hour)
    WHERE u.datastream_id = d.datastream_id AND u.hour = {hour})
"""
_DAYS_AT_THE_TOP = """
SELECT d.datastream_id, min(r.day), d.highest
FROM unnest(%(run_nos)s::int[], %(ids)s::int[], %(begins)s::timestamptz[], %(ends)s::timestamptz[],
            %(highests)s::float8[]) AS d (run_no, datastream_id, begins, ends, highest)
JOIN daily_rollups r ON r.run_no = d.run_no AND r.datastream_id = d.datastream_id
  AND r.day >= d.begins AND r.day < d.ends AND r.max_result = d.highest
GROUP BY 1, 3
"""
_NEXT_DAYS = """
SELECT DISTINCT ON (r.datastream_id) r.datastream_id, r.day, r.max_result
FROM unnest(%(run_nos)s::int[], %(ids)s::int[], %(untils)s::timestamptz[])
  AS asked (run_no, datastream_id, public_until)
JOIN daily_rollups r USING (run_no, datastream_id)
WHERE r.day <= asked.public_until - interval '1 day' AND NOT EXISTS (
  SELECT FROM unnest(%(seen_ids)s::int[], %(seen_days)s::timestamptz[]) AS s (datastream_id, day)
  WHERE s.datastream_id = r.datastream_id AND s.day = r.day)
ORDER BY r.datastream_id, r.max_result DESC, r.day
"""
_TO_LOOK_INTO = """
unnest(%(run_nos)s::int[], %(ids)s::int[], %(days)s::timestamptz[], %(untils)s::timestamptz[])
  AS d (run_no, datastream_id, day, public_until)
"""
_TOP_HOURS = f"""
SELECT DISTINCT ON (d.datastream_id, d.day) d.datastream_id, d.day, h.hour, h.max_result
FROM {_TO_LOOK_INTO}
JOIN hourly_rollups h ON h.run_no = d.run_no AND h.datastream_id = d.datastream_id
  AND h.hour >= d.day AND h.hour < d.day + interval '1 day'
WHERE {_SETTLED.format(hour="h.hour")}
ORDER BY d.datastream_id, d.day, h.max_result DESC, h.hour
"""  # noqa: S608 our own parts
_FLAGS = """
  coalesce((SELECT f.flags FROM observation_flags f
            WHERE f.run_no = o.run_no AND f.datastream_id = o.datastream_id
              AND f.observed_at = o.observed_at
            ORDER BY f.recorded_at DESC LIMIT 1), o.flags)
"""
_READINGS = f"""
SELECT d.datastream_id, d.day, count(*),
       min(o.observed_at) FILTER (WHERE {_FLAGS} & %(doubted)s = 0)
FROM unnest(%(run_nos)s::int[], %(ids)s::int[], %(days)s::timestamptz[], %(hours)s::timestamptz[],
            %(results)s::float8[]) AS d (run_no, datastream_id, day, hour, result)
JOIN observations o ON o.run_no = d.run_no AND o.datastream_id = d.datastream_id
  AND o.observed_at >= d.hour AND o.observed_at < d.hour + interval '1 hour'
  AND o.result = d.result
GROUP BY 1, 2
"""  # noqa: S608 same
_BEST_READINGS = f"""
SELECT DISTINCT ON (d.datastream_id, d.day) d.datastream_id, d.day, o.result, o.observed_at
FROM {_TO_LOOK_INTO}
JOIN observations o ON o.run_no = d.run_no AND o.datastream_id = d.datastream_id
  AND o.observed_at >= d.day AND o.observed_at < d.day + interval '1 day'
WHERE {_FLAGS} & %(doubted)s = 0
  AND {_SETTLED.format(hour="date_trunc('hour', o.observed_at)")}
ORDER BY d.datastream_id, d.day, o.result DESC, o.observed_at
"""  # noqa: S608 same


class Record(NamedTuple):
    """The most that was shown: at ``at``, or within the time after it."""

    result: float
    at: datetime
    within: timedelta


_Key = tuple[int, datetime]  # a datastream, and when a day of it begins


class _Day(NamedTuple):
    of: Looked
    day: datetime
    highest: float | None = None  # None: not all of it counts

    @property
    def key(self) -> _Key:
        return self.of.datastream_id, self.day


def find_records(
    connection: Connection,
    looked: Sequence[Looked],
    months: Mapping[int, Sequence[Month]],
    unsettled: Iterable[tuple[int, int, datetime]],
    doubted: Flag,
) -> dict[int, Record]:
    """Return the record by datastream; none where every high reading is doubted.

    1. Look into the days of which not everything counts: of ``unsettled`` hours (run,
       datastream, hour), and those that are not over.
    2. Look into each gauge's highest other day; if its top does not stand, into the next.
    """
    by_key = {(each.run_no, each.datastream_id): each for each in looked}
    hours = [(by_key[r, d], hour) for r, d, hour in unsettled if (r, d) in by_key]
    look = _Look(connection, [(e.datastream_id, hour) for e, hour in hours], doubted)
    seen = {_Day(each, day_of(hour)).key for each, hour in hours}
    seen |= {_Day(each, day_of(each.public_until)).key for each in looked}
    of = {each.datastream_id: each for each in looked}
    best = look.into([_Day(of[ident], day) for ident, day in sorted(seen)])
    tops = _highest_days(connection, looked, months)
    waiting: list[Looked] = []
    for _ in range(LOOKS):
        higher = [top for top in tops if _is_higher(top, best.get(top.of.datastream_id))]
        _take(best, look.into([top for top in higher if top.key not in seen]))
        seen |= {top.key for top in higher}
        waiting = [top.of for top in higher if _is_higher(top, best.get(top.of.datastream_id))]
        if not waiting:
            return best
        tops = _next_days(connection, waiting, seen)
    unsure = {each.datastream_id for each in waiting}
    return {ident: record for ident, record in best.items() if ident not in unsure}


class _Look:
    """Looks into days for their best reading that stands."""

    def __init__(self, connection: Connection, unsettled: Sequence[_Key], doubted: Flag) -> None:
        self._connection = connection
        self._unsettled: dict[_Key, list[datetime]] = defaultdict(list)
        for ident, hour in unsettled:
            self._unsettled[ident, day_of(hour)].append(hour)
        self._doubted = int(doubted)

    def into(self, days: Sequence[_Day]) -> dict[int, Record]:
        """Return the best of these days by datastream.

        1. Find each day's top hour; without hours the day itself tells.
        2. Find the reading at its top; where none is kept the hour tells.
        3. Where it is doubted, find the day's best that is not.
        """
        best: dict[int, Record] = {}
        tops = self._top_hours(days)
        for day in days:
            if day.key not in tops and day.highest is not None:
                _take(best, {day.of.datastream_id: Record(day.highest, day.day, DAY)})
        readings = self._readings([day for day in days if day.key in tops], tops)
        doubted = []
        for day in days:
            if day.key not in tops:
                continue
            hour, result = tops[day.key]
            kept, at = readings.get(day.key, (0, None))
            if at is not None:
                _take(best, {day.of.datastream_id: Record(result, at, INSTANT)})
            elif kept == 0:
                _take(best, {day.of.datastream_id: Record(result, hour, HOUR)})
            else:
                doubted.append(day)
        _take(best, self._best_readings(doubted))
        return best

    def _top_hours(self, days: Sequence[_Day]) -> dict[_Key, tuple[datetime, float]]:
        values = self._asked(days)
        rows = self._connection.execute(_TOP_HOURS.encode(), values) if days else ()
        return {(ident, day): (hour, result) for ident, day, hour, result in rows}

    def _readings(
        self, days: Sequence[_Day], tops: Mapping[_Key, tuple[datetime, float]]
    ) -> dict[_Key, tuple[int, datetime | None]]:
        values = {
            **self._asked(days),
            "hours": [tops[day.key][0] for day in days],
            "results": [tops[day.key][1] for day in days],
        }
        rows = self._connection.execute(_READINGS.encode(), values) if days else ()
        return {(ident, day): (count, at) for ident, day, count, at in rows}

    def _best_readings(self, days: Sequence[_Day]) -> dict[int, Record]:
        best: dict[int, Record] = {}
        values = self._asked(days)
        rows = self._connection.execute(_BEST_READINGS.encode(), values) if days else ()
        for ident, _, result, at in rows:
            _take(best, {ident: Record(result, at, INSTANT)})
        return best

    def _asked(self, days: Sequence[_Day]) -> dict[str, object]:
        unsettled = [(day.of.datastream_id, h) for day in days for h in self._unsettled[day.key]]
        return {
            "run_nos": [day.of.run_no for day in days],
            "ids": [day.of.datastream_id for day in days],
            "days": [day.day for day in days],
            "untils": [day.of.public_until for day in days],
            "unsettled_ids": [ident for ident, _ in unsettled],
            "unsettled_hours": [hour for _, hour in unsettled],
            "doubted": self._doubted,
        }


def _highest_days(
    connection: Connection, looked: Sequence[Looked], months: Mapping[int, Sequence[Month]]
) -> list[_Day]:
    """Return the first day of each gauge that shows the most."""
    there = [each for each in looked if months.get(each.datastream_id)]
    tops = [
        max(months[each.datastream_id], key=lambda m: (m.highest, -m.begins.timestamp()))
        for each in there
    ]
    values = {
        **asked(there),
        "begins": [top.begins for top in tops],
        "ends": [top.ends for top in tops],
        "highests": [top.highest for top in tops],
    }
    return _days(there, connection.execute(_DAYS_AT_THE_TOP, values).fetchall())


def _next_days(
    connection: Connection, looked: Sequence[Looked], seen: Iterable[_Key]
) -> list[_Day]:
    """Return each gauge's highest day among those that were not looked into."""
    of = {each.datastream_id for each in looked}
    apart = [(ident, day) for ident, day in seen if ident in of]
    values = {
        **asked(looked),
        "seen_ids": [ident for ident, _ in apart],
        "seen_days": [day for _, day in apart],
    }
    return _days(looked, connection.execute(_NEXT_DAYS, values).fetchall())


def _days(looked: Sequence[Looked], rows: Iterable[tuple[int, datetime, float]]) -> list[_Day]:
    of = {each.datastream_id: each for each in looked}
    return [_Day(of[ident], day, highest) for ident, day, highest in rows]


def _is_higher(day: _Day, record: Record | None) -> bool:
    return record is None or (day.highest is not None and day.highest > record.result)


def _take(best: dict[int, Record], found: Mapping[int, Record]) -> None:
    """Keep the higher of two records, and of equal ones the first."""
    for ident, record in found.items():
        had = best.get(ident)
        if had is None or (record.result, had.at) > (had.result, record.at):
            best[ident] = record
