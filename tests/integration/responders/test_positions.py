"""Where people on duty are: one position a minute, of nobody off duty, thinned and deleted."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from kawamori.storage.retention import apply_retention
from kawamori.testing.callouts import LAT, LON

if TYPE_CHECKING:
    import httpx

    from api.testing.on_duty import OnDuty
    from kawamori.storage.responders.registering import Enrolled

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)


def point(at: datetime, lat: float = LAT, **differs: Any) -> dict[str, Any]:
    return {"at": at.isoformat(), "lat": lat, "lon": LON, "accuracy_m": 15, **differs}


def say(duty: "OnDuty", who: "Enrolled", *points: dict[str, Any]) -> "httpx.Response":
    return duty.ask(who, "POST", "/positions", json={"points": points})


def stored(duty: "OnDuty") -> list[datetime]:
    query = "SELECT at FROM responder_positions ORDER BY at"
    return [row[0] for row in duty.connection.execute(query)]


def test_headquarters_sees_the_newest_with_its_age(duty: "OnDuty") -> None:
    who = duty.enrol()
    duty.began(duty.give(who), 60)
    at = duty.ago(10).replace(second=0, microsecond=0)

    kept = say(duty, who, point(at, 35.01), point(at + timedelta(minutes=2), 35.02)).json()["kept"]

    assert kept == 2
    [feature] = duty.api.get("/hq/responders/map", who="Daichi").json()["features"]
    assert feature["geometry"]["coordinates"] == [LON, 35.02]
    told = feature["properties"]
    assert told["responder_id"] == who.responder_id
    assert 7 * 60 <= told["age_s"] <= 10 * 60


def test_one_a_minute_is_kept_the_newest_of_each(duty: "OnDuty") -> None:
    who = duty.enrol()
    duty.began(duty.give(who), 60)
    at = duty.ago(10).replace(second=0, microsecond=0)
    seconds = (40, 0, 20, 65)  # in any order

    say(duty, who, *(point(at + timedelta(seconds=s), 35 + s / 1000) for s in seconds))

    assert stored(duty) == [at, at + timedelta(minutes=1)]
    row = duty.connection.execute(
        "SELECT lat FROM responder_positions ORDER BY at LIMIT 1"
    ).fetchone()
    assert row == (35.04,)


def test_nobody_is_followed_off_duty(duty: "OnDuty") -> None:
    who = duty.enrol()

    assert say(duty, who, point(duty.now)).status_code == 409
    task_id = duty.give(who)
    assert say(duty, who, point(duty.now)).status_code == 200
    duty.say(who, task_id, "done").raise_for_status()
    assert say(duty, who, point(duty.now)).status_code == 409
    assert duty.api.get("/hq/responders/map").json()["features"] == []


def test_where_somebody_was_before_their_task_is_nobodys_business(duty: "OnDuty") -> None:
    who = duty.enrol()
    duty.began(duty.give(who), 20)

    assert say(duty, who, point(duty.ago(30)), point(duty.ago(5))).json()["kept"] == 1
    assert say(duty, who, point(duty.ago(40))).json()["kept"] == 0
    assert len(stored(duty)) == 1


def test_a_time_to_come_is_none(duty: "OnDuty") -> None:
    who = duty.enrol()
    duty.give(who)

    assert say(duty, who, point(duty.now + timedelta(hours=1))).json()["kept"] == 0


@pytest.mark.parametrize(
    "wrong", [{"lat": 91}, {"lon": 181}, {"accuracy_m": -1}, {"at": "2026-09-01T00:00:00"}]
)
def test_what_is_no_position_is_refused(duty: "OnDuty", wrong: dict[str, Any]) -> None:
    who = duty.enrol()
    duty.give(who)

    assert say(duty, who, point(duty.now) | wrong).status_code == 400
    assert say(duty, who).status_code == 400
    assert say(duty, who, *[point(duty.now)] * 501).status_code == 400


def test_whoever_only_has_a_key_of_staff_says_no_position(duty: "OnDuty") -> None:
    assert duty.api.post("/responders/me/positions", json={"points": []}).status_code == 401
    assert duty.api.get("/hq/responders/map", who=None).status_code == 401


def test_positions_thin_out_after_a_day_and_go_after_their_time(duty: "OnDuty") -> None:
    who = duty.enrol()
    duty.began(duty.give(who), 60 * 24 * 100)
    now = duty.now.replace(minute=duty.now.minute // 10 * 10, second=0, microsecond=0)
    for days in (0, 2, 89, 91):  # twenty minutes each, from full ten minutes on
        begin = now - timedelta(days=days, minutes=20)
        say(duty, who, *(point(begin + timedelta(minutes=n)) for n in range(20))).raise_for_status()

    apply_retention(duty.connection, {}, now)

    left = [(now - at).days for at in stored(duty)]
    assert {days: left.count(days) for days in sorted(set(left))} == {0: 20, 2: 2, 89: 2}

    apply_retention(duty.connection, {"responder_positions": 1}, now)
    assert len(stored(duty)) == 20
