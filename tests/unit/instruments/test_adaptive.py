"""A gauge hurries when the water is high or rises, and is neither slow nor silent in doubt."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.adaptive import Adaptive, Waking
from edge.clock import Moment
from edge.schedule import Turn
from edge.sensors import Reading
from kawamori.errors import InvalidError, UnavailableError

NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)
FULL_S, FAST_S, SILENT_S, START, RELEASE = 600.0, 120.0, 21600.0, 2.0, 0.1
CRISIS = Adaptive(fast_s=FAST_S, start=START, release=RELEASE, rise_per_h=1.0, silent_s=SILENT_S)


class River:
    """A sensor over a river at a stage; None is a sensor that fails."""

    stage: float | None = 0.0

    def sample(self, now: datetime) -> list[Reading]:
        assert now.tzinfo
        if self.stage is None:
            raise UnavailableError("nothing in 1 s")
        return [Reading("kawabe-bridge", "stage", self.stage)]


class Gauge:
    """A turn, and the time it is taken at."""

    def __init__(self, adaptive: Adaptive = CRISIS) -> None:
        self.river = River()
        self.turn = Turn(self.river, FULL_S, waking=Waking(adaptive, FULL_S))
        self.now_s = 0.0

    def look(self, stage: float | None, doubt: str = "") -> bool:
        """Take the turn that is due, and say whether anything was sent."""
        self.now_s = max(self.turn.due_s, self.now_s)
        self.river.stage = stage
        try:
            sent = self.turn.take(
                Moment(NOON + timedelta(seconds=self.now_s), self.now_s, doubt), 1
            )
        except UnavailableError:
            return False
        return bool(sent)

    @property
    def wait_s(self) -> float:
        return self.turn.due_s - self.now_s


def test_low_and_calm_water_is_told_once_in_six_hours() -> None:
    gauge = Gauge()

    sent = sum(gauge.look(0.5) for _ in range(145))

    assert gauge.now_s == 24 * 3600
    assert sent == 5


def test_high_water_is_told_every_two_minutes() -> None:
    gauge = Gauge()
    gauge.look(0.5)

    assert [gauge.look(2.0), gauge.look(2.1)] == [True, True]
    assert gauge.wait_s == FAST_S


def test_a_fast_rise_wakes_it_below_the_start() -> None:
    gauge = Gauge()
    gauge.look(0.5)

    assert gauge.look(0.8)
    assert gauge.wait_s == FAST_S


def test_waves_at_the_start_do_not_put_it_to_sleep() -> None:
    gauge = Gauge()

    assert all(gauge.look(stage) for stage in [2.0, 1.95, 2.0, 1.91, 1.95] * 5)


def test_a_distance_falls_as_the_water_rises() -> None:
    gauge = Gauge(Adaptive(fast_s=FAST_S, start=3.0, downward=True))
    gauge.look(5.0)
    assert gauge.wait_s == FULL_S

    gauge.look(2.9)
    assert gauge.wait_s == FAST_S


LOOKS = st.lists(
    st.tuples(st.one_of(st.none(), st.floats(-2, 6)), st.sampled_from(["", "", "", "jumped"])),
    min_size=1,
    max_size=80,
)


@given(LOOKS)
def test_it_is_never_slower_than_the_full_interval_nor_silent_when_it_matters(
    looks: list[tuple[float | None, str]],
) -> None:
    gauge = Gauge()
    failed, said_s = True, 0.0
    for stage, doubt in looks:
        sent = gauge.look(stage, doubt)

        assert gauge.wait_s <= 1.1 * FULL_S
        if stage is not None:
            assert sent or not (stage >= START or failed or doubt)
            assert gauge.wait_s <= 1.1 * FAST_S or stage < START
            said_s = gauge.now_s if sent else said_s
            assert gauge.now_s - said_s <= SILENT_S
        failed = stage is None


@pytest.mark.parametrize(
    ("adaptive", "complaint"),
    [
        (Adaptive(fast_s=601, start=1), "slower than interval_s"),
        (Adaptive(fast_s=60), "nothing wakes it"),
        (Adaptive(fast_s=60, rise_per_h=1, silent_s=9999), "needs a start"),
    ],
)
def test_a_setting_that_could_silence_a_gauge_is_refused(
    adaptive: Adaptive, complaint: str
) -> None:
    with pytest.raises(InvalidError, match=complaint):
        Waking(adaptive, FULL_S)
