"""A station's page: what its river usually does, how high it has been, who set its thresholds."""

import csv
import io
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from kawamori.storage.river.beside import Beside, remember_devices

if TYPE_CHECKING:
    from api.testing.asking import Api
    from kawamori.testing.world import World

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
PAST = "/hq/stations/kawabe-bridge/past"


def days(world: "World", many: int, **level: float) -> None:
    """Let days pass on which the river stood at its mean, by month in winter or in summer."""
    midnight = world.now.replace(hour=0, minute=0)
    for n in range(1, many + 1):
        day = midnight - n * DAY
        mean = level.get("summer", 1.0) if day.month in (6, 7) else level.get("winter", 1.0)
        world.roll_up_day(day, n=1440, low=mean - 0.1, mean=mean, high=mean + 0.1)


def test_with_a_year_the_usual_range_is_told_by_month(api: "Api", world: "World") -> None:
    days(world, 365, winter=0.5, summer=1.4)

    past = api.get(PAST).json()

    assert (past["by"], past["days"], past["of_actual"]) == ("month", 365, True)
    by_month = {each["month"]: each for each in past["usual"]}
    assert by_month[7] == {"month": 7, "days": 31, "p05": 1.4, "p95": 1.4}
    assert (by_month[1]["p05"], by_month[1]["p95"]) == (0.5, 0.5)


def test_with_less_than_a_year_it_is_told_of_the_whole(api: "Api", world: "World") -> None:
    midnight = world.now.replace(hour=0, minute=0)
    for n in range(100):
        world.roll_up_day(midnight - n * DAY, n=1440, low=0, mean=n / 100, high=2)

    past = api.get(PAST).json()

    assert past["by"] == "all"
    (usual,) = past["usual"]
    assert (usual["month"], usual["days"]) == (None, 100)
    assert usual["p05"] == pytest.approx(0.0495)
    assert usual["p95"] == pytest.approx(0.9405)


def test_a_few_days_are_told_by_their_hours_and_said_to_be_few(api: "Api", world: "World") -> None:
    for hour in range(1, 10 * 24):
        world.roll_up(world.now.replace(minute=0) - hour * HOUR, n=60, low=1, mean=1.5, high=2)

    past = api.get(PAST).json()

    assert past["usual"] == [{"month": None, "days": 11, "p05": 1.5, "p95": 1.5}]


def test_a_station_without_a_past_has_none(api: "Api") -> None:
    past = api.get("/hq/stations/otaki/past").json()

    assert (past["days"], past["usual"], past["record"], past["floods"]) == (0, [], None, [])


def test_the_record_is_told_as_exactly_as_what_is_kept_can(api: "Api", world: "World") -> None:
    days(world, 400)
    flood = world.now.replace(hour=0, minute=0) - 200 * DAY
    world.connection.execute("UPDATE daily_rollups SET max_result = 5.2 WHERE day = %s", (flood,))

    assert api.get(PAST).json()["record"] == {
        "result": 5.2,
        "at": flood.isoformat().replace("+00:00", "Z"),
        "within_s": 86400,
    }

    world.roll_up(flood + 7 * HOUR, n=60, low=4, mean=5, high=5.2)
    assert api.get(PAST).json()["record"]["within_s"] == 3600

    world.observe(flood + 7 * HOUR + 12 * MINUTE, 5.2)
    record = api.get(PAST).json()["record"]
    assert (record["within_s"], record["at"][11:16]) == (0, "07:12")


def test_days_in_a_row_above_caution_are_one_flood_and_the_last_three_are_told(
    api: "Api", world: "World"
) -> None:
    days(world, 100)
    midnight = world.now.replace(hour=0, minute=0)
    for back, high in ((90, 2.1), (60, 3.3), (59, 4.4), (58, 2.0), (30, 2.5), (10, 1.99), (2, 3.0)):
        world.connection.execute(
            "UPDATE daily_rollups SET max_result = %s WHERE day = %s", (high, midnight - back * DAY)
        )

    past = api.get(PAST).json()

    assert past["flood_from"] == 2.0
    assert [flood["result"] for flood in past["floods"]] == [3.0, 2.5, 4.4]


def test_a_drill_is_held_against_the_past_of_the_real_river(api: "Api", world: "World") -> None:
    drill = world.start_drill("drill")
    world.connection.execute(
        "INSERT INTO daily_rollups VALUES (%s, %s, %s, 60, 8, 8, 8)",
        (drill.run_no, world.datastreams["kawabe-bridge"], world.now.replace(hour=0, minute=0)),
    )
    assert api.get(f"{PAST}?run=drill").json()["record"]["result"] == 8
    assert api.get(PAST).json()["record"] is None

    days(world, 50, winter=1.0)

    past = api.get(f"{PAST}?run=drill").json()
    assert (past["of_actual"], past["record"]["result"]) == (True, 1.1)


def test_every_version_of_the_thresholds_is_told_with_its_author(
    api: "Api", world: "World"
) -> None:
    world.set_danger_m(4.5)

    new, old = api.get("/hq/stations/kawabe-bridge/thresholds").json()

    assert (new["danger_m"], old["danger_m"]) == (4.5, 4.0)
    assert new["author"] == "test"
    assert old["valid_from"] is None
    assert new["valid_from"] is not None
    assert new["recorded_at"] > old["recorded_at"]


def test_a_station_knows_its_devices_of_this_run_alone(api: "Api", world: "World") -> None:
    drill = world.start_drill("drill")
    both = [Beside(0, "edge-1", "kawabe-bridge"), Beside(drill.run_no, "sim-1", "kawabe-bridge")]
    remember_devices(world.connection, both)
    remember_devices(world.connection, both)
    world.hear("edge-1", at=world.now, spooled=12)

    (real,) = api.get("/hq/stations/kawabe-bridge/devices").json()
    (simulated,) = api.get("/hq/stations/kawabe-bridge/devices?run=drill").json()

    assert (real["device_id"], real["spooled"], real["online"]) == ("edge-1", 12, True)
    assert (simulated["device_id"], simulated["online"]) == ("sim-1", None)


def table(text: str) -> tuple[list[str], list[dict[str, Any]]]:
    """Return a file's head and its rows."""
    lines = text.splitlines()
    about = [line for line in lines if line.startswith(("#", '"#'))]
    return about, list(csv.DictReader(io.StringIO("\n".join(lines[len(about) :]))))


def test_any_window_is_taken_away_as_csv_with_what_is_held_against_it(
    api: "Api", world: "World"
) -> None:
    world.observe(world.now - 2 * MINUTE, 1.25)
    world.observe(world.now - MINUTE, 9.9)
    world.flag(world.now - MINUTE, 8)
    end = world.now.isoformat().replace("+00:00", "Z")

    answer = api.get(f"/hq/stations/kawabe-bridge/series.csv?end={end}")

    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"].startswith('attachment; filename="kawabe-bridge-')
    assert answer.content.startswith("\ufeff".encode())
    about, rows = table(answer.content.decode("utf-8-sig"))
    assert "# unit: m" in about
    assert any(
        line.startswith('"# licence: for headquarters') or "licence" in line for line in about
    )
    assert any("gauge zero" in line for line in about)
    assert rows[0] == {
        "time_jst": "2026-09-01T12:08:00+09:00",
        "time_utc": "2026-09-01T03:08:00Z",
        "result": "1.25",
        "flags": "",
        "qartod": "1",
        "received_utc": "2026-09-01T03:08:00Z",
        "spread": "",
        "calibration": "",
    }
    assert (rows[1]["result"], rows[1]["flags"], rows[1]["qartod"]) == ("9.9", "spike", "4")


def test_the_mark_of_utf_8_is_left_out_on_request(api: "Api", world: "World") -> None:
    answer = api.get(
        f"/hq/stations/kawabe-bridge/series.csv?bom=false&end={world.now.isoformat()[:19]}Z"
    )

    assert answer.content.startswith(b"# station: kawabe-bridge")


def test_a_drill_says_on_its_file_that_it_is_one(api: "Api", world: "World") -> None:
    world.start_drill("drill")

    about, rows = table(api.get("/hq/stations/kawabe-bridge/series.csv?run=drill").text[1:])

    assert any("訓練 drill: not a real river" in line for line in about)
    assert rows == []


def test_more_than_a_page_of_observations_comes_in_order_and_once(
    api: "Api", world: "World"
) -> None:
    world.connection.execute(
        "INSERT INTO observations SELECT 0, %s, t, t, 1.5 FROM"
        " generate_series(%s::timestamptz, %s::timestamptz, interval '1 second') AS t",
        (world.datastreams["kawabe-bridge"], world.now - 3 * HOUR, world.now - MINUTE),
    )
    end = world.now.isoformat().replace("+00:00", "Z")

    _, rows = table(api.get(f"/hq/stations/kawabe-bridge/series.csv?end={end}").text[1:])

    times = [row["time_utc"] for row in rows]
    assert len(times) == 3 * 3600 - 60 + 1
    assert times == sorted(set(times))


def test_what_became_of_a_flag_is_told_beside_the_reading(api: "Api", world: "World") -> None:
    at = datetime(2026, 9, 1, 3, 5, tzinfo=UTC)
    world.observe(at, 3.9)
    world.flag(at, 4)
    world.flag(at, 0)
    end = world.now.isoformat().replace("+00:00", "Z")

    series = api.get(f"/hq/stations/kawabe-bridge/series?end={end}").json()

    (mark,) = series["marked"]
    assert (mark["result"], mark["flags"], mark["qartod"]) == (3.9, [], 1)
    assert [change["flags"] for change in mark["changes"]] == [["jump"], []]
    assert mark["changes"][0]["reason"] == "tried"


def test_with_less_than_a_week_nothing_is_called_usual(api: "Api", world: "World") -> None:
    for hour in range(1, 72):
        world.roll_up(world.now.replace(minute=0) - hour * HOUR, n=60, low=1, mean=1.5, high=2)

    past = api.get(PAST).json()

    assert (past["days"], past["usual"]) == (4, [])
