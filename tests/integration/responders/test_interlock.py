"""The interlock over the real database: what blocks a task, and who lets one go."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from kawamori.responders.interlock import Verdict, is_passable
from kawamori.runs import ACTUAL
from kawamori.storage.areas.voices import set_area_stations
from kawamori.storage.responders.interlock import Place, areas_of, look, look_at
from kawamori.testing.callouts import LAT, LON

if TYPE_CHECKING:
    from api.testing.on_duty import OnDuty

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

OUTSIDE = (LON + 0.3, LAT)


def check(duty: "OnDuty", **differs: Any) -> dict[str, Any]:
    asked = {"lat": LAT, "lon": LON, **differs}
    return dict(duty.api.post("/hq/interlock/check", who="Elena", json=asked).json())


def test_a_blocked_task_is_refused_by_area_gauge_level_and_time(duty: "OnDuty") -> None:
    duty.stand(5)

    refused = duty.api.post("/hq/tasks", json=duty.wanted(duty.enrol()))

    assert refused.status_code == 409
    message = refused.json()["error"]["message"]
    for part in (duty.area_ids[0], "川辺橋", "OVERFLOW", f"{datetime.now(UTC):%Y-%m-%dT%H}"):
        assert part in message, part
    assert duty.api.get("/hq/tasks").json() == []


@pytest.mark.parametrize(
    ("level", "freshness", "verdict"),
    [
        (3, "live", "clear"),
        (4, "live", "blocked"),
        (0, "blind", "blocked"),
        (4, "dead", "blocked"),
        (0, "dead", "unknown"),
        (0, "dormant", "unknown"),
    ],
)
def test_headquarters_is_told_before_it_asks_anybody(
    duty: "OnDuty", level: int, freshness: str, verdict: str
) -> None:
    duty.stand(level, freshness=freshness)

    told = check(duty)

    assert told["passable"] is (verdict == "clear")
    assert [each["verdict"] for each in told["findings"]] == [verdict]


def test_a_district_for_which_no_gauge_speaks_is_unknown(duty: "OnDuty") -> None:
    set_area_stations(duty.connection, duty.area_ids[0], [], author="test")

    [finding] = check(duty)["findings"]

    assert (finding["verdict"], finding["gauges"]) == ("unknown", [])


def test_the_way_counts_as_the_place_does(duty: "OnDuty") -> None:
    hama = next(
        (LON + east / 1000, LAT + north / 1000)
        for east in range(-40, 40)
        for north in range(-40, 40)
        if (found := areas_of(duty.connection, Place(LON + east / 1000, LAT + north / 1000)))
        and found != duty.area_ids
    )
    [other] = areas_of(duty.connection, Place(*hama))[:1]
    set_area_stations(duty.connection, other, ["otaki"], author="test")
    duty.world.assess(4, 4.0, at=duty.now, station_id="otaki")
    assert check(duty)["passable"]

    told = check(duty, route=[list(hama), [LON, LAT]])

    assert not told["passable"]
    assert {"blocked"} <= {each["verdict"] for each in told["findings"]}


def test_a_place_outside_is_unknown_however_known_its_way(duty: "OnDuty") -> None:
    route = [[LON, LAT], list(OUTSIDE)]

    told = check(duty, lon=OUTSIDE[0], lat=OUTSIDE[1], route=route)

    assert not told["passable"]
    assert [each["area_id"] for each in told["findings"] if each["verdict"] == "unknown"][-1] == ""


def test_judging_that_stopped_long_ago_lets_nobody_go(duty: "OnDuty") -> None:
    duty.world.assess(0, 0.5, at=duty.ago(90))

    [finding] = check(duty)["findings"]

    assert (finding["verdict"], finding["gauges"][0]["freshness"]) == ("unknown", "late")


def test_a_commander_alone_lets_tasks_go_by_name_reason_and_time(duty: "OnDuty") -> None:
    duty.stand(4)
    path, said = f"/hq/interlock/{duty.area_ids[0]}/override", {"reason": "目視", "minutes": 30}
    for person in ("Fumi", "Elena", "Daichi"):
        assert duty.api.post(path, who=person, json=said).status_code == 403

    told = duty.api.post(path, who="Aoi", json=said).json()

    assert [each["verdict"] for each in told["findings"]] == ["overridden"]
    assert duty.give(duty.enrol())
    assert ("Aoi", "commander", "override", f"area/{duty.area_ids[0]}") in duty.world.acts()
    [entry] = [
        each["words_ja"]
        for each in duty.api.get("/hq/chronology?kind=responders").json()["entries"]
        if "解除" in each["words_ja"]
    ]
    assert entry.endswith("（目視）")


def test_an_override_ends_at_its_time(duty: "OnDuty") -> None:
    duty.stand(4)
    said = {"reason": "目視", "minutes": 30}
    path = f"/hq/interlock/{duty.area_ids[0]}/override"
    duty.api.post(path, json=said).raise_for_status()

    for minutes, verdict in ((29, Verdict.OVERRIDDEN), (31, Verdict.BLOCKED)):
        at = duty.now + timedelta(minutes=minutes)
        [finding] = look(duty.connection, ACTUAL, duty.area_ids, at)
        assert finding.verdict is verdict


@pytest.mark.parametrize(
    "said",
    [
        {"reason": " ", "minutes": 30},
        {"reason": "目視", "minutes": 0},
        {"reason": "目視", "minutes": 361},
    ],
)
def test_an_override_needs_a_reason_and_an_end(duty: "OnDuty", said: dict[str, Any]) -> None:
    path = f"/hq/interlock/{duty.area_ids[0]}/override"
    assert duty.api.post(path, json=said).status_code == 400
    fit = {"reason": "目視", "minutes": 5}
    assert duty.api.post("/hq/interlock/nowhere/override", json=fit).status_code == 404


def test_an_exercise_goes_by_its_own_gauges_and_by_realitys_danger(duty: "OnDuty") -> None:
    drill, where = duty.world.start_drill("drill"), Place(LON, LAT)
    now = drill.now(duty.now)

    assert not is_passable(look_at(duty.connection, drill, where, now)[1])  # reality's calm is not
    duty.world.assess(1, 1.2, at=now, run_no=drill.run_no)
    assert is_passable(look_at(duty.connection, drill, where, now)[1])
    duty.stand(4)
    assert not is_passable(look_at(duty.connection, drill, where, now)[1])


def test_an_exercises_danger_blocks_nobody_in_reality(duty: "OnDuty") -> None:
    drill = duty.world.start_drill("drill")
    duty.stand(5, run_no=drill.run_no)

    assert check(duty)["passable"]
