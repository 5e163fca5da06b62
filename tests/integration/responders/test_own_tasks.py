"""What a phone is shown of its tasks and says of them, in time or long after."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

if TYPE_CHECKING:
    from api.testing.on_duty import OnDuty

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)


def test_a_phone_has_its_tasks_with_the_interlock_for_half_an_hour(duty: "OnDuty") -> None:
    who, other = duty.enrol(), duty.enrol()
    task_id = duty.give(who)
    duty.give(other)

    told = duty.ask(who, "GET", "/tasks").json()

    assert [each["task_id"] for each in told["tasks"]] == [task_id]
    assert told["tasks"][0]["interlock"]["passable"]
    until = datetime.fromisoformat(told["valid_until"])
    assert until - datetime.fromisoformat(told["now"]) == timedelta(minutes=30)
    assert told["withdraw"] is None


def test_a_phone_sees_the_water_come(duty: "OnDuty") -> None:
    who = duty.enrol()
    duty.give(who)
    duty.stand(4)

    [task] = duty.ask(who, "GET", "/tasks").json()["tasks"]

    assert not task["interlock"]["passable"]
    [finding] = task["interlock"]["findings"]
    assert (finding["verdict"], finding["gauges"][0]["level"]) == ("blocked", 4)


def test_steps_said_offline_are_taken_later_with_their_own_time_and_once(duty: "OnDuty") -> None:
    who = duty.enrol()
    task_id = duty.give(who)
    duty.began(task_id, 120)
    refs = {step: str(uuid4()) for step in ("accept", "on_the_way", "there")}
    times = dict(zip(refs, (duty.ago(100), duty.ago(90), duty.ago(70)), strict=True))

    for _ in range(2):  # the answer to the first was lost
        for step, ref in refs.items():
            duty.say(who, task_id, step, times[step], ref=ref).raise_for_status()

    assert duty.steps(task_id) == ["accept", "on_the_way", "there"]
    shown = duty.task(task_id)
    assert datetime.fromisoformat(shown["heard_at"]) == times["there"]
    assert datetime.fromisoformat(shown["due_at"]) == times["there"] + timedelta(minutes=30)


def test_one_ref_is_one_step(duty: "OnDuty") -> None:
    who, ref = duty.enrol(), str(uuid4())
    task_id = duty.give(who)
    duty.say(who, task_id, "accept", ref=ref).raise_for_status()

    assert duty.say(who, task_id, "done", ref=ref).status_code == 409
    assert duty.steps(task_id) == ["accept"]


def test_a_phone_whose_clock_is_wrong_is_dated_by_ours(duty: "OnDuty") -> None:
    who = duty.enrol()
    task_id = duty.give(who)
    given_at = duty.task(task_id)["given_at"]

    duty.say(who, task_id, "accept", duty.now + timedelta(days=365)).raise_for_status()
    assert datetime.fromisoformat(duty.task(task_id)["heard_at"]) <= duty.now

    duty.say(who, task_id, "there", duty.ago(60 * 24 * 365)).raise_for_status()
    query = "SELECT min(at) FROM responder_task_steps WHERE task_id = %s"
    assert duty.connection.execute(query, (task_id,)).fetchone() == (
        datetime.fromisoformat(given_at),
    )


@pytest.mark.parametrize("step", ["ask", "escalate", "block", "revoke", "account"])
def test_a_phone_says_nothing_in_the_name_of_headquarters(duty: "OnDuty", step: str) -> None:
    who = duty.enrol()
    task_id = duty.give(who)

    assert duty.say(who, task_id, step).status_code == 400
    assert duty.steps(task_id) == []


def test_somebody_elses_task_is_not_there(duty: "OnDuty") -> None:
    task_id, other = duty.give(duty.enrol()), duty.enrol()

    assert duty.say(other, task_id, "safe").status_code == 404
    assert duty.say(other, 9_999, "safe").status_code == 404


def test_without_a_pass_nobody_sets_out_and_the_reason_is_told(duty: "OnDuty") -> None:
    who = duty.enrol()
    task_id = duty.give(who)
    duty.no_pass(who)

    refused = duty.say(who, task_id, "accept")

    assert refused.status_code == 403
    assert "no pass" in refused.json()["error"]["message"]
    assert duty.ask(who, "GET", "/tasks").json()["tasks"] == []


def test_whoever_is_out_when_their_pass_ends_comes_back_by_it(duty: "OnDuty") -> None:
    who = duty.enrol()
    task_id = duty.give(who)
    duty.say(who, task_id, "accept").raise_for_status()
    duty.no_pass(who)

    [task] = duty.ask(who, "GET", "/tasks").json()["tasks"]
    assert task["task_id"] == task_id
    duty.say(who, task_id, "done").raise_for_status()
    assert not duty.task(task_id)["is_open"]


@pytest.mark.parametrize("step", ["safe", "withdraw"])
def test_safe_and_withdraw_are_taken_always(duty: "OnDuty", step: str) -> None:
    who = duty.enrol()
    task_id = duty.give(who)
    duty.no_pass(who)
    reason = {"note": "年齢確認"}
    path = f"/hq/responders/{who.responder_id}/withdraw"
    duty.api.post(path, who="Fumi", json=reason).raise_for_status()

    assert duty.say(who, task_id, step).status_code == 200
    assert duty.steps(task_id) == [step]


def test_to_be_safe_is_said_of_everything_that_somebody_is_on(duty: "OnDuty") -> None:
    who = duty.enrol()
    first, second = duty.give(who), duty.give(who)
    for task_id in (first, second):
        duty.say(who, task_id, "accept").raise_for_status()
    duty.order_out()

    duty.say(who, first, "safe").raise_for_status()

    assert [duty.task(task_id)["is_open"] for task_id in (first, second)] == [False, False]


def test_to_be_safe_is_said_without_a_task_too_and_once(duty: "OnDuty") -> None:
    who = duty.enrol()
    task_id = duty.give(who)
    duty.say(who, task_id, "accept").raise_for_status()
    duty.order_out()
    duty.no_pass(who)
    at = {"at": duty.now.isoformat()}

    kept = [duty.ask(who, "POST", "/safe", json=at).json()["kept"] for _ in range(2)]

    assert kept == [1, 0]
    assert duty.steps(task_id) == ["accept", "withdraw", "safe"]
    assert not duty.task(task_id)["is_open"]


def test_without_a_key_there_is_nothing(duty: "OnDuty") -> None:
    assert duty.api.get("/responders/me/tasks", who=None).status_code == 401
    assert duty.api.get("/responders/me/tasks", who="Aoi").status_code == 401
