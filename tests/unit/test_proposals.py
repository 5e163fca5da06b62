"""What is said in a window is counted in it: no more for warming up, no less for its edges."""

from collections.abc import Sequence
from datetime import timedelta

import numpy as np
import pytest

from kawamori.alerts import Kind
from kawamori.backtest.gauges import Gauge
from kawamori.backtest.outcomes import Change, Forewarning, Outcome
from kawamori.backtest.proposals import WARM_UP, Window, score_within, with_series
from kawamori.backtest.recordings import Series
from kawamori.backtest.stored import Retrial, gauge_of
from kawamori.judging.policy import DEFAULT_POLICY
from kawamori.levels import GaugeLevel, Thresholds
from kawamori.neighbours import Passage
from kawamori.stations import Datastream, Station
from kawamori.testing.recorded import MAY
from kawamori.times import to_us

STEP = timedelta(minutes=10)
BEGINS_US = to_us(MAY)
HOUR_US = 3_600_000_000
WARM_UP_US = round(WARM_UP.total_seconds() * 1e6)
LADDER = Thresholds(standby_m=1.0, caution_m=2.0, evacuation_m=3.0)
LOW = [0.5] * 80
WAVE = [*[0.5 + 0.1 * k for k in range(31)], *[3.5 - 0.1 * k for k in range(31)]]


def station(station_id: str) -> Gauge:
    known = Station(station_id, station_id, "Kawa", None, None, STEP)
    stage = Datastream(station_id, "stage", judged=True)
    return gauge_of(known, stage, LADDER, lowest=GaugeLevel.CAUTION)


def series(stages_m: Sequence[float]) -> Series:
    times = BEGINS_US - WARM_UP_US + np.arange(len(stages_m)) * round(STEP.total_seconds() * 1e6)
    return Series(times.astype(np.int64), np.array(stages_m))


def window(hours: float, *, now_h: float = 999) -> Window:
    return Window(BEGINS_US, BEGINS_US + round(hours * HOUR_US), BEGINS_US + round(now_h * HOUR_US))


def warning(hour: float, level: int = 2) -> Forewarning:
    return Forewarning(BEGINS_US + round(hour * HOUR_US), level)


def raised(hour: float) -> Change:
    return Change(BEGINS_US + round(hour * HOUR_US), Kind.RAISE, 0, 2, public=True, stage_m=2.0)


def test_a_station_is_scored_from_the_lowest_level_that_alerts() -> None:
    recording = station("bridge").recording

    assert recording.levels_m == {2: 2.0, 3: 3.0}
    assert recording.number_of(GaugeLevel.STANDBY) == 0
    assert recording.number_of(GaugeLevel.EVACUATION) == 3


def test_what_was_said_while_warming_up_is_not_counted() -> None:
    known = with_series(station("bridge"), series([*LOW, *WAVE, *LOW]), window(24))
    said = Outcome("bridge", [raised(-1), raised(4)], [warning(-2)])

    found = score_within(known, said, window(24))

    assert (found.public_alerts, found.warnings) == (1, 0)


def test_a_warning_from_before_still_leads_to_a_crossing_after_the_beginning() -> None:
    known = with_series(station("bridge"), series([*LOW, *WAVE, *LOW]), window(24))
    (caution, _) = known.crossings
    hours = (caution.at_us - BEGINS_US) / HOUR_US

    found = score_within(known, Outcome("bridge", [], [warning(-0.5)]), window(24))

    assert found.leads[0].seconds == pytest.approx((hours + 0.5) * 3600)


def test_a_river_that_was_high_before_the_window_crosses_nothing_in_it() -> None:
    known = with_series(station("bridge"), series([2.5] * 200), window(18))

    assert known.crossings == ()


@pytest.mark.parametrize(("now_h", "counted"), [(7.9, 0), (8.1, 1)])
def test_a_warning_whose_time_is_not_over_is_neither_right_nor_false(
    now_h: float, counted: int
) -> None:
    known = with_series(station("bridge"), series([0.5] * 120), window(8, now_h=now_h))
    said = Outcome("bridge", [], [warning(2)])

    found = score_within(known, said, window(8, now_h=now_h))

    assert (found.warnings, found.false_warnings) == (counted, counted)


def test_a_station_that_stored_nothing_counts_for_nothing() -> None:
    known = with_series(station("bridge"), series([]), window(24))

    assert score_within(known, Outcome("bridge"), window(24)).months == 0


def test_slices_are_judged_as_the_whole_would_be() -> None:
    gauges = [station("weir"), station("bridge")]
    way = Passage("weir", "bridge", timedelta(minutes=40), timedelta(minutes=15))
    whole = series([*LOW, *WAVE, *LOW])
    times = np.repeat(whole.observed_us, 2)
    places = np.tile(np.array([0, 1]), len(whole))
    stages_m = np.repeat(whole.stage_m, 2)

    at_once = Retrial(gauges, [DEFAULT_POLICY], [way])
    at_once.hear(places, times, stages_m)
    in_parts = Retrial(gauges, [DEFAULT_POLICY], [way])
    for part in np.array_split(np.arange(len(times)), 7):
        in_parts.hear(places[part], times[part], stages_m[part])

    said = [[o.changes for o in each.outcomes()[0]] for each in (at_once, in_parts)]
    assert said[0] == said[1]
    assert all(len(changes) > 2 for changes in said[0])
