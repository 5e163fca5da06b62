"""The map shows the assessment that is stored, and nothing that is worked out on the way."""

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from api.testing.asking import Api
    from kawamori.testing.world import World

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)


def test_a_station_is_shown_with_the_assessment_that_is_stored(api: "Api", world: "World") -> None:
    world.observe(world.now, 3.2)
    world.assess(3, 3.2)

    shown = api.get("/hq/stations").json()

    assert (shown["run"], shown["status"]) == ("", "actual")
    kawabe, _ = api.stations("/hq/stations")
    assert kawabe["id"] == "kawabe-bridge"
    assert kawabe["geometry"] == {"type": "Point", "coordinates": [138.97, 35.05]}
    assert kawabe["properties"] == {
        "station_id": "kawabe-bridge",
        "name": "川辺橋",
        "name_en": "",
        "river": "川辺川",
        "mode": "regular",
        "tidal": False,
        "network": "city",
        "thresholds": {
            "standby_m": 1.0,
            "caution_m": 2.0,
            "evacuation_m": 3.0,
            "danger_m": 4.0,
            "overflow_m": None,
            "release_m": 0.1,
        },
        "interval_s": 60,
        "level": 3,
        "level_name": "evacuation",
        "public_level": 3,
        "confirmation": "confirmed",
        "stage_m": 3.2,
        "observed_at": "2026-09-01T03:10:00Z",
        "received_at": "2026-09-01T03:10:00Z",
        "rise_m_per_h": 1.2,
        "trend": "rising",
        "projection": {
            "as_of": "2026-09-01T03:10:00+00:00",
            "next": [
                {
                    "level": 4,
                    "threshold_m": 4.0,
                    "chance": 0.4,
                    "p10_s": 600,
                    "p50_s": 900,
                    "p90_s": 1800,
                }
            ],
        },
        "freshness": "live",
        "reasons": ["level"],
        "assessed_at": "2026-09-01T03:10:00Z",
        "alert_id": None,
        "upstream": None,
    }


def test_a_station_that_has_never_reported_is_on_the_map_all_the_same(
    api: "Api", world: "World"
) -> None:
    world.assess(3, 3.2)

    _, otaki = api.stations("/hq/stations")

    assert (otaki["id"], otaki["geometry"]) == ("otaki", None)
    assert otaki["properties"]["level"] is None
    assert otaki["properties"]["freshness"] is None
    assert otaki["properties"]["trend"] == "unknown"
    assert otaki["properties"]["reasons"] == []
    assert otaki["properties"]["thresholds"]["danger_m"] is None


def test_a_new_threshold_is_on_the_map_at_once(api: "Api", world: "World") -> None:
    before = api.stations("/hq/stations")[0]["properties"]["thresholds"]
    world.set_danger_m(4.5)

    after = api.stations("/hq/stations")[0]["properties"]["thresholds"]

    assert (before["danger_m"], after["danger_m"]) == (4.0, 4.5)


def test_a_run_shows_its_own_state_at_its_own_time(api: "Api", world: "World") -> None:
    drill = world.start_drill("drill", speed=60)
    world.assess(4, 4.4, run_no=drill.run_no)

    shown = api.get("/hq/stations?run=drill").json()

    assert (shown["run"], shown["status"]) == ("drill", "exercise")
    assert shown["now"].startswith("2026-09-01T")
    assert api.stations("/hq/stations?run=drill")[0]["properties"]["level"] == 4
    assert api.stations("/hq/stations")[0]["properties"]["level"] is None


def test_an_unknown_run_is_named_in_the_answer(api: "Api") -> None:
    for path in ("stations", "alerts", "deliveries", "feeds", "stations/otaki/series", "stream"):
        answer = api.get(f"/hq/{path}?run=dril")

        assert answer.status_code == 404
        assert answer.json()["error"] == {
            "code": "not_found",
            "message": "there is no run 'dril'; `kawamori runs list` shows them",
        }


def test_runs_are_listed_with_the_time_it_is_there(api: "Api", world: "World") -> None:
    world.start_drill("drill", speed=60)

    actual, drill, hello = api.get("/hq/runs").json()

    assert (actual["run"], drill["run"], hello["run"]) == ("", "drill", "hello")
    assert (drill["status"], drill["speed"], drill["network"]) == ("exercise", 60, "city")
    assert drill["sim_started_at"] == "2026-09-01T03:10:00Z"


def test_devices_are_listed_with_when_they_were_heard(api: "Api", world: "World") -> None:
    world.hear("edge-1", at=world.now, spooled=7)
    world.hear("edge-1", at=world.now + timedelta(minutes=1), spooled=3)

    (feed,) = api.get("/hq/feeds").json()

    assert feed["device_id"] == "edge-1"
    assert feed["online"] is True
    assert feed["reported_at"] == "2026-09-01T03:11:00Z"
    assert feed["spooled"] == 3
    assert feed["seen_at"] is None


def test_deliveries_are_listed_without_who_the_person_is(api: "Api", world: "World") -> None:
    delivery_id = world.tell(world.raise_alert(3))

    (delivery,) = api.get("/hq/deliveries").json()

    assert delivery["delivery_id"] == delivery_id
    assert delivery["station_name"] == "川辺橋"
    assert (delivery["kind"], delivery["level"], delivery["state"]) == ("raise", 3, "due")
    assert delivery["body"] == "避難判断水位に到達しました"
    assert not {"subscriber_id", "address"} & set(delivery)
