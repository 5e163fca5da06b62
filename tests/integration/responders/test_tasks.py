"""Headquarters gives tasks to those who are fit, takes them back, and accounts for people."""

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from kawamori.responders.people import Skill

if TYPE_CHECKING:
    from api.testing.on_duty import OnDuty

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)


def test_a_task_is_given_told_recorded_and_listed(duty: "OnDuty") -> None:
    who = duty.enrol()
    task_id = duty.give(who, instructions="堤防の東", check_in_minutes=20)

    shown = duty.task(task_id)
    assert (shown["is_open"], shown["is_out"], shown["step"]) == (True, False, None)
    assert (shown["area_ids"], shown["given_by"]) == (duty.area_ids, "Fumi")
    assert (shown["instructions"], shown["check_in_minutes"]) == ("堤防の東", 20)
    assert duty.world.messages()[-1][:2] == ("responder", "duty_task")
    acts = [each for each in duty.world.acts() if each[3] == f"task/{task_id}"]
    assert [each[:2] for each in acts] == [("Fumi", "operator")]


@pytest.mark.parametrize(
    ("person", "status"), [("Elena", 201), ("Aoi", 201), ("Daichi", 403), ("Chika", 401)]
)
def test_who_may_give_a_task(duty: "OnDuty", person: str, status: int) -> None:
    wanted = duty.wanted(duty.enrol())

    assert duty.api.post("/hq/tasks", who=person, json=wanted).status_code == status


def test_each_reason_against_somebody_is_named(duty: "OnDuty") -> None:
    who = duty.enrol()
    for table in ("responder_covers", "responder_passes"):
        query = f"UPDATE {table} SET valid_until = valid_from + interval '1 us'"  # noqa: S608 our own
        duty.connection.execute(query.encode())
    duty.connection.execute("UPDATE responders SET is_adult_from = '2999-01-01'")

    refused = duty.api.post("/hq/tasks", json=duty.wanted(who, skill="boat"))

    assert refused.status_code == 409
    message = refused.json()["error"]["message"]
    for reason in ("under_18", "no_cover", "no_pass", "skill"):
        assert reason in message, reason


def test_a_skill_that_nobody_checked_is_none(duty: "OnDuty") -> None:
    who = duty.enrol(Skill.GENERAL, Skill.BOAT)
    duty.connection.execute("UPDATE responder_skills SET checked_by = NULL, checked_at = NULL")

    refused = duty.api.post("/hq/tasks", json=duty.wanted(who, skill="boat"))

    assert refused.status_code == 409
    assert "skill_not_checked" in refused.json()["error"]["message"]


@pytest.mark.parametrize(
    ("differs", "status"),
    [
        ({"responder_id": 9_999}, 404),
        ({"callout_id": 9_999}, 404),
        ({"place": " "}, 400),
        ({"lat": 91}, 400),
        ({"check_in_minutes": 4}, 400),
        ({"skill": "wizard"}, 400),
        ({"route": [[138.9, 35.0], [141.0, 43.0]]}, 400),
    ],
)
def test_what_does_not_fit_is_refused(
    duty: "OnDuty", differs: dict[str, object], status: int
) -> None:
    wanted = duty.wanted(duty.enrol()) | differs

    answer = duty.api.post("/hq/tasks", json=wanted)

    assert answer.status_code == status, answer.text
    assert duty.api.get("/hq/tasks").json() == []


def test_a_task_nobody_set_out_on_is_over_when_it_is_taken_back(duty: "OnDuty") -> None:
    task_id = duty.give(duty.enrol())

    shown = duty.api.post(f"/hq/tasks/{task_id}/revoke", json={"note": "不要になった"}).json()

    assert (shown["is_open"], shown["step"]) == (False, "revoke")
    again = duty.api.post(f"/hq/tasks/{task_id}/revoke", json={})
    assert (again.status_code, "over" in again.json()["error"]["message"]) == (409, True)


def test_whoever_is_out_on_a_task_that_is_taken_back_is_awaited(duty: "OnDuty") -> None:
    who = duty.enrol()
    task_id = duty.give(who)
    duty.say(who, task_id, "accept").raise_for_status()
    duty.api.post(f"/hq/tasks/{task_id}/revoke", json={}).raise_for_status()

    assert duty.task(task_id)["is_open"]
    assert duty.world.messages()[-1][1] == "duty_revoked"

    duty.say(who, task_id, "safe").raise_for_status()
    assert not duty.task(task_id)["is_open"]


def test_being_accounted_for_is_a_sign_of_life_with_a_name(duty: "OnDuty") -> None:
    who = duty.enrol()
    task_id = duty.give(who)
    duty.began(task_id, 120)
    duty.say(who, task_id, "accept", duty.ago(90)).raise_for_status()
    before = duty.task(task_id)

    shown = duty.api.post(
        f"/hq/tasks/{task_id}/account", who="Elena", json={"note": "無線で確認"}
    ).json()

    assert shown["is_open"]
    assert shown["heard_at"] > before["heard_at"]
    assert ("Elena", "branch", "account for", f"task/{task_id}") in duty.world.acts()


def test_a_task_of_another_run_is_not_there(duty: "OnDuty") -> None:
    task_id = duty.give(duty.enrol())
    drill = duty.world.start_drill("drill")

    assert duty.api.get(f"/hq/tasks?run={drill.run}").json() == []
    assert duty.api.post(f"/hq/tasks/{task_id}/revoke?run=drill", json={}).status_code == 404


def test_a_task_asked_for_twice_by_one_key_is_given_once(duty: "OnDuty") -> None:
    wanted, headers = duty.wanted(duty.enrol()), {"Idempotency-Key": str(uuid4())}

    for _ in range(2):
        answer = duty.api.post("/hq/tasks", json=wanted, headers=headers)
        assert answer.status_code == 201

    assert len(duty.api.get("/hq/tasks").json()) == 1


def test_what_happened_is_in_the_chronology_without_a_name(duty: "OnDuty") -> None:
    who = duty.enrol()
    task_id = duty.give(who)
    duty.say(who, task_id, "accept", duty.now - timedelta(seconds=1)).raise_for_status()
    duty.order_out()
    duty.say(who, task_id, "safe").raise_for_status()

    entries = duty.api.get("/hq/chronology?kind=responders&oldest_first=true").json()["entries"]

    number = who.responder_id
    assert [each["words_ja"] for each in entries] == [
        f"任務第{task_id}号：一時職員{number}番、土のう積み、本町公民館",
        f"任務第{task_id}号（一時職員{number}番）：了解",
        f"任務第{task_id}号（一時職員{number}番）：退避を指示（堤防決壊のおそれ）",
        "退避指示第1号：1人（堤防決壊のおそれ）",
        f"任務第{task_id}号（一時職員{number}番）：無事を報告",
        "退避指示第1号：1人全員の無事を確認",
    ]
    assert "川辺 太郎" not in str(entries)
