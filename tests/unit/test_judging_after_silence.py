"""After a silence: what is told, and what it takes for all to be clear."""

from kawamori.alerts import Audience, Kind
from kawamori.judging.reasons import Reason
from kawamori.levels import GaugeLevel
from kawamori.stations import Mode
from kawamori.testing.gauge import Gauge
from kawamori.testing.town import TEN_MINUTES

NORMAL, STANDBY, CAUTION, EVACUATION, DANGER, OVERFLOW = GaugeLevel


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
    assert gauge.steps(Audience.PUBLIC) == [(Kind.RAISE, CAUTION)]
    gauge.read(4.6, 4.6)
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
    gauge.read(2.1, 2.2, 1.8, 1.4, 0.9)
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
    assert [t.stage_m for t in told if t.audience is Audience.PUBLIC] == [2.2, 2.2]
