"""An alert is in somebody's hand: given by name, handed on, given back, each word kept."""

from typing import TYPE_CHECKING

import pytest

from kawamori.people import PhoneNumber, Subscriber
from kawamori.storage.people.addresses import AddressSeal
from kawamori.storage.people.subscribers import add_subscriber
from kawamori.testing.judged import write_call

if TYPE_CHECKING:
    from api.testing.asking import Api
    from kawamori.testing.world import World

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)


def test_who_has_an_alert_is_shown_with_by_whom_and_since_when(api: "Api", world: "World") -> None:
    drill = world.start_drill("drill")
    alert_id = world.raise_alert(4, run_no=drill.run_no)

    given = {"assignee": "Goro", "note": "樋門を見に行く"}
    shown = api.post(f"/hq/alerts/{alert_id}/assign", who="Fumi", json=given).json()["properties"]

    assigned = shown["assigned"]
    assert (assigned["assignee"], assigned["assigned_by"], assigned["note"]) == (
        "Goro",
        "Fumi",
        "樋門を見に行く",
    )
    assert assigned["assigned_at"].startswith("2026-09-01T03:1")  # the drill's own time
    assert world.acts() == [("Fumi", "operator", "assign", f"alert/{alert_id}")]


def test_it_is_handed_on_to_an_office_and_given_back_and_every_word_is_kept(
    api: "Api", world: "World"
) -> None:
    alert_id = world.raise_alert(4)
    path = f"/hq/alerts/{alert_id}/assign"

    api.post(path, json={"assignee": "Goro"})
    api.post(path, json={"assignee": "港支所", "is_office": True})
    back = api.post(path, json={"assignee": ""})

    assert back.json()["properties"]["assigned"]["assignee"] is None
    why = api.get(f"/hq/alerts/{alert_id}/why").json()
    kept = [(each["assignee"], each["is_office"]) for each in why["assignments"]]
    assert kept == [("Goro", False), ("港支所", True), (None, False)]


def test_giving_it_to_whoever_has_it_changes_nothing(api: "Api", world: "World") -> None:
    alert_id = world.raise_alert(4)
    path = f"/hq/alerts/{alert_id}/assign"
    assert api.post(path, json={"assignee": ""}).status_code == 409

    api.post(path, json={"assignee": "Goro"})
    again = api.post(path, json={"assignee": " Goro "})

    assert again.status_code == 409
    assert again.json()["error"]["message"] == f"Goro has alert {alert_id} already"
    world.close(alert_id)
    assert api.post(path, json={"assignee": "Fumi"}).status_code == 409
    assert api.post("/hq/alerts/999/assign", json={"assignee": "Fumi"}).status_code == 404


def test_everybody_who_looks_on_hears_of_it_at_once(api: "Api", world: "World") -> None:
    alert_id = world.raise_alert(4)
    with api.follow("/hq/stream", who="Daichi") as following:
        following.until("clock")

        api.post(f"/hq/alerts/{alert_id}/assign", json={"assignee": "Goro"})

        told = iter(lambda: following.until("alerts")["features"], [])
        alert = next(one for (one,) in told if one["properties"]["assigned"])
    assert alert["properties"]["assigned"]["assignee"] == "Goro"


@pytest.mark.parametrize(
    ("who", "status"),
    [("Aoi", 200), ("Fumi", 200), ("Elena", 403), ("Daichi", 403), ("Chika", 401), (None, 401)],
)
def test_the_commander_and_operators_assign(
    api: "Api", world: "World", who: str | None, status: int
) -> None:
    alert_id = world.raise_alert(3)

    answer = api.post(f"/hq/alerts/{alert_id}/assign", who=who, json={"assignee": "Goro"})

    assert answer.status_code == status
    assert len(world.acts()) == (status == 200)


def test_names_to_give_it_to_are_those_who_were_called_or_had_one(
    api: "Api", world: "World"
) -> None:
    alert_id = world.raise_alert(3)
    who = Subscriber(PhoneNumber("+819012340001"))
    called = add_subscriber(world.connection, AddressSeal(bytes(32)), who)
    write_call(world.connection, alert_id, person="Goro", subscriber_id=called, link="x")
    api.post(f"/hq/alerts/{alert_id}/assign", json={"assignee": "港支所", "is_office": True})

    names = [(each["name"], each["is_office"]) for each in api.get("/hq/assignees").json()]

    assert ("Goro", False) in names
    assert names[-1] == ("港支所", True)


def test_why_tells_the_step_its_reasons_who_was_told_and_who_was_called(
    api: "Api", world: "World"
) -> None:
    alert_id = world.raise_alert(3)
    world.tell(alert_id)
    who = Subscriber(PhoneNumber("+819012340002"))
    called = add_subscriber(world.connection, AddressSeal(bytes(32)), who)
    write_call(world.connection, alert_id, person="Goro", subscriber_id=called, link="x")
    api.post(f"/hq/alerts/{alert_id}/acknowledge", who="Fumi")
    world.connection.execute(
        "UPDATE deliveries SET state = 'withheld', provider_code = 'quiet hours'"
        " WHERE subscriber_id <> %s",
        (called,),
    )

    why = api.get(f"/hq/alerts/{alert_id}/why", who="Daichi").json()

    (step,) = why["steps"]
    assert (step["kind"], step["to_level"], step["reasons"]) == ("raise", 3, ["level"])
    assert step["thresholds"]["evacuation_m"] == 3.0
    (message,) = why["messages"]
    assert message["told"] == [
        {"channel": "sms", "state": "withheld", "because": "quiet hours", "people": 1}
    ]
    (call,) = why["calls"]
    assert (call["taken_by"], [text["person"] for text in call["texts"]]) == ("Fumi", ["Goro"])
    assert api.get("/hq/alerts/999/why").status_code == 404


def test_what_is_over_is_found_by_time_and_station(api: "Api", world: "World") -> None:
    kawabe, otaki = world.raise_alert(4), world.raise_alert(3, station_id="otaki")
    world.close(kawabe)
    world.close(otaki)
    world.raise_alert(2)

    def ids(asked: str = "") -> list[int]:
        return [alert["id"] for alert in api.get(f"/hq/alerts/closed?{asked}").json()["features"]]

    assert ids() == [otaki, kawabe]
    assert ids("station_id=otaki") == [otaki]
    assert ids("river=川辺川") == [kawabe]
    assert ids("since=2026-09-01T03:10:00Z&until=2026-09-01T03:11:00Z") == [otaki, kawabe]
    assert ids("since=2026-09-01T03:11:00Z") == []
    assert ids("until=2026-09-01T03:10:00Z") == []
