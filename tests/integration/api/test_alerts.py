"""Alerts are seen by people with names, once, and who was first stays."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from api.testing.asking import Api
    from kawamori.testing.world import World

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)


def test_an_open_alert_is_shown_with_its_steps(api: "Api", world: "World") -> None:
    alert_id = world.raise_alert(3)

    (alert,) = api.get("/hq/alerts?open=true").json()["features"]

    assert alert["id"] == alert_id
    assert alert["geometry"]["coordinates"] == [138.97, 35.05]
    shown = alert["properties"]
    assert (shown["station_name"], shown["level"], shown["level_name"]) == (
        "川辺橋",
        3,
        "evacuation",
    )
    assert shown["acknowledged_by"] is None
    assert [(t["kind"], t["audience"], t["to_level"]) for t in shown["transitions"]] == [
        ("raise", "hq", 3)
    ]


def test_a_closed_alert_is_shown_on_request_alone(api: "Api", world: "World") -> None:
    closed = world.raise_alert(3)
    world.close(closed)
    opened = world.raise_alert(2, station_id="otaki")

    def ids(path: str) -> list[int]:
        return [alert["id"] for alert in api.get(path).json()["features"]]

    assert ids("/hq/alerts") == [opened]
    assert ids("/hq/alerts?open=false") == [opened, closed]


def test_an_alert_is_marked_on_its_station(api: "Api", world: "World") -> None:
    alert_id = world.raise_alert(3)

    kawabe, otaki = api.stations("/hq/stations")

    assert kawabe["properties"]["alert_id"] == alert_id
    assert otaki["properties"]["alert_id"] is None


def test_an_acknowledgement_is_kept_with_who_and_when(api: "Api", world: "World") -> None:
    drill = world.start_drill("drill")
    alert_id = world.raise_alert(3, run_no=drill.run_no)

    shown = api.post(f"/hq/alerts/{alert_id}/acknowledge", who="Fumi").json()["properties"]

    assert shown["acknowledged_by"] == "Fumi"
    assert shown["acknowledged_at"].startswith("2026-09-01T03:1")  # the drill's own time
    assert shown["run"] == "drill"
    assert world.acts() == [("Fumi", "operator", "acknowledge", f"alert/{alert_id}")]


def test_who_acknowledged_first_stays(api: "Api", world: "World") -> None:
    alert_id = world.raise_alert(3)
    api.post(f"/hq/alerts/{alert_id}/acknowledge", who="Fumi")

    second = api.post(f"/hq/alerts/{alert_id}/acknowledge", who="Aoi")

    assert second.status_code == 409
    assert second.json()["error"]["code"] == "conflict"
    assert "by Fumi already" in second.json()["error"]["message"]
    assert [person for person, *_ in world.acts()] == ["Fumi"]


def test_an_alert_that_does_not_exist_is_named(api: "Api") -> None:
    answer = api.post("/hq/alerts/4711/acknowledge")

    assert answer.status_code == 404
    assert answer.json()["error"]["message"] == "there is no alert 4711"
