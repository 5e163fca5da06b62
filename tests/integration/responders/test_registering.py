"""Somebody who wants to step in registers by the number that is theirs, and by nothing else."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from api.testing.responders import ASKED, CODE, NAME, NUMBER, as_responder, send_codes, sign_up
from kawamori.responders.people import BRIEFING

if TYPE_CHECKING:
    import httpx

    from api.testing.asking import Api
    from kawamori.testing.world import World

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

WISHES = """
SELECT (SELECT count(*) FROM subscriptions), (SELECT count(*) FROM subscriber_areas),
       (SELECT count(*) FROM own_marks)
"""
PHONE = {"number": NUMBER, "language": "en", "areas": [{"area_id": "honcho"}]}


def rows(world: "World", query: str) -> list[tuple[Any, ...]]:
    return world.connection.execute(query.encode()).fetchall()


def register(api: "Api", **more: Any) -> "httpx.Response":
    return api.post("/responders", who=None, json={**ASKED, **more})


def verify(api: "Api", registration_id: str, code: str = CODE) -> "httpx.Response":
    path = f"/responders/{registration_id}/verify"
    return api.post(path, who=None, json={"code": code})


def subscribe(api: "Api", world: "World") -> None:
    asked = api.post("/public/phones", who=None, json=PHONE).raise_for_status().json()
    send_codes(world.connection)
    path = f"/public/phones/{asked['phone_id']}/verify"
    api.post(path, who=None, json={"code": CODE}).raise_for_status()


def me(api: "Api", key: str) -> Any:
    return as_responder(api, key, "GET", "/responders/me").raise_for_status().json()


def test_who_sends_the_code_back_waits_to_be_approved(api: "Api", world: "World") -> None:
    answer = register(api)
    assert answer.status_code == 202
    assert answer.json().keys() == {"registration_id", "expires_at"}
    assert rows(world, "SELECT FROM responders") == []
    assert send_codes(world.connection) == 1

    registered = verify(api, answer.json()["registration_id"])

    assert registered.status_code == 200
    shown = me(api, registered.json()["key"])
    assert (shown["state"], shown["name"], shown["home_area"]) == ("waiting", NAME, "honcho")
    assert shown["skills"] == [{"skill": "boat", "checked": False}]
    assert shown["briefing"] == {"version": BRIEFING, "acknowledged": False}
    assert shown["reasons"] == ["not_approved", "no_cover", "no_briefing", "no_pass"]
    assert shown["holds"] is None


def test_nobody_subscribes_to_anything_by_it(api: "Api", world: "World") -> None:
    sign_up(api, world.connection)

    assert rows(world, WISHES) == [(0, 0, 0)]
    reached = "SELECT run_no, verified_by FROM reachable JOIN subscribers USING (subscriber_id)"
    assert rows(world, reached) == [(0, "code")]


def test_who_is_subscribed_stays_so_in_their_own_language(api: "Api", world: "World") -> None:
    subscribe(api, world)

    sign_up(api, world.connection)

    assert rows(world, WISHES) == [(0, 1, 0)]
    assert rows(world, "SELECT language FROM subscribers") == [("en",)]
    assert rows(world, "SELECT language FROM responders") == [("ja",)]


def test_who_had_stopped_is_not_told_again_of_what_they_once_wanted(
    api: "Api", world: "World"
) -> None:
    subscribe(api, world)
    world.connection.execute("UPDATE subscribers SET stopped_at = now(), stopped_because = 'x'")

    sign_up(api, world.connection)

    assert rows(world, WISHES) == [(0, 0, 0)]
    assert rows(world, "SELECT stopped_at FROM subscribers") == [(None,)]


def test_another_code_registers_nobody(api: "Api", world: "World") -> None:
    registration_id = register(api).json()["registration_id"]
    send_codes(world.connection)

    answer = verify(api, registration_id, "271828")

    assert answer.status_code == 403
    assert answer.json()["error"]["message"] == "that is another code; 4 tries are left"
    assert rows(world, "SELECT FROM responders") == []


def test_a_code_registers_once(api: "Api", world: "World") -> None:
    registration_id = register(api).json()["registration_id"]
    send_codes(world.connection)
    verify(api, registration_id).raise_for_status()

    assert verify(api, registration_id).status_code in {404, 409}
    assert len(rows(world, "SELECT FROM responders")) == 1


def test_a_responders_code_subscribes_nobody_and_a_subscribers_registers_nobody(
    api: "Api", world: "World"
) -> None:
    registration_id = register(api).json()["registration_id"]
    phone_id = api.post("/public/phones", who=None, json=PHONE).json()["phone_id"]
    send_codes(world.connection)

    subscribing = api.post(
        f"/public/phones/{registration_id}/verify", who=None, json={"code": CODE}
    )

    assert (subscribing.status_code, verify(api, phone_id).status_code) == (404, 404)
    assert rows(world, "SELECT FROM subscribers") == []


def test_whoever_is_under_18_is_refused_and_nothing_is_kept(api: "Api", world: "World") -> None:
    today = datetime.now(UTC) + timedelta(hours=9)
    born = today.date().replace(year=today.year - 18, day=1) + timedelta(days=40)

    answer = register(api, born=born.isoformat())

    assert answer.status_code == 400
    said = answer.json()["error"]["message"]
    assert said == "responders are 18 or older: nothing is kept of this"
    assert rows(world, "SELECT FROM phone_verifications") == []


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"number": "03-1234-5678"}, 400),
        ({"consent": "2019-1"}, 400),
        ({"home_area": "nowhere"}, 404),
        ({"category": "mercenary"}, 400),
        ({"skills": [{"skill": "flying"}]}, 400),
        ({"born": "2999-01-01"}, 400),
        ({"name": " "}, 400),
        ({"emergency": {"name": "川辺 花子", "number": "12"}}, 400),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else str(value),
)
def test_what_is_wrong_is_refused_without_a_secret_in_the_words(
    api: "Api", wrong: dict[str, Any], status: int
) -> None:
    answer = register(api, **wrong)

    assert answer.status_code == status
    assert not any(said in answer.text for said in (NAME, "09012345678", "花子"))


def test_who_lost_their_phone_gets_a_new_key_and_stays_who_they_are(
    api: "Api", world: "World"
) -> None:
    first = sign_up(api, world.connection)
    api.post(f"/hq/responders/{first['responder_id']}/approve", json={}).raise_for_status()

    again = sign_up(api, world.connection, equipment=["ボート"])

    assert again["responder_id"] == first["responder_id"]
    assert me(api, again["key"])["state"] == "approved"
    assert as_responder(api, first["key"], "GET", "/responders/me").status_code == 401
    assert rows(world, "SELECT equipment FROM responders") == [(["ボート"],)]


def test_nobody_takes_over_another_responders_number(api: "Api", world: "World") -> None:
    first = sign_up(api, world.connection)
    registration_id = register(api, name="山田 次郎").json()["registration_id"]
    send_codes(world.connection)

    answer = verify(api, registration_id)

    assert answer.status_code == 409
    assert me(api, first["key"])["name"] == NAME


def test_one_number_that_is_verified_twice_at_once_is_one_responder(
    api: "Api", world: "World"
) -> None:
    made = [register(api).json()["registration_id"] for _ in range(2)]
    send_codes(world.connection)

    with ThreadPoolExecutor(2) as both:
        answers = list(both.map(lambda each: verify(api, each), made))

    assert [each.status_code for each in answers] == [200, 200]
    assert {each.json()["responder_id"] for each in answers} == {1}
    assert len(rows(world, "SELECT FROM responders")) == 1


def test_the_briefing_in_force_is_acknowledged_and_no_other(api: "Api", world: "World") -> None:
    key = sign_up(api, world.connection)["key"]

    def acknowledge(version: str) -> int:
        said = {"version": version}
        return as_responder(api, key, "POST", "/responders/me/briefing", json=said).status_code

    assert acknowledge("1999-1") == 400
    assert me(api, key)["briefing"]["acknowledged"] is False
    assert acknowledge(BRIEFING) == 204
    assert me(api, key)["briefing"]["acknowledged"] is True


def test_nothing_that_tells_who_it_is_stands_in_plain_or_in_an_act(
    api: "Api", world: "World"
) -> None:
    sign_up(api, world.connection)

    acts = rows(world, "SELECT person, role, act, subject, details::text FROM acts")
    assert acts == [("responder 1", "responder", "register_responder", "responder/1", "{}")]
    [kept] = rows(world, "SELECT responders::text FROM responders")
    assert not any(said in kept[0] for said in (NAME, "かわべ", "1990", "花子", "7777"))
    assert rows(world, "SELECT FROM responder_registrations") == []


def test_a_stranger_asks_for_few_codes(api: "Api") -> None:
    statuses = [register(api).status_code for _ in range(4)]

    assert statuses == [202, 202, 202, 429]
