"""Headquarters opens a call-out, sees how it goes on, and calls it off."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from api.testing.answering import asked, text
from api.testing.responders import KEY
from kawamori.responders.people import Skill
from kawamori.testing.callouts import Desk

if TYPE_CHECKING:
    from api.testing.asking import Api
    from kawamori.testing.world import World

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)


@pytest.fixture
def desk(world: "World") -> Desk:
    return Desk(world.connection, KEY, wall=datetime.now(UTC) - timedelta(seconds=5))


def test_headquarters_opens_looks_and_calls_off(api: "Api", desk: Desk) -> None:
    who = desk.enrol(Skill.BOAT)
    now = datetime.now(UTC)
    wanted = {
        "what": "孤立した家の確認",
        "skill": "boat",
        "needed": 2,
        "place": "本町公民館",
        "lat": 35.0343,
        "lon": 138.9971,
        "starts_at": (now + timedelta(hours=1)).isoformat(),
        "ends_at": (now + timedelta(hours=3)).isoformat(),
    }

    refused = api.post("/hq/callouts", who="Elena", json=wanted)
    opened = api.post("/hq/callouts", who="Fumi", json=wanted)
    desk.wall = datetime.now(UTC)
    desk.work()
    desk.sent()

    assert (refused.status_code, opened.status_code) == (403, 201)
    path = f"/hq/callouts/{opened.json()['callout_id']}"
    whole = api.get(path, who="Daichi").json()
    assert (whole["opened_by"], whole["closed_because"]) == ("Fumi", None)
    assert whole["counts"] | {"asked": 1, "silent": 1, "waves": 1} == whole["counts"]
    [ask] = whole["asks"]
    assert (ask["responder_id"], ask["wave"], ask["told"]) == (who, 1, "accepted")
    assert api.post(f"{path}/cancel", who="Elena", json={}).status_code == 403
    canceled = api.post(f"{path}/cancel", who="Fumi", json={"note": "水が引いた"}).json()
    assert (canceled["closed_because"], canceled["closed_by"]) == ("canceled", "Fumi")
    assert canceled["next_wave_at"] is None
    assert [each["closed_because"] for each in api.get("/hq/callouts").json()] == ["canceled"]
    assert api.post(f"{path}/cancel", who="Fumi", json={}).status_code == 409
    assert api.get("/hq/callouts/999").status_code == 404
    assert api.post("/hq/callouts", who="Fumi", json=wanted | {"needed": 0}).status_code == 400


def test_the_stream_tells_how_a_call_out_goes_on(api: "Api", desk: Desk) -> None:
    who, callout_id = asked(desk)

    with api.follow("/hq/stream") as following:
        text(api, desk, who, "はい")
        told = iter(lambda: following.until("callouts"), [])
        moved = next(one for (one,) in told if one["closed_because"])

    assert (moved["callout_id"], moved["closed_because"]) == (callout_id, "filled")
    assert moved["counts"]["coming"] == 1


def test_a_call_out_stays_in_its_run(api: "Api", desk: Desk, world: "World") -> None:
    world.start_drill("drill")
    callout_id = desk.call_out()

    assert api.get("/hq/callouts?run=drill").json() == []
    assert api.get(f"/hq/callouts/{callout_id}?run=drill").status_code == 404
    assert api.post(f"/hq/callouts/{callout_id}/cancel?run=drill", json={}).status_code == 404


def test_the_ledger_shows_what_responders_were_told(api: "Api", desk: Desk) -> None:
    asked(desk)

    [told] = api.get("/hq/deliveries").json()

    assert (told["family"], told["audience"], told["kind"]) == ("responder", "staff", "ask")
    assert api.get("/hq/messages").json() == []
