"""Judging: spike or surge, silence, and one alert for one flood, for all stations at once."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kawamori.alerts import Audience, Kind
from kawamori.judging.findings import Findings
from kawamori.judging.passes import Clock, Readings, judge, sweep
from kawamori.judging.policy import DEFAULT_POLICY
from kawamori.judging.reasons import Reason
from kawamori.judging.rivers import FRESHNESS, ROOM, Rivers, Watch
from kawamori.levels import GaugeLevel, Thresholds, classify
from kawamori.stations import Mode
from kawamori.trends import TRENDS, Trend

LADDER = Thresholds(standby_m=1.0, caution_m=2.0, evacuation_m=3.0, danger_m=4.0, overflow_m=5.0)
NOON = datetime(2026, 9, 1, 3, 0, tzinfo=UTC)
TEN_MINUTES = timedelta(minutes=10)
NORMAL, STANDBY, CAUTION, EVACUATION, DANGER, OVERFLOW = GaugeLevel


class Gauge:
    """One station that is judged reading by reading, or in one go."""

    def __init__(
        self,
        *,
        every: timedelta = TEN_MINUTES,
        mode: Mode = Mode.REGULAR,
        thresholds: Thresholds = LADDER,
        beginning_m: float = 0.8,
    ) -> None:
        self.rivers = Rivers()
        self.rivers.add([Watch(0, 1, "kawabe-bridge", every, thresholds, mode)])
        self.every = every
        self.now = NOON
        self.findings: list[Findings] = []
        self.read(beginning_m)

    def read(self, *stages_m: float, in_one_go: bool = False) -> None:
        """Judge readings, each a step later than the last."""
        times = [self.now + self.every * (k + 1) for k in range(len(stages_m))]
        groups = [list(zip(times, stages_m, strict=True))]
        if not in_one_go:
            groups = [[one] for one in groups[0]]
        for group in groups:
            self.now = group[-1][0]
            clocks = {0: Clock(self.now)}
            self.findings.append(judge(self.rivers, readings(group), clocks, DEFAULT_POLICY))

    def wait(self, hours: float, speed: float = 1.0) -> Findings:
        """Let time pass without a reading and sweep."""
        self.now += timedelta(hours=hours)
        found = sweep(self.rivers, {0: Clock(self.now, speed)}, DEFAULT_POLICY)
        self.findings.append(found)
        return found

    @property
    def level(self) -> GaugeLevel:
        """What headquarters sees."""
        return GaugeLevel(int(self.rivers.level[0]))

    @property
    def public_level(self) -> GaugeLevel:
        """What everybody sees."""
        return GaugeLevel(int(self.rivers.public_level[0]))

    @property
    def freshness(self) -> str:
        """How fresh that is."""
        return FRESHNESS[int(self.rivers.freshness[0])]

    @property
    def reasons(self) -> Reason:
        """Why."""
        return Reason(int(self.rivers.reasons[0]))

    def steps(self, audience: Audience) -> list[tuple[Kind, GaugeLevel]]:
        """Return what the alerts did, on one side."""
        steps = [step.transition for findings in self.findings for step in findings.steps]
        return [(t.kind, t.to_level) for t in steps if t.audience is audience]


def readings(group: list[tuple[datetime, float]], stream: int = 1) -> Readings:
    us = np.array([round(t.timestamp() * 1e6) for t, _ in group], dtype=np.int64)
    zeros = np.zeros(len(us), dtype=np.int64)
    return Readings(zeros, zeros + stream, us, np.array([z for _, z in group]))


def test_a_gauge_that_rises_ninety_centimetres_in_twenty_minutes_alerts_everybody() -> None:
    gauge = Gauge(beginning_m=1.3)

    gauge.read(1.75, 2.2)

    assert (gauge.level, gauge.public_level) == (CAUTION, CAUTION)


def test_a_single_faulty_reading_is_seen_by_headquarters_and_by_nobody_else() -> None:
    gauge = Gauge()

    gauge.read(0.81, 3.83)

    assert (gauge.level, gauge.public_level) == (EVACUATION, NORMAL)
    assert Reason.UNCONFIRMED_RISE in gauge.reasons
    gauge.read(0.82)
    assert (gauge.level, gauge.public_level) == (NORMAL, NORMAL)
    assert Reason.SPIKE_DENIED in gauge.reasons
    assert gauge.steps(Audience.PUBLIC) == []


def test_a_surge_is_public_as_soon_as_a_second_reading_agrees() -> None:
    gauge = Gauge()

    gauge.read(3.2)
    assert (gauge.level, gauge.public_level) == (EVACUATION, NORMAL)
    gauge.read(3.3)

    assert (gauge.level, gauge.public_level) == (EVACUATION, EVACUATION)
    assert Reason.JUMP_CONFIRMED in gauge.reasons


def test_of_two_high_readings_only_the_lower_is_certain() -> None:
    gauge = Gauge()

    gauge.read(2.2, 4.4)

    assert (gauge.level, gauge.public_level) == (DANGER, CAUTION)
    assert gauge.rivers.unconfirmed[0]
    gauge.read(4.5)
    assert gauge.public_level == DANGER


def test_a_single_low_reading_does_not_end_a_flood() -> None:
    gauge = Gauge(beginning_m=1.8)
    gauge.read(2.2, 2.6, 3.0, 3.4, 3.8, 4.1)

    gauge.read(0.0)

    assert (gauge.level, gauge.public_level) == (DANGER, DANGER)
    assert Reason.UNCONFIRMED_FALL in gauge.reasons
    gauge.read(4.2)
    assert (gauge.level, gauge.public_level) == (DANGER, DANGER)


def test_two_low_readings_do() -> None:
    gauge = Gauge(beginning_m=1.8)
    gauge.read(2.2, 2.6, 3.0, 3.4, 3.8, 4.1)

    gauge.read(2.3, 0.9)

    assert gauge.public_level == CAUTION
    gauge.read(0.9)
    assert gauge.public_level == NORMAL


def test_one_sensor_alone_never_makes_a_public_overflow() -> None:
    gauge = Gauge(beginning_m=3.6)
    gauge.read(3.6, 4.0, 4.4, 4.8, 5.2, 5.3)

    assert (gauge.level, gauge.public_level) == (OVERFLOW, DANGER)
    assert Reason.OVERFLOW_NEEDS_A_PERSON in gauge.reasons


def test_a_station_s_very_first_reading_is_believed_only_if_it_would_alert_nobody() -> None:
    high, low = Gauge(beginning_m=3.2), Gauge(beginning_m=1.2)

    assert (high.level, high.public_level) == (EVACUATION, NORMAL)
    assert (low.level, low.public_level) == (STANDBY, STANDBY)


@settings(max_examples=40)
@given(st.lists(st.floats(-0.09, 0.09), min_size=10, max_size=60))
def test_noise_around_a_threshold_is_one_alert(noise: list[float]) -> None:
    gauge = Gauge(beginning_m=2.6)
    gauge.read(*[3.0 + cm for cm in noise])
    gauge.read(3.0, 3.1)

    raised = [level for kind, level in gauge.steps(Audience.HQ) if kind is Kind.RAISE]
    reached = [level for kind, level in gauge.steps(Audience.PUBLIC) if level == EVACUATION]

    assert len(raised) == 1
    assert len(reached) == 1


def test_waves_of_a_third_of_a_metre_are_one_alert_too() -> None:
    gauge = Gauge(beginning_m=1.8)

    gauge.read(*[2.0 + 0.17 * (-1) ** k for k in range(40)])

    assert [kind for kind, _ in gauge.steps(Audience.HQ)].count(Kind.RAISE) == 1


@given(st.lists(st.floats(-1, 8), min_size=1, max_size=30))
def test_headquarters_sees_every_rise_at_once(stages_m: list[float]) -> None:
    gauge = Gauge()
    for stage_m in stages_m:
        gauge.read(stage_m)

        assert gauge.level >= classify(stage_m, LADDER)
        assert gauge.public_level <= min(gauge.level, DANGER)


@given(st.lists(st.floats(-1, 8), min_size=1, max_size=30))
def test_readings_in_one_go_are_judged_as_one_by_one(stages_m: list[float]) -> None:
    alone, together = Gauge(), Gauge()

    alone.read(*stages_m)
    together.read(*stages_m, in_one_go=True)

    for audience in Audience:
        assert alone.steps(audience) == together.steps(audience)
    for column in ("level", "public_level", "accepted_m", "pending_m", "rise_m_per_h"):
        first, second = getattr(alone.rivers, column), getattr(together.rivers, column)
        np.testing.assert_array_equal(first, second)


def test_the_order_in_which_readings_were_stored_does_not_matter() -> None:
    group = [(NOON + TEN_MINUTES * k, 1.0 + 0.3 * k) for k in range(12)]
    rivers = Rivers()
    rivers.add([Watch(0, 1, "kawabe-bridge", TEN_MINUTES, LADDER)])

    found = judge(rivers, readings(group[::-1]), {0: Clock(group[-1][0])}, DEFAULT_POLICY)

    kinds = [s.transition.kind for s in found.steps if s.transition.audience is Audience.PUBLIC]
    assert kinds == [Kind.RAISE, Kind.ESCALATE, Kind.ESCALATE]


def test_late_duplicate_and_foreign_readings_do_not_judge_the_present() -> None:
    gauge = Gauge()
    before = gauge.now
    again = [(before, 4.5), (before - timedelta(hours=1), 4.5)]

    found = judge(gauge.rivers, readings(again), {0: Clock(before)}, DEFAULT_POLICY)
    strange = judge(
        gauge.rivers,
        readings([(before + TEN_MINUTES, 4.5)], stream=9),
        {0: Clock(before)},
        DEFAULT_POLICY,
    )

    assert (found.late, len(found.latest), gauge.level) == (2, 0, NORMAL)
    assert strange.latest == []


def test_a_rise_right_after_a_reading_from_a_clock_that_is_ahead_alerts_at_once() -> None:
    gauge = Gauge(every=timedelta(minutes=1), beginning_m=1.8)
    ahead = [(gauge.now + timedelta(minutes=4, seconds=59), 1.85)]
    clocks = {0: Clock(gauge.now + timedelta(seconds=1))}
    judge(gauge.rivers, readings(ahead), clocks, DEFAULT_POLICY)

    again = judge(gauge.rivers, readings(ahead), clocks, DEFAULT_POLICY)
    gauge.read(2.1)

    assert again.late == 1
    assert gauge.findings[-1].late == 0
    assert gauge.steps(Audience.PUBLIC) == [(Kind.RAISE, CAUTION)]


def test_readings_from_a_clock_that_is_ahead_are_all_judged() -> None:
    gauge = Gauge(every=timedelta(minutes=1), beginning_m=1.8)
    ahead = [(gauge.now + timedelta(minutes=k), 1.8 + 0.1 * k) for k in range(1, 5)]

    found = judge(gauge.rivers, readings(ahead), {0: Clock(gauge.now)}, DEFAULT_POLICY)

    assert (found.late, gauge.public_level) == (0, CAUTION)


def test_a_clock_that_runs_backwards_tells_no_trend() -> None:
    rivers = Rivers()
    rivers.add([Watch(0, 1, "kawabe-bridge", timedelta(minutes=1), LADDER)])
    for minute, shown in enumerate((4.9, 4.0, 3.0)):
        at = [(NOON + timedelta(minutes=shown), 0.8 + 0.1 * minute)]
        clocks = {0: Clock(NOON + timedelta(minutes=minute))}
        judge(rivers, readings(at), clocks, DEFAULT_POLICY)

    assert np.isnan(rivers.rise_m_per_h[0])
    assert TRENDS[rivers.trend[0]] is Trend.UNKNOWN


def test_a_station_whose_clock_was_ahead_is_late_by_when_it_was_heard() -> None:
    gauge = Gauge(every=timedelta(minutes=1))
    ahead = [(gauge.now + timedelta(minutes=4), 0.8)]
    judge(gauge.rivers, readings(ahead), {0: Clock(gauge.now)}, DEFAULT_POLICY)

    gauge.wait(4 / 60)

    assert gauge.freshness == "late"


def test_nothing_is_known_of_a_reading_before_there_is_a_station() -> None:
    found = judge(Rivers(), readings([(NOON, 4.5)]), {0: Clock(NOON)}, DEFAULT_POLICY)

    assert (found.latest, found.late) == ([], 0)


@pytest.mark.parametrize(
    ("hours", "freshness"), [(0.4, "live"), (0.7, "late"), (1.5, "dead"), (100.0, "dead")]
)
def test_a_regular_station_that_falls_silent_is_late_and_then_dead(
    hours: float, freshness: str
) -> None:
    gauge = Gauge()

    gauge.wait(hours)

    assert gauge.freshness == freshness


@pytest.mark.parametrize(
    ("hours", "freshness"), [(0.4, "live"), (1.5, "dormant"), (25.0, "dormant"), (27.0, "dead")]
)
def test_a_crisis_gauge_below_its_start_is_silent_by_design_for_a_day(
    hours: float, freshness: str
) -> None:
    gauge = Gauge(mode=Mode.CRISIS)

    gauge.wait(hours)

    assert gauge.freshness == freshness


def test_a_crisis_gauge_above_its_start_is_expected_to_report() -> None:
    gauge = Gauge(mode=Mode.CRISIS, beginning_m=1.2)

    gauge.wait(1.5)

    assert gauge.freshness == "dead"


def test_danger_and_then_silence_is_blind_and_the_alert_stays() -> None:
    gauge = Gauge(beginning_m=2.7)
    gauge.read(2.7, 3.0, 3.3)

    found = gauge.wait(40)

    assert gauge.freshness == "blind"
    assert (gauge.level, gauge.public_level) == (EVACUATION, EVACUATION)
    assert list(gauge.rivers.alerts) == [0]
    assert found.steps == []
    assert Reason.SILENT in gauge.reasons


def test_a_sweep_that_changes_nothing_finds_nothing() -> None:
    gauge = Gauge()

    assert gauge.wait(0.1).latest == []


def test_a_fast_rehearsal_leaves_a_reading_time_to_arrive() -> None:
    gauge = Gauge()

    assert gauge.wait(0.9, speed=600).latest == []


def test_a_station_that_comes_back_is_live_again() -> None:
    gauge = Gauge()
    gauge.wait(5)

    gauge.read(0.8)

    assert gauge.freshness == "live"


def test_high_after_a_silence_longer_than_a_flood_is_told_as_a_case_of_its_own() -> None:
    gauge = Gauge(beginning_m=1.8)
    gauge.read(2.1, 2.2)
    gauge.wait(13)

    gauge.read(2.3, 2.3)

    assert [kind for kind, _ in gauge.steps(Audience.HQ)] == [Kind.RAISE, Kind.RAISE]
    (old, closed_at) = gauge.findings[-2].superseded[0]
    assert (old.alert_id, gauge.rivers.alerts[0].supersedes, closed_at) == (
        1,
        1,
        gauge.now - TEN_MINUTES,
    )
    assert gauge.findings[-2].steps[0].reasons & Reason.AFTER_SILENCE


def ebbed() -> Gauge:
    """Return a river that was in flood and has fallen below it."""
    gauge = Gauge(beginning_m=1.8)
    gauge.read(2.1, 2.2, 1.8, 1.6)
    return gauge


def test_a_surge_after_a_silence_is_no_all_clear() -> None:
    gauge = ebbed()
    gauge.wait(4.2)

    gauge.read(4.6)

    assert gauge.steps(Audience.HQ)[-1] == (Kind.ESCALATE, DANGER)
    assert gauge.steps(Audience.PUBLIC)[-1] == (Kind.EASE, STANDBY)
    gauge.read(4.6)
    assert gauge.steps(Audience.PUBLIC)[-1] == (Kind.ESCALATE, DANGER)


def test_an_all_clear_needs_the_quiet_time_by_readings_after_a_silence_too() -> None:
    gauge = ebbed()
    gauge.wait(4.2)

    gauge.read(*[1.6] * 18)
    assert Kind.CLEAR not in [kind for kind, _ in gauge.steps(Audience.PUBLIC)]
    gauge.read(1.6)

    assert [kind for kind, _ in gauge.steps(Audience.PUBLIC)][-1] == Kind.CLEAR
    assert [kind for kind, _ in gauge.steps(Audience.HQ)][-1] == Kind.CLEAR


def test_a_spike_after_a_silence_does_not_make_the_silence_quiet() -> None:
    gauge = ebbed()
    gauge.wait(4.2)

    gauge.read(4.6, 1.6)

    assert [kind for kind, _ in gauge.steps(Audience.PUBLIC)] == [Kind.RAISE, Kind.EASE]


def test_a_crisis_gauge_that_sleeps_after_a_flood_is_cleared_by_its_daily_report() -> None:
    gauge = Gauge(mode=Mode.CRISIS, beginning_m=1.8)
    gauge.read(2.1, 1.7, 1.3, 0.9)
    gauge.wait(23.8)

    gauge.read(0.8)

    assert gauge.steps(Audience.PUBLIC)[-1] == (Kind.CLEAR, NORMAL)


def test_a_spike_after_a_silence_longer_than_a_flood_tells_the_public_nothing() -> None:
    gauge = Gauge(beginning_m=1.8)
    gauge.read(2.1, 2.2)
    gauge.wait(13)

    gauge.read(9.9)
    assert gauge.findings[-1].superseded == []
    assert gauge.steps(Audience.HQ)[-1] == (Kind.ESCALATE, OVERFLOW)
    gauge.read(2.2)

    assert gauge.steps(Audience.PUBLIC) == [(Kind.RAISE, CAUTION)] * 2
    told = [s.transition for f in gauge.findings for s in f.steps]
    assert [t.stage_m for t in told if t.audience is Audience.PUBLIC] == [2.1, 2.2]


def test_a_rising_river_is_projected_to_each_threshold_above() -> None:
    gauge = Gauge(beginning_m=2.0)

    gauge.read(2.1, 2.2, 2.3, 2.4)

    projections = gauge.findings[-1].latest[0].projections
    assert projections.p50_s[:, 0] == pytest.approx(
        [np.nan, np.nan, 3600, 9600, 15600], nan_ok=True
    )
    assert (projections.p10_s[2:, 0] < projections.p50_s[2:, 0]).all()


def test_a_falling_river_is_not_projected() -> None:
    gauge = Gauge(beginning_m=2.4)

    gauge.read(2.3, 2.2, 2.1)

    assert np.isnan(gauge.findings[-1].latest[0].projections.p50_s).all()


def test_what_changed_is_kept_for_good_and_so_is_every_reading_of_a_swollen_river() -> None:
    gauge = Gauge()

    gauge.read(0.8, 0.8, 0.8, 1.1, 1.1, in_one_go=True)

    kept = [int(found.level[0]) for found in gauge.findings[-1].history if len(found)]
    assert kept == [0, 1, 1]  # the trend became known, standby was reached, and went on


def test_memory_of_readings_is_a_sliding_window() -> None:
    gauge = Gauge(every=timedelta(minutes=1))

    gauge.read(*[0.8 + 0.001 * k for k in range(3 * ROOM)], in_one_go=True)

    seconds, stages_m = gauge.rivers.windows(np.array([0]))
    assert (np.diff(seconds[0]) == 60).all()
    assert stages_m[0] == pytest.approx([0.8 + 0.001 * k for k in range(3 * ROOM - 64, 3 * ROOM)])
    assert gauge.rivers.rise_m_per_h[0] == pytest.approx(0.06)


def test_new_thresholds_hold_from_the_next_reading_on() -> None:
    gauge = Gauge(beginning_m=1.5)
    row = np.array([0])
    changed = Watch(0, 1, "kawabe-bridge", TEN_MINUTES, Thresholds(caution_m=1.4))

    gauge.rivers.learn(row, [changed])
    gauge.read(1.5)

    assert gauge.level == CAUTION


def test_one_station_s_alert_says_nothing_of_another_s() -> None:
    rivers = Rivers()
    rivers.add([Watch(0, n, f"station-{n}", TEN_MINUTES, LADDER) for n in range(5)])
    us = round(NOON.timestamp() * 1e6)
    for k in range(4):
        streams = np.arange(5)
        stages_m = np.where(streams == 3, 1.8 + 0.2 * k, 0.5)
        at = np.full(5, us + k * 600_000_000)
        reported = Readings(np.zeros(5, dtype=np.int64), streams, at, stages_m)
        judge(rivers, reported, {0: Clock(NOON + TEN_MINUTES * k)}, DEFAULT_POLICY)

    assert list(rivers.alerts) == [3]
    assert rivers.level.tolist() == [0, 0, 0, 2, 0]
