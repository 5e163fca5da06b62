"""What is usual at a gauge, and its record: as headquarters has it, of what is public alone."""

from datetime import UTC, datetime, timedelta

import pytest

from kawamori.observations import Flag
from kawamori.runs import ACTUAL
from kawamori.storage.public.normal import Normal, normal_of
from kawamori.storage.readings.past import past_of
from kawamori.storage.runs import find_run
from kawamori.testing.world import NOW, World

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

TODAY = NOW.replace(hour=0, minute=0)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def normal(world: World, run: str = "") -> Normal:
    return normal_of(world.connection, find_run(world.connection, run), NOW)["kawabe-bridge"]


def calm(world: World, days: int) -> None:
    """Roll up days on which the river stood a little higher each."""
    for n in range(1, days + 1):
        low = 1 + n / 1000
        world.roll_up_day(TODAY - n * DAY, n=144, low=low, mean=low, high=low)


def peak(world: World, at: datetime, stage_m: float, flags: Flag = Flag.NONE) -> None:
    """Have the river stand high for one reading among lower ones, and roll it up."""
    hour, day = at.replace(minute=0), at.replace(hour=0, minute=0)
    world.observe(at - timedelta(minutes=10), stage_m - 1)
    world.observe(at, stage_m)
    if flags:
        world.flag(at, flags)
    world.roll_up(hour, n=2, low=stage_m - 1, mean=stage_m - 0.5, high=stage_m)
    world.connection.execute("DELETE FROM daily_rollups WHERE day = %s", (day,))
    world.roll_up_day(day, n=144, low=1, mean=1.5, high=stage_m)


def test_it_is_what_headquarters_sees(world: World) -> None:
    calm(world, 400)
    peak(world, TODAY - 40 * DAY + 5 * HOUR + timedelta(minutes=20), 4.5)
    world.assess(0, 1.0)
    stream = world.datastreams["kawabe-bridge"]

    found = normal(world)

    past = past_of(world.connection, 0, stream, None)
    (september,) = [each for each in past.usual if each.month == NOW.month]
    assert (found.month, found.p05, found.p95) == (9, september.p05, september.p95)
    assert past.record is not None
    assert (found.record_m, found.record_at, found.record_within) == past.record
    assert found.record_at == TODAY - 40 * DAY + 5 * HOUR + timedelta(minutes=20)


def test_a_few_days_have_one_range_and_fewer_none(world: World) -> None:
    calm(world, 40)
    world.assess(0, 1.0)

    found = normal(world)

    assert (found.month, found.p05) == (None, pytest.approx(1.003, abs=1e-3))
    world.connection.execute("DELETE FROM daily_rollups WHERE day < %s", (TODAY - 6 * DAY,))
    assert normal(world).p05 is None


def test_a_reading_that_is_doubted_is_no_record(world: World) -> None:
    calm(world, 100)
    peak(world, TODAY - 70 * DAY + HOUR, 5.0, Flag.OUTLIER)
    peak(world, TODAY - 60 * DAY + HOUR, 4.8, Flag.STUCK)
    peak(world, TODAY - 50 * DAY + HOUR, 4.2, Flag.UNUSUAL | Flag.RATE_OF_CHANGE)  # as floods are
    world.assess(0, 1.0)

    found = normal(world)

    assert (found.record_m, found.record_at) == (4.2, TODAY - 50 * DAY + HOUR)


def test_where_the_top_of_a_day_is_doubted_its_next_reading_may_be_the_record(world: World) -> None:
    calm(world, 100)
    peak(world, TODAY - 70 * DAY + HOUR, 6.0, Flag.NEIGHBOURS)
    peak(world, TODAY - 60 * DAY + HOUR, 4.8)
    world.assess(0, 1.0)

    found = normal(world)

    assert found.record_m == 5.0
    assert found.record_at == TODAY - 70 * DAY + HOUR - timedelta(minutes=10)


def test_what_is_not_public_yet_is_no_record(world: World) -> None:
    calm(world, 100)
    peak(world, TODAY + HOUR, 3.3)
    world.roll_up(TODAY + 2 * HOUR, n=6, low=7, mean=7, high=7)  # a jump that waits
    world.mark_stale(TODAY - 9 * DAY)
    peak(world, TODAY - 9 * DAY, 8.0)  # found to be a spike since, and not rolled up anew
    world.assess(4, 7.0, at=TODAY + 2 * HOUR + timedelta(minutes=10), public_level=3)

    found = normal(world)

    assert (found.record_m, found.record_at) == (3.3, TODAY + HOUR)


def test_a_gauge_of_which_nothing_is_public_has_no_past(world: World) -> None:
    calm(world, 100)

    assert normal(world).record_m is None
    assert normal(world).p05 is None


def test_a_rehearsal_adds_nothing_to_what_is_told_of_the_river(world: World) -> None:
    calm(world, 100)
    run = world.start_drill("flood").run_no
    world.connection.execute(
        "INSERT INTO daily_rollups SELECT %s, datastream_id, day, n, 9, 9, 9 FROM daily_rollups",
        (run,),
    )
    for run_no in (ACTUAL.run_no, run):
        world.assess(0, 1.0, run_no=run_no)

    assert normal(world).record_m == pytest.approx(1.1)
    assert normal(world, "flood").record_m == pytest.approx(1.1)  # a fact about the river


def test_days_are_told_by_their_roll_ups_where_readings_are_not_kept(world: World) -> None:
    day = datetime(2026, 5, 1, tzinfo=UTC)
    world.roll_up_day(day, n=144, low=1, mean=2, high=4.4)
    world.roll_up_day(day + DAY, n=144, low=1, mean=2, high=4.0)
    world.assess(0, 1.0)

    found = normal(world)

    assert (found.record_m, found.record_at, found.record_within) == (4.4, day, DAY)
