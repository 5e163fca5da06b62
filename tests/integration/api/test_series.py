"""A hydrograph is right whatever it was made from: observations, roll-ups, or both."""

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from api.testing.asking import Api
    from kawamori.testing.world import World

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SERIES = "/hq/stations/kawabe-bridge/series"


def asked(world: "World", *, back: timedelta, points: int = 800) -> str:
    start = (world.now - back).isoformat().replace("+00:00", "Z")
    end = world.now.isoformat().replace("+00:00", "Z")
    return f"{SERIES}?start={start}&end={end}&points={points}"


def test_a_short_window_shows_each_observation(api: "Api", world: "World") -> None:
    world.observe(world.now - 2 * MINUTE, 1.5)
    world.observe(world.now - MINUTE, 1.7)

    series = api.get(asked(world, back=HOUR)).json()

    assert (series["resolution"], series["bin_s"]) == ("raw", None)
    assert series["points"] == [
        {"t": "2026-09-01T03:08:00Z", "min": 1.5, "mean": 1.5, "max": 1.5, "n": 1},
        {"t": "2026-09-01T03:09:00Z", "min": 1.7, "mean": 1.7, "max": 1.7, "n": 1},
    ]
    assert series["thresholds"]["danger_m"] == 4.0
    assert (series["unit"], series["reference"]) == ("m", "gauge_zero")


def test_a_narrow_screen_loses_no_peak(api: "Api", world: "World") -> None:
    for minute in range(100):
        world.observe(world.now - minute * MINUTE - MINUTE, 9.0 if minute == 50 else 1.0)

    series = api.get(asked(world, back=100 * MINUTE, points=10)).json()

    assert series["bin_s"] == 600
    assert len(series["points"]) == 10
    assert max(point["max"] for point in series["points"]) == 9.0
    assert sum(point["n"] for point in series["points"]) == 100


def test_a_long_window_is_made_of_rolled_up_hours(api: "Api", world: "World") -> None:
    start = world.now.replace(minute=0) - 30 * DAY
    for hour in range(30 * 24):
        world.roll_up(start + hour * HOUR, n=60, low=1.0, mean=1.5, high=2.0)

    series = api.get(asked(world, back=30 * DAY)).json()

    assert (series["resolution"], series["bin_s"]) == ("hour", 3600)
    assert len(series["points"]) == 30 * 24 - 1  # the newest may have been rolled up half-way
    assert series["points"][0]["n"] == 60
    assert series["points"][0]["mean"] == pytest.approx(1.5)


def test_hours_are_drawn_together_where_the_screen_is_narrower(api: "Api", world: "World") -> None:
    start = world.now.replace(minute=0) - 30 * DAY
    for hour in range(30 * 24):
        world.roll_up(start + hour * HOUR, n=60, low=1.0, mean=1.5, high=2.0 + hour)

    series = api.get(asked(world, back=30 * DAY, points=100)).json()

    assert (series["resolution"], series["bin_s"]) == ("hour", 8 * 3600)
    assert series["points"][0] == {
        "t": "2026-08-02T03:00:00Z",
        "min": 1.0,
        "mean": pytest.approx(1.5),
        "max": 9.0,
        "n": 480,
    }


def test_years_are_made_of_rolled_up_days(api: "Api", world: "World") -> None:
    midnight = world.now.replace(hour=0, minute=0)
    for day in range(1, 1001):
        world.roll_up_day(midnight - day * DAY, n=1440, low=1.0, mean=1.5, high=2.0)
    for hour in range(24 + 3):
        world.roll_up(midnight - DAY + hour * HOUR, n=60, low=1.0, mean=1.5, high=2.5)
    world.observe(world.now - MINUTE, 7.0)

    series = api.get(asked(world, back=1000 * DAY, points=400)).json()

    assert (series["resolution"], series["bin_s"]) == ("day", 3 * 86400)
    assert sum(point["n"] for point in series["points"]) == 1000 * 1440 + 2 * 60 + 1
    assert series["points"][-1]["max"] == 7.0


def test_what_is_not_rolled_up_yet_is_drawn_from_observations(api: "Api", world: "World") -> None:
    now_hour = world.now.replace(minute=0)
    for hour in range(1, 24 * 20):
        world.roll_up(now_hour - hour * HOUR, n=60, low=1.0, mean=1.0, high=1.0)
    world.observe(world.now - MINUTE, 3.0)
    late = now_hour - 100 * HOUR
    world.observe(late + MINUTE, 5.0)
    world.observe(late + 2 * MINUTE, 6.0)
    world.mark_stale(late)

    points = {p["t"]: p for p in api.get(asked(world, back=20 * DAY)).json()["points"]}

    assert points["2026-09-01T03:00:00Z"]["max"] == 3.0
    assert points["2026-08-27T23:00:00Z"] == {
        "t": "2026-08-27T23:00:00Z",
        "min": 5.0,
        "mean": 5.5,
        "max": 6.0,
        "n": 2,
    }
    assert points["2026-08-28T00:00:00Z"]["n"] == 60


def test_where_observations_are_no_longer_kept_their_roll_ups_are_drawn(
    api: "Api", world: "World"
) -> None:
    for hour in range(24):
        world.roll_up(world.now.replace(minute=0) - hour * HOUR, n=60, low=1, mean=1, high=1)

    series = api.get(asked(world, back=5 * HOUR)).json()

    assert series["resolution"] == "hour"
    assert [point["n"] for point in series["points"]] == [60] * 5


def test_a_reading_found_to_be_a_spike_is_drawn_on_request_alone(
    api: "Api", world: "World"
) -> None:
    world.observe(world.now - 3 * MINUTE, 1.0)
    world.observe(world.now - 2 * MINUTE, 9.9)
    world.observe(world.now - MINUTE, 1.1)
    world.flag(world.now - 2 * MINUTE, 4)
    world.flag(world.now - 2 * MINUTE, 8)

    drawn = api.get(asked(world, back=HOUR)).json()["points"]
    with_all = api.get(asked(world, back=HOUR) + "&flagged=true").json()["points"]

    assert [point["max"] for point in drawn] == [1.0, 1.1]
    assert [point["max"] for point in with_all] == [1.0, 9.9, 1.1]


def test_a_jump_that_is_not_settled_is_headquarters_alone(api: "Api", world: "World") -> None:
    for minute, stage_m in ((3, 1.0), (2, 1.1), (1, 3.9)):
        world.observe(world.now - minute * MINUTE, stage_m)
    world.flag(world.now - MINUTE, 4)
    world.assess(3, 3.9, public_level=1, public_stage_m=1.1)

    hq = api.get(asked(world, back=HOUR)).json()["points"]
    public = api.get(asked(world, back=HOUR).replace("/hq/", "/public/"), who=None).json()["points"]

    assert [point["max"] for point in hq] == [1.0, 1.1, 3.9]
    assert [point["max"] for point in public] == [1.0, 1.1]


def test_the_public_sees_nothing_that_is_not_judged_yet(api: "Api", world: "World") -> None:
    world.observe(world.now - 3 * MINUTE, 1.0)
    world.assess(1, 1.0, at=world.now - 3 * MINUTE)
    world.observe(world.now - 2 * MINUTE, 4.2)

    public = api.get(asked(world, back=HOUR).replace("/hq/", "/public/"), who=None).json()["points"]

    assert [point["max"] for point in public] == [1.0]


def test_the_last_day_is_drawn_unless_another_time_is_asked_for(api: "Api", world: "World") -> None:
    drill = world.start_drill("drill")
    world.observe(world.now - HOUR, 1.0, run_no=drill.run_no)
    world.observe(world.now - 25 * HOUR, 2.0, run_no=drill.run_no)

    points = api.get(f"{SERIES}?run=drill").json()["points"]

    assert [point["mean"] for point in points] == [1.0]


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("start=yesterday", 400, "query start 'yesterday': Input should be a valid datetime"),
        ("start=2026-09-01T00:00:00", 400, "query start '2026-09-01T00:00:00'"),
        ("points=9", 400, "query points '9': Input should be greater than or equal to 10"),
        ("points=many", 400, "query points 'many'"),
        (
            "start=2026-09-02T00:00:00Z&end=2026-09-01T00:00:00Z",
            400,
            "start 2026-09-02T00:00:00+00:00 is not before end 2026-09-01T00:00:00+00:00",
        ),
        ("end=0001-01-01T00:00:00Z", 400, "end 0001-01-01T00:00:00+00:00 is before all time"),
        ("datastream=turbidity", 404, "no station 'kawabe-bridge' with a datastream 'turbidity'"),
    ],
)
def test_a_question_that_makes_no_sense_is_answered_with_the_value(
    api: "Api", query: str, status: int, words: str
) -> None:
    answer = api.get(f"{SERIES}?{query}")

    assert answer.status_code == status
    assert words in answer.json()["error"]["message"]


def test_a_station_that_does_not_exist_is_named(api: "Api") -> None:
    answer = api.get("/hq/stations/atlantis/series")

    assert answer.status_code == 404
    assert "'atlantis'" in answer.json()["error"]["message"]
