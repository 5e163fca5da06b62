"""What judging remembers of every station: arrays, one row a station of one run.

The last readings stand in a buffer twice as needed, written from the middle on and
moved back when it is full, so that a station's window is always one plain slice.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from datetime import timedelta
from itertools import count
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from kawamori.judging.confirming import Stood
from kawamori.judging.course import Course
from kawamori.judging.dips import Dips
from kawamori.judging.forewarning import Warned
from kawamori.judging.policy import Policy
from kawamori.judging.states import grown
from kawamori.judging.ways import Neighbours
from kawamori.levels import GaugeLevel, Ladders, Levels, Thresholds
from kawamori.quality.memory import Memory
from kawamori.stations import Mode, Station
from kawamori.trends import POINTS

if TYPE_CHECKING:
    from kawamori.alerts import Alert

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Rows = NDArray[np.intp]
Bools = NDArray[np.bool_]
Reasons = NDArray[np.int32]
Counts = NDArray[np.int8]

DORMANT_FOR = timedelta(hours=26)  # a crisis-management gauge reports once a day
SECONDS_PER_HOUR = 3600.0
LEVELS = len(GaugeLevel) - 1  # that have a threshold
WINDOW = 64  # an hour of readings a minute apart
ROOM = 2 * WINDOW
LIVE, LATE, DEAD, DORMANT, BLIND = range(5)
FRESHNESS = ("live", "late", "dead", "dormant", "blind")


@dataclass(frozen=True, slots=True)
class Watch:
    """One station of one run, as judging needs to know it.

    ``interval``, ``burst`` and ``dormant_for`` are its contract: how often it observes, how
    often when the river is high, how long it may be silent below its start level.
    """

    run_no: int
    datastream_id: int
    station_id: str
    interval: timedelta
    thresholds: Thresholds
    mode: Mode = Mode.REGULAR
    burst: timedelta | None = None
    dormant_for: timedelta | None = None

    @classmethod
    def of(cls, run_no: int, datastream_id: int, s: Station, thresholds: Thresholds) -> "Watch":
        """Return what judging needs to know of a station in a run."""
        contract = (s.interval, thresholds, s.mode, s.burst_interval, s.dormant_for)
        return cls(run_no, datastream_id, s.station_id, *contract)


@dataclass(frozen=True, slots=True)
class Told:
    """What readings have told one after another: the jump that waits, and the last rise."""

    pending_s: Floats
    pending_m: Floats
    pending_n: Counts
    noted_s: Floats
    noted_m: Floats
    low_s: Floats
    low_m: Floats
    rose_s: Floats
    rises: Bools


class Rivers:
    """Everything judging knows between two passes; only judging changes it.

    ``accepted_*`` is the newest reading believed, ``pending_*`` a jump from it that
    waits for the next readings (NaN where there is none), the nearest of ``pending_n`` in
    a row. ``newest_us`` is the time the newest reading gives, ``heard_us`` the same but
    never later than when it was judged. ``confirmed_level`` is the level of what is
    believed; ``level`` and ``public_level`` follow from it. ``*_by_person`` is what somebody
    ruled about the alert that stands; ``official_level`` the highest alert level
    (警戒レベル) that official information in force gives for the place, 0 where there is
    none. ``low_*`` is low water, ``noted_*`` the reading it was last moved to, ``rose_s``
    when the river was last above it and rising, ``rises`` whether it goes on.
    """

    run_no: Ints
    datastream_id: Ints
    interval_s: Floats
    burst_s: Floats
    dormant_s: Floats
    is_crisis: Bools
    start_m: Floats
    newest_us: Ints
    heard_us: Ints
    stage_m: Floats
    accepted_s: Floats
    accepted_m: Floats
    pending_s: Floats
    pending_m: Floats
    pending_n: Counts
    confirmed_level: Levels
    level: Levels
    public_level: Levels
    unconfirmed: Bools
    trend: Levels
    rise_m_per_h: Floats
    freshness: Levels
    reasons: Reasons
    alert_level: Levels
    alert_public_level: Levels
    overflow_by_person: Bools
    clear_by_person: Bools
    official_level: Levels
    noted_s: Floats
    noted_m: Floats
    low_s: Floats
    low_m: Floats
    rose_s: Floats
    rises: Bools
    next_column: Rows
    in_window: Rows
    seconds: Floats
    stages_m: Floats

    def __init__(self, next_alert_id: Callable[[], int] | None = None) -> None:
        """Know nothing yet; alerts are numbered by ``next_alert_id``, or from 1."""
        self.next_alert_id = next_alert_id or count(1).__next__
        self.watches: list[Watch] = []
        self.alerts: dict[int, Alert] = {}
        self.memory = Memory()
        self.ladders = Ladders.of([])
        self.neighbours = Neighbours.none(0)
        self.course = Course.of(0)
        self.stood = Stood.of(LEVELS, 0)
        self.warned = Warned.of(LEVELS, 0)
        self.dips = Dips.of(LEVELS, 0)
        for name, (fill, kind) in _COLUMNS.items():
            setattr(self, name, np.full(0, fill, dtype=kind))
        self._hold(np.empty((ROOM, 0, 2)))
        self._keys = np.empty(0, dtype=np.int64)
        self._order = np.empty(0, dtype=np.intp)

    def __len__(self) -> int:
        return len(self.watches)

    def add(self, watches: Sequence[Watch]) -> Rows:
        """Add stations nothing is known of yet and return their rows."""
        first, more = len(self), len(watches)
        for name, (fill, kind) in _COLUMNS.items():
            block = np.full(more, fill, dtype=kind)
            setattr(self, name, np.concatenate([getattr(self, name), block]))
        self._hold(np.concatenate([self._readings, np.full((ROOM, more, 2), np.nan)], axis=1))
        self.watches += watches
        self.neighbours = self.neighbours.grown(len(self))
        self.course = grown(self.course, Course.of(more))
        self.stood = grown(self.stood, Stood.of(LEVELS, more))
        self.warned = grown(self.warned, Warned.of(LEVELS, more))
        self.dips = grown(self.dips, Dips.of(LEVELS, more))
        rows = np.arange(first, len(self), dtype=np.intp)
        self.run_no[rows] = [w.run_no for w in watches]
        self.datastream_id[rows] = [w.datastream_id for w in watches]
        self.learn(rows, watches)
        keys = _key(self.run_no, self.datastream_id)
        self._order = np.argsort(keys)
        self._keys = keys[self._order]
        return rows

    def learn(self, rows: Rows, watches: Sequence[Watch]) -> None:
        """Take over what is now said of these stations: thresholds, interval, mode."""
        for row, watch in zip(rows, watches, strict=True):
            self.watches[row] = watch
            self.interval_s[row] = watch.interval.total_seconds()
            self.burst_s[row] = (watch.burst or watch.interval).total_seconds()
            self.dormant_s[row] = (watch.dormant_for or DORMANT_FOR).total_seconds()
            self.is_crisis[row] = watch.mode is Mode.CRISIS
            self.start_m[row] = next((m for _, m in watch.thresholds.defined()), np.inf)
        self.ladders = Ladders.of([w.thresholds for w in self.watches])

    def find(self, run_no: Ints, datastream_id: Ints) -> Rows:
        """Return the row of each reading, or -1 where it belongs to no station known."""
        keys = _key(run_no, datastream_id)
        if not len(self):
            return np.full(len(keys), -1, dtype=np.intp)
        place = np.minimum(np.searchsorted(self._keys, keys), len(self) - 1)
        return np.where(self._keys[place] == keys, self._order[place], -1)

    def remember(self, rows: Rows, seconds: Floats, stages_m: Floats) -> None:
        """Put one reading a row behind those already there."""
        full = rows[self.next_column[rows] == ROOM]
        if len(full):
            self._readings[: WINDOW - 1, full] = self._readings[WINDOW + 1 :, full]
            self.next_column[full] = WINDOW - 1
        column = self.next_column[rows]
        place = column * len(self) + rows
        self._flat[place, 0] = seconds
        self._flat[place, 1] = stages_m
        self.next_column[rows] = column + 1
        self.in_window[rows] = np.minimum(self.in_window[rows] + 1, WINDOW)

    def windows(self, rows: Rows) -> tuple[Floats, Floats]:
        """Return the last ``WINDOW`` readings of these rows, the newest last."""
        first = self.next_column[rows] - WINDOW
        return _slices(self.seconds, rows, first), _slices(self.stages_m, rows, first)

    def spaced(self, rows: Rows, window_s: Floats) -> tuple[Singles, Singles]:
        """Return hours and metres since the newest of ``POINTS`` readings a row, newest first.

        They are spread evenly over the readings of the window; NaN where there are fewer.
        """
        count = self._in_window(rows, window_s)
        point = np.arange(POINTS)[:, None]
        spread = (point * (count - 1) + (POINTS - 1) // 2) // (POINTS - 1)
        back = np.where(count > POINTS, spread, np.minimum(point, count - 1))
        place = (self.next_column[rows] - 1 - back) * len(self) + rows
        since = self._flat.take(place, axis=0)
        since -= since[0].copy()
        hours = (since[..., 0] / SECONDS_PER_HOUR).astype(np.float32)
        hours[point >= count] = np.nan
        return hours, since[..., 1].astype(np.float32)

    def _in_window(self, rows: Rows, window_s: Floats) -> Rows:
        """Return how many readings lie in each row's window; what has left it is forgotten."""
        count, stations = self.in_window[rows], len(self)
        newest = (self.next_column[rows] - 1) * stations + rows
        seconds = self._flat[:, 0]
        begin_s = seconds[newest] - window_s
        left = np.arange(len(rows))
        while len(left):
            oldest = newest[left] - (count[left] - 1) * stations
            left = left[seconds[oldest] < begin_s[left]]
            count[left] -= 1
        self.in_window[rows] = count
        return count

    def remembered(self) -> tuple[Course, Stood, Warned, Dips, "Told"]:
        """Return the states that no reading alone can give back."""
        told = Told(*(getattr(self, each.name) for each in fields(Told)))
        return self.course, self.stood, self.warned, self.dips, told

    def _hold(self, readings: Floats) -> None:
        """Hold readings, time and stage side by side, and those of all stations of one time.

        What a pass asks for lies together then; seen from outside, a row is a station's.
        """
        self._readings, self._flat = readings, readings.reshape(-1, 2)
        self.seconds, self.stages_m = readings[..., 0].T, readings[..., 1].T

    def window_s(self, rows: Rows, policy: Policy) -> Floats:
        """Return how far back each station's trend looks."""
        by_interval = self.interval_s[rows] * policy.trend_intervals
        return np.maximum(by_interval, policy.trend_window.total_seconds())


def _slices(buffer: Floats, rows: Rows, first: Rows) -> Floats:
    every: Any = np.lib.stride_tricks.sliding_window_view(buffer, WINDOW, axis=1)
    taken: Floats = every[rows, first]
    return taken


def _key(run_no: Ints, datastream_id: Ints) -> Ints:
    return (run_no.astype(np.int64) << 32) | datastream_id.astype(np.int64)


NEVER_US = np.iinfo(np.int64).min
_COLUMNS: dict[str, tuple[Any, Any]] = {
    "run_no": (0, np.int64),
    "datastream_id": (0, np.int64),
    "interval_s": (0.0, np.float64),
    "burst_s": (0.0, np.float64),
    "dormant_s": (0.0, np.float64),
    "is_crisis": (False, np.bool_),
    "start_m": (np.inf, np.float64),
    "newest_us": (NEVER_US, np.int64),
    "heard_us": (NEVER_US, np.int64),
    "stage_m": (np.nan, np.float64),
    "accepted_s": (np.nan, np.float64),
    "accepted_m": (np.nan, np.float64),
    "pending_s": (np.nan, np.float64),
    "pending_m": (np.nan, np.float64),
    "pending_n": (0, np.int8),
    "confirmed_level": (GaugeLevel.NORMAL, np.int8),
    "level": (GaugeLevel.NORMAL, np.int8),
    "public_level": (GaugeLevel.NORMAL, np.int8),
    "unconfirmed": (False, np.bool_),
    "trend": (3, np.int8),
    "rise_m_per_h": (np.nan, np.float64),
    "freshness": (LIVE, np.int8),
    "reasons": (0, np.int32),
    "alert_level": (-1, np.int8),
    "alert_public_level": (-1, np.int8),
    "overflow_by_person": (False, np.bool_),
    "clear_by_person": (False, np.bool_),
    "official_level": (0, np.int8),
    "noted_s": (np.nan, np.float64),
    "noted_m": (np.nan, np.float64),
    "low_s": (np.nan, np.float64),
    "low_m": (np.nan, np.float64),
    "rose_s": (np.nan, np.float64),
    "rises": (False, np.bool_),
    "next_column": (WINDOW, np.intp),
    "in_window": (0, np.intp),
}
