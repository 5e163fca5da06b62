"""A backtest is done by a worker beside the API: once, whoever is killed, and as judging would."""

import math
import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import SecretStr

from alerting.assess import Judge
from alerting.jobs.backtests import do_backtest
from alerting.jobs.program import run_worker
from kawamori.embedded.postgres import PostgresServer
from kawamori.errors import ConflictError
from kawamori.judging.policy import DEFAULT_POLICY, Policy
from kawamori.levels import GaugeLevel
from kawamori.observations import Flag
from kawamori.settings import Settings
from kawamori.storage.connections import Connection, connect
from kawamori.storage.jobs import InterruptedWorkError, Pulse
from kawamori.storage.judged.backtests import (
    MOST_OPEN,
    Backtest,
    Sides,
    ask_backtest,
    begin_backtest,
    find_backtest,
    finish_backtest,
    found_by,
    list_backtests,
)
from kawamori.storage.runs import find_run
from kawamori.testing.town import KAWABE, RAIN_BEGINS, TEN_MINUTES, Town
from kawamori.testing.waiting import until

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

PULSE = Pulse(every=timedelta(seconds=0.3), dead_after=timedelta(seconds=2))
WITHIN_S = 120.0
DAY = timedelta(days=1)
LATER = replace(DEFAULT_POLICY, version="later", alert_from=GaugeLevel.EVACUATION)
SPAWN = multiprocessing.get_context("spawn")


def flood(town: Town, station_id: str = KAWABE) -> None:
    """Let a river be low for a day, rise through caution and evacuation, and fall again."""
    steps = int(DAY / TEN_MINUTES)
    low, up = [0.5] * steps, [0.5 + 0.1 * k for k in range(31)]
    begins = town.now
    stages = [*low, *up, *reversed(up), *low]
    town.store(
        [(begins + k * TEN_MINUTES, m) for k, m in enumerate(stages, start=1)],
        station_id=station_id,
    )


def ask(
    connection: Connection,
    policy: Policy = LATER,
    *,
    since: datetime = RAIN_BEGINS + DAY / 2,
    until: datetime = RAIN_BEGINS + 2 * DAY,
) -> int:
    return ask_backtest(
        connection,
        Sides(policy, DEFAULT_POLICY),
        find_run(connection, ""),
        since=since,
        until=until,
        person="Aoi",
        role="commander",
    )


def wall() -> datetime:
    return datetime.now(UTC)


def never() -> bool:
    return False


@contextmanager
def a_worker(database: str) -> Iterator["BaseProcess"]:
    """Run a worker as a program until the block ends, then end it."""
    process = SPAWN.Process(target=run_worker, args=(_settings(database), PULSE))
    process.start()
    try:
        yield process
    finally:
        process.terminate()
        process.join(WITHIN_S)
        assert process.exitcode is not None


def _settings(database: str) -> Settings:
    return Settings(database_url=SecretStr(database))


def done(connection: Connection, backtest_id: int) -> dict[str, Any]:
    """Wait for the end of a backtest and return what it found."""

    def has_ended() -> bool:
        return find_backtest(connection, backtest_id).state in ("done", "failed")

    until(has_ended, WITHIN_S)
    found = found_by(connection, backtest_id)
    assert found is not None, find_backtest(connection, backtest_id).failed_because
    return found


def jobs_left(connection: Connection) -> int:
    row = connection.execute("SELECT count(*) FROM jobs.procrastinate_jobs").fetchone()
    assert row is not None
    return int(row[0])


def test_a_worker_does_what_was_asked_for(database: str, town: Town) -> None:
    flood(town)
    with a_worker(database):
        asked = ask(town.connection)
        found = done(town.connection, asked)
        until(lambda: jobs_left(town.connection) == 0, WITHIN_S)

    backtest = find_backtest(town.connection, asked)
    assert (backtest.state, backtest.progress, backtest.person) == ("done", 1.0, "Aoi")
    assert (backtest.version, backtest.compared_version) == ("later", DEFAULT_POLICY.version)
    assert (found["before"]["alerts"], found["after"]["alerts"]) == (1, 1)
    assert found["before"]["crossings"] == 2
    assert [each["station_id"] for each in found["stations"]] == [KAWABE]


@pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)
def test_it_says_what_judging_said_of_the_same_readings(
    database: str, town: Town, judge: Judge
) -> None:
    flood(town)
    while judge.step():
        pass
    asked = ask(town.connection, DEFAULT_POLICY)

    do_backtest(database, wall, asked, never)

    found = done(town.connection, asked)
    row = town.connection.execute("SELECT count(*) FROM alerts").fetchone()
    assert found["before"] == found["after"]
    assert row == (found["after"]["alerts"],)


@pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)
def test_an_engine_that_speaks_later_is_said_to(database: str, town: Town) -> None:
    flood(town)
    asked = ask(town.connection)

    do_backtest(database, wall, asked, never)

    said = done(town.connection, asked)["differences"]
    assert "headquarters: alerted 50 min later; 2 crossings by both, 0 gained, 0 lost" in said


@pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)
def test_what_was_out_of_range_is_not_judged(database: str, town: Town) -> None:
    town.store([(RAIN_BEGINS + k * TEN_MINUTES, 0.5) for k in range(1, 200)])
    town.connection.execute(
        "UPDATE observations SET result = 9.9, flags = %s WHERE observed_at >= %s",
        (int(Flag.GROSS_RANGE), RAIN_BEGINS + DAY),
    )
    asked = ask(town.connection)

    do_backtest(database, wall, asked, never)

    assert done(town.connection, asked)["after"]["alerts"] == 0


@pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)
def test_an_alert_that_stood_before_is_not_counted(database: str, town: Town) -> None:
    town.store([(RAIN_BEGINS + k * TEN_MINUTES, 2.5) for k in range(1, 200)])
    asked = ask(town.connection, since=RAIN_BEGINS + DAY)

    do_backtest(database, wall, asked, never)

    found = done(town.connection, asked)
    assert (found["before"]["alerts"], found["before"]["crossings"]) == (0, 0)


@pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)
def test_a_killed_worker_s_backtest_is_done_by_the_next(database: str, town: Town) -> None:
    ten_days(town)
    asked = ask(town.connection, until=RAIN_BEGINS + 10 * DAY)

    with a_worker(database) as worker:
        until(lambda: find_backtest(town.connection, asked).progress > 0, WITHIN_S)
        worker.kill()
        worker.join()
    half = find_backtest(town.connection, asked)
    with a_worker(database), a_worker(database):
        found = done(town.connection, asked)
        until(lambda: jobs_left(town.connection) == 0, WITHIN_S)

    assert half.state == "running"
    assert 0 < half.progress < 1
    assert found["after"]["alerts"] == 9
    assert attempts(town.connection) == [2]


@pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)
def test_a_worker_that_is_ended_gives_back_what_it_had_begun(database: str, town: Town) -> None:
    ten_days(town)
    asked = ask(town.connection, until=RAIN_BEGINS + 10 * DAY)

    with a_worker(database):
        until(lambda: find_backtest(town.connection, asked).progress > 0, WITHIN_S)
    left = find_backtest(town.connection, asked)

    assert (left.state, left.progress) == ("queued", 0.0)
    assert attempts(town.connection) == [0]
    row = town.connection.execute("SELECT status FROM jobs.procrastinate_jobs").fetchone()
    assert row == ("todo",)


@pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)
def test_two_workers_do_four_backtests_once_each(database: str, town: Town) -> None:
    flood(town)
    with a_worker(database), a_worker(database):
        for _ in range(4):
            ask(town.connection)
        until(lambda: {b.state for b in everything(town.connection)} == {"done"}, WITHIN_S)

    assert attempts(town.connection) == [1] * 4


@pytest.mark.parametrize("database_server", ["postgresql-18"], indirect=True)
def test_a_worker_outlives_the_database(database_server: PostgresServer) -> None:
    url = database_server.url()
    with a_worker(url):
        with connect(url, name="tests") as connection:
            flood(Town(connection))
            done(connection, ask(connection))
        database_server.kill()
        database_server.start()
        with connect(url, name="tests") as connection:
            found = done(connection, ask(connection))

    assert found["after"]["alerts"] == 1


@pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)
def test_a_worker_that_was_only_slow_leaves_the_rest_to_the_other(
    database: str, town: Town
) -> None:
    flood(town)
    asked = ask(town.connection)
    slow = begin_backtest(town.connection, asked, wall())
    assert slow is not None

    do_backtest(database, wall, asked, never)

    assert not finish_backtest(town.connection, slow, {"alerts": "the slow one's"}, wall())
    assert done(town.connection, asked)["after"]["alerts"] == 1


@pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)
def test_a_backtest_that_kills_every_worker_fails_in_the_end(database: str, town: Town) -> None:
    asked = ask(town.connection)
    for _ in range(3):
        begin_backtest(town.connection, asked, wall())

    do_backtest(database, wall, asked, never)

    failed = find_backtest(town.connection, asked)
    assert (failed.state, failed.failed_because) == ("failed", "the worker was killed 3 times")


@pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)
def test_rules_that_can_no_longer_be_read_are_told_to_who_asked(database: str, town: Town) -> None:
    asked = ask(town.connection)
    town.connection.execute("UPDATE backtests SET rules = 'quite_for = 3'")

    do_backtest(database, wall, asked, never)

    failed = find_backtest(town.connection, asked)
    assert failed.state == "failed"
    assert "did you mean quiet_for?" in (failed.failed_because or "")


@pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)
def test_who_is_to_leave_off_does(database: str, town: Town) -> None:
    asked = ask(town.connection)

    with pytest.raises(InterruptedWorkError):
        do_backtest(database, wall, asked, lambda: True)

    assert find_backtest(town.connection, asked).state == "queued"


@pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)
def test_no_more_is_taken_in_than_can_be_done(town: Town) -> None:
    for _ in range(MOST_OPEN):
        ask(town.connection)

    with pytest.raises(ConflictError, match="20 backtests wait already"):
        ask(town.connection)


def ten_days(town: Town) -> None:
    """Store ten days of nine stations, each with one flood in the middle of it."""
    others = [f"gauge-{n}" for n in range(2, 10)]
    for station_id in others:
        town.add_station(station_id)
    steps = int(10 * DAY / TEN_MINUTES)
    for place, station_id in enumerate([KAWABE, *others]):
        peak = steps / 2 + 6 * place
        town.store(
            [
                (RAIN_BEGINS + k * TEN_MINUTES, 0.5 + 3 * math.exp(-(((k - peak) / 40) ** 2)))
                for k in range(1, steps)
            ],
            station_id=station_id,
        )


def everything(connection: Connection) -> list[Backtest]:
    return list_backtests(connection, limit=100)


def attempts(connection: Connection) -> list[int]:
    return [row[0] for row in connection.execute("SELECT attempt FROM backtests")]
