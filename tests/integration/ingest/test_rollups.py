"""Roll-ups say what was observed, and go on saying it when late data or a finding changes it."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from kawamori.runs import Status
from kawamori.storage.readings.rollups import refresh_rollups, refresh_some
from kawamori.storage.runs import start_run

if TYPE_CHECKING:
    from conftest import River

HOUR = timedelta(hours=1)
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
LATER = NOON + timedelta(days=2)


class Rolled:
    """Observations with their hours marked stale, as judging leaves them."""

    def __init__(self, river: "River") -> None:
        self.river = river
        self.stage = river.rows("SELECT min(datastream_id) FROM datastreams")[0][0]

    def observe(self, at: datetime, stage_m: float, *, run_no: int = 0, flags: int = 0) -> None:
        self.river.database.execute(
            "INSERT INTO observations VALUES (%s, %s, %s, %s, %s, %s)",
            (run_no, self.stage, at, at, stage_m, flags),
        )
        self.mark(at, run_no)

    def mark(self, at: datetime, run_no: int = 0) -> None:
        self.river.database.execute(
            "INSERT INTO stale_rollups VALUES (%s, %s, date_trunc('hour', %s::timestamptz)) "
            "ON CONFLICT DO NOTHING",
            (run_no, self.stage, at),
        )

    def flag(self, at: datetime, flags: int) -> None:
        self.river.database.execute(
            "INSERT INTO observation_flags VALUES (0, %s, %s, clock_timestamp(), %s, 'neighbours')",
            (self.stage, at, flags),
        )
        self.mark(at)

    def hours(self) -> list[tuple[object, ...]]:
        return self.river.rows(
            "SELECT hour, n, min_result, mean_result, max_result FROM hourly_rollups ORDER BY hour"
        )

    def days(self) -> list[tuple[object, ...]]:
        return self.river.rows(
            "SELECT day, n, min_result, mean_result, max_result FROM daily_rollups ORDER BY day"
        )


@pytest.fixture
def rolled(river: "River") -> Rolled:
    """Give a test a datastream to observe and roll up."""
    return Rolled(river)


def test_an_hour_and_its_day_are_rolled_up_once_they_are_over(rolled: Rolled) -> None:
    for minutes, stage_m in ((0, 1.0), (20, 2.0), (40, 6.0), (60, 5.0)):
        rolled.observe(NOON + timedelta(minutes=minutes), stage_m)

    assert refresh_rollups(rolled.river.database, LATER) == 2
    assert rolled.hours() == [(NOON, 3, 1.0, 3.0, 6.0), (NOON + HOUR, 1, 5.0, 5.0, 5.0)]
    assert rolled.days() == [(NOON - 12 * HOUR, 4, 1.0, 3.5, 6.0)]
    assert rolled.river.count("stale_rollups") == 0


def test_an_hour_that_is_still_running_waits(rolled: Rolled) -> None:
    rolled.observe(NOON, 1.0)

    assert refresh_rollups(rolled.river.database, NOON + HOUR / 2) == 0
    assert rolled.river.count("stale_rollups") == 1
    assert refresh_rollups(rolled.river.database, NOON + HOUR) == 1


def test_late_data_corrects_its_hour_and_its_day(rolled: Rolled) -> None:
    rolled.observe(NOON, 1.0)
    refresh_rollups(rolled.river.database, LATER)
    rolled.observe(NOON + HOUR / 2, 3.0)

    refresh_rollups(rolled.river.database, LATER)

    assert rolled.hours() == [(NOON, 2, 1.0, 2.0, 3.0)]
    assert rolled.days() == [(NOON - 12 * HOUR, 2, 1.0, 2.0, 3.0)]


def test_a_spike_settled_later_leaves_the_roll_up(rolled: Rolled) -> None:
    rolled.observe(NOON, 1.0)
    rolled.observe(NOON + HOUR / 2, 9.0)
    refresh_rollups(rolled.river.database, LATER)
    rolled.flag(NOON + HOUR / 2, 12)

    refresh_rollups(rolled.river.database, LATER)

    assert rolled.hours() == [(NOON, 1, 1.0, 1.0, 1.0)]


def test_the_newest_finding_about_a_reading_holds(rolled: Rolled) -> None:
    rolled.observe(NOON, 9.0)
    rolled.flag(NOON, 8)
    refresh_rollups(rolled.river.database, LATER)
    assert rolled.hours() == []
    rolled.flag(NOON, 0)

    refresh_rollups(rolled.river.database, LATER)

    assert rolled.hours() == [(NOON, 1, 9.0, 9.0, 9.0)]


def test_an_hour_of_nothing_but_rubbish_has_no_roll_up(rolled: Rolled) -> None:
    rolled.observe(NOON, 1.0)
    refresh_rollups(rolled.river.database, LATER)
    rolled.flag(NOON, 8)

    refresh_rollups(rolled.river.database, LATER)

    assert rolled.hours() == []
    assert rolled.days() == []


def test_a_rehearsal_is_rolled_up_by_its_own_clock(rolled: Rolled) -> None:
    run = start_run(
        rolled.river.database, "fast", Status.EXERCISE, network="city",
        wall_started_at=LATER, sim_started_at=NOON, speed=60,
    )  # fmt: skip
    rolled.observe(NOON, 1.0, run_no=run.run_no)

    assert refresh_rollups(rolled.river.database, LATER + timedelta(seconds=59)) == 0
    assert refresh_rollups(rolled.river.database, LATER + timedelta(seconds=60)) == 1


def test_many_hours_are_taken_in_steps(rolled: Rolled) -> None:
    for hour in range(30):
        rolled.observe(NOON + hour * HOUR, 1.0)

    assert refresh_some(rolled.river.database, {0: LATER}, limit=10) == 10
    assert rolled.river.count("hourly_rollups") == 10
    assert refresh_rollups(rolled.river.database, LATER) == 20
    assert sum(int(str(day[1])) for day in rolled.days()) == 30
