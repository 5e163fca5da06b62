"""What publishing master data changes, when, and what it leaves alone.

Aoi commands headquarters, Fumi operates its desk, Elena sits at a branch, Daichi looks on.
"""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from alerting.assess import Judge
from alerting.jobs.backtests import do_backtest
from api.testing.drafting import danger_m, draft, lower, publish
from kawamori.storage.river.stations import judged_stations
from kawamori.testing.town import KAWABE, Town

if TYPE_CHECKING:
    from api.testing.asking import Api
    from kawamori.testing.world import World

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)


def settle(judge: Judge) -> None:
    """Judge all that has arrived, and note who is silent."""
    while judge.step():
        pass
    judge.sweep()


def test_a_version_for_a_time_to_come_holds_from_then_on(api: "Api", world: "World") -> None:
    made = lower(api, danger_m=3.5)
    soon = datetime.now(UTC) + timedelta(days=3)

    assert publish(api, made, valid_from=soon.isoformat()).status_code == 200

    assert danger_m(world) == 4.0
    [planned, _] = api.get(f"/hq/admin/history?what=thresholds&subject={KAWABE}").json()
    assert planned["is_ahead"]
    world.connection.execute("UPDATE thresholds SET valid_from = now() WHERE author = 'Aoi'")
    assert danger_m(world) == 3.5
    past = publish(api, lower(api, danger_m=3.4), valid_from="2026-01-01T00:00:00Z")
    assert "過去です" in past.text


def test_an_open_alert_keeps_a_station_from_being_retired_unless_somebody_writes_why(
    api: "Api", world: "World"
) -> None:
    world.assess(3, 3.2)
    alert_id = world.raise_alert(3)
    made = draft(api, "retirement", KAWABE, {"retired": True}).json()

    refused = publish(api, made, because="")
    overridden = publish(api, made, because="橋の架け替えで撤去した")

    assert refused.status_code == 409
    assert "アラートが 1 件続いています" in refused.text
    assert overridden.status_code == 200

    def is_judged() -> bool:
        return any(s.station.station_id == KAWABE for s in judged_stations(world.connection))

    assert is_judged()  # or nobody could ever clear the alert
    assert KAWABE in api.get("/public/stations", who=None).text
    world.close(alert_id)
    assert not is_judged()
    assert KAWABE not in api.get("/public/stations", who=None).text
    [shown] = [s for s in api.get("/hq/admin/stations").json() if s["station_id"] == KAWABE]
    assert shown["is_retired"]
    back = draft(api, "retirement", KAWABE, {"retired": False}).json()
    assert publish(api, back).status_code == 200
    assert is_judged()


def test_a_retired_stations_readings_are_kept_and_judged_no_more(
    api: "Api", world: "World", database: str
) -> None:
    town = Town(world.connection, datetime.now(UTC) - timedelta(hours=3))
    judge = Judge(database, town.wall)

    def alerts() -> int:
        settle(judge)
        row = world.connection.execute("SELECT count(*) FROM alerts").fetchone()
        return int(row[0]) if row else 0

    town.observe(0.5, 0.5)
    assert alerts() == 0
    made = draft(api, "retirement", KAWABE, {"retired": True}).json()
    assert publish(api, made, because="").status_code == 200
    alerts()
    town.observe(4.5, 4.5, 4.5)

    assert alerts() == 0
    stored = world.connection.execute("SELECT count(*) FROM observations").fetchone()
    assert stored == (5,)
    back = draft(api, "retirement", KAWABE, {"retired": False}).json()
    publish(api, back)
    alerts()
    town.observe(4.5, 4.5, 4.5)
    assert alerts() == 1
    judge.forget()


def test_the_trial_says_how_much_earlier_it_fires_and_how_often_for_nothing(
    api: "Api", world: "World", database: str
) -> None:
    town = Town(world.connection, datetime(2026, 8, 1, tzinfo=UTC))
    flood = [0.5 + 0.1 * n for n in range(36)] + [4.1] * 6 + [4.0 - 0.1 * n for n in range(36)]
    rise = [0.5 + 0.1 * n for n in range(27)] + [3.1] * 6 + [3.0 - 0.1 * n for n in range(26)]
    for river in (flood, rise):
        town.observe(*[0.4] * 100, *river, *[0.4] * 100)
    made = lower(api, evacuation_m=2.6, danger_m=3.0)

    tried = api.post(f"/hq/admin/drafts/{made['draft_id']}/try", who="Fumi")
    assert tried.status_code == 202, tried.text
    number = tried.json()["trial"]["backtest_id"]
    do_backtest(database, lambda: datetime.now(UTC), number, lambda: False)

    whole = api.get(f"/hq/admin/drafts/{made['draft_id']}").json()
    found = whole["trial"]["found"]
    assert whole["trial"]["state"] == "done", whole["trial"]
    assert found["summary"].startswith("fires ")
    assert "min earlier" in found["summary"]
    assert "1 more false" in found["summary"], found["summary"]
    [timeline] = found["timelines"]
    danger = [c for c in timeline["crossings"] if c["level"] == 4]
    assert len(danger) == 1
    assert danger[0]["after_lead_min"] > danger[0]["before_lead_min"]
    false = [fire for fire in timeline["after"]["fires"] if fire["is_false"]]
    assert [fire["level"] for fire in false] == [4]
    assert publish(api, made, because="").status_code == 200


def test_publishing_itself_raises_and_tells_nothing_and_the_next_reading_is_judged_by_it(
    api: "Api", world: "World", database: str
) -> None:
    town = Town(world.connection, datetime.now(UTC) - timedelta(hours=3))
    judge = Judge(database, town.wall)

    town.observe(1.2, 1.3, 1.4, 1.5, 1.5, 1.5)
    settle(judge)

    def told() -> tuple[int, ...]:
        tables = ("alerts", "transitions", "messages", "deliveries", "assessments")
        counts = [world.connection.execute(f"SELECT count(*) FROM {t}").fetchone() for t in tables]  # noqa: S608 our own names
        return tuple(row[0] for row in counts if row)

    before = told()
    made = lower(api, caution_m=1.1, evacuation_m=1.2, danger_m=1.4, standby_m=1.0)
    [effect] = [each for each in made["effects"] if each["run"] == ""]
    assert (effect["level"], effect["level_then"], effect["becomes"]) == (1, 4, "raised")
    assert effect["tells_residents"]

    assert publish(api, made).status_code == 200
    settle(judge)

    assert told() == before
    assert api.get("/hq/alerts?open=true").json()["features"] == []
    town.observe(1.5, 1.5, 1.5)
    settle(judge)
    [alert] = api.get("/hq/alerts?open=true").json()["features"]
    assert alert["properties"]["level"] == 4
    assert told()[2] > before[2]
    judge.forget()


def test_consoles_hear_that_master_data_changed(api: "Api") -> None:
    made = lower(api, danger_m=3.5)
    with api.follow("/hq/stream") as following:
        following.until("clock")
        publish(api, made)

        changed = following.until("stations")
        assert changed["features"][0]["properties"]["thresholds"]["danger_m"] == 3.5
        assert following.until("master") == {"kinds": ["thresholds", "drafts"]}
