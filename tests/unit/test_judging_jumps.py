"""Spike or surge: what one reading says alone, and what it takes to be believed."""

from hypothesis import given, settings
from hypothesis import strategies as st

from kawamori.alerts import Audience, Kind
from kawamori.judging.reasons import Reason
from kawamori.levels import GaugeLevel, Thresholds, classify
from kawamori.testing.gauge import Gauge
from kawamori.testing.town import LADDER

NORMAL, STANDBY, CAUTION, EVACUATION, DANGER, OVERFLOW = GaugeLevel


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


def test_the_same_faulty_reading_twice_in_a_row_is_seen_by_nobody_else_either() -> None:
    gauge = Gauge()

    gauge.read(0.81, 3.83, 3.83)

    assert (gauge.level, gauge.public_level) == (EVACUATION, NORMAL)
    gauge.read(0.82)
    assert (gauge.level, gauge.public_level) == (NORMAL, NORMAL)
    assert gauge.steps(Audience.PUBLIC) == []


def test_a_surge_out_of_nothing_is_public_with_its_third_reading() -> None:
    gauge = Gauge()

    gauge.read(3.2, 3.3)
    assert (gauge.level, gauge.public_level) == (EVACUATION, NORMAL)
    gauge.read(3.4)

    assert (gauge.level, gauge.public_level) == (EVACUATION, EVACUATION)
    assert Reason.JUMP_CONFIRMED in gauge.reasons


def test_of_several_high_readings_only_the_lowest_is_certain() -> None:
    gauge = Gauge()

    gauge.read(2.2, 4.4, 4.5)

    assert (gauge.level, gauge.public_level) == (DANGER, CAUTION)
    assert gauge.rivers.unconfirmed[0]
    gauge.read(4.6)
    assert gauge.public_level == DANGER


def test_a_crossing_that_the_climb_foretold_is_public_with_its_first_reading() -> None:
    gauge = Gauge()

    gauge.read(1.1, 1.5, 1.9)
    assert gauge.public_level == STANDBY
    gauge.read(2.3)

    assert (gauge.level, gauge.public_level) == (CAUTION, CAUTION)


def test_a_crossing_out_of_still_water_waits_until_it_goes_on() -> None:
    gauge = Gauge(beginning_m=1.9)
    gauge.read(*[1.9] * 18)

    gauge.read(2.1)
    assert (gauge.level, gauge.public_level) == (CAUTION, STANDBY)
    assert Reason.HAS_TO_STAND in gauge.reasons
    gauge.read(2.2)

    assert gauge.public_level == CAUTION


def test_a_crossing_that_does_not_go_on_is_public_once_it_stands() -> None:
    gauge = Gauge(beginning_m=1.9)
    gauge.read(*[1.9] * 18)

    gauge.read(2.1, 2.1)
    assert gauge.public_level == STANDBY
    gauge.read(2.1)

    assert gauge.public_level == CAUTION


def test_a_single_low_reading_does_not_end_a_flood() -> None:
    gauge = Gauge(beginning_m=1.8)
    gauge.read(2.2, 2.6, 3.0, 3.4, 3.8, 4.1)

    gauge.read(0.0)

    assert (gauge.level, gauge.public_level) == (DANGER, DANGER)
    assert Reason.UNCONFIRMED_FALL in gauge.reasons
    gauge.read(4.2)
    assert (gauge.level, gauge.public_level) == (DANGER, DANGER)


def test_a_single_low_reading_takes_nothing_from_headquarters_that_has_to_stand_yet() -> None:
    gauge = Gauge(beginning_m=1.9)
    gauge.read(*[1.9] * 18)
    gauge.read(2.1)
    assert (gauge.level, gauge.public_level) == (CAUTION, STANDBY)

    gauge.read(0.0)

    assert (gauge.level, gauge.public_level) == (CAUTION, STANDBY)
    assert Reason.UNCONFIRMED_FALL in gauge.reasons


def test_a_spike_is_eased_as_soon_as_it_is_denied() -> None:
    gauge = Gauge()

    gauge.read(0.81, 3.83, 0.82)

    assert gauge.steps(Audience.HQ) == [(Kind.RAISE, EVACUATION), (Kind.EASE, NORMAL)]


def test_readings_that_stray_by_half_a_metre_do_not_raise_and_ease_in_turn() -> None:
    gauge = Gauge(beginning_m=1.6)

    gauge.read(1.8, 2.1, 2.2, *[1.8, 2.1, 1.7, 2.2] * 6)

    assert gauge.steps(Audience.HQ) == [(Kind.RAISE, CAUTION)]
    assert gauge.steps(Audience.PUBLIC) == [(Kind.RAISE, CAUTION)]


def test_what_has_to_stand_is_at_no_level_that_the_station_lacks() -> None:
    gauge = Gauge(beginning_m=1.9, thresholds=Thresholds(caution_m=2.0))
    gauge.read(*[1.9] * 18)

    gauge.read(2.1)

    assert (gauge.level, gauge.public_level) == (CAUTION, NORMAL)


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
