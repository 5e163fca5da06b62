"""A network's stations, judged anew by several policies at once over what they have stored.

Readings come a slice at a time, so that a year needs no more memory than a day. All
stations share a clock and know their neighbours, as in life; who ruled what, and what
was officially announced at the time, is left out.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import numpy as np

from kawamori.backtest.gauges import Gauge
from kawamori.backtest.outcomes import Outcome
from kawamori.backtest.passes import LONGEST, Tick, moments, width_of
from kawamori.backtest.play import Scribe
from kawamori.backtest.recordings import Recording, Series
from kawamori.judging.passes import Readings
from kawamori.judging.policy import Policy
from kawamori.judging.rivers import Floats, Ints, Rivers, Watch
from kawamori.judging.ways import neighbours_among
from kawamori.levels import GaugeLevel, Thresholds
from kawamori.neighbours import Passage
from kawamori.stations import Datastream, Station

RUN_NO = 1  # one clock for all


def gauge_of(
    station: Station, datastream: Datastream, thresholds: Thresholds, *, lowest: GaugeLevel
) -> Gauge:
    """Return a station as a backtest knows gauges, scored from a level on; its series is not read.

    A level has its own number: 2 is CAUTION.
    """
    scored = {level: level_m for level, level_m in thresholds.defined() if level >= lowest}
    recording = Recording(
        station.station_id,
        station,
        datastream,
        thresholds,
        left_out="",
        path=Path(),
        levels_m={int(level): level_m for level, level_m in scored.items()},
        numbers={level: int(level) for level in scored},
        shortest_step=station.interval,
        is_chronic=False,
        source="stored",
    )
    return Gauge(recording, Series(np.empty(0, dtype=np.int64), np.empty(0)), (), ())


class Retrial:
    """What each policy says of the same readings, which are heard in order of time."""

    def __init__(
        self, gauges: Sequence[Gauge], policies: Sequence[Policy], passages: Iterable[Passage]
    ) -> None:
        stations = [gauge.recording.station for gauge in gauges]
        intervals = [each.burst_interval or each.interval for each in stations]
        self._interval = min(intervals, default=LONGEST)
        self._width = width_of(self._interval) if len(gauges) > 1 else timedelta(0)
        self._now_us: int | None = None
        known = list(passages)
        rivers = [_rivers(gauges, known) for _ in policies]
        scribes = [Scribe(gauges, each, with_projections=False) for each in rivers]
        self._judges = list(zip(scribes, policies, strict=True))

    def hear(self, places: Ints, observed_us: Ints, stage_m: Floats) -> None:
        """Judge the next readings, each at its own time; ``places`` are those of their gauges."""
        for tick in self._ticks(places, observed_us, stage_m):
            for scribe, policy in self._judges:
                scribe.judge(tick, policy)

    def outcomes(self) -> list[list[Outcome]]:
        """Return what was said so far by each policy, in the gauges' order."""
        return [scribe.played().outcomes for scribe, _ in self._judges]

    def _ticks(self, places: Ints, observed_us: Ints, stage_m: Floats) -> Iterator[Tick]:
        for moment in moments(observed_us, self._width, self._interval, self._now_us):
            taken = slice(moment.first, moment.last)
            run_no = np.full(moment.last - moment.first, RUN_NO)
            readings = Readings(run_no, places[taken], observed_us[taken], stage_m[taken])
            yield Tick({RUN_NO: moment}, readings)
            self._now_us = moment.now_us


def _rivers(gauges: Sequence[Gauge], passages: Sequence[Passage]) -> Rivers:
    rivers = Rivers()
    stations = [gauge.recording.station for gauge in gauges]
    rivers.add(
        [
            Watch.of(RUN_NO, place, station, gauge.recording.thresholds)
            for place, (gauge, station) in enumerate(zip(gauges, stations, strict=True))
        ]
    )
    rivers.neighbours = neighbours_among(
        [(RUN_NO, station.station_id) for station in stations],
        passages,
        {station.station_id for station in stations if station.tidal},
    )
    return rivers
