"""The device's clock: believed only while there is a reason to."""

from datetime import UTC, datetime, timedelta

from edge.clock import DeviceClock, Moment, kernel_synchronised, stopwatch_s
from edge.schedule import Turn
from edge.sensors import Reading
from kawamori.runs import ACTUAL, Run, Status

NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)
DAY_S = 86_400.0


class Silent:
    """A sensor with nothing to say."""

    def sample(self, now: datetime) -> list[Reading]:
        del now
        return []


class Machine:
    """A machine whose clock can be set and whose time server can be switched off."""

    def __init__(self, wall: datetime = NOON) -> None:
        self.wall = wall
        self.stopwatch_s = 50.0
        self.is_synchronised = False

    def pass_time(self, seconds: float) -> None:
        self.wall += timedelta(seconds=seconds)
        self.stopwatch_s += seconds

    def clock(self, *, battery_backed: bool = False, run: Run = ACTUAL) -> DeviceClock:
        return DeviceClock(
            run,
            battery_backed=battery_backed,
            wall=lambda: self.wall,
            stopwatch=lambda: self.stopwatch_s,
            synchronised=lambda: self.is_synchronised,
        )


def test_a_clock_that_no_time_server_vouches_for_is_doubted() -> None:
    machine = Machine()
    clock = machine.clock()

    assert clock.look().doubt == "no time server has been heard"

    machine.is_synchronised = True
    assert clock.look().trusted


def test_trust_outlives_the_time_server_by_a_week() -> None:
    machine = Machine()
    machine.is_synchronised = True
    clock = machine.clock()
    clock.look()
    machine.is_synchronised = False

    machine.pass_time(6.9 * DAY_S)
    assert clock.look().trusted

    machine.pass_time(0.2 * DAY_S)
    assert "for a week" in clock.look().doubt


def test_a_battery_backed_clock_is_trusted_until_it_jumps() -> None:
    machine = Machine()
    clock = machine.clock(battery_backed=True)
    assert clock.look().trusted

    machine.wall += timedelta(hours=1)
    assert "jumped by +3600 s" in clock.look().doubt

    machine.pass_time(60)
    assert not clock.look().trusted


def test_a_jump_made_by_a_time_server_brings_trust() -> None:
    machine = Machine(datetime(2024, 3, 1, tzinfo=UTC))
    clock = machine.clock()
    assert not clock.look().trusted

    machine.wall, machine.is_synchronised = NOON, True

    assert clock.look() == Moment(NOON, 50.0)


def test_a_clock_before_this_program_is_doubted_whoever_vouches() -> None:
    machine = Machine(datetime(1970, 1, 1, 0, 5, tzinfo=UTC))
    machine.is_synchronised = True

    assert machine.clock(battery_backed=True).look().doubt == "the clock says 1970-01-01"


def test_a_rehearsal_has_its_own_time() -> None:
    machine = Machine()
    run = Run(3, "drill", Status.EXERCISE, "city", NOON, datetime(2015, 9, 10, tzinfo=UTC), 60)
    clock = machine.clock(battery_backed=True, run=run)

    machine.pass_time(10)

    assert clock.look().at == datetime(2015, 9, 10, 0, 10, tzinfo=UTC)


def test_this_machine_can_be_asked() -> None:
    assert stopwatch_s() > 0
    assert kernel_synchronised() in (True, False)


def test_turns_fall_on_the_full_interval() -> None:
    turn = Turn(Silent(), 600)

    turn.set_next(Moment(NOON + timedelta(minutes=3), 100.0), 1.0)
    assert turn.due_s == 100 + 7 * 60

    turn.set_next(Moment(NOON + timedelta(minutes=3), 100.0), 60.0)
    assert turn.due_s == 100 + 7


def test_a_turn_that_came_a_little_early_is_not_taken_twice() -> None:
    turn = Turn(Silent(), 600)

    turn.set_next(Moment(NOON - timedelta(milliseconds=1), 100.0), 1.0)

    assert 700 < turn.due_s < 701


def test_setting_the_clock_back_does_not_silence_a_sensor() -> None:
    turn = Turn(Silent(), 600)

    turn.set_next(Moment(NOON - timedelta(days=365), 100.0), 1.0)

    assert turn.due_s <= 100 + 660
