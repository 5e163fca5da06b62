"""Judging decides once about every reading that was stored, whatever happens to it meanwhile."""

from datetime import timedelta
from typing import Any

import pytest

from alerting.assess import Judge
from kawamori.storage.connections import Connection
from kawamori.testing.town import KAWABE, LADDER, Town

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)


def judge_all(judge: Judge) -> None:
    while judge.step():
        pass


def steps(connection: Connection) -> list[tuple[str, str, int, int]]:
    rows = connection.execute(
        "SELECT audience, kind, from_level, to_level FROM transitions ORDER BY transition_id"
    )
    return [(r[0], r[1], r[2], r[3]) for r in rows]


def test_a_river_that_rises_raises_one_alert_and_escalates_it(
    connection: Connection, town: Town, judge: Judge
) -> None:
    town.observe(1.2, 1.6, 2.1, 2.5, 3.0, 3.4)

    judge_all(judge)

    assert steps(connection) == [
        ("hq", "raise", 0, 2),
        ("public", "raise", 0, 2),
        ("hq", "escalate", 2, 3),
        ("public", "escalate", 2, 3),
    ]
    row = connection.execute("SELECT level, peak_level, public_level, closed_at FROM alerts")
    assert row.fetchall() == [(3, 3, 3, None)]


def test_what_was_judged_is_gone_from_the_arrivals_and_seen_on_the_map(
    connection: Connection, town: Town, judge: Judge
) -> None:
    town.observe(1.2, 1.6, 2.1)

    judge_all(judge)

    assert connection.execute("SELECT count(*) FROM arrivals").fetchone() == (0,)
    latest = connection.execute(
        "SELECT station_id, stage_m, level, public_stage_m, trend, freshness, confirmation,"
        " observed_at, projection->'next'->0->>'level' FROM latest_assessments"
    ).fetchall()
    assert latest == [(KAWABE, 2.1, 2, 2.1, "rising", "live", "confirmed", town.now, "3")]
    kinds = connection.execute("SELECT DISTINCT kind FROM stream_events ORDER BY kind").fetchall()
    assert kinds == [("alerts",), ("stations",)]


def test_a_judge_that_starts_again_knows_what_the_last_one_knew(
    database: str, connection: Connection, town: Town
) -> None:
    """One judge for all readings and a new one for each come to the same record."""
    readings = [1.2, 1.6, 2.1, 4.6, 2.2, 2.6, 3.9, 4.0, 3.95, 3.2, 2.8, 1.8, 1.7, 0.2, 1.6, 1.5]
    town.add_station("otaki", LADDER)
    for stage_m in readings:
        town.observe(stage_m)
        town.store([(town.now, stage_m)], station_id="otaki")
        judge = Judge(database, town.wall)
        judge_all(judge)
        judge.forget()
    alone = _record(connection)
    connection.execute(
        "TRUNCATE alerts, transitions, messages, assessments, latest_assessments, memories,"
        " warnings CASCADE"
    )
    connection.execute(
        "INSERT INTO arrivals (run_no, datastream_id, observed_at, result, flags)"
        " SELECT array_agg(run_no), array_agg(datastream_id), array_agg(observed_at),"
        " array_agg(result), array_agg(flags) FROM observations"
    )
    judge = Judge(database, town.wall)
    judge_all(judge)
    judge.forget()

    assert _record(connection) == alone


def _record(connection: Connection) -> list[tuple[Any, ...]]:
    return (
        connection.execute(
            "SELECT station_id, audience, kind, from_level, to_level, observed_at, t.reasons"
            " FROM transitions t JOIN alerts USING (alert_id)"
            " ORDER BY station_id, observed_at, audience"
        ).fetchall()
        + connection.execute(
            "SELECT station_id, observed_at, level, public_level, confirmation, trend, reasons"
            " FROM assessments ORDER BY station_id, observed_at"
        ).fetchall()
        + connection.execute(
            "SELECT station_id, observed_at, level, threshold_m, expected_at, p10_at, p90_at"
            " FROM warnings ORDER BY station_id, observed_at, level"
        ).fetchall()
    )


def test_readings_stored_twice_are_judged_once(
    connection: Connection, town: Town, judge: Judge
) -> None:
    town.observe(1.2, 1.6, 2.1, 2.5, 3.0)
    judge_all(judge)
    before = (steps(connection), _record(connection))
    connection.execute(
        "INSERT INTO arrivals (run_no, datastream_id, observed_at, result, flags)"
        " SELECT array_agg(run_no), array_agg(datastream_id), array_agg(observed_at),"
        " array_agg(result), array_agg(flags) FROM observations"
    )

    judge_all(judge)

    assert (steps(connection), _record(connection)) == before


def test_a_reading_older_than_the_newest_does_not_judge_the_present(
    connection: Connection, town: Town, judge: Judge
) -> None:
    town.observe(0.5, 0.5, 0.5)
    judge_all(judge)

    town.store([(town.now - timedelta(minutes=5), 4.5)])
    judge_all(judge)

    assert steps(connection) == []
    assert connection.execute("SELECT count(*) FROM observations").fetchone() == (4,)


def test_only_one_process_judges_and_another_takes_over(
    database: str, connection: Connection, town: Town
) -> None:
    first, second = Judge(database, town.wall), Judge(database, town.wall)
    first.step()
    town.observe(1.2, 1.6, 2.1)

    assert second.step() == 0
    first.forget()
    while connection.execute("SELECT 1 FROM pg_locks WHERE locktype = 'advisory'").fetchone():
        pass  # the server takes a moment to notice
    assert second.step() == 3
    assert steps(connection) == [("hq", "raise", 0, 2), ("public", "raise", 0, 2)]
    second.forget()


def test_silence_is_noted_and_clears_nothing(
    connection: Connection, town: Town, judge: Judge
) -> None:
    town.observe(1.6, 2.0, 2.4, 2.8, 3.2)
    judge_all(judge)

    town.now += timedelta(hours=20)
    judge.sweep()

    row = connection.execute(
        "SELECT level, public_level, freshness, trend, reasons ? 'silent' FROM latest_assessments"
    ).fetchone()
    assert row == (3, 3, "blind", "unknown", True)
    assert connection.execute("SELECT closed_at FROM alerts").fetchall() == [(None,)]


def test_silence_is_noted_while_readings_of_others_stream_in(
    connection: Connection, town: Town, judge: Judge
) -> None:
    town.observe(0.8)
    judge_all(judge)
    town.add_station("otaki", LADDER)
    town.now += timedelta(hours=20)
    town.store([(town.now, 0.5)], station_id="otaki")

    assert judge.sweep()

    freshness = connection.execute("SELECT station_id, freshness FROM latest_assessments")
    assert freshness.fetchall() == [(KAWABE, "dead")]


def test_nothing_is_called_silent_while_judging_is_behind(
    connection: Connection, town: Town, judge: Judge
) -> None:
    town.observe(0.8)
    judge_all(judge)
    town.now += timedelta(hours=20)
    town.observe(0.8)
    connection.execute("UPDATE arrivals SET arrived_at = arrived_at - interval '1 minute'")

    assert not judge.sweep()

    freshness = connection.execute("SELECT freshness FROM latest_assessments")
    assert freshness.fetchall() == [("live",)]
    judge_all(judge)
    assert judge.sweep()


def test_a_quiet_time_that_began_anew_outlives_the_judge(
    database: str, connection: Connection, town: Town
) -> None:
    town.observe(1.8, 2.1, 2.2, 1.8, 1.6)
    town.now += timedelta(hours=4)
    kinds = []
    for _ in range(10):
        town.observe(1.6, every=timedelta(minutes=20))
        judge = Judge(database, town.wall)
        judge_all(judge)
        judge.forget()
        kinds.append([kind for _, kind, _, _ in steps(connection)])

    since = connection.execute("SELECT quiet_since, public_quiet_since FROM alerts").fetchall()
    assert since == [(town.now - timedelta(hours=3),) * 2]
    assert kinds[:-1] == [["raise", "raise", "ease", "ease"]] * 9
    assert kinds[-1] == ["raise", "raise", "ease", "ease", "clear", "clear"]


def test_a_commit_that_can_not_be_judged_is_set_aside_and_the_next_is_judged(
    connection: Connection, town: Town, judge: Judge
) -> None:
    town.observe(1.2)
    connection.execute("UPDATE arrivals SET result = '{}'")
    town.observe(1.6, 1.9, 2.2)

    for _ in range(4):
        judge.step()

    assert connection.execute("SELECT set_aside_because <> '' FROM arrivals").fetchall() == [
        (True,)
    ]
    assert steps(connection) == [("hq", "raise", 0, 2), ("public", "raise", 0, 2)]


def test_late_readings_mark_their_hour_for_the_roll_ups(
    connection: Connection, town: Town, judge: Judge
) -> None:
    town.observe(0.5)
    judge_all(judge)
    connection.execute("DELETE FROM stale_rollups")

    town.store([(town.now - timedelta(days=2), 0.4)])
    town.observe(0.5)
    judge_all(judge)

    hours = connection.execute("SELECT hour FROM stale_rollups").fetchall()
    assert hours == [((town.now - timedelta(days=2)).replace(minute=0),)]


def test_what_arrives_late_marks_an_hour_that_was_marked_while_it_ran(
    connection: Connection, town: Town, judge: Judge
) -> None:
    town.observe(0.5, 0.5)
    cut_at = town.now
    judge_all(judge)
    connection.execute("DELETE FROM stale_rollups")

    town.now += timedelta(hours=3)
    town.store([(cut_at + timedelta(minutes=10), 0.4)])
    judge_all(judge)

    hours = connection.execute("SELECT hour FROM stale_rollups").fetchall()
    assert hours == [(cut_at.replace(minute=0),)]


def test_a_clock_that_was_ahead_does_not_deafen_a_judge_that_starts_again(
    database: str, connection: Connection, town: Town
) -> None:
    town.observe(1.2, 1.6)
    town.store([(town.now + timedelta(minutes=4, seconds=59), 1.8)])
    first, second = Judge(database, town.wall), Judge(database, town.wall)
    judge_all(first)
    first.forget()

    town.observe(2.1, every=timedelta(minutes=1))
    judge_all(second)

    assert steps(connection) == [("hq", "raise", 0, 2), ("public", "raise", 0, 2)]
    second.forget()
