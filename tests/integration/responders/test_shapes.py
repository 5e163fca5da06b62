"""What is answered about people on duty has the shape that the API promises."""

from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from pydantic import TypeAdapter

from api.schemas.responders.callouts import CalloutShown, OwnAskShown
from api.schemas.responders.duty import (
    Incidents,
    InterlockShown,
    OwnTasks,
    RespondersOnMap,
    TaskShown,
    WithdrawShown,
)
from kawamori.testing.callouts import LAT, LON

if TYPE_CHECKING:
    from api.testing.on_duty import OnDuty

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)


def test_every_answer_about_people_on_duty_is_as_promised(duty: "OnDuty") -> None:
    who = duty.enrol()
    task_id = duty.give(who)
    here: dict[str, Any] = {"lat": LAT, "lon": LON}
    point = {**here, "at": duty.now.isoformat(), "accuracy_m": 8.0}
    duty.say(who, task_id, "accept")
    duty.ask(who, "POST", "/positions", json={"points": [point]})
    report = {**point, "report_id": str(uuid4()), "kind": "road", "body": "冠水"}
    duty.ask(who, "POST", "/reports", json=report)
    duty.order_out()

    looked = duty.api.ask("POST", "/hq/interlock/check", who="Elena", json=here)
    shapes: list[tuple[Any, bytes]] = [
        (InterlockShown, looked.content),
        (list[TaskShown], duty.api.get("/hq/tasks").content),
        (list[WithdrawShown], duty.api.get("/hq/withdraw-orders").content),
        (RespondersOnMap, duty.api.get("/hq/responders/map").content),
        (Incidents, duty.api.get("/hq/incidents").content),
        (list[CalloutShown], duty.api.get("/hq/callouts").content),
        (OwnTasks, duty.ask(who, "GET", "/tasks").content),
        (list[OwnAskShown], duty.ask(who, "GET", "/asks").content),
    ]

    for shape, content in shapes:
        TypeAdapter(shape).validate_json(content)
    assert len(duty.api.get("/hq/incidents").json()["features"]) == 1
    assert len(duty.api.get("/hq/responders/map").json()["features"]) == 1
