"""Every reading is stored once, with its own time, whatever order it comes in."""

from contextlib import nullcontext
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

from api.series_csv import lines
from kawamori import wire
from kawamori.observations import Flag
from kawamori.runs import Status
from kawamori.storage.readings.export import pages
from kawamori.storage.readings.series import Window
from kawamori.storage.runs import start_run
from kawamori.testing.waiting import until

if TYPE_CHECKING:
    from conftest import River

HOUR = timedelta(hours=1)


def test_a_reading_is_stored_with_its_own_time(stored: "River") -> None:
    stored.publish(stored.reading(1, 1.23, ago=HOUR))

    until(lambda: stored.count("observations") == 1)
    assert stored.rows("SELECT run_no, observed_at, result, flags FROM observations") == [
        (0, stored.now - HOUR, 1.23, 0)
    ]


def test_a_batch_is_stored_like_its_readings_one_by_one(stored: "River") -> None:
    batch = [stored.reading(n, n / 10, ago=n * HOUR) for n in range(1, 6)]
    stored.publish(batch)

    until(lambda: stored.count("observations") == 5)
    assert stored.stages() == [0.5, 0.4, 0.3, 0.2, 0.1]


def test_a_late_reading_is_stored_and_the_newest_stays_the_latest(stored: "River") -> None:
    stored.publish(stored.reading(2, 2.0))
    stored.publish(stored.reading(1, 1.0, ago=30 * 24 * HOUR))

    until(lambda: stored.count("observations") == 2)
    assert stored.rows("SELECT result FROM latest_observations") == [(2.0,)]


def test_the_same_reading_again_changes_nothing(stored: "River") -> None:
    for _ in range(3):
        stored.publish(stored.reading(1, 1.0))
    stored.publish(stored.reading(2, 2.0, ago=HOUR))

    until(lambda: stored.count("observations") == 2)
    assert stored.stages() == [2.0, 1.0]
    assert stored.reasons() == []
    assert stored.rows("SELECT sum(cardinality(result))::int FROM arrivals") == [(2,)]


def test_another_result_for_the_same_time_is_kept_in_quarantine(stored: "River") -> None:
    stored.publish(stored.reading(1, 1.0))
    until(lambda: stored.count("observations") == 1)
    stored.publish(stored.reading(2, 9.0))

    until(lambda: stored.reasons() == ["a different result is already stored for this time"])
    assert stored.stages() == [1.0]
    assert stored.rows("SELECT result FROM latest_observations") == [(1.0,)]


def test_two_results_for_one_time_in_one_batch_are_told_apart(stored: "River") -> None:
    stored.publish([stored.reading(1, 1.0), stored.reading(2, 9.0)])

    until(lambda: stored.reasons() == ["a different result is already stored for this time"])
    assert stored.stages() == [1.0]


def test_judging_is_left_each_new_reading_once(stored: "River") -> None:
    stored.publish([stored.reading(1, 1.0), stored.reading(2, 2.0, ago=HOUR)])
    stored.publish([stored.reading(2, 2.0, ago=HOUR), stored.reading(3, 3.0, ago=2 * HOUR)])

    until(lambda: stored.count("observations") == 3)
    results = stored.rows("SELECT r FROM arrivals, unnest(result) AS r ORDER BY r")
    assert results == [(1.0,), (2.0,), (3.0,)]


def test_what_is_not_plausible_is_flagged_and_kept(stored: "River") -> None:
    stored.publish(stored.reading(1, 400.0))

    until(lambda: stored.count("observations") == 1)
    assert stored.rows("SELECT result, flags FROM observations") == [(400.0, int(Flag.GROSS_RANGE))]


def test_a_still_is_kept_beside_its_reading(stored: "River") -> None:
    stored.publish(stored.reading(1, 1.5, confidence=0.75, still="s3://stills/1.jpg"))

    until(lambda: stored.count("stills") == 1)
    assert stored.rows("SELECT observed_at, confidence, still FROM stills") == [
        (stored.now - timedelta(minutes=1), 0.75, "s3://stills/1.jpg")
    ]


LEVELLED = datetime(2026, 6, 1, tzinfo=timezone(9 * HOUR))
SPREADS = "SELECT result, spread, calibration FROM observations ORDER BY result"


def test_a_reading_is_stored_with_the_spread_of_its_burst_and_its_calibration(
    stored: "River",
) -> None:
    stored.publish(stored.reading(1, 1.5, ago=2 * HOUR, spread=0.002, calibration=LEVELLED))
    stored.publish(stored.reading(2, 1.6, ago=HOUR))

    until(lambda: stored.count("observations") == 2)
    assert stored.rows(SPREADS) == [(1.5, 0.002, LEVELLED), (1.6, None, None)]
    [[stage]] = stored.rows("SELECT DISTINCT datastream_id FROM observations")
    window = Window(0, stage, stored.now - 3 * HOUR, stored.now)
    file = b"".join(lines([], pages(lambda: nullcontext(stored.database), window), bom=False))
    header, first, second = file.decode().splitlines()
    assert header.endswith(",received_utc,spread,calibration")
    assert first.endswith("Z,0.002,2026-05-31T15:00:00Z")
    assert second.endswith("Z,,")


def test_the_readings_of_a_batch_keep_each_its_own_spread_and_calibration(stored: "River") -> None:
    told = [(0.0, None), (None, LEVELLED), (0.3, LEVELLED + HOUR), (None, None)]
    batch = [
        stored.reading(n + 1, float(n), ago=n * HOUR, spread=spread, calibration=since)
        for n, (spread, since) in enumerate(told)
    ]
    stored.publish(batch)

    until(lambda: stored.count("observations") == 4)
    assert [row[1:] for row in stored.rows(SPREADS)] == told


def test_a_calibration_since_ever_is_stored_as_a_time_that_can_be_read(stored: "River") -> None:
    ever = datetime(1, 1, 1, tzinfo=timezone(9 * HOUR))
    stored.publish(stored.reading(1, 1.0, calibration=ever))
    stored.publish(stored.reading(2, 2.0, ago=HOUR, calibration=datetime.max.replace(tzinfo=UTC)))

    until(lambda: stored.count("observations") == 2)
    assert [row[2].year for row in stored.rows(SPREADS)] == [2, 9998]


def test_a_station_is_known_from_the_moment_it_is_registered(stored: "River") -> None:
    topic = "actual/v1/d1/otaki-falls/stage/observation"
    stored.publish(stored.reading(1), topic)
    until(lambda: stored.count("quarantine") == 1)

    stored.register("otaki-falls")
    stored.publish(stored.reading(2, ago=HOUR), topic)

    until(lambda: stored.count("observations") == 1)
    assert stored.count("quarantine") == 1


def test_a_device_status_is_kept_each_time(stored: "River") -> None:
    topic = "actual/v1/d1/status"
    stored.publish(wire.DeviceStatus(1, online=True, boot=3, spooled=7), topic)
    stored.publish(wire.DeviceStatus(1, online=False, boot=3), topic)

    told = "SELECT online, boot, payload->'spooled' FROM device_statuses WHERE device_id = 'd1'"
    until(lambda: len(stored.rows(told)) == 2)
    assert stored.rows(f"{told} ORDER BY received_at") == [(True, 3, 7), (False, 3, None)]


def test_a_rehearsal_is_stored_under_its_run_and_dated_by_its_clock(stored: "River") -> None:
    flood_at = stored.now - timedelta(days=3000)
    run = start_run(
        stored.database, "flood-2018", Status.EXERCISE, network="recorded",
        wall_started_at=stored.now, sim_started_at=flood_at, speed=60,
    )  # fmt: skip
    reading = wire.WireObservation(1, 1, 1, flood_at + 2 * HOUR, 3.5, run="flood-2018")
    stored.publish(reading, "exercise/v1/d1/recorded-1/stage/observation")

    until(lambda: stored.count("observations") == 1)
    rows = stored.rows("SELECT run_no, observed_at, received_at FROM observations")
    assert rows[0][:2] == (run.run_no, flood_at + 2 * HOUR)
    assert flood_at <= rows[0][2] < flood_at + 2 * HOUR


def test_the_same_time_in_two_runs_is_two_readings(stored: "River") -> None:
    for name in ("first", "second"):
        start_run(
            stored.database, name, Status.TEST, network="city",
            wall_started_at=stored.now, sim_started_at=stored.now, speed=1,
        )  # fmt: skip
        topic = "test/v1/d1/kawabe-bridge/stage/observation"
        stored.publish(stored.reading(1, 1.0, run=name), topic)
    stored.publish(stored.reading(1, 1.0))

    until(lambda: stored.count("observations") == 3)
    assert stored.count("latest_observations") == 3
