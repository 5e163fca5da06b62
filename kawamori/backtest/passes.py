"""The passes in which recorded readings are judged: in order of time, few enough to be quick.

Gauges that are neighbours are one run and share its clock. All others are runs of
their own, judged beside one another whatever the year, because nothing that happens at
one can matter to the other. In a run of one gauge a pass is a reading; among neighbours
it takes the readings of a tenth of the shortest sampling step, five minutes at most.
Where nothing comes for longer than an interval there are passes without readings, so
that silence is noticed when it would have been.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import zip_longest

import numpy as np

from kawamori.backtest.gauges import Gauge
from kawamori.judging.passes import Clock, Clocks, Readings
from kawamori.judging.rivers import Floats, Ints, Watch
from kawamori.neighbours import Passage
from kawamori.times import MICROSECOND, from_us

PART_OF_A_STEP = 10
LONGEST = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Moment:
    """One pass of one run: the readings from ``begins_us`` until ``now_us``, or none."""

    begins_us: int
    now_us: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Run:
    """Gauges that share a clock, by the place in all gauges, and their readings by time."""

    run_no: int
    places: Ints
    observed_us: Ints
    stage_m: Floats
    moments: Sequence[Moment]


@dataclass(frozen=True, slots=True)
class Tick:
    """What is judged at once: at most one moment of each run."""

    moments: Mapping[int, Moment]
    readings: Readings

    def clocks(self) -> Clocks:
        """Return what time it is in each run when its readings have come."""
        return {run_no: Clock(from_us(each.now_us)) for run_no, each in self.moments.items()}

    def clocks_before(self) -> Clocks:
        """Return what time it is in each run just before its readings come."""
        return {run_no: Clock(from_us(each.begins_us - 1)) for run_no, each in self.moments.items()}


def runs_of(gauges: Sequence[Gauge], passages: Iterable[Passage] = ()) -> list[Run]:
    """Return the runs in which something can be said: one of their gauges has a level."""
    groups = {gauge.recording.station.station_id: [n] for n, gauge in enumerate(gauges)}
    for passage in passages:
        above, below = (groups.get(s) for s in (passage.upstream_id, passage.downstream_id))
        if above and below and above is not below:
            above += below
            groups.update((gauges[n].recording.station.station_id, above) for n in below)
    distinct = {id(group): group for group in groups.values()}.values()
    told = [each for each in distinct if any(gauges[n].recording.levels_m for n in each)]
    return [_run(number, gauges, each) for number, each in enumerate(told, start=1)]


def watches_of(gauges: Sequence[Gauge], run: Run) -> list[Watch]:
    """Return a run's gauges as judging knows stations."""
    return [
        Watch.of(run.run_no, place, recording.station, recording.thresholds)
        for place in np.unique(run.places).tolist()
        for recording in (gauges[place].recording,)
    ]


def ticks(runs: Sequence[Run]) -> Iterator[Tick]:
    """Yield all passes, the k-th moment of every run together."""
    for abreast in zip_longest(*(run.moments for run in runs)):
        due = [(run, each) for run, each in zip(runs, abreast, strict=True) if each is not None]
        slices = [(run, slice(each.first, each.last)) for run, each in due]
        readings = Readings(
            np.concatenate([np.full(s.stop - s.start, run.run_no) for run, s in slices]),
            np.concatenate([run.places[s] for run, s in slices]),
            np.concatenate([run.observed_us[s] for run, s in slices]),
            np.concatenate([run.stage_m[s] for run, s in slices]),
        )
        yield Tick({run.run_no: each for run, each in due}, readings)


def moments(
    observed_us: Ints, width: timedelta, interval: timedelta, now_us: int | None = None
) -> Iterator[Moment]:
    """Yield the passes of readings in order of time; the last before them was at ``now_us``."""
    width_us, interval_us = width // MICROSECOND, interval // MICROSECOND
    first = 0
    while first < len(observed_us):
        begins_us = int(observed_us[first])
        while now_us is not None and begins_us - now_us > interval_us:
            now_us += interval_us
            yield Moment(now_us, now_us, first, first)
        last = int(np.searchsorted(observed_us, begins_us + width_us, side="right"))
        now_us = int(observed_us[last - 1])
        yield Moment(begins_us, now_us, first, last)
        first = last


def width_of(step: timedelta) -> timedelta:
    """Return how long a pass waits for the readings of neighbours that observe this often."""
    return min(step / PART_OF_A_STEP, LONGEST)


def _run(run_no: int, gauges: Sequence[Gauge], places: Sequence[int]) -> Run:
    chosen = [gauges[place] for place in places]
    observed_us = np.concatenate([each.series.observed_us for each in chosen])
    order = np.argsort(observed_us, kind="stable")
    observed_us = observed_us[order]
    step = min(each.recording.shortest_step for each in chosen)
    interval = min(each.recording.station.interval for each in chosen)
    width = width_of(step) if len(chosen) > 1 else timedelta(0)
    return Run(
        run_no,
        np.repeat(places, [len(each.series) for each in chosen])[order],
        observed_us,
        np.concatenate([each.series.stage_m for each in chosen])[order],
        list(moments(observed_us, width, interval)),
    )
