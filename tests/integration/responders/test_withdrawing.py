"""Everybody inside is ordered out, and the order waits until each is accounted for."""

from typing import TYPE_CHECKING, Any

import pytest

from kawamori.testing.callouts import LAT, LON

if TYPE_CHECKING:
    from api.testing.on_duty import OnDuty
    from kawamori.storage.responders.registering import Enrolled

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

FAR = {"lat": 38.0, "lon": 140.9}


def out(duty: "OnDuty", who: "Enrolled") -> int:
    task_id = duty.give(who)
    duty.say(who, task_id, "accept").raise_for_status()
    return task_id


def elsewhere(duty: "OnDuty", task_id: int) -> None:
    """Have a task lie far away."""
    query = "UPDATE responder_tasks SET lat = %(lat)s, lon = %(lon)s WHERE task_id = %(task_id)s"
    duty.connection.execute(query, {**FAR, "task_id": task_id})


def seen_at(duty: "OnDuty", who: "Enrolled", minutes: float) -> None:
    at = duty.ago(minutes).isoformat()
    points = {"points": [{"at": at, "lat": LAT, "lon": LON, "accuracy_m": 15}]}
    duty.ask(who, "POST", "/positions", json=points).raise_for_status()


def missing(order: dict[str, Any]) -> list[int]:
    return [each["responder_id"] for each in order["people"] if each["safe_at"] is None]


def test_whoever_is_inside_is_told_and_waited_for(duty: "OnDuty") -> None:
    inside, outside, idle = duty.enrol(), duty.enrol(), duty.enrol()
    out(duty, inside)
    elsewhere(duty, out(duty, outside))

    [order] = duty.order_out()

    assert missing(order) == [inside.responder_id]
    assert (order["reason"], order["ordered_by"]) == ("堤防決壊のおそれ", "Elena")
    assert duty.world.messages()[-1][:3] == ("responder", "duty_withdraw", 4)
    told = duty.ask(inside, "GET", "/tasks").json()["withdraw"]
    assert (told["withdraw_id"], told["reason"]) == (order["withdraw_id"], "堤防決壊のおそれ")
    for other in (outside, idle):
        assert duty.ask(other, "GET", "/tasks").json()["withdraw"] is None
    assert ("Elena", "branch", "order withdrawal", "withdraw/1") in duty.world.acts()


@pytest.mark.parametrize(("minutes", "is_inside"), [(5, True), (45, False)])
def test_where_a_phone_was_of_late_counts_too(
    duty: "OnDuty", minutes: float, *, is_inside: bool
) -> None:
    who = duty.enrol()
    task_id = out(duty, who)
    duty.began(task_id, 120)
    seen_at(duty, who, minutes)
    elsewhere(duty, task_id)

    [order] = duty.order_out()

    assert (missing(order) == [who.responder_id]) is is_inside


def test_safe_closes_the_line_and_the_task(duty: "OnDuty") -> None:
    who = duty.enrol()
    task_id = out(duty, who)
    duty.order_out()

    duty.say(who, task_id, "withdraw").raise_for_status()
    assert missing(duty.api.get("/hq/withdraw-orders").json()[0]) == [who.responder_id]
    duty.say(who, task_id, "safe").raise_for_status()

    [order] = duty.api.get("/hq/withdraw-orders", who="Daichi").json()
    assert missing(order) == []
    assert order["people"][0]["accounted_by"] is None
    assert not duty.task(task_id)["is_open"]
    assert duty.ask(who, "GET", "/tasks").json()["withdraw"] is None


def test_who_was_safe_before_the_order_may_be_inside_again(duty: "OnDuty") -> None:
    who = duty.enrol()
    task_id = out(duty, who)
    duty.began(task_id, 60)
    before = duty.ago(10)
    duty.order_out()

    duty.say(who, task_id, "safe", before).raise_for_status()  # said offline, heard of now

    assert missing(duty.api.get("/hq/withdraw-orders").json()[0]) == [who.responder_id]
    assert duty.task(task_id)["is_open"]


def test_that_somebody_was_safe_is_known_when_it_is_heard_of(duty: "OnDuty") -> None:
    who = duty.enrol()
    task_id = out(duty, who)
    duty.order_out()
    duty.connection.execute("UPDATE withdraw_orders SET ordered_at = %s", (duty.ago(60),))
    duty.connection.execute("ALTER TABLE responder_task_steps DISABLE TRIGGER USER")
    duty.connection.execute("UPDATE responder_task_steps SET at = %s", (duty.ago(60),))
    duty.began(task_id, 90)

    duty.say(who, task_id, "safe", said := duty.ago(30)).raise_for_status()

    row = duty.connection.execute("SELECT safe_at, heard_at FROM withdraw_order_people").fetchone()
    assert row is not None
    assert (row[0], row[1] > said) == (said, True)
    assert not duty.task(task_id)["is_open"]
    [entry] = [
        each
        for each in duty.api.get("/hq/chronology?kind=responders").json()["entries"]
        if "全員" in each["words_ja"]
    ]
    assert entry["recorded_at"] > entry["at"]


@pytest.mark.parametrize("by", ["order", "task"])
def test_headquarters_accounts_for_somebody_by_name(duty: "OnDuty", by: str) -> None:
    who = duty.enrol()
    task_id = out(duty, who)
    [order] = duty.order_out()
    paths = {
        "order": f"/hq/withdraw-orders/{order['withdraw_id']}/people/{who.responder_id}/account",
        "task": f"/hq/tasks/{task_id}/account",
    }

    duty.api.post(paths[by], who="Fumi", json={"note": "無線で確認"}).raise_for_status()

    [order] = duty.api.get("/hq/withdraw-orders").json()
    assert missing(order) == []
    assert order["people"][0]["accounted_by"] == "Fumi"
    assert not duty.task(task_id)["is_open"]
    again = duty.api.post(paths["order"], who="Fumi", json={"note": ""})
    assert again.status_code == 404


def test_an_order_says_nothing_of_whether_somebody_was_heard_of(duty: "OnDuty") -> None:
    who = duty.enrol()
    task_id = out(duty, who)
    heard_at = duty.task(task_id)["heard_at"]

    duty.order_out()

    assert duty.task(task_id)["heard_at"] == heard_at


@pytest.mark.parametrize(
    ("differs", "status"),
    [
        ({"reason": " "}, 400),
        ({"geometry": {"type": "Point", "coordinates": [LON, LAT]}}, 400),
        ({"geometry": {"type": "Polygon", "coordinates": [[[LON, LAT], [LON, LAT]]]}}, 400),
        ({"geometry": {"type": "Polygon"}}, 400),
    ],
)
def test_what_encloses_nobody_is_no_order(
    duty: "OnDuty", differs: dict[str, Any], status: int
) -> None:
    wanted = {"geometry": {}, "reason": "堤防決壊のおそれ", **differs}

    assert duty.api.post("/hq/withdraw-orders", json=wanted).status_code == status
    assert duty.api.get("/hq/withdraw-orders").json() == []


def test_who_may_order_somebody_out(duty: "OnDuty") -> None:
    for person, status in (("Daichi", 403), (None, 401)):
        answer = duty.api.post("/hq/withdraw-orders", who=person, json={})
        assert answer.status_code == status


def test_a_second_order_waits_for_who_came_back_in(duty: "OnDuty") -> None:
    who = duty.enrol()
    first = out(duty, who)
    duty.order_out()
    duty.say(who, first, "safe").raise_for_status()
    out(duty, who)

    newest, oldest = duty.order_out()

    assert (missing(newest), missing(oldest)) == ([who.responder_id], [])
