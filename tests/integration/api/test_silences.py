"""What is kept back is kept back in somebody's name, with a reason and an end, and shown."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from api.testing.asking import Api
    from kawamori.testing.world import World

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)


def asked(**more: object) -> dict[str, Any]:
    until = datetime.now(UTC) + timedelta(hours=2)
    wanted = {"station_id": "kawabe-bridge", "upto_level": "caution", "reason": "草刈り"}
    return {"ends_at": until.isoformat(), **wanted, **more}


def test_a_silence_is_shown_on_the_alert_that_it_covers(api: "Api", world: "World") -> None:
    world.raise_alert(2)

    answer = api.post("/hq/silences", who="Fumi", json=asked())

    assert answer.status_code == 201
    assert (answer.json()["author"], answer.json()["is_in_force"]) == ("Fumi", True)
    (alert,) = api.get("/hq/alerts").json()["features"]
    silence = alert["properties"]["silence"]
    assert (silence["reason"], silence["author"], silence["upto_level"]) == ("草刈り", "Fumi", 2)
    assert world.acts() == [("Fumi", "operator", "silence", f"silence/{silence['silence_id']}")]


def test_a_silence_does_not_cover_a_higher_level_or_another_station(
    api: "Api", world: "World"
) -> None:
    world.raise_alert(3)
    world.raise_alert(2, station_id="otaki")

    api.post("/hq/silences", json=asked())

    alerts = api.get("/hq/alerts").json()["features"]
    assert [alert["properties"]["silence"] for alert in alerts] == [None, None]


def test_a_silence_is_lifted_once(api: "Api", world: "World") -> None:
    world.raise_alert(2)
    made = api.post("/hq/silences", json=asked(station_id=None, river="川辺川")).json()
    path = f"/hq/silences/{made['silence_id']}"

    lifted = api.ask("DELETE", path, who="Fumi")
    again = api.ask("DELETE", path)

    assert (lifted.status_code, lifted.json()["lifted_by"]) == (200, "Fumi")
    assert again.status_code == 409
    assert api.get("/hq/silences").json() == []
    assert len(api.get("/hq/silences?open=false").json()) == 1
    assert [act for _, _, act, _ in world.acts()] == ["silence", "lift"]


def test_danger_is_kept_back_by_a_commander_alone(api: "Api") -> None:
    refused = api.post("/hq/silences", who="Fumi", json=asked(upto_level="danger"))

    assert refused.status_code == 403
    assert refused.json()["error"]["message"] == (
        "operator Fumi may not keep danger back: from danger on a commander may"
    )
    assert api.post("/hq/silences", who="Aoi", json=asked(upto_level="danger")).status_code == 201


@pytest.mark.parametrize("who", ["Elena", "Daichi"])
def test_a_branch_and_a_viewer_keep_nothing_back(api: "Api", who: str) -> None:
    assert api.post("/hq/silences", who=who, json=asked()).status_code == 403
    assert api.ask("DELETE", "/hq/silences/1", who=who).status_code == 403


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"reason": " "}, "needs its reason"),
        ({"river": "川辺川"}, "name one"),
        ({"station_id": None}, "name one"),
        ({"station_id": "nowhere"}, "no station nowhere"),
        ({"ends_at": "2020-01-01T00:00:00Z"}, "ends after it begins"),
        ({"upto_level": "standby"}, "below caution"),
        ({"station_id": None, "river": "川辺川", "kind": "maintenance"}, "of one station"),
    ],
)
def test_what_can_not_be_kept_back_is_said(api: "Api", wrong: dict[str, str], says: str) -> None:
    answer = api.post("/hq/silences", json=asked(**wrong))

    assert answer.status_code in (400, 404)
    assert says in answer.json()["error"]["message"]


def test_a_rehearsal_s_silence_is_its_own(api: "Api", world: "World") -> None:
    drill = world.start_drill("drill")
    until = (world.now + timedelta(hours=1)).isoformat()
    world.raise_alert(2)
    world.raise_alert(2, run_no=drill.run_no)

    assert api.post("/hq/silences?run=drill", json=asked(ends_at=until)).status_code == 201

    def silence(run: str) -> Any:
        return api.get(f"/hq/alerts?run={run}").json()["features"][0]["properties"]["silence"]

    assert silence("drill")["reason"] == "草刈り"
    assert silence("") is None


def test_everybody_hears_of_a_silence_with_what_it_holds_back(api: "Api", world: "World") -> None:
    alert_id = world.raise_alert(2)
    world.tell(alert_id)
    with api.follow("/hq/stream", who="Daichi") as following:
        following.until("clock")

        made = api.post("/hq/silences", json=asked()).json()
        assert [each["reason"] for each in following.until("silences")] == ["草刈り"]

        world.connection.execute("UPDATE messages SET silence_id = %s", (made["silence_id"],))
        (shown,) = api.get("/hq/silences").json()
        assert (shown["messages_held"], shown["calls_held"]) == (1, 0)

        api.ask("DELETE", f"/hq/silences/{made['silence_id']}")
        assert following.until("silences") == []
